// SPDX-License-Identifier: GPL-3.0-or-later
// The board as the regency released it, and the touches of support from here. Must never know a
// receipt, nor keep or say a word of somebody's draft.
#include "board.h"

#include "event_log.h"
#include "fold.h"

#include <string.h>

enum {
    BOARD_ID_LEN = 16,
    BOARD_WORK_BYTES_MAX = 4 * 1024 * 1024,
    SHEET_BY_REGENCY = 1,
    LIKE_WORDS_MAX = 24,  // of a draft: more say no more about what it is about
    LIKE_LETTERS_MIN = 4, // shorter ones (di, ke, yang's kin) are in every text
    LIKE_CANDIDATES = 24,
    LIKE_SHARED_MIN = 2, // words that both must have
};

// ---- from the feed

static bool is_whole(const Kt__BoardItem *item)
{
    bool whole = item->id.len == BOARD_ID_LEN && item->text[0];
    if (!whole) {
        fault_set("an item of the board is not whole");
    }
    return whole && record_board_fits(item) && record_texts_are_valid(&item->base);
}

static bool put_words(struct village *village, int64_t row, const char *text)
{
    struct buf words;
    buf_init(&words, 2 * BOARD_ITEM_BYTES_MAX);
    fold_add(&words, text);
    bool ok = sql_run(village->sql, "DELETE FROM board_word WHERE rowid = $1", "i", row) &&
              sql_run(village->sql, "INSERT INTO board_word (rowid, text) VALUES ($1, $2)", "it",
                      row, buf_str(&words));
    buf_finish(&words);
    return ok;
}

bool board_put(struct village *village, const Kt__BoardItem *item)
{
    if (!is_whole(item)) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, BOARD_WORK_BYTES_MAX);
    int64_t row =
        sql_int(village->sql, 0,
                "INSERT INTO board (id, category, day, done_day, supports, record, seen)"
                " VALUES ($1, $2, $3, $4, $5, $6, 1)"
                " ON CONFLICT (id) DO UPDATE SET category = $2, day = $3, done_day = $4,"
                " supported = max(0, supported - max(0, $5 - supports)), supports = $5,"
                " record = $6, seen = 1 RETURNING item",
                "biiiib", record_view(item->id), (int64_t)item->category, item->day, item->done_day,
                (int64_t)item->supports, record_pack(&arena, &item->base));
    arena_finish(&arena);
    return row != 0 && put_words(village, row, item->text);
}

bool board_put_gone(struct village *village, const Kt__BoardGone *gone)
{
    struct bytes id = record_view(gone->id);
    return sql_run(village->sql,
                   "DELETE FROM board_word WHERE rowid = (SELECT item FROM board WHERE id = $1)",
                   "b", id) &&
           sql_run(village->sql, "DELETE FROM board WHERE id = $1", "b", id);
}

bool board_drop_unseen(struct village *village)
{
    return sql_run(village->sql,
                   "DELETE FROM board_word WHERE rowid IN (SELECT item FROM board WHERE seen = 0)",
                   "") &&
           sql_run(village->sql, "DELETE FROM board WHERE seen = 0", "");
}

bool board_put_totals(struct village *village, const Kt__BoardTotals *totals)
{
    struct arena arena;
    arena_init(&arena, BOARD_WORK_BYTES_MAX);
    bool ok = sql_run(village->sql, "INSERT OR REPLACE INTO sheet VALUES ('totals', $1, $2, $3)",
                      "ibi", (int64_t)SHEET_BY_REGENCY, record_pack(&arena, &totals->base),
                      village_now_s(village));
    arena_finish(&arena);
    return ok;
}

// ---- reading

// Columns: record, supported.
static Kt__BoardItem *item_of(struct sql_rows *rows, struct arena *arena)
{
    Kt__BoardItem *item =
        record_unpack(arena, &kt__board_item__descriptor, sql_row_bytes(rows, 0, arena));
    if (item) {
        item->supports += (uint32_t)sql_row_int(rows, 1);
    }
    return item;
}

#define CHOSEN                                                                                     \
    " FROM board WHERE ($1 = 0 OR category = $1)"                                                  \
    " AND ($2 = 0 OR ($2 = 1 AND done_day = 0) OR ($2 = 2 AND done_day <> 0))"

size_t board_list(struct village *village, struct arena *arena, Kt__Category category,
                  enum board_state state, size_t from, size_t max, Kt__BoardItem **items,
                  size_t *total)
{
    *total = (size_t)sql_int(village->sql, 0, "SELECT count(*)" CHOSEN, "ii", (int64_t)category,
                             (int64_t)state);
    struct sql_rows rows = sql_rows(
        village->sql,
        "SELECT record, supported" CHOSEN " ORDER BY day DESC, item DESC LIMIT $3 OFFSET $4",
        "iiii", (int64_t)category, (int64_t)state, (int64_t)max, (int64_t)from);
    size_t count = 0;
    while (count < max && sql_next(&rows)) {
        Kt__BoardItem *item = item_of(&rows, arena);
        if (item) {
            items[count++] = item;
        }
    }
    sql_done(&rows);
    return count;
}

