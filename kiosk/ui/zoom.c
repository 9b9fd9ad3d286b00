// SPDX-License-Identifier: GPL-3.0-or-later
// A picture to be touched, and the same picture over everything. One touch opens, one closes.
#include "i18n.h"
#include "node.h"
#include "widgets.h"

bool ui_picture_button(struct ui *ui, const char *id, const char *path, int max_h_dp,
                       const char *alt)
{
    if (!pictures_find(ui->pictures, path)) {
        ui_picture(ui, id, path, max_h_dp, alt);
        return false;
    }
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = id,
                                          .across = UI_CENTER,
                                          .gap = 4,
                                          .radius = DP_RADIUS,
                                          .is_snug = true,
                                      });
    ui_picture(ui, NULL, path, max_h_dp, alt);
    ui_begin(ui, (struct ui_box){.flow = UI_ROW,
                                 .along = UI_CENTER,
                                 .across = UI_CENTER,
                                 .gap = DP_GAP_SMALL,
                                 .min_h = DP_TARGET,
                                 .is_mute = true,
                                 .is_snug = true});
    ui_icon(ui, ICON_ZOOM, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.size = UI_SMALL, .color = UI_SOFT},
            _("Sentuh untuk memperbesar"));
    ui_end(ui);
    ui_end(ui);
    return tapped;
}

// As wide as the window: in its page the picture has the page's margins, here it has none.
bool ui_zoom(struct ui *ui, const char *id, const char *path, const char *alt)
{
    enum { EDGE = 8, PAD = DP_GAP_SMALL };
    int h = ui_height(ui) - 2 * EDGE - 2 * PAD - 2 * DP_GAP_SMALL;
    h -= ui_lines(ui, UI_BODY, 1) + ui_lines(ui, UI_SMALL, alt && *alt ? 2 : 0);
    ui_begin_dialog(
        ui, (struct ui_box){
                .id = id, .w = ui_width(ui) - 2 * EDGE, .fill = UI_CARD, .radius = DP_RADIUS});
    struct node *root = ui->layers[ui->layer_count - 1];
    root->box.pad_x = root->box.pad_y = ui_px(ui, EDGE);
    bool tapped = ui_begin_button(ui, (struct ui_box){
                                          .id = ui_id(ui, "%s.close", id),
                                          .across = UI_CENTER,
                                          .gap = DP_GAP_SMALL,
                                          .pad = PAD,
                                          .radius = DP_RADIUS,
                                      });
    ui_picture(ui, NULL, path, h, alt);
    ui_text(ui,
            (struct ui_text){.size = UI_SMALL,
                             .color = UI_SOFT,
                             .align = UI_CENTER,
                             .lines_max = 2,
                             .is_mute = true},
            alt);
    ui_begin(ui, (struct ui_box){
                     .flow = UI_ROW, .across = UI_CENTER, .gap = DP_GAP_SMALL, .is_snug = true});
    ui_icon(ui, ICON_CLOSE, DP_ICON_TEXT, UI_GREEN);
    ui_text(ui, (struct ui_text){.bold = true}, _("Tutup"));
    ui_end(ui);
    ui_end(ui);
    ui_end(ui);
    return tapped;
}
