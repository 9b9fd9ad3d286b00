// SPDX-License-Identifier: GPL-3.0-or-later
// What the screen wants done outside: asked, taken, told about, ended; and a password that opens
// for the agent it was closed to and for nobody afterwards, wherever the disk kept it.
#include "kiosk_side.h"

#include "db/village/errand.h"

#define PASSWORD "rahasia-warung-kopi-99"

static struct village *agent;
static struct errand_desk *desk;

static void agent_begins(void)
{
    agent = village_open(dir, VILLAGE_AGENT);
    assert_non_null(agent);
    desk = errand_open(agent);
    assert_non_null(desk);
}

static void agent_ends(void)
{
    errand_close(agent, desk);
    village_close(agent);
    agent = NULL;
    desk = NULL;
}

static int64_t asked(const char *what, const char *argument, const char *secret)
{
    int64_t id = errand_ask(village, what, argument, secret);
    if (id == 0) {
        fail_msg("%s %s: %s", what, argument, fault_text());
    }
    return id;
}

static struct errand seen(int64_t id)
{
    struct errand errand;
    assert_true(errand_get(village, &arena, id, &errand));
    return errand;
}

static void test_in_order(void **state)
{
    (void)state;
    agent_begins();
    int64_t first = asked("round", "", NULL), second = asked("export", "/media/usb", NULL);
    assert_int_equal(seen(first).state, ERRAND_ASKED);
    assert_int_equal(asked("round", "", NULL), first); // the same thing is one errand
    assert_true(second > first);
    assert_true(errand_is_waiting(agent));

    struct errand errand;
    char *secret;
    assert_true(errand_take(agent, &arena, desk, &errand, &secret));
    assert_int_equal(errand.id, first);
    assert_null(secret);
    assert_int_equal(seen(first).state, ERRAND_TAKEN);
    errand_progress(agent, desk, first, 3, 12);
    assert_int_equal(seen(first).step, 3);
    assert_int_equal(seen(first).steps, 12);
    errand_progress(agent, desk, first, 4, 12); // too soon to be told
    assert_int_equal(seen(first).step, 3);
    const struct phrase result = phrase_both(N_("%d dari %s."), 12, "stik");
    assert_true(errand_finish(agent, first, ERRAND_DONE, &result, "a\nb\n"));
    struct errand done = seen(first);
    assert_int_equal(done.state, ERRAND_DONE);
    assert_false(errand_is_open(&done));
    assert_string_equal(phrase_text(&arena, &done.result), "12 dari stik.");
    assert_string_equal(done.list, "a\nb\n");
    assert_true(done.done_s > 0);

    assert_true(errand_take(agent, &arena, desk, &errand, &secret));
    assert_int_equal(errand.id, second);
    assert_string_equal(errand.argument, "/media/usb");
    assert_false(errand_take(agent, &arena, desk, &errand, &secret));
    assert_false(errand_is_waiting(agent));
    assert_true(errand_last(village, &arena, "export", &errand));
    assert_int_equal(errand.id, second);
    assert_false(errand_last(village, &arena, "logs", &errand));
    agent_ends();
}

static void test_what_is_none(void **state)
{
    (void)state;
    static const struct {
        const char *what, *argument, *secret;
    } rows[] = {
        {"shutdown", "", NULL},
        {"round", "now", NULL},
        {"round", "", "why"},
        {"export", "", NULL},
        {"export", "media/usb", NULL},
        {"export", "/media/../etc", NULL},
        {"import", "/media/usb/..", NULL},
        {"clock", "yesterday", NULL},
        {"clock", "2026-11-23T10:00:00", NULL}, // of which zone?
        {"mount", "/dev/../etc/passwd", NULL},
        {"mount", "/etc/passwd", NULL},
        {"mount", "/dev/", NULL},
        {"wifi-join", "", "12345678"},
        {"wifi-join", "a name that is longer than 32 bytes", NULL},
        {"wifi-join", "two\nlines", NULL},
        {"enrol", "", NULL},
        {"export", "/media/\xff", NULL},
    };
    agent_begins();
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        fault_clear();
        if (errand_ask(village, rows[i].what, rows[i].argument, rows[i].secret) != 0) {
            fail_msg("%s \"%s\" was taken", rows[i].what, rows[i].argument);
        }
        assert_true(strlen(fault_text()) > 10);
    }
    asked("export", "/media/a..b", NULL); // a name with dots is a name
    asked("clock", "2026-11-23T10:00:00+07:00", NULL);
    asked("mount", "/dev/sdb1", NULL);
    agent_ends();
}

// Nothing piles up for an agent that is not there, nor beyond what anybody would ask for.
static void test_bounds(void **state)
{
    (void)state;
    assert_int_equal(errand_ask(village, "round", "", NULL), 0);
    agent_begins();
    struct errand errand;
    char *secret;
    int64_t first = 0;
    for (int i = 0; i < ERRAND_OPEN_MAX; i++) {
        int64_t id = asked("export", arena_printf(&arena, "/media/%d", i), NULL);
        first = first ? first : id;
    }
    assert_int_equal(errand_ask(village, "export", "/media/more", NULL), 0);
    for (int i = 0; i < 2 * ERRAND_KEPT; i++) {
        assert_true(errand_take(agent, &arena, desk, &errand, &secret));
        assert_true(errand_finish(agent, errand.id, ERRAND_DONE, &(struct phrase){0}, NULL));
        asked("export", arena_printf(&arena, "/media/n%d", i), NULL);
    }
    assert_false(errand_get(village, &arena, first, &errand));
    assert_true(sql_int(village->sql, 0, "SELECT count(*) FROM errand", "") <=
                ERRAND_KEPT + ERRAND_OPEN_MAX);
    agent_ends();
}

