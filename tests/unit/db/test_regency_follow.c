// SPDX-License-Identifier: GPL-3.0-or-later
// Follow-ups at the regency: rated, asked, reopened, and by nobody but the receipt; the steps that
// belong to them, and the days that they make due. What is erased: test_regency_erase.c.
#include "regency_follow_side.h"

static void an_answer_moves_it_back_to_where_it_was(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_case(&side, *state, &receipt);
    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    assert_false(side_step(&side, &receipt, CASE_ASK, ""));
    assert_true(side_step(&side, &receipt, CASE_ASK, "Di RT berapa?"));
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_int_equal(view->state, KT__STATE__BUTUH_KETERANGAN);
    assert_int_equal(view->due_day, 0); // it is the villager's turn
    side_set_clock(SIDE_MONDAY_S + 7 * DAY_S);
    assert_string_equal(
        side_follow(&side, &log, &receipt,
                    (struct side_follow){.what = KT__FOLLOW__ASK, .text = "RT 3, depan masjid"}),
        "");
    view = side_view(&side, &receipt);
    assert_int_equal(view->state, KT__STATE__TERVERIFIKASI);
    assert_int_equal(view->n_entries, 4);
    assert_int_equal(view->entries[3]->follow, KT__FOLLOW__ASK);
    assert_string_equal(view->entries[3]->text, "RT 3, depan masjid");
    assert_int_equal(view->entries[3]->said.len, 0);
    int64_t due = moment_working_days_after(side_today(), CASE_FOLLOW_DAYS);
    assert_int_equal(view->due_day, due);
    // Deadlines go on from there, not from arrival; putting off does not stop them.
    assert_true(side_step(&side, &receipt, CASE_HOLD, NULL));
    assert_int_equal(side_case(&side, &receipt).due_day, due);
    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    assert_int_equal(side_case(&side, &receipt).due_day, due);
    // A question besides does not put off what is due.
    assert_string_equal(
        side_follow(&side, &log, &receipt,
                    (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Kapan?"}),
        "");
    assert_int_equal(side_case(&side, &receipt).due_day, due);
    side_end(&side);
}

static void a_question_about_a_finished_case_is_answered_without_opening_it(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_case(&side, *state, &receipt);
    assert_true(side_step(&side, &receipt, CASE_REJECT, "Bukan jalan kabupaten."));
    assert_false(side_step(&side, &receipt, CASE_REPLY, "Ya."));
    side_follow(&side, &log, &receipt,
                (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Lalu jalan siapa?"});
    struct case_info info = side_case(&side, &receipt);
    assert_int_equal(info.state, KT__STATE__DITOLAK);
    assert_int_equal(info.due_day, moment_working_days_after(side_today(), CASE_FOLLOW_DAYS));
    assert_true(side_step(&side, &receipt, CASE_REPLY, "Jalan provinsi."));
    info = side_case(&side, &receipt);
    assert_int_equal(info.state, KT__STATE__DITOLAK);
    assert_int_equal(info.due_day, 0);
    side_end(&side);
}

static void the_newest_rating_counts_and_all_are_kept(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state), other = side_log_begin(&side, 88);
    side_new_case(&side, &log, (struct side_words){.receipt = &receipt});
    struct side_follow rate = {.what = KT__FOLLOW__RATE, .rating = 4};
    assert_non_null(strstr(side_follow(&side, &log, &receipt, rate), "not finished"));
    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &receipt, CASE_CLOSE, "Sudah diaspal."));
    rate.rating = 6;
    assert_non_null(strstr(side_follow(&side, &log, &receipt, rate), "1 to 5"));
    rate.rating = 2;
    rate.text = "Baru setengah";
    assert_string_equal(side_follow(&side, &log, &receipt, rate), "");
    side_set_clock(SIDE_MONDAY_S + 2 * DAY_S);
    assert_string_equal(side_follow(&side, &log, &receipt,
                                    (struct side_follow){.what = KT__FOLLOW__RATE, .rating = 5}),
                        "");
    // Said before the last one, but travelled longer.
    assert_string_equal(side_follow(&side, &other, &receipt,
                                    (struct side_follow){.what = KT__FOLLOW__RATE,
                                                         .rating = 1,
                                                         .at_s = SIDE_MONDAY_S + DAY_S,
                                                         .day = (uint32_t)side_today() - 1}),
                        "");
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_int_equal(view->rating, 5);
    assert_int_equal(view->n_entries, 6);
    assert_int_equal(view->entries[3]->rating, 2);
    assert_string_equal(view->entries[3]->text, "Baru setengah");
    assert_int_equal(view->entries[5]->rating, 1);
    assert_int_equal(view->state, KT__STATE__SELESAI);
    side_end(&side);
}

static void the_days_to_reopen_begin_when_the_answer_is_there(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_case(&side, *state, &receipt);
    struct side_follow reopen = {.what = KT__FOLLOW__REOPEN, .text = "Belum selesai"};
    assert_non_null(strstr(side_follow(&side, &log, &receipt, reopen), "not finished"));
    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &receipt, CASE_CLOSE, NULL));
    int64_t at_least = moment_working_days_after(side_today(), CASE_REOPEN_DAYS);
    assert_int_equal(side_view(&side, &receipt)->reopen_until_day, at_least);

    // A month without a link: only now does it begin, and the villager is told.
    side_set_clock(SIDE_MONDAY_S + 30 * DAY_S);
    uint32_t revision = side_case(&side, &receipt).revision;
    side_answer_arrives(&side, &log, &receipt);
    int64_t until = moment_working_days_after(side_today(), CASE_REOPEN_DAYS);
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_int_equal(view->reopen_until_day, until);
    assert_int_equal(view->revision, revision + 1);
    // That this one arrived begins nothing again.
    side_set_clock(SIDE_MONDAY_S + 33 * DAY_S);
    side_answer_arrives(&side, &log, &receipt);
    assert_int_equal(side_case(&side, &receipt).revision, revision + 1);
    assert_int_equal(case_reopen_until(&(struct case_info){0}), 0);

    // Put away meanwhile: the days stay. Said on the last one, heard much later: it counts.
    assert_true(side_step(&side, &receipt, CASE_ARCHIVE, NULL));
    assert_int_equal(side_view(&side, &receipt)->reopen_until_day, until);
    side_set_clock((until + 20) * DAY_S);
    reopen.text = NULL;
    reopen.day = (uint32_t)until;
    reopen.at_s = until * DAY_S;
    assert_non_null(strstr(side_follow(&side, &log, &receipt, reopen), "without a word"));
    reopen.text = "Masih berlubang";
    reopen.day = (uint32_t)until + 1;
    reopen.at_s = (until + 1) * DAY_S;
    assert_non_null(strstr(side_follow(&side, &log, &receipt, reopen), "working days"));
    reopen.day = (uint32_t)until;
    reopen.at_s = until * DAY_S;
    assert_string_equal(side_follow(&side, &log, &receipt, reopen), "");
    view = side_view(&side, &receipt);
    assert_int_equal(view->state, KT__STATE__DITINDAKLANJUTI);
    assert_int_equal(view->reopen_until_day, 0);
    assert_int_equal(view->due_day, moment_working_days_after(side_today(), CASE_FOLLOW_DAYS));
    // Finished again: again nothing begins before it arrives.
    assert_true(side_step(&side, &receipt, CASE_CLOSE, NULL));
    assert_int_equal(side_case(&side, &receipt).finished_seen_s, 0);
    side_end(&side);
}

