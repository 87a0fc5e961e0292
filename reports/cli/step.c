/*
 * wtsim step FILE|RUN: walk through one replication event by event.
 *
 * Commands come from a script, from a pipe or from the terminal; with keys on a terminal that can
 * (step_screen.c). In a pipe each command is repeated before its answer, so that what comes out
 * reads like a session.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "reports/cli/command.h"
#include "reports/cli/session.h"
#include "reports/cli/step_screen.h"
#include "reports/cli/stepping.h"
#include "reports/render/page.h"
#include "sim/base/text.h"

enum { LINE_MAX_LENGTH = 4096, CLOCK_AT = 48 };

struct lines {
    struct cli_stepping *p;
    FILE *from;
    bool echo;                        /* the command stands nowhere yet */
};

static bool is_json(const struct cli_stepping *p)
{
    return p->session->options.format == CLI_JSON;
}

/* ---- answers --------------------------------------------------------------------------------- */

/* The clock stands behind a short command, else on a line of its own. */
static void add_state(struct cli_stepping *p, struct sim_text *text, bool brief)
{
    if (is_json(p)) {
        sim_text_clear(text);
        cli_stepping_json(p, text);
    } else {
        if (text->length == 0 || text->length > CLOCK_AT - 2) {
            rpt_page_line(text);
            sim_text_add(text, "  ");
        } else {
            rpt_page_column(text, CLOCK_AT - 1);
        }
        cli_stepping_clock(p, text);
        rpt_page_line(text);
        if (!brief) {
            sim_text_print(text, "  replication %" PRIu32 ", event %" PRIu64 "\n\n",
                           mdl_stepper_replication(p->stepper), mdl_stepper_event(p->stepper));
        }
        cli_stepping_state(p, text, brief);
        sim_text_add_char(text, '\n');
    }
    cli_session_write(p->session, text);
    cli_stepping_seen(p);
}

/* A sentence below the command; beside JSON it goes to stderr. */
static void say(struct cli_stepping *p, struct sim_text *text, const char *words)
{
    if (is_json(p)) {
        cli_session_say(p->session, "%s", words);
        return;
    }
    rpt_page_line(text);
    sim_text_add(text, "  ");
    rpt_page_words(text, words, 2, rpt_view_width(&p->session->view));
    rpt_page_line(text);
    sim_text_add_char(text, '\n');
    cli_session_write(p->session, text);
}

static void add_text(struct cli_stepping *p, struct sim_text *text, const char *answer)
{
    if (is_json(p)) {
        fputs(answer, stderr);
        return;
    }
    rpt_page_line(text);
    sim_text_add(text, answer);
    rpt_page_line(text);
    sim_text_add_char(text, '\n');
    cli_session_write(p->session, text);
}

/* ---- lines ----------------------------------------------------------------------------------- */

static void answer(struct lines *l, const char *line, enum cli_stepping_result result,
                   const char *words)
{
    struct cli_stepping *p = l->p;
    struct sim_text text;

    sim_text_init(&text);
    if (l->echo && !is_json(p)) {
        sim_text_print(&text, "(wtsim) %.*s", (int)strcspn(line, "\r\n"), line);
    }
    switch (result) {
    case CLI_STEPPING_NEAR: case CLI_STEPPING_FAR:
        add_state(p, &text, result == CLI_STEPPING_NEAR);
        if (*words != '\0') {
            say(p, &text, words);
        }
        break;
    case CLI_STEPPING_JSON:
        rpt_page_line(&text);
        cli_stepping_json(p, &text);
        cli_session_write(p->session, &text);
        break;
    case CLI_STEPPING_TEXT:
        add_text(p, &text, words);
        break;
    case CLI_STEPPING_MISTAKE:
        rpt_page_line(&text);
        cli_session_write(p->session, &text);
        cli_session_say(p->session, "%s", words);
        break;
    case CLI_STEPPING_STAYED:
        say(p, &text, words);
        break;
    default:
        break;
    }
    sim_text_deinit(&text);
}

/* False: it is the end. */
static bool obey(struct lines *l, const char *line)
{
    struct sim_text words;
    enum cli_stepping_result result;

    sim_text_init(&words);
    result = cli_stepping_obey(l->p, line, &words);
    answer(l, line, result, words.data);
    sim_text_deinit(&words);
    return result != CLI_STEPPING_QUIT && !l->p->session->out_failed;
}

static void prompt(const struct lines *l)
{
    if (!l->echo && !is_json(l->p)) {
        fputs("(wtsim) ", stdout);
        fflush(stdout);
    }
}

static void read_lines(struct lines *l)
{
    char line[LINE_MAX_LENGTH];

    prompt(l);
    while (fgets(line, sizeof line, l->from) != NULL && obey(l, line)) {
        prompt(l);
    }
}

/* ---- the command ----------------------------------------------------------------------------- */

static bool has_keys(const struct cli_session *s)
{
    const char *term = getenv("TERM");

    return s->out_is_terminal && isatty(STDIN_FILENO) == 1 && !s->options.plain &&
           s->options.script == NULL && s->options.format == CLI_TEXT && !s->options.quiet &&
           term != NULL && strcmp(term, "dumb") != 0;
}

/* With keys when that goes; else by lines, beginning with the state. */
static int walk(struct cli_stepping *p, FILE *from)
{
    struct cli_session *s = p->session;
    struct lines l = {.p = p, .from = from,
                      .echo = s->options.script != NULL || isatty(STDIN_FILENO) != 1};
    struct sim_text text;

    sim_text_init(&text);
    if (s->options.goal != NULL && has_keys(s)) {
        (void)cli_stepping_obey(p, sim_arena_print(&s->arena, "until %s", s->options.goal), &text);
    }
    if (!has_keys(s) || !cli_step_screen_run(p, text.data)) {
        sim_text_clear(&text);
        if (s->options.goal == NULL) {
            add_state(p, &text, false);
        } else {
            bool echo = l.echo;

            l.echo = true;
            (void)obey(&l, sim_arena_print(&s->arena, "until %s", s->options.goal));
            l.echo = echo;
        }
        read_lines(&l);
    }
    sim_text_deinit(&text);
    return p->code;
}

/* Changes are of files: a stored run is what it was. */
static int refuse_changes(const struct cli_session *s, const struct cli_past *past)
{
    if (past->is_stored && s->options.set_count > 0) {
        cli_session_say(s, "a stored run is walked through as it was: --seed, --set and --duration "
                        "are for a FILE");
        return CLI_USAGE;
    }
    return CLI_FINE;
}

static int walk_from(struct cli_session *s, struct cli_past *past)
{
    FILE *from = s->options.script == NULL ? stdin : fopen(s->options.script, "rb");
    struct cli_stepping p;
    int code;

    if (from == NULL) {
        cli_session_say(s, "cannot read '%.200s': %s", s->options.script, strerror(errno));
        return CLI_MISSING;
    }
    code = cli_stepping_open(&p, s, past);
    if (code == CLI_FINE) {
        code = walk(&p, from);
        cli_stepping_close(&p);
    }
    if (from != stdin) {
        fclose(from);
    }
    return code;
}

int cli_step_command(struct cli_session *s)
{
    struct cli_past past;
    int code;

    if (!cli_session_operands(s, 1, 1, "FILE or RUN")) {
        return CLI_USAGE;
    }
    code = cli_past_load(s, s->options.operands[0], &past);
    if (code == CLI_FINE) {
        code = refuse_changes(s, &past);
    }
    if (code == CLI_FINE) {
        code = cli_past_choose(s, &past);
    }
    return code == CLI_FINE ? walk_from(s, &past) : code;
}
