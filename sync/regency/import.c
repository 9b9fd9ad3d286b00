// SPDX-License-Identifier: GPL-3.0-or-later
// `import`: what came on a stick, taken in as if it had come over the network; the answer lies
// beside it, sealed to its kiosk. A file that is none of ours is named and left alone. And the card
// of a kiosk whose disk died (db/regency/intake_mirror.h).
#include "command.h"
#include "exchange.h"

#include "db/base/file.h"
#include "db/base/folder.h"
#include "db/regency/intake_mirror.h"
#include "db/regency/picture.h"
#include "sync/bundle/parcel.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILES_IN_FOLDER_MAX = 10000, IMPORT_PATHS_MAX = 1000, NAMES_BYTES_MAX = 32 << 20 };
static const char ending[] = ".ktb", answer_ending[] = ".answer.ktb";

static bool ends_with(const char *text, const char *end)
{
    size_t len = strlen(text), end_len = strlen(end);
    return len > end_len && str_equal(text + len - end_len, end);
}

// Old sticks are sealed to older keys.
static bool open_parcel(struct command *command, enum parcel_kind kind, struct bytes parcel,
                        struct bytes *request)
{
    for (size_t i = command->keyring->count; i-- > 0;) {
        const struct keyring_keys *keys = &command->keyring->lists[i];
        if (parcel_open(&command->arena, kind, parcel, keys->sealing_public, keys->sealing_secret,
                        request)) {
            return true;
        }
    }
    return false;
}

static bool write_answer(struct arena *arena, enum parcel_kind kind, const char *path,
                         const struct exchange_end *end, const char **answer_path)
{
    uint8_t receiver[BOX_PUBLIC_LEN];
    struct bytes parcel;
    size_t stem = strlen(path) - (ends_with(path, ending) ? strlen(ending) : 0);
    *answer_path = arena_printf(arena, "%.*s%s", (int)stem, path, answer_ending);
    return parcel_public_of(receiver, end->kiosk_key) &&
           parcel_seal(arena, kind, end->answer, receiver, &parcel) &&
           file_write(*answer_path, parcel, 0644);
}

// What the log's verdict means for who stands there with the stick. False with a fault when nothing
// of the log was taken.
static bool tell_round(const char *path, const struct exchange_end *end, const char *answer_path)
{
    if (end->unread) {
        printf("%s: K%u, packed with a dictionary that this store has lost: nothing was read, and "
               "nothing is lost. The answer is %s; the kiosk's next export after it can be read\n",
               path, end->kiosk, answer_path);
        return true;
    }
    if (end->verdict == INTAKE_GAP) {
        fault_set("%s: K%u, nothing of its log was taken: its events from %llu on are missing "
                  "here. Import the kiosk's file that begins with them, or bring the answer back "
                  "to the kiosk, whose next export begins there: %s",
                  path, end->kiosk, (unsigned long long)end->wanted, answer_path);
    } else if (end->verdict == INTAKE_FORK) {
        fault_set("%s: K%u, %zu of %zu new, the others are not taken: this store knows another "
                  "past of that log (a copied disk, or one that was put back). Bring the answer "
                  "back to the kiosk, whose next export brings them all: %s",
                  path, end->kiosk, end->applied, end->offered, answer_path);
    } else if (end->verdict == INTAKE_REFUSED) {
        fault_set("%s: K%u, nothing of its log was taken: %s. The answer is %s", path, end->kiosk,
                  end->word ? end->word : "it cannot be", answer_path);
    } else {
        printf("%s: K%u, %zu of %zu new; the answer is %s\n", path, end->kiosk, end->applied,
               end->offered, answer_path);
        return true;
    }
    return false;
}

// Through the same door as over the network: a ticket is used once, by one kiosk.
static bool import_enrol(struct command *command, const char *path, struct bytes parcel)
{
    struct arena *arena = &command->arena;
    struct bytes request;
    struct exchange_end end;
    const char *answer_path;
    if (!open_parcel(command, PARCEL_ENROL, parcel, &request)) {
        fault_where("%s", path);
        return false;
    }
    sql_begin(command->regency->sql);
    exchange_enrol(command->regency, command->keyring, arena, request, &end);
    if (end.status != EXCHANGE_OK) {
        fault_set("%s: %s", path, end.status == EXCHANGE_UNAVAILABLE ? fault_text() : end.word);
        sql_fail(command->regency->sql);
    }
    if (!sql_commit(command->regency->sql) ||
        !write_answer(arena, PARCEL_ENROLLED, path, &end, &answer_path)) {
        return false;
    }
    printf("%s: K%u is enrolled; bring the answer back to it: %s\n", path, end.kiosk, answer_path);
    return true;
}

