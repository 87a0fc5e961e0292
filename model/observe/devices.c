/* Devices: how long the operations on them take. */
#include "model/observe/devices.h"

void mdl_devices_told(struct mdl_record *r, uint64_t at, mdl_device_id device,
                      enum mdl_pnp_told operation, bool ended)
{
    struct mdl_inside_device *d = &r->devices[device];
    mdl_thread_id thread = r->plan->devices[device].thread;
    bool begins = !ended && !d->under_way[operation];

    if (begins) {
        mdl_lasting_begin(r, at, d->series[operation], thread, MDL_NONE);
    } else if (ended && d->under_way[operation]) {
        mdl_lasting_ended(r, at, d->series[operation], thread, MDL_NONE);
    }
    d->under_way[operation] = !ended;
}
