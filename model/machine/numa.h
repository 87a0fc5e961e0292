/*
 * NUMA nodes: equal, contiguous shares of the processors, each with pools of its own (W36, W40).
 *
 * The pools of one kind stand together in the plan, node by node, and an item names the one of
 * node 0. Where it was queued last, its instance remembers. A pool that is the only one of its
 * kind (legacy eras, hosts, machines of one node) belongs to all processors.
 */
#ifndef WTSIM_MODEL_MACHINE_NUMA_H
#define WTSIM_MODEL_MACHINE_NUMA_H

#include "model/machine/machine.h"

/* Processors per node. */
static inline uint32_t mdl_numa_size(const struct mdl_machine *m)
{
    return m->plan->profile.processor_count / (m->plan->profile.node_last + 1u);
}

/* The node of a processor. */
static inline uint32_t mdl_numa_node(const struct mdl_machine *m, mdl_processor_id p)
{
    return p / mdl_numa_size(m);
}

/* The processors of a node, as bits. */
static inline uint64_t mdl_numa_processors(const struct mdl_machine *m, uint32_t node)
{
    uint32_t size = mdl_numa_size(m);

    return UINT64_MAX >> (64 - size) << node * size;
}

/* The ideal processor of one of a node's threads: they take turns. */
static inline mdl_processor_id mdl_numa_ideal(const struct mdl_machine *m, uint32_t node,
                                              mdl_thread_id thread)
{
    uint32_t size = mdl_numa_size(m);

    return node * size + thread % size;
}

/* The pool in whose list an instance stands, or stood last. */
static inline mdl_pool_id mdl_numa_pool(const struct mdl_machine *m, mdl_instance_id instance)
{
    return m->plan->profile.node_last > 0 ? m->placed[instance]
                                          : m->plan->items[m->instances[instance].item].pool;
}

#endif
