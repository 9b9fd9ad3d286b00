// SPDX-License-Identifier: GPL-3.0-or-later
// CAP files as agencies write them, and as somebody hostile would; and what becomes of them in the
// store and the feed.
#include "tests/unit/arena_side.h"
#include "tests/unit/db/regency_follow_side.h"

#include "sync/regency/cap.h"

#define HEAD                                                                                       \
    "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">"                                       \
    "<identifier>2.49.0.1.360.0.2026.11.23</identifier><sender>info@contoh.go.id</sender>"         \
    "<sent>2026-11-23T09:00:00+07:00</sent><status>Actual</status><msgType>Alert</msgType>"        \
    "<scope>Public</scope>"
#define INFO                                                                                       \
    "<info><language>id-ID</language><category>Met</category><event>Hujan lebat</event>"           \
    "<urgency>Immediate</urgency><severity>Severe</severity><certainty>Observed</certainty>"       \
    "<expires>2026-11-23T12:00:00+07:00</expires><senderName>Badan cuaca</senderName>"             \
    "<headline>Hujan lebat disertai petir</headline><description>Satu.\n\n  Dua.</description>"    \
    "<area><areaDesc>Jawa Barat</areaDesc><polygon>-6.1,106.8 -6.2,106.9 -6.1,106.8</polygon>"     \
    "</area><area><areaDesc>Banten</areaDesc></area></info>"
#define ID "info@contoh.go.id,2.49.0.1.360.0.2026.11.23"

static struct warning *read_text(const char *text)
{
    fault_clear();
    return cap_read(&arena, bytes_of_str(text));
}

// text with every `from` replaced.
static char *with(const char *text, const char *from, const char *to)
{
    char *out = arena_str(&arena, "");
    for (const char *at; (at = strstr(text, from)); text = at + strlen(from)) {
        out = arena_printf(&arena, "%s%.*s%s", out, (int)(at - text), text, to);
    }
    return arena_printf(&arena, "%s%s", out, text);
}

static void refused(const char *text, const char *why)
{
    struct warning *warning = read_text(text);
    if (warning || !strstr(fault_text(), why)) {
        print_error("wanted \"%s\", got \"%s\"\n", why, fault_text());
    }
    assert_null(warning);
    assert_non_null(strstr(fault_text(), why));
    assert_null(strchr(fault_text(), '\n'));
}

static void a_warning_is_read(void **state)
{
    (void)state;
    struct warning *warning = read_text("<?xml version=\"1.0\"?>" HEAD INFO "</alert>");
    assert_non_null(warning);
    const Kt__Alert *alert = &warning->alert;
    assert_int_equal(warning->kind, WARNING_NEW);
    assert_string_equal(alert->id, ID);
    assert_string_equal(alert->sender, "Badan cuaca");
    assert_int_equal(alert->status, KT__ALERT_STATUS__ACTUAL);
    assert_int_equal(alert->severity, KT__SEVERITY__SEVERE);
    assert_string_equal(alert->headline, "Hujan lebat disertai petir");
    assert_string_equal(alert->description, "Satu.\n\nDua.");
    assert_string_equal(alert->area, "Jawa Barat, Banten");
    assert_string_equal(alert->urgency, "Immediate");
    assert_string_equal(alert->lang, "id");
    assert_int_equal(alert->sent_s, SIDE_MONDAY_S - 3600);
    assert_int_equal(alert->expires_s, SIDE_MONDAY_S + 2 * 3600);
    assert_int_equal(alert->onset_s, 0);
    assert_non_null(read_text(HEAD INFO "</alert>"));
}

