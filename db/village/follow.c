// SPDX-License-Identifier: GPL-3.0-or-later
// Following up with the receipt in hand. What is written here can be opened by the regency and by
// the receipt; from the file nobody can tell which case was meant, or what for.
#include "follow.h"

#include "db/base/deflate.h"
#include "db/record/seal_follow.h"
#include "event_log.h"
#include "mirror.h"
#include "register.h"
#include "state.h"
#include "voice.h"

#include <string.h>

enum { CLOCKS_APART_S = 3600 }; // the kiosk's and the regency's

// Stands in event.case_id of what is to be blanked as soon as the regency has it.
static const uint8_t erased[HASH_LEN];
static const char erasing[] = "erasing"; // state: some event carries that mark

// Only the receipt finds its own rows.
static struct bytes tag_of(struct arena *arena, const struct receipt *receipt)
{
    uint8_t *tag = arena_alloc(arena, HASH_LEN);
    struct bytes key = bytes_of(receipt->own_key, RECEIPT_OWN_KEY_LEN);
    secret_hash(tag, "kt follow", &key, 1);
    return bytes_of(tag, HASH_LEN);
}

static bool is_sensible(Kt__Follow what, uint32_t rating, const Kt__Words *words)
{
    bool needs_words = what == KT__FOLLOW__ASK || what == KT__FOLLOW__REOPEN;
    bool known = needs_words || what == KT__FOLLOW__RATE || what == KT__FOLLOW__ERASE;
    if (!known || (needs_words && !words->text[0]) ||
        (what == KT__FOLLOW__RATE && (rating < 1 || rating > 5))) {
        fault_set("a question or a reopening needs words, a rating lies between 1 and 5");
        return false;
    }
    if (kt__words__get_packed_size(words) > WORDS_BYTES_MAX) {
        fault_set("the text is longer than %d bytes; please make it shorter", WORDS_BYTES_MAX);
        return false;
    }
    return record_texts_are_valid(&words->base);
}

// ---------------------------------------------------------------- erasing

static void forget_voice(struct village *village, struct arena *arena,
                         const struct receipt *receipt)
{
    struct bytes own =
        sql_bytes(village->sql, arena, "SELECT own FROM aspiration WHERE case_id = $1", "b",
                  bytes_of(receipt->case_id, HASH_LEN));
    Kt__Words *words = own.len > 0 ? seal_own_open(arena, own, receipt->own_key) : NULL;
    if (words && words->voice && !voice_forget(village, record_view(words->voice->hash))) {
        sql_fail(village->sql);
    }
}

// Inside the caller's transaction: all that this file holds of the case, but for its answer.
static bool forget(struct village *village, struct arena *arena, const struct receipt *receipt)
{
    struct bytes id = bytes_of(receipt->case_id, HASH_LEN), tag = tag_of(arena, receipt);
    forget_voice(village, arena, receipt);
    sql_run(village->sql, "DELETE FROM aspiration WHERE case_id = $1", "b", id);
    sql_run(village->sql, "DELETE FROM follow WHERE tag = $1", "b", tag);
    if (!register_forget(village, arena, receipt)) {
        sql_fail(village->sql);
    }
    sql_run(village->sql, "UPDATE event SET case_id = $3 WHERE case_id = $1 OR case_id = $2", "bbb",
            id, tag, bytes_of(erased, HASH_LEN));
    village->is_to_scrub = true;
    mirror_sweep_soon(village);
    return state_set_int(village, erasing, 1) && follow_blank(village);
}

bool follow_blank(struct village *village)
{
    if (state_int(village, erasing, 0) == 0) {
        return true;
    }
    // Of a closed log everything is with the regency, or stands in the open log once more.
    sql_begin(village->sql);
    sql_run(village->sql,
            "UPDATE event SET bytes = x'', case_id = NULL WHERE case_id = $1 AND EXISTS"
            " (SELECT 1 FROM log WHERE log.log = event.log AND (open = 0 OR seq <= confirmed))",
            "b", bytes_of(erased, HASH_LEN));
    if (sql_changes(village->sql) > 0) {
        village->is_to_scrub = true;
        mirror_sweep_soon(village);
    }
    bool left = sql_int(village->sql, 1, "SELECT count(*) FROM event WHERE case_id = $1", "b",
                        bytes_of(erased, HASH_LEN)) > 0;
    state_set_int(village, erasing, left);
    return sql_commit(village->sql);
}

