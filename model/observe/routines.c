/* Routines: occupants, ISRs and DPCs. */
#include "model/observe/routines.h"

#include "model/observe/findings.h"
#include "model/observe/inside.h"
#include "model/observe/observed.h"
#include "model/observe/served.h"
#include "sim/base/paths.h"

enum { DISPATCH = 2 };
enum { ISR_GUIDELINE_NS = 25000, DPC_GUIDELINE_NS = 100000 }; /* I31, D26 */

/* ---- processors ------------------------------------------------------------------------------ */

static inline void retag(struct mdl_record *r, uint64_t at, mdl_processor_id p,
                         const struct mdl_inside_processor *x)
{
    uint32_t level = x->irql >= DISPATCH ? MDL_LEDGER_HIGH : x->drain;

    if (r->ledger_on) {
        mdl_occupancy_change(&r->occupancy, p, at, x->label * MDL_LEDGER_LEVELS + level,
                             x->thread);
    }
}

/* Is this the code of a thread, not a DPC, an ISR or what it takes to get there (L11)? */
static SIM_RARE bool is_a_threads(const struct mdl_record *r, mdl_label_id label)
{
    enum mdl_label_kind kind = r->plan->labels[label].kind;

    return kind == MDL_LABEL_KIND_THREAD || kind == MDL_LABEL_KIND_ITEM ||
           kind == MDL_LABEL_KIND_SYSTEM;
}

/* Where the time of p goes while it executes this. */
static inline uint64_t *spends(const struct mdl_record *r, mdl_processor_id p,
                               struct mdl_inside_processor *x, mdl_label_id label, unsigned irql)
{
    if (irql < DISPATCH) {
        return label == MDL_LABEL_IDLE ? &x->idle_ns : &r->irql_ns[p][irql];
    }
    return irql == DISPATCH && is_a_threads(r, label) ? &x->raised_ns : &r->irql_ns[p][irql];
}

/* It is raised from now on, or no longer. */
static SIM_RARE void note_raised(struct mdl_record *r, uint64_t at, struct mdl_inside_processor *x,
                                 unsigned irql)
{
    if (x->irql < DISPATCH) {
        x->raised_at = at;
    } else if (irql < DISPATCH && at > x->raised_at) {
        mdl_tally_observe(&r->tally, x->raised_series, x->raised_at, at - x->raised_at);
    }
}

void mdl_routines_occupant(struct mdl_record *r, uint64_t at, mdl_processor_id p,
                           mdl_label_id label, unsigned irql, mdl_thread_id thread)
{
    struct mdl_inside_processor *x = &r->processors[p];

    if (label == x->label && irql == x->irql && thread == x->thread) {
        return;
    }
    *x->spends += at - x->since_at;
    x->since_at = at;
    if (irql >= DISPATCH || x->irql >= DISPATCH) {
        note_raised(r, at, x, irql);
    }
    x->spends = spends(r, p, x, label, irql);
    x->label = label;
    x->thread = thread;
    x->irql = (uint8_t)irql;
    retag(r, at, p, x);
}

void mdl_routines_drain(struct mdl_record *r, uint64_t at, mdl_processor_id p)
{
    r->processors[p].drain = 1;
    retag(r, at, p, &r->processors[p]);
}

/* ---- interrupts ------------------------------------------------------------------------------ */

void mdl_routines_asserted(struct mdl_record *r, uint64_t at, mdl_line_id line,
                           mdl_processor_id p, bool merged)
{
    struct mdl_inside_line *l = &r->lines[line];

    if (merged && mdl_inside_counts(r, at)) {
        l->merged++;
    }
    (void)mdl_observed_begin(r, &l->pending, at, l->latency,
                             p >= r->plan->profile.processor_count ? MDL_NONE
                             : r->plan->lines[line].thread == MDL_NONE
                                 ? p
                                 : mdl_served_server(r, line, p));
}

/* What an occupant of the processor means to an interrupt whose ISR a thread calls, or none. */
static unsigned group_of(const struct mdl_record *r, mdl_line_id line)
{
    return r->plan->lines[line].thread != MDL_NONE ? MDL_LEDGER_THREAD : MDL_LEDGER_INTERRUPT;
}

