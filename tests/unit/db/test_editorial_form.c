// SPDX-License-Identifier: GPL-3.0-or-later
// The editorial check of what was filled in: each template with answers that say nothing, and with
// good ones. What the template says by itself counts for nobody.
#include "harness.h"
#include "tests/unit/arena_side.h"

#include "db/base/file.h"
#include "db/record/editorial.h"
#include "db/record/template_file.h"

enum { NOW_S = 1795401660, DAY = 86400, ANSWERS_MAX = 7 }; // 2026-11-23 09.41 WIB

static struct editorial_finding found[EDITORIAL_FINDINGS_MAX];
static size_t found_count;

static struct template_file *read_template(const char *slug)
{
    const char *path = arena_printf(&arena, "assets/templates/%s.md", slug);
    struct bytes file;
    assert_true(file_read(&arena, path, TEMPLATE_BYTES_MAX, &file));
    struct template_file *it = template_file_read(&arena, slug, path, file);
    if (!it) {
        fail_msg("%s", fault_text());
    }
    return it;
}

// answers: of the template's questions, in their order; NULL: none of this one. Those beyond the
// first NULL take the template's examples.
static void check(const char *slug, const char *category, const char *const answers[ANSWERS_MAX])
{
    const struct template_file *it = read_template(slug);
    Kt__Notice form = *it->notice, notice;
    struct blank village = {"desa", "Sukamaju"}, blanks[BLANKS_MAX];
    form.place = blank_fill(&arena, form.place, &village, 1);
    form.category = category ? arena_str(&arena, category) : form.category;
    bool is_given = true;
    for (size_t i = 0; i < it->ask_count; i++) {
        is_given = is_given && i < ANSWERS_MAX && answers[i];
        blanks[i] = (struct blank){it->asks[i].blank, is_given ? answers[i] : it->asks[i].example};
    }
    notice = form;
    notice.title = blank_fill(&arena, form.title, blanks, it->ask_count);
    notice.place = blank_fill(&arena, form.place, blanks, it->ask_count);
    notice.body = blank_fill(&arena, form.body, blanks, it->ask_count);
    notice.event_start_s = it->has_when ? NOW_S + DAY : 0;
    notice.end_s = NOW_S + 3 * DAY;
    struct editorial_form filled = {&form, blanks, it->ask_count, it->says};
    found_count = editorial_check(&arena, &notice, &filled, NOW_S, found);
}

static const struct editorial_finding *has(enum editorial_rule rule)
{
    for (size_t i = 0; i < found_count; i++) {
        if (found[i].rule == rule) {
            return &found[i];
        }
    }
    return NULL;
}

static const char *const slugs[] = {"undangan",         "pengumuman", "hasil-musyawarah",
                                    "laporan-kegiatan", "bantuan",    "layanan",
                                    "darurat"};

// Their examples are good answers: nothing is left to say.
static void test_examples(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT_OF(slugs); i++) {
        check(slugs[i], NULL, (const char *const[ANSWERS_MAX]){NULL});
        for (size_t k = 0; k < found_count; k++) {
            fail_msg("%s: rule %d: %s", slugs[i], found[k].rule, found[k].detail);
        }
    }
}

// And so are words of other people.
static void test_good(void **state)
{
    (void)state;
    static const struct {
        const char *slug, *answers[ANSWERS_MAX];
    } rows[] = {
        {"undangan", {"air minum", "Iuran bulan depan\nPipa yang bocor", "Ketua BPD"}},
        {"pengumuman",
         {"Air mati dua hari", "Air mati Selasa dan Rabu di RT 02. Tampung air dulu.",
          "Surat PDAM 3 November", "Kepala dusun"}},
        {"hasil-musyawarah",
         {"air minum", "Senin malam di aula", "30 warga", "Iuran Rp5.000 sebulan",
          "Pipa diganti Desember oleh warga RT 02", "Sekretaris BPD"}},
        {"laporan-kegiatan",
         {"Pipa RT 02 sudah diganti", "Minggu pagi di RT 02",
          "Air mengalir lagi. Terima kasih atas bantuan semua", "20 orang, swadaya",
          "Ketua RT 02"}},
        {"bantuan",
         {"Beras 10 kilo", "31 keluarga, daftarnya di balai desa", "KTP", "Surat Dinas Sosial",
          "0812 3456 789"}},
        {"layanan",
         {"Posyandu balita", "Ibu dengan anak sampai 5 tahun", "Buku KIA", "Gratis", "Bidan desa"}},
        {"darurat",
         {"Banjir di RT 02", "Bantaran sungai RT 02", "Naik ke masjid", "Jembatan bambu",
          "Ketua RT 02", "Pos ronda"}},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check(rows[i].slug, NULL, rows[i].answers);
        for (size_t k = 0; k < found_count; k++) {
            fail_msg("%s: rule %d: %s", rows[i].slug, found[k].rule, found[k].detail);
        }
    }
}

