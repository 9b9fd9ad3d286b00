// SPDX-License-Identifier: GPL-3.0-or-later
// What others asked for already, offered gently to who writes the same: a second case helps nobody,
// a second voice does. Nothing of the draft is kept here.
#include "aspire.h"

#include <string.h>

enum { SIMILAR_BYTES_MAX = 4 << 20, WORDS_BYTES_MIN = 12 };

void aspire_similar_finish(struct aspire_similar *similar)
{
    arena_finish(&similar->arena);
}

static void read(struct app *app, struct aspire_similar *similar)
{
    const struct app_draft *draft = app_draft(app);
    if (similar->arena.bytes_max == 0) {
        arena_init(&similar->arena, SIMILAR_BYTES_MAX);
    }
    arena_reset(&similar->arena);
    similar->is_known = true;
    similar->count =
        draft->text.len < WORDS_BYTES_MIN
            ? 0
            : board_similar(app_village(app), &similar->arena, draft->text.text,
                            (Kt__Category)draft->category, ASPIRE_SIMILAR_MAX, similar->items);
}

static bool show_one(struct ui *ui, const char *id, const Kt__BoardItem *item)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = id,
                                                          .flow = UI_ROW,
                                                          .across = UI_CENTER,
                                                          .gap = DP_GAP_SMALL,
                                                          .pad_x = DP_GAP,
                                                          .fill = UI_TINT_GOLD,
                                                          .border = UI_EDGE,
                                                          .radius = DP_RADIUS});
    ui_icon(ui, ICON_SUPPORT, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .grow = 1, .lines_max = 1}, item->text);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .bold = true},
            i18n_number(ui_arena(ui), (int64_t)item->supports));
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    return is_touched;
}

void aspire_similar_show(struct app *app, struct ui *ui, struct aspire *flow,
                         struct aspire_similar *similar, size_t max)
{
    if (!similar->is_known) {
        read(app, similar);
    }
    size_t count = similar->count < max ? similar->count : max;
    if (count == 0) {
        return;
    }
    ui_begin(ui, (struct ui_box){.id = "aspire.similar", .gap = DP_GAP_SMALL});
    const char *offer = _("Sudah ada yang mirip. Dukung saja?");
    if (max > 1 || !screens_is_tight(ui)) { // else the words being written need the room
        ui_text(ui, (struct ui_text){.size = UI_SECOND, .bold = true}, offer);
    }
    for (size_t i = 0; i < count; i++) {
        const Kt__BoardItem *item = similar->items[i];
        if (show_one(ui, ui_id(ui, "aspire.similar.%d", (int)i), item) &&
            item->id.len == BOARD_ID_LEN) {
            struct board_item_arg arg = {.visit = &flow->visit, .is_instead = true};
            memcpy(arg.id, item->id.data, BOARD_ID_LEN);
            app_push(app, &screen_board_item, &arg, sizeof arg);
        }
    }
    ui_end(ui);
}
