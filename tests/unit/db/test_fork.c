// SPDX-License-Identifier: GPL-3.0-or-later
// Every filed word arrives exactly once, whatever happens to the bytes on the way and to the disks:
// requests and answers lost, sent twice, late; folders copied, put back to an older time; the
// regency itself put back. Random steps against a small model of a regency; a seed names a run.
#include "harness.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/secret.h"
#include "db/village/event_log.h"

enum {
    KIOSK = 7,
    DISKS = 3,
    WORDS_MAX = 256,
    LOGS_MAX = 64,
    SEQS_MAX = 256,
    KNOWN_MAX = 4096,
    STEPS = 90,
    SEEDS = 40,
    LATE_MAX = 8,
    SLICE_MAX = 8,
};

// ---- chance, the same for the same seed

static uint64_t seed_state;

static uint32_t below(uint32_t limit)
{
    seed_state = seed_state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed_state >> 33) % limit;
}

// ---- a regency as small as can be: logs with hashes, what is known, how often each word came

struct place {
    uint32_t log;
    uint64_t seq;
    uint8_t hash[HASH_LEN];
};

struct model {
    struct {
        uint32_t log;
        uint64_t mark;
        uint8_t hash[SEQS_MAX][HASH_LEN]; // [0] is the start
    } logs[LOGS_MAX];
    size_t log_count, known_count;
    struct place known[KNOWN_MAX]; // originals and origins
    int came[WORDS_MAX];
};

struct ack {
    uint32_t log;
    uint64_t mark, common;
    uint8_t mark_hash[HASH_LEN];
};

static struct model now, before;
static bool has_before;

static bool is_known(const struct place *place)
{
    for (size_t i = 0; i < now.known_count; i++) {
        if (now.known[i].log == place->log && now.known[i].seq == place->seq &&
            memcmp(now.known[i].hash, place->hash, HASH_LEN) == 0) {
            return true;
        }
    }
    return false;
}

static void know(const struct place *place)
{
    assert_true(now.known_count < KNOWN_MAX);
    now.known[now.known_count++] = *place;
}

// A new event: its word counts unless the place where it was first filed is known.
static void take(struct arena *arena, uint32_t log, uint64_t seq, const uint8_t hash[HASH_LEN],
                 struct bytes bytes)
{
    Kt__Event *event = record_unpack(arena, &kt__event__descriptor, bytes);
    assert_non_null(event);
    struct place place = {.log = log, .seq = seq}, first;
    memcpy(place.hash, hash, HASH_LEN);
    first = place;
    if (event->origin) {
        first.log = event->origin->log;
        first.seq = event->origin->seq;
        memcpy(first.hash, event->origin->hash.data, HASH_LEN);
    }
    if (!is_known(&first)) {
        uint16_t word;
        memcpy(&word, event->filed->sealed.data, sizeof word);
        now.came[word]++;
        know(&first);
    }
    if (event->origin) {
        know(&place);
    }
}

static struct ack exchange(struct arena *arena, uint32_t log, uint64_t first,
                           const uint8_t hash_before[HASH_LEN], const struct bytes *events,
                           size_t count)
{
    size_t at = 0;
    while (at < now.log_count && now.logs[at].log != log) {
        at++;
    }
    struct ack ack = {.log = log};
    uint8_t hash[HASH_LEN];
    event_hash_start(hash, KIOSK, log);
    if (at == now.log_count) {
        memcpy(ack.mark_hash, hash, HASH_LEN);
        if (first != 1 || count == 0) {
            return ack; // a gap from 1 on, or nothing to tell
        }
        assert_true(now.log_count < LOGS_MAX);
        now.logs[at].log = log;
        now.logs[at].mark = 0;
        memcpy(now.logs[at].hash[0], hash, HASH_LEN);
        now.log_count++;
    }
    uint64_t *mark = &now.logs[at].mark;
    bool in_order =
        first <= *mark + 1 && memcmp(now.logs[at].hash[first - 1], hash_before, HASH_LEN) == 0;
    memcpy(hash, hash_before, HASH_LEN);
    ack.common = in_order ? first - 1 : 0;
    for (size_t i = 0; in_order && i < count; i++) {
        uint64_t seq = first + i;
        event_hash_next(hash, hash, events[i]);
        if (seq > *mark) {
            assert_true(seq < SEQS_MAX);
            take(arena, log, seq, hash, events[i]);
            *mark = seq;
            memcpy(now.logs[at].hash[seq], hash, HASH_LEN);
        } else if (memcmp(now.logs[at].hash[seq], hash, HASH_LEN) != 0) {
            break;
        }
        ack.common = seq;
    }
    ack.mark = *mark;
    memcpy(ack.mark_hash, now.logs[at].hash[*mark], HASH_LEN);
    return ack;
}

