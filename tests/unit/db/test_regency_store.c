// SPDX-License-Identifier: GPL-3.0-or-later
// The regency store: cases and their steps, the feed and its cursors, kiosks, villages, settings.
#include "regency_side.h"

#include "db/regency/rule.h"

// ---- cases

static struct case_info only_case(struct side *side, const struct side_words *words)
{
    struct side_log log = side_log_begin(side, 77);
    struct case_info info;
    side_file(side, &log, words);
    assert_int_equal(side_offer(side, &log, 1, 1).applied, 1);
    assert_true(case_find(side->regency, &side->arena, "2005-0001", &info));
    return info;
}

static bool step(struct side *side, const struct case_info *info, enum case_verb verb,
                 const char *text, const char *opd)
{
    const struct case_step what = {.verb = verb, .text = text, .opd = opd};
    return case_take_step(side->regency, &side->arena, side->keyring, info, &what);
}

// The newest answer in the feed, opened with the receipt.
static Kt__CaseView *answer_of(struct side *side, const struct receipt *receipt)
{
    struct bytes body = sql_bytes(side->regency->sql, &side->arena,
                                  "SELECT body FROM change WHERE class = 3 AND body IS NOT NULL"
                                  " ORDER BY number DESC LIMIT 1",
                                  "");
    Kt__Answer *answer = record_unpack(&side->arena, &kt__answer__descriptor, body);
    assert_non_null(answer);
    return seal_answer_open(&side->arena, answer, receipt,
                            keyring_newest(side->keyring)->sealing_public);
}

static void a_case_goes_its_way_and_its_receipt_opens_it(void **state)
{
    struct side side;
    struct receipt receipt;
    side_begin(&side, *state);
    struct case_info info = only_case(&side, &(struct side_words){.receipt = &receipt});
    assert_int_equal(info.state, KT__STATE__TERKIRIM);
    assert_int_equal(side_count(&side, "change WHERE class = 3"),
                     0); // that it arrived the kiosk knows

    assert_false(step(&side, &info, CASE_ROUTE, NULL, "PUPR"));
    assert_non_null(strstr(fault_text(), "verify"));
    assert_false(step(&side, &info, CASE_REPLY, "Ya.", NULL));
    assert_true(step(&side, &info, CASE_VERIFY, NULL, NULL));
    assert_false(step(&side, &info, CASE_VERIFY, NULL, NULL));
    assert_false(step(&side, &info, CASE_ROUTE, NULL, "PUPRR"));
    assert_non_null(strstr(fault_text(), "PUPR (Dinas Pekerjaan Umum)"));
    assert_true(step(&side, &info, CASE_ROUTE, NULL, "pupr"));
    assert_false(step(&side, &info, CASE_REPLY, "", NULL));
    assert_true(step(&side, &info, CASE_REPLY, "Akan diperbaiki bulan depan.", NULL));
    assert_true(step(&side, &info, CASE_CLOSE, NULL, NULL));
    assert_false(step(&side, &info, CASE_REPLY, "Masih ada lagi.", NULL));
    assert_false(step(&side, &info, CASE_REJECT, "Tidak.", NULL));

    Kt__CaseView *view = answer_of(&side, &receipt);
    assert_non_null(view);
    assert_int_equal(view->revision, 5);
    assert_int_equal(view->state, KT__STATE__SELESAI);
    assert_string_equal(view->number, "2005-0001");
    assert_int_equal(view->n_entries, 5);
    assert_int_equal(view->entries[1]->state, KT__STATE__TERVERIFIKASI);
    assert_string_equal(view->entries[2]->to, "Dinas Pekerjaan Umum");
    assert_string_equal(view->entries[3]->by, "Dinas Pekerjaan Umum");
    assert_int_equal(view->due_day, 0);
    // One answer stands in the feed; those before it gave up their bodies, not their numbers.
    assert_int_equal(side_count(&side, "change WHERE class = 3"), 4);
    assert_int_equal(side_count(&side, "change WHERE body IS NOT NULL"), 1);

    struct receipt other;
    crypto_box_keypair(other.public_key, other.secret_key);
    receipt_case_id(other.case_id, other.public_key);
    assert_null(answer_of(&side, &other));
    side_end(&side);
}

static void deadlines_count_working_days_from_arrival(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct case_info info = only_case(&side, &(struct side_words){0});
    int64_t today = moment_day(clock_now_s(), 420);
    assert_int_equal(info.due_day, moment_working_days_after(today, 3));
    assert_true(step(&side, &info, CASE_VERIFY, NULL, NULL));
    assert_true(case_get(side.regency, &side.arena, info.id, &info));
    assert_int_equal(info.due_day, moment_working_days_after(today, 5));
    side_end(&side);
}

