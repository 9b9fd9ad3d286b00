// SPDX-License-Identifier: GPL-3.0-or-later
// Files on a stick: bundles sealed to their receiver. Must never follow a link there, nor take a
// file for ours that is not signed for this kiosk.
#include "carry.h"

#include "apply.h"
#include "enrol.h"
#include "exchange.h"

#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/base/secret.h"
#include "db/village/event_log.h"
#include "db/village/feed.h"
#include "db/village/media.h"
#include "db/village/round.h"
#include "db/village/voice.h"
#include "sync/bundle/parcel.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    STICK_EVENTS_BYTES_MAX = 640 * 1024,  // and one event more, within BUNDLE_BODY_MAX
    STICK_ANSWER_BYTES_MAX = 1536 * 1024, // a stick has no thin link: nearly RESPONSE_MAX
    STICK_WANTS_BYTES_MAX = 1024 * 1024,  // of pictures in one answer, with words beside them
    STICK_PICTURE_FILES_MAX = 64,         // some 100 MB both ways; more goes the next time
    IMPORT_FILES_MAX = 1000,
};
static const char answer_end[] = ".answer.ktb";

static void tell_file(const struct carry *carry, const char *path, int64_t changes,
                      const char *word)
{
    if (carry->file) {
        carry->file(carry->ctx, path, changes, word);
    }
}

static void tell_progress(const struct carry *carry, int64_t step, int64_t steps)
{
    if (carry->progress) {
        carry->progress(carry->ctx, step, steps);
    }
}

static bool is_stopped(const struct carry *carry)
{
    bool is_set = stop_is_set(carry->stop);
    if (is_set) {
        fault_set("stopped");
    }
    return is_set;
}

// ---------------------------------------------------------------- export

struct outgoing {
    struct village *village;
    const char *to;
    struct identity self;
    const uint8_t *secret; // locked, SIGN_SECRET_LEN
    struct plan_limits limits;
    const struct carry *carry;
    struct carried *out;
};

// what, number: of a file that holds no words; NULL otherwise.
static bool write_part(struct outgoing *outgoing, struct arena *arena, const struct plan *plan,
                       const char *what, size_t number)
{
    struct bytes parcel;
    if (!parcel_seal(arena, PARCEL_TO_REGENCY, plan->request, outgoing->self.keys->sealing_key.data,
                     &parcel)) {
        return false;
    }
    char *name = arena_printf(arena, "kentongan-K%u-%08x-%" PRIu64 "-%" PRIu64 ".ktb", plan->kiosk,
                              plan->log, plan->first_seq, plan->first_seq - 1 + plan->event_count);
    if (what) {
        name = arena_printf(arena, "kentongan-K%u-%08x-%s-%03zu.ktb", plan->kiosk, plan->log, what,
                            number);
    }
    char *path = file_path(arena, outgoing->to, name);
    if (!file_write(path, parcel, 0644)) {
        return false;
    }
    outgoing->out->files++;
    outgoing->out->events += (int64_t)plan->event_count;
    tell_file(outgoing->carry, path, 0, NULL);
    tell_progress(outgoing->carry, outgoing->out->events, outgoing->out->events + plan->waiting);
    return true;
}

// Recordings after the words, each file as full of them as it may be. A file holds at least one
// whole: so none depends on the one before it.
static bool export_sound(struct outgoing *outgoing)
{
    static_assert((int)PARTS_STICK_BYTES_MAX >= (int)VOICE_SEAL_CLOSED_MAX, "one fits whole");
    bool ok = true;
    struct plan plan = {.part_count = 1};
    for (size_t file = 1; ok && plan.part_count > 0 && file < ROUNDS_MAX; file++) {
        struct arena work;
        arena_init(&work, ROUND_ARENA_MAX);
        ok = !is_stopped(outgoing->carry) &&
             plan_round(outgoing->village, &work, &outgoing->self, outgoing->secret,
                        outgoing->limits, &plan) &&
             (plan.part_count == 0 || write_part(outgoing, &work, &plan, "sound", file));
        outgoing->limits.parts_skip += plan.part_count;
        arena_finish(&work);
    }
    return ok;
}

