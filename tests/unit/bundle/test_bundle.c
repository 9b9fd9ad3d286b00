// SPDX-License-Identifier: GPL-3.0-or-later
// Bundles: what goes in comes out; one flipped bit, one missing byte or one number over its limit,
// and nothing comes out at all.
#include "sync/bundle/bundle.h"

#include "db/base/deflate.h"
#include "db/record/record.h"
#include "sync/bundle/varint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

static uint8_t public_key[SIGN_PUBLIC_LEN], secret_key[SIGN_SECRET_LEN];
static struct arena arena;

static int setup(void **state)
{
    (void)state;
    uint8_t seed[crypto_sign_SEEDBYTES] = {7};
    secret_init();
    crypto_sign_seed_keypair(public_key, secret_key, seed);
    arena_init(&arena, 64 * 1024 * 1024);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    arena_finish(&arena);
    return 0;
}

// count events of len bytes; `random` ones do not compress.
static struct bytes round_bundle(size_t count, size_t len, bool random, enum bundle_form form)
{
    Kt__Round round = KT__ROUND__INIT;
    round.log = 77;
    round.first_seq = 3;
    round.n_events = count;
    round.events = ARENA_ARRAY(&arena, ProtobufCBinaryData, count);
    for (size_t i = 0; i < count; i++) {
        uint8_t *event = arena_alloc(&arena, len);
        if (random) {
            randombytes_buf(event, len);
        }
        round.events[i] = record_data(bytes_of(event, len));
    }
    struct bytes out;
    assert_true(bundle_pack(&arena, 7, BUNDLE_REGENCY, form, &round.base, secret_key, &out));
    return out;
}

static Kt__Round *opened(struct bytes bytes)
{
    struct bundle bundle;
    struct bytes body;
    if (!bundle_read(bytes, &bundle) || !bundle_open(&arena, &bundle, public_key, &body)) {
        return NULL;
    }
    return bundle_message(&arena, &kt__round__descriptor, body);
}

static void round_trips(void **state)
{
    (void)state;
    static const struct {
        size_t count, len;
        bool random, deflated;
        enum bundle_form form;
    } rows[] = {
        {0, 0, false, false, BUNDLE_SMALLEST},
        {1, 250, true, false, BUNDLE_SMALLEST},
        {1, 250, false, true, BUNDLE_SMALLEST},
        {1, 250, false, false, BUNDLE_PLAIN},
        {100, 250, true, true, BUNDLE_SMALLEST},
        {3, 320 * 1024, true, false, BUNDLE_SMALLEST},
        {3, 320 * 1024, false, true, BUNDLE_SMALLEST},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct bytes bytes = round_bundle(rows[i].count, rows[i].len, rows[i].random, rows[i].form);
        struct bundle bundle;
        assert_true(bundle_read(bytes, &bundle));
        assert_int_equal(bundle.sender, 7);
        assert_int_equal(bundle.receiver, BUNDLE_REGENCY);
        assert_int_equal(bundle.deflated, rows[i].deflated);
        assert_int_equal(bundle.all.len, bytes.len);
        assert_true(bytes.len <= BUNDLE_MAX);
        Kt__Round *round = opened(bytes);
        assert_non_null(round);
        assert_int_equal(round->n_events, rows[i].count);
        assert_int_equal(round->log, 77);
    }
}

static void follow_each_other(void **state)
{
    (void)state;
    struct bytes one = round_bundle(1, 200, true, BUNDLE_SMALLEST);
    struct bytes two = round_bundle(2, 300, false, BUNDLE_SMALLEST);
    uint8_t *both = arena_alloc(&arena, one.len + two.len);
    memcpy(both, one.data, one.len);
    memcpy(both + one.len, two.data, two.len);
    struct bundle bundle;
    assert_true(bundle_read(bytes_of(both, one.len + two.len), &bundle));
    assert_int_equal(bundle.all.len, one.len);
    assert_true(bundle_read(bytes_of(both + bundle.all.len, two.len), &bundle));
    assert_int_equal(bundle.all.len, two.len);
}

