/* Parameters that the timeline changes; see the header. */
#include "model/machine/changes.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/check.h"

/* ---- the table ------------------------------------------------------------------------------ */

enum mdl_effect mdl_changes_effect(enum mdl_field field)
{
    static const uint8_t effects[MDL_FIELD_COUNT] = {
#define SINGLE(id, member, effect) [MDL_FIELD_##id] = MDL_EFFECT_##effect,
#define FIELD(id, array, member, effect) [MDL_FIELD_##id] = MDL_EFFECT_##effect,
#define SHARE(id, array, member) [MDL_FIELD_##id] = MDL_EFFECT_NONE,
#include "model/machine/fields.def"
    };

    return (enum mdl_effect)effects[field];
}

static bool is_of_field(const struct mdl_change *change)
{
    return change->kind == MDL_CHANGE_FIELD || change->kind == MDL_CHANGE_SHARE;
}

bool mdl_changes_has(const struct mdl_plan *plan, enum mdl_field field)
{
    for (uint32_t i = 0; i < plan->change_count; i++) {
        if (is_of_field(&plan->changes[i]) && plan->changes[i].field == (uint32_t)field) {
            return true;
        }
    }
    return false;
}

/* ---- a plan of the machine's own ------------------------------------------------------------- */

static void *copy_of(const void *items, uint32_t count, size_t size)
{
    void *copy = malloc((count + 1u) * size);

    if (copy == NULL) {
        sim_check_memory((count + 1u) * size);
    }
    if (count > 0) {
        memcpy(copy, items, count * size);
    }
    return copy;
}

struct mdl_own_plan *mdl_changes_copy(const struct mdl_plan *plan)
{
    struct mdl_own_plan *own;
    bool needed = false;

    for (uint32_t i = 0; i < plan->change_count; i++) {
        needed = needed || is_of_field(&plan->changes[i]);
    }
    if (!needed) {
        return NULL;
    }
    own = copy_of(NULL, 0, sizeof *own);
    own->plan = *plan;
#define ARRAY(array, counter, type)                                                        \
    own->plan.array = own->array = copy_of(plan->array, plan->counter, sizeof *plan->array);
#include "model/machine/fields.def"
    return own;
}

void mdl_changes_forget(struct mdl_own_plan *own)
{
    if (own == NULL) {
        return;
    }
#define ARRAY(array, counter, type) free(own->array);
#include "model/machine/fields.def"
    free(own);
}

static void write_field(struct mdl_own_plan *own, const struct mdl_change *change)
{
    switch ((enum mdl_field)change->field) {
#define SINGLE(id, member, effect)                                        \
    case MDL_FIELD_##id:                                                  \
        own->plan.profile.member = change->value;                         \
        break;
#define FIELD(id, array, member, effect)                                  \
    case MDL_FIELD_##id:                                                  \
        own->array[change->object].member = change->value;                \
        break;
#define SHARE(id, array, member)                                          \
    case MDL_FIELD_##id:                                                  \
        own->array[change->object].member = change->share;                \
        break;
#include "model/machine/fields.def"
    case MDL_FIELD_COUNT:
        break;
    }
}

/* ---- two plans ------------------------------------------------------------------------------- */

#define ARRAY(array, counter, type)                            \
    static uint32_t count_##array(const struct mdl_plan *plan) \
    {                                                          \
        return plan->counter;                                  \
    }
#include "model/machine/fields.def"

static void compare_laws(const struct mdl_plan *from, const struct mdl_plan *to,
                         mdl_changes_give *give, void *self)
{
    for (uint32_t i = 0; i < from->draw_count; i++) {
        if (!sim_law_is_same(&from->draws[i].law, &to->draws[i].law)) {
            const struct mdl_change change = {.kind = MDL_CHANGE_LAW, .object = i,
                                              .law = to->draws[i].law};

            give(self, &change);
        }
    }
}

