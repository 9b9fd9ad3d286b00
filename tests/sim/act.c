// SPDX-License-Identifier: GPL-3.0-or-later
// What people, machines and accidents do, a row each. What a program refuses is refused: no act
// here insists.
#include "world.h"

#include "db/regency/kamus.h"
#include "db/regency/papan.h"
#include "db/regency/regency_backup.h"
#include "db/village/answer.h"
#include "db/village/aspiration.h"
#include "db/village/follow.h"
#include "db/village/identity.h"
#include "db/village/mirror.h"
#include "db/village/notice.h"

#include <string.h>
#include <unistd.h>

enum { WORK_MAX = 32 << 20, MIRROR_MS = 60 * 1000 };

static int any_kiosk(struct sim *sim)
{
    return (int)sim_below(sim, SIM_KIOSKS);
}

static struct sim_word *any_word(struct sim *sim)
{
    return sim->word_count > 0 ? &sim->words[sim_below(sim, (uint32_t)sim->word_count)] : NULL;
}

// ---------------------------------------------------------------- the second medium

// What the screen does before it shows the receipt. True: it lies there.
static bool mirrored(struct sim *sim, int k)
{
    sim_as(sim, k);
    struct mirror_job *job = mirror_begin(sim->kiosks[k].village);
    bool ok = job && mirror_job_wait(job, MIRROR_MS) && mirror_job_why(job, NULL) == MIRROR_WELL;
    mirror_job_release(job);
    return ok;
}

static void catch_up(struct sim *sim)
{
    int k = any_kiosk(sim);
    sim_as(sim, k);
    struct village *village = sim->kiosks[k].village;
    bool more = true;
    enum mirror_why why = MIRROR_WELL;
    while (more) {
        why = mirror_keep(village, true, MIRROR_MS, &more);
    }
    bool is_whole = why == MIRROR_WELL && mirror_missing(village) == 0;
    for (int i = 0; is_whole && i < sim->word_count; i++) {
        struct sim_word *word = &sim->words[i];
        word->is_mirrored = word->is_mirrored || (word->kiosk == k && !word->is_unsure);
        word->is_follow_missed = word->is_follow_missed && word->kiosk != k;
    }
    sim_trace(sim, "mirror of k%d: %d", k, (int)why);
}

static void pull_card(struct sim *sim)
{
    struct sim_kiosk *kiosk = &sim->kiosks[any_kiosk(sim)];
    const char *from = kiosk->is_card_away ? kiosk->away : kiosk->card;
    const char *to = kiosk->is_card_away ? kiosk->card : kiosk->away;
    if (rename(from, to) != 0) {
        die("sim: %s cannot be pulled", from);
    }
    kiosk->is_card_away = !kiosk->is_card_away;
    sim_trace(sim, "%s is %s", kiosk->card, kiosk->is_card_away ? "pulled" : "in");
}

// ---------------------------------------------------------------- villagers

static void file_word(struct sim *sim)
{
    if (sim->word_count == SIM_WORDS_MAX) {
        return;
    }
    struct sim_word *word = &sim->words[sim->word_count];
    *word = (struct sim_word){.kiosk = any_kiosk(sim), .mode = (Kt__Mode)(1 + sim_below(sim, 3))};
    snprintf(word->text, sizeof word->text, "Usul nomor %d dari warga, putaran %llu.",
             sim->word_count, (unsigned long long)sim->seed);
    receipt_code_make(word->receipt.code);
    crypto_box_keypair(word->receipt.public_key, word->receipt.secret_key);
    randombytes_buf(word->receipt.own_key, sizeof word->receipt.own_key);
    receipt_case_id(word->receipt.case_id, word->receipt.public_key);
    const struct aspiration_draft draft = {
        .text = word->text,
        .category = (Kt__Category)(1 + sim_below(sim, 10)),
        .mode = word->mode,
        .to = (Kt__Addressee)(1 + sim_below(sim, 4)),
        .consent = 1,
    };
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    const char *number;
    sim_as(sim, word->kiosk);
    bool ok =
        aspiration_file(sim->kiosks[word->kiosk].village, &arena, &draft, &word->receipt, &number);
    sim_trace(sim, "filed %d at k%d: %s", sim->word_count, word->kiosk, ok ? number : "refused");
    word->is_mirrored = ok && mirrored(sim, word->kiosk);
    sim->word_count += ok;
    arena_finish(&arena);
}

