// SPDX-License-Identifier: GPL-3.0-or-later
// Words of a query, and the vocabulary for those with a wrong letter. Where the first two letters
// are right, the words that share them are looked through; else those that share what follows.
#include "search_words.h"

#include "fold.h"
#include "search.h"

#include <string.h>
#include <utf8proc.h>

enum {
    SCRATCH_BYTES_MAX = 1024 * 1024,
    MARKED_BYTES_MAX = 4 * 1024 * 1024, // a title or an excerpt is far below
};

// ---- reading

static void drop_word(struct search_words *words, size_t at)
{
    words->letters -= words->words[at].letters;
    words->count--;
    memmove(&words->words[at], &words->words[at + 1], (words->count - at) * sizeof words->words[0]);
}

static bool is_said_by_another(const struct search_words *words, size_t at)
{
    for (size_t i = 0; i < words->count; i++) {
        const char *a = words->words[at].starts[0], *b = words->words[i].starts[0];
        if (i != at && (words->words[at].is_whole ? str_equal(a, b) : str_starts(b, a))) {
            return true;
        }
    }
    return false;
}

void search_words_read(struct arena *arena, const char *query, struct search_words *out)
{
    *out = (struct search_words){0};
    struct fold_word word;
    for (size_t pos = 0; out->count < SEARCH_WORDS_MAX && fold_next(query, &pos, &word);) {
        if (out->letters + word.letters > SEARCH_LETTERS_MAX) {
            break;
        }
        out->letters += word.letters;
        out->words[out->count++] = (struct search_word){
            .starts = {arena_str(arena, word.word)},
            .count = 1,
            .letters = word.letters,
            .is_whole = query[word.at + word.len] != '\0',
            .has_digit = word.has_digit,
        };
    }
    for (size_t i = out->count; i-- > 0;) {
        if (is_said_by_another(out, i)) {
            drop_word(out, i);
        }
    }
}

char *search_words_match(struct arena *arena, const struct search_words *words)
{
    char *out = arena_str(arena, "");
    for (size_t i = 0; i < words->count; i++) {
        const struct search_word *word = &words->words[i];
        for (size_t k = 0; k < word->count; k++) {
            const char *before = k > 0 ? " OR " : i > 0 ? " AND (" : "(";
            out = arena_printf(arena, "%s%s\"%s\"%s", out, before, word->starts[k],
                               word->is_whole ? "" : " *");
        }
        out = arena_printf(arena, "%s)", out);
    }
    return out;
}

bool search_words_loosen(struct search_words *words)
{
    bool changed = false;
    for (size_t i = 0; i < words->count; i++) {
        changed = changed || words->words[i].is_whole;
        words->words[i].is_whole = false;
    }
    return changed;
}

// ---- one wrong letter

struct letters {
    int32_t code[FOLD_LETTERS_MAX + 1];
    size_t at[FOLD_LETTERS_MAX + 2]; // where each begins, in bytes; at[count]: the end
    size_t count;
};

static void letters_of(const char *word, struct letters *out)
{
    out->count = 0;
    out->at[0] = 0;
    while (word[out->at[out->count]] && out->count < FOLD_LETTERS_MAX) {
        const char *here = word + out->at[out->count];
        utf8proc_ssize_t len = utf8proc_iterate((const uint8_t *)here, -1, &out->code[out->count]);
        out->at[out->count + 1] = out->at[out->count] + (size_t)(len > 0 ? len : 1);
        out->count++;
    }
}

// The letters of a from `i` on are the next ones of b from `k` on.
static bool follow_on(const struct letters *a, size_t i, const struct letters *b, size_t k)
{
    for (; i < a->count; i++, k++) {
        if (k >= b->count || a->code[i] != b->code[k]) {
            return false;
        }
    }
    return true;
}

