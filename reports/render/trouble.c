/*
 * What went wrong.
 *
 * Episodes and findings are counted over all replications and told once.
 */
#include "reports/render/trouble.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "model/rules/stops.h"
#include "model/run/answer.h"
#include "reports/render/cell.h"
#include "reports/render/headline.h"
#include "reports/render/lookup.h"
#include "reports/render/page.h"
#include "reports/render/view.h"
#include "sim/base/arena.h"
#include "sim/base/text.h"

enum { INDENT = 9, RESCUE_INDENT = 10, FINDINGS_MAX = 8, SENTENCES_MAX = 12, STARVED_MAX = 3 };

/* ---- STARVED ------------------------------------------------------------------------------ */

struct spells {                       /* starvation episodes of one object */
    uint32_t count, replications, most, least;
    uint64_t shortest_ns, longest_ns, first_ns;
    bool open;
};

/* When a replication ended: at a bug check before its time. */
static uint64_t stop_of(const struct mdl_answer *answer, uint32_t replication)
{
    for (uint32_t i = 0; i < answer->replication_count; i++) {
        if (answer->replications[i].index == replication
            && answer->replications[i].bug_check != 0) {
            return answer->replications[i].end_ns;
        }
    }
    return answer->duration_ns;
}

static struct spells add_up(struct sim_arena *arena, const struct mdl_answer *answer,
                            const char *object)
{
    struct spells spells = {.shortest_ns = UINT64_MAX, .first_ns = UINT64_MAX,
                            .least = UINT32_MAX};
    uint32_t *in = sim_arena_array(arena, (size_t)answer->replication_count + 1, sizeof(*in));

    for (uint32_t i = 0; i < answer->episode_count; i++) {
        const struct mdl_episode *episode = &answer->episodes[i];
        uint64_t end_ns = episode->end_ns, long_ns;

        if (strcmp(episode->kind, "starvation") != 0 || strcmp(episode->object, object) != 0) {
            continue;
        }
        spells.open = spells.open || end_ns == UINT64_MAX;
        end_ns = end_ns == UINT64_MAX ? stop_of(answer, episode->replication) : end_ns;
        long_ns = end_ns > episode->begin_ns ? end_ns - episode->begin_ns : 0;
        spells.count++;
        in[episode->replication < answer->replication_count ? episode->replication : 0]++;
        spells.shortest_ns = long_ns < spells.shortest_ns ? long_ns : spells.shortest_ns;
        spells.longest_ns = long_ns > spells.longest_ns ? long_ns : spells.longest_ns;
        spells.first_ns = episode->begin_ns < spells.first_ns ? episode->begin_ns
                                                              : spells.first_ns;
    }
    for (uint32_t i = 0; i < answer->replication_count && spells.count > 0; i++) {
        spells.replications += in[i] > 0 ? 1 : 0;
        spells.most = in[i] > spells.most ? in[i] : spells.most;
        spells.least = in[i] < spells.least ? in[i] : spells.least;
    }
    return spells;
}

static const char *how_often(struct sim_arena *arena, const struct mdl_answer *answer,
                             const struct spells *spells)
{
    const char *plural = spells->count == 1 ? "" : "s";

    if (answer->replication_count <= 1) {
        return sim_arena_print(arena, "%" PRIu32 " episode%s", spells->count, plural);
    }
    if (spells->least == spells->most) {
        return sim_arena_print(arena, "%" PRIu32 " episode%s in each replication", spells->most,
                               spells->most == 1 ? "" : "s");
    }
    return sim_arena_print(arena, "%" PRIu32 " episode%s in %" PRIu32 " of %" PRIu32
                           " replications", spells->count, plural, spells->replications,
                           answer->replication_count);
}

/* '0.190 s to 0.451 s long', or one length when they are the same. */
static const char *how_long(struct sim_arena *arena, const struct spells *spells)
{
    const char *from = rpt_cell_duration(arena, (double)spells->shortest_ns);
    const char *to = rpt_cell_duration(arena, (double)spells->longest_ns);

    return strcmp(from, to) == 0 ? sim_arena_print(arena, "%s long", to)
                                 : sim_arena_print(arena, "%s to %s long", from, to);
}

/* '100 ms' of '100ms'; ready spells have their own in '1s, threads 4s'. Windows' own intervals
   where the scenario says nothing. */
