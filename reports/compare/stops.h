/* Replications that ended in a simulated bug check: is their number another one? */
#ifndef WTSIM_REPORTS_COMPARE_STOPS_H
#define WTSIM_REPORTS_COMPARE_STOPS_H

struct mdl_answer;
struct rpt_compare;

/* Fills base_stopped, changed_stopped and stopped_p; pairing must be decided. */
void rpt_stops_compare(const struct mdl_answer *base, const struct mdl_answer *changed,
                       struct rpt_compare *compare);

#endif
