/*
 * What the timeline may set: for every key of the language, what becomes of what is under way, or
 * why it cannot change while a scenario runs (settable.def).
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_SETTABLE_H
#define WTSIM_SCENARIOS_LANGUAGE_SETTABLE_H

#include "scenarios/language/schema.h"
#include "scenarios/language/tree.h"

enum scn_settable_kind {
    SCN_SETTABLE_UNKNOWN,             /* no key of the language is meant                     */
    SCN_SETTABLE_MAY,
    SCN_SETTABLE_NOT,
    SCN_SETTABLE_SEVERAL,             /* it has parts; one of them at a time                 */
    SCN_SETTABLE_CODE,                /* something in a step list                            */
    SCN_SETTABLE_NO_NAME              /* an object that the file does not have               */
};

struct scn_settable {
    enum scn_settable_kind kind;
    enum scn_key key;                 /* of the language, that the path came to              */
    const char *text;                 /* what then happens, why not, or the path from the
                                         name on that is not there                           */
    const struct scn_node *node;      /* NO_NAME: where it would be, or NULL                 */
};

/* What a path of the file leads to. Names that the author has chosen are found in the tree. */
struct scn_settable scn_settable_find(const struct scn_node *root, const char *path);

/* The row of a key: what stands in the reference and in `wtsim explain`. */
struct scn_settable scn_settable_row(enum scn_key key);

#endif
