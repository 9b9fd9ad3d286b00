// SPDX-License-Identifier: GPL-3.0-or-later
// Items of the board in their table and out into the feed. What is said here is what the whole
// village reads: nothing of a secret case, no contact, no words that were not said in public.
#include "papan.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/moment.h"

#include <string.h>

enum { SETTLE_ARENA_MAX = 32 * 1024 * 1024 };

static struct bytes id_of(const struct papan_item *item)
{
    return bytes_of(item->id, PAPAN_ID_LEN);
}

static bool put(struct regency *regency, struct arena *arena, uint32_t village, struct bytes id,
                enum change_kind kind, const ProtobufCMessage *record)
{
    return change_put(regency, CHANGE_TEXT, change_audience_village(arena, village),
                      arena_printf(arena, "board %s", secret_hex(arena, id)), kind,
                      record_pack(arena, record), 0);
}

bool papan_find(struct regency *regency, const uint8_t case_id[static CASE_ID_LEN],
                struct papan_item *out)
{
    struct arena arena;
    arena_init(&arena, 1 << 12);
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT id, shown, supports FROM board WHERE case_id = $1", "b",
                 bytes_of(case_id, CASE_ID_LEN));
    bool found = sql_next(&rows);
    if (found) {
        memcpy(out->id, sql_row_bytes(&rows, 0, &arena).data, PAPAN_ID_LEN);
        out->shown = sql_row_int(&rows, 1);
        out->supports = (uint32_t)sql_row_int(&rows, 2);
        sql_done(&rows);
    }
    arena_finish(&arena);
    return found;
}

// What the villager did or an operator looked at is nobody's on the board; a state always is.
static bool is_for_all(const Kt__CaseEntry *entry)
{
    return !entry->opened && entry->state != KT__STATE__STATE_NONE;
}

static void add_entries(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                        const struct case_info *info, Kt__BoardItem *item)
{
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    size_t count = case_entries(regency, arena, keyring, info->id, entries);
    item->entries = ARENA_ARRAY(arena, Kt__BoardEntry *, count + 1);
    for (size_t i = 0; i < count; i++) {
        Kt__CaseEntry *from = entries[i].entry;
        bool said = entries[i].public && from->text[0] && !from->follow;
        if (!is_for_all(from) && !said) {
            continue;
        }
        Kt__BoardEntry *to = ARENA_NEW(arena, Kt__BoardEntry);
        kt__board_entry__init(to);
        to->day = moment_day(from->at_s, info->zone_min);
        to->state = from->state;
        to->by = from->by;
        to->to = from->to;
        to->text = said ? from->text : to->text;
        item->entries[item->n_entries++] = to;
    }
}

// A timeline that grew too long for the board loses its oldest steps, never the newest; the case
// itself keeps them all.
static bool make_fit(Kt__BoardItem *item)
{
    while (item->n_entries > 1 && !record_board_fits(item)) {
        item->entries++;
        item->n_entries--;
    }
    return record_board_fits(item);
}

static bool send(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                 const struct case_info *info)
{
    struct bytes case_id = bytes_of(info->id, CASE_ID_LEN);
    struct papan_item kept;
    if (!papan_find(regency, info->id, &kept) || !kept.shown) {
        return !sql_failed(regency->sql);
    }
    Kt__BoardItem item = KT__BOARD_ITEM__INIT;
    item.id = record_data(id_of(&kept));
    item.category = info->category;
    item.state = info->state;
    item.day = info->day;
    item.to = info->to;
    item.supports = kept.supports;
    item.done_day = info->finished_s ? moment_day(info->finished_s, info->zone_min) : 0;
    item.text =
        sql_text(regency->sql, arena, "SELECT text FROM board WHERE case_id = $1", "b", case_id);
    item.name =
        sql_text(regency->sql, arena, "SELECT name FROM board WHERE case_id = $1", "b", case_id);
    if (!item.text || !item.name) {
        return false;
    }
    add_entries(regency, arena, keyring, info, &item);
    sql_run(regency->sql, "UPDATE board SET supports_sent = supports WHERE case_id = $1", "b",
            case_id);
    if (!make_fit(&item)) {
        fault_where("case %s", info->number);
        return false;
    }
    return put(regency, arena, info->village, id_of(&kept), CHANGE_BOARD, &item.base);
}

static bool send_gone(struct regency *regency, struct arena *arena, uint32_t village,
                      const struct papan_item *item)
{
    Kt__BoardGone gone = KT__BOARD_GONE__INIT;
    gone.id = record_data(id_of(item));
    return put(regency, arena, village, id_of(item), CHANGE_BOARD_GONE, &gone.base);
}

// ---- moderation

static size_t letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80; // continuation bytes are no letters
    }
    return count;
}

static bool may_show(const struct case_info *info)
{
    if (info->mode == KT__MODE__RAHASIA) {
        fault_set("case %s is rahasia: only officers read it, so it never goes onto the board",
                  info->number);
        return false;
    }
    if (info->erased) {
        fault_set("case %s: its words were erased, as the villager asked", info->number);
        return false;
    }
    return true;
}

