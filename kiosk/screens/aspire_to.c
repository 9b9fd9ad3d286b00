// SPDX-License-Identifier: GPL-3.0-or-later
// Whom is it for? One touch moves on. The flow begins here and its receipt is made behind it.
#include "aspire.h"

#include "db/record/record.h"
#include "words.h"

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct aspire *flow = state;
    flow->serial = app_screen_serial(app);
    flow->receipt = secret_alloc(sizeof *flow->receipt);
    app_draft_wipe(app);
    aspire_make(app, flow);
}

static void leave(struct app *app, void *state)
{
    struct aspire *flow = state;
    aspire_sound_stop(app, flow);
    app_draft_wipe(app);
    secret_free(flow->receipt);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    static const struct {
        const char *id;
        int to;
    } rows[] = {
        {"aspire.to.bpd", KT__ADDRESSEE__BPD},
        {"aspire.to.desa", KT__ADDRESSEE__DESA},
        {"aspire.to.kabupaten", KT__ADDRESSEE__KABUPATEN},
        {"aspire.to.unsure", KT__ADDRESSEE__UNSURE},
    };
    struct app_draft *draft = app_draft(app);
    ui_page_begin(ui);
    aspire_header(app, ui, state, 1, "aspire.to.speak");
    ui_body_begin(ui, "aspire.to");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Untuk siapa?"), _("Sentuh satu pilihan"));
    ui_split_next(ui);
    aspire_options_begin(ui);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct word word = words_to(rows[i].to);
        if (ui_option(ui, rows[i].id, word.icon, word.text, word.second, draft->to == rows[i].to)) {
            draft->to = rows[i].to;
            aspire_next(app, &screen_aspire_category, state);
        }
    }
    ui_end(ui);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_aspire_to = {
    .name = "aspire.to",
    .state_bytes = sizeof(struct aspire),
    .enter = enter,
    .build = build,
    .leave = leave,
};
