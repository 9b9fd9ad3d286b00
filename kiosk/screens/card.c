// SPDX-License-Identifier: GPL-3.0-or-later
// A card is laid out with as many blocks of the text as leave its foot inside; where a paragraph
// does not fit as a whole it is cut at a word and goes on in the next. Large letters are tried
// first: many will see this on a small telephone. Must never lose a word without saying so.
#include "card.h"

#include "db/village/notice.h"
#include "kiosk/ui/engine.h"
#include "markdown.h"
#include "results.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

enum {
    PAD = 64,
    QR_DP = 230,
    QR_WORDS_MAX = 120, // bytes of the text in it: squares must stay large enough to be read
    PICTURE_DP = 560,
    PICTURE_STEP_DP = 60,
    PICTURE_MIN_DP = 300,
    TAIL_BYTES_MIN = 60, // nor does a card begin with less than that of one
    LARGE_PERCENT = 130,
    PIECE_BYTES_MIN = 60, // less of a paragraph is better begun on the next card
    BLOCKS_MAX = 400,
};

struct card {
    struct app *app;
    struct arena arena; // owned: the blocks
    struct ui *ui;      // owned, the cards' own
    const Kt__Notice *notice;
    const char *qr, *picture; // picture NULL: none is here
    int picture_dp;
    struct markdown_block blocks[BLOCKS_MAX];
    size_t count; // of blocks
    size_t at;    // the first not shown yet
    int number;   // of the card, from 1
    int of;       // 0: not known yet
    bool is_end;  // the last that there may be
};

// ---- the text as blocks

static const char *text_of(struct arena *arena, const struct markdown_block *block)
{
    struct buf buf;
    buf_init(&buf, MARKDOWN_TEXT_MAX * 2);
    for (size_t i = 0; i < block->run_count; i++) {
        buf_add_str(&buf, block->runs[i].text);
    }
    const char *text = arena_str(arena, buf_str(&buf));
    buf_finish(&buf);
    return text;
}

static struct markdown_block said(struct arena *arena, const char *text)
{
    struct ui_run *run = ARENA_NEW(arena, struct ui_run);
    *run = (struct ui_run){.text = text, .italic = true};
    return (struct markdown_block){.kind = MARKDOWN_PARAGRAPH, .runs = run, .run_count = 1};
}

// Pictures stand at the top or not at all; a table is for the large screen.
static void take_blocks(struct card *card)
{
    struct markdown md = markdown_parse(&card->arena, card->notice->body);
    for (size_t i = 0; i < md.count && card->count < BLOCKS_MAX; i++) {
        const struct markdown_block *block = &md.blocks[i];
        if (block->kind == MARKDOWN_PICTURE || block->kind == MARKDOWN_RULE) {
            continue;
        }
        bool is_words = block->kind == MARKDOWN_PARAGRAPH || block->kind == MARKDOWN_HEADING;
        card->blocks[card->count++] =
            is_words ? *block : said(&card->arena, _("(Tabelnya ada di layar kabar desa.)"));
    }
}

// The first bytes of a paragraph, ended at a word, and what is left of it.
static bool cut(struct arena *arena, const struct markdown_block *block, size_t bytes,
                struct markdown_block *head, struct markdown_block *tail)
{
    size_t run = 0, before = 0;
    while (run < block->run_count && before + strlen(block->runs[run].text) <= bytes) {
        before += strlen(block->runs[run++].text);
    }
    if (run == block->run_count) {
        return false;
    }
    const char *text = block->runs[run].text;
    size_t len = bytes - before;
    while (len > 0 && text[len] != ' ' && text[len] != '\n') {
        len--;
    }
    if (before + len < PIECE_BYTES_MIN) {
        return false;
    }
    struct ui_run *runs = ARENA_ARRAY(arena, struct ui_run, run + 1);
    memcpy(runs, block->runs, run * sizeof *runs);
    runs[run] = block->runs[run];
    runs[run].text = arena_str_of(arena, bytes_of(text, len));
    *head = *block;
    head->runs = runs;
    head->run_count = run + 1;
    struct ui_run *rest = ARENA_ARRAY(arena, struct ui_run, block->run_count - run);
    memcpy(rest, block->runs + run, (block->run_count - run) * sizeof *rest);
    rest[0].text = text + len + strspn(text + len, " \n");
    *tail = *block;
    tail->runs = rest;
    tail->run_count = block->run_count - run;
    tail->marker = NULL;
    return true;
}

