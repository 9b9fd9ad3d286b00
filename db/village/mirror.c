// SPDX-License-Identifier: GPL-3.0-or-later
// What goes onto the second medium, what is taken away there, and how far it has come. The files
// themselves are written by mirror_job.c; between two of its jobs nothing is remembered but marks.
#include "mirror.h"

#include "db/base/file.h"
#include "db/base/moment.h"
#include "db/record/mirror_file.h"
#include "event_log.h"
#include "identity.h"
#include "mirror_inside.h"
#include "probe.h"
#include "setting.h"
#include "state.h"

#include <string.h>

enum {
    NEWEST = 4, // of one touch: an event, and what the agent may have put before it
    BATCH = 64,
    WORK_BYTES_MAX = 96 * 1024 * 1024,
};

// All kinds that people cannot simply do again.
#define KINDS "kind IN (3, 7, 8, 10)"
_Static_assert(KT__EVENT__WHAT_FILED == 3 && KT__EVENT__WHAT_FOLLOWED == 7 &&
                   KT__EVENT__WHAT_SUPPORTED == 8 && KT__EVENT__WHAT_ACTED == 10,
               "KINDS");

static const char card_state[] = "mirror_card", log_state[] = "mirror_log",
                  seq_state[] = "mirror_seq", voices_state[] = "mirror_voices",
                  full_state[] = "mirror_full_s", sweep_state[] = "mirror_sweep",
                  key_state[] = "mirror_key";

static uint32_t kiosk_id(struct village *village)
{
    return (uint32_t)sql_int(village->sql, 0, "SELECT kiosk FROM identity", "");
}

bool mirror_is_set(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool is_set = *setting_get(village, &arena, "mirror") != '\0' && kiosk_id(village) != 0;
    arena_finish(&arena);
    return is_set;
}

// ---------------------------------------------------------------- the key

bool mirror_key(struct village *village, uint8_t key[static MIRROR_KEY_LEN])
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    const char *hex = state_text(village, &arena, key_state);
    size_t len = 0;
    bool ok = hex && sodium_hex2bin(key, MIRROR_KEY_LEN, hex, strlen(hex), NULL, &len, NULL) == 0 &&
              len == MIRROR_KEY_LEN;
    arena_finish(&arena);
    return ok;
}

bool mirror_key_need(struct village *village)
{
    uint8_t key[MIRROR_KEY_LEN];
    char hex[2 * MIRROR_KEY_LEN + 1];
    sql_begin(village->sql); // two programs may come at the same moment
    if (!mirror_key(village, key)) {
        randombytes_buf(key, sizeof key);
        sodium_bin2hex(hex, sizeof hex, key, sizeof key);
        state_set_text(village, key_state, hex);
        sodium_memzero(hex, sizeof hex);
    }
    sodium_memzero(key, sizeof key);
    return sql_commit(village->sql);
}

static bool key_of(struct village *village, uint8_t key[static MIRROR_KEY_LEN])
{
    return mirror_key(village, key) || (mirror_key_need(village) && mirror_key(village, key));
}

// ---------------------------------------------------------------- a job

static struct mirror_job *job_at(struct village *village, const char *folder)
{
    const struct mirror_place place = {.folder = folder,
                                       .own_dir = village->dir,
                                       .kiosk = kiosk_id(village),
                                       .is_near = village->is_mirror_near};
    return mirror_job_create(&place);
}

static struct mirror_job *job_of(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    struct mirror_job *job = job_at(village, setting_get(village, &arena, "mirror"));
    arena_finish(&arena);
    return job;
}

bool mirror_try(struct village *village, const char *folder)
{
    struct mirror_job *job = job_at(village, folder);
    const char *fault;
    mirror_job_start(job);
    bool is_done = mirror_job_wait(job, MIRROR_KEEP_MS);
    enum mirror_why why = is_done ? mirror_job_why(job, &fault) : MIRROR_SLOW;
    switch (why) {
    case MIRROR_WELL:
        break;
    case MIRROR_GONE:
        fault_set("%s: is no folder on another medium than %s; mount the card there first", folder,
                  village->dir);
        break;
    case MIRROR_SLOW:
        fault_set("%s: does not answer; take another card", folder);
        break;
    default:
        fault_set("%s", fault);
        break;
    }
    mirror_job_release(job);
    return why == MIRROR_WELL;
}

