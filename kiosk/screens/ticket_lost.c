// SPDX-License-Identifier: GPL-3.0-or-later
// The code is lost: said plainly, and what can still be done. Promises nothing that nobody can do.
#include "screens.h"

static void build(struct app *app, struct ui *ui, void *state)
{
    (void)state;
    ui_page_begin(ui);
    screens_header_speak(app, ui, "ticket.lost.speak");
    ui_body_begin(ui, "ticket.lost.page");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Kode hilang"), NULL);
    ui_text(ui, (struct ui_text){.id = "ticket.lost.why"},
            _("Kode itu satu-satunya kunci. Tidak ada salinannya, jadi tidak ada yang bisa "
              "mengembalikannya: tidak kios ini, tidak petugas."));
    ui_text(ui, (struct ui_text){0},
            _("Usul Anda sendiri tidak hilang. Tetap dibaca dan ditindaklanjuti."));
    ui_split_next(ui);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
            _("Yang masih bisa dilakukan"));
    screens_point(ui, ICON_DOCUMENT,
                  _("Kalau nomor usulnya masih ada, sebutkan kepada petugas. Petugas bisa memberi "
                    "tahu sampai di mana."));
    screens_point(ui, ICON_CHART,
                  _("Kalau usulnya tidak rahasia, cari di Papan usul. Jawabannya bisa tampil di "
                    "sana."));
    screens_point(ui, ICON_ASPIRE,
                  _("Kalau perlu, sampaikan sekali lagi. Anda mendapat kode yang baru."));
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHART, .is_big = true};
    if (ui_button(ui, "ticket.lost.board", look, _("Lihat papan usul"))) {
        app_push(app, &screen_board, NULL, 0);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_ticket_lost = {.name = "ticket.lost", .build = build};
