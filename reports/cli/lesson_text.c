/*
 * A lesson as text. Stories keep the lines of their tables, all the rest is wrapped.
 */
#include "reports/cli/lesson_text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "model/run/chronicle.h"
#include "reports/cli/session.h"
#include "reports/render/ledger.h"
#include "reports/render/lookup.h"
#include "reports/render/member.h"
#include "reports/render/page.h"
#include "reports/render/timeline.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { WIDTH = 80, LABEL_WIDTH = 7 };

/* Lines become one paragraph; an empty line stays between two. */
static const char *flowed(struct sim_arena *arena, const char *words)
{
    char *text = sim_arena_copy(arena, words, strlen(words));
    size_t length = strlen(text);

    while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == ' ')) {
        text[--length] = '\0';
    }
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n' && text[i + 1] != '\n' && (i == 0 || text[i - 1] != '\n')) {
            text[i] = ' ';
        }
    }
    return text;
}

void cli_lesson_text_paragraph(struct sim_text *text, const char *label, const char *words)
{
    struct sim_arena arena;

    sim_arena_init(&arena);
    if (label != NULL) {
        sim_text_add(text, label);
        rpt_page_column(text, LABEL_WIDTH);
    }
    rpt_page_words(text, flowed(&arena, words), label == NULL ? 0 : LABEL_WIDTH, WIDTH);
    rpt_page_line(text);
    sim_arena_deinit(&arena);
}

void cli_lesson_text_write(struct cli_session *s, struct sim_text *text)
{
    if (s->options.format == CLI_TEXT && rpt_view_width(&s->view) < WIDTH) {
        rpt_page_fit(text, 0, rpt_view_width(&s->view));
    }
    cli_session_write(s, text);
}

void cli_lesson_text_story(struct sim_text *text, const struct scn_course *course)
{
    const char *story = scn_course_words(course, NULL, course->lesson->story);

    while (*story != '\0') {
        size_t length = strcspn(story, "\n");
        bool is_kept = length == 0 || *story == ' ';

        while (!is_kept && story[length] == '\n' && strchr("\n ", story[length + 1]) == NULL) {
            length += 1 + strcspn(story + length + 1, "\n");
        }
        if (is_kept) {
            sim_text_add_bytes(text, story, length);
        } else {
            rpt_page_words(text, flowed(course->arena, sim_arena_copy(course->arena, story,
                                                                      length)), 0, WIDTH);
        }
        sim_text_add_char(text, '\n');
        story += length + (story[length] == '\n');
    }
}

void cli_lesson_text_head(struct sim_text *text, const struct scn_course *course,
                          uint32_t lesson_count)
{
    const struct scn_lesson *lesson = course->lesson;
    struct sim_arena arena;

    sim_arena_init(&arena);
    sim_text_print(text, "Lesson %" PRIu32, lesson->number);
    if (lesson_count > 0) {
        sim_text_print(text, " of %" PRIu32, lesson_count);
    }
    sim_text_print(text, "   %s", course->scenario.title);
    rpt_page_edge(text, sim_arena_print(&arena, "seed %" PRIu64, course->seed), WIDTH);
    sim_text_add_char(text, '\n');
    cli_lesson_text_story(text, course);
    sim_text_add_char(text, '\n');
    sim_arena_deinit(&arena);
}

/* What may be answered: the choices, or the times of a column, and in which form. */
static void add_form(struct sim_text *text, const struct scn_course *course,
                     const struct scn_lesson_question *q, const char *or_else)
{
    static const char *const forms[] = {
        [SCN_LESSON_CHOOSE] = "its number", [SCN_LESSON_ORDER] = "all numbers, in order",
        [SCN_LESSON_SET] = "the numbers of all that apply, as in 1 3",
        [SCN_LESSON_COLUMN] = "a number for each"};

    for (uint32_t i = 0; i < q->choice_count; i++) {
        sim_text_print(text, "  %" PRIu32 "  ", i + 1);
        rpt_page_words(text, scn_course_words(course, NULL, q->choices[i].text), 5, WIDTH);
        sim_text_add_char(text, '\n');
    }
    if (q->kind == SCN_LESSON_COLUMN) {
        const char *times = "";

        for (uint32_t i = 0; i < q->time_count; i++) {
            times = sim_arena_print(course->arena, "%s%s {%s}", times, i == 0 ? "" : ",",
                                    q->times[i]);
        }
        cli_lesson_text_paragraph(text, NULL, scn_course_words(course, NULL, sim_arena_print(
            course->arena, "The IRQL of processor %" PRIu32 " at%s", q->processor, times)));
    }
    sim_text_print(text, "  %s%s\n", q->kind != SCN_LESSON_NUMBER ? forms[q->kind]
                                      : q->unit[0] == '\0'         ? "number"
                                                                   : q->unit, or_else);
}

