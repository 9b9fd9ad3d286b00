// SPDX-License-Identifier: GPL-3.0-or-later
// What could not be applied: named until its kiosk knows, tried again when it may be, and never
// more of it than a disk and a desk can bear.
#include "regency_follow_side.h"

// The answer was lost on the way: the kiosk offers the same again, and must hear the same.
static void an_answer_that_was_lost_names_it_again(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){.text = "satu"});
    side_file(&side, &log, &(struct side_words){.other_seq = 9});
    side_file(&side, &log, &(struct side_words){.text = "tiga"});
    for (int i = 0; i < 3; i++) {
        struct intake_answer answer = side_offer(&side, &log, 1, 3);
        assert_int_equal(answer.verdict, INTAKE_OK);
        assert_int_equal(answer.applied, i == 0 ? 2 : 0);
        assert_int_equal(answer.aside_count, 1);
        assert_int_equal(answer.asides[0].seq, 2);
        assert_non_null(strstr(answer.asides[0].why, "another seq"));
    }
    // A shorter offer is answered with the mark as well, and with all that lies below it.
    assert_int_equal(side_offer(&side, &log, 1, 1).aside_count, 1);
    // What it confirmed is not said again.
    assert_int_equal(side_offer(&side, &log, 3, 3).aside_count, 0);
    assert_int_equal(side_offer(&side, &log, 4, 3).aside_count, 0);
    side_end(&side);
}

// ---- never too many

// What it offers next stands behind the mark; what is well goes through whatever stands between.
static void a_round_stops_where_too_much_of_it_is_bad(void **state)
{
    const struct intake_limits limits = {.round = 4, .day = 100, .day_bytes = 1 << 20};
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    for (int i = 0; i < 10; i++) {
        side_file(&side, &log, &(struct side_words){.other_seq = 99});
        side_file(&side, &log, &(struct side_words){0});
    }
    struct intake_answer answer = side_offer_within(&side, &log, 1, 20, limits);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.log.mark, 8);
    assert_int_equal(answer.common, 8);
    assert_int_equal(answer.applied, 4);
    assert_int_equal(answer.aside_count, 4);
    assert_true(answer.stopped);
    // The answer was lost: the same again takes no more, and names what it named.
    answer = side_offer_within(&side, &log, 1, 20, limits);
    assert_int_equal(answer.log.mark, 8);
    assert_int_equal(answer.common, 8);
    assert_int_equal(answer.aside_count, 4);
    answer = side_offer_within(&side, &log, 9, 20, limits);
    assert_int_equal(answer.log.mark, 16);
    answer = side_offer_within(&side, &log, 17, 20, limits);
    assert_int_equal(answer.log.mark, 20);
    assert_false(answer.stopped);
    assert_int_equal(side_count(&side, "cases"), 10);
    assert_int_equal(side_count(&side, "aside"), 10);
    side_end(&side);
}

static void a_kiosk_waits_when_its_day_is_full(void **state)
{
    const struct intake_limits by_count = {.round = 64, .day = 3, .day_bytes = 1 << 20};
    const struct intake_limits by_bytes = {.round = 64, .day = 100, .day_bytes = 400};
    struct side side;
    struct side_log log = side_begin_monday(&side, *state);
    side_file(&side, &log, &(struct side_words){0});
    for (int i = 0; i < 8; i++) {
        side_file(&side, &log, &(struct side_words){.other_seq = 99});
    }
    struct intake_answer answer = side_offer_within(&side, &log, 1, 9, by_count);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.log.mark, 4);
    answer = side_offer_within(&side, &log, 5, 9, by_count);
    assert_int_equal(answer.verdict, INTAKE_WAIT);
    assert_non_null(answer.word);
    assert_int_equal(answer.log.mark, 4);
    assert_int_equal(side_count(&side, "aside"), 3);
    // One whose answer was lost is told what was taken.
    assert_int_equal(side_offer_within(&side, &log, 2, 9, by_count).verdict, INTAKE_OK);
    // The next day goes on; the bytes of a day count as well.
    side_set_clock(SIDE_MONDAY_S + DAY_S);
    answer = side_offer_within(&side, &log, 5, 9, by_bytes);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_true(answer.stopped && answer.log.mark > 4 && answer.log.mark < 9);
    uint64_t mark = answer.log.mark;
    assert_int_equal(side_offer_within(&side, &log, mark + 1, 9, by_bytes).verdict, INTAKE_WAIT);
    // Another kiosk, and what a person brings, is not held up.
    assert_int_equal(side_offer(&side, &log, mark + 1, 9).log.mark, 9);
    side_enrol(&side, "32.15.11.2005");
    struct side_log other = side_log_begin(&side, 5);
    side_file(&side, &other, &(struct side_words){.other_seq = 99});
    assert_int_equal(side_offer_within(&side, &other, 1, 1, by_bytes).aside_count, 1);
    side_end(&side);
}

