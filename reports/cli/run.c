/*
 * wtsim run FILE...: run, print the report, store it.
 *
 * A question that the store has answered already is not asked again: the stored answer is shown,
 * and stderr says so.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/job.h"
#include "reports/cli/load.h"
#include "reports/cli/picture.h"
#include "reports/cli/session.h"
#include "reports/cli/settle.h"
#include "reports/cli/shard.h"
#include "reports/render/brief.h"
#include "reports/render/csv.h"
#include "reports/render/headline.h"
#include "reports/render/json.h"
#include "reports/render/ledger.h"
#include "reports/render/run.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

struct job {                          /* one FILE */
    struct cli_job of;
    bool is_first;                    /* of all FILEs */
};

/* ---- printing ----------------------------------------------------------------------------- */

static void print_json(const struct cli_session *s, const struct job *job, struct sim_text *text)
{
    const struct rpt_json_options options = {.timing = s->options.timing,
                                             .observations = s->options.observations > 0};

    if (s->options.operand_count > 1) {
        sim_text_add(text, job->is_first ? "[\n" : ",\n");
    }
    rpt_json_answer(text, &job->of.answer, &options);
}

static void print_answer(struct cli_session *s, const struct job *job)
{
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        print_json(s, job, &text);
    } else if (s->options.format == CLI_CSV) {
        rpt_csv_metrics(&text, &job->of.answer, job->is_first);
    } else {
        if (!job->is_first) {
            sim_text_add_char(&text, '\n');
        }
        if (s->options.brief) {
            rpt_brief_print(&text, &job->of.answer, &s->view);
        } else {
            cli_picture_report(s, &job->of.scenario, &job->of.answer);
            rpt_run_print(&text, &job->of.answer, &s->view);
        }
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

static void print_next(const struct cli_session *s, const struct job *job)
{
    uint32_t victim = rpt_ledger_victim(&job->of.answer);

    if (job->of.answer.run_id > 0 && victim != UINT32_MAX) {
        cli_session_next(s, "wtsim why %" PRId64 " %s", job->of.answer.run_id,
                         job->of.answer.series[victim].object);
    }
}

/* ---- running ------------------------------------------------------------------------------ */

static int run_file(struct cli_session *s, const char *path, struct job *job)
{
    struct cli_job *one = &job->of;
    int code;

    *one = (struct cli_job){0};
    code = cli_load_scenario(s, path, &one->diags, &one->scenario);
    if (code != CLI_FINE) {
        return cli_job_refuse(s, one, code);
    }
    if (!s->options.quiet) {
        cli_load_print(s, &one->diags);
    }
    one->diags.count = 0;             /* warnings, told now; what comes later is told alone */
    if (s->options.shards > 0) {
        return cli_shard_run(s, one);
    }
    code = cli_job_answer(s, one);
    if (one->was_known && !s->options.quiet) {
        cli_session_say(s, "run %" PRId64 " already holds this answer (same input, same "
                        "version): shown, not re-run. --again runs it once more and compares "
                        "the fingerprints.", one->known_id);
    }
    if (one->has_answer) {
        print_answer(s, job);
    }
    if (code != CLI_FINE) {
        return code;
    }
    if (s->options.timeline && s->options.format == CLI_TEXT && !s->options.quiet) {
        code = cli_picture_run(s, &one->scenario, &one->answer);
        if (code != CLI_FINE) {
            return code;
        }
    }
    cli_settle_hint(s, one);
    print_next(s, job);
    return rpt_headline_exit(&one->answer);
}

int cli_run_command(struct cli_session *s)
{
    struct job job = {.is_first = true};
    int worst = CLI_FINE;

    if (!cli_session_operands(s, 1, UINT32_MAX, "FILE")) {
        return CLI_USAGE;
    }
    if (s->options.label != NULL && s->options.operand_count > 1) {
        cli_session_say(s, "--label names one run; there are %" PRIu32 " files",
                        s->options.operand_count);
        return CLI_USAGE;
    }
    if (s->options.shards > 0 && !cli_job_is_stored(s)) {
        cli_session_say(s, "a shard that is not stored can never be joined: leave out --no-store");
        return CLI_USAGE;
    }
    for (uint32_t i = 0; i < s->options.operand_count; i++) {
        int code = run_file(s, s->options.operands[i], &job);

        job.is_first = job.is_first && job.of.answer.scenario_name == NULL;
        worst = cli_session_worse(worst, code);
        if (code == CLI_INTERRUPTED) {
            break;
        }
    }
    if (s->options.format == CLI_JSON && s->options.operand_count > 1) {
        struct sim_text text;

        sim_text_init(&text);
        sim_text_add(&text, job.is_first ? "[]\n" : "]\n");
        cli_session_write(s, &text);
        sim_text_deinit(&text);
    }
    return worst;
}
