/*
 * The soak: random scenarios, with everything that must hold of a machine asked at each instant,
 * and everything that must not change a history tried: without the ledger, without the shapes of
 * common programs, from a checkpoint.
 *
 *     test_soak [COUNT [FIRST]]    COUNT scenarios from seed FIRST on (default 150 from 1)
 *     test_soak show SEED          prints the scenario of a seed
 */
#include <stdlib.h>

#include "model/observe/record.h"
#include "model/run/chronicle.h"
#include "model/run/replication.h"
#include "sim/base/arena.h"
#include "tests/lab.h"
#include "tests/scenarios/soak/generate.h"
#include "tests/scenarios/soak/invariants.h"

static uint64_t count = 150, first = 1;

struct soak {
    uint64_t seed;
    struct mdl_workspace *workspace;
    struct mdl_machine *machine;
    struct sim_engine_world inside;
    uint64_t instants;
    uint64_t bug_checks, stuck;       /* ends of scenarios so far */
};

/* ---- at each instant ------------------------------------------------------------------------- */

static void fire(void *self, uint32_t slot)
{
    struct soak *soak = self;

    soak->inside.fire(soak->inside.self, slot);
}

static void settle(void *self)
{
    struct soak *soak = self;
    struct mdl_machine *m = soak->machine;
    const char *broken;

    soak->inside.settle(soak->inside.self);
    soak->instants++;
    broken = m->bug_check == 0 && !m->stuck ? invariants_broken(m) : NULL;
    if (broken != NULL) {
        fail_msg("seed %llu, at %llu ns: %s", (unsigned long long)soak->seed,
                 (unsigned long long)m->engine.now, broken);
    }
}

static void watch(struct soak *soak, const struct mdl_plan *plan)
{
    struct sim_engine_world world = {.self = soak, .fire = fire, .settle = settle};

    soak->workspace = mdl_replication_prepare(plan, NULL);
    soak->machine = mdl_replication_begin(soak->workspace, soak->seed, 0);
    soak->inside = mdl_replication_world(soak->workspace);
    world.settle_rank = soak->inside.settle_rank;
    if (soak->machine->bug_check == 0 && !soak->machine->stuck) {
        sim_engine_run(&soak->machine->engine, &world, plan->duration_ns);
    }
    mdl_replication_release(soak->workspace);
}

/* ---- what must not change a history ---------------------------------------------------------- */

static void expect_sums(uint64_t seed, const struct mdl_record_result *seen)
{
    for (uint32_t i = 0; i < seen->row_count; i++) {
        uint64_t sum = 0;

        for (uint32_t c = 0; c < seen->rows[i].cell_count; c++) {
            sum += seen->rows[i].cells[c];
        }
        if (sum != seen->rows[i].total_ns) {
            fail_msg("seed %llu: the parts of a row sum to %llu, not %llu",
                     (unsigned long long)seed, (unsigned long long)sum,
                     (unsigned long long)seen->rows[i].total_ns);
        }
    }
}

/* The count of an object's measure; 0 where it has none. */
static uint64_t count_of(const struct mdl_record_result *seen, mdl_object_id object,
                         const char *measure)
{
    for (uint32_t i = 0; i < seen->series_count; i++) {
        if (seen->series[i].object == object &&
            strcmp(mdl_measures_row(seen->series[i].measure)->name, measure) == 0) {
            return seen->series[i].count;
        }
    }
    return 0;
}

/* What has arrived is finished, lost, or still carried by somebody: nothing vanishes. */
static void expect_fates(uint64_t seed, const struct mdl_plan *plan,
                         const struct mdl_record_result *seen)
{
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        mdl_object_id object = plan->streams[i].object;
        uint64_t offered = count_of(seen, object, "offered");
        uint64_t ended = count_of(seen, object, "finished") + count_of(seen, object, "lost");

        if (offered != ended + count_of(seen, object, "waiting")) {
            fail_msg("seed %llu: of %llu requests of %s only %llu have a fate",
                     (unsigned long long)seed, (unsigned long long)offered,
                     plan->objects[object].path, (unsigned long long)ended);
        }
    }
}

static struct mdl_replication run(const struct mdl_plan *plan, uint64_t seed,
                                  const struct mdl_options *options)
{
    struct mdl_workspace *w = mdl_replication_prepare(plan, options);
    struct mdl_replication end = mdl_replication_run(w, seed, 0);

    if (options == NULL) {
        const struct mdl_record_result *seen = mdl_record_read(mdl_replication_record(w));

        expect_sums(seed, seen);
        expect_fates(seed, plan, seen);
    }
    mdl_replication_release(w);
    return end;
}

static void expect_same(uint64_t seed, struct mdl_replication a, struct mdl_replication b,
                        const char *what)
{
    if (a.fingerprint != b.fingerprint || a.end_at != b.end_at || a.bug_check != b.bug_check) {
        fail_msg("seed %llu has another history %s", (unsigned long long)seed, what);
    }
}

static const struct mdl_options bare = {.without_ledger = true, .without_metrics = true};
static const struct mdl_options plain = {.without_shapes = true};

static uint64_t run_on(struct mdl_workspace *w, struct mdl_machine *m, sim_instant end_at)
{
    const struct sim_engine_world world = mdl_replication_world(w);

    if (m->bug_check == 0 && !m->stuck) {
        sim_engine_run(&m->engine, &world, end_at);
    }
    return mdl_machine_digest(m);
}

