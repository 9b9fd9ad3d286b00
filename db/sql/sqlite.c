// SPDX-License-Identifier: GPL-3.0-or-later
// SQLite under the face: write-ahead log, every commit synced, foreign keys on, nothing temporary
// on disk, what was deleted overwritten. Its messages become one line that says what to do.
#include "backend.h"

#include "db/base/clock.h"
#include "db/base/file.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>

// 1,000 pages of 4,096 bytes with their headers, and what one large commit goes beyond.
enum { LOG_BYTES = 4608 * 1024, BUSY_STEP_MS = 2 };

// A full disk shows as an I/O error where the shared index of the log cannot grow.
static int kind_of(sqlite3 *db, int result, const char *name)
{
    int kind = result & 0xff;
    bool full =
        kind == SQLITE_IOERR && (sqlite3_system_errno(db) == ENOSPC || file_free_bytes(name) == 0);
    return full ? SQLITE_FULL : kind;
}

static void say(sqlite3 *db, int result)
{
    const char *name = sqlite3_db_filename(db, "main");
    name = name && name[0] ? name : "the database";
    switch (kind_of(db, result, name)) {
    case SQLITE_FULL:
        fault_set("%s: the disk is full; free some room, nothing was lost", name);
        break;
    case SQLITE_READONLY:
        fault_set("%s: may not be written; check the owner and the mount", name);
        break;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        fault_set("%s: the file is damaged (%s); restore it from a backup", name,
                  sqlite3_errmsg(db));
        break;
    case SQLITE_BUSY:
        fault_set("%s: another program has kept it busy for %d s; try again", name,
                  SQL_BUSY_MS / 1000);
        break;
    case SQLITE_NOMEM:
        die_if_null(NULL);
        break;
    case SQLITE_IOERR:
        fault_set("%s: the disk did not do what it was told (%s); check the disk", name,
                  sqlite3_errmsg(db));
        break;
    default:
        fault_set("%s: %s", name, sqlite3_errmsg(db));
    }
}

static void lite_close(void *db)
{
    sqlite3_close_v2(db);
}

static void *lite_prepare(void *db, const char *text)
{
    sqlite3_stmt *statement = NULL;
    int result = sqlite3_prepare_v3(db, text, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL);
    if (result != SQLITE_OK) {
        say(db, result);
    }
    return statement;
}

static void lite_finalize(void *statement)
{
    sqlite3_finalize(statement);
}

// To SQLite "$2" is a name, numbered by where it first stands in the text. A parameter that the
// text does not use has place 0, and binding there does nothing.
static int place_of(sqlite3_stmt *statement, int index)
{
    char name[8];
    snprintf(name, sizeof name, "$%d", index);
    return sqlite3_bind_parameter_index(statement, name);
}

static void lite_bind_int(void *statement, int index, int64_t value)
{
    sqlite3_bind_int64(statement, place_of(statement, index), value);
}

static void lite_bind_text(void *statement, int index, const char *text)
{
    sqlite3_bind_text(statement, place_of(statement, index), text, -1, SQLITE_TRANSIENT);
}

static void lite_bind_bytes(void *statement, int index, struct bytes bytes)
{
    int place = place_of(statement, index);
    if (bytes.len > 0) {
        sqlite3_bind_blob64(statement, place, bytes.data, bytes.len, SQLITE_TRANSIENT);
    } else if (bytes.data) {
        sqlite3_bind_zeroblob(statement, place, 0);
    } else {
        sqlite3_bind_null(statement, place);
    }
}

static enum sql_step lite_step(void *db, void *statement)
{
    int result = sqlite3_step(statement);
    if (result == SQLITE_ROW) {
        return SQL_STEP_ROW;
    }
    if (result == SQLITE_DONE) {
        return SQL_STEP_DONE;
    }
    say(db, result);
    return SQL_STEP_FAILED;
}

