// SPDX-License-Identifier: GPL-3.0-or-later
// The log up. Events are never changed once they are written; a fork writes them again, with their
// origin, into a new log. Nothing that waits is ever deleted.
#include "event_log.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "follow.h"
#include "identity.h"
#include "notice.h"
#include "state.h"

#include <string.h>

// Of the open log: how much a regency that was put back still keeps, by what a stick said; there is
// none where nothing was asked for. And the newest that was heard of it: its feed, its time.
static const char kept_key[] = "stick_kept", feed_key[] = "stick_feed", at_key[] = "stick_at_s";
// Where what waits begins.
#define KEPT                                                                                       \
    "min(confirmed, coalesce((SELECT value FROM state WHERE key = 'stick_kept'), confirmed))"

// One event as bytes, as a message, and as bytes again with its origin.
enum {
    EVENT_WORK_BYTES_MAX = 48 * 1024 * 1024,
    ORIGIN_BYTES_MAX = 64, // room for it is kept free: what is sent again must still be taken
};

static uint32_t kiosk_id(struct village *village)
{
    return (uint32_t)sql_int(village->sql, 0, "SELECT kiosk FROM identity", "");
}

static void copy_hash(uint8_t out[static HASH_LEN], struct bytes from)
{
    memset(out, 0, HASH_LEN);
    memcpy(out, from.data, from.len < HASH_LEN ? from.len : HASH_LEN);
}

bool event_log_get(struct village *village, struct event_log *out)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    *out = (struct event_log){.kiosk = kiosk_id(village)};
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT log.log, confirmed, confirmed_hash, seq, hash, numbers"
                                    " FROM log LEFT JOIN event ON event.log = log.log AND seq ="
                                    " (SELECT max(seq) FROM event WHERE event.log = log.log)"
                                    " WHERE open = 1",
                                    "");
    bool found = sql_next(&rows);
    if (found) {
        out->log = (uint32_t)sql_row_int(&rows, 0);
        out->confirmed = (uint64_t)sql_row_int(&rows, 1);
        copy_hash(out->confirmed_hash, sql_row_bytes(&rows, 2, &arena));
        out->head = (uint64_t)sql_row_int(&rows, 3);
        if (out->head > 0) {
            copy_hash(out->head_hash, sql_row_bytes(&rows, 4, &arena));
        } else {
            event_hash_start(out->head_hash, out->kiosk, out->log);
        }
        out->numbers = (uint32_t)sql_row_int(&rows, 5);
    } else {
        fault_set("%s: this kiosk is not enrolled yet; run: kentongan-sync enrol TICKET",
                  village->dir);
    }
    sql_done(&rows);
    arena_finish(&arena);
    if (found && out->head == 0) { // the count goes on from the logs before
        out->numbers = (uint32_t)sql_int(village->sql, 0, "SELECT max(numbers) FROM event", "");
    }
    return found;
}

// A log's number is random: two disks that were one must not both choose the next.
bool event_log_open_new(struct village *village)
{
    uint32_t log;
    do {
        clock_random(&log, sizeof log);
    } while (log == 0 || sql_int(village->sql, 0, "SELECT count(*) FROM log WHERE log = $1", "i",
                                 (int64_t)log));
    uint8_t hash[HASH_LEN];
    event_hash_start(hash, kiosk_id(village), log);
    struct bytes start = bytes_of(hash, HASH_LEN);
    sql_run(village->sql, "UPDATE log SET open = 0 WHERE open = 1", "");
    sql_run(village->sql, "DELETE FROM state WHERE key = $1", "t", kept_key);
    return sql_run(village->sql, "INSERT INTO log VALUES ($1, 1, 0, $2)", "ib", (int64_t)log,
                   start);
}

// What the queue shows of an event without opening it: its kind, and an aspiration's case.
static bool append_bytes(struct village *village, const struct event_log *log, struct bytes bytes,
                         int64_t kind, int64_t at_s, struct bytes case_id)
{
    uint8_t hash[HASH_LEN];
    event_hash_next(hash, log->head_hash, bytes);
    return sql_run(village->sql, "INSERT INTO event VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   "iibiibbi", (int64_t)log->log, (int64_t)log->head + 1, bytes_of(hash, HASH_LEN),
                   kind, at_s, case_id, bytes, (int64_t)log->numbers);
}

