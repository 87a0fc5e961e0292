/*
 * Bags: which requests somebody carries.
 *
 * A request is (stream, number); numbers count from 0 in arrival order, so what a callback
 * carries is nearly always one run of neighbours. A bag is a short list of such intervals, in
 * the order in which they came; the first lies in the bag itself, further ones in a pool of links
 * that grows on demand. Bags know nothing of holders and latencies (hardware/requests.h).
 *
 * The common cases (empty, one interval) are inline: they lie on the path of every request.
 */
#ifndef WTSIM_MODEL_MACHINE_BAG_H
#define WTSIM_MODEL_MACHINE_BAG_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/plan.h"

struct mdl_interval {
    uint64_t low;          /* first number             */
    uint32_t length;       /* how many, at least 1     */
    mdl_stream_id stream;
};

struct mdl_bag {                /* empty: count 0, whatever the rest holds      */
    struct mdl_interval first;
    uint32_t count;             /* intervals                                    */
    uint32_t head, tail;        /* links + 1 of the second and the last interval */
    uint32_t zero;
};

struct mdl_bag_link {
    struct mdl_interval interval;
    uint32_t next;         /* link + 1, 0: none (also of the free list) */
    uint32_t zero;
};

struct mdl_bag_pool {
    struct mdl_bag_link *links;
    uint32_t capacity, used, free; /* free: link + 1 */
};

void mdl_bag_pool_deinit(struct mdl_bag_pool *pool);

/* The general cases behind the inline functions below. */
void mdl_bag_append_further(struct mdl_bag_pool *pool, struct mdl_bag *bag,
                            struct mdl_interval interval);
void mdl_bag_shift(struct mdl_bag_pool *pool, struct mdl_bag *bag);

/* Appends an interval that the bag does not contain; joins it to the last one if it continues
   it. */
static inline void mdl_bag_append(struct mdl_bag_pool *pool, struct mdl_bag *bag,
                                  struct mdl_interval interval)
{
    if (bag->count == 0) {
        bag->first = interval;
        bag->count = 1;
    } else {
        mdl_bag_append_further(pool, bag, interval);
    }
}

/* Takes the first interval off. The bag must not be empty. */
static inline struct mdl_interval mdl_bag_take_interval(struct mdl_bag_pool *pool,
                                                        struct mdl_bag *bag)
{
    struct mdl_interval taken = bag->first;

    if (bag->count == 1) {
        bag->count = 0;
    } else {
        mdl_bag_shift(pool, bag);
    }
    return taken;
}

/* Takes the first request off. The bag must not be empty. */
static inline struct mdl_interval mdl_bag_take_one(struct mdl_bag_pool *pool, struct mdl_bag *bag)
{
    struct mdl_interval taken = bag->first;

    if (taken.length == 1) {
        return mdl_bag_take_interval(pool, bag);
    }
    bag->first.low++;
    bag->first.length--;
    taken.length = 1;
    return taken;
}

/* All that `from` holds goes into a bag that is empty; from is empty then. */
static inline void mdl_bag_move(struct mdl_bag *into, struct mdl_bag *from)
{
    *into = *from;
    from->count = 0;
}

/* True when the bag holds this request. */
bool mdl_bag_contains(const struct mdl_bag_pool *pool, const struct mdl_bag *bag,
                      mdl_stream_id stream, uint64_t number);

/* A walk through a bag that stays as it is meanwhile; begins as {0}. */
struct mdl_bag_walk {
    uint32_t index, link;       /* of the next interval */
};

/* The next interval, from the front; false: there are no more. */
static inline bool mdl_bag_next(const struct mdl_bag_pool *pool, const struct mdl_bag *bag,
                                struct mdl_bag_walk *walk, struct mdl_interval *ret_interval)
{
    if (walk->index == bag->count) {
        return false;
    }
    if (walk->index++ == 0) {
        *ret_interval = bag->first;
        walk->link = bag->head;
    } else {
        *ret_interval = pool->links[walk->link - 1].interval;
        walk->link = pool->links[walk->link - 1].next;
    }
    return true;
}

/* The interval at this index, counted from the front: for bags that change on the way. */
struct mdl_interval mdl_bag_at(const struct mdl_bag_pool *pool, const struct mdl_bag *bag,
                               uint32_t index);

/* How many requests it holds. */
uint64_t mdl_bag_size(const struct mdl_bag_pool *pool, const struct mdl_bag *bag);

#endif
