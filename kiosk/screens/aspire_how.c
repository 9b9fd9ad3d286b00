// SPDX-License-Identifier: GPL-3.0-or-later
// Who may know? Three ways, none chosen beforehand.
#include "aspire.h"

#include "db/record/record.h"
#include "words.h"

#include <string.h>

struct how_page {
    struct aspire_arg arg;
    bool is_missing;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct how_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    static const struct {
        const char *id;
        int mode;
    } rows[] = {
        {"aspire.open", KT__MODE__TERBUKA},
        {"aspire.anonymous", KT__MODE__ANONIM},
        {"aspire.secret", KT__MODE__RAHASIA},
    };
    struct how_page *page = state;
    struct app_draft *draft = app_draft(app);
    ui_page_begin(ui);
    aspire_header(app, ui, page->arg.flow, 4, "aspire.how.speak");
    ui_body_begin(ui, "aspire.how");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Siapa yang boleh tahu?"), _("Pilih satu, lalu sentuh Lanjut"));
    ui_split_next(ui);
    aspire_options_begin(ui);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct word word = words_mode(rows[i].mode);
        if (ui_option(ui, rows[i].id, word.icon, word.text, word.second,
                      draft->mode == rows[i].mode)) {
            draft->mode = rows[i].mode;
            page->is_missing = false;
        }
    }
    ui_end(ui);
    if (page->is_missing) {
        ui_banner(ui, "aspire.missing", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum dipilih. Sentuh satu dari tiga pilihan di atas."));
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {
        .look = draft->mode ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
        .icon_after = ICON_FORWARD,
        .is_big = true,
    };
    if (ui_button(ui, "aspire.next", look, _("Lanjut"))) {
        page->is_missing = !draft->mode;
        if (draft->mode) {
            aspire_next(app, &screen_aspire_last, page->arg.flow);
        }
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_aspire_how = {
    .name = "aspire.how",
    .state_bytes = sizeof(struct how_page),
    .enter = enter,
    .build = build,
};
