// SPDX-License-Identifier: GPL-3.0-or-later
// What a villager reads whose report was merged into another: how that one stands, since when, and
// what the office said to everybody. Must never show what the other villager wrote or did, or what
// was said to them alone.
#include "case.h"

#include <string.h>

enum {
    WORDS_BYTES = 64 * 1024,   // of the other case in one answer; the oldest give way
    TELL_BYTES_MAX = 16 << 20, // arena of one answer
};

// All that came to case $1, step by step.
#define CAME                                                                                       \
    "WITH RECURSIVE came (id) AS ("                                                                \
    " SELECT id FROM cases WHERE merged_into = $1"                                                 \
    " UNION SELECT c.id FROM cases c JOIN came ON c.merged_into = came.id) "

bool case_merge_end(struct regency *regency, struct arena *arena, const struct case_info *info,
                    struct case_info *out)
{
    struct bytes id = sql_bytes(regency->sql, arena,
                                "WITH RECURSIVE way (id, next) AS ("
                                " SELECT id, merged_into FROM cases WHERE id = $1"
                                " UNION SELECT c.id, c.merged_into FROM cases c JOIN way"
                                " ON c.id = way.next)"
                                " SELECT id FROM way WHERE next IS NULL",
                                "b", bytes_of(info->id, CASE_ID_LEN));
    return id.len == CASE_ID_LEN && case_get(regency, arena, id.data, out);
}

// Of a step by the office: "Warga" acts by follow, and looking into the seal is no step.
static bool is_of_office(const Kt__CaseEntry *entry)
{
    return entry->follow == KT__FOLLOW__FOLLOW_NONE && !entry->opened;
}

static bool has_public_words(const struct case_info *info, const Kt__CaseEntry *entry, bool public)
{
    return public && info->mode != KT__MODE__RAHASIA && is_of_office(entry) && entry->text[0];
}

// A copy without what is not for everybody; NULL: nothing is left of it.
static Kt__CaseEntry *for_others(struct arena *arena, const struct case_info *on,
                                 const struct case_entry *from, int64_t merged_s)
{
    const Kt__CaseEntry *entry = from->entry;
    bool has_words = has_public_words(on, entry, from->public);
    bool has_state = entry->state != KT__STATE__STATE_NONE && entry->at_s >= merged_s;
    if (!is_of_office(entry) || (!has_words && !has_state)) {
        return NULL;
    }
    Kt__CaseEntry *out = ARENA_NEW(arena, Kt__CaseEntry);
    kt__case_entry__init(out);
    out->state = entry->state;
    out->at_s = entry->at_s;
    out->by = entry->by;
    out->to = entry->to;
    out->text = has_words ? entry->text : out->text;
    return out;
}

// The newest words stay, so that the answer can travel however long the other case has become.
static void make_fit(Kt__GoingOn *on)
{
    size_t bytes = 0;
    for (size_t i = on->n_entries; i > 0; i--) {
        Kt__CaseEntry *entry = on->entries[i - 1];
        bytes += strlen(entry->text);
        if (bytes > WORDS_BYTES) {
            entry->text = (char *)(uintptr_t)protobuf_c_empty_string;
        }
    }
}

Kt__GoingOn *case_merge_view(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct case_info *on,
                             int64_t merged_s)
{
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    size_t count = case_entries(regency, arena, keyring, on->id, entries);
    Kt__GoingOn *out = ARENA_NEW(arena, Kt__GoingOn);
    kt__going_on__init(out);
    out->state = on->state;
    out->due_day = on->due_day;
    out->entries = ARENA_ARRAY(arena, Kt__CaseEntry *, count + 1);
    for (size_t i = 0; i < count; i++) {
        Kt__CaseEntry *entry = for_others(arena, on, &entries[i], merged_s);
        if (entry) {
            out->entries[out->n_entries++] = entry;
        }
    }
    make_fit(out);
    return out;
}

int64_t case_merge_count(struct regency *regency, const struct case_info *info)
{
    return sql_int(regency->sql, 0, CAME "SELECT count(*) FROM came", "b",
                   bytes_of(info->id, CASE_ID_LEN));
}

bool case_merge_tell(struct regency *regency, const struct keyring *keyring,
                     const struct case_info *info, const Kt__CaseEntry *entry, bool public)
{
    if (entry->state == KT__STATE__STATE_NONE && !has_public_words(info, entry, public)) {
        return true;
    }
    struct arena list, one;
    arena_init(&list, TELL_BYTES_MAX);
    arena_init(&one, TELL_BYTES_MAX);
    struct sql_rows rows =
        sql_rows(regency->sql, CAME "SELECT id FROM came", "b", bytes_of(info->id, CASE_ID_LEN));
    struct ids {
        struct bytes id;
        struct ids *next;
    } *ids = NULL;
    while (sql_next(&rows)) { // read to the end first: telling writes to the same table
        struct ids *id = ARENA_NEW(&list, struct ids);
        *id = (struct ids){sql_row_bytes(&rows, 0, &list), ids};
        ids = id;
    }
    bool ok = !sql_failed(regency->sql);
    for (; ok && ids; ids = ids->next) {
        struct case_info came;
        ok = case_get(regency, &one, ids->id.data, &came) &&
             case_tell(regency, &one, keyring, &came);
        arena_reset(&one);
    }
    arena_finish(&one);
    arena_finish(&list);
    return ok;
}
