// SPDX-License-Identifier: GPL-3.0-or-later
// What is read aloud and in which order, and the mark behind it: on the screen, after a rebuild,
// after words have gone, out of sight, and under a dialog. Also the widgets that show figures.
#include "kiosk/ui/node.h"
#include "kiosk/ui/widgets.h"

#include <SDL_image.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { W = 1080, H = 1920, MAX = 200 };

static struct {
    struct ui *ui;
    SDL_Surface *surface;
    struct arena arena;
    bool has_dialog, has_extra, is_other;
    char memory[64];
    struct ui_field field;
    int touched;
} demo;

static void build_reading(void)
{
    struct ui *ui = demo.ui;
    ui_page_begin(ui);
    ui_header(ui, (struct ui_header){.has_home = true, .speak_id = "x.speak", .steps = 3});
    ui_body_begin(ui, "body");
    ui_question(ui, "Kabar hari ini", "Dua hal saja");
    if (demo.has_extra) {
        ui_text(ui, (struct ui_text){0}, "Yang baru datang");
    }
    ui_banner(ui, "warn", UI_TINT_GOLD, ICON_WARNING, "Air mati besok. Simpan dulu.");
    ui_text(
        ui, (struct ui_text){.lines_max = 1},
        "Kalimat pertama yang panjang sekali sehingga tidak muat dalam satu baris saja di sini. "
        "Kalimat kedua.");
    ui_input(ui, (struct ui_input){.id = "in", .hint = "Tulis di sini"}, &demo.field);
    ui_code(ui, "code", "4821709311550268", 16);
    ui_qr(ui, "qr", "x", 300);
    ui_option(ui, "opt", ICON_LOCK, "Hanya petugas", "Tidak tampil di papan", false);
    for (int i = 0; i < 30; i++) {
        ui_textf(ui, (struct ui_text){0}, "Alinea nomor %d", i);
    }
    ui_rich(ui, (struct ui_text){.is_private = true},
            (struct ui_run[]){{.text = "Ini "}, {.text = "penting", .bold = true}, {.text = "."}},
            3);
    ui_body_end(ui);
    ui_bar(ui, "home.speak");
    ui_page_end(ui);
    if (demo.has_dialog) {
        ui_ask(ui, "ask", "Masih di sini?", "Kalau tidak, layar kembali.", "Ya", NULL);
    }
}

static void pass(void (*build)(void))
{
    ui_pass_begin(demo.ui, 0);
    build();
    ui_pass_end(demo.ui);
}

static bool draw(void)
{
    int y0, y1;
    return ui_draw(demo.ui, demo.surface, &y0, &y1);
}

static struct ui_spoken list[MAX];

static int read_all(void)
{
    arena_reset(&demo.arena);
    size_t count = ui_reading(demo.ui, &demo.arena, MAX, list);
    assert_int_equal(ui_reading(demo.ui, &demo.arena, 0, NULL), count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(list[i].node, (int)i);
        assert_true(list[i].text[0] != '\0');
    }
    return (int)count;
}

static int find(const char *text)
{
    int count = read_all();
    for (int i = 0; i < count; i++) {
        if (strcmp(list[i].text, text) == 0) {
            return i;
        }
    }
    return UI_SPOKEN_NONE;
}

static int pixels_of(uint32_t color)
{
    int count = 0;
    for (int y = 0; y < H; y++) {
        const uint32_t *row = (const uint32_t *)demo.surface->pixels + y * demo.surface->pitch / 4;
        for (int x = 0; x < W; x++) {
            count += (row[x] & 0xffffff) == (color & 0xffffff);
        }
    }
    return count;
}

static int setup(void **state)
{
    (void)state;
    memset(&demo, 0, sizeof demo);
    arena_init(&demo.arena, 1 << 22);
    demo.field = (struct ui_field){.text = demo.memory, .cap = sizeof demo.memory};
    demo.surface = SDL_CreateRGBSurfaceWithFormat(0, W, H, 32, SDL_PIXELFORMAT_RGB888);
    return ui_create(&demo.ui, &(struct ui_setup){.w = W, .h = H}) ? 0 : -1;
}

