// SPDX-License-Identifier: GPL-3.0-or-later
// Following up with the receipt in hand: who can make one, what the file shows of it, what is still
// pending, and that what was erased is gone and stays gone.
#include "kiosk_side.h"

#include "db/record/seal_follow.h"
#include "db/village/round.h"

static Kt__Following a_following(const struct receipt *receipt)
{
    Kt__Following following = KT__FOLLOWING__INIT;
    following.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    following.what = KT__FOLLOW__RATE;
    following.rating = 4;
    following.kiosk = 7;
    following.log = 5;
    following.seq = 9;
    following.at_s = 1790000000;
    return following;
}

static void only_its_receipt_makes_one(void **state)
{
    (void)state;
    struct receipt mine = a_receipt(), other = a_receipt();
    Kt__Following following = a_following(&mine);
    struct bytes sealed = seal_follow_close(&arena, &following, &mine, sealing_public);
    assert_int_equal((sealed.len - SEAL_EXTRA_LEN) % FOLLOW_PAD, 0);
    Kt__FollowEnvelope *envelope = seal_follow_open(&arena, sealed, sealing_public, sealing_secret);
    assert_non_null(envelope);
    assert_true(bytes_equal(record_view(envelope->case_), bytes_of(mine.case_id, HASH_LEN)));
    Kt__Following *back = seal_follow_box_open(&arena, envelope, mine.public_key, sealing_secret);
    assert_non_null(back);
    assert_int_equal(back->rating, 4);
    assert_int_equal(back->seq, 9);
    // Another receipt, for its own case and for mine; mine for another case.
    sealed = seal_follow_close(&arena, &following, &other, sealing_public);
    envelope = seal_follow_open(&arena, sealed, sealing_public, sealing_secret);
    assert_non_null(envelope);
    assert_null(seal_follow_box_open(&arena, envelope, mine.public_key, sealing_secret));
    assert_non_null(strstr(fault_text(), "receipt"));
    assert_null(seal_follow_box_open(&arena, envelope, other.public_key, sealing_secret));
    assert_non_null(strstr(fault_text(), "another case"));
    following.case_ = record_data(bytes_of(other.case_id, HASH_LEN));
    sealed = seal_follow_close(&arena, &following, &mine, sealing_public);
    envelope = seal_follow_open(&arena, sealed, sealing_public, sealing_secret);
    assert_null(seal_follow_box_open(&arena, envelope, other.public_key, sealing_secret));
    assert_null(seal_follow_box_open(&arena, envelope, mine.public_key, sealing_secret));
    // The box of one case in the envelope of another.
    following.case_ = record_data(bytes_of(mine.case_id, HASH_LEN));
    sealed = seal_follow_close(&arena, &following, &mine, sealing_public);
    envelope = seal_follow_open(&arena, sealed, sealing_public, sealing_secret);
    envelope->case_ = record_data(bytes_of(other.case_id, HASH_LEN));
    assert_null(seal_follow_box_open(&arena, envelope, mine.public_key, sealing_secret));
}

static void damaged_cut_and_low_keys_are_refused(void **state)
{
    (void)state;
    struct receipt mine = a_receipt();
    Kt__Following following = a_following(&mine);
    struct bytes sealed = seal_follow_close(&arena, &following, &mine, sealing_public);
    uint8_t *data = (uint8_t *)(uintptr_t)sealed.data;
    for (size_t len = 0; len < sealed.len; len += 37) {
        assert_null(seal_follow_open(&arena, bytes_of(data, len), sealing_public, sealing_secret));
    }
    data[sealed.len / 2] ^= 4;
    assert_null(seal_follow_open(&arena, sealed, sealing_public, sealing_secret));
    data[sealed.len / 2] ^= 4;
    Kt__FollowEnvelope *envelope = seal_follow_open(&arena, sealed, sealing_public, sealing_secret);
    uint8_t low[BOX_PUBLIC_LEN] = {0};
    assert_null(seal_follow_box_open(&arena, envelope, low, sealing_secret));
    assert_null(seal_follow_close(&arena, &following, &mine, low).data);
    size_t whole = envelope->box.len;
    for (envelope->box.len = 0; envelope->box.len < whole; envelope->box.len += 5) {
        assert_null(seal_follow_box_open(&arena, envelope, mine.public_key, sealing_secret));
    }
}

