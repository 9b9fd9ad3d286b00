// SPDX-License-Identifier: GPL-3.0-or-later
// The box in which words are written: shows the field itself, without a copy, and a cursor that
// stands still (a blinking one would wake the machine for nothing).
#include "node.h"

#include <assert.h>
#include <string.h>

// The event of this pass, put into the field. True when its text changed.
static bool take_events(struct ui *ui, const struct ui_input *input, struct ui_field *field,
                        struct keep *keep)
{
    bool changed = false, moved = false;
    const struct event *event = ui_take(ui, EVENT_TYPE, input->id);
    if (event) {
        changed = edit_insert(field, event->typed);
    }
    event = ui_take(ui, EVENT_PRESS, input->id);
    if (event && !(event->press == UI_PRESS_ENTER && input->is_line)) {
        size_t len = field->len;
        moved = edit_press(field, event->press);
        changed = changed || field->len != len;
    }
    event = ui_take(ui, EVENT_TAP, input->id);
    if (event) {
        ui_copy_id(ui->focus, input->id);
        bool is_inside = event->offset < field->len && !input->is_hidden;
        field->cursor = is_inside ? event->offset : field->len;
        moved = true;
    }
    keep->to_cursor = keep->to_cursor || changed || moved;
    return changed;
}

// What is shown in the place of a hidden field: as many dots as there are letters.
static struct ui_field *dots_of(struct ui *ui, const struct ui_field *field)
{
    static const char dot[] = "\u2022";
    size_t letters = 0, len = strlen(dot);
    for (size_t i = 0; i < field->len; i++) {
        letters += ((unsigned char)field->text[i] & 0xC0) != 0x80;
    }
    struct ui_field *dots = ARENA_NEW(&ui->frame, struct ui_field);
    char *text = arena_alloc(&ui->frame, letters * len + 1);
    for (size_t i = 0; i < letters; i++) {
        memcpy(text + i * len, dot, len);
    }
    *dots = (struct ui_field){
        .text = text, .len = letters * len, .cap = letters * len + 1, .cursor = letters * len};
    return dots;
}

bool ui_input_ended(struct ui *ui, const char *id)
{
    const struct event *event = ui->event;
    bool is_enter = event && event->kind == EVENT_PRESS && event->press == UI_PRESS_ENTER;
    return is_enter && ui_take(ui, EVENT_PRESS, id) != NULL;
}

bool ui_input(struct ui *ui, struct ui_input input, struct ui_field *field)
{
    assert(input.id && field->text && field->len < field->cap);
    struct keep *keep = node_keep(ui, input.id);
    if (input.is_hidden) {
        field->cursor = field->len;
    }
    bool changed = take_events(ui, &input, field, keep);
    field = input.is_hidden ? dots_of(ui, field) : field;
    enum ui_size size = input.size == UI_BODY ? UI_LARGE : input.size;
    struct node *node = node_add(ui, NODE_INPUT);
    struct ui_input *copy = ARENA_NEW(&ui->frame, struct ui_input);
    *copy = input;
    copy->hint = arena_str(&ui->frame, input.hint);
    node->input = copy;
    node->box = (struct ui_box){
        .id = arena_str(&ui->frame, input.id),
        .role = UI_ROLE_INPUT,
        .grow = input.grow,
        .pad_x = ui_px(ui, 40),
        .pad_y = ui_px(ui, 22),
        .radius = ui_px(ui, DP_RADIUS),
        .is_private = true,
    };
    node->keep = keep;
    node->field = field;
    node->font = (struct text_font){TEXT_REGULAR, ui_font_px(ui, size)};
    node->line_h = ui_line_px(ui, size);
    node->runs = ARENA_NEW(&ui->frame, struct wrap_run);
    node->run_colors = ARENA_NEW(&ui->frame, enum ui_color);
    node->run_count = 1;
    bool is_empty = field->len == 0;
    const char *hint = copy->hint ? copy->hint : "";
    const char *str = is_empty ? hint : field->text;
    node->runs[0] = (struct wrap_run){str, is_empty ? strlen(hint) : field->len, node->font};
    node->run_colors[0] = is_empty ? UI_SOFT : UI_INK;
    ui->has_input = true;
    if (input.is_first && !ui->first_input[0]) {
        ui_copy_id(ui->first_input, input.id);
    }
    return changed;
}

// Width of the line's bytes up to `to`, blanks at its end included.
static int width_upto(struct ui *ui, const struct node *input, const struct wrap_line *line,
                      size_t to)
{
    const struct wrap_run *run = &input->runs[0];
    size_t len = to - line->from;
    len = len > TEXT_PIECE_BYTES_MAX ? TEXT_PIECE_BYTES_MAX : len;
    return text_width(ui->text, run->font, run->str + line->from, len);
}

void input_cursor(struct ui *ui, const struct node *input, int *x, int *y)
{
    size_t cursor = input->field->len ? input->field->cursor : 0;
    uint32_t i = input->wrap.line_count - 1;
    while (i > 0 && input->wrap.lines[i].from > cursor) {
        i--;
    }
    int inner = input->w - 2 * input->box.pad_x;
    *x = width_upto(ui, input, &input->wrap.lines[i], cursor);
    *x = *x > inner ? inner : *x;
    *y = (int)i * input->line_h;
}

size_t input_offset_at(struct ui *ui, const struct node *input, int x, int y)
{
    if (input->field->len == 0) {
        return 0;
    }
    x -= input->x + input->box.pad_x;
    y -= input->y + input->box.pad_y - input->keep->offset;
    int row = y < 0 ? 0 : y / input->line_h;
    int last = (int)input->wrap.line_count - 1;
    const struct wrap_line *line = &input->wrap.lines[row > last ? last : row];
    size_t end = line->to;
    while (row < last && end > line->from && strchr(" \n", input->runs[0].str[end - 1])) {
        end--; // the cursor stands before the blank at which the line ends
    }
    struct ui_field at = *input->field;
    size_t best = line->from;
    for (at.cursor = line->from; at.cursor < end;) {
        int before = width_upto(ui, input, line, at.cursor);
        if (!edit_press(&at, UI_PRESS_RIGHT)) {
            break;
        }
        int after = width_upto(ui, input, line, at.cursor);
        if ((before + after) / 2 < x) {
            best = at.cursor;
        }
    }
    return best;
}
