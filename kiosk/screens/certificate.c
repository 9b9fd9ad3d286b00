// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's certificate of whoever is signed in: name, role, place, day and number, and the
// same as a QR code to keep. Shows what the village file holds and nothing else.
#include "screens.h"

#include "db/village/certificate.h"
#include "db/village/identity.h"
#include "words.h"

enum { CERTIFICATE_BYTES_MAX = 1 << 20, QR_DP = 360 };

struct certificate_page {
    struct arena arena; // owned
    bool has;
    struct certificate certificate;
    const char *village; // "Desa Sukamaju"; "" before the enrolment
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)arg;
    struct certificate_page *page = state;
    struct identity self;
    const struct staff_session *session = app_session(app);
    arena_init(&page->arena, CERTIFICATE_BYTES_MAX);
    page->village = "";
    page->has =
        session && certificate_get(app_village(app), &page->arena, session, &page->certificate);
    if (identity_get(app_village(app), &page->arena, &self) && self.village) {
        page->village = arena_printf(&page->arena, _("Desa %s"), self.village->name);
    }
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct certificate_page *)state)->arena);
}

static void show_line(struct ui *ui, enum ui_icon icon, const char *text)
{
    if (*text) {
        screens_point(ui, icon, text);
    }
}

static void show(struct app *app, struct ui *ui, const struct certificate_page *page)
{
    struct arena *arena = ui_arena(ui);
    const struct certificate *one = &page->certificate;
    const char *day = i18n_date_year(arena, app_moment(app, one->at_s));
    const char *right = arena_printf(arena, _("%d dari %d benar"), one->right, one->of);
    const char *number = arena_printf(arena, _("Nomor %s"), one->number);
    ui_split_begin(ui, 3, 2);
    ui_panel_begin(ui, "certificate", UI_GOLD);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
    ui_icon(ui, ICON_SCHOOL, DP_ICON_SMALL, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .bold = true, .color = UI_GREEN, .grow = 1},
            _("Sertifikat operator"));
    ui_end(ui);
    ui_text(
        ui,
        (struct ui_text){
            .id = "certificate.name", .role = UI_ROLE_HEADING, .size = UI_QUESTION, .bold = true},
        one->name);
    ui_text(ui, (struct ui_text){.size = UI_LARGE}, words_role((int)one->role).text);
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
    show_line(ui, ICON_PLACE, page->village);
    show_line(ui, ICON_CALENDAR, day);
    show_line(ui, ICON_CHECK_CIRCLE, right);
    show_line(ui, ICON_DOCUMENT, number);
    ui_end(ui);
    ui_split_next(ui);
    ui_begin(ui, (struct ui_box){.across = UI_CENTER, .gap = DP_GAP});
    ui_qr(ui, "certificate.qr",
          arena_printf(arena, "%s\n%s\n%s\n%s\n%s\n%s\n%s", _("Sertifikat operator"), one->name,
                       words_role((int)one->role).text, page->village, day, right, number),
          QR_DP);
    ui_end(ui);
    ui_note(
        ui, ICON_INFO,
        _("Foto kotak ini untuk disimpan. Kabupaten ikut mencatatnya begitu layar tersambung."));
    ui_split_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    const struct certificate_page *page = state;
    ui_page_begin(ui);
    screens_header_speak(app, ui, "certificate.speak");
    ui_body_begin(ui, "certificate.body");
    if (page->has) {
        ui_question(ui, _("Selamat, Anda operator layar ini"), NULL);
        show(app, ui, page);
    } else {
        screens_empty(ui, "certificate.none", ICON_SCHOOL, _("Belum ada sertifikat"),
                      _("Jawab dulu dua belas pertanyaannya. Sepuluh benar sudah cukup."));
    }
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "certificate.done", look, _("Selesai"))) {
        app_pop(app);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_certificate = {
    .name = "certificate",
    .state_bytes = sizeof(struct certificate_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