static const char *threshold(struct sim_arena *arena, const struct mdl_answer *answer,
                             const struct mdl_series *latency)
{
    bool is_thread = latency != NULL && strcmp(latency->measure, "ready") == 0;
    const char *given = rpt_lookup_parameter(answer, "run.starvation_after");
    const char *threads = given == NULL ? NULL : strstr(given, "threads ");
    size_t digits;

    if (threads != NULL && is_thread) {
        given = threads + strlen("threads ");
    }
    digits = given == NULL ? 0 : strspn(given, "0123456789.");
    if (digits > 0) {
        return sim_arena_print(arena, "%.*s %.*s", (int)digits, given,
                               (int)strcspn(given + digits, ", "), given + digits);
    }
    return is_thread ? "4 s (T14)" : "1 s (W26, W52)";
}

/* Whose waits are counted: the calls, the requests or, of a thread without requests, the ready
   spells; NULL: of an object that cannot starve. */
static const struct mdl_series *latency_of(const struct mdl_answer *answer, const char *object)
{
    static const char *const measures[] = {"queue_latency", "request_latency", "ready"};

    for (size_t i = 0; i < sizeof(measures) / sizeof(measures[0]); i++) {
        uint32_t series = rpt_lookup_series(answer, object, measures[i]);

        if (series != RPT_LOOKUP_NONE) {
            return &answer->series[series];
        }
    }
    return NULL;
}

static const char *victims(struct sim_arena *arena, const struct mdl_answer *answer,
                           const struct mdl_series *series, uint64_t starved)
{
    const struct mdl_series *latency = latency_of(answer, series->object);
    uint64_t all = latency == NULL ? 0 : rpt_lookup_count(latency);
    const char *share = all == 0 ? ""
                        : sim_arena_print(arena, " (%s)",
                                          rpt_cell_percent(arena, (double)starved / (double)all));

    return sim_arena_print(arena, "%s %s%s%s waited over %s.", rpt_cell_count(arena, starved),
                           latency == NULL ? series->sample_of : latency->sample_of,
                           starved == 1 ? "" : "s", share,
                           threshold(arena, answer, latency));
}

static void print_starved(struct sim_text *text, struct sim_arena *arena,
                          const struct mdl_answer *answer, const struct mdl_series *series,
                          unsigned width)
{
    struct spells spells = add_up(arena, answer, series->object);
    const char *who = victims(arena, answer, series, rpt_lookup_count(series));

    sim_text_print(text, "%s  ", series->object);
    if (spells.count > 0) {
        who = sim_arena_print(arena, "%s, %s%s; %s First at %s s.",
                              how_often(arena, answer, &spells), how_long(arena, &spells),
                              spells.open ? ", open at the end" : "", who,
                              rpt_cell_instant(arena, spells.first_ns, 3));
    }
    rpt_page_words(text, who, INDENT, width);
    rpt_page_line(text);
}

static uint64_t starved_of(const struct mdl_series *series)
{
    return strcmp(series->measure, "starved") == 0 && strcmp(series->phase, "all") == 0
               ? rpt_lookup_count(series) : 0;
}

/* The next one to tell: the most victims first, in order of the series where they are equal. */
static uint32_t next_starved(const struct mdl_answer *answer, const bool *told)
{
    uint32_t best = RPT_LOOKUP_NONE;

    for (uint32_t i = 0; i < answer->series_count; i++) {
        if (!told[i] && starved_of(&answer->series[i]) > 0
            && (best == RPT_LOOKUP_NONE
                || starved_of(&answer->series[i]) > starved_of(&answer->series[best]))) {
            best = i;
        }
    }
    return best;
}

void rpt_trouble_starved(struct sim_text *text, struct sim_arena *arena,
                         const struct mdl_answer *answer, const struct rpt_view *view)
{
    bool *told = sim_arena_array(arena, (size_t)answer->series_count + 1, sizeof(*told));
    uint32_t more = 0;

    for (uint32_t shown = 0;; shown++) {
        uint32_t next = next_starved(answer, told);

        if (next == RPT_LOOKUP_NONE) {
            break;
        }
        told[next] = true;
        if (shown >= STARVED_MAX && !view->all) {
            more++;
            continue;
        }
        sim_text_print(text, "%-9s", shown == 0 ? "STARVED" : "");
        print_starved(text, arena, answer, &answer->series[next], rpt_view_width(view));
    }
    if (more > 0) {
        sim_text_print(text, "%*s%" PRIu32 " more: wtsim show tells who\n", INDENT, "", more);
    }
}

/* ---- DEADLOCK ----------------------------------------------------------------------------- */

