// SPDX-License-Identifier: GPL-3.0-or-later
// Posting and receiving notices, their words kept in step for search. A withdrawn one stays, with
// its reason; nothing is deleted here. Reading: notice_shelf.c; pictures: media.c.
#include "notice.h"

#include "db/base/clock.h"
#include "event_log.h"
#include "feed.h"
#include "identity.h"
#include "media.h"
#include "search.h"
#include "state.h"

#include <string.h>

// State: revisions given from now on are above it.
static const char floor_key[] = "notice_floor";

// ---- writing

// Until when an event is ahead or going on; 0 for a notice without one.
static int64_t event_over_s(const Kt__Notice *notice)
{
    return notice->event_end_s > notice->event_start_s ? notice->event_end_s
                                                       : notice->event_start_s;
}

static bool name_pictures(struct village *village, const Kt__Notice *notice, bool from_here)
{
    const Kt__Picture *pictures[PICTURES_OF_MAX];
    return media_named(village, notice->id, from_here ? MEDIA_FROM_HERE : MEDIA_FROM_FEED, pictures,
                       pictures_of_notice(notice, pictures));
}

// K7-3 from the feed is kiosk 7's own: its disk was put back, and the regency has what it posted.
static bool is_ours(struct village *village, struct arena *arena, const char *id)
{
    int64_t kiosk = sql_int(village->sql, 0, "SELECT kiosk FROM identity", "");
    return kiosk != 0 && str_starts(id, arena_printf(arena, "K%lld-", (long long)kiosk));
}

static bool put_row(struct village *village, struct arena *arena, const Kt__Notice *notice,
                    bool from_here)
{
    bool own = from_here || is_ours(village, arena, notice->id);
    return sql_run(village->sql,
                   "INSERT INTO notice (id, revision, own, category, publisher, pinned, urgency,"
                   " posted_s, start_s, end_s, record, gone, seen, event_s, event_over_s)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, 1, $12, $13)"
                   " ON CONFLICT (id) DO UPDATE SET revision = $2, category = $4, publisher = $5,"
                   " pinned = $6, urgency = $7, posted_s = $8, start_s = $9, end_s = $10,"
                   " record = $11, gone = NULL, gone_far = 0, seen = 1, event_s = $12, "
                   "event_over_s = $13",
                   "tiittiiiiibii", notice->id, (int64_t)notice->revision, (int64_t)own,
                   notice->category, notice->publisher, (int64_t)notice->pinned,
                   (int64_t)notice->urgency, notice->posted_s, notice->start_s, notice->end_s,
                   record_pack(arena, &notice->base), notice->event_start_s,
                   event_over_s(notice)) &&
           name_pictures(village, notice, from_here) && search_put(village->sql, notice);
}

uint32_t notice_revision(struct village *village, const char *id)
{
    return (uint32_t)sql_int(village->sql, 0, "SELECT revision FROM notice WHERE id = $1", "t", id);
}

// The one after it; above all that another life of this disk may have used.
static uint32_t revision_after(struct village *village, uint32_t revision)
{
    int64_t floor = revision > 0 ? state_int(village, floor_key, 0) : 0;
    return (uint32_t)(revision > floor ? revision : floor) + 1;
}

static Kt__Notice *record_of(struct village *village, struct arena *arena, const char *id)
{
    struct bytes record =
        sql_bytes(village->sql, arena, "SELECT record FROM notice WHERE id = $1", "t", id);
    return record.len > 0 ? record_unpack(arena, &kt__notice__descriptor, record) : NULL;
}

// It has the same id, and is no revision of it.
static bool is_another(const Kt__Notice *notice, uint32_t birth)
{
    return notice && notice->birth != 0 && birth != 0 && notice->birth != birth;
}

// Never 0.
static uint32_t new_birth(void)
{
    uint32_t birth = 0;
    while (birth == 0) {
        clock_random(&birth, sizeof birth);
    }
    return birth;
}

bool notice_is_own(struct village *village, const char *id)
{
    return sql_int(village->sql, 0, "SELECT own FROM notice WHERE id = $1", "t", id) == 1;
}

bool notice_is_far_gone(struct village *village, const char *id)
{
    return sql_int(village->sql, 0,
                   "SELECT gone_far FROM notice WHERE id = $1 AND gone IS NOT NULL", "t", id) == 1;
}

static bool append_notice(struct village *village, Kt__Notice *notice)
{
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_NOTICE;
    event.notice = notice;
    uint32_t log;
    uint64_t seq;
    return event_log_append(village, &event, &log, &seq);
}

