// SPDX-License-Identifier: GPL-3.0-or-later
// kentongan-kiosk: reads its options, opens the village file, shows the first screen, and plays a
// script if there is one. Exit 0; 1 with one line on stderr; 2 for a wrong option.
#include "app.h"
#include "hands/script.h"
#include "screens/screens.h"

#include "db/base/clock.h"
#include "db/base/secret.h"
#include "db/village/practice.h"
#include "db/village/probe.h"
#include "db/village/setting.h"
#include "db/village/village.h"

#include <errno.h>
#include <limits.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { EXIT_USAGE = 2, CLOSED_MS = 4000, PLAY_W = 1080, PLAY_H = 1920 };

struct given {
    const char *data, *size, *dpi, *lang, *text_size, *script, *now;
};

static const struct {
    const char *name;
    size_t at; // where in struct given
} flags[] = {
    {"--data", offsetof(struct given, data)},
    {"--size", offsetof(struct given, size)},
    {"--dpi", offsetof(struct given, dpi)},
    {"--lang", offsetof(struct given, lang)},
    {"--text-size", offsetof(struct given, text_size)},
    {"--script", offsetof(struct given, script)},
    {"--now", offsetof(struct given, now)},
};

static const char usage[] =
    "usage: kentongan-kiosk [--data DIR] [--size WxH] [--dpi N] [--lang id|su|jv|en]\n"
    "                       [--text-size 100|130|160] [--script FILE|-] [--now ISO]\n";

static bool take_flag(struct given *given, const char *name, size_t name_len, const char *value)
{
    for (size_t i = 0; i < COUNT_OF(flags); i++) {
        if (strlen(flags[i].name) == name_len && strncmp(flags[i].name, name, name_len) == 0) {
            memcpy((char *)given + flags[i].at, &value, sizeof value);
            return true;
        }
    }
    fault_set("%s is not an option (--help lists them)", name);
    return false;
}

static bool take_arguments(struct given *given, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *equal = strchr(argv[i], '=');
        size_t len = equal ? (size_t)(equal - argv[i]) : strlen(argv[i]);
        const char *value = equal ? equal + 1 : i + 1 < argc ? argv[i + 1] : NULL;
        if (!take_flag(given, argv[i], len, value)) {
            return false;
        }
        if (!value) {
            fault_set("%s needs a value", argv[i]);
            return false;
        }
        i += equal ? 0 : 1;
    }
    return true;
}

static bool whole_number(const char *str, long min, long max, int *out)
{
    char *end;
    errno = 0;
    long value = strtol(str, &end, 10);
    if (errno || end == str || *end || value < min || value > max) {
        return false;
    }
    *out = (int)value;
    return true;
}

static bool parse_size(const char *size, int *w, int *h)
{
    char width[8] = {0};
    const char *x = strchr(size, 'x');
    if (!x || x - size >= (ptrdiff_t)sizeof width) {
        return false;
    }
    memcpy(width, size, (size_t)(x - size));
    return whole_number(width, 320, 8192, w) && whole_number(x + 1, 320, 8192, h);
}

// What was given on the command line; what was not is zero, and the village file's to say.
static bool read_options(const struct given *given, struct app_options *out)
{
    *out = (struct app_options){
        .data = given->data ? given->data : "/var/lib/kentongan",
        .lang = I18N_COUNT,
        .now_s = INT64_MIN,
        .is_test_clock = given->script != NULL,
    };
    if (given->size && !parse_size(given->size, &out->w, &out->h)) {
        fault_set("--size %s: write it as 1080x1920, from 320 to 8192 each", given->size);
        return false;
    }
    out->is_lang_given = given->lang != NULL;
    out->is_text_given = given->text_size != NULL;
    out->is_dpi_given = given->dpi != NULL;
    if (given->dpi && !whole_number(given->dpi, 60, 400, &out->dpi)) {
        fault_set("--dpi %s: a number from 60 to 400", given->dpi);
        return false;
    }
    if (given->lang && !i18n_parse(given->lang, &out->lang)) {
        fault_set("--lang %s: one of id, su, jv, en", given->lang);
        return false;
    }
    bool is_size =
        !given->text_size || (whole_number(given->text_size, 100, 160, &out->text_percent) &&
                              (out->text_percent % 30 == 10));
    if (!is_size) {
        fault_set("--text-size %s: one of 100, 130, 160", given->text_size);
        return false;
    }
    int64_t now_s;
    if (given->now && !moment_parse(given->now, 420, &now_s)) {
        fault_set("--now %s: write it as 2026-11-23T09:41", given->now);
        return false;
    }
    return true;
}

