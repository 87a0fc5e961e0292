/* Stepping: lines obeyed; see the header. */
#include "reports/cli/stepping.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/condition.h"
#include "model/run/survey.h"
#include "reports/cli/options.h"
#include "reports/cli/session.h"
#include "reports/render/format.h"
#include "reports/render/page.h"
#include "reports/render/state.h"
#include "sim/base/text.h"

enum command_id {
#define STEP(id, name, short_name, arguments, help) COMMAND_##id,
#include "reports/cli/stepping_commands.def"
#undef STEP
    COMMAND_COUNT
};

static const struct { const char *name, *short_name, *arguments, *help; } commands[] = {
#define STEP(id, name, short_name, arguments, help) {name, short_name, arguments, help},
#include "reports/cli/stepping_commands.def"
#undef STEP
};

/* ---- opened, closed -------------------------------------------------------------------------- */

/* A stored replication must still have the history that it had. */
static int judge(struct cli_stepping *p, struct mdl_stepper *stepper)
{
    return p->past->is_stored
               ? cli_past_judge(p->session, p->past, &mdl_stepper_survey(stepper)->end)
               : CLI_FINE;
}

int cli_stepping_open(struct cli_stepping *p, struct cli_session *session, struct cli_past *past)
{
    int code;

    *p = (struct cli_stepping){.session = session, .past = past, .shown_at = SIM_INSTANT_NEVER,
                               .selected = MDL_NONE, .code = CLI_FINE};
    p->stepper = mdl_stepper_create(&past->scenario.plan, past->seed, past->replication, 0);
    code = judge(p, p->stepper);
    if (code != CLI_FINE) {
        cli_stepping_close(p);
    }
    return code;
}

void cli_stepping_close(struct cli_stepping *p)
{
    mdl_stepper_destroy(p->stepper);
    p->stepper = NULL;
}

/* ---- the state ------------------------------------------------------------------------------- */

static struct rpt_state state_of(struct cli_stepping *p)
{
    struct rpt_state state = {
        .plan = &p->past->scenario.plan, .scene = mdl_stepper_scene(p->stepper),
        .replication = mdl_stepper_replication(p->stepper),
        .event = mdl_stepper_event(p->stepper), .event_at = mdl_stepper_event_at(p->stepper),
        .shown_at = p->shown_at, .selected = p->selected};

    state.news = mdl_stepper_news(p->stepper, &state.news_count);
    return state;
}

void cli_stepping_clock(struct cli_stepping *p, struct sim_text *text)
{
    struct rpt_state state = state_of(p);

    rpt_state_clock(text, &state);
}

void cli_stepping_state(struct cli_stepping *p, struct sim_text *text, bool brief)
{
    struct rpt_state state = state_of(p);

    state.brief = brief;
    rpt_state_text(text, &state, &p->session->view);
}

void cli_stepping_json(struct cli_stepping *p, struct sim_text *text)
{
    struct rpt_state state = state_of(p);

    rpt_state_json(text, &state);
}

void cli_stepping_seen(struct cli_stepping *p)
{
    p->shown_at = mdl_stepper_now(p->stepper);
}

/* ---- help ------------------------------------------------------------------------------------ */

void cli_stepping_help(struct sim_text *text)
{
    for (unsigned i = 0; i < COMMAND_COUNT; i++) {
        sim_text_print(text, "  %s%s%s %s", commands[i].name,
                       *commands[i].short_name == '\0' ? "" : ", ", commands[i].short_name,
                       commands[i].arguments);
        rpt_page_column(text, 28);
        sim_text_print(text, "%s\n", commands[i].help);
    }
    sim_text_add(text,
        "\nCONDITION is one of\n"
        "  OBJECT asserted|queued|starts|ends    as in 'nic.refill starts', 'scan #3 ends'\n"
        "  isr OBJECT, dpc OBJECT                its ISR or DPC begins\n"
        "  pN irql >= LEVEL                      also > <= < =; DISPATCH or a number\n"
        "  starved, deadlock                     an item is overdue; nobody can proceed\n"
        "  worst:OBJECT                          its longest wait begins\n"
        "  2.5s                                  an instant\n"
        "and may end with 'on pN', 'after TIME', 'in replication N'.\n"
        "\nIn the picture '>' executes, '|' is interrupted underneath, '.' is nobody, '*'\n"
        "changed at this instant. An event is one instant at which something happened.\n");
}

