// SPDX-License-Identifier: GPL-3.0-or-later
// What a role did at its kiosk, as it comes to the regency: acts that count once, and everything
// that somebody might pretend.
#include "role_side.h"

static void an_answer_at_the_kiosk_reaches_the_receipt_and_the_role(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    struct case_info info = a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    int64_t due = info.due_day;

    // Looked at the name: in the villager's timeline; the regency's own look is another matter.
    assert_string_equal(
        do_act(&side, &log, &bpd, (struct act){.receipt = &receipt, .what = KT__ACT__ACT_OPEN}),
        "");
    info = side_case(&side, &receipt);
    assert_false(info.opened);
    assert_int_equal(info.due_day, due);
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_true(view->entries[1]->opened);
    assert_string_equal(view->entries[1]->by, "BPD");
    assert_int_equal(view->entries[1]->act_log, 77);
    assert_int_equal(view->entries[1]->act_seq, log.head);

    // Into a musyawarah: the day stands there, and it is due on it.
    int64_t day = side_today() + 9;
    assert_string_equal(do_act(&side, &log, &bpd,
                               (struct act){.receipt = &receipt,
                                            .what = KT__ACT__ACT_TABLE,
                                            .state = KT__STATE__DIBAHAS_BPD,
                                            .day = day}),
                        "");
    view = side_view(&side, &receipt);
    assert_int_equal(view->state, KT__STATE__DIBAHAS_BPD);
    assert_int_equal(view->entries[2]->day, day);
    assert_int_equal(view->due_day, day);
    assert_int_equal(side_case(&side, &receipt).answered_s, 0);

    // What it decided, two days before it travelled.
    side_set_clock(SIDE_MONDAY_S + 11 * DAY_S);
    int64_t said_s = SIDE_MONDAY_S + 9 * DAY_S;
    assert_string_equal(do_act(&side, &log, &bpd,
                               (struct act){.receipt = &receipt,
                                            .what = KT__ACT__ACT_OUTCOME,
                                            .state = KT__STATE__DITINDAKLANJUTI,
                                            .text = "Disepakati: dibangun dari dana desa.",
                                            .notice = "K1-4",
                                            .day = day,
                                            .at_s = said_s,
                                            .event_day = (uint32_t)day}),
                        "");
    view = side_view(&side, &receipt);
    assert_int_equal(view->n_entries, 4);
    assert_string_equal(view->entries[3]->text, "Disepakati: dibangun dari dana desa.");
    assert_string_equal(view->entries[3]->notice, "K1-4");
    assert_int_equal(view->entries[3]->at_s, said_s);
    assert_int_equal(view->due_day, 0);
    info = side_case(&side, &receipt);
    assert_int_equal(info.answered_s, clock_now_s()); // days count from what the regency knows
    struct case_entry entries[CASE_ENTRIES_MAX];
    size_t count = case_entries(side.regency, &side.arena, side.keyring, receipt.case_id, entries);
    assert_int_equal(count, 4);
    assert_true(entries[3].signed_well);
    assert_true(entries[3].public); // a notice tells it to all
    Kt__RoleCopy *copy = item_of(&side, side.kiosk.id, &receipt, &bpd);
    assert_int_equal(copy->view->n_entries, 4);
    assert_int_equal(copy->view->entries[3]->act_seq, log.head);
    side_end(&side);
}

static void words_arrive_although_the_case_was_ended_meanwhile(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state);
    struct hand desa = new_key(&side, &log, KT__ROLE__ROLE_DESA, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__DESA, KT__MODE__ANONIM);
    assert_true(side_step(&side, &receipt, CASE_REJECT, "Bukan jalan kabupaten."));
    assert_string_equal(do_act(&side, &log, &desa,
                               (struct act){.receipt = &receipt,
                                            .what = KT__ACT__ACT_SAY,
                                            .state = KT__STATE__SELESAI,
                                            .text = "Sudah kami tambal."}),
                        "");
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_int_equal(view->state, KT__STATE__DITOLAK);
    assert_int_equal(view->entries[2]->state, KT__STATE__STATE_NONE);
    assert_string_equal(view->entries[2]->text, "Sudah kami tambal.");
    assert_string_equal(view->entries[2]->by, "Pemerintah desa");
    side_end(&side);
}

