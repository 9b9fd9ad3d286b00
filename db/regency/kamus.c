// SPDX-License-Identifier: GPL-3.0-or-later
// Dictionaries: what is learnt from, what was given out. Reads nothing but what the feed shows to
// everybody at this moment.
#include "kamus.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/deflate.h"
#include "kamus_learn.h"

#include <string.h>

enum { TEXT_WORK_MAX = 4 << 20, TRAIN_WORK_MAX = 8 << 20, HELD_OUT_EVERY = 5 };

// ---------------------------------------------------------------- what is public

// One text after the other, a line break between.
static void add(struct buf *text, const char *more)
{
    if (more[0] && (text->len == 0 || buf_add_str(text, "\n"))) {
        buf_add_str(text, more);
    }
}

// As it travels, so that the numbers between the fields are known as well; without what is its own
// alone, and without who published it, unless that is the regency. One that is to be shown later
// only is not public yet.
static bool notice_text(struct arena *arena, struct bytes body, struct buf *text)
{
    Kt__Notice *from = record_unpack(arena, &kt__notice__descriptor, body);
    if (!from || from->start_s > clock_now_s()) {
        return false;
    }
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.title = from->title;
    notice.category = from->category;
    notice.publisher = str_starts(from->id, "R-") ? from->publisher : notice.publisher;
    notice.scope = from->scope;
    notice.body = from->body;
    notice.place = from->place;
    notice.translations = from->translations;
    notice.n_translations = from->n_translations;
    struct bytes record = record_pack(arena, &notice.base);
    return buf_add(text, record.data, record.len);
}

// The moderated words and the public answers; whose they are stays out.
static bool board_text(struct arena *arena, struct bytes body, struct buf *text)
{
    const Kt__BoardItem *item = record_unpack(arena, &kt__board_item__descriptor, body);
    if (!item) {
        return false;
    }
    add(text, item->text);
    for (size_t i = 0; i < item->n_entries; i++) {
        add(text, item->entries[i]->text);
    }
    return true;
}

size_t kamus_texts(struct regency *regency, struct arena *arena,
                   struct bytes texts[static KAMUS_TEXTS_MAX])
{
    struct arena work;
    arena_init(&work, TEXT_WORK_MAX);
    size_t count = 0, bytes = 0;
    struct sql_rows rows =
        sql_rows(regency->sql,
                 "SELECT kind, body FROM change WHERE body IS NOT NULL"
                 " AND kind IN ($1, $2) ORDER BY number DESC LIMIT $3",
                 "iii", (int64_t)CHANGE_NOTICE, (int64_t)CHANGE_BOARD, (int64_t)KAMUS_TEXTS_MAX);
    while (sql_next(&rows)) {
        struct buf text;
        buf_init(&text, EVENT_BYTES_MAX);
        struct bytes body = sql_row_bytes(&rows, 1, &work);
        bool is_public = sql_row_int(&rows, 0) == CHANGE_NOTICE ? notice_text(&work, body, &text)
                                                                : board_text(&work, body, &text);
        bool fits = bytes + text.len <= KAMUS_TEXTS_BYTES_MAX;
        if (is_public && fits && text.len > 0 && !text.full) {
            texts[count++] = arena_bytes(arena, bytes_of(text.data, text.len));
            bytes += text.len;
        }
        buf_finish(&text);
        arena_reset(&work);
        if (!fits) {
            sql_done(&rows);
            break;
        }
    }
    arena_finish(&work);
    return count;
}

// ---------------------------------------------------------------- what was given out

struct bytes kamus_words(struct regency *regency, struct arena *arena, uint32_t id)
{
    struct bytes words = sql_bytes(regency->sql, arena,
                                   "SELECT words FROM dictionary WHERE id = $1", "i", (int64_t)id);
    return words.len > 0 && deflate_words_id(words) == id ? words : (struct bytes){0};
}

struct bytes kamus_marked(struct regency *regency, struct arena *arena, uint32_t mark)
{
    struct bytes words = sql_bytes(
        regency->sql, arena, "SELECT words FROM dictionary WHERE mark = $1", "i", (int64_t)mark);
    return record_dictionary_mark(words) == mark ? words : (struct bytes){0};
}

struct bytes kamus_newest(struct regency *regency, struct arena *arena)
{
    return sql_bytes(regency->sql, arena,
                     "SELECT words FROM dictionary ORDER BY number DESC LIMIT 1", "");
}

// Always in as many pieces, each in the place of one of the dictionary before.
static bool publish(struct regency *regency, struct arena *arena, uint32_t id, struct bytes words)
{
    size_t size = (words.len + DICTIONARY_PIECES - 1) / DICTIONARY_PIECES;
    for (size_t i = 0; i < DICTIONARY_PIECES; i++) {
        size_t offset = i * size;
        size_t left = offset < words.len ? words.len - offset : 0;
        Kt__Dictionary piece = KT__DICTIONARY__INIT;
        piece.id = id;
        piece.total = (uint32_t)words.len;
        piece.offset = (uint32_t)offset;
        piece.words = record_data(bytes_of(words.data + offset, left < size ? left : size));
        if (!change_put(regency, CHANGE_PARTS, "all", arena_printf(arena, "dictionary %zu", i),
                        CHANGE_DICTIONARY, record_pack(arena, &piece.base), 0)) {
            return false;
        }
    }
    return true;
}

