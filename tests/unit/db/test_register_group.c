// SPDX-License-Identifier: GPL-3.0-or-later
// Musyawarah: what is alike, one outcome for several, the notice that tells it; and the files that
// are carried away, with everything that must not be in them.
#include "register_side.h"

#include "db/village/notice.h"
#include "db/village/publish.h"
#include "db/village/register_file.h"
#include "db/village/register_group.h"
#include "db/village/setting.h"

static struct staff_session *bpd;

static int begin(void **state)
{
    kiosk_begin(state);
    bpd = side_sign_in(side_member("Ketua BPD", STAFF_BPD, NULL));
    return 0;
}

static int end(void **state)
{
    staff_sign_out(village, bpd);
    return kiosk_end(state);
}

#define test_signed_in(f) cmocka_unit_test_setup_teardown(f, begin, end)

static void alike_is_what_shares_words_that_few_have(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "Jembatan bambu dekat sekolah keropos, anak-anak takut lewat",
        "Jembatan bambu menuju sekolah sudah keropos",
        "Tolong jembatan dekat sekolah diperbaiki, papannya keropos",
        "Lampu jalan dekat masjid mati sejak puasa",
        "Saluran irigasi blok timur jebol",
        "Beras bantuan belum dibagikan kepada warga",
        "Sampah menumpuk dekat pasar desa",
        "Air bersih keruh sejak kemarin",
        "Posyandu butuh timbangan bayi baru",
        "Jalan menuju kebun berlubang besar",
    };
    struct receipt receipts[COUNT_OF(texts)];
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        receipts[i] = side_say(texts[i], KT__ADDRESSEE__BPD);
    }
    side_file_as("Jembatan sekolah keropos karena semennya dikurangi", NULL, KT__MODE__RAHASIA,
                 KT__ADDRESSEE__BPD, (struct bytes){0});
    struct register_shelf *shelf = register_shelf_open();
    size_t count, found[REGISTER_SIMILAR_MAX];
    assert_true(register_shelf_read(village, bpd, shelf));
    const struct register_row *rows = register_shelf_rows(shelf, &count);
    size_t like = register_similar(village, bpd, receipts[0].case_id, rows, count,
                                   REGISTER_SIMILAR_MAX, found);
    assert_int_equal(like, 2);
    for (size_t i = 0; i < like; i++) {
        assert_true(memcmp(rows[found[i]].case_id, receipts[1].case_id, HASH_LEN) == 0 ||
                    memcmp(rows[found[i]].case_id, receipts[2].case_id, HASH_LEN) == 0);
    }
    assert_int_equal(register_similar(village, bpd, receipts[4].case_id, rows, count,
                                      REGISTER_SIMILAR_MAX, found),
                     0);
    register_shelf_close(shelf);
}

