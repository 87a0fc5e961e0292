/*
 * DDI rows (ddi.def) to look up: which there are, what they take, at which IRQL they are legal.
 *
 * What a DDI does is a step of the plan, which this room does not know: include ddi.def with
 * your own DDI() to turn the second column into it.
 */
#ifndef WTSIM_MODEL_RULES_DDI_H
#define WTSIM_MODEL_RULES_DDI_H

#include <stdbool.h>
#include <stdint.h>

enum mdl_argument {                   /* what stands beside the name */
    MDL_ARGUMENT_NOTHING, MDL_ARGUMENT_INTERRUPT, MDL_ARGUMENT_DPC, MDL_ARGUMENT_WORK_ITEM,
    MDL_ARGUMENT_LOCK, MDL_ARGUMENT_EVENT, MDL_ARGUMENT_WAITABLE, MDL_ARGUMENT_DURATION,
    MDL_ARGUMENT_TIMER, MDL_ARGUMENT_IRQL, MDL_ARGUMENT_NUMBER, MDL_ARGUMENT_SYNCHRONIZE,
    MDL_ARGUMENT_TARGET, MDL_ARGUMENT_QUEUE, MDL_ARGUMENT_KIND,
    MDL_ARGUMENT_OBJECT,              /* of the framework: what can be deleted */
    MDL_ARGUMENT_WAITABLES, MDL_ARGUMENT_THREAD,
    MDL_ARGUMENT_MEMORY,              /* the name of an object, or anything else */
    MDL_ARGUMENT_CALLBACK, MDL_ARGUMENT_DPC_CANCEL, MDL_ARGUMENT_DPC_IMPORTANCE,
    MDL_ARGUMENT_DPC_PROCESSOR, MDL_ARGUMENT_TIMER_STOP,
    MDL_ARGUMENT_CALLED,              /* a callback that is called at once, at DISPATCH_LEVEL */
    MDL_ARGUMENT_REQUEUE,             /* nothing, or whether a request goes back to its queue */
    MDL_ARGUMENT_SCOPE,               /* an I/O queue, or nothing: the device */
    MDL_ARGUMENT_COUNT
};

enum mdl_ddi_level {                  /* ends of a legal range, in order */
    MDL_DDI_LEVEL_PASSIVE, MDL_DDI_LEVEL_APC, MDL_DDI_LEVEL_DISPATCH, MDL_DDI_LEVEL_DIRQL,
    MDL_DDI_LEVEL_HIGH
};

struct mdl_ddi {
    const char *name;
    enum mdl_argument argument;
    enum mdl_ddi_level low, high;
    bool blocks;                      /* may block its thread */
    const char *rules, *help;
};

#define MDL_DDI_NONE UINT16_MAX

uint16_t mdl_ddi_count(void);
const struct mdl_ddi *mdl_ddi_row(uint16_t index);

/* The row of a name, or MDL_DDI_NONE. FwpsCompleteClassify0 is FwpsCompleteClassify: the names of
   the filtering platform have versions behind them. */
uint16_t mdl_ddi_find(const char *name);

/* Is a level (above it: a device level and more) inside the row's range? DIRQL and HIGH are both
   "any device level": a row that ends there has no upper limit that a driver can pass. */
bool mdl_ddi_allows_high(const struct mdl_ddi *ddi, uint8_t irql);
bool mdl_ddi_allows_low(const struct mdl_ddi *ddi, uint8_t irql);

#endif
