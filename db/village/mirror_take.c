// SPDX-License-Identifier: GPL-3.0-or-later
// Back from the mirror onto a restored disk. What cannot be believed is named and passed over; what
// is here already, or at the regency, comes no second time.
#include "mirror_inside.h"

#include "db/base/file.h"
#include "db/base/folder.h"
#include "event_log.h"
#include "identity.h"
#include "state.h"
#include "voice.h"

#include <stdlib.h>
#include <string.h>

enum { NAMES_BYTES_MAX = 64 * 1024 * 1024, WORK_BYTES_MAX = 8 * 1024 * 1024 };

struct take {
    struct village *village;
    const char *folder; // of this kiosk
    struct arena names, work;
    uint32_t kiosk;
    uint8_t key[MIRROR_KEY_LEN];
    bool has_key;
    struct mirror_taken *out;
};

// Of a file: enough to put them in order without keeping what is in them.
struct found {
    const char *name;
    uint32_t log;
    uint64_t seq;
    int64_t at_s;
};

static void pass_over(struct take *take, const char *name)
{
    take->out->strange++;
    log_line("%s/%s: is passed over: %s", take->folder, name, fault_text());
}

// Without a key (a backup of an older program) only what the regency can prove by itself is taken:
// what was sealed to it.
static Kt__Mirrored *read_record(struct take *take, const char *name, uint8_t hash[static HASH_LEN])
{
    struct bytes file;
    if (!file_read_plain(&take->work, file_path(&take->work, take->folder, name), MIRROR_FILE_MAX,
                         &file)) {
        return NULL;
    }
    Kt__Mirrored *record =
        mirror_file_unpack(&take->work, file, take->has_key ? take->key : NULL, hash);
    if (record && record->kiosk != take->kiosk) {
        fault_set("is of kiosk K%u, and this one is K%u", record->kiosk, take->kiosk);
        return NULL;
    }
    return record;
}

static bool may_be_taken(const struct take *take, const Kt__Event *event)
{
    switch (event->what_case) {
    case KT__EVENT__WHAT_FILED:
    case KT__EVENT__WHAT_FOLLOWED:
    case KT__EVENT__WHAT_ACTED:
        return true;
    case KT__EVENT__WHAT_SUPPORTED:
        return take->has_key;
    default:
        return false; // none that a mirror holds
    }
}

static bool take_event(struct take *take, const char *name)
{
    struct village *village = take->village;
    struct event_log_past past;
    bool is_new = false;
    Kt__Mirrored *record = read_record(take, name, past.hash);
    Kt__Event *event =
        record ? record_unpack(&take->work, &kt__event__descriptor, record_view(record->event))
               : NULL;
    if (event && !may_be_taken(take, event)) {
        fault_set("holds what no mirror keeps");
        event = NULL;
    }
    if (!event) {
        pass_over(take, name);
        return true;
    }
    past.log = record->log;
    past.seq = record->seq;
    past.bytes = record_view(record->event);
    past.case_id = record_view(record->case_);
    past.at_s = record->at_s;
    past.numbers = record->numbers;
    if (!event_log_again(village, &past, &is_new)) {
        return false;
    }
    *(is_new ? &take->out->words : &take->out->known) += 1;
    take->out->newest_s = record->at_s > take->out->newest_s ? record->at_s : take->out->newest_s;
    return !is_new || record->own.len == 0 ||
           sql_run(village->sql, "INSERT OR IGNORE INTO aspiration VALUES ($1, $2, $3, $4)", "btib",
                   record_view(record->case_), record->number, record->day,
                   record_view(record->own));
}

static bool take_voice(struct take *take, const char *name)
{
    uint8_t hash[HASH_LEN];
    size_t len;
    const char *rest;
    struct bytes closed;
    bool is_new = false, ok = true;
    if (sodium_hex2bin(hash, HASH_LEN, name, strlen(name), NULL, &len, &rest) != 0 ||
        len != HASH_LEN || !str_equal(rest, ".voice")) {
        fault_set("is no file of a mirror");
        ok = false;
    }
    ok = ok &&
         file_read_plain(&take->work, file_path(&take->work, take->folder, name),
                         VOICE_SEAL_CLOSED_MAX, &closed) &&
         voice_put_back(take->village, bytes_of(hash, HASH_LEN), closed, &is_new);
    if (!ok && !sql_failed(take->village->sql) && !is_new) {
        pass_over(take, name);
        return true;
    }
    take->out->recordings += is_new;
    return ok;
}

