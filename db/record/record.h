// SPDX-License-Identifier: GPL-3.0-or-later
// Records of record.proto in and out of an arena. Pure: bytes in, bytes out.
#ifndef RECORD_H
#define RECORD_H

#include "db/base/arena.h"
#include "db/base/secret.h"
#include "db/record/record.pb-c.h"

enum {
    WORDS_BYTES_MAX = 16 * 1024,   // what a villager writes, with name and contact
    ASPIRATION_LETTERS_MAX = 4000, // as Open311 allows a description
    NAME_LETTERS_MAX = 80,
    NOTICE_BODY_BYTES_MAX = 256 * 1024, // ten times the longest minutes we have seen
    NOTICE_PICTURES_MAX = 12,
    NOTICE_TRANSLATIONS_MAX = 3, // the four codes id su jv en, less the notice's own
    NOTICE_EXTRAS_MAX = 16,
    NOTICE_REASON_BYTES_MAX = 2000,  // of a withdrawal
    NOTICE_REVISION_MAX = INT32_MAX, // of a kiosk's: the regency's withdrawal has to stand above it
    EVENT_BYTES_MAX = 320 * 1024,    // the longest notice with its translations
    CASE_ENTRIES_MAX = 200,
    BOARD_ENTRIES_MAX = 60,
    BOARD_ITEM_BYTES_MAX = 64 * 1024,
    ALERT_BYTES_MAX = 64 * 1024, // CAP's own texts run to a few thousand letters
    ALERT_ID_BYTES_MAX = 400,
    ALERT_LINE_BYTES_MAX = 1000,      // headline, sender, event, contact ...
    DICTIONARY_BYTES_MAX = 32 * 1024, // zlib's window: what lies before is never reached
    DICTIONARY_PIECES = 8,            // one travels in so many, a thin link takes them one by one
};

// The message, in the arena; NULL with a fault when the bytes are not one.
void *record_unpack(struct arena *arena, const ProtobufCMessageDescriptor *type,
                    struct bytes bytes);
struct bytes record_pack(struct arena *arena, const ProtobufCMessage *message);

// Views between protobuf-c's bytes and ours; nothing is copied.
struct bytes record_view(ProtobufCBinaryData data);
ProtobufCBinaryData record_data(struct bytes bytes);

// What tells two dictionaries apart that may have the same Adler-32: the first 4 bytes of
// H("kt dictionary", words), little end first. 0 for an empty one.
uint32_t record_dictionary_mark(struct bytes words);

// A kiosk's notices as one number: the sum over all of them, withdrawn ones too, of the first 4
// bytes of H("kt own notice", id, revision as 4 bytes little end first). A sum, because what
// differs for good (a notice that the regency refused) then differs by the same whatever else is
// posted.
uint32_t record_notice_mark(const char *id, uint32_t revision);

// Every text of the message, and of those inside, is well-formed UTF-8 without control letters
// other than line feed and tab. protobuf-c does not look.
MUST_USE bool record_texts_are_valid(const ProtobufCMessage *message);

// A notice from outside has no more of anything than people may write: a small record could else
// unfold into a large one wherever it is shown. False with a fault.
MUST_USE bool record_notice_fits(const Kt__Notice *notice);
MUST_USE bool record_board_fits(const Kt__BoardItem *item);
MUST_USE bool record_alert_fits(const Kt__Alert *alert);

#endif
