// SPDX-License-Identifier: GPL-3.0-or-later
// Answers lie here closed. Only a receipt, in memory and for a moment, opens one.
#include "answer.h"

#include "db/base/clock.h"
#include "event_log.h"
#include "follow.h"
#include "state.h"

enum {
    TRIES_FREE = 5,
    WAIT_S_FIRST = 5,
    WAIT_S_MAX = 60,
    FORGET_S = 600, // a try this old says nothing about who stands here now
};

static bool is_whole(const Kt__Answer *answer)
{
    bool whole = answer->case_.len == HASH_LEN && answer->revision > 0 &&
                 answer->nonce.len == ANSWER_NONCE_LEN && answer->box.len > crypto_box_MACBYTES &&
                 answer->box.len <= ANSWER_BOX_BYTES_MAX;
    if (!whole) {
        fault_set("an answer in the feed is not whole");
    }
    return whole;
}

bool answer_put(struct village *village, const Kt__Answer *answer)
{
    if (!is_whole(answer)) {
        return false;
    }
    struct bytes id = record_view(answer->case_);
    if (sql_int(village->sql, 0, "SELECT revision FROM answer WHERE case_id = $1", "b", id) >=
        answer->revision) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    sql_begin(village->sql);
    sql_run(village->sql,
            "INSERT INTO answer VALUES ($1, $2, $3, $4, 0) ON CONFLICT (case_id)"
            " DO UPDATE SET revision = $2, record = $3, arrived_s = $4, opened = 0",
            "bibi", id, (int64_t)answer->revision, record_pack(&arena, &answer->base),
            village_now_s(village));
    Kt__AnswerArrived arrived = KT__ANSWER_ARRIVED__INIT;
    arrived.case_ = answer->case_;
    arrived.revision = answer->revision;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ANSWER_ARRIVED;
    event.answer_arrived = &arrived;
    uint32_t log;
    uint64_t seq;
    if (!event_log_append(village, &event, &log, &seq)) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    if (!ok) {
        sql_fail(village->sql); // the caller's too: its cursor must not go past this answer
    }
    arena_finish(&arena);
    return ok;
}

int64_t answer_unopened(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM answer WHERE opened = 0", "");
}

size_t answer_unopened_months(struct village *village, size_t max, struct answer_month *months)
{
    struct sql_rows rows =
        sql_rows(village->sql,
                 "SELECT coalesce(12 * strftime('%Y', day * 86400, 'unixepoch')"
                 " + strftime('%m', day * 86400, 'unixepoch') - 1, 0) AS month, count(*)"
                 " FROM answer LEFT JOIN aspiration USING (case_id) WHERE opened = 0"
                 " GROUP BY month ORDER BY month DESC",
                 "");
    size_t count = 0;
    while (max > 0 && sql_next(&rows)) {
        int64_t found = sql_row_int(&rows, 1);
        if (count == max) {
            months[max - 1].count += found;
        } else {
            months[count++] =
                (struct answer_month){.month = (int)sql_row_int(&rows, 0), .count = found};
        }
    }
    sql_done(&rows);
    return count;
}

static void open_own(struct village *village, struct arena *arena, const struct receipt *receipt,
                     struct answer_view *out)
{
    struct bytes id = bytes_of(receipt->case_id, HASH_LEN);
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT number, day, own FROM aspiration WHERE case_id = $1", "b", id);
    struct bytes own = {0};
    if (sql_next(&rows)) {
        out->number = sql_row_text(&rows, 0, arena);
        out->filed_day = sql_row_int(&rows, 1);
        own = sql_row_bytes(&rows, 2, arena);
    }
    sql_done(&rows);
    if (own.len > 0) {
        out->own = seal_own_open(arena, own, receipt->own_key);
        out->sent = sql_int(village->sql, 0,
                            "SELECT count(*) FROM event JOIN log USING (log)"
                            " WHERE case_id = $1 AND open = 1 AND seq > confirmed",
                            "b", id) == 0;
        out->refused = sql_int(village->sql, 0,
                               "SELECT count(aside.seq) > 0 AND NOT count(CASE WHEN"
                               " aside.seq IS NULL AND (open = 1 OR event.seq <= confirmed)"
                               " THEN 1 END) FROM event JOIN log USING (log) LEFT JOIN aside"
                               " ON aside.log = event.log AND aside.seq = event.seq"
                               " WHERE case_id = $1",
                               "b", id) != 0;
    }
}

