// SPDX-License-Identifier: GPL-3.0-or-later
// The screens that show what the village announces, played as a visitor: an empty village speaks
// kindly, what is over or withdrawn says so, neighbours follow each other, a search is kept.
#include "scene.h"

#include "db/village/notice.h"
#include "db/village/office.h"

enum { HOUR_S = 3600 };

static void post(struct scene *scene, const char *id, const char *title, const char *category,
                 const char *publisher, int64_t event_start_s, int64_t end_s)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = text(id);
    notice.revision = 1;
    notice.title = text(title);
    notice.category = text(category);
    notice.publisher = text(publisher);
    notice.scope = text("all");
    notice.body = text("Isi kabar ini.\n\n- satu\n- dua\n");
    notice.place = text("Balai Desa");
    notice.event_start_s = event_start_s;
    notice.end_s = end_s;
    notice.posted_s = NOW_S - 2 * HOUR_S;
    if (!notice_put(scene->village, &notice)) {
        fail_msg("%s", fault_text());
    }
}

static void test_empty_village(void **state)
{
    struct scene *scene = *state;
    scene_begin(scene);
    play(scene, "expect #home.panel \"Di layar ini Anda bisa\"\n"
                "expect #home.notices \"0 kabar\"\n"
                "expect-not #home.urgent\n"
                "tap #home.notices\nexpect #notices.none\ntap #nav.back\n"
                "tap #home.bpd\nexpect #notices.none\ntap #nav.back\n"
                "tap #home.agenda\nexpect #agenda.none\ntap #nav.back\n"
                "tap #home.results\nexpect #results.none\ntap #nav.back\n"
                "tap #home.services\nexpect #services.none\ntap #nav.back\n"
                "tap #home.search\ntype \"apa saja\"\nexpect #search.none\n"
                "tap #search.all\nexpect #notices.none\ntap #nav.home\n"
                "tap #home.help\nexpect #help.readers\n");
}

static void test_over_and_gone(void **state)
{
    struct scene *scene = *state;
    post(scene, "R-1", "Sudah lewat", "kegiatan", "Pemerintah Desa", 0, NOW_S - HOUR_S);
    post(scene, "R-2", "Masih berlaku", "kegiatan", "Pemerintah Desa", 0, NOW_S + HOUR_S);
    scene_begin(scene);
    play(scene, "tap #home.notices\nexpect #notices.0 \"Masih berlaku\"\nexpect-not #notices.1\n"
                "tap #notices.archive\ntap #notices.0\nexpect #notice.over\n"
                "tap #nav.home\ntap #home.notices\ntap #notices.0\nexpect-not #notice.over\n");
    // It ends while somebody reads on: the home that is shown next knows.
    play(scene, "tap #nav.home\nwait 4000000\nexpect #home.notices \"0 kabar\"\n");
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = text("R-1");
    gone.revision = 2;
    gone.reason = text("Tanggalnya keliru.");
    gone.at_s = NOW_S;
    play(scene, "tap #home.notices\ntap #notices.archive\ntap #notices.0\n"
                "expect #notice.title \"Sudah lewat\"\n");
    assert_true(notice_put_gone(scene->village, &gone));
    app_ring(scene->app);
    play(scene, "wait 100\nexpect #notice.gone \"Tanggalnya keliru.\"\n");
}

// Until the same day of another year is not until today.
static void test_until_another_year(void **state)
{
    struct scene *scene = *state;
    post(scene, "R-1", "Hasil musyawarah", "hasil", "BPD", 0, NOW_S + 365 * 24 * HOUR_S);
    post(scene, "R-2", "Kerja bakti", "kegiatan", "BPD", 0, NOW_S + 24 * HOUR_S);
    scene_begin(scene);
    play(scene,
         "tap #home.notices\ntap #notices.0\n"
         "expect-text \"berlaku sampai 23 November 2027\"\n"
         "tap #nav.home\ntap #home.notices\ntap #notices.1\n"
         "expect-text \"berlaku sampai 24 November\"\nexpect-not-text \"24 November 2026\"\n");
}

