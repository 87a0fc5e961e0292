/*
 * Grading.
 */
#include "scenarios/course/grade.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "scenarios/language/quantity.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

/* ---- reading -------------------------------------------------------------------------------- */

/* A bare number is in the question's unit; one with a unit is what it says. */
static bool read_number(struct sim_arena *arena, const struct scn_lesson_question *q,
                        const char *typed, struct scn_course_answer *ret_answer)
{
    const char *with_unit = sim_arena_print(arena, "%s%s", typed, q->unit);
    struct scn_quantity value;

    if (q->unit[0] == '\0' && scn_quantity_number(typed, &value) == SCN_QUANTITY_FINE) {
        ret_answer->value = (struct scn_formula_value){value.real, false};
        return true;
    }
    if (q->unit[0] != '\0' && (scn_quantity_duration(typed, &value) == SCN_QUANTITY_FINE ||
                               scn_quantity_duration(with_unit, &value) == SCN_QUANTITY_FINE)) {
        ret_answer->value = (struct scn_formula_value){(double)value.ns, true};
        return true;
    }
    if (q->unit[0] != '\0' && strcmp(typed, "never") == 0) {
        ret_answer->value = (struct scn_formula_value){INFINITY, true};
        return true;
    }
    return false;
}

/* '12', or a letter for a choice. */
static bool read_item(const char *word, size_t length, bool is_choice, uint32_t *ret_item)
{
    uint32_t item = 0;

    if (is_choice && length == 1 && *word >= 'a' && *word <= 'z') {
        *ret_item = (uint32_t)(*word - 'a') + 1;
        return true;
    }
    for (size_t i = 0; i < length; i++) {
        if (word[i] < '0' || word[i] > '9' || item > 1000) {
            return false;
        }
        item = 10 * item + (uint32_t)(word[i] - '0');
    }
    *ret_item = item;
    return length > 0;
}

static bool has(const struct scn_course_answer *a, uint32_t item)
{
    for (uint32_t i = 0; i < a->count; i++) {
        if (a->items[i] == item) {
            return true;
        }
    }
    return false;
}

/* Into its place among ascending ones, once. */
static void insert(struct scn_course_answer *a, uint32_t item, bool is_sorted)
{
    uint32_t place = a->count;

    while (is_sorted && place > 0 && a->items[place - 1] > item) {
        a->items[place] = a->items[place - 1];
        place--;
    }
    a->items[place] = item;
    a->count++;
}

static bool read_items(const struct scn_lesson_question *q, const char *typed,
                       struct scn_course_answer *ret_answer)
{
    bool is_choice = q->kind != SCN_LESSON_COLUMN, is_set = q->kind == SCN_LESSON_SET;

    for (typed += strspn(typed, " ,;"); *typed != '\0'; typed += strspn(typed, " ,;")) {
        size_t length = strcspn(typed, " ,;");
        uint32_t item;

        if (ret_answer->count == SCN_COURSE_ITEMS_MAX ||
            !read_item(typed, length, is_choice, &item) ||
            (is_choice && (item < 1 || item > q->choice_count))) {
            return false;
        }
        if (!is_choice || !has(ret_answer, item)) {
            insert(ret_answer, item, is_set);
        }
        typed += length;
    }
    switch (q->kind) {
    case SCN_LESSON_CHOOSE: return ret_answer->count == 1;
    case SCN_LESSON_ORDER: return ret_answer->count == q->choice_count;
    case SCN_LESSON_COLUMN: return ret_answer->count == q->time_count;
    default: return true;
    }
}

static const char *complaint(struct sim_arena *arena, const struct scn_lesson_question *q)
{
    switch (q->kind) {
    case SCN_LESSON_NUMBER:
        return q->unit[0] == '\0'
                   ? "a number is expected"
                   : sim_arena_print(arena, "a time is expected: 12, 12%s or another unit; "
                                     "or never", q->unit);
    case SCN_LESSON_CHOOSE:
        return sim_arena_print(arena, "one number from 1 to %" PRIu32 " is expected",
                               q->choice_count);
    case SCN_LESSON_SET:
        return "the numbers of all that apply are expected, as in 1 3";
    case SCN_LESSON_ORDER:
        return sim_arena_print(arena, "all numbers from 1 to %" PRIu32 " are expected, in order",
                               q->choice_count);
    default:
        return sim_arena_print(arena, "%" PRIu32 " numbers are expected, one for each time",
                               q->time_count);
    }
}

bool scn_grade_read(struct sim_arena *arena, const struct scn_lesson_question *question,
                    const char *typed, struct scn_course_answer *ret_answer,
                    const char **ret_complaint)
{
    bool good;

    *ret_answer = (struct scn_course_answer){0};
    good = question->kind == SCN_LESSON_NUMBER ? read_number(arena, question, typed, ret_answer)
                                               : read_items(question, typed, ret_answer);
    *ret_complaint = good ? NULL : complaint(arena, question);
    return good;
}

/* ---- comparing ------------------------------------------------------------------------------ */

