// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: one page after the other until the kiosk can be used. How far it has come is
// kept in the village file with each page; what was done on a page is kept by its own room. Must
// never lead out of itself while it is due, nor back to the ticket once somebody can sign in.
#include "setup_inside.h"

#include "db/village/identity.h"
#include "db/village/setting.h"
#include "words.h"

#include <string.h>

enum { PAGES = 6, READ_BYTES_MAX = 8 << 20 };

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct setup *setup = state;
    arena_init(&setup->arena, READ_BYTES_MAX);
    setup->serial = app_screen_serial(app);
    if (setup_step(app_village(app)) == SETUP_NONE && !setup_begin(app_village(app))) {
        log_fault();
    }
    keeper_task_resume(app, &setup->enrol, "enrol");
}

static void leave(struct app *app, void *state)
{
    struct setup *setup = state;
    app_draft_wipe(app);
    secret_free(setup->finds);
    arena_finish(&setup->arena);
}

// ---- reading

static void read_identity(struct app *app, struct setup *setup)
{
    struct identity self;
    setup->is_enrolled = identity_get(app_village(app), &setup->arena, &self) && self.enrolled;
    setup->has_ticket =
        !setup->is_enrolled && identity_kept_ticket(app_village(app), &setup->arena) != NULL;
    setup->desa = setup->is_enrolled ? self.village->name : "";
    setup->place = setup->is_enrolled ? words_place(&setup->arena, self.village) : "";
}

static void read(struct app *app, struct ui *ui, struct setup *setup)
{
    struct village *village = app_village(app);
    int64_t age_ms = ui_now_ms(ui) - setup->read_ms;
    ui_wake_in(ui, SETUP_LOOK_MS);
    bool is_news = !setup->is_read || setup->bell != app_bell_count(app);
    if (!is_news && setup->lang == i18n_lang() && age_ms >= 0 && age_ms < SETUP_LOOK_MS) {
        return;
    }
    arena_reset(&setup->arena);
    setup->is_read = true;
    setup->lang = i18n_lang();
    setup->bell = app_bell_count(app);
    setup->read_ms = ui_now_ms(ui);
    setup->step = setup_step(village);
    setup->may_leave = setup_may_leave(village);
    setup->is_agent = village_agent_runs(village);
    setup->is_clock_sure = village_clock_trusted(village);
    read_identity(app, setup);
    setup->people_count = staff_list(village, &setup->arena, STAFF_MAX, setup->people);
    struct doctor_places places = keeper_places(app, &setup->arena);
    setup->row_count = doctor_look(village, &setup->arena, &places, setup->rows);
    if (is_news && !keeper_task_is_on(&setup->wifi)) {
        keeper_task_resume(app, &setup->wifi, "wifi-join");
    }
}

const struct doctor_row *setup_row(const struct setup *setup, const char *name)
{
    for (size_t i = 0; i < setup->row_count; i++) {
        if (str_equal(setup->rows[i].name, name)) {
            return &setup->rows[i];
        }
    }
    return NULL;
}

// ---- from page to page

static void go(struct app *app, struct ui *ui, struct setup *setup, enum setup_step step)
{
    setup->has_failed = !setup_go(app_village(app), step);
    if (setup->has_failed) {
        log_fault();
        return;
    }
    setup->step = step;
    setup->way = SETUP_WAY_OPEN;
    setup->said = TRUST_TICKET_WHOLE;
    ui_scroll_top(ui, "setup");
    app_ring(app);
}

void setup_next(struct app *app, struct ui *ui, struct setup *setup)
{
    enum setup_step step = setup->step + 1;
    go(app, ui, setup, step == SETUP_CLOCK && setup->is_clock_sure ? SETUP_TICKET : step);
}

static bool has_back(const struct setup *setup)
{
    return setup->step == SETUP_LANGUAGE ? setup->may_leave
                                         : setup->step != SETUP_PEOPLE || setup->people_count == 0;
}

static void go_back(struct app *app, struct ui *ui, struct setup *setup)
{
    if (setup->step == SETUP_LANGUAGE) {
        if (!setup_end(app_village(app))) {
            log_fault();
        }
        app_ring(app);
        app_home(app);
    } else if (setup->step == SETUP_TICKET && setup->enrol.state == KEEPER_TASK_FAILED) {
        setup->enrol = (struct keeper_task){0};
    } else if (setup->step == SETUP_TICKET && setup->way != SETUP_WAY_OPEN) {
        setup->way = SETUP_WAY_OPEN;
        setup->said = TRUST_TICKET_WHOLE;
    } else {
        enum setup_step step = setup->step - 1;
        go(app, ui, setup, step == SETUP_CLOCK && setup->is_clock_sure ? SETUP_NETWORK : step);
    }
}

