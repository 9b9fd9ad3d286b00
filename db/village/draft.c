// SPDX-License-Identifier: GPL-3.0-or-later
// A draft in and out of its row. Whoever asks has signed in: each function looks whose the draft is
// and never gives one role what another is writing.
#include "draft.h"

#include "db/base/moment.h"
#include "identity.h"
#include "notice.h"
#include "publish.h"

#include <string.h>

#define COLUMNS                                                                                    \
    "id, role, by, who, state, template, base, base_revision, about, note, saved_s, record"

enum { DROPPED_BYTES_MAX = 4 * EVENT_BYTES_MAX }; // a draft with its blanks filled

static char *text(const char *str)
{
    return (char *)(uintptr_t)str;
}

static bool may_write(const struct staff_session *session)
{
    bool may = session && (session->role == STAFF_BPD || session->role == STAFF_DESA);
    if (!may) {
        fault_set("notices are written by members of BPD and of the desa who have signed in");
    }
    return may;
}

// ---- new ones

static const char *village_name(struct village *village, struct arena *arena)
{
    struct identity self;
    bool is_known = identity_get(village, arena, &self) && self.village && self.village->name[0];
    return is_known ? self.village->name : "";
}

const char *draft_publisher(struct village *village, struct arena *arena, enum staff_role role)
{
    const char *name = village_name(village, arena);
    return arena_printf(arena, "%s%s%s", role == STAFF_BPD ? "BPD" : "Pemerintah Desa",
                        *name ? " " : "", name);
}

// A kiosk without a name yet has "Balai Desa", and no blank that nobody can fill.
static char *with_village(struct village *village, struct arena *arena, const char *from)
{
    const char *name = village_name(village, arena), *mark = strstr(from, "[desa]");
    if (*name || !mark) {
        return blank_fill(arena, from, &(struct blank){"desa", name}, 1);
    }
    size_t before = (size_t)(mark - from), skip = strlen("[desa]");
    before -= before > 0 && from[before - 1] == ' ';
    return arena_printf(arena, "%.*s%s", (int)before, from, mark + skip);
}

static Kt__Extra *extra(struct arena *arena, const char *key, const char *value)
{
    Kt__Extra *made = ARENA_NEW(arena, Kt__Extra);
    kt__extra__init(made);
    made->key = arena_str(arena, key);
    made->value = arena_str(arena, value);
    return made;
}

static void fill_kept(struct village *village, struct arena *arena, struct draft *draft,
                      const struct template_file *from)
{
    for (size_t i = 0; i < from->ask_count; i++) {
        const struct template_ask *ask = &from->asks[i];
        const char *value =
            ask->is_kept ? sql_text(village->sql, arena,
                                    "SELECT value FROM draft_word WHERE role = $1 AND blank = $2",
                                    "it", (int64_t)draft->role, ask->blank)
                         : NULL;
        if (value) {
            draft->record->blanks[draft->record->n_blanks++] = extra(arena, ask->blank, value);
        }
    }
}

static void begin(struct arena *arena, const struct staff_session *session, struct draft *out)
{
    *out = (struct draft){.role = session->role,
                          .by = session->id,
                          .who = arena_str(arena, session->name),
                          .state = DRAFT_OPEN,
                          .form = "",
                          .about = "",
                          .note = "",
                          .record = ARENA_NEW(arena, Kt__Draft)};
    kt__draft__init(out->record);
    out->record->blanks = ARENA_ARRAY(arena, Kt__Extra *, BLANKS_MAX);
    out->record->notice = ARENA_NEW(arena, Kt__Notice);
    kt__notice__init(out->record->notice);
}

bool draft_new(struct village *village, struct arena *arena, const struct staff_session *session,
               const struct template_file *from, struct draft *out)
{
    if (!may_write(session)) {
        return false;
    }
    begin(arena, session, out);
    Kt__Notice *notice = out->record->notice;
    notice->category = text("pengumuman");
    if (from) {
        *notice = *from->notice;
        out->form = arena_str(arena, from->slug);
        notice->title = with_village(village, arena, notice->title);
        notice->place = with_village(village, arena, notice->place);
        notice->body = with_village(village, arena, notice->body);
        // From a guess of today's date it would end anywhere: then it has no end, and who writes is
        // told.
        if (from->days > 0 && !from->has_when && village_sure_now_s(village) != 0) {
            notice->end_s = (village_today(village) + from->days + 1) * DAY_S -
                            (int64_t)village_zone_min(village) * 60;
        }
        fill_kept(village, arena, out, from);
    }
    notice->publisher = text(draft_publisher(village, arena, session->role));
    return true;
}

