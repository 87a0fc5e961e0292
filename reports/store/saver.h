/*
 * What the writing of a run shares: the session, and the numbers that rows refer to.
 *
 * Only save.c and its parts use this, inside one transaction.
 */
#ifndef WTSIM_REPORTS_STORE_SAVER_H
#define WTSIM_REPORTS_STORE_SAVER_H

#include <stdint.h>

#include "reports/store/query.h"

struct mdl_answer;

struct rpt_saver {
    struct rpt_query_session *session;
    const struct mdl_answer *answer;
    struct rpt_query object_find, object_any, object_add;
    int64_t run_id;
    int64_t *series_ids;       /* by index in the answer, once its series are saved */
};

void rpt_saver_init(struct rpt_saver *s, struct rpt_query_session *session,
                    const struct mdl_answer *answer);
void rpt_saver_deinit(struct rpt_saver *s);

/* The number of the row inserted last. */
int64_t rpt_saver_last_id(struct rpt_query_session *session);

/* The first column of the only row, 0 when there is none; the query is ready again. */
int64_t rpt_saver_number(struct rpt_query *q);

int64_t rpt_saver_object(struct rpt_saver *s, const char *path, const char *kind);

/* Bind the next parameter of a query; '' or NULL is nobody. A culprit is known by its path
   alone: whatever has that name, else a callback. */
void rpt_saver_bind_culprit(struct rpt_saver *s, struct rpt_query *q, const char *path);
void rpt_saver_bind_object(struct rpt_saver *s, struct rpt_query *q, const char *path,
                           const char *kind);

/* An interval with a lower limit only is open above: its upper limit is NULL. */
void rpt_saver_bind_limits(struct rpt_query *q, double low, double high);

#endif
