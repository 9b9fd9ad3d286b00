// SPDX-License-Identifier: GPL-3.0-or-later
// Search: prefixes, accents, operators, one wrong letter, marks, order; in step with every writer
// of notices, through a VACUUM, and for a file of version 1.
#include "place.h"
#include "tests/unit/arena_side.h"

#include "db/village/feed.h"
#include "db/village/fold.h"
#include "db/village/notice.h"
#include "db/village/plain.h"
#include "db/village/schema.h"
#include "db/village/search.h"

static Kt__Notice made(const char *id, const char *title, const char *body, int64_t posted_s)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = (char *)(uintptr_t)id;
    notice.revision = 1;
    notice.title = (char *)(uintptr_t)title;
    notice.category = (char *)(uintptr_t) "pengumuman";
    notice.publisher = (char *)(uintptr_t) "Pemerintah Desa";
    notice.body = (char *)(uintptr_t)body;
    notice.posted_s = posted_s;
    return notice;
}

static void put(struct village *village, const char *id, const char *title, const char *body,
                int64_t posted_s)
{
    Kt__Notice notice = made(id, title, body, posted_s);
    if (!notice_put(village, &notice)) {
        fail_msg("%s", fault_text());
    }
}

// The ids found, a space behind each.
static const char *ids(struct village *village, const char *query)
{
    struct search_hit hits[8];
    size_t total, count = search_notices(village, &arena, query, "id", 0, 8, hits, &total);
    const char *out = "";
    for (size_t i = 0; i < count; i++) {
        out = arena_printf(&arena, "%s%s ", out, hits[i].row.id);
    }
    assert_true(total >= count);
    return out;
}

static struct search_hit first(struct village *village, const char *query)
{
    struct search_hit hit;
    size_t total;
    assert_int_equal(search_notices(village, &arena, query, "id", 0, 1, &hit, &total), 1);
    return hit;
}

static void some(struct village *village)
{
    put(village, "R-1", "Posyandu balita bulan Desember",
        "Bidan **puskesmas** datang ke [balai desa](https://x.example/a). Bawa buku KIA.", 1000);
    put(village, "R-2", "Perbaikan jalan Dusun Tiga",
        "Jalan yang rusak mulai diperbaiki; anak-anak ke posyandu lewat jalan kebun.", 2000);
    put(village, "R-3", "Salat Jum'at di kafé Émile", "Jalannya *licin*.\n\n> Hati-hati, air naik",
        3000);
}

static void words_are_folded_alike(void **state)
{
    (void)state;
    struct fold_word word;
    size_t pos = 0;
    const char *text = "  Jum'at, KAFÉ e\xCC\x81t\xC3\xA9-2026";
    assert_true(fold_next(text, &pos, &word));
    assert_string_equal(word.word, "jumat");
    assert_int_equal(word.at, 2);
    assert_int_equal(word.len, 6);
    assert_true(fold_next(text, &pos, &word));
    assert_string_equal(word.word, "kafe");
    assert_true(fold_next(text, &pos, &word));
    assert_string_equal(word.word, "ete");
    assert_true(fold_next(text, &pos, &word));
    assert_true(word.has_digit);
    assert_false(fold_next(text, &pos, &word));
    pos = 0;
    assert_false(fold_next("\xFF\xFE -- ''", &pos, &word));
    char *longest = arena_alloc(&arena, 10001);
    memset(longest, 'a', 10000);
    pos = 0;
    assert_true(fold_next(longest, &pos, &word));
    assert_int_equal(word.letters, FOLD_LETTERS_MAX);
    assert_int_equal(word.len, 10000);
    pos = 0;
    assert_true(
        fold_next("\xEF\xB7\xBA\xEF\xB7\xBA\xEF\xB7\xBA\xEF\xB7\xBA\xEF\xB7\xBA", &pos, &word));
    assert_true(word.letters <= FOLD_LETTERS_MAX);
}

