/*
 * One shard: replications [planned * (I - 1) / N, planned * I / N), so that N shards are all of
 * them, each once, and none differs from another by more than one.
 */
#include "reports/cli/shard.h"

#include <inttypes.h>
#include <string.h>

#include "reports/cli/execute.h"
#include "reports/cli/job.h"
#include "reports/cli/session.h"
#include "reports/render/page.h"
#include "reports/store/shards.h"
#include "reports/store/store.h"
#include "scenarios/experiment/experiment.h"
#include "sim/base/text.h"

static int store_parts(struct cli_session *s, const struct mdl_answer *answer,
                       const struct scn_experiment_part *parts, uint32_t count)
{
    struct rpt_shards_part *copies = sim_arena_array(&s->arena, count, sizeof *copies);
    struct rpt_store_error error;

    for (uint32_t i = 0; i < count; i++) {
        copies[i] = (struct rpt_shards_part){parts[i].replication, parts[i].bytes,
                                             parts[i].length};
    }
    return rpt_shards_save(s->store, answer, copies, count, &error)
               ? CLI_FINE : cli_session_store_error(s, &error);
}

/* How many of the run's replications are in the store now. */
static uint32_t present(struct cli_session *s, const struct mdl_answer *answer)
{
    struct rpt_store_error error;
    struct rpt_shards_set *sets;
    uint32_t count, found = 0;

    if (rpt_shards_list(s->store, &s->arena, &sets, &count, &error)) {
        for (uint32_t i = 0; i < count && found == 0; i++) {
            struct rpt_shards_part *parts;
            struct mdl_answer asked;

            if (sets[i].planned == answer->planned &&
                rpt_shards_load(s->store, &sets[i], &s->arena, &asked, &parts, &error) &&
                strcmp(asked.input_digest, answer->input_digest) == 0) {
                found = sets[i].present;
            }
        }
    }
    return found;
}

static void report(struct cli_session *s, const struct mdl_answer *answer, uint32_t first,
                   uint32_t count)
{
    uint32_t there = present(s, answer);
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.format == CLI_TEXT) {
        const char *rest = there == answer->planned
                               ? "wtsim db merge makes a run of them."
                               : "wtsim db merge OTHER.db brings the rest and makes a run of it.";

        rpt_page_words(&text, sim_arena_print(&s->arena, "%" PRIu32 " of %" PRIu32
            " replications of %s, from number %" PRIu32 " on, are done; %s has %" PRIu32
            " of them. %s", count, answer->planned, answer->scenario_name, first, s->view.store,
            there, rest), 0, 80);
        sim_text_add_char(&text, '\n');
    } else if (s->options.format == CLI_JSON) {
        sim_text_print(&text, "{\"first\": %" PRIu32 ", \"count\": %" PRIu32 ", \"planned\": %"
                       PRIu32 ", \"present\": %" PRIu32 "}\n", first, count, answer->planned,
                       there);
    } else {
        sim_text_print(&text, "first,count,planned,present\r\n%" PRIu32 ",%" PRIu32 ",%" PRIu32
                       ",%" PRIu32 "\r\n", first, count, answer->planned, there);
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

/* In the store already, as a whole? */
static int find_known(struct cli_session *s, struct cli_job *job, uint32_t planned)
{
    struct rpt_store_error error;
    int code = cli_session_open(s, true);

    if (code == CLI_FINE && !rpt_store_find_input(s->store, job->scenario.input_digest, planned,
                                                  &job->known_id, &error)) {
        code = cli_session_store_error(s, &error);
    }
    return code;
}

int cli_shard_run(struct cli_session *s, struct cli_job *job)
{
    struct scn_experiment experiment = {.scenario = &job->scenario, .seed = job->scenario.seed,
                                        .replications = job->scenario.replications};
    uint64_t planned = scn_experiment_planned(&experiment);
    uint32_t first = (uint32_t)(planned * (s->options.shard - 1) / s->options.shards);
    uint32_t end = (uint32_t)(planned * s->options.shard / s->options.shards), count;
    struct scn_experiment_part *parts;
    int code;

    if (job->scenario.stop_rule != SCN_STOP_FIXED) {
        cli_session_say(s, "a run that stops by a rule has no shards: each of its looks needs all "
                        "replications before it. Leave out 'until' and 'precision'.");
        return CLI_USAGE;
    }
    code = find_known(s, job, (uint32_t)planned);
    if (code != CLI_FINE) {
        return code;
    }
    if (job->known_id > 0) {
        cli_session_say(s, "run %" PRId64 " already holds all of this: no shard is needed",
                        job->known_id);
        return CLI_FINE;
    }
    if (!cli_execute_part(s, &experiment, first, end - first, &job->diags, &job->answer, &parts,
                          &count, &job->interrupted)) {
        return cli_job_refuse(s, job, CLI_DATA);
    }
    code = store_parts(s, &job->answer, parts, count);
    if (code == CLI_FINE) {
        report(s, &job->answer, first, count);
    }
    return code == CLI_FINE && job->interrupted ? CLI_INTERRUPTED : code;
}
