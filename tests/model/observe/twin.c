/* The ledger again, by brute force. */
#include "tests/model/observe/twin.h"

#include <stdio.h>
#include <string.h>

void twin_begin(struct twin *t)
{
    memset(t, 0, sizeof *t);
    t->owner[0] = t->owner[1] = MDL_NONE;
    t->label[0] = t->label[1] = MDL_LABEL_IDLE;
}

static uint32_t column_of(struct twin *t, unsigned part, uint32_t label, unsigned state)
{
    for (uint32_t i = 0; i < t->column_count; i++) {
        if (t->columns[i].part == part && t->columns[i].label == label &&
            t->columns[i].state == state) {
            return i;
        }
    }
    t->columns[t->column_count] = (struct twin_column){label, part, state};
    return t->column_count++;
}

static bool is_cost(uint32_t label)
{
    return label >= MDL_LABEL_INTERRUPT_COST && label <= MDL_LABEL_CLOCK_COST;
}

static unsigned state_of(uint32_t label)
{
    return label == MDL_LABEL_IDLE ? MDL_STATE_NONE
           : is_cost(label)        ? MDL_STATE_OVERHEAD
                                   : MDL_STATE_RUNNING;
}

static uint32_t behind_dpc(struct twin *t, int p)
{
    uint32_t label = t->label[p];

    if (t->irql[p] < 2 && !t->drain[p]) {
        return column_of(t, MDL_PART_NOT_TRIGGERED, MDL_NONE, MDL_STATE_NONE);
    }
    if (is_cost(label)) {
        return column_of(t, MDL_PART_OVERHEAD, label, MDL_STATE_OVERHEAD);
    }
    if (t->irql[p] < 2) {
        return column_of(t, MDL_PART_OVERHEAD, MDL_LABEL_DPC_COST, MDL_STATE_OVERHEAD);
    }
    return column_of(t, label == SCENE_LABEL_ISR   ? MDL_PART_ISR
                        : label == SCENE_LABEL_DPC ? MDL_PART_DPC
                                                   : MDL_PART_DISPATCH, label, state_of(label));
}

static uint32_t behind(struct twin *t, const struct twin_waiter *w)
{
    uint32_t label;

    if (w->server >= 2) {
        label = t->owner[w->server - 2];
        return column_of(t, MDL_PART_LOCK, label, MDL_STATE_NONE);
    }
    if (w->group == TWIN_DPC) {
        return behind_dpc(t, w->server);
    }
    label = t->label[w->server];
    if (w->group == TWIN_INTERRUPT) {
        return column_of(t, is_cost(label) ? MDL_PART_OVERHEAD : MDL_PART_MASKED, label,
                         state_of(label));
    }
    return column_of(t, w->group == TWIN_ITEM ? MDL_PART_PROCESSOR : MDL_PART_READY, label,
                     state_of(label));
}

void twin_pass(struct twin *t, sim_instant to_at)
{
    for (uint32_t i = 0; i < t->waiter_count; i++) {
        struct twin_waiter *w = &t->waiters[i];

        if (w->open && w->server >= 0 && to_at > t->now) {
            w->cells[behind(t, w)] += to_at - t->now;
        }
    }
    t->now = to_at;
}

/* ---- lines ----------------------------------------------------------------------------------- */

static uint32_t share_of(const struct twin *t, uint32_t list, unsigned reason, uint32_t class)
{
    bool blocked = class % 4 == 2;

    if (reason == MDL_PART_WORKERS) {
        return t->held[class];
    }
    return blocked || (!t->global && t->list_of[class / 4] != list) ? 0 : t->held[class];
}

static void add_to_line(struct twin *t, uint32_t list, uint32_t column, uint64_t ns)
{
    for (uint32_t i = 0; i < t->waiter_count; i++) {
        if (t->waiters[i].open && t->waiters[i].list == (int)list) {
            t->waiters[i].cells[column] += ns;
        }
    }
}

static unsigned reason_of(const struct twin *t, uint32_t list)
{
    uint32_t holders = 0, current = t->lines[list].current;

    for (uint32_t c = 0; c < 12; c++) {
        holders += t->held[c];
    }
    if (t->global) {
        current = 0;
        for (uint32_t l = 0; l < t->lists; l++) {
            current += t->lines[l].current;
        }
    }
    return holders == 0                       ? MDL_PART_CREATION
           : current >= t->lines[list].maximum ? MDL_PART_LIMIT
           : t->idle == 0                      ? MDL_PART_WORKERS
                                               : MDL_PART_DEFERRED;
}

