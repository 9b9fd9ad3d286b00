// SPDX-License-Identifier: GPL-3.0-or-later
// What there is to fill in of a notice, in the order in which it is asked for: the blanks of its
// title, when, where, the blanks of its text, the text as a whole, and how it is shown. Only reads.
#include "write.h"

#include "markdown.h"
#include "words.h"

#include <string.h>

enum { BEGINS_BYTES_MAX = 120 };

static const struct template_ask *ask_of(const struct write *write, const char *blank)
{
    for (size_t i = 0; write->form && i < write->form->ask_count; i++) {
        if (str_equal(write->form->asks[i].blank, blank)) {
            return &write->form->asks[i];
        }
    }
    return NULL;
}

struct list {
    struct arena *arena;
    const struct write *write;
    struct write_item *items;
    size_t count;
    const char *names[BLANKS_MAX]; // blanks that are in it
    size_t name_count;
};

static void add(struct list *list, struct write_item item)
{
    if (list->count < WRITE_ITEMS_MAX) {
        item.blank = item.blank ? item.blank : "";
        item.example = item.example ? item.example : "";
        item.value = arena_str(list->arena, item.value ? item.value : ""); // outlives the draft
        list->items[list->count++] = item;
    }
}

// The blanks of a text, each once. Returns how many there were in it.
static size_t add_blanks(struct list *list, const char *from)
{
    const Kt__Notice *notice = list->write->draft.record->notice;
    size_t before = list->name_count;
    list->name_count = blank_find(list->arena, from, list->names, before);
    for (size_t i = before; i < list->name_count; i++) {
        const char *name = list->names[i];
        const struct template_ask *ask = ask_of(list->write, name);
        const char *value = draft_blank(&list->write->draft, name);
        add(list, (struct write_item){
                      .kind = WRITE_BLANK,
                      .blank = name,
                      .question = ask ? _(ask->question)
                                      : arena_printf(list->arena, _("Isi untuk [%s]"), name),
                      .example = ask ? ask->example : NULL,
                      .value = value,
                      .icon = ICON_EDIT,
                      .is_asked = true,
                      .is_needed = !*value,
                      .is_lines = from == notice->body && blank_is_alone(from, name),
                  });
    }
    return list->name_count - before;
}

static const char *shown_of(struct app *app, struct arena *arena, const Kt__Notice *notice)
{
    const char *from = notice->start_s > 0 ? i18n_date_year(arena, app_moment(app, notice->start_s))
                                           : _("Langsung tampil");
    if (notice->end_s == 0) {
        return arena_printf(arena, _("%s, tanpa batas"), from);
    }
    return arena_printf(arena, _("%s, sampai %s"), from,
                        i18n_date_year(arena, app_moment(app, notice->end_s - 1)));
}

static const char *pictures_of(struct arena *arena, const Kt__Notice *notice)
{
    int count = (int)notice->n_pictures;
    return count ? arena_printf(arena, i18n_count("%d foto", count), count) : "";
}

// The first words, without the marks.
static const char *begins(struct arena *arena, const char *body)
{
    struct markdown md = markdown_parse(arena, body);
    return markdown_plain(arena, &md, BEGINS_BYTES_MAX);
}

size_t write_items(struct app *app, struct arena *arena, const struct write *write,
                   struct write_item items[static WRITE_ITEMS_MAX])
{
    struct list list = {.arena = arena, .write = write, .items = items};
    const Kt__Notice *notice = write->draft.record->notice;
    bool wants_when = write->form && write->form->has_when;
    if (add_blanks(&list, notice->title) == 0) {
        add(&list, (struct write_item){.kind = WRITE_TITLE,
                                       .question = _("Apa judulnya?"),
                                       .example = "Kerja bakti saluran RT 03",
                                       .value = notice->title,
                                       .icon = ICON_TYPE,
                                       .is_asked = true,
                                       .is_needed = !notice->title[0]});
    }
    add(&list, (struct write_item){
                   .kind = WRITE_WHEN,
                   .question = _("Kapan acaranya?"),
                   .value = notice->event_start_s
                                ? words_span(app, arena, notice->event_start_s, notice->event_end_s)
                                : "",
                   .icon = ICON_CALENDAR,
                   .is_asked = wants_when,
                   .is_needed = wants_when && notice->event_start_s == 0});
    if (add_blanks(&list, notice->place) == 0) {
        add(&list, (struct write_item){.kind = WRITE_PLACE,
                                       .question = _("Di mana?"),
                                       .example = "Balai Desa",
                                       .value = notice->place,
                                       .icon = ICON_PLACE});
    }
    size_t blanks = add_blanks(&list, notice->body);
    add(&list,
        (struct write_item){.kind = WRITE_BODY,
                            .question = blanks > 0 ? _("Ubah seluruh isinya") : _("Apa isinya?"),
                            .example = "Apa, kapan, di mana, dan warga harus bagaimana",
                            .value = begins(arena, draft_notice(arena, &write->draft)->body),
                            .icon = ICON_DOCUMENT,
                            .is_asked = blanks == 0 && !notice->body[0],
                            .is_needed = blanks == 0 && !notice->body[0],
                            .is_lines = true});
    add(&list, (struct write_item){.kind = WRITE_PICTURES,
                                   .question = _("Foto dari stik"),
                                   .value = pictures_of(arena, notice),
                                   .icon = ICON_PICTURE});
    struct word shelf = words_shelf(notice->category);
    add(&list, (struct write_item){.kind = WRITE_SHELF,
                                   .question = _("Jenis kabar"),
                                   .value = shelf.text,
                                   .icon = shelf.icon});
    add(&list, (struct write_item){.kind = WRITE_SHOWN,
                                   .question = _("Tampil di layar"),
                                   .value = shown_of(app, arena, notice),
                                   .icon = ICON_EYE});
    add(&list, (struct write_item){.kind = WRITE_PINNED,
                                   .question = _("Taruh di atas kabar lain"),
                                   .value = notice->pinned ? _("Ya") : _("Tidak"),
                                   .icon = ICON_PIN});
    return list.count;
}
