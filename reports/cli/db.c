/*
 * wtsim db ACTION: the store itself. Its first operand is the action; the rest is the action's.
 */
#include "reports/cli/db.h"

#include <inttypes.h>
#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/execute.h"
#include "reports/cli/session.h"
#include "reports/render/csv.h"
#include "reports/render/format.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "reports/store/store.h"
#include "reports/store/tags.h"
#include "reports/store/upkeep.h"
#include "sim/base/text.h"

enum { ACTION_AT = 28, WIDTH = 80 };

static const struct action {
    const char *name, *arguments, *help;
    int (*handle)(struct cli_session *s);
} actions[] = {
#define DB(name, arguments, help) {#name, arguments, help, cli_db_##name},
#include "reports/cli/db.def"
#undef DB
};

enum { ACTION_COUNT = sizeof actions / sizeof actions[0] };

void cli_db_help(struct sim_text *text)
{
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        sim_text_print(text, "  %s%s%s", actions[i].name, actions[i].arguments[0] ? " " : "",
                       actions[i].arguments);
        rpt_page_column(text, ACTION_AT);
        rpt_page_words(text, actions[i].help, ACTION_AT, WIDTH);
        sim_text_add_char(text, '\n');
    }
}

static const char *action_name(uint32_t index)
{
    return actions[index].name;
}

int cli_db_command(struct cli_session *s)
{
    const char *wanted, *near;

    if (!cli_session_operands(s, 1, UINT32_MAX, "ACTION (path, check, prune, merge ...)")) {
        return CLI_USAGE;
    }
    wanted = s->options.operands[0];
    for (size_t i = 0; i < ACTION_COUNT; i++) {
        if (strcmp(actions[i].name, wanted) == 0) {
            s->options.operands++;
            s->options.operand_count--;
            return actions[i].handle(s);
        }
    }
    near = cli_options_nearest(wanted, action_name, ACTION_COUNT);
    cli_session_say(s, near == NULL ? "there is no action '%.40s'; wtsim db --help names them"
                                    : "there is no action '%.40s'; did you mean '%s'?",
                    wanted, near);
    return CLI_USAGE;
}

/* Writes and empties the text, which it also ends. */
static int finish(struct cli_session *s, struct sim_text *text, int code)
{
    cli_session_write(s, text);
    sim_text_deinit(text);
    return code;
}

/* ---- path, check ---------------------------------------------------------------------------- */

static void print_state(struct sim_text *text, const struct rpt_upkeep_state *state)
{
    sim_text_print(text, "%" PRIu32 " run%s", state->runs, state->runs == 1 ? "" : "s");
    if (state->incomplete > 0) {
        sim_text_print(text, " (%" PRIu32 " incomplete)", state->incomplete);
    }
    sim_text_print(text, " of %" PRIu32 " scenario%s, ", state->scenarios,
                   state->scenarios == 1 ? "" : "s");
    if (state->parts > 0) {
        sim_text_print(text, "%" PRIu32 " replication%s waiting to be joined, ", state->parts,
                       state->parts == 1 ? "" : "s");
    }
    rpt_format_rough(text, state->bytes);
    sim_text_print(text, "B, store version %" PRId64, state->version);
}

static void print_state_json(struct sim_text *text, const char *path,
                             const struct rpt_upkeep_state *state)
{
    sim_text_add_char(text, '{');
    rpt_member_string(text, "path", path);
    rpt_member_truth(text, "sound", state->trouble_count == 0);
    rpt_member_whole(text, "runs", state->runs);
    rpt_member_whole(text, "incomplete", state->incomplete);
    rpt_member_whole(text, "scenarios", state->scenarios);
    rpt_member_whole(text, "parts", state->parts);
    rpt_member_whole(text, "bytes", state->bytes);
    rpt_member_whole(text, "version", (uint64_t)state->version);
    rpt_member_key(text, "troubles");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < state->trouble_count; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        sim_text_json(text, state->troubles[i].what);
    }
    sim_text_add(text, "]}\n");
}

static int inspect(struct cli_session *s, struct rpt_upkeep_state *ret_state)
{
    struct rpt_store_error error;
    int code = cli_session_operands(s, 0, 0, "") ? cli_session_open(s, false) : CLI_USAGE;

    if (code == CLI_FINE && !rpt_upkeep_check(s->store, &s->arena, ret_state, &error)) {
        code = cli_session_store_error(s, &error);
    }
    return code;
}

