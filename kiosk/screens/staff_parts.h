// SPDX-License-Identifier: GPL-3.0-or-later
// What the staff's screens share: a PIN being typed, and how long to wait before the next try.
#ifndef STAFF_PARTS_H
#define STAFF_PARTS_H

#include "screens.h"

// Digits on their way. Part of a block of locked memory; wiped with it.
struct staff_digits {
    char text[STAFF_PIN_MAX + 1];
    size_t len;
};

// Dots for the digits typed, open ones up to the fewest that a PIN has. Never a digit.
void staff_dots(struct ui *ui, const char *id, const struct staff_digits *digits);
// The keypad (#PREFIX.key.D, #PREFIX.erase) into the digits. True when something was touched.
bool staff_pad(struct ui *ui, const char *prefix, struct staff_digits *digits);
// Whether there are enough of them to be a PIN.
bool staff_is_pin(const struct staff_digits *digits);

// True where nobody is signed in (any more): the page is left, and nothing more is to be built.
bool staff_is_out(struct app *app);

// One of a list, to be touched: icon, name, and a second line that may be "". mark as of ui_row.
bool staff_line(struct ui *ui, const char *id, enum ui_color mark, enum ui_icon icon,
                const char *name, const char *second);

// A line of the audit log as words, in the arena.
struct staff_audit_row;
const char *staff_audit_sentence(struct arena *arena, const struct staff_audit_row *row);

// "Sudah beberapa kali keliru. Tunggu ...": asks for the next build itself.
void staff_wait(struct ui *ui, const char *id, int64_t wait_ms);

#endif
