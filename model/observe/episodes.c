/* Episodes: intervals joined as they end. */
#include "model/observe/episodes.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"
#include "sim/base/check.h"

enum { FIRST = 16, DEAD = UINT8_MAX };

void mdl_episodes_init(struct mdl_episodes *e, struct mdl_ledger *ledger, uint32_t series_count)
{
    *e = (struct mdl_episodes){.ledger = ledger, .series_count = series_count,
                               .capacity = FIRST};
    e->list = mdl_growth_resize(NULL, 0, FIRST, sizeof *e->list);
    e->previous = mdl_growth_resize(NULL, 0, FIRST, sizeof *e->previous);
    e->series = mdl_growth_resize(NULL, 0, series_count + 1u, sizeof *e->series);
    mdl_episodes_clear(e);
}

void mdl_episodes_deinit(struct mdl_episodes *e)
{
    for (uint32_t i = 0; i < e->series_count; i++) {
        free(e->series[i].parts);
    }
    free(e->list);
    free(e->previous);
    free(e->series);
    *e = (struct mdl_episodes){0};
}

void mdl_episodes_clear(struct mdl_episodes *e)
{
    for (uint32_t i = 0; i < e->series_count; i++) {
        struct mdl_episodes_series *s = &e->series[i];

        if (s->part_count > 0) {
            memset(s->parts, 0, s->part_count * sizeof *s->parts);
        }
        s->overdue_ns = s->victims = 0;
        s->newest = MDL_NONE;
        s->open = false;
    }
    e->count = e->sorted_count = 0;
    e->beyond = 0;
}

/* Who has the largest share of the collected parts; of equals the first label. */
static mdl_label_id largest(const struct mdl_episodes *e, const struct mdl_episodes_series *s)
{
    mdl_label_id best = MDL_NONE;
    uint64_t best_ns = 0;

    for (uint32_t i = 0; i < s->part_count; i++) {
        mdl_label_id label = e->ledger->columns[i].label;
        uint64_t ns = 0;

        if (s->parts[i] == 0) {
            continue;
        }
        for (uint32_t j = 0; j < s->part_count; j++) {
            ns += e->ledger->columns[j].label == label ? s->parts[j] : 0;
        }
        if (ns > best_ns || (ns == best_ns && label < best)) {
            best = label;
            best_ns = ns;
        }
    }
    return best;
}

static void close_newest(struct mdl_episodes *e, struct mdl_episodes_series *s)
{
    if (s->newest != MDL_NONE && s->part_count > 0) {
        mdl_label_id culprit = largest(e, s);

        if (culprit != MDL_NONE) {
            e->list[s->newest].culprit = culprit;
        }
        memset(s->parts, 0, s->part_count * sizeof *s->parts);
    }
}

static void collect(struct mdl_episodes *e, struct mdl_episodes_series *s, uint32_t row)
{
    const uint64_t *cells;

    if (row == MDL_NONE) {
        return;
    }
    if (s->part_count < e->ledger->column_count) {
        s->parts = mdl_growth_resize(s->parts, s->part_count, e->ledger->column_capacity,
                                     sizeof *s->parts);
        s->part_count = e->ledger->column_capacity;
    }
    cells = e->ledger->rows[row].cells;
    for (uint32_t i = 0; i < e->ledger->column_count; i++) {
        s->parts[i] += cells[i];
    }
}

static void begin(struct mdl_episodes *e, struct mdl_episodes_series *s,
                  const struct mdl_episodes_overdue *o)
{
    close_newest(e, s);
    if (e->count == e->capacity) {
        e->list = mdl_growth_resize(e->list, e->capacity, e->capacity * 2u, sizeof *e->list);
        e->previous = mdl_growth_resize(e->previous, e->capacity, e->capacity * 2u,
                                        sizeof *e->previous);
        e->capacity *= 2u;
    }
    e->list[e->count] = (struct mdl_record_episode){
        .kind = o->kind, .series = o->series, .begin_at = o->started_at,
        .overdue_at = o->overdue_at, .end_at = o->end_at, .culprit = o->culprit};
    e->previous[e->count] = s->newest;
    s->newest = e->count++;
}

