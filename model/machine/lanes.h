/*
 * Lanes: what the commonest events touch, found once.
 *
 * A customer of a queue arrives, is put on the list of a pool, is served and gone. What is done
 * to the structs on its way costs less than finding them by id, one through the other, and asking
 * each time what cannot change. So a lane keeps, for each item, the pointers and the answers, and
 * an inlet, for each stream, the lane that its arrivals go into.
 */
#ifndef WTSIM_MODEL_MACHINE_LANES_H
#define WTSIM_MODEL_MACHINE_LANES_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/state.h"
#include "sim/random/law.h"

struct mdl_machine;
struct mdl_ring;

enum {                      /* flags of a lane */
    MDL_LANE_SERVES = 1,    /* MDL_SHAPE_SERVES, no lock of the framework's to wait for, and
                               never deleted                                                   */
    MDL_LANE_PLAIN = 2,     /* its pool is one list of a legacy era, on all nodes the same one  */
    MDL_LANE_FRAMEWORK = 4  /* the mark is cleared by the worker that begins (W81)              */
};

struct mdl_lane {           /* by item */
    uint32_t flags;
    uint32_t first;         /* step of its program                               */
    mdl_label_id label;
    mdl_instance_id instance_end;   /* past its last                             */
    uint32_t maximum;       /* concurrency of its pool                            */
    uint32_t calm;          /* so many in `current`: PLAIN asks for no more (W25) */
    const struct mdl_item *plan;
    struct mdl_item_state *item;
    struct mdl_pool_state *pool;
    const struct sim_law *law;      /* of the run; only where it SERVES          */
    struct sim_stream *draws;
};

struct mdl_inlet {          /* by stream */
    const struct mdl_lane *lane;    /* of a source that does nothing but queue; else NULL */
    struct mdl_stream_state *stream;
    struct mdl_ring *ring;
    const struct sim_arrivals *arrivals;
    struct sim_stream *draws;
    uint64_t apart;                 /* of its enqueue step */
    uint32_t slot;
    uint32_t last_step;
};

/* Both tables of a machine, whose arrays exist already. without_shapes: no lane serves, no inlet
   leads anywhere. */
void mdl_lanes_lay(struct mdl_machine *m, bool without_shapes);

#endif