static bool text_is_fit(const struct case_info *info, const char *text)
{
    if (!text || !text[0]) {
        fault_set("case %s has no written words to show; write what the board is to say with "
                  "--text-file",
                  info->number);
        return false;
    }
    if (letters(text) > CASE_TEXT_LETTERS_MAX) {
        fault_set("the text for the board is longer than %d letters", CASE_TEXT_LETTERS_MAX);
        return false;
    }
    Kt__BoardItem item = KT__BOARD_ITEM__INIT;
    item.text = (char *)(uintptr_t)text;
    return record_texts_are_valid(&item.base);
}

// NULL with a fault. "" unless the villager chose to use a name and it was seen on record.
static const char *name_of(struct regency *regency, struct arena *arena,
                           const struct keyring *keyring, const struct case_info *info,
                           const char *by)
{
    if (info->mode != KT__MODE__TERBUKA || !info->opened) {
        return "";
    }
    Kt__Words *words = case_words(regency, arena, keyring, info, by);
    return words ? words->name : NULL;
}

bool papan_show(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                const struct case_info *info, const char *text, const char *by)
{
    struct bytes case_id = bytes_of(info->id, CASE_ID_LEN);
    if (!may_show(info)) {
        return false;
    }
    if (!text) {
        text = sql_text(regency->sql, arena, "SELECT text FROM board WHERE case_id = $1", "b",
                        case_id);
        text = text ? text : info->text;
    }
    const char *name = text_is_fit(info, text) ? name_of(regency, arena, keyring, info, by) : NULL;
    if (!name) {
        return false;
    }
    uint8_t id[PAPAN_ID_LEN] = {0};
    clock_random(id, PAPAN_ID_RANDOM);
    return sql_run(regency->sql,
                   "INSERT INTO board (id, case_id, village, text, name, shown)"
                   " VALUES ($1, $2, $3, $4, $5, 1) ON CONFLICT (case_id)"
                   " DO UPDATE SET text = excluded.text, name = excluded.name, shown = 1",
                   "bbitt", bytes_of(id, sizeof id), case_id, (int64_t)info->village, text, name) &&
           papan_refresh(regency, arena, keyring, info->id);
}

bool papan_hide(struct regency *regency, struct arena *arena, const struct case_info *info)
{
    struct papan_item item;
    if (!papan_find(regency, info->id, &item) || !item.shown) {
        fault_set("case %s is not on the board", info->number);
        return false;
    }
    return sql_run(regency->sql, "UPDATE board SET shown = 0 WHERE case_id = $1", "b",
                   bytes_of(info->id, CASE_ID_LEN)) &&
           send_gone(regency, arena, info->village, &item);
}

bool papan_refresh(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                   const uint8_t case_id[static CASE_ID_LEN])
{
    struct papan_item item;
    struct case_info info;
    if (!papan_find(regency, case_id, &item) || !item.shown) {
        return !sql_failed(regency->sql);
    }
    return case_get(regency, arena, case_id, &info) && send(regency, arena, keyring, &info);
}

bool papan_erase(struct regency *regency, struct arena *arena, const struct case_info *info)
{
    struct papan_item item;
    if (!papan_find(regency, info->id, &item)) {
        return !sql_failed(regency->sql);
    }
    return sql_run(regency->sql,
                   "UPDATE board SET text = '', name = '', shown = 0 WHERE case_id = $1", "b",
                   bytes_of(info->id, CASE_ID_LEN)) &&
           (!item.shown || send_gone(regency, arena, info->village, &item));
}

// ---- support

enum papan_end papan_support(struct regency *regency, uint32_t village, struct bytes id)
{
    if (!sql_run(regency->sql,
                 "UPDATE board SET supports = supports + 1 WHERE id = $1 AND village = $2", "bi",
                 id, (int64_t)village)) {
        return PAPAN_FAILED;
    }
    if (sql_changes(regency->sql) == 0) {
        fault_set("supports an item that is not on this village's board");
        return PAPAN_REFUSED;
    }
    return PAPAN_TAKEN;
}

bool papan_settle(struct regency *regency, const struct keyring *keyring, uint32_t village)
{
    struct arena arena; // an item's at a time: a village's whole board must not add up
    arena_init(&arena, SETTLE_ARENA_MAX);
    bool ok = true;
    for (bool more = true; ok && more; arena_reset(&arena)) {
        struct bytes id = sql_bytes(regency->sql, &arena,
                                    "SELECT case_id FROM board WHERE village = $1 AND shown = 1"
                                    " AND supports <> supports_sent LIMIT 1",
                                    "i", (int64_t)village);
        more = id.data != NULL; // sending one takes it out of this list
        ok = more ? papan_refresh(regency, &arena, keyring, id.data) : !sql_failed(regency->sql);
    }
    arena_finish(&arena);
    return ok;
}
