// SPDX-License-Identifier: GPL-3.0-or-later
// What the parts of home share (home.c, home_top.c, home_panel.c); no one else includes it.
#ifndef HOME_INSIDE_H
#define HOME_INSIDE_H

#include "screens.h"

#include "db/village/alert.h"
#include "db/village/answer.h"
#include "db/village/notice.h"

enum {
    HOME_ROWS_MAX = 6,      // read: those of the banner and those of the panel
    HOME_PAGES_MAX = 4,     // notices in the panel; its last page says what one can do here
    HOME_MONTHS_MAX = 3,    // of unopened answers; the rest is in the sum
    HOME_BANNERS_MAX = 2,   // what is urgent, most urgent first
    HOME_LINK_NOW_S = 1200, // rounds come every 15 minutes when nothing waits
};

// What was read from the village file, and when that has to be done again.
struct home {
    struct arena arena; // owned
    uint64_t bell;
    int64_t hour;  // of the wall; days begin and notices end with one of them
    int64_t due_s; // a warning or a notice ends: read again; INT64_MAX: none does
    enum i18n_lang lang;
    const char *name, *place;
    struct notice_row rows[HOME_ROWS_MAX]; // the first urgent_count of them are urgent
    size_t row_count, urgent_count, total, today;
    struct alert_row alerts[ALERTS_SHOWN_MAX];
    size_t alert_count;
    bool has_banner; // something urgent above: what need not be said below gives way
    struct answer_month months[HOME_MONTHS_MAX];
    size_t month_count;
    int64_t waiting, unopened, last_ok_s;
    bool is_enrolled, is_clock_sure, is_setup_due;
    // the panel that turns
    size_t at, turns;
    int64_t turned_ms;
    bool is_begun; // turned_ms counts
    bool is_still; // somebody touched it
    // a warning that is being read, over everything
    char alert_open[SCREENS_ID_LEN_MAX * 8];
    int64_t alert_open_ms;
};

// Somebody goes away from here: when they are back, it turns again, and what is new is there.
void home_rest(struct home *home);
void home_open_notice(struct app *app, struct home *home, const char *id);

// Village, place, time, link.
void home_top(struct app *app, struct ui *ui, const struct home *home);
// What interrupts is not said twice: it is a banner once somebody has touched it away.
bool home_is_quiet(const struct alert_row *row);
// What cannot wait: urgent notices, and warnings that do not interrupt (any more).
void home_banners(struct app *app, struct ui *ui, struct home *home);
// Newest and pinned notices, a page each, and what one can do here.
void home_panel(struct app *app, struct ui *ui, struct home *home);

#endif
