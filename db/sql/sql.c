// SPDX-License-Identifier: GPL-3.0-or-later
// The face: statement cache, parameters, nesting, sticky failure. Knows no particular database.
#include "backend.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_SPARE_BYTES = 256 }; // of an arena, kept for what is done with the row

struct sql_statement {
    char *text;    // owned
    void *handle;  // owned, the backend's
    uint64_t used; // when last, for the cache
    bool busy;     // rows are being read
};

struct level {
    const char *where;
    bool failed;
};

struct sql {
    const struct sql_backend *backend;
    void *db;             // owned
    void *begin, *commit; // owned: prepared once, for every transaction needs them
    struct sql_statement statements[SQL_STATEMENTS_MAX];
    size_t statement_count;
    uint64_t clock;
    struct level levels[SQL_DEPTH_MAX];
    int depth;
    uint64_t commits;
};

struct sql *sql_make(const struct sql_backend *backend, void *db)
{
    struct sql *sql = die_if_null(calloc(1, sizeof *sql));
    sql->backend = backend;
    sql->db = db;
    return sql;
}

void sql_close(struct sql *sql)
{
    if (!sql) {
        return;
    }
    while (sql->depth > 0) {
        sql_rollback(sql);
    }
    for (size_t i = 0; i < sql->statement_count; i++) {
        sql->backend->finalize(sql->statements[i].handle);
        free(sql->statements[i].text);
    }
    void *often[] = {sql->begin, sql->commit};
    for (size_t i = 0; i < COUNT_OF(often); i++) {
        if (often[i]) {
            sql->backend->finalize(often[i]);
        }
    }
    sql->backend->close(sql->db);
    free(sql);
}

void sql_fail(struct sql *sql)
{
    if (sql->depth > 0) {
        sql->levels[sql->depth - 1].failed = true;
    }
}

bool sql_failed(const struct sql *sql)
{
    return sql->depth > 0 && sql->levels[sql->depth - 1].failed;
}

// The cached statement for text, which may be NULL with a fault.
static struct sql_statement *statement_for(struct sql *sql, const char *text)
{
    struct sql_statement *oldest = NULL;
    for (size_t i = 0; i < sql->statement_count; i++) {
        struct sql_statement *s = &sql->statements[i];
        if (s->busy) {
            continue;
        }
        if (strcmp(s->text, text) == 0) {
            return s;
        }
        oldest = !oldest || s->used < oldest->used ? s : oldest;
    }
    void *handle = sql->backend->prepare(sql->db, text);
    if (!handle) {
        return NULL;
    }
    struct sql_statement *s = oldest;
    if (sql->statement_count < SQL_STATEMENTS_MAX) {
        s = &sql->statements[sql->statement_count++];
    } else {
        assert(s && "more rows open at once than statements are kept");
        sql->backend->finalize(s->handle);
        free(s->text);
    }
    *s = (struct sql_statement){.text = die_if_null(strdup(text)), .handle = handle};
    return s;
}

static void bind(struct sql *sql, struct sql_statement *s, const char *types, va_list args)
{
    assert(strlen(types) <= SQL_PARAMS_MAX);
    for (int i = 1; types[i - 1]; i++) {
        switch (types[i - 1]) {
        case 'i':
            sql->backend->bind_int(s->handle, i, va_arg(args, int64_t));
            break;
        case 't':
            sql->backend->bind_text(s->handle, i, va_arg(args, const char *));
            break;
        case 'b':
            sql->backend->bind_bytes(s->handle, i, va_arg(args, struct bytes));
            break;
        default:
            assert(types[i - 1] == 'n');
            sql->backend->bind_text(s->handle, i, NULL);
        }
    }
}

static struct sql_statement *start(struct sql *sql, const char *text, const char *types,
                                   va_list args)
{
    if (sql_failed(sql)) {
        return NULL;
    }
    struct sql_statement *s = statement_for(sql, text);
    if (!s) {
        sql_fail(sql);
        return NULL;
    }
    s->busy = true;
    s->used = ++sql->clock;
    bind(sql, s, types, args);
    return s;
}

struct sql_rows sql_rows(struct sql *sql, const char *text, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    struct sql_rows rows = {.sql = sql, .statement = start(sql, text, types, args)};
    va_end(args);
    return rows;
}

void sql_done(struct sql_rows *rows)
{
    if (rows->statement) {
        rows->sql->backend->reset(rows->statement->handle);
        rows->statement->busy = false;
        rows->statement = NULL;
    }
}

bool sql_next(struct sql_rows *rows)
{
    if (!rows->statement) {
        return false;
    }
    enum sql_step step = rows->sql->backend->step(rows->sql->db, rows->statement->handle);
    if (step == SQL_STEP_ROW) {
        return true;
    }
    if (step == SQL_STEP_FAILED) {
        sql_fail(rows->sql);
    }
    sql_done(rows);
    return false;
}

int64_t sql_row_int(struct sql_rows *rows, int column)
{
    return rows->sql->backend->get_int(rows->statement->handle, column);
}

bool sql_row_is_null(struct sql_rows *rows, int column)
{
    return rows->sql->backend->is_null(rows->statement->handle, column);
}

// What a damaged file claims to hold must not end the program: a value that is larger than what is
// left of the unit of work is a failure of its statement, and empty.
static struct bytes row_value(struct sql_rows *rows, int column, const struct arena *arena)
{
    struct bytes value = rows->sql->backend->get_bytes(rows->statement->handle, column);
    size_t left = arena->bytes_max - arena->used_bytes;
    if (left < ROW_SPARE_BYTES || value.len > left - ROW_SPARE_BYTES) {
        fault_set("a value of %zu bytes where %zu can be taken; is the file damaged?", value.len,
                  left);
        sql_fail(rows->sql);
        return bytes_of("", 0);
    }
    return value;
}

