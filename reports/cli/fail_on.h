/*
 * --fail-on 'nic.refill.queue_latency.p99 > +5%': a gate on one figure of a comparison.
 *
 * Three answers: it holds (the whole interval is beyond the limit), it does not (the whole
 * interval is within), or nobody can tell.
 */
#ifndef WTSIM_REPORTS_CLI_FAIL_ON_H
#define WTSIM_REPORTS_CLI_FAIL_ON_H

#include <stdbool.h>

struct rpt_compare;

struct cli_fail_on {
    const char *text;
    char metric[256];
    bool above;                       /* '>': worse is more; else '<'                     */
    bool relative;                    /* in percent of the base; else in the row's unit   */
    double limit;                     /* 0.05 for +5%; ns for '+5ms'; a plain number      */
};

/* False when the text is not METRIC, '>' or '<', and a limit like +5%, -10%, 5ms or 3. */
bool cli_fail_on_parse(const char *text, struct cli_fail_on *ret_fail_on);

enum cli_fail_on_answer { CLI_FAIL_ON_NO, CLI_FAIL_ON_YES, CLI_FAIL_ON_UNCLEAR,
                          CLI_FAIL_ON_NO_SUCH_METRIC, CLI_FAIL_ON_INCOMPARABLE };

enum cli_fail_on_answer cli_fail_on_judge(const struct cli_fail_on *fail_on,
                                          const struct rpt_compare *compare);

#endif
