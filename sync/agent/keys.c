// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever answers may be anybody: each list counts by the root's signature and its place in the
// chain (identity_key_list), and whether the answerer owns a key of the newest one is for the next
// handshake to show.
#include "keys.h"

#include "sync/bundle/bundle.h"
#include "sync/bundle/limits.h"
#include "sync/bundle/varint.h"

#include <string.h>

static Kt__KeyLists *read_lists(struct arena *arena, struct bytes answer)
{
    uint64_t len;
    if (!varint_take(&answer, KEY_LISTS_BYTES_MAX, &len) || len != answer.len) {
        return NULL;
    }
    Kt__KeyLists *lists = bundle_message(arena, &kt__key_lists__descriptor, answer);
    return lists && lists->n_list <= KEY_LISTS_MAX ? lists : NULL;
}

bool keys_catch_up(struct village *village, struct https *https, struct arena *arena,
                   const struct stop *stop)
{
    char why[FAULT_LEN_MAX];
    memcpy(why, fault_text(), strlen(fault_text()) + 1);
    struct bytes answer;
    struct identity self, now;
    bool asked = identity_get(village, arena, &self) && self.enrolled &&
                 https_ask_keys(https, arena, self.keys->number, stop, &answer);
    Kt__KeyLists *lists = asked ? read_lists(arena, answer) : NULL;
    for (size_t i = 0; lists && i < lists->n_list; i++) {
        if (!identity_key_list(village, record_view(lists->list[i]))) {
            break;
        }
    }
    bool newer = lists && lists->n_list > 0 && identity_get(village, arena, &now) &&
                 now.keys->number > self.keys->number;
    if (newer) {
        log_line("key list %u came from the regency", now.keys->number);
    }
    fault_set("%s", why);
    return newer;
}
