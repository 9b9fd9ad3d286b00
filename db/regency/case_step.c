// SPDX-License-Identifier: GPL-3.0-or-later
// Steps of a case as a table: from which states, to which, in which words, and what is due then.
// The words are for a villager: plain, spoken Indonesian, no office terms. Nothing closes by itself
// and nothing by silence: each of these is somebody's act.
#include "case.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/moment.h"
#include "db/record/slug.h"
#include "opd.h"
#include "role.h"

#include <string.h>
#include <strings.h>

#define S(state) (1u << KT__STATE__##state)
#define UNDER_WAY                                                                                  \
    (S(TERVERIFIKASI) | S(BUTUH_KETERANGAN) | S(DITUNDA) | S(DITERUSKAN) | S(DIBAHAS_BPD) |        \
     S(DITINDAKLANJUTI))
#define ENDED (S(SELESAI) | S(DITOLAK) | S(BUKAN_KEWENANGAN))

// NOTHING: the office owes nothing now. FOLLOW_UP: within its days, counted from when the villager
// last made something due. AS_BEFORE: putting off does not stop the clock.
enum due { DUE_NOTHING, DUE_FOLLOW_UP, DUE_AS_BEFORE };

static const struct rule {
    const char *name;
    unsigned from; // states, one bit each
    Kt__State to;
    bool needs_text;
    bool by_agency; // the agency that has the case acts, if one has it
    enum due due;
} rules[CASE_VERBS] = {
    [CASE_VERIFY] = {"verify", S(TERKIRIM) | S(BUTUH_KETERANGAN) | S(DITUNDA),
                     KT__STATE__TERVERIFIKASI, false, false, DUE_FOLLOW_UP},
    [CASE_ASK] = {"ask", S(TERKIRIM) | UNDER_WAY, KT__STATE__BUTUH_KETERANGAN, true, true,
                  DUE_NOTHING},
    [CASE_HOLD] = {"hold", S(TERKIRIM) | (UNDER_WAY & ~S(DITUNDA)), KT__STATE__DITUNDA, false, true,
                   DUE_AS_BEFORE},
    // What BPD or desa said is not theirs is somebody's all the same.
    [CASE_ROUTE] = {"route", UNDER_WAY | S(BUKAN_KEWENANGAN), KT__STATE__DITERUSKAN, false, false,
                    DUE_FOLLOW_UP},
    [CASE_REPLY] = {"reply", UNDER_WAY, KT__STATE__DITINDAKLANJUTI, true, true, DUE_NOTHING},
    [CASE_CLOSE] = {"close", UNDER_WAY, KT__STATE__SELESAI, false, true, DUE_NOTHING},
    [CASE_REJECT] = {"reject", S(TERKIRIM) | UNDER_WAY, KT__STATE__DITOLAK, true, true,
                     DUE_NOTHING},
    [CASE_ARCHIVE] = {"archive", S(TERKIRIM) | UNDER_WAY | ENDED, KT__STATE__DIARSIPKAN, false,
                      true, DUE_NOTHING},
    [CASE_MERGE] = {"merge", S(TERKIRIM) | UNDER_WAY, KT__STATE__DIGABUNG, false, false,
                    DUE_NOTHING},
};

static const char operator_name[] = "Petugas kabupaten";

// A question about a finished case is answered without opening it again.
static bool answers_question(const struct case_info *info, enum case_verb verb)
{
    return verb == CASE_REPLY && info->due_day > 0 && case_is_finished(info->state);
}

static bool is_possible(const struct case_info *info, enum case_verb verb)
{
    return (rules[verb].from & (1u << info->state)) || answers_question(info, verb);
}

