// SPDX-License-Identifier: GPL-3.0-or-later
// The trial page. A printer may hang for seconds: never on the screen's own thread.
#include "keeper_print.h"

#include "db/village/probe.h"
#include "db/village/setting.h"
#include "kiosk/hands/printer.h"

#include <stdio.h>
#include <stdlib.h>

enum { PRINT_BYTES_MAX = 1 << 16, DEVICE_BYTES_MAX = 256 };

const char *const keeper_printers[KEEPER_PRINTERS] = {"/dev/usb/lp0", "/dev/usb/lp1", "/dev/lp0"};

struct print_job {
    struct arena arena;
    struct bytes bytes;
    char device[DEVICE_BYTES_MAX];
    uint32_t serial;
    size_t at; // of the keeper_print within its screen's state
    bool ok;
};

void keeper_probe(struct app *app, const char *name, bool is_well)
{
    if (!probe_put(app_village(app), name, is_well ? PROBE_WELL : PROBE_BAD, 0, NULL)) {
        log_fault();
    }
    app_ring(app);
}

static void run_print(void *memory)
{
    struct print_job *job = memory;
    job->ok = printer_print(job->device, job->bytes);
}

static void done_print(struct app *app, void *memory)
{
    struct print_job *job = memory;
    uint8_t *state = app_screen_state(app, job->serial);
    if (state) {
        struct keeper_print *print = (void *)(state + job->at);
        *print = (struct keeper_print){.has_failed = !job->ok, .is_asking = job->ok};
    }
    if (!job->ok) {
        keeper_probe(app, "printer", false);
    }
    app_busy(app, false);
    arena_finish(&job->arena);
    free(job);
}

void keeper_print_begin(struct app *app, const void *state, struct keeper_print *print)
{
    struct print_job *job = die_if_null(calloc(1, sizeof *job));
    arena_init(&job->arena, PRINT_BYTES_MAX);
    const char *device = setting_get(app_village(app), &job->arena, "printer");
    const struct printer_line lines[] = {
        {PRINTER_BOLD, true, _("Cetakan percobaan")},
        {PRINTER_LARGE, true, "1234 5678"},
        {PRINTER_QR, true, "1234567812345678"},
        {PRINTER_PLAIN, false, _("Kalau tulisan dan kotaknya jelas, printer ini baik.")},
    };
    job->bytes = printer_bytes(&job->arena, lines, COUNT_OF(lines));
    job->serial = app_screen_serial(app);
    job->at = (size_t)((const uint8_t *)print - (const uint8_t *)state);
    bool fits = snprintf(job->device, sizeof job->device, "%s", device) < (int)sizeof job->device;
    if (fits && *device && app_work(app, run_print, done_print, job)) {
        *print = (struct keeper_print){.is_on = true};
        app_busy(app, true);
        return;
    }
    *print = (struct keeper_print){.has_failed = true};
    arena_finish(&job->arena);
    free(job);
}
