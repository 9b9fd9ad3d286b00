// SPDX-License-Identifier: GPL-3.0-or-later
// Every letter of many queries, answered from as many notices as stdin has lines:
// search_letters DIR < TEXTS. Prints rows of figures as bench.py does.
#include "db/village/notice.h"
#include "db/village/search.h"
#include "kit.h"

#include <stdlib.h>
#include <time.h>

enum {
    QUERIES = 300,
    QUERY_BYTES_MAX = 48,
    SHOWN = 8, // hits on a screen
    POSTS = 50,
    IN_BUNDLE = 256,
    SAMPLES_MAX = QUERIES * QUERY_BYTES_MAX,
    GOAL_MS = 16,
    YEARS_S = 8 * 365 * 86400,
};

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static uint64_t seed = 88172645463325252u;

static uint32_t chance(uint32_t below) // xorshift: the same notices and queries in every run
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (uint32_t)(seed >> 11) % below;
}

// Names of hamlets, groups and people's offices make up most of the different words of a real
// archive: some that come again, most of them once.
static void add_name(char *out, size_t size)
{
    static const char *const syllables[] = {"ci",  "ka", "ran", "su", "ma", "wa", "lu", "ti",
                                            "pa",  "se", "gu",  "ja", "ba", "ke", "no", "di",
                                            "man", "ta", "ra",  "li", "ng", "sa", "bu", "ngo"};
    size_t len = strlen(out);
    for (uint32_t i = 0, count = 3 + chance(3); i < count; i++) {
        len += (size_t)snprintf(out + len, size - len, "%s%s", i == 0 ? " " : "",
                                syllables[chance(COUNT_OF(syllables))]);
    }
}

// `count` words of the text from the at-th on.
static void words_of(const char *text, uint32_t at, uint32_t count, char *out, size_t size)
{
    for (; at > 0 && strchr(text, ' '); at--) {
        text = strchr(text, ' ') + 1;
    }
    size_t len = 0;
    for (; text[len] && len + 1 < size; len++) {
        if (text[len] == ' ' && --count == 0) {
            break;
        }
    }
    snprintf(out, size, "%.*s", (int)len, text);
}

static char queries[QUERIES][QUERY_BYTES_MAX];
static char posted[POSTS][KIT_LINE_MAX]; // held back

static void fill(struct village *village)
{
    char line[KIT_LINE_MAX], title[200], id[32];
    int64_t begun_s = clock_now_s() - YEARS_S;
    sql_begin(village->sql);
    uint32_t count = 0;
    for (int i = 0; i < POSTS && kit_line(posted[i]); i++) {
    }
    for (; kit_line(line); count++) {
        words_of(line, chance(8), 5, title, sizeof title);
        add_name(title, sizeof title);
        size_t len = strlen(line);
        for (int i = 0; i < 3; i++) {
            add_name(line + len, sizeof line - len);
        }
        Kt__Notice notice = KT__NOTICE__INIT;
        snprintf(id, sizeof id, "R-%u", count + 1);
        notice.id = id;
        notice.revision = 1;
        notice.title = title;
        notice.category = (char *)(uintptr_t) "pengumuman";
        notice.publisher = (char *)(uintptr_t) "Pemerintah Desa Sukamaju";
        notice.body = line;
        notice.posted_s = begun_s + (int64_t)count * (YEARS_S / 30000);
        notice.end_s = notice.posted_s + 30 * 86400;
        if (!notice_put(village, &notice)) {
            die("%s", fault_text());
        }
        // What somebody remembers: words of the title, or from within.
        char *query = queries[count % QUERIES];
        if (count % 3 == 0) {
            words_of(title, chance(4), 2 + chance(3), query, QUERY_BYTES_MAX);
        } else {
            words_of(line, chance(40), 1 + chance(4), query, QUERY_BYTES_MAX);
        }
        if (count % IN_BUNDLE == 0) {
            if (!sql_commit(village->sql)) {
                die("%s", fault_text());
            }
            sql_begin(village->sql);
        }
    }
    if (!sql_commit(village->sql)) {
        die("%s", fault_text());
    }
}

