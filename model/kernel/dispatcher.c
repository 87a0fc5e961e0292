/* The dispatcher; see the header. */
#include "model/kernel/dispatcher.h"

#include "model/kernel/boosts.h"
#include "model/kernel/clock.h"
#include "model/kernel/processor.h"
#include "model/observe/tell.h"
#include "model/rules/irql.h"
#include "sim/base/bits.h"
#include "sim/base/check.h"

#define RESCUE_PERIOD_NS UINT64_C(1000000000)

enum { RESCUE_TOP = 14, RESCUE_SEEN_MAX = 16, RESCUE_BOOSTED_MAX = 10 };   /* T14, in a pass */

/* ---- ready lists ------------------------------------------------------------------------- */

static void list_add(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id thread, bool head)
{
    struct mdl_processor *processor = &m->processors[p];
    struct mdl_thread_state *t = &m->threads[thread];
    unsigned level = t->priority;

    t->phase = MDL_THREAD_READY;
    t->processor = p;
    t->next = head ? processor->ready_head[level] : MDL_NONE;
    t->previous = head ? MDL_NONE : processor->ready_tail[level];
    if (t->next != MDL_NONE) {
        m->threads[t->next].previous = thread;
    } else {
        processor->ready_tail[level] = thread;
    }
    if (t->previous != MDL_NONE) {
        m->threads[t->previous].next = thread;
    } else {
        processor->ready_head[level] = thread;
    }
    processor->ready_mask |= 1u << level;
    m->ready |= UINT64_C(1) << p;
    mdl_clock_want_next(m);   /* quanta matter while somebody waits */
}

static inline void list_empties(struct mdl_machine *m, mdl_processor_id p, unsigned level)
{
    struct mdl_processor *processor = &m->processors[p];

    processor->ready_mask &= ~(1u << level);
    if (processor->ready_mask == 0) {
        m->ready &= ~(UINT64_C(1) << p);
    }
}

static void list_remove(struct mdl_machine *m, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];
    struct mdl_processor *processor = &m->processors[t->processor];
    unsigned level = t->priority;

    if (t->next != MDL_NONE) {
        m->threads[t->next].previous = t->previous;
    } else {
        processor->ready_tail[level] = t->previous;
    }
    if (t->previous != MDL_NONE) {
        m->threads[t->previous].next = t->next;
    } else {
        processor->ready_head[level] = t->next;
    }
    if (processor->ready_head[level] == MDL_NONE) {
        list_empties(m, t->processor, level);
    }
    t->next = t->previous = MDL_NONE;
}

/* The first of the list leaves it. */
static inline void list_shift(struct mdl_machine *m, mdl_processor_id p, unsigned level)
{
    struct mdl_processor *processor = &m->processors[p];
    struct mdl_thread_state *t = &m->threads[processor->ready_head[level]];

    processor->ready_head[level] = t->next;
    if (t->next != MDL_NONE) {
        m->threads[t->next].previous = MDL_NONE;
        t->next = MDL_NONE;
    } else {
        processor->ready_tail[level] = MDL_NONE;
        list_empties(m, p, level);
    }
}

static mdl_thread_id list_best(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];

    return processor->ready_mask == 0
               ? MDL_NONE
               : processor->ready_head[sim_bits_highest(processor->ready_mask)];
}

/* ---- placement (T5) ----------------------------------------------------------------------- */

static mdl_processor_id idle_processor(const struct mdl_machine *m,
                                       const struct mdl_thread_state *t)
{
    uint64_t idle = m->idle & t->processors;

    if (idle == 0) {
        return MDL_NONE;
    }
    if (idle >> t->ideal & 1) {
        return t->ideal;
    }
    return idle >> t->processor & 1 ? t->processor : sim_bits_lowest(idle);
}

static void stand_by(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id thread)
{
    m->processors[p].standby = thread;
    m->threads[thread].phase = MDL_THREAD_STANDBY;
    m->threads[thread].processor = p;
    m->idle &= ~(UINT64_C(1) << p);
    mdl_processor_notify(m, p);
}

