// SPDX-License-Identifier: GPL-3.0-or-later
// What the villager does with a case that is here: rate, ask, reopen, erase. Their words never go
// into what is signed, so that they can be taken back; what is refused is said in one line and
// changes nothing.
#include "case.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "papan.h"
#include "part.h"
#include "role.h"
#include "tally.h"

#include <string.h>

static const char villager[] = "Warga";

// The state, and the day on which the office is to act, after what was said.
struct turn {
    Kt__State state; // STATE_NONE: as it was
    int64_t due_day;
};

static int64_t day_of(const struct case_info *info, int64_t at_s)
{
    return moment_day(at_s, info->zone_min);
}

// ---- what may be done, and what comes of it

// Lay aside until now, and was not said of what stands since then.
static bool is_of_before(const struct case_following *following, int64_t since_s)
{
    return following->late && (following->day == 0 || following->at_s < since_s);
}

static bool is_of_this_end(const struct case_info *info, const struct case_following *following)
{
    if (is_of_before(following, info->finished_s)) {
        fault_set("was said of what the case was before it came to this end");
        return false;
    }
    return true;
}

static bool turn_rate(const struct case_info *info, const struct case_following *following,
                      const struct case_entry *entries, size_t count, struct turn *turn)
{
    (void)entries;
    (void)count;
    (void)turn;
    if (!case_is_finished(info->state)) {
        fault_set("rates a case that is not finished");
        return false;
    }
    if (following->rating < 1 || following->rating > 5) {
        fault_set("rates with a number that is not 1 to 5");
        return false;
    }
    return is_of_this_end(info, following);
}

// Where the case stood before somebody asked or put it off.
static Kt__State state_before(const struct case_entry *entries, size_t count)
{
    while (count-- > 0) {
        Kt__State state = entries[count].entry->state;
        if (state != KT__STATE__STATE_NONE && state != KT__STATE__BUTUH_KETERANGAN &&
            state != KT__STATE__DITUNDA) {
            return state;
        }
    }
    return KT__STATE__TERKIRIM;
}

// When the office asked last.
static int64_t asked_s(const struct case_entry *entries, size_t count)
{
    while (count-- > 0) {
        if (entries[count].entry->state == KT__STATE__BUTUH_KETERANGAN) {
            return entries[count].entry->at_s;
        }
    }
    return 0;
}

static bool turn_ask(const struct case_info *info, const struct case_following *following,
                     const struct case_entry *entries, size_t count, struct turn *turn)
{
    if (info->state == KT__STATE__BUTUH_KETERANGAN &&
        !is_of_before(following, asked_s(entries, count))) {
        turn->state = state_before(entries, count);
    }
    if (turn->due_day == 0) { // a question does not put off what is due already
        turn->due_day = moment_working_days_after(
            day_of(info, clock_now_s()),
            turn->state == KT__STATE__TERKIRIM ? CASE_VERIFY_DAYS : CASE_FOLLOW_DAYS);
    }
    return true;
}

// Said in time counts, however late it travels. A kiosk that did not know the day is believed.
static bool turn_reopen(const struct case_info *info, const struct case_following *following,
                        const struct case_entry *entries, size_t count, struct turn *turn)
{
    (void)entries;
    (void)count;
    int64_t until = case_reopen_until(info);
    if (until == 0) {
        fault_set("reopens a case that is not finished");
        return false;
    }
    if (info->finished_seen_s && following->day > until) {
        fault_set("reopens a case after its %d working days", CASE_REOPEN_DAYS);
        return false;
    }
    if (!is_of_this_end(info, following)) {
        return false;
    }
    turn->state = KT__STATE__DITINDAKLANJUTI;
    turn->due_day = moment_working_days_after(day_of(info, clock_now_s()), CASE_FOLLOW_DAYS);
    return true;
}

static bool turn_erase(const struct case_info *info, const struct case_following *following,
                       const struct case_entry *entries, size_t count, struct turn *turn)
{
    (void)info;
    (void)following;
    (void)entries;
    (void)count;
    turn->due_day = 0; // nobody can answer words that are gone
    return true;
}

static const struct act {
    Kt__Follow what;
    bool needs_text, may_have_text;
    bool (*turn)(const struct case_info *info, const struct case_following *following,
                 const struct case_entry *entries, size_t count, struct turn *turn);
} acts[] = {
    {KT__FOLLOW__RATE, false, true, turn_rate},
    {KT__FOLLOW__ASK, true, true, turn_ask},
    {KT__FOLLOW__REOPEN, true, true, turn_reopen},
    {KT__FOLLOW__ERASE, false, false, turn_erase},
};

static const struct act *act_of(Kt__Follow what)
{
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (acts[i].what == what) {
            return &acts[i];
        }
    }
    return NULL;
}

// ---- stored

// So much of one case is the villager's at most: the office must still be able to answer.
static bool has_room(struct regency *regency, const struct case_info *info, size_t entry_count,
                     const char *text)
{
    int64_t said = sql_int(regency->sql, 0,
                           "SELECT coalesce(sum(length(coalesce(CAST(text AS BLOB), sealed))), 0)"
                           " FROM follow WHERE case_id = $1",
                           "b", bytes_of(info->id, CASE_ID_LEN));
    if (entry_count >= CASE_FOLLOW_ENTRIES_MAX ||
        said + (int64_t)strlen(text) > CASE_FOLLOW_BYTES_MAX) {
        fault_set("adds more than a case can hold");
        return false;
    }
    return true;
}

