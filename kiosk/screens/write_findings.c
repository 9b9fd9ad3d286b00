// SPDX-License-Identifier: GPL-3.0-or-later
// A row a rule: what a villager would ask, and why it matters. Said as a neighbour would.
#include "write_findings.h"

static const struct {
    enum ui_icon icon;
    const char *text, *second; // a %s in the text is the finding's detail
} rows[EDITORIAL_RULES] = {
    [EDITORIAL_CLOCK] = {ICON_CLOCK, N_("Jam kios belum pasti."),
                         N_("Periksa tanggalnya, atau minta penjaga kios mengatur jam.")},
    [EDITORIAL_BLANK] = {ICON_EDIT, N_("Bagian [%s] belum diisi."),
                         N_("Warga akan melihat kurungnya.")},
    [EDITORIAL_EMPTY] = {ICON_EDIT, N_("Bagian [%s] belum ada isinya."),
                         N_("Tulis yang bisa dipakai warga, meski singkat.")},
    [EDITORIAL_TITLE] = {ICON_TYPE, N_("Judulnya belum jelas."),
                         N_("Judul menjawab: ini kabar tentang apa?")},
    [EDITORIAL_BODY] = {ICON_DOCUMENT, N_("Isinya belum ada, atau pendek sekali."),
                        N_("Apa yang bisa dipakai warga dari kabar ini?")},
    [EDITORIAL_PRIVATE] = {ICON_LOCK, N_("Ada angka 16 digit: %s"),
                           N_("NIK dan nomor KK tidak pernah dipasang. Hapus dulu.")},
    [EDITORIAL_CEREMONY] =
        {ICON_INFO, N_("Ini ucapan. Belum ada yang bisa dipakai warga."),
         N_("Tambahkan apa yang berubah untuk warga, atau simpan untuk spanduk.")},
    [EDITORIAL_WHO] = {ICON_PEOPLE, N_("Untuk siapa?"),
                       N_("Sebut siapa yang diundang atau yang boleh menerima.")},
    [EDITORIAL_WHEN] = {ICON_CALENDAR, N_("Kapan?"), N_("Sebut hari, tanggal, dan jamnya.")},
    [EDITORIAL_WHERE] = {ICON_PLACE, N_("Di mana?"), N_("Sebut tempat yang dikenal semua orang.")},
    [EDITORIAL_HOW] = {ICON_WALK, N_("Warga harus bagaimana?"),
                       N_("Datang, mendaftar, membawa sesuatu, atau menghindari?")},
    [EDITORIAL_CONTACT] = {ICON_TALK, N_("Bertanya kepada siapa?"),
                           N_("Sebut jabatan, tempat, dan jamnya.")},
    [EDITORIAL_SOURCE] =
        {ICON_RULES, N_("Kata siapa?"),
         N_("Sebut asalnya: musyawarah tanggal berapa, surat atau peraturan apa.")},
    [EDITORIAL_PAST] = {ICON_CLOCK, N_("Tanggalnya sudah lewat."),
                        N_("Kabar ini akan langsung masuk ke kabar lama.")},
    [EDITORIAL_ENDS_FIRST] = {ICON_CLOCK, N_("Tanggalnya terbalik."),
                              N_("Selesainya lebih dulu daripada mulainya.")},
    [EDITORIAL_NO_END] = {ICON_ARCHIVE, N_("Tampil sampai kapan?"),
                          N_("Tanpa batas, kabar ini tetap tampil sesudah basi.")},
    [EDITORIAL_MARKS] = {ICON_EDIT, N_("Ada tanda * atau ** yang kurang pasangannya."),
                         N_("Warga akan melihat bintangnya: %s")},
    [EDITORIAL_CAPITALS] = {ICON_ANNOUNCE, N_("Huruf besar semua terasa membentak."),
                            N_("Huruf biasa lebih mudah dibaca. %s")},
    [EDITORIAL_LONG] = {ICON_TEXT_SIZE, N_("Ada kalimat yang panjang sekali."),
                        N_("Pecah jadi dua: %s")},
};

struct write_finding write_finding_of(struct arena *arena, const struct editorial_finding *finding)
{
    const char *text = _(rows[finding->rule].text), *second = _(rows[finding->rule].second);
    bool is_in_text = finding->rule == EDITORIAL_BLANK || finding->rule == EDITORIAL_EMPTY ||
                      finding->rule == EDITORIAL_PRIVATE;
    bool is_in_second = finding->rule == EDITORIAL_MARKS || finding->rule == EDITORIAL_CAPITALS ||
                        finding->rule == EDITORIAL_LONG;
    return (struct write_finding){
        .icon = rows[finding->rule].icon,
        .text = is_in_text ? arena_printf(arena, text, finding->detail) : text,
        .second = is_in_second ? arena_printf(arena, second, finding->detail) : second,
    };
}
