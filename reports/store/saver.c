/*
 * What the writing of a run shares: numbers of objects and series, looked up or made on first use.
 */
#include "reports/store/saver.h"

#include <math.h>
#include <stdlib.h>

#include "model/run/answer.h"
#include "sim/base/check.h"

int64_t rpt_saver_last_id(struct rpt_query_session *session)
{
    return rpt_query_number(session, "SELECT last_insert_rowid()", 0);
}

int64_t rpt_saver_number(struct rpt_query *q)
{
    int64_t number = 0;

    while (rpt_query_row(q)) {
        number = rpt_query_int(q, 0);
    }
    return number;
}

void rpt_saver_init(struct rpt_saver *s, struct rpt_query_session *session,
                       const struct mdl_answer *answer)
{
    *s = (struct rpt_saver){.session = session, .answer = answer};
    rpt_query_open(&s->object_find, session,
                   "SELECT object_id FROM object WHERE path = ? AND kind = ?");
    rpt_query_open(&s->object_any, session,
                   "SELECT min(object_id) FROM object WHERE path = ?");
    rpt_query_open(&s->object_add, session, "INSERT INTO object (path, kind) VALUES (?, ?)");
    s->series_ids = calloc((size_t)answer->series_count + 1, sizeof *s->series_ids);
    if (s->series_ids == NULL) {
        sim_check_memory((size_t)answer->series_count * sizeof *s->series_ids);
    }
}

void rpt_saver_deinit(struct rpt_saver *s)
{
    rpt_query_close(&s->object_find);
    rpt_query_close(&s->object_any);
    rpt_query_close(&s->object_add);
    free(s->series_ids);
}

static int64_t object_add(struct rpt_saver *s, const char *path, const char *kind)
{
    rpt_query_bind_text(&s->object_add, path);
    rpt_query_bind_text(&s->object_add, kind);
    rpt_query_run(&s->object_add);
    return rpt_saver_last_id(s->session);
}

int64_t rpt_saver_object(struct rpt_saver *s, const char *path, const char *kind)
{
    int64_t id;

    rpt_query_bind_text(&s->object_find, path);
    rpt_query_bind_text(&s->object_find, kind);
    id = rpt_saver_number(&s->object_find);
    return id != 0 ? id : object_add(s, path, kind);
}

void rpt_saver_bind_culprit(struct rpt_saver *s, struct rpt_query *q, const char *path)
{
    int64_t id;

    if (path == NULL || path[0] == '\0') {
        rpt_query_bind_null(q);
        return;
    }
    rpt_query_bind_text(&s->object_any, path);
    id = rpt_saver_number(&s->object_any);
    rpt_query_bind(q, id != 0 ? id : object_add(s, path, "callback"));
}

void rpt_saver_bind_object(struct rpt_saver *s, struct rpt_query *q, const char *path,
                           const char *kind)
{
    if (path == NULL || path[0] == '\0') {
        rpt_query_bind_null(q);
    } else {
        rpt_query_bind(q, rpt_saver_object(s, path, kind));
    }
}

void rpt_saver_bind_limits(struct rpt_query *q, double low, double high)
{
    rpt_query_bind_real(q, low);
    rpt_query_bind_real(q, high == HUGE_VAL && !isnan(low) ? (double)NAN : high);
}