// How many letters of `right` what was typed stands for, with one of them wrong; 0: it does not.
static size_t stands_for(const struct letters *typed, const struct letters *right)
{
    size_t n = typed->count, k = 0;
    while (k < n && k < right->count && typed->code[k] == right->code[k]) {
        k++;
    }
    if (k == n || (k < right->count && follow_on(typed, k + 1, right, k + 1))) {
        return n; // as it is, or one letter changed
    }
    if (k + 1 < n && k + 1 < right->count && typed->code[k] == right->code[k + 1] &&
        typed->code[k + 1] == right->code[k] && follow_on(typed, k + 2, right, k + 2)) {
        return n; // swapped
    }
    if (follow_on(typed, k, right, k + 1)) {
        return n + 1; // one missing
    }
    // One too many; at the very end only where the word ends there, else any wrong letter would do.
    bool at_end = k + 1 == n;
    return (at_end ? right->count == k : follow_on(typed, k + 1, right, k)) ? n - 1 : 0;
}

static void add_start(struct arena *arena, struct search_word *word, const char *right, size_t len)
{
    for (size_t i = 0; i < word->count; i++) {
        if (strlen(word->starts[i]) == len && strncmp(word->starts[i], right, len) == 0) {
            return;
        }
    }
    word->starts[word->count++] = arena_str_of(arena, bytes_of(right, len));
}

enum part { WHOLE_WORD, TAIL };
static const char *const range_rows[] = {
    [WHOLE_WORD] = "SELECT word FROM vocabulary WHERE word >= $1 AND word < $2",
    [TAIL] = "SELECT word FROM vocabulary WHERE tail >= $1 AND tail < $2",
};

static void look_through(struct sql *sql, struct arena *arena, enum part part, const char *start,
                         const struct letters *typed, struct search_word *word)
{
    struct arena scratch;
    arena_init(&scratch, SCRATCH_BYTES_MAX);
    const char *end = arena_printf(arena, "%s\xF4\x8F\xBF\xBF", start); // the last letter there is
    struct sql_rows rows = sql_rows(sql, range_rows[part], "tt", start, end);
    while (word->count < SEARCH_STARTS_MAX && sql_next(&rows)) {
        const char *right = sql_row_text(&rows, 0, &scratch);
        struct letters letters;
        letters_of(right, &letters);
        size_t count = stands_for(typed, &letters);
        if (count > 0) {
            add_start(arena, word, right, letters.at[count]);
        }
        arena_reset(&scratch);
    }
    sql_done(&rows);
    arena_finish(&scratch);
}

// The wrong letter may be any: behind the first two, or one of them, which each of the ways to go
// wrong shows elsewhere.
static void forgive(struct sql *sql, struct arena *arena, struct search_word *word)
{
    const char *typed = word->starts[0];
    struct letters letters;
    letters_of(typed, &letters);
    const size_t *at = letters.at;
    const char *first = arena_str_of(arena, bytes_of(typed, at[1]));
    const char *second = arena_str_of(arena, bytes_of(typed + at[1], at[2] - at[1]));
    const char *third = arena_str_of(arena, bytes_of(typed + at[2], at[3] - at[2]));
    const struct {
        enum part part;
        const char *start;
    } ranges[] = {
        {WHOLE_WORD, arena_printf(arena, "%s%s", first, second)},
        {TAIL, typed + at[2]},       // one of the two changed, or both swapped
        {TAIL, typed + at[1]},       // one of them missing
        {WHOLE_WORD, typed + at[1]}, // the first too many
        {WHOLE_WORD, arena_printf(arena, "%s%s", first, typed + at[2])}, // the second too many
        {WHOLE_WORD, arena_printf(arena, "%s%s%s%s", first, third, second, typed + at[3])},
    };
    word->count = 0;
    for (size_t i = 0; i < COUNT_OF(ranges) && word->count < SEARCH_STARTS_MAX; i++) {
        look_through(sql, arena, ranges[i].part, ranges[i].start, &letters, word);
    }
}

