/*
 * What a YAML scanner's complaint means, in words for somebody who wrote a scenario.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_TREE_EXPLAIN_H
#define WTSIM_SCENARIOS_LANGUAGE_TREE_EXPLAIN_H

#include "scenarios/language/diags.h"

/* The complaint, as libyaml puts it. The places are ranges in the source. */
struct scn_tree_trouble {
    const char *problem, *context;    /* 'found ...', 'while scanning ...'; "" when absent */
    struct scn_range problem_at, context_at;
    const char *problem_text;         /* the source text from problem_at on               */
    const char *context_text;         /* and from context_at on                           */
    const char *line_text;            /* and from the beginning of problem_at's line on   */
};

void scn_tree_explain(const struct scn_tree_trouble *trouble, struct scn_diags *diags);

#endif
