/*
 * wtsim lesson [NAME]: predict, run, compare, explain.
 *
 * NAME is a number, the name or the beginning of the name of a lesson that comes with the program,
 * or a file of one's own with a lesson: block.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "model/run/answer.h"
#include "reports/cli/command.h"
#include "reports/cli/lesson_glossary.h"
#include "reports/cli/lesson_sheet.h"
#include "reports/cli/lesson_state.h"
#include "reports/cli/lesson_talk.h"
#include "reports/cli/lesson_text.h"
#include "reports/cli/load.h"
#include "reports/cli/session.h"
#include "reports/render/page.h"
#include "scenarios/course/course.h"
#include "scenarios/course/shelf.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "sim/base/text.h"

enum { WORKSHEETS_MAX = 100, ABOUT_MAX = 5 };

/* '05-why-a-dpc-waits.yaml' is called 'why-a-dpc-waits'. */
static const char *name_of(struct cli_session *s, uint32_t index)
{
    const char *file = scn_shelf_lessons[index].file;

    return sim_arena_copy(&s->arena, file + 3, strlen(file) - 3 - strlen(".yaml"));
}

static uint64_t seed_of(const struct cli_session *s)
{
    uint64_t seed = 1;

    for (uint32_t i = 0; i < s->options.set_count; i++) {
        if (strncmp(s->options.sets[i], "run.seed=", 9) == 0) {
            seed = strtoull(s->options.sets[i] + 9, NULL, 10);
        }
    }
    return seed;
}

/* ---- the course ----------------------------------------------------------------------------- */

static bool read_lesson(struct cli_session *s, uint32_t index, struct scn_scenario *ret_scenario)
{
    const struct scn_shelf_lesson *one = &scn_shelf_lessons[index];
    struct scn_diags diags;

    scn_diags_init(&diags, &s->arena);
    return scn_scenario_parse(&s->arena, one->file, one->text, strlen(one->text), NULL, 0, &diags,
                              ret_scenario);
}

static void list_text(struct cli_session *s, const struct cli_lesson_state *state,
                      struct sim_text *text)
{
    enum scn_lesson_part part = SCN_LESSON_PART_COUNT;

    sim_text_print(text, "%" PRIu32 " lessons; * the short path; wtsim lesson NUMBER begins one\n",
                   scn_shelf_count);
    for (uint32_t i = 0; i < scn_shelf_count; i++) {
        struct scn_scenario scenario;

        if (!read_lesson(s, i, &scenario) || scenario.lesson == NULL) {
            continue;
        }
        if (scenario.lesson->part != part) {
            part = scenario.lesson->part;
            sim_text_print(text, "\nPart %c: %s\n", 'A' + (char)part, scn_lesson_part_name(part));
        }
        sim_text_print(text, "%3" PRIu32 "%s %s", scenario.lesson->number,
                       scenario.lesson->is_short ? "*" : " ", name_of(s, i));
        rpt_page_column(text, 36);
        rpt_page_words(text, scenario.lesson->concept, 36, 80);
        if (cli_lesson_state_count(state, "done", scenario.name) > 0) {
            sim_text_add(text, " (done)");
        }
        sim_text_add_char(text, '\n');
    }
}

static void list_programs(struct cli_session *s, const struct cli_lesson_state *state,
                          struct sim_text *text)
{
    bool json = s->options.format == CLI_JSON;

    sim_text_add(text, json ? "[" : "number,name,part,short,done\r\n");
    for (uint32_t i = 0; i < scn_shelf_count; i++) {
        struct scn_scenario scenario;
        bool done;

        if (!read_lesson(s, i, &scenario) || scenario.lesson == NULL) {
            continue;
        }
        done = cli_lesson_state_count(state, "done", scenario.name) > 0;
        sim_text_print(text, json ? "%s\n  {\"number\": %" PRIu32 ", \"name\": \"%s\", \"part\": "
                                    "\"%s\", \"short\": %s, \"done\": %s}"
                                  : "%.0s%" PRIu32 ",%s,%s,%s,%s\r\n",
                       i == 0 ? "" : ",", scenario.lesson->number, name_of(s, i),
                       scn_lesson_part_name(scenario.lesson->part),
                       scenario.lesson->is_short ? "true" : "false", done ? "true" : "false");
    }
    sim_text_add(text, json ? "\n]\n" : "");
}

