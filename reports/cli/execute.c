/*
 * Running an experiment at a terminal.
 *
 * SIGINT is blocked while the experiment runs and asked for four times a second, so that no
 * handler and no global is needed; threads inherit the mask.
 */
#include "reports/cli/execute.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <time.h>

#include "model/run/answer.h"
#include "reports/cli/session.h"
#include "reports/render/format.h"
#include "scenarios/experiment/experiment.h"
#include "scenarios/language/diags.h"
#include "sim/base/text.h"
#include "sim/engine/parallel.h"

struct watch {
    const struct cli_session *session;
    int64_t started_ms, said_ms;
    bool interrupted, line_is_open;
};

static int64_t now_ms(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static sigset_t interrupt_set(void)
{
    sigset_t set;

    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    return set;
}

/* Whether Ctrl-C was typed since the last time. */
static bool was_interrupted(void)
{
    const struct timespec at_once = {0};
    sigset_t set = interrupt_set();

    return sigtimedwait(&set, NULL, &at_once) == SIGINT;
}

/* '12 of 20 replications, 3.4 M events/s, 5 s left' */
static void say_progress(struct watch *watch, uint32_t done, uint32_t planned, uint64_t events)
{
    int64_t spent_ms = now_ms() - watch->started_ms;
    struct sim_text text;

    sim_text_init(&text);
    sim_text_print(&text, "%s%" PRIu32 " of %" PRIu32 " replications",
                   watch->session->progress_of == NULL ? "" : watch->session->progress_of, done,
                   planned);
    if (events > 0 && spent_ms > 0) {
        sim_text_add(&text, ", ");
        rpt_format_rough(&text, events * 1000 / (uint64_t)spent_ms);
        sim_text_add(&text, " events/s");
    }
    if (done > 0 && done < planned) {
        sim_text_print(&text, ", %" PRId64 " s left",
                       (spent_ms * (planned - done) / done + 999) / 1000);
    }
    if (watch->session->err_is_terminal) {
        fprintf(stderr, "\r\033[K%s", text.data);
        watch->line_is_open = true;
    } else {
        fprintf(stderr, "%s\n", text.data);
    }
    fflush(stderr);
    sim_text_deinit(&text);
}

static void close_line(struct watch *watch)
{
    if (watch->line_is_open) {
        fputs("\r\033[K", stderr);
        watch->line_is_open = false;
    }
}

static bool on_progress(void *self, uint32_t done, uint32_t planned, uint64_t events)
{
    struct watch *watch = self;
    const struct cli_session *s = watch->session;
    int64_t now = now_ms();
    bool asked = s->options.progress;
    bool due = now - watch->said_ms >= (s->err_is_terminal ? 250 : 1000);

    if (!watch->interrupted && was_interrupted()) {
        sigset_t set = interrupt_set();

        watch->interrupted = true;
        close_line(watch);
        cli_session_say(s, "interrupted: the replications under way are finished; Ctrl-C again "
                        "drops everything");
        sigprocmask(SIG_UNBLOCK, &set, NULL);
    }
    if (due && !watch->interrupted
        && (asked || (s->err_is_terminal && !s->options.quiet
                      && now - watch->started_ms > 1000))) {
        say_progress(watch, done, planned, events);
        watch->said_ms = now;
    }
    return !watch->interrupted;
}

const char *cli_execute_now(struct sim_arena *arena)
{
    time_t now = time(NULL);
    struct tm parts;
    char text[32];

    if (gmtime_r(&now, &parts) == NULL
        || strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        return "1970-01-01T00:00:00Z";
    }
    return sim_arena_print(arena, "%s", text);
}

/* ---- with Ctrl-C blocked ------------------------------------------------------------------ */

static void begin(struct watch *watch, struct cli_session *s, struct scn_experiment *experiment,
                  sigset_t *ret_before)
{
    sigset_t set = interrupt_set();

    *watch = (struct watch){.session = s, .started_ms = now_ms()};
    experiment->jobs = s->options.jobs > 0 ? s->options.jobs : sim_parallel_processors();
    experiment->progress = on_progress;
    experiment->progress_self = watch;
    sigprocmask(SIG_BLOCK, &set, ret_before);
}

/* True: it was interrupted. */
static bool end(struct watch *watch, const sigset_t *before)
{
    close_line(watch);
    if (!watch->interrupted && was_interrupted()) {
        watch->interrupted = true;
    }
    sigprocmask(SIG_SETMASK, before, NULL);
    return watch->interrupted;
}

/* The facts of the wall clock. */
static void sign(struct cli_session *s, const struct watch *watch, struct mdl_answer *answer)
{
    answer->program = cli_session_program(&s->arena);
    answer->executed_at = cli_execute_now(&s->arena);
    answer->jobs = s->options.jobs > 0 ? s->options.jobs : sim_parallel_processors();
    answer->wall_ms = (uint64_t)(now_ms() - watch->started_ms);
}

bool cli_execute_run(struct cli_session *s, struct scn_experiment *experiment,
                     struct scn_diags *diags, struct mdl_answer *ret_answer,
                     bool *ret_interrupted)
{
    struct watch watch;
    sigset_t before;
    bool good;

    begin(&watch, s, experiment, &before);
    good = scn_experiment_run(&s->arena, experiment, diags, ret_answer);
    *ret_interrupted = end(&watch, &before);
    if (good) {
        sign(s, &watch, ret_answer);
    }
    return good;
}

bool cli_execute_part(struct cli_session *s, struct scn_experiment *experiment, uint32_t first,
                      uint32_t count, struct scn_diags *diags, struct mdl_answer *ret_answer,
                      struct scn_experiment_part **ret_parts, uint32_t *ret_count,
                      bool *ret_interrupted)
{
    struct watch watch;
    sigset_t before;
    bool good;

    begin(&watch, s, experiment, &before);
    good = scn_experiment_run_part(&s->arena, experiment, first, count, diags, ret_answer,
                                   ret_parts, ret_count);
    *ret_interrupted = end(&watch, &before);
    if (good) {
        sign(s, &watch, ret_answer);
    }
    return good;
}

bool cli_execute_join(struct cli_session *s, struct scn_experiment *experiment,
                      const struct scn_experiment_part *parts, struct mdl_answer *ret_answer,
                      uint32_t *ret_bad)
{
    struct watch watch = {.session = s, .started_ms = now_ms()};
    bool good = scn_experiment_join(&s->arena, experiment, parts, ret_answer, ret_bad);

    if (good) {
        sign(s, &watch, ret_answer);
    }
    return good;
}
