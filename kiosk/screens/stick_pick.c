// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what the kernel lists, and asks the agent for the rest: nothing here waits for a stick.
#include "stick_pick.h"

#include <stdio.h>
#include <string.h>

enum { PICK_ARENA_MAX = 2 << 20 };

static const struct stick_known *current(const struct stick_pick *pick)
{
    return pick->count > 0 ? &pick->sticks[pick->at] : NULL;
}

const struct stick_known *stick_pick_get(const struct stick_pick *pick)
{
    const struct stick_known *stick = current(pick);
    return stick && stick->path[0] ? stick : NULL;
}

// As it is plugged in now; one that was plugged in again is another.
static bool is_same(const struct stick_known *a, const struct stick_known *b)
{
    return a->device[0] || b->device[0] ? a->plug == b->plug && str_equal(a->device, b->device)
                                        : str_equal(a->path, b->path);
}

// ---- which sticks there are

// Two of one name are told apart by a number.
static void tell_apart(struct stick_pick *pick, struct stick_known *known)
{
    size_t like = 1, len = strlen(known->name);
    for (size_t i = 0; i < pick->count; i++) {
        const char *name = pick->sticks[i].name;
        like += str_starts(name, known->name) && (name[len] == '\0' || name[len] == ' ');
    }
    if (like > 1) {
        (void)snprintf(known->name + len, sizeof known->name - len, " %zu", like);
    }
}

static void add(struct stick_pick *pick, const struct stick *stick)
{
    struct stick_known *known = &pick->sticks[pick->count];
    *known = (struct stick_known){.plug = stick->plug, .is_read_only = stick->is_read_only};
    int path = snprintf(known->path, sizeof known->path, "%s", stick->path ? stick->path : "");
    int device = snprintf(known->device, sizeof known->device, "%s", stick->device);
    (void)snprintf(known->name, sizeof known->name, "%s", stick->name);
    if (path < STICK_PATH_BYTES && device < STICK_DEVICE_BYTES) {
        tell_apart(pick, known);
        pick->count++;
    }
}

// The one that was chosen stays chosen while it is there, wherever it stands in the list now.
static void find(struct app *app, struct stick_pick *pick)
{
    struct stick sticks[STICKS_MAX];
    struct stick_known chosen = {0};
    struct arena arena;
    arena_init(&arena, PICK_ARENA_MAX);
    const struct stick_places places = keeper_stick_places(app, &arena);
    size_t count = stick_find(app_village(app), &arena, &places, sticks);
    bool has_chosen = pick->count > 0, has_let_go = false;
    if (has_chosen) {
        chosen = *current(pick);
    }
    pick->count = 0;
    pick->at = 0;
    for (size_t i = 0; i < count; i++) {
        if (sticks[i].path || !app_is_practice(app)) { // which mounts nothing
            add(pick, &sticks[i]);
        }
    }
    for (size_t i = 0; i < pick->count; i++) {
        pick->at = has_chosen && is_same(&pick->sticks[i], &chosen) ? (int)i : pick->at;
        has_let_go = has_let_go || is_same(&pick->sticks[i], &pick->let_go);
    }
    if (!has_let_go) {
        pick->let_go = (struct stick_known){0};
    }
    arena_finish(&arena);
}

// One that is plugged in and not mounted is mounted, once; one that is gone may come again, also
// one that was mounted for the backup alone.
static void mount_new(struct app *app, struct stick_pick *pick)
{
    const struct stick_known *stick = current(pick);
    if (!stick || stick->path[0]) {
        pick->tried = (struct stick_known){0};
        pick->mount = keeper_task_is_on(&pick->mount) ? pick->mount : (struct keeper_task){0};
        return;
    }
    if (is_same(stick, &pick->tried) || is_same(stick, &pick->let_go) ||
        keeper_task_is_on(&pick->mount) || keeper_task_is_on(&pick->eject)) {
        return;
    }
    pick->tried = *stick;
    pick->eject = (struct keeper_task){0}; // that was of another one
    keeper_task_ask(app, &pick->mount, "mount", stick->device, NULL);
}

