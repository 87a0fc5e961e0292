/*
 * One scenario to one answer.
 *
 * A question that the store has answered already is not asked again. Experiments that measure
 * differently (hidden options) are never stored.
 */
#include "reports/cli/job.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reports/cli/execute.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "reports/store/store.h"
#include "reports/store/tags.h"
#include "scenarios/experiment/experiment.h"
#include "sim/base/arena.h"

/* Measured differently, or with permuted ties. */
static bool is_experimental(const struct cli_options *options)
{
    return options->without_ledger || options->without_metrics || options->with_trace
           || options->shuffle_ties > 0;
}

bool cli_job_is_stored(const struct cli_session *s)
{
    return !s->options.no_store && !is_experimental(&s->options);
}

static struct scn_experiment experiment_of(const struct cli_session *s, const struct cli_job *job)
{
    return (struct scn_experiment){
        .scenario = &job->scenario, .seed = job->scenario.seed,
        .replications = job->scenario.replications,
        .options = {.without_ledger = s->options.without_ledger,
                    .without_metrics = s->options.without_metrics,
                    .with_tape = s->options.with_trace,
                    .shuffle_ties = s->options.shuffle_ties,
                    .observations = s->options.observations}};
}

/* Looks for the answer in the store, which is opened here. */
static int find_known(struct cli_session *s, struct cli_job *job)
{
    const struct scn_experiment experiment = experiment_of(s, job);
    struct rpt_store_error error;
    struct mdl_answer known;
    int code;

    if (!cli_job_is_stored(s)) {
        return CLI_FINE;
    }
    code = cli_session_open(s, true);
    if (code != CLI_FINE) {
        return code;
    }
    if (!rpt_store_find_input(s->store, job->scenario.input_digest,
                              scn_experiment_planned(&experiment), &job->known_id, &error)) {
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
static int check_label(struct cli_session *s, const struct cli_job *job)
{
    struct rpt_store_error error;
    bool is_fine;

    if (!cli_job_is_stored(s) || s->options.label == NULL) {
        return CLI_FINE;
    }
    is_fine = job->known_id > 0
                  ? rpt_store_label(s->store, job->known_id, s->options.label, &error)
                  : rpt_store_check_label(s->store, s->options.label, &error);
    return is_fine ? CLI_FINE : cli_session_store_error(s, &error);
}

/* --tag, on the run that was stored or was there. */
static int add_tags(struct cli_session *s, const struct cli_job *job)
{
    struct rpt_store_error error;

    for (uint32_t i = 0; i < s->options.tag_count && job->answer.run_id > 0; i++) {
        if (!rpt_tags_add(s->store, job->answer.run_id, s->options.tags[i], &error)) {
            return cli_session_store_error(s, &error);
        }
    }
    return CLI_FINE;
}

static int use_known(struct cli_session *s, struct cli_job *job)
{
    struct rpt_store_error error;

    if (!rpt_store_touch(s->store, job->known_id, &error)) { /* @last is what was asked last */
        return cli_session_store_error(s, &error);
    }
    if (s->options.label != NULL) {
        job->answer.label = s->options.label;
    }
    job->has_answer = job->was_known = true;
    return add_tags(s, job);
}

/* What --again found out; a difference is our own broken promise. */
static int compare_fingerprints(const struct cli_session *s, const struct cli_job *job)
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

static int store_answer(struct cli_session *s, struct cli_job *job)
{
    struct rpt_store_error error;
    bool was_known;
    char key[17];

    if (!cli_job_is_stored(s)) {
        return CLI_FINE;
    }
    rpt_store_key(&job->answer, key);
    job->answer.key = sim_arena_print(&s->arena, "%s", key);
    job->answer.label = s->options.label;
    if (!rpt_store_save(s->store, &job->answer, &job->answer.run_id, &was_known, &error)) {
        return cli_session_store_error(s, &error);
    }
    return add_tags(s, job);
}

int cli_job_refuse(const struct cli_session *s, struct cli_job *job, int code)
{
    unsigned errors = cli_load_print(s, &job->diags);

    if (errors > 0) {
        fprintf(stderr, "\n%u error%s in 1 file. Nothing was run, nothing was stored.\n", errors,
                errors == 1 ? "" : "s");
        cli_load_more(&job->diags);
    }
    return code;
}

static int interrupted(const struct cli_session *s, const struct cli_job *job)
{
    const struct mdl_answer *answer = &job->answer;
    bool all = strcmp(answer->status, "complete") == 0;

    cli_session_say(s, "interrupted: %" PRIu32 " of %" PRIu32 " replications are complete%s%s",
                    answer->completed + answer->stopped, answer->planned,
                    cli_job_is_stored(s) ? " and stored" : "",
                    cli_job_is_stored(s) && !all ? ", marked incomplete" : "");
    return CLI_INTERRUPTED;
}

static int execute(struct cli_session *s, struct cli_job *job)
{
    struct scn_experiment experiment = experiment_of(s, job);
    int code;

    job->answer = (struct mdl_answer){0};
    if (!cli_execute_run(s, &experiment, &job->diags, &job->answer, &job->interrupted)) {
        return cli_job_refuse(s, job, CLI_DATA);
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
    job->has_answer = true;
    return code == CLI_FINE && job->interrupted ? interrupted(s, job) : code;
}

int cli_job_answer(struct cli_session *s, struct cli_job *job)
{
    int code = find_known(s, job);

    if (code == CLI_FINE) {
        code = check_label(s, job);
    }
    if (code != CLI_FINE) {
        return code;
    }
    if (job->known_id > 0 && !s->options.again && s->options.observations == 0) {
        return use_known(s, job);
    }
    return execute(s, job);
}
