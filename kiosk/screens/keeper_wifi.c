// SPDX-License-Identifier: GPL-3.0-or-later
// Joining a Wi-Fi: what is near, one touched, its password typed behind dots. The password stands
// in the locked draft, goes closed to the agent, and is wiped here at once; it is never kept.
#include "keeper_parts.h"

#include "db/village/setup.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NETWORKS_MAX = 24,
    PASSWORD_MIN = 8, // WPA
};

struct network {
    char name[ERRAND_SSID_MAX + 1];
    int signal;
    bool is_locked, is_ours;
};

struct wifi {
    struct keeper_task list, join;
    struct network networks[NETWORKS_MAX];
    size_t count;
    int chosen; // from 1; 0: the list
    bool is_shown, is_short;
};

static void look_around(struct app *app, struct wifi *page)
{
    page->count = 0;
    keeper_task_ask(app, &page->list, "wifi-list", "", NULL);
}

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    app_draft_wipe(app);
    look_around(app, state);
}

static void leave(struct app *app, void *state)
{
    (void)state;
    app_draft_wipe(app);
}

// ---- what is near: "81\t1\t0\tname" a line

static bool read_line(char *line, struct network *out)
{
    const char *signal = strsep(&line, "\t"), *locked = line ? strsep(&line, "\t") : NULL;
    const char *ours = line ? strsep(&line, "\t") : NULL;
    if (!ours || !line || !*line || strlen(line) > ERRAND_SSID_MAX) {
        return false;
    }
    *out = (struct network){.signal = (int)strtol(signal, NULL, 10),
                            .is_locked = locked[0] == '1',
                            .is_ours = ours[0] == '1'};
    memcpy(out->name, line, strlen(line) + 1);
    return true;
}

static void take_list(struct app *app, struct wifi *page)
{
    struct arena arena;
    struct errand errand;
    arena_init(&arena, 1 << 17);
    page->count = 0;
    if (errand_get(app_village(app), &arena, page->list.id, &errand)) {
        char *rest = arena_str(&arena, errand.list);
        for (char *line; page->count < NETWORKS_MAX && (line = strsep(&rest, "\n"));) {
            page->count += read_line(line, &page->networks[page->count]);
        }
    }
    arena_finish(&arena);
}

static const char *strength(int signal)
{
    return signal >= 66 ? _("Kuat") : signal >= 40 ? _("Sedang") : _("Lemah");
}

static void join(struct app *app, struct wifi *page, const char *password)
{
    const struct network *network = &page->networks[page->chosen - 1];
    keeper_task_ask(app, &page->join, "wifi-join", network->name, password);
    if (!staff_audit(app_village(app), app_session(app), "join-wifi", network->name)) {
        log_fault();
    }
    app_draft_wipe(app);
    page->is_shown = false;
}

static void choose(struct app *app, struct wifi *page, size_t i)
{
    page->chosen = (int)i + 1;
    page->join = (struct keeper_task){0};
    page->is_short = false;
    app_draft_wipe(app);
    if (!page->networks[i].is_locked) {
        join(app, page, NULL);
    }
}

static void show_network(struct app *app, struct ui *ui, struct wifi *page, size_t i)
{
    const struct network *network = &page->networks[i];
    struct arena *arena = ui_arena(ui);
    struct ui_row row = {
        .mark = network->is_ours ? UI_GREEN : UI_NONE,
        .icon = network->is_locked ? ICON_LOCK : ICON_WIFI,
        .above = arena_printf(arena, "%s · %s", strength(network->signal),
                              network->is_ours     ? _("sedang dipakai")
                              : network->is_locked ? _("pakai sandi")
                                                   : _("tanpa sandi")),
        .title = network->name,
        .below = "",
    };
    if (ui_row(ui, ui_id(ui, "wifi.%d", (int)i), row)) {
        choose(app, page, i);
    }
}

static void build_list(struct app *app, struct ui *ui, struct wifi *page)
{
    screens_header(app, ui);
    ui_body_begin(ui, "wifi");
    ui_question(ui, _("Pilih Wi-Fi"), _("Yang paling kuat di atas."));
    if (page->list.state != KEEPER_TASK_WELL || page->count == 0) {
        keeper_task_show(app, ui, "wifi.looking", &page->list, _("Mencari Wi-Fi di sekitar"));
    }
    for (size_t i = 0; i < page->count; i++) {
        show_network(app, ui, page, i);
    }
    ui_body_end(ui);
    ui_foot_begin(ui);
    if (!keeper_task_is_on(&page->list) &&
        ui_button(ui, "wifi.again", (struct ui_button){.icon = ICON_SEARCH}, _("Cari lagi"))) {
        look_around(app, page);
    }
    ui_foot_end(ui);
}

