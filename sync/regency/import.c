// SPDX-License-Identifier: GPL-3.0-or-later
// `import`: what came on a stick, taken in as if it had come over the network; the answer lies
// beside it, sealed to its kiosk. A file that is none of ours is named and left alone.
#include "command.h"
#include "exchange.h"

#include "db/base/file.h"
#include "sync/bundle/parcel.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_IN_FOLDER_MAX = 10000, IMPORT_PATHS_MAX = 1000 };
static const char ending[] = ".ktb", answer_ending[] = ".answer.ktb";

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len > end_len && str_equal(text + len - end_len, end);
}

// Old sticks are sealed to older keys.
static bool open_parcel(struct command *command, struct bytes parcel, struct bytes *request)
{
    for (size_t i = command->keyring->count; i-- > 0;) {
        const struct keyring_keys *keys = &command->keyring->lists[i];
        if (parcel_open(&command->arena, PARCEL_TO_REGENCY, parcel, keys->sealing_public,
                        keys->sealing_secret, request)) {
            return true;
        }
    }
    return false;
}

static bool write_answer(struct arena *arena, const char *path, const struct exchange_end *end,
                         const char **answer_path)
{
    uint8_t receiver[BOX_PUBLIC_LEN];
    struct bytes parcel;
    size_t stem = strlen(path) - (ends_with(path, ending) ? strlen(ending) : 0);
    *answer_path = arena_printf(arena, "%.*s%s", (int)stem, path, answer_ending);
    return parcel_public_of(receiver, end->kiosk_key) &&
           parcel_seal(arena, PARCEL_TO_KIOSK, end->answer, receiver, &parcel) &&
           file_write(*answer_path, parcel, 0644);
}

static bool import_file(struct command *command, const char *path, enum exchange_keys keys)
{
    struct arena *arena = &command->arena;
    struct bytes parcel, request;
    struct exchange_end end;
    if (!file_read(arena, path, PARCEL_MAX, &parcel)) {
        return false;
    }
    if (!open_parcel(command, parcel, &request)) {
        fault_where("%s", path);
        return false;
    }
    sql_begin(command->regency->sql);
    exchange_round(command->regency, command->keyring, arena, request, keys, &end);
    if (end.status != EXCHANGE_OK) {
        fault_set("%s: %s", path, end.status == EXCHANGE_UNAVAILABLE ? fault_text() : end.word);
        sql_fail(command->regency->sql);
    }
    if (!sql_commit(command->regency->sql)) {
        return false;
    }
    regency_scrub(command->regency);
    for (size_t i = 0; i < end.aside_count; i++) {
        log_line("%s: event %llu was set aside: %s", path, (unsigned long long)end.asides[i].seq,
                 end.asides[i].why);
    }
    const char *answer_path;
    if (!write_answer(arena, path, &end, &answer_path)) {
        return false; // what it brought is stored all the same; a second import answers again
    }
    printf("%s: K%u, %zu of %zu new; the answer is %s\n", path, end.kiosk, end.applied, end.offered,
           answer_path);
    return true;
}

static int is_round(const struct dirent *entry)
{
    return ends_with(entry->d_name, ending) && !ends_with(entry->d_name, answer_ending);
}

// How many of the folder's files could not be taken in, each said in one line; -1 with a fault.
static int import_folder(struct command *command, const char *path, enum exchange_keys keys)
{
    struct dirent **names = NULL;
    int count = scandir(path, &names, is_round, alphasort), failed = 0;
    if (count < 0 || count > FILES_IN_FOLDER_MAX) {
        fault_set("%s: cannot be listed, or holds over %d files", path, FILES_IN_FOLDER_MAX);
        failed = -1;
    }
    for (int i = 0; i < count; i++) {
        if (failed >= 0) {
            struct arena arena;
            arena_init(&arena, 1 << 16);
            if (!import_file(command, file_path(&arena, path, names[i]->d_name), keys)) {
                failed++;
                log_fault();
            }
            arena_reset(&command->arena);
            arena_finish(&arena);
        }
        free(names[i]);
    }
    free(names);
    if (count == 0) {
        fault_set("%s: holds no file that ends in %s", path, ending);
        failed = -1;
    }
    return failed;
}

int import_command(const char *dir, int count, char **words)
{
    bool is_replaced = false;
    const char *plain[IMPORT_PATHS_MAX];
    const struct command_option options[] = {{"replaced", NULL, &is_replaced}, {0}};
    int plain_count;
    if (count > IMPORT_PATHS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count < 1) {
        return command_usage("import [--replaced] PATH...");
    }
    enum exchange_keys keys = is_replaced ? EXCHANGE_KEY_REPLACED_TOO : EXCHANGE_KEY_IN_FORCE;
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    int failed = 0;
    for (int i = 0; i < plain_count; i++) {
        int here = file_is_dir(plain[i]) ? import_folder(&command, plain[i], keys)
                                         : -!import_file(&command, plain[i], keys);
        if (here < 0) {
            log_fault();
        }
        failed += here != 0;
        arena_reset(&command.arena);
    }
    command_close(&command);
    return failed ? COMMAND_FAILED : COMMAND_OK;
}
