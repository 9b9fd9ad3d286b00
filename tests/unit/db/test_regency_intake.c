// SPDX-License-Identifier: GPL-3.0-or-later
// The log up, at the regency: every word once, whatever comes twice, late, in part, from two disks,
// or forged.
#include "regency_follow_side.h"

static void words_arrive_once_however_often_they_are_sent(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){.text = "satu"});
    side_file(&side, &log, &(struct side_words){.text = "dua", .mode = KT__MODE__RAHASIA});
    for (int i = 0; i < 4; i++) {
        struct intake_answer answer = side_offer(&side, &log, 1, 2);
        assert_int_equal(answer.verdict, INTAKE_OK);
        assert_int_equal(answer.applied, i == 0 ? 2 : 0);
        assert_int_equal(answer.log.mark, 2);
        assert_int_equal(answer.common, 2);
        assert_memory_equal(answer.log.mark_hash, log.hashes[2], HASH_LEN);
    }
    assert_int_equal(side_count(&side, "cases"), 2);
    assert_int_equal(side_count(&side, "cases WHERE text = 'satu'"), 1);
    assert_int_equal(side_count(&side, "cases WHERE mode = 3 AND text IS NULL"), 1);
    side_end(&side);
}

static void a_gap_names_what_is_wanted(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    for (int i = 0; i < 4; i++) {
        side_file(&side, &log, &(struct side_words){0});
    }
    struct intake_answer answer = side_offer(&side, &log, 2, 4); // a log nobody knows
    assert_int_equal(answer.verdict, INTAKE_GAP);
    assert_int_equal(answer.wanted, 1);
    assert_int_equal(answer.log.mark, 0);
    assert_memory_equal(answer.log.mark_hash, log.hashes[0], HASH_LEN);
    side_offer(&side, &log, 1, 1);
    answer = side_offer(&side, &log, 3, 4);
    assert_int_equal(answer.verdict, INTAKE_GAP);
    assert_int_equal(answer.wanted, 2);
    assert_int_equal(side_count(&side, "cases"), 1);
    answer = side_offer(&side, &log, 1, 4); // overlap: two known, the rest new
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.applied, 3);
    assert_int_equal(side_count(&side, "cases"), 4);
    side_end(&side);
}

static void an_empty_round_leaves_no_trace_and_knows_the_mark(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct intake_answer answer = side_offer(&side, &log, 1, 0);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(side_count(&side, "log"), 0);
    side_file(&side, &log, &(struct side_words){0});
    side_offer(&side, &log, 1, 1);
    answer = side_offer(&side, &log, 2, 1);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.log.mark, 1);
    assert_int_equal(answer.common, 1);
    side_end(&side);
}

// A folder copied to a second disk: both go on filing in the same log.
static void two_disks_fork_and_every_word_arrives_once(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log a = side_log_begin(&side, 77);
    side_file(&side, &a, &(struct side_words){.text = "sebelum disalin"});
    struct side_log b = a;
    side_file(&side, &a, &(struct side_words){.text = "dari A", .number = 2});
    side_file(&side, &b, &(struct side_words){.text = "dari B", .number = 2});
    side_file(&side, &b, &(struct side_words){.text = "dari B lagi", .number = 3});
    assert_int_equal(side_offer(&side, &a, 1, 2).verdict, INTAKE_OK);
    struct intake_answer answer = side_offer(&side, &b, 1, 3);
    assert_int_equal(answer.verdict, INTAKE_FORK);
    assert_int_equal(answer.common, 1);
    assert_int_equal(side_count(&side, "cases"), 2);

    struct side_log c = side_log_begin(&side, 88);
    side_send_again(&side, &c, &b, 2);
    side_send_again(&side, &c, &b, 3);
    answer = side_offer(&side, &c, 1, 2);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.applied, 2);
    assert_int_equal(answer.aside_count, 0);
    assert_int_equal(side_count(&side, "cases"), 4);
    // The same public number was given twice: the later one carries a letter.
    assert_int_equal(side_count(&side, "cases WHERE number = '2005-0002'"), 1);
    assert_int_equal(side_count(&side, "cases WHERE number = '2005-0002B'"), 1);

    // Forked once more, and sent again with what was confirmed long ago: known by its origin.
    struct side_log d = side_log_begin(&side, 99);
    side_send_again(&side, &d, &a, 1);
    side_send_again(&side, &d, &c, 1);
    side_send_again(&side, &d, &c, 2);
    answer = side_offer(&side, &d, 1, 3);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.applied, 0);
    assert_int_equal(answer.log.mark, 3);
    assert_int_equal(side_count(&side, "cases"), 4);
    side_end(&side);
}

