/*
 * One victim's ledger, arranged for reading.
 *
 * It describes: who held what was waited for. It never says what a fix would bring.
 */
#include "reports/render/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "model/run/answer.h"
#include "reports/render/lookup.h"
#include "sim/base/arena.h"

enum { NAME_LENGTH_MAX = 256 };

struct part_words {
    const char *name, *words, *doing, *about;
};

static const struct part_words part_words[] = {
#define PART(name, words, doing, about) {name, words, doing, about},
#include "reports/render/parts.def"
#undef PART
};

static const struct part_words *words_of(const char *part)
{
    for (size_t i = 0; i < sizeof(part_words) / sizeof(part_words[0]); i++) {
        if (strcmp(part_words[i].name, part) == 0) {
            return &part_words[i];
        }
    }
    return NULL;
}

const char *rpt_ledger_words(const char *part)
{
    return words_of(part) == NULL ? part : words_of(part)->words;
}

const char *rpt_ledger_doing(const char *part)
{
    return words_of(part) == NULL ? "holds what it waits for" : words_of(part)->doing;
}

const char *rpt_ledger_about(const char *part)
{
    return words_of(part) == NULL ? "" : words_of(part)->about;
}

const char *rpt_ledger_state(const char *state)
{
    return strcmp(state, "running") == 0 ? "computing"
           : strcmp(state, "overhead") == 0 ? "" : state;
}

/* The row of a cell's part, culprit and state; a new one when there is none yet. */
static struct rpt_ledger_row *row_of(struct rpt_ledger *ledger, const struct mdl_charge *charge)
{
    struct rpt_ledger_row *row;

    for (uint32_t i = 0; i < ledger->count; i++) {
        row = &ledger->rows[i];
        if (strcmp(row->part, charge->part) == 0 && strcmp(row->culprit, charge->culprit) == 0
            && strcmp(row->object, charge->culprit_object) == 0
            && strcmp(row->state, charge->state) == 0) {
            return row;
        }
    }
    row = &ledger->rows[ledger->count++];
    row->part = charge->part;
    row->culprit = charge->culprit;
    row->object = charge->culprit_object;
    row->state = charge->state;
    return row;
}

/* Does another object's row bear the same culprit? Then the callback alone does not tell. */
static bool is_shared(const struct rpt_ledger *ledger, const struct rpt_ledger_row *row)
{
    for (uint32_t i = 0; i < ledger->count && row->object[0] != '\0'; i++) {
        if (strcmp(ledger->rows[i].culprit, row->culprit) == 0
            && strcmp(ledger->rows[i].object, row->object) != 0) {
            return true;
        }
    }
    return false;
}

/* 'order.EvtTask', or 'order.EvtTask (a)' when it is not order.a's alone. */
static const char *who(struct sim_arena *arena, const struct rpt_ledger *ledger,
                       const struct rpt_ledger_row *row)
{
    const char *dot = strrchr(row->culprit, '.');
    size_t driver = dot == NULL ? 0 : (size_t)(dot + 1 - row->culprit);
    bool same = strncmp(row->object, row->culprit, driver) == 0;

    return !is_shared(ledger, row)
               ? row->culprit
               : sim_arena_print(arena, "%s (%s)", row->culprit,
                                 same ? row->object + driver : row->object);
}

/* Sum of a part over its rows, in both populations: what the parts are ordered by. */
static uint64_t weight_of_part(const struct rpt_ledger *ledger, const char *part)
{
    uint64_t weight = 0;

    for (uint32_t i = 0; i < ledger->count; i++) {
        if (strcmp(ledger->rows[i].part, part) == 0) {
            weight += ledger->rows[i].all_ns;
        }
    }
    return weight;
}

