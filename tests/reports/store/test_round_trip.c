/* What is stored comes back, field by field; the same answer is stored once. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "reports/store/store.h"
#include "tests/lab.h"
#include "tests/reports/store/sample.h"
#include "tests/reports/store/shelf.h"

#define SAME_TEXT(field) CHECK_TEXT(got->field, want->field)
#define SAME(field) CHECK(got->field == want->field)
#define SAME_REAL(field) CHECK(same_real(got->field, want->field))

static bool same_real(double a, double b)
{
    return (isnan(a) && isnan(b)) || a == b;
}

static void check_question(void **lab_state, const struct mdl_answer *got,
                           const struct mdl_answer *want)
{
    SAME_TEXT(scenario_path);
    SAME_TEXT(scenario_name);
    SAME_TEXT(scenario_title);
    SAME_TEXT(scenario_text);
    SAME_TEXT(scenario_digest);
    SAME_TEXT(input_digest);
    SAME(override_count);
    for (uint32_t i = 0; i < want->override_count; i++) {
        SAME_TEXT(overrides[i]);
    }
    SAME(seed);
    SAME_TEXT(model);
    SAME_TEXT(machine_line);
    SAME(file_count);
    for (uint32_t i = 0; i < want->file_count; i++) {
        SAME_TEXT(files[i].name);
        SAME_TEXT(files[i].text);
    }
    SAME(parameter_count);
    for (uint32_t i = 0; i < want->parameter_count; i++) {
        SAME_TEXT(parameters[i].path);
        SAME_TEXT(parameters[i].value);
        SAME_TEXT(parameters[i].origin);
    }
}

static void check_history(void **lab_state, const struct mdl_answer *got,
                          const struct mdl_answer *want)
{
    CHECK((got->label == NULL) == (want->label == NULL));
    if (want->label != NULL) {
        SAME_TEXT(label);
    }
    SAME_TEXT(status);
    SAME_TEXT(verdict);
    SAME(planned);
    SAME(completed);
    SAME(stopped);
    SAME(is_random);
    SAME(duration_ns);
    SAME(from_ns);
    SAME_TEXT(warm_up);
    SAME_TEXT(stop_rule);
    SAME(ties);
    SAME(fingerprint);
    SAME_TEXT(program);
    SAME_TEXT(executed_at);
    SAME(jobs);
    SAME(wall_ms);
    SAME(events);
    SAME(replication_count);
    for (uint32_t i = 0; i < want->replication_count; i++) {
        SAME(replications[i].index);
        SAME(replications[i].bug_check);
        SAME(replications[i].end_ns);
        SAME(replications[i].fingerprint);
        SAME(replications[i].events);
    }
}

static void check_outcome(void **lab_state, const struct mdl_sample *got,
                          const struct mdl_sample *want)
{
    SAME(n);
    SAME_REAL(total);
    SAME_REAL(weight);
    SAME_REAL(mean);
    SAME_REAL(min);
    SAME_REAL(p50);
    SAME_REAL(p90);
    SAME_REAL(p99);
    SAME_REAL(p999);
    SAME_REAL(max);
    for (int i = 0; i < 4; i++) {
        SAME(below[i]);
    }
    SAME(zero);
}

static void check_estimate(void **lab_state, const struct mdl_estimate *got,
                           const struct mdl_estimate *want)
{
    SAME_TEXT(statistic);
    SAME_REAL(value);
    SAME_REAL(low);
    SAME_REAL(high);
    SAME(n);
    SAME_TEXT(method);
    SAME_TEXT(note);
}

static void check_series(void **lab_state, const struct mdl_series *got,
                         const struct mdl_series *want)
{
    SAME_TEXT(object);
    SAME_TEXT(kind);
    SAME_TEXT(measure);
    SAME_TEXT(unit);
    SAME_TEXT(better);
    SAME_TEXT(sample_of);
    SAME_TEXT(windows_name);
    SAME_TEXT(about);
    SAME_TEXT(shape);
    SAME_TEXT(phase);
    SAME(waiting);
    SAME_REAL(waiting_max);
    SAME(lost);
    SAME(bucket_count);
    for (uint32_t i = 0; i < want->bucket_count; i++) {
        SAME(gaps[i]);
        SAME(counts[i]);
    }
    SAME(outcome_count);
    for (uint32_t i = 0; i < want->outcome_count; i++) {
        check_outcome(lab_state, &got->outcomes[i], &want->outcomes[i]);
    }
    SAME(estimate_count);
    for (uint32_t i = 0; i < want->estimate_count; i++) {
        check_estimate(lab_state, &got->estimates[i], &want->estimates[i]);
    }
}

static void check_charges(void **lab_state, const struct mdl_answer *got,
                          const struct mdl_answer *want)
{
    SAME(charge_count);
    for (uint32_t i = 0; i < want->charge_count; i++) {
        SAME(charges[i].series);
        SAME(charges[i].tail);
        SAME_TEXT(charges[i].part);
        SAME_TEXT(charges[i].culprit);
        SAME_TEXT(charges[i].culprit_object);
        SAME_TEXT(charges[i].state);
        SAME(charges[i].ns);
        SAME(charges[i].observations);
        SAME(charges[i].worst_ns);
    }
    SAME(tail_count);
    for (uint32_t i = 0; i < want->tail_count; i++) {
        SAME(tails[i].series);
        SAME_REAL(tails[i].share);
        SAME(tails[i].over_ns);
        SAME(tails[i].observations);
        SAME(tails[i].total_ns);
    }
}

static void check_worsts(void **lab_state, const struct mdl_answer *got,
                         const struct mdl_answer *want)
{
    SAME(worst_count);
    for (uint32_t i = 0; i < want->worst_count; i++) {
        SAME(worsts[i].series);
        SAME(worsts[i].place);
        SAME(worsts[i].replication);
        SAME(worsts[i].started_at_ns);
        SAME(worsts[i].wait_ns);
        SAME(worsts[i].line_count);
        for (uint32_t k = 0; k < want->worsts[i].line_count; k++) {
            SAME(worsts[i].lines[k].at_ns);
            SAME_TEXT(worsts[i].lines[k].what);
            SAME_TEXT(worsts[i].lines[k].rule);
        }
    }
}

static void check_episodes(void **lab_state, const struct mdl_answer *got,
                           const struct mdl_answer *want)
{
    SAME(episode_count);
    for (uint32_t i = 0; i < want->episode_count; i++) {
        SAME(episodes[i].replication);
        SAME_TEXT(episodes[i].kind);
        SAME_TEXT(episodes[i].object);
        SAME_TEXT(episodes[i].object_kind);
        SAME(episodes[i].begin_ns);
        SAME(episodes[i].overdue_ns);
        SAME(episodes[i].end_ns);
        SAME(episodes[i].victims);
        SAME_TEXT(episodes[i].victim);
        SAME(episodes[i].worst_ns);
        SAME_TEXT(episodes[i].culprit);
        SAME_TEXT(episodes[i].sentence);
    }
}

static void check_findings(void **lab_state, const struct mdl_answer *got,
                           const struct mdl_answer *want)
{
    SAME(finding_count);
    for (uint32_t i = 0; i < want->finding_count; i++) {
        SAME_TEXT(findings[i].code);
        SAME_TEXT(findings[i].rule);
        SAME_TEXT(findings[i].severity);
        SAME_TEXT(findings[i].object);
        SAME_TEXT(findings[i].object_kind);
        SAME_TEXT(findings[i].place);
        SAME_TEXT(findings[i].step);
        SAME(findings[i].replication);
        SAME(findings[i].at_ns);
        SAME(findings[i].occurrences);
        SAME(findings[i].replications);
        SAME(findings[i].bug_check);
        for (int k = 0; k < 4; k++) {
            SAME(findings[i].parameters[k]);
        }
        SAME_TEXT(findings[i].message);
    }
}

static void check_verdicts(void **lab_state, const struct mdl_answer *got,
                           const struct mdl_answer *want)
{
    SAME(verdict_count);
    for (uint32_t i = 0; i < want->verdict_count; i++) {
        SAME_TEXT(verdicts[i].text);
        SAME_TEXT(verdicts[i].scope);
        SAME_TEXT(verdicts[i].verdict);
        SAME_REAL(verdicts[i].value);
        SAME_REAL(verdicts[i].low);
        SAME_REAL(verdicts[i].high);
        SAME_REAL(verdicts[i].bound);
        SAME_TEXT(verdicts[i].unit);
        SAME(verdicts[i].violations);
        SAME(verdicts[i].first_violation);
        SAME_TEXT(verdicts[i].reason);
    }
    SAME(assumption_count);
    for (uint32_t i = 0; i < want->assumption_count; i++) {
        SAME_TEXT(assumptions[i].rule);
        SAME_TEXT(assumptions[i].parameter);
        SAME_TEXT(assumptions[i].value);
        SAME_TEXT(assumptions[i].confidence);
        SAME_REAL(assumptions[i].share);
    }
}

static void check_looks(void **lab_state, const struct mdl_answer *got,
                        const struct mdl_answer *want)
{
    SAME(looks_planned);
    SAME_REAL(confidence);
    SAME_REAL(precision);
    SAME(look_count);
    for (uint32_t i = 0; i < want->look_count; i++) {
        SAME(looks[i].number);
        SAME(looks[i].replications);
        SAME(looks[i].verdict);
        SAME_REAL(looks[i].value);
        SAME_REAL(looks[i].low);
        SAME_REAL(looks[i].high);
        SAME_REAL(looks[i].precision);
        SAME_TEXT(looks[i].result);
    }
}

static void check_answer(void **lab_state, const struct mdl_answer *got,
                         const struct mdl_answer *want)
{
    check_question(lab_state, got, want);
    check_history(lab_state, got, want);
    SAME(series_count);
    for (uint32_t i = 0; i < want->series_count; i++) {
        check_series(lab_state, &got->series[i], &want->series[i]);
    }
    check_charges(lab_state, got, want);
    check_worsts(lab_state, got, want);
    check_episodes(lab_state, got, want);
    check_findings(lab_state, got, want);
    check_verdicts(lab_state, got, want);
    check_looks(lab_state, got, want);
}

TEST(what_is_stored_comes_back_field_by_field)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer base = sample_base(&shelf.arena), cured = sample_cured(&shelf.arena);
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);
    struct mdl_answer got;
    char key[17];

    CHECK_INT(shelf_save(&shelf, store, &base), ==, 1);
    CHECK_INT(shelf_save(&shelf, store, &cured), ==, 2);
    rpt_store_close(store);

    store = shelf_open(&shelf, RPT_STORE_READ);
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, NULL));
    check_answer(lab_state, &got, &base);
    CHECK_INT(got.run_id, ==, 1);
    rpt_store_key(&base, key);
    CHECK_TEXT(got.key, key);
    CHECK(rpt_store_load(store, 2, &shelf.arena, &got, NULL));
    check_answer(lab_state, &got, &cured);
    rpt_store_close(store);
    shelf_clear(&shelf);
}

TEST(large_numbers_keep_all_their_bits)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena), got;
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);

    a.seed = UINT64_MAX;
    a.fingerprint = UINT64_MAX - 1;
    a.series[0].outcomes[0].n = UINT64_MAX - 2;
    a.series[0].outcomes[0].total = 0.1 + 0.2;
    a.series[0].outcomes[0].mean = (0.1 + 0.2) / (double)(UINT64_MAX - 2);
    a.charges[0].ns = UINT64_MAX - 3;
    shelf_save(&shelf, store, &a);
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, NULL));
    check_answer(lab_state, &got, &a);
    rpt_store_close(store);
    shelf_clear(&shelf);
}

TEST(an_answer_with_nothing_in_it_comes_back_empty)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena), got;
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);

    a.series_count = a.charge_count = a.tail_count = a.worst_count = a.episode_count = 0;
    a.finding_count = a.verdict_count = a.assumption_count = a.override_count = 0;
    a.parameter_count = 0;
    a.label = NULL;
    shelf_save(&shelf, store, &a);
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, NULL));
    check_answer(lab_state, &got, &a);
    rpt_store_close(store);
    shelf_clear(&shelf);
}

TEST(outcomes_belong_to_the_replications_that_did_not_stop)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena);
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);

    shelf_save(&shelf, store, &a); /* replication 2 of 0..3 ended in a bug check */
    rpt_store_close(store);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT group_concat(replication) FROM per_replication"
                                 " WHERE name = 'nic.rx.request_latency'"),
               "0,1,3");
    shelf_clear(&shelf);
}

