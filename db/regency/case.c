// SPDX-License-Identifier: GPL-3.0-or-later
// Cases in their table: opened, found, listed, looked into. What is secret leaves its seal only
// here, one case at a time, and never without a trace.
#include "case.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/record/seal_role.h"
#include "role.h"
#include "tally.h"

#include <ctype.h>
#include <string.h>

enum { SUFFIXES_MAX = 26 * 26, EACH_ARENA_MAX = 1 << 20 };

static const char columns[] =
    "SELECT c.id, c.number, c.opd, v.code, v.name, c.state, c.mode, c.addressee, c.category,"
    " c.kiosk, c.village, c.revision, c.seen_revision, v.zone_min, c.day, c.filed_s, c.arrived_s,"
    " c.due_day, c.text, c.key, c.sealed, c.receipt_key, c.voice_hash, c.voice_ms, c.voice_bytes,"
    " c.rating, c.erased_s IS NOT NULL, m.number, coalesce(c.clock_s, c.arrived_s), c.answered_s,"
    " c.finished_s, c.finished_seen_s, c.finished_revision,"
    " EXISTS (SELECT 1 FROM opening o WHERE o.case_id = c.id AND o.role = 0), c.role"
    " FROM cases c JOIN village v ON v.id = c.village LEFT JOIN cases m ON m.id = c.merged_into";

static void read_row(struct sql_rows *rows, struct arena *arena, struct case_info *out)
{
    *out = (struct case_info){
        .number = sql_row_text(rows, 1, arena),
        .opd = sql_row_text(rows, 2, arena),
        .village_code = sql_row_text(rows, 3, arena),
        .village_name = sql_row_text(rows, 4, arena),
        .state = (Kt__State)sql_row_int(rows, 5),
        .mode = (Kt__Mode)sql_row_int(rows, 6),
        .to = (Kt__Addressee)sql_row_int(rows, 7),
        .category = (Kt__Category)sql_row_int(rows, 8),
        .kiosk = (uint32_t)sql_row_int(rows, 9),
        .village = (uint32_t)sql_row_int(rows, 10),
        .revision = (uint32_t)sql_row_int(rows, 11),
        .seen_revision = (uint32_t)sql_row_int(rows, 12),
        .zone_min = (int)sql_row_int(rows, 13),
        .day = sql_row_int(rows, 14),
        .filed_s = sql_row_int(rows, 15),
        .arrived_s = sql_row_int(rows, 16),
        .due_day = sql_row_int(rows, 17),
        .text = sql_row_text(rows, 18, arena),
        .key = (uint32_t)sql_row_int(rows, 19),
        .sealed = sql_row_bytes(rows, 20, arena),
        .voice = {.hash = sql_row_bytes(rows, 22, arena),
                  .ms = (uint32_t)sql_row_int(rows, 23),
                  .bytes = (uint32_t)sql_row_int(rows, 24)},
        .rating = (uint32_t)sql_row_int(rows, 25),
        .erased = sql_row_int(rows, 26),
        .merged_into = sql_row_text(rows, 27, arena),
        .clock_s = sql_row_int(rows, 28),
        .answered_s = sql_row_int(rows, 29),
        .finished_s = sql_row_int(rows, 30),
        .finished_seen_s = sql_row_int(rows, 31),
        .finished_revision = (uint32_t)sql_row_int(rows, 32),
        .opened = sql_row_int(rows, 33),
        .role = (Kt__Role)sql_row_int(rows, 34),
    };
    memcpy(out->id, sql_row_bytes(rows, 0, arena).data, CASE_ID_LEN);
    memcpy(out->receipt_key, sql_row_bytes(rows, 21, arena).data, BOX_PUBLIC_LEN);
}

// ---- opening a case

// The number as the receipt says it; "2005-0042B" where another case has it already.
static char *free_number(struct regency *regency, struct arena *arena, const struct case_new *from)
{
    char *number = receipt_number(arena, from->village_code, from->slot, from->inside->number);
    char *tried = number;
    for (unsigned i = 1; i <= SUFFIXES_MAX; i++) {
        if (sql_int(regency->sql, 0,
                    "SELECT count(*) FROM cases WHERE village = $1 AND number = $2", "it",
                    (int64_t)from->village, tried) == 0) {
            return tried;
        }
        tried = i < 26 ? arena_printf(arena, "%s%c", number, 'A' + (int)i)
                       : arena_printf(arena, "%s%c%c", number, 'A' + (int)(i / 26),
                                      'A' + (int)(i % 26));
    }
    fault_set("the number %s was given too many times", number);
    return NULL;
}