// What the screen offers for what the receipt shows there: a finished case is rated and reopened,
// one that was erased nothing.
static Kt__Follow choose_follow(struct sim *sim, struct sim_word *word)
{
    struct arena arena;
    struct answer_view view;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, word->kiosk);
    bool is_here = answer_open(sim->kiosks[word->kiosk].village, &arena, &word->receipt, &view) ==
                       ANSWER_FOUND &&
                   view.view;
    bool is_finished = is_here && view.view->reopen_until_day > 0;
    arena_finish(&arena);
    if (word->is_erased) {
        return KT__FOLLOW__FOLLOW_NONE;
    }
    uint32_t what = sim_below(sim, 10);
    return what == 0                 ? KT__FOLLOW__ERASE
           : is_finished && what < 4 ? KT__FOLLOW__RATE
           : is_finished && what < 6 ? KT__FOLLOW__REOPEN
                                     : KT__FOLLOW__ASK;
}

static void follow_word(struct sim *sim)
{
    struct sim_word *word = any_word(sim);
    Kt__Follow what = word ? choose_follow(sim, word) : KT__FOLLOW__FOLLOW_NONE;
    if (what == KT__FOLLOW__FOLLOW_NONE) {
        return;
    }
    char text[SIM_TEXT_MAX];
    snprintf(text, sizeof text, "Tambahan nomor %d.", sim->text_count++);
    bool ok =
        follow_file(sim->kiosks[word->kiosk].village, &word->receipt, what, 1 + sim_below(sim, 5),
                    what == KT__FOLLOW__ASK || what == KT__FOLLOW__REOPEN ? text : NULL);
    word->asks += ok && what == KT__FOLLOW__ASK;
    word->rates += ok && what == KT__FOLLOW__RATE;
    word->is_erased = word->is_erased || (ok && what == KT__FOLLOW__ERASE);
    word->is_follow_missed = word->is_follow_missed || (ok && !mirrored(sim, word->kiosk));
    sim_trace(sim, "follow %d on %d: %d", (int)what, (int)(word - sim->words), ok);
}

// ---------------------------------------------------------------- officers

static void take_step(struct sim *sim)
{
    const struct sim_word *word = any_word(sim);
    struct case_info info;
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, -1);
    if (word && case_get(sim->regency, &arena, word->receipt.case_id, &info)) {
        static const enum case_verb verbs[] = {CASE_VERIFY, CASE_VERIFY, CASE_ASK,    CASE_HOLD,
                                               CASE_ROUTE,  CASE_ROUTE,  CASE_REPLY,  CASE_REPLY,
                                               CASE_CLOSE,  CASE_CLOSE,  CASE_REJECT, CASE_ARCHIVE};
        char text[SIM_TEXT_MAX];
        snprintf(text, sizeof text, "Jawaban nomor %d.", sim->text_count++);
        const struct case_step step = {.verb = verbs[sim_below(sim, COUNT_OF(verbs))],
                                       .text = text,
                                       .opd = "PUPR",
                                       .public = sim_chance(sim, 50)};
        bool ok = case_take_step(sim->regency, &arena, sim->keyring, &info, &step);
        sim_trace(sim, "step %d on %d: %d", (int)step.verb, (int)(word - sim->words), ok);
    }
    arena_finish(&arena);
}

static void moderate(struct sim *sim)
{
    const struct sim_word *word = any_word(sim);
    struct case_info info;
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    sim_as(sim, -1);
    if (word && case_get(sim->regency, &arena, word->receipt.case_id, &info)) {
        sql_begin(sim->regency->sql);
        bool is_show = sim_chance(sim, 70);
        bool ok = is_show ? papan_show(sim->regency, &arena, sim->keyring, &info, NULL, "petugas")
                          : papan_hide(sim->regency, &arena, &info);
        if (!ok) {
            sql_fail(sim->regency->sql);
        }
        ok = sql_commit(sim->regency->sql);
        sim_trace(sim, "board %d of %d: %d", is_show, (int)(word - sim->words), ok);
    }
    arena_finish(&arena);
}

// A kiosk may be away for several of these.
static void rotate_keys(struct sim *sim)
{
    static const uint8_t pins[2][TLS_PIN_LEN] = {{1}, {2}};
    sim_as(sim, -1);
    bool ok = sim->keyring->count < 12 &&
              keyring_rotate(sim->regency, sim->keyring, (const uint8_t(*)[TLS_PIN_LEN])pins, 2) &&
              keyring_refresh(sim->regency, sim->keyring);
    sim_trace(sim, "keys rotated: %d", ok);
}

