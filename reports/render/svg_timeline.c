/* A timeline as SVG; see the header. Positions are whole hundredths of a pixel. */
#include "reports/render/svg_timeline.h"

#include <inttypes.h>
#include <string.h>

#include "reports/render/format.h"
#include "reports/render/palette.h"
#include "sim/base/text.h"
#include "sim/base/wide.h"

enum { ROW = 18, BAR = 12, TOP = 34, CHARACTER = 7, MARGIN = 8 };

void rpt_svg_timeline_escape(struct sim_text *text, const char *string)
{
    for (; *string != '\0'; string++) {
        switch (*string) {
        case '<': sim_text_add(text, "&lt;"); break;
        case '>': sim_text_add(text, "&gt;"); break;
        case '&': sim_text_add(text, "&amp;"); break;
        case '"': sim_text_add(text, "&quot;"); break;
        default: sim_text_add_char(text, *string);
        }
    }
}

void rpt_svg_timeline_style(struct sim_text *text)
{
    sim_text_add(text, ".wt text{font:12px ui-monospace,monospace;fill:currentColor}"
                       ".wt .axis{stroke:currentColor;stroke-opacity:.25}"
                       ".wt .waits{fill:currentColor;fill-opacity:.18}"
                       ".wt .ready{fill:currentColor;fill-opacity:.4}"
                       ".wt .blocked{fill:none;stroke:currentColor;stroke-opacity:.5;"
                       "stroke-dasharray:2 2}"
                       ".wt .overhead{fill:currentColor;fill-opacity:.65}"
                       ".wt .finding{fill:#d55e00;stroke:#d55e00}"
                       ".wt .letter{fill:#000;stroke:#fff;stroke-width:2px;paint-order:stroke;"
                       "text-anchor:middle}");
    for (unsigned i = 0; i < RPT_PALETTE_COLOURS; i++) {
        sim_text_print(text, ".wt .c%u{fill:%s}", i, rpt_palette_colour(i));
    }
}

struct board {
    struct sim_text *text;
    const struct rpt_timeline *t;
    unsigned left, width;             /* pixels of titles, of time */
};

/* Hundredths of a pixel from the left edge. */
static uint64_t x_of(const struct board *b, sim_instant at)
{
    sim_instant from = b->t->from_at, until = b->t->until_at;
    uint64_t inside = at < from ? 0 : at > until ? until - from : at - from;

    return b->left * 100u +
           (uint64_t)((sim_wide)inside * (b->width * 100u) / (until - from));
}

static void add_pixels(struct sim_text *text, uint64_t hundredths)
{
    sim_text_print(text, "%" PRIu64 ".%02" PRIu64, hundredths / 100u, hundredths % 100u);
}

static void add_text(const struct board *b, unsigned x, unsigned y, const char *words)
{
    sim_text_print(b->text, "<text x=\"%u\" y=\"%u\">", x, y);
    rpt_svg_timeline_escape(b->text, words);
    sim_text_add(b->text, "</text>");
}

static void add_axis(const struct board *b, unsigned height)
{
    add_text(b, MARGIN, 14, b->t->unit);
    for (sim_instant at = b->t->from_at; at <= b->t->until_at; at += b->t->tick_ns) {
        uint64_t x = x_of(b, at);

        sim_text_add(b->text, "<line class=\"axis\" x1=\"");
        add_pixels(b->text, x);
        sim_text_add(b->text, "\" x2=\"");
        add_pixels(b->text, x);
        sim_text_print(b->text, "\" y1=\"20\" y2=\"%u\"/>", height);
        if ((at - b->t->origin_at) % b->t->label_ns == 0) {
            sim_text_add(b->text, "<text x=\"");
            add_pixels(b->text, x);
            sim_text_print(b->text, "\" y=\"14\" text-anchor=\"middle\">%" PRIu64 "</text>",
                           rpt_timeline_number(b->t, at));
        }
    }
}

static void add_title(const struct board *b, const struct rpt_timeline_bar *bar)
{
    static const char *const words[RPT_TIMELINE_MARK_COUNT] = {
        [RPT_TIMELINE_RUNS] = "runs", [RPT_TIMELINE_OVERHEAD] = "Windows' own work",
        [RPT_TIMELINE_WAITS] = "waits", [RPT_TIMELINE_READY] = "ready, no processor",
        [RPT_TIMELINE_BLOCKED] = "blocked", [RPT_TIMELINE_FINDING] = "a finding"};

    sim_text_add(b->text, "<title>");
    if (bar->thing != MDL_NONE) {
        rpt_svg_timeline_escape(b->text, b->t->things[bar->thing].path);
        sim_text_add_char(b->text, ' ');
    }
    sim_text_print(b->text, "%s, ", words[bar->mark]);
    rpt_format_instant(b->text, bar->from_at, 9);
    sim_text_add(b->text, " s, ");
    rpt_format_given(b->text, (double)(bar->to_at - bar->from_at));
    sim_text_add(b->text, "</title>");
}

