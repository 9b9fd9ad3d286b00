// SPDX-License-Identifier: GPL-3.0-or-later
// Practising: the village file is swapped for one that is made up, while nobody is signed in and no
// screen of either is open, and a strip on every screen says so. What runs on other threads comes
// back before a swap, so that nothing is ever filed in the wrong one.
#include "app_inside.h"

#include "asset.h"
#include "db/record/receipt.h"
#include "db/village/event_log.h"
#include "ui/widgets.h"

#include <stdlib.h>
#include <string.h>

enum {
    ASSET_BYTES_MAX = 1 << 16,
    // Letters grow with the text size as far as the strip leaves the screen its room.
    LABEL_DP = 28,
    LABEL_DP_MAX = 32,
    STEP_DP = 32,
    STEP_DP_MAX = 40,
    CODE_GROUP = 4,
};

struct app_practice {
    struct practice *practice; // owned
    struct village *own;       // the village's own, not owned
    struct guided guided;
    char code[RECEIPT_DIGITS + 1]; // of the last receipt: as secret as anything here
    uint64_t answered_bell;
};

bool app_is_practice(const struct app *app)
{
    return app->practice && app->practice->own;
}

struct village *app_village_own(struct app *app)
{
    return app_is_practice(app) ? app->practice->own : app->village;
}

void app_practice_code(struct app *app, const char *code)
{
    if (app_is_practice(app)) {
        (void)snprintf(app->practice->code, sizeof app->practice->code, "%s", code);
    }
}

// ---- in and out

static void drop(struct app_practice *at)
{
    practice_close(at->practice);
    sodium_memzero(at, sizeof *at);
    free(at);
}

bool app_practice_begin(struct app *app, enum guided_which which)
{
    if (app->practice) {
        fault_set("somebody practises already");
        return false;
    }
    struct arena arena;
    arena_init(&arena, ASSET_BYTES_MAX);
    const char *samples = asset_path(&arena, "practice");
    struct practice *practice = samples ? practice_open(app->village, samples) : NULL;
    arena_finish(&arena);
    if (!practice) {
        return false;
    }
    app->practice = die_if_null(calloc(1, sizeof *app->practice));
    app->practice->practice = practice;
    app->practice->guided.which = which;
    app_stack_swap(app, APP_PRACTICE);
    return true;
}

void app_practice_end(struct app *app)
{
    if (app_is_practice(app)) {
        app_stack_swap(app, APP_PRACTICE_END);
    }
}

void app_practice_enter(struct app *app)
{
    app->practice->own = app->village;
    app->village = app->practice->practice->village;
    app->bell_count++;
}

void app_practice_leave(struct app *app)
{
    struct app_practice *at = app->practice;
    if (!at) {
        return;
    }
    if (at->own) {
        app->village = at->own;
        app->bell_count++;
    }
    app->practice = NULL;
    drop(at);
}

// ---- what shows

static int letters_dp(const struct ui *ui, int dp, int most)
{
    int size = dp * ui_text_percent(ui) / 100;
    return size < most ? size : most;
}

static void show_code(struct ui *ui, const char *code, int size_dp)
{
    if (code[0]) {
        ui_text(ui, (struct ui_text){.id = "practice.code", .size_dp = size_dp, .bold = true},
                arena_printf(ui_arena(ui), "%.*s %.*s %.*s %.*s", CODE_GROUP, code, CODE_GROUP,
                             code + CODE_GROUP, CODE_GROUP, code + 2 * CODE_GROUP, CODE_GROUP,
                             code + 3 * CODE_GROUP));
    }
}

static void show_step(struct app *app, struct ui *ui, const struct guided_step *step)
{
    int size_dp = letters_dp(ui, STEP_DP, STEP_DP_MAX);
    bool is_away = step == NULL;
    ui_mark(ui, is_away ? "nav.back" : step->id);
    ui_text(ui, (struct ui_text){.id = "practice.step", .size_dp = size_dp, .bold = true},
            is_away ? _("Mau melanjutkan latihan? Sentuh Kembali.") : _(step->sentence));
    if (!is_away && step->has_code) {
        show_code(ui, app->practice->code, size_dp);
    }
}

static void show_strip(struct app *app, struct ui *ui, const struct guided_step *step)
{
    const struct guided *guided = &app->practice->guided;
    ui_begin_strip(ui,
                   (struct ui_box){.id = "practice", .role = UI_ROLE_GROUP, .fill = UI_TINT_GOLD});
    ui_rule(ui, 0, 6, UI_INK, 0);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP,
                                 .pad_x = ui_margin(ui) / 2,
                                 .pad_y = 10});
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 2});
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, ICON_SCHOOL, 36, UI_INK);
    ui_text(ui,
            (struct ui_text){.id = "practice.label",
                             .size_dp = letters_dp(ui, LABEL_DP, LABEL_DP_MAX),
                             .grow = 1},
            _("Latihan: tidak ada yang dikirim"));
    ui_end(ui);
    if (guided->which != GUIDED_NONE && !guided->is_over) {
        show_step(app, ui, step);
    }
    ui_end(ui);
    bool is_ended = ui_begin_button(ui, (struct ui_box){.id = "practice.end",
                                                        .flow = UI_ROW,
                                                        .along = UI_CENTER,
                                                        .across = UI_CENTER,
                                                        .gap = DP_GAP_SMALL,
                                                        .pad_x = 20,
                                                        .fill = UI_CARD,
                                                        .border = UI_EDGE,
                                                        .radius = DP_RADIUS});
    ui_icon(ui, ICON_CLOSE, 36, UI_INK);
    ui_text(ui, (struct ui_text){.size_dp = letters_dp(ui, LABEL_DP, LABEL_DP_MAX), .bold = true},
            _("Selesai"));
    ui_end(ui);
    ui_end(ui);
    ui_end(ui);
    if (is_ended) {
        app_practice_end(app);
    }
}

static void show_praise(struct app *app, struct ui *ui)
{
    struct guided *guided = &app->practice->guided;
    int touched = ui_ask(ui, "practice.done", _("Bagus, selesai!"), _(guided_praise(guided->which)),
                         _("Selesai latihan"), _("Coba-coba sendiri dulu"));
    if (touched == 1) {
        app_practice_end(app);
    } else if (touched == 2) {
        *guided = (struct guided){0};
        app->is_stale = true;
    }
}

// At home again: what was filed is answered, as if a week had gone by.
static void answer(struct app *app)
{
    struct app_practice *at = app->practice;
    if (app->depth > 1 || at->answered_bell == app->bell_count) {
        return;
    }
    if (event_log_waiting(app->village) > 0) {
        if (!practice_answer(at->practice,
                             _("Ini contoh jawaban. Pada usul sungguhan, di sini tertulis apa yang "
                               "dikerjakan, oleh siapa, dan kapan."))) {
            log_line("practice: %s", fault_text());
        }
        app_ring(app);
    }
    at->answered_bell = app->bell_count;
}

void app_practice_build(struct app *app)
{
    struct ui *ui = app->ui;
    if (!app_is_practice(app)) {
        return;
    }
    struct guided *guided = &app->practice->guided;
    const char *screen = app->levels[app->depth - 1].screen->name, *id = ui_event_id(ui);
    if (id) {
        guided_event(guided, screen, id);
    }
    answer(app);
    if (guided->is_over && !app->asked_ms && !app->is_overlaid) {
        show_praise(app, ui);
    }
    show_strip(app, ui, guided_now(guided, screen));
}
