/*
 * The static walk.
 *
 * Each compiled program is walked from the level at which it is entered; a state is a step, a
 * level and the locks held. Every state is visited once, so loops end. What is found are warnings:
 * Windows would compile it, and the run shows what comes of it.
 */
#include "scenarios/language/walk.h"

#include <string.h>

#include "model/rules/ddi.h"
#include "scenarios/language/build.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/load.h"
#include "sim/base/arena.h"
#include "sim/base/check.h"
#include "sim/base/digest.h"

enum { HELD_MAX = 8, STATES_MAX = 20000, TABLE_SIZE = 65536 };

struct held {
    uint32_t lock;
    uint32_t step;                    /* where it was acquired */
    uint8_t level_before;
};

struct state {
    uint32_t step;
    uint8_t irql, held_count;
    uint8_t regions;                  /* critical and guarded ones entered */
    bool may_lack_last;               /* the newest lock was tried with a time-out */
    struct held held[HELD_MAX];
};

struct walk {
    struct scn_build *b;
    const struct scn_routine *routine;
    const struct mdl_program *program;
    uint64_t *seen;                   /* open addressing, 0 empty */
    uint32_t *used;                   /* its slots in use         */
    uint32_t seen_count;
    struct scn_vector todo;           /* struct state */
};

static const struct mdl_step *step_at(const struct walk *w, uint32_t index)
{
    return SCN_AT(struct mdl_step, w->b->steps, index);
}

static struct scn_range range_of(const struct walk *w, uint32_t index)
{
    const struct scn_range *at =
        SCN_AT(struct scn_range, w->b->place_ranges, step_at(w, index)->place);

    return at->line > 0 ? *at : w->routine->at;
}

static const char *level_name(const struct walk *w, uint8_t irql)
{
    return strcmp(mdl_irql_name(w->b->irql, irql), "DIRQL") == 0
               ? sim_arena_print(w->b->arena, "IRQL %u", irql)
               : mdl_irql_name(w->b->irql, irql);
}

static uint64_t digest_of(const struct state *s)
{
    uint64_t digest = sim_digest_add(SIM_DIGEST_START, (uint64_t)s->step << 16 |
                                                           (uint64_t)s->regions << 8 | s->irql);

    for (uint32_t i = 0; i < s->held_count; i++) {
        digest = sim_digest_add(digest, (uint64_t)s->held[i].lock << 8 | s->held[i].level_before);
    }
    return digest == 0 ? 1 : digest;   /* 0 marks an empty slot */
}

static void visit(struct walk *w, const struct state *s, uint32_t step)
{
    struct state next = *s;

    next.step = step;
    uint64_t digest = digest_of(&next);
    uint32_t slot = (uint32_t)(digest % TABLE_SIZE);

    while (w->seen[slot] != 0 && w->seen[slot] != digest) {
        slot = (slot + 1) % TABLE_SIZE;
    }
    if (w->seen[slot] == digest || w->seen_count >= STATES_MAX) {
        return;
    }
    w->seen[slot] = digest;
    w->used[w->seen_count++] = slot;
    *(struct state *)scn_build_push(w->b, &w->todo) = next;
}

static bool is_poll(const struct walk *w, const struct mdl_step *step)
{
    const struct sim_law *law;

    if (step->draw == MDL_NONE
        || (step->kind != MDL_STEP_WAIT_OBJECT && step->kind != MDL_STEP_WAIT_SEVERAL
            && step->kind != MDL_STEP_ACQUIRE && step->kind != MDL_STEP_ACQUIRE_INTERRUPT)) {
        return false;
    }
    law = &SCN_AT(struct mdl_draw, w->b->draws, step->draw)->law;
    return law->kind == SIM_LAW_CONSTANT && law->a == 0;
}

static void blocking(struct walk *w, const struct state *s, const char *what, const char *rules)
{
    scn_diags_add(w->b->diags, SCN_S_BLOCKING, range_of(w, s->step), NULL,
                  "%s waits at %s: Windows stops with %s (%s)", what, level_name(w, s->irql),
                  w->routine->caller == SCN_CALLER_DPC ? "0xB8" : "0xA", rules);
}

static const struct mdl_lock *lock_at(const struct walk *w, uint32_t lock)
{
    return SCN_AT(struct mdl_lock, w->b->locks, lock);
}

