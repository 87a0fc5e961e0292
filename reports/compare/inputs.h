/* What differed in the questions: parameters of the canonical form, side by side. */
#ifndef WTSIM_REPORTS_COMPARE_INPUTS_H
#define WTSIM_REPORTS_COMPARE_INPUTS_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct rpt_compare_input;
struct sim_arena;

/* Parameters that differ, sorted by path. */
void rpt_inputs_differ(struct sim_arena *arena, const struct mdl_answer *base,
                       const struct mdl_answer *changed, struct rpt_compare_input **ret_inputs,
                       uint32_t *ret_count);

/* Does a differing parameter belong to this object? 'pool.legacy.static.delayed' belongs to
   'pool.delayed': all components of the object, in order. */
bool rpt_inputs_touch(const struct rpt_compare_input *inputs, uint32_t count, const char *object);

/* Does a parameter with this last component differ? */
bool rpt_inputs_has(const struct rpt_compare_input *inputs, uint32_t count, const char *component);

#endif