static void marks_of_markdown_are_taken_off(void **state)
{
    (void)state;
    const struct {
        const char *markdown, *plain;
    } cases[] = {
        {"# Judul\n\nIsi **tebal** dan _miring_.", "Judul Isi tebal dan miring."},
        {"> - satu\n> - dua", "satu dua"},
        {"| A | B |\n|---|:-:|\n| 1 | 2 |", "A B 1 2"},
        {"[balai](https://a.b/c_d) ![foto](x.png) hasil_musyawarah", "balai foto hasil_musyawarah"},
        {"a\\*b [x] 3*4 #tag", "a*b x 34 #tag"},
        {"```\nkode\n```", "kode"},
        {"[tak selesai](http", "tak selesai(http"},
        {"", ""},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_string_equal(plain_text(&arena, cases[i].markdown), cases[i].plain);
    }
}

static void finds_by_beginning_accent_and_case(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    assert_string_equal(ids(village, "p"), "R-2 R-1 "); // newest first
    assert_string_equal(ids(village, "po"), "R-2 R-1 ");
    assert_string_equal(ids(village, "posy"), "R-1 R-2 "); // in the title
    assert_string_equal(ids(village, "POSYANDU"), "R-1 R-2 ");
    assert_string_equal(ids(village, "jumat"), "R-3 ");
    assert_string_equal(ids(village, "jum'at kafe emi"), "R-3 ");
    assert_string_equal(ids(village, "desa bal"), "R-1 ");
    assert_string_equal(ids(village, "jalan"), "R-2 R-3 ");
    assert_string_equal(ids(village, "jalan lici"), "R-3 "); // the whole word is nowhere: jalannya
    assert_string_equal(ids(village, "example"), "");        // an address is no word of it
    assert_string_equal(ids(village, ""), "");
    assert_string_equal(ids(village, "  ... "), "");
    village_close(village);
}

static void operators_are_only_letters(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    const char *const odd[] = {
        "\"",           "posyandu\"", "\"posyandu",           "title:posyandu", "NEAR(a b",
        "posyandu AND", "OR",         "NOT posyandu",         "^posyandu*",     "{title} : x",
        "posyandu -",   "a* + b)",    "'; DROP TABLE notice", "\x01\x02",       "\xFF\xFE"};
    for (size_t i = 0; i < COUNT_OF(odd); i++) {
        fault_clear();
        ids(village, odd[i]);
        assert_null(strstr(fault_text(), "syntax"));
    }
    assert_string_equal(ids(village, "\"posyandu\""), "R-1 R-2 ");
    assert_string_equal(ids(village, "posyandu*^:("), "R-1 R-2 ");
    char *longest = arena_alloc(&arena, 5001);
    memset(longest, 'z', 5000);
    assert_string_equal(ids(village, longest), "");
    for (int i = 0; i < 5000; i += 2) {
        longest[i] = ' ';
    }
    assert_string_equal(ids(village, longest), "");
    village_close(village);
}

static void one_wrong_letter_is_forgiven(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    const char *const wrong[] = {
        "puskezmas", "puskesms",   "puskessmas", "pukssesmas", // the last has two wrong
        "puseksmas", "ouskesmas",  "uskesmas",   "ppuskesmas", "upskesmas",
        "pskesmas",  "puskesmasa", "pxskesmas",  "puskem",     "Púskezmas",
    };
    for (size_t i = 0; i < COUNT_OF(wrong); i++) {
        bool two = i == 3;
        assert_string_equal(ids(village, wrong[i]), two ? "" : "R-1 ");
    }
    assert_string_equal(ids(village, "bidan puskezmas"), "R-1 ");
    assert_string_equal(ids(village, "bidann puskezmas"), "R-1 ");
    assert_string_equal(ids(village, "abc"), ""); // three letters: too little is left
    assert_string_equal(ids(village, "ari"), "");
    put(village, "R-4", "APBDes 2026", "Anggaran", 4000);
    assert_string_equal(ids(village, "2027"), ""); // another year is no slip
    struct search_hit hit = first(village, "puskezmas");
    assert_non_null(strstr(hit.excerpt_marked, "\x01puskesmas\x02"));
    village_close(village);
}