static bool spins(const struct mdl_lock *lock)
{
    return lock->kind <= MDL_LOCK_RW_SPIN;
}

/* C2: the lock of an interrupt can be taken up to its own level, a passive one's at PASSIVE. */
static uint8_t highest_for(const struct walk *w, const struct mdl_step *step)
{
    if ((step->kind == MDL_STEP_REMOVE_DPC || step->kind == MDL_STEP_STOP_TIMER)
        && step->number != 0) {
        return MDL_IRQL_PASSIVE;      /* C4: WdfDpcCancel, WdfTimerStop with Wait */
    }
    if (step->kind == MDL_STEP_ACQUIRE && !(step->number & MDL_WAY_TRY)
        && !spins(lock_at(w, step->object))) {
        return MDL_IRQL_APC;          /* WdfObjectAcquireLock, where it blocks */
    }
    return step->kind == MDL_STEP_ACQUIRE_INTERRUPT ? lock_at(w, step->object)->synchronize_irql
                                                    : UINT8_MAX;
}

static bool blocks(const struct walk *w, const struct mdl_step *step)
{
    if (step->kind == MDL_STEP_REMOVE_DPC || step->kind == MDL_STEP_STOP_TIMER) {
        return step->number != 0;     /* D25: with Wait */
    }
    if (step->kind == MDL_STEP_ACQUIRE_INTERRUPT || step->kind == MDL_STEP_ACQUIRE) {
        return !spins(lock_at(w, step->object));
    }
    return mdl_ddi_row(step->ddi)->blocks;
}

/* The row of ddi.def against the level. */
static void check_call(struct walk *w, const struct state *s)
{
    const struct mdl_step *step = step_at(w, s->step);
    const struct mdl_ddi *ddi;
    bool poll = is_poll(w, step);

    if (step->kind == MDL_STEP_WAIT && s->irql >= MDL_IRQL_DISPATCH) {
        blocking(w, s, "'wait'", "V4");
    }
    if (step->ddi == UINT16_MAX) {
        return;
    }
    ddi = mdl_ddi_row(step->ddi);
    poll = poll && ddi->blocks;
    if (poll ? s->irql > MDL_IRQL_DISPATCH
             : !mdl_ddi_allows_high(ddi, s->irql) || s->irql > highest_for(w, step)) {
        if (blocks(w, step) && !poll && s->irql >= MDL_IRQL_DISPATCH) {
            blocking(w, s, ddi->name, ddi->rules);
        } else {
            scn_diags_add(w->b->diags, SCN_S_ILLEGAL_CALL, range_of(w, s->step), NULL,
                          "%s is called at %s, above its highest level (%s)", ddi->name,
                          level_name(w, s->irql), ddi->rules);
        }
    } else if (!mdl_ddi_allows_low(ddi, s->irql)) {
        scn_diags_add(w->b->diags, SCN_S_ILLEGAL_CALL, range_of(w, s->step), NULL,
                      "%s is called at %s, below its lowest level (%s)", ddi->name,
                      level_name(w, s->irql), ddi->rules);
    }
}

static const char *lock_path(const struct walk *w, uint32_t lock)
{
    mdl_object_id object = lock_at(w, lock)->object;

    return SCN_AT(struct mdl_object, w->b->objects, object)->path;
}

/* The level that the step raises to. */
static uint8_t level_of(const struct walk *w, const struct mdl_step *step)
{
    const struct mdl_lock *lock = lock_at(w, step->object);

    if (step->kind == MDL_STEP_ACQUIRE_INTERRUPT) {
        return lock->synchronize_irql;
    }
    if (step->kind != MDL_STEP_ACQUIRE || (step->number & MDL_WAY_KEEPS_LEVEL)) {
        return MDL_IRQL_PASSIVE;
    }
    return spins(lock)                           ? MDL_IRQL_DISPATCH
           : lock->kind == MDL_LOCK_FAST_MUTEX ? MDL_IRQL_APC
                                                 : MDL_IRQL_PASSIVE;
}