static void entries_are_signed_over_case_and_revision(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct case_info info = only_case(&side, &(struct side_words){0});
    struct case_entry entries[CASE_ENTRIES_MAX];
    assert_true(step(&side, &info, CASE_VERIFY, NULL, NULL));
    assert_int_equal(case_entries(side.regency, &side.arena, side.keyring, info.id, entries), 2);
    assert_true(entries[0].signed_well && entries[1].signed_well);
    sql_script(side.regency->sql, "DROP TRIGGER entry_stays");
    sql_script(side.regency->sql, "UPDATE entry SET revision = 7 WHERE revision = 2");
    assert_int_equal(case_entries(side.regency, &side.arena, side.keyring, info.id, entries), 2);
    assert_true(entries[0].signed_well);
    assert_false(entries[1].signed_well);
    side_end(&side);
}

static void secret_words_are_opened_on_record(void **state)
{
    struct side side;
    struct receipt receipt;
    side_begin(&side, *state);
    struct case_info info = only_case(&side, &(struct side_words){.text = "Ada pungutan",
                                                                  .mode = KT__MODE__RAHASIA,
                                                                  .receipt = &receipt});
    assert_null(info.text);
    for (int i = 0; i < 3; i++) {
        Kt__Words *words =
            case_words(side.regency, &side.arena, side.keyring, &info, "Petugas kabupaten");
        assert_non_null(words);
        assert_string_equal(words->text, "Ada pungutan");
    }
    assert_int_equal(side_count(&side, "opening"), 3);
    Kt__CaseView *view = answer_of(&side, &receipt);
    assert_int_equal(view->n_entries, 2); // the same day and office: said once
    assert_true(view->entries[1]->opened);
    assert_int_equal(view->state, KT__STATE__TERKIRIM);
    side_end(&side);
}

static void cases_are_found_by_number_id_and_prefix(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct case_info info = only_case(&side, &(struct side_words){0}), found;
    char *hex = secret_hex(&side.arena, bytes_of(info.id, CASE_ID_LEN));
    assert_true(case_find(side.regency, &side.arena, hex, &found));
    hex[6] = '\0';
    assert_true(case_find(side.regency, &side.arena, hex, &found));
    hex[2] = '\0';
    assert_false(case_find(side.regency, &side.arena, hex, &found));
    assert_false(case_find(side.regency, &side.arena, "2005-0009", &found));
    assert_false(case_find(side.regency, &side.arena, "' OR 1=1 --", &found));
    side_end(&side);
}

// ---- the feed

static struct change_reader reader_of(const struct side *side)
{
    return (struct change_reader){.kiosk = side->kiosk.id,
                                  .village = side->kiosk.village.id,
                                  .code = side->kiosk.village.code,
                                  .whole_after = side->kiosk.village.whole_after};
}

static struct change_page next(struct side *side, uint64_t cursor, bool agrees, size_t budget)
{
    struct change_page page;
    const struct change_reader reader = reader_of(side);
    assert_true(change_next(side->regency, &side->arena, &reader, CHANGE_TEXT, cursor, agrees,
                            budget, true, &page));
    return page;
}

static void put(struct side *side, const char *audience, const char *object, const char *body,
                uint32_t maker)
{
    assert_true(change_put(side->regency, CHANGE_TEXT, audience, object, CHANGE_SETTING,
                           bytes_of_str(body), maker));
}

static void changes_reach_their_audience_in_order(void **state)
{
    struct side side;
    side_begin(&side, *state);
    assert_false(next(&side, 0, true, 1000).due); // nothing at all: nothing to send
    put(&side, "all", "a", "1", 0);
    put(&side, "32.15.11", "b", "2", 0);
    put(&side, "32.1", "c", "no: a dot is a boundary", 0);
    put(&side, "32.15.12", "d", "no", 0);
    put(&side, "#1", "e", "3", 0);
    put(&side, "@1", "f", "4", 0);
    put(&side, "32.15.11.2005", "g", "5", 0);
    put(&side, "all", "a", "6", 0); // replaces the first
    struct change_page page = next(&side, 0, true, 1000);
    assert_true(page.due && page.whole_begin && page.whole_end && !page.more);
    assert_int_equal(page.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(page.rows[i].body.data[0], '2' + (int)i);
    }
    uint8_t hash[CHANGE_HASH_LEN];
    assert_true(change_hash(side.regency, page.cursor, hash));
    assert_memory_equal(hash, page.hash, CHANGE_HASH_LEN);
    assert_false(next(&side, page.cursor, true, 1000).due);
    put(&side, "32.16", "d", "no", 0);
    assert_false(next(&side, page.cursor, true, 1000).due);
    put(&side, "#1", "k", "own", side.kiosk.id); // what a kiosk made is not sent back to it
    assert_false(next(&side, page.cursor, true, 1000).due);
    put(&side, "all", "z", "7", 0);
    page = next(&side, page.cursor, true, 1000);
    assert_true(page.due && !page.whole_begin && !page.whole_end);
    assert_int_equal(page.count, 1);
    side_end(&side);
}