// The words beside the entry that will be this case's next revision, and their hash into it.
static bool keep_words(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                       const struct case_info *info, const struct case_following *following,
                       const char *text, Kt__CaseEntry *entry)
{
    struct bytes salt = {0}, sealed = {0};
    bool secret = info->mode == KT__MODE__RAHASIA;
    if (text[0] && secret) {
        sealed = case_said_seal(arena, keyring, text);
    }
    if (text[0]) {
        uint8_t *hash = arena_alloc(arena, HASH_LEN), *fresh = arena_alloc(arena, HASH_LEN);
        clock_random(fresh, HASH_LEN);
        salt = bytes_of(fresh, HASH_LEN);
        case_said_hash(hash, salt, text);
        entry->said = record_data(bytes_of(hash, HASH_LEN));
    }
    return sql_run(
        regency->sql,
        "INSERT INTO follow (kiosk, log, seq, case_id, revision, salt, text, sealed, key, at_s)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        "iiibibtbii", (int64_t)following->kiosk, (int64_t)following->log, (int64_t)following->seq,
        bytes_of(info->id, CASE_ID_LEN), (int64_t)info->revision + 1, salt,
        text[0] && !secret ? text : NULL, sealed, (int64_t)keyring_newest(keyring)->number,
        following->at_s);
}

// The newest by the time of saying it; a clock that was not sure counts as now.
static void keep_rating(struct regency *regency, const struct case_info *info,
                        const struct case_following *following)
{
    int64_t now_s = clock_now_s();
    int64_t at_s = following->day > 0 && following->at_s < now_s ? following->at_s : now_s;
    sql_run(regency->sql,
            "UPDATE cases SET rating = $2, rated_s = $3 WHERE id = $1 AND rated_s <= $3", "bii",
            bytes_of(info->id, CASE_ID_LEN), (int64_t)following->rating, at_s);
}

static bool erase(struct regency *regency, struct arena *arena, const struct case_info *info)
{
    struct bytes id = bytes_of(info->id, CASE_ID_LEN);
    if (info->voice.hash.len && !part_forget(regency, info->voice.hash)) {
        return false;
    }
    sql_run(regency->sql,
            "UPDATE cases SET text = NULL, sealed = x'', erased_s = $2, voice_hash = NULL,"
            " voice_ms = 0, voice_bytes = 0 WHERE id = $1",
            "bi", id, clock_now_s());
    sql_run(regency->sql,
            "UPDATE follow SET text = NULL, salt = NULL, sealed = NULL WHERE case_id = $1", "b",
            id);
    regency->erased = true;
    return role_retract(regency, arena, info) && papan_erase(regency, arena, info);
}

static bool store(struct regency *regency, struct arena *arena, const struct keyring *keyring,
                  const struct case_info *info, const struct case_following *following,
                  const char *text, const struct turn *turn)
{
    int64_t now_s = clock_now_s();
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = turn->state;
    entry.at_s = now_s;
    entry.by = arena_str(arena, villager);
    entry.follow = following->what;
    entry.rating = following->what == KT__FOLLOW__RATE ? following->rating : 0;
    if (!keep_words(regency, arena, keyring, info, following, text, &entry)) {
        return false;
    }
    if (following->what == KT__FOLLOW__RATE) {
        keep_rating(regency, info, following);
    }
    if (following->what == KT__FOLLOW__ERASE && !erase(regency, arena, info)) {
        return false;
    }
    if (turn->due_day != info->due_day) { // from now on the days are counted from here
        sql_run(regency->sql, "UPDATE cases SET clock_s = $2 WHERE id = $1", "bi",
                bytes_of(info->id, CASE_ID_LEN), now_s);
    }
    return case_append(regency, arena, keyring, info, &entry, false, turn->due_day);
}

// By its place and its time: a disk that was put back counts on from an older place, so that two
// follow-ups may have one. Without a time: kept by an older version.
static bool is_known(struct regency *regency, const struct case_following *following)
{
    return sql_int(regency->sql, 0,
                   "SELECT count(*) FROM follow WHERE kiosk = $1 AND log = $2 AND seq = $3"
                   " AND (at_s = $4 OR at_s IS NULL)",
                   "iiii", (int64_t)following->kiosk, (int64_t)following->log,
                   (int64_t)following->seq, following->at_s) > 0;
}

enum case_followed case_follow(struct regency *regency, struct arena *arena,
                               const struct keyring *keyring, const uint8_t id[static CASE_ID_LEN],
                               const struct case_following *following)
{
    const struct act *act = act_of(following->what);
    const char *text = act && act->may_have_text && following->text ? following->text : "";
    struct case_info info;
    if (is_known(regency, following)) {
        return CASE_FOLLOWED;
    }
    if (!case_get(regency, arena, id, &info)) {
        return sql_failed(regency->sql) ? CASE_FOLLOW_FAILED : CASE_FOLLOW_REFUSED;
    }
    if (info.erased && following->what == KT__FOLLOW__ERASE) { // asked at two kiosks: both learn
        return case_tell(regency, arena, keyring, &info) ? CASE_FOLLOWED : CASE_FOLLOW_FAILED;
    }
    if (info.erased) {
        fault_set("comes to a case whose words were erased");
        return CASE_FOLLOW_REFUSED;
    }
    if (!act || (act->needs_text && !text[0])) {
        fault_set(act ? "asks or reopens without a word" : "does what this version does not know");
        return CASE_FOLLOW_REFUSED;
    }
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    size_t count = case_entries(regency, arena, keyring, id, entries);
    struct turn turn = {.state = KT__STATE__STATE_NONE, .due_day = info.due_day};
    bool erases = following->what == KT__FOLLOW__ERASE;
    if ((!erases && !has_room(regency, &info, count, text)) ||
        !act->turn(&info, following, entries, count, &turn)) {
        return CASE_FOLLOW_REFUSED;
    }
    return store(regency, arena, keyring, &info, following, text, &turn) ? CASE_FOLLOWED
                                                                         : CASE_FOLLOW_FAILED;
}