// Nobody acts for somebody else, and nothing counts twice.
static void what_does_not_match_is_set_aside(void **state)
{
    struct side side;
    struct receipt receipt, other;
    struct side_log log = side_begin_case(&side, *state, &receipt);
    side_new_case(&side, &log, (struct side_words){.receipt = &other});
    const struct side_follow good = {.what = KT__FOLLOW__ASK, .text = "Kapan?"};
    struct {
        struct side_follow follow;
        const char *why;
    } bad[8];
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        bad[i].follow = good;
    }
    bad[0].follow.other_kiosk = 9, bad[0].why = "another kiosk";
    bad[1].follow.other_log = 9, bad[1].why = "another log";
    bad[2].follow.other_seq = 9, bad[2].why = "another seq";
    bad[3].follow.at_s = SIDE_MONDAY_S - 9 * DAY_S, bad[3].why = "another day";
    bad[4].follow.other_key = 9, bad[4].why = "key list 9";
    bad[5].follow.not_by = &other, bad[5].why = "";
    bad[6].follow.what = (Kt__Follow)9, bad[6].why = "does not know";
    bad[7].follow.text = NULL, bad[7].why = "without a word";
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        const char *why = side_follow(&side, &log, &receipt, bad[i].follow);
        assert_true(why[0] != '\0');
        assert_non_null(strstr(why, bad[i].why));
    }
    struct receipt nobody = receipt;
    nobody.case_id[0] ^= 1;
    side_come_back(&side, &log, &nobody, &good); // a case that is not here
    assert_int_equal(side_offer(&side, &log, log.head, log.head).aside_count, 1);
    assert_int_equal(side_count(&side, "follow"), 0);
    assert_int_equal(side_count(&side, "entry"), 2);

    // A copy under an origin that was made up.
    assert_string_equal(side_follow(&side, &log, &receipt, good), "");
    Kt__Event *first = record_unpack(&side.arena, &kt__event__descriptor, log.events[log.head - 1]);
    struct side_log again = side_log_begin(&side, 88);
    Kt__Origin origin = side_made_up_origin(77, log.head);
    first->origin = &origin;
    side_append(&side, &again, first);
    assert_int_equal(side_offer(&side, &again, 1, 1).verdict, INTAKE_OK);
    assert_int_equal(side_count(&side, "entry"), 3);
    side_end(&side);
}

