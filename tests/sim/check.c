// SPDX-License-Identifier: GPL-3.0-or-later
// What must be true once network and stick have been good for a while, whatever happened before.
#include "world.h"

#include "db/base/deflate.h"
#include "db/base/moment.h"
#include "db/regency/kamus.h"
#include "db/regency/papan.h"
#include "db/regency/picture.h"
#include "db/village/answer.h"
#include "db/village/dictionary.h"
#include "db/village/event_log.h"
#include "db/village/media.h"
#include "db/village/notice.h"

#include <string.h>

enum { WORK_MAX = 64 << 20, ROUNDS_MAX = 400, JOURNEYS_MAX = 6 };

bool sim_wrong(const struct sim *sim, const char *fmt, ...)
{
    char line[400];
    va_list args;
    va_start(args, fmt);
    vsnprintf(line, sizeof line, fmt, args);
    va_end(args);
    fprintf(stderr, "sim: seed %llu: %s\n", (unsigned long long)sim->seed, line);
    return false;
}

static bool heal_by_rounds(struct sim *sim, int k)
{
    bool again = true;
    int count = 0;
    while (again && count++ < ROUNDS_MAX) {
        // Refused, a restored machine turns to its other key.
        if (!sim_round(sim, k, SIM_GOOD, &again) && (!again || count > 4)) {
            return sim_wrong(sim, "k%d gets no round through a good network: %s", k, fault_text());
        }
    }
    return !again || sim_wrong(sim, "k%d: %d rounds, and still more", k, ROUNDS_MAX);
}

// The last one finds that nothing is left to carry.
static bool heal_by_journeys(struct sim *sim, int k)
{
    for (int i = 0; i < JOURNEYS_MAX; i++) {
        if (!sim_journey(sim, k)) {
            return true;
        }
    }
    return sim_wrong(sim, "k%d: %d journeys, and still more", k, JOURNEYS_MAX);
}

// Twice round: what one kiosk brought may be for another.
bool sim_heal(struct sim *sim)
{
    // A day goes by, after which everything that was put off is asked for again: everybody looks
    // after their files.
    sim->wall_ms += (DAY_S + 60) * INT64_C(1000);
    sim->mono_ms += (DAY_S + 60) * INT64_C(1000);
    sim_as(sim, -1);
    picture_look(sim->regency);
    for (int k = 0; k < SIM_KIOSKS; k++) {
        sim->kiosks[k].skew_ms = 0;
        sim_as(sim, k);
        media_sweep(sim->kiosks[k].village);
        sim_as(sim, -1);
        // A store that was put back may have forgotten that an operator had let it in again.
        if (sim->kiosks[k].is_rekeyed && !sim_readmit(sim, k)) {
            return sim_wrong(sim, "k%d cannot be let in: %s", k, fault_text());
        }
    }
    for (int turn = 0; turn < 3; turn++) {
        for (int k = 0; k < SIM_KIOSKS; k++) {
            if (!(sim->kiosks[k].is_far ? heal_by_journeys : heal_by_rounds)(sim, k)) {
                return false;
            }
        }
    }
    return true;
}

// ---------------------------------------------------------------- words

static bool check_follows(struct sim *sim, struct arena *arena, int i)
{
    const struct sim_word *word = &sim->words[i];
    struct case_entry *entries = ARENA_ARRAY(arena, struct case_entry, CASE_ENTRIES_MAX);
    size_t count = case_entries(sim->regency, arena, sim->keyring, word->receipt.case_id, entries);
    int asks = 0;
    for (size_t e = 0; e < count; e++) {
        asks += entries[e].entry->follow == KT__FOLLOW__ASK;
        if (!entries[e].signed_well) {
            return sim_wrong(sim, "word %d: entry %zu is not signed well", i, e);
        }
    }
    if (asks > word->asks) {
        return sim_wrong(sim, "word %d: %d questions came, %d were asked", i, asks, word->asks);
    }
    return true;
}

