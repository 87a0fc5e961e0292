/* Routines and callbacks under way: what each of them does, or what keeps it from going on. */
#include "tests/scenarios/soak/account_inside.h"

#include <stdlib.h>

#include "model/observe/tell.h"

struct account_run *account_runs_of(struct account *a, uint32_t by)
{
    struct account_run *run;

    if (by == MDL_NONE) {
        return NULL;
    }
    if ((by & MDL_BY_ROUTINE) == 0) {
        run = &a->runs[by];
        return run->id != 0 ? run : NULL;
    }
    by &= ~MDL_BY_ROUTINE;
    return a->nested[by] == 0 ? NULL : &a->nests[by * ACCOUNT_NEST + a->nested[by] - 1u];
}

uint32_t account_runs_by(const struct account *a, const struct mdl_tape_row *row)
{
    if (row->kind == MDL_TAPE_FINISHED && row->more > 0) {
        return row->more - 1u;
    }
    if (row->actor == MDL_TAPE_NOBODY) {
        return MDL_NONE;
    }
    return a->nested[row->actor] > 0 ? MDL_BY_ROUTINE + row->actor
                                     : a->processors[row->actor].thread;
}

/* ---- begin, end ------------------------------------------------------------------------------ */

static void clear(struct account_run *run)
{
    for (uint32_t i = 0; i < run->served_count; i++) {
        account_bill_free(&run->served[i].bill);
    }
    free(run->served);
    account_bill_free(&run->breaks);
    *run = (struct account_run){0};
}

static struct account_run *begin(struct account *a, struct account_run *run, mdl_label_id label)
{
    clear(run);
    run->id = ++a->run_ids;
    run->label = label;
    run->line = run->stream = MDL_NONE;
    run->entered_at = run->turn_at = a->at;
    return run;
}

struct account_run *account_runs_push(struct account *a, mdl_processor_id p, mdl_label_id label)
{
    struct account_run *run = begin(a, &a->nests[p * ACCOUNT_NEST + a->nested[p]++], label);

    run->thread = MDL_NONE;
    run->processor = p;
    return run;
}

struct account_run *account_runs_begin(struct account *a, mdl_thread_id thread,
                                       mdl_label_id label)
{
    struct account_run *run = begin(a, &a->runs[thread], label);

    run->thread = thread;
    return run;
}

void account_runs_pop(struct account *a, mdl_processor_id p)
{
    clear(&a->nests[p * ACCOUNT_NEST + --a->nested[p]]);
}

void account_runs_end(struct account *a, mdl_thread_id thread)
{
    clear(&a->runs[thread]);
}

void account_runs_serve(struct account_run *run, const struct account_wait *wait)
{
    struct account_bill copy = {0};

    account_bill_add(&copy, &wait->bill, 1);
    run->served = realloc(run->served, (run->served_count + 1u) * sizeof *run->served);
    if (run->served == NULL) {
        abort();
    }
    run->served[run->served_count] = *wait;
    run->served[run->served_count++].bill = copy;
}

/* ---- time ------------------------------------------------------------------------------------ */

/* What it calls is its own: a completion routine, the callback of a queue. */
static bool is_own(const struct account *a, const struct account_run *run,
                   const struct account_processor *p)
{
    return p->occupant == run->thread && (p->label == run->label || !a->apart[p->label]);
}

static void pass(struct account *a, struct account_run *run, uint64_t ns)
{
    const struct account_thread *t = run->thread == MDL_NONE ? NULL : &a->threads[run->thread];
    const struct account_processor *p =
        &a->processors[t == NULL ? run->processor : t->processor];
    enum mdl_label_kind kind = a->plan->labels[p->label].kind;

    if (t != NULL && t->phase == ACCOUNT_WAITING) {
        account_bill_charge(&run->breaks, MDL_PART_BLOCKED, run->label, MDL_STATE_BLOCKED, ns);
    } else if (is_own(a, run, p)) {
        run->own_ns += ns;
    } else if (kind == MDL_LABEL_KIND_ISR || kind == MDL_LABEL_KIND_DPC) {
        account_bill_charge(&run->breaks, MDL_PART_INTERRUPTED, p->label, MDL_STATE_RUNNING, ns);
    } else if (kind == MDL_LABEL_KIND_OVERHEAD) {
        account_bill_charge(&run->breaks, MDL_PART_OVERHEAD, p->label, MDL_STATE_OVERHEAD, ns);
    } else {
        account_bill_charge(&run->breaks, MDL_PART_READY, p->label,
                            kind == MDL_LABEL_KIND_IDLE ? MDL_STATE_NONE : MDL_STATE_RUNNING, ns);
    }
}

void account_runs_pass_time(struct account *a, uint64_t ns)
{
    for (mdl_thread_id t = 0; t < a->plan->thread_total; t++) {
        if (a->runs[t].id != 0) {
            pass(a, &a->runs[t], ns);
        }
    }
    for (mdl_processor_id p = 0; p < a->plan->profile.processor_count; p++) {
        for (uint32_t i = 0; i < a->nested[p]; i++) {
            pass(a, &a->nests[p * ACCOUNT_NEST + i], ns);
        }
    }
}

/* ---- all of them ----------------------------------------------------------------------------- */

/* ISRs, DPCs and timers interrupt; nobody calls them. */
static void set_apart(struct account *a)
{
    const struct mdl_plan *plan = a->plan;

    for (mdl_label_id i = 0; i < plan->label_count; i++) {
        a->apart[i] = plan->labels[i].kind == MDL_LABEL_KIND_OVERHEAD ||
                      plan->labels[i].kind == MDL_LABEL_KIND_IDLE;
    }
    for (mdl_line_id i = 0; i < plan->line_count; i++) {
        a->apart[plan->lines[i].isr_label] = true;
    }
    for (mdl_dpc_id i = 0; i < plan->dpc_count; i++) {
        a->apart[plan->dpcs[i].label] = true;
    }
    for (mdl_timer_id i = 0; i < plan->timer_count; i++) {
        if (plan->timers[i].label < plan->label_count) {
            a->apart[plan->timers[i].label] = true;
        }
    }
}

void account_runs_open(struct account *a)
{
    uint32_t processors = a->plan->profile.processor_count;

    a->runs = account_zeros(a->plan->thread_total, sizeof *a->runs);
    a->nests = account_zeros(processors * ACCOUNT_NEST, sizeof *a->nests);
    a->nested = account_zeros(processors, sizeof *a->nested);
    a->apart = account_zeros(a->plan->label_count, sizeof *a->apart);
    set_apart(a);
}

void account_runs_close(struct account *a)
{
    for (mdl_thread_id t = 0; t < a->plan->thread_total; t++) {
        clear(&a->runs[t]);
    }
    for (uint32_t i = 0; i < a->plan->profile.processor_count * ACCOUNT_NEST; i++) {
        clear(&a->nests[i]);
    }
    free(a->runs);
    free(a->nests);
    free(a->nested);
    free(a->apart);
}
