// SPDX-License-Identifier: GPL-3.0-or-later
// A village file to test on: fresh, its clock set, enrolled where a test files events.
#ifndef PLACE_H
#define PLACE_H

#include "harness.h"

#include "db/village/event_log.h"
#include "db/village/identity.h"

enum { PLACE_NOW_S = 1764547200 }; // 2025-12-01 00:00 UTC

static inline struct village *place_open(const char *dir)
{
    secret_init();
    assert_true(village_create(dir));
    struct village *village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    village->test_now_s = PLACE_NOW_S;
    return village;
}

static inline void place_enrol(struct village *village, struct arena *arena)
{
    uint8_t root[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN], kiosk[SIGN_PUBLIC_LEN];
    uint8_t sealing[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN], pin[TLS_PIN_LEN] = {1};
    crypto_sign_keypair(root, root_secret);
    crypto_box_keypair(sealing, sealing_secret);
    uint8_t *secret = identity_secret(village, kiosk);
    assert_non_null(secret);
    secret_free(secret);
    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = 7;
    certificate.village = 12;
    certificate.kiosk_key = record_data(bytes_of(kiosk, sizeof kiosk));
    ProtobufCBinaryData pins[] = {{.len = sizeof pin, .data = pin}};
    Kt__KeyList list = KT__KEY_LIST__INIT;
    list.number = 1;
    list.sealing_key = record_data(bytes_of(sealing, sizeof sealing));
    list.signing_key = record_data(bytes_of(root, sizeof root));
    list.n_tls_pins = 1;
    list.tls_pins = pins;
    Kt__Village record = KT__VILLAGE__INIT;
    record.id = 12;
    record.code = (char *)(uintptr_t) "32.15.11.2005";
    record.name = (char *)(uintptr_t) "Sukamaju";
    record.receipt_salt = record_data(bytes_of(pin, RECEIPT_SALT_LEN));
    record.zone_min = 420;
    struct bytes lists[] = {trust_sign_key_list(arena, &list, root_secret)};
    if (!identity_enrol(village, root, "https://127.0.0.1:1",
                        trust_sign_certificate(arena, &certificate, root_secret), lists, 1,
                        &record)) {
        fail_msg("%s", fault_text());
    }
}

#endif
