/*
 * Step lists: the plain words, and the frame of every step.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_STEPS_H
#define WTSIM_SCENARIOS_LANGUAGE_STEPS_H

#include "scenarios/language/code.h"

enum scn_lists { SCN_LISTS_NONE, SCN_LISTS_IF, SCN_LISTS_STEPS, SCN_LISTS_RESULT };

/* One step taken apart. */
struct scn_step_node {
    const struct scn_node *verb;      /* scalar: its name and place            */
    const struct scn_node *argument;  /* or NULL: a bare word                  */
    const struct scn_node *map;       /* with what stands beside it, or NULL   */
    const char *text;                 /* as reports show it: 'run: 3us'        */
    bool no_requests;
};

/* Compiles a list of steps, or the callback of that name in its place. */
void scn_steps_compile(struct scn_code *c, const struct scn_node *list);

/* A step list that stands beside a verb, or NULL. */
const struct scn_node *scn_steps_beside(const struct scn_step_node *step, const char *key);

/* Adds the step itself, with its place and flags. */
uint32_t scn_steps_emit(struct scn_code *c, const struct scn_step_node *step,
                        enum mdl_step_kind kind);

enum scn_steps_argument {             /* of a plain word */
    SCN_STEPS_NOTHING, SCN_STEPS_LAW, SCN_STEPS_CONDITION, SCN_STEPS_CHOICES, SCN_STEPS_COUNT,
    SCN_STEPS_REQUESTS, SCN_STEPS_NAME, SCN_STEPS_TRUTH, SCN_STEPS_TEXT, SCN_STEPS_PLACE
};

/* One plain word for the reference and the help; NULL past the end. */
const char *scn_steps_word(uint32_t index, const char **ret_help);

/* What stands with it: its argument, the step lists beside it. */
enum scn_steps_argument scn_steps_word_argument(uint32_t index);
enum scn_lists scn_steps_word_lists(uint32_t index);

/* A key of a step list beside a verb, and whose it is; NULL past the end. */
const char *scn_steps_list(uint32_t index, enum scn_lists *ret_owner);

#endif
