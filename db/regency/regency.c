// SPDX-License-Identifier: GPL-3.0-or-later
// Opens and closes the store. Everybody who has it open shares one lock, so that a restore, which
// swaps the file, can wait until it is alone. Never holds a secret: keys are the keyring's.
#include "regency.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/base/file.h"
#include "regency_schema.h"
#include "registry.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

enum { LOCK_TRIES = 100, LOCK_PAUSE_US = 50000, SCRATCH_MAX = 1 << 20 };

static char *path_in(struct arena *arena, const char *dir)
{
    return file_path(arena, dir, "regency.db");
}

bool regency_exists(const char *dir)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    bool there = file_exists(path_in(&arena, dir));
    arena_finish(&arena);
    return there;
}

static int lock_shared(const char *dir)
{
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *path = file_path(&arena, dir, "regency.lock");
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    int tries = 0;
    while (fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0) {
        if (++tries == LOCK_TRIES) {
            close(fd);
            fd = -1;
        } else {
            usleep(LOCK_PAUSE_US);
        }
    }
    if (fd < 0) {
        fault_set(tries ? "%s: the store is being restored just now; try again in a minute"
                        : "%s: cannot be opened; may this user write to the folder?",
                  path);
    }
    arena_finish(&arena);
    return fd;
}

static struct regency *open_file(const char *dir)
{
    struct regency *regency = die_if_null(calloc(1, sizeof *regency));
    regency->dir = die_if_null(strdup(dir));
    regency->lock_fd = lock_shared(dir);
    struct arena arena;
    arena_init(&arena, SCRATCH_MAX);
    const char *path = path_in(&arena, dir);
    bool ok = regency->lock_fd >= 0 && (regency->sql = sql_open_sqlite(path)) != NULL &&
              migrate(regency->sql, path, regency_schema_steps, regency_schema_count);
    arena_finish(&arena);
    if (!ok) {
        regency_close(regency);
        return NULL;
    }
    return regency;
}

struct regency *regency_open(const char *dir)
{
    if (!regency_exists(dir)) {
        fault_set("%s: no regency here; make one with: kentongan-regency --data %s init", dir, dir);
        return NULL;
    }
    struct regency *regency = open_file(dir);
    if (regency && (sql_int(regency->sql, 0, "SELECT count(*) FROM regency", "") != 1 ||
                    !registry_revoked_read(regency))) {
        fault_where("%s: not a whole regency store; restore a backup or run init again", dir);
        regency_close(regency);
        return NULL;
    }
    if (regency) {
        regency->rung = sql_commits(regency->sql);
    }
    return regency;
}

void regency_close(struct regency *regency)
{
    if (!regency) {
        return;
    }
    if (regency->sql && sql_commits(regency->sql) > regency->rung) {
        file_ring(regency->dir);
    }
    sql_close(regency->sql);
    if (regency->lock_fd >= 0) {
        close(regency->lock_fd);
    }
    free(regency->dir);
    free(regency);
}

void regency_scrub(struct regency *regency)
{
    if (regency->erased) { // copies from before a newer version changed the store have it still
        struct arena arena;
        arena_init(&arena, SCRATCH_MAX);
        migrate_drop_copies(path_in(&arena, regency->dir));
        arena_finish(&arena);
    }
    // Somebody else may be reading: then it is done after the next commit.
    if (regency->erased && sql_int(regency->sql, 1, "PRAGMA wal_checkpoint(TRUNCATE)", "") == 0) {
        regency->erased = false;
    }
}

bool regency_create(const char *dir, const char *code, const char *name,
                    const uint8_t root_key[static SIGN_PUBLIC_LEN])
{
    struct regency *regency = open_file(dir);
    if (!regency) {
        return false;
    }
    sql_begin(regency->sql);
    if (sql_int(regency->sql, 0, "SELECT count(*) FROM regency", "") != 0) {
        fault_set("%s: there is a regency already; nothing was changed", dir);
        sql_fail(regency->sql);
    }
    sql_run(regency->sql,
            "INSERT INTO regency (one, code, name, root_key, feed, made_s)"
            " VALUES (1, $1, $2, $3, $4, $5)",
            "ttbii", code, name, bytes_of(root_key, SIGN_PUBLIC_LEN),
            (int64_t)clock_random_below(UINT32_MAX) + 1, clock_now_s());
    if (!change_begin(regency->sql)) {
        sql_fail(regency->sql);
    }
    bool ok = sql_commit(regency->sql);
    regency_close(regency);
    return ok;
}

bool regency_has_room(const struct regency *regency, int free_mb)
{
    int64_t room = file_free_bytes(regency->dir);
    if (room < 0 || room >> 20 >= free_mb) {
        return true;
    }
    fault_set("the regency's disk has %lld MiB left, kept for words: make room there",
              (long long)(room >> 20));
    return false;
}

bool regency_about(struct regency *regency, struct arena *arena, struct regency_about *out)
{
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT code, name, root_key, feed FROM regency", "");
    bool ok = sql_next(&rows);
    if (ok) {
        out->code = sql_row_text(&rows, 0, arena);
        out->name = sql_row_text(&rows, 1, arena);
        struct bytes key = sql_row_bytes(&rows, 2, arena);
        memcpy(out->root_key, key.data, SIGN_PUBLIC_LEN); // the table checks its length
        out->feed = (uint32_t)sql_row_int(&rows, 3);
        out->zone_min = regency_zone_of(out->code);
    }
    sql_done(&rows);
    return ok;
}

int regency_zone_of(const char *code)
{
    enum { WIB = 420, WITA = 480, WIT = 540 };
    // First and last province code of each run; what is not here is WIB.
    static const struct {
        int first, last, zone_min;
    } zones[] = {{51, 53, WITA}, {63, 65, WITA}, {71, 76, WITA}, {81, 82, WIT}, {91, 97, WIT}};
    int province = isdigit((unsigned char)code[0]) && isdigit((unsigned char)code[1])
                       ? (code[0] - '0') * 10 + code[1] - '0'
                       : 0;
    for (size_t i = 0; i < COUNT_OF(zones); i++) {
        if (province >= zones[i].first && province <= zones[i].last) {
            return zones[i].zone_min;
        }
    }
    return WIB;
}

bool regency_scope_check(const char *scope)
{
    if (str_equal(scope, "all")) {
        return true;
    }
    size_t len = strlen(scope);
    bool ok = len > 0 && len <= REGENCY_CODE_BYTES_MAX && scope[len - 1] != '.' && scope[0] != '.';
    for (size_t i = 0; ok && i < len; i++) {
        ok = isalnum((unsigned char)scope[i]) || scope[i] == '.' || scope[i] == '-';
    }
    if (!ok) {
        fault_set("%.60s: not a scope; give all, or the beginning of a code such as 32.15.11",
                  scope);
    }
    return ok;
}
