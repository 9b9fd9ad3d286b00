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
    COMPACT_DP = 1000, // windows under this have little height to give
    LABEL_DP = 28,
    LABEL_DP_MAX = 32,
    STEP_DP = 32,
    STEP_DP_MAX = 40,
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

static bool is_compact(const struct ui *ui)
{
    return ui_is_narrow(ui) || ui_height(ui) < COMPACT_DP;
}

// Letters grow with the text size as far as the strip leaves the screen its room.
static int letters_dp(const struct ui *ui, int dp, int most)
{
    int size = dp * ui_text_percent(ui) / 100;
    return is_compact(ui) ? LABEL_DP : size < most ? size : most;
}

static const char *spaced(struct arena *arena, const char *code)
{
    enum { GROUP = 4 };
    const char *out = "";
    for (size_t i = 0; i + GROUP <= strlen(code); i += GROUP) {
        out = arena_printf(arena, "%s%s%.*s", out, *out ? " " : "", GROUP, code + i);
    }
    return out;
}

static bool has_element(void *ui, const char *id)
{
    return ui_has(ui, id);
}

static const char *words_with(struct app *app, struct arena *arena, const struct guided_step *step)
{
    switch (step->with) {
    case GUIDED_WITH_CODE:
        return arena_printf(arena, "%s %s", _(step->sentence), spaced(arena, app->practice->code));
    case GUIDED_WITH_PIN:
        return arena_printf(arena, "%s %s", _(step->sentence), PRACTICE_PIN);
    default:
        return _(step->sentence);
    }
}

// What to do now, "" when no steps are shown; the thing to touch is marked.
static const char *step_words(struct app *app, struct ui *ui)
{
    struct guided *guided = &app->practice->guided;
    bool is_leaving = app->move != APP_STAY; // nobody sees this pass
    if (guided->which == GUIDED_NONE || guided->is_over || is_leaving) {
        return "";
    }
    const struct guided_step *step =
        guided_now(guided, app->levels[app->depth - 1].screen->name, has_element, ui);
    ui_mark(ui, step ? step->id : "nav.back");
    return step ? words_with(app, ui_arena(ui), step)
                : _("Mau melanjutkan latihan? Sentuh Kembali.");
}

// One line over the other; on a small window one after the other, which takes the least height.
static void show_words(struct ui *ui, const char *step)
{
    const char *label = _("Latihan: tidak ada yang dikirim");
    struct ui_text style = {
        .id = "practice.label", .size_dp = letters_dp(ui, LABEL_DP, LABEL_DP_MAX), .grow = 1};
    if (is_compact(ui) && *step) {
        style.id = "practice.step";
        ui_rich(ui, style,
                (struct ui_run[]){{.text = label}, {.text = ". "}, {.text = step, .bold = true}},
                3);
        return;
    }
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 2});
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, ICON_SCHOOL, 36, UI_INK);
    ui_text(ui, style, label);
    ui_end(ui);
    ui_text(ui,
            (struct ui_text){.id = "practice.step",
                             .size_dp = letters_dp(ui, STEP_DP, STEP_DP_MAX),
                             .bold = true},
            step);
    ui_end(ui);
}

static void show_strip(struct app *app, struct ui *ui)
{
    const char *step = step_words(app, ui);
    ui_begin_strip(ui,
                   (struct ui_box){.id = "practice", .role = UI_ROLE_GROUP, .fill = UI_TINT_GOLD});
    ui_rule(ui, 0, 4, UI_INK, 0);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP_SMALL,
                                 .pad_x = ui_margin(ui) / 2,
                                 .pad_y = is_compact(ui) ? 4 : 10});
    show_words(ui, step);
    bool is_ended = ui_begin_button(ui, (struct ui_box){.id = "practice.end",
                                                        .flow = UI_ROW,
                                                        .along = UI_CENTER,
                                                        .across = UI_CENTER,
                                                        .gap = DP_GAP_SMALL,
                                                        .pad_x = is_compact(ui) ? 14 : 20,
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

// As an officer would write it, and so in no other language.
static const char answer_words[] = "Ini contoh jawaban. Pada usul sungguhan, di sini tertulis apa "
                                   "yang dikerjakan, oleh siapa, dan "
                                   "kapan.";

// At home again: what was filed is answered, as if a week had gone by.
static void answer(struct app *app)
{
    struct app_practice *at = app->practice;
    if (app->depth > 1 || at->answered_bell == app->bell_count) {
        return;
    }
    if (event_log_waiting(app->village) > 0) {
        if (!practice_answer(at->practice, answer_words)) {
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
    show_strip(app, ui);
}
