// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that measure: a tab-separated line each on stdout. Real time, whatever the test clock says.
#include "script_inside.h"

#include <SDL.h>
#include <stdlib.h>
#include <time.h>

enum { BENCH_MAX = 10000, SCROLL_STEP_DP = 40, MINUTE_MS = 60000 };

static int by_size(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return x < y ? -1 : x > y;
}

static void print_times(const char *name, int64_t *ns, int count)
{
    qsort(ns, (size_t)count, sizeof *ns, by_size);
    static const struct {
        const char *name;
        int percent;
    } rows[] = {{"p50", 50}, {"p99", 99}, {"max", 100}};
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        int at = (count - 1) * rows[i].percent / 100;
        printf("%s-%s\t%.3f\tms\n", name, rows[i].name, (double)ns[at] / 1e6);
    }
    fflush(stdout);
}

static int64_t since_ns(uint64_t begin)
{
    uint64_t ticks = SDL_GetPerformanceCounter() - begin;
    return (int64_t)(ticks * 1000000000 / SDL_GetPerformanceFrequency());
}

static bool step_bench_redraw(struct script *script, const struct words *words)
{
    int count;
    if (!script_number(words->list[1], BENCH_MAX, &count) || count == 0) {
        return false;
    }
    int64_t *ns = die_if_null(calloc((size_t)count * 3, sizeof *ns));
    for (int i = 0; i < count; i++) {
        struct app_cost cost = app_redraw(script->app);
        ns[i] = cost.build_ns;
        ns[count + i] = cost.draw_ns;
        ns[2 * count + i] = cost.build_ns + cost.draw_ns + cost.show_ns;
    }
    print_times("build", ns, count);
    print_times("draw", ns + count, count);
    print_times("redraw", ns + 2 * count, count);
    free(ns);
    return true;
}

// From the finger's lifting to the picture of what it did.
static bool step_bench_tap(struct script *script, const struct words *words)
{
    struct target target;
    int count;
    if (!script_number(words->list[1], BENCH_MAX, &count) || count == 0 ||
        !script_target(words, 2, &target)) {
        return false;
    }
    int64_t *ns = die_if_null(calloc((size_t)count, sizeof *ns));
    bool ok = true;
    for (int i = 0; i < count && ok; i++) {
        const struct ui_element *element = script_find_to_touch(script, target);
        ok = element != NULL;
        if (ok) {
            int x = element->seen.x + element->seen.w / 2;
            int y = element->seen.y + element->seen.h / 2;
            script_finger(script, SDL_FINGERDOWN, x, y);
            uint64_t begin = SDL_GetPerformanceCounter();
            script_finger(script, SDL_FINGERUP, x, y);
            ns[i] = since_ns(begin);
        }
    }
    if (ok) {
        print_times("tap", ns, count);
    }
    free(ns);
    return ok;
}

// A finger that drags what it finds there to and fro: from each of its moves to the picture.
static bool step_bench_scroll(struct script *script, const struct words *words)
{
    struct target target;
    int count;
    if (!script_target(words, 1, &target) || !script_number(words->list[2], BENCH_MAX, &count) ||
        count == 0) {
        return false;
    }
    const struct ui_element *area = script_find(script, target);
    if (!area || area->seen.h < 4 * SCROLL_STEP_DP) {
        fault_set("%s is not on the screen, or too low to drag in", words->list[1]);
        return false;
    }
    SDL_Rect seen = area->seen;
    int64_t *ns = die_if_null(calloc((size_t)count, sizeof *ns));
    int x = seen.x + seen.w / 2, low = seen.y + seen.h - SCROLL_STEP_DP, high = seen.y + 8, y = low;
    int way = -1;
    for (int i = 0; i < count; i++) {
        if (y + way * SCROLL_STEP_DP < high || y + way * SCROLL_STEP_DP > low || i == 0) {
            if (i > 0) {
                script_finger(script, SDL_FINGERUP, x, y);
                app_advance(script->app, 1000); // it glides out
            }
            way = i < count * 3 / 4 ? -1 : 1; // down to the end, and some way up again
            y = way < 0 ? low : high;
            script_finger(script, SDL_FINGERDOWN, x, y);
        }
        y += way * SCROLL_STEP_DP;
        uint64_t begin = SDL_GetPerformanceCounter();
        script_finger(script, SDL_FINGERMOTION, x, y);
        ns[i] = since_ns(begin);
    }
    script_finger(script, SDL_FINGERUP, x, y);
    print_times("scroll", ns, count);
    free(ns);
    return true;
}

static int64_t cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

// What a minute of standing there costs, in processor time.
static bool step_bench_minute(struct script *script, const struct words *words)
{
    int count;
    if (!script_number(words->list[1], BENCH_MAX, &count) || count == 0) {
        return false;
    }
    int64_t *ns = die_if_null(calloc((size_t)count, sizeof *ns));
    for (int i = 0; i < count; i++) {
        int64_t begin = cpu_ns();
        app_advance(script->app, MINUTE_MS);
        ns[i] = cpu_ns() - begin;
    }
    print_times("minute-cpu", ns, count);
    free(ns);
    return true;
}

static bool step_stat(struct script *script, const struct words *words)
{
    (void)words;
    printf("turns\t%lld\tcount\n", (long long)app_turn_count(script->app));
    fflush(stdout);
    return true;
}

const struct script_step script_benches[] = {
    {"bench-redraw", 2, 2, step_bench_redraw},
    {"bench-tap", 3, 3, step_bench_tap},
    {"bench-scroll", 3, 3, step_bench_scroll},
    {"bench-minute", 2, 2, step_bench_minute},
    {"stat", 1, 1, step_stat},
    {0},
};