/* Replications 0 and 1 agree, 2 has stopped, 3 agrees too, but does not follow: 2 rows of 3. */
TEST(replications_in_a_row_that_agree_share_a_row_and_are_read_apart)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena), got;
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);
    struct mdl_series *starved = &a.series[2];

    starved->outcomes[1] = starved->outcomes[2] = starved->outcomes[0];
    shelf_save(&shelf, store, &a);
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, NULL));
    check_answer(lab_state, &got, &a);
    rpt_store_close(store);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT replication, copies, total FROM outcome"
                                 " WHERE series_id = 3"), "0|2|3.0\n3|1|3.0");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT replication, mean FROM per_replication"
                                 " WHERE name = 'nic.refill.starved' ORDER BY 1"),
               "0|3.0\n1|3.0\n3|3.0");
    shelf_clear(&shelf);
}

TEST(what_follows_from_the_rest_of_an_outcome_is_not_stored_and_is_there_for_a_person)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena), got;
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);

    a.series[3].outcomes[1].weight = 5e9;     /* of a phase */
    a.series[3].outcomes[1].mean = 0.91 * 9e9 / 5e9;
    shelf_save(&shelf, store, &a);
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, NULL));
    check_answer(lab_state, &got, &a);
    rpt_store_close(store);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT count(weight) FROM outcome WHERE weight IS NOT NULL"),
               "1");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT weight, round(mean, 4) FROM per_replication"
                                 " WHERE name = 'processor.0.idle' ORDER BY replication"),
               "9000000000.0|0.9\n5000000000.0|1.638\n9000000000.0|0.92");
    shelf_clear(&shelf);
}