static void logs_that_parted_before_the_offer_fork_from_nothing(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log a = side_log_begin(&side, 77), b = a;
    for (int i = 0; i < 3; i++) {
        side_file(&side, &a, &(struct side_words){0});
        side_file(&side, &b, &(struct side_words){0});
    }
    side_offer(&side, &a, 1, 3);
    struct intake_answer answer = side_offer(&side, &b, 3, 3);
    assert_int_equal(answer.verdict, INTAKE_FORK);
    assert_int_equal(answer.common, 0);
    assert_int_equal(side_count(&side, "cases"), 3);
    side_end(&side);
}

// The same machine with a second ticket: what it filed as the first one is taken, once, under the
// number that stands on the receipt. Another machine, or another village, is not believed.
static void what_waited_comes_under_a_new_ticket(void **state)
{
    struct side side;
    struct receipt receipt;
    side_begin(&side, *state);
    struct side_log old = side_log_begin(&side, 77);
    side_file(&side, &old, &(struct side_words){.text = "satu", .receipt = &receipt});
    side_file(&side, &old, &(struct side_words){.text = "dua"});
    side_offer(&side, &old, 1, 1); // the second one waits

    side_enrol_again(&side, "32.15.11.2005");
    struct side_log now = side_log_begin(&side, 78);
    side_come_back(&side, &old, &receipt,
                   &(struct side_follow){.what = KT__FOLLOW__ERASE, .other_kiosk = old.kiosk});
    side_send_again(&side, &now, &old, 1);
    side_send_again(&side, &now, &old, 2);
    side_send_again(&side, &now, &old, 3);
    struct intake_answer answer = side_offer(&side, &now, 1, 3);
    assert_int_equal(answer.aside_count, 0);
    assert_int_equal(side_count(&side, "cases"), 2);
    assert_true(side_case(&side, &receipt).erased); // what the villager asked for came as well
    assert_int_equal(side_count(&side, "cases WHERE number = '2005-0002'"), 1);

    side_enrol(&side, "32.15.11.2005"); // another key
    struct side_log other = side_log_begin(&side, 79);
    side_send_again(&side, &other, &old, 2);
    answer = side_offer(&side, &other, 1, 1);
    assert_non_null(strstr(answer.asides[0].why, "another kiosk"));

    side_enrol_again(&side, "32.15.11.2006"); // that one's key, in another village
    struct side_log elsewhere = side_log_begin(&side, 80);
    side_send_again(&side, &elsewhere, &other, 1);
    answer = side_offer(&side, &elsewhere, 1, 1);
    assert_non_null(strstr(answer.asides[0].why, "another kiosk"));
    side_end(&side);
}

