// SPDX-License-Identifier: GPL-3.0-or-later
// db/record: receipt, seals, what the root key signs, notice files.
#include "harness.h"
#include "tests/unit/arena_side.h"

#include "db/base/clock.h"
#include "db/base/deflate.h"
#include "db/record/event.h"
#include "db/record/notice_file.h"
#include "db/record/seal.h"
#include "db/record/trust.h"

// ---- the code

static void every_slip_and_swap_is_caught(void **state)
{
    (void)state;
    char code[RECEIPT_DIGITS + 1], read[RECEIPT_DIGITS + 1];
    for (int round = 0; round < 200; round++) {
        receipt_code_make(code);
        assert_int_equal(receipt_code_check(code, read), RECEIPT_CODE_OK);
        assert_string_equal(code, read);
        for (int i = 0; i < RECEIPT_DIGITS; i++) {
            char slip[RECEIPT_DIGITS + 1];
            for (char d = '0'; d <= '9'; d++) {
                memcpy(slip, code, sizeof slip);
                slip[i] = d;
                assert_int_equal(receipt_code_check(slip, read),
                                 d == code[i] ? RECEIPT_CODE_OK : RECEIPT_CODE_SLIP);
            }
            if (i > 0 && code[i] != code[i - 1]) {
                memcpy(slip, code, sizeof slip);
                slip[i] = code[i - 1];
                slip[i - 1] = code[i];
                assert_int_equal(receipt_code_check(slip, read), RECEIPT_CODE_SLIP);
            }
        }
    }
    assert_int_equal(receipt_code_check("4821 7093", read), RECEIPT_CODE_SHORT);
    assert_int_equal(receipt_code_check("48a1 7093 1155 0268", read), RECEIPT_CODE_SLIP);
    assert_int_equal(receipt_code_check("4821 7093 1155 0268 1", read), RECEIPT_CODE_SLIP);
}

static void a_code_always_gives_the_same_keys(void **state)
{
    (void)state;
    uint8_t salt[RECEIPT_SALT_LEN] = {1, 2, 3}, other_salt[RECEIPT_SALT_LEN] = {1, 2, 4};
    struct receipt one, two;
    assert_true(receipt_derive(&one, "4821709311550268", salt));
    assert_true(receipt_derive(&two, "4821709311550268", salt));
    assert_memory_equal(&one, &two, sizeof one);
    assert_true(receipt_derive(&two, "4821709311550267", salt));
    assert_memory_not_equal(one.public_key, two.public_key, BOX_PUBLIC_LEN);
    assert_memory_not_equal(one.own_key, two.own_key, RECEIPT_OWN_KEY_LEN);
    assert_true(receipt_derive(&two, "4821709311550268", other_salt));
    assert_memory_not_equal(one.public_key, two.public_key, BOX_PUBLIC_LEN);
}

static void numbers_read_as_everybody_writes_them(void **state)
{
    (void)state;
    assert_string_equal(receipt_number(&arena, "32.15.11.2005", 0, 42), "2005-0042");
    assert_string_equal(receipt_number(&arena, "32.15.11.2005", 1, 12345), "2005-1-12345");
}

// ---- seals

static uint8_t sealing_public[BOX_PUBLIC_LEN], sealing_secret[BOX_SECRET_LEN];

static Kt__Inside inside_with(struct bytes packed, const struct receipt *receipt)
{
    Kt__Inside inside = KT__INSIDE__INIT;
    inside.words = record_data(packed);
    inside.dictionary = DEFLATE_ID_1;
    inside.category = KT__CATEGORY__AIR;
    inside.mode = KT__MODE__RAHASIA;
    inside.to = KT__ADDRESSEE__BPD;
    inside.receipt_key = record_data(bytes_of(receipt->public_key, BOX_PUBLIC_LEN));
    inside.kiosk = 7;
    inside.log = 0xCAFE;
    inside.seq = 42;
    inside.at_s = 1795401660;
    inside.number = 42;
    return inside;
}

