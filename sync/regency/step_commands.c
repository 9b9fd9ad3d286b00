// SPDX-License-Identifier: GPL-3.0-or-later
// The steps that an office takes with a case, and what of it goes onto the village's board. Which
// step is possible from where is the table in db/regency/case_step.c, nothing here.
#include "command.h"

#include "db/record/slug.h"
#include "db/regency/papan.h"
#include "db/regency/tally.h"

#include <stdio.h>

// Everything of one command in one transaction, the village's figures included.
static bool take_and_settle(struct command *command, const struct case_info *info,
                            const struct case_step *step)
{
    struct sql *sql = command->regency->sql;
    sql_begin(sql);
    if (!case_take_step(command->regency, &command->arena, command->keyring, info, step) ||
        !tally_settle(command->regency, &command->arena, info->village, info->zone_min)) {
        sql_fail(sql);
    }
    return sql_commit(sql);
}

// Words for one villager are not shown to those whose reports went on in theirs: whoever writes an
// answer for all of them has to say so.
static void note_others(struct command *command, const struct case_info *info,
                        const struct case_step *step)
{
    int64_t others = step->text && !step->public && info->mode != KT__MODE__RAHASIA
                         ? case_merge_count(command->regency, info)
                         : 0;
    if (others > 0) {
        log_line("%lld merged into %s see the new state but not these words; --public shows them",
                 (long long)others, info->number);
    }
}

static int take_step(const char *dir, const char *asked, const char *text_file,
                     struct case_step *step)
{
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    struct case_info info;
    bool ok = case_find(command.regency, &command.arena, asked, &info);
    if (ok && text_file) {
        step->text = command_text(&command.arena, text_file);
        ok = step->text != NULL;
    }
    ok = ok && take_and_settle(&command, &info, step) &&
         case_get(command.regency, &command.arena, info.id, &info);
    if (ok) {
        printf("%s %s\n", info.number, slug_of(SLUG_STATE, (int)info.state));
        note_others(&command, &info, step);
    }
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}

int verify_command(const char *dir, int count, char **words)
{
    struct case_step step = {.verb = CASE_VERIFY};
    return count == 1 ? take_step(dir, words[0], NULL, &step) : command_usage("verify ID");
}

int route_command(const char *dir, int count, char **words)
{
    struct case_step step = {.verb = CASE_ROUTE, .opd = count == 2 ? words[1] : NULL};
    return count == 2 ? take_step(dir, words[0], NULL, &step) : command_usage("route ID OPD|BPD");
}

int merge_command(const char *dir, int count, char **words)
{
    struct case_step step = {.verb = CASE_MERGE, .into = count == 2 ? words[1] : NULL};
    return count == 2 ? take_step(dir, words[0], NULL, &step) : command_usage("merge ID INTO");
}

// The steps that bring a text of their own.
enum text_need { TEXT_MAY, TEXT_MUST };
enum text_reach { TEXT_VILLAGER, TEXT_MAYBE_PUBLIC };

static int step_with_text(const char *dir, int count, char **words, enum case_verb verb,
                          const char *usage, enum text_need need, enum text_reach reach)
{
    const char *text_file = NULL, *plain[COMMAND_OPTIONS_MAX];
    struct case_step step = {.verb = verb};
    const struct command_option options[] = {
        {"text-file", &text_file, NULL},
        {reach == TEXT_MAYBE_PUBLIC ? "public" : NULL, NULL, &step.public},
        {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1 || (need == TEXT_MUST && !text_file)) {
        return command_usage(usage);
    }
    return take_step(dir, plain[0], text_file, &step);
}

int ask_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_ASK, "ask ID --text-file F", TEXT_MUST,
                          TEXT_VILLAGER);
}

int hold_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_HOLD, "hold ID [--text-file F]", TEXT_MAY,
                          TEXT_VILLAGER);
}

int reply_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_REPLY, "reply ID --text-file F [--public]",
                          TEXT_MUST, TEXT_MAYBE_PUBLIC);
}

int close_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_CLOSE, "close ID [--text-file F] [--public]",
                          TEXT_MAY, TEXT_MAYBE_PUBLIC);
}

int reject_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_REJECT, "reject ID --text-file F [--public]",
                          TEXT_MUST, TEXT_MAYBE_PUBLIC);
}

int archive_command(const char *dir, int count, char **words)
{
    return step_with_text(dir, count, words, CASE_ARCHIVE, "archive ID [--text-file F]", TEXT_MAY,
                          TEXT_VILLAGER);
}

// ---- the board

static bool moderate(struct command *command, const char *asked, bool show, const char *text_file)
{
    struct arena *arena = &command->arena;
    struct sql *sql = command->regency->sql;
    struct case_info info;
    const char *text = NULL;
    if (text_file && !(text = command_text(arena, text_file))) {
        return false;
    }
    sql_begin(sql);
    bool ok =
        case_find(command->regency, arena, asked, &info) &&
        (show ? papan_show(command->regency, arena, command->keyring, &info, text, command_operator)
              : papan_hide(command->regency, arena, &info)) &&
        tally_settle(command->regency, arena, info.village, info.zone_min);
    if (!ok) {
        sql_fail(sql);
    }
    ok = sql_commit(sql);
    if (ok && show && info.mode == KT__MODE__TERBUKA && !info.opened) {
        log_line("%s: on the board without a name; to look for one first: case %s --open",
                 info.number, info.number);
    }
    if (ok) {
        printf("%s %s\n", info.number, show ? "shown" : "hidden");
    }
    return ok;
}

int moderate_command(const char *dir, int count, char **words)
{
    bool show = false, hide = false;
    const char *text_file = NULL, *plain[COMMAND_OPTIONS_MAX];
    const struct command_option options[] = {
        {"show", NULL, &show}, {"hide", NULL, &hide}, {"text-file", &text_file, NULL}, {0}};
    int plain_count;
    if (count > COMMAND_OPTIONS_MAX || !command_read(count, words, options, plain, &plain_count) ||
        plain_count != 1 || show == hide || (hide && text_file)) {
        return command_usage("moderate ID --show [--text-file F] | moderate ID --hide");
    }
    struct command command;
    if (!command_open(&command, dir, COMMAND_WITH_KEYS)) {
        return log_fault();
    }
    bool ok = moderate(&command, plain[0], show, text_file);
    command_close(&command);
    return ok ? COMMAND_OK : log_fault();
}
