// SPDX-License-Identifier: GPL-3.0-or-later
// The furniture of a page: paper, header, what scrolls, what stands at the foot, and the buttons,
// tiles and rows in between. What only shows something is in show.c, what asks in ask.c. Each
// widget is boxes from ui.h and keeps nothing of its own.
#include "widgets.h"
#include "i18n.h"
#include "node.h"

#include <stdio.h>
#include <string.h>

enum { HEADER_ROOM_DP = 850 }; // at 100 %

// A low window, or one low for its letters, has less air above and below.
static int air(const struct ui *ui, int dp)
{
    int h = ui_height(ui) * 100 / ui_text_percent(ui);
    h = ui_text_percent(ui) > 100 ? h * 6 / 5 : h;
    return h < 1000 ? dp / 3 : h < 1200 ? dp * 2 / 3 : dp;
}

void ui_page_begin(struct ui *ui)
{
    ui_begin(ui, (struct ui_box){.fill = UI_PAPER});
}

void ui_page_end(struct ui *ui)
{
    ui_end(ui);
}

// Where three of them with their words do not fit side by side, the words stand below.
static bool header_button(struct ui *ui, const char *id, enum ui_icon icon, const char *text,
                          bool is_bold)
{
    bool is_stacked = !ui_is_wide(ui) && ui_width(ui) * 100 / ui_text_percent(ui) < HEADER_ROOM_DP;
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = id,
                                          .flow = is_stacked ? UI_COLUMN : UI_ROW,
                                          .across = UI_CENTER,
                                          .gap = is_stacked ? 0 : DP_GAP_SMALL * 2,
                                          .radius = DP_RADIUS,
                                          .min_w = DP_TARGET + 20,
                                          .is_mute = true,
                                      });
    ui_icon(ui, icon, is_stacked ? DP_ICON_TEXT : DP_ICON_SMALL, UI_GREEN);
    ui_text(ui,
            (struct ui_text){.size = is_stacked ? UI_SMALL
                                     : is_bold  ? UI_BODY
                                                : UI_SECOND,
                             .bold = is_bold,
                             .is_balanced = true},
            text);
    ui_end(ui);
    return tapped;
}

enum ui_header_touch ui_header(struct ui *ui, struct ui_header header)
{
    enum ui_header_touch touch = UI_HEADER_NONE;
    ui_begin(ui, (struct ui_box){.pad_x = ui_margin(ui), .gap = air(ui, DP_GAP)});
    ui_space(ui, air(ui, DP_GAP), 0);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    const char *back = header.back ? header.back : _("Kembali");
    if (!header.has_no_back && header_button(ui, "nav.back", ICON_BACK, back, true)) {
        touch = UI_HEADER_BACK;
    }
    ui_space(ui, 0, 1);
    enum ui_icon home = header.is_signed_in ? ICON_SIGN_OUT : ICON_HOME;
    ui->is_home_touched =
        header.has_home &&
        header_button(ui, "nav.home", home, header.is_signed_in ? _("Keluar") : _("Awal"), false);
    if (header.speak_id && header_button(ui, header.speak_id, ICON_SPEAK, _("Bacakan"), false)) {
        touch = UI_HEADER_SPEAK;
    }
    ui_end(ui);
    if (header.steps > 0) {
        ui_progress(ui, header.step, header.steps);
    }
    ui_space(ui, 0, 0);
    ui_end(ui);
    return touch;
}

bool ui_header_home(struct ui *ui)
{
    bool touched = ui->is_home_touched;
    ui->is_home_touched = false;
    return touched;
}

void ui_body_begin(struct ui *ui, const char *id)
{
    ui_begin(ui, (struct ui_box){
                     .id = id,
                     .is_scroll = true,
                     .grow = 1,
                     .pad_x = ui_margin(ui),
                     .pad_y = DP_GAP_SMALL,
                     .gap = ui_gap(ui),
                 });
}

void ui_body_end(struct ui *ui)
{
    ui_end(ui);
}

