// SPDX-License-Identifier: GPL-3.0-or-later
// A small regency with one kiosk, and that kiosk's own hands: logs, events, seals. For the tests of
// the store and of the exchange.
#ifndef REGENCY_SIDE_H
#define REGENCY_SIDE_H

#include "harness.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/regency/bulletin.h"
#include "db/regency/case.h"
#include "db/regency/change.h"
#include "db/regency/intake.h"
#include "db/regency/opd.h"

enum { SIDE_EVENTS_MAX = 96 };

struct side {
    struct regency *regency;
    struct keyring *keyring;
    struct arena arena;
    struct registry_kiosk kiosk;
    uint8_t key[SIGN_PUBLIC_LEN], secret[SIGN_SECRET_LEN], token[TOKEN_LEN];
};

// A kiosk's log, kept whole.
struct side_log {
    uint32_t kiosk, log;
    uint64_t head;
    struct bytes events[SIDE_EVENTS_MAX];          // of seq 1, 2, ...
    uint8_t hashes[SIDE_EVENTS_MAX + 1][HASH_LEN]; // after seq 0, 1, ...
};

// With the key of the kiosk that side->kiosk is now.
static inline void side_enrol_again(struct side *side, const char *code)
{
    struct desa desa;
    uint32_t id;
    assert_true(desa_need(side->regency, &side->arena, code, "Sukamaju", &desa));
    assert_true(registry_add(side->regency, desa.id, "Balai desa", side->token, &id));
    assert_int_equal(registry_enrol(side->regency, &side->arena, side->keyring,
                                    bytes_of(side->token, TOKEN_LEN), side->key, &side->kiosk),
                     REGISTRY_ENROLLED);
}

static inline void side_enrol(struct side *side, const char *code)
{
    crypto_sign_keypair(side->key, side->secret);
    side_enrol_again(side, code);
}

static inline void side_open_store(struct side *side, const char *dir)
{
    *side = (struct side){0};
    arena_init(&side->arena, 256 << 20);
    side->regency = regency_open(dir);
    assert_non_null(side->regency);
    side->keyring = keyring_open(side->regency);
    assert_non_null(side->keyring);
}

static inline void side_begin(struct side *side, const char *dir)
{
    static const uint8_t pins[2][TLS_PIN_LEN] = {{1}, {2}};
    uint8_t root[SIGN_PUBLIC_LEN];
    secret_init();
    assert_true(keyring_make(dir, root));
    assert_true(regency_create(dir, "32.15", "Kabupaten", root));
    struct regency *regency = regency_open(dir);
    assert_non_null(regency);
    assert_true(keyring_begin(regency, pins, 2));
    assert_true(opd_add(regency, "PUPR", "Dinas Pekerjaan Umum"));
    assert_true(opd_add(regency, "DISKES", "Dinas Kesehatan"));
    regency_close(regency);
    side_open_store(side, dir);
    side_enrol(side, "32.15.11.2005");
}

static inline void side_end(struct side *side)
{
    keyring_close(side->keyring);
    regency_close(side->regency);
    arena_finish(&side->arena);
}

static inline struct side_log side_log_begin(const struct side *side, uint32_t log)
{
    struct side_log out = {.kiosk = side->kiosk.id, .log = log};
    event_hash_start(out.hashes[0], out.kiosk, log);
    return out;
}

static inline void side_append_bytes(struct side_log *log, struct bytes event)
{
    assert_true(log->head < SIDE_EVENTS_MAX);
    log->events[log->head] = event;
    event_hash_next(log->hashes[log->head + 1], log->hashes[log->head], event);
    log->head++;
}

static inline void side_append(struct side *side, struct side_log *log, Kt__Event *event)
{
    event->day =
        event->day ? event->day : (uint32_t)moment_day(clock_now_s(), side->kiosk.village.zone_min);
    side_append_bytes(log, record_pack(&side->arena, &event->base));
}

// What a villager says; zeros and NULLs stand for usual values.
struct side_words {
    const char *text, *name;
    Kt__Mode mode;
    uint32_t number;
    struct receipt *receipt;         // its key pair is made here; NULL: nobody will open the answer
    uint32_t other_kiosk, other_log; // what the seal claims instead of the truth
    uint64_t other_seq;
    Kt__Addressee to;      // 0: desa
    Kt__Addressee outside; // what the event claims instead of what the seal says
    int64_t at_s;
};