static mdl_thread_id rival_on(const struct mdl_machine *m, mdl_processor_id p)
{
    const struct mdl_processor *processor = &m->processors[p];

    return processor->standby != MDL_NONE ? processor->standby : processor->thread;
}

/* Nobody idles: where the thread is compared, and waits if it does not win (T5). */
static mdl_processor_id contested(const struct mdl_machine *m, const struct mdl_thread_state *t,
                                  bool preempted)
{
    mdl_processor_id best = preempted ? t->processor : t->ideal;

    if (!(t->processors >> best & 1)) {
        best = sim_bits_lowest(t->processors);
    }
    if (!m->plan->profile.placement_global) {
        return best;
    }
    for (uint64_t rest = t->processors; rest != 0; rest &= rest - 1) {
        mdl_processor_id p = sim_bits_lowest(rest);

        if (p < m->plan->profile.processor_count &&
            m->threads[rival_on(m, p)].priority < m->threads[rival_on(m, best)].priority) {
            best = p;
        }
    }
    return best;
}

/* It runs next on p, or stands in p's list behind a rival of its priority or above. */
static inline void compete(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id thread,
                           bool preempted)
{
    mdl_thread_id rival = rival_on(m, p), displaced = m->processors[p].standby;

    if (rival != MDL_NONE && m->threads[thread].priority <= m->threads[rival].priority) {
        list_add(m, p, thread, preempted);
        return;
    }
    stand_by(m, p, thread);
    if (displaced != MDL_NONE) {
        list_add(m, p, displaced, true);
    }
}

/* Returns where it is now. */
static mdl_processor_id place(struct mdl_machine *m, mdl_thread_id thread, bool preempted)
{
    struct mdl_thread_state *t = &m->threads[thread];
    mdl_processor_id p = idle_processor(m, t);

    t->ready_at = m->engine.now;
    if (p != MDL_NONE) {
        stand_by(m, p, thread);
        return p;
    }
    p = contested(m, t, preempted);
    compete(m, p, thread, preempted);
    return p;
}

mdl_processor_id mdl_dispatcher_ready_untold(struct mdl_machine *m, mdl_thread_id thread,
                                             enum mdl_wake wake)
{
    struct mdl_thread_state *t = &m->threads[thread];

    SIM_ASSERT(t->phase == MDL_THREAD_WAITING || t->phase == MDL_THREAD_ABSENT);
    t->wake = (uint8_t)wake;
    t->wait_kind = MDL_WAITS_NOT;
    return place(m, thread, false);
}

void mdl_dispatcher_ready(struct mdl_machine *m, mdl_thread_id thread, enum mdl_wake wake)
{
    mdl_processor_id p = mdl_dispatcher_ready_untold(m, thread, wake);

    mdl_tell_thread_ready(m->record, m->engine.now, thread, p, false);
}

/* ---- switching ------------------------------------------------------------------------------ */

static void pay(struct mdl_machine *m, mdl_thread_id thread, sim_duration cost_ns)
{
    static const mdl_label_id labels[] = {
        [MDL_WAKE_SWITCH] = MDL_LABEL_SWITCH_COST,
        [MDL_WAKE_WAIT] = MDL_LABEL_WAKE_COST,
        [MDL_WAKE_WORKER] = MDL_LABEL_WORKER_COST,
        [MDL_WAKE_HOST] = MDL_LABEL_WAKE_COST,
    };
    struct mdl_thread_state *t = &m->threads[thread];
    struct mdl_context *c = &m->contexts[mdl_machine_thread_context(m, thread)];

    if (!(c->flags & MDL_CONTEXT_OVERHEAD)) {
        t->resume_ns = c->left_ns;
    }
    c->flags |= MDL_CONTEXT_OVERHEAD;
    c->cost_label = labels[t->wake];
    c->left_ns = cost_ns;
}