// Past those of another life of this disk, which come down again.
static char *new_id(struct village *village, struct arena *arena, uint32_t kiosk)
{
    char *id;
    sql_run(village->sql, "INSERT OR IGNORE INTO identity (one) VALUES (1)", "");
    do {
        int64_t count = sql_int(village->sql, 0,
                                "UPDATE identity SET notices = notices + 1 RETURNING notices", "");
        id = kiosk != 0 ? arena_printf(arena, "K%u-%lld", kiosk, (long long)count)
                        : arena_printf(arena, "K-%lld", (long long)count);
    } while (notice_revision(village, id) > 0);
    return id;
}

// Which of them may be revised or withdrawn here.
static bool is_own(struct village *village, const char *id)
{
    int64_t own = sql_int(village->sql, -1, "SELECT own FROM notice WHERE id = $1", "t", id);
    if (own == 1) {
        return true;
    }
    if (own == 0) {
        fault_set("%s: was posted elsewhere; only its origin can change it", id);
    } else {
        fault_set("%s: there is no such notice here; leave out `id` to post a new one", id);
    }
    return false;
}

bool notice_post(struct village *village, struct arena *arena, Kt__Notice *notice, const char **id)
{
    struct identity self;
    if (!identity_get(village, arena, &self) || (notice->id[0] && !is_own(village, notice->id))) {
        return false;
    }
    if (notice->id[0] && notice_is_far_gone(village, notice->id)) {
        fault_set("%s: was withdrawn by the regency; leave out `id` to post it as a new one",
                  notice->id);
        return false;
    }
    sql_begin(village->sql);
    if (!notice->id[0]) {
        notice->id = new_id(village, arena, self.kiosk);
        notice->birth = new_birth();
    } else {
        Kt__Notice *before = record_of(village, arena, notice->id);
        notice->birth = before ? before->birth : 0;
    }
    notice->revision = revision_after(village, notice_revision(village, notice->id));
    notice->posted_s = village_now_s(village);
    put_row(village, arena, notice, true);
    if (self.enrolled && !append_notice(village, notice)) {
        sql_fail(village->sql);
    }
    *id = notice->id;
    bool ok = sql_commit(village->sql);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

// What else calls it by its name.
static void follow_id(struct village *village, const char *from, const char *to)
{
    static const char *const places[] = {
        "UPDATE draft SET base = $2 WHERE base = $1",
        "UPDATE notice_hand SET notice = $2 WHERE notice = $1",
        "UPDATE notice_file SET notice = $2 WHERE notice = $1",
    };
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        sql_run(village->sql, places[i], "tt", from, to);
    }
    media_renamed(village, from, to);
}

bool notice_adopt(struct village *village, struct arena *arena)
{
    int64_t kiosk = sql_int(village->sql, 0, "SELECT kiosk FROM identity", "");
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT id, record, gone FROM notice WHERE own = 1"
                                    " ORDER BY posted_s, id",
                                    "");
    while (sql_next(&rows)) {
        char *old_id = sql_row_text(&rows, 0, arena);
        Kt__Notice *notice =
            record_unpack(arena, &kt__notice__descriptor, sql_row_bytes(&rows, 1, arena));
        if (!notice) {
            sql_fail(village->sql);
            break;
        }
        if (str_starts(old_id, "K-")) {
            notice->id = arena_printf(arena, "K%lld-%s", (long long)kiosk, old_id + 2);
            sql_run(village->sql, "UPDATE notice SET id = $2, record = $3 WHERE id = $1", "ttb",
                    old_id, notice->id, record_pack(arena, &notice->base));
            follow_id(village, old_id, notice->id);
            if (sql_row_is_null(&rows, 2) &&
                (!search_drop(village->sql, old_id) || !search_put(village->sql, notice))) {
                sql_fail(village->sql);
            }
        }
        if (sql_row_is_null(&rows, 2) && !append_notice(village, notice)) {
            sql_fail(village->sql);
        }
    }
    sql_done(&rows);
    return !sql_failed(village->sql);
}

