// SPDX-License-Identifier: GPL-3.0-or-later
// db/base/notify: the words that a service manager hears, over a real socket.
#include "harness.h"

#include "db/base/clock.h"
#include "db/base/notify.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

// notify_open() counts once a process: each test speaks from a child of its own.
static int listener(const char *name)
{
    struct sockaddr_un at = {.sun_family = AF_UNIX};
    memcpy(at.sun_path, name, strlen(name));
    at.sun_path[0] = name[0] == '@' ? '\0' : name[0];
    int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    socklen_t len = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(name));
    assert_int_equal(bind(fd, (struct sockaddr *)&at, len + (name[0] == '/')), 0);
    return fd;
}

static void in_child(void (*speak)(void))
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        speak();
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void heard(int fd, const char *words)
{
    char got[1024] = "";
    ssize_t len = recv(fd, got, sizeof got - 1, MSG_DONTWAIT);
    if (!words) {
        assert_true(len < 0);
        return;
    }
    assert_true(len >= 0);
    assert_string_equal(got, words);
}

static void must(bool holds)
{
    if (!holds) {
        _exit(1);
    }
}

static void speak_all(void)
{
    notify_open();
    must(notify_is_kept());
    must(!getenv("NOTIFY_SOCKET") && !getenv("WATCHDOG_USEC") && !getenv("WATCHDOG_PID"));
    notify_ready();
    notify_status("%s", "two\nREADY=0");
    notify_alive(); // too early: half of the time has not passed
    int64_t due_ms = notify_due_ms();
    must(due_ms > 0 && due_ms <= 100);
    usleep((useconds_t)(due_ms + 5) * 1000);
    must(notify_due_ms() == 0);
    notify_alive();
    must(notify_due_ms() > 0);
    notify_stopping();
}

static void every_word_arrives(void **state)
{
    char names[2][108];
    snprintf(names[0], sizeof names[0], "%s/socket", (char *)*state);
    snprintf(names[1], sizeof names[1], "@kentongan-test-%d", (int)getpid());
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        int fd = listener(names[i]);
        setenv("NOTIFY_SOCKET", names[i], 1);
        setenv("WATCHDOG_USEC", "200000", 1);
        setenv("WATCHDOG_PID", "1", 1); // the compositor's
        in_child(speak_all);
        heard(fd, "READY=1");
        heard(fd, "STATUS=two");
        heard(fd, "WATCHDOG=1");
        heard(fd, "STOPPING=1");
        heard(fd, NULL);
        close(fd);
    }
}

static void speak_long(void)
{
    notify_open();
    char text[NOTIFY_STATUS_MAX + 10];
    memset(text, 'a', sizeof text);
    memcpy(text + NOTIFY_STATUS_MAX - 1, "\xE2\x80\xA6", 4); // cut within a letter
    notify_status("%s", text);
    must(notify_due_ms() == INT64_MAX); // kept, and not watched
}

static void a_status_is_cut_between_letters(void **state)
{
    char name[108], status[sizeof "STATUS=" + NOTIFY_STATUS_MAX] = "STATUS=";
    snprintf(name, sizeof name, "%s/socket", (char *)*state);
    memset(status + strlen(status), 'a', NOTIFY_STATUS_MAX - 1);
    int fd = listener(name);
    setenv("NOTIFY_SOCKET", name, 1);
    unsetenv("WATCHDOG_USEC");
    in_child(speak_long);
    heard(fd, status);
    close(fd);
}

static void speak_to_nobody(void)
{
    notify_open();
    must(!notify_is_kept() && notify_due_ms() == INT64_MAX);
    notify_ready();
    notify_alive();
    notify_status("nobody hears this");
}

static void nobody_asked(void **state)
{
    (void)state;
    static const char *const sockets[] = {NULL, "", "@", "relative/name"};
    static const char *const limits[] = {"200000", "", "-5", "12x"};
    for (size_t i = 0; i < COUNT_OF(sockets); i++) {
        unsetenv("NOTIFY_SOCKET");
        if (sockets[i]) {
            setenv("NOTIFY_SOCKET", sockets[i], 1);
        }
        setenv("WATCHDOG_USEC", limits[i], 1);
        in_child(speak_to_nobody);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(every_word_arrives),
        test_in_dir(a_status_is_cut_between_letters),
        cmocka_unit_test(nobody_asked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
