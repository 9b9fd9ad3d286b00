// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the notices, kept in step and asked while somebody types. Each letter must be
// answered at once: nothing here is ever sorted that was not first cut to the newest.
#include "search.h"

#include "fold.h"
#include "plain.h"
#include "search_words.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORK_BYTES_MAX = 8 * 1024 * 1024,
    FOLDED_BYTES_MAX = 16 * 1024 * 1024, // a letter may unfold into many; a notice is far below
    EXCERPT_BYTES_MAX = 240,
    BY_TIME_LETTERS_MAX = 2,
    WEIGHED_MAX = 400,        // by bm25, for one letter typed: 3 to 6 us each
    WEIGHED_WORDS_MAX = 1000, // and less of them where there are more words
    TITLES_MAX = 200,
    PLACE_BITS = 16, // so many notices have room in one second
    VOCABULARY_LETTERS_MIN =
        SEARCH_FORGIVE_LETTERS_MIN - 1, // of which one letter too many is typed
    VOCABULARY_LETTERS_MAX = 40,
};

// ---- kept in step

bool search_drop(struct sql *sql, const char *id)
{
    int64_t place = sql_int(sql, 0, "SELECT place FROM notice_place WHERE id = $1", "t", id);
    return place == 0 || (sql_run(sql, "DELETE FROM notice_word WHERE rowid = $1", "i", place) &&
                          sql_run(sql, "DELETE FROM notice_title WHERE rowid = $1", "i", place) &&
                          sql_run(sql, "DELETE FROM notice_place WHERE place = $1", "i", place));
}

bool search_drop_withdrawn(struct sql *sql, const char *id)
{
    int64_t gone = sql_int(sql, 0, "SELECT gone IS NOT NULL FROM notice WHERE id = $1", "t", id);
    return gone == 0 || search_drop(sql, id);
}

#define WITHDRAWN                                                                                  \
    "(SELECT place FROM notice_place AS p JOIN notice AS n ON n.id = p.id WHERE gone IS NOT NULL)"

bool search_drop_all_withdrawn(struct sql *sql)
{
    return sql_run(sql, "DELETE FROM notice_word WHERE rowid IN " WITHDRAWN, "") &&
           sql_run(sql, "DELETE FROM notice_title WHERE rowid IN " WITHDRAWN, "") &&
           sql_run(sql, "DELETE FROM notice_place WHERE place IN " WITHDRAWN, "");
}

// The next free place of the notice's second; rising, since FTS5 writes a segment whenever a rowid
// of a transaction is below the one before.
static int64_t place_for(struct sql *sql, const Kt__Notice *notice)
{
    int64_t time_s = notice->posted_s > notice->start_s ? notice->posted_s : notice->start_s;
    time_s = time_s < 0 ? 0 : time_s > INT32_MAX * INT64_C(100) ? INT32_MAX * INT64_C(100) : time_s;
    int64_t first = (time_s << PLACE_BITS) + 1, last = (time_s + 1) << PLACE_BITS;
    int64_t place =
        sql_int(sql, first, "SELECT max(place) + 1 FROM notice_place WHERE place BETWEEN $1 AND $2",
                "ii", first, last);
    while (sql_int(sql, 0, "SELECT 1 FROM notice_place WHERE place = $1", "i", place) == 1) {
        place++; // a second that is more than full takes from the next
    }
    return place;
}

static size_t letters_in(const char *word)
{
    size_t count = 0;
    for (; *word; word++) {
        count += ((unsigned char)*word & 0xC0) != 0x80;
    }
    return count;
}

static const char *behind_two(const char *word)
{
    for (int i = 0; i < 2; i++) {
        word++;
        while (((unsigned char)*word & 0xC0) == 0x80) {
            word++;
        }
    }
    return word;
}

// Takes the folded words apart again, in place.
static bool learn_words(struct sql *sql, char *folded)
{
    char *rest = NULL;
    for (char *word = strtok_r(folded, " ", &rest); word; word = strtok_r(NULL, " ", &rest)) {
        size_t letters = letters_in(word);
        if (letters < VOCABULARY_LETTERS_MIN || letters > VOCABULARY_LETTERS_MAX ||
            strpbrk(word, "0123456789")) {
            continue;
        }
        if (!sql_run(sql, "INSERT OR IGNORE INTO vocabulary VALUES ($1, $2)", "tt", word,
                     behind_two(word))) {
            return false;
        }
    }
    return true;
}

