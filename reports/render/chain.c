/* What led to a stop; see the header. */
#include "reports/render/chain.h"

#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "model/run/chronicle_words.h"
#include "reports/render/cell.h"
#include "reports/render/page.h"
#include "reports/render/ran.h"
#include "reports/render/view.h"
#include "sim/base/text.h"

enum { WHAT_AT = 12, DISPATCH = 2, DPC_WATCHDOG = 0x133 };

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

void rpt_chain_add(struct rpt_chain *chain, sim_instant at, const char *what, const char *rule)
{
    if (chain->count < RPT_CHAIN_LINES) {
        chain->lines[chain->count].at = at;
        chain->lines[chain->count].what = what;
        chain->lines[chain->count].rule = rule;
        chain->count++;
    }
}

void rpt_chain_add_slice(struct sim_arena *arena, const struct mdl_chronicle *c,
                         const struct mdl_slice *slice, struct rpt_chain *chain)
{
    const char *name = mdl_chronicle_words_slice(arena, c->plan, slice);
    const char *object = mdl_chronicle_words_object(arena, c->plan, slice);

    switch (slice->kind) {
    case MDL_SLICE_QUEUED_ITEM:
        rpt_chain_add(chain, slice->from_at, sim_arena_print(arena, "%s is queued", object), "");
        break;
    case MDL_SLICE_ISR:
        rpt_chain_add(chain, slice->from_at,
            slice->passive ? sim_arena_print(arena, "%s starts in a thread at IRQL 0", name)
                           : sim_arena_print(arena, "%s starts at IRQL %u", name, slice->irql),
            slice->passive ? "" : "I2");
        break;
    case MDL_SLICE_DPC: case MDL_SLICE_TIMER:
        rpt_chain_add(chain, slice->from_at,
            slice->passive ? sim_arena_print(arena, "%s starts in a thread at IRQL 0", name)
                           : sim_arena_print(arena, "%s starts at IRQL 2 (DISPATCH)", name),
            slice->passive ? "" : "D12");
        break;
    default:
        rpt_chain_add(chain, slice->from_at,
            sim_arena_print(arena, "%s starts in worker '%s' at IRQL 0", name,
                            mdl_chronicle_words_thread(arena, c->plan, slice->on)), "");
    }
}

/* What the cause began with; a step has its own line. */
void rpt_chain_add_root(struct sim_arena *arena, const struct mdl_chronicle *c,
                        const struct mdl_flow *flow, struct rpt_chain *chain)
{
    const struct mdl_plan *plan = c->plan;

    if (flow->root == MDL_FLOW_LINE) {
        rpt_chain_add(chain, flow->from_at,
            sim_arena_print(arena, "%s asserts", plan->objects[plan->lines[flow->on].object].path),
            "");
    } else if (flow->root == MDL_FLOW_TIMER) {
        rpt_chain_add(chain, flow->from_at,
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

/* The last run that began of what a finding is about, if it is still under way: a tick finds it. */
static const struct mdl_slice *run_of(const struct mdl_chronicle *c, const char *object,
                                      sim_instant at, struct sim_arena *arena)
{
    const struct mdl_slice *found = NULL;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (is_run(slice) && covers(slice, at) &&
            (strcmp(mdl_chronicle_words_object(arena, c->plan, slice), object) == 0 ||
             (slice->kind == MDL_SLICE_ISR &&
              strcmp(c->plan->objects[c->plan->lines[slice->what].object].path, object) == 0))) {
            found = slice;
        }
    }
    return found;
}

/* A level line that stays asserted: since when, and how often its routine was asked in vain. */
static void add_line(struct sim_arena *arena, const struct mdl_chronicle *c,
                     const struct mdl_answer_finding *finding, struct rpt_chain *chain)
{
    const struct mdl_slice *first = NULL, *last = NULL;
    uint32_t asked = 0;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (slice->from_at > finding->at_ns || slice->kind != MDL_SLICE_ISR ||
            strcmp(c->plan->objects[c->plan->lines[slice->what].object].path,
                   finding->object) != 0) {
            continue;
        }
        first = first == NULL ? slice : first;
        last = slice;
        asked++;
    }
    if (first == NULL) {
        return;
    }
    if (first->flow_count > 0) {
        rpt_chain_add_root(arena, c, &c->flows[first->flows[0]], chain);
    }
    rpt_chain_add_slice(arena, c, first, chain);
    if (asked > 1) {
        rpt_chain_add(chain, last->from_at,
                      sim_arena_print(arena, "the line is still asserted: %s was called %s times",
                                      mdl_chronicle_words_slice(arena, c->plan, last),
                                      rpt_cell_count(arena, asked)), "I26");
    }
}

/* No routine of a driver: the thread that called, or what a device was about to do. */
static void add_thread_or_device(struct sim_arena *arena, const struct mdl_chronicle *c,
                                 const struct mdl_moment *moment,
                                 const struct mdl_answer_finding *finding,
                                 struct rpt_chain *chain)
{
    uint32_t thread = moment == NULL || moment->by == MDL_NONE
                          ? MDL_NONE : thread_on(c, moment->by, moment->at);

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (slice->kind == MDL_SLICE_OPERATION && covers(slice, finding->at_ns) &&
            strcmp(mdl_chronicle_words_object(arena, c->plan, slice), finding->object) == 0) {
            rpt_chain_add(chain, slice->from_at,
                          sim_arena_print(arena, "device %s: %s", finding->object,
                                          mdl_chronicle_words_slice(arena, c->plan, slice)), "");
        }
    }
    if (thread != MDL_NONE) {
        rpt_chain_add(chain, finding->at_ns,
                      sim_arena_print(arena, "thread '%s' runs at IRQL 0 on processor %" PRIu32,
                                      mdl_chronicle_words_thread(arena, c->plan, thread),
                                      moment->by), "");
    }
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
        last = run_of(c, finding->object, finding->at_ns, arena);
    }
    if (last == NULL) {
        add_line(arena, c, finding, ret_chain);
        add_thread_or_device(arena, c, moment, finding, ret_chain);
        return;
    }
    if (last->flow_count > 0) {
        rpt_chain_add_root(arena, c, &c->flows[last->flows[0]], ret_chain);
    }
    for (uint32_t i = 0; i < c->slice_count && last->flow_count > 0; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (slice->sequence < last->sequence && carries(slice, last->flows[0]) &&
            (is_run(slice) || slice->kind == MDL_SLICE_QUEUED_ITEM) &&
            ret_chain->count + 1 < RPT_CHAIN_LINES) {
            rpt_chain_add_slice(arena, c, slice, ret_chain);
        }
    }
    rpt_chain_add_slice(arena, c, last, ret_chain);
}

