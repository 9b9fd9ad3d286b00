// SPDX-License-Identifier: GPL-3.0-or-later
// The first start: the ticket that makes this the kiosk of a village. What is typed stands in the
// locked draft, goes closed to the agent, and is wiped when it was taken. Once enrolled, nothing
// here asks for another.
#include "setup_inside.h"

static void ask(struct app *app, struct ui *ui, struct setup *setup, const char *text)
{
    setup->said = trust_ticket_look(ui_arena(ui), text);
    setup->enrol = (struct keeper_task){0};
    if (setup->said != TRUST_TICKET_WHOLE) {
        return;
    }
    setup->has_failed = !setup_hold(app_village(app));
    if (setup->has_failed) {
        log_fault();
        return;
    }
    keeper_task_ask(app, &setup->enrol, "enrol", "", text);
}

static void show_said(struct app *app, struct ui *ui, struct setup *setup)
{
    static const char *const words[] = {
        [TRUST_TICKET_NONE] =
            N_("Ini bukan tiket. Tiket dari kabupaten adalah satu baris yang diawali kt1:"),
        [TRUST_TICKET_SLIP] = N_("Ada huruf yang salah, atau tiketnya terpotong. Cocokkan lagi."),
        [TRUST_TICKET_OTHER] = N_("Tiket ini dari versi lain. Minta tiket baru kepada kabupaten."),
    };
    if (setup->has_failed) {
        ui_banner(ui, "setup.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Coba sekali lagi."));
    } else if (setup->said != TRUST_TICKET_WHOLE) {
        ui_banner(ui, "setup.said", UI_TINT_BRICK, ICON_WARNING, _(words[setup->said]));
    } else {
        keeper_task_show(app, ui, "setup.enrolling", &setup->enrol, _("Mendaftar ke kabupaten"));
    }
}

// ---- how it comes in

// Where no network answers, the ticket that was taken goes by stick, and so does the answer.
static void show_carry(struct app *app, struct ui *ui, const struct setup *setup)
{
    if (setup->has_ticket &&
        ui_option(ui, "setup.carry", ICON_EXPORT, _("Antar dengan stik USB"),
                  _("Tiketnya sudah disimpan. Bawa stiknya ke kabupaten, lalu kembali ke sini."),
                  false)) {
        app_push(app, &screen_stick, NULL, 0);
    }
}

static void show_open(struct app *app, struct ui *ui, struct setup *setup)
{
    setup_page_begin(ui, _("Daftarkan ke kabupaten"),
                     _("Dengan tiket dari kabupaten: satu baris yang diawali kt1:"));
    show_said(app, ui, setup);
    setup_page_next(ui);
    show_carry(app, ui, setup);
    if (ui_option(ui, "setup.stick", ICON_USB, _("Tiket dari stik USB"),
                  _("Berkas dari kabupaten yang berisi tiketnya."), false)) {
        setup->way = SETUP_WAY_STICK;
    }
    if (ui_option(ui, "setup.type", ICON_TYPE, _("Ketik tiketnya"),
                  _("Salah satu huruf saja langsung ketahuan."), false)) {
        setup->way = SETUP_WAY_TYPED;
    }
    if (ui_option(ui, "setup.later", ICON_CLOCK, _("Nanti saja"),
                  _("Kabar desa bisa ditulis dan dibaca. Usul warga belum bisa diterima."),
                  false)) {
        setup_next(app, ui, setup);
    }
    setup_page_end(ui);
}

// ---- typed

static void show_field(struct app *app, struct ui *ui, struct setup *setup)
{
    if (!screens_is_tight(ui)) {
        ui_question(ui, _("Ketik tiketnya"),
                    _("Huruf besar dan kecil berbeda. Spasi tidak berpengaruh."));
    }
    struct ui_input input = {.id = "setup.ticket",
                             .hint = "kt1:",
                             .lines_min = screens_is_tight(ui) ? 1 : 3,
                             .grow = 1,
                             .size = UI_SECOND,
                             .is_first = true};
    if (ui_input(ui, input, &app_draft(app)->text)) {
        setup->said = TRUST_TICKET_WHOLE;
        setup->enrol = (struct keeper_task){0};
    }
    show_said(app, ui, setup);
}