Kt__BoardItem *board_get(struct village *village, struct arena *arena, struct bytes id)
{
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT record, supported FROM board WHERE id = $1", "b", id);
    Kt__BoardItem *item = sql_next(&rows) ? item_of(&rows, arena) : NULL;
    sql_done(&rows);
    return item;
}

Kt__BoardTotals *board_totals(struct village *village, struct arena *arena)
{
    struct bytes record =
        sql_bytes(village->sql, arena, "SELECT record FROM sheet WHERE what = 'totals'", "");
    return record.data ? record_unpack(arena, &kt__board_totals__descriptor, record) : NULL;
}

// ---- what is like a draft

struct draft_words {
    struct fold_word *words;
    size_t count;
};

static bool has_word(const struct draft_words *draft, const char *word)
{
    for (size_t i = 0; i < draft->count; i++) {
        if (str_equal(draft->words[i].word, word)) {
            return true;
        }
    }
    return false;
}

static struct draft_words words_of(struct arena *arena, const char *text)
{
    struct draft_words draft = {.words = ARENA_ARRAY(arena, struct fold_word, LIKE_WORDS_MAX)};
    struct fold_word word;
    for (size_t pos = 0; draft.count < LIKE_WORDS_MAX && fold_next(text, &pos, &word);) {
        if (word.letters >= LIKE_LETTERS_MIN && !has_word(&draft, word.word)) {
            draft.words[draft.count++] = word;
        }
    }
    return draft;
}

// "air"* OR "mati"*: nothing in it but letters, digits and what we put there.
static char *any_of(struct arena *arena, const struct draft_words *draft)
{
    char *out = arena_alloc(arena, LIKE_WORDS_MAX * (FOLD_BYTES_MAX + 8));
    char *end = out;
    for (size_t i = 0; i < draft->count; i++) {
        end = stpcpy(stpcpy(stpcpy(end, i > 0 ? " OR \"" : "\""), draft->words[i].word), "\"*");
    }
    return out;
}

// How many words of the draft begin a word of the text.
static size_t shared(const struct draft_words *draft, const char *text)
{
    bool seen[LIKE_WORDS_MAX] = {false};
    size_t count = 0;
    struct fold_word word;
    for (size_t pos = 0; fold_next(text, &pos, &word);) {
        for (size_t i = 0; i < draft->count; i++) {
            if (!seen[i] && str_starts(word.word, draft->words[i].word)) {
                seen[i] = true;
                count++;
            }
        }
    }
    return count;
}

// Both passes keep the order of likeness.
static size_t choose(Kt__BoardItem *const *from, size_t count, Kt__Category category, size_t max,
                     Kt__BoardItem **items)
{
    size_t chosen = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < count && chosen < max; i++) {
            if ((from[i]->category == category) == (pass == 0)) {
                items[chosen++] = from[i];
            }
        }
    }
    return chosen;
}

size_t board_similar(struct village *village, struct arena *arena, const char *text,
                     Kt__Category category, size_t max, Kt__BoardItem **items)
{
    struct arena work; // the draft's words: wiped at the end, apart from what the caller keeps
    arena_init(&work, BOARD_WORK_BYTES_MAX);
    struct draft_words draft = words_of(&work, text);
    Kt__BoardItem *found[LIKE_CANDIDATES];
    size_t count = 0, least = draft.count < LIKE_SHARED_MIN ? draft.count : LIKE_SHARED_MIN;
    if (draft.count > 0) {
        struct sql_rows rows = sql_rows(
            village->sql,
            "SELECT record, supported FROM board_word JOIN board ON item = board_word.rowid"
            " WHERE board_word MATCH $1 AND done_day = 0 ORDER BY rank LIMIT $2",
            "ti", any_of(&work, &draft), (int64_t)LIKE_CANDIDATES);
        while (sql_next(&rows)) {
            Kt__BoardItem *item = item_of(&rows, arena);
            if (item && count < LIKE_CANDIDATES && shared(&draft, item->text) >= least) {
                found[count++] = item;
            }
        }
    }
    arena_finish(&work);
    return choose(found, count, category, max, items);
}

// ---- support

bool board_support(struct village *village, struct bytes id)
{
    int64_t done = sql_int(village->sql, -1, "SELECT done_day FROM board WHERE id = $1", "b", id);
    if (done != 0) {
        fault_set(done < 0 ? "this item is no longer on the board"
                           : "this item of the board was answered; it needs no more support");
        return false;
    }
    Kt__Supported supported = KT__SUPPORTED__INIT;
    supported.item = record_data(id);
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_SUPPORTED;
    event.supported = &supported;
    uint32_t log;
    uint64_t seq;
    sql_begin(village->sql);
    if (!event_log_append(village, &event, &log, &seq)) {
        sql_fail(village->sql);
    }
    sql_run(village->sql, "UPDATE board SET supported = supported + 1 WHERE id = $1", "b", id);
    bool ok = sql_commit(village->sql);
    if (ok) {
        village_ring(village);
    }
    return ok;
}
