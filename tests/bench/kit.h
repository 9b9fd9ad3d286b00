// SPDX-License-Identifier: GPL-3.0-or-later
// What the measuring programs share: a kiosk enrolled by a root key of their own, lines from stdin.
#ifndef KIT_H
#define KIT_H

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/village/aspiration.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { KIT_LINE_MAX = 4096 };

// NULL at the end.
static inline char *kit_line(char line[static KIT_LINE_MAX])
{
    if (!fgets(line, KIT_LINE_MAX, stdin)) {
        return NULL;
    }
    line[strcspn(line, "\n")] = '\0';
    return line;
}

static inline struct village *kit_village(const char *dir)
{
    struct village *village = village_create(dir) ? village_open(dir, VILLAGE_TOOL) : NULL;
    if (!village) {
        die("%s", fault_text());
    }
    return village;
}

static inline void kit_enrol(struct village *village, struct arena *arena)
{
    uint8_t root[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN], kiosk[SIGN_PUBLIC_LEN];
    uint8_t sealing[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN], pin[TLS_PIN_LEN] = {1};
    crypto_sign_keypair(root, root_secret);
    crypto_box_keypair(sealing, sealing_secret);
    uint8_t *secret = identity_secret(village, kiosk);
    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = 1;
    certificate.village = 1;
    certificate.kiosk_key = record_data(bytes_of(kiosk, sizeof kiosk));
    ProtobufCBinaryData pins[] = {{.len = sizeof pin, .data = pin}};
    Kt__KeyList list = KT__KEY_LIST__INIT;
    list.number = 1;
    list.sealing_key = record_data(bytes_of(sealing, sizeof sealing));
    list.signing_key = record_data(bytes_of(root, sizeof root));
    list.n_tls_pins = 1;
    list.tls_pins = pins;
    Kt__Village record = KT__VILLAGE__INIT;
    record.id = 1;
    record.code = (char *)(uintptr_t) "32.15.11.2005";
    record.name = (char *)(uintptr_t) "Sukamaju";
    record.receipt_salt = record_data(bytes_of(pin, RECEIPT_SALT_LEN));
    record.zone_min = 420;
    struct bytes lists[] = {trust_sign_key_list(arena, &list, root_secret)};
    if (!secret || !identity_enrol(village, root, "https://127.0.0.1:1",
                                   trust_sign_certificate(arena, &certificate, root_secret), lists,
                                   1, &record)) {
        die("%s", fault_text());
    }
    secret_free(secret);
}

// What comes before the tap; the receipt is made without Argon2id's 80 ms.
static inline void kit_begin(struct village *village, struct receipt *receipt)
{
    if (aspiration_ready(village) != ASPIRATION_READY) {
        die("%s: is not ready", village->dir);
    }
    crypto_box_keypair(receipt->public_key, receipt->secret_key);
    randombytes_buf(receipt->own_key, sizeof receipt->own_key);
    receipt_case_id(receipt->case_id, receipt->public_key);
}

// The tap: files one text as a villager would.
static inline void kit_file(struct village *village, struct arena *arena, const char *text,
                            const struct receipt *receipt)
{
    struct aspiration_draft draft = {.text = text,
                                     .category = KT__CATEGORY__JALAN,
                                     .mode = KT__MODE__ANONIM,
                                     .to = KT__ADDRESSEE__DESA};
    const char *number;
    if (!aspiration_file(village, arena, &draft, receipt, &number)) {
        die("%s", fault_text());
    }
}

#endif