// Each is kept with its reason, the mark goes on, and the good one behind them is taken.
static void what_does_not_match_is_set_aside_and_holds_up_nobody(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){.text = "yang pertama"});
    Kt__Event *first = record_unpack(&side.arena, &kt__event__descriptor, log.events[0]);
    side_file_sealed(&side, &log, record_view(first->filed->sealed), KT__ADDRESSEE__DESA, NULL);
    side_file(&side, &log, &(struct side_words){.other_kiosk = 9});
    side_file(&side, &log, &(struct side_words){.other_log = 5});
    side_file(&side, &log, &(struct side_words){.outside = KT__ADDRESSEE__KABUPATEN});
    side_file(&side, &log, &(struct side_words){.at_s = clock_now_s() - 5 * DAY_S});
    side_append_bytes(&log, bytes_of_str("\xFF\xFF no event"));
    side_append_bytes(&log, bytes_of_str("")); // an event of no kind
    struct bytes broken = arena_bytes(&side.arena, record_view(first->filed->sealed));
    ((uint8_t *)(uintptr_t)broken.data)[broken.len / 2] ^= 1;
    side_file_sealed(&side, &log, broken, KT__ADDRESSEE__DESA, NULL);
    side_file(&side, &log, &(struct side_words){.text = "yang terakhir"});

    struct intake_answer answer = side_offer(&side, &log, 1, log.head);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(answer.log.mark, log.head);
    assert_int_equal(answer.applied, 2);
    assert_int_equal(answer.aside_count, 8);
    assert_non_null(strstr(answer.asides[0].why, "another seq"));
    assert_non_null(strstr(answer.asides[1].why, "another kiosk"));
    assert_non_null(strstr(answer.asides[2].why, "another log"));
    assert_non_null(strstr(answer.asides[3].why, "another addressee"));
    assert_non_null(strstr(answer.asides[4].why, "another day"));
    assert_non_null(strstr(answer.asides[5].why, "not an event"));
    assert_non_null(strstr(answer.asides[6].why, "kind"));
    assert_non_null(strstr(answer.asides[7].why, "seal does not open"));
    assert_int_equal(side_count(&side, "cases"), 2);
    assert_int_equal(side_count(&side, "aside WHERE length(why) > 0"), 8);
    struct bytes kept =
        sql_bytes(side.regency->sql, &side.arena, "SELECT bytes FROM aside WHERE seq = 2", "");
    assert_true(bytes_equal(kept, log.events[1]));
    side_end(&side);
}

// A stolen copy under an origin that was made up comes to the case that is there already.
static void an_old_seal_under_a_made_up_origin_changes_nothing(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77), other = side_log_begin(&side, 88);
    side_file(&side, &log, &(struct side_words){.text = "asli"});
    side_offer(&side, &log, 1, 1);
    Kt__Event *first = record_unpack(&side.arena, &kt__event__descriptor, log.events[0]);
    Kt__Origin origin = side_made_up_origin(77, 1);
    side_file_sealed(&side, &other, record_view(first->filed->sealed), KT__ADDRESSEE__DESA,
                     &origin);
    struct intake_answer answer = side_offer(&side, &other, 1, 1);
    assert_int_equal(answer.verdict, INTAKE_OK);
    assert_int_equal(side_count(&side, "cases"), 1);
    assert_int_equal(side_count(&side, "entry"), 1);
    side_end(&side);
}

static void an_unsure_clock_files_under_the_day_of_arrival(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    struct bytes sealed = side_seal(&side, &log, &(struct side_words){.at_s = 3600});
    Kt__Filed filed = KT__FILED__INIT;
    filed.sealed = record_data(sealed);
    filed.key = 1;
    filed.to = KT__ADDRESSEE__DESA;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FILED;
    event.filed = &filed; // day 0: the kiosk did not know
    side_append_bytes(&log, record_pack(&side.arena, &event.base));
    struct intake_answer answer = side_offer(&side, &log, 1, 1);
    assert_int_equal(answer.applied, 1);
    int64_t day = sql_int(side.regency->sql, 0, "SELECT day FROM cases", "");
    assert_true(day > 20000);
    side_end(&side);
}

static void events_are_kept_for_ever(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){0});
    side_offer(&side, &log, 1, 1);
    assert_false(sql_run(side.regency->sql, "DELETE FROM event", ""));
    assert_false(sql_run(side.regency->sql, "UPDATE event SET seq = 2", ""));
    assert_false(sql_run(side.regency->sql, "DELETE FROM entry", ""));
    assert_false(sql_run(side.regency->sql, "UPDATE entry SET content = x'00'", ""));
    side_end(&side);
}

static Kt__Notice a_notice(const char *id, uint32_t revision, const char *title)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = (char *)(uintptr_t)id;
    notice.revision = revision;
    notice.title = (char *)(uintptr_t)title;
    notice.category = (char *)(uintptr_t) "undangan";
    notice.body = (char *)(uintptr_t) "Musyawarah di balai desa.";
    return notice;
}

static void append_notice(struct side *side, struct side_log *log, Kt__Notice notice)
{
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_NOTICE;
    event.notice = &notice;
    side_append(side, log, &event);
}

