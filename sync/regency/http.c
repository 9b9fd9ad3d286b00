// SPDX-License-Identifier: GPL-3.0-or-later
// Receives bodies up to their route's limit, suspends the connection while the desk works, and
// sends what the desk says. A body's length is held against every limit when it is promised; memory
// is taken for what has come, and nobody holds it who does not go on.
#include "http.h"

#include "address.h"
#include "command.h"
#include "db/base/clock.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static const char text_plain[] = "text/plain; charset=utf-8";
static const char retry_after[] = "10"; // seconds; each kiosk adds a chance of its own

struct http {
    struct MHD_Daemon *daemon; // owned
    struct desk *desk;
    struct addresses *addresses; // owned
    atomic_size_t body_bytes;    // of all requests being received
    atomic_int answers_due;      // handed over to the desk and not yet wholly sent
    atomic_bool closing;
};

struct route {
    const char *url, *method;
    size_t body_max; // 0: none is taken
    enum desk_kind kind;
};
static const struct route routes[] = {
    {"/v1/exchange", MHD_HTTP_METHOD_POST, REQUEST_MAX, DESK_ROUND},
    {"/v1/enrol", MHD_HTTP_METHOD_POST, EXCHANGE_ENROL_MAX, DESK_ENROL},
    {"/v1/wait", MHD_HTTP_METHOD_GET, 0, DESK_WAIT},
    {"/v1/keys", MHD_HTTP_METHOD_GET, 0, DESK_KEYS},
    {"/v1/health", MHD_HTTP_METHOD_GET, 0, DESK_ROUND},
};

// One request from its headers to its answer.
struct request {
    struct desk_job job; // first, so that the job is the request
    struct http *http;
    struct MHD_Connection *connection;
    const struct route *route;
    struct address *address; // that it came from
    uint8_t *body;           // owned
    size_t len, cap;
    size_t promised;   // 0: nothing was promised
    size_t looked_len; // when somebody looked last whether it goes on
    int64_t began_ms, looked_ms;
    bool handed_over;
};

// ---- answers

static enum MHD_Result send_text(struct MHD_Connection *connection, unsigned status,
                                 const char *type, const char *text)
{
    struct MHD_Response *response = die_if_null(MHD_create_response_from_buffer(
        strlen(text), (void *)(uintptr_t)text, MHD_RESPMEM_MUST_COPY));
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    if (status == MHD_HTTP_SERVICE_UNAVAILABLE) {
        MHD_add_response_header(response, MHD_HTTP_HEADER_RETRY_AFTER, retry_after);
    }
    enum MHD_Result result = MHD_queue_response(connection, status, response);
    MHD_destroy_response(response);
    return result;
}

// One line, and the connection is over: a body that nobody will read is not waited for.
static enum MHD_Result refuse(struct MHD_Connection *connection, unsigned status, const char *word)
{
    char line[HTTP_WORD_MAX];
    snprintf(line, sizeof line, "%s\n", word);
    return send_text(connection, status, text_plain, line);
}