// ---- rows

static bool read_row(struct sql_rows *rows, struct arena *arena, struct draft *out)
{
    *out = (struct draft){
        .id = sql_row_int(rows, 0),
        .role = (enum staff_role)sql_row_int(rows, 1),
        .by = sql_row_int(rows, 2),
        .who = sql_row_text(rows, 3, arena),
        .state = (enum draft_state)sql_row_int(rows, 4),
        .form = sql_row_text(rows, 5, arena),
        .base = sql_row_text(rows, 6, arena),
        .base_revision = (uint32_t)sql_row_int(rows, 7),
        .about = sql_row_text(rows, 8, arena),
        .note = sql_row_text(rows, 9, arena),
        .saved_s = sql_row_int(rows, 10),
        .record = record_unpack(arena, &kt__draft__descriptor, sql_row_bytes(rows, 11, arena)),
    };
    if (!out->record || !out->record->notice) {
        return false;
    }
    Kt__Extra **blanks = ARENA_ARRAY(arena, Kt__Extra *, BLANKS_MAX); // room for more
    size_t count = out->record->n_blanks < BLANKS_MAX ? out->record->n_blanks : BLANKS_MAX;
    if (count > 0) {
        memcpy(blanks, out->record->blanks, count * sizeof *blanks);
    }
    out->record->blanks = blanks;
    out->record->n_blanks = count;
    return true;
}

bool draft_get(struct village *village, struct arena *arena, const struct staff_session *session,
               int64_t id, struct draft *out)
{
    if (!may_write(session)) {
        return false;
    }
    struct sql_rows rows =
        sql_rows(village->sql, "SELECT " COLUMNS " FROM draft WHERE id = $1 AND role = $2", "ii",
                 id, (int64_t)session->role);
    bool found = sql_next(&rows) && read_row(&rows, arena, out);
    sql_done(&rows);
    if (!found) {
        fault_set("draft %lld: there is none of this role's, or it is damaged", (long long)id);
    }
    return found;
}

bool draft_revise(struct village *village, struct arena *arena, const struct staff_session *session,
                  const char *notice, struct draft *out)
{
    const char *gone;
    if (!may_write(session)) {
        return false;
    }
    Kt__Notice *now = notice_get(village, arena, notice, &gone);
    if (!now || !notice_is_own(village, notice) ||
        !publish_is_ours(session->role, now->publisher)) {
        fault_set("%s: is no notice of this office at this kiosk", notice);
        return false;
    }
    int64_t id = sql_int(village->sql, 0,
                         "SELECT id FROM draft WHERE role = $1 AND by = $2 AND base = $3"
                         " ORDER BY saved_s DESC LIMIT 1",
                         "iit", (int64_t)session->role, session->id, notice);
    if (id) {
        return draft_get(village, arena, session, id, out);
    }
    begin(arena, session, out);
    out->record->notice = now;
    out->base = arena_str(arena, notice);
    out->base_revision = notice_revision(village, notice);
    return true;
}

bool draft_save(struct village *village, struct arena *arena, const struct staff_session *session,
                struct draft *draft)
{
    if (!may_write(session)) {
        return false;
    }
    struct bytes record = record_pack(arena, &draft->record->base);
    int64_t now_s = village_now_s(village);
    if (record.len > EVENT_BYTES_MAX) {
        fault_set("this notice has %zu bytes; at most %d can be kept", record.len, EVENT_BYTES_MAX);
        return false;
    }
    sql_begin(village->sql);
    if (!draft->id) {
        int64_t count = sql_int(village->sql, 0, "SELECT count(*) FROM draft WHERE role = $1", "i",
                                (int64_t)session->role);
        if (count >= DRAFTS_MAX) {
            fault_set("%d notices are being written already; publish or delete some", DRAFTS_MAX);
            sql_fail(village->sql);
        }
        draft->id = sql_int(village->sql, 0, "SELECT coalesce(max(id), 0) + 1 FROM draft", "");
        sql_run(village->sql,
                "INSERT INTO draft (" COLUMNS ")"
                " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, '', $10, $11)",
                "iiitittitib", draft->id, (int64_t)session->role, session->id, session->name,
                (int64_t)DRAFT_OPEN, draft->form, draft->base, (int64_t)draft->base_revision,
                draft->about, now_s, record);
    } else {
        sql_run(village->sql,
                "UPDATE draft SET by = $3, who = $4, state = $5, note = '', saved_s = $6,"
                " record = $7 WHERE id = $1 AND role = $2",
                "iiitiib", draft->id, (int64_t)session->role, session->id, session->name,
                (int64_t)DRAFT_OPEN, now_s, record);
        if (sql_changes(village->sql) == 0) {
            fault_set("draft %lld: is gone", (long long)draft->id);
            sql_fail(village->sql);
        }
    }
    bool ok = sql_commit(village->sql);
    if (ok) {
        draft->by = session->id;
        draft->who = arena_str(arena, session->name);
        draft->state = DRAFT_OPEN;
        draft->note = "";
        draft->saved_s = now_s;
    }
    return ok;
}