// ---- once more

static void seal_to_list_2(struct side *side, struct side_log *log, struct receipt *receipt)
{
    Kt__Filed filed = KT__FILED__INIT;
    filed.sealed = record_data(side_seal(side, log, &(struct side_words){.receipt = receipt}));
    filed.key = 2;
    filed.to = KT__ADDRESSEE__DESA;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FILED;
    event.filed = &filed;
    side_append(side, log, &event);
}

static struct intake_again again(struct side *side)
{
    struct intake_again out;
    assert_true(intake_asides_again(side->regency, side->keyring, &out));
    return out;
}

// A store that was put back beside keys one rotation too old, and the right keys later on.
static void what_lacked_a_key_is_taken_in_when_it_is_back(void **state)
{
    enum { EACH = 40 }; // several batches
    static const uint8_t pins[2][TLS_PIN_LEN] = {{1}, {2}};
    struct side side;
    struct receipt receipt[EACH];
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    assert_true(keyring_rotate(side.regency, side.keyring, pins, 2));
    assert_true(keyring_refresh(side.regency, side.keyring));
    assert_int_equal(side.keyring->count, 2);
    struct side_log a = side_log_begin(&side, 77), b = side_log_begin(&side, 78);
    for (int i = 0; i < EACH; i++) {
        seal_to_list_2(&side, &a, &receipt[i]);
        seal_to_list_2(&side, &b, &(struct receipt){0});
    }
    side_come_back(
        &side, &a, &receipt[3],
        &(struct side_follow){.what = KT__FOLLOW__ASK, .text = "Kapan?", .other_key = 2});
    side_come_back(&side, &a, &receipt[7],
                   &(struct side_follow){.what = KT__FOLLOW__ERASE, .other_key = 2});
    side.keyring->count = 1;
    assert_int_equal(side_offer(&side, &a, 1, a.head).aside_count, EACH + 2);
    struct intake_answer answer = side_offer(&side, &b, 1, b.head);
    assert_int_equal(answer.aside_count, EACH);
    assert_non_null(strstr(answer.asides[0].why, "key list 2"));
    struct intake_again end = again(&side);
    assert_int_equal(end.taken, 0);
    assert_int_equal(end.left, 2 * EACH + 2);
    assert_int_equal(side_count(&side, "cases"), 0);

    side.keyring->count = 2;
    side_set_clock(SIDE_MONDAY_S + DAY_S);
    end = again(&side);
    assert_int_equal(end.taken, 2 * EACH + 2);
    assert_int_equal(end.left, 0);
    assert_int_equal(side_count(&side, "cases"), 2 * EACH);
    assert_int_equal(side_case(&side, &receipt[3]).revision, 2);
    assert_true(side_case(&side, &receipt[7]).erased);
    assert_null(side_case(&side, &receipt[7]).text);
    assert_int_equal(again(&side).taken, 0);
    // The kiosk that was told learns of it, of each once.
    assert_int_equal(side_count(&side, "change WHERE kind = 25"), 2 * EACH + 2);
    // The kiosk that never heard of it, and sends it again from another disk.
    struct side_log c = side_log_begin(&side, 79);
    side_send_again(&side, &c, &a, 1);
    assert_int_equal(side_offer(&side, &c, 1, 1).applied, 0);
    assert_int_equal(side_count(&side, "cases"), 2 * EACH);
    side_end(&side);
}

static bool is_aside(struct side *side, uint64_t seq, const char *why)
{
    return sql_int(side->regency->sql, 0,
                   "SELECT count(*) FROM aside JOIN log ON log.id = log WHERE number = 77"
                   " AND seq = $1 AND why LIKE $2",
                   "it", (int64_t)seq, why) == 1;
}

