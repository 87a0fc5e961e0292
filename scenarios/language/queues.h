/*
 * Queues: lists of a driver's own, and I/O queues.
 *
 * An I/O queue that the framework cannot always present in the present context has a DPC of the
 * framework's (.dpc), or at PASSIVE_LEVEL a work item (.work_item).
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_QUEUES_H
#define WTSIM_SCENARIOS_LANGUAGE_QUEUES_H

#include "scenarios/language/objects.h"

scn_objects_reader scn_queues_read;

/* The timer of the time-outs of sends to this queue, made if there is none yet. */
void scn_queues_timed(struct scn_build *b, mdl_queue_id queue);

/* T12: the increment of a device type. Reads the key of a driver. */
uint8_t scn_queues_boost(const struct scn_view *driver);

#endif
