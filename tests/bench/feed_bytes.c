// SPDX-License-Identifier: GPL-3.0-or-later
// How large what is public is on its way down, as the exchange packs it for a kiosk that has the
// newest dictionary: feed_bytes DIR DICTIONARY_FILE < LINES. A line each:
//   n TITLE|BODY     a notice of the regency     b TEXT|ANSWER  a villager's words on the board;
//                                                               without an answer, not yet finished
//   t                trains a dictionary, into the file
//   m                what was published since the last m or t, fetched: prints the number of
//   bundles,
//                    their bytes with the dictionary, and their bytes with the shipped one
#include "kit.h"
#include "tests/unit/db/regency_follow_side.h"
#include "tests/unit/regency/exchange_side.h"

#include "db/regency/kamus.h"
#include "sync/regency/exchange.h"

enum { LOG_LEN_MAX = SIDE_EVENTS_MAX - 1, ROUNDS_MAX = 100, WORK_BYTES_MAX = 64 << 20 };

static struct side side;
static struct side_log villagers;
static uint64_t mark; // the newest change that was fetched
static int count;

static void must(bool ok)
{
    if (!ok) {
        die("%s", fault_text());
    }
}

// An hour or three between what is published.
static void time_passes(void)
{
    side_set_clock(side_now_s + 3600 + count * 7919 % 7200);
    count++;
}

static void publish_notice(const char *title, const char *body)
{
    static const char *const categories[] = {"pengumuman", "undangan",  "kegiatan", "layanan",
                                             "bantuan",    "kesehatan", "anggaran"};
    static const char *const scopes[] = {"all", "32.15", "32.15.11"};
    Kt__Notice notice = KT__NOTICE__INIT;
    const char *id;
    notice.title = arena_str(&side.arena, title);
    notice.body = arena_str(&side.arena, body);
    notice.category = arena_str(&side.arena, categories[count * 31 % 7]);
    notice.publisher = "Pemerintah Kabupaten";
    notice.scope = arena_str(&side.arena, scopes[count % 3]);
    notice.end_s = count % 2 ? moment_day_s(side_today() + 7 + count % 21) : 0;
    must(bulletin_post(side.regency, &side.arena, &notice, &id));
}

static void publish_item(const char *text, const char *answer)
{
    struct receipt receipt;
    if (villagers.head == LOG_LEN_MAX || villagers.log == 0) {
        villagers = side_log_begin(&side, villagers.log + 1);
    }
    struct case_info info = side_new_case(
        &side, &villagers,
        (struct side_words){.receipt = &receipt, .text = text, .mode = KT__MODE__ANONIM});
    side_set_clock(side_now_s + DAY_S);
    must(side_step(&side, &receipt, CASE_VERIFY, NULL));
    info = side_case(&side, &receipt);
    must(papan_show(side.regency, &side.arena, side.keyring, &info, NULL, "Petugas kabupaten"));
    if (*answer) {
        const struct case_step reply = {
            .verb = CASE_REPLY, .text = arena_str(&side.arena, answer), .public = true};
        side_set_clock(side_now_s + DAY_S);
        info = side_case(&side, &receipt);
        must(case_take_step(side.regency, &side.arena, side.keyring, &info, &reply));
        must(side_step(&side, &receipt, CASE_CLOSE, NULL));
    }
}

// Between two lines: what they left in memory goes, and with it the log that the villagers' words
// are in.
static void tidy(void)
{
    if (side.arena.used_bytes < WORK_BYTES_MAX) {
        return;
    }
    arena_reset(&side.arena);
    must(registry_get(side.regency, &side.arena, side.kiosk.id, &side.kiosk));
    villagers = (struct side_log){.log = villagers.log, .head = LOG_LEN_MAX};
}

static struct bytes cursor_at(uint64_t number)
{
    uint8_t hash[CHANGE_HASH_LEN];
    struct regency_about about;
    must(regency_about(side.regency, &side.arena, &about) &&
         change_hash(side.regency, number * 2, hash));
    return cursor_make(&side.arena, about.feed, number * 2, hash);
}

struct fetched {
    size_t bundles, bytes;
};

// Bundles of texts alone: the Ack and the other classes carry something else.
static struct fetched fetch(struct bytes words)
{
    struct fetched out = {0};
    struct bytes cursors[CURSOR_CLASSES];
    for (size_t i = 0; i < CURSOR_CLASSES; i++) {
        cursors[i] = cursor_at(i == CHANGE_TEXT - 1 ? mark : change_newest(side.regency));
    }
    struct side_log log = side_log_begin(&side, 4711);
    bool more = true;
    for (int rounds = 0; more && rounds < ROUNDS_MAX; rounds++) {
        struct side_round how = {.dictionary = record_dictionary_mark(words)};
        struct exchange_end end;
        memcpy(how.cursor, cursors, sizeof cursors);
        struct bytes request = side_request(&side, &log, 1, 0, how);
        sql_begin(side.regency->sql);
        exchange_round(side.regency, side.keyring, &side.arena, request, EXCHANGE_KEY_IN_FORCE,
                       &end);
        must(sql_commit(side.regency->sql) && end.status == EXCHANGE_OK);
        more = false;
        const uint8_t *signing = keyring_newest(side.keyring)->signing_public;
        for (struct bytes rest = end.answer; rest.len > 0;) {
            struct bundle bundle;
            struct bytes body;
            must(bundle_read(rest, &bundle));
            bundle.words = words;
            must(bundle_open(&side.arena, &bundle, signing, &body));
            if (rest.data == end.answer.data) {
                more = ((Kt__Ack *)bundle_message(&side.arena, &kt__ack__descriptor, body))->more;
            } else {
                Kt__Changes *changes = bundle_message(&side.arena, &kt__changes__descriptor, body);
                if (changes->class_ == CHANGE_TEXT) {
                    out.bundles++;
                    out.bytes += bundle.all.len;
                    cursors[CHANGE_TEXT - 1] = record_view(changes->cursor);
                }
            }
            rest = bytes_of(rest.data + bundle.all.len, rest.len - bundle.all.len);
        }
    }
    return out;
}

static void measure(void)
{
    struct fetched with = fetch(kamus_newest(side.regency, &side.arena));
    struct fetched without = fetch((struct bytes){0});
    printf("%zu\t%zu\t%zu\n", with.bundles, with.bytes, without.bytes);
}

static void train(const char *path)
{
    struct kamus_trained trained;
    must(kamus_train(side.regency, &trained));
    must(file_write(path, kamus_words(side.regency, &side.arena, trained.id), 0644));
    printf("%zu\t%zu\t%zu\t%zu\t%zu\n", trained.bytes, trained.texts, trained.held_out,
           trained.before, trained.with);
}

int main(int argc, char **argv)
{
    if (argc != 3) {
        fprintf(stderr, "usage: feed_bytes DIR DICTIONARY_FILE < LINES\n");
        return 2;
    }
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, argv[1]);
    sql_begin(side.regency->sql);
    for (char line[KIT_LINE_MAX]; kit_line(line);) {
        tidy();
        char *rest = line + 2, *first = strsep(&rest, "|");
        if (line[0] == 'n' || line[0] == 'b') {
            time_passes();
            (line[0] == 'n' ? publish_notice : publish_item)(first, rest ? rest : "");
            continue;
        }
        line[0] == 't' ? train(argv[2]) : measure();
        mark = change_newest(side.regency);
    }
    must(sql_commit(side.regency->sql));
    side_end(&side);
    return 0;
}
