// SPDX-License-Identifier: GPL-3.0-or-later
// Reading aloud: takes what the screen says in its order, turns it into words, and marks the
// sentence that is heard. What belongs to one person is read only after a question (what shows of
// it all is in app_speech_bar.c). Must never keep the screen waiting, nor a copy longer than it
// speaks.
#include "app_speech.h"

#include "db/village/setting.h"
#include "ui/ui_reading.h"

#include <stdlib.h>
#include <string.h>

enum {
    READ_BYTES_MAX = 8 << 20,    // arena of one reading: texts, words, places
    ORDER_BYTES_MAX = 200 << 10, // of words in an order; what is left comes with the next
    THINGS_MAX = 4000,           // on a screen
    VISIT_MS = 120000,           // longer silent: somebody else listens, at the usual speed
    AGAIN_MS = 1500,             // a tap so soon after its touch stopped the reading means stop
    NOTE_MS = 6000,
    SETTING_BYTES_MAX = 1 << 16,
};
static void read_settings(struct app *app, struct app_speech *s)
{
    if (s->has_settings && s->bell_count == app->bell_count) {
        return;
    }
    int usual = 140;
    s->volume_percent = 70;
    if (app->village) {
        struct arena arena;
        arena_init(&arena, SETTING_BYTES_MAX);
        const char *way = setting_get(app->village, &arena, "speech");
        s->is_off = str_equal(way, "off");
        s->is_handset = str_equal(way, "handset");
        usual = (int)setting_int(app->village, "speech_speed");
        s->volume_percent = (int)setting_int(app->village, "volume");
        arena_finish(&arena);
    }
    if (usual != s->usual_words_per_min) {
        s->words_per_min = s->usual_words_per_min = usual;
    }
    s->has_settings = true;
    s->bell_count = app->bell_count;
}

static struct app_speech *ready(struct app *app)
{
    if (!app->speech) {
        struct app_speech *s = die_if_null(calloc(1, sizeof *s));
        s->event_type = SDL_RegisterEvents(1);
        s->speech = speech_create(s->event_type);
        s->stopped_ms = INT64_MIN;
        arena_init(&s->arena, READ_BYTES_MAX);
        app->speech = s;
    }
    read_settings(app, app->speech);
    return app->speech;
}

static void note(struct app *app, const char *sentence)
{
    app->speech->note = sentence;
    app->speech->note_until_ms = app_clock_ms(app) + NOTE_MS;
    app->is_stale = true;
}

// The faults of hands/ are sentences of the catalogue; anything else is said in general.
static void note_fault(struct app *app)
{
    static const char *const known[] = {N_("Suara pembaca belum dipasang di mesin ini."),
                                        N_("Pengeras suara tidak ditemukan."),
                                        N_("Suara pembaca berhenti sendiri.")};
    const char *sentence = N_("Suara pembaca tidak bisa dijalankan.");
    for (size_t i = 0; i < COUNT_OF(known); i++) {
        sentence = str_equal(fault_text(), known[i]) ? known[i] : sentence;
    }
    if (!app->speech->has_logged) {
        log_line("%s", fault_text());
    }
    app->speech->has_logged = true;
    if (app->speech->is_screen) { // somebody touched Bacakan and waits
        note(app, sentence);
    }
}

// ---- ending

static void forget_reading(struct app *app)
{
    struct app_speech *s = app->speech;
    if (s->is_screen) {
        ui_spoken_mark(app->ui, UI_SPOKEN_NONE, 0, 0);
    }
    s->count = s->at = 0;
    s->next_thing = SIZE_MAX;
    s->is_screen = s->is_private = false;
    s->ended_ms = app_clock_ms(app);
    arena_reset(&s->arena);
    app->is_stale = true;
}

void app_speech_silence(struct app *app)
{
    speech_stop(app->speech->speech);
    forget_reading(app);
}

bool app_is_speaking(const struct app *app)
{
    return app->speech && speech_is_on(app->speech->speech);
}

void app_speak_stop(struct app *app)
{
    if (!app->speech) {
        return;
    }
    app->speech->wants_screen = app->speech->is_asking = app->speech->was_answered = false;
    app->speech->note = NULL;
    if (app_is_speaking(app)) {
        app_speech_silence(app);
    }
}

void app_speech_finish(struct app *app)
{
    struct app_speech *s = app->speech;
    if (!s) {
        return;
    }
    speech_destroy(s->speech);
    arena_finish(&s->arena);
    free(s);
    app->speech = NULL;
}

// ---- from things on the screen to an order

// Says a text from a byte on. False: no room in this order for all of it.
static bool add_text(struct app_speech *s, const char *text, int node, size_t *from, size_t *bytes)
{
    enum i18n_lang lang = say_guess(text, i18n_lang());
    struct say_sentence one;
    while (say_text(&s->arena, lang, text + *from, 1, &one) == 1) {
        size_t len = strlen(one.spoken) + 1;
        if (s->count == SPEECH_SENTENCES_MAX || *bytes + len > ORDER_BYTES_MAX) {
            return false;
        }
        s->places[s->count] = (struct place){node, *from + one.from, *from + one.to};
        s->words[s->count] = one.spoken;
        s->langs[s->count++] = lang;
        *bytes += len;
        *from += one.to;
    }
    *from = 0;
    return true;
}

