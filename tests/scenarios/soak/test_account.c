/*
 * The ledger against a second accounting (account.h), on random scenarios, and against itself:
 * rows and series do not depend on the short cuts that common courses take.
 *
 *     test_account [COUNT [FIRST]]    COUNT scenarios from seed FIRST on (default 150 from 1)
 */
#include <stdlib.h>

#include "model/observe/record.h"
#include "model/observe/tape.h"
#include "model/run/replication.h"
#include "sim/base/arena.h"
#include "tests/lab.h"
#include "tests/scenarios/soak/account.h"
#include "tests/scenarios/soak/generate.h"

static uint64_t count = 150, first = 1;

/* ---- the second accounting ------------------------------------------------------------------- */

/* On several NUMA nodes the tape does not say in whose pool an item is. Rows that were compared. */
static uint64_t compare(const struct mdl_plan *plan, uint64_t seed)
{
    struct account *a = account_open(plan);
    const struct mdl_tape_options sink = {.rows = 4096, .take = account_take, .self = a};
    struct mdl_tape *tape = mdl_tape_create(&sink);
    struct mdl_workspace *w = mdl_replication_prepare(plan, NULL);
    struct sim_text what;
    uint64_t compared = 0;

    sim_text_init(&what);
    mdl_replication_tape(w, tape);
    account_end(a, mdl_replication_run(w, seed, 0).end_at);
    if (!account_agrees(a, mdl_replication_record(w), &what, &compared)) {
        fail_msg("seed %llu: %s", (unsigned long long)seed, what.data);
    }
    sim_text_deinit(&what);
    mdl_replication_release(w);
    mdl_tape_destroy(tape);
    account_close(a);
    return compared;
}

/* ---- the same rows without short cuts -------------------------------------------------------- */

static uint64_t cell(const struct mdl_record_result *of, const struct mdl_record_row *row,
                     const struct mdl_record_column *column)
{
    for (uint32_t c = 0; c < row->cell_count; c++) {
        if (of->columns[c].label == column->label && of->columns[c].part == column->part &&
            of->columns[c].state == column->state) {
            return row->cells[c];
        }
    }
    return 0;
}

static void expect_same_rows(uint64_t seed, const struct mdl_plan *plan,
                             const struct mdl_record_result *a, const struct mdl_record_result *b)
{
    bool same = a->row_count == b->row_count;

    for (uint32_t i = 0; same && i < a->row_count; i++) {
        const struct mdl_record_row *x = &a->rows[i], *y = &b->rows[i];

        same = x->series == y->series && x->octave == y->octave &&
               x->observations == y->observations && x->total_ns == y->total_ns &&
               x->worst_ns == y->worst_ns;
        for (uint32_t c = 0; same && c < x->cell_count; c++) {
            same = x->cells[c] == cell(b, y, &a->columns[c]);
        }
        if (!same) {
            fail_msg("seed %llu: another row of %s, octave %u, without shapes",
                     (unsigned long long)seed,
                     plan->objects[a->series[x->series].object].path, x->octave);
        }
    }
    if (!same) {
        fail_msg("seed %llu: other rows without shapes", (unsigned long long)seed);
    }
}

static bool same_histogram(const struct sim_histogram *a, const struct sim_histogram *b)
{
    bool same = a->count == b->count && a->low == b->low && a->high == b->high &&
                sim_histogram_total(a) == sim_histogram_total(b);

    for (uint32_t i = 0; same && (i = sim_histogram_next(a, i)) < SIM_HISTOGRAM_BUCKETS; i++) {
        same = sim_histogram_bucket_count(a, i) == sim_histogram_bucket_count(b, i);
    }
    return same;
}

static void expect_same_series(uint64_t seed, const struct mdl_plan *plan,
                               const struct mdl_record_result *a,
                               const struct mdl_record_result *b)
{
    for (uint32_t i = 0; i < a->series_count; i++) {
        const struct mdl_record_series *x = &a->series[i], *y = &b->series[i];

        if (!same_histogram(&x->served, &y->served) ||
            !same_histogram(&x->censored, &y->censored) || x->worst.wait_ns != y->worst.wait_ns ||
            x->worst.started_at != y->worst.started_at || x->worst.waiting != y->worst.waiting ||
            x->lost != y->lost || x->count != y->count || x->integral != y->integral ||
            x->value_max != y->value_max) {
            fail_msg("seed %llu: another measure %u of %s without shapes",
                     (unsigned long long)seed, x->measure, plan->objects[x->object].path);
        }
    }
}

static void compare_courses(const struct mdl_plan *plan, uint64_t seed)
{
    const struct mdl_options plain = {.without_shapes = true};
    struct mdl_workspace *a = mdl_replication_prepare(plan, NULL);
    struct mdl_workspace *b = mdl_replication_prepare(plan, &plain);

    (void)mdl_replication_run(a, seed, 0);
    (void)mdl_replication_run(b, seed, 0);
    expect_same_rows(seed, plan, mdl_record_read(mdl_replication_record(a)),
                     mdl_record_read(mdl_replication_record(b)));
    expect_same_series(seed, plan, mdl_record_read(mdl_replication_record(a)),
                       mdl_record_read(mdl_replication_record(b)));
    mdl_replication_release(a);
    mdl_replication_release(b);
}

TEST(the_ledger_of_random_scenarios_is_that_of_a_second_accounting)
{
    uint64_t compared = 0;

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct sim_arena arena;
        struct scn_scenario scenario;

        generate_parsed(seed, &arena, &scenario);
        if (scenario.plan.profile.node_last == 0) {
            compared += compare(&scenario.plan, seed);
        }
        compare_courses(&scenario.plan, seed);
        sim_arena_deinit(&arena);
    }
    print_message("# %llu scenarios from seed %llu: %llu rows compared\n",
                  (unsigned long long)count, (unsigned long long)first,
                  (unsigned long long)compared);
    CHECK(compared > 2 * count);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ENTRY(the_ledger_of_random_scenarios_is_that_of_a_second_accounting)};

    count = argc > 1 ? strtoull(argv[1], NULL, 10) : count;
    first = argc > 2 ? strtoull(argv[2], NULL, 10) : first;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
