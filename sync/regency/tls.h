// SPDX-License-Identifier: GPL-3.0-or-later
// The server's certificate. Kiosks trust the key alone (its pin stands in the key list), so the
// certificate signs itself and does not expire.
#ifndef TLS_H
#define TLS_H

#include "db/base/arena.h"
#include "db/record/trust.h"

enum { TLS_FILE_BYTES_MAX = 256 * 1024 };

// keys/tls-1.key.pem and .cert.pem, P-256, and a spare key keys/tls-2.key.pem, each made where it
// is missing. pins[0] is in use, pins[1] the spare: SHA-256 of their SubjectPublicKeyInfo.
MUST_USE bool tls_make(const char *dir, const char *name, uint8_t pins[static 2][TLS_PIN_LEN]);

// The spare comes into use: a certificate for its key where there is none, and a new spare beside
// it. spare: its pin in the key list in force; pins: those of the next one.
MUST_USE bool tls_next(const char *dir, const char *name, const uint8_t spare[static TLS_PIN_LEN],
                       uint8_t pins[static 2][TLS_PIN_LEN]);

// PEM texts in the arena (ended by a zero byte) and the pin of the certificate's key. cert_path and
// key_path NULL: those under keys/ that belong to `pin`.
struct tls_identity {
    const char *cert_pem, *key_pem;
    uint8_t pin[TLS_PIN_LEN];
};
MUST_USE bool tls_load(struct arena *arena, const char *dir, const char *cert_path,
                       const char *key_path, const uint8_t pin[static TLS_PIN_LEN],
                       struct tls_identity *out);

#endif
