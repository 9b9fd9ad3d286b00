// SPDX-License-Identifier: GPL-3.0-or-later
// `export` and `import`: the carrier in somebody's pocket. Export remembers nothing, so a stick
// that is lost costs nothing; what comes back is checked as if it had come over the network.
#include "agent.h"
#include "apply.h"
#include "exchange.h"

#include "db/base/file.h"
#include "db/village/event_log.h"
#include "db/village/round.h"
#include "db/village/voice.h"
#include "sync/bundle/parcel.h"

#include <assert.h>
#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    STICK_EVENTS_BYTES_MAX = 640 * 1024,  // and one event more, within BUNDLE_BODY_MAX
    STICK_ANSWER_BYTES_MAX = 1536 * 1024, // a stick has no thin link: nearly RESPONSE_MAX
    IMPORT_FILES_MAX = 1000,
};
static const char answer_end[] = ".answer.ktb";

// ---------------------------------------------------------------- export

static bool write_part(struct arena *arena, const char *to, const struct identity *self,
                       const struct plan *plan, size_t sound)
{
    struct bytes parcel;
    if (!parcel_seal(arena, PARCEL_TO_REGENCY, plan->request, self->keys->sealing_key.data,
                     &parcel)) {
        return false;
    }
    char *name = arena_printf(arena, "kentongan-K%u-%08x-%" PRIu64 "-%" PRIu64 ".ktb", plan->kiosk,
                              plan->log, plan->first_seq, plan->first_seq - 1 + plan->event_count);
    if (sound > 0) {
        name = arena_printf(arena, "kentongan-K%u-%08x-sound-%03zu.ktb", plan->kiosk, plan->log,
                            sound);
    }
    char *path = file_path(arena, to, name);
    if (!file_write(path, parcel, 0644)) {
        return false;
    }
    printf("%s\n", path);
    return true;
}

// Recordings after the words, each file as full of them as it may be. A file holds at least one
// whole: so none depends on the one before it.
static bool export_sound(struct village *village, const char *to, const struct identity *self,
                         const uint8_t secret[static SIGN_SECRET_LEN], struct plan_limits limits)
{
    static_assert((int)PARTS_STICK_BYTES_MAX >= (int)VOICE_SEAL_CLOSED_MAX, "one fits whole");
    bool ok = true;
    struct plan plan = {.part_count = 1};
    for (size_t file = 1; ok && plan.part_count > 0 && file < ROUNDS_MAX; file++) {
        struct arena work;
        arena_init(&work, ROUND_ARENA_MAX);
        ok = plan_round(village, &work, self, secret, limits, &plan) &&
             (plan.part_count == 0 || write_part(&work, to, self, &plan, file));
        limits.parts_skip += plan.part_count;
        arena_finish(&work);
    }
    return ok;
}

// Without anything unsent one file is written all the same: it asks for what is new.
static bool export_all(struct village *village, struct arena *arena, const char *to)
{
    struct identity self;
    if (!identity_get(village, arena, &self)) {
        return false;
    }
    if (!self.enrolled) {
        fault_set("%s: this kiosk is not enrolled; run: kentongan-sync enrol TICKET", village->dir);
        return false;
    }
    uint8_t public_key[SIGN_PUBLIC_LEN];
    uint8_t *secret = identity_sign_secret(village, public_key);
    bool ok = secret != NULL;
    struct plan plan = {.waiting = 1};
    struct plan_limits limits = {.up_bytes_max = STICK_EVENTS_BYTES_MAX,
                                 .down_bytes_max = STICK_ANSWER_BYTES_MAX,
                                 .parts_bytes_max = PARTS_STICK_BYTES_MAX};
    for (int part = 0; ok && plan.waiting > 0 && part < ROUNDS_MAX; part++) {
        struct arena work;
        arena_init(&work, ROUND_ARENA_MAX);
        ok = plan_round(village, &work, &self, secret, limits, &plan) &&
             write_part(&work, to, &self, &plan, 0);
        limits.first_seq = plan.first_seq + plan.event_count;
        arena_finish(&work);
    }
    // Without events the file above has brought the first of them already.
    limits.parts_skip = plan.part_count;
    ok = ok && export_sound(village, to, &self, secret, limits);
    secret_free(secret);
    return ok;
}

int export_command(const char *dir, int count, char **words)
{
    (void)count;
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok = village != NULL;
    if (ok && !file_is_dir(words[0])) {
        fault_set("%s: is no folder; plug the stick in and give its folder", words[0]);
        ok = false;
    }
    ok = ok && export_all(village, &arena, words[0]);
    int status = ok ? 0 : log_fault();
    village_close(village);
    arena_finish(&arena);
    return status;
}

