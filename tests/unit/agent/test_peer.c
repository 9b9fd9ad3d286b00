// SPDX-License-Identifier: GPL-3.0-or-later
// Golden vectors: every format that another program would have to write or read, with its keys.
//   test_peer               checks tests/peer/vectors.json (from the project's folder)
//   test_peer check FILE    checks another file of the same shape (tests/peer/peer.py writes some)
//   test_peer write FILE    writes one with fresh keys
// Bytes are hex. A section that is missing is a failure: nothing passes by not being looked at.
#include "db/record/event.h"
#include "db/record/picture_file.h"
#include "db/record/seal.h"
#include "db/record/trust.h"
#include "sync/bundle/bundle.h"
#include "sync/bundle/cursor.h"
#include "sync/bundle/parcel.h"

#include "vectors.h"
#include "vectors_sealed.h"
#include "vectors_words.h"

enum { CHAIN_LEN = 3 };

// ---------------------------------------------------------------- bundles

static json_t *one_bundle(uint32_t sender, uint32_t receiver, enum bundle_form form,
                          const char *type, const ProtobufCMessage *message)
{
    struct pair pair = sign_pair();
    struct bytes bundle;
    HOLDS(bundle_pack(&arena, sender, receiver, form, message, pair.secret, &bundle));
    json_t *row = json_object();
    put_text(row, "type", type);
    put_number(row, "sender", sender);
    put_number(row, "receiver", receiver);
    put(row, "signing_secret", bytes_of(pair.secret, SIGN_SECRET_LEN));
    put(row, "signing_public", bytes_of(pair.public_key, SIGN_PUBLIC_LEN));
    put(row, "body", record_pack(&arena, message));
    put(row, "bundle", bundle);
    uint8_t hash[HASH_LEN];
    bundle_request_hash(hash, bundle);
    put(row, "request_hash", bytes_of(hash, HASH_LEN));
    return row;
}

static json_t *make_bundles(void)
{
    Kt__Round round = KT__ROUND__INIT;
    ProtobufCBinaryData events[] = {record_data(chance(240)), record_data(chance(256))};
    round.log = 0xA1B2C3D4;
    round.first_seq = 300;
    round.hash_before = record_data(chance(HASH_BEFORE_LEN));
    round.n_events = COUNT_OF(events);
    round.events = events;
    round.key_list = 2;
    round.nonce = 99;
    Kt__Ack ack = KT__ACK__INIT;
    ack.request_hash = record_data(chance(HASH_LEN));
    ack.log = round.log;
    ack.mark = 301;
    ack.mark_hash = record_data(chance(HASH_LEN));
    ack.at_s = 1795000000;
    Kt__Notice notice = KT__NOTICE__INIT;
    Kt__Change change = KT__CHANGE__INIT, *change_list = &change;
    Kt__Changes changes = KT__CHANGES__INIT;
    notice.id = "R-12";
    notice.revision = 1;
    notice.title = "Undangan musyawarah desa";
    notice.category = "undangan";
    notice.publisher = "Pemerintah Kabupaten";
    notice.body = "Warga diundang ke balai desa untuk musyawarah rencana pembangunan desa. "
                  "Musyawarah dimulai pukul delapan pagi di balai desa.";
    change.what_case = KT__CHANGE__WHAT_NOTICE;
    change.notice = &notice;
    changes.class_ = 2;
    changes.n_change = 1;
    changes.change = &change_list;
    json_t *rows = json_array();
    json_array_append_new(rows, one_bundle(7, 0, BUNDLE_SMALLEST, "Round", &round.base));
    json_array_append_new(rows, one_bundle(0, 7, BUNDLE_PLAIN, "Ack", &ack.base));
    json_array_append_new(rows, one_bundle(0, 300, BUNDLE_SMALLEST, "Changes", &changes.base));
    // A round of recordings: a piece, and a question.
    Kt__Part pieces[] = {KT__PART__INIT, KT__PART__INIT}, *parts[] = {&pieces[0], &pieces[1]};
    Kt__PartMark mark = KT__PART_MARK__INIT, *marks = &mark;
    pieces[0].hash = mark.hash = record_data(chance(HASH_LEN));
    pieces[0].total = 5000;
    pieces[0].offset = 900;
    pieces[0].bytes = record_data(chance(600));
    pieces[1].hash = record_data(chance(HASH_LEN));
    pieces[1].total = 60000;
    round.n_events = 0;
    round.parts = parts;
    round.n_parts = COUNT_OF(parts);
    mark.have = 1500;
    ack.parts = &marks;
    ack.n_parts = 1;
    json_array_append_new(rows, one_bundle(7, 0, BUNDLE_SMALLEST, "Round", &round.base));
    json_array_append_new(rows, one_bundle(0, 7, BUNDLE_PLAIN, "Ack", &ack.base));
    return rows;
}

