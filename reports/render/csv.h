/* Tables for other programs: comma-separated values by RFC 4180, a header line first. */
#ifndef WTSIM_REPORTS_RENDER_CSV_H
#define WTSIM_REPORTS_RENDER_CSV_H

#include <stdbool.h>

struct mdl_answer;
struct rpt_compare;
struct sim_text;

/* One field, quoted where it must be, and the character that follows it. */
void rpt_csv_field(struct sim_text *text, const char *field, char after);

/* Every figure of a run: scenario, name, value, unit, interval, n, method, note. */
void rpt_csv_metrics(struct sim_text *text, const struct mdl_answer *answer, bool header);

/* The ledger of a run, or of one victim (an index of series; UINT32_MAX: all). */
void rpt_csv_ledger(struct sim_text *text, const struct mdl_answer *answer, unsigned victim);

/* The rows of a comparison. */
void rpt_csv_compare(struct sim_text *text, const struct rpt_compare *compare,
                     const struct mdl_answer *base, const struct mdl_answer *changed, bool header);

#endif
