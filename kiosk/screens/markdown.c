// SPDX-License-Identifier: GPL-3.0-or-later
// CommonMark to blocks: cmark reads, this file walks its tree with an iterator and so never
// recurses, however deep somebody nests. Tables between bars are ours: cmark hands them over as
// paragraphs. Nothing here draws (markdown_show.c does) and nothing is ever taken for HTML.
#include "markdown_reader.h"

#include <cmark.h>
#include <string.h>

// Stands for "\|" while cmark reads, so that a bar that was meant as a letter ends no cell. No
// notice holds this control letter: records are checked for them.
#define BAR '\x1f'

struct markdown_block *markdown_add(struct reader *r, enum markdown_kind kind)
{
    if (r->count == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 64;
        struct markdown_block *blocks = ARENA_ARRAY(r->arena, struct markdown_block, cap);
        if (r->count) {
            memcpy(blocks, r->blocks, r->count * sizeof *blocks);
        }
        r->blocks = blocks;
        r->cap = cap;
    }
    struct markdown_block *block = &r->blocks[r->count++];
    *block = (struct markdown_block){
        .kind = kind,
        .indent = r->indent < MARKDOWN_INDENT_MAX ? r->indent : MARKDOWN_INDENT_MAX,
        .quote = r->quote < MARKDOWN_QUOTE_MAX ? r->quote : MARKDOWN_QUOTE_MAX,
        .marker = r->marker,
    };
    r->marker = NULL;
    return block;
}

static void add_piece(struct reader *r, int kind, const char *text)
{
    if (r->piece_count == r->piece_cap) {
        size_t cap = r->piece_cap ? r->piece_cap * 2 : 64;
        struct piece *pieces = ARENA_ARRAY(r->arena, struct piece, cap);
        if (r->piece_count) {
            memcpy(pieces, r->pieces, r->piece_count * sizeof *pieces);
        }
        r->pieces = pieces;
        r->piece_cap = cap;
    }
    r->pieces[r->piece_count++] = (struct piece){
        .run = {.text = text, .bold = r->bold > 0, .italic = r->italic > 0},
        .kind = kind,
    };
}

// A copy with the bars put back: "|" in text, "\|" in code, as they were meant.
static char *unbarred(struct arena *arena, const char *text, bool is_code)
{
    size_t bars = 0;
    for (const char *p = text; *p; p++) {
        bars += *p == BAR;
    }
    char *out = arena_alloc(arena, strlen(text) + bars + 1), *to = out;
    for (const char *p = text; *p; p++) {
        if (*p == BAR && is_code) {
            *to++ = '\\';
        }
        *to++ = *p == BAR ? '|' : *p;
    }
    return out;
}

// The longest beginning of text that has at most max bytes and ends after a space if it can, at a
// letter's edge in any case.
static size_t head_len(const char *text, size_t max)
{
    size_t len = strlen(text);
    if (len <= max) {
        return len;
    }
    size_t at = max;
    while (at > 0 && text[at - 1] != ' ' && text[at - 1] != '\n') {
        at--;
    }
    if (at > 0) {
        return at;
    }
    for (at = max; at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80; at--) {
    }
    return at;
}

// ---- paragraphs and headings

static size_t run_bytes(const struct ui_run *runs, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        bytes += strlen(runs[i].text);
    }
    return bytes;
}

// The pieces as runs: neighbours of one look become one, line ends become a space or a line feed.
struct ui_run *markdown_runs(struct arena *arena, const struct piece *pieces, size_t count,
                             size_t *run_count)
{
    struct ui_run *runs = ARENA_ARRAY(arena, struct ui_run, count + 1);
    struct buf buf;
    buf_init(&buf, SIZE_MAX / 2);
    size_t n = 0;
    for (size_t i = 0; i < count; i++) {
        const struct piece *p = &pieces[i];
        buf_add_str(&buf, p->kind == PIECE_SOFT   ? " "
                          : p->kind == PIECE_HARD ? "\n"
                                                  : unbarred(arena, p->run.text, false));
        bool is_last = i + 1 == count;
        if (is_last || pieces[i + 1].run.bold != p->run.bold ||
            pieces[i + 1].run.italic != p->run.italic) {
            if (buf.len > 0) {
                runs[n] = p->run;
                runs[n++].text = arena_str(arena, buf_str(&buf));
            }
            buf_clear(&buf);
        }
    }
    buf_finish(&buf);
    *run_count = n;
    return runs;
}

