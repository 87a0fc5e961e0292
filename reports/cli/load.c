/*
 * From a FILE operand to a checked scenario.
 *
 * Everything the command line changes is an override, so it has the same paths and the same
 * diagnostics as the file. Expectations of the command line replace those of the file: a budget
 * tried out must not fail because of another one.
 */
#include "reports/cli/load.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/session.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* A YAML text in single quotes. */
static const char *quote(struct sim_arena *arena, const char *words)
{
    struct sim_text text;

    sim_text_init(&text);
    sim_text_add_char(&text, '\'');
    for (; *words != '\0'; words++) {
        sim_text_repeat(&text, *words, *words == '\'' ? 2 : 1);
    }
    sim_text_add_char(&text, '\'');
    return sim_text_keep(&text, arena);
}

/* The overrides, and what the command line expects in place of the file's list. */
static const char **with_expectations(struct cli_session *s, uint32_t *ret_count)
{
    const struct cli_options *options = &s->options;
    const char **all = sim_arena_array(&s->arena, (size_t)options->set_count + 1, sizeof(*all));
    uint32_t count = options->set_count;

    if (count > 0) {
        memcpy(all, options->sets, count * sizeof(*all));
    }
    for (uint32_t i = 0; i < options->expect_count; i++) {
        const char *before = i == 0 ? "expect=[" : all[count];

        all[count] = sim_arena_print(&s->arena, "%s%s%s", before, i == 0 ? "" : ", ",
                                     quote(&s->arena, options->expects[i]));
    }
    if (options->expect_count > 0) {
        all[count] = sim_arena_print(&s->arena, "%s]", all[count]);
        count++;
    }
    *ret_count = count;
    return all;
}

int cli_load_scenario(struct cli_session *s, const char *path, struct scn_diags *ret_diags,
                      struct scn_scenario *ret_scenario)
{
    uint32_t count;
    const char **overrides = with_expectations(s, &count);

    scn_diags_init(ret_diags, &s->arena);
    if (scn_scenario_load(&s->arena, path, overrides, count, ret_diags, ret_scenario)) {
        return CLI_FINE;
    }
    return ret_diags->missing ? CLI_MISSING : CLI_DATA;
}

int cli_load_again(struct cli_session *s, const struct mdl_answer *then, struct scn_diags *diags,
                   struct scn_scenario *ret_scenario)
{
    const char *name = sim_arena_print(&s->arena, "%s (run %" PRId64 ")", then->scenario_path,
                                       then->run_id);

    scn_diags_init(diags, &s->arena);
    if (scn_scenario_parse_stored(&s->arena, name, then, diags, ret_scenario)) {
        return CLI_FINE;
    }
    cli_load_print(s, diags);
    cli_session_say(s, "the stored scenario is no longer read by this version (%s then, %s now)",
                    then->program, cli_session_program(&s->arena));
    return CLI_DATA;
}

void cli_load_more(const struct scn_diags *diags)
{
    for (uint32_t i = 0; i < diags->count; i++) {
        if (diags->items[i].severity == SCN_ERROR) {
            fprintf(stderr, "wtsim explain S%03u tells more; so for each number.\n",
                    (unsigned)diags->items[i].number);
            return;
        }
    }
}

unsigned cli_load_print(const struct cli_session *s, struct scn_diags *diags)
{
    struct sim_text text;

    sim_text_init(&text);
    scn_diags_print(diags, &text, s->err_is_terminal && s->view.colour);
    fputs(text.data, stderr);
    sim_text_deinit(&text);
    return diags->error_count;
}
