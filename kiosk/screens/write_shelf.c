// SPDX-License-Identifier: GPL-3.0-or-later
// On which shelf villagers find it: the names that they see over the lists. One touch, and back.
#include "write.h"

#include "db/record/slug.h"
#include "words.h"

// Danger goes before all else, and stops doing so when it is filed elsewhere.
static void set_shelf(Kt__Notice *notice, const char *slug)
{
    bool was_danger = str_equal(notice->category, "darurat");
    notice->category = (char *)(uintptr_t)slug;
    if (str_equal(slug, "darurat")) {
        notice->urgency = KT__URGENCY__DARURAT;
    } else if (was_danger) {
        notice->urgency = KT__URGENCY__BIASA;
    }
}

void write_shelf_page(struct app *app, struct ui *ui, struct write *write,
                      const struct write_item *item)
{
    Kt__Notice *notice = write->draft.record->notice;
    const char *chosen = NULL;
    ui_body_begin(ui, "write.shelf");
    ui_split_begin(ui, 1, 2);
    ui_question(ui, item->question,
                _("Di bawah nama ini warga menemukannya. Darurat tampil paling atas."));
    ui_split_next(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) ? 1 : 2,
                                 .is_even = true,
                                 .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < slug_notice_category_count; i++) {
        const char *slug = slug_notice_categories[i];
        struct word word = words_shelf(slug);
        struct ui_button look = {.look = str_equal(slug, notice->category) ? UI_BUTTON_ON
                                                                           : UI_BUTTON_PLAIN,
                                 .icon = word.icon};
        if (ui_button(ui, ui_id(ui, "write.shelf.%s", slug), look, word.text)) {
            chosen = slug;
        }
    }
    ui_end(ui);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    if (chosen) {
        set_shelf(notice, chosen);
        write_keep(app, write);
        write_next(app, write);
    } else {
        write_foot(app, ui, write);
    }
    ui_foot_end(ui);
}
