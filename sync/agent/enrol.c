// SPDX-License-Identifier: GPL-3.0-or-later
// `enrol`: from a ticket to a certificate. May be broken off anywhere and done again with the same
// ticket: the regency knows token and key again and gives the same number.
#include "enrol.h"

#include "agent.h"
#include "https.h"

#include "db/base/file.h"
#include "db/village/identity.h"
#include "db/village/round.h"
#include "sync/bundle/bundle.h"
#include "sync/bundle/parcel.h"

#include <stdio.h>

static Kt__Ticket *read_ticket(struct arena *arena, const char *word)
{
    struct bytes text = bytes_of_str(word);
    if (!str_starts(word, "kt1:") && file_exists(word) &&
        !file_read(arena, word, 2 * TICKET_TEXT_MAX, &text)) {
        return NULL;
    }
    return trust_ticket_read(arena, arena_str_of(arena, text));
}

// The chain must be whole and the root's before its newest signing key is believed.
static Kt__KeyList *newest_list(struct arena *arena, const Kt__Enrolled *enrolled,
                                const Kt__Ticket *ticket)
{
    Kt__KeyList *list = NULL;
    for (size_t i = 0; i < enrolled->n_key_lists && i < KEY_LISTS_MAX; i++) {
        struct bytes now = record_view(enrolled->key_lists[i]);
        list = trust_open_key_list(arena, now, ticket->root_key.data);
        if (!list || (i > 0 && !trust_follows(now, record_view(enrolled->key_lists[i - 1])))) {
            fault_where("the regency's key lists");
            return NULL;
        }
    }
    if (!list || enrolled->n_key_lists > KEY_LISTS_MAX) {
        fault_set("the regency sent %zu key lists; 1 to %d are taken", enrolled->n_key_lists,
                  KEY_LISTS_MAX);
        return NULL;
    }
    return list;
}

static bool is_ours(struct arena *arena, const Kt__Enrolled *enrolled, const Kt__Ticket *ticket,
                    const struct bundle *bundle, const uint8_t kiosk_key[])
{
    Kt__Certificate *certificate =
        trust_open_certificate(arena, record_view(enrolled->certificate), ticket->root_key.data);
    if (!certificate) {
        return false;
    }
    bool ours =
        bytes_equal(record_view(certificate->kiosk_key), bytes_of(kiosk_key, SIGN_PUBLIC_LEN)) &&
        bundle->sender == BUNDLE_REGENCY && bundle->receiver == certificate->kiosk &&
        enrolled->village;
    if (!ours) {
        fault_set("the regency's answer is for another kiosk; nothing was changed");
    }
    return ours;
}

static bool take_answer(struct village *village, struct arena *arena, const Kt__Ticket *ticket,
                        const uint8_t kiosk_key[], struct bytes answer)
{
    struct bundle bundle;
    struct bytes body;
    if (!bundle_read(answer, &bundle) || !bundle_peek(&bundle, &body)) {
        return false;
    }
    Kt__Enrolled *enrolled = bundle_message(arena, &kt__enrolled__descriptor, body);
    Kt__KeyList *list = enrolled ? newest_list(arena, enrolled, ticket) : NULL;
    if (!list || !bundle_open(arena, &bundle, list->signing_key.data, &body) ||
        !is_ours(arena, enrolled, ticket, &bundle, kiosk_key)) {
        return false;
    }
    struct bytes lists[KEY_LISTS_MAX];
    for (size_t i = 0; i < enrolled->n_key_lists; i++) {
        lists[i] = record_view(enrolled->key_lists[i]);
    }
    return identity_enrol(village, ticket->root_key.data, ticket->url,
                          record_view(enrolled->certificate), lists, enrolled->n_key_lists,
                          enrolled->village) &&
           // Over this connection, but not bound to this request: a bound only.
           (enrolled->at_s <= 0 ||
            village_time_learn(village, enrolled->at_s, VILLAGE_TIME_AT_LEAST));
}

static bool pack_request(struct village *village, struct arena *arena, const Kt__Ticket *ticket,
                         uint8_t kiosk_key[static SIGN_PUBLIC_LEN], struct bytes *request)
{
    uint8_t *secret = identity_secret(village, kiosk_key);
    if (!secret) {
        return false;
    }
    Kt__Enrol enrol = KT__ENROL__INIT;
    enrol.token = ticket->token;
    enrol.kiosk_key = record_data(bytes_of(kiosk_key, SIGN_PUBLIC_LEN));
    enrol.version = AGENT_VERSION;
    bool ok = bundle_pack(arena, 0, BUNDLE_REGENCY, BUNDLE_PLAIN, &enrol.base, secret, request);
    secret_free(secret);
    return ok;
}

