// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures of the root key, and the ticket. What does not check is never handed on.
#include "trust.h"

#include <string.h>

static const char key_list_context[] = "kt key list";
static const char certificate_context[] = "kt certificate";
static const char ticket_prefix[] = "kt1:";
enum { TICKET_CHECK_LEN = 4, TICKET_BYTES_MAX = 1200 };

static struct bytes sign_record(struct arena *arena, const ProtobufCMessage *message,
                                const char *context, const uint8_t root_secret[])
{
    struct bytes bytes = record_pack(arena, message);
    uint8_t *signature = arena_alloc(arena, SIGN_LEN);
    secret_sign(signature, context, bytes, root_secret);
    Kt__Signed sign = KT__SIGNED__INIT;
    sign.bytes = record_data(bytes);
    sign.signature = record_data(bytes_of(signature, SIGN_LEN));
    return record_pack(arena, &sign.base);
}

static void *open_record(struct arena *arena, struct bytes signed_bytes, const char *context,
                         const ProtobufCMessageDescriptor *type, const uint8_t root_public[])
{
    Kt__Signed *sign = record_unpack(arena, &kt__signed__descriptor, signed_bytes);
    if (!sign) {
        return NULL;
    }
    if (sign->signature.len != SIGN_LEN ||
        !secret_verify(sign->signature.data, context, record_view(sign->bytes), root_public)) {
        fault_set("a %s is not signed by this regency's root key", type->short_name);
        return NULL;
    }
    return record_unpack(arena, type, record_view(sign->bytes));
}

struct bytes trust_sign_key_list(struct arena *arena, const Kt__KeyList *list,
                                 const uint8_t root_secret[static SIGN_SECRET_LEN])
{
    return sign_record(arena, &list->base, key_list_context, root_secret);
}

struct bytes trust_sign_certificate(struct arena *arena, const Kt__Certificate *certificate,
                                    const uint8_t root_secret[static SIGN_SECRET_LEN])
{
    return sign_record(arena, &certificate->base, certificate_context, root_secret);
}

static bool pins_are_whole(ProtobufCBinaryData *pins, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (pins[i].len != TLS_PIN_LEN) {
            return false;
        }
    }
    return count >= 1 && count <= TLS_PINS_MAX;
}

Kt__KeyList *trust_open_key_list(struct arena *arena, struct bytes signed_list,
                                 const uint8_t root_public[static SIGN_PUBLIC_LEN])
{
    Kt__KeyList *list =
        open_record(arena, signed_list, key_list_context, &kt__key_list__descriptor, root_public);
    if (!list) {
        return NULL;
    }
    if (list->number == 0 || list->sealing_key.len != BOX_PUBLIC_LEN ||
        list->signing_key.len != SIGN_PUBLIC_LEN ||
        !pins_are_whole(list->tls_pins, list->n_tls_pins) ||
        list->before.len != (list->number == 1 ? 0 : HASH_LEN)) {
        fault_set("key list %u is signed but not whole", list->number);
        return NULL;
    }
    return list;
}

static void *kept_record(struct arena *arena, struct bytes signed_bytes,
                         const ProtobufCMessageDescriptor *type)
{
    Kt__Signed *sign = record_unpack(arena, &kt__signed__descriptor, signed_bytes);
    return sign ? record_unpack(arena, type, record_view(sign->bytes)) : NULL;
}

Kt__KeyList *trust_kept_key_list(struct arena *arena, struct bytes signed_list)
{
    Kt__KeyList *list = kept_record(arena, signed_list, &kt__key_list__descriptor);
    return list && list->sealing_key.len == BOX_PUBLIC_LEN &&
                   list->signing_key.len == SIGN_PUBLIC_LEN &&
                   pins_are_whole(list->tls_pins, list->n_tls_pins)
               ? list
               : NULL;
}

Kt__Certificate *trust_kept_certificate(struct arena *arena, struct bytes signed_certificate)
{
    Kt__Certificate *certificate =
        kept_record(arena, signed_certificate, &kt__certificate__descriptor);
    return certificate && certificate->kiosk_key.len == SIGN_PUBLIC_LEN ? certificate : NULL;
}

bool trust_key_list_hash(uint8_t out[static HASH_LEN], struct bytes signed_list)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    Kt__Signed *list = record_unpack(&arena, &kt__signed__descriptor, signed_list);
    if (list) {
        struct bytes part = record_view(list->bytes);
        secret_hash(out, key_list_context, &part, 1);
    }
    arena_finish(&arena);
    return list != NULL;
}

bool trust_follows(struct bytes signed_next, struct bytes signed_list)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool ok = false;
    Kt__Signed *next = record_unpack(&arena, &kt__signed__descriptor, signed_next);
    Kt__Signed *list = record_unpack(&arena, &kt__signed__descriptor, signed_list);
    if (next && list) {
        Kt__KeyList *next_list =
            record_unpack(&arena, &kt__key_list__descriptor, record_view(next->bytes));
        Kt__KeyList *this_list =
            record_unpack(&arena, &kt__key_list__descriptor, record_view(list->bytes));
        uint8_t hash[HASH_LEN];
        ok = next_list && this_list && next_list->number == this_list->number + 1 &&
             trust_key_list_hash(hash, signed_list) &&
             bytes_equal(record_view(next_list->before), bytes_of(hash, HASH_LEN));
    }
    arena_finish(&arena);
    return ok;
}

