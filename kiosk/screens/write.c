// SPDX-License-Identifier: GPL-3.0-or-later
// Writing a notice: what there is to fill in as a list, and each of it on a page of its own. A new
// one leads from question to question; what is filled in may be touched again at any time. What was
// written is on the disk at each pause and each turn of a page, and nothing here forbids anything.
#include "write.h"

#include "db/record/lines.h"
#include "db/village/notice.h"
#include "kiosk/templates.h"
#include "staff_parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_BYTES = WRITE_BODY_BYTES_MAX };

// ---- opening

static bool open_draft(struct app *app, struct write *write)
{
    struct village *village = app_village(app);
    const struct staff_session *session = app_session(app);
    if (write->arg.draft) {
        return draft_get(village, &write->kept, session, write->arg.draft, &write->draft);
    }
    if (write->arg.notice[0]) {
        return draft_revise(village, &write->kept, session, write->arg.notice, &write->draft);
    }
    return draft_new(village, &write->kept, session, write->form, &write->draft);
}

static void enter(struct app *app, void *state, const void *arg)
{
    struct write *write = state;
    memcpy(&write->arg, arg, sizeof write->arg);
    arena_init(&write->made, WRITE_BYTES_MAX);
    arena_init(&write->kept, WRITE_BYTES_MAX);
    write->field =
        (struct ui_field){.text = die_if_null(calloc(1, FIELD_BYTES)), .cap = FIELD_BYTES};
    write->form = templates_find(&write->made, app_data(app), write->arg.form);
    write->is_lost = !open_draft(app, write);
    if (write->is_lost) {
        log_line("%s", fault_text());
        return;
    }
    write->is_untouched = write->draft.id == 0;
    write->is_guided = write->is_untouched && !write->draft.base;
    if (!write->form && write->draft.form[0]) {
        write->form = templates_find(&write->made, app_data(app), write->draft.form);
    }
}

static void leave(struct app *app, void *state)
{
    struct write *write = state;
    if (!write->is_lost && !write->jump.is_over && app_session(app) && write->is_dirty) {
        (void)write_save(app, write); // said already, if it cannot be
    }
    write_pictures_finish(write);
    free(write->field.text);
    arena_finish(&write->kept);
    arena_finish(&write->made);
}

// ---- pages

void write_open(struct app *app, struct write *write, const struct write_item *item)
{
    write->page = item->kind;
    (void)strncpy(write->blank, item->blank, sizeof write->blank - 1);
    write->when = (struct write_when){0};
    switch (item->kind) {
    case WRITE_TITLE:
        write_field_take(write, item->value, NOTICE_TITLE_LETTERS_MAX);
        break;
    case WRITE_PLACE:
        write_field_take(write, item->value, APP_LINE_LETTERS_MAX);
        write_field_places(app, write);
        break;
    case WRITE_BLANK:
        write_field_take(write, item->value,
                         item->is_lines ? DRAFT_VALUE_LETTERS_MAX : NOTICE_TITLE_LETTERS_MAX);
        break;
    case WRITE_BODY: // as one would have typed it
        write_field_take_body(write);
        break;
    case WRITE_PINNED: { // no page of its own
        Kt__Notice *notice = write->draft.record->notice;
        notice->pinned = !notice->pinned;
        write->page = WRITE_OVERVIEW;
        write_keep(app, write);
        break;
    }
    case WRITE_OVERVIEW:
    case WRITE_WHEN:
    case WRITE_PICTURES:
    case WRITE_SHELF:
    case WRITE_SHOWN:
        break;
    }
}

static bool take_page(struct write *write)
{
    Kt__Notice *notice = write->draft.record->notice;
    switch (write->page) {
    case WRITE_TITLE:
        notice->title = write_field_typed(write);
        break;
    case WRITE_PLACE:
        notice->place = write_field_typed(write);
        break;
    case WRITE_BLANK:
        return draft_fill(&write->kept, &write->draft, write->blank, write_field_typed(write));
    case WRITE_BODY:
        draft_settle(&write->kept, &write->draft);
        write->draft.record->notice->body =
            lines_to_markdown(&write->kept, write_field_typed(write));
        break;
    default:
        break;
    }
    return true;
}