static void charge(struct twin *t, uint32_t list, uint64_t ns)
{
    struct twin_line *line = &t->lines[list];
    unsigned reason = reason_of(t, list), index = reason - MDL_PART_CREATION;
    uint32_t n = 0, next;

    for (uint32_t c = 0; c < 12; c++) {
        n += share_of(t, list, reason, c);
    }
    if (reason == MDL_PART_CREATION) {
        add_to_line(t, list, column_of(t, reason, MDL_NONE, MDL_STATE_NONE), ns);
        return;
    }
    if (n == 0) {
        add_to_line(t, list, column_of(t, reason, MDL_LABEL_WORKER, MDL_STATE_RUNNING), ns);
        return;
    }
    for (uint32_t c = 0; c < 12; c++) {
        uint32_t column = column_of(t, reason, SCENE_LABEL_REFILL + c / 4,
                                    MDL_STATE_RUNNING + c % 4);

        add_to_line(t, list, column, ns / n * share_of(t, list, reason, c));
    }
    if (ns % n != 0) {
        next = line->turn[index];
        do {
            next = (next + 1) % 12;
        } while (share_of(t, list, reason, next) == 0);
        line->turn[index] = next;
        add_to_line(t, list, column_of(t, reason, SCENE_LABEL_REFILL + next / 4,
                                       MDL_STATE_RUNNING + next % 4), ns % n);
    }
}

void twin_charge(struct twin *t, uint32_t list)
{
    struct twin_line *line = &t->lines[list];

    if (line->depth > 0 && t->now > line->last_at) {
        charge(t, list, t->now - line->last_at);
    }
    line->last_at = t->now;
}

void twin_charge_all(struct twin *t)
{
    for (uint32_t l = 0; l < t->lists; l++) {
        twin_charge(t, l);
    }
}

/* ---- waiters --------------------------------------------------------------------------------- */

uint32_t twin_wait(struct twin *t, unsigned object, unsigned measure, enum twin_group group,
                   int list, int server)
{
    uint32_t id = t->spare_count > 0 ? t->spare[--t->spare_count] : t->waiter_count++;
    struct twin_waiter *w = &t->waiters[id];

    *w = (struct twin_waiter){.object = object, .measure = measure, .started_at = t->now,
                              .open = true, .list = list, .server = server, .group = group};
    return id;
}

static struct twin_sum *sum_of(struct twin *t, const struct twin_waiter *w, uint32_t octave)
{
    for (uint32_t i = 0; i < t->sum_count; i++) {
        struct twin_sum *sum = &t->sums[i];

        if (sum->object == w->object && sum->measure == w->measure && sum->octave == octave) {
            return sum;
        }
    }
    t->sums[t->sum_count] =
        (struct twin_sum){.object = w->object, .measure = w->measure, .octave = octave};
    return &t->sums[t->sum_count++];
}

static sim_duration threshold_of(const struct twin *t, const struct twin_waiter *w)
{
    return w->group == TWIN_THREAD                          ? t->threshold_ns[1]
           : w->measure == MDL_MEASURE_QUEUE_LATENCY &&
                   w->object != SCENE_DPC                   ? t->threshold_ns[0]
                                                            : SIM_INSTANT_NEVER;
}

void twin_finish(struct twin *t, uint32_t waiter)
{
    struct twin_waiter *w = &t->waiters[waiter];
    uint64_t ns = t->now - w->started_at;
    uint32_t octave = 0;
    struct twin_sum *sum;

    w->open = false;
    t->spare[t->spare_count++] = waiter;
    if (w->started_at < t->from_at) {
        return;
    }
    while (octave < 64 && ns >> octave != 0) {
        octave++;
    }
    sum = sum_of(t, w, octave);
    sum->observations++;
    sum->total_ns += ns;
    for (uint32_t c = 0; c < t->column_count; c++) {
        sum->cells[c] += w->cells[c];
    }
    if (ns > threshold_of(t, w)) {
        t->overdue[t->overdue_count].object = w->object;
        t->overdue[t->overdue_count].from_at = w->started_at + threshold_of(t, w);
        t->overdue[t->overdue_count++].to_at = t->now;
    }
}

/* ---- comparison ------------------------------------------------------------------------------ */

static const struct mdl_record_row *row_of(const struct scene *s, const struct twin_sum *sum)
{
    const struct mdl_record_result *result = mdl_record_read(s->record);
    uint32_t series = mdl_record_find(s->record, sum->object, sum->measure);

    for (uint32_t i = 0; i < result->row_count; i++) {
        if (result->rows[i].series == series && result->rows[i].octave == sum->octave) {
            return &result->rows[i];
        }
    }
    return NULL;
}