static bool check_word(struct sim *sim, struct arena *arena, int i, int *found)
{
    const struct sim_word *word = &sim->words[i];
    struct case_info info;
    sim_as(sim, -1);
    if (!case_get(sim->regency, arena, word->receipt.case_id, &info)) {
        // Blanked after an erasure, it is not sent again to a regency that went back before it.
        bool may_lack = word->is_unsure || (word->is_erased && sim->was_restored);
        return may_lack || sim_wrong(sim, "word %d of k%d never came", i, word->kiosk);
    }
    ++*found;
    if (info.erased) {
        return word->is_erased || sim_wrong(sim, "word %d was erased, and nobody asked for it", i);
    }
    if (word->is_erased && !word->is_follow_unsure) {
        return sim_wrong(sim, "word %d is still there after its villager erased it", i);
    }
    const char *text = info.text;
    if (info.mode == KT__MODE__RAHASIA && text) {
        return sim_wrong(sim, "word %d is rahasia and lies open", i);
    }
    if (info.mode != KT__MODE__RAHASIA && !str_equal(text, word->text)) {
        return sim_wrong(sim, "word %d says another thing: %s", i, text ? text : "(nothing)");
    }
    return check_follows(sim, arena, i);
}

// The revision that the regency told last; 0: none, by this store.
static uint32_t told_revision(struct sim *sim, struct arena *arena,
                              const uint8_t case_id[static CASE_ID_LEN])
{
    const char *object =
        arena_printf(arena, "case %s", secret_hex(arena, bytes_of(case_id, CASE_ID_LEN)));
    struct bytes body =
        sql_bytes(sim->regency->sql, arena,
                  "SELECT body FROM change WHERE object = $1 AND body IS NOT NULL", "t", object);
    Kt__Answer *answer = body.len > 0 ? record_unpack(arena, &kt__answer__descriptor, body) : NULL;
    return answer ? answer->revision : 0;
}

// The receipt shows at its kiosk what the regency says. A store that was put back may have told
// more before than it knows now: then the receipt shows that (it is the villager's, and lies above
// all that the store knows of), until the regency tells something new, which lies above both.
static bool check_answer(struct sim *sim, struct arena *arena, int i)
{
    const struct sim_word *word = &sim->words[i];
    struct case_info info;
    struct answer_view view;
    sim_as(sim, -1);
    if (!case_get(sim->regency, arena, word->receipt.case_id, &info)) {
        return true;
    }
    uint32_t told = told_revision(sim, arena, word->receipt.case_id);
    if (told == 0) {
        return true;
    }
    sim_as(sim, word->kiosk);
    struct village *village = sim->kiosks[word->kiosk].village;
    if (answer_open(village, arena, &word->receipt, &view) != ANSWER_FOUND || !view.view) {
        return sim_wrong(sim, "word %d: revision %u of the regency is not at k%d", i, told,
                         word->kiosk);
    }
    if (view.damaged) {
        return sim_wrong(sim, "word %d: its answer does not open", i);
    }
    if (sim->was_restored && view.view->revision > told) {
        return true;
    }
    if (view.view->state != info.state || view.view->revision != told) {
        return sim_wrong(sim, "word %d: state %d revision %u at k%d, %d and %u at the regency", i,
                         (int)view.view->state, view.view->revision, word->kiosk, (int)info.state,
                         told);
    }
    return true;
}

static bool check_words(struct sim *sim)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    int found = 0;
    bool ok = true;
    for (int i = 0; i < sim->word_count; i++) {
        ok = check_word(sim, &arena, i, &found) && check_answer(sim, &arena, i) && ok;
        arena_reset(&arena);
    }
    sim_as(sim, -1);
    int64_t cases = sql_int(sim->regency->sql, -1, "SELECT count(*) FROM cases", "");
    if (ok && cases != found) {
        ok = sim_wrong(sim, "%lld cases for %d words that came", (long long)cases, found);
    }
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- notices

// A notice as the regency has it.
struct kept {
    const char *id;
    uint32_t revision; // of its record
    bool is_gone;
    uint32_t origin; // the kiosk, or 0
    struct bytes record;
};

