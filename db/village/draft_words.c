// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a draft: its blanks, and the notice that they make. Touches no row.
#include "draft.h"

#include <string.h>

const char *draft_blank(const struct draft *draft, const char *name)
{
    for (size_t i = 0; i < draft->record->n_blanks; i++) {
        if (str_equal(draft->record->blanks[i]->key, name)) {
            return draft->record->blanks[i]->value;
        }
    }
    return "";
}

bool draft_fill(struct arena *arena, struct draft *draft, const char *name, const char *value)
{
    Kt__Draft *record = draft->record;
    if (strlen(value) > 4 * DRAFT_VALUE_LETTERS_MAX) {
        fault_set("[%s]: is longer than %d letters", name, DRAFT_VALUE_LETTERS_MAX);
        return false;
    }
    size_t at = 0;
    while (at < record->n_blanks && !str_equal(record->blanks[at]->key, name)) {
        at++;
    }
    if (at == BLANKS_MAX) {
        fault_set("[%s]: a notice has at most %d blanks", name, BLANKS_MAX);
        return false;
    }
    Kt__Extra *made = ARENA_NEW(arena, Kt__Extra);
    kt__extra__init(made);
    made->key = arena_str(arena, name);
    made->value = arena_str(arena, value);
    record->blanks[at] = made;
    record->n_blanks += at == record->n_blanks;
    return true;
}

Kt__Notice *draft_notice(struct arena *arena, const struct draft *draft)
{
    const Kt__Draft *record = draft->record;
    struct blank blanks[BLANKS_MAX];
    for (size_t i = 0; i < record->n_blanks; i++) {
        blanks[i] = (struct blank){record->blanks[i]->key, record->blanks[i]->value};
    }
    Kt__Notice *notice = ARENA_NEW(arena, Kt__Notice);
    *notice = *record->notice;
    notice->title = blank_fill(arena, notice->title, blanks, record->n_blanks);
    notice->place = blank_fill(arena, notice->place, blanks, record->n_blanks);
    notice->body = blank_fill(arena, notice->body, blanks, record->n_blanks);
    return notice;
}

void draft_settle(struct arena *arena, struct draft *draft)
{
    draft->record->notice = draft_notice(arena, draft);
    draft->record->n_blanks = 0;
}
