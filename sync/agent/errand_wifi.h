// SPDX-License-Identifier: GPL-3.0-or-later
// What nmcli says, read: apart from the errands, so that it can be tried without a Wi-Fi.
#ifndef ERRAND_WIFI_H
#define ERRAND_WIFI_H

#include "db/base/arena.h"

// `nmcli -t -f IN-USE,SIGNAL,SECURITY,SSID device wifi list` as the errand's list: a line a
// network, the strongest first, each name once: signal (0 to 100), locked 0|1, ours 0|1, name; by
// tabs. Hidden ones and names that are not text are left out. In the arena.
char *errand_wifi_read(struct arena *arena, const char *said);

#endif
