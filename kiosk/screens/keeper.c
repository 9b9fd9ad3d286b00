// SPDX-License-Identifier: GPL-3.0-or-later
// What the machine tells its keeper: all checks at a glance, what is not well on top and large, the
// rest small; one button that sends; and the way to the tools. Must never show a villager's word,
// nor whose word it was.
#include "keeper_inside.h"

#include "db/base/file.h"
#include "db/village/stick.h"

#include <stdio.h>
#include <string.h>

enum {
    KEEPER_BYTES_MAX = 4 << 20,
    LOW_DP = 1200,
    READ_EVERY_MS = 10000, // the disk fills and the network goes without ringing
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct keeper *page = state;
    arena_init(&page->arena, KEEPER_BYTES_MAX);
    page->serial = app_screen_serial(app);
    keeper_task_resume(app, &page->send, "round");
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct keeper *)state)->arena);
}

// ---- reading

static void read(struct app *app, struct ui *ui, struct keeper *page)
{
    int64_t age_ms = ui_now_ms(ui) - page->read_ms;
    bool is_fresh =
        page->is_read && page->bell == app_bell_count(app) && age_ms >= 0 && age_ms < READ_EVERY_MS;
    ui_wake_in(ui, is_fresh ? READ_EVERY_MS - age_ms : READ_EVERY_MS);
    if (is_fresh) {
        return;
    }
    arena_reset(&page->arena);
    page->is_read = true;
    page->bell = app_bell_count(app);
    page->read_ms = ui_now_ms(ui);
    struct doctor_places places = keeper_places(app, &page->arena);
    page->count = doctor_look(app_village(app), &page->arena, &places, page->rows);
}

static int count_of(const struct keeper *page, enum doctor_state state)
{
    int count = 0;
    for (size_t i = 0; i < page->count; i++) {
        count += page->rows[i].state == state;
    }
    return count;
}

// ---- the checks

struct keeper_look keeper_look(enum doctor_state state)
{
    static const struct keeper_look looks[] = {
        [DOCTOR_OK] = {ICON_CHECK_CIRCLE, UI_TINT_GREEN, UI_GREEN, N_("Baik")},
        [DOCTOR_WARN] = {ICON_WARNING, UI_TINT_GOLD, UI_INK, N_("Perhatikan")},
        [DOCTOR_BAD] = {ICON_DANGER, UI_TINT_BRICK, UI_BRICK, N_("Perbaiki")},
    };
    return looks[state];
}

enum ui_icon keeper_icon(const char *name)
{
    static const struct {
        const char *name;
        enum ui_icon icon;
    } rows[] = {
        {"file", ICON_ARCHIVE},  {"disk", ICON_DISK},      {"disk-health", ICON_DISK},
        {"agent", ICON_SEND},    {"enrolment", ICON_CITY}, {"clock", ICON_CLOCK},
        {"network", ICON_WIFI},  {"round", ICON_LINK},     {"queue", ICON_SEND},
        {"aside", ICON_FILTER},  {"touch", ICON_TOUCH},    {"sound", ICON_SPEAK},
        {"printer", ICON_PRINT}, {"stick", ICON_USB},      {"versions", ICON_INFO},
        {"backup", ICON_FOLDER}, {"traffic", ICON_CHART},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (str_equal(rows[i].name, name)) {
            return rows[i].icon;
        }
    }
    return ICON_INFO;
}

static void open_check(struct keeper *page, const struct doctor_row *row)
{
    (void)snprintf(page->open, sizeof page->open, "%s", row->name);
    page->is_asking_sound = false;
    page->print.has_failed = false;
}

// What is not well: over the whole width, its words in full.
static void show_trouble(struct ui *ui, struct keeper *page, const struct doctor_row *row)
{
    struct keeper_look look = keeper_look(row->state);
    bool is_low = ui_height(ui) < LOW_DP;
    bool is_touched =
        ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "keeper.%s", row->name),
                                            .flow = UI_ROW,
                                            .across = UI_CENTER,
                                            .gap = DP_GAP,
                                            .pad_x = 36,
                                            .pad_y = is_low ? 10 : 20,
                                            .fill = look.tint,
                                            .border = UI_EDGE,
                                            .mark = row->state == DOCTOR_BAD ? UI_BRICK : UI_GOLD,
                                            .radius = DP_RADIUS});
    ui_icon(ui, look.icon, DP_ICON_LINE, look.ink);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 2});
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            arena_printf(ui_arena(ui), "%s · %s", _(look.word), _(row->title)));
    ui_text(ui, (struct ui_text){.size = is_low ? UI_SECOND : UI_BODY, .bold = true},
            keeper_words(ui_arena(ui), &row->text));
    ui_end(ui);
    ui_icon(ui, ICON_RIGHT, DP_ICON_TEXT, UI_GREEN);
    ui_end(ui);
    if (is_touched) {
        open_check(page, row);
    }
}

// What is fine: small, two or three side by side.
static void show_fine(struct ui *ui, struct keeper *page, const struct doctor_row *row)
{
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = ui_id(ui, "keeper.%s", row->name),
                                                          .flow = UI_ROW,
                                                          .across = UI_CENTER,
                                                          .gap = 16,
                                                          .pad_x = 20,
                                                          .pad_y = 12,
                                                          .min_h = 96,
                                                          .fill = UI_CARD,
                                                          .border = UI_EDGE,
                                                          .radius = DP_RADIUS_KEY});
    ui_icon(ui, ICON_CHECK_CIRCLE, DP_ICON_TEXT, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .bold = true}, _(row->title));
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            keeper_words(ui_arena(ui), &row->text));
    ui_end(ui);
    ui_end(ui);
    if (is_touched) {
        open_check(page, row);
    }
}