static void only_the_regency_opens_a_seal(void **state)
{
    (void)state;
    crypto_box_keypair(sealing_public, sealing_secret);
    struct receipt receipt = {0};
    Kt__Words words = KT__WORDS__INIT;
    words.text = (char *)(uintptr_t) "Saluran air di Cikukulu mampet.";
    words.name = (char *)(uintptr_t) "";
    words.contact = (char *)(uintptr_t) "";
    struct bytes packed = seal_words_pack(&arena, &words);
    Kt__Inside inside = inside_with(packed, &receipt);
    struct bytes sealed = seal_close(&arena, &inside, sealing_public);
    assert_int_equal((sealed.len - SEAL_EXTRA_LEN) % SEAL_PAD, 0);
    Kt__Inside *open = seal_open(&arena, sealed, sealing_public, sealing_secret);
    assert_non_null(open);
    assert_int_equal(open->seq, 42);
    Kt__Words *got = seal_words_unpack(&arena, record_view(open->words), open->dictionary);
    assert_non_null(got);
    assert_string_equal(got->text, words.text);
    for (size_t i = 0; i < sealed.len * 8; i++) { // every single bit counts
        struct bytes bad = arena_bytes(&arena, sealed);
        ((uint8_t *)(uintptr_t)bad.data)[i / 8] ^= (uint8_t)(1 << (i % 8));
        assert_null(seal_open(&arena, bad, sealing_public, sealing_secret));
    }
    uint8_t other_public[BOX_PUBLIC_LEN], other_secret[BOX_SECRET_LEN];
    crypto_box_keypair(other_public, other_secret);
    assert_null(seal_open(&arena, sealed, other_public, other_secret));
    for (size_t len = 0; len < sealed.len; len++) {
        assert_null(seal_open(&arena, bytes_of(sealed.data, len), sealing_public, sealing_secret));
    }
}

static void the_own_text_opens_with_its_receipt(void **state)
{
    (void)state;
    uint8_t key[RECEIPT_OWN_KEY_LEN] = {9}, other[RECEIPT_OWN_KEY_LEN] = {8};
    Kt__Words words = KT__WORDS__INIT;
    words.text = (char *)(uintptr_t) "Lampu jalan mati.";
    struct bytes own = seal_own_close(&arena, seal_words_pack(&arena, &words), key);
    Kt__Words *got = seal_own_open(&arena, own, key);
    assert_non_null(got);
    assert_string_equal(got->text, words.text);
    assert_null(seal_own_open(&arena, own, other));
    assert_null(seal_own_open(&arena, bytes_of(own.data, 10), key));
}

static Kt__CaseView view_of(const struct receipt *receipt, uint32_t revision)
{
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    view.revision = revision;
    view.number = (char *)(uintptr_t) "2005-0042";
    view.state = KT__STATE__SELESAI;
    return view;
}

static void an_answer_is_bound_to_case_and_revision(void **state)
{
    (void)state;
    uint8_t salt[RECEIPT_SALT_LEN] = {3};
    struct receipt mine, theirs;
    char code[RECEIPT_DIGITS + 1];
    receipt_code_make(code);
    assert_true(receipt_derive(&mine, code, salt));
    receipt_code_make(code);
    assert_true(receipt_derive(&theirs, code, salt));
    Kt__CaseView view = view_of(&mine, 3);
    Kt__Answer *answer = seal_answer_close(&arena, &view, 1, mine.public_key, sealing_secret);
    assert_non_null(answer);
    assert_int_equal((answer->box.len - crypto_box_MACBYTES) % ANSWER_PAD, 0);
    Kt__CaseView *got = seal_answer_open(&arena, answer, &mine, sealing_public);
    assert_non_null(got);
    assert_int_equal(got->state, KT__STATE__SELESAI);
    assert_null(seal_answer_open(&arena, answer, &theirs, sealing_public));
    answer->revision = 4; // an old answer under a new revision
    assert_null(seal_answer_open(&arena, answer, &mine, sealing_public));
    assert_non_null(strstr(fault_text(), "revision"));
    // states do not show in the size
    view.state = KT__STATE__MENUNGGU;
    Kt__Answer *other = seal_answer_close(&arena, &view, 1, mine.public_key, sealing_secret);
    assert_int_equal(other->box.len, answer->box.len);
    // a key of low order cannot be answered to
    uint8_t zero[BOX_PUBLIC_LEN] = {0};
    assert_null(seal_answer_close(&arena, &view, 1, zero, sealing_secret));
}

static void a_small_message_cannot_unfold_into_a_large_one(void **state)
{
    (void)state;
    struct arena small;
    arena_init(&small, 1 << 20);
    size_t len = 200000; // 100,000 empty entries, two bytes each
    uint8_t *bytes = arena_alloc(&arena, len);
    for (size_t i = 0; i < len; i += 2) {
        bytes[i] = 0x2A; // CaseView.entries, length 0
    }
    assert_null(record_unpack(&small, &kt__case_view__descriptor, bytes_of(bytes, len)));
    arena_finish(&small);
}

