// SPDX-License-Identifier: GPL-3.0-or-later
// What a dictionary is learnt from and what never gets into it; that it is the same each time, of
// use to zlib, and that too little to learn from changes nothing.
#include "regency_follow_side.h"

#include "db/base/deflate.h"
#include "db/regency/kamus.h"
#include "db/regency/kamus_learn.h"

#include <sys/stat.h>

// Sentences as offices write them again and again, in two vocabularies.
static const char *const habits[2][12] = {
    {"Perangkat wilayah mendata rumah tangga yang belum pernah menerima bantuan pada putaran lalu.",
     "Keberatan disampaikan paling lambat sepekan sesudah hasilnya ditempel di papan terbuka.",
     "Anak balita ditimbang, diukur tinggi badannya dan mendapat vitamin menurut umurnya.",
     "Petani yang kekurangan pupuk mencatatkan luas lahannya kepada penyuluh lapangan.",
     "Lampu penerangan yang padam diganti bergiliran mulai dari tikungan dan tanjakan.",
     "Pendaftaran tidak dipungut biaya apa pun dan dapat diwakilkan kepada anggota keluarga.",
     "Seluruh penerima manfaat membawa kartu keluarga beserta salinannya sebanyak dua lembar.",
     "Bahan bangunan dibeli dari toko setempat dan diperiksa bersama sebelum dipasang.",
     "Saluran tersier dibersihkan bergotong royong sebelum air dialirkan ke petak bawah.",
     "Petugas loket melayani sejak pagi sampai siang dan beristirahat satu jam.",
     "Hasil pengukuran batas tanah diumumkan kepada pemilik di kedua sisinya.",
     "Sampah yang dapat didaur ulang dipilah sejak dari dapur masing-masing rumah."},
    {"Kelompok ronda menyusun giliran jaga menurut jumlah penghuni tiap gang.",
     "Lapangan olahraga dipakai bergantian oleh sekolah pada hari kerja.",
     "Peserta pelatihan menjahit memperoleh kain perca, benang dan gunting pinjaman.",
     "Ternak yang sakit dilaporkan kepada mantri hewan sebelum dijual ke pasar.",
     "Perpustakaan keliling singgah di depan masjid setiap pekan kedua.",
     "Juru timbang membawa alat yang sudah ditera ulang oleh dinas perdagangan.",
     "Bibit mangrove ditanam serempak ketika laut surut terjauh.",
     "Kapal nelayan di bawah lima gros ton didaftarkan ulang tanpa pungutan.",
     "Sumur resapan digali di halaman yang tergenang tiap kali hujan deras.",
     "Pengeras suara hanya dinyalakan untuk kabar duka dan peringatan bahaya.",
     "Koperasi membagikan sisa usaha menurut simpanan wajib para anggotanya.",
     "Mata air dijaga dengan pagar hidup dari bambu dan pohon aren."},
};

// Three sentences, no two texts alike; a word of its own, and what no dictionary may hold.
static char *text_of(struct arena *arena, int i, int kind)
{
    return arena_printf(arena,
                        "%s Khusus%c%c%c. %s Hubungi 0812-3456-7890 atau balai@contoh.desa.id "
                        "sampai 25-11-2026. %s",
                        habits[kind][i % 12], 'A' + i % 26, 'A' + i / 26 % 26, 'a' + i * 7 % 26,
                        habits[kind][(i * 5 + 3) % 12], habits[kind][(i / 3 + 7) % 12]);
}

static const char *post(struct side *side, const char *title, const char *body, int64_t start_s)
{
    Kt__Notice notice = KT__NOTICE__INIT;
    const char *id;
    notice.title = arena_str(&side->arena, title);
    notice.category = "pengumuman";
    notice.publisher = "Pemerintah Kabupaten";
    notice.body = arena_str(&side->arena, body);
    notice.start_s = start_s;
    assert_true(bulletin_post(side->regency, &side->arena, &notice, &id));
    return id;
}

static void post_many(struct side *side, int from, int count, int kind)
{
    for (int i = from; i < from + count; i++) {
        post(side, "Pengumuman kegiatan", text_of(&side->arena, i, kind), 0);
    }
}

static bool holds(struct bytes words, const char *text)
{
    return memmem(words.data, words.len, text, strlen(text)) != NULL;
}

static bool is_learnt_from(const struct bytes *texts, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (holds(texts[i], text)) {
            return true;
        }
    }
    return false;
}

