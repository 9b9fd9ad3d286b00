// SPDX-License-Identifier: GPL-3.0-or-later
// Roles at the regency: keys that come and go, and items for each kiosk of a village and for no
// other.
#include "role_side.h"

static void each_kiosk_of_the_village_reads_with_its_own_key(void **state)
{
    struct side side;
    struct receipt before, after, theirs;
    struct side_log log = side_begin_monday(&side, *state);
    a_case(&side, &log, &before, KT__ADDRESSEE__BPD, KT__MODE__RAHASIA);
    a_case(&side, &log, &theirs, KT__ADDRESSEE__DESA, KT__MODE__TERBUKA);
    struct hand first = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    assert_null(item_of(&side, side.kiosk.id, &before, &first));
    assert_false(settle(&side));
    Kt__RoleCopy *copy = item_of(&side, side.kiosk.id, &before, &first);
    assert_non_null(copy);
    Kt__Words *words = seal_words_unpack(&side.arena, record_view(copy->words), copy->dictionary);
    assert_string_equal(words->text, "Jalan di RT 3 rusak berat");
    assert_int_equal(copy->view->state, KT__STATE__TERKIRIM);
    assert_string_equal(copy->number, "2005-0001");
    assert_int_equal(side_count(&side, "change WHERE kind = 13"), 1); // nothing of desa's

    // A second kiosk of the village, and one of another.
    struct registry_kiosk one = side.kiosk, two, other;
    side_enrol(&side, "32.15.11.2005");
    two = side.kiosk;
    struct side_log second_log = side_log_begin(&side, 5);
    struct hand second = new_key(&side, &second_log, KT__ROLE__ROLE_BPD, 1);
    settle(&side);
    side_enrol(&side, "32.15.11.2006");
    other = side.kiosk;
    struct side_log other_log = side_log_begin(&side, 6);
    struct hand stranger = new_key(&side, &other_log, KT__ROLE__ROLE_BPD, 1);
    settle(&side);
    assert_non_null(item_of(&side, two.id, &before, &second));
    assert_null(item_of(&side, two.id, &before, &first)); // sealed to its own key
    assert_null(item_of(&side, other.id, &before, &stranger));

    // Filed now: the kiosk that filed it made its own copy, the other one is given it.
    side.kiosk = one;
    a_case(&side, &log, &after, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    assert_non_null(item_of(&side, two.id, &after, &second));
    struct change_page page;
    struct change_reader reader = {.kiosk = one.id, .village = one.village.id, .code = "x"};
    uint64_t newest =
        2 * (uint64_t)sql_int(side.regency->sql, 0, "SELECT max(number) - 2 FROM change", "");
    assert_true(change_next(side.regency, &side.arena, &reader, CHANGE_STATUS, newest, true,
                            1 << 20, true, &page));
    assert_int_equal(page.count, 0);
    reader.kiosk = two.id;
    assert_true(change_next(side.regency, &side.arena, &reader, CHANGE_STATUS, newest, true,
                            1 << 20, true, &page));
    assert_int_equal(page.count, 1);
    // At the next revision both are, and a revoked one is not.
    assert_true(registry_revoke(side.regency, two.id));
    assert_true(side_step(&side, &after, CASE_VERIFY, NULL));
    copy = item_of(&side, one.id, &after, &first);
    assert_int_equal(copy->view->state, KT__STATE__TERVERIFIKASI);
    assert_int_equal(item_of(&side, two.id, &after, &second)->view->state, KT__STATE__TERKIRIM);
    assert_null(item_of(&side, other.id, &after, &stranger)); // nor is another village's
    // What is secret lies nowhere in the open because of it.
    assert_int_equal(side_count(&side, "cases WHERE mode = 3 AND text IS NOT NULL"), 0);
    side_end(&side);
}

static void a_new_key_gets_the_whole_register_some_at_a_time(void **state)
{
    struct side side;
    enum { CASES = ROLE_SETTLE_MAX + 3 };
    static struct receipt receipts[CASES];
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    struct side_log log = side_log_begin(&side, 1);
    struct hand first = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    for (int i = 0; i < CASES; i++) {
        if (log.head == SIDE_EVENTS_MAX) {
            log = side_log_begin(&side, log.log + 1);
        }
        side_file(&side, &log,
                  &(struct side_words){.receipt = &receipts[i],
                                       .to = KT__ADDRESSEE__BPD,
                                       .number = (uint32_t)i + 1});
        assert_int_equal(side_offer(&side, &log, log.head, log.head).applied, 1);
    }
    settle(&side);
    log = side_log_begin(&side, 900);
    struct hand next = new_key(&side, &log, KT__ROLE__ROLE_BPD, 2);
    assert_true(settle(&side));
    assert_false(settle(&side));
    assert_false(settle(&side));
    for (int i = 0; i < CASES; i++) {
        assert_non_null(item_of(&side, side.kiosk.id, &receipts[i], &next));
        assert_null(item_of(&side, side.kiosk.id, &receipts[i], &first));
    }
    side_end(&side);
}

static void a_key_that_was_replaced_does_nothing_more(void **state)
{
    struct side side;
    struct receipt receipt;
    struct side_log log = side_begin_monday(&side, *state), fork = side_log_begin(&side, 88);
    struct hand old = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &receipt, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    struct act say = {.receipt = &receipt, .what = KT__ACT__ACT_SAY, .text = "Sebelum keluar."};
    append_act(&side, &log, &old, say); // filed before the member left, not sent yet
    struct hand next = {.role = KT__ROLE__ROLE_BPD, .number = 2};
    crypto_box_keypair(next.key, next.secret);
    append_key(&side, &log, &next);
    struct intake_answer answer = side_offer(&side, &log, log.head - 1, log.head);
    assert_int_equal(answer.applied, 2);
    say.text = "Sesudah keluar.";
    assert_non_null(strstr(do_act(&side, &log, &old, say), "replaced by then"));
    say.text = "Dengan kunci baru.";
    assert_string_equal(do_act(&side, &log, &next, say), "");
    Kt__CaseView *view = side_view(&side, &receipt);
    assert_int_equal(view->n_entries, 3);
    assert_string_equal(view->entries[1]->text, "Sebelum keluar.");
    assert_string_equal(view->entries[2]->text, "Dengan kunci baru.");

    // The old key's event sent again under another log, as after a restore: not in force again.
    sql_run(side.regency->sql, "DELETE FROM role_key WHERE number = 1", "");
    Kt__Event *event = record_unpack(&side.arena, &kt__event__descriptor, log.events[0]);
    Kt__Origin origin = side_made_up_origin(66, 1);
    event->origin = &origin;
    side_append(&side, &fork, event);
    assert_string_equal(offered(&side, &fork), "");
    settle(&side);
    assert_non_null(item_of(&side, side.kiosk.id, &receipt, &next));

    // A kiosk that came back from a backup counts from an older number: what it files now counts.
    struct hand back = new_key(&side, &fork, KT__ROLE__ROLE_BPD, 2);
    settle(&side);
    assert_null(item_of(&side, side.kiosk.id, &receipt, &next));
    assert_non_null(item_of(&side, side.kiosk.id, &receipt, &back));

    // Keys that are none.
    struct hand low = {.role = KT__ROLE__ROLE_BPD, .number = 3}, youth = back, none = back;
    append_key(&side, &log, &low);
    assert_non_null(strstr(offered(&side, &log), "nothing can be sealed"));
    youth.role = KT__ROLE__ROLE_YOUTH;
    append_key(&side, &log, &youth);
    assert_non_null(strstr(offered(&side, &log), "without a role"));
    none.number = 0;
    append_key(&side, &log, &none);
    assert_non_null(strstr(offered(&side, &log), "without a role"));
    side_end(&side);
}

static void erased_and_routed_away_go_from_every_kiosk(void **state)
{
    struct side side;
    struct receipt erased, unsure, addressed;
    struct side_log log = side_begin_monday(&side, *state);
    struct hand bpd = new_key(&side, &log, KT__ROLE__ROLE_BPD, 1);
    a_case(&side, &log, &erased, KT__ADDRESSEE__BPD, KT__MODE__TERBUKA);
    a_case(&side, &log, &unsure, KT__ADDRESSEE__UNSURE, KT__MODE__TERBUKA);
    a_case(&side, &log, &addressed, KT__ADDRESSEE__DESA, KT__MODE__TERBUKA);
    assert_true(side_step(&side, &erased, CASE_VERIFY, NULL));
    assert_non_null(item_of(&side, side.kiosk.id, &erased, &bpd));
    assert_string_equal(
        side_follow(&side, &log, &erased, (struct side_follow){.what = KT__FOLLOW__ERASE}), "");
    assert_null(item_of(&side, side.kiosk.id, &erased, &bpd));
    assert_int_equal(side_count(&side, "change WHERE kind = 14 AND body IS NOT NULL"), 1);
    assert_non_null(
        strstr(do_act(&side, &log, &bpd,
                      (struct act){.receipt = &erased, .what = KT__ACT__ACT_SAY, .text = "Baik."}),
               "erased"));
    // Who did not know whom to ask: the regency may give it to BPD, and away from there.
    assert_true(side_step(&side, &unsure, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &addressed, CASE_VERIFY, NULL));
    struct case_info info = side_case(&side, &unsure);
    struct case_step route = {.verb = CASE_ROUTE, .opd = "bpd"};
    assert_true(case_take_step(side.regency, &side.arena, side.keyring, &info, &route));
    assert_string_equal(side_view(&side, &unsure)->entries[2]->to, "BPD");
    assert_non_null(item_of(&side, side.kiosk.id, &unsure, &bpd));
    assert_string_equal(do_act(&side, &log, &bpd,
                               (struct act){.receipt = &unsure,
                                            .what = KT__ACT__ACT_SAY,
                                            .state = KT__STATE__BUKAN_KEWENANGAN,
                                            .text = "Ini urusan kabupaten."}),
                        "");
    info = side_case(&side, &unsure);
    route.opd = "PUPR";
    assert_true(case_take_step(side.regency, &side.arena, side.keyring, &info, &route));
    assert_int_equal(side_case(&side, &unsure).finished_s, 0);
    assert_null(item_of(&side, side.kiosk.id, &unsure, &bpd));
    // Never one that was addressed to somebody else.
    info = side_case(&side, &addressed);
    route.opd = "BPD";
    assert_false(case_take_step(side.regency, &side.arena, side.keyring, &info, &route));
    assert_non_null(strstr(fault_text(), "did not know whom"));
    side_end(&side);
}

static void certificates_are_kept_once(void **state)
{
    struct side side;
    struct side_log log = side_begin_monday(&side, *state);
    Kt__Certified certified = KT__CERTIFIED__INIT;
    certified.role = KT__ROLE__ROLE_YOUTH;
    certified.name = "Karang taruna";
    certified.right = 11;
    certified.of = 12;
    certified.at_s = SIDE_MONDAY_S;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_CERTIFIED;
    event.certified = &certified;
    side_append(&side, &log, &event);
    assert_string_equal(offered(&side, &log), "");
    certified.right = 13;
    side_append(&side, &log, &event);
    assert_non_null(strstr(offered(&side, &log), "certificate"));
    Kt__Certified *list[ROLE_CERTIFIED_MAX];
    assert_int_equal(role_certified(side.regency, &side.arena, side.kiosk.id, list), 1);
    assert_string_equal(list[0]->name, "Karang taruna");
    assert_int_equal(list[0]->right, 11);
    side_end(&side);
}

int main(void)
{
    log_name("test_role");
    const struct CMUnitTest tests[] = {
        test_in_dir(each_kiosk_of_the_village_reads_with_its_own_key),
        test_in_dir(a_new_key_gets_the_whole_register_some_at_a_time),
        test_in_dir(a_key_that_was_replaced_does_nothing_more),
        test_in_dir(erased_and_routed_away_go_from_every_kiosk),
        test_in_dir(certificates_are_kept_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
