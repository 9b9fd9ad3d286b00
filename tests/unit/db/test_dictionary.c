// SPDX-License-Identifier: GPL-3.0-or-later
// Dictionaries at a kiosk: in pieces, damaged, two of one id, more than are kept, not known to the
// regency any more, asked for.
#include "kiosk_side.h"

#include "db/base/deflate.h"
#include "db/village/dictionary.h"
#include "db/village/feed.h"

static int setup(void **state)
{
    (void)state;
    assert_non_null(test_folder(dir, sizeof dir));
    secret_init();
    arena_init(&arena, 64 << 20);
    assert_true(village_create(dir));
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    village_close(village);
    arena_finish(&arena);
    return nftw(dir, harness_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static struct bytes words_of(int seed, size_t len)
{
    uint8_t *words = arena_alloc(&arena, len);
    for (size_t i = 0; i < len; i++) {
        words[i] = (uint8_t)('a' + (i * 7 + i / 5 * (size_t)seed) % 26);
    }
    return bytes_of(words, len);
}

static bool put(struct bytes words, size_t offset, size_t len)
{
    Kt__Dictionary piece = KT__DICTIONARY__INIT;
    piece.id = deflate_words_id(words);
    piece.total = (uint32_t)words.len;
    piece.offset = (uint32_t)offset;
    piece.words = record_data(bytes_of(words.data + offset, len));
    fault_clear();
    return dictionary_put(village, &piece);
}

static uint32_t newest(void)
{
    struct dictionary out;
    bool found = dictionary_newest(village, &arena, &out);
    assert_int_equal(found, out.id != 0);
    return out.id;
}

static bool is_here(struct bytes words)
{
    return bytes_equal(dictionary_words(village, &arena, deflate_words_id(words)), words);
}

static int64_t rows(void)
{
    return sql_int(village->sql, -1, "SELECT count(*) FROM dictionary", "");
}

static void it_comes_in_pieces(void **state)
{
    (void)state;
    struct bytes first = words_of(1, DICTIONARY_BYTES_MAX), second = words_of(2, 700);
    for (size_t at = 0; at < first.len; at += 4096) {
        assert_int_equal(newest(), 0);
        assert_false(is_here(first));
        assert_true(put(first, at, 4096));
        assert_true(put(first, at, 4096)); // twice: nothing changes
    }
    assert_int_equal(newest(), deflate_words_id(first));
    assert_true(is_here(first));

    // A later one; a piece too early is left out, and what was half here makes room.
    assert_true(put(words_of(3, 900), 0, 400));
    assert_int_equal(rows(), 2);
    assert_true(put(second, 400, 300));
    assert_int_equal(newest(), deflate_words_id(first));
    assert_true(put(second, 0, 400));
    assert_int_equal(rows(), 2);
    assert_true(put(second, 400, 300));
    assert_int_equal(newest(), deflate_words_id(second));
    assert_true(is_here(first)); // an old bundle may name it

    village_close(village);
    village = village_open(dir, VILLAGE_TOOL);
    assert_int_equal(newest(), deflate_words_id(second));
}

static void what_cannot_be_one_is_refused(void **state)
{
    (void)state;
    uint8_t *much = arena_alloc(&arena, DICTIONARY_BYTES_MAX + 1);
    Kt__Dictionary pieces[5];
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        kt__dictionary__init(&pieces[i]);
        pieces[i].id = 5;
        pieces[i].total = 100;
        pieces[i].words = record_data(bytes_of(much, 100));
    }
    pieces[0].id = 0;
    pieces[1].total = DICTIONARY_BYTES_MAX + 1;
    pieces[1].words = record_data(bytes_of(much, DICTIONARY_BYTES_MAX + 1));
    pieces[2].words.len = 0;
    pieces[3].offset = 1; // and then a byte too many
    pieces[4].offset = UINT32_MAX;
    for (size_t i = 0; i < COUNT_OF(pieces); i++) {
        assert_false(dictionary_put(village, &pieces[i]));
        assert_non_null(strstr(fault_text(), "cannot be one"));
    }
    assert_int_equal(rows(), 0);

    // Whole by its length, but other words than its id says.
    struct bytes words = words_of(1, 900);
    Kt__Dictionary bent = KT__DICTIONARY__INIT;
    bent.id = deflate_words_id(words) ^ 1;
    bent.total = 900;
    bent.words = record_data(words);
    assert_false(dictionary_put(village, &bent));
    assert_non_null(strstr(fault_text(), "damaged"));
    assert_int_equal(rows(), 0);
}

static void two_of_one_id_are_both_left_alone(void **state)
{
    (void)state;
    struct bytes words = words_of(1, 900);
    uint8_t *other = arena_alloc(&arena, 900);
    memcpy(other, words.data, 900);
    other[10]++, other[11]--, other[12]--, other[13]++; // the same Adler-32
    struct bytes twin = bytes_of(other, 900);
    assert_int_equal(deflate_words_id(twin), deflate_words_id(words));
    assert_true(put(words, 0, 900));
    assert_false(put(twin, 0, 900));
    assert_non_null(strstr(fault_text(), "two dictionaries"));
    assert_int_equal(newest(), 0);
    assert_false(is_here(words));
    assert_false(put(words, 0, 900));
    assert_int_equal(newest(), 0);
    assert_true(dictionary_want(village, deflate_words_id(words)));
    assert_int_equal(dictionary_wanted(village), 0); // which of the two would come?
}

static void the_oldest_make_room(void **state)
{
    (void)state;
    for (int i = 1; i <= DICTIONARIES_KEPT + 3; i++) {
        assert_true(put(words_of(i, 500), 0, 500));
    }
    assert_int_equal(rows(), DICTIONARIES_KEPT);
    assert_false(is_here(words_of(3, 500)));
    assert_true(is_here(words_of(4, 500)));
    assert_int_equal(newest(), deflate_words_id(words_of(DICTIONARIES_KEPT + 3, 500)));
}

static void what_the_regency_has_not_is_only_read_with(void **state)
{
    (void)state;
    struct bytes first = words_of(1, 500), second = words_of(2, 600);
    uint32_t first_id = deflate_words_id(first), second_id = deflate_words_id(second);
    bool was_used;
    assert_true(put(first, 0, 500));
    assert_true(put(second, 0, 600));
    assert_true(dictionary_leave(village, second_id, &was_used));
    assert_true(was_used);
    assert_true(dictionary_leave(village, second_id, &was_used));
    assert_false(was_used);
    assert_int_equal(newest(), first_id);
    assert_true(is_here(second));

    // A whole state that names the second: it is in use again, and the first no more.
    assert_true(feed_whole_begin(village, FEED_PARTS));
    assert_true(put(second, 0, 300));
    assert_true(put(second, 300, 300));
    assert_true(feed_whole_end(village, FEED_PARTS));
    assert_int_equal(newest(), second_id);
    assert_true(is_here(first));
    assert_true(feed_whole_begin(village, FEED_TEXT)); // another class says nothing about it
    assert_true(feed_whole_end(village, FEED_TEXT));
    assert_int_equal(newest(), second_id);
    // An old stick names another in between; what the feed names last is the newest.
    struct bytes stick = words_of(3, 400), third = words_of(4, 800);
    assert_true(put(third, 0, 400));
    assert_true(put(stick, 0, 400));
    assert_int_equal(newest(), deflate_words_id(stick));
    assert_true(put(third, 400, 400)); // what was on its way goes on
    assert_int_equal(newest(), deflate_words_id(third));
    assert_true(put(second, 0, 600));
    assert_int_equal(newest(), second_id);
    assert_true(feed_whole_begin(village, FEED_PARTS)); // a regency without any
    assert_true(feed_whole_end(village, FEED_PARTS));
    assert_int_equal(newest(), 0);
}

static void one_that_is_missing_or_came_to_harm_is_asked_for(void **state)
{
    (void)state;
    struct bytes old = words_of(1, 500), now = words_of(2, 600);
    uint32_t old_id = deflate_words_id(old), now_id = deflate_words_id(now);
    assert_true(put(now, 0, 600));
    assert_true(dictionary_want(village, old_id));
    assert_int_equal(dictionary_wanted(village), old_id);
    assert_true(put(old, 0, 500)); // to read with; what is in use stays so
    assert_int_equal(dictionary_wanted(village), 0);
    assert_true(is_here(old));
    assert_int_equal(newest(), now_id);

    assert_true(dictionary_want(village, 4711));
    assert_true(dictionary_was_asked(village, 4711)); // nobody has it
    assert_int_equal(dictionary_wanted(village), 0);
    assert_true(dictionary_was_asked(village, now_id)); // nothing to forget
    assert_int_equal(newest(), now_id);

    // A disk that lies.
    assert_true(sql_run(village->sql, "UPDATE dictionary SET words = zeroblob(600) WHERE id = $1",
                        "i", (int64_t)now_id));
    struct dictionary out;
    assert_false(dictionary_newest(village, &arena, &out));
    assert_int_equal(out.damaged, now_id);
    assert_false(is_here(now));
    assert_true(put(now, 0, 600));
    assert_true(dictionary_was_asked(village, now_id));
    assert_int_equal(newest(), now_id);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(it_comes_in_pieces, setup, teardown),
        cmocka_unit_test_setup_teardown(what_cannot_be_one_is_refused, setup, teardown),
        cmocka_unit_test_setup_teardown(two_of_one_id_are_both_left_alone, setup, teardown),
        cmocka_unit_test_setup_teardown(the_oldest_make_room, setup, teardown),
        cmocka_unit_test_setup_teardown(what_the_regency_has_not_is_only_read_with, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(one_that_is_missing_or_came_to_harm_is_asked_for, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