static bool is_heavier(const struct rpt_ledger *ledger, const struct rpt_ledger_row *a,
                       const struct rpt_ledger_row *b)
{
    uint64_t part_a = weight_of_part(ledger, a->part), part_b = weight_of_part(ledger, b->part);
    int order = strcmp(a->part, b->part);

    if (order != 0 && part_a != part_b) {
        return part_a > part_b;
    }
    if (order != 0) {
        return order < 0;
    }
    if (a->all_ns != b->all_ns) {
        return a->all_ns > b->all_ns;
    }
    return a->tail_ns > b->tail_ns;
}

/* Insertion sort: few rows, and equal ones keep their order. */
static void sort_rows(struct rpt_ledger *ledger)
{
    for (uint32_t i = 1; i < ledger->count; i++) {
        struct rpt_ledger_row row = ledger->rows[i];
        uint32_t at = i;

        while (at > 0 && is_heavier(ledger, &row, &ledger->rows[at - 1])) {
            ledger->rows[at] = ledger->rows[at - 1];
            at--;
        }
        ledger->rows[at] = row;
    }
}

void rpt_ledger_make(struct sim_arena *arena, const struct mdl_answer *answer, uint32_t series,
                     struct rpt_ledger *ret_ledger)
{
    struct rpt_ledger ledger = {.index = series, .series = &answer->series[series],
                                .tail = rpt_lookup_tail(answer, series)};

    ledger.rows = sim_arena_array(arena, (size_t)answer->charge_count + 1, sizeof(*ledger.rows));
    for (uint32_t i = 0; i < answer->charge_count; i++) {
        const struct mdl_charge *charge = &answer->charges[i];
        struct rpt_ledger_row *row;

        if (charge->series != series) {
            continue;
        }
        row = row_of(&ledger, charge);
        if (charge->tail) {
            row->tail_ns += charge->ns;
            ledger.tail_ns += charge->ns;
        } else {
            row->all_ns += charge->ns;
            ledger.all_ns += charge->ns;
        }
        row->worst_ns = charge->worst_ns > row->worst_ns ? charge->worst_ns : row->worst_ns;
    }
    for (uint32_t i = 0; i < ledger.count; i++) {
        ledger.rows[i].who = who(arena, &ledger, &ledger.rows[i]);
    }
    sort_rows(&ledger);
    if (ledger.tail_ns == ledger.all_ns) { /* a tail of everything says nothing of its own */
        ledger.tail = NULL;
        ledger.tail_ns = 0;
    }
    *ret_ledger = ledger;
}

static uint64_t row_ns(const struct rpt_ledger_row *row, bool tail)
{
    return tail ? row->tail_ns : row->all_ns;
}

/* The part in which an object is charged most. */
static const char *heaviest_part(const struct rpt_ledger *ledger, const char *object, bool tail)
{
    const char *best = "";
    uint64_t most = 0;

    for (uint32_t i = 0; i < ledger->count; i++) {
        const char *part = ledger->rows[i].part;
        uint64_t sum = 0;

        for (uint32_t k = 0; k < ledger->count; k++) {
            const struct rpt_ledger_row *row = &ledger->rows[k];

            if (strcmp(row->part, part) == 0 && strcmp(row->object, object) == 0) {
                sum += row_ns(row, tail);
            }
        }
        if (sum > most) {
            most = sum;
            best = part;
        }
    }
    return best;
}

static uint64_t sum_of_callback(const struct rpt_ledger *ledger, const char *culprit, bool tail)
{
    uint64_t sum = 0;

    for (uint32_t i = 0; i < ledger->count; i++) {
        sum += strcmp(ledger->rows[i].culprit, culprit) == 0 ? row_ns(&ledger->rows[i], tail) : 0;
    }
    return sum;
}

