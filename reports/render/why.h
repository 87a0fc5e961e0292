/* Whose fault: the ledger of one victim, and the story of its worst single wait. */
#ifndef WTSIM_REPORTS_RENDER_WHY_H
#define WTSIM_REPORTS_RENDER_WHY_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct rpt_view;
struct sim_text;

/* The victim that a name means (NULL: the worst one) as an index of series, UINT32_MAX when the
   answer has no ledger that belongs to it. */
uint32_t rpt_why_victim(const struct mdl_answer *answer, const char *name);

/* asked_for: the name as typed, or NULL; said when the victim is only related to it. */
void rpt_why_print(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim,
                   const char *asked_for, const struct rpt_view *view);

void rpt_why_brief(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim,
                   const struct rpt_view *view);

/* Names that can be asked for, one a line. */
void rpt_why_names(struct sim_text *text, const struct mdl_answer *answer);

#endif
