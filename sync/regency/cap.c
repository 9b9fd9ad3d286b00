// SPDX-License-Identifier: GPL-3.0-or-later
// CAP through expat. What is hostile stops the reading before it costs memory: a document type, a
// nesting or a text beyond its limit. Knows no store and no clock.
#include "cap.h"

#include "db/base/moment.h"

#include <expat.h>
#include <string.h>
#include <strings.h>

enum {
    WIB_MIN = 420, // a time without zone, which the standard does not allow
    ELEMENT_LEN_MAX = 24,
    PATH_LEN_MAX = 96,
    LIST_BYTES_MAX = 16 * 1024, // categories or areas of one info, joined
    NS_MARK = '|',
};
static const char ns_12[] = "urn:oasis:names:tc:emergency:cap:1.2";
static const char ns_11[] = "urn:oasis:names:tc:emergency:cap:1.1"; // the same elements

enum top { IDENTIFIER, SENDER, SENT, STATUS, MSG_TYPE, SCOPE, REFERENCES, TOPS };
enum part {
    LANGUAGE,
    CATEGORY,
    EVENT,
    URGENCY,
    SEVERITY,
    CERTAINTY,
    EFFECTIVE,
    ONSET,
    EXPIRES,
    SENDER_NAME,
    HEADLINE,
    DESCRIPTION,
    INSTRUCTION,
    WEB,
    CONTACT,
    AREA,
    PARTS
};
enum shape { LINE, LINES, LIST }; // LIST: may come several times, joined

static const struct field {
    const char *path;
    bool in_info;
    int place; // enum top or enum part
    enum shape shape;
} fields[] = {
    {"/alert/identifier", false, IDENTIFIER, LINE},
    {"/alert/sender", false, SENDER, LINE},
    {"/alert/sent", false, SENT, LINE},
    {"/alert/status", false, STATUS, LINE},
    {"/alert/msgType", false, MSG_TYPE, LINE},
    {"/alert/scope", false, SCOPE, LINE},
    {"/alert/references", false, REFERENCES, LINE},
    {"/alert/info/language", true, LANGUAGE, LINE},
    {"/alert/info/category", true, CATEGORY, LIST},
    {"/alert/info/event", true, EVENT, LINE},
    {"/alert/info/urgency", true, URGENCY, LINE},
    {"/alert/info/severity", true, SEVERITY, LINE},
    {"/alert/info/certainty", true, CERTAINTY, LINE},
    {"/alert/info/effective", true, EFFECTIVE, LINE},
    {"/alert/info/onset", true, ONSET, LINE},
    {"/alert/info/expires", true, EXPIRES, LINE},
    {"/alert/info/senderName", true, SENDER_NAME, LINE},
    {"/alert/info/headline", true, HEADLINE, LINE},
    {"/alert/info/description", true, DESCRIPTION, LINES},
    {"/alert/info/instruction", true, INSTRUCTION, LINES},
    {"/alert/info/web", true, WEB, LINE},
    {"/alert/info/contact", true, CONTACT, LINE},
    {"/alert/info/area/areaDesc", true, AREA, LIST},
};

struct info {
    char *part[PARTS]; // NULL: not said
};
struct reader {
    XML_Parser parser;
    struct arena *arena;
    char path[PATH_LEN_MAX];
    int depth, foreign; // foreign: levels inside something that is not ours
    bool failed;
    const struct field *field; // whose text is being read, or NULL
    struct buf text;
    char *top[TOPS];
    struct info infos[CAP_INFOS_MAX];
    size_t info_count;
};

static void stop(struct reader *reader, const char *why)
{
    if (!reader->failed) {
        fault_set("line %lu: %s", (unsigned long)XML_GetCurrentLineNumber(reader->parser), why);
        reader->failed = true;
    }
    XML_StopParser(reader->parser, XML_FALSE);
}

// ---- the tree

static const struct field *field_at(const char *path)
{
    for (size_t i = 0; i < COUNT_OF(fields); i++) {
        if (str_equal(fields[i].path, path)) {
            return &fields[i];
        }
    }
    return NULL;
}

// The element's own name when it is CAP's, else NULL.
static const char *local_name(const char *name)
{
    const char *mark = strrchr(name, NS_MARK);
    if (!mark) {
        return NULL;
    }
    size_t len = (size_t)(mark - name);
    bool ours = (len == strlen(ns_12) && strncmp(name, ns_12, len) == 0) ||
                (len == strlen(ns_11) && strncmp(name, ns_11, len) == 0);
    return ours ? mark + 1 : NULL;
}

