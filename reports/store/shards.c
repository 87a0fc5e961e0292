/*
 * Shards in the table "part".
 */
#include "reports/store/shards.h"

#include <inttypes.h>

#include "model/run/answer.h"
#include "reports/store/load.h"
#include "reports/store/save.h"
#include "reports/store/transaction.h"
#include "sim/base/arena.h"

/* ---- writing ---- */

static void add(struct rpt_query *q, int64_t input_id, const struct mdl_answer *a,
                const struct rpt_shards_part *part)
{
    rpt_query_bind(q, input_id);
    rpt_query_bind(q, a->planned);
    rpt_query_bind(q, part->replication);
    rpt_query_bind_text(q, a->program);
    rpt_query_bind_text(q, a->scenario_path);
    rpt_query_bind_bytes(q, part->bytes, part->length);
    rpt_query_run(q);
}

static void add_all(struct rpt_query_session *session, const struct mdl_answer *a,
                    const struct rpt_shards_part *parts, uint32_t count)
{
    int64_t input_id = rpt_save_input(session, a);
    struct rpt_query q;

    rpt_query_open(&q, session,
                   "INSERT INTO part (input_id, planned, replication, program, scenario_path,"
                   " content) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING");
    for (uint32_t i = 0; i < count; i++) {
        add(&q, input_id, a, &parts[i]);
    }
    rpt_query_close(&q);
}

bool rpt_shards_save(struct rpt_store *store, const struct mdl_answer *answer,
                     const struct rpt_shards_part *parts, uint32_t count,
                     struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_write(store, ret_error)) {
        return false;
    }
    add_all(&store->session, answer, parts, count);
    return rpt_transaction_end(store, ret_error);
}

static void drop(struct rpt_query_session *session, const struct rpt_shards_set *set)
{
    struct rpt_query q;

    rpt_query_open(&q, session, "DELETE FROM part WHERE input_id = ? AND planned = ?");
    rpt_query_bind(&q, set->input_id);
    rpt_query_bind(&q, set->planned);
    rpt_query_run(&q);
    rpt_query_close(&q);
}

bool rpt_shards_drop(struct rpt_store *store, const struct rpt_shards_set *set,
                     struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_write(store, ret_error)) {
        return false;
    }
    drop(&store->session, set);
    return rpt_transaction_end(store, ret_error);
}

/* ---- reading ---- */

bool rpt_shards_are_known(struct rpt_query_session *session)
{
    return rpt_query_number(session, "PRAGMA user_version", 0) >= 3;
}

static void read_sets(struct rpt_query_session *session, struct sim_arena *arena,
                      struct rpt_shards_set **ret_sets, uint32_t *ret_count)
{
    struct rpt_shards_set *sets;
    struct rpt_query q;
    uint32_t i = 0, room;

    *ret_count = 0;
    if (!rpt_shards_are_known(session)) {
        return;
    }
    room = (uint32_t)rpt_query_number(
        session, "SELECT count(*) FROM (SELECT DISTINCT input_id, planned FROM part)", 0);
    sets = sim_arena_array(arena, room, sizeof *sets);

    rpt_query_open(&q, session,
                   "SELECT p.input_id, p.planned, count(*), s.name, (SELECT"
                   " group_concat(value, ', ') FROM json_each(i.overrides)), max(p.program),"
                   " coalesce((SELECT min(r.run_id) FROM run r WHERE r.input_id = p.input_id"
                   " AND r.planned = p.planned AND r.status = 'complete'), 0)"
                   " FROM part p JOIN input i USING (input_id) JOIN scenario s"
                   " USING (scenario_id) GROUP BY p.input_id, p.planned");
    for (; i < room && rpt_query_row(&q); i++) {
        sets[i] = (struct rpt_shards_set){
            .input_id = rpt_query_int(&q, 0), .planned = (uint32_t)rpt_query_int(&q, 1),
            .present = (uint32_t)rpt_query_int(&q, 2),
            .scenario_name = rpt_query_text(&q, 3, arena),
            .changed = rpt_query_text(&q, 4, arena), .program = rpt_query_text(&q, 5, arena),
            .run_id = rpt_query_int(&q, 6)};
    }
    rpt_query_close(&q);
    *ret_sets = sets;
    *ret_count = i;
}

bool rpt_shards_list(struct rpt_store *store, struct sim_arena *arena,
                     struct rpt_shards_set **ret_sets, uint32_t *ret_count,
                     struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    read_sets(&store->session, arena, ret_sets, ret_count);
    return rpt_transaction_end(store, ret_error);
}

