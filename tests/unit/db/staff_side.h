// SPDX-License-Identifier: GPL-3.0-or-later
// Staff at an enrolled kiosk: added with cheap PINs, tried, signed in.
#ifndef STAFF_SIDE_H
#define STAFF_SIDE_H

#include "kiosk_side.h"

#include "db/village/staff_inside.h"

#define PIN_A "592071"
#define PIN_B "830264"
#define PIN_C "717345902"

static inline struct staff_wrapped wrapped(const char *pin)
{
    struct staff_wrapped out;
    assert_true(staff_pin_check(pin));
    // The cheapest cost: what is tested here is not how slow it is.
    assert_true(
        staff_wrap_pin_at(pin, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN, &out));
    return out;
}

static inline int64_t added(const char *name, enum staff_role role, const char *pin,
                            const struct staff_session *by, enum staff_state state)
{
    struct staff_wrapped key = wrapped(pin);
    int64_t id;
    enum staff_state got;
    if (!staff_add(village, name, role, &key, by, &id, &got)) {
        fail_msg("%s", fault_text());
    }
    assert_int_equal(got, state);
    return id;
}

static inline enum staff_end tried(int64_t id, const char *pin, struct staff_session **out)
{
    struct staff_try *try = secret_alloc(sizeof *try);
    memset(try, 0, sizeof *try);
    try->id = id;
    memcpy(try->pin, pin, strlen(pin));
    enum staff_end end = staff_try_begin(village, try);
    if (end == STAFF_OK) {
        staff_try_run(try);
        end = staff_try_end(village, try, out);
        assert_true(sodium_is_zero((uint8_t *)try, sizeof *try));
    }
    secret_free(try);
    return end;
}

static inline struct staff_session *signed_in(int64_t id, const char *pin)
{
    struct staff_session *session;
    enum staff_end end = tried(id, pin, &session);
    if (end != STAFF_OK) {
        fail_msg("sign-in ended with %d: %s", (int)end, fault_text());
    }
    assert_non_null(session);
    return session;
}

static inline void reopened(void)
{
    village_close(village);
    village = village_open(dir, VILLAGE_TOOL);
    assert_non_null(village);
}

#endif
