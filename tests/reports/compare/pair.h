/* Answers made by hand from raw observations, for comparing. */
#ifndef WTSIM_TESTS_REPORTS_COMPARE_PAIR_H
#define WTSIM_TESTS_REPORTS_COMPARE_PAIR_H

#include "model/run/answer.h"
#include "reports/compare/compare.h"
#include "sim/base/arena.h"

enum { PAIR_SERIES = 16 };

/* A base and what came of it, which is labelled 'cured'. */
struct pair {
    struct sim_arena arena;
    struct mdl_answer base, changed;
    struct rpt_compare result;
};

struct pair pair_make(uint64_t base_seed, uint64_t changed_seed, uint32_t replications);
void pair_clear(struct pair *b);

/* A random run with this many complete replications and room for PAIR_SERIES series. */
struct mdl_answer pair_run(struct sim_arena *arena, uint64_t seed, uint32_t replications);

/* A count per replication. */
struct mdl_series *pair_count(struct sim_arena *arena, struct mdl_answer *a, const char *object,
                              const char *measure, const char *better, const double *values);

/* count observations in each replication: values[replication * count + i], in ns. */
struct mdl_series *pair_durations(struct sim_arena *arena, struct mdl_answer *a,
                                  const char *object, const char *measure,
                                  const uint64_t *values, uint32_t count);

void pair_parameter(struct sim_arena *arena, struct mdl_answer *a, const char *path,
                    const char *value);
void pair_expect(struct sim_arena *arena, struct mdl_answer *a, const char *text);

/* The row of that name, or a failed test. */
const struct rpt_compare_row *pair_row(const struct rpt_compare *c, const char *name);

#endif