/* I27: a spin lock is in-stack queued for all calls on it, or for none. */
static void check_family(struct walk *w, const struct state *s, const struct mdl_step *step)
{
    if (step->ddi != UINT16_MAX && lock_at(w, step->object)->kind == MDL_LOCK_QUEUED_SPIN
        && !(step->number & MDL_WAY_QUEUED)) {
        scn_diags_add(w->b->diags, SCN_S_WRONG_OBJECT, range_of(w, s->step), NULL,
                      "%s on '%s', which is used as an in-stack queued spin lock",
                      mdl_ddi_row(step->ddi)->name, lock_path(w, step->object));
    }
}

static void acquire(struct walk *w, struct state *s, uint32_t lock, uint8_t level)
{
    uint8_t kind = lock_at(w, lock)->kind;

    if (kind == MDL_LOCK_RUNDOWN) {
        return;   /* whoever releases it: it need not be here */
    }

    for (uint32_t i = 0; i < s->held_count; i++) {
        if (s->held[i].lock == lock && kind != MDL_LOCK_MUTEX && kind != MDL_LOCK_RESOURCE) {
            scn_diags_add(w->b->diags, SCN_S_LOCK_BALANCE, range_of(w, s->step), NULL,
                          "'%s' is acquired while it is held here: it waits for itself",
                          lock_path(w, lock));
            return;
        }
    }
    if (s->held_count == HELD_MAX) {
        return;
    }
    s->held[s->held_count++] =
        (struct held){.lock = lock, .step = s->step, .level_before = s->irql};
    s->irql = s->irql < level ? level : s->irql;
    s->may_lack_last = step_at(w, s->step)->draw != MDL_NONE
                       || (step_at(w, s->step)->kind == MDL_STEP_ACQUIRE
                           && (step_at(w, s->step)->number & MDL_WAY_TRY) != 0);
}

/* C2: a resource or push lock wants normal kernel APCs off: by a region, a level or a mutex. */
static void check_region(struct walk *w, const struct state *s, const struct mdl_step *step)
{
    uint8_t kind = lock_at(w, step->object)->kind;
    bool off = s->regions > 0 || s->irql >= MDL_IRQL_APC || (step->number & MDL_WAY_REGION) != 0;

    if (kind != MDL_LOCK_RESOURCE && kind != MDL_LOCK_PUSH) {
        return;
    }
    for (uint32_t i = 0; i < s->held_count; i++) {
        uint8_t held = lock_at(w, s->held[i].lock)->kind;

        off = off || held == MDL_LOCK_WAIT || held == MDL_LOCK_GUARDED_MUTEX
              || held == MDL_LOCK_MUTEX || held == kind;
    }
    if (!off) {
        scn_diags_add(w->b->diags, SCN_S_ILLEGAL_CALL, range_of(w, s->step), NULL,
                      "'%s' is acquired with normal kernel APCs enabled: KeEnterCriticalRegion "
                      "first (I28 C2)", lock_path(w, step->object));
    }
}

static void take_off(struct state *s, uint32_t index)
{
    s->irql = s->held[index].level_before;
    s->held_count--;
    memmove(&s->held[index], &s->held[index + 1],
            (s->held_count - index) * sizeof s->held[0]);
    s->held[s->held_count] = (struct held){0};
}

static void release(struct walk *w, struct state *s, uint32_t lock, unsigned ways)
{
    uint8_t irql = s->irql;

    for (uint32_t i = s->held_count; i-- > 0;) {
        if (s->held[i].lock == lock) {
            take_off(s, i);
            s->irql = ways & MDL_WAY_KEEPS_LEVEL ? irql : s->irql;
            return;
        }
    }
    if (SCN_AT(struct mdl_lock, w->b->locks, lock)->kind == MDL_LOCK_RUNDOWN) {
        return;
    }
    scn_diags_add(w->b->diags, SCN_S_LOCK_BALANCE, range_of(w, s->step), NULL,
                  "'%s' is released, but not held here", lock_path(w, lock));
}

static void change_level(struct walk *w, struct state *s, bool raise)
{
    uint8_t level = (uint8_t)step_at(w, s->step)->number;

    if (raise ? level < s->irql : level > s->irql) {
        scn_diags_add(w->b->diags, SCN_S_ILLEGAL_CALL, range_of(w, s->step), NULL,
                      "%s from %s to %s (I5)", raise ? "KeRaiseIrql lowers" : "KeLowerIrql raises",
                      level_name(w, s->irql), level_name(w, level));
    }
    s->irql = level;
}

