/* What is in the store, one line a run. */
#ifndef WTSIM_REPORTS_RENDER_LIST_H
#define WTSIM_REPORTS_RENDER_LIST_H

#include <stdint.h>

struct rpt_store_row;
struct rpt_view;
struct sim_text;

void rpt_list_print(struct sim_text *text, const struct rpt_store_row *rows, uint32_t count,
                    const struct rpt_view *view);
void rpt_list_json(struct sim_text *text, const struct rpt_store_row *rows, uint32_t count);
void rpt_list_csv(struct sim_text *text, const struct rpt_store_row *rows, uint32_t count);

#endif
