/* Writing an answer, row by row. Only store.c calls this: inside one transaction. */
#ifndef WTSIM_REPORTS_STORE_SAVE_H
#define WTSIM_REPORTS_STORE_SAVE_H

#include <stdint.h>

struct mdl_answer;
struct rpt_query_session;

/* All rows of a new run; its number. Look at the session for failure. */
int64_t rpt_save_run(struct rpt_query_session *session, const struct mdl_answer *answer,
                     const char *key);

/* What the answer was asked, and no answer; the number of the input. */
int64_t rpt_save_input(struct rpt_query_session *session, const struct mdl_answer *answer);

/* That this answer was computed once more: an execution, and it becomes @last. */
void rpt_save_execution(struct rpt_query_session *session, int64_t run_id,
                        const struct mdl_answer *answer);

/* It becomes @last. */
void rpt_save_turn(struct rpt_query_session *session, int64_t run_id);

#endif
