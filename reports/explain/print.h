/*
 * Topics on a screen, as JSON and as rows. Sentences are wrapped at the width; tables are laid out
 * for 80 columns and stay as they are.
 */
#ifndef WTSIM_REPORTS_EXPLAIN_PRINT_H
#define WTSIM_REPORTS_EXPLAIN_PRINT_H

#include <stdint.h>

#include "reports/explain/topic.h"

struct sim_arena;
struct sim_text;

/* One topic in full; a line with the name and what it is, sentences, labelled parts. */
void rpt_print_topic(struct sim_text *text, struct sim_arena *arena,
                     const struct rpt_topic *topic, unsigned width);

/* The beginning of one topic, for lists. */
void rpt_print_brief(struct sim_text *text, const struct rpt_topic *topic, unsigned width);

/* Which kinds there are, how many of each and one to try; rules by family and state. */
void rpt_print_overview(struct sim_text *text, const struct rpt_topics *topics);
void rpt_print_families(struct sim_text *text);

/* The same as one object of JSON; as a row of CSV. */
void rpt_print_json(struct sim_text *text, const struct rpt_topic *topic);
void rpt_print_csv(struct sim_text *text, const struct rpt_topic *topic);

#endif