static int list(struct cli_session *s)
{
    struct cli_lesson_state state;
    struct sim_text text;

    cli_lesson_state_load(s, &state);
    sim_text_init(&text);
    (s->options.format == CLI_TEXT ? list_text : list_programs)(s, &state, &text);
    cli_lesson_text_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}

/* ---- which one ------------------------------------------------------------------------------ */

static bool is_whole(const char *text)
{
    return *text != '\0' && strspn(text, "0123456789") == strlen(text);
}

/* On the shelf: by number, by name, by the only name that begins so; UINT32_MAX: none. */
static uint32_t find_lesson(struct cli_session *s, const char *wanted)
{
    uint32_t found = UINT32_MAX, count = 0;

    for (uint32_t i = 0; i < scn_shelf_count; i++) {
        const char *name = name_of(s, i);

        if (strcmp(name, wanted) == 0 ||
            (is_whole(wanted) &&
             strtoul(scn_shelf_lessons[i].file, NULL, 10) == strtoul(wanted, NULL, 10))) {
            return i;
        }
        if (strncmp(name, wanted, strlen(wanted)) == 0) {
            found = i;
            count++;
        }
    }
    return count == 1 ? found : UINT32_MAX;
}

static const char *lesson_name(uint32_t index)
{
    return scn_shelf_lessons[index].file + 3;
}

static bool speaks_of(const char *text, const char *word)
{
    for (; *text != '\0'; text++) {
        if (strncasecmp(text, word, strlen(word)) == 0) {
            return true;
        }
    }
    return false;
}

/* Lessons that speak of it in their name, title or idea: '21 waiting-for-your-own-queue, ...'. */
static const char *about(struct cli_session *s, const char *wanted)
{
    const char *list = "";
    uint32_t count = 0;

    for (uint32_t i = 0; i < scn_shelf_count && strlen(wanted) > 2; i++) {
        struct scn_scenario scenario;

        if (read_lesson(s, i, &scenario) && scenario.lesson != NULL && count < ABOUT_MAX &&
            (speaks_of(name_of(s, i), wanted) || speaks_of(scenario.title, wanted) ||
             speaks_of(scenario.lesson->concept, wanted) ||
             speaks_of(scenario.lesson->so, wanted))) {
            list = sim_arena_print(&s->arena, "%s%s%" PRIu32 " %s", list, count == 0 ? "" : ", ",
                                   scenario.lesson->number, name_of(s, i));
            count++;
        }
    }
    return list;
}

static int unknown(struct cli_session *s, const char *wanted)
{
    const char *near = cli_options_nearest(wanted, lesson_name, scn_shelf_count);
    const char *list = about(s, wanted);

    if (near == NULL && list[0] != '\0') {
        cli_session_say(s, "no lesson is called '%.60s'; it is spoken of in %s", wanted, list);
        return CLI_USAGE;
    }

    cli_session_say(s, "there is no lesson '%.60s'; wtsim lesson list names them%s%s%s", wanted,
                    near == NULL ? "" : ". Did you mean '", near == NULL ? "" : near,
                    near == NULL ? "" : "'?");
    return CLI_USAGE;
}

/* Text of a lesson; CLI_FINE or why not. *ret_index: its place on the shelf, or UINT32_MAX. */
static int load_text(struct cli_session *s, const char *wanted, const char **ret_name,
                     const char **ret_text, uint32_t *ret_index)
{
    size_t length = strlen(wanted);
    struct scn_scenario scenario;
    struct scn_diags diags;
    int code;

    *ret_index = find_lesson(s, wanted);
    if (*ret_index != UINT32_MAX) {
        *ret_name = scn_shelf_lessons[*ret_index].file;
        *ret_text = scn_shelf_lessons[*ret_index].text;
        return CLI_FINE;
    }
    if (strchr(wanted, '/') == NULL && (length < 6 || strcmp(wanted + length - 5, ".yaml") != 0)) {
        return unknown(s, wanted);
    }
    code = cli_load_scenario(s, wanted, &diags, &scenario);
    if (code != CLI_FINE) {
        cli_load_print(s, &diags);
        return code;
    }
    *ret_name = wanted;
    *ret_text = scenario.text;
    return CLI_FINE;
}

