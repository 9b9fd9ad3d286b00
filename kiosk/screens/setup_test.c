// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: whether the screen feels, the voice is heard and the printer prints; then what
// is ready and what is not, and the beginning. Each test may be left out; what was not tried says
// so.
#include "setup_inside.h"

#include "db/base/file.h"
#include "db/village/setting.h"

#include <string.h>

// ---- the self-test

static const char *how(struct ui *ui, const struct setup *setup, const char *name)
{
    const struct doctor_row *row = setup_row(setup, name);
    return row ? keeper_words(ui_arena(ui), &row->text) : "";
}

static bool is_well(const struct setup *setup, const char *name)
{
    const struct doctor_row *row = setup_row(setup, name);
    return row && row->state == DOCTOR_OK;
}

static bool show_one(struct ui *ui, const struct setup *setup, const char *id, enum ui_icon icon,
                     const char *text, const char *name)
{
    return ui_option(ui, id, icon, text, how(ui, setup, name), is_well(setup, name));
}

// The one that is set, else the first that is plugged in; NULL: none.
static const char *printer_of(struct app *app, struct ui *ui)
{
    const char *set = setting_get(app_village(app), ui_arena(ui), "printer");
    for (size_t i = 0; !*set && i < KEEPER_PRINTERS; i++) {
        if (file_exists(keeper_printers[i])) {
            return keeper_printers[i];
        }
    }
    return *set ? set : NULL;
}

static void try_printer(struct app *app, struct setup *setup, const char *device)
{
    if (!setting_set(app_village(app), "printer", device, SETTING_LOCAL)) {
        log_fault();
        setup->print = (struct keeper_print){.has_failed = true};
        return;
    }
    keeper_print_begin(app, setup, &setup->print);
}

static void ask(struct app *app, struct ui *ui, struct setup *setup)
{
    const char *probe = setup->is_asking_sound ? "sound" : "printer";
    int answer = 0;
    if (setup->is_asking_sound) {
        answer = ui_ask(ui, "setup.ask", _("Terdengar jelas?"),
                        _("Kios baru saja berbicara. Kalau terlalu pelan, besarkan suara di "
                          "Pengaturan."),
                        _("Ya"), _("Tidak"));
    } else if (setup->print.is_asking) {
        answer = ui_ask(ui, "setup.ask", _("Bisa dibaca?"),
                        _("Kertasnya keluar, tulisannya jelas, dan kotak QR-nya hitam rata."),
                        _("Ya"), _("Tidak"));
    }
    if (answer) {
        app_speak_stop(app);
        setup->is_asking_sound = setup->print.is_asking = false;
        keeper_probe(app, probe, answer == 1);
    }
}

void setup_show_test(struct app *app, struct ui *ui, struct setup *setup)
{
    const char *device = printer_of(app, ui);
    setup_page_begin(ui, _("Coba mesinnya"),
                     _("Sentuh satu per satu. Yang sudah baik jadi hijau."));
    setup_page_next(ui);
    if (show_one(ui, setup, "setup.touch", ICON_TOUCH, _("Uji layar"), "touch")) {
        app_push(app, &screen_keeper_touch, NULL, 0);
    }
    if (show_one(ui, setup, "setup.sound", ICON_SPEAK, _("Coba suara"), "sound")) {
        setup->is_asking_sound = true;
        app_speak_text(app, _("Ini suara kios. Kalau terdengar jelas, sentuh Ya."));
    }
    if (device && show_one(ui, setup, "setup.print", ICON_PRINT, _("Cetak percobaan"), "printer") &&
        !setup->print.is_on) {
        try_printer(app, setup, device);
    }
    if (setup->print.has_failed) {
        ui_banner(ui, "setup.print.failed", UI_TINT_BRICK, ICON_PRINT,
                  _("Tidak tercetak. Periksa kertas, kabel, dan apakah printer menyala."));
    }
    setup_page_end(ui);
    if (setup_foot(ui, true, _("Lanjut"))) {
        setup_next(app, ui, setup);
    }
    ask(app, ui, setup);
}

// ---- what is ready

static const struct line {
    const char *name; // of a check; NULL: who can sign in
    enum ui_icon icon;
    const char *title;
} lines[] = {
    {"network", ICON_WIFI, N_("Jaringan")},      {"clock", ICON_CLOCK, N_("Jam")},
    {"enrolment", ICON_CITY, N_("Pendaftaran")}, {NULL, ICON_PEOPLE, N_("Yang bisa masuk")},
    {"touch", ICON_TOUCH, N_("Layar sentuh")},   {"sound", ICON_SPEAK, N_("Suara")},
    {"printer", ICON_PRINT, N_("Printer")},
};

static const char *names_of(struct ui *ui, const struct setup *setup)
{
    const char *all = "";
    for (size_t i = 0; i < setup->people_count; i++) {
        all = arena_printf(ui_arena(ui), "%s%s%s", all, i ? ", " : "", setup->people[i].name);
    }
    return all;
}

static void show_line(struct ui *ui, const struct setup *setup, const struct line *line)
{
    bool is_ready = line->name ? is_well(setup, line->name) : setup->people_count > 0;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, is_ready ? ICON_CHECK_CIRCLE : ICON_WAIT, DP_ICON_LINE,
            is_ready ? UI_GREEN : UI_SOFT);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.bold = true},
            arena_printf(ui_arena(ui), is_ready ? _("%s: siap") : _("%s: belum"), _(line->title)));
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            line->name ? how(ui, setup, line->name) : names_of(ui, setup));
    ui_end(ui);
    ui_icon(ui, line->icon, DP_ICON_LINE, UI_SOFT);
    ui_end(ui);
}

static void show_later(struct ui *ui)
{
    screens_point(ui, ICON_INFO,
                  _("Yang masih kurang bisa dilengkapi kapan saja: tahan jam di halaman awal tiga "
                    "detik, masuk, lalu buka Keadaan kios."));
}

void setup_show_done(struct app *app, struct ui *ui, struct setup *setup)
{
    setup_page_begin(ui, _("Selesai, layar ini bisa dipakai"), NULL);
    if (ui_is_wide(ui)) {
        show_later(ui);
    }
    setup_page_next(ui);
    ui_panel_begin(ui, "setup.list", UI_GREEN);
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        show_line(ui, setup, &lines[i]);
    }
    ui_end(ui);
    if (!ui_is_wide(ui)) {
        show_later(ui);
    }
    setup_page_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "setup.begin", look, _("Mulai"))) {
        if (!setup_end(app_village(app))) {
            log_fault();
        }
        app_ring(app);
        app_home(app);
    }
    ui_foot_end(ui);
}