// Trained elsewhere: what is looked at is how one travels, and how it is missed after a restore. No
// two are alike, all of them know a notice.
static void give_dictionary(struct sim *sim)
{
    char words[2048];
    size_t len = 0;
    while (len < sizeof words - SIM_TEXT_MAX) {
        len +=
            (size_t)snprintf(words + len, sizeof words - len, "%08x", sim_below(sim, UINT32_MAX));
    }
    len += (size_t)snprintf(words + len, sizeof words - len,
                            "Kabar nomor pengumuman BPD Sukamaju all 32.15.11.2005");
    sim_as(sim, -1);
    bool ok = kamus_give_out(sim->regency, bytes_of(words, len));
    sim_trace(sim, "dictionary of %zu bytes: %d", len, ok);
}

// ---------------------------------------------------------------- carriers

static void some_round(struct sim *sim)
{
    bool again;
    enum sim_fault fault =
        sim_chance(sim, 40) ? SIM_GOOD : (enum sim_fault)sim_below(sim, SIM_FAULTS);
    int k = any_kiosk(sim);
    if (sim->kiosks[k].is_far) {
        sim_some_journey(sim, k);
        return;
    }
    sim_round(sim, k, fault, &again);
}

static void some_export(struct sim *sim)
{
    sim_export(sim, any_kiosk(sim));
}

static void some_import(struct sim *sim)
{
    sim_import_kiosk(sim, any_kiosk(sim));
}

// ---------------------------------------------------------------- accidents

static void time_passes(struct sim *sim)
{
    int64_t ms = (int64_t)(1 + sim_below(sim, 8 * 3600)) * 1000;
    sim->wall_ms += ms;
    sim->mono_ms += ms;
}

static void clock_jumps(struct sim *sim)
{
    static const int64_t jumps_s[] = {0, -3600, 86400, -400 * 86400LL, 365 * 86400LL};
    sim->kiosks[any_kiosk(sim)].skew_ms = jumps_s[sim_below(sim, COUNT_OF(jumps_s))] * 1000;
}

static void restart(struct sim *sim)
{
    if (sim_chance(sim, 30)) {
        sim_close_regency(sim);
        sim_open_regency(sim);
    } else {
        sim_reopen_kiosk(sim, any_kiosk(sim));
    }
}

// A card that forgets: any file of any picture, at a kiosk or at the regency (one that a kiosk
// posted: its own it could not get back from anywhere).
static void lose_picture(struct sim *sim)
{
    struct arena arena;
    arena_init(&arena, WORK_MAX);
    bool at_regency = sim_chance(sim, 40);
    int k = any_kiosk(sim);
    struct sql *sql = at_regency ? sim->regency->sql : sim->kiosks[k].village->sql;
    const char *from = at_regency ? "picture WHERE have = bytes AND kiosk IS NOT NULL"
                                  : "media WHERE have = bytes AND up = 0";
    int64_t count = sql_int(sql, 0, arena_printf(&arena, "SELECT count(*) FROM %s", from), "");
    if (count > 0) {
        struct bytes hash = sql_bytes(
            sql, &arena,
            arena_printf(&arena, "SELECT hash FROM %s ORDER BY hash LIMIT 1 OFFSET $1", from), "i",
            (int64_t)sim_below(sim, (uint32_t)count));
        unlink(arena_printf(&arena, "%s/media/%s%s", at_regency ? sim->dir : sim->kiosks[k].dir,
                            secret_hex(&arena, hash), at_regency ? ".picture" : ""));
        sim_trace(sim, "a picture lost at %s", at_regency ? "the regency" : "a kiosk");
    }
    arena_finish(&arena);
}

// One that the store has forgotten altogether is let in by its certificate.
bool sim_readmit(struct sim *sim, int k)
{
    uint32_t id = (uint32_t)k + 1;
    return sql_int(sim->regency->sql, 0, "SELECT count(*) FROM kiosk WHERE id = $1", "i",
                   (int64_t)id) == 0 ||
           registry_readmit(sim->regency, id);
}

static void copy_disk(struct sim *sim)
{
    int k = any_kiosk(sim);
    struct sim_kiosk *kiosk = &sim->kiosks[k];
    sim_close_kiosk(sim, k);
    sim_copy_folder(kiosk->dir, kiosk->copy);
    kiosk->has_copy = true;
    kiosk->copy_words = sim->word_count;
    kiosk->copy_notices = sim->notice_count;
    sim_open_kiosk(sim, k);
    sim_trace(sim, "disk of k%d copied", k);
}

// Something was ever written there.
static bool has_mirror(const struct sim *sim, int k)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool has = file_is_dir(mirror_folder(&arena, sim->kiosks[k].card, (uint32_t)k + 1));
    arena_finish(&arena);
    return has;
}