static bool insert(struct sql *sql, const Kt__Notice *notice, struct buf *title, struct buf *body)
{
    int64_t place = place_for(sql, notice);
    return sql_run(sql, "INSERT INTO notice_place VALUES ($1, $2, $3)", "iti", place, notice->id,
                   notice->start_s) &&
           sql_run(sql, "INSERT INTO notice_word (rowid, title, body) VALUES ($1, $2, $3)", "itt",
                   place, buf_str(title), buf_str(body)) &&
           sql_run(sql, "INSERT INTO notice_title (rowid, title) VALUES ($1, $2)", "it", place,
                   buf_str(title)) &&
           (title->len == 0 || learn_words(sql, (char *)title->data)) &&
           (body->len == 0 || learn_words(sql, (char *)body->data));
}

bool search_put(struct sql *sql, const Kt__Notice *notice)
{
    struct buf title, body;
    buf_init(&title, FOLDED_BYTES_MAX);
    buf_init(&body, FOLDED_BYTES_MAX);
    struct arena arena;
    arena_init(&arena, WORK_BYTES_MAX);
    fold_add(&title, notice->title);
    fold_add(&body, plain_text(&arena, notice->body));
    for (size_t i = 0; i < notice->n_translations; i++) {
        fold_add(&title, notice->translations[i]->title);
        fold_add(&body, plain_text(&arena, notice->translations[i]->body));
    }
    bool ok = search_drop(sql, notice->id) && insert(sql, notice, &title, &body);
    arena_finish(&arena);
    buf_finish(&title);
    buf_finish(&body);
    return ok;
}

// ---- asked

enum tier { BY_TIME, WEIGHED, IN_TITLE };
struct found {
    int64_t place, weight;
    enum tier tier;
};
struct findings {
    struct found all[SEARCH_HITS_MAX]; // newest first, until they are sorted
    size_t count;
};

// $1: the words; $2: now, or at least so late: what begins later is not found; $3: only older
// places. The join is written so that the words lead, backwards, and end at the limit.
#define SHOWN(table)                                                                               \
    " FROM " table " CROSS JOIN notice_place ON place = " table ".rowid WHERE " table              \
    " MATCH $1 AND start_s <= $2 AND " table ".rowid < $3 ORDER BY " table ".rowid DESC LIMIT $4"
#define WEIGHT(table, columns) "CAST(bm25(" table columns ") * -1000000 AS INTEGER)"
static const char by_time[] = "SELECT place, 0" SHOWN("notice_word");
static const char weighed[] =
    "SELECT place, " WEIGHT("notice_word", ", 8.0, 1.0") SHOWN("notice_word");
static const char in_title[] = "SELECT place, " WEIGHT("notice_title", "") SHOWN("notice_title");

// The newest ones older than `before`, `max` of them, with or without a weight.
static void find_newest(struct sql *sql, const char *match, int64_t now_s, enum tier tier,
                        size_t max, struct findings *out)
{
    int64_t before = out->count > 0 ? out->all[out->count - 1].place : INT64_MAX;
    struct sql_rows rows = sql_rows(sql, tier == WEIGHED ? weighed : by_time, "tiii", match, now_s,
                                    before, (int64_t)max);
    while (out->count < SEARCH_HITS_MAX && sql_next(&rows)) {
        out->all[out->count++] = (struct found){sql_row_int(&rows, 0), sql_row_int(&rows, 1), tier};
    }
    sql_done(&rows);
}

static int newest_first(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    return (left->place < right->place) - (left->place > right->place);
}

static int best_first(const void *a, const void *b)
{
    const struct found *left = a, *right = b;
    if (left->tier != right->tier) {
        return left->tier < right->tier ? 1 : -1;
    }
    if (left->weight != right->weight) {
        return left->weight < right->weight ? 1 : -1;
    }
    return newest_first(a, b);
}

