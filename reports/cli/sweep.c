/*
 * wtsim sweep FILE: every point of its sweep, each an ordinary run of the store.
 *
 * All points are checked before the first one runs. A point that is stored already is not run
 * again. After Ctrl-C the table shows what there is.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "reports/cli/command.h"
#include "reports/cli/job.h"
#include "reports/cli/load.h"
#include "reports/cli/points.h"
#include "reports/cli/session.h"
#include "reports/render/headline.h"
#include "reports/render/sweep.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/quantity.h"
#include "scenarios/language/scenario.h"
#include "sim/base/text.h"

#define FACTORS_MAX 100u

/* ---- what is swept -------------------------------------------------------------------------- */

/* '0.5,2' to '0.5, 1, 2': with the file as it is, in its place. NULL: told. */
static const char *read_factors(struct cli_session *s, const char *text)
{
    const char *list = "";
    bool has_one = false;

    for (uint32_t count = 0; count < FACTORS_MAX; count++) {
        size_t length = strcspn(text, ",");
        const char *one = sim_arena_copy(&s->arena, text, length);
        struct scn_quantity factor;

        if (scn_quantity_number(one, &factor) != SCN_QUANTITY_FINE || factor.assumed
            || !(factor.real >= 1e-6 && factor.real <= 1e6)) {
            break;
        }
        list = sim_arena_print(&s->arena, "%s%s%s%s", list, list[0] == '\0' ? "" : ", ",
                               has_one || factor.real <= 1 ? "" : "1, ", one);
        has_one = has_one || factor.real >= 1;
        if (text[length] == '\0') {
            return has_one ? list : sim_arena_print(&s->arena, "%s, 1", list);
        }
        text += length + 1;
    }
    cli_session_say(s, "--assumed takes factors, as in 0.5,2");
    return NULL;
}

/* --assumed is one more parameter of the sweep. */
static bool add_assumed(struct cli_session *s)
{
    const char *factors;

    if (s->options.assumed == NULL) {
        return true;
    }
    factors = read_factors(s, s->options.assumed);
    if (factors == NULL) {
        return false;
    }
    s->options.sets[s->options.set_count++] =
        sim_arena_print(&s->arena, "sweep.run.assumed=[%s]", factors);
    return true;
}

static struct rpt_sweep plan_sweep(struct cli_session *s, const struct scn_scenario *base)
{
    struct rpt_sweep sweep = {.scenario = base->name, .key_count = base->sweep_count,
                              .point_count = base->point_count};
    const char **keys = sim_arena_array(&s->arena, base->sweep_count, sizeof *keys);

    sweep.points = sim_arena_array(&s->arena, sweep.point_count, sizeof *sweep.points);
    for (uint32_t i = 0; i < base->sweep_count; i++) {
        keys[i] = base->sweep[i].path;
    }
    sweep.keys = keys;
    for (uint32_t point = 0; point < sweep.point_count; point++) {
        const char **values = sim_arena_array(&s->arena, base->sweep_count, sizeof *values);
        uint32_t rest = point, room = base->point_count;

        for (uint32_t i = 0; i < base->sweep_count; i++) {
            room /= base->sweep[i].count;
            values[i] = base->sweep[i].values[rest / room];
            rest %= room;
        }
        sweep.points[point] = (struct rpt_sweep_point){
            .values = values, .verdict = "none", .status = "missing"};
    }
    return sweep;
}

/* ---- running -------------------------------------------------------------------------------- */

/* One point in memory of its own; of its answer only the figures are kept. */
static int run_point(struct cli_session *s, const struct scn_scenario *base,
                     struct rpt_sweep *sweep, uint32_t point, uint32_t *known)
{
    struct cli_session one = *s;
    struct cli_job job = {0};
    int code;

    sim_arena_init(&one.arena);
    one.progress_of = sim_arena_print(&one.arena, "point %" PRIu32 " of %" PRIu32 ": ", point,
                                      base->point_count);
    code = cli_points_load(&one, base, point, &job.diags, &job.scenario);
    if (code == CLI_FINE) {
        job.diags.count = 0;          /* warnings: those of the file are told */
        code = cli_job_answer(&one, &job);
        if (job.has_answer) {
            rpt_sweep_take(sweep, &s->arena, point - 1, &job.answer);
            *known += job.was_known ? 1 : 0;
        }
        if (code == CLI_FINE) {
            code = rpt_headline_exit(&job.answer);
        }
    }
    s->store = one.store;             /* opened with the first point */
    s->view.store = one.view.store == NULL
                        ? NULL : sim_arena_print(&s->arena, "%s", one.view.store);
    sim_arena_deinit(&one.arena);
    return code;
}

static bool is_answer(int code)
{
    return code == CLI_FINE || code == CLI_NEGATIVE || code == CLI_UNDECIDED;
}

static int run_points(struct cli_session *s, const struct scn_scenario *base,
                      struct rpt_sweep *sweep)
{
    int worst = CLI_FINE;
    uint32_t known = 0;

    for (uint32_t point = 1; point <= base->point_count; point++) {
        int code = run_point(s, base, sweep, point, &known);

        worst = cli_session_worse(worst, code);
        if (!is_answer(code)) {
            break;
        }
    }
    if (known > 0 && !s->options.quiet) {
        cli_session_say(s, "%" PRIu32 " of %" PRIu32 " points were in the store already (same "
                        "input, same version): shown, not re-run.", known, base->point_count);
    }
    return worst;
}

static void print_sweep(struct cli_session *s, const struct rpt_sweep *sweep)
{
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.format == CLI_JSON) {
        rpt_sweep_json(&text, sweep);
    } else if (s->options.format == CLI_CSV) {
        rpt_sweep_csv(&text, sweep);
    } else {
        rpt_sweep_print(&text, sweep, &s->view);
    }
    cli_session_write(s, &text);
    sim_text_deinit(&text);
}

/* 'machine.processors=[1, 2]' is no value, but it is clear what is meant. */
static void say_how_to_list(struct cli_session *s)
{
    for (uint32_t i = 0; i < s->options.set_count; i++) {
        const char *value = strchr(s->options.sets[i], '=');

        if (value != NULL && value[1] == '[' && strncmp(s->options.sets[i], "sweep.", 6) != 0) {
            cli_session_say(s, "values to try one after the other are written "
                            "--set 'sweep.%s'", s->options.sets[i]);
        }
    }
}

int cli_sweep_command(struct cli_session *s)
{
    struct cli_job base = {0};
    struct rpt_sweep sweep;
    int code;

    if (!cli_session_operands(s, 1, 1, "FILE") || !add_assumed(s)) {
        return CLI_USAGE;
    }
    code = cli_load_scenario(s, s->options.operands[0], &base.diags, &base.scenario);
    if (code == CLI_FINE && base.scenario.point_count == 0) {
        cli_session_say(s, "%s has no sweep: write 'sweep: {PATH: [A, B]}' into it, or try "
                        "--set 'sweep.PATH=[A, B]' or --assumed 0.5,2", s->options.operands[0]);
        return CLI_USAGE;
    }
    if (code != CLI_MISSING) {
        code = cli_points_check(s, &base.scenario, &base.diags);
    }
    if (code != CLI_FINE) {
        code = cli_job_refuse(s, &base, code);
        say_how_to_list(s);
        return code;
    }
    if (!s->options.quiet) {
        cli_load_print(s, &base.diags);
    }
    sweep = plan_sweep(s, &base.scenario);
    code = run_points(s, &base.scenario, &sweep);
    if (sweep.names != NULL) {
        print_sweep(s, &sweep);
    }
    return code;
}
