// SPDX-License-Identifier: GPL-3.0-or-later
// The way of a case as an office sees it: filed, every step, what the villager said since, and what
// was done here that has not arrived yet.
#include "register_item.h"

#include "words.h"

static const char *title_of(struct arena *arena, const Kt__CaseEntry *entry)
{
    if (entry->opened) {
        return _("Dibuka petugas untuk dibaca");
    }
    switch ((int)entry->follow) {
    case KT__FOLLOW__RATE:
        return arena_printf(arena, _("Warga memberi nilai %d"), (int)entry->rating);
    case KT__FOLLOW__ASK:
        return _("Warga bertanya atau menambah");
    case KT__FOLLOW__REOPEN:
        return _("Warga bilang belum selesai");
    case KT__FOLLOW__ERASE:
        return _("Warga minta dihapus");
    default:
        return entry->state ? words_state((int)entry->state).text : _("Jawaban");
    }
}

static const char *second_of(struct app *app, struct arena *arena, const Kt__CaseEntry *entry,
                             const char *before)
{
    const char *lines[] = {
        entry->to[0] ? arena_printf(arena, _("Kepada %s"), entry->to) : "",
        words_join(arena, before,
                   words_join(arena, entry->by, words_when(app, arena, entry->at_s))),
        entry->day > 0
            ? arena_printf(arena, _("Musyawarah: %s"), register_date(app, arena, entry->day))
            : "",
        entry->text,
    };
    const char *out = "";
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        if (lines[i][0]) {
            out = arena_printf(arena, "%s%s%s", out, out[0] ? "\n" : "", lines[i]);
        }
    }
    return out;
}

static void show_act(struct app *app, struct ui *ui, const struct register_act_row *act, size_t at,
                     bool is_last)
{
    const Kt__Acting *acting = act->acting;
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = acting->state;
    entry.opened = acting->what == KT__ACT__ACT_OPEN;
    entry.by = acting->by;
    entry.at_s = (int64_t)acting->at_s;
    entry.day = acting->day;
    entry.text = acting->text;
    struct arena *arena = ui_arena(ui);
    const char *where = act->refused ? _("tidak dicatat kabupaten") : _("belum sampai");
    ui_timeline(ui, ui_id(ui, "item.act.%d", (int)at), false, is_last, title_of(arena, &entry),
                second_of(app, arena, &entry, where));
}

void item_show_way(struct app *app, struct ui *ui, const struct item_page *page)
{
    struct arena *arena = ui_arena(ui);
    const struct register_item *item = &page->item;
    size_t entries = item->view ? item->view->n_entries : 0, acts = item->act_count;
    ui_text(ui, (struct ui_text){.role = UI_ROLE_HEADING, .bold = true}, _("Perjalanannya"));
    ui_begin(ui, (struct ui_box){.is_private = true});
    ui_timeline(ui, "item.filed", true, entries + acts == 0, _("Disampaikan warga"),
                words_when(app, arena, item->row.at_s));
    for (size_t i = 0; i < entries; i++) {
        const Kt__CaseEntry *entry = item->view->entries[i];
        ui_timeline(ui, ui_id(ui, "item.entry.%d", (int)i), true, i + 1 == entries && acts == 0,
                    title_of(arena, entry), second_of(app, arena, entry, NULL));
    }
    for (size_t i = 0; i < acts; i++) {
        show_act(app, ui, &item->acts[i], i, i + 1 == acts);
    }
    ui_end(ui);
}