/* Where no object alone holds half: a callback that several objects share, if it does. */
static void blame_callback(const struct rpt_ledger *ledger, struct rpt_ledger_culprit *culprit)
{
    bool tail = culprit->is_tail;
    uint64_t all = tail ? ledger->tail_ns : ledger->all_ns;

    for (uint32_t i = 0; i < ledger->count && culprit->share < 0.5; i++) {
        const struct rpt_ledger_row *row = &ledger->rows[i];
        uint64_t sum = row->culprit[0] == '\0' ? 0 : sum_of_callback(ledger, row->culprit, tail);

        if (2 * sum >= all && all > 0) {
            *culprit = (struct rpt_ledger_culprit){
                .object = row->culprit, .culprit = row->culprit, .part = row->part,
                .share = (double)sum / (double)all, .is_tail = tail};
        }
    }
}

bool rpt_ledger_culprit(const struct rpt_ledger *ledger, struct rpt_ledger_culprit *ret_culprit)
{
    bool tail = ledger->tail_ns > 0;
    const struct rpt_ledger_row *worst = NULL;
    uint64_t most = 0;

    for (uint32_t i = 0; i < ledger->count; i++) {
        const struct rpt_ledger_row *row = &ledger->rows[i];
        uint64_t sum = 0;

        if (row->culprit[0] == '\0' || row->object[0] == '\0') {
            continue;
        }
        for (uint32_t k = 0; k < ledger->count; k++) {
            if (strcmp(ledger->rows[k].object, row->object) == 0
                && ledger->rows[k].culprit[0] != '\0') {
                sum += row_ns(&ledger->rows[k], tail);
            }
        }
        if (sum > most) {
            most = sum;
            worst = row;
        }
    }
    if (worst == NULL) {
        return false;
    }
    *ret_culprit = (struct rpt_ledger_culprit){
        .object = worst->object, .culprit = worst->culprit,
        .part = heaviest_part(ledger, worst->object, tail),
        .share = (double)most / (double)(tail ? ledger->tail_ns : ledger->all_ns),
        .is_tail = tail,
        .is_victim = strcmp(worst->object, ledger->series->object) == 0};
    if (strcmp(ret_culprit->part, "let_go") == 0) {
        ret_culprit->object = worst->culprit;  /* its object waits; this callback let it down */
        ret_culprit->is_victim = false;
    }
    blame_callback(ledger, ret_culprit);
    return true;
}

bool rpt_ledger_has(const struct mdl_answer *answer, uint32_t series)
{
    for (uint32_t i = 0; i < answer->charge_count; i++) {
        if (answer->charges[i].series == series) {
            return true;
        }
    }
    return false;
}

/* How long a call or an operation takes stands for nothing but itself: a flush that waits for an
   item is no wait of the item. */
bool rpt_ledger_is_length(const struct mdl_series *series)
{
    return strcmp(series->measure, "flush") == 0 || strcmp(series->measure, "delete") == 0
           || strcmp(series->sample_of, "operation") == 0;
}

static bool is_whole(const struct mdl_series *series)
{
    return strcmp(series->phase, "all") == 0;
}

const char *rpt_ledger_name(struct sim_arena *arena, const struct mdl_series *series)
{
    const char *name = rpt_ledger_is_length(series)
                           ? sim_arena_print(arena, "%s.%s", series->object, series->measure)
                           : series->object;

    return is_whole(series) ? name : sim_arena_print(arena, "%s@%s", name, series->phase);
}

/* It is what an expectation names. Requests are late because of what their driver's items waited
   for: the latency of an interrupt stands for nothing but itself. */
static bool is_named(const struct mdl_series *named, const struct mdl_series *series)
{
    bool alone = rpt_ledger_is_length(series) || strcmp(series->measure, "latency") == 0;

    return strcmp(named->object, series->object) == 0 && strcmp(named->kind, series->kind) == 0
           && (!alone || strcmp(named->measure, series->measure) == 0);
}

/* 'nic.rx.dpc' is part of 'nic.rx'. */
static bool is_part(const char *part, const char *whole)
{
    size_t length = strlen(whole);

    return strncmp(part, whole, length) == 0 && part[length] == '.';
}

