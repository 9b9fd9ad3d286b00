// SPDX-License-Identifier: GPL-3.0-or-later
// The steps. A touch is pushed onto SDL's queue as a finger's would be; where it lands is found on
// the laid-out screen, never guessed. Must never reach into a screen's state.
#include "script_inside.h"
#include "shot.h"

#include "db/village/village.h"

#include <SDL.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FINGER = 7, SWIPE_MOVES = 8, REST_MS = 4000 };

// ---- finding

bool script_target(const struct words *words, int i, struct target *out)
{
    const char *word = words->list[i];
    *out = words->is_quoted[i] ? (struct target){.label = word} : (struct target){.id = word + 1};
    if (!words->is_quoted[i] && (word[0] != '#' || !word[1])) {
        fault_set("%s: give an element as #id or as \"label\"", word);
        return false;
    }
    return true;
}

static bool is_it(const struct ui_element *element, struct target target, bool is_exact)
{
    if (target.id) {
        return str_equal(element->id, target.id);
    }
    bool same = is_exact ? strcmp(element->label, target.label) == 0
                         : str_starts(element->label, target.label);
    return element->is_touch && same;
}

const struct ui_element *script_find(struct script *script, struct target target)
{
    arena_reset(&script->found);
    struct ui_element *elements;
    size_t count = ui_elements(app_ui(script->app), &script->found, &elements);
    for (int exact = 1; exact >= 0; exact--) {
        for (size_t i = count; i-- > 0;) { // what lies above comes later
            if (is_it(&elements[i], target, exact)) {
                return &elements[i];
            }
        }
    }
    return NULL;
}

static const char *name_of(struct target target)
{
    return target.id ? target.id : target.label;
}

// Scrolled into view; what a finger could not find or reach is a fault.
const struct ui_element *script_find_to_touch(struct script *script, struct target target)
{
    ui_reveal(app_ui(script->app), target.id, target.label);
    app_turn(script->app);
    const struct ui_element *element = script_find(script, target);
    const char *why = !element                                       ? "is not on the screen"
                      : !element->is_touch                           ? "cannot be touched"
                      : element->seen.w <= 0 || element->seen.h <= 0 ? "is out of sight"
                      : element->is_covered ? "is covered by something else"
                      : element->is_small   ? "is too small for a finger"
                                            : NULL;
    if (why) {
        fault_set("%s%s %s", target.id ? "#" : "", name_of(target), why);
        return NULL;
    }
    return element;
}

// ---- fingers

void script_finger(struct script *script, uint32_t type, int x, int y)
{
    SDL_Surface *frame = app_frame(script->app);
    SDL_Event event = {.tfinger = {
                           .type = type,
                           .touchId = 1,
                           .fingerId = FINGER,
                           .x = (float)x / (float)frame->w,
                           .y = (float)y / (float)frame->h,
                           .pressure = 1,
                       }};
    SDL_PushEvent(&event);
    app_advance(script->app, SCRIPT_STEP_MS);
}

static bool tap(struct script *script, struct target target)
{
    const struct ui_element *element = script_find_to_touch(script, target);
    if (!element) {
        return false;
    }
    int x = element->seen.x + element->seen.w / 2, y = element->seen.y + element->seen.h / 2;
    script_finger(script, SDL_FINGERDOWN, x, y);
    script_finger(script, SDL_FINGERUP, x, y);
    return true;
}

bool script_number(const char *word, int max, int *out)
{
    char *end;
    errno = 0;
    long value = strtol(word, &end, 10);
    if (errno || end == word || *end || value < 0 || value > max) {
        fault_set("%s is not a number from 0 to %d", word, max);
        return false;
    }
    *out = (int)value;
    return true;
}

// ---- steps

static bool step_tap(struct script *script, const struct words *words)
{
    struct target target;
    return script_target(words, 1, &target) && tap(script, target);
}

static bool step_type(struct script *script, const struct words *words)
{
    const char *at = words->list[1];
    if (!ui_focus(app_ui(script->app))) {
        fault_set("type: nothing on the screen takes letters now");
        return false;
    }
    while (*at) {
        SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
        size_t len = strnlen(at, sizeof event.text.text - 1);
        while (at[len] && ((uint8_t)at[len] & 0xc0) == 0x80) {
            len--; // not inside a code point
        }
        memcpy(event.text.text, at, len);
        SDL_PushEvent(&event);
        app_turn(script->app);
        at += len;
    }
    app_advance(script->app, SCRIPT_STEP_MS);
    return true;
}

