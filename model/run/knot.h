/*
 * Knots: circles among those who cannot proceed.
 *
 * Whoever is stuck waits for something that only others who are stuck can bring about: a thread
 * for an event, a lock or a flush; these for the routines and threads that could; an item for a
 * worker of its pool; a pool for its workers. Strongly connected parts of this graph that contain
 * a thread and from which no other circle is reached are the knots. A thread that waits for what
 * nobody ever does is stuck, but in no knot.
 */
#ifndef WTSIM_MODEL_RUN_KNOT_H
#define WTSIM_MODEL_RUN_KNOT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/run/stuck.h"

enum mdl_knot_kind {                  /* of a node, in the order of their numbers */
    MDL_KNOT_THREAD, MDL_KNOT_POOL, MDL_KNOT_ROUTINE, MDL_KNOT_EVENT, MDL_KNOT_LOCK,
    MDL_KNOT_FLUSH, MDL_KNOT_TIMER, MDL_KNOT_END /* of a thread */, MDL_KNOT_RUNDOWN,
    MDL_KNOT_CALL,                    /* the completion of requests */
    MDL_KNOT_KIND_COUNT
};

struct mdl_knot_part {                /* a strongly connected part                 */
    uint32_t first, count;            /* of its nodes in `order`                   */
    uint32_t threads;
    bool circular;                    /* with at least one thread                  */
    bool leads_on;                    /* another circular part is reached from it  */
};

struct mdl_knot {
    struct mdl_stuck *stuck;
    uint32_t kind_first[MDL_KNOT_KIND_COUNT + 1];
    uint32_t *edge_first, *edge_count;/* by node                                    */
    uint32_t *edges;
    uint32_t edge_total, edge_capacity;
    uint32_t *index, *low, *part_of, *next; /* by node; index 0: not seen           */
    uint32_t *stack, *path, *order;
    uint32_t stack_depth, order_count, index_last;
    struct mdl_knot_part *parts;
    uint32_t part_count;
};

void mdl_knot_init(struct mdl_knot *k, struct mdl_stuck *stuck);
void mdl_knot_deinit(struct mdl_knot *k);

/* Finds the parts, after a whole judgement that was not strict. */
void mdl_knot_find(struct mdl_knot *k);

bool mdl_knot_is_knot(const struct mdl_knot_part *part);

/* What kind of thing a node is, and its id. */
enum mdl_knot_kind mdl_knot_kind(const struct mdl_knot *k, uint32_t node, uint32_t *ret_id);

/* The shortest circle from a thread of the part back to it, as nodes; how many. One through runs
   that are under way goes before one through routines that would have to be set off again. */
uint32_t mdl_knot_circle(struct mdl_knot *k, mdl_thread_id thread, uint32_t *ret_nodes);

#endif
