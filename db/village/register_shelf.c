// SPDX-License-Identifier: GPL-3.0-or-later
// The list of a register: how each case stands, and whose turn it is. Only summaries stay in
// memory, never words; they are wiped when the shelf is closed.
#include "db/base/moment.h"
#include "register_inside.h"

#include <stdlib.h>
#include <string.h>

#define S(state) (1u << KT__STATE__##state)
#define OVER     (S(SELESAI) | S(DITOLAK) | S(BUKAN_KEWENANGAN) | S(DIGABUNG) | S(DIARSIPKAN))
#define UNREAD   (S(MENUNGGU) | S(TERKIRIM) | S(TERVERIFIKASI))

// ---- how a case stands

// False for a state that this version does not know.
static bool is_among(Kt__State state, unsigned states)
{
    return (unsigned)state < 32 && (states & (1u << state));
}

bool register_is_over(Kt__State state)
{
    return is_among(state, OVER);
}

// The villager's turn came last: nobody of an office said or did anything since.
static bool is_asking(const Kt__CaseView *view)
{
    for (size_t i = view->n_entries; i > 0; i--) {
        const Kt__CaseEntry *entry = view->entries[i - 1];
        if (entry->follow == KT__FOLLOW__ASK || entry->follow == KT__FOLLOW__REOPEN) {
            return true;
        }
        if (!entry->opened && entry->follow == KT__FOLLOW__FOLLOW_NONE) {
            return false;
        }
    }
    return false;
}

void register_stand_of(const Kt__RoleCopy *copy, enum staff_role role, struct register_stand *out)
{
    *out = (struct register_stand){.row = {.category = copy->category,
                                           .mode = copy->mode,
                                           .state = KT__STATE__TERKIRIM,
                                           .at_s = copy->at_s}};
    struct register_row *row = &out->row;
    memcpy(row->case_id, copy->case_.data, RECEIPT_CASE_LEN); // its length was checked
    size_t len = strlen(copy->number);
    memcpy(row->number, copy->number, len < sizeof row->number ? len : sizeof row->number - 1);
    const Kt__CaseView *view = copy->view;
    if (!view) {
        row->state = KT__STATE__MENUNGGU;
        return;
    }
    row->state = view->state;
    row->due_day = view->due_day;
    row->is_asking = is_asking(view);
    for (size_t i = 0; i < view->n_entries; i++) {
        const Kt__CaseEntry *entry = view->entries[i];
        if (entry->state == KT__STATE__DIBAHAS_BPD) {
            row->talk_day = entry->day;
        }
        if (entry->state == KT__STATE__DITERUSKAN) {
            out->is_routed_here = str_equal(entry->to, register_office(role));
        }
    }
}

// As the regency will do it: what was ended keeps its end.
void register_stand_act(struct register_stand *stand, const Kt__Acting *acting)
{
    struct register_row *row = &stand->row;
    row->is_pending = true;
    if (acting->what == KT__ACT__ACT_OPEN) {
        return;
    }
    row->is_asking = false;
    if (acting->state != KT__STATE__STATE_NONE && !register_is_over(row->state)) {
        row->state = acting->state;
        row->talk_day = acting->what == KT__ACT__ACT_TABLE ? acting->day : row->talk_day;
    }
}

void register_stand_end(struct register_stand *stand, bool is_sent, int64_t today)
{
    struct register_row *row = &stand->row;
    if (row->state == KT__STATE__MENUNGGU && is_sent) {
        row->state = KT__STATE__TERKIRIM;
    }
    bool is_talked_over = row->state == KT__STATE__DIBAHAS_BPD && row->talk_day > 0 && today > 0 &&
                          row->talk_day < today;
    row->waits = row->is_asking || is_among(row->state, UNREAD) || is_talked_over ||
                 (row->state == KT__STATE__DITERUSKAN && stand->is_routed_here);
}

// ---- the shelf

struct kept { // one case, as it was opened last
    uint32_t key;
    int64_t revision;
    bool is_closed; // its key was not granted
    struct register_stand stand;
};
struct register_shelf {
    struct kept *kept; // by case id
    size_t kept_count;
    struct register_row *rows; // in the order of the screen
    size_t row_count, closed;
};

static void wipe(void *memory, size_t len)
{
    if (memory) {
        sodium_memzero(memory, len);
    }
    free(memory);
}

struct register_shelf *register_shelf_open(void)
{
    return die_if_null(calloc(1, sizeof(struct register_shelf)));
}

static void drop_rows(struct register_shelf *shelf)
{
    wipe(shelf->rows, shelf->row_count * sizeof *shelf->rows);
    shelf->rows = NULL;
    shelf->row_count = 0;
}

void register_shelf_close(struct register_shelf *shelf)
{
    if (shelf) {
        drop_rows(shelf);
        wipe(shelf->kept, shelf->kept_count * sizeof *shelf->kept);
        wipe(shelf, sizeof *shelf);
    }
}

