// SPDX-License-Identifier: GPL-3.0-or-later
// An answer, bundle by bundle: first the acknowledgement, then changes, each in one transaction
// with its cursor. Never believes a byte before its signature was checked, but for key lists, which
// bring their own (the root's).
#include "apply.h"

#include "agent.h"
#include "db/village/alert.h"
#include "db/village/answer.h"
#include "db/village/board.h"
#include "db/village/dictionary.h"
#include "db/village/event_log.h"
#include "db/village/feed.h"
#include "db/village/media.h"
#include "db/village/notice.h"
#include "db/village/notice_mark.h"
#include "db/village/office.h"
#include "db/village/register.h"
#include "db/village/round.h"
#include "db/village/setting.h"
#include "db/village/staff_anew.h"
#include "db/village/voice.h"
#include "parts.h"
#include "pictures.h"

#include <inttypes.h>

// ---------------------------------------------------------------- changes

enum change_end { CHANGE_APPLIED, CHANGE_SKIPPED, CHANGE_FAILED };

static enum change_end ended(bool ok)
{
    return ok ? CHANGE_APPLIED : CHANGE_FAILED;
}

static enum change_end apply_setting(struct village *village, const Kt__SettingChange *setting)
{
    const char *value = setting->value[0] ? setting->value : NULL;
    if (!setting_find(setting->key)) {
        return CHANGE_SKIPPED; // of a newer version
    }
    return ended(setting_set(village, setting->key, value, SETTING_REGENCY));
}

static enum change_end apply_change(struct village *village, const Kt__Change *change)
{
    switch (change->what_case) {
    case KT__CHANGE__WHAT_NOTICE:
        return ended(notice_put(village, change->notice));
    case KT__CHANGE__WHAT_NOTICE_GONE:
        return ended(notice_put_gone(village, change->notice_gone));
    case KT__CHANGE__WHAT_ANSWER:
        return ended(answer_put(village, change->answer));
    case KT__CHANGE__WHAT_KEY_LIST:
        return ended(identity_key_list(village, record_view(change->key_list)));
    case KT__CHANGE__WHAT_SETTING:
        return apply_setting(village, change->setting);
    case KT__CHANGE__WHAT_VILLAGE:
        return ended(identity_village(village, change->village));
    case KT__CHANGE__WHAT_ALERT:
        return ended(alert_put(village, change->alert));
    case KT__CHANGE__WHAT_ALERT_GONE:
        return ended(alert_put_gone(village, change->alert_gone));
    case KT__CHANGE__WHAT_BOARD:
        return ended(board_put(village, change->board));
    case KT__CHANGE__WHAT_BOARD_GONE:
        return ended(board_put_gone(village, change->board_gone));
    case KT__CHANGE__WHAT_TOTALS:
        return ended(board_put_totals(village, change->totals));
    case KT__CHANGE__WHAT_OFFICE:
        return ended(office_put(village, change->office, SETTING_REGENCY));
    case KT__CHANGE__WHAT_ROLE_ITEM:
        return ended(register_put(village, change->role_item));
    case KT__CHANGE__WHAT_ROLE_ITEM_GONE:
        return ended(register_put_gone(village, change->role_item_gone));
    case KT__CHANGE__WHAT_DICTIONARY:
        return ended(dictionary_put(village, change->dictionary));
    case KT__CHANGE__WHAT_PICTURE_HERE:
        return ended(media_is_there(village, record_view(change->picture_here->hash)));
    case KT__CHANGE__WHAT_ROLE_PERMIT:
        return ended(staff_anew_put(village, change->role_permit));
    case KT__CHANGE__WHAT_ROLE_PERMIT_GONE:
        return ended(staff_anew_put_gone(village, change->role_permit_gone));
    case KT__CHANGE__WHAT_ASIDE_TAKEN:
        return ended(
            round_aside_taken(village, change->aside_taken->log, change->aside_taken->seq));
    default:
        return CHANGE_SKIPPED;
    }
}

