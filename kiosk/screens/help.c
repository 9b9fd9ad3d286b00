// SPDX-License-Identifier: GPL-3.0-or-later
// What one can do here, in six points of a picture and a few words, and who reads what. For who
// stands here for the first time; promises nothing that the other screens do not keep.
#include "guides.h"

static const struct point {
    enum ui_icon icon;
    enum ui_color tint;
    const char *title, *text;
} points[] = {
    {ICON_NEWS, UI_TINT_GREEN, N_("Baca kabar desa dan BPD"),
     N_("Undangan, bantuan, posyandu, dan uang desa. Tanpa internet pun bisa.")},
    {ICON_SPEAK, UI_TINT_GOLD, N_("Minta dibacakan"),
     N_("Sentuh Bacakan, layar ini membaca untuk Anda. Sentuh lagi untuk berhenti.")},
    {ICON_ASPIRE, UI_TINT_BRICK, N_("Sampaikan usul atau keluhan"),
     N_("Ditulis atau diucapkan. Tanpa KTP, tanpa nomor HP, nama boleh kosong.")},
    {ICON_DOCUMENT, UI_TINT_GOLD, N_("Simpan 16 angka Anda"),
     N_("Setelah mengirim, Anda mendapat 16 angka. Catat atau foto. Hanya angka itu yang bisa "
        "membuka jawabannya.")},
    {ICON_ANSWER, UI_TINT_BLUE, N_("Lihat jawabannya di sini"),
     N_("Datang lagi, sentuh Lihat jawaban saya, masukkan 16 angka itu. Tanyakan lagi kalau belum "
        "jelas.")},
    {ICON_TEXT_SIZE, UI_TINT_GREEN, N_("Huruf, bahasa, dan cari"),
     N_("Di bawah layar: besarkan huruf, ganti bahasa, atau cari kabar.")},
};

static const struct point readers[] = {
    {ICON_PEOPLE, UI_NONE, N_("Untuk BPD"), N_("dibaca BPD dan petugas kabupaten.")},
    {ICON_OFFICE, UI_NONE, N_("Untuk pemerintah desa"),
     N_("dibaca pemerintah desa dan petugas kabupaten.")},
    {ICON_CITY, UI_NONE, N_("Untuk kabupaten"),
     N_("dibaca petugas kabupaten saja. Pilih ini kalau tentang pemerintah desa.")},
    {ICON_LOCK, UI_NONE, N_("Hanya petugas yang membaca"),
     N_("tidak pernah ditampilkan kepada warga lain.")},
};

static void show_point(struct ui *ui, const struct point *point)
{
    bool is_tight = screens_is_tight(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = is_tight ? DP_GAP : 36,
                                 .pad = DP_GAP,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .radius = DP_RADIUS});
    ui_begin(ui, (struct ui_box){.w = is_tight ? 88 : 128,
                                 .h = is_tight ? 88 : 128,
                                 .is_snug = true,
                                 .along = UI_CENTER,
                                 .across = UI_CENTER,
                                 .fill = point->tint,
                                 .radius = DP_RADIUS_KEY});
    ui_icon(ui, point->icon, is_tight ? 56 : 80, UI_INK);
    ui_end(ui);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, _(point->title));
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT}, _(point->text));
    ui_end(ui);
    ui_end(ui);
}

static void show_readers(struct ui *ui)
{
    ui_panel_begin(ui, "help.readers", UI_NONE);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            _("Siapa yang membaca"));
    for (size_t i = 0; i < COUNT_OF(readers); i++) {
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .gap = DP_GAP});
        ui_icon(ui, readers[i].icon, DP_ICON_TEXT, UI_GREEN);
        ui_rich(ui, (struct ui_text){.size = UI_SECOND, .grow = 1},
                (struct ui_run[]){{.text = _(readers[i].title), .bold = true},
                                  {.text = ": "},
                                  {.text = _(readers[i].text)}},
                3);
        ui_end(ui);
    }
    ui_end(ui);
}

// Whoever is afraid of doing it wrong.
static void show_practice(struct app *app, struct ui *ui)
{
    if (!app_is_practice(app) &&
        ui_option(ui, "help.practice", ICON_SCHOOL, _("Coba dulu"),
                  _("Tanpa takut salah. Tidak ada yang dikirim."), false)) {
        app_push(app, &screen_practice, NULL, 0);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    (void)state;
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "help");
    ui_question(ui, _("Yang bisa dilakukan di sini"), NULL);
    show_practice(app, ui);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = ui_is_wide(ui) && !screens_is_tight(ui) ? 2 : 1,
                                 .gap = DP_GAP});
    for (size_t i = 0; i < COUNT_OF(points); i++) {
        show_point(ui, &points[i]);
    }
    ui_end(ui);
    show_readers(ui);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            _("Panduan"));
    guides_show(app, ui, "help", GUIDES_VILLAGER | GUIDES_BPD | GUIDES_DESA | GUIDES_YOUTH);
    ui_note(ui, ICON_PEOPLE, _("Ada yang sulit? Mintalah bantuan petugas di kantor desa."));
    ui_body_end(ui);
    screens_bar_speak(app, ui, "help.speak");
    ui_page_end(ui);
}

const struct screen screen_help = {.name = "help", .build = build};