static void a_villager_cannot_fill_a_case(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_case(&side, *state, &receipt);
    char *words = arena_alloc(&side.arena, 15001);
    memset(words, 'a', 15000);
    const char *why = "";
    int said = 0;
    for (; said < 10 && !why[0]; said++) {
        why = side_follow(&side, &log, &receipt,
                          (struct side_follow){.what = KT__FOLLOW__ASK, .text = words});
    }
    assert_non_null(strstr(why, "more than a case can hold"));
    assert_int_equal(said, CASE_FOLLOW_BYTES_MAX / 15000 + 1);
    assert_true(side_step(&side, &receipt, CASE_REJECT, "Sudah kami baca."));
    assert_string_equal(
        side_follow(&side, &log, &receipt, (struct side_follow){.what = KT__FOLLOW__ERASE}), "");
    side_end(&side);
}

static void an_answer_that_arrived_elsewhere_begins_nothing(void **state)
{
    struct side side;
    struct receipt receipt;
    side_begin_case(&side, *state, &receipt);
    assert_true(side_step(&side, &receipt, CASE_REJECT, "Tidak."));
    side_enrol(&side, "32.15.11.2006");
    struct side_log elsewhere = side_log_begin(&side, 77);
    Kt__AnswerArrived arrived = KT__ANSWER_ARRIVED__INIT;
    arrived.case_ = record_data(bytes_of(receipt.case_id, HASH_LEN));
    arrived.revision = 2;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ANSWER_ARRIVED;
    event.answer_arrived = &arrived;
    side_append(&side, &elsewhere, &event);
    assert_int_equal(side_offer(&side, &elsewhere, 1, 1).aside_count, 1);
    assert_int_equal(side_case(&side, &receipt).finished_seen_s, 0);
    assert_non_null(strstr(
        side_follow(&side, &elsewhere, &receipt, (struct side_follow){.what = KT__FOLLOW__ERASE}),
        "not this village's"));
    side_end(&side);
}

// A store of before this step: what its entries say is filled in.
static void older_cases_learn_what_their_entries_say(void **state)
{
    struct side side;
    struct receipt receipt;
    side_begin_case(&side, *state, &receipt);
    assert_true(side_step(&side, &receipt, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &receipt, CASE_CLOSE, NULL));
    struct case_info before = side_case(&side, &receipt);
    assert_true(sql_run(side.regency->sql,
                        "UPDATE cases SET answered_s = NULL, finished_s = NULL,"
                        " finished_revision = NULL",
                        ""));
    sql_begin(side.regency->sql);
    assert_true(regency_schema_case_fill(side.regency->sql));
    assert_true(sql_commit(side.regency->sql));
    struct case_info after = side_case(&side, &receipt);
    assert_int_equal(after.answered_s, before.answered_s);
    assert_int_equal(after.finished_s, before.finished_s);
    assert_int_equal(after.finished_revision, before.finished_revision);
    side_end(&side);
}

// By a stick the erasure came before the words: they must not lie open when they come.
static void what_comes_before_its_case_waits_for_it(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log first = side_begin_monday(&side, *state), second = side_log_begin(&side, 78);
    side_file(&side, &first, &(struct side_words){.receipt = &receipt, .text = "Atap bocor."});
    const char *why =
        side_follow(&side, &second, &receipt, (struct side_follow){.what = KT__FOLLOW__ERASE});
    assert_non_null(strstr(why, "has not come yet"));
    assert_int_equal(side_count(&side, "aside"), 1);
    assert_int_equal(side_offer(&side, &first, 1, 1).applied, 1);
    struct case_info info = side_case(&side, &receipt);
    assert_true(info.erased);
    assert_null(info.text);
    assert_int_equal(side_count(&side, "aside"), 0);
    assert_int_equal(side_count(&side, "early"), 0);
    side_end(&side);
}

