// SPDX-License-Identifier: GPL-3.0-or-later
// Practising and learning at the kiosk, by touches: each guided step names what is really there,
// nobody is held on the way, nothing reaches the real file; twelve questions and what they give.
#include "scene.h"

#include "db/village/aspiration.h"
#include "db/village/certificate.h"
#include "db/village/event_log.h"
#include "db/village/notice.h"
#include "db/village/practice.h"
#include "kiosk/quiz_run.h"
#include "kiosk/ui/engine.h"

static int setup(void **state)
{
    scene_setup(state);
    scene_begin(*state);
    return 0;
}

// ---- practising

static void practise(struct scene *scene, enum guided_which which)
{
    assert_true(app_practice_begin(scene->app, which));
    play(scene, "wait 10\nexpect #practice.label\nexpect #home.aspire\n");
    assert_true(app_is_practice(scene->app));
}

static const struct ui_element *shown(struct scene *scene, const char *id)
{
    struct ui_element *elements;
    size_t count = ui_elements(app_ui(scene->app), &scene->arena, &elements);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(elements[i].id, id)) {
            return &elements[i];
        }
    }
    fail_msg("#%s is not on the screen", id);
    return NULL;
}

static bool is_shown(struct scene *scene, const char *id)
{
    struct ui_element *elements;
    size_t count = ui_elements(app_ui(scene->app), &scene->arena, &elements);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(elements[i].id, id)) {
            return true;
        }
    }
    return false;
}

// What a step asks for, done as it says.
static void do_step(struct scene *scene, const struct guided_step *step)
{
    const char *label = shown(scene, "practice.step")->label;
    bool is_input = shown(scene, step->id)->role == UI_ROLE_INPUT;
    if (step->with == GUIDED_WITH_CODE) {
        play(scene, arena_printf(&scene->arena, "tap-keys \"%s\"\n",
                                 label + strlen(label) - strlen("4821 7093 1155 0268")));
    }
    for (const char *pin = strstr(label, PRACTICE_PIN); pin && *pin; pin++) {
        play(scene, arena_printf(&scene->arena, "tap #staff_pin.key.%c\n", *pin));
    }
    const char *way = str_equal(step->id, "home.staff") ? "hold #%s 3000\n"
                      : is_input ? "tap #%s\ntype \"Saluran mampet\"\nwait 10\n"
                                 : "tap #%s\nwait 900\n";
    const char *id = step->by ? arena_printf(&scene->arena, "%s28", step->by) : step->id;
    play(scene, arena_printf(&scene->arena, way, id));
}

// The row whose words are shown.
static const struct guided_step *row_shown(struct scene *scene, enum guided_which which,
                                           bool *is_taken)
{
    size_t count;
    const struct guided_step *steps = guided_steps(which, &count);
    const char *label = shown(scene, "practice.step")->label;
    for (size_t i = 0; i < count; i++) {
        if (str_starts(label, steps[i].sentence)) {
            for (size_t j = i; j < count; j++) { // two rows may say the same
                is_taken[j] = is_taken[j] || strcmp(steps[j].sentence, steps[i].sentence) == 0;
            }
            return &steps[i];
        }
    }
    fail_msg("no step says \"%s\"", label);
    return NULL;
}

// Whoever does what the strip says gets to the end, over every row of the table; and each element
// that a row names was there to be touched.
static void test_each_step_is_there(void **state)
{
    enum { STEPS_MAX = 40 };
    struct scene *scene = *state;
    for (int which = GUIDED_NONE + 1; which < GUIDED_COUNT; which++) {
        size_t count;
        bool is_taken[STEPS_MAX] = {0};
        (void)guided_steps((enum guided_which)which, &count);
        assert_in_range(count, 5, STEPS_MAX);
        practise(scene, (enum guided_which)which);
        for (int i = 0; i < STEPS_MAX && !is_shown(scene, "practice.done"); i++) {
            do_step(scene, row_shown(scene, (enum guided_which)which, is_taken));
        }
        play(scene, "expect #practice.done\nexpect #practice.label\ntap #practice.done.1\n"
                    "expect-not #practice.label\n");
        assert_false(app_is_practice(scene->app));
        for (size_t i = 0; i < count; i++) {
            assert_true(is_taken[i]);
        }
    }
}

// Elsewhere, back, home in the middle: the way is found again; the praise leaves one there.
static void test_nobody_is_held(void **state)
{
    struct scene *scene = *state;
    practise(scene, GUIDED_ASPIRATION);
    play(scene,
         "tap #home.notices\nexpect #practice.step \"Kembali\"\n"
         "tap #notices.0\nwait 300\nexpect #practice.step \"Kembali\"\n"
         "tap #nav.home\nexpect #practice.step \"Mulai dari sini\"\n"
         "tap #home.aspire\ntap #aspire.to.kabupaten\nexpect #practice.step \"tentang apa\"\n"
         "tap #nav.back\nexpect #practice.step \"siapa yang membaca\"\n"
         "tap #aspire.to.desa\ntap #aspire.category.lainnya\n"
         "expect #practice.step \"Tulis\"\n"
         "tap #nav.home\n"
         "expect #practice.step \"Mulai dari sini\"\n"
         "tap #home.help\nexpect-not #help.practice\n"
         "tap #nav.home\ntap #practice.end\nwait 10\nexpect-not #practice.label\n");
    assert_false(app_is_practice(scene->app));
    practise(scene, GUIDED_NONE);
    play(scene, "expect-not #practice.step\ntap #home.aspire\nexpect #practice.label\n"
                "tap #practice.end\nwait 10\nexpect-not #practice.label\nexpect #home.aspire\n");
}

