// SPDX-License-Identifier: GPL-3.0-or-later
// Cuts a text into sentences and says each: at every place the rules below are tried in their
// order, and the first that knows what stands there says it. Must never say what is not there.
#include "say_inside.h"

#include <string.h>

// From the most particular to the most general; the last takes whatever is left.
static say_rule *const rules[] = {
    say_rule_address,       say_rule_money, say_rule_date,     say_rule_time,   say_rule_code,
    say_rule_public_number, say_rule_phone, say_rule_fraction, say_rule_nth,    say_rule_day,
    say_rule_list,          say_rule_chain, say_rule_number,   say_rule_roman,  say_rule_short,
    say_rule_capitals,      say_rule_word,  say_rule_dash,     say_rule_symbol,
};

// ---- saying

void say_plain(struct say *say, const char *word)
{
    if (*word) {
        buf_add_str(&say->out, say->out.len > 0 ? " " : "");
        buf_add_str(&say->out, word);
    }
}

void say_word(struct say *say, const char *word)
{
    char *words = arena_str(say->arena, word), *rest = NULL;
    for (char *w = strtok_r(words, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
        say_plain(say, say_respell(say->arena, say->lang, w));
    }
}

void say_pause(struct say *say, char mark)
{
    size_t len = say->out.len;
    char *last = len > 0 ? (char *)&say->out.data[len - 1] : NULL;
    if (last && *last == ',' && mark != ',') {
        *last = mark;
    } else if (last && !strchr(",.?!", *last)) {
        buf_add(&say->out, &mark, 1);
    }
}

void say_int(struct say *say, int64_t value)
{
    say_word(say, say_number(say->arena, say->lang, value));
}

void say_spell(struct say *say, const char *letters, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char letter = letters[i];
        if (letter >= '0' && letter <= '9') {
            say_word(say, say_digit(say->lang, letter));
        } else if ((letter | 0x20) >= 'a' && (letter | 0x20) <= 'z') {
            say_plain(say, say->with->letters[(letter | 0x20) - 'a']);
        }
    }
}

void say_digits(struct say *say, const char *digits, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (digits[i] >= '0' && digits[i] <= '9') {
            say_word(say, say_digit(say->lang, digits[i]));
        } else {
            say_pause(say, ',');
        }
    }
}

bool say_is_after(const struct say *say, const char *const *words)
{
    const char *out = buf_str(&say->out), *last = strrchr(out, ' ');
    last = last ? last + 1 : out;
    for (; *words; words++) {
        if (strcasecmp(last, *words) == 0) {
            return true;
        }
    }
    return false;
}

// ---- sentences

static bool is_mark(char c)
{
    return c == '.' || c == '!' || c == '?';
}

// Bytes of the marks that end a sentence here, with the quotes and brackets that close; 0: none.
static size_t end_marks(struct say *say, const char *at, char *mark)
{
    static const char *const closing[] = {"\"", "'", ")", "]", "\u201D", "\u2019", "\u00BB", "*"};
    const char *p = at;
    *mark = '.';
    while (p < say->end && (is_mark(*p) || say_has(say, p, "\u2026"))) {
        *mark = *p == '?' || (*p == '!' && *mark != '?') ? *p : *mark;
        p += is_mark(*p) ? 1 : 3;
    }
    if (p == at) {
        return 0;
    }
    for (size_t i = 0; i < COUNT_OF(closing); i++) {
        if (say_has(say, p, closing[i])) {
            p += strlen(closing[i]);
            i = SIZE_MAX; // from the first again
        }
    }
    return say_is_space(say, p) ? (size_t)(p - at) : 0;
}

// Long ones end early: after a comma when two thirds are full, before any word when all is.
static bool is_long(const struct say *say, const char *at)
{
    size_t len = (size_t)(at - say->from);
    if (len >= SAY_SENTENCE_BYTES_MAX - SAY_WORD_BYTES_MAX) {
        return true;
    }
    return len >= SAY_SENTENCE_BYTES_MAX * 2 / 3 && strchr(",;:", at[-1]);
}

static const char *say_one(struct say *say, const char *at)
{
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        size_t len = rules[i](say, at);
        if (len > 0) {
            return at + len;
        }
    }
    return at + 1; // the last rule takes all: not reached
}

static const char *say_sentence(struct say *say, const char *at)
{
    say->from = at;
    buf_clear(&say->out);
    while (at < say->end && *at != '\n' && !(at > say->from && is_long(say, at))) {
        char mark;
        size_t marks = end_marks(say, at, &mark);
        if (marks > 0) {
            say_pause(say, mark);
            return at + marks;
        }
        size_t spaces = say_spaces(say, at);
        at = spaces > 0 ? at + spaces : say_one(say, at);
    }
    return at;
}

static bool has_word(const char *spoken)
{
    for (; *spoken; spoken++) {
        if (!strchr(" ,.?!:;", *spoken)) {
            return true;
        }
    }
    return false;
}

size_t say_text(struct arena *arena, enum i18n_lang lang, const char *text, size_t max,
                struct say_sentence *out)
{
    struct say say = {
        .arena = arena,
        .lang = say_lang(lang),
        .with = &say_languages[say_lang(lang)],
        .text = text,
        .end = text + strlen(text),
    };
    buf_init(&say.out, SAY_SPOKEN_BYTES_MAX);
    size_t count = 0;
    for (const char *at = text; at < say.end && count < max;) {
        if (say_is_space(&say, at)) {
            size_t len;
            say_code(&say, at, &len);
            at += len;
            continue;
        }
        const char *from = at;
        at = say_sentence(&say, at);
        if (has_word(buf_str(&say.out))) {
            out[count++] = (struct say_sentence){
                .from = (size_t)(from - text),
                .to = (size_t)(at - text),
                .spoken = arena_str(arena, buf_str(&say.out)),
            };
        }
    }
    buf_finish(&say.out);
    return count;
}
