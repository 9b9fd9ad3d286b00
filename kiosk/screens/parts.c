// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces that more than one screen shows. The bar helps anyone to read the page above it; only what
// works stands in it.
#include "screens.h"

enum { ROOM_DP = 800, ROOM_WIDE_DP = 1400 }; // at 100 %

bool screens_is_tight(const struct ui *ui)
{
    int room = ui_width(ui) * 100 / ui_text_percent(ui);
    return room < (ui_is_wide(ui) ? ROOM_WIDE_DP : ROOM_DP);
}

void screens_header(struct app *app, struct ui *ui)
{
    if (ui_header(ui, (struct ui_header){.has_home = true}) == UI_HEADER_BACK) {
        app_pop(app);
    }
    if (ui_header_home(ui)) {
        app_home(app);
    }
}

static void next_text_size(struct app *app, struct ui *ui)
{
    int percent = ui_text_percent(ui);
    app_set_text_percent(app, percent < 130 ? 130 : percent < 160 ? 160 : 100);
}

static void next_language(struct app *app, struct ui *ui)
{
    (void)ui;
    app_set_lang(app, i18n_lang() == I18N_ID ? I18N_EN : I18N_ID);
}

void screens_bar(struct app *app, struct ui *ui)
{
    static const struct {
        const char *id, *text;
        enum ui_icon icon;
        void (*touched)(struct app *app, struct ui *ui);
    } rows[] = {
        {"home.textsize", N_("Huruf"), ICON_TEXT_SIZE, next_text_size},
        {"home.language", N_("Bahasa"), ICON_LANGUAGE, next_language},
    };
    ui_begin(ui, (struct ui_box){.fill = UI_CARD});
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = COUNT_OF(rows),
                                 .pad_x = ui_margin(ui),
                                 .pad_y = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        bool is_touched = ui_begin_button(ui, (struct ui_box){.id = rows[i].id,
                                                              .flow = UI_ROW,
                                                              .along = UI_CENTER,
                                                              .across = UI_CENTER,
                                                              .gap = DP_GAP});
        ui_icon(ui, rows[i].icon, DP_ICON_LINE, UI_GREEN);
        ui_text(ui, (struct ui_text){.size = UI_SMALL}, _(rows[i].text));
        ui_end(ui);
        if (is_touched) {
            rows[i].touched(app, ui);
        }
    }
    ui_end(ui);
    ui_end(ui);
}

void screens_point(struct ui *ui, enum ui_icon icon, const char *text)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP});
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .grow = 1}, text);
    ui_end(ui);
}