static inline void switch_in(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id thread)
{
    sim_duration cost_ns = m->switch_costs[m->threads[thread].wake];

    mdl_dispatcher_occupy(m, p, thread);
    if (cost_ns > 0) {
        pay(m, thread, cost_ns);
    }
    mdl_tell_thread_runs(m->record, m->engine.now, thread, p);
}

/* T5: a processor that goes idle takes the highest ready thread it may run, wherever it is. */
static mdl_thread_id steal(struct mdl_machine *m, mdl_processor_id p)
{
    mdl_thread_id best = MDL_NONE;

    for (uint64_t rest = m->ready; rest != 0; rest &= rest - 1) {
        mdl_processor_id q = sim_bits_lowest(rest);

        for (uint32_t mask = m->processors[q].ready_mask; mask != 0;) {
            unsigned level = sim_bits_highest(mask);
            mdl_thread_id thread = m->processors[q].ready_head[level];

            mask &= ~(1u << level);
            if (best != MDL_NONE && level <= m->threads[best].priority) {
                break;
            }
            while (thread != MDL_NONE && !(m->threads[thread].processors >> p & 1)) {
                thread = m->threads[thread].next;
            }
            if (thread != MDL_NONE) {
                best = thread;
                break;
            }
        }
    }
    return best;
}

static mdl_thread_id next_ready(struct mdl_machine *m, mdl_processor_id p)
{
    mdl_thread_id thread = m->plan->profile.placement_global ? MDL_NONE : list_best(m, p);

    if (thread == MDL_NONE) {
        thread = steal(m, p);
        if (thread == MDL_NONE) {
            return MDL_NONE;
        }
    }
    list_remove(m, thread);
    if (m->threads[thread].processor != p) {
        mdl_tell_thread_moved(m->record, m->engine.now, thread, p);
    }
    return thread;
}

/* Must it stay where it was pre-empted? No processor is free for it, and no other is compared. */
static inline bool stays(const struct mdl_machine *m, const struct mdl_thread_state *t,
                         mdl_processor_id p, mdl_thread_id next)
{
    return (m->idle & t->processors) == 0 && (t->processors >> p & 1) &&
           !m->plan->profile.placement_global && m->processors[p].standby == MDL_NONE &&
           t->priority <= m->threads[next].priority;
}

mdl_processor_id mdl_dispatcher_preempt_untold(struct mdl_machine *m, mdl_processor_id p,
                                               mdl_thread_id next)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id current = processor->thread;
    struct mdl_thread_state *t = &m->threads[current];

    processor->thread = next;
    t->wake = MDL_WAKE_SWITCH;
    t->phase = MDL_THREAD_READY;
    t->processor = p;
    if (!stays(m, t, p, next)) {
        return place(m, current, true);
    }
    t->ready_at = m->engine.now;
    list_add(m, p, current, true);
    return p;
}

static void preempt(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id next)
{
    mdl_thread_id current = m->processors[p].thread;
    mdl_processor_id q = mdl_dispatcher_preempt_untold(m, p, next);

    mdl_tell_thread_ready(m->record, m->engine.now, current, q, true);
}

/*
 * A thread may have been chosen for p in the instant in which p's own thread left, before anybody
 * looked at p's list: who waits there and outranks it, or has waited there for longer, was first.
 */
static void yield_to_list(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id chosen = processor->standby, first = list_best(m, p);
    const struct mdl_thread_state *a = &m->threads[chosen], *b = &m->threads[first];

    if (b->priority > a->priority ||
        (b->priority == a->priority && b->ready_at < a->ready_at)) {
        list_remove(m, first);
        stand_by(m, p, first);
        list_add(m, p, chosen, false);
    }
}

mdl_thread_id mdl_dispatcher_resume(struct mdl_machine *m, mdl_processor_id p)
{
    mdl_thread_id thread = list_best(m, p);
    const struct mdl_context *c;

    if (thread == MDL_NONE || m->plan->profile.placement_global) {
        return MDL_NONE;
    }
    c = &m->contexts[mdl_machine_thread_context(m, thread)];
    if (c->left_ns == 0 || c->irql != MDL_IRQL_PASSIVE || (c->flags & MDL_CONTEXT_OVERHEAD) ||
        m->switch_costs[m->threads[thread].wake] != 0) {
        return MDL_NONE;
    }
    list_shift(m, p, m->threads[thread].priority);
    mdl_dispatcher_occupy(m, p, thread);
    return thread;
}