static void check_bundles(json_t *rows)
{
    size_t i, deflated = 0;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        struct bundle bundle;
        struct bytes body, all = get(row, "bundle");
        uint8_t hash[HASH_LEN];
        HOLDS(bundle_read(all, &bundle));
        HOLDS(bundle.all.len == all.len);
        HOLDS(bundle.sender == get_number(row, "sender"));
        HOLDS(bundle.receiver == get_number(row, "receiver"));
        HOLDS(bundle_open(&arena, &bundle, get_key(row, "signing_public", SIGN_PUBLIC_LEN), &body));
        HOLDS(bytes_equal(body, get(row, "body")));
        bundle_request_hash(hash, all);
        HOLDS(bytes_equal(bytes_of(hash, HASH_LEN), get(row, "request_hash")));
        uint8_t public_key[SIGN_PUBLIC_LEN];
        crypto_sign_ed25519_sk_to_pk(public_key, get_key(row, "signing_secret", SIGN_SECRET_LEN));
        HOLDS(memcmp(public_key, get_key(row, "signing_public", SIGN_PUBLIC_LEN), 32) == 0);
        deflated += bundle.deflated;
    }
    HOLDS(json_array_size(rows) >= 3 && deflated >= 1);
}

// ---------------------------------------------------------------- trust

static json_t *make_trust(void)
{
    struct pair root = sign_pair(), kiosk = sign_pair();
    json_t *out = json_object(), *lists = json_array();
    put(out, "root_public", bytes_of(root.public_key, SIGN_PUBLIC_LEN));
    put(out, "root_secret", bytes_of(root.secret, SIGN_SECRET_LEN));
    ProtobufCBinaryData pins[] = {record_data(chance(TLS_PIN_LEN)),
                                  record_data(chance(TLS_PIN_LEN))};
    struct bytes sealing_key = bytes_of(NULL, 0);
    uint8_t *before = arena_alloc(&arena, HASH_LEN);
    for (uint32_t number = 1; number <= 2; number++) {
        sealing_key = chance(BOX_PUBLIC_LEN);
        Kt__KeyList list = KT__KEY_LIST__INIT;
        list.number = number;
        list.sealing_key = record_data(sealing_key);
        list.signing_key = record_data(chance(SIGN_PUBLIC_LEN));
        list.n_tls_pins = COUNT_OF(pins);
        list.tls_pins = pins;
        list.before = record_data(bytes_of(before, number == 1 ? 0 : HASH_LEN));
        list.at_s = 1790000000 + number;
        struct bytes inner = record_pack(&arena, &list.base);
        json_array_append_new(lists, json_string(secret_hex(
                                         &arena, trust_sign_key_list(&arena, &list, root.secret))));
        secret_hash(before, "kt key list", &inner, 1);
    }
    json_object_set_new(out, "key_lists", lists);
    put(out, "newest_sealing_key", sealing_key);

    Kt__Certificate certificate = KT__CERTIFICATE__INIT;
    certificate.kiosk = 7;
    certificate.village = 3;
    certificate.kiosk_key = record_data(bytes_of(kiosk.public_key, SIGN_PUBLIC_LEN));
    certificate.at_s = 1790000100;
    put(out, "certificate", trust_sign_certificate(&arena, &certificate, root.secret));
    put(out, "kiosk_key", record_view(certificate.kiosk_key));
    put_number(out, "kiosk", certificate.kiosk);

    Kt__Ticket ticket = KT__TICKET__INIT;
    ticket.url = "https://kentongan.example.go.id:8443";
    ticket.token = record_data(chance(TOKEN_LEN));
    ticket.root_key = record_data(bytes_of(root.public_key, SIGN_PUBLIC_LEN));
    ticket.sealing_key = record_data(sealing_key);
    ticket.n_tls_pins = COUNT_OF(pins);
    ticket.tls_pins = pins;
    put_text(out, "ticket", trust_ticket_text(&arena, &ticket));
    put_text(out, "ticket_url", ticket.url);
    put(out, "ticket_token", record_view(ticket.token));
    return out;
}

