// SPDX-License-Identifier: GPL-3.0-or-later
// What the receipt opens: where the matter stands, what was answered, the own words again, and what
// can be done. What was opened lies in this page's memory and is wiped with it, together with the
// keys.
#include "answer_inside.h"
#include "db/village/register_group.h"
#include "words.h"

#include <string.h>

enum { VIEW_BYTES_MAX = 16 << 20 };

static void read(struct app *app, struct answer_page *page)
{
    struct village *village = app_village(app);
    arena_reset(&page->arena);
    page->view = (struct answer_view){0};
    page->bell = app_bell_count(app);
    page->is_found =
        answer_open(village, &page->arena, page->arg.receipt, &page->view) == ANSWER_FOUND;
    page->pending_count = page->is_found ? follow_pending(village, &page->arena, page->arg.receipt,
                                                          ANSWER_PENDING_MAX, page->pending)
                                         : 0;
    page->note_count = page->is_found
                           ? register_notes(village, &page->arena, page->arg.receipt,
                                            page->view.view, REGISTER_NOTES_MAX, page->notes)
                           : 0;
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
    struct answer_page *page = state;
    recording_stop(app, &page->recording);
    arena_finish(&page->arena);
    sodium_memzero(page->arg.receipt, sizeof *page->arg.receipt);
}

int answer_state(const struct answer_view *view)
{
    const Kt__CaseView *at = view->view;
    return at && at->going_on ? (int)at->going_on->state
           : at               ? (int)at->state
           : view->sent       ? KT__STATE__TERKIRIM
                              : KT__STATE__MENUNGGU;
}

size_t answer_entry_count(const struct answer_view *view)
{
    const Kt__CaseView *at = view->view;
    return at ? at->n_entries + (at->going_on ? at->going_on->n_entries : 0) : 0;
}

const Kt__CaseEntry *answer_entry_at(const struct answer_view *view, size_t i)
{
    const Kt__CaseView *at = view->view;
    return i < at->n_entries ? at->entries[i] : at->going_on->entries[i - at->n_entries];
}

bool answer_is_over(const struct answer_view *view)
{
    int state = answer_state(view);
    return state == KT__STATE__SELESAI || state == KT__STATE__DITOLAK ||
           state == KT__STATE__BUKAN_KEWENANGAN || state == KT__STATE__DIARSIPKAN;
}

const Kt__CaseEntry *answer_entry(const struct answer_page *page)
{
    const struct answer_view *view = &page->view;
    for (size_t i = page->note_count; i > 0; i--) {
        if (page->notes[i - 1].entry->text[0]) {
            return page->notes[i - 1].entry;
        }
    }
    for (size_t i = answer_entry_count(view); i > 0; i--) {
        const Kt__CaseEntry *entry = answer_entry_at(view, i - 1);
        if (entry->text[0] && entry->follow == KT__FOLLOW__FOLLOW_NONE) {
            return entry;
        }
    }
    return NULL;
}

const struct register_note *answer_note(const struct answer_page *page, const Kt__CaseEntry *entry)
{
    for (size_t i = 0; i < page->note_count; i++) {
        if (page->notes[i].entry == entry) {
            return &page->notes[i];
        }
    }
    return NULL;
}

const char *answer_date(struct app *app, struct arena *arena, int64_t day)
{
    int64_t noon_s = moment_day_s(day) + DAY_S / 2 - (int64_t)app_offset_min(app) * 60;
    return i18n_date(arena, app_moment(app, noon_s));
}

bool answer_is_erased(const struct answer_page *page)
{
    bool is_erased = page->view.view && page->view.view->erased;
    for (size_t i = 0; i < page->pending_count; i++) {
        is_erased = is_erased || page->pending[i].what == KT__FOLLOW__ERASE;
    }
    return is_erased;
}

static struct word word_of(const struct answer_page *page)
{
    return answer_is_erased(page)
               ? (struct word){ICON_TRASH, _("Sudah dihapus, seperti yang Anda minta"),
                               _("Di kabupaten dihapus begitu kios tersambung.")}
           : page->view.refused ? (struct word){ICON_WARNING, _("Tidak bisa dibuka di kabupaten"),
                                                _("Tulisan ini tidak terbaca siapa pun. Tolong "
                                                  "sampaikan sekali lagi "
                                                  "sebagai usul baru.")}
                                : words_state(answer_state(&page->view));
}

