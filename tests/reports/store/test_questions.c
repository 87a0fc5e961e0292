/*
 * The twelve questions that a person with sqlite3 must be able to ask in one statement each, put
 * to a store of two runs made by hand (sample.c): 1 is the base, 2 has 16 threads.
 */
#include "reports/store/store.h"
#include "tests/lab.h"
#include "tests/reports/store/sample.h"
#include "tests/reports/store/shelf.h"

static struct shelf two_runs(void)
{
    struct shelf shelf = shelf_make();
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);
    struct mdl_answer base = sample_base(&shelf.arena), cured = sample_cured(&shelf.arena);

    shelf_save(&shelf, store, &base);
    shelf_save(&shelf, store, &cured);
    rpt_store_close(store);
    return shelf;
}

#define ASK(sql, want)                                  \
    do {                                                \
        struct shelf lab_shelf = two_runs();            \
        CHECK_TEXT(shelf_ask(&lab_shelf, (sql)), want); \
        shelf_clear(&lab_shelf);                        \
    } while (0)

TEST(q1_what_is_in_the_store_newest_first)
{
    ASK("SELECT run, label, scenario, overrides, replications, verdict, last_executed"
        " FROM runs ORDER BY run DESC",
        "2||long-work-item|[\"pool.delayed.threads=7\",\"a=\\\"b\\\"\"]|3/4|pass|"
        "2026-03-01T09:02:00Z\n"
        "1|base|long-work-item|[\"pool.delayed.threads=7\",\"a=\\\"b\\\"\"]|3/4|fail|"
        "2026-03-01T09:01:00Z");
}

TEST(q2_who_waits_longest)
{
    /* 311 ms with 0.9 and 1.1 of it: 279.9 and 342.1; nic.refill has 7 still waiting */
    ASK("SELECT object, measure, round(value/1e6,3) AS p99_ms, round(low/1e6,3) AS low,"
        " coalesce(round(high/1e6,3),'no limit') AS high, waiting FROM metrics"
        " WHERE run=1 AND statistic='p99' AND unit='ns' ORDER BY value DESC, waiting LIMIT 4",
        "nic.rx|request_latency|311.0|279.9|342.1|0\n"
        "nic.refill|queue_latency|311.0|279.9|342.1|7");
}

TEST(q3_whose_fault)
{
    /* mean: 60, 30 and 10 of 100 us; tail: 45 and 5 of 50 us */
    ASK("SELECT a.part, a.culprit, a.state, a.percent AS of_mean, t.percent AS of_worst,"
        " round(a.worst_ms,4) AS worst_ms FROM ledger a LEFT JOIN ledger t ON t.run=a.run"
        " AND t.victim=a.victim AND t.population='tail'"
        " AND (t.part,t.culprit,t.state)=(a.part,a.culprit,a.state)"
        " WHERE a.run=1 AND a.victim='nic.refill.queue_latency' AND a.population='all'"
        " ORDER BY a.ms DESC",
        "workers|indexer.ScanWorkItem|blocked|60.0|90.0|0.0009\n"
        "limit|indexer.ScanWorkItem|running|30.0||0.0008\n"
        "processor|-|overhead|10.0|10.0|0.0001");
}

TEST(q4_a_paired_comparison_by_hand)
{
    /* 1-10, 3-20, 5-30 = -9, -17, -25: mean -17, deviation 8, error 8 / sqrt 3 = 4.619 */
    ASK("WITH d AS (SELECT n.mean-b.mean AS x FROM per_replication b JOIN per_replication n"
        " USING (name, phase, replication)"
        " WHERE b.run=1 AND n.run=2 AND b.name='nic.rx.request_latency')"
        " SELECT count(*) AS pairs, round(avg(x)/1e6,3) AS mean_diff_ms,"
        " round(sqrt((sum(x*x)-count(*)*avg(x)*avg(x))/(count(*)-1)/count(*))/1e6,3) AS se_ms"
        " FROM d",
        "3|-17.0|4.619");
}

TEST(q5_the_worst_replication)
{
    ASK("SELECT p.replication, round(p.max/1e6,1) AS worst_ms,"
        " printf('wtsim step 1 --replication %d --until ''worst:nic.refill''',p.replication)"
        " AS see_it FROM per_replication p WHERE run=1 AND name='nic.refill.queue_latency'"
        " ORDER BY p.max DESC LIMIT 1",
        "1|451.0|wtsim step 1 --replication 1 --until 'worst:nic.refill'");
}

TEST(q6_what_failed_and_what_is_undecided)
{
    ASK("SELECT run, verdict, text, round(low/1e6,1) AS low_ms, round(high/1e6,1) AS high_ms,"
        " violations FROM expectations WHERE verdict<>'pass' ORDER BY run, verdict, text DESC",
        "1|fail|nic.rx.request_latency.p99 < 5ms|297.0|328.0|\n"
        "1|fail|nic.refill.starved == 0|||2\n"
        "1|undecided|nic.rx.request_latency.p99.9 < 1s|90.0||");
}

TEST(q7_what_differed_in_the_inputs)
{
    ASK("SELECT coalesce(a.path,b.path) AS path, a.value AS run_1, b.value AS run_2, b.origin"
        " FROM (SELECT p.* FROM parameter p JOIN run USING(input_id) WHERE run_id=1) a"
        " FULL JOIN (SELECT p.* FROM parameter p JOIN run USING(input_id) WHERE run_id=2) b"
        " USING (path) WHERE a.value IS NOT b.value",
        "pool.delayed.threads|7|16|override");
}

