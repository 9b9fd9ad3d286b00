// SPDX-License-Identifier: GPL-3.0-or-later
// Drafts and publishing: what a role may see and change, what happened meanwhile, approval, what is
// kept, and that a file posted twice is one notice.
#include "place.h"

#include "db/village/notice.h"
#include "db/village/publish.h"
#include "db/village/setting.h"

enum { ARENA_MAX = 64 << 20 };

struct scene {
    struct village *village;
    struct arena arena;
    struct staff_session bpd, other, desa, youth;
};

static struct staff_session session(int64_t id, enum staff_role role, const char *name)
{
    struct staff_session made = {.id = id, .role = role};
    (void)snprintf(made.name, sizeof made.name, "%s", name);
    return made;
}

static struct scene begin(const char *dir)
{
    struct scene scene = {.village = place_open(dir),
                          .bpd = session(1, STAFF_BPD, "Ketua BPD"),
                          .other = session(2, STAFF_BPD, "Sekretaris BPD"),
                          .desa = session(3, STAFF_DESA, "Sekretaris Desa"),
                          .youth = session(4, STAFF_YOUTH, "Karang taruna")};
    arena_init(&scene.arena, ARENA_MAX);
    place_enrol(scene.village, &scene.arena);
    return scene;
}

static void end(struct scene *scene)
{
    village_close(scene->village);
    arena_finish(&scene->arena);
}

static struct template_file *template_of(struct scene *scene, const char *text)
{
    struct template_file *made =
        template_file_read(&scene->arena, "undangan", "undangan.md", bytes_of_str(text));
    if (!made) {
        fail_msg("%s", fault_text());
    }
    return made;
}

static const char invitation[] = "---\nname: Undangan\ncategory: undangan\n"
                                 "title: Musyawarah: [tentang]\nplace: Balai Desa [desa]\n"
                                 "when: 19:30-22:00\nask: tentang | Tentang apa?\n"
                                 "ask: kontak* | Siapa?\n---\nDatanglah.\n\nBertanya: [kontak]\n";

static struct draft written(struct scene *scene, const struct staff_session *by, const char *about)
{
    struct draft draft;
    assert_true(
        draft_new(scene->village, &scene->arena, by, template_of(scene, invitation), &draft));
    assert_true(draft_fill(&scene->arena, &draft, "tentang", about));
    assert_true(draft_save(scene->village, &scene->arena, by, &draft));
    return draft;
}

static const char *published(struct scene *scene, const struct staff_session *by, int64_t id)
{
    struct publish_told told;
    enum publish_end how = publish_draft(scene->village, &scene->arena, by, id, &told);
    if (how != PUBLISH_DONE) {
        fail_msg("publish: %d: %s", how, fault_text());
    }
    return told.id;
}

static void test_a_draft_becomes_a_notice(void **state)
{
    struct scene scene = begin(*state);
    struct draft draft = written(&scene, &scene.bpd, "saluran air"), again;
    assert_true(draft_fill(&scene.arena, &draft, "kontak", "Meja BPD"));
    assert_true(draft_save(scene.village, &scene.arena, &scene.bpd, &draft));
    assert_true(draft_get(scene.village, &scene.arena, &scene.bpd, draft.id, &again));
    assert_string_equal(draft_blank(&again, "kontak"), "Meja BPD");
    const char *gone, *id = published(&scene, &scene.bpd, draft.id);
    assert_string_equal(id, "K7-1");
    const Kt__Notice *notice = notice_get(scene.village, &scene.arena, id, &gone);
    assert_string_equal(notice->title, "Musyawarah: saluran air");
    assert_string_equal(notice->place, "Balai Desa Sukamaju");
    assert_string_equal(notice->publisher, "BPD Sukamaju");
    assert_string_equal(notice->body, "Datanglah.\n\nBertanya: Meja BPD\n");
    struct draft_row rows[4];
    assert_int_equal(draft_list(scene.village, &scene.arena, STAFF_BPD, 4, rows), 0);
    // What its template keeps stands there the next time, for its role alone.
    struct draft next;
    struct template_file *from = template_of(&scene, invitation);
    assert_true(draft_new(scene.village, &scene.arena, &scene.other, from, &next));
    assert_string_equal(draft_blank(&next, "kontak"), "Meja BPD");
    assert_string_equal(draft_blank(&next, "tentang"), "");
    assert_true(draft_new(scene.village, &scene.arena, &scene.desa, from, &next));
    assert_string_equal(draft_blank(&next, "kontak"), "");
    struct staff_audit_row audit[4];
    assert_int_equal(staff_audit_list(scene.village, &scene.arena, STAFF_BPD, INT64_MAX, 4, audit),
                     1);
    assert_string_equal(audit[0].what, "post");
    assert_string_equal(audit[0].object, id);
    assert_string_equal(audit[0].who, "Ketua BPD");
    end(&scene);
}

