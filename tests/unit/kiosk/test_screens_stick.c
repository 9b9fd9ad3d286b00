// SPDX-License-Identifier: GPL-3.0-or-later
// Every page that needs a stick, on a machine where nobody mounts one by himself, with an agent
// that the test plays: the page asks for it once, lets one choose, writes, and makes it safe to
// pull.
#include "writer.h"

#include "db/village/errand.h"

#include <sys/stat.h>

static struct village *agent;
static struct errand_desk *desk;

// The kernel's lists are those of DIR/machine; sticks are mounted in DIR/media, which nobody set at
// the machine itself: a folder there is no stick.
static int setup(void **state)
{
    scene_setup(state);
    struct scene *scene = *state;
    agent = village_open(scene->dir, VILLAGE_AGENT);
    assert_non_null(agent);
    desk = errand_open(agent);
    assert_non_null(desk);
    write_file(scene, "machine/proc/self/mountinfo", "27 1 179:2 / / rw - ext4 /dev/root rw\n");
    write_file(scene, "machine/sys/class/block/none", "");
    assert_true(setting_set(scene->village, "media_dir",
                            file_path(&scene->arena, scene->dir, "media"), SETTING_REGENCY));
    return 0;
}

static int teardown(void **state)
{
    errand_close(agent, desk);
    village_close(agent);
    return scene_teardown(state);
}

// ---- sticks

static void plug(struct scene *scene, const char *name, int number)
{
    const char *at = arena_printf(&scene->arena, "machine/sys/class/block/%s", name);
    write_file(scene, arena_printf(&scene->arena, "%s/dev", at),
               arena_printf(&scene->arena, "8:%d\n", name[2] * 16));
    write_file(scene, arena_printf(&scene->arena, "%s/removable", at), "1\n");
    write_file(scene, arena_printf(&scene->arena, "%s/size", at), "100\n");
    write_file(scene, arena_printf(&scene->arena, "%s/diskseq", at),
               arena_printf(&scene->arena, "%d\n", number));
}

static void pull(struct scene *scene, const char *name)
{
    assert_true(file_remove_tree(
        arena_printf(&scene->arena, "%s/machine/sys/class/block/%s", scene->dir, name)));
}

static const char *at_stick(struct scene *scene, const char *name)
{
    return arena_printf(&scene->arena, "%s/media/STIK-%s", scene->dir, name);
}

static void mounted(struct scene *scene, const char *names)
{
    struct buf list;
    buf_init(&list, 4096);
    buf_add_str(&list, "27 1 179:2 / / rw - ext4 /dev/root rw\n");
    for (; *names; names++) { // "ab": kta and ktb
        char name[] = {'k', 't', *names, '\0'};
        assert_true(file_make_dir(at_stick(scene, name), 0755));
        buf_printf(&list, "61 27 8:%d / %s rw - vfat /dev/%s rw\n", *names * 16,
                   at_stick(scene, name), name);
    }
    write_file(scene, "machine/proc/self/mountinfo", buf_str(&list));
    buf_finish(&list);
}

// ---- the agent

static bool is_asked(struct scene *scene, struct errand *errand)
{
    char *secret;
    return errand_take(agent, &scene->arena, desk, errand, &secret);
}

static struct errand asked(struct scene *scene, const char *what, const char *argument)
{
    struct errand errand;
    if (!is_asked(scene, &errand)) {
        fail_msg("%s %s was not asked for", what, argument);
    }
    assert_string_equal(errand.what, what);
    assert_string_equal(errand.argument, argument);
    return errand;
}

static void ended(struct scene *scene, const struct errand *errand, enum errand_state state,
                  const char *words)
{
    struct phrase result = phrase_bare(words);
    assert_true(errand_finish(agent, errand->id, state, &result, NULL));
    app_ring(scene->app);
    play(scene, "wait 100\n");
}

static void opens(struct scene *scene, const char *name, const char *all)
{
    struct errand errand = asked(scene, "mount", arena_printf(&scene->arena, "/dev/%s", name));
    mounted(scene, all);
    ended(scene, &errand, ERRAND_DONE, N_("Stik terbaca."));
}

static void asks_nothing(struct scene *scene)
{
    struct errand errand;
    play(scene, "wait 5000\n");
    assert_false(is_asked(scene, &errand));
}

// ---- pages

static void post(struct scene *scene)
{
    Kt__Notice it = KT__NOTICE__INIT;
    const char *id;
    it.title = text("Kerja bakti");
    it.category = text("kegiatan");
    it.publisher = text("BPD");
    it.body = text("Bawa cangkul.");
    assert_true(notice_post(scene->village, &scene->arena, &it, &id));
}