static bool import_file(struct command *command, const char *path, enum exchange_keys keys)
{
    struct arena *arena = &command->arena;
    struct bytes parcel, request;
    struct exchange_end end;
    if (!file_read_plain(arena, path, PARCEL_MAX, &parcel)) {
        return false;
    }
    if (parcel_kind_of(parcel) == PARCEL_ENROL) {
        return import_enrol(command, path, parcel);
    }
    if (!open_parcel(command, PARCEL_TO_REGENCY, parcel, &request)) {
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
    if (!write_answer(arena, PARCEL_TO_KIOSK, path, &end, &answer_path)) {
        return false; // what it brought is stored all the same; a second import answers again
    }
    return tell_round(path, &end, answer_path);
}

// How many of the folder's files could not be taken in, each said in one line; -1 with a fault.
static int import_folder(struct command *command, const char *path, enum exchange_keys keys)
{
    static const char *const endings[] = {ending, NULL};
    struct arena arena; // of the names: the command's is emptied after each file
    arena_init(&arena, NAMES_BYTES_MAX);
    struct folder_file *files = ARENA_ARRAY(&arena, struct folder_file, FILES_IN_FOLDER_MAX);
    struct folder_found found;
    size_t count = folder_walk(&arena, path, &(struct folder_walk){.endings = endings},
                               FILES_IN_FOLDER_MAX, files, &found);
    int failed = 0, rounds = 0;
    for (size_t i = 0; i < count; i++) {
        if (folder_ends_with(files[i].path, answer_ending)) {
            continue;
        }
        rounds++;
        struct arena one;
        arena_init(&one, 1 << 16);
        if (!import_file(command, file_path(&one, path, files[i].path), keys)) {
            failed++;
            log_fault();
        }
        arena_reset(&command->arena);
        arena_finish(&one);
    }
    if (found.is_cut || found.files > count) {
        log_line("%s: holds over %d files of ours, or more files than are looked at; give the "
                 "others by their names",
                 path, FILES_IN_FOLDER_MAX);
        failed++;
    }
    if (rounds == 0) {
        if (!found.is_missing) {
            fault_set("%s: holds no file that ends in %s", path, ending);
        }
        failed = -1;
    }
    arena_finish(&arena);
    return failed;
}

// ---------------------------------------------------------------- the card of a kiosk that died

static const char mirror_name[] = "kentongan-mirror";

static bool import_kiosk(struct command *command, const char *folder, uint32_t id)
{
    struct registry_kiosk kiosk;
    struct intake_mirror taken;
    if (!registry_get(command->regency, &command->arena, id, &kiosk)) {
        return false;
    }
    if (!intake_mirror_take(command->regency, command->keyring, &kiosk, folder, &taken)) {
        fault_where("%s", folder);
        return false;
    }
    printf("%s: K%u, %zu of %zu new, %zu recordings; %zu had come before, %zu files were passed "
           "over\n",
           folder, id, taken.applied, taken.offered, taken.recordings, taken.known, taken.strange);
    return true;
}

// DIR/kentongan-mirror/K7 and so on. How many could not be taken in; -1 when there is none.
static int import_mirror(struct command *command, const char *path)
{
    struct arena names;
    arena_init(&names, 1 << 20);
    const char *folder = file_path(&names, path, mirror_name);
    DIR *files = opendir(folder);
    int failed = 0, kiosks = 0;
    for (struct dirent *entry; files && (entry = readdir(files));) {
        char *end;
        long long id = entry->d_name[0] == 'K' ? strtoll(entry->d_name + 1, &end, 10) : 0;
        if (id <= 0 || id > UINT32_MAX || *end) {
            continue;
        }
        kiosks++;
        struct arena one;
        arena_init(&one, 1 << 16);
        if (!import_kiosk(command, file_path(&one, folder, entry->d_name), (uint32_t)id)) {
            failed++;
            log_fault();
        }
        arena_finish(&one);
        arena_reset(&command->arena);
    }
    if (files) {
        closedir(files);
    }
    arena_finish(&names);
    return kiosks > 0 ? failed : -1;
}

// What there is in a folder: rounds, a mirror, or both.
static int import_dir(struct command *command, const char *path, enum exchange_keys keys)
{
    int mirrors = import_mirror(command, path);
    int rounds = import_folder(command, path, keys);
    if (mirrors < 0) {
        return rounds;
    }
    return mirrors + (rounds > 0 ? rounds : 0);
}

// As a folder's files: the shell puts the tenth before the second.
static int by_order(const void *a, const void *b)
{
    return str_order(*(const char *const *)a, *(const char *const *)b);
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
    enum exchange_keys keys = is_replaced ? EXCHANGE_KEY_REPLACED_TOO : EXCHANGE_KEY_ON_STICK;
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    picture_look(command.regency);
    part_look(command.regency);
    aside_try_again(&command);
    int failed = 0;
    qsort(plain, (size_t)plain_count, sizeof *plain, by_order);
    for (int i = 0; i < plain_count; i++) {
        int here = file_is_dir(plain[i]) ? import_dir(&command, plain[i], keys)
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