// The newest event of the log, as the regency would open it.
static Kt__Following *newest(const struct receipt *receipt, struct bytes *sealed)
{
    Kt__Event *event = newest_event();
    assert_int_equal(event->what_case, KT__EVENT__WHAT_FOLLOWED);
    *sealed = record_view(event->followed->sealed);
    Kt__FollowEnvelope *envelope =
        seal_follow_open(&arena, *sealed, sealing_public, sealing_secret);
    assert_non_null(envelope);
    Kt__Following *following =
        seal_follow_box_open(&arena, envelope, receipt->public_key, sealing_secret);
    assert_non_null(following);
    return following;
}

static void a_rating_and_a_question_look_alike(void **state)
{
    (void)state;
    struct receipt receipt = filed("Air keruh", (struct bytes){0});
    struct bytes rating, question;
    assert_true(follow_file(village, &receipt, KT__FOLLOW__RATE, 5, NULL));
    Kt__Following *following = newest(&receipt, &rating);
    struct event_log log;
    assert_true(event_log_get(village, &log));
    assert_int_equal(following->rating, 5);
    assert_int_equal(following->kiosk, 7);
    assert_int_equal(following->log, log.log);
    assert_int_equal(following->seq, log.head);
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ASK, 0, "Kapan diperbaiki, Pak?"));
    following = newest(&receipt, &question);
    Kt__Words *words =
        seal_words_unpack(&arena, record_view(following->words), following->dictionary);
    assert_string_equal(words->text, "Kapan diperbaiki, Pak?");
    assert_int_equal(rating.len, question.len);
    assert_int_equal(count_in_files(dir, "Kapan", 5), 0);
    assert_int_equal(
        sql_int(village->sql, 0, "SELECT count(DISTINCT length(closed)) FROM follow", ""), 1);
    // Neither the case nor its number stands beside it.
    assert_int_equal(sql_int(village->sql, -1,
                             "SELECT count(*) FROM follow, event WHERE kind = 7 AND"
                             " (tag = $1 OR event.case_id = $1)",
                             "b", bytes_of(receipt.case_id, HASH_LEN)),
                     0);
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    struct receipt receipt = filed("Air keruh", (struct bytes){0});
    char *longer = arena_alloc(&arena, WORDS_BYTES_MAX + 2);
    memset(longer, 'a', WORDS_BYTES_MAX + 1);
    assert_false(follow_file(village, &receipt, KT__FOLLOW__RATE, 0, NULL));
    assert_false(follow_file(village, &receipt, KT__FOLLOW__RATE, 6, NULL));
    assert_false(follow_file(village, &receipt, KT__FOLLOW__ASK, 0, ""));
    assert_false(follow_file(village, &receipt, KT__FOLLOW__REOPEN, 0, NULL));
    assert_false(follow_file(village, &receipt, KT__FOLLOW__ASK, 0, longer));
    assert_false(follow_file(village, &receipt, KT__FOLLOW__ASK, 0, "\x1b[2J"));
    assert_false(follow_file(village, &receipt, (Kt__Follow)9, 0, NULL));
    assert_int_equal(event_log_waiting(village), 1);
    for (int i = 0; i < FOLLOW_PENDING_MAX; i++) {
        assert_true(follow_file(village, &receipt, KT__FOLLOW__RATE, 1, NULL));
    }
    assert_false(follow_file(village, &receipt, KT__FOLLOW__RATE, 1, NULL));
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ERASE, 0, NULL));
}

static void pending_until_an_answer_shows_it(void **state)
{
    (void)state;
    struct receipt receipt = filed("Air keruh", (struct bytes){0}), other = a_receipt();
    struct follow_pending pending[4];
    assert_int_equal(follow_pending(village, &arena, &receipt, 4, pending), 0);
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ASK, 0, "Kapan?"));
    assert_true(follow_file(village, &receipt, KT__FOLLOW__RATE, 2, NULL));
    assert_int_equal(follow_pending(village, &arena, &other, 4, pending), 0);
    assert_int_equal(follow_pending(village, &arena, &receipt, 4, pending), 2);
    assert_string_equal(pending[0].text, "Kapan?");
    assert_int_equal(pending[1].rating, 2);
    assert_false(pending[1].refused);
    int64_t now_s = village_now_s(village);
    Kt__CaseEntry asked = KT__CASE_ENTRY__INIT, rated = KT__CASE_ENTRY__INIT;
    asked.follow = KT__FOLLOW__ASK;
    asked.text = "Kapan?";
    asked.at_s = now_s - 90000; // the same question, the day before
    rated.follow = KT__FOLLOW__RATE;
    rated.rating = 3;
    rated.at_s = now_s;
    Kt__CaseEntry *entries[] = {&asked, &rated};
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 1;
    view.n_entries = 2;
    view.entries = entries;
    answered(&receipt, &view);
    struct answer_view found;
    assert_int_equal(answer_open(village, &arena, &receipt, &found), ANSWER_FOUND);
    assert_int_equal(follow_pending(village, &arena, &receipt, 4, pending), 2);
    view.revision = 2;
    asked.at_s = now_s + 60;
    answered(&receipt, &view);
    assert_int_equal(answer_open(village, &arena, &receipt, &found), ANSWER_FOUND);
    assert_int_equal(follow_pending(village, &arena, &receipt, 4, pending), 1);
    assert_int_equal(pending[0].what, KT__FOLLOW__RATE);
    // The regency did not take it: said, not hidden.
    sql_run(village->sql, "INSERT INTO aside SELECT log, seq, 'too late', 0 FROM follow", "");
    assert_int_equal(follow_pending(village, &arena, &receipt, 4, pending), 1);
    assert_true(pending[0].refused);
}