// The columns: seq, hash, at_s, case_id, bytes, numbers, and of the own copy number, day, own.
static bool add_row(struct village *village, struct arena *work, struct mirror_job *job,
                    struct sql_rows *rows, const struct event_log *log,
                    const uint8_t key[static MIRROR_KEY_LEN])
{
    Kt__Mirrored record = KT__MIRRORED__INIT;
    uint8_t before[HASH_LEN];
    record.kiosk = log->kiosk;
    record.log = log->log;
    record.seq = (uint64_t)sql_row_int(rows, 0);
    struct bytes hash = sql_row_bytes(rows, 1, work);
    if (hash.len != HASH_LEN || !event_log_hash(village, record.seq - 1, before)) {
        return false;
    }
    record.before = record_data(bytes_of(before, HASH_LEN));
    record.at_s = sql_row_int(rows, 2);
    record.case_ = record_data(sql_row_bytes(rows, 3, work));
    record.event = record_data(sql_row_bytes(rows, 4, work));
    record.numbers = (uint32_t)sql_row_int(rows, 5);
    char *number = sql_row_text(rows, 6, work);
    record.number = number ? number : record.number;
    record.day = sql_row_int(rows, 7);
    record.own = record_data(sql_row_bytes(rows, 8, work));
    mirror_job_write(job, mirror_file_name(work, record.seq, hash.data),
                     mirror_file_pack(work, &record, key));
    return true;
}

#define COLUMNS                                                                                    \
    "SELECT seq, event.hash, event.at_s, event.case_id, bytes, event.numbers, number, aspiration." \
    "day, own"                                                                                     \
    " FROM event LEFT JOIN aspiration ON aspiration.case_id = event.case_id"

// Events of the open log after `seq`, at most BATCH; *last: of the newest event that is dealt with.
// Those that the log would not keep any more are passed over.
static bool add_events(struct village *village, struct arena *work, struct mirror_job *job,
                       const struct event_log *log, uint64_t seq, uint64_t *last, bool *more)
{
    uint8_t key[MIRROR_KEY_LEN];
    if (!key_of(village, key)) {
        return false;
    }
    int64_t kept_s = village_now_s(village) - setting_int(village, "event_days") * DAY_S;
    struct sql_rows rows = sql_rows(
        village->sql,
        COLUMNS " WHERE log = $1 AND seq > $2 AND " KINDS " AND length(bytes) > 0"
                " AND (seq > $3 OR event.at_s >= $4) ORDER BY seq LIMIT $5",
        "iiiii", (int64_t)log->log, (int64_t)seq, (int64_t)log->confirmed, kept_s, (int64_t)BATCH);
    int count = 0;
    bool ok = true;
    *last = log->head;
    while (ok && sql_next(&rows)) {
        *last = (uint64_t)sql_row_int(&rows, 0);
        ok = add_row(village, work, job, &rows, log, key);
        count++;
    }
    sql_done(&rows);
    *more = count == BATCH;
    *last = *more ? *last : log->head;
    sodium_memzero(key, sizeof key);
    return ok && !sql_failed(village->sql);
}

static const char *voice_path(struct village *village, struct arena *arena, const char *name)
{
    return arena_printf(arena, "%s/media/%s", village->dir, name);
}

static const char *voice_name(struct arena *arena, struct bytes hash)
{
    return arena_printf(arena, "%s.voice", secret_hex(arena, hash));
}

static void add_newest_voice(struct village *village, struct arena *work, struct mirror_job *job)
{
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT hash FROM voice WHERE at_s >= $1 ORDER BY at_s DESC LIMIT 2",
                 "i", village_now_s(village) - 60);
    while (sql_next(&rows)) {
        const char *name = voice_name(work, sql_row_bytes(&rows, 0, work));
        mirror_job_copy(job, name, voice_path(village, work, name));
    }
}

struct mirror_job *mirror_begin(struct village *village)
{
    struct event_log log;
    if (!mirror_is_set(village) || !event_log_get(village, &log)) {
        return NULL;
    }
    struct arena work;
    arena_init(&work, WORK_BYTES_MAX);
    struct mirror_job *job = job_of(village);
    add_newest_voice(village, &work, job); // a word never lies there without its sound
    uint64_t last, from = log.head > NEWEST ? log.head - NEWEST : 0;
    bool more;
    if (add_events(village, &work, job, &log, from, &last, &more)) {
        mirror_job_start(job);
    } else {
        log_line("the mirror has to wait: %s", fault_text());
        mirror_job_release(job);
        job = NULL;
    }
    arena_finish(&work);
    return job;
}

