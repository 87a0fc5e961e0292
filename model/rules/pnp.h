/*
 * The callbacks of Plug and Play and power (pnp.def), and the operations that call them.
 *
 * An operation is one thing that the PnP or power manager wants of one device; pin 38 of the
 * language fixes the order of the callbacks in it. `drivers` carries it out.
 */
#ifndef WTSIM_MODEL_RULES_PNP_H
#define WTSIM_MODEL_RULES_PNP_H

#include <stdbool.h>
#include <stdint.h>

enum mdl_pnp_slot {
    MDL_PNP_ADD, MDL_PNP_PREPARE, MDL_PNP_D0_ENTRY, MDL_PNP_INTERRUPT_ENABLE,
    MDL_PNP_D0_ENTRY_POST, MDL_PNP_SELF_INIT, MDL_PNP_SELF_RESTART, MDL_PNP_SELF_SUSPEND,
    MDL_PNP_D0_EXIT_PRE, MDL_PNP_INTERRUPT_DISABLE, MDL_PNP_D0_EXIT, MDL_PNP_RELEASE,
    MDL_PNP_SURPRISE, MDL_PNP_SELF_FLUSH, MDL_PNP_SELF_CLEANUP, MDL_PNP_CLEANUP,
    MDL_PNP_DESTROY, MDL_PNP_UNLOAD, MDL_PNP_SET_POWER, MDL_PNP_STOP, MDL_PNP_REMOVE,
    MDL_PNP_SLOT_COUNT
};

enum mdl_pnp_framework {
    MDL_PNP_WDF = 1, MDL_PNP_WDM = 2, MDL_PNP_NDIS = 4, MDL_PNP_STORPORT = 8
};

struct mdl_pnp_callback {
    const char *name;
    unsigned frameworks;
    enum mdl_pnp_slot slot;
    bool raised;                      /* at the level of an interrupt, once for each */
    const char *help;
};

uint32_t mdl_pnp_count(void);
const struct mdl_pnp_callback *mdl_pnp_row(uint32_t index);

/* The callback of this name, or NULL. */
const struct mdl_pnp_callback *mdl_pnp_find(const char *name);

/* What is wanted of a device. A power state of 0 is D0. */
enum mdl_operation {
    MDL_OPERATION_START, MDL_OPERATION_POWER_UP, MDL_OPERATION_POWER_DOWN, MDL_OPERATION_STOP,
    MDL_OPERATION_REMOVE, MDL_OPERATION_SURPRISE, MDL_OPERATION_UNLOAD, MDL_OPERATION_COUNT
};

/* What an operation does beside calling callbacks: the numbers of MDL_STEP_PNP. */
enum mdl_pnp_action {
    MDL_PNP_FOUND,                    /* its objects are new                                   */
    MDL_PNP_AS,                       /* object: label under which the thread runs from here on */
    MDL_PNP_CONNECT,                  /* interrupts reach their ISRs from now on               */
    MDL_PNP_DISCONNECT,               /* and no longer; the device falls silent                */
    MDL_PNP_WORKS,                    /* it is in D0: streams speak                            */
    MDL_PNP_LEAVES,                   /* it begins to leave D0                                 */
    MDL_PNP_SLEEPS,                   /* it has left D0                                        */
    MDL_PNP_STOPS_QUEUES,             /* they deliver no more (pin 29)                         */
    MDL_PNP_ASKS_QUEUE,               /* object: queue: EvtIoStop of what the driver has       */
    MDL_PNP_AWAITS_QUEUES,            /* waits until nothing is with the driver                */
    MDL_PNP_RESUMES_QUEUE,            /* object: queue: EvtIoResume of what it has kept        */
    MDL_PNP_STARTS_QUEUE,             /* object: queue: it presents what has come meanwhile    */
    MDL_PNP_PURGES_QUEUE,             /* object: queue: what waits in it fails                 */
    MDL_PNP_FAILED,                   /* a callback of the start has failed it                */
    MDL_PNP_STOPPED,                  /* its resources are gone                                */
    MDL_PNP_DISPOSES,                 /* its timers and DPCs are deleted                       */
    MDL_PNP_GONE,                     /* it is removed                                         */
    MDL_PNP_ISR_ENDS,                 /* waits until the ISR of an interrupt has returned     */
    MDL_PNP_OTHERS,                   /* waits until all devices of its driver are removed     */
    MDL_PNP_UNLOADED,                 /* the driver's code is gone                             */
    MDL_PNP_DONE                      /* the operation has ended                               */
};

/* What MDL_STEP_PNP_UNLESS asks. */
enum mdl_pnp_condition {
    MDL_PNP_IS_NEW,                   /* it has not worked yet                                 */
    MDL_PNP_HAS_WORKED, MDL_PNP_IS_WORKING, MDL_PNP_IS_PRESENT, MDL_PNP_IS_ASLEEP,
    MDL_PNP_HAS_HARDWARE, MDL_PNP_MAY_START
};

#endif
