// SPDX-License-Identifier: GPL-3.0-or-later
// Line by line; what a line may be depends only on how it begins and on what the question has by
// then. Must never take a file by halves.
#include "quiz_file.h"

#include <string.h>

struct reader {
    struct arena *arena;
    const char *name;
    int line;
    struct quiz *quiz;
    int count;   // questions begun
    int answers; // of the question at hand
    bool has_right;
};

static bool fault(const struct reader *r, const char *what)
{
    fault_set("%s, line %d: %s", r->name, r->line, what);
    return false;
}

static struct quiz_question *at_hand(struct reader *r)
{
    return &r->quiz->questions[r->count - 1];
}

static bool is_whole(const struct reader *r)
{
    const struct quiz_question *question = &r->quiz->questions[r->count - 1];
    if (r->answers != QUIZ_ANSWERS) {
        return fault(r, "the question before it needs three answers: - [ ] or - [x]");
    }
    if (!r->has_right) {
        return fault(r, "the question before it has no right answer: mark one with - [x]");
    }
    return question->why || fault(r, "the question before it does not say why: > Because ...");
}

static bool take_title(struct reader *r, const char *text)
{
    if (r->quiz->title) {
        return fault(r, "a second title; a question begins with ##");
    }
    r->quiz->title = text;
    return true;
}

static bool take_question(struct reader *r, const char *text)
{
    if (r->count > 0 && !is_whole(r)) {
        return false;
    }
    if (r->count == QUIZ_QUESTIONS) {
        return fault(r, "a thirteenth question; twelve are asked");
    }
    r->count++;
    r->answers = 0;
    r->has_right = false;
    at_hand(r)->question = text;
    return true;
}

static bool take_answer(struct reader *r, const char *text, bool is_right)
{
    if (r->count == 0 || at_hand(r)->why) {
        return fault(r, "an answer without a question: begin one with ##");
    }
    if (r->answers == QUIZ_ANSWERS) {
        return fault(r, "a fourth answer; three are offered");
    }
    if (is_right && r->has_right) {
        return fault(r, "a second right answer; only one is marked with - [x]");
    }
    at_hand(r)->right = is_right ? r->answers : at_hand(r)->right;
    at_hand(r)->answers[r->answers++] = text;
    r->has_right = r->has_right || is_right;
    return true;
}

static bool take_wrong(struct reader *r, const char *text)
{
    return take_answer(r, text, false);
}

static bool take_right(struct reader *r, const char *text)
{
    return take_answer(r, text, true);
}

static bool take_why(struct reader *r, const char *text)
{
    if (r->count == 0 || r->answers == 0 || at_hand(r)->why) {
        return fault(r, "why? It stands once, after the three answers");
    }
    at_hand(r)->why = text;
    return true;
}

static const struct {
    const char *mark;
    bool (*take)(struct reader *r, const char *text);
} marks[] = {
    {"# ", take_title},     {"## ", take_question}, {"- [ ] ", take_wrong},
    {"- [x] ", take_right}, {"> ", take_why},
};

static size_t letters_of(const char *text)
{
    size_t letters = 0;
    for (; *text; text++) {
        letters += ((unsigned char)*text & 0xC0) != 0x80;
    }
    return letters;
}

static bool take_line(struct reader *r, const char *line)
{
    if (line[strspn(line, " \t")] == '\0') {
        return true;
    }
    for (const char *at = line; *at; at++) {
        if ((unsigned char)*at < 0x20 || *at == 0x7f) {
            return fault(r, "holds a letter that cannot be shown; type the line again");
        }
    }
    for (size_t i = 0; i < COUNT_OF(marks); i++) {
        if (!str_starts(line, marks[i].mark)) {
            continue;
        }
        const char *text = line + strlen(marks[i].mark);
        text += strspn(text, " ");
        if (!*text) {
            return fault(r, "says nothing after its mark");
        }
        if (letters_of(text) > QUIZ_LINE_LETTERS_MAX) {
            return fault(r, "is longer than 240 letters; nobody reads that standing");
        }
        return marks[i].take(r, text);
    }
    return fault(r, "begins with none of #, ##, - [ ], - [x], > and a blank");
}

bool quiz_file_read(struct arena *arena, const char *name, struct bytes content, struct quiz *out)
{
    *out = (struct quiz){0};
    struct reader reader = {.arena = arena, .name = name, .quiz = out};
    if (content.len > QUIZ_FILE_BYTES_MAX || memchr(content.data, 0, content.len) ||
        !utf8_is_valid(content)) {
        fault_set("%s: is not UTF-8 text of at most %d bytes", name, QUIZ_FILE_BYTES_MAX);
        return false;
    }
    char *at = arena_str_of(arena, content);
    while (at) {
        char *end = strchr(at, '\n');
        if (end) {
            *end = '\0';
        }
        size_t len = strlen(at);
        while (len > 0 && strchr(" \r\t", at[len - 1])) {
            at[--len] = '\0';
        }
        reader.line++;
        if (!take_line(&reader, at)) {
            return false;
        }
        at = end ? end + 1 : NULL;
    }
    if (reader.count > 0 && !is_whole(&reader)) {
        return false;
    }
    if (!out->title || reader.count != QUIZ_QUESTIONS) {
        fault_set("%s: has %d questions%s; twelve and a title (# ...) are needed", name,
                  reader.count, out->title ? "" : " and no title");
        return false;
    }
    return true;
}