bool follow_is_blank_after(struct village *village, uint32_t log, uint64_t seq)
{
    return sql_int(village->sql, 0,
                   "SELECT count(*) FROM event WHERE log = $1 AND seq > $2 AND length(bytes) = 0",
                   "ii", (int64_t)log, (int64_t)seq) > 0;
}

// ---------------------------------------------------------------- filing

// Inside the transaction: where it will stand must be known before it is sealed.
static bool append(struct village *village, struct arena *work, const struct identity *self,
                   const struct receipt *receipt, struct bytes tag, Kt__Following *following)
{
    struct event_log log;
    if (!event_log_get(village, &log)) {
        return false;
    }
    struct village_moment moment = village_moment(village);
    following->kiosk = self->kiosk;
    following->log = log.log;
    following->seq = log.head + 1;
    following->at_s = (uint64_t)moment.now_s;
    struct bytes sealed = seal_follow_close(work, following, receipt, self->keys->sealing_key.data);
    if (sealed.len == 0) {
        return false;
    }
    Kt__Followed followed = KT__FOLLOWED__INIT;
    followed.sealed = record_data(sealed);
    followed.key = self->keys->number;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FOLLOWED;
    event.followed = &followed;
    // An erasure is never blanked itself: a regency that forgets it has to be told again.
    bool is_erasure = following->what == KT__FOLLOW__ERASE;
    return event_log_append_to(village, &log, &moment, &event,
                               is_erasure ? (struct bytes){0} : tag) &&
           sql_run(village->sql,
                   "INSERT INTO follow (tag, closed, at_s, log, seq) VALUES ($1, $2, $3, $4, $5)",
                   "bbiii", tag, seal_follow_keep(work, following, receipt->own_key), moment.now_s,
                   (int64_t)log.log, (int64_t)log.head + 1);
}

static bool file_in_transaction(struct village *village, struct arena *work,
                                const struct receipt *receipt, Kt__Following *following)
{
    struct identity self;
    struct bytes tag = tag_of(work, receipt);
    if (!identity_get(village, work, &self)) {
        return false;
    }
    if (!self.enrolled) {
        fault_set("%s: this kiosk is not enrolled yet", village->dir);
        return false;
    }
    bool erase = following->what == KT__FOLLOW__ERASE;
    int64_t pending =
        sql_int(village->sql, 0, "SELECT count(*) FROM follow WHERE tag = $1", "b", tag);
    if (!erase && pending >= FOLLOW_PENDING_MAX) {
        fault_set("%lld steps of this receipt wait already; come back when there is an answer",
                  (long long)pending);
        return false;
    }
    if (erase) {
        forget(village, work, receipt);
        sql_run(village->sql, "DELETE FROM answer WHERE case_id = $1", "b",
                bytes_of(receipt->case_id, HASH_LEN));
    }
    return append(village, work, &self, receipt, tag, following);
}

bool follow_file(struct village *village, const struct receipt *receipt, Kt__Follow what,
                 uint32_t rating, const char *text)
{
    Kt__Words words = KT__WORDS__INIT;
    words.text = (char *)(uintptr_t)(text && what != KT__FOLLOW__ERASE ? text : "");
    if (!is_sensible(what, rating, &words)) {
        return false;
    }
    struct arena work; // wiped at the end: the words pass through it
    arena_init(&work, VILLAGE_WORK_BYTES_MAX);
    Kt__Following following = KT__FOLLOWING__INIT;
    following.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    following.what = what;
    following.rating = what == KT__FOLLOW__RATE ? rating : 0;
    if (words.text[0]) {
        following.words = record_data(seal_words_pack(&work, &words));
        following.dictionary = DEFLATE_ID_1;
    }
    sql_begin(village->sql);
    if (!file_in_transaction(village, &work, receipt, &following)) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    arena_finish(&work);
    if (ok && what == KT__FOLLOW__ERASE) {
        voice_sweep(village);
        village_scrub(village);
    }
    if (ok) {
        mirror_newest(village);
        village_ring(village);
    }
    return ok;
}

// ---------------------------------------------------------------- pending

