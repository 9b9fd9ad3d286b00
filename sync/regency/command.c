// SPDX-License-Identifier: GPL-3.0-or-later
// Words on the command line, and the store opened for one command. Knows no command by name.
#include "command.h"

#include "db/base/file.h"
#include "db/base/moment.h"

#include <ctype.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char command_operator[] = "Petugas kabupaten";

static const struct command_option *option_find(const struct command_option *options,
                                                const char *word)
{
    for (; options && options->name; options++) {
        if (str_equal(word + 2, options->name)) {
            return options;
        }
    }
    return NULL;
}

bool command_read(int count, char **words, const struct command_option *options, const char **plain,
                  int *plain_count)
{
    *plain_count = 0;
    bool only_plain = false; // after "--"
    for (int i = 0; i < count; i++) {
        if (only_plain || !str_starts(words[i], "--")) {
            plain[(*plain_count)++] = words[i];
            continue;
        }
        if (!words[i][2]) {
            only_plain = true;
            continue;
        }
        const struct command_option *option = option_find(options, words[i]);
        if (!option) {
            log_line("%s: no such option here", words[i]);
            return false;
        }
        if (option->flag) {
            *option->flag = true;
        } else if (i + 1 < count) {
            *option->value = words[++i];
        } else {
            log_line("%s: needs a word after it", words[i]);
            return false;
        }
    }
    return true;
}

int command_usage(const char *usage)
{
    fprintf(stderr, "usage: kentongan-regency [--data DIR] %s\n", usage);
    return COMMAND_WRONG_USAGE;
}

bool command_open(struct command *command, const char *dir, enum command_keys keys)
{
    *command = (struct command){0};
    arena_init(&command->arena, COMMAND_ARENA_MAX);
    command->regency = regency_open(dir);
    if (command->regency && keys == COMMAND_WITH_KEYS) {
        command->keyring = keyring_open(command->regency);
    }
    if (!command->regency || (keys == COMMAND_WITH_KEYS && !command->keyring)) {
        command_close(command);
        return false;
    }
    return true;
}

void command_close(struct command *command)
{
    keyring_close(command->keyring);
    regency_close(command->regency);
    arena_finish(&command->arena);
}

uint32_t command_kiosk_id(const char *text)
{
    const char *digits = text[0] == 'K' || text[0] == 'k' ? text + 1 : text;
    char *end;
    unsigned long id = isdigit((unsigned char)digits[0]) ? strtoul(digits, &end, 10) : 0;
    if (id == 0 || id > UINT32_MAX || *end) {
        fault_set("\"%.40s\" is no kiosk; give one such as K1", text);
        return 0;
    }
    return (uint32_t)id;
}

char *command_iso_day(struct arena *arena, int64_t day)
{
    struct moment at = moment_at(moment_day_s(day), 0);
    return arena_printf(arena, "%04d-%02d-%02d", at.year, at.month, at.day);
}

char *command_text(struct arena *arena, const char *path)
{
    struct bytes bytes;
    if (!file_read(arena, path, COMMAND_TEXT_FILE_MAX, &bytes)) {
        return NULL;
    }
    if (!utf8_is_valid(bytes)) {
        fault_set("%s: is not UTF-8 text", path);
        return NULL;
    }
    char *text = arena_str_of(arena, bytes), *to = text;
    for (const char *from = text; *from; from++) {
        if (*from != '\r') {
            *to++ = *from;
        }
    }
    while (to > text && isspace((unsigned char)to[-1])) {
        to--;
    }
    *to = '\0';
    return text;
}

int command_print_json(struct json_t *value)
{
    int rc = json_dumpf(value, stdout, JSON_INDENT(1) | JSON_PRESERVE_ORDER);
    json_decref(value);
    if (rc != 0 || putchar('\n') == EOF || fflush(stdout) != 0) {
        fault_set("the JSON could not be written out");
        return log_fault();
    }
    return COMMAND_OK;
}