// ---- what every page has

void setup_page_begin(struct ui *ui, const char *question, const char *second)
{
    ui_body_begin(ui, "setup");
    ui_split_begin(ui, 1, 1);
    // Where letters are large, what is to be chosen needs the room.
    ui_question(ui, question, screens_is_tight(ui) && !ui_is_wide(ui) ? NULL : second);
}

void setup_page_next(struct ui *ui)
{
    ui_split_next(ui);
}

void setup_page_end(struct ui *ui)
{
    ui_split_end(ui);
    ui_body_end(ui);
}

bool setup_foot(struct ui *ui, bool is_ready, const char *word)
{
    struct ui_button look = {.look = is_ready ? UI_BUTTON_GO : UI_BUTTON_PLAIN,
                             .icon_after = ICON_FORWARD,
                             .is_big = true,
                             .is_off = !is_ready};
    ui_foot_begin(ui);
    bool is_touched = ui_button(ui, "setup.next", look, word);
    ui_foot_end(ui);
    return is_touched && is_ready;
}

static void show_header(struct app *app, struct ui *ui, struct setup *setup, int number)
{
    struct ui_header header = {.back = setup->step == SETUP_LANGUAGE ? _("Batal") : NULL,
                               .has_no_back = !has_back(setup),
                               .speak_id = "setup.speak",
                               .step = number,
                               .steps = PAGES};
    if (screens_header_back(app, ui, header) && !keeper_task_is_on(&setup->enrol)) {
        go_back(app, ui, setup);
    }
}

// ---- the language

static void choose(struct app *app, struct setup *setup, enum i18n_lang lang)
{
    setup->has_failed = !setting_set(app_village(app), "language", i18n_code(lang), SETTING_LOCAL);
    if (setup->has_failed) {
        log_fault();
    }
    app_set_lang(app, lang);
    app_ring(app);
}

static void show_language(struct app *app, struct ui *ui, struct setup *setup)
{
    setup_page_begin(ui, _("Pilih bahasa"),
                     _("Untuk layar waktu diam. Setiap warga bisa memilih bahasanya sendiri."));
    setup_page_next(ui);
    for (int i = 0; i < I18N_OFFERED; i++) {
        enum i18n_lang lang = (enum i18n_lang)i;
        if (ui_option(ui, ui_id(ui, "setup.lang.%s", i18n_code(lang)), ICON_LANGUAGE,
                      i18n_name(lang), NULL, lang == i18n_lang())) {
            choose(app, setup, lang);
        }
    }
    setup_page_end(ui);
    if (setup_foot(ui, true, _("Lanjut"))) {
        setup_next(app, ui, setup);
    }
}

static const struct page {
    int number; // of PAGES
    void (*show)(struct app *app, struct ui *ui, struct setup *setup);
} pages[SETUP_STEPS] = {
    [SETUP_LANGUAGE] = {1, show_language},   [SETUP_NETWORK] = {2, setup_show_network},
    [SETUP_CLOCK] = {2, setup_show_clock},   [SETUP_TICKET] = {3, setup_show_ticket},
    [SETUP_PEOPLE] = {4, setup_show_people}, [SETUP_TEST] = {5, setup_show_test},
    [SETUP_DONE] = {6, setup_show_done},
};

static void build(struct app *app, struct ui *ui, void *state)
{
    struct setup *setup = state;
    keeper_task_turn(app, &setup->wifi);
    if (keeper_task_turn(app, &setup->enrol) && setup->enrol.state == KEEPER_TASK_WELL) {
        app_draft_wipe(app);
    }
    read(app, ui, setup);
    ui_page_begin(ui);
    if (setup->step == SETUP_NONE) { // over
        app_home(app);
    } else {
        const struct page *page = &pages[setup->step];
        show_header(app, ui, setup, page->number);
        page->show(app, ui, setup);
    }
    ui_page_end(ui);
}

const struct screen screen_setup = {
    .name = "setup",
    .state_bytes = sizeof(struct setup),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_NEVER,
    .is_private = true,
};

const struct screen screen_setup_own = {
    .name = "setup.own",
    .state_bytes = sizeof(struct setup),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_WRITING_MS,
    .is_private = true,
};