static void what_matched_is_marked(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    struct search_hit hit = first(village, "posyandu bal");
    assert_string_equal(hit.title_marked, "\x01Posyandu\x02 \x01"
                                          "balita\x02 bulan Desember");
    hit = first(village, "kafe");
    assert_string_equal(hit.title_marked, "Salat Jum'at di \x01kafé\x02 Émile");
    hit = first(village, "jum");
    assert_string_equal(hit.title_marked, "Salat \x01Jum'at\x02 di kafé Émile");
    assert_string_equal(hit.excerpt_marked, "Jalannya licin. Hati-hati, air naik");

    char *body = arena_alloc(&arena, 8001);
    for (int i = 0; i < 8000; i++) {
        body[i] = i % 9 == 8 ? ' ' : 'x';
    }
    memcpy(body + 4500, " sumur ", 7);
    put(village, "R-9", "Panjang", body, 9000);
    hit = first(village, "sumur");
    assert_non_null(strstr(hit.excerpt_marked, " \x01sumur\x02 "));
    assert_true(str_starts(hit.excerpt_marked, "… x"));
    assert_true(strlen(hit.excerpt_marked) < 260);
    assert_true(utf8_is_valid(bytes_of_str(hit.excerpt_marked)));
    memset(body, 'q', 8000);
    memcpy(body + 4000, "\xC3\xA9\xC3\xA9\xC3\xA9", 6);
    put(village, "R-10", "Tanpa spasi", body, 9001);
    hit = first(village, "qqqq");
    assert_true(utf8_is_valid(bytes_of_str(hit.excerpt_marked)));
    village_close(village);
}

static void translations_are_found_and_shown(void **state)
{
    struct village *village = place_open(*state);
    Kt__Notice notice = made("R-1", "Vaksin anjing", "Gratis di balai", 5);
    Kt__Translation english = KT__TRANSLATION__INIT;
    english.lang = (char *)(uintptr_t) "en";
    english.title = (char *)(uintptr_t) "Dog vaccination";
    english.body = (char *)(uintptr_t) "Free at the village hall";
    Kt__Translation *all[] = {&english};
    notice.n_translations = 1;
    notice.translations = all;
    assert_true(notice_put(village, &notice));
    struct search_hit hit;
    size_t total;
    assert_int_equal(search_notices(village, &arena, "vacc", "en", 0, 1, &hit, &total), 1);
    assert_string_equal(hit.title_marked, "Dog \x01vaccination\x02");
    assert_int_equal(search_notices(village, &arena, "hall", "id", 0, 1, &hit, &total), 1);
    assert_string_equal(hit.row.title, "Vaksin anjing");
    village_close(village);
}

static void every_writer_keeps_in_step(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    Kt__Notice second = made("R-1", "Imunisasi", "Bukan yang dulu", 1000);
    second.revision = 2;
    assert_true(notice_put(village, &second));
    assert_string_equal(ids(village, "puskesmas"), "");
    assert_string_equal(ids(village, "imunisasi"), "R-1 ");
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = (char *)(uintptr_t) "R-1";
    gone.revision = 1; // older than what is here: nothing happens
    assert_true(notice_put_gone(village, &gone));
    assert_string_equal(ids(village, "imunisasi"), "R-1 ");
    gone.revision = 3;
    assert_true(notice_put_gone(village, &gone));
    assert_string_equal(ids(village, "imunisasi"), "");

    // A whole state without R-3 sweeps it; naming it again brings it back.
    assert_true(feed_whole_begin(village, FEED_TEXT));
    put(village, "R-2", "Perbaikan jalan Dusun Tiga", "Jalan", 2000);
    assert_true(feed_whole_end(village, FEED_TEXT));
    assert_string_equal(ids(village, "jumat"), "");
    put(village, "R-3", "Salat Jum'at di kafé Émile", "Jalannya", 3000);
    assert_string_equal(ids(village, "jumat"), "R-3 ");

    // Posted here, given its real id at the enrolment, withdrawn.
    Kt__Notice own = made("", "Gotong royong saluran", "Bawa cangkul", 0);
    const char *id;
    assert_true(notice_post(village, &arena, &own, &id));
    assert_string_equal(ids(village, "cangkul"), "K-1 ");
    place_enrol(village, &arena);
    assert_string_equal(ids(village, "cangkul"), "K7-1 ");
    assert_true(notice_withdraw(village, "K7-1", "batal"));
    assert_string_equal(ids(village, "cangkul"), "");
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM notice_place", ""), 2);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM notice_word", ""), 2);
    assert_int_equal(sql_int(village->sql, -1, "SELECT count(*) FROM notice_title", ""), 2);
    village_close(village);
}

