/* Looks; see the header. What all looks of a run share stands in each row. */
#include "reports/store/looks.h"

#include <math.h>

#include "model/run/answer.h"
#include "reports/store/query.h"
#include "reports/store/saver.h"
#include "sim/base/arena.h"

#define USUAL_CONFIDENCE 0.95
#define FIRST_VERSION 4

void rpt_looks_save(struct rpt_saver *s)
{
    const struct mdl_answer *a = s->answer;
    struct rpt_query q;

    rpt_query_open(&q, s->session,
                   "INSERT INTO look (run_id, number, planned, replications, ordinal, confidence,"
                   " value, low, high, asked, reached, result)"
                   " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (uint32_t i = 0; i < a->look_count; i++) {
        const struct mdl_look *look = &a->looks[i];

        rpt_query_bind(&q, s->run_id);
        rpt_query_bind(&q, look->number);
        rpt_query_bind(&q, a->looks_planned);
        rpt_query_bind(&q, look->replications);
        rpt_query_bind(&q, look->verdict + 1);
        rpt_query_bind_real(&q, a->confidence);
        rpt_query_bind_real(&q, look->value);
        rpt_saver_bind_limits(&q, look->low, look->high);
        rpt_query_bind_real(&q, a->precision);
        rpt_query_bind_real(&q, look->precision);
        rpt_query_bind_text(&q, look->result);
        rpt_query_run(&q);
    }
    rpt_query_close(&q);
}

static uint32_t count_looks(struct rpt_query_session *session, int64_t run_id)
{
    struct rpt_query q;
    uint32_t count = 0;

    if (rpt_query_number(session, "PRAGMA user_version", 0) < FIRST_VERSION) {
        return 0;
    }
    rpt_query_open(&q, session, "SELECT count(*) FROM look WHERE run_id = ?");
    rpt_query_bind(&q, run_id);
    while (rpt_query_row(&q)) {
        count = (uint32_t)rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    return count;
}

static struct mdl_look look_of(const struct rpt_query *q, struct sim_arena *arena)
{
    bool is_open = rpt_query_is_null(q, 5) && !rpt_query_is_null(q, 4);

    return (struct mdl_look){.number = (uint32_t)rpt_query_int(q, 0),
                             .replications = (uint32_t)rpt_query_int(q, 1),
                             .verdict = (uint32_t)rpt_query_int(q, 2) - 1,
                             .value = rpt_query_real(q, 3),
                             .low = rpt_query_real(q, 4),
                             .high = is_open ? HUGE_VAL : rpt_query_real(q, 5),
                             .precision = rpt_query_real(q, 6),
                             .result = rpt_query_text(q, 7, arena)};
}

void rpt_looks_load(struct rpt_query_session *session, int64_t run_id, struct sim_arena *arena,
                    struct mdl_answer *answer)
{
    uint32_t count = count_looks(session, run_id), i = 0;
    struct rpt_query q;

    answer->confidence = USUAL_CONFIDENCE;
    answer->precision = NAN;
    if (count == 0) {
        return;
    }
    answer->looks = sim_arena_array(arena, count, sizeof *answer->looks);
    rpt_query_open(&q, session,
                   "SELECT number, replications, ordinal, value, low, high, reached, result,"
                   " planned, confidence, asked FROM look WHERE run_id = ?"
                   " ORDER BY number, ordinal");
    rpt_query_bind(&q, run_id);
    while (rpt_query_row(&q)) {
        if (i < count) {
            answer->looks[i++] = look_of(&q, arena);
        }
        answer->looks_planned = (uint32_t)rpt_query_int(&q, 8);
        answer->confidence = rpt_query_real(&q, 9);
        answer->precision = rpt_query_real(&q, 10);
    }
    rpt_query_close(&q);
    answer->look_count = i;
}
