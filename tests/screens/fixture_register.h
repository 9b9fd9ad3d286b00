// SPDX-License-Identifier: GPL-3.0-or-later
// A full register for the staff's screens: cases in every state that a role meets, two days of
// musyawarah, words that only officers may read, a recording. Those that were filed here with known
// codes stand in it as well. Included by fixture.c alone, whose hands it uses.
#ifndef FIXTURE_REGISTER_H
#define FIXTURE_REGISTER_H

#include "db/record/seal_role.h"
#include "db/record/voice_seal.h"
#include "db/village/draft.h"
#include "db/village/register.h"
#include "db/village/staff.h"

struct fixture_case {
    Kt__Category category;
    Kt__Mode mode;
    Kt__State state;
    int ago, talk_in;         // days
    const char *name, *words; // words "": a recording
    const char *asked;        // by the villager, last of all
    const char *answered;     // by BPD
};

static const struct fixture_case register_cases[] = {
    {KT__CATEGORY__JALAN, KT__MODE__TERBUKA, KT__STATE__TERVERIFIKASI, 1, 0, "Warga RT 04",
     "Jembatan bambu dekat sekolah sudah keropos, tolong diganti kayu atau beton.", NULL, NULL},
    {KT__CATEGORY__BANTUAN, KT__MODE__RAHASIA, KT__STATE__TERKIRIM, 2, 0, "Warga RT 02",
     "Beras bantuan dipotong dua kilo sebelum sampai ke rumah kami.", NULL, NULL},
    {KT__CATEGORY__KESEHATAN, KT__MODE__ANONIM, KT__STATE__TERKIRIM, 2, 0, "", "", NULL, NULL},
    {KT__CATEGORY__LAYANAN, KT__MODE__TERBUKA, KT__STATE__DITINDAKLANJUTI, 12, 0, "Warga RT 01",
     "Loket surat tolong dibuka sampai jam empat sore.",
     "Apakah hari Sabtu juga buka, dan siapa yang menjaga?",
     "Kami usulkan ke pemerintah desa. Mulai bulan depan loket buka sampai jam tiga."},
    {KT__CATEGORY__AIR, KT__MODE__ANONIM, KT__STATE__DIBAHAS_BPD, 9, -2, "",
     "Saluran irigasi blok timur jebol, air tidak sampai ke sawah bawah.", NULL, NULL},
    {KT__CATEGORY__AIR, KT__MODE__TERBUKA, KT__STATE__DIBAHAS_BPD, 8, -2, "Warga RT 06",
     "Air irigasi blok timur habis di tengah jalan karena tanggulnya jebol.", NULL, NULL},
    {KT__CATEGORY__PENDIDIKAN, KT__MODE__ANONIM, KT__STATE__DIBAHAS_BPD, 6, 5, "",
     "Jembatan menuju sekolah keropos, papannya hilang dua.", NULL, NULL},
    {KT__CATEGORY__LINGKUNGAN, KT__MODE__ANONIM, KT__STATE__BUTUH_KETERANGAN, 15, 0, "",
     "Sampah menumpuk di pinggir sungai.", NULL, "Di sungai sebelah mana, dan sejak kapan?"},
    {KT__CATEGORY__KEAMANAN, KT__MODE__ANONIM, KT__STATE__SELESAI, 30, 0, "",
     "Pos ronda gelap, lampunya sudah lama putus.", NULL,
     "Lampunya sudah diganti hari Minggu. Terima kasih sudah mengabari."},
    {KT__CATEGORY__PERTANIAN, KT__MODE__TERBUKA, KT__STATE__DITOLAK, 41, 0, "Warga RT 03",
     "Minta traktor baru untuk kelompok tani.", NULL,
     "Anggaran tahun ini sudah habis untuk jembatan. Kita ajukan lagi tahun depan."},
};

