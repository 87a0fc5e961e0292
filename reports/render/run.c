/*
 * The report of a run.
 *
 * The first word is the answer, the second line says because of whom; then the figures, the
 * ledger of the worst victim, what starved, what was expected and what was assumed.
 */
#include "reports/render/run.h"

#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/chain.h"
#include "reports/render/course.h"
#include "reports/render/format.h"
#include "reports/render/headline.h"
#include "reports/render/judged.h"
#include "reports/render/page.h"
#include "reports/render/phases.h"
#include "reports/render/spread.h"
#include "reports/render/trouble.h"
#include "reports/render/undecided.h"
#include "reports/render/view.h"
#include "reports/render/waited.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

static const char *parameter(const struct mdl_answer *answer, const char *path)
{
    for (uint32_t i = 0; i < answer->parameter_count; i++) {
        if (strcmp(answer->parameters[i].path, path) == 0) {
            return answer->parameters[i].value;
        }
    }
    return NULL;
}

/* Why `warm_up: auto` left nothing out; '' where nobody asked. */
static const char *uncut(const struct mdl_answer *answer)
{
    const char *asked;

    if (strcmp(answer->warm_up, "mser-5") == 0) {
        return " (no warm-up to cut)";
    }
    asked = parameter(answer, "run.warm_up");
    return asked != NULL && strcmp(asked, "auto") == 0 ? " (it does not settle: nothing is cut)"
                                                       : "";
}

const char *rpt_run_extent(struct sim_arena *arena, const struct mdl_answer *answer)
{
    const char *length = rpt_cell_given(arena, (double)answer->duration_ns);
    const char *window = answer->from_ns == 0
                             ? sim_arena_print(arena, "all of it measured%s", uncut(answer))
                             : sim_arena_print(arena, "measured from %s%s",
                                               rpt_cell_given(arena, (double)answer->from_ns),
                                               strcmp(answer->warm_up, "mser-5") == 0
                                                   ? " (MSER-5)" : "");

    const char *drain = parameter(answer, "run.drain");

    drain = drain == NULL || strcmp(drain, "0s") == 0
                ? "" : sim_arena_print(arena, "; what began is followed for up to %s more", drain);
    if (!answer->is_random) {
        return sim_arena_print(arena, "nothing is random: one replication of %s, all figures "
                               "exact; %s%s", length, window, drain);
    }
    return sim_arena_print(arena, "%" PRIu32 " replication%s of %s from seed %" PRIu64 ", %s%s",
                           answer->completed + answer->stopped,
                           answer->completed + answer->stopped == 1 ? "" : "s", length,
                           answer->seed, window, drain);
}

static void print_title(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_answer *answer, unsigned width)
{
    unsigned indent = (unsigned)rpt_page_columns(answer->scenario_name) + 3;

    indent = indent > 24 ? 3 : indent;
    sim_text_add(text, answer->scenario_name);
    if (indent == 3) {
        sim_text_add_char(text, '\n');
    }
    rpt_page_column(text, indent);
    rpt_page_words(text, answer->machine_line, indent, width);
    rpt_page_line(text);
    for (uint32_t i = 0; i < answer->override_count; i++) {
        rpt_page_column(text, indent);
        sim_text_print(text, "changed: %s\n", answer->overrides[i]);
    }
    rpt_page_column(text, indent);
    rpt_page_words(text, rpt_run_extent(arena, answer), indent, width);
    rpt_page_line(text);
    if (answer->stopped > 0 && answer->completed > 0) {
        rpt_page_column(text, indent);
        sim_text_print(text, "figures: %" PRIu32 " of %" PRIu32 " that did not stop\n",
                       answer->completed, answer->completed + answer->stopped);
    }
    sim_text_add_char(text, '\n');
}

static void print_run_line(struct sim_text *text, struct sim_arena *arena,
                           const struct mdl_answer *answer, const struct rpt_view *view)
{
    struct sim_text line;

    sim_text_init(&line);
    if (answer->run_id > 0 && view->store != NULL) {
        sim_text_print(&line, "run %" PRId64 " in %s, ", answer->run_id, view->store);
    } else {
        sim_text_add(&line, "not stored, ");
    }
    sim_text_add(&line, "fingerprint ");
    rpt_format_fingerprint(&line, answer->fingerprint);
    sim_text_add(&line, "; ");
    rpt_format_rough(&line, answer->events);
    sim_text_print(&line, " events in %s",
                   answer->wall_ms == 0 ? "under 1 ms"
                                        : rpt_cell_duration(arena, (double)answer->wall_ms * 1e6));
    rpt_page_words(text, line.data, 0, rpt_view_width(view));
    rpt_page_line(text);
    sim_text_deinit(&line);
}

void rpt_run_print(struct sim_text *text, const struct mdl_answer *answer,
                   const struct rpt_view *view)
{
    size_t from = text->length, mark;
    const struct mdl_verdict *unmet = rpt_headline_unmet(answer);
    struct sim_arena arena;

    sim_arena_init(&arena);
    rpt_headline_print(text, &arena, answer, view);
    if (rpt_headline_kind(answer) == RPT_HEADLINE_UNDECIDED) {
        rpt_undecided_print(text, &arena, answer, unmet, view);
    } else if (answer->look_count == 0) {
        sim_text_add_char(text, '\n');
    }
    rpt_undecided_looks(text, &arena, answer, view);
    if (view->chain != NULL && rpt_headline_stop(answer) != NULL) {
        rpt_chain_print(text, &arena, view->chain, rpt_headline_stop(answer), view);
    }
    print_title(text, &arena, answer, rpt_view_width(view));
    rpt_waited_print(text, &arena, answer, view);
    rpt_phases_print(text, answer, view);
    if (view->wide) {
        rpt_spread_print(text, &arena, answer, rpt_headline_series(answer), view);
    }
    rpt_waited_why(text, &arena, answer, view);
    mark = text->length;
    rpt_trouble_deadlocks(text, &arena, answer, view);
    rpt_trouble_findings(text, &arena, answer, view);
    rpt_trouble_starved(text, &arena, answer, view);
    if (view->course != NULL) {
        rpt_course_print(text, &arena, view->course, view);
    }
    rpt_waited_busy(text, &arena, answer, view);
    rpt_trouble_advice(text, &arena, answer, view);
    if (text->length > mark) {
        sim_text_add_char(text, '\n');
    }
    mark = text->length;
    rpt_judged_expectations(text, &arena, answer, view);
    rpt_judged_assumptions(text, &arena, answer, view);
    if (text->length > mark) {
        sim_text_add_char(text, '\n');
    }
    print_run_line(text, &arena, answer, view);
    rpt_page_fit(text, from, rpt_view_width(view));
    sim_arena_deinit(&arena);
}