Kt__Certificate *trust_open_certificate(struct arena *arena, struct bytes signed_certificate,
                                        const uint8_t root_public[static SIGN_PUBLIC_LEN])
{
    Kt__Certificate *certificate = open_record(arena, signed_certificate, certificate_context,
                                               &kt__certificate__descriptor, root_public);
    if (certificate && (certificate->kiosk == 0 || certificate->kiosk_key.len != SIGN_PUBLIC_LEN)) {
        fault_set("a certificate is signed but not whole");
        return NULL;
    }
    return certificate;
}

static void ticket_check(uint8_t out[static HASH_LEN], struct bytes body)
{
    secret_hash(out, "kt ticket", &body, 1);
}

// ---- a key in the place of another

enum { REKEY_LEN = 4 + SIGN_PUBLIC_LEN };

static struct bytes rekey_message(uint8_t out[static REKEY_LEN], uint32_t kiosk,
                                  const uint8_t old[static SIGN_PUBLIC_LEN])
{
    for (int i = 0; i < 4; i++) {
        out[i] = (uint8_t)(kiosk >> (8 * i));
    }
    memcpy(out + 4, old, SIGN_PUBLIC_LEN);
    return bytes_of(out, REKEY_LEN);
}

void trust_rekey_prove(uint8_t proof[static SIGN_LEN], uint32_t kiosk,
                       const uint8_t old[static SIGN_PUBLIC_LEN],
                       const uint8_t new_secret[static SIGN_SECRET_LEN])
{
    uint8_t message[REKEY_LEN];
    secret_sign(proof, "kt rekey", rekey_message(message, kiosk, old), new_secret);
}

bool trust_rekey_holds(struct bytes proof, uint32_t kiosk,
                       const uint8_t old[static SIGN_PUBLIC_LEN],
                       const uint8_t new_public[static SIGN_PUBLIC_LEN])
{
    uint8_t message[REKEY_LEN];
    return proof.len == SIGN_LEN &&
           secret_verify(proof.data, "kt rekey", rekey_message(message, kiosk, old), new_public);
}

char *trust_ticket_text(struct arena *arena, const Kt__Ticket *ticket)
{
    struct bytes body = record_pack(arena, &ticket->base);
    uint8_t check[HASH_LEN];
    ticket_check(check, body);
    uint8_t *all = arena_alloc(arena, body.len + TICKET_CHECK_LEN);
    memcpy(all, body.data, body.len);
    memcpy(all + body.len, check, TICKET_CHECK_LEN);
    return arena_printf(arena, "%s%s", ticket_prefix,
                        secret_base64(arena, bytes_of(all, body.len + TICKET_CHECK_LEN)));
}

// The ticket without the spaces and line breaks that copying brings along.
static char *squeezed(struct arena *arena, const char *text)
{
    char *out = arena_alloc(arena, strlen(text) + 1), *to = out;
    for (const char *p = text; *p; p++) {
        if (*p != ' ' && *p != '\n' && *p != '\r' && *p != '\t') {
            *to++ = *p;
        }
    }
    return out;
}

static Kt__Ticket *read_ticket(struct arena *arena, const char *text, enum trust_ticket *how)
{
    char *line = strlen(text) <= TICKET_TEXT_MAX ? squeezed(arena, text) : NULL;
    if (!line || !str_starts(line, ticket_prefix)) {
        *how = TRUST_TICKET_NONE;
        fault_set("this is no ticket: a ticket is one line that begins with %s", ticket_prefix);
        return NULL;
    }
    struct bytes all;
    uint8_t check[HASH_LEN];
    bool whole = secret_unbase64(arena, line + strlen(ticket_prefix), TICKET_BYTES_MAX, &all) &&
                 all.len > TICKET_CHECK_LEN;
    if (whole) {
        all.len -= TICKET_CHECK_LEN;
        ticket_check(check, all);
        whole = memcmp(check, all.data + all.len, TICKET_CHECK_LEN) == 0;
    }
    if (!whole) {
        *how = TRUST_TICKET_SLIP;
        fault_set("the ticket has a typing slip or is cut off; copy the whole line once more");
        return NULL;
    }
    *how = TRUST_TICKET_OTHER;
    Kt__Ticket *ticket = record_unpack(arena, &kt__ticket__descriptor, all);
    if (!ticket || !record_texts_are_valid(&ticket->base)) {
        return NULL;
    }
    if (!str_starts(ticket->url, "https://") || strlen(ticket->url) > URL_LEN_MAX ||
        ticket->token.len != TOKEN_LEN || ticket->root_key.len != SIGN_PUBLIC_LEN ||
        ticket->sealing_key.len != BOX_PUBLIC_LEN ||
        !pins_are_whole(ticket->tls_pins, ticket->n_tls_pins)) {
        fault_set("the ticket is from another version; ask the regency for a new one");
        return NULL;
    }
    *how = TRUST_TICKET_WHOLE;
    return ticket;
}

Kt__Ticket *trust_ticket_read(struct arena *arena, const char *text)
{
    enum trust_ticket how;
    return read_ticket(arena, text, &how);
}

enum trust_ticket trust_ticket_look(struct arena *arena, const char *text)
{
    enum trust_ticket how;
    (void)read_ticket(arena, text, &how);
    return how;
}
