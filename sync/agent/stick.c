// SPDX-License-Identifier: GPL-3.0-or-later
// `export` and `import`: the stick from the command line.
#include "agent.h"
#include "carry.h"
#include "enrol.h"

#include "db/base/file.h"

#include <inttypes.h>
#include <stdio.h>

static void print_written(void *ctx, const char *path, int64_t changes, const char *word)
{
    (void)ctx, (void)changes, (void)word;
    printf("%s\n", path);
}

int export_command(const char *dir, int count, char **words)
{
    (void)count;
    struct village *village = village_open(dir, VILLAGE_TOOL);
    bool ok = village != NULL;
    if (ok && !file_is_dir(words[0])) {
        fault_set("%s: is no folder; plug the stick in and give its folder", words[0]);
        ok = false;
    }
    struct carried carried;
    const struct carry carry = {.file = print_written};
    ok = ok && carry_export(village, words[0], &carry, &carried);
    int status = ok ? 0 : log_fault();
    village_close(village);
    return status;
}

static void print_taken(void *ctx, const char *path, int64_t changes, const char *word)
{
    (void)ctx;
    printf("%s: %" PRId64 " changes\n", path, changes);
    if (word) {
        printf("the regency says: %s\n", word);
    }
}

int import_command(const char *dir, int count, char **words)
{
    struct village *village = village_open(dir, VILLAGE_TOOL);
    if (!village) {
        return log_fault();
    }
    const struct carry carry = {.file = print_taken};
    int status = 0;
    for (int i = 0; i < count; i++) {
        struct carried carried = {0};
        bool ok = file_is_dir(words[i]) ? carry_import_folder(village, words[i], &carry, &carried)
                                        : carry_import_file(village, words[i], &carry, &carried);
        if (carried.strangers > 0) {
            log_line("%s: %zu answers for other kiosks were passed over", words[i],
                     carried.strangers);
        }
        status = ok ? status : log_fault();
        if (carried.enrolled && !enrol_tell(village)) {
            status = log_fault();
        }
    }
    village_close(village);
    return status;
}
