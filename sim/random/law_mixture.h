/* The rows of laws made of parts; for law.c only. */
#ifndef WTSIM_SIM_RANDOM_LAW_MIXTURE_H
#define WTSIM_SIM_RANDOM_LAW_MIXTURE_H

#include "sim/random/law_row.h"

extern const struct sim_law_row sim_law_mixture_hyperexponential;
extern const struct sim_law_row sim_law_mixture_choice;
extern const struct sim_law_row sim_law_mixture_histogram;
extern const struct sim_law_row sim_law_mixture_empirical;

#endif
