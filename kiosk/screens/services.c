// SPDX-License-Identifier: GPL-3.0-or-later
// The office: what it does for one and what to bring, who is in today, when it is open, and the
// numbers to call when something happens. Shows what was written down and invents nothing.
#include "services_inside.h"

#include "words.h"

enum {
    OFFICE_BYTES_MAX = 4 << 20, // a file of 1 MiB as a record
    NUMBER_DP = 64,
};

enum tab { TAB_SERVICES, TAB_OFFICIALS, TAB_HOURS, TAB_EMERGENCY, TABS };

struct services {
    struct arena arena; // owned
    uint64_t bell;
    bool is_read, is_clock_sure;
    const Kt__Office *office; // NULL: there is none
    enum tab tab;
    size_t open; // the service shown, from 1; 0: the list
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    (void)arg;
    arena_init(&((struct services *)state)->arena, OFFICE_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct services *)state)->arena);
}

static void read(struct app *app, struct services *page)
{
    if (page->is_read && page->bell == app_bell_count(app)) {
        return;
    }
    arena_reset(&page->arena);
    page->is_read = true;
    page->bell = app_bell_count(app);
    page->office = office_get(app_village(app), &page->arena);
    page->is_clock_sure = village_clock_trusted(app_village(app));
    if (!page->office || page->open > page->office->n_services) {
        page->open = 0;
    }
}

static void show_header(struct app *app, struct ui *ui, struct services *page)
{
    if (screens_header_back(app, ui, (struct ui_header){.has_home = true})) {
        if (page->open == 0) {
            app_pop(app);
        }
        page->open = 0;
        ui_scroll_top(ui, "services");
    }
}

// ---- one service

static void show_fact(struct ui *ui, enum ui_icon icon, const char *word, const char *text)
{
    if (!*text) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP,
                                 .pad = DP_GAP,
                                 .fill = UI_TINT_GREEN,
                                 .radius = DP_RADIUS});
    ui_icon(ui, icon, DP_ICON_SMALL, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_SMALL}, word);
    ui_text(ui, (struct ui_text){.bold = true}, text);
    ui_end(ui);
    ui_end(ui);
}

static void show_needs(struct ui *ui, const Kt__Service *service)
{
    if (service->n_needs == 0) {
        return;
    }
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            _("Yang dibawa"));
    for (size_t i = 0; i < service->n_needs; i++) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP});
        ui_icon(ui, ICON_CHECK_CIRCLE, DP_ICON_LINE, UI_GREEN);
        ui_text(ui, (struct ui_text){.grow = 1}, service->needs[i]);
        ui_end(ui);
    }
}

static void show_step(struct ui *ui, int number, const char *text)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_begin(ui, (struct ui_box){.w = NUMBER_DP,
                                 .h = NUMBER_DP,
                                 .is_snug = true,
                                 .along = UI_CENTER,
                                 .fill = UI_GREEN,
                                 .radius = NUMBER_DP / 2});
    ui_textf(ui,
             (struct ui_text){.size_dp = 36, .bold = true, .color = UI_WHITE, .align = UI_CENTER},
             "%d", number);
    ui_end(ui);
    ui_text(ui, (struct ui_text){.grow = 1}, text);
    ui_end(ui);
}

static void show_steps(struct ui *ui, const Kt__Service *service)
{
    if (service->n_steps == 0) {
        return;
    }
    ui_space(ui, DP_GAP_SMALL, 0);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            _("Langkahnya"));
    for (size_t i = 0; i < service->n_steps; i++) {
        show_step(ui, (int)i + 1, service->steps[i]);
    }
}

static void show_service(struct ui *ui, const Kt__Service *service)
{
    ui_split_begin(ui, 1, 1);
    ui_question(ui, service->name, NULL);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = screens_is_tight(ui) || ui_is_wide(ui) ? 1 : 2,
                                 .gap = DP_GAP_SMALL});
    show_fact(ui, ICON_MONEY, _("Biaya"), service->cost);
    show_fact(ui, ICON_CLOCK, _("Lamanya"), service->time);
    ui_end(ui);
    ui_split_next(ui);
    show_needs(ui, service);
    show_steps(ui, service);
    ui_split_end(ui);
}

// ---- the list, and the tabs over it

