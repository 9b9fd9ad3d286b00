// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of a case as a table: from which states, to which, in which words. The words are for a
// villager: plain, spoken Indonesian, no office terms. Nothing is sent that is not signed and
// stored.
#include "case.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/record/slug.h"
#include "opd.h"

#include <string.h>

#define S(state) (1u << KT__STATE__##state)
#define UNDER_WAY                                                                                  \
    (S(TERVERIFIKASI) | S(BUTUH_KETERANGAN) | S(DITUNDA) | S(DITERUSKAN) | S(DIBAHAS_BPD) |        \
     S(DITINDAKLANJUTI))

static const struct rule {
    const char *name;
    unsigned from; // states, one bit each
    Kt__State to;
    bool needs_text;
    bool done; // nothing is due after it
} rules[CASE_VERBS] = {
    [CASE_VERIFY] = {"verify", S(TERKIRIM) | S(BUTUH_KETERANGAN) | S(DITUNDA),
                     KT__STATE__TERVERIFIKASI, false, false},
    [CASE_ROUTE] = {"route", UNDER_WAY, KT__STATE__DITERUSKAN, false, false},
    [CASE_REPLY] = {"reply", UNDER_WAY, KT__STATE__DITINDAKLANJUTI, true, true},
    [CASE_CLOSE] = {"close", UNDER_WAY, KT__STATE__SELESAI, false, true},
    [CASE_REJECT] = {"reject", S(TERKIRIM) | UNDER_WAY, KT__STATE__DITOLAK, true, true},
};

static bool is_allowed(const struct case_info *info, enum case_verb verb)
{
    if (rules[verb].from & (1u << info->state)) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, 1 << 12);
    char *allowed = arena_str(&arena, "");
    for (int v = 0; v < CASE_VERBS; v++) {
        if (rules[v].from & (1u << info->state)) {
            allowed = arena_printf(&arena, "%s%s%s", allowed, *allowed ? ", " : "", rules[v].name);
        }
    }
    fault_set("case %s is %s: %s is not possible from there (%s)", info->number,
              slug_of(SLUG_STATE, (int)info->state), rules[verb].name,
              *allowed ? allowed : "nothing is any more");
    arena_finish(&arena);
    return false;
}

static size_t letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80; // continuation bytes are no letters
    }
    return count;
}

static bool entry_is_fit(const Kt__CaseEntry *entry, bool needs_text)
{
    if (needs_text && !entry->text[0]) {
        fault_set("the answer is empty: write what the villager is to read");
        return false;
    }
    if (letters(entry->text) > CASE_TEXT_LETTERS_MAX) {
        fault_set("the answer is longer than %d letters", CASE_TEXT_LETTERS_MAX);
        return false;
    }
    return record_texts_are_valid(&entry->base);
}

// The first follow-up is owed from arrival on; once somebody answered, nothing more is dated here.
static int64_t due_after(const struct rule *rule, const struct case_info *info)
{
    return rule->done ? 0
                      : moment_working_days_after(moment_day(info->arrived_s, info->zone_min),
                                                  CASE_FOLLOW_DAYS);
}

bool case_take_step(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                    const struct case_info *info, const struct case_step *step)
{
    const struct rule *rule = &rules[step->verb];
    struct opd to = {0}, at = {0};
    if (step->verb == CASE_ROUTE && !opd_need(regency, arena, step->opd, &to)) {
        return false;
    }
    sql_begin(regency->sql);
    // Read again under the write lock: two desks may act at the same moment.
    struct case_info now;
    if (!case_get(regency, arena, info->id, &now) || !is_allowed(&now, step->verb)) {
        sql_fail(regency->sql);
        return sql_commit(regency->sql);
    }
    const char *by = now.opd && step->verb != CASE_ROUTE && step->verb != CASE_VERIFY &&
                             opd_find(regency, arena, now.opd, &at)
                         ? at.name
                         : "Petugas kabupaten";
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = rule->to;
    entry.at_s = clock_now_s();
    entry.by = arena_str(arena, by);
    entry.text = arena_str(arena, step->text ? step->text : "");
    entry.to = arena_str(arena, to.name ? to.name : "");
    if (to.code) {
        sql_run(regency->sql, "UPDATE cases SET opd = $2 WHERE id = $1", "bt",
                bytes_of(info->id, CASE_ID_LEN), to.code);
    }
    if (!entry_is_fit(&entry, rule->needs_text) ||
        !case_append(regency, arena, keyring, &now, &entry, step->public, due_after(rule, &now))) {
        sql_fail(regency->sql);
    }
    return sql_commit(regency->sql);
}