bool mdl_dispatcher_pick(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id next;

    if (processor->standby != MDL_NONE && processor->thread == MDL_NONE &&
        processor->ready_mask != 0) {
        yield_to_list(m, p);
    }
    next = processor->standby;
    if (next != MDL_NONE) {
        processor->standby = MDL_NONE;
        if (processor->thread != MDL_NONE) {
            mdl_processor_pause(m, p);
            preempt(m, p, next);
        }
    } else if (processor->thread != MDL_NONE) {
        return false;
    } else if (m->ready == 0 || (next = next_ready(m, p)) == MDL_NONE) {
        m->idle |= UINT64_C(1) << p;
        return false;
    }
    switch_in(m, p, next);
    return true;
}

/* ---- quanta (T6-T8, T13, T14) --------------------------------------------------------------- */

void mdl_dispatcher_tick(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id thread = processor->thread;

    if (thread == MDL_NONE || processor->quantum_end) {
        return;
    }
    mdl_processor_charge(m, p);
    if (m->charge_mask == 0) {   /* T7, before Vista: whoever runs at a tick pays for all of it */
        m->threads[thread].charged_ns += m->plan->profile.clock_period_ns;
    }
    if (m->threads[thread].charged_ns >= mdl_boosts_quantum(m, &m->threads[thread])) {
        processor->quantum_end = 1;
        mdl_machine_dirty(m, p);
    }
}

void mdl_dispatcher_quantum_end(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id thread = processor->thread, rival;
    struct mdl_thread_state *t = &m->threads[thread];

    processor->quantum_end = 0;
    mdl_boosts_expire(m, thread);   /* T8, T13 */
    if (processor->standby != MDL_NONE) {
        return;
    }
    rival = list_best(m, p);
    if (rival == MDL_NONE || m->threads[rival].priority < t->priority) {
        return;
    }
    list_remove(m, rival);
    mdl_processor_pause(m, p);
    processor->thread = MDL_NONE;
    t->wake = MDL_WAKE_SWITCH;
    t->ready_at = m->engine.now;
    list_add(m, p, thread, false);
    mdl_tell_thread_ready(m->record, m->engine.now, thread, p, true);
    switch_in(m, p, rival);
}

static void rescue_one(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id thread)
{
    struct mdl_thread_state *t = &m->threads[thread];
    struct mdl_processor *processor = &m->processors[p];
    mdl_thread_id rival = processor->standby != MDL_NONE ? processor->standby : processor->thread;
    sim_duration quantum_ns = mdl_boosts_quantum(m, t);
    sim_duration short_ns = m->plan->profile.clock_period_ns / 3 *   /* T14 */
                            m->plan->profile.rescue_quantum_units;

    list_remove(m, thread);
    t->decrement = (uint8_t)(15u - t->base - 1u);
    t->priority = 15;
    t->own_priority = t->lent > 0 ? 15 : t->own_priority;
    t->charged_ns = quantum_ns > short_ns ? quantum_ns - short_ns : 0;
    mdl_tell_thread_boosted(m->record, m->engine.now, thread, 15, true);
    if (rival != MDL_NONE && m->threads[rival].priority >= 15) {
        list_add(m, p, thread, false);
        return;
    }
    if (processor->standby != MDL_NONE) {
        mdl_thread_id displaced = processor->standby;

        processor->standby = MDL_NONE;
        list_add(m, p, displaced, true);
    }
    stand_by(m, p, thread);
}

/* One pass over the lists of p, from where the last one left off, until it has seen or boosted
   as many as a pass may. */