bool write_save(struct app *app, struct write *write)
{
    const struct staff_session *session = app_session(app);
    struct village *village = app_village(app);
    int64_t id = write->draft.id;
    if (!write->is_dirty && id) {
        return true; // to save is to change: what waits for approval would wait no longer
    }
    write->is_failed = (write->is_dirty && !take_page(write)) ||
                       !draft_save(village, &write->kept, session, &write->draft);
    if (write->is_failed) {
        log_line("%s", fault_text());
        write->draft.id = id;
        return false;
    }
    write->is_dirty = write->is_untouched = false;
    id = write->draft.id;
    arena_reset(&write->kept); // read anew, so that what was typed over does not pile up
    write->is_lost = !draft_get(village, &write->kept, session, id, &write->draft);
    return !write->is_lost;
}

void write_keep(struct app *app, struct write *write)
{
    write->is_dirty = true;
    (void)write_save(app, write); // said at the foot if it could not be
}

void write_changed(struct app *app, struct ui *ui, struct write *write)
{
    (void)app;
    write->dirty_ms = write->is_dirty ? write->dirty_ms : ui_now_ms(ui);
    write->changed_ms = ui_now_ms(ui);
    write->is_dirty = true;
}

// At a pause of typing, and now and then where there is none.
static void save_when_due(struct app *app, struct ui *ui, struct write *write)
{
    if (!write->is_dirty) {
        return;
    }
    int64_t now_ms = ui_now_ms(ui), quiet_ms = now_ms - write->changed_ms;
    if (quiet_ms >= WRITE_PAUSE_MS || now_ms - write->dirty_ms >= WRITE_LONGEST_MS) {
        if (!write_save(app, write)) {
            write->changed_ms = write->dirty_ms = now_ms; // tried again after the next pause
        }
    }
    if (write->is_dirty) {
        ui_wake_in(ui, WRITE_PAUSE_MS);
    }
}

static void to_check(struct app *app, struct write *write)
{
    if (!write->draft.id && !write_save(app, write)) {
        return;
    }
    write->page = WRITE_OVERVIEW;
    write->is_guided = write->is_checked = false;
    struct write_check_arg arg = {.draft = write->draft.id, .jump = &write->jump};
    app_push(app, &screen_write_check, &arg, sizeof arg);
}

// The item of the page that is open, NULL: the list.
static const struct write_item *item_here(const struct write *write, const struct write_item *items,
                                          size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (items[i].kind == write->page && str_equal(items[i].blank, write->blank)) {
            return &items[i];
        }
        if (items[i].kind == write->page && write->page != WRITE_BLANK) {
            return &items[i];
        }
    }
    return NULL;
}

void write_next(struct app *app, struct write *write)
{
    if (write->page != WRITE_OVERVIEW && !write_save(app, write)) {
        return;
    }
    if (write->is_checked) {
        to_check(app, write);
        return;
    }
    struct arena arena;
    arena_init(&arena, WRITE_BYTES_MAX);
    struct write_item items[WRITE_ITEMS_MAX];
    size_t count = write_items(app, &arena, write, items);
    const struct write_item *here = item_here(write, items, count), *next = NULL;
    size_t from = here ? (size_t)(here - items) + 1 : 0;
    for (size_t i = 0; write->is_guided && i < count && !next; i++) {
        const struct write_item *item = &items[(from + i) % count];
        next = item->is_needed && item != here ? item : NULL;
    }
    if (next) {
        write_open(app, write, next);
    } else if (write->is_guided) {
        to_check(app, write);
    } else {
        write->page = WRITE_OVERVIEW;
    }
    arena_finish(&arena);
}

// ---- back from the check

