/*
 * What is wrong with a text before it is looked at as YAML: size, zero bytes, encoding.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TREE_CHECK_H
#define WTSIM_SCENARIOS_LANGUAGE_TREE_CHECK_H

#include <stdbool.h>
#include <stddef.h>

#include "scenarios/language/diags.h"

/* False, with one diagnostic, when no YAML reader could take the text. The range of the place is
   relative to origin, whose source it gets. */
bool scn_tree_check_text(const char *text, size_t length, struct scn_range origin,
                         struct scn_diags *diags);

#endif
