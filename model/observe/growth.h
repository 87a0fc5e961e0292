/* Arrays that grow by doubling up to a cap: the record's only memory after its start. */
#ifndef WTSIM_MODEL_OBSERVE_GROWTH_H
#define WTSIM_MODEL_OBSERVE_GROWTH_H

#include <stddef.h>

/* The array with room for new_count elements, the new ones zero. Ends the program with 70 when
   there is no memory. */
void *mdl_growth_resize(void *array, size_t old_count, size_t new_count, size_t size);

#endif
