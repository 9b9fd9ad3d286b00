// SPDX-License-Identifier: GPL-3.0-or-later
// Likeness by shared words, and the outcome of a musyawarah with its notice. A notice is read by
// everybody: no word of a villager goes into it, and no number but of those who chose to be named.
#include "register_group.h"

#include "db/base/clock.h"
#include "db/base/moment.h"
#include "fold.h"
#include "notice.h"
#include "publish.h"
#include "register_inside.h"

#include <stdlib.h>
#include <string.h>

enum {
    WORDS_MAX = 120, // different ones of a text that are compared
    LETTERS_MIN = 4, // shorter words say little
    SHARED_MIN = 2,  // words in common, else it is chance
    COMMON_FROM = 9, // with fewer texts nobody can tell which words are common
    NUMBERS_IN_NOTICE = 20,
};

// Stands in Acting.notice for one that waits to be published.
static const char mark[] = "draft-";

// ---- likeness

// A text as hashes of its words, sorted.
struct words {
    uint32_t of[WORDS_MAX];
    size_t count;
};

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static uint32_t hash_of(const char *word)
{
    uint32_t hash = 2166136261u; // FNV-1a
    for (; *word; word++) {
        hash = (hash ^ (uint8_t)*word) * 16777619u;
    }
    return hash;
}

static void words_of(const char *text, struct words *out)
{
    struct fold_word word;
    size_t pos = 0, kept = 0;
    out->count = 0;
    while (out->count < WORDS_MAX && fold_next(text, &pos, &word)) {
        if (word.letters >= LETTERS_MIN) {
            out->of[out->count++] = hash_of(word.word);
        }
    }
    qsort(out->of, out->count, sizeof *out->of, by_value);
    for (size_t i = 0; i < out->count; i++) {
        if (kept == 0 || out->of[kept - 1] != out->of[i]) {
            out->of[kept++] = out->of[i];
        }
    }
    out->count = kept;
}

static bool has(const struct words *words, uint32_t hash)
{
    return bsearch(&hash, words->of, words->count, sizeof hash, by_value) != NULL;
}

struct candidate {
    size_t row;
    struct words words;
    double likeness;
};

static int by_likeness(const void *a, const void *b)
{
    double x = ((const struct candidate *)a)->likeness, y = ((const struct candidate *)b)->likeness;
    return (x < y) - (x > y);
}

// False where there are none that may be compared.
static bool read_words(struct village *village, const struct staff_session *session,
                       struct register_keys *keys, struct arena *work, const uint8_t *case_id,
                       struct words *out)
{
    Kt__RoleCopy *copy =
        register_copy(village, session, keys, work, bytes_of(case_id, RECEIPT_CASE_LEN));
    Kt__Words *words = copy && copy->mode != KT__MODE__RAHASIA ? register_words(work, copy) : NULL;
    words_of(words ? words->text : "", out);
    arena_reset(work);
    return out->count > 0;
}

// A word that few others have weighs more; one that a third of them has, nothing.
static void weigh(const struct words *seed, struct candidate *candidates, size_t count)
{
    size_t shared[REGISTER_CANDIDATES_MAX] = {0};
    for (size_t w = 0; w < seed->count; w++) {
        size_t with = 0;
        for (size_t i = 0; i < count; i++) {
            with += has(&candidates[i].words, seed->of[w]);
        }
        if (with == 0 || (count >= COMMON_FROM && with * 3 > count)) {
            continue;
        }
        for (size_t i = 0; i < count; i++) {
            if (has(&candidates[i].words, seed->of[w])) {
                candidates[i].likeness += 1.0 / (double)with;
                shared[i]++;
            }
        }
    }
    for (size_t i = 0; i < count; i++) {
        candidates[i].likeness = shared[i] >= SHARED_MIN ? candidates[i].likeness : 0;
    }
}

size_t register_similar(struct village *village, const struct staff_session *session,
                        const uint8_t case_id[static RECEIPT_CASE_LEN],
                        const struct register_row *rows, size_t count, size_t max, size_t *out)
{
    struct arena work;
    struct words seed;
    size_t found = 0, chosen = 0;
    arena_init(&work, REGISTER_CASE_BYTES_MAX);
    struct register_keys *keys = register_keys_new(session);
    struct candidate *candidates = die_if_null(calloc(REGISTER_CANDIDATES_MAX, sizeof *candidates));
    bool has_seed = read_words(village, session, keys, &work, case_id, &seed);
    for (size_t i = 0; has_seed && i < count && found < REGISTER_CANDIDATES_MAX; i++) {
        bool is_other = memcmp(rows[i].case_id, case_id, RECEIPT_CASE_LEN) != 0;
        if (is_other && !register_is_over(rows[i].state) &&
            read_words(village, session, keys, &work, rows[i].case_id, &candidates[found].words)) {
            candidates[found++].row = i;
        }
    }
    weigh(&seed, candidates, found);
    qsort(candidates, found, sizeof *candidates, by_likeness);
    while (chosen < found && chosen < max && candidates[chosen].likeness > 0) {
        out[chosen] = candidates[chosen].row;
        chosen++;
    }
    sodium_memzero(candidates, REGISTER_CANDIDATES_MAX * sizeof *candidates);
    sodium_memzero(&seed, sizeof seed);
    free(candidates);
    register_keys_free(keys);
    arena_finish(&work);
    return chosen;
}

