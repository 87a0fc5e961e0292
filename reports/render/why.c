/*
 * Whose fault.
 *
 * Shares tell who held what was waited for: attribution, not prediction, and the screen says so.
 */
#include "reports/render/why.h"

#include <ctype.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/ledger.h"
#include "reports/render/lookup.h"
#include "reports/render/page.h"
#include "reports/render/table.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { CULPRITS_MAX = 6, STORY_INDENT = 12 };

uint32_t rpt_why_victim(const struct mdl_answer *answer, const char *name)
{
    bool related;

    return name == NULL ? rpt_ledger_victim(answer) : rpt_ledger_find(answer, name, &related);
}

void rpt_why_names(struct sim_text *text, const struct mdl_answer *answer)
{
    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (rpt_ledger_has(answer, i)) {
            const struct mdl_series *s = &answer->series[i];
            bool phase = strcmp(s->phase, "all") != 0;

            sim_text_print(text, "  %s.%s%s%s\n", s->object, s->measure, phase ? "@" : "",
                           phase ? s->phase : "");
        }
    }
}

static double share_of(uint64_t part, uint64_t all)
{
    return all == 0 ? NAN : (double)part / (double)all;
}

static const char *tail_name(struct sim_arena *arena, const struct rpt_ledger *ledger)
{
    return sim_arena_print(arena, "worst %s", rpt_cell_percent(arena, ledger->tail->share));
}

static bool has_tail(const struct rpt_ledger *ledger)
{
    return ledger->tail != NULL && ledger->tail->observations > 0 && ledger->tail_ns > 0;
}

/* 'nic.refill: 199,305 calls waited 20.2 ms on average, 345 ms in the worst 1.2 %' */
static void print_summary(struct sim_text *text, struct sim_arena *arena,
                          const struct rpt_ledger *ledger, unsigned width)
{
    uint64_t count = rpt_lookup_count(ledger->series);
    const char *tail = "";

    if (has_tail(ledger)) {
        tail = sim_arena_print(arena, ", %s in the %s (over %s)",
                               rpt_cell_duration(arena, (double)ledger->tail->total_ns
                                                            / (double)ledger->tail->observations),
                               tail_name(arena, ledger),
                               rpt_cell_duration(arena, (double)ledger->tail->over_ns));
    }
    rpt_page_words(text,
                   sim_arena_print(arena, "%s: %s %s%s %s %s on average%s.",
                                   rpt_ledger_name(arena, ledger->series),
                                   rpt_cell_count(arena, count),
                                   ledger->series->sample_of, count == 1 ? "" : "s",
                                   rpt_ledger_is_length(ledger->series) ? "took" : "waited",
                                   rpt_cell_duration(arena, count == 0 ? NAN
                                       : (double)ledger->all_ns / (double)count), tail),
                   0, width);
    rpt_page_line(text);
    sim_text_add_char(text, '\n');
}

/* ---- the table ---------------------------------------------------------------------------- */

static void add_shares(struct rpt_table *table, struct sim_arena *arena,
                       const struct rpt_ledger *ledger, const char *what, uint64_t all_ns,
                       uint64_t tail_ns)
{
    bool tail = has_tail(ledger);
    const char *cells[] = {what, rpt_cell_percent(arena, share_of(all_ns, ledger->all_ns)),
                           tail ? rpt_cell_percent(arena, share_of(tail_ns, ledger->tail_ns))
                                : "",
                           ""};

    rpt_table_add(table, cells);
}

static const char *culprit_words(struct sim_arena *arena, const struct rpt_ledger_row *row)
{
    const char *who = row->culprit[0] == '\0' ? row->state : row->who;
    const char *state = row->culprit[0] == '\0' ? "" : rpt_ledger_state(row->state);

    return sim_arena_print(arena, "  %-22s %s", who[0] == '\0' ? "nobody" : who, state);
}

/* Prints as 0.0 % in both columns. */
static bool is_dust(const struct rpt_ledger *ledger, uint64_t all_ns, uint64_t tail_ns)
{
    return !(share_of(all_ns, ledger->all_ns) >= 0.0005)
           && !(share_of(tail_ns, ledger->tail_ns) >= 0.0005);
}

struct sum {                          /* of rows that belong together */
    uint64_t all_ns, tail_ns;
    uint32_t count;
};