static void only_what_is_public_is_learnt_from(void **state)
{
    struct side side;
    struct receipt shown, hidden, secret, unseen;
    struct side_log log = side_begin_monday(&side, *state);
    post(&side, "Judul umum", "Isi umum.", 0);
    post(&side, "Kelak", "Isi kelak.", SIDE_MONDAY_S + 86400);
    const char *gone = post(&side, "Dulu", "Isi ditarik.", 0);
    assert_true(bulletin_withdraw(side.regency, &side.arena, gone, "Alasan tarik."));
    Kt__Notice revised = KT__NOTICE__INIT;
    const char *id = post(&side, "Lama", "Isi lama.", 0);
    revised.id = arena_str(&side.arena, id);
    revised.title = "Baru";
    revised.category = "pengumuman";
    revised.body = "Isi baru.";
    assert_true(bulletin_post(side.regency, &side.arena, &revised, &id));

    side_new_case(
        &side, &log,
        (struct side_words){.receipt = &shown, .text = "Kata asli warga", .name = "Nama"});
    Kt__Notice from_village = KT__NOTICE__INIT;
    from_village.id = arena_printf(&side.arena, "K%u-1", side.kiosk.id);
    from_village.revision = 1;
    from_village.title = "Judul desa";
    from_village.category = "kegiatan";
    from_village.publisher = "Penerbit Zwxyqv";
    from_village.body = "Isi desa.";
    assert_int_equal(bulletin_from_kiosk(side.regency, &side.arena, &side.kiosk, &from_village),
                     BULLETIN_TAKEN);

    side_new_case(&side, &log,
                  (struct side_words){.receipt = &hidden, .text = "Kata disembunyikan"});
    side_new_case(
        &side, &log,
        (struct side_words){.receipt = &secret, .text = "Kata rahasia", .mode = KT__MODE__RAHASIA});
    side_new_case(&side, &log, (struct side_words){.receipt = &unseen, .text = "Kata tanpa papan"});
    struct case_info info = side_case(&side, &shown);
    assert_non_null(case_words(side.regency, &side.arena, side.keyring, &info, "Petugas"));
    assert_true(papan_show(side.regency, &side.arena, side.keyring, &info, "Kata termoderasi",
                           "Petugas kabupaten"));
    assert_true(side_step(&side, &shown, CASE_VERIFY, NULL));
    assert_true(side_step(&side, &shown, CASE_REPLY, "Jawaban pribadi."));
    info = side_case(&side, &shown);
    const struct case_step public = {.verb = CASE_REPLY, .text = "Jawaban umum.", .public = true};
    assert_true(case_take_step(side.regency, &side.arena, side.keyring, &info, &public));
    info = side_case(&side, &hidden);
    assert_true(papan_show(side.regency, &side.arena, side.keyring, &info, NULL, "Petugas"));
    info = side_case(&side, &hidden);
    assert_true(papan_hide(side.regency, &side.arena, &info));

    struct bytes *texts = ARENA_ARRAY(&side.arena, struct bytes, KAMUS_TEXTS_MAX);
    size_t count = kamus_texts(side.regency, &side.arena, texts);
    assert_int_equal(count, 4);
    static const char *const in[] = {"Judul umum", "Isi umum",         "Isi desa",
                                     "Isi baru",   "Kata termoderasi", "Jawaban umum"};
    static const char *const out[] = {"kelak",         "ditarik", "tarik.",          "lama",
                                      "Kata asli",     "Nama",    "rahasia",         "pribadi",
                                      "disembunyikan", "Zwxyqv",  "Kata tanpa papan"};
    for (size_t i = 0; i < COUNT_OF(in); i++) {
        assert_true(is_learnt_from(texts, count, in[i]));
    }
    for (size_t i = 0; i < COUNT_OF(out); i++) {
        assert_false(is_learnt_from(texts, count, out[i]));
    }
    side_end(&side);
}

static void it_learns_what_texts_share_and_no_number(void **state)
{
    (void)state;
    struct arena arena;
    struct bytes texts[100], few[2];
    arena_init(&arena, 8 << 20);
    for (int i = 0; i < 100; i++) {
        texts[i] = bytes_of_str(text_of(&arena, i, 0));
    }
    struct bytes words = kamus_learn(&arena, texts, 100, (struct bytes){0});
    assert_in_range(words.len, KAMUS_LEARN_BYTES_MIN, 4096);
    for (size_t i = 0; i < 12; i++) {
        for (const char *gram = habits[0][i]; strlen(gram) >= 6; gram++) { // in one piece or two
            assert_non_null(memmem(words.data, words.len, gram, 6));
        }
    }
    static const char *const never[] = {"0812", "3456", "7890", "@", "-2026", "sAA", "sBB", "sCC"};
    for (size_t i = 0; i < COUNT_OF(never); i++) {
        assert_false(holds(words, never[i]));
    }
    assert_true(bytes_equal(words, kamus_learn(&arena, texts, 100, (struct bytes){0})));

    // What is known anyway lies before it, and both fit into what zlib reaches.
    struct bytes shipped = deflate_dictionary(DEFLATE_ID_1);
    struct bytes both = kamus_learn(&arena, texts, 100, shipped);
    assert_in_range(both.len, 32000, DICTIONARY_BYTES_MAX);
    assert_memory_equal(both.data + both.len - words.len, words.data, words.len);
    assert_memory_equal(both.data, shipped.data + shipped.len - (both.len - words.len),
                        both.len - words.len);
    struct bytes fresh = bytes_of_str(text_of(&arena, 777, 0));
    assert_true(deflate_measure(fresh, both) * 3 < deflate_measure(fresh, shipped) * 2);

    // Two texts share nothing that three do.
    few[0] = texts[0];
    few[1] = texts[0];
    assert_int_equal(kamus_learn(&arena, few, 2, shipped).len, 0);
    assert_int_equal(kamus_learn(&arena, NULL, 0, shipped).len, 0);
    arena_finish(&arena);
}

