// SPDX-License-Identifier: GPL-3.0-or-later
// Widgets that show something and answer nothing: questions, notes, chips, banners, progress, the
// receipt's code, a timeline.
#include "i18n.h"
#include "node.h"
#include "widgets.h"

#include <string.h>

enum { CODE_DIGITS_MAX = 16, CODE_GROUP = 4 };

void ui_question(struct ui *ui, const char *text, const char *second)
{
    ui_begin(ui, (struct ui_box){.gap = 2});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_QUESTION, .bold = true}, text);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, second);
    ui_end(ui);
}

// An icon before a line of small letters, as high as the first of its lines.
void ui_note(struct ui *ui, enum ui_icon icon, const char *text)
{
    int size_dp = theme_size_dp(UI_SMALL) * ui_text_percent(ui) / 100;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP_SMALL, .is_spare = true});
    ui_begin(ui, (struct ui_box){.h = size_dp * 14 / 10, .along = UI_CENTER, .is_snug = true});
    ui_icon(ui, icon, theme_size_dp(UI_SMALL), UI_SOFT);
    ui_end(ui);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1}, text);
    ui_end(ui);
}

static void tinted(struct ui *ui, struct ui_box box, enum ui_icon icon, int icon_dp,
                   struct ui_text style, const char *text)
{
    if (!text || !*text) {
        return;
    }
    box.flow = UI_ROW;
    box.across = UI_CENTER;
    box.radius = DP_RADIUS;
    box.role = UI_ROLE_TEXT;
    box.label = text;
    ui_begin(ui, box);
    ui_icon(ui, icon, icon_dp, UI_INK);
    ui_text(ui, style, text);
    ui_end(ui);
}

void ui_chip(struct ui *ui, const char *id, enum ui_color tint, enum ui_icon icon, const char *text)
{
    tinted(ui,
           (struct ui_box){
               .id = id, .fill = tint, .gap = 14, .pad_x = 24, .pad_y = 6, .is_snug = true},
           icon, 30, (struct ui_text){.size = UI_SMALL}, text);
}

void ui_banner(struct ui *ui, const char *id, enum ui_color tint, enum ui_icon icon,
               const char *text)
{
    bool is_cramped = ui_is_cramped(ui);
    tinted(ui,
           (struct ui_box){.id = id,
                           .fill = tint,
                           .gap = is_cramped ? DP_GAP_SMALL : 24,
                           .pad_x = is_cramped ? 20 : 32,
                           .pad_y = is_cramped ? 12 : 24},
           icon, DP_ICON_TEXT,
           (struct ui_text){.size = is_cramped ? UI_SMALL : UI_SECOND, .grow = 1}, text);
}

void ui_banner_line(struct ui *ui, const char *id, enum ui_color tint, enum ui_icon icon,
                    const char *text)
{
    tinted(ui, (struct ui_box){.id = id, .fill = tint, .gap = 14, .pad_x = 24, .pad_y = 8}, icon,
           DP_ICON_TEXT, (struct ui_text){.size = UI_SECOND, .grow = 1, .is_fit = true}, text);
}

void ui_dots(struct ui *ui, int count, int at)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = 12, .across = UI_CENTER, .is_snug = true});
    for (int i = 0; i < count; i++) {
        ui_rule(ui, i == at ? 44 : 14, 14, i == at ? UI_GREEN : UI_LINE, 7);
    }
    ui_end(ui);
}

void ui_progress(struct ui *ui, int step, int steps)
{
    ui_begin(ui, (struct ui_box){
                     .role = UI_ROLE_TEXT,
                     .label = arena_printf(ui_arena(ui), "%d/%d", step, steps),
                     .is_mute = true,
                     .flow = UI_ROW,
                     .gap = DP_GAP_SMALL,
                 });
    for (int i = 0; i < steps; i++) {
        ui_rule(ui, 0, 16, i < step ? UI_GREEN : UI_LINE, 8);
    }
    ui_end(ui);
}

