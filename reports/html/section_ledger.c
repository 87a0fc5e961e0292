/*
 * Because of whom: victims down, culprits across, the share of the victim's wait in each cell.
 *
 * Once for the mean of all waits and once for their tail; the script shows one of the two, without
 * it both stand below each other. Rows add up to 100 %.
 */
#include "reports/html/section.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/html/tag.h"
#include "reports/render/cell.h"
#include "reports/render/ledger.h"
#include "reports/render/lookup.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { CULPRITS_MOST = 12, VICTIMS_MOST = 24, PARTS_MOST = 14 };

struct culprit {                      /* a column */
    const char *who, *object;
    sim_wide ns;
};

struct matrix {
    const struct mdl_answer *answer;
    struct culprit *culprits;         /* the heaviest first          */
    uint32_t culprit_count, shown;    /* of them in columns          */
    struct rpt_ledger *victims;
    uint32_t victim_count;
};

/* ---- gathering ------------------------------------------------------------------------------- */

static struct culprit *find(struct matrix *m, const struct rpt_ledger_row *row)
{
    for (uint32_t i = 0; i < m->culprit_count; i++) {
        if (strcmp(m->culprits[i].who, row->culprit) == 0
            && strcmp(m->culprits[i].object, row->object) == 0) {
            return &m->culprits[i];
        }
    }
    m->culprits[m->culprit_count] = (struct culprit){.who = row->culprit, .object = row->object};
    return &m->culprits[m->culprit_count++];
}

/* The heaviest first; nobody last. */
static int compare_culprits(const void *a, const void *b)
{
    const struct culprit *one = a, *other = b;
    int nobody = (one->who[0] == '\0') - (other->who[0] == '\0');

    if (nobody != 0) {
        return nobody;
    }
    if (one->ns != other->ns) {
        return one->ns > other->ns ? -1 : 1;
    }
    nobody = strcmp(one->who, other->who);
    return nobody != 0 ? nobody : strcmp(one->object, other->object);
}

static int compare_victims(const void *a, const void *b)
{
    const struct rpt_ledger *one = a, *other = b;

    return one->all_ns != other->all_ns ? (one->all_ns > other->all_ns ? -1 : 1)
                                        : (one->index > other->index) - (one->index < other->index);
}

static void gather(struct sim_arena *arena, const struct mdl_answer *answer, struct matrix *m)
{
    *m = (struct matrix){.answer = answer};
    m->culprits = sim_arena_array(arena, (size_t)answer->charge_count + 1, sizeof(*m->culprits));
    m->victims = sim_arena_array(arena, (size_t)answer->series_count + 1, sizeof(*m->victims));
    for (uint32_t i = 0; i < answer->series_count; i++) {
        struct rpt_ledger *ledger = &m->victims[m->victim_count];

        if (!rpt_ledger_has(answer, i) || strcmp(answer->series[i].phase, "all") != 0) {
            continue;
        }
        rpt_ledger_make(arena, answer, i, ledger);
        for (uint32_t k = 0; k < ledger->count; k++) {
            find(m, &ledger->rows[k])->ns += ledger->rows[k].all_ns;
        }
        m->victim_count += ledger->all_ns > 0 ? 1 : 0;
    }
    qsort(m->culprits, m->culprit_count, sizeof(*m->culprits), compare_culprits);
    qsort(m->victims, m->victim_count, sizeof(*m->victims), compare_victims);
    m->victim_count = m->victim_count < VICTIMS_MOST ? m->victim_count : VICTIMS_MOST;
    while (m->shown < m->culprit_count && m->shown < CULPRITS_MOST
           && m->culprits[m->shown].who[0] != '\0') {
        m->shown++;
    }
}

/* ---- the map --------------------------------------------------------------------------------- */

static bool has_tail(const struct rpt_ledger *ledger)
{
    return ledger->tail != NULL && ledger->tail_ns > 0;
}

/* What is charged to a column; beyond the last one: to all that have none. */
static double share_of(const struct matrix *m, const struct rpt_ledger *ledger, uint32_t column,
                       bool tail)
{
    double all = (double)(tail ? ledger->tail_ns : ledger->all_ns), sum = 0.0;

    for (uint32_t i = 0; i < ledger->count; i++) {
        const struct rpt_ledger_row *row = &ledger->rows[i];
        uint32_t of = 0;

        while (of < m->shown && (strcmp(m->culprits[of].who, row->culprit) != 0
                                 || strcmp(m->culprits[of].object, row->object) != 0)) {
            of++;
        }
        sum += of == column ? (double)(tail ? row->tail_ns : row->all_ns) : 0.0;
    }
    return all > 0.0 ? sum / all : 0.0;
}

