// SPDX-License-Identifier: GPL-3.0-or-later
// What the receipt opens: where the matter stands, what was answered, and the own words again.
// What was opened lies in this page's memory and is wiped with it, together with the keys.
#include "screens.h"

#include "db/village/answer.h"
#include "words.h"

#include <string.h>

struct answer_page {
    struct answer_arg arg;
    struct arena arena; // owned
    struct answer_view view;
    uint64_t bell;
    bool is_found;
};

enum { VIEW_BYTES_MAX = 16 << 20 };

static void read(struct app *app, struct answer_page *page)
{
    arena_reset(&page->arena);
    page->bell = app_bell_count(app);
    page->is_found =
        answer_open(app_village(app), &page->arena, page->arg.receipt, &page->view) == ANSWER_FOUND;
}

static void enter(struct app *app, void *state, const void *arg)
{
    struct answer_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    arena_init(&page->arena, VIEW_BYTES_MAX);
    read(app, page);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    struct answer_page *page = state;
    arena_finish(&page->arena);
    sodium_memzero(page->arg.receipt, sizeof *page->arg.receipt);
}

static int state_of(const struct answer_view *view)
{
    return view->view   ? (int)view->view->state
           : view->sent ? KT__STATE__TERKIRIM
                        : KT__STATE__MENUNGGU;
}

// The newest entry that says something, NULL when none does.
static const Kt__CaseEntry *answer_of(const struct answer_view *view)
{
    for (size_t i = view->view ? view->view->n_entries : 0; i > 0; i--) {
        if (view->view->entries[i - 1]->text[0]) {
            return view->view->entries[i - 1];
        }
    }
    return NULL;
}

static void show_status(struct app *app, struct ui *ui, const struct answer_view *view)
{
    int state = state_of(view);
    struct word word = words_state(state);
    bool is_bad = state == KT__STATE__DITOLAK;
    bool is_good = state == KT__STATE__SELESAI;
    ui_begin(ui, (struct ui_box){.id = "answer.status",
                                 .role = UI_ROLE_GROUP,
                                 .flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP + DP_GAP_SMALL,
                                 .pad = DP_GAP + DP_GAP_SMALL,
                                 .radius = DP_RADIUS_LARGE,
                                 .fill = is_bad    ? UI_TINT_BRICK
                                         : is_good ? UI_TINT_GREEN
                                                   : UI_TINT_BLUE});
    ui_icon(ui, word.icon, DP_ICON_CHOICE, is_bad ? UI_BRICK : is_good ? UI_GREEN : UI_BLUE);
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = DP_GAP_SMALL});
    ui_text(ui, (struct ui_text){.size = UI_HEADLINE, .bold = true}, word.text);
    ui_text(ui, (struct ui_text){0}, word.second);
    if (view->view && view->view->due_day > 0) {
        int64_t noon_s =
            view->view->due_day * DAY_S + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
        ui_textf(ui, (struct ui_text){0}, _("Kabar berikutnya paling lambat %s."),
                 i18n_date(ui_arena(ui), app_moment(app, noon_s)));
    }
    ui_end(ui);
    ui_end(ui);
    if (view->damaged) {
        ui_banner(ui, "answer.damaged", UI_TINT_BRICK, ICON_WARNING,
                  _("Jawabannya sudah datang, tetapi rusak di jalan. Kios akan memintanya lagi."));
    }
}

static void show_answer(struct app *app, struct ui *ui, const Kt__CaseEntry *entry)
{
    if (!entry) {
        return;
    }
    ui_panel_begin(ui, NULL, UI_BLUE);
    ui_textf(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, _("Jawaban dari %s, %s"),
             entry->by[0] ? entry->by : _("petugas"), words_when(app, ui_arena(ui), entry->at_s));
    ui_text(ui, (struct ui_text){.id = "answer.text", .size = UI_LARGE, .is_private = true},
            entry->text);
    ui_end(ui);
}

static void show_mine(struct ui *ui, const struct answer_view *view)
{
    if (!view->own) {
        return;
    }
    const Kt__Words *own = view->own;
    ui_panel_begin(ui, NULL, UI_NONE);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, _("Tulisan Anda"));
    ui_text(ui, (struct ui_text){.id = "answer.mine", .is_private = true}, own->text);
    const char *from = words_join(ui_arena(ui), own->name, own->contact);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .is_private = true}, from);
    ui_end(ui);
}

static void show_timeline(struct app *app, struct ui *ui, const struct answer_view *view,
                          const Kt__CaseEntry *shown)
{
    struct arena *arena = ui_arena(ui);
    size_t count = view->view ? view->view->n_entries : 0;
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, _("Perjalanannya"));
    ui_begin(ui, (struct ui_box){0});
    if (view->filed_day > 0) {
        int64_t noon_s = view->filed_day * DAY_S + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
        ui_timeline(ui, "answer.filed", true, count == 0 && !view->sent, _("Ditulis di kios ini"),
                    i18n_date(arena, app_moment(app, noon_s)));
    }
    if (count == 0 && view->sent) {
        ui_timeline(ui, "answer.sent", true, true, words_state(KT__STATE__TERKIRIM).text, NULL);
    }
    for (size_t i = 0; i < count; i++) {
        const Kt__CaseEntry *entry = view->view->entries[i];
        const char *title = entry->opened  ? _("Kunci dibuka petugas untuk membaca")
                            : entry->state ? words_state((int)entry->state).text
                                           : _("Jawaban");
        const char *when = words_join(arena, entry->by, words_when(app, arena, entry->at_s));
        const char *to = entry->to[0] ? arena_printf(arena, _("Kepada %s"), entry->to) : "";
        const char *text = entry == shown ? "" : entry->text; // it stands above in full
        ui_timeline(
            ui, ui_id(ui, "answer.entry.%d", (int)i), true, i + 1 == count, title,
            arena_printf(arena, "%s%s%s%s%s", to, *to ? "\n" : "", when, *text ? "\n" : "", text));
    }
    ui_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct answer_page *page = state;
    if (page->bell != app_bell_count(app)) {
        read(app, page);
    }
    if (!page->is_found) { // gone since: another file was put in its place
        app_home(app);
    }
    const struct answer_view *view = &page->view;
    const Kt__CaseEntry *entry = answer_of(view);
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "answer");
    ui_split_begin(ui, 3, 2);
    if (view->number) {
        ui_textf(ui, (struct ui_text){.id = "answer.number", .size = UI_SECOND, .color = UI_SOFT},
                 _("Nomor usul %s"), view->number);
    }
    show_status(app, ui, view);
    show_answer(app, ui, entry);
    show_mine(ui, view);
    ui_split_next(ui);
    show_timeline(app, ui, view, entry);
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "answer.done", look, _("Sudah saya baca"))) {
        app_home(app);
    }
    ui_foot_end(ui);
    ui_page_end(ui);
}

const struct screen screen_answer = {
    .name = "answer",
    .state_bytes = sizeof(struct answer_page),
    .enter = enter,
    .build = build,
    .leave = leave,
    .is_private = true,
};