static bool is_meant(const struct write_jump *jump, const struct write_item *item)
{
    static const enum write_kind kinds[] = {
        [EDITORIAL_IN_TITLE] = WRITE_TITLE, [EDITORIAL_IN_BODY] = WRITE_BODY,
        [EDITORIAL_IN_WHEN] = WRITE_WHEN,   [EDITORIAL_IN_PLACE] = WRITE_PLACE,
        [EDITORIAL_IN_SHOWN] = WRITE_SHOWN,
    };
    if (jump->blank[0]) {
        return item->kind == WRITE_BLANK && str_equal(item->blank, jump->blank);
    }
    return item->kind == kinds[jump->field];
}

static void jump(struct app *app, struct write *write)
{
    struct arena arena;
    arena_init(&arena, WRITE_BYTES_MAX);
    struct write_item items[WRITE_ITEMS_MAX];
    size_t count = write_items(app, &arena, write, items), at = 0;
    while (at < count && !is_meant(&write->jump, &items[at])) {
        at++;
    }
    at = at < count ? at : 0; // a title that is made of blanks
    write->jump.is_set = false;
    write->is_checked = true;
    write_open(app, write, &items[at]);
    arena_finish(&arena);
}

// ---- the list

static const char *row_id(struct ui *ui, const struct write_item *item, int *blanks)
{
    static const char *const ids[] = {
        [WRITE_TITLE] = "title",    [WRITE_WHEN] = "when",         [WRITE_PLACE] = "place",
        [WRITE_BODY] = "body",      [WRITE_PICTURES] = "pictures", [WRITE_SHOWN] = "shown",
        [WRITE_SHELF] = "category", [WRITE_PINNED] = "pinned",
    };
    return item->kind == WRITE_BLANK ? ui_id(ui, "write.blank.%d", (*blanks)++)
                                     : ui_id(ui, "write.%s", ids[item->kind]);
}

static void show_rows(struct app *app, struct ui *ui, struct write *write)
{
    struct write_item items[WRITE_ITEMS_MAX];
    size_t count = write_items(app, ui_arena(ui), write, items);
    int blanks = 0;
    for (size_t i = 0; i < count; i++) {
        const struct write_item *item = &items[i];
        struct ui_row row = {
            .mark = item->is_needed ? UI_GOLD : UI_NONE,
            .icon = item->icon,
            .above = item->question,
            .title = *item->value ? item->value : _("Belum diisi"),
        };
        if (ui_row(ui, row_id(ui, item, &blanks), row)) {
            write_open(app, write, item);
        }
    }
    struct ui_button drop = {.icon = ICON_TRASH, .is_snug = true};
    if (ui_button(ui, "write.delete", drop, _("Hapus tulisan ini"))) {
        write->asks_drop = true;
    }
}

static void ask_drop(struct app *app, struct ui *ui, struct write *write)
{
    int touched =
        write->asks_drop
            ? ui_ask(ui, "write.delete.ask", _("Hapus tulisan ini?"),
                     _("Anggota lain juga tidak bisa membukanya lagi. Ini dicatat atas nama "
                       "Anda."),
                     _("Ya, hapus"), _("Tidak jadi"))
            : 0;
    if (touched == 1) {
        write->jump.is_over = draft_drop(app_village(app), app_session(app), &write->draft);
        write->is_failed = !write->jump.is_over;
        if (write->is_failed) {
            log_fault();
        }
    }
    write->asks_drop = write->asks_drop && !touched;
}

static const char *title_of(struct ui *ui, const struct write *write)
{
    const char *title = draft_notice(ui_arena(ui), &write->draft)->title;
    return *title ? title : _("Kabar baru");
}

static void overview(struct app *app, struct ui *ui, struct write *write)
{
    ui_body_begin(ui, "write");
    ui_split_begin(ui, 2, 3);
    ui_question(ui, title_of(ui, write),
                arena_printf(ui_arena(ui),
                             _("Dari %s. Tersimpan sendiri; sentuh yang mau diisi atau diubah."),
                             write->draft.record->notice->publisher));
    if (write->draft.note[0]) {
        ui_banner(
            ui, "write.note", UI_TINT_GOLD, ICON_TALK,
            arena_printf(ui_arena(ui), _("Dikembalikan dengan pesan: %s"), write->draft.note));
    }
    ui_split_next(ui);
    show_rows(app, ui, write);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button check = {.look = UI_BUTTON_GO, .icon_after = ICON_FORWARD, .is_big = true};
    if (ui_button(ui, "write.check", check, _("Periksa dan pasang")) && write_save(app, write)) {
        to_check(app, write);
    }
    ui_foot_end(ui);
    ask_drop(app, ui, write);
}

