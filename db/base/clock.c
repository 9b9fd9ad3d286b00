// SPDX-License-Identifier: GPL-3.0-or-later
// The machine's clocks and libsodium's generator, behind one replaceable source.
#include "clock.h"

#include <assert.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

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

// ---- whether it is more than a guess

static bool is_there(const char *path, const char *usual)
{
    return access(path ? path : usual, F_OK) == 0;
}

// False where there is no such clock, or it does not answer.
static bool ask_battery(const char *path, int64_t *out_s)
{
    FILE *file = fopen(path ? path : "/sys/class/rtc/rtc0/since_epoch", "re");
    bool ok = file && fscanf(file, "%" SCNd64, out_s) == 1;
    if (file) {
        fclose(file);
    }
    return ok;
}

bool clock_was_kept(const struct clock_places *places, int64_t least_s)
{
    int64_t battery_s;
    if (current != &machine || is_there(places->synced, "/run/systemd/timesync/synchronized")) {
        return true;
    }
    if (ask_battery(places->battery, &battery_s)) {
        return battery_s >= least_s;
    }
    return !is_there(places->saved, "/var/lib/systemd/timesync/clock") &&
           (places->saved || !is_there(NULL, "/etc/fake-hwclock.data"));
}
