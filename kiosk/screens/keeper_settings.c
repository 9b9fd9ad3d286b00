// SPDX-License-Identifier: GPL-3.0-or-later
// What this kiosk is set to, changed by touch: each change holds at once, and stands on the record.
// Which values there are is a table; what they may be is the settings' own (db/village/setting.c).
#include "keeper_parts.h"
#include "keeper_print.h"

#include "db/base/file.h"
#include "db/village/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUES_MAX = 5, STEP_MIN = 30, DAY_MIN = 24 * 60 };

struct settings_page {
    bool has_failed;
};

static void set(struct app *app, struct settings_page *page, const char *key, const char *value)
{
    page->has_failed = !setting_set(app_village(app), key, value, SETTING_LOCAL) ||
                       !staff_audit(app_village(app), app_session(app), "set", key);
    if (page->has_failed) {
        log_fault();
    }
    app_ring(app);
}

// ---- one of a few values

static const struct choice {
    const char *key, *title;
    enum ui_icon icon;
    const char *values[VALUES_MAX], *names[VALUES_MAX]; // NULL behind the last
    int column;                                         // where two fit side by side
    const char *also;                                   // a second key of the same value, or NULL
} choices[] = {
    {"volume",
     N_("Keras suara"),
     ICON_SPEAK,
     {"0", "35", "70", "100"},
     {N_("Mati"), N_("Pelan"), N_("Sedang"), N_("Keras")},
     0,
     NULL},
    {"speech",
     N_("Suara keluar dari"),
     ICON_HANDSET,
     {"loudspeaker", "handset", "off"},
     {N_("Pengeras suara"), N_("Gagang telinga"), N_("Tidak bersuara")},
     0,
     NULL},
    {"text_size",
     N_("Besar huruf waktu layar diam"),
     ICON_TEXT_SIZE,
     {"100", "130", "160"},
     {N_("Biasa"), N_("Besar"), N_("Besar sekali")},
     1,
     NULL},
    {"contrast",
     N_("Warna"),
     ICON_CONTRAST,
     {"normal", "high"},
     {N_("Biasa"), N_("Lebih jelas")},
     1,
     NULL},
    // Words travel in any case, whatever these say.
    {"month_limit",
     N_("Kuota internet sebulan"),
     ICON_CHART,
     {"0", "100", "500", "1000"},
     {N_("Tidak dibatasi"), "100 MB", "500 MB", "1 GB"},
     0,
     NULL},
    {"sound_hours",
     N_("Suara dan gambar dikirim"),
     ICON_MIC,
     {"", "22-05"},
     {N_("Kapan saja"), N_("Malam, 22–05")},
     1,
     "picture_hours"},
};

// Which of them is nearest to what is set; numbers may have been set to anything between.
static int chosen_of(const struct choice *choice, const char *value)
{
    int best = -1;
    long best_off = 0;
    for (int i = 0; i < VALUES_MAX && choice->values[i]; i++) {
        char *end;
        long off = labs(strtol(choice->values[i], &end, 10) - strtol(value, NULL, 10));
        bool is_number = end != choice->values[i] && !*end;
        if (str_equal(choice->values[i], value)) {
            return i;
        }
        if (is_number && (best < 0 || off < best_off)) {
            best = i;
            best_off = off;
        }
    }
    return best;
}

static void show_choice(struct app *app, struct ui *ui, struct settings_page *page,
                        const struct choice *choice)
{
    const char *names[VALUES_MAX];
    int count = 0;
    while (count < VALUES_MAX && choice->values[count]) {
        names[count] = _(choice->names[count]);
        count++;
    }
    int chosen = chosen_of(choice, setting_get(app_village(app), ui_arena(ui), choice->key));
    keeper_heading(ui, choice->icon, _(choice->title));
    int touched = ui_segments(ui, ui_id(ui, "settings.%s", choice->key), names, count, chosen);
    if (touched >= 0 && touched != chosen) {
        set(app, page, choice->key, choice->values[touched]);
        if (choice->also) {
            bool has_failed = page->has_failed;
            set(app, page, choice->also, choice->values[touched]);
            page->has_failed = page->has_failed || has_failed;
        }
    }
}

static void show_choices(struct app *app, struct ui *ui, struct settings_page *page, int column)
{
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        if (choices[i].column == column) {
            show_choice(app, ui, page, &choices[i]);
        }
    }
}

static void show_language(struct app *app, struct ui *ui, struct settings_page *page)
{
    const char *names[I18N_OFFERED];
    enum i18n_lang chosen = I18N_ID;
    i18n_parse(setting_get(app_village(app), ui_arena(ui), "language"), &chosen);
    for (int i = 0; i < I18N_OFFERED; i++) {
        names[i] = i18n_name((enum i18n_lang)i);
    }
    keeper_heading(ui, ICON_LANGUAGE, _("Bahasa waktu layar diam"));
    int touched = ui_segments(ui, "settings.language", names, I18N_OFFERED, (int)chosen);
    if (touched >= 0 && touched != (int)chosen) {
        set(app, page, "language", i18n_code((enum i18n_lang)touched));
    }
}

// ---- the printer: what is plugged in, without a path to be typed

