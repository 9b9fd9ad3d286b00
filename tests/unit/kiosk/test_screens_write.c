// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a notice, played as a member who has signed in: questions one after the other, what is
// kept when the power goes, what the check finds and where it leads, two who change the same one,
// approval, files and photographs from a stick, cards.
#include "db/base/file.h"
#include "db/record/event.h"
#include "db/village/notice.h"
#include "db/village/publish.h"
#include "db/village/setting.h"
#include "db/village/staff_inside.h"
#include "kiosk/hands/photo.h"
#include "kiosk/hands/script.h"
#include "kiosk/screens/share.h"
#include "kiosk/templates.h"
#include "kiosk/ui/engine.h"

#include <SDL.h>
#include <SDL_image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

enum { NOW_S = 1795401660, DAY = 86400 }; // 2026-11-23 09.41 WIB, a Monday

struct scene {
    char dir[64], stick[96];
    struct village *village;
    struct app *app;
    struct arena arena;
};

static char *text(const char *str)
{
    return (char *)(uintptr_t)str;
}

static int setup(void **state)
{
    struct scene *scene = calloc(1, sizeof *scene);
    (void)snprintf(scene->dir, sizeof scene->dir, "/tmp/kentongan-write-XXXXXX");
    assert_non_null(mkdtemp(scene->dir));
    (void)snprintf(scene->stick, sizeof scene->stick, "%s/media/STIK", scene->dir);
    secret_init();
    arena_init(&scene->arena, 64 << 20);
    assert_true(village_create(scene->dir));
    scene->village = village_open(scene->dir, VILLAGE_TOOL);
    assert_non_null(scene->village);
    scene->village->test_now_s = NOW_S;
    assert_true(village_time_learn(scene->village, NOW_S, VILLAGE_TIME_SET));
    *state = scene;
    return 0;
}

static int teardown(void **state)
{
    struct scene *scene = *state;
    app_stop(scene->app);
    village_close(scene->village);
    arena_finish(&scene->arena);
    char command[128];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", scene->dir);
    assert_int_equal(system(command), 0);
    free(scene);
    return 0;
}

// ---- who signs in: real members, their PINs closed at the lowest cost

#define PIN "592071"
static const struct {
    const char *name;
    enum staff_role role;
} people[] = {{"Ketua BPD", STAFF_BPD},
              {"Sekretaris BPD", STAFF_BPD},
              {"Sekretaris Desa", STAFF_DESA},
              {"Karang taruna", STAFF_YOUTH}};

static struct staff_session *session_of(struct scene *scene, int64_t id)
{
    struct staff_try *try = secret_alloc(sizeof *try);
    struct staff_session *session = NULL;
    try->id = id;
    memcpy(try->pin, PIN, sizeof PIN);
    assert_int_equal(staff_try_begin(scene->village, try), STAFF_OK);
    staff_try_run(try);
    assert_int_equal(staff_try_end(scene->village, try, &session), STAFF_OK);
    secret_free(try);
    return session;
}

static void take_on(struct scene *scene)
{
    struct staff_session *first = NULL;
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        struct staff_wrapped wrapped;
        enum staff_state state;
        int64_t id;
        assert_true(staff_wrap_pin_at(PIN, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN,
                                      &wrapped));
        assert_true(
            staff_add(scene->village, people[i].name, people[i].role, &wrapped, NULL, &id, &state));
        assert_int_equal(id, i + 1);
        if (state == STAFF_PENDING) {
            first = first ? first : session_of(scene, 1);
            assert_true(staff_admit(scene->village, id, first));
        }
    }
    staff_sign_out(scene->village, first);
}

static void play(struct scene *scene, const char *script)
{
    FILE *file = fmemopen(text(script), strlen(script), "r");
    assert_non_null(file);
    if (!script_play(scene->app, file, "write")) {
        fail_msg("%s", fault_text());
    }
    fclose(file);
}

enum { KETUA = 1, SEKRETARIS, DESA, YOUTH };

