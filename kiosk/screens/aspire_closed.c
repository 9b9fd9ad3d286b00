// SPDX-License-Identifier: GPL-3.0-or-later
// Nothing can be accepted yet: why, and what can be done instead. Asks for no word that would be
// lost.
#include "screens.h"

#include "db/village/aspiration.h"

static void build(struct app *app, struct ui *ui, void *state)
{
    (void)state;
    bool is_full = aspiration_ready(app_village(app)) == ASPIRATION_DISK;
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "aspire.closed");
    ui_split_begin(ui, 1, 1);
    ui_question(ui, _("Usul belum bisa diterima di sini"), NULL);
    ui_text(ui, (struct ui_text){.id = "aspire.closed.why"},
            is_full ? _("Tempat simpan di kios ini penuh. Tulisan Anda bisa hilang, jadi kami "
                        "tidak menerimanya dulu.")
                    : _("Kios ini belum terdaftar di kabupaten. Tulisan Anda belum bisa dikunci "
                        "dan belum ada yang akan menjawab, jadi kami tidak menerimanya dulu."));
    ui_split_next(ui);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true},
            _("Yang bisa dilakukan sekarang"));
    screens_point(ui, ICON_PEOPLE, _("Sampaikan langsung kepada anggota BPD atau kantor desa."));
    screens_point(ui, ICON_NEWS, _("Kabar desa tetap bisa dibaca di layar ini."));
    screens_point(ui, ICON_PERSON,
                  is_full ? _("Penjaga kios: kosongkan tempat simpan, lalu coba lagi.")
                          : _("Penjaga kios: daftarkan kios ini dengan tiket dari kabupaten."));
    if (!is_full) {
        screens_setup_button(app, ui, "aspire.closed.setup");
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_HOME, .is_big = true};
    if (ui_button(ui, "aspire.closed.done", look, _("Kembali ke awal"))) {
        app_home(app);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_aspire_closed = {.name = "aspire.closed", .build = build};
