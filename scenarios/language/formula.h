/*
 * Formulas: sums and products of numbers, times and names: 'a - 2*gap + 2*isr'.
 *
 * A value is a time in nanoseconds or a plain number; times add to times, a time times a number is
 * a time, a time by a time is a number. What a name means is the caller's: drawn numbers of a
 * lesson, figures of a run, 'start(nic.refill, 2)' with all that stands in its parentheses.
 * never is later than every time.
 * + - * / ( ) min(a, b) max(a, b) mean(a, b) deviation(a, b), which is that of a sample, sqrt(n);
 * round(x, 10us); 5us, 0.5, 20. min, max, mean and deviation take any number of values.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_FORMULA_H
#define WTSIM_SCENARIOS_LANGUAGE_FORMULA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sim_arena;

struct scn_formula_value {
    double number;                    /* ns of a time; exact below 2^53 */
    bool is_time;
};

/* False: there is nothing of that name. */
typedef bool scn_formula_name(void *self, const char *name, struct scn_formula_value *ret_value);

/* The value of length bytes of text. NULL when fine, else what is wrong, in the arena. */
const char *scn_formula_value(struct sim_arena *arena, const char *text, size_t length,
                              scn_formula_name *find, void *self,
                              struct scn_formula_value *ret_value);

/* Does every comparison of two formulas hold? 'a + 5us == b and n < 3'; == < <= > >=. NULL when
   fine, else what is wrong, in the arena. */
const char *scn_formula_holds(struct sim_arena *arena, const char *text, scn_formula_name *find,
                              void *self, bool *ret_holds);

/* As a scenario would write it: 2500ns, 60us, 0.5, 20. */
const char *scn_formula_text(struct sim_arena *arena, struct scn_formula_value value);

/* As people read it: 60 us, 115 us, 2.5 ms, 20. */
const char *scn_formula_words(struct sim_arena *arena, struct scn_formula_value value);

#endif
