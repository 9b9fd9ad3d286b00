// SPDX-License-Identifier: GPL-3.0-or-later
// Dictionaries in their table. The id is Adler-32, which anybody can make two texts for: what makes
// words count is the signature that they came under, and two of one id are both left alone.
#include "dictionary.h"

#include "db/base/deflate.h"

#include <string.h>

enum state {
    STATE_COMES,   // in pieces; or nothing of it is here yet
    STATE_USED,    // whole, and the regency has it
    STATE_LEFT,    // whole, to read with; the regency does not have it any more
    STATE_CLASHES, // there are two of this id
    STATE_WANTED,  // to be asked for
};

struct kept {
    bool found;
    enum state state;
    size_t total;
    struct bytes words;
};

static struct kept find(struct village *village, struct arena *arena, uint32_t id)
{
    struct kept kept = {0};
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT state, total, words FROM dictionary WHERE id = $1", "i", (int64_t)id);
    if (sql_next(&rows)) {
        kept = (struct kept){.found = true,
                             .state = (enum state)sql_row_int(&rows, 0),
                             .total = (size_t)sql_row_int(&rows, 1),
                             .words = sql_row_bytes(&rows, 2, arena)};
    }
    sql_done(&rows);
    return kept;
}

static bool is_whole(const struct kept *kept, uint32_t id)
{
    return kept->found && kept->words.len == kept->total && kept->total > 0 &&
           deflate_words_id(kept->words) == id;
}

// The newest of the whole ones stay.
static bool drop_oldest(struct village *village)
{
    return sql_run(village->sql,
                   "DELETE FROM dictionary WHERE state IN ($1, $2) AND number NOT IN"
                   " (SELECT number FROM dictionary WHERE state IN ($1, $2)"
                   " ORDER BY number DESC LIMIT $3)",
                   "iii", (int64_t)STATE_USED, (int64_t)STATE_LEFT, (int64_t)DICTIONARIES_KEPT);
}

// One is on its way at a time, and the newest is the one that was completed last. One that was
// asked for to read an old file with is only kept for that: whether it is in use the feed says.
static bool keep(struct village *village, const struct kept *kept, const Kt__Dictionary *piece,
                 struct bytes words)
{
    bool whole = words.len == piece->total;
    if (whole && deflate_words_id(words) != piece->id) {
        sql_run(village->sql, "DELETE FROM dictionary WHERE id = $1", "i", (int64_t)piece->id);
        fault_set("dictionary %08x came damaged; its words are not used", piece->id);
        return false;
    }
    bool for_reading = kept->found && kept->state == STATE_WANTED;
    enum state state = !whole ? STATE_COMES : for_reading ? STATE_LEFT : STATE_USED;
    return (whole || sql_run(village->sql, "DELETE FROM dictionary WHERE state = $1 AND id <> $2",
                             "ii", (int64_t)STATE_COMES, (int64_t)piece->id)) &&
           sql_run(
               village->sql,
               "INSERT INTO dictionary (id, total, words, seen, state, number)"
               " VALUES ($1, $2, $3, 1, $4, (SELECT ifnull(max(number), 0) + 1 FROM dictionary))"
               " ON CONFLICT (id) DO UPDATE SET total = $2, words = $3, seen = 1, state = $4,"
               " number = excluded.number",
               "iibi", (int64_t)piece->id, (int64_t)piece->total, words, (int64_t)state) &&
           (!whole || drop_oldest(village));
}

static bool is_piece(const Kt__Dictionary *piece)
{
    bool ok = piece->id != 0 && piece->total > 0 && piece->total <= DICTIONARY_BYTES_MAX &&
              piece->words.len > 0 && piece->offset < piece->total &&
              piece->words.len <= piece->total - piece->offset;
    if (!ok) {
        fault_set("a piece of a dictionary (%zu bytes at %u of %u) that cannot be one; at most %d "
                  "bytes are taken",
                  piece->words.len, piece->offset, piece->total, DICTIONARY_BYTES_MAX);
    }
    return ok;
}

// A piece of one that is whole here: the same words, or a second dictionary of the same id.
static bool compare(struct village *village, const struct kept *kept, const Kt__Dictionary *piece)
{
    bool same = piece->total == kept->total &&
                memcmp(kept->words.data + piece->offset, piece->words.data, piece->words.len) == 0;
    if (kept->state == STATE_CLASHES || !same) {
        sql_run(village->sql, "UPDATE dictionary SET state = $2, seen = 1 WHERE id = $1", "ii",
                (int64_t)piece->id, (int64_t)STATE_CLASHES);
        fault_set("two dictionaries have the id %08x: neither is used", piece->id);
        return false;
    }
    // The feed names the newest last, whatever an old stick brought in between.
    return sql_run(village->sql,
                   "UPDATE dictionary SET state = $2, seen = 1,"
                   " number = (SELECT max(number) FROM dictionary) + 1 WHERE id = $1",
                   "ii", (int64_t)piece->id, (int64_t)STATE_USED);
}