TEST(the_sentence_of_a_starvation_follows_from_it_and_that_of_a_deadlock_is_kept)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena), got;
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);

    a.episodes[0].sentence = "nic.refill: 849 calls overdue, the worst waited 451 ms, "
                             "most of it behind indexer.ScanWorkItem";
    shelf_save(&shelf, store, &a);
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, NULL));
    check_answer(lab_state, &got, &a);
    rpt_store_close(store);
    CHECK_TEXT(shelf_ask(&shelf, "SELECT length(sentence), victim FROM episode"), "0|call\n53|");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT sentence FROM episodes"),
               "nic.refill: 849 calls overdue, the worst waited 451.00 ms, most of it behind "
               "indexer.ScanWorkItem\nworker 1 waits for worker 2, which waits for worker 1");
    shelf_clear(&shelf);
}

TEST(the_same_answer_again_adds_an_execution_and_nothing_else)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena), got;
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);
    struct rpt_store_error error;
    int64_t run_id;
    bool was_known;
    static const char rows[] =
        "SELECT (SELECT count(*) FROM run) || ' ' || (SELECT count(*) FROM series) || ' ' ||"
        " (SELECT count(*) FROM outcome) || ' ' || (SELECT count(*) FROM charge) || ' ' ||"
        " (SELECT count(*) FROM object) || ' ' || (SELECT count(*) FROM execution)";

    CHECK(rpt_store_save(store, &a, &run_id, &was_known, &error));
    CHECK(!was_known);
    /* 4 series x 3 replications; objects: nic.rx, nic.refill, processor.0, ScanWorkItem, pool */
    CHECK_TEXT(shelf_ask(&shelf, rows), "1 4 12 5 5 1");
    a.executed_at = "2026-03-02T10:00:00Z";
    a.wall_ms = 99;
    a.jobs = 1;
    CHECK(rpt_store_save(store, &a, &run_id, &was_known, &error));
    CHECK(was_known);
    CHECK_INT(run_id, ==, 1);
    CHECK_TEXT(shelf_ask(&shelf, rows), "1 4 12 5 5 2");
    CHECK(rpt_store_load(store, 1, &shelf.arena, &got, &error));
    check_answer(lab_state, &got, &a); /* the facts of the last execution */
    rpt_store_close(store);
    shelf_clear(&shelf);
}

