// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a notice, played as a member who has signed in: questions one after the other, what is
// kept when the power goes, what the check finds and where it leads, two who change the same one,
// approval, files and photographs from a stick, cards.
#include "writer.h"

#include "db/record/event.h"
#include "db/village/publish.h"
#include "kiosk/screens/write.h"
#include "kiosk/templates.h"
#include "kiosk/ui/engine.h"

static void test_an_invitation(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, invitation);
    const Kt__Notice *it = notice(scene, "K-1");
    assert_string_equal(it->title, "Musyawarah desa: saluran air");
    assert_string_equal(it->publisher, "BPD");
    assert_string_equal(it->place, "Balai Desa");
    assert_true(it->pinned);
    assert_int_equal(it->event_start_s, 1795609800); // 25 November, 19.30 WIB
    assert_int_equal(it->event_end_s, it->event_start_s + 9000);
    assert_int_equal(it->end_s, 1795626000); // the midnight after
    assert_non_null(strstr(it->body, "- Pintu air\n- Uang"));
    assert_non_null(strstr(it->body, "Bertanya: Sekretaris BPD"));
    // It is on the villagers' screen, and whom to ask is remembered.
    play(scene, "tap #done.close\nexpect #news.own.0 \"saluran air\"\ntap #news.new.undangan\n"
                "type \"lagi\"\ntap #write.next\ntap #write.day.26\ntap #write.next\n"
                "type \"apa saja\"\ntap #write.next\nexpect #check.publish\n"
                "tap #nav.home\ntap #home.notices\nexpect #notices.0 \"saluran air\"\n");
}

// Whatever was typed up to a pause is on the disk, though nobody pressed anything.
static void test_saved_at_a_pause(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.pengumuman\n");
    struct draft_row rows[2];
    assert_int_equal(draft_list(scene->village, &scene->arena, STAFF_BPD, 2, rows), 0);
    play(scene, "type \"Jalan ditutup\"\nwait 700\n");
    assert_int_equal(draft_list(scene->village, &scene->arena, STAFF_BPD, 2, rows), 1);
    assert_string_equal(rows[0].title, "Jalan ditutup");
    play(scene, "type \" besok\"\nwait 700\n");
    assert_int_equal(draft_list(scene->village, &scene->arena, STAFF_BPD, 2, rows), 1);
    assert_string_equal(rows[0].title, "Jalan ditutup besok");
    // The session ends by itself; the words are there the next time.
    play(scene, "type \" pagi\"\nwait 130000\nexpect #home.notices\n");
    as_bpd(scene);
    play(scene, "expect #news.draft.0 \"Jalan ditutup besok pagi\"\ntap #news.draft.0\n"
                "tap #write.blank.0\nexpect #write.text \"Jalan ditutup besok pagi\"\n"
                "tap #nav.back\ntap #write.delete\ntap #write.delete.ask.2\n"
                "tap #nav.back\nexpect #news.draft.0\ntap #news.draft.0\n");
    assert_int_equal(draft_list(scene->village, &scene->arena, STAFF_BPD, 2, rows), 1);
    play(scene, "tap #write.delete\ntap #write.delete.ask.1\nexpect-not #news.draft.0\n");
    assert_int_equal(draft_list(scene->village, &scene->arena, STAFF_BPD, 2, rows), 0);
    // It was the whole role's: who did it stands on the record, and no other role reads what it
    // was.
    struct staff_audit_row line;
    assert_int_equal(staff_audit_list(scene->village, &scene->arena, STAFF_BPD, 0, 1, &line), 1);
    assert_string_equal(line.what, "drop-draft");
    assert_string_equal(line.object, "Jalan ditutup besok pagi");
    assert_int_equal(staff_audit_list(scene->village, &scene->arena, STAFF_DESA, 0, 1, &line), 1);
    assert_string_equal(line.object, "");
}

static void test_an_untouched_one_leaves_nothing(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.layanan\ntap #nav.back\nexpect-not #news.draft.0\n"
                "tap #news.new.bantuan\ntap #nav.home\n");
    struct draft_row rows[2];
    assert_int_equal(draft_list(scene->village, &scene->arena, STAFF_BPD, 2, rows), 0);
}