/* What the ISR found when it was entered was its own. */
static void claim_found(struct mdl_record *r, mdl_line_id line)
{
    struct mdl_inside_line *l = &r->lines[line];

    mdl_observed_past(r, &l->pending, l->found,
                      &(struct mdl_observed){.series = l->latency, .group = group_of(r, line)},
                      l->entered_at);
    l->found = 0;
}

void mdl_routines_withdrawn(struct mdl_record *r, mdl_line_id line)
{
    claim_found(r, line);   /* it has quieted its device itself */
    mdl_observed_abandon(r, &r->lines[line].pending);
}

/* Of all who share the line: which of them is guilty, the storm does not say. */
void mdl_routines_storm(struct mdl_record *r, uint64_t at, mdl_line_id leader)
{
    for (mdl_line_id line = leader; line != MDL_NONE; line = r->plan->lines[line].chain_next) {
        r->lines[line].storms += mdl_inside_counts(r, at);
    }
}

static void move_chain(struct mdl_record *r, uint64_t at, mdl_line_id leader, mdl_processor_id p,
                       mdl_processor_id q, unsigned group)
{
    for (mdl_line_id line = leader; line != MDL_NONE; line = r->plan->lines[line].chain_next) {
        mdl_observed_move(r, &r->lines[line].pending, p, q, group, at);
    }
}

void mdl_routines_isr_deferred(struct mdl_record *r, uint64_t at, mdl_line_id leader,
                               mdl_processor_id p, mdl_processor_id q)
{
    move_chain(r, at, leader, p, mdl_served_server(r, leader, q), MDL_LEDGER_INTERRUPT);
}

void mdl_routines_isr_moved(struct mdl_record *r, uint64_t at, mdl_line_id leader,
                            mdl_processor_id p, mdl_processor_id q)
{
    move_chain(r, at, leader, p, q, MDL_LEDGER_THREAD);
}

void mdl_routines_isr_spins(struct mdl_record *r, uint64_t at, mdl_line_id line,
                            mdl_processor_id p, mdl_lock_id lock)
{
    struct mdl_inside_line *l = &r->lines[line];

    l->spins = true;
    mdl_observed_move(r, &l->pending, p, r->plan->profile.processor_count + lock,
                      group_of(r, line), at);
    if (r->plan->lines[line].thread != MDL_NONE) {
        mdl_served_leave(r, at, line, r->plan->profile.processor_count + lock);
        mdl_served_begins(r, at, line, p);
    }
}

/* It has its lock: what waited for that is over. */
static void stop_spinning(struct mdl_record *r, uint64_t at, mdl_line_id line,
                          mdl_processor_id p)
{
    struct mdl_inside_line *l = &r->lines[line];

    l->spins = false;
    mdl_observed_move(r, &l->pending,
                      r->plan->profile.processor_count + r->plan->lines[line].lock, p,
                      group_of(r, line) == MDL_LEDGER_THREAD ? MDL_LEDGER_LOCK : MDL_LEDGER_SPIN,
                      at);
}

/* Requests of its device may go on with it: what it found is kept until it returns. */
static void enter_course(struct mdl_record *r, uint64_t at, mdl_line_id line, mdl_processor_id p,
                         bool claims)
{
    struct mdl_inside_line *l = &r->lines[line];
    const struct mdl_line *plan = &r->plan->lines[line];
    struct mdl_course *c = plan->thread == MDL_NONE
                               ? mdl_courses_push(r, at, p, plan->isr_label)
                               : mdl_courses_serve(r, at, plan->thread, plan->isr_label);

    c->claims = claims;
    if (claims && l->may_decline) {
        l->found = l->pending.count;
        c->line = line;
        mdl_observed_mark(r, &l->pending, group_of(r, line), at);
    } else if (claims) {
        mdl_observed_keep(r, &l->pending,
                          &(struct mdl_observed){.series = l->latency,
                                                 .group = group_of(r, line)}, at, &c->calls);
    }
}

