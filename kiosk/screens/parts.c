// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces that more than one screen shows. The bar helps anyone to read the page above it, and its
// menus stand over it; nothing here knows what the page is about.
#include "screens.h"

#include "db/village/setup.h"

#include <stdio.h>

enum {
    ROOM_DP = 840, // at 100 %: less than this on a 1080 screen from 130 % on
    ROOM_WIDE_DP = 1500,
    MENU_MS = 30000, // home never idles, so a menu left open there closes by itself
    LEAF_DP = 152,
};

bool screens_is_tight(const struct ui *ui)
{
    int room = ui_width(ui) * 100 / ui_text_percent(ui);
    return room < (ui_is_wide(ui) ? ROOM_WIDE_DP : ROOM_DP);
}

bool screens_header_back(struct app *app, struct ui *ui, struct ui_header header)
{
    enum ui_header_touch touch = ui_header(ui, header);
    if (touch == UI_HEADER_SPEAK) {
        app_speak_screen(app);
    }
    if (ui_header_home(ui)) {
        app_home(app);
    }
    return touch == UI_HEADER_BACK;
}

void screens_header_speak(struct app *app, struct ui *ui, const char *speak_id)
{
    struct ui_header header = {
        .has_home = !setup_is_due(app_village(app)), // then there is no home yet
        .is_signed_in = app_session(app) != NULL,
        .speak_id = speak_id,
    };
    if (screens_header_back(app, ui, header)) {
        app_pop(app);
    }
}

void screens_setup_button(struct app *app, struct ui *ui, const char *id)
{
    struct ui_button look = {.icon = ICON_TOOLS}; // for few: not what one came for
    if (setup_may_begin(app_village(app)) && ui_button(ui, id, look, _("Siapkan layar ini"))) {
        app_push(app, &screen_setup_own, NULL, 0);
    }
}

void screens_header(struct app *app, struct ui *ui)
{
    screens_header_speak(app, ui, NULL);
}

// ---- the bar's menus

enum menu { MENU_NONE, MENU_TEXT, MENU_LANGUAGE };

// One at a time, over the screen on which it was opened.
static struct {
    enum menu open;
    uint32_t serial;
    int64_t since_ms;
} menu;

static void open_menu(struct app *app, struct ui *ui, enum menu which)
{
    menu.open = which;
    menu.serial = app_screen_serial(app);
    menu.since_ms = ui_now_ms(ui);
}

static void show_languages(struct app *app, struct ui *ui)
{
    const char *names[I18N_OFFERED];
    for (int i = 0; i < I18N_OFFERED; i++) {
        names[i] = i18n_name((enum i18n_lang)i);
    }
    int touched = ui_menu(ui, "language", _("Bahasa"), names, I18N_OFFERED, (int)i18n_lang());
    if (touched >= 0 && touched < I18N_OFFERED) {
        app_set_lang(app, (enum i18n_lang)touched);
    }
    menu.open = touched >= 0 ? MENU_NONE : menu.open;
}

// An A of the very size that it stands for, and the word for it.
static void show_size(struct app *app, struct ui *ui, int percent, const char *word)
{
    bool is_on = app_text_percent(app) == percent;
    if (ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "textsize.%d", percent),
                                            .role = UI_ROLE_CHOICE,
                                            .along = UI_CENTER,
                                            .across = UI_CENTER,
                                            .pad = DP_GAP_SMALL,
                                            .min_h = 150,
                                            .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                            .border = is_on ? UI_GREEN : UI_EDGE,
                                            .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                            .radius = DP_RADIUS})) {
        app_set_text_percent(app, percent);
    }
    ui_text(ui,
            (struct ui_text){.size_dp = theme_size_dp(UI_HEADLINE) * percent / 100,
                             .bold = true,
                             .align = UI_CENTER},
            "A");
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .align = UI_CENTER, .is_balanced = true}, word);
    ui_end(ui);
}