// With a real keyboard: enter is on with it where there is one line, and a line where there are
// more.
static void test_a_real_keyboard(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.pengumuman\ntype \"Jalan ditutup\"\n");
    ui_press(app_ui(scene->app), UI_PRESS_ENTER);
    app_turn(scene->app);
    play(scene, "expect-text \"Apa yang perlu warga ketahui?\"\ntype \"Satu\"\n");
    ui_press(app_ui(scene->app), UI_PRESS_ENTER);
    app_turn(scene->app);
    play(scene, "type \"Dua\"\ntap #write.next\nexpect-text \"Dari mana keterangannya?\"\n"
                "tap #nav.back\nexpect #write.blank.1 \"Dua\"\n");
}

static void test_the_check_leads_there_and_back(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.pengumuman\ntype \"Air mati besok\"\ntap #write.next\n"
                "type \"Pipa diganti.\"\ntap #write.next\ntap #nav.back\n"
                "tap #write.check\nexpect #check.0 \"dasar\"\nexpect #check.1 \"kontak\"\n"
                "tap #check.fix.0\nexpect-text \"Dari mana keterangannya?\"\n"
                "type \"Surat PDAM 20 November\"\ntap #write.next\nexpect #check.0 \"kontak\"\n"
                "tap #check.fix.0\ntype \"Kantor desa\"\ntap #write.next\nexpect-not #check.0\n"
                "tap #check.preview\nexpect #notice.draft\nexpect #notice.title \"Air mati\"\n"
                "expect #notice.body \"Surat PDAM\"\ntap #nav.back\n");
    // It never forbids: without an end, and published all the same.
    play(scene, "tap #nav.back\ntap #write.shown\ntap #write.side.1\ntap \"Tanpa batas\"\n"
                "tap #write.next\ntap #write.check\nexpect #check.0 \"sampai kapan\"\n"
                "tap #check.publish\nexpect #done.id\n");
    assert_int_equal(notice(scene, "K-1")->end_s, 0);
}

static void test_dates_by_touch(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.layanan\ntype \"KTP keliling\"\ntap #write.next\n"
                "tap #write.month.next\ntap #write.day.10\ntap #write.hour.more\n"
                "tap #write.minute.more\ntap #write.minute.more\n"
                "tap #write.side.1\ntap #write.hour.less\ntap #nav.back\n"
                "expect #write.when \"Kamis, 10 Desember, pukul 09.30 sampai 14.30\"\n"
                "expect #write.shown \"10 Desember\"\n"
                "tap #write.when\ntap #write.side.1\ntap #write.none\ntap #write.next\n"
                "expect #write.when \"pukul 09.30\"\ntap #write.when\ntap \"Tanpa jam\"\n"
                "tap #write.next\nexpect-not-text \"pukul 09.30\"\n"
                "tap #write.when\ntap #write.none\ntap #write.next\n"
                "expect #write.when \"Belum diisi\"\nexpect #write.shown \"tanpa batas\"\n");
}

// The hour goes on past midnight, and takes the day with it; so does the month, and its leaf ends.
static void test_past_midnight(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.layanan\ntype \"Ronda malam\"\ntap #write.next\n"
                "tap #write.day.30\ntap #write.side.1\n");
    for (int i = 0; i < 10; i++) { // from 14.00
        play(scene, "tap #write.hour.more\n");
    }
    play(scene, "expect-text \"Senin, 30 November, pukul 08.00 sampai 24.00\"\n"
                "expect #write.month \"November\"\ntap #write.day.29\ntap #write.day.30\n"
                "expect-text \"pukul 08.00 sampai 24.00\"\ntap #write.hour.more\n"
                "expect #write.month \"Desember\"\n"
                "expect-text \"sampai Selasa, 1 Desember, pukul 01.00\"\ntap #write.hour.less\n"
                "tap #write.hour.less\nexpect-text \"pukul 08.00 sampai 23.00\"\n"
                "expect #write.month \"November\"\ntap #write.hour.more\ntap #nav.back\n"
                "expect #write.shown \"sampai Senin, 30 November\"\ntap #write.shown\n");
    for (int i = 0; i < 12 * WRITE_CALENDAR_YEARS + 3; i++) {
        play(scene, "tap #write.month.next\n");
    }
    play(scene, "expect #write.month \"November 2029\"\n");
}