// At the list of one's own notices.
static void sign_in(struct scene *scene, int64_t id)
{
    struct app_options options = {.data = scene->dir,
                                  .w = 1080,
                                  .h = 1920,
                                  .lang = I18N_ID,
                                  .text_percent = 100,
                                  .now_s = NOW_S,
                                  .is_test_clock = true};
    if (!scene->app) {
        take_on(scene);
        assert_true(app_start(&scene->app, &options, scene->village, &screen_home));
    }
    app_home(scene->app);
    app_turn(scene->app);
    app_sign_in(scene->app, session_of(scene, id));
    app_push(scene->app, &screen_staff_notices, NULL, 0);
    app_turn(scene->app);
}

static void as_bpd(struct scene *scene)
{
    sign_in(scene, KETUA);
}

static void plug_in(struct scene *scene)
{
    char media[96];
    (void)snprintf(media, sizeof media, "%s/media", scene->dir);
    assert_true(file_make_dir(scene->stick, 0755));
    assert_true(setting_set(scene->village, "media_dir", media, SETTING_LOCAL));
}

static const Kt__Notice *notice(struct scene *scene, const char *id)
{
    const char *gone;
    return notice_get(scene->village, &scene->arena, id, &gone);
}

static const char invitation[] = "tap #news.new.undangan\n"
                                 "expect-text \"Musyawarah tentang apa?\"\n"
                                 "type \"saluran air\"\n"
                                 "expect #write.becomes \"Musyawarah desa: saluran air\"\n"
                                 "tap #write.next\ntap #write.day.25\ntap #write.next\n"
                                 "type \"Pintu air\"\ntap #key.enter\ntype \"Uang\"\n"
                                 "tap #write.next\ntype \"Sekretaris BPD\"\ntap #write.next\n"
                                 "expect-not #check.0\ntap #check.publish\n"
                                 "expect #done.id \"K-1\"\n";

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
                "tap #nav.back\ntap #write.delete\nexpect-not #news.draft.0\n");
    assert_int_equal(draft_list(scene->village, &scene->arena, STAFF_BPD, 2, rows), 0);
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
                "tap #news.draft.0\ntap #write.check\ntap #nav.back\ntap #write.place\n"
                "tap #write.next\ntap #nav.back\nexpect #news.draft.0 \"Menunggu\"\n");
    assert_null(notice(scene, "K-1"));
    sign_in(scene, DESA);
    play(scene, "expect-not #news.wait.0\nexpect-not #news.draft.0\n");
    sign_in(scene, SEKRETARIS);
    play(scene, "tap #news.wait.0\nexpect-text \"Ketua BPD\"\nexpect-not #check.fix.0\n"
                "tap #check.return\nexpect-not #news.wait.0\n");
    as_bpd(scene);
    play(scene, "tap #news.draft.0\nexpect #write.note\ntap #write.check\ntap #check.publish\n");
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

static void write_file(struct scene *scene, const char *name, const char *words)
{
    const char *path = file_path(&scene->arena, scene->dir, name);
    char *dir = arena_str(&scene->arena, path);
    *strrchr(dir, '/') = '\0';
    assert_true(file_make_dir(dir, 0755));
    assert_true(file_write(path, bytes_of_str(words), 0644));
}

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

// ---- files of a stick

static void test_files(void **state)
{
    struct scene *scene = *state;
    plug_in(scene);
    write_file(scene, "media/STIK/a.md",
               "---\ntitle: Kabar satu\ncategory: pengumuman\n"
               "publisher: Pemerintah Desa\n---\nIsi.\n");
    write_file(scene, "media/STIK/b.md", "---\ntitle: Kabar dua\ncategory: kegiatan\n---\nIsi.\n");
    write_file(scene, "media/STIK/c.md", "---\ntitle: Keliru\ncategory: apa\n---\n");
    write_file(scene, "media/STIK/d.md",
               "---\ntitle: Tanpa foto\ncategory: kegiatan\npictures: x.png\n---\n");
    write_file(scene, "media/STIK/e.md",
               "---\nid: R-1\ntitle: Bukan kami\ncategory: kegiatan\n---\n");
    assert_int_equal(symlink("/etc/passwd", file_path(&scene->arena, scene->stick, "f.md")), 0);
    as_bpd(scene);
    play(scene, "tap #news.files\nwait 300\nexpect #files.0 \"Kabar satu\"\n"
                "expect #files.2 \"Baris 3\"\nexpect #files.3 \"Fotonya\"\n"
                "expect #files.4 \"bukan dari kantor Anda\"\nexpect-not #files.5\n"
                "tap #files.1\ntap #files.post\nexpect #files.0 \"nomor K-1\"\n"
                "expect #files.1 \"Kabar dua\"\n");
    // Who announces it is who has signed in.
    assert_string_equal(notice(scene, "K-1")->publisher, "BPD");
    assert_null(notice(scene, "K-2"));
    play(scene, "tap #nav.back\ntap #news.files\nwait 300\nexpect #files.0 \"Sudah terpasang\"\n"
                "tap #files.post\nexpect #files.1 \"nomor K-2\"\n"
                "tap #nav.back\nexpect-not #news.draft.0\n");
}

