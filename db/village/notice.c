// SPDX-License-Identifier: GPL-3.0-or-later
// Posting, receiving and listing notices. A withdrawn one stays, with its reason; nothing is
// deleted here. Pictures: media.c.
#include "notice.h"

#include "event_log.h"
#include "feed.h"
#include "identity.h"

#include <string.h>

enum { EXCERPT_BYTES_MAX = 240 };

// ---- writing

static bool put_row(struct village *village, struct arena *arena, const Kt__Notice *notice,
                    bool own)
{
    return sql_run(village->sql,
                   "INSERT INTO notice (id, revision, own, category, publisher, pinned, urgency,"
                   " posted_s, start_s, end_s, record, gone, seen)"
                   " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, NULL, 1)"
                   " ON CONFLICT (id) DO UPDATE SET revision = $2, category = $4, publisher = $5,"
                   " pinned = $6, urgency = $7, posted_s = $8, start_s = $9, end_s = $10,"
                   " record = $11, gone = NULL, seen = 1",
                   "tiittiiiiib", notice->id, (int64_t)notice->revision, (int64_t)own,
                   notice->category, notice->publisher, (int64_t)notice->pinned,
                   (int64_t)notice->urgency, notice->posted_s, notice->start_s, notice->end_s,
                   record_pack(arena, &notice->base));
}

