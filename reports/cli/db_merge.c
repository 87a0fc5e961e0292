/*
 * wtsim db merge: runs of other stores come here, and shards whose run is whole become a run.
 *
 * A run that is joined is what one place would have computed, so its key is the same, and doing
 * all of it twice changes nothing.
 */
#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/db.h"
#include "reports/cli/execute.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "reports/render/member.h"
#include "reports/store/shards.h"
#include "reports/store/store.h"
#include "reports/store/upkeep.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

struct merge {
    uint32_t runs, known, parts, labels_lost; /* as in upkeep.h, of all files */
    uint32_t joined;                          /* runs made of shards          */
    uint32_t waiting, missing;                /* runs that lack so many       */
    int64_t last_joined;
};

/* ---- other stores --------------------------------------------------------------------------- */

static int take_over(struct cli_session *s, const char *path, struct merge *merge)
{
    struct rpt_upkeep_merged merged;
    struct rpt_store_error error;
    struct rpt_store *from;
    bool good;

    if (!rpt_store_open(path, RPT_STORE_READ, &from, &error)) {
        return cli_session_store_error(s, &error);
    }
    good = rpt_upkeep_merge(s->store, from, &merged, &error);
    rpt_store_close(from);
    if (!good) {
        return cli_session_store_error(s, &error);
    }
    merge->runs += merged.runs;
    merge->known += merged.known;
    merge->parts += merged.parts;
    merge->labels_lost += merged.labels_lost;
    return CLI_FINE;
}

/* ---- shards --------------------------------------------------------------------------------- */

static int cannot_join(struct cli_session *s, const struct rpt_shards_set *set,
                       const char *reason)
{
    cli_session_say(s, "the %" PRIu32 " replications of %s cannot be joined: %s. They stay where "
                    "they are; run the shards again with this version, or all of it with 'wtsim "
                    "run'.", set->planned, set->scenario_name, reason);
    return CLI_DATA;
}

static int compute(struct cli_session *s, const struct rpt_shards_set *set,
                   const struct mdl_answer *asked, const struct rpt_shards_part *parts,
                   struct mdl_answer *ret_answer)
{
    struct scn_experiment_part *copies = sim_arena_array(&s->arena, set->planned, sizeof *copies);
    struct scn_scenario scenario;
    struct scn_experiment experiment = {.scenario = &scenario, .seed = asked->seed,
                                        .replications = set->planned, .fixed = true};
    struct scn_diags diags;
    uint32_t bad = 0;

    scn_diags_init(&diags, &s->arena);
    if (!scn_scenario_parse_stored(&s->arena, asked->scenario_path, asked, &diags, &scenario)) {
        cli_load_print(s, &diags);
        return cannot_join(s, set, "the scenario is no longer read by this version");
    }
    for (uint32_t i = 0; i < set->planned; i++) {
        copies[i] = (struct scn_experiment_part){parts[i].replication, parts[i].bytes,
                                                 parts[i].length};
    }
    if (!cli_execute_join(s, &experiment, copies, ret_answer, &bad)) {
        return cannot_join(s, set, sim_arena_print(&s->arena, "replication %" PRIu32 " was "
                                                   "computed by another version (%s), or is "
                                                   "damaged", bad, set->program));
    }
    return CLI_FINE;
}

static int join(struct cli_session *s, const struct rpt_shards_set *set, struct merge *merge)
{
    struct mdl_answer asked, answer = {0};
    struct rpt_shards_part *parts;
    struct rpt_store_error error;
    bool was_known;
    int code;

    if (!rpt_shards_load(s->store, set, &s->arena, &asked, &parts, &error)) {
        return cli_session_store_error(s, &error);
    }
    code = compute(s, set, &asked, parts, &answer);
    if (code != CLI_FINE) {
        return code;
    }
    if (!rpt_store_save(s->store, &answer, &merge->last_joined, &was_known, &error) ||
        !rpt_shards_drop(s->store, set, &error)) {
        return cli_session_store_error(s, &error);
    }
    merge->joined++;
    return CLI_FINE;
}

static int join_all(struct cli_session *s, struct merge *merge)
{
    struct rpt_store_error error;
    struct rpt_shards_set *sets;
    uint32_t count;
    int worst = CLI_FINE;

    if (!rpt_shards_list(s->store, &s->arena, &sets, &count, &error)) {
        return cli_session_store_error(s, &error);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (sets[i].run_id > 0) {
            worst = rpt_shards_drop(s->store, &sets[i], &error)
                        ? worst : cli_session_store_error(s, &error);
        } else if (sets[i].present == sets[i].planned) {
            worst = cli_session_worse(worst, join(s, &sets[i], merge));
        } else {
            merge->waiting++;
            merge->missing += sets[i].planned - sets[i].present;
        }
    }
    return worst;
}

/* ---- telling -------------------------------------------------------------------------------- */

static void print_text(struct sim_text *text, const struct merge *m)
{
    sim_text_print(text, "%" PRIu32 " new run%s, %" PRIu32 " known already", m->runs,
                   m->runs == 1 ? "" : "s", m->known);
    if (m->parts > 0 || m->joined > 0) {
        sim_text_print(text, "; %" PRIu32 " replication%s of shards, %" PRIu32 " run%s joined",
                       m->parts, m->parts == 1 ? "" : "s", m->joined,
                       m->joined == 1 ? "" : "s");
    }
    sim_text_add_char(text, '\n');
    if (m->joined > 0) {
        sim_text_print(text, "the joined run is run %" PRId64 ": wtsim show %" PRId64 "\n",
                       m->last_joined, m->last_joined);
    }
    if (m->waiting > 0) {
        sim_text_print(text, "%" PRIu32 " run%s still lack%s %" PRIu32 " replication%s\n",
                       m->waiting, m->waiting == 1 ? "" : "s", m->waiting == 1 ? "s" : "",
                       m->missing, m->missing == 1 ? "" : "s");
    }
    if (m->labels_lost > 0) {
        sim_text_print(text, "%" PRIu32 " label%s not taken over: other runs are called so here\n",
                       m->labels_lost, m->labels_lost == 1 ? " was" : "s were");
    }
}

static void print_json(struct sim_text *text, const struct merge *m)
{
    sim_text_add_char(text, '{');
    rpt_member_whole(text, "new_runs", m->runs);
    rpt_member_whole(text, "known_runs", m->known);
    rpt_member_whole(text, "new_parts", m->parts);
    rpt_member_whole(text, "joined_runs", m->joined);
    rpt_member_whole(text, "waiting_runs", m->waiting);
    rpt_member_whole(text, "missing_replications", m->missing);
    rpt_member_whole(text, "labels_not_taken", m->labels_lost);
    sim_text_add(text, "}\n");
}

int cli_db_merge(struct cli_session *s)
{
    struct merge merge = {0};
    struct sim_text text;
    int code = cli_session_open(s, true);

    for (uint32_t i = 0; i < s->options.operand_count && code == CLI_FINE; i++) {
        code = take_over(s, s->options.operands[i], &merge);
    }
    if (code == CLI_FINE) {
        code = join_all(s, &merge);
    }
    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        print_json(&text, &merge);
    } else if (s->options.format == CLI_CSV) {
        sim_text_print(&text, "new_runs,known_runs,new_parts,joined_runs,missing_replications\r\n"
                       "%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 ",%" PRIu32 "\r\n",
                       merge.runs, merge.known, merge.parts, merge.joined, merge.missing);
    } else {
        print_text(&text, &merge);
    }
    if (code == CLI_FINE) {
        cli_session_write(s, &text);
    }
    sim_text_deinit(&text);
    return code;
}
