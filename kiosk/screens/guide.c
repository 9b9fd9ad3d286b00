// SPDX-License-Identifier: GPL-3.0-or-later
// A guide, read as a notice is. The words lie in files beside the program and are in Indonesian
// alone; a file that is missing or broken says so and stops nobody.
#include "guides.h"

#include "db/base/file.h"
#include "kiosk/asset.h"
#include "markdown.h"

#include <stdio.h>
#include <string.h>

enum {
    GUIDE_SHOWN_BYTES_MAX = 16 << 20, // a file of GUIDES_BYTES_MAX as blocks
    LINE_DP_MAX = 1240,               // lines longer than this are hard to follow
};

const struct guide guides[] = {
    {"warga", N_("Bicara dan baca di layar ini"), N_("Untuk warga. Empat gambar."), ICON_PERSON,
     GUIDES_VILLAGER},
    {"bpd", N_("Memasang kabar dan menjawab warga"), N_("Untuk BPD dan perangkat desa."),
     ICON_PEOPLE, GUIDES_BPD | GUIDES_DESA},
    {"aturan-kabar", N_("Kabar yang berguna"), N_("Isi, sumber, waktu. Satu halaman."), ICON_RULES,
     GUIDES_BPD | GUIDES_DESA},
    {"pemuda", N_("Merawat layar ini"), N_("Untuk karang taruna dan penjaga kios."), ICON_TOOLS,
     GUIDES_YOUTH},
};
const size_t guide_count = COUNT_OF(guides);

void guides_show(struct app *app, struct ui *ui, const char *prefix, int readers)
{
    for (size_t i = 0; i < guide_count; i++) {
        const struct guide *guide = &guides[i];
        if (guide->readers & readers &&
            ui_option(ui, ui_id(ui, "%s.guide.%s", prefix, guide->name), guide->icon,
                      _(guide->title), _(guide->second), false)) {
            struct guide_arg arg = {.name = guide->name};
            app_push(app, &screen_guide, &arg, sizeof arg);
        }
    }
}

// ---- one of them

struct guide_page {
    struct guide_arg arg;
    struct arena arena; // owned
    struct markdown md;
    const char *title;            // the first heading; NULL: the file could not be read
    size_t first, from;           // the block after the heading, the first one shown
    const char *zoom, *zoom_path; // the picture shown large; in the arena
};

static void read(struct guide_page *page)
{
    struct bytes content;
    const char *path =
        asset_path(&page->arena, arena_printf(&page->arena, "guides/%s.md", page->arg.name));
    if (!path || !file_read(&page->arena, path, GUIDES_BYTES_MAX, &content)) {
        log_line("%s", fault_text());
        return;
    }
    if (!utf8_is_valid(content)) {
        log_line("%s: is not UTF-8", path);
        return;
    }
    page->md = markdown_parse(&page->arena, arena_str_of(&page->arena, content));
    page->title = "";
    if (page->md.count > 0 && page->md.blocks[0].kind == MARKDOWN_HEADING) {
        page->title = page->md.blocks[0].runs[0].text;
        page->first = page->from = 1;
    }
}

static void enter(struct app *app, void *state, const void *arg)
{
    (void)app;
    struct guide_page *page = state;
    memcpy(&page->arg, arg, sizeof page->arg);
    arena_init(&page->arena, GUIDE_SHOWN_BYTES_MAX);
    read(page);
}

static void leave(struct app *app, void *state)
{
    (void)app;
    arena_finish(&((struct guide_page *)state)->arena);
}

// Pictures lie beside the words and nowhere else.
static const char *find_picture(void *ctx, const char *name)
{
    struct arena *arena = ctx;
    return strchr(name, '/') ? NULL : asset_path(arena, arena_printf(arena, "guides/%s", name));
}

// A page of pictures: each heading of the second level and what follows it is a card, side by side.
static void show_cards(struct ui *ui, const struct guide_page *page, size_t to,
                       struct markdown_pictures *pictures)
{
    int columns = screens_is_tight(ui) ? 1 : 2;
    bool is_open = false;
    for (size_t i = page->from, next; i < to; i = next) {
        for (next = i + 1; next < to && page->md.blocks[next].kind != MARKDOWN_HEADING; next++) {
        }
        bool is_card = page->md.blocks[i].kind == MARKDOWN_HEADING;
        if (is_card && !is_open) {
            ui_begin(ui, (struct ui_box){.flow = UI_GRID,
                                         .columns = ui_is_wide(ui) ? 2 * columns : columns,
                                         .gap = DP_GAP});
            is_open = true;
        }
        ui_begin(ui, (struct ui_box){.gap = DP_GAP_SMALL});
        markdown_show(ui, &page->md, i, next, pictures);
        ui_end(ui);
    }
    if (is_open) {
        ui_end(ui);
    }
}

static bool is_of_pictures(const struct guide_page *page)
{
    return strcmp(page->arg.name, "warga") == 0;
}

static void show_body(struct ui *ui, struct guide_page *page)
{
    struct markdown_pictures pictures = {
        .find = find_picture, .ctx = ui_arena(ui), .id = "guide.picture"};
    size_t to = markdown_part(&page->md, page->from);
    ui_begin(ui, (struct ui_box){.id = "guide.body",
                                 .role = UI_ROLE_GROUP,
                                 .max_w = is_of_pictures(page) ? 0 : LINE_DP_MAX,
                                 .gap = DP_GAP});
    if (page->from == page->first) {
        ui_question(ui, page->title, NULL);
        if (i18n_lang() != I18N_ID) {
            ui_note(ui, ICON_LANGUAGE, _("Panduan ini hanya ada dalam bahasa Indonesia."));
        }
    }
    if (is_of_pictures(page)) {
        show_cards(ui, page, to, &pictures);
    } else {
        markdown_show(ui, &page->md, page->from, to, &pictures);
    }
    ui_end(ui);
    screens_parts(ui, "guide", page->first, &page->from, to, page->md.count);
    if (pictures.touched) {
        page->zoom = pictures.touched;
        const char *path = find_picture(ui_arena(ui), page->zoom);
        page->zoom_path = path ? arena_str(&page->arena, path) : NULL;
    }
}

static void build(struct app *app, struct ui *ui, void *state)
{
    struct guide_page *page = state;
    ui_page_begin(ui);
    screens_header(app, ui);
    ui_body_begin(ui, "guide");
    if (page->title) {
        show_body(ui, page);
    } else {
        ui_banner(ui, "guide.missing", UI_TINT_BRICK, ICON_WARNING,
                  _("Panduan ini belum terpasang di mesin ini. Beri tahu penjaga kios."));
    }
    ui_body_end(ui);
    screens_bar_speak(app, ui, "guide.speak");
    ui_page_end(ui);
    if (page->zoom && page->zoom_path && ui_zoom(ui, "guide.zoom", page->zoom_path, "")) {
        page->zoom = NULL;
    }
}

const struct screen screen_guide = {
    .name = "guide",
    .state_bytes = sizeof(struct guide_page),
    .enter = enter,
    .build = build,
    .leave = leave,
};
