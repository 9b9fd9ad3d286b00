// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of steps and the way along them. Knows screens and elements by their names alone, and
// must never keep anybody from going where they like.
#include "guided.h"

#include "ui/i18n.h"

#include <assert.h>
#include <string.h>

static const struct guided_step aspiration[] = {
    {"home", "home.aspire", N_("Mulai dari sini: sentuh Sampaikan usul atau keluhan."), NULL, false,
     GUIDED_ALONE},
    {"aspire.to", "aspire.to.bpd",
     N_("Pilih siapa yang membaca usul Anda. Untuk latihan ini: BPD."), NULL, false, GUIDED_ALONE},
    {"aspire.category", "aspire.category.air", N_("Pilih tentang apa. Misalnya air."), NULL, false,
     GUIDED_ALONE},
    {"aspire.text", "aspire.text", N_("Tulis satu kalimat, apa saja, dengan papan huruf."), NULL,
     false, GUIDED_ALONE},
    {"aspire.text", "aspire.next", N_("Sudah cukup? Sentuh Lanjut."), NULL, true, GUIDED_ALONE},
    {"aspire.how", "aspire.anonymous", N_("Pilih siapa yang boleh tahu. Misalnya: tanpa nama."),
     NULL, false, GUIDED_ALONE},
    {"aspire.how", "aspire.next", N_("Sekarang sentuh Lanjut."), NULL, true, GUIDED_ALONE},
    {"aspire.last", "aspire.send", N_("Baca lagi tulisan Anda, lalu sentuh Kirim."), NULL, false,
     GUIDED_ALONE},
    {"receipt", "receipt.done",
     N_("16 angka ini kunci jawaban Anda: catat atau foto. Lalu sentuh Sudah saya catat."), NULL,
     false, GUIDED_ALONE},
    {"home", "home.ticket", N_("Anggap seminggu sudah lewat. Lihat jawabannya di sini."), NULL,
     false, GUIDED_ALONE},
    {"ticket", "ticket.open", N_("Ketik 16 angka di bawah ini, lalu sentuh Buka."), NULL, false,
     GUIDED_WITH_CODE},
    {"answer", "answer.done", N_("Ini jawabannya. Kalau selesai, sentuh Sudah saya baca."), NULL,
     false, GUIDED_ALONE},
};

static const struct guided_step notice[] = {
    {"home", "home.staff", N_("Petugas masuk lewat jam ini: tahan dengan jari selama tiga detik."),
     NULL, false, GUIDED_ALONE},
    {"staff_in", "staff_in.0", N_("Sentuh nama ini. Nanti: nama Anda sendiri."), NULL, false,
     GUIDED_ALONE},
    {"staff_pin", "staff_pin.go", N_("Ketik PIN latihan di bawah ini, lalu sentuh Masuk."), NULL,
     false, GUIDED_WITH_PIN},
    {"staff", "staff.notices", N_("Ini meja kerja Anda. Sentuh Kabar."), NULL, false, GUIDED_ALONE},
    {"staff.notices", "news.new.undangan",
     N_("Pilih contoh yang paling mirip. Kali ini undangan musyawarah."), NULL, false,
     GUIDED_ALONE},
    // One question after the other, each a page of this screen.
    {"write", "write.text", N_("Jawab pertanyaannya dengan beberapa kata."), NULL, false,
     GUIDED_ALONE},
    {"write", "write.next", N_("Sudah? Sentuh Lanjut."), NULL, true, GUIDED_ALONE},
    {"write", "write.days", N_("Sentuh harinya. Jamnya sudah terisi dan boleh diubah."),
     "write.day.", false, GUIDED_ALONE},
    {"write", "write.next", N_("Sudah? Sentuh Lanjut."), NULL, true, GUIDED_ALONE},
    {"write.check", "check.publish",
     N_("Kalau ada peringatan, bacalah. Lalu sentuh Pasang sekarang."), NULL, false, GUIDED_ALONE},
    {"write.done", "done.see", N_("Kabarnya sudah tampil. Lihat seperti warga melihatnya."), NULL,
     false, GUIDED_ALONE},
    {"notice", "nav.home", N_("Begini warga membacanya. Kalau sudah, sentuh Keluar."), NULL, false,
     GUIDED_ALONE},
};

