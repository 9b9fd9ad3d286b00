// SPDX-License-Identifier: GPL-3.0-or-later
// db/sql: parameters, nesting, sticky failure, migrations that survive being killed.
#include "harness.h"

#include "db/base/file.h"
#include "db/base/secret.h"
#include "db/sql/migrate.h"

#include <signal.h>
#include <sys/wait.h>

static struct sql *open_in(struct arena *arena, const char *dir)
{
    struct sql *sql = sql_open_sqlite(file_path(arena, dir, "t.db"));
    assert_non_null(sql);
    return sql;
}

static void values_come_back(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct sql *sql = open_in(&arena, *state);
    assert_true(sql_script(sql, "CREATE TABLE t (i INTEGER, t TEXT, b BLOB) STRICT"));
    struct bytes blob = bytes_of("a\0b", 3);
    assert_true(
        sql_run(sql, "INSERT INTO t VALUES ($1, $2, $3)", "itb", (int64_t)-5, "lima'; --", blob));
    assert_true(sql_run(sql, "INSERT INTO t VALUES ($1, $2, $3)", "itb", INT64_MAX, NULL,
                        (struct bytes){0}));
    assert_int_equal(sql_int(sql, 0, "SELECT i FROM t WHERE t = $1", "t", "lima'; --"), -5);
    assert_true(bytes_equal(sql_bytes(sql, &arena, "SELECT b FROM t", ""), blob));
    assert_int_equal(sql_int(sql, 7, "SELECT i FROM t WHERE i = 99", ""), 7);
    assert_null(sql_text(sql, &arena, "SELECT t FROM t WHERE t IS NULL", ""));
    // numbered by their names, not by where they stand
    assert_int_equal(sql_int(sql, 0, "SELECT $3 * 100 + $1 * 10 + $3", "iii", (int64_t)1,
                             (int64_t)2, (int64_t)3),
                     313);
    int rows_seen = 0;
    struct sql_rows rows = sql_rows(sql, "SELECT i FROM t ORDER BY i", "");
    while (sql_next(&rows)) {
        // the same words again while they are being read get a statement of their own
        assert_int_equal(sql_int(sql, 0, "SELECT i FROM t ORDER BY i", ""), -5);
        rows_seen++;
    }
    assert_int_equal(rows_seen, 2);
    sql_close(sql);
    arena_finish(&arena);
}

static void a_failure_undoes_its_level_alone(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct sql *sql = open_in(&arena, *state);
    sql_script(sql, "CREATE TABLE t (i INTEGER PRIMARY KEY) STRICT");
    sql_begin(sql);
    sql_run(sql, "INSERT INTO t VALUES (1)", "");
    sql_begin(sql);
    sql_run(sql, "INSERT INTO t VALUES (2)", "");
    assert_false(sql_run(sql, "INSERT INTO t VALUES (1)", ""));
    assert_false(sql_run(sql, "INSERT INTO t VALUES (3)", "")); // sticky
    assert_false(sql_commit(sql));
    assert_non_null(strstr(fault_text(), "UNIQUE"));
    sql_run(sql, "INSERT INTO t VALUES (4)", "");
    assert_true(sql_commit(sql));
    assert_int_equal(sql_int(sql, 0, "SELECT count(*) FROM t", ""), 2);
    assert_int_equal(sql_int(sql, 0, "SELECT sum(i) FROM t", ""), 5);
    sql_close(sql);
    arena_finish(&arena);
}

static void foreign_keys_and_sync_are_on(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct sql *sql = open_in(&arena, *state);
    assert_int_equal(sql_int(sql, 0, "PRAGMA foreign_keys", ""), 1);
    assert_int_equal(sql_int(sql, 0, "PRAGMA synchronous", ""), 2);
    assert_string_equal(sql_text(sql, &arena, "PRAGMA journal_mode", ""), "wal");
    assert_int_equal(sql_int(sql, 0, "PRAGMA temp_store", ""), 2);
    sql_close(sql);
    arena_finish(&arena);
}

static void copy_file(struct arena *arena, const char *from, const char *to)
{
    struct bytes bytes;
    assert_true(file_read(arena, from, 64 << 20, &bytes));
    assert_true(file_write(to, bytes, 0600));
}

// What lies on the disk after the power went: file and log as they are, zeros behind the log's end.
static void reserved_room_is_no_content(void **state)
{
    struct arena arena;
    arena_init(&arena, 64 << 20);
    struct sql *sql = open_in(&arena, *state);
    const char *log = file_path(&arena, *state, "t.db-wal");
    assert_true(sql_script(sql, "CREATE TABLE t (i INTEGER PRIMARY KEY) STRICT"));
    assert_true(sql_run(sql, "INSERT INTO t VALUES (1)", ""));
    int64_t before = file_size(log);
    assert_true(sql_reserve(sql));
    int64_t reserved = file_size(log);
    assert_true(before < 1 << 20 && reserved > 4 << 20);
    for (int64_t i = 2; i <= 40; i++) {
        assert_true(sql_run(sql, "INSERT INTO t VALUES ($1)", "i", i));
    }
    assert_true(file_size(log) == reserved); // written over, not grown
    assert_true(sql_reserve(sql));           // a second time takes no more
    assert_true(file_size(log) == reserved);
    copy_file(&arena, file_path(&arena, *state, "t.db"), file_path(&arena, *state, "u.db"));
    copy_file(&arena, log, file_path(&arena, *state, "u.db-wal"));
    struct sql *copy = sql_open_sqlite(file_path(&arena, *state, "u.db"));
    assert_non_null(copy);
    assert_int_equal(sql_int(copy, 0, "SELECT sum(i) FROM t", ""), 820);
    assert_string_equal(sql_text(copy, &arena, "PRAGMA integrity_check", ""), "ok");
    sql_close(copy);
    sql_close(sql);
    arena_finish(&arena);
}