static void a_kiosk_posts_only_its_own_notices(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 77);
    append_notice(&side, &log, a_notice("K1-1", 1, "Undangan"));
    append_notice(&side, &log, a_notice("K2-1", 1, "Palsu"));
    append_notice(&side, &log, a_notice("R-1", 1, "Palsu"));
    append_notice(&side, &log, a_notice("K1-2", 1, ""));
    append_notice(&side, &log, a_notice("K1-1", 2, "Undangan, jamnya berubah"));
    append_notice(&side, &log, a_notice("K1-1", 1, "Undangan"));
    // One above which no withdrawal could stand.
    append_notice(&side, &log, a_notice("K1-3", NOTICE_REVISION_MAX + 1u, "Tidak bisa ditarik"));
    struct intake_answer answer = side_offer(&side, &log, 1, log.head);
    assert_int_equal(answer.aside_count, 4);
    assert_int_equal(side_count(&side, "bulletin"), 1);
    assert_int_equal(side_count(&side, "bulletin WHERE revision = 2 AND audience = '#1'"), 1);
    assert_int_equal(side_count(&side, "change WHERE body IS NOT NULL"), 1);

    // Withdrawn by the regency: what its kiosk says later does not bring it back.
    assert_true(bulletin_withdraw(side.regency, &side.arena, "K1-1", "Tidak benar"));
    append_notice(&side, &log, a_notice("K1-1", 9, "Sekali lagi"));
    answer = side_offer(&side, &log, log.head, log.head);
    assert_int_equal(answer.aside_count, 1);
    assert_int_equal(side_count(&side, "bulletin WHERE gone_reason = 'Tidak benar'"), 1);
    // Revised so often unheard that the withdrawal lay below: it is told once more, above.
    assert_int_equal(side_count(&side, "bulletin WHERE revision = 9"), 1);
    struct bytes told =
        sql_bytes(side.regency->sql, &side.arena,
                  "SELECT body FROM change WHERE body IS NOT NULL AND kiosk IS NULL", "");
    Kt__NoticeGone *gone = record_unpack(&side.arena, &kt__notice_gone__descriptor, told);
    assert_non_null(gone);
    assert_int_equal(gone->revision, 9);
    assert_string_equal(gone->reason, "Tidak benar");
    side_end(&side);
}

// A disk that was put back gives numbers a second time. What stands is not overwritten, what came
// is not called taken, and the kiosk gets what it has forgotten.
static void other_words_under_the_same_numbers_are_set_aside(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log first = side_log_begin(&side, 77), second = side_log_begin(&side, 78);
    append_notice(&side, &first, a_notice("K1-1", 1, "Rapat"));
    append_notice(&side, &first, a_notice("K1-2", 1, "Satu"));
    append_notice(&side, &first, a_notice("K1-1", 2, "Rapat, jamnya berubah"));
    assert_int_equal(side_offer(&side, &first, 1, first.head).applied, 3);
    assert_int_equal(side_count(&side, "change WHERE body IS NOT NULL AND kiosk IS NULL"), 0);

    append_notice(&side, &second, a_notice("K1-2", 1, "Satu"));  // the same again
    append_notice(&side, &second, a_notice("K1-1", 1, "Rapat")); // old news
    append_notice(&side, &second, a_notice("K1-2", 1, "Dua"));
    struct intake_answer answer = side_offer(&side, &second, 1, second.head);
    assert_int_equal(answer.aside_count, 1);
    assert_int_equal(answer.asides[0].seq, 3);
    assert_true(answer.asides[0].clash);
    assert_non_null(strstr(answer.asides[0].why, "K1-2"));
    // That answer was lost: it is said again, and nothing is done twice.
    answer = side_offer(&side, &second, 1, second.head);
    assert_int_equal(answer.aside_count, 1);
    assert_true(answer.asides[0].clash);
    assert_int_equal(side_count(&side, "aside"), 1);
    // Both notices go to the kiosk itself as well.
    assert_int_equal(side_count(&side, "change WHERE body IS NOT NULL AND kiosk IS NULL"), 2);
    assert_int_equal(side_count(&side, "change WHERE body IS NOT NULL"), 2);
    struct bytes record = sql_bytes(side.regency->sql, &side.arena,
                                    "SELECT record FROM bulletin WHERE id = 'K1-2'", "");
    Kt__Notice *kept = record_unpack(&side.arena, &kt__notice__descriptor, record);
    assert_string_equal(kept->title, "Satu");
    side_end(&side);
}