static bool append(struct village *village, struct arena *arena, const struct kept *kept,
                   const Kt__Dictionary *piece)
{
    size_t have = piece->offset == 0 ? 0 : kept->words.len;
    if (piece->offset != have || (have > 0 && kept->total != piece->total)) {
        return true; // of one whose beginning was replaced meanwhile, or twice: nothing is missing
    }
    uint8_t *words = arena_alloc(arena, have + piece->words.len);
    if (have > 0) {
        memcpy(words, kept->words.data, have);
    }
    memcpy(words + have, piece->words.data, piece->words.len);
    return keep(village, kept, piece, bytes_of(words, have + piece->words.len));
}

bool dictionary_put(struct village *village, const Kt__Dictionary *piece)
{
    if (!is_piece(piece)) {
        return false;
    }
    struct arena arena;
    arena_init(&arena, 4 * DICTIONARY_BYTES_MAX);
    sql_begin(village->sql);
    struct kept kept = find(village, &arena, piece->id);
    bool ok = is_whole(&kept, piece->id) ? compare(village, &kept, piece)
                                         : append(village, &arena, &kept, piece);
    arena_finish(&arena);
    return sql_commit(village->sql) && ok; // what came to harm is noted as well
}

// ---------------------------------------------------------------- used

bool dictionary_newest(struct village *village, struct arena *arena, struct dictionary *out)
{
    uint32_t ids[DICTIONARIES_KEPT];
    size_t count = 0;
    struct sql_rows rows = sql_rows(
        village->sql, "SELECT id FROM dictionary WHERE state = $1 ORDER BY number DESC LIMIT $2",
        "ii", (int64_t)STATE_USED, (int64_t)DICTIONARIES_KEPT);
    while (count < DICTIONARIES_KEPT && sql_next(&rows)) {
        ids[count++] = (uint32_t)sql_row_int(&rows, 0);
    }
    sql_done(&rows);
    *out = (struct dictionary){0};
    for (size_t i = 0; i < count && out->words.len == 0; i++) {
        out->words = dictionary_words(village, arena, ids[i]);
        *(out->words.len > 0 ? &out->id : &out->damaged) = ids[i];
    }
    return out->words.len > 0;
}

struct bytes dictionary_words(struct village *village, struct arena *arena, uint32_t id)
{
    struct kept kept = find(village, arena, id);
    bool is_read = (kept.state == STATE_USED || kept.state == STATE_LEFT) && is_whole(&kept, id);
    return is_read ? kept.words : (struct bytes){0};
}

bool dictionary_leave(struct village *village, uint32_t id, bool *was_used)
{
    bool ok = sql_run(village->sql, "UPDATE dictionary SET state = $2 WHERE id = $1 AND state = $3",
                      "iii", (int64_t)id, (int64_t)STATE_LEFT, (int64_t)STATE_USED);
    *was_used = ok && sql_changes(village->sql) > 0;
    return ok;
}

// ---------------------------------------------------------------- asked for

// Whole, or one of two with that id.
static bool is_here(struct village *village, uint32_t id)
{
    struct arena arena;
    arena_init(&arena, 4 * DICTIONARY_BYTES_MAX);
    struct kept kept = find(village, &arena, id);
    bool found = kept.state == STATE_CLASHES || is_whole(&kept, id);
    arena_finish(&arena);
    return found;
}

bool dictionary_want(struct village *village, uint32_t id)
{
    if (id == 0 || is_here(village, id)) {
        return true; // what it was packed with is another of the same id: asking would not help
    }
    return sql_run(village->sql,
                   "INSERT INTO dictionary (id, total, words, seen, state)"
                   " VALUES ($1, 0, x'', 1, $2) ON CONFLICT (id) DO UPDATE SET state = $2",
                   "ii", (int64_t)id, (int64_t)STATE_WANTED);
}

uint32_t dictionary_wanted(struct village *village)
{
    return (uint32_t)sql_int(village->sql, 0,
                             "SELECT id FROM dictionary WHERE state = $1 ORDER BY number DESC", "i",
                             (int64_t)STATE_WANTED);
}

bool dictionary_given(struct village *village, const Kt__Dictionary *whole)
{
    bool is_asked = sql_int(village->sql, 0, "SELECT count(*) FROM dictionary WHERE id = $1", "i",
                            (int64_t)whole->id) > 0;
    return is_here(village, whole->id) ||
           ((is_asked || dictionary_want(village, whole->id)) && dictionary_put(village, whole));
}

bool dictionary_was_asked(struct village *village, uint32_t id)
{
    struct arena arena;
    arena_init(&arena, 4 * DICTIONARY_BYTES_MAX);
    struct kept kept = find(village, &arena, id);
    bool is_due = kept.found && kept.state != STATE_COMES && !is_whole(&kept, id);
    bool ok =
        !is_due || sql_run(village->sql, "DELETE FROM dictionary WHERE id = $1", "i", (int64_t)id);
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- the whole state

bool dictionary_whole_begin(struct village *village)
{
    return sql_run(village->sql, "UPDATE dictionary SET seen = 0", "");
}

bool dictionary_whole_end(struct village *village)
{
    return sql_run(village->sql, "UPDATE dictionary SET state = $1 WHERE state = $2 AND seen = 0",
                   "ii", (int64_t)STATE_LEFT, (int64_t)STATE_USED);
}
