// SPDX-License-Identifier: GPL-3.0-or-later
// A kiosk at its first start: nobody's yet, a machine without a network, a stick with two tickets
// of which one is cut off. Or, as `enrolled`, one that has just got its ticket taken. Included by
// fixture.c alone, whose hands it uses.
#ifndef FIXTURE_SETUP_H
#define FIXTURE_SETUP_H

#include "db/record/trust.h"
#include "db/village/setup.h"

static void lay_ticket(const char *dir)
{
    uint8_t token[TOKEN_LEN] = {5}, pin[TLS_PIN_LEN] = {1}, key[SIGN_PUBLIC_LEN] = {9};
    ProtobufCBinaryData pins[] = {record_data(bytes_of(pin, sizeof pin))};
    Kt__Ticket ticket = KT__TICKET__INIT;
    ticket.url = text("https://127.0.0.1:1");
    ticket.token = record_data(bytes_of(token, sizeof token));
    ticket.root_key = record_data(bytes_of(key, sizeof key));
    ticket.sealing_key = record_data(bytes_of(key, sizeof key));
    ticket.tls_pins = pins;
    ticket.n_tls_pins = COUNT_OF(pins);
    char *whole = trust_ticket_text(&arena, &ticket);
    lay(dir, "sticks/KIRIMAN/tiket-kios.txt", arena_printf(&arena, "\xef\xbb\xbf%s\r\n", whole));
    whole[strlen(whole) - 5] = '\0';
    lay(dir, "sticks/KIRIMAN/tiket-lama.txt", whole);
    lay(dir, "sticks/KIRIMAN/undangan.md", "x");
}

static void set_up(struct village *village, const char *dir, bool is_enrolled)
{
    lay(dir, "machine/proc/self/mountinfo", "27 1 179:2 / / rw - ext4 /dev/mmcblk0p2 rw\n");
    lay(dir, "machine/proc/asound/cards", " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n");
    lay(dir, "machine/sys/class/net/eth0/operstate", is_enrolled ? "up\n" : "down\n");
    lay(dir, "machine/sys/class/block/none", "");
    lay(dir, "machine/voice", "");
    lay_ticket(dir);
    must(setup_make_due(village), "setup");
    if (is_enrolled) {
        must(village_time_learn(village, clock_now_s(), VILLAGE_TIME_SET), "time");
        enrol(village);
        must(setup_go(village, SETUP_TICKET), "setup");
    }
}

#endif
