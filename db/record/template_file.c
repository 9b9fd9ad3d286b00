// SPDX-License-Identifier: GPL-3.0-or-later
// The notice's own reader does the lines; what it does not know are a template's keys. Whatever a
// template says about dates, numbers or ids of a real notice is a mistake, and said.
#include "template_file.h"

#include "editorial.h"

#include <stdlib.h>
#include <string.h>

static bool wrong(const char *name, const char *key, const char *value, const char *remedy)
{
    fault_set("%s: %s \"%.60s\": %s", name, key, value, remedy);
    return false;
}

// "19:30" into minutes of the day; what follows it is left in *at.
static bool read_clock(const char **at, int *minutes)
{
    const char *p = *at;
    for (int i = 0; i < 5; i++) {
        bool is_mark = i == 2 ? p[i] == ':' || p[i] == '.' : p[i] >= '0' && p[i] <= '9';
        if (!is_mark) {
            return false;
        }
    }
    int hour = (p[0] - '0') * 10 + p[1] - '0', minute = (p[3] - '0') * 10 + p[4] - '0';
    *minutes = hour * 60 + minute;
    *at = p + 5;
    return hour < 24 && minute < 60;
}

static bool read_when(struct template_file *out, const char *name, const char *value)
{
    out->has_when = true;
    if (str_equal(value, "ya")) {
        return true;
    }
    const char *at = value;
    bool ok = read_clock(&at, &out->from_min);
    if (ok && *at == '-') {
        at++;
        ok = read_clock(&at, &out->until_min) && out->until_min > out->from_min;
    }
    return (ok && *at == '\0') || wrong(name, "when", value, "write ya, 08:00 or 19:30-22:00");
}

static bool read_days(struct template_file *out, const char *name, const char *value)
{
    char *end;
    long days = strtol(value, &end, 10);
    out->days = (int)days;
    return (end != value && *end == '\0' && days >= 0 && days <= TEMPLATE_DAYS_MAX) ||
           wrong(name, "days", value, "write a number of days from 0 to 3650");
}

// The part of a value up to the next bar, blanks taken off; moves behind it.
static char *part_of(struct arena *arena, const char **at)
{
    size_t len = strcspn(*at, "|"), from = 0, to = len;
    while (from < to && (*at)[from] == ' ') {
        from++;
    }
    while (to > from && (*at)[to - 1] == ' ') {
        to--;
    }
    char *part = arena_str_of(arena, bytes_of(*at + from, to - from));
    *at += len + ((*at)[len] == '|');
    return part;
}

// "siapa, cara": what the template's own words tell.
static bool read_says(struct template_file *out, const char *name, const char *value)
{
    static const struct {
        const char *word;
        enum editorial_need need;
    } rows[] = {{"siapa", EDITORIAL_NEEDS_WHO},      {"kapan", EDITORIAL_NEEDS_WHEN},
                {"tempat", EDITORIAL_NEEDS_WHERE},   {"cara", EDITORIAL_NEEDS_HOW},
                {"kontak", EDITORIAL_NEEDS_CONTACT}, {"sumber", EDITORIAL_NEEDS_SOURCE}};
    for (const char *at = value; *at;) {
        size_t len = strcspn(at, ", "), i = 0;
        while (i < COUNT_OF(rows) &&
               (len != strlen(rows[i].word) || memcmp(at, rows[i].word, len) != 0)) {
            i++;
        }
        if (i == COUNT_OF(rows)) {
            return wrong(name, "says", value,
                         "write some of siapa, kapan, tempat, cara, kontak, sumber");
        }
        out->says |= (int)rows[i].need;
        at += len;
        at += strspn(at, ", ");
    }
    return true;
}

static bool read_ask(struct arena *arena, struct template_file *out, const char *name,
                     const char *value)
{
    if (out->ask_count == BLANKS_MAX) {
        return wrong(name, "ask", value, "at most 16 blanks in one template");
    }
    struct template_ask *ask = &out->asks[out->ask_count++];
    const char *at = value;
    char *blank = part_of(arena, &at);
    size_t len = strlen(blank);
    ask->is_kept = len > 0 && blank[len - 1] == '*';
    blank[len - ask->is_kept] = '\0';
    ask->blank = blank;
    ask->question = part_of(arena, &at);
    ask->example = part_of(arena, &at);
    return (*ask->blank && *ask->question) ||
           wrong(name, "ask", value, "write `ask: blank | question | example`");
}

static bool read_extras(struct arena *arena, struct template_file *out, const char *name)
{
    for (size_t i = 0; i < out->notice->n_extras; i++) {
        const char *key = out->notice->extras[i]->key, *value = out->notice->extras[i]->value;
        bool ok = true;
        if (str_equal(key, "name")) {
            out->name = value;
        } else if (str_equal(key, "when")) {
            ok = read_when(out, name, value);
        } else if (str_equal(key, "days")) {
            ok = read_days(out, name, value);
        } else if (str_equal(key, "says")) {
            ok = read_says(out, name, value);
        } else if (str_equal(key, "ask")) {
            ok = read_ask(arena, out, name, value);
        } else {
            ok = wrong(name, key, value, "is a key that a template does not have");
        }
        if (!ok) {
            return false;
        }
    }
    out->notice->n_extras = 0;
    return *out->name || wrong(name, "name", "", "the front matter needs a line `name: ...`");
}

// What is asked for has its blank: a question whose answer goes nowhere would mislead.
static bool asks_are_used(struct arena *arena, const struct template_file *out, const char *name)
{
    const char *names[BLANKS_MAX];
    size_t count = blank_find(arena, out->notice->title, names, 0);
    count = blank_find(arena, out->notice->place, names, count);
    count = blank_find(arena, out->notice->body, names, count);
    for (size_t i = 0; i < out->ask_count; i++) {
        size_t at = 0;
        while (at < count && !str_equal(names[at], out->asks[i].blank)) {
            at++;
        }
        if (at == count) {
            return wrong(name, "ask", out->asks[i].blank,
                         "there is no such blank in brackets in title, place or text");
        }
    }
    return true;
}

struct template_file *template_file_read(struct arena *arena, const char *slug, const char *name,
                                         struct bytes text)
{
    if (text.len > TEMPLATE_BYTES_MAX) {
        fault_set("%s: %zu bytes; a template has at most %d", name, text.len, TEMPLATE_BYTES_MAX);
        return NULL;
    }
    struct notice_file *file = notice_file_read(arena, name, text, 0);
    if (!file) {
        return NULL;
    }
    struct template_file *out = ARENA_NEW(arena, struct template_file);
    *out = (struct template_file){
        .slug = slug, .name = "", .notice = &file->notice, .from_min = -1, .until_min = -1};
    const Kt__Notice *notice = out->notice;
    if (notice->id[0] || notice->start_s || notice->end_s || notice->event_start_s ||
        notice->event_end_s || notice->n_pictures) {
        fault_set("%s: a template has no id, dates or pictures; write `when` and `days`", name);
        return NULL;
    }
    return read_extras(arena, out, name) && asks_are_used(arena, out, name) ? out : NULL;
}
