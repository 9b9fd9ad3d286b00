// SPDX-License-Identifier: GPL-3.0-or-later
// A section of test_peer.c: a trained dictionary in its pieces, and a bundle that is packed with
// it. Included by that one file.
#ifndef VECTORS_WORDS_H
#define VECTORS_WORDS_H

#include "db/base/deflate.h"
#include "sync/bundle/bundle.h"
#include "vectors.h"

static json_t *make_dictionary(void)
{
    struct pair pair = sign_pair();
    struct bytes words = bytes_of_str(arena_printf(
        &arena, "%s Warga diundang ke balai desa untuk musyawarah rencana pembangunan desa. ",
        secret_hex(&arena, chance(300))));
    json_t *out = json_object(), *pieces = json_array();
    const size_t cut = words.len / 3;
    for (size_t at = 0; at < words.len; at += cut) {
        Kt__Dictionary piece = KT__DICTIONARY__INIT;
        piece.id = deflate_words_id(words);
        piece.total = (uint32_t)words.len;
        piece.offset = (uint32_t)at;
        piece.words =
            record_data(bytes_of(words.data + at, words.len - at < cut ? words.len - at : cut));
        struct bytes record = record_pack(&arena, &piece.base);
        json_array_append_new(pieces, json_string(secret_hex(&arena, record)));
    }
    Kt__Round round = KT__ROUND__INIT;
    round.log = 77;
    round.first_seq = 3;
    ProtobufCBinaryData event = record_data(bytes_of(words.data + words.len - 200, 200));
    round.events = &event;
    round.n_events = 1;
    round.dictionary = record_dictionary_mark(words);
    struct bytes bundle;
    HOLDS(bundle_pack_with(&arena, 7, 0, words, &round.base, pair.secret, &bundle));
    put(out, "words", words);
    put_number(out, "id", deflate_words_id(words));
    put_number(out, "mark", record_dictionary_mark(words));
    json_object_set_new(out, "pieces", pieces);
    put(out, "signing_public", bytes_of(pair.public_key, SIGN_PUBLIC_LEN));
    put(out, "body", record_pack(&arena, &round.base));
    put(out, "bundle", bundle);
    return out;
}

static void check_dictionary(json_t *in)
{
    struct bytes words = get(in, "words"), all = get(in, "bundle"), body;
    size_t i, have = 0;
    json_t *row;
    HOLDS(deflate_words_id(words) == get_number(in, "id"));
    HOLDS(record_dictionary_mark(words) == get_number(in, "mark"));
    json_array_foreach(json_object_get(in, "pieces"), i, row)
    {
        Kt__Dictionary *piece = record_unpack(&arena, &kt__dictionary__descriptor, unhex(row));
        HOLDS(piece && piece->id == deflate_words_id(words) && piece->total == words.len);
        HOLDS(piece->offset == have && piece->words.len <= words.len - have);
        HOLDS(memcmp(words.data + have, piece->words.data, piece->words.len) == 0);
        have += piece->words.len;
    }
    HOLDS(i >= 2 && have == words.len);
    struct bundle bundle;
    HOLDS(bundle_read(all, &bundle) && bundle_is_trained(&bundle));
    HOLDS(bundle.dictionary == deflate_words_id(words));
    const uint8_t *key = get_key(in, "signing_public", SIGN_PUBLIC_LEN);
    HOLDS(bundle_verify(&bundle, key) && !bundle_body(&arena, &bundle, &body));
    bundle.words = words;
    HOLDS(bundle_open(&arena, &bundle, key, &body) && bytes_equal(body, get(in, "body")));
    Kt__Round *round = bundle_message(&arena, &kt__round__descriptor, body);
    HOLDS(round && round->dictionary == record_dictionary_mark(words));
}

#endif
