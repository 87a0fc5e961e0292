/*
 * The timeline of one replication: a picture that needs no script, and behind it the detail in
 * which the script zooms, pans and follows causes.
 *
 * The picture is drawn again with coarser strokes until it is small enough; the detail gets what
 * the limit of the page leaves.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/detail.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/svg_timeline.h"
#include "reports/render/timeline.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { COLUMNS = 150, WIDTH = 1140, ROWS = 48, PICTURE_MAX = 260000, HUNDREDTHS_MAX = 1600 };

/* ---- the picture ----------------------------------------------------------------------------- */

/* Bars of one thing that would touch in the picture become one; of different things that are
   shorter than a stroke the first one stands for those beside it. */
static void join_row(struct rpt_timeline_row *row, sim_duration near_ns)
{
    uint32_t kept = 0;

    for (uint32_t k = 0; k < row->bar_count; k++) {
        struct rpt_timeline_bar *last = kept == 0 ? NULL : &row->bars[kept - 1];
        const struct rpt_timeline_bar *bar = &row->bars[k];

        if (last != NULL && bar->thing == last->thing && bar->mark == last->mark
            && bar->from_at < last->to_at + near_ns) {
            last->to_at = bar->to_at > last->to_at ? bar->to_at : last->to_at;
        } else if (last == NULL || bar->to_at > bar->from_at + near_ns
                   || bar->from_at >= last->from_at + near_ns) {
            row->bars[kept++] = *bar;
        }
    }
    row->bar_count = kept;
}

static void join(struct rpt_timeline *timeline, sim_duration near_ns)
{
    for (uint32_t i = 0; i < timeline->row_count; i++) {
        join_row(&timeline->rows[i], near_ns);
    }
}

static void print_picture(const struct rpt_section *s, const struct rpt_sheet_run *run,
                          struct rpt_timeline *timeline)
{
    const struct rpt_svg_timeline_options options = {
        .width = WIDTH, .inside = true,
        .title = sim_arena_print(s->arena, "Timeline of replication %" PRIu32 ": rows of a "
                                 "processor by IRQL, below them who waits", run->replication)};
    sim_duration window = timeline->until_at - timeline->from_at;
    struct sim_text picture;

    rpt_hues_paint(s->hues, timeline);
    timeline->thing_count = 0;        /* no legend inside it: ours stands below */
    sim_text_init(&picture);
    for (unsigned hundredths = 50; ; hundredths *= 2) {
        join(timeline, window / WIDTH * hundredths / 100u);
        sim_text_clear(&picture);
        rpt_svg_timeline(&picture, timeline, &options);
        if (picture.length < PICTURE_MAX / s->run_count || hundredths >= HUNDREDTHS_MAX) {
            break;
        }
    }
    sim_text_add(s->text, "<div class=\"scroll wide picture\" tabindex=\"0\">");
    sim_text_add_bytes(s->text, picture.data, picture.length);
    sim_text_add(s->text, "</div>\n");
    timeline->thing_count = s->hues->count;
    sim_text_deinit(&picture);
}

/* Who is who: everything that has a bar in the picture. */
static void print_legend(const struct rpt_section *s, const struct rpt_timeline *timeline)
{
    bool *shown = sim_arena_array(s->arena, timeline->thing_count + 1u, sizeof(*shown));

    for (uint32_t i = 0; i < timeline->row_count; i++) {
        for (uint32_t k = 0; k < timeline->rows[i].bar_count; k++) {
            uint32_t thing = timeline->rows[i].bars[k].thing;

            shown[thing < timeline->thing_count ? thing : timeline->thing_count] = true;
        }
    }
    sim_text_add(s->text, "<p class=\"legend\">");
    for (uint32_t i = 0; i < timeline->thing_count; i++) {
        if (shown[i]) {
            sim_text_add(s->text, "<span class=\"entry\">");
            rpt_hues_swatch(s->text, s->hues, timeline->things[i].path);
            sim_text_add(s->text, "&#160;");
            rpt_tag_text(s->text, timeline->things[i].path);
            sim_text_add(s->text, "</span> ");
        }
    }
    sim_text_add(s->text, "<span class=\"dim\">Filled: runs. Grey or pale: waits in a queue. "
                 "Darker: ready, no processor. Dashed: blocked within its run.</span></p>\n");
}

/* ---- words ----------------------------------------------------------------------------------- */

