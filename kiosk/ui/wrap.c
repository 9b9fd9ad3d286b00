// SPDX-License-Identifier: GPL-3.0-or-later
// Goes over the runs in fragments that must not be broken (a word, or its part up to a hyphen),
// and in blanks between them. A line's width is the sum of its fragments' widths, which are cached.
// Must never lose a byte: every byte of a run is in exactly one line.
#include "wrap.h"

#include <assert.h>
#include <string.h>
#include <utf8proc.h>

struct wrapper {
    struct text *text;
    struct arena *arena;
    const struct wrap_run *runs;
    size_t count;
    int width; // INT_MAX: no limit
    struct wrap out;
    uint32_t line_cap, piece_cap;
    int x;       // where the line ends, with its blanks
    bool opened; // the line has a piece
};

static void add_line(struct wrapper *wr, uint32_t from)
{
    struct wrap *out = &wr->out;
    if (out->line_count == wr->line_cap) {
        uint32_t cap = wr->line_cap ? 2 * wr->line_cap : 8;
        struct wrap_line *lines = ARENA_ARRAY(wr->arena, struct wrap_line, cap);
        if (out->line_count) {
            memcpy(lines, out->lines, sizeof *lines * out->line_count);
        }
        out->lines = lines;
        wr->line_cap = cap;
    }
    out->lines[out->line_count++] =
        (struct wrap_line){.first = out->piece_count, .from = from, .to = from};
    wr->x = 0;
    wr->opened = false;
}

static struct wrap_line *last_line(struct wrapper *wr)
{
    return &wr->out.lines[wr->out.line_count - 1];
}

// Adds bytes of a run to the line; what follows the last piece directly becomes part of it.
static void add_piece(struct wrapper *wr, uint32_t run, size_t from, size_t len, int w)
{
    struct wrap *out = &wr->out;
    struct wrap_line *line = last_line(wr);
    struct wrap_piece *last = line->count ? &out->pieces[out->piece_count - 1] : NULL;
    if (last && last->run == run && (size_t)last->from + last->len <= from &&
        last->len + (from - last->from) + len <= TEXT_PIECE_BYTES_MAX) {
        last->len = (uint32_t)(from + len - last->from);
        last->w = wr->x + w - last->x;
    } else {
        if (out->piece_count == wr->piece_cap) {
            uint32_t cap = wr->piece_cap ? 2 * wr->piece_cap : 16;
            struct wrap_piece *pieces = ARENA_ARRAY(wr->arena, struct wrap_piece, cap);
            if (out->piece_count) {
                memcpy(pieces, out->pieces, sizeof *pieces * out->piece_count);
            }
            out->pieces = pieces;
            wr->piece_cap = cap;
        }
        out->pieces[out->piece_count++] =
            (struct wrap_piece){run, (uint32_t)from, (uint32_t)len, wr->x, w};
        line->count++;
    }
    wr->x += w;
    line->w = wr->x;
    wr->opened = true;
}