static int open_course(struct cli_session *s, const char *name, const char *text, uint64_t seed,
                       struct scn_course *ret_course)
{
    struct scn_diags diags;
    const char *fault;

    scn_diags_init(&diags, &s->arena);
    if (scn_course_open(&s->arena, name, text, seed, &diags, ret_course, &fault)) {
        return CLI_FINE;
    }
    cli_load_print(s, &diags);
    if (fault != NULL) {
        cli_session_say(s, "%s with seed %" PRIu64 ": %s", name, seed, fault);
    }
    return CLI_DATA;
}

/* ---- what can be asked for ------------------------------------------------------------------ */

static int print(struct cli_session *s, struct scn_course *course,
                 void (*add)(struct sim_text *, struct cli_session *, struct scn_course *))
{
    struct sim_text text;

    sim_text_init(&text);
    add(&text, s, course);
    cli_lesson_text_write(s, &text);
    sim_text_deinit(&text);
    return CLI_FINE;
}

static int worksheets(struct cli_session *s, const char *name, const char *text)
{
    struct sim_text sheets;
    int code = CLI_FINE;

    sim_text_init(&sheets);
    cli_lesson_sheet_begin(&sheets, "Worksheets", s->options.html);
    for (uint32_t i = 0; i < s->options.worksheets && code == CLI_FINE; i++) {
        struct scn_course course;

        code = open_course(s, name, text, seed_of(s) + i, &course);
        if (code == CLI_FINE) {
            cli_lesson_sheet_add(&sheets, &course, s->options.html);
            scn_course_close(&course);
        }
    }
    cli_lesson_sheet_end(&sheets, s->options.html);
    if (code == CLI_FINE) {
        cli_session_write(s, &sheets);
    }
    sim_text_deinit(&sheets);
    return code;
}

/* Does the student's file do what the challenge asks? */
static int judge(struct cli_session *s, const struct scn_lesson *lesson)
{
    struct scn_scenario scenario;
    struct scn_experiment experiment = {.scenario = &scenario, .jobs = 1};
    struct mdl_answer answer;
    struct scn_diags diags;
    int code;

    s->options.expects = sim_arena_array(&s->arena, lesson->challenge_expect_count,
                                         sizeof *s->options.expects);
    for (uint32_t i = 0; i < lesson->challenge_expect_count; i++) {
        s->options.expects[i] = lesson->challenge_expects[i];
    }
    s->options.expect_count = lesson->challenge_expect_count;
    code = cli_load_scenario(s, s->options.challenge, &diags, &scenario);
    if (code != CLI_FINE) {
        cli_load_print(s, &diags);
        return code;
    }
    experiment.seed = scenario.seed;
    experiment.replications = scenario.replications;
    if (!scn_experiment_run(&s->arena, &experiment, &diags, &answer)) {
        cli_load_print(s, &diags);
        return CLI_DATA;
    }
    for (uint32_t i = 0; i < answer.verdict_count; i++) {
        bool good = strcmp(answer.verdicts[i].verdict, "pass") == 0;

        printf("%s  %s\n", good ? "yes" : "not yet", answer.verdicts[i].text);
        code = good ? code : CLI_NEGATIVE;
    }
    printf("%s\n", code == CLI_FINE ? "right" : "Not yet. wtsim run and why show the rest.");
    fflush(stdout);
    return code;
}

/* When the file was changed last; ns. */
static int64_t changed_at(const char *path)
{
    struct stat about;

    return stat(path, &about) != 0 ? -1
                                   : (int64_t)about.st_mtim.tv_sec * 1000000000 +
                                         about.st_mtim.tv_nsec;
}

static void add_challenge(struct sim_text *text, struct cli_session *s,
                          struct scn_course *course)
{
    (void)s;
    cli_lesson_text_paragraph(text, NULL,
                              scn_course_words(course, NULL, course->lesson->challenge));
}

