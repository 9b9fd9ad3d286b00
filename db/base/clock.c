// SPDX-License-Identifier: GPL-3.0-or-later
// The machine's clocks and libsodium's generator, behind one replaceable source.
#include "clock.h"

#include <assert.h>
#include <sodium.h>
#include <time.h>

static int64_t read_ms(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t machine_wall_ms(void *ctx)
{
    (void)ctx;
    return read_ms(CLOCK_REALTIME);
}

static int64_t machine_mono_ms(void *ctx)
{
    (void)ctx;
    return read_ms(CLOCK_MONOTONIC);
}

static void machine_random(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

static const struct clock_source machine = {machine_wall_ms, machine_mono_ms, machine_random, NULL};
static const struct clock_source *current = &machine;

void clock_use(const struct clock_source *source)
{
    current = source ? source : &machine;
}

int64_t clock_now_ms(void)
{
    return current->wall_ms(current->ctx);
}

int64_t clock_now_s(void)
{
    return clock_now_ms() / 1000;
}

int64_t clock_mono_ms(void)
{
    return current->mono_ms(current->ctx);
}

void clock_random(void *out, size_t len)
{
    current->random(current->ctx, out, len);
}

uint32_t clock_random_below(uint32_t below)
{
    assert(below > 0);
    // Values in the incomplete last stretch would favour the small ones: draw again.
    const uint32_t limit = UINT32_MAX - UINT32_MAX % below;
    uint32_t value;
    do {
        clock_random(&value, sizeof value);
    } while (value >= limit);
    return value % below;
}