static bool is_letter(uint8_t byte)
{
    return byte >= 0x80 || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

// Bytes of the fragment at `from`: up to a blank, a line break, or past a hyphen between letters.
static size_t fragment_len(const struct wrap_run *run, size_t from)
{
    size_t i = from;
    while (i < run->len && run->str[i] != ' ' && run->str[i] != '\n') {
        i++;
        bool broke = i - from > 1 && i + 1 < run->len && run->str[i - 1] == '-' &&
                     is_letter((uint8_t)run->str[i - 2]) && is_letter((uint8_t)run->str[i]);
        if (broke || i - from >= TEXT_PIECE_BYTES_MAX - 8) {
            break;
        }
    }
    while (i < run->len && ((uint8_t)run->str[i] & 0xc0) == 0x80) {
        i++; // never inside a code point
    }
    return i - from;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// A short number and the word that it counts, or a short word and its number, stay in one line
// where that has room: "1 Desember", "RT 05", "pukul 09.41". len: of the fragment alone. Returns
// the length of both, or len.
static size_t pair_len(const struct wrap_run *run, size_t from, size_t len)
{
    enum { NUMBER_DIGITS = 2, WORD_LETTERS = 5 };
    size_t next = from + len + 1, digits = 0;
    if (next >= run->len || run->str[next - 1] != ' ') {
        return len;
    }
    while (digits < len && is_digit(run->str[from + digits])) {
        digits++;
    }
    bool is_number = digits == len && len <= NUMBER_DIGITS && is_letter((uint8_t)run->str[next]);
    bool is_word = len <= WORD_LETTERS && is_letter((uint8_t)run->str[from]) &&
                   is_letter((uint8_t)run->str[from + len - 1]) && is_digit(run->str[next]);
    return is_number || is_word ? len + 1 + fragment_len(run, next) : len;
}

// How much of a word that is wider than a line fits into what is left of this one.
static size_t fitting_len(struct wrapper *wr, const struct wrap_run *run, size_t from, size_t len,
                          int room)
{
    size_t fits = 0;
    utf8proc_int32_t before = 0, state = 0;
    for (size_t at = 0; at < len;) {
        utf8proc_int32_t code;
        utf8proc_ssize_t n = utf8proc_iterate((const uint8_t *)run->str + from + at,
                                              (utf8proc_ssize_t)(len - at), &code);
        n = n < 1 ? 1 : n;
        bool edge = at > 0 && utf8proc_grapheme_break_stateful(before, code, &state);
        if (edge) {
            if (text_width(wr->text, run->font, run->str + from, at) > room) {
                break;
            }
            fits = at;
        }
        before = code;
        at += (size_t)n;
    }
    return fits;
}

static void add_long_word(struct wrapper *wr, uint32_t r, size_t from, size_t len)
{
    const struct wrap_run *run = &wr->runs[r];
    while (len > 0) {
        int w = text_width(wr->text, run->font, run->str + from, len);
        if (w <= wr->width - wr->x) {
            add_piece(wr, r, from, len, w);
            return;
        }
        size_t fits = fitting_len(wr, run, from, len, wr->width - wr->x);
        if (fits == 0 && wr->opened) {
            add_line(wr, (uint32_t)from);
            continue;
        }
        if (fits == 0) { // one letter wider than the line: it stands alone
            fits = 1;
            while (fits < len && ((uint8_t)run->str[from + fits] & 0xc0) == 0x80) {
                fits++;
            }
        }
        add_piece(wr, r, from, fits, text_width(wr->text, run->font, run->str + from, fits));
        from += fits;
        len -= fits;
        last_line(wr)->to = (uint32_t)from;
        if (len > 0) {
            add_line(wr, (uint32_t)from);
        }
    }
}

// Width of what stands together with this fragment: parts of the same word in following runs.
static int joined_width(struct wrapper *wr, uint32_t r, size_t from, size_t len)
{
    int w = text_width(wr->text, wr->runs[r].font, wr->runs[r].str + from, len);
    while (from + len == wr->runs[r].len && r + 1 < wr->count) {
        r++;
        from = 0;
        len = fragment_len(&wr->runs[r], 0);
        w += text_width(wr->text, wr->runs[r].font, wr->runs[r].str, len);
        if (len < wr->runs[r].len) {
            break;
        }
    }
    return w;
}

static void add_fragment(struct wrapper *wr, uint32_t r, size_t from, size_t len, bool is_joined)
{
    const struct wrap_run *run = &wr->runs[r];
    int w = text_width(wr->text, run->font, run->str + from, len);
    int need = is_joined ? w : joined_width(wr, r, from, len);
    if (wr->opened && !is_joined && need > wr->width - wr->x) {
        add_line(wr, (uint32_t)from);
    }
    if (w > wr->width - wr->x) {
        add_long_word(wr, r, from, len);
    } else {
        add_piece(wr, r, from, len, w);
    }
}

static void wrap_run(struct wrapper *wr, uint32_t r, bool *is_joined)
{
    const struct wrap_run *run = &wr->runs[r];
    int blank_w = text_width(wr->text, run->font, " ", 1);
    for (size_t at = 0; at < run->len;) {
        if (run->str[at] == '\n') {
            at++;
            last_line(wr)->to = (uint32_t)at;
            add_line(wr, (uint32_t)at);
            *is_joined = false;
        } else if (run->str[at] == ' ') {
            at++;
            wr->x += blank_w; // not part of a piece until a word follows
            *is_joined = false;
        } else {
            size_t len = fragment_len(run, at), pair = pair_len(run, at, len);
            bool fits = pair > len && pair <= TEXT_PIECE_BYTES_MAX &&
                        text_width(wr->text, run->font, run->str + at, pair) <= wr->width;
            len = fits ? pair : len;
            add_fragment(wr, r, at, len, *is_joined);
            at += len;
            *is_joined = at == run->len; // the next run may go on with the same word
        }
        last_line(wr)->to = (uint32_t)at;
    }
}

// Where a line has several pieces each begins exactly where the one before ends.
static void settle_pieces(struct wrapper *wr)
{
    struct wrap *out = &wr->out;
    for (uint32_t i = 0; i < out->line_count; i++) {
        struct wrap_line *line = &out->lines[i];
        int shift = 0;
        for (uint32_t j = line->first; j < line->first + line->count && line->count > 1; j++) {
            struct wrap_piece *piece = &out->pieces[j];
            const struct wrap_run *run = &wr->runs[piece->run];
            int w = text_width(wr->text, run->font, run->str + piece->from, piece->len);
            piece->x += shift;
            shift += w - piece->w;
            piece->w = w;
        }
        line->w += shift;
        out->w = line->w > out->w ? line->w : out->w;
    }
}

struct wrap wrap_lines(struct text *text, struct arena *arena, const struct wrap_run *runs,
                       size_t count, int width)
{
    struct wrapper wr = {
        .text = text,
        .arena = arena,
        .runs = runs,
        .count = count,
        .width = width < 1 ? INT32_MAX / 2 : width,
    };
    add_line(&wr, 0);
    bool is_joined = false;
    for (uint32_t r = 0; r < count; r++) {
        wrap_run(&wr, r, &is_joined);
    }
    settle_pieces(&wr);
    return wr.out;
}

int wrap_widest(struct text *text, const struct wrap_run *runs, size_t count)
{
    int widest = 0;
    for (size_t r = 0; r < count; r++) {
        for (size_t at = 0; at < runs[r].len;) {
            size_t len = fragment_len(&runs[r], at);
            int w = text_width(text, runs[r].font, runs[r].str + at, len);
            widest = w > widest ? w : widest;
            at += len ? len : 1;
        }
    }
    return widest;
}

int wrap_balance(struct text *text, struct arena *arena, const struct wrap_run *runs, size_t count,
                 int width)
{
    struct wrap whole = wrap_lines(text, arena, runs, count, width);
    if (whole.line_count < 2 || whole.line_count > 4) {
        return width;
    }
    int low = whole.w / 2, high = whole.w;       // high always holds
    int widest = wrap_widest(text, runs, count); // never narrow a line into a word
    low = widest > low ? widest - 1 : low;
    while (high - low > 8) {
        int middle = (low + high) / 2;
        struct wrap narrow = wrap_lines(text, arena, runs, count, middle);
        if (narrow.line_count <= whole.line_count && narrow.w <= middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    return high;
}
