/*
 * Finding things in an answer by the names that people use.
 *
 * Phase is always 'all' unless said otherwise. Everything returned belongs to the answer.
 */
#ifndef WTSIM_REPORTS_RENDER_LOOKUP_H
#define WTSIM_REPORTS_RENDER_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct mdl_estimate;
struct mdl_series;
struct mdl_tail;
struct mdl_verdict;

#define RPT_LOOKUP_NONE UINT32_MAX

/* Index of a series, or RPT_LOOKUP_NONE. */
uint32_t rpt_lookup_series(const struct mdl_answer *answer, const char *object,
                           const char *measure);

/* The series that an expectation's text begins with ('nic.rx.request_latency.p99 < 5ms'), and its
   statistic as a pointer into the text ('p99 < 5ms'; a count may have none). */
uint32_t rpt_lookup_expected(const struct mdl_answer *answer, const char *text,
                             const char **ret_statistic);

/* 'ns' and the like; of how many there are, '1'. */
const char *rpt_lookup_unit(const struct mdl_series *series, const char *statistic);

/* NULL when the series has no such statistic. */
const struct mdl_estimate *rpt_lookup_estimate(const struct mdl_series *series,
                                               const char *statistic);
/* Its value, NAN when there is none. */
double rpt_lookup_value(const struct mdl_series *series, const char *statistic);

/* Observations (durations) or the sum (counts) over all replications. */
uint64_t rpt_lookup_count(const struct mdl_series *series);

/* Observations above a value, to within one bucket of the histogram, and all of them. */
uint64_t rpt_lookup_above(const struct mdl_series *series, double ns, uint64_t *ret_all);

/* The set that the tail ledger of a series shows, or NULL. */
const struct mdl_tail *rpt_lookup_tail(const struct mdl_answer *answer, uint32_t series);

/* Value of a parameter of the canonical form, or NULL. */
const char *rpt_lookup_parameter(const struct mdl_answer *answer, const char *path);

/* Both paths begin with the same driver ('nic.rx', 'nic.refill'). */
bool rpt_lookup_same_driver(const char *a, const char *b);

/* Figures that waiting makes worse; of the others a ledger of waits explains nothing. */
bool rpt_lookup_is_about_waiting(const struct mdl_series *series);

/* The first expectation that passes and says that something waits at least so long: the case that
   the scenario shows. NULL when there is none. */
const struct mdl_verdict *rpt_lookup_symptom(const struct mdl_answer *answer);

/* Some expectation speaks of this subject ('bug_check', 'deadlock') and did not fail. */
bool rpt_lookup_is_expected(const struct mdl_answer *answer, const char *subject);

#endif
