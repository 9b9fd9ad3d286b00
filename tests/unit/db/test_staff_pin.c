// SPDX-License-Identifier: GPL-3.0-or-later
// PINs: right and wrong ones, how many tries fit into a day whatever is done to the clock, what
// stands in the audit log, and that no file holds a PIN or a key.
#include "staff_side.h"

#include <sys/wait.h>

// A clock whose hands the test moves.
static int64_t wall_ms = 1795402800000, mono_ms = 50000;

static int64_t fake_wall(void *ctx)
{
    (void)ctx;
    return wall_ms;
}

static int64_t fake_mono(void *ctx)
{
    (void)ctx;
    return mono_ms;
}

static void fake_random(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

static const struct clock_source fake = {fake_wall, fake_mono, fake_random, NULL};

static void passes(int64_t ms)
{
    wall_ms += ms;
    mono_ms += ms;
}

// As after the machine was switched off and on.
static void booted(void)
{
    sql_run(village->sql, "UPDATE staff_try SET boot = 'the one before'", "");
    reopened();
}

static void a_wrong_pin_tells_nothing(void **state)
{
    (void)state;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *session = (void *)&id;
    assert_int_equal(tried(id, "592070", &session), STAFF_WRONG);
    assert_null(session);
    assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
    // What is no PIN at all is not counted.
    static const char *const none[] = {"", "59207", "59207a", "5920 71", "-92071", "۵۹۲۰۷۱"};
    for (size_t i = 0; i < COUNT_OF(none); i++) {
        assert_int_equal(tried(id, none[i], &session), STAFF_WRONG);
    }
    assert_int_equal(staff_wait_ms(village, id), 0);
    assert_int_equal(tried(9999, PIN_A, &session), STAFF_FAILED);
    assert_null(session);
    staff_sign_out(village, signed_in(id, PIN_A));
}

// Counted before it is made: the power goes between the two.
static void a_try_counts_before_it_is_made(void **state)
{
    (void)state;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    clock_use(&fake);
    for (int i = 0; i < STAFF_TRIES_FREE; i++) {
        struct staff_try try = {.id = id, .pin = PIN_B};
        assert_int_equal(staff_try_begin(village, &try), STAFF_OK);
        reopened();
    }
    assert_int_equal(staff_wait_ms(village, id), STAFF_WAIT_FIRST_MS);
    // Also for a process that is killed at that moment.
    passes(STAFF_WAIT_FIRST_MS);
    assert_int_equal(staff_wait_ms(village, id), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct village *own = village_open(dir, VILLAGE_TOOL);
        struct staff_try try = {.id = id, .pin = PIN_B};
        _exit(own && staff_try_begin(own, &try) == STAFF_OK ? 7 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(WEXITSTATUS(status), 7);
    assert_int_equal(staff_wait_ms(village, id), 2 * STAFF_WAIT_FIRST_MS);
    struct staff_session *session;
    assert_int_equal(tried(id, PIN_A, &session), STAFF_WAIT); // the right one, too
    passes(2 * STAFF_WAIT_FIRST_MS);
    staff_sign_out(village, signed_in(id, PIN_A));
    assert_int_equal(staff_wait_ms(village, id), 0);
    assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG); // and three are free again
    assert_int_equal(staff_wait_ms(village, id), 0);
    clock_use(NULL);
}

static void waits_grow_and_no_clock_shortens_them(void **state)
{
    (void)state;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *session;
    clock_use(&fake);
    static const int64_t waits_s[] = {0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900};
    for (size_t i = 0; i < COUNT_OF(waits_s); i++) {
        assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
        int64_t wait_ms = staff_wait_ms(village, id);
        assert_int_equal(wait_ms, waits_s[i] * 1000);
        if (wait_ms > 0) {
            assert_int_equal(tried(id, PIN_A, &session), STAFF_WAIT);
        }
        if (i + 1 == COUNT_OF(waits_s)) {
            break;
        }
        passes(wait_ms - 1);
        assert_int_equal(staff_wait_ms(village, id), wait_ms ? 1 : 0);
        passes(1);
    }
    const int64_t whole_ms = STAFF_WAIT_MAX_MS;
    assert_int_equal(staff_wait_ms(village, id), whole_ms);
    static const int64_t jumps_ms[] = {-50LL * 365 * 86400000, 70LL * 365 * 86400000, 0};
    int64_t was_ms = wall_ms;
    for (size_t i = 0; i < COUNT_OF(jumps_ms); i++) { // set to 1976, to 2096, and back
        wall_ms = was_ms + jumps_ms[i];
        assert_int_equal(staff_wait_ms(village, id), whole_ms);
    }
    assert_true(village_time_learn(village, wall_ms / 1000 + 365 * 86400, VILLAGE_TIME_SET));
    village->test_now_s = wall_ms / 1000 + 700 * 86400; // the test clock of the screen
    assert_int_equal(staff_wait_ms(village, id), whole_ms);
    passes(60000);
    reopened();
    assert_int_equal(staff_wait_ms(village, id), whole_ms - 60000);
    booted(); // what was waited before does not count any more, and no more is asked
    mono_ms = 3000;
    assert_int_equal(staff_wait_ms(village, id), whole_ms);
    passes(whole_ms);
    assert_int_equal(staff_wait_ms(village, id), 0);
    passes(STAFF_FORGET_MS - whole_ms);
    assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
    assert_int_equal(staff_wait_ms(village, id), 0);
    clock_use(NULL);
}

// Somebody stands there for a day and tries whenever they may: on one name, then on as many as
// there can be. The second number is what all names together give.
static int tries_of_a_day(const int64_t *ids, size_t count, const int64_t *own)
{
    int tries = 0;
    struct staff_session *session;
    const int64_t until_ms = mono_ms + 24 * 3600 * 1000;
    while (mono_ms < until_ms) {
        int64_t wait_ms = STAFF_WAIT_MAX_MS;
        for (size_t i = 0; i < count; i++) {
            struct staff_try try = {.id = ids[i], .pin = PIN_C}; // its run would be wrong as well
            if (staff_try_begin(village, &try) == STAFF_OK) {
                tries++;
                assert_int_equal(staff_try_end(village, &try, &session), STAFF_WRONG);
            }
            // One of the staff who guesses the others' cannot clean the slate with their own.
            if (own && staff_wait_ms(village, *own) == 0) {
                staff_sign_out(village, signed_in(*own, PIN_A));
            }
            int64_t this_ms = staff_wait_ms(village, ids[i]);
            wait_ms = this_ms < wait_ms ? this_ms : wait_ms;
        }
        passes(wait_ms > 0 ? wait_ms : 1);
    }
    return tries;
}

static void a_day_of_guessing_is_a_hundred_tries(void **state)
{
    (void)state;
    int64_t ids[STAFF_MAX];
    for (int i = 0; i < STAFF_MAX; i++) {
        ids[i] = added(arena_printf(&arena, "Anggota %d", i + 1), STAFF_YOUTH, PIN_A, NULL,
                       i == 0 ? STAFF_MEMBER : STAFF_PENDING);
    }
    clock_use(&fake);
    int one = tries_of_a_day(ids + 1, 1, NULL);
    print_message("one name: %d tries in 24 h\n", one);
    assert_in_range(one, 90, 105);
    passes(24LL * 3600 * 1000);
    int all = tries_of_a_day(ids, STAFF_MAX, NULL);
    print_message("%d names: %d tries in 24 h\n", STAFF_MAX, all);
    assert_in_range(all, 90, 116);
    passes(24LL * 3600 * 1000);
    int inside = tries_of_a_day(ids + 1, 20, ids);
    print_message("20 names, by somebody who has a PIN: %d tries in 24 h\n", inside);
    assert_in_range(inside, 90, 116);
    clock_use(NULL);
}

static void easy_pins_and_bad_names_are_refused(void **state)
{
    (void)state;
    static const char *const bad_pins[] = {
        "",       "12345",  "1234567890123", "12345a", " 592071", "123456", "654321",
        "000000", "111111", "121212",        "123123", "112233",  "123321", "246802",
        "890123", "098765", "147258",        "170845", "12341234"};
    for (size_t i = 0; i < COUNT_OF(bad_pins); i++) {
        if (staff_pin_check(bad_pins[i])) {
            fail_msg("%s went through", bad_pins[i]);
        }
        struct staff_wrapped key;
        assert_false(staff_wrap_pin(bad_pins[i], &key));
    }
    int open = 0;
    for (int i = 0; i < 1000000; i++) { // few enough are refused
        char pin[16];
        snprintf(pin, sizeof pin, "%06d", i);
        open += staff_pin_check(pin);
    }
    assert_in_range(open, 995000, 999999);

    added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    char sixty_one[4 * 61 + 1] = "";
    for (int i = 0; i < 61; i++) {
        strcat(sixty_one, "é");
    }
    const char *const bad_names[] = {"",       " ",          "Ketua\nBPD", "Ketua\x1b[2J",
                                     " Ketua", "Ketua ",     "Ketua BPD",  "ketua  bpd",
                                     "...",    "Ketua \xff", sixty_one,    "Ketua\x7f BPD"};
    for (size_t i = 0; i < COUNT_OF(bad_names); i++) {
        struct staff_wrapped key = wrapped(PIN_B);
        int64_t id;
        enum staff_state as;
        if (staff_add(village, bad_names[i], STAFF_BPD, &key, NULL, &id, &as)) {
            fail_msg("name %zu went through", i);
        }
    }
    int64_t id = added(sixty_one + 2, STAFF_BPD, PIN_B, NULL, STAFF_PENDING);
    added("Ketua BPD", STAFF_YOUTH, PIN_B, NULL, STAFF_MEMBER); // another role, another person
    struct staff_session *session;
    assert_int_equal(tried(id, PIN_B, &session), STAFF_IS_PENDING);
}

static void the_audit_log_is_paged_and_keeps_cases_apart(void **state)
{
    (void)state;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *bpd = signed_in(id, PIN_A);
    assert_true(staff_audit(village, bpd, "post", "K7-3"));
    assert_true(staff_audit(village, bpd, "answer", "2005-0042"));
    staff_sign_out(village, bpd);
    struct staff_audit_row rows[STAFF_AUDIT_ROWS_MAX];
    size_t count = staff_audit_list(village, &arena, STAFF_BPD, 0, STAFF_AUDIT_ROWS_MAX, rows);
    assert_int_equal(count, 5);
    static const char *const whats[] = {"sign-out", "answer", "post", "sign-in", "add-member"};
    for (size_t i = 0; i < count; i++) {
        assert_string_equal(rows[i].what, whats[i]);
        assert_string_equal(rows[i].who, i < 4 ? "Ketua BPD" : "");
        assert_int_equal(rows[i].role, i < 4 ? STAFF_BPD : 0);
    }
    assert_string_equal(rows[1].object, "2005-0042");
    assert_string_equal(rows[4].object, "Ketua BPD");
    // The desa sees that BPD answered, not whom.
    struct staff_audit_row theirs[2], more[3];
    assert_int_equal(staff_audit_list(village, &arena, STAFF_DESA, 0, 2, theirs), 2);
    assert_string_equal(theirs[1].what, "answer");
    assert_string_equal(theirs[1].object, "");
    assert_int_equal(staff_audit_list(village, &arena, STAFF_DESA, theirs[1].id, 3, more), 3);
    assert_string_equal(more[0].what, "post");
    assert_string_equal(more[0].object, "K7-3");
    assert_int_equal(more[0].id, rows[2].id);
    assert_int_equal(staff_audit_list(village, &arena, STAFF_DESA, more[2].id, 3, more), 0);
    // Guessing stands there, mistyping does not.
    struct staff_session *session;
    for (int i = 1; i <= STAFF_TRIES_FREE; i++) {
        assert_int_equal(tried(id, PIN_B, &session), STAFF_WRONG);
        assert_int_equal(staff_audit_list(village, &arena, STAFF_YOUTH, 0, 1, more), 1);
        assert_string_equal(more[0].what, i < STAFF_TRIES_FREE ? "sign-out" : "wrong-pin");
    }
    assert_string_equal(more[0].object, "Ketua BPD");
    char *long_object = arena_alloc(&arena, 500);
    memset(long_object, 'a', 499);
    assert_false(staff_audit(village, NULL, "post", long_object));
}

// A PIN in no file, nor any key: database, its log, keys and media.
static void no_file_holds_a_pin_or_a_key(void **state)
{
    (void)state;
    int64_t first = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    struct staff_session *by = signed_in(first, PIN_A), *session;
    int64_t second = added("Sekretaris BPD", STAFF_BPD, PIN_B, by, STAFF_MEMBER);
    assert_int_equal(tried(second, PIN_C, &session), STAFF_WRONG);
    struct staff_wrapped key = wrapped(PIN_C);
    assert_true(staff_reset(village, second, &key, by));
    struct staff_session *other = signed_in(second, PIN_C);
    static const char *const pins[] = {PIN_A, PIN_B, PIN_C};
    for (int closed = 0; closed < 2; closed++) {
        for (size_t i = 0; i < COUNT_OF(pins); i++) {
            assert_int_equal(count_in_files(dir, pins[i], strlen(pins[i])), 0);
        }
        const uint8_t *const keys[] = {by->role_secret, by->member_secret, other->member_secret,
                                       key.member_secret};
        for (size_t i = 0; i < COUNT_OF(keys); i++) {
            assert_int_equal(count_in_files(dir, keys[i], 8), 0);
        }
        assert_true(count_in_files(dir, by->role_public, BOX_PUBLIC_LEN) > 0); // it can find
        reopened(); // the log goes into the database
    }
    staff_sign_out(village, other);
    staff_sign_out(village, by);
}

static void what_is_damaged_is_told(void **state)
{
    (void)state;
    struct staff_session *session;
    int64_t id = added("Ketua BPD", STAFF_BPD, PIN_A, NULL, STAFF_MEMBER);
    sql_run(village->sql, "UPDATE staff SET mem = 1 << 40", "");
    assert_int_equal(tried(id, PIN_A, &session), STAFF_FAILED);
    assert_non_null(strstr(fault_text(), "damaged"));
    assert_int_equal(staff_wait_ms(village, id), 0); // and it was no try
    sql_run(village->sql, "UPDATE staff SET mem = $1", "i", (int64_t)crypto_pwhash_MEMLIMIT_MIN);
    sql_run(village->sql, "UPDATE role_grant SET sealed = zeroblob(80)", "");
    assert_int_equal(tried(id, PIN_A, &session), STAFF_FAILED);
    assert_null(session);
    // Somebody else's public key in the row: the secret in it is not its half.
    sql_run(village->sql, "UPDATE staff SET public_key = randomblob(32)", "");
    assert_int_equal(tried(id, PIN_A, &session), STAFF_WRONG);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(a_wrong_pin_tells_nothing),
        test_at_kiosk(a_try_counts_before_it_is_made),
        test_at_kiosk(waits_grow_and_no_clock_shortens_them),
        test_at_kiosk(a_day_of_guessing_is_a_hundred_tries),
        test_at_kiosk(easy_pins_and_bad_names_are_refused),
        test_at_kiosk(the_audit_log_is_paged_and_keeps_cases_apart),
        test_at_kiosk(no_file_holds_a_pin_or_a_key),
        test_at_kiosk(what_is_damaged_is_told),
    };
    return cmocka_run_group_tests_name("staff_pin", tests, NULL, NULL);
}
