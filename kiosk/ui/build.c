// SPDX-License-Identifier: GPL-3.0-or-later
// What a screen calls: adds nodes to the tree of this pass and answers whether the event of this
// pass was for them. Must never look at where something stands: that is known after the pass.
#include "i18n.h"
#include "node.h"

#include <assert.h>
#include <qrencode.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// Writing an int of dp as pixels, in place.
static void scale(const struct ui *ui, int *lengths[], size_t count)
{
    for (size_t i = 0; i < count; i++) {
        *lengths[i] = ui_px(ui, *lengths[i]);
    }
}

static struct ui_box box_in_px(struct ui *ui, struct ui_box box)
{
    if (box.border && !box.border_w) {
        box.border_w = DP_BORDER;
    }
    box.pad_x += box.pad;
    box.pad_y += box.pad;
    int *lengths[] = {
        &box.gap,   &box.pad,   &box.pad_x, &box.pad_y, &box.w,        &box.h,
        &box.min_w, &box.min_h, &box.max_w, &box.max_h, &box.border_w, &box.radius,
    };
    scale(ui, lengths, COUNT_OF(lengths));
    box.id = arena_str(&ui->frame, box.id);
    box.label = arena_str(&ui->frame, box.label);
    return box;
}

static void open_box(struct ui *ui, struct node *node)
{
    assert(ui->depth < UI_DEPTH_MAX);
    ui->open[ui->depth++] = node;
}

static struct node *add_layer(struct ui *ui)
{
    assert(ui->layer_count < UI_LAYERS_MAX);
    struct node *root = ARENA_NEW(&ui->frame, struct node);
    ui->layers[ui->layer_count++] = root;
    ui->node_count++;
    return root;
}

static struct node *begin(struct ui *ui, struct ui_box box)
{
    assert(box.columns >= 0 && box.columns <= UI_COLUMNS_MAX);
    assert(!box.is_scroll || box.id);
    struct node *node = ui->depth ? node_add(ui, NODE_BOX) : add_layer(ui);
    node->box = box_in_px(ui, box);
    open_box(ui, node);
    if (box.is_scroll) {
        node->keep = node_keep(ui, box.id);
    }
    return node;
}

void ui_begin(struct ui *ui, struct ui_box box)
{
    begin(ui, box);
}

// At the foot of an area that scrolls, for hands that do not know swiping: a strip with a button
// that goes on. It hides what is half seen there, and is gone once all has been seen (layout.c).
static void add_more(struct ui *ui, struct node *area)
{
    char id[UI_ID_LEN_MAX + 1];
    int len = snprintf(id, sizeof id, "%s.more", area->box.id);
    assert(len > 0 && len <= UI_ID_LEN_MAX);
    struct node *strip = begin(ui, (struct ui_box){
                                       .gap = DP_GAP_SMALL / 2,
                                       .across = UI_CENTER,
                                       .fill = area->box.fill ? area->box.fill : UI_PAPER,
                                   });
    strip->is_float = true;
    ui_rule(ui, 0, DP_BORDER, UI_LINE, 0);
    if (ui_begin_button(ui, (struct ui_box){
                                .id = id,
                                .flow = UI_ROW,
                                .gap = DP_GAP_SMALL,
                                .across = UI_CENTER,
                                .pad_x = 28,
                                .fill = UI_CARD,
                                .border = UI_EDGE,
                                .radius = DP_TARGET / 2,
                                .is_snug = true,
                            })) {
        area->keep->offset += area->keep->view * 3 / 4;
    }
    ui_icon(ui, ICON_DOWN, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .bold = true}, _("Masih ada di bawah"));
    ui_end(ui);
    ui_space(ui, 0, 0);
    ui_end(ui);
}

void ui_end(struct ui *ui)
{
    assert(ui->depth > 0);
    struct node *node = ui->open[ui->depth - 1];
    if (node->box.is_scroll) {
        add_more(ui, node);
    }
    ui->depth--;
}

bool ui_begin_button(struct ui *ui, struct ui_box box)
{
    assert(box.id);
    if (box.role == UI_ROLE_NONE) {
        box.role = UI_ROLE_BUTTON;
    }
    if (box.role != UI_ROLE_KEY) {
        box.min_w = box.min_w > DP_TARGET ? box.min_w : DP_TARGET;
        box.min_h = box.min_h > DP_TARGET ? box.min_h : DP_TARGET;
    }
    if (box.along == UI_START && box.flow == UI_COLUMN) {
        box.along = UI_CENTER;
    }
    struct node *node = begin(ui, box);
    node->is_button = true;
    return ui_take(ui, EVENT_TAP, box.id) != NULL;
}

bool ui_held(struct ui *ui, const char *id)
{
    return ui_take(ui, EVENT_HOLD, id) != NULL;
}