// ---- the outcome

// "28 November 2026": what is posted is Indonesian, whatever language the screen has.
static const char *date_of(struct arena *arena, int64_t day)
{
    static const char *const months[] = {"Januari",   "Februari", "Maret",    "April",
                                         "Mei",       "Juni",     "Juli",     "Agustus",
                                         "September", "Oktober",  "November", "Desember"};
    struct moment at = moment_at(moment_day_s(day), 0);
    return arena_printf(arena, "%d %s %d", at.day, months[at.month - 1], at.year);
}

// "Menjawab usul nomor 2005-0042, 2005-0051, dan 3 usul lain."
static const char *answers(struct village *village, const struct staff_session *session,
                           struct arena *arena, const struct register_outcome *outcome)
{
    struct arena work;
    arena_init(&work, REGISTER_CASE_BYTES_MAX);
    struct register_keys *keys = register_keys_new(session);
    const char *numbers = "";
    size_t named = 0;
    for (size_t i = 0; i < outcome->count && named < NUMBERS_IN_NOTICE; i++) {
        Kt__RoleCopy *copy = register_copy(village, session, keys, &work, outcome->cases[i]);
        if (copy && copy->mode == KT__MODE__TERBUKA) {
            numbers = arena_printf(arena, "%s%s%s", numbers, named ? ", " : "", copy->number);
            named++;
        }
        arena_reset(&work);
    }
    register_keys_free(keys);
    arena_finish(&work);
    size_t others = outcome->count - named;
    return named == 0 ? arena_printf(arena, "Menjawab %zu usul warga.", others)
           : others == 0
               ? arena_printf(arena, "Menjawab usul nomor %s.", numbers)
               : arena_printf(arena, "Menjawab usul nomor %s, dan %zu usul lain.", numbers, others);
}

static void fill(struct village *village, const struct staff_session *session, struct arena *arena,
                 const struct register_outcome *outcome, Kt__Notice *notice)
{
    const char *date = date_of(arena, outcome->day);
    notice->title = arena_printf(arena, "Hasil musyawarah %s", date);
    notice->category = arena_str(arena, "hasil_musyawarah");
    notice->body = arena_printf(arena, "%s\n\n*%s*\n", outcome->text,
                                answers(village, session, arena, outcome));
}

Kt__Notice *register_outcome_notice(struct village *village, const struct staff_session *session,
                                    struct arena *arena, const struct register_outcome *outcome)
{
    Kt__Notice *notice = ARENA_NEW(arena, Kt__Notice);
    kt__notice__init(notice);
    notice->publisher = arena_str(arena, draft_publisher(village, arena, session->role));
    fill(village, session, arena, outcome, notice);
    return notice;
}

// By the way that every notice of this role takes: written, then published by this member or by
// another one.
static bool tell(struct village *village, const struct staff_session *session, struct arena *arena,
                 const struct register_outcome *outcome, struct register_told *told)
{
    struct draft draft;
    struct publish_told published;
    uint8_t chance[8];
    clock_random(chance, sizeof chance);
    if (!draft_new(village, arena, session, NULL, &draft)) {
        return false;
    }
    fill(village, session, arena, outcome, draft.record->notice);
    draft.about =
        arena_printf(arena, "%s%s", mark, secret_hex(arena, bytes_of(chance, sizeof chance)));
    if (!draft_save(village, arena, session, &draft)) {
        return false;
    }
    switch (publish_draft(village, arena, session, draft.id, &published)) {
    case PUBLISH_DONE:
        told->notice = published.id;
        return true;
    case PUBLISH_NEEDS_SECOND:
        told->notice = draft.about;
        told->waits = true;
        return draft_ask(village, session, draft.id);
    default:
        return false;
    }
}

const char *register_notice(struct village *village, struct arena *arena, const char *named)
{
    const char *gone, *id = str_starts(named, mark) ? publish_of(village, arena, named) : named;
    return id && id[0] && notice_get(village, arena, id, &gone) && !gone ? id : NULL;
}

bool register_decide(struct village *village, const struct staff_session *session,
                     struct arena *arena, const struct register_outcome *outcome,
                     struct register_told *told)
{
    *told = (struct register_told){.notice = ""};
    if (!register_may_read(village, session)) {
        return false;
    }
    if (session->role != STAFF_BPD) {
        fault_set("a musyawarah is BPD's to call");
        return false;
    }
    sql_begin(village->sql);
    bool ok = !outcome->is_told || tell(village, session, arena, outcome, told);
    const struct register_step step = {.what = KT__ACT__ACT_OUTCOME,
                                       .state = outcome->state,
                                       .text = outcome->text,
                                       .day = outcome->day,
                                       .notice = told->notice};
    if (!ok || !register_act(village, session, outcome->cases, outcome->count, &step)) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql);
}