static void test_not_wanted(void **state)
{
    (void)state;
    agent_begins();
    int64_t first = asked("round", "", NULL), second = asked("check", "", NULL);
    struct errand errand;
    char *secret;
    assert_true(errand_take(agent, &arena, desk, &errand, &secret));
    assert_true(errand_cancel(village, second)); // nobody has it: gone at once
    assert_int_equal(seen(second).state, ERRAND_CANCELLED);
    assert_false(errand_is_unwanted(agent, first));
    assert_true(errand_cancel(village, first)); // the agent has it: it is told
    assert_int_equal(seen(first).state, ERRAND_TAKEN);
    assert_true(errand_is_unwanted(agent, first));
    int64_t again = asked("round", "", NULL); // another one than that
    assert_true(again > second);
    assert_true(errand_finish(agent, first, ERRAND_CANCELLED, &(struct phrase){0}, NULL));
    assert_true(errand_cancel(village, first)); // over: nothing happens
    assert_int_equal(seen(first).state, ERRAND_CANCELLED);
    agent_ends();
}

// An agent that was killed half-way: the next one closes what is open, and says so.
static void test_left_open(void **state)
{
    (void)state;
    agent_begins();
    int64_t taken = asked("round", "", NULL), waits = asked("wifi-join", "Warkop", PASSWORD);
    struct errand errand;
    char *secret;
    assert_true(errand_take(agent, &arena, desk, &errand, &secret));
    secret_free(desk); // killed: neither key nor errand are tidied up
    village_close(agent);
    agent_begins();
    assert_int_equal(seen(taken).state, ERRAND_FAILED);
    assert_int_equal(seen(waits).state, ERRAND_FAILED);
    struct errand closed = seen(waits);
    assert_non_null(strstr(phrase_text(&arena, &closed.result), "Terputus"));
    assert_false(errand_take(agent, &arena, desk, &errand, &secret));
    agent_ends();
}

static void test_secret(void **state)
{
    (void)state;
    agent_begins();
    int64_t id = asked("wifi-join", "Warkop", PASSWORD);
    assert_int_equal(count_in_files(dir, PASSWORD, strlen(PASSWORD)), 0);
    assert_true(count_in_files(dir, "Warkop", 6) > 0); // one would see it if it were there
    struct errand errand;
    char *secret;
    struct bytes sealed =
        sql_bytes(village->sql, &arena, "SELECT sealed FROM errand WHERE id = $1", "i", id);
    assert_true(sealed.len > strlen(PASSWORD));
    assert_true(errand_take(agent, &arena, desk, &errand, &secret));
    assert_string_equal(secret, PASSWORD);
    secret_free(secret);
    assert_int_equal(count_in_files(dir, PASSWORD, strlen(PASSWORD)), 0);
    assert_int_equal(
        sql_int(village->sql, 7, "SELECT count(sealed) FROM errand WHERE sealed IS NOT NULL", ""),
        0);
    assert_true(errand_finish(agent, id, ERRAND_DONE, &(struct phrase){0}, NULL));
    agent_ends();

    // Whoever kept the closed box from the disk cannot have it opened by a later agent.
    agent_begins();
    int64_t next = asked("wifi-join", "Warkop", PASSWORD);
    assert_true(
        sql_run(village->sql, "UPDATE errand SET sealed = $1 WHERE id = $2", "bi", sealed, next));
    assert_false(errand_take(agent, &arena, desk, &errand, &secret));
    assert_null(secret);
    assert_int_equal(seen(next).state, ERRAND_FAILED);
    agent_ends();
}

// Two passwords of different length look alike on the disk.
static void test_secret_length(void **state)
{
    (void)state;
    agent_begins();
    int64_t a = asked("wifi-join", "A", "12345678"), b = asked("wifi-join", "B", PASSWORD PASSWORD);
    assert_int_equal(
        sql_int(village->sql, 1, "SELECT length(sealed) FROM errand WHERE id = $1", "i", a),
        sql_int(village->sql, 2, "SELECT length(sealed) FROM errand WHERE id = $1", "i", b));
    char ticket[ERRAND_SECRET_MAX + 2];
    memset(ticket, 'k', sizeof ticket);
    ticket[ERRAND_SECRET_MAX] = '\0';
    asked("enrol", "", ticket);
    ticket[ERRAND_SECRET_MAX] = 'k';
    ticket[ERRAND_SECRET_MAX + 1] = '\0';
    assert_int_equal(errand_ask(village, "enrol", "", ticket), 0);
    agent_ends();
}

static void test_phrase(void **state)
{
    (void)state;
    static const struct {
        const char *text, *filled;
    } rows[] = {
        {"%d hari", "7 hari"},
        {"%s: %d", "x%d: 7"},
        {"100 %%", "100 %"},
        {"%n%p%", "%n%p%"},
        {"", ""},
    };
    const struct phrase phrase = phrase_both("", 7, "x%d");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        assert_string_equal(phrase_fill(&arena, rows[i].text, &phrase), rows[i].filled);
    }
    assert_string_equal(phrase_text(&arena, &(struct phrase){0}), "");
    assert_string_equal(phrase_fill(&arena, "%s.", &(struct phrase){0}), ".");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(test_in_order),      test_at_kiosk(test_what_is_none),
        test_at_kiosk(test_bounds),        test_at_kiosk(test_not_wanted),
        test_at_kiosk(test_left_open),     test_at_kiosk(test_secret),
        test_at_kiosk(test_secret_length), test_at_kiosk(test_phrase),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