// Over the network an answer is to this very state of the file. One from a stick may be to another:
// an older request, or a disk that was put back since; and nothing follows on what was not read, or
// on a cursor that went with the end of a log.
static bool follows_on(struct village *village, const struct plan *plan, const Kt__Changes *changes,
                       const struct applied *out)
{
    if ((plan && !out->unread && !out->forked) || changes->whole_begin) {
        return true;
    }
    struct arena arena;
    arena_init(&arena, 1 << 12);
    bool follows = bytes_equal(feed_cursor(village, &arena, (enum feed_class)changes->class_),
                               record_view(changes->after));
    arena_finish(&arena);
    return follows;
}

// A change that the file itself could not take (a full disk) undoes the bundle; one that makes no
// sense is said and passed over, so that it cannot hold up all that follows.
static bool apply_changes(struct village *village, const struct plan *plan,
                          const Kt__Changes *changes, struct applied *out)
{
    if (changes->n_change > CHANGES_IN_BUNDLE_MAX) {
        fault_set("a bundle of %zu changes; at most %d are taken", changes->n_change,
                  CHANGES_IN_BUNDLE_MAX);
        return false;
    }
    if (changes->class_ < FEED_ALERT || changes->class_ >= FEED_CLASSES) {
        log_line("changes of a class (%u) that this version does not know were passed over",
                 changes->class_);
        return true;
    }
    if (!follows_on(village, plan, changes, out)) {
        log_line("%zu changes do not follow on what is here: the next round brings "
                 "them",
                 changes->n_change);
        return true;
    }
    int64_t applied = 0, skipped = 0;
    sql_begin(village->sql);
    if (changes->whole_begin && !feed_whole_begin(village, (enum feed_class)changes->class_)) {
        sql_fail(village->sql);
    }
    for (size_t i = 0; i < changes->n_change && !sql_failed(village->sql); i++) {
        enum change_end end = apply_change(village, changes->change[i]);
        if (end == CHANGE_FAILED && !sql_failed(village->sql)) {
            log_line("a change from the regency was passed over: %s", fault_text());
        }
        applied += end == CHANGE_APPLIED;
        skipped += end != CHANGE_APPLIED;
    }
    if (changes->whole_end && !feed_whole_end(village, (enum feed_class)changes->class_)) {
        sql_fail(village->sql);
    }
    if ((skipped > 0 && !feed_passed_over(village)) ||
        !feed_cursor_set(village, (enum feed_class)changes->class_, record_view(changes->cursor))) {
        sql_fail(village->sql);
    }
    if (!sql_commit(village->sql)) {
        return false;
    }
    out->changes += applied;
    out->skipped += skipped;
    village_ring(village);
    return true;
}

// ---------------------------------------------------------------- the acknowledgement

static bool is_for_us(const struct bundle *bundle, const struct identity *self)
{
    if (bundle->sender != BUNDLE_REGENCY || bundle->receiver != self->kiosk) {
        fault_set("an answer for kiosk %u; this one is kiosk %u", bundle->receiver, self->kiosk);
        return false;
    }
    return true;
}

// The answer may be signed with a key that is newer than the lists known here: they come along.
static bool learn_key_lists(struct village *village, struct arena *arena, const Kt__Ack *ack,
                            struct identity *self)
{
    if (ack->n_key_lists > KEY_LISTS_MAX) {
        fault_set("an answer with %zu key lists; at most %d are taken", ack->n_key_lists,
                  KEY_LISTS_MAX);
        return false;
    }
    for (size_t i = 0; i < ack->n_key_lists; i++) {
        if (!identity_key_list(village, record_view(ack->key_lists[i]))) {
            return false;
        }
    }
    return ack->n_key_lists == 0 || identity_get(village, arena, self);
}

static bool answers_this_request(const Kt__Ack *ack, const struct plan *plan)
{
    // One that could not be read names no log.
    bool this_one =
        (ack->log == plan->log || ack->verdict == KT__VERDICT__UNREAD) &&
        bytes_equal(record_view(ack->request_hash), bytes_of(plan->request_hash, HASH_LEN));
    if (!this_one) {
        fault_set("the answer belongs to another request; nothing was changed");
    }
    return this_one;
}

