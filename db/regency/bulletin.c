// SPDX-License-Identifier: GPL-3.0-or-later
// Notices in the store and out into the feed. An audience that changes is a withdrawal to the old
// one and a publication to the new one, in one transaction.
#include "bulletin.h"

#include "change.h"
#include "db/base/clock.h"
#include "db/record/slug.h"
#include "picture.h"

#include <stdio.h>
#include <string.h>

enum { ID_LEN_MAX = 32 };

struct kept {
    bool found, gone;
    uint32_t origin, revision, birth;
    int64_t gone_by;
    const char *audience, *gone_reason;
    struct bytes record;
};

static struct kept find(struct regency *regency, struct arena *arena, const char *id)
{
    struct kept kept = {0};
    struct sql_rows rows = sql_rows(regency->sql,
                                    "SELECT origin, revision, audience, gone_s, gone_by,"
                                    " gone_reason, record FROM bulletin WHERE id = $1",
                                    "t", id);
    if (sql_next(&rows)) {
        kept = (struct kept){
            .found = true,
            .origin = (uint32_t)sql_row_int(&rows, 0),
            .revision = (uint32_t)sql_row_int(&rows, 1),
            .audience = sql_row_text(&rows, 2, arena),
            .gone = !sql_row_is_null(&rows, 3),
            .gone_by = sql_row_int(&rows, 4),
            .gone_reason = sql_row_text(&rows, 5, arena),
            .record = sql_row_bytes(&rows, 6, arena),
        };
        Kt__Notice *notice = record_unpack(arena, &kt__notice__descriptor, kept.record);
        kept.birth = notice ? notice->birth : 0;
    }
    sql_done(&rows);
    return kept;
}

static bool name_pictures(struct regency *regency, const Kt__Notice *notice, uint32_t origin)
{
    const Kt__Picture *pictures[PICTURES_OF_MAX];
    return picture_named(regency, notice->id, origin, pictures,
                         pictures_of_notice(notice, pictures));
}

static bool publish(struct regency *regency, struct arena *arena, Kt__Notice *notice,
                    uint32_t origin, const char *audience)
{
    struct bytes record = record_pack(arena, &notice->base);
    if (record.len > EVENT_BYTES_MAX) {
        fault_set("a notice of %zu bytes with its translations; at most %d can travel: make it "
                  "shorter",
                  record.len, EVENT_BYTES_MAX);
        return false;
    }
    return sql_run(regency->sql,
                   "INSERT OR REPLACE INTO bulletin (id, origin, revision, audience, record, end_s)"
                   " VALUES ($1, $2, $3, $4, $5, $6)",
                   "tiitbi", notice->id, (int64_t)origin, (int64_t)notice->revision, audience,
                   record, notice->end_s) &&
           name_pictures(regency, notice, origin) &&
           change_put(regency, CHANGE_TEXT, audience, notice->id, CHANGE_NOTICE, record, origin);
}

static bool retire(struct regency *regency, struct arena *arena, const char *id,
                   const struct kept *kept, uint32_t revision, const char *reason, uint32_t maker)
{
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = arena_str(arena, id);
    gone.birth = kept->birth;
    gone.revision = revision;
    gone.reason = arena_str(arena, reason);
    gone.at_s = clock_now_s();
    return record_texts_are_valid(&gone.base) &&
           change_put(regency, CHANGE_TEXT, kept->audience, id, CHANGE_NOTICE_GONE,
                      record_pack(arena, &gone.base), maker);
}

// ---- the regency's own

static bool post_in_transaction(struct regency *regency, struct arena *arena, Kt__Notice *notice)
{
    if (notice->id && notice->id[0]) {
        struct kept kept = find(regency, arena, notice->id);
        if (!kept.found || kept.origin != 0) {
            fault_set(kept.found ? "notice %s was posted at a kiosk: only there can it be revised"
                                 : "there is no notice %s to revise; leave `id` out for a new one",
                      notice->id);
            return false;
        }
        notice->revision = kept.revision + 1;
        if (!kept.gone && !str_equal(kept.audience, notice->scope)) {
            if (!retire(regency, arena, notice->id, &kept, notice->revision,
                        "Pengumuman ini ditujukan ke tempat lain.", 0)) {
                return false;
            }
            notice->revision++;
        }
    } else {
        int64_t number =
            sql_int(regency->sql, 0,
                    "UPDATE regency SET notice_last = notice_last + 1 RETURNING notice_last", "");
        notice->id = arena_printf(arena, "R-%lld", (long long)number);
        notice->revision = 1;
    }
    notice->posted_s = clock_now_s();
    return !sql_failed(regency->sql) && publish(regency, arena, notice, 0, notice->scope);
}