static int teardown(void **state)
{
    (void)state;
    ui_destroy(demo.ui);
    SDL_FreeSurface(demo.surface);
    arena_finish(&demo.arena);
    return 0;
}

// PICTURES=folder keeps them, to be looked at.
static void keep_picture(SDL_Surface *surface, const char *name)
{
    const char *folder = getenv("PICTURES");
    char path[256];
    if (folder && snprintf(path, sizeof path, "%s/%s.png", folder, name) > 0) {
        IMG_SavePNG(surface, path);
    }
}

static void test_order(void **state)
{
    (void)state;
    pass(build_reading);
    int count = read_all();
    static const char *const first[] = {
        "Kabar hari ini",
        "Dua hal saja",
        "Air mati besok. Simpan dulu.",
        "Kalimat pertama yang panjang sekali sehingga tidak muat dalam satu baris saja di sini. "
        "Kalimat kedua.",
        "Tulis di sini",
        "4821 7093 1155 0268",
        "Hanya petugas Tidak tampil di papan",
        "Alinea nomor 0",
    };
    for (size_t i = 0; i < COUNT_OF(first); i++) {
        assert_string_equal(list[i].text, first[i]);
    }
    assert_int_equal(list[0].role, UI_ROLE_HEADING);
    assert_int_equal(list[6].role, UI_ROLE_CHOICE);
    assert_false(list[4].is_private); // an empty input says its hint
    assert_true(list[5].is_private);
    assert_string_equal(list[count - 6].text, "Ini penting.");
    assert_true(list[count - 6].is_private);
    assert_string_equal(list[count - 1].text, "Bantuan");
    assert_int_equal(find("Kembali"), UI_SPOKEN_NONE); // the header's own buttons
    assert_int_equal(find("1/3"), UI_SPOKEN_NONE);
}

static void test_what_is_written_is_private(void **state)
{
    (void)state;
    edit_insert(&demo.field, "rahasia");
    pass(build_reading);
    int at = find("rahasia");
    assert_int_equal(at, 4);
    assert_true(list[at].is_private);
}

static void test_a_dialog_hides_the_rest(void **state)
{
    (void)state;
    demo.has_dialog = true;
    pass(build_reading);
    assert_int_equal(read_all(), 3);
    assert_string_equal(list[0].text, "Masih di sini?");
    assert_string_equal(list[2].text, "Ya");
}

static void test_mark_is_drawn_and_taken_away(void **state)
{
    (void)state;
    uint32_t tint = theme_color(THEME_DAY, UI_SPOKEN);
    pass(build_reading);
    draw();
    assert_int_equal(pixels_of(tint), 0);
    int at = find("Air mati besok. Simpan dulu.");
    ui_spoken_mark(demo.ui, at, 0, 15);
    assert_int_equal(ui_spoken_marked(demo.ui), at);
    assert_true(draw());
    int first = pixels_of(tint);
    assert_true(first > 1000);
    ui_spoken_mark(demo.ui, at, 16, 28);
    assert_true(draw());
    int second = pixels_of(tint);
    keep_picture(demo.surface, "spoken");
    assert_true(second > 1000 && second < first);
    ui_spoken_mark(demo.ui, UI_SPOKEN_NONE, 0, 0);
    assert_true(draw());
    assert_int_equal(pixels_of(tint), 0);
    assert_int_equal(ui_spoken_marked(demo.ui), UI_SPOKEN_NONE);
}

static void test_a_thing_whose_words_are_not_there_has_a_frame(void **state)
{
    (void)state;
    pass(build_reading);
    ui_spoken_mark(demo.ui, find("4821 7093 1155 0268"), 0, 4);
    draw();
    assert_true(pixels_of(theme_color(THEME_DAY, UI_SPOKEN)) > 1000);
}

