// SPDX-License-Identifier: GPL-3.0-or-later
// What would one like to try? Each choice opens the practice; from there on nothing leaves the
// kiosk, and the strip at the foot says so.
#include "screens.h"

struct practice_page {
    bool has_failed;
};

static const struct choice {
    const char *id, *text, *second;
    enum ui_icon icon;
    enum guided_which which;
} choices[] = {
    {"try.aspire", N_("Menyampaikan usul"), N_("Dituntun langkah demi langkah, sampai jawabannya."),
     ICON_ASPIRE, GUIDED_ASPIRATION},
    {"try.notice", N_("Memasang kabar"),
     N_("Untuk BPD dan perangkat desa. Dituntun sampai kabarnya tampil."), ICON_ANNOUNCE,
     GUIDED_NOTICE},
    {"try.free", N_("Coba-coba sendiri"), N_("Sentuh apa saja. Tidak ada yang bisa rusak."),
     ICON_WALK, GUIDED_NONE},
};

static void build(struct app *app, struct ui *ui, void *state)
{
    struct practice_page *page = state;
    ui_page_begin(ui);
    screens_header_speak(app, ui, "try.speak");
    ui_body_begin(ui, "try");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, _("Mau mencoba apa?"),
                _("Ini latihan. Tidak ada yang dikirim, dan sesudahnya semua dibuang."));
    if (page->has_failed) {
        ui_banner(ui, "try.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Latihan belum bisa dibuka. Coba lagi nanti, atau beri tahu penjaga kios."));
    }
    ui_split_next(ui);
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        const struct choice *choice = &choices[i];
        if (ui_option(ui, choice->id, choice->icon, _(choice->text), _(choice->second), false)) {
            page->has_failed = !app_practice_begin(app, choice->which);
            if (page->has_failed) {
                log_line("the practice cannot be opened: %s", fault_text());
            }
        }
    }
    ui_note(ui, ICON_INFO,
            _("Selama latihan, di bagian bawah layar selalu tertulis Latihan. Sentuh Selesai untuk "
              "kembali ke layar yang sungguhan."));
    ui_split_end(ui);
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_practice = {
    .name = "practice",
    .state_bytes = sizeof(struct practice_page),
    .build = build,
};
