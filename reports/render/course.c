/* How long the worst victim had to wait over the time of a run; see the header. */
#include "reports/render/course.h"

#include <inttypes.h>
#include <string.h>

#include "reports/render/cell.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { INDENT = 9, LEVELS = 8, LEGEND = 26 };

static sim_duration highest(const struct mdl_course *course)
{
    sim_duration most = 0;

    for (unsigned i = 0; i < MDL_COURSE_SLICES; i++) {
        most = course->longest[i] > most ? course->longest[i] : most;
    }
    return most;
}

/* 1 to 8, rounded up, so that whatever waited is seen; 0: nothing did. */
static unsigned level(sim_duration wait, sim_duration most)
{
    sim_duration step = most / LEVELS + (most % LEVELS != 0);

    return (unsigned)(wait / step + (wait % step != 0));
}

static const char *bar(unsigned height, bool unicode)
{
    static const char *const blocks[] = {" ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585",
                                         "\u2586", "\u2587", "\u2588"};
    static const char *const plain[] = {" ", ".", ":", "-", "=", "+", "*", "#", "@"};

    return unicode ? blocks[height] : plain[height];
}

/* '0 s                5 s              10 s' below the bars. */
static void print_axis(struct sim_text *text, struct sim_arena *arena,
                       const struct mdl_course *course)
{
    const char *middle = rpt_cell_given(arena, (double)(course->end_at / 2));
    const char *end = rpt_cell_given(arena, (double)course->end_at);
    unsigned width = (unsigned)rpt_page_columns(end);

    rpt_page_column(text, INDENT);
    sim_text_add_char(text, '0');
    if (strlen(middle) <= 8) {
        rpt_page_column(text, INDENT + MDL_COURSE_SLICES / 2);
        sim_text_add(text, middle);
    }
    rpt_page_column(text, INDENT + MDL_COURSE_SLICES - (width > 8 ? 0 : width));
    sim_text_print(text, "%s\n", end);
}

static void print_bars(struct sim_text *text, const struct mdl_course *course, sim_duration most,
                       bool unicode)
{
    rpt_page_column(text, INDENT);
    for (unsigned i = 0; i < MDL_COURSE_SLICES; i++) {
        sim_text_add(text, bar(level(course->longest[i], most), unicode));
    }
}

/* '# 456 ms, . to 57.0 ms': what the highest and the lowest mean. */
static void print_legend(struct sim_text *text, struct sim_arena *arena, sim_duration most,
                         bool unicode)
{
    sim_text_print(text, "%s %s, %s to %s\n", bar(LEVELS, unicode),
                   rpt_cell_duration(arena, (double)most), bar(1, unicode),
                   rpt_cell_duration(arena, (double)(most / LEVELS)));
}

void rpt_course_print(struct sim_text *text, struct sim_arena *arena,
                      const struct rpt_course *course, const struct rpt_view *view)
{
    sim_duration most = highest(&course->of);
    const char *which = "";

    if (most == 0) {
        return;
    }
    if (course->is_random) {
        which = sim_arena_print(arena, " of replication %" PRIu32 ", the one with the worst wait",
                                course->replication);
    }
    sim_text_add(text, "COURSE   ");
    rpt_page_words(text,
                   sim_arena_print(arena, "how long %s waited at its longest, over time: a column "
                                   "is %s%s", course->object,
                                   rpt_cell_duration(arena, (double)(course->of.end_at
                                                                     / MDL_COURSE_SLICES)), which),
                   INDENT, rpt_view_width(view));
    rpt_page_line(text);
    print_bars(text, &course->of, most, view->unicode);
    if (rpt_view_width(view) >= INDENT + MDL_COURSE_SLICES + LEGEND) {
        sim_text_add(text, "  ");
        print_legend(text, arena, most, view->unicode);
        print_axis(text, arena, &course->of);
    } else {
        sim_text_add_char(text, '\n');
        print_axis(text, arena, &course->of);
        rpt_page_column(text, INDENT);
        print_legend(text, arena, most, view->unicode);
    }
}
