// SPDX-License-Identifier: GPL-3.0-or-later
// Figures as pictures: lying bars, large numbers, a level. What a bar shows stands beside it as a
// numeral; nothing is told by colour alone. Must never need a figure to be in any order or bound.
#include "i18n.h"
#include "node.h"
#include "widgets.h"

enum {
    PARTS = 1000, // of the longest bar
    BAR_DP = 40,
    LEVEL_BARS = 20,
};

const char *ui_percent(struct arena *arena, int64_t done, int64_t planned)
{
    if (planned <= 0) {
        return "-";
    }
    double percent = 100.0 * (double)done / (double)planned;
    if (percent > 0 && percent < 1) {
        int tenths = percent < 0.1 ? 1 : (int)(percent * 10);
        return arena_printf(arena, "0%c%d %%", i18n_lang() == I18N_EN ? '.' : ',', tenths);
    }
    if (percent > 999) { // so that a slip of the keys does not burst the row
        return "> 999 %";
    }
    return arena_printf(arena, "%d %%", (int)percent); // 100 is all of it
}

static int64_t longest(const struct ui_bar_row *rows, size_t count)
{
    int64_t most = 1;
    for (size_t i = 0; i < count; i++) {
        most = rows[i].planned > most ? rows[i].planned : most;
        most = rows[i].done > most ? rows[i].done : most;
    }
    return most;
}

// What is there at all is seen.
static int part_of(int64_t value, int64_t whole)
{
    int part = (int)((double)value / (double)whole * PARTS);
    return value > 0 && part < 4 ? 4 : part;
}

// Planned as an outline, done in it; what was spent beyond the plan stands behind it in brick.
static void show_bar(struct ui *ui, const struct ui_bar_row *row, int64_t scale)
{
    int planned = part_of(row->planned, scale), done = part_of(row->done, scale);
    int inside = done < planned ? done : planned;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_mute = true});
    if (planned > 0) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                     .grow = planned,
                                     .h = BAR_DP,
                                     .fill = UI_TINT_GREEN,
                                     .border = UI_GREEN,
                                     .border_w = 3,
                                     .radius = 8});
        if (inside > 0) {
            ui_begin(ui,
                     (struct ui_box){.grow = inside, .h = BAR_DP, .fill = UI_GREEN, .radius = 8});
            ui_end(ui);
        }
        ui_space(ui, 0, planned - inside);
        ui_end(ui);
    }
    if (done > planned) {
        ui_begin(ui, (struct ui_box){.grow = done - planned,
                                     .h = BAR_DP,
                                     .fill = row->is_gain ? UI_GREEN : UI_BRICK,
                                     .radius = 8});
        ui_end(ui);
    }
    ui_space(ui, 0, PARTS - (done > planned ? done : planned));
    ui_end(ui);
}

static void show_row(struct ui *ui, const struct ui_bar_row *row, int64_t scale)
{
    bool is_over = row->done > row->planned && row->planned > 0 && !row->is_gain;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, row->icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.bold = true, .grow = 1}, row->label);
    if (is_over) {
        ui_icon(ui, ICON_WARNING, DP_ICON_TEXT, UI_BRICK);
    }
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .align = UI_FINISH},
            ui_percent(ui_arena(ui), row->done, row->planned));
    if (row->id) {
        ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    }
    ui_end(ui);
    show_bar(ui, row, scale);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, row->below);
}

int ui_bars(struct ui *ui, const char *id, const struct ui_bar_row *rows, size_t count)
{
    int touched = -1;
    int64_t scale = longest(rows, count);
    bool is_narrow = ui_is_narrow(ui);
    ui_begin(ui, (struct ui_box){.id = id, .role = UI_ROLE_GROUP, .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < count; i++) {
        struct ui_box box = {
            .id = rows[i].id,
            .gap = 8,
            .pad_x = rows[i].is_bare ? 0
                     : is_narrow     ? 24
                                     : 36,
            .pad_y = rows[i].is_bare ? DP_GAP_SMALL : 20,
            .fill = UI_CARD,
            .border = rows[i].id ? UI_EDGE : UI_NONE,
            .radius = DP_RADIUS,
        };
        if (!rows[i].id) {
            ui_begin(ui, box);
        } else if (ui_begin_button(ui, box)) {
            touched = (int)i;
        }
        show_row(ui, &rows[i], scale);
        ui_end(ui);
    }
    ui_end(ui);
    return touched;
}

void ui_stat(struct ui *ui, const char *id, enum ui_icon icon, const char *number, const char *text)
{
    ui_begin(ui, (struct ui_box){
                     .id = id,
                     .role = UI_ROLE_TEXT,
                     .along = UI_CENTER,
                     .across = UI_CENTER,
                     .gap = 4,
                     .pad_x = 16,
                     .pad_y = DP_GAP,
                     .fill = UI_CARD,
                     .radius = DP_RADIUS,
                 });
    ui_icon(ui, icon, DP_ICON_SMALL, UI_GREEN);
    ui_text(ui,
            (struct ui_text){
                .size = UI_QUESTION, .bold = true, .align = UI_CENTER, .is_balanced = true},
            number);
    ui_text(ui,
            (struct ui_text){
                .size = UI_SMALL, .color = UI_SOFT, .align = UI_CENTER, .is_balanced = true},
            text);
    ui_end(ui);
}

void ui_level(struct ui *ui, const char *id, int level, int elapsed_s, int longest_s)
{
    struct arena *arena = ui_arena(ui);
    const char *elapsed = arena_printf(arena, "%d:%02d", elapsed_s / 60, elapsed_s % 60);
    const char *most = arena_printf(arena, " / %d:%02d", longest_s / 60, longest_s % 60);
    int lit = (level * LEVEL_BARS + 99) / 100;
    ui_begin(ui, (struct ui_box){
                     .id = id,
                     .role = UI_ROLE_TEXT,
                     .label = arena_printf(arena, "%s%s", elapsed, most),
                     .gap = DP_GAP,
                     .is_mute = true,
                 });
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_FINISH, .gap = 8});
    for (int i = 0; i < LEVEL_BARS; i++) {
        int h = i < lit ? 96 : 24;
        ui_begin(ui, (struct ui_box){.grow = 1, .h = 96, .along = UI_CENTER});
        ui_rule(ui, 0, h, i < lit ? UI_GREEN : UI_EDGE, 8);
        ui_end(ui);
    }
    ui_end(ui);
    struct ui_run runs[] = {{.text = elapsed, .bold = true}, {.text = most, .color = UI_SOFT}};
    ui_rich(ui, (struct ui_text){.size = UI_HEADLINE, .align = UI_CENTER}, runs, COUNT_OF(runs));
    ui_end(ui);
}