static void test_idle_ends_it(void **state)
{
    struct scene *scene = *state;
    practise(scene, GUIDED_ASPIRATION);
    play(scene, "tap #home.aspire\nwait 61000\nexpect #idle\nexpect #practice.label\n"
                "tap #idle.1\nexpect #practice.label\n"
                "wait 61000\nwait 21000\nexpect-not #practice.label\nexpect #home.aspire\n");
    assert_false(app_is_practice(scene->app));
    assert_ptr_equal(app_village(scene->app), scene->village);
    practise(scene, GUIDED_NONE);
    play(scene, "tap #home.panel.next\nwait 61000\nexpect-not #practice.label\n"); // home asks not
}

// A job that was begun in one file comes back before the other is there.
static struct village *filed_in;

static void run(void *job)
{
    (void)job;
    SDL_Delay(100);
}

static void done(struct app *app, void *job)
{
    (void)job;
    filed_in = app_village(app);
    app_push(app, &screen_help, NULL, 0); // there is no such place any more
}

static void test_work_ends_in_its_own_file(void **state)
{
    struct scene *scene = *state;
    practise(scene, GUIDED_NONE);
    struct village *practice = app_village(scene->app);
    assert_ptr_not_equal(practice, scene->village);
    assert_ptr_equal(app_village_own(scene->app), scene->village);
    assert_string_not_equal(app_data(scene->app), scene->dir);
    assert_true(app_work(scene->app, run, done, NULL));
    app_practice_end(scene->app);
    app_turn(scene->app);
    assert_ptr_equal(filed_in, practice);
    assert_ptr_equal(app_village(scene->app), scene->village);
    assert_string_equal(app_data(scene->app), scene->dir);
    play(scene, "expect #home.aspire\nexpect-not #help.readers\n");
}

// What was begun and never entered is thrown away; a second one is refused.
static void test_begun_twice(void **state)
{
    struct scene *scene = *state;
    assert_true(app_practice_begin(scene->app, GUIDED_NONE));
    assert_false(app_practice_begin(scene->app, GUIDED_NONE));
    app_push(scene->app, &screen_help, NULL, 0); // the last call counts
    play(scene, "wait 10\nexpect #help.readers\nexpect-not #practice.label\n");
    assert_false(app_is_practice(scene->app));
    assert_int_equal(access(arena_printf(&scene->arena, "%s/practice", scene->dir), F_OK), -1);
    practise(scene, GUIDED_NONE); // and the program ends with it
}

static void test_no_samples(void **state)
{
    struct scene *scene = *state;
    char *in_the_way = arena_printf(&scene->arena, "%s/practice", scene->dir);
    assert_true(app_practice_begin(scene->app, GUIDED_NONE));
    app_turn(scene->app);
    app_practice_end(scene->app);
    app_turn(scene->app);
    assert_int_equal(symlink("/proc", in_the_way), 0); // goes, and what it names stays
    practise(scene, GUIDED_NONE);
    assert_int_equal(access("/proc/self", F_OK), 0);
}

// ---- questions

static void sign_in(struct scene *scene, const char *name, enum staff_role role)
{
    struct staff_wrapped wrapped;
    int64_t id;
    enum staff_state member;
    assert_true(
        staff_wrap_pin_at(PIN, crypto_pwhash_OPSLIMIT_MIN, crypto_pwhash_MEMLIMIT_MIN, &wrapped));
    assert_true(staff_add(scene->village, name, role, &wrapped, NULL, &id, &member));
    struct staff_try *try = secret_alloc(sizeof *try);
    *try = (struct staff_try){.id = id, .pin = PIN};
    assert_int_equal(staff_try_begin(scene->village, try), STAFF_OK);
    staff_try_run(try);
    struct staff_session *session;
    assert_int_equal(staff_try_end(scene->village, try, &session), STAFF_OK);
    secret_free(try);
    app_push(scene->app, &screen_learn, NULL, 0);
    app_turn(scene->app);
    app_sign_in(scene->app, session);
    app_turn(scene->app);
}