/* ---- moving ---------------------------------------------------------------------------------- */

static enum cli_stepping_result mistake(struct cli_stepping *p, struct sim_text *text,
                                        const char *sentence)
{
    sim_text_add(text, sentence);
    p->code = cli_session_worse(p->code, CLI_USAGE);
    return CLI_STEPPING_MISTAKE;
}

/* The run is over here: why. */
static enum cli_stepping_result over(struct cli_stepping *p, struct sim_text *text)
{
    const struct mdl_scene *scene = mdl_stepper_scene(p->stepper);

    if (scene->bug_check != 0) {
        sim_text_print(text, "Windows has stopped here with bug check 0x%" PRIX32 ".",
                       scene->bug_check);
    } else if (scene->stuck) {
        sim_text_add(text, "The steps here never let time advance: the run hangs.");
    } else {
        sim_text_add(text, "Nothing more happens before the run ends at ");
        rpt_format_given(text, (double)mdl_stepper_end(p->stepper));
        sim_text_add_char(text, '.');
    }
    return CLI_STEPPING_STAYED;
}

/* 'N' or nothing: 1. 0: it is no number. */
static uint64_t count_of(const char *rest)
{
    uint64_t count = 0;

    if (*rest == '\0') {
        return 1;
    }
    for (; *rest >= '0' && *rest <= '9' && count < UINT64_C(1000000000000); rest++) {
        count = 10u * count + (uint64_t)(*rest - '0');
    }
    return *rest == '\0' ? count : 0;
}

static enum cli_stepping_result next(struct cli_stepping *p, const char *rest,
                                     struct sim_text *text)
{
    uint64_t count = count_of(rest), done = 0;

    if (count == 0) {
        return mistake(p, text, "'next' takes a number of events, or nothing");
    }
    while (done < count && mdl_stepper_next(p->stepper)) {
        done++;
    }
    if (done < count) {
        over(p, text);
    }
    return done == 0 ? CLI_STEPPING_STAYED : CLI_STEPPING_NEAR;
}

static enum cli_stepping_result back(struct cli_stepping *p, const char *rest,
                                     struct sim_text *text)
{
    uint64_t count = count_of(rest);

    if (count == 0) {
        return mistake(p, text, "'back' takes a number of events, or nothing");
    }
    if (mdl_stepper_back(p->stepper, count)) {
        return CLI_STEPPING_NEAR;
    }
    sim_text_add(text, "This is the beginning.");
    return CLI_STEPPING_STAYED;
}

/* What there is to say about an instant that was looked up. */
static void remark(struct cli_stepping *p, const struct mdl_condition_goal *goal,
                   struct sim_text *text)
{
    const struct mdl_plan *plan = &p->past->scenario.plan;
    const struct mdl_survey *survey;
    sim_instant now = mdl_stepper_now(p->stepper);

    if (goal->kind == MDL_CONDITION_WORST) {
        const struct mdl_survey_worst *worst =
            mdl_survey_worst_of(mdl_stepper_survey(p->stepper), goal->object);

        sim_text_print(text, "The longest wait of %s begins: ", plan->objects[goal->object].path);
        rpt_format_duration(text, (double)worst->wait_ns);
        sim_text_add(text, ", up to ");
        rpt_format_instant(text, worst->at + worst->wait_ns, 9);
        sim_text_add(text, " s.");
    } else if (goal->kind == MDL_CONDITION_STARVED || goal->kind == MDL_CONDITION_DEADLOCK) {
        const struct mdl_survey_note *note;
        bool starved = goal->kind == MDL_CONDITION_STARVED;

        survey = mdl_stepper_survey(p->stepper);
        note = mdl_survey_next(starved ? survey->starved : survey->knots,
                               starved ? survey->starved_count : survey->knot_count, now - 1u);
        if (starved) {
            sim_text_print(text, "%s is overdue: it waits since ",
                           plan->objects[note->object].path);
            rpt_format_instant(text, note->since_at, 9);
            sim_text_add(text, " s.");
        } else {
            sim_text_add(text, note->sentence);
        }
    }
}