// Pictures last, in the same way: those of this kiosk's notices that the regency may lack, and a
// list of those that are missing here, which the answer beside the file then brings.
static bool export_pictures(struct outgoing *outgoing)
{
    static_assert((int)PARTS_STICK_BYTES_MAX >= (int)MEDIA_BYTES_MAX, "one fits whole");
    static_assert((int)STICK_WANTS_BYTES_MAX >= (int)MEDIA_BYTES_MAX, "one fits whole");
    bool ok = true;
    outgoing->limits.load = PLAN_PICTURES;
    for (size_t file = 1; ok; file++) {
        struct arena work;
        struct plan plan;
        arena_init(&work, ROUND_ARENA_MAX);
        ok = !is_stopped(outgoing->carry) && plan_round(outgoing->village, &work, &outgoing->self,
                                                        outgoing->secret, outgoing->limits, &plan);
        bool is_any = ok && plan.picture_count + plan.want_count > 0;
        if (is_any && file > STICK_PICTURE_FILES_MAX) {
            log_line("%s: holds no more pictures; the others go with the next stick", outgoing->to);
            is_any = false;
        }
        ok = ok && (!is_any || write_part(outgoing, &work, &plan, "pictures", file));
        outgoing->limits.pictures_skip += ok ? plan.picture_count : 0;
        outgoing->limits.wants_skip += ok ? plan.want_count : 0;
        arena_finish(&work);
        if (!is_any) {
            break;
        }
    }
    return ok;
}

static bool export_words(struct outgoing *outgoing)
{
    bool ok = true;
    struct plan plan = {.waiting = 1};
    for (int part = 0; ok && plan.waiting > 0 && part < ROUNDS_MAX; part++) {
        struct arena work;
        arena_init(&work, ROUND_ARENA_MAX);
        ok = !is_stopped(outgoing->carry) &&
             plan_round(outgoing->village, &work, &outgoing->self, outgoing->secret,
                        outgoing->limits, &plan) &&
             write_part(outgoing, &work, &plan, NULL, 0);
        outgoing->limits.first_seq = plan.first_seq + plan.event_count;
        arena_finish(&work);
    }
    // Without events the file above has brought the first of them already.
    outgoing->limits.parts_skip = plan.part_count;
    return ok;
}

static bool export_enrolment(struct outgoing *outgoing, struct arena *arena)
{
    struct bytes parcel;
    char *name;
    if (!enrol_export(outgoing->village, arena, &parcel, &name)) {
        return false;
    }
    char *path = file_path(arena, outgoing->to, name);
    outgoing->out->enrols = file_write(path, parcel, 0644);
    outgoing->out->files += outgoing->out->enrols;
    if (outgoing->out->enrols) {
        tell_file(outgoing->carry, path, 0, NULL);
    }
    return outgoing->out->enrols;
}

bool carry_export(struct village *village, const char *to, const struct carry *carry,
                  struct carried *out)
{
    *out = (struct carried){0};
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct outgoing outgoing = {
        .village = village,
        .to = to,
        .limits = {.load = PLAN_WORDS_AND_SOUND,
                   .up_bytes_max = STICK_EVENTS_BYTES_MAX,
                   .down_bytes_max = STICK_ANSWER_BYTES_MAX,
                   .parts_bytes_max = PARTS_STICK_BYTES_MAX,
                   .wants_bytes_max = STICK_WANTS_BYTES_MAX,
                   .words = PLAN_OPEN},
        .carry = carry,
        .out = out,
    };
    bool ok = identity_get(village, &arena, &outgoing.self);
    if (ok && (!outgoing.self.enrolled || identity_keeps_ticket(village))) {
        ok = export_enrolment(&outgoing, &arena);
    }
    if (!ok || !outgoing.self.enrolled) {
        arena_finish(&arena);
        return ok;
    }
    uint8_t public_key[SIGN_PUBLIC_LEN];
    uint8_t *secret = identity_sign_secret(village, public_key);
    outgoing.secret = secret;
    ok = secret && export_words(&outgoing) && export_sound(&outgoing) && export_pictures(&outgoing);
    secret_free(secret);
    arena_finish(&arena);
    return ok;
}

// ---------------------------------------------------------------- import

static bool open_parcel(struct village *village, struct arena *arena, struct bytes parcel,
                        struct bytes *bundles)
{
    uint8_t sign_public[SIGN_PUBLIC_LEN], public_key[BOX_PUBLIC_LEN];
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
    return ok;
}