TEST(an_unfinished_run_and_a_short_one_are_two_answers)
{
    struct shelf shelf = shelf_make();
    struct mdl_answer a = sample_base(&shelf.arena), whole;
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);
    struct rpt_store_error error;
    int64_t run_id = -1;

    a.label = NULL;
    whole = a;
    a.planned = 20;
    a.status = "incomplete";
    a.stop_rule = "interrupted";
    CHECK_INT(shelf_save(&shelf, store, &a), ==, 1);
    CHECK(rpt_store_find_input(store, a.input_digest, 20, &run_id, &error));
    CHECK_INT(run_id, ==, 0); /* it does not answer the question */
    CHECK_INT(shelf_save(&shelf, store, &whole), ==, 2);
    CHECK(rpt_store_find_input(store, a.input_digest, 4, &run_id, &error));
    CHECK_INT(run_id, ==, 2);
    CHECK(rpt_store_find_input(store, "no such input", 4, &run_id, &error));
    CHECK_INT(run_id, ==, 0);
    rpt_store_close(store);
    shelf_clear(&shelf);
}

/* 25 latencies with 728 buckets each (18,200) and 18 counts, 20 replications, 80 episodes: a
   run of usual size. */
static struct mdl_answer usual_run(struct sim_arena *arena, unsigned number)
{
    struct mdl_answer a = sample_numbered(arena, number);
    struct mdl_series *series = sim_arena_array(arena, 43, sizeof *series);
    struct mdl_episode *episodes = sim_arena_array(arena, 80, sizeof *episodes);

