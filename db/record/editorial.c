// SPDX-License-Identifier: GPL-3.0-or-later
// A rule is a row: which notices it is for, how it looks, where it is put right. It reads like a
// neighbour: what it cannot find it asks for, and it is content with little.
#include "editorial.h"

#include "editorial_said.h"

#include <ctype.h>
#include <string.h>

struct check {
    struct arena *arena;
    const Kt__Notice *notice;
    int64_t now_s;
    const char *text; // title, place and body, small letters, marks taken off
    const char *body; // the body alone, as it is
    struct editorial_said said;
    struct editorial_finding *out;
    size_t count;
};

// ---- findings

static void find_at(struct check *check, enum editorial_rule rule, enum editorial_field field,
                    const char *detail, const char *blank)
{
    if (check->count < EDITORIAL_FINDINGS_MAX) {
        check->out[check->count++] = (struct editorial_finding){
            rule, field, arena_str(check->arena, detail), arena_str(check->arena, blank)};
    }
}

static void find(struct check *check, enum editorial_rule rule, enum editorial_field field,
                 const char *detail)
{
    find_at(check, rule, field, detail, "");
}

static void find_clock(struct check *check)
{
    if (check->now_s == 0) {
        find(check, EDITORIAL_CLOCK,
             check->notice->event_start_s ? EDITORIAL_IN_WHEN : EDITORIAL_IN_SHOWN, "");
    }
}

static void find_blanks(struct check *check)
{
    const Kt__Notice *notice = check->notice;
    const struct {
        const char *text;
        enum editorial_field field;
    } places[] = {{notice->title, EDITORIAL_IN_TITLE},
                  {notice->place, EDITORIAL_IN_PLACE},
                  {notice->body, EDITORIAL_IN_BODY}};
    const char *names[BLANKS_MAX];
    size_t count = 0;
    for (size_t i = 0; i < COUNT_OF(places); i++) {
        size_t before = count;
        count = blank_find(check->arena, places[i].text, names, count);
        for (; before < count; before++) {
            find_at(check, EDITORIAL_BLANK, places[i].field, names[before], names[before]);
        }
    }
    for (size_t i = 0; i < check->said.empty_count; i++) {
        const char *name = check->said.empty[i];
        find_at(check, EDITORIAL_EMPTY, EDITORIAL_IN_BODY, name, name);
    }
}

// The number of a person or a family has sixteen digits; it is nobody else's business.
static void find_private(struct check *check)
{
    int digits = 0;
    for (const char *at = check->text;; at++) {
        if (isdigit((unsigned char)*at)) {
            digits++;
        } else if (digits == 16) {
            find(check, EDITORIAL_PRIVATE, EDITORIAL_IN_BODY,
                 arena_printf(check->arena, "%.4s...", at - 16));
            return;
        } else {
            digits = 0;
        }
        if (!*at) {
            return;
        }
    }
}

static void find_words(struct check *check)
{
    enum { TITLE_LETTERS_MIN = 5, BODY_LETTERS_MIN = 25, FILLED_LETTERS_MIN = 8 };
    const struct editorial_said *said = &check->said;
    const char *title = check->notice->title;
    if (editorial_letters(title) < TITLE_LETTERS_MIN || !strchr(title, ' ') ||
        said->is_title_empty) {
        find_at(check, EDITORIAL_TITLE, EDITORIAL_IN_TITLE, "", said->title);
    }
    bool is_short = said->has_form
                        ? said->empty_count == 0 && said->body_letters < FILLED_LETTERS_MIN
                        : editorial_letters(check->body) < BODY_LETTERS_MIN;
    if (is_short) {
        find_at(check, EDITORIAL_BODY, EDITORIAL_IN_BODY, "", said->first);
    }
}

// ---- what each kind of notice should say

enum {
    WHO = EDITORIAL_NEEDS_WHO,
    WHEN = EDITORIAL_NEEDS_WHEN,
    WHERE = EDITORIAL_NEEDS_WHERE,
    HOW = EDITORIAL_NEEDS_HOW,
    CONTACT = EDITORIAL_NEEDS_CONTACT,
    SOURCE = EDITORIAL_NEEDS_SOURCE,
};

