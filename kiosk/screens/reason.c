// SPDX-License-Identifier: GPL-3.0-or-later
// The words and the usual ones beside the keys; where letters are large, only what must be there.
#include "reason.h"

#include "staff_parts.h"

#include <stdio.h>
#include <string.h>

void reason_begin(struct reason *reason)
{
    reason->field = (struct ui_field){
        .text = reason->text, .cap = sizeof reason->text, .letters_max = REASON_LETTERS_MAX};
}

bool reason_is_empty(const struct reason *reason)
{
    return reason->text[strspn(reason->text, " \n")] == '\0';
}

static void mend_missing(struct reason *reason)
{
    if (reason->trouble == REASON_MISSING) {
        reason->trouble = REASON_FINE;
    }
}

static void take(struct reason *reason, const char *text)
{
    memset(reason->text, 0, sizeof reason->text);
    (void)snprintf(reason->text, sizeof reason->text, "%s", text);
    reason->field.len = reason->field.cursor = strlen(reason->text);
    reason->field.is_full = false;
    mend_missing(reason);
}

static void show_usual(struct ui *ui, struct reason *reason, const struct reason_words *words)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    for (int i = 0; i < REASON_USUAL_MAX; i++) {
        struct ui_button look = {.is_snug = true};
        if (ui_button(ui, ui_id(ui, "%s.usual.%d", words->prefix, i), look, words->usual[i])) {
            take(reason, words->usual[i]);
        }
    }
    ui_end(ui);
}

// Where letters are large, what went wrong stands in the place of the question.
static void show_question(struct ui *ui, const struct reason *reason,
                          const struct reason_words *words)
{
    bool is_tight = screens_is_tight(ui);
    if (!is_tight || reason->trouble == REASON_FINE) {
        ui_question(ui, words->question, is_tight ? NULL : words->note);
    }
    if (reason->trouble == REASON_MISSING) {
        ui_banner(ui, ui_id(ui, "%s.missing", words->prefix), UI_TINT_BRICK, ICON_WARNING,
                  is_tight ? _("Tulis dulu alasannya.") : _("Pilih atau tulis dulu alasannya."));
    } else if (reason->trouble == REASON_FAILED) {
        ui_banner(ui, ui_id(ui, "%s.failed", words->prefix), UI_TINT_BRICK, ICON_WARNING,
                  words->failed);
    }
}

static void show_words(struct ui *ui, struct reason *reason, const struct reason_words *words)
{
    bool is_tight = screens_is_tight(ui);
    show_question(ui, reason, words);
    struct ui_input input = {.id = ui_id(ui, "%s.reason", words->prefix),
                             .hint = is_tight ? words->hint_tight : words->hint,
                             .lines_min = is_tight ? 1 : 2,
                             .grow = 1,
                             .is_first = true,
                             .is_line = true};
    if (ui_input(ui, input, &reason->field)) {
        mend_missing(reason);
    }
    if (!is_tight) {
        show_usual(ui, reason, words);
    }
}

static bool show_go(struct ui *ui, const struct reason_words *words)
{
    return ui_button(ui, ui_id(ui, "%s.go", words->prefix), words->go, words->go_word);
}

bool reason_page(struct app *app, struct ui *ui, struct reason *reason,
                 const struct reason_words *words)
{
    bool is_low = ui_typing_is_low(ui), is_asked = false;
    ui_page_begin(ui);
    if (!staff_is_out(app)) {
        screens_header_speak(app, ui, ui_id(ui, "%s.speak", words->prefix));
        ui_split_begin(ui, 1, 1);
        show_words(ui, reason, words);
        is_asked = is_low && show_go(ui, words);
        ui_typing_next(ui);
        ui_typing_keys(ui);
        is_asked = (!is_low && show_go(ui, words)) || is_asked;
        ui_typing_end(ui);
    }
    ui_page_end(ui);
    return is_asked;
}