static void what_somebody_might_pretend_is_set_aside(void **state)
{
    struct side side;
    struct receipt to_bpd, to_desa, to_kabupaten, unsure, far;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct registry_kiosk here = side.kiosk;
    side_enrol(&side, "32.15.11.2006");
    struct side_log far_log = side_log_begin(&side, 5);
    struct hand far_bpd = new_key(&side, &far_log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &far_log, &far, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    side.kiosk = here;
    struct side_log log = side_log_begin(&side, 77);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    struct hand desa = new_key(&side, &log, KT__ROLE__ROLE_DESA, 1);
    a_case(&side, &log, &to_bpd, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    a_case(&side, &log, &to_desa, KT__ADDRESSEE__DESA, KT__MODE__TERBUKA);
    a_case(&side, &log, &to_kabupaten, KT__ADDRESSEE__KABUPATEN, KT__MODE__TERBUKA);
    a_case(&side, &log, &unsure, KT__ADDRESSEE__UNSURE, KT__MODE__TERBUKA);
    const uint8_t nobody[HASH_LEN] = {1};
    const struct {
        const struct hand *hand;
        struct act act;
        const char *why;
    } bad[] = {
        {&far_bpd, {.receipt = &to_bpd}, "not made with the key"}, // another kiosk's role
        {&bpd, {.receipt = &to_desa}, "not addressed to this role"},
        {&desa, {.receipt = &to_bpd}, "not addressed to this role"},
        {&bpd, {.receipt = &to_kabupaten}, "not addressed to this role"},
        {&desa, {.receipt = &unsure}, "not addressed to this role"},
        {&bpd, {.receipt = &far}, "not this village's"},
        {&bpd, {.receipt = &to_bpd, .other_case = nobody}, "not this village's"},
        {&bpd, {.receipt = &to_bpd, .other_number = 9}, "key 9 that is not known"},
        {&bpd, {.receipt = &to_desa, .other_role = KT__ROLE__ROLE_DESA}, "not made with the key"},
        {&bpd, {.receipt = &to_bpd, .other_role = KT__ROLE__ROLE_YOUTH}, "not known"},
        {&bpd, {.receipt = &to_bpd, .other_kiosk = 99}, "another kiosk"},
        {&bpd, {.receipt = &to_bpd, .other_log = 99}, "another log"},
        {&bpd, {.receipt = &to_bpd, .other_seq = 1}, "another seq"},
        {&bpd, {.receipt = &to_bpd, .at_s = SIDE_MONDAY_S - 9 * DAY_S}, "another day"},
        {&bpd, {.receipt = &to_bpd, .state = KT__STATE__TERVERIFIKASI}, "not this role's to give"},
        {&bpd, {.receipt = &to_bpd, .state = (Kt__State)40}, "not this role's to give"},
        {&bpd, {.receipt = &to_bpd, .what = (Kt__Act)9}, "does not know"},
        {&bpd, {.receipt = &to_bpd, .text = ""}, "needs words"},
        {&bpd, {.receipt = &to_bpd, .what = KT__ACT__ACT_OPEN}, "opens a seal with words"},
        {&desa,
         {.receipt = &to_desa,
          .what = KT__ACT__ACT_TABLE,
          .state = KT__STATE__DIBAHAS_BPD,
          .day = 20900},
         "only BPD"},
        {&bpd,
         {.receipt = &to_bpd, .what = KT__ACT__ACT_TABLE, .state = KT__STATE__DIBAHAS_BPD},
         "no day"},
        {&bpd,
         {.receipt = &to_bpd,
          .what = KT__ACT__ACT_TABLE,
          .state = KT__STATE__DIBAHAS_BPD,
          .day = INT64_MAX},
         "no day"},
        {&bpd, {.receipt = &to_bpd, .day = -INT64_MAX}, "no day"},
    };
    int64_t revisions = sql_int(side.regency->sql, 0, "SELECT sum(revision) FROM cases", "");
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        struct act act = bad[i].act;
        act.what = act.what ? act.what : KT__ACT__ACT_SAY;
        act.text = act.text ? act.text : act.what == KT__ACT__ACT_TABLE ? NULL : "Beres";
        const char *why = do_act(&side, &log, bad[i].hand, act);
        if (!strstr(why, bad[i].why)) {
            fail_msg("act %zu: \"%s\" instead of \"%s\"", i, why, bad[i].why);
        }
    }
    assert_int_equal(sql_int(side.regency->sql, 0, "SELECT sum(revision) FROM cases", ""),
                     revisions);
    assert_int_equal(side_count(&side, "opening"), 0);
    assert_int_equal(side_count(&side, "aside"), (int64_t)COUNT_OF(bad)); // kept, never dropped
    side_end(&side);
}

static void an_act_counts_once_however_often_it_comes(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state), fork = side_log_begin(&side, 88);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    struct act say = {.receipt = &receipt, .what = KT__ACT__ACT_SAY, .text = "Kami tinjau."};
    assert_string_equal(do_act(&side, &log, &bpd, say), "");
    uint64_t seq = log.head;
    uint32_t revision = side_case(&side, &receipt).revision;
    // The same event again, as a new one of the log: its box says where it belongs.
    side_append_bytes(&log, log.events[seq - 1]);
    assert_non_null(strstr(offered(&side, &log), "another seq"));
    // Under a new log, with its origin, from two disks: known.
    side_send_again(&side, &fork, &log, seq);
    struct intake_answer answer = side_offer(&side, &fork, 1, 1);
    assert_int_equal(answer.applied, 0);
    assert_int_equal(answer.aside_count, 0);
    // With an origin that lies about its hash: the place was taken already.
    Kt__Event *event = record_unpack(&side.arena, &kt__event__descriptor, log.events[seq - 1]);
    uint8_t wrong[HASH_LEN] = {7};
    Kt__Origin origin = KT__ORIGIN__INIT;
    origin.log = 77;
    origin.seq = seq;
    origin.hash = record_data(bytes_of(wrong, HASH_LEN));
    event->origin = &origin;
    side_append(&side, &fork, event);
    assert_string_equal(offered(&side, &fork), "");
    assert_int_equal(side_case(&side, &receipt).revision, revision);
    side_end(&side);
}