TEST(q8_the_curve_of_a_sweep)
{
    ASK("SELECT CAST(p.value AS INTEGER) AS threads, round(m.value/1e6,1) AS p99_ms,"
        " round(m.low/1e6,1) AS low, round(m.high/1e6,1) AS high FROM metrics m"
        " JOIN run r ON r.run_id=m.run JOIN parameter p ON p.input_id=r.input_id"
        " AND p.path='pool.delayed.threads' WHERE m.name='nic.rx.request_latency.p99'"
        " AND m.run IN (1,2) ORDER BY threads",
        "7|311.0|279.9|342.1\n16|133.0|119.7|146.3");
}

TEST(q9_starvation_longer_than_430_ms)
{
    ASK("SELECT replication, round(begin_s,3) AS begin_s, round(ms,0) AS ms, victims, object,"
        " culprit FROM episodes WHERE run=1 AND kind='starvation' AND ms>430"
        " ORDER BY ms DESC LIMIT 4",
        "0|2.0|451.0|849|nic.refill|indexer.ScanWorkItem");
}

TEST(q10_what_share_waited_longer)
{
    /* buckets 5, 64, 1000 and 1311 hold 10, 20, 60 and 10. Bucket 64 + 63*k begins a doubling:
       bucket 1000 = 15 * 64 + 40 is (64 + 40) * 2^14 = 1,703,936 ns; bucket 1311 = 20 * 64 + 31
       is (64 + 31) * 2^19 = 49,807,360 ns. At least 1 ms: 70 of 100; at least 5 ms: 10 */
    ASK("SELECT name, round(100.0*sum(n)/total,2) FROM histograms"
        " WHERE name='nic.refill.queue_latency' AND run=1 AND low>=5000000 GROUP BY run",
        "nic.refill.queue_latency|10.0");
    ASK("SELECT low, high, n, cumulative, total FROM histograms"
        " WHERE name='nic.rx.request_latency' AND run=2 ORDER BY low",
        "5|6|10|10|100\n64|65|20|30|100\n1703936|1720320|60|90|100\n49807360|50331648|10|100|100");
}

TEST(q11_did_an_assumed_value_matter)
{
    ASK("SELECT run_id AS run, rule, parameter, value, confidence,"
        " printf('%.2f %%',100*share) AS largest_share FROM assumption"
        " WHERE run_id=1 AND share>0.001 ORDER BY share DESC",
        "1|K7|machine.costs.interrupt|500ns|unknown|0.12 %");
}

TEST(q12_nothing_in_the_store_contradicts_itself)
{
    static const char question[] =
        "SELECT i.digest, count(DISTINCT r.fingerprint) AS answers FROM run r"
        " JOIN input i USING(input_id) GROUP BY i.digest, r.planned HAVING answers>1";
    struct shelf shelf = two_runs();
    struct rpt_store *store = shelf_open(&shelf, RPT_STORE_WRITE);
    struct mdl_answer other = sample_cured(&shelf.arena);

    CHECK_TEXT(shelf_ask(&shelf, question), "");
    other.fingerprint++; /* the same question with other events: a broken promise */
    shelf_save(&shelf, store, &other);
    rpt_store_close(store);
    CHECK_TEXT(shelf_ask(&shelf, question), "bb00112233445566|2");
    shelf_clear(&shelf);
}

TEST(parts_of_a_ledger_sum_to_its_total)
{
    ASK("SELECT population, sum(ns), (SELECT total_ns FROM tail t WHERE t.series_id=c.series_id)"
        " FROM charge c GROUP BY series_id, population ORDER BY population",
        "all|100000|50000\ntail|50000|50000");
}

TEST(findings_and_stories_read_well)
{
    ASK("SELECT severity, code, rule, object, place, at_s, bug_check FROM findings WHERE run=1",
        "stop|F005|W65 W160|nic.refill|long.yaml:18:9|4.5|0x133\n"
        "advice|F012|W172|||0.0|");
    ASK("SELECT place, wait_ms, at_s, what, rule FROM stories WHERE run=1 AND rule='W81'",
        "1|451.0|2.001706534|EvtInterruptDpc calls WdfWorkItemEnqueue: \"refill\" \\ 1|W81");
}

TEST(an_episode_still_open_ends_with_its_replication)
{
    ASK("SELECT kind, ms, still_open FROM episodes WHERE object='pool.delayed' AND run=1",
        "deadlock|5000.0|1"); /* from 5 s to the end at 10 s */
}

TEST(a_deleted_run_takes_all_its_rows_along)
{
    struct shelf shelf = two_runs();

    shelf_change(&shelf, "DELETE FROM run");
    CHECK_TEXT(shelf_ask(&shelf, "SELECT (SELECT count(*) FROM series), (SELECT count(*) FROM"
                                 " outcome), (SELECT count(*) FROM charge), (SELECT count(*)"
                                 " FROM worst), (SELECT count(*) FROM episode), (SELECT count(*)"
                                 " FROM finding), (SELECT count(*) FROM execution)"),
               "0|0|0|0|0|0|0");
    shelf_clear(&shelf);
}

TESTS(ENTRY(q1_what_is_in_the_store_newest_first), ENTRY(q2_who_waits_longest),
      ENTRY(q3_whose_fault), ENTRY(q4_a_paired_comparison_by_hand),
      ENTRY(q5_the_worst_replication), ENTRY(q6_what_failed_and_what_is_undecided),
      ENTRY(q7_what_differed_in_the_inputs), ENTRY(q8_the_curve_of_a_sweep),
      ENTRY(q9_starvation_longer_than_430_ms), ENTRY(q10_what_share_waited_longer),
      ENTRY(q11_did_an_assumed_value_matter), ENTRY(q12_nothing_in_the_store_contradicts_itself),
      ENTRY(parts_of_a_ledger_sum_to_its_total), ENTRY(findings_and_stories_read_well),
      ENTRY(an_episode_still_open_ends_with_its_replication),
      ENTRY(a_deleted_run_takes_all_its_rows_along))
