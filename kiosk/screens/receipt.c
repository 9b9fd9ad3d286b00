// SPDX-License-Identifier: GPL-3.0-or-later
// The receipt: the code that only the villager has, big and as a QR code; the number that anyone
// may know; on paper where there is a printer; and the day to come back. The code is wiped when
// this page goes and is not kept anywhere.
#include "screens.h"

#include "db/village/round.h"
#include "db/village/setting.h"
#include "kiosk/hands/printer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    QR_DP = 300,
    QR_TIGHT_DP = 220,    // squares of 2 mm still
    TALL_DP = 1500,       // two buttons side by side in the largest letters as well
    LINK_FRESH_S = DAY_S, // a link this young will very likely carry it today
    PRINT_BYTES_MAX = 1 << 18,
    DEVICE_BYTES_MAX = 256,
};

enum printed { PRINTED_NOT, PRINTED_NOW, PRINTED_DONE, PRINTED_FAILED };

struct receipt_page {
    struct receipt_arg arg;
    uint32_t serial;
    enum printed printed;
};

// Owned by the thread that has it; the paper's bytes hold the code and are wiped with the arena.
struct print_job {
    struct arena arena;
    struct bytes bytes;
    char device[DEVICE_BYTES_MAX];
    uint32_t serial;
    bool ok;
};

static void enter(struct app *app, void *state, const void *arg)
{
    struct receipt_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    page->serial = app_screen_serial(app);
    app_practice_code(app, page->arg.receipt->code);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    struct receipt_page *page = state;
    sodium_memzero(page->arg.receipt, sizeof *page->arg.receipt);
}

// ---- the day to come back: a working day, after the first answer is due

static const char *date_of(struct app *app, struct arena *arena, int64_t day)
{
    int64_t noon_s = moment_day_s(day) + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
    return i18n_date(arena, app_moment(app, noon_s));
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
    int64_t today = village_today(village);
    int64_t last_day = today + setting_int(village, "receipt_days") - 1;
    const char *date = date_of(app, arena, moment_working_days_after(last_day, 1));
    int64_t last_ok_s = round_last_ok_s(village);
    if (last_ok_s > 0 && app_now_s(app) - last_ok_s < LINK_FRESH_S) {
        return arena_printf(arena, _("Jawaban pertama paling lambat %s. Coba lihat lagi %s."),
                            date_of(app, arena, moment_working_days_after(today, days)), date);
    }
    return arena_printf(arena,
                        i18n_count("Jawaban pertama paling lambat %d hari kerja setelah terkirim. "
                                   "Coba lihat lagi %s.",
                                   days),
                        days, date);
}

// ---- on paper

static void run_print(void *memory)
{
    struct print_job *job = memory;
    job->ok = printer_print(job->device, job->bytes);
}

static void done_print(struct app *app, void *memory)
{
    struct print_job *job = memory;
    struct receipt_page *page = app_screen_state(app, job->serial);
    if (page) {
        page->printed = job->ok ? PRINTED_DONE : PRINTED_FAILED;
    }
    if (!job->ok) {
        log_line("a receipt was not printed: %s", job->device);
    }
    app_busy(app, false);
    arena_finish(&job->arena);
    sodium_memzero(job, sizeof *job);
    free(job);
}

static struct bytes paper(struct app *app, struct arena *arena, const struct receipt_page *page)
{
    const char *code = page->arg.receipt->code;
    const struct printer_line lines[] = {
        {PRINTER_BOLD, true, _("Tanda terima usul")},
        {PRINTER_PLAIN, true, date_of(app, arena, village_today(app_village(app)))},
        {PRINTER_GAP, false, NULL},
        {PRINTER_PLAIN, false, _("Kode rahasia Anda. Jangan diberikan kepada siapa pun.")},
        {PRINTER_LARGE, true, arena_printf(arena, "%.4s %.4s", code, code + 4)},
        {PRINTER_LARGE, true, arena_printf(arena, "%.4s %.4s", code + 8, code + 12)},
        {PRINTER_QR, true, code},
        {PRINTER_GAP, false, NULL},
        {PRINTER_PLAIN, false, _("Nomor usul, boleh disebutkan kepada petugas")},
        {PRINTER_LARGE, true, page->arg.number},
        {PRINTER_GAP, false, NULL},
        {PRINTER_PLAIN, false, come_back(app, arena)},
        {PRINTER_PLAIN, false, _("Di layar kios: sentuh Lihat jawaban saya, lalu ketik kodenya.")},
        {PRINTER_PLAIN, false,
         _("Kalau kode ini hilang, tidak ada yang bisa membuka jawabannya, termasuk kami.")},
    };
    return printer_bytes(arena, lines, COUNT_OF(lines));
}