static void one_outcome_for_all_and_a_notice_that_names_nobody(void **state)
{
    (void)state;
    struct receipt named = side_file_as("Jembatan keropos", "Warga RT 03", KT__MODE__TERBUKA,
                                        KT__ADDRESSEE__BPD, (struct bytes){0});
    struct receipt blind = side_file_as("Jembatan sudah lapuk", "Warga RT 04", KT__MODE__ANONIM,
                                        KT__ADDRESSEE__BPD, (struct bytes){0});
    struct receipt secret = side_file_as("Jembatan: uangnya ke mana?", "Warga RT 05",
                                         KT__MODE__RAHASIA, KT__ADDRESSEE__BPD, (struct bytes){0});
    struct bytes cases[] = {bytes_of(named.case_id, HASH_LEN), bytes_of(blind.case_id, HASH_LEN),
                            bytes_of(secret.case_id, HASH_LEN)};
    int64_t day = 20785; // 2026-11-28
    const struct register_step table = {.what = KT__ACT__ACT_TABLE, .text = "", .day = day};
    assert_true(register_act(village, bpd, cases, 3, &table));
    struct register_item item;
    assert_true(register_get(village, bpd, &arena, blind.case_id, &item));
    assert_int_equal(item.row.state, KT__STATE__DIBAHAS_BPD);
    assert_int_equal(item.row.talk_day, day);
    int64_t waiting = event_log_waiting(village);
    struct register_outcome outcome = {.cases = cases,
                                       .count = 3,
                                       .state = KT__STATE__DITINDAKLANJUTI,
                                       .text = "Disepakati dibangun jembatan beton tahun depan.",
                                       .day = day,
                                       .is_told = true};
    struct register_told told;
    if (!register_decide(village, bpd, &arena, &outcome, &told)) {
        fail_msg("%s", fault_text());
    }
    const char *id = told.notice;
    assert_false(told.waits);
    assert_int_equal(event_log_waiting(village), waiting + 4);
    const char *gone;
    Kt__Notice *notice = notice_get(village, &arena, id, &gone);
    assert_non_null(notice);
    assert_string_equal(notice->title, "Hasil musyawarah 28 November 2026");
    assert_string_equal(notice->category, "hasil_musyawarah");
    assert_string_equal(notice->publisher, "BPD Sukamaju");
    assert_non_null(strstr(notice->body, "jembatan beton"));
    assert_non_null(strstr(notice->body, "2005-0001"));
    assert_null(strstr(notice->body, "2005-0002"));
    assert_null(strstr(notice->body, "2005-0003"));
    assert_non_null(strstr(notice->body, "2 usul lain"));
    assert_null(strstr(notice->body, "Warga"));
    // Each of the three points to it.
    const struct receipt *all[] = {&named, &blind, &secret};
    for (size_t i = 0; i < COUNT_OF(all); i++) {
        struct register_note notes[4];
        assert_int_equal(register_notes(village, &arena, all[i], NULL, 4, notes), 2);
        assert_int_equal(notes[0].entry->state, KT__STATE__DIBAHAS_BPD);
        assert_string_equal(notes[1].entry->notice, id);
        assert_string_equal(notes[1].entry->text, outcome.text);
    }
    // Nothing of it where one of them is not theirs; no notice either.
    cases[2] = bytes_of(a_receipt().case_id, HASH_LEN);
    assert_false(register_decide(village, bpd, &arena, &outcome, &told));
    size_t total;
    struct notice_row rows[4];
    notice_list(village, &arena, NOTICE_CURRENT, NULL, NULL, NULL, 0, 4, rows, &total);
    assert_int_equal(total, 1);
}

// Where a second member has to publish: the receipts have it at once, the notice when it is out.
static void a_notice_that_waits_for_another_member(void **state)
{
    (void)state;
    struct receipt receipt = side_say("Jembatan keropos", KT__ADDRESSEE__BPD);
    struct bytes one = bytes_of(receipt.case_id, HASH_LEN);
    struct staff_session *second = side_sign_in(side_member("Sekretaris BPD", STAFF_BPD, bpd));
    assert_true(setting_set(village, "approve", "yes", SETTING_REGENCY));
    const struct register_outcome outcome = {.cases = &one,
                                             .count = 1,
                                             .state = KT__STATE__SELESAI,
                                             .text = "Sudah diganti papan baru.",
                                             .day = 20785,
                                             .is_told = true};
    struct register_told told;
    assert_true(register_decide(village, bpd, &arena, &outcome, &told));
    assert_true(told.waits);
    assert_null(register_notice(village, &arena, told.notice));
    struct register_note note;
    assert_int_equal(register_notes(village, &arena, &receipt, NULL, 1, &note), 1);
    assert_string_equal(note.entry->text, outcome.text);
    struct draft_row drafts[2];
    assert_int_equal(draft_list(village, &arena, STAFF_BPD, 2, drafts), 1);
    struct publish_told published;
    assert_int_equal(publish_draft(village, &arena, second, drafts[0].id, &published),
                     PUBLISH_DONE);
    assert_string_equal(register_notice(village, &arena, note.entry->notice), published.id);
    staff_sign_out(village, second);
}

static const char *read_text(const char *folder, const char *name)
{
    struct bytes bytes;
    if (!file_read(&arena, file_path(&arena, folder, name), 1 << 20, &bytes)) {
        fail_msg("%s", fault_text());
    }
    return arena_str_of(&arena, bytes);
}

