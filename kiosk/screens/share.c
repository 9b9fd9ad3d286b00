// SPDX-License-Identifier: GPL-3.0-or-later
// Cards are drawn and packed in memory first; then each file is written whole, and taken away again
// when a later one fails.
#include "share.h"

#include "db/base/file.h"
#include "kiosk/ui/codec.h"
#include "markdown.h"
#include "words.h"

#include <SDL.h>
#include <ctype.h>
#include <string.h>

enum {
    PNG_BYTES_MAX = 8 << 20, // of one card: with a photograph some 1.5 MB
    NAME_BYTES_MAX = 48,
    PATHS_MAX = 1 << 16,
};

// ---- the text

static void add_runs(struct buf *buf, const struct ui_run *runs, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *mark = runs[i].bold ? "*" : runs[i].italic ? "_" : "";
        size_t len = strlen(runs[i].text);
        bool is_bare = len == 0 || runs[i].text[0] == ' ' || runs[i].text[len - 1] == ' ';
        buf_printf(buf, "%s%s%s", is_bare ? "" : mark, runs[i].text, is_bare ? "" : mark);
    }
}

static void add_table(struct buf *buf, const struct markdown_block *block)
{
    for (int row = 0; row < block->rows; row++) {
        buf_add_str(buf, "- ");
        for (int i = 0; i < block->columns; i++) {
            const struct markdown_cell *cell = &block->cells[row * block->columns + i];
            buf_add_str(buf, i > 0 && cell->run_count > 0 ? ", " : "");
            add_runs(buf, cell->runs, cell->run_count);
        }
        buf_add_str(buf, "\n");
    }
}

static void add_block(struct buf *buf, const struct markdown_block *block)
{
    switch (block->kind) {
    case MARKDOWN_HEADING:
        buf_add_str(buf, "\n*");
        for (size_t i = 0; i < block->run_count; i++) {
            buf_add_str(buf, block->runs[i].text);
        }
        buf_add_str(buf, "*\n");
        break;
    case MARKDOWN_PARAGRAPH:
        if (block->marker) {
            bool is_dot = (unsigned char)block->marker[0] >= 0x80;
            buf_printf(buf, "%s ", is_dot ? "-" : block->marker);
        } else if (block->indent == 0) {
            buf_add_str(buf, "\n");
        }
        add_runs(buf, block->runs, block->run_count);
        buf_add_str(buf, "\n");
        break;
    case MARKDOWN_TABLE:
        add_table(buf, block);
        break;
    case MARKDOWN_CODE:
        buf_printf(buf, "%s\n", block->text);
        break;
    case MARKDOWN_RULE:
    case MARKDOWN_PICTURE:
        break;
    }
}

static void add_head(struct app *app, struct arena *arena, struct buf *buf,
                     const Kt__Notice *notice)
{
    buf_printf(buf, "*%s*\n", notice->title);
    if (notice->event_start_s) {
        buf_printf(buf, "%s\n", words_span(app, arena, notice->event_start_s, notice->event_end_s));
    }
    if (notice->place[0]) {
        buf_printf(buf, "%s\n", notice->place);
    }
}

static char *caption(struct app *app, struct arena *arena, const Kt__Notice *notice)
{
    enum { TAIL_BYTES = 1024 };
    struct markdown md = markdown_parse(arena, notice->body);
    struct buf buf, tail;
    buf_init(&buf, SHARE_CAPTION_BYTES_MAX - TAIL_BYTES);
    add_head(app, arena, &buf, notice);
    bool is_cut = false;
    for (size_t i = 0; i < md.count && !is_cut; i++) {
        size_t before = buf.len;
        add_block(&buf, &md.blocks[i]);
        if (buf.full) { // whole blocks only
            memset(buf.data + before, 0, buf.len - before);
            buf.len = before;
            is_cut = true;
        }
    }
    buf_init(&tail, TAIL_BYTES);
    if (is_cut) {
        buf_printf(&tail, "\n%s\n", _("Selengkapnya di layar kabar desa, di kantor desa."));
    }
    buf_printf(&tail, "\n%s\n", arena_printf(arena, _("Diumumkan oleh %s."), notice->publisher));
    if (notice->source_url[0]) {
        buf_printf(&tail, "%s\n", arena_printf(arena, _("Sumber: %s"), notice->source_url));
    }
    char *out = arena_printf(arena, "%s%s", buf_str(&buf), buf_str(&tail));
    buf_finish(&tail);
    buf_finish(&buf);
    return out;
}

