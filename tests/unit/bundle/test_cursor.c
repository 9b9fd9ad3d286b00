// SPDX-License-Identifier: GPL-3.0-or-later
// Cursors: joined and split again, small on the wire, and found out when they do not agree.
#include "sync/bundle/cursor.h"
#include "tests/unit/arena_side.h"

#include "sync/bundle/parcel.h"
#include "sync/bundle/varint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static const uint8_t hashes[CURSOR_CLASSES][CURSOR_HASH_LEN] = {"aaaaaaa", "bbbbbbb", "ccccccc",
                                                                "ddddddd"};

static void varints_have_one_form(void **state)
{
    (void)state;
    uint64_t values[] = {0, 1, 127, 128, 300, UINT32_MAX, UINT64_MAX};
    for (size_t i = 0; i < COUNT_OF(values); i++) {
        uint8_t raw[VARINT_LEN_MAX];
        struct bytes from = bytes_of(raw, varint_put(raw, values[i]));
        uint64_t value;
        for (size_t len = 0; len < from.len; len++) {
            struct bytes cut = bytes_of(raw, len);
            assert_false(varint_take(&cut, UINT64_MAX, &value));
        }
        assert_true(varint_take(&from, UINT64_MAX, &value));
        assert_true(value == values[i]);
        assert_int_equal(from.len, 0);
    }
    const uint8_t longer[] = {0x80, 0x00},
                  over[] = {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 2};
    struct bytes from = bytes_of(longer, sizeof longer);
    uint64_t value;
    assert_false(varint_take(&from, UINT64_MAX, &value));
    from = bytes_of(over, sizeof over);
    assert_false(varint_take(&from, UINT64_MAX, &value));
}

static void join_and_split(void **state)
{
    (void)state;
    struct bytes kept[CURSOR_CLASSES] = {{0}};
    struct cursor_set set;
    assert_int_equal(cursor_join(&arena, kept).len, 0);
    assert_true(cursor_split((struct bytes){0}, &set));
    assert_int_equal(set.of[1].number, 0);

    kept[1] = cursor_make(&arena, 9, 1200, hashes[1]);
    kept[2] = cursor_make(&arena, 9, 15, hashes[2]);
    struct bytes joined = cursor_join(&arena, kept);
    assert_int_equal(joined.len, 1 + 4 + 1 + 2 + 1 + 1 + 8);
    assert_true(cursor_split(joined, &set));
    assert_true(set.shared);
    assert_int_equal(set.of[0].number, 0);
    assert_int_equal(set.of[1].number, 1200);
    assert_int_equal(set.of[2].number, 15);
    assert_int_equal(set.of[2].feed_id, 9);

    kept[3] = cursor_make(&arena, 10, 4, hashes[3]);
    joined = cursor_join(&arena, kept);
    assert_true(cursor_split(joined, &set));
    assert_false(set.shared);
    assert_int_equal(set.of[3].feed_id, 10);
    assert_int_equal(set.of[3].number, 4);
    assert_memory_equal(set.of[3].hash, hashes[3], CURSOR_HASH_LEN);
    for (size_t len = 1; len < joined.len; len++) {
        assert_false(cursor_split(bytes_of(joined.data, len), &set));
    }
}

static void a_restored_feed_is_noticed(void **state)
{
    (void)state;
    struct bytes kept[CURSOR_CLASSES] = {{0}};
    kept[1] = cursor_make(&arena, 9, 1200, hashes[1]);
    kept[2] = cursor_make(&arena, 9, 15, hashes[2]);
    struct cursor_set set;
    assert_true(cursor_split(cursor_join(&arena, kept), &set));
    bool agrees[CURSOR_CLASSES];
    const uint8_t *known[CURSOR_CLASSES] = {NULL, hashes[1], hashes[2], NULL};
    cursor_agrees(&set, 9, known, agrees);
    assert_true(agrees[0] && agrees[1] && agrees[2] && agrees[3]);
    cursor_agrees(&set, 8, known, agrees);
    assert_true(agrees[0] && !agrees[1] && !agrees[2] && agrees[3]);
    known[2] = hashes[3];
    cursor_agrees(&set, 9, known, agrees);
    assert_true(!agrees[1] && !agrees[2]);
    known[2] = NULL;
    cursor_agrees(&set, 9, known, agrees);
    assert_true(!agrees[1] && !agrees[2]);

    kept[3] = cursor_make(&arena, 10, 4, hashes[3]);
    assert_true(cursor_split(cursor_join(&arena, kept), &set));
    known[2] = hashes[2];
    known[3] = hashes[3];
    cursor_agrees(&set, 10, known, agrees);
    assert_true(!agrees[1] && !agrees[2] && agrees[3]);
}

static void parcels_open_for_one_only(void **state)
{
    (void)state;
    uint8_t public_key[BOX_PUBLIC_LEN], secret_key[BOX_SECRET_LEN];
    uint8_t sign_public[SIGN_PUBLIC_LEN], sign_secret[SIGN_SECRET_LEN];
    crypto_sign_keypair(sign_public, sign_secret);
    assert_true(parcel_public_of(public_key, sign_public));
    parcel_secret_of(secret_key, sign_secret);
    struct bytes parcel, bundles, inside = bytes_of_str("bundles go here");
    assert_true(parcel_seal(&arena, PARCEL_TO_KIOSK, inside, public_key, &parcel));
    assert_int_equal(parcel_kind_of(parcel), PARCEL_TO_KIOSK);
    assert_true(parcel_open(&arena, PARCEL_TO_KIOSK, parcel, public_key, secret_key, &bundles));
    assert_true(bytes_equal(bundles, inside));
    assert_false(parcel_open(&arena, PARCEL_TO_REGENCY, parcel, public_key, secret_key, &bundles));
    for (size_t len = 0; len < parcel.len; len++) {
        assert_false(parcel_open(&arena, PARCEL_TO_KIOSK, bytes_of(parcel.data, len), public_key,
                                 secret_key, &bundles));
    }
    uint8_t *copy = (uint8_t *)(uintptr_t)arena_bytes(&arena, parcel).data;
    for (size_t bit = 0; bit < 8 * parcel.len; bit++) {
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(parcel_open(&arena, PARCEL_TO_KIOSK, bytes_of(copy, parcel.len), public_key,
                                 secret_key, &bundles));
        copy[bit / 8] ^= (uint8_t)(1 << bit % 8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(varints_have_one_form),
        cmocka_unit_test(join_and_split),
        cmocka_unit_test(a_restored_feed_is_noticed),
        cmocka_unit_test(parcels_open_for_one_only),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
