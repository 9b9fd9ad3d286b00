// SPDX-License-Identifier: GPL-3.0-or-later
// The office's file with its mistakes named, whose sheet wins, and whether the door is open.
#include "place.h"
#include "tests/unit/arena_side.h"

#include "db/village/office.h"

static int warnings;

static void count_warning(void *ctx, const char *what)
{
    (void)ctx;
    assert_true(what[0] != '\0');
    warnings++;
}

static Kt__Office *read_text(const char *text)
{
    warnings = 0;
    return office_file_read(&arena, bytes_of_str(text), count_warning, NULL);
}

static const char whole[] =
    "{\"services\":[{\"name\":\"Surat domisili\",\"needs\":[\"KTP\",\"KK\"],\"cost\":\"Gratis\","
    "\"time\":\"1 hari\",\"steps\":[\"Datang\",\"Tunggu\"]}],"
    "\"officials\":[{\"name\":\"Kasi Pelayanan\",\"role\":\"Pelayanan\",\"in_today\":true}],"
    "\"hours\":[{\"day\":1,\"open\":\"08:00\",\"close\":\"12:00\"},"
    "{\"day\":1,\"open\":\"13:00\",\"close\":\"15:30\"},{\"day\":1,\"open\":\"15:30\","
    "\"close\":\"16:00\"},{\"day\":3,\"open\":\"08:00\",\"close\":\"24:00\"}],"
    "\"closed\":[\"2026-01-07\"],\"emergency\":[{\"name\":\"Ambulans\",\"number\":\"118\"}]}";

static void reads_the_file(void **state)
{
    (void)state;
    Kt__Office *office = read_text(whole);
    if (!office) {
        fail_msg("%s", fault_text());
    }
    assert_int_equal(warnings, 0);
    assert_int_equal(office->n_services, 1);
    assert_string_equal(office->services[0]->needs[1], "KK");
    assert_int_equal(office->services[0]->n_steps, 2);
    assert_true(office->officials[0]->in_today);
    assert_string_equal(office->officials[0]->photo, "");
    assert_int_equal(office->n_hours, 4);
    assert_string_equal(office->emergency[0]->number, "118");
    office =
        read_text("\xEF\xBB\xBF{\"motto\": 1, \"services\": [{\"name\": \"x\", \"fax\": \"y\"}]}");
    assert_non_null(office);
    assert_int_equal(warnings, 2);
    assert_non_null(read_text("{}"));
}

static void names_the_place_of_a_mistake(void **state)
{
    (void)state;
    const struct {
        const char *text, *says;
    } cases[] = {
        {"", "not JSON"},
        {"{\"services\":\n[,]}", "line 2"},
        {"[]", "one object"},
        {"{\"services\": {}}", "services: write it as a list"},
        {"{\"services\": [1]}", "services[0]: write it as {"},
        {"{\"services\": [{\"name\": \"a\"}, {}]}", "services[1]: \"name\" is missing"},
        {"{\"services\": [{\"name\": 5}]}", "services[0].name"},
        {"{\"services\": [{\"name\": \"a\", \"needs\": [\"b\", 3]}]}", "services[0].needs[1]"},
        {"{\"officials\": [{\"name\": \"a\", \"role\": \"b\", \"in_today\": \"ya\"}]}",
         "true or false"},
        {"{\"hours\": [{\"day\": 8, \"open\": \"08:00\", \"close\": \"09:00\"}]}", "hours[0].day"},
        {"{\"hours\": [{\"day\": 1, \"open\": \"8.00\", \"close\": \"09:00\"}]}", "hours[0]"},
        {"{\"hours\": [{\"day\": 1, \"open\": \"09:00\", \"close\": \"09:00\"}]}", "hours[0]"},
        {"{\"hours\": [{\"day\": 1, \"open\": \"09:00\", \"close\": \"24:01\"}]}", "hours[0]"},
        {"{\"closed\": [\"2026-02-30\"]}", "closed[0]"},
        {"{\"closed\": [\"besok\"]}", "closed[0]"},
        {"{\"closed\": [], \"closed\": []}", "duplicate"},
        {"{\"emergency\": [{\"name\": \"a\\u0007\", \"number\": \"1\"}]}", "not text"},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        assert_null(read_text(cases[i].text));
        if (!strstr(fault_text(), cases[i].says)) {
            fail_msg("%zu: %s", i, fault_text());
        }
    }
    struct buf deep;
    buf_init(&deep, 1 << 20);
    for (int i = 0; i < 100000; i++) {
        buf_add_str(&deep, "[");
    }
    assert_null(read_text(buf_str(&deep)));
    buf_clear(&deep);
    buf_add_str(&deep, "{\"services\": [");
    for (int i = 0; i <= OFFICE_SERVICES_MAX; i++) {
        buf_add_str(&deep, i > 0 ? ",{\"name\":\"a\"}" : "{\"name\":\"a\"}");
    }
    buf_add_str(&deep, "]}");
    assert_null(read_text(buf_str(&deep)));
    assert_non_null(strstr(fault_text(), "at most 60"));
    buf_finish(&deep);
}