// The same words, wherever it is to be shown, but for what no program can know where the store was
// put back, which then knows less than what it gave out before:
// - A later revision or a withdrawal of the regency's stays at the kiosks that had it, until the
//   regency revises or withdraws once more (above all that it ever gave out).
// - So does one of a kiosk's whose disk was put back as well: nobody else has it any more.
static bool check_notice(struct sim *sim, struct arena *arena, int k, const struct kept *kept)
{
    const char *gone;
    sim_as(sim, k);
    struct village *village = sim->kiosks[k].village;
    Kt__Notice *notice = notice_get(village, arena, kept->id, &gone);
    uint32_t revision = notice_revision(village, kept->id); // of a withdrawal, too
    if (kept->is_gone) {
        return !notice || gone ||
               sim_wrong(sim, "%s was withdrawn and still stands at k%d", kept->id, k);
    }
    bool is_far_gone = notice_is_far_gone(village, kept->id);
    bool is_regencys = kept->origin == 0 || is_far_gone;
    // What its kiosk had written meanwhile may have the number of the forgotten withdrawal.
    bool is_later = revision > kept->revision || (is_far_gone && revision == kept->revision);
    if (sim->was_restored && is_later && (is_regencys || sim->lost_disk)) {
        return true;
    }
    if (!notice || gone) {
        return sim_wrong(sim, "%s is not shown at k%d (revision %u, %u at the regency): %s",
                         kept->id, k, revision, kept->revision, gone ? gone : "never came");
    }
    return (notice->revision == kept->revision &&
            bytes_equal(record_pack(arena, &notice->base), kept->record)) ||
           sim_wrong(sim, "%s: revision %u at k%d, %u at the regency%s", kept->id, notice->revision,
                     k, kept->revision,
                     notice->revision == kept->revision ? ", under other words" : "");
}

