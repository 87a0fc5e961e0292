/* Writing what was measured: series, outcomes, figures, ledger, worst. Only save.c calls it. */
#ifndef WTSIM_REPORTS_STORE_SAVE_MEASURED_H
#define WTSIM_REPORTS_STORE_SAVE_MEASURED_H

struct rpt_saver;

void rpt_save_measured_all(struct rpt_saver *s);

#endif
