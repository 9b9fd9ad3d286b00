// SPDX-License-Identifier: GPL-3.0-or-later
// When to wait, and what to make of how it ended. A way that cuts long polls short must not be paid
// for over and over: each short one doubles the pause.
#include "news.h"

#include "db/base/clock.h"

void news_begin(struct news *news, struct exchange *exchange)
{
    *news = (struct news){.exchange = exchange};
}

// Full jitter, to a quarter of an hour.
static int64_t pause_ms(int short_ones)
{
    int64_t max_s = NEWS_PAUSE_S;
    for (int i = 1; i < short_ones && max_s < BACKOFF_S_MAX; i++) {
        max_s *= 2;
    }
    max_s = max_s < BACKOFF_S_MAX ? max_s : BACKOFF_S_MAX;
    return 1000 * (int64_t)(1 + clock_random_below((uint32_t)max_s));
}

// True when this was the first short one: worth a look at the link.
static bool ended(struct news *news, int64_t now_ms)
{
    bool was_short = now_ms - news->begun_ms < 1000 * (int64_t)NEWS_SHORT_S;
    news->short_ones = was_short ? news->short_ones + 1 : 0;
    news->next_ms = was_short ? now_ms + pause_ms(news->short_ones) : now_ms;
    return news->short_ones <= 1;
}

static enum news_heard over(struct news *news, enum https_wait how, uint32_t wait_s)
{
    int64_t now_ms = clock_mono_ms();
    switch (how) {
    case HTTPS_WAIT_NEWS:
        news->exchange->token_len = 0; // the round brings the next
        news->short_ones = 0;
        return NEWS_CAME;
    case HTTPS_WAIT_STALE:
        news->exchange->token_len = 0;
        return ended(news, now_ms) ? NEWS_DOUBT : NEWS_NOTHING;
    case HTTPS_WAIT_BROKEN:
        return ended(news, now_ms) ? NEWS_DOUBT : NEWS_NOTHING;
    case HTTPS_WAIT_LATER:
        news->next_ms = now_ms + 1000 * (int64_t)wait_s + pause_ms(++news->short_ones);
        return NEWS_NOTHING;
    case HTTPS_WAIT_ABSENT:
        news->next_ms = now_ms + 1000 * (int64_t)NEWS_ABSENT_S;
        return NEWS_NOTHING;
    default:
        ended(news, now_ms);
        return NEWS_NOTHING;
    }
}

enum news_heard news_step(struct news *news, bool in_touch)
{
    struct https *https = news->exchange->https;
    if (!https) {
        return NEWS_NOTHING;
    }
    if (!in_touch) {
        https_wait_stop(https);
        return NEWS_NOTHING;
    }
    uint32_t wait_s;
    enum https_wait how = https_wait_look(https, &wait_s);
    if (how != HTTPS_WAIT_NONE && how != HTTPS_WAIT_ON) {
        return over(news, how, wait_s);
    }
    int64_t now_ms = clock_mono_ms();
    if (how == HTTPS_WAIT_NONE && news->exchange->token_len > 0 && now_ms >= news->next_ms) {
        news->begun_ms = now_ms;
        https_wait_start(https, bytes_of(news->exchange->token, news->exchange->token_len));
    }
    return NEWS_NOTHING;
}

size_t news_fds(struct news *news, struct pollfd *out, size_t max, int *due_ms)
{
    struct https *https = news->exchange->https;
    *due_ms = -1;
    if (!https) {
        return 0;
    }
    size_t count = https_wait_fds(https, out, max, due_ms);
    int64_t left_ms = news->next_ms - clock_mono_ms();
    if (count == 0 && *due_ms < 0 && news->exchange->token_len > 0) {
        *due_ms = left_ms > 0 ? (int)left_ms : 0;
    }
    return count;
}
