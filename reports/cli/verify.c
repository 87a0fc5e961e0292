/*
 * wtsim verify RUN: run a stored scenario again and prove the fingerprint of each replication.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/execute.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "reports/render/format.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

struct proof {
    uint32_t same, different;
    uint32_t first_different;         /* number of the replication */
};

/* Replication by replication: the same history, or not. */
static struct proof compare(const struct mdl_answer *then, const struct mdl_answer *now)
{
    struct proof proof = {0};

    for (uint32_t i = 0; i < then->replication_count; i++) {
        bool same = i < now->replication_count
                    && now->replications[i].index == then->replications[i].index
                    && now->replications[i].fingerprint == then->replications[i].fingerprint;

        if (!same && proof.different++ == 0) {
            proof.first_different = then->replications[i].index;
        }
        proof.same += same ? 1 : 0;
    }
    return proof;
}

/* 'gcc 12.2, x86-64' of 'wtsim 0.1.0 (gcc 12.2, x86-64)' */
static const char *compiler(struct sim_arena *arena, const char *program)
{
    const char *open = strchr(program, '(');

    return open == NULL ? program : sim_arena_copy(arena, open + 1, strcspn(open + 1, ")"));
}

static const char *jobs(struct sim_arena *arena, unsigned count)
{
    return sim_arena_print(arena, "%u job%s", count, count == 1 ? "" : "s");
}

static void print_text(struct cli_session *s, struct sim_text *text, const struct proof *proof,
                       const struct mdl_answer *then, const struct mdl_answer *now)
{
    const char *was = compiler(&s->arena, then->program);
    const char *is = compiler(&s->arena, now->program);
    struct sim_text print;

    sim_text_init(&print);
    rpt_format_fingerprint(&print, then->fingerprint);
    if (proof->different == 0) {
        rpt_page_words(text, sim_arena_print(&s->arena,
            "verified: %" PRIu32 " of %" PRIu32 " replication%s give%s the same events (%s), "
            "with %s now and %s then, %s.", proof->same, then->replication_count,
            then->replication_count == 1 ? "" : "s", then->replication_count == 1 ? "s" : "",
            print.data, jobs(&s->arena, now->jobs), jobs(&s->arena, then->jobs),
            strcmp(is, was) == 0 ? sim_arena_print(&s->arena, "%s now and then", is)
                                 : sim_arena_print(&s->arena, "%s now and %s then", is, was)),
            0, 80);
    } else {
        rpt_page_words(text, sim_arena_print(&s->arena,
            "DIFFERENT: %" PRIu32 " of %" PRIu32 " replications give other events than the "
            "stored ones, the first is replication %" PRIu32 ".", proof->different,
            then->replication_count, proof->first_different), 0, 80);
        if (strcmp(then->model, now->model) != 0) {
            rpt_page_line(text);
            sim_text_print(text, "The rules were version %s then and are version %s now.",
                           then->model, now->model);
        }
    }
    rpt_page_line(text);
    sim_text_deinit(&print);
}

static void print_json(struct sim_text *text, const struct proof *proof,
                       const struct mdl_answer *then, const struct mdl_answer *now)
{
    sim_text_add_char(text, '{');
    rpt_member_truth(text, "verified", proof->different == 0);
    rpt_member_whole(text, "run", (uint64_t)then->run_id);
    rpt_member_whole(text, "same", proof->same);
    rpt_member_whole(text, "different", proof->different);
    rpt_member_hex(text, "fingerprint", then->fingerprint);
    rpt_member_string(text, "program_then", then->program);
    rpt_member_string(text, "program_now", now->program);
    sim_text_add(text, "}\n");
}

static void print_proof(struct cli_session *s, const struct proof *proof,
                        const struct mdl_answer *then, const struct mdl_answer *now)
{
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        print_json(&text, proof, then, now);
    } else if (s->options.format == CLI_CSV) {
        sim_text_print(&text, "run,verified,same,different\r\n%" PRId64 ",%d,%" PRIu32
                       ",%" PRIu32 "\r\n", then->run_id, proof->different == 0, proof->same,
                       proof->different);
    } else {
        print_text(s, &text, proof, then, now);
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

int cli_verify_command(struct cli_session *s)
{
    struct mdl_answer then, now = {0};
    struct scn_scenario scenario;
    struct scn_experiment experiment;
    struct scn_diags diags;
    struct proof proof;
    bool interrupted;
    int code;

    if (!cli_session_operands(s, 1, 1, "RUN")) {
        return CLI_USAGE;
    }
    code = cli_session_load(s, s->options.operands[0], &then);
    if (code == CLI_FINE) {
        code = cli_load_again(s, &then, &diags, &scenario);
    }
    if (code != CLI_FINE) {
        return code;
    }
    experiment = (struct scn_experiment){.scenario = &scenario, .seed = then.seed,
                                         .replications = then.replication_count, .fixed = true};
    if (!cli_execute_run(s, &experiment, &diags, &now, &interrupted)) {
        cli_load_print(s, &diags);
        return CLI_DATA;
    }
    if (interrupted) {
        cli_session_say(s, "interrupted: nothing is proved");
        return CLI_INTERRUPTED;
    }
    proof = compare(&then, &now);
    print_proof(s, &proof, &then, &now);
    return proof.different == 0 ? CLI_FINE : CLI_NEGATIVE;
}