// ---- a card

static void show_band(const struct card *card)
{
    struct ui *ui = card->ui;
    const Kt__Notice *notice = card->notice;
    struct word shelf = words_shelf(notice->category);
    bool is_urgent = notice->urgency != KT__URGENCY__BIASA;
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .across = UI_CENTER,
                                 .gap = 32,
                                 .pad_x = PAD,
                                 .pad_y = 28,
                                 .fill = is_urgent ? UI_BRICK : UI_GREEN});
    ui_icon(ui, is_urgent ? ICON_WARNING : shelf.icon, 84, UI_WHITE);
    ui_begin(ui, (struct ui_box){.grow = 1});
    ui_text(ui, (struct ui_text){.size_dp = 44, .bold = true, .color = UI_WHITE, .lines_max = 2},
            notice->publisher);
    const char *urgent = notice->urgency == KT__URGENCY__DARURAT ? _("Darurat") : _("Penting");
    bool is_twice = !is_urgent || str_equal(urgent, shelf.text);
    ui_text(ui, (struct ui_text){.size_dp = 34, .color = UI_WHITE},
            is_twice ? shelf.text : words_join(ui_arena(ui), urgent, shelf.text));
    ui_end(ui);
    if (card->of > 1) {
        ui_textf(ui, (struct ui_text){.size_dp = 34, .bold = true, .color = UI_WHITE}, "%d/%d",
                 card->number, card->of);
    }
    ui_end(ui);
}

static void show_fact(struct ui *ui, enum ui_icon icon, const char *text)
{
    ui_begin(ui, (struct ui_box){.flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP});
    ui_icon(ui, icon, 56, UI_GREEN);
    ui_text(ui, (struct ui_text){.size_dp = 42, .bold = true, .grow = 1}, text);
    ui_end(ui);
}

static void show_facts(const struct card *card)
{
    struct ui *ui = card->ui;
    const Kt__Notice *notice = card->notice;
    if (!notice->event_start_s && !notice->place[0]) {
        return;
    }
    ui_begin(ui, (struct ui_box){.id = "card.facts",
                                 .gap = DP_GAP_SMALL,
                                 .pad_x = 40,
                                 .pad_y = 32,
                                 .fill = UI_CARD,
                                 .border = UI_LINE,
                                 .mark = UI_GOLD,
                                 .radius = DP_RADIUS});
    if (notice->event_start_s) {
        show_fact(ui, ICON_CALENDAR,
                  words_span(card->app, ui_arena(ui), notice->event_start_s, notice->event_end_s));
    }
    if (notice->place[0]) {
        show_fact(ui, ICON_PLACE, notice->place);
    }
    ui_end(ui);
}

static int title_dp(const struct card *card)
{
    size_t len = strlen(card->notice->title);
    return card->number > 1 ? 44 : len < 50 && !card->picture ? 72 : len < 100 ? 58 : 48;
}

static const char *foot_word(const struct card *card)
{
    return card->is_end              ? _("Masih ada lanjutannya")
           : card->number < card->of ? _("Bersambung")
                                     : _("Dari layar kabar desa");
}

// The code stands on the first card; the others need the room for words.
static void show_foot(const struct card *card)
{
    struct ui *ui = card->ui;
    const Kt__Notice *notice = card->notice;
    bool has_url = notice->source_url[0] != '\0', is_first = card->number == 1;
    ui_begin(ui, (struct ui_box){.id = "card.foot", .fill = UI_CARD});
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
    ui_begin(ui, (struct ui_box){
                     .flow = UI_ROW, .across = UI_CENTER, .gap = 32, .pad_x = PAD, .pad_y = 20});
    if (is_first) {
        ui_qr(ui, "card.qr", card->qr, QR_DP);
    }
    ui_begin(ui, (struct ui_box){.grow = 1, .gap = 4});
    ui_text(ui, (struct ui_text){.size_dp = 34, .bold = true}, foot_word(card));
    const char *second = card->is_end ? _("Selengkapnya di layar kabar desa, di kantor desa.")
                         : !is_first  ? NULL
                         : has_url    ? _("Kode ini membuka sumbernya.")
                                      : _("Kode ini menyimpan judul, waktu, dan tempatnya di HP.");
    ui_text(ui, (struct ui_text){.size_dp = 30, .color = UI_SOFT}, second);
    ui_textf(ui, (struct ui_text){.size_dp = 30, .color = UI_SOFT}, _("Nomor kabar: %s"),
             notice->id);
    ui_end(ui);
    ui_end(ui);
    ui_end(ui);
}