// The days of a template are counted from a day that is known; from a guess they would end
// anywhere.
static void test_no_end_from_a_guess(void **state)
{
    struct scene scene = begin(*state);
    struct template_file *from = template_of(
        &scene, "---\nname: Darurat\ncategory: darurat\ntitle: Awas\ndays: 2\n---\nAwas.\n");
    struct draft draft;
    assert_true(draft_new(scene.village, &scene.arena, &scene.bpd, from, &draft));
    assert_true(draft.record->notice->end_s > PLACE_NOW_S);
    scene.village->test_now_s = 0;
    scene.village->clock_places = (struct clock_places){"/dev/null", "/nowhere", "/dev/null"};
    scene.village->clock_asked_ms = 0;
    assert_false(village_clock_trusted(scene.village));
    assert_true(draft_new(scene.village, &scene.arena, &scene.bpd, from, &draft));
    assert_int_equal(draft.record->notice->end_s, 0);
    end(&scene);
}

static void test_a_role_sees_its_own(void **state)
{
    struct scene scene = begin(*state);
    struct draft draft = written(&scene, &scene.bpd, "rapat tertutup"), other;
    struct publish_told told;
    struct draft_row rows[4];
    assert_int_equal(draft_list(scene.village, &scene.arena, STAFF_DESA, 4, rows), 0);
    assert_false(draft_get(scene.village, &scene.arena, &scene.desa, draft.id, &other));
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.desa, draft.id, &told),
                     PUBLISH_FAILED);
    assert_false(draft_ask(scene.village, &scene.desa, draft.id));
    assert_true(draft_delete(scene.village, &scene.desa, draft.id)); // of nothing
    assert_true(draft_get(scene.village, &scene.arena, &scene.other, draft.id, &other));
    // Youth keeps the machine and writes nothing.
    assert_false(draft_new(scene.village, &scene.arena, &scene.youth, NULL, &other));
    assert_false(draft_get(scene.village, &scene.arena, &scene.youth, draft.id, &other));
    assert_false(draft_save(scene.village, &scene.arena, &scene.youth, &draft));
    // The office that a notice may be about neither changes it nor takes it down.
    const char *gone, *id = published(&scene, &scene.bpd, draft.id);
    assert_false(draft_revise(scene.village, &scene.arena, &scene.desa, id, &other));
    assert_false(publish_withdraw(scene.village, &scene.arena, &scene.desa, id, "Tidak suka."));
    assert_false(publish_withdraw(scene.village, &scene.arena, &scene.youth, id, "Coba."));
    assert_false(publish_withdraw(scene.village, &scene.arena, NULL, id, "Coba."));
    assert_non_null(notice_get(scene.village, &scene.arena, id, &gone));
    assert_null(gone);
    assert_false(publish_withdraw(scene.village, &scene.arena, &scene.other, id, ""));
    assert_true(publish_withdraw(scene.village, &scene.arena, &scene.other, id, "Tanggal keliru."));
    assert_non_null(notice_get(scene.village, &scene.arena, id, &gone));
    assert_string_equal(gone, "Tanggal keliru.");
    int64_t at_s;
    assert_string_equal(publish_hand(scene.village, &scene.arena, id, 2, &at_s), "Sekretaris BPD");
    end(&scene);
}