bool case_write_entry(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                      const uint8_t id[static CASE_ID_LEN], uint32_t revision,
                      const Kt__CaseEntry *entry, bool public)
{
    const struct keyring_keys *keys = keyring_newest(keyring);
    struct bytes content = record_pack(arena, &entry->base);
    size_t len = CASE_ID_LEN + 4 + content.len;
    uint8_t *message = arena_alloc(arena, len), signature[SIGN_LEN];
    memcpy(message, id, CASE_ID_LEN);
    for (int i = 0; i < 4; i++) {
        message[CASE_ID_LEN + i] = (uint8_t)(revision >> (8 * i));
    }
    memcpy(message + CASE_ID_LEN + 4, content.data, content.len);
    secret_sign(signature, "kt case entry", bytes_of(message, len), keys->signing_secret);
    return sql_run(regency->sql, "INSERT INTO entry VALUES ($1, $2, $3, $4, $5, $6)", "bibiib",
                   bytes_of(id, CASE_ID_LEN), (int64_t)revision, content, (int64_t) public,
                   (int64_t)keys->number, bytes_of(signature, sizeof signature));
}

// The case as its receipt is to show it, whole.
static bool answer(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                   const uint8_t id[static CASE_ID_LEN])
{
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    struct case_info now;
    if (!case_get(regency, arena, id, &now)) {
        return false;
    }
    size_t count = case_entries(regency, arena, keyring, id, entries);
    Kt__CaseEntry **list = ARENA_ARRAY(arena, Kt__CaseEntry *, count + 1);
    for (size_t i = 0; i < count; i++) {
        list[i] = entries[i].entry;
    }
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(now.id, CASE_ID_LEN));
    view.revision = now.revision;
    view.number = arena_str(arena, now.number);
    view.state = now.state;
    view.entries = list;
    view.n_entries = count;
    view.due_day = now.due_day;
    const struct keyring_keys *keys = keyring_newest(keyring);
    Kt__Answer *closed =
        seal_answer_close(arena, &view, keys->number, now.receipt_key, keys->sealing_secret);
    const char *object =
        arena_printf(arena, "case %s", secret_hex(arena, bytes_of(id, CASE_ID_LEN)));
    return closed && change_put(regency, CHANGE_STATUS, change_audience_village(arena, now.village),
                                object, CHANGE_ANSWER, record_pack(arena, &closed->base), 0);
}

bool case_append(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                 const struct case_info *info, const Kt__CaseEntry *entry, bool public,
                 int64_t due_day)
{
    struct bytes id = bytes_of(info->id, CASE_ID_LEN);
    if (sql_int(regency->sql, 0, "SELECT count(*) FROM entry WHERE case_id = $1", "b", id) >=
        CASE_ENTRIES_MAX) {
        fault_set("case %s has %d entries, which is all that fits; open a new one", info->number,
                  CASE_ENTRIES_MAX);
        return false;
    }
    Kt__State state = entry->state == KT__STATE__STATE_NONE ? info->state : entry->state;
    uint32_t revision =
        (uint32_t)sql_int(regency->sql, 0,
                          "UPDATE cases SET revision = revision + 1, state = $2, due_day = $3"
                          " WHERE id = $1 RETURNING revision",
                          "bii", id, (int64_t)state, due_day);
    return !sql_failed(regency->sql) &&
           case_write_entry(regency, arena, keyring, info->id, revision, entry, public) &&
           answer(regency, arena, keyring, info->id);
}
