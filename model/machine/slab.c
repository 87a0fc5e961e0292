/* Slabs; see the header. */
#include "model/machine/slab.h"

#include <stdlib.h>
#include <string.h>

#include "sim/base/check.h"

#define START 16u

static void grow(struct mdl_slab *slab, uint32_t capacity)
{
    unsigned char *records = realloc(slab->records, (size_t)capacity * slab->size);

    if (records == NULL) {
        sim_check_memory((size_t)capacity * slab->size);
    }
    slab->records = records;
    slab->capacity = capacity;
}

uint32_t mdl_slab_take(struct mdl_slab *slab)
{
    uint32_t index;

    SIM_ASSERT(slab->size >= sizeof index);
    if (slab->free != 0) {
        index = slab->free - 1;
        memcpy(&slab->free, slab->records + (size_t)index * slab->size, sizeof slab->free);
    } else {
        if (slab->used == slab->capacity) {
            grow(slab, slab->capacity == 0 ? START : slab->capacity * 2);
        }
        index = slab->used++;
    }
    memset(slab->records + (size_t)index * slab->size, 0, slab->size);
    return index;
}

void mdl_slab_give(struct mdl_slab *slab, uint32_t index)
{
    SIM_ASSERT(index < slab->used);
    memcpy(slab->records + (size_t)index * slab->size, &slab->free, sizeof slab->free);
    slab->free = index + 1;
}

void mdl_slab_clear(struct mdl_slab *slab)
{
    slab->used = slab->free = 0;
}

void mdl_slab_copy(struct mdl_slab *into, const struct mdl_slab *from)
{
    into->size = from->size;
    if (into->capacity < from->capacity) {
        grow(into, from->capacity);
    }
    if (from->used > 0) {
        memcpy(into->records, from->records, (size_t)from->used * from->size);
    }
    into->used = from->used;
    into->free = from->free;
}

void mdl_slab_deinit(struct mdl_slab *slab)
{
    free(slab->records);
    *slab = (struct mdl_slab){.size = slab->size};
}