bool event_log_append_to(struct village *village, const struct event_log *log,
                         const struct village_moment *moment, Kt__Event *event,
                         struct bytes case_id)
{
    event->day = moment->trusted ? (uint32_t)moment->day : 0;
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    struct bytes bytes = record_pack(&arena, &event->base);
    bool ok = bytes.len <= EVENT_BYTES_MAX - ORIGIN_BYTES_MAX;
    if (!ok) {
        fault_set("an event of %zu bytes; at most %d can travel: make the notice shorter",
                  bytes.len, EVENT_BYTES_MAX - ORIGIN_BYTES_MAX);
        sql_fail(village->sql);
    }
    ok = ok && append_bytes(village, log, bytes, (int64_t)event->what_case, moment->now_s, case_id);
    arena_finish(&arena);
    return ok;
}

bool event_log_append(struct village *village, Kt__Event *event, uint32_t *log_id, uint64_t *seq)
{
    struct event_log log;
    if (!event_log_get(village, &log)) {
        sql_fail(village->sql);
        return false;
    }
    struct village_moment moment = village_moment(village);
    *log_id = log.log;
    *seq = log.head + 1;
    return event_log_append_to(village, &log, &moment, event, (struct bytes){0});
}

size_t event_log_slice(struct village *village, struct arena *arena, uint64_t first,
                       size_t budget_bytes, size_t max, struct bytes *events)
{
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT bytes FROM event JOIN log USING (log)"
                                    " WHERE open = 1 AND seq >= $1 ORDER BY seq LIMIT $2",
                                    "ii", (int64_t)first, (int64_t)max);
    size_t count = 0, used = 0;
    while (count < max && sql_next(&rows)) {
        struct bytes bytes = sql_row_bytes(&rows, 0, arena);
        if (count > 0 && used + bytes.len > budget_bytes) {
            break;
        }
        used += bytes.len;
        events[count++] = bytes;
    }
    sql_done(&rows);
    return count;
}

static bool hash_in(struct village *village, uint32_t log, uint64_t seq,
                    uint8_t out[static HASH_LEN])
{
    if (seq == 0) {
        event_hash_start(out, kiosk_id(village), log);
        return true;
    }
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct bytes hash =
        sql_bytes(village->sql, &arena, "SELECT hash FROM event WHERE log = $1 AND seq = $2", "ii",
                  (int64_t)log, (int64_t)seq);
    bool found = hash.len == HASH_LEN;
    if (found) {
        copy_hash(out, hash);
    }
    arena_finish(&arena);
    return found;
}

bool event_log_hash(struct village *village, uint64_t seq, uint8_t out[static HASH_LEN])
{
    struct event_log log;
    return event_log_get(village, &log) && hash_in(village, log.log, seq, out);
}

// One more time under the open log: one that was filed again before keeps its first origin.
static bool append_again(struct village *village, struct arena *work, const struct event_log *log,
                         Kt__Event *event, const struct event_log_past *past)
{
    Kt__Origin origin = KT__ORIGIN__INIT;
    if (!event->origin) {
        origin.log = past->log;
        origin.seq = past->seq;
        origin.hash = record_data(bytes_of(past->hash, HASH_LEN));
        event->origin = &origin;
    }
    bool ok = append_bytes(village, log, record_pack(work, &event->base), (int64_t)event->what_case,
                           past->at_s, past->case_id);
    event->origin = event->origin == &origin ? NULL : event->origin;
    return ok;
}

// Where an event stood first: its origin, if it has one.
static void first_place(const Kt__Event *event, struct event_log_past *place)
{
    if (event->origin && event->origin->hash.len == HASH_LEN) {
        place->log = event->origin->log;
        place->seq = event->origin->seq;
        copy_hash(place->hash, record_view(event->origin->hash));
    }
}

static bool know(struct village *village, const struct event_log_past *place)
{
    return sql_run(village->sql, "INSERT OR IGNORE INTO temp.known VALUES ($1, $2, $3)", "iib",
                   (int64_t)place->log, (int64_t)place->seq, bytes_of(place->hash, HASH_LEN));
}

