/*
 * Finding what somebody asked for: one topic or several of that name, the nearest names, lists.
 */
#ifndef WTSIM_REPORTS_EXPLAIN_LOOKUP_H
#define WTSIM_REPORTS_EXPLAIN_LOOKUP_H

#include <stdbool.h>
#include <stdint.h>

#include "reports/explain/topic.h"

/* Everything that the tables of the model and the reports know of. */
void rpt_lookup_fill(struct rpt_topics *topics);

/*
 * The topics that this name stands for, by number; returns how many (at most max).
 *
 * Case, '-', '_' and blanks make no difference. A path finds the key that has it, with any name
 * where the key has '<x>'; a metric ('nic.rx.queue_latency.p99') finds its measure.
 */
uint32_t rpt_lookup_find(const struct rpt_topics *topics, const char *wanted, uint32_t *ret_rows,
                         uint32_t max);

/* The nearest names, nearest first; returns how many (at most max). */
uint32_t rpt_lookup_near(const struct rpt_topics *topics, const char *wanted,
                         const char **ret_names, uint32_t max);

/* The kind that a plural names ('rules', 'ddis'), RPT_TOPIC_KIND_COUNT when none. */
enum rpt_topic_kind rpt_lookup_plural(const char *wanted);

/* Is it the letters of a family of rules: 'W', 'SC'? */
bool rpt_lookup_is_family(const char *wanted);

/* Does a topic belong into a list narrowed by these words (a family of rules, a mark, part of the
   name or a word of the text)? */
bool rpt_lookup_passes(const struct rpt_topic *topic, const char *const *filters, uint32_t count);

#endif