static void add_bar(const struct board *b, const struct rpt_timeline_bar *bar, unsigned y)
{
    static const char *const classes[RPT_TIMELINE_MARK_COUNT] = {
        [RPT_TIMELINE_RUNS] = "", [RPT_TIMELINE_OVERHEAD] = "overhead",
        [RPT_TIMELINE_WAITS] = "waits", [RPT_TIMELINE_READY] = "ready",
        [RPT_TIMELINE_BLOCKED] = "blocked", [RPT_TIMELINE_FINDING] = "finding"};
    uint64_t x = x_of(b, bar->from_at), end = x_of(b, bar->to_at);
    uint64_t width = end - x < 60u ? 60u : end - x;
    bool runs = bar->mark == RPT_TIMELINE_RUNS;

    sim_text_add(b->text, "<g><rect class=\"");
    if (runs) {
        sim_text_print(b->text, "c%u p%u", bar->thing % RPT_PALETTE_COLOURS,
                       rpt_palette_pattern(bar->thing));
    } else {
        sim_text_add(b->text, classes[bar->mark]);
    }
    sim_text_add(b->text, "\" x=\"");
    add_pixels(b->text, x);
    sim_text_print(b->text, "\" y=\"%u\" width=\"", y);
    add_pixels(b->text, width);
    sim_text_print(b->text, "\" height=\"%u\">", (unsigned)BAR);
    add_title(b, bar);
    sim_text_add(b->text, "</rect>");
    if (runs && width >= CHARACTER * 150u) {
        sim_text_add(b->text, "<text class=\"letter\" x=\"");
        add_pixels(b->text, x + width / 2u);
        sim_text_print(b->text, "\" y=\"%u\">%c</text>", y + 10u, b->t->things[bar->thing].letter);
    }
    sim_text_add(b->text, "</g>");
}

/* Does code of this thing run anywhere? */
static bool is_seen(const struct rpt_timeline *t, uint32_t thing)
{
    for (uint32_t i = 0; i < t->row_count; i++) {
        for (uint32_t k = 0; k < t->rows[i].bar_count; k++) {
            if (t->rows[i].bars[k].thing == thing &&
                t->rows[i].bars[k].mark == RPT_TIMELINE_RUNS) {
                return true;
            }
        }
    }
    return false;
}

/* A line for each thing that runs: its colour, its letter, its path. */
static void add_legend(const struct board *b, unsigned y)
{
    for (uint32_t i = 0; i < b->t->thing_count; i++) {
        if (is_seen(b->t, i)) {
            sim_text_print(b->text, "<rect class=\"c%u p%u\" x=\"%u\" y=\"%u\" width=\"%u\" "
                           "height=\"%u\"/>", i % RPT_PALETTE_COLOURS, rpt_palette_pattern(i),
                           b->left, y, (unsigned)BAR, (unsigned)BAR);
            sim_text_print(b->text, "<text x=\"%u\" y=\"%u\">%c  ", b->left + 2u * BAR, y + 10u,
                           b->t->things[i].letter);
            rpt_svg_timeline_escape(b->text, b->t->things[i].path);
            sim_text_add(b->text, "</text>\n");
            y += ROW;
        }
    }
}

static void add_row(const struct board *b, const struct rpt_timeline_row *row, unsigned y)
{
    if (row->irql >= 0) {
        sim_text_print(b->text, "<text x=\"%u\" y=\"%u\" text-anchor=\"end\">%d</text>",
                       (unsigned)MARGIN + 2u * CHARACTER, y + 10u, row->irql);
    }
    add_text(b, row->irql >= 0 ? MARGIN + 4u * CHARACTER : MARGIN, y + 10u, row->title);
    for (uint32_t i = 0; i < row->bar_count; i++) {
        const struct rpt_timeline_bar *bar = &row->bars[i];

        if (bar->from_at < b->t->until_at && bar->to_at >= b->t->from_at) {
            add_bar(b, bar, y);
        }
    }
    sim_text_add_char(b->text, '\n');
}

void rpt_svg_timeline(struct sim_text *text, const struct rpt_timeline *timeline,
                      const struct rpt_svg_timeline_options *options)
{
    unsigned width = options->width == 0 ? 960 : options->width;
    unsigned left = timeline->left * CHARACTER, bottom = TOP + timeline->row_count * ROW;
    unsigned height = bottom + 2u * MARGIN;
    struct board b = {.text = text, .t = timeline, .left = left,
                      .width = width > left + 100u ? width - left - 2u * MARGIN : 100u};

    for (uint32_t i = 0; i < timeline->thing_count; i++) {
        height += is_seen(timeline, i) ? ROW : 0u;
    }
    sim_text_print(text, "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"wt\" role=\"img\" "
                   "viewBox=\"0 0 %u %u\" width=\"%u\" height=\"%u\"><title>", width, height,
                   width, height);
    rpt_svg_timeline_escape(text, options->title == NULL ? "Timeline" : options->title);
    sim_text_add(text, "</title>");
    if (!options->inside) {
        sim_text_add(text, "<style>");
        rpt_svg_timeline_style(text);
        sim_text_add(text, "</style>");
    }
    sim_text_add_char(text, '\n');
    add_axis(&b, bottom);
    sim_text_add_char(text, '\n');
    for (uint32_t i = 0; i < timeline->row_count; i++) {
        add_row(&b, &timeline->rows[i], TOP + i * ROW);
    }
    add_legend(&b, bottom + MARGIN);
    sim_text_add(text, "</svg>\n");
}