// Two members revise the same notice: the second one is told, and decides.
static void test_outdated(void **state)
{
    struct scene scene = begin(*state);
    struct draft draft = written(&scene, &scene.bpd, "satu"), first, second;
    const char *gone, *id = published(&scene, &scene.bpd, draft.id);
    assert_true(draft_revise(scene.village, &scene.arena, &scene.bpd, id, &first));
    assert_true(draft_save(scene.village, &scene.arena, &scene.bpd, &first));
    assert_true(draft_revise(scene.village, &scene.arena, &scene.other, id, &second));
    assert_true(second.id != first.id);
    second.record->notice->title = arena_str(&scene.arena, "dari yang kedua");
    assert_true(draft_save(scene.village, &scene.arena, &scene.other, &second));
    first.record->notice->title = arena_str(&scene.arena, "dari yang pertama");
    assert_true(draft_save(scene.village, &scene.arena, &scene.bpd, &first));
    assert_string_equal(published(&scene, &scene.bpd, first.id), id);
    struct publish_told told;
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.other, second.id, &told),
                     PUBLISH_OUTDATED);
    assert_string_equal(told.who, "Ketua BPD");
    assert_int_equal(told.revision, 2);
    assert_string_equal(notice_get(scene.village, &scene.arena, id, &gone)->title,
                        "dari yang pertama");
    assert_true(draft_get(scene.village, &scene.arena, &scene.other, second.id, &second));
    assert_string_equal(second.record->notice->title, "dari yang kedua");
    // Seen, and put over it knowingly.
    assert_true(draft_rebase(scene.village, &scene.other, second.id, told.revision));
    assert_string_equal(published(&scene, &scene.other, second.id), id);
    assert_string_equal(notice_get(scene.village, &scene.arena, id, &gone)->title,
                        "dari yang kedua");
    assert_int_equal(notice_revision(scene.village, id), 3);
    end(&scene);
}

// The regency withdraws it while BPD revises: said, and the words stay.
static void test_withdrawn_far_away(void **state)
{
    struct scene scene = begin(*state);
    struct draft draft = written(&scene, &scene.bpd, "satu"), again;
    const char *id = published(&scene, &scene.bpd, draft.id);
    assert_true(draft_revise(scene.village, &scene.arena, &scene.bpd, id, &draft));
    assert_true(draft_save(scene.village, &scene.arena, &scene.bpd, &draft));
    Kt__NoticeGone gone = KT__NOTICE_GONE__INIT;
    gone.id = arena_str(&scene.arena, id);
    gone.revision = 2;
    gone.reason = arena_str(&scene.arena, "Angkanya belum sah.");
    assert_true(notice_put_gone(scene.village, &gone));
    assert_true(notice_put_gone(scene.village, &gone)); // told twice, as after a whole state
    struct publish_told told;
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.bpd, draft.id, &told),
                     PUBLISH_GONE);
    assert_true(told.is_far);
    assert_string_equal(told.reason, "Angkanya belum sah.");
    assert_true(draft_get(scene.village, &scene.arena, &scene.bpd, draft.id, &again));
    // Nor by a file that names its id.
    Kt__Notice notice = *draft_notice(&scene.arena, &again);
    const char *out;
    notice.id = arena_str(&scene.arena, id);
    assert_false(notice_post(scene.village, &scene.arena, &notice, &out));
    assert_non_null(strstr(fault_text(), "withdrawn by the regency"));
    assert_true(draft_detach(scene.village, &scene.bpd, draft.id));
    assert_string_equal(published(&scene, &scene.bpd, draft.id), "K7-2");
    end(&scene);
}

static void test_approval(void **state)
{
    struct scene scene = begin(*state);
    assert_true(setting_set(scene.village, "approve", "yes", SETTING_LOCAL));
    struct draft draft = written(&scene, &scene.bpd, "satu");
    struct publish_told told;
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.bpd, draft.id, &told),
                     PUBLISH_NEEDS_SECOND);
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.other, draft.id, &told),
                     PUBLISH_NEEDS_SECOND); // nobody has asked for it yet
    assert_true(draft_ask(scene.village, &scene.bpd, draft.id));
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.bpd, draft.id, &told),
                     PUBLISH_NEEDS_SECOND);
    assert_true(draft_return(scene.village, &scene.other, draft.id, "Tambahkan jamnya."));
    struct draft_row rows[2];
    assert_int_equal(draft_list(scene.village, &scene.arena, STAFF_BPD, 2, rows), 1);
    assert_string_equal(rows[0].note, "Tambahkan jamnya.");
    assert_string_equal(rows[0].title, "Musyawarah: satu");
    assert_true(draft_ask(scene.village, &scene.bpd, draft.id));
    // Whoever changes it is its writer: what was approved is what was shown.
    assert_true(draft_get(scene.village, &scene.arena, &scene.other, draft.id, &draft));
    assert_true(draft_save(scene.village, &scene.arena, &scene.other, &draft));
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.other, draft.id, &told),
                     PUBLISH_NEEDS_SECOND);
    assert_true(draft_ask(scene.village, &scene.other, draft.id));
    const char *id = published(&scene, &scene.bpd, draft.id);
    struct staff_audit_row audit[8];
    size_t lines = staff_audit_list(scene.village, &scene.arena, STAFF_BPD, INT64_MAX, 8, audit);
    assert_int_equal(lines, 5);
    assert_string_equal(audit[0].what, "approve");
    assert_string_equal(audit[0].who, "Ketua BPD");
    assert_string_equal(audit[1].what, "ask-approval");
    int64_t at_s;
    assert_string_equal(publish_hand(scene.village, &scene.arena, id, 1, &at_s), "Sekretaris BPD");
    end(&scene);
}

