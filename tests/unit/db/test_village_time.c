// SPDX-License-Identifier: GPL-3.0-or-later
// What time it is on a machine that may not know: after a cut of the power, with a battery that is
// dead, with a clock that woke up in 1970 or in 2100; never behind the last time known, and never
// sure of a guess.
#include "place.h"

#include "db/base/file.h"

enum { T0_S = 1800000000, HOUR_S = 3600, BOOT_MS = 600 * 1000 };

static int64_t wall_s, mono_ms;
static struct village *village;

static int64_t wall(void *ctx)
{
    (void)ctx;
    return wall_s * 1000;
}

static int64_t mono(void *ctx)
{
    (void)ctx;
    return mono_ms;
}

static void chance(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

static int set_up(void **state)
{
    static const struct clock_source source = {wall, mono, chance, NULL};
    if (harness_make_dir(state)) {
        return -1;
    }
    wall_s = T0_S;
    mono_ms = BOOT_MS;
    clock_use(&source);
    village = place_open(*state);
    village->test_now_s = 0;
    return 0;
}

static int tear_down(void **state)
{
    village_close(village);
    clock_use(NULL);
    return harness_remove_dir(state);
}

static void pass(int64_t seconds)
{
    wall_s += seconds;
    mono_ms += seconds * 1000;
}

// Off, and on again: another boot, in which the monotonic clock has just begun.
static void boot(int64_t clock_says_s)
{
    wall_s = clock_says_s;
    mono_ms = BOOT_MS;
    assert_true(sql_run(village->sql,
                        "UPDATE state SET value = 'another'"
                        " WHERE key IN ('clock_boot', 'clock_floor_boot')",
                        ""));
}

static void is_about(int64_t unix_s, bool trusted)
{
    struct village_moment moment = village_moment(village);
    assert_in_range(moment.now_s - unix_s + 5, 0, 10);
    assert_int_equal(moment.trusted, trusted);
    assert_int_equal(village_sure_now_s(village), trusted ? moment.now_s : 0);
}

static void test_1970(void **state)
{
    (void)state;
    assert_true(village_time_learn(village, T0_S + 100, VILLAGE_TIME_SET));
    is_about(T0_S + 100, true);
    boot(5);
    is_about(T0_S + 100 + BOOT_MS / 1000, false);
    assert_true(village_time_learn(village, T0_S + 50, VILLAGE_TIME_AT_LEAST)); // known already
    is_about(T0_S + 100 + BOOT_MS / 1000, false);
    assert_true(village_time_learn(village, T0_S + 86400, VILLAGE_TIME_AT_LEAST)); // by stick
    is_about(T0_S + 86400, false);
    assert_true(village_time_learn(village, T0_S + 9000, VILLAGE_TIME_SET)); // backwards too
    is_about(T0_S + 9000, true);
    pass(60);
    is_about(T0_S + 9060, true);
}

// Every program on the file says the same time, whenever it was started.
static void test_unsure_goes_on(void **state)
{
    assert_true(village_time_learn(village, T0_S, VILLAGE_TIME_SET));
    boot(5);
    pass(2 * HOUR_S);
    struct village *late = village_open(*state, VILLAGE_TOOL);
    assert_non_null(late);
    assert_int_equal(village_now_s(late), village_now_s(village));
    is_about(T0_S + BOOT_MS / 1000 + 2 * HOUR_S, false);
    assert_true(village_time_keep(village));
    is_about(T0_S + BOOT_MS / 1000 + 2 * HOUR_S, false);
    assert_int_equal(village_now_s(late), village_now_s(village));
    pass(HOUR_S);
    is_about(T0_S + BOOT_MS / 1000 + 3 * HOUR_S, false);
    village_close(late);
}

// A month without a link: the power goes, and the clock has no battery.
static void test_kept(void **state)
{
    (void)state;
    assert_true(village_time_learn(village, T0_S, VILLAGE_TIME_SET));
    for (int hour = 0; hour < 30 * 24; hour++) {
        pass(HOUR_S);
        assert_true(village_time_keep(village));
    }
    int64_t version = village_version(village);
    pass(VILLAGE_TIME_KEEP_S / 2);
    assert_true(village_time_keep(village));
    assert_int_equal(village_version(village), version); // not more often than it must be
    boot(5);
    is_about(T0_S + 30 * 24 * HOUR_S + BOOT_MS / 1000, false);
}

// A battery's clock loses a little; then it is right all the same, and time stands still for it.
static void test_a_little_late(void **state)
{
    (void)state;
    assert_true(village_time_learn(village, T0_S, VILLAGE_TIME_SET));
    boot(T0_S - 300);
    assert_true(village_clock_trusted(village));
    assert_true(village_now_s(village) >= T0_S - 2);
    boot(T0_S - 3600);
    assert_false(village_clock_trusted(village));
}

static void test_2100(void **state)
{
    (void)state;
    assert_true(village_time_learn(village, T0_S, VILLAGE_TIME_SET));
    boot(T0_S + INT64_C(74) * 365 * 86400);
    is_about(T0_S + BOOT_MS / 1000, false);
    assert_true(village_time_keep(village)); // must not make it the last time known
    is_about(T0_S + BOOT_MS / 1000, false);
    assert_true(village_time_learn(village, T0_S + 7200, VILLAGE_TIME_SET));
    is_about(T0_S + 7200, true);
}

// The link that brings the answer brings the network's time as well, a little later: then the
// machine's clock is right by itself, and what it was off counts no more.
static void test_network_sets_it_too(void **state)
{
    (void)state;
    // The last one woke up in 1970.
    const int64_t off[] = {-86400, 86400, -3 * INT64_C(365) * 86400, -5, 0};
    for (size_t i = 0; i < COUNT_OF(off); i++) {
        int64_t true_s = T0_S + (int64_t)i * 10 * HOUR_S;
        int64_t off_s = off[i] ? off[i] : BOOT_MS / 1000 - true_s;
        boot(true_s + off_s);
        assert_true(village_time_learn(village, true_s, VILLAGE_TIME_SET));
        is_about(true_s, true);
        pass(10);
        is_about(true_s + 10, true);
        wall_s -= off_s;
        is_about(true_s + 10, true);
        pass(HOUR_S);
        assert_true(village_time_keep(village));
        is_about(true_s + 10 + HOUR_S, true);
        assert_true(village_time_learn(village, true_s + 10 + HOUR_S, VILLAGE_TIME_SET));
        is_about(true_s + 10 + HOUR_S, true);
    }
    // One that slept with its lid closed: the machine's clock went on, and the rest with it.
    boot(T0_S + 90 * HOUR_S);
    assert_true(village_time_learn(village, T0_S + 100 * HOUR_S, VILLAGE_TIME_SET));
    wall_s += 3 * HOUR_S;
    is_about(T0_S + 103 * HOUR_S, true);
}

// As Debian starts on a board without a battery: with the time at which it was last saved.
static void test_saved_is_a_guess(void **state)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    const char *dir = *state, *none = file_path(&arena, dir, "none");
    const char *rtc = file_path(&arena, dir, "since_epoch");
    const char *there = file_path(&arena, dir, "bell");
    assert_true(file_write(there, bytes_of_str(""), 0600));
    clock_use(NULL);
    const struct {
        const char *battery, *synced, *saved;
        bool kept;
    } rows[] = {
        {"1800000000\n", none, there, true}, // a battery, whatever was saved
        {"946684805\n", none, there, false}, // one that is dead
        {"946684805\n", none, none, false},
        {"946684805\n", there, there, true}, // but the network has set the clock
        {NULL, none, there, false},
        {NULL, there, there, true},
        {NULL, none, none, true}, // nothing speaks against it
        {"", none, there, false},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_true(!rows[i].battery || file_write(rtc, bytes_of_str(rows[i].battery), 0600));
        struct clock_places places = {rows[i].battery ? rtc : none, rows[i].synced, rows[i].saved};
        if (clock_was_kept(&places, VILLAGE_RELEASED_S) != rows[i].kept) {
            fail_msg("row %zu", i);
        }
    }
    village->clock_places = (struct clock_places){none, none, there};
    village->clock_asked_ms = 0;
    assert_false(village_clock_trusted(village));
    assert_int_equal(village_sure_now_s(village), 0);
    assert_true(village_now_s(village) >= clock_now_s() - 1); // still the best guess
    assert_true(village_time_keep(village)); // which must not become the last time known
    assert_true(sql_int(village->sql, 0, "SELECT value FROM state WHERE key = 'clock_floor_s'",
                        "") < clock_now_s() - 86400);
    assert_true(village_time_learn(village, clock_now_s(), VILLAGE_TIME_SET));
    assert_true(village_clock_trusted(village));
    arena_finish(&arena);
}

int main(void)
{
#define ONE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        ONE(test_1970),
        ONE(test_unsure_goes_on),
        ONE(test_kept),
        ONE(test_a_little_late),
        ONE(test_2100),
        ONE(test_saved_is_a_guess),
        ONE(test_network_sets_it_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