// A clock that is a guess is said wherever days are chosen, and counts none of them.
static void test_while_the_clock_is_a_guess(void **state)
{
    struct scene *scene = *state;
    struct app_options options = {.data = scene->dir,
                                  .w = 1080,
                                  .h = 1920,
                                  .lang = I18N_ID,
                                  .text_percent = 100,
                                  .now_s = INT64_MIN}; // the machine's own
    take_on(scene);
    scene->village->test_now_s = 0;
    assert_true(sql_run(scene->village->sql, "DELETE FROM state WHERE key = 'clock_boot'", ""));
    scene->village->clock_places = (struct clock_places){"/dev/null", "/nowhere", "/dev/null"};
    assert_true(app_start(&scene->app, &options, scene->village, &screen_home));
    as_bpd(scene);
    play(scene, "tap #news.new.darurat\ntype \"Awas banjir\"\ntap #nav.back\n"
                "expect #write.shown \"tanpa batas\"\ntap #write.shown\n"
                "expect #write.unsure\ntap #write.side.1\nexpect-not-text \"7 hari\"\n"
                "expect-text \"Tanpa batas\"\ntap #write.next\ntap #write.check\n"
                "expect #check.0 \"Jam kios belum pasti\"\n");
}

// On which shelf villagers find it.
static void test_the_shelf(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.pengumuman\ntype \"Posyandu pindah\"\ntap #nav.back\n"
                "expect #write.category \"Pengumuman\"\ntap #write.category\n"
                "tap #write.shelf.darurat\nexpect #write.category \"Darurat\"\n"
                "tap #write.check\ntap #check.publish\nexpect #done.id\n");
    assert_string_equal(notice(scene, "K-1")->category, "darurat");
    assert_int_equal(notice(scene, "K-1")->urgency, KT__URGENCY__DARURAT);
    play(scene, "tap #done.close\ntap #news.own.0\ntap #one.revise\ntap #write.category\n"
                "tap #write.shelf.kesehatan\ntap #write.check\ntap #check.publish\n"
                "expect #done.id\n");
    assert_string_equal(notice(scene, "K-1")->category, "kesehatan");
    assert_int_equal(notice(scene, "K-1")->urgency, KT__URGENCY__BIASA);
}

// Who is led into the marks of a text is told what they are.
static void test_marks_are_explained(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, "tap #news.new.bantuan\ntype \"Beras\"\ntap #nav.back\ntap #write.body\n"
                "expect-text \"## = judul kecil\"\ntype \"**Gratis\"\ntap #write.next\n"
                "tap #write.check\nexpect-text \"kurang pasangannya\"\n");
}

// Lines are lines, also when one comes back to them; a text of a file's length is left to files.
static void test_the_whole_text(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, invitation);
    play(scene, "tap #done.close\ntap #news.own.0\ntap #one.revise\ntap #write.body\n"
                "type \"Satu\"\ntap #key.enter\ntype \"Dua\"\ntap #write.next\ntap #write.body\n"
                "expect #write.text \"Satu\"\ntap #write.next\ntap #write.check\n"
                "tap #check.publish\nexpect #done.id \"K-1\"\n");
    assert_int_equal(notice(scene, "K-1")->revision, 2);
    assert_non_null(strstr(notice(scene, "K-1")->body, "Satu  \nDua"));
    char *body = arena_alloc(&scene->arena, 20001);
    memset(body, 'a', 20000);
    Kt__Notice long_one = KT__NOTICE__INIT;
    const char *id;
    long_one.title = text("Panjang sekali");
    long_one.category = text("pengumuman");
    long_one.publisher = text("BPD");
    long_one.body = body;
    assert_true(notice_post(scene->village, &scene->arena, &long_one, &id));
    as_bpd(scene);
    play(scene, "expect #news.own.0 \"Panjang sekali\"\ntap #news.own.0\ntap #one.revise\n"
                "tap #write.body\nexpect #write.long\nexpect-not #write.text\n"
                "tap #write.next\ntap #write.title\ntype \" (ubah)\"\ntap #write.next\n"
                "tap #write.check\ntap #check.publish\nexpect #done.id \"K-2\"\n");
    assert_string_equal(notice(scene, "K-2")->title, "Panjang sekali (ubah)");
    assert_int_equal(strlen(notice(scene, "K-2")->body), 20000);
}