char *share_caption(struct app *app, struct arena *arena, const Kt__Notice *notice)
{
    enum i18n_lang spoken = i18n_lang(), own = I18N_ID;
    if (notice->lang[0]) {
        (void)i18n_parse(notice->lang, &own);
    }
    i18n_set(own);
    char *out = caption(app, arena, notice);
    i18n_set(spoken);
    return out;
}

// ---- files

// "K7-3-musyawarah-desa-saluran-air"
static char *base_name(struct arena *arena, const Kt__Notice *notice)
{
    char *name = arena_alloc(arena, NAME_BYTES_MAX + 1);
    size_t len = 0;
    const char *parts[] = {notice->id, notice->title};
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        for (const char *at = parts[i]; *at && len < NAME_BYTES_MAX; at++) {
            bool is_plain = isalnum((unsigned char)*at) && (unsigned char)*at < 0x80;
            if (is_plain) {
                name[len++] = i == 0 ? *at : (char)tolower((unsigned char)*at);
            } else if (len > 0 && name[len - 1] != '-') {
                name[len++] = '-';
            }
        }
        if (i == 0 && len > 0 && len < NAME_BYTES_MAX) {
            name[len++] = '-';
        }
    }
    while (len > 0 && name[len - 1] == '-') {
        len--;
    }
    name[len] = '\0';
    return len ? name : arena_str(arena, "kabar");
}

static Sint64 rw_size(SDL_RWops *rw)
{
    return (Sint64)((struct buf *)rw->hidden.unknown.data1)->len;
}

static Sint64 rw_seek(SDL_RWops *rw, Sint64 offset, int whence)
{
    (void)offset;
    return whence == RW_SEEK_CUR ? rw_size(rw) : -1; // a PNG is written from front to back
}

static size_t rw_write(SDL_RWops *rw, const void *data, size_t size, size_t count)
{
    return buf_add(rw->hidden.unknown.data1, data, size * count) ? count : 0;
}

static int rw_close(SDL_RWops *rw)
{
    SDL_FreeRW(rw);
    return 0;
}

static bool pack_png(SDL_Surface *surface, struct buf *out)
{
    SDL_RWops *rw = SDL_AllocRW();
    if (!rw) {
        fault_set("a card cannot be packed: %s", SDL_GetError());
        return false;
    }
    rw->size = rw_size;
    rw->seek = rw_seek;
    rw->write = rw_write;
    rw->close = rw_close;
    rw->hidden.unknown.data1 = out;
    bool ok = codec_save_png(surface, rw) && !out->full && out->len > 0;
    if (!ok) {
        fault_set("a card cannot be packed: %s", SDL_GetError());
    }
    return ok;
}

static void add_file(struct share_files *out, const char *name, struct bytes content)
{
    out->names[out->count] = name;
    out->contents[out->count++] = content;
}

static bool pack_cards(struct arena *arena, const char *base, const struct card_set *set,
                       struct share_files *out)
{
    struct buf png;
    buf_init(&png, PNG_BYTES_MAX);
    bool ok = true;
    for (size_t i = 0; i < set->count && ok; i++) {
        buf_clear(&png);
        ok = pack_png(set->cards[i], &png);
        if (ok) {
            add_file(out,
                     set->count == 1 ? arena_printf(arena, "%s.png", base)
                                     : arena_printf(arena, "%s-%zu.png", base, i + 1),
                     arena_bytes(arena, buf_bytes(&png)));
        }
    }
    buf_finish(&png);
    return ok;
}

bool share_make(struct app *app, struct arena *arena, const Kt__Notice *notice,
                struct share_files *out)
{
    struct card_set set;
    *out = (struct share_files){0};
    if (!card_draw(app, notice, &set)) {
        return false;
    }
    const char *base = base_name(arena, notice);
    bool ok = pack_cards(arena, base, &set, out);
    out->has_more = set.has_more;
    card_finish(&set);
    if (ok) {
        add_file(out, arena_printf(arena, "%s.txt", base),
                 bytes_of_str(share_caption(app, arena, notice)));
    }
    return ok;
}

bool share_put(const struct share_files *files, const char *dir)
{
    struct arena arena;
    size_t count = 0;
    bool ok = true;
    arena_init(&arena, PATHS_MAX);
    for (size_t i = 0; ok && i < files->count; i++) {
        ok = file_write(file_path(&arena, dir, files->names[i]), files->contents[i], 0644);
        count += ok;
    }
    const char *why = ok ? "" : arena_str(&arena, fault_text());
    for (size_t i = 0; !ok && i < count; i++) {
        if (!file_remove(file_path(&arena, dir, files->names[i]))) {
            log_line("%s", fault_text());
        }
    }
    if (!ok) {
        fault_set("%s", why);
    }
    arena_finish(&arena);
    return ok;
}