// In portrait there is only one column and no halves, so that what grows in either shares the same
// spare height. On the page itself, outside a body, it has the page's margins.
void ui_split_begin(struct ui *ui, int first_weight, int second_weight)
{
    bool is_wide = ui_is_wide(ui), is_bare = !ui->open[ui->depth - 1]->box.is_scroll;
    ui->split_weight = second_weight;
    ui->is_split = is_wide;
    ui_begin(ui, (struct ui_box){
                     .flow = is_wide ? UI_ROW : UI_COLUMN,
                     .is_even = is_wide,
                     .grow = 1,
                     .gap = is_wide ? 2 * DP_GAP : ui_gap(ui),
                     .pad_x = is_bare ? ui_margin(ui) : 0,
                     .pad_y = is_bare ? DP_GAP_SMALL : 0,
                 });
    if (is_wide) {
        ui_begin(ui, (struct ui_box){.grow = first_weight, .gap = DP_GAP});
    }
}

void ui_split_next(struct ui *ui)
{
    if (ui_is_wide(ui)) {
        ui_end(ui);
        ui_begin(ui, (struct ui_box){.grow = ui->split_weight, .gap = DP_GAP});
    }
}

void ui_split_end(struct ui *ui)
{
    ui->is_split = false;
    if (ui_is_wide(ui)) {
        ui_end(ui);
    }
    ui_end(ui);
}

void ui_foot_begin(struct ui *ui)
{
    ui_begin(ui, (struct ui_box){
                     .pad_x = ui_margin(ui),
                     .pad_y = air(ui, ui_margin(ui) / 2) + 4,
                     .gap = DP_GAP_SMALL,
                 });
}

void ui_foot_end(struct ui *ui)
{
    ui_end(ui);
}

bool ui_tile(struct ui *ui, const char *id, enum ui_color fill, enum ui_icon icon, const char *text,
             const char *second)
{
    bool is_narrow = ui_is_narrow(ui), is_cramped = ui_is_cramped(ui);
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = id,
                                          .role = UI_ROLE_TILE,
                                          .flow = UI_ROW,
                                          .across = UI_CENTER,
                                          .gap = is_cramped  ? 20
                                                 : is_narrow ? 32
                                                             : 52,
                                          .pad_x = is_cramped  ? 24
                                                   : is_narrow ? 36
                                                               : 58,
                                          .pad_y = air(ui, DP_GAP),
                                          .fill = fill,
                                          .radius = DP_RADIUS_LARGE,
                                          .min_h = is_cramped             ? 96
                                                   : ui_height(ui) < 1400 ? 140
                                                                          : 168,
                                          .max_h = is_cramped ? 190 : 300,
                                          .grow = 1,
                                      });
    ui_icon(ui, icon,
            is_cramped  ? DP_ICON_SMALL
            : is_narrow ? DP_ICON_CHOICE
                        : DP_ICON_TILE,
            UI_WHITE);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui,
            (struct ui_text){.size = !is_cramped      ? UI_HEADLINE
                                     : ui_is_wide(ui) ? UI_LARGE
                                                      : UI_SECOND,
                             .bold = true,
                             .color = UI_WHITE,
                             .is_balanced = true},
            text);
    ui_text(ui, (struct ui_text){.size = is_cramped ? UI_SMALL : UI_SECOND, .color = UI_WHITE},
            second);
    ui_end(ui);
    ui_end(ui);
    return tapped;
}

// What small tiles and choices have in common: an icon over a word on a card.
static bool icon_card(struct ui *ui, struct ui_box box, enum ui_icon icon, int icon_dp,
                      struct ui_text word, const char *text)
{
    box.across = box.along = UI_CENTER;
    box.fill = UI_CARD;
    box.border = UI_EDGE;
    box.radius = DP_RADIUS;
    bool tapped = ui_begin_button(ui, box);
    ui_icon(ui, icon, icon_dp, UI_GREEN);
    word.align = UI_CENTER;
    word.is_balanced = true;
    ui_text(ui, word, text);
    ui_end(ui);
    return tapped;
}

bool ui_tile_small(struct ui *ui, const char *id, enum ui_icon icon, const char *text)
{
    return icon_card(ui,
                     (struct ui_box){.id = id,
                                     .role = UI_ROLE_TILE,
                                     .gap = DP_GAP_SMALL,
                                     .pad_x = 8,
                                     .pad_y = 20,
                                     .min_h = 160},
                     icon, DP_ICON_SMALL, (struct ui_text){.size = UI_SMALL}, text);
}

bool ui_choice(struct ui *ui, const char *id, enum ui_icon icon, const char *text)
{
    bool is_low = ui_height(ui) < 1200;
    return icon_card(ui,
                     (struct ui_box){.id = id,
                                     .role = UI_ROLE_CHOICE,
                                     .gap = is_low ? 8 : 20,
                                     .pad_x = 16,
                                     .pad_y = is_low ? 14 : 24,
                                     .max_h = 260},
                     icon, is_low ? DP_ICON_SMALL : DP_ICON_CHOICE,
                     (struct ui_text){.size = UI_BODY, .bold = true}, text);
}

