// SPDX-License-Identifier: GPL-3.0-or-later
// From a card to an offer: the files in order, each event with its origin, then the way of any
// other offer. Nobody's word is believed here that the seals do not bear out.
#include "intake_mirror.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/record/mirror_file.h"
#include "part.h"

#include <stdlib.h>
#include <string.h>

enum {
    FILES_MAX = 100 * 1000,
    EVENTS_IN_OFFER = 256,
    NAMES_BYTES_MAX = 64 << 20,
    WORK_BYTES_MAX = 128 << 20, // an offer, and as much again
    FILE_BYTES_MAX = 16 << 20,  // one file, as bytes and as messages
};

struct card {
    struct regency *regency;
    const struct keyring *keyring;
    const struct registry_kiosk *kiosk;
    const char *folder;
    struct arena names, work;
    struct arena file; // of the one that is read: not every file becomes part of an offer
    struct intake_mirror *out;
    // The log under which it is taken in.
    uint32_t log;
    uint64_t seq;
    uint8_t hash[HASH_LEN];
    struct bytes events[EVENTS_IN_OFFER];
    size_t count;
};

static void pass_over(struct card *card, const char *name)
{
    card->out->strange++;
    log_line("%s/%s: is passed over: %s", card->folder, name, fault_text());
}

static bool is_sealed(const Kt__Event *event)
{
    return event->what_case == KT__EVENT__WHAT_FILED ||
           event->what_case == KT__EVENT__WHAT_FOLLOWED ||
           event->what_case == KT__EVENT__WHAT_ACTED;
}

// NULL with a fault, or without one where it is a kind that proves nothing (a support).
static Kt__Event *read_event(struct card *card, const char *name, struct ledger_origin *origin)
{
    struct bytes file;
    if (!file_read_plain(&card->file, file_path(&card->file, card->folder, name), MIRROR_FILE_MAX,
                         &file)) {
        return NULL;
    }
    Kt__Mirrored *record = mirror_file_unpack(&card->file, file, NULL, origin->hash);
    if (record && record->kiosk != card->kiosk->id) {
        fault_set("is of K%u", record->kiosk);
        return NULL;
    }
    Kt__Event *event =
        record ? record_unpack(&card->file, &kt__event__descriptor, record_view(record->event))
               : NULL;
    if (!event) {
        return NULL;
    }
    origin->log = record->log;
    origin->seq = record->seq;
    if (event->origin && event->origin->hash.len == HASH_LEN) { // a copy lies there
        origin->log = event->origin->log;
        origin->seq = event->origin->seq;
        memcpy(origin->hash, event->origin->hash.data, HASH_LEN);
    }
    return event;
}

static bool offer(struct card *card)
{
    struct intake_answer *answer = ARENA_NEW(&card->work, struct intake_answer);
    const struct intake_offer all = {.log = card->log,
                                     .first_seq = card->seq,
                                     .hash_before = bytes_of(card->hash, HASH_LEN),
                                     .events = card->events,
                                     .count = card->count};
    if (card->count == 0) {
        return true;
    }
    if (!intake_take(card->regency, &card->work, card->keyring, card->kiosk, &all, answer)) {
        return false;
    }
    card->out->applied += answer->applied;
    card->out->aside += answer->aside_count;
    for (size_t i = 0; i < answer->aside_count; i++) {
        log_line("%s: event %llu was set aside: %s", card->folder,
                 (unsigned long long)answer->asides[i].seq, answer->asides[i].why);
    }
    card->seq += card->count;
    memcpy(card->hash, answer->log.mark_hash, HASH_LEN);
    card->count = 0;
    arena_reset(&card->work);
    return true;
}

static bool take_event(struct card *card, const char *name)
{
    struct ledger_origin origin = {0};
    arena_reset(&card->file);
    Kt__Event *event = read_event(card, name, &origin);
    if (!event) {
        pass_over(card, name);
        return true;
    }
    if (!is_sealed(event)) {
        return true;
    }
    if (ledger_knows(card->regency, card->kiosk->id, &origin)) {
        card->out->known++;
        return true;
    }
    Kt__Origin first = KT__ORIGIN__INIT;
    first.log = origin.log;
    first.seq = origin.seq;
    first.hash = record_data(bytes_of(origin.hash, HASH_LEN));
    event->origin = &first;
    card->events[card->count++] = record_pack(&card->work, &event->base);
    card->out->offered++;
    return card->count < EVENTS_IN_OFFER || offer(card);
}

