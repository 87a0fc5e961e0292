/* Devices: how long the operations on them take. */
#include "model/observe/devices.h"

void mdl_devices_told(struct mdl_record *r, uint64_t at, mdl_device_id device,
                      enum mdl_pnp_told operation, bool ended)
{
    struct mdl_inside_device *d = &r->devices[device];
    uint64_t since_at = d->since_at[operation];

    if (!ended) {
        d->since_at[operation] = since_at == SIM_INSTANT_NEVER ? at : since_at;
    } else if (since_at != SIM_INSTANT_NEVER && d->series[operation] != MDL_NONE) {
        mdl_tally_observe(&r->tally, d->series[operation], since_at, at - since_at);
        d->since_at[operation] = SIM_INSTANT_NEVER;
    }
}

void mdl_devices_end(struct mdl_record *r, uint64_t end_at)
{
    for (mdl_device_id i = 0; i < r->plan->device_count; i++) {
        const struct mdl_inside_device *d = &r->devices[i];

        for (unsigned k = 0; k < MDL_PNP_TOLD_COUNT; k++) {
            if (d->since_at[k] != SIM_INSTANT_NEVER && d->series[k] != MDL_NONE) {
                mdl_tally_censor(&r->tally, d->series[k], d->since_at[k], end_at);
            }
        }
    }
}