static void what_rolls_back_is_not_found(void **state)
{
    struct village *village = place_open(*state);
    sql_begin(village->sql);
    put(village, "R-1", "Sementara", "x", 1);
    sql_rollback(village->sql);
    assert_string_equal(ids(village, "sementara"), "");
    village_close(village);
}

static void shows_what_may_be_shown(void **state)
{
    struct village *village = place_open(*state);
    Kt__Notice later = made("R-1", "Nanti saja", "x", 100);
    later.start_s = PLACE_NOW_S + 100;
    assert_true(notice_put(village, &later));
    Kt__Notice over = made("R-2", "Nanti malam", "x", 100);
    over.end_s = PLACE_NOW_S - 100;
    assert_true(notice_put(village, &over));
    assert_string_equal(ids(village, "nanti"), "R-2 ");
    assert_true(first(village, "nanti").is_archived);
    village->test_now_s += 200;
    assert_string_equal(ids(village, "nanti"), "R-1 R-2 ");
    village_close(village);
}

static void counts_to_a_thousand_and_keeps_old_titles(void **state)
{
    struct village *village = place_open(*state);
    sql_begin(village->sql);
    put(village, "R-0", "Sumur bor", "yang lama", 10);
    for (int i = 1; i <= 1200; i++) {
        put(village, arena_printf(&arena, "R-%d", i), "Kabar", "tentang sumur dan air",
            1000 + i / 100);
    }
    assert_true(sql_commit(village->sql));
    struct search_hit hits[4];
    size_t total;
    assert_int_equal(search_notices(village, &arena, "su", "id", 0, 4, hits, &total), 4);
    assert_int_equal(total, SEARCH_HITS_MAX);
    assert_string_equal(hits[0].row.id, "R-1200");
    assert_int_equal(search_notices(village, &arena, "sumur", "id", 0, 4, hits, &total), 4);
    assert_string_equal(hits[0].row.id, "R-0"); // the only one with it in the title
    assert_string_equal(hits[1].row.id, "R-1200");
    assert_int_equal(total, SEARCH_HITS_MAX);
    assert_int_equal(search_notices(village, &arena, "sumur", "id", 998, 4, hits, &total), 2);
    assert_int_equal(search_notices(village, &arena, "sumur", "id", 5000, 4, hits, &total), 0);
    village_close(village);
}

static void survives_a_vacuum(void **state)
{
    struct village *village = place_open(*state);
    some(village);
    sql_run(village->sql, "DELETE FROM notice WHERE id = 'R-1'", ""); // a gap for VACUUM to close
    char *dir = arena_printf(&arena, "%s/copy", (char *)*state);
    assert_true(village_create(dir));
    char *file = arena_printf(&arena, "%s/village.db", dir);
    assert_int_equal(unlink(file), 0);
    assert_true(sql_run(village->sql, "VACUUM INTO $1", "t", file));
    village_close(village);
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
    village->test_now_s = PLACE_NOW_S;
    assert_string_equal(ids(village, "jumat"), "R-3 ");
    assert_string_equal(ids(village, "perbaikan"), "R-2 ");
    Kt__Notice second = made("R-2", "Lain", "kata", 2000);
    second.revision = 2;
    assert_true(notice_put(village, &second));
    assert_string_equal(ids(village, "perbaikan"), "");
    assert_true(sql_run(village->sql,
                        "INSERT INTO notice_word (notice_word) VALUES ('integrity-check')", ""));
    village_close(village);
}

