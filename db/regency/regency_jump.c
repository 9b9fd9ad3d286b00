// SPDX-License-Identifier: GPL-3.0-or-later
// Where a restored store goes on. Said numbers stay short: hours count them up, and chance keeps
// two restores within one hour apart. Revisions only have to rise: seconds do that.
#include "regency_jump.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/base/moment.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SCRATCH_MAX = 1 << 20, FILE_MAX = 1 << 18, HOUR_S = 3600 };
static const int64_t EPOCH_S = 1767225600,        // 2026-01-01: no restore was before
    YEARS_50_S = INT64_C(50) * 366 * 24 * HOUR_S, // a clock beyond is a wrong one
    NUMBER_MAX = UINT32_MAX / 2;                  // of what is believed; all fit into 32 bits
static const char file_name[] = "restored";

// Nothing was given above these.
struct floor {
    int64_t said, unsaid;
};

static int64_t max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

static struct floor higher(struct floor a, struct floor b)
{
    return (struct floor){max(a.said, b.said), max(a.unsaid, b.unsaid)};
}

static int64_t sequence(struct sql *sql, const char *table)
{
    return sql_int(sql, 0, "SELECT seq FROM sqlite_sequence WHERE name = $1", "t", table);
}

// What cannot be read (a damaged store, one of before) counts as nothing.
static struct floor of_store(struct sql *sql)
{
    int64_t notices = sql_int(sql, 0, "SELECT notice_last FROM regency", "");
    int64_t from = sql_int(sql, 0, "SELECT revision_from FROM regency", "");
    int64_t cases = max(from, sql_int(sql, 0, "SELECT max(revision) FROM cases", ""));
    int64_t bulletins = sql_int(sql, 0, "SELECT max(revision) FROM bulletin WHERE origin = 0", "");
    return (struct floor){.said = max(notices, sequence(sql, "kiosk")),
                          .unsaid = max(max(cases, bulletins), sequence(sql, "village"))};
}

static struct floor of_place(struct arena *arena, const char *dir)
{
    struct floor floor = {0};
    const char *path = file_path(arena, dir, "regency.db");
    struct sql *sql = file_exists(path) ? sql_open_sqlite(path) : NULL;
    if (sql) {
        floor = of_store(sql);
    }
    sql_close(sql);
    return floor;
}

static struct floor of_file(struct arena *arena, const char *path)
{
    struct floor floor = {0};
    struct bytes text;
    char *rest = file_size(path) > 0 && file_read(arena, path, FILE_MAX, &text)
                     ? arena_str_of(arena, text)
                     : NULL;
    for (char *line; (line = strsep(&rest, "\n")) != NULL;) {
        struct floor begun = {0};
        if (sscanf(line, "%" SCNd64 " %" SCNd64, &begun.said, &begun.unsaid) == 2 &&
            begun.said < NUMBER_MAX && begun.unsaid < NUMBER_MAX) {
            begun.said += REGENCY_JUMP_SAID;
            begun.unsaid += REGENCY_JUMP_UNSAID;
            floor = higher(floor, begun);
        }
    }
    return floor;
}

static struct floor of_clock(void)
{
    int64_t age_s = clock_now_s() - EPOCH_S;
    bool is_sane = age_s > 0 && age_s < YEARS_50_S;
    return is_sane ? (struct floor){.said = age_s / HOUR_S, .unsaid = age_s} : (struct floor){0};
}

// Before the store takes its place: a line too many costs some numbers, one too few gives them
// twice.
static bool note(struct arena *arena, const char *path, struct floor floor)
{
    char at[MOMENT_ISO_LEN];
    moment_iso(clock_now_s(), 0, at);
    const char *line =
        arena_printf(arena, "%" PRId64 " %" PRId64 " %s\n", floor.said, floor.unsaid, at);
    int fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0640);
    bool ok = fd >= 0 && write(fd, line, strlen(line)) == (ssize_t)strlen(line) && fsync(fd) == 0;
    if (!ok) {
        fault_set("%s: cannot be written: %s", path, strerror(errno));
    }
    if (fd >= 0) {
        close(fd);
    }
    return ok;
}

// Also where nothing was ever counted: a table without a row has no place in there yet.
static void count_on(struct sql *sql, const char *table, int64_t from)
{
    sql_run(sql, "DELETE FROM sqlite_sequence WHERE name = $1", "t", table);
    sql_run(sql, "INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", "ti", table, from);
}

static bool go_on(struct sql *sql, struct floor from)
{
    sql_begin(sql);
    sql_run(sql, "UPDATE regency SET feed = $1, notice_last = $2, revision_from = $3", "iii",
            (int64_t)clock_random_below(UINT32_MAX) + 1, from.said, from.unsaid);
    count_on(sql, "kiosk", from.said);
    count_on(sql, "village", from.unsaid);
    sql_run(sql, "UPDATE cases SET revision = $1", "i", from.unsaid);
    sql_run(sql, "UPDATE bulletin SET revision = $1 WHERE origin = 0", "i", from.unsaid);
    if (!change_begin(sql)) {
        sql_fail(sql);
    }
    return sql_commit(sql);
}

bool regency_jump(struct sql *copy, const char *dir)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *path = file_path(&arena, dir, file_name);
    struct floor floor = higher(of_store(copy), of_place(&arena, dir));
    floor = higher(floor, higher(of_file(&arena, path), of_clock()));
    floor.said += clock_random_below(REGENCY_JUMP_SAID);
    bool ok = note(&arena, path, floor) && go_on(copy, floor);
    arena_finish(&arena);
    return ok;
}