static void the_own_sheet_wins(void **state)
{
    struct village *village = place_open(*state);
    assert_null(office_get(village, &arena));
    Kt__Office *regency = read_text("{\"services\": [{\"name\": \"dari kabupaten\"}]}");
    Kt__Office *own = read_text("{\"services\": [{\"name\": \"dari desa\"}]}");
    assert_true(office_put(village, regency, SETTING_REGENCY));
    assert_string_equal(office_get(village, &arena)->services[0]->name, "dari kabupaten");
    assert_true(office_put(village, own, SETTING_LOCAL));
    assert_true(office_put(village, regency, SETTING_REGENCY));
    assert_string_equal(office_get(village, &arena)->services[0]->name, "dari desa");
    Kt__Service bad = KT__SERVICE__INIT, *services[] = {&bad};
    Kt__Office odd = KT__OFFICE__INIT;
    odd.services = services;
    odd.n_services = 1;
    bad.name = (char *)(uintptr_t) "\xFF";
    assert_false(office_put(village, &odd, SETTING_REGENCY));
    bad.name = (char *)(uintptr_t) "x";
    bad.n_needs = OFFICE_LINES_MAX + 1;
    assert_false(office_put(village, &odd, SETTING_REGENCY));
    village_close(village);
}

static void open_or_closed(void **state)
{
    (void)state;
    Kt__Office *office = read_text(whole);
    const int64_t monday = 20458; // 2026-01-05
    const struct {
        int day, minute;
        enum office_open open;
        int closes, in_days, opens;
    } cases[] = {
        {0, 8 * 60, OFFICE_OPEN, 12 * 60, 0, 0},
        {0, 12 * 60, OFFICE_CLOSED, 0, 0, 13 * 60},
        {0, 14 * 60, OFFICE_OPEN, 16 * 60, 0, 0}, // two spans without a break
        {0, 15 * 60 + 30, OFFICE_OPEN, 16 * 60, 0, 0},
        {0, 7 * 60 + 59, OFFICE_CLOSED, 0, 0, 8 * 60},
        {0, 16 * 60, OFFICE_CLOSED, 0, 7, 8 * 60}, // the Wednesday is among the closed days
        {2, 9 * 60, OFFICE_CLOSED, 0, 5, 8 * 60},
        {9, 23 * 60 + 59, OFFICE_OPEN, 24 * 60, 0, 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct office_now now = office_now(office, monday + cases[i].day, cases[i].minute);
        bool ok = now.open == cases[i].open &&
                  (now.open == OFFICE_OPEN
                       ? now.closes_min == cases[i].closes
                       : now.opens_in_days == cases[i].in_days && now.opens_min == cases[i].opens);
        if (!ok) {
            fail_msg("%zu: %d, %d, %d, %d", i, (int)now.open, now.closes_min, now.opens_in_days,
                     now.opens_min);
        }
        assert_int_equal(now.is_closed_day, cases[i].day == 2);
    }
    assert_int_equal(office_now(read_text("{}"), monday, 600).open, OFFICE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_file),
        cmocka_unit_test(names_the_place_of_a_mistake),
        test_in_dir(the_own_sheet_wins),
        cmocka_unit_test(open_or_closed),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