static int challenge(struct cli_session *s, struct scn_course *course)
{
    const struct scn_lesson *lesson = course->lesson;
    const struct timespec pause = {.tv_nsec = 300000000};
    int code;

    if (lesson->challenge == NULL) {
        cli_session_say(s, "this lesson has no challenge");
        return CLI_USAGE;
    }
    print(s, course, add_challenge);
    code = judge(s, lesson);
    while (s->options.watch && code != CLI_FINE) {
        int64_t before = changed_at(s->options.challenge);

        while (changed_at(s->options.challenge) == before) {
            nanosleep(&pause, NULL);
        }
        code = judge(s, lesson);
    }
    return code;
}

static void add_hint(struct sim_text *text, struct cli_session *s, struct scn_course *course)
{
    (void)s;
    cli_lesson_text_paragraph(text, NULL, scn_course_words(course, NULL, course->lesson->hint));
}

static void add_revealed(struct sim_text *text, struct cli_session *s, struct scn_course *course)
{
    cli_lesson_text_right(text, course, true, &s->view);
}

static void add_key(struct sim_text *text, struct cli_session *s, struct scn_course *course)
{
    (s->options.format == CLI_JSON ? cli_lesson_text_key_json : cli_lesson_text_key)(text,
                                                                                    course);
}

static void add_question(struct sim_text *text, struct cli_session *s, struct scn_course *course)
{
    (void)s;
    cli_lesson_text_head(text, course, scn_shelf_count);
    cli_lesson_text_ask(text, course, &course->lesson->ask);
}

/* In a pipe: the line that comes is the answer; where none comes the question is shown. */
static int answer_pipe(struct cli_session *s, struct scn_course *course,
                       struct cli_lesson_state *state)
{
    char typed[400];

    if (fgets(typed, sizeof typed, stdin) == NULL) {
        return print(s, course, add_question);
    }
    typed[strcspn(typed, "\r\n")] = '\0';
    return cli_lesson_talk_grade(s, course, state, typed);
}

static int begin(struct cli_session *s, struct scn_course *course, uint32_t index)
{
    const struct cli_options *o = &s->options;
    struct cli_lesson_state state;

    if (o->hint || o->reveal || o->key) {
        return print(s, course, o->hint ? add_hint : o->reveal ? add_revealed : add_key);
    }
    if (o->challenge != NULL) {
        return challenge(s, course);
    }
    cli_lesson_state_load(s, &state);
    if (o->answer != NULL) {
        return cli_lesson_talk_grade(s, course, &state, o->answer);
    }
    if (isatty(STDIN_FILENO) != 1) {
        return answer_pipe(s, course, &state);
    }
    return cli_lesson_talk(s, course, &state, index == UINT32_MAX ? 0 : scn_shelf_count,
                           index != UINT32_MAX && index + 1 < scn_shelf_count
                               ? name_of(s, index + 1) : NULL);
}

int cli_lesson_command(struct cli_session *s)
{
    const char *name, *text;
    struct scn_course course;
    uint32_t index;
    int code;

    if (!cli_session_operands(s, 0, 1, "NAME")) {
        return CLI_USAGE;
    }
    if (s->options.glossary && s->options.operand_count == 0) {
        return cli_lesson_glossary(s, UINT32_MAX);
    }
    if (s->options.operand_count == 0 || s->options.list ||
        strcmp(s->options.operands[0], "list") == 0) {
        return list(s);
    }
    code = load_text(s, s->options.operands[0], &name, &text, &index);
    if (code != CLI_FINE) {
        return code;
    }
    if (s->options.glossary) {
        if (index == UINT32_MAX) {
            cli_session_say(s, "the glossary is that of the course; %s is none of its lessons",
                            name);
            return CLI_USAGE;
        }
        return cli_lesson_glossary(s, index);
    }
    if (s->options.scenario) {
        struct sim_text copy;

        sim_text_init(&copy);
        sim_text_add(&copy, text);
        cli_session_write(s, &copy);
        sim_text_deinit(&copy);
        return CLI_FINE;
    }
    if (s->options.worksheets > 0) {
        return worksheets(s, name, text);
    }
    code = open_course(s, name, text, seed_of(s), &course);
    if (code == CLI_FINE) {
        code = begin(s, &course, index);
        scn_course_close(&course);
    }
    return code;
}
