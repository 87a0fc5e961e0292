/* Conditions met or not; how they are read: condition_read.c. */
#include "model/run/condition.h"

#include "model/observe/tape.h"
#include "model/observe/tell.h"

struct subject {                      /* of a row */
    mdl_object_id object, other;      /* other: the interrupt it belongs to, or MDL_NONE */
    mdl_instance_id instance;
    mdl_processor_id processor;       /* where */
};

static mdl_object_id station(const struct mdl_plan *plan, uint32_t on)
{
    return on < plan->queue_count ? plan->queues[on].object
                                  : plan->targets[on - plan->queue_count].object;
}

static struct subject line_of(const struct mdl_plan *plan, const struct mdl_tape_row *row)
{
    const struct mdl_line *line = &plan->lines[row->object];

    return (struct subject){line->isr_object, line->object, MDL_NONE, row->processor};
}

static struct subject dpc_of(const struct mdl_plan *plan, const struct mdl_tape_row *row)
{
    const struct mdl_dpc *dpc = &plan->dpcs[row->object];

    return (struct subject){dpc->object,
                            dpc->line == MDL_NONE ? MDL_NONE : plan->lines[dpc->line].object,
                            MDL_NONE, row->processor};
}

static struct subject item_of(const struct mdl_plan *plan, const struct mdl_tape_row *row)
{
    return (struct subject){plan->items[plan->instance_item[row->object]].object, MDL_NONE,
                            row->object, row->actor};
}

static struct subject thread_of(const struct mdl_plan *plan, const struct mdl_tape_row *row)
{
    mdl_object_id object =
        row->object < plan->thread_count ? plan->threads[row->object].object : MDL_NONE;

    return (struct subject){object, MDL_NONE, MDL_NONE, row->processor};
}

static struct subject subject_of(const struct mdl_plan *plan, const struct mdl_tape_row *row)
{
    switch (row->kind) {
    case MDL_TAPE_ASSERTED: case MDL_TAPE_ISR_ENTERED: case MDL_TAPE_ISR_LEFT:
        return line_of(plan, row);
    case MDL_TAPE_DPC_INSERTED: case MDL_TAPE_DPC_ENTERED: case MDL_TAPE_DPC_LEFT:
        return dpc_of(plan, row);
    case MDL_TAPE_CALLED: case MDL_TAPE_ENTERED: case MDL_TAPE_LEFT:
        return item_of(plan, row);
    case MDL_TAPE_RUNS: case MDL_TAPE_ENDED:
        return thread_of(plan, row);
    case MDL_TAPE_TIMER_ENTERED: case MDL_TAPE_TIMER_LEFT: case MDL_TAPE_TIMER:
        return (struct subject){plan->timers[row->object].object, MDL_NONE, MDL_NONE,
                                row->processor};
    default:
        return (struct subject){station(plan, row->object), MDL_NONE, MDL_NONE, row->actor};
    }
}

/* A timer without a callback begins and ends with its expiry. */
static bool is_bare_timer(const struct mdl_plan *plan, const struct mdl_tape_row *row)
{
    return row->kind == MDL_TAPE_TIMER && plan->timers[row->object].program == MDL_NONE;
}

/* Is it the kind of event that is wanted? */
static bool is_such(const struct mdl_condition_goal *goal, const struct mdl_plan *plan,
                    const struct mdl_tape_row *row)
{
    unsigned kind = row->kind;

    switch (goal->event) {
    case MDL_CONDITION_ASSERTED:
        return kind == MDL_TAPE_ASSERTED;
    case MDL_CONDITION_QUEUED:
        return (kind == MDL_TAPE_DPC_INSERTED && row->detail != 0) ||
               (kind == MDL_TAPE_CALLED && row->detail == MDL_CALL_QUEUED) ||
               kind == MDL_TAPE_JOINED;
    case MDL_CONDITION_STARTS:
        return kind == MDL_TAPE_ISR_ENTERED || kind == MDL_TAPE_DPC_ENTERED ||
               kind == MDL_TAPE_ENTERED || kind == MDL_TAPE_TIMER_ENTERED ||
               kind == MDL_TAPE_RUNS || (kind == MDL_TAPE_SERVES && row->detail != 0) ||
               is_bare_timer(plan, row);
    case MDL_CONDITION_ENDS:
        return kind == MDL_TAPE_ISR_LEFT || kind == MDL_TAPE_DPC_LEFT || kind == MDL_TAPE_LEFT ||
               kind == MDL_TAPE_TIMER_LEFT || kind == MDL_TAPE_ENDED ||
               (kind == MDL_TAPE_SERVES && row->detail == 0) || is_bare_timer(plan, row);
    case MDL_CONDITION_ISR:
        return kind == MDL_TAPE_ISR_ENTERED;
    default:
        return kind == MDL_TAPE_DPC_ENTERED || kind == MDL_TAPE_TIMER_ENTERED;
    }
}

/* An interrupt's name also stands for its ISR; for its DPC only where that is meant. */
static bool is_named(const struct mdl_condition_goal *goal, const struct mdl_tape_row *row,
                     const struct subject *subject)
{
    bool of_dpc = row->kind == MDL_TAPE_DPC_ENTERED || row->kind == MDL_TAPE_DPC_LEFT;

    return goal->object == subject->object ||
           (goal->object == subject->other && (!of_dpc || goal->event == MDL_CONDITION_DPC));
}

bool mdl_condition_meets(const struct mdl_condition_goal *goal, const struct mdl_plan *plan,
                         const struct mdl_tape_row *row)
{
    struct subject subject;

    if (row->at <= goal->after_at && goal->after_at > 0) {
        return false;
    }
    if (!is_such(goal, plan, row)) {
        return false;
    }
    subject = subject_of(plan, row);
    return is_named(goal, row, &subject) &&
           (goal->instance == MDL_NONE || goal->instance == subject.instance) &&
           (goal->processor == MDL_NONE || goal->processor == subject.processor);
}

bool mdl_condition_holds(const struct mdl_condition_goal *goal, unsigned irql)
{
    switch (goal->relation) {
    case MDL_CONDITION_AT_LEAST: return irql >= goal->level;
    case MDL_CONDITION_ABOVE: return irql > goal->level;
    case MDL_CONDITION_AT_MOST: return irql <= goal->level;
    case MDL_CONDITION_BELOW: return irql < goal->level;
    default: return irql == goal->level;
    }
}