/* ---- a processor that does not come down --------------------------------------------------- */

bool rpt_chain_is_of_raised(const struct mdl_answer_finding *finding)
{
    return finding->bug_check == DPC_WATCHDOG && finding->parameters[0] == 1;
}

static uint32_t processor_of(const struct mdl_plan *plan, const char *object)
{
    for (uint32_t p = 0; p < plan->profile.processor_count; p++) {
        if (strcmp(plan->objects[plan->processor_object[p]].path, object) == 0) {
            return p;
        }
    }
    return MDL_NONE;
}

/* What the processor executed first after it was last below DISPATCH_LEVEL or idle. */
static const struct mdl_slice *first_raised(const struct mdl_chronicle *c, uint32_t processor)
{
    const struct mdl_slice *first = NULL;
    sim_instant end_at = 0;

    for (uint32_t i = 0; i < c->slice_count; i++) {
        const struct mdl_slice *slice = &c->slices[i];

        if (slice->kind != MDL_SLICE_EXECUTES || slice->on != processor) {
            continue;
        }
        if (slice->irql < DISPATCH) {
            first = NULL;
        } else if (first == NULL || slice->from_at > end_at) {
            first = slice;
        }
        end_at = slice->to_at;
    }
    return first;
}

void rpt_chain_make_raised(struct sim_arena *arena, const struct mdl_chronicle *begin,
                           const struct mdl_chronicle *end,
                           const struct mdl_answer_finding *finding, struct rpt_chain *ret_chain)
{
    uint32_t processor = processor_of(begin->plan, finding->object);
    const struct mdl_slice *first = processor == MDL_NONE ? NULL : first_raised(begin, processor);

    *ret_chain = (struct rpt_chain){0};
    if (first == NULL) {
        return;
    }
    rpt_chain_add(ret_chain, first->from_at,
                  sim_arena_print(arena, "%s starts at IRQL %u; from here on processor %" PRIu32
                                  " does not come below DISPATCH_LEVEL",
                                  mdl_chronicle_words_slice(arena, begin->plan, first), first->irql,
                                  processor), "D12");
    rpt_chain_add(ret_chain, end->from_at,
                  sim_arena_print(arena, "its last %s: %s",
                                  rpt_cell_duration(arena, (double)(finding->at_ns -
                                                                    end->from_at)),
                                  rpt_ran_words(arena, end, processor, end->from_at,
                                                finding->at_ns)), "");
}

/* ---- printing ------------------------------------------------------------------------------ */

/* What the last line says: of a watchdog how long it was, else the finding's sentence. */
static const char *outcome(struct sim_arena *arena, const struct mdl_answer_finding *finding)
{
    if (rpt_chain_is_of_raised(finding)) {
        return sim_arena_print(arena, "a clock tick finds more than %" PRIu64 " ticks at "
                               "DISPATCH_LEVEL and above without a pause", finding->parameters[1]);
    }
    if (finding->bug_check == DPC_WATCHDOG) {
        return sim_arena_print(arena, "a clock tick finds it still running, for %" PRIu64
                               " ticks: %" PRIu64 " are allowed", finding->parameters[1],
                               finding->parameters[2]);
    }
    return sim_arena_print(arena, "%s%s%s", finding->step, finding->step[0] == '\0' ? "" : ": ",
                           finding->message);
}

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
               outcome(arena, finding),
               strcmp(finding->rule, "-") == 0 ? "" : finding->rule, width);
    rpt_page_column(text, WHAT_AT);
    sim_text_print(text, "Windows stops here: 0x%" PRIX32 "\n\n", finding->bug_check);
}