static void files_hold_what_they_may_and_nothing_else(void **state)
{
    (void)state;
    struct receipt named =
        side_file_as("Jembatan \"bambu\"; keropos\nsudah dua bulan", "=Warga RT 03",
                     KT__MODE__TERBUKA, KT__ADDRESSEE__BPD, (struct bytes){0});
    side_file_as("-Lampu <b>mati</b> & gelap", "Warga RT 04", KT__MODE__ANONIM, KT__ADDRESSEE__BPD,
                 (struct bytes){0});
    side_file_as("Uang jembatan dipotong", "Warga RT 05", KT__MODE__RAHASIA, KT__ADDRESSEE__BPD,
                 (struct bytes){0});
    side_say("Loket tutup terus", KT__ADDRESSEE__DESA);
    struct bytes one = bytes_of(named.case_id, HASH_LEN);
    const struct register_outcome outcome = {.cases = &one,
                                             .count = 1,
                                             .state = KT__STATE__DITINDAKLANJUTI,
                                             .text = "Dibangun bulan depan.",
                                             .day = 20785};
    struct register_told told;
    assert_true(register_decide(village, bpd, &arena, &outcome, &told));
    char *stick = arena_printf(&arena, "%s/stick", dir);
    assert_true(file_make_dir(stick, 0700));
    struct register_files files;
    int64_t waiting = event_log_waiting(village);
    if (!register_export(village, bpd, &arena, &files) || !register_files_put(&files, stick)) {
        fail_msg("%s", fault_text());
    }
    assert_int_equal(files.count, 3);
    assert_int_equal(files.cases, 3);
    assert_int_equal(files.talks, 1);
    const char *csv = read_text(stick, files.files[0].name);
    assert_memory_equal(csv, "\xEF\xBB\xBF\"nomor\";\"tanggal\";", 20);
    assert_non_null(strstr(csv, "\"'=Warga RT 03\";\"Jembatan \"\"bambu\"\"; keropos sudah dua "
                                "bulan\";\"ditindaklanjuti\";\"Dibangun bulan depan.\";\"BPD, "
                                "belum sampai\"\r\n"));
    assert_non_null(strstr(csv, "\"'-Lampu <b>mati</b> & gelap\""));
    assert_non_null(strstr(csv, "\"rahasia\";\"\";\"(hanya dibaca petugas)\""));
    const char *page = read_text(stick, files.files[2].name);
    assert_non_null(strstr(page, "-Lampu &lt;b&gt;mati&lt;/b&gt; &amp; gelap"));
    assert_non_null(strstr(page, "keropos<br>sudah dua bulan"));
    const char *minutes = read_text(stick, files.files[1].name);
    assert_non_null(strstr(minutes, "\"2026-11-28\";\"2005-0001\";\"Dibangun bulan depan.\""));
    static const char *const never[] = {"dipotong", "RT 04", "RT 05", "0812000111", "Loket"};
    for (size_t i = 0; i < COUNT_OF(never); i++) {
        assert_int_equal(count_in_files(stick, never[i], strlen(never[i])), 0);
    }
    // The name that went into it was seen: on record, once.
    assert_int_equal(event_log_waiting(village), waiting + 1);
    struct register_note notes[4];
    assert_int_equal(register_notes(village, &arena, &named, NULL, 4, notes), 2);
    assert_true(notes[1].entry->opened);
    register_files_finish(&files);
    assert_true(register_export(village, bpd, &arena, &files));
    assert_int_equal(event_log_waiting(village), waiting + 1);
    assert_false(register_files_put(&files, "/nowhere"));
    assert_non_null(strstr(fault_text(), "plug the stick in"));
    register_files_finish(&files);
}

