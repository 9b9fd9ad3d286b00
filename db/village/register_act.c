// SPDX-License-Identifier: GPL-3.0-or-later
// Acts of a role, sealed before they touch the disk. Which states a role may give is the regency's
// rule too (db/regency/case_act.c): here it keeps a screen from promising what will be set aside.
#include "register_act.h"

#include "event_log.h"
#include "register_inside.h"

#include <string.h>

#define S(state) (1u << KT__STATE__##state)
#define ENDS     (S(SELESAI) | S(DITOLAK) | S(BUKAN_KEWENANGAN))

static const struct rule {
    Kt__Act what;
    unsigned states;
    bool only_bpd, needs_text, needs_day;
    const char *audit;
} rules[] = {
    {KT__ACT__ACT_OPEN, S(STATE_NONE), false, false, false, "open-name"},
    {KT__ACT__ACT_SAY, S(STATE_NONE) | S(BUTUH_KETERANGAN) | S(DITINDAKLANJUTI) | ENDS, false, true,
     false, "answer"},
    {KT__ACT__ACT_TABLE, S(STATE_NONE) | S(DIBAHAS_BPD), true, false, true, "table"},
    {KT__ACT__ACT_OUTCOME, S(DITINDAKLANJUTI) | ENDS, true, true, true, "outcome"},
};

static const struct rule *rule_of(Kt__Act what)
{
    for (size_t i = 0; i < COUNT_OF(rules); i++) {
        if (rules[i].what == what) {
            return &rules[i];
        }
    }
    return NULL;
}

static bool has_words(const char *text)
{
    return text[strspn(text, " \t\r\n")] != '\0';
}

static size_t letters(const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        count += ((unsigned char)*text & 0xC0) != 0x80; // continuation bytes are no letters
    }
    return count;
}

static bool is_sensible(const struct staff_session *session, const struct register_step *step)
{
    const struct rule *rule = rule_of(step->what);
    unsigned bit = (unsigned)step->state < 32 ? 1u << step->state : 0;
    const struct {
        bool fails;
        const char *why;
    } checks[] = {
        {!rule, "this cannot be done with a case"},
        {rule && rule->only_bpd && session->role != STAFF_BPD, "a musyawarah is BPD's to call"},
        {rule && !(rule->states & bit), "this state is not the role's to give"},
        {rule && rule->needs_text && !has_words(step->text), "an answer needs words"},
        {rule && rule->needs_day && step->day <= 0, "a musyawarah needs a day"},
        {letters(step->text) > ASPIRATION_LETTERS_MAX, "the words are longer than can be sent"},
    };
    for (size_t i = 0; i < COUNT_OF(checks); i++) {
        if (checks[i].fails) {
            fault_set("%s", checks[i].why);
            return false;
        }
    }
    return true;
}

// What the case's entry will be, for the receipt.
static Kt__CaseEntry entry_of(const Kt__Acting *acting)
{
    Kt__CaseEntry entry = KT__CASE_ENTRY__INIT;
    entry.state = acting->state;
    entry.at_s = (int64_t)acting->at_s;
    entry.by = acting->by;
    entry.text = acting->text;
    entry.opened = acting->what == KT__ACT__ACT_OPEN;
    entry.act_log = acting->log;
    entry.act_seq = acting->seq;
    entry.day = acting->day;
    entry.notice = acting->notice;
    return entry;
}

static bool append(struct village *village, const struct staff_session *session, struct arena *work,
                   const struct identity *self, const struct event_log *log,
                   const struct village_moment *moment, const Kt__Acting *acting)
{
    Kt__Acted acted = KT__ACTED__INIT;
    struct bytes sealed =
        seal_role_act_close(work, acting, (Kt__Role)session->role, session->key_number,
                            session->role_secret, self->keys->sealing_key.data);
    acted.sealed = record_data(sealed);
    acted.key = self->keys->number;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_ACTED;
    event.acted = &acted;
    return sealed.len > 0 && event_log_append_to(village, log, moment, &event, (struct bytes){0});
}

