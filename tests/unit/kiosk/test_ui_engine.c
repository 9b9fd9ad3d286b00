// SPDX-License-Identifier: GPL-3.0-or-later
// The engine without a window: layout, touch, scrolling, keyboard and drawing of small screens, on
// a surface in memory and a clock of the test's own.
#include "kiosk/ui/node.h"
#include "kiosk/ui/widgets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { W = 1080, H = 1920 };

struct demo {
    struct ui *ui;
    SDL_Surface *surface;
    struct arena arena;
    int64_t now_ms;
    void (*build)(struct demo *demo);
    int taps, holds, passes;
    char memory[256];
    struct ui_field field;
};

static void turn(struct demo *demo)
{
    bool had;
    do {
        had = ui_has_event(demo->ui);
        ui_pass_begin(demo->ui, demo->now_ms);
        demo->passes++;
        demo->build(demo);
        ui_pass_end(demo->ui);
    } while (had);
}

static bool draw(struct demo *demo)
{
    int y0, y1;
    return ui_draw(demo->ui, demo->surface, &y0, &y1);
}

static void touch(struct demo *demo, enum ui_touch kind, int x, int y)
{
    demo->now_ms += 16;
    ui_touch(demo->ui, kind, x, y, demo->now_ms);
    if (ui_tick(demo->ui, demo->now_ms) || ui_has_event(demo->ui)) {
        turn(demo);
    }
}

static const struct ui_element *element(struct demo *demo, const char *id)
{
    struct ui_element *list;
    arena_reset(&demo->arena);
    size_t count = ui_elements(demo->ui, &demo->arena, &list);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(list[i].id, id)) {
            return &list[i];
        }
    }
    return NULL;
}

static void tap(struct demo *demo, const char *id)
{
    const struct ui_element *at = element(demo, id);
    assert_non_null(at);
    int x = at->seen.x + at->seen.w / 2, y = at->seen.y + at->seen.h / 2;
    touch(demo, UI_TOUCH_DOWN, x, y);
    touch(demo, UI_TOUCH_UP, x, y);
}

static void open_size(struct demo *demo, void (*build)(struct demo *demo), int w, int h)
{
    *demo = (struct demo){.build = build, .now_ms = 1000};
    struct ui_setup setup = {.w = w, .h = h, .text_percent = 100};
    assert_true(ui_create(&demo->ui, &setup));
    demo->surface = SDL_CreateRGBSurfaceWithFormat(0, w, h, 32, SDL_PIXELFORMAT_RGB888);
    demo->field = (struct ui_field){.text = demo->memory, .cap = sizeof demo->memory};
    arena_init(&demo->arena, 16 << 20);
    turn(demo);
}

static void open_demo(struct demo *demo, void (*build)(struct demo *demo))
{
    open_size(demo, build, W, H);
}

static void close_demo(struct demo *demo)
{
    ui_destroy(demo->ui);
    SDL_FreeSurface(demo->surface);
    arena_finish(&demo->arena);
}

// ---- layout

static void build_rows(struct demo *demo)
{
    struct ui *ui = demo->ui;
    ui_page_begin(ui);
    ui_begin(ui, (struct ui_box){.id = "row", .flow = UI_ROW, .gap = 20, .pad_x = 40});
    ui_begin(ui, (struct ui_box){.id = "fixed", .w = 100, .h = 50});
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.id = "one", .grow = 1, .h = 80});
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.id = "two", .grow = 2, .h = 10});
    ui_end(ui);
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.id = "grid", .flow = UI_GRID, .columns = 3, .gap = 30});
    for (int i = 0; i < 5; i++) {
        ui_begin(ui, (struct ui_box){.id = ui_id(ui, "cell.%d", i), .h = i == 1 ? 200 : 90});
        ui_end(ui);
    }
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.id = "rest", .grow = 1});
    ui_end(ui);
    ui_page_end(ui);
}

