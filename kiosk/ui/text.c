// SPDX-License-Identifier: GPL-3.0-or-later
// Fonts and the two caches over them. A mask is found by a keyed 64-bit hash of font and text, in
// a set of four places; the oldest place of the set gives way, and the oldest of all when the
// bytes are used up. What leaves a cache is wiped, because it may picture a villager's words.
#include "text.h"

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

enum { WAYS = 4, SETS = TEXT_MASKS / WAYS };

static const char *const face_paths[TEXT_FACE_COUNT] = {
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
    const struct face *face = &text->faces[font.face];
    SDL_RWops *file = SDL_RWFromConstMem(face->bytes, (int)face->len);
    TTF_Font *ttf = file ? TTF_OpenFontRW(file, 1, font.px) : NULL;
    if (!ttf) {
        die("cannot open the font %s: %s", face_paths[font.face], TTF_GetError());
    }
    TTF_SetFontHinting(ttf, TTF_HINTING_LIGHT_SUBPIXEL);
    *oldest = (struct open_font){font, ttf, text->now};
    return ttf;
}

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
    *out = (struct face){bytes, (size_t)st.st_size};
    return true;
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
    for (size_t i = 0; i < TEXT_FACE_COUNT; i++) {
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
static const char *copy_piece(char piece[static TEXT_PIECE_BYTES_MAX + 1], const char *str,
                              size_t len)
{
    assert(len <= TEXT_PIECE_BYTES_MAX);
    memcpy(piece, str, len);
    piece[len] = '\0';
    return piece;
}

int text_width(struct text *text, struct text_font font, const char *str, size_t len)
{
    if (len == 0) {
        return 0;
    }
    uint64_t key = text_key(text, font, str, len);
    struct width *known = &text->widths[key % TEXT_WIDTHS];
    if (known->key != key) {
        char piece[TEXT_PIECE_BYTES_MAX + 1];
        int px = 0;
        TTF_SizeUTF8(find_font(text, font), copy_piece(piece, str, len), &px, NULL);
        sodium_memzero(piece, len);
        *known = (struct width){key, px};
    }
    return known->px;
}

int text_height(struct text *text, struct text_font font)
{
    return TTF_FontHeight(find_font(text, font));
}

bool text_has(struct text *text, struct text_font font, uint32_t codepoint)
{
    return TTF_GlyphIsProvided32(find_font(text, font), codepoint) != 0;
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

// The letters as SDL_ttf draws them: of its four bytes a pixel only the coverage is kept.
static void draw_mask(struct text *text, struct text_font font, const char *str, size_t len,
                      struct mask *mask)
{
    char piece[TEXT_PIECE_BYTES_MAX + 1];
    TTF_Font *ttf = find_font(text, font);
    copy_piece(piece, str, len);
    mask->left = reach_back(ttf, piece);
    SDL_Surface *drawn = TTF_RenderUTF8_Blended(ttf, piece, (SDL_Color){255, 255, 255, 255});
    sodium_memzero(piece, len);
    if (!drawn) {
        return; // nothing to draw: blanks, or letters of no width
    }
    size_t bytes = (size_t)drawn->w * (size_t)drawn->h;
    make_room(text, bytes);
    mask->coverage = die_if_null(malloc(bytes));
    mask->w = drawn->w;
    mask->h = drawn->h;
    text->mask_bytes += bytes;
    for (int y = 0; y < drawn->h; y++) {
        uint8_t *row = (uint8_t *)drawn->pixels + (size_t)y * (size_t)drawn->pitch;
        uint8_t *out = mask->coverage + (size_t)y * (size_t)drawn->w;
        for (int x = 0; x < drawn->w; x++) {
            uint32_t pixel;
            memcpy(&pixel, row + 4 * x, 4);
            out[x] = (uint8_t)(pixel >> 24);
        }
        sodium_memzero(row, (size_t)drawn->w * 4);
    }
    SDL_FreeSurface(drawn);
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