// A set of first places, for one piece of work.
static bool know_nothing(struct village *village)
{
    return sql_run(village->sql,
                   "CREATE TEMP TABLE IF NOT EXISTS known (log INTEGER, seq INTEGER, hash BLOB,"
                   " PRIMARY KEY (log, seq, hash)) WITHOUT ROWID",
                   "") &&
           sql_run(village->sql, "DELETE FROM temp.known", "");
}

// Rows of (log, seq, hash, bytes, kind, at_s, case_id) again, into the open log, each naming where
// it stood first. Where `once` (know_nothing came before), each first place goes once: of what was
// copied from log to log, and of what a mirror brought back, which is a copy without its first one.
static bool refile(struct village *village, struct sql_rows rows, bool once)
{
    struct arena work; // of one event: a month of them must not add up
    arena_init(&work, EVENT_WORK_BYTES_MAX);
    struct event_log log;
    while (!sql_failed(village->sql) && sql_next(&rows)) {
        arena_reset(&work);
        struct bytes bytes = sql_row_bytes(&rows, 3, &work);
        if (bytes.len == 0) {
            continue; // erased: it stays gone
        }
        Kt__Event *event = record_unpack(&work, &kt__event__descriptor, bytes);
        if (!event || !event_log_get(village, &log)) {
            sql_fail(village->sql);
            break;
        }
        struct event_log_past past = {.log = (uint32_t)sql_row_int(&rows, 0),
                                      .seq = (uint64_t)sql_row_int(&rows, 1),
                                      .at_s = sql_row_int(&rows, 5),
                                      .case_id = sql_row_bytes(&rows, 6, &work)};
        copy_hash(past.hash, sql_row_bytes(&rows, 2, &work));
        struct event_log_past first = past;
        first_place(event, &first);
        if (once && know(village, &first) && sql_changes(village->sql) == 0) {
            continue;
        }
        append_again(village, &work, &log, event, &past);
        // What waits for an answer hears there whether it was taken.
        sql_run(village->sql, "UPDATE follow SET log = $3, seq = $4 WHERE log = $1 AND seq = $2",
                "iiii", sql_row_int(&rows, 0), sql_row_int(&rows, 1), (int64_t)log.log,
                (int64_t)log.head + 1);
    }
    sql_done(&rows);
    arena_finish(&work);
    return !sql_failed(village->sql);
}

// What is not sent again by itself, from all closed logs. What the regency has of it is known again
// by its origin.
static bool refile_closed(struct village *village)
{
    return know_nothing(village) &&
           refile(village,
                  sql_rows(village->sql,
                           "SELECT event.log, seq, hash, bytes, kind, at_s, case_id"
                           " FROM event JOIN log USING (log) WHERE open = 0 ORDER BY at_s, seq",
                           ""),
                  true);
}

static bool refile_after(struct village *village, const struct event_log *log, uint64_t kept)
{
    return refile(village,
                  sql_rows(village->sql,
                           "SELECT log, seq, hash, bytes, kind, at_s, case_id FROM event"
                           " WHERE log = $1 AND seq > $2 ORDER BY seq",
                           "ii", (int64_t)log->log, (int64_t)kept),
                  false);
}

// ---------------------------------------------------------------- from a mirror

// The first places of all that is here, also of what was erased since.
bool event_log_again_begin(struct village *village)
{
    struct arena work;
    arena_init(&work, EVENT_WORK_BYTES_MAX);
    know_nothing(village);
    struct sql_rows rows = sql_rows(village->sql, "SELECT log, seq, hash, bytes FROM event", "");
    while (!sql_failed(village->sql) && sql_next(&rows)) {
        arena_reset(&work);
        struct event_log_past place = {.log = (uint32_t)sql_row_int(&rows, 0),
                                       .seq = (uint64_t)sql_row_int(&rows, 1)};
        copy_hash(place.hash, sql_row_bytes(&rows, 2, &work));
        know(village, &place);
        struct bytes bytes = sql_row_bytes(&rows, 3, &work);
        Kt__Event *event =
            bytes.len > 0 ? record_unpack(&work, &kt__event__descriptor, bytes) : NULL;
        if (event) {
            first_place(event, &place);
            know(village, &place);
        }
    }
    sql_done(&rows);
    arena_finish(&work);
    return !sql_failed(village->sql);
}

