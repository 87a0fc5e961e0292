/*
 * Disposing of framework objects: the cleanup and destroy callbacks, put behind the steps that
 * dispose (model/drivers/dispose.h), and the framework's own work item for deferred disposal.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_DISPOSAL_H
#define WTSIM_SCENARIOS_LANGUAGE_DISPOSAL_H

#include "scenarios/language/code.h"

/* Behind a WDF_DELETE of this item: what runs in the deleting thread. */
void scn_disposal_delete(struct scn_code *c, mdl_item_id item);

/* All that live of this item are deleted, because their parent goes (W101). */
void scn_disposal_children(struct scn_code *c, mdl_item_id item);

/* Behind the epilogue of its callback: what runs when the last run of a deleted item returns. */
void scn_disposal_last(struct scn_code *c);

/* The program is written: if it may delete above PASSIVE_LEVEL, the devices of what it deletes get
   a dispose worker (W97). */
void scn_disposal_wanted(struct scn_code *c);

/* The program of a dispose worker. */
void scn_disposal_worker(struct scn_code *c);

/* The dispose worker of an item's device, or MDL_NONE. */
mdl_item_id scn_disposal_of(const struct scn_build *b, mdl_item_id item);

#endif
