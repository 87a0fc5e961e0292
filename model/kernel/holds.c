/* Shares in locks; see the header. */
#include "model/kernel/holds.h"

#include "sim/base/check.h"

/*
 * The pool: entry 0 knows how many links were ever used, the free ones, and (count) how many shares
 * found no link. Those are counted in their lock all the same, whoever has them.
 */

static uint32_t take_link(struct mdl_machine *m)
{
    struct mdl_hold *books = &m->holds[0];
    uint32_t link = books->next;

    if (link != 0) {
        books->next = m->holds[link].next;
        return link;
    }
    return books->context < m->hold_count ? ++books->context : 0;
}

static void give_back(struct mdl_machine *m, uint32_t link)
{
    m->holds[link] = (struct mdl_hold){.next = m->holds[0].next};
    m->holds[0].next = link;
}

/* ---- the list of a lock ---------------------------------------------------------------------- */

struct mdl_hold *mdl_holds_find(const struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    uint32_t link = m->locks[lock].holder_head;

    while (link != 0 && m->holds[link].context != c) {
        link = m->holds[link].next;
    }
    return link == 0 ? NULL : &m->holds[link];
}

bool mdl_holds_has(const struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    return mdl_holds_find(m, lock, c) != NULL ||
           (m->holds[0].count > 0 && m->locks[lock].shared_count > 0);
}

void mdl_holds_add(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c, unsigned saved_irql)
{
    struct mdl_lock_state *state = &m->locks[lock];
    struct mdl_hold *hold = mdl_holds_find(m, lock, c);
    uint32_t link;

    state->shared_count++;
    if (hold != NULL) {
        hold->count++;
        return;
    }
    link = take_link(m);
    if (link == 0) {
        m->holds[0].count++;
        return;
    }
    m->holds[link] = (struct mdl_hold){.context = c, .next = state->holder_head, .count = 1,
                                       .saved_irql = (uint8_t)saved_irql};
    state->holder_head = link;
}

bool mdl_holds_remove(struct mdl_machine *m, mdl_lock_id lock, mdl_context_id c)
{
    struct mdl_lock_state *state = &m->locks[lock];
    uint32_t *from = &state->holder_head;
    uint32_t link;

    while (*from != 0 && m->holds[*from].context != c) {
        from = &m->holds[*from].next;
    }
    link = *from;
    SIM_ASSERT(state->shared_count > 0);
    state->shared_count--;
    if (link == 0) {
        m->holds[0].count--;
        return true;
    }
    if (--m->holds[link].count > 0) {
        return false;
    }
    *from = m->holds[link].next;
    give_back(m, link);
    return true;
}

const struct mdl_hold *mdl_holds_first(const struct mdl_machine *m, mdl_lock_id lock)
{
    uint32_t link = m->locks[lock].holder_head;

    return link == 0 ? NULL : &m->holds[link];
}

const struct mdl_hold *mdl_holds_next(const struct mdl_machine *m, const struct mdl_hold *hold)
{
    return hold->next == 0 ? NULL : &m->holds[hold->next];
}
