// SPDX-License-Identifier: GPL-3.0-or-later
// What a database has to offer to sql.c. A statement is prepared once, then bound, stepped, reset.
#ifndef SQL_BACKEND_H
#define SQL_BACKEND_H

#include "sql.h"

enum sql_step { SQL_STEP_ROW, SQL_STEP_DONE, SQL_STEP_FAILED };

struct sql_backend {
    void (*close)(void *db);
    void *(*prepare)(void *db, const char *text); // NULL with a fault
    void (*finalize)(void *statement);
    void (*bind_int)(void *statement, int index, int64_t value); // index from 1
    void (*bind_text)(void *statement, int index, const char *text);
    void (*bind_bytes)(void *statement, int index, struct bytes bytes);
    enum sql_step (*step)(void *db, void *statement); // a failure sets the fault
    void (*reset)(void *statement);
    bool (*is_null)(void *statement, int column);
    int64_t (*get_int)(void *statement, int column);
    struct bytes (*get_bytes)(void *statement, int column); // valid until step or reset
    bool (*script)(void *db, const char *text);
    int64_t (*changes)(void *db);
    bool (*reserve)(void *db); // NULL: nothing to reserve. Inside a transaction
    const char *begin;         // takes the write lock at once
    const char *data_version;
};

struct sql *sql_make(const struct sql_backend *backend, void *db);

#endif