// ---- one of them

static void try_password(struct app *app, struct wifi *page)
{
    const struct ui_field *field = &app_draft(app)->code;
    page->is_short = field->len < PASSWORD_MIN;
    if (!page->is_short) {
        join(app, page, field->text);
    }
}

static void show_result(struct app *app, struct ui *ui, struct wifi *page)
{
    if (page->is_short) {
        ui_banner(ui, "wifi.short", UI_TINT_BRICK, ICON_WARNING,
                  _("Sandi Wi-Fi paling sedikit 8 huruf atau angka."));
    }
    keeper_task_show(app, ui, "wifi.joined", &page->join, _("Menyambungkan"));
}

static void show_password(struct app *app, struct ui *ui, struct wifi *page)
{
    struct ui_input input = {.id = "wifi.password",
                             .hint = _("Sandi Wi-Fi"),
                             .is_first = true,
                             .is_line = true,
                             .is_hidden = !page->is_shown};
    if (ui_input(ui, input, &app_draft(app)->code)) {
        page->is_short = false;
        page->join = (struct keeper_task){0};
    }
    struct ui_button look = {.icon = page->is_shown ? ICON_EYE_OFF : ICON_EYE};
    if (ui_button(ui, "wifi.show", look, page->is_shown ? _("Sembunyikan") : _("Perlihatkan"))) {
        page->is_shown = !page->is_shown;
    }
}

static void show_join(struct app *app, struct ui *ui, struct wifi *page)
{
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_WIFI, .is_big = true};
    if (ui_button(ui, "wifi.join", look, _("Sambungkan"))) {
        try_password(app, page);
    }
}

static void show_done(struct app *app, struct ui *ui, struct wifi *page)
{
    ui_split_begin(ui, 1, 1);
    ui_question(ui, page->networks[page->chosen - 1].name, NULL);
    show_result(app, ui, page);
    ui_split_next(ui);
    ui_split_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (page->join.state == KEEPER_TASK_WELL && ui_button(ui, "wifi.done", look, _("Selesai"))) {
        app_pop(app);
    }
    struct ui_button other = {.icon = ICON_WIFI};
    if (page->join.state == KEEPER_TASK_FAILED &&
        ui_button(ui, "wifi.other", other, _("Pilih Wi-Fi lain"))) {
        page->chosen = 0;
    }
    ui_foot_end(ui);
}

static void show_words(struct app *app, struct ui *ui, struct wifi *page)
{
    if (!screens_is_tight(ui)) {
        ui_question(ui, page->networks[page->chosen - 1].name, _("Ketik sandi Wi-Fi ini."));
    }
    show_password(app, ui, page);
    show_result(app, ui, page);
}

static void show_typing(struct app *app, struct ui *ui, struct wifi *page)
{
    bool is_low = ui_typing_is_low(ui);
    ui_split_begin(ui, 1, 1);
    show_words(app, ui, page);
    if (is_low) {
        show_join(app, ui, page);
    }
    if (!ui_is_wide(ui)) {
        ui_space(ui, 0, 1);
    }
    ui_typing_next(ui);
    ui_typing_keys(ui);
    if (!is_low) {
        show_join(app, ui, page);
    }
    ui_typing_end(ui);
}

static void build_one(struct app *app, struct ui *ui, struct wifi *page)
{
    struct ui_header header = {.has_home = !setup_is_due(app_village(app)),
                               .is_signed_in = app_session(app) != NULL};
    if (screens_header_back(app, ui, header)) {
        page->chosen = 0;
        page->join = (struct keeper_task){0};
        app_draft_wipe(app);
    }
    bool is_locked = page->chosen == 0 || page->networks[page->chosen - 1].is_locked;
    if (page->chosen == 0) {
        return; // built again at once
    }
    if (!is_locked || keeper_task_is_on(&page->join) || page->join.state == KEEPER_TASK_WELL) {
        show_done(app, ui, page);
    } else {
        show_typing(app, ui, page);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct wifi *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    if (keeper_task_turn(app, &page->list)) {
        take_list(app, page);
    }
    keeper_task_turn(app, &page->join);
    if (page->chosen == 0) {
        build_list(app, ui, page);
    } else {
        build_one(app, ui, page);
    }
    ui_page_end(ui);
}

const struct screen screen_keeper_wifi = {
    .name = "keeper.wifi",
    .state_bytes = sizeof(struct wifi),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