static void check_trust(json_t *in)
{
    const uint8_t *root = get_key(in, "root_public", SIGN_PUBLIC_LEN);
    json_t *lists = json_object_get(in, "key_lists");
    struct bytes before = {0};
    Kt__KeyList *list = NULL;
    for (size_t i = 0; i < json_array_size(lists); i++) {
        struct bytes now = unhex(json_array_get(lists, i));
        list = trust_open_key_list(&arena, now, root);
        HOLDS(list && list->number == i + 1);
        HOLDS(i == 0 || trust_follows(now, before));
        before = now;
    }
    HOLDS(list && list->number >= 2 && is(list->sealing_key, in, "newest_sealing_key"));
    Kt__Certificate *certificate = trust_open_certificate(&arena, get(in, "certificate"), root);
    HOLDS(certificate && certificate->kiosk == get_number(in, "kiosk"));
    HOLDS(is(certificate->kiosk_key, in, "kiosk_key"));
    HOLDS(!trust_open_key_list(&arena, get(in, "certificate"), root));
    Kt__Ticket *ticket = trust_ticket_read(&arena, get_text(in, "ticket"));
    HOLDS(ticket && str_equal(ticket->url, get_text(in, "ticket_url")));
    HOLDS(is(ticket->token, in, "ticket_token") && is(ticket->root_key, in, "root_public"));
    HOLDS(is(ticket->sealing_key, in, "newest_sealing_key") && ticket->n_tls_pins == 2);
}

// ---------------------------------------------------------------- the event log

static json_t *make_events(void)
{
    json_t *out = json_object(), *chain = json_array();
    uint8_t hash[HASH_LEN];
    event_hash_start(hash, 7, 0xA1B2C3D4);
    put_number(out, "kiosk", 7);
    put_number(out, "log", 0xA1B2C3D4);
    put(out, "start", bytes_of(hash, HASH_LEN));
    for (int i = 0; i < CHAIN_LEN; i++) {
        struct bytes event = chance((size_t)(20 * i));
        event_hash_next(hash, hash, event);
        json_t *row = json_object();
        put(row, "event", event);
        put(row, "hash", bytes_of(hash, HASH_LEN));
        json_array_append_new(chain, row);
    }
    json_object_set_new(out, "chain", chain);
    return out;
}

static void check_events(json_t *in)
{
    uint8_t hash[HASH_LEN];
    event_hash_start(hash, (uint32_t)get_number(in, "kiosk"), (uint32_t)get_number(in, "log"));
    HOLDS(bytes_equal(bytes_of(hash, HASH_LEN), get(in, "start")));
    size_t i;
    json_t *row, *chain = json_object_get(in, "chain");
    json_array_foreach(chain, i, row)
    {
        event_hash_next(hash, hash, get(row, "event"));
        HOLDS(bytes_equal(bytes_of(hash, HASH_LEN), get(row, "hash")));
    }
    HOLDS(json_array_size(chain) >= CHAIN_LEN);
}

// ---------------------------------------------------------------- receipt, seal, answer

