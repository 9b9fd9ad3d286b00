// SPDX-License-Identifier: GPL-3.0-or-later
// What there is to learn for whoever is signed in: the guides of their role, a place to practise,
// twelve questions and the certificate that they give.
#include "guides.h"

#include "db/village/certificate.h"

static const int readers_of[] = {
    [STAFF_BPD] = GUIDES_BPD,
    [STAFF_DESA] = GUIDES_DESA,
    [STAFF_YOUTH] = GUIDES_YOUTH,
};

static void show_questions(struct app *app, struct ui *ui, const struct staff_session *session)
{
    struct certificate certificate;
    bool has = certificate_get(app_village(app), ui_arena(ui), session, &certificate);
    if (ui_option(ui, "learn.quiz", ICON_QUESTION, _("Dua belas pertanyaan"),
                  _("Satu per satu, dengan penjelasannya. Sepuluh benar: Anda mendapat "
                    "sertifikat."),
                  false)) {
        app_push(app, &screen_quiz, NULL, 0);
    }
    if (has) {
        const char *since = arena_printf(
            ui_arena(ui), _("Sejak %s. Nomor %s."),
            i18n_date_year(ui_arena(ui), app_moment(app, certificate.at_s)), certificate.number);
        if (ui_option(ui, "learn.certificate", ICON_CHECK_CIRCLE, _("Sertifikat saya"), since,
                      false)) {
            app_push(app, &screen_certificate, NULL, 0);
        }
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    (void)state;
    const struct staff_session *session = app_session(app);
    ui_page_begin(ui);
    screens_header_speak(app, ui, "learn.speak");
    ui_body_begin(ui, "learn");
    if (session) {
        ui_split_begin(ui, 1, 1);
        ui_question(ui, _("Belajar"), NULL);
        if (!app_is_practice(app) &&
            ui_option(ui, "learn.practice", ICON_SCHOOL, _("Latihan"),
                      _("Tidak ada yang dikirim, tidak ada yang bisa rusak."), false)) {
            app_push(app, &screen_practice, NULL, 0);
        }
        show_questions(app, ui, session);
        ui_split_next(ui);
        ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
                _("Panduan"));
        guides_show(app, ui, "learn", readers_of[session->role]);
        ui_split_end(ui);
    }
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_learn = {.name = "learn", .build = build};
