// SPDX-License-Identifier: GPL-3.0-or-later
// Settings at the regency: its own (`url`, what `serve` listened on), which stay here, and those of
// the kiosks, which travel to a scope. What kiosks know is db/village/setting.h's table.
#ifndef RULE_H
#define RULE_H

#include "regency.h"

enum { RULE_VALUE_BYTES_MAX = 4096 };

#define RULE_URL    "url"    // where kiosks find the server; put into tickets
#define RULE_LISTEN "listen" // the address of the last `serve`; set by it, not by hand

// A setting of the regency's own, in the arena; NULL when it was never set.
const char *rule_own(struct regency *regency, struct arena *arena, const char *key);
MUST_USE bool rule_set_own(struct regency *regency, const char *key, const char *value);

// By hand: own keys without scope, kiosk settings to a scope ("all" when NULL), through the feed.
// False with a fault: no such key (the nearest is named), not a value of it, no such scope.
MUST_USE bool rule_set(struct regency *regency, struct arena *arena, const char *scope,
                       const char *key, const char *value);

struct rule_row {
    const char *key, *value, *otherwise, *unit, *set_by; // set_by: "regency SCOPE" or "default"
};
// What is set, and what could be, in the arena. key NULL: all. Returns how many; 0 with a fault
// when there is no such key.
size_t rule_list(struct regency *regency, struct arena *arena, const char *key,
                 struct rule_row **list);

#endif
