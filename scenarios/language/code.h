/*
 * A program while it is compiled: steps with relative jumps, loops, calls in place.
 *
 * Jumps are indices into this buffer until the program is finished; then all of them are moved to
 * where the program stands among all steps. So a step can still be put in front.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_CODE_H
#define WTSIM_SCENARIOS_LANGUAGE_CODE_H

#include "scenarios/language/build.h"

#define SCN_CODE_STEPS_MAX 1000000u   /* of all programs together */
#define SCN_CODE_CALLS_MAX 64u        /* deep */
#define SCN_CODE_EXPANDED_MAX 100000u /* in one program */

/* A callback being expanded; the outermost one is the routine itself. */
struct scn_frame {
    const char *callback;
    const char *purpose;              /* of its draws: 'EvtRefill', 'EvtRefill (2)' */
    uint32_t draw_count, fault_count;
    uint32_t loop_count;              /* loops open inside it                       */
    bool gives_result;                /* what it returns is the result of the step  */
    struct scn_vector leaving;        /* steps that jump to its end                 */
    struct scn_frame *up;
    uint32_t depth;
};

struct scn_code {
    struct scn_build *build;
    const struct scn_routine *routine;
    const struct scn_driver *driver;
    struct scn_vector steps;          /* struct mdl_step                     */
    struct sim_intern expanded;       /* names of callbacks expanded so far  */
    struct scn_vector expansions;     /* uint32_t: how often, by that number */
    uint32_t expanded_count;          /* all of them together                */
    uint32_t choice_first;            /* choices made by this program        */
    uint32_t body;                    /* where the steps of the callback begin */
    bool runs;                        /* has a run step                      */
    bool takes_from_line;
    bool too_long;
    bool result_wanted;               /* of the callback that is entered next */
    bool fails;                       /* it may return a status of failure    */
    struct scn_frame *frame;
};

void scn_code_init(struct scn_code *c, struct scn_build *b, const struct scn_routine *routine);

/* Adds a step written at a node (NULL: made by the compiler) and returns its index. jump is
   MDL_NONE until it is set. */
uint32_t scn_code_emit(struct scn_code *c, enum mdl_step_kind kind, const struct scn_node *at,
                       const char *text);
struct mdl_step *scn_code_step(struct scn_code *c, uint32_t index);

/* The index of the next step, and: let a step jump to it. */
uint32_t scn_code_here(const struct scn_code *c);
void scn_code_land(struct scn_code *c, uint32_t index);

/* Draws in the order they are written: each has a stream of its own (pin 40). */
mdl_draw_id scn_code_draw(struct scn_code *c, const struct sim_law *law, bool assumed,
                          const struct scn_node *written);

/* Begins to expand a callback; false (and a diagnostic) when it calls itself or nests too deep. */
bool scn_code_enter(struct scn_code *c, struct scn_frame *frame, const struct scn_node *name);
void scn_code_leave(struct scn_code *c);

/* `return` here: to the epilogue, or to the end of the callback that is expanded. value as in
   MDL_STEP_RETURN. */
void scn_code_return(struct scn_code *c, const struct scn_node *at, const char *text,
                     uint32_t value);

/* The program is complete: default cost, epilogue, moved to its place among all steps. */
void scn_code_finish(struct scn_code *c, struct mdl_program *ret_program);

#endif
