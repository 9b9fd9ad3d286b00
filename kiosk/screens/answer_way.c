// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a case: what happened and when, what was done here and has not arrived yet, who acts
// next and until when. A clock that is not sure counts no days.
#include "answer_inside.h"
#include "words.h"

// Who acts next, as a villager would call them; NULL: nobody has to.
static const char *next_of(const struct answer_view *view)
{
    const char *office = _("petugas kabupaten");
    for (size_t i = answer_entry_count(view); i > 0; i--) {
        const Kt__CaseEntry *entry = answer_entry_at(view, i - 1);
        if (entry->to[0]) {
            office = entry->to; // where it went last
            break;
        }
    }
    switch (answer_state(view)) {
    case KT__STATE__MENUNGGU:
        return _("kios ini, begitu ada jaringan");
    case KT__STATE__BUTUH_KETERANGAN:
        return _("Anda: sentuh Tanya atau tambah keterangan");
    case KT__STATE__DIBAHAS_BPD:
        return _("BPD");
    case KT__STATE__TERKIRIM:
    case KT__STATE__TERVERIFIKASI:
        return _("petugas kabupaten");
    case KT__STATE__DITERUSKAN:
    case KT__STATE__DITINDAKLANJUTI:
    case KT__STATE__DITUNDA:
        return office;
    default:
        return NULL;
    }
}

static const char *days_left(struct arena *arena, int64_t days)
{
    if (days > 0) {
        return arena_printf(arena, i18n_count("tinggal %d hari", days), (int)days);
    }
    if (days == 0) {
        return _("hari ini");
    }
    return arena_printf(arena, i18n_count("sudah lewat %d hari", -days), (int)-days);
}

void answer_show_next(struct app *app, struct ui *ui, const struct answer_view *view)
{
    struct arena *arena = ui_arena(ui);
    struct village *village = app_village(app);
    const char *next = next_of(view);
    if (next) {
        ui_textf(ui, (struct ui_text){.id = "answer.next", .bold = true}, _("Giliran: %s"), next);
    }
    const Kt__CaseView *at = view->view;
    int64_t due_day = !at ? 0 : at->going_on ? at->going_on->due_day : at->due_day;
    if (due_day <= 0) {
        return;
    }
    const char *date = answer_date(app, arena, due_day);
    const char *by = arena_printf(arena, _("Kabar berikutnya paling lambat %s"), date);
    if (village_clock_trusted(village)) {
        int64_t days = due_day - village_today(village);
        by = arena_printf(arena, "%s (%s)", by, days_left(arena, days));
    }
    ui_text(ui, (struct ui_text){.id = "answer.due"}, by);
}

static const char *title_of(struct arena *arena, const Kt__CaseEntry *entry)
{
    if (entry->opened) {
        return _("Kunci dibuka petugas untuk membaca");
    }
    switch ((int)entry->follow) {
    case KT__FOLLOW__RATE:
        return arena_printf(arena, _("Anda memberi nilai %d"), (int)entry->rating);
    case KT__FOLLOW__ASK:
        return _("Anda bertanya");
    case KT__FOLLOW__REOPEN:
        return _("Anda bilang belum selesai");
    case KT__FOLLOW__ERASE:
        return _("Anda minta dihapus");
    default:
        return entry->state ? words_state((int)entry->state).text : _("Jawaban");
    }
}

// The day of the musyawarah in which it is, or was, talked about.
static const char *talk_of(struct app *app, struct arena *arena, const Kt__CaseEntry *entry)
{
    return entry->day > 0
               ? arena_printf(arena, _("Musyawarah: %s"), answer_date(app, arena, entry->day))
               : "";
}

// Those of four that say something, a line each.
static const char *lines_of(struct arena *arena, const char *const lines[4])
{
    const char *out = "";
    for (int i = 0; i < 4; i++) {
        if (lines[i][0]) {
            out = arena_printf(arena, "%s%s%s", out, out[0] ? "\n" : "", lines[i]);
        }
    }
    return out;
}