/* From a checkpoint in the middle the second half happens again. */
static void expect_same_again(const struct mdl_plan *plan, uint64_t seed)
{
    struct mdl_workspace *w = mdl_replication_prepare(plan, &bare);
    struct mdl_machine *m = mdl_replication_begin(w, seed, 0);
    struct mdl_checkpoint *middle;
    uint64_t once, again;

    run_on(w, m, plan->duration_ns / 2);
    middle = mdl_machine_checkpoint(m);
    once = run_on(w, m, plan->duration_ns);
    mdl_machine_restore(m, middle);
    again = run_on(w, m, plan->duration_ns);
    mdl_machine_forget(middle);
    mdl_replication_release(w);
    if (once != again) {
        fail_msg("seed %llu has another future from its checkpoint", (unsigned long long)seed);
    }
}

/* What the chronicle shows at each IRQL is what the record measured there, to the nanosecond. */
static void expect_irqls(const struct mdl_plan *plan, uint64_t seed,
                         const struct mdl_chronicle *c)
{
    struct mdl_workspace *w = mdl_replication_prepare(plan, NULL);
    uint64_t spent[MDL_PROCESSORS_MAX][32] = {{0}};

    (void)mdl_replication_run(w, seed, 0);
    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *s = &c->slices[i];

        if (s->kind == MDL_SLICE_EXECUTES) {
            spent[s->on][s->irql] += s->to_at - s->from_at;
        }
    }
    for (mdl_processor_id p = 0; p < plan->profile.processor_count; p++) {
        const uint64_t *measured = mdl_record_read(mdl_replication_record(w))->irql_ns[p];

        for (unsigned level = 1; level < 32; level++) { /* 0: idleness is measured there too */
            if (spent[p][level] != measured[level]) {
                fail_msg("seed %llu: at IRQL %u processor %u was %llu ns, the chronicle shows %llu",
                         (unsigned long long)seed, level, p, (unsigned long long)measured[level],
                         (unsigned long long)spent[p][level]);
            }
        }
    }
    mdl_replication_release(w);
}

/* Its chronicle keeps its promises; so does one of the middle third. */
static void expect_chronicle(const struct mdl_plan *plan, uint64_t seed,
                             struct mdl_replication whole)
{
    const struct mdl_chronicle_options windows[] = {
        {0}, {.from_at = plan->duration_ns / 3, .until_at = plan->duration_ns / 3 * 2}};

    for (size_t i = 0; i < sizeof windows / sizeof windows[0]; i++) {
        struct mdl_replication end;
        struct mdl_chronicle *c = mdl_chronicle_of(plan, seed, 0, &windows[i], &end);
        struct sim_text what;

        sim_text_init(&what);
        if (!mdl_chronicle_holds(c, &what)) {
            fail_msg("seed %llu: %s", (unsigned long long)seed, what.data);
        }
        expect_same(seed, whole, end, "with a chronicle");
        if (i == 0 && plan->from_at == 0 && c->cut_at == SIM_INSTANT_NEVER) {
            expect_irqls(plan, seed, c);
        }
        sim_text_deinit(&what);
        mdl_chronicle_destroy(c);
    }
}

static void soak_one(struct soak *soak)
{
    struct sim_arena arena;
    struct scn_scenario scenario;
    struct mdl_replication end;

    generate_parsed(soak->seed, &arena, &scenario);
    watch(soak, &scenario.plan);
    end = run(&scenario.plan, soak->seed, NULL);
    expect_same(soak->seed, end, run(&scenario.plan, soak->seed, &bare), "without metrics");
    expect_same(soak->seed, end, run(&scenario.plan, soak->seed, &plain), "without shapes");
    expect_chronicle(&scenario.plan, soak->seed, end);
    if (end.end == MDL_REPLICATION_COMPLETE) {
        expect_same_again(&scenario.plan, soak->seed);
    }
    soak->bug_checks += end.end == MDL_REPLICATION_BUG_CHECK;
    soak->stuck += end.end == MDL_REPLICATION_STUCK;
    sim_arena_deinit(&arena);
}

TEST(random_scenarios_keep_what_must_hold_at_each_instant)
{
    struct soak soak = {0};

    for (uint64_t seed = first; seed < first + count; seed++) {
        soak.seed = seed;
        soak_one(&soak);
    }
    print_message("# %llu scenarios from seed %llu: %llu instants, %llu bug checks, %llu stuck\n",
                  (unsigned long long)count, (unsigned long long)first,
                  (unsigned long long)soak.instants, (unsigned long long)soak.bug_checks,
                  (unsigned long long)soak.stuck);
    CHECK(soak.instants > 100 * count);
    CHECK(soak.bug_checks < count / 2);   /* most of them must live to be of use */
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ENTRY(random_scenarios_keep_what_must_hold_at_each_instant)};

    if (argc == 3 && strcmp(argv[1], "show") == 0) {
        struct sim_text text;

        sim_text_init(&text);
        generate_scenario(strtoull(argv[2], NULL, 10), &text);
        fputs(text.data, stdout);
        sim_text_deinit(&text);
        return 0;
    }
    count = argc > 1 ? strtoull(argv[1], NULL, 10) : count;
    first = argc > 2 ? strtoull(argv[2], NULL, 10) : first;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("soak", tests, NULL, NULL);
}