static void a_prefix_a_signature_and_foreign_elements_change_nothing(void **state)
{
    (void)state;
    struct warning *warning = read_text(
        "<cap:alert xmlns:cap='urn:oasis:names:tc:emergency:cap:1.2' xmlns:x='urn:x'>"
        "<Signature xmlns='http://www.w3.org/2000/09/xmldsig#'><status>Draft</status></Signature>"
        "<x:status>Draft</x:status><cap:identifier>1</cap:identifier>"
        "<cap:sender>a</cap:sender><cap:sent>2026-11-23T02:00:00Z</cap:sent>"
        "<cap:status>Test</cap:status><cap:msgType>Alert</cap:msgType>"
        "<cap:info><cap:event>Banjir &amp; "
        "longsor</cap:event><cap:effective>2026-11-23T10:00:00+07:00"
        "</cap:effective><cap:parameter><cap:valueName>x</cap:valueName></cap:parameter>"
        "<cap:resource><cap:web>no</cap:web></cap:resource></cap:info></cap:alert>");
    assert_non_null(warning);
    assert_string_equal(warning->alert.headline, "Banjir & longsor");
    assert_string_equal(warning->alert.sender, "a");
    assert_int_equal(warning->alert.status, KT__ALERT_STATUS__TEST);
    assert_int_equal(warning->alert.severity, KT__SEVERITY__MODERATE); // it said none
    assert_string_equal(warning->alert.lang, "en");
    assert_string_equal(warning->alert.web, "");
    assert_int_equal(warning->alert.onset_s, SIDE_MONDAY_S);
    assert_int_equal(warning->alert.expires_s, warning->alert.sent_s + DAY_S);
}

static void the_indonesian_info_is_taken_else_the_first(void **state)
{
    (void)state;
    const char *english = with(with(INFO, "id-ID", "en-US"), "Hujan lebat disertai", "Heavy rain");
    const char *text = arena_printf(&arena, "%s%s%s</alert>", HEAD, english, INFO);
    assert_string_equal(read_text(text)->alert.headline, "Hujan lebat disertai petir");
    text = arena_printf(&arena, "%s%s</alert>", HEAD, english);
    assert_string_equal(read_text(text)->alert.headline, "Heavy rain petir");
    assert_string_equal(read_text(text)->alert.lang, "en");
}

static void latin_letters_become_utf_8(void **state)
{
    (void)state;
    struct warning *warning = read_text("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>" HEAD
                                        "<info><headline>Suhu 33\xB0 di Jos\xE9</headline></info>"
                                        "</alert>");
    assert_non_null(warning);
    assert_string_equal(warning->alert.headline, "Suhu 33\xC2\xB0 di Jos\xC3\xA9");
    refused(HEAD "<info><headline>33\xB0</headline></info></alert>", "line 1");
}

static void what_is_hostile_or_not_for_people_is_refused(void **state)
{
    (void)state;
    const char *good = HEAD INFO "</alert>";
    refused("<!DOCTYPE alert [<!ENTITY a \"aaaa\">]>" HEAD INFO "</alert>", "document type");
    refused("<!DOCTYPE alert SYSTEM \"file:///etc/passwd\">" HEAD INFO "</alert>", "document type");
    refused(with(good, "Hujan lebat disertai", "&xxe;"), "line 1");
    refused(with(good, "Actual", "System"), "System");
    refused(with(good, "Actual", "Draft"), "Draft");
    refused(with(good, ">Alert<", ">Ack<"), "Ack");
    refused(with(good, ">Alert<", ">Error<"), "Error");
    refused(with(good, "Public", "Private"), "Private");
    refused(with(good, "cap:1.2", "cap:9"), "no CAP 1.2");
    refused(with(good, "2026-11-23T09:00:00+07:00", "kemarin"), "sent");
    refused(with(good, "2026-11-23T12:00:00+07:00", "besok"), "expires");
    refused(with(good, "info@contoh.go.id", "a,b"), "sender");
    refused(HEAD "</alert>", "no info");
    refused(HEAD "<info><language>id</language></info></alert>", "neither headline nor event");
    refused("", "line 1");
    refused("<alert>", "line 1");
    refused("{\"alert\":1}", "line 1");
    refused(with(good, ">Alert<", ">Cancel<"), "references");
    refused(with(good, "<scope>", "<references>a,b</references><scope>"), "references");

    struct buf deep;
    buf_init(&deep, CAP_FILE_BYTES_MAX + 100);
    buf_add_str(&deep, HEAD);
    for (int i = 0; i < 100000; i++) {
        buf_add_str(&deep, "<a>");
    }
    refused(buf_str(&deep), "deeper");
    buf_clear(&deep);
    buf_add_str(&deep, HEAD "<info><headline>");
    for (int i = 0; i < CAP_TEXT_BYTES_MAX / 8 + 1; i++) {
        buf_add_str(&deep, "aaaaaaaa");
    }
    refused(buf_str(&deep), "longer");
    buf_clear(&deep);
    buf_add_str(&deep, HEAD "<info>");
    for (int i = 0; i < 20000; i++) {
        buf_add_str(&deep, "<area><areaDesc>x</areaDesc></area>");
    }
    refused(buf_str(&deep), "areas");
    refused(with(good, "Hujan lebat disertai", arena_printf(&arena, "%01100d", 1)), "more than");
    buf_clear(&deep);
    while (buf_add_str(&deep, "<!-- -->")) {
    }
    refused(buf_str(&deep), "larger");
    buf_finish(&deep);
}

