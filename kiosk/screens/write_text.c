// SPDX-License-Identifier: GPL-3.0-or-later
// One question answered in words: title, place, a blank, or the whole text. Places where one met
// before are a touch away.
#include "write.h"

#include "kiosk/ui/i18n.h"

#include <stdio.h>
#include <string.h>

static void take_place(struct app *app, struct ui *ui, struct write *write, const char *place)
{
    struct ui_field *field = &write->field;
    size_t len = strlen(place);
    memset(field->text, 0, field->len);
    memcpy(field->text, place, len);
    field->len = field->cursor = len;
    write_changed(app, ui, write);
    write_next(app, write);
}

static void show_places(struct app *app, struct ui *ui, struct write *write)
{
    for (size_t i = 0; write->page == WRITE_PLACE && i < write->place_count; i++) {
        struct ui_button look = {.icon = ICON_PLACE};
        if (!str_equal(write->places[i], write->field.text) &&
            ui_button(ui, ui_id(ui, "write.place.%d", (int)i), look, write->places[i])) {
            take_place(app, ui, write, write->places[i]);
            return;
        }
    }
}

// What still fits, where that matters; what does not is not typed, and said.
static void show_room(struct ui *ui, const struct write *write)
{
    if (write->field.is_full) {
        ui_banner(ui, "write.full", UI_TINT_BRICK, ICON_WARNING,
                  _("Sudah penuh. Pendekkan dulu, atau tulis di bagian lain."));
    }
}

// What comes of it where it stands: one fills a blank without seeing the sentence around it.
static void show_title(struct ui *ui, const struct write *write, const struct write_item *item)
{
    const Kt__Notice *notice = write->draft.record->notice;
    struct blank blank = {item->blank, write->field.text};
    const char *title = blank_fill(ui_arena(ui), notice->title, &blank, 1);
    if (item->kind != WRITE_BLANK || str_equal(title, notice->title) || screens_is_tight(ui)) {
        return;
    }
    ui_begin(ui, (struct ui_box){.id = "write.becomes", .gap = 4});
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, _("Judulnya menjadi"));
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true}, title);
    ui_end(ui);
}

// The question; and what the marks of a text are, which mean nothing to who sees them for the first
// time. Small where there is little room, left out where there is none.
static void show_question(struct ui *ui, const struct write *write, const struct write_item *item)
{
    bool has_marks = write->page == WRITE_BODY && strpbrk(write->field.text, "#*");
    bool is_least = screens_is_tight(ui) && (ui_is_narrow(ui) || ui_typing_is_low(ui));
    const char *marks = has_marks ? _("## = judul kecil, ** = tebal. Biarkan tandanya.") : NULL;
    ui_question(ui, item->question, is_least ? NULL : marks);
    if (marks && is_least && !ui_is_wide(ui)) {
        struct ui_text small = {.size_dp = theme_size_dp(UI_SMALL), .color = UI_SOFT};
        ui_text(ui, small, marks);
    }
}

static void show_words(struct app *app, struct ui *ui, struct write *write,
                       const struct write_item *item)
{
    bool is_tight = screens_is_tight(ui);
    show_question(ui, write, item);
    struct ui_input input = {
        .id = "write.text",
        .hint = *item->example ? arena_printf(ui_arena(ui), _("Contoh: %s"), item->example) : NULL,
        .lines_min = is_tight ? 2 : 3,
        .grow = item->is_lines || is_tight ? 1 : 0,
        .is_first = true,
        .is_line = !item->is_lines,
    };
    if (input.is_line && ui_input_ended(ui, input.id)) {
        write_next(app, write);
        return;
    }
    if (ui_input(ui, input, &write->field)) {
        write_changed(app, ui, write);
    }
    show_room(ui, write);
    show_title(ui, write, item);
    if (!is_tight || ui_is_wide(ui)) {
        show_places(app, ui, write);
    }
}

static void build_typing(struct app *app, struct ui *ui, struct write *write,
                         const struct write_item *item)
{
    bool is_low = ui_typing_is_low(ui);
    ui_split_begin(ui, 1, 1);
    show_words(app, ui, write, item);
    if (is_low) {
        write_foot(app, ui, write);
    }
    ui_typing_next(ui);
    (item->is_lines ? ui_typing_keys_lines : ui_typing_keys)(ui);
    if (!is_low) {
        write_foot(app, ui, write);
    }
    ui_typing_end(ui);
}

// Words that came as a file are changed as a file: by touch one would lose one's way in them.
static void build_too_long(struct app *app, struct ui *ui, struct write *write)
{
    ui_body_begin(ui, "write");
    screens_empty(
        ui, "write.long", ICON_DOCUMENT, _("Isinya panjang sekali"),
        _("Isi sepanjang ini diubah di komputer: ubah berkasnya, lalu bawa ke sini dengan "
          "stik. Judul, tanggal, dan foto tetap bisa diubah di layar ini."));
    ui_body_end(ui);
    ui_foot_begin(ui);
    write_foot(app, ui, write);
    ui_foot_end(ui);
}

void write_text_page(struct app *app, struct ui *ui, struct write *write,
                     const struct write_item *item)
{
    if (item->kind == WRITE_BODY && write->is_too_long) {
        build_too_long(app, ui, write);
    } else {
        build_typing(app, ui, write, item);
    }
}