void mdl_changes_compare(const struct mdl_plan *from, const struct mdl_plan *to,
                         mdl_changes_give *give, void *self)
{
    struct mdl_change change;

#define SINGLE(id, member, effect)                                            \
    if (from->profile.member != to->profile.member) {                         \
        change = (struct mdl_change){                                         \
            .kind = MDL_CHANGE_FIELD, .field = MDL_FIELD_##id,                \
            .value = (int64_t)to->profile.member};                            \
        give(self, &change);                                                  \
    }
#define FIELD(id, array, member, effect)                                      \
    for (uint32_t i = 0; i < count_##array(from); i++) {                      \
        if (from->array[i].member != to->array[i].member) {                   \
            change = (struct mdl_change){                                     \
                .kind = MDL_CHANGE_FIELD, .field = MDL_FIELD_##id,            \
                .object = i, .value = (int64_t)to->array[i].member};          \
            give(self, &change);                                              \
        }                                                                     \
    }
#define SHARE(id, array, member)                                              \
    for (uint32_t i = 0; i < count_##array(from); i++) {                      \
        if (from->array[i].member < to->array[i].member ||                    \
            from->array[i].member > to->array[i].member) {                    \
            change = (struct mdl_change){                                     \
                .kind = MDL_CHANGE_SHARE, .field = MDL_FIELD_##id,            \
                .object = i, .share = to->array[i].member};                   \
            give(self, &change);                                              \
        }                                                                     \
    }
#include "model/machine/fields.def"
    compare_laws(from, to, give, self);
}

/* ---- a machine ------------------------------------------------------------------------------ */

void mdl_changes_look_up_costs(struct mdl_machine *m)
{
    const struct mdl_costs *costs = &m->plan->profile.costs;

    m->switch_costs[MDL_WAKE_SWITCH] = costs->context_switch_ns;
    m->switch_costs[MDL_WAKE_WAIT] = costs->thread_wake_ns;
    m->switch_costs[MDL_WAKE_WORKER] = costs->work_item_ns;
    m->switch_costs[MDL_WAKE_HOST] = costs->umdf_wake_ns;
}

void mdl_changes_look_up_pools(struct mdl_machine *m)
{
    for (uint32_t i = 0; i < m->plan->item_count; i++) {
        const struct mdl_pool *pool = &m->plan->pools[m->plan->items[i].pool];

        m->lanes[i].maximum = pool->maximum_concurrency;
        m->lanes[i].calm = pool->need_based_growth ? pool->maximum_concurrency : 0;
    }
}

static void set_law(struct mdl_machine *m, mdl_draw_id draw, const struct sim_law *law)
{
    m->laws[draw] = *law;
    sim_law_seal(&m->laws[draw]);
}

static void set_arrivals(struct mdl_machine *m, mdl_stream_id stream,
                         const struct sim_arrivals *arrivals)
{
    m->arrivals[stream] = *arrivals;
    sim_arrivals_seal(&m->arrivals[stream]);
}

void mdl_changes_apply(struct mdl_machine *m, const struct mdl_change *change, sim_instant at)
{
    if (change->kind == MDL_CHANGE_LAW) {
        set_law(m, change->object, &change->law);
    } else if (change->kind == MDL_CHANGE_ARRIVALS) {
        set_arrivals(m, change->object, &change->arrivals);
        m->arrivals[change->object].phase_ns = sim_instant_after(at, change->arrivals.phase_ns);
    } else if (is_of_field(change)) {
        write_field(m->own, change);
    }
}

static void begin_again(struct mdl_machine *m)
{
    if (m->own == NULL) {
        return;
    }
    m->own->plan.profile = m->given->profile;
#define ARRAY(array, counter, type)                                  \
    if (m->given->counter > 0) {                                     \
        memcpy(m->own->array, m->given->array,                       \
               m->given->counter * sizeof *m->given->array);         \
    }
#include "model/machine/fields.def"
}

void mdl_changes_restore(struct mdl_machine *m)
{
    const struct mdl_plan *plan = m->given;

    begin_again(m);
    for (uint32_t i = 0; i < plan->draw_count; i++) {
        set_law(m, i, &plan->draws[i].law);
    }
    for (uint32_t i = 0; i < plan->stream_count; i++) {
        set_arrivals(m, i, &plan->streams[i].arrivals);
    }
    for (uint32_t i = 0; i < m->timeline->next; i++) {
        const struct mdl_happening *happening = &plan->happenings[i];

        for (uint32_t k = 0; happening->kind == MDL_HAPPENING_SET && k < happening->number; k++) {
            mdl_changes_apply(m, &plan->changes[happening->object + k], happening->at);
        }
    }
    if (m->own != NULL) {
        mdl_changes_look_up_costs(m);
        mdl_changes_look_up_pools(m);
    }
}