bool markdown_is_blank(const struct ui_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (runs[i].text[strspn(runs[i].text, " \n\t")]) {
            return false;
        }
    }
    return true;
}

// Adds runs as one block, or as several when they are too many or too long for one.
static void add_runs(struct reader *r, enum markdown_kind kind, int level, struct ui_run *runs,
                     size_t count)
{
    if (markdown_is_blank(runs, count)) {
        return;
    }
    size_t at = 0;
    while (at < count) {
        size_t n = 0, bytes = 0;
        while (at + n < count && n < MARKDOWN_RUNS_MAX) {
            struct ui_run *run = &runs[at + n];
            size_t len = strlen(run->text);
            if (bytes + len > MARKDOWN_TEXT_MAX) {
                break;
            }
            bytes += len;
            n++;
        }
        struct markdown_block *block = markdown_add(r, kind);
        block->level = level;
        block->runs = &runs[at];
        block->run_count = n;
        if (n == 0) { // one run that is too long by itself: its head now, the rest next time
            size_t len = head_len(runs[at].text, MARKDOWN_TEXT_MAX);
            struct ui_run *head = ARENA_NEW(r->arena, struct ui_run);
            *head = runs[at];
            head->text = arena_str_of(r->arena, bytes_of(runs[at].text, len));
            block->runs = head;
            block->run_count = 1;
            runs[at].text += len;
        }
        at += n;
    }
}

static void add_code(struct reader *r, const char *literal)
{
    const char *text = unbarred(r->arena, literal, true);
    while (*text) {
        size_t len = head_len(text, MARKDOWN_TEXT_MAX);
        size_t shown = len;
        while (shown > 0 && text[shown - 1] == '\n') {
            shown--;
        }
        if (shown > 0) {
            markdown_add(r, MARKDOWN_CODE)->text = arena_str_of(r->arena, bytes_of(text, shown));
        }
        text += len;
    }
}

// A paragraph has ended: words, or words with a table below them.
static void end_paragraph(struct reader *r)
{
    struct line *lines = ARENA_ARRAY(r->arena, struct line, r->piece_count + 1);
    size_t count = markdown_lines(r, lines);
    size_t head = markdown_table_head(r, lines, count);
    size_t words = head < count ? lines[head].from : r->piece_count;
    if (words > 0) {
        size_t runs;
        struct ui_run *list = markdown_runs(r->arena, r->pieces, words, &runs);
        add_runs(r, MARKDOWN_PARAGRAPH, 0, list, runs);
    }
    if (head < count) {
        markdown_add_table(r, &lines[head], count - head);
    }
    r->piece_count = 0;
}

// ---- the walk

static const char *marker_of(struct arena *arena, cmark_node *item)
{
    cmark_node *list = cmark_node_parent(item);
    if (cmark_node_get_list_type(list) != CMARK_ORDERED_LIST) {
        return "•";
    }
    int number = cmark_node_get_list_start(list);
    for (cmark_node *n = cmark_node_previous(item); n; n = cmark_node_previous(n)) {
        number++;
    }
    return arena_printf(arena, "%d.", number);
}

// A link's words were added; its address follows where it says more. One without a host leads
// nowhere from a wall.
static void end_link(struct reader *r, cmark_node *node)
{
    const char *url = cmark_node_get_url(node);
    cmark_node *only = cmark_node_first_child(node);
    const char *text =
        only && !cmark_node_next(only) && cmark_node_get_type(only) == CMARK_NODE_TEXT
            ? cmark_node_get_literal(only)
            : "";
    const char *bare = str_starts(url, "mailto:") ? url + strlen("mailto:") : url;
    bool has_host = bare != url || strstr(url, "://");
    if (has_host && *bare && strlen(url) <= MARKDOWN_URL_MAX && strcmp(bare, text) != 0 &&
        strcmp(url, text) != 0) {
        add_piece(r, PIECE_CODE, arena_printf(r->arena, " (%s)", bare));
    }
}

