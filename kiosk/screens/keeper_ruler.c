// SPDX-License-Identifier: GPL-3.0-or-later
// How large the screen is, told by holding a ruler to a line: so that letters are 4 mm and targets
// 20 mm on any screen. The line is drawn for the size that is being tried, the page for the one in
// use.
#include "keeper_parts.h"

#include "db/village/setting.h"

#include <stdio.h>

enum { DPI_MIN = 60, DPI_MAX = 400, LONG_MM = 100, SHORT_MM = 50, TENTHS_AN_INCH = 254 };

struct ruler {
    int dpi; // being tried
    bool is_kept, has_failed;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct ruler *page = state;
    page->dpi = (int)setting_int(app_village(app), "dpi");
}

static int px_of(const struct ruler *page, int mm)
{
    return (page->dpi * mm * 10 + TENTHS_AN_INCH / 2) / TENTHS_AN_INCH;
}

static void show_line(struct ui *ui, int px)
{
    enum { TICK = 60, THICK = 8 };
    int w = ui_dp_of_px(ui, px);
    ui_begin(ui, (struct ui_box){.id = "ruler.line",
                                 .role = UI_ROLE_IMAGE,
                                 .label = _("garis untuk diukur"),
                                 .flow = UI_ROW,
                                 .w = w,
                                 .is_snug = true,
                                 .across = UI_CENTER});
    ui_rule(ui, THICK, TICK, UI_INK, 0);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_rule(ui, 0, THICK, UI_INK, 0);
    ui_end(ui);
    ui_rule(ui, THICK, TICK, UI_INK, 0);
    ui_end(ui);
}

static void change(struct ruler *page, int by)
{
    int dpi = page->dpi + by;
    page->dpi = dpi < DPI_MIN ? DPI_MIN : dpi > DPI_MAX ? DPI_MAX : dpi;
    page->is_kept = page->has_failed = false;
}

static void show_buttons(struct ui *ui, struct ruler *page)
{
    static const struct {
        const char *id, *word;
        enum ui_icon icon;
        int by;
    } rows[] = {
        {"ruler.shorter", N_("Sedikit lebih pendek"), ICON_MINUS, -1},
        {"ruler.longer", N_("Sedikit lebih panjang"), ICON_PLUS, 1},
        {"ruler.much-shorter", N_("Jauh lebih pendek"), ICON_MINUS, -10},
        {"ruler.much-longer", N_("Jauh lebih panjang"), ICON_PLUS, 10},
    };
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 2, .is_even = true, .gap = DP_GAP});
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (ui_button(ui, rows[i].id, (struct ui_button){.icon = rows[i].icon}, _(rows[i].word))) {
            change(page, rows[i].by);
        }
    }
    ui_end(ui);
}

static void keep(struct app *app, struct ruler *page)
{
    char value[16];
    (void)snprintf(value, sizeof value, "%d", page->dpi);
    page->is_kept = setting_set(app_village(app), "dpi", value, SETTING_LOCAL) &&
                    staff_audit(app_village(app), app_session(app), "set", "dpi");
    page->has_failed = !page->is_kept;
    app_ring(app);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct ruler *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    int room = ui_width(ui) - 2 * ui_margin(ui);
    int mm = ui_dp_of_px(ui, px_of(page, LONG_MM)) <= room ? LONG_MM : SHORT_MM;
    screens_header(app, ui);
    ui_body_begin(ui, "ruler");
    ui_question(
        ui, _("Ukuran layar"),
        arena_printf(ui_arena(ui),
                     _("Tempelkan penggaris pada garis ini. Ubah sampai panjangnya tepat %d "
                       "cm."),
                     mm / 10));
    ui_space(ui, DP_GAP, 0);
    show_line(ui, px_of(page, mm));
    ui_space(ui, DP_GAP, 0);
    show_buttons(ui, page);
    if (page->is_kept) {
        ui_banner(ui, "ruler.kept", UI_TINT_GREEN, ICON_CHECK_CIRCLE,
                  _("Ukuran layar disimpan. Huruf dan tombol mengikuti."));
    } else if (page->has_failed) {
        ui_banner(ui, "ruler.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Coba sekali lagi."));
    }
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "ruler.use", look, _("Pakai ukuran ini"))) {
        keep(app, page);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_keeper_ruler = {
    .name = "keeper.ruler",
    .state_bytes = sizeof(struct ruler),
    .enter = enter,
    .build = build,
};