static void print_cell(const struct rpt_section *s, double share)
{
    unsigned percent = (unsigned)(share * 100.0 + 0.5);

    if (share < 0.0005) {
        sim_text_print(s->text, "<td class=\"heat\"><span class=\"dim\">%s</span></td>",
                       share <= 0.0 ? "0" : "&lt; 0.1 %");
        return;
    }
    sim_text_print(s->text, "<td class=\"heat%s\" style=\"--v:%u%%\">",
                   percent >= 95 ? " hot" : percent >= 60 ? " warm" : "", percent);
    rpt_tag_text(s->text, rpt_cell_percent(s->arena, share));
    sim_text_add(s->text, "</td>");
}

static void print_victim(const struct rpt_section *s, const struct matrix *m,
                         const struct rpt_ledger *ledger, bool tail)
{
    uint64_t count = rpt_lookup_count(ledger->series) + ledger->series->waiting;
    double wait = tail ? (double)ledger->tail->total_ns / (double)ledger->tail->observations
                       : (double)ledger->all_ns / (double)(count == 0 ? 1 : count);

    sim_text_add(s->text, "<tr><th scope=\"row\">");
    rpt_hues_swatch(s->text, s->hues, ledger->series->object);
    sim_text_add_char(s->text, ' ');
    rpt_tag_text(s->text, rpt_ledger_name(s->arena, ledger->series));
    sim_text_add(s->text, " <span class=\"dim\">");
    rpt_tag_text(s->text, ledger->series->measure);
    sim_text_add(s->text, "</span></th>");
    if (tail) {
        rpt_tag_cell(s->text, 'r', sim_arena_print(
            s->arena, "%s over %s", rpt_cell_percent(s->arena, ledger->tail->share),
            rpt_cell_duration(s->arena, (double)ledger->tail->over_ns)));
    }
    rpt_tag_cell(s->text, 'r', rpt_cell_duration(s->arena, wait));
    for (uint32_t i = 0; i <= m->shown; i++) {
        print_cell(s, share_of(m, ledger, i, tail));
    }
    sim_text_add(s->text, "</tr>\n");
}

/* 'indexer.' above 'ScanWorkItem': a column is as wide as the longer of the two. */
static void print_who(const struct rpt_section *s, const char *who)
{
    const char *dot = strrchr(who, '.');

    if (dot != NULL) {
        sim_text_add(s->text, " <span class=\"dim\">");
        rpt_tag_text(s->text, sim_arena_copy(s->arena, who, (size_t)(dot + 1 - who)));
        sim_text_add(s->text, "</span><br/>");
    }
    rpt_tag_text(s->text, dot == NULL ? who : dot + 1);
}

static void print_heads(const struct rpt_section *s, const struct matrix *m, bool tail)
{
    sim_text_print(s->text, "<thead><tr><th scope=\"col\">who waited</th>%s<th scope=\"col\" "
                   "class=\"r\">mean</th>",
                   tail ? "<th scope=\"col\" class=\"r\">of its waits</th>" : "");
    for (uint32_t i = 0; i < m->shown; i++) {
        sim_text_add(s->text, "<th scope=\"col\" class=\"culprit\">");
        rpt_hues_swatch(s->text, s->hues, m->culprits[i].object);
        print_who(s, m->culprits[i].who);
        sim_text_add(s->text, "</th>");
    }
    sim_text_add(s->text, "<th scope=\"col\" class=\"culprit\">nobody, overhead");
    sim_text_add(s->text, m->shown < m->culprit_count && m->culprits[m->shown].who[0] != '\0'
                              ? ", others</th></tr></thead>" : "</th></tr></thead>");
}