// A picture ends the words before it: it stands by itself.
static void add_picture(struct reader *r, cmark_node *node)
{
    end_paragraph(r);
    struct buf alt;
    buf_init(&alt, MARKDOWN_TEXT_MAX);
    cmark_iter *iter = cmark_iter_new(node);
    while (cmark_iter_next(iter) != CMARK_EVENT_DONE) {
        const char *literal = cmark_node_get_literal(cmark_iter_get_node(iter));
        if (literal && !buf_add_str(&alt, literal)) {
            break; // only what is read aloud instead of the picture
        }
    }
    cmark_iter_free(iter);
    struct ui_run *run = ARENA_NEW(r->arena, struct ui_run);
    run->text = unbarred(r->arena, buf_str(&alt), false);
    buf_finish(&alt);
    struct markdown_block *block = markdown_add(r, MARKDOWN_PICTURE);
    block->runs = run;
    block->run_count = 1;
    block->text = arena_str(r->arena, cmark_node_get_url(node));
}

static void end_heading(struct reader *r, int level)
{
    size_t runs;
    struct ui_run *list = markdown_runs(r->arena, r->pieces, r->piece_count, &runs);
    add_runs(r, MARKDOWN_HEADING, level, list, runs);
    r->piece_count = 0;
}

static void add_inline(struct reader *r, cmark_node *node, cmark_node_type type)
{
    if (type == CMARK_NODE_SOFTBREAK || type == CMARK_NODE_LINEBREAK) {
        add_piece(r, type == CMARK_NODE_SOFTBREAK ? PIECE_SOFT : PIECE_HARD, "");
    } else {
        const char *literal = arena_str(r->arena, cmark_node_get_literal(node));
        add_piece(r, type == CMARK_NODE_TEXT ? PIECE_TEXT : PIECE_CODE, literal);
    }
}

// True when the children are done with: the iterator shall pass them over.
static bool step(struct reader *r, cmark_node *node, bool is_enter)
{
    int by = is_enter ? 1 : -1;
    cmark_node_type type = cmark_node_get_type(node);
    switch (type) {
    case CMARK_NODE_BLOCK_QUOTE:
        r->quote += by;
        break;
    case CMARK_NODE_LIST:
        r->indent += by;
        break;
    case CMARK_NODE_ITEM:
        r->marker = is_enter ? marker_of(r->arena, node) : NULL;
        break;
    case CMARK_NODE_CODE_BLOCK:
        add_code(r, cmark_node_get_literal(node));
        break;
    case CMARK_NODE_HTML_BLOCK:
        add_inline(r, node, CMARK_NODE_HTML_INLINE);
        end_paragraph(r);
        break;
    case CMARK_NODE_THEMATIC_BREAK:
        markdown_add(r, MARKDOWN_RULE);
        break;
    case CMARK_NODE_PARAGRAPH:
        if (!is_enter) {
            end_paragraph(r);
        }
        break;
    case CMARK_NODE_HEADING:
        if (!is_enter) {
            end_heading(r, cmark_node_get_heading_level(node));
        }
        break;
    case CMARK_NODE_EMPH:
        r->italic += by;
        break;
    case CMARK_NODE_STRONG:
        r->bold += by;
        break;
    case CMARK_NODE_LINK:
        if (!is_enter) {
            end_link(r, node);
        }
        break;
    case CMARK_NODE_IMAGE:
        if (is_enter) {
            add_picture(r, node);
        }
        return is_enter;
    case CMARK_NODE_TEXT:
    case CMARK_NODE_SOFTBREAK:
    case CMARK_NODE_LINEBREAK:
    case CMARK_NODE_CODE:
    case CMARK_NODE_HTML_INLINE:
        add_inline(r, node, type);
        break;
    default:
        break;
    }
    return false;
}

// Letters that have no picture and only steer others: controls, and those that turn the direction
// of writing or join what stands beside them. Words are read from left to right here, and nobody
// shall make "dilarang" out of "boleh" with an unseen letter.
static bool is_unseen(uint32_t letter)
{
    static const struct {
        uint32_t from, to;
    } rows[] = {
        {0x00, 0x08},     {0x0b, 0x0c},     {0x0e, 0x1f},     {0x7f, 0x9f},       {0xad, 0xad},
        {0x61c, 0x61c},   {0x180e, 0x180e}, {0x200b, 0x200f}, {0x2028, 0x202e},   {0x2060, 0x206f},
        {0xfe00, 0xfe0f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe007f},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (letter >= rows[i].from && letter <= rows[i].to) {
            return true;
        }
    }
    return false;
}