static bool is_allowed(const struct case_info *info, enum case_verb verb)
{
    if (is_possible(info, verb)) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, 1 << 12);
    char *allowed = arena_str(&arena, "");
    for (int v = 0; v < CASE_VERBS; v++) {
        if (is_possible(info, (enum case_verb)v)) {
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

static int64_t due_after(enum due due, const struct case_info *info)
{
    if (info->erased || due == DUE_NOTHING) {
        return 0;
    }
    return due == DUE_AS_BEFORE ? info->due_day
                                : moment_working_days_after(
                                      moment_day(info->clock_s, info->zone_min), CASE_FOLLOW_DAYS);
}

// ---- merging

static bool may_merge(const struct case_info *info, const struct case_info *into)
{
    const struct {
        bool fails;
        const char *why;
    } checks[] = {
        {memcmp(info->id, into->id, CASE_ID_LEN) == 0, "a case cannot go on in itself"},
        {info->village != into->village, "they are of two villages"},
        {into->state == KT__STATE__DIGABUNG, "that one went on in another case itself"},
        {into->erased, "the words of that one were erased"},
        {into->mode == KT__MODE__RAHASIA && info->mode != KT__MODE__RAHASIA,
         "that one is rahasia and would be named to somebody else"},
    };
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        if (checks[i].fails) {
            fault_set("case %s cannot be merged into %s: %s", info->number, into->number,
                      checks[i].why);
            return false;
        }
    }
    return true;
}

// The case that goes on says so too; a secret one that came to it is not named there.
static bool merge(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                  const struct case_info *info, const struct case_info *into)
{
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.at_s = clock_now_s();
    entry.by = arena_str(arena, operator_name);
    entry.text = info->mode == KT__MODE__RAHASIA
                     ? arena_str(arena, "Laporan lain tentang hal yang sama digabung ke sini.")
                     : arena_printf(arena, "Laporan %s tentang hal yang sama digabung ke sini.",
                                    info->number);
    return sql_run(regency->sql, "UPDATE cases SET merged_into = $2 WHERE id = $1", "bb",
                   bytes_of(info->id, CASE_ID_LEN), bytes_of(into->id, CASE_ID_LEN)) &&
           case_append(regency, arena, keyring, into, &entry, false, into->due_day);
}

// ---- a step

// What a step needs beside the case: the agency it goes to, or the role at the village, the case it
// goes on in.
struct beside {
    struct opd to;
    Kt__Role role;
    struct case_info into;
};

// "BPD" is no agency: the village's own. Only who did not know left the choice to the regency, and
// was told that nobody of the desa's office opens it: so never to desa, and never from one
// addressee to another.
static bool look_for_role(const struct case_info *now, struct beside *beside)
{
    if (now->to != KT__ADDRESSEE__UNSURE) {
        fault_set(
            "case %s is addressed to %s: only one whose villager did not know whom to ask can "
            "be given to BPD",
            now->number, slug_of(SLUG_ADDRESSEE, (int)now->to));
        return false;
    }
    beside->role = KT__ROLE__ROLE_BPD;
    beside->to.name = role_office(beside->role);
    return true;
}

static bool look_beside(struct regency *regency, struct arena *arena, const struct case_step *step,
                        const struct case_info *now, struct beside *beside)
{
    switch (step->verb) {
    case CASE_ROUTE:
        return step->opd && strcasecmp(step->opd, "BPD") == 0
                   ? look_for_role(now, beside)
                   : opd_need(regency, arena, step->opd, &beside->to);
    case CASE_MERGE:
        return case_find(regency, arena, step->into, &beside->into) &&
               may_merge(now, &beside->into);
    default:
        return true;
    }
}

// Where it goes; a role that it goes away from reads it no longer.
static bool send_to(struct regency *regency, struct arena *arena, const struct case_info *now,
                    const struct beside *beside)
{
    bool leaves_role = now->to == KT__ADDRESSEE__UNSURE && now->role != beside->role;
    return (!leaves_role || !now->role || role_retract(regency, arena, now)) &&
           sql_run(regency->sql, "UPDATE cases SET opd = $2, role = $3 WHERE id = $1", "bti",
                   bytes_of(now->id, CASE_ID_LEN), beside->to.code,
                   (int64_t)(leaves_role ? beside->role : now->role));
}

static bool take(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                 const struct case_info *now, const struct case_step *step)
{
    const struct rule *rule = &rules[step->verb];
    struct beside beside = {0};
    struct opd at = {0};
    if (!is_allowed(now, step->verb) || !look_beside(regency, arena, step, now, &beside)) {
        return false;
    }
    bool agency = rule->by_agency && now->opd && opd_find(regency, arena, now->opd, &at);
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = answers_question(now, step->verb) ? KT__STATE__STATE_NONE : rule->to;
    entry.at_s = clock_now_s();
    entry.by = arena_str(arena, agency ? at.name : operator_name);
    entry.text = arena_str(arena, step->text ? step->text : "");
    entry.to = arena_str(arena, beside.to.name ? beside.to.name : "");
    if (step->verb == CASE_ROUTE && !send_to(regency, arena, now, &beside)) {
        return false;
    }
    return entry_is_fit(&entry, rule->needs_text) &&
           (step->verb != CASE_MERGE || merge(regency, arena, keyring, now, &beside.into)) &&
           case_append(regency, arena, keyring, now, &entry, step->public,
                       due_after(rule->due, now));
}

bool case_take_step(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                    const struct case_info *info, const struct case_step *step)
{
    struct case_info now;
    sql_begin(regency->sql);
    // Read again under the write lock: two desks may act at the same moment.
    if (!case_get(regency, arena, info->id, &now) || !take(regency, arena, keyring, &now, step)) {
        sql_fail(regency->sql);
    }
    return sql_commit(regency->sql);
}
