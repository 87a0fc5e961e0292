/*
 * The dialogue of a lesson.
 *
 * A right answer opens the run and the explanation, then the variations; a wrong one the belief
 * behind it; after two wrong ones `reveal` is offered.
 */
#include "reports/cli/lesson_talk.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "reports/cli/lesson_state.h"
#include "reports/cli/lesson_text.h"
#include "reports/cli/session.h"
#include "scenarios/course/course.h"
#include "scenarios/course/grade.h"
#include "sim/base/text.h"

enum { TYPED_MAX = 400, REVEAL_AFTER = 2 };

/* ---- one answer ----------------------------------------------------------------------------- */

static void write_json(struct cli_session *s, const struct scn_course *course,
                       enum scn_grade grade, uint32_t belief)
{
    static const char *const grades[] = {"right", "belief", "wrong", "unreadable"};
    struct sim_text text;

    sim_text_init(&text);
    sim_text_print(&text, "{\"lesson\": %" PRIu32 ", \"seed\": %" PRIu64 ", \"grade\": \"%s\", "
                   "\"belief\": ", course->lesson->number, course->seed, grades[grade]);
    if (grade == SCN_GRADE_BELIEF) {
        sim_text_json(&text, course->lesson->beliefs[belief].id);
    } else {
        sim_text_add(&text, "null");
    }
    sim_text_add(&text, "}\n");
    cli_lesson_text_write(s, &text);
    sim_text_deinit(&text);
}

/* Reads and grades; a belief is remembered. */
static enum scn_grade grade(struct cli_session *s, struct scn_course *course,
                            struct cli_lesson_state *state, const char *typed,
                            struct scn_course_answer *ret_given, uint32_t *ret_belief)
{
    const char *complaint;
    enum scn_grade found;

    *ret_belief = UINT32_MAX;
    if (!scn_grade_read(&s->arena, &course->lesson->ask, typed, ret_given, &complaint)) {
        cli_session_say(s, "%s", complaint);
        return SCN_GRADE_UNREADABLE;
    }
    found = scn_grade_answer(course, ret_given, ret_belief);
    if (found == SCN_GRADE_BELIEF) {
        cli_lesson_state_believed(state, course->lesson->beliefs[*ret_belief].id);
    }
    return found;
}

int cli_lesson_talk_grade(struct cli_session *s, struct scn_course *course,
                          struct cli_lesson_state *state, const char *typed)
{
    struct scn_course_answer given;
    struct sim_text text;
    uint32_t belief;
    enum scn_grade found = grade(s, course, state, typed, &given, &belief);

    if (found == SCN_GRADE_UNREADABLE) {
        return CLI_USAGE;
    }
    if (found == SCN_GRADE_RIGHT) {
        cli_lesson_state_done(state, course->scenario.name, 1);
    }
    if (s->options.format == CLI_JSON) {
        write_json(s, course, found, belief);
    } else {
        sim_text_init(&text);
        if (found == SCN_GRADE_RIGHT) {
            sim_text_add(&text, "right\n");
        } else {
            cli_lesson_text_wrong(&text, course, &given, belief);
        }
        cli_lesson_text_write(s, &text);
        sim_text_deinit(&text);
    }
    return found == SCN_GRADE_RIGHT ? CLI_FINE : CLI_NEGATIVE;
}

/* ---- the dialogue --------------------------------------------------------------------------- */

static void say(struct cli_session *s, const char *line)
{
    struct sim_text text;

    sim_text_init(&text);
    cli_lesson_text_paragraph(&text, NULL, line);
    cli_lesson_text_write(s, &text);
    sim_text_deinit(&text);
}

/* A line of the student's, without the line feed. False: the end, or quit. */
static bool listen(struct cli_session *s, char *typed)
{
    struct sim_text prompt;

    sim_text_init(&prompt);
    sim_text_add(&prompt, "> ");
    cli_lesson_text_write(s, &prompt);
    sim_text_deinit(&prompt);
    if (fgets(typed, TYPED_MAX, stdin) == NULL) {
        return false;
    }
    typed[strcspn(typed, "\r\n")] = '\0';
    return strcmp(typed, "quit") != 0 && strcmp(typed, "q") != 0;
}

/* Asks the lesson's question until it is answered or revealed; false: it was left. */
static bool converse(struct cli_session *s, struct scn_course *course,
                     struct cli_lesson_state *state, uint32_t *ret_tries, bool *ret_revealed)
{
    char typed[TYPED_MAX];
    uint32_t tries = 0, belief;

    while (listen(s, typed)) {
        struct scn_course_answer given;
        struct sim_text text;
        enum scn_grade found = SCN_GRADE_UNREADABLE;
        bool reveal = strcmp(typed, "reveal") == 0;

        *ret_revealed = reveal;
        if (typed[0] == '\0') {
            continue;
        }
        if (strcmp(typed, "hint") == 0) {
            say(s, scn_course_words(course, NULL, course->lesson->hint));
            continue;
        }
        if (!reveal) {
            found = grade(s, course, state, typed, &given, &belief);
            if (found == SCN_GRADE_UNREADABLE) {
                continue;
            }
            tries++;
        }
        sim_text_init(&text);
        if (reveal || found == SCN_GRADE_RIGHT) {
            cli_lesson_text_right(&text, course, reveal, &s->view);
        } else {
            cli_lesson_text_wrong(&text, course, &given, belief);
            sim_text_add(&text, tries == REVEAL_AFTER ? "(reveal tells the answer)\n" : "");
        }
        cli_lesson_text_write(s, &text);
        sim_text_deinit(&text);
        if (reveal || found == SCN_GRADE_RIGHT) {
            *ret_tries = tries;
            return true;
        }
    }
    return false;
}