static void test_somebody_was_quicker(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, invitation);
    play(scene, "tap #done.close\ntap #news.own.0\ntap #one.revise\ntap #write.title\n"
                "type \" (pindah)\"\ntap #write.next\ntap #nav.home\n");
    sign_in(scene, SEKRETARIS);
    play(scene, "tap #news.own.0\ntap #one.revise\ntap #write.title\ntype \" (batal)\"\n"
                "tap #write.next\ntap #write.check\ntap #check.publish\nexpect #done.id \"K-1\"\n");
    as_bpd(scene);
    play(scene,
         "tap #news.draft.0\ntap #write.check\ntap #check.publish\n"
         "expect-text \"Sekretaris BPD\"\ntap #clash.theirs\nexpect #notice.title \"(batal)\"\n"
         "tap #nav.back\ntap #clash.mine\nexpect #notice.title \"(pindah)\"\n"
         "tap #nav.back\ntap #clash.keep\n");
    assert_non_null(strstr(notice(scene, "K-1")->title, "(batal)"));
    play(scene, "tap #check.publish\ntap #clash.over\nexpect #done.id \"K-1\"\n");
    assert_non_null(strstr(notice(scene, "K-1")->title, "(pindah)"));
    assert_int_equal(notice(scene, "K-1")->revision, 3);
}

static void test_withdrawn_meanwhile(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, invitation);
    play(scene, "tap #done.close\ntap #news.own.0\ntap #one.revise\ntap #write.title\n"
                "type \" (baru)\"\ntap #write.next\n");
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = text("K-1");
    gone.revision = 2;
    gone.reason = text("Belum disahkan.");
    assert_true(notice_put_gone(scene->village, &gone));
    play(scene, "tap #write.check\ntap #check.publish\nexpect #clash.gone \"Belum disahkan.\"\n"
                "expect-text \"Oleh kabupaten.\"\nexpect-not #clash.over\ntap #clash.keep\n"
                "tap #nav.back\ntap #nav.back\ntap #nav.back\nexpect #news.draft.0 \"(baru)\"\n"
                "tap #news.draft.0\ntap #write.check\ntap #check.publish\ntap #clash.new\n"
                "expect #done.id \"K-2\"\n");
}