// ---- photographs

// A JPEG of 60 by 30, its left half red, that says that it was held on its side, and where.
static void make_photo(struct scene *scene, const char *name)
{
    static const uint8_t exif[] = {0xff, 0xe1, 0,   44,  'E', 'x', 'i', 'f', 0,    0,  'I', 'I',
                                   42,   0,    8,   0,   0,   0,   1,   0,   0x12, 1,  3,   0,
                                   1,    0,    0,   0,   6,   0,   0,   0,   0,    0,  0,   0,
                                   'G',  'P',  'S', '-', '6', '.', '9', ',', '1',  '0'};
    const char *plain = file_path(&scene->arena, scene->dir, "plain.jpg");
    SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, 60, 30, 32, SDL_PIXELFORMAT_RGB888);
    SDL_FillRect(surface, NULL, 0x0000ff);
    SDL_FillRect(surface, &(SDL_Rect){0, 0, 30, 30}, 0xff0000);
    assert_int_equal(IMG_SaveJPG(surface, plain, 95), 0);
    SDL_FreeSurface(surface);
    struct bytes jpeg;
    assert_true(file_read(&scene->arena, plain, 1 << 20, &jpeg));
    struct buf buf;
    buf_init(&buf, 1 << 20);
    buf_add(&buf, jpeg.data, 2);
    buf_add(&buf, exif, sizeof exif);
    buf_add(&buf, jpeg.data + 2, jpeg.len - 2);
    assert_int_equal(photo_orientation(buf_bytes(&buf)), 6);
    assert_int_equal(photo_orientation(jpeg), 1);
    assert_true(file_write(file_path(&scene->arena, scene->stick, name), buf_bytes(&buf), 0644));
    buf_finish(&buf);
}

static uint32_t pixel(SDL_Surface *surface, int x, int y)
{
    uint32_t value;
    memcpy(&value, (uint8_t *)surface->pixels + y * surface->pitch + x * 4, 4);
    return value & 0xffffff;
}

static void test_photographs(void **state)
{
    struct scene *scene = *state;
    plug_in(scene);
    make_photo(scene, "a.jpg");
    write_file(scene, "media/STIK/rusak.jpg", "bukan foto");
    as_bpd(scene);
    play(scene, "tap #news.new.pengumuman\ntype \"Dengan foto\"\ntap #nav.back\n"
                "tap #write.pictures\nwait 500\ntap #write.photo.0\nwait 500\n"
                "expect #write.taken.0\ntap #write.photo.1\nwait 500\n"
                "expect #write.photo.failed\nexpect-not #write.taken.1\n"
                "tap #write.photo.0\nwait 500\nexpect #write.taken.1\n"
                "tap #write.drop.1\nexpect-not #write.taken.1\n"
                "tap #write.next\nexpect #write.pictures \"1 foto\"\n"
                "tap #write.check\ntap #check.publish\nexpect #done.id\n");
    const Kt__Notice *it = notice(scene, "K-1");
    assert_int_equal(it->n_pictures, 1);
    assert_string_equal(it->pictures[0]->name, "foto-1.jpg");
    assert_int_equal(it->pictures[0]->width, 30); // upright
    assert_int_equal(it->pictures[0]->height, 60);
    char *path = notice_picture_path(scene->village, &scene->arena, it->pictures[0]->hash);
    struct bytes kept;
    assert_true(file_read(&scene->arena, path, 1 << 20, &kept));
    assert_null(memmem(kept.data, kept.len, "Exif", 4));
    assert_null(memmem(kept.data, kept.len, "GPS", 3));
    SDL_Surface *read = IMG_Load(path);
    SDL_Surface *surface = SDL_ConvertSurfaceFormat(read, SDL_PIXELFORMAT_RGB888, 0);
    assert_true((pixel(surface, 15, 5) >> 16) > 0xd0);   // the red half is on top
    assert_true((pixel(surface, 15, 55) & 0xff) > 0xd0); // the blue one below
    SDL_FreeSurface(surface);
    SDL_FreeSurface(read);
    assert_false(file_exists(file_path(&scene->arena, scene->dir, "photo.part")));
    // A large one is made small; what has no pixels, or too many, is refused.
    const char *large = file_path(&scene->arena, scene->dir, "large.png");
    const char *out = file_path(&scene->arena, scene->dir, "out.jpg");
    surface = SDL_CreateRGBSurfaceWithFormat(0, 3000, 100, 32, SDL_PIXELFORMAT_RGB888);
    assert_int_equal(IMG_SavePNG(surface, large), 0);
    SDL_FreeSurface(surface);
    assert_true(photo_copy(large, out));
    read = IMG_Load(out);
    assert_int_equal(read->w, PHOTO_SIDE_MAX);
    SDL_FreeSurface(read);
    // A link that took its place since it was looked at leads nowhere, a pipe holds nobody up.
    const char *link = file_path(&scene->arena, scene->dir, "link.png");
    const char *pipe = file_path(&scene->arena, scene->dir, "pipe.png");
    assert_int_equal(symlink(large, link), 0);
    assert_int_equal(mkfifo(pipe, 0600), 0);
    assert_false(photo_copy(link, out));
    assert_false(photo_copy(pipe, out));
    assert_false(photo_copy("tests/data/bad/cut.png", out));
    assert_false(photo_copy("tests/data/bad/not-a-picture.png", out));
}