void ui_begin_dialog(struct ui *ui, struct ui_box box)
{
    struct node *root = add_layer(ui);
    root->is_dialog = true;
    root->box = box_in_px(ui, (struct ui_box){
                                  .along = UI_CENTER,
                                  .across = UI_CENTER,
                                  .pad = ui_margin(ui),
                              });
    box.is_snug = true;
    box.role = box.role ? box.role : UI_ROLE_DIALOG;
    struct node *card = ARENA_NEW(&ui->frame, struct node);
    card->box = box_in_px(ui, box);
    card->parent = root;
    card->keep = box.is_scroll ? node_keep(ui, box.id) : NULL;
    root->first = root->last = card;
    open_box(ui, card);
}

void ui_begin_strip(struct ui *ui, struct ui_box box)
{
    struct node *root = add_layer(ui);
    root->box = box_in_px(ui, (struct ui_box){.along = UI_FINISH});
    struct node *strip = ARENA_NEW(&ui->frame, struct node);
    box.is_mute = true;
    strip->box = box_in_px(ui, box);
    strip->parent = root;
    root->first = root->last = strip;
    open_box(ui, strip);
}

static enum text_face face_of(bool bold, bool italic)
{
    return bold ? (italic ? TEXT_BOLD_ITALIC : TEXT_BOLD) : italic ? TEXT_ITALIC : TEXT_REGULAR;
}

// Control letters have no picture: they are blanks here.
static const char *plain_copy(struct ui *ui, const char *text)
{
    char *copy = arena_str(&ui->frame, text);
    for (char *at = copy; *at; at++) {
        bool is_control = (uint8_t)*at < 0x20 && *at != '\n';
        *at = is_control || *at == 0x7f ? ' ' : *at;
    }
    return copy;
}

struct node *node_text(struct ui *ui, struct ui_text style, const struct ui_run *runs, size_t count)
{
    assert(count <= UI_RUNS_MAX);
    struct node *node = node_add(ui, NODE_TEXT);
    node->box = (struct ui_box){
        .id = arena_str(&ui->frame, style.id),
        .role = style.role ? style.role : UI_ROLE_TEXT,
        .grow = style.grow,
        .max_w = ui_px(ui, style.max_w),
        .is_private = style.is_private,
        .is_mute = style.is_mute,
    };
    node->style = style;
    node->font.px = style.size_dp ? ui_px(ui, style.size_dp) : ui_font_px(ui, style.size);
    node->line_h = (node->font.px * theme_line_percent(style.size) + 50) / 100;
    node->run_count = count;
    // One more, for an ellipsis.
    node->runs = ARENA_ARRAY(&ui->frame, struct wrap_run, count + 1);
    node->run_colors = ARENA_ARRAY(&ui->frame, enum ui_color, count + 1);
    for (size_t i = 0; i < count; i++) {
        bool bold = style.bold || runs[i].bold, italic = style.italic || runs[i].italic;
        node->runs[i] = (struct wrap_run){
            .str = plain_copy(ui, runs[i].text),
            .len = strlen(runs[i].text),
            .font = {face_of(bold, italic), node->font.px},
        };
        assert(node->runs[i].len <= UI_TEXT_BYTES_MAX);
        enum ui_color color = runs[i].color ? runs[i].color : style.color;
        node->run_colors[i] = color ? color : UI_INK;
    }
    node->font.face = count ? node->runs[0].font.face : TEXT_REGULAR;
    return node;
}

void ui_text(struct ui *ui, struct ui_text style, const char *text)
{
    if (text && *text) {
        node_text(ui, style, &(struct ui_run){.text = text}, 1);
    }
}

void ui_textf(struct ui *ui, struct ui_text style, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    assert(len >= 0 && len <= UI_TEXT_BYTES_MAX);
    char *text = arena_alloc(&ui->frame, (size_t)len + 1);
    vsnprintf(text, (size_t)len + 1, fmt, again);
    va_end(again);
    ui_text(ui, style, text);
}

void ui_rich(struct ui *ui, struct ui_text style, const struct ui_run *runs, size_t count)
{
    if (count) {
        node_text(ui, style, runs, count);
    }
}

void ui_icon(struct ui *ui, enum ui_icon icon, int size_dp, enum ui_color color)
{
    uint32_t codepoint = icon_codepoint(icon);
    if (!codepoint) {
        return;
    }
    if (size_dp <= DP_ICON_LINE) {
        size_dp = size_dp * ui->text_percent / 100;
    }
    struct node *node = node_add(ui, NODE_ICON);
    char letter[5];
    text_utf8(codepoint, letter);
    node->font = (struct text_font){TEXT_ICON, ui_px(ui, size_dp)};
    node->runs = ARENA_NEW(&ui->frame, struct wrap_run);
    node->runs[0] = (struct wrap_run){arena_str(&ui->frame, letter), strlen(letter), node->font};
    node->run_count = 1;
    node->color = color ? color : UI_INK;
    node->side = node->font.px;
}

void ui_space(struct ui *ui, int dp, int grow)
{
    struct node *node = node_add(ui, NODE_SPACE);
    node->box.w = node->box.h = ui_px(ui, dp);
    node->box.grow = grow;
}