static void nothing_changed(struct side *side, const char *why, int64_t given)
{
    struct kamus_trained trained;
    int64_t changes = side_count(side, "change");
    assert_false(kamus_train(side->regency, &trained));
    assert_non_null(strstr(fault_text(), why));
    assert_int_equal(side_count(side, "change"), changes);
    assert_int_equal(side_count(side, "dictionary"), given);
}

static void training_is_the_same_each_time_and_worth_its_way(void **state)
{
    struct side side;
    struct kamus_trained trained, later;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    nothing_changed(&side, "0 texts are public", 0);
    post_many(&side, 0, KAMUS_TEXTS_MIN - 1, 0);
    nothing_changed(&side, "29 texts are public", 0);
    post_many(&side, KAMUS_TEXTS_MIN - 1, 71, 0);
    assert_true(kamus_train(side.regency, &trained));
    assert_int_equal(trained.texts, 80);
    assert_int_equal(trained.held_out, 20);
    assert_true(trained.with * 3 < trained.before * 2);
    assert_in_range(trained.bytes, 32000, DICTIONARY_BYTES_MAX);
    assert_in_range(trained.way, 500, 3000); // most of it is in the shipped one
    struct bytes words = kamus_words(side.regency, &side.arena, trained.id);
    assert_int_equal(words.len, trained.bytes);
    assert_int_equal(deflate_words_id(words), trained.id);
    nothing_changed(&side, "as good", 1);

    // The same texts elsewhere.
    char *other_dir = arena_printf(&side.arena, "%s/other", (const char *)*state);
    assert_int_equal(mkdir(other_dir, 0700), 0);
    struct side other;
    struct kamus_trained same;
    side_begin(&other, other_dir);
    post_many(&other, 0, 100, 0);
    assert_true(kamus_train(other.regency, &same));
    assert_int_equal(same.id, trained.id);
    assert_true(bytes_equal(kamus_words(other.regency, &other.arena, same.id), words));
    side_end(&other);

    // Other habits: a second one, in the place of the first in the feed, which stays in the store.
    assert_int_equal(side_count(&side, "change WHERE kind = 20 AND body IS NOT NULL"), 8);
    post_many(&side, 0, 300, 1);
    assert_true(kamus_train(side.regency, &later));
    assert_int_not_equal(later.id, trained.id);
    assert_int_equal(side_count(&side, "change WHERE kind = 20 AND body IS NOT NULL"), 8);
    assert_int_equal(side_count(&side, "change WHERE kind = 20 AND class = 4"), 16);
    assert_true(bytes_equal(kamus_words(side.regency, &side.arena, trained.id), words));
    assert_int_equal(deflate_words_id(kamus_newest(side.regency, &side.arena)), later.id);
    side_end(&side);
}

static void an_id_stands_for_one_dictionary(void **state)
{
    struct side side;
    uint8_t text[600], twin[600];
    side_begin(&side, *state);
    for (size_t i = 0; i < sizeof text; i++) {
        text[i] = twin[i] = (uint8_t)('a' + i * 7 % 26);
    }
    twin[50]++, twin[51]--, twin[52]--, twin[53]++; // the same Adler-32
    struct bytes words = bytes_of(text, sizeof text), other = bytes_of(twin, sizeof twin);
    assert_int_equal(deflate_words_id(words), deflate_words_id(other));
    assert_true(kamus_give_out(side.regency, words));
    int64_t changes = side_count(&side, "change");
    assert_false(kamus_give_out(side.regency, other));
    assert_non_null(strstr(fault_text(), "another dictionary has the id"));
    assert_false(kamus_give_out(side.regency, words));
    assert_non_null(strstr(fault_text(), "given out already"));
    assert_false(kamus_give_out(side.regency, deflate_dictionary(DEFLATE_ID_1)));
    uint8_t much[DICTIONARY_BYTES_MAX + 1] = {1};
    assert_false(kamus_give_out(side.regency, bytes_of(much, sizeof much)));
    assert_false(kamus_give_out(side.regency, (struct bytes){0}));
    assert_int_equal(side_count(&side, "change"), changes);
    assert_int_equal(side_count(&side, "dictionary"), 1);

    // A row that came to harm is not packed with.
    assert_true(sql_run(side.regency->sql, "UPDATE dictionary SET words = zeroblob(600)", ""));
    assert_int_equal(kamus_words(side.regency, &side.arena, deflate_words_id(words)).len, 0);
    assert_int_equal(kamus_words(side.regency, &side.arena, 4711).len, 0);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(only_what_is_public_is_learnt_from),
        test_in_dir(it_learns_what_texts_share_and_no_number),
        test_in_dir(training_is_the_same_each_time_and_worth_its_way),
        test_in_dir(an_id_stands_for_one_dictionary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
