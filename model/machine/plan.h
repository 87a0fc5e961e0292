/*
 * The plan: a scenario compiled, everything by number, nothing textual on a hot path.
 *
 * `scenarios/language` makes it, the model only reads it; it is const during runs and shared by
 * all threads. Arrays are indexed by the ids of ids.h.
 */
#ifndef WTSIM_MODEL_MACHINE_PLAN_H
#define WTSIM_MODEL_MACHINE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"
#include "model/machine/parts.h"
#include "model/machine/profile.h"
#include "model/machine/queues.h"
#include "model/machine/step.h"
#include "sim/engine/instant.h"

/* A value that the run depends on although nobody measured or documented it. */
struct mdl_assumption {
    const char *rule;                 /* 'K7', 'W22'                    */
    const char *parameter;            /* 'costs.interrupt'              */
    const char *value;                /* '0.5us'                        */
    const char *confidence;           /* 'placeholder', 'observed' ...  */
    mdl_label_id label;               /* overhead label that carries it, or MDL_NONE */
};

struct mdl_phase {
    const char *name;
    sim_instant from_at, to_at;
};

struct mdl_plan {
    struct mdl_profile profile;
    sim_duration duration_ns;
    sim_duration drain_ns;            /* how long what began before the end is followed beyond it */
    sim_instant from_at;              /* start of the measuring window  */
    sim_duration starvation_items_ns, starvation_threads_ns;
    bool is_random;                   /* anything drawn (decided here, never from the data) */
    bool deletes_objects;             /* framework objects: by a step, or with their device  */

    const struct mdl_object *objects;           uint32_t object_count;
    const struct mdl_label *labels;             uint32_t label_count;
    mdl_label_id label_places;        /* of queues, then targets, then events; 0: they have none */
    const struct mdl_place *places;             uint32_t place_count;
    const struct mdl_program *programs;         uint32_t program_count;
    const struct mdl_step *steps;               uint32_t step_count;
    const struct mdl_condition *conditions;     uint32_t condition_count;
    const struct mdl_choice *choices;           uint32_t choice_count;
    const struct mdl_draw *draws;               uint32_t draw_count;
    const char *const *request_kinds;           uint32_t request_kind_count;

    const struct mdl_stream *streams;           uint32_t stream_count;
    const struct mdl_line *lines;               uint32_t line_count;
    const struct mdl_source *sources;           uint32_t source_count;
    const struct mdl_dpc *dpcs;                 uint32_t dpc_count;
    const struct mdl_timer *timers;             uint32_t timer_count;
    const struct mdl_item *items;               uint32_t item_count;
    const mdl_item_id *instance_item;           uint32_t instance_count; /* item of each instance */
    const struct mdl_thread *threads;           uint32_t thread_count;   /* declared ones */
    const struct mdl_lock *locks;               uint32_t lock_count;
    const struct mdl_event *events;             uint32_t event_count;
    const uint32_t *waitables;                  uint32_t waitable_count; /* of WAIT_SEVERAL */
    const struct mdl_variable *variables;       uint32_t variable_count;
    const struct mdl_queue *queues;             uint32_t queue_count;
    const struct mdl_target *targets;           uint32_t target_count;
    const struct mdl_handler *handlers;         uint32_t handler_count;
    const struct mdl_completion *completions;   uint32_t completion_count;
    const struct mdl_pool *pools;               uint32_t pool_count;
    const struct mdl_device *devices;           uint32_t device_count;
    const struct mdl_happening *happenings;     uint32_t happening_count;
    const struct mdl_fault *faults;             uint32_t fault_count;
    const struct mdl_change *changes;           uint32_t change_count;
    uint32_t thread_total;            /* declared + balance manager(s) + all workers of all pools */
    mdl_thread_id balance_thread;     /* of node 0, those of the others behind it; or MDL_NONE */
    mdl_thread_id dpc_thread;         /* of processor 0, those of the others behind it (D19) */
    const mdl_object_id *processor_object;      /* by processor */

    const struct mdl_phase *phases;             uint32_t phase_count;
    const struct mdl_assumption *assumptions;   uint32_t assumption_count;
};

/* Can an item come into this pool, from one NUMA node or another? */
static inline bool mdl_plan_leads_to(const struct mdl_plan *plan, const struct mdl_item *item,
                                     mdl_pool_id pool)
{
    return pool >= item->pool && pool - item->pool <= plan->pools[item->pool].node_last;
}

#endif