/* What the step does to level and locks. */
static void apply(struct walk *w, struct state *s)
{
    const struct mdl_step *step = step_at(w, s->step);

    s->may_lack_last = s->may_lack_last && step->kind == MDL_STEP_BRANCH_RESULT;
    switch (step->kind) {
    case MDL_STEP_ACQUIRE:
        check_family(w, s, step);
        check_region(w, s, step);
        acquire(w, s, step->object, level_of(w, step));
        break;
    case MDL_STEP_ACQUIRE_INTERRUPT:
        check_region(w, s, step);
        acquire(w, s, step->object, level_of(w, step));
        break;
    case MDL_STEP_WAIT_OBJECT:
        if (step->object >> 28 == MDL_WAITABLE_LOCK) {
            acquire(w, s, step->object & 0x0fffffffu, MDL_IRQL_PASSIVE);
        }
        break;
    case MDL_STEP_RELEASE:
        check_family(w, s, step);
        release(w, s, step->object, step->number);
        break;
    case MDL_STEP_IPI_CALL:
        s->irql = w->b->irql->ipi;
        break;
    case MDL_STEP_IPI_WAIT:           /* back at what the lock of the call raised to */
        s->irql = MDL_IRQL_DISPATCH;
        if (s->held_count > 0 && s->held[s->held_count - 1].level_before > s->irql) {
            s->irql = s->held[s->held_count - 1].level_before;
        }
        break;
    case MDL_STEP_ENTER_REGION:
        s->regions += s->regions < UINT8_MAX;
        break;
    case MDL_STEP_LEAVE_REGION:
        s->regions -= s->regions > 0;
        break;
    case MDL_STEP_RAISE_IRQL:
        change_level(w, s, true);
        break;
    case MDL_STEP_LOWER_IRQL:
        change_level(w, s, false);
        break;
    default:
        break;
    }
}

static void returned(struct walk *w, const struct state *s)
{
    for (uint32_t i = 0; i < s->held_count; i++) {
        scn_diags_add(w->b->diags, SCN_S_LOCK_BALANCE, range_of(w, s->held[i].step), NULL,
                      "'%s' is acquired here and still held when %s returns",
                      lock_path(w, s->held[i].lock), w->routine->callback);
    }
    if (s->held_count == 0 && s->irql != w->routine->irql) {
        scn_diags_add(w->b->diags, SCN_S_LOCK_BALANCE, w->routine->at, NULL,
                      "%s is called at %s and returns at %s", w->routine->callback,
                      level_name(w, w->routine->irql), level_name(w, s->irql));
    }
}

static void after_branch(struct walk *w, const struct state *s, const struct mdl_step *step)
{
    struct state failed = *s;

    visit(w, s, s->step + 1);
    if (step->kind == MDL_STEP_BRANCH_RESULT && failed.may_lack_last && failed.held_count > 0) {
        take_off(&failed, failed.held_count - 1u);
    }
    visit(w, &failed, step->jump);
}

static void after_loop(struct walk *w, const struct state *s, const struct mdl_step *step)
{
    const struct mdl_step *repeat = step_at(w, step->jump - 1);

    visit(w, s, step->jump);
    if (repeat->draw != MDL_NONE || repeat->number != MDL_FOREVER) {
        visit(w, s, s->step + 1);
    }
}

