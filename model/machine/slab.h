/*
 * Slabs: records of one size that come and go, referred to by number.
 *
 * What waits in lists and at targets, and the calls under way, have no bound that a plan could
 * know, so they lie outside the block, as the links of bags do; a checkpoint copies them. Numbers
 * stay valid while the array grows; pointers do not.
 */
#ifndef WTSIM_MODEL_MACHINE_SLAB_H
#define WTSIM_MODEL_MACHINE_SLAB_H

#include <stddef.h>
#include <stdint.h>

struct mdl_slab {
    unsigned char *records;
    uint32_t size;                    /* of a record, at least 4              */
    uint32_t capacity, used;
    uint32_t free;                    /* record + 1, linked by its first word */
};

#define MDL_SLAB_AT(type, slab, index) (&((type *)(void *)(slab).records)[index])

/* The number of a record that was free, all zero. */
uint32_t mdl_slab_take(struct mdl_slab *slab);

/* It is free again. */
void mdl_slab_give(struct mdl_slab *slab, uint32_t index);

/* Nothing is taken any more. */
void mdl_slab_clear(struct mdl_slab *slab);

/* into becomes what from is. */
void mdl_slab_copy(struct mdl_slab *into, const struct mdl_slab *from);
void mdl_slab_deinit(struct mdl_slab *slab);

#endif