static void add_to(struct sum *sum, const struct rpt_ledger_row *row)
{
    sum->all_ns += row->all_ns;
    sum->tail_ns += row->tail_ns;
    sum->count++;
}

/* The rows of one part from `first` on, added up; returns the row after them. */
static uint32_t part_end(const struct rpt_ledger *ledger, uint32_t first, struct sum *ret_sum)
{
    uint32_t end = first;

    *ret_sum = (struct sum){0};
    while (end < ledger->count
           && strcmp(ledger->rows[end].part, ledger->rows[first].part) == 0) {
        add_to(ret_sum, &ledger->rows[end++]);
    }
    return end;
}

/* 'overhead: overhead': the part's name says it all. */
static bool is_said(const struct rpt_ledger *ledger, uint32_t first, uint32_t end)
{
    const struct rpt_ledger_row *row = &ledger->rows[first];

    return end == first + 1 && row->culprit[0] == '\0'
           && strcmp(row->state, rpt_ledger_words(row->part)) == 0;
}

/* One part: its sum, then the culprits in it, what is dust among them in one row. */
static void add_part(struct rpt_table *table, struct sim_arena *arena,
                     const struct rpt_ledger *ledger, uint32_t first, uint32_t end,
                     const struct sum *part)
{
    const char *about = rpt_ledger_about(ledger->rows[first].part);
    struct sum rest = {0};

    add_shares(table, arena, ledger,
               sim_arena_print(arena, "%s%s%s%s", rpt_ledger_words(ledger->rows[first].part),
                               about[0] == '\0' ? "" : " (", about, about[0] == '\0' ? "" : ")"),
               part->all_ns, part->tail_ns);
    for (uint32_t i = first; i < end && !is_said(ledger, first, end); i++) {
        const struct rpt_ledger_row *row = &ledger->rows[i];

        if (i - first < CULPRITS_MAX && !is_dust(ledger, row->all_ns, row->tail_ns)) {
            add_shares(table, arena, ledger, culprit_words(arena, row), row->all_ns,
                       row->tail_ns);
        } else {
            add_to(&rest, row);
        }
    }
    if (!is_dust(ledger, rest.all_ns, rest.tail_ns)) {
        add_shares(table, arena, ledger,
                   sim_arena_print(arena, "  %" PRIu32 " others", rest.count), rest.all_ns,
                   rest.tail_ns);
    }
}

/* All parts, the heaviest first; those that are dust together at the end. */
static void add_parts(struct rpt_table *table, struct sim_arena *arena,
                      const struct rpt_ledger *ledger)
{
    struct sum rest = {0};

    for (uint32_t first = 0, end; first < ledger->count; first = end) {
        struct sum part;

        end = part_end(ledger, first, &part);
        if (is_dust(ledger, part.all_ns, part.tail_ns)) {
            for (uint32_t i = first; i < end; i++) {
                add_to(&rest, &ledger->rows[i]);
            }
        } else {
            add_part(table, arena, ledger, first, end, &part);
        }
    }
    if (rest.all_ns + rest.tail_ns > 0) {
        add_shares(table, arena, ledger, "everything else", rest.all_ns, rest.tail_ns);
    }
}

static void print_table(struct sim_text *text, struct sim_arena *arena,
                        const struct rpt_ledger *ledger, unsigned width)
{
    uint64_t count = rpt_lookup_count(ledger->series);
    struct rpt_table table;
    const char *const head[] = {"WHAT THEY WAITED FOR, AND WHO HELD IT", "mean",
                                has_tail(ledger) ? tail_name(arena, ledger) : "", "longest"};
    const char *foot[] = {"total, to the nanosecond", "", "", ""};

    rpt_table_init(&table, arena, "lrrr");
    rpt_table_add(&table, head);
    add_parts(&table, arena, ledger);
    foot[1] = rpt_cell_duration(arena, count == 0 ? NAN : (double)ledger->all_ns
                                                              / (double)count);
    if (has_tail(ledger)) {
        foot[2] = rpt_cell_duration(arena, (double)ledger->tail_ns
                                               / (double)ledger->tail->observations);
    }
    foot[3] = rpt_cell_duration(arena, rpt_lookup_value(ledger->series, "max"));
    rpt_table_add(&table, foot);
    rpt_table_print(&table, text, 0, width);
    sim_text_add_char(text, '\n');
}

