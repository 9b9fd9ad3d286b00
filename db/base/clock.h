// SPDX-License-Identifier: GPL-3.0-or-later
// The only way to time and to chance. A simulator puts its own source underneath.
#ifndef CLOCK_H
#define CLOCK_H

#include "base.h"

struct clock_source {
    int64_t (*wall_ms)(void *ctx); // since 1970-01-01 UTC; may jump
    int64_t (*mono_ms)(void *ctx); // never runs back; the machine's counts from its boot
    void (*random)(void *ctx, void *out, size_t len);
    void *ctx;
};

// NULL goes back to the machine's own. The source must outlive its use.
void clock_use(const struct clock_source *source);

int64_t clock_now_ms(void);
int64_t clock_now_s(void);
int64_t clock_mono_ms(void);
void clock_random(void *out, size_t len);
// Even over 0 .. below-1; below must not be 0.
uint32_t clock_random_below(uint32_t below);

// Where the machine tells how it came by its time; NULL in a field is the machine's own place.
struct clock_places {
    const char *battery; // seconds since 1970, by the clock with a battery (RTC)
    const char *synced;  // is there once the network has set the clock in this boot
    const char *saved;   // is there where the clock is put forward at boot to what was saved in it
};
// Whether the wall clock is more than a guess: the network set it in this boot, or a battery kept
// it (one that is dead says less than `least_s`), or nothing speaks against it: a virtual machine
// has no battery and is told the time. Under another source: true.
bool clock_was_kept(const struct clock_places *places, int64_t least_s);

#endif
