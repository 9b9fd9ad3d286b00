// SPDX-License-Identifier: GPL-3.0-or-later
// From a draft to a notice. What was published meanwhile is looked at inside the transaction that
// publishes, so nothing slips in between; nothing is ever overwritten that the writer has not seen.
#include "publish.h"

#include "notice.h"
#include "setting.h"

#include <string.h>

// An inner commit rang too early for the other program to see anything.
static bool commit_and_ring(struct village *village)
{
    bool ok = sql_commit(village->sql);
    if (ok) {
        village_ring(village);
    }
    return ok;
}

bool publish_wants_second(struct village *village)
{
    struct arena arena;
    arena_init(&arena, 1 << 16);
    bool wants = str_equal(setting_get(village, &arena, "approve"), "yes");
    arena_finish(&arena);
    return wants;
}

bool publish_is_ours(enum staff_role role, const char *publisher)
{
    bool is_bpd = str_starts(publisher, "BPD");
    return role == STAFF_BPD ? is_bpd : role == STAFF_DESA && !is_bpd;
}

const char *publish_hand(struct village *village, struct arena *arena, const char *notice,
                         uint32_t revision, int64_t *at_s)
{
    *at_s =
        sql_int(village->sql, 0, "SELECT at_s FROM notice_hand WHERE notice = $1 AND revision = $2",
                "ti", notice, (int64_t)revision);
    const char *who = sql_text(village->sql, arena,
                               "SELECT who FROM notice_hand WHERE notice = $1 AND revision = $2",
                               "ti", notice, (int64_t)revision);
    return who ? who : "";
}

const char *publish_of(struct village *village, struct arena *arena, const char *about)
{
    return sql_text(village->sql, arena,
                    "SELECT notice FROM notice_hand WHERE about = $1 AND about <> ''"
                    " ORDER BY at_s DESC LIMIT 1",
                    "t", about);
}

static bool sign(struct village *village, const char *notice, const struct draft *draft)
{
    return sql_run(village->sql,
                   "INSERT INTO notice_hand (notice, revision, role, who, about, at_s)"
                   " SELECT id, revision, $2, $3, $4, $5 FROM notice WHERE id = $1",
                   "titti", notice, (int64_t)draft->role, draft->who, draft->about,
                   village_now_s(village));
}

// What was filled into blanks that the template keeps is what a next one begins with.
static void keep_words(struct village *village, const struct draft *draft)
{
    for (size_t i = 0; i < draft->record->n_blanks; i++) {
        sql_run(village->sql, "INSERT OR REPLACE INTO draft_word VALUES ($1, $2, $3)", "itt",
                (int64_t)draft->role, draft->record->blanks[i]->key,
                draft->record->blanks[i]->value);
    }
}

// Whether the notice that it revises is still as the writer knew it.
static enum publish_end look_at_base(struct village *village, struct arena *arena,
                                     const struct draft *draft, struct publish_told *told)
{
    if (!draft->base) {
        return PUBLISH_DONE;
    }
    const char *gone;
    if (!notice_get(village, arena, draft->base, &gone)) {
        fault_set("%s: there is no such notice here", draft->base);
        return PUBLISH_FAILED;
    }
    told->revision = notice_revision(village, draft->base);
    told->who = publish_hand(village, arena, draft->base, told->revision, &told->at_s);
    told->reason = gone ? gone : "";
    told->is_far = notice_is_far_gone(village, draft->base);
    return gone                                     ? PUBLISH_GONE
           : told->revision != draft->base_revision ? PUBLISH_OUTDATED
                                                    : PUBLISH_DONE;
}

static enum publish_end may_publish(struct village *village, const struct draft *draft,
                                    const struct staff_session *session)
{
    bool is_second = draft->state == DRAFT_WAITS && draft->by != session->id;
    return publish_wants_second(village) && !is_second ? PUBLISH_NEEDS_SECOND : PUBLISH_DONE;
}

