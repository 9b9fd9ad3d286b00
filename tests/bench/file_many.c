// SPDX-License-Identifier: GPL-3.0-or-later
// Words filed through the real way in, and how long each kept the screen.
//   file_many DIR COUNT < TEXTS           a new village with COUNT words (the texts again and
//   again) file_many DIR PAUSE_MS until FILE < TEXTS    one every PAUSE_MS until FILE is there; the
//   worst ms
#include "kit.h"

#include <stdlib.h>
#include <time.h>

enum { TEXTS_MAX = 1000 };

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static double file_one(struct village *village, const char *text)
{
    struct arena arena;
    struct receipt receipt;
    arena_init(&arena, 64 << 20);
    kit_begin(village, &receipt);
    double from = now_ms();
    kit_file(village, &arena, text, &receipt);
    double took = now_ms() - from;
    arena_finish(&arena);
    return took;
}

int main(int argc, char **argv)
{
    if (argc != 3 && argc != 5) {
        fprintf(stderr, "usage: file_many DIR COUNT | DIR PAUSE_MS until FILE\n");
        return 2;
    }
    secret_init();
    static char texts[TEXTS_MAX][KIT_LINE_MAX];
    int text_count = 0, number = atoi(argv[2]);
    while (text_count < TEXTS_MAX && kit_line(texts[text_count])) {
        text_count++;
    }
    struct arena arena;
    arena_init(&arena, 64 << 20);
    bool is_new = argc == 3;
    struct village *village = is_new ? kit_village(argv[1]) : village_open(argv[1], VILLAGE_TOOL);
    if (!village || text_count == 0) {
        die("%s", village ? "no texts" : fault_text());
    }
    if (is_new) {
        kit_enrol(village, &arena);
    }
    village_reserve(village); // as the kiosk does at its start
    double worst = 0;
    int count = 0;
    for (; is_new ? count < number : !file_exists(argv[4]); count++) {
        double took = file_one(village, texts[count % text_count]);
        worst = took > worst ? took : worst;
        if (!is_new) {
            usleep((useconds_t)number * 1000);
        }
    }
    printf("%d %.1f\n", count, worst);
    village_close(village);
    arena_finish(&arena);
    return 0;
}
