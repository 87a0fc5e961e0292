/*
 * wtsim compare BASE NEW...: what changed, and is it real.
 *
 * Without --fail-on the exit code is the comparison's own; with it, only the conditions count.
 */
#include <stdio.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/fail_on.h"
#include "reports/cli/part.h"
#include "reports/cli/session.h"
#include "reports/compare/compare.h"
#include "reports/render/compare_many.h"
#include "reports/render/compare_text.h"
#include "reports/render/csv.h"
#include "reports/render/json_compare.h"
#include "sim/base/text.h"

static void print_one(struct cli_session *s, struct sim_text *text,
                      const struct rpt_compare *compare, const struct mdl_answer *base,
                      const struct mdl_answer *changed)
{
    if (s->options.brief) {
        rpt_compare_text_brief(text, compare, &s->view);
    } else {
        rpt_compare_text_print(text, compare, base, changed, s->options.inputs, &s->view);
    }
}

static void print_each(struct cli_session *s, struct sim_text *text,
                       const struct rpt_compare *compares, const struct mdl_answer *base,
                       const struct mdl_answer *changed, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (s->options.format == CLI_CSV) {
            rpt_csv_compare(text, &compares[i], base, &changed[i], i == 0);
        } else if (s->options.format == CLI_JSON) {
            sim_text_add(text, count == 1 ? "" : i == 0 ? "[\n" : ",\n");
            rpt_json_compare_print(text, &compares[i], base, &changed[i]);
            sim_text_add(text, count > 1 && i + 1 == count ? "]\n" : "");
        } else {
            print_one(s, text, &compares[i], base, &changed[i]);
        }
    }
}

static void print_all(struct cli_session *s, const struct rpt_compare *compares,
                      const struct mdl_answer *base, const struct mdl_answer *changed,
                      uint32_t count)
{
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.format == CLI_MARKDOWN) {
        rpt_compare_many_markdown(&text, compares, base, changed, count);
    } else if (s->options.format == CLI_TEXT && count > 1 && !s->options.brief) {
        rpt_compare_many_print(&text, compares, base, changed, count, &s->view);
    } else {
        print_each(s, &text, compares, base, changed, count);
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

/* One condition on one comparison of all figures. */
static int judge(const struct cli_session *s, const struct cli_fail_on *fail_on,
                 const struct rpt_compare *compare)
{
    switch (cli_fail_on_judge(fail_on, compare)) {
    case CLI_FAIL_ON_NO:
        return CLI_FINE;
    case CLI_FAIL_ON_YES:
        cli_session_say(s, "%s: yes", fail_on->text);
        return CLI_NEGATIVE;
    case CLI_FAIL_ON_UNCLEAR:
        cli_session_say(s, "%s: cannot tell%s", fail_on->text,
                        s->options.lenient ? ", which counts as fine" : "");
        return s->options.lenient ? CLI_FINE : CLI_UNDECIDED;
    case CLI_FAIL_ON_INCOMPARABLE:
        cli_session_say(s, "%s: not comparable", fail_on->text);
        return CLI_INCOMPARABLE;
    default:
        cli_session_say(s, "%s: there is no figure '%s' in these runs", fail_on->text,
                        fail_on->metric);
        return CLI_USAGE;
    }
}

/* The exit code of all conditions; alpha as in the table, every figure counted. */
static int judge_all(struct cli_session *s, const struct mdl_answer *base,
                     const struct mdl_answer *changed, const struct rpt_compare *shown)
{
    const struct rpt_compare_options every = {.all = true, .alpha = shown->alpha,
                                              .threshold = shown->threshold};
    struct rpt_compare compare;
    int worst = CLI_FINE;

    if (shown->verdict == RPT_COMPARE_IS_IMPOSSIBLE) {
        return CLI_INCOMPARABLE;
    }
    rpt_compare_runs(&s->arena, base, changed, &every, &compare);
    for (uint32_t i = 0; i < s->options.fail_on_count; i++) {
        struct cli_fail_on fail_on;

        if (!cli_fail_on_parse(s->options.fail_ons[i], &fail_on)) {
            cli_session_say(s, "--fail-on '%s': write METRIC > +5%% (or < -10%%, > 2ms)",
                            s->options.fail_ons[i]);
            return CLI_USAGE;
        }
        worst = cli_session_worse(worst, judge(s, &fail_on, &compare));
    }
    return worst;
}

/* All runs against the base, printed; the worst exit code of all. */
static int compare_all(struct cli_session *s, const struct mdl_answer *base,
                       const struct mdl_answer *changed, uint32_t count)
{
    const struct rpt_compare_options options = {.alpha = s->options.alpha,
                                                .threshold = s->options.threshold,
                                                .all = s->options.all, .rank = s->options.rank,
                                                .comparisons = count};
    struct rpt_compare *compares = sim_arena_array(&s->arena, count, sizeof *compares);
    int worst = CLI_FINE;

    for (uint32_t i = 0; i < count; i++) {
        rpt_compare_runs(&s->arena, base, &changed[i], &options, &compares[i]);
    }
    print_all(s, compares, base, changed, count);
    for (uint32_t i = 0; i < count; i++) {
        worst = cli_session_worse(worst, s->options.fail_on_count > 0
                                             ? judge_all(s, base, &changed[i], &compares[i])
                                             : compares[i].exit_code);
    }
    return worst;
}

/* --divergence: only the histories are looked at. */
static int part_all(struct cli_session *s, const struct mdl_answer *base,
                    const struct mdl_answer *changed, uint32_t count)
{
    int worst = CLI_FINE;

    for (uint32_t i = 0; i < count; i++) {
        worst = cli_session_worse(worst, cli_part_print(s, base, &changed[i]));
    }
    return worst;
}

int cli_compare_command(struct cli_session *s)
{
    uint32_t count = s->options.operand_count - 1;
    struct mdl_answer base, *changed;
    int code;

    if (!cli_session_operands(s, 2, UINT32_MAX, "BASE or NEW")) {
        return CLI_USAGE;
    }
    changed = sim_arena_array(&s->arena, count, sizeof *changed);
    code = cli_session_load(s, s->options.operands[0], &base);
    for (uint32_t i = 0; i < count && code == CLI_FINE; i++) {
        code = cli_session_load(s, s->options.operands[i + 1], &changed[i]);
    }
    if (code != CLI_FINE) {
        return code;
    }
    return s->options.divergence ? part_all(s, &base, changed, count)
                                 : compare_all(s, &base, changed, count);
}