// An older one with all words in its title takes the place of the oldest that has them not, so that
// it is not lost behind a thousand newer ones.
static struct found *make_room(struct findings *findings, size_t *newest_count)
{
    while (*newest_count > 0 && findings->all[*newest_count - 1].tier == IN_TITLE) {
        --*newest_count;
    }
    return *newest_count > 0 ? &findings->all[--*newest_count] : NULL;
}

static void find_titles(struct sql *sql, const char *match, int64_t now_s,
                        struct findings *findings)
{
    size_t newest_count = findings->count;
    struct sql_rows rows =
        sql_rows(sql, in_title, "tiii", match, now_s, INT64_MAX, (int64_t)TITLES_MAX);
    while (sql_next(&rows)) {
        struct found key = {sql_row_int(&rows, 0), sql_row_int(&rows, 1), IN_TITLE};
        struct found *here = bsearch(&key, findings->all, newest_count, sizeof key, newest_first);
        here = here ? here : make_room(findings, &newest_count);
        if (here) {
            *here = key;
        }
    }
}

static void find(struct sql *sql, struct arena *work, int64_t now_s,
                 const struct search_words *words, struct findings *out)
{
    const char *match = search_words_match(work, words);
    if (words->letters <= BY_TIME_LETTERS_MAX) {
        find_newest(sql, match, now_s, BY_TIME, SEARCH_HITS_MAX, out);
        return;
    }
    size_t max = WEIGHED_WORDS_MAX / words->count;
    max = max < WEIGHED_MAX ? max : WEIGHED_MAX;
    find_newest(sql, match, now_s, WEIGHED, max, out);
    if (out->count == max) { // there are more than can be weighed
        find_newest(sql, match, now_s, BY_TIME, SEARCH_HITS_MAX - max, out);
    }
    if (out->count > 1) {
        find_titles(sql, match, now_s, out);
        qsort(out->all, out->count, sizeof out->all[0], best_first);
    }
}

static void fill_hit(struct arena *arena, struct arena *work, const Kt__Notice *notice,
                     const char *lang, int64_t sure_s, const struct search_words *words,
                     struct search_hit *hit)
{
    *hit = (struct search_hit){.row = notice_row_of(arena, notice, lang)};
    hit->is_archived = sure_s != 0 && notice->end_s != 0 && notice->end_s <= sure_s;
    hit->title_marked = search_words_mark(arena, hit->row.title, words);
    const char *plain = plain_text(work, notice_body_in(notice, lang));
    hit->excerpt_marked = search_words_excerpt(arena, plain, EXCERPT_BYTES_MAX, words);
}

size_t search_notices(struct village *village, struct arena *arena, const char *query,
                      const char *lang, size_t from, size_t max, struct search_hit *hits,
                      size_t *total)
{
    *total = 0;
    struct arena work;
    arena_init(&work, VILLAGE_WORK_BYTES_MAX);
    struct search_words words;
    search_words_read(&work, query, &words);
    if (words.count == 0) {
        arena_finish(&work);
        return 0;
    }
    int64_t now_s = village_now_s(village), sure_s = village_sure_now_s(village);
    struct findings *findings = ARENA_NEW(&work, struct findings);
    find(village->sql, &work, now_s, &words, findings);
    if (findings->count == 0 && search_words_loosen(&words)) {
        find(village->sql, &work, now_s, &words, findings);
    }
    if (findings->count == 0 && search_words_forgive(village->sql, &work, &words)) {
        find(village->sql, &work, now_s, &words, findings);
    }
    *total = findings->count;
    size_t count = 0;
    for (size_t i = from; i < findings->count && count < max; i++) {
        struct bytes record =
            sql_bytes(village->sql, arena,
                      "SELECT record FROM notice_place AS p JOIN notice AS n ON n.id = p.id"
                      " WHERE place = $1",
                      "i", findings->all[i].place);
        Kt__Notice *notice = record_unpack(arena, &kt__notice__descriptor, record);
        if (notice) {
            fill_hit(arena, &work, notice, lang, sure_s, &words, &hits[count++]);
        }
    }
    arena_finish(&work);
    return count;
}