static void a_cursor_that_does_not_fit_gets_the_whole_state(void **state)
{
    struct side side;
    side_begin(&side, *state);
    for (int i = 0; i < 5; i++) {
        put(&side, "all", arena_printf(&side.arena, "o%d", i), "0123456789", 0);
    }
    put(&side, "#1", "own", "0123456789", side.kiosk.id);
    uint64_t cursor = next(&side, 0, true, 1000).cursor;
    // In pages: begun in the first, complete in the last, own ones too; each page's cursor goes on.
    struct change_page page = next(&side, cursor, false, 25);
    assert_true(page.whole_begin && !page.whole_end && page.more);
    assert_int_equal(page.count, 2);
    size_t seen = page.count;
    while (page.more) {
        page = next(&side, page.cursor, true, 25);
        assert_false(page.whole_begin);
        seen += page.count;
    }
    assert_true(page.whole_end);
    assert_int_equal(seen, 6);
    assert_false(next(&side, page.cursor, true, 25).due);
    // One that is larger than the budget comes alone.
    page = next(&side, cursor, false, 1);
    assert_int_equal(page.count, 1);
    side_end(&side);
}

static void an_empty_whole_state_is_said_once(void **state)
{
    struct side side;
    side_begin(&side, *state);
    assert_false(next(&side, 0, true, 100).due);
    struct change_page page = next(&side, 2 * 4711, false, 100);
    assert_true(page.due && page.whole_begin && page.whole_end);
    assert_int_equal(page.count, 0);
    assert_true(page.cursor > 0); // it always stands on something
    assert_false(next(&side, page.cursor, true, 100).due);
    side_end(&side);
}

// ---- notices

static const char *post(struct side *side, const char *id, const char *scope)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_str(&side->arena, id);
    notice.title = arena_str(&side->arena, "Posyandu");
    notice.category = arena_str(&side->arena, "kesehatan");
    notice.body = arena_str(&side->arena, "Timbang balita.");
    notice.scope = arena_str(&side->arena, scope);
    const char *given;
    return bulletin_post(side->regency, &side->arena, &notice, &given) ? given : NULL;
}

static void notices_change_their_audience_in_one_step(void **state)
{
    struct side side;
    side_begin(&side, *state);
    assert_string_equal(post(&side, "", "32.15.11"), "R-1");
    assert_string_equal(post(&side, "", ""), "R-2");
    assert_null(post(&side, "R-9", "all"));
    assert_null(post(&side, "", "32.15."));
    uint64_t cursor = next(&side, 0, true, 10000).cursor;
    assert_string_equal(post(&side, "R-1", "32.15.12"), "R-1");
    struct change_page page = next(&side, cursor, true, 10000);
    assert_int_equal(page.count, 1); // gone from here
    assert_int_equal(page.rows[0].kind, CHANGE_NOTICE_GONE);
    assert_int_equal(side_count(&side, "change WHERE audience = '32.15.12' AND kind = 1"), 1);
    assert_true(bulletin_withdraw(side.regency, &side.arena, "R-2", "Salah tanggal"));
    assert_false(bulletin_withdraw(side.regency, &side.arena, "R-2", "Salah tanggal"));
    assert_false(bulletin_withdraw(side.regency, &side.arena, "R-3", "Salah tanggal"));
    page = next(&side, 0, true, 10000); // the whole state holds withdrawals too
    assert_int_equal(page.count, 2);
    side_end(&side);
}

// ---- kiosks, villages