void write_foot(struct app *app, struct ui *ui, struct write *write)
{
    if (write->is_failed) {
        ui_banner(ui, "write.unsaved", UI_TINT_BRICK, ICON_WARNING,
                  _("Belum bisa disimpan. Mungkin penyimpanan penuh. Jangan tinggalkan layar ini, "
                    "panggil penjaga kios."));
    }
    struct ui_button next = {
        .look = UI_BUTTON_GO,
        .icon_after = write->is_guided ? ICON_FORWARD : ICON_CHECK,
        .is_big = true,
    };
    if (ui_button(ui, "write.next", next, write->is_guided ? _("Lanjut") : _("Selesai"))) {
        write_next(app, write);
    }
}

// Of what is asked for one after the other, the how-manieth; 0 of 0 where one goes by the list.
static void take_steps(struct app *app, struct ui *ui, const struct write *write,
                       struct ui_header *header)
{
    if (!write->is_guided || write->is_lost) {
        return;
    }
    struct write_item items[WRITE_ITEMS_MAX];
    size_t count = write_items(app, ui_arena(ui), write, items);
    const struct write_item *here = item_here(write, items, count);
    for (size_t i = 0; i < count; i++) {
        header->steps += items[i].is_asked;
        header->step += items[i].is_asked && here && &items[i] <= here;
    }
}

static void header(struct app *app, struct ui *ui, struct write *write)
{
    struct ui_header look = {.has_home = true, .is_signed_in = true, .speak_id = "write.speak"};
    take_steps(app, ui, write, &look);
    if (!screens_header_back(app, ui, look)) {
        return;
    }
    if (write->page == WRITE_OVERVIEW || write->is_lost ||
        (write->is_untouched && !write->is_dirty)) {
        app_pop(app);
    } else if (write_save(app, write)) {
        write->page = WRITE_OVERVIEW;
        write->is_guided = false;
    }
}

static void show_page(struct app *app, struct ui *ui, struct write *write)
{
    static void (*const pages[])(struct app *, struct ui *, struct write *,
                                 const struct write_item *) = {
        [WRITE_TITLE] = write_text_page,        [WRITE_BLANK] = write_text_page,
        [WRITE_PLACE] = write_text_page,        [WRITE_BODY] = write_text_page,
        [WRITE_WHEN] = write_when_page,         [WRITE_SHOWN] = write_when_page,
        [WRITE_PICTURES] = write_pictures_page, [WRITE_SHELF] = write_shelf_page,
    };
    struct write_item items[WRITE_ITEMS_MAX];
    size_t count = write_items(app, ui_arena(ui), write, items);
    const struct write_item *here = item_here(write, items, count);
    if (here) {
        pages[write->page](app, ui, write, here);
    } else {
        write->page = WRITE_OVERVIEW;
        overview(app, ui, write);
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct write *write = state;
    if (!write->is_begun && write->is_guided) {
        write_next(app, write);
    }
    write->is_begun = true;
    if (write->jump.is_over) {
        app_pop(app);
    } else if (write->jump.is_set && !write->is_lost) {
        jump(app, write);
    }
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    header(app, ui, write);
    if (write->is_lost) {
        ui_body_begin(ui, "write");
        screens_empty(ui, "write.lost", ICON_INFO, _("Tulisan ini tidak ada lagi"),
                      _("Mungkin sudah dipasang atau dihapus. Kembali, lalu lihat daftarnya."));
        ui_body_end(ui);
    } else {
        save_when_due(app, ui, write);
        show_page(app, ui, write);
    }
    ui_page_end(ui);
}

const struct screen screen_write = {
    .name = "write",
    .state_bytes = sizeof(struct write),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