int cli_db_path(struct cli_session *s)
{
    const char *path = rpt_store_default_path(&s->arena, s->options.db);
    struct rpt_upkeep_state state = {0};
    struct sim_text text;
    int code = inspect(s, &state);

    if (code == CLI_USAGE) {
        return code;
    }
    sim_text_init(&text);             /* the path is known even where nothing is there yet */
    if (s->options.format == CLI_JSON && code == CLI_FINE) {
        print_state_json(&text, path, &state);
    } else if (s->options.format == CLI_CSV) {
        sim_text_print(&text, "path,runs,bytes\r\n");
        rpt_csv_field(&text, path, ',');
        sim_text_print(&text, "%" PRIu32 ",%" PRIu64 "\r\n", state.runs, state.bytes);
    } else {
        sim_text_print(&text, "%s\n", path);
        if (code == CLI_FINE) {
            print_state(&text, &state);
            sim_text_add_char(&text, '\n');
        }
    }
    return finish(s, &text, code);
}

int cli_db_check(struct cli_session *s)
{
    struct rpt_upkeep_state state;
    struct sim_text text;
    int code = inspect(s, &state);

    if (code != CLI_FINE) {
        return code;
    }
    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        print_state_json(&text, s->view.store, &state);
    } else if (s->options.format == CLI_CSV) {
        sim_text_add(&text, "trouble\r\n");
        for (uint32_t i = 0; i < state.trouble_count; i++) {
            rpt_csv_field(&text, state.troubles[i].what, '\r');
            sim_text_add_char(&text, '\n');
        }
    } else {
        sim_text_print(&text, "%s  %s: ", state.trouble_count == 0 ? "SOUND" : "TROUBLE",
                       s->view.store);
        print_state(&text, &state);
        sim_text_add_char(&text, '\n');
        for (uint32_t i = 0; i < state.trouble_count; i++) {
            rpt_page_words(&text, state.troubles[i].what, 2, WIDTH);
            sim_text_add_char(&text, '\n');
        }
        rpt_page_fit(&text, 0, WIDTH);
    }
    return finish(s, &text, state.trouble_count == 0 ? CLI_FINE : CLI_NEGATIVE);
}

/* ---- prune ---------------------------------------------------------------------------------- */

static int find_all(struct cli_session *s, int64_t **ret_ids, uint32_t *ret_count)
{
    const struct cli_options *o = &s->options;
    struct rpt_store_error error;

    if (o->keep_is_said) {
        if (o->operand_count > 0) {
            cli_session_say(s, "--keep chooses the runs itself: name runs, or say --keep");
            return CLI_USAGE;
        }
        return rpt_upkeep_beyond(s->store, &s->arena, o->keep, ret_ids, ret_count, &error)
                   ? CLI_FINE : cli_session_store_error(s, &error);
    }
    *ret_ids = sim_arena_array(&s->arena, o->operand_count, sizeof **ret_ids);
    for (*ret_count = 0; *ret_count < o->operand_count; (*ret_count)++) {
        if (!rpt_store_find(s->store, o->operands[*ret_count], &(*ret_ids)[*ret_count],
                            &error)) {
            return cli_session_store_error(s, &error);
        }
    }
    return CLI_FINE;
}

static void print_pruned(const struct cli_session *s, struct sim_text *text,
                         const struct rpt_upkeep_pruned *p)
{
    bool dry = s->options.dry_run;

    if (s->options.format == CLI_JSON) {
        sim_text_add_char(text, '{');
        rpt_member_truth(text, "dry_run", dry);
        rpt_member_whole(text, "runs", p->runs);
        rpt_member_whole(text, "rows", p->rows);
        rpt_member_whole(text, "parts", p->parts);
        rpt_member_whole(text, "bytes_before", p->bytes_before);
        rpt_member_whole(text, "bytes_after", p->bytes_after);
        sim_text_add(text, "}\n");
        return;
    }
    if (s->options.format == CLI_CSV) {
        sim_text_print(text, "dry_run,runs,rows,parts,bytes_before,bytes_after\r\n%d,%" PRIu32
                       ",%" PRIu32 ",%" PRIu32 ",%" PRIu64 ",%" PRIu64 "\r\n", dry, p->runs,
                       p->rows, p->parts, p->bytes_before, p->bytes_after);
        return;
    }
    sim_text_print(text, "%s %" PRIu32 " run%s, %" PRIu32 " row%s that belong to no run, %" PRIu32
                   " joined part%s", dry ? "would remove" : "removed", p->runs,
                   p->runs == 1 ? "" : "s", p->rows, p->rows == 1 ? "" : "s", p->parts,
                   p->parts == 1 ? "" : "s");
    if (!dry) {
        sim_text_add(text, ": ");
        rpt_format_rough(text, p->bytes_before);
        sim_text_add(text, "B -> ");
        rpt_format_rough(text, p->bytes_after);
        sim_text_add_char(text, 'B');
    }
    sim_text_add_char(text, '\n');
}

