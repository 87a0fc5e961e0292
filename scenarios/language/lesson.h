/*
 * The `lesson:` block of a scenario, as written: nothing is drawn, asked or graded here.
 */
#ifndef WTSIM_SCENARIOS_LANGUAGE_LESSON_H
#define WTSIM_SCENARIOS_LANGUAGE_LESSON_H

#include <stdbool.h>
#include <stdint.h>

struct scn_build;
struct scn_view;

enum scn_lesson_part {
    SCN_LESSON_PROCESSOR, SCN_LESSON_WORK_ITEMS, SCN_LESSON_POOL, SCN_LESSON_MEASURING,
    SCN_LESSON_PART_COUNT
};

enum scn_lesson_kind {
    SCN_LESSON_NUMBER,                /* a number, maybe with a unit           */
    SCN_LESSON_CHOOSE,                /* one of the choices                    */
    SCN_LESSON_SET,                   /* some of them                          */
    SCN_LESSON_ORDER,                 /* all of them, in their order           */
    SCN_LESSON_COLUMN                 /* the IRQL at each of these times       */
};

struct scn_lesson_choice {
    const char *text;
    const char *when;                 /* an expectation, or ''                 */
    const char *holds;                /* comparisons of formulas, or ''        */
    const char *legal, *irql;         /* a DDI and where it is called, or ''   */
    const char *at;                   /* a formula, or ''                      */
};

struct scn_lesson_question {
    const char *text;
    enum scn_lesson_kind kind;
    const char *number, *unit, *tolerance; /* formula; '' none; '' none        */
    const struct scn_lesson_choice *choices; uint32_t choice_count;
    uint32_t processor;               /* of a column                           */
    const char *const *times; uint32_t time_count; /* formulas                 */
};

struct scn_lesson_belief {
    const char *id;
    const char *answer;               /* '' when it is a run                   */
    const char *const *sets; uint32_t set_count;
    const char *if_so, *but;
};

struct scn_lesson_variation {
    const char *text;
    const char *const *sets; uint32_t set_count;
    bool has_question;                /* else the lesson's is asked again      */
    struct scn_lesson_question ask;
    const char *answer, *but;
};

struct scn_lesson {
    uint32_t number;
    enum scn_lesson_part part;
    bool is_short;
    const char *concept, *story, *hint, *smaller, *why, *so;
    struct scn_lesson_question ask;
    const char *worked, *timeline;
    const struct scn_lesson_belief *beliefs; uint32_t belief_count;
    const struct scn_lesson_variation *variations; uint32_t variation_count;
    const char *challenge;            /* NULL: none                            */
    const char *const *challenge_expects; uint32_t challenge_expect_count;
    const char *const *cures; uint32_t cure_count;
    const char *const *rules; uint32_t rule_count;
    const char *window;               /* '' */
};

/* Reads the block of the root; the scenario's lesson stays NULL where there is none. */
void scn_lesson_read(struct scn_build *b, const struct scn_view *root);

/* 'the processor', 'work items' ... */
const char *scn_lesson_part_name(enum scn_lesson_part part);

#endif
