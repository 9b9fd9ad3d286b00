// SPDX-License-Identifier: GPL-3.0-or-later
// A picture's head is read at once, so that its place is known; its pixels are decoded and scaled
// on another thread. Must never decode what the head says is too large, nor trust the head for how
// many bytes a decoder hands over.
#include "picture.h"

#include "codec.h"

#include <stdlib.h>
#include <string.h>

enum { SIZES = 2 }; // in its page, and large over it

// A picture in one size.
struct sized {
    int w, h; // of the pixels kept, or being made
    bool is_working;
    uint32_t *pixels; // owned, NULL: none
    uint64_t key, used;
};

struct picture {
    char path[PICTURE_PATH_LEN_MAX + 1]; // "" free
    int file_w, file_h;
    bool is_bad;
    struct sized sizes[SIZES];
    uint64_t used;
};

struct pictures {
    struct ui_worker worker;
    uint64_t now;
    uint64_t held; // what was used after this stands in the list of drawing commands
    struct picture list[PICTURES_MAX];
    struct job *jobs; // running; told when the pictures go before they end
};

// What the other thread gets: it touches nothing else.
struct job {
    struct pictures *pictures; // NULL when they have gone
    struct job *next;
    char path[PICTURE_PATH_LEN_MAX + 1];
    int file_w, file_h, w, h;
    uint32_t *pixels; // made; NULL: could not be
};

// ---- heads

static int be16(const uint8_t *at)
{
    return at[0] << 8 | at[1];
}

