/*
 * The objects of a driver: read by the schema, declared by name, their routines noted.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_OBJECTS_H
#define WTSIM_SCENARIOS_LANGUAGE_OBJECTS_H

#include "scenarios/language/view.h"

/* One entry of a named map of a driver. */
struct scn_objects_entry {
    struct scn_build *build;
    uint32_t driver;
    const struct scn_node *key;       /* its name, and where it stands */
    const struct scn_node *node;      /* its map                       */
    const char *name;
    const char *path;                 /* 'nic.rx'                      */
};

typedef void scn_objects_reader(const struct scn_objects_entry *e);

scn_objects_reader scn_objects_dpc, scn_objects_work_item, scn_objects_thread, scn_objects_source;

/* Parts of a DPC, wherever its keys stand. Lists are by importance and by carries. */
void scn_objects_dpc_keys(const struct scn_view *v, enum scn_key importance,
                          enum scn_key processor, enum scn_key carries, struct mdl_dpc *dpc);
void scn_objects_threaded(const struct scn_objects_entry *e, const struct scn_view *v,
                          enum scn_key key, bool of_interrupt, struct mdl_dpc *dpc);

/* The same in a step: a word, a number; wrong ones are reported. */
uint32_t scn_objects_importance(struct scn_build *b, const struct scn_node *node);
mdl_processor_id scn_objects_processor(struct scn_build *b, const struct scn_node *node);
uint8_t scn_objects_carries(const struct scn_view *v, enum scn_key key);

/* A work item object of a driver; its pool is found later. */
mdl_item_id scn_objects_item(const struct scn_objects_entry *e, const char *path,
                             const struct scn_node *callback, uint32_t instances,
                             uint8_t carries);

#endif