static bool is_known(struct sql *sql, struct arena *arena, const struct search_word *word)
{
    struct search_words alone = {.words = {*word}, .count = 1};
    return sql_int(sql, 0, "SELECT 1 FROM notice_word WHERE notice_word MATCH $1 LIMIT 1", "t",
                   search_words_match(arena, &alone)) == 1;
}

bool search_words_forgive(struct sql *sql, struct arena *arena, struct search_words *words)
{
    bool changed = false;
    for (size_t i = 0; i < words->count; i++) {
        struct search_word *word = &words->words[i];
        if (is_known(sql, arena, word)) {
            continue;
        }
        if (word->letters < SEARCH_FORGIVE_LETTERS_MIN || word->has_digit) {
            return false;
        }
        forgive(sql, arena, word);
        if (word->count == 0) {
            return false;
        }
        changed = true;
    }
    return changed;
}

// ---- marks

static bool matches(const struct search_words *words, const char *folded)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct search_word *word = &words->words[i];
        for (size_t k = 0; k < word->count; k++) {
            if (word->is_whole ? str_equal(folded, word->starts[k])
                               : str_starts(folded, word->starts[k])) {
                return true;
            }
        }
    }
    return false;
}

static bool next_match(const char *text, size_t *pos, const struct search_words *words,
                       struct fold_word *out)
{
    while (fold_next(text, pos, out)) {
        if (matches(words, out->word)) {
            return true;
        }
    }
    return false;
}

static void add_clean(struct buf *out, const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool is_control = (unsigned char)text[i] < ' ' || text[i] == 0x7F;
        buf_add(out, is_control ? " " : text + i, 1);
    }
}

static char *marked(struct arena *arena, const char *text, size_t from, size_t to,
                    const struct search_words *words)
{
    struct buf out;
    buf_init(&out, MARKED_BYTES_MAX);
    if (from > 0) {
        buf_add_str(&out, "… ");
    }
    size_t at = from;
    struct fold_word word;
    for (size_t pos = from; pos < to && next_match(text, &pos, words, &word);) {
        if (word.at + word.len > to) {
            break;
        }
        add_clean(&out, text + at, word.at - at);
        buf_add(&out, (const char[]){SEARCH_MARK_ON}, 1);
        add_clean(&out, text + word.at, word.len);
        buf_add(&out, (const char[]){SEARCH_MARK_OFF}, 1);
        at = word.at + word.len;
    }
    add_clean(&out, text + at, to - at);
    if (text[to]) {
        buf_add_str(&out, " …");
    }
    char *kept = arena_str(arena, buf_str(&out));
    buf_finish(&out);
    return kept;
}

char *search_words_mark(struct arena *arena, const char *text, const struct search_words *words)
{
    return marked(arena, text, 0, strlen(text), words);
}

static bool is_inside_letter(const char *text, size_t at)
{
    return ((unsigned char)text[at] & 0xC0) == 0x80;
}

// Begins a few words before the match and ends between words, unless a word is longer than all.
char *search_words_excerpt(struct arena *arena, const char *text, size_t max_bytes,
                           const struct search_words *words)
{
    struct fold_word word;
    size_t pos = 0, len = strlen(text);
    if (!next_match(text, &pos, words, &word)) { // the title alone has them, or another language
        word.at = word.len = 0;
    }
    size_t from = word.at > max_bytes / 4 ? word.at - max_bytes / 4 : 0;
    while (from > 0 && from < word.at && text[from - 1] != ' ') {
        from++;
    }
    size_t to = from + max_bytes < len ? from + max_bytes : len;
    if (to < len) {
        size_t end = to;
        while (end > word.at + word.len && text[end] != ' ') {
            end--;
        }
        to = end > word.at + word.len || text[end] == ' ' ? end : to;
        while (is_inside_letter(text, to)) {
            to--;
        }
    }
    return marked(arena, text, from, to, words);
}