static void test_mark_lasts_over_builds(void **state)
{
    (void)state;
    uint32_t tint = theme_color(THEME_DAY, UI_SPOKEN);
    pass(build_reading);
    int at = find("Air mati besok. Simpan dulu.");
    ui_spoken_mark(demo.ui, at, 0, 15);
    demo.has_extra = true; // it stands one further now
    pass(build_reading);
    draw();
    assert_int_equal(ui_spoken_marked(demo.ui), at + 1);
    assert_true(pixels_of(tint) > 1000);
    demo.has_dialog = true; // veiled: not read, not marked
    pass(build_reading);
    draw();
    assert_int_equal(ui_spoken_marked(demo.ui), UI_SPOKEN_NONE);
    assert_int_equal(pixels_of(tint), 0);
    demo.has_dialog = false;
    pass(build_reading);
    assert_int_equal(ui_spoken_marked(demo.ui), at + 1);
    ui_set_scope(demo.ui, 1); // another screen
    pass(build_reading);
    draw();
    assert_int_equal(pixels_of(tint), 0);
    ui_drop_scope(demo.ui, 0);
    ui_set_scope(demo.ui, 0);
    pass(build_reading);
    assert_int_equal(ui_spoken_marked(demo.ui), UI_SPOKEN_NONE);
}

static void test_what_is_out_of_sight_is_scrolled_in(void **state)
{
    (void)state;
    pass(build_reading);
    int at = find("Alinea nomor 29");
    draw();
    ui_spoken_mark(demo.ui, at, 0, 15);
    draw();
    assert_true(pixels_of(theme_color(THEME_DAY, UI_SPOKEN)) > 1000);
    pass(build_reading);
    ui_spoken_mark(demo.ui, 0, 0, 5);
    draw();
    assert_true(pixels_of(theme_color(THEME_DAY, UI_SPOKEN)) > 1000);
}

static void test_marks_of_nothing(void **state)
{
    (void)state;
    ui_spoken_mark(demo.ui, 3, 0, 4); // before any build
    pass(build_reading);
    ui_spoken_mark(demo.ui, 5000, 0, 4);
    assert_int_equal(ui_spoken_marked(demo.ui), UI_SPOKEN_NONE);
    ui_spoken_mark(demo.ui, 0, 100000, 200000);
    pass(build_reading);
    ui_forget(demo.ui);
    ui_spoken_mark(demo.ui, 0, 0, 4);
    assert_int_equal(ui_reading(demo.ui, &demo.arena, MAX, list), 0);
    pass(build_reading);
}

// ---- figures

static void build_figures(void)
{
    struct ui *ui = demo.ui;
    static const struct ui_bar_row rows[] = {
        {.id = "b.0",
         .icon = ICON_ROAD,
         .label = "Pembangunan jalan dan jembatan desa",
         .below = "Rp 412 juta dari Rp 640 juta",
         .planned = 640000000,
         .done = 412000000},
        {.id = "b.1",
         .icon = ICON_HEALTH,
         .label = "Kesehatan",
         .below = "Rp 90 juta dari Rp 80 juta",
         .planned = 80000000,
         .done = 90000000},
        {.id = "b.2",
         .icon = ICON_SCHOOL,
         .label = "Pendidikan",
         .below = "belum ada",
         .planned = 120000000},
        {.label = "Tanpa rencana", .done = 5},
        {.label = "Besar", .planned = 1000000000000000, .done = 3},
    };
    static const char *const years[] = {"2023", "2024", "2025", "2026"};
    ui_page_begin(ui);
    ui_body_begin(ui, "body");
    demo.touched = ui_segments(ui, "year", years, 4, 2);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 3, .is_even = true, .gap = DP_GAP});
    ui_stat(ui, "s.0", ICON_ASPIRE, "412", "usul diterima");
    ui_stat(ui, "s.1", ICON_ANSWER, "Rp 1,2 miliar", "anggaran");
    ui_stat(ui, "s.2", ICON_CLOCK, "6", "hari sampai dijawab");
    ui_end(ui);
    int bar = ui_bars(ui, "bars", rows, demo.is_other ? 5 : 3);
    demo.touched = bar >= 0 ? 100 + bar : demo.touched;
    int rate = ui_rate(ui, "answer.rate", 4);
    demo.touched = rate ? 200 + rate : demo.touched;
    ui_faces(ui, "given", 2);
    ui_level(ui, "level", 42, 23, 90);
    int way = ui_prev_next(ui, "notice", true, false);
    demo.touched = way ? 300 + way : demo.touched;
    ui_body_end(ui);
    enum ui_bar_touch bar_touch = ui_bar(ui, "home.speak");
    demo.touched = bar_touch ? 400 + (int)bar_touch : demo.touched;
    ui_page_end(ui);
}

