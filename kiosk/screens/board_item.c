// SPDX-License-Identifier: GPL-3.0-or-later
// One item of the board: its words, its way, the answer, how long it took, and support. When it is
// offered instead of sending the same again, support ends the writing, with thanks.
#include "board_visit.h"

#include "words.h"

#include <string.h>

enum { ITEM_BYTES_MAX = 4 << 20 };

struct item_page {
    struct board_item_arg arg;
    struct board_visit own; // where no screen below keeps one
    struct arena arena;     // owned
    Kt__BoardItem *item;    // in the arena; NULL: taken off the board since
    uint64_t bell;
    bool is_known, is_thanked, has_failed;
};

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct item_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    arena_init(&page->arena, ITEM_BYTES_MAX);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct item_page *)state)->arena);
}

static void read(struct app *app, struct item_page *page)
{
    if (page->is_known && page->bell == app_bell_count(app)) {
        return;
    }
    arena_reset(&page->arena);
    page->is_known = true;
    page->bell = app_bell_count(app);
    page->item =
        board_get(app_village(app), &page->arena, bytes_of(page->arg.id, sizeof page->arg.id));
}

// The newest entry that says something.
static const Kt__BoardEntry *answer_of(const Kt__BoardItem *item)
{
    for (size_t i = item->n_entries; i > 0; i--) {
        if (item->entries[i - 1]->text[0]) {
            return item->entries[i - 1];
        }
    }
    return NULL;
}

static const char *date_of(struct app *app, struct arena *arena, int64_t day)
{
    if (day <= 0) {
        return "";
    }
    struct moment at = app_moment(app, board_day_s(app, day));
    return at.year == app_now(app).year ? i18n_date(arena, at) : i18n_date_year(arena, at);
}

// How long it took, or has been waiting.
static const char *days_of(struct app *app, struct arena *arena, const Kt__BoardItem *item)
{
    if (item->day <= 0) {
        return NULL;
    }
    if (item->done_day >= item->day && item->done_day > 0) {
        int64_t days = item->done_day - item->day;
        return arena_printf(arena, i18n_count("selesai dalam %d hari", days), (int)days);
    }
    int64_t days = village_today(app_village(app)) - item->day;
    if (!village_clock_trusted(app_village(app)) || days < 0) {
        return NULL;
    }
    return arena_printf(arena, i18n_count("sudah %d hari berjalan", days), (int)days);
}

static void show_words(struct app *app, struct ui *ui, const Kt__BoardItem *item)
{
    struct word word = words_state((int)item->state);
    const char *days = days_of(app, ui_arena(ui), item);
    bool is_done = board_item_is_done(item);
    ui_note(ui, words_category((int)item->category).icon,
            board_item_about(app, ui_arena(ui), item));
    ui_text(ui,
            (struct ui_text){
                .id = "board.text", .role = UI_ROLE_HEADING, .size = UI_LARGE, .bold = true},
            item->text);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .is_wrap = true, .gap = DP_GAP_SMALL});
    ui_chip(ui, "board.state", is_done ? UI_TINT_GREEN : UI_TINT_BLUE, word.icon, word.text);
    if (days) {
        ui_chip(ui, "board.days", UI_TINT_GOLD, ICON_CLOCK, days);
    }
    ui_end(ui);
}

static void show_answer(struct app *app, struct ui *ui, const Kt__BoardEntry *entry)
{
    if (!entry) {
        return;
    }
    ui_panel_begin(ui, "board.answer", UI_BLUE);
    ui_textf(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, _("Jawaban dari %s, %s"),
             entry->by[0] ? entry->by : _("petugas"), date_of(app, ui_arena(ui), entry->day));
    ui_text(ui, (struct ui_text){0}, entry->text);
    ui_end(ui);
}

static void show_way(struct app *app, struct ui *ui, const Kt__BoardItem *item,
                     const Kt__BoardEntry *shown)
{
    struct arena *arena = ui_arena(ui);
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, _("Perjalanannya"));
    ui_begin(ui, (struct ui_box){0});
    ui_timeline(ui, "board.filed", true, item->n_entries == 0, _("Disampaikan warga"),
                date_of(app, arena, item->day));
    for (size_t i = 0; i < item->n_entries; i++) {
        const Kt__BoardEntry *entry = item->entries[i];
        const char *to = entry->to[0] ? arena_printf(arena, _("Kepada %s"), entry->to) : "";
        const char *when = words_join(arena, entry->by, date_of(app, arena, entry->day));
        const char *text = entry == shown ? "" : entry->text;
        ui_timeline(
            ui, ui_id(ui, "board.entry.%d", (int)i), true, i + 1 == item->n_entries,
            entry->state ? words_state((int)entry->state).text : _("Jawaban"),
            arena_printf(arena, "%s%s%s%s%s", to, *to ? "\n" : "", when, *text ? "\n" : "", text));
    }
    ui_end(ui);
}

// Support was given instead of sending the same again.
static void thank(struct app *app, struct ui *ui, struct item_page *page)
{
    switch (ui_ask(ui, "board.thanks", _("Terima kasih, dukungan dicatat"),
                   _("Usul yang sama tidak perlu dikirim lagi. Tulisan Anda di sini dihapus kalau "
                     "Anda selesai."),
                   _("Selesai"), _("Tetap kirim tulisan saya"))) {
    case 1:
        app_home(app);
        break;
    case 2:
        page->is_thanked = false;
        app_pop(app);
        break;
    }
}

static void show_support(struct app *app, struct ui *ui, struct item_page *page)
{
    struct board_visit *visit = page->arg.visit ? page->arg.visit : &page->own;
    switch (board_visit_show(app, ui, "board.support", visit, page->item, true)) {
    case BOARD_TOUCH_NONE:
        break;
    case BOARD_TOUCH_DONE:
        page->is_known = false;
        page->is_thanked = page->arg.is_instead;
        break;
    case BOARD_TOUCH_FAILED:
        page->has_failed = true;
        break;
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct item_page *page = state;
    read(app, page);
    ui_page_begin(ui);
    screens_header_speak(app, ui, "board.item.speak");
    ui_body_begin(ui, "board.item");
    if (page->item) {
        const Kt__BoardEntry *shown = answer_of(page->item);
        ui_split_begin(ui, 3, 2);
        show_words(app, ui, page->item);
        show_answer(app, ui, shown);
        ui_split_next(ui);
        show_way(app, ui, page->item, shown);
        ui_split_end(ui);
    } else {
        ui_question(ui, _("Usul ini sudah tidak ditampilkan"), NULL);
    }
    ui_body_end(ui);
    if (page->item) {
        ui_foot_begin(ui);
        show_support(app, ui, page);
        ui_foot_end(ui);
    }
    if (page->is_thanked) {
        thank(app, ui, page);
    }
    if (page->has_failed && ui_ask(ui, "board.failed", _("Belum bisa dicatat"),
                                   _("Coba sekali lagi. Kalau tetap tidak bisa, beri tahu "
                                     "penjaga kios."),
                                   _("Mengerti"), NULL)) {
        page->has_failed = false;
    }
    ui_page_end(ui);
}

const struct screen screen_board_item = {
    .name = "board.item",
    .state_bytes = sizeof(struct item_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
