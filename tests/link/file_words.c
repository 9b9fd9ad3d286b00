// SPDX-License-Identifier: GPL-3.0-or-later
// Many words filed at an enrolled kiosk, one from each line of stdin, each in a commit of its own;
// the first RECORDINGS of them with a recording of so many random bytes; then the bell:
//   file_words DIR RECORDINGS BYTES < TEXTS
#include "tests/bench/kit.h"

#include <stdlib.h>

static void file_spoken(struct village *village, struct arena *arena, const char *text,
                        struct bytes sound, const struct receipt *receipt)
{
    const struct aspiration_draft draft = {.text = text,
                                           .category = KT__CATEGORY__AIR,
                                           .mode = KT__MODE__ANONIM,
                                           .to = KT__ADDRESSEE__BPD,
                                           .voice = sound,
                                           .voice_ms = 30000};
    const char *number;
    if (!aspiration_file(village, arena, &draft, receipt, &number)) {
        die("%s", fault_text());
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "usage: file_words DIR RECORDINGS BYTES < TEXTS\n");
        return 2;
    }
    secret_init();
    struct arena arena;
    arena_init(&arena, 256 << 20);
    struct village *village = village_open(argv[1], VILLAGE_TOOL);
    if (!village) {
        return log_fault();
    }
    long recordings = strtol(argv[2], NULL, 10);
    size_t bytes = (size_t)strtol(argv[3], NULL, 10);
    uint8_t *sound = secret_alloc(bytes + 1);
    char line[KIT_LINE_MAX];
    for (long i = 0; kit_line(line); i++) {
        struct receipt receipt;
        kit_begin(village, &receipt);
        if (i < recordings) {
            randombytes_buf(sound, bytes);
            file_spoken(village, &arena, line, bytes_of(sound, bytes), &receipt);
        } else {
            kit_file(village, &arena, line, &receipt);
        }
        arena_reset(&arena);
    }
    secret_free(sound);
    village_ring(village);
    village_close(village);
    arena_finish(&arena);
    return 0;
}