static void a_file_that_is_none_is_said_so(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *path = file_path(&arena, *state, "t.db");
    assert_true(file_write(path,
                           bytes_of_str("this is no database, it is a text of some length "
                                        "that somebody put where the file should be......"
                                        "................................................"),
                           0600));
    assert_null(sql_open_sqlite(path));
    assert_non_null(strstr(fault_text(), "damaged"));
    assert_null(sql_open_sqlite("/nonexistent-folder/t.db"));
    assert_non_null(strstr(fault_text(), "cannot be opened"));
    arena_finish(&arena);
}

static bool kill_me(struct sql *sql)
{
    (void)sql;
    raise(SIGKILL);
    return true;
}

static const struct migration whole[] = {
    {.script = "CREATE TABLE a (i INTEGER) STRICT; INSERT INTO a VALUES (1)"},
    {.script = "ALTER TABLE a ADD COLUMN j INTEGER; UPDATE a SET j = 2"},
};
static const struct migration killed[] = {
    {.script = "CREATE TABLE a (i INTEGER) STRICT; INSERT INTO a VALUES (1)"},
    {.script = "ALTER TABLE a ADD COLUMN j INTEGER; DELETE FROM a", .code = kill_me},
};

static void a_killed_migration_leaves_the_old_file(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *path = file_path(&arena, *state, "t.db");
    struct sql *sql = open_in(&arena, *state);
    assert_true(migrate(sql, path, killed, 1));
    sql_close(sql);
    pid_t child = fork();
    if (child == 0) {
        sql = sql_open_sqlite(path);
        _exit(sql && migrate(sql, path, killed, 2));
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    sql = open_in(&arena, *state);
    assert_int_equal(sql_int(sql, 0, "PRAGMA user_version", ""), 1);
    assert_int_equal(sql_int(sql, 0, "SELECT count(*) FROM a", ""), 1);
    assert_true(file_exists(file_path(&arena, *state, "t.db.before-2")));
    assert_true(migrate(sql, path, whole, 2)); // the lock went with the killed one
    assert_int_equal(sql_int(sql, 0, "SELECT j FROM a", ""), 2);
    sql_close(sql);
    arena_finish(&arena);
}

static void a_newer_file_is_refused(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    char *path = file_path(&arena, *state, "t.db");
    struct sql *sql = open_in(&arena, *state);
    assert_true(migrate(sql, path, whole, 2));
    assert_false(migrate(sql, path, whole, 1));
    assert_non_null(strstr(fault_text(), "newer version"));
    assert_true(migrate_quick_check(sql));
    sql_close(sql);
    arena_finish(&arena);
}

// Many times over: which of them is first to turn the new file's log on is a matter of
// microseconds.
static void two_programs_at_boot_migrate_once(void **state)
{
    enum { BOOTS = 60 };
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (int boot = 0; boot < BOOTS; boot++) {
        char *path = file_path(&arena, *state, arena_printf(&arena, "t%d.db", boot));
        pid_t children[4];
        for (size_t i = 0; i < COUNT_OF(children); i++) {
            children[i] = fork();
            if (children[i] == 0) {
                struct sql *sql = sql_open_sqlite(path);
                _exit(sql && migrate(sql, path, whole, 2) ? 0 : 1);
            }
        }
        for (size_t i = 0; i < COUNT_OF(children); i++) {
            int status;
            waitpid(children[i], &status, 0);
            assert_int_equal(status, 0);
        }
        struct sql *sql = sql_open_sqlite(path);
        assert_non_null(sql);
        assert_int_equal(sql_int(sql, 0, "SELECT count(*) FROM a", ""), 1);
        sql_close(sql);
    }
    arena_finish(&arena);
}

static void others_commits_are_seen(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    struct sql *one = open_in(&arena, *state), *two = open_in(&arena, *state);
    sql_script(one, "CREATE TABLE t (i INTEGER) STRICT");
    int64_t before = sql_data_version(two);
    sql_run(one, "INSERT INTO t VALUES (1)", "");
    assert_int_not_equal(sql_data_version(two), before);
    sql_close(one);
    sql_close(two);
    arena_finish(&arena);
}

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        test_in_dir(values_come_back),
        test_in_dir(a_failure_undoes_its_level_alone),
        test_in_dir(foreign_keys_and_sync_are_on),
        test_in_dir(reserved_room_is_no_content),
        test_in_dir(a_file_that_is_none_is_said_so),
        test_in_dir(a_killed_migration_leaves_the_old_file),
        test_in_dir(a_newer_file_is_refused),
        test_in_dir(two_programs_at_boot_migrate_once),
        test_in_dir(others_commits_are_seen),
    };
    return cmocka_run_group_tests_name("sql", tests, NULL, NULL);
}