// The blocks from card->at on, n of them, and a piece of the next; piece NULL: none.
static void build(const struct card *card, size_t n, const struct markdown_block *piece)
{
    struct ui *ui = card->ui;
    bool is_first = card->number == 1;
    struct markdown_block *blocks = ARENA_ARRAY(ui_arena(ui), struct markdown_block, n + 1);
    memcpy(blocks, card->blocks + card->at, n * sizeof *blocks);
    if (piece) {
        blocks[n] = *piece;
    }
    struct markdown md = {.blocks = blocks, .count = n + (piece != NULL)};
    ui_begin(ui, (struct ui_box){.fill = UI_PAPER});
    show_band(card);
    if (is_first && card->picture) {
        ui_begin(ui, (struct ui_box){.fill = UI_TINT_GREEN, .across = UI_CENTER});
        ui_begin(ui, (struct ui_box){.is_snug = true});
        ui_picture(ui, "card.picture", card->picture, card->picture_dp, "");
        ui_end(ui);
        ui_end(ui);
    }
    ui_begin(ui, (struct ui_box){.id = "card.body",
                                 .grow = 1,
                                 .gap = is_first ? 28 : DP_GAP,
                                 .pad_x = PAD,
                                 .pad_y = is_first ? 44 : 32});
    ui_text(ui,
            (struct ui_text){.id = "card.title",
                             .role = UI_ROLE_HEADING,
                             .size_dp = title_dp(card),
                             .bold = true,
                             .is_balanced = is_first,
                             .lines_max = is_first ? 0 : 2},
            card->notice->title);
    if (is_first) {
        show_facts(card);
    }
    markdown_show(ui, &md, 0, md.count, NULL);
    ui_begin(ui, (struct ui_box){.id = "card.end", .h = 1});
    ui_end(ui);
    ui_end(ui);
    show_foot(card);
    ui_end(ui);
}

// Whether the words end above the foot. A column that is too short for what is in it lets it lie
// over what follows; where it ends is marked.
static bool fits(const struct card *card, size_t n, const struct markdown_block *piece)
{
    ui_pass_begin(card->ui, 0);
    build(card, n, piece);
    ui_pass_end(card->ui);
    struct arena arena;
    arena_init(&arena, CARD_BYTES_MAX);
    struct ui_element *elements;
    size_t count = ui_elements(card->ui, &arena, &elements);
    int end_y = CARD_PX_H, foot_y = 0;
    for (size_t i = 0; i < count; i++) {
        end_y = str_equal(elements[i].id, "card.end") ? elements[i].rect.y : end_y;
        foot_y = str_equal(elements[i].id, "card.foot") ? elements[i].rect.y : foot_y;
    }
    arena_finish(&arena);
    return end_y <= foot_y;
}

// How many whole blocks the card holds.
static size_t whole_blocks(const struct card *card)
{
    size_t low = 0, high = card->count - card->at;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        if (fits(card, middle, NULL)) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    // A heading does not stand alone at the foot.
    bool is_cut = card->at + low < card->count;
    while (is_cut && low > 0 && card->blocks[card->at + low - 1].kind == MARKDOWN_HEADING) {
        low--;
    }
    return low;
}

// The longest beginning of the next paragraph that the card holds as well.
static bool piece_of(struct card *card, size_t n, struct markdown_block *head,
                     struct markdown_block *tail)
{
    const struct markdown_block *next = &card->blocks[card->at + n];
    if (card->at + n >= card->count || next->kind != MARKDOWN_PARAGRAPH) {
        return false;
    }
    size_t low = 0, len = strlen(text_of(&card->arena, next));
    size_t high = len > TAIL_BYTES_MIN ? len - TAIL_BYTES_MIN : 0;
    while (low < high) {
        size_t middle = (low + high + 1) / 2;
        struct markdown_block a, b;
        if (cut(&card->arena, next, middle, &a, &b) && fits(card, n, &a)) {
            low = middle;
        } else if (middle < PIECE_BYTES_MIN + 20) {
            low = middle; // too short to be a piece: look further
        } else {
            high = middle - 1;
        }
    }
    return cut(&card->arena, next, low, head, tail) && fits(card, n, head);
}