static int tap(const char *id)
{
    ui_reveal(demo.ui, id, NULL);
    struct node *node = node_find(demo.ui, id);
    assert_non_null(node);
    int x = node->seen.x + node->seen.w / 2, y = node->seen.y + node->seen.h / 2;
    ui_touch(demo.ui, UI_TOUCH_DOWN, x, y, 0);
    ui_touch(demo.ui, UI_TOUCH_UP, x, y, 20);
    pass(build_figures);
    int touched = demo.touched;
    pass(build_figures);
    return touched;
}

static void test_figures_answer(void **state)
{
    (void)state;
    pass(build_figures);
    assert_int_equal(tap("year.1"), 1);
    assert_int_equal(tap("b.1"), 101);
    assert_int_equal(tap("answer.rate.5"), 205);
    assert_int_equal(tap("notice.prev"), 299);
    assert_int_equal(tap("notice.next"), -1); // off
    assert_int_equal(tap("home.help"), 400 + UI_BAR_HELP);
}

static void test_figures_in_every_size(void **state)
{
    (void)state;
    static const struct {
        int w, h, percent;
    } rows[] = {{1080, 1920, 100}, {720, 1280, 160}, {1920, 1080, 130}, {1280, 720, 160}};
    for (size_t i = 0; i < 2 * COUNT_OF(rows); i++) {
        int w = rows[i / 2].w, h = rows[i / 2].h;
        ui_resize(demo.ui, w, h);
        ui_set_text_percent(demo.ui, rows[i / 2].percent);
        ui_set_theme(demo.ui, i % 2 ? THEME_CONTRAST : THEME_DAY);
        demo.is_other = i % 2 == 1;
        pass(build_figures);
        SDL_Surface *surface = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_RGB888);
        int y0, y1;
        assert_true(ui_draw(demo.ui, surface, &y0, &y1));
        struct ui_element *elements;
        arena_reset(&demo.arena);
        size_t count = ui_elements(demo.ui, &demo.arena, &elements);
        for (size_t j = 0; j < count; j++) {
            assert_false(elements[j].is_small);
            assert_true(elements[j].rect.x >= 0 && elements[j].rect.x + elements[j].rect.w <= w);
        }
        char name[32];
        snprintf(name, sizeof name, "%d-%d", w, (int)i);
        keep_picture(surface, name);
        SDL_FreeSurface(surface);
    }
}

static void test_percent(void **state)
{
    (void)state;
    struct arena *arena = &demo.arena;
    assert_string_equal(ui_percent(arena, 412, 640), "64 %");
    assert_string_equal(ui_percent(arena, 0, 640), "0 %");
    assert_string_equal(ui_percent(arena, 640, 640), "100 %");
    assert_string_equal(ui_percent(arena, 999999, 1000000), "99 %");
    assert_string_equal(ui_percent(arena, 3, 1000), "0,3 %");
    assert_string_equal(ui_percent(arena, 1, 1000000000000000), "0,1 %");
    assert_string_equal(ui_percent(arena, 90, 80), "112 %");
    assert_string_equal(ui_percent(arena, 5, 0), "-");
}

int main(void)
{
    setenv("SDL_VIDEODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_order, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_written_is_private, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_dialog_hides_the_rest, setup, teardown),
        cmocka_unit_test_setup_teardown(test_mark_is_drawn_and_taken_away, setup, teardown),
        cmocka_unit_test_setup_teardown(test_a_thing_whose_words_are_not_there_has_a_frame, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(test_mark_lasts_over_builds, setup, teardown),
        cmocka_unit_test_setup_teardown(test_what_is_out_of_sight_is_scrolled_in, setup, teardown),
        cmocka_unit_test_setup_teardown(test_marks_of_nothing, setup, teardown),
        cmocka_unit_test_setup_teardown(test_figures_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(test_figures_in_every_size, setup, teardown),
        cmocka_unit_test_setup_teardown(test_percent, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
