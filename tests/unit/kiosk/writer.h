// SPDX-License-Identifier: GPL-3.0-or-later
// Members who write, signed in, and a stick to plug in.
#ifndef WRITER_H
#define WRITER_H

#include "scene.h"

#include "db/base/file.h"
#include "db/village/notice.h"
#include "db/village/setting.h"

// ---- who signs in: real members, their PINs closed at the lowest cost

static const struct {
    const char *name;
    enum staff_role role;
} people[] = {{"Ketua BPD", STAFF_BPD},
              {"Sekretaris BPD", STAFF_BPD},
              {"Sekretaris Desa", STAFF_DESA},
              {"Karang taruna", STAFF_YOUTH}};

static inline struct staff_session *session_of(struct scene *scene, int64_t id)
{
    struct staff_try *try = secret_alloc(sizeof *try);
    struct staff_session *session = NULL;
    try->id = id;
    memcpy(try->pin, PIN, sizeof PIN);
    assert_int_equal(staff_try_begin(scene->village, try), STAFF_OK);
    staff_try_run(try);
    assert_int_equal(staff_try_end(scene->village, try, &session), STAFF_OK);
    secret_free(try);
    return session;
}

static inline void take_on(struct scene *scene)
{
    struct staff_session *first = NULL;
    for (size_t i = 0; i < COUNT_OF(people); i++) {
        int64_t id;
        enum staff_state state = scene_add(scene, people[i].name, people[i].role, &id);
        assert_int_equal(id, i + 1);
        if (state == STAFF_PENDING) {
            first = first ? first : session_of(scene, 1);
            assert_true(staff_admit(scene->village, id, first));
        }
    }
    staff_sign_out(scene->village, first);
}

enum { DAY = 86400 };
enum { KETUA = 1, SEKRETARIS, DESA, YOUTH };

// At the list of one's own notices.
static inline void sign_in(struct scene *scene, int64_t id)
{
    if (!scene->app) {
        take_on(scene);
        scene_begin(scene);
    }
    app_home(scene->app);
    app_turn(scene->app);
    app_sign_in(scene->app, session_of(scene, id));
    app_push(scene->app, &screen_staff_notices, NULL, 0);
    app_turn(scene->app);
}

static inline void as_bpd(struct scene *scene)
{
    sign_in(scene, KETUA);
}

static inline const char *stick_of(struct scene *scene)
{
    return file_path(&scene->arena, scene->dir, "media/STIK");
}

static inline void plug_in(struct scene *scene)
{
    assert_true(file_make_dir(stick_of(scene), 0755));
    assert_true(setting_set(scene->village, "media_dir",
                            file_path(&scene->arena, scene->dir, "media"), SETTING_LOCAL));
}

static inline void write_file(struct scene *scene, const char *name, const char *words)
{
    const char *path = file_path(&scene->arena, scene->dir, name);
    char *dir = arena_str(&scene->arena, path);
    *strrchr(dir, '/') = '\0';
    assert_true(file_make_dir(dir, 0755));
    assert_true(file_write(path, bytes_of_str(words), 0644));
}

static inline const Kt__Notice *notice(struct scene *scene, const char *id)
{
    const char *gone;
    return notice_get(scene->village, &scene->arena, id, &gone);
}

static const char invitation[] = "tap #news.new.undangan\n"
                                 "expect-text \"Musyawarah tentang apa?\"\n"
                                 "type \"saluran air\"\n"
                                 "expect #write.becomes \"Musyawarah desa: saluran air\"\n"
                                 "tap #write.next\ntap #write.day.25\ntap #write.next\n"
                                 "type \"Pintu air\"\ntap #key.enter\ntype \"Uang\"\n"
                                 "tap #write.next\ntype \"Sekretaris BPD\"\ntap #write.next\n"
                                 "expect-not #check.0\ntap #check.publish\n"
                                 "expect #done.id \"K-1\"\n";

#endif