static void lite_reset(void *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

static bool lite_is_null(void *statement, int column)
{
    return sqlite3_column_type(statement, column) == SQLITE_NULL;
}

static int64_t lite_get_int(void *statement, int column)
{
    return sqlite3_column_int64(statement, column);
}

static struct bytes lite_get_bytes(void *statement, int column)
{
    const void *data = sqlite3_column_blob(statement, column);
    return bytes_of(data, (size_t)sqlite3_column_bytes(statement, column));
}

static bool lite_script(void *db, const char *text)
{
    int result = sqlite3_exec(db, text, NULL, NULL, NULL);
    if (result != SQLITE_OK) {
        say(db, result);
    }
    return result == SQLITE_OK;
}

static int64_t lite_changes(void *db)
{
    return sqlite3_changes64(db);
}

// The write-ahead log is written over from its start after each checkpoint (at 1,000 pages) and
// never shrinks while it is open. Zeros behind its end are what a reader of it stops at. The
// caller's transaction keeps every other writer out.
static bool lite_reserve(void *db)
{
    static const uint8_t zeros[64 * 1024];
    sqlite3_file *log = NULL;
    sqlite3_int64 size = 0;
    int result = sqlite3_file_control(db, "main", SQLITE_FCNTL_JOURNAL_POINTER, &log);
    if (result != SQLITE_OK || !log || !log->pMethods) {
        fault_set("SQLite does not say where its log is");
        return false;
    }
    result = log->pMethods->xFileSize(log, &size);
    while (result == SQLITE_OK && size < LOG_BYTES) {
        result = log->pMethods->xWrite(log, zeros, sizeof zeros, size);
        size += (sqlite3_int64)sizeof zeros;
    }
    if (result == SQLITE_OK) {
        result = log->pMethods->xSync(log, SQLITE_SYNC_NORMAL);
    }
    if (result != SQLITE_OK) {
        say(db, result);
    }
    return result == SQLITE_OK;
}

static const struct sql_backend sqlite_backend = {
    .close = lite_close,
    .prepare = lite_prepare,
    .finalize = lite_finalize,
    .bind_int = lite_bind_int,
    .bind_text = lite_bind_text,
    .bind_bytes = lite_bind_bytes,
    .step = lite_step,
    .reset = lite_reset,
    .is_null = lite_is_null,
    .get_int = lite_get_int,
    .get_bytes = lite_get_bytes,
    .script = lite_script,
    .changes = lite_changes,
    .reserve = lite_reserve,
    .begin = "BEGIN IMMEDIATE",
    .data_version = "PRAGMA data_version",
};

// A new file goes over to the log once in its life. Where two programs come to do that together,
// SQLite sends one away without waiting for the other, time-out or not.
static int set_up(sqlite3 *db)
{
    int64_t until_ms = clock_mono_ms() + SQL_BUSY_MS;
    int result;
    while ((result = sqlite3_exec(db, "PRAGMA journal_mode=WAL", NULL, NULL, NULL)) ==
               SQLITE_BUSY &&
           clock_mono_ms() < until_ms) {
        sqlite3_sleep(BUSY_STEP_MS);
    }
    return result != SQLITE_OK ? result
                               : sqlite3_exec(db,
                                              "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                                              "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=ON;"
                                              "PRAGMA cell_size_check=ON; PRAGMA mmap_size=0",
                                              NULL, NULL, NULL);
}

struct sql *sql_open_sqlite(const char *path)
{
    sqlite3 *db = NULL;
    int result = sqlite3_open_v2(path, &db,
                                 SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW |
                                     SQLITE_OPEN_EXRESCODE,
                                 NULL);
    if (!db) {
        die_if_null(NULL);
    }
    sqlite3_busy_timeout(db, SQL_BUSY_MS);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    if (result == SQLITE_OK) {
        result = set_up(db);
    }
    if (result != SQLITE_OK) {
        if ((result & 0xff) == SQLITE_CANTOPEN) {
            fault_set("%s: cannot be opened; is the folder there, and may it be written?", path);
        } else {
            say(db, result);
        }
        sqlite3_close_v2(db);
        return NULL;
    }
    return sql_make(&sqlite_backend, db);
}
