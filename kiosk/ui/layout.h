// SPDX-License-Identifier: GPL-3.0-or-later
// What measuring (measure.c) and placing (layout.c) share. Included by these two alone.
#ifndef LAYOUT_H
#define LAYOUT_H

#include "node.h"

static inline int least(int a, int b)
{
    return a < b ? a : b;
}

static inline int most(int a, int b)
{
    return a > b ? a : b;
}

static inline struct node *next_in_flow(struct node *node)
{
    while (node && node->is_float) {
        node = node->next;
    }
    return node;
}

#define EACH_CHILD(child, of)                                                                      \
    for (struct node *child = next_in_flow((of)->first); child; child = next_in_flow(child->next))

// Sets want_w, want_h and content_h of the node and all in it. fill: it is to be as wide as avail.
void measure_node(struct ui *ui, struct node *node, int avail, bool fill);
// The gaps between a node's children, taken together.
int measure_gaps(const struct node *node);
int measure_grow_sum(const struct node *node);
// A child of a column that is as wide as the column.
bool measure_fills(const struct node *child);
// Where a column of a grid stands (x, w), and how tall the row is that begins with this cell.
SDL_Rect measure_grid_cell(const struct node *node, int inner, int column);
int measure_grid_row_h(const struct node *first, int columns);

#endif
