/*
 * A lesson being asked: draws, runs, truth and beliefs.
 */
#include "scenarios/course/course.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/observe/measures.h"
#include "model/run/chronicle.h"
#include "scenarios/course/grade.h"
#include "scenarios/course/past.h"
#include "scenarios/course/shuffle.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* ---- formulas over a run -------------------------------------------------------------------- */

/* A figure by its full name: a duration with its statistic, a count or share without. */
static bool find_figure(const struct mdl_answer *a, const char *name,
                        struct scn_formula_value *ret_value)
{
    for (uint32_t i = 0; i < a->series_count; i++) {
        const struct mdl_series *s = &a->series[i];
        size_t object = strlen(s->object), measure = strlen(s->measure);
        const char *rest = name + object + 1 + measure;

        if (strncmp(name, s->object, object) != 0 || name[object] != '.' ||
            strncmp(name + object + 1, s->measure, measure) != 0 ||
            (*rest != '\0' && *rest != '.') || strcmp(s->phase, "all") != 0) {
            continue;
        }
        for (uint32_t k = 0; k < s->estimate_count; k++) {
            const struct mdl_estimate *e = &s->estimates[k];

            if (*rest == '.' ? strcmp(rest + 1, e->statistic) == 0
                             : strcmp(s->shape, "duration") != 0 && k == 0) {
                *ret_value = (struct scn_formula_value){
                    e->value, strcmp(mdl_measures_unit(s->unit, e->statistic), "ns") == 0};
                return !isnan(e->value);
            }
        }
    }
    return false;
}

static bool find_name(void *self, const char *name, struct scn_formula_value *ret_value)
{
    struct scn_course_run *run = self;
    struct scn_draws draws = run->scenario->draws;

    return scn_draw_find(&draws, name, ret_value) ||
           (strchr(name, '(') != NULL && scn_past_find(run, name, ret_value)) ||
           find_figure(&run->answer, name, ret_value);
}

const char *scn_course_value(struct scn_course_run *run, const char *formula,
                             struct scn_formula_value *ret_value)
{
    return scn_formula_value(run->arena, formula, strlen(formula), find_name, run, ret_value);
}

/* A value, and blanks up to the width that may follow: ':16}'. */
static void add_value(struct sim_text *words, const char *value, const char *rest)
{
    size_t width = *rest == ':' ? strtoul(rest + 1, NULL, 10) : 0;

    sim_text_add(words, value);
    for (size_t i = strlen(value); i < width && width < 80; i++) {
        sim_text_add_char(words, ' ');
    }
}

const char *scn_course_words(const struct scn_course *course, struct scn_course_run *run,
                             const char *text)
{
    struct scn_draws draws = course->scenario.draws;
    struct sim_text words;

    sim_text_init(&words);
    for (; *text != '\0'; text++) {
        size_t length = *text == '{' ? strcspn(text, "}") : 0, formula = strcspn(text, ":}");
        struct scn_formula_value value;

        if (length > 1 && text[length] == '}' &&
            scn_formula_value(course->arena, text + 1, formula - 1,
                              run == NULL ? scn_draw_find : find_name,
                              run == NULL ? (void *)&draws : (void *)run, &value) == NULL) {
            add_value(&words, scn_formula_words(course->arena, value), text + formula);
            text += length;
        } else {
            sim_text_add_char(&words, *text);
        }
    }
    return sim_text_keep(&words, course->arena);
}

/* ---- answers -------------------------------------------------------------------------------- */

static const char *answer_number(struct scn_course_run *run, const struct scn_lesson_question *q,
                                 struct scn_course_answer *ret_answer)
{
    return scn_course_value(run, q->number, &ret_answer->value);
}

/* The choices whose expectation or comparison held, or whose call is legal. */
static const char *answer_choices(struct scn_course_run *run,
                                  const struct scn_lesson_question *q,
                                  struct scn_course_answer *ret_answer)
{
    uint32_t verdict = 0;

    for (uint32_t i = 0; i < q->choice_count; i++) {
        const struct scn_lesson_choice *c = &q->choices[i];
        const char *fault = NULL;
        bool right = false;

        if (c->when[0] != '\0') {
            right = strcmp(run->answer.verdicts[verdict++].verdict, "pass") == 0;
        } else if (c->holds[0] != '\0') {
            fault = scn_formula_holds(run->arena, c->holds, find_name, run, &right);
        } else if (c->legal[0] != '\0') {
            fault = scn_past_is_legal(run->arena, c->legal, c->irql, &right);
        }
        if (fault != NULL) {
            return fault;
        }
        if (right) {
            ret_answer->items[ret_answer->count++] = i + 1;
        }
    }
    if (q->kind == SCN_LESSON_CHOOSE && ret_answer->count != 1) {
        return sim_arena_print(run->arena, "%" PRIu32 " of the choices are right, not one",
                               ret_answer->count);
    }
    return NULL;
}

