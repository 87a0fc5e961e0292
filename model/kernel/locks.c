/* Locks; see the header. */
#include "model/kernel/locks.h"

#include "model/kernel/blocking.h"
#include "model/kernel/spins.h"

bool mdl_locks_spins(const struct mdl_plan *plan, mdl_lock_id lock)
{
    return plan->locks[lock].kind <= MDL_LOCK_RW_SPIN;
}

bool mdl_locks_is_tracked(const struct mdl_plan *plan, mdl_lock_id lock)
{
    uint8_t kind = plan->locks[lock].kind;

    return kind == MDL_LOCK_FAST_MUTEX || kind == MDL_LOCK_GUARDED_MUTEX ||
           kind == MDL_LOCK_PUSH || kind == MDL_LOCK_RESOURCE;
}

void mdl_locks_raise(struct mdl_machine *m, mdl_context_id c, unsigned irql)
{
    mdl_processor_id p = mdl_machine_where(m, c);

    if (m->contexts[c].irql < irql) {
        m->contexts[c].irql = (uint8_t)irql;
        if (p != MDL_NONE) {
            mdl_machine_dirty(m, p);
        }
    }
}

enum mdl_outcome mdl_locks_acquire(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                                   unsigned ways, sim_duration timeout_ns)
{
    if (mdl_locks_spins(m->plan, lock)) {
        return mdl_spins_acquire(m, c, lock, ways);
    }
    return mdl_blocking_acquire(m, c, lock, ways, timeout_ns);
}

void mdl_locks_release(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock, unsigned ways)
{
    if (mdl_locks_spins(m->plan, lock)) {
        mdl_spins_release(m, c, lock, ways);
    } else {
        mdl_blocking_release(m, c, lock, ways);
    }
}

void mdl_locks_convert(struct mdl_machine *m, mdl_context_id c, mdl_lock_id lock,
                       bool to_exclusive)
{
    if (mdl_locks_spins(m->plan, lock)) {
        mdl_spins_convert(m, c, lock, to_exclusive);
    } else {
        mdl_blocking_convert(m, c, lock, to_exclusive);
    }
}
