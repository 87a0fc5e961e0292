/* A state as text; see the header. */
#include "reports/render/state.h"

#include <inttypes.h>
#include <string.h>

#include "model/machine/plan.h"
#include "model/run/scene_words.h"
#include "reports/render/format.h"
#include "reports/render/page.h"
#include "reports/render/state_layout.h"
#include "reports/render/view.h"
#include "sim/base/text.h"

enum { CELLS = 14, CELL = 36, NAMES = 16 };

struct page {
    struct sim_text *text;
    struct sim_arena *arena;
    const struct rpt_state *state;
    struct rpt_state_layout layout;
    unsigned width;
};

/* ---- the clock ------------------------------------------------------------------------------- */

/* '+4.500 us', '-451 ms': three decimals while the length is exact with them. */
static void add_change(struct sim_text *text, sim_instant now, sim_instant then)
{
    uint64_t ns = now >= then ? now - then : then - now;

    sim_text_add_char(text, now >= then ? '+' : '-');
    if (ns < 1000) {
        sim_text_print(text, "%" PRIu64 " ns", ns);
    } else if (ns < 1000000) {
        sim_text_print(text, "%" PRIu64 ".%03" PRIu64 " us", ns / 1000, ns % 1000);
    } else {
        rpt_format_duration(text, (double)ns);
    }
}

void rpt_state_clock(struct sim_text *text, const struct rpt_state *state)
{
    rpt_format_instant(text, state->scene->at, 9);
    sim_text_add(text, " s");
    if (state->shown_at != SIM_INSTANT_NEVER) {
        sim_text_add(text, "  (");
        add_change(text, state->scene->at, state->shown_at);
        sim_text_add_char(text, ')');
    }
}

/* ---- the ladder ------------------------------------------------------------------------------ */

static const struct mdl_scene_processor *processor(const struct page *page, uint32_t column)
{
    return &page->state->scene->processors[page->layout.full[column]];
}

static unsigned cell_at(uint32_t column)
{
    return CELLS + column * CELL;
}

/* Columns of text behind the mark. */
static size_t cell_room(const struct page *page, uint32_t column)
{
    unsigned end = column + 1 < page->layout.full_count ? cell_at(column + 1) - 1 : page->width;

    return end - cell_at(column) - 3;
}

static void pad(struct sim_text *text, unsigned column)
{
    const char *line = text->length == 0 ? text->data : text->data + text->length;
    size_t now;

    while (line > text->data && line[-1] != '\n') {
        line--;
    }
    now = rpt_page_columns(line);
    sim_text_repeat(text, ' ', column > now ? column - now : 0);
}

static void add_frame(struct page *page, uint32_t column, const struct mdl_scene_frame *f)
{
    pad(page->text, cell_at(column));
    if (f == NULL) {
        sim_text_add(page->text, " .");
        return;
    }
    sim_text_print(page->text, "%c%c %s", f->changed ? '*' : ' ', f->executes ? '>' : '|',
                   rpt_page_clip(page->arena,
                                 mdl_scene_words_frame(page->arena, page->state->plan, f),
                                 cell_room(page, column)));
}

static void add_remarks(struct page *page, unsigned level, uint32_t n)
{
    bool some = false;

    for (uint32_t i = 0; i < page->layout.full_count; i++) {
        const struct mdl_scene_frame *f = rpt_state_layout_frame(processor(page, i), level, n);
        const char *remark = f == NULL || (page->state->brief && !f->overhead && !f->spins)
                                 ? ""
                                 : rpt_state_layout_remark(page->arena, page->state->plan, f);

        if (*remark != '\0') {
            pad(page->text, cell_at(i) + 3);
            sim_text_add(page->text, rpt_page_clip(page->arena, remark, cell_room(page, i)));
            some = true;
        }
    }
    if (some) {
        rpt_page_line(page->text);
    }
}

static bool is_occupied(const struct page *page, unsigned level, uint32_t n)
{
    for (uint32_t i = 0; i < page->layout.full_count; i++) {
        if (rpt_state_layout_frame(processor(page, i), level, n) != NULL) {
            return true;
        }
    }
    return false;
}

static void add_level(struct page *page, unsigned level)
{
    uint32_t n = 0;

    if (page->state->brief && !is_occupied(page, level, 0)) {
        return;
    }
    do {
        sim_text_print(page->text, "  %-8s %2u",
                       n > 0 ? "" : rpt_state_layout_level(page->arena, page->state->plan, level),
                       level);
        for (uint32_t i = 0; i < page->layout.full_count; i++) {
            add_frame(page, i, rpt_state_layout_frame(processor(page, i), level, n));
        }
        rpt_page_line(page->text);
        add_remarks(page, level, n);
        n++;
    } while (is_occupied(page, level, n));
}

static bool is_idle(const struct page *page)
{
    for (uint32_t i = 0; i < page->layout.full_count; i++) {
        if (processor(page, i)->frame_count > 0) {
            return false;
        }
    }
    return true;
}

