// SPDX-License-Identifier: GPL-3.0-or-later
// Two reports of one thing: both villagers read how it goes on, and neither reads the other.
#include "harness.h"

#include "regency_follow_side.h"

static bool merge(struct side *side, const struct receipt *receipt, const char *into)
{
    struct case_info info = side_case(side, receipt);
    const struct case_step step = {.verb = CASE_MERGE, .into = into};
    return case_take_step(side->regency, &side->arena, side->keyring, &info, &step);
}

static void both_timelines_say_that_they_were_merged(void **state)
{
    struct side side;
    struct receipt a, b, secret, abroad;
    struct side_log log = side_begin_monday(&side, *state);
    side_new_case(&side, &log, (struct side_words){.receipt = &a});
    side_new_case(&side, &log, (struct side_words){.receipt = &b});
    side_new_case(&side, &log, (struct side_words){.receipt = &secret, .mode = KT__MODE__RAHASIA});
    assert_false(merge(&side, &a, "2005-0001"));
    assert_false(merge(&side, &a, "2005-0099"));
    assert_false(merge(&side, &a, "2005-0003"));
    assert_non_null(strstr(fault_text(), "rahasia"));
    assert_true(merge(&side, &b, "2005-0001"));
    assert_false(merge(&side, &a, "2005-0002"));
    assert_non_null(strstr(fault_text(), "another case itself"));
    Kt__CaseView *view = side_view(&side, &b);
    assert_int_equal(view->state, KT__STATE__DIGABUNG);
    assert_string_equal(view->merged_into, "2005-0001");
    assert_int_equal(view->reopen_until_day, 0);
    view = side_view(&side, &a);
    assert_int_equal(view->state, KT__STATE__TERKIRIM);
    assert_int_equal(view->n_entries, 2);
    assert_non_null(strstr(view->entries[1]->text, "2005-0002"));
    assert_true(merge(&side, &secret, "2005-0001"));
    view = side_view(&side, &a);
    assert_null(strstr(view->entries[2]->text, "2005-0003"));

    side_enrol(&side, "32.15.11.2006");
    struct side_log elsewhere = side_log_begin(&side, 77);
    side_new_case(&side, &elsewhere, (struct side_words){.receipt = &abroad});
    assert_false(merge(&side, &abroad, secret_hex(&side.arena, bytes_of(a.case_id, HASH_LEN))));
    assert_non_null(strstr(fault_text(), "two villages"));
    side_end(&side);
}

// One villager, b, whose report went on in a's; step by step.
struct merged {
    struct side side;
    struct side_log log;
    struct receipt a, b;
};

static struct merged *begin(const char *dir, Kt__Mode mode)
{
    static struct merged m;
    m = (struct merged){0};
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&m.side, dir);
    m.log = side_log_begin(&m.side, 77);
    side_new_case(&m.side, &m.log, (struct side_words){.receipt = &m.a, .mode = mode});
    side_new_case(&m.side, &m.log, (struct side_words){.receipt = &m.b, .mode = mode});
    assert_true(side_step(&m.side, &m.a, CASE_VERIFY, NULL));
    side_set_clock(SIDE_MONDAY_S + 3600);
    return &m;
}

static bool step(struct merged *m, const struct receipt *receipt, enum case_verb verb,
                 const char *text, bool is_public)
{
    struct case_info info = side_case(&m->side, receipt);
    const struct case_step step = {.verb = verb, .text = text, .public = is_public, .opd = "PUPR"};
    side_set_clock(side_now_s + 60);
    return case_take_step(m->side.regency, &m->side.arena, m->side.keyring, &info, &step);
}

// All that b can read of the case that goes on, one line an entry.
static char *read_on(struct merged *m, const struct receipt *receipt)
{
    Kt__CaseView *view = side_view(&m->side, receipt);
    char *all = arena_str(&m->side.arena, "");
    assert_non_null(view->going_on);
    for (size_t i = 0; i < view->going_on->n_entries; i++) {
        const Kt__CaseEntry *entry = view->going_on->entries[i];
        assert_int_equal(entry->follow, KT__FOLLOW__FOLLOW_NONE);
        assert_false(entry->opened);
        all = arena_printf(&m->side.arena, "%s%d %s\n", all, (int)entry->state, entry->text);
    }
    return all;
}

static void what_comes_later_reaches_both(void **state)
{
    struct merged *m = begin(*state, KT__MODE__ANONIM);
    assert_true(merge(&m->side, &m->b, "2005-0001"));
    Kt__CaseView *view = side_view(&m->side, &m->b);
    uint32_t revision = view->revision;
    assert_int_equal(view->going_on->state, KT__STATE__TERVERIFIKASI);
    assert_int_equal(view->going_on->n_entries, 0);
    assert_true(view->going_on->due_day > 0);

    assert_true(step(m, &m->a, CASE_ROUTE, NULL, false));
    assert_true(step(m, &m->a, CASE_REPLY, "Dikerjakan bulan depan.", true));
    assert_true(step(m, &m->a, CASE_CLOSE, NULL, false));
    view = side_view(&m->side, &m->b);
    assert_int_equal(view->state, KT__STATE__DIGABUNG);
    assert_int_equal(view->going_on->state, KT__STATE__SELESAI);
    assert_int_equal(view->revision, revision + 3); // each is a new answer, to be opened
    assert_int_equal(view->going_on->n_entries, 3);
    assert_non_null(strstr(view->going_on->entries[0]->to, "Pekerjaan Umum"));
    assert_string_equal(view->going_on->entries[1]->text, "Dikerjakan bulan depan.");
    assert_null(side_view(&m->side, &m->a)->going_on);
    // What the villager thinks of it counts for both.
    assert_string_equal(side_follow(&m->side, &m->log, &m->b,
                                    (struct side_follow){.what = KT__FOLLOW__RATE, .rating = 4}),
                        "");
    side_end(&m->side);
}