/* How closely a series is related to what went wrong: 5 named by an unmet expectation, or by the
   one that says what the scenario shows, 4 a part of one that is, 3 of the same driver as one that
   is, 2 it starved, 1 named by an expectation that is met; -1 it is asked for by name only. A
   request passes through its interrupt's DPC and through its driver's items: none of them is
   closer, whoever waits longer made it late. */
static int relation(const struct mdl_answer *answer, const struct mdl_series *series)
{
    uint32_t starved = rpt_lookup_series(answer, series->object, "starved");
    const struct mdl_verdict *symptom = rpt_lookup_symptom(answer);
    int best = 0;

    if (starved != RPT_LOOKUP_NONE && rpt_lookup_count(&answer->series[starved]) > 0) {
        best = 2;
    }
    for (uint32_t i = 0; i < answer->verdict_count; i++) {
        bool met = strcmp(answer->verdicts[i].verdict, "pass") == 0
                   && &answer->verdicts[i] != symptom;
        const char *statistic;
        uint32_t named = rpt_lookup_expected(answer, answer->verdicts[i].text, &statistic);

        if (named == RPT_LOOKUP_NONE) {
            continue;
        }
        if (is_named(&answer->series[named], series)) {
            if (!met) {
                return 5;
            }
            best = best < 1 ? 1 : best;
        }
        if (met) {
            continue;
        }
        if (is_part(series->object, answer->series[named].object)
            && strcmp(answer->series[named].measure, "request_latency") != 0) {
            best = 4;
        } else if (best < 3
                   && rpt_lookup_same_driver(answer->series[named].object, series->object)) {
            best = 3;
        }
    }
    return rpt_ledger_is_length(series) ? -1 : best;
}

/* Mean wait that the ledger accounts for. */
static double mean_charge(const struct mdl_answer *answer, uint32_t series)
{
    uint64_t count = rpt_lookup_count(&answer->series[series]);
    double sum = 0;

    for (uint32_t i = 0; i < answer->charge_count; i++) {
        if (answer->charges[i].series == series && !answer->charges[i].tail) {
            sum += (double)answer->charges[i].ns;
        }
    }
    return count == 0 ? 0 : sum / (double)count;
}

/* Nobody is charged: what becomes of a request between the steps of a thread of its own is not
   followed, and all of it is 'elsewhere'. */
static bool says_nothing(const struct mdl_answer *answer, uint32_t series)
{
    for (uint32_t i = 0; i < answer->charge_count; i++) {
        const struct mdl_charge *charge = &answer->charges[i];

        if (charge->series == series && charge->ns > 0 && strcmp(charge->part, "elsewhere") != 0) {
            return false;
        }
    }
    return true;
}

/* The heavier of two candidates; RPT_LOOKUP_NONE loses. Of one object the one that says something
   is chosen: of a thread's requests nothing is known but how long the thread was ready. */
static uint32_t worse_of(const struct mdl_answer *answer, uint32_t a, uint32_t b)
{
    int relation_a, relation_b;

    if (a == RPT_LOOKUP_NONE || b == RPT_LOOKUP_NONE) {
        return a == RPT_LOOKUP_NONE ? b : a;
    }
    if (strcmp(answer->series[a].object, answer->series[b].object) == 0
        && says_nothing(answer, a) != says_nothing(answer, b)) {
        return says_nothing(answer, a) ? b : a;
    }
    relation_a = relation(answer, &answer->series[a]);
    relation_b = relation(answer, &answer->series[b]);
    if (relation_a != relation_b) {
        return relation_a > relation_b ? a : b;
    }
    return mean_charge(answer, b) > mean_charge(answer, a) ? b : a;
}

/* Each series with a ledger, once. */
static bool is_first_charge(const struct mdl_answer *answer, uint32_t charge)
{
    return charge == 0 || answer->charges[charge].series != answer->charges[charge - 1].series;
}