// ---- disks

struct disk {
    char *dir;
    struct village *village;
    bool has[WORDS_MAX];
    struct ack late[LATE_MAX]; // answers that come by stick, some day
    size_t late_count;
};

static struct disk disks[DISKS + 1]; // the last one is never run: it is the copy in the drawer
static uint16_t word_count;

static void open_disk(struct disk *disk)
{
    disk->village = village_open(disk->dir, VILLAGE_TOOL);
    assert_non_null(disk->village);
    assert_true(sql_script(disk->village->sql, "PRAGMA synchronous=OFF"));
}

static void copy_disk(struct disk *to, struct disk *from, bool run)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct bytes bytes;
    village_close(from->village);
    village_close(to->village);
    from->village = to->village = NULL;
    assert_true(file_read(&arena, file_path(&arena, from->dir, "village.db"), 32 << 20, &bytes));
    assert_false(file_exists(file_path(&arena, from->dir, "village.db-wal")));
    assert_true(file_write(file_path(&arena, to->dir, "village.db"), bytes, 0600));
    memcpy(to->has, from->has, sizeof to->has);
    if (run) {
        open_disk(to);
    }
    if (from != &disks[DISKS]) {
        open_disk(from);
    }
    arena_finish(&arena);
}

static void file_word(struct disk *disk)
{
    uint16_t word = word_count++;
    assert_true(word < WORDS_MAX);
    Kt__Filed filed = KT__FILED__INIT;
    filed.sealed = record_data(bytes_of(&word, sizeof word));
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FILED;
    event.filed = &filed;
    uint32_t log;
    uint64_t seq;
    sql_begin(disk->village->sql);
    assert_true(event_log_append(disk->village, &event, &log, &seq));
    assert_true(sql_commit(disk->village->sql));
    disk->has[word] = true;
}

static void confirm(struct disk *disk, const struct ack *ack)
{
    assert_int_not_equal(event_log_confirm(disk->village, ack->log, ack->mark, ack->mark_hash,
                                           ack->common, EVENT_LOG_SAME),
                         EVENT_LOG_FAILED);
}

// As the agent plans: from the newest confirmed on. False when nothing moved.
static bool round_of(struct disk *disk, bool is_good)
{
    struct arena arena;
    arena_init(&arena, 32 << 20);
    struct event_log log, after;
    assert_true(event_log_get(disk->village, &log));
    struct bytes events[SLICE_MAX];
    size_t max = is_good ? SLICE_MAX : 1 + below(SLICE_MAX);
    size_t count = event_log_slice(disk->village, &arena, log.confirmed + 1, 1 << 20, max, events);
    if (is_good || below(4) > 0) { // else the request is lost
        struct ack ack =
            exchange(&arena, log.log, log.confirmed + 1, log.confirmed_hash, events, count);
        if (!is_good && below(4) == 0) { // sent twice
            exchange(&arena, log.log, log.confirmed + 1, log.confirmed_hash, events, count);
        }
        if (is_good || below(3) > 0) {
            confirm(disk, &ack);
        } else if (disk->late_count < LATE_MAX) {
            disk->late[disk->late_count++] = ack;
        }
    }
    arena_finish(&arena);
    assert_true(event_log_get(disk->village, &after));
    return after.log != log.log || after.confirmed != log.confirmed ||
           event_log_waiting(disk->village) > 0;
}