// As much as `box_len` of what nobody can open, for the case of the receipt; alone in a log.
static void come_early_with_junk(struct side *side, const struct receipt *receipt, uint32_t number,
                                 size_t box_len)
{
    static uint8_t nonce[FOLLOW_NONCE_LEN], box[EVENT_BYTES_MAX];
    struct side_log log = side_log_begin(side, number);
    Kt__FollowEnvelope envelope = KT__FOLLOW_ENVELOPE__INIT;
    envelope.case_ = record_data(bytes_of(receipt->case_id, RECEIPT_CASE_LEN));
    envelope.nonce = record_data(bytes_of(nonce, sizeof nonce));
    envelope.box = record_data(bytes_of(box, box_len));
    struct bytes open =
        seal_pad(&side->arena, record_pack(&side->arena, &envelope.base), FOLLOW_PAD);
    uint8_t *sealed = arena_alloc(&side->arena, open.len + SEAL_EXTRA_LEN);
    assert_int_equal(
        crypto_box_seal(sealed, open.data, open.len, keyring_newest(side->keyring)->sealing_public),
        0);
    Kt__Followed followed = KT__FOLLOWED__INIT;
    followed.sealed = record_data(bytes_of(sealed, open.len + SEAL_EXTRA_LEN));
    followed.key = 1;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FOLLOWED;
    event.followed = &followed;
    side_append(side, &log, &event);
    assert_int_equal(side_offer(side, &log, 1, 1).aside_count, 1);
}

// A hostile kiosk fills what may wait for a case with all that an event can hold, then with less
// and less. What they unfold into must not add up: the server goes on, and what is real is applied.
static void long_ones_that_wait_do_not_add_up(void **state)
{
    enum { LONG = 36, JUNK = LEDGER_EARLY_MAX - 1, BOX = EVENT_BYTES_MAX - 4096 };
    struct side side;
    struct receipt receipt;
    struct side_log first = side_begin_monday(&side, *state), last = side_log_begin(&side, 78);
    side_file(&side, &first, &(struct side_words){.receipt = &receipt});
    for (int i = 0; i < JUNK; i++) {
        size_t len = i < LONG ? BOX : (size_t)BOX >> ((i - LONG) / 3 + 1);
        come_early_with_junk(&side, &receipt, 100 + (uint32_t)i, len);
    }
    side_follow(&side, &last, &receipt,
                (struct side_follow){.what = KT__FOLLOW__ASK, .text = "Kapan diperbaiki?"});
    assert_int_equal(side_count(&side, "early"), LEDGER_EARLY_MAX);
    assert_int_equal(side_offer(&side, &first, 1, 1).applied, 1);
    assert_int_equal(side_case(&side, &receipt).revision, 2);
    assert_int_equal(side_count(&side, "early"), 0);
    assert_int_equal(side_count(&side, "aside"), JUNK);
    side_end(&side);
}

// A disk that was put back counts on from an older place: what is said there is another's word, and
// sent again it is the same one.
static void two_lives_of_a_disk_may_have_one_place(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state);
    struct case_info info = side_new_case(&side, &log, (struct side_words){.receipt = &receipt});
    struct case_following said = {.kiosk = side.kiosk.id,
                                  .log = 77,
                                  .seq = 5,
                                  .what = KT__FOLLOW__ASK,
                                  .text = "Kapan diperbaiki?",
                                  .day = side_today(),
                                  .at_s = side_now_s};
    sql_begin(side.regency->sql);
    for (int time = 0; time < 2; time++) {
        assert_int_equal(case_follow(side.regency, &side.arena, side.keyring, info.id, &said),
                         CASE_FOLLOWED);
    }
    assert_int_equal(side_count(&side, "follow"), 1);
    said.what = KT__FOLLOW__ERASE;
    said.text = "";
    said.at_s += 60;
    assert_int_equal(case_follow(side.regency, &side.arena, side.keyring, info.id, &said),
                     CASE_FOLLOWED);
    assert_true(sql_commit(side.regency->sql));
    assert_true(side_case(&side, &receipt).erased);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(an_answer_moves_it_back_to_where_it_was),
        test_in_dir(a_question_about_a_finished_case_is_answered_without_opening_it),
        test_in_dir(the_newest_rating_counts_and_all_are_kept),
        test_in_dir(the_days_to_reopen_begin_when_the_answer_is_there),
        test_in_dir(what_does_not_match_is_set_aside),
        test_in_dir(a_villager_cannot_fill_a_case),
        test_in_dir(an_answer_that_arrived_elsewhere_begins_nothing),
        test_in_dir(older_cases_learn_what_their_entries_say),
        test_in_dir(what_comes_before_its_case_waits_for_it),
        test_in_dir(long_ones_that_wait_do_not_add_up),
        test_in_dir(two_lives_of_a_disk_may_have_one_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
