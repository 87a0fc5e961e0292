/* Those who wait and could still be helped; see the header. */
#include "model/run/watch.h"

#include <stdlib.h>
#include <string.h>

#include "model/observe/growth.h"

void mdl_watch_init(struct mdl_watch *w, struct mdl_machine *m, struct mdl_stuck *stuck)
{
    *w = (struct mdl_watch){.m = m, .stuck = stuck};
    w->threads = mdl_growth_resize(NULL, 0, m->plan->thread_total + 1u, sizeof *w->threads);
    w->listed = mdl_growth_resize(NULL, 0, m->plan->thread_total + 1u, sizeof *w->listed);
}

void mdl_watch_deinit(struct mdl_watch *w)
{
    free(w->threads);
    free(w->listed);
    *w = (struct mdl_watch){0};
}

void mdl_watch_begin(struct mdl_watch *w)
{
    memset(w->listed, 0, w->m->plan->thread_total + 1u);
    w->m->watched = w->m->ended_count = 0;
}

void mdl_watch_add(struct mdl_watch *w, mdl_thread_id thread)
{
    if (!w->listed[thread]) {
        w->listed[thread] = 1;
        w->threads[w->m->watched++] = thread;
    }
}

/* The routine whose run has ended; false: none that signals anything. */
static bool routine_of(const struct mdl_machine *m, const struct mdl_ended *ended,
                       enum mdl_signals_role *ret_role, uint32_t *ret_id)
{
    *ret_id = ended->object;
    switch (ended->kind) {
    case MDL_CONTEXT_ISR:
        *ret_role = MDL_ROLE_LINE;
        return true;
    case MDL_CONTEXT_DPC:
        *ret_role = ended->timer ? MDL_ROLE_TIMER : MDL_ROLE_DPC;
        return true;
    case MDL_CONTEXT_THREAD:
        *ret_role = MDL_ROLE_THREAD;
        return ended->object < m->plan->thread_count;
    case MDL_CONTEXT_WORKER:
        *ret_role = MDL_ROLE_ITEM;
        *ret_id = m->plan->instance_item[ended->object];
        return true;
    case MDL_CONTEXT_SOURCE:
        *ret_role = MDL_ROLE_SOURCE;
        return true;
    default:
        return false;
    }
}

/* Has something ended that cannot come again by itself? */
static bool is_lost(struct mdl_watch *w)
{
    struct mdl_machine *m = w->m;
    bool lost = m->ended_count > MDL_ENDED_MAX;

    for (uint32_t i = 0; i < m->ended_count && !lost; i++) {
        enum mdl_signals_role role;
        uint32_t id;

        lost = m->ended[i].kind == MDL_ENDED_SERVICE
                   ? !mdl_stuck_completes(w->stuck)
                   : routine_of(m, &m->ended[i], &role, &id) &&
                         !mdl_stuck_routine_lives(w->stuck, role, id);
    }
    m->ended_count = 0;
    return lost;
}

static void forget_those_who_run(struct mdl_watch *w)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < w->m->watched; i++) {
        mdl_thread_id thread = w->threads[i];

        w->listed[thread] = mdl_stuck_waits(w->m, thread);
        if (w->listed[thread]) {
            w->threads[count++] = thread;
        }
    }
    w->m->watched = count;
}

bool mdl_watch_alarms(struct mdl_watch *w)
{
    bool perhaps = false;

    if (w->m->ended_count == 0) {
        return false;
    }
    forget_those_who_run(w);
    if (w->m->watched == 0 || !is_lost(w)) {
        w->m->ended_count = 0;
        return false;
    }
    for (uint32_t i = 0; i < w->m->watched && !perhaps; i++) {
        perhaps = !mdl_stuck_proceeds(w->stuck, w->threads[i]);
    }
    return perhaps;
}