static void test_agenda(void **state)
{
    struct scene *scene = *state;
    post(scene, "R-1", "Rapat nanti malam", "undangan", "BPD", NOW_S + 10 * HOUR_S, 0);
    post(scene, "R-2", "Kerja bakti besok", "kegiatan", "Pemerintah Desa", NOW_S + 22 * HOUR_S, 0);
    post(scene, "R-3", "Rapat bulan lalu", "undangan", "BPD", NOW_S - 700 * HOUR_S, 0);
    scene_begin(scene);
    play(scene, "tap #home.agenda\nexpect #agenda.0 \"Rapat nanti malam\"\n"
                "expect-text \"hari ini\"\nexpect-text \"besok\"\n"
                "expect #agenda.1 \"Kerja bakti besok\"\nexpect-not #agenda.2\n"
                "tap #agenda.1\nexpect #notice.when \"Balai Desa\"\n");
}

static void test_shelves_and_neighbours(void **state)
{
    struct scene *scene = *state;
    post(scene, "R-1", "Kabar satu", "kegiatan", "BPD Desa", 0, 0);
    post(scene, "R-2", "Kabar dua", "kesehatan", "Pemerintah Desa", 0, 0);
    post(scene, "R-3", "Kabar tiga", "kesehatan", "Pemerintah Desa", 0, 0);
    scene_begin(scene);
    play(scene, "tap #home.bpd\nexpect #notices.0 \"Kabar satu\"\nexpect-not #notices.1\n"
                "tap #notices.more\ntap #notices.category.kesehatan\n"
                "expect #notices.1\nexpect-not #notices.2\nexpect-not #notices.category.kegiatan\n"
                "tap #notices.0\nexpect #notice.qr\ntap #notice.next\n"
                "expect-not-text \"Kabar satu\"\ntap #notice.prev\n"
                "tap #nav.back\nexpect #notices.1\ntap #notices.all\nexpect #notices.2\n");
}

static void test_search_is_kept(void **state)
{
    struct scene *scene = *state;
    post(scene, "R-1", "Posyandu balita", "kesehatan", "Pemerintah Desa", 0, 0);
    post(scene, "R-2", "Jalan ditutup", "pengumuman", "Pemerintah Desa", 0, 0);
    scene_begin(scene);
    play(scene, "tap #home.search\ntype \"posy\"\nexpect #search.0 \"Posyandu balita\"\n"
                "expect-not #search.1\ntap #search.0\nexpect #notice.title \"Posyandu\"\n"
                "tap #nav.back\nexpect #search.text \"posy\"\nexpect #search.0\n"
                "tap #nav.home\ntap #home.search\nexpect-not #search.0\n"
                "tap #search.try.3\nexpect #search.0 \"Jalan ditutup\"\n");
}

// Urgent ones stand above the panel, and results have what they cost and where they began.
static void test_urgent_and_results(void **state)
{
    struct scene *scene = *state;
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = text("R-9");
    notice.revision = 1;
    notice.title = text("Jembatan selesai");
    notice.category = text("capaian");
    notice.publisher = text("Pemerintah Desa");
    notice.scope = text("all");
    notice.body = text("Selesai.");
    notice.cost = text("148500000");
    notice.case_number = text("2005-0017");
    notice.posted_s = NOW_S - HOUR_S;
    assert_true(notice_put(scene->village, &notice));
    notice.id = text("R-10");
    notice.title = text("Awas banjir");
    notice.category = text("darurat");
    notice.urgency = KT__URGENCY__DARURAT;
    notice.cost = notice.case_number = text("");
    assert_true(notice_put(scene->village, &notice));
    scene_begin(scene);
    play(scene, "expect #home.urgent \"Awas banjir\"\nexpect #home.panel \"Jembatan selesai\"\n"
                "tap #home.urgent\nexpect #notice.urgent\ntap #nav.home\n"
                "tap #home.results\nexpect-text \"Rp148.500.000\"\nexpect-text \"2005-0017\"\n"
                "tap #results.0\nexpect #notice.title \"Jembatan selesai\"\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scene_test(test_empty_village),
        scene_test(test_over_and_gone),
        scene_test(test_agenda),
        scene_test(test_shelves_and_neighbours),
        scene_test(test_search_is_kept),
        scene_test(test_urgent_and_results),
        scene_test(test_until_another_year),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
