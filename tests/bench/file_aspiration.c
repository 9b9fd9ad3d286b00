// SPDX-License-Identifier: GPL-3.0-or-later
// From the tap on "Kirim" to durable on disk: seals, own copy and event in one synced commit,
// beside a plain write of the same bytes to a growing file with fdatasync, in turns, on the same
// disk.
//   file_aspiration DIR < TEXTS       one text a line; prints microseconds and the ratio
#include "kit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>

// What the sealed event and the own copy of a mean text come to, without SQLite's pages.
enum { RUNS_MAX = 2000, SMALL_BYTES = 512 };

static double now_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e6 + (double)t.tv_nsec / 1e3;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double at(double *sorted, size_t count, double share)
{
    return sorted[(size_t)(share * (double)(count - 1))];
}

// Bytes that this process has handed to write calls so far.
static uint64_t written(void)
{
    unsigned long long bytes = 0;
    FILE *io = fopen("/proc/self/io", "r");
    if (!io || fscanf(io, "rchar: %*u wchar: %llu", &bytes) != 1) {
        die("/proc/self/io cannot be read");
    }
    fclose(io);
    return bytes;
}

static double file_once(struct village *village, struct arena *arena, const char *text,
                        size_t *bytes)
{
    struct receipt receipt;
    kit_begin(village, &receipt);
    uint64_t before = written();
    double from = now_us();
    kit_file(village, arena, text, &receipt);
    double took = now_us() - from;
    *bytes = (size_t)(written() - before);
    return took;
}

static double write_once(int fd, const uint8_t *bytes, size_t len)
{
    double from = now_us();
    if (write(fd, bytes, len) != (ssize_t)len || fdatasync(fd) != 0) {
        die("the plain file cannot be written");
    }
    return now_us() - from;
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: file_aspiration DIR < TEXTS\n");
        return 2;
    }
    secret_init();
    struct arena arena;
    arena_init(&arena, 256 << 20);
    struct village *village = kit_village(argv[1]);
    kit_enrol(village, &arena);
    village_reserve(village); // as the kiosk does at its start
    int fd = open(file_path(&arena, argv[1], "plain"), O_WRONLY | O_CREAT | O_APPEND, 0600);
    static double ours[RUNS_MAX], floor_us[RUNS_MAX], small_us[RUNS_MAX];
    static uint8_t noise[1 << 16];
    randombytes_buf(noise, sizeof noise);
    size_t runs = 0, bytes = 0;
    char line[KIT_LINE_MAX];
    while (runs < RUNS_MAX && kit_line(line)) {
        size_t len;
        ours[runs] = file_once(village, &arena, line, &len);
        len = len < sizeof noise ? len : sizeof noise; // a checkpoint now and then writes more
        floor_us[runs] = write_once(fd, noise, len);
        small_us[runs++] = write_once(fd, noise, SMALL_BYTES);
        bytes += len;
    }
    qsort(ours, runs, sizeof *ours, by_size);
    qsort(floor_us, runs, sizeof *floor_us, by_size);
    qsort(small_us, runs, sizeof *small_us, by_size);
    printf("%zu %.0f %.0f %.0f %.0f %zu\n", runs, at(ours, runs, 0.5), at(ours, runs, 0.99),
           at(floor_us, runs, 0.5), at(small_us, runs, 0.5), bytes / (runs ? runs : 1));
    close(fd);
    village_close(village);
    arena_finish(&arena);
    return 0;
}