static const char *answer_order(struct scn_course_run *run, const struct scn_lesson_question *q,
                                struct scn_course_answer *ret_answer)
{
    double at[SCN_COURSE_ITEMS_MAX];

    for (uint32_t i = 0; i < q->choice_count; i++) {
        struct scn_formula_value value;
        const char *fault = scn_course_value(run, q->choices[i].at, &value);
        uint32_t place = i;

        if (fault != NULL) {
            return fault;
        }
        while (place > 0 && at[place - 1] > value.number) {
            at[place] = at[place - 1];
            ret_answer->items[place] = ret_answer->items[place - 1];
            place--;
        }
        if (place > 0 && at[place - 1] == value.number) {
            return "two of the choices are at one instant: no order is right";
        }
        at[place] = value.number;
        ret_answer->items[place] = i + 1;
    }
    ret_answer->count = q->choice_count;
    return NULL;
}

static const char *answer_column(struct scn_course_run *run, const struct scn_lesson_question *q,
                                 struct scn_course_answer *ret_answer)
{
    for (uint32_t i = 0; i < q->time_count; i++) {
        struct scn_formula_value value;
        const char *fault = scn_course_value(run, q->times[i], &value);

        if (fault != NULL || !value.is_time) {
            return fault == NULL ? "a column is of times" : fault;
        }
        ret_answer->items[i] = scn_past_irql(run, q->processor, (uint64_t)value.number);
    }
    ret_answer->count = q->time_count;
    return NULL;
}

static const char *answer(struct scn_course_run *run, const struct scn_lesson_question *q,
                          struct scn_course_answer *ret_answer)
{
    *ret_answer = (struct scn_course_answer){0};
    if (q->choice_count > SCN_COURSE_ITEMS_MAX || q->time_count > SCN_COURSE_ITEMS_MAX) {
        return "a question has at most 32 choices or times";
    }
    switch (q->kind) {
    case SCN_LESSON_NUMBER: return answer_number(run, q, ret_answer);
    case SCN_LESSON_ORDER: return answer_order(run, q, ret_answer);
    case SCN_LESSON_COLUMN: return answer_column(run, q, ret_answer);
    default: return answer_choices(run, q, ret_answer);
    }
}

/* ---- runs ----------------------------------------------------------------------------------- */

/* 'expect=[...]' of everything that choices want to know. */
static const char *expectations(struct sim_arena *arena, const struct scn_lesson_question *q)
{
    const char *list = "expect=[";
    bool is_first = true;

    for (uint32_t i = 0; i < q->choice_count; i++) {
        if (q->choices[i].when[0] != '\0') {
            list = sim_arena_print(arena, "%s%s'%s'", list, is_first ? "" : ", ",
                                   q->choices[i].when);
            is_first = false;
        }
    }
    return sim_arena_print(arena, "%s]", list);
}

/* The lesson's text with overrides, run once. NULL, or what is wrong. */
static const char *run_text(struct sim_arena *arena, const char *name, const char *text,
                            const char *const *sets, uint32_t set_count,
                            const struct scn_lesson_question *q, struct scn_diags *diags,
                            struct scn_course_run *ret_run)
{
    const char **all = sim_arena_array(arena, set_count + 1u, sizeof *all);
    struct scn_scenario *scenario = sim_arena_alloc(arena, sizeof *scenario);
    struct scn_experiment experiment = {.scenario = scenario, .replications = 1, .jobs = 1};
    uint32_t count = 0;

    for (; count < set_count; count++) {
        all[count] = sets[count];
    }
    if (q != NULL) {
        all[count++] = expectations(arena, q);
    }
    *ret_run = (struct scn_course_run){.arena = arena, .scenario = scenario};
    if (!scn_scenario_parse(arena, name, text, strlen(text), all, count, diags, scenario)) {
        return "the scenario cannot be read so";
    }
    experiment.seed = scenario->seed;
    if (!scn_experiment_run(arena, &experiment, diags, &ret_run->answer)) {
        return "the scenario never lets time advance";
    }
    ret_run->chronicle = mdl_chronicle_of(&scenario->plan, scenario->seed, 0, NULL, NULL);
    return NULL;
}

void scn_course_run_close(struct scn_course_run *run)
{
    mdl_chronicle_destroy(run->chronicle);
    run->chronicle = NULL;
}

