/* Bags: short lists of intervals; see the header. */
#include "model/machine/bag.h"

#include <stdlib.h>

#include "sim/base/check.h"

void mdl_bag_pool_deinit(struct mdl_bag_pool *pool)
{
    free(pool->links);
    *pool = (struct mdl_bag_pool){0};
}

static uint32_t link_take(struct mdl_bag_pool *pool)
{
    uint32_t link = pool->free;

    if (link != 0) {
        pool->free = pool->links[link - 1].next;
        return link;
    }
    if (pool->used == pool->capacity) {
        uint32_t capacity = pool->capacity == 0 ? 64 : pool->capacity * 2;
        struct mdl_bag_link *links = realloc(pool->links, capacity * sizeof *links);

        if (links == NULL) {
            sim_check_memory(capacity * sizeof *links);
        }
        pool->links = links;
        pool->capacity = capacity;
    }
    return ++pool->used;
}

static void link_give(struct mdl_bag_pool *pool, uint32_t link)
{
    pool->links[link - 1].next = pool->free;
    pool->free = link;
}

static struct mdl_interval *last(struct mdl_bag_pool *pool, struct mdl_bag *bag)
{
    return bag->count > 1 ? &pool->links[bag->tail - 1].interval : &bag->first;
}

void mdl_bag_append_further(struct mdl_bag_pool *pool, struct mdl_bag *bag,
                            struct mdl_interval interval)
{
    struct mdl_interval *end = last(pool, bag);
    uint32_t link;

    SIM_ASSERT(bag->count > 0);
    if (end->stream == interval.stream && end->low + end->length == interval.low &&
        interval.length <= UINT32_MAX - end->length) {
        end->length += interval.length;
        return;
    }
    link = link_take(pool);
    pool->links[link - 1] = (struct mdl_bag_link){interval, 0, 0};
    if (bag->count == 1) {
        bag->head = link;
    } else {
        pool->links[bag->tail - 1].next = link;
    }
    bag->tail = link;
    bag->count++;
}

static bool inside(const struct mdl_interval *interval, mdl_stream_id stream, uint64_t number)
{
    return interval->stream == stream && number >= interval->low &&
           number - interval->low < interval->length;
}

bool mdl_bag_contains(const struct mdl_bag_pool *pool, const struct mdl_bag *bag,
                      mdl_stream_id stream, uint64_t number)
{
    uint32_t link = bag->head;

    if (bag->count > 0 && inside(&bag->first, stream, number)) {
        return true;
    }
    for (uint32_t i = 1; i < bag->count; i++, link = pool->links[link - 1].next) {
        if (inside(&pool->links[link - 1].interval, stream, number)) {
            return true;
        }
    }
    return false;
}

/* The first interval is used up: the second takes its place. */
void mdl_bag_shift(struct mdl_bag_pool *pool, struct mdl_bag *bag)
{
    uint32_t link = bag->head;

    SIM_ASSERT(bag->count > 1);
    bag->first = pool->links[link - 1].interval;
    bag->head = pool->links[link - 1].next;
    bag->count--;
    link_give(pool, link);
}

struct mdl_interval mdl_bag_at(const struct mdl_bag_pool *pool, const struct mdl_bag *bag,
                               uint32_t index)
{
    uint32_t link = bag->head;

    SIM_ASSERT(index < bag->count);
    if (index == 0) {
        return bag->first;
    }
    for (uint32_t i = 1; i < index; i++) {
        link = pool->links[link - 1].next;
    }
    return pool->links[link - 1].interval;
}

uint64_t mdl_bag_size(const struct mdl_bag_pool *pool, const struct mdl_bag *bag)
{
    uint64_t size = bag->count > 0 ? bag->first.length : 0;
    uint32_t link = bag->head;

    for (uint32_t i = 1; i < bag->count; i++, link = pool->links[link - 1].next) {
        size += pool->links[link - 1].interval.length;
    }
    return size;
}