// ---- sharing

static void post(struct scene *scene, const char *body, int pictures)
{
    Kt__Notice it = KT__NOTICE__INIT;
    const char *id;
    it.title = text("Musyawarah desa: saluran air");
    it.category = text("undangan");
    it.publisher = text("BPD");
    it.place = text("Balai Desa");
    it.event_start_s = NOW_S + 2 * DAY;
    it.body = text(body);
    (void)pictures;
    if (!notice_post(scene->village, &scene->arena, &it, &id)) {
        fail_msg("%s", fault_text());
    }
}

// How much of a card's rows is not paper: letters, not emptiness, and nothing under the foot.
static int inked(SDL_Surface *surface, int y0, int y1)
{
    int count = 0;
    uint32_t paper = pixel(surface, 20, y0);
    for (int y = y0; y < y1; y++) {
        for (int x = 64; x < surface->w - 64; x++) {
            count += pixel(surface, x, y) != paper;
        }
    }
    return count;
}

static void test_cards(void **state)
{
    struct scene *scene = *state;
    plug_in(scene);
    post(scene, "Datanglah, **semua warga**.\n\n- satu\n- dua\n", 0);
    as_bpd(scene);
    play(scene, "tap #news.own.0\ntap #one.share\ntap #share.write\nexpect #share.done\n"
                "expect #share.name.0 \"K-1-musyawarah-desa-saluran-air.png\"\n"
                "expect #share.name.1 \"K-1-musyawarah-desa-saluran-air.txt\"\n");
    const char *png = file_path(&scene->arena, scene->stick, "K-1-musyawarah-desa-saluran-air.png");
    SDL_Surface *read = IMG_Load(png);
    assert_non_null(read);
    assert_int_equal(read->w, 1080);
    assert_int_equal(read->h, 1350);
    SDL_Surface *card = SDL_ConvertSurfaceFormat(read, SDL_PIXELFORMAT_RGB888, 0);
    assert_true(inked(card, 200, 420) > 5000);   // the title
    assert_true(inked(card, 500, 900) > 5000);   // facts and words
    assert_true(inked(card, 1100, 1300) > 5000); // the code
    SDL_FreeSurface(card);
    SDL_FreeSurface(read);
    struct bytes caption;
    assert_true(
        file_read(&scene->arena,
                  file_path(&scene->arena, scene->stick, "K-1-musyawarah-desa-saluran-air.txt"),
                  1 << 16, &caption));
    const char *words = arena_str_of(&scene->arena, caption);
    assert_non_null(
        strstr(words, "*Musyawarah desa: saluran air*\nRabu, 25 November, pukul 09.41"));
    assert_non_null(strstr(words, "*semua warga*"));
    assert_non_null(strstr(words, "- satu\n- dua\n"));
    assert_non_null(strstr(words, "Diumumkan oleh BPD."));
}

