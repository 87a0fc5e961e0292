/* Knots in words; see the header. */
#include "model/run/knot_words.h"

#include <inttypes.h>
#include <string.h>

#include "sim/base/text.h"

enum { NAMES_MAX = 8 };

struct names {                        /* 'a', 'a and b', 'a, b, c and 4 more' */
    struct sim_text *text;
    uint32_t count, total;
};

static const char *path_of(const struct mdl_plan *plan, mdl_object_id object)
{
    return object < plan->object_count ? plan->objects[object].path : "nobody";
}

void mdl_knot_words_number(struct sim_text *text, uint32_t number)
{
    static const char *const words[] = {"no", "one", "two", "three", "four", "five", "six"};

    if (number < sizeof words / sizeof words[0]) {
        sim_text_add(text, words[number]);
    } else {
        sim_text_print(text, "%" PRIu32, number);
    }
}

void mdl_knot_words_pool(struct sim_text *text, const struct mdl_machine *m, mdl_pool_id pool)
{
    static const char *const queues[][2] = {{"pool.delayed", "the Delayed queue"},
                                            {"pool.critical", "the Critical queue"},
                                            {"pool.hypercritical", "the HyperCritical queue"}};
    const char *path = path_of(m->plan, m->plan->pools[pool].object);

    for (size_t i = 0; i < sizeof queues / sizeof queues[0]; i++) {
        path = strcmp(path, queues[i][0]) == 0 ? queues[i][1] : path;
    }
    sim_text_add(text, path);
}

/* Which of several declared threads of one name this is, from 1; 0: there is only one. */
static uint32_t place_among(const struct mdl_plan *plan, mdl_thread_id thread)
{
    uint32_t place = 1, all = 0;

    for (mdl_thread_id t = 0; t < plan->thread_count; t++) {
        if (plan->threads[t].object == plan->threads[thread].object) {
            all++;
            place += t < thread;
        }
    }
    return all > 1 ? place : 0;
}

void mdl_knot_words_thread(struct sim_text *text, const struct mdl_machine *m,
                           mdl_thread_id thread)
{
    mdl_instance_id instance = m->threads[thread].instance;
    uint32_t place = 0;

    if (thread < m->plan->thread_count) {
        sim_text_add(text, path_of(m->plan, m->plan->threads[thread].object));
        place = place_among(m->plan, thread);
    } else if (m->threads[thread].pool != MDL_NONE && instance != MDL_NONE) {
        const struct mdl_item *item = &m->plan->items[m->plan->instance_item[instance]];

        sim_text_add(text, path_of(m->plan, item->object));
        place = item->instance_count > 1 ? instance - item->instance_first + 1 : 0;
    } else {
        sim_text_add(text, "a worker");
    }
    if (place > 0) {
        sim_text_print(text, " #%" PRIu32, place);
    }
}

/* ---- lists of names ------------------------------------------------------------------------- */

/* What stands before the next name; false when it is only counted. */
static bool next_name(struct names *names)
{
    uint32_t i = names->count++;

    if (i >= NAMES_MAX && names->total > NAMES_MAX + 1) {
        if (i + 1 == names->total) {
            sim_text_print(names->text, " and %" PRIu32 " more", names->total - NAMES_MAX);
        }
        return false;
    }
    sim_text_add(names->text, i == 0 ? "" : i + 1 == names->total ? " and " : ", ");
    return true;
}

static bool named_before(const struct mdl_signals *s, const struct mdl_signals_place *places,
                         uint32_t i)
{
    for (uint32_t k = 0; k < i; k++) {
        if (places[k].routine == places[i].routine) {
            return true;
        }
        if (s->routines[places[k].routine].role == MDL_ROLE_THREAD &&
            s->routines[places[i].routine].role == MDL_ROLE_THREAD &&
            s->plan->threads[s->routines[places[k].routine].id].object ==
                s->plan->threads[s->routines[places[i].routine].id].object) {
            return true;   /* threads of one name */
        }
    }
    return false;
}

static mdl_object_id object_of(const struct mdl_plan *plan, const struct mdl_signals_routine *r)
{
    switch (r->role) {
    case MDL_ROLE_THREAD:
        return plan->threads[r->id].object;
    case MDL_ROLE_ITEM:
        return plan->items[r->id].object;
    case MDL_ROLE_DPC:
        return plan->dpcs[r->id].object;
    case MDL_ROLE_TIMER:
        return plan->timers[r->id].object;
    case MDL_ROLE_LINE:
        return plan->lines[r->id].isr_object;
    case MDL_ROLE_HANDLER:
        return plan->labels[plan->handlers[r->id].label].object;
    case MDL_ROLE_COMPLETION:
        return plan->labels[plan->completions[r->id].label].object;
    default:
        return plan->sources[r->id].object;
    }
}