struct row {
    int64_t id, log, seq;
    struct follow_pending seen;
};

// What does not open is passed over: a tag is no proof, a damaged row helps nobody.
static bool read_row(struct sql_rows *rows, struct arena *arena, const struct receipt *receipt,
                     struct row *out)
{
    struct bytes closed = sql_row_bytes(rows, 1, arena);
    *out = (struct row){
        .id = sql_row_int(rows, 0), .log = sql_row_int(rows, 2), .seq = sql_row_int(rows, 3)};
    Kt__Following *following = seal_follow_kept(arena, closed, receipt->own_key);
    if (!following) {
        return false;
    }
    out->seen = (struct follow_pending){.what = following->what,
                                        .rating = following->rating,
                                        .text = "",
                                        .at_s = (int64_t)following->at_s};
    if (following->words.len > 0) {
        Kt__Words *words =
            seal_words_unpack(arena, record_view(following->words), following->dictionary);
        out->seen.text = words ? words->text : "";
    }
    return true;
}

static size_t read_rows(struct village *village, struct arena *arena, const struct receipt *receipt,
                        size_t max, struct row *out)
{
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT id, closed, log, seq FROM follow WHERE tag = $1 ORDER BY id",
                 "b", tag_of(arena, receipt));
    size_t count = 0;
    while (count < max && sql_next(&rows)) {
        count += read_row(&rows, arena, receipt, &out[count]);
    }
    sql_done(&rows);
    return count;
}

size_t follow_pending(struct village *village, struct arena *arena, const struct receipt *receipt,
                      size_t max, struct follow_pending *out)
{
    struct row rows[FOLLOW_PENDING_MAX + 1]; // an erasure besides
    size_t count =
        read_rows(village, arena, receipt, max < COUNT_OF(rows) ? max : COUNT_OF(rows), rows);
    for (size_t i = 0; i < count; i++) {
        out[i] = rows[i].seen;
        out[i].refused =
            sql_int(village->sql, 0, "SELECT count(*) FROM aside WHERE log = $1 AND seq = $2", "ii",
                    rows[i].log, rows[i].seq) > 0;
    }
    return count;
}

bool follow_is_waiting(struct village *village, const struct receipt *receipt)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    bool is = sql_int(village->sql, 0, "SELECT count(*) FROM follow WHERE tag = $1", "b",
                      tag_of(&arena, receipt)) > 0;
    arena_finish(&arena);
    return is;
}

static bool shows(const Kt__CaseView *view, const struct follow_pending *pending, int64_t now_s)
{
    if (pending->what == KT__FOLLOW__ERASE) {
        return view->erased;
    }
    int64_t since_s = (pending->at_s < now_s ? pending->at_s : now_s) - CLOCKS_APART_S;
    for (size_t i = 0; i < view->n_entries; i++) {
        const Kt__CaseEntry *entry = view->entries[i];
        if (entry->follow == pending->what && entry->rating == pending->rating &&
            str_equal(entry->text, pending->text) && entry->at_s >= since_s) {
            return true;
        }
    }
    return false;
}

bool follow_settle(struct village *village, struct arena *arena, const struct receipt *receipt,
                   const Kt__CaseView *view)
{
    struct row rows[FOLLOW_PENDING_MAX + 1];
    size_t count = read_rows(village, arena, receipt, COUNT_OF(rows), rows);
    bool has_own = view->erased &&
                   sql_int(village->sql, 0, "SELECT count(*) FROM aspiration WHERE case_id = $1",
                           "b", bytes_of(receipt->case_id, HASH_LEN)) > 0;
    bool any = has_own;
    int64_t now_s = village_now_s(village);
    for (size_t i = 0; i < count; i++) {
        any = any || shows(view, &rows[i].seen, now_s);
    }
    if (!any) {
        return true;
    }
    sql_begin(village->sql);
    for (size_t i = 0; i < count; i++) {
        if (shows(view, &rows[i].seen, now_s)) {
            sql_run(village->sql, "DELETE FROM follow WHERE id = $1", "i", rows[i].id);
        }
    }
    if (has_own) {
        forget(village, arena, receipt);
    }
    bool ok = sql_commit(village->sql);
    if (ok && has_own) {
        voice_sweep(village);
        village_scrub(village);
    }
    return ok;
}
