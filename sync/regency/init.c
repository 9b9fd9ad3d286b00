// SPDX-License-Identifier: GPL-3.0-or-later
// `init`: keys, certificate, key list 1, the usual agencies. Keys that are there already are never
// written over: a store that was lost is made anew around them, and a backup restored into it.
#include "command.h"
#include "tls.h"
#include "usual.h"

#include "db/base/file.h"
#include "db/regency/opd.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool fill(const char *dir, uint8_t pins[static 2][TLS_PIN_LEN])
{
    struct regency *regency = regency_open(dir);
    if (!regency) {
        return false;
    }
    sql_begin(regency->sql);
    if (!keyring_begin(regency, (const uint8_t(*)[TLS_PIN_LEN])pins, 2) ||
        !opd_load(regency, usual_opd())) {
        sql_fail(regency->sql);
    }
    bool ok = sql_commit(regency->sql);
    regency_close(regency);
    return ok;
}

// A store without its key list would be neither whole nor make-able again: it is taken away.
static bool make_store(const char *dir, const char *code, const char *name,
                       const uint8_t root[static SIGN_PUBLIC_LEN],
                       uint8_t pins[static 2][TLS_PIN_LEN])
{
    if (!regency_create(dir, code, name, root)) {
        return false;
    }
    if (fill(dir, pins)) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, 1 << 16);
    unlink(file_path(&arena, dir, "regency.db"));
    arena_finish(&arena);
    return false;
}

static bool name_is_fit(const char *code, const char *name)
{
    if (code[0] && (str_equal(code, "all") || !regency_scope_check(code))) {
        fault_set("--code: \"%.40s\" is no regency code; give one such as 32.15", code);
        return false;
    }
    size_t len = strlen(name);
    if (len == 0 || len > REGENCY_NAME_BYTES_MAX || strpbrk(name, "\n\r\t") ||
        !utf8_is_valid(bytes_of_str(name))) {
        fault_set("--name: a name is one line of 1 to %d bytes", REGENCY_NAME_BYTES_MAX);
        return false;
    }
    return true;
}

int init_command(const char *dir, int count, char **words)
{
    const char *code = "", *name = "Kabupaten", *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"code", &code, NULL}, {"name", &name, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count > 0) {
        return command_usage("init [--code 32.15 --name NAME]");
    }
    if (regency_exists(dir)) {
        fault_set("%s: there is a regency already; nothing was changed", dir);
        return log_fault();
    }
    uint8_t root[SIGN_PUBLIC_LEN], pins[2][TLS_PIN_LEN];
    if (!name_is_fit(code, name) || !file_make_dir(dir, 0750) || !keyring_make(dir, root) ||
        !tls_make(dir, name, pins) || !make_store(dir, code, name, root, pins)) {
        return log_fault();
    }
    printf("%s: regency %s%s%s is ready; keep a copy of keys/ in a safe place\n", dir, code,
           code[0] ? " " : "", name);
    return COMMAND_OK;
}