/* What decides the numbers of this course. */
static uint32_t own_sets(const struct scn_course *course, const char **ret_sets)
{
    ret_sets[0] = sim_arena_print(course->arena, "run.seed=%" PRIu64, course->seed);
    ret_sets[1] = sim_arena_print(course->arena, "lesson.attempt=%" PRIu64, course->attempt);
    return 2;
}

const char *scn_course_ask(const struct scn_course *course, const char *const *sets,
                           uint32_t set_count, const struct scn_lesson_question *question,
                           struct scn_course_run *ret_run, struct scn_course_answer *ret_answer)
{
    const char **all = sim_arena_array(course->arena, set_count + 2u, sizeof *all);
    uint32_t count = own_sets(course, all);
    struct scn_diags diags;
    const char *fault;

    scn_diags_init(&diags, course->arena);
    if (set_count > 0) {
        memcpy(all + count, sets, set_count * sizeof *all);
    }
    fault = run_text(course->arena, course->name, course->scenario.text, all, count + set_count,
                     question, &diags, ret_run);
    return fault != NULL ? fault : answer(ret_run, question, ret_answer);
}

/* ---- opening -------------------------------------------------------------------------------- */

static const char *believe(struct scn_course *course, uint32_t index)
{
    const struct scn_lesson_belief *belief = &course->lesson->beliefs[index];
    const struct scn_lesson_question *q = &course->lesson->ask;
    struct scn_course_answer *ret = &course->believed[index];
    const char *fault;

    if (belief->set_count > 0) {
        struct scn_course_run run;

        fault = scn_course_ask(course, belief->sets, belief->set_count, q, &run, ret);
        scn_course_run_close(&run);
    } else if (q->kind == SCN_LESSON_NUMBER) {
        fault = scn_course_value(&course->run, belief->answer, &ret->value);
    } else {
        scn_grade_read(course->arena, q, belief->answer, ret, &fault);
    }
    return fault == NULL ? NULL : sim_arena_print(course->arena, "belief '%s': %s", belief->id,
                                                  fault);
}

/* Truth and beliefs of the present draw. *ret_is_told_apart: no belief is the truth. */
static const char *settle(struct scn_course *course, bool *ret_is_told_apart)
{
    const struct scn_lesson *lesson = course->lesson;
    const char *fault = scn_course_ask(course, NULL, 0, &lesson->ask, &course->run,
                                       &course->truth);

    *ret_is_told_apart = true;
    course->believed = sim_arena_array(course->arena, lesson->belief_count,
                                       sizeof *course->believed);
    for (uint32_t i = 0; i < lesson->belief_count && fault == NULL; i++) {
        fault = believe(course, i);
        *ret_is_told_apart = *ret_is_told_apart &&
                             !scn_grade_is_same(&lesson->ask, &course->truth,
                                                &course->believed[i]);
    }
    return fault;
}

/* The scenario of the present seed and attempt. */
static bool read_scenario(struct scn_course *course, const char *text, struct scn_diags *diags)
{
    const char **sets = sim_arena_array(course->arena, 2, sizeof *sets);
    uint32_t count = own_sets(course, sets);

    return scn_scenario_parse(course->arena, course->name, text, strlen(text), sets, count, diags,
                              &course->scenario);
}

bool scn_course_open(struct sim_arena *arena, const char *name, const char *text, uint64_t seed,
                     struct scn_diags *diags, struct scn_course *ret_course,
                     const char **ret_fault)
{
    struct scn_course *course = ret_course;
    bool is_told_apart = false;

    *course = (struct scn_course){.arena = arena, .name = name, .seed = seed};
    *ret_fault = NULL;
    for (; course->attempt < SCN_COURSE_ATTEMPTS_MAX && !is_told_apart; course->attempt++) {
        scn_course_close(course);
        if (!read_scenario(course, text, diags)) {
            return false;
        }
        course->lesson = course->scenario.lesson;
        if (course->lesson == NULL) {
            *ret_fault = "this scenario has no lesson: block";
            return false;
        }
        course->lesson = scn_shuffle_lesson(arena, course->lesson, seed);
        *ret_fault = settle(course, &is_told_apart);
        if (*ret_fault != NULL) {
            scn_course_close(course);
            return false;
        }
        if (is_told_apart) {
            return true;
        }
    }
    *ret_fault = "a belief gives the right answer, whatever is drawn";
    scn_course_close(course);
    return false;
}

void scn_course_close(struct scn_course *course)
{
    scn_course_run_close(&course->run);
}
