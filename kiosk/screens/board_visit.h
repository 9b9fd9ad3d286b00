// SPDX-License-Identifier: GPL-3.0-or-later
// Support is given once a visit: who stands there keeps in memory what was supported, as long as
// the screen below lasts. Nothing of it is written down.
#ifndef BOARD_VISIT_H
#define BOARD_VISIT_H

#include "screens.h"

#include "db/village/board.h"

enum { BOARD_ID_LEN = 16, BOARD_VISIT_MAX = 32 };

struct board_visit {
    uint8_t ids[BOARD_VISIT_MAX][BOARD_ID_LEN];
    size_t count;
};

enum board_touch { BOARD_TOUCH_NONE, BOARD_TOUCH_DONE, BOARD_TOUCH_FAILED };

bool board_visit_has(const struct board_visit *visit, const Kt__BoardItem *item);
// The button that supports an open item, with the count as a numeral; once supported, a mark that
// says so. Answers its own touch.
enum board_touch board_visit_show(struct app *app, struct ui *ui, const char *id,
                                  struct board_visit *visit, const Kt__BoardItem *item,
                                  bool is_big);
// The item is over: no more support.
bool board_item_is_done(const Kt__BoardItem *item);
// "Pak RT" is not here, an office is: who the item was for, and its day. In the arena.
const char *board_item_about(struct app *app, struct arena *arena, const Kt__BoardItem *item);
// Noon of a day, for dates: seconds since 1970. Days are of the village's zone.
int64_t board_day_s(const struct app *app, int64_t day);

#endif
