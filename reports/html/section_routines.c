/*
 * How long ISRs and DPCs run, beside the guidelines for them.
 *
 * The guidelines are about execution times of ISRs and DPCs and about nothing else, so they stand
 * here and nowhere else on the page. A bar reaches from the median to the longest run.
 */
#include "reports/html/section.h"

#include <math.h>
#include <string.h>

#include "model/rules/rules.h"
#include "model/run/answer.h"
#include "reports/html/chart.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/lookup.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

#define GUIDELINE_ISR 25000.0         /* ns: I31 */
#define GUIDELINE_DPC 100000.0        /* ns: D26 */

enum { ROWS_MOST = 40, ROW = 22 };

static bool is_routine(const struct mdl_series *series)
{
    return strcmp(series->measure, "run") == 0 && strcmp(series->phase, "all") == 0
           && (strcmp(series->kind, "ISR") == 0 || strcmp(series->kind, "DPC") == 0)
           && rpt_lookup_count(series) > 0;
}

static bool is_isr(const struct mdl_series *series)
{
    return strcmp(series->kind, "ISR") == 0;
}

static uint32_t count_rows(const struct mdl_answer *answer)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        count += is_routine(&answer->series[i]) ? 1 : 0;
    }
    return count;
}

/* ---- the picture ----------------------------------------------------------------------------- */

static void add_guideline(const struct rpt_chart *chart, double ns, const char *words)
{
    double x = rpt_chart_x(chart, ns);

    rpt_chart_line(chart, "limit", x, chart->top - 4.0, x, chart->bottom);
    rpt_chart_words(chart, "tick", x, chart->top - 7.0, "middle", words);
}

static void add_mark(const struct rpt_chart *chart, const char *class, double x, double y)
{
    rpt_chart_line(chart, class, x, y - 6.0, x, y + 6.0);
}

static void add_bar(const struct rpt_section *s, const struct rpt_chart *chart,
                    const struct mdl_series *series, double y)
{
    double p50 = rpt_lookup_value(series, "p50"), max = rpt_lookup_value(series, "max");
    double p99 = rpt_lookup_value(series, "p99");
    double from = rpt_chart_x(chart, isnan(p50) ? 0.0 : p50), to = rpt_chart_x(chart, max);

    rpt_chart_words(chart, "label", chart->left - 8.0, y + 4.0, "end", series->object);
    sim_text_add(chart->text, "<rect class=\"");
    rpt_hues_class(chart->text, rpt_hues_of(s->hues, series->object));
    sim_text_add(chart->text, "\" x=\"");
    rpt_chart_number(chart->text, from);
    sim_text_add(chart->text, "\" y=\"");
    rpt_chart_number(chart->text, y - 5.0);
    sim_text_add(chart->text, "\" height=\"10\" width=\"");
    rpt_chart_number(chart->text, fmax(to - from, 2.0));
    sim_text_add(chart->text, "\"/>");
    if (isfinite(p99)) {
        add_mark(chart, "mark", rpt_chart_x(chart, p99), y);
    }
    sim_text_add_char(chart->text, '\n');
}

static void print_chart(const struct rpt_section *s, const struct mdl_answer *answer,
                        uint32_t rows)
{
    struct rpt_chart chart = {.text = s->text, .arena = s->arena, .width = 900,
                              .height = 60.0 + ROW * rows, .left = 230, .top = 28, .right = 880,
                              .bottom = 34.0 + ROW * rows};
    double high = GUIDELINE_DPC, low = GUIDELINE_ISR, y = chart.top + 16.0;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (is_routine(&answer->series[i])) {
            low = fmin(low, rpt_lookup_value(&answer->series[i], "p50"));
            high = fmax(high, rpt_lookup_value(&answer->series[i], "max"));
        }
    }
    rpt_chart_log(&chart, low, high * 1.2);
    rpt_chart_begin(&chart, "Run times of ISRs and DPCs, from the median to the longest, beside "
                    "the guidelines of 25 us and 100 us");
    rpt_chart_axis(&chart);
    add_guideline(&chart, GUIDELINE_ISR, "ISR 25 us");
    add_guideline(&chart, GUIDELINE_DPC, "DPC 100 us");
    for (uint32_t i = 0, row = 0; i < answer->series_count && row < rows; i++) {
        if (is_routine(&answer->series[i])) {
            add_bar(s, &chart, &answer->series[i], y);
            y += ROW;
            row++;
        }
    }
    rpt_chart_end(&chart);
}