static Kt__Ack *open_ack(struct village *village, struct arena *arena, const struct plan *plan,
                         const struct bundle *bundle, struct identity *self)
{
    struct bytes body;
    if (!is_for_us(bundle, self) || !bundle_peek(bundle, &body)) {
        return NULL;
    }
    Kt__Ack *ack = bundle_message(arena, &kt__ack__descriptor, body);
    bool ok = ack && learn_key_lists(village, arena, ack, self) &&
              bundle_open(arena, bundle, self->keys->signing_key.data, &body) &&
              (!plan || answers_this_request(ack, plan));
    return ok ? ack : NULL;
}

// Named as long as the regency has not heard that it was; a clash is dealt with once.
static bool note_aside(struct village *village, uint32_t log, const Kt__Aside *aside)
{
    sql_begin(village->sql);
    bool is_new =
        round_aside(village, log, aside->seq, aside->why) && sql_changes(village->sql) > 0;
    if (is_new && aside->clash && !notice_clash(village, log, aside->seq)) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql);
}

static bool note_asides(struct village *village, const Kt__Ack *ack, struct applied *out)
{
    if (ack->n_aside > ASIDES_IN_ACK_MAX) {
        fault_set("an answer that sets %zu events aside; at most %d are named", ack->n_aside,
                  ASIDES_IN_ACK_MAX);
        return false;
    }
    for (size_t i = 0; i < ack->n_aside; i++) {
        log_line("the regency set event %" PRIu64 " aside: %s", ack->aside[i]->seq,
                 ack->aside[i]->why);
        if (!note_aside(village, ack->log, ack->aside[i])) {
            return false;
        }
    }
    out->asides = (int64_t)ack->n_aside;
    return true;
}

// An old answer from a stick must not make the kiosk send again what is confirmed.
static bool is_behind(struct village *village, const Kt__Ack *ack)
{
    struct event_log log;
    return event_log_get(village, &log) && log.log == ack->log && ack->mark < log.confirmed;
}

// ... unless the regency was put back and asks for it: over no network it will ever say so again.
static bool take_behind(struct village *village, const Kt__Ack *ack, struct event_log_said said,
                        struct applied *out)
{
    struct event_log log;
    sql_begin(village->sql);
    bool was_asked = event_log_get(village, &log) && event_log_kept(village, &log) < log.confirmed;
    enum event_log_behind end = event_log_behind(village, ack->log, ack->mark, ack->mark_hash.data,
                                                 ack->verdict == KT__VERDICT__GAP, said);
    bool is_heard = end == EVENT_LOG_ASKED || end == EVENT_LOG_PARTED;
    // Recordings and pictures as well: the regency is asked what it keeps of each.
    if (end == EVENT_LOG_BROKEN ||
        (is_heard && !was_asked && !(voice_ask_again(village) && media_ask_again(village)))) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    out->asked = ok && is_heard;
    out->forked = ok && end == EVENT_LOG_PARTED;
    if (out->asked) {
        log_line("the regency was put back and keeps %" PRIu64
                 " events of this kiosk: the next export takes the others there again",
                 end == EVENT_LOG_ASKED ? ack->mark : 0);
        village_ring(village);
    }
    return ok;
}