static enum case_opened known_or_other(struct regency *regency, struct arena *arena,
                                       const uint8_t id[static CASE_ID_LEN], struct bytes sealed)
{
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT sealed, erased_s IS NOT NULL FROM cases WHERE id = $1", "b",
                 bytes_of(id, CASE_ID_LEN));
    if (!sql_next(&rows)) {
        return sql_failed(regency->sql) ? CASE_FAILED : CASE_OPENED;
    }
    bool known = bytes_equal(sql_row_bytes(&rows, 0, arena), sealed) || sql_row_int(&rows, 1);
    sql_done(&rows);
    if (!known) {
        fault_set("another text came under a receipt that has its case");
    }
    return known ? CASE_KNOWN : CASE_REFUSED;
}

static bool insert(struct regency *regency, const struct case_new *from,
                   const uint8_t id[static CASE_ID_LEN], const char *number, int64_t now_s)
{
    const Kt__Inside *inside = from->inside;
    int64_t today = moment_day(now_s, from->zone_min);
    bool secret = inside->mode == KT__MODE__RAHASIA;
    return sql_run(
        regency->sql,
        "INSERT INTO cases (id, number, village, kiosk, receipt_key, state, mode, addressee,"
        " category, day, filed_s, arrived_s, due_day, revision, text, key, sealed, voice_hash,"
        " voice_ms, voice_bytes, role) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,"
        " $13, (SELECT revision_from FROM regency), $14, $15, $16, $17, $18, $19, $20)",
        "btiibiiiiiiiitibbiii", bytes_of(id, CASE_ID_LEN), number, (int64_t)from->village,
        (int64_t)from->kiosk, record_view(inside->receipt_key), (int64_t)KT__STATE__TERKIRIM,
        (int64_t)inside->mode, (int64_t)inside->to, (int64_t)inside->category,
        from->day ? from->day : today, (int64_t)inside->at_s, now_s,
        moment_working_days_after(today, CASE_VERIFY_DAYS), secret ? NULL : from->text,
        (int64_t)from->key, from->sealed, from->voice.hash, (int64_t)from->voice.ms,
        (int64_t)from->voice.bytes, (int64_t)seal_role_of(inside->to));
}

// The kiosk where it was filed sealed its own copy, if its role had a key then.
static bool give_to_role(struct regency *regency, struct arena *arena,
                         const struct keyring *keyring, const uint8_t id[static CASE_ID_LEN])
{
    struct case_info info;
    if (!case_get(regency, arena, id, &info)) {
        return false;
    }
    Kt__CaseView *view = info.role ? case_view(regency, arena, keyring, &info) : NULL;
    return !view || role_publish(regency, arena, keyring, &info, view, info.kiosk);
}

enum case_opened case_open(struct regency *regency, struct arena *arena,
                           const struct keyring *keyring, const struct case_new *from)
{
    uint8_t id[CASE_ID_LEN];
    receipt_case_id(id, from->inside->receipt_key.data);
    enum case_opened opened = known_or_other(regency, arena, id, from->sealed);
    if (opened != CASE_OPENED) {
        return opened;
    }
    const char *number = free_number(regency, arena, from);
    int64_t now_s = clock_now_s();
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = KT__STATE__TERKIRIM;
    entry.at_s = now_s;
    entry.by = (char *)(uintptr_t) "Kabupaten";
    bool ok = number && insert(regency, from, id, number, now_s) &&
              case_write_entry(regency, arena, keyring, id, 1, &entry, false) &&
              give_to_role(regency, arena, keyring, id) && tally_touch(regency, from->village);
    return ok ? CASE_OPENED : CASE_FAILED;
}

// ---- finding

bool case_get(struct regency *regency, struct arena *arena, const uint8_t id[static CASE_ID_LEN],
              struct case_info *out)
{
    struct sql_rows rows =
        sql_rows(regency->sql, arena_printf(arena, "%s WHERE c.id = $1", columns), "b",
                 bytes_of(id, CASE_ID_LEN));
    bool found = sql_next(&rows);
    if (found) {
        read_row(&rows, arena, out);
    } else {
        fault_set("there is no such case");
    }
    sql_done(&rows);
    return found;
}

static bool is_hex_prefix(const char *asked)
{
    size_t len = strspn(asked, "0123456789abcdefABCDEF");
    return asked[len] == '\0' && len >= CASE_PREFIX_MIN && len <= 2 * CASE_ID_LEN;
}

