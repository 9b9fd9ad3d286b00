// SPDX-License-Identifier: GPL-3.0-or-later
// What BPD or desa do with a case at their kiosk, as a table: which states they may give, what
// needs words, what becomes due. It may come days later and meet a case that moved on: their words
// always reach the villager, the order of states is the regency's.
#include "case.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "role.h"

#include <string.h>

#define S(state) (1u << KT__STATE__##state)
#define ENDS     (S(SELESAI) | S(DITOLAK) | S(BUKAN_KEWENANGAN))

static const struct act {
    Kt__Act what;
    unsigned states; // that it may give, one bit each; STATE_NONE too
    bool only_bpd, needs_text, needs_day;
} acts[] = {
    {KT__ACT__ACT_OPEN, S(STATE_NONE), false, false, false},
    {KT__ACT__ACT_SAY, S(STATE_NONE) | S(BUTUH_KETERANGAN) | S(DITINDAKLANJUTI) | ENDS, false, true,
     false},
    {KT__ACT__ACT_TABLE, S(DIBAHAS_BPD), true, false, true},
    {KT__ACT__ACT_OUTCOME, S(DITINDAKLANJUTI) | ENDS, true, true, false},
};

static const struct act *act_of(Kt__Act what)
{
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (acts[i].what == what) {
            return &acts[i];
        }
    }
    return NULL;
}

static bool is_sensible(const struct case_acting *acting, const struct act *act)
{
    unsigned bit = (unsigned)acting->state < 32 ? 1u << acting->state : 0;
    const struct {
        bool fails;
        const char *why;
    } checks[] = {
        {!act, "does what this version does not know"},
        {act && act->only_bpd && acting->role != KT__ROLE__ROLE_BPD,
         "does what only BPD can do: a musyawarah"},
        {act && !(act->states & bit), "gives a state that is not this role's to give"},
        {act && act->needs_text && !acting->text[0], "says nothing: an answer needs words"},
        {act && act->what == KT__ACT__ACT_OPEN && acting->text[0], "opens a seal with words"},
        {(act && act->needs_day && acting->musyawarah_day <= 0) || acting->musyawarah_day < 0 ||
             acting->musyawarah_day > MOMENT_DAY_MAX,
         "names no day of the musyawarah"},
    };
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        if (checks[i].fails) {
            fault_set("%s", checks[i].why);
            return false;
        }
    }
    return true;
}

static size_t letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80; // continuation bytes are no letters
    }
    return count;
}

static bool has_room(struct regency *regency, const struct case_info *info,
                     const struct case_acting *acting)
{
    struct bytes id = bytes_of(info->id, CASE_ID_LEN);
    int64_t entries =
        sql_int(regency->sql, 0, "SELECT count(*) FROM entry WHERE case_id = $1", "b", id);
    int64_t said = sql_int(regency->sql, 0,
                           "SELECT coalesce(sum(bytes), 0) FROM acted WHERE case_id = $1", "b", id);
    bool fits = entries < CASE_ACT_ENTRIES_MAX && letters(acting->text) <= CASE_TEXT_LETTERS_MAX &&
                strlen(acting->notice) <= CASE_NOTICE_ID_MAX &&
                said + (int64_t)strlen(acting->text) <= CASE_ACT_BYTES_MAX;
    if (!fits) {
        fault_set("adds more than a case can hold");
    }
    return fits;
}

static bool may_act(struct regency *regency, const struct case_info *info,
                    const struct case_acting *acting)
{
    if (info->role != acting->role) {
        fault_set("a case that is not addressed to this role");
        return false;
    }
    if (info->erased) {
        fault_set("comes to a case whose words were erased");
        return false;
    }
    return is_sensible(acting, act_of(acting->what)) && has_room(regency, info, acting);
}

// True when the case was given a state after the act was done.
static bool moved_on(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                     const struct case_info *info, const struct case_acting *acting)
{
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    for (size_t i = case_entries(regency, arena, keyring, info->id, entries); i-- > 0;) {
        if (entries[i].entry->state != KT__STATE__STATE_NONE) {
            return acting->day == 0 || entries[i].entry->at_s > acting->at_s;
        }
    }
    return false;
}

