// SPDX-License-Identifier: GPL-3.0-or-later
// The server as it runs: real TLS 1.3 over loopback, requests that are whole, huge, half and none,
// many at once, and an end in the midst of them.
#include "server_side.h"

#include "sync/bundle/varint.h"

#include <errno.h>
#include <time.h>

static void a_round_goes_over_tls_and_costs_little(void **state)
{
    struct server server;
    struct client client;
    server_begin(&server, *state);
    struct side_log log = side_log_begin(&server.side, 77);
    assert_true(client_open(&client, &server, tls13));
    for (int i = 0; i < 3; i++) { // one connection, kept open
        struct bytes round = side_request(&server.side, &log, 1, 0, (struct side_round){0});
        char head[256];
        struct buf body;
        size_t headers_len;
        buf_init(&body, RESPONSE_MAX);
        snprintf(head, sizeof head,
                 "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n", round.len);
        client_send(&client, head, strlen(head));
        client_send(&client, round.data, round.len);
        assert_int_equal(client_read(&client, &body, &headers_len), 200);
        struct side_answer answer = side_read_answer(&server.side, buf_bytes(&body));
        assert_int_equal(answer.ack->verdict, KT__VERDICT__OK);
        // Two TLS records at 22 bytes each: within 400 bytes down.
        assert_true(headers_len + body.len + 2 * 22 <= 400);
        buf_finish(&body);
    }
    client_close(&client);
    server_end(&server);
}

static void older_tls_is_turned_away(void **state)
{
    struct server server;
    struct client client;
    server_begin(&server, *state);
    assert_false(client_open(&client, &server, "NORMAL:-VERS-ALL:+VERS-TLS1.2"));
    client_close(&client);
    server_end(&server);
}

static void everything_else_gets_one_line(void **state)
{
    struct server server;
    server_begin(&server, *state);
    static const struct {
        const char *method, *url, *content;
        int status;
    } asks[] = {
        {"GET", "/", "", 404},
        {"GET", "/v1/nothing", "", 404},
        {"GET", "/v1/exchange", "", 405},
        {"POST", "/v1/health", "", 405},
        {"POST", "/v1/keys", "", 405},
        {"GET", "/v1/keys", "", 400},
        {"GET", "/v1/keys?after=", "", 400},
        {"GET", "/v1/keys?after=-1", "", 400},
        {"GET", "/v1/keys?after=1x", "", 400},
        {"GET", "/v1/keys?after=4294967296", "", 400},
        {"POST", "/v1/exchange", "not a bundle", 400},
        {"POST", "/v1/enrol", "not a bundle", 400},
        {"POST", "/v1/exchange", "", 400},
        {"GET", "/v1/health", "", 200},
    };
    for (size_t i = 0; i < COUNT_OF(asks); i++) {
        struct buf body;
        buf_init(&body, 4096);
        assert_int_equal(
            request(&server, asks[i].method, asks[i].url, bytes_of_str(asks[i].content), &body),
            asks[i].status);
        const char *line = strchr(buf_str(&body), '\n');
        assert_true(line && line[1] == '\0');
        buf_finish(&body);
    }
    server_end(&server);
}

static size_t key_lists_after(const struct server *server, const char *url, uint32_t first)
{
    struct buf body;
    buf_init(&body, KEY_LISTS_BYTES_MAX);
    assert_int_equal(request(server, "GET", url, (struct bytes){0}, &body), 200);
    struct bytes rest = buf_bytes(&body);
    uint64_t len;
    assert_true(varint_take(&rest, KEY_LISTS_BYTES_MAX, &len));
    assert_int_equal(len, rest.len);
    Kt__KeyLists *all = kt__key_lists__unpack(NULL, rest.len, rest.data);
    struct arena arena;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < all->n_list; i++) {
        Kt__KeyList *list = trust_open_key_list(&arena, record_view(all->list[i]),
                                                server->side.keyring->root_public);
        assert_non_null(list);
        assert_int_equal(list->number, first + i);
    }
    size_t count = all->n_list;
    kt__key_lists__free_unpacked(all, NULL);
    arena_finish(&arena);
    buf_finish(&body);
    return count;
}