static void bytes_that_are_not_text_are_refused(void **state)
{
    (void)state;
    Kt__Words words = KT__WORDS__INIT;
    words.text = (char *)(uintptr_t) "a\nb\tc";
    assert_true(record_texts_are_valid(&words.base));
    words.name = (char *)(uintptr_t) "a\x1b[2J";
    assert_false(record_texts_are_valid(&words.base));
    words.name = (char *)(uintptr_t) "a\xff";
    assert_false(record_texts_are_valid(&words.base));
    assert_non_null(strstr(fault_text(), "name"));
}

// ---- trust

static uint8_t root_public[SIGN_PUBLIC_LEN], root_secret[SIGN_SECRET_LEN];

static struct bytes list_signed(uint32_t number, struct bytes before)
{
    static uint8_t key[32] = {5}, pin[TLS_PIN_LEN] = {6};
    ProtobufCBinaryData pins[] = {{.len = TLS_PIN_LEN, .data = pin}};
    Kt__KeyList list = KT__KEY_LIST__INIT;
    list.number = number;
    list.sealing_key = record_data(bytes_of(key, 32));
    list.signing_key = record_data(bytes_of(key, 32));
    list.n_tls_pins = 1;
    list.tls_pins = pins;
    list.before = record_data(before);
    return trust_sign_key_list(&arena, &list, root_secret);
}

static void key_lists_form_a_chain(void **state)
{
    (void)state;
    crypto_sign_keypair(root_public, root_secret);
    struct bytes first = list_signed(1, (struct bytes){0});
    Kt__Signed *sign = record_unpack(&arena, &kt__signed__descriptor, first);
    uint8_t hash[HASH_LEN];
    struct bytes part = record_view(sign->bytes);
    secret_hash(hash, "kt key list", &part, 1);
    struct bytes second = list_signed(2, bytes_of(hash, HASH_LEN));
    assert_non_null(trust_open_key_list(&arena, first, root_public));
    assert_non_null(trust_open_key_list(&arena, second, root_public));
    assert_true(trust_follows(second, first));
    assert_false(trust_follows(first, second));
    hash[0] ^= 1;
    assert_false(trust_follows(list_signed(2, bytes_of(hash, HASH_LEN)), first));
    uint8_t other_public[SIGN_PUBLIC_LEN], other_secret[SIGN_SECRET_LEN];
    crypto_sign_keypair(other_public, other_secret);
    assert_null(trust_open_key_list(&arena, first, other_public));
    // a key list is no certificate, even under the same signature
    assert_null(trust_open_certificate(&arena, first, root_public));
}

static void a_ticket_knows_its_slips(void **state)
{
    (void)state;
    static uint8_t key[32] = {7};
    ProtobufCBinaryData pins[] = {{.len = TLS_PIN_LEN, .data = key}};
    Kt__Ticket ticket = KT__TICKET__INIT;
    ticket.url = (char *)(uintptr_t) "https://127.0.0.1:8443";
    ticket.token = record_data(bytes_of(key, TOKEN_LEN));
    ticket.root_key = record_data(bytes_of(key, 32));
    ticket.sealing_key = record_data(bytes_of(key, 32));
    ticket.n_tls_pins = 1;
    ticket.tls_pins = pins;
    char *text = trust_ticket_text(&arena, &ticket);
    Kt__Ticket *got = trust_ticket_read(&arena, arena_printf(&arena, "  %s \n", text));
    assert_non_null(got);
    assert_string_equal(got->url, ticket.url);
    for (size_t i = 4; text[i]; i++) {
        char kept = text[i];
        text[i] = kept == 'A' ? 'B' : 'A';
        assert_null(trust_ticket_read(&arena, text));
        assert_non_null(strstr(fault_text(), "slip"));
        text[i] = kept;
    }
    text[strlen(text) - 1] = '\0';
    assert_null(trust_ticket_read(&arena, text));
    assert_null(trust_ticket_read(&arena, "halo"));
    assert_non_null(strstr(fault_text(), "no ticket"));
}

// ---- notice files

static struct notice_file *read_text(const char *text)
{
    return notice_file_read(&arena, "a.md", bytes_of_str(text), 420);
}