bool notice_withdraw(struct village *village, const char *id, const char *reason)
{
    struct event_log log;
    bool enrolled = event_log_get(village, &log);
    if (!is_own(village, id)) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    Kt__Notice *before = record_of(village, &arena, id);
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = (char *)(uintptr_t)id;
    gone.birth = before ? before->birth : 0;
    arena_finish(&arena);
    gone.revision = revision_after(village, notice_revision(village, id));
    gone.reason = (char *)(uintptr_t)reason;
    gone.at_s = village_now_s(village);
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_NOTICE_GONE;
    event.notice_gone = &gone;
    uint32_t log_id;
    uint64_t seq;
    sql_begin(village->sql);
    sql_run(village->sql, "UPDATE notice SET gone = $2, revision = $3 WHERE id = $1", "tti", id,
            reason, (int64_t)gone.revision);
    if (!search_drop_withdrawn(village->sql, id)) {
        sql_fail(village->sql);
    }
    if (enrolled && !event_log_append(village, &event, &log_id, &seq)) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

// ---- numbers that another life of this disk gave

static int64_t max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

// The highest ones of a village file; 0 of one that cannot be read.
static void numbers_of(struct sql *sql, int64_t *counted, int64_t *revised)
{
    int64_t floor = sql_int(sql, 0, "SELECT value FROM state WHERE key = $1", "t", floor_key);
    *counted = max(*counted, sql_int(sql, 0, "SELECT notices FROM identity", ""));
    *revised = max(*revised, floor);
    *revised = max(*revised, sql_int(sql, 0, "SELECT max(revision) FROM notice WHERE own = 1", ""));
}

bool notice_jump(struct village *village, struct sql *before)
{
    int64_t counted = 0, revised = 0, age_s = village_now_s(village) - NOTICE_EPOCH_S;
    numbers_of(village->sql, &counted, &revised);
    if (before) {
        numbers_of(before, &counted, &revised);
    }
    revised = age_s > 0 && age_s < NOTICE_AGE_S_MAX ? max(revised, age_s) : revised;
    sql_run(village->sql, "UPDATE identity SET notices = $1", "i",
            counted + 1 + clock_random_below(NOTICE_JUMP));
    return state_set_int(village, floor_key, revised + 1 + clock_random_below(NOTICE_JUMP)) &&
           sql_run(village->sql, "DELETE FROM cursor WHERE class IN ($1, $2)", "ii",
                   (int64_t)FEED_TEXT, (int64_t)FEED_STATUS);
}

// As a notice of its own, under an id that nothing else has. One that was withdrawn is not told: at
// the regency it never stood.
static bool post_apart(struct village *village, struct arena *arena, Kt__Notice *notice)
{
    const char *old_id = notice->id;
    bool is_gone = sql_int(village->sql, 0, "SELECT gone IS NOT NULL FROM notice WHERE id = $1",
                           "t", old_id) == 1;
    int64_t kiosk = sql_int(village->sql, 0, "SELECT kiosk FROM identity", "");
    sql_run(village->sql, "UPDATE identity SET notices = notices + $1", "i",
            (int64_t)clock_random_below(NOTICE_JUMP));
    notice->id = new_id(village, arena, (uint32_t)kiosk);
    sql_run(village->sql, "UPDATE notice SET id = $2, record = $3 WHERE id = $1", "ttb", old_id,
            notice->id, record_pack(arena, &notice->base));
    follow_id(village, old_id, notice->id);
    return is_gone || (search_drop(village->sql, old_id) && search_put(village->sql, notice) &&
                       append_notice(village, notice));
}

// As a later revision of the same notice: what was written last stands.
static bool post_above(struct village *village, struct arena *arena, Kt__Notice *notice)
{
    uint32_t old = notice->revision;
    notice->revision = revision_after(village, old);
    sql_run(village->sql, "UPDATE notice SET revision = $2, record = $3 WHERE id = $1", "tib",
            notice->id, (int64_t)notice->revision, record_pack(arena, &notice->base));
    return sql_run(village->sql,
                   "UPDATE notice_hand SET revision = $3 WHERE notice = $1 AND revision = $2",
                   "tii", notice->id, (int64_t)old, (int64_t)notice->revision) &&
           append_notice(village, notice);
}

bool notice_clash(struct village *village, uint32_t log, uint64_t seq)
{
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    struct bytes bytes =
        sql_bytes(village->sql, &arena, "SELECT bytes FROM event WHERE log = $1 AND seq = $2", "ii",
                  (int64_t)log, (int64_t)seq);
    Kt__Event *event = bytes.len > 0 ? record_unpack(&arena, &kt__event__descriptor, bytes) : NULL;
    bool ok = true;
    if (event && event->what_case == KT__EVENT__WHAT_NOTICE) {
        Kt__Notice *notice = event->notice, *here = record_of(village, &arena, notice->id);
        bool is_first = notice->revision == 1;
        struct bytes now = sql_bytes(village->sql, &arena,
                                     "SELECT record FROM notice"
                                     " WHERE id = $1 AND own = 1 AND gone IS NULL",
                                     "t", notice->id);
        if (is_first && here && here->birth != 0 && here->birth == notice->birth) {
            ok = post_apart(village, &arena, here); // as it stands by now
        } else if (bytes_equal(now, record_pack(&arena, &notice->base))) {
            // Else it was revised or withdrawn since, and that was or will be heard.
            ok = is_first ? post_apart(village, &arena, notice)
                          : post_above(village, &arena, notice);
        }
    }
    arena_finish(&arena);
    return ok;
}

// ---- from the feed

static bool is_whole(const Kt__Notice *notice)
{
    if (!notice->id[0] || notice->revision == 0 || !notice->title[0]) {
        fault_set("a notice in the feed is not whole");
        return false;
    }
    return record_notice_fits(notice) && record_texts_are_valid(&notice->base);
}

// One that is here already is named again: what a whole state swept away comes back.
static bool put_again(struct village *village, const Kt__Notice *notice)
{
    bool ok = sql_run(village->sql, "UPDATE notice SET seen = 1 WHERE id = $1", "t", notice->id) &&
              sql_run(village->sql,
                      "UPDATE notice SET gone = NULL WHERE id = $1 AND gone = $2 AND revision = $3",
                      "tti", notice->id, FEED_SWEPT, (int64_t)notice->revision);
    return ok && (sql_changes(village->sql) == 0 || search_put(village->sql, notice));
}

// What comes has the id of another one, that this kiosk posted: that goes on apart.
static bool make_way(struct village *village, struct arena *arena, Kt__Notice *here, uint32_t birth)
{
    return !is_another(here, birth) || !notice_is_own(village, here->id) ||
           post_apart(village, arena, here);
}

bool notice_put(struct village *village, const Kt__Notice *notice)
{
    if (!is_whole(notice)) {
        return false; // one bad notice must not hold up the rest of the feed
    }
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    Kt__Notice *here = record_of(village, &arena, notice->id);
    // One of a life that the regency has forgotten is replaced, whatever its revision.
    bool is_new =
        is_another(here, notice->birth) || notice_revision(village, notice->id) < notice->revision;
    bool ok = make_way(village, &arena, here, notice->birth);
    ok = ok && (is_new ? put_row(village, &arena, notice, false) : put_again(village, notice));
    arena_finish(&arena);
    return ok;
}

bool notice_put_gone(struct village *village, const Kt__NoticeGone *gone)
{
    if (strlen(gone->reason) > NOTICE_REASON_BYTES_MAX || !record_texts_are_valid(&gone->base)) {
        fault_set("a withdrawal in the feed gives no reason that can be shown");
        return false;
    }
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    bool ok = make_way(village, &arena, record_of(village, &arena, gone->id), gone->birth);
    arena_finish(&arena);
    // Our own withdrawals come back as they went: those are not the regency's.
    return ok &&
           sql_run(village->sql,
                   "UPDATE notice SET gone_far = gone_far OR gone IS NULL OR gone <> $2, gone = $2,"
                   " revision = $3, seen = 1 WHERE id = $1 AND revision <= $3",
                   "tti", gone->id, gone->reason, (int64_t)gone->revision) &&
           search_drop_withdrawn(village->sql, gone->id);
}

bool notice_step_2(struct sql *sql)
{
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    struct sql_rows rows = sql_rows(sql,
                                    "SELECT id, gone FROM notice"
                                    " ORDER BY max(posted_s, start_s)", // as search.c likes it
                                    "");
    while (sql_next(&rows)) {
        arena_reset(&arena);
        const char *id = sql_row_text(&rows, 0, &arena);
        Kt__Notice *notice = record_unpack(
            &arena, &kt__notice__descriptor,
            sql_bytes(sql, &arena, "SELECT record FROM notice WHERE id = $1", "t", id));
        if (!notice) {
            log_line("notice %s is damaged and cannot be found by its words", id);
            continue;
        }
        sql_run(sql, "UPDATE notice SET event_s = $2, event_over_s = $3 WHERE id = $1", "tii", id,
                notice->event_start_s, event_over_s(notice));
        if (sql_row_is_null(&rows, 1) && !search_put(sql, notice)) {
            break;
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return !sql_failed(sql);
}
