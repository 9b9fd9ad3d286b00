// SPDX-License-Identifier: GPL-3.0-or-later
// Who waits for news: told when there is some for them and else left in peace, by a token of this
// server's and no other, as a row in a list and not as a thread.
#include "server_side.h"

#include "sync/regency/wait_token.h"

#include <dirent.h>
#include <poll.h>

enum { SOON_MS = 3000, NOTHING_MS = 300, TOKEN_TEXT_MAX = 64 };

// The kiosk's token for "everything up to `number`".
static const char *token(struct server *server, uint32_t kiosk, uint64_t number)
{
    struct bytes raw = wait_token_make(&server->side.arena, kiosk, number);
    char *text = arena_alloc(&server->side.arena, TOKEN_TEXT_MAX);
    sodium_bin2base64(text, TOKEN_TEXT_MAX, raw.data, raw.len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return text;
}

static void begin(struct server *server, const char *dir)
{
    server_begin(server, dir);
    wait_token_begin();
}

static void ask(struct client *client, const struct server *server, const char *text)
{
    char head[256];
    assert_true(client_open(client, server, tls13));
    snprintf(head, sizeof head, "GET /v1/wait?%s HTTP/1.1\r\nHost: x\r\n\r\n", text);
    client_send(client, head, strlen(head));
}

// The status, or 0 when nothing came in that time.
static int heard(struct client *client, int limit_ms)
{
    struct pollfd come = {.fd = client->fd, .events = POLLIN};
    char head[1024] = "";
    if (poll(&come, 1, limit_ms) <= 0) {
        return 0;
    }
    ssize_t got = gnutls_record_recv(client->session, head, sizeof head - 1);
    return got > 12 ? atoi(head + 9) : -1;
}

// Another program's post: it commits, then rings.
static void publish(struct server *server, const char *audience, uint32_t maker)
{
    static int number;
    struct side *side = &server->side;
    struct regency *other = regency_open(side->regency->dir);
    Kt__Notice notice = KT__NOTICE__INIT;
    notice.id = arena_printf(&side->arena, "R-%d", ++number);
    notice.title = notice.id;
    assert_non_null(other);
    sql_begin(other->sql);
    assert_true(change_put(other, CHANGE_TEXT, audience, notice.id, CHANGE_NOTICE,
                           record_pack(&side->arena, &notice.base), maker));
    assert_true(sql_commit(other->sql));
    regency_close(other);
    desk_ring(server->desk);
}

// The desk's thread owns the server's store: the test looks through one of its own.
static uint64_t newest(struct server *server)
{
    struct regency *other = regency_open(server->side.regency->dir);
    assert_non_null(other);
    uint64_t number = change_newest(other);
    regency_close(other);
    return number;
}

// ----------------------------------------------------------------

static void news_come_to_whom_they_concern(void **state)
{
    struct server server;
    begin(&server, *state);
    uint32_t here = server.side.kiosk.id;
    side_enrol(&server.side, "32.15.12.2001");
    uint32_t elsewhere = server.side.kiosk.id;
    struct client client, other;
    ask(&client, &server, token(&server, here, newest(&server)));
    ask(&other, &server, token(&server, elsewhere, newest(&server)));
    assert_int_equal(heard(&client, NOTHING_MS), 0);
    publish(&server, "32.15.12", 0);
    assert_int_equal(heard(&other, SOON_MS), 200);
    publish(&server, "all", here);  // of its own making
    publish(&server, "32.15.1", 0); // no boundary of a code
    publish(&server, change_audience_kiosk(&server.side.arena, elsewhere), 0);
    assert_int_equal(heard(&client, NOTHING_MS), 0);
    publish(&server, "32.15", 0);
    assert_int_equal(heard(&client, SOON_MS), 200);
    client_close(&client);
    client_close(&other);
    server_end(&server);
}

static void what_is_there_already_is_told_at_once(void **state)
{
    struct server server;
    struct client client;
    begin(&server, *state);
    uint64_t before = newest(&server);
    publish(&server, "all", 0);
    ask(&client, &server, token(&server, server.side.kiosk.id, before));
    assert_int_equal(heard(&client, SOON_MS), 200);
    client_close(&client);
    server_end(&server);
}

// The token comes under the answer's signature; a round moves the one who waits beside it on.
static void a_round_brings_the_token_and_its_news_wake_nobody(void **state)
{
    struct server server;
    struct client client, rounds;
    struct buf body;
    char head[256], text[TOKEN_TEXT_MAX];
    size_t headers_len;
    begin(&server, *state);
    struct side_log log = side_log_begin(&server.side, 77);
    ask(&client, &server, token(&server, server.side.kiosk.id, newest(&server)));
    assert_int_equal(heard(&client, NOTHING_MS), 0);
    side_file(&server.side, &log, &(struct side_words){0}); // its case is news, for this kiosk too
    struct bytes round = side_request(&server.side, &log, 1, 1, (struct side_round){0});
    buf_init(&body, RESPONSE_MAX);
    assert_true(client_open(&rounds, &server, tls13));
    snprintf(head, sizeof head,
             "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", round.len);
    client_send(&rounds, head, strlen(head));
    client_send(&rounds, round.data, round.len);
    assert_int_equal(client_read(&rounds, &body, &headers_len), 200);
    struct side_answer answer = side_read_answer(&server.side, buf_bytes(&body));
    assert_true(answer.ack->wait.len > 0);
    assert_int_equal(answer.ack->more, 0);
    desk_ring(server.desk);
    assert_int_equal(heard(&client, NOTHING_MS), 0);
    sodium_bin2base64(text, sizeof text, answer.ack->wait.data, answer.ack->wait.len,
                      sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    struct client again;
    ask(&again, &server, text);
    assert_int_equal(heard(&client, SOON_MS), 204); // one kiosk, one place
    assert_int_equal(heard(&again, NOTHING_MS), 0);
    publish(&server, "all", 0);
    assert_int_equal(heard(&again, SOON_MS), 200);
    buf_finish(&body);
    client_close(&client);
    client_close(&rounds);
    client_close(&again);
    server_end(&server);
}

static void a_token_of_another_is_refused(void **state)
{
    struct server server;
    begin(&server, *state);
    char *good = arena_str(&server.side.arena, token(&server, server.side.kiosk.id, 1));
    char *bad = arena_str(&server.side.arena, good);
    bad[0] = bad[0] == 'A' ? 'B' : 'A';
    const char *texts[] = {"",
                           "x",
                           "%00",
                           bad,
                           "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                           token(&server, 4711, 1)};
    struct client client;
    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        ask(&client, &server, texts[i]);
        assert_int_equal(heard(&client, SOON_MS), 403);
        client_close(&client);
    }
    wait_token_begin(); // as after a restart
    ask(&client, &server, good);
    assert_int_equal(heard(&client, SOON_MS), 403);
    client_close(&client);
    struct regency *other = regency_open(server.side.regency->dir);
    assert_true(other && registry_revoke(other, server.side.kiosk.id));
    regency_close(other);
    ask(&client, &server, token(&server, server.side.kiosk.id, 1));
    assert_int_equal(heard(&client, SOON_MS), 403);
    client_close(&client);
    server_end(&server);
}

// ---- many

enum { MANY = 120 };

static size_t threads_now(void)
{
    size_t count = 0;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; tasks && (entry = readdir(tasks));) {
        count += entry->d_name[0] != '.';
    }
    closedir(tasks);
    return count;
}

static void many_wait_without_a_thread_each_and_end_with_the_server(void **state)
{
    struct server server;
    static struct client clients[MANY];
    begin(&server, *state);
    uint32_t ids[MANY];
    for (size_t i = 0; i < MANY; i++) {
        char code[32];
        snprintf(code, sizeof code, "32.15.%02zu.2001", i);
        side_enrol(&server.side, code);
        ids[i] = server.side.kiosk.id;
    }
    uint64_t now = newest(&server);
    size_t threads = threads_now();
    for (size_t i = 0; i < MANY; i++) {
        ask(&clients[i], &server, token(&server, ids[i], now));
    }
    assert_int_equal(heard(&clients[MANY - 1], NOTHING_MS), 0);
    assert_int_equal(threads_now(), threads);
    publish(&server, "32.15.03", 0);
    assert_int_equal(heard(&clients[3], SOON_MS), 200);
    for (size_t i = 0; i < MANY; i += 7) {
        assert_int_equal(heard(&clients[i], 0), 0);
    }
    publish(&server, "32", 0); // everybody, some at a time
    for (size_t i = 0; i < MANY / 2; i++) {
        if (i != 3) {
            assert_int_equal(heard(&clients[i], SOON_MS), 200);
        }
    }
    for (size_t i = MANY / 2; i < MANY; i++) {
        assert_int_equal(heard(&clients[i], SOON_MS), 200);
        client_close(&clients[i]);
        ask(&clients[i], &server, token(&server, ids[i], newest(&server)));
    }
    assert_int_equal(heard(&clients[MANY - 1], NOTHING_MS), 0);
    server_end(&server); // does not hang
    for (size_t i = MANY / 2; i < MANY; i++) {
        assert_int_equal(heard(&clients[i], SOON_MS), 204);
    }
    for (size_t i = 0; i < MANY; i++) {
        client_close(&clients[i]);
    }
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        test_in_dir(news_come_to_whom_they_concern),
        test_in_dir(what_is_there_already_is_told_at_once),
        test_in_dir(a_round_brings_the_token_and_its_news_wake_nobody),
        test_in_dir(a_token_of_another_is_refused),
        test_in_dir(many_wait_without_a_thread_each_and_end_with_the_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