static void XMLCALL on_start(void *ctx, const XML_Char *name, const XML_Char **attributes)
{
    (void)attributes;
    struct reader *reader = ctx;
    const char *local = local_name(name);
    size_t len = strlen(reader->path);
    if (++reader->depth > CAP_DEPTH_MAX) {
        stop(reader, "elements lie deeper than a warning's do");
        return;
    }
    if (reader->foreign > 0 || !local || strlen(local) > ELEMENT_LEN_MAX || reader->field ||
        len + strlen(local) + 2 > sizeof reader->path) {
        reader->foreign++;
        return;
    }
    reader->path[len] = '/';
    memcpy(reader->path + len + 1, local, strlen(local) + 1);
    if (str_equal(reader->path, "/alert/info") && ++reader->info_count > CAP_INFOS_MAX) {
        stop(reader, "more infos than a warning may have");
        return;
    }
    reader->field = field_at(reader->path);
    buf_clear(&reader->text);
}

static void XMLCALL on_text(void *ctx, const XML_Char *text, int len)
{
    struct reader *reader = ctx;
    if (reader->field && reader->foreign == 0 && !buf_add(&reader->text, text, (size_t)len)) {
        stop(reader, "a text is longer than a warning's may be");
    }
}

// Blanks around and between words become one; LINES keep their line breaks, at most two together.
static char *tidy(struct arena *arena, const char *from, enum shape shape)
{
    char *out = arena_str(arena, from), *to = out;
    int breaks = 0;
    bool blank = false;
    for (; *from; from++) {
        unsigned char letter = (unsigned char)*from;
        if (letter <= ' ' || letter == 0x7F) {
            breaks += letter == '\n' && shape == LINES;
            blank = true;
            continue;
        }
        if (blank && to > out) {
            *to++ = breaks ? '\n' : ' ';
            if (breaks > 1) { // there is room: two blanks were read
                *to++ = '\n';
            }
        }
        blank = false;
        breaks = 0;
        *to++ = *from;
    }
    *to = '\0';
    return out;
}

// In place: thousands of areas must not be copied thousands of times.
static void keep_in_list(struct reader *reader, char **list, const char *text)
{
    if (!*list) {
        *list = arena_alloc(reader->arena, LIST_BYTES_MAX);
    }
    size_t len = strlen(*list);
    if (len + strlen(text) + 3 > LIST_BYTES_MAX) {
        stop(reader, "more areas than a warning may have");
        return;
    }
    char *to = *list + len;
    if (len > 0) {
        *to++ = ',';
        *to++ = ' ';
    }
    memcpy(to, text, strlen(text) + 1);
}

static void keep(struct reader *reader)
{
    const struct field *field = reader->field;
    char *text = tidy(reader->arena, buf_str(&reader->text), field->shape);
    if (!text[0]) {
        return;
    }
    char **place = field->in_info ? &reader->infos[reader->info_count - 1].part[field->place]
                                  : &reader->top[field->place];
    if (field->shape == LIST) {
        keep_in_list(reader, place, text);
    } else if (!*place) {
        *place = text;
    }
}

static void XMLCALL on_end(void *ctx, const XML_Char *name)
{
    (void)name;
    struct reader *reader = ctx;
    reader->depth--;
    if (reader->foreign > 0) {
        reader->foreign--;
        return;
    }
    if (reader->field) {
        keep(reader);
        reader->field = NULL;
    }
    char *slash = strrchr(reader->path, '/');
    if (slash) {
        *slash = '\0';
    }
}

static void XMLCALL on_doctype(void *ctx, const XML_Char *name, const XML_Char *system_id,
                               const XML_Char *public_id, int has_subset)
{
    (void)name;
    (void)system_id;
    (void)public_id;
    (void)has_subset;
    stop(ctx, "it declares a document type, which a warning never does; it was not read");
}

static bool parse(struct reader *reader, struct bytes file)
{
    XML_SetUserData(reader->parser, reader);
    XML_SetElementHandler(reader->parser, on_start, on_end);
    XML_SetCharacterDataHandler(reader->parser, on_text);
    XML_SetStartDoctypeDeclHandler(reader->parser, on_doctype);
    if (XML_Parse(reader->parser, (const char *)file.data, (int)file.len, XML_TRUE) !=
            XML_STATUS_OK &&
        !reader->failed) {
        stop(reader, XML_ErrorString(XML_GetErrorCode(reader->parser)));
    }
    return !reader->failed;
}