/* A knot of the same objects was told already. */
static bool is_told(const struct mdl_answer *answer, uint32_t episode)
{
    for (uint32_t i = 0; i < episode; i++) {
        if (strcmp(answer->episodes[i].kind, "deadlock") == 0
            && strcmp(answer->episodes[i].object, answer->episodes[episode].object) == 0) {
            return true;
        }
    }
    return false;
}

/* Where the rule begins that ends a line, '(W26)': it belongs at the right edge. Else its end. */
static size_t rule_at(const char *line, size_t length)
{
    size_t at = length;

    while (at > 0 && line[at - 1] != '(') {
        at--;
    }
    return at >= 2 && length > at + 1 && line[length - 1] == ')' && line[at] >= 'A'
                   && line[at] <= 'Z' && line[at + 1] >= '0' && line[at + 1] <= '9'
               ? at - 2 : length;
}

static void print_sentence(struct sim_text *text, struct sim_arena *arena, const char *line,
                           size_t length, unsigned indent, unsigned width)
{
    size_t words = rule_at(line, length);
    const char *rule = words == length ? ""
                       : sim_arena_copy(arena, line + words + 2, length - words - 3);

    rpt_page_words(text, sim_arena_copy(arena, line, words), indent,
                   rule[0] == '\0' ? width : width - 6);
    rpt_page_edge(text, rule, width);
}

/* What dissolved it, in the order of time: lines that begin with their instant ('1.981 000'), not
   with a number ('21 work items'). */
static bool is_rescue(const char *line)
{
    size_t digits = strspn(line, "0123456789");

    return digits > 0 && line[digits] == '.';
}

/* The chain, a sentence a line, or the rescue; what is beyond a screen is counted. */
static uint32_t print_chain(struct sim_text *text, struct sim_arena *arena, const char *sentence,
                            bool rescue, const struct rpt_view *view)
{
    uint32_t lines = 0;

    while (*sentence != '\0') {
        size_t length = strcspn(sentence, "\n");

        if (is_rescue(sentence) == rescue) {
            if (lines++ == SENTENCES_MAX && !view->all) {
                sim_text_add(text, "   ...\n");
                return lines;
            }
            sim_text_print(text, "%-*s", rescue ? RESCUE_INDENT : 3,
                           rescue && lines == 1 ? "RESCUE" : "");
            print_sentence(text, arena, sentence, length, rescue ? RESCUE_INDENT : 5,
                           rpt_view_width(view));
        }
        sentence += length + (sentence[length] == '\n' ? 1 : 0);
    }
    return lines;
}

static void print_end(struct sim_text *text, struct sim_arena *arena,
                      const struct mdl_episode *episode, const struct rpt_view *view)
{
    uint32_t rescues = print_chain(text, arena, episode->sentence, true, view);
    const char *words = "somebody could proceed again.";

    if (episode->end_ns == UINT64_MAX) {
        sim_text_add(text, "   Nothing dissolves it: it is still closed at the end.\n");
        return;
    }
    if (strstr(episode->sentence, "(W26)") != NULL) {
        words = "Windows looks once a second and adds a thread when items waited at the look "
                "before and none was taken since.";
    }
    sim_text_print(text, "%-*s", RESCUE_INDENT, rescues == 0 ? "RESCUE" : "");
    rpt_page_words(text, sim_arena_print(arena, "%s%s after it closed: %s",
                                         rescues > 0 ? "" : sim_arena_print(arena, "%s s, ",
                                             rpt_cell_instant(arena, episode->end_ns, 6)),
                                         rpt_cell_duration(arena, (double)(episode->end_ns
                                                                  - episode->overdue_ns)),
                                         words), RESCUE_INDENT, rpt_view_width(view));
    rpt_page_line(text);
}

void rpt_trouble_deadlocks(struct sim_text *text, struct sim_arena *arena,
                           const struct mdl_answer *answer, const struct rpt_view *view)
{
    for (uint32_t i = 0; i < answer->episode_count; i++) {
        const struct mdl_episode *episode = &answer->episodes[i];

        if (strcmp(episode->kind, "deadlock") != 0 || is_told(answer, i)) {
            continue;
        }
        sim_text_print(text, "DEADLOCK  closed at %s s",
                       rpt_cell_instant(arena, episode->overdue_ns, 6));
        if (answer->is_random) {
            sim_text_print(text, " (replication %" PRIu32 ")", episode->replication);
        }
        sim_text_add_char(text, '\n');
        print_chain(text, arena, episode->sentence, false, view);
        print_end(text, arena, episode, view);
    }
}

/* ---- findings ----------------------------------------------------------------------------- */

