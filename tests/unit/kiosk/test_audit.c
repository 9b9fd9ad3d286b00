// SPDX-License-Identifier: GPL-3.0-or-later
// Every act that the audit log knows has a sentence of its own on the screen, and says what it was
// done to where that is known. An act without one is not written at all.
#include "scene.h"

#include "kiosk/screens/staff_parts.h"

static const char *sentence(struct scene *scene, const char *what, const char *object)
{
    const struct staff_audit_row row = {
        .who = "Ketua Karang Taruna", .what = what, .object = object, .role = STAFF_YOUTH};
    return staff_audit_sentence(&scene->arena, &row);
}

static void every_act_has_a_sentence(void **state)
{
    struct scene *scene = *state;
    const char *what;
    size_t count = 0;
    for (; (what = staff_audit_act(count)); count++) {
        const char *alone = sentence(scene, what, ""), *named = sentence(scene, what, "Kaur");
        if (strstr(alone, "melakukan sesuatu") || strstr(named, "melakukan sesuatu")) {
            fail_msg("%s: no sentence", what);
        }
        assert_true(staff_audit(scene->village, NULL, what, ""));
    }
    assert_true(count > 30);
    assert_false(staff_audit(scene->village, NULL, "dance", ""));
    assert_non_null(strstr(fault_text(), "dance"));
}

static void what_it_was_done_to_is_said(void **state)
{
    struct scene *scene = *state;
    assert_string_equal(
        sentence(scene, "office", "Kepala Dusun I"),
        "Ketua Karang Taruna memperbarui siapa yang masuk hari ini: Kepala Dusun I");
    assert_string_equal(sentence(scene, "export-log", ""),
                        "Ketua Karang Taruna menyimpan catatan mesin ke stik");
    static const struct {
        const char *key, *name;
    } settings[] = {{"night_from", "Layar redup di malam hari"},
                    {"night_to", "Layar redup di malam hari"},
                    {"picture_hours", "Suara dan gambar dikirim"},
                    {"volume", "Keras suara"},
                    {"dpi", "Ukuran layar"},
                    {"language", "Bahasa waktu layar diam"},
                    {"printer", "Printer tanda terima"},
                    {"some_key", "some_key"}};
    for (size_t i = 0; i < COUNT_OF(settings); i++) {
        assert_string_equal(sentence(scene, "set", settings[i].key),
                            arena_printf(&scene->arena,
                                         "Ketua Karang Taruna mengubah pengaturan: %s",
                                         settings[i].name));
    }
}

int main(void)
{
    log_name("test_audit");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_act_has_a_sentence, scene_setup, scene_teardown),
        cmocka_unit_test_setup_teardown(what_it_was_done_to_is_said, scene_setup, scene_teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
