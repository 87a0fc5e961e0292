/* Writing what it means: episodes, findings, expectations, assumptions. Only save.c calls it. */
#ifndef WTSIM_REPORTS_STORE_SAVE_MEANING_H
#define WTSIM_REPORTS_STORE_SAVE_MEANING_H

struct rpt_saver;

void rpt_save_meaning_all(struct rpt_saver *s);

#endif