static enum enrol_end ask(struct village *village, struct arena *arena, const Kt__Ticket *ticket)
{
    uint8_t kiosk_key[SIGN_PUBLIC_LEN];
    struct bytes request;
    struct https_answer answer;
    if (!pack_request(village, arena, ticket, kiosk_key, &request)) {
        return ENROL_FAILED;
    }
    struct https *https = https_create(ticket->url, ticket->tls_pins, ticket->n_tls_pins);
    enum https_end end = https_post(https, arena, "/v1/enrol", request, BUNDLE_MAX, NULL, &answer);
    struct meter cost = https_cost(https);
    https_destroy(https);
    if (!round_spend(village, cost.up, cost.down)) {
        log_line("what the enrolment cost was not counted: %s", fault_text());
    }
    if (end == HTTPS_OK) {
        return take_answer(village, arena, ticket, kiosk_key, answer.body) ? ENROL_DONE
                                                                           : ENROL_FAILED;
    }
    return end == HTTPS_NO_LINK || end == HTTPS_BROKEN || end == HTTPS_STRANGER ? ENROL_KEPT
                                                                                : ENROL_FAILED;
}

enum enrol_end enrol_with(struct village *village, struct arena *arena, const char *word)
{
    struct identity self;
    Kt__Ticket *ticket = read_ticket(arena, word);
    bool ok = ticket && identity_get(village, arena, &self) &&
              identity_may_enrol(&self, ticket->root_key.data) &&
              identity_ticket(village, record_pack(arena, &ticket->base), ticket->url);
    enum enrol_end end = ok ? ask(village, arena, ticket) : ENROL_FAILED;
    if (end != ENROL_FAILED) {
        village_ring(village);
    }
    return end;
}

// ---------------------------------------------------------------- by stick

// Of the key that asks: several kiosks may lie on one stick, and none has a number yet.
char *enrol_name(struct village *village, struct arena *arena)
{
    uint8_t key[SIGN_PUBLIC_LEN];
    uint8_t *secret = identity_secret(village, key);
    secret_free(secret);
    return secret ? arena_printf(arena, "%s%02x%02x%02x%02x.", ENROL_NAME, key[0], key[1], key[2],
                                 key[3])
                  : NULL;
}

bool enrol_export(struct village *village, struct arena *arena, struct bytes *parcel, char **name)
{
    uint8_t kiosk_key[SIGN_PUBLIC_LEN];
    struct bytes request;
    Kt__Ticket *ticket = identity_kept_ticket(village, arena);
    char *stem = ticket ? enrol_name(village, arena) : NULL;
    if (!stem || !pack_request(village, arena, ticket, kiosk_key, &request)) {
        return false;
    }
    *name = arena_printf(arena, "%sktb", stem);
    return parcel_seal(arena, PARCEL_ENROL, request, ticket->sealing_key.data, parcel);
}

bool enrol_import(struct village *village, struct arena *arena, struct bytes parcel)
{
    struct identity self;
    if (!identity_get(village, arena, &self)) {
        return false;
    }
    if (self.enrolled && !identity_keeps_ticket(village)) {
        return true; // an answer that was taken before
    }
    uint8_t kiosk_key[SIGN_PUBLIC_LEN], box_key[BOX_PUBLIC_LEN];
    Kt__Ticket *ticket = identity_kept_ticket(village, arena);
    uint8_t *sign_secret = ticket ? identity_secret(village, kiosk_key) : NULL;
    if (!sign_secret) {
        return false;
    }
    struct bytes answer;
    uint8_t *secret = secret_alloc(BOX_SECRET_LEN);
    parcel_secret_of(secret, sign_secret);
    bool ok = parcel_public_of(box_key, kiosk_key) &&
              parcel_open(arena, PARCEL_ENROLLED, parcel, box_key, secret, &answer) &&
              take_answer(village, arena, ticket, kiosk_key, answer);
    secret_free(secret);
    secret_free(sign_secret);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

// ---------------------------------------------------------------- the command

bool enrol_tell(struct village *village)
{
    struct arena arena;
    struct identity self;
    arena_init(&arena, COMMAND_ARENA_MAX);
    bool ok = identity_get(village, &arena, &self) && self.enrolled;
    if (ok) {
        printf("enrolled: kiosk %u of %s (%s), %s\n", self.kiosk, self.village->name,
               self.village->code, self.village->regency);
    }
    arena_finish(&arena);
    return ok;
}

int enrol_command(const char *dir, int count, char **words)
{
    (void)count;
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    enum enrol_end end = village ? enrol_with(village, &arena, words[0]) : ENROL_FAILED;
    bool ok = end == ENROL_DONE && enrol_tell(village);
    if (end == ENROL_KEPT) {
        fault_set("%.300s; the ticket is kept: run this again with a network, or let it go by "
                  "stick: kentongan-sync export DIR",
                  arena_str(&arena, fault_text()));
    }
    int status = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return status;
}
