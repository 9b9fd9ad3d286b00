// SPDX-License-Identifier: GPL-3.0-or-later
// One check: how it is, what to do next, and a button that does it. What only a person can tell
// (was it heard, can the paper be read) is asked here, and kept for the next look.
#include "keeper_inside.h"

#include "db/village/setting.h"

static const struct doctor_row *row_of(const struct keeper *page)
{
    for (size_t i = 0; i < page->count; i++) {
        if (str_equal(page->rows[i].name, page->open)) {
            return &page->rows[i];
        }
    }
    return NULL;
}

// ---- sound

static void try_sound(struct app *app, struct keeper *page)
{
    page->is_asking_sound = true;
    app_speak_text(app, _("Ini suara kios. Kalau terdengar jelas, sentuh Ya."));
}

static void try_printer(struct app *app, struct keeper *page)
{
    keeper_print_begin(app, page, &page->print);
}

// ---- what can be done about a check

static void check_now(struct app *app, struct keeper *page)
{
    keeper_task_ask(app, &page->check, "check", "", NULL);
}

static void send_now(struct app *app, struct keeper *page)
{
    page->open[0] = '\0';
    keeper_send(app, page);
}

static const struct act {
    const char *name, *id, *word;
    enum ui_icon icon;
    void (*run)(struct app *app, struct keeper *page);
    const struct screen *screen; // where run is NULL
    bool is_for_all;
} acts[] = {
    {"file", "keeper.do.check", N_("Periksa sekarang"), ICON_SEARCH, check_now, NULL, true},
    {"clock", "keeper.do.clock", N_("Atur jam"), ICON_CLOCK, NULL, &screen_keeper_clock, false},
    {"network", "keeper.do.wifi", N_("Pilih Wi-Fi"), ICON_WIFI, NULL, &screen_keeper_wifi, false},
    {"network", "keeper.do.check", N_("Periksa sekarang"), ICON_SEARCH, check_now, NULL, true},
    {"round", "keeper.do.send", N_("Kirim sekarang"), ICON_SEND, send_now, NULL, true},
    {"queue", "keeper.do.send", N_("Kirim sekarang"), ICON_SEND, send_now, NULL, true},
    {"queue", "keeper.do.stick", N_("Bawa dengan stik"), ICON_USB, NULL, &screen_stick, true},
    {"touch", "keeper.do.touch", N_("Uji layar"), ICON_TOUCH, NULL, &screen_keeper_touch, false},
    {"sound", "keeper.do.sound", N_("Coba suara"), ICON_SPEAK, try_sound, NULL, true},
    {"printer", "keeper.do.printer", N_("Cetak percobaan"), ICON_PRINT, try_printer, NULL, true},
    {"stick", "keeper.do.stick", N_("Lihat isi stik"), ICON_USB, NULL, &screen_stick, true},
};

// Nothing to print on where no printer is used.
static bool is_of_use(struct app *app, struct ui *ui, const struct act *act)
{
    bool is_allowed = act->is_for_all || keeper_is_keeper(app);
    bool needs_printer = act->run == try_printer;
    return is_allowed &&
           (!needs_printer || *setting_get(app_village(app), ui_arena(ui), "printer"));
}

static void show_acts(struct app *app, struct ui *ui, struct keeper *page,
                      const struct doctor_row *row)
{
    for (size_t i = 0; i < COUNT_OF(acts); i++) {
        const struct act *act = &acts[i];
        if (!str_equal(act->name, row->name) || !is_of_use(app, ui, act)) {
            continue;
        }
        bool is_busy = (act->run == check_now && keeper_task_is_on(&page->check)) ||
                       (act->run == try_printer && page->print.is_on);
        struct ui_button look = {.look = UI_BUTTON_GO, .icon = act->icon, .is_off = is_busy};
        if (!ui_button(ui, act->id, look, _(act->word))) {
            continue;
        }
        if (act->run) {
            act->run(app, page);
        } else {
            page->open[0] = '\0';
            app_push(app, act->screen, NULL, 0);
        }
    }
}

// ---- the card

static void show_how(struct ui *ui, const struct doctor_row *row)
{
    struct keeper_look look = keeper_look(row->state);
    ui_chip(ui, NULL, look.tint, look.icon, _(look.word));
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, keeper_icon(row->name), DP_ICON_LINE, UI_GREEN);
    ui_text(ui,
            (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true, .grow = 1},
            _(row->title));
    ui_end(ui);
    ui_text(ui, (struct ui_text){.id = "keeper.card.text"}, keeper_words(ui_arena(ui), &row->text));
    if (row->advice.text) {
        ui_text(ui, (struct ui_text){.id = "keeper.card.advice", .bold = true},
                keeper_words(ui_arena(ui), &row->advice));
    }
    if (row->detail && *row->detail) {
        ui_text(ui,
                (struct ui_text){
                    .id = "keeper.card.detail", .size = UI_SMALL, .color = UI_SOFT, .lines_max = 6},
                arena_printf(ui_arena(ui), _("Rincian: %s"), row->detail));
    }
}

static void show_card(struct app *app, struct ui *ui, struct keeper *page,
                      const struct doctor_row *row)
{
    ui_dialog_begin(ui, "keeper.card", UI_NONE);
    show_how(ui, row);
    if (str_equal(row->name, "file") || str_equal(row->name, "network")) {
        keeper_task_show(app, ui, "keeper.checked", &page->check, _("Memeriksa"));
    }
    if (page->print.has_failed) {
        ui_banner(ui, "keeper.print.failed", UI_TINT_BRICK, ICON_PRINT,
                  _("Tidak tercetak. Periksa kertas, kabel, dan apakah printer menyala."));
    }
    show_acts(app, ui, page, row);
    if (ui_button(ui, "keeper.card.close", (struct ui_button){.icon = ICON_CLOSE}, _("Tutup"))) {
        page->open[0] = '\0';
        app_speak_stop(app);
    }
    ui_end(ui);
}

static void ask(struct app *app, struct ui *ui, struct keeper *page, const char *probe,
                const char *title, const char *text)
{
    int answer = ui_ask(ui, "keeper.ask", title, text, _("Ya"), _("Tidak"));
    if (answer) {
        app_speak_stop(app);
        keeper_probe(app, probe, answer == 1);
        page->is_asking_sound = page->print.is_asking = false;
    }
}

void keeper_check_show(struct app *app, struct ui *ui, struct keeper *page)
{
    const struct doctor_row *row = row_of(page);
    if (!row) {
        return;
    }
    if (page->is_asking_sound) {
        ask(app, ui, page, "sound", _("Terdengar jelas?"),
            _("Kios baru saja berbicara. Kalau terlalu pelan, besarkan suara di Pengaturan."));
    } else if (page->print.is_asking) {
        ask(app, ui, page, "printer", _("Bisa dibaca?"),
            _("Kertasnya keluar, tulisannya jelas, dan kotak QR-nya hitam rata."));
    } else {
        show_card(app, ui, page, row);
    }
}