static const char *severity_word(const struct mdl_answer_finding *finding)
{
    return strcmp(finding->severity, "stop") == 0      ? "STOP"
           : strcmp(finding->severity, "mistake") == 0 ? "MISTAKE" : "ADVICE";
}

static void print_parameters(struct sim_text *text, const struct mdl_answer_finding *finding)
{
    const char *name = mdl_stops_name(finding->bug_check);

    sim_text_repeat(text, ' ', INDENT);
    sim_text_print(text, "Windows stops here: 0x%" PRIX32 "%s%s (", finding->bug_check,
                   name[0] == '\0' ? "" : " ", name);
    for (int i = 0; i < 4; i++) {
        sim_text_print(text, "%s0x%" PRIX64, i == 0 ? "" : ", ", finding->parameters[i]);
    }
    sim_text_add(text, ")\n");
}

/* What a driver may do in its place, '' where that needs no saying. */
static const char *instead_of(const char *code)
{
    static const struct {
        const char *code, *words;
    } rows[] = {
#define INSTEAD(code, words) {code, words},
#include "reports/render/instead.def"
#undef INSTEAD
    };

    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        if (strcmp(rows[i].code, code) == 0) {
            return rows[i].words;
        }
    }
    return "";
}

static void print_instead(struct sim_text *text, struct sim_arena *arena, const char *code,
                          unsigned width)
{
    const char *words = instead_of(code);

    if (words[0] != '\0') {
        sim_text_repeat(text, ' ', INDENT);
        rpt_page_words(text, sim_arena_print(arena, "Legal instead: %s.", words), INDENT, width);
        rpt_page_line(text);
    }
}

static void print_finding(struct sim_text *text, struct sim_arena *arena,
                          const struct mdl_answer *answer,
                          const struct mdl_answer_finding *finding, unsigned width)
{
    const char *times = "";

    if (finding->occurrences > 1) {
        times = sim_arena_print(arena, ", %s times", rpt_cell_count(arena, finding->occurrences));
    }
    if (answer->is_random) {
        times = sim_arena_print(arena, "%s, in %" PRIu32 " of %" PRIu32 " replication%s", times,
                                finding->replications, answer->completed + answer->stopped,
                                answer->completed + answer->stopped == 1 ? "" : "s");
    }
    sim_text_print(text, "%-9s", severity_word(finding));
    rpt_page_words(text, sim_arena_print(arena, "%s%s%s (%s)", finding->object,
                                         finding->object[0] == '\0' ? "" : ": ",
                                         finding->message, finding->code),
                   INDENT, width - 12);
    rpt_page_edge(text, strcmp(finding->rule, "-") == 0 ? "" : finding->rule, width);
    sim_text_repeat(text, ' ', INDENT);
    rpt_page_words(text, sim_arena_print(arena, "first at %s s%s",
                                         rpt_cell_instant(arena, finding->at_ns, 9), times),
                   INDENT, width);
    rpt_page_line(text);
    if (finding->bug_check != 0) {
        print_parameters(text, finding);
    }
    if (finding->place[0] != '\0') {
        sim_text_repeat(text, ' ', INDENT);
        sim_text_print(text, "%s%s%s\n", finding->place, finding->step[0] == '\0' ? "" : "  ",
                       finding->step);
    }
    print_instead(text, arena, finding->code, width);
}

/* The first of one severity, or all of them; the others counted. */
static void print_severity(struct sim_text *text, struct sim_arena *arena,
                           const struct mdl_answer *answer, const char *severity,
                           const struct rpt_view *view)
{
    uint32_t most = view->all ? UINT32_MAX : FINDINGS_MAX, count = 0;

    for (uint32_t i = 0; i < answer->finding_count; i++) {
        if (strcmp(answer->findings[i].severity, severity) == 0 && count++ < most) {
            print_finding(text, arena, answer, &answer->findings[i], rpt_view_width(view));
        }
    }
    if (count > most) {
        sim_text_print(text, "%*s%" PRIu32 " more like these: wtsim show lists them all\n",
                       INDENT, "", count - most);
    }
}

void rpt_trouble_findings(struct sim_text *text, struct sim_arena *arena,
                          const struct mdl_answer *answer, const struct rpt_view *view)
{
    print_severity(text, arena, answer, "stop", view);
    print_severity(text, arena, answer, "mistake", view);
}

void rpt_trouble_advice(struct sim_text *text, struct sim_arena *arena,
                        const struct mdl_answer *answer, const struct rpt_view *view)
{
    print_severity(text, arena, answer, "advice", view);
}
