// SPDX-License-Identifier: GPL-3.0-or-later
// Reading notices: shelves by date, rows in one order, the agenda, neighbours. Changes nothing.
#include "notice.h"

#include <string.h>

enum { EXCERPT_BYTES_MAX = 240 };

// What belongs on a shelf. $1 is shelf_now().
#define IS_CURRENT " gone IS NULL AND start_s <= abs($1) AND ($1 < 0 OR end_s = 0 OR end_s > $1)"
#define IS_ARCHIVE " gone IS NULL AND $1 > 0 AND end_s <> 0 AND end_s <= $1"
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
static const char *const shelf_ids[] = {
    [NOTICE_CURRENT] = "SELECT id FROM notice WHERE" IS_CURRENT CHOSEN IN_ORDER,
    [NOTICE_ARCHIVE] = "SELECT id FROM notice WHERE" IS_ARCHIVE CHOSEN IN_ORDER,
};

// Now; while the clock is not sure, the time that it is at least, below 0: then nothing is hidden
// by its end, and nothing comes by its beginning before that time.
static int64_t shelf_now(struct village *village)
{
    int64_t now_s = village_now_s(village);
    return village_sure_now_s(village) != 0 ? now_s : -now_s;
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

static const Kt__Translation *translation_of(const Kt__Notice *notice, const char *lang)
{
    for (size_t i = 0; i < notice->n_translations; i++) {
        if (str_equal(notice->translations[i]->lang, lang)) {
            return notice->translations[i];
        }
    }
    return NULL;
}

const char *notice_body_in(const Kt__Notice *notice, const char *lang)
{
    const Kt__Translation *translation = translation_of(notice, lang);
    return translation ? translation->body : notice->body;
}

struct notice_row notice_row_of(struct arena *arena, const Kt__Notice *notice, const char *lang)
{
    const Kt__Translation *translation = translation_of(notice, lang);
    return (struct notice_row){
        .id = notice->id,
        .title = translation ? translation->title : notice->title,
        .category = notice->category,
        .publisher = notice->publisher,
        .place = notice->place,
        .excerpt = excerpt_of(arena, translation ? translation->body : notice->body),
        .posted_s = notice->posted_s,
        .start_s = notice->start_s,
        .end_s = notice->end_s,
        .event_start_s = notice->event_start_s,
        .pinned = notice->pinned,
        .urgency = (int)notice->urgency,
    };
}

// Fills rows from a query whose first column is a record.
static size_t fill_rows(struct sql_rows *found, struct arena *arena, const char *lang, size_t max,
                        struct notice_row *rows)
{
    size_t count = 0;
    while (count < max && sql_next(found)) {
        Kt__Notice *notice =
            record_unpack(arena, &kt__notice__descriptor, sql_row_bytes(found, 0, arena));
        if (notice) {
            rows[count++] = notice_row_of(arena, notice, lang);
        }
    }
    sql_done(found);
    return count;
}

size_t notice_list(struct village *village, struct arena *arena, enum notice_shelf shelf,
                   const char *category, const char *publisher_prefix, const char *lang,
                   size_t from, size_t max, struct notice_row *rows, size_t *total)
{
    int64_t now_s = shelf_now(village);
    *total = (size_t)sql_int(village->sql, 0, shelf_total[shelf], "itt", now_s, category,
                             publisher_prefix);
    struct sql_rows found = sql_rows(village->sql, shelf_rows[shelf], "ittii", now_s, category,
                                     publisher_prefix, (int64_t)max, (int64_t)from);
    return fill_rows(&found, arena, lang, max, rows);
}

size_t notice_agenda(struct village *village, struct arena *arena, const char *lang, int64_t from_s,
                     size_t max, struct notice_row *rows)
{
    struct sql_rows found = sql_rows(village->sql,
                                     "SELECT record FROM notice WHERE" IS_CURRENT
                                     " AND event_over_s <> 0 AND event_over_s >= $2"
                                     " ORDER BY event_s, id LIMIT $3",
                                     "iii", shelf_now(village), from_s, (int64_t)max);
    return fill_rows(&found, arena, lang, max, rows);
}

size_t notice_own(struct village *village, struct arena *arena, bool is_bpd, size_t from,
                  size_t max, struct notice_row *rows, size_t *total)
{
    *total = (size_t)sql_int(village->sql, 0,
                             "SELECT count(*) FROM notice WHERE own = 1"
                             " AND (substr(publisher, 1, 3) = 'BPD') = $1",
                             "i", (int64_t)is_bpd);
    struct sql_rows found = sql_rows(village->sql,
                                     "SELECT record, gone IS NOT NULL FROM notice WHERE own = 1"
                                     " AND (substr(publisher, 1, 3) = 'BPD') = $1"
                                     " ORDER BY posted_s DESC, rowid DESC LIMIT $2 OFFSET $3",
                                     "iii", (int64_t)is_bpd, (int64_t)max, (int64_t)from);
    size_t count = 0;
    while (count < max && sql_next(&found)) {
        Kt__Notice *notice =
            record_unpack(arena, &kt__notice__descriptor, sql_row_bytes(&found, 0, arena));
        if (notice) {
            rows[count] = notice_row_of(arena, notice, "id");
            rows[count++].withdrawn = sql_row_int(&found, 1) != 0;
        }
    }
    sql_done(&found);
    return count;
}

struct notice_beside notice_beside(struct village *village, struct arena *arena, const char *id,
                                   enum notice_shelf shelf, const char *category,
                                   const char *publisher_prefix)
{
    struct notice_beside beside = {0};
    struct arena ids; // of the whole shelf, for a moment
    arena_init(&ids, VILLAGE_WORK_BYTES_MAX);
    const char *last = NULL;
    struct sql_rows found = sql_rows(village->sql, shelf_ids[shelf], "itt", shelf_now(village),
                                     category, publisher_prefix);
    while (sql_next(&found)) {
        const char *here = sql_row_text(&found, 0, &ids);
        beside.total++;
        if (str_equal(here, id)) {
            beside.at = beside.total;
            beside.before = arena_str(arena, last);
        } else if (beside.at > 0 && beside.total == beside.at + 1) {
            beside.after = arena_str(arena, here);
        }
        last = here;
    }
    arena_finish(&ids);
    return beside;
}

size_t notice_count(struct village *village, enum notice_shelf shelf)
{
    return (size_t)sql_int(village->sql, 0, shelf_count[shelf], "i", shelf_now(village));
}

size_t notice_count_today(struct village *village)
{
    int64_t midnight_s = village_today(village) * 86400 - village_zone_min(village) * 60;
    return (size_t)sql_int(village->sql, 0,
                           "SELECT count(*) FROM notice WHERE" IS_CURRENT
                           " AND max(posted_s, start_s) >= $2",
                           "ii", shelf_now(village), midnight_s);
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