static int by_value(const void *a, const void *b)
{
    const double *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static double share(double *times, size_t count, double part)
{
    qsort(times, count, sizeof *times, by_value);
    return times[(size_t)((double)(count - 1) * part)];
}

static void row(const char *name, double value, double goal)
{
    if (goal > 0) {
        printf("%s\t%.2f\tms\t<= %g\t%s\n", name, value, goal, value <= goal ? "ok" : "short");
    } else {
        printf("%s\t%.2f\tms\t\tok\n", name, value);
    }
}

// A third of them with one letter wrong.
static void spoil(char *query)
{
    size_t len = strlen(query);
    if (len > 5 && chance(3) == 0) {
        query[1 + chance((uint32_t)len - 2)] = (char)('a' + chance(26));
    }
}

static void type_all(struct village *village)
{
    static double all[SAMPLES_MAX], of_length[QUERY_BYTES_MAX][QUERIES];
    size_t all_count = 0, counts[QUERY_BYTES_MAX] = {0}, found = 0;
    struct arena arena;
    arena_init(&arena, 64 << 20);
    for (size_t q = 0; q < QUERIES; q++) {
        spoil(queries[q]);
        for (size_t len = 1; len <= strlen(queries[q]); len++) {
            char typed[QUERY_BYTES_MAX];
            struct search_hit hits[SHOWN];
            size_t total;
            snprintf(typed, sizeof typed, "%.*s", (int)len, queries[q]);
            double begun = now_ms();
            search_notices(village, &arena, typed, "id", 0, SHOWN, hits, &total);
            double took = now_ms() - begun;
            all[all_count++] = took;
            of_length[len][counts[len]++] = took;
            found += total > 0;
            arena_reset(&arena);
        }
    }
    static const size_t shown[] = {1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 30};
    for (size_t i = 0; i < COUNT_OF(shown); i++) {
        size_t len = shown[i];
        char name[64];
        if (counts[len] == 0) {
            continue;
        }
        snprintf(name, sizeof name, "search-30000-letters-%zu-p50", len);
        row(name, share(of_length[len], counts[len], 0.5), 0);
        snprintf(name, sizeof name, "search-30000-letters-%zu-p99", len);
        row(name, share(of_length[len], counts[len], 0.99), 0);
    }
    row("search-30000-p50", share(all, all_count, 0.5), 0);
    row("search-30000-worst", share(all, all_count, 1), 0);
    printf("search-30000-found\t%.0f\t%%\t\tok\n", 100.0 * (double)found / (double)all_count);
    row("search-30000-p99", share(all, all_count, 0.99), GOAL_MS);
    arena_finish(&arena);
}

// Texts of the same kind into the full index.
static void post_some(struct village *village)
{
    static double times[POSTS];
    struct arena arena;
    arena_init(&arena, 64 << 20);
    for (int i = 0; i < POSTS; i++) {
        Kt__Notice notice = KT__NOTICE__INIT;
        notice.title = (char *)(uintptr_t) "Jadwal posyandu";
        notice.category = (char *)(uintptr_t) "kesehatan";
        notice.publisher = (char *)(uintptr_t) "Pemerintah Desa Sukamaju";
        notice.body = posted[i];
        const char *id;
        double begun = now_ms();
        if (!notice_post(village, &arena, &notice, &id)) {
            die("%s", fault_text());
        }
        times[i] = now_ms() - begun;
        arena_reset(&arena);
    }
    row("post-into-30000-p50", share(times, POSTS, 0.5), 0);
    row("post-into-30000-p99", share(times, POSTS, 0.99), 0);
    arena_finish(&arena);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: search_letters DIR < TEXTS\n");
        return 2;
    }
    secret_init();
    struct village *village = kit_village(argv[1]);
    double begun = now_ms();
    fill(village);
    printf("search-30000-fill\t%.1f\ts\t\tok\n", (now_ms() - begun) / 1000);
    post_some(village);
    type_all(village);
    printf("search-30000-words\t%lld\tcount\t\tok\n",
           (long long)sql_int(village->sql, 0, "SELECT count(*) FROM vocabulary", ""));
    village_close(village);
    return 0;
}