// Letter size at which so many groups and what is between them fit side by side.
static int code_size_dp(const struct ui *ui, int groups)
{
    int w = ui_is_wide(ui) ? ui_width(ui) / 2 - 48 : ui_width(ui);
    int digit = (w - 2 * ui_margin(ui) - 2 * 40 - 64 * (groups - 1)) / (groups * CODE_GROUP);
    int size = digit * 100 / 64;
    int high = ui_height(ui) / 9; // two lines of it are to leave room on a low window
    size = size < high ? size : high;
    return size > theme_size_dp(UI_CODE) ? theme_size_dp(UI_CODE) : size;
}

static void code_group(struct ui *ui, const char *digits, int count, int size_dp)
{
    int cell = size_dp * 64 / 100;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .along = UI_CENTER});
    for (int i = 0; i < CODE_GROUP; i++) {
        ui_begin(ui, (struct ui_box){.w = cell, .h = size_dp * 12 / 10, .along = UI_FINISH});
        if (i < count) {
            char digit[2] = {digits[i], '\0'};
            struct ui_text style = {.size_dp = size_dp,
                                    .size = UI_CODE,
                                    .bold = true,
                                    .align = UI_CENTER,
                                    .is_fit = true};
            ui_text(ui, style, digit);
        } else {
            ui_begin(ui, (struct ui_box){.pad_x = cell / 8, .pad_y = size_dp / 5});
            ui_rule(ui, 0, 6, UI_EDGE, 3);
            ui_end(ui);
        }
        ui_end(ui);
    }
    ui_end(ui);
}

void ui_code(struct ui *ui, const char *id, const char *digits, int count)
{
    char code[CODE_DIGITS_MAX + 1] = {0};
    char label[CODE_DIGITS_MAX + CODE_DIGITS_MAX / CODE_GROUP] = {0};
    int typed = 0, len = 0;
    for (const char *at = digits; at && *at && typed < count && typed < CODE_DIGITS_MAX; at++) {
        if (*at >= '0' && *at <= '9') {
            if (typed && typed % CODE_GROUP == 0) {
                label[len++] = ' ';
            }
            code[typed++] = label[len++] = *at;
        }
    }
    int columns = count < CODE_DIGITS_MAX ? count / CODE_GROUP : 2;
    int size_dp = code_size_dp(ui, columns);
    ui_begin(ui, (struct ui_box){
                     .id = id,
                     .role = UI_ROLE_TEXT,
                     .label = label,
                     .flow = UI_GRID,
                     .columns = columns,
                     .is_private = true,
                 });
    for (int i = 0; i < count; i += CODE_GROUP) {
        int rest = typed - i;
        code_group(ui, code + i, rest < 0 ? 0 : rest > CODE_GROUP ? CODE_GROUP : rest, size_dp);
    }
    ui_end(ui);
    memset(code, 0, sizeof code);
    memset(label, 0, sizeof label);
}

void ui_timeline(struct ui *ui, const char *id, bool is_done, bool is_last, const char *title,
                 const char *second)
{
    ui_begin(ui,
             (struct ui_box){
                 .id = id, .role = UI_ROLE_GROUP, .flow = UI_ROW, .is_even = true, .gap = DP_GAP});
    ui_begin(ui, (struct ui_box){.w = 40, .across = UI_CENTER});
    ui_space(ui, 10, 0);
    ui_begin(ui, (struct ui_box){.w = 36,
                                 .h = 36,
                                 .is_snug = true,
                                 .radius = 18,
                                 .fill = is_done ? UI_GREEN : UI_CARD,
                                 .border = UI_GREEN,
                                 .border_w = 4});
    ui_end(ui);
    if (!is_last) {
        ui_begin(ui, (struct ui_box){.w = 4, .is_snug = true, .grow = 1, .fill = UI_GREEN});
        ui_end(ui);
    }
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.bold = true}, title);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, second);
    if (!is_last) {
        ui_space(ui, DP_GAP, 0);
    }
    ui_end(ui);
    ui_end(ui);
}