/* Adds all that contain the signal; true when it is one. */
static bool add_setters(struct sim_text *text, const struct mdl_knot *k,
                        enum mdl_signals_target kind, uint32_t id)
{
    const struct mdl_signals *s = k->stuck->signals;
    struct names names = {.text = text};
    uint32_t count;
    const struct mdl_signals_place *places = mdl_signals_of(s, kind, id, &count);

    for (uint32_t i = 0; i < count; i++) {
        names.total += !named_before(s, places, i);
    }
    for (uint32_t i = 0; i < count; i++) {
        if (!named_before(s, places, i) && next_name(&names)) {
            mdl_object_id object = object_of(s->plan, &s->routines[places[i].routine]);

            sim_text_add(text, path_of(s->plan, object));
        }
    }
    return names.total == 1;
}

/* Declared threads in their order, then workers in the order of their items. */
static uint64_t rank_of(const struct mdl_machine *m, mdl_thread_id thread)
{
    return thread < m->plan->thread_count
               ? thread
               : ((uint64_t)m->threads[thread].instance + 1) << 32 | thread;
}

/* Threads that a node leads to (holders of a lock, workers of a pool). */
static void add_threads(struct sim_text *text, const struct mdl_knot *k, uint32_t node)
{
    const uint32_t *edges = k->edges + k->edge_first[node];
    struct names names = {.text = text, .total = k->edge_count[node]};
    uint64_t told = 0;

    while (names.count < names.total) {
        uint64_t best = UINT64_MAX;

        if (!next_name(&names)) {
            continue;
        }
        for (uint32_t e = 0; e < k->edge_count[node]; e++) {
            uint64_t rank = rank_of(k->stuck->m, edges[e]) + 1;

            best = rank > told && rank < best ? rank : best;
        }
        told = best;
        mdl_knot_words_thread(text, k->stuck->m, (mdl_thread_id)(best - 1));
    }
}

/* ---- sentences ------------------------------------------------------------------------------ */

/* In what the thread waits for `done`: a call of the driver, or an operation on its device of which
   this wait is a part that no step of the driver asks for. */
static const char *waiting_call(const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_thread *plan = &m->plan->threads[thread];
    uint32_t step = m->contexts[mdl_machine_thread_context(m, thread)].step;
    bool is_flush = m->plan->steps[step].kind == MDL_STEP_WDF_FLUSH;

    if (thread < m->plan->thread_count && plan->pnp != 0 &&
        m->plan->steps[step].ddi == UINT16_MAX) {
        return is_flush ? "in a power-down, for which the interrupts are disconnected,"
                        : "in the removal of its device";
    }
    return is_flush ? "in a flush" : "in a delete";
}

/* The queue of the request that the thread waits for. */
static mdl_object_id called(const struct mdl_machine *m, mdl_thread_id thread)
{
    const struct mdl_io_call *call =
        MDL_SLAB_AT(const struct mdl_io_call, m->calls, m->threads[thread].wait_object);

    return m->plan->streams[call->stream].object;
}

/* What it is that a thread waits for, and who could bring it about. */
static void add_object(struct sim_text *text, const struct mdl_knot *k, mdl_thread_id thread,
                       uint32_t waited, const char *among)
{
    const struct mdl_plan *plan = k->stuck->plan;
    uint32_t id;

    switch (mdl_knot_kind(k, waited, &id)) {
    case MDL_KNOT_EVENT:
        sim_text_print(text, " waits for %s %s%s, which only ",
                       plan->events[id].kind == MDL_EVENT_SEMAPHORE ? "semaphore" : "event",
                       path_of(plan, plan->events[id].object), among);
        sim_text_add(text, add_setters(text, k, MDL_TARGET_EVENT, id) ? " sets" : " set");
        break;
    case MDL_KNOT_LOCK:
        sim_text_print(text, " waits for lock %s%s, which ",
                       path_of(plan, plan->locks[id].object), among);
        add_threads(text, k, waited);
        sim_text_add(text, k->edge_count[waited] == 1 ? " holds" : " hold");
        break;
    case MDL_KNOT_TIMER:
        sim_text_print(text, " waits for timer %s%s, which only ",
                       path_of(plan, plan->timers[id].object), among);
        sim_text_add(text, add_setters(text, k, MDL_TARGET_TIMER, id) ? " starts" : " start");
        break;
    case MDL_KNOT_END:
        sim_text_add(text, " waits for the end of ");
        mdl_knot_words_thread(text, k->stuck->m, id);
        sim_text_add(text, among);
        break;
    case MDL_KNOT_RUNDOWN:
        sim_text_print(text, " waits for rundown of %s, whose protection only ",
                       path_of(plan, plan->locks[id].object));
        sim_text_add(text, add_setters(text, k, MDL_TARGET_RUNDOWN, id) ? " releases"
                                                                        : " release");
        break;
    case MDL_KNOT_CALL:
        sim_text_print(text, " waits for its request at %s, which only ",
                       path_of(plan, called(k->stuck->m, thread)));
        sim_text_add(text, add_setters(text, k, MDL_TARGET_CALL, id) ? " completes"
                                                                     : " complete");
        break;
    default:
        sim_text_print(text, " waits %s until %s has run", waiting_call(k->stuck->m, thread),
                       path_of(plan, plan->items[plan->instance_item[id]].object));
    }
}