bool bulletin_post(struct regency *regency, struct arena *arena, Kt__Notice *notice,
                   const char **id)
{
    if (!notice->scope || !notice->scope[0]) {
        notice->scope = arena_str(arena, "all");
    }
    if (!regency_scope_check(notice->scope)) {
        return false;
    }
    sql_begin(regency->sql);
    if (!post_in_transaction(regency, arena, notice)) {
        sql_fail(regency->sql);
    }
    *id = notice->id;
    return sql_commit(regency->sql);
}

bool bulletin_withdraw(struct regency *regency, struct arena *arena, const char *id,
                       const char *reason)
{
    if (strlen(reason) > 4 * BULLETIN_REASON_LETTERS_MAX) {
        fault_set("the reason is longer than %d letters", BULLETIN_REASON_LETTERS_MAX);
        return false;
    }
    sql_begin(regency->sql);
    struct kept kept = find(regency, arena, id);
    if (!kept.found || kept.gone) {
        fault_set(kept.found ? "notice %s is withdrawn already" : "there is no notice %s", id);
        sql_fail(regency->sql);
    } else {
        sql_run(regency->sql,
                "UPDATE bulletin SET revision = $2, gone_s = $3, gone_reason = $4, gone_by = 0"
                " WHERE id = $1",
                "tiit", id, (int64_t)kept.revision + 1, clock_now_s(), reason);
        if (!retire(regency, arena, id, &kept, kept.revision + 1, reason, 0)) {
            sql_fail(regency->sql);
        }
    }
    return sql_commit(regency->sql);
}

// ---- from kiosks

// K7-3 from kiosk 7 and no other.
static bool id_is_of(const char *id, uint32_t kiosk)
{
    // Written back and compared: no blanks, no signs, no number that wraps around.
    char prefix[16];
    int len = snprintf(prefix, sizeof prefix, "K%u-", kiosk);
    const char *count = id + len;
    return strlen(id) <= ID_LEN_MAX && str_starts(id, prefix) && count[0] >= '1' &&
           count[0] <= '9' && strspn(count, "0123456789") == strlen(count);
}

static bool is_fit(const Kt__Notice *notice, const struct registry_kiosk *kiosk)
{
    if (!id_is_of(notice->id, kiosk->id)) {
        fault_set("a notice \"%.40s\" is not kiosk K%u's to post", notice->id, kiosk->id);
        return false;
    }
    if (!notice->title[0] || notice->revision == 0 || notice->revision > NOTICE_REVISION_MAX ||
        !slug_is_notice_category(notice->category)) {
        fault_set("notice %s has no title, no revision from 1 to %d, or a category that is not "
                  "known",
                  notice->id, NOTICE_REVISION_MAX);
        return false;
    }
    return record_notice_fits(notice) && record_texts_are_valid(&notice->base);
}

// A disk that was put back gave the id to another notice, of which these are revisions.
static bool is_another(const struct kept *kept, uint32_t birth)
{
    return kept->birth != 0 && birth != 0 && kept->birth != birth;
}

// To its own kiosk too, which never gets what it made: it has forgotten that it did.
static bool tell_again(struct regency *regency, struct arena *arena, const char *id,
                       const struct kept *kept)
{
    return kept->gone ? retire(regency, arena, id, kept, kept->revision, kept->gone_reason, 0)
                      : change_put(regency, CHANGE_TEXT, kept->audience, id, CHANGE_NOTICE,
                                   kept->record, 0);
}

// Unheard of the withdrawal a kiosk went on revising: what is told with less than its last revision
// would be old news there.
static bool withdraw_above(struct regency *regency, struct arena *arena, const char *id,
                           const struct kept *kept, uint32_t revision)
{
    return revision <= kept->revision ||
           (sql_run(regency->sql, "UPDATE bulletin SET revision = $2 WHERE id = $1", "ti", id,
                    (int64_t)revision) &&
            retire(regency, arena, id, kept, revision, kept->gone_reason, 0));
}

