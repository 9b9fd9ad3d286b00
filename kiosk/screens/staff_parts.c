// SPDX-License-Identifier: GPL-3.0-or-later
// A PIN as it is typed. The digits stay in the locked block of the screen; what is drawn, read
// aloud or dumped is how many there are.
#include "staff_parts.h"

#include <sodium.h>

enum {
    DOT_DP = 48,
    DOT_SMALL_DP = 32, // where twelve have to fit into half of a small window
    DOTS_LARGE_MAX = 8,
    MINUTES_FROM_S = 120,
};

static void show_dot(struct ui *ui, int size_dp, bool is_typed)
{
    ui_begin(ui, (struct ui_box){.w = size_dp,
                                 .h = size_dp,
                                 .is_snug = true,
                                 .fill = is_typed ? UI_GREEN : UI_CARD,
                                 .border = is_typed ? UI_GREEN : UI_EDGE,
                                 .border_w = DP_BORDER_STRONG,
                                 .radius = size_dp / 2});
    ui_end(ui);
}

void staff_dots(struct ui *ui, const char *id, const struct staff_digits *digits)
{
    int typed = (int)digits->len, shown = typed > STAFF_PIN_MIN ? typed : STAFF_PIN_MIN;
    ui_begin(ui, (struct ui_box){
                     .id = id,
                     .role = UI_ROLE_TEXT,
                     .label = arena_printf(ui_arena(ui), i18n_count("%d angka", typed), typed),
                     .flow = UI_ROW,
                     .along = UI_CENTER,
                     .gap = shown > DOTS_LARGE_MAX ? DP_GAP_SMALL : DP_GAP,
                     .pad_y = 32,
                     .fill = UI_CARD,
                     .border = UI_LINE,
                     .radius = DP_RADIUS});
    for (int i = 0; i < shown; i++) {
        show_dot(ui, shown > DOTS_LARGE_MAX ? DOT_SMALL_DP : DOT_DP, i < typed);
    }
    ui_end(ui);
}

bool staff_pad(struct ui *ui, const char *prefix, struct staff_digits *digits)
{
    int key = ui_keypad(ui, prefix);
    if (key == UI_KEYPAD_NONE) {
        return false;
    }
    if (key == UI_KEYPAD_ERASE) {
        digits->len -= digits->len > 0;
    } else if (digits->len < STAFF_PIN_MAX) {
        digits->text[digits->len++] = (char)('0' + key);
    }
    digits->text[digits->len] = '\0';
    return true;
}

bool staff_line(struct ui *ui, const char *id, enum ui_color mark, enum ui_icon icon,
                const char *name, const char *second)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = id,
                                                          .flow = UI_ROW,
                                                          .across = UI_CENTER,
                                                          .gap = DP_GAP,
                                                          .pad_x = 36,
                                                          .pad_y = 20,
                                                          .min_h = 112,
                                                          .fill = UI_CARD,
                                                          .border = UI_EDGE,
                                                          .mark = mark,
                                                          .radius = DP_RADIUS});
    ui_icon(ui, icon, DP_ICON_SMALL, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true}, name);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, second);
    ui_end(ui);
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    return is_touched;
}

bool staff_is_pin(const struct staff_digits *digits)
{
    return digits->len >= STAFF_PIN_MIN;
}

bool staff_is_out(struct app *app)
{
    if (!app_session(app)) {
        app_home(app);
    }
    return !app_session(app);
}

void staff_wait(struct ui *ui, const char *id, int64_t wait_ms)
{
    int seconds = (int)((wait_ms + 999) / 1000), minutes = (seconds + 59) / 60;
    const char *text =
        seconds >= MINUTES_FROM_S
            ? arena_printf(ui_arena(ui),
                           i18n_count("Sudah beberapa kali keliru. Tunggu %d menit, lalu coba "
                                      "lagi.",
                                      minutes),
                           minutes)
            : arena_printf(ui_arena(ui),
                           i18n_count("Sudah beberapa kali keliru. Tunggu %d detik, lalu coba "
                                      "lagi.",
                                      seconds),
                           seconds);
    ui_banner(ui, id, UI_TINT_GOLD, ICON_WAIT, text);
    ui_wake_in(ui, 1000);
}
