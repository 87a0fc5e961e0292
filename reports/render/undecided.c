/*
 * Undecided, and looks; see the header.
 *
 * Advice to look again would be advice to err: with a fixed number the next run is chosen once,
 * with looks they are planned. Both are shown with what they cost, as far as this run tells.
 */
#include "reports/render/undecided.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"
#include "sim/statistics/looks.h"

enum { MARGIN = 3, BAR = 48, TICKS = 4, AT_RESULT = 59, AT_COST = 67 };

static bool is_text(const char *a, const char *b)
{
    return strcmp(a, b) == 0;
}

/* ---- the bar -------------------------------------------------------------------------------- */

struct scale {
    double from, step;                /* TICKS steps; the bar ends at the last */
};

/* 1, 2, 2.5, 4 or 5 times a power of ten, at least x. */
static double round_up(double x)
{
    static const double nice[] = {1, 2, 2.5, 4, 5, 10};
    double power = pow(10, floor(log10(x)));
    int i = 0;

    while (nice[i] * power < x * (1 - 1e-9)) {
        i++;
    }
    return nice[i] * power;
}

/* Twice as long as what it shows, which stands in its middle. */
static struct scale scale_of(double low, double high)
{
    struct scale s = {.step = round_up((high - low) / 2)};
    double middle = floor((low + high) / s.step + 0.5) * s.step / 2;

    s.from = fmax(0, middle - 2 * s.step);
    return s;
}

static unsigned column_of(double value, const struct scale *s)
{
    double share = (value - s->from) / (TICKS * s->step);

    return share <= 0 ? 0 : share >= 1 ? BAR : (unsigned)(share * BAR + 0.5);
}

/* One scale for all ticks, and the digits that tell them apart. */
static const char *tick(struct sim_arena *arena, const struct scale *s, int i, const char *unit)
{
    static const struct { const char *name; double ns; } units[] = {
        {"s", 1e9}, {"ms", 1e6}, {"us", 1e3}, {"ns", 1}};
    double value = s->from + i * s->step, end = s->from + TICKS * s->step, size = 1;
    const char *name = "";
    int digits;

    for (size_t k = 0; is_text(unit, "ns") && name[0] == '\0'; k++) {
        if (end >= units[k].ns || k == 3) {
            name = units[k].name;
            size = units[k].ns;
        }
    }
    if (is_text(unit, "share")) {
        name = "%";
        size = 0.01;
    }
    digits = (int)ceil(-log10(s->step / size) - 1e-9);
    digits += fmod(s->step / size * pow(10, digits) + 1e-6, 1) > 1e-5; /* 2.5 needs one more */
    return sim_arena_print(arena, "%.*f%s%s", digits > 0 ? digits : 0, value / size,
                           i == TICKS && name[0] != '\0' ? " " : "", i == TICKS ? name : "");
}

static void print_bar(struct sim_text *text, struct sim_arena *arena,
                      const struct mdl_verdict *verdict, bool unicode)
{
    double high = isinf(verdict->high) ? 2 * verdict->value - verdict->low : verdict->high;
    struct scale s = scale_of(fmin(verdict->low, verdict->bound), fmax(high, verdict->bound));
    unsigned left = column_of(verdict->low, &s), right = column_of(high, &s);
    unsigned middle = column_of(verdict->value, &s);

    sim_text_repeat(text, ' ', MARGIN + left);
    for (unsigned i = left; i <= right; i++) {
        const char *line = unicode ? "\xe2\x94\x80" : "=";

        sim_text_add(text, i == left                               ? "["
                           : i == middle                           ? "*"
                           : i == right && isinf(verdict->high)    ? ")"
                           : i == right                            ? "]" : line);
    }
    sim_text_add_char(text, '\n');
    sim_text_repeat(text, ' ', MARGIN + column_of(verdict->bound, &s));
    sim_text_print(text, "^ budget %s\n",
                   is_text(verdict->unit, "ns")
                       ? rpt_cell_given(arena, verdict->bound)
                       : rpt_cell_value(arena, verdict->bound, verdict->unit));
    for (int i = 0; i <= TICKS; i++) {
        rpt_page_column(text, MARGIN + (unsigned)i * (BAR / TICKS));
        sim_text_add(text, tick(arena, &s, i, verdict->unit));
    }
    sim_text_add_char(text, '\n');
}

/* ---- ways on -------------------------------------------------------------------------------- */

/* Replications that would decide, with the spread seen here: the side of the interval that faces
   the budget shrinks with the square root of their number. 0: cannot be said. */
static uint32_t would_decide(const struct mdl_answer *answer, const struct mdl_verdict *verdict)
{
    double half = verdict->bound < verdict->value || isinf(verdict->high)
                      ? verdict->value - verdict->low : verdict->high - verdict->value;
    double distance = fabs(verdict->value - verdict->bound);
    double ratio = half / distance;
    double n = (double)answer->completed * ratio * ratio * 1.1;

    if (!(distance > 0) || !(n < 100000)) {
        return 0;
    }
    return n < (double)answer->completed + 1 ? answer->completed + 1 : (uint32_t)ceil(n);
}

