// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from a stick and what goes to one, by touch: notices and photographs, cards for the
// groups in which the village already talks; sticks that are full, read-only or strange.
#include "writer.h"

#include "db/record/event.h"
#include "db/record/picture_file.h"
#include "db/village/publish.h"
#include "kiosk/hands/photo.h"
#include "kiosk/screens/share.h"
#include "kiosk/ui/engine.h"

#include <SDL_image.h>
#include <glob.h>
#include <sys/stat.h>

// ---- files of a stick

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
    assert_int_equal(picture_file_orientation(buf_bytes(&buf)), 6);
    assert_int_equal(picture_file_orientation(jpeg), 1);
    assert_true(file_write(file_path(&scene->arena, stick_of(scene), name), buf_bytes(&buf), 0644));
    buf_finish(&buf);
}

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
    assert_int_equal(symlink("/etc/passwd", file_path(&scene->arena, stick_of(scene), "f.md")), 0);
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
                "tap #files.done\nexpect #news.files\nexpect-not #news.draft.0\n");
}

// Their pictures come along, made fit; of what is half there nothing stays behind.
static void test_files_with_pictures(void **state)
{
    struct scene *scene = *state;
    plug_in(scene);
    make_photo(scene, "foto.jpg");
    write_file(scene, "media/STIK/a.md",
               "---\ntitle: Kerja bakti\ncategory: kegiatan\npictures: foto.jpg\n---\nIsi.\n");
    write_file(scene, "media/STIK/b.md",
               "---\ntitle: Rusak\ncategory: kegiatan\npictures: rusak.jpg\n---\nIsi.\n");
    write_file(scene, "media/STIK/rusak.jpg", "bukan foto");
    as_bpd(scene);
    play(scene, "tap #news.files\nwait 300\ntap #files.post\nexpect #files.0 \"nomor K-1\"\n"
                "expect #files.1 \"bukan JPG dan PNG\"\n");
    const Kt__Notice *posted = notice(scene, "K-1");
    assert_int_equal(posted->n_pictures, 1);
    assert_true(
        file_exists(notice_picture_path(scene->village, &scene->arena, posted->pictures[0]->hash)));
    assert_null(notice(scene, "K-2"));
    glob_t left;
    assert_int_equal(glob(file_path(&scene->arena, scene->dir, "*.part"), 0, NULL, &left),
                     GLOB_NOMATCH);
}

// ---- photographs

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
    play(scene, "tap #news.own.0\ntap #one.share\ntap #share.write\nwait 100\nexpect #share.done\n"
                "expect #share.name.0 \"K-1-musyawarah-desa-saluran-air.png\"\n"
                "expect #share.name.1 \"K-1-musyawarah-desa-saluran-air.txt\"\n");
    const char *png =
        file_path(&scene->arena, stick_of(scene), "K-1-musyawarah-desa-saluran-air.png");
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
                  file_path(&scene->arena, stick_of(scene), "K-1-musyawarah-desa-saluran-air.txt"),
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
    struct share_files files;
    assert_true(share_make(scene->app, &scene->arena, notice(scene, "K-1"), &files));
    assert_false(share_put(&files, "/tidak/ada"));
    // Something stands in the way of the text: the card goes as well.
    char *in_the_way =
        file_path(&scene->arena, stick_of(scene), "K-1-musyawarah-desa-saluran-air.txt");
    assert_true(file_make_dir(in_the_way, 0755));
    play(scene,
         "tap #news.own.0\ntap #one.share\ntap #share.write\nwait 100\nexpect #share.failed\n");
    assert_false(file_exists(
        file_path(&scene->arena, stick_of(scene), "K-1-musyawarah-desa-saluran-air.png")));
    play(scene, "expect-not #share.done\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        scene_test(test_files), scene_test(test_files_with_pictures), scene_test(test_photographs),
        scene_test(test_cards), scene_test(test_long_cards),          scene_test(test_a_bad_stick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
