// SPDX-License-Identifier: GPL-3.0-or-later
// The words of a page on their way between the draft and the field in which they are typed.
#include "write.h"

#include "db/record/lines.h"
#include "db/village/notice.h"

#include <stdio.h>
#include <string.h>

void write_field_take(struct write *write, const char *words, size_t letters_max)
{
    struct ui_field *field = &write->field;
    size_t len = strlen(words);
    memset(field->text, 0, field->cap);
    *field = (struct ui_field){.text = field->text, .cap = field->cap, .letters_max = letters_max};
    if (len < field->cap) {
        memcpy(field->text, words, len);
        field->len = field->cursor = len;
    }
}

void write_field_places(struct app *app, struct write *write)
{
    enum { LOOKED_AT = 20 };
    struct arena arena;
    arena_init(&arena, WRITE_BYTES_MAX);
    struct notice_row rows[LOOKED_AT];
    size_t total, count = notice_own(app_village(app), &arena, write->draft.role == STAFF_BPD, 0,
                                     LOOKED_AT, rows, &total);
    write->place_count = 0;
    for (size_t i = 0; i < count && write->place_count < WRITE_PLACES_MAX; i++) {
        bool is_new = rows[i].place[0] != '\0';
        for (size_t k = 0; k < write->place_count; k++) {
            is_new = is_new && !str_equal(write->places[k], rows[i].place);
        }
        if (is_new) {
            (void)snprintf(write->places[write->place_count++], sizeof write->places[0], "%s",
                           rows[i].place);
        }
    }
    arena_finish(&arena);
}

void write_field_take_body(struct write *write)
{
    struct arena arena;
    arena_init(&arena, WRITE_BYTES_MAX);
    const char *body = draft_notice(&arena, &write->draft)->body;
    write->is_too_long = strlen(body) >= write->field.cap / 2; // room to go on
    write_field_take(write,
                     write->is_too_long ? "" : (const char *)lines_from_markdown(&arena, body), 0);
    arena_finish(&arena);
}

char *write_field_typed(struct write *write)
{
    const char *from = write->field.text;
    size_t len = write->field.len;
    while (len > 0 && strchr(" \n", from[len - 1])) {
        len--;
    }
    while (len > 0 && strchr(" \n", *from)) {
        from++;
        len--;
    }
    return arena_str_of(&write->kept, bytes_of(from, len));
}