// ---- what it says

static char *said(char *text)
{
    return text ? text : (char *)(uintptr_t) "";
}

// The value that a word stands for; -1 when it is none of them.
struct word {
    const char *word;
    int value;
};
static int value_of(const struct word *words, size_t count, const char *text)
{
    for (size_t i = 0; i < count; i++) {
        if (strcasecmp(words[i].word, text) == 0) {
            return words[i].value;
        }
    }
    return -1;
}

static const struct word statuses[] = {{"Actual", KT__ALERT_STATUS__ACTUAL},
                                       {"Exercise", KT__ALERT_STATUS__EXERCISE},
                                       {"Test", KT__ALERT_STATUS__TEST}};
static const struct word kinds[] = {
    {"Alert", WARNING_NEW}, {"Update", WARNING_UPDATE}, {"Cancel", WARNING_CANCEL}};
static const struct word severities[] = {{"Extreme", KT__SEVERITY__EXTREME},
                                         {"Severe", KT__SEVERITY__SEVERE},
                                         {"Moderate", KT__SEVERITY__MODERATE},
                                         {"Minor", KT__SEVERITY__MINOR}};

// "sender,identifier": neither may hold a blank or a comma, by the standard.
static char *make_id(struct arena *arena, const char *sender, const char *identifier)
{
    if (!sender || !identifier || strpbrk(sender, " ,") || strpbrk(identifier, " ,")) {
        fault_set("sender or identifier is missing, or holds a blank or a comma");
        return NULL;
    }
    return arena_printf(arena, "%s,%s", sender, identifier);
}

// "sender,identifier,sent ..."
static bool read_references(struct arena *arena, const char *text, struct warning *out)
{
    char *rest = NULL;
    for (char *one = strtok_r(arena_str(arena, text), " ", &rest); one;
         one = strtok_r(NULL, " ", &rest)) {
        char *first = strchr(one, ','), *second = first ? strchr(first + 1, ',') : NULL;
        if (!second || first == one || second == first + 1) {
            fault_set("references: \"%.80s\" is not sender,identifier,sent", one);
            return false;
        }
        if (out->reference_count == WARNING_REFERENCES_MAX) {
            fault_set("references: more than %d", WARNING_REFERENCES_MAX);
            return false;
        }
        *second = '\0';
        if (strlen(one) > ALERT_ID_BYTES_MAX) {
            fault_set("references: one is longer than %d bytes", ALERT_ID_BYTES_MAX);
            return false;
        }
        out->references[out->reference_count++] = one;
    }
    return true;
}

static bool read_time(const char *name, const char *text, int64_t *at_s)
{
    if (!text) {
        return true; // not said
    }
    if (!moment_parse(text, WIB_MIN, at_s) || *at_s <= 0) {
        fault_set("%s: \"%.40s\" is not a time such as 2026-11-23T19:30:00+07:00", name, text);
        return false;
    }
    return true;
}

static bool read_top(struct reader *reader, struct warning *out)
{
    char **top = reader->top;
    int status = value_of(statuses, COUNT_OF(statuses), said(top[STATUS]));
    int kind = value_of(kinds, COUNT_OF(kinds), said(top[MSG_TYPE]));
    if (status < 0) {
        fault_set("status is \"%.20s\": only Actual, Exercise and Test are sent on",
                  said(top[STATUS]));
        return false;
    }
    if (kind < 0) {
        fault_set("msgType is \"%.20s\": only Alert, Update and Cancel are sent on",
                  said(top[MSG_TYPE]));
        return false;
    }
    if (top[SCOPE] && strcasecmp(top[SCOPE], "Public") != 0) {
        fault_set("scope is \"%.20s\": only what is Public may be shown", top[SCOPE]);
        return false;
    }
    if (!top[SENT]) {
        fault_set("it does not say when it was sent");
        return false;
    }
    out->kind = (enum warning_kind)kind;
    out->alert.status = (Kt__AlertStatus)status;
    out->alert.id = make_id(reader->arena, top[SENDER], top[IDENTIFIER]);
    return out->alert.id && read_time("sent", top[SENT], &out->alert.sent_s) &&
           read_references(reader->arena, said(top[REFERENCES]), out);
}