void cli_lesson_text_ask(struct sim_text *text, const struct scn_course *course,
                         const struct scn_lesson_question *q)
{
    cli_lesson_text_paragraph(text, NULL, scn_course_words(course, NULL, q->text));
    add_form(text, course, q, "  (or: hint, quit)");
}

void cli_lesson_text_print(struct sim_text *text, const struct scn_course *course,
                           const struct scn_lesson_question *q)
{
    cli_lesson_text_paragraph(text, NULL, scn_course_words(course, NULL, q->text));
    add_form(text, course, q, "");
}

void cli_lesson_text_vary(struct sim_text *text, const struct scn_course *course,
                          const struct scn_lesson_variation *variation,
                          const struct scn_lesson_question *q)
{
    sim_text_add_char(text, '\n');
    cli_lesson_text_paragraph(text, NULL, scn_course_words(course, NULL, variation->text));
    add_form(text, course, q, "  (Enter skips it; or: quit)");
}

/* ---- wrong ---------------------------------------------------------------------------------- */

/* A wrong answer, to begin a sentence with: '70 us', 'Answer 2', 'Never'. */
static const char *subject(struct sim_arena *arena, const struct scn_lesson_question *q,
                           const struct scn_course_answer *given)
{
    const char *words = scn_grade_words(arena, q, given);
    char *copy;

    if (q->kind == SCN_LESSON_CHOOSE) {
        return sim_arena_print(arena, "Answer %s", scn_grade_typed(arena, q, given));
    }
    copy = sim_arena_copy(arena, words, strlen(words));
    if (copy[0] >= 'a' && copy[0] <= 'z') {
        copy[0] = (char)(copy[0] - 'a' + 'A');
    }
    return copy;
}

void cli_lesson_text_wrong(struct sim_text *text, const struct scn_course *course,
                           const struct scn_course_answer *given, uint32_t belief)
{
    const struct scn_lesson *lesson = course->lesson;
    const char *distance = scn_grade_distance(course->arena, &lesson->ask, &course->truth, given);

    if (belief < lesson->belief_count) {
        const struct scn_lesson_belief *b = &lesson->beliefs[belief];

        cli_lesson_text_paragraph(text, NULL, sim_arena_print(course->arena,
            "No. %s would be right if %s. %s", subject(course->arena, &lesson->ask, given),
            scn_course_words(course, NULL, b->if_so), scn_course_words(course, NULL, b->but)));
        return;
    }
    cli_lesson_text_paragraph(text, NULL, sim_arena_print(course->arena,
        distance[0] == '\0' ? "No, and I cannot tell what led you there.%s %s" : "No: %s. %s",
        distance, scn_course_words(course, NULL, lesson->smaller)));
}

/* ---- right ---------------------------------------------------------------------------------- */

/* The window of the picture, '0us..105us'; all of it when nothing is said. */
static struct rpt_timeline_options window_of(struct scn_course *course)
{
    struct rpt_timeline_options options = {.width = WIDTH};
    const char *window = scn_course_words(course, NULL, course->lesson->window);
    const char *dots = strstr(window, "..");
    struct scn_formula_value from, until;

    if (dots != NULL &&
        scn_course_value(&course->run, sim_arena_copy(course->arena, window,
                                                      (size_t)(dots - window)), &from) == NULL &&
        scn_course_value(&course->run, dots + 2, &until) == NULL) {
        options.from_at = (uint64_t)from.number;
        options.until_at = (uint64_t)until.number;
    }
    return options;
}

static void add_picture(struct sim_text *text, struct scn_course *course,
                        const struct rpt_view *view)
{
    struct rpt_timeline_options options = window_of(course);
    struct rpt_timeline timeline;

    if (strcmp(course->lesson->window, "none") == 0 ||
        !rpt_timeline_lay(course->arena, course->run.chronicle, &options, &timeline)) {
        sim_text_add(text, "\n\n");
        return;
    }
    /* A choice may fill the line. */
    sim_text_add(text, course->lesson->ask.kind == SCN_LESSON_NUMBER ? " The run, "
                                                                     : "\n\nThe run, ");
    rpt_timeline_scale(text, &timeline);
    sim_text_add(text, ":\n\n");
    rpt_timeline_print(text, &timeline, view);
    sim_text_add_char(text, '\n');
}

