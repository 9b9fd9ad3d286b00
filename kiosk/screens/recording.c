// SPDX-License-Identifier: GPL-3.0-or-later
// Hearing a kept recording. The open sound is in memory for as long as it plays and no longer.
#include "recording.h"

#include "db/base/secret.h"
#include "db/village/setting.h"
#include "db/village/voice.h"
#include "kiosk/app.h"
#include "kiosk/hands/recorder.h"

void recording_stop(struct app *app, struct recording *recording)
{
    if (recording->player) {
        player_stop(recording->player);
        recording->player = NULL;
        app_busy(app, false);
    }
    secret_free(recording->voice);
    recording->voice = NULL;
}

void recording_turn(struct app *app, struct recording *recording)
{
    if (recording->player && !player_is_on(recording->player)) {
        recording_stop(app, recording);
    }
}

bool recording_play(struct app *app, struct recording *recording, const Kt__Voice *voice)
{
    app_speak_stop(app);
    recording_stop(app, recording);
    int volume = (int)setting_int(app_village(app), "volume");
    size_t len = 0;
    recording->voice = voice ? voice_open(app_village(app), voice, &len) : NULL;
    if (recording->voice && player_start(&recording->player, bytes_of(recording->voice, len),
                                         volume, app_wake_event(app))) {
        app_busy(app, true);
        return true;
    }
    log_line("a recording cannot be played: %s", fault_text());
    recording->player = NULL;
    recording_stop(app, recording);
    return false;
}

bool recording_button(struct app *app, struct ui *ui, const char *id, struct recording *recording,
                      const char *play)
{
    bool is_on = recording_is_on(recording);
    struct ui_button look = {.look = is_on ? UI_BUTTON_ON : UI_BUTTON_PLAIN,
                             .icon = is_on ? ICON_STOP : ICON_PLAY};
    if (!ui_button(ui, id, look, is_on ? _("Berhenti") : play)) {
        return false;
    }
    recording_stop(app, recording);
    return !is_on;
}