static const struct {
    const char *category;
    int needs;
} categories[] = {
    {"pengumuman", WHEN | CONTACT | SOURCE},
    {"undangan", WHO | WHEN | WHERE | HOW | CONTACT},
    {"kegiatan", WHO | WHEN | WHERE | HOW | CONTACT},
    {"layanan", WHEN | WHERE | HOW | CONTACT},
    {"bantuan", WHO | WHEN | WHERE | HOW | CONTACT | SOURCE},
    {"kesehatan", WHO | WHEN | WHERE | HOW | CONTACT},
    {"anggaran", WHEN | CONTACT | SOURCE},
    {"hasil_musyawarah", WHO | WHEN | CONTACT | SOURCE},
    {"capaian", WHEN | WHERE | SOURCE},
    {"darurat", WHEN | WHERE | HOW | CONTACT | SOURCE},
};

int editorial_needs(const char *category)
{
    for (size_t i = 0; i < COUNT_OF(categories); i++) {
        if (str_equal(categories[i].category, category)) {
            return categories[i].needs;
        }
    }
    return 0;
}

static void find_needs(struct check *check)
{
    const struct editorial_said *said = &check->said;
    const struct {
        int need;
        enum editorial_rule rule;
        enum editorial_field field;
        const char *blank;
    } rows[] = {
        {WHO, EDITORIAL_WHO, EDITORIAL_IN_BODY, said->first},
        {WHEN, EDITORIAL_WHEN, EDITORIAL_IN_WHEN, ""},
        {WHERE, EDITORIAL_WHERE, EDITORIAL_IN_PLACE, ""},
        {HOW, EDITORIAL_HOW, EDITORIAL_IN_BODY, said->first},
        {CONTACT, EDITORIAL_CONTACT, EDITORIAL_IN_BODY, said->contact},
        {SOURCE, EDITORIAL_SOURCE, EDITORIAL_IN_BODY, said->source},
    };
    // Nothing else is worth asking of a mere congratulation.
    if (said->is_ceremony) {
        find_at(check, EDITORIAL_CEREMONY, EDITORIAL_IN_BODY, "", said->first);
        return;
    }
    int missing = editorial_needs(check->notice->category) & ~said->said;
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (missing & rows[i].need) {
            find_at(check, rows[i].rule, rows[i].field, "", rows[i].blank);
        }
    }
}

static void find_times(struct check *check)
{
    const Kt__Notice *notice = check->notice;
    int64_t over_s =
        notice->event_end_s > notice->event_start_s ? notice->event_end_s : notice->event_start_s;
    int64_t now_s = check->now_s, end_s = notice->end_s;
    if (now_s && over_s && over_s < now_s) {
        find(check, EDITORIAL_PAST, EDITORIAL_IN_WHEN, "");
    } else if (now_s && end_s && end_s <= now_s) {
        find(check, EDITORIAL_PAST, EDITORIAL_IN_SHOWN, "");
    }
    if (notice->event_end_s && notice->event_end_s < notice->event_start_s) {
        find(check, EDITORIAL_ENDS_FIRST, EDITORIAL_IN_WHEN, "");
    } else if (end_s && (end_s < notice->event_start_s || end_s <= notice->start_s)) {
        find(check, EDITORIAL_ENDS_FIRST, EDITORIAL_IN_SHOWN, "");
    }
    if (end_s == 0) {
        find(check, EDITORIAL_NO_END, EDITORIAL_IN_SHOWN, "");
    }
}

// ---- how it is written

struct word {
    const char *at;
    size_t len, letters, capitals;
};

static bool next_word(const char **at, struct word *out)
{
    const char *p = *at;
    while (*p && !editorial_is_letter(*p)) {
        p++;
    }
    *out = (struct word){.at = p};
    for (; editorial_is_letter(*p); p++) {
        out->letters += isalpha((unsigned char)*p) != 0;
        out->capitals += isupper((unsigned char)*p) != 0;
    }
    out->len = (size_t)(p - out->at);
    *at = p;
    return out->len > 0;
}

static const char *detail(struct check *check, const char *from, const char *to)
{
    size_t len = (size_t)(to - from);
    bool is_long = len > EDITORIAL_DETAIL_BYTES_MAX;
    len = is_long ? EDITORIAL_DETAIL_BYTES_MAX : len;
    while (is_long && len > 0 && from[len] != ' ') { // ended at a word, so never inside a letter
        len--;
    }
    return arena_printf(check->arena, "%.*s%s", (int)len, from, is_long ? "..." : "");
}

// A full stop inside a figure or a time ends nothing.
static bool ends_sentence(const char *at)
{
    bool is_mark = strchr(".!?", *at) && (at[1] == '\0' || strchr(" \n*_\")", at[1]));
    bool is_line = *at == '\n' && (at[1] == '\n' || at[1] == '\0' || strchr("-*+#|>", at[1]) ||
                                   isdigit((unsigned char)at[1]));
    return *at == '|' || is_mark || is_line;
}