static json_t *make_case(void)
{
    struct receipt receipt;
    struct pair sealing = box_pair();
    json_t *out = json_object();
    receipt_code_make(receipt.code);
    struct bytes salt = chance(RECEIPT_SALT_LEN);
    HOLDS(receipt_derive(&receipt, receipt.code, salt.data));
    put_text(out, "code", receipt.code);
    put(out, "salt", salt);
    put(out, "receipt_public", bytes_of(receipt.public_key, BOX_PUBLIC_LEN));
    put(out, "receipt_secret", bytes_of(receipt.secret_key, BOX_SECRET_LEN));
    put(out, "own_key", bytes_of(receipt.own_key, RECEIPT_OWN_KEY_LEN));
    put(out, "case", bytes_of(receipt.case_id, RECEIPT_CASE_LEN));
    put(out, "sealing_public", bytes_of(sealing.public_key, BOX_PUBLIC_LEN));
    put(out, "sealing_secret", bytes_of(sealing.secret, BOX_SECRET_LEN));

    Kt__Words words = KT__WORDS__INIT;
    words.text = "Jalan di RT 03 berlubang, tolong diperbaiki sebelum musim hujan.";
    words.name = "Warga RT 03";
    words.contact = "";
    struct bytes packed = seal_words_pack(&arena, &words);
    Kt__Inside inside = KT__INSIDE__INIT;
    inside.words = record_data(packed);
    inside.dictionary = 1;
    inside.category = KT__CATEGORY__JALAN;
    inside.mode = KT__MODE__RAHASIA;
    inside.to = KT__ADDRESSEE__KABUPATEN;
    inside.receipt_key = record_data(bytes_of(receipt.public_key, BOX_PUBLIC_LEN));
    inside.kiosk = 7;
    inside.log = 0xA1B2C3D4;
    inside.seq = 3;
    inside.at_s = 1795000000;
    inside.number = 42;
    put(out, "sealed", seal_close(&arena, &inside, sealing.public_key));
    put(out, "inside", record_pack(&arena, &inside.base));
    put_text(out, "text", words.text);
    put_text(out, "name", words.name);
    put(out, "own", seal_own_close(&arena, packed, receipt.own_key));

    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT, *entries = &entry;
    entry.state = KT__STATE__DITERUSKAN;
    entry.at_s = 1795100000;
    entry.by = "Dinas Pekerjaan Umum";
    entry.text = "Diteruskan untuk diperiksa di lapangan.";
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(receipt.case_id, RECEIPT_CASE_LEN));
    view.revision = 2;
    view.number = "2005-0042";
    view.state = KT__STATE__DITERUSKAN;
    view.n_entries = 1;
    view.entries = &entries;
    Kt__Answer *answer = seal_answer_close(&arena, &view, 1, receipt.public_key, sealing.secret);
    HOLDS(answer);
    put(out, "answer", record_pack(&arena, &answer->base));
    put(out, "view", record_pack(&arena, &view.base));
    return out;
}

static void check_case(json_t *in)
{
    struct receipt receipt;
    char code[RECEIPT_DIGITS + 1];
    HOLDS(receipt_code_check(get_text(in, "code"), code) == RECEIPT_CODE_OK);
    HOLDS(receipt_derive(&receipt, code, get_key(in, "salt", RECEIPT_SALT_LEN)));
    HOLDS(memcmp(receipt.public_key, get_key(in, "receipt_public", 32), 32) == 0);
    HOLDS(memcmp(receipt.secret_key, get_key(in, "receipt_secret", 32), 32) == 0);
    HOLDS(memcmp(receipt.own_key, get_key(in, "own_key", 32), 32) == 0);
    HOLDS(memcmp(receipt.case_id, get_key(in, "case", HASH_LEN), HASH_LEN) == 0);

    const uint8_t *public_key = get_key(in, "sealing_public", BOX_PUBLIC_LEN);
    Kt__Inside *inside = seal_open(&arena, get(in, "sealed"), public_key,
                                   get_key(in, "sealing_secret", BOX_SECRET_LEN));
    HOLDS(inside && bytes_equal(record_pack(&arena, &inside->base), get(in, "inside")));
    Kt__Words *words = seal_words_unpack(&arena, record_view(inside->words), inside->dictionary);
    HOLDS(words && str_equal(words->text, get_text(in, "text")));
    HOLDS(str_equal(words->name, get_text(in, "name")));
    Kt__Words *own = seal_own_open(&arena, get(in, "own"), receipt.own_key);
    HOLDS(own && str_equal(own->text, get_text(in, "text")));

    Kt__Answer *answer = record_unpack(&arena, &kt__answer__descriptor, get(in, "answer"));
    Kt__CaseView *view = answer ? seal_answer_open(&arena, answer, &receipt, public_key) : NULL;
    HOLDS(view && bytes_equal(record_pack(&arena, &view->base), get(in, "view")));
}

