/*
 * Devices: how long the operations on them take.
 */
#ifndef WTSIM_MODEL_OBSERVE_DEVICES_H
#define WTSIM_MODEL_OBSERVE_DEVICES_H

#include "model/observe/inside.h"

/* One began, or ended; what is asked for twice began the first time. */
void mdl_devices_told(struct mdl_record *r, uint64_t at, mdl_device_id device,
                      enum mdl_pnp_told operation, bool ended);

#endif