/* 'c.line.dpc waited 70 us: 50 us behind a DPC (a.Dpc), 20 us behind a DPC (b.Dpc).' */
static void add_ledger(struct sim_text *text, struct scn_course *course)
{
    const struct mdl_answer *a = &course->run.answer;
    const char *statistic;
    uint32_t series = course->lesson->ask.kind == SCN_LESSON_NUMBER
                          ? rpt_lookup_expected(a, course->lesson->ask.number, &statistic)
                          : RPT_LOOKUP_NONE;
    struct rpt_ledger ledger;
    struct sim_text words;

    if (series == RPT_LOOKUP_NONE || !rpt_ledger_has(a, series)) {
        return;
    }
    rpt_ledger_make(course->arena, a, series, &ledger);
    sim_text_init(&words);
    sim_text_print(&words, "%s waited %s in all: ", a->series[series].object,
                   scn_formula_words(course->arena,
                                     (struct scn_formula_value){(double)ledger.all_ns, true}));
    for (uint32_t i = 0; i < ledger.count; i++) {
        const struct rpt_ledger_row *row = &ledger.rows[i];
        struct scn_formula_value ns = {(double)row->all_ns, true};

        sim_text_print(&words, "%s%s %s%s%s%s", i == 0 ? "" : ", ",
                       scn_formula_words(course->arena, ns), rpt_ledger_words(row->part),
                       row->who[0] == '\0' ? "" : " (", row->who,
                       row->who[0] == '\0' ? "" : ")");
    }
    sim_text_add_char(&words, '.');
    cli_lesson_text_paragraph(text, NULL, words.data);
    sim_text_add_char(text, '\n');
    sim_text_deinit(&words);
}

/* What it would be with the overheads that nobody measured (K7). */
static void add_default_costs(struct sim_text *text, struct scn_course *course)
{
    static const char *const costs[] = {"machine.costs={}"};
    struct scn_course_answer with_costs;
    struct scn_course_run run;
    const char *fault = scn_course_ask(course, costs, 1, &course->lesson->ask, &run, &with_costs);

    if (fault == NULL && course->lesson->ask.kind == SCN_LESSON_NUMBER &&
        !scn_grade_is_same(&course->lesson->ask, &course->truth, &with_costs)) {
        sim_text_add_char(text, '\n');
        cli_lesson_text_paragraph(text, NULL, sim_arena_print(course->arena,
            "With the overheads of the defaults it is %s (assumed: K7).",
            scn_grade_words(course->arena, &course->lesson->ask, &with_costs)));
    }
    scn_course_run_close(&run);
}

/* An answer as it is read out; the text of a choice with its numbers. */
static const char *right_words(const struct scn_course *course,
                               const struct scn_lesson_question *q,
                               const struct scn_course_answer *answer)
{
    return scn_course_words(course, NULL, scn_grade_words(course->arena, q, answer));
}

void cli_lesson_text_right(struct sim_text *text, struct scn_course *course, bool revealed,
                           const struct rpt_view *view)
{
    const struct scn_lesson *lesson = course->lesson;
    const char *rules = "";

    rpt_page_words(text, sim_arena_print(course->arena, "%s %s.", revealed ? "It is" : "Right,",
                                         right_words(course, &lesson->ask, &course->truth)),
                   0, WIDTH);
    add_picture(text, course, view);
    add_ledger(text, course);
    cli_lesson_text_paragraph(text, "Why", scn_course_words(course, &course->run, lesson->why));
    cli_lesson_text_paragraph(text, "So", scn_course_words(course, &course->run, lesson->so));
    for (uint32_t i = 0; i < lesson->rule_count; i++) {
        rules = sim_arena_print(course->arena, "%s%s%s", rules, i == 0 ? "" : " ",
                                lesson->rules[i]);
    }
    if (lesson->rule_count > 0) {
        cli_lesson_text_paragraph(text, "Rules", sim_arena_print(course->arena, "%s. wtsim explain "
                                                                "%s tells more", rules,
                                                                lesson->rules[0]));
    }
    add_default_costs(text, course);
}

/* ---- the instructor's ----------------------------------------------------------------------- */

static void key_beliefs(struct sim_text *text, struct scn_course *course)
{
    const struct scn_lesson *lesson = course->lesson;

    for (uint32_t i = 0; i < lesson->belief_count; i++) {
        const struct scn_lesson_belief *b = &lesson->beliefs[i];

        sim_text_print(text, "  %" PRIu32 "  ", i + 1);
        rpt_page_words(text, flowed(course->arena, sim_arena_print(course->arena,
            "%s (%s): right if %s. %s", b->id,
            right_words(course, &lesson->ask, &course->believed[i]),
            scn_course_words(course, NULL, b->if_so), scn_course_words(course, NULL, b->but))),
            5, WIDTH);
        sim_text_add_char(text, '\n');
    }
}