static void a_file_of_version_1_becomes_searchable(void **state)
{
    secret_init();
    char *path = arena_printf(&arena, "%s/village.db", (char *)*state);
    struct sql *sql = sql_open_sqlite(path);
    assert_true(migrate(sql, path, village_steps, 1));
    for (int i = 1; i <= 3; i++) {
        Kt__Notice notice = made(arena_printf(&arena, "R-%d", i),
                                 i == 3 ? "Ditarik sumur" : "Sumur lama", "isi", 100 * i);
        notice.event_start_s = i == 2 ? PLACE_NOW_S + 50 : 0;
        struct bytes record = record_pack(&arena, &notice.base);
        assert_true(sql_run(sql,
                            "INSERT INTO notice VALUES ($1, 1, 0, 'kegiatan', 'Desa', 0, 0, $2, 0,"
                            " 0, $3, $4, 0)",
                            "tibt", notice.id, notice.posted_s, record, i == 3 ? "batal" : NULL));
    }
    sql_run(sql, "INSERT INTO notice VALUES ('R-4', 1, 0, 'x', 'x', 0, 0, 1, 0, 0, x'ff', NULL, 0)",
            "");
    sql_close(sql);
    struct village *village = village_open(*state, VILLAGE_TOOL);
    if (!village) {
        fail_msg("%s", fault_text());
    }
    village->test_now_s = PLACE_NOW_S;
    assert_string_equal(ids(village, "sumur"), "R-2 R-1 ");
    struct notice_row rows[4];
    assert_int_equal(notice_agenda(village, &arena, "id", PLACE_NOW_S, 4, rows), 1);
    assert_string_equal(rows[0].id, "R-2");
    village_close(village);
    assert_int_equal(access(arena_printf(&arena, "%s.before-2", path), F_OK), 0);
}

static void a_fresh_file_leaves_no_copy(void **state)
{
    struct village *village = place_open(*state);
    village_close(village);
    assert_int_not_equal(
        access(arena_printf(&arena, "%s/village.db.before-2", (char *)*state), F_OK), 0);
}

static void agenda_and_neighbours(void **state)
{
    struct village *village = place_open(*state);
    const int64_t begins[] = {PLACE_NOW_S + 500, PLACE_NOW_S - 500, PLACE_NOW_S + 100, 0};
    const int64_t ends[] = {0, PLACE_NOW_S + 10, 0, 0};
    for (int i = 0; i < 4; i++) {
        Kt__Notice notice = made(arena_printf(&arena, "R-%d", i), "x", "y", 100 * i);
        notice.event_start_s = begins[i];
        notice.event_end_s = ends[i];
        assert_true(notice_put(village, &notice));
    }
    struct notice_row rows[4];
    assert_int_equal(notice_agenda(village, &arena, "id", PLACE_NOW_S, 4, rows), 3);
    assert_string_equal(rows[0].id, "R-1"); // going on
    assert_string_equal(rows[1].id, "R-2");
    assert_string_equal(rows[2].id, "R-0");
    assert_int_equal(notice_agenda(village, &arena, "id", PLACE_NOW_S + 300, 4, rows), 1);
    struct notice_beside beside = notice_beside(village, &arena, "R-2", NOTICE_CURRENT, NULL, NULL);
    assert_string_equal(beside.before, "R-3");
    assert_string_equal(beside.after, "R-1");
    assert_int_equal(beside.at, 2);
    assert_int_equal(beside.total, 4);
    beside = notice_beside(village, &arena, "R-0", NOTICE_CURRENT, NULL, NULL);
    assert_null(beside.after);
    beside = notice_beside(village, &arena, "R-77", NOTICE_CURRENT, NULL, NULL);
    assert_int_equal(beside.at, 0);
    assert_null(beside.before);
    village_close(village);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_folded_alike),
        cmocka_unit_test(marks_of_markdown_are_taken_off),
        test_in_dir(finds_by_beginning_accent_and_case),
        test_in_dir(operators_are_only_letters),
        test_in_dir(one_wrong_letter_is_forgiven),
        test_in_dir(what_matched_is_marked),
        test_in_dir(translations_are_found_and_shown),
        test_in_dir(every_writer_keeps_in_step),
        test_in_dir(what_rolls_back_is_not_found),
        test_in_dir(shows_what_may_be_shown),
        test_in_dir(counts_to_a_thousand_and_keeps_old_titles),
        test_in_dir(survives_a_vacuum),
        test_in_dir(a_file_of_version_1_becomes_searchable),
        test_in_dir(a_fresh_file_leaves_no_copy),
        test_in_dir(agenda_and_neighbours),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
