// SPDX-License-Identifier: GPL-3.0-or-later
// A page on which one types, as it is laid out: words and keys side by side or one below the other.
#include "widgets.h"

enum { LOW_DP = 800 };

bool ui_typing_is_low(const struct ui *ui)
{
    return ui_is_wide(ui) && ui_height(ui) < LOW_DP;
}

void ui_typing_next(struct ui *ui)
{
    if (ui_is_wide(ui)) {
        ui_space(ui, 0, 0); // the gap before it is the page's margin below
        ui_split_next(ui);
    } else {
        ui_split_end(ui);
        ui_foot_begin(ui);
    }
}

// In a half of their own they lie at its bottom.
static void typing_keys(struct ui *ui, void keyboard(struct ui *ui))
{
    if (ui_is_wide(ui)) {
        ui_space(ui, 0, 1);
    }
    keyboard(ui);
}

void ui_typing_keys(struct ui *ui)
{
    typing_keys(ui, ui_keyboard);
}

void ui_typing_keys_lines(struct ui *ui)
{
    typing_keys(ui, ui_keyboard_lines);
}

void ui_typing_end(struct ui *ui)
{
    if (ui_is_wide(ui)) {
        ui_space(ui, 0, 0); // the gap before it is the page's margin below
        ui_split_end(ui);
    } else {
        ui_foot_end(ui);
    }
}
