/*
 * Questions to the past: the n-th time that something ran, and what a processor's IRQL was.
 */
#include "scenarios/course/past.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/rules/ddi.h"
#include "model/rules/irql.h"
#include "model/run/chronicle.h"
#include "model/run/chronicle_words.h"
#include "scenarios/course/course.h"
#include "scenarios/language/quantity.h"
#include "sim/base/arena.h"

/* Which slices an event is about, and which end of them. */
static const struct event {
    const char *name;
    bool is_end;
    uint32_t kinds;                   /* bits of enum mdl_slice_kind */
} events[] = {
#define BIT(kind) (1u << MDL_SLICE_##kind)
    {"start", false, BIT(ISR) | BIT(DPC) | BIT(TIMER) | BIT(ITEM) | BIT(RUNNING) | BIT(OPERATION)},
    {"end", true, BIT(ISR) | BIT(DPC) | BIT(TIMER) | BIT(ITEM) | BIT(RUNNING) | BIT(OPERATION)},
    {"queued", false, BIT(QUEUED_DPC) | BIT(QUEUED_ITEM)},
    {"ready", false, BIT(READY)},
    {"waits", false, BIT(WAITING)},
    {"asserted", false, BIT(PENDING)},
    {"acquired", false, BIT(HELD)},
    {"released", true, BIT(HELD)}
#undef BIT
};

/* One call, taken apart: 'start(nic.refill, 2)'. */
struct call {
    const struct event *event;        /* NULL: irql */
    const char *object;
    uint64_t number;                  /* from 1 on; of irql the processor */
    uint64_t at_ns;
};

static const char *trimmed(struct sim_arena *arena, const char *text, size_t length)
{
    while (length > 0 && *text == ' ') {
        text++;
        length--;
    }
    while (length > 0 && text[length - 1] == ' ') {
        length--;
    }
    return sim_arena_copy(arena, text, length);
}

static bool read_whole(const char *text, uint64_t *ret_value)
{
    struct scn_quantity q;

    return scn_quantity_number(text, &q) == SCN_QUANTITY_FINE &&
           scn_quantity_decimal_whole(&q.number, 1, UINT32_MAX, ret_value);
}

/* '30us', or a formula of drawn numbers: 'at + 1us'. */
static bool read_time(const struct scn_course_run *run, const char *text, uint64_t *ret_ns)
{
    struct scn_draws draws = run->scenario->draws;
    struct scn_formula_value value;

    if (scn_formula_value(run->arena, text, strlen(text), scn_draw_find, &draws, &value) != NULL ||
        !value.is_time || value.number < 0) {
        return false;
    }
    *ret_ns = (uint64_t)value.number;
    return true;
}

static bool read_call(const struct scn_course_run *run, const char *text, struct call *ret)
{
    struct sim_arena *arena = run->arena;
    size_t name = strcspn(text, "("), inside = strcspn(text + name + 1, ")");
    size_t first = strcspn(text + name + 1, ",)");
    const char *word = sim_arena_copy(arena, text, name);
    const char *second = first < inside
                             ? trimmed(arena, text + name + 2 + first, inside - first - 1) : "1";

    *ret = (struct call){.object = trimmed(arena, text + name + 1, first)};
    if (strcmp(word, "irql") == 0) {
        return read_time(run, second, &ret->at_ns) && read_whole(ret->object, &ret->number);
    }
    for (size_t i = 0; i < sizeof events / sizeof events[0]; i++) {
        if (strcmp(events[i].name, word) == 0) {
            ret->event = &events[i];
            return read_whole(second, &ret->number) && ret->number > 0;
        }
    }
    return false;
}

/* 'thread.app' and 'app', 'nic.refill' and 'nic.refill #1': as reports and the file name it. */
static bool is_called(const char *object, const char *wanted)
{
    size_t length = strlen(wanted);

    return strcmp(object, wanted) == 0 ||
           (strncmp(object, wanted, length) == 0 && strncmp(object + length, " #", 2) == 0) ||
           (strncmp(wanted, "thread.", 7) == 0 && strcmp(object, wanted + 7) == 0);
}

/* A thread that is pre-empted runs on: its slices are one spell until it waits or ends. */
static bool goes_on(const struct mdl_chronicle *c, const struct mdl_slice *slice)
{
    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *next = &c->slices[i];

        if (next->kind == MDL_SLICE_READY && next->on == slice->on && next->detail == 1 &&
            next->from_at == slice->to_at) {
            return true;
        }
    }
    return false;
}

/* Does the scenario have it at all? Then what did not happen is 'never'. */
static bool is_known(const struct scn_course_run *run, const char *wanted)
{
    for (uint32_t i = 0; i < run->answer.series_count; i++) {
        if (is_called(run->answer.series[i].object, wanted)) {
            return true;
        }
    }
    return false;
}

static bool find_event(struct scn_course_run *run, const struct call *call,
                       struct scn_formula_value *ret_value)
{
    const struct mdl_chronicle *c = run->chronicle;
    uint64_t seen = 0;
    bool spell_goes_on = false;

    *ret_value = (struct scn_formula_value){INFINITY, true};
    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];
        bool is_thread = slice->kind == MDL_SLICE_RUNNING;

        if ((call->event->kinds & 1u << slice->kind) == 0 ||
            !is_called(mdl_chronicle_words_object(run->arena, c->plan, slice), call->object)) {
            continue;
        }
        seen += !spell_goes_on;
        spell_goes_on = is_thread && goes_on(c, slice);
        if (seen < call->number || (call->event->is_end && spell_goes_on)) {
            continue;
        }
        if (call->event->is_end && slice->open) {
            break;
        }
        ret_value->number = (double)(call->event->is_end ? slice->to_at : slice->from_at);
        return true;
    }
    return is_known(run, call->object);
}

uint32_t scn_past_irql(const struct scn_course_run *run, uint32_t processor, uint64_t at_ns)
{
    const struct mdl_slice *slice = mdl_chronicle_at(run->chronicle, MDL_SLICE_EXECUTES,
                                                     processor, at_ns);

    return slice == NULL ? MDL_IRQL_PASSIVE : slice->irql;
}

bool scn_past_find(struct scn_course_run *run, const char *text,
                   struct scn_formula_value *ret_value)
{
    struct call call;

    if (!read_call(run, text, &call)) {
        return false;
    }
    if (call.event == NULL) {
        *ret_value = (struct scn_formula_value){
            scn_past_irql(run, (uint32_t)call.number, call.at_ns), false};
        return true;
    }
    return find_event(run, &call, ret_value);
}

const char *scn_past_is_legal(struct sim_arena *arena, const char *name, const char *irql,
                              bool *ret_is_legal)
{
    uint16_t index = mdl_ddi_find(name);
    uint8_t level = strcmp(irql, "DIRQL") == 0      ? MDL_IRQL_DISPATCH + 1
                    : strcmp(irql, "DISPATCH") == 0 ? MDL_IRQL_DISPATCH
                                                    : MDL_IRQL_PASSIVE;

    if (index == MDL_DDI_NONE) {
        return sim_arena_print(arena, "'%s' is no DDI that is known", name);
    }
    *ret_is_legal = mdl_ddi_allows_high(mdl_ddi_row(index), level) &&
                    mdl_ddi_allows_low(mdl_ddi_row(index), level);
    return NULL;
}