/* 'about 4 s', '' when this run was too short to tell. */
static const char *cost(struct sim_arena *arena, const struct mdl_answer *answer, uint32_t n)
{
    double seconds = (double)answer->wall_ms / 1000 * n / fmax(1, answer->completed);

    if (answer->wall_ms == 0) {
        return "";
    }
    return seconds < 1     ? "under 1 s"
           : seconds < 120 ? sim_arena_print(arena, "about %.0f s", ceil(seconds))
                           : sim_arena_print(arena, "about %.0f min", ceil(seconds / 60));
}

static void print_way(struct sim_text *text, const char *option, const char *what,
                      const char *costs)
{
    sim_text_print(text, "   %s", option);
    rpt_page_column(text, 26);
    sim_text_add(text, what);
    if (costs[0] != '\0') {
        rpt_page_column(text, AT_COST);
        sim_text_add(text, costs);
    }
    sim_text_add_char(text, '\n');
}

/* The last look must come later than what one look alone would need. */
static uint32_t last_look(uint32_t n)
{
    return 2 * n <= SIM_LOOKS_LAST ? SIM_LOOKS_LAST : 2 * n;
}

static void print_two_ways(struct sim_text *text, struct sim_arena *arena,
                           const struct mdl_answer *answer, uint32_t n, unsigned width)
{
    uint32_t last = last_look(n);

    rpt_page_words(text, sim_arena_print(arena, "%" PRIu32 " replication%s too few for a budget "
                                         "this close. With the spread seen here about %" PRIu32
                                         " would decide. Two ways on:", answer->completed,
                                         answer->completed == 1 ? " is" : "s are", n), 0, width);
    rpt_page_line(text);
    print_way(text, sim_arena_print(arena, "--replications %" PRIu32, n),
              "a fixed number, chosen now", cost(arena, answer, n));
    print_way(text, "--until decided",
              last == SIM_LOOKS_LAST
                  ? sim_arena_print(arena, "up to %" PRIu32 ", at most 7 looks", last)
                  : sim_arena_print(arena, "--set run.max=%" PRIu32 ": at most 7 looks", last),
              cost(arena, answer, last));
    rpt_page_words(text, "Do not repeat the first way until it says what you hope: each new look "
                   "at growing data adds an error of its own. --until accounts for that.", 0,
                   width);
    rpt_page_line(text);
}

static void print_ways(struct sim_text *text, struct sim_arena *arena,
                       const struct mdl_answer *answer, const struct mdl_verdict *verdict,
                       unsigned width)
{
    uint32_t n = would_decide(answer, verdict);
    const char *words;

    if (n > 0 && answer->looks_planned == 0) {
        print_two_ways(text, arena, answer, n, width);
        return;
    }
    words = n == 0 ? "The estimate stands on the budget: no number of replications is likely to "
                     "decide. Ask whether the difference matters."
                   : sim_arena_print(arena, "%" PRIu32 " replications were the most that was "
                                     "planned. With the spread seen here about %" PRIu32 " would "
                                     "decide: --set run.max=%" PRIu32 ", planned anew from another "
                                     "--seed.", answer->planned, n, last_look(n));
    rpt_page_words(text, words, 0, width);
    rpt_page_line(text);
}

void rpt_undecided_print(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct mdl_verdict *verdict,
                         const struct rpt_view *view)
{
    unsigned width = rpt_view_width(view);

    sim_text_add_char(text, '\n');
    if (isnan(verdict->value) || isnan(verdict->low) || isnan(verdict->high) ||
        isnan(verdict->bound) || !(verdict->low < verdict->high)) {
        return;
    }
    sim_text_print(text, "   estimate %s %s\n\n",
                   rpt_cell_value(arena, verdict->value, verdict->unit),
                   rpt_cell_interval(arena, verdict->value, verdict->low, verdict->high,
                                     verdict->unit));
    print_bar(text, arena, verdict, view->unicode);
    sim_text_add_char(text, '\n');
    print_ways(text, arena, answer, verdict, width);
    sim_text_add_char(text, '\n');
}

/* ---- looks ---------------------------------------------------------------------------------- */

static bool by_precision(const struct mdl_answer *answer)
{
    return !isnan(answer->precision);
}

static bool is_short(const struct mdl_answer *answer, const struct mdl_look *look)
{
    return by_precision(answer) ? look->precision > answer->precision
                                : is_text(look->result, "undecided");
}