void mdl_routines_isr_entered(struct mdl_record *r, uint64_t at, mdl_line_id line,
                              mdl_processor_id p, bool claims)
{
    struct mdl_inside_line *l = &r->lines[line];

    l->entered_at = at;
    if (l->spins) {
        stop_spinning(r, at, line, p);
    }
    if (r->plan->lines[line].thread != MDL_NONE) {
        mdl_served_leave(r, at, line, p);
    }
    if (mdl_inside_counts(r, at)) {
        l->runs++;
        r->processors[p].isrs++;
        l->spurious += claims ? 0 : 1;
    }
    if (r->ledger_on) {
        enter_course(r, at, line, p, claims);
    } else if (claims && l->may_decline) {
        l->found = l->pending.count;
        mdl_observed_mark(r, &l->pending, group_of(r, line), at);
    } else if (claims) {
        mdl_observed_chain(r, &l->pending,
                           &(struct mdl_observed){.series = l->latency,
                                                  .group = group_of(r, line)}, at);
    }
    if (r->plan->lines[line].thread != MDL_NONE) {
        mdl_served_begins(r, at, line, p);
    }
}

static void observe_run(struct mdl_record *r, uint32_t run, uint32_t exclusive, uint32_t twin,
                        uint64_t entered_at, uint64_t at, uint64_t own_ns)
{
    if (own_ns == at - entered_at) {
        mdl_tally_observe_both(&r->tally, twin, entered_at, own_ns);
    } else {
        mdl_tally_observe(&r->tally, run, entered_at, at - entered_at);
        mdl_tally_observe(&r->tally, exclusive, entered_at, own_ns);
    }
}

void mdl_routines_isr_left(struct mdl_record *r, uint64_t at, mdl_line_id line,
                           mdl_processor_id p, bool claimed, uint64_t own_ns)
{
    struct mdl_inside_line *l = &r->lines[line];

    if (r->ledger_on && r->plan->lines[line].thread == MDL_NONE) {
        mdl_courses_pop(r, p);
    } else if (r->ledger_on) {
        mdl_courses_served(r, r->plan->lines[line].thread);
    }
    if (claimed) {
        claim_found(r, line);
    }
    l->found = 0;
    observe_run(r, l->run, l->exclusive, l->run_twin, l->entered_at, at, own_ns);
    l->entered_at = SIM_INSTANT_NEVER;
    if (own_ns > ISR_GUIDELINE_NS && own_ns > r->plan->lines[line].guideline_ns &&
        mdl_inside_counts(r, at) &&
        r->plan->lines[line].thread == MDL_NONE) {
        l->over++;
        mdl_findings_raise(r, at, MDL_FINDING_LONG_ISR, MDL_NONE,
                           r->plan->lines[line].isr_object, NULL);
    }
}

/* ---- DPCs ------------------------------------------------------------------------------------ */

static void dequeue(struct mdl_record *r, struct mdl_inside_dpc *d)
{
    if (d->processor != MDL_NONE && d->threaded) {
        d->processor = MDL_NONE;
    } else if (d->processor != MDL_NONE) {
        r->processors[d->processor].dpcs_queued--;
        d->processor = MDL_NONE;
    }
}

void mdl_routines_dpc_inserted(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                               mdl_processor_id p, bool inserted, uint64_t isr_entered_at)
{
    struct mdl_inside_dpc *d = &r->dpcs[dpc];

    if (inserted) {
        if (d->queued.count > 0) {
            mdl_pending_chain_join(&r->pending, &mdl_inside_run_of(r, dpc, d->processor)->popped,
                                   &d->queued);   /* not entered yet */
            dequeue(r, d);
        }
        d->processor = p;
        r->processors[p].dpcs_queued += d->threaded ? 0 : 1;
        r->processors[p].inserts += mdl_inside_counts(r, at);
    } else if (mdl_inside_counts(r, at)) {
        d->coalesced++;
    }
    if (mdl_observed_begin(r, &d->queued, at, d->latency, d->processor)) {
        r->pending.entries[d->queued.tail].origin_at = isr_entered_at;
    }
}

void mdl_routines_dpc_removed(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc)
{
    struct mdl_inside_dpc *d = &r->dpcs[dpc];

    if (mdl_inside_counts(r, at)) {
        d->withdrawn += d->queued.count;
    }
    dequeue(r, d);
    mdl_observed_abandon(r, &d->queued);
}

