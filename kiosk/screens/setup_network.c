// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: a way to the regency, and the time. Says what the machine sees; promises no
// link.
#include "setup_inside.h"

// ---- the network

static void show_seen(struct ui *ui, const struct setup *setup)
{
    const struct doctor_row *row = setup_row(setup, "network");
    if (!setup->is_agent) {
        ui_banner(ui, "setup.agent", UI_TINT_GOLD, ICON_WAIT,
                  _("Program pengirim belum berjalan, jadi Wi-Fi belum bisa dicari. Tunggu "
                    "sebentar. Kalau tetap begini, matikan kios dan nyalakan lagi."));
    }
    if (row) {
        bool is_well = row->state == DOCTOR_OK;
        ui_banner(ui, "setup.network", is_well ? UI_TINT_GREEN : UI_TINT_GOLD,
                  is_well ? ICON_CHECK_CIRCLE : ICON_OFFLINE,
                  keeper_words(ui_arena(ui), &row->text));
    }
}

static void show_ways(struct app *app, struct ui *ui, struct setup *setup)
{
    bool is_joined = setup->wifi.state == KEEPER_TASK_WELL;
    const struct phrase joined =
        phrase_both(setup->wifi.text, setup->wifi.number, setup->wifi.word);
    if (ui_option(ui, "setup.wifi", ICON_WIFI, _("Wi-Fi"),
                  is_joined ? keeper_words(ui_arena(ui), &joined)
                            : _("Pilih yang terlihat di sini, lalu ketik sandinya."),
                  is_joined)) {
        app_push(app, &screen_keeper_wifi, NULL, 0);
    }
    if (ui_option(ui, "setup.cable", ICON_LINK, _("Kabel jaringan"),
                  _("Tancapkan ke mesin. Tidak ada yang perlu diatur."), setup->is_cable)) {
        setup->is_cable = !setup->is_cable;
    }
    if (ui_option(ui, "setup.later", ICON_CLOCK, _("Nanti saja"),
                  _("Kabar desa sudah bisa dipasang. Mendaftar ke kabupaten perlu jaringan."),
                  false)) {
        setup_next(app, ui, setup);
    }
}

void setup_show_network(struct app *app, struct ui *ui, struct setup *setup)
{
    const struct doctor_row *row = setup_row(setup, "network");
    bool is_ready = setup->is_cable || setup->wifi.state == KEEPER_TASK_WELL ||
                    (row && row->state == DOCTOR_OK);
    setup_page_begin(ui, _("Sambungkan ke jaringan"),
                     _("Lewat jaringan, usul warga sampai di kabupaten dan jawabannya kembali."));
    show_seen(ui, setup);
    setup_page_next(ui);
    show_ways(app, ui, setup);
    setup_page_end(ui);
    if (setup_foot(ui, is_ready, _("Lanjut"))) {
        setup_next(app, ui, setup);
    }
}

// ---- the time

static void believe(struct app *app, struct ui *ui, struct setup *setup)
{
    setup->has_failed = !village_time_learn(app_village(app), app_now_s(app), VILLAGE_TIME_SET);
    if (setup->has_failed) {
        log_fault();
    } else {
        setup_next(app, ui, setup);
    }
}

// A clock without a battery wakes up in a year in which no kiosk ran: that is not offered.
void setup_show_clock(struct app *app, struct ui *ui, struct setup *setup)
{
    struct arena *arena = ui_arena(ui);
    struct moment now = app_now(app);
    bool is_possible = app_now_s(app) >= VILLAGE_RELEASED_S;
    setup_page_begin(ui, setup->is_clock_sure ? _("Jam sudah diatur") : _("Betulkan jamnya"),
                     _("Kabar muncul dan hilang menurut jam ini."));
    setup_page_next(ui);
    ui_panel_begin(ui, "setup.clock.now", UI_NONE);
    ui_text(ui, (struct ui_text){.size = UI_QUESTION, .bold = true}, i18n_clock(arena, now));
    ui_text(ui, (struct ui_text){.color = UI_SOFT}, i18n_date_year(arena, now));
    ui_end(ui);
    struct ui_button look = {.look = is_possible || setup->is_clock_sure ? UI_BUTTON_PLAIN
                                                                         : UI_BUTTON_GO,
                             .icon = ICON_CLOCK};
    if (ui_button(ui, "setup.clock.set", look, _("Atur jam"))) {
        app_push(app, &screen_keeper_clock, NULL, 0);
    }
    if (setup->has_failed) {
        ui_banner(ui, "setup.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Coba sekali lagi."));
    }
    setup_page_end(ui);
    if (setup->is_clock_sure) {
        if (setup_foot(ui, true, _("Lanjut"))) {
            setup_next(app, ui, setup);
        }
    } else if (setup_foot(ui, is_possible, _("Ya, jamnya betul"))) {
        believe(app, ui, setup);
    }
}
