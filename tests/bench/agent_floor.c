// SPDX-License-Identifier: GPL-3.0-or-later
// The least that an agent can be: libcurl with one TLS request made, SQLite with one file open,
// libsodium ready; then it sleeps: agent_floor DIR URL
#include <curl/curl.h>
#include <sodium.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

static size_t drop(char *data, size_t size, size_t count, void *ctx)
{
    (void)data;
    (void)ctx;
    return size * count;
}

int main(int argc, char **argv)
{
    char path[4096];
    sqlite3 *db = NULL;
    if (argc != 3 || sodium_init() < 0) {
        fprintf(stderr, "usage: agent_floor DIR URL\n");
        return 2;
    }
    snprintf(path, sizeof path, "%s/village.db", argv[1]);
    CURL *curl = curl_easy_init();
    curl_easy_setopt(curl, CURLOPT_URL, argv[2]);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, drop);
    if (sqlite3_open(path, &db) != SQLITE_OK ||
        sqlite3_exec(db, "SELECT count(*) FROM event", NULL, NULL, NULL) != SQLITE_OK ||
        curl_easy_perform(curl) != CURLE_OK) {
        fprintf(stderr, "agent_floor: the file or the server cannot be reached\n");
        return 1;
    }
    printf("ready\n");
    fflush(stdout);
    pause();
    return 0;
}
