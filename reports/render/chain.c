/* What led to a stop; see the header. */
#include "reports/render/chain.h"

#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "model/run/chronicle_words.h"
#include "reports/render/cell.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "sim/base/text.h"

enum { WHAT_AT = 12 };

/* ---- the run in which it happened ---------------------------------------------------------- */

static bool covers(const struct mdl_slice *slice, sim_instant at)
{
    return slice->from_at <= at && at <= slice->to_at;
}

/* The thread that has the processor at an instant, MDL_NONE. */
static uint32_t thread_on(const struct mdl_chronicle *c, uint32_t processor, sim_instant at)
{
    uint32_t thread = MDL_NONE;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        if (c->slices[i].kind == MDL_SLICE_RUNNING && c->slices[i].what == processor &&
            covers(&c->slices[i], at)) {
            thread = c->slices[i].on;
        }
    }
    return thread;
}

static bool is_run(const struct mdl_slice *slice)
{
    return slice->kind == MDL_SLICE_ISR || slice->kind == MDL_SLICE_DPC ||
           slice->kind == MDL_SLICE_TIMER || slice->kind == MDL_SLICE_ITEM;
}

/* The innermost run of the processor, or of the thread on it. */
static const struct mdl_slice *run_at(const struct mdl_chronicle *c, uint32_t processor,
                                      sim_instant at)
{
    uint32_t thread = thread_on(c, processor, at);
    const struct mdl_slice *found = NULL;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];
        bool in_thread = slice->passive || slice->kind == MDL_SLICE_ITEM;

        if (!is_run(slice) || !covers(slice, at) ||
            slice->on != (in_thread ? thread : processor)) {
            continue;
        }
        if (found == NULL || (found->passive || found->kind == MDL_SLICE_ITEM) > in_thread ||
            (found->depth < slice->depth && !in_thread) || found->to_at < slice->to_at) {
            found = slice;
        }
    }
    return found;
}

static const struct mdl_moment *moment_of(const struct mdl_chronicle *c,
                                          const struct mdl_answer_finding *finding,
                                          struct sim_arena *arena)
{
    for (uint32_t i = 0; i < c->moment_count; i++) {
        const struct mdl_moment *moment = &c->moments[i];

        if (moment->kind == MDL_MOMENT_FINDING && moment->at == finding->at_ns &&
            strncmp(mdl_chronicle_words_moment(arena, c->plan, moment), finding->code,
                    strlen(finding->code)) == 0) {
            return moment;
        }
    }
    return NULL;
}

/* ---- what led there ------------------------------------------------------------------------ */

static void add(struct rpt_chain *chain, sim_instant at, const char *what, const char *rule)
{
    if (chain->count < RPT_CHAIN_LINES) {
        chain->lines[chain->count].at = at;
        chain->lines[chain->count].what = what;
        chain->lines[chain->count].rule = rule;
        chain->count++;
    }
}

static void add_slice(struct sim_arena *arena, const struct mdl_chronicle *c,
                      const struct mdl_slice *slice, struct rpt_chain *chain)
{
    const char *name = mdl_chronicle_words_slice(arena, c->plan, slice);
    const char *object = mdl_chronicle_words_object(arena, c->plan, slice);

    switch (slice->kind) {
    case MDL_SLICE_QUEUED_ITEM:
        add(chain, slice->from_at, sim_arena_print(arena, "%s is queued", object), "");
        break;
    case MDL_SLICE_ISR:
        add(chain, slice->from_at,
            slice->passive ? sim_arena_print(arena, "%s starts in a thread at IRQL 0", name)
                           : sim_arena_print(arena, "%s starts at IRQL %u", name, slice->irql),
            slice->passive ? "" : "I2");
        break;
    case MDL_SLICE_DPC: case MDL_SLICE_TIMER:
        add(chain, slice->from_at,
            slice->passive ? sim_arena_print(arena, "%s starts in a thread at IRQL 0", name)
                           : sim_arena_print(arena, "%s starts at IRQL 2 (DISPATCH)", name),
            slice->passive ? "" : "D12");
        break;
    default:
        add(chain, slice->from_at,
            sim_arena_print(arena, "%s starts in worker '%s' at IRQL 0", name,
                            mdl_chronicle_words_thread(arena, c->plan, slice->on)), "");
    }
}

/* What the cause began with; a step has its own line. */
static void add_root(struct sim_arena *arena, const struct mdl_chronicle *c,
                     const struct mdl_flow *flow, struct rpt_chain *chain)
{
    const struct mdl_plan *plan = c->plan;

    if (flow->root == MDL_FLOW_LINE) {
        add(chain, flow->from_at,
            sim_arena_print(arena, "%s asserts", plan->objects[plan->lines[flow->on].object].path),
            "");
    } else if (flow->root == MDL_FLOW_TIMER) {
        add(chain, flow->from_at,
            sim_arena_print(arena, "%s expires", plan->objects[plan->timers[flow->on].object].path),
            "");
    }
}

static bool carries(const struct mdl_slice *slice, uint32_t flow)
{
    for (unsigned i = 0; i < slice->flow_count; i++) {
        if (slice->flows[i] == flow) {
            return true;
        }
    }
    return false;
}

void rpt_chain_make(struct sim_arena *arena, const struct mdl_chronicle *c,
                    const struct mdl_answer_finding *finding, struct rpt_chain *ret_chain)
{
    const struct mdl_moment *moment = moment_of(c, finding, arena);
    const struct mdl_slice *last = NULL;

    *ret_chain = (struct rpt_chain){0};
    if (moment != NULL && moment->by != MDL_NONE) {
        last = run_at(c, moment->by, moment->at);
    }
    if (last == NULL) {
        return;
    }
    if (last->flow_count > 0) {
        add_root(arena, c, &c->flows[last->flows[0]], ret_chain);
    }
    for (uint32_t i = 0; i < c->slice_count && last->flow_count > 0; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (slice->sequence < last->sequence && carries(slice, last->flows[0]) &&
            (is_run(slice) || slice->kind == MDL_SLICE_QUEUED_ITEM) &&
            ret_chain->count + 1 < RPT_CHAIN_LINES) {
            add_slice(arena, c, slice, ret_chain);
        }
    }
    add_slice(arena, c, last, ret_chain);
}

/* ---- printing ------------------------------------------------------------------------------ */

static void print_line(struct sim_text *text, struct sim_arena *arena, sim_instant at,
                       const char *what, const char *rule, unsigned width)
{
    sim_text_print(text, " %s", rpt_cell_instant(arena, at, 6));
    rpt_page_column(text, WHAT_AT);
    rpt_page_words(text, what, WHAT_AT, width - 12);
    rpt_page_edge(text, rule, width);
}

void rpt_chain_print(struct sim_text *text, struct sim_arena *arena, const struct rpt_chain *chain,
                     const struct mdl_answer_finding *finding, const struct rpt_view *view)
{
    unsigned width = rpt_view_width(view);

    if (chain->count == 0) {
        return;
    }
    for (uint32_t i = 0; i < chain->count; i++) {
        print_line(text, arena, chain->lines[i].at, chain->lines[i].what, chain->lines[i].rule,
                   width);
    }
    print_line(text, arena, finding->at_ns,
               sim_arena_print(arena, "%s%s%s", finding->step,
                               finding->step[0] == '\0' ? "" : ": ", finding->message),
               strcmp(finding->rule, "-") == 0 ? "" : finding->rule, width);
    rpt_page_column(text, WHAT_AT);
    sim_text_print(text, "Windows stops here: 0x%" PRIX32 "\n\n", finding->bug_check);
}