static bool is_indonesian(const struct info *info)
{
    const char *language = said(info->part[LANGUAGE]);
    return strncasecmp(language, "id", 2) == 0 || strncasecmp(language, "in", 2) == 0;
}

static const struct info *choose(const struct reader *reader)
{
    for (size_t i = 0; i < reader->info_count; i++) {
        if (is_indonesian(&reader->infos[i])) {
            return &reader->infos[i];
        }
    }
    return reader->info_count > 0 ? &reader->infos[0] : NULL;
}

// "en-US" is the standard's default; two small letters are what kiosks know.
static char *language_of(struct arena *arena, const struct info *info)
{
    const char *language = said(info->part[LANGUAGE]);
    if (is_indonesian(info)) {
        return arena_str(arena, "id");
    }
    bool two = strlen(language) >= 2 && (language[2] == '-' || !language[2]);
    char *out = arena_str(arena, two ? language : "en");
    out[2] = '\0';
    for (char *p = out; *p; p++) {
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + ('a' - 'A') : *p);
    }
    return out;
}

static bool read_info(struct reader *reader, const struct info *info, Kt__Alert *alert)
{
    char *const *part = info->part;
    int severity = value_of(severities, COUNT_OF(severities), said(part[SEVERITY]));
    alert->severity = severity < 0 ? KT__SEVERITY__MODERATE : (Kt__Severity)severity;
    alert->sender = part[SENDER_NAME] ? part[SENDER_NAME] : reader->top[SENDER];
    alert->urgency = said(part[URGENCY]);
    alert->certainty = said(part[CERTAINTY]);
    alert->category = said(part[CATEGORY]);
    alert->event = said(part[EVENT]);
    alert->headline = part[HEADLINE] ? part[HEADLINE] : said(part[EVENT]);
    alert->description = said(part[DESCRIPTION]);
    alert->instruction = said(part[INSTRUCTION]);
    alert->area = said(part[AREA]);
    alert->web = said(part[WEB]);
    alert->contact = said(part[CONTACT]);
    alert->lang = language_of(reader->arena, info);
    if (!alert->headline[0]) {
        fault_set("it has neither headline nor event: there is nothing to show");
        return false;
    }
    alert->expires_s = alert->sent_s + DAY_S;
    return read_time("effective", part[EFFECTIVE], &alert->onset_s) &&
           read_time("onset", part[ONSET], &alert->onset_s) &&
           read_time("expires", part[EXPIRES], &alert->expires_s);
}

static struct warning *read_alert(struct reader *reader)
{
    struct warning *out = ARENA_NEW(reader->arena, struct warning);
    kt__alert__init(&out->alert);
    const struct info *info = choose(reader);
    if (!reader->top[IDENTIFIER] && !reader->top[STATUS]) {
        fault_set("it is no CAP 1.2 alert");
        return NULL;
    }
    if (!read_top(reader, out)) {
        return NULL;
    }
    if (strlen(out->alert.id) > ALERT_ID_BYTES_MAX) {
        fault_set("sender and identifier are longer than %d bytes", ALERT_ID_BYTES_MAX);
        return NULL;
    }
    if (out->kind == WARNING_CANCEL) { // what else it says is of no use any more
        if (out->reference_count == 0) {
            fault_set("it cancels, but names nothing in references");
        }
        return out->reference_count > 0 ? out : NULL;
    }
    if (!info) {
        fault_set("it has no info: there is nothing to show");
    }
    bool ok = info && read_info(reader, info, &out->alert) && record_alert_fits(&out->alert) &&
              record_texts_are_valid(&out->alert.base);
    return ok ? out : NULL;
}

struct warning *cap_read(struct arena *arena, struct bytes file)
{
    if (file.len > CAP_FILE_BYTES_MAX) {
        fault_set("it is larger than %d bytes", CAP_FILE_BYTES_MAX);
        return NULL;
    }
    struct reader *reader = ARENA_NEW(arena, struct reader);
    reader->arena = arena;
    reader->parser = die_if_null(XML_ParserCreateNS(NULL, NS_MARK));
    buf_init(&reader->text, CAP_TEXT_BYTES_MAX);
    struct warning *out = parse(reader, file) ? read_alert(reader) : NULL;
    buf_finish(&reader->text);
    XML_ParserFree(reader->parser);
    return out;
}
