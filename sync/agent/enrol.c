// SPDX-License-Identifier: GPL-3.0-or-later
// `enrol`: from a ticket to a certificate. May be broken off anywhere and done again with the same
// ticket: the regency knows token and key again and gives the same number.
#include "enrol.h"

#include "agent.h"
#include "https.h"

#include "db/base/file.h"
#include "db/village/identity.h"
#include "sync/bundle/bundle.h"

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

static bool ask(struct village *village, struct arena *arena, const Kt__Ticket *ticket)
{
    uint8_t kiosk_key[SIGN_PUBLIC_LEN];
    uint8_t *secret = identity_secret(village, kiosk_key);
    if (!secret) {
        return false;
    }
    Kt__Enrol enrol = KT__ENROL__INIT;
    enrol.token = ticket->token;
    enrol.kiosk_key = record_data(bytes_of(kiosk_key, sizeof kiosk_key));
    enrol.version = AGENT_VERSION;
    struct bytes request;
    struct https_answer answer;
    bool ok = bundle_pack(arena, 0, BUNDLE_REGENCY, BUNDLE_PLAIN, &enrol.base, secret, &request);
    secret_free(secret);
    struct https *https = https_create(ticket->url, ticket->tls_pins, ticket->n_tls_pins);
    ok = ok &&
         https_post(https, arena, "/v1/enrol", request, BUNDLE_MAX, NULL, &answer) == HTTPS_OK &&
         take_answer(village, arena, ticket, kiosk_key, answer.body);
    https_destroy(https);
    return ok;
}

bool enrol_with(struct village *village, struct arena *arena, const char *word)
{
    struct identity self;
    Kt__Ticket *ticket = read_ticket(arena, word);
    bool ok = ticket && identity_get(village, arena, &self) &&
              identity_may_enrol(&self, ticket->root_key.data) &&
              (self.enrolled ||
               identity_ticket(village, record_pack(arena, &ticket->base), ticket->url)) &&
              ask(village, arena, ticket);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

int enrol_command(const char *dir, int count, char **words)
{
    (void)count;
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    struct identity self;
    bool ok =
        village && enrol_with(village, &arena, words[0]) && identity_get(village, &arena, &self);
    if (ok) {
        printf("enrolled: kiosk %u of %s (%s), %s\n", self.kiosk, self.village->name,
               self.village->code, self.village->regency);
    }
    int status = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return status;
}
