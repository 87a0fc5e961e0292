/*
 * wtsim run FILE...: run, print the report, store it.
 *
 * A question that the store has answered already is not asked again: the stored answer is shown,
 * and stderr says so. Experiments that measure differently (hidden options) are never stored.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/execute.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "reports/render/brief.h"
#include "reports/render/csv.h"
#include "reports/render/headline.h"
#include "reports/render/json.h"
#include "reports/render/ledger.h"
#include "reports/render/run.h"
#include "reports/store/store.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

struct job {                          /* one FILE */
    struct scn_scenario scenario;
    struct scn_diags diags;
    struct mdl_answer answer;
    int64_t known_id;                 /* the stored run that answers it, 0: none */
    uint64_t known_fingerprint;
    bool interrupted;
    bool is_first;                    /* of all FILEs */
};

/* A run that measures differently, or permutes what must not matter, answers another question. */
static bool is_experimental(const struct cli_options *options)
{
    return options->without_ledger || options->without_metrics || options->shuffle_ties > 0;
}

static bool is_stored(const struct cli_session *s)
{
    return !s->options.no_store && !is_experimental(&s->options);
}

/* ---- printing ----------------------------------------------------------------------------- */

static void print_json(const struct cli_session *s, const struct job *job, struct sim_text *text)
{
    const struct rpt_json_options options = {.timing = s->options.timing,
                                             .observations = s->options.observations > 0};

    if (s->options.operand_count > 1) {
        sim_text_add(text, job->is_first ? "[\n" : ",\n");
    }
    rpt_json_answer(text, &job->answer, &options);
}

