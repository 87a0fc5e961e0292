/* Statuses, compiled from status.def. */
#include "model/rules/status.h"

#include <string.h>

#include "sim/base/check.h"

static const struct {
    const char *name, *help;
    bool success;
} rows[MDL_STATUS_COUNT] = {
#define STATUS(name, success, help) {#name, help, (success) != 0},
#include "model/rules/status.def"
#undef STATUS
};

const char *mdl_status_name(enum mdl_status status)
{
    SIM_ASSERT(status < MDL_STATUS_COUNT);
    return rows[status].name;
}

const char *mdl_status_help(enum mdl_status status)
{
    SIM_ASSERT(status < MDL_STATUS_COUNT);
    return rows[status].help;
}

bool mdl_status_is_success(enum mdl_status status)
{
    SIM_ASSERT(status < MDL_STATUS_COUNT);
    return rows[status].success;
}

enum mdl_status mdl_status_find(const char *name)
{
    for (unsigned i = 0; i < MDL_STATUS_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return (enum mdl_status)i;
        }
    }
    return MDL_STATUS_COUNT;
}
