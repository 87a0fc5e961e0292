/* What-if as people and programs read it. */
#ifndef WTSIM_REPORTS_RENDER_WHATIF_H
#define WTSIM_REPORTS_RENDER_WHATIF_H

struct rpt_view;
struct rpt_whatif;
struct sim_text;

void rpt_whatif_print(struct sim_text *text, const struct rpt_whatif *whatif,
                      const struct rpt_view *view);
void rpt_whatif_json(struct sim_text *text, const struct rpt_whatif *whatif);
void rpt_whatif_csv(struct sim_text *text, const struct rpt_whatif *whatif);

#endif
