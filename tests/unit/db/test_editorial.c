// SPDX-License-Identifier: GPL-3.0-or-later
// What is said about a notice before it goes out: good texts are left in peace, each bad one is met
// by its rule. And the words underneath: blanks, lines, templates.
#include "harness.h"
#include "tests/unit/arena_side.h"

#include "db/base/file.h"
#include "db/record/blank.h"
#include "db/record/editorial.h"
#include "db/record/lines.h"
#include "db/record/template_file.h"

#include <dirent.h>

enum { NOW_S = 1795401660, DAY = 86400 }; // 2026-11-23 09.41 WIB

static char *text(const char *str)
{
    return (char *)(uintptr_t)str;
}

static Kt__Notice notice_of(const char *category, const char *title, const char *body)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.category = text(category);
    notice.title = text(title);
    notice.body = text(body);
    notice.end_s = NOW_S + 10 * DAY;
    return notice;
}

static struct editorial_finding found[EDITORIAL_FINDINGS_MAX];
static size_t found_count;

static const struct editorial_finding *has(enum editorial_rule rule)
{
    for (size_t i = 0; i < found_count; i++) {
        if (found[i].rule == rule) {
            return &found[i];
        }
    }
    return NULL;
}

static void check(const Kt__Notice *notice)
{
    found_count = editorial_check(&arena, notice, NULL, NOW_S, found);
}

static const char good[] = "Warga RT 01 sampai RT 05 diundang. Datanglah, semua boleh bicara.\n\n"
                           "- Bagian mana yang dikeruk dulu\n- Uangnya dari mana\n\n"
                           "*Bertanya: Sekretaris BPD, meja BPD, Senin pukul 13.00.*";

static void test_good(void **state)
{
    (void)state;
    Kt__Notice notice = notice_of("undangan", "Musyawarah saluran air", good);
    notice.event_start_s = NOW_S + 2 * DAY;
    notice.event_end_s = notice.event_start_s + 7200;
    notice.place = text("Balai Desa");
    check(&notice);
    assert_int_equal(found_count, 0);
}