// Codes and how they are judged: right, one digit wrong, two neighbours swapped, too short.
static json_t *make_codes(void)
{
    static const char *const said[] = {"ok", "short", "slip"};
    json_t *rows = json_array();
    for (int i = 0; i < 40; i++) {
        char code[RECEIPT_DIGITS + 1], out[RECEIPT_DIGITS + 1];
        receipt_code_make(code);
        size_t at = randombytes_uniform(RECEIPT_DIGITS - 1);
        if (i % 4 == 1) {
            code[at] = (char)('0' + (code[at] - '0' + 1 + (int)randombytes_uniform(9)) % 10);
        } else if (i % 4 == 2) {
            char kept = code[at];
            code[at] = code[at + 1];
            code[at + 1] = kept;
        } else if (i % 4 == 3) {
            code[at] = '\0';
        }
        json_t *row = json_object();
        put_text(row, "code", code);
        put_text(row, "result", said[receipt_code_check(code, out)]);
        json_array_append_new(rows, row);
    }
    return rows;
}

static void check_codes(json_t *rows)
{
    static const char *const said[] = {"ok", "short", "slip"};
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        char out[RECEIPT_DIGITS + 1];
        const char *result = said[receipt_code_check(get_text(row, "code"), out)];
        HOLDS(str_equal(result, get_text(row, "result")));
    }
    HOLDS(json_array_size(rows) >= 10);
}

// ---------------------------------------------------------------- cursors and sticks

static json_t *one_cursors(const struct bytes kept[CURSOR_CLASSES])
{
    json_t *row = json_object(), *list = json_array();
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        json_array_append_new(list, json_string(secret_hex(&arena, kept[i])));
    }
    json_object_set_new(row, "kept", list);
    put(row, "joined", cursor_join(&arena, kept));
    return row;
}

static json_t *make_cursors(void)
{
    struct bytes kept[CURSOR_CLASSES] = {{0}};
    json_t *rows = json_array();
    json_array_append_new(rows, one_cursors(kept));
    kept[1] = cursor_make(&arena, 0x01020304, 1200, chance(CURSOR_HASH_LEN).data);
    kept[2] = cursor_make(&arena, 0x01020304, 15, chance(CURSOR_HASH_LEN).data);
    json_array_append_new(rows, one_cursors(kept));
    kept[3] = cursor_make(&arena, 0x01020305, 4, chance(CURSOR_HASH_LEN).data);
    json_array_append_new(rows, one_cursors(kept));
    return rows;
}

static void check_cursors(json_t *rows)
{
    size_t i;
    json_t *row;
    json_array_foreach(rows, i, row)
    {
        struct bytes kept[CURSOR_CLASSES];
        for (size_t k = 0; k < CURSOR_CLASSES; k++) {
            kept[k] = unhex(json_array_get(json_object_get(row, "kept"), k));
        }
        struct cursor_set set;
        HOLDS(bytes_equal(cursor_join(&arena, kept), get(row, "joined")));
        HOLDS(cursor_split(get(row, "joined"), &set));
    }
    HOLDS(json_array_size(rows) >= 3);
}

static json_t *make_parcel(void)
{
    struct pair kiosk = sign_pair();
    uint8_t public_key[BOX_PUBLIC_LEN];
    struct bytes parcel, inside = chance(100);
    json_t *out = json_object();
    HOLDS(parcel_public_of(public_key, kiosk.public_key));
    HOLDS(parcel_seal(&arena, PARCEL_TO_KIOSK, inside, public_key, &parcel));
    put(out, "kiosk_secret", bytes_of(kiosk.secret, SIGN_SECRET_LEN));
    put(out, "kiosk_public", bytes_of(kiosk.public_key, SIGN_PUBLIC_LEN));
    put(out, "parcel", parcel);
    put(out, "inside", inside);
    return out;
}

static void check_parcel(json_t *in)
{
    uint8_t public_key[BOX_PUBLIC_LEN], secret[BOX_SECRET_LEN];
    struct bytes inside;
    HOLDS(parcel_public_of(public_key, get_key(in, "kiosk_public", SIGN_PUBLIC_LEN)));
    parcel_secret_of(secret, get_key(in, "kiosk_secret", SIGN_SECRET_LEN));
    HOLDS(parcel_open(&arena, PARCEL_TO_KIOSK, get(in, "parcel"), public_key, secret, &inside));
    HOLDS(bytes_equal(inside, get(in, "inside")));
}

// ---------------------------------------------------------------- a picture in pieces