static void test_a_second_member(void **state)
{
    struct scene *scene = *state;
    assert_true(setting_set(scene->village, "approve", "yes", SETTING_LOCAL));
    as_bpd(scene);
    play(scene, "tap #news.new.darurat\ntype \"Awas banjir\"\ntap #nav.back\ntap #write.check\n"
                "expect #check.publish \"Minta persetujuan\"\ntap #check.publish\n"
                "expect-text \"Menunggu persetujuan\"\ntap #done.close\n"
                "expect #news.draft.0 \"Menunggu\"\nexpect-not #news.wait.0\n"
                "tap #news.draft.0\ntap #write.check\ntap #nav.back\ntap #write.shown\n"
                "tap #write.next\ntap #nav.back\nexpect #news.draft.0 \"Menunggu\"\n");
    assert_null(notice(scene, "K-1"));
    sign_in(scene, DESA);
    play(scene, "expect-not #news.wait.0\nexpect-not #news.draft.0\n");
    sign_in(scene, SEKRETARIS);
    play(scene, "tap #news.wait.0\nexpect-text \"Ketua BPD\"\nexpect-not #check.fix.0\n"
                "tap #check.return\ntap #return.go\nexpect-not #news.wait.0\n");
    as_bpd(scene);
    play(scene, "tap #news.draft.0\nexpect #write.note \"Tolong diperiksa lagi.\"\n"
                "tap #write.check\ntap #check.publish\n");
    sign_in(scene, SEKRETARIS); // who can say why as well: a usual reason, and more
    play(scene, "tap #news.wait.0\ntap #check.return\ntap #return.usual.1\n"
                "type \" Balai RW atau sekolah?\"\ntap #nav.back\nexpect #check.return\n"
                "tap #check.return\ntap #return.usual.1\ntype \" Balai RW atau sekolah?\"\n"
                "tap #return.go\nexpect-not #news.wait.0\n");
    as_bpd(scene);
    play(scene, "tap #news.draft.0\n"
                "expect #write.note \"Tempatnya belum jelas. Balai RW atau sekolah?\"\n"
                "tap #write.check\ntap #check.publish\n");
    sign_in(scene, SEKRETARIS);
    play(scene, "tap #news.wait.0\ntap #check.publish\nexpect #done.id \"K-1\"\n");
    assert_string_equal(notice(scene, "K-1")->title, "Awas banjir");
    assert_int_equal(notice(scene, "K-1")->urgency, KT__URGENCY__DARURAT);
}

static void test_who_may_not(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, invitation);
    sign_in(scene, YOUTH);
    play(scene, "expect #news.none\nexpect-not #news.new.undangan\nexpect-not #news.own.0\n");
    sign_in(scene, DESA);
    play(scene, "expect-not #news.own.0\n");
}

static void test_withdraw(void **state)
{
    struct scene *scene = *state;
    as_bpd(scene);
    play(scene, invitation);
    play(scene, "tap #done.close\ntap #news.own.0\ntap #one.withdraw\ntap #withdraw.go\n"
                "expect #withdraw.missing\ntap #withdraw.usual.1\ntap #withdraw.go\n"
                "expect #one.gone \"Acaranya batal.\"\nexpect-not #one.revise\n"
                "tap #one.see\nexpect #notice.gone \"Acaranya batal.\"\n");
}

// ---- templates

static void test_templates_by_hand(void **state)
{
    struct scene *scene = *state;
    write_file(scene, "templates/undangan.md",
               "---\nname: Undangan kami\ncategory: undangan\n"
               "title: Rapat [apa]\nask: apa | Rapat apa?\n---\n");
    write_file(scene, "templates/posyandu.md",
               "---\nname: Posyandu kami\ncategory: kesehatan\n"
               "title: Posyandu\n---\nDatanglah.\n");
    write_file(scene, "templates/layanan.md", "---\nname: Rusak\ncategory: layanann\n---\n");
    as_bpd(scene);
    play(scene, "expect #news.new.undangan \"Undangan kami\"\nexpect #news.new.posyandu\n"
                "expect #news.new.layanan \"Layanan\"\nexpect-text \"layanan.md rusak\"\n"
                "tap #news.new.undangan\nexpect-text \"Rapat apa?\"\n");
    // Nothing beside the program, nothing in the folder: the program has them inside.
    assert_int_equal(templates_shipped_count, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scene_test(test_an_invitation),
        scene_test(test_saved_at_a_pause),
        scene_test(test_an_untouched_one_leaves_nothing),
        scene_test(test_a_real_keyboard),
        scene_test(test_the_check_leads_there_and_back),
        scene_test(test_dates_by_touch),
        scene_test(test_past_midnight),
        scene_test(test_while_the_clock_is_a_guess),
        scene_test(test_the_shelf),
        scene_test(test_marks_are_explained),
        scene_test(test_the_whole_text),
        scene_test(test_somebody_was_quicker),
        scene_test(test_withdrawn_meanwhile),
        scene_test(test_a_second_member),
        scene_test(test_who_may_not),
        scene_test(test_withdraw),
        scene_test(test_templates_by_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