// An id stands for one dictionary for ever: Adler-32 alone would let two be taken for each other.
static bool is_new(struct regency *regency, struct arena *arena, uint32_t id, struct bytes words)
{
    struct bytes kept = sql_bytes(regency->sql, arena, "SELECT words FROM dictionary WHERE id = $1",
                                  "i", (int64_t)id);
    if (bytes_equal(kept, words)) {
        fault_set("dictionary %08x is given out already; nothing was changed", id);
        return false;
    }
    if (kept.data || id == deflate_words_id(deflate_dictionary(DEFLATE_ID_1))) {
        fault_set("another dictionary has the id %08x; nothing was changed: train again when a few "
                  "more texts are published",
                  id);
        return false;
    }
    return !sql_failed(regency->sql);
}

bool kamus_give_out(struct regency *regency, struct bytes words)
{
    if (words.len < DICTIONARY_PIECES * DICTIONARY_PIECES || words.len > DICTIONARY_BYTES_MAX) {
        fault_set("a dictionary of %zu bytes; it has %d to %d", words.len,
                  DICTIONARY_PIECES * DICTIONARY_PIECES, DICTIONARY_BYTES_MAX);
        return false;
    }
    struct arena arena;
    arena_init(&arena, 8 * DICTIONARY_BYTES_MAX);
    uint32_t id = deflate_words_id(words);
    sql_begin(regency->sql);
    bool ok =
        is_new(regency, &arena, id, words) &&
        sql_run(regency->sql,
                "INSERT INTO dictionary (id, mark, words, given_s) VALUES ($1, $2, $3, $4)", "iibi",
                (int64_t)id, (int64_t)record_dictionary_mark(words), words, clock_now_s()) &&
        publish(regency, &arena, id, words);
    if (!ok) {
        sql_fail(regency->sql);
    }
    ok = sql_commit(regency->sql);
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- training

// The texts to learn from to the front, those held out behind them. Returns how many to learn from.
static size_t divide(struct arena *arena, struct bytes *texts, size_t count)
{
    struct bytes *held = ARENA_ARRAY(arena, struct bytes, count + 1);
    size_t learn = 0, out = 0;
    for (size_t i = 0; i < count; i++) {
        *(i % HELD_OUT_EVERY == HELD_OUT_EVERY - 1 ? &held[out++] : &texts[learn++]) = texts[i];
    }
    memcpy(texts + learn, held, out * sizeof *held);
    return learn;
}

static size_t measured(const struct bytes *texts, size_t count, struct bytes words)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += deflate_measure(texts[i], words);
    }
    return bytes;
}

static bool train(struct regency *regency, struct arena *arena, struct kamus_trained *out)
{
    struct bytes *texts = ARENA_ARRAY(arena, struct bytes, KAMUS_TEXTS_MAX);
    size_t count = kamus_texts(regency, arena, texts);
    if (count < KAMUS_TEXTS_MIN) {
        fault_set("%zu texts are public; a dictionary learns from %d or more: nothing was changed",
                  count, KAMUS_TEXTS_MIN);
        return false;
    }
    struct bytes shipped = deflate_dictionary(DEFLATE_ID_1), now = kamus_newest(regency, arena);
    out->texts = divide(arena, texts, count);
    out->held_out = count - out->texts;
    struct bytes words = kamus_learn(arena, texts, out->texts, shipped);
    if (words.len == 0) {
        fault_set("the %zu public texts have too little in common to learn from: nothing was "
                  "changed",
                  count);
        return false;
    }
    out->id = deflate_words_id(words);
    out->bytes = words.len;
    const struct bytes *held = texts + out->texts;
    out->before = measured(held, out->held_out, now.len > 0 ? now : shipped);
    out->with = measured(held, out->held_out, words);
    out->way = deflate_measure(words, now.len > 0 ? now : shipped);
    if (out->with * 100 > out->before * (100 - KAMUS_GAIN_MIN)) {
        fault_set("what was learnt from %zu texts saves less than %d %% on %zu others (%zu bytes "
                  "instead of %zu): the dictionary in use is as good, nothing was changed",
                  out->texts, KAMUS_GAIN_MIN, out->held_out, out->with, out->before);
        return false;
    }
    return kamus_give_out(regency, words);
}

bool kamus_train(struct regency *regency, struct kamus_trained *out)
{
    *out = (struct kamus_trained){0};
    struct arena arena;
    arena_init(&arena, TRAIN_WORK_MAX);
    sql_begin(regency->sql); // the texts and what is in use as of one moment
    if (!train(regency, &arena, out)) {
        sql_fail(regency->sql);
    }
    bool ok = sql_commit(regency->sql);
    arena_finish(&arena);
    return ok;
}