// Whoever holds the stick reads no answer either, of which only officers and the villager know.
static void answers_to_what_only_officers_read_stay_here(void **state)
{
    (void)state;
    static const char *const never[] = {"dipotong", "bendahara", "Inspektorat",
                                        "diaudit",  "kuitansi",  "Warga RT"};
    struct receipt open = side_say("Jembatan keropos", KT__ADDRESSEE__BPD);
    struct receipt said = side_file_as("Uang jembatan dipotong", "Warga RT 05", KT__MODE__RAHASIA,
                                       KT__ADDRESSEE__BPD, (struct bytes){0});
    struct receipt decided = side_file_as("Semen dipotong", "Warga RT 06", KT__MODE__RAHASIA,
                                          KT__ADDRESSEE__BPD, (struct bytes){0});
    struct receipt answered = side_file_as("Beras dipotong", NULL, KT__MODE__RAHASIA,
                                           KT__ADDRESSEE__BPD, (struct bytes){0});
    const struct register_step answer = {.what = KT__ACT__ACT_SAY, .text = "Minta kuitansi dulu."};
    assert_true(side_act(bpd, &said, answer));
    struct bytes both[] = {bytes_of(open.case_id, HASH_LEN), bytes_of(decided.case_id, HASH_LEN)};
    struct register_outcome outcome = {.count = 1,
                                       .state = KT__STATE__DITINDAKLANJUTI,
                                       .day = 20785,
                                       .cases = &both[0],
                                       .text = "Jembatan dibangun bulan depan."};
    struct register_told told;
    assert_true(register_decide(village, bpd, &arena, &outcome, &told));
    outcome.cases = &both[1];
    outcome.text = "Pembukuan bendahara diperiksa.";
    assert_true(register_decide(village, bpd, &arena, &outcome, &told));
    Kt__CaseEntry entries[] = {KT__CASE_ENTRY__INIT, KT__CASE_ENTRY__INIT};
    entries[0].by = "Inspektorat";
    entries[0].text = "Keuangan desa diaudit.";
    entries[1] = entries[0];
    entries[1].by = "BPD";
    entries[1].day = 20780;
    entries[1].state = KT__STATE__DITINDAKLANJUTI;
    Kt__CaseEntry *way[] = {&entries[0], &entries[1]};
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.revision = 2;
    view.state = KT__STATE__DITINDAKLANJUTI;
    view.entries = way;
    view.n_entries = 2;
    assert_true(side_item_as(&answered, STAFF_BPD, bpd->key_number, bpd->role_public,
                             "Beras dipotong", KT__MODE__RAHASIA, &view));
    char *stick = arena_printf(&arena, "%s/stick", dir);
    assert_true(file_make_dir(stick, 0700));
    struct register_files files;
    if (!register_export(village, bpd, &arena, &files) || !register_files_put(&files, stick)) {
        fail_msg("%s", fault_text());
    }
    for (size_t i = 0; i < COUNT_OF(never); i++) {
        if (count_in_files(stick, never[i], strlen(never[i]))) {
            fail_msg("\"%s\" lies on the stick", never[i]);
        }
    }
    assert_int_equal(count_in_files(stick, "(dijawab)", strlen("(dijawab)")), 2); // csv and page
    assert_int_equal(files.talks, 3);
    const char *minutes = read_text(stick, files.files[1].name);
    assert_non_null(
        strstr(minutes, "\"2026-11-28\";\"2005-0001\";\"Jembatan dibangun bulan depan.\""));
    assert_non_null(strstr(minutes, "\"2026-11-28\";\"2005-0003\";\"(sudah dibahas)\""));
    assert_non_null(strstr(minutes, "\"2026-11-23\";\"2005-0001\";\"(sudah dibahas)\""));
    register_files_finish(&files);
}

static void a_year_of_cases_is_listed_in_time(void **state)
{
    (void)state;
    enum { CASES = 1000 };
    for (int i = 0; i < CASES; i++) {
        side_say("Jalan menuju kebun berlubang besar sejak hujan kemarin", KT__ADDRESSEE__BPD);
        if (i % 50 == 0) {
            arena_reset(&arena);
        }
    }
    struct register_shelf *shelf = register_shelf_open();
    size_t count;
    int64_t from_ms = clock_mono_ms();
    assert_true(register_shelf_read(village, bpd, shelf));
    int64_t first_ms = clock_mono_ms() - from_ms;
    register_shelf_rows(shelf, &count);
    assert_int_equal(count, CASES);
    from_ms = clock_mono_ms();
    assert_true(register_shelf_read(village, bpd, shelf));
    int64_t again_ms = clock_mono_ms() - from_ms;
    printf("1,000 cases: %lld ms, then %lld ms\n", (long long)first_ms, (long long)again_ms);
    assert_true(again_ms * 4 < first_ms + 40); // what did not change is not opened again
    register_shelf_close(shelf);
}

int main(void)
{
    log_name("test_register_group");
    const struct CMUnitTest tests[] = {
        test_signed_in(alike_is_what_shares_words_that_few_have),
        test_signed_in(one_outcome_for_all_and_a_notice_that_names_nobody),
        test_signed_in(a_notice_that_waits_for_another_member),
        test_signed_in(files_hold_what_they_may_and_nothing_else),
        test_signed_in(answers_to_what_only_officers_read_stay_here),
        test_signed_in(a_year_of_cases_is_listed_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
