// SPDX-License-Identifier: GPL-3.0-or-later
// sim [--seeds N] [--first N] [--steps N] [--loud]: runs of the small world, a seed each. A seed
// that fails is named with its number: run alone with --loud it does the same again, act by act.
// One tab-separated row a figure at the end: name, value, unit, goal, ok or short.
#include "world.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

struct totals {
    int64_t counts[32], words, seeds, failed, journeys, trained, unread, pictures, shown;
};

static bool run(struct sim *sim, const char *root, uint64_t seed, int steps, char *trace)
{
    sim_begin(sim, root, seed);
    for (int i = 0; i < steps; i++) {
        sim_act(sim);
    }
    bool ok = sim_heal(sim) && sim_check(sim);
    uint8_t hash[HASH_LEN];
    crypto_generichash_final(&sim->trace, hash, HASH_LEN);
    sodium_bin2hex(trace, 2 * HASH_LEN + 1, hash, HASH_LEN);
    sim_end(sim);
    return ok;
}

static void row(const char *name, int64_t value, const char *unit, const char *goal, bool is_ok)
{
    printf("%s\t%lld\t%s\t%s\t%s\n", name, (long long)value, unit, goal, is_ok ? "ok" : "short");
}

static int64_t number(int argc, char **argv, const char *name, int64_t otherwise)
{
    for (int i = 1; i + 1 < argc; i++) {
        if (strcmp(argv[i], name) == 0) {
            return strtoll(argv[i + 1], NULL, 10);
        }
    }
    return otherwise;
}

int main(int argc, char **argv)
{
    static struct sim sim;
    struct totals totals = {0};
    int64_t seeds = number(argc, argv, "--seeds", 10), first = number(argc, argv, "--first", 1);
    int steps = (int)number(argc, argv, "--steps", 400);
    sim.is_loud = argc > 1 && strcmp(argv[argc - 1], "--loud") == 0;
    log_name("sim");
    char root[] = "/dev/shm/kentongan-sim-XXXXXX";
    if (access("/dev/shm", W_OK) != 0) {
        memcpy(root, "/tmp/kentongan-sim-XXXXXX", sizeof "/tmp/kentongan-sim-XXXXXX");
    }
    if (!mkdtemp(root)) {
        die("sim: no folder can be made for the world");
    }
    bool same = true;
    for (int64_t seed = first; seed < first + seeds; seed++) {
        char trace[2 * HASH_LEN + 1], again[2 * HASH_LEN + 1];
        bool ok = run(&sim, root, (uint64_t)seed, steps, trace);
        totals.failed += !ok;
        totals.words += sim.word_count;
        totals.journeys += sim.journeys;
        totals.trained += sim.trained;
        totals.unread += sim.unread;
        totals.pictures += sim.picture_count;
        totals.shown += sim.picture_shown;
        for (int i = 0; i < sim_act_count; i++) {
            totals.counts[i] += sim.counts[i];
        }
        if (seed == first || !ok) { // the first one, and whatever failed: does it do so again?
            run(&sim, root, (uint64_t)seed, steps, again);
            if (strcmp(trace, again) != 0) {
                fprintf(stderr, "sim: seed %lld: two runs differ\n", (long long)seed);
                same = false;
            }
        }
    }
    rmdir(root);
    for (int i = 0; i < sim_act_count; i++) {
        char name[64];
        snprintf(name, sizeof name, "sim-acts-%s", sim_act_name(i));
        row(name, totals.counts[i], "acts", "> 0", totals.counts[i] > 0);
    }
    row("sim-words-filed", totals.words, "words", "> 0", totals.words > 0);
    row("sim-journeys-by-stick", totals.journeys, "journeys", "> 0", totals.journeys > 0);
    row("sim-bundles-trained", totals.trained, "bundles", "> 0", totals.trained > 0);
    row("sim-bundles-unread", totals.unread, "bundles", "> 0", totals.unread > 0);
    row("sim-pictures-posted", totals.pictures, "pictures", "> 0", totals.pictures > 0);
    row("sim-pictures-at-kiosks", totals.shown, "pictures", "> 0", totals.shown > 0);
    row("sim-seeds-run", seeds, "seeds", "", true);
    row("sim-seeds-failed", totals.failed, "seeds", "= 0", totals.failed == 0);
    row("sim-replay-differs", !same, "runs", "= 0", same);
    return totals.failed == 0 && same ? 0 : 1;
}