// ---------------------------------------------------------------- import

static bool open_file(struct village *village, struct arena *arena, const char *path,
                      struct bytes *bundles)
{
    struct bytes parcel;
    uint8_t sign_public[SIGN_PUBLIC_LEN], public_key[BOX_PUBLIC_LEN];
    if (!file_read(arena, path, PARCEL_MAX, &parcel)) {
        return false;
    }
    // A restored machine asked under its old key, or already under its new one.
    uint8_t *(*const keys[])(struct village *, uint8_t[static SIGN_PUBLIC_LEN]) = {
        identity_secret, identity_next_secret};
    bool ok = false;
    for (size_t i = 0; i < COUNT_OF(keys) && !ok; i++) {
        uint8_t *sign_secret = keys[i](village, sign_public);
        if (sign_secret) {
            uint8_t *secret = secret_alloc(BOX_SECRET_LEN);
            parcel_secret_of(secret, sign_secret);
            ok = parcel_public_of(public_key, sign_public) &&
                 parcel_open(arena, PARCEL_TO_KIOSK, parcel, public_key, secret, bundles);
            secret_free(secret);
        }
        secret_free(sign_secret);
    }
    if (!ok) {
        fault_where("%s", path);
    }
    return ok;
}

static void report(struct village *village, bool ok, size_t bytes, const struct applied *applied)
{
    char kept[FAULT_LEN_MAX];
    memcpy(kept, fault_text(), strlen(fault_text()) + 1);
    struct round_report row = {
        .at_s = village_now_s(village),
        .carrier = "stick",
        .result = ok ? "ok" : kept,
        .bytes_down = (int64_t)bytes,
        .changes_down = applied->changes,
    };
    if (!round_add(village, &row)) {
        log_line("the round's report was not kept: %s", fault_text());
    }
    if (!ok) {
        fault_set("%s", kept);
    }
}

static bool import_file(struct village *village, const char *path)
{
    struct arena arena;
    arena_init(&arena, ROUND_ARENA_MAX);
    struct bytes bundles = {0};
    struct applied applied = {0};
    int lock_fd = -1;
    bool ok = exchange_lock(village, &lock_fd) && open_file(village, &arena, path, &bundles);
    if (ok && !apply_answer(village, &arena, NULL, bundles, &applied)) {
        fault_where("%s", path);
        ok = false;
    }
    report(village, ok, bundles.len, &applied);
    if (ok) {
        printf("%s: %" PRId64 " changes\n", path, applied.changes);
        if (applied.word) {
            printf("the regency says: %s\n", applied.word);
        }
    }
    if (lock_fd >= 0) {
        close(lock_fd);
    }
    arena_finish(&arena);
    return ok;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

// A whole stick: only the answers on it, in the order of their names.
static bool import_folder(struct village *village, struct arena *arena, const char *path)
{
    char **names = ARENA_ARRAY(arena, char *, IMPORT_FILES_MAX);
    size_t count = 0;
    DIR *folder = opendir(path);
    if (!folder) {
        fault_set("%s: the folder cannot be read", path);
        return false;
    }
    bool all = true;
    for (struct dirent *entry; (entry = readdir(folder));) {
        size_t len = strlen(entry->d_name), end_len = strlen(answer_end);
        bool is_answer = len > end_len && strcmp(entry->d_name + len - end_len, answer_end) == 0;
        if (is_answer && count < IMPORT_FILES_MAX) {
            names[count++] = file_path(arena, path, entry->d_name);
        } else {
            all = all && !is_answer;
        }
    }
    closedir(folder);
    if (!all) {
        log_line("%s: more than %d answers; give the others by their names", path,
                 IMPORT_FILES_MAX);
    }
    if (count == 0) {
        fault_set("%s: no answer lies here (a file that ends in %s)", path, answer_end);
        return false;
    }
    qsort(names, count, sizeof *names, by_name);
    bool ok = true;
    for (size_t i = 0; i < count; i++) {
        if (!import_file(village, names[i])) {
            log_fault();
            ok = false;
        }
    }
    if (!ok) {
        fault_set("%s: not every answer could be taken in", path);
    }
    return ok;
}

int import_command(const char *dir, int count, char **words)
{
    struct village *village = village_open(dir, VILLAGE_TOOL);
    if (!village) {
        return log_fault();
    }
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    int status = 0;
    for (int i = 0; i < count; i++) {
        bool ok = file_is_dir(words[i]) ? import_folder(village, &arena, words[i])
                                        : import_file(village, words[i]);
        status = ok ? status : log_fault();
    }
    village_close(village);
    arena_finish(&arena);
    return status;
}
