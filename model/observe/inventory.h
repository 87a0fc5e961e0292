/* The inventory: what a record mirrors of its plan, and one series per object and measure. */
#ifndef WTSIM_MODEL_OBSERVE_INVENTORY_H
#define WTSIM_MODEL_OBSERVE_INVENTORY_H

struct mdl_record;

/* Fills an empty record. The order of the series is the order of importance to a reader. */
void mdl_inventory_make(struct mdl_record *r);

#endif