static void print(struct app *app, struct receipt_page *page, const char *device)
{
    struct print_job *job = die_if_null(calloc(1, sizeof *job));
    arena_init(&job->arena, PRINT_BYTES_MAX);
    job->serial = page->serial;
    bool fits = snprintf(job->device, sizeof job->device, "%s", device) < (int)sizeof job->device;
    if (fits) {
        job->bytes = paper(app, &job->arena, page);
        page->printed = PRINTED_NOW;
        app_busy(app, true);
        if (app_work(app, run_print, done_print, job)) {
            return;
        }
        app_busy(app, false);
    }
    page->printed = PRINTED_FAILED;
    arena_finish(&job->arena);
    free(job);
}

static void show_print(struct app *app, struct ui *ui, struct receipt_page *page,
                       const char *device)
{
    static const char *const words[] = {
        [PRINTED_NOT] = N_("Cetak"),
        [PRINTED_NOW] = N_("Sedang mencetak..."),
        [PRINTED_DONE] = N_("Cetak lagi"),
        [PRINTED_FAILED] = N_("Coba cetak lagi"),
    };
    struct ui_button look = {.icon = ICON_PRINT};
    if (ui_button(ui, "receipt.print", look, _(words[page->printed])) &&
        page->printed != PRINTED_NOW) {
        print(app, page, device);
    }
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

static void begin_code(struct ui *ui)
{
    ui_begin(ui, (struct ui_box){.fill = UI_CARD,
                                 .border = UI_GREEN,
                                 .border_w = DP_BORDER_STRONG,
                                 .radius = DP_RADIUS_LARGE,
                                 .pad = DP_GAP + DP_GAP_SMALL,
                                 .gap = DP_GAP_SMALL});
}

static void show_code(struct ui *ui, const char *code)
{
    begin_code(ui);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("Kode rahasia Anda. Jangan diberikan kepada siapa pun."));
    ui_code(ui, "receipt.code", code, RECEIPT_DIGITS);
    ui_end(ui);
}

static void show_number(struct ui *ui, const struct receipt_page *page)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP + DP_GAP_SMALL,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .radius = DP_RADIUS_LARGE,
                                 .pad = DP_GAP_SMALL,
                                 .pad_x = DP_GAP_SMALL});
    ui_qr(ui, "receipt.qr", page->arg.receipt->code, screens_is_tight(ui) ? QR_TIGHT_DP : QR_DP);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size = UI_SECOND}, _("Nomor usul"));
    ui_text(
        ui,
        (struct ui_text){.id = "receipt.number", .size = UI_HEADLINE, .bold = true, .is_fit = true},
        page->arg.number);
    ui_text(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT},
            _("boleh disebutkan kepada petugas"));
    ui_end(ui);
    ui_end(ui);
}

// Print and read aloud; what the printer did.
static void show_hands(struct app *app, struct ui *ui, struct receipt_page *page)
{
    const char *device = setting_get(app_village(app), ui_arena(ui), "printer");
    bool has_printer = device && *device;
    bool is_roomy = !screens_is_tight(ui) || ui_height(ui) >= TALL_DP;
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = has_printer && is_roomy ? 2 : 1,
                                 .is_even = true,
                                 .gap = DP_GAP});
    if (has_printer) {
        show_print(app, ui, page, device);
    }
    struct ui_button look = {.icon = ICON_SPEAK};
    if (ui_button(ui, "receipt.speak", look, _("Bacakan"))) {
        app_speak_screen(app);
    }
    ui_end(ui);
    if (page->printed == PRINTED_FAILED) {
        ui_banner(ui, "receipt.print.failed", UI_TINT_GOLD, ICON_PRINT,
                  _("Printer mati atau kertasnya habis. Tulis saja angkanya."));
    }
}

static void begin_page(struct ui *ui)
{
    ui_page_begin(ui);
    ui_space(ui, ui_is_wide(ui) ? DP_GAP_SMALL : DP_GAP, 0);
    ui_body_begin(ui, "receipt");
    ui_split_begin(ui, 1, 1);
    show_head(ui);
}

void screens_receipt_wait(struct ui *ui)
{
    begin_page(ui);
    begin_code(ui);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, ICON_WAIT, DP_ICON_SMALL, UI_SOFT);
    ui_text(ui, (struct ui_text){.id = "receipt.wait", .grow = 1},
            _("Sebentar, kodenya sedang disiapkan..."));
    ui_end(ui);
    ui_end(ui);
    ui_split_next(ui); // the card stays where it is when the code comes
    ui_split_end(ui);
    ui_body_end(ui);
    ui_page_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct receipt_page *page = state;
    begin_page(ui);
    bool is_code_first = ui_is_wide(ui) || ui_is_cramped(ui); // a low window shows the code first
    if (!is_code_first) {
        show_why(ui);
    }
    show_code(ui, page->arg.receipt->code);
    if (ui_is_wide(ui)) {
        show_hands(app, ui, page);
    }
    ui_split_next(ui);
    if (is_code_first) {
        show_why(ui);
    }
    show_number(ui, page);
    if (!ui_is_wide(ui)) {
        show_hands(app, ui, page);
    }
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
    .state_bytes = sizeof(struct receipt_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .idle_ms = APP_IDLE_RECEIPT_MS,
    .is_private = true,
};