static char *lower(struct arena *arena, const char *text)
{
    char *out = arena_str(arena, text);
    for (char *p = out; *p; p++) {
        *p = (char)tolower((unsigned char)*p);
    }
    return out;
}

bool case_find(struct regency *regency, struct arena *arena, const char *asked,
               struct case_info *out)
{
    const char *prefix = is_hex_prefix(asked) ? lower(arena, asked) : NULL;
    struct sql_rows rows =
        sql_rows(regency->sql,
                 arena_printf(arena,
                              "%s WHERE c.number = $1 COLLATE NOCASE"
                              // On a receipt from before the village's code changed.
                              " OR EXISTS (SELECT 1 FROM village_former f"
                              " WHERE f.village = c.village AND $1 = f.desa"
                              " || substr(c.number, instr(c.number, '-')) COLLATE NOCASE)"
                              " OR substr(lower(hex(c.id)), 1, length($2)) = $2 LIMIT $3",
                              columns),
                 "tti", asked, prefix, (int64_t)CASE_MATCHES_MAX);
    size_t count = 0;
    char *named = arena_str(arena, "");
    while (sql_next(&rows)) {
        struct case_info info;
        read_row(&rows, arena, &info);
        *out = info;
        count++;
        named = arena_printf(arena, "%s %.8s (%s, %s)", named,
                             secret_hex(arena, bytes_of(info.id, CASE_ID_LEN)), info.number,
                             info.village_code);
    }
    if (count == 0) {
        fault_set("there is no case \"%.60s\"; `cases` lists them all", asked);
    } else if (count > 1) {
        fault_set("\"%.60s\" fits several cases, ask by id:%.300s", asked, named);
    }
    return count == 1;
}

bool case_each(struct regency *regency, void (*each)(void *ctx, const struct case_info *info),
               void *ctx)
{
    struct arena arena;
    arena_init(&arena, EACH_ARENA_MAX);
    // Cases are never removed: whoever sees fewer than there were met a failure.
    int64_t left = sql_int(regency->sql, INT64_MAX, "SELECT count(*) FROM cases", "");
    struct sql_rows rows = sql_rows(
        regency->sql, arena_printf(&arena, "%s ORDER BY c.arrived_s, c.number", columns), "");
    while (sql_next(&rows)) {
        struct case_info info;
        read_row(&rows, &arena, &info);
        each(ctx, &info);
        arena_reset(&arena);
        left--;
    }
    arena_finish(&arena);
    return left <= 0;
}

// ---- looking into the seal

// By the same office on the same day as the last entry: the timeline says it once.
static bool said_today(const struct case_entry *last, const struct case_info *info, const char *by,
                       int64_t now_s)
{
    return last->entry->opened && str_equal(last->entry->by, by) &&
           moment_day(last->entry->at_s, info->zone_min) == moment_day(now_s, info->zone_min);
}

static bool put_on_record(struct regency *regency, struct arena *arena,
                          const struct keyring *keyring, const struct case_info *info,
                          const char *by)
{
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    int64_t now_s = clock_now_s();
    sql_begin(regency->sql);
    sql_run(regency->sql, "INSERT INTO opening (case_id, at_s, by_whom) VALUES ($1, $2, $3)", "bit",
            bytes_of(info->id, CASE_ID_LEN), now_s, by);
    size_t count = case_entries(regency, arena, keyring, info->id, entries);
    if (count == 0 || !said_today(&entries[count - 1], info, by, now_s)) {
        Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
        entry.at_s = now_s;
        entry.by = arena_str(arena, by);
        entry.opened = true;
        if (!case_append(regency, arena, keyring, info, &entry, false, info->due_day)) {
            sql_fail(regency->sql);
        }
    }
    return sql_commit(regency->sql);
}

Kt__Words *case_words(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                      const struct case_info *info, const char *by)
{
    const struct keyring_keys *keys = keyring_find(keyring, info->key);
    if (info->erased) {
        fault_set("case %s: its words were erased, as the villager asked", info->number);
        return NULL;
    }
    if (!keys) {
        fault_set("the sealing key %u of this case is not in keys/", info->key);
        return NULL;
    }
    if (!put_on_record(regency, arena, keyring, info, by)) {
        return NULL;
    }
    Kt__Inside *inside = seal_open(arena, info->sealed, keys->sealing_public, keys->sealing_secret);
    return inside ? seal_words_unpack(arena, record_view(inside->words), inside->dictionary) : NULL;
}
