/* The checks of WdfWorkItemCreate, compiled from create.def. */
#include "model/rules/create.h"

#include "sim/base/check.h"

static const struct mdl_create_row rows[MDL_CREATE_COUNT] = {
#define CREATE(id, word, status, p1, help) {word, MDL_##status, p1, help},
#include "model/rules/create.def"
#undef CREATE
};

const struct mdl_create_row *mdl_create_row(enum mdl_create check)
{
    SIM_ASSERT(check < MDL_CREATE_COUNT);
    return &rows[check];
}
