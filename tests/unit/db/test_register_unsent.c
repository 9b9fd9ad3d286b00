// SPDX-License-Identifier: GPL-3.0-or-later
// Words that an office has not sent yet: there again for the role and for nobody else, closed on
// the disk, gone with what was sent and with the villager's words.
#include "register_side.h"

#include "db/village/register_group.h"
#include "db/village/register_unsent.h"

static struct staff_session *bpd, *second, *desa;

static int begin(void **state)
{
    kiosk_begin(state);
    bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    second = side_sign_in(side_member("Wakil Ketua BPD", STAFF_BPD, bpd));
    desa = side_sign_in(side_member("Kepala urusan umum", STAFF_DESA, NULL));
    return 0;
}

static int end(void **state)
{
    staff_sign_out(village, bpd);
    staff_sign_out(village, second);
    staff_sign_out(village, desa);
    return kiosk_end(state);
}

#define test_signed_in(f) cmocka_unit_test_setup_teardown(f, begin, end)

static struct register_place answer_to(const struct receipt *receipt)
{
    return (struct register_place){.what = KT__ACT__ACT_SAY,
                                   .case_id = bytes_of(receipt->case_id, HASH_LEN)};
}

static struct register_place outcome_of(const struct receipt *receipt, int64_t day)
{
    struct register_place place = answer_to(receipt);
    place.what = KT__ACT__ACT_OUTCOME;
    place.day = day;
    return place;
}

static void keep(const struct staff_session *session, struct register_place place, const char *text)
{
    if (!register_unsent_keep(village, session, &place, text)) {
        fail_msg("%s", fault_text());
    }
}

static const char *kept(const struct staff_session *session, struct register_place place)
{
    const char *by = "";
    return register_unsent_read(village, session, &arena, &place, &by);
}

static int64_t rows(void)
{
    return sql_int(village->sql, -1, "SELECT count(*) FROM unsent", "");
}

static void the_role_finds_them_again_and_no_file_tells_them(void **state)
{
    (void)state;
    struct receipt secret = side_file_as("Uang dipotong", "Warga RT 05", KT__MODE__RAHASIA,
                                         KT__ADDRESSEE__BPD, (struct bytes){0});
    struct receipt other = side_say("Jembatan keropos", KT__ADDRESSEE__BPD);
    struct register_place place = answer_to(&secret);
    const char *by = NULL;
    assert_null(kept(bpd, place));
    keep(bpd, place, "Kuitansinya kami");
    keep(bpd, place, "Kuitansinya kami periksa");
    assert_int_equal(rows(), 1);
    assert_string_equal(kept(bpd, place), "Kuitansinya kami periksa");
    assert_string_equal(register_unsent_read(village, second, &arena, &place, &by),
                        "Kuitansinya kami periksa");
    assert_string_equal(by, "Ketua BPD");
    assert_null(kept(bpd, answer_to(&other)));
    assert_null(kept(bpd, outcome_of(&secret, 20785)));
    assert_null(kept(desa, place));
    assert_false(register_unsent_keep(village, desa, &place, "Bukan urusan desa"));
    static const char *const words[] = {"Kuitansinya", "periksa", "Bukan urusan"};
    for (size_t i = 0; i < COUNT_OF(words); i++) {
        assert_int_equal(count_in_files(dir, words[i], strlen(words[i])), 0);
    }
    assert_int_equal(sql_int(village->sql, -1,
                             "SELECT count(*) FROM unsent WHERE tag = $1 OR tag = $2", "bb",
                             place.case_id, bytes_of(secret.public_key, BOX_PUBLIC_LEN)),
                     0);
    keep(bpd, place, " \n");
    assert_int_equal(rows(), 0);
}

static void they_go_with_what_is_sent(void **state)
{
    (void)state;
    struct receipt road = side_say("Jembatan keropos", KT__ADDRESSEE__BPD);
    keep(bpd, answer_to(&road), "Kami tinjau");
    keep(bpd, outcome_of(&road, 20785), "Disepakati");
    keep(bpd, outcome_of(&road, 20786), "Belum");
    assert_int_equal(rows(), 3);
    assert_true(
        side_act(second, &road, (struct register_step){.what = KT__ACT__ACT_TABLE, .day = 20785}));
    assert_int_equal(rows(), 3);
    assert_true(side_act(second, &road,
                         (struct register_step){.what = KT__ACT__ACT_SAY, .text = "Sudah."}));
    assert_null(kept(bpd, answer_to(&road)));
    assert_string_equal(kept(bpd, outcome_of(&road, 20785)), "Disepakati");
    struct bytes id = bytes_of(road.case_id, HASH_LEN);
    struct register_outcome outcome = {
        .cases = &id, .count = 1, .state = KT__STATE__SELESAI, .text = "Disepakati.", .day = 20785};
    struct register_told told;
    assert_true(register_decide(village, bpd, &arena, &outcome, &told));
    assert_null(kept(bpd, outcome_of(&road, 20785)));
    assert_string_equal(kept(bpd, outcome_of(&road, 20786)), "Belum");
}

static void they_go_with_the_villagers_words_and_with_time(void **state)
{
    (void)state;
    struct receipt first = side_say("Lampu jalan mati", KT__ADDRESSEE__BPD);
    struct receipt road = side_say("Jembatan keropos", KT__ADDRESSEE__BPD);
    keep(bpd, answer_to(&first), "Ditanyakan ke PLN");
    keep(bpd, answer_to(&road), "Kami tinjau");
    sql_begin(village->sql);
    assert_true(register_forget(village, &arena, &road));
    assert_true(sql_commit(village->sql));
    assert_int_equal(rows(), 1);
    assert_true(sql_run(village->sql, "UPDATE unsent SET at_s = at_s - $1", "i",
                        (REGISTER_UNSENT_DAYS + 1) * (int64_t)86400));
    keep(bpd, outcome_of(&first, 20785), "Disepakati");
    assert_int_equal(rows(), 1);
    assert_null(kept(bpd, answer_to(&first)));
    for (int64_t day = 1; day <= REGISTER_UNSENT_MAX + 3; day++) {
        keep(bpd, outcome_of(&first, day), "Belum");
    }
    assert_int_equal(rows(), REGISTER_UNSENT_MAX);
}

int main(void)
{
    log_name("test_register_unsent");
    const struct CMUnitTest tests[] = {
        test_signed_in(the_role_finds_them_again_and_no_file_tells_them),
        test_signed_in(they_go_with_what_is_sent),
        test_signed_in(they_go_with_the_villagers_words_and_with_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