/* The expectation that made it go on longest. */
static uint32_t slowest(const struct mdl_answer *answer)
{
    uint32_t best = 0, most = 0;

    for (uint32_t v = 0; v < answer->verdict_count; v++) {
        uint32_t count = 0;

        for (uint32_t i = 0; i < answer->look_count; i++) {
            count += answer->looks[i].verdict == v && is_short(answer, &answer->looks[i]);
        }
        if (count > most) {
            best = v;
            most = count;
        }
    }
    return best;
}

static const char *result_of(struct sim_arena *arena, const struct mdl_look *look)
{
    if (isnan(look->precision)) {
        return look->result;
    }
    return isinf(look->precision) ? "not known"
                                  : sim_arena_print(arena, "known to %.3g %%",
                                                    100 * look->precision);
}

static void print_look(struct sim_text *text, struct sim_arena *arena,
                       const struct mdl_look *look, const char *unit)
{
    const char *limits = "";

    sim_text_print(text, "%8" PRIu32 "%12" PRIu32 "        ", look->number, look->replications);
    if (isnan(look->value)) {
        sim_text_add(text, "-");
    } else {
        limits = isnan(look->low) ? "" : rpt_cell_interval(arena, look->value, look->low,
                                                           look->high, unit);
        sim_text_print(text, "%s %s", rpt_cell_value(arena, look->value, unit), limits);
    }
    rpt_page_column(text, AT_RESULT);
    sim_text_print(text, "%s\n", result_of(arena, look));
}

static const char *number_word(struct sim_arena *arena, uint32_t n)
{
    static const char *const words[] = {"No", "One", "Two", "Three", "Four", "Five", "Six",
                                        "Seven"};

    return n < 8 ? words[n] : sim_arena_print(arena, "%" PRIu32, n);
}

static const char *what_it_means(struct sim_arena *arena, const struct mdl_answer *answer)
{
    const char *planned = number_word(arena, answer->looks_planned);
    const char *looks = answer->looks_planned == 1 ? "look was" : "looks were";

    if (by_precision(answer)) {
        return sim_arena_print(arena, "%s %s planned, until the figure is known to %.3g %%: the "
                               "longer side of its interval at most %.3g %% of it.", planned,
                               looks, 100 * answer->precision,
                               100 * answer->precision / (1 + answer->precision));
    }
    return sim_arena_print(arena, "%s %s planned, each at %.3g %%, so that the verdict as a whole "
                           "is wrong in about 5 of 100 experiments.", planned, looks,
                           100 * answer->confidence);
}

void rpt_undecided_looks(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct rpt_view *view)
{
    uint32_t shown = slowest(answer);

    if (answer->look_count == 0 || answer->verdict_count == 0) {
        return;
    }
    if (answer->verdict_count > 1) {
        sim_text_print(text, "      %s\n", answer->verdicts[shown].text);
    }
    sim_text_print(text, "      look   replications   estimate and %.3g %% interval\n",
                   100 * answer->confidence);
    for (uint32_t i = 0; i < answer->look_count; i++) {
        if (answer->looks[i].verdict == shown) {
            print_look(text, arena, &answer->looks[i], answer->verdicts[shown].unit);
        }
    }
    sim_text_add(text, "      ");
    rpt_page_words(text, what_it_means(arena, answer), 6, rpt_view_width(view));
    rpt_page_line(text);
    sim_text_add_char(text, '\n');
}

/* What the last look saw of the figure that took longest. */
static const char *what_it_saw(struct sim_arena *arena, const struct mdl_answer *answer,
                               const struct mdl_look *look)
{
    const char *unit = answer->verdicts[look->verdict].unit;

    if (by_precision(answer)) {
        return sim_arena_print(arena, "%s, where %.3g %% was asked for",
                               isinf(look->precision) ? "its precision cannot be told"
                                                      : result_of(arena, look),
                               100 * answer->precision);
    }
    if (isnan(look->value) || isnan(look->low)) {
        return look->result;
    }
    return sim_arena_print(arena, "%s %s at %.3g %%: %s", rpt_cell_value(arena, look->value, unit),
                           rpt_cell_interval(arena, look->value, look->low, look->high, unit),
                           100 * answer->confidence, look->result);
}

void rpt_undecided_brief(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct rpt_view *view)
{
    uint32_t shown = slowest(answer), last = answer->look_count;

    for (uint32_t i = 0; i < answer->look_count && answer->verdict_count > 0; i++) {
        last = answer->looks[i].verdict == shown ? i : last;
    }
    if (last < answer->look_count) {
        const struct mdl_look *look = &answer->looks[last];

        rpt_page_words(text, sim_arena_print(arena, "(look %" PRIu32 " of %" PRIu32 " planned, %"
                                             PRIu32 " replications: %s)", look->number,
                                             answer->looks_planned, look->replications,
                                             what_it_saw(arena, answer, look)), 0,
                       rpt_view_width(view));
        rpt_page_line(text);
    }
}
