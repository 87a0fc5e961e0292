/*
 * Objects that come and go: how many there are, and the series of delete calls.
 *
 * For work items that some create or delete step names; the others have no such series.
 */
#ifndef WTSIM_MODEL_OBSERVE_OBJECTS_H
#define WTSIM_MODEL_OBSERVE_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

struct mdl_record;

/* The mirrors and their series; back to the beginning; the window opens; the stop. */
void mdl_objects_make(struct mdl_record *r);
void mdl_objects_begin(struct mdl_record *r);
void mdl_objects_open(struct mdl_record *r);
void mdl_objects_end(struct mdl_record *r, uint64_t end_at);

/* One more of this item, or one less. */
void mdl_objects_count(struct mdl_record *r, uint64_t at, uint32_t item, bool made);

#endif