static bool step_swipe(struct script *script, const struct words *words)
{
    static const struct {
        const char *name;
        int dx, dy;
    } ways[] = {{"up", 0, -1}, {"down", 0, 1}, {"left", -1, 0}, {"right", 1, 0}};
    SDL_Surface *frame = app_frame(script->app);
    SDL_Rect area = {0, 0, frame->w, frame->h};
    struct target target;
    if (words->count > 2) {
        if (!script_target(words, 2, &target)) {
            return false;
        }
        const struct ui_element *element = script_find(script, target);
        if (!element || element->seen.w <= 0) {
            fault_set("%s is not on the screen", words->list[2]);
            return false;
        }
        area = element->seen;
    }
    for (size_t i = 0; i < COUNT_OF(ways); i++) {
        if (strcmp(words->list[1], ways[i].name) != 0) {
            continue;
        }
        int way_x = ways[i].dx * area.w / 2, way_y = ways[i].dy * area.h / 2;
        int x = area.x + area.w / 2 - way_x / 2, y = area.y + area.h / 2 - way_y / 2;
        script_finger(script, SDL_FINGERDOWN, x, y);
        for (int move = 1; move <= SWIPE_MOVES; move++) {
            script_finger(script, SDL_FINGERMOTION, x + way_x * move / SWIPE_MOVES,
                          y + way_y * move / SWIPE_MOVES);
        }
        script_finger(script, SDL_FINGERUP, x + way_x, y + way_y);
        for (int ms = 0; ms < REST_MS && ui_is_moving(app_ui(script->app)); ms += SCRIPT_STEP_MS) {
            app_advance(script->app, SCRIPT_STEP_MS);
        }
        return true;
    }
    fault_set("swipe %s: up, down, left or right", words->list[1]);
    return false;
}

static bool step_wait(struct script *script, const struct words *words)
{
    int ms;
    if (!script_number(words->list[1], 100000000, &ms)) {
        return false;
    }
    app_advance(script->app, ms);
    return true;
}

static bool step_hold(struct script *script, const struct words *words)
{
    struct target target;
    int ms;
    if (!script_target(words, 1, &target) || !script_number(words->list[2], 600000, &ms)) {
        return false;
    }
    const struct ui_element *element = script_find_to_touch(script, target);
    if (!element) {
        return false;
    }
    int x = element->seen.x + element->seen.w / 2, y = element->seen.y + element->seen.h / 2;
    script_finger(script, SDL_FINGERDOWN, x, y);
    app_advance(script->app, ms);
    script_finger(script, SDL_FINGERUP, x, y);
    return true;
}

static bool step_expect(struct script *script, const struct words *words)
{
    struct target target;
    if (!script_target(words, 1, &target)) {
        return false;
    }
    const struct ui_element *element = script_find(script, target);
    if (!element) {
        fault_set("%s is not on the screen", words->list[1]);
        return false;
    }
    if (words->count > 2 && !strstr(element->label, words->list[2])) {
        fault_set("%s says \"%.300s\", not \"%s\"", words->list[1], element->label, words->list[2]);
        return false;
    }
    return true;
}

static bool step_expect_not(struct script *script, const struct words *words)
{
    struct target target;
    if (!script_target(words, 1, &target)) {
        return false;
    }
    if (script_find(script, target)) {
        fault_set("%s is on the screen", words->list[1]);
        return false;
    }
    return true;
}

// All that the screen says, one blank between things, so that lines and paragraphs do not matter.
static bool says(struct script *script, const char *text)
{
    arena_reset(&script->found);
    struct ui_element *elements;
    size_t count = ui_elements(app_ui(script->app), &script->found, &elements);
    struct buf all;
    buf_init(&all, SCRIPT_FIND_BYTES_MAX);
    for (size_t i = 0; i < count; i++) {
        bool is_part = elements[i].role == UI_ROLE_NONE || elements[i].role == UI_ROLE_GROUP ||
                       elements[i].role == UI_ROLE_DIALOG;
        if (!is_part && elements[i].label[0]) { // what is in a group comes by itself
            buf_add_str(&all, elements[i].label);
            buf_add_str(&all, " ");
        }
    }
    for (size_t i = 0; i < all.len; i++) {
        all.data[i] = all.data[i] == '\n' ? ' ' : all.data[i];
    }
    bool has = strstr(buf_str(&all), text) != NULL;
    buf_finish(&all);
    return has;
}

static bool step_expect_text(struct script *script, const struct words *words)
{
    if (!says(script, words->list[1])) {
        fault_set("nothing on the screen says \"%s\"", words->list[1]);
        return false;
    }
    return true;
}

static bool step_expect_not_text(struct script *script, const struct words *words)
{
    if (says(script, words->list[1])) {
        fault_set("the screen says \"%s\"", words->list[1]);
        return false;
    }
    return true;
}