static void test_bad(void **state)
{
    (void)state;
    static const struct {
        const char *category, *title, *body;
        enum editorial_rule rule;
        enum editorial_field field;
        const char *detail; // NULL: not looked at
    } rows[] = {
        {"undangan", "Rapat di [tempat]", good, EDITORIAL_BLANK, EDITORIAL_IN_TITLE, "tempat"},
        {"undangan", "Rapat desa", "Bertanya: [kontak]", EDITORIAL_BLANK, EDITORIAL_IN_BODY,
         "kontak"},
        {"undangan", "", good, EDITORIAL_TITLE, EDITORIAL_IN_TITLE, ""},
        {"undangan", "Rapat", good, EDITORIAL_TITLE, EDITORIAL_IN_TITLE, ""},
        {"pengumuman", "Air mati besok", "", EDITORIAL_BODY, EDITORIAL_IN_BODY, ""},
        {"pengumuman", "Ucapan dari kami",
         "Mengucapkan selamat dan sukses atas pelantikan Ketua. Jayalah selalu.",
         EDITORIAL_CEREMONY, EDITORIAL_IN_BODY, ""},
        {"bantuan", "Penerima beras", "Warga dengan NIK 3202111212800003 mengambil beras di balai.",
         EDITORIAL_PRIVATE, EDITORIAL_IN_BODY, "3202..."},
        {"undangan", "Musyawarah air", "Datanglah, ada hal penting yang dibicarakan bersama.",
         EDITORIAL_WHO, EDITORIAL_IN_BODY, ""},
        {"undangan", "Musyawarah air", "Semua warga diundang dan boleh bicara di balai desa.",
         EDITORIAL_WHEN, EDITORIAL_IN_WHEN, ""},
        {"bantuan", "Beras untuk keluarga", "Warga mengambil beras besok pukul 08.00. Gratis.",
         EDITORIAL_WHERE, EDITORIAL_IN_PLACE, ""},
        {"kegiatan", "Kerja bakti di RT 03", "Ada kerja bakti warga RT 03 hari Minggu pukul 07.00.",
         EDITORIAL_HOW, EDITORIAL_IN_BODY, ""},
        {"layanan", "KTP keliling", "Datang ke balai desa hari Selasa membawa kartu keluarga asli.",
         EDITORIAL_CONTACT, EDITORIAL_IN_BODY, ""},
        {"pengumuman", "Jalan ditutup", "Mulai Senin jalan Dusun Dua ditutup. Tanya kepala dusun.",
         EDITORIAL_SOURCE, EDITORIAL_IN_BODY, ""},
        {"pengumuman", "Selamat dan sukses",
         "Pemerintah Desa mengucapkan selamat dan sukses atas dilantiknya Bapak Camat. Bertanya: "
         "kantor desa. Dirgahayu ke-81 tahun 2026.",
         EDITORIAL_CEREMONY, EDITORIAL_IN_BODY, ""},
        {"pengumuman", "Jalan ditutup", "Mulai Senin jalan ditutup.\n\n*Sumber: RT*\n*Bertanya: .*",
         EDITORIAL_CONTACT, EDITORIAL_IN_BODY, ""},
        {"pengumuman", "Jalan ditutup", "Mulai Senin jalan ditutup.\n\n*Sumber: -. Bertanya: desa*",
         EDITORIAL_SOURCE, EDITORIAL_IN_BODY, ""},
        {"pengumuman", "Tentang jalan", "Jalan ditutup **hari Senin.\n\nTanya kepala dusun.",
         EDITORIAL_MARKS, EDITORIAL_IN_BODY, "Jalan ditutup **hari Senin."},
        {"pengumuman", "Tentang jalan", "- Jalan *ditutup\n- Jembatan *dibuka*", EDITORIAL_MARKS,
         EDITORIAL_IN_BODY, "- Jalan *ditutup"},
        {"pengumuman", "HARAP SEGERA DIAMBIL", good, EDITORIAL_CAPITALS, EDITORIAL_IN_TITLE, ""},
        {"pengumuman", "Beras untuk warga",
         "Untuk WARGA YANG BELUM MENGAMBIL beras, datang besok ke balai desa.", EDITORIAL_CAPITALS,
         EDITORIAL_IN_BODY, "WARGA YANG BELUM MENGAMBIL"},
        {"pengumuman", "Tentang jalan",
         "Sehubungan dengan akan dilaksanakannya kegiatan perbaikan jalan yang menghubungkan dusun "
         "dua dengan dusun tiga maka dengan ini kami sampaikan kepada seluruh warga bahwa jalan "
         "tersebut untuk sementara tidak dapat dilalui kendaraan. Tanya kantor desa.",
         EDITORIAL_LONG, EDITORIAL_IN_BODY,
         "Sehubungan dengan akan dilaksanakannya kegiatan perbaikan..."},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        Kt__Notice notice = notice_of(rows[i].category, rows[i].title, rows[i].body);
        check(&notice);
        const struct editorial_finding *it = has(rows[i].rule);
        if (!it) {
            fail_msg("row %zu: \"%s\" was not met", i, rows[i].title);
        }
        assert_int_equal(it->field, rows[i].field);
        if (rows[i].detail) {
            assert_string_equal(it->detail, rows[i].detail);
        }
    }
}

static void test_times(void **state)
{
    (void)state;
    Kt__Notice notice = notice_of("undangan", "Musyawarah saluran air", good);
    notice.place = text("Balai Desa");
    notice.event_start_s = NOW_S - DAY;
    check(&notice);
    assert_int_equal(has(EDITORIAL_PAST)->field, EDITORIAL_IN_WHEN);
    notice.event_end_s = NOW_S + 60; // still going on
    check(&notice);
    assert_null(has(EDITORIAL_PAST));
    notice.event_start_s = NOW_S + DAY;
    notice.event_end_s = NOW_S;
    check(&notice);
    assert_int_equal(has(EDITORIAL_ENDS_FIRST)->field, EDITORIAL_IN_WHEN);
    notice.event_end_s = 0;
    notice.event_start_s = notice.end_s + 60;
    check(&notice);
    assert_int_equal(has(EDITORIAL_ENDS_FIRST)->field, EDITORIAL_IN_SHOWN);
    notice.end_s = 0;
    check(&notice);
    assert_non_null(has(EDITORIAL_NO_END));
    assert_null(has(EDITORIAL_ENDS_FIRST));
    notice.event_start_s = 0;
    notice.end_s = NOW_S - 1;
    check(&notice);
    assert_int_equal(has(EDITORIAL_PAST)->field, EDITORIAL_IN_SHOWN);
    // A clock that is not sure says so before all else, and nothing about what is over.
    found_count = editorial_check(&arena, &notice, NULL, 0, found);
    assert_null(has(EDITORIAL_PAST));
    assert_int_equal(found[0].rule, EDITORIAL_CLOCK);
}

