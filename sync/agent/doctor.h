// SPDX-License-Identifier: GPL-3.0-or-later
// What only the agent can try for the checks of db/village/doctor.h.
#ifndef AGENT_DOCTOR_H
#define AGENT_DOCTOR_H

#include "db/village/probe.h"
#include "exchange.h"

// Keeps how the link is, where it is another than before or was told long ago.
void doctor_link(struct village *village, bool is_up, const char *why);
// Looks for the regency (at most PROBE_MS_MAX) and keeps the answer; without an enrolment nothing.
void doctor_probe(struct village *village, struct exchange *exchange);
// Brings the mirror up to date, if one is set, and keeps how it is.
void doctor_mirror_look(struct village *village);
// The file was not looked through for a week.
bool doctor_file_is_due(struct village *village);

#endif