static void show_services(struct ui *ui, struct services *page)
{
    const Kt__Office *office = page->office;
    for (size_t i = 0; i < office->n_services; i++) {
        const Kt__Service *service = office->services[i];
        struct ui_row row = {
            .icon = ICON_DOCUMENT,
            .above = service->time,
            .title = service->name,
            .below =
                service->cost[0] ? arena_printf(ui_arena(ui), _("Biaya: %s"), service->cost) : "",
        };
        if (ui_row(ui, ui_id(ui, "services.%d", (int)i), row)) {
            page->open = i + 1;
            ui_scroll_top(ui, "services");
        }
    }
    if (office->n_services == 0) {
        screens_empty(ui, "services.none", ICON_DOCUMENT, _("Daftarnya belum ada"),
                      _("Tanyakan di loket: petugas akan menjelaskan syarat dan biayanya."));
    }
}

static const struct {
    const char *id, *text;
    enum ui_icon icon;
} tabs[TABS] = {
    [TAB_SERVICES] = {"services.tab.services", N_("Surat dan layanan"), ICON_DOCUMENT},
    [TAB_OFFICIALS] = {"services.tab.officials", N_("Siapa yang ada"), ICON_PERSON_IN},
    [TAB_HOURS] = {"services.tab.hours", N_("Jam buka"), ICON_CLOCK},
    [TAB_EMERGENCY] = {"services.tab.emergency", N_("Nomor darurat"), ICON_PHONE},
};

static void show_tabs(struct ui *ui, struct services *page)
{
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = ui_is_wide(ui) ? 1 : 2,
                                 .is_even = true,
                                 .gap = DP_GAP_SMALL});
    for (int i = 0; i < TABS; i++) {
        bool is_on = page->tab == (enum tab)i;
        bool is_touched =
            ui_begin_button(ui, (struct ui_box){.id = tabs[i].id,
                                                .role = UI_ROLE_CHOICE,
                                                .flow = UI_ROW,
                                                .across = UI_CENTER,
                                                .gap = DP_GAP_SMALL,
                                                .pad_x = DP_GAP,
                                                .pad_y = 8,
                                                .min_h = 96,
                                                .fill = is_on ? UI_TINT_GREEN : UI_CARD,
                                                .border = is_on ? UI_GREEN : UI_EDGE,
                                                .border_w = is_on ? DP_BORDER_STRONG : DP_BORDER,
                                                .radius = DP_RADIUS});
        ui_icon(ui, tabs[i].icon, DP_ICON_LINE, UI_GREEN);
        ui_text(ui, (struct ui_text){.size = UI_SMALL, .bold = is_on, .grow = 1}, _(tabs[i].text));
        ui_end(ui);
        if (is_touched) {
            page->tab = (enum tab)i;
            ui_scroll_top(ui, "services");
        }
    }
    ui_end(ui);
}

static void show_tab(struct app *app, struct ui *ui, struct services *page)
{
    switch (page->tab) {
    case TAB_OFFICIALS:
        services_officials(app, ui, page->office);
        break;
    case TAB_HOURS:
        services_hours(app, ui, page->office, page->is_clock_sure);
        break;
    case TAB_EMERGENCY:
        services_emergency(ui, page->office);
        break;
    default:
        show_services(ui, page);
        break;
    }
}

static void show_office(struct app *app, struct ui *ui, struct services *page)
{
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Layanan kantor desa"), NULL);
    services_open(app, ui, page->office, page->is_clock_sure);
    show_tabs(ui, page);
    ui_split_next(ui);
    show_tab(app, ui, page);
    ui_split_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct services *page = state;
    read(app, page);
    ui_page_begin(ui);
    show_header(app, ui, page);
    ui_body_begin(ui, "services");
    if (!page->office) {
        ui_question(ui, _("Layanan kantor desa"), NULL);
        screens_empty(ui, "services.none", ICON_OFFICE, _("Belum ditulis di layar ini"),
                      _("Datanglah ke loket kantor desa. Petugas akan membantu Anda."));
    } else if (page->open > 0) {
        show_service(ui, page->office->services[page->open - 1]);
    } else {
        show_office(app, ui, page);
    }
    ui_body_end(ui);
    screens_bar_speak(app, ui, "services.speak");
    ui_page_end(ui);
}

const struct screen screen_services = {
    .name = "services",
    .state_bytes = sizeof(struct services),
    .enter = enter,
    .build = build,
    .leave = leave,
};