static void assert_rect(struct demo *demo, const char *id, int x, int y, int w, int h)
{
    const struct ui_element *at = element(demo, id);
    assert_non_null(at);
    assert_int_equal(at->rect.x, x);
    assert_int_equal(at->rect.y, y);
    assert_int_equal(at->rect.w, w);
    assert_int_equal(at->rect.h, h);
}

static void test_rows_grids_and_what_grows(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_rows);
    assert_rect(&demo, "row", 0, 0, 1080, 80);
    assert_rect(&demo, "fixed", 40, 0, 100, 50);
    assert_rect(&demo, "one", 160, 0, 286, 80); // (1000 - 100 - 40) / 3
    assert_rect(&demo, "two", 466, 0, 574, 10);
    assert_rect(&demo, "cell.0", 0, 80, 340, 200);
    assert_rect(&demo, "cell.4", 370, 310, 340, 90);
    assert_rect(&demo, "rest", 0, 400, 1080, 1520);
    close_demo(&demo);
}

static void build_buttons(struct demo *demo)
{
    struct ui *ui = demo->ui;
    ui_page_begin(ui);
    ui_body_begin(ui, "body");
    for (int i = 0; i < 40; i++) {
        const char *id = ui_id(ui, "b.%d", i);
        if (ui_button(ui, id, (struct ui_button){0}, arena_printf(ui_arena(ui), "Nomor %d", i))) {
            demo->taps += i;
        }
    }
    ui_body_end(ui);
    ui_foot_begin(ui);
    if (ui_begin_button(ui, (struct ui_box){.id = "clock", .hold_ms = 3000, .w = 10, .h = 10})) {
        demo->taps += 1000;
    }
    ui_end(ui);
    demo->holds += ui_held(ui, "clock");
    ui_foot_end(ui);
    ui_page_end(ui);
}

static void test_tap_answers_once(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_buttons);
    tap(&demo, "b.3");
    assert_int_equal(demo.taps, 3);
    turn(&demo);
    assert_int_equal(demo.taps, 3);
    // Down on one and up on another is none.
    const struct ui_element *at = element(&demo, "b.1");
    int x = at->rect.x + 100, y = at->rect.y + at->rect.h - 4;
    touch(&demo, UI_TOUCH_DOWN, x, y);
    touch(&demo, UI_TOUCH_UP, x, y + 20);
    assert_int_equal(demo.taps, 3);
    close_demo(&demo);
}

static void test_hold_ripens_and_is_no_tap(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_buttons);
    const struct ui_element *at = element(&demo, "clock");
    int x = at->seen.x + 5, y = at->seen.y + 5;
    touch(&demo, UI_TOUCH_DOWN, x, y);
    assert_int_equal(ui_due_ms(demo.ui), demo.now_ms + 3000);
    demo.now_ms += 3000;
    assert_true(ui_tick(demo.ui, demo.now_ms));
    turn(&demo);
    assert_int_equal(demo.holds, 1);
    touch(&demo, UI_TOUCH_UP, x, y);
    assert_int_equal(demo.taps, 0);
    assert_int_equal(ui_due_ms(demo.ui), INT64_MAX);
    close_demo(&demo);
}

static void test_drag_scrolls_glides_and_stops_at_a_touch(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_buttons);
    int before = element(&demo, "b.5")->rect.y;
    touch(&demo, UI_TOUCH_DOWN, 500, 1000);
    for (int y = 980; y >= 600; y -= 20) {
        touch(&demo, UI_TOUCH_MOVE, 500, y);
    }
    assert_int_equal(element(&demo, "b.5")->rect.y, before - 400);
    touch(&demo, UI_TOUCH_UP, 500, 600);
    assert_int_equal(demo.taps, 0);
    assert_true(ui_is_moving(demo.ui));
    for (int i = 0; i < 10; i++) {
        demo.now_ms = ui_due_ms(demo.ui);
        assert_false(ui_tick(demo.ui, demo.now_ms));
    }
    int gliding = element(&demo, "b.5")->rect.y;
    assert_true(gliding < before - 420);
    // The touch that stops it opens nothing.
    touch(&demo, UI_TOUCH_DOWN, 500, 800);
    touch(&demo, UI_TOUCH_UP, 500, 800);
    assert_int_equal(demo.taps, 0);
    assert_false(ui_is_moving(demo.ui));
    assert_int_equal(element(&demo, "b.5")->rect.y, gliding);
    assert_int_equal(ui_due_ms(demo.ui), INT64_MAX);
    close_demo(&demo);
}

