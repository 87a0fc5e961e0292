/* Objects that come and go; see the header. */
#include "model/observe/objects.h"

#include "model/observe/inside.h"

void mdl_objects_make(struct mdl_record *r)
{
    r->objects = sim_arena_array(&r->arena, r->plan->item_count + 1u, sizeof *r->objects);
    for (mdl_item_id id = 0; id < r->plan->item_count; id++) {
        const struct mdl_item *plan = &r->plan->items[id];
        struct mdl_inside_object *o = &r->objects[id];

        o->living = o->deletes = MDL_NONE;
        if (plan->dynamic) {
            o->living = mdl_tally_series(&r->tally, plan->object, MDL_MEASURE_LIVING);
        }
        if (plan->deleted) {
            o->deletes = mdl_tally_series(&r->tally, plan->object, MDL_MEASURE_DELETE);
            r->tally.series[o->deletes].has_ledger = true;
        }
    }
}

void mdl_objects_begin(struct mdl_record *r)
{
    const struct sim_level empty = {0};

    for (mdl_item_id id = 0; id < r->plan->item_count; id++) {
        r->objects[id].level = empty;
    }
}

void mdl_objects_open(struct mdl_record *r)
{
    for (mdl_item_id id = 0; id < r->plan->item_count; id++) {
        sim_level_open(&r->objects[id].level, r->from_at);
    }
}

void mdl_objects_end(struct mdl_record *r, uint64_t end_at)
{
    for (mdl_item_id id = 0; id < r->plan->item_count; id++) {
        struct mdl_inside_object *o = &r->objects[id];

        if (o->living != MDL_NONE) {
            struct mdl_record_series *s = &r->tally.series[o->living];

            sim_level_mark(&o->level, end_at);
            s->integral += sim_level_integral(&o->level, end_at);
            s->value_max = o->level.value_max > s->value_max ? o->level.value_max : s->value_max;
        }
    }
}

void mdl_objects_count(struct mdl_record *r, uint64_t at, uint32_t item, bool made)
{
    if (made) {
        sim_level_up(&r->objects[item].level, at);
    } else {
        sim_level_down(&r->objects[item].level, at);
    }
}

