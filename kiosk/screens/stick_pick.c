// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what the kernel lists, so it may be asked in a build.
#include "stick_pick.h"

#include "db/village/stick.h"

bool stick_pick(struct app *app, struct arena *arena, const char *given, struct stick_pick *out)
{
    static const struct stick_places here = {0};
    struct stick sticks[STICKS_MAX];
    if (given && *given) {
        *out = (struct stick_pick){.path = given, .name = given};
        return true;
    }
    size_t count = stick_find(app_village(app), arena, &here, sticks);
    for (size_t i = 0; i < count; i++) {
        if (sticks[i].path) {
            *out = (struct stick_pick){sticks[i].path, sticks[i].name, sticks[i].is_read_only};
            return true;
        }
    }
    return false;
}

void stick_pick_none(struct ui *ui, const char *text)
{
    screens_empty(ui, "stick.none", ICON_USB, _("Colokkan stik"), text);
    ui_wake_in(ui, STICK_PICK_MS);
}