static void print_words(const struct rpt_section *s, const struct rpt_sheet_run *run,
                        const struct rpt_timeline *timeline)
{
    struct sim_text words;

    sim_text_init(&words);
    sim_text_print(&words, "Replication %" PRIu32 ", %s s to %s s.", run->replication,
                   rpt_cell_instant(s->arena, timeline->from_at, 6),
                   rpt_cell_instant(s->arena, timeline->until_at, 6));
    if (run->worst != NULL) {
        sim_text_print(&words, " The worst wait of %s: from %s s on, %s.", run->worst,
                       rpt_cell_instant(s->arena, run->worst_at, 6),
                       rpt_cell_duration(s->arena, (double)run->worst_ns));
    }
    if (timeline->rows_beyond > 0) {
        sim_text_print(&words, " %" PRIu32 " rows more are not drawn.", timeline->rows_beyond);
    }
    if (run->close->cut_at != SIM_INSTANT_NEVER
        && (run->until_at == 0 || run->close->cut_at < run->until_at)) {
        sim_text_print(&words, " Nothing is kept from %s s on: too much happens.",
                       rpt_cell_instant(s->arena, run->close->cut_at, 6));
    }
    rpt_tag_paragraph(s->text, NULL, words.data);
    sim_text_deinit(&words);
}

/* Of a run that shows the same time as the first one: up to where they do the same. */
static void print_parting(const struct rpt_section *s, uint32_t index)
{
    const struct rpt_sheet_run *first = &s->runs[0], *run = &s->runs[index];
    sim_instant part_at;

    if (index == 0 || first->whole == NULL || run->whole == NULL
        || first->answer->seed != run->answer->seed || first->replication != run->replication) {
        return;
    }
    part_at = mdl_chronicle_part(first->whole, run->whole);
    rpt_tag_paragraph(s->text, NULL, part_at == SIM_INSTANT_NEVER
        ? sim_arena_print(s->arena, "In this replication it does the same as %s.", first->name)
        : sim_arena_print(s->arena, "From %s s on it does something else than %s.",
                          rpt_cell_instant(s->arena, part_at, 9), first->name));
}

/* Told by whoever computed the answer, for the worst wait that is drawn. */
static void print_story(const struct rpt_section *s, const struct rpt_sheet_run *run)
{
    for (uint32_t i = 0; i < run->answer->worst_count; i++) {
        const struct mdl_worst *worst = &run->answer->worsts[i];

        if (run->worst == NULL || worst->replication != run->replication
            || worst->started_at_ns != run->worst_at || worst->line_count == 0
            || strcmp(run->answer->series[worst->series].object, run->worst) != 0) {
            continue;
        }
        rpt_tag_table(s->text, "What happened", "rll",
                      (const char *const[]){"at, s", "", "rule"});
        for (uint32_t k = 0; k < worst->line_count; k++) {
            const char *cells[] = {rpt_cell_instant(s->arena, worst->lines[k].at_ns, 6),
                                   worst->lines[k].what, worst->lines[k].rule};

            rpt_tag_row(s->text, "rll", cells);
        }
        rpt_tag_table_end(s->text);
        return;
    }
}

/* ---- the section ----------------------------------------------------------------------------- */

static void print_detail(const struct rpt_section *s, uint32_t index,
                         const struct rpt_timeline *timeline)
{
    const struct rpt_detail_window window = {s->runs[index].close, timeline->from_at,
                                             timeline->until_at};
    size_t before = s->text->length;

    sim_text_print(s->text, "<script type=\"application/json\" class=\"detail\" "
                   "id=\"detail-%" PRIu32 "\">", index);
    if (s->bytes_left == 0
        || rpt_detail_print(s->text, s->arena, s->hues, &window,
                            s->bytes_left / s->run_count) == 0) {
        s->text->length = before;
        s->text->data[before] = '\0';
        return;
    }
    sim_text_add(s->text, "</script>\n");
}

static void print_run(const struct rpt_section *s, uint32_t index)
{
    const struct rpt_sheet_run *run = &s->runs[index];
    const struct rpt_timeline_options options = {.width = COLUMNS, .from_at = run->from_at,
                                                 .until_at = run->until_at, .rows_max = ROWS};
    struct rpt_timeline timeline;

    if (run->no_timeline != NULL) {
        rpt_tag_paragraph(s->text, NULL, run->no_timeline);
        return;
    }
    if (run->close == NULL
        || !rpt_timeline_lay(s->arena, run->close, &options, &timeline)) {
        rpt_tag_paragraph(s->text, NULL, "Nothing ran or waited.");
        return;
    }
    print_words(s, run, &timeline);
    print_parting(s, index);
    print_picture(s, run, &timeline);
    print_legend(s, &timeline);
    print_story(s, run);
    print_detail(s, index, &timeline);
}

void rpt_section_timeline(const struct rpt_section *s)
{
    bool any = false;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any = any || s->runs[i].close != NULL || s->runs[i].no_timeline != NULL;
    }
    if (!any) {
        return;
    }
    rpt_tag_section(s->text, "timeline", "Timeline");
    for (uint32_t i = 0; i < s->run_count; i++) {
        if (s->run_count > 1) {
            sim_text_add(s->text, "<h3 class=\"who\">");
            rpt_tag_text(s->text, s->runs[i].name);
            sim_text_add(s->text, "</h3>\n");
        }
        print_run(s, i);
    }
    rpt_tag_section_end(s->text);
}