    a.replications = sim_arena_array(arena, 20, sizeof *a.replications);
    a.replication_count = a.planned = a.completed = 20;
    a.stopped = a.charge_count = a.tail_count = a.worst_count = 0;
    for (uint32_t i = 0; i < 20; i++) {
        a.replications[i].index = i;
    }
    for (uint32_t i = 0; i < 43; i++) {
        series[i] = a.series[i < 25 ? 1 : 2];
        series[i].object = sim_arena_print(arena, "driver%02u.item", (unsigned)i);
        series[i].bucket_count = i < 25 ? 728 : 0;
        series[i].gaps = sim_arena_array(arena, 728, sizeof *series[i].gaps);
        series[i].counts = sim_arena_array(arena, 728, sizeof *series[i].counts);
        for (uint32_t k = 0; k < 728; k++) {
            series[i].gaps[k] = 1 + (k == 0) * 640;
            series[i].counts[k] = 200000 / (k + 1) + 1;
        }
        series[i].outcomes = sim_arena_array(arena, 20, sizeof(struct mdl_sample));
        series[i].outcome_count = 20;
        for (uint32_t r = 0; r < 20; r++) {
            series[i].outcomes[r] = a.series[i < 25 ? 1 : 2].outcomes[r % 3];
            series[i].outcomes[r].total *= 1 + number / 1e7;
        }
    }
    for (uint32_t i = 0; i < 80; i++) {
        episodes[i] = a.episodes[i % 2];
    }
    a.series = series;
    a.series_count = 43;
    a.episodes = episodes;
    a.episode_count = 80;
    return a;
}

TEST(a_further_run_of_usual_size_takes_less_than_200_kB)
{
    struct shelf shelf = shelf_make();
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);
    static const char size[] = "SELECT page_count * page_size FROM pragma_page_count,"
                               " pragma_page_size";
    long before = 0;

    for (unsigned i = 1; i <= 6; i++) {
        struct mdl_answer a = usual_run(&shelf.arena, i);

        shelf_save(&shelf, store, &a);
        if (i == 1) {
            before = atol(shelf_ask(&shelf, size));
        }
    }
    CHECK_INT(atol(shelf_ask(&shelf, size)) - before, <, 5 * 200000);
    rpt_store_close(store);
    shelf_clear(&shelf);
}

TESTS(ENTRY(what_is_stored_comes_back_field_by_field), ENTRY(large_numbers_keep_all_their_bits),
      ENTRY(an_answer_with_nothing_in_it_comes_back_empty),
      ENTRY(outcomes_belong_to_the_replications_that_did_not_stop),
      ENTRY(replications_in_a_row_that_agree_share_a_row_and_are_read_apart),
      ENTRY(what_follows_from_the_rest_of_an_outcome_is_not_stored_and_is_there_for_a_person),
      ENTRY(the_sentence_of_a_starvation_follows_from_it_and_that_of_a_deadlock_is_kept),
      ENTRY(the_same_answer_again_adds_an_execution_and_nothing_else),
      ENTRY(an_unfinished_run_and_a_short_one_are_two_answers),
      ENTRY(a_further_run_of_usual_size_takes_less_than_200_kB))
