// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates by GnuTLS: made once, loaded by `serve`. Says nothing about who may connect.
#include "tls.h"

#include "db/base/clock.h"
#include "db/base/file.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

enum { TLS_KEYS_MAX = 99 };

static const char *key_file(struct arena *arena, const char *dir, int number)
{
    return arena_printf(arena, "%s/keys/tls-%d.key.pem", dir, number);
}

static const char *cert_file(struct arena *arena, const char *dir, int number)
{
    return arena_printf(arena, "%s/keys/tls-%d.cert.pem", dir, number);
}

static bool done(int result, const char *what)
{
    if (result < 0) {
        fault_set("%s: %s", what, gnutls_strerror(result));
    }
    return result >= 0;
}

static bool save_pem(const char *path, gnutls_datum_t *pem, unsigned mode)
{
    bool ok = file_write(path, bytes_of(pem->data, pem->size), mode);
    sodium_memzero(pem->data, pem->size);
    gnutls_free(pem->data);
    return ok;
}

// The key in the file, or a new one put there. NULL with a fault.
static gnutls_x509_privkey_t need_key(struct arena *arena, const char *path)
{
    gnutls_x509_privkey_t key = NULL;
    gnutls_datum_t pem;
    struct bytes text;
    bool ok = done(gnutls_x509_privkey_init(&key), path);
    if (ok && file_exists(path)) {
        ok = file_read(arena, path, TLS_FILE_BYTES_MAX, &text);
        pem = (gnutls_datum_t){.data = (uint8_t *)(uintptr_t)text.data, .size = (unsigned)text.len};
        ok = ok && done(gnutls_x509_privkey_import(key, &pem, GNUTLS_X509_FMT_PEM), path);
    } else if (ok) {
        unsigned bits = GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1);
        ok = done(gnutls_x509_privkey_generate(key, GNUTLS_PK_ECDSA, bits, 0), path) &&
             done(gnutls_x509_privkey_export2_pkcs8(key, GNUTLS_X509_FMT_PEM, NULL,
                                                    GNUTLS_PKCS_PLAIN, &pem),
                  path) &&
             save_pem(path, &pem, 0600);
    }
    if (!ok) {
        gnutls_x509_privkey_deinit(key);
        return NULL;
    }
    return key;
}

static bool pin_of(gnutls_x509_privkey_t key, const char *path, uint8_t pin[static TLS_PIN_LEN])
{
    size_t len = TLS_PIN_LEN;
    return done(gnutls_x509_privkey_get_key_id(key, GNUTLS_KEYID_USE_SHA256, pin, &len), path);
}

// Kiosks check the pin; the name is for people who look at it. Nothing else is in it: every byte is
// sent again with each handshake.
static bool make_certificate(gnutls_x509_privkey_t key, const char *name, const char *path)
{
    gnutls_x509_crt_t crt = NULL;
    gnutls_datum_t pem;
    uint8_t serial[8];
    clock_random(serial, sizeof serial);
    serial[0] &= 0x7F; // a positive number
    time_t from = (time_t)clock_now_s() - 86400;
    bool ok = done(gnutls_x509_crt_init(&crt), path) &&
              done(gnutls_x509_crt_set_version(crt, 3), path) &&
              done(gnutls_x509_crt_set_key(crt, key), path) &&
              done(gnutls_x509_crt_set_serial(crt, serial, sizeof serial), path) &&
              done(gnutls_x509_crt_set_activation_time(crt, from), path) &&
              done(gnutls_x509_crt_set_expiration_time(crt, (time_t)-1), path) &&
              done(gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                                 (unsigned)strlen(name)),
                   path) &&
              done(gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256, 0), path) &&
              done(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem), path) &&
              save_pem(path, &pem, 0644);
    gnutls_x509_crt_deinit(crt);
    return ok;
}

// Key and certificate of one number, made where they are missing, and its pin.
static bool need_pair(struct arena *arena, const char *dir, const char *name, int number,
                      uint8_t pin[static TLS_PIN_LEN])
{
    const char *key_path = key_file(arena, dir, number);
    const char *cert_path = cert_file(arena, dir, number);
    gnutls_x509_privkey_t key = need_key(arena, key_path);
    bool ok = key && pin_of(key, key_path, pin) &&
              (!name || file_exists(cert_path) || make_certificate(key, name, cert_path));
    if (key) {
        gnutls_x509_privkey_deinit(key);
    }
    return ok;
}