static void test_no_title(void **state)
{
    struct scene scene = begin(*state);
    struct draft draft;
    struct publish_told told;
    assert_true(draft_new(scene.village, &scene.arena, &scene.desa, NULL, &draft));
    assert_true(draft_save(scene.village, &scene.arena, &scene.desa, &draft));
    assert_int_equal(publish_draft(scene.village, &scene.arena, &scene.desa, draft.id, &told),
                     PUBLISH_NO_TITLE);
    char *letters = arena_alloc(&scene.arena, 4 * DRAFT_VALUE_LETTERS_MAX + 2);
    memset(letters, 'a', 4 * DRAFT_VALUE_LETTERS_MAX + 1);
    assert_false(draft_fill(&scene.arena, &draft, "isi", letters));
    end(&scene);
}

// Before the enrolment ids have no number; what is being revised follows when they get one.
static void test_ids_follow_the_enrolment(void **state)
{
    struct village *village = place_open(*state);
    struct scene scene = {.village = village, .bpd = session(1, STAFF_BPD, "Ketua BPD")};
    arena_init(&scene.arena, ARENA_MAX);
    struct draft draft = written(&scene, &scene.bpd, "satu");
    const char *id = published(&scene, &scene.bpd, draft.id);
    assert_string_equal(id, "K-1");
    assert_true(draft_revise(village, &scene.arena, &scene.bpd, id, &draft));
    assert_string_equal(draft.record->notice->place, "Balai Desa");
    assert_true(draft_save(village, &scene.arena, &scene.bpd, &draft));
    assert_true(publish_file_keep(village, bytes_of_str("isi"), id));
    place_enrol(village, &scene.arena);
    assert_true(draft_get(village, &scene.arena, &scene.bpd, draft.id, &draft));
    assert_string_equal(draft.base, "K7-1");
    assert_string_equal(published(&scene, &scene.bpd, draft.id), "K7-1");
    assert_string_equal(publish_file_known(village, &scene.arena, bytes_of_str("isi")), "K7-1");
    assert_null(publish_file_known(village, &scene.arena, bytes_of_str("isi lain")));
    end(&scene);
}

static void test_own_shelf(void **state)
{
    struct scene scene = begin(*state);
    published(&scene, &scene.bpd, written(&scene, &scene.bpd, "satu").id);
    published(&scene, &scene.desa, written(&scene, &scene.desa, "dua").id);
    struct notice_row rows[4];
    size_t total;
    assert_int_equal(notice_own(scene.village, &scene.arena, true, 0, 4, rows, &total), 1);
    assert_string_equal(rows[0].title, "Musyawarah: satu");
    assert_true(publish_withdraw(scene.village, &scene.arena, &scene.bpd, rows[0].id, "Batal."));
    assert_int_equal(notice_own(scene.village, &scene.arena, true, 0, 4, rows, &total), 1);
    assert_true(rows[0].withdrawn);
    assert_int_equal(notice_own(scene.village, &scene.arena, false, 0, 4, rows, &total), 1);
    assert_string_equal(rows[0].title, "Musyawarah: dua");
    assert_int_equal(total, 1);
    end(&scene);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        test_in_dir(test_a_draft_becomes_a_notice),
        test_in_dir(test_no_end_from_a_guess),
        test_in_dir(test_a_role_sees_its_own),
        test_in_dir(test_outdated),
        test_in_dir(test_withdrawn_far_away),
        test_in_dir(test_approval),
        test_in_dir(test_no_title),
        test_in_dir(test_ids_follow_the_enrolment),
        test_in_dir(test_own_shelf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