/* 'No (2 of 4 right): it is 0 5 2 0.' */
static const char *correction(struct cli_session *s, const struct scn_course *course,
                              const struct scn_lesson_question *q,
                              const struct scn_course_answer *truth,
                              const struct scn_course_answer *given)
{
    const char *distance = scn_grade_distance(&s->arena, q, truth, given);
    const char *words = scn_course_words(course, NULL, scn_grade_words(&s->arena, q, truth));

    return distance[0] == '\0' ? sim_arena_print(&s->arena, "No, it is %s.", words)
                               : sim_arena_print(&s->arena, "No (%s): it is %s.", distance, words);
}

static bool vary(struct cli_session *s, struct scn_course *course,
                 const struct scn_lesson_variation *v)
{
    const struct scn_lesson_question *q = v->has_question ? &v->ask : &course->lesson->ask;
    struct scn_course_answer truth, given;
    struct scn_course_run run;
    char typed[TYPED_MAX];
    const char *complaint;
    bool goes_on = true;

    if (scn_course_ask(course, v->sets, v->set_count, q, &run, &truth) == NULL) {
        struct sim_text question;

        sim_text_init(&question);
        cli_lesson_text_vary(&question, course, v, q);
        cli_lesson_text_write(s, &question);
        sim_text_deinit(&question);
        while ((goes_on = listen(s, typed)) && typed[0] != '\0' &&
               !scn_grade_read(&s->arena, q, typed, &given, &complaint)) {
            cli_session_say(s, "%s", complaint);
        }
        if (goes_on && typed[0] != '\0') {
            bool right = scn_grade_is_same(q, &truth, &given);

            say(s, sim_arena_print(&s->arena, "%s %s", right ? "Right:"
                                   : correction(s, course, q, &truth, &given),
                scn_course_words(course, &run, v->but)));
        }
    }
    scn_course_run_close(&run);
    return goes_on;
}

/* Beliefs of this lesson that were behind two or more answers before. */
static void remind(struct cli_session *s, const struct scn_course *course,
                   const struct cli_lesson_state *state)
{
    for (uint32_t i = 0; i < course->lesson->belief_count; i++) {
        const struct scn_lesson_belief *b = &course->lesson->beliefs[i];
        uint32_t held = cli_lesson_state_count(state, "belief", b->id);

        if (held >= 2) {
            struct sim_text text;

            sim_text_init(&text);
            cli_lesson_text_paragraph(&text, NULL, sim_arena_print(&s->arena,
                "(%" PRIu32 " of your answers so far would have been right if %s.)", held,
                scn_course_words(course, NULL, b->if_so)));
            sim_text_add_char(&text, '\n');
            cli_lesson_text_write(s, &text);
            sim_text_deinit(&text);
        }
    }
}

static void farewell(struct cli_session *s, const struct scn_course *course, uint32_t tries,
                     bool revealed, const char *next)
{
    const struct scn_lesson *lesson = course->lesson;
    struct sim_text text;

    sim_text_init(&text);
    if (lesson->challenge != NULL) {
        sim_text_add_char(&text, '\n');
        cli_lesson_text_paragraph(&text, NULL, sim_arena_print(&s->arena,
            "To try yourself. %s wtsim lesson %" PRIu32 " --scenario >mine.yaml writes the file; "
            "wtsim lesson %" PRIu32 " --challenge mine.yaml judges it.", 
            scn_course_words(course, NULL, lesson->challenge), lesson->number, lesson->number));
    }
    sim_text_print(&text, "\nLesson %" PRIu32 " done (%" PRIu32 " tr%s%s).%s%s\n", lesson->number,
                   tries, tries == 1 ? "y" : "ies", revealed ? ", then revealed" : "",
                   next == NULL ? "" : " Next: wtsim lesson ", next == NULL ? "" : next);
    sim_text_print(&text, "New numbers for the same lesson: --seed %" PRIu64 "\n",
                   course->seed + 1);
    cli_lesson_text_write(s, &text);
    sim_text_deinit(&text);
}

int cli_lesson_talk(struct cli_session *s, struct scn_course *course,
                    struct cli_lesson_state *state, uint32_t lesson_count, const char *next)
{
    const struct scn_lesson *lesson = course->lesson;
    struct sim_text text;
    uint32_t tries = 0;
    bool revealed = false;

    sim_text_init(&text);
    cli_lesson_text_head(&text, course, lesson_count);
    cli_lesson_text_write(s, &text);
    remind(s, course, state);
    cli_lesson_text_ask(&text, course, &lesson->ask);
    cli_lesson_text_write(s, &text);
    sim_text_deinit(&text);
    if (!converse(s, course, state, &tries, &revealed)) {
        return CLI_FINE;
    }
    cli_lesson_state_done(state, course->scenario.name, tries == 0 ? 1 : tries);
    for (uint32_t i = 0; i < lesson->variation_count; i++) {
        if (!vary(s, course, &lesson->variations[i])) {
            break;
        }
    }
    farewell(s, course, tries, revealed, next);
    return CLI_FINE;
}