static void add_thread_waits(struct sim_text *text, const struct mdl_knot *k, mdl_thread_id thread,
                             uint32_t waited)
{
    const struct mdl_thread_state *t = &k->stuck->m->threads[thread];
    bool several = t->wait_kind == MDL_WAITS_SEVERAL;

    mdl_knot_words_thread(text, k->stuck->m, thread);
    add_object(text, k, thread, waited, several ? " among others" : "");
}

static void add_routine(struct sim_text *text, const struct mdl_knot *k,
                        const struct mdl_signals_routine *r, mdl_pool_id waits_for)
{
    const struct mdl_plan *plan = k->stuck->plan;

    sim_text_add(text, path_of(plan, r->role == MDL_ROLE_LINE ? plan->lines[r->id].object
                                                              : object_of(plan, r)));
    if (waits_for != MDL_NONE) {
        sim_text_add(text, " waits for a worker of ");
        mdl_knot_words_pool(text, k->stuck->m, waits_for);
    } else if (r->role == MDL_ROLE_LINE) {
        sim_text_add(text, " is masked until it is unmasked by ");
        add_setters(text, k, MDL_TARGET_LINE, r->id);
    } else if (r->role == MDL_ROLE_TIMER) {
        sim_text_add(text, " is started only by ");
        add_setters(text, k, MDL_TARGET_TIMER, r->id);
    } else if (r->role == MDL_ROLE_THREAD) {
        sim_text_add(text, " is created only by ");
        add_setters(text, k, MDL_TARGET_THREAD, plan->threads[r->id].group_first);
    } else {
        sim_text_add(text, " is queued only by ");
        add_setters(text, k, r->role == MDL_ROLE_ITEM ? MDL_TARGET_ITEM : MDL_TARGET_DPC, r->id);
    }
}

static void add_pool(struct sim_text *text, const struct mdl_knot *k, uint32_t node,
                     mdl_pool_id pool)
{
    uint32_t workers = k->stuck->m->pools[pool].thread_count;

    if (workers == 1) {
        sim_text_add(text, "the only worker is held by ");
    } else {
        sim_text_print(text, "all %" PRIu32 " workers are held by ", workers);
    }
    add_threads(text, k, node);
}

static void add_circle(struct sim_text *text, const struct mdl_knot *k, const uint32_t *circle,
                       uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint32_t after = circle[(i + 1) % count], id, other;

        switch (mdl_knot_kind(k, circle[i], &id)) {
        case MDL_KNOT_THREAD:
            add_thread_waits(text, k, id, after);
            break;
        case MDL_KNOT_ROUTINE:
            add_routine(text, k, &k->stuck->signals->routines[id],
                        mdl_knot_kind(k, after, &other) == MDL_KNOT_POOL ? other : MDL_NONE);
            break;
        case MDL_KNOT_POOL:
            add_pool(text, k, circle[i], id);
            break;
        default:
            continue;   /* told with the thread that waits for it */
        }
        sim_text_add_char(text, '\n');
    }
}

static void add_summary(struct sim_text *text, const struct mdl_knot *k, const uint32_t *circle,
                        uint32_t count, uint32_t threads, mdl_pool_id pool)
{
    struct names names = {.text = text, .total = 2};
    uint32_t here = 0, of;

    for (uint32_t i = 0; i < count; i++) {
        here += mdl_knot_kind(k, circle[i], &of) == MDL_KNOT_THREAD;
    }
    if (pool != MDL_NONE) {
        mdl_knot_words_number(text, threads);
        sim_text_print(text, " work item%s for others that no worker is left to run",
                       threads == 1 ? " waits" : "s wait");
    } else if (threads == 1) {
        mdl_knot_words_thread(text, k->stuck->m, circle[0]);
        sim_text_add(text, " waits for itself");
    } else if (threads == 2 && here == 2) {
        for (uint32_t i = 0; i < count; i++) {
            uint32_t id;

            if (mdl_knot_kind(k, circle[i], &id) == MDL_KNOT_THREAD && next_name(&names)) {
                mdl_knot_words_thread(text, k->stuck->m, id);
            }
        }
        sim_text_add(text, " wait for each other");
    } else {
        mdl_knot_words_number(text, threads);
        sim_text_add(text, " threads wait for each other");
    }
    sim_text_add_char(text, '\n');
}

void mdl_knot_words_add(struct sim_text *text, struct mdl_knot *k, const uint32_t *circle,
                        uint32_t count, uint32_t threads, mdl_pool_id pool)
{
    add_summary(text, k, circle, count, threads, pool);
    add_circle(text, k, circle, count);
    sim_text_print(text, "... which closes the circle%s", pool != MDL_NONE ? " (W150)" : "");
}