char *sql_row_text(struct sql_rows *rows, int column, struct arena *arena)
{
    if (sql_row_is_null(rows, column)) {
        return NULL;
    }
    return arena_str_of(arena, row_value(rows, column, arena));
}

struct bytes sql_row_bytes(struct sql_rows *rows, int column, struct arena *arena)
{
    if (sql_row_is_null(rows, column)) {
        return (struct bytes){0};
    }
    return arena_bytes(arena, row_value(rows, column, arena));
}

bool sql_run(struct sql *sql, const char *text, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    struct sql_statement *s = start(sql, text, types, args);
    va_end(args);
    if (!s) {
        return false;
    }
    enum sql_step step;
    do {
        step = sql->backend->step(sql->db, s->handle);
    } while (step == SQL_STEP_ROW);
    sql->backend->reset(s->handle);
    s->busy = false;
    if (step == SQL_STEP_FAILED) {
        sql_fail(sql);
    }
    return step == SQL_STEP_DONE;
}

int64_t sql_changes(struct sql *sql)
{
    return sql->backend->changes(sql->db);
}

int64_t sql_int(struct sql *sql, int64_t otherwise, const char *text, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    struct sql_rows rows = {.sql = sql, .statement = start(sql, text, types, args)};
    va_end(args);
    int64_t value = otherwise;
    if (sql_next(&rows) && !sql_row_is_null(&rows, 0)) {
        value = sql_row_int(&rows, 0);
    }
    sql_done(&rows);
    return value;
}

char *sql_text(struct sql *sql, struct arena *arena, const char *text, const char *types, ...)
{
    va_list args;
    va_start(args, types);
    struct sql_rows rows = {.sql = sql, .statement = start(sql, text, types, args)};
    va_end(args);
    char *value = sql_next(&rows) ? sql_row_text(&rows, 0, arena) : NULL;
    sql_done(&rows);
    return value;
}

struct bytes sql_bytes(struct sql *sql, struct arena *arena, const char *text, const char *types,
                       ...)
{
    va_list args;
    va_start(args, types);
    struct sql_rows rows = {.sql = sql, .statement = start(sql, text, types, args)};
    va_end(args);
    struct bytes value = {0};
    if (sql_next(&rows)) {
        value = sql_row_bytes(&rows, 0, arena);
    }
    sql_done(&rows);
    return value;
}

bool sql_script(struct sql *sql, const char *text)
{
    if (sql_failed(sql)) {
        return false;
    }
    bool ok = sql->backend->script(sql->db, text);
    if (!ok) {
        sql_fail(sql);
    }
    return ok;
}

static bool at_level(struct sql *sql, const char *verb, int level)
{
    char text[64];
    snprintf(text, sizeof text, "%s level_%d", verb, level);
    return sql->backend->script(sql->db, text);
}

static bool run_often(struct sql *sql, void **handle, const char *text)
{
    if (!*handle) {
        *handle = sql->backend->prepare(sql->db, text);
    }
    bool ok = *handle && sql->backend->step(sql->db, *handle) == SQL_STEP_DONE;
    if (*handle) {
        sql->backend->reset(*handle);
    }
    return ok;
}

bool sql_begin_at(struct sql *sql, const char *where)
{
    if (sql->depth == SQL_DEPTH_MAX) {
        die("transactions nested too deep at %s, the innermost began at %s", where,
            sql->levels[sql->depth - 1].where);
    }
    bool failed = sql_failed(sql); // an inner one of a failed one does nothing either
    if (!failed) {
        failed = sql->depth == 0 ? !run_often(sql, &sql->begin, sql->backend->begin)
                                 : !at_level(sql, "SAVEPOINT", sql->depth);
        if (failed) {
            fault_where("%s", where);
        }
    }
    sql->levels[sql->depth++] = (struct level){.where = where, .failed = failed};
    return !failed;
}

// Undoes the innermost level. The database may have undone all by itself (a full disk): then the
// words fail, harmlessly, and the outer level is failed as well.
static void undo(struct sql *sql)
{
    char kept[FAULT_LEN_MAX];
    snprintf(kept, sizeof kept, "%s", fault_text());
    if (sql->depth == 0) {
        sql->backend->script(sql->db, "ROLLBACK");
    } else if (!at_level(sql, "ROLLBACK TO", sql->depth) || !at_level(sql, "RELEASE", sql->depth)) {
        sql_fail(sql);
    }
    fault_set("%s", kept);
}

bool sql_commit(struct sql *sql)
{
    assert(sql->depth > 0);
    struct level level = sql->levels[--sql->depth];
    if (!level.failed) {
        bool ok = sql->depth == 0 ? run_often(sql, &sql->commit, "COMMIT")
                                  : at_level(sql, "RELEASE", sql->depth);
        if (ok) {
            sql->commits += sql->depth == 0;
            return true;
        }
        fault_where("%s", level.where);
    }
    undo(sql);
    return false;
}

void sql_rollback(struct sql *sql)
{
    assert(sql->depth > 0);
    sql->depth--;
    undo(sql);
}

uint64_t sql_commits(const struct sql *sql)
{
    return sql->commits;
}

bool sql_reserve(struct sql *sql)
{
    sql_begin(sql); // nobody else writes meanwhile
    if (sql->backend->reserve && !sql_failed(sql) && !sql->backend->reserve(sql->db)) {
        sql_fail(sql);
    }
    return sql_commit(sql);
}

int64_t sql_data_version(struct sql *sql)
{
    return sql_int(sql, 0, sql->backend->data_version, "");
}