// Few headers on purpose: over a thin link each costs as much as a word.
static enum MHD_Result send_answer(struct request *request)
{
    struct desk_job *job = &request->job;
    if (job->status != EXCHANGE_OK && job->status != EXCHANGE_NO_NEWS) {
        return refuse(request->connection, (unsigned)job->status, job->word);
    }
    struct MHD_Response *response = die_if_null(
        MHD_create_response_from_buffer(job->answer_len, job->answer, MHD_RESPMEM_MUST_FREE));
    job->answer = NULL; // the response's now
    enum MHD_Result result =
        MHD_queue_response(request->connection, (unsigned)job->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result send_health(struct MHD_Connection *connection)
{
    char text[128];
    snprintf(text, sizeof text, "{\"status\": \"ok\", \"version\": %d, \"at\": %lld}\n",
             COMMAND_VERSION, (long long)clock_now_s());
    return send_text(connection, MHD_HTTP_OK, "application/json", text);
}

// ---- receiving

static const struct route *route_find(const char *url, const char *method, bool *known_url)
{
    *known_url = false;
    for (size_t i = 0; i < COUNT_OF(routes); i++) {
        if (str_equal(routes[i].url, url)) {
            *known_url = true;
            if (str_equal(routes[i].method, method)) {
                return &routes[i];
            }
        }
    }
    return NULL;
}

// What the headers promise, or 0 when they promise nothing (chunked).
static bool promised_len(struct MHD_Connection *connection, size_t *len)
{
    const char *text =
        MHD_lookup_connection_value(connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);
    char *end;
    unsigned long long value = text ? strtoull(text, &end, 10) : 0;
    *len = (size_t)value;
    return !text || (*end == '\0' && value <= SIZE_MAX / 2);
}

// In steps, as it comes: who only promises takes no room.
static bool reserve(struct request *request, size_t needed)
{
    size_t most = request->promised ? request->promised : request->route->body_max;
    size_t cap = needed > most / 2 ? most : 2 * needed;
    if (needed <= request->cap) {
        return true;
    }
    size_t more = cap - request->cap;
    if (!address_take(request->address, more)) {
        return false;
    }
    if (atomic_fetch_add(&request->http->body_bytes, more) + more > HTTP_BODIES_BYTES_MAX) {
        atomic_fetch_sub(&request->http->body_bytes, more);
        address_give_back(request->address, more);
        return false;
    }
    request->body = die_if_null(realloc(request->body, cap));
    request->cap = cap;
    return true;
}

// Asked when something came: with all of it here it goes on, however long that took.
static bool goes_on(struct request *request, size_t len)
{
    int64_t now_ms = clock_mono_ms();
    if (now_ms - request->began_ms > HTTP_REQUEST_MS_MAX) {
        return false;
    }
    if (now_ms - request->looked_ms < HTTP_BODY_LOOK_MS) {
        return true;
    }
    size_t moved = len - request->looked_len;
    request->looked_ms = now_ms;
    request->looked_len = len;
    return moved >= HTTP_BODY_BYTES_LEAST || len == request->promised;
}

static void done(struct desk_job *job)
{
    struct request *request = (struct request *)job;
    MHD_resume_connection(request->connection);
}

static struct address *address_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info ? info->socket_context : NULL;
}

// The headers are here.
static enum MHD_Result begin(struct http *http, struct MHD_Connection *connection, const char *url,
                             const char *method, void **ctx)
{
    bool known_url;
    size_t promised;
    const struct route *route = route_find(url, method, &known_url);
    if (!route) {
        return known_url ? refuse(connection, MHD_HTTP_METHOD_NOT_ALLOWED, "not this method here")
                         : refuse(connection, MHD_HTTP_NOT_FOUND, "there is nothing here");
    }
    if (!promised_len(connection, &promised) || promised > route->body_max) {
        return refuse(connection, MHD_HTTP_CONTENT_TOO_LARGE, "the body is too large");
    }
    if (atomic_load(&http->closing)) {
        return refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE, "the server is closing");
    }
    if (atomic_load(&http->body_bytes) + promised > HTTP_BODIES_BYTES_MAX) {
        return refuse(connection, MHD_HTTP_SERVICE_UNAVAILABLE,
                      "too much at once; come back later");
    }
    struct request *request = die_if_null(calloc(1, sizeof *request));
    *request = (struct request){.http = http,
                                .connection = connection,
                                .route = route,
                                .address = address_of(connection),
                                .promised = promised,
                                .began_ms = clock_mono_ms(),
                                .looked_ms = clock_mono_ms(),
                                .job = {.kind = route->kind, .done = done}};
    *ctx = request;
    return MHD_YES;
}

static enum MHD_Result receive(struct request *request, const char *data, size_t *len)
{
    size_t needed = request->len + *len;
    if (needed > request->route->body_max || !goes_on(request, needed) ||
        !reserve(request, needed)) {
        return MHD_NO; // closes the connection
    }
    memcpy(request->body + request->len, data, *len);
    request->len = needed;
    *len = 0;
    return MHD_YES;
}

static enum MHD_Result first_name(void *ctx, enum MHD_ValueKind kind, const char *name,
                                  const char *value)
{
    (void)kind;
    (void)value;
    *(const char **)ctx = name;
    return MHD_NO;
}

// All that stands behind the "?". Lives as long as the request.
static const char *token_of(struct MHD_Connection *connection)
{
    const char *token = "";
    MHD_get_connection_values(connection, MHD_GET_ARGUMENT_KIND, first_name, &token);
    return token;
}

static enum MHD_Result hand_over(struct request *request)
{
    request->handed_over = true;
    atomic_fetch_add(&request->http->answers_due, 1);
    request->job.request = bytes_of(request->body, request->len);
    request->job.token =
        request->route->kind == DESK_KEYS
            ? MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, "after")
            : token_of(request->connection);
    MHD_suspend_connection(request->connection); // before the desk can resume it
    if (!desk_push(request->http->desk, &request->job)) {
        request->job.status = EXCHANGE_UNAVAILABLE;
        request->job.word = die_if_null(strdup("busy; come back later"));
        MHD_resume_connection(request->connection);
    }
    return MHD_YES;
}