static enum cli_stepping_result unreached(struct cli_stepping *p, const char *condition,
                                          struct sim_text *text)
{
    sim_instant end_at = mdl_stepper_survey(p->stepper)->end.end_at;

    sim_text_print(text, "'%.200s' is not reached before the run ends at ", condition);
    rpt_format_given(text, (double)end_at);
    sim_text_add(text, "; still at ");
    rpt_format_instant(text, mdl_stepper_now(p->stepper), 9);
    sim_text_add(text, " s.");
    p->code = cli_session_worse(p->code, CLI_NEGATIVE);
    return CLI_STEPPING_STAYED;
}

/* Another history, from its beginning; NULL: there is none, told. */
static struct mdl_stepper *open_other(struct cli_stepping *p, uint32_t replication,
                                      struct sim_text *text)
{
    uint32_t was = p->past->replication;
    struct mdl_stepper *other;

    if (replication >= cli_past_replications(p->past)) {
        sim_text_print(text, "There is no replication %" PRIu32 ": %s", replication,
                       p->past->is_stored ? "the run has fewer, counted from 0."
                                          : "nothing is random, so there is only number 0.");
        p->code = cli_session_worse(p->code, CLI_USAGE);
        return NULL;
    }
    other = mdl_stepper_create(&p->past->scenario.plan, p->past->seed, replication, 0);
    p->past->replication = replication;
    if (judge(p, other) != CLI_FINE) {
        p->code = cli_session_worse(p->code, CLI_INTERNAL);
        p->past->replication = was;
        mdl_stepper_destroy(other);
        return NULL;
    }
    return other;
}

static void move_to(struct cli_stepping *p, struct mdl_stepper *other)
{
    mdl_stepper_destroy(p->stepper);
    p->stepper = other;
    p->shown_at = SIM_INSTANT_NEVER;
}

static enum cli_stepping_result until_there(struct cli_stepping *p,
                                            const struct mdl_condition_goal *goal,
                                            const char *condition, struct sim_text *text)
{
    uint32_t was = p->past->replication;
    struct mdl_stepper *other = open_other(p, goal->replication, text);

    if (other == NULL) {
        return CLI_STEPPING_STAYED;
    }
    if (!mdl_stepper_until(other, goal)) {
        p->past->replication = was;
        mdl_stepper_destroy(other);
        return unreached(p, condition, text);
    }
    move_to(p, other);
    remark(p, goal, text);
    return CLI_STEPPING_FAR;
}

static enum cli_stepping_result until(struct cli_stepping *p, const char *rest,
                                      struct sim_text *text)
{
    struct mdl_condition_goal goal;
    const char *what;

    if (!mdl_condition_read(&p->session->arena, &p->past->scenario.plan, rest, &goal, &what)) {
        return mistake(p, text, what);
    }
    if (goal.replication != MDL_NONE &&
        goal.replication != mdl_stepper_replication(p->stepper)) {
        return until_there(p, &goal, rest, text);
    }
    if (!mdl_stepper_until(p->stepper, &goal)) {
        return unreached(p, rest, text);
    }
    remark(p, &goal, text);
    return CLI_STEPPING_FAR;
}

static enum cli_stepping_result at(struct cli_stepping *p, const char *rest, struct sim_text *text)
{
    sim_instant instant;

    if (!mdl_condition_time(rest, &instant)) {
        return mistake(p, text, "'at' needs a time, as in 2.5s, 20us or 2.001 706 534 s");
    }
    return mdl_stepper_at(p->stepper, instant) ? CLI_STEPPING_FAR : unreached(p, rest, text);
}

/* ---- other commands -------------------------------------------------------------------------- */

static enum cli_stepping_result replication(struct cli_stepping *p, const char *rest,
                                            struct sim_text *text)
{
    struct mdl_stepper *other;

