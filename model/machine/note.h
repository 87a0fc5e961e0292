/*
 * Notes for the judgement of deadlocks: what has ended, at this instant, that could have helped
 * those who wait. Without threads that wait nothing is noted.
 */
#ifndef WTSIM_MODEL_MACHINE_NOTE_H
#define WTSIM_MODEL_MACHINE_NOTE_H

#include "model/machine/machine.h"

/* While threads wait: something that could have helped them is gone (no run says what). */
static inline void mdl_note_loss(struct mdl_machine *m)
{
    if (m->watched > 0) {
        m->ended_count = MDL_ENDED_MAX + 1;
        m->judge = m->engine.dirty = true;
    }
}

/* This has ended. */
static inline void mdl_note_ended(struct mdl_machine *m, struct mdl_ended ended)
{
    if (m->watched == 0) {
        return;
    }
    if (m->ended_count < MDL_ENDED_MAX) {
        m->ended[m->ended_count] = ended;
    }
    m->ended_count += m->ended_count <= MDL_ENDED_MAX;
    m->judge = m->engine.dirty = true;
}

/* The run of this context, which returns. */
static inline void mdl_note_run(struct mdl_machine *m, const struct mdl_context *c)
{
    mdl_note_ended(m, (struct mdl_ended){c->kind, (c->flags & MDL_CONTEXT_TIMER) != 0,
                                           c->object});
}

#endif