// Log by log, each in its order.
static int compare_found(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    return x->log != y->log ? (x->log > y->log) - (x->log < y->log)
                            : (x->seq > y->seq) - (x->seq < y->seq);
}

static size_t find(struct take *take, const struct folder_file *files, size_t count,
                   struct found *found)
{
    size_t kept = 0;
    uint8_t hash[HASH_LEN];
    for (size_t i = 0; i < count; i++, arena_reset(&take->work)) {
        Kt__Mirrored *record =
            folder_ends_with(files[i].path, ".ktm") ? read_record(take, files[i].path, hash) : NULL;
        if (record) {
            found[kept++] = (struct found){files[i].path, record->log, record->seq, record->at_s};
        } else if (folder_ends_with(files[i].path, ".ktm")) {
            pass_over(take, files[i].path);
        }
    }
    qsort(found, kept, sizeof *found, compare_found);
    return kept;
}

static bool take_all(struct take *take)
{
    struct folder_file *files = ARENA_ARRAY(&take->names, struct folder_file, MIRROR_NAMES_MAX);
    struct folder_found walked;
    size_t count = folder_walk(&take->names, take->folder, &(struct folder_walk){0},
                               MIRROR_NAMES_MAX, files, &walked);
    if (walked.is_missing) {
        return false;
    }
    if (walked.is_cut || walked.files > count) {
        log_line("%s: holds more than %d files; the others are not looked at", take->folder,
                 MIRROR_NAMES_MAX);
    }
    struct found *found = ARENA_ARRAY(&take->names, struct found, count + 1);
    size_t events = find(take, files, count, found);
    bool ok = true;
    for (size_t i = 0; ok && i < events; i++, arena_reset(&take->work)) {
        ok = take_event(take, found[i].name);
    }
    for (size_t i = 0; ok && i < count; i++, arena_reset(&take->work)) {
        bool is_voice = !folder_ends_with(files[i].path, ".ktm") &&
                        !folder_ends_with(files[i].path, ".tmp") &&
                        !str_equal(files[i].path, "card");
        ok = !is_voice || take_voice(take, files[i].path);
    }
    return ok;
}

// From when on words may be missing: the mirror goes further than the backup.
static bool set_restored(struct take *take)
{
    struct village *village = take->village;
    int64_t from_s = state_int(village, "restored_from_s", 0);
    return from_s == 0 || take->out->newest_s <= from_s ||
           state_set_int(village, "restored_from_s", take->out->newest_s);
}

bool mirror_take(struct village *village, const char *folder, struct mirror_taken *out)
{
    struct take take = {.village = village, .out = out};
    struct event_log log;
    *out = (struct mirror_taken){0};
    if (!event_log_get(village, &log)) {
        return false;
    }
    arena_init(&take.names, NAMES_BYTES_MAX);
    arena_init(&take.work, WORK_BYTES_MAX);
    take.kiosk = log.kiosk;
    take.folder = mirror_folder(&take.names, folder, log.kiosk);
    if (!file_is_dir(take.folder)) {
        fault_set("%s: holds no mirror of this kiosk (K%u); give the folder that the setting "
                  "`mirror` names",
                  folder, log.kiosk);
        arena_finish(&take.work);
        arena_finish(&take.names);
        return false;
    }
    sql_begin(village->sql);
    take.has_key = mirror_key(village, take.key);
    if (!event_log_again_begin(village) || !take_all(&take) || !set_restored(&take) ||
        !mirror_sweep_soon(village)) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    sodium_memzero(take.key, sizeof take.key);
    arena_finish(&take.work);
    arena_finish(&take.names);
    if (ok) {
        village_ring(village);
    }
    return ok;
}