// What the village file says where the command line is silent.
static void settle_options(const struct given *given, struct app_options *options,
                           struct village *village)
{
    int zone_min = village ? village_zone_min(village) : 420;
    if (given->now) {
        bool is_date = moment_parse(given->now, zone_min, &options->now_s);
        options->now_s = is_date ? options->now_s : INT64_MIN;
    } else if (options->is_test_clock) {
        options->now_s = village ? village_now_s(village) : clock_now_s();
    }
    if (options->is_test_clock && options->w == 0) {
        options->w = PLAY_W;
        options->h = PLAY_H;
    }
    struct arena arena;
    arena_init(&arena, 1 << 16);
    if (options->lang == I18N_COUNT) {
        options->lang = I18N_ID;
        if (village) {
            i18n_parse(setting_get(village, &arena, "language"), &options->lang);
        }
    }
    if (village && !options->dpi) {
        options->dpi = (int)setting_int(village, "dpi");
    }
    if (village && str_equal(setting_get(village, &arena, "contrast"), "high")) {
        options->theme = THEME_CONTRAST;
    }
    if (!options->text_percent) {
        options->text_percent = village ? (int)setting_int(village, "text_size") : 100;
    }
    arena_finish(&arena);
}

// Beside the program where it was built, else where it was installed.
static void open_words(void)
{
    char path[PATH_MAX + sizeof "/locale"];
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
    char *slash = NULL;
    if (len > 0) {
        path[len] = '\0';
        slash = strrchr(path, '/');
    }
    if (slash) {
        memcpy(slash, "/locale", sizeof "/locale");
    }
    i18n_init(slash && access(path, R_OK) == 0 ? path : "/usr/share/kentongan/locale");
}

// ---- what stands there when nothing else can

static void build_closed(struct app *app, struct ui *ui, void *state)
{
    (void)app;
    (void)state;
    ui_page_begin(ui);
    ui_begin(ui,
             (struct ui_box){.grow = 1, .along = UI_CENTER, .gap = DP_GAP, .pad_x = ui_margin(ui)});
    ui_icon(ui, ICON_WAIT, DP_ICON_TILE, UI_GREEN);
    ui_question(ui, _("Layar ini sedang disiapkan"), NULL);
    ui_text(ui, (struct ui_text){0},
            _("Belum bisa dipakai. Tidak ada yang hilang. Beri tahu pengurus layar atau kantor "
              "desa, lalu coba lagi nanti."));
    ui_end(ui);
    ui_page_end(ui);
}

static const struct screen screen_closed = {.name = "closed", .build = build_closed};

// The reason is for the terminal; whoever stands before the screen reads words.
static int end_closed(const struct app_options *options)
{
    int status = log_fault();
    struct app *app;
    if (!options->is_test_clock && app_start(&app, options, NULL, &screen_closed)) {
        app_run_for(app, CLOSED_MS);
        app_stop(app);
    }
    return status;
}

static bool play(struct app *app, const char *path)
{
    bool is_stdin = strcmp(path, "-") == 0;
    FILE *file = is_stdin ? stdin : fopen(path, "re");
    if (!file) {
        fault_set("%s: the script cannot be read: %s", path, strerror(errno));
        return false;
    }
    bool ok = script_play(app, file, path);
    if (!is_stdin) {
        fclose(file);
    }
    return ok;
}

int main(int argc, char **argv)
{
    log_name("kentongan-kiosk");
    secret_guard();
    mallopt(M_ARENA_MAX, 1); // threads work one after the other: a heap for each would stay behind
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(usage, stdout);
        return 0;
    }
    struct given given = {0};
    struct app_options options;
    if (!take_arguments(&given, argc, argv) || !read_options(&given, &options)) {
        log_fault();
        return EXIT_USAGE;
    }
    open_words();
    struct village *village = village_open(options.data, VILLAGE_KIOSK);
    settle_options(&given, &options, village);
    if (!village) {
        return end_closed(&options);
    }
    struct app *app = NULL;
    bool ok = app_start(&app, &options, village, &screen_home);
    if (ok) {
        app_set_overlay(app, screens_alert_over);
        if (!probe_version_put(village, "kiosk", KENTONGAN_VERSION)) {
            log_fault();
        }
    }
    bool is_damaged = ok && village->ended_unclean && !probe_file(village);
    if (ok && !is_damaged) {
        village_reserve(village);
        practice_sweep(options.data);
        if (given.script) {
            ok = play(app, given.script);
        } else {
            app_run(app);
        }
    }
    app_stop(app);
    village_close(village);
    if (is_damaged) {
        return end_closed(&options);
    }
    return ok ? 0 : log_fault();
}
