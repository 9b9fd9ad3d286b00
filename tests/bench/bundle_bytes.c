// SPDX-License-Identifier: GPL-3.0-or-later
// How large the request of one round is when it carries the lines of stdin, each sealed by itself,
// from a kiosk that has read the feed before: bundle_bytes DIR < TEXTS
#include "db/base/deflate.h"
#include "db/village/dictionary.h"
#include "db/village/feed.h"
#include "kit.h"
#include "sync/agent/plan.h"
#include "sync/bundle/limits.h"

// As after some months: cursors of two classes, numbers of three digits and more, and a trained
// dictionary, which each round tells.
static bool read_feed(struct village *village)
{
    uint8_t cursor[4 + 2 + 8];
    randombytes_buf(cursor, sizeof cursor);
    cursor[4] = 0xB9; // 1337 as a varint
    cursor[5] = 0x0A;
    struct bytes bytes = bytes_of(cursor, sizeof cursor);
    struct bytes words = deflate_dictionary(DEFLATE_ID_1);
    words.len /= 2;
    Kt__Dictionary piece = KT__DICTIONARY__INIT;
    piece.id = deflate_words_id(words);
    piece.total = (uint32_t)words.len;
    piece.words = record_data(words);
    return dictionary_put(village, &piece) && feed_cursor_set(village, FEED_TEXT, bytes) &&
           feed_cursor_set(village, FEED_STATUS, bytes);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: bundle_bytes DIR < TEXTS\n");
        return 2;
    }
    secret_init();
    struct arena arena;
    arena_init(&arena, 256 << 20);
    struct village *village = kit_village(argv[1]);
    kit_enrol(village, &arena);
    size_t count = 0;
    for (char line[KIT_LINE_MAX]; kit_line(line); count++) {
        struct receipt receipt;
        kit_begin(village, &receipt);
        kit_file(village, &arena, line, &receipt);
    }
    uint8_t key[SIGN_PUBLIC_LEN];
    uint8_t *secret = identity_secret(village, key);
    struct identity self;
    struct plan plan;
    struct plan_limits limits = {.up_bytes_max = 512 * 1024, .down_bytes_max = 512 * 1024};
    if (!secret || !read_feed(village) || !identity_get(village, &arena, &self) ||
        !plan_round(village, &arena, &self, secret, limits, &plan)) {
        return log_fault();
    }
    if (plan.event_count != count) {
        fprintf(stderr, "bundle_bytes: %zu of %zu fit into one round\n", plan.event_count, count);
        return 1;
    }
    printf("%zu\n", plan.request.len);
    secret_free(secret);
    village_close(village);
    arena_finish(&arena);
    return 0;
}