static void what_is_the_others_stays_theirs(void **state)
{
    struct merged *m = begin(*state, KT__MODE__ANONIM);
    struct side *side = &m->side;
    assert_true(step(m, &m->a, CASE_ASK, "Pak, rumah Bapak yang mana?", false));
    side_set_clock(side_now_s + 60);
    assert_true(merge(side, &m->b, "2005-0001"));
    uint32_t revision = side_view(side, &m->b)->revision;
    assert_string_equal(
        side_follow(side, &m->log, &m->a,
                    (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Rumah dekat surau."}),
        "");
    assert_int_equal(side_view(side, &m->b)->revision, revision + 1); // its state moved back
    struct case_info info = side_case(side, &m->a);
    assert_non_null(case_words(side->regency, &side->arena, side->keyring, &info, "Petugas"));
    assert_int_equal(side_view(side, &m->b)->revision, revision + 1); // an opening is not theirs
    assert_true(step(m, &m->a, CASE_REPLY, "Baik, rumah dekat surau dicatat.", false));
    assert_int_equal(side_view(side, &m->b)->revision, revision + 2);
    char *read = read_on(m, &m->b);
    assert_null(strstr(read, "surau"));
    assert_null(strstr(read, "rumah"));
    assert_string_equal(read, arena_printf(&side->arena, "%d \n", KT__STATE__DITINDAKLANJUTI));
    assert_string_equal(
        side_follow(side, &m->log, &m->a, (struct side_follow){.what = KT__FOLLOW__ERASE}), "");
    assert_null(strstr(read_on(m, &m->b), "surau"));
    side_end(side);
}

// c went on in b, and then b in a: all learn, and c is told the number that goes on.
static void a_chain_ends_at_its_last(void **state)
{
    struct merged *m = begin(*state, KT__MODE__ANONIM);
    struct receipt c;
    side_new_case(&m->side, &m->log, (struct side_words){.receipt = &c});
    assert_true(merge(&m->side, &c, "2005-0002"));
    assert_string_equal(side_view(&m->side, &c)->merged_into, "2005-0002");
    assert_true(merge(&m->side, &m->b, "2005-0001"));
    assert_string_equal(side_view(&m->side, &c)->merged_into, "2005-0001");
    assert_true(step(m, &m->a, CASE_REPLY, "Sudah dijadwalkan.", true));
    assert_non_null(strstr(read_on(m, &c), "Sudah dijadwalkan."));
    assert_non_null(strstr(read_on(m, &m->b), "Sudah dijadwalkan."));
    side_end(&m->side);
}

static void public_words_of_before_are_read_too(void **state)
{
    struct merged *m = begin(*state, KT__MODE__ANONIM);
    assert_true(step(m, &m->a, CASE_REPLY, "Dikerjakan bulan depan.", true));
    assert_true(step(m, &m->a, CASE_REPLY, "Kunci ada di rumah Bapak.", false));
    side_set_clock(side_now_s + 60);
    assert_true(merge(&m->side, &m->b, "2005-0001"));
    assert_string_equal(
        read_on(m, &m->b),
        arena_printf(&m->side.arena, "%d Dikerjakan bulan depan.\n", KT__STATE__DITINDAKLANJUTI));
    side_end(&m->side);
}

// Nobody reads the words of a secret one, whatever the desk calls them.
static void a_secret_one_gives_states_alone(void **state)
{
    struct merged *m = begin(*state, KT__MODE__RAHASIA);
    assert_true(merge(&m->side, &m->b, "2005-0001"));
    assert_true(step(m, &m->a, CASE_REPLY, "Sudah kami tegur.", true));
    assert_string_equal(read_on(m, &m->b),
                        arena_printf(&m->side.arena, "%d \n", KT__STATE__DITINDAKLANJUTI));
    side_end(&m->side);
}

// A long case never keeps the office from its next step, nor the newest word from the villager.
static void much_gives_way_from_its_oldest(void **state)
{
    struct merged *m = begin(*state, KT__MODE__ANONIM);
    char words[4001] = "";
    memset(words, 'a', 4000);
    assert_true(merge(&m->side, &m->b, "2005-0001"));
    for (int i = 0; i < 60; i++) {
        words[0] = (char)('a' + i % 26);
        assert_true(step(m, &m->a, CASE_REPLY, words, true));
    }
    Kt__CaseView *view = side_view(&m->side, &m->b);
    size_t count = view->going_on->n_entries;
    assert_true(count > 3);
    assert_string_equal(view->going_on->entries[count - 1]->text, words);
    assert_string_equal(view->going_on->entries[0]->text, "");
    assert_int_equal(view->going_on->entries[0]->state, KT__STATE__DITINDAKLANJUTI);
    side_end(&m->side);
}

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        test_in_dir(both_timelines_say_that_they_were_merged),
        test_in_dir(what_comes_later_reaches_both),
        test_in_dir(what_is_the_others_stays_theirs),
        test_in_dir(a_chain_ends_at_its_last),
        test_in_dir(public_words_of_before_are_read_too),
        test_in_dir(a_secret_one_gives_states_alone),
        test_in_dir(much_gives_way_from_its_oldest),
    };
    return cmocka_run_group_tests_name("merge", tests, NULL, NULL);
}