const struct register_row *register_shelf_rows(const struct register_shelf *shelf, size_t *count)
{
    *count = shelf->row_count;
    return shelf->rows;
}

size_t register_shelf_closed(const struct register_shelf *shelf)
{
    return shelf->closed;
}

static int by_case(const void *a, const void *b)
{
    return memcmp(a, b, RECEIPT_CASE_LEN);
}

static int by_turn(const void *a, const void *b)
{
    const struct register_row *x = a, *y = b;
    if (x->waits != y->waits) {
        return x->waits ? -1 : 1;
    }
    if (x->at_s != y->at_s) {
        return x->at_s > y->at_s ? -1 : 1;
    }
    int by_number = strcmp(y->number, x->number); // filed in the same second
    return by_number ? by_number : by_case(x->case_id, y->case_id);
}

static struct kept *find(const struct register_shelf *shelf, const uint8_t *case_id)
{
    size_t from = 0, to = shelf->kept_count;
    while (from < to) {
        size_t at = from + (to - from) / 2;
        int order = memcmp(shelf->kept[at].stand.row.case_id, case_id, RECEIPT_CASE_LEN);
        if (order == 0) {
            return &shelf->kept[at];
        }
        from = order < 0 ? at + 1 : from;
        to = order < 0 ? to : at;
    }
    return NULL;
}

// What one reading goes through.
struct reading {
    struct village *village;
    const struct staff_session *session;
    struct register_keys *keys;
    struct arena arena, work; // of the whole; of one case
};

static void open_one(struct reading *reading, struct kept *out, struct bytes case_id)
{
    memcpy(out->stand.row.case_id, case_id.data, RECEIPT_CASE_LEN);
    Kt__RoleCopy *copy =
        register_copy(reading->village, reading->session, reading->keys, &reading->work, case_id);
    out->is_closed = copy == NULL;
    if (copy) {
        register_stand_of(copy, reading->session->role, &out->stand);
    } else if (register_keys_find(reading->village, reading->session, reading->keys, out->key) &&
               !staff_key_lost(reading->village, reading->session->role, out->key)) {
        // It does not open with the key of that number: that one was another (a file that was put
        // back), or the disk lies. Either way a new key has the regency seal it again.
        log_line("a key that was lost could not be noted: %s", fault_text());
    }
    arena_reset(&reading->work);
}

// Opens what is new or changed; the rest is taken over.
static void read_cases(struct reading *reading, struct register_shelf *shelf)
{
    struct sql *sql = reading->village->sql;
    int64_t role = reading->session->role;
    int64_t count = sql_int(sql, 0, "SELECT count(*) FROM register WHERE role = $1", "i", role);
    count = count < REGISTER_ROWS_MAX ? count : REGISTER_ROWS_MAX;
    struct kept *kept = die_if_null(calloc((size_t)count + 1, sizeof *kept));
    struct sql_rows rows = sql_rows(sql,
                                    "SELECT case_id, key, revision FROM register WHERE role = $1"
                                    " ORDER BY case_id LIMIT $2",
                                    "ii", role, count);
    size_t at = 0;
    while (at < (size_t)count && sql_next(&rows)) {
        struct bytes case_id = sql_row_bytes(&rows, 0, &reading->arena);
        uint32_t key = (uint32_t)sql_row_int(&rows, 1);
        int64_t revision = sql_row_int(&rows, 2);
        if (case_id.len != RECEIPT_CASE_LEN) {
            continue;
        }
        const struct kept *old = find(shelf, case_id.data);
        if (old && old->key == key && old->revision == revision && !old->is_closed) {
            kept[at] = *old;
        } else {
            kept[at] = (struct kept){.key = key, .revision = revision};
            open_one(reading, &kept[at], case_id);
        }
        at++;
    }
    sql_done(&rows);
    wipe(shelf->kept, shelf->kept_count * sizeof *shelf->kept);
    shelf->kept = kept;
    shelf->kept_count = at;
}

// An act is over for this kiosk when the view shows it, or its case is gone.
static bool is_seen_back(struct reading *reading, const struct kept *kept,
                         const struct register_done *done)
{
    if (!kept || kept->is_closed) {
        return !kept;
    }
    struct bytes case_id = record_view(done->acting->case_);
    Kt__RoleCopy *copy =
        register_copy(reading->village, reading->session, reading->keys, &reading->work, case_id);
    return copy && register_shows(copy->view, done->log, done->seq);
}

// Where an act that is not seen back stands, in the order in which they were done.
struct mark {
    int64_t log, seq;
};

