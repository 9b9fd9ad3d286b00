// SPDX-License-Identifier: GPL-3.0-or-later
// `post`, `withdraw`, `office`, `set`, `get`: what the regency tells the villages.
#include "command.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/record/notice_file.h"
#include "db/record/office_file.h"
#include "db/regency/bulletin.h"
#include "db/regency/change.h"
#include "db/regency/rule.h"

#include <stdio.h>

// What does not travel yet is said, and taken out: a notice with holes would be worse.
static void leave_out_pictures(Kt__Notice *notice, const char *path)
{
    if (notice->n_pictures > 0 || notice->before || notice->after) {
        log_line("%s: pictures do not travel to kiosks yet; the notice goes out without them",
                 path);
    }
    notice->n_pictures = 0;
    notice->before = notice->after = NULL;
}

static const char *post_file(struct command *command, const char *path, const char *scope)
{
    struct regency_about about;
    struct bytes text;
    if (!regency_about(command->regency, &command->arena, &about) ||
        !file_read(&command->arena, path, NOTICE_FILE_BYTES_MAX, &text)) {
        return NULL;
    }
    struct notice_file *file = notice_file_read(&command->arena, path, text, about.zone_min);
    if (!file) {
        return NULL;
    }
    for (size_t i = 0; i < file->warning_count; i++) {
        log_line("%s", file->warnings[i]);
    }
    leave_out_pictures(&file->notice, path);
    if (scope) {
        file->notice.scope = arena_str(&command->arena, scope);
    }
    const char *id;
    return bulletin_post(command->regency, &command->arena, &file->notice, &id) ? id : NULL;
}

int post_command(const char *dir, int count, char **words)
{
    const char *scope = NULL, *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"to", &scope, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1) {
        return command_usage("post FILE.md [--to SCOPE]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    const char *id = post_file(&command, plain[0], scope);
    if (id) {
        printf("%s\n", id);
    }
    command_close(&command);
    return id ? COMMAND_OK : log_fault();
}

int withdraw_command(const char *dir, int count, char **words)
{
    const char *reason = "Ditarik oleh kabupaten.", *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"reason", &reason, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1) {
        return command_usage("withdraw ID [--reason TEXT]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = bulletin_withdraw(command.regency, &command.arena, plain[0], reason);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

// ---- office

static void warn_of_file(void *path, const char *what)
{
    log_line("%s: %s", (const char *)path, what);
}

static bool publish_office(struct command *command, const char *path, const char *scope)
{
    struct arena *arena = &command->arena;
    struct bytes text;
    if (!regency_scope_check(scope) || !file_read(arena, path, OFFICE_FILE_BYTES_MAX, &text)) {
        return false;
    }
    Kt__Office *office = office_file_read(arena, text, warn_of_file, (void *)(uintptr_t)path);
    if (!office) {
        fault_where("%s", path);
        return false;
    }
    bool photos = false;
    for (size_t i = 0; i < office->n_officials; i++) {
        photos |= office->officials[i]->photo[0] != '\0';
        office->officials[i]->photo = arena_str(arena, "");
    }
    if (photos) {
        log_line("%s: pictures do not travel to kiosks yet; the office goes out without them",
                 path);
    }
    office->at_s = clock_now_s();
    struct bytes record = record_pack(arena, &office->base);
    if (record.len > EVENT_BYTES_MAX) {
        fault_set("%s: %zu bytes; at most %d can travel: make it shorter", path, record.len,
                  EVENT_BYTES_MAX);
        return false;
    }
    sql_begin(command->regency->sql);
    if (!change_put(command->regency, CHANGE_TEXT, scope, "office", CHANGE_OFFICE, record, 0)) {
        sql_fail(command->regency->sql);
    }
    return sql_commit(command->regency->sql);
}

int office_command(const char *dir, int count, char **words)
{
    const char *scope = "all", *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"to", &scope, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1) {
        return command_usage("office FILE.json [--to SCOPE]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = publish_office(&command, plain[0], scope);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

// ---- settings

int set_command(const char *dir, int count, char **words)
{
    const char *scope = NULL, *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {{"to", &scope, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 2) {
        return command_usage("set [--to SCOPE] KEY VALUE");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = rule_set(command.regency, &command.arena, scope, plain[0], plain[1]);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

int get_command(const char *dir, int count, char **words)
{
    if (count > 1) {
        return command_usage("get [KEY]");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    struct rule_row *list;
    size_t row_count =
        rule_list(command.regency, &command.arena, count == 1 ? words[0] : NULL, &list);
    for (size_t i = 0; i < row_count; i++) {
        const struct rule_row *row = &list[i];
        printf("%s\t%s\t%s\t%s\t%s\n", row->key, row->value, row->otherwise, row->unit,
               row->set_by);
    }
    command_close(&command);
    return row_count > 0 ? COMMAND_OK : log_fault();
}
