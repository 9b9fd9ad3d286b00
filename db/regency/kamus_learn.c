// SPDX-License-Identifier: GPL-3.0-or-later
// A cover of what texts share. A gram is six bytes; its weight is in how many texts it stands. The
// texts, one after the other, are cut into as many stretches as phrases are wanted; from stretch
// after stretch the phrase whose grams weigh most is taken, and its grams weigh nothing from then
// on. All choices are by number and place: the same texts give the same words.
#include "kamus_learn.h"

#include "db/base/deflate.h"
#include "db/record/record.h"

#include <stdlib.h>
#include <string.h>

enum {
    GRAM = 6,
    PHRASE = 48,                      // bytes at the most
    PHRASE_GRAMS = PHRASE - GRAM + 1, // that begin in it
    STRETCHES_OVER = 4,               // each stretch gives about so many phrases
    // zlib looks back at most so far from the first byte of a text; half of it learnt at the most
    // leaves the rest for what is known anyway.
    REACH = DICTIONARY_BYTES_MAX - 262,
    LEARNT_MAX = REACH,
    NO_GRAM = -1,
};

struct gram {
    uint8_t bytes[GRAM];
    bool is_taken;
    uint32_t last, texts; // the last text that it stood in, from 1; in how many
};

struct phrase {
    uint32_t at, len, place; // in the texts; place: which one was taken first
    uint64_t weight;
};

struct learning {
    struct bytes all;   // the texts, one after the other
    struct gram *grams; // a hash table
    size_t mask;        // its size, a power of two, less one
    int32_t *at; // of each place in `all`, which gram begins there; NO_GRAM: none that counts
    struct phrase *phrases;
    size_t phrase_count, bytes;
};

static bool is_private(const uint8_t *gram)
{
    int digits = 0;
    for (int i = 0; i < GRAM; i++) {
        digits += gram[i] >= '0' && gram[i] <= '9';
        if (gram[i] == '@') {
            return true;
        }
    }
    return digits >= 3;
}

static size_t slot_of(const struct learning *learning, const uint8_t *bytes)
{
    uint64_t hash = 14695981039346656037U; // FNV-1a
    for (int i = 0; i < GRAM; i++) {
        hash = (hash ^ bytes[i]) * 1099511628211U;
    }
    size_t slot = (size_t)(hash ^ hash >> 29) & learning->mask;
    while (learning->grams[slot].last != 0 &&
           memcmp(learning->grams[slot].bytes, bytes, GRAM) != 0) {
        slot = (slot + 1) & learning->mask;
    }
    return slot;
}

// Counts the texts of each gram, then forgets those that too few texts have.
static void count_grams(struct learning *learning, const struct bytes *texts, size_t count)
{
    size_t at = 0;
    for (size_t t = 0; t < count; t++) {
        for (size_t i = 0; i < texts[t].len; i++, at++) {
            learning->at[at] = NO_GRAM;
            const uint8_t *bytes = texts[t].data + i;
            if (i + GRAM > texts[t].len || is_private(bytes)) {
                continue;
            }
            size_t slot = slot_of(learning, bytes);
            struct gram *gram = &learning->grams[slot];
            memcpy(gram->bytes, bytes, GRAM);
            gram->texts += gram->last != t + 1;
            gram->last = (uint32_t)t + 1;
            learning->at[at] = (int32_t)slot;
        }
    }
    for (size_t i = 0; i < learning->all.len; i++) {
        int32_t slot = learning->at[i];
        if (slot != NO_GRAM && learning->grams[slot].texts < KAMUS_LEARN_ALIKE) {
            learning->at[i] = NO_GRAM;
        }
    }
}

static uint64_t weight_at(const struct learning *learning, size_t at)
{
    const struct gram *gram = &learning->grams[learning->at[at]];
    return gram->is_taken ? 0 : gram->texts;
}