static void add_ladder(struct page *page)
{
    if (!page->state->brief || page->state->scene->processor_count > RPT_STATE_LAYOUT_FULL) {
        for (uint32_t i = 0; i < page->layout.full_count; i++) {
            pad(page->text, cell_at(i) + 1);
            sim_text_print(page->text, "processor %" PRIu32, page->layout.full[i]);
        }
        rpt_page_line(page->text);
    }
    if (page->state->brief && is_idle(page)) {
        sim_text_add(page->text, page->layout.full_count == 1 ? "  nobody executes\n"
                                                              : "  nobody executes there\n");
    }
    for (uint32_t i = 0; i < page->layout.level_count; i++) {
        add_level(page, page->layout.levels[i]);
    }
}

/* ---- lists ----------------------------------------------------------------------------------- */

typedef const char *(*namer)(struct sim_arena *, const struct mdl_plan *, uint32_t);

static const char *dpc_name(struct sim_arena *arena, const struct mdl_plan *plan, uint32_t id)
{
    (void)arena;
    return mdl_scene_words_dpc(plan, id);
}

static const char *line_name(struct sim_arena *arena, const struct mdl_plan *plan, uint32_t id)
{
    (void)arena;
    return plan->objects[plan->lines[id].object].path;
}

/* 'scan #3  *refill  and 12 more' */
static const char *names(const struct page *page, const struct mdl_scene_list *list, namer name,
                         uint32_t most, const char *none)
{
    struct sim_text text;
    uint32_t shown = list->count < most ? list->count : most;

    if (list->count == 0) {
        return none;
    }
    sim_text_init(&text);
    for (uint32_t i = 0; i < shown; i++) {
        sim_text_print(&text, "%s%s%s", i == 0 ? "" : "  ", list->changed[i] ? "*" : "",
                       name(page->arena, page->state->plan, list->ids[i]));
    }
    if (list->count > shown) {
        sim_text_print(&text, "  and %" PRIu32 " more", list->count - shown);
    }
    return sim_text_keep(&text, page->arena);
}

enum row { DPCS, THREADED, READY, PENDING };

static const struct mdl_scene_list *list_of(const struct mdl_scene_processor *p, enum row row)
{
    return row == DPCS       ? &p->dpcs
           : row == THREADED ? &p->threaded
           : row == READY    ? &p->ready
                             : &p->pending;
}

static void add_row(struct page *page, enum row row, const char *title, namer name,
                    const char *none, bool always)
{
    bool wanted = always && !page->state->brief;

    for (uint32_t i = 0; i < page->layout.full_count; i++) {
        const struct mdl_scene_list *list = list_of(processor(page, i), row);

        wanted = wanted || list->differs || (!always && !page->state->brief && list->count > 0);
    }
    if (!wanted) {
        return;
    }
    sim_text_print(page->text, "  %s", title);
    for (uint32_t i = 0; i < page->layout.full_count; i++) {
        const struct mdl_scene_list *list = list_of(processor(page, i), row);

        pad(page->text, cell_at(i));
        sim_text_print(page->text, "%c%s", list->differs ? '*' : ' ',
                       rpt_page_clip(page->arena, names(page, list, name, 4, none),
                                     cell_room(page, i) + 2));
    }
    rpt_page_line(page->text);
}

static void add_lists(struct page *page)
{
    add_row(page, PENDING, "pending", line_name, "none", false);
    add_row(page, DPCS, "DPC queue", dpc_name, "empty", true);
    add_row(page, THREADED, "threaded", dpc_name, "empty", false);
    add_row(page, READY, "ready", mdl_scene_words_thread, "none", true);
}

/* '  processor 2  IRQL 0  > w3: ScanWorkItem #1' */
static void add_others(struct page *page)
{
    const struct mdl_scene *scene = page->state->scene;

    for (mdl_processor_id p = 0; p < scene->processor_count; p++) {
        const struct mdl_scene_processor *one = &scene->processors[p];
        const struct mdl_scene_frame *top = mdl_scene_top(one);

        if (rpt_state_layout_is_full(&page->layout, p) || (page->state->brief && !one->changed)) {
            continue;
        }
        sim_text_print(page->text, "  processor %-3" PRIu32 " IRQL %-2u %c%s", p, one->irql,
                       one->changed ? '*' : ' ',
                       top == NULL ? ". idle"
                                   : sim_arena_print(page->arena, "> %s", mdl_scene_words_frame(
                                                         page->arena, page->state->plan, top)));
        if (one->frame_count > 1) {
            sim_text_print(page->text, " over %" PRIu32, one->frame_count - 1u);
        }
        if (one->dpcs.count > 0) {
            sim_text_print(page->text, "; DPCs queued: %" PRIu32, one->dpcs.count);
        }
        if (one->ready.count > 0) {
            sim_text_print(page->text, "; ready: %" PRIu32, one->ready.count);
        }
        rpt_page_line(page->text);
    }
}

/* ---- pools ----------------------------------------------------------------------------------- */