static void show_enrol(struct app *app, struct ui *ui, struct setup *setup)
{
    struct ui_field *field = &app_draft(app)->text;
    struct ui_button look = {
        .look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true, .is_off = field->len == 0};
    if (ui_button(ui, "setup.enrol", look, _("Daftarkan"))) {
        ask(app, ui, setup, field->text);
    }
}

static void show_typed(struct app *app, struct ui *ui, struct setup *setup)
{
    bool is_low = ui_typing_is_low(ui);
    ui_split_begin(ui, 1, 1);
    show_field(app, ui, setup);
    if (is_low) {
        show_enrol(app, ui, setup);
    }
    ui_typing_next(ui);
    ui_typing_keys(ui);
    if (!is_low) {
        show_enrol(app, ui, setup);
    }
    ui_typing_end(ui);
}

// ---- from a stick

static void show_stick(struct app *app, struct ui *ui, struct setup *setup)
{
    setup_stick_turn(app, ui, setup);
    setup_page_begin(ui, _("Tiket dari stik USB"), _("Sentuh tiket untuk kios ini."));
    show_said(app, ui, setup);
    setup_page_next(ui);
    const struct setup_found *found = setup_stick_show(app, ui, setup);
    setup_page_end(ui);
    if (found) {
        ask(app, ui, setup, found->text);
    }
}

// ---- on its way, and there

static void show_on(struct app *app, struct ui *ui, struct setup *setup)
{
    bool is_on = keeper_task_is_on(&setup->enrol);
    setup_page_begin(ui, is_on ? _("Mendaftar ke kabupaten") : _("Belum terdaftar"),
                     is_on ? _("Sebentar: kabupaten sedang memeriksa tiketnya.") : NULL);
    setup_page_next(ui);
    show_said(app, ui, setup);
    if (!is_on) {
        show_carry(app, ui, setup);
    }
    setup_page_end(ui);
    if (is_on) {
        return;
    }
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_UNDO, .is_big = true};
    if (ui_button(ui, "setup.retry", look, _("Coba lagi"))) {
        setup->enrol = (struct keeper_task){0}; // to where it came from, as it was left
        setup->said = TRUST_TICKET_WHOLE;
    }
    ui_foot_end(ui);
}

static void show_enrolled(struct app *app, struct ui *ui, struct setup *setup)
{
    struct arena *arena = ui_arena(ui);
    setup_page_begin(ui, _("Kios ini sudah terdaftar"),
                     _("Usul dan keluhan warga sekarang bisa diterima."));
    setup_page_next(ui);
    ui_panel_begin(ui, "setup.enrolled", UI_GREEN);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = 2 * DP_GAP});
    ui_icon(ui, ICON_CHECK_CIRCLE, DP_ICON_CHOICE, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true},
            arena_printf(arena, _("Desa %s"), setup->desa));
    ui_text(ui, (struct ui_text){.color = UI_SOFT}, setup->place);
    ui_end(ui);
    ui_end(ui);
    ui_end(ui);
    ui_note(ui, ICON_INFO,
            _("Bukan desa Anda? Jangan lanjutkan. Hubungi kabupaten dan minta tiket yang benar."));
    setup_page_end(ui);
    if (setup_foot(ui, true, _("Lanjut"))) {
        setup_next(app, ui, setup);
    }
}

// Where letters are large the keys leave no room for what is wrong.
static bool is_apart(struct ui *ui, const struct setup *setup)
{
    bool is_refused = setup->way == SETUP_WAY_TYPED && setup->said != TRUST_TICKET_WHOLE;
    return setup->enrol.state != KEEPER_TASK_NONE || (is_refused && screens_is_tight(ui));
}

void setup_show_ticket(struct app *app, struct ui *ui, struct setup *setup)
{
    if (setup->is_enrolled && !keeper_task_is_on(&setup->enrol)) {
        show_enrolled(app, ui, setup);
    } else if (is_apart(ui, setup)) {
        show_on(app, ui, setup);
    } else if (setup->way == SETUP_WAY_TYPED) {
        show_typed(app, ui, setup);
    } else if (setup->way == SETUP_WAY_STICK) {
        show_stick(app, ui, setup);
    } else {
        show_open(app, ui, setup);
    }
}