// The best phrase that begins in [from, to): a run of grams that all count, at most PHRASE_GRAMS.
static struct phrase best_in(const struct learning *learning, size_t from, size_t to)
{
    struct phrase best = {0};
    uint64_t weight = 0;
    size_t first = from; // of the run
    for (size_t i = from; i < to; i++) {
        if (learning->at[i] == NO_GRAM) {
            weight = 0;
            first = i + 1;
            continue;
        }
        weight += weight_at(learning, i);
        if (i + 1 - first > PHRASE_GRAMS) {
            weight -= weight_at(learning, first++);
        }
        if (weight > best.weight) {
            best = (struct phrase){
                .at = (uint32_t)first, .len = (uint32_t)(i + GRAM - first), .weight = weight};
        }
    }
    return best;
}

// Without the grams at its ends that another phrase brings already.
static void trim(const struct learning *learning, struct phrase *phrase)
{
    while (phrase->len > GRAM && weight_at(learning, phrase->at) == 0) {
        phrase->at++;
        phrase->len--;
    }
}

static bool take_from(struct learning *learning, size_t from, size_t to)
{
    struct phrase phrase = best_in(learning, from, to);
    if (phrase.weight == 0 || learning->bytes + phrase.len > LEARNT_MAX) {
        return false;
    }
    trim(learning, &phrase);
    for (size_t i = phrase.at; i + GRAM <= phrase.at + phrase.len; i++) {
        learning->grams[learning->at[i]].is_taken = true;
    }
    phrase.place = (uint32_t)learning->phrase_count;
    learning->phrases[learning->phrase_count++] = phrase;
    learning->bytes += phrase.len;
    return true;
}

static void take_phrases(struct learning *learning)
{
    size_t stretches = LEARNT_MAX / PHRASE / STRETCHES_OVER;
    size_t step = learning->all.len / stretches + 1;
    for (bool took = true; took;) {
        took = false;
        for (size_t from = 0; from < learning->all.len; from += step) {
            size_t to = from + step < learning->all.len ? from + step : learning->all.len;
            took = take_from(learning, from, to) || took;
        }
    }
}

// The weightiest last; of two alike the one that was taken first.
static int by_weight(const void *a, const void *b)
{
    const struct phrase *x = a, *y = b;
    return x->weight != y->weight ? (x->weight < y->weight ? -1 : 1)
                                  : (x->place > y->place ? -1 : 1);
}

static struct bytes joined(struct arena *arena, struct learning *learning, struct bytes behind)
{
    size_t room = REACH - learning->bytes;
    size_t before = behind.len < room ? behind.len : room;
    uint8_t *out = arena_alloc(arena, before + learning->bytes), *to = out;
    if (before > 0) {
        memcpy(to, behind.data + behind.len - before, before);
        to += before;
    }
    qsort(learning->phrases, learning->phrase_count, sizeof *learning->phrases, by_weight);
    for (size_t i = 0; i < learning->phrase_count; i++) {
        memcpy(to, learning->all.data + learning->phrases[i].at, learning->phrases[i].len);
        to += learning->phrases[i].len;
    }
    return bytes_of(out, (size_t)(to - out));
}

struct bytes kamus_learn(struct arena *arena, const struct bytes *texts, size_t count,
                         struct bytes behind)
{
    struct arena work;
    arena_init(&work, KAMUS_LEARN_WORK_MAX);
    size_t len = 0, slots = 1024;
    for (size_t i = 0; i < count; i++) {
        len += texts[i].len;
    }
    while (slots < 2 * len) {
        slots *= 2;
    }
    uint8_t *all = arena_alloc(&work, len + 1), *to = all;
    for (size_t i = 0; i < count; i++) {
        if (texts[i].len > 0) {
            memcpy(to, texts[i].data, texts[i].len);
            to += texts[i].len;
        }
    }
    struct learning learning = {
        .all = bytes_of(all, len),
        .grams = ARENA_ARRAY(&work, struct gram, slots),
        .mask = slots - 1,
        .at = ARENA_ARRAY(&work, int32_t, len + 1),
        .phrases = ARENA_ARRAY(&work, struct phrase, LEARNT_MAX / GRAM + 1),
    };
    count_grams(&learning, texts, count);
    take_phrases(&learning);
    struct bytes out = {0};
    if (learning.bytes >= KAMUS_LEARN_BYTES_MIN) {
        out = joined(arena, &learning, behind);
    }
    arena_finish(&work);
    return out;
}