void mirror_newest(struct village *village)
{
    struct mirror_job *job = mirror_begin(village);
    if (job) {
        // The agent sees to what is left.
        (void)mirror_job_wait(job, village->is_mirror_near ? MIRROR_KEEP_MS : MIRROR_AT_ONCE_MS);
        mirror_job_release(job);
    }
}

// ---------------------------------------------------------------- how far it has come

// The newest event of the open log that is there; 0 for another log.
static uint64_t mark(struct village *village, const struct event_log *log)
{
    return state_int(village, log_state, 0) == (int64_t)log->log
               ? (uint64_t)state_int(village, seq_state, 0)
               : 0;
}

static int64_t voices(struct village *village)
{
    return sql_int(village->sql, 0, "SELECT count(*) FROM voice", "");
}

int64_t mirror_missing(struct village *village)
{
    struct event_log log;
    return event_log_get(village, &log)
               ? sql_int(village->sql, 0,
                         "SELECT count(*) FROM event WHERE log = $1 AND seq > $2 AND " KINDS, "ii",
                         (int64_t)log.log, (int64_t)mark(village, &log))
               : 0;
}

static bool is_full_due(struct village *village)
{
    int64_t age_s = village_now_s(village) - state_int(village, full_state, 0);
    return age_s < 0 || age_s >= MIRROR_FULL_S || state_int(village, sweep_state, 0) != 0 ||
           state_int(village, voices_state, -1) != voices(village);
}

bool mirror_is_behind(struct village *village)
{
    struct event_log log;
    return mirror_is_set(village) && event_log_get(village, &log) &&
           (mark(village, &log) < log.head || is_full_due(village));
}

bool mirror_sweep_soon(struct village *village)
{
    return state_set_int(village, sweep_state, 1);
}

// ---------------------------------------------------------------- the comparison of all

// One turn of the agent's.
struct keep {
    struct village *village;
    struct arena work;
    struct event_log log;
    uint64_t listed_to; // the mark when all that is there was listed
    int wait_ms;
    bool more;
};

