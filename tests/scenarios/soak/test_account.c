/*
 * The ledger against a second accounting (account.h), on random scenarios, and against itself:
 * rows and series do not depend on the short cuts that common courses take.
 *
 *     test_account [COUNT [FIRST]]    COUNT scenarios from seed FIRST on (default 100 from 1)
 */
#include <stdlib.h>
#include <string.h>

#include "model/observe/record.h"
#include "model/observe/tape.h"
#include "model/run/replication.h"
#include "sim/base/arena.h"
#include "tests/lab.h"
#include "tests/scenarios/soak/account.h"
#include "tests/scenarios/soak/generate.h"

static uint64_t count = 100, first = 1;

/* ---- the second accounting ------------------------------------------------------------------- */

struct pair {                         /* a run, accounted for twice */
    struct account *account;
    struct mdl_tape *tape;
    struct mdl_workspace *workspace;
    const struct mdl_record_result *record;
};

static struct pair run(const struct mdl_plan *plan, uint64_t seed)
{
    struct pair p = {.account = account_open(plan),
                     .workspace = mdl_replication_prepare(plan, NULL)};
    const struct mdl_tape_options sink = {.rows = 4096, .take = account_take, .self = p.account,
                                          .accountant = true};

    p.tape = mdl_tape_create(&sink);
    mdl_replication_tape(p.workspace, p.tape);
    account_end(p.account, mdl_replication_run(p.workspace, seed, 0).end_at);
    p.record = mdl_record_read(mdl_replication_record(p.workspace));
    return p;
}

static void end(struct pair *p)
{
    mdl_replication_release(p->workspace);
    mdl_tape_destroy(p->tape);
    account_close(p->account);
}

static void compare(const struct mdl_plan *plan, uint64_t seed, struct account_counts *counts)
{
    struct pair p = run(plan, seed);
    struct sim_text what;

    sim_text_init(&what);
    if (!account_agrees(p.account, p.record, &what, counts)) {
        fail_msg("seed %llu: %s", (unsigned long long)seed, what.data);
    }
    sim_text_deinit(&what);
    end(&p);
}

static void print_counts(const struct account_counts *c)
{
    print_message("# %llu scenarios from seed %llu: %llu followed, %llu rows compared: %llu calls, "
                  "%llu assertions, %llu ready spells, %llu attempts to get a lock\n",
                  (unsigned long long)count, (unsigned long long)first,
                  (unsigned long long)c->followed, (unsigned long long)c->rows,
                  (unsigned long long)c->observations[ACCOUNT_CALL],
                  (unsigned long long)c->observations[ACCOUNT_INTERRUPT],
                  (unsigned long long)c->observations[ACCOUNT_READY],
                  (unsigned long long)c->observations[ACCOUNT_LOCK]);
    print_message("# %llu requests in %llu scenarios compared; not compared %llu with several "
                  "calls, %llu tied, %llu that went round, %llu among many, %llu beside them\n",
                  (unsigned long long)c->observations[ACCOUNT_REQUEST],
                  (unsigned long long)c->scenarios,
                  (unsigned long long)c->unfollowed[ACCOUNT_SEVERAL],
                  (unsigned long long)c->unfollowed[ACCOUNT_TIED],
                  (unsigned long long)c->unfollowed[ACCOUNT_ROUND],
                  (unsigned long long)c->unfollowed[ACCOUNT_MANY],
                  (unsigned long long)c->unfollowed[ACCOUNT_FOLLOWED]);
}

