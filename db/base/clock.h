// SPDX-License-Identifier: GPL-3.0-or-later
// The only way to time and to chance. A simulator puts its own source underneath.
#ifndef CLOCK_H
#define CLOCK_H

#include "base.h"

struct clock_source {
    int64_t (*wall_ms)(void *ctx); // since 1970-01-01 UTC; may jump
    int64_t (*mono_ms)(void *ctx); // never runs back; zero is anywhere
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

#endif