void ui_rule(struct ui *ui, int w_dp, int h_dp, enum ui_color color, int radius_dp)
{
    struct node *node = node_add(ui, NODE_RULE);
    node->box.w = ui_px(ui, w_dp);
    node->box.h = ui_px(ui, h_dp);
    node->box.radius = ui_px(ui, radius_dp);
    node->box.grow = w_dp == 0 && node->parent->box.flow == UI_ROW ? 1 : 0;
    node->color = color;
}

// Choosing a code's mask takes longer than drawing the page: the last code is kept.
static bool make_qr(struct ui *ui, const char *text)
{
    struct qr *qr = &ui->qr;
    size_t len = strlen(text);
    uint64_t key = text_key(ui->text, (struct text_font){0}, text, len);
    if (qr->key == key) {
        return true;
    }
    QRcode *code = len <= UI_QR_BYTES_MAX ? QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) : NULL;
    if (!code || code->width > UI_QR_SIDE_MAX) {
        QRcode_free(code);
        return false;
    }
    qr->key = key;
    qr->side = code->width;
    memcpy(qr->modules, code->data, (size_t)code->width * (size_t)code->width);
    QRcode_free(code);
    return true;
}

void ui_qr(struct ui *ui, const char *id, const char *text, int size_dp)
{
    if (!make_qr(ui, text)) {
        return;
    }
    struct node *node = node_add(ui, NODE_QR);
    size_t modules = (size_t)ui->qr.side * (size_t)ui->qr.side;
    node->box.id = arena_str(&ui->frame, id);
    node->box.role = UI_ROLE_IMAGE;
    node->box.label = "QR";
    node->box.w = node->box.h = ui_px(ui, size_dp);
    node->box.is_private = true;
    node->modules = arena_bytes(&ui->frame, bytes_of(ui->qr.modules, modules)).data;
    node->side = ui->qr.side;
}

void ui_picture(struct ui *ui, const char *id, const char *path, int max_h_dp, const char *alt)
{
    struct picture *picture = pictures_find(ui->pictures, path);
    if (!picture) {
        ui_begin(ui, (struct ui_box){
                         .id = id,
                         .role = UI_ROLE_IMAGE,
                         .label = alt,
                         .flow = UI_ROW,
                         .across = UI_CENTER,
                         .gap = DP_GAP_SMALL,
                         .pad = DP_GAP,
                         .fill = UI_TINT_GOLD,
                         .radius = DP_RADIUS,
                     });
        ui_icon(ui, ICON_PICTURE, DP_ICON_TEXT, UI_SOFT);
        ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT, .grow = 1},
                alt && *alt ? alt : _("Gambar ini tidak bisa ditampilkan."));
        ui_end(ui);
        return;
    }
    struct node *node = node_add(ui, NODE_PICTURE);
    node->box.id = arena_str(&ui->frame, id);
    node->box.role = UI_ROLE_IMAGE;
    node->box.label = arena_str(&ui->frame, alt);
    node->box.max_h = ui_px(ui, max_h_dp);
    node->picture = picture;
}

void ui_pass_begin(struct ui *ui, int64_t now_ms)
{
    arena_reset(&ui->frame);
    ui->now_ms = now_ms;
    ui->layer_count = ui->depth = ui->node_count = 0;
    ui->has_input = false;
    ui->first_input[0] = ui->mark[0] = '\0';
    ui->wake_ms = INT64_MAX;
    ui->event = ui->event_count ? &ui->events[0] : NULL;
}

// Seen when it is first marked; afterwards the finger scrolls where it likes.
static void show_mark(struct ui *ui)
{
    struct node *node = node_find(ui, ui->mark);
    if (node) {
        node->is_marked = true;
        if (strcmp(ui->mark, ui->shown_mark) != 0 || ui->mark_scope != ui->scope) {
            node_reveal(ui, node, node->y, node->h);
        }
    }
    ui_copy_id(ui->shown_mark, node ? ui->mark : NULL);
    ui->mark_scope = ui->scope;
}

void ui_pass_end(struct ui *ui)
{
    assert(ui->depth == 0);
    bool had_event = ui->event != NULL;
    if (had_event) {
        ui->event_count--;
        memmove(ui->events, ui->events + 1, sizeof ui->events[0] * (size_t)ui->event_count);
        memset(&ui->events[ui->event_count], 0, sizeof ui->events[0]);
        ui->event = NULL;
    }
    if (ui->focus[0] && !node_find(ui, ui->focus)) {
        ui->focus[0] = '\0';
    }
    if (!ui->focus[0] && ui->first_input[0]) {
        ui_copy_id(ui->focus, ui->first_input);
    }
    if (had_event) {
        return; // another pass follows, and nobody looks at this one
    }
    layout_all(ui);
    ui->spoil_top[0] = '\0';
    if (strcmp(ui->focus, ui->shown_focus) != 0) {
        ui_copy_id(ui->shown_focus, ui->focus);
        ui_reveal(ui, ui->focus, NULL);
    }
    show_mark(ui);
    spoken_find(ui);
}