// Closed bytes of what the villager said, to look for in every file.
struct trace {
    struct bytes own, sealed, question, voice_name;
};

static struct trace trace_of(const struct receipt *receipt)
{
    struct bytes id = bytes_of(receipt->case_id, HASH_LEN);
    return (struct trace){
        .own = sql_bytes(village->sql, &arena, "SELECT own FROM aspiration WHERE case_id = $1", "b",
                         id),
        .sealed =
            sql_bytes(village->sql, &arena, "SELECT bytes FROM event WHERE case_id = $1", "b", id),
        .question = sql_bytes(village->sql, &arena, "SELECT closed FROM follow", ""),
    };
}

static int64_t blank_events(void)
{
    return sql_int(village->sql, -1, "SELECT count(*) FROM event WHERE length(bytes) = 0", "");
}

static void erased_is_gone_here_and_its_event_once_it_arrived(void **state)
{
    (void)state;
    struct bytes ogg = bytes_of(arena_alloc(&arena, 30000), 30000);
    struct receipt receipt = filed("Ini harus hilang", ogg), neighbour = filed("Ini tetap", ogg);
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ASK, 0, "Kapan?"));
    struct trace trace = trace_of(&receipt);
    assert_true(trace.own.len > 0 && trace.sealed.len > 0 && trace.question.len > 0);
    assert_int_equal(count_files(".voice"), 2);
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ERASE, 0, NULL));
    assert_int_equal(count_files(".voice"), 1);
    assert_int_equal(voice_waiting(village), 1);
    assert_int_equal(blank_events(), 0); // nothing is confirmed: it still has to arrive
    struct event_log log;
    assert_true(event_log_get(village, &log));
    uint8_t head_hash[HASH_LEN];
    memcpy(head_hash, log.head_hash, HASH_LEN);
    confirmed(2);
    assert_int_equal(blank_events(), 1);
    confirmed(4);
    assert_int_equal(blank_events(), 2); // the question too; not the erasure, not the neighbour's
    assert_true(event_log_get(village, &log));
    assert_memory_equal(log.head_hash, head_hash, HASH_LEN);
    assert_false(follow_is_blank_after(village, log.log, 3));
    assert_true(follow_is_blank_after(village, log.log, 2));
    // The villager is not told that the code is unknown.
    struct answer_view found;
    struct follow_pending pending[4];
    assert_int_equal(answer_open(village, &arena, &receipt, &found), ANSWER_FOUND);
    assert_null(found.own);
    assert_int_equal(follow_pending(village, &arena, &receipt, 4, pending), 1);
    assert_int_equal(pending[0].what, KT__FOLLOW__ERASE);
    assert_int_equal(answer_open(village, &arena, &neighbour, &found), ANSWER_FOUND);
    assert_string_equal(found.own->text, "Ini tetap");
    // Closed as they were, not even their bytes stay: the file is checkpointed when it is closed.
    village_close(village);
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    assert_int_equal(count_in_files(dir, trace.own.data, 40), 0);
    assert_int_equal(count_in_files(dir, trace.sealed.data + 20, 40), 0);
    assert_int_equal(count_in_files(dir, trace.question.data, 40), 0);
    // What the regency says of it at last.
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 1;
    view.erased = true;
    answered(&receipt, &view);
    assert_int_equal(answer_open(village, &arena, &receipt, &found), ANSWER_FOUND);
    assert_true(found.view->erased);
    assert_int_equal(follow_pending(village, &arena, &receipt, 4, pending), 0);
}