static void print_answer(struct cli_session *s, const struct job *job)
{
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        print_json(s, job, &text);
    } else if (s->options.format == CLI_CSV) {
        rpt_csv_metrics(&text, &job->answer, job->is_first);
    } else {
        if (!job->is_first) {
            sim_text_add_char(&text, '\n');
        }
        if (s->options.brief) {
            rpt_brief_print(&text, &job->answer, &s->view);
        } else {
            rpt_run_print(&text, &job->answer, &s->view);
        }
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

static void print_next(const struct cli_session *s, const struct job *job)
{
    uint32_t victim = rpt_ledger_victim(&job->answer);

    if (job->answer.run_id > 0 && victim != UINT32_MAX) {
        cli_session_next(s, "wtsim why %" PRId64 " %s", job->answer.run_id,
                         job->answer.series[victim].object);
    }
}

/* ---- the store ---------------------------------------------------------------------------- */

/* Looks for the answer in the store, which is opened here. */
static int find_known(struct cli_session *s, struct job *job)
{
    const struct scn_scenario *scenario = &job->scenario;
    uint32_t planned = scenario->plan.is_random ? scenario->replications : 1;
    struct rpt_store_error error;
    struct mdl_answer known;
    int code;

    if (!is_stored(s)) {
        return CLI_FINE;
    }
    code = cli_session_open(s, true);
    if (code != CLI_FINE) {
        return code;
    }
    if (!rpt_store_find_input(s->store, scenario->input_digest, planned, &job->known_id,
                              &error)) {
        return cli_session_store_error(s, &error);
    }
    if (job->known_id == 0) {
        return CLI_FINE;
    }
    if (!rpt_store_load(s->store, job->known_id, &s->arena, &known, &error)) {
        return cli_session_store_error(s, &error);
    }
    job->known_fingerprint = known.fingerprint;
    job->answer = known;
    return CLI_FINE;
}

/* A label that cannot be given is told before anything is computed. */
static int check_label(struct cli_session *s, const struct job *job)
{
    struct rpt_store_error error;
    bool is_fine;

    if (!is_stored(s) || s->options.label == NULL) {
        return CLI_FINE;
    }
    is_fine = job->known_id > 0
                  ? rpt_store_label(s->store, job->known_id, s->options.label, &error)
                  : rpt_store_check_label(s->store, s->options.label, &error);
    return is_fine ? CLI_FINE : cli_session_store_error(s, &error);
}

static int show_known(struct cli_session *s, struct job *job)
{
    struct rpt_store_error error;

    if (!rpt_store_touch(s->store, job->known_id, &error)) { /* @last is what was asked last */
        return cli_session_store_error(s, &error);
    }
    if (s->options.label != NULL) {
        job->answer.label = s->options.label;
    }
    if (!s->options.quiet) {
        cli_session_say(s, "run %" PRId64 " already holds this answer (same input, same "
                        "version): shown, not re-run. --again runs it once more and compares "
                        "the fingerprints.", job->known_id);
    }
    print_answer(s, job);
    print_next(s, job);
    return rpt_headline_exit(&job->answer);
}

/* What --again found out; a difference is our own broken promise. */
static int compare_fingerprints(const struct cli_session *s, const struct job *job)
{
    if (job->known_id == 0 || job->interrupted) {
        return CLI_FINE;
    }
    if (job->answer.fingerprint == job->known_fingerprint) {
        if (!s->options.quiet) {
            cli_session_say(s, "the same fingerprint as run %" PRId64, job->known_id);
        }
        return CLI_FINE;
    }
    cli_session_say(s, "run %" PRId64 " has fingerprint %016" PRIx64 ", this one %016" PRIx64
                    ": the same question had two answers. That is a mistake in wtsim.",
                    job->known_id, job->known_fingerprint, job->answer.fingerprint);
    return CLI_INTERNAL;
}

static int store_answer(struct cli_session *s, struct job *job)
{
    struct rpt_store_error error;
    bool was_known;
    char key[17];

    if (!is_stored(s)) {
        return CLI_FINE;
    }
    rpt_store_key(&job->answer, key);
    job->answer.key = sim_arena_print(&s->arena, "%s", key);
    job->answer.label = s->options.label;
    if (!rpt_store_save(s->store, &job->answer, &job->answer.run_id, &was_known, &error)) {
        return cli_session_store_error(s, &error);
    }
    return CLI_FINE;
}

/* ---- running ------------------------------------------------------------------------------ */

static int refuse(const struct cli_session *s, struct job *job, int code)
{
    unsigned errors = cli_load_print(s, &job->diags);

    if (errors > 0) {
        fprintf(stderr, "\n%u error%s in 1 file. Nothing was run, nothing was stored.\n", errors,
                errors == 1 ? "" : "s");
        cli_load_more(&job->diags);
    }
    return code;
}

static int execute(struct cli_session *s, struct job *job)
{
    const struct cli_options *options = &s->options;
    struct scn_experiment experiment = {
        .scenario = &job->scenario, .seed = job->scenario.seed,
        .replications = job->scenario.replications,
        .options = {.without_ledger = options->without_ledger,
                    .without_metrics = options->without_metrics,
                    .shuffle_ties = options->shuffle_ties,
                    .observations = options->observations}};
    int code;

    job->answer = (struct mdl_answer){0};
    if (!cli_execute_run(s, &experiment, &job->diags, &job->answer, &job->interrupted)) {
        return refuse(s, job, CLI_DATA);
    }
    if (job->interrupted && job->answer.completed + job->answer.stopped == 0) {
        cli_session_say(s, "interrupted before the first replication was complete: nothing was "
                        "stored");
        return CLI_INTERRUPTED;
    }
    code = compare_fingerprints(s, job);
    if (code == CLI_FINE) {
        code = store_answer(s, job);
    }
    print_answer(s, job);
    if (code != CLI_FINE) {
        return code;
    }
    if (job->interrupted) {
        const struct mdl_answer *answer = &job->answer;
        bool all = answer->completed + answer->stopped == answer->planned;

        cli_session_say(s, "interrupted: %" PRIu32 " of %" PRIu32 " replications are complete%s%s",
                        answer->completed + answer->stopped, answer->planned,
                        is_stored(s) ? " and stored" : "",
                        is_stored(s) && !all ? ", marked incomplete" : "");
        return CLI_INTERRUPTED;
    }
    print_next(s, job);
    return rpt_headline_exit(&job->answer);
}

static int run_file(struct cli_session *s, const char *path, struct job *job)
{
    bool is_first = job->is_first;
    int code;

    *job = (struct job){.is_first = is_first};
    code = cli_load_scenario(s, path, &job->diags, &job->scenario);
    if (code != CLI_FINE) {
        return refuse(s, job, code);
    }
    if (!s->options.quiet) {
        cli_load_print(s, &job->diags);
    }
    job->diags.count = 0;             /* warnings, told now; what comes later is told alone */
    code = find_known(s, job);
    if (code == CLI_FINE) {
        code = check_label(s, job);
    }
    if (code != CLI_FINE) {
        return code;
    }
    if (job->known_id > 0 && !s->options.again && s->options.observations == 0) {
        return show_known(s, job);
    }
    return execute(s, job);
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
    for (uint32_t i = 0; i < s->options.operand_count; i++) {
        int code = run_file(s, s->options.operands[i], &job);

        job.is_first = job.is_first && job.answer.scenario_name == NULL;
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