/* Earlier episodes that reach into this one become part of it. */
static void swallow(struct mdl_episodes *e, struct mdl_episodes_series *s)
{
    struct mdl_record_episode *x = &e->list[s->newest];

    for (uint32_t i = e->previous[s->newest]; i != MDL_NONE; i = e->previous[s->newest]) {
        struct mdl_record_episode *y = &e->list[i];

        if (y->end_at < x->overdue_at) {
            return;
        }
        x->begin_at = y->begin_at < x->begin_at ? y->begin_at : x->begin_at;
        x->overdue_at = y->overdue_at < x->overdue_at ? y->overdue_at : x->overdue_at;
        x->victims += y->victims;
        x->worst_ns = y->worst_ns > x->worst_ns ? y->worst_ns : x->worst_ns;
        y->kind = DEAD;
        e->previous[s->newest] = e->previous[i];
    }
}

void mdl_episodes_add(struct mdl_episodes *e, const struct mdl_episodes_overdue *o)
{
    struct mdl_episodes_series *s = &e->series[o->series];
    struct mdl_record_episode *x;

    SIM_ASSERT(o->overdue_at < o->end_at);
    s->victims++;
    if (s->newest == MDL_NONE || e->list[s->newest].end_at < o->overdue_at) {
        if (e->count == MDL_EPISODES_MAX) {
            e->beyond++;
            s->overdue_ns += o->end_at - o->overdue_at;
            return;
        }
        begin(e, s, o);
    }
    x = &e->list[s->newest];
    SIM_ASSERT(x->end_at <= o->end_at);
    x->end_at = o->end_at;
    s->open = s->open || o->open;
    x->victims++;
    x->begin_at = o->started_at < x->begin_at ? o->started_at : x->begin_at;
    x->overdue_at = o->overdue_at < x->overdue_at ? o->overdue_at : x->overdue_at;
    x->worst_ns =
        o->end_at - o->started_at > x->worst_ns ? o->end_at - o->started_at : x->worst_ns;
    swallow(e, s);
    collect(e, s, o->row);
}

uint64_t mdl_episodes_length(const struct mdl_episodes *e, uint32_t series, uint64_t from_at,
                             uint64_t end_at)
{
    const struct mdl_episodes_series *s = &e->series[series];
    uint64_t ns = s->overdue_ns;

    for (uint32_t i = s->newest; i != MDL_NONE; i = e->previous[i]) {
        uint64_t begin_at = e->list[i].overdue_at > from_at ? e->list[i].overdue_at : from_at;
        uint64_t until_at = e->list[i].end_at < end_at ? e->list[i].end_at : end_at;

        ns += until_at > begin_at ? until_at - begin_at : 0;
    }
    return ns;
}

uint64_t mdl_episodes_victims(const struct mdl_episodes *e, uint32_t series)
{
    return e->series[series].victims;
}

static int by_series_and_begin(const void *a, const void *b)
{
    const struct mdl_record_episode *x = a, *y = b;

    if (x->series != y->series) {
        return x->series < y->series ? -1 : 1;
    }
    return x->begin_at < y->begin_at ? -1 : x->begin_at > y->begin_at;
}

void mdl_episodes_end(struct mdl_episodes *e)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < e->series_count; i++) {
        close_newest(e, &e->series[i]);
        if (e->series[i].open) {
            e->list[e->series[i].newest].end_at = SIM_INSTANT_NEVER;
        }
    }
    for (uint32_t i = 0; i < e->count; i++) {
        if (e->list[i].kind != DEAD) {
            e->list[kept++] = e->list[i];
        }
    }
    if (kept > 0) {
        qsort(e->list, kept, sizeof *e->list, by_series_and_begin);
    }
    e->sorted_count = kept;
}
