// SPDX-License-Identifier: GPL-3.0-or-later
// The list of who waits. Never touches a connection: what is taken out is answered by the desk.
#include "waiters.h"

#include "db/base/clock.h"
#include "db/regency/registry.h"
#include "wait_token.h"

#include <stdio.h>

enum { MARKS_MAX = 1024 }; // looked at in one go

void waiters_init(struct waiters *waiters, struct regency *regency)
{
    *waiters = (struct waiters){.seen = change_newest(regency)};
    waiters->last = &waiters->first;
}

static struct change_reader reader_of(const struct waiter *waiter)
{
    return (struct change_reader){
        .kiosk = waiter->kiosk, .village = waiter->village, .code = waiter->code};
}

// More than can be looked at in one go is news for everybody: a round costs less than a miss.
static bool concerns(const struct waiter *waiter, const struct change_mark *marks, size_t count)
{
    struct change_reader reader = reader_of(waiter);
    for (size_t i = 0; i < count; i++) {
        if (marks[i].number > waiter->after && change_concerns(&marks[i], &reader)) {
            return true;
        }
    }
    return count == MARKS_MAX;
}

enum waiters_end waiters_add(struct waiters *waiters, struct regency *regency, struct arena *arena,
                             const char *text, struct waiter *waiter)
{
    struct registry_kiosk kiosk;
    *waiter = (struct waiter){.until_ms = clock_mono_ms() + WAITERS_MS_MAX};
    if (!wait_token_read(text, &waiter->kiosk, &waiter->after) ||
        !registry_get(regency, arena, waiter->kiosk, &kiosk) || kiosk.revoked) {
        return WAITERS_STALE;
    }
    waiter->village = kiosk.village.id;
    snprintf(waiter->code, sizeof waiter->code, "%s", kiosk.village.code);
    struct change_mark *marks = ARENA_ARRAY(arena, struct change_mark, MARKS_MAX);
    size_t count = change_since(regency, arena, waiter->after, MARKS_MAX, marks);
    if (concerns(waiter, marks, count)) {
        return WAITERS_NEWS;
    }
    for (struct waiter *other = waiters->first; other; other = other->next) {
        other->over = other->over || other->kiosk == waiter->kiosk;
    }
    if (waiters->count >= WAITERS_MAX) {
        return WAITERS_FULL;
    }
    *waiters->last = waiter;
    waiters->last = &waiter->next;
    waiters->count++;
    return WAITERS_HELD;
}

void waiters_told(struct waiters *waiters, uint32_t kiosk, uint64_t number)
{
    for (struct waiter *waiter = waiters->first; waiter; waiter = waiter->next) {
        if (waiter->kiosk == kiosk && waiter->after < number) {
            waiter->after = number;
            waiter->news = false;
        }
    }
}

void waiters_look(struct waiters *waiters, struct regency *regency, struct arena *arena)
{
    uint64_t newest = change_newest(regency);
    if (newest <= waiters->seen) {
        return;
    }
    struct change_mark *marks = ARENA_ARRAY(arena, struct change_mark, MARKS_MAX);
    size_t count = change_since(regency, arena, waiters->seen, MARKS_MAX, marks);
    for (struct waiter *waiter = waiters->first; waiter; waiter = waiter->next) {
        waiter->news = waiter->news || concerns(waiter, marks, count);
    }
    waiters->seen = newest;
}

struct waiter *waiters_take(struct waiters *waiters, int64_t now_ms, bool all)
{
    struct waiter *taken = NULL, **to = &taken, **from = &waiters->first;
    size_t told = 0;
    bool may_tell = now_ms >= waiters->rest_ms;
    while (*from) {
        struct waiter *waiter = *from;
        bool over = all || waiter->over || now_ms >= waiter->until_ms;
        if (!over && !(waiter->news && may_tell && told < WAITERS_AT_ONCE)) {
            from = &waiter->next;
            continue;
        }
        told += !over;
        *from = waiter->next;
        *to = waiter;
        to = &waiter->next;
        waiters->count--;
    }
    *to = NULL;
    waiters->last = from;
    if (told > 0) {
        waiters->rest_ms = now_ms + WAITERS_PAUSE_MS;
    }
    return taken;
}

int64_t waiters_due_ms(const struct waiters *waiters)
{
    int64_t due_ms = -1;
    for (const struct waiter *waiter = waiters->first; waiter; waiter = waiter->next) {
        int64_t at_ms = waiter->over ? 0 : waiter->news ? waiters->rest_ms : waiter->until_ms;
        due_ms = due_ms < 0 || at_ms < due_ms ? at_ms : due_ms;
    }
    return due_ms;
}