static int64_t revision_here(struct village *village, const char *id)
{
    return sql_int(village->sql, 0, "SELECT revision FROM notice WHERE id = $1", "t", id);
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

static char *new_id(struct village *village, struct arena *arena, uint32_t kiosk)
{
    sql_run(village->sql, "INSERT OR IGNORE INTO identity (one) VALUES (1)", "");
    int64_t count =
        sql_int(village->sql, 0, "UPDATE identity SET notices = notices + 1 RETURNING notices", "");
    return kiosk != 0 ? arena_printf(arena, "K%u-%lld", kiosk, (long long)count)
                      : arena_printf(arena, "K-%lld", (long long)count);
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
    sql_begin(village->sql);
    if (!notice->id[0]) {
        notice->id = new_id(village, arena, self.kiosk);
    }
    notice->revision = (uint32_t)revision_here(village, notice->id) + 1;
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
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = (char *)(uintptr_t)id;
    gone.revision = (uint32_t)revision_here(village, id) + 1;
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
    if (enrolled && !event_log_append(village, &event, &log_id, &seq)) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

static bool is_whole(const Kt__Notice *notice)
{
    if (!notice->id[0] || notice->revision == 0 || !notice->title[0]) {
        fault_set("a notice in the feed is not whole");
        return false;
    }
    return record_notice_fits(notice) && record_texts_are_valid(&notice->base);
}

bool notice_put(struct village *village, const Kt__Notice *notice)
{
    if (!is_whole(notice)) {
        return false; // one bad notice must not hold up the rest of the feed
    }
    if (revision_here(village, notice->id) >= notice->revision) {
        return sql_run(village->sql,
                       "UPDATE notice SET seen = 1, gone = CASE WHEN gone = $2 AND revision = $3"
                       " THEN NULL ELSE gone END WHERE id = $1",
                       "tti", notice->id, FEED_SWEPT, (int64_t)notice->revision);
    }
    struct arena arena;
    arena_init(&arena, VILLAGE_WORK_BYTES_MAX);
    bool ok = put_row(village, &arena, notice, false);
    arena_finish(&arena);
    return ok;
}

bool notice_put_gone(struct village *village, const Kt__NoticeGone *gone)
{
    if (strlen(gone->reason) > NOTICE_REASON_BYTES_MAX || !record_texts_are_valid(&gone->base)) {
        fault_set("a withdrawal in the feed gives no reason that can be shown");
        return false;
    }
    return sql_run(village->sql,
                   "UPDATE notice SET gone = $2, revision = $3, seen = 1"
                   " WHERE id = $1 AND revision <= $3",
                   "tti", gone->id, gone->reason, (int64_t)gone->revision);
}

// ---- reading

// What belongs on a shelf. $1 is now, or 0 while the clock is not sure: then nothing is hidden.
#define IS_CURRENT " gone IS NULL AND ($1 = 0 OR (start_s <= $1 AND (end_s = 0 OR end_s > $1)))"
#define IS_ARCHIVE " gone IS NULL AND $1 <> 0 AND end_s <> 0 AND end_s <= $1"
static const char *const shelf_count[] = {
    [NOTICE_CURRENT] = "SELECT count(*) FROM notice WHERE" IS_CURRENT,
    [NOTICE_ARCHIVE] = "SELECT count(*) FROM notice WHERE" IS_ARCHIVE,
};
#define CHOSEN                                                                                     \
    " AND ($2 IS NULL OR category = $2) AND ($3 IS NULL OR substr(publisher, 1, length($3)) = $3)"
#define IN_ORDER " ORDER BY urgency DESC, pinned DESC, max(posted_s, start_s) DESC, id"
static const char *const shelf_total[] = {
    [NOTICE_CURRENT] = "SELECT count(*) FROM notice WHERE" IS_CURRENT CHOSEN,
    [NOTICE_ARCHIVE] = "SELECT count(*) FROM notice WHERE" IS_ARCHIVE CHOSEN,
};
static const char *const shelf_rows[] = {
    [NOTICE_CURRENT] =
        "SELECT record FROM notice WHERE" IS_CURRENT CHOSEN IN_ORDER " LIMIT $4 OFFSET $5",
    [NOTICE_ARCHIVE] =
        "SELECT record FROM notice WHERE" IS_ARCHIVE CHOSEN IN_ORDER " LIMIT $4 OFFSET $5",
};

static int64_t shelf_now_s(struct village *village)
{
    return village->test_now_s != 0 || village_clock_trusted(village) ? village_now_s(village) : 0;
}

// The first words without Markdown's marks: enough for a line under a title.
static char *excerpt_of(struct arena *arena, const char *body)
{
    char *out = arena_alloc(arena, EXCERPT_BYTES_MAX + 1);
    size_t len = 0;
    bool line_start = true, skip_line = false;
    for (const char *p = body; *p && len < EXCERPT_BYTES_MAX; p++) {
        if (*p == '\n') {
            line_start = true;
            skip_line = false;
            if (len > 0 && out[len - 1] != ' ') {
                out[len++] = ' ';
            }
            continue;
        }
        if (line_start) { // headings, tables and pictures say little in one line
            skip_line = *p == '#' || *p == '|' || *p == '!' || str_starts(p, "---");
            line_start = false;
        }
        if (!skip_line && !strchr("*_`>", *p)) {
            out[len++] = *p;
        }
    }
    while (len > 0 && !utf8_is_valid(bytes_of(out, len))) {
        len--; // never half a letter
    }
    while (len > 0 && out[len - 1] == ' ') {
        len--;
    }
    out[len] = '\0';
    return out;
}

static struct notice_row row_of(struct arena *arena, const Kt__Notice *notice, const char *lang)
{
    struct notice_row row = {
        .id = notice->id,
        .title = notice->title,
        .category = notice->category,
        .publisher = notice->publisher,
        .place = notice->place,
        .posted_s = notice->posted_s,
        .start_s = notice->start_s,
        .end_s = notice->end_s,
        .event_start_s = notice->event_start_s,
        .pinned = notice->pinned,
        .urgency = (int)notice->urgency,
    };
    const char *body = notice->body;
    for (size_t i = 0; i < notice->n_translations; i++) {
        if (str_equal(notice->translations[i]->lang, lang)) {
            row.title = notice->translations[i]->title;
            body = notice->translations[i]->body;
        }
    }
    row.excerpt = excerpt_of(arena, body);
    return row;
}

size_t notice_list(struct village *village, struct arena *arena, enum notice_shelf shelf,
                   const char *category, const char *publisher_prefix, const char *lang,
                   size_t from, size_t max, struct notice_row *rows, size_t *total)
{
    int64_t now_s = shelf_now_s(village);
    *total = (size_t)sql_int(village->sql, 0, shelf_total[shelf], "itt", now_s, category,
                             publisher_prefix);
    struct sql_rows found = sql_rows(village->sql, shelf_rows[shelf], "ittii", now_s, category,
                                     publisher_prefix, (int64_t)max, (int64_t)from);
    size_t count = 0;
    while (count < max && sql_next(&found)) {
        Kt__Notice *notice =
            record_unpack(arena, &kt__notice__descriptor, sql_row_bytes(&found, 0, arena));
        if (notice) {
            rows[count++] = row_of(arena, notice, lang);
        }
    }
    sql_done(&found);
    return count;
}

size_t notice_count(struct village *village, enum notice_shelf shelf)
{
    return (size_t)sql_int(village->sql, 0, shelf_count[shelf], "i", shelf_now_s(village));
}

size_t notice_count_today(struct village *village)
{
    int64_t midnight_s = village_today(village) * 86400 - village_zone_min(village) * 60;
    return (size_t)sql_int(village->sql, 0,
                           "SELECT count(*) FROM notice WHERE" IS_CURRENT
                           " AND max(posted_s, start_s) >= $2",
                           "ii", shelf_now_s(village), midnight_s);
}

Kt__Notice *notice_get(struct village *village, struct arena *arena, const char *id,
                       const char **gone)
{
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT record, gone FROM notice WHERE id = $1", "t", id);
    Kt__Notice *notice = NULL;
    *gone = NULL;
    if (sql_next(&rows)) {
        notice = record_unpack(arena, &kt__notice__descriptor, sql_row_bytes(&rows, 0, arena));
        *gone = sql_row_text(&rows, 1, arena);
    }
    sql_done(&rows);
    return notice;
}