static void the_key_lists_are_anybodys_to_read(void **state)
{
    struct server server;
    uint8_t pins[2][TLS_PIN_LEN] = {{1}, {2}};
    server_begin(&server, *state);
    // The desk, which owns the keyring, has nothing to do meanwhile.
    struct regency *other = regency_open(*state);
    assert_non_null(other);
    for (int i = 0; i < 2; i++) {
        assert_true(
            keyring_rotate(other, server.side.keyring, (const uint8_t(*)[TLS_PIN_LEN])pins, 2));
        assert_true(keyring_refresh(other, server.side.keyring));
    }
    regency_close(other);
    assert_int_equal(key_lists_after(&server, "/v1/keys?after=0", 1), 3);
    assert_int_equal(key_lists_after(&server, "/v1/keys?after=2", 3), 1);
    assert_int_equal(key_lists_after(&server, "/v1/keys?after=3", 0), 0);
    assert_int_equal(key_lists_after(&server, "/v1/keys?after=4294967295", 0), 0);
    server_end(&server);
}

static void too_much_is_refused_before_it_is_read(void **state)
{
    struct server server;
    struct client client;
    struct buf body;
    size_t headers_len;
    server_begin(&server, *state);
    buf_init(&body, 4096);
    assert_true(client_open(&client, &server, tls13));
    static const char head[] =
        "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n";
    client_send(&client, head, strlen(head));
    assert_int_equal(client_read(&client, &body, &headers_len), 413);
    client_close(&client);
    // Without a promised length, it ends where the route's limit is.
    assert_true(client_open(&client, &server, tls13));
    static const char chunked[] =
        "POST /v1/enrol HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n";
    char many[0x4000 + 2];
    memset(many, 'x', sizeof many);
    client_send(&client, chunked, strlen(chunked));
    client_send(&client, many, sizeof many);
    assert_int_equal(client_read(&client, &body, &headers_len), 0);
    client_close(&client);
    buf_finish(&body);
    // And the server goes on.
    buf_init(&body, 4096);
    assert_int_equal(request(&server, "GET", "/v1/health", (struct bytes){0}, &body), 200);
    buf_finish(&body);
    server_end(&server);
}

// ---- many at once

enum { SENDERS = 12 };
struct sender {
    const struct server *server;
    struct bytes request;
    int status;
    struct buf body;
    pthread_t thread;
};

// Who promises much and sends a byte takes no memory that a kiosk needs.
static void promises_take_no_room(void **state)
{
    enum { PROMISES = HTTP_BODIES_BYTES_MAX / (1024 * 1024) + 10 };
    static const char head[] =
        "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\nx";
    static struct client clients[PROMISES];
    struct server server;
    struct buf body;
    buf_init(&body, 4096);
    server_begin(&server, *state);
    struct side_log log = side_log_begin(&server.side, 77);
    side_file(&server.side, &log, &(struct side_words){.text = "Lampu mati"});
    for (size_t i = 0; i < PROMISES; i++) {
        assert_true(client_open(&clients[i], &server, tls13));
        client_send(&clients[i], head, strlen(head));
    }
    struct bytes round = side_request(&server.side, &log, 1, 1, (struct side_round){0});
    assert_int_equal(request(&server, "POST", "/v1/exchange", round, &body), 200);
    for (size_t i = 0; i < PROMISES; i++) {
        client_close(&clients[i]);
    }
    buf_finish(&body);
    server_end(&server);
}

static _Atomic int64_t clock_ahead_ms;

static int64_t ahead_ms(void *ctx)
{
    clockid_t *clock = ctx;
    struct timespec now;
    clock_gettime(*clock, &now);
    return now.tv_sec * 1000 + now.tv_nsec / 1000000 + clock_ahead_ms;
}

static int64_t wall_ms(void *ctx)
{
    (void)ctx;
    return ahead_ms(&(clockid_t){CLOCK_REALTIME});
}

static void by_chance(void *ctx, void *out, size_t len)
{
    (void)ctx;
    randombytes_buf(out, len);
}