static void test_more_below_shows_and_goes_on(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_buttons);
    assert_non_null(element(&demo, "body.more"));
    int taps = 0;
    while (element(&demo, "body.more")) {
        tap(&demo, "body.more");
        assert_true(++taps < 10);
    }
    const struct ui_element *last = element(&demo, "b.39");
    assert_int_equal(last->seen.h, last->rect.h);
    close_demo(&demo);
}

static void test_reveal_makes_touchable(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_buttons);
    for (int i = 39; i >= 0; i -= 13) {
        char id[16];
        snprintf(id, sizeof id, "b.%d", i);
        ui_reveal(demo.ui, id, NULL);
        assert_false(element(&demo, id)->is_covered);
        assert_true(element(&demo, id)->is_clear);
    }
    close_demo(&demo);
}

// ---- dialog

static void build_dialog(struct demo *demo)
{
    build_buttons(demo);
    demo->holds = ui_ask(demo->ui, "ask", "Masih di sini?", "Sentuh.", "Ya", "Tidak");
}

static void test_dialog_covers_the_rest(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_dialog);
    assert_true(element(&demo, "b.1")->is_covered);
    tap(&demo, "b.1");
    assert_int_equal(demo.taps, 0);
    demo.now_ms += 16;
    const struct ui_element *at = element(&demo, "ask.2");
    assert_false(at->is_covered);
    assert_false(at->is_small);
    close_demo(&demo);
}

// ---- writing

static void build_writing(struct demo *demo)
{
    struct ui *ui = demo->ui;
    ui_page_begin(ui);
    if (ui_input(ui, (struct ui_input){.id = "in", .grow = 1, .is_first = true}, &demo->field)) {
        demo->taps++;
    }
    ui_keyboard(ui);
    ui_page_end(ui);
}

static void test_keys_type_and_erase(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_writing);
    assert_string_equal(ui_focus(demo.ui), "in");
    tap(&demo, "key.shift");
    tap(&demo, "key.a");
    tap(&demo, "key.i");
    tap(&demo, "key.space");
    tap(&demo, "key.more");
    tap(&demo, "key.7");
    assert_string_equal(demo.field.text, "Ai 7");
    tap(&demo, "key.erase");
    assert_string_equal(demo.field.text, "Ai ");
    assert_int_equal(demo.taps, 5);
    close_demo(&demo);
}

static void test_long_touch_gives_accents(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_writing);
    const struct ui_element *at = element(&demo, "key.e");
    int x = at->rect.x + 20, y = at->rect.y + 20;
    touch(&demo, UI_TOUCH_DOWN, x, y);
    demo.now_ms += UI_KEY_HOLD_MS;
    assert_true(ui_tick(demo.ui, demo.now_ms));
    turn(&demo);
    touch(&demo, UI_TOUCH_UP, x, y);
    assert_string_equal(demo.field.text, "");
    tap(&demo, "key.é");
    assert_string_equal(demo.field.text, "é");
    assert_null(element(&demo, "key.é"));
    close_demo(&demo);
}

static void test_keys_are_large_enough(void **state)
{
    (void)state;
    static const struct {
        int w, h, least;
    } rows[] = {{1080, 1920, DP_TARGET}, {1920, 1080, DP_TARGET}, {720, 1280, DP_TARGET_ABC}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct demo demo;
        open_size(&demo, build_writing, rows[i].w, rows[i].h);
        struct ui_element *list;
        size_t count = ui_elements(demo.ui, &demo.arena, &list);
        for (size_t j = 0; j < count; j++) {
            if (list[j].role == UI_ROLE_KEY) {
                assert_true(list[j].rect.w >= rows[i].least - 1);
                assert_true(list[j].rect.h >= rows[i].least - 1);
            }
        }
        close_demo(&demo);
    }
}