static json_t *make_picture(void)
{
    enum { LEN = 1000, FIRST = 700 };
    struct bytes file = chance(LEN);
    uint8_t *hash = arena_alloc(&arena, HASH_LEN);
    picture_file_hash(hash, file);
    json_t *out = json_object(), *list = json_array();
    Kt__Part part = KT__PART__INIT;
    part.hash = record_data(bytes_of(hash, HASH_LEN));
    part.kind = PART_PICTURE;
    part.total = LEN;
    for (uint32_t offset = 0; offset < LEN; offset += FIRST) {
        part.offset = offset;
        part.bytes =
            record_data(bytes_of(file.data + offset, offset + FIRST < LEN ? FIRST : LEN - offset));
        json_array_append_new(list,
                              json_string(secret_hex(&arena, record_pack(&arena, &part.base))));
    }
    Kt__Want want = KT__WANT__INIT;
    want.hash = part.hash;
    want.offset = 0;
    want.max = LEN;
    Kt__PictureHere here = KT__PICTURE_HERE__INIT;
    here.hash = part.hash;
    put(out, "hash", bytes_of(hash, HASH_LEN));
    put(out, "file", file);
    put(out, "want", record_pack(&arena, &want.base));
    put(out, "here", record_pack(&arena, &here.base));
    json_object_set_new(out, "parts", list);
    return out;
}

static void check_picture(json_t *in)
{
    struct bytes file = get(in, "file"), hash = get(in, "hash");
    uint8_t now[HASH_LEN];
    picture_file_hash(now, file);
    HOLDS(bytes_equal(bytes_of(now, HASH_LEN), hash));
    Kt__Want *want = record_unpack(&arena, &kt__want__descriptor, get(in, "want"));
    HOLDS(want && is(want->hash, in, "hash") && want->offset == 0 && want->max == file.len);
    Kt__PictureHere *here = record_unpack(&arena, &kt__picture_here__descriptor, get(in, "here"));
    HOLDS(here && is(here->hash, in, "hash"));
    size_t at = 0, i;
    json_t *one;
    json_array_foreach(json_object_get(in, "parts"), i, one)
    {
        Kt__Part *part = record_unpack(&arena, &kt__part__descriptor, unhex(one));
        HOLDS(part && part->kind == PART_PICTURE && !part->absent && part->offset == at);
        HOLDS(part->total == file.len && is(part->hash, in, "hash"));
        HOLDS(bytes_equal(record_view(part->bytes), bytes_of(file.data + at, part->bytes.len)));
        at += part->bytes.len;
    }
    HOLDS(at == file.len && i >= 2);
}

// ---------------------------------------------------------------- all

static const struct section {
    const char *name;
    json_t *(*make)(void);
    void (*check)(json_t *);
} sections[] = {
    {"bundles", make_bundles, check_bundles}, {"trust", make_trust, check_trust},
    {"events", make_events, check_events},    {"case", make_case, check_case},
    {"codes", make_codes, check_codes},       {"cursors", make_cursors, check_cursors},
    {"parcel", make_parcel, check_parcel},    {"voice", make_voice, check_voice},
    {"follow", make_follow, check_follow},    {"role", make_role, check_role},
    {"permit", make_permit, check_permit},    {"dictionary", make_dictionary, check_dictionary},
    {"picture", make_picture, check_picture},
};

static void vectors_hold(void **state)
{
    (void)state;
    json_error_t error;
    json_t *all = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    if (!all) {
        fprintf(stderr, "%s: %s\n", path, error.text);
        fail();
    }
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        where = sections[i].name;
        HOLDS(json_object_get(all, where));
        sections[i].check(json_object_get(all, where));
    }
    json_decref(all);
}

static void vectors_write(void **state)
{
    (void)state;
    json_t *all = json_object();
    for (size_t i = 0; i < COUNT_OF(sections); i++) {
        where = sections[i].name;
        json_object_set_new(all, where, sections[i].make());
    }
    HOLDS(json_dump_file(all, path, JSON_INDENT(1)) == 0);
    json_decref(all);
}

int main(int argc, char **argv)
{
    secret_init();
    arena_init(&arena, 16 * VECTOR_BYTES_MAX);
    path = argc == 3 ? argv[2] : path;
    const struct CMUnitTest check[] = {cmocka_unit_test(vectors_hold)};
    const struct CMUnitTest write[] = {cmocka_unit_test(vectors_write)};
    bool writes = argc == 3 && str_equal(argv[1], "write");
    int status = writes ? cmocka_run_group_tests(write, NULL, NULL)
                        : cmocka_run_group_tests(check, NULL, NULL);
    arena_finish(&arena);
    return status;
}
