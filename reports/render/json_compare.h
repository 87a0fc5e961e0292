/* A comparison for programs: inputs that differ, rows, verdict. See reports/README.md. */
#ifndef WTSIM_REPORTS_RENDER_JSON_COMPARE_H
#define WTSIM_REPORTS_RENDER_JSON_COMPARE_H

struct mdl_answer;
struct rpt_compare;
struct sim_text;

void rpt_json_compare_print(struct sim_text *text, const struct rpt_compare *compare,
                            const struct mdl_answer *base, const struct mdl_answer *changed);

#endif