bool draft_delete(struct village *village, const struct staff_session *session, int64_t id)
{
    return may_write(session) &&
           sql_run(village->sql, "DELETE FROM draft WHERE id = $1 AND role = $2", "ii", id,
                   (int64_t)session->role);
}

// After a statement that was to change one draft.
static bool has_changed(struct village *village, int64_t id, bool ok)
{
    if (ok && sql_changes(village->sql) == 0) {
        fault_set("draft %lld: there is none of this role's", (long long)id);
        return false;
    }
    return ok;
}

bool draft_drop(struct village *village, const struct staff_session *session,
                const struct draft *draft)
{
    struct arena arena;
    arena_init(&arena, DROPPED_BYTES_MAX);
    const char *title = draft_notice(&arena, draft)->title;
    const char *object = strlen(title) <= STAFF_AUDIT_OBJECT_BYTES_MAX ? title : "";
    sql_begin(village->sql);
    if (!has_changed(village, draft->id, draft_delete(village, session, draft->id)) ||
        !staff_audit(village, session, "drop-draft", object)) {
        sql_fail(village->sql);
    }
    arena_finish(&arena);
    return sql_commit(village->sql);
}

// Another state, on the record.
static bool turn(struct village *village, const struct staff_session *session, int64_t id,
                 enum draft_state state, const char *note, const char *what)
{
    if (!may_write(session)) {
        return false;
    }
    sql_begin(village->sql);
    bool ok =
        sql_run(village->sql, "UPDATE draft SET state = $3, note = $4 WHERE id = $1 AND role = $2",
                "iiit", id, (int64_t)session->role, (int64_t)state, note);
    if (!has_changed(village, id, ok) || !staff_audit(village, session, what, "")) {
        sql_fail(village->sql);
    }
    return sql_commit(village->sql);
}

bool draft_ask(struct village *village, const struct staff_session *session, int64_t id)
{
    return turn(village, session, id, DRAFT_WAITS, "", "ask-approval");
}

bool draft_return(struct village *village, const struct staff_session *session, int64_t id,
                  const char *note)
{
    if (strlen(note) > DRAFT_NOTE_BYTES_MAX) {
        fault_set("the note is longer than %d bytes", DRAFT_NOTE_BYTES_MAX);
        return false;
    }
    return turn(village, session, id, DRAFT_OPEN, note, "give-back");
}

bool draft_rebase(struct village *village, const struct staff_session *session, int64_t id,
                  uint32_t revision)
{
    return may_write(session) &&
           has_changed(village, id,
                       sql_run(village->sql,
                               "UPDATE draft SET base_revision = $3 WHERE id = $1 AND role = $2",
                               "iii", id, (int64_t)session->role, (int64_t)revision));
}

bool draft_detach(struct village *village, const struct staff_session *session, int64_t id)
{
    return may_write(session) &&
           has_changed(village, id,
                       sql_run(village->sql,
                               "UPDATE draft SET base = NULL, base_revision = 0"
                               " WHERE id = $1 AND role = $2",
                               "ii", id, (int64_t)session->role));
}

size_t draft_list(struct village *village, struct arena *arena, enum staff_role role, size_t max,
                  struct draft_row *rows)
{
    struct sql_rows found = sql_rows(village->sql,
                                     "SELECT " COLUMNS " FROM draft WHERE role = $1"
                                     " ORDER BY saved_s DESC, id DESC LIMIT $2",
                                     "ii", (int64_t)role, (int64_t)max);
    size_t count = 0;
    struct draft draft;
    while (count < max && sql_next(&found)) {
        if (!read_row(&found, arena, &draft)) {
            continue;
        }
        rows[count++] = (struct draft_row){
            .id = draft.id,
            .by = draft.by,
            .saved_s = draft.saved_s,
            .who = draft.who,
            .title = draft_notice(arena, &draft)->title,
            .category = draft.record->notice->category,
            .base = draft.base,
            .note = draft.note,
            .state = draft.state,
        };
    }
    sql_done(&found);
    return count;
}
