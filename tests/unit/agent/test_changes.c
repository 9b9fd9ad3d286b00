// SPDX-License-Identifier: GPL-3.0-or-later
// The kinds of changes beside notices and answers: alerts, the board, its totals, the office. What
// makes no sense is passed over and holds nothing up.
#include "round_side.h"

#include "db/village/round.h"

#include "db/village/alert.h"
#include "db/village/board.h"
#include "db/village/office.h"

static Kt__Change changes[16];
static size_t count;

static Kt__Change *add(Kt__Change__WhatCase what)
{
    kt__change__init(&changes[count]);
    changes[count].what_case = what;
    return &changes[count++];
}

// All that was added, as one whole state of a class.
static void send(uint32_t class, struct applied *out)
{
    Kt__Change *list[COUNT_OF(changes)];
    for (size_t i = 0; i < count; i++) {
        list[i] = &changes[i];
    }
    Kt__Changes bundle = KT__CHANGES__INIT;
    bundle.class_ = class;
    uint8_t hash[CURSOR_HASH_LEN] = {1};
    bundle.cursor = record_data(cursor_make(&arena, 5, 8, hash));
    bundle.n_change = count;
    bundle.change = list;
    bundle.whole_begin = bundle.whole_end = true;
    struct plan plan = planned(BUDGET);
    Kt__Ack ack = ack_of(&plan, 0);
    struct bytes answer =
        joined(packed(&ack.base, BUNDLE_PLAIN), packed(&bundle.base, BUNDLE_SMALLEST));
    if (!applied(&plan, answer, out)) {
        fail_msg("%s", fault_text());
    }
    count = 0;
}

static void alerts_come_and_go(void **state)
{
    (void)state;
    village->test_now_s = 1764547200;
    Kt__Alert flood = KT__ALERT__INIT, odd = KT__ALERT__INIT;
    flood.id = "BMKG,1";
    flood.headline = "Hujan lebat";
    flood.severity = KT__SEVERITY__EXTREME;
    flood.expires_s = village->test_now_s + 600;
    odd.id = "BMKG,2"; // says nothing
    Kt__AlertGone gone = KT__ALERT_GONE__INIT;
    gone.id = "BMKG,1";
    struct applied out;
    add(KT__CHANGE__WHAT_ALERT)->alert = &odd;
    add(KT__CHANGE__WHAT_ALERT)->alert = &flood;
    send(FEED_ALERT, &out);
    assert_int_equal(out.changes, 1);
    assert_int_equal(out.skipped, 1);
    struct alert_row rows[ALERTS_SHOWN_MAX];
    assert_int_equal(alert_list(village, &arena, rows), 1);
    assert_string_equal(rows[0].alert->headline, "Hujan lebat");
    add(KT__CHANGE__WHAT_ALERT)->alert = &flood;
    add(KT__CHANGE__WHAT_ALERT_GONE)->alert_gone = &gone;
    send(FEED_ALERT, &out);
    assert_int_equal(out.changes, 2);
    assert_int_equal(alert_list(village, &arena, rows), 0);
}

// What this version passes over comes again once there is another one; and only then.
static void an_upgrade_asks_for_what_was_passed_over(void **state)
{
    (void)state;
    struct applied out;
    Kt__SettingChange setting = KT__SETTING_CHANGE__INIT;
    setting.key = "of_a_newer_version";
    setting.value = "1";
    send(FEED_STATUS, &out);
    assert_true(feed_upgraded(village, KENTONGAN_VERSION + 1));
    assert_true(feed_cursor(village, &arena, FEED_STATUS).len > 0); // nothing was
    add(KT__CHANGE__WHAT_SETTING)->setting = &setting;
    send(FEED_TEXT, &out);
    assert_int_equal(out.skipped, 1);
    assert_true(feed_upgraded(village, KENTONGAN_VERSION));
    assert_true(feed_cursor(village, &arena, FEED_TEXT).len > 0);
    assert_true(feed_upgraded(village, KENTONGAN_VERSION + 1));
    assert_int_equal(feed_cursor(village, &arena, FEED_TEXT).len, 0);
    assert_int_equal(feed_cursor(village, &arena, FEED_STATUS).len, 0);
    send(FEED_TEXT, &out);
    assert_true(feed_upgraded(village, KENTONGAN_VERSION + 1));
    assert_true(feed_cursor(village, &arena, FEED_TEXT).len > 0);
}

static void the_board_and_the_office_come(void **state)
{
    (void)state;
    uint8_t ids[2][16] = {{1}, {2}};
    Kt__BoardItem items[2];
    for (int i = 0; i < 2; i++) {
        kt__board_item__init(&items[i]);
        items[i].id = record_data(bytes_of(ids[i], 16));
        items[i].text = "Jalan berlubang di RT 03";
        add(KT__CHANGE__WHAT_BOARD)->board = &items[i];
    }
    Kt__BoardTotals totals = KT__BOARD_TOTALS__INIT;
    totals.received = 7;
    add(KT__CHANGE__WHAT_TOTALS)->totals = &totals;
    Kt__Service service = KT__SERVICE__INIT, *services[] = {&service};
    service.name = "Surat domisili";
    Kt__Office office = KT__OFFICE__INIT;
    office.services = services;
    office.n_services = 1;
    add(KT__CHANGE__WHAT_OFFICE)->office = &office;
    struct applied out;
    send(FEED_TEXT, &out);
    assert_int_equal(out.changes, 4);
    assert_non_null(board_get(village, &arena, bytes_of(ids[1], 16)));
    assert_int_equal(board_totals(village, &arena)->received, 7);
    assert_string_equal(office_get(village, &arena)->services[0]->name, "Surat domisili");

    Kt__BoardGone gone = KT__BOARD_GONE__INIT;
    gone.id = record_data(bytes_of(ids[0], 16));
    add(KT__CHANGE__WHAT_BOARD)->board = &items[0];
    add(KT__CHANGE__WHAT_BOARD_GONE)->board_gone = &gone;
    send(FEED_TEXT, &out); // the second one is not named
    assert_null(board_get(village, &arena, bytes_of(ids[0], 16)));
    assert_null(board_get(village, &arena, bytes_of(ids[1], 16)));
}

// The keeper was told that it lies aside, and is told when it does not any more.
static void what_is_taken_in_later_is_aside_no_more(void **state)
{
    (void)state;
    struct applied out;
    Kt__AsideTaken taken = KT__ASIDE_TAKEN__INIT;
    assert_true(round_aside(village, 77, 3, "sealed to key list 2"));
    assert_true(round_aside(village, 77, 4, "does not open"));
    taken.log = 77;
    taken.seq = 3;
    add(KT__CHANGE__WHAT_ASIDE_TAKEN)->aside_taken = &taken;
    send(FEED_STATUS, &out);
    assert_int_equal(out.changes, 1);
    assert_int_equal(round_aside_count(village), 1);
    assert_string_equal(round_aside_why(village, &arena), "does not open");
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(alerts_come_and_go),
        TEST(an_upgrade_asks_for_what_was_passed_over),
        TEST(the_board_and_the_office_come),
        TEST(what_is_taken_in_later_is_aside_no_more),
    };
    log_name("test_changes");
    secret_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
