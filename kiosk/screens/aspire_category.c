// SPDX-License-Identifier: GPL-3.0-or-later
// What is it about? Ten pictures; one touch moves on.
#include "aspire.h"

#include "db/record/record.h"
#include "db/record/slug.h"
#include "words.h"

static void build(struct app *app, struct ui *ui, void *state)
{
    struct aspire_arg *arg = state;
    ui_page_begin(ui);
    aspire_header(app, ui, arg->flow, 2, "aspire.category.speak");
    ui_body_begin(ui, "aspire.category");
    ui_split_begin(ui, 1, 3);
    ui_question(ui, _("Tentang apa?"), _("Sentuh satu gambar"));
    ui_split_next(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = ui_is_wide(ui) ? 3 : 2,
                                 .is_even = true,
                                 .gap = DP_GAP,
                                 .grow = 1});
    for (int i = KT__CATEGORY__JALAN; i <= KT__CATEGORY__LAINNYA; i++) {
        struct word word = words_category(i);
        const char *id = ui_id(ui, "aspire.category.%s", slug_of(SLUG_CATEGORY, i));
        if (ui_choice(ui, id, word.icon, word.text)) {
            app_draft(app)->category = i;
            aspire_next(app, &screen_aspire_text, arg->flow);
        }
    }
    ui_end(ui);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_aspire_category = {
    .name = "aspire.category",
    .state_bytes = sizeof(struct aspire_arg),
    .enter = aspire_enter,
    .build = build,
};
