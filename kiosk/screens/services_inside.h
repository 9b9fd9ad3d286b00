// SPDX-License-Identifier: GPL-3.0-or-later
// What the two halves of the office's screen share (services.c, services_office.c); no one else
// includes it.
#ifndef SERVICES_INSIDE_H
#define SERVICES_INSIDE_H

#include "screens.h"

#include "db/village/office.h"

// Each shows one section of the office; none reads the village file.
void services_officials(struct app *app, struct ui *ui, const Kt__Office *office);
void services_hours(struct app *app, struct ui *ui, const Kt__Office *office, bool is_clock_sure);
void services_emergency(struct ui *ui, const Kt__Office *office);
// "Buka sekarang, sampai 15.30": in a band; nothing where no hours are known or the clock is not
// sure.
void services_open(struct app *app, struct ui *ui, const Kt__Office *office, bool is_clock_sure);

#endif
