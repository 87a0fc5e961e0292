/*
 * wtsim compare BASE NEW...: what changed, and is it real.
 *
 * Without --fail-on the exit code is the comparison's own; with it, only the conditions count.
 */
#include <stdio.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/fail_on.h"
#include "reports/cli/session.h"
#include "reports/compare/compare.h"
#include "reports/render/compare_text.h"
#include "reports/render/csv.h"
#include "reports/render/json_compare.h"
#include "sim/base/text.h"

static void print_one(struct cli_session *s, const struct rpt_compare *compare,
                      const struct mdl_answer *base, const struct mdl_answer *changed,
                      uint32_t index)
{
    bool several = s->options.operand_count > 2;
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        sim_text_add(&text, !several ? "" : index == 1 ? "[\n" : ",\n");
        rpt_json_compare_print(&text, compare, base, changed);
        sim_text_add(&text, several && index + 1 == s->options.operand_count ? "]\n" : "");
    } else if (s->options.format == CLI_CSV) {
        rpt_csv_compare(&text, compare, index == 1);
    } else if (s->options.brief) {
        rpt_compare_text_brief(&text, compare, &s->view);
    } else {
        sim_text_add(&text, index == 1 ? "" : "\n");
        rpt_compare_text_print(&text, compare, base, changed, s->options.inputs, &s->view);
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
    const struct rpt_compare_options every = {.all = true};
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

int cli_compare_command(struct cli_session *s)
{
    const struct rpt_compare_options options = {.all = s->options.all};
    struct mdl_answer base;
    int worst = CLI_FINE, code;

    if (!cli_session_operands(s, 2, UINT32_MAX, "BASE or NEW")) {
        return CLI_USAGE;
    }
    code = cli_session_load(s, s->options.operands[0], &base);
    if (code != CLI_FINE) {
        return code;
    }
    for (uint32_t i = 1; i < s->options.operand_count; i++) {
        struct rpt_compare compare;
        struct mdl_answer changed;

        code = cli_session_load(s, s->options.operands[i], &changed);
        if (code != CLI_FINE) {
            return code;
        }
        rpt_compare_runs(&s->arena, &base, &changed, &options, &compare);
        print_one(s, &compare, &base, &changed, i);
        code = s->options.fail_on_count > 0 ? judge_all(s, &base, &changed, &compare)
                                            : compare.exit_code;
        worst = cli_session_worse(worst, code);
    }
    return worst;
}