// Before anything else happens there, as `restore FILE --mirror DIR` does it.
static void take_mirror(struct sim *sim, int k)
{
    struct mirror_taken taken;
    struct sim_kiosk *kiosk = &sim->kiosks[k];
    if (!mirror_take(kiosk->village, kiosk->card, &taken)) {
        die("sim: %s", fault_text());
    }
    sim_trace(sim, "mirror of k%d: %zu back, %zu known, %zu strange", k, taken.words, taken.known,
              taken.strange);
}

// What was filed after the copy may be gone: with the disk, no program can help it, where no second
// medium was in when it was filed or when it died.
static void put_disk_back(struct sim *sim)
{
    int k = any_kiosk(sim);
    struct sim_kiosk *kiosk = &sim->kiosks[k];
    if (!kiosk->has_copy || !sim_chance(sim, 40)) {
        return;
    }
    sim_close_kiosk(sim, k);
    sim_copy_folder(kiosk->copy, kiosk->dir);
    // Now and then the way `restore` does it: with a new key, and with numbers that nobody has
    // seen. A copy from before that is let in again by an operator.
    bool is_restore = sim_chance(sim, 50);
    kiosk->is_rekeyed = kiosk->is_rekeyed || is_restore;
    if (kiosk->is_rekeyed && (!identity_next_make(kiosk->dir) || !sim_readmit(sim, k))) {
        die("sim: %s", fault_text());
    }
    sim_open_kiosk(sim, k);
    sql_begin(kiosk->village->sql);
    if (!(is_restore ? notice_jump(kiosk->village, NULL) : true) ||
        !sql_commit(kiosk->village->sql)) {
        die("sim: %s", fault_text());
    }
    sim->lost_disk = true;
    bool has_card = !kiosk->is_card_away && file_is_dir(kiosk->card) && has_mirror(sim, k);
    if (has_card) {
        take_mirror(sim, k);
    }
    for (int i = 0; i < sim->word_count; i++) {
        struct sim_word *word = &sim->words[i];
        if (word->kiosk == k) {
            word->is_unsure =
                word->is_unsure || (i >= kiosk->copy_words && !(has_card && word->is_mirrored));
            word->is_follow_unsure = word->is_follow_unsure || !has_card || word->is_follow_missed;
        }
    }
    for (int i = kiosk->copy_notices; i < sim->notice_count; i++) {
        sim->notices[i].is_unsure = sim->notices[i].is_unsure || sim->notices[i].kiosk == k;
    }
    sim_trace(sim, "disk of k%d put back", k);
}

static void back_up_regency(struct sim *sim)
{
    sim_as(sim, -1);
    unlink(sim->backup);
    sim->has_backup = regency_backup(sim->regency, sim->backup);
    sim_trace(sim, "backup of the regency: %d", sim->has_backup);
}

static void put_regency_back(struct sim *sim)
{
    if (!sim->has_backup || !sim_chance(sim, 25)) {
        return;
    }
    sim_close_regency(sim);
    bool ok = regency_restore(sim->dir, sim->backup);
    sim_open_regency(sim);
    sim->was_restored = true;
    sim_trace(sim, "regency put back: %d", ok);
}

// ---------------------------------------------------------------- all of it

static const struct act {
    const char *name;
    uint32_t weight;
    void (*act)(struct sim *sim);
} acts[] = {
    {"file", 18, file_word},
    {"follow", 6, follow_word},
    {"post-at-kiosk", 4, sim_post_at_kiosk},
    {"post-at-regency", 4, sim_post_at_regency},
    {"step", 8, take_step},
    {"moderate", 3, moderate},
    {"rotate-keys", 1, rotate_keys},
    {"give-dictionary", 1, give_dictionary},
    {"round", 24, some_round},
    {"late-request", 3, sim_late},
    {"export", 5, some_export},
    {"import-at-regency", 5, sim_import_regency},
    {"import-at-kiosk", 5, some_import},
    {"time", 8, time_passes},
    {"clock-jumps", 1, clock_jumps},
    {"restart", 2, restart},
    {"lose-picture", 1, lose_picture},
    {"catch-up", 3, catch_up},
    {"pull-card", 1, pull_card},
    {"copy-disk", 1, copy_disk},
    {"put-disk-back", 1, put_disk_back},
    {"back-up-regency", 1, back_up_regency},
    {"put-regency-back", 1, put_regency_back},
};
const int sim_act_count = COUNT_OF(acts);

void sim_act(struct sim *sim)
{
    uint32_t sum = 0, at;
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        sum += acts[i].weight;
    }
    at = sim_below(sim, sum);
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        if (at < acts[i].weight) {
            sim->counts[i]++;
            sim_trace(sim, "%s", acts[i].name);
            acts[i].act(sim);
            return;
        }
        at -= acts[i].weight;
    }
}

const char *sim_act_name(int at)
{
    return acts[at].name;
}
