/*
 * When something was wrong: starvation, no progress, deadlocks. A strip of all replications over
 * each other, the worst episodes by name, and the sentences of deadlocks.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/chart.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/trouble.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { ROWS_MOST = 12, WORST_MOST = 16, OF_ONE_MOST = 3, STRIPS_MOST = 1500 };

/* ---- the strip ------------------------------------------------------------------------------- */

struct row { const char *kind, *object; };

static uint32_t row_of(struct row *rows, uint32_t *count, const struct mdl_episode *episode)
{
    for (uint32_t i = 0; i < *count; i++) {
        if (strcmp(rows[i].kind, episode->kind) == 0
            && strcmp(rows[i].object, episode->object) == 0) {
            return i;
        }
    }
    if (*count == ROWS_MOST) {
        return ROWS_MOST;
    }
    rows[*count] = (struct row){episode->kind, episode->object};
    return (*count)++;
}

static void add_strip(const struct rpt_section *s, const struct rpt_chart *chart,
                      const struct mdl_answer *answer, const struct mdl_episode *episode,
                      double y, double height)
{
    double end = episode->end_ns == UINT64_MAX ? (double)answer->duration_ns
                                               : (double)episode->end_ns;
    double x = rpt_chart_x(chart, (double)episode->begin_ns);
    double step = height / (double)(answer->replication_count == 0 ? 1
                                                                   : answer->replication_count);

    sim_text_add(chart->text, "<rect class=\"");
    rpt_hues_class(chart->text, rpt_hues_of(s->hues, episode->object));
    sim_text_add(chart->text, "\" x=\"");
    rpt_chart_number(chart->text, x);
    sim_text_add(chart->text, "\" y=\"");
    rpt_chart_number(chart->text, y + step * episode->replication);
    sim_text_add(chart->text, "\" height=\"");
    rpt_chart_number(chart->text, fmax(step * 0.8, 0.6));
    sim_text_add(chart->text, "\" width=\"");
    rpt_chart_number(chart->text, fmax(rpt_chart_x(chart, end) - x, 0.8));
    sim_text_add(chart->text, "\"/>");
}

static void print_strips(const struct rpt_section *s, const struct mdl_answer *answer)
{
    double height = fmin(60.0, fmax(12.0, 2.4 * answer->replication_count)), step = height + 10.0;
    struct rpt_chart chart = {.text = s->text, .arena = s->arena, .width = 900, .left = 230,
                              .top = 4, .right = 880, .high = (double)answer->duration_ns};
    struct row rows[ROWS_MOST];
    uint32_t count = 0, drawn = 0;

    for (uint32_t i = 0; i < answer->episode_count; i++) {
        (void)row_of(rows, &count, &answer->episodes[i]);
    }
    chart.bottom = chart.top + step * count;
    chart.height = chart.bottom + 24.0;
    rpt_chart_begin(&chart, "When something was wrong: a strip for each replication, below each "
                    "other");
    rpt_chart_axis(&chart);
    for (uint32_t i = 0; i < count; i++) {
        double y = chart.top + step * i + height / 2.0;

        rpt_chart_words(&chart, "label", chart.left - 8.0, y, "end", rows[i].object);
        rpt_chart_words(&chart, "tick", chart.left - 8.0, y + 12.0, "end", rows[i].kind);
    }
    for (uint32_t i = 0; i < answer->episode_count && drawn < STRIPS_MOST; i++) {
        uint32_t row = row_of(rows, &count, &answer->episodes[i]);

        if (row < ROWS_MOST) {
            add_strip(s, &chart, answer, &answer->episodes[i], chart.top + step * row, height);
            drawn++;
        }
    }
    rpt_chart_end(&chart);
}

/* ---- the worst ------------------------------------------------------------------------------- */

static uint64_t length_of(const struct mdl_answer *answer, const struct mdl_episode *episode)
{
    uint64_t end = episode->end_ns == UINT64_MAX ? answer->duration_ns : episode->end_ns;

    return end > episode->begin_ns ? end - episode->begin_ns : 0;
}