static bool put(struct village *village, struct arena *arena, const struct staff_session *session,
                const struct draft *draft, Kt__Notice *notice, struct publish_told *told)
{
    bool is_second = draft->state == DRAFT_WAITS && draft->by != session->id;
    notice->id = arena_str(arena, draft->base ? draft->base : "");
    keep_words(village, draft);
    return record_notice_fits(notice) && record_texts_are_valid(&notice->base) &&
           notice_post(village, arena, notice, &told->id) && sign(village, told->id, draft) &&
           staff_audit(village, session,
                       is_second     ? "approve"
                       : draft->base ? "revise"
                                     : "post",
                       told->id) &&
           draft_delete(village, session, draft->id);
}

enum publish_end publish_draft(struct village *village, struct arena *arena,
                               const struct staff_session *session, int64_t id,
                               struct publish_told *told)
{
    *told = (struct publish_told){.who = "", .reason = ""};
    struct draft draft;
    sql_begin(village->sql);
    enum publish_end end = PUBLISH_FAILED;
    if (draft_get(village, arena, session, id, &draft)) {
        Kt__Notice *notice = draft_notice(arena, &draft);
        end = !notice->title[0] ? PUBLISH_NO_TITLE : may_publish(village, &draft, session);
        end = end == PUBLISH_DONE ? look_at_base(village, arena, &draft, told) : end;
        if (end == PUBLISH_DONE && !put(village, arena, session, &draft, notice, told)) {
            end = PUBLISH_FAILED;
        }
    }
    if (end != PUBLISH_DONE) {
        sql_rollback(village->sql);
        return end;
    }
    return commit_and_ring(village) ? PUBLISH_DONE : PUBLISH_FAILED;
}

bool publish_withdraw(struct village *village, struct arena *arena,
                      const struct staff_session *session, const char *notice, const char *reason)
{
    const char *gone;
    Kt__Notice *now = notice_get(village, arena, notice, &gone);
    if (!session || !now || gone || !publish_is_ours(session->role, now->publisher)) {
        fault_set(gone ? "%s: is withdrawn already" : "%s: is no notice of this office", notice);
        return false;
    }
    if (!*reason || strlen(reason) > NOTICE_REASON_BYTES_MAX) {
        fault_set("a withdrawal needs a reason of at most %d bytes", NOTICE_REASON_BYTES_MAX);
        return false;
    }
    struct draft hand = {.role = session->role, .who = session->name, .about = ""};
    sql_begin(village->sql);
    if (!notice_withdraw(village, notice, reason) || !sign(village, notice, &hand) ||
        !staff_audit(village, session, "withdraw", notice)) {
        sql_fail(village->sql);
    }
    return commit_and_ring(village);
}

// ---- by command

bool publish_withdraw_by_command(struct village *village, const char *notice, const char *reason)
{
    sql_begin(village->sql);
    if (!notice_withdraw(village, notice, reason) ||
        !staff_audit(village, NULL, "withdraw", notice)) {
        sql_fail(village->sql);
    }
    return commit_and_ring(village);
}

bool publish_file(struct village *village, struct arena *arena, struct bytes file,
                  Kt__Notice *notice, const char **id)
{
    sql_begin(village->sql);
    if (!notice_post(village, arena, notice, id) || !publish_file_keep(village, file, *id) ||
        !staff_audit(village, NULL, notice->revision > 1 ? "revise" : "post", *id)) {
        sql_fail(village->sql);
    }
    return commit_and_ring(village);
}

static void file_hash(uint8_t hash[static HASH_LEN], struct bytes file)
{
    secret_hash(hash, "kt notice file", &file, 1);
}

const char *publish_file_known(struct village *village, struct arena *arena, struct bytes file)
{
    uint8_t hash[HASH_LEN];
    file_hash(hash, file);
    return sql_text(village->sql, arena, "SELECT notice FROM notice_file WHERE hash = $1", "b",
                    bytes_of(hash, HASH_LEN));
}

bool publish_file_keep(struct village *village, struct bytes file, const char *notice)
{
    uint8_t hash[HASH_LEN];
    file_hash(hash, file);
    return sql_run(village->sql, "INSERT OR REPLACE INTO notice_file VALUES ($1, $2)", "bt",
                   bytes_of(hash, HASH_LEN), notice);
}
