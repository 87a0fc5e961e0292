/*
 * Serialisation by the framework: which callbacks run under the lock of their device.
 *
 * Only KMDF devices with synchronization_scope device have such a lock: a spin lock where their
 * execution level is dispatch, a mutex where it is passive. It is made when somebody needs it.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SERIALIZATION_H
#define WTSIM_SCENARIOS_LANGUAGE_SERIALIZATION_H

#include "scenarios/language/objects.h"

/* The lock of a driver's device, or MDL_NONE when it has none. */
mdl_lock_id scn_serialization_lock(struct scn_build *b, uint32_t driver);

/* Storport: the StartIo lock of an adapter, under which it calls timer callbacks (pin 39); steps
   may name it as StartIoLock. Declared for each device, before its objects. */
void scn_serialization_declare_start_io(struct scn_build *b, uint32_t driver);
mdl_lock_id scn_serialization_start_io(const struct scn_build *b, uint32_t driver);

/*
 * Reads an automatic_serialization key. passive: its callback runs at PASSIVE_LEVEL. Returns the
 * lock to run it under, or MDL_NONE; reports where it has no effect, and where the framework
 * would refuse to create the object (D6a, W80, W114).
 */
mdl_lock_id scn_serialization_read(const struct scn_objects_entry *e, const struct scn_view *v,
                                   enum scn_key key, bool passive);

/* The same for a work item, which a call creates. False: the levels do not match, and the call
   fails. */
bool scn_serialization_item(const struct scn_objects_entry *e, const struct scn_view *v,
                            enum scn_key key, mdl_lock_id *ret_lock);

/* The same, and says nothing: its parent may have a scope of its own (parents.h). */
bool scn_serialization_child(const struct scn_objects_entry *e, const struct scn_view *v,
                             enum scn_key key, mdl_lock_id *ret_lock);

#endif