/* ---- the story ---------------------------------------------------------------------------- */

static const struct mdl_worst *worst_of(const struct mdl_answer *answer, uint32_t series)
{
    const struct mdl_worst *worst = NULL;

    for (uint32_t i = 0; i < answer->worst_count; i++) {
        if (answer->worsts[i].series == series
            && (worst == NULL || answer->worsts[i].place < worst->place)) {
            worst = &answer->worsts[i];
        }
    }
    return worst;
}

/* One line of a story; the instant only where it differs from the line before. */
static void print_line(struct sim_text *text, struct sim_arena *arena,
                       const struct mdl_story_line *line, bool same_instant, unsigned width)
{
    const char *rule = line->rule == NULL ? "" : line->rule;

    if (!same_instant) {
        sim_text_print(text, " %s", rpt_cell_instant(arena, line->at_ns, 6));
    }
    rpt_page_column(text, STORY_INDENT);
    rpt_page_words(text, line->what, STORY_INDENT, width - 10);
    rpt_page_edge(text, rule, width);
}

/* The longest told wait during this one, of at least half its length: what a request waited for
 * while one had it. */
static const struct mdl_worst *told_during(const struct mdl_answer *answer,
                                           const struct mdl_worst *worst)
{
    const struct mdl_worst *told = NULL;

    for (uint32_t i = 0; i < answer->worst_count; i++) {
        const struct mdl_worst *other = &answer->worsts[i];

        if (other != worst && other->line_count > 0 && other->replication == worst->replication &&
            other->started_at_ns >= worst->started_at_ns &&
            other->started_at_ns + other->wait_ns <= worst->started_at_ns + worst->wait_ns &&
            other->wait_ns >= worst->wait_ns / 2 &&
            (told == NULL || other->wait_ns > told->wait_ns)) {
            told = other;
        }
    }
    return told;
}

static void print_sentences(struct sim_text *text, struct sim_arena *arena,
                            const struct mdl_worst *told, unsigned width)
{
    for (uint32_t i = 0; i < told->line_count; i++) {
        print_line(text, arena, &told->lines[i],
                   i > 0 && told->lines[i].at_ns == told->lines[i - 1].at_ns, width);
    }
}

/* What happened while the worst one waited: its own story, and of a request that of what waited
   meanwhile. */
static void print_lines(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_answer *answer, const struct mdl_worst *worst,
                        unsigned width)
{
    const struct mdl_worst *told = told_during(answer, worst);

    print_sentences(text, arena, worst, width);
    if (worst->line_count > 0
        && strcmp(answer->series[worst->series].measure, "request_latency") != 0) {
        return;
    }
    if (told != NULL) {
        const struct mdl_series *series = &answer->series[told->series];

        rpt_page_words(text, sim_arena_print(arena, "Meanwhile a %s of %s waited %s:",
                                             series->sample_of, series->object,
                                             rpt_cell_duration(arena, (double)told->wait_ns)),
                       0, width);
        rpt_page_line(text);
        print_sentences(text, arena, told, width);
    }
}

static bool has_rules(const struct mdl_worst *told)
{
    bool has = false;

    for (uint32_t i = 0; told != NULL && i < told->line_count && !has; i++) {
        has = told->lines[i].rule != NULL && told->lines[i].rule[0] != '\0';
    }
    return has;
}

static void print_story(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_answer *answer, const struct rpt_ledger *ledger,
                        unsigned width)
{
    const struct mdl_worst *worst = worst_of(answer, ledger->index);
    struct sim_text head;

    if (worst == NULL && strcmp(ledger->series->phase, "all") != 0) {
        sim_text_print(text, "A story is told of the worst %s of the whole run:\n"
                       "  wtsim why %" PRId64 " %s\n", ledger->series->sample_of,
                       answer->run_id, ledger->series->object);
    }
    if (worst == NULL) {
        return;
    }
    sim_text_init(&head);
    sim_text_add(&head, "THE WORST ");
    for (const char *c = ledger->series->sample_of; *c != '\0'; c++) {
        sim_text_add_char(&head, (char)toupper((unsigned char)*c));
    }
    sim_text_add(&head, "   ");
    if (answer->is_random) {
        sim_text_print(&head, "replication %" PRIu32 ", ", worst->replication);
    }
    sim_text_print(&head, "began at %s s, %s %s",
                   rpt_cell_instant(arena, worst->started_at_ns, 6),
                   rpt_ledger_is_length(ledger->series) ? "took" : "waited",
                   rpt_cell_duration(arena, (double)worst->wait_ns));
    sim_text_add(text, head.data);
    rpt_page_edge(text, has_rules(worst) || has_rules(told_during(answer, worst)) ? "rule" : "",
                  width);
    sim_text_deinit(&head);
    print_lines(text, arena, answer, worst, width);
}