static void register_item(struct village *village, const struct fixture_case *from, size_t at,
                          uint32_t key, const uint8_t *role_public)
{
    struct receipt receipt = {0};
    uint8_t seed[crypto_box_SEEDBYTES] = {(uint8_t)(at + 1)};
    crypto_box_seed_keypair(receipt.public_key, receipt.secret_key, seed);
    receipt_case_id(receipt.case_id, receipt.public_key);
    Kt__Words words = KT__WORDS__INIT;
    words.text = text(from->words);
    words.name = text(from->name);
    words.contact = text(from->name[0] ? "0812 0000 1111" : "");
    Kt__Voice voice = KT__VOICE__INIT;
    uint8_t hash[HASH_LEN] = {1}, voice_key[VOICE_KEY_LEN] = {2};
    voice.hash = record_data(bytes_of(hash, sizeof hash));
    voice.key = record_data(bytes_of(voice_key, sizeof voice_key));
    voice.bytes = 40000;
    voice.ms = 21000;
    words.voice = from->words[0] ? NULL : &voice;
    Kt__CaseEntry step = KT__CASE_ENTRY__INIT, said = KT__CASE_ENTRY__INIT;
    Kt__CaseEntry *entries[] = {&step, &said};
    int64_t at_s = NOW_S - from->ago * DAY_S;
    bool is_ours = from->answered || from->state == KT__STATE__DIBAHAS_BPD;
    step.state = from->state;
    step.at_s = at_s + DAY_S;
    step.by = text(is_ours ? "BPD" : "Petugas kabupaten");
    step.text = text(from->answered ? from->answered : "");
    step.day = from->talk_in ? NOW_S / DAY_S + from->talk_in : 0;
    said.follow = KT__FOLLOW__ASK;
    said.at_s = NOW_S - DAY_S / 2;
    said.by = text("Warga");
    said.text = text(from->asked ? from->asked : "");
    Kt__CaseView view = KT__CASE_VIEW__INIT;
    view.case_ = record_data(bytes_of(receipt.case_id, HASH_LEN));
    view.revision = 2;
    view.state = from->state;
    view.entries = entries;
    view.n_entries = from->asked ? 2 : 1;
    view.due_day = from->state <= KT__STATE__TERVERIFIKASI ? NOW_S / DAY_S + 3 : 0;
    Kt__RoleCopy copy = KT__ROLE_COPY__INIT;
    copy.case_ = view.case_;
    copy.receipt_key = record_data(bytes_of(receipt.public_key, BOX_PUBLIC_LEN));
    copy.number = arena_printf(&arena, "2005-%04d", 61 - (int)at);
    copy.category = from->category;
    copy.mode = from->mode;
    copy.to = KT__ADDRESSEE__BPD;
    copy.at_s = at_s;
    copy.words = record_data(seal_words_pack(&arena, &words));
    copy.dictionary = 1;
    copy.view = &view;
    Kt__RoleItem item = KT__ROLE_ITEM__INIT;
    item.case_ = copy.case_;
    item.revision = 2;
    item.role = KT__ROLE__ROLE_BPD;
    item.key = key;
    item.sealed = record_data(seal_role_copy_close(&arena, &copy, role_public));
    must(register_put(village, &item), from->words);
}

// The other member of BPD asked for a second look at a notice.
static void ask_for_a_look(struct village *village)
{
    const struct staff_session by = {.id = 2, .role = STAFF_BPD, .name = "Sekretaris BPD"};
    struct draft draft;
    must(draft_new(village, &arena, &by, NULL, &draft), "a draft");
    draft.record->notice->title = text("Kerja bakti membersihkan saluran");
    draft.record->notice->body = text("Bawa cangkul dan sapu lidi.");
    must(draft_save(village, &arena, &by, &draft) && draft_ask(village, &by, draft.id), "asked");
}

static void register_up(struct village *village)
{
    uint8_t key[BOX_PUBLIC_LEN];
    uint32_t number = staff_role_key(village, STAFF_BPD, key);
    must(number > 0, "BPD has a key");
    for (size_t i = 0; i < COUNT_OF(register_cases); i++) {
        register_item(village, &register_cases[i], i, number, key);
    }
    ask_for_a_look(village);
}

#endif