static void a_notice_is_read_whole(void **state)
{
    (void)state;
    struct notice_file *file = read_text("---\r\n"
                                         "title: Kerja bakti\r\n"
                                         "category: kegiatan\n"
                                         "start: 2026-11-23 09:41\n"
                                         "end: 2026-11-30\n"
                                         "pinned: ya\n"
                                         "urgency: penting\n"
                                         "pictures: satu.png, dua.jpg\n"
                                         "title_en: Clean-up day\n"
                                         "warna: biru\n"
                                         "---\n"
                                         "\nAyo *bersama*.\n---en---\nCome along.\n");
    assert_non_null(file);
    assert_string_equal(file->notice.title, "Kerja bakti");
    assert_int_equal(file->notice.start_s, 1795401660);
    assert_int_equal(file->notice.end_s, 1796058000); // the last day counts to its end
    assert_true(file->notice.pinned);
    assert_int_equal(file->notice.urgency, KT__URGENCY__PENTING);
    assert_int_equal(file->notice.n_pictures, 2);
    assert_string_equal(file->notice.pictures[1]->name, "dua.jpg");
    assert_string_equal(file->notice.body, "Ayo *bersama*.\n");
    assert_int_equal(file->notice.n_translations, 1);
    assert_string_equal(file->notice.translations[0]->title, "Clean-up day");
    assert_string_equal(file->notice.translations[0]->body, "Come along.\n");
    assert_int_equal(file->warning_count, 1);
    assert_non_null(strstr(file->warnings[0], "warna"));
    assert_string_equal(file->notice.extras[0]->value, "biru");
}

static void a_bad_notice_is_told_why(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } bad[] = {
        {"Halo", "line 1"},
        {"", "line 1"},
        {"---\ncategory: kegiatan\n---\nx", "title"},
        {"---\ntitle: x\n---\nx", "category"},
        {"---\ntitle: x\ncategory: pesta\n---\nx", "line 3"},
        {"---\ntitle: x\ncategory: kegiatan\nx", "line 4"},
        {"---\ntitle: x\ncategory: kegiatan\n", "does not end"},
        {"---\ntitle: x\ncategory: kegiatan\nstart: besok\n---\n", "2026-11-25"},
        {"---\ntitle: x\ncategory: kegiatan\nstart: 2026-02-02\nend: 2026-02-01\n---\n", "before"},
        {"---\ntitle: x\ncategory: kegiatan\ntitle: y\n---\n", "twice"},
        {"---\ntitle: x\ncategory: kegiatan\npinned: yes\n---\n", "ya or tidak"},
        {"---\ntitle: x\ncategory: kegiatan\npictures: ../a.png\n---\n", "beside"},
        {"---\ntitle: x\ncategory: kegiatan\ntitle_xx: a\n---\n", "languages"},
        {"---\ntitle: x\ncategory: kegiatan\n---\na\n---en---\nb\n", "title_en"},
        {"---\ntitle: x\xff\ncategory: kegiatan\n---\n", "UTF-8"},
        {"---\ntitle: x\ncategory: kegiatan\n---\n\x1b[2J", "control"},
    };
    for (size_t i = 0; i < COUNT_OF(bad); i++) {
        assert_null(read_text(bad[i].text));
        if (!strstr(fault_text(), bad[i].says)) {
            fail_msg("case %zu says: %s", i, fault_text());
        }
    }
}

static void a_value_has_an_end(void **state)
{
    (void)state;
    char *place = arena_alloc(&arena, NOTICE_VALUE_BYTES_MAX + 2);
    memset(place, 'a', NOTICE_VALUE_BYTES_MAX + 1);
    const char *fmt = "---\ntitle: x\ncategory: kegiatan\nplace: %s\n---\nx";
    assert_null(read_text(arena_printf(&arena, fmt, place)));
    assert_non_null(strstr(fault_text(), "line 4"));
    place[NOTICE_VALUE_BYTES_MAX] = '\0';
    assert_non_null(read_text(arena_printf(&arena, fmt, place)));
}

int main(void)
{
    secret_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_slip_and_swap_is_caught),
        cmocka_unit_test(a_code_always_gives_the_same_keys),
        cmocka_unit_test(numbers_read_as_everybody_writes_them),
        cmocka_unit_test(only_the_regency_opens_a_seal),
        cmocka_unit_test(the_own_text_opens_with_its_receipt),
        cmocka_unit_test(an_answer_is_bound_to_case_and_revision),
        cmocka_unit_test(a_small_message_cannot_unfold_into_a_large_one),
        cmocka_unit_test(bytes_that_are_not_text_are_refused),
        cmocka_unit_test(key_lists_form_a_chain),
        cmocka_unit_test(a_ticket_knows_its_slips),
        cmocka_unit_test(a_notice_is_read_whole),
        cmocka_unit_test(a_bad_notice_is_told_why),
        cmocka_unit_test(a_value_has_an_end),
    };
    return cmocka_run_group_tests_name("record", tests, arena_begin, arena_end);
}