// What was said of a case before it came to its end is not said of that end.
static void what_would_be_wrong_so_late_stays_aside(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_case(&side, *state, &receipt);
    const struct side_follow rate = {.what = KT__FOLLOW__RATE, .rating = 1},
                             reopen = {.what = KT__FOLLOW__REOPEN, .text = "Belum selesai"};
    assert_non_null(strstr(side_follow(&side, &log, &receipt, rate), "not finished"));
    assert_non_null(strstr(side_follow(&side, &log, &receipt, reopen), "not finished"));
    static const uint8_t unknown[] = {0xFA, 0x7F, 2, 1, 2}; // field 2047, two bytes
    side_append_bytes(&log, bytes_of(unknown, sizeof unknown));
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_printf(&side.arena, "K%u-1", side.kiosk.id);
    notice.title = "Kerja bakti";
    notice.category = "kelak";
    notice.revision = 1;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_NOTICE;
    event.notice = &notice;
    side_append(&side, &log, &event);
    assert_int_equal(side_offer(&side, &log, 4, 5).aside_count, 2);

    side_set_clock(SIDE_MONDAY_S + DAY_S);
    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &receipt, CASE_CLOSE, "Sudah diaspal."));
    assert_int_equal(again(&side).taken, 0);
    assert_true(is_aside(&side, 2, "%before it came to this end%"));
    assert_true(is_aside(&side, 3, "%before it came to this end%"));
    assert_true(is_aside(&side, 4, "%does not know%"));
    assert_true(is_aside(&side, 5, "%category%"));
    struct case_info info = side_case(&side, &receipt);
    assert_int_equal(info.state, KT__STATE__SELESAI);
    assert_int_equal(info.rating, 0);
    assert_int_equal(side_count(&side, "bulletin"), 0);
    // The same, said now, counts.
    assert_string_equal(side_follow(&side, &log, &receipt, rate), "");
    assert_int_equal(side_case(&side, &receipt).rating, 1);
    side_end(&side);
}

// An answer to the office's question, which lay aside, is one; words from before the question none.
static void an_answer_that_lay_aside_is_to_what_was_asked_before_it(void **state)
{
    static const uint8_t pins[2][TLS_PIN_LEN] = {{1}, {2}};
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    assert_true(keyring_rotate(side.regency, side.keyring, pins, 2));
    assert_true(keyring_refresh(side.regency, side.keyring));
    struct side_log log = side_log_begin(&side, 77);
    seal_to_list_2(&side, &log, &receipt);
    assert_int_equal(side_offer(&side, &log, 1, 1).applied, 1);
    struct side_follow before = {.what = KT__FOLLOW__ASK, .text = "Kapan?", .other_key = 2};
    side_come_back(&side, &log, &receipt, &before);
    side_set_clock(SIDE_MONDAY_S + DAY_S);
    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &receipt, CASE_ASK, "Di RT berapa?"));
    const struct keyring_keys kept = side.keyring->lists[1];
    side.keyring->lists[1].number = 9; // its keys are not here
    assert_int_equal(side_offer(&side, &log, 2, 2).aside_count, 1);
    side.keyring->lists[1] = kept;
    assert_int_equal(again(&side).taken, 1);
    assert_int_equal(side_case(&side, &receipt).state, KT__STATE__BUTUH_KETERANGAN);

    side_set_clock(SIDE_MONDAY_S + 2 * DAY_S);
    before.text = "RT 3";
    side_come_back(&side, &log, &receipt, &before);
    side.keyring->lists[1].number = 9;
    assert_int_equal(side_offer(&side, &log, 3, 3).aside_count, 1);
    side.keyring->lists[1] = kept;
    side_set_clock(SIDE_MONDAY_S + 9 * DAY_S);
    assert_int_equal(again(&side).taken, 1);
    assert_int_equal(side_case(&side, &receipt).state, KT__STATE__TERVERIFIKASI);
    // Nothing more of a kiosk that was turned away.
    side_come_back(&side, &log, &receipt, &before);
    side.keyring->lists[1].number = 9;
    assert_int_equal(side_offer(&side, &log, 4, 4).aside_count, 1);
    side.keyring->lists[1] = kept;
    assert_true(registry_revoke(side.regency, side.kiosk.id));
    assert_int_equal(again(&side).taken, 0);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(an_answer_that_was_lost_names_it_again),
        test_in_dir(a_round_stops_where_too_much_of_it_is_bad),
        test_in_dir(a_kiosk_waits_when_its_day_is_full),
        test_in_dir(what_lacked_a_key_is_taken_in_when_it_is_back),
        test_in_dir(what_would_be_wrong_so_late_stays_aside),
        test_in_dir(an_answer_that_lay_aside_is_to_what_was_asked_before_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