static double tolerance(const struct scn_lesson_question *q)
{
    struct scn_quantity value;

    if (scn_quantity_duration(q->tolerance, &value) == SCN_QUANTITY_FINE) {
        return (double)value.ns;
    }
    return scn_quantity_number(q->tolerance, &value) == SCN_QUANTITY_FINE ? value.real : 0;
}

bool scn_grade_is_same(const struct scn_lesson_question *question,
                       const struct scn_course_answer *a, const struct scn_course_answer *b)
{
    if (question->kind == SCN_LESSON_NUMBER) {
        double difference = a->value.number - b->value.number;
        double size = a->value.number < 0 ? -a->value.number : a->value.number;

        if (isinf(a->value.number) || isinf(b->value.number)) {
            return a->value.number == b->value.number;
        }
        difference = difference < 0 ? -difference : difference;
        return difference <= tolerance(question) + size * 1e-12;
    }
    return a->count == b->count &&
           memcmp(a->items, b->items, a->count * sizeof a->items[0]) == 0;
}

enum scn_grade scn_grade_answer(const struct scn_course *course,
                                const struct scn_course_answer *answer, uint32_t *ret_belief)
{
    const struct scn_lesson *lesson = course->lesson;

    if (scn_grade_is_same(&lesson->ask, &course->truth, answer)) {
        return SCN_GRADE_RIGHT;
    }
    for (uint32_t i = 0; i < lesson->belief_count; i++) {
        if (scn_grade_is_same(&lesson->ask, &course->believed[i], answer)) {
            *ret_belief = i;
            return SCN_GRADE_BELIEF;
        }
    }
    return SCN_GRADE_WRONG;
}

/* ---- how far -------------------------------------------------------------------------------- */

/* Neighbours that must change places to make one order the other. */
static uint32_t swaps(const struct scn_course_answer *truth, const struct scn_course_answer *given)
{
    uint32_t place_of[SCN_COURSE_ITEMS_MAX + 1] = {0}, count = 0;

    for (uint32_t i = 0; i < truth->count; i++) {
        place_of[truth->items[i]] = i;
    }
    for (uint32_t i = 0; i < given->count; i++) {
        for (uint32_t k = i + 1; k < given->count; k++) {
            count += place_of[given->items[i]] > place_of[given->items[k]];
        }
    }
    return count;
}

static const char *set_distance(struct sim_arena *arena, const struct scn_course_answer *truth,
                                const struct scn_course_answer *given)
{
    uint32_t extra = 0, missing = 0;
    const char *words = "";

    for (uint32_t i = 0; i < given->count; i++) {
        if (!has(truth, given->items[i])) {
            words = sim_arena_print(arena, "%s%s%" PRIu32, words, extra == 0 ? "" : ", ",
                                    given->items[i]);
            extra++;
        }
    }
    for (uint32_t i = 0; i < truth->count; i++) {
        missing += !has(given, truth->items[i]);
    }
    if (extra == 0) {
        return sim_arena_print(arena, "%" PRIu32 " missing", missing);
    }
    return sim_arena_print(arena, "not %s%s", words,
                           missing == 0 ? "" : sim_arena_print(arena, "; %" PRIu32 " missing",
                                                              missing));
}

const char *scn_grade_distance(struct sim_arena *arena,
                               const struct scn_lesson_question *question,
                               const struct scn_course_answer *truth,
                               const struct scn_course_answer *given)
{
    uint32_t right = 0;

    switch (question->kind) {
    case SCN_LESSON_SET:
        return set_distance(arena, truth, given);
    case SCN_LESSON_ORDER:
        right = swaps(truth, given);
        return sim_arena_print(arena, "%" PRIu32 " pair%s of neighbours away", right,
                               right == 1 ? "" : "s");
    case SCN_LESSON_COLUMN:
        for (uint32_t i = 0; i < truth->count && i < given->count; i++) {
            right += truth->items[i] == given->items[i];
        }
        return sim_arena_print(arena, "%" PRIu32 " of %" PRIu32 " right", right, truth->count);
    default:
        return "";
    }
}

/* ---- as text -------------------------------------------------------------------------------- */

static const char *list(struct sim_arena *arena, const struct scn_course_answer *a)
{
    const char *words = "";

    for (uint32_t i = 0; i < a->count; i++) {
        words = sim_arena_print(arena, "%s%s%" PRIu32, words, i == 0 ? "" : " ", a->items[i]);
    }
    return words;
}

const char *scn_grade_typed(struct sim_arena *arena, const struct scn_lesson_question *question,
                            const struct scn_course_answer *answer)
{
    return question->kind == SCN_LESSON_NUMBER ? scn_formula_text(arena, answer->value)
                                               : list(arena, answer);
}

const char *scn_grade_words(struct sim_arena *arena, const struct scn_lesson_question *question,
                            const struct scn_course_answer *answer)
{
    if (question->kind == SCN_LESSON_NUMBER) {
        return scn_formula_words(arena, answer->value);
    }
    if (question->kind == SCN_LESSON_CHOOSE && answer->count == 1) {
        return sim_arena_print(arena, "%" PRIu32 ": %s", answer->items[0],
                               question->choices[answer->items[0] - 1].text);
    }
    return answer->count == 0 ? "none of them" : list(arena, answer);
}
