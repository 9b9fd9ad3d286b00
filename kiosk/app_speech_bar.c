// SPDX-License-Identifier: GPL-3.0-or-later
// What is seen of reading aloud: the bar to slow down, stop and hurry, the question before private
// words, a note where there is no voice; and which touch stops it. Must never speak by itself.
#include "app_speech.h"
#include "ui/widgets.h"

enum { SPEED_STEP = 30 }; // words a minute

// Which finger it was is known when it has been delivered: app_speech_build().
void app_speech_touched(struct app *app)
{
    struct app_speech *s = app->speech;
    if (s && (app_is_speaking(app) || s->note)) {
        s->is_touched = true;
        app->is_stale = true;
    }
}

static void take_touch(struct app *app)
{
    struct app_speech *s = app->speech;
    bool is_strip = ui_strip_is_touched(app->ui) || s->is_on_strip;
    s->is_on_strip = ui_strip_is_touched(app->ui);
    if (s->is_touched && !is_strip) {
        s->note = NULL;
        if (app_is_speaking(app)) {
            s->stopped_ms = app_clock_ms(app);
            s->keeps_bar = true;
            app_speech_silence(app);
        }
    }
    s->is_touched = false;
    s->keeps_bar = s->keeps_bar && ui_is_touched(app->ui);
}

// ---- what shows

static bool bar_button(struct ui *ui, const char *id, enum ui_icon icon, enum ui_color color,
                       const char *word)
{
    bool is_wide = ui_is_wide(ui);
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = id,
                                          .flow = is_wide ? UI_ROW : UI_COLUMN,
                                          .along = UI_CENTER,
                                          .across = UI_CENTER,
                                          .gap = is_wide ? DP_GAP_SMALL : 4,
                                          .pad_x = 8,
                                          .pad_y = 8,
                                          .min_h = 104,
                                          .fill = UI_CARD,
                                          .border = color == UI_BRICK ? UI_BRICK : UI_EDGE,
                                          .radius = DP_RADIUS,
                                      });
    ui_icon(ui, icon, 52, color);
    ui_text(ui,
            (struct ui_text){.size = UI_SMALL,
                             .size_dp = !is_wide && ui_is_narrow(ui) ? 32 : 0, // three of one size
                             .bold = true,
                             .align = UI_CENTER,
                             .is_fit = true},
            word);
    ui_end(ui);
    return tapped;
}

static void change_speed(struct app *app, int by)
{
    struct app_speech *s = app->speech;
    int speed = s->words_per_min + by;
    s->words_per_min = speed < SPEECH_WORDS_MIN   ? SPEECH_WORDS_MIN
                       : speed > SPEECH_WORDS_MAX ? SPEECH_WORDS_MAX
                                                  : speed;
    if (s->count > 0) {
        app_speech_from(app, s->at < s->count ? s->at : 0);
    }
}

static void build_bar(struct app *app, struct ui *ui)
{
    ui_begin_strip(ui, (struct ui_box){.id = "speak", .role = UI_ROLE_GROUP, .fill = UI_PAPER});
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = 3,
                                 .is_even = true,
                                 .gap = DP_GAP_SMALL,
                                 .pad_x = ui_margin(ui) / 2,
                                 .pad_y = 8});
    bool slower = bar_button(ui, "speak.slower", ICON_SLOWER, UI_GREEN, _("Lebih pelan"));
    bool stop = bar_button(ui, "speak.stop", ICON_STOP, UI_BRICK, _("Berhenti"));
    bool faster = bar_button(ui, "speak.faster", ICON_FASTER, UI_GREEN, _("Lebih cepat"));
    ui_end(ui);
    ui_end(ui);
    if (stop) {
        app_speech_silence(app);
    } else if (slower || faster) {
        change_speed(app, faster ? SPEED_STEP : -SPEED_STEP);
    }
}

static void build_note(struct app *app, struct ui *ui)
{
    int64_t left_ms = app->speech->note_until_ms - app_clock_ms(app);
    if (left_ms <= 0) {
        app->speech->note = NULL;
        return;
    }
    ui_wake_in(ui, left_ms);
    ui_begin_strip(ui, (struct ui_box){.pad = ui_margin(ui) / 2, .fill = UI_PAPER});
    ui_banner(ui, "speak.note", UI_TINT_GOLD, ICON_SPEAK_OFF, _(app->speech->note));
    ui_end(ui);
}

static void build_question(struct app *app, struct ui *ui)
{
    int touched =
        ui_ask(ui, "speak.ask", _("Dibacakan keras?"), _("Orang di dekat sini bisa mendengar."),
               _("Ya, bacakan semua"), _("Jangan, lewati yang pribadi"));
    if (touched > 0) {
        app->speech->is_asking = false;
        app->speech->was_answered = true;
        app->speech->with_private = touched == 1;
        app->speech->wants_screen = true; // once the question has gone
        app->is_stale = true;
    }
}

void app_speech_build(struct app *app)
{
    struct app_speech *s = app->speech;
    if (!s) {
        return;
    }
    take_touch(app);
    bool is_elsewhere = s->serial != app_screen_serial(app);
    if (s->is_asking && (is_elsewhere || app->asked_ms || app->is_overlaid)) {
        s->is_asking = false; // something else asks
    }
    if (s->is_screen && is_elsewhere && app_is_speaking(app)) {
        app_speech_silence(app);
    }
    if (s->is_asking) {
        build_question(app, app->ui);
    } else if (app->is_overlaid) {
        return; // a warning keeps the foot for its own button; any touch stops the voice
    } else if (app_is_speaking(app) || s->keeps_bar) {
        build_bar(app, app->ui);
    } else if (s->note) {
        build_note(app, app->ui);
    }
}

void app_speech_built(struct app *app)
{
    struct app_speech *s = app->speech;
    if (!s || !s->wants_screen || app->is_stale) {
        return;
    }
    s->wants_screen = false;
    if (s->was_answered || s->is_handset || !app_speech_has_private(app)) {
        app_speech_begin(app, s->was_answered ? s->with_private : true);
        s->was_answered = false;
        return;
    }
    s->serial = app_screen_serial(app);
    s->is_asking = true;
    app->is_stale = true;
}
