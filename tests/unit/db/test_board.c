// SPDX-License-Identifier: GPL-3.0-or-later
// The board: what comes by the feed, support before and after it was counted, what is like a draft.
#include "place.h"
#include "tests/unit/arena_side.h"

#include "db/village/board.h"
#include "db/village/feed.h"

static struct bytes id_of(uint8_t number)
{
    uint8_t *id = arena_alloc(&arena, 16);
    id[15] = number;
    return bytes_of(id, 16);
}

static Kt__BoardItem made(uint8_t number, Kt__Category category, const char *text)
{
    Kt__BoardItem item = KT__BOARD_ITEM__INIT;
    item.id = record_data(id_of(number));
    item.category = category;
    item.state = KT__STATE__TERVERIFIKASI;
    item.day = 20000 + number;
    item.text = (char *)(uintptr_t)text;
    return item;
}

static void put(struct village *village, uint8_t number, Kt__Category category, const char *text)
{
    Kt__BoardItem item = made(number, category, text);
    if (!board_put(village, &item)) {
        fail_msg("%s", fault_text());
    }
}

static uint32_t supports(struct village *village, uint8_t number)
{
    Kt__BoardItem *item = board_get(village, &arena, id_of(number));
    assert_non_null(item);
    return item->supports;
}

static void some(struct village *village)
{
    put(village, 1, KT__CATEGORY__JALAN, "Jalan ke kebun berlubang dan licin kalau hujan");
    put(village, 2, KT__CATEGORY__AIR, "Saluran air di RT 03 tersumbat sampah sejak hujan besar");
    put(village, 3, KT__CATEGORY__JALAN, "Lampu jalan mati di depan sekolah");
}

static void lists_by_category_and_state(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    Kt__BoardItem done = made(1, KT__CATEGORY__JALAN, "Jalan ke kebun");
    done.done_day = 20100;
    assert_true(board_put(village, &done));
    Kt__BoardItem *items[4];
    size_t total;
    assert_int_equal(board_list(village, &arena, 0, BOARD_ALL, 0, 4, items, &total), 3);
    assert_int_equal(items[0]->day, 20003);
    assert_int_equal(
        board_list(village, &arena, KT__CATEGORY__JALAN, BOARD_ALL, 0, 4, items, &total), 2);
    assert_int_equal(board_list(village, &arena, 0, BOARD_OPEN, 1, 4, items, &total), 1);
    assert_int_equal(total, 2);
    assert_int_equal(board_list(village, &arena, 0, BOARD_DONE, 0, 4, items, &total), 1);
    assert_string_equal(items[0]->text, "Jalan ke kebun");
    village_close(village);
}

static void refuses_what_no_item_is(void **state)
{
    struct village *village = place_open(*state);
    Kt__BoardItem item = made(1, KT__CATEGORY__AIR, "x");
    item.id.len = 15;
    assert_false(board_put(village, &item));
    item = made(1, KT__CATEGORY__AIR, "");
    assert_false(board_put(village, &item));
    item = made(1, KT__CATEGORY__AIR, "\xFF\xFE");
    assert_false(board_put(village, &item));
    item = made(1, KT__CATEGORY__AIR, "a\x01z");
    assert_false(board_put(village, &item));
    char *longest = arena_alloc(&arena, BOARD_ITEM_BYTES_MAX + 1);
    memset(longest, 'a', BOARD_ITEM_BYTES_MAX);
    item = made(1, KT__CATEGORY__AIR, longest);
    assert_false(board_put(village, &item));
    Kt__BoardEntry entry = KT__BOARD_ENTRY__INIT, *entries[BOARD_ENTRIES_MAX + 1];
    for (size_t i = 0; i < COUNT_OF(entries); i++) {
        entries[i] = &entry;
    }
    item = made(1, KT__CATEGORY__AIR, "x");
    item.entries = entries;
    item.n_entries = BOARD_ENTRIES_MAX;
    assert_true(board_put(village, &item));
    item.n_entries++;
    assert_false(board_put(village, &item));
    assert_false(sql_failed(village->sql));
    village_close(village);
}

static void support_is_shown_once(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    assert_false(board_support(village, id_of(2))); // not enrolled
    assert_int_equal(supports(village, 2), 0);
    place_enrol(village, &arena);
    assert_true(board_support(village, id_of(2)));
    assert_true(board_support(village, id_of(2)));
    assert_int_equal(supports(village, 2), 2);
    assert_int_equal(event_log_waiting(village), 2);

    Kt__BoardItem item = made(2, KT__CATEGORY__AIR, "Saluran air di RT 03 tersumbat");
    assert_true(board_put(village, &item)); // revised before ours were counted
    assert_int_equal(supports(village, 2), 2);
    item.supports = 1; // one of ours, or another kiosk's: what is shown stays
    assert_true(board_put(village, &item));
    assert_int_equal(supports(village, 2), 2);
    item.supports = 5;
    assert_true(board_put(village, &item));
    assert_int_equal(supports(village, 2), 5);
    item.supports = 4;
    assert_true(board_put(village, &item));
    assert_int_equal(supports(village, 2), 4);

    item.done_day = 20050;
    assert_true(board_put(village, &item));
    assert_false(board_support(village, id_of(2))); // answered
    assert_false(board_support(village, id_of(9))); // none
    assert_int_equal(event_log_waiting(village), 2);
    village_close(village);
}

