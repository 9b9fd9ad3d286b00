// SPDX-License-Identifier: GPL-3.0-or-later
// One case, for the role that it is addressed to: its words, how it stands, what can be done. A
// name and what only officers may read come after a question, and having seen them stands in the
// villager's timeline. What was opened lies in this page's memory and is wiped with it.
#include "register_item.h"

#include "db/village/register_unsent.h"
#include "words.h"

#include <stdio.h>
#include <string.h>

enum { ITEM_BYTES_MAX = 16 << 20 };

// Words that were revealed stay for as long as the page does; whatever else changed is read anew.
static void read(struct app *app, struct item_page *page)
{
    struct village *village = app_village(app);
    const struct staff_session *session = app_session(app);
    arena_reset(&page->arena);
    page->item = (struct register_item){0};
    page->bell = app_bell_count(app);
    page->is_found =
        page->is_revealed
            ? register_again(village, session, &page->arena, page->arg.case_id, &page->item)
            : register_get(village, session, &page->arena, page->arg.case_id, &page->item);
}

// An answer that somebody of the role began and did not send; its words stay closed here.
static void look_for_unsent(struct app *app, struct item_page *page)
{
    struct village *village = app_village(app);
    if (page->version == village_version(village)) {
        return;
    }
    const struct register_place place = {.what = KT__ACT__ACT_SAY,
                                         .case_id = bytes_of(page->arg.case_id, RECEIPT_CASE_LEN)};
    const char *by = "";
    struct arena arena;
    arena_init(&arena, ITEM_BYTES_MAX);
    bool is_there = register_unsent_read(village, app_session(app), &arena, &place, &by) != NULL;
    (void)snprintf(page->unsent_by, sizeof page->unsent_by, "%s", is_there ? by : "");
    arena_finish(&arena);
    page->version = village_version(village);
}

static void enter(struct app *app, void *state, const void *arg)
{
    struct item_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    arena_init(&page->arena, ITEM_BYTES_MAX);
    read(app, page);
}

static void leave(struct app *app, void *state)
{
    struct item_page *page = state;
    recording_stop(app, &page->recording);
    arena_finish(&page->arena);
}

static void show_state(struct app *app, struct ui *ui, const struct register_row *row)
{
    struct arena *arena = ui_arena(ui);
    struct word word = words_state((int)row->state);
    const char *text = word.text;
    if (row->state == KT__STATE__DIBAHAS_BPD && row->talk_day > 0) {
        text = words_join(
            arena, text,
            arena_printf(arena, _("Musyawarah: %s"), register_date(app, arena, row->talk_day)));
    }
    ui_banner(ui, "item.state", row->waits ? UI_TINT_GOLD : UI_TINT_BLUE, word.icon, text);
    if (row->is_asking) {
        ui_banner(ui, "item.asking", UI_TINT_GOLD, ICON_QUESTION,
                  _("Warga bertanya atau menambah keterangan. Lihat perjalanannya."));
    } else if (row->due_day > 0 && row->waits) {
        ui_note(ui, ICON_CALENDAR,
                arena_printf(arena, _("Dijawab paling lambat %s"),
                             register_date(app, arena, row->due_day)));
    }
}

// What only officers may read says so, and what looking at it means.
static void show_locked(struct ui *ui, struct item_page *page)
{
    ui_panel_begin(ui, "item.locked", UI_BRICK);
    ui_note(ui, ICON_LOCK, _("Pengirim memilih: hanya petugas yang membaca."));
    ui_text(ui, (struct ui_text){0},
            _("Jangan diceritakan kepada siapa pun di luar petugas. Pengirim bisa melihat bahwa "
              "isinya sudah dibuka."));
    if (ui_button(ui, "item.reveal", (struct ui_button){.icon = ICON_EYE}, _("Buka dan baca"))) {
        page->ask = ITEM_ASK_REVEAL;
    }
    ui_end(ui);
}

static void show_words(struct app *app, struct ui *ui, struct item_page *page)
{
    const struct register_item *item = &page->item;
    if (!item->text) {
        show_locked(ui, page);
        return;
    }
    ui_panel_begin(ui, NULL, item->row.mode == KT__MODE__RAHASIA ? UI_BRICK : UI_NONE);
    struct word mode = words_mode((int)item->row.mode);
    ui_note(ui, mode.icon, mode.text);
    ui_text(ui, (struct ui_text){.id = "item.text", .size = UI_LARGE, .is_private = true},
            item->text);
    item_show_voice(app, ui, page);
    ui_end(ui);
}

static void show_name(struct ui *ui, struct item_page *page)
{
    const struct register_item *item = &page->item;
    if (!item->text || !item->has_name) {
        return; // nothing to see, or opened together with the words
    }
    if (!item->name) {
        if (ui_button(ui, "item.reveal", (struct ui_button){.icon = ICON_PERSON},
                      _("Lihat nama pengirim"))) {
            page->ask = ITEM_ASK_REVEAL;
        }
        return;
    }
    ui_panel_begin(ui, "item.name", UI_NONE);
    ui_note(ui, ICON_PERSON, _("Nama dan nomor yang ditulis pengirim"));
    ui_text(ui, (struct ui_text){.size = UI_LARGE, .bold = true, .is_private = true}, item->name);
    ui_text(ui, (struct ui_text){.is_private = true}, item->contact);
    ui_end(ui);
}

static void show_item(struct app *app, struct ui *ui, struct item_page *page)
{
    const struct register_row *row = &page->item.row;
    struct word about = words_category((int)row->category);
    ui_split_begin(ui, 3, 2);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, about.icon, DP_ICON_SMALL, UI_GREEN);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .size = UI_HEADLINE, .bold = true},
            about.text);
    ui_text(ui, (struct ui_text){.id = "item.number", .size = UI_SECOND, .color = UI_SOFT},
            register_above(app, ui, row));
    ui_end(ui);
    ui_end(ui);
    show_state(app, ui, row);
    show_words(app, ui, page);
    show_name(ui, page);
    ui_split_next(ui);
    if (page->unsent_by[0]) {
        ui_banner(ui, "item.unsent", UI_TINT_GOLD, ICON_EDIT,
                  arena_printf(ui_arena(ui),
                               _("Jawaban %s belum dikirim. Sentuh Jawab untuk meneruskan."),
                               page->unsent_by));
    }
    item_show_acts(app, ui, page);
    item_show_way(app, ui, page);
    ui_split_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct item_page *page = state;
    ui_page_begin(ui);
    if (staff_is_out(app)) {
        ui_page_end(ui);
        return;
    }
    if (page->bell != app_bell_count(app)) {
        recording_stop(app, &page->recording);
        read(app, page);
    }
    recording_turn(app, &page->recording);
    screens_header_speak(app, ui, "item.speak");
    ui_body_begin(ui, "item");
    if (page->is_found) {
        look_for_unsent(app, page);
        show_item(app, ui, page);
    } else {
        screens_empty(ui, "item.gone", ICON_LOCK, _("Usul ini tidak bisa dibuka di sini"),
                      _("Mungkin baru saja dihapus oleh pengirimnya."));
    }
    ui_body_end(ui);
    item_show_ask(app, ui, page);
    ui_page_end(ui);
}

const struct screen screen_register_item = {
    .name = "item",
    .state_bytes = sizeof(struct item_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
