/*
 * Names in steps: found, suggested, or told to be something else.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_NAMES_H
#define WTSIM_SCENARIOS_LANGUAGE_NAMES_H

#include "scenarios/language/build.h"

/* A set of object kinds. */
#define SCN_NAMES_KIND(kind) (1u << MDL_OBJECT_##kind)

/* What may stand beside KeWaitForSingleObject: also objects that nobody can wait for compile. */
#define SCN_NAMES_WAITED                                                                         \
    (SCN_NAMES_KIND(EVENT) | SCN_NAMES_KIND(LOCK) | SCN_NAMES_KIND(TIMER)                        \
     | SCN_NAMES_KIND(THREAD) | SCN_NAMES_KIND(WORK_ITEM) | SCN_NAMES_KIND(DPC)                  \
     | SCN_NAMES_KIND(INTERRUPT))

/* What is looked for, and how a message calls it. */
struct scn_names_wanted {
    unsigned kinds;
    const char *noun;                 /* 'work item'              */
    const char *user;                 /* 'WdfWorkItemEnqueue'     */
};

/*
 * Looks up a name written in a driver: its own object first, then a full path. Marks it used.
 * Reports a dangling name (with the nearest one) and an object of another kind; NULL then.
 */
const struct scn_symbol *scn_names_find(struct scn_build *b, const struct scn_driver *driver,
                                        const struct scn_node *node, const char *name,
                                        const struct scn_names_wanted *wanted);

/* The same without a word: NULL when there is none of these kinds. */
const struct scn_symbol *scn_names_peek(struct scn_build *b, const struct scn_driver *driver,
                                        const char *name, unsigned kinds);

/* The steps of a callback of the driver, which is used then; NULL and a diagnostic when there is
   none. */
const struct scn_node *scn_names_callback(struct scn_build *b, const struct scn_driver *driver,
                                          const struct scn_node *node);

/* 'an interrupt', 'a work item'. */
const char *scn_names_a(struct scn_build *b, const char *noun);

#endif