// A dash to every question: each of them is met, and leads to its own question again.
static void test_dashes(void **state)
{
    (void)state;
    static const char *const useless[] = {"-", "...", "xx"};
    for (size_t i = 0; i < COUNT_OF(slugs) * COUNT_OF(useless); i++) {
        const char *answers[ANSWERS_MAX], *slug = slugs[i / COUNT_OF(useless)];
        for (size_t k = 0; k < ANSWERS_MAX; k++) {
            answers[k] = useless[i % COUNT_OF(useless)];
        }
        check(slug, NULL, answers);
        const struct template_file *it = read_template(slug);
        for (size_t k = 0; k < it->ask_count; k++) {
            size_t at = 0;
            while (at < found_count && !str_equal(found[at].blank, it->asks[k].blank)) {
                at++;
            }
            if (at == found_count) {
                fail_msg("%s: [%s] is \"%s\" and was not met", slug, it->asks[k].blank, answers[k]);
            }
        }
        assert_non_null(has(EDITORIAL_TITLE));
        assert_string_equal(has(EDITORIAL_CONTACT)->blank, "kontak");
    }
}

static void test_played(void **state)
{
    (void)state;
    static const char *const ceremony[ANSWERS_MAX] = {
        "Selamat dan sukses",
        "Keluarga besar Pemerintah Desa mengucapkan selamat dan sukses atas dilantiknya Bapak "
        "Camat",
        "Pak Kades", "Kantor desa, Senin sampai Jumat pukul 08.00"};
    check("pengumuman", NULL, ceremony);
    assert_string_equal(has(EDITORIAL_CEREMONY)->blank, "isi");
    assert_null(has(EDITORIAL_WHEN)); // nothing else is worth asking
    // The hours of whom to ask are not when it happens.
    static const char *const undated[ANSWERS_MAX] = {
        "Jalan ditutup", "Jalan akan ditutup untuk semua kendaraan besar.",
        "Keputusan musyawarah 20 November", "Kantor desa, Senin sampai Jumat"};
    check("pengumuman", NULL, undated);
    assert_int_equal(found_count, 1);
    assert_non_null(has(EDITORIAL_WHEN));
    // Nobody to ask, and nobody who said it.
    static const char *const nobody[ANSWERS_MAX] = {
        "Air mati besok", "Menurut data, air mati besok di RT 02. Tanya saja.", "-", "tidak ada"};
    check("pengumuman", NULL, nobody);
    assert_int_equal(found_count, 2);
    assert_string_equal(has(EDITORIAL_CONTACT)->blank, "kontak");
    assert_string_equal(has(EDITORIAL_SOURCE)->blank, "dasar");
    // One that is filed as health is asked what health is asked.
    static const char *const filed[ANSWERS_MAX] = {"Posyandu pindah", "Mulai besok jam sembilan.",
                                                   "Surat bidan", "Bidan desa"};
    check("pengumuman", "kesehatan", filed);
    assert_string_equal(has(EDITORIAL_WHO)->blank, "isi");
    assert_string_equal(has(EDITORIAL_HOW)->blank, "isi");
    assert_null(has(EDITORIAL_WHEN));
    assert_int_equal(editorial_needs("kesehatan") & EDITORIAL_NEEDS_SOURCE, 0);
    assert_int_equal(editorial_needs("warna"), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_good),
        cmocka_unit_test(test_dashes),
        cmocka_unit_test(test_played),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