static void show_printer(struct app *app, struct ui *ui, struct settings_page *page)
{
    const char *now = setting_get(app_village(app), ui_arena(ui), "printer");
    const char *names[KEEPER_PRINTERS + 2], *values[KEEPER_PRINTERS + 2];
    int count = 1, chosen = *now ? -1 : 0;
    names[0] = _("Tanpa printer");
    values[0] = "";
    for (size_t i = 0; i < KEEPER_PRINTERS; i++) {
        if (file_exists(keeper_printers[i]) || str_equal(now, keeper_printers[i])) {
            chosen = str_equal(now, keeper_printers[i]) ? count : chosen;
            names[count] = arena_printf(ui_arena(ui), _("Printer %d"), (int)i + 1);
            values[count++] = keeper_printers[i];
        }
    }
    if (chosen < 0) { // set from the command line
        chosen = count;
        names[count] = now;
        values[count++] = now;
    }
    keeper_heading(ui, ICON_PRINT, _("Printer tanda terima"));
    int touched = ui_segments(ui, "settings.printer", names, count, chosen);
    if (touched >= 0 && touched != chosen) {
        set(app, page, "printer", values[touched]);
    }
    if (count == 1) {
        ui_note(ui, ICON_INFO, _("Printer yang tersambung dengan kabel USB muncul di sini."));
    }
}

// ---- the night

static const char *minute_text(struct arena *arena, int minute)
{
    return arena_printf(arena, "%02d:%02d", minute / 60, minute % 60);
}

static void show_minute(struct app *app, struct ui *ui, struct settings_page *page, const char *key,
                        const char *above, int minute)
{
    struct arena *arena = ui_arena(ui);
    struct moment at = {.hour = minute / 60, .minute = minute % 60};
    int way = keeper_stepper(ui, ui_id(ui, "settings.%s", key), above, i18n_clock(arena, at));
    if (way) {
        int next = (minute + way * STEP_MIN + DAY_MIN) % DAY_MIN;
        set(app, page, key, minute_text(arena, next));
    }
}

static void show_night(struct app *app, struct ui *ui, struct settings_page *page)
{
    enum { FROM_DEFAULT = 21 * 60, TO_DEFAULT = 5 * 60 };
    struct village *village = app_village(app);
    struct arena *arena = ui_arena(ui);
    int from = setting_minute(setting_get(village, arena, "night_from"));
    int to = setting_minute(setting_get(village, arena, "night_to"));
    bool is_on = from >= 0 && to >= 0;
    const char *names[] = {_("Tidak"), _("Ya")};
    keeper_heading(ui, ICON_CONTRAST, _("Layar redup di malam hari"));
    int touched = ui_segments(ui, "settings.night", names, 2, is_on);
    if (touched == 1 && !is_on) {
        set(app, page, "night_from", minute_text(arena, FROM_DEFAULT));
        set(app, page, "night_to", minute_text(arena, TO_DEFAULT));
    } else if (touched == 0 && is_on) {
        set(app, page, "night_from", "");
        set(app, page, "night_to", "");
    }
    if (is_on) {
        ui_begin(ui, (struct ui_box){.flow = UI_GRID, .columns = 2, .gap = DP_GAP});
        show_minute(app, ui, page, "night_from", _("Mulai"), from);
        show_minute(app, ui, page, "night_to", _("Sampai"), to);
        ui_end(ui);
    }
}

// ---- their names

const char *keeper_setting_name(const char *key)
{
    static const struct {
        const char *key, *name;
    } others[] = {
        {"language", N_("Bahasa waktu layar diam")},
        {"printer", N_("Printer tanda terima")},
        {"night_from", N_("Layar redup di malam hari")},
        {"night_to", N_("Layar redup di malam hari")},
        {"dpi", N_("Ukuran layar")},
    };
    for (size_t i = 0; i < COUNT_OF(choices); i++) {
        const struct choice *choice = &choices[i];
        if (str_equal(choice->key, key) || (choice->also && str_equal(choice->also, key))) {
            return _(choice->title);
        }
    }
    for (size_t i = 0; i < COUNT_OF(others); i++) {
        if (str_equal(others[i].key, key)) {
            return _(others[i].name);
        }
    }
    return NULL;
}

// ---- what has a page of its own

static void show_pages(struct app *app, struct ui *ui)
{
    struct arena *arena = ui_arena(ui);
    struct moment now = app_now(app);
    struct ui_row clock = {
        .icon = ICON_CLOCK,
        .above = _("Jam"),
        .title = i18n_clock(arena, now),
        .below = !village_clock_trusted(app_village(app)) ? _("Jam belum pasti.")
                 : screens_is_tight(ui)                   ? i18n_day_month(arena, now)
                                                          : i18n_date_year(arena, now),
    };
    struct ui_row ruler = {
        .icon = ICON_RULER,
        .above = _("Ukuran layar"),
        .title =
            arena_printf(arena, _("%d titik tiap inci"), (int)setting_int(app_village(app), "dpi")),
        .below = "",
    };
    if (ui_row(ui, "settings.clock", clock)) {
        app_push(app, &screen_keeper_clock, NULL, 0);
    }
    if (ui_row(ui, "settings.ruler", ruler)) {
        app_push(app, &screen_keeper_ruler, NULL, 0);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct settings_page *page = state;
    ui_page_begin(ui);
    if (keeper_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    screens_header(app, ui);
    ui_body_begin(ui, "settings");
    ui_question(ui, _("Pengaturan"), _("Setiap sentuhan langsung berlaku dan dicatat."));
    if (page->has_failed) {
        ui_banner(ui, "settings.failed", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Coba sekali lagi."));
    }
    ui_split_begin(ui, 1, 1);
    show_pages(app, ui);
    show_choices(app, ui, page, 0);
    show_printer(app, ui, page);
    ui_split_next(ui);
    show_language(app, ui, page);
    show_choices(app, ui, page, 1);
    show_night(app, ui, page);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_page_end(ui);
}

const struct screen screen_keeper_settings = {
    .name = "keeper.settings",
    .state_bytes = sizeof(struct settings_page),
    .build = build,
};
