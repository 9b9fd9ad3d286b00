// SPDX-License-Identifier: GPL-3.0-or-later
// Alerts: in force by the clock, worst first, tests apart, cancelled, acknowledged, refused.
#include "place.h"
#include "tests/unit/arena_side.h"

#include "db/village/alert.h"
#include "db/village/feed.h"
#include "db/village/setting.h"

static Kt__Alert made(const char *id, Kt__Severity severity, int64_t onset_s, int64_t expires_s)
{
    Kt__Alert alert = KT__ALERT__INIT;
    alert.id = (char *)(uintptr_t)id;
    alert.severity = severity;
    alert.sent_s = PLACE_NOW_S - 60;
    alert.headline = (char *)(uintptr_t) "Hujan lebat";
    alert.onset_s = onset_s;
    alert.expires_s = expires_s;
    return alert;
}

static const char *ids(struct village *village)
{
    struct alert_row rows[ALERTS_SHOWN_MAX];
    size_t count = alert_list(village, &arena, rows);
    const char *out = "";
    for (size_t i = 0; i < count; i++) {
        out = arena_printf(&arena, "%s%s%s ", out, rows[i].alert->id,
                           rows[i].acknowledged ? "!" : "");
    }
    return out;
}

static void put(struct village *village, Kt__Alert alert)
{
    if (!alert_put(village, &alert)) {
        fail_msg("%s", fault_text());
    }
}

static void worst_first_and_by_the_clock(void **state)
{
    struct village *village = place_open(*state);
    assert_int_equal(alert_next_s(village), -1);
    put(village, made("minor", KT__SEVERITY__MINOR, 0, PLACE_NOW_S + 900));
    put(village, made("extreme", KT__SEVERITY__EXTREME, 0, PLACE_NOW_S + 300));
    put(village, made("later", KT__SEVERITY__SEVERE, PLACE_NOW_S + 100, PLACE_NOW_S + 600));
    put(village, made("over", KT__SEVERITY__SEVERE, 0, PLACE_NOW_S - 1));
    assert_string_equal(ids(village), "extreme minor ");
    assert_int_equal(alert_next_s(village), 100);
    village->test_now_s += 100;
    assert_string_equal(ids(village), "extreme later minor ");
    assert_int_equal(alert_next_s(village), 200);
    village->test_now_s += 200;
    assert_string_equal(ids(village), "later minor ");
    village->test_now_s += 3600;
    assert_string_equal(ids(village), "");
    assert_int_equal(alert_next_s(village), -1);
    village_close(village);
}

static void tests_are_shown_where_asked_and_last(void **state)
{
    struct village *village = place_open(*state);
    Kt__Alert test = made("test", KT__SEVERITY__EXTREME, 0, PLACE_NOW_S + 900);
    test.status = KT__ALERT_STATUS__TEST;
    put(village, test);
    put(village, made("real", KT__SEVERITY__MODERATE, 0, PLACE_NOW_S + 950));
    assert_string_equal(ids(village), "real ");
    assert_int_equal(alert_next_s(village), 950);
    assert_true(setting_set(village, "alert_tests", "yes", SETTING_LOCAL));
    assert_string_equal(ids(village), "real test ");
    assert_int_equal(alert_next_s(village), 900);
    village_close(village);
}

static void acknowledged_until_it_reads_otherwise(void **state)
{
    struct village *village = place_open(*state);
    Kt__Alert alert = made("a", KT__SEVERITY__SEVERE, 0, PLACE_NOW_S + 900);
    put(village, alert);
    assert_true(alert_acknowledge(village, "a"));
    assert_true(alert_acknowledge(village, "none of ours"));
    assert_string_equal(ids(village), "a! ");
    put(village, alert); // the same again, from a whole state
    assert_string_equal(ids(village), "a! ");
    alert.severity = KT__SEVERITY__EXTREME;
    put(village, alert);
    assert_string_equal(ids(village), "a ");
    village_close(village);
}

static void cancelled_or_not_named(void **state)
{
    struct village *village = place_open(*state);
    put(village, made("a", KT__SEVERITY__SEVERE, 0, PLACE_NOW_S + 900));
    put(village, made("b", KT__SEVERITY__SEVERE, 0, PLACE_NOW_S + 900));
    put(village, made("c", KT__SEVERITY__SEVERE, 0, PLACE_NOW_S + 900));
    Kt__AlertGone gone = KT__ALERT_GONE__INIT;
    gone.id = (char *)(uintptr_t) "a";
    assert_true(alert_put_gone(village, &gone));
    gone.id = (char *)(uintptr_t) "unknown";
    assert_true(alert_put_gone(village, &gone));
    assert_string_equal(ids(village), "b c ");
    assert_true(feed_whole_begin(village, FEED_ALERT));
    put(village, made("c", KT__SEVERITY__SEVERE, 0, PLACE_NOW_S + 900));
    assert_true(feed_whole_end(village, FEED_ALERT));
    assert_string_equal(ids(village), "c ");
    village_close(village);
}

static void hides_nothing_while_the_clock_is_unsure(void **state)
{
    struct village *village = place_open(*state);
    put(village, made("over", KT__SEVERITY__SEVERE, 0, PLACE_NOW_S - 1));
    village->test_now_s = 0;
    sql_run(village->sql, "INSERT OR REPLACE INTO state VALUES ('clock_floor_s', 9999999999)", "");
    assert_string_equal(ids(village), "over ");
    assert_int_equal(alert_next_s(village), -1);
    village_close(village);
}

static void refuses_what_no_alert_is(void **state)
{
    struct village *village = place_open(*state);
    Kt__Alert alert = made("", KT__SEVERITY__MINOR, 0, PLACE_NOW_S + 1);
    assert_false(alert_put(village, &alert));
    alert = made("a", KT__SEVERITY__MINOR, 0, 0);
    assert_false(alert_put(village, &alert));
    alert = made("a", KT__SEVERITY__MINOR, 0, 5);
    alert.headline = (char *)(uintptr_t) "";
    assert_false(alert_put(village, &alert));
    alert.event = (char *)(uintptr_t) "Longsor\x1b[2J";
    assert_false(alert_put(village, &alert));
    char *longest = arena_alloc(&arena, ALERT_BYTES_MAX + 1);
    memset(longest, 'a', ALERT_BYTES_MAX);
    alert = made("a", KT__SEVERITY__MINOR, 0, 5);
    alert.description = longest;
    assert_false(alert_put(village, &alert));
    longest[ALERT_LINE_BYTES_MAX + 1] = '\0';
    assert_true(alert_put(village, &alert));
    alert.headline = longest;
    assert_false(alert_put(village, &alert));
    assert_false(sql_failed(village->sql));
    village_close(village);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(worst_first_and_by_the_clock),
        test_in_dir(tests_are_shown_where_asked_and_last),
        test_in_dir(acknowledged_until_it_reads_otherwise),
        test_in_dir(cancelled_or_not_named),
        test_in_dir(hides_nothing_while_the_clock_is_unsure),
        test_in_dir(refuses_what_no_alert_is),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
