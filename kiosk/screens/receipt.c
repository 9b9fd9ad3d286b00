// SPDX-License-Identifier: GPL-3.0-or-later
// The receipt: the code that only the villager has, big and as a QR code; the number that anyone
// may know; and the day to come back. The code is wiped when this page goes and is not kept
// anywhere.
#include "screens.h"

#include "db/village/round.h"
#include "db/village/setting.h"

#include <string.h>

enum {
    QR_DP = 300,
    QR_TIGHT_DP = 220,    // squares of 2 mm still
    LINK_FRESH_S = DAY_S, // a link this young will very likely carry it today
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    memcpy(state, arg, sizeof(struct receipt_arg));
}

static void leave(struct app *app, void *state)
{
    (void)app;
    struct receipt_arg *page = state;
    sodium_memzero(page->receipt, sizeof *page->receipt);
}

static const char *come_back(struct app *app, struct arena *arena)
{
    struct village *village = app_village(app);
    int days = (int)setting_int(village, "first_answer_days");
    if (!village_clock_trusted(village)) {
        return arena_printf(arena,
                            i18n_count("Jawaban pertama paling lambat %d hari kerja setelah "
                                       "terkirim. Coba lihat lagi minggu depan.",
                                       days),
                            days);
    }
    int64_t day = moment_working_days_after(village_today(village), days);
    int64_t noon_s = day * DAY_S + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
    const char *date = i18n_date(arena, app_moment(app, noon_s));
    int64_t last_ok_s = round_last_ok_s(village);
    if (last_ok_s > 0 && app_now_s(app) - last_ok_s < LINK_FRESH_S) {
        return arena_printf(arena, _("Jawaban pertama paling lambat %s. Coba lihat lagi hari itu."),
                            date);
    }
    return arena_printf(arena,
                        i18n_count("Jawaban pertama paling lambat %d hari kerja setelah terkirim. "
                                   "Coba lihat lagi %s.",
                                   days),
                        days, date);
}

static void show_head(struct ui *ui)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, ICON_CHECK_CIRCLE, DP_ICON_SMALL, UI_GREEN);
    ui_text(
        ui,
        (struct ui_text){
            .role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true, .color = UI_GREEN, .grow = 1},
        _("Sudah tersimpan dan dikunci"));
    ui_end(ui);
}

static void show_why(struct ui *ui)
{
    ui_text(ui, (struct ui_text){0},
            _("Akan dikirim begitu ada jaringan. Catat atau foto angka ini untuk membaca "
              "jawabannya di layar ini."));
}

static void show_code(struct ui *ui, const char *code)
{
    ui_begin(ui, (struct ui_box){.fill = UI_CARD,
                                 .border = UI_GREEN,
                                 .border_w = DP_BORDER_STRONG,
                                 .radius = DP_RADIUS_LARGE,
                                 .pad = DP_GAP + DP_GAP_SMALL,
                                 .gap = DP_GAP_SMALL});
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("Kode rahasia Anda. Jangan diberikan kepada siapa pun."));
    ui_code(ui, "receipt.code", code);
    ui_end(ui);
}

static void show_number(struct ui *ui, const struct receipt_arg *page)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP + DP_GAP_SMALL,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .radius = DP_RADIUS_LARGE,
                                 .pad = DP_GAP_SMALL,
                                 .pad_x = DP_GAP_SMALL});
    ui_qr(ui, "receipt.qr", page->receipt->code, screens_is_tight(ui) ? QR_TIGHT_DP : QR_DP);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_SECOND}, _("Nomor usul"));
    ui_text(
        ui,
        (struct ui_text){.id = "receipt.number", .size = UI_HEADLINE, .bold = true, .is_fit = true},
        page->number);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("boleh disebutkan kepada petugas"));
    ui_end(ui);
    ui_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct receipt_arg *page = state;
    ui_page_begin(ui);
    ui_space(ui, ui_is_wide(ui) ? DP_GAP_SMALL : DP_GAP, 0);
    ui_body_begin(ui, "receipt");
    ui_split_begin(ui, 1, 1);
    show_head(ui);
    if (!ui_is_wide(ui)) {
        show_why(ui);
    }
    show_code(ui, page->receipt->code);
    ui_split_next(ui);
    if (ui_is_wide(ui)) { // a low window shows the code first
        show_why(ui);
    }
    show_number(ui, page);
    ui_banner(ui, "receipt.day", UI_TINT_BLUE, ICON_CALENDAR, come_back(app, ui_arena(ui)));
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("Kalau kode ini hilang, tidak ada yang bisa membuka jawabannya, termasuk kami. "
              "Dengan nomor usul, petugas masih bisa memberi tahu sampai di mana."));
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "receipt.done", look, _("Sudah saya catat"))) {
        app_home(app);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_receipt = {
    .name = "receipt",
    .state_bytes = sizeof(struct receipt_arg),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_RECEIPT_MS,
    .is_private = true,
};
