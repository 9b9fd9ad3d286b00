// SPDX-License-Identifier: GPL-3.0-or-later
// Whether the screen feels a finger everywhere: squares from edge to edge, each to be touched once.
// A screen that is deaf in places must not keep anybody here: after a while it asks, and after
// another it goes by itself.
#include "keeper_parts.h"

#include "db/village/probe.h"

enum {
    CELL_DP = 200, // about: five by nine on the usual screen
    CELLS_MAX = 400,
    COLUMNS_MAX = UI_COLUMNS_MAX,
    STUCK_MS = 20000,
    GIVE_UP_MS = 30000,
};

enum phase { PHASE_BEFORE, PHASE_TOUCHING, PHASE_ASKING, PHASE_OVER };

struct touch_page {
    enum phase phase;
    int columns, rows, left;
    int64_t since_ms; // the last new square, or the question
    bool is_done[CELLS_MAX];
};

static void begin(struct ui *ui, struct touch_page *page)
{
    int columns = ui_width(ui) / CELL_DP, rows = ui_height(ui) / CELL_DP;
    *page = (struct touch_page){
        .phase = PHASE_TOUCHING,
        .columns = columns < 3             ? 3
                   : columns > COLUMNS_MAX ? COLUMNS_MAX
                                           : columns,
        .rows = rows < 3                         ? 3
                : rows > CELLS_MAX / COLUMNS_MAX ? CELLS_MAX / COLUMNS_MAX
                                                 : rows,
        .since_ms = ui_now_ms(ui),
    };
    page->left = page->columns * page->rows;
}

static void end(struct app *app, struct touch_page *page)
{
    page->phase = PHASE_OVER;
    if (!probe_put(app_village(app), "touch", page->left == 0 ? PROBE_WELL : PROBE_BAD, page->left,
                   NULL)) {
        log_fault();
    }
    app_ring(app);
}

// ---- the squares

static bool show_cell(struct ui *ui, int i, bool is_done)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "touch.%d", i),
                                                          .role = UI_ROLE_CHOICE,
                                                          .along = UI_CENTER,
                                                          .across = UI_CENTER,
                                                          .grow = 1,
                                                          .fill = is_done ? UI_GREEN : UI_CARD,
                                                          .border = UI_EDGE});
    if (is_done) {
        ui_icon(ui, ICON_CHECK, DP_ICON_SMALL, UI_WHITE);
    }
    ui_textf(
        ui,
        (struct ui_text){.size_dp = 40, .align = UI_CENTER, .color = is_done ? UI_WHITE : UI_SOFT},
        "%d", i + 1);
    ui_end(ui);
    return is_touched;
}

static void show_cells(struct app *app, struct ui *ui, struct touch_page *page)
{
    for (int row = 0; row < page->rows; row++) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .grow = 1, .is_even = true});
        for (int column = 0; column < page->columns; column++) {
            int i = row * page->columns + column;
            if (show_cell(ui, i, page->is_done[i]) && !page->is_done[i]) {
                page->is_done[i] = true;
                page->left--;
                page->since_ms = ui_now_ms(ui);
            }
        }
        ui_end(ui);
    }
    int64_t waited_ms = ui_now_ms(ui) - page->since_ms;
    if (page->left == 0) {
        end(app, page);
    } else if (page->phase == PHASE_TOUCHING && waited_ms >= STUCK_MS) {
        page->phase = PHASE_ASKING;
        page->since_ms = ui_now_ms(ui);
    } else if (page->phase == PHASE_TOUCHING) {
        ui_wake_in(ui, STUCK_MS - waited_ms);
    }
}

static void show_ask(struct app *app, struct ui *ui, struct touch_page *page)
{
    int64_t waited_ms = ui_now_ms(ui) - page->since_ms;
    const char *text =
        arena_printf(ui_arena(ui),
                     i18n_count("%d kotak belum hijau. Kalau sudah disentuh tetapi tidak berubah, "
                                "layar di situ tidak terasa.",
                                page->left),
                     page->left);
    int answer = ui_ask(ui, "touch.ask", _("Ada yang tidak terasa?"), text, _("Lanjut menguji"),
                        _("Ya, tidak terasa"));
    if (answer == 1) {
        page->phase = PHASE_TOUCHING;
        page->since_ms = ui_now_ms(ui);
    } else if (answer == 2 || waited_ms >= GIVE_UP_MS) {
        end(app, page);
    } else {
        ui_wake_in(ui, GIVE_UP_MS - waited_ms);
    }
}

// ---- before and after

static void show_before(struct app *app, struct ui *ui, struct touch_page *page)
{
    screens_header(app, ui);
    ui_body_begin(ui, "touch");
    ui_question(ui, _("Uji layar"),
                _("Sentuh setiap kotak sampai hijau, dari tepi ke tepi. Kira-kira satu menit."));
    screens_point(ui, ICON_TOUCH, _("Pakai satu jari, satu sentuhan tiap kotak."));
    screens_point(ui, ICON_INFO, _("Keringkan layar dan jari dulu."));
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_PLAY, .is_big = true};
    if (ui_button(ui, "touch.begin", look, _("Mulai"))) {
        begin(ui, page);
    }
    ui_foot_end(ui);
}

static void show_after(struct app *app, struct ui *ui, struct touch_page *page)
{
    screens_header(app, ui);
    ui_body_begin(ui, "touch");
    ui_question(ui, _("Uji layar"), NULL);
    if (page->left == 0) {
        ui_banner(ui, "touch.well", UI_TINT_GREEN, ICON_CHECK_CIRCLE,
                  _("Layar terasa di semua tempat."));
    } else {
        ui_banner(ui, "touch.bad", UI_TINT_BRICK, ICON_WARNING,
                  arena_printf(ui_arena(ui),
                               i18n_count("%d kotak tidak terasa. Lap layar sampai kering dan uji "
                                          "lagi. Kalau tetap begini, layarnya perlu diganti.",
                                          page->left),
                               page->left));
    }
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button again = {.icon = ICON_UNDO};
    if (page->left > 0 && ui_button(ui, "touch.again", again, _("Uji lagi"))) {
        begin(ui, page);
    }
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "touch.done", look, _("Selesai"))) {
        app_pop(app);
    }
    ui_foot_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct touch_page *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    switch (page->phase) {
    case PHASE_BEFORE:
        show_before(app, ui, page);
        break;
    case PHASE_TOUCHING:
    case PHASE_ASKING:
        show_cells(app, ui, page);
        if (page->phase == PHASE_ASKING) {
            show_ask(app, ui, page);
        }
        break;
    case PHASE_OVER:
        show_after(app, ui, page);
        break;
    }
    ui_page_end(ui);
}

const struct screen screen_keeper_touch = {
    .name = "keeper.touch",
    .state_bytes = sizeof(struct touch_page),
    .build = build,
};
