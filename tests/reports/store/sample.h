/* Answers made by hand, with everything in them that an answer can have. */
#ifndef WTSIM_TESTS_REPORTS_STORE_SAMPLE_H
#define WTSIM_TESTS_REPORTS_STORE_SAMPLE_H

#include "model/run/answer.h"
#include "sim/base/arena.h"

/* Three replications plus one that stopped; nic.refill starves behind indexer.scan. */
struct mdl_answer sample_base(struct sim_arena *arena);

/* The same system with one parameter changed and lower latencies. */
struct mdl_answer sample_cured(struct sim_arena *arena);

/* A small answer of its own for each number. */
struct mdl_answer sample_numbered(struct sim_arena *arena, unsigned number);

#endif