bool tls_make(const char *dir, const char *name, uint8_t pins[static 2][TLS_PIN_LEN])
{
    struct arena arena;
    arena_init(&arena, 4 * TLS_FILE_BYTES_MAX);
    bool ok = need_pair(&arena, dir, name, 1, pins[0]) && need_pair(&arena, dir, NULL, 2, pins[1]);
    arena_finish(&arena);
    return ok;
}

// The number of the key under keys/ that has this pin; 0 with a fault.
static int number_of(struct arena *arena, const char *dir, const uint8_t pin[static TLS_PIN_LEN])
{
    for (int number = 1; number <= TLS_KEYS_MAX; number++) {
        uint8_t found[TLS_PIN_LEN];
        if (file_exists(key_file(arena, dir, number)) &&
            need_pair(arena, dir, NULL, number, found) && memcmp(found, pin, TLS_PIN_LEN) == 0) {
            return number;
        }
    }
    fault_set("%s/keys: holds no TLS key that the kiosks know; put it back, or serve with --cert "
              "and --key",
              dir);
    return 0;
}

bool tls_next(const char *dir, const char *name, const uint8_t spare[static TLS_PIN_LEN],
              uint8_t pins[static 2][TLS_PIN_LEN])
{
    struct arena arena;
    arena_init(&arena, TLS_KEYS_MAX * TLS_FILE_BYTES_MAX);
    int number = number_of(&arena, dir, spare);
    bool ok = number > 0 && need_pair(&arena, dir, name, number, pins[0]) &&
              need_pair(&arena, dir, NULL, number + 1, pins[1]);
    arena_finish(&arena);
    return ok;
}

// The first certificate of the file is the server's own; its key must be the one in key_path.
static bool check_pair(struct tls_identity *out, const char *cert_path, const char *key_path)
{
    gnutls_x509_crt_t crt = NULL;
    gnutls_x509_privkey_t key = NULL;
    gnutls_datum_t cert = {(uint8_t *)(uintptr_t)out->cert_pem, (unsigned)strlen(out->cert_pem)};
    gnutls_datum_t pem = {(uint8_t *)(uintptr_t)out->key_pem, (unsigned)strlen(out->key_pem)};
    uint8_t key_pin[TLS_PIN_LEN];
    size_t len = TLS_PIN_LEN;
    bool ok =
        done(gnutls_x509_crt_init(&crt), cert_path) &&
        done(gnutls_x509_privkey_init(&key), key_path) &&
        done(gnutls_x509_crt_import(crt, &cert, GNUTLS_X509_FMT_PEM), cert_path) &&
        done(gnutls_x509_privkey_import(key, &pem, GNUTLS_X509_FMT_PEM), key_path) &&
        done(gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA256, out->pin, &len), cert_path) &&
        pin_of(key, key_path, key_pin);
    if (ok && memcmp(out->pin, key_pin, TLS_PIN_LEN) != 0) {
        fault_set("%s: is not the key of %s", key_path, cert_path);
        ok = false;
    }
    gnutls_x509_privkey_deinit(key);
    gnutls_x509_crt_deinit(crt);
    return ok;
}

bool tls_load(struct arena *arena, const char *dir, const char *cert_path, const char *key_path,
              const uint8_t pin[static TLS_PIN_LEN], struct tls_identity *out)
{
    int number = cert_path ? 0 : number_of(arena, dir, pin);
    if (!cert_path && number == 0) {
        return false;
    }
    cert_path = cert_path ? cert_path : cert_file(arena, dir, number);
    key_path = key_path ? key_path : key_file(arena, dir, number);
    struct bytes cert, key;
    if (!file_read(arena, cert_path, TLS_FILE_BYTES_MAX, &cert) ||
        !file_read(arena, key_path, TLS_FILE_BYTES_MAX, &key)) {
        return false;
    }
    out->cert_pem = arena_str_of(arena, cert);
    out->key_pem = arena_str_of(arena, key);
    return check_pair(out, cert_path, key_path);
}
