// SPDX-License-Identifier: GPL-3.0-or-later
// Every limit of the wire on one page. Whoever sends keeps them, whoever receives refuses beyond
// them, before memory is taken for what they count.
#ifndef LIMITS_H
#define LIMITS_H

enum {
    // One body, inflated. Three of the longest events (EVENT_BYTES_MAX, 320 KiB) fit.
    BUNDLE_BODY_MAX = 1024 * 1024,
    // Header at its longest: 4 fixed, sender, receiver, dictionary, two lengths.
    BUNDLE_HEADER_MAX = 4 + 5 + 5 + 4 + 5 + 5,
    // One bundle as it travels: a body that does not compress goes plain.
    BUNDLE_MAX = BUNDLE_BODY_MAX + BUNDLE_HEADER_MAX + 64,
    // One request is one bundle.
    REQUEST_MAX = BUNDLE_MAX,
    // An answer: 512 KiB of budget, one change that is larger than that by itself, and the Ack.
    RESPONSE_MAX = 2 * 1024 * 1024,
    // Bundles in one answer: the Ack and one for each class, or many small ones on a thin link.
    BUNDLES_IN_RESPONSE_MAX = 256,

    // Fields at the top of a body, so that a body of empty fields cannot ask for a hundred times
    // its size in memory. Twice what a Round with all its events needs.
    BODY_FIELDS_MAX = 8192,
    // A month of a busy kiosk is some hundreds.
    EVENTS_IN_BUNDLE_MAX = 4096,
    CHANGES_IN_BUNDLE_MAX = 4096,
    ASIDES_IN_ACK_MAX = 256,
    // Events of a round that cannot be applied, after which the regency answers what was taken so
    // far; and of a kiosk and day, after which it answers WAIT. A kiosk that was upgraded before
    // its regency brings some thousands at most. A stick and a card, which a person brings, have
    // neither limit. Those of recordings and pictures are in db/regency/part.h and picture.h.
    ASIDES_IN_ROUND_MAX = 64,
    ASIDES_DAY_MAX = 4096,
    ASIDES_DAY_BYTES_MAX = 16 * 1024 * 1024,
    ASIDES_WAIT_S = 60 * 60,
    // Pieces of recordings and pictures in one round, and their bytes in all: seconds on a thin
    // link, so that a
    // link that breaks costs no more than that. A stick has no thin link, and takes at least one
    // whole recording (VOICE_SEAL_CLOSED_MAX, 516 KiB) in a file.
    PARTS_IN_ROUND_MAX = 16,
    PARTS_BYTES_MAX = 128 * 1024,
    PARTS_STICK_BYTES_MAX = 768 * 1024,
    // Of a Part's kind: which of the two it is a piece of.
    PART_RECORDING = 0,
    PART_PICTURE = 1,
    // Pictures that one side asks the other for, and pieces of them in one bundle of the answer.
    WANTS_IN_ROUND_MAX = 16,
    PARTS_IN_BUNDLE_MAX = 32,
    // A new list a year for the life of a kiosk, several times over.
    KEY_LISTS_MAX = 64,
    // The answer of GET /v1/keys: each is some 250 bytes.
    KEY_LISTS_BYTES_MAX = 64 * 1024,
    // Of Round.hash_before.
    HASH_BEFORE_LEN = 8,
    // One line for people: what a 720 pixel screen shows without scrolling.
    WORD_BYTES_MAX = 400,

    // Bytes of answer that a kiosk asks for.
    BUDGET_DEFAULT = 512 * 1024,
    BUDGET_MIN = 1024,

    // Bodies below this go plain: zlib's 2 + 4 + 4 bytes and ours would eat what it wins.
    DEFLATE_FROM = 96,
    // A dictionary that is asked for comes whole in the Ack: asked for, and given, only where the
    // round's budget is not less than this.
    DICTIONARY_ASK_BUDGET = 64 * 1024,

    // A file on a stick: one answer, sealed.
    PARCEL_MAX = RESPONSE_MAX + 5 + 48,
};

#endif