static const struct {
    const struct guided_step *steps;
    size_t count;
    const char *praise;
} guides[GUIDED_COUNT] = {
    [GUIDED_ASPIRATION] = {aspiration, COUNT_OF(aspiration),
                           N_("Anda sudah bisa menyampaikan usul dan membaca jawabannya. Di layar "
                              "yang sungguhan caranya sama persis.")},
    [GUIDED_NOTICE] = {notice, COUNT_OF(notice),
                       N_("Anda sudah bisa memasang kabar. Di layar yang sungguhan caranya sama "
                          "persis, dengan nama dan PIN Anda sendiri.")},
};

const struct guided_step *guided_steps(enum guided_which which, size_t *count)
{
    assert(which < GUIDED_COUNT);
    *count = guides[which].count;
    return guides[which].steps;
}

const char *guided_praise(enum guided_which which)
{
    assert(which < GUIDED_COUNT);
    return guides[which].praise;
}

// ---- the way. Neighbouring steps on one screen are a group.

static bool is_on(const struct guided_step *step, const char *screen)
{
    return strcmp(step->screen, screen) == 0;
}

static size_t group_begin(const struct guided_step *steps, size_t at)
{
    while (at > 0 && is_on(&steps[at - 1], steps[at].screen)) {
        at--;
    }
    return at;
}

static size_t group_end(const struct guided_step *steps, size_t count, size_t at)
{
    size_t end = at;
    while (end < count && is_on(&steps[end], steps[at].screen)) {
        end++;
    }
    return end;
}

// The group on this screen: the next one, else the nearest of those before. Further ahead nobody
// jumps: many screens are also met where the way does not lead.
static bool find_group(const struct guided *guided, const char *screen, size_t *out)
{
    size_t count;
    const struct guided_step *steps = guided_steps(guided->which, &count);
    *out = group_end(steps, count, guided->at);
    if (*out < count && is_on(&steps[*out], screen)) {
        return true;
    }
    for (*out = guided->at; *out > 0;) {
        if (is_on(&steps[--*out], screen)) {
            *out = group_begin(steps, *out);
            return true;
        }
    }
    return false;
}

const struct guided_step *guided_now(struct guided *guided, const char *screen,
                                     bool (*has)(void *ctx, const char *id), void *ctx)
{
    size_t count, at;
    const struct guided_step *steps = guided_steps(guided->which, &count);
    if (count == 0 || guided->is_over) {
        return NULL;
    }
    if (!is_on(&steps[guided->at], screen)) {
        if (!find_group(guided, screen, &at)) {
            return NULL;
        }
        guided->at = at;
    }
    if (has(ctx, steps[guided->at].id)) {
        return &steps[guided->at];
    }
    size_t begin = group_begin(steps, guided->at), end = group_end(steps, count, guided->at);
    for (int closing = 0; closing <= 1; closing++) {
        for (at = begin; at < end; at++) {
            if (steps[at].is_closing == closing && has(ctx, steps[at].id)) {
                guided->at = at;
                return &steps[at];
            }
        }
    }
    return &steps[guided->at]; // its words still say what to look for
}

void guided_event(struct guided *guided, const char *screen, const char *id)
{
    size_t count;
    const struct guided_step *steps = guided_steps(guided->which, &count);
    if (count == 0 || guided->is_over || !is_on(&steps[guided->at], screen)) {
        return;
    }
    const struct guided_step *step = &steps[guided->at];
    if (strcmp(step->id, id) != 0 && !(step->by && str_starts(id, step->by))) {
        return;
    }
    if (guided->at + 1 == count) {
        guided->is_over = true;
    } else if (is_on(&steps[guided->at + 1], screen)) {
        guided->at++;
    } else { // if the screen stays, it wants more of the same
        guided->at = group_begin(steps, guided->at);
    }
}