// Words that fill pages of their own: a page that is given back holds nothing, nor does the log.
static void long_words_leave_no_page_behind(void **state)
{
    (void)state;
    enum { LONG = 12000 };
    char *text = arena_alloc(&arena, LONG + 1);
    for (size_t i = 0; i < LONG; i++) {
        text[i] = (char)('a' + randombytes_uniform(26)); // nothing that deflates much
    }
    struct receipt receipt = filed(text, (struct bytes){0});
    struct trace trace = trace_of(&receipt);
    enum { PAGE = 4096, PIECE = 40 };
    assert_true(trace.own.len > PAGE && trace.sealed.len > PAGE);
    // Nor do the copies that a newer version laid down; what a keeper put aside is not ours.
    const char *copy = file_path(&arena, dir, "village.db.before-9");
    const char *aside = file_path(&arena, dir, "village.db.before-restore");
    assert_true(sql_run(village->sql, "VACUUM INTO $1", "t", copy));
    assert_true(file_write(aside, bytes_of_str("a keeper's own"), 0600));
    assert_int_not_equal(count_in_files(dir, trace.own.data, PIECE), 0);
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ERASE, 0, NULL));
    confirmed(2);
    assert_int_equal(blank_events(), 1);
    village_scrub(village); // as after the round that confirmed it: nobody closes the file
    for (size_t at = 0; at + PIECE <= trace.own.len; at += PAGE / 4) {
        assert_int_equal(count_in_files(dir, trace.own.data + at, PIECE), 0);
    }
    assert_false(file_exists(copy));
    assert_true(file_exists(aside));
    for (size_t at = 0; at + PIECE <= trace.sealed.len; at += PAGE / 4) {
        assert_int_equal(count_in_files(dir, trace.sealed.data + at, PIECE), 0);
    }
}

static void erased_at_another_kiosk_goes_here_when_it_is_opened(void **state)
{
    (void)state;
    struct bytes ogg = bytes_of(arena_alloc(&arena, 30000), 30000);
    struct receipt receipt = filed("Ini harus hilang", ogg);
    confirmed(1);
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 3;
    view.erased = true;
    answered(&receipt, &view);
    struct answer_view found;
    assert_int_equal(answer_open(village, &arena, &receipt, &found), ANSWER_FOUND);
    assert_null(found.own);
    assert_int_equal(count_files(".voice"), 0);
    assert_int_equal(blank_events(), 1);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM aspiration", ""), 0);
}

static void a_regency_put_back_never_gets_an_erased_word_again(void **state)
{
    (void)state;
    filed("Yang pertama", (struct bytes){0});
    struct receipt receipt = filed("Ini harus hilang", (struct bytes){0});
    filed("Yang terakhir", (struct bytes){0});
    struct bytes sealed = trace_of(&receipt).sealed;
    confirmed(3);
    assert_true(follow_file(village, &receipt, KT__FOLLOW__ERASE, 0, NULL));
    confirmed(4);
    assert_int_equal(blank_events(), 1);
    struct event_log before, log;
    uint8_t hash[HASH_LEN];
    assert_true(event_log_get(village, &before));
    assert_true(event_log_hash(village, 1, hash));
    // The hash of what was blanked is not that of nothing: under this log it can go no more.
    assert_int_equal(event_log_confirm(village, before.log, 1, hash, 1, EVENT_LOG_SAME),
                     EVENT_LOG_FORKED);
    assert_true(event_log_get(village, &log));
    assert_true(log.log != before.log);
    struct bytes events[8];
    size_t count = event_log_slice(village, &arena, 1, 1 << 20, 8, events);
    assert_int_equal(count, 3); // the first, the last, and the erasure
    for (size_t i = 0; i < count; i++) {
        assert_true(events[i].len > 0);
        assert_null(memmem(events[i].data, events[i].len, sealed.data + 40, 40));
    }
}

