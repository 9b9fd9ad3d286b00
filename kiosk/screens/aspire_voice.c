// SPDX-License-Identifier: GPL-3.0-or-later
// Speaking instead of writing: one round button, a meter, hear it again, delete it. The recording
// stands in the locked draft and nowhere else; without a microphone one writes.
#include "aspire.h"

#include "db/base/secret.h"
#include "db/village/setting.h"

#include <stdlib.h>

enum {
    ROUND_DP = 260,
    ROUND_LOW_DP = 190, // windows under LOW_DP
    LOW_DP = 1000,
    SECOND_MS = 1000,
};

// ---- recorder and player

static void forget(struct app *app)
{
    struct app_draft *draft = app_draft(app);
    secret_free((void *)(uintptr_t)draft->voice.data);
    draft->voice = (struct bytes){0};
    draft->voice_ms = 0;
}

static void stop_playing(struct app *app, struct aspire_sound *sound)
{
    if (sound->player) {
        player_stop(sound->player);
        sound->player = NULL;
        app_busy(app, false);
    }
}

static void stop_recording(struct app *app, struct aspire_sound *sound)
{
    if (!sound->recorder) {
        return;
    }
    struct app_draft *draft = app_draft(app);
    struct recorder_now now = recorder_now(sound->recorder);
    uint8_t *ogg = NULL;
    size_t len = 0;
    uint32_t ms = 0;
    bool ok = recorder_stop(sound->recorder, &ogg, &len, &ms);
    sound->recorder = NULL;
    app_busy(app, false);
    forget(app);
    if (ok && len > 0) {
        draft->voice = bytes_of(ogg, len);
        draft->voice_ms = ms;
    } else {
        secret_free(ogg);
    }
    sound->said = now.has_failed          ? ASPIRE_SAID_BROKEN
                  : draft->voice.len == 0 ? ASPIRE_SAID_SILENT
                  : now.is_full           ? ASPIRE_SAID_FULL
                                          : ASPIRE_SAID_NOTHING;
}

void aspire_sound_stop(struct app *app, struct aspire *flow)
{
    stop_recording(app, &flow->sound);
    stop_playing(app, &flow->sound);
}

// A warning that speaks up is not to stand in somebody's recording.
void aspire_sound_turn(struct app *app, struct aspire *flow)
{
    struct aspire_sound *sound = &flow->sound;
    if (sound->recorder) {
        struct recorder_now now = recorder_now(sound->recorder);
        if (now.is_full || now.has_failed || app_is_speaking(app)) {
            stop_recording(app, sound);
        }
    }
    if (sound->player && !player_is_on(sound->player)) {
        stop_playing(app, sound);
    }
}

// Without a microphone one is back at the keys, and told why.
static void record(struct app *app, struct aspire *flow)
{
    struct aspire_sound *sound = &flow->sound;
    app_speak_stop(app);
    stop_playing(app, sound);
    sound->said = ASPIRE_SAID_NOTHING;
    if (recorder_start(&sound->recorder, app_wake_event(app))) {
        app_busy(app, true);
    } else {
        sound->recorder = NULL;
        sound->said = ASPIRE_SAID_NO_MICROPHONE;
        flow->is_spoken = false;
        log_line("no recording: %s", fault_text());
    }
}

static void play(struct app *app, struct aspire_sound *sound)
{
    if (sound->player) {
        stop_playing(app, sound);
        return;
    }
    app_speak_stop(app);
    int volume = (int)setting_int(app_village(app), "volume");
    sound->said = ASPIRE_SAID_NOTHING;
    if (player_start(&sound->player, app_draft(app)->voice, volume, app_wake_event(app))) {
        app_busy(app, true);
    } else {
        sound->player = NULL;
        sound->said = ASPIRE_SAID_NO_SPEAKER;
        log_line("a recording cannot be played: %s", fault_text());
    }
}

// ---- what is shown

// 0:34
static const char *minutes(struct arena *arena, uint32_t ms)
{
    uint32_t seconds = ms / SECOND_MS;
    return arena_printf(arena, "%u:%02u", seconds / 60, seconds % 60);
}

static bool is_low(const struct ui *ui)
{
    return ui_height(ui) < LOW_DP;
}

static bool round_button(struct ui *ui, const char *id, enum ui_icon icon, enum ui_color fill,
                         const char *text)
{
    int size_dp = is_low(ui) ? ROUND_LOW_DP : ROUND_DP;
    bool is_touched = ui_begin_button(ui, (struct ui_box){.id = id,
                                                          .w = size_dp,
                                                          .h = size_dp,
                                                          .radius = size_dp / 2,
                                                          .fill = fill,
                                                          .along = UI_CENTER,
                                                          .across = UI_CENTER,
                                                          .pad_x = DP_GAP,
                                                          .is_snug = true});
    ui_icon(ui, icon, DP_ICON_CHOICE, UI_WHITE);
    ui_text(ui,
            (struct ui_text){.bold = true, .color = UI_WHITE, .align = UI_CENTER, .is_fit = true},
            text);
    ui_end(ui);
    return is_touched;
}