bool event_log_again(struct village *village, const struct event_log_past *past, bool *is_new)
{
    struct arena work;
    arena_init(&work, EVENT_WORK_BYTES_MAX);
    struct event_log log;
    struct event_log_past first = *past;
    Kt__Event *event = record_unpack(&work, &kt__event__descriptor, past->bytes);
    bool ok = event && event_log_get(village, &log) && know(village, past);
    *is_new = ok && sql_changes(village->sql) > 0;
    if (*is_new && event->origin) { // what lies on the mirror is a copy itself
        first_place(event, &first);
        ok = know(village, &first);
        *is_new = ok && sql_changes(village->sql) > 0;
    }
    if (*is_new) {
        log.numbers = past->numbers > log.numbers ? past->numbers : log.numbers;
        ok = append_again(village, &work, &log, event, past);
    }
    arena_finish(&work);
    return ok;
}

bool event_log_carry_over(struct village *village)
{
    struct event_log old;
    bool had_one = event_log_get(village, &old);
    return event_log_open_new(village) &&
           (!had_one ||
            refile(village,
                   sql_rows(village->sql,
                            "SELECT log, seq, hash, bytes, kind, at_s, case_id FROM event"
                            " WHERE log = $1 AND seq > $2 AND kind NOT IN ($3, $4) ORDER BY seq",
                            "iiii", (int64_t)old.log, (int64_t)old.confirmed,
                            (int64_t)KT__EVENT__WHAT_NOTICE, (int64_t)KT__EVENT__WHAT_NOTICE_GONE),
                   false));
}

// Everything after `common` of the log goes again under a new one; all that is here, if that lies
// below what was confirmed, for then the regency lost more than this log tells. At least the newest
// event goes, even if both have it: a regency that is put back to a time before the fork shows it
// by a mark below what was confirmed.
static enum event_log_answer fork_from(struct village *village, const struct event_log *log,
                                       uint64_t common, enum event_log_regency regency)
{
    bool is_all = common < log->confirmed || regency == EVENT_LOG_PUT_BACK;
    uint64_t kept = common < log->head ? common : log->head > 0 ? log->head - 1 : 0;
    sql_begin(village->sql);
    bool ok = event_log_open_new(village) &&
              (is_all ? refile_closed(village) : refile_after(village, log, kept));
    // The regency is as it was: then it is this disk that was put back, or copied.
    if (!ok || (regency == EVENT_LOG_SAME && !notice_jump(village, NULL))) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql) ? EVENT_LOG_FORKED : EVENT_LOG_FAILED;
}

enum event_log_answer event_log_confirm(struct village *village, uint32_t log_id, uint64_t mark,
                                        const uint8_t mark_hash[static HASH_LEN], uint64_t common,
                                        enum event_log_regency regency)
{
    struct event_log log;
    if (!event_log_get(village, &log)) {
        return EVENT_LOG_FAILED;
    }
    if (log.log != log_id) {
        return EVENT_LOG_CONFIRMED; // of a log that closed meanwhile: its events moved on
    }
    uint8_t own[HASH_LEN];
    bool agree = mark <= log.head && hash_in(village, log.log, mark, own) &&
                 sodium_memcmp(own, mark_hash, HASH_LEN) == 0;
    if (!agree) {
        return fork_from(village, &log, common, regency);
    }
    // What was erased cannot be sent again under its hash.
    if (mark < log.confirmed && follow_is_blank_after(village, log.log, mark)) {
        return fork_from(village, &log, mark, regency);
    }
    sql_begin(village->sql);
    sql_run(village->sql, "UPDATE log SET confirmed = $2, confirmed_hash = $3 WHERE log = $1",
            "iib", (int64_t)log.log, (int64_t)mark, bytes_of(mark_hash, HASH_LEN));
    bool was_put_back = mark < log.confirmed || regency == EVENT_LOG_PUT_BACK;
    if (was_put_back && !refile_closed(village)) {
        sql_fail(village->sql);
    }
    if (!follow_blank(village)) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql) ? EVENT_LOG_CONFIRMED : EVENT_LOG_FAILED;
}