// The letter at p, which is valid UTF-8, and its length.
static uint32_t letter_at(const char *p, size_t *len)
{
    uint8_t first = (uint8_t)*p;
    *len = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    uint32_t letter = *len == 1 ? first : first & (0xffU >> (*len + 1));
    for (size_t i = 1; i < *len && p[i]; i++) {
        letter = letter << 6 | ((uint8_t)p[i] & 0x3fU);
    }
    return letter;
}

// "\|" to BAR, every other escape as it stands; unseen letters left out.
static char *barred(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *to = out;
    const char *end = text + strlen(text);
    for (const char *p = text; p < end;) {
        size_t len;
        uint32_t letter = letter_at(p, &len);
        len = len <= (size_t)(end - p) ? len : (size_t)(end - p);
        if (p[0] == '\\' && p[1] == '|') {
            *to++ = BAR;
            p += 2;
            continue;
        }
        if (p[0] == '\\' && p[1] == '\\') {
            len = 2;
        }
        if (!is_unseen(letter)) {
            memcpy(to, p, len);
            to += len;
        }
        p += len;
    }
    return out;
}

struct markdown markdown_parse(struct arena *arena, const char *text)
{
    struct reader r = {.arena = arena};
    const char *source = barred(arena, text);
    cmark_node *root = die_if_null(cmark_parse_document(source, strlen(source), CMARK_OPT_DEFAULT));
    cmark_iter *iter = die_if_null(cmark_iter_new(root));
    cmark_event_type event;
    while ((event = cmark_iter_next(iter)) != CMARK_EVENT_DONE) {
        cmark_node *node = cmark_iter_get_node(iter);
        if (step(&r, node, event == CMARK_EVENT_ENTER)) {
            cmark_iter_reset(iter, node, CMARK_EVENT_EXIT);
        }
    }
    cmark_iter_free(iter);
    cmark_node_free(root);
    return (struct markdown){.blocks = r.blocks, .count = r.count};
}

static size_t weight(const struct markdown_block *block)
{
    size_t cells =
        block->kind == MARKDOWN_TABLE ? (size_t)block->columns * ((size_t)block->rows + 1) : 0;
    return 1 + cells + run_bytes(block->runs, block->run_count) / 200 +
           (block->text ? strlen(block->text) / 200 : 0);
}

size_t markdown_part(const struct markdown *md, size_t from)
{
    size_t sum = 0, at = from;
    while (at < md->count) {
        sum += weight(&md->blocks[at]);
        if (sum > MARKDOWN_PART_WEIGHT && at > from) {
            break;
        }
        at++;
    }
    return at;
}

static void add_words(struct buf *buf, const struct ui_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_add_str(buf, runs[i].text);
    }
}

const char *markdown_plain(struct arena *arena, const struct markdown *md, size_t max)
{
    struct buf buf;
    buf_init(&buf, 2 * max + MARKDOWN_TEXT_MAX * 4);
    for (size_t i = 0; i < md->count && buf.len <= max; i++) {
        const struct markdown_block *block = &md->blocks[i];
        if (block->kind == MARKDOWN_PICTURE || block->kind == MARKDOWN_RULE) {
            continue;
        }
        buf_add_str(&buf, buf.len > 0 ? "\n" : "");
        if (block->marker) {
            buf_printf(&buf, "%s ", block->marker);
        }
        add_words(&buf, block->runs, block->run_count);
        buf_add_str(&buf, block->text ? block->text : "");
        for (int c = 0; block->kind == MARKDOWN_TABLE && c < block->columns * block->rows; c++) {
            buf_add_str(&buf, c == 0 ? "" : c % block->columns ? ", " : "\n");
            add_words(&buf, block->cells[c].runs, block->cells[c].run_count);
        }
    }
    size_t len = head_len(buf_str(&buf), max);
    char *out = arena_printf(arena, "%.*s%s", (int)len, buf_str(&buf), len < buf.len ? "..." : "");
    buf_finish(&buf);
    return out;
}