/* ---- the table ------------------------------------------------------------------------------- */

static void print_row(const struct rpt_section *s, const struct mdl_answer *answer,
                      const struct mdl_series *series)
{
    double guideline = is_isr(series) ? GUIDELINE_ISR : GUIDELINE_DPC;
    uint32_t over = rpt_lookup_series(answer, series->object, "over_guideline");
    uint64_t beyond = over == RPT_LOOKUP_NONE ? 0 : rpt_lookup_count(&answer->series[over]);
    uint64_t runs = rpt_lookup_count(series);
    const char *cells[] = {
        "", series->kind, rpt_cell_count(s->arena, runs),
        rpt_cell_estimate(s->arena, rpt_lookup_estimate(series, "p50"), "ns"),
        rpt_cell_estimate(s->arena, rpt_lookup_estimate(series, "p99"), "ns"),
        rpt_cell_estimate(s->arena, rpt_lookup_estimate(series, "max"), "ns"),
        rpt_cell_given(s->arena, guideline), rpt_cell_count(s->arena, beyond),
        beyond == 0 ? "" : rpt_cell_percent(s->arena, (double)beyond / (double)runs)};

    sim_text_add(s->text, "<tr><th scope=\"row\">");
    rpt_hues_swatch(s->text, s->hues, series->object);
    sim_text_add_char(s->text, ' ');
    rpt_tag_text(s->text, series->object);
    sim_text_add(s->text, "</th>");
    for (int i = 1; i < 9; i++) {
        rpt_tag_cell(s->text, i == 1 ? 'l' : 'r', cells[i]);
    }
    sim_text_add(s->text, "</tr>\n");
}

static void print_table(const struct rpt_section *s, const struct mdl_answer *answer)
{
    static const char *const heads[] = {"routine", "", "runs", "p50", "p99", "longest",
                                        "guideline", "over it", ""};

    rpt_tag_table(s->text, "Run times of ISRs and DPCs, interruptions included", "llrrrrrrr",
                  heads);
    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (is_routine(&answer->series[i])) {
            print_row(s, answer, &answer->series[i]);
        }
    }
    rpt_tag_table_end(s->text);
}

static void print_sources(const struct rpt_section *s)
{
    static const char *const ids[] = {"I31", "D26"};

    for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
        const struct mdl_rule *rule = mdl_rules_find(ids[i]);

        rpt_tag_paragraph(s->text, "note", sim_arena_print(
            s->arena, "%s: %s Source: %s (%s).", rule->id, rule->statement, rule->source,
            mdl_rules_confidence_name(rule->confidence)));
    }
}

void rpt_section_routines(const struct rpt_section *s)
{
    uint32_t any = 0;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any += count_rows(s->runs[i].answer);
    }
    if (any == 0) {
        return;
    }
    rpt_tag_section(s->text, "routines", "How long ISRs and DPCs run");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        uint32_t rows = count_rows(s->runs[i].answer);

        rpt_section_side(s, i);
        if (rows > 0) {
            sim_text_add(s->text, "<div class=\"scroll graph\" tabindex=\"0\">");
            print_chart(s, s->runs[i].answer, rows < ROWS_MOST ? rows : ROWS_MOST);
            sim_text_add(s->text, "</div>\n");
            print_table(s, s->runs[i].answer);
        }
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_paragraph(s->text, "note", "A bar reaches from the median to the longest run, "
                      "interruptions included; the stroke in it is the p99. The guidelines are "
                      "advice for writing drivers: nothing happens at them.");
    print_sources(s);
    rpt_tag_section_end(s->text);
}