enum bulletin_end bulletin_from_kiosk(struct regency *regency, struct arena *arena,
                                      const struct registry_kiosk *kiosk, Kt__Notice *notice)
{
    if (!is_fit(notice, kiosk)) {
        return BULLETIN_REFUSED;
    }
    struct kept kept = find(regency, arena, notice->id);
    if (is_another(&kept, notice->birth)) {
        fault_set("notice %s: another one stands here under this number: the kiosk's disk was put "
                  "back",
                  notice->id);
        return tell_again(regency, arena, notice->id, &kept) ? BULLETIN_CLASH : BULLETIN_FAILED;
    }
    if (kept.gone && kept.gone_by == 0) {
        fault_set("notice %s was withdrawn by the regency", notice->id);
        return withdraw_above(regency, arena, notice->id, &kept, notice->revision)
                   ? BULLETIN_REFUSED
                   : BULLETIN_FAILED;
    }
    if (kept.found && kept.revision >= notice->revision) {
        bool is_old = kept.revision > notice->revision;
        if (!is_old && !kept.gone && bytes_equal(kept.record, record_pack(arena, &notice->base))) {
            return BULLETIN_TAKEN;
        }
        fault_set("notice %s: its revision %u stands here under other words: the kiosk's disk was "
                  "put back",
                  notice->id, notice->revision);
        return !tell_again(regency, arena, notice->id, &kept) ? BULLETIN_FAILED
               : is_old                                       ? BULLETIN_TAKEN
                                                              : BULLETIN_CLASH;
    }
    const char *audience = change_audience_village(arena, kiosk->village.id);
    return publish(regency, arena, notice, kiosk->id, audience) ? BULLETIN_TAKEN : BULLETIN_FAILED;
}

enum bulletin_end bulletin_gone_from_kiosk(struct regency *regency, struct arena *arena,
                                           const struct registry_kiosk *kiosk, Kt__NoticeGone *gone)
{
    if (!id_is_of(gone->id, kiosk->id) || !record_texts_are_valid(&gone->base) ||
        gone->revision > NOTICE_REVISION_MAX ||
        strlen(gone->reason) > 4 * BULLETIN_REASON_LETTERS_MAX) {
        fault_set("a withdrawal of \"%.40s\" is not kiosk K%u's to make, or has no text or no "
                  "revision that can be",
                  gone->id, kiosk->id);
        return BULLETIN_REFUSED;
    }
    struct kept kept = find(regency, arena, gone->id);
    if (!kept.found || kept.gone || is_another(&kept, gone->birth)) {
        return BULLETIN_TAKEN; // nothing that is shown anywhere
    }
    if (kept.revision > gone->revision) {
        return tell_again(regency, arena, gone->id, &kept) ? BULLETIN_TAKEN : BULLETIN_FAILED;
    }
    bool ok =
        sql_run(regency->sql,
                "UPDATE bulletin SET revision = $2, gone_s = $3, gone_reason = $4, gone_by = $5"
                " WHERE id = $1",
                "tiiti", gone->id, (int64_t)gone->revision, clock_now_s(), gone->reason,
                (int64_t)kiosk->id) &&
        retire(regency, arena, gone->id, &kept, gone->revision, gone->reason, kiosk->id);
    return ok ? BULLETIN_TAKEN : BULLETIN_FAILED;
}

uint32_t bulletin_mark(struct regency *regency, uint32_t kiosk)
{
    struct arena arena;
    arena_init(&arena, 1 << 20);
    uint32_t mark = 0;
    struct sql_rows rows =
        sql_rows(regency->sql, "SELECT id, revision FROM bulletin WHERE origin = $1 AND origin > 0",
                 "i", (int64_t)kiosk);
    while (sql_next(&rows)) {
        mark += record_notice_mark(sql_row_text(&rows, 0, &arena), (uint32_t)sql_row_int(&rows, 1));
        arena_reset(&arena);
    }
    sql_done(&rows);
    arena_finish(&arena);
    return mark;
}