static bool confirm(struct village *village, const struct plan *plan, const Kt__Ack *ack,
                    struct applied *out)
{
    const struct event_log_said said = {ack->feed_id, ack->at_s};
    if (ack->mark_hash.len != HASH_LEN) {
        fault_set("the answer's hash has %zu bytes instead of %d", ack->mark_hash.len, HASH_LEN);
        return false;
    }
    if (!plan && is_behind(village, ack)) {
        return take_behind(village, ack, said, out);
    }
    // What is common is said of the request. That of a stick may have been another disk's with the
    // same log, or from before a restore: then nothing is taken for common, and all goes again.
    uint64_t common = plan ? ack->common : 0;
    enum event_log_regency regency =
        plan && parts_regency_is_other(village, ack->feed_id) ? EVENT_LOG_PUT_BACK : EVENT_LOG_SAME;
    sql_begin(village->sql);
    enum event_log_answer answer =
        event_log_confirm(village, ack->log, ack->mark, ack->mark_hash.data, common, regency);
    if (answer == EVENT_LOG_FAILED || !event_log_heard(village, ack->log, said, plan != NULL)) {
        sql_fail(village->sql);
    }
    bool ok = sql_commit(village->sql);
    out->forked = ok && answer == EVENT_LOG_FORKED;
    if (out->forked) {
        log_line("this kiosk and the regency parted at event %" PRIu64
                 ": a new log was begun, what is not confirmed goes out again",
                 ack->common);
    }
    village_ring(village);
    return ok;
}

// The dictionary that was asked for. One that cannot be one costs the dictionary, never the answer.
static void take_dictionary(struct village *village, const Kt__Ack *ack)
{
    if (ack->dictionary && !dictionary_given(village, ack->dictionary)) {
        log_line("the dictionary that was asked for: %s", fault_text());
    }
}

// From a stick it may be news that is long known.
static bool leave_dictionary(struct village *village, const struct plan *plan, uint32_t id)
{
    bool was_used;
    if (!dictionary_leave(village, id, &was_used)) {
        return false;
    }
    if (plan && !was_used) {
        fault_set("the regency cannot read dictionary %08x, which this kiosk does not use: look at "
                  "the regency's log",
                  id);
        return false;
    }
    log_line("the regency does not have dictionary %08x: what goes up does without it", id);
    return true;
}

static bool apply_ack(struct village *village, const struct plan *plan, const Kt__Ack *ack,
                      struct applied *out)
{
    out->word = ack->word[0] ? ack->word : NULL;
    if (ack->verdict == KT__VERDICT__WAIT) {
        out->next = APPLY_WAIT;
        out->wait_s = ack->wait_s;
        return true;
    }
    if (ack->verdict == KT__VERDICT__UNREAD) { // the next one goes without it
        out->next = plan ? APPLY_AGAIN : APPLY_DONE;
        return leave_dictionary(village, plan, ack->dictionary_unknown);
    }
    if (ack->verdict == KT__VERDICT__REFUSED) {
        fault_set("the regency refuses: %s", out->word ? out->word : "it gave no reason");
        return false;
    }
    bool known = ack->verdict == KT__VERDICT__OK || ack->verdict == KT__VERDICT__GAP ||
                 ack->verdict == KT__VERDICT__FORK;
    if (!known) {
        fault_set("the regency answers in a way (%d) that this program does not know; update it",
                  (int)ack->verdict);
        return false;
    }
    if (plan) {
        identity_was_heard(village);
    }
    bool ok = ack->at_s <= 0 || village_time_learn(village, ack->at_s,
                                                   plan ? VILLAGE_TIME_SET : VILLAGE_TIME_AT_LEAST);
    ok = ok &&
         (ack->certificate.len == 0 || identity_rekeyed(village, record_view(ack->certificate)));
    ok = ok && note_asides(village, ack, out) && confirm(village, plan, ack, out) &&
         parts_apply(village, plan, ack, out);
    take_dictionary(village, ack);
    out->wait_token = record_view(ack->wait);
    out->next = ack->more || ack->verdict != KT__VERDICT__OK ? APPLY_AGAIN : APPLY_DONE;
    return ok;
}

// ---------------------------------------------------------------- the answer

static bool next_bundle(struct bytes *rest, struct bundle *bundle)
{
    if (!bundle_read(*rest, bundle)) {
        return false;
    }
    *rest = bytes_of(rest->data + bundle->all.len, rest->len - bundle->all.len);
    return true;
}

// Signed, and not to be read here: a disk that was put back, or a dictionary that came to harm.
// What it says comes again, without that dictionary.
static bool pass_over(struct village *village, const struct bundle *bundle, struct applied *out)
{
    log_line("a bundle from the regency was passed over (%s): the next round brings it",
             fault_text());
    out->unread = true;
    bool was_used;
    return dictionary_leave(village, bundle->dictionary, &was_used) &&
           dictionary_want(village, bundle->dictionary);
}