// A body that drips holds its place for two minutes; one that a thin link brings in pieces, with
// outages in between, arrives.
static void a_body_that_drips_is_given_up(void **state)
{
    static clockid_t mono = CLOCK_MONOTONIC;
    static const struct clock_source ahead = {wall_ms, ahead_ms, by_chance, &mono};
    struct server server;
    struct client drips, thin;
    struct buf body;
    size_t headers_len;
    char head[128], piece[HTTP_BODY_BYTES_LEAST] = {0};
    clock_use(&ahead);
    buf_init(&body, 4096);
    server_begin(&server, *state);
    snprintf(head, sizeof head,
             "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: %zu\r\n\r\n",
             4 * sizeof piece + 1);
    assert_true(client_open(&drips, &server, tls13));
    assert_true(client_open(&thin, &server, tls13));
    client_send(&drips, head, strlen(head));
    client_send(&thin, head, strlen(head));
    for (int i = 0; i < 4; i++) {
        client_send(&drips, "x", 1);
        client_send(&thin, piece, sizeof piece);
        usleep(100 * 1000);
        clock_ahead_ms += HTTP_BODY_LOOK_MS;
    }
    client_send(&thin, "x", 1);
    assert_int_equal(client_read(&thin, &body, &headers_len), 400); // no bundle, but all of it
    ssize_t got = gnutls_record_recv(drips.session, head, sizeof head);
    assert_true(got <= 0 && got != GNUTLS_E_AGAIN); // closed
    client_close(&drips);
    client_close(&thin);
    buf_finish(&body);
    server_end(&server);
    clock_use(NULL);
}

static void *send_one(void *ctx)
{
    struct sender *sender = ctx;
    buf_init(&sender->body, RESPONSE_MAX);
    sender->status =
        request(sender->server, "POST", "/v1/exchange", sender->request, &sender->body);
    return NULL;
}

// The same log from many connections: every word once, each answer under its own request's hash.
static void many_at_once_share_a_commit_and_lose_nothing(void **state)
{
    struct server server;
    struct sender senders[SENDERS];
    server_begin(&server, *state);
    struct side_log log = side_log_begin(&server.side, 77);
    for (int i = 0; i < SENDERS; i++) {
        side_file(&server.side, &log, &(struct side_words){0});
    }
    for (int i = 0; i < SENDERS; i++) {
        senders[i] = (struct sender){.server = &server};
        senders[i].request =
            side_request(&server.side, &log, 1, (uint64_t)i + 1, (struct side_round){0});
        assert_int_equal(pthread_create(&senders[i].thread, NULL, send_one, &senders[i]), 0);
    }
    for (int i = 0; i < SENDERS; i++) {
        pthread_join(senders[i].thread, NULL);
        assert_int_equal(senders[i].status, 200);
        struct side_answer answer = side_read_answer(&server.side, buf_bytes(&senders[i].body));
        uint8_t hash[HASH_LEN];
        bundle_request_hash(hash, senders[i].request);
        assert_true(bytes_equal(record_view(answer.ack->request_hash), bytes_of(hash, HASH_LEN)));
        assert_true(answer.ack->mark >= (uint64_t)i + 1);
        buf_finish(&senders[i].body);
    }
    http_close_door(server.http);
    desk_stop(server.desk);
    http_stop(server.http);
    desk_destroy(server.desk);
    assert_int_equal(side_count(&server.side, "cases"), SENDERS);
    side_end(&server.side);
}

static void connections_that_hang_do_not_hold_up_the_end(void **state)
{
    struct server server;
    struct client clients[4];
    server_begin(&server, *state);
    static const char half[] =
        "POST /v1/exchange HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n\r\nKT";
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        assert_true(client_open(&clients[i], &server, tls13));
        client_send(&clients[i], half, strlen(half));
    }
    struct buf body;
    buf_init(&body, 4096);
    assert_int_equal(request(&server, "GET", "/v1/health", (struct bytes){0}, &body), 200);
    buf_finish(&body);
    server_end(&server);
    for (size_t i = 0; i < COUNT_OF(clients); i++) {
        client_close(&clients[i]);
    }
}

static ssize_t nothing_yet(gnutls_transport_ptr_t ctx, void *data, size_t len)
{
    (void)ctx;
    (void)data;
    (void)len;
    errno = EAGAIN;
    return -1;
}