/* Or the comparison could become empty. Of a few scenarios nothing is promised. */
static void expect_much(void **lab_state, const struct account_counts *c)
{
    if (count < 100) {
        return;
    }
    CHECK(c->rows > 40 * count);
    CHECK(c->followed > count / 2);
    CHECK(c->scenarios > count / 2);
    CHECK(c->observations[ACCOUNT_REQUEST] > 50 * count);
    CHECK(c->observations[ACCOUNT_CALL] > 200 * count);
    CHECK(c->observations[ACCOUNT_INTERRUPT] > 50 * count);
    CHECK(c->observations[ACCOUNT_READY] > 5 * count);
    CHECK(c->observations[ACCOUNT_LOCK] > 50 * count);
    CHECK(c->observations[ACCOUNT_REQUEST] >
          c->unfollowed[ACCOUNT_SEVERAL] + c->unfollowed[ACCOUNT_TIED] +
              c->unfollowed[ACCOUNT_ROUND] + c->unfollowed[ACCOUNT_FOLLOWED]);
}

/* ---- a record that is wrong ------------------------------------------------------------------ */

/* One cell of a row is one nanosecond larger: do they still agree? */
static bool agrees_with_error(struct pair *p, uint32_t row, uint32_t cell)
{
    struct mdl_record_result record = *p->record;
    struct mdl_record_row *rows = malloc((record.row_count + 1u) * sizeof *rows);
    uint64_t *cells = malloc((record.rows[row].cell_count + 1u) * sizeof *cells);
    struct account_counts counts = {0};
    struct sim_text what;
    bool agrees;

    assert_non_null(rows);
    assert_non_null(cells);
    memcpy(rows, record.rows, record.row_count * sizeof *rows);
    memcpy(cells, rows[row].cells, rows[row].cell_count * sizeof *cells);
    cells[cell]++;
    rows[row].cells = cells;
    record.rows = rows;
    sim_text_init(&what);
    agrees = account_agrees(p->account, &record, &what, &counts);
    sim_text_deinit(&what);
    free(cells);
    free(rows);
    return agrees;
}

/* Of each row with a ledger the first part, in the rows of requests each part. */
static uint32_t expect_errors_found(struct pair *p, const struct mdl_plan *plan)
{
    uint32_t found = 0;

    for (uint32_t i = 0; i < p->record->row_count; i++) {
        const struct mdl_record_row *row = &p->record->rows[i];
        const struct mdl_record_series *s = &p->record->series[row->series];

        for (uint32_t c = 0; account_compares(p->account, s, row) && c < row->cell_count; c++) {
            if (row->cells[c] == 0) {
                continue;
            }
            if (agrees_with_error(p, i, c)) {
                fail_msg("%s, octave %u: a nanosecond too many was not found",
                         plan->objects[s->object].path, row->octave);
            }
            found++;
            if (s->measure != MDL_MEASURE_REQUEST_LATENCY) {
                break;
            }
        }
    }
    return found;
}

TEST(a_nanosecond_too_many_in_any_row_is_found)
{
    uint32_t found = 0;

    for (uint64_t seed = 1; seed <= 12; seed++) {
        struct sim_arena arena;
        struct scn_scenario scenario;

        generate_parsed(seed, &arena, &scenario);
        if (account_follows(&scenario.plan)) {
            struct pair p = run(&scenario.plan, seed);

            found += expect_errors_found(&p, &scenario.plan);
            end(&p);
        }
        sim_arena_deinit(&arena);
    }
    CHECK(found > 500);
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
    struct account_counts counts = {0};

    for (uint64_t seed = first; seed < first + count; seed++) {
        struct sim_arena arena;
        struct scn_scenario scenario;

        generate_parsed(seed, &arena, &scenario);
        if (account_follows(&scenario.plan)) {
            counts.followed++;
            compare(&scenario.plan, seed, &counts);
        }
        compare_courses(&scenario.plan, seed);
        sim_arena_deinit(&arena);
    }
    print_counts(&counts);
    expect_much(lab_state, &counts);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        ENTRY(a_nanosecond_too_many_in_any_row_is_found),
        ENTRY(the_ledger_of_random_scenarios_is_that_of_a_second_accounting)};

    count = argc > 1 ? strtoull(argv[1], NULL, 10) : count;
    first = argc > 2 ? strtoull(argv[2], NULL, 10) : first;
    cmocka_set_message_output(CM_OUTPUT_TAP);
    return cmocka_run_group_tests_name("account", tests, NULL, NULL);
}