static void show_entry(struct app *app, struct ui *ui, int at, const Kt__CaseEntry *entry,
                       bool is_shown_above, bool is_last)
{
    struct arena *arena = ui_arena(ui);
    const char *when = words_join(arena, entry->by, words_when(app, arena, entry->at_s));
    const char *to = entry->to[0] ? arena_printf(arena, _("Kepada %s"), entry->to) : "";
    const char *text = is_shown_above ? "" : entry->text;
    ui_timeline(ui, ui_id(ui, "answer.entry.%d", at), true, is_last, title_of(arena, entry),
                lines_of(arena, (const char *[]){to, when, talk_of(app, arena, entry), text}));
}

// What the desk of this village did at this kiosk: an open dot until an answer shows it.
static void show_note(struct app *app, struct ui *ui, int at, const struct register_note *note,
                      bool is_shown_above, bool is_last)
{
    struct arena *arena = ui_arena(ui);
    const Kt__CaseEntry *entry = note->entry;
    const char *by = words_join(arena, entry->by, words_when(app, arena, entry->at_s));
    const char *when =
        words_join(arena, note->refused ? _("tidak dicatat kabupaten") : _("belum sampai"), by);
    ui_timeline(ui, ui_id(ui, "answer.note.%d", at), false, is_last, title_of(arena, entry),
                lines_of(arena, (const char *[]){"", when, talk_of(app, arena, entry),
                                                 is_shown_above ? "" : entry->text}));
}

// What was done at this kiosk: an open dot until an answer shows that it arrived. What the regency
// could not take is said to be so, and not that it is on its way.
static void show_pending(struct app *app, struct ui *ui, const struct follow_pending *pending,
                         int at, bool is_last)
{
    struct arena *arena = ui_arena(ui);
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.follow = pending->what;
    entry.rating = pending->rating;
    const char *where = pending->refused ? _("tidak diterima kabupaten") : _("belum sampai");
    const char *when = words_join(arena, where, words_when(app, arena, pending->at_s));
    const char *text = pending->text ? pending->text : "";
    ui_timeline(ui, ui_id(ui, "answer.pending.%d", at), false, is_last, title_of(arena, &entry),
                arena_printf(arena, "%s%s%s", when, *text ? "\n" : "", text));
}

void answer_show_way(struct app *app, struct ui *ui, const struct answer_page *page,
                     const Kt__CaseEntry *shown)
{
    struct arena *arena = ui_arena(ui);
    const struct answer_view *view = &page->view;
    size_t count = answer_entry_count(view), notes = page->note_count;
    size_t pending = page->pending_count, after = notes + pending;
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, _("Perjalanannya"));
    ui_begin(ui, (struct ui_box){.is_private = true});
    if (view->filed_day > 0) {
        ui_timeline(ui, "answer.filed", true, count == 0 && !view->sent && after == 0,
                    _("Disampaikan di kios ini"), answer_date(app, arena, view->filed_day));
    }
    if (count == 0 && view->sent) {
        ui_timeline(ui, "answer.sent", true, after == 0,
                    view->refused ? _("Tidak bisa dibuka di kabupaten")
                                  : words_state(KT__STATE__TERKIRIM).text,
                    NULL);
    }
    for (size_t i = 0; i < count; i++) {
        const Kt__CaseEntry *entry = answer_entry_at(view, i);
        show_entry(app, ui, (int)i, entry, entry == shown, i + 1 == count && after == 0);
    }
    for (size_t i = 0; i < notes; i++) {
        show_note(app, ui, (int)i, &page->notes[i], page->notes[i].entry == shown,
                  i + 1 == notes && pending == 0);
    }
    for (size_t i = 0; i < pending; i++) {
        show_pending(app, ui, &page->pending[i], (int)i, i + 1 == pending);
    }
    ui_end(ui);
}
