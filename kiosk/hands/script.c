// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a script line by line, takes each into words, and has it played. Stops at the first step
// that does not hold.
#include "script_inside.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

// Takes a word out of the line in place; quotes may hold blanks, \" \\ and \n.
static bool next_word(char **line, char **word, bool *is_quoted)
{
    char *in = *line + strspn(*line, " \t"), *out = in;
    *is_quoted = *in == '"';
    *word = out = *is_quoted ? ++in : in;
    while (*in && (*is_quoted ? *in != '"' : *in != ' ' && *in != '\t')) {
        if (*is_quoted && in[0] == '\\' && in[1]) {
            in++;
            *out++ = *in == 'n' ? '\n' : *in;
        } else {
            *out++ = *in;
        }
        in++;
    }
    if (*is_quoted && *in != '"') {
        fault_set("a quotation mark is missing at the end");
        return false;
    }
    *line = *in ? in + 1 : in;
    *out = '\0';
    return true;
}

static bool split(char *line, struct words *words)
{
    *words = (struct words){0};
    for (line += strspn(line, " \t"); *line; line += strspn(line, " \t")) {
        if (words->count == SCRIPT_WORDS_MAX) {
            fault_set("more words than any step has; put texts between quotation marks");
            return false;
        }
        if (!next_word(&line, &words->list[words->count], &words->is_quoted[words->count])) {
            return false;
        }
        words->count++;
    }
    return true;
}

static const struct script_step *find_step(const struct script_step *steps, const char *name)
{
    while (steps->name && strcmp(steps->name, name) != 0) {
        steps++;
    }
    return steps->name ? steps : NULL;
}

static bool play_line(struct script *script, char *line)
{
    struct words words;
    if (!split(line, &words)) {
        return false;
    }
    if (words.count == 0) {
        return true;
    }
    const struct script_step *step = find_step(script_steps, words.list[0]);
    step = step ? step : find_step(script_benches, words.list[0]);
    if (!step) {
        fault_set("%.60s is not a step", words.list[0]);
        return false;
    }
    if (words.count < step->least || words.count > step->most) {
        fault_set("%s: %s", step->name,
                  words.count < step->least ? "something is missing" : "that is too much");
        return false;
    }
    return step->play(script, &words);
}

bool script_play(struct app *app, FILE *file, const char *name)
{
    struct script script = {.app = app};
    arena_init(&script.found, SCRIPT_FIND_BYTES_MAX);
    char *line = die_if_null(malloc(SCRIPT_LINE_MAX));
    bool ok = true;
    app_turn(app); // what became due since the first picture: a warning
    for (int count = 1; ok && fgets(line, SCRIPT_LINE_MAX, file); count++) {
        size_t len = strlen(line);
        bool is_comment = line[0] == '#' && (line[1] == ' ' || line[1] == '\n');
        if (len + 1 == SCRIPT_LINE_MAX && line[len - 1] != '\n') {
            fault_set("the line is longer than %d bytes", SCRIPT_LINE_MAX - 2);
            ok = false;
        } else if (!is_comment) {
            line[strcspn(line, "\r\n")] = '\0';
            ok = play_line(&script, line);
        }
        if (ok && app_is_closed(app)) {
            fault_set("the window was closed");
            ok = false;
        }
        if (!ok) {
            fault_where("%s: line %d", name, count);
        }
    }
    for (int i = 0; i < script.name_count; i++) {
        free(script.names[i].name);
        sodium_memzero(script.names[i].value, strlen(script.names[i].value));
        free(script.names[i].value);
    }
    arena_finish(&script.found);
    sodium_memzero(line, SCRIPT_LINE_MAX); // what it typed
    free(line);
    return ok;
}
