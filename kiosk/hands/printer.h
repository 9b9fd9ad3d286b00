// SPDX-License-Identifier: GPL-3.0-or-later
// A receipt printer that speaks ESC/POS at a device path. Off, out of paper or unplugged: a fault
// within three seconds; never waits on the screen's thread (call it from app_work).
#ifndef PRINTER_H
#define PRINTER_H

#include "db/base/arena.h"

enum { PRINTER_LINES_MAX = 60, PRINTER_COLUMNS = 32, PRINTER_WAIT_MS = 3000 };

enum printer_look { PRINTER_PLAIN, PRINTER_BOLD, PRINTER_LARGE, PRINTER_QR, PRINTER_GAP };
struct printer_line {
    enum printer_look look;
    bool is_centred;
    const char *text; // UTF-8; letters that the printer lacks become their plain ones
};
// The bytes, in the arena; wrapped at PRINTER_COLUMNS between words (large ones at half of that), a
// cut at the end. A QR text of more than 1000 bytes prints nothing. Pure.
struct bytes printer_bytes(struct arena *arena, const struct printer_line *lines, size_t count);
// Writes them to the device (or a file, for a test: made where it is missing, added to). False with
// a fault that is a sentence for the villager: show it as _(fault_text()).
MUST_USE bool printer_print(const char *device, struct bytes bytes);

#endif
