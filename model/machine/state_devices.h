/*
 * The state of devices and of the timeline; see state.h.
 */
#ifndef WTSIM_MODEL_MACHINE_STATE_DEVICES_H
#define WTSIM_MODEL_MACHINE_STATE_DEVICES_H

#include <stdint.h>

enum mdl_device_phase {
    MDL_DEVICE_ABSENT, MDL_DEVICE_WORKING, MDL_DEVICE_LEAVING, MDL_DEVICE_ASLEEP,
    MDL_DEVICE_STOPPED, MDL_DEVICE_REMOVED
};

struct mdl_device_state {
    uint64_t deadline_at;        /* of the operation under way (W183); UINT64_MAX: none */
    uint64_t callback_deadline_at; /* of the callback under way (W177), the same        */
    uint32_t next;               /* happening: operation to take next                 */
    uint32_t posted;             /* operations that wait                              */
    uint32_t current;            /* happening under way, MDL_NONE: none               */
    uint32_t operations;         /* taken so far                                      */
    uint8_t phase;               /* enum mdl_device_phase                             */
    uint8_t power;               /* D0 is 0                                           */
    uint8_t has_worked, has_hardware;
    uint8_t pulled;              /* surprise removal: nothing answers any more        */
    uint8_t unloaded;            /* the driver's code is gone                         */
    uint16_t zero;
};

struct mdl_timeline_state {
    uint32_t next;               /* happening that comes next                         */
    uint32_t zero;
};

#endif