// What an office is called, a figure, a short line: none of it is shouting or long.
static void test_left_in_peace(void **state)
{
    (void)state;
    Kt__Notice notice = notice_of(
        "kesehatan", "Posyandu RT 03",
        "Luasnya 2 * 3 meter, 5\\* orang, **kader** dan *ibu*.\n* Satu\n* Dua\n\nKader PKK dan BPD "
        "di RT 03 mengundang ibu dengan BALITA. Datang ke posyandu, Sabtu pukul "
        "08.00. Biaya Rp0,00.\n\n1. KTP asli\n2. KIA atau KMS\n3. Kartu BPJS\n\n"
        "| Hari | Jam |\n|---|---|\n| Senin | 08.00 |\n| Kamis | 13.00 |\n\nHubungi 0800 123 "
        "4567.");
    notice.event_start_s = NOW_S + DAY;
    check(&notice);
    for (size_t i = 0; i < found_count; i++) {
        fail_msg("rule %d: %s", found[i].rule, found[i].detail);
    }
    notice = notice_of("pengumuman", "Jalan ditutup",
                       "Mulai Senin jalan ditutup.\n\nSumber:\n\n- surat camat\n\nBertanya:\n- RT");
    check(&notice);
    assert_int_equal(found_count, 0);
    // A greeting that says when and where is a notice like any other.
    notice = notice_of("darurat", "Waspada longsor",
                       "Tanah sedang bergerak di tebing Dusun Tiga. Menurut kepala dusun: jauhi "
                       "tebing. Hubungi pos ronda.");
    check(&notice);
    assert_null(has(EDITORIAL_WHEN));
    notice = notice_of("kegiatan", "Selamat hari jadi desa",
                       "Selamat hari jadi. Warga datang ke lapangan, Minggu pukul 07.00. Bertanya "
                       "kepada kepala dusun.");
    notice.event_start_s = NOW_S + DAY;
    check(&notice);
    assert_null(has(EDITORIAL_CEREMONY));
}

// ---- what stands underneath

static void test_blanks(void **state)
{
    (void)state;
    const char *names[BLANKS_MAX];
    const char *words = "[satu] dan [dua kata], [satu] lagi; [tautan](http://desa) ![x](g.png) "
                        "[1] [X] \\[tidak] []";
    assert_int_equal(blank_find(&arena, words, names, 0), 2);
    assert_string_equal(names[0], "satu");
    assert_string_equal(names[1], "dua kata");
    struct blank blanks[] = {{"satu", "[dua kata]"}, {"dua kata", ""}};
    const char *filled = blank_fill(&arena, words, blanks, 2);
    assert_memory_equal(filled, "[dua kata] dan [dua kata], [dua kata] lagi; [tautan](", 53);
    const char *body = "## Acara\n\n[acara]\n\nHubungi: [kontak]";
    assert_true(blank_is_alone(body, "acara"));
    assert_false(blank_is_alone(body, "kontak"));
    struct blank lines[] = {{"acara", "Keruk\nUang"}, {"kontak", "Ketua\nRT"}};
    assert_string_equal(blank_fill(&arena, body, lines, 2),
                        "## Acara\n\n- Keruk\n- Uang\n\nHubungi: Ketua RT");
    lines[0].value = "1. Keruk\n2. Uang";
    assert_string_equal(blank_fill(&arena, body, lines, 1),
                        "## Acara\n\n1. Keruk  \n2. Uang\n\nHubungi: [kontak]");
}

static void test_lines(void **state)
{
    (void)state;
    assert_string_equal(lines_to_markdown(&arena, "satu\ndua\n\ntiga\n| a |\n| b |"),
                        "satu  \ndua\n\ntiga\n| a |\n| b |");
    static const char *const typed[] = {
        "",
        "satu",
        "satu\ndua\n\n- a\n- b\nlanjut\n\n# Judul\nisi\n",
        "\n\nx\n",
        "1. a\n2. b\nc",
        "> kutip\n> lagi\n\n---\n\nakhir",
        "map C:\\\nlalu D:\\\\\n\nakhir\\\n| a |\\\nb\\"}; // nothing of it is eaten
    for (size_t i = 0; i < COUNT_OF(typed); i++) {
        const char *there = lines_to_markdown(&arena, typed[i]);
        assert_string_equal(lines_from_markdown(&arena, there), typed[i]);
    }
    // As files are folded: one line on the screen.
    assert_string_equal(lines_from_markdown(&arena, "satu\ndua\\\ntiga\n- a\n  b\n"),
                        "satu dua\ntiga\n- a b\n");
}

