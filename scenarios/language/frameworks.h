/*
 * Frameworks: what a driver is written for, and which calls are its own.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_FRAMEWORKS_H
#define WTSIM_SCENARIOS_LANGUAGE_FRAMEWORKS_H

#include "scenarios/language/code.h"

#define SCN_STORPORT_GUIDELINE_NS 50000u  /* of HwStorInterrupt (pin 39) */

/* 'kmdf 1.33', 'umdf 2.33', 'umdf 1.11', 'wdm', 'ndis', 'storport'; false: none of them. */
bool scn_frameworks_parse(const char *text, struct scn_driver *driver);

/* Is its version one that the sources of the rules name? What these are, in words. */
bool scn_frameworks_is_known(const struct scn_driver *driver);
const char *scn_frameworks_known(const struct scn_driver *driver);

/* KMDF or UMDF: its work items are objects of the framework. */
bool scn_frameworks_is_wdf(const struct scn_driver *driver);

/* UMDF: everything runs in a host process, at PASSIVE_LEVEL. */
bool scn_frameworks_is_user(const struct scn_driver *driver);

/* Reports a call that the driver of the item cannot make. */
void scn_frameworks_check_call(struct scn_code *c, const struct scn_node *verb, mdl_item_id item);

/* What the item's steps say it is: of which family, and whether its calls coalesce (W86). */
void scn_frameworks_decide(struct scn_build *b, mdl_item_id item);

/* The n-th framework as 'framework' names it, and whether a version may follow; NULL behind the
   last one. */
const char *scn_frameworks_name(uint32_t n, bool *ret_versions);

#endif