static bool open_answer(struct village *village, struct arena *arena, const struct receipt *receipt,
                        struct answer_view *out)
{
    struct bytes id = bytes_of(receipt->case_id, HASH_LEN);
    struct bytes record =
        sql_bytes(village->sql, arena, "SELECT record FROM answer WHERE case_id = $1", "b", id);
    if (record.len == 0) {
        return false;
    }
    Kt__Answer *answer = record_unpack(arena, &kt__answer__descriptor, record);
    Kt__KeyList *keys = answer ? identity_keys(village, arena, answer->key) : NULL;
    out->view = keys ? seal_answer_open(arena, answer, receipt, keys->sealing_key.data) : NULL;
    out->damaged = out->view == NULL;
    if (out->view) {
        out->sent = true;
        out->refused = false;
        out->number = out->view->number[0] ? out->view->number : out->number;
    }
    return true;
}

enum answer_found answer_open(struct village *village, struct arena *arena,
                              const struct receipt *receipt, struct answer_view *out)
{
    *out = (struct answer_view){0};
    open_own(village, arena, receipt, out);
    bool answered = open_answer(village, arena, receipt, out);
    if (out->view && !follow_settle(village, arena, receipt, out->view)) {
        log_line("what an answer shows could not be taken off the list: %s", fault_text());
    }
    if (out->view && out->view->erased) {
        out->own = NULL;
    }
    if (answered && !out->damaged &&
        !sql_run(village->sql, "UPDATE answer SET opened = 1 WHERE case_id = $1 AND opened = 0",
                 "b", bytes_of(receipt->case_id, HASH_LEN))) {
        log_line("an opened answer could not be marked: %s", fault_text());
    }
    bool known = answered || out->number || follow_is_waiting(village, receipt);
    return known ? ANSWER_FOUND : ANSWER_UNKNOWN;
}

// By the machine's clock. If that was set back (a kiosk without a battery wakes up in 1970), the
// wait begins once more from now: it would else last until the clock has caught up.
int64_t answer_wait_ms(struct village *village)
{
    int64_t tries = state_int(village, "tries", 0);
    if (tries < TRIES_FREE) {
        return 0;
    }
    int64_t wait_s = WAIT_S_FIRST;
    for (int64_t i = TRIES_FREE; i < tries && wait_s < WAIT_S_MAX; i++) {
        wait_s *= 2;
    }
    wait_s = wait_s < WAIT_S_MAX ? wait_s : WAIT_S_MAX;
    int64_t now_ms = clock_now_ms(), tried_ms = state_int(village, "tried_ms", 0);
    if (tried_ms > now_ms) {
        tried_ms = now_ms;
        if (!state_set_int(village, "tried_ms", now_ms)) {
            log_line("the wait after a wrong code could not be noted: %s", fault_text());
        }
    }
    int64_t left_ms = tried_ms + wait_s * 1000 - now_ms;
    return left_ms < 0 ? 0 : left_ms;
}

void answer_tried(struct village *village, bool opened)
{
    if (opened) {
        return;
    }
    int64_t now_ms = clock_now_ms(), last_ms = state_int(village, "tried_ms", 0);
    bool old = last_ms > now_ms || now_ms - last_ms > FORGET_S * 1000;
    int64_t tries = old && last_ms <= now_ms ? 0 : state_int(village, "tries", 0);
    sql_begin(village->sql);
    state_set_int(village, "tries", tries + 1);
    state_set_int(village, "tried_ms", now_ms);
    if (!sql_commit(village->sql)) {
        log_line("a try could not be counted: %s", fault_text());
    }
}