/* Units that are never cut in two; further lines begin under the first. */
static void add_unit(struct page *page, const char *unit, unsigned gap)
{
    enum { AT = 13 };
    unsigned need = (unsigned)rpt_page_columns(unit);
    size_t now;

    for (now = 0; now < page->text->length &&
         page->text->data[page->text->length - now - 1u] != '\n';) {
        now++;
    }
    if (now > AT && now + gap + need > page->width) {
        sim_text_add_char(page->text, '\n');
        now = 0;
    }
    sim_text_repeat(page->text, ' ', now <= AT ? AT - now : gap);
    sim_text_add(page->text, unit);
}

static void add_more(struct page *page, uint32_t count, uint32_t shown)
{
    if (count > shown) {
        add_unit(page, sim_arena_print(page->arena, "and %" PRIu32 " more", count - shown), 2);
    }
}

static void add_units(struct page *page, const struct mdl_scene_list *list, namer name,
                      unsigned gap)
{
    for (uint32_t i = 0; i < list->count && i < NAMES; i++) {
        add_unit(page, sim_arena_print(page->arena, "%s%s", list->changed[i] ? "*" : "",
                                       name(page->arena, page->state->plan, list->ids[i])),
                 i == 0 ? 3 : gap);
    }
    add_more(page, list->count, NAMES);
}

static void add_worker(struct page *page, const struct mdl_scene_worker *w)
{
    const char *doing = mdl_scene_words_doing(page->arena, page->state->plan, w);
    const char *item = w->instance == MDL_NONE
                           ? "has no item"
                           : mdl_scene_words_instance(page->arena, page->state->plan,
                                                      w->instance);

    add_unit(page, sim_arena_print(page->arena, "%s%s %s%s%s%s", w->changed ? "*" : "",
                                   mdl_scene_words_thread(page->arena, page->state->plan,
                                                          w->thread), item,
                                   *doing == '\0' ? "" : " (", doing,
                                   *doing == '\0' ? "" : ")"), 3);
}

static void add_workers(struct page *page, const struct mdl_scene_pool *pool)
{
    if (pool->worker_count + pool->idle.count == 0) {
        return;
    }
    sim_text_add(page->text, "    workers");
    for (uint32_t i = 0; i < pool->worker_count && i < NAMES; i++) {
        add_worker(page, &pool->workers[i]);
    }
    add_more(page, pool->worker_count, NAMES);
    if (pool->idle.count > 0) {
        add_units(page, &pool->idle, mdl_scene_words_thread, 1);
        add_unit(page, "idle (WrQueue)", 1);
    }
    rpt_page_line(page->text);
}

static void add_pool(struct page *page, const struct mdl_scene_pool *pool)
{
    const char *title = mdl_scene_words_pool(page->arena, page->state->plan, pool->pool);

    if (page->state->brief && !pool->changed) {
        return;
    }
    sim_text_print(page->text, "  %s   Concurrency: %" PRIu32 "/%" PRIu32 "   Threads: %" PRIu32
                   "/%" PRIu32 "   waiting %" PRIu32 "%s\n", title, pool->current, pool->maximum,
                   pool->threads, pool->threads_max, pool->queued.count,
                   pool->queued.differs ? " *" : "");
    if (pool->queued.count > 0) {
        sim_text_add(page->text, "    queued");
        add_units(page, &pool->queued, mdl_scene_words_instance, 2);
        rpt_page_line(page->text);
    }
    add_workers(page, pool);
}

/* ---- what happened --------------------------------------------------------------------------- */

static void add_news(struct page *page)
{
    const struct rpt_state *state = page->state;

    for (uint32_t i = 0; i < state->news_count; i++) {
        sim_text_add(page->text, i > 0                              ? "        "
                                 : state->scene->at > state->event_at ? "  last  "
                                                                      : "  now   ");
        rpt_page_words(page->text, state->news[i].what, 8, page->width - 8);
        rpt_page_edge(page->text, state->news[i].rule, page->width);
    }
}

static void add_below(struct page *page)
{
    const struct rpt_state *state = page->state;

    add_lists(page);
    add_others(page);
    if (!state->brief && state->scene->pool_count > 0) {
        sim_text_add_char(page->text, '\n');
    }
    for (uint32_t i = 0; i < state->scene->pool_count; i++) {
        add_pool(page, &state->scene->pools[i]);
    }
    if (!state->brief && state->news_count > 0) {
        sim_text_add_char(page->text, '\n');
    }
    add_news(page);
}

static void print(struct sim_text *text, const struct rpt_state *state,
                  const struct rpt_view *view, bool ladder)
{
    struct sim_arena arena;
    struct page page = {.text = text, .arena = &arena, .state = state,
                        .layout = rpt_state_layout_of(state), .width = rpt_view_width(view)};
    size_t from = text->length;

    sim_arena_init(&arena);
    if (ladder) {
        add_ladder(&page);
    }
    add_below(&page);
    rpt_page_fit(text, from, page.width);
    sim_arena_deinit(&arena);
}

void rpt_state_text(struct sim_text *text, const struct rpt_state *state,
                    const struct rpt_view *view)
{
    print(text, state, view, true);
}

void rpt_state_below(struct sim_text *text, const struct rpt_state *state,
                     const struct rpt_view *view)
{
    print(text, state, view, false);
}