static int64_t be32(const uint8_t *at)
{
    return (int64_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static bool png_sides(FILE *file, int64_t *w, int64_t *h)
{
    static const uint8_t magic[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    uint8_t head[24];
    rewind(file);
    if (fread(head, 1, sizeof head, file) != sizeof head || memcmp(head, magic, 8) != 0 ||
        memcmp(head + 12, "IHDR", 4) != 0) {
        return false;
    }
    *w = be32(head + 16);
    *h = be32(head + 20);
    return true;
}

// From segment to segment to the frame header; a few thousand at the most.
static bool jpeg_sides(FILE *file, int64_t *w, int64_t *h)
{
    uint8_t head[4], frame[5];
    rewind(file);
    if (fread(head, 1, 2, file) != 2 || head[0] != 0xff || head[1] != 0xd8) {
        return false;
    }
    for (int i = 0; i < 4096 && fread(head, 1, 4, file) == 4 && head[0] == 0xff; i++) {
        int marker = head[1], len = be16(head + 2);
        if (marker == 0xff || marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
            // Filling, and markers without a length: a decoder goes on right behind them.
            if (fseek(file, marker == 0xff ? -3 : -2, SEEK_CUR) != 0) {
                return false;
            }
            continue;
        }
        bool is_frame =
            marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
        if (is_frame) {
            if (fread(frame, 1, sizeof frame, file) != sizeof frame) {
                return false;
            }
            *h = be16(frame + 1);
            *w = be16(frame + 3);
            return true;
        }
        if (len < 2 || fseek(file, len - 2, SEEK_CUR) != 0) {
            return false;
        }
    }
    return false;
}

// Closes the file.
static bool sides_in(FILE *file, int *w, int *h)
{
    int64_t file_w = 0, file_h = 0;
    bool ok = (png_sides(file, &file_w, &file_h) || jpeg_sides(file, &file_w, &file_h)) &&
              file_w > 0 && file_h > 0 && file_w <= INT32_MAX && file_h <= INT32_MAX;
    ok = ok && fseek(file, 0, SEEK_END) == 0 && ftell(file) <= PICTURE_FILE_BYTES_MAX;
    fclose(file);
    *w = (int)file_w;
    *h = (int)file_h;
    return ok;
}

bool picture_sides(const char *path, int *w, int *h)
{
    FILE *file = fopen(path, "rbe");
    return file && sides_in(file, w, h);
}

static bool is_within(int w, int h)
{
    return w <= PICTURE_SIDE_MAX && h <= PICTURE_SIDE_MAX && (int64_t)w * h <= PICTURE_PIXELS_MAX;
}

bool picture_sides_of(struct bytes file, int *w, int *h)
{
    FILE *stream = file.len ? fmemopen((void *)(uintptr_t)file.data, file.len, "rb") : NULL;
    return stream && sides_in(stream, w, h) && is_within(*w, *h);
}

// ---- on the other thread

// Each pixel is the mean of those that it covers, on white paper where they let it through.
static uint32_t mean(const SDL_Surface *from, int x0, int x1, int y0, int y1)
{
    uint64_t sum[3] = {0}, count = (uint64_t)(x1 - x0) * (uint64_t)(y1 - y0);
    for (int y = y0; y < y1; y++) {
        const uint8_t *row = (const uint8_t *)from->pixels + (size_t)y * (size_t)from->pitch;
        for (int x = x0; x < x1; x++) {
            uint32_t pixel;
            memcpy(&pixel, row + 4 * (size_t)x, 4);
            uint32_t alpha = pixel >> 24, white = 255 * (255 - alpha);
            for (int i = 0; i < 3; i++) {
                sum[i] += (((pixel >> (8 * i)) & 0xff) * alpha + white) / 255;
            }
        }
    }
    uint32_t out = 0xff000000u;
    for (int i = 0; i < 3; i++) {
        out |= (uint32_t)(sum[i] / count) << (8 * i);
    }
    return out;
}

uint32_t *picture_scaled(const SDL_Surface *from, int w, int h)
{
    uint32_t *pixels = die_if_null(malloc((size_t)w * (size_t)h * 4));
    for (int y = 0; y < h; y++) {
        int y0 = (int)((int64_t)y * from->h / h), y1 = (int)((int64_t)(y + 1) * from->h / h);
        for (int x = 0; x < w; x++) {
            int x0 = (int)((int64_t)x * from->w / w), x1 = (int)((int64_t)(x + 1) * from->w / w);
            pixels[(size_t)y * (size_t)w + (size_t)x] =
                mean(from, x0, x1 > x0 ? x1 : x0 + 1, y0, y1 > y0 ? y1 : y0 + 1);
        }
    }
    return pixels;
}

static void run_job(void *ctx)
{
    struct job *job = ctx;
    SDL_Surface *read = codec_load(SDL_RWFromFile(job->path, "rb"));
    // The file may be another by now: what was decoded must be what the head promised.
    bool same = read && read->w == job->file_w && read->h == job->file_h;
    SDL_Surface *plain = same ? SDL_ConvertSurfaceFormat(read, SDL_PIXELFORMAT_ARGB8888, 0) : NULL;
    SDL_FreeSurface(read);
    if (plain) {
        job->pixels = picture_scaled(plain, job->w, job->h);
        SDL_FreeSurface(plain);
    }
}

// ---- on the loop's thread

static void take_pixels(struct pictures *pictures, struct picture *picture, struct job *job)
{
    for (size_t i = 0; i < SIZES && strcmp(picture->path, job->path) == 0; i++) {
        struct sized *sized = &picture->sizes[i];
        if (sized->is_working && sized->w == job->w && sized->h == job->h) {
            sized->is_working = false;
            sized->pixels = job->pixels;
            sized->key = ++pictures->now;
            picture->is_bad = !job->pixels;
            job->pixels = NULL;
        }
    }
}

static void end_job(void *ctx, void *data)
{
    (void)ctx;
    struct job *job = data;
    struct pictures *pictures = job->pictures;
    if (pictures) {
        for (struct job **at = &pictures->jobs; *at; at = &(*at)->next) {
            if (*at == job) {
                *at = job->next;
                break;
            }
        }
        for (size_t i = 0; i < PICTURES_MAX; i++) {
            take_pixels(pictures, &pictures->list[i], job);
        }
    }
    free(job->pixels);
    free(job);
}

struct pictures *pictures_create(struct ui_worker worker)
{
    struct pictures *pictures = die_if_null(calloc(1, sizeof *pictures));
    pictures->worker = worker;
    return pictures;
}

static void drop_pixels(struct sized *sized)
{
    free(sized->pixels);
    sized->pixels = NULL;
}

static void drop_all(struct picture *picture)
{
    for (size_t i = 0; i < SIZES; i++) {
        drop_pixels(&picture->sizes[i]);
    }
}

static bool is_working(const struct picture *picture)
{
    bool is = false;
    for (size_t i = 0; i < SIZES; i++) {
        is = is || picture->sizes[i].is_working;
    }
    return is;
}

void pictures_destroy(struct pictures *pictures)
{
    if (!pictures) {
        return;
    }
    for (struct job *job = pictures->jobs; job; job = job->next) {
        job->pictures = NULL;
    }
    for (size_t i = 0; i < PICTURES_MAX; i++) {
        drop_all(&pictures->list[i]);
    }
    free(pictures);
}

void pictures_begin(struct pictures *pictures)
{
    pictures->held = pictures->now;
}

struct picture *pictures_find(struct pictures *pictures, const char *path)
{
    struct picture *oldest = NULL;
    if (!path || !*path || strlen(path) > PICTURE_PATH_LEN_MAX) {
        return NULL;
    }
    pictures->now++;
    for (size_t i = 0; i < PICTURES_MAX; i++) {
        struct picture *picture = &pictures->list[i];
        if (strcmp(picture->path, path) == 0) {
            picture->used = pictures->now;
            return picture->is_bad ? NULL : picture;
        }
        if (!is_working(picture) && (!oldest || picture->used < oldest->used)) {
            oldest = picture;
        }
    }
    int w, h;
    if (!oldest || !picture_sides(path, &w, &h) || !is_within(w, h)) {
        return NULL;
    }
    drop_all(oldest);
    *oldest = (struct picture){.file_w = w, .file_h = h, .used = pictures->now};
    memcpy(oldest->path, path, strlen(path));
    return oldest;
}

int picture_w(const struct picture *picture)
{
    return picture->file_w;
}

int picture_h(const struct picture *picture)
{
    return picture->file_h;
}

// Which of its sizes that is, SIZES: none.
static size_t size_at(const struct picture *picture, int w, int h)
{
    size_t i = 0;
    while (i < SIZES && (picture->sizes[i].w != w || picture->sizes[i].h != h)) {
        i++;
    }
    return i;
}

uint64_t picture_key(const struct picture *picture, int w, int h)
{
    size_t i = size_at(picture, w, h);
    return i < SIZES ? picture->sizes[i].key : 0;
}

static void make_room(struct pictures *pictures, size_t bytes)
{
    for (;;) {
        size_t sum = bytes;
        struct sized *oldest = NULL;
        for (size_t i = 0; i < PICTURES_MAX * SIZES; i++) {
            struct sized *sized = &pictures->list[i / SIZES].sizes[i % SIZES];
            if (sized->pixels && !sized->is_working) {
                sum += (size_t)sized->w * (size_t)sized->h * 4;
                bool is_older = !oldest || sized->used < oldest->used;
                oldest = is_older && sized->used <= pictures->held ? sized : oldest;
            }
        }
        if (sum <= PICTURES_BYTES_MAX || !oldest) {
            return;
        }
        drop_pixels(oldest);
    }
}

void pictures_forget(struct pictures *pictures)
{
    make_room(pictures, PICTURES_BYTES_MAX);
}

// Of the sizes that nobody works on the one not used for longest; NULL: both are in use.
static struct sized *free_size(struct pictures *pictures, struct picture *picture)
{
    struct sized *oldest = NULL;
    for (size_t i = 0; i < SIZES; i++) {
        struct sized *sized = &picture->sizes[i];
        bool is_free = !sized->is_working && (!sized->pixels || sized->used <= pictures->held);
        if (is_free && (!oldest || sized->used < oldest->used)) {
            oldest = sized;
        }
    }
    return oldest;
}

static void make_pixels(struct pictures *pictures, struct picture *picture, int w, int h)
{
    struct job *job = die_if_null(calloc(1, sizeof *job));
    *job = (struct job){.pictures = pictures,
                        .next = pictures->jobs,
                        .file_w = picture->file_w,
                        .file_h = picture->file_h,
                        .w = w,
                        .h = h};
    memcpy(job->path, picture->path, sizeof job->path);
    pictures->jobs = job;
    struct ui_worker *worker = &pictures->worker;
    if (!worker->start || !worker->start(worker->ctx, run_job, end_job, job)) {
        run_job(job);
        end_job(NULL, job);
    }
}

const uint32_t *picture_pixels(struct pictures *pictures, struct picture *picture, int w, int h)
{
    picture->used = ++pictures->now;
    size_t at = size_at(picture, w, h);
    struct sized *sized = at < SIZES ? &picture->sizes[at] : free_size(pictures, picture);
    if (!sized || w < 1 || h < 1) {
        return NULL;
    }
    sized->used = pictures->now;
    bool is_it = sized->w == w && sized->h == h;
    if (is_it && (sized->pixels || sized->is_working || picture->is_bad)) {
        return sized->pixels;
    }
    if (picture->is_bad) {
        return NULL;
    }
    drop_pixels(sized);
    make_room(pictures, (size_t)w * (size_t)h * 4);
    *sized = (struct sized){.w = w, .h = h, .is_working = true, .used = pictures->now};
    make_pixels(pictures, picture, w, h);
    return sized->pixels;
}