// ---------------------------------------------------------------- by stick

uint64_t event_log_kept(struct village *village, const struct event_log *log)
{
    int64_t kept = state_int(village, kept_key, -1);
    return kept >= 0 && (uint64_t)kept < log->confirmed ? (uint64_t)kept : log->confirmed;
}

static bool set_heard(struct village *village, struct event_log_said said)
{
    return state_set_int(village, feed_key, said.feed) && state_set_int(village, at_key, said.at_s);
}

bool event_log_heard(struct village *village, uint32_t log_id, struct event_log_said said,
                     bool is_sure)
{
    bool is_open =
        sql_int(village->sql, 0, "SELECT open FROM log WHERE log = $1", "i", (int64_t)log_id) != 0;
    int64_t heard_s = state_int(village, at_key, INT64_MIN);
    bool is_newer = said.at_s > heard_s || (said.at_s == heard_s &&
                                            said.feed == (uint32_t)state_int(village, feed_key, 0));
    if (!is_open || (!is_sure && !is_newer)) {
        return true;
    }
    return sql_run(village->sql, "DELETE FROM state WHERE key = $1", "t", kept_key) &&
           set_heard(village, said);
}

// One life of a store only ever grows: what it said before it said more is old. That of another may
// have another clock.
static bool is_old(struct village *village, struct event_log_said said)
{
    return said.feed == (uint32_t)state_int(village, feed_key, 0) &&
           said.at_s < state_int(village, at_key, INT64_MIN);
}

// What lies in closed logs goes again as well, once for each time that it is asked.
static bool ask_from(struct village *village, const struct event_log *log, uint64_t mark,
                     struct event_log_said said)
{
    uint64_t kept = event_log_kept(village, log);
    sql_begin(village->sql);
    if ((kept == log->confirmed && !refile_closed(village)) || !set_heard(village, said) ||
        !state_set_int(village, kept_key, (int64_t)(mark < kept ? mark : kept))) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql);
}

enum event_log_behind event_log_behind(struct village *village, uint32_t log_id, uint64_t mark,
                                       const uint8_t mark_hash[static HASH_LEN], bool is_gap,
                                       struct event_log_said said)
{
    struct event_log log;
    if (!event_log_get(village, &log)) {
        return EVENT_LOG_BROKEN;
    }
    uint8_t own[HASH_LEN];
    bool is_here = log.log == log_id && mark < log.confirmed;
    bool agree = is_here && hash_in(village, log.log, mark, own) &&
                 sodium_memcmp(own, mark_hash, HASH_LEN) == 0;
    if (!is_here || (agree && (!is_gap || is_old(village, said)))) {
        return EVENT_LOG_OLD;
    }
    if (!agree || follow_is_blank_after(village, log.log, mark)) {
        return fork_from(village, &log, 0, EVENT_LOG_PUT_BACK) == EVENT_LOG_FORKED
                   ? EVENT_LOG_PARTED
                   : EVENT_LOG_BROKEN;
    }
    return ask_from(village, &log, mark, said) ? EVENT_LOG_ASKED : EVENT_LOG_BROKEN;
}

// ---------------------------------------------------------------- what waits

int64_t event_log_waiting(struct village *village)
{
    return sql_int(village->sql, 0,
                   "SELECT count(*) FROM event JOIN log USING (log)"
                   " WHERE open = 1 AND seq > " KEPT,
                   "");
}

int64_t event_log_oldest_s(struct village *village, uint64_t after)
{
    return sql_int(village->sql, 0,
                   "SELECT at_s FROM event JOIN log USING (log)"
                   " WHERE open = 1 AND seq > max(" KEPT ", $1) ORDER BY seq LIMIT 1",
                   "i", (int64_t)after);
}

int64_t event_log_waiting_since(struct village *village, int64_t *oldest_s)
{
    *oldest_s = event_log_oldest_s(village, 0);
    return event_log_waiting(village);
}