// Touches the right answer, or a wrong one, of the question that is shown.
static void answer(struct scene *scene, const struct quiz *quiz, bool is_right)
{
    struct ui_element *elements;
    size_t count = ui_elements(app_ui(scene->app), &scene->arena, &elements);
    const struct quiz_question *question = NULL;
    for (size_t i = 0; i < count; i++) {
        for (int q = 0; q < QUIZ_QUESTIONS && str_equal(elements[i].id, "quiz.question"); q++) {
            question = str_equal(elements[i].label, quiz->questions[q].question)
                           ? &quiz->questions[q]
                           : question;
        }
    }
    assert_non_null(question);
    int which = is_right ? question->right : (question->right + 1) % QUIZ_ANSWERS;
    const char *words = question->answers[which];
    for (int a = 0; a < QUIZ_ANSWERS; a++) {
        const char *id = arena_printf(&scene->arena, "quiz.answer.%d", a);
        for (size_t i = 0; i < count; i++) {
            if (str_equal(elements[i].id, id) && strstr(elements[i].label, words)) {
                play(scene,
                     arena_printf(&scene->arena,
                                  "expect-not #quiz.why\ntap #%s\nexpect #%s \"%s\"\n"
                                  "expect #quiz.why \"%s\"\ntap #quiz.next\n",
                                  id, id, is_right ? "Benar" : "Belum tepat", question->why));
                return;
            }
        }
    }
    fail_msg("no answer says \"%s\"", words);
}

static struct quiz quiz_of(struct scene *scene, const char *path)
{
    char *text = arena_alloc(&scene->arena, QUIZ_FILE_BYTES_MAX);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t len = fread(text, 1, QUIZ_FILE_BYTES_MAX, file);
    fclose(file);
    struct quiz quiz;
    assert_true(quiz_file_read(&scene->arena, path, bytes_of(text, len), &quiz));
    return quiz;
}

static void test_ten_of_twelve_pass(void **state)
{
    struct scene *scene = *state;
    struct quiz quiz = quiz_of(scene, "assets/quiz/bpd.md");
    sign_in(scene, "Ketua BPD", STAFF_BPD);
    play(scene, "expect #learn.guide.bpd\nexpect #learn.guide.aturan-kabar\n"
                "expect-not #learn.guide.pemuda\nexpect-not #learn.certificate\n"
                "tap #learn.quiz\nexpect #quiz.question\ntap #quiz.next\n" // off: nothing touched
                "expect-text \"Pertanyaan 1 dari 12\"\n");
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        answer(scene, &quiz, i != 3 && i != 11);
    }
    play(scene, "expect-text \"Yang tadi keliru, 1 dari 2\"\n");
    answer(scene, &quiz, true);
    answer(scene, &quiz, false); // and again until it is right
    play(scene, "expect-text \"Yang tadi keliru, 1 dari 1\"\n");
    answer(scene, &quiz, true);
    play(scene, "wait 10\nexpect #certificate.name \"Ketua BPD\"\nexpect #certificate.qr\n"
                "expect-text \"10 dari 12 benar\"\nexpect-text \"Nomor S-1\"\n"
                "tap #certificate.done\nexpect #learn.certificate\n"
                "tap #learn.certificate\nexpect #certificate.name\ntap #nav.home\n");
    assert_null(app_session(scene->app));
}

static void test_nine_do_not(void **state)
{
    struct scene *scene = *state;
    struct quiz quiz = quiz_of(scene, "assets/quiz/youth.md");
    sign_in(scene, "Karang taruna", STAFF_YOUTH);
    play(scene, "expect #learn.guide.pemuda\nexpect-not #learn.guide.bpd\ntap #learn.quiz\n");
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        answer(scene, &quiz, i % 4 != 0);
    }
    for (int i = 0; i < 3; i++) {
        answer(scene, &quiz, true);
    }
    struct certificate certificate;
    play(scene, "expect-text \"9 dari 12 benar\"\nexpect-not #certificate.name\n");
    assert_false(
        certificate_get(scene->village, &scene->arena, app_session(scene->app), &certificate));
    play(scene, "tap #quiz.again\nexpect-text \"Pertanyaan 1 dari 12\"\n");
    for (int i = 0; i < QUIZ_QUESTIONS; i++) {
        answer(scene, &quiz, true);
    }
    play(scene, "wait 10\nexpect-text \"12 dari 12 benar\"\nexpect #certificate.name\n");
    assert_true(
        certificate_get(scene->village, &scene->arena, app_session(scene->app), &certificate));
    assert_int_equal(certificate.right, 12);
}

// The real member's session does not come along, and does not come back.
static void test_practice_signs_out(void **state)
{
    struct scene *scene = *state;
    sign_in(scene, "Ketua BPD", STAFF_BPD);
    play(scene, "tap #learn.practice\ntap #try.free\nwait 10\nexpect #practice.label\n");
    assert_null(app_session(scene->app));
    play(scene, "tap #practice.end\nwait 10\nexpect-not #practice.label\n");
    assert_null(app_session(scene->app));
}

int main(void)
{
    SDL_setenv("SDL_VIDEODRIVER", "dummy", 1);
    SDL_setenv("SDL_AUDIODRIVER", "dummy", 1);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_each_step_is_there, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_nobody_is_held, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_idle_ends_it, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_work_ends_in_its_own_file, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_begun_twice, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_no_samples, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_ten_of_twelve_pass, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_nine_do_not, setup, scene_teardown),
        cmocka_unit_test_setup_teardown(test_practice_signs_out, setup, scene_teardown),
    };
    return cmocka_run_group_tests_name("learn", tests, NULL, NULL);
}