// How many stars stand at *at, moved behind them; 0 for those that mark nothing: after a backslash,
// or alone between blanks, as of a list.
static size_t next_stars(const char *from, const char **at, const char *end)
{
    while (*at < end) {
        const char *star = *at;
        size_t len = strspn(star, "*");
        bool is_escaped = star > from && star[-1] == '\\';
        bool is_alone = (star == from || strchr(" \n", star[-1])) && strchr(" \n", star[len]);
        *at += len ? len : 1;
        if (len && !is_escaped && !is_alone) {
            return len;
        }
    }
    return 0;
}

// Stars come in pairs within a line of a list, a heading or a paragraph.
static void find_marks(struct check *check)
{
    for (const char *from = check->body; *from;) {
        const char *end = from + strcspn(from, "\n");
        while (*end && !ends_sentence(end)) { // a line goes on
            end += 1 + strcspn(end + 1, "\n");
        }
        size_t singles = 0, pairs = 0, len;
        for (const char *at = from; (len = next_stars(from, &at, end));) {
            singles += len & 1;
            pairs += len >> 1;
        }
        if (singles % 2 || pairs % 2) {
            find(check, EDITORIAL_MARKS, EDITORIAL_IN_BODY, detail(check, from, end));
            return; // one is enough to learn from
        }
        from = *end ? end + 1 : end;
    }
}

// Three long words on end in capitals; short ones between are names of offices.
static bool find_shouting(struct check *check, const char *text, enum editorial_field field)
{
    enum { LETTERS = 5, WORDS = 3 };
    struct word word, first = {0};
    int run = 0;
    for (const char *at = text; next_word(&at, &word);) {
        bool is_capital = word.letters > 0 && word.capitals == word.letters;
        if (!is_capital) {
            run = word.letters > 0 ? 0 : run;
            continue;
        }
        run += word.letters >= LETTERS;
        first = run == 1 && word.letters >= LETTERS ? word : first;
        if (run == WORDS) {
            find(check, EDITORIAL_CAPITALS, field, detail(check, first.at, word.at + word.len));
            return true;
        }
    }
    return false;
}

static void find_capitals(struct check *check)
{
    const char *title = check->notice->title;
    size_t capitals = 0, letters = editorial_letters(title);
    for (const char *at = title; *at; at++) {
        capitals += isupper((unsigned char)*at) != 0;
    }
    if (letters >= 12 && capitals * 10 > letters * 7) {
        find(check, EDITORIAL_CAPITALS, EDITORIAL_IN_TITLE, "");
    } else {
        find_shouting(check, title, EDITORIAL_IN_TITLE);
    }
    find_shouting(check, check->body, EDITORIAL_IN_BODY);
}

static void find_long(struct check *check)
{
    const char *from = check->body;
    int words = 0;
    bool is_in_word = false;
    for (const char *at = check->body; *at; at++) {
        bool is_here = editorial_is_letter(*at);
        words += is_here && !is_in_word;
        is_in_word = is_here;
        bool is_end = ends_sentence(at) || at[1] == '\0';
        if (is_end && words > EDITORIAL_SENTENCE_WORDS_MAX) {
            struct word first;
            const char *start = from, *stop;
            next_word(&start, &first);
            stop = first.at;
            for (int i = 0; i < 6; i++) {
                struct word word;
                next_word(&stop, &word);
            }
            find(check, EDITORIAL_LONG, EDITORIAL_IN_BODY,
                 arena_printf(check->arena, "%s...", detail(check, first.at, stop)));
            return; // one is enough to learn from
        }
        if (is_end) {
            words = 0;
            from = at + 1;
        }
    }
}

// ---- the whole

size_t editorial_check(struct arena *arena, const Kt__Notice *notice,
                       const struct editorial_form *form, int64_t now_s,
                       struct editorial_finding out[static EDITORIAL_FINDINGS_MAX])
{
    struct check check = {
        .arena = arena,
        .notice = notice,
        .now_s = now_s,
        .text = editorial_plain(
            arena, arena_printf(arena, "%s\n%s\n%s", notice->title, notice->place, notice->body)),
        .body = notice->body,
        .out = out,
    };
    check.said = editorial_said(arena, notice, form);
    find_clock(&check);
    find_blanks(&check);
    find_words(&check);
    find_private(&check);
    find_needs(&check);
    find_times(&check);
    find_marks(&check);
    find_capitals(&check);
    find_long(&check);
    return check.count;
}