static void test_tap_places_the_cursor(void **state)
{
    (void)state;
    struct demo demo;
    open_demo(&demo, build_writing);
    ui_type(demo.ui, "air mati di RT dua");
    turn(&demo);
    const struct ui_element *at = element(&demo, "in");
    touch(&demo, UI_TOUCH_DOWN, at->rect.x + 45, at->rect.y + 40);
    touch(&demo, UI_TOUCH_UP, at->rect.x + 45, at->rect.y + 40);
    assert_int_equal(demo.field.cursor, 0);
    ui_type(demo.ui, "Air: ");
    turn(&demo);
    assert_string_equal(demo.field.text, "Air: air mati di RT dua");
    close_demo(&demo);
}

// ---- drawing

static void test_draws_only_what_changed(void **state)
{
    (void)state;
    struct demo demo;
    int y0, y1;
    open_demo(&demo, build_writing);
    assert_true(ui_draw(demo.ui, demo.surface, &y0, &y1));
    assert_int_equal(y0, 0);
    assert_int_equal(y1, H);
    turn(&demo);
    assert_false(draw(&demo)); // built again, looks the same
    const struct ui_element *at = element(&demo, "in");
    int bottom = at->rect.y + at->rect.h;
    ui_type(demo.ui, "a");
    turn(&demo);
    assert_true(ui_draw(demo.ui, demo.surface, &y0, &y1));
    assert_true(y1 <= bottom);
    close_demo(&demo);
}

static void test_pictures_are_the_same_bytes(void **state)
{
    (void)state;
    struct demo a, b;
    open_demo(&a, build_buttons);
    open_demo(&b, build_buttons);
    draw(&a);
    draw(&b);
    assert_memory_equal(a.surface->pixels, b.surface->pixels, (size_t)W * H * 4);
    // A drag and back again leaves nothing behind either.
    touch(&b, UI_TOUCH_DOWN, 500, 1000);
    touch(&b, UI_TOUCH_MOVE, 500, 700);
    draw(&b);
    touch(&b, UI_TOUCH_MOVE, 500, 1000);
    touch(&b, UI_TOUCH_CANCEL, 500, 1000);
    draw(&b);
    assert_memory_equal(a.surface->pixels, b.surface->pixels, (size_t)W * H * 4);
    close_demo(&a);
    close_demo(&b);
}

static void test_every_icon_has_a_letter(void **state)
{
    (void)state;
    struct text *text;
    assert_true(text_open(&text));
    for (enum ui_icon icon = ICON_NONE + 1; icon < ICON_COUNT; icon++) {
        assert_true(text_has(text, (struct text_font){TEXT_ICON, 40}, icon_codepoint(icon)));
    }
    text_close(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows_grids_and_what_grows),
        cmocka_unit_test(test_tap_answers_once),
        cmocka_unit_test(test_hold_ripens_and_is_no_tap),
        cmocka_unit_test(test_drag_scrolls_glides_and_stops_at_a_touch),
        cmocka_unit_test(test_more_below_shows_and_goes_on),
        cmocka_unit_test(test_reveal_makes_touchable),
        cmocka_unit_test(test_dialog_covers_the_rest),
        cmocka_unit_test(test_keys_type_and_erase),
        cmocka_unit_test(test_long_touch_gives_accents),
        cmocka_unit_test(test_keys_are_large_enough),
        cmocka_unit_test(test_tap_places_the_cursor),
        cmocka_unit_test(test_draws_only_what_changed),
        cmocka_unit_test(test_pictures_are_the_same_bytes),
        cmocka_unit_test(test_every_icon_has_a_letter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