static inline struct bytes side_seal(struct side *side, const struct side_log *log,
                                     const struct side_words *words)
{
    struct receipt spare, *receipt = words->receipt ? words->receipt : &spare;
    crypto_box_keypair(receipt->public_key, receipt->secret_key);
    receipt_case_id(receipt->case_id, receipt->public_key);
    Kt__Words said = KT__WORDS__INIT;
    said.text = arena_str(&side->arena, words->text ? words->text : "Jalan di RT 3 rusak berat");
    said.name = arena_str(&side->arena, words->name ? words->name : "");
    Kt__Inside inside = KT__INSIDE__INIT;
    inside.words = record_data(seal_words_pack(&side->arena, &said));
    inside.dictionary = 1;
    inside.category = KT__CATEGORY__JALAN;
    inside.mode = words->mode ? words->mode : KT__MODE__TERBUKA;
    inside.to = words->to ? words->to : KT__ADDRESSEE__DESA;
    inside.receipt_key =
        record_data(arena_bytes(&side->arena, bytes_of(receipt->public_key, BOX_PUBLIC_LEN)));
    inside.kiosk = words->other_kiosk ? words->other_kiosk : side->kiosk.id;
    inside.log = words->other_log ? words->other_log : log->log;
    inside.seq = words->other_seq ? words->other_seq : log->head + 1;
    inside.at_s = (uint64_t)(words->at_s ? words->at_s : clock_now_s());
    inside.number = words->number ? words->number : (uint32_t)log->head + 1;
    return seal_close(&side->arena, &inside, keyring_newest(side->keyring)->sealing_public);
}

static inline void side_file_sealed(struct side *side, struct side_log *log, struct bytes sealed,
                                    Kt__Addressee to, Kt__Origin *origin)
{
    Kt__Filed filed = KT__FILED__INIT;
    filed.sealed = record_data(sealed);
    filed.key = 1;
    filed.to = to;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FILED;
    event.filed = &filed;
    event.origin = origin;
    side_append(side, log, &event);
}

static inline void side_file(struct side *side, struct side_log *log,
                             const struct side_words *words)
{
    Kt__Addressee to = words->to ? words->to : KT__ADDRESSEE__DESA;
    side_file_sealed(side, log, side_seal(side, log, words), words->outside ? words->outside : to,
                     NULL);
}

// A place of a log that the regency knows, with a hash that it does not.
static inline Kt__Origin side_made_up_origin(uint32_t log, uint64_t seq)
{
    static uint8_t made_up[HASH_LEN] = {1};
    Kt__Origin origin = KT__ORIGIN__INIT;
    origin.log = log;
    origin.seq = seq;
    origin.hash = record_data(bytes_of(made_up, HASH_LEN));
    return origin;
}

// Event seq of `from` again under `to`, naming its origin, as a kiosk does after a fork.
static inline void side_send_again(struct side *side, struct side_log *to,
                                   const struct side_log *from, uint64_t seq)
{
    Kt__Event *event = record_unpack(&side->arena, &kt__event__descriptor, from->events[seq - 1]);
    assert_non_null(event);
    Kt__Origin origin = KT__ORIGIN__INIT;
    if (!event->origin) {
        origin.log = from->log;
        origin.seq = seq;
        origin.hash = record_data(bytes_of(from->hashes[seq], HASH_LEN));
        event->origin = &origin;
    }
    side_append(side, to, event);
}

static inline struct intake_answer side_offer_within(struct side *side, const struct side_log *log,
                                                     uint64_t first, uint64_t last,
                                                     struct intake_limits limits)
{
    struct intake_answer answer;
    const struct intake_offer offer = {.limits = limits,
                                       .log = log->log,
                                       .first_seq = first,
                                       .hash_before = bytes_of(log->hashes[first - 1], 8),
                                       .events = &log->events[first - 1],
                                       .count = last >= first ? (size_t)(last - first + 1) : 0};
    sql_begin(side->regency->sql);
    assert_true(
        intake_take(side->regency, &side->arena, side->keyring, &side->kiosk, &offer, &answer));
    assert_true(sql_commit(side->regency->sql));
    return answer;
}

static inline struct intake_answer side_offer(struct side *side, const struct side_log *log,
                                              uint64_t first, uint64_t last)
{
    return side_offer_within(side, log, first, last, (struct intake_limits){0});
}

static inline int64_t side_count(struct side *side, const char *what)
{
    return sql_int(side->regency->sql, -1,
                   arena_printf(&side->arena, "SELECT count(*) FROM %s", what), "");
}

#endif