static bool check_notices(struct sim *sim)
{
    static const char *const codes[SIM_KIOSKS] = {"32.15.11.2005", "32.15.11.2005",
                                                  "32.15.11.2006"};
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    bool ok = true;
    sim_as(sim, -1);
    struct sql_rows rows = sql_rows(sim->regency->sql,
                                    "SELECT b.id, b.origin, b.record, b.audience, b.gone_s, "
                                    "k.village FROM bulletin b"
                                    " LEFT JOIN kiosk k ON k.id = b.origin ORDER BY b.id",
                                    "");
    while (sql_next(&rows)) {
        int64_t origin = sql_row_int(&rows, 1);
        struct kept kept = {.id = sql_row_text(&rows, 0, &arena),
                            .record = sql_row_bytes(&rows, 2, &arena),
                            .origin = (uint32_t)origin,
                            .is_gone = !sql_row_is_null(&rows, 4)};
        Kt__Notice *notice = record_unpack(&arena, &kt__notice__descriptor, kept.record);
        kept.revision = notice ? notice->revision : 0;
        const char *audience = sql_row_text(&rows, 3, &arena);
        int64_t village = sql_row_int(&rows, 5);
        for (int k = 0; k < SIM_KIOSKS; k++) {
            bool is_for = origin > 0 ? village == (k < 2 ? 1 : 2)
                                     : str_equal(audience, "all") || str_starts(codes[k], audience);
            if (is_for) {
                ok = check_notice(sim, &arena, k, &kept) && ok;
            }
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- pictures

static bool is_at_regency(struct sim *sim, struct bytes hash)
{
    return sql_int(sim->regency->sql, 0,
                   "SELECT count(*) FROM picture WHERE hash = $1 AND have = bytes", "b", hash) > 0;
}

// What the regency has is wherever a notice shows it, byte for byte.
static bool check_picture(struct sim *sim, struct arena *arena, int k, const char *id,
                          const Kt__Picture *picture)
{
    struct bytes file;
    uint8_t hash[HASH_LEN];
    const char *path = notice_picture_path(sim->kiosks[k].village, arena, picture->hash);
    if (!path) {
        // A disk that was put back may have lost what it posted, before it went up; a store that
        // was put back does not know what it posted after the backup.
        struct bytes name = record_view(picture->hash);
        bool is_known = sql_int(sim->regency->sql, 0,
                                "SELECT count(*) FROM picture WHERE hash = $1", "b", name) > 0;
        bool may_lack =
            !is_at_regency(sim, name) && (sim->lost_disk || (sim->was_restored && !is_known));
        sim_as(sim, k);
        return may_lack ||
               sim_wrong(sim, "the picture of %s is not at k%d (%s the regency, %s)", id, k,
                         is_at_regency(sim, record_view(picture->hash)) ? "at" : "not at",
                         media_is_coming(sim->kiosks[k].village, record_view(picture->hash))
                             ? "coming"
                             : "not coming");
    }
    if (!file_read(arena, path, MEDIA_BYTES_MAX, &file)) {
        return sim_wrong(sim, "the picture of %s at k%d: %s", id, k, fault_text());
    }
    picture_file_hash(hash, file);
    sim->picture_shown++;
    return bytes_equal(bytes_of(hash, HASH_LEN), record_view(picture->hash)) ||
           sim_wrong(sim, "the picture of %s at k%d is another thing", id, k);
}

static bool check_pictures(struct sim *sim)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    bool ok = true;
    for (int k = 0; k < SIM_KIOSKS; k++) {
        sim_as(sim, k);
        struct sql_rows rows = sql_rows(sim->kiosks[k].village->sql,
                                        "SELECT id, record FROM notice WHERE gone IS NULL", "");
        while (sql_next(&rows)) {
            arena_reset(&arena);
            const char *id = sql_row_text(&rows, 0, &arena);
            Kt__Notice *notice =
                record_unpack(&arena, &kt__notice__descriptor, sql_row_bytes(&rows, 1, &arena));
            for (size_t i = 0; notice && i < notice->n_pictures; i++) {
                ok = check_picture(sim, &arena, k, id, notice->pictures[i]) && ok;
            }
        }
    }
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- the files

// The word that a follow-up waits for may never come: its disk was put back to a time before it, or
// it was erased, and a store that was put back does not get it again.
static bool never_comes(const struct sim *sim, struct bytes case_id)
{
    for (int i = 0; i < sim->word_count; i++) {
        const struct sim_word *word = &sim->words[i];
        if (bytes_equal(case_id, bytes_of(word->receipt.case_id, CASE_ID_LEN))) {
            return word->is_unsure || (word->is_erased && sim->was_restored);
        }
    }
    return false;
}

// Set aside for a good reason alone.
static bool check_asides(struct sim *sim)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, -1);
    struct sql_rows rows =
        sql_rows(sim->regency->sql,
                 "SELECT why, clash, case_id FROM aside"
                 " LEFT JOIN early USING (log, seq)"
                 // The case had moved on when it came, ten days had gone by, or the regency had
                 // taken down what the kiosk went on revising.
                 " WHERE why NOT LIKE '%is not finished' AND why NOT LIKE '%days'"
                 " AND why NOT LIKE '%was withdrawn by the regency'",
                 "");
    bool ok = true;
    while (sql_next(&rows)) {
        bool is_clash = sql_row_int(&rows, 1) && sim->lost_disk; // it came again as another one
        bool is_early =
            !sql_row_is_null(&rows, 2) && never_comes(sim, sql_row_bytes(&rows, 2, &arena));
        // A disk that was put back shows a word that was erased, and asks about it; or a store that
        // was put back gets the erasure before the question.
        const char *why = sql_row_text(&rows, 0, &arena);
        bool is_after_erasure =
            strstr(why, "whose words were erased") && (sim->lost_disk || sim->was_restored);
        if (!is_clash && !is_early && !is_after_erasure) {
            ok = sim_wrong(sim, "an event was set aside: %s", why);
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return ok;
}

static bool check_files(struct sim *sim)
{
    bool ok = true;
    for (int k = 0; k < SIM_KIOSKS; k++) {
        sim_as(sim, k);
        struct village *village = sim->kiosks[k].village;
        if (event_log_waiting(village) > 0) {
            ok = sim_wrong(sim, "k%d still holds %lld events", k,
                           (long long)event_log_waiting(village));
        }
        if (!village_check(village)) {
            ok = sim_wrong(sim, "k%d: %s", k, fault_text());
        }
    }
    ok = check_asides(sim) && ok;
    return ok;
}

// Each kiosk uses the one that the regency gave out last, whatever either of them lost.
static bool check_dictionaries(struct sim *sim)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, -1);
    uint32_t id = deflate_words_id(kamus_newest(sim->regency, &arena));
    bool ok = true;
    for (int k = 0; k < SIM_KIOSKS; k++) {
        struct dictionary newest;
        sim_as(sim, k);
        dictionary_newest(sim->kiosks[k].village, &arena, &newest);
        if (newest.id != id) {
            ok = sim_wrong(sim, "k%d uses dictionary %08x, the regency gave out %08x", k, newest.id,
                           id);
        }
        if (dictionary_wanted(sim->kiosks[k].village) != 0) {
            ok = sim_wrong(sim, "k%d still asks for a dictionary", k);
        }
    }
    arena_finish(&arena);
    return ok;
}

bool sim_check(struct sim *sim)
{
    bool words = check_words(sim), notices = check_notices(sim), pictures = check_pictures(sim);
    bool dictionaries = check_dictionaries(sim), own = sim_check_own(sim);
    return check_files(sim) && words && notices && own && pictures && dictionaries;
}