    if (*rest == '\0' || strspn(rest, "0123456789") != strlen(rest) || strlen(rest) > 9) {
        return mistake(p, text, "'replication' needs a number, counted from 0");
    }
    other = open_other(p, (uint32_t)strtoul(rest, NULL, 10), text);
    if (other == NULL) {
        return CLI_STEPPING_STAYED;
    }
    move_to(p, other);
    return CLI_STEPPING_FAR;
}

static enum cli_stepping_result processor(struct cli_stepping *p, const char *rest,
                                          struct sim_text *text)
{
    uint32_t count = p->past->scenario.plan.profile.processor_count;

    if (*rest == '\0' || strspn(rest, "0123456789") != strlen(rest) || strlen(rest) > 2 ||
        strtoul(rest, NULL, 10) >= count) {
        return mistake(p, text, sim_arena_print(&p->session->arena, "'p' needs a processor: 0 to %"
                                                PRIu32, count - 1u));
    }
    p->selected = (mdl_processor_id)strtoul(rest, NULL, 10);
    return CLI_STEPPING_FAR;
}

static const char *command_name(uint32_t index)
{
    return commands[index].name;
}

static enum cli_stepping_result unknown(struct cli_stepping *p, const char *word,
                                        struct sim_text *text)
{
    const char *near = cli_options_nearest(word, command_name, COMMAND_COUNT);

    return mistake(p, text, near == NULL
        ? sim_arena_print(&p->session->arena, "there is no command '%.40s'; 'help' lists them",
                          word)
        : sim_arena_print(&p->session->arena, "there is no command '%.40s'; did you mean '%s'?",
                          word, near));
}

static enum command_id find(const char *word)
{
    for (unsigned i = 0; i < COMMAND_COUNT; i++) {
        if (strcmp(commands[i].name, word) == 0 || strcmp(commands[i].short_name, word) == 0) {
            return (enum command_id)i;
        }
    }
    return COMMAND_COUNT;
}

static enum cli_stepping_result obey(struct cli_stepping *p, const char *word, const char *rest,
                                     struct sim_text *text)
{
    enum command_id id = find(word);

    if (id < COMMAND_COUNT && *commands[id].arguments == '\0' && *rest != '\0') {
        return mistake(p, text, sim_arena_print(&p->session->arena, "'%s' takes nothing behind it",
                                                commands[id].name));
    }
    switch (id) {
    case COMMAND_NEXT: return next(p, rest, text);
    case COMMAND_BACK: return back(p, rest, text);
    case COMMAND_UNTIL: return until(p, rest, text);
    case COMMAND_AT: return at(p, rest, text);
    case COMMAND_STATE: return CLI_STEPPING_FAR;
    case COMMAND_WHY: return cli_stepping_why(p, rest, text);
    case COMMAND_TIMELINE: return cli_stepping_timeline(p, rest, text);
    case COMMAND_PROCESSOR: return processor(p, rest, text);
    case COMMAND_REPLICATION: return replication(p, rest, text);
    case COMMAND_JSON: return CLI_STEPPING_JSON;
    case COMMAND_SVG: return cli_stepping_svg(p, rest, text);
    case COMMAND_HELP: cli_stepping_help(text); return CLI_STEPPING_TEXT;
    case COMMAND_QUIT: return CLI_STEPPING_QUIT;
    default: return unknown(p, word, text);
    }
}

enum cli_stepping_result cli_stepping_obey(struct cli_stepping *p, const char *line,
                                           struct sim_text *text)
{
    struct sim_arena *arena = &p->session->arena;
    const char *word, *rest;
    size_t length;

    line += strspn(line, " \t");
    length = strlen(line);
    while (length > 0 && strchr(" \t\r\n", line[length - 1]) != NULL) {
        length--;
    }
    line = sim_arena_copy(arena, line, length);
    if (*line == '\0' || *line == '#') {
        return CLI_STEPPING_NOTHING;
    }
    length = strcspn(line, " \t");
    word = sim_arena_copy(arena, line, length);
    rest = line + length + strspn(line + length, " \t");
    return obey(p, word, rest, text);
}
