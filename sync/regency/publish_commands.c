// SPDX-License-Identifier: GPL-3.0-or-later
// `post`, `withdraw`, `office`, `set`, `get`: what the regency tells the villages.
#include "command.h"

#include "db/base/clock.h"
#include "db/base/file.h"
#include "db/record/notice_file.h"
#include "db/record/office_file.h"
#include "db/regency/bulletin.h"
#include "db/regency/change.h"
#include "db/regency/picture.h"
#include "db/regency/rule.h"

#include <stdio.h>
#include <string.h>

// Pictures lie beside the file that names them; nothing outside its folder is read.
static const char *beside(struct arena *arena, const char *path, const char *name)
{
    const char *slash = strrchr(path, '/');
    size_t len = slash ? (size_t)(slash - path) + 1 : 0;
    if (strchr(name, '/') || name[0] == '.') {
        fault_set("picture \"%.60s\": pictures lie beside the file; give the picture's name alone",
                  name);
        return NULL;
    }
    return arena_printf(arena, "%.*s%s", (int)len, path, name);
}

static bool keep_picture(struct command *command, const char *path, Kt__Picture *picture)
{
    if (!picture || !picture->name || !picture->name[0]) {
        return true;
    }
    const char *from = beside(&command->arena, path, picture->name);
    return from && picture_keep(command->regency, &command->arena, from, picture);
}

static bool keep_pictures(struct command *command, const char *path, Kt__Notice *notice)
{
    bool ok =
        keep_picture(command, path, notice->before) && keep_picture(command, path, notice->after);
    for (size_t i = 0; ok && i < notice->n_pictures; i++) {
        ok = keep_picture(command, path, notice->pictures[i]);
    }
    return ok;
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
    if (!keep_pictures(command, path, &file->notice)) {
        return NULL;
    }
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

// The photo's name gives way to the one it is kept under.
static bool keep_photo(struct command *command, const char *path, Kt__Official *official)
{
    Kt__Picture picture = KT__PICTURE__INIT;
    const char *from = official->photo[0] ? beside(&command->arena, path, official->photo) : NULL;
    if (!official->photo[0]) {
        return true;
    }
    if (!from || !picture_keep(command->regency, &command->arena, from, &picture)) {
        return false;
    }
    official->photo = secret_hex(&command->arena, record_view(picture.hash));
    official->photo_bytes = picture.bytes;
    return true;
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
    for (size_t i = 0; i < office->n_officials; i++) {
        if (!keep_photo(command, path, office->officials[i])) {
            return false;
        }
    }
    office->at_s = clock_now_s();
    struct bytes record = record_pack(arena, &office->base);
    if (record.len > EVENT_BYTES_MAX) {
        fault_set("%s: %zu bytes; at most %d can travel: make it shorter", path, record.len,
                  EVENT_BYTES_MAX);
        return false;
    }
    sql_begin(command->regency->sql);
    const Kt__Picture *photos[PICTURES_OF_MAX];
    if (!picture_named(command->regency, arena_printf(arena, "office:%s", scope), 0, photos,
                       pictures_of_office(arena, office, photos)) ||
        !change_put(command->regency, CHANGE_TEXT, scope, "office", CHANGE_OFFICE, record, 0)) {
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