// A case that was ended keeps its end; whoever put it so may still say something. So does one that
// moved on while the act lay aside.
static Kt__State state_after(struct regency *regency, struct arena *arena,
                             const struct keyring *keyring, const struct case_info *info,
                             const struct case_acting *acting)
{
    bool stays = case_is_finished(info->state) ||
                 (acting->late && moved_on(regency, arena, keyring, info, acting));
    return stays ? KT__STATE__STATE_NONE : acting->state;
}

static int64_t due_after(const struct case_info *info, const struct case_acting *acting,
                         Kt__State state)
{
    int64_t today = moment_day(clock_now_s(), info->zone_min);
    if (acting->what == KT__ACT__ACT_OPEN) {
        return info->due_day;
    }
    if (state == KT__STATE__DIBAHAS_BPD) { // on that day something is to come of it
        bool lies_ahead = acting->musyawarah_day >= today &&
                          acting->musyawarah_day <= today + CASE_TABLE_DAYS_MAX;
        return lies_ahead ? acting->musyawarah_day : info->due_day;
    }
    bool answers_question =
        case_is_finished(info->state); // what was due then is a question's answer
    return state != KT__STATE__STATE_NONE || answers_question ? 0 : info->due_day;
}

static void put_on_record(struct regency *regency, const struct case_info *info,
                          const struct case_acting *acting)
{
    sql_run(regency->sql,
            "INSERT INTO opening (case_id, at_s, by_whom, role) VALUES ($1, $2, $3, $4)", "biti",
            bytes_of(info->id, CASE_ID_LEN), acting->at_s, role_office(acting->role),
            (int64_t)acting->role);
}

static bool store(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                  const struct case_info *info, const struct case_acting *acting)
{
    int64_t now_s = clock_now_s();
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = state_after(regency, arena, keyring, info, acting);
    // The time at which it was said, where its kiosk knew one.
    entry.at_s = acting->day > 0 && acting->at_s < now_s ? acting->at_s : now_s;
    entry.by = arena_str(arena, role_office(acting->role));
    entry.text = arena_str(arena, acting->text);
    entry.opened = acting->what == KT__ACT__ACT_OPEN;
    entry.act_log = acting->log;
    entry.act_seq = acting->seq;
    entry.day = acting->musyawarah_day;
    entry.notice = arena_str(arena, acting->notice);
    if (entry.opened) {
        put_on_record(regency, info, acting);
    }
    sql_run(regency->sql,
            "INSERT INTO acted (kiosk, log, seq, at_s, case_id, revision, bytes)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7)",
            "iiiibii", (int64_t)acting->kiosk, (int64_t)acting->log, (int64_t)acting->seq,
            acting->at_s, bytes_of(info->id, CASE_ID_LEN), (int64_t)info->revision + 1,
            (int64_t)strlen(acting->text));
    // What a notice tells the whole village may stand on its board as well; not one that waits to
    // be published.
    bool is_public = acting->what == KT__ACT__ACT_OUTCOME &&
                     str_starts(acting->notice, arena_printf(arena, "K%u-", acting->kiosk));
    return !sql_failed(regency->sql) && record_texts_are_valid(&entry.base) &&
           case_append(regency, arena, keyring, info, &entry, is_public,
                       due_after(info, acting, entry.state));
}

// By its place and its time, as a follow-up is (case_follow.c).
static bool is_known(struct regency *regency, const struct case_acting *acting)
{
    return sql_int(regency->sql, 0,
                   "SELECT count(*) FROM acted WHERE kiosk = $1 AND log = $2 AND seq = $3"
                   " AND (at_s = $4 OR at_s IS NULL)",
                   "iiii", (int64_t)acting->kiosk, (int64_t)acting->log, (int64_t)acting->seq,
                   acting->at_s) > 0;
}

enum case_acted case_act(struct regency *regency, struct arena *arena,
                         const struct keyring *keyring, const uint8_t id[static CASE_ID_LEN],
                         const struct case_acting *acting)
{
    struct case_info info;
    if (is_known(regency, acting)) {
        return CASE_ACTED;
    }
    if (!case_get(regency, arena, id, &info) || !may_act(regency, &info, acting)) {
        return sql_failed(regency->sql) ? CASE_ACT_FAILED : CASE_ACT_REFUSED;
    }
    return store(regency, arena, keyring, &info, acting) ? CASE_ACTED : CASE_ACT_FAILED;
}