bool ui_option(struct ui *ui, const char *id, enum ui_icon icon, const char *text,
               const char *second, bool is_on)
{
    bool is_low = ui_height(ui) < 1200, is_cramped = ui_is_cramped(ui);
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = id,
                                          .role = UI_ROLE_CHOICE,
                                          .flow = UI_ROW,
                                          .across = UI_CENTER,
                                          .gap = is_cramped ? 20 : 32,
                                          .pad_x = is_cramped ? 20 : 36,
                                          .pad_y = air(ui, DP_GAP),
                                          .min_h = is_low ? 128 : 150,
                                          .max_h = 232,
                                          .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                          .border = is_on ? UI_GREEN : UI_EDGE,
                                          .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                          .radius = DP_RADIUS,
                                      });
    ui_icon(ui, icon, is_low || ui_is_narrow(ui) ? DP_ICON_SMALL : DP_ICON_CHOICE, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true}, text);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, second);
    ui_end(ui);
    if (is_on) {
        ui_icon(ui, ICON_CHECK_CIRCLE, DP_ICON_SMALL, UI_GREEN);
    }
    ui_end(ui);
    return tapped;
}

bool ui_row(struct ui *ui, const char *id, struct ui_row row)
{
    bool is_cramped = ui_is_cramped(ui);
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = id,
                                          .flow = UI_ROW,
                                          .across = UI_CENTER,
                                          .gap = is_cramped ? DP_GAP_SMALL : DP_GAP,
                                          .pad_x = is_cramped ? 28 : 44,
                                          .pad_y = is_cramped ? 20 : 28,
                                          .fill = UI_CARD,
                                          .border = UI_EDGE,
                                          .mark = row.mark,
                                          .radius = DP_RADIUS,
                                      });
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 6});
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, row.icon, DP_ICON_TEXT * 4 / 5, UI_SOFT);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1}, row.above);
    ui_end(ui);
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .lines_max = 3}, row.title);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT, .lines_max = 2}, row.below);
    ui_end(ui);
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    return tapped;
}

struct face {
    enum ui_color fill, border, ink;
    int border_w;
};

static const struct face faces[] = {
    [UI_BUTTON_PLAIN] = {UI_CARD, UI_EDGE, UI_INK, DP_BORDER},
    [UI_BUTTON_GO] = {UI_GREEN, UI_NONE, UI_WHITE, 0},
    [UI_BUTTON_ON] = {UI_TINT_GREEN, UI_GREEN, UI_INK, DP_BORDER_STRONG},
    [UI_BUTTON_STOP] = {UI_BRICK, UI_NONE, UI_WHITE, 0},
};
static const struct face face_off = {UI_PAPER, UI_LINE, UI_SOFT, DP_BORDER};

bool ui_button(struct ui *ui, const char *id, struct ui_button look, const char *text)
{
    const struct face *face = look.is_off ? &face_off : &faces[look.look];
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = id,
                                          .flow = UI_ROW,
                                          .along = UI_CENTER,
                                          .across = UI_CENTER,
                                          .gap = 24,
                                          .pad_x = 32,
                                          .pad_y = 16,
                                          .min_h = !look.is_big           ? 104
                                                   : ui_height(ui) < 1400 ? 108
                                                                          : 124,
                                          .fill = face->fill,
                                          .border = face->border,
                                          .border_w = face->border_w,
                                          .radius = look.is_big ? DP_RADIUS_LARGE : DP_RADIUS,
                                          .grow = look.grow,
                                          .is_snug = look.is_snug,
                                      });
    enum ui_size size = look.is_big ? UI_LARGE : UI_BODY;
    ui_icon(ui, look.icon, look.is_big ? 48 : DP_ICON_TEXT, face->ink);
    ui_text(ui,
            (struct ui_text){.size = size,
                             .bold = true,
                             .color = face->ink,
                             .align = UI_CENTER,
                             .is_balanced = true},
            text);
    ui_icon(ui, look.icon_after, look.is_big ? 48 : DP_ICON_TEXT, face->ink);
    ui_end(ui);
    return tapped && !look.is_off;
}

