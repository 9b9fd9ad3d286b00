// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk of Sukamaju, enrolled by a regency that is nothing but its keys: for tests, and for the
// programs that play or measure.
#ifndef ENROL_H
#define ENROL_H

#include "db/village/identity.h"

// The regency's keys; its root key signs everything.
struct enrol_by {
    const uint8_t *root_public, *root_secret, *sealing_public;
};

// The salt stays its lender's.
static inline Kt__Village enrol_village(uint32_t id, uint8_t salt[static RECEIPT_SALT_LEN])
{
    Kt__Village record = KT__VILLAGE__INIT;
    record.id = id;
    record.code = "32.15.11.2005";
    record.name = "Sukamaju";
    record.receipt_salt = record_data(bytes_of(salt, RECEIPT_SALT_LEN));
    record.zone_min = 420;
    return record;
}

// With the key that the kiosk has. False with a fault, as identity_enrol().
MUST_USE static inline bool enrol_kiosk(struct village *village, struct arena *arena,
                                        uint32_t kiosk, const Kt__Village *record,
                                        struct enrol_by by)
{
    uint8_t kiosk_key[SIGN_PUBLIC_LEN], pin[TLS_PIN_LEN] = {1};
    uint8_t *secret = identity_secret(village, kiosk_key);
    if (!secret) {
        return false;
    }
    secret_free(secret);
    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = kiosk;
    certificate.village = record->id;
    certificate.kiosk_key = record_data(bytes_of(kiosk_key, SIGN_PUBLIC_LEN));
    ProtobufCBinaryData pins[] = {record_data(bytes_of(pin, TLS_PIN_LEN))};
    Kt__KeyList list = KT__KEY_LIST__INIT;
    list.number = 1;
    list.sealing_key = record_data(bytes_of(by.sealing_public, BOX_PUBLIC_LEN));
    list.signing_key = record_data(bytes_of(by.root_public, SIGN_PUBLIC_LEN));
    list.n_tls_pins = 1;
    list.tls_pins = pins;
    struct bytes lists[] = {trust_sign_key_list(arena, &list, by.root_secret)};
    return identity_enrol(village, by.root_public, "https://127.0.0.1:1",
                          trust_sign_certificate(arena, &certificate, by.root_secret), lists, 1,
                          record);
}

// The same where nobody needs the regency's keys afterwards: kiosk 7 of village 12.
MUST_USE static inline bool enrol_somewhere(struct village *village, struct arena *arena)
{
    uint8_t root[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN], salt[RECEIPT_SALT_LEN] = {1};
    uint8_t sealing[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN];
    crypto_sign_keypair(root, root_secret);
    crypto_box_keypair(sealing, sealing_secret);
    const Kt__Village record = enrol_village(12, salt);
    return enrol_kiosk(village, arena, 7, &record, (struct enrol_by){root, root_secret, sealing});
}

#endif
