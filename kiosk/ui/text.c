// SPDX-License-Identifier: GPL-3.0-or-later
// Fonts and the two caches over them. A mask is found by a keyed 64-bit hash of font and text, in
// a set of four places; the oldest place of the set gives way, and the oldest of all when the
// bytes are used up. What leaves a cache is wiped, because it may picture a villager's words.
#include "text.h"
#include "text_item.h"

#include <SDL_ttf.h>
#include <assert.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

enum {
    WAYS = 4,
    SETS = TEXT_MASKS / WAYS,
    PIECE_ROOM = 3 * TEXT_PIECE_BYTES_MAX + 5, // an icon's letter is of three bytes
};

static const char *const face_paths[TEXT_FALLBACK] = {
    [TEXT_REGULAR] = "/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf",
    [TEXT_BOLD] = "/usr/share/fonts/truetype/noto/NotoSans-Bold.ttf",
    [TEXT_ITALIC] = "/usr/share/fonts/truetype/noto/NotoSans-Italic.ttf",
    [TEXT_BOLD_ITALIC] = "/usr/share/fonts/truetype/noto/NotoSans-BoldItalic.ttf",
    [TEXT_ICON] = "/usr/share/fonts/truetype/materialdesignicons-webfont/"
                  "materialdesignicons-webfont.ttf",
};

// A face's file, mapped once for all its sizes: FreeType seeks twelve thousand times until the
// first picture, each a call into the kernel if it reads a file. A newer font comes as a new file
// under the old name; this one stays what it was.
struct face {
    const void *bytes; // mapped, owned
    size_t len;
    bool is_missing; // it was looked for
};

struct open_font {
    struct text_font font;
    TTF_Font *ttf; // owned
    uint32_t used;
};

struct width {
    uint64_t key;
    int px;
};

struct mask {
    uint64_t key;
    uint32_t used; // 0: free
    int w, h, left;
    uint8_t *coverage; // owned
};

struct text {
    uint8_t secret[crypto_shorthash_KEYBYTES];
    uint32_t now; // counts uses; the oldest has the lowest
    size_t mask_bytes;
    struct face faces[TEXT_FACE_COUNT];
    struct open_font fonts[TEXT_FONTS_MAX];
    struct width widths[TEXT_WIDTHS];
    struct mask masks[SETS][WAYS];
};

static bool map_face(const char *path, struct face *out)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    struct stat st;
    void *bytes = MAP_FAILED;
    if (fd >= 0 && fstat(fd, &st) == 0 && st.st_size > 0 && st.st_size <= TEXT_FILE_BYTES_MAX) {
        bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    }
    if (fd >= 0) {
        close(fd);
    }
    if (bytes == MAP_FAILED) {
        return false;
    }
    *out = (struct face){.bytes = bytes, .len = (size_t)st.st_size};
    return true;
}

static const char *path_of(enum text_face face)
{
    return face < TEXT_FALLBACK ? face_paths[face == TEXT_DOTS ? TEXT_REGULAR : face]
                                : fallback_face((int)(face - TEXT_FALLBACK))->path;
}

// Of a fallback's face the file is looked for when it is first needed.
static bool has_file(struct text *text, enum text_face which)
{
    struct face *face = &text->faces[which];
    if (!face->bytes && !face->is_missing) {
        face->is_missing = !path_of(which) || !map_face(path_of(which), face);
    }
    return face->bytes != NULL;
}