static struct ui_box panel(struct ui *ui, const char *id, enum ui_color mark)
{
    bool is_cramped = ui_is_cramped(ui);
    return (struct ui_box){
        .id = id,
        .pad_x = is_cramped ? 28 : 48,
        .pad_y = is_cramped ? 24 : 40,
        .gap = DP_GAP_SMALL,
        .fill = UI_CARD,
        .border = UI_EDGE,
        .mark = mark,
        .radius = DP_RADIUS_LARGE,
    };
}

void ui_panel_begin(struct ui *ui, const char *id, enum ui_color mark)
{
    ui_begin(ui, panel(ui, id, mark));
}

bool ui_panel_button_begin(struct ui *ui, const char *id, enum ui_color mark)
{
    return ui_begin_button(ui, panel(ui, id, mark));
}

struct bar_cell {
    enum ui_bar_touch touch;
    const char *id;
    enum ui_icon icon;
    const char *word;
};

static int bar_word_px(struct ui *ui, const struct bar_cell *cell, int size_dp)
{
    return text_width(ui->text, (struct text_font){TEXT_REGULAR, ui_px(ui, size_dp)}, cell->word,
                      strlen(cell->word));
}

// One letter size for all of them: at which the longest fits its cell. *fits false: even the
// smallest does not, and the cells have to share the width by their words.
static int bar_letters_dp(struct ui *ui, const struct bar_cell *cells, size_t count, int room_dp,
                          bool *fits)
{
    int dp = theme_size_dp(UI_SMALL) * ui_text_percent(ui) / 100, widest = 1;
    for (size_t i = 0; i < count; i++) {
        int w = bar_word_px(ui, &cells[i], dp);
        widest = w > widest ? w : widest;
    }
    int room = ui_px(ui, room_dp), fitting = widest > room ? dp * room / widest : dp;
    *fits = fitting >= theme_size_dp(UI_SMALL);
    return *fits ? fitting : theme_size_dp(UI_SMALL);
}

enum ui_bar_touch ui_bar(struct ui *ui, const char *speak_id)
{
    const struct bar_cell all[] = {
        {UI_BAR_SPEAK, speak_id, ICON_SPEAK, _("Bacakan")},
        {UI_BAR_TEXT_SIZE, "home.textsize", ICON_TEXT_SIZE, _("Huruf")},
        {UI_BAR_LANGUAGE, "home.language", ICON_LANGUAGE, _("Bahasa")},
        {UI_BAR_SEARCH, "home.search", ICON_SEARCH, _("Cari")},
        {UI_BAR_HELP, "home.help", ICON_HELP, _("Bantuan")},
    };
    enum { PAD = 8, CELL_PAD = 4, ICON = 52, GAP_WIDE = DP_GAP_SMALL };
    enum ui_bar_touch touch = UI_BAR_NONE;
    const struct bar_cell *cells = speak_id ? all : all + 1;
    size_t count = COUNT_OF(all) - (speak_id ? 0 : 1);
    bool is_wide = ui_is_wide(ui); // icon over word takes height that a wide window has not
    int room = (ui_width(ui) - 2 * PAD) / (int)count - 2 * CELL_PAD;
    room -= is_wide ? ICON + GAP_WIDE : 0;
    bool fits;
    int size_dp = bar_letters_dp(ui, cells, count, room, &fits);
    ui_begin(ui, (struct ui_box){.fill = UI_CARD});
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
    ui_begin(ui, (struct ui_box){.flow = fits ? UI_GRID : UI_ROW,
                                 .columns = (int)count,
                                 .is_even = true,
                                 .pad_x = PAD,
                                 .pad_y = is_wide ? 6 : air(ui, 18)});
    for (size_t i = 0; i < count; i++) {
        if (ui_begin_button(ui, (struct ui_box){.id = cells[i].id,
                                                .flow = is_wide ? UI_ROW : UI_COLUMN,
                                                .along = UI_CENTER,
                                                .across = UI_CENTER,
                                                .gap = is_wide ? GAP_WIDE : 4,
                                                .pad_x = CELL_PAD,
                                                .grow = bar_word_px(ui, &cells[i], size_dp),
                                                .radius = DP_RADIUS})) {
            touch = cells[i].touch;
        }
        ui_icon(ui, cells[i].icon, ICON, UI_GREEN);
        ui_text(ui,
                (struct ui_text){
                    .size = UI_SMALL, .size_dp = size_dp, .align = UI_CENTER, .is_fit = true},
                cells[i].word);
        ui_end(ui);
    }
    ui_end(ui);
    ui_end(ui);
    return touch;
}
