/*
 * The ways to write a distribution: names, sets of keys, and what makes a law of them. The loader
 * and the reference page read these rows.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_VALUES_FORMS_H
#define WTSIM_SCENARIOS_LANGUAGE_VALUES_FORMS_H

#include <stdbool.h>
#include <stdint.h>

#include "sim/random/law.h"

#define SCN_VALUES_FORMS_KEYS_MAX 3u

struct scn_values_form {
    const char *law;
    const char *keys[SCN_VALUES_FORMS_KEYS_MAX];
    /* One letter per key: 'v' a value in the unit of the law, 'n' a number, 'r' a rate. Laws
       that are made of a list or a file have no keys here. */
    char types[SCN_VALUES_FORMS_KEYS_MAX + 1];
    const char *example;
    bool (*make)(struct sim_arena *arena, const double *parameters, struct sim_law *ret_law);
    bool list;                        /* the parameters may also stand in a list, in this order */
    const char *why;                  /* what make demands                                       */
};

/* The n-th row of the table, NULL behind the last one. Rows of one law stand together. */
const struct scn_values_form *scn_values_forms_row(uint32_t n);

/* The next row of this law behind form, NULL: the first; NULL comes back when there is none. */
const struct scn_values_form *scn_values_forms_next(const struct scn_values_form *form,
                                                    const char *law);

uint32_t scn_values_forms_keys(const struct scn_values_form *form);
bool scn_values_forms_has(const struct scn_values_form *form, const char *key);

#endif