void rpt_why_print(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim,
                   const char *asked_for, const struct rpt_view *view)
{
    size_t from = text->length;
    unsigned width = rpt_view_width(view);
    struct rpt_ledger ledger;
    struct sim_arena arena;
    bool related = false;

    sim_arena_init(&arena);
    rpt_ledger_make(&arena, answer, victim, &ledger);
    if (asked_for != NULL) {
        rpt_ledger_find(answer, asked_for, &related);
    }
    if (related) {
        rpt_page_words(text, sim_arena_print(&arena, "%s itself has no ledger; of its driver, "
                                             "%s waited most.", asked_for,
                                             ledger.series->object), 0, width);
        rpt_page_line(text);
    }
    print_summary(text, &arena, &ledger, width);
    if (ledger.all_ns == 0) {
        sim_text_add(text, "Nothing was waited for: every wait was 0 ns.\n");
    } else {
        print_table(text, &arena, &ledger, width);
        rpt_page_words(text, "Shares tell who held what was waited for. They do not tell what a "
                       "fix would bring: others may take the place.", 0, width);
        sim_text_add(text, "\n\n");
        print_story(text, &arena, answer, &ledger, width);
    }
    rpt_page_fit(text, from, width);
    sim_arena_deinit(&arena);
}

/* ---- --brief ------------------------------------------------------------------------------ */

/* Who is charged most in a part: object and its share of the part. */
static const char *part_culprit(struct sim_arena *arena, const struct rpt_ledger *ledger,
                                uint32_t first, uint32_t end, uint64_t part_ns)
{
    const struct rpt_ledger_row *most = NULL;
    uint64_t most_ns = 0;

    for (uint32_t i = first; i < end; i++) {
        uint64_t sum = 0;

        for (uint32_t k = first; k < end; k++) {
            if (strcmp(ledger->rows[k].object, ledger->rows[i].object) == 0) {
                sum += ledger->rows[k].all_ns;
            }
        }
        if (sum > most_ns) {
            most_ns = sum;
            most = &ledger->rows[i];
        }
    }
    if (most == NULL || most->object[0] == '\0') {
        return "nobody: assumed costs";
    }
    return sim_arena_print(arena, "%s held %s of it", most->object,
                           rpt_cell_percent(arena, share_of(most_ns, part_ns)));
}

void rpt_why_brief(struct sim_text *text, const struct mdl_answer *answer, uint32_t victim,
                   const struct rpt_view *view)
{
    size_t from = text->length;
    struct rpt_ledger ledger;
    struct rpt_table table;
    struct sim_arena arena;
    uint64_t rest = 0;

    sim_arena_init(&arena);
    rpt_ledger_make(&arena, answer, victim, &ledger);
    rpt_table_init(&table, &arena, "rll");
    for (uint32_t first = 0, end; first < ledger.count; first = end) {
        struct sum part;

        end = part_end(&ledger, first, &part);
        if (share_of(part.all_ns, ledger.all_ns) < 0.01) {
            rest += part.all_ns;
            continue;
        }
        rpt_table_add(&table, (const char *const[]){
            rpt_cell_percent(&arena, share_of(part.all_ns, ledger.all_ns)),
            rpt_ledger_words(ledger.rows[first].part),
            part_culprit(&arena, &ledger, first, end, part.all_ns)});
    }
    if (rest > 0) {
        rpt_table_add(&table, (const char *const[]){
            rpt_cell_percent(&arena, share_of(rest, ledger.all_ns)), "everything else", ""});
    }
    if (ledger.all_ns == 0) {
        sim_text_print(text, "%s: nothing was waited for.\n", ledger.series->object);
    }
    rpt_table_print(&table, text, 0, rpt_view_width(view));
    rpt_page_fit(text, from, rpt_view_width(view));
    sim_arena_deinit(&arena);
}