static void is_gone_when_told_or_not_named(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    Kt__BoardGone gone = KT__BOARD_GONE__INIT;
    gone.id = record_data(id_of(3));
    assert_true(board_put_gone(village, &gone));
    assert_null(board_get(village, &arena, id_of(3)));
    assert_true(feed_whole_begin(village, FEED_TEXT));
    put(village, 1, KT__CATEGORY__JALAN, "Jalan ke kebun berlubang");
    assert_true(feed_whole_end(village, FEED_TEXT));
    assert_non_null(board_get(village, &arena, id_of(1)));
    assert_null(board_get(village, &arena, id_of(2)));
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM board_word", ""), 1);
    village_close(village);
}

static void totals_come_and_are_replaced(void **state)
{
    struct village *village = place_open(*state);
    assert_null(board_totals(village, &arena));
    Kt__BoardTotals totals = KT__BOARD_TOTALS__INIT;
    totals.received = 4;
    assert_true(board_put_totals(village, &totals));
    totals.received = 5;
    assert_true(board_put_totals(village, &totals));
    assert_int_equal(board_totals(village, &arena)->received, 5);
    village_close(village);
}

static void similar_ones_are_offered(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    Kt__BoardItem *items[3];
    assert_int_equal(board_similar(village, &arena, "Saluran tersumbat, air meluap",
                                   KT__CATEGORY__AIR, 3, items),
                     1);
    assert_int_equal(items[0]->day, 20002);
    assert_int_equal(board_similar(village, &arena, "", KT__CATEGORY__AIR, 3, items), 0);
    assert_int_equal(board_similar(village, &arena, "di ke RT 03", KT__CATEGORY__AIR, 3, items), 0);
    assert_int_equal(board_similar(village, &arena, "minta bantuan benih untuk kelompok tani",
                                   KT__CATEGORY__PERTANIAN, 3, items),
                     0);
    // One word in common is not enough, two are; the same category comes first.
    assert_int_equal(
        board_similar(village, &arena, "hujan terus menerus kemarin", KT__CATEGORY__AIR, 3, items),
        0);
    assert_int_equal(board_similar(village, &arena, "jalan kebun sekolah lampu sejak hujan saluran",
                                   KT__CATEGORY__AIR, 3, items),
                     3);
    assert_int_equal(items[0]->category, KT__CATEGORY__AIR);
    Kt__BoardItem done = made(2, KT__CATEGORY__AIR, "Saluran air tersumbat");
    done.done_day = 20050;
    assert_true(board_put(village, &done));
    assert_int_equal(
        board_similar(village, &arena, "saluran tersumbat", KT__CATEGORY__AIR, 3, items), 0);
    // Whatever is typed is only words, and none of it is said.
    fault_clear();
    assert_int_equal(board_similar(village, &arena, "\"rahasia\" OR (kepala NEAR desa* \xFF",
                                   KT__CATEGORY__AIR, 3, items),
                     0);
    assert_null(strstr(fault_text(), "rahasia"));
    char *longest = arena_alloc(&arena, 16001);
    for (int i = 0; i < 16000; i++) {
        longest[i] = "abcdefghijklmnopqrstuvwxyz "[i % 7 == 6 ? 26 : i % 26];
    }
    board_similar(village, &arena, longest, KT__CATEGORY__AIR, 3, items);
    assert_false(sql_failed(village->sql));
    village_close(village);
}

static void survives_a_vacuum(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    Kt__BoardGone gone = KT__BOARD_GONE__INIT;
    gone.id = record_data(id_of(1));
    assert_true(board_put_gone(village, &gone));
    assert_true(sql_run(village->sql, "VACUUM", ""));
    Kt__BoardItem *items[3];
    assert_int_equal(board_similar(village, &arena, "lampu mati", KT__CATEGORY__JALAN, 3, items),
                     1);
    assert_int_equal(items[0]->day, 20003);
    village_close(village);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(lists_by_category_and_state),
        test_in_dir(refuses_what_no_item_is),
        test_in_dir(support_is_shown_once),
        test_in_dir(is_gone_when_told_or_not_named),
        test_in_dir(totals_come_and_are_replaced),
        test_in_dir(similar_ones_are_offered),
        test_in_dir(survives_a_vacuum),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
