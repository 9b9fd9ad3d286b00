// SPDX-License-Identifier: GPL-3.0-or-later
// What stands there when the village file cannot be used: a calm word for who came to read, and for
// the keeper what is wrong and what to do next. Opens nothing, asks nothing, writes nothing.
#include "screens.h"

#include "db/village/refusal.h"

static const char repair[] = "sudo dpkg-reconfigure kentongan-kiosk";
static const char journal[] = "sudo journalctl -u kentongan-kiosk -n 20";

static const struct {
    const char *wrong, *next;
    const char *command; // NULL: hands, not a keyboard
} rows[] = {
    [REFUSAL_MISSING] = {N_("Data desa tidak ada di mesin ini."),
                         N_("Kalau data disimpan di disk lain, periksa kabelnya lalu nyalakan "
                            "ulang. Kalau mesin ini baru, jalankan:"),
                         repair},
    [REFUSAL_READ_ONLY] = {N_("Disk hanya bisa dibaca, tidak bisa ditulisi."),
                           N_("Biasanya disk mulai rusak. Salin map data ke disk lain, lalu ganti "
                              "disknya."),
                           NULL},
    [REFUSAL_RIGHTS] = {N_("Map data tidak boleh ditulisi oleh layar."),
                        N_("Betulkan pemiliknya dengan menjalankan:"), repair},
    [REFUSAL_FULL] = {N_("Disk penuh."),
                      N_("Hapus berkas yang bukan milik layar ini. Isi map data jangan disentuh."),
                      NULL},
    [REFUSAL_BUSY] = {N_("Layar ini sudah berjalan di tempat lain."),
                      N_("Cukup satu layar untuk satu map data. Tutup yang lain."), NULL},
    [REFUSAL_FILE] = {N_("Berkas data rusak, atau ditulis oleh program yang lebih baru."),
                      N_("Pasang program yang terbaru. Kalau masih begini, jangan hapus apa pun, "
                         "pulihkan dari cadangan, dan hubungi kabupaten. Sebabnya tertulis di:"),
                      journal},
};

static void show_keeper(struct ui *ui, const char *dir)
{
    const struct ui_text small = {.size = UI_SECOND}, soft = {.size = UI_SECOND, .color = UI_SOFT};
    enum refusal refusal = refusal_of(dir);
    ui_panel_begin(ui, "closed.keeper", UI_GOLD);
    ui_text(ui, soft, _("Untuk penjaga kios"));
    ui_text(ui, (struct ui_text){.id = "closed.wrong", .role = UI_ROLE_HEADING, .bold = true},
            _(rows[refusal].wrong));
    ui_text(ui, small, _(rows[refusal].next));
    ui_text(ui, (struct ui_text){.id = "closed.command", .bold = true, .color = UI_GREEN},
            rows[refusal].command);
    ui_textf(ui, soft, _("Map data: %s"), dir);
    ui_text(ui, soft, _("Begitu beres, layar ini terbuka sendiri."));
    ui_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    (void)state;
    ui_page_begin(ui);
    ui_body_begin(ui, "closed");
    ui_space(ui, DP_GAP, 1);
    ui_split_begin(ui, 1, 1);
    ui_space(ui, 0, 1);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW});
    ui_icon(ui, ICON_WAIT, DP_ICON_TILE, UI_GREEN);
    ui_end(ui);
    ui_question(ui, _("Layar ini sedang disiapkan"), NULL);
    ui_text(ui, (struct ui_text){0},
            _("Belum bisa dipakai. Tidak ada yang hilang. Beri tahu penjaga kios atau kantor "
              "desa, lalu coba lagi nanti."));
    ui_space(ui, DP_GAP, 1);
    ui_split_next(ui);
    ui_space(ui, 0, 1);
    show_keeper(ui, app_data(app));
    ui_space(ui, 0, ui_is_wide(ui));
    ui_split_end(ui);
    ui_space(ui, DP_GAP, 1);
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_closed = {.name = "closed", .build = build};