static void print_map(const struct rpt_section *s, const struct matrix *m, uint32_t run, bool tail)
{
    const char *caption = tail ? "Who waited because of whom: share of the longest waits"
                               : "Who waited because of whom: share of all waits";

    sim_text_print(s->text, "<div class=\"scroll map %s\" id=\"%s-%" PRIu32 "\" tabindex=\"0\" "
                   "role=\"region\" aria-label=\"%s\"><table><caption>%s</caption>",
                   tail ? "tail" : "mean", tail ? "tail" : "mean", run, caption, caption);
    print_heads(s, m, tail);
    sim_text_add(s->text, "<tbody>\n");
    for (uint32_t i = 0; i < m->victim_count; i++) {
        if (!tail || has_tail(&m->victims[i])) {
            print_victim(s, m, &m->victims[i], tail);
        }
    }
    rpt_tag_table_end(s->text);
}

/* ---- the parts ------------------------------------------------------------------------------- */

static void print_part(const struct rpt_section *s, const struct rpt_ledger *ledger,
                       const struct rpt_ledger_row *row)
{
    const char *state = rpt_ledger_state(row->state);

    sim_text_add(s->text, "<tr><th scope=\"row\">");
    rpt_tag_text(s->text, rpt_ledger_words(row->part));
    sim_text_add(s->text, "</th><td>");
    rpt_hues_swatch(s->text, s->hues, row->object);
    sim_text_add_char(s->text, ' ');
    rpt_tag_text(s->text, row->culprit[0] == '\0' ? "nobody" : row->who);
    sim_text_add(s->text, "</td>");
    rpt_tag_cell(s->text, 'l', row->culprit[0] == '\0' ? row->state : state);
    rpt_tag_cell(s->text, 'r', rpt_cell_percent(s->arena, (double)row->all_ns
                                                              / (double)ledger->all_ns));
    rpt_tag_cell(s->text, 'r', has_tail(ledger)
                     ? rpt_cell_percent(s->arena, (double)row->tail_ns / (double)ledger->tail_ns)
                     : "");
    rpt_tag_cell(s->text, 'r', rpt_cell_duration(s->arena, (double)row->worst_ns));
    sim_text_add(s->text, "</tr>\n");
}

/* One victim's wait by reason and culprit; exact sums in the attribute for the curious. */
static void print_parts(const struct rpt_section *s, const struct rpt_ledger *ledger)
{
    static const char *const heads[] = {"what for", "who had it", "doing what", "of all",
                                        "of the tail", "wait at most"};

    sim_text_print(s->text, "<details><summary>");
    rpt_tag_text(s->text, sim_arena_print(s->arena, "%s %s: what it waited for, part by part",
                                          ledger->series->object, ledger->series->measure));
    sim_text_add(s->text, "</summary>\n");
    rpt_tag_table(s->text, sim_arena_print(s->arena, "%s: parts of its waits",
                                           rpt_ledger_name(s->arena, ledger->series)),
                  "lllrrr", heads);
    for (uint32_t i = 0; i < ledger->count && i < PARTS_MOST; i++) {
        print_part(s, ledger, &ledger->rows[i]);
    }
    rpt_tag_table_end(s->text);
    sim_text_add(s->text, "</details>\n");
}

static void print_run(const struct rpt_section *s, uint32_t run)
{
    struct matrix m;
    bool tails = false;

    gather(s->arena, s->runs[run].answer, &m);
    if (m.victim_count == 0) {
        rpt_tag_paragraph(s->text, NULL, "Nothing waited.");
        return;
    }
    for (uint32_t i = 0; i < m.victim_count; i++) {
        tails = tails || has_tail(&m.victims[i]);
    }
    print_map(s, &m, run, false);
    if (tails) {
        print_map(s, &m, run, true);
    }
    for (uint32_t i = 0; i < m.victim_count; i++) {
        print_parts(s, &m.victims[i]);
    }
}

void rpt_section_ledger(const struct rpt_section *s)
{
    bool any = false;

    for (uint32_t i = 0; i < s->run_count; i++) {
        any = any || s->runs[i].answer->charge_count > 0;
    }
    if (!any) {
        return;
    }
    rpt_tag_section(s->text, "ledger", "Who waited because of whom");
    rpt_section_sides(s, true);
    for (uint32_t i = 0; i < s->run_count; i++) {
        rpt_section_side(s, i);
        print_run(s, i);
        rpt_section_side_end(s);
    }
    rpt_section_sides_end(s);
    rpt_tag_paragraph(s->text, "note", "Every nanosecond of waiting is charged to those who held "
                      "what was waited for; each row adds up to all of it. Shares tell who held "
                      "it, not what a fix would bring: others may take the place. wtsim whatif "
                      "tries the fixes.");
    rpt_tag_section_end(s->text);
}