// A long text goes on, to the last word or to the sentence that says where the rest is.
static void test_long_cards(void **state)
{
    struct scene *scene = *state;
    struct buf body;
    buf_init(&body, 1 << 20);
    for (int i = 0; i < 12; i++) {
        buf_printf(&body,
                   "Alinea %d tentang saluran air di blok utara, yang dikeruk bersama warga "
                   "RT 03 hari Minggu depan, dengan alat dari desa dan sarapan dari PKK.\n\n",
                   i + 1);
    }
    post(scene, buf_str(&body), 0);
    as_bpd(scene);
    struct card_set set;
    assert_true(card_draw(scene->app, notice(scene, "K-1"), &set));
    assert_in_range(set.count, 2, CARDS_MAX - 1);
    assert_false(set.has_more);
    for (size_t i = 0; i < set.count; i++) {
        assert_true(inked(set.cards[i], 200, 900) > 5000);
    }
    card_finish(&set);
    for (int i = 0; i < 60; i++) {
        buf_printf(&body,
                   "## Bagian %d\n\nIsi yang panjang sekali dan tidak muat di empat gambar, "
                   "juga tidak kalau hurufnya kecil.\n\n",
                   i);
    }
    char *word = arena_alloc(&scene->arena, 6001);
    memset(word, 'x', 6000);
    buf_printf(&body, "%s\n", word);
    post(scene, buf_str(&body), 0);
    assert_true(card_draw(scene->app, notice(scene, "K-2"), &set));
    assert_int_equal(set.count, CARDS_MAX);
    assert_true(set.has_more);
    card_finish(&set);
    // One word without an end: shown as far as it goes, and ended.
    post(scene, word, 0);
    assert_true(card_draw(scene->app, notice(scene, "K-3"), &set));
    assert_in_range(set.count, 1, CARDS_MAX);
    card_finish(&set);
    buf_finish(&body);
}

static void test_a_bad_stick(void **state)
{
    struct scene *scene = *state;
    plug_in(scene);
    post(scene, "Datanglah.", 0);
    as_bpd(scene);
    struct share_done done;
    assert_false(share_write(scene->app, &scene->arena, notice(scene, "K-1"), "/tidak/ada", &done));
    assert_int_equal(done.count, 0);
    // Something stands in the way of the text: the card goes as well.
    char *in_the_way =
        file_path(&scene->arena, scene->stick, "K-1-musyawarah-desa-saluran-air.txt");
    assert_true(file_make_dir(in_the_way, 0755));
    play(scene, "tap #news.own.0\ntap #one.share\ntap #share.write\nexpect #share.failed\n");
    assert_false(
        file_exists(file_path(&scene->arena, scene->stick, "K-1-musyawarah-desa-saluran-air.png")));
    play(scene, "expect-not #share.done\n");
}

int main(void)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    setenv("SDL_AUDIODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_an_invitation, setup, teardown),
        cmocka_unit_test_setup_teardown(test_saved_at_a_pause, setup, teardown),
        cmocka_unit_test_setup_teardown(test_an_untouched_one_leaves_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_real_keyboard, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_check_leads_there_and_back, setup, teardown),
        cmocka_unit_test_setup_teardown(test_dates_by_touch, setup, teardown),
        cmocka_unit_test_setup_teardown(test_the_whole_text, setup, teardown),
        cmocka_unit_test_setup_teardown(test_somebody_was_quicker, setup, teardown),
        cmocka_unit_test_setup_teardown(test_withdrawn_meanwhile, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_second_member, setup, teardown),
        cmocka_unit_test_setup_teardown(test_who_may_not, setup, teardown),
        cmocka_unit_test_setup_teardown(test_withdraw, setup, teardown),
        cmocka_unit_test_setup_teardown(test_templates_by_hand, setup, teardown),
        cmocka_unit_test_setup_teardown(test_files, setup, teardown),
        cmocka_unit_test_setup_teardown(test_photographs, setup, teardown),
        cmocka_unit_test_setup_teardown(test_cards, setup, teardown),
        cmocka_unit_test_setup_teardown(test_long_cards, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_bad_stick, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