static void print_episode(const struct rpt_section *s, const struct mdl_answer *answer,
                          const struct mdl_episode *episode)
{
    sim_text_add(s->text, "<tr><th scope=\"row\">");
    rpt_hues_swatch(s->text, s->hues, episode->object);
    sim_text_add_char(s->text, ' ');
    rpt_tag_text(s->text, episode->object);
    sim_text_add(s->text, "</th>");
    rpt_tag_cell(s->text, 'l', episode->kind);
    rpt_tag_cell(s->text, 'r', sim_arena_print(s->arena, "%" PRIu32, episode->replication));
    rpt_tag_cell(s->text, 'r', rpt_cell_instant(s->arena, episode->begin_ns, 3));
    rpt_tag_cell(s->text, 'r', sim_arena_print(
        s->arena, "%s%s", rpt_cell_duration(s->arena, (double)length_of(answer, episode)),
        episode->end_ns == UINT64_MAX ? ", still open" : ""));
    rpt_tag_cell(s->text, 'r', rpt_cell_count(s->arena, episode->victims));
    rpt_tag_cell(s->text, 'r', rpt_cell_duration(s->arena, (double)episode->worst_ns));
    rpt_tag_cell(s->text, 'l', episode->culprit);
    sim_text_add(s->text, "</tr>\n");
}

/* The longest that is left, of those of which not enough are told already. */
static uint32_t next_worst(const struct mdl_answer *answer, const bool *told)
{
    uint32_t worst = UINT32_MAX;

    for (uint32_t i = 0; i < answer->episode_count; i++) {
        const struct mdl_episode *episode = &answer->episodes[i];
        uint32_t same = 0;

        for (uint32_t k = 0; k < answer->episode_count && !told[i]; k++) {
            same += told[k] && strcmp(answer->episodes[k].object, episode->object) == 0
                            && strcmp(answer->episodes[k].kind, episode->kind) == 0 ? 1 : 0;
        }
        if (!told[i] && same < OF_ONE_MOST
            && (worst == UINT32_MAX
                || length_of(answer, episode) > length_of(answer, &answer->episodes[worst]))) {
            worst = i;
        }
    }
    return worst;
}

/* The longest first, at most three of an object; of equal ones the earlier in the answer. */
static void print_worst(const struct rpt_section *s, const struct mdl_answer *answer)
{
    static const char *const heads[] = {"object", "what", "replication", "from, s", "length",
                                        "overdue", "worst wait", "mostly behind"};
    bool *told = sim_arena_array(s->arena, (size_t)answer->episode_count + 1, sizeof(*told));
    uint32_t worst = next_worst(answer, told);

    rpt_tag_table(s->text, answer->episode_count == 1
                               ? "The one episode"
                               : sim_arena_print(s->arena, "The longest of %s episodes",
                                                 rpt_cell_count(s->arena,
                                                                answer->episode_count)),
                  "llrrrrrl", heads);
    for (uint32_t row = 0; row < WORST_MOST && worst != UINT32_MAX; row++) {
        told[worst] = true;
        print_episode(s, answer, &answer->episodes[worst]);
        worst = next_worst(answer, told);
    }
    rpt_tag_table_end(s->text);
}

static void print_sentences(const struct rpt_section *s, const struct mdl_answer *answer)
{
    const struct rpt_view view = {.width = 100, .all = true};
    struct sim_text text;

    sim_text_init(&text);
    rpt_trouble_deadlocks(&text, s->arena, answer, &view);
    rpt_trouble_starved(&text, s->arena, answer, &view);
    if (text.length > 0) {
        rpt_section_screen(s, text.data);
    }
    sim_text_deinit(&text);
}

void rpt_section_episodes(const struct rpt_section *s)
{
    uint32_t any = 0;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any += s->runs[i].answer->episode_count;
    }
    if (any == 0) {
        return;
    }
    rpt_tag_section(s->text, "episodes", "Starvation and deadlocks");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        const struct mdl_answer *answer = s->runs[i].answer;

        rpt_section_side(s, i);
        if (answer->episode_count > 0) {
            sim_text_add(s->text, "<div class=\"scroll graph\" tabindex=\"0\">");
            print_strips(s, answer);
            sim_text_add(s->text, "</div>\n");
            print_sentences(s, answer);
            print_worst(s, answer);
        } else {
            rpt_tag_paragraph(s->text, NULL, "None.");
        }
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_section_end(s->text);
}