static uint64_t cell_of(const struct scene *s, const struct mdl_record_row *row,
                        const struct twin_column *column)
{
    const struct mdl_record_result *result = mdl_record_read(s->record);

    for (uint32_t c = 0; c < row->cell_count; c++) {
        const struct mdl_record_column *x = &result->columns[c];

        if (x->part == column->part && x->label == column->label && x->state == column->state) {
            return row->cells[c];
        }
    }
    return 0;
}

static const char *compare_sum(const struct twin *t, const struct scene *s,
                               const struct twin_sum *sum)
{
    static char text[200];
    const struct mdl_record_row *row = row_of(s, sum);

    if (row == NULL || row->observations != sum->observations ||
        row->total_ns != sum->total_ns) {
        snprintf(text, sizeof text, "%s octave %u: %llu observations, %llu ns expected",
                 s->objects[sum->object].path, sum->octave,
                 (unsigned long long)sum->observations, (unsigned long long)sum->total_ns);
        return text;
    }
    for (uint32_t c = 0; c < t->column_count; c++) {
        uint64_t got = cell_of(s, row, &t->columns[c]);

        if (got != sum->cells[c]) {
            snprintf(text, sizeof text, "%s octave %u: %s label %u state %u is %llu, not %llu",
                     s->objects[sum->object].path, sum->octave,
                     mdl_record_part_name(t->columns[c].part), t->columns[c].label,
                     t->columns[c].state, (unsigned long long)got,
                     (unsigned long long)sum->cells[c]);
            return text;
        }
    }
    return NULL;
}

/* Is anything of the object overdue just after this instant? */
static bool is_overdue(const struct twin *t, unsigned object, sim_instant at)
{
    for (uint32_t i = 0; i < t->overdue_count; i++) {
        if (t->overdue[i].object == object && t->overdue[i].from_at <= at &&
            at < t->overdue[i].to_at) {
            return true;
        }
    }
    return false;
}

/* Instants where overdueness of an object begins: episodes. */
static uint32_t count_episodes(const struct twin *t, unsigned object)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < t->overdue_count; i++) {
        sim_instant at = t->overdue[i].from_at;
        bool first = t->overdue[i].object == object;

        for (uint32_t j = 0; j < t->overdue_count && first; j++) {
            if (t->overdue[j].object == object &&
                ((t->overdue[j].from_at < at && at <= t->overdue[j].to_at) ||
                 (t->overdue[j].from_at == at && j < i))) {
                first = false;
            }
        }
        count += first ? 1 : 0;
    }
    return count;
}

static uint64_t overdue_ns(const struct twin *t, unsigned object)
{
    uint64_t ns = 0;

    for (sim_instant at = t->from_at; at < t->now; at++) {
        ns += is_overdue(t, object, at) ? 1 : 0;
    }
    return ns;
}

static const char *compare_overdue(const struct twin *t, const struct scene *s, unsigned object)
{
    const struct mdl_record_result *result = mdl_record_read(s->record);
    uint64_t victims = 0;
    uint32_t episodes = 0;

    for (uint32_t i = 0; i < t->overdue_count; i++) {
        victims += t->overdue[i].object == object ? 1 : 0;
    }
    for (uint32_t i = 0; i < result->episode_count; i++) {
        episodes += result->series[result->episodes[i].series].object == object ? 1 : 0;
    }
    if (scene_series(s, object, MDL_MEASURE_STARVED)->count != victims) {
        return "starved";
    }
    if (episodes != count_episodes(t, object)) {
        return "episodes";
    }
    if (t->now < 6000 && t->overdue_count <= 60 &&
        scene_series(s, object, MDL_MEASURE_OVERDUE)->integral !=
                              overdue_ns(t, object)) {
        return "overdue";
    }
    return NULL;
}

const char *twin_compare(const struct twin *t, const struct scene *s)
{
    static const unsigned starving[] = {SCENE_REFILL, SCENE_SCAN, SCENE_MIX, SCENE_APP};
    const char *difference = NULL;

    if (mdl_record_read(s->record)->row_count != t->sum_count) {
        return "number of rows";
    }
    for (uint32_t i = 0; i < t->sum_count && difference == NULL; i++) {
        difference = compare_sum(t, s, &t->sums[i]);
    }
    for (unsigned i = 0; i < 4 && difference == NULL; i++) {
        difference = compare_overdue(t, s, starving[i]);
    }
    return difference;
}
