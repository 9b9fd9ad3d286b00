// SPDX-License-Identifier: GPL-3.0-or-later
// Sealing at the door. The draft is packed, sealed and closed in memory that is wiped before this
// returns; SQLite is given closed bytes only.
#include "aspiration.h"

#include "db/base/clock.h"
#include "db/base/deflate.h"
#include "db/base/file.h"
#include "event_log.h"
#include "register.h"
#include "voice.h"

enum { VOICE_RECORD_BYTES = 80 }; // room for a Voice among the words

enum aspiration_ready aspiration_ready(struct village *village)
{
    struct event_log log;
    if (!event_log_get(village, &log)) {
        return ASPIRATION_NOT_ENROLLED;
    }
    deflate_ready(DEFLATE_ID_1);
    int64_t room = file_free_bytes(village->dir);
    return room >= 0 && room < VILLAGE_DISK_FREE_MIN ? ASPIRATION_DISK : ASPIRATION_READY;
}

static Kt__Words words_of(const struct aspiration_draft *draft)
{
    Kt__Words words = KT__WORDS__INIT;
    words.text = (char *)(uintptr_t)draft->text;
    words.name = (char *)(uintptr_t)(draft->name ? draft->name : "");
    words.contact = (char *)(uintptr_t)(draft->contact ? draft->contact : "");
    return words;
}

static bool draft_is_whole(const struct aspiration_draft *draft, const Kt__Words *words)
{
    bool is_said = draft->text && (draft->text[0] || draft->voice.len > 0);
    if (!is_said || draft->category == KT__CATEGORY__CATEGORY_NONE ||
        draft->mode == KT__MODE__MODE_NONE || draft->to == KT__ADDRESSEE__ADDRESSEE_NONE) {
        fault_set("an aspiration needs words or a voice, a category, a way and an addressee");
        return false;
    }
    if (!record_texts_are_valid(&words->base)) {
        return false;
    }
    if (kt__words__get_packed_size(words) > WORDS_BYTES_MAX - VOICE_RECORD_BYTES) {
        fault_set("the text is longer than %d bytes; please make it shorter",
                  WORDS_BYTES_MAX - VOICE_RECORD_BYTES);
        return false;
    }
    return true;
}

static Kt__Inside inside_of(const struct aspiration_draft *draft, const struct receipt *receipt,
                            struct bytes packed)
{
    Kt__Inside inside = KT__INSIDE__INIT;
    inside.words = record_data(packed);
    inside.dictionary = DEFLATE_ID_1;
    inside.category = draft->category;
    inside.mode = draft->mode;
    inside.to = draft->to;
    inside.receipt_key = record_data(bytes_of(receipt->public_key, BOX_PUBLIC_LEN));
    inside.consent = draft->consent;
    return inside;
}

// Inside the transaction: the closed recording lies on the disk before the row that names it.
static bool keep_voice(struct village *village, struct arena *work,
                       const struct aspiration_draft *draft, Kt__Words *words)
{
    if (draft->voice.len == 0) {
        return true;
    }
    words->voice = arena_alloc(work, sizeof *words->voice);
    kt__voice__init(words->voice);
    return voice_keep(village, work, draft->voice, draft->voice_ms, words->voice);
}

// Inside the transaction: where it will stand must be known before it is sealed.
static bool file_event(struct village *village, struct arena *work, const struct identity *self,
                       const struct event_log *log, Kt__Inside *inside,
                       const struct receipt *receipt, const struct village_moment *moment)
{
    inside->kiosk = self->kiosk;
    inside->log = log->log;
    inside->seq = log->head + 1;
    inside->number = log->numbers;
    inside->at_s = (uint64_t)moment->now_s;
    inside->uptime_s = moment->trusted ? 0 : (uint64_t)clock_mono_ms() / 1000;
    Kt__Filed filed = KT__FILED__INIT;
    filed.sealed = record_data(seal_close(work, inside, self->keys->sealing_key.data));
    filed.key = self->keys->number;
    filed.to = inside->to;
    Kt__Event event = KT__EVENT__INIT;
    event.what_case = KT__EVENT__WHAT_FILED;
    event.filed = &filed;
    return event_log_append_to(village, log, moment, &event, bytes_of(receipt->case_id, HASH_LEN));
}

// For the role that it is addressed to, where that role has a key here.
static bool keep_for_role(struct village *village, struct arena *work, const Kt__Inside *inside,
                          const struct receipt *receipt, const char *number)
{
    Kt__RoleCopy copy = KT__ROLE_COPY__INIT;
    copy.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    copy.receipt_key = inside->receipt_key;
    copy.number = (char *)(uintptr_t)number;
    copy.category = inside->category;
    copy.mode = inside->mode;
    copy.to = inside->to;
    copy.at_s = (int64_t)inside->at_s;
    copy.words = inside->words;
    copy.dictionary = inside->dictionary;
    return register_keep(village, work, &copy);
}

static bool file_in_transaction(struct village *village, struct arena *arena, struct arena *work,
                                const struct identity *self, Kt__Inside *inside,
                                const struct receipt *receipt, const char **number)
{
    struct event_log log;
    if (!event_log_get(village, &log)) {
        return false;
    }
    log.numbers++;
    *number = receipt_number(arena, self->village->code, self->village->kiosk_slot, log.numbers);
    struct bytes own = seal_own_close(work, record_view(inside->words), receipt->own_key);
    struct village_moment moment = village_moment(village);
    return file_event(village, work, self, &log, inside, receipt, &moment) &&
           keep_for_role(village, work, inside, receipt, *number) &&
           sql_run(village->sql, "INSERT INTO aspiration VALUES ($1, $2, $3, $4)", "btib",
                   bytes_of(receipt->case_id, HASH_LEN), *number, moment.day, own);
}

bool aspiration_file(struct village *village, struct arena *arena,
                     const struct aspiration_draft *draft, const struct receipt *receipt,
                     const char **number)
{
    Kt__Words words = words_of(draft);
    if (!draft_is_whole(draft, &words)) {
        return false;
    }
    struct arena work; // wiped at the end: the draft passes through it
    arena_init(&work, VILLAGE_WORK_BYTES_MAX);
    struct identity self;
    sql_begin(village->sql);
    bool ok = identity_get(village, &work, &self);
    if (ok && !self.enrolled) {
        fault_set("%s: this kiosk is not enrolled yet", village->dir);
        ok = false;
    }
    ok = ok && keep_voice(village, &work, draft, &words);
    if (ok) {
        Kt__Inside inside = inside_of(draft, receipt, seal_words_pack(&work, &words));
        ok = file_in_transaction(village, arena, &work, &self, &inside, receipt, number);
    }
    if (!ok) {
        sql_fail(village->sql);
    }
    ok = sql_commit(village->sql);
    arena_finish(&work);
    return ok;
}

int64_t aspiration_waiting(struct village *village, int64_t *oldest_s)
{
    struct sql_rows rows = sql_rows(village->sql,
                                    "SELECT count(*), min(at_s) FROM event JOIN log USING (log)"
                                    " WHERE open = 1 AND seq > confirmed AND kind = $1",
                                    "i", (int64_t)KT__EVENT__WHAT_FILED);
    int64_t count = 0;
    *oldest_s = 0;
    if (sql_next(&rows)) {
        count = sql_row_int(&rows, 0);
        *oldest_s = sql_row_int(&rows, 1);
    }
    sql_done(&rows);
    return count;
}
