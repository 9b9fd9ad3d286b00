// SPDX-License-Identifier: GPL-3.0-or-later
// Support for an item of the board: one touch, once a visit. Who it was nobody asks and nothing
// keeps.
#include "board_visit.h"

#include "words.h"

#include <string.h>

static bool ids_equal(const uint8_t *id, const Kt__BoardItem *item)
{
    return item->id.len == BOARD_ID_LEN && memcmp(id, item->id.data, BOARD_ID_LEN) == 0;
}

bool board_visit_has(const struct board_visit *visit, const Kt__BoardItem *item)
{
    for (size_t i = 0; i < visit->count; i++) {
        if (ids_equal(visit->ids[i], item)) {
            return true;
        }
    }
    return false;
}

// Who supports more than that in one visit is not counted twice: the button is gone then.
static bool support(struct app *app, struct board_visit *visit, const Kt__BoardItem *item)
{
    struct bytes id = {.data = item->id.data, .len = item->id.len};
    if (item->id.len != BOARD_ID_LEN || visit->count >= BOARD_VISIT_MAX) {
        return false;
    }
    if (!board_support(app_village(app), id)) {
        log_line("support could not be kept: %s", fault_text());
        return false;
    }
    memcpy(visit->ids[visit->count++], id.data, BOARD_ID_LEN);
    app_ring(app);
    return true;
}

bool board_item_is_done(const Kt__BoardItem *item)
{
    switch ((int)item->state) {
    case KT__STATE__SELESAI:
    case KT__STATE__DITOLAK:
    case KT__STATE__BUKAN_KEWENANGAN:
    case KT__STATE__DIGABUNG:
    case KT__STATE__DIARSIPKAN:
        return true;
    default:
        return item->done_day > 0;
    }
}

static void show_count(struct ui *ui, const Kt__BoardItem *item)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, ICON_SUPPORT, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true},
            i18n_number(ui_arena(ui), (int64_t)item->supports));
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, _("dukungan"));
    ui_end(ui);
}

enum board_touch board_visit_show(struct app *app, struct ui *ui, const char *id,
                                  struct board_visit *visit, const Kt__BoardItem *item, bool is_big)
{
    enum board_touch touch = BOARD_TOUCH_NONE;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .is_wrap = screens_is_tight(ui),
                                 .along = UI_SPREAD,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP});
    show_count(ui, item);
    if (board_item_is_done(item)) {
        ui_note(ui, ICON_CHECK_CIRCLE, _("sudah selesai dibahas"));
    } else if (board_visit_has(visit, item)) {
        ui_chip(ui, id, UI_TINT_GREEN, ICON_CHECK_CIRCLE, _("Terima kasih, dukungan dicatat"));
    } else {
        struct ui_button look = {.look = is_big ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
                                 .icon = ICON_SUPPORT,
                                 .is_snug = !is_big,
                                 .grow = is_big};
        if (ui_button(ui, id, look, _("Saya dukung"))) {
            touch = support(app, visit, item) ? BOARD_TOUCH_DONE : BOARD_TOUCH_FAILED;
        }
    }
    ui_end(ui);
    return touch;
}

int64_t board_day_s(const struct app *app, int64_t day)
{
    return moment_day_s(day) + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
}

const char *board_item_about(struct app *app, struct arena *arena, const Kt__BoardItem *item)
{
    const char *what = words_category((int)item->category).text;
    if (item->day > 0) {
        struct moment day = app_moment(app, board_day_s(app, item->day));
        what = words_join(arena, what, i18n_day_near(arena, day, app_now(app)));
    }
    return words_join(arena, what, item->name);
}