// Plugged in while the page waits, or before it was opened.
static void every_page_has_it_mounted(void **state)
{
    static const struct {
        const char *way, *seen;
    } pages[] = {
        {"tap #news.own.0\ntap #one.share\n", "expect #share.write\nexpect-text \"STIK-kta\"\n"},
        {"tap #news.files\n", "expect-text \"STIK-kta\"\nexpect #files.none\n"},
        {"tap #news.new.pengumuman\ntype \"Dengan foto\"\ntap #nav.back\ntap #write.pictures\n",
         "expect-text \"STIK-kta\"\nexpect #write.photos.none\n"},
    };
    struct scene *scene = *state;
    post(scene);
    for (size_t i = 0; i < 2 * COUNT_OF(pages); i++) {
        bool is_in_before = i % 2;
        as_bpd(scene);
        if (is_in_before) {
            plug(scene, "kta", (int)i + 1);
        }
        play(scene, pages[i / 2].way);
        if (!is_in_before) {
            play(scene, "expect #stick.none\n");
            plug(scene, "kta", (int)i + 1);
            play(scene, "wait 2000\n");
        }
        play(scene, "expect #stick.mount \"Membuka stik\"\nexpect-not #stick.none\n");
        opens(scene, "kta", "a");
        play(scene, "wait 300\n");
        play(scene, pages[i / 2].seen);
        asks_nothing(scene);
        pull(scene, "kta");
        mounted(scene, "");
        play(scene, "wait 2000\nexpect #stick.none\n");
    }
    app_push(scene->app, &screen_register_save, NULL, 0);
    play(scene, "wait 100\nexpect #stick.none\n");
    plug(scene, "kta", 20);
    play(scene, "wait 2000\n");
    opens(scene, "kta", "a");
    play(scene, "expect-text \"STIK-kta\"\nexpect #save.go\n");
    app_push(scene->app, &screen_stick, NULL, 0);
    play(scene, "wait 300\nexpect #stick.here \"STIK-kta\"\n");
    // Closed again by the agent, after a backup: opened for whoever stands here.
    mounted(scene, "");
    play(scene, "wait 2000\n");
    opens(scene, "kta", "a");
    play(scene, "wait 300\nexpect #stick.here \"STIK-kta\"\n");
}

static void one_that_cannot_be_read_is_asked_for_once(void **state)
{
    struct scene *scene = *state;
    post(scene);
    as_bpd(scene);
    plug(scene, "kta", 1);
    play(scene, "tap #news.own.0\ntap #one.share\n");
    struct errand errand = asked(scene, "mount", "/dev/kta");
    ended(scene, &errand, ERRAND_FAILED, N_("Stik tidak ada. Tancapkan dan tunggu sebentar."));
    play(scene, "expect #stick.mount \"Stik tidak ada\"\n");
    asks_nothing(scene);
    play(scene, "tap #stick.again\nwait 100\n");
    errand = asked(scene, "mount", "/dev/kta");
    ended(scene, &errand, ERRAND_FAILED, N_("Stik tidak ada. Tancapkan dan tunggu sebentar."));
    pull(scene, "kta"); // and plugged in again within a moment
    plug(scene, "kta", 2);
    play(scene, "wait 2000\n");
    opens(scene, "kta", "a");
    play(scene, "expect-not #stick.mount\nexpect #share.write\n");
}

static void of_two_one_is_chosen(void **state)
{
    struct scene *scene = *state;
    post(scene);
    plug(scene, "kta", 1);
    plug(scene, "ktb", 2);
    mounted(scene, "a");
    as_bpd(scene);
    play(scene, "tap #news.own.0\ntap #one.share\nexpect #stick.which.0 \"STIK-kta\"\n"
                "expect #stick.which.1 \"USB\"\ntap #stick.which.1\nwait 100\n");
    opens(scene, "ktb", "ab");
    play(scene, "expect #stick.which.1 \"STIK-ktb\"\nexpect-not #stick.mount\n"
                "tap #share.write\nwait 200\nexpect #share.done\n");
    const char *name = "K-1-kerja-bakti.txt";
    assert_true(file_exists(file_path(&scene->arena, at_stick(scene, "ktb"), name)));
    assert_false(file_exists(file_path(&scene->arena, at_stick(scene, "kta"), name)));
    play(scene, "tap #stick.eject\n");
    struct errand errand = asked(scene, "eject", at_stick(scene, "ktb"));
    mounted(scene, "a");
    pull(scene, "ktb");
    ended(scene, &errand, ERRAND_DONE, N_("Sekarang aman dicabut."));
    // The other one is no reason to begin anew.
    play(scene, "expect #stick.ejected \"aman dicabut\"\nexpect #share.close\n");
}

// What is safe to pull is not opened again, by whatever page; what is plugged in anew is.
static void what_was_written_is_let_go(void **state)
{
    struct scene *scene = *state;
    post(scene);
    plug(scene, "kta", 1);
    mounted(scene, "a");
    as_bpd(scene);
    play(scene, "tap #news.own.0\ntap #one.share\ntap #share.write\nwait 200\n"
                "expect #share.done \"Sudah ada di stik.\"\nexpect-text \"Lepaskan stik dulu\"\n"
                "expect #share.name.0 \"K-1-kerja-bakti.png\"\nexpect-not #share.close\n"
                "tap #stick.eject\nexpect #stick.ejected \"Jangan dicabut\"\n");
    struct errand errand = asked(scene, "eject", at_stick(scene, "kta"));
    mounted(scene, "");
    ended(scene, &errand, ERRAND_DONE, N_("Sekarang aman dicabut."));
    play(scene, "expect #stick.ejected \"Sekarang aman dicabut.\"\n"
                "expect-not-text \"Lepaskan stik dulu\"\nexpect #share.close\n");
    asks_nothing(scene); // a card reader: still there
    pull(scene, "kta");
    play(scene, "wait 2000\nexpect #stick.ejected \"Sekarang aman dicabut.\"\n");
    plug(scene, "kta", 2);
    play(scene, "wait 2000\n");
    opens(scene, "kta", "a");
    play(scene, "expect-not #stick.ejected\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_page_has_it_mounted, setup, teardown),
        cmocka_unit_test_setup_teardown(one_that_cannot_be_read_is_asked_for_once, setup, teardown),
        cmocka_unit_test_setup_teardown(of_two_one_is_chosen, setup, teardown),
        cmocka_unit_test_setup_teardown(what_was_written_is_let_go, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