static size_t read_screen(struct app *app, struct arena *arena, struct ui_spoken **out)
{
    *out = ARENA_ARRAY(arena, struct ui_spoken, THINGS_MAX);
    size_t count = ui_reading(app->ui, arena, THINGS_MAX, *out);
    return count < THINGS_MAX ? count : THINGS_MAX;
}

static void collect(struct app *app)
{
    struct app_speech *s = app->speech;
    struct ui_spoken *things;
    arena_reset(&s->arena);
    size_t count = read_screen(app, &s->arena, &things), bytes = 0;
    size_t thing = s->next_thing, from = s->next_byte;
    s->count = s->at = 0;
    s->is_private = false;
    for (s->next_thing = SIZE_MAX; thing < count; thing++) {
        if (things[thing].is_private && !s->with_private) {
            continue;
        }
        s->is_private = s->is_private || things[thing].is_private;
        if (!add_text(s, things[thing].text, things[thing].node, &from, &bytes)) {
            s->next_thing = thing;
            s->next_byte = from;
            return;
        }
    }
}

void app_speech_from(struct app *app, size_t first)
{
    struct app_speech *s = app->speech;
    const struct speech_order order = {
        .sentences = s->words,
        .langs = s->langs,
        .count = s->count,
        .first = first,
        .words_per_min = s->words_per_min,
        .volume_percent = s->volume_percent,
        .is_private = s->is_private,
    };
    s->note = NULL;
    if (s->count == 0) {
        note(app, N_("Di layar ini tidak ada yang bisa dibacakan."));
    } else if (!speech_say(s->speech, &order)) {
        note_fault(app);
        forget_reading(app);
    }
    app->is_stale = true;
}

void app_speech_begin(struct app *app, bool with_private)
{
    struct app_speech *s = app->speech;
    if (app_clock_ms(app) - s->ended_ms > VISIT_MS) {
        s->words_per_min = s->usual_words_per_min;
    }
    s->with_private = with_private;
    s->is_screen = true;
    s->serial = app_screen_serial(app);
    s->next_thing = s->next_byte = 0;
    collect(app);
    app_speech_from(app, 0);
}

bool app_speech_has_private(struct app *app)
{
    struct arena arena;
    struct ui_spoken *things;
    bool has = false;
    arena_init(&arena, READ_BYTES_MAX);
    size_t count = read_screen(app, &arena, &things);
    for (size_t i = 0; i < count; i++) {
        has = has || things[i].is_private;
    }
    arena_finish(&arena);
    return has;
}

// ---- what others ask for

void app_speak_screen(struct app *app)
{
    struct app_speech *s = ready(app);
    bool was_stopped_now =
        s->stopped_ms != INT64_MIN && app_clock_ms(app) - s->stopped_ms < AGAIN_MS;
    s->stopped_ms = INT64_MIN;
    if (app_is_speaking(app)) {
        app_speech_silence(app);
    } else if (s->is_off) {
        note(app, N_("Suara sedang dimatikan di mesin ini."));
    } else if (!was_stopped_now) {
        s->wants_screen = true; // once it is laid out
        app->is_stale = true;
    }
}

void app_speak_text(struct app *app, const char *text)
{
    struct app_speech *s = ready(app);
    size_t from = 0, bytes = 0;
    if (s->is_off) {
        return;
    }
    // A chime that sounds is heard out: it is not stopped here.
    forget_reading(app);
    add_text(s, text, UI_SPOKEN_NONE, &from, &bytes);
    s->words_per_min = s->usual_words_per_min;
    if (s->count > 0) {
        app_speech_from(app, 0);
    }
}

void app_chime(struct app *app)
{
    struct app_speech *s = ready(app);
    forget_reading(app);
    if (!s->is_off) {
        speech_chime(s->speech, s->volume_percent);
    }
}

// ---- what comes in

bool app_speech_event(struct app *app, const SDL_Event *event)
{
    struct app_speech *s = app->speech;
    if (!s || event->type != s->event_type) {
        return false;
    }
    if (!speech_heard(s->speech, event)) {
        return true;
    }
    if (event->user.code == SPEECH_SENTENCE) {
        s->at = (size_t)(intptr_t)event->user.data1;
        if (s->is_screen && s->at < s->count) {
            const struct place *place = &s->places[s->at];
            ui_spoken_mark(app->ui, place->node, place->from, place->to);
        }
        return true;
    }
    bool is_failed = event->user.code == SPEECH_FAILED;
    if (!is_failed && s->is_screen && s->next_thing != SIZE_MAX) {
        collect(app);
        if (app->speech->count > 0) {
            app_speech_from(app, 0);
            return true;
        }
    }
    if (is_failed) {
        note_fault(app);
    }
    forget_reading(app);
    return true;
}