static struct intake_answer offered(struct side *side, struct side_log *log, uint32_t birth,
                                    uint32_t revision, const char *title)
{
    Kt__Notice notice = a_notice("K1-1", revision, title);
    notice.birth = birth;
    append_notice(side, log, notice);
    return side_offer(side, log, log->head, log->head);
}

static const char *title_at_regency(struct side *side)
{
    struct bytes record = sql_bytes(side->regency->sql, &side->arena,
                                    "SELECT record FROM bulletin WHERE gone_s IS NULL", "");
    Kt__Notice *kept = record_unpack(&side->arena, &kt__notice__descriptor, record);
    return kept ? kept->title : "";
}

// It was revised, or withdrawn, before the first round: that tells nothing of the one that stands.
static void another_notice_of_the_same_id_revises_nothing(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct side_log first = side_log_begin(&side, 77), second = side_log_begin(&side, 78);
    assert_int_equal(offered(&side, &first, 5, 1, "Rapat").aside_count, 0);
    for (uint32_t revision = 1; revision <= 3; revision++) {
        struct intake_answer answer = offered(&side, &second, 6, revision, "Posyandu");
        assert_int_equal(answer.aside_count, 1);
        assert_true(answer.asides[0].clash);
        assert_string_equal(title_at_regency(&side), "Rapat");
    }
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = "K1-1";
    gone.revision = 4;
    gone.birth = 6;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_NOTICE_GONE;
    event.notice_gone = &gone;
    side_append(&side, &second, &event);
    assert_int_equal(side_offer(&side, &second, second.head, second.head).aside_count, 0);
    assert_string_equal(title_at_regency(&side), "Rapat");
    assert_int_equal(offered(&side, &first, 5, 2, "Rapat, jamnya berubah").aside_count, 0);
    assert_string_equal(title_at_regency(&side), "Rapat, jamnya berubah");
    assert_int_equal(offered(&side, &second, 6, 1, "Posyandu").aside_count, 1); // not old news
    side_end(&side);
}

// On a stick a kiosk does not tell its clock.
static void a_clock_that_was_never_told_is_not_called_right(void **state)
{
    struct side side;
    struct registry_kiosk kiosk;
    side_begin(&side, *state);
    struct registry_report report = {.version = 100, .free_mb = 9000};
    assert_true(registry_seen(side.regency, side.kiosk.id, &report));
    assert_true(registry_get(side.regency, &side.arena, side.kiosk.id, &kiosk));
    assert_int_equal(kiosk.version, 100);
    assert_false(kiosk.has_skew);
    report.at_s = clock_now_s() - 500;
    assert_true(registry_seen(side.regency, side.kiosk.id, &report));
    assert_true(registry_get(side.regency, &side.arena, side.kiosk.id, &kiosk));
    assert_true(kiosk.has_skew);
    assert_in_range(-kiosk.skew_s, 500, 502);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(words_arrive_once_however_often_they_are_sent),
        test_in_dir(a_gap_names_what_is_wanted),
        test_in_dir(another_notice_of_the_same_id_revises_nothing),
        test_in_dir(a_clock_that_was_never_told_is_not_called_right),
        test_in_dir(an_empty_round_leaves_no_trace_and_knows_the_mark),
        test_in_dir(two_disks_fork_and_every_word_arrives_once),
        test_in_dir(logs_that_parted_before_the_offer_fork_from_nothing),
        test_in_dir(what_waited_comes_under_a_new_ticket),
        test_in_dir(what_does_not_match_is_set_aside_and_holds_up_nobody),
        test_in_dir(an_old_seal_under_a_made_up_origin_changes_nothing),
        test_in_dir(an_unsure_clock_files_under_the_day_of_arrival),
        test_in_dir(events_are_kept_for_ever),
        test_in_dir(a_kiosk_posts_only_its_own_notices),
        test_in_dir(other_words_under_the_same_numbers_are_set_aside),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
