// SPDX-License-Identifier: GPL-3.0-or-later
// The receipt is made beside the pages. Its code and keys never leave locked memory, and whoever
// leaves the flow before it is made gets nothing: what comes too late is wiped.
#include "aspire.h"

#include "db/village/identity.h"

#include <string.h>

enum { IDENTITY_BYTES_MAX = 1 << 20 };

// In locked memory as a whole; owned by the thread that has it.
struct job {
    struct receipt receipt;
    char code[RECEIPT_DIGITS + 1];
    uint8_t salt[RECEIPT_SALT_LEN];
    uint32_t serial;
    bool ok;
};

static void run(void *memory)
{
    struct job *job = memory;
    job->ok = receipt_derive(&job->receipt, job->code, job->salt);
}

static void done(struct app *app, void *memory)
{
    struct job *job = memory;
    struct aspire *flow = app_screen_state(app, job->serial);
    if (flow) {
        flow->made = job->ok ? ASPIRE_MADE : ASPIRE_FAILED;
        *flow->receipt = job->receipt;
    }
    secret_free(job);
}

static bool salt_of(struct app *app, uint8_t salt[static RECEIPT_SALT_LEN])
{
    struct arena arena;
    struct identity self;
    arena_init(&arena, IDENTITY_BYTES_MAX);
    bool ok = identity_get(app_village(app), &arena, &self) && self.village &&
              self.village->receipt_salt.len == RECEIPT_SALT_LEN;
    if (ok) {
        memcpy(salt, self.village->receipt_salt.data, RECEIPT_SALT_LEN);
    }
    arena_finish(&arena);
    return ok;
}

void aspire_make(struct app *app, struct aspire *flow)
{
    if (flow->made == ASPIRE_MADE || flow->made == ASPIRE_MAKING) {
        return;
    }
    flow->made = ASPIRE_FAILED;
    struct job *job = secret_alloc(sizeof *job);
    job->serial = flow->serial;
    receipt_code_make(job->code);
    if (salt_of(app, job->salt)) {
        flow->made = ASPIRE_MAKING;
        if (app_work(app, run, done, job)) {
            return;
        }
        flow->made = ASPIRE_FAILED;
    }
    log_line("no receipt could be made: %s", fault_text());
    secret_free(job);
}

// Words that were not sent are not thrown away by one touch.
static void go_home(struct app *app, struct ui *ui, struct aspire *flow)
{
    if (!aspire_has_words(app_draft(app)) && !flow->sound.recorder) {
        app_home(app);
        return;
    }
    flow->is_leaving = true;
    switch (ui_ask(ui, "aspire.leave", _("Tinggalkan usul ini?"),
                   _("Belum dikirim. Kalau kembali ke awal, tulisan dan rekamannya dihapus."),
                   _("Tidak, lanjutkan"), _("Ya, hapus"))) {
    case 1:
        flow->is_leaving = false;
        break;
    case 2:
        app_home(app);
        break;
    }
}

void aspire_header(struct app *app, struct ui *ui, struct aspire *flow, int step,
                   const char *speak_id)
{
    switch (ui_header(
        ui, (struct ui_header){
                .speak_id = speak_id, .step = step, .steps = ASPIRE_STEPS, .has_home = true})) {
    case UI_HEADER_BACK:
        app_pop(app);
        break;
    case UI_HEADER_SPEAK:
        app_speak_screen(app);
        break;
    case UI_HEADER_NONE:
        break;
    }
    if (ui_header_home(ui) || flow->is_leaving) {
        go_home(app, ui, flow);
    }
}

void aspire_options_begin(struct ui *ui)
{
    ui_begin(ui, (struct ui_box){
                     .flow = UI_GRID, .columns = 1, .is_even = true, .gap = DP_GAP, .grow = 1});
}

void aspire_next(struct app *app, const struct screen *screen, struct aspire *flow)
{
    struct aspire_arg arg = {.flow = flow};
    app_push(app, screen, &arg, sizeof arg);
}

void aspire_enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    memcpy(state, arg, sizeof(struct aspire_arg));
}

bool aspire_has_words(const struct app_draft *draft)
{
    return app_draft_has_text(draft) || draft->voice.len > 0;
}