static void every_flipped_bit_is_refused(void **state)
{
    (void)state;
    bool kinds[] = {true, false};
    for (size_t k = 0; k < COUNT_OF(kinds); k++) {
        struct bytes bytes = round_bundle(1, 200, kinds[k], BUNDLE_SMALLEST);
        uint8_t *copy = (uint8_t *)(uintptr_t)arena_bytes(&arena, bytes).data;
        for (size_t bit = 0; bit < 8 * bytes.len; bit++) {
            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
            assert_null(opened(bytes_of(copy, bytes.len)));
            copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        }
        assert_non_null(opened(bytes_of(copy, bytes.len)));
    }
}

static void every_truncation_is_refused(void **state)
{
    (void)state;
    struct bytes bytes = round_bundle(2, 200, false, BUNDLE_SMALLEST);
    for (size_t len = 0; len < bytes.len; len++) {
        struct bundle bundle;
        // An exact copy, so that the sanitizer sees a read beyond its end.
        uint8_t *copy = test_malloc(len + 1);
        memcpy(copy, bytes.data, len);
        fault_clear();
        assert_false(bundle_read(bytes_of(copy, len), &bundle));
        assert_true(strlen(fault_text()) > 0);
        test_free(copy);
    }
}

static void another_signer_is_refused(void **state)
{
    (void)state;
    struct bytes bytes = round_bundle(1, 200, true, BUNDLE_SMALLEST);
    uint8_t other_public[SIGN_PUBLIC_LEN], other_secret[SIGN_SECRET_LEN];
    crypto_sign_keypair(other_public, other_secret);
    struct bundle bundle;
    struct bytes body;
    assert_true(bundle_read(bytes, &bundle));
    assert_false(bundle_open(&arena, &bundle, other_public, &body));
}

// A signed bundle whose header says what it likes.
static struct bytes crafted(uint8_t flags, uint64_t inflated_len, uint64_t body_len,
                            struct bytes body)
{
    uint8_t *to = arena_alloc(&arena, 64 + body.len + SIGN_LEN);
    size_t len = 0;
    memcpy(to, "KT\1", 3);
    len = 3;
    to[len++] = flags;
    to[len++] = 7;
    to[len++] = 0;
    if (flags & 1) {
        memset(to + len, 0, 4);
        len += 4;
        len += varint_put(to + len, inflated_len);
    }
    len += varint_put(to + len, body_len);
    memcpy(to + len, body.data, body.len);
    len += body.len;
    secret_sign(to + len, "kt bundle", bytes_of(to, len), secret_key);
    return bytes_of(to, len + SIGN_LEN);
}

static void caps_come_before_memory(void **state)
{
    (void)state;
    struct bytes zeros = bytes_of(arena_alloc(&arena, 4096), 4096);
    struct arena small; // would end the program if a cap came too late
    arena_init(&small, 64 * 1024);
    struct bundle bundle;
    struct bytes body;
    assert_false(bundle_read(crafted(1, BUNDLE_BODY_MAX + 1, 4096, zeros), &bundle));
    assert_false(bundle_read(crafted(1, UINT64_MAX, 4096, zeros), &bundle));
    assert_false(bundle_read(crafted(0, 0, BUNDLE_BODY_MAX + 1, zeros), &bundle));
    assert_false(bundle_read(crafted(0, 0, UINT64_MAX, zeros), &bundle));
    assert_false(bundle_read(crafted(2, 0, 4096, zeros), &bundle));
    assert_true(bundle_read(crafted(0, 0, 4096, zeros), &bundle));
    assert_int_equal(small.used_bytes, 0);

    // A body that inflates to more, or to less, than the header says.
    uint8_t packed[256];
    uLongf packed_len = sizeof packed;
    assert_int_equal(compress2(packed, &packed_len, zeros.data, zeros.len, 9), Z_OK);
    struct bytes bomb = bytes_of(packed, packed_len);
    size_t said[] = {zeros.len - 1, zeros.len + 1, 0, zeros.len};
    for (size_t i = 0; i < COUNT_OF(said); i++) {
        assert_true(bundle_read(crafted(1, said[i], bomb.len, bomb), &bundle));
        assert_int_equal(bundle_open(&small, &bundle, public_key, &body), said[i] == zeros.len);
    }

    // Many empty fields in few bytes.
    size_t len = 2 * (BODY_FIELDS_MAX + 2);
    uint8_t *fields = arena_alloc(&arena, len);
    for (size_t i = 0; i < len; i += 2) {
        fields[i] = 4 << 3 | 2; // Round.events, empty
    }
    size_t used = arena.used_bytes;
    assert_null(bundle_message(&arena, &kt__round__descriptor, bytes_of(fields, len)));
    assert_int_equal(arena.used_bytes, used);
    arena_finish(&small);
}

