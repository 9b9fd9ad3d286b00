// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of steps and the way along them. Knows screens and elements by their names alone, and
// must never keep anybody from going where they like.
#include "guided.h"

#include "ui/i18n.h"

#include <assert.h>
#include <string.h>

static const struct guided_step aspiration[] = {
    {"home", "home.aspire", N_("Mulai dari sini: sentuh Sampaikan usul atau keluhan."), false},
    {"aspire.to", "aspire.to.bpd",
     N_("Pilih siapa yang membaca usul Anda. Untuk latihan ini: BPD."), false},
    {"aspire.category", "aspire.category.air", N_("Pilih tentang apa. Misalnya air."), false},
    {"aspire.text", "aspire.text", N_("Tulis satu kalimat, apa saja, dengan papan huruf."), false},
    {"aspire.text", "aspire.next", N_("Sudah cukup? Sentuh Lanjut."), false},
    {"aspire.how", "aspire.anonymous", N_("Pilih siapa yang boleh tahu. Misalnya: tanpa nama."),
     false},
    {"aspire.how", "aspire.next", N_("Sekarang sentuh Lanjut."), false},
    {"aspire.last", "aspire.send", N_("Baca lagi tulisan Anda, lalu sentuh Kirim."), false},
    {"receipt", "receipt.done",
     N_("16 angka ini kunci jawaban Anda: catat atau foto. Lalu sentuh Sudah saya catat."), false},
    {"home", "home.ticket", N_("Anggap seminggu sudah lewat. Lihat jawabannya di sini."), false},
    {"ticket", "ticket.open", N_("Ketik 16 angka di bawah ini, lalu sentuh Buka."), true},
    {"answer", "answer.done", N_("Ini jawabannya. Kalau selesai, sentuh Sudah saya baca."), false},
};

static const struct {
    const struct guided_step *steps;
    size_t count;
    const char *praise;
} guides[GUIDED_COUNT] = {
    [GUIDED_ASPIRATION] = {aspiration, COUNT_OF(aspiration),
                           N_("Anda sudah bisa menyampaikan usul dan membaca jawabannya. Di layar "
                              "yang sungguhan caranya sama persis.")},
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

static bool is_on(const struct guided_step *step, const char *screen)
{
    return strcmp(step->screen, screen) == 0;
}

// Where the way goes on over this screen: the steps that lie ahead, then those that were taken.
// Home lies at every way's beginning: who comes back there from the middle has given up, unless it
// is where the very next step stands.
static bool find(const struct guided *guided, const char *screen, size_t *out)
{
    size_t count;
    const struct guided_step *steps = guided_steps(guided->which, &count);
    size_t next = guided->at;
    while (next < count && is_on(&steps[next], steps[guided->at].screen)) {
        next++;
    }
    size_t ahead = strcmp(screen, "home") == 0 && next < count ? next + 1 : count;
    for (*out = next; *out < ahead; ++*out) {
        if (is_on(&steps[*out], screen)) {
            return true;
        }
    }
    for (*out = guided->at; *out > 0;) {
        if (is_on(&steps[--*out], screen)) {
            while (*out > 0 && is_on(&steps[*out - 1], screen)) {
                --*out;
            }
            return true;
        }
    }
    return false;
}

const struct guided_step *guided_now(struct guided *guided, const char *screen)
{
    size_t count;
    const struct guided_step *steps = guided_steps(guided->which, &count);
    if (count == 0 || guided->is_over) {
        return NULL;
    }
    if (!is_on(&steps[guided->at], screen)) {
        size_t at;
        if (!find(guided, screen, &at)) {
            return NULL;
        }
        guided->at = at;
    }
    return &steps[guided->at];
}

void guided_event(struct guided *guided, const char *screen, const char *id)
{
    const struct guided_step *step = guided_now(guided, screen);
    if (!step || strcmp(step->id, id) != 0) {
        return;
    }
    size_t count;
    const struct guided_step *steps = guided_steps(guided->which, &count);
    if (guided->at + 1 == count) {
        guided->is_over = true;
    } else if (is_on(&steps[guided->at + 1], screen)) {
        guided->at++;
    }
}
