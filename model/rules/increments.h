/*
 * Priority increments of wdm.h (T12): what a signal or a completed request adds to the base of the
 * thread that it wakes.
 */
#ifndef WTSIM_MODEL_RULES_INCREMENTS_H
#define WTSIM_MODEL_RULES_INCREMENTS_H

#include <stdint.h>

struct mdl_increment {
    const char *name;                 /* 'IO_DISK_INCREMENT'                       */
    const char *device;               /* 'disk', as device_type says; NULL: none   */
    uint8_t value;
};

/* The row of a name of wdm.h, of a kind of device; NULL when there is none. */
const struct mdl_increment *mdl_increments_named(const char *name);
const struct mdl_increment *mdl_increments_of_device(const char *device);

#endif