// Still wanted there? What is not known here is: this file may be an older state of the kiosk.
static bool is_wanted(struct village *village, const char *name)
{
    uint64_t seq;
    uint8_t hash[MIRROR_NAME_HASH_LEN], voice[HASH_LEN];
    size_t len;
    const char *rest;
    if (mirror_file_read_name(name, &seq, hash)) {
        int64_t kept_s = village_now_s(village) - setting_int(village, "event_days") * DAY_S;
        return sql_int(village->sql, 1,
                       "SELECT length(bytes) > 0 AND ((open = 1 AND seq > confirmed) OR at_s >= $3)"
                       " FROM log CROSS JOIN event USING (log)"
                       " WHERE seq = $1 AND substr(hash, 1, 4) = $2",
                       "ibi", (int64_t)seq, bytes_of(hash, sizeof hash), kept_s) != 0;
    }
    if (sodium_hex2bin(voice, HASH_LEN, name, strlen(name), NULL, &len, &rest) == 0 &&
        len == HASH_LEN && str_equal(rest, ".voice")) {
        return sql_int(village->sql, 1, "SELECT count(*) FROM voice WHERE hash = $1", "b",
                       bytes_of(voice, HASH_LEN)) > 0;
    }
    return true; // nobody's of ours
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_there(char *const *names, size_t count, const char *name)
{
    return bsearch(&name, names, count, sizeof *names, compare_names) != NULL;
}

static bool is_known(struct village *village, const Kt__Origin *origin)
{
    return sql_int(village->sql, 1, "SELECT count(*) FROM event WHERE seq = $1 AND hash = $2", "ib",
                   (int64_t)origin->seq, record_view(origin->hash)) > 0;
}

// What came back from a mirror stands there twice: where it stood first, of which nothing is known
// here any more, and where it stands now. Its erasure finds the second alone: the first goes.
static int add_first_places(struct keep *keep, struct mirror_job *job, char *const *names,
                            size_t count, int found)
{
    struct village *village = keep->village;
    uint64_t written_to = mark(village, &keep->log);
    struct arena arena;
    arena_init(&arena, WORK_BYTES_MAX);
    struct sql_rows rows = sql_rows(
        village->sql,
        "SELECT seq, hash, bytes, log FROM event WHERE " KINDS " AND length(bytes) > 0", "");
    for (; found < BATCH && sql_next(&rows); arena_reset(&arena)) {
        struct bytes hash = sql_row_bytes(&rows, 1, &arena);
        Kt__Event *event =
            record_unpack(&arena, &kt__event__descriptor, sql_row_bytes(&rows, 2, &arena));
        if (!event || !event->origin || event->origin->hash.len != HASH_LEN ||
            hash.len != HASH_LEN || is_known(village, event->origin)) {
            continue;
        }
        const char *first = mirror_file_name(&arena, event->origin->seq, event->origin->hash.data);
        uint64_t seq = (uint64_t)sql_row_int(&rows, 0);
        bool is_written = sql_row_int(&rows, 3) == (int64_t)keep->log.log &&
                          seq > keep->listed_to && seq <= written_to; // since it was listed
        is_written = is_written || is_there(names, count, mirror_file_name(&arena, seq, hash.data));
        if (is_written && is_there(names, count, first)) {
            mirror_job_remove(job, first);
            found++;
        }
    }
    sql_done(&rows);
    arena_finish(&arena);
    return found;
}

// Events that were written and are not there: a card may lose them when its folders are mended.
static int add_lost(struct keep *keep, struct mirror_job *job, char *const *names, size_t count,
                    int found)
{
    struct village *village = keep->village;
    uint8_t key[MIRROR_KEY_LEN];
    if (count >= MIRROR_NAMES_MAX || !key_of(village, key)) {
        return found; // not all that is there was listed
    }
    int64_t kept_s = village_now_s(village) - setting_int(village, "event_days") * DAY_S;
    struct sql_rows rows =
        sql_rows(village->sql,
                 COLUMNS " WHERE log = $1 AND seq <= $2 AND " KINDS " AND length(bytes) > 0"
                         " AND (seq > $3 OR event.at_s >= $4) ORDER BY seq",
                 "iiii", (int64_t)keep->log.log, (int64_t)keep->listed_to,
                 (int64_t)keep->log.confirmed, kept_s);
    bool ok = true;
    while (ok && found < BATCH && sql_next(&rows)) {
        struct bytes hash = sql_row_bytes(&rows, 1, &keep->work);
        ok = hash.len == HASH_LEN;
        if (ok &&
            !is_there(names, count,
                      mirror_file_name(&keep->work, (uint64_t)sql_row_int(&rows, 0), hash.data))) {
            ok = add_row(village, &keep->work, job, &rows, &keep->log, key);
            found++;
        }
    }
    sql_done(&rows);
    sodium_memzero(key, sizeof key);
    return found;
}

// What is there and should not be, and what should be and is not. Returns how many.
static int add_differences(struct keep *keep, struct mirror_job *job, char *const *there,
                           size_t count)
{
    struct village *village = keep->village;
    struct arena *work = &keep->work;
    char **names = ARENA_ARRAY(work, char *, count + 1);
    int found = 0;
    memcpy(names, there, count * sizeof *names);
    qsort(names, count, sizeof *names, compare_names);
    for (size_t i = 0; i < count && found < BATCH; i++) {
        if (!is_wanted(village, names[i])) {
            mirror_job_remove(job, names[i]);
            found++;
        }
    }
    struct sql_rows rows = sql_rows(village->sql, "SELECT hash FROM voice ORDER BY at_s", "");
    while (found < BATCH && sql_next(&rows)) {
        const char *name = voice_name(work, sql_row_bytes(&rows, 0, work));
        if (!is_there(names, count, name) && file_exists(voice_path(village, work, name))) {
            mirror_job_copy(job, name, voice_path(village, work, name));
            found++;
        }
    }
    sql_done(&rows);
    found = add_first_places(keep, job, names, count, found);
    return add_lost(keep, job, names, count, found);
}

// ---------------------------------------------------------------- the agent's part

static enum mirror_why end_job(struct keep *keep, struct mirror_job *job)
{
    const char *fault;
    mirror_job_start(job);
    if (!mirror_job_wait(job, keep->wait_ms)) {
        fault_set("the mirror does not answer within %d s", keep->wait_ms / 1000);
        return MIRROR_SLOW;
    }
    enum mirror_why why = mirror_job_why(job, &fault);
    if (why != MIRROR_WELL) {
        fault_set("%s", fault);
    }
    return why;
}

// Another card than before gets everything from the start.
static bool is_same_card(struct keep *keep, const struct mirror_job *job)
{
    const char *before = state_text(keep->village, &keep->work, card_state);
    return before && str_equal(before, mirror_job_card(job));
}

static bool begin_card(struct keep *keep, const struct mirror_job *job)
{
    struct village *village = keep->village;
    sql_begin(village->sql);
    state_set_text(village, card_state, mirror_job_card(job));
    state_set_int(village, log_state, (int64_t)keep->log.log);
    state_set_int(village, seq_state, 0);
    state_set_int(village, voices_state, -1);
    keep->more = true;
    return sql_commit(village->sql);
}

static bool set_mark(struct keep *keep, uint64_t seq)
{
    struct village *village = keep->village;
    if (mark(village, &keep->log) == seq) {
        return true;
    }
    sql_begin(village->sql);
    state_set_int(village, log_state, (int64_t)keep->log.log);
    state_set_int(village, seq_state, (int64_t)seq);
    return sql_commit(village->sql);
}

static enum mirror_why compare_all(struct keep *keep, char *const *names, size_t count)
{
    struct village *village = keep->village;
    int64_t voices_now = voices(village);
    struct mirror_job *job = job_of(village);
    int found = add_differences(keep, job, names, count);
    enum mirror_why why = found > 0 ? end_job(keep, job) : MIRROR_WELL;
    mirror_job_release(job);
    if (why != MIRROR_WELL || found == BATCH) {
        keep->more = keep->more || why == MIRROR_WELL;
        return why;
    }
    sql_begin(village->sql);
    state_set_int(village, sweep_state, 0);
    state_set_int(village, voices_state, voices_now);
    state_set_int(village, full_state, village_now_s(village));
    return sql_commit(village->sql) ? MIRROR_WELL : MIRROR_BROKEN;
}

static enum mirror_why keep_batch(struct keep *keep)
{
    struct village *village = keep->village;
    bool is_full = is_full_due(village);
    uint64_t last;
    struct mirror_job *job = job_of(village);
    keep->listed_to = mark(village, &keep->log);
    if (is_full) {
        mirror_job_list(job);
    }
    bool ok =
        add_events(village, &keep->work, job, &keep->log, keep->listed_to, &last, &keep->more);
    enum mirror_why why = ok ? end_job(keep, job) : MIRROR_BROKEN;
    if (why == MIRROR_WELL && !is_same_card(keep, job)) {
        why = begin_card(keep, job) ? MIRROR_WELL : MIRROR_BROKEN;
    } else if (why == MIRROR_WELL) {
        char *const *names;
        size_t count = mirror_job_names(job, &names);
        why = set_mark(keep, last) ? MIRROR_WELL : MIRROR_BROKEN;
        why = why == MIRROR_WELL && is_full ? compare_all(keep, names, count) : why;
    }
    mirror_job_release(job);
    return why;
}

// Rings only when it is another than before: whoever looks at it looks again then.
static void note(struct keep *keep, enum mirror_why why)
{
    struct village *village = keep->village;
    struct probe was = probe_get(village, &keep->work, "mirror");
    bool is_well = why == MIRROR_WELL;
    bool is_same = was.state == (is_well ? PROBE_WELL : PROBE_BAD) && was.number == (int64_t)why;
    if (is_same) {
        return;
    }
    if (!is_well) {
        log_line("the mirror: %s", fault_text());
    }
    if (probe_put(village, "mirror", is_well ? PROBE_WELL : PROBE_BAD, (int64_t)why,
                  is_well ? NULL : fault_text())) {
        village_ring(village);
    }
}

enum mirror_why mirror_keep(struct village *village, bool is_look, int wait_ms, bool *more)
{
    struct keep keep = {.village = village, .wait_ms = wait_ms};
    *more = false;
    if (!mirror_is_set(village) || !event_log_get(village, &keep.log) ||
        (!is_look && !mirror_is_behind(village))) {
        return MIRROR_WELL;
    }
    arena_init(&keep.work, WORK_BYTES_MAX);
    enum mirror_why why = keep_batch(&keep);
    note(&keep, why);
    *more = keep.more && why == MIRROR_WELL;
    arena_finish(&keep.work);
    return why;
}
