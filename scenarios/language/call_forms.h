/*
 * What may stand beside a DDI: a name, or a map with the name under one of several keys and what
 * goes with it. One row per kind of argument; the loader and the editor's schema read them.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_CALL_FORMS_H
#define WTSIM_SCENARIOS_LANGUAGE_CALL_FORMS_H

#include "model/rules/ddi.h"
#include "scenarios/language/schema.h"

#define SCN_CALL_FORMS_OBJECTS 6u
#define SCN_CALL_FORMS_EXTRAS 4u

/* The keys of the map form: first the object, under any of its names, then what goes with it. */
struct scn_call_form {
    unsigned kinds;                   /* of the object: SCN_NAMES_KIND() */
    const char *noun;
    const char *objects[SCN_CALL_FORMS_OBJECTS]; /* keys that may name it */
    const char *extras[SCN_CALL_FORMS_EXTRAS];
};

/* What the value of such a key is; of a word, which ones there are. */
struct scn_call_key {
    const char *name;
    enum scn_type type;
    const char *words[5];             /* the first one is the default, but of importance */
};

const struct scn_call_form *scn_call_forms_row(enum mdl_argument argument);

/* The row of a key; those that have none of their own are names. */
const struct scn_call_key *scn_call_forms_key(const char *name);

#endif
