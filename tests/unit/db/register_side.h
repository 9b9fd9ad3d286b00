// SPDX-License-Identifier: GPL-3.0-or-later
// Members of BPD and desa who sign in at a kiosk, and what the regency sends to their roles.
#ifndef REGISTER_SIDE_H
#define REGISTER_SIDE_H

#include "staff_side.h"

#include "db/record/seal_role.h"
#include "db/village/register.h"
#include "db/village/register_act.h"

static inline int64_t side_member(const char *name, enum staff_role role,
                                  const struct staff_session *by)
{
    return added(name, role, PIN_A, by, STAFF_MEMBER);
}

static inline struct staff_session *side_sign_in(int64_t id)
{
    return signed_in(id, PIN_A);
}

// Everybody of the role is gone, this one begins with a new key.
static inline int64_t side_anew(const char *name, enum staff_role role)
{
    struct staff_wrapped key = wrapped(PIN_A);
    int64_t id;
    assert_true(staff_begin_anew(village, name, role, &key, &id));
    return id;
}

static inline struct receipt side_file_as(const char *text, const char *name, Kt__Mode mode,
                                          Kt__Addressee to, struct bytes voice)
{
    return filed_as((struct aspiration_draft){.text = text,
                                              .name = name,
                                              .contact = name ? "0812000111" : NULL,
                                              .category = KT__CATEGORY__JALAN,
                                              .mode = mode,
                                              .to = to,
                                              .voice = voice});
}

static inline struct receipt side_say(const char *text, Kt__Addressee to)
{
    return side_file_as(text, NULL, KT__MODE__TERBUKA, to, (struct bytes){0});
}

// As the regency would send it: the words of `text`, and how the case stands.
static inline bool side_item_as(const struct receipt *receipt, enum staff_role role, uint32_t key,
                                const uint8_t *role_public, const char *text, Kt__Mode mode,
                                Kt__CaseView *view)
{
    Kt__Words words = KT__WORDS__INIT;
    words.text = arena_str(&arena, text);
    Kt__RoleCopy copy = KT__ROLE_COPY__INIT;
    copy.case_ = record_data(bytes_of(receipt->case_id, HASH_LEN));
    copy.receipt_key = record_data(bytes_of(receipt->public_key, BOX_PUBLIC_LEN));
    copy.number = "2005-0001";
    copy.category = KT__CATEGORY__JALAN;
    copy.mode = mode;
    copy.to = (Kt__Addressee)role;
    copy.at_s = 1795000000;
    copy.words = record_data(seal_words_pack(&arena, &words));
    copy.dictionary = 1;
    copy.view = view;
    view->case_ = copy.case_;
    Kt__RoleItem item = KT__ROLE_ITEM__INIT;
    item.case_ = copy.case_;
    item.revision = view->revision;
    item.role = (Kt__Role)role;
    item.key = key;
    item.sealed = record_data(seal_role_copy_close(&arena, &copy, role_public));
    return register_put(village, &item);
}

static inline bool side_item(const struct receipt *receipt, enum staff_role role, uint32_t key,
                             const uint8_t *role_public, const char *text, Kt__CaseView *view)
{
    return side_item_as(receipt, role, key, role_public, text, KT__MODE__TERBUKA, view);
}

static inline bool side_act(const struct staff_session *session, const struct receipt *receipt,
                            struct register_step step)
{
    struct bytes id = bytes_of(receipt->case_id, HASH_LEN);
    step.text = step.text ? step.text : "";
    return register_act(village, session, &id, 1, &step);
}

// The newest event of the log, opened as the regency would.
static inline Kt__Acting *side_newest_act(const uint8_t *role_public, Kt__Role *role)
{
    Kt__Event *event = newest_event();
    assert_int_equal(event->what_case, KT__EVENT__WHAT_ACTED);
    Kt__ActEnvelope *envelope = seal_role_act_open(&arena, record_view(event->acted->sealed),
                                                   sealing_public, sealing_secret);
    assert_non_null(envelope);
    *role = envelope->role;
    return seal_role_act_box_open(&arena, envelope, role_public, sealing_secret);
}

#endif