// Lays out one card and moves behind what it holds. False: not even one word fits.
static bool step(struct card *card, SDL_Surface *surface)
{
    struct markdown_block head, tail;
    size_t n = whole_blocks(card);
    bool has_piece = piece_of(card, n, &head, &tail);
    bool is_stuck = n == 0 && !has_piece && card->at < card->count && card->number > 1;
    if (is_stuck) { // a heading of a page's length: shown as far as it goes, and said
        n = 1;
    }
    if (surface) {
        int y0, y1;
        ui_pass_begin(card->ui, 0);
        build(card, n, has_piece ? &head : NULL);
        ui_pass_end(card->ui);
        ui_spoil(card->ui);
        ui_draw(card->ui, surface, &y0, &y1);
    }
    card->at += n;
    if (has_piece) {
        card->blocks[card->at] = tail;
    }
    return !is_stuck;
}

// ---- all of them

static size_t count_cards(struct card *card)
{
    size_t count = 0;
    do {
        card->number = (int)++count;
        card->is_end = count == CARDS_MAX;
        (void)step(card, NULL);
    } while (card->at < card->count && count < CARDS_MAX);
    return count;
}

static const char *picture_of(struct app *app, struct arena *arena, const Kt__Notice *notice)
{
    const Kt__Picture *picture = notice->n_pictures ? notice->pictures[0]
                                 : notice->after    ? notice->after
                                                    : notice->before;
    return picture ? notice_picture_path(app_village(app), arena, picture->hash) : NULL;
}

static bool start(struct card *card, int percent)
{
    struct ui_setup setup = {.w = CARD_PX_W, .h = CARD_PX_H, .text_percent = percent};
    ui_destroy(card->ui);
    card->ui = NULL;
    arena_reset(&card->arena);
    card->count = card->at = 0;
    card->of = 0;
    card->is_end = false;
    card->qr =
        card->notice->source_url[0]
            ? card->notice->source_url
            : screens_notice_words(card->app, &card->arena, card->notice, card->notice->title, "");
    card->picture = picture_of(card->app, &card->arena, card->notice);
    take_blocks(card);
    if (!ui_create(&card->ui, &setup)) {
        return false;
    }
    // A tall picture must leave title and facts their room.
    card->number = 1;
    for (card->picture_dp = PICTURE_DP; card->picture && !fits(card, 0, NULL);) {
        card->picture_dp -= PICTURE_STEP_DP;
        card->picture = card->picture_dp >= PICTURE_MIN_DP ? card->picture : NULL;
    }
    return true;
}

static bool draw_all(struct card *card, size_t count, struct card_set *out)
{
    card->of = (int)count;
    for (size_t i = 0; i < count; i++) {
        SDL_Surface *surface =
            SDL_CreateRGBSurfaceWithFormat(0, CARD_PX_W, CARD_PX_H, 32, SDL_PIXELFORMAT_RGB888);
        if (!surface) {
            fault_set("a card cannot be drawn: %s", SDL_GetError());
            return false;
        }
        out->cards[out->count++] = surface;
        card->number = (int)i + 1;
        card->is_end = out->has_more && i + 1 == count;
        (void)step(card, surface);
    }
    return true;
}

bool card_draw(struct app *app, const Kt__Notice *notice, struct card_set *out)
{
    enum i18n_lang spoken = i18n_lang(), own = I18N_ID;
    struct card *card = die_if_null(calloc(1, sizeof *card));
    *out = (struct card_set){0};
    *card = (struct card){.app = app, .notice = notice};
    arena_init(&card->arena, CARD_BYTES_MAX);
    if (notice->lang[0]) {
        (void)i18n_parse(notice->lang, &own);
    }
    i18n_set(own); // a card goes to those whose language the notice has
    bool ok = start(card, LARGE_PERCENT);
    size_t count = ok ? count_cards(card) : 0;
    if (ok && count > 1) {
        ok = start(card, 100);
        count = ok ? count_cards(card) : 0;
        out->has_more = ok && card->at < card->count;
        ok = ok && start(card, 100);
    } else {
        ok = ok && start(card, LARGE_PERCENT);
    }
    ok = ok && draw_all(card, count, out);
    i18n_set(spoken);
    ui_destroy(card->ui);
    arena_finish(&card->arena);
    free(card);
    if (!ok) {
        card_finish(out);
    }
    return ok;
}

void card_finish(struct card_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        SDL_FreeSurface(set->cards[i]);
    }
    *set = (struct card_set){0};
}
