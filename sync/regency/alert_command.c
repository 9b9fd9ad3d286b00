// SPDX-License-Identifier: GPL-3.0-or-later
// `alert`: one CAP file to every village. What is refused is said in one line, and nothing is sent.
#include "cap.h"
#include "command.h"

#include "db/base/file.h"

#include <stdio.h>
#include <string.h>

static void say(const struct warning *warning, enum warning_end end)
{
    static const char *const marks[] = {[KT__ALERT_STATUS__ACTUAL] = "",
                                        [KT__ALERT_STATUS__EXERCISE] = "  [Exercise]",
                                        [KT__ALERT_STATUS__TEST] = "  [Test]"};
    const char *known = end == WARNING_KNOWN ? "  (known already, nothing changed)" : "";
    if (warning->kind == WARNING_CANCEL) {
        printf("%s  cancels %zu%s\n", warning->alert.id, warning->reference_count, known);
    } else {
        printf("%s  %s%s%s\n", warning->alert.id, warning->alert.headline,
               marks[warning->alert.status], known);
    }
}

static bool send_file(struct command *command, const char *path)
{
    struct bytes file;
    if (!file_read(&command->arena, path, CAP_FILE_BYTES_MAX, &file)) {
        return false;
    }
    struct warning *warning = cap_read(&command->arena, file);
    enum warning_end end =
        warning ? warning_put(command->regency, &command->arena, warning) : WARNING_REFUSED;
    if (end == WARNING_SENT || end == WARNING_KNOWN) {
        say(warning, end);
        return true;
    }
    fault_where("%s", path);
    return false;
}

int alert_command(const char *dir, int count, char **words)
{
    if (count != 1 || str_starts(words[0], "--")) {
        return command_usage("alert FILE.xml");
    }
    if (strstr(words[0], "://")) {
        log_line("%s: this version reads warnings from files alone; fetch it first, then: alert "
                 "FILE.xml",
                 words[0]);
        return COMMAND_FAILED;
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITHOUT_KEYS)) {
        return log_fault();
    }
    bool ok = send_file(&command, words[0]);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}