static bool apply_bundle(struct village *village, const struct plan *plan,
                         const struct identity *self, const struct bundle *bundle,
                         struct applied *out)
{
    struct arena work; // of one bundle: what 256 of them unfold into must not add up
    arena_init(&work, ROUND_ARENA_MAX);
    struct bytes body;
    struct bundle whole = *bundle;
    bool ok = is_for_us(bundle, self) && bundle_verify(bundle, self->keys->signing_key.data);
    if (ok && bundle_is_trained(bundle)) {
        whole.words = dictionary_words(village, &work, bundle->dictionary);
    }
    if (ok && !bundle_body(&work, &whole, &body)) {
        ok = bundle_is_trained(bundle) && pass_over(village, bundle, out);
        arena_finish(&work);
        return ok;
    }
    Kt__Changes *changes = ok ? bundle_message(&work, &kt__changes__descriptor, body) : NULL;
    bool is_parts = changes && changes->n_parts > 0;
    ok = changes && (is_parts ? pictures_take(village, changes, out)
                              : apply_changes(village, plan, changes, out));
    arena_finish(&work);
    return ok;
}

// Bundles of changes to the end of the answer.
static bool apply_rest(struct village *village, const struct plan *plan,
                       const struct identity *self, struct bytes rest, struct applied *out)
{
    struct bundle bundle;
    for (int count = 1; rest.len > 0; count++) {
        if (count >= BUNDLES_IN_RESPONSE_MAX) {
            fault_set("an answer of more than %d bundles", BUNDLES_IN_RESPONSE_MAX);
            return false;
        }
        if (!next_bundle(&rest, &bundle) || !apply_bundle(village, plan, self, &bundle, out)) {
            return false;
        }
    }
    return true;
}

// Where the regency has all that this disk has to say.
static bool own_are_missing(struct village *village, const Kt__Ack *ack)
{
    struct event_log log;
    return ack->own_notices != 0 && event_log_get(village, &log) && ack->log == log.log &&
           ack->mark == log.head && notice_mark_heard(village, ack->own_notices);
}

bool apply_answer(struct village *village, struct arena *arena, const struct plan *plan,
                  struct bytes answer, struct applied *out)
{
    *out = (struct applied){.next = APPLY_DONE};
    struct identity self;
    struct bundle bundle;
    struct bytes rest = answer;
    if (!identity_get(village, arena, &self) || !next_bundle(&rest, &bundle)) {
        return false;
    }
    if (!self.enrolled) {
        fault_set("%s: this kiosk is not enrolled yet", village->dir);
        return false;
    }
    Kt__Ack *ack = open_ack(village, arena, plan, &bundle, &self);
    if (!ack || !apply_ack(village, plan, ack, out) ||
        !apply_rest(village, plan, &self, rest, out)) {
        return false;
    }
    // Of a stick nobody knows what was asked: what comes after all is not lost, either.
    uint32_t wanted = plan ? plan->wanted : out->unread ? 0 : dictionary_wanted(village);
    if (wanted != 0 && !dictionary_was_asked(village, wanted)) {
        return false;
    }
    if (plan && out->unread) {
        out->next = out->next == APPLY_DONE ? APPLY_AGAIN : out->next;
    }
    if (out->next == APPLY_DONE && own_are_missing(village, ack)) {
        log_line("the regency has other notices of this kiosk than this disk: it tells them again");
        out->next = APPLY_AGAIN;
    }
    village_scrub(village); // what was erased arrived, or the feed took away
    // What did not fit, what was filed again, and the answers whose arrival is to be reported.
    if (out->next == APPLY_DONE &&
        (event_log_waiting(village) > 0 || parts_are_due(village, plan, out) ||
         pictures_are_due(village, plan, out))) {
        out->next = APPLY_AGAIN;
    }
    return true;
}
