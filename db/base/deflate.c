// SPDX-License-Identifier: GPL-3.0-or-later
// zlib in raw mode. The output's size is capped by the buffer that it is given, never grown.
#include "deflate.h"

#include <zlib.h>

enum { RAW_WINDOW_BITS = -15, MEM_LEVEL = 6, LEVEL = 7, ZLIB_BYTES_MAX = 1 << 20 };

struct bytes deflate_dictionary(uint32_t number)
{
    return number == DEFLATE_ID_1 ? bytes_of(deflate_shipped_1, deflate_shipped_1_len)
                                  : (struct bytes){0};
}

uint32_t deflate_words_id(struct bytes words)
{
    return words.len == 0 ? 0 : (uint32_t)adler32(adler32(0, NULL, 0), words.data, (uInt)words.len);
}

size_t deflate_measure(struct bytes text, struct bytes words)
{
    uint8_t piece[4096];
    z_stream z = {0};
    if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, RAW_WINDOW_BITS, MAX_MEM_LEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
        die_if_null(NULL);
    }
    if (words.len > 0) {
        deflateSetDictionary(&z, words.data, (uInt)words.len);
    }
    z.next_in = (Bytef *)(uintptr_t)text.data;
    z.avail_in = (uInt)text.len;
    int result = Z_OK;
    while (result == Z_OK) {
        z.next_out = piece;
        z.avail_out = sizeof piece;
        result = deflate(&z, Z_FINISH);
    }
    size_t len = z.total_out;
    deflateEnd(&z);
    return len;
}

// zlib's own memory holds the text as well: it comes from an arena that is wiped after each text.
static void *take(void *arena, unsigned count, unsigned size)
{
    return arena_alloc(arena, (size_t)count * size);
}

static void leave(void *arena, void *memory)
{
    (void)arena;
    (void)memory;
}

// A stream that has read the dictionary, to be copied: reading it takes longer than packing a
// villager's text. Holds nothing but the dictionary.
static z_stream *primed(uint32_t dictionary)
{
    static _Thread_local z_stream streams[DEFLATE_DICTIONARIES];
    static _Thread_local bool ready[DEFLATE_DICTIONARIES];
    uint32_t number = dictionary < DEFLATE_DICTIONARIES ? dictionary : DEFLATE_NO_DICTIONARY;
    z_stream *z = &streams[number];
    if (!ready[number]) {
        if (deflateInit2(z, LEVEL, Z_DEFLATED, RAW_WINDOW_BITS, MEM_LEVEL, Z_DEFAULT_STRATEGY) !=
            Z_OK) {
            die_if_null(NULL);
        }
        struct bytes words = deflate_dictionary(number);
        if (words.len > 0) {
            deflateSetDictionary(z, words.data, (uInt)words.len);
        }
        ready[number] = true;
    }
    return z;
}

// The copy that the next text will go through.
static _Thread_local struct {
    z_stream z;
    struct arena memory; // wiped after each text
    uint32_t dictionary;
    bool is_ready;
} next = {.memory = {.bytes_max = ZLIB_BYTES_MAX}};

void deflate_ready(uint32_t dictionary)
{
    if (next.is_ready && next.dictionary == dictionary) {
        return;
    }
    arena_reset(&next.memory);
    z_stream *from = primed(dictionary);
    from->zalloc = take;
    from->opaque = &next.memory;
    int copied = deflateCopy(&next.z, from);
    from->zalloc = NULL;
    from->opaque = NULL;
    if (copied != Z_OK) {
        die_if_null(NULL);
    }
    next.z.zfree = leave;
    next.dictionary = dictionary;
    next.is_ready = true;
}

struct bytes deflate_pack(struct arena *arena, struct bytes text, uint32_t dictionary)
{
    deflate_ready(dictionary);
    z_stream *z = &next.z;
    size_t max = deflateBound(z, (uLong)text.len);
    uint8_t *out = arena_alloc(arena, max);
    z->next_in = (Bytef *)(uintptr_t)text.data;
    z->avail_in = (uInt)text.len;
    z->next_out = out;
    z->avail_out = (uInt)max;
    if (deflate(z, Z_FINISH) != Z_STREAM_END) {
        die("zlib did not finish a text of %zu bytes: please report this", text.len);
    }
    struct bytes packed = bytes_of(out, z->total_out);
    next.is_ready = false;
    arena_reset(&next.memory);
    return packed;
}

bool deflate_unpack(struct arena *arena, struct bytes packed, uint32_t dictionary, size_t max,
                    struct bytes *out)
{
    struct bytes words = deflate_dictionary(dictionary);
    if (dictionary != DEFLATE_NO_DICTIONARY && words.len == 0) {
        fault_set("text packed with dictionary %u, which this program does not know; update it",
                  dictionary);
        return false;
    }
    struct arena memory; // zlib's own window holds the text as well: wiped below
    arena_init(&memory, ZLIB_BYTES_MAX);
    z_stream z = {.zalloc = take, .zfree = leave, .opaque = &memory};
    if (inflateInit2(&z, RAW_WINDOW_BITS) != Z_OK) {
        die_if_null(NULL);
    }
    if (words.len > 0) {
        inflateSetDictionary(&z, words.data, (uInt)words.len);
    }
    uint8_t *text = arena_alloc(arena, max + 1);
    z.next_in = (Bytef *)(uintptr_t)packed.data;
    z.avail_in = (uInt)packed.len;
    z.next_out = text;
    z.avail_out = (uInt)max;
    int result = inflate(&z, Z_FINISH);
    bool whole = result == Z_STREAM_END && z.avail_in == 0;
    *out = bytes_of(text, z.total_out);
    inflateEnd(&z);
    arena_finish(&memory);
    if (!whole) {
        fault_set("packed text is damaged or longer than %zu bytes", max);
    }
    return whole;
}