/* One observation per ISR execution, however often it inserted; the first of them. */
static uint64_t observe_from_isr(struct mdl_record *r, const struct mdl_inside_dpc *d,
                                 const struct mdl_pending_chain *calls, uint64_t at)
{
    uint32_t wait = calls->head;
    uint64_t last_at = SIM_INSTANT_NEVER, first_at = SIM_INSTANT_NEVER;

    for (uint32_t left = calls->count; left > 0; left--) {
        uint64_t origin_at = r->pending.entries[wait].origin_at;

        if (origin_at != SIM_INSTANT_NEVER && origin_at != last_at) {
            mdl_tally_observe(&r->tally, d->from_isr, origin_at, at - origin_at);
        }
        first_at = origin_at < first_at ? origin_at : first_at;
        last_at = origin_at;
        wait = r->pending.entries[wait].next;
    }
    return first_at;
}

void mdl_routines_dpc_spins(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                            mdl_processor_id p, mdl_lock_id lock)
{
    struct mdl_inside_dpc *d = &r->dpcs[dpc];
    struct mdl_inside_dpc_run *run = mdl_inside_run_of(r, dpc, p);

    if (run->popped.count > 0) {
        mdl_pending_chain_join(&r->pending, &run->spins, &run->popped);
    } else {
        mdl_pending_chain_join(&r->pending, &run->spins, &d->queued);
        dequeue(r, d);
    }
    mdl_observed_move(r, &run->spins, p, r->plan->profile.processor_count + lock,
                      MDL_LEDGER_DPC, at);
}

/* The calls that a run of it on p serves. */
static struct mdl_pending_chain *calls_of(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                                          mdl_processor_id p)
{
    struct mdl_inside_dpc_run *run = mdl_inside_run_of(r, dpc, p);

    if (run->spins.count > 0) {
        mdl_observed_move(r, &run->spins,
                          r->plan->profile.processor_count + r->plan->dpcs[dpc].lock, p,
                          MDL_LEDGER_SPIN, at);
        return &run->spins;
    }
    return run->popped.count > 0 ? &run->popped : &r->dpcs[dpc].queued;
}

void mdl_routines_dpc_entered(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                              mdl_processor_id p)
{
    struct mdl_inside_dpc *d = &r->dpcs[dpc];
    struct mdl_pending_chain *calls = calls_of(r, at, dpc, p);
    uint64_t since_at;

    mdl_inside_run_of(r, dpc, p)->entered_at = at;
    if (mdl_inside_counts(r, at)) {
        d->runs++;
        r->processors[p].dpcs++;
    }
    since_at = observe_from_isr(r, d, calls, at);
    if (r->plan->event_count > 0) {
        mdl_reactions_dpc(r, dpc, p, since_at);
    }
    if (calls == &d->queued) {
        dequeue(r, d);
    }
    if (r->ledger_on) {
        struct mdl_course *c =
            d->threaded ? mdl_courses_serve(r, at, r->plan->dpc_thread + p,
                                            r->plan->dpcs[dpc].label)
                        : mdl_courses_push(r, at, p, r->plan->dpcs[dpc].label);

        mdl_observed_keep(r, calls, &(struct mdl_observed){
            .series = d->latency, .group = d->threaded ? MDL_LEDGER_THREAD : MDL_LEDGER_DPC}, at,
            &c->calls);
    } else {
        mdl_observed_chain(r, calls, &(struct mdl_observed){
            .series = d->latency, .group = d->threaded ? MDL_LEDGER_THREAD : MDL_LEDGER_DPC}, at);
    }
    if (r->processors[p].drain && r->processors[p].dpcs_queued == 0) {
        r->processors[p].drain = 0;   /* nothing is left to drain */
        retag(r, at, p, &r->processors[p]);
    }
}

void mdl_routines_dpc_left(struct mdl_record *r, uint64_t at, mdl_dpc_id dpc,
                           mdl_processor_id p, uint64_t own_ns)
{
    struct mdl_inside_dpc *d = &r->dpcs[dpc];
    uint64_t *entered_at = &mdl_inside_run_of(r, dpc, p)->entered_at;

    if (r->ledger_on && !d->threaded) {
        mdl_courses_pop(r, p);
    } else if (r->ledger_on) {
        mdl_courses_served(r, r->plan->dpc_thread + p);
    }
    observe_run(r, d->run, d->exclusive, d->run_twin, *entered_at, at, own_ns);
    *entered_at = SIM_INSTANT_NEVER;
    if (own_ns > DPC_GUIDELINE_NS && mdl_inside_counts(r, at) && !d->threaded) {
        d->over++;
        mdl_findings_raise(r, at, MDL_FINDING_LONG_DPC, MDL_NONE, r->plan->dpcs[dpc].object,
                           NULL);
    }
}

