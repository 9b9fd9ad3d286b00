// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at pictures as they were drawn: look PNG DUMP [PNG DUMP]... For each, a line
// `hash NAME HEX` over its pixels, and a line for every element whose letters, or whose edge, a
// tired eye would not make out: 7:1 for text, 3:1 for the border of what can be touched. The
// colours are taken from the pixels, never from the theme, so that a wrong pair is seen.
#include <SDL.h>
#include <SDL_image.h>
#include <math.h>
#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    LINE_MAX_BYTES = 1 << 20,
    ELEMENTS_MAX = 2000,
    COLORS_MAX = 4096, // told apart in one element; further ones are not counted
    INK_PIXELS_MIN = 6,
    HASH_LEN = 16,
    BAR_H = 20,   // what is lower holds no letters
    EDGE_OUT = 5, // pixels looked at outside and inside of an edge
    EDGE_IN = 8,
};
static const double text_least = 7, edge_least = 3;

struct element {
    char role[16], name[80];
    bool has_words;
    SDL_Rect rect;
};

struct color_count {
    uint32_t color;
    int count;
};

static double channel(uint32_t value)
{
    double part = (double)value / 255;
    return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4);
}

// WCAG 2.2, relative luminance and contrast ratio.
static double luminance(uint32_t color)
{
    return 0.2126 * channel(color >> 16 & 0xff) + 0.7152 * channel(color >> 8 & 0xff) +
           0.0722 * channel(color & 0xff);
}

static double contrast(uint32_t a, uint32_t b)
{
    double x = luminance(a), y = luminance(b);
    return x > y ? (x + 0.05) / (y + 0.05) : (y + 0.05) / (x + 0.05);
}

static uint32_t pixel(const SDL_Surface *picture, int x, int y)
{
    const uint8_t *row = (const uint8_t *)picture->pixels + (size_t)y * (size_t)picture->pitch;
    uint32_t value;
    memcpy(&value, row + (size_t)x * sizeof value, sizeof value);
    return value & 0xffffff;
}

static int by_count(const void *a, const void *b)
{
    return ((const struct color_count *)b)->count - ((const struct color_count *)a)->count;
}

static int count_colors(const SDL_Surface *picture, SDL_Rect rect, struct color_count *colors)
{
    enum { SLOTS = COLORS_MAX * 4 };
    static struct color_count slots[SLOTS];
    memset(slots, 0, sizeof slots);
    int used = 0;
    for (int y = rect.y; y < rect.y + rect.h; y++) {
        for (int x = rect.x; x < rect.x + rect.w; x++) {
            uint32_t color = pixel(picture, x, y);
            size_t at = (color * 2654435761u) % SLOTS;
            while (slots[at].count && slots[at].color != color) {
                at = (at + 1) % SLOTS;
            }
            if (slots[at].count == 0 && used == COLORS_MAX) {
                continue;
            }
            used += slots[at].count == 0;
            slots[at].color = color;
            slots[at].count++;
        }
    }
    int count = 0;
    for (size_t i = 0; i < SLOTS; i++) {
        if (slots[i].count) {
            colors[count++] = slots[i];
        }
    }
    qsort(colors, (size_t)count, sizeof *colors, by_count);
    return count;
}

// Of the letters against what they stand on, which is the colour that there is most of.
static double text_contrast(const SDL_Surface *picture, SDL_Rect rect)
{
    static struct color_count colors[COLORS_MAX];
    int count = count_colors(picture, rect, colors);
    double most = 0;
    for (int i = 1; i < count && colors[i].count >= INK_PIXELS_MIN; i++) {
        double here = contrast(colors[0].color, colors[i].color);
        most = here > most ? here : most;
    }
    return most;
}

// The best that the left edge shows, halfway down: its border, or its fill, against the outside.
static double edge_contrast(const SDL_Surface *picture, SDL_Rect rect)
{
    int y = rect.y + rect.h / 2;
    if (rect.x < EDGE_OUT) {
        return edge_least; // at the window's edge
    }
    uint32_t outside = pixel(picture, rect.x - EDGE_OUT, y);
    double most = 0;
    for (int x = rect.x; x < rect.x + EDGE_IN; x++) {
        double here = contrast(outside, pixel(picture, x, y));
        most = here > most ? here : most;
    }
    return most;
}