// An answer to a round, or to the enrolment.
static bool take_parcel(struct village *village, struct arena *arena, struct bytes parcel,
                        struct applied *applied, struct carried *out)
{
    if (parcel_kind_of(parcel) == PARCEL_ENROLLED) {
        bool is_awaited = identity_keeps_ticket(village), ok = enrol_import(village, arena, parcel);
        out->enrolled = out->enrolled || (ok && is_awaited);
        return ok;
    }
    struct bytes bundles;
    return open_parcel(village, arena, parcel, &bundles) &&
           apply_answer(village, arena, NULL, bundles, applied);
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
        .why = ok ? ROUND_WELL : ROUND_REFUSED,
    };
    if (!round_add(village, &row)) {
        log_line("the round's report was not kept: %s", fault_text());
    }
    if (!ok) {
        fault_set("%s", kept);
    }
}

// How far the feed was read, all classes in one: what was taken in before does not move it.
static void mark_of(struct village *village, struct arena *arena, uint8_t out[static HASH_LEN])
{
    struct bytes cursors[FEED_CLASSES - FEED_ALERT];
    for (size_t i = 0; i < COUNT_OF(cursors); i++) {
        cursors[i] = feed_cursor(village, arena, (enum feed_class)(FEED_ALERT + (int)i));
    }
    secret_hash(out, "kt carried", cursors, COUNT_OF(cursors));
}

bool carry_import_file(struct village *village, const char *path, const struct carry *carry,
                       struct carried *out)
{
    struct arena arena;
    arena_init(&arena, ROUND_ARENA_MAX);
    struct bytes parcel = {0};
    struct applied applied = {0};
    int lock_fd = -1;
    uint8_t before[HASH_LEN], after[HASH_LEN];
    bool ok =
        exchange_lock(village, &lock_fd) && file_read_plain(&arena, path, PARCEL_MAX, &parcel);
    mark_of(village, &arena, before);
    if (ok && !take_parcel(village, &arena, parcel, &applied, out)) {
        fault_where("%s", path);
        ok = false;
    }
    report(village, ok, parcel.len, &applied);
    out->files += ok;
    out->failed += !ok;
    out->asked = out->asked || applied.asked;
    mark_of(village, &arena, after);
    out->changes += memcmp(before, after, HASH_LEN) != 0 ? applied.changes : 0;
    if (ok) {
        tell_file(carry, path, applied.changes, applied.word);
    }
    if (lock_fd >= 0) {
        close(lock_fd);
    }
    arena_finish(&arena);
    return ok;
}

// By its name, which our own programs give: kentongan-K7-... What is named otherwise is tried.
static bool is_stranger(const char *name, const char *own, const char *own_enrol)
{
    return (str_starts(name, "kentongan-K") && !str_starts(name, own)) ||
           (str_starts(name, ENROL_NAME) && !str_starts(name, own_enrol));
}

static bool import_files(struct village *village, struct arena *arena, const char *path,
                         const struct folder_file *files, size_t count, const struct carry *carry,
                         struct carried *out)
{
    struct identity self;
    char *own_enrol = enrol_name(village, arena);
    if (!own_enrol || !identity_get(village, arena, &self)) {
        return false;
    }
    char *own = arena_printf(arena, "kentongan-K%u-", self.kiosk);
    for (size_t i = 0; i < count; i++) {
        if (is_stopped(carry)) {
            return false;
        }
        if (is_stranger(files[i].path, own, own_enrol)) {
            out->strangers++;
        } else if (!carry_import_file(village, file_path(arena, path, files[i].path), carry, out)) {
            log_fault();
        }
        tell_progress(carry, (int64_t)i + 1, (int64_t)count);
    }
    if (out->failed > 0) {
        fault_set("%s: not every answer could be taken in", path);
    }
    return out->failed == 0;
}

bool carry_import_folder(struct village *village, const char *path, const struct carry *carry,
                         struct carried *out)
{
    static const char *const endings[] = {answer_end, NULL};
    *out = (struct carried){0};
    struct arena arena;
    arena_init(&arena, COMMAND_ARENA_MAX);
    struct folder_file *files = ARENA_ARRAY(&arena, struct folder_file, IMPORT_FILES_MAX);
    struct folder_found found;
    size_t count = folder_walk(&arena, path, &(struct folder_walk){.endings = endings},
                               IMPORT_FILES_MAX, files, &found);
    bool ok = !found.is_missing;
    if (found.files > count || found.is_cut) {
        log_line("%s: more than %d answers, or more files than are looked at; give the others by "
                 "their names",
                 path, IMPORT_FILES_MAX);
    }
    if (ok && count == 0) {
        fault_set("%s: no answer lies here (a file that ends in %s)", path, answer_end);
        ok = false;
    }
    ok = ok && import_files(village, &arena, path, files, count, carry, out);
    arena_finish(&arena);
    return ok;
}