// ---- in the store

static enum warning_end put(struct side *side, const char *text)
{
    struct warning *warning = read_text(text);
    assert_non_null(warning);
    return warning_put(side->regency, &side->arena, warning);
}

static int64_t in_feed(struct side *side, int kind)
{
    return side_count(side, arena_printf(&side->arena,
                                         "change WHERE class = 1 AND audience = 'all' AND"
                                         " kind = %d AND body IS NOT NULL",
                                         kind));
}

static void a_warning_is_sent_once_replaced_and_cancelled(void **state)
{
    struct side side;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    const char *good = HEAD INFO "</alert>";
    const char *refer = "<references>" ID ",2026-11-23T09:00:00+07:00</references><scope>";
    assert_int_equal(put(&side, good), WARNING_SENT);
    int64_t changes = side_count(&side, "change");
    assert_int_equal(put(&side, good), WARNING_KNOWN);
    assert_int_equal(side_count(&side, "change"), changes);
    assert_int_equal(in_feed(&side, CHANGE_WARNING), 1);
    assert_int_equal(put(&side, with(good, "T09:00", "T08:00")), WARNING_REFUSED);
    assert_non_null(strstr(fault_text(), "older"));

    const char *update =
        with(with(with(good, ".11.23<", ".11.24<"), ">Alert<", ">Update<"), "<scope>", refer);
    assert_int_equal(put(&side, update), WARNING_SENT);
    assert_int_equal(in_feed(&side, CHANGE_WARNING), 1);
    assert_int_equal(in_feed(&side, CHANGE_WARNING_GONE), 1);
    assert_int_equal(put(&side, update), WARNING_KNOWN);
    assert_int_equal(put(&side, good), WARNING_REFUSED); // it does not come back
    assert_non_null(strstr(fault_text(), "replaced"));

    const char *cancel = with(with(HEAD "</alert>", ">Alert<", ">Cancel<"), "<scope>",
                              with(refer, ".11.23,", ".11.24,"));
    assert_int_equal(put(&side, cancel), WARNING_SENT);
    assert_int_equal(in_feed(&side, CHANGE_WARNING), 0);
    assert_int_equal(in_feed(&side, CHANGE_WARNING_GONE), 2);
    assert_int_equal(put(&side, cancel), WARNING_KNOWN);
    assert_int_equal(put(&side, update), WARNING_REFUSED);
    // Cancelled before it came.
    assert_int_equal(put(&side, with(cancel, ".11.24,", ".12.1,")), WARNING_SENT);
    assert_int_equal(put(&side, with(good, ".11.23<", ".12.1<")), WARNING_REFUSED);
    assert_int_equal(in_feed(&side, CHANGE_WARNING_GONE), 2);
    side_end(&side);
}

static void what_expired_is_not_sent_and_leaves_the_feed(void **state)
{
    struct side side;
    side_set_clock(SIDE_MONDAY_S);
    side_begin(&side, *state);
    const char *good = HEAD INFO "</alert>";
    assert_int_equal(put(&side, good), WARNING_SENT);
    side_set_clock(SIDE_MONDAY_S + 3 * 3600);
    assert_int_equal(put(&side, good), WARNING_REFUSED);
    assert_non_null(strstr(fault_text(), "expired"));
    assert_int_equal(in_feed(&side, CHANGE_WARNING), 0);
    side_end(&side);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_warning_is_read),
        cmocka_unit_test(a_prefix_a_signature_and_foreign_elements_change_nothing),
        cmocka_unit_test(the_indonesian_info_is_taken_else_the_first),
        cmocka_unit_test(latin_letters_become_utf_8),
        cmocka_unit_test(what_is_hostile_or_not_for_people_is_refused),
        test_in_dir(a_warning_is_sent_once_replaced_and_cancelled),
        test_in_dir(what_expired_is_not_sent_and_leaves_the_feed),
    };
    return cmocka_run_group_tests(tests, arena_begin, arena_end);
}