static void show_status(struct app *app, struct ui *ui, const struct answer_page *page)
{
    const struct answer_view *view = &page->view;
    int state = answer_state(view);
    struct word word = word_of(page);
    bool is_bad = state == KT__STATE__DITOLAK || view->refused;
    bool is_good = state == KT__STATE__SELESAI;
    enum ui_color color = is_bad ? UI_BRICK : is_good ? UI_GREEN : UI_BLUE;
    bool is_cramped = ui_is_cramped(ui);
    int pad = is_cramped ? DP_GAP : DP_GAP + DP_GAP_SMALL;
    ui_begin(ui, (struct ui_box){.id = "answer.status",
                                 .role = UI_ROLE_GROUP,
                                 .flow = is_cramped ? UI_COLUMN : UI_ROW,
                                 .across = is_cramped ? UI_START : UI_CENTER,
                                 .gap = is_cramped ? DP_GAP_SMALL : pad,
                                 .pad = pad,
                                 .radius = DP_RADIUS_LARGE,
                                 .fill = is_bad    ? UI_TINT_BRICK
                                         : is_good ? UI_TINT_GREEN
                                                   : UI_TINT_BLUE});
    if (is_cramped) { // the icon beside the headline alone: the rest needs the width
        ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL});
        ui_icon(ui, word.icon, DP_ICON_SMALL, color);
        ui_text(ui, (struct ui_text){.size = UI_HEADLINE, .bold = true, .grow = 1}, word.text);
        ui_end(ui);
    } else {
        ui_icon(ui, word.icon, DP_ICON_CHOICE, color);
    }
    ui_begin(ui, (struct ui_box){.grow = is_cramped ? 0 : 1, .gap = DP_GAP_SMALL});
    if (!is_cramped) {
        ui_text(ui, (struct ui_text){.size = UI_HEADLINE, .bold = true}, word.text);
    }
    ui_text(ui, (struct ui_text){0}, word.second);
    if (!answer_is_erased(page) && !view->refused) {
        answer_show_next(app, ui, view);
    }
    ui_end(ui);
    ui_end(ui);
    if (view->damaged) {
        ui_banner(ui, "answer.damaged", UI_TINT_BRICK, ICON_WARNING,
                  _("Jawabannya sudah datang, tetapi rusak di jalan. Kios akan memintanya lagi."));
    }
    if (view->view && view->view->merged_into[0]) {
        ui_banner(ui, "answer.merged", UI_TINT_BLUE, ICON_PEOPLE,
                  arena_printf(ui_arena(ui),
                               _("Digabung dengan usul nomor %s, tentang hal yang sama. Kabarnya "
                                 "berlaku untuk keduanya."),
                               view->view->merged_into));
    }
}

// The notice that tells it to everybody, where it is here.
static void show_notice(struct app *app, struct ui *ui, const char *named)
{
    const char *id = register_notice(app_village(app), ui_arena(ui), named);
    if (!id || strlen(id) >= SCREENS_ID_LEN_MAX) {
        return;
    }
    if (ui_button(ui, "answer.notice", (struct ui_button){.icon = ICON_NEWS, .is_snug = true},
                  _("Baca pengumumannya"))) {
        struct notice_arg arg = {0};
        memcpy(arg.id, id, strlen(id));
        app_push(app, &screen_notice, &arg, sizeof arg);
    }
}

static void show_answer(struct app *app, struct ui *ui, const struct answer_page *page,
                        const Kt__CaseEntry *entry)
{
    if (!entry) {
        return;
    }
    const struct register_note *note = answer_note(page, entry);
    ui_panel_begin(ui, NULL, UI_BLUE);
    ui_textf(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT}, _("Jawaban dari %s, %s"),
             entry->by[0] ? entry->by : _("petugas"), words_when(app, ui_arena(ui), entry->at_s));
    ui_text(ui, (struct ui_text){.id = "answer.text", .size = UI_LARGE, .is_private = true},
            entry->text);
    if (note) {
        ui_chip(ui, "answer.here", UI_TINT_GOLD, note->refused ? ICON_WARNING : ICON_WAIT,
                note->refused ? _("Dijawab di kios ini. Kabupaten tidak mencatatnya.")
                              : _("Dijawab di kios ini, belum sampai di kabupaten"));
    }
    show_notice(app, ui, entry->notice);
    ui_end(ui);
}

static void show_mine(struct app *app, struct ui *ui, struct answer_page *page)
{
    const Kt__Words *own = page->view.own;
    if (!own) {
        return;
    }
    ui_panel_begin(ui, NULL, UI_NONE);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            own->text[0] ? _("Tulisan Anda") : _("Yang Anda sampaikan"));
    ui_text(ui, (struct ui_text){.id = "answer.mine", .is_private = true}, own->text);
    answer_show_voice(app, ui, page);
    const char *from = words_join(ui_arena(ui), own->name, own->contact);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .is_private = true}, from);
    ui_end(ui);
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct answer_page *page = state;
    if (page->bell != app_bell_count(app)) {
        recording_stop(app, &page->recording);
        read(app, page);
    }
    if (!page->is_found && page->ask != ANSWER_ASK_ERASED) {
        app_home(app); // gone since: another file was put in its place
    }
    recording_turn(app, &page->recording);
    const struct answer_view *view = &page->view;
    const Kt__CaseEntry *entry = answer_entry(page);
    ui_page_begin(ui);
    screens_header_speak(app, ui, "answer.speak");
    ui_body_begin(ui, "answer");
    ui_split_begin(ui, 3, 2);
    if (view->number) {
        ui_textf(ui, (struct ui_text){.id = "answer.number", .size = UI_SECOND, .color = UI_SOFT},
                 _("Nomor usul %s"), view->number);
    }
    show_status(app, ui, page);
    show_answer(app, ui, page, entry);
    bool is_erased = answer_is_erased(page);
    if (page->is_found && answer_is_over(view) && !is_erased) {
        answer_show_rate(app, ui, page);
    }
    show_mine(app, ui, page);
    ui_split_next(ui);
    answer_show_way(app, ui, page, entry);
    if (!is_erased) {
        answer_show_acts(app, ui, page);
    }
    ui_split_end(ui);
    ui_body_end(ui);
    ui_foot_begin(ui);
    struct ui_button look = {.look = UI_BUTTON_GO, .icon = ICON_CHECK, .is_big = true};
    if (ui_button(ui, "answer.done", look, _("Sudah saya baca"))) {
        app_home(app);
    }
    ui_foot_end(ui);
    answer_show_ask(app, ui, page);
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