static void plain_ones_can_be_peeked(void **state)
{
    (void)state;
    struct bundle bundle;
    struct bytes body;
    assert_true(bundle_read(round_bundle(1, 300, false, BUNDLE_PLAIN), &bundle));
    assert_true(bundle_peek(&bundle, &body));
    assert_true(bundle_read(round_bundle(1, 300, false, BUNDLE_SMALLEST), &bundle));
    assert_false(bundle_peek(&bundle, &body));
}

static void text_that_is_not_text_is_refused(void **state)
{
    (void)state;
    Kt__Ack ack = KT__ACK__INIT;
    char bad[] = "ter\xC3ima", control[] = "a\x1b[2J", good[] = "diterima";
    char *words[] = {bad, control, good};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        ack.word = words[i];
        struct bytes body = record_pack(&arena, &ack.base);
        assert_int_equal(bundle_message(&arena, &kt__ack__descriptor, body) != NULL, i == 2);
    }
}

// ---------------------------------------------------------------- trained dictionaries

static struct bytes trained(const char *more)
{
    return bytes_of_str(arena_printf(
        &arena, "%sWarga diundang ke balai desa untuk musyawarah rencana pembangunan", more));
}

static struct bytes packed_with(struct bytes words)
{
    Kt__Ack ack = KT__ACK__INIT;
    ack.word = "Warga diundang ke balai desa untuk musyawarah rencana pembangunan, besok, dan "
               "warga diundang ke balai desa lusa.";
    struct bytes out;
    assert_true(bundle_pack_with(&arena, BUNDLE_REGENCY, 7, words, &ack.base, secret_key, &out));
    return out;
}

static bool opens_with(struct bytes all, struct bytes words)
{
    struct bundle bundle;
    struct bytes body;
    assert_true(bundle_read(all, &bundle));
    bundle.words = words;
    return bundle_open(&arena, &bundle, public_key, &body);
}

// Two texts of one Adler-32: adding 1, -1, -1, 1 to four bytes in a row changes neither of its
// sums.
static struct bytes twin_of(struct bytes words)
{
    uint8_t *twin = arena_alloc(&arena, words.len);
    memcpy(twin, words.data, words.len);
    twin[20]++, twin[21]--, twin[22]--, twin[23]++;
    return bytes_of(twin, words.len);
}

static void a_trained_dictionary_is_needed_to_read_with(void **state)
{
    (void)state;
    struct bytes words = trained("sampai ");
    struct bytes all = packed_with(words), shipped = packed_with((struct bytes){0});
    struct bundle bundle;
    struct bytes body;
    assert_true(all.len < shipped.len);
    assert_true(bundle_read(shipped, &bundle));
    assert_false(bundle_is_trained(&bundle));
    assert_true(bundle_read(all, &bundle));
    assert_true(bundle_is_trained(&bundle));
    assert_int_equal(bundle.dictionary, deflate_words_id(words));

    assert_true(bundle_verify(&bundle, public_key)); // it is signed, whatever it is packed with
    assert_false(bundle_body(&arena, &bundle, &body));
    assert_non_null(strstr(fault_text(), "which is not here"));
    assert_true(opens_with(all, words));
    assert_false(opens_with(all, trained("kepada ")));
    assert_false(opens_with(all, deflate_dictionary(DEFLATE_ID_1)));

    // The id alone proves nothing, and neither does the body's own Adler-32, where all four bytes
    // are copied from the twin: that is what Round.dictionary is for.
    struct bytes twin = twin_of(words);
    assert_int_equal(deflate_words_id(twin), deflate_words_id(words));
    assert_true(opens_with(all, twin));
    assert_int_not_equal(record_dictionary_mark(twin), record_dictionary_mark(words));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(round_trips),
        cmocka_unit_test(follow_each_other),
        cmocka_unit_test(every_flipped_bit_is_refused),
        cmocka_unit_test(every_truncation_is_refused),
        cmocka_unit_test(another_signer_is_refused),
        cmocka_unit_test(caps_come_before_memory),
        cmocka_unit_test(plain_ones_can_be_peeked),
        cmocka_unit_test(text_that_is_not_text_is_refused),
        cmocka_unit_test(a_trained_dictionary_is_needed_to_read_with),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