static void rescue_on(struct mdl_machine *m, mdl_processor_id p)
{
    struct mdl_processor *processor = &m->processors[p];
    unsigned level = processor->rescue_level != 0 ? processor->rescue_level : RESCUE_TOP;
    unsigned seen = 0, boosted = 0;

    for (unsigned levels = 0; levels < RESCUE_TOP; levels++) {
        mdl_thread_id thread = processor->ready_head[level];

        while (thread != MDL_NONE) {
            mdl_thread_id next = m->threads[thread].next;

            if (seen == RESCUE_SEEN_MAX || boosted == RESCUE_BOOSTED_MAX) {
                processor->rescue_level = (uint8_t)level;
                return;
            }
            seen++;
            if (m->engine.now - m->threads[thread].ready_at >= m->plan->profile.rescue_after_ns) {
                rescue_one(m, p, thread);
                boosted++;
            }
            thread = next;
        }
        level = level > 1 ? level - 1 : RESCUE_TOP;
    }
    processor->rescue_level = 0;
}

void mdl_dispatcher_rescue(struct mdl_machine *m)
{
    const struct mdl_profile *profile = &m->plan->profile;

    if (profile->rescue_one_processor) {   /* U5: each in turn, once a second */
        rescue_on(m, (mdl_processor_id)(m->engine.now / RESCUE_PERIOD_NS %
                                        profile->processor_count));
        return;
    }
    for (mdl_processor_id p = 0; p < profile->processor_count; p++) {
        rescue_on(m, p);
    }
}

/* ---- a change of priority -------------------------------------------------------------------- */

/* It stands by or runs on p with less than before: a ready rival may now be higher. */
static void lowered(struct mdl_machine *m, mdl_processor_id p, mdl_thread_id thread)
{
    mdl_thread_id rival = list_best(m, p);

    if (rival == MDL_NONE || m->threads[rival].priority <= m->threads[thread].priority) {
        return;
    }
    if (m->processors[p].standby == thread) {
        list_remove(m, rival);
        list_add(m, p, thread, true);
        stand_by(m, p, rival);
    } else if (m->processors[p].standby == MDL_NONE) {
        list_remove(m, rival);
        stand_by(m, p, rival);
    }
}

void mdl_dispatcher_move(struct mdl_machine *m, mdl_thread_id thread, unsigned priority)
{
    struct mdl_thread_state *t = &m->threads[thread];
    unsigned before = t->priority;

    if (before == priority) {
        return;
    }
    if (t->phase == MDL_THREAD_READY) {
        mdl_processor_id p = t->processor;

        list_remove(m, thread);
        t->priority = (uint8_t)priority;
        compete(m, p, thread, false);
        return;
    }
    t->priority = (uint8_t)priority;
    if (priority < before &&
        (t->phase == MDL_THREAD_RUNNING || t->phase == MDL_THREAD_STANDBY)) {
        lowered(m, t->processor, thread);
    }
}

void mdl_dispatcher_set_base(struct mdl_machine *m, mdl_thread_id thread, unsigned base)
{
    struct mdl_thread_state *t = &m->threads[thread];

    t->base = (uint8_t)base;
    mdl_dispatcher_set_priority(m, thread, base);
}

void mdl_dispatcher_set_priority(struct mdl_machine *m, mdl_thread_id thread, unsigned priority)
{
    struct mdl_thread_state *t = &m->threads[thread];

    t->decrement = 0;
    if (t->lent > 0) {
        t->own_priority = (uint8_t)priority;
        priority = priority > t->lent ? priority : t->lent;
    }
    mdl_dispatcher_move(m, thread, priority);
}

void mdl_dispatcher_allow(struct mdl_machine *m, mdl_thread_id thread, uint64_t processors)
{
    struct mdl_thread_state *t = &m->threads[thread];
    sim_instant ready_at = t->ready_at;

    t->processors = processors;
    if (t->phase == MDL_THREAD_READY && !(processors >> t->processor & 1)) {
        list_remove(m, thread);
        mdl_tell_thread_moved(m->record, m->engine.now, thread, place(m, thread, false));
        t->ready_at = ready_at;       /* it has waited since then, wherever */
    }
}