static void show_text_sizes(struct app *app, struct ui *ui)
{
    ui_dialog_begin(ui, "textsize", UI_NONE);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            _("Besar huruf"));
    ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 3, .gap = DP_GAP_SMALL});
    show_size(app, ui, 100, _("Biasa"));
    show_size(app, ui, 130, _("Besar"));
    show_size(app, ui, 160, _("Besar sekali"));
    ui_end(ui);
    bool is_contrast = app_theme(app) == THEME_CONTRAST;
    if (ui_option(ui, "textsize.contrast", ICON_CONTRAST, _("Lebih jelas"),
                  _("Hitam, putih, dan emas, untuk mata yang kurang awas"), is_contrast)) {
        app_set_theme(app, is_contrast ? THEME_DAY : THEME_CONTRAST);
    }
    struct ui_button done = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "textsize.close", done, _("Selesai"))) {
        menu.open = MENU_NONE;
    }
    ui_end(ui);
}

static void show_menu(struct app *app, struct ui *ui)
{
    int64_t open_ms = ui_now_ms(ui) - menu.since_ms;
    if (menu.open == MENU_NONE || menu.serial != app_screen_serial(app)) {
        return;
    }
    if (open_ms >= MENU_MS || open_ms < 0) {
        menu.open = MENU_NONE;
        return;
    }
    ui_wake_in(ui, MENU_MS - open_ms);
    (menu.open == MENU_TEXT ? show_text_sizes : show_languages)(app, ui);
}

void screens_bar_speak(struct app *app, struct ui *ui, const char *speak_id)
{
    switch (ui_bar(ui, speak_id)) {
    case UI_BAR_SPEAK:
        app_speak_screen(app);
        break;
    case UI_BAR_TEXT_SIZE:
        open_menu(app, ui, MENU_TEXT);
        break;
    case UI_BAR_LANGUAGE:
        open_menu(app, ui, MENU_LANGUAGE);
        break;
    case UI_BAR_SEARCH:
        app_push(app, &screen_search, NULL, 0);
        break;
    case UI_BAR_HELP:
        app_push(app, &screen_help, NULL, 0);
        break;
    case UI_BAR_NONE:
        break;
    }
    show_menu(app, ui);
}

void screens_bar(struct app *app, struct ui *ui)
{
    screens_bar_speak(app, ui, NULL);
}

// ---- small things

void screens_parts(struct ui *ui, const char *prefix, size_t first, size_t *from, size_t to,
                   size_t count)
{
    if (*from == first && to == count) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .along = UI_SPREAD, .gap = DP_GAP});
    struct ui_button back = {.icon = ICON_UP, .is_snug = true, .is_off = *from == first};
    if (ui_button(ui, ui_id(ui, "%s.first", prefix), back, _("Dari awal"))) {
        *from = first;
        ui_scroll_top(ui, prefix);
    }
    struct ui_button next = {.icon_after = ICON_FORWARD, .is_snug = true, .is_off = to == count};
    if (ui_button(ui, ui_id(ui, "%s.on", prefix), next, _("Lanjutannya"))) {
        *from = to;
        ui_scroll_top(ui, prefix);
    }
    ui_end(ui);
}

void screens_point(struct ui *ui, enum ui_icon icon, const char *text)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP});
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .grow = 1}, text);
    ui_end(ui);
}

void screens_empty(struct ui *ui, const char *id, enum ui_icon icon, const char *title,
                   const char *text)
{
    ui_panel_begin(ui, id, UI_NONE);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = 2 * DP_GAP});
    ui_icon(ui, icon, DP_ICON_SMALL, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true}, title);
    ui_text(ui, (struct ui_text){.color = UI_SOFT}, text);
    ui_end(ui);
    ui_end(ui);
    ui_end(ui);
}

// The words beside it say the same, so it is not read aloud.
void screens_date_leaf(struct ui *ui, struct moment at)
{
    char day[12];
    (void)snprintf(day, sizeof day, "%d", at.day);
    int w = LEAF_DP * (100 + (ui_text_percent(ui) - 100) * 2 / 3) / 100;
    ui_begin(ui, (struct ui_box){.w = w,
                                 .is_snug = true,
                                 .is_mute = true,
                                 .fill = UI_TINT_GREEN,
                                 .radius = DP_RADIUS_KEY,
                                 .pad_x = 10,
                                 .pad_y = DP_GAP_SMALL});
    ui_text(
        ui,
        (struct ui_text){.size = UI_HEADLINE, .bold = true, .color = UI_GREEN, .align = UI_CENTER},
        day);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .align = UI_CENTER, .is_fit = true},
            i18n_month(at.month));
    ui_end(ui);
}
