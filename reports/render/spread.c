/* A histogram of one series; see the header. */
#include "reports/render/spread.h"

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/statistics/histogram.h"

enum { STEPS = 58, BAR = 40, EIGHTHS = 8 };

/* 0, 1 ns, 2 ns, 5 ns, 10 ns ...: where step i begins. */
static uint64_t begin_of(unsigned step)
{
    static const uint64_t digits[] = {1, 2, 5};
    uint64_t ten = 1;

    for (unsigned i = 0; step > 0 && i < (step - 1) / 3; i++) {
        ten *= 10;
    }
    return step == 0 ? 0 : digits[(step - 1) % 3] * ten;
}

static unsigned step_of(uint64_t ns)
{
    unsigned step = 0;

    while (step + 1 < STEPS && begin_of(step + 1) <= ns) {
        step++;
    }
    return step;
}

/* Returns how many observations there are. */
static uint64_t count_steps(const struct mdl_series *series, uint64_t *counts)
{
    uint64_t all = 0;
    uint32_t index = 0;

    for (uint32_t i = 0; i < series->bucket_count; i++) {
        index += series->gaps[i];
        counts[step_of(sim_histogram_bucket_middle(index))] += series->counts[i];
        all += series->counts[i];
    }
    return all;
}

/* At least something for what is there. */
static const char *bar(struct sim_arena *arena, uint64_t count, uint64_t most, bool unicode)
{
    static const char *const parts[] = {"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b",
                                        "\u258a", "\u2589"};
    uint64_t eighths = most == 0 ? 0
                                 : (uint64_t)((double)count * (BAR * EIGHTHS) / (double)most + 0.5);
    struct sim_text text;
    const char *copy;

    eighths = eighths == 0 && count > 0 ? 1 : eighths;
    sim_text_init(&text);
    for (uint64_t i = 0; i < eighths / EIGHTHS; i++) {
        sim_text_add(&text, unicode ? "\u2588" : "#");
    }
    if (unicode) {
        sim_text_add(&text, parts[eighths % EIGHTHS]);
    } else if (eighths > 0 && eighths < EIGHTHS) {
        sim_text_add(&text, ".");
    }
    copy = sim_arena_print(arena, "%s", text.data == NULL ? "" : text.data);
    sim_text_deinit(&text);
    return copy;
}

static void add_step(struct rpt_table *table, struct sim_arena *arena, unsigned step,
                     uint64_t count, uint64_t all, const char *line)
{
    const char *cells[] = {sim_arena_print(arena, "under %s", rpt_cell_given(arena,
                                               (double)begin_of(step + 1))),
                           rpt_cell_count(arena, count),
                           rpt_cell_percent(arena, (double)count / (double)all), line};

    rpt_table_add(table, cells);
}

void rpt_spread_print(struct sim_text *text, struct sim_arena *arena,
                      const struct mdl_answer *answer, uint32_t series,
                      const struct rpt_view *view)
{
    uint64_t counts[STEPS] = {0}, all, most = 0;
    unsigned first = STEPS, last = 0;
    struct rpt_table table;

    if (series >= answer->series_count) {
        return;
    }
    all = count_steps(&answer->series[series], counts);
    for (unsigned i = 0; i < STEPS; i++) {
        most = counts[i] > most ? counts[i] : most;
        first = counts[i] > 0 && first == STEPS ? i : first;
        last = counts[i] > 0 ? i : last;
    }
    if (all == 0) {
        return;
    }
    sim_text_print(text, "HOW LONG %s.%s\n", answer->series[series].object,
                   answer->series[series].measure);
    rpt_table_init(&table, arena, "rrrl");
    for (unsigned i = first; i <= last; i++) {
        add_step(&table, arena, i, counts[i], all, bar(arena, counts[i], most, view->unicode));
    }
    rpt_table_print(&table, text, 2, rpt_view_width(view));
    sim_text_add_char(text, '\n');
}