// A thin link takes seconds for it. With epoll, this libmicrohttpd spins on a core meanwhile.
static void a_handshake_that_hangs_costs_nothing(void **state)
{
    enum { WATCH_US = 500 * 1000 };
    struct server server;
    struct client client = {0};
    server_begin(&server, *state);
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons(server.port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    client.fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(connect(client.fd, (struct sockaddr *)&at, sizeof at), 0);
    gnutls_certificate_allocate_credentials(&client.credentials);
    gnutls_init(&client.session, GNUTLS_CLIENT);
    gnutls_priority_set_direct(client.session, tls13, NULL);
    gnutls_credentials_set(client.session, GNUTLS_CRD_CERTIFICATE, client.credentials);
    gnutls_transport_set_int(client.session, client.fd);
    gnutls_transport_set_pull_function(client.session, nothing_yet);
    assert_int_equal(gnutls_handshake(client.session), GNUTLS_E_AGAIN); // has said hello
    usleep(100 * 1000);
    clock_t before = clock();
    usleep(WATCH_US);
    assert_true(clock() - before < WATCH_US / 5 * (CLOCKS_PER_SEC / 1000000));
    client_close(&client);
    server_end(&server);
}

static void a_foreign_key_is_not_taken_for_the_certificates(void **state)
{
    struct side side;
    uint8_t pins[2][TLS_PIN_LEN];
    struct tls_identity tls;
    side_begin(&side, *state);
    assert_true(tls_make(*state, "Kabupaten", pins));
    char *cert = file_path(&side.arena, *state, "keys/tls-1.cert.pem");
    char *spare = file_path(&side.arena, *state, "keys/tls-2.key.pem");
    assert_false(tls_load(&side.arena, *state, cert, spare, pins[0], &tls));
    assert_false(tls_load(&side.arena, *state, cert, cert, pins[0], &tls));
    side_end(&side);
}

static void the_spare_key_comes_into_use_and_a_new_one_is_made(void **state)
{
    struct side side;
    uint8_t first[2][TLS_PIN_LEN], second[2][TLS_PIN_LEN], third[2][TLS_PIN_LEN];
    struct tls_identity tls;
    side_begin(&side, *state);
    assert_true(tls_make(*state, "Kabupaten", first));
    assert_true(tls_next(*state, "Kabupaten", first[1], second));
    assert_memory_equal(second[0], first[1], TLS_PIN_LEN);
    assert_memory_not_equal(second[1], first[0], TLS_PIN_LEN);
    assert_true(tls_load(&side.arena, *state, NULL, NULL, second[0], &tls));
    assert_memory_equal(tls.pin, second[0], TLS_PIN_LEN);
    assert_true(tls_next(*state, "Kabupaten", second[1], third));
    assert_memory_equal(third[0], second[1], TLS_PIN_LEN);
    assert_true(tls_load(&side.arena, *state, NULL, NULL, first[0], &tls)); // kept for ever
    const uint8_t strange[TLS_PIN_LEN] = {7};
    assert_false(tls_load(&side.arena, *state, NULL, NULL, strange, &tls));
    side_end(&side);
}

int main(void)
{
    signal(SIGPIPE, SIG_IGN);
    const struct CMUnitTest tests[] = {
        test_in_dir(a_round_goes_over_tls_and_costs_little),
        test_in_dir(older_tls_is_turned_away),
        test_in_dir(everything_else_gets_one_line),
        test_in_dir(the_key_lists_are_anybodys_to_read),
        test_in_dir(too_much_is_refused_before_it_is_read),
        test_in_dir(promises_take_no_room),
        test_in_dir(a_body_that_drips_is_given_up),
        test_in_dir(many_at_once_share_a_commit_and_lose_nothing),
        test_in_dir(connections_that_hang_do_not_hold_up_the_end),
        test_in_dir(a_handshake_that_hangs_costs_nothing),
        test_in_dir(a_foreign_key_is_not_taken_for_the_certificates),
        test_in_dir(the_spare_key_comes_into_use_and_a_new_one_is_made),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