/* What was asked, as it stands in the store: everything that saving a part of it needs. */
static void read_question(struct rpt_query_session *session, const struct rpt_shards_set *set,
                          struct sim_arena *arena, struct mdl_answer *a)
{
    struct rpt_query q;

    *a = (struct mdl_answer){.planned = set->planned, .program = set->program};
    rpt_query_open(&q, session,
                   "SELECT i.digest, i.seed, i.model, i.machine, s.digest, s.name, s.title,"
                   " s.text, (SELECT min(scenario_path) FROM part p WHERE p.input_id ="
                   " i.input_id) FROM input i JOIN scenario s USING (scenario_id)"
                   " WHERE i.input_id = ?");
    rpt_query_bind(&q, set->input_id);
    while (rpt_query_row(&q)) {
        a->input_digest = rpt_query_text(&q, 0, arena);
        a->seed = (uint64_t)rpt_query_int(&q, 1);
        a->model = rpt_query_text(&q, 2, arena);
        a->machine_line = rpt_query_text(&q, 3, arena);
        a->scenario_digest = rpt_query_text(&q, 4, arena);
        a->scenario_name = rpt_query_text(&q, 5, arena);
        a->scenario_title = rpt_query_text(&q, 6, arena);
        a->scenario_text = rpt_query_text(&q, 7, arena);
        a->scenario_path = rpt_query_text(&q, 8, arena);
    }
    rpt_query_close(&q);
    rpt_load_input(session, set->input_id, arena, a);
}

static struct rpt_shards_part *read_parts(struct rpt_query_session *session,
                                          const struct rpt_shards_set *set,
                                          struct sim_arena *arena)
{
    struct rpt_shards_part *parts = sim_arena_array(arena, set->present, sizeof *parts);
    struct rpt_query q;

    rpt_query_open(&q, session,
                   "SELECT replication, content FROM part WHERE input_id = ? AND planned = ?"
                   " ORDER BY replication");
    rpt_query_bind(&q, set->input_id);
    rpt_query_bind(&q, set->planned);
    for (uint32_t i = 0; i < set->present && rpt_query_row(&q); i++) {
        parts[i].replication = (uint32_t)rpt_query_int(&q, 0);
        parts[i].bytes = rpt_query_bytes(&q, 1, arena, &parts[i].length);
    }
    rpt_query_close(&q);
    return parts;
}

bool rpt_shards_load(struct rpt_store *store, const struct rpt_shards_set *set,
                     struct sim_arena *arena, struct mdl_answer *ret_answer,
                     struct rpt_shards_part **ret_parts, struct rpt_store_error *ret_error)
{
    if (!rpt_transaction_read(store, ret_error)) {
        return false;
    }
    read_question(&store->session, set, arena, ret_answer);
    *ret_parts = read_parts(&store->session, set, arena);
    return rpt_transaction_end(store, ret_error);
}

/* ---- from one store to another ---- */

static bool is_answered(struct rpt_query_session *session, const struct mdl_answer *a)
{
    struct rpt_query q;
    int64_t found = 0;

    rpt_query_open(&q, session,
                   "SELECT count(*) FROM run r JOIN input i USING (input_id) WHERE i.digest = ?"
                   " AND r.planned = ? AND r.status = 'complete'");
    rpt_query_bind_text(&q, a->input_digest);
    rpt_query_bind(&q, a->planned);
    while (rpt_query_row(&q)) {
        found = rpt_query_int(&q, 0);
    }
    rpt_query_close(&q);
    return found > 0;
}

uint32_t rpt_shards_copy(struct rpt_store *to, struct rpt_store *from, struct sim_arena *arena)
{
    static const char count_all[] = "SELECT count(*) FROM part";
    int64_t before = rpt_query_number(&to->session, count_all, 0);
    struct rpt_shards_set *sets;
    uint32_t count;

    read_sets(&from->session, arena, &sets, &count);
    for (uint32_t i = 0; i < count; i++) {
        struct mdl_answer asked;

        read_question(&from->session, &sets[i], arena, &asked);
        if (!is_answered(&to->session, &asked)) {
            add_all(&to->session, &asked, read_parts(&from->session, &sets[i], arena),
                    sets[i].present);
        }
    }
    return (uint32_t)(rpt_query_number(&to->session, count_all, 0) - before);
}
