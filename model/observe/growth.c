/* Arrays that grow: one place that talks to realloc. */
#include "model/observe/growth.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "sim/base/check.h"

void *mdl_growth_resize(void *array, size_t old_count, size_t new_count, size_t size)
{
    char *bytes;

    SIM_ASSERT(new_count >= old_count);
    SIM_ASSERT(new_count <= SIZE_MAX / size);
    bytes = realloc(array, new_count * size);
    if (bytes == NULL) {
        sim_check_memory(new_count * size);
    }
    memset(bytes + old_count * size, 0, (new_count - old_count) * size);
    return bytes;
}