/* ---- timers ---------------------------------------------------------------------------------- */

void mdl_routines_timer_entered(struct mdl_record *r, uint64_t at, mdl_timer_id timer,
                                mdl_processor_id p)
{
    r->timer_entered_at[p] = at;
    r->timers[timer].runs += mdl_inside_counts(r, at);
    if (r->ledger_on) {
        mdl_courses_push(r, at, p, r->plan->timers[timer].label);
    }
}

void mdl_routines_timer_left(struct mdl_record *r, uint64_t at, mdl_timer_id timer,
                             mdl_processor_id p, uint64_t own_ns)
{
    struct mdl_inside_timer *t = &r->timers[timer];

    if (r->ledger_on) {
        mdl_courses_pop(r, p);
    }
    if (t->run != MDL_NONE) {
        observe_run(r, t->run, t->exclusive, t->run_twin, r->timer_entered_at[p], at, own_ns);
    }
    r->timer_entered_at[p] = SIM_INSTANT_NEVER;
    if (own_ns > DPC_GUIDELINE_NS && mdl_inside_counts(r, at)) {   /* D26: it is one, too */
        t->over++;
        mdl_findings_raise(r, at, MDL_FINDING_LONG_DPC, MDL_NONE, r->plan->timers[timer].object,
                           NULL);
    }
}

/* ---- the stop -------------------------------------------------------------------------------- */

static void end_processor(struct mdl_record *r, uint64_t end_at, mdl_processor_id p)
{
    struct mdl_inside_processor *x = &r->processors[p];

    *x->spends += end_at - x->since_at;
    r->irql_ns[p][0] += x->idle_ns;
    r->irql_ns[p][DISPATCH] += x->raised_ns;
    if (x->irql >= DISPATCH && end_at > x->raised_at) {
        mdl_tally_censor(&r->tally, x->raised_series, x->raised_at, end_at);
    }
}

static void end_dpc(struct mdl_record *r, uint64_t end_at, mdl_dpc_id dpc)
{
    struct mdl_inside_dpc *d = &r->dpcs[dpc];

    const struct mdl_observed what = {
        .series = d->latency, .group = d->threaded ? MDL_LEDGER_THREAD : MDL_LEDGER_DPC,
        .open = true};

    mdl_observed_chain(r, &d->queued, &what, end_at);
    for (mdl_processor_id p = 0; p < r->plan->profile.processor_count; p++) {
        struct mdl_inside_dpc_run *run = mdl_inside_run_of(r, dpc, p);

        mdl_observed_chain(r, &run->popped, &what, end_at);
        if (run->spins.count > 0) {
            mdl_observed_chain(r, calls_of(r, end_at, dpc, p), &what, end_at);
        }
        if (run->entered_at != SIM_INSTANT_NEVER) {
            mdl_tally_censor(&r->tally, d->run, run->entered_at, end_at);
        }
    }
}

void mdl_routines_end(struct mdl_record *r, uint64_t end_at)
{
    for (mdl_line_id line = 0; line < r->plan->line_count; line++) {
        struct mdl_inside_line *l = &r->lines[line];

        if (l->spins) {
            stop_spinning(r, end_at, line, 0);
        }
        if (r->plan->lines[line].thread != MDL_NONE) {
            mdl_served_leave(r, end_at, line, 0);
        }
        mdl_observed_chain(r, &l->pending,
                           &(struct mdl_observed){.series = l->latency,
                                                  .group = group_of(r, line),
                                                  .open = true}, end_at);
        if (l->entered_at != SIM_INSTANT_NEVER) {
            mdl_tally_censor(&r->tally, l->run, l->entered_at, end_at);
        }
    }
    for (mdl_dpc_id dpc = 0; dpc < r->plan->dpc_count; dpc++) {
        end_dpc(r, end_at, dpc);
    }
    for (mdl_processor_id p = 0; p < r->plan->profile.processor_count; p++) {
        end_processor(r, end_at, p);
    }
}