static void a_ticket_enrols_one_machine(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct registry_kiosk again;
    struct bytes token = bytes_of(side.token, TOKEN_LEN);
    assert_int_equal(
        registry_enrol(side.regency, &side.arena, side.keyring, token, side.key, &again),
        REGISTRY_ENROLLED);
    assert_true(bytes_equal(again.certificate, side.kiosk.certificate));
    Kt__Certificate *certificate =
        trust_open_certificate(&side.arena, again.certificate, side.keyring->root_public);
    assert_non_null(certificate);
    assert_int_equal(certificate->kiosk, 1);
    uint8_t other[SIGN_PUBLIC_LEN] = {7}, wrong[TOKEN_LEN] = {1};
    assert_int_equal(registry_enrol(side.regency, &side.arena, side.keyring, token, other, &again),
                     REGISTRY_REFUSED);
    assert_int_equal(registry_enrol(side.regency, &side.arena, side.keyring,
                                    bytes_of(wrong, TOKEN_LEN), other, &again),
                     REGISTRY_REFUSED);
    // A key that was revoked is named as what it was, and not as the ticket that it tries.
    uint8_t fresh[TOKEN_LEN];
    uint32_t id;
    assert_true(registry_revoke(side.regency, 1));
    assert_true(registry_add(side.regency, side.kiosk.village.id, "Baru", fresh, &id));
    assert_int_equal(registry_enrol(side.regency, &side.arena, side.keyring,
                                    bytes_of(fresh, TOKEN_LEN), side.key, &again),
                     REGISTRY_REFUSED);
    assert_non_null(strstr(fault_text(), "as kiosk K1"));
    // The token itself is nowhere in the store.
    assert_int_equal(sql_int(side.regency->sql, 0,
                             "SELECT count(*) FROM kiosk WHERE token_hash = $1", "b", token),
                     0);
    side_end(&side);
}

static void villages_come_from_a_file_whole_or_not_at_all(void **state)
{
    struct side side;
    side_begin(&side, *state);
    size_t count;
    static const char good[] = "\xEF\xBB\xBF"
                               "code,desa,kecamatan,lat,lon\r\n"
                               "32.15.11.2005,Sukamaju,\"Telukjambe, Timur\",-6.3,107.3\r\n"
                               "32.15.11.2006,\"Desa \"\"Baru\"\"\",Telukjambe,,\r\n";
    assert_true(desa_import(side.regency, "v.csv", bytes_of_str(good), &count));
    assert_int_equal(count, 2);
    struct desa desa;
    assert_true(desa_find(side.regency, &side.arena, "32.15.11.2006", &desa));
    assert_string_equal(desa.name, "Desa \"Baru\"");
    assert_int_equal(side_count(&side, "change WHERE audience = '@1'"), 1); // its kiosk is told

    static const char bad[] = "code,desa,kecamatan\n32.15.11.2007,Baik,A\n32 15,Buruk,B\n";
    assert_false(desa_import(side.regency, "v.csv", bytes_of_str(bad), &count));
    assert_non_null(strstr(fault_text(), "v.csv: line 3"));
    assert_false(desa_find(side.regency, &side.arena, "32.15.11.2007", &desa));
    assert_false(desa_import(side.regency, "v.csv", bytes_of_str("a;b\n1;2\n"), &count));
    side_end(&side);
}

// A code that changed keeps its village, its kiosks and its cases; what they see becomes that of
// the new code.
static void a_renumbered_village_gets_the_state_of_its_new_code(void **state)
{
    struct side side;
    side_begin(&side, *state);
    put(&side, "32.15", "old", "1", 0);
    put(&side, "32.20", "new", "2", 0);
    uint64_t cursor = next(&side, 0, true, 1000).cursor;
    static const char file[] = "code,desa,kecamatan,lat,lon,formerly\n"
                               "32.20.01.2001,Sukamaju,Baru,,,32.15.11.2005\n";
    size_t count;
    assert_true(desa_import(side.regency, "v.csv", bytes_of_str(file), &count));
    assert_true(registry_get(side.regency, &side.arena, 1, &side.kiosk));
    assert_string_equal(side.kiosk.village.code, "32.20.01.2001");
    assert_int_equal(side.kiosk.village.id, 1);
    struct change_page page = next(&side, cursor, true, 1000);
    assert_true(page.whole_begin && page.whole_end);
    assert_int_equal(page.count, 2); // what is for 32.20, and its own new name
    assert_false(next(&side, page.cursor, true, 1000).due);
    side_end(&side);
}

