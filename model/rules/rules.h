/*
 * The rule table (rules.def) to look up: every rule of Windows, what we do with it and why.
 */
#ifndef WTSIM_MODEL_RULES_RULES_H
#define WTSIM_MODEL_RULES_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum mdl_rule_state {
    MDL_RULE_MODELLED, MDL_RULE_PARAMETER, MDL_RULE_NOT_MODELLED, MDL_RULE_VOCABULARY
};

enum mdl_rule_confidence {            /* from the surest to the least sure */
    MDL_RULE_DOCUMENTED, MDL_RULE_SOURCE, MDL_RULE_SYMBOLS, MDL_RULE_BOOK, MDL_RULE_MEASURED,
    MDL_RULE_CASE, MDL_RULE_WRITE_UP, MDL_RULE_DERIVED, MDL_RULE_INFERENCE, MDL_RULE_UNKNOWN
};

struct mdl_rule {
    const char *id;                   /* 'W81', 'D6a'                                     */
    enum mdl_rule_state state;
    enum mdl_rule_confidence confidence;
    const char *eras;                 /* 'all', 'legacy win8'                             */
    const char *source, *statement;
    const char *detail;               /* keys of a parameter, reason of what is not modelled */
    const char *tests;                /* names with blanks between, "" none               */
};

uint32_t mdl_rules_count(void);
const struct mdl_rule *mdl_rules_row(uint32_t index);

/* The row of an id (letters of any case), NULL when there is none. */
const struct mdl_rule *mdl_rules_find(const char *id);

/* The letters before the number: 'W' of 'W81'; and what a family is about, NULL past the end. */
size_t mdl_rules_family_length(const struct mdl_rule *rule);
const char *mdl_rules_family(uint32_t index, const char **ret_about);

/* 'modelled', 'parameter', 'not modelled', 'vocabulary'; 'documented', 'write-up'. */
const char *mdl_rules_state_name(enum mdl_rule_state state);
const char *mdl_rules_confidence_name(enum mdl_rule_confidence confidence);

#endif
