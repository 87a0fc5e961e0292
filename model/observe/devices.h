/*
 * Devices: how long the operations on them take.
 */
#ifndef WTSIM_MODEL_OBSERVE_DEVICES_H
#define WTSIM_MODEL_OBSERVE_DEVICES_H

#include "model/observe/inside.h"

void mdl_devices_told(struct mdl_record *r, uint64_t at, mdl_device_id device,
                      enum mdl_pnp_told operation, bool ended);

/* At the stop: operations under way count with the time they have taken so far. */
void mdl_devices_end(struct mdl_record *r, uint64_t end_at);

#endif
