// SPDX-License-Identifier: GPL-3.0-or-later
// What the measuring programs share: a kiosk enrolled by a root key of their own, lines from stdin.
#ifndef KIT_H
#define KIT_H

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/village/aspiration.h"
#include "tests/enrol.h"

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
    if (!enrol_somewhere(village, arena)) {
        die("%s", fault_text());
    }
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