static bool keep(struct village *village, const struct staff_session *session, struct arena *work,
                 struct bytes receipt_key, const Kt__Acting *acting)
{
    Kt__CaseEntry entry = entry_of(acting);
    struct bytes kept = seal_role_kept_close(work, acting, session->role_public);
    struct bytes note = seal_role_note_close(work, &entry, receipt_key.data);
    return kept.len > 0 && note.len > 0 &&
           sql_run(village->sql, "INSERT INTO act VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                   "iiiiibbb", (int64_t)acting->log, (int64_t)acting->seq, (int64_t)session->role,
                   (int64_t)session->key_number, (int64_t)acting->at_s,
                   register_tag(work, receipt_key), kept, note);
}

// Inside the transaction: where it will stand must be known before it is sealed.
static bool act_on(struct village *village, const struct staff_session *session,
                   struct register_keys *keys, struct arena *work, const struct identity *self,
                   struct bytes case_id, const struct register_step *step)
{
    Kt__RoleCopy *copy = register_copy(village, session, keys, work, case_id);
    struct event_log log;
    if (!copy || !event_log_get(village, &log)) {
        return false;
    }
    struct village_moment moment = village_moment(village);
    Kt__Acting acting = KT__ACTING__INIT;
    acting.case_ = copy->case_;
    acting.what = step->what;
    acting.state = step->what == KT__ACT__ACT_TABLE ? KT__STATE__DIBAHAS_BPD : step->state;
    acting.text = (char *)(uintptr_t)step->text;
    acting.by = (char *)(uintptr_t)register_office(session->role);
    acting.day = step->day;
    acting.notice = (char *)(uintptr_t)(step->notice ? step->notice : "");
    acting.kiosk = self->kiosk;
    acting.log = log.log;
    acting.seq = log.head + 1;
    acting.at_s = (uint64_t)moment.now_s;
    return record_texts_are_valid(&acting.base) &&
           append(village, session, work, self, &log, &moment, &acting) &&
           keep(village, session, work, record_view(copy->receipt_key), &acting) &&
           (!rule_of(step->what)->needs_text ||
            register_unsent_drop(village, session,
                                 register_unsent_tag(work, step->what,
                                                     record_view(copy->receipt_key), step->day))) &&
           staff_audit(village, session, rule_of(step->what)->audit, copy->number);
}

static bool act_on_all(struct village *village, const struct staff_session *session,
                       const struct bytes *cases, size_t count, const struct register_step *step)
{
    struct arena about, work; // work is wiped after each: words pass through it
    struct identity self;
    arena_init(&about, 1 << 20);
    arena_init(&work, REGISTER_CASE_BYTES_MAX);
    struct register_keys *keys = register_keys_new(session);
    bool ok = identity_get(village, &about, &self);
    if (ok && !self.enrolled) {
        fault_set("%s: this kiosk is not enrolled yet", village->dir);
        ok = false;
    }
    for (size_t i = 0; i < count && ok; i++, arena_reset(&work)) {
        ok = act_on(village, session, keys, &work, &self, cases[i], step);
    }
    register_keys_free(keys);
    arena_finish(&work);
    arena_finish(&about);
    return ok;
}

bool register_act(struct village *village, const struct staff_session *session,
                  const struct bytes *cases, size_t count, const struct register_step *step)
{
    if (count == 0 || count > REGISTER_GROUP_MAX) {
        fault_set("between 1 and %d cases can be answered at once", REGISTER_GROUP_MAX);
        return false;
    }
    if (!register_may_read(village, session) || !is_sensible(session, step)) {
        return false;
    }
    sql_begin(village->sql);
    if (!act_on_all(village, session, cases, count, step)) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql);
}

// ---- for the villager

size_t register_notes(struct village *village, struct arena *arena, const struct receipt *receipt,
                      const Kt__CaseView *view, size_t max, struct register_note *out)
{
    struct bytes key = bytes_of(receipt->public_key, BOX_PUBLIC_LEN);
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT note, EXISTS (SELECT 1 FROM aside"
                                    " WHERE aside.log = act.log AND aside.seq = act.seq)"
                                    " FROM act WHERE tag = $1 ORDER BY at_s, seq",
                                    "b", register_tag(arena, key));
    size_t count = 0;
    while (count < max && sql_next(&rows)) {
        Kt__CaseEntry *entry = seal_role_note_open(arena, sql_row_bytes(&rows, 0, arena), receipt);
        if (entry && !register_shows(view, entry->act_log, entry->act_seq)) {
            out[count++] = (struct register_note){entry, sql_row_int(&rows, 1)};
        }
    }
    sql_done(&rows);
    return count;
}