bool aspire_sound_show_said(struct ui *ui, const struct aspire *flow)
{
    enum aspire_said said = flow->sound.said;
    static const struct {
        enum ui_color tint;
        enum ui_icon icon;
        const char *text;
    } rows[] = {
        [ASPIRE_SAID_NO_MICROPHONE] = {UI_TINT_GOLD, ICON_INFO,
                                       N_("Mikrofon tidak ditemukan. Silakan tulis saja.")},
        [ASPIRE_SAID_NO_SPEAKER] = {UI_TINT_GOLD, ICON_INFO,
                                    N_("Pengeras suara tidak ditemukan. Rekamannya tetap ada dan "
                                       "bisa dikirim.")},
        [ASPIRE_SAID_FULL] = {UI_TINT_GREEN, ICON_CHECK_CIRCLE,
                              N_("Sudah satu setengah menit, jadi berhenti sendiri. Semuanya "
                                 "terekam.")},
        [ASPIRE_SAID_BROKEN] = {UI_TINT_GOLD, ICON_WARNING,
                                N_("Mikrofonnya terputus. Yang sudah terekam tetap ada.")},
        [ASPIRE_SAID_SILENT] = {UI_TINT_GOLD, ICON_INFO,
                                N_("Tidak terdengar apa-apa. Coba lagi, lebih dekat ke "
                                   "mikrofon.")},
    };
    if (said != ASPIRE_SAID_NOTHING) {
        ui_banner(ui, "aspire.voice.said", rows[said].tint, rows[said].icon, _(rows[said].text));
    }
    return said != ASPIRE_SAID_NOTHING;
}

static void show_player(struct app *app, struct ui *ui, struct aspire_sound *sound)
{
    bool is_on = sound->player != NULL;
    struct ui_button look = {.look = is_on ? UI_BUTTON_ON : UI_BUTTON_PLAIN,
                             .icon = is_on ? ICON_STOP : ICON_PLAY,
                             .grow = 1};
    if (ui_button(ui, "aspire.voice.play", look, is_on ? _("Berhenti") : _("Dengarkan"))) {
        play(app, sound);
    }
}

static void show_recording(struct app *app, struct ui *ui, struct aspire_sound *sound)
{
    struct recorder_now now = recorder_now(sound->recorder);
    if (!is_low(ui)) {
        ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .align = UI_CENTER},
                _("Silakan bicara"));
    }
    if (round_button(ui, "aspire.voice.stop", ICON_STOP, UI_BRICK, _("Selesai"))) {
        stop_recording(app, sound);
    }
    ui_level(ui, "aspire.voice.level", now.level_percent, (int)(now.ms / SECOND_MS),
             RECORDER_MS_MAX / SECOND_MS);
}

static void show_ready(struct app *app, struct ui *ui, struct aspire *flow)
{
    if (round_button(ui, "aspire.voice.record", ICON_MIC, UI_BRICK, _("Rekam"))) {
        record(app, flow);
    }
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .align = UI_CENTER},
            _("Sentuh, lalu bicara"));
    ui_textf(ui, (struct ui_text){.size = UI_SECOND, .color = UI_SOFT, .align = UI_CENTER},
             _("Paling lama %s menit. Bisa didengarkan dulu sebelum dikirim."),
             minutes(ui_arena(ui), RECORDER_MS_MAX));
}

static void show_kept(struct app *app, struct ui *ui, struct aspire_sound *sound)
{
    ui_icon(ui, ICON_CHECK_CIRCLE, is_low(ui) ? DP_ICON_SMALL : DP_ICON_CHOICE, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .align = UI_CENTER},
            _("Sudah terekam"));
    ui_text(ui,
            (struct ui_text){
                .id = "aspire.voice.length", .size = UI_QUESTION, .bold = true, .align = UI_CENTER},
            minutes(ui_arena(ui), app_draft(app)->voice_ms));
    ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                 .columns = ui_is_narrow(ui) || screens_is_tight(ui) ? 1 : 2,
                                 .is_even = true,
                                 .gap = DP_GAP});
    show_player(app, ui, sound);
    struct ui_button again = {.icon = ICON_TRASH, .grow = 1};
    if (ui_button(ui, "aspire.voice.delete", again, _("Hapus, rekam lagi"))) {
        stop_playing(app, sound);
        sound->said = ASPIRE_SAID_NOTHING;
        forget(app);
    }
    ui_end(ui);
}

void aspire_sound_show(struct app *app, struct ui *ui, struct aspire *flow)
{
    struct aspire_sound *sound = &flow->sound;
    ui_begin(ui, (struct ui_box){.fill = UI_CARD,
                                 .border = sound->recorder ? UI_BRICK : UI_EDGE,
                                 .border_w = sound->recorder ? DP_BORDER_STRONG : DP_BORDER,
                                 .radius = DP_RADIUS_LARGE,
                                 .pad = DP_GAP,
                                 .gap = DP_GAP,
                                 .along = UI_CENTER,
                                 .across = UI_CENTER,
                                 .grow = 1});
    if (sound->recorder) {
        show_recording(app, ui, sound);
    } else if (app_draft(app)->voice.len > 0) {
        show_kept(app, ui, sound);
    } else {
        show_ready(app, ui, flow);
    }
    ui_end(ui);
    (void)aspire_sound_show_said(ui, flow);
}

void aspire_sound_show_again(struct app *app, struct ui *ui, struct aspire *flow)
{
    struct app_draft *draft = app_draft(app);
    if (draft->voice.len == 0) {
        return;
    }
    ui_begin(ui, (struct ui_box){.flow = screens_is_tight(ui) ? UI_COLUMN : UI_ROW,
                                 .across = screens_is_tight(ui) ? UI_START : UI_CENTER,
                                 .gap = DP_GAP_SMALL});
    ui_begin(ui,
             (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL, .grow = 1});
    ui_icon(ui, ICON_MIC, DP_ICON_TEXT, UI_GREEN);
    ui_textf(ui, (struct ui_text){.bold = true, .grow = 1}, _("Rekaman suara %s"),
             minutes(ui_arena(ui), draft->voice_ms));
    ui_end(ui);
    show_player(app, ui, &flow->sound);
    ui_end(ui);
    (void)aspire_sound_show_said(ui, flow);
}
