// SPDX-License-Identifier: GPL-3.0-or-later
// kentongan-kiosk: reads its options, opens the village file, shows the first screen, and plays a
// script if there is one. Exit 0; 1 with one line on stderr; 2 for a wrong option.
#include "app.h"
#include "hands/script.h"
#include "screens/screens.h"

#include "db/base/clock.h"
#include "db/base/notify.h"
#include "db/base/owner.h"
#include "db/base/pepper.h"
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

enum {
    EXIT_USAGE = 2,
    CLOSED_MS = 4000,            // between two tries to open the village file
    DAMAGED_MS = 10 * 60 * 1000, // a check of a damaged file costs: not more often
    PLAY_W = 1080,
    PLAY_H = 1920,
};

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

// Beside the program where it was built, else where it was installed with it.
static void open_words(void)
{
    static const char *const places[] = {"/locale", "/../share/kentongan/locale"};
    char path[PATH_MAX + sizeof "/../share/kentongan/locale"];
    ssize_t len = readlink("/proc/self/exe", path, PATH_MAX);
    path[len > 0 ? len : 0] = '\0';
    char *slash = strrchr(path, '/');
    for (size_t i = 0; slash && i < COUNT_OF(places); i++) {
        memcpy(slash, places[i], strlen(places[i]) + 1);
        if (access(path, R_OK) == 0) {
            i18n_init(path);
            return;
        }
    }
    i18n_init("/usr/share/kentongan/locale");
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

// ---- what stands there when nothing else can

// Where somebody keeps the program running, it waits here for the trouble to end and starts anew;
// in a terminal it goes, so that the reason can be read there.
static void stay_closed(struct app *app, const char *dir, bool is_damaged)
{
    int64_t left_ms = is_damaged ? DAMAGED_MS : INT64_MAX;
    char said[FAULT_LEN_MAX];
    memcpy(said, fault_text(), strlen(fault_text()) + 1);
    do {
        app_run_for(app, CLOSED_MS);
        left_ms -= CLOSED_MS;
        struct village *village = is_damaged ? NULL : village_open(dir, VILLAGE_KIOSK);
        if (village) {
            log_line("%s can be used again: starting anew", dir);
            village_close(village);
            return;
        }
        if (!is_damaged && !str_equal(said, fault_text())) {
            log_fault();
            memcpy(said, fault_text(), strlen(fault_text()) + 1);
        }
        app_ring(app); // the words on the screen follow
    } while (notify_is_kept() && left_ms > 0 && !app_is_closed(app));
}

// The exact reason is for the terminal or the journal; whoever stands before the screen reads
// words.
static int end_closed(const struct app_options *options, const char *script, bool is_damaged)
{
    int status = log_fault();
    struct app *app;
    notify_status("%s", fault_text());
    if (app_start(&app, options, NULL, &screen_closed)) {
        notify_ready(); // a screen stands, and says why
        if (script) {
            (void)play(app, script);
        } else {
            stay_closed(app, options->data, is_damaged);
        }
        app_stop(app);
    }
    return status;
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
    if (!options.is_test_clock) {
        notify_open();
    }
    open_words();
    pepper_open();
    if (!owner_follow(options.data)) {
        return log_fault();
    }
    struct village *village = village_open(options.data, VILLAGE_KIOSK);
    settle_options(&given, &options, village);
    if (!village) {
        return end_closed(&options, given.script, false);
    }
    struct app *app = NULL;
    bool ok = app_start(&app, &options, village, &screen_home);
    if (ok) {
        app_set_overlay(app, screens_alert_over);
        notify_ready();
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
    if (!is_damaged) {
        notify_stopping();
    }
    app_stop(app);
    pepper_close();
    village_close(village);
    if (is_damaged) {
        return end_closed(&options, given.script, true);
    }
    return ok ? 0 : log_fault();
}