static void go_on(struct walk *w, const struct state *s)
{
    const struct mdl_step *step = step_at(w, s->step);

    switch (step->kind) {
    case MDL_STEP_END:
    case MDL_STEP_END_THREAD:
        returned(w, s);
        break;
    case MDL_STEP_JUMP:
    case MDL_STEP_LEAVE:
    case MDL_STEP_RETURN:
    case MDL_STEP_EACH_NEXT:
        visit(w, s, step->jump);
        break;
    case MDL_STEP_WDF_DELETE:       /* above PASSIVE_LEVEL its callbacks run elsewhere (W97) */
        visit(w, s, s->irql > MDL_IRQL_PASSIVE ? step_at(w, s->step + 1)->jump : s->step + 1);
        break;
    case MDL_STEP_DISPOSE_IS:
    case MDL_STEP_ITEM_CLEANED:
    case MDL_STEP_ITEM_LAST:
    case MDL_STEP_BRANCH:
    case MDL_STEP_BRANCH_RESULT:
    case MDL_STEP_EACH:
    case MDL_STEP_EACH_FROM:
    case MDL_STEP_PNP_UNLESS:
        after_branch(w, s, step);
        break;
    case MDL_STEP_CHOOSE:
    case MDL_STEP_PNP_TAKE:
        for (uint32_t i = 0; i < step->number; i++) {
            visit(w, s, SCN_AT(struct mdl_choice, w->b->choices, step->object + i)->jump);
        }
        break;
    case MDL_STEP_REPEAT:
        visit(w, s, step->draw == MDL_NONE && step->number == 0 ? step->jump : s->step + 1);
        break;
    case MDL_STEP_REPEAT_NEXT:
        after_loop(w, s, step);
        break;
    default:
        visit(w, s, s->step + 1);
    }
}

static bool lets_time_pass(const struct walk *w, const struct mdl_step *step)
{
    switch (step->kind) {
    case MDL_STEP_RUN:
    case MDL_STEP_WAIT:
    case MDL_STEP_DELAY: {
        const struct sim_law *law = &SCN_AT(struct mdl_draw, w->b->draws, step->draw)->law;

        return law->kind != SIM_LAW_CONSTANT || law->a > 0;
    }
    case MDL_STEP_WAIT_OBJECT:
    case MDL_STEP_WAIT_SEVERAL:
    case MDL_STEP_WDF_FLUSH:
    case MDL_STEP_SEND_AND_WAIT:
    case MDL_STEP_CALL:
    case MDL_STEP_DISPOSE_NEXT:
    case MDL_STEP_RUN_DOWN:
    case MDL_STEP_ACQUIRE:
    case MDL_STEP_ACQUIRE_INTERRUPT:
    case MDL_STEP_RETURN:
    case MDL_STEP_LEAVE:
        return !is_poll(w, step);
    default:
        return false;
    }
}

/* A loop that never ends and in which nothing can take time (pin 11). */
static void check_loops(struct walk *w)
{
    for (uint32_t i = w->program->first; i < w->program->first + w->program->count; i++) {
        const struct mdl_step *loop = step_at(w, i);
        bool passes = false;

        if (loop->kind != MDL_STEP_REPEAT || loop->number != MDL_FOREVER
            || loop->draw != MDL_NONE) {
            continue;
        }
        for (uint32_t k = i + 1; k < loop->jump; k++) {
            passes = passes || lets_time_pass(w, step_at(w, k));
        }
        if (!passes) {
            scn_diags_add(w->b->diags, SCN_S_ENDLESS, range_of(w, i), NULL,
                          "this loop never ends and no time passes in it: it needs a 'run' or a "
                          "wait");
        }
    }
}

static void walk_routine(struct walk *w, uint32_t index)
{
    struct state start = {0};

    w->routine = SCN_AT(struct scn_routine, w->b->routines, index);
    w->program = SCN_AT(struct mdl_program, w->b->programs, index);
    start.irql = w->routine->irql;
    check_loops(w);
    visit(w, &start, w->program->first);
    while (w->todo.count > 0) {
        struct state s = *SCN_AT(struct state, w->todo, --w->todo.count);

        check_call(w, &s);
        apply(w, &s);
        go_on(w, &s);
    }
    while (w->seen_count > 0) {
        w->seen[w->used[--w->seen_count]] = 0;
    }
}

void scn_walk_check(struct scn_build *b)
{
    struct walk w = {.b = b, .todo = {.size = sizeof(struct state)},
                     .seen = sim_arena_array(b->arena, TABLE_SIZE, sizeof(uint64_t)),
                     .used = sim_arena_array(b->arena, STATES_MAX, sizeof(uint32_t))};

    for (uint32_t i = 0; i < b->routines.count; i++) {
        const struct scn_routine *routine = SCN_AT(struct scn_routine, b->routines, i);

        if (routine->caller != SCN_CALLER_SOURCE && !routine->is_wrong) {
            walk_routine(&w, i);
        }
    }
    if (b->diags->error_count == 0) {
        scn_load_check(b);            /* what is missing may be what uses it, or the load */
    }
}
