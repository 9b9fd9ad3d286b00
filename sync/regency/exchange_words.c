// SPDX-License-Identifier: GPL-3.0-or-later
// What a kiosk says it has is what it gets: nothing is remembered about it here, so nothing can be
// wrong after a restore.
#include "exchange_inside.h"

#include "db/base/deflate.h"
#include "db/regency/kamus.h"

struct bytes exchange_words(struct regency *regency, struct arena *arena, const Kt__Round *round)
{
    return round->dictionary == 0 ? (struct bytes){0}
                                  : kamus_marked(regency, arena, round->dictionary);
}

bool exchange_words_agree(struct regency *regency, struct arena *arena, const struct bundle *bundle,
                          const Kt__Round *round)
{
    return !bundle_is_trained(bundle) ||
           (round && round->dictionary ==
                         record_dictionary_mark(kamus_words(regency, arena, bundle->dictionary)));
}

void exchange_words_given(struct regency *regency, struct arena *arena, const Kt__Round *round,
                          Kt__Ack *ack)
{
    bool has_room = round->budget == 0 || round->budget >= DICTIONARY_ASK_BUDGET;
    struct bytes words = round->dictionary_wanted != 0 && has_room
                             ? kamus_words(regency, arena, round->dictionary_wanted)
                             : (struct bytes){0};
    if (words.len == 0) {
        return;
    }
    ack->dictionary = ARENA_NEW(arena, Kt__Dictionary);
    kt__dictionary__init(ack->dictionary);
    ack->dictionary->id = round->dictionary_wanted;
    ack->dictionary->total = (uint32_t)words.len;
    ack->dictionary->words = record_data(words);
}

void exchange_unread(struct regency *regency, const struct keyring *keyring, struct arena *arena,
                     struct bytes request, const struct bundle *bundle, struct exchange_end *end)
{
    uint8_t request_hash[HASH_LEN];
    bundle_request_hash(request_hash, request);
    Kt__Ack ack = KT__ACK__INIT;
    ack.request_hash = record_data(bytes_of(request_hash, HASH_LEN));
    ack.verdict = KT__VERDICT__UNREAD;
    ack.dictionary_unknown = bundle->dictionary;
    exchange_add_key_lists(regency, arena, keyring, 0, &ack);
    if (!bundle_pack(arena, BUNDLE_REGENCY, bundle->sender, BUNDLE_PLAIN, &ack.base,
                     keyring_newest(keyring)->signing_secret, &end->answer)) {
        die("an answer of a few bytes does not fit: %s", fault_text());
    }
    end->unread = true;
    log_line("K%u: packed with dictionary %08x, which this store does not have (any more): the "
             "kiosk is asked to send the same without it",
             bundle->sender, bundle->dictionary);
}