// Under a new ticket the machine takes along what waited: its boxes name the kiosk of before.
static void what_waited_counts_under_a_new_ticket(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log old = side_begin_monday(&side, *state);
    struct hand bpd = new_key(&side, &old, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &old, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    struct act say = {.receipt = &receipt, .what = KT__ACT__ACT_SAY, .text = "Kami tinjau."};
    append_act(&side, &old, &bpd, say); // waits
    uint64_t seq = old.head;
    side_enrol_again(&side, "32.15.11.2005");
    struct side_log now = side_log_begin(&side, 78);
    side_send_again(&side, &now, &old, seq);
    assert_string_equal(offered(&side, &now), "");
    append_key(&side, &now, &bpd); // told once more, as the new kiosk's
    assert_string_equal(offered(&side, &now), "");
    assert_false(settle(&side));
    Kt__RoleCopy *copy = item_of(&side, side.kiosk.id, &receipt, &bpd);
    assert_string_equal(copy->view->entries[1]->text, "Kami tinjau.");
    assert_int_equal(copy->view->entries[1]->act_log, 77);
    // Another machine that got hold of it: neither by its key nor by what it names.
    side_enrol(&side, "32.15.11.2005");
    struct side_log other = side_log_begin(&side, 79);
    side_send_again(&side, &other, &old, seq);
    assert_non_null(strstr(offered(&side, &other), "not known"));
    append_key(&side, &other, &bpd);
    assert_string_equal(offered(&side, &other), "");
    say.other_kiosk = old.kiosk;
    assert_non_null(strstr(do_act(&side, &other, &bpd, say), "another kiosk"));
    side_end(&side);
}

// Sealed to keys that were away: the words reach the villager, the state that the case was given
// since stays. Without such a one it is what it would have been.
static void an_act_that_lay_aside_takes_nothing_back(void **state)
{
    struct side side;
    struct receipt moved, stood;
    struct intake_again again;
    struct side_log log = side_begin_monday(&side, *state);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &moved, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    a_case(&side, &log, &stood, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    struct act say = {.receipt = &moved,
                      .what = KT__ACT__ACT_SAY,
                      .state = KT__STATE__DITINDAKLANJUTI,
                      .text = "Kami tinjau."};
    side_set_clock(SIDE_MONDAY_S + 3600);
    append_act(&side, &log, &bpd, say);
    say.receipt = &stood;
    append_act(&side, &log, &bpd, say);
    side.keyring->lists[0].number = 9;
    assert_int_equal(side_offer(&side, &log, log.head - 1, log.head).aside_count, 2);
    side.keyring->lists[0].number = 1;
    side_set_clock(SIDE_MONDAY_S + DAY_S);
    assert_true(side_step(&side, &moved, CASE_VERIFY, NULL));
    assert_true(intake_asides_again(side.regency, side.keyring, &again));
    assert_int_equal(again.taken, 2);
    assert_int_equal(side_case(&side, &moved).state, KT__STATE__TERVERIFIKASI);
    assert_string_equal(side_view(&side, &moved)->entries[2]->text, "Kami tinjau.");
    assert_int_equal(side_case(&side, &stood).state, KT__STATE__DITINDAKLANJUTI);
    side_end(&side);
}

static void a_case_does_not_grow_beyond_what_it_holds(void **state)
{
    struct side side;
    struct receipt receipt;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 1);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    const char *why = "";
    for (int i = 0; !*why && i < CASE_ENTRIES_MAX; i++) {
        if (log.head == SIDE_EVENTS_MAX) {
            log = side_log_begin(&side, log.log + 1);
        }
        why =
            do_act(&side, &log, &bpd, (struct act){.receipt = &receipt, .what = KT__ACT__ACT_OPEN});
    }
    assert_non_null(strstr(why, "more than a case can hold"));
    assert_int_equal(side_view(&side, &receipt)->n_entries, CASE_ACT_ENTRIES_MAX);
    assert_true(side_step(&side, &receipt, CASE_REJECT, "Cukup."));
    side_end(&side);
}

int main(void)
{
    log_name("test_role_act");
    const struct CMUnitTest tests[] = {
        test_in_dir(an_answer_at_the_kiosk_reaches_the_receipt_and_the_role),
        test_in_dir(words_arrive_although_the_case_was_ended_meanwhile),
        test_in_dir(what_somebody_might_pretend_is_set_aside),
        test_in_dir(an_act_counts_once_however_often_it_comes),
        test_in_dir(what_waited_counts_under_a_new_ticket),
        test_in_dir(an_act_that_lay_aside_takes_nothing_back),
        test_in_dir(a_case_does_not_grow_beyond_what_it_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
