// SPDX-License-Identifier: GPL-3.0-or-later
// The envelope of everything that travels. Pure: bytes in, bytes out, memory from the arena. Faults
// are set for whatever is refused; nothing here ends the program over what came from outside.
//
//   offset  bytes   what
//   0       2       "KT"
//   2       1       version, 1
//   3       1       flags: bit 0 the body is deflated; all others 0
//   4       1-5     sender: kiosk number, 0 is the regency (varint as in Protocol Buffers, in its
//                   shortest form)
//           1-5     receiver, the same
//           [4      only with bit 0: dictionary, zlib's Adler-32 of it, little end first; 0 none]
//           [1-5    only with bit 0: length of the body inflated]
//           1-5     length of the body as it stands here
//           ...     body: one message of bundle.proto; with bit 0 in zlib format (RFC 1950), FDICT
//                   set where a dictionary is named
//           64      Ed25519 over "kt bundle", a zero byte, and all bytes before this field
//
// Bundles follow each other with nothing between. Dictionaries are the shipped one
// (assets/dictionary/id-1.txt, every byte of the file), which everybody has, and trained ones,
// which the regency gives out by the feed: used only towards who is known to have it, and never in
// what may be read years later.
#ifndef BUNDLE_H
#define BUNDLE_H

#include "db/base/arena.h"
#include "db/base/secret.h"
#include "sync/bundle/bundle.pb-c.h"
#include "sync/bundle/limits.h"

enum { BUNDLE_REGENCY = 0, BUNDLE_VERSION = 1 };

enum bundle_form {
    BUNDLE_SMALLEST, // deflated where that is smaller
    BUNDLE_PLAIN,    // Enrol, Enrolled, Ack: read before they are believed
};

// Packs and signs. False with a fault when the message is over BUNDLE_BODY_MAX.
MUST_USE bool bundle_pack(struct arena *arena, uint32_t sender, uint32_t receiver,
                          enum bundle_form form, const ProtobufCMessage *message,
                          const uint8_t signing_secret[static SIGN_SECRET_LEN], struct bytes *out);
// The same, BUNDLE_SMALLEST, with a trained dictionary; words empty: with the shipped one.
MUST_USE bool bundle_pack_with(struct arena *arena, uint32_t sender, uint32_t receiver,
                               struct bytes words, const ProtobufCMessage *message,
                               const uint8_t signing_secret[static SIGN_SECRET_LEN],
                               struct bytes *out);

// The header as it stands there: nothing of it is believed before bundle_open.
struct bundle {
    uint32_t sender, receiver;
    bool deflated;
    uint32_t dictionary; // Adler-32, 0 none
    size_t inflated_len; // of the body; <= BUNDLE_BODY_MAX
    struct bytes body;   // as it stands there, a view
    struct bytes all;    // the whole bundle with its signature, a view; the next begins after it
    struct bytes words;  // of the trained dictionary that it names, put here by who keeps it
};
// Reads the first bundle of `from`; what follows it is left alone. Allocates nothing. False with a
// fault: no bundle, cut short, a newer version, over a limit.
MUST_USE bool bundle_read(struct bytes from, struct bundle *out);
// It names a dictionary that no program ships: bundle_body needs its words.
bool bundle_is_trained(const struct bundle *bundle);
// The signature alone. False with a fault.
MUST_USE bool bundle_verify(const struct bundle *bundle,
                            const uint8_t signing_public[static SIGN_PUBLIC_LEN]);
// Inflates what was verified before. *body is a view of the bundle or lies in the arena. False with
// a fault: an unknown dictionary, damaged, of another length.
MUST_USE bool bundle_body(struct arena *arena, const struct bundle *bundle, struct bytes *body);
// Both, one after the other.
MUST_USE bool bundle_open(struct arena *arena, const struct bundle *bundle,
                          const uint8_t signing_public[static SIGN_PUBLIC_LEN], struct bytes *body);
// The body before its signature was checked, for BUNDLE_PLAIN ones. False with a fault when it is
// deflated: nothing is inflated for a stranger.
MUST_USE bool bundle_peek(const struct bundle *bundle, struct bytes *body);

// The message of a body; e.g. bundle_message(arena, &kt__round__descriptor, body). NULL with a
// fault: not such a message, over BODY_FIELDS_MAX, or text that is not text.
void *bundle_message(struct arena *arena, const ProtobufCMessageDescriptor *type,
                     struct bytes body);

// H("kt request", all bytes of the request): Ack.request_hash.
void bundle_request_hash(uint8_t out[static HASH_LEN], struct bytes request);

#endif
