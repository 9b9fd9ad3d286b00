// SPDX-License-Identifier: GPL-3.0-or-later
// Pieces of the keeper's screens. An errand is the agent's to do: nothing here waits for it, and a
// screen that is left does not stop it.
#include "keeper_parts.h"

#include "db/base/file.h"
#include "db/village/setup.h"

#include <stdio.h>
#include <string.h>

enum { TASK_BYTES_MAX = 1 << 17, NEWS_S = 600 };

bool keeper_is_out(struct app *app)
{
    struct village *village = app_village(app);
    bool is_out = !app_session(app) && staff_any(village) && !setup_is_due(village);
    if (is_out) {
        app_home(app);
    }
    return is_out;
}

bool keeper_is_keeper(const struct app *app)
{
    const struct staff_session *session = app_session(app);
    return !session || session->role == STAFF_YOUTH;
}

const char *keeper_words(struct arena *arena, const struct phrase *phrase)
{
    if (!phrase->text || !*phrase->text) {
        return "";
    }
    bool is_counted = strstr(phrase->text, "%d") != NULL;
    const char *text =
        is_counted ? i18n_count(phrase->text, phrase->number) : i18n_text(phrase->text);
    return phrase_fill(arena, text, phrase);
}

struct doctor_places keeper_places(struct app *app, struct arena *arena)
{
    struct doctor_places places = {0};
    char *machine = file_path(arena, app_data(app), "machine");
    if (app_village(app)->test_now_s != 0 && file_is_dir(machine)) {
        places.proc = file_path(arena, machine, "proc");
        places.sys = file_path(arena, machine, "sys");
        places.voice = file_path(arena, machine, "voice");
        places.free_bytes = INT64_C(12000000000);
    }
    return places;
}

struct stick_places keeper_stick_places(struct app *app, struct arena *arena)
{
    struct doctor_places places = keeper_places(app, arena);
    return (struct stick_places){
        .mountinfo = places.proc ? file_path(arena, places.proc, "self/mountinfo") : NULL,
        .sys = places.sys,
    };
}

// ---- an errand

static void take_result(struct keeper_task *task, const struct phrase *result)
{
    (void)snprintf(task->text, sizeof task->text, "%s", result->text ? result->text : "");
    (void)snprintf(task->word, sizeof task->word, "%s", result->word ? result->word : "");
    task->number = result->number;
}

static void fail(struct keeper_task *task, const char *text)
{
    task->state = KEEPER_TASK_FAILED;
    take_result(task, &(struct phrase){.text = text});
}

void keeper_task_ask(struct app *app, struct keeper_task *task, const char *what,
                     const char *argument, const char *secret)
{
    struct village *village = app_village(app);
    *task = (struct keeper_task){.bell = app_bell_count(app)};
    if (!village_agent_runs(village)) {
        fail(task, N_("Program pengirim tidak berjalan. Matikan kios dan nyalakan lagi."));
        return;
    }
    task->id = errand_ask(village, what, argument, secret);
    if (task->id == 0) {
        log_line("an errand was not taken: %s", fault_text());
        fail(task, N_("Belum bisa diminta sekarang. Tunggu sebentar, lalu coba lagi."));
        return;
    }
    task->state = KEEPER_TASK_ON;
    app_ring(app);
}

static void take(struct keeper_task *task, const struct errand *errand)
{
    if (errand->state == ERRAND_CANCELLED) {
        *task = (struct keeper_task){0};
    } else if (errand_is_open(errand)) {
        task->step = errand->step;
        task->steps = errand->steps;
    } else {
        task->state = errand->state == ERRAND_DONE ? KEEPER_TASK_WELL : KEEPER_TASK_FAILED;
        take_result(task, &errand->result);
    }
}

bool keeper_task_turn(struct app *app, struct keeper_task *task)
{
    if (task->state != KEEPER_TASK_ON || task->bell == app_bell_count(app)) {
        return false;
    }
    task->bell = app_bell_count(app);
    struct arena arena;
    struct errand errand;
    arena_init(&arena, TASK_BYTES_MAX);
    if (errand_get(app_village(app), &arena, task->id, &errand)) {
        take(task, &errand);
    } else {
        fail(task, N_("Terputus di tengah jalan. Sentuh sekali lagi."));
    }
    arena_finish(&arena);
    return task->state != KEEPER_TASK_ON;
}

