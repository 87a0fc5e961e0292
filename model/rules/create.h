/*
 * The checks of WdfWorkItemCreate (create.def) to look up.
 */
#ifndef WTSIM_MODEL_RULES_CREATE_H
#define WTSIM_MODEL_RULES_CREATE_H

#include <stdint.h>

#include "model/rules/status.h"

enum mdl_create {                     /* in the order of the checks */
#define CREATE(id, word, status, p1, help) MDL_CREATE_##id,
#include "model/rules/create.def"
#undef CREATE
    MDL_CREATE_COUNT
};

struct mdl_create_row {
    const char *word;                 /* '' not a mistake that a step can make */
    enum mdl_status status;
    uint32_t p1;                      /* of bug check 0x10D, 0: the status is returned */
    const char *help;
};

const struct mdl_create_row *mdl_create_row(enum mdl_create check);

#endif