int cli_db_prune(struct cli_session *s)
{
    struct rpt_upkeep_pruned pruned;
    struct rpt_store_error error;
    struct sim_text text;
    uint32_t count = 0;
    int64_t *ids = NULL;
    int code = cli_session_open(s, true);

    if (code == CLI_FINE) {
        code = find_all(s, &ids, &count);
    }
    if (code != CLI_FINE) {
        return code;
    }
    if (!rpt_upkeep_prune(s->store, ids, count, s->options.dry_run, &pruned, &error)) {
        return cli_session_store_error(s, &error);
    }
    sim_text_init(&text);
    print_pruned(s, &text, &pruned);
    return finish(s, &text, CLI_FINE);
}

/* ---- what people say about a run ------------------------------------------------------------ */

/* Opens for writing and finds the run that the first operand names. */
static int find_run(struct cli_session *s, uint32_t most, int64_t *ret_id)
{
    struct rpt_store_error error;
    int code = cli_session_operands(s, 1, most, "RUN") ? cli_session_open(s, true) : CLI_USAGE;

    if (code == CLI_FINE && !rpt_store_find(s->store, s->options.operands[0], ret_id, &error)) {
        code = cli_session_store_error(s, &error);
    }
    return code;
}

int cli_db_label(struct cli_session *s)
{
    struct rpt_store_error error;
    int64_t id;
    int code = find_run(s, 2, &id);

    if (code == CLI_FINE &&
        !rpt_store_label(s->store, id, s->options.operand_count > 1 ? s->options.operands[1]
                                                                   : NULL, &error)) {
        code = cli_session_store_error(s, &error);
    }
    return code;
}

static void print_tags(const struct cli_session *s, struct sim_text *text,
                       const struct rpt_tags *tags)
{
    bool json = s->options.format == CLI_JSON;

    sim_text_add(text, json ? "[" : s->options.format == CLI_CSV ? "tag\r\n" : "");
    for (uint32_t i = 0; i < tags->tag_count; i++) {
        if (json) {
            sim_text_add(text, i == 0 ? "" : ", ");
            sim_text_json(text, tags->tags[i]);
        } else {
            sim_text_print(text, "%s%s", tags->tags[i],
                           s->options.format == CLI_CSV ? "\r\n" : "\n");
        }
    }
    sim_text_add(text, json ? "]\n" : "");
}

static void print_notes(const struct cli_session *s, struct sim_text *text,
                        const struct rpt_tags *tags)
{
    bool json = s->options.format == CLI_JSON;
    uint32_t count = 0;

    sim_text_add(text, json ? "[" : s->options.format == CLI_CSV ? "written_at,note\r\n" : "");
    for (uint32_t i = 0; i < tags->note_count; i++) {
        const struct rpt_tags_note *note = &tags->notes[i];

        if (json) {
            rpt_member_next(text, &count);
            sim_text_add_char(text, '{');
            rpt_member_string(text, "written_at", note->written_at);
            rpt_member_string(text, "note", note->text);
            sim_text_add_char(text, '}');
        } else if (s->options.format == CLI_CSV) {
            sim_text_print(text, "%s,", note->written_at);
            rpt_csv_field(text, note->text, '\r');
            sim_text_add_char(text, '\n');
        } else {
            sim_text_print(text, "%.10s  ", note->written_at);
            rpt_page_words(text, note->text, 12, WIDTH);
            sim_text_add_char(text, '\n');
        }
    }
    sim_text_add(text, json ? "]\n" : "");
}

static int say(struct cli_session *s, int64_t id,
               void (*print)(const struct cli_session *, struct sim_text *,
                             const struct rpt_tags *))
{
    struct rpt_store_error error;
    struct rpt_tags tags;
    struct sim_text text;

    if (!rpt_tags_load(s->store, id, &s->arena, &tags, &error)) {
        return cli_session_store_error(s, &error);
    }
    sim_text_init(&text);
    print(s, &text, &tags);
    return finish(s, &text, CLI_FINE);
}

int cli_db_tag(struct cli_session *s)
{
    struct rpt_store_error error;
    int64_t id;
    int code = find_run(s, UINT32_MAX, &id);

    for (uint32_t i = 1; i < s->options.operand_count && code == CLI_FINE; i++) {
        const char *tag = s->options.operands[i];
        bool done = s->options.remove ? rpt_tags_remove(s->store, id, tag, &error)
                                      : rpt_tags_add(s->store, id, tag, &error);

        code = done ? CLI_FINE : cli_session_store_error(s, &error);
    }
    return code == CLI_FINE && s->options.operand_count == 1 ? say(s, id, print_tags) : code;
}

int cli_db_note(struct cli_session *s)
{
    struct rpt_store_error error;
    int64_t id;
    int code = find_run(s, 2, &id);

    if (code != CLI_FINE || s->options.operand_count == 1) {
        return code == CLI_FINE ? say(s, id, print_notes) : code;
    }
    return rpt_tags_add_note(s->store, id, cli_execute_now(&s->arena), s->options.operands[1],
                             &error)
               ? CLI_FINE : cli_session_store_error(s, &error);
}