static enum MHD_Result handle(void *ctx, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *len, void **request_ctx)
{
    (void)version;
    struct request *request = *request_ctx;
    if (!request) {
        return begin(ctx, connection, url, method, request_ctx);
    }
    if (*len > 0) {
        return receive(request, data, len);
    }
    if (request->route->body_max == 0 && request->route->kind == DESK_ROUND) {
        return send_health(connection);
    }
    return request->handed_over ? send_answer(request) : hand_over(request);
}

static void completed(void *ctx, struct MHD_Connection *connection, void **request_ctx,
                      enum MHD_RequestTerminationCode code)
{
    (void)ctx;
    (void)connection;
    (void)code;
    struct request *request = *request_ctx;
    if (!request) {
        return;
    }
    atomic_fetch_sub(&request->http->body_bytes, request->cap);
    address_give_back(request->address, request->cap);
    atomic_fetch_sub(&request->http->answers_due, request->handed_over ? 1 : 0);
    desk_job_finish(&request->job);
    free(request->body);
    free(request);
    *request_ctx = NULL;
}

// ---- connections

static enum MHD_Result may_connect(void *ctx, const struct sockaddr *from, socklen_t len)
{
    struct http *http = ctx;
    return addresses_may_enter(http->addresses, from, len) ? MHD_YES : MHD_NO;
}

// After `completed` of the last request on it.
static void connected(void *ctx, struct MHD_Connection *connection, void **address,
                      enum MHD_ConnectionNotificationCode code)
{
    struct http *http = ctx;
    if (code == MHD_CONNECTION_NOTIFY_CLOSED) {
        addresses_leave(http->addresses, *address);
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    *address = addresses_enter(http->addresses, info ? info->client_addr : NULL);
}

// ---- the daemon

// As many connections as the machine lets us have.
static unsigned connections_max(void)
{
    struct rlimit files;
    if (getrlimit(RLIMIT_NOFILE, &files) != 0) {
        return 512;
    }
    rlim_t wanted = HTTP_CONNECTIONS_MAX + HTTP_DESCRIPTORS_OWN;
    files.rlim_cur = files.rlim_max < wanted ? files.rlim_max : wanted;
    setrlimit(RLIMIT_NOFILE, &files);
    return (unsigned)(files.rlim_cur - HTTP_DESCRIPTORS_OWN);
}

// poll, not epoll: with epoll this libmicrohttpd spins while a handshake waits for the other side,
// a whole core for as long as a thin link takes.
struct http *http_start(int listen_fd, const struct tls_identity *tls, struct desk *desk)
{
    struct http *http = die_if_null(calloc(1, sizeof *http));
    http->desk = desk;
    http->addresses = addresses_make();
    http->daemon =
        MHD_start_daemon(MHD_USE_POLL_INTERNAL_THREAD | MHD_USE_TLS | MHD_ALLOW_SUSPEND_RESUME |
                             MHD_USE_SUPPRESS_DATE_NO_CLOCK,
                         0, may_connect, http, handle, http,                                //
                         MHD_OPTION_LISTEN_SOCKET, listen_fd,                               //
                         MHD_OPTION_HTTPS_MEM_CERT, tls->cert_pem,                          //
                         MHD_OPTION_HTTPS_MEM_KEY, tls->key_pem,                            //
                         MHD_OPTION_HTTPS_PRIORITIES, "SECURE128:-VERS-ALL:+VERS-TLS1.3",   //
                         MHD_OPTION_NOTIFY_COMPLETED, completed, NULL,                      //
                         MHD_OPTION_NOTIFY_CONNECTION, connected, http,                     //
                         MHD_OPTION_THREAD_POOL_SIZE, (unsigned)HTTP_THREADS,               //
                         MHD_OPTION_CONNECTION_LIMIT, connections_max(),                    //
                         MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)HTTP_IDLE_S,              //
                         MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_CONNECTION_BYTES, //
                         MHD_OPTION_END);
    if (!http->daemon) {
        fault_set("the HTTPS server could not be started; is the certificate whole?");
        addresses_free(http->addresses);
        free(http);
        return NULL;
    }
    return http;
}

void http_close_door(struct http *http)
{
    atomic_store(&http->closing, true);
}

void http_stop(struct http *http)
{
    if (!http) {
        return;
    }
    // What the desk answered last is still on its way out.
    int64_t until_ms = clock_mono_ms() + HTTP_FLUSH_MS_MAX;
    while (atomic_load(&http->answers_due) > 0 && clock_mono_ms() < until_ms) {
        usleep(5000);
    }
    MHD_stop_daemon(http->daemon);
    addresses_free(http->addresses);
    free(http);
}