// An old answer from a stick, under the rule that the agent has for one (apply.c).
static void late_answer(struct disk *disk)
{
    if (disk->late_count > 0) {
        struct ack ack = disk->late[below((uint32_t)disk->late_count)];
        struct event_log log;
        assert_true(event_log_get(disk->village, &log));
        if (log.log != ack.log || ack.mark >= log.confirmed) {
            ack.common = 0; // it may answer what another disk with the same log had sent
            confirm(disk, &ack);
        }
    }
}

// A log that was begun by a fork shows a loss only once something of it was confirmed: a regency
// that is put back in just that moment is not noticed (event_log.h).
static bool all_would_notice(void)
{
    bool all = true;
    for (int i = 0; i < DISKS; i++) {
        struct event_log log;
        assert_true(event_log_get(disks[i].village, &log));
        int64_t logs = sql_int(disks[i].village->sql, 0, "SELECT count(*) FROM log", "");
        all = all && (logs == 1 || log.confirmed > 0);
    }
    return all;
}

static void one_step(bool regency_forgets)
{
    struct disk *disk = &disks[below(DISKS)], *other = &disks[below(DISKS)];
    switch (below(16)) {
    case 0: // to another disk; what only that one had goes with it
        if (other != disk) {
            copy_disk(other, disk, true);
        }
        break;
    case 1:
        copy_disk(&disks[DISKS], disk, false);
        break;
    case 2:
        copy_disk(disk, &disks[DISKS], true);
        break;
    case 3:
    case 4:
        late_answer(disk);
        break;
    case 5:
        if (regency_forgets && all_would_notice()) {
            if (has_before) {
                now = before;
            } else {
                before = now;
            }
            has_before = !has_before;
        }
        break;
    case 6:
    case 7:
    case 8:
    case 9:
        file_word(disk);
        break;
    default:
        round_of(disk, false);
    }
}

static void begin(const char *dir)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    memset(&now, 0, sizeof now);
    memset(disks, 0, sizeof disks);
    word_count = 0;
    has_before = false;
    for (int i = 0; i <= DISKS; i++) {
        disks[i].dir = strdup(file_path(&arena, dir, (char[]){(char)('a' + i), '\0'}));
        assert_true(village_create(disks[i].dir));
    }
    open_disk(&disks[0]);
    struct sql *sql = disks[0].village->sql;
    assert_true(
        sql_run(sql, "INSERT INTO identity (one, kiosk) VALUES (1, $1)", "i", (int64_t)KIOSK));
    assert_true(event_log_open_new(disks[0].village));
    for (int i = 1; i <= DISKS; i++) {
        copy_disk(&disks[i], &disks[0], i < DISKS);
    }
    arena_finish(&arena);
}

static void end(void)
{
    for (int i = 0; i <= DISKS; i++) {
        village_close(disks[i].village);
        nftw(disks[i].dir, harness_remove, 16, FTW_DEPTH | FTW_PHYS);
        free(disks[i].dir);
    }
}

static void run(const char *dir, uint64_t seed, bool regency_forgets)
{
    seed_state = seed * 2654435761u + 1;
    begin(dir);
    for (int i = 0; i < STEPS; i++) {
        one_step(regency_forgets);
    }
    for (int i = 0; i < DISKS; i++) { // the link stays up for once
        for (int rounds = 0; round_of(&disks[i], true); rounds++) {
            assert_true(rounds < 200);
        }
    }
    for (uint16_t word = 0; word < word_count; word++) {
        bool is_somewhere = false;
        for (int i = 0; i < DISKS; i++) {
            is_somewhere = is_somewhere || disks[i].has[word];
        }
        if (now.came[word] > 1 || (is_somewhere && now.came[word] != 1)) {
            fail_msg("seed %u: word %u came %d times", (unsigned)seed, word, now.came[word]);
        }
    }
    end();
}

static void every_word_arrives_once(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        run(*state, seed, false);
    }
}

static void and_from_a_regency_that_was_put_back(void **state)
{
    for (uint64_t seed = 1; seed <= SEEDS; seed++) {
        run(*state, seed, true);
    }
}

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        test_in_dir(every_word_arrives_once),
        test_in_dir(and_from_a_regency_that_was_put_back),
    };
    return cmocka_run_group_tests_name("fork", tests, NULL, NULL);
}