static void months_of_filing_are_all_that_is_known(void **state)
{
    (void)state;
    struct receipt receipts[] = {filed("a", (struct bytes){0}), filed("b", (struct bytes){0}),
                                 filed("c", (struct bytes){0}), a_receipt()};
    sql_run(village->sql, "UPDATE aspiration SET day = 20454 WHERE number = '2005-0001'", "");
    sql_run(village->sql, "UPDATE aspiration SET day = 20453 WHERE number = '2005-0002'", "");
    sql_run(village->sql, "UPDATE aspiration SET day = 20484 WHERE number = '2005-0003'", "");
    for (size_t i = 0; i < COUNT_OF(receipts); i++) {
        Kt__CaseView view = KT__CASE_VIEW__INIT;
        view.revision = 1;
        answered(&receipts[i], &view);
    }
    struct answer_month months[4];
    assert_int_equal(answer_unopened_months(village, 4, months), 3);
    assert_int_equal(months[0].month, 12 * 2026 + 0); // 20454 is 1 January 2026
    assert_int_equal(months[0].count, 2);
    assert_int_equal(months[1].month, 12 * 2025 + 11);
    assert_int_equal(months[2].month, 0); // filed at another kiosk
    assert_int_equal(answer_unopened_months(village, 2, months), 2);
    assert_int_equal(months[1].count, 2);
    struct answer_view found;
    assert_int_equal(answer_open(village, &arena, &receipts[1], &found), ANSWER_FOUND);
    assert_int_equal(answer_unopened_months(village, 4, months), 2);
}

static int64_t waiting_of(const struct receipt *receipt)
{
    return sql_int(village->sql, -1,
                   "SELECT count(*) FROM event JOIN log USING (log)"
                   " WHERE open = 1 AND case_id = $1",
                   "b", bytes_of(receipt->case_id, HASH_LEN));
}

static void what_waits_goes_along_under_a_new_ticket(void **state)
{
    (void)state;
    struct receipt sent = filed("sudah sampai", (struct bytes){0});
    confirmed(1);
    struct receipt waits = filed("belum sampai", (struct bytes){0});
    assert_true(follow_file(village, &sent, KT__FOLLOW__ASK, 0, "Kapan?"));
    assert_int_equal(event_log_waiting(village), 2);
    assert_true(kiosk_enrol_as((struct kiosk_as){8, 12, root_public, root_secret}));
    assert_int_equal(event_log_waiting(village), 2);
    assert_int_equal(waiting_of(&waits), 1);
    assert_int_equal(waiting_of(&sent), 0);
    struct answer_view view;
    answer_open(village, &arena, &waits, &view);
    assert_false(view.sent || view.refused);
    answer_open(village, &arena, &sent, &view);
    assert_true(view.sent);

    // What the regency sets aside is told to whom it concerns, and only that.
    struct event_log log;
    struct follow_pending pending[2];
    assert_true(event_log_get(village, &log));
    assert_true(round_aside(village, log.log, 1, "the seal names another kiosk"));
    assert_int_equal(follow_pending(village, &arena, &sent, 2, pending), 1);
    assert_false(pending[0].refused);
    assert_true(round_aside(village, log.log, 2, "comes to a case whose words were erased"));
    follow_pending(village, &arena, &sent, 2, pending);
    assert_true(pending[0].refused);
    answer_open(village, &arena, &waits, &view);
    assert_true(view.refused);
    answer_open(village, &arena, &sent, &view);
    assert_false(view.refused);
}

static void a_folder_stays_with_its_regency(void **state)
{
    (void)state;
    uint8_t other_public[SIGN_PUBLIC_LEN], other_secret[SIGN_SECRET_LEN];
    crypto_sign_keypair(other_public, other_secret);
    filed("belum sampai", (struct bytes){0});
    assert_false(kiosk_enrol_as((struct kiosk_as){7, 12, other_public, other_secret}));
    assert_non_null(strstr(fault_text(), "make a new folder"));
    assert_false(kiosk_enrol_as((struct kiosk_as){9, 13, root_public, root_secret}));
    assert_non_null(strstr(fault_text(), "send them first"));
    assert_int_equal(event_log_waiting(village), 1);
    confirmed(1);
    assert_true(kiosk_enrol_as((struct kiosk_as){9, 13, root_public, root_secret}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_at_kiosk(only_its_receipt_makes_one),
        test_at_kiosk(damaged_cut_and_low_keys_are_refused),
        test_at_kiosk(a_rating_and_a_question_look_alike),
        test_at_kiosk(what_makes_no_sense_is_refused),
        test_at_kiosk(pending_until_an_answer_shows_it),
        test_at_kiosk(long_words_leave_no_page_behind),
        test_at_kiosk(erased_is_gone_here_and_its_event_once_it_arrived),
        test_at_kiosk(erased_at_another_kiosk_goes_here_when_it_is_opened),
        test_at_kiosk(a_regency_put_back_never_gets_an_erased_word_again),
        test_at_kiosk(what_waits_goes_along_under_a_new_ticket),
        test_at_kiosk(a_folder_stays_with_its_regency),
        test_at_kiosk(months_of_filing_are_all_that_is_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