static struct template_file *read_template(const char *words)
{
    return template_file_read(&arena, "x", "x.md", bytes_of_str(words));
}

static void test_templates(void **state)
{
    (void)state;
    struct template_file *it = read_template(
        "---\nname: Undangan\ncategory: undangan\ntitle: [t]\n"
        "when: 19.30-22:00\ndays: 3\nsays: siapa, cara\nask: t* | Apa? | contoh\n---\n");
    assert_non_null(it);
    assert_int_equal(it->from_min, 19 * 60 + 30);
    assert_int_equal(it->until_min, 22 * 60);
    assert_int_equal(it->days, 3);
    assert_int_equal(it->says, EDITORIAL_NEEDS_WHO | EDITORIAL_NEEDS_HOW);
    assert_string_equal(it->asks[0].blank, "t");
    assert_string_equal(it->asks[0].example, "contoh");
    assert_true(it->asks[0].is_kept);
    assert_int_equal(it->notice->n_extras, 0);
    static const char *const bad[][2] = {
        {"name: U\ncategory: undangan\ntitle: a\nwhen: 25:00", "when"},
        {"name: U\ncategory: undangan\ntitle: a\nwhen: 22:00-19:00", "when"},
        {"name: U\ncategory: undangan\ntitle: a\ndays: banyak", "days"},
        {"name: U\ncategory: undangan\ntitle: a\nask: tanpa tanya", "ask"},
        {"name: U\ncategory: undangan\ntitle: a\nask: t | Apa?", "no such blank"},
        {"name: U\ncategory: undangn\ntitle: a", "category"},
        {"name: U\ncategory: undangan\ntitle: a\nid: K7-1", "no id"},
        {"name: U\ncategory: undangan\ntitle: a\nstart: 2026-11-25", "no id, dates"},
        {"category: undangan\ntitle: a", "name"},
        {"name: U\ncategory: undangan\ntitle: a\nsays: siapa, warna", "says"},
        {"name: U\ncategory: undangan\ntitle: a\nwarna: merah", "does not have"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_null(read_template(arena_printf(&arena, "---\n%s\n---\n", bad[i][0])));
        if (!strstr(fault_text(), bad[i][1])) {
            fail_msg("%s: %s", bad[i][0], fault_text());
        }
    }
}

// Real ones, written before there was a check: at most one thing to say about each.
static void test_samples(void **state)
{
    (void)state;
    DIR *dir = opendir("assets/samples");
    assert_non_null(dir);
    int read = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        size_t len = strlen(entry->d_name);
        struct bytes file;
        if (len < 3 || strcmp(entry->d_name + len - 3, ".md") != 0) {
            continue;
        }
        const char *path = arena_printf(&arena, "assets/samples/%s", entry->d_name);
        assert_true(file_read(&arena, path, NOTICE_FILE_BYTES_MAX, &file));
        struct notice_file *it = notice_file_read(&arena, path, file, 420);
        assert_non_null(it);
        it->notice.end_s = it->notice.end_s ? it->notice.end_s : NOW_S + 60 * DAY;
        found_count = editorial_check(&arena, &it->notice, NULL, 0, found);
        assert_int_equal(found[0].rule, EDITORIAL_CLOCK);
        if (found_count > 2) {
            fail_msg("%s: %zu findings, rules %d and %d (%s)", path, found_count, found[1].rule,
                     found[2].rule, found[2].detail);
        }
        read++;
    }
    closedir(dir);
    assert_true(read >= 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_good),      cmocka_unit_test(test_bad),
        cmocka_unit_test(test_times),     cmocka_unit_test(test_left_in_peace),
        cmocka_unit_test(test_blanks),    cmocka_unit_test(test_lines),
        cmocka_unit_test(test_templates), cmocka_unit_test(test_samples),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