static bool is_one_of(const char *role, const char *const *roles)
{
    while (*roles && strcmp(role, *roles) != 0) {
        roles++;
    }
    return *roles != NULL;
}

// What lies under a dialog is veiled on purpose: only what comes after it counts.
static int read_dump(const char *path, const SDL_Surface *picture, struct element *elements)
{
    FILE *file = fopen(path, "r");
    char *line = malloc(LINE_MAX_BYTES);
    if (!file || !line) {
        perror(path);
        exit(2);
    }
    int count = 0;
    while (count < ELEMENTS_MAX && fgets(line, LINE_MAX_BYTES, file)) {
        char *cells[7], *rest = line;
        int cell = 0;
        while (cell < 7 && (cells[cell] = strsep(&rest, "\t")) != NULL) {
            cell++;
        }
        if (cell < 7) {
            continue;
        }
        if (strcmp(cells[1], "dialog") == 0) {
            count = 0;
        }
        struct element *element = &elements[count++];
        SDL_Rect all = {0, 0, picture->w, picture->h};
        SDL_Rect rect = {atoi(cells[3]), atoi(cells[4]), atoi(cells[5]), atoi(cells[6])};
        SDL_IntersectRect(&rect, &all, &element->rect);
        snprintf(element->role, sizeof element->role, "%s", cells[1]);
        snprintf(element->name, sizeof element->name, "%s %.50s", cells[0], cells[2]);
        element->has_words = cells[2][0] != '\0';
    }
    fclose(file);
    free(line);
    return count;
}

static int look(const char *path, const char *dump)
{
    static const char *const texts[] = {"text", "heading", "button", "tile", "choice", "key", NULL};
    static const char *const edges[] = {"tile", "choice", "input", NULL};
    SDL_Surface *loaded = IMG_Load(path);
    SDL_Surface *picture =
        loaded ? SDL_ConvertSurfaceFormat(loaded, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
    if (!picture) {
        fprintf(stderr, "%s: %s\n", path, SDL_GetError());
        exit(2);
    }
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    int name_len = (int)strcspn(name, ".");
    uint8_t hash[HASH_LEN];
    crypto_generichash_state state;
    crypto_generichash_init(&state, NULL, 0, sizeof hash);
    for (int y = 0; y < picture->h; y++) {
        for (int x = 0; x < picture->w; x++) {
            uint32_t color = pixel(picture, x, y);
            uint8_t rgb[3] = {(uint8_t)(color >> 16), (uint8_t)(color >> 8), (uint8_t)color};
            crypto_generichash_update(&state, rgb, sizeof rgb);
        }
    }
    crypto_generichash_final(&state, hash, sizeof hash);
    char hex[HASH_LEN * 2 + 1];
    sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
    printf("hash\t%.*s\t%dx%d:%s\n", name_len, name, picture->w, picture->h, hex);

    static struct element elements[ELEMENTS_MAX];
    int faults = 0, count = read_dump(dump, picture, elements);
    for (int i = 0; i < count; i++) {
        const struct element *element = &elements[i];
        if (element->rect.w < 4 || element->rect.h < 4 || !element->has_words) {
            continue;
        }
        bool has_letters = is_one_of(element->role, texts) && element->rect.h >= BAR_H;
        double text = has_letters ? text_contrast(picture, element->rect) : text_least;
        double edge =
            is_one_of(element->role, edges) ? edge_contrast(picture, element->rect) : edge_least;
        if (text < text_least) {
            printf("%.*s: %s: letters at %.1f:1\n", name_len, name, element->name, text);
        }
        if (edge < edge_least) {
            printf("%.*s: %s: its edge at %.1f:1\n", name_len, name, element->name, edge);
        }
        faults += text < text_least || edge < edge_least;
    }
    SDL_FreeSurface(picture);
    SDL_FreeSurface(loaded);
    return faults;
}

int main(int argc, char **argv)
{
    if (sodium_init() < 0 || argc % 2 == 0) {
        fprintf(stderr, "look PNG DUMP [PNG DUMP]...\n");
        return 2;
    }
    int faults = 0;
    for (int i = 1; i < argc; i += 2) {
        faults += look(argv[i], argv[i + 1]);
    }
    return faults ? 1 : 0;
}