uint32_t rpt_ledger_victim(const struct mdl_answer *answer)
{
    uint32_t worst = RPT_LOOKUP_NONE;

    for (uint32_t i = 0; i < answer->charge_count; i++) {
        if (is_first_charge(answer, i) && is_whole(&answer->series[answer->charges[i].series])) {
            worst = worse_of(answer, worst, answer->charges[i].series);
        }
    }
    if (worst != RPT_LOOKUP_NONE && rpt_lookup_symptom(answer) != NULL
        && relation(answer, &answer->series[worst]) < 3) {
        return RPT_LOOKUP_NONE;    /* who is shown to wait has no ledger: no other is the victim */
    }
    return worst;
}

/* 'nic.rx@after' is 'nic.rx' in the phase 'after'; without one it is of the whole run. */
static const char *split(const char *asked_for, char ret_name[NAME_LENGTH_MAX])
{
    size_t length = strcspn(asked_for, "@");
    const char *phase = asked_for[length] == '@' ? asked_for + length + 1 : "all";

    length = length < NAME_LENGTH_MAX ? length : NAME_LENGTH_MAX - 1;
    memcpy(ret_name, asked_for, length);
    ret_name[length] = '\0';
    return phase;
}

static uint32_t request_series(const struct mdl_answer *answer, const char *object,
                               const char *phase)
{
    for (uint32_t i = 0; i < answer->series_count; i++) {
        const struct mdl_series *s = &answer->series[i];

        if (strcmp(s->object, object) == 0 && strcmp(s->measure, "request_latency") == 0 &&
            strcmp(s->phase, phase) == 0) {
            return i;
        }
    }
    return RPT_LOOKUP_NONE;
}

/* 2: the name is this series' object or object.measure; 1: of the same driver; 0: neither. The
   bare name of what requests come from means its requests, unless nothing is known of those. */
static int match(const struct mdl_answer *answer, const struct mdl_series *series,
                 const char *name)
{
    size_t object = strlen(series->object);
    uint32_t requests = request_series(answer, name, series->phase);

    if (strncmp(name, series->object, object) == 0
        && ((name[object] == '\0'
             && (strcmp(series->measure, "request_latency") == 0
                 || requests == RPT_LOOKUP_NONE || says_nothing(answer, requests)))
            || (name[object] == '.' && strcmp(name + object + 1, series->measure) == 0))) {
        return 2;
    }
    return rpt_lookup_same_driver(series->object, name) ? 1 : 0;
}

/* Something that was measured, or the driver of something. */
static bool is_known(const struct mdl_answer *answer, const char *name)
{
    size_t length = strlen(name);

    for (uint32_t i = 0; i < answer->series_count; i++) {
        const char *object = answer->series[i].object;

        if (strncmp(object, name, length) == 0
            && (object[length] == '\0' || object[length] == '.')) {
            return true;
        }
    }
    return false;
}

uint32_t rpt_ledger_find(const struct mdl_answer *answer, const char *asked_for, bool *ret_related)
{
    uint32_t exact = RPT_LOOKUP_NONE, related = RPT_LOOKUP_NONE;
    char name[NAME_LENGTH_MAX];
    const char *phase = split(asked_for, name);

    for (uint32_t i = 0; i < answer->charge_count; i++) {
        uint32_t series = answer->charges[i].series;
        int closeness;

        if (!is_first_charge(answer, i) || strcmp(answer->series[series].phase, phase) != 0) {
            continue;
        }
        closeness = match(answer, &answer->series[series], name);
        if (closeness == 2) {
            exact = worse_of(answer, exact, series);
        } else if (closeness == 1) {
            related = worse_of(answer, related, series);
        }
    }
    *ret_related = exact == RPT_LOOKUP_NONE;
    if (!is_known(answer, name)) {
        related = RPT_LOOKUP_NONE;
    }
    return exact != RPT_LOOKUP_NONE ? exact : related;
}