void cli_lesson_text_key(struct sim_text *text, struct scn_course *course)
{
    const struct scn_lesson *lesson = course->lesson;

    sim_text_print(text, "Lesson %" PRIu32 "   %s   seed %" PRIu64 "\n", lesson->number,
                   course->scenario.title, course->seed);
    cli_lesson_text_print(text, course, &lesson->ask);
    sim_text_print(text, "Answer %s\n", right_words(course, &lesson->ask, &course->truth));
    if (course->seed == 1 && lesson->timeline[0] != '\0') {
        cli_lesson_text_paragraph(text, "Worked", lesson->timeline);
    }
    sim_text_add(text, lesson->belief_count == 0 ? "" : "Beliefs, and what is answered then\n");
    key_beliefs(text, course);
    for (uint32_t i = 0; i < lesson->variation_count; i++) {
        const struct scn_lesson_variation *v = &lesson->variations[i];
        const struct scn_lesson_question *q = v->has_question ? &v->ask : &lesson->ask;
        struct scn_course_answer answer;
        struct scn_course_run run;

        if (scn_course_ask(course, v->sets, v->set_count, q, &run, &answer) == NULL) {
            cli_lesson_text_paragraph(text, "Vary", sim_arena_print(course->arena, "%s Answer: %s",
                scn_course_words(course, NULL, v->text), right_words(course, q, &answer)));
        }
        scn_course_run_close(&run);
    }
}

/* A worked answer, typed as a student would: does the model say the same? */
static bool agrees(struct scn_course *course, const struct scn_lesson_question *q,
                   const char *worked, const struct scn_course_answer *truth)
{
    struct scn_course_answer given;
    const char *complaint;

    return scn_grade_read(course->arena, q, worked, &given, &complaint) &&
           scn_grade_is_same(q, truth, &given);
}

static void key_variations(struct sim_text *text, struct scn_course *course)
{
    const struct scn_lesson *lesson = course->lesson;
    uint32_t listed = 0;

    rpt_member_key(text, "variations");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < lesson->variation_count; i++) {
        const struct scn_lesson_variation *v = &lesson->variations[i];
        const struct scn_lesson_question *q = v->has_question ? &v->ask : &lesson->ask;
        struct scn_course_answer answer;
        struct scn_course_run run;
        const char *fault = scn_course_ask(course, v->sets, v->set_count, q, &run, &answer);

        rpt_member_next(text, &listed);
        sim_text_add_char(text, '{');
        rpt_member_string(text, "fault", fault);
        rpt_member_string(text, "answer", fault != NULL
                                              ? NULL : scn_grade_typed(course->arena, q, &answer));
        rpt_member_string(text, "worked", v->answer);
        rpt_member_truth(text, "agrees", fault == NULL && agrees(course, q, v->answer, &answer));
        sim_text_add_char(text, '}');
        scn_course_run_close(&run);
    }
    rpt_member_finish(text, listed, ']');
}

static void key_texts(struct sim_text *text, const char *key, const char *const *texts,
                      uint32_t count)
{
    rpt_member_key(text, key);
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < count; i++) {
        sim_text_add(text, i == 0 ? "" : ", ");
        sim_text_json(text, texts[i]);
    }
    sim_text_add_char(text, ']');
}

void cli_lesson_text_key_json(struct sim_text *text, struct scn_course *course)
{
    const struct scn_lesson *lesson = course->lesson;
    uint32_t listed = 0;

    sim_text_add_char(text, '{');
    rpt_member_whole(text, "lesson", lesson->number);
    rpt_member_string(text, "name", course->scenario.name);
    rpt_member_whole(text, "seed", course->seed);
    rpt_member_whole(text, "attempt", course->attempt);
    rpt_member_string(text, "answer", scn_grade_typed(course->arena, &lesson->ask,
                                                      &course->truth));
    rpt_member_string(text, "worked", lesson->worked);
    rpt_member_truth(text, "agrees", agrees(course, &lesson->ask, lesson->worked,
                                            &course->truth));
    rpt_member_line(text);
    rpt_member_key(text, "beliefs");
    sim_text_add_char(text, '[');
    for (uint32_t i = 0; i < lesson->belief_count; i++) {
        rpt_member_next(text, &listed);
        sim_text_add_char(text, '{');
        rpt_member_string(text, "id", lesson->beliefs[i].id);
        rpt_member_string(text, "answer", scn_grade_typed(course->arena, &lesson->ask,
                                                          &course->believed[i]));
        sim_text_add_char(text, '}');
    }
    rpt_member_finish(text, listed, ']');
    key_variations(text, course);
    key_texts(text, "rules", lesson->rules, lesson->rule_count);
    key_texts(text, "challenge_expect", lesson->challenge_expects,
              lesson->challenge_expect_count);
    key_texts(text, "challenge_cure", lesson->cures, lesson->cure_count);
    sim_text_add(text, "}\n");
}
