/* Reading an answer back, field by field. Only store.c calls this. */
#ifndef WTSIM_REPORTS_STORE_LOAD_H
#define WTSIM_REPORTS_STORE_LOAD_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_answer;
struct rpt_query_session;
struct sim_arena;

/* False when there is no such run, or the session failed. */
bool rpt_load_run(struct rpt_query_session *session, int64_t run_id, struct sim_arena *arena,
                  struct mdl_answer *ret_answer);

/* Overrides, files and parameters of an input: what belongs to it beside its row. */
void rpt_load_input(struct rpt_query_session *session, int64_t input_id, struct sim_arena *arena,
                    struct mdl_answer *answer);

/* A fingerprint as it stands in the store. */
uint64_t rpt_load_hexadecimal(const char *digits);

#endif
