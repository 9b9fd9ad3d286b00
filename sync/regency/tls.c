// SPDX-License-Identifier: GPL-3.0-or-later
// Certificates by GnuTLS: made once, loaded by `serve`. Says nothing about who may connect.
#include "tls.h"

#include "db/base/clock.h"
#include "db/base/file.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <time.h>

static const char key_file[] = "keys/tls-1.key.pem", cert_file[] = "keys/tls-1.cert.pem",
                  spare_file[] = "keys/tls-2.key.pem";

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

bool tls_make(const char *dir, const char *name, uint8_t pins[static 2][TLS_PIN_LEN])
{
    struct arena arena;
    arena_init(&arena, 4 * TLS_FILE_BYTES_MAX);
    const char *key_path = file_path(&arena, dir, key_file);
    const char *cert_path = file_path(&arena, dir, cert_file);
    const char *spare_path = file_path(&arena, dir, spare_file);
    gnutls_x509_privkey_t key = need_key(&arena, key_path);
    gnutls_x509_privkey_t spare = key ? need_key(&arena, spare_path) : NULL;
    bool ok = spare && pin_of(key, key_path, pins[0]) && pin_of(spare, spare_path, pins[1]) &&
              (file_exists(cert_path) || make_certificate(key, name, cert_path));
    if (key) {
        gnutls_x509_privkey_deinit(key);
    }
    if (spare) {
        gnutls_x509_privkey_deinit(spare);
    }
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
              struct tls_identity *out)
{
    cert_path = cert_path ? cert_path : file_path(arena, dir, cert_file);
    key_path = key_path ? key_path : file_path(arena, dir, key_file);
    struct bytes cert, key;
    if (!file_read(arena, cert_path, TLS_FILE_BYTES_MAX, &cert) ||
        !file_read(arena, key_path, TLS_FILE_BYTES_MAX, &key)) {
        return false;
    }
    out->cert_pem = arena_str_of(arena, cert);
    out->key_pem = arena_str_of(arena, key);
    return check_pair(out, cert_path, key_path);
}