static bool step_shot(struct script *script, const struct words *words)
{
    app_turn(script->app);
    return shot_picture(app_frame(script->app), words->list[1]);
}

static bool step_dump(struct script *script, const struct words *words)
{
    app_turn(script->app);
    return shot_dump(app_ui(script->app), words->list[1]);
}

static bool step_set(struct script *script, const struct words *words)
{
    struct target target;
    if (strcmp(words->list[2], "=") != 0 || !script_target(words, 3, &target)) {
        fault_set("set: write it as set NAME = #id");
        return false;
    }
    const struct ui_element *element = script_find(script, target);
    if (!element || script->name_count == SCRIPT_NAMES_MAX) {
        fault_set("%s %s", words->list[3],
                  element ? "is one name too many" : "is not on the screen");
        return false;
    }
    int i = 0;
    while (i < script->name_count && strcmp(script->names[i].name, words->list[1]) != 0) {
        i++;
    }
    if (i == script->name_count) {
        script->names[script->name_count++].name = die_if_null(strdup(words->list[1]));
    }
    free(script->names[i].value);
    script->names[i].value = die_if_null(strdup(element->label));
    return true;
}

static bool step_tap_keys(struct script *script, const struct words *words)
{
    const char *word = words->list[1], *digits = word;
    const char *pad = words->count > 2 ? words->list[2] : "ticket"; // whose keys they are
    for (int i = 0; i < script->name_count && word[0] == '$'; i++) {
        digits = strcmp(script->names[i].name, word + 1) == 0 ? script->names[i].value : digits;
    }
    if (digits[0] == '$') {
        fault_set("%s was not set", word);
        return false;
    }
    for (; *digits; digits++) {
        char id[UI_ID_LEN_MAX + 1];
        snprintf(id, sizeof id, "%s.key.%c", pad, *digits);
        bool is_digit = *digits >= '0' && *digits <= '9';
        if (is_digit && !tap(script, (struct target){.id = id})) {
            return false;
        }
    }
    return true;
}

// As of a machine that lost its clock: what time it is becomes a guess.
static bool step_clock(struct script *script, const struct words *words)
{
    bool is_guess = str_equal(words->list[1], "unsure");
    struct village *village = app_village(script->app);
    if (!village || (!is_guess && !str_equal(words->list[1], "sure"))) {
        fault_set("%s: the clock of a village is sure or unsure", words->list[1]);
        return false;
    }
    village->is_test_guess = is_guess;
    app_turn(script->app);
    return true;
}

static bool step_lang(struct script *script, const struct words *words)
{
    enum i18n_lang lang;
    if (!i18n_parse(words->list[1], &lang)) {
        fault_set("%s: the languages are id, su, jv and en", words->list[1]);
        return false;
    }
    app_set_lang(script->app, lang);
    app_turn(script->app);
    return true;
}

static bool step_text_size(struct script *script, const struct words *words)
{
    int percent;
    if (!script_number(words->list[1], 160, &percent) ||
        (percent != 100 && percent != 130 && percent != 160)) {
        fault_set("%s: letters are 100, 130 or 160 percent", words->list[1]);
        return false;
    }
    app_set_text_percent(script->app, percent);
    app_turn(script->app);
    return true;
}

static bool step_size(struct script *script, const struct words *words)
{
    int w, h;
    char end;
    if (sscanf(words->list[1], "%dx%d%c", &w, &h, &end) != 2 || w < 320 || h < 320 || w > 8192 ||
        h > 8192) {
        fault_set("%s: write a size as 1080x1920, from 320 to 8192", words->list[1]);
        return false;
    }
    if (!app_resize(script->app, w, h)) {
        return false;
    }
    app_turn(script->app);
    return true;
}

const struct script_step script_steps[] = {
    {"tap", 2, 2, step_tap},
    {"type", 2, 2, step_type},
    {"swipe", 2, 3, step_swipe},
    {"wait", 2, 2, step_wait},
    {"hold", 3, 3, step_hold},
    {"expect", 2, 3, step_expect},
    {"expect-not", 2, 2, step_expect_not},
    {"expect-text", 2, 2, step_expect_text},
    {"expect-not-text", 2, 2, step_expect_not_text},
    {"shot", 2, 2, step_shot},
    {"dump", 2, 2, step_dump},
    {"set", 4, 4, step_set},
    {"tap-keys", 2, 3, step_tap_keys},
    {"clock", 2, 2, step_clock},
    {"lang", 2, 2, step_lang},
    {"text-size", 2, 2, step_text_size},
    {"size", 2, 2, step_size},
    {0},
};