static bool take_voice(struct card *card, const char *name)
{
    uint8_t hash[HASH_LEN], now[HASH_LEN];
    size_t len;
    const char *rest;
    struct bytes closed;
    bool ok = sodium_hex2bin(hash, HASH_LEN, name, strlen(name), NULL, &len, &rest) == 0 &&
              len == HASH_LEN && str_equal(rest, ".voice");
    if (!ok) {
        fault_set("is no file of a mirror");
    }
    ok = ok && file_read_plain(&card->work, file_path(&card->work, card->folder, name),
                               PART_TOTAL_MAX, &closed);
    if (ok) {
        voice_seal_hash(now, closed);
        ok = bytes_equal(bytes_of(now, HASH_LEN), bytes_of(hash, HASH_LEN));
        if (!ok) {
            fault_set("is damaged");
        }
    }
    char *path;
    uint32_t have;
    bool was_here = ok && part_path(card->regency, &card->work, bytes_of(hash, HASH_LEN), &path);
    struct part part = {.hash = bytes_of(hash, HASH_LEN),
                        .total = ok ? (uint32_t)closed.len : 0,
                        .is_brought = true};
    enum part_end end = PART_REFUSED;
    // Once to learn what is kept of it, once with the rest.
    for (int i = 0; ok && !was_here && i < 2 && (i == 0 || end == PART_TAKEN); i++) {
        end = part_put(card->regency, card->kiosk->id, &part, &have);
        part.offset = have < part.total ? have : part.total;
        part.bytes = bytes_of(closed.data + part.offset, part.total - part.offset);
    }
    if (!ok || (!was_here && end == PART_REFUSED)) {
        pass_over(card, name);
    }
    card->out->recordings += ok && !was_here && end == PART_TAKEN &&
                             part_path(card->regency, &card->work, bytes_of(hash, HASH_LEN), &path);
    return end != PART_FAILED;
}

static bool take_all(struct card *card, const struct folder_file *files, size_t count)
{
    bool ok = true;
    for (size_t i = 0; ok && i < count; i++) { // by name: in the order of their seq
        ok = !folder_ends_with(files[i].path, ".ktm") || take_event(card, files[i].path);
    }
    ok = ok && offer(card);
    for (size_t i = 0; ok && i < count; i++, arena_reset(&card->work)) {
        bool is_other = folder_ends_with(files[i].path, ".ktm") ||
                        folder_ends_with(files[i].path, ".tmp") || str_equal(files[i].path, "card");
        ok = is_other || take_voice(card, files[i].path);
    }
    return ok;
}

bool intake_mirror_take(struct regency *regency, const struct keyring *keyring,
                        const struct registry_kiosk *kiosk, const char *folder,
                        struct intake_mirror *out)
{
    *out = (struct intake_mirror){0};
    struct card card = {.regency = regency,
                        .keyring = keyring,
                        .kiosk = kiosk,
                        .folder = folder,
                        .out = out,
                        .seq = 1};
    struct folder_found found;
    arena_init(&card.names, NAMES_BYTES_MAX);
    arena_init(&card.work, WORK_BYTES_MAX);
    arena_init(&card.file, FILE_BYTES_MAX);
    clock_random(&card.log, sizeof card.log);
    card.log |= 1; // never 0
    event_hash_start(card.hash, kiosk->id, card.log);
    struct folder_file *files = ARENA_ARRAY(&card.names, struct folder_file, FILES_MAX);
    size_t count =
        folder_walk(&card.names, folder, &(struct folder_walk){0}, FILES_MAX, files, &found);
    bool ok = !found.is_missing;
    if (found.is_cut || found.files > count) {
        log_line("%s: holds more than %d files; the others are not looked at", folder, FILES_MAX);
    }
    if (ok) {
        sql_begin(regency->sql);
        if (!take_all(&card, files, count)) {
            sql_fail(regency->sql);
        }
        ok = sql_commit(regency->sql);
        regency_scrub(regency);
    }
    arena_finish(&card.file);
    arena_finish(&card.work);
    arena_finish(&card.names);
    return ok;
}