// One village takes the code that another gives up in the same file; the file taken in again, by
// mistake or with a new village in it, moves nobody.
static void codes_move_along_and_only_once(void **state)
{
    struct side side;
    side_begin(&side, *state);
    size_t count;
    static const char file[] = "code,desa,kecamatan,lat,lon,formerly\n"
                               "32.15.11.2006,Sukamaju,Telukjambe,,,32.15.11.2005\n"
                               "32.15.11.2007,Sirnagalih,Telukjambe,,,32.15.11.2006\n";
    static const char old[] = "code,desa,kecamatan\n32.15.11.2006,Sirnagalih,Telukjambe\n";
    struct desa first, second, now;
    assert_true(desa_import(side.regency, "v.csv", bytes_of_str(old), &count));
    assert_true(desa_find(side.regency, &side.arena, "32.15.11.2005", &first));
    assert_true(desa_find(side.regency, &side.arena, "32.15.11.2006", &second));
    for (int times = 0; times < 2; times++) {
        if (!desa_import(side.regency, "v.csv", bytes_of_str(file), &count)) {
            fail_msg("%s", fault_text());
        }
        assert_int_equal(count, 2);
        assert_true(desa_find(side.regency, &side.arena, "32.15.11.2006", &now));
        assert_int_equal(now.id, first.id);
        assert_true(desa_find(side.regency, &side.arena, "32.15.11.2007", &now));
        assert_int_equal(now.id, second.id);
    }
    assert_int_equal(side_count(&side, "village"), 2);
    side_end(&side);
}

// Filed before the code changed and sent after it: the receipt shows the old number, and who stands
// at the desk with it is found.
static void a_receipt_from_before_a_code_changed_is_found(void **state)
{
    struct side side;
    side_begin(&side, *state);
    struct case_info info;
    size_t count;
    static const char file[] = "code,desa,kecamatan,lat,lon,formerly\n"
                               "32.20.01.2001,Sukamaju,Baru,,,32.15.11.2005\n";
    assert_true(desa_import(side.regency, "v.csv", bytes_of_str(file), &count));
    assert_true(registry_get(side.regency, &side.arena, 1, &side.kiosk));
    struct side_log log = side_log_begin(&side, 77);
    side_file(&side, &log, &(struct side_words){0});
    assert_int_equal(side_offer(&side, &log, 1, 1).applied, 1);
    assert_true(case_find(side.regency, &side.arena, "2005-0001", &info));
    assert_string_equal(info.number, "2001-0001");
    assert_false(case_find(side.regency, &side.arena, "2005-0002", &info));
    side_end(&side);
}

// ---- settings

static void settings_are_held_against_the_table(void **state)
{
    struct side side;
    side_begin(&side, *state);
    assert_true(rule_set(side.regency, &side.arena, "32.15", "dpi", "120"));
    assert_false(rule_set(side.regency, &side.arena, "32.15", "dpi", "12000"));
    assert_false(rule_set(side.regency, &side.arena, NULL, "dppi", "120"));
    assert_non_null(strstr(fault_text(), "dpi"));
    assert_false(rule_set(side.regency, &side.arena, NULL, RULE_URL, "http://x"));
    assert_false(rule_set(side.regency, &side.arena, "all", RULE_URL, "https://x"));
    assert_false(rule_set(side.regency, &side.arena, NULL, RULE_LISTEN, "https://x"));
    assert_true(rule_set(side.regency, &side.arena, NULL, RULE_URL, "https://x"));
    struct rule_row *list;
    assert_int_equal(rule_list(side.regency, &side.arena, "dpi", &list), 1);
    assert_string_equal(list[0].value, "120");
    assert_string_equal(list[0].set_by, "regency 32.15");
    assert_int_equal(rule_list(side.regency, &side.arena, "nothing", &list), 0);
    assert_int_equal(side_count(&side, "change WHERE kind = 5 AND audience = '32.15'"), 1);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(a_case_goes_its_way_and_its_receipt_opens_it),
        test_in_dir(deadlines_count_working_days_from_arrival),
        test_in_dir(entries_are_signed_over_case_and_revision),
        test_in_dir(secret_words_are_opened_on_record),
        test_in_dir(cases_are_found_by_number_id_and_prefix),
        test_in_dir(changes_reach_their_audience_in_order),
        test_in_dir(a_cursor_that_does_not_fit_gets_the_whole_state),
        test_in_dir(an_empty_whole_state_is_said_once),
        test_in_dir(notices_change_their_audience_in_one_step),
        test_in_dir(a_ticket_enrols_one_machine),
        test_in_dir(villages_come_from_a_file_whole_or_not_at_all),
        test_in_dir(a_renumbered_village_gets_the_state_of_its_new_code),
        test_in_dir(codes_move_along_and_only_once),
        test_in_dir(a_receipt_from_before_a_code_changed_is_found),
        test_in_dir(settings_are_held_against_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