static struct mark *read_marks(struct reading *reading, size_t *count)
{
    struct sql *sql = reading->village->sql;
    int64_t role = reading->session->role;
    int64_t max = sql_int(sql, 0, "SELECT count(*) FROM act WHERE role = $1", "i", role);
    struct mark *marks = ARENA_ARRAY(&reading->arena, struct mark, (size_t)max + 1);
    struct sql_rows rows =
        sql_rows(sql, "SELECT log, seq FROM act WHERE role = $1 ORDER BY at_s, seq LIMIT $2", "ii",
                 role, max);
    *count = 0;
    while (sql_next(&rows)) {
        marks[(*count)++] = (struct mark){sql_row_int(&rows, 0), sql_row_int(&rows, 1)};
    }
    return marks;
}

// Puts what was done here on top; what the regency shows by now is taken off the list.
static void lay_acts(struct reading *reading, struct register_shelf *shelf,
                     struct register_stand *stands)
{
    size_t count;
    const struct mark *marks = read_marks(reading, &count);
    for (size_t i = 0; i < count; i++, arena_reset(&reading->work)) {
        struct register_done done;
        if (!register_done_get(reading->village, reading->session, reading->keys, &reading->work,
                               (uint32_t)marks[i].log, (uint64_t)marks[i].seq, &done)) {
            continue;
        }
        const struct kept *kept = find(shelf, done.acting->case_.data);
        if (is_seen_back(reading, kept, &done)) {
            if (!sql_run(reading->village->sql, "DELETE FROM act WHERE log = $1 AND seq = $2", "ii",
                         marks[i].log, marks[i].seq)) {
                log_line("an act that was seen back stays on the list: %s", fault_text());
            }
        } else if (!done.refused && kept) {
            register_stand_act(&stands[kept - shelf->kept], done.acting);
        }
    }
}

// Case ids of what waits for its first round, sorted. Returns how many.
static size_t read_waiting(struct reading *reading, struct bytes *all)
{
    struct sql *sql = reading->village->sql;
    static const char where[] = " FROM event JOIN log USING (log)"
                                " WHERE open = 1 AND seq > confirmed AND kind = $1";
    int64_t kind = KT__EVENT__WHAT_FILED;
    int64_t max =
        sql_int(sql, 0, arena_printf(&reading->arena, "SELECT count(*)%s", where), "i", kind);
    uint8_t *ids = arena_alloc(&reading->arena, (size_t)max * RECEIPT_CASE_LEN + 1);
    struct sql_rows rows = sql_rows(
        sql, arena_printf(&reading->arena, "SELECT case_id%s LIMIT $2", where), "ii", kind, max);
    size_t count = 0;
    while (sql_next(&rows)) {
        struct bytes id = sql_row_bytes(&rows, 0, &reading->arena);
        if (id.len == RECEIPT_CASE_LEN) {
            memcpy(ids + count++ * RECEIPT_CASE_LEN, id.data, RECEIPT_CASE_LEN);
        }
    }
    qsort(ids, count, RECEIPT_CASE_LEN, by_case);
    *all = bytes_of(ids, count * RECEIPT_CASE_LEN);
    return count;
}

static void make_rows(struct reading *reading, struct register_shelf *shelf)
{
    struct village_moment moment = village_moment(reading->village);
    struct register_stand *stands = die_if_null(calloc(shelf->kept_count + 1, sizeof *stands));
    struct bytes waiting;
    size_t waiting_count = read_waiting(reading, &waiting);
    for (size_t i = 0; i < shelf->kept_count; i++) {
        stands[i] = shelf->kept[i].stand;
    }
    lay_acts(reading, shelf, stands);
    drop_rows(shelf);
    shelf->rows = die_if_null(calloc(shelf->kept_count + 1, sizeof *shelf->rows));
    shelf->closed = 0;
    for (size_t i = 0; i < shelf->kept_count; i++) {
        if (shelf->kept[i].is_closed) {
            shelf->closed++;
            continue;
        }
        bool is_sent =
            !bsearch(stands[i].row.case_id, waiting.data, waiting_count, RECEIPT_CASE_LEN, by_case);
        register_stand_end(&stands[i], is_sent, moment.trusted ? moment.day : 0);
        shelf->rows[shelf->row_count++] = stands[i].row;
    }
    qsort(shelf->rows, shelf->row_count, sizeof *shelf->rows, by_turn);
    wipe(stands, (shelf->kept_count + 1) * sizeof *stands);
}

bool register_shelf_read(struct village *village, const struct staff_session *session,
                         struct register_shelf *shelf)
{
    if (!register_may_read(village, session)) {
        return false;
    }
    struct reading reading = {
        .village = village, .session = session, .keys = register_keys_new(session)};
    arena_init(&reading.arena, VILLAGE_WORK_BYTES_MAX);
    arena_init(&reading.work, REGISTER_CASE_BYTES_MAX);
    read_cases(&reading, shelf);
    make_rows(&reading, shelf);
    arena_finish(&reading.work);
    arena_finish(&reading.arena);
    register_keys_free(reading.keys);
    return !sql_failed(village->sql);
}
