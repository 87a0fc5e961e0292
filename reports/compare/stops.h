/* Replications that ended in a simulated bug check, or deadlocked: is their number another one? */
#ifndef WTSIM_REPORTS_COMPARE_STOPS_H
#define WTSIM_REPORTS_COMPARE_STOPS_H

struct mdl_answer;
struct rpt_compare;

/* Fills base_stopped, changed_stopped, stopped_p, and the same of deadlocks; pairing must be
   decided. */
void rpt_stops_compare(const struct mdl_answer *base, const struct mdl_answer *changed,
                       struct rpt_compare *compare);

/* -1: certainly fewer stop (deadlock) in the new run, 1: certainly more, 0: neither. Where nothing
   is random any difference is certain, else one at the level alpha. */
int rpt_stops_change(const struct rpt_compare *compare);
int rpt_stops_deadlocks_change(const struct rpt_compare *compare);

#endif