bool keeper_task_resume(struct app *app, struct keeper_task *task, const char *what)
{
    struct arena arena;
    struct errand errand;
    struct village *village = app_village(app);
    arena_init(&arena, TASK_BYTES_MAX);
    bool is_found = errand_last(village, &arena, what, &errand);
    int64_t age_s = is_found ? village_now_s(village) - errand.done_s : 0;
    bool is_news = is_found && (errand_is_open(&errand) || (age_s > -NEWS_S && age_s < NEWS_S));
    if (is_news) {
        *task = (struct keeper_task){
            .id = errand.id, .state = KEEPER_TASK_ON, .bell = app_bell_count(app)};
        take(task, &errand);
    }
    arena_finish(&arena);
    return is_news && task->state != KEEPER_TASK_NONE;
}

static void show_bar(struct ui *ui, const struct keeper_task *task)
{
    enum { PARTS = 12 };
    if (task->steps <= 0) {
        return;
    }
    int64_t filled = task->step * PARTS / task->steps;
    ui_progress(ui, (int)(filled > PARTS ? PARTS : filled), PARTS);
}

static void show_on(struct app *app, struct ui *ui, const char *id, struct keeper_task *task,
                    const char *busy)
{
    ui_panel_begin(ui, id, UI_NONE);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, ICON_WAIT, DP_ICON_LINE, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.bold = true}, task->is_unwanted ? _("Dihentikan ...") : busy);
    if (task->steps > 0) {
        ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
                arena_printf(ui_arena(ui), _("%d dari %d"), (int)task->step, (int)task->steps));
    }
    ui_end(ui);
    if (ui_button(
            ui, ui_id(ui, "%s.stop", id),
            (struct ui_button){.icon = ICON_CLOSE, .is_snug = true, .is_off = task->is_unwanted},
            _("Batal"))) {
        task->is_unwanted = errand_cancel(app_village(app), task->id);
        app_ring(app);
    }
    ui_end(ui);
    show_bar(ui, task);
    ui_end(ui);
}

void keeper_task_show(struct app *app, struct ui *ui, const char *id, struct keeper_task *task,
                      const char *busy)
{
    if (task->state == KEEPER_TASK_NONE) {
        return;
    }
    if (task->state == KEEPER_TASK_ON) {
        show_on(app, ui, id, task, busy);
        return;
    }
    bool is_well = task->state == KEEPER_TASK_WELL;
    const struct phrase result = phrase_both(task->text, task->number, task->word);
    ui_banner(ui, id, is_well ? UI_TINT_GREEN : UI_TINT_BRICK,
              is_well ? ICON_CHECK_CIRCLE : ICON_WARNING, keeper_words(ui_arena(ui), &result));
}

// ---- small things

static bool step_button(struct ui *ui, const char *id, enum ui_icon icon, const char *word)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = id,
                                                          .flow = UI_ROW,
                                                          .gap = DP_GAP_SMALL,
                                                          .pad_x = DP_GAP_SMALL,
                                                          .along = UI_CENTER,
                                                          .across = UI_CENTER,
                                                          .fill = UI_CARD,
                                                          .border = UI_EDGE,
                                                          .radius = DP_RADIUS_KEY});
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .is_fit = true}, word);
    ui_end(ui);
    return is_touched;
}

int keeper_stepper(struct ui *ui, const char *id, const char *above, const char *value)
{
    int way = 0;
    ui_begin(ui, (struct ui_box){.across = UI_CENTER, .gap = 8});
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .align = UI_CENTER}, above);
    if (step_button(ui, ui_id(ui, "%s.more", id), ICON_PLUS, _("tambah"))) {
        way = 1;
    }
    ui_text(ui,
            (struct ui_text){
                .id = id, .size = UI_HEADLINE, .bold = true, .align = UI_CENTER, .is_fit = true},
            value);
    if (step_button(ui, ui_id(ui, "%s.less", id), ICON_MINUS, _("kurang"))) {
        way = -1;
    }
    ui_end(ui);
    return way;
}

void keeper_heading(struct ui *ui, enum ui_icon icon, const char *text)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, icon, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true, .grow = 1}, text);
    ui_end(ui);
}
