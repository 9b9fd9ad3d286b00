// SPDX-License-Identifier: GPL-3.0-or-later
// One small face over SQLite, and over libpq when it comes: $1 parameters, cached statements,
// one-liners for the common case, nested transactions that remember where they began.
//
// Errors are sticky inside a transaction: after the first failed statement the rest of it does
// nothing, sql_commit rolls back and returns false, and fault_text() holds the first reason. So a
// unit of work is written straight down and checked once, at its commit.
#ifndef SQL_H
#define SQL_H

#include "db/base/arena.h"

enum {
    SQL_PARAMS_MAX = 32,
    SQL_DEPTH_MAX = 8,        // nested transactions
    SQL_STATEMENTS_MAX = 128, // cached; the least recently used one makes room
    SQL_BUSY_MS = 10000,      // how long to wait for the other program's commit
};

struct sql;

// Opens the SQLite file, made when missing. NULL with a fault: cannot be opened, is no database.
// What is deleted in it is overwritten, whole pages too, not only given back.
struct sql *sql_open_sqlite(const char *path);
// Takes the room on the disk that commits will need, so that a commit only overwrites: it is about
// twice as fast, and a disk that others have filled takes what is small all the same. To be done
// once after opening, when there is time. False with a fault: the disk has not that much room.
MUST_USE bool sql_reserve(struct sql *sql);
void sql_close(struct sql *sql); // takes NULL; an open transaction is rolled back

// Parameters after `types`, one letter each:
//   i int64_t   t const char * (NULL is SQL NULL)   b struct bytes (data NULL is SQL NULL)   n
//   (none)
// e.g. sql_run(sql, "INSERT INTO setting VALUES ($1, $2)", "tt", key, value)

// Runs it to its end. False when it failed.
bool sql_run(struct sql *sql, const char *text, const char *types, ...);
// Rows changed by the last sql_run.
int64_t sql_changes(struct sql *sql);
// The first column of the first row, or `otherwise` when there is no row, NULL, or a failure.
int64_t sql_int(struct sql *sql, int64_t otherwise, const char *text, const char *types, ...);
// The same as text in the arena; NULL when there is none.
char *sql_text(struct sql *sql, struct arena *arena, const char *text, const char *types, ...);
// The same as bytes in the arena; data NULL when there is none.
struct bytes sql_bytes(struct sql *sql, struct arena *arena, const char *text, const char *types,
                       ...);
// Several statements without parameters (schemas). Not cached.
bool sql_script(struct sql *sql, const char *text);

// Rows, one after the other:
//   struct sql_rows rows = sql_rows(sql, "SELECT a, b FROM t WHERE c = $1", "i", c);
//   while (sql_next(&rows)) { ... sql_row_int(&rows, 0) ... }
// sql_next finishes by itself at the end; leaving the loop early needs sql_done. Columns count
// from 0; texts and bytes are copied into the arena that is given. One that does not fit into it is
// empty, and the transaction fails.
struct sql_statement;
struct sql_rows {
    struct sql *sql;
    struct sql_statement *statement; // NULL when finished or failed
};
struct sql_rows sql_rows(struct sql *sql, const char *text, const char *types, ...);
bool sql_next(struct sql_rows *rows);
void sql_done(struct sql_rows *rows);
int64_t sql_row_int(struct sql_rows *rows, int column);
bool sql_row_is_null(struct sql_rows *rows, int column);
char *sql_row_text(struct sql_rows *rows, int column, struct arena *arena);
struct bytes sql_row_bytes(struct sql_rows *rows, int column, struct arena *arena);

// The outermost one takes the write lock at once; an inner one is a savepoint.
#define sql_begin(sql)  sql_begin_at((sql), __FILE__ ":" SQL_LINE(__LINE__))
#define SQL_LINE(line)  SQL_LINE_(line)
#define SQL_LINE_(line) #line
bool sql_begin_at(struct sql *sql, const char *where);
// Commits the innermost one if nothing in it failed, else rolls it back and returns false.
MUST_USE bool sql_commit(struct sql *sql);
void sql_rollback(struct sql *sql);
// Transactions that this connection has committed: who has some to its name rings the bell.
uint64_t sql_commits(const struct sql *sql);
// Something outside SQL went wrong: the transaction is to end in a rollback. Keeps fault_text().
void sql_fail(struct sql *sql);
bool sql_failed(const struct sql *sql);

// Changes whenever another connection has committed (SQLite's data_version).
int64_t sql_data_version(struct sql *sql);

#endif