static TTF_Font *open_font(struct text *text, struct text_font font)
{
    const struct face *face = &text->faces[font.face == TEXT_DOTS ? TEXT_REGULAR : font.face];
    const struct fallback_face *fallback =
        font.face >= TEXT_FALLBACK ? fallback_face((int)(font.face - TEXT_FALLBACK)) : NULL;
    int px = fallback ? font.px * fallback->percent / 100 : font.px;
    SDL_RWops *file = SDL_RWFromConstMem(face->bytes, (int)face->len);
    TTF_Font *ttf = file ? TTF_OpenFontRW(file, 1, px) : NULL;
    if (!ttf) {
        die("cannot open the font %s: %s", path_of(font.face), TTF_GetError());
    }
    TTF_SetFontHinting(ttf, TTF_HINTING_LIGHT_SUBPIXEL);
    if (fallback && fallback->script[0]) {
        TTF_SetFontScriptName(ttf, fallback->script);
        TTF_SetFontDirection(ttf,
                             fallback->is_right_to_left ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    }
    return ttf;
}

static TTF_Font *find_font(struct text *text, struct text_font font)
{
    assert(font.face < TEXT_FACE_COUNT && font.px >= TEXT_PX_MIN && font.px <= TEXT_PX_MAX);
    struct open_font *oldest = &text->fonts[0];
    text->now++;
    for (size_t i = 0; i < TEXT_FONTS_MAX; i++) {
        struct open_font *open = &text->fonts[i];
        if (open->ttf && open->font.face == font.face && open->font.px == font.px) {
            open->used = text->now;
            return open->ttf;
        }
        if (open->used < oldest->used) {
            oldest = open;
        }
    }
    if (oldest->ttf) {
        TTF_CloseFont(oldest->ttf);
    }
    *oldest = (struct open_font){font, open_font(text, font), text->now};
    return oldest->ttf;
}

static void unmap_faces(struct text *text)
{
    for (size_t i = 0; i < TEXT_FACE_COUNT; i++) {
        if (text->faces[i].bytes) {
            munmap((void *)text->faces[i].bytes, text->faces[i].len);
        }
    }
}

bool text_open(struct text **out)
{
    *out = NULL;
    if (sodium_init() < 0 || TTF_Init() != 0) {
        fault_set("letters cannot be drawn: %s", TTF_GetError());
        return false;
    }
    struct text *text = die_if_null(calloc(1, sizeof *text));
    crypto_shorthash_keygen(text->secret);
    for (size_t i = 0; i < TEXT_DOTS; i++) {
        if (!map_face(face_paths[i], &text->faces[i])) {
            fault_set("the font %s is missing: install fonts-noto-core and "
                      "fonts-materialdesignicons-webfont",
                      face_paths[i]);
            text_close(text);
            return false;
        }
    }
    *out = text;
    return true;
}

static void drop_mask(struct text *text, struct mask *mask)
{
    if (mask->coverage) {
        size_t bytes = (size_t)mask->w * (size_t)mask->h;
        sodium_memzero(mask->coverage, bytes);
        free(mask->coverage);
        text->mask_bytes -= bytes;
    }
    *mask = (struct mask){0};
}

void text_forget(struct text *text)
{
    for (size_t i = 0; i < SETS; i++) {
        for (size_t j = 0; j < WAYS; j++) {
            drop_mask(text, &text->masks[i][j]);
        }
    }
    sodium_memzero(text->widths, sizeof text->widths);
    crypto_shorthash_keygen(text->secret);
}

void text_close(struct text *text)
{
    if (!text) {
        return;
    }
    text_forget(text);
    for (size_t i = 0; i < TEXT_FONTS_MAX; i++) {
        if (text->fonts[i].ttf) {
            TTF_CloseFont(text->fonts[i].ttf);
        }
    }
    TTF_Quit();
    unmap_faces(text);
    sodium_memzero(text, sizeof *text);
    free(text);
}

uint64_t text_key(const struct text *text, struct text_font font, const char *str, size_t len)
{
    uint8_t secret[crypto_shorthash_KEYBYTES];
    memcpy(secret, text->secret, sizeof secret);
    secret[0] ^= (uint8_t)font.face;
    secret[1] ^= (uint8_t)(font.px & 0xff);
    secret[2] ^= (uint8_t)(font.px >> 8);
    uint64_t key = 0;
    crypto_shorthash((uint8_t *)&key, (const uint8_t *)str, len, secret);
    return key ? key : 1;
}

// SDL_ttf wants a zero byte at the end; the copy is wiped after its use.
static const char *copy_piece(char piece[static PIECE_ROOM], const char *str, size_t len)
{
    assert(len <= TEXT_PIECE_BYTES_MAX);
    memcpy(piece, str, len);
    piece[len] = '\0';
    return piece;
}

static int letters_width(struct text *text, struct text_font font, const char *letters)
{
    int px = 0;
    TTF_SizeUTF8(find_font(text, font), letters, &px, NULL);
    return px;
}

static int measure(struct text *text, struct text_font font, const char *str, size_t len)
{
    char piece[PIECE_ROOM];
    int px = 0;
    assert(len <= TEXT_PIECE_BYTES_MAX);
    if (text_is_plain(text, font, str, len)) {
        px = letters_width(text, font, copy_piece(piece, str, len));
    } else {
        struct text_item items[TEXT_ITEMS_MAX];
        size_t count = text_items(text, font, str, len, items);
        for (size_t i = 0; i < count; i++) {
            text_item_letters(items[i], str, piece);
            px += letters_width(text, (struct text_font){items[i].face, font.px}, piece);
        }
    }
    sodium_memzero(piece, sizeof piece);
    return px;
}

int text_width(struct text *text, struct text_font font, const char *str, size_t len)
{
    if (len == 0) {
        return 0;
    }
    uint64_t key = text_key(text, font, str, len);
    struct width *known = &text->widths[key % TEXT_WIDTHS];
    if (known->key != key) {
        *known = (struct width){key, measure(text, font, str, len)};
    }
    return known->px;
}

int text_height(struct text *text, struct text_font font)
{
    return TTF_FontHeight(find_font(text, font));
}

bool text_has(struct text *text, struct text_font font, uint32_t codepoint)
{
    enum text_face face = font.face == TEXT_DOTS ? TEXT_REGULAR : font.face;
    return has_file(text, face) && TTF_GlyphIsProvided32(find_font(text, font), codepoint) != 0;
}

static void make_room(struct text *text, size_t bytes)
{
    while (text->mask_bytes + bytes > TEXT_MASK_BYTES_MAX && text->mask_bytes > 0) {
        struct mask *oldest = NULL;
        for (size_t i = 0; i < TEXT_MASKS; i++) {
            struct mask *mask = &text->masks[i / WAYS][i % WAYS];
            if (mask->coverage && (!oldest || mask->used < oldest->used)) {
                oldest = mask;
            }
        }
        drop_mask(text, oldest);
    }
}

// SDL_ttf moves a line to the right when its first letter reaches back over the pen.
static int reach_back(TTF_Font *ttf, const char *str)
{
    utf8proc_int32_t code;
    int left = 0;
    if (utf8proc_iterate((const uint8_t *)str, -1, &code) > 0) {
        TTF_GlyphMetrics32(ttf, (uint32_t)code, &left, NULL, NULL, NULL, NULL);
    }
    return left < 0 ? left : 0;
}

// A part as it is drawn: owned coverage, NULL where there is nothing to see.
struct part {
    int w, h, left;
    uint8_t *coverage;
};

// The letters as SDL_ttf draws them: of its four bytes a pixel only the coverage is kept.
static struct part draw_letters(struct text *text, struct text_font font, const char *letters)
{
    TTF_Font *ttf = find_font(text, font);
    SDL_Surface *drawn = TTF_RenderUTF8_Blended(ttf, letters, (SDL_Color){255, 255, 255, 255});
    if (!drawn) {
        return (struct part){0}; // blanks, or letters of no width
    }
    struct part part = {drawn->w, drawn->h, reach_back(ttf, letters),
                        die_if_null(malloc((size_t)drawn->w * (size_t)drawn->h))};
    for (int y = 0; y < drawn->h; y++) {
        uint8_t *row = (uint8_t *)drawn->pixels + (size_t)y * (size_t)drawn->pitch;
        uint8_t *out = part.coverage + (size_t)y * (size_t)drawn->w;
        for (int x = 0; x < drawn->w; x++) {
            uint32_t pixel;
            memcpy(&pixel, row + 4 * x, 4);
            out[x] = (uint8_t)(pixel >> 24);
        }
        sodium_memzero(row, (size_t)drawn->w * 4);
    }
    SDL_FreeSurface(drawn);
    return part;
}

static void put_part(struct part *whole, const struct part *part, int x0, int y0)
{
    for (int y = 0; y < part->h; y++) {
        for (int x = 0; x < part->w; x++) {
            int to_x = x0 + x, to_y = y0 + y;
            if (to_x >= 0 && to_x < whole->w && to_y >= 0 && to_y < whole->h) {
                uint8_t *to = &whole->coverage[(size_t)to_y * (size_t)whole->w + (size_t)to_x];
                uint8_t from = part->coverage[(size_t)y * (size_t)part->w + (size_t)x];
                *to = from > *to ? from : *to;
            }
        }
    }
}

// Several faces on one base line, in the height of the piece's own.
static struct part draw_mixed(struct text *text, struct text_font font, const char *str, size_t len)
{
    char letters[PIECE_ROOM];
    struct text_item items[TEXT_ITEMS_MAX];
    size_t count = text_items(text, font, str, len, items);
    struct part whole = {.w = text_width(text, font, str, len), .h = text_height(text, font)};
    int ascent = TTF_FontAscent(find_font(text, font)), x = 0;
    if (whole.w <= 0 || whole.h <= 0) {
        return (struct part){0};
    }
    whole.coverage = die_if_null(calloc((size_t)whole.w, (size_t)whole.h));
    for (size_t i = 0; i < count; i++) {
        struct text_font one = {items[i].face, font.px};
        text_item_letters(items[i], str, letters);
        struct part part = draw_letters(text, one, letters);
        int y = one.face == TEXT_ICON ? (whole.h - text_height(text, one)) / 2
                                      : ascent - TTF_FontAscent(find_font(text, one));
        if (part.coverage) {
            put_part(&whole, &part, x + part.left, y);
            sodium_memzero(part.coverage, (size_t)part.w * (size_t)part.h);
            free(part.coverage);
        }
        x += letters_width(text, one, letters);
    }
    sodium_memzero(letters, sizeof letters);
    return whole;
}

static void draw_mask(struct text *text, struct text_font font, const char *str, size_t len,
                      struct mask *mask)
{
    struct part part;
    assert(len <= TEXT_PIECE_BYTES_MAX);
    if (text_is_plain(text, font, str, len)) {
        char piece[PIECE_ROOM];
        part = draw_letters(text, font, copy_piece(piece, str, len));
        sodium_memzero(piece, len);
    } else {
        part = draw_mixed(text, font, str, len);
    }
    size_t bytes = (size_t)part.w * (size_t)part.h;
    make_room(text, bytes);
    mask->w = part.w;
    mask->h = part.h;
    mask->left = part.left;
    mask->coverage = part.coverage;
    text->mask_bytes += bytes;
}

struct text_mask text_mask(struct text *text, struct text_font font, const char *str, size_t len)
{
    if (len == 0) {
        return (struct text_mask){0};
    }
    uint64_t key = text_key(text, font, str, len);
    struct mask *set = text->masks[key % SETS];
    struct mask *place = &set[0];
    text->now++;
    for (size_t i = 0; i < WAYS; i++) {
        if (set[i].key == key && set[i].used) {
            place = &set[i];
            place->used = text->now;
            return (struct text_mask){place->w, place->h, place->left, place->coverage};
        }
        if (set[i].used < place->used) {
            place = &set[i];
        }
    }
    drop_mask(text, place);
    draw_mask(text, font, str, len, place);
    place->key = key;
    place->used = text->now;
    return (struct text_mask){place->w, place->h, place->left, place->coverage};
}

void text_utf8(uint32_t codepoint, char out[static 5])
{
    assert(codepoint < 0x110000);
    memset(out, 0, 5);
    if (codepoint < 0x80) {
        out[0] = (char)codepoint;
    } else if (codepoint < 0x800) {
        out[0] = (char)(0xc0 | (codepoint >> 6));
        out[1] = (char)(0x80 | (codepoint & 0x3f));
    } else if (codepoint < 0x10000) {
        out[0] = (char)(0xe0 | (codepoint >> 12));
        out[1] = (char)(0x80 | ((codepoint >> 6) & 0x3f));
        out[2] = (char)(0x80 | (codepoint & 0x3f));
    } else {
        out[0] = (char)(0xf0 | (codepoint >> 18));
        out[1] = (char)(0x80 | ((codepoint >> 12) & 0x3f));
        out[2] = (char)(0x80 | ((codepoint >> 6) & 0x3f));
        out[3] = (char)(0x80 | (codepoint & 0x3f));
    }
}