bool stick_pick_turn(struct app *app, struct ui *ui, struct stick_pick *pick)
{
    bool is_over = keeper_task_turn(app, &pick->mount);
    is_over = keeper_task_turn(app, &pick->eject) || is_over;
    int64_t age_ms = ui_now_ms(ui) - pick->looked_ms;
    if (!pick->is_begun || is_over || pick->bell != app_bell_count(app) || age_ms < 0 ||
        age_ms >= STICK_PICK_MS) {
        find(app, pick);
        pick->is_begun = true;
        pick->bell = app_bell_count(app);
        pick->looked_ms = ui_now_ms(ui);
        mount_new(app, pick);
    }
    ui_wake_in(ui, STICK_PICK_MS);
    return is_over;
}

// ---- as it looks

void stick_pick_which(struct ui *ui, struct stick_pick *pick)
{
    const char *names[STICKS_MAX];
    for (size_t i = 0; i < pick->count; i++) {
        names[i] = pick->sticks[i].name;
    }
    if (pick->count > 1) {
        int touched = ui_segments(ui, "stick.which", names, (int)pick->count, pick->at);
        if (touched >= 0 && touched != pick->at) {
            pick->at = touched;
            pick->is_begun = false; // to be mounted
            ui_wake_in(ui, 0);
        }
    }
}

void stick_pick_none(struct app *app, struct ui *ui, struct stick_pick *pick, const char *text)
{
    if (pick->count > 0) {
        stick_pick_which(ui, pick);
        keeper_task_show(app, ui, "stick.mount", &pick->mount, _("Membuka stik"));
    }
    if (pick->count == 0 || pick->mount.state == KEEPER_TASK_NONE) {
        screens_empty(ui, "stick.none", ICON_USB, _("Tancapkan stik USB"), text);
    }
    bool is_tried = pick->mount.state == KEEPER_TASK_FAILED ||
                    (pick->mount.state == KEEPER_TASK_NONE && pick->tried.device[0]);
    if (pick->count > 0 && is_tried &&
        ui_button(ui, "stick.again", (struct ui_button){.icon = ICON_UNDO}, _("Coba lagi"))) {
        pick->tried = (struct stick_known){0};
        pick->mount = (struct keeper_task){0};
        pick->is_begun = false;
        ui_wake_in(ui, 0);
    }
}

bool stick_pick_eject(struct app *app, struct ui *ui, struct stick_pick *pick, bool is_off)
{
    const struct stick_known *stick = stick_pick_get(pick);
    struct ui_button look = {.look = UI_BUTTON_GO,
                             .icon = ICON_EJECT,
                             .is_big = true,
                             .is_off = is_off || !stick || keeper_task_is_on(&pick->eject)};
    bool is_asked = ui_button(ui, "stick.eject", look, _("Selesai, lepaskan stik")) && stick;
    if (is_asked) {
        pick->let_go = *stick;
        keeper_task_ask(app, &pick->eject, "eject", stick->path, NULL);
    }
    return is_asked;
}

void stick_pick_ejected(struct app *app, struct ui *ui, struct stick_pick *pick)
{
    keeper_task_show(app, ui, "stick.ejected", &pick->eject,
                     _("Melepaskan stik. Jangan dicabut dulu"));
}

bool stick_pick_is_in(const struct stick_pick *pick)
{
    return stick_pick_get(pick) && pick->eject.state != KEEPER_TASK_WELL;
}

void stick_pick_written(struct app *app, struct ui *ui, struct stick_pick *pick)
{
    if (stick_pick_is_in(pick) && pick->eject.state == KEEPER_TASK_NONE) {
        ui_banner(ui, "stick.in", UI_TINT_GOLD, ICON_EJECT,
                  _("Lepaskan stik dulu sebelum dicabut."));
    }
    stick_pick_ejected(app, ui, pick);
}