static const char *summary(struct ui *ui, const struct keeper *page)
{
    int bad = count_of(page, DOCTOR_BAD), warn = count_of(page, DOCTOR_WARN);
    const char *repair =
        bad ? arena_printf(ui_arena(ui), i18n_count("%d perlu diperbaiki", bad), bad) : NULL;
    const char *look =
        warn ? arena_printf(ui_arena(ui), i18n_count("%d perlu dilihat", warn), warn) : NULL;
    if (!bad && !warn) {
        return _("Semua baik.");
    }
    return arena_printf(ui_arena(ui), "%s%s%s", repair ? repair : "", repair && look ? " · " : "",
                        look ? look : "");
}

static void show_troubles(struct ui *ui, struct keeper *page)
{
    ui_begin(ui, (struct ui_box){.gap = DP_GAP_SMALL});
    for (size_t i = 0; i < page->count; i++) {
        if (page->rows[i].state != DOCTOR_OK) {
            show_trouble(ui, page, &page->rows[i]);
        }
    }
    ui_end(ui);
}

static void show_fines(struct ui *ui, struct keeper *page)
{
    if (count_of(page, DOCTOR_OK) == 0) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) ? 1 : 2,
                                 .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < page->count; i++) {
        if (page->rows[i].state == DOCTOR_OK) {
            show_fine(ui, page, &page->rows[i]);
        }
    }
    ui_end(ui);
}

// ---- sending, and the tools

void keeper_send(struct app *app, struct keeper *page)
{
    keeper_task_ask(app, &page->send, "round", "", NULL);
    if (!staff_audit(app_village(app), app_session(app), "send-now", "")) {
        log_fault();
    }
}

static void save_logs(struct app *app, struct keeper *page)
{
    struct stick sticks[STICKS_MAX];
    struct arena arena;
    arena_init(&arena, KEEPER_BYTES_MAX);
    const struct stick_places places = keeper_stick_places(app, &arena);
    size_t count = stick_find(app_village(app), &arena, &places, sticks), at = 0;
    while (at < count && !sticks[at].path) {
        at++;
    }
    if (at < count) {
        keeper_task_ask(app, &page->logs, "logs", sticks[at].path, NULL);
        if (!staff_audit(app_village(app), app_session(app), "export-log", "")) {
            log_fault();
        }
    } else {
        app_push(app, &screen_stick, NULL, 0); // it says how
    }
    arena_finish(&arena);
}

static const struct tool {
    const char *id, *word;
    enum ui_icon icon;
    const struct screen *screen; // NULL: the notes
    bool is_for_all;
} tools[] = {
    {"keeper.tool.stick", N_("Stik USB"), ICON_USB, &screen_stick, true},
    {"keeper.tool.wifi", N_("Wi-Fi"), ICON_WIFI, &screen_keeper_wifi, false},
    {"keeper.tool.settings", N_("Pengaturan"), ICON_SETTINGS, &screen_keeper_settings, false},
    {"keeper.tool.touch", N_("Uji layar"), ICON_TOUCH, &screen_keeper_touch, false},
    {"keeper.tool.office", N_("Siapa masuk hari ini"), ICON_PERSON_IN, &screen_keeper_office, true},
    {"keeper.tool.logs", N_("Simpan catatan mesin"), ICON_DOCUMENT, NULL, true},
};

static void show_tools(struct app *app, struct ui *ui, struct keeper *page)
{
    bool is_keeper = keeper_is_keeper(app);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) ? 2 : 3,
                                 .is_even = true,
                                 .gap = DP_GAP_SMALL});
    for (size_t i = 0; i < COUNT_OF(tools); i++) {
        if ((!is_keeper && !tools[i].is_for_all) ||
            !ui_tile_small(ui, tools[i].id, tools[i].icon, _(tools[i].word))) {
            continue;
        }
        if (tools[i].screen) {
            app_push(app, tools[i].screen, NULL, 0);
        } else {
            save_logs(app, page);
        }
    }
    ui_end(ui);
    keeper_task_show(app, ui, "keeper.logs", &page->logs, _("Menyimpan catatan mesin"));
}

static void show_foot(struct app *app, struct ui *ui, struct keeper *page)
{
    ui_foot_begin(ui);
    keeper_task_show(app, ui, "keeper.sent", &page->send, _("Mengirim ke kabupaten"));
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_SEND, .is_big = true};
    if (!keeper_task_is_on(&page->send) &&
        ui_button(ui, "keeper.send", look, _("Kirim sekarang"))) {
        keeper_send(app, page);
    }
    ui_foot_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct keeper *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    keeper_task_turn(app, &page->send);
    keeper_task_turn(app, &page->check);
    keeper_task_turn(app, &page->logs);
    read(app, ui, page);
    screens_header(app, ui);
    ui_body_begin(ui, "keeper");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Keadaan kios"), summary(ui, page));
    show_troubles(ui, page);
    if (ui_is_wide(ui)) {
        show_tools(app, ui, page);
    }
    ui_split_next(ui);
    show_fines(ui, page);
    if (!ui_is_wide(ui)) {
        show_tools(app, ui, page);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    show_foot(app, ui, page);
    keeper_check_show(app, ui, page);
    ui_page_end(ui);
}

const struct screen screen_keeper = {
    .name = "keeper",
    .state_bytes = sizeof(struct keeper),
    .enter = enter,
    .build = build,
    .leave = leave,
};
