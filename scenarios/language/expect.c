/*
 * Expectations.
 *
 * 'object.measure.statistic OP bound', then perhaps 'in N% of runs' and '@phase' (which may also
 * stand beside the measure). Which measures an object has follows from its kind.
 */
#include "scenarios/language/expect.h"

#include <string.h>

#include "model/observe/measures.h"
#include "scenarios/language/conditions.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/suggest.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"

/* The measures of each kind of object, by name: those of the record's inventory. */
static const char *const measures_of[MDL_OBJECT_KIND_COUNT] = {
    [MDL_OBJECT_PROCESSOR] = "idle threads_share dpcs_share isrs_share interrupts dpcs "
                             "dpcs_queued longest_raised",
    [MDL_OBJECT_POOL] = "depth depth_seen busy idle_workers blocked threads concurrency "
                        "items_processed threads_created longest_no_progress ready switches "
                        "boosts rescues starved",
    [MDL_OBJECT_INTERRUPT] = "latency merged spurious storms",
    [MDL_OBJECT_ISR] = "run run_exclusive runs over_guideline",
    [MDL_OBJECT_DPC] = "queue_latency interrupt_to_dpc run run_exclusive runs coalesced withdrawn "
                       "over_guideline",
    [MDL_OBJECT_TIMER] = "latency run run_exclusive runs over_guideline withdrawn",
    [MDL_OBJECT_EVENT] = "interrupt_to_process",
    [MDL_OBJECT_WORK_ITEM] = "queue_latency response age_at_start run run_exclusive flush runs "
                             "coalesced overlapping withdrawn starved overdue",
    [MDL_OBJECT_THREAD] = "ready wait switches boosts rescues starved overdue running",
    [MDL_OBJECT_PNP] = "start d0exit remove unload ready wait switches boosts rescues starved "
                       "overdue running",
    [MDL_OBJECT_STREAM] = "",
    [MDL_OBJECT_SOURCE] = "",
    [MDL_OBJECT_LOCK] = "wait hold contended",
    [MDL_OBJECT_QUEUE] = "depth depth_seen wait timed_out",
    [MDL_OBJECT_TARGET] = "depth depth_seen wait busy timed_out",
};

/* And of whatever requests come from. */
#define ORIGIN "request_latency offered finished lost waiting starved overdue"

static const char *const duration_statistics[] = {"count", "mean", "min", "p50", "p90", "p99",
                                                  "p99.9", "max", "zero"};
static const char *const count_statistics[] = {"count", "rate"};
static const char *const level_statistics[] = {"mean", "max"};

struct expecting {
    struct scn_build *b;
    const struct scn_node *node;
    struct scn_expectation e;
    enum mdl_measures_shape shape;
    unsigned id;                      /* of the measure */
    struct scn_range at;              /* of the left side */
};

/* The range of a part of the text: where it stands behind this character (0: anywhere). */
static struct scn_range part_range(const struct scn_node *node, char before, const char *part)
{
    struct scn_range at = node->at;
    size_t length = strlen(part);

    for (const char *c = node->text; length > 0 && !node->quoted && *c != '\0'; c++) {
        if (strncmp(c, part, length) == 0
            && (before == '\0' || (c > node->text && c[-1] == before))) {
            at.column += (uint32_t)(c - node->text);
            at.length = (uint32_t)length;
            break;
        }
    }
    return at;
}

static bool malformed(struct expecting *x)
{
    scn_diags_add(x->b->diags, SCN_S_EXPECTATION, x->node->at, NULL, "not an expectation");
    scn_diags_hint(x->b->diags, "write 'nic.rx.request_latency.p99 < 5ms', "
                                "'nic.refill.starved == 0' or 'bug_check == none'");
    return false;
}

/* Takes '@phase' and 'in N% of runs' out of the text. */
static bool take_phase(struct expecting *x, char *text)
{
    char *at = strchr(text, '@');
    size_t length;

    x->e.phase = "all";
    if (at == NULL) {
        return true;
    }
    length = strcspn(at, " \t<>=!");
    x->e.phase = sim_arena_copy(x->b->arena, at + 1, length - 1);
    memset(at, ' ', length);
    if (strcmp(x->e.phase, "all") == 0) {
        return true;
    }
    for (uint32_t i = 0; i < x->b->phases.count; i++) {
        if (strcmp(SCN_AT(struct mdl_phase, x->b->phases, i)->name, x->e.phase) == 0) {
            return true;
        }
    }
    scn_diags_add(x->b->diags, SCN_S_DANGLING_NAME, part_range(x->node, '@', x->e.phase), NULL,
                  "no phase is called '%s'", scn_diags_quote(x->b->diags, x->e.phase));
    scn_diags_hint(x->b->diags, "phases are declared under run: {phases: {before: 0s..30s}}");
    return false;
}

static bool take_share(struct expecting *x, char *text)
{
    char *in = strstr(text, " in ");
    char *percent;
    struct scn_node number = *x->node;

    x->e.share_of_runs = 1;
    if (in == NULL) {
        return true;
    }
    percent = strchr(in, '%');
    if (percent == NULL || strncmp(percent + 1, " of runs", 8) != 0
        || strspn(percent + 9, " ") != strlen(percent + 9)) {
        return malformed(x);
    }
    number.text = sim_arena_copy(x->b->arena, in + 4, (size_t)(percent - in - 4));
    if (!scn_values_real(&x->b->values, &number, 0, 100, &x->e.share_of_runs)) {
        return false;
    }
    x->e.share_of_runs /= 100;
    *in = '\0';
    return true;
}

static mdl_object_id longest_object(struct expecting *x, const char *path, size_t *ret_length)
{
    for (size_t length = strlen(path); length > 0; length--) {
        if (path[length] != '.' && path[length] != '\0') {
            continue;
        }
        uint32_t id = sim_intern_find(&x->b->object_paths,
                                      sim_arena_copy(x->b->arena, path, length));

        if (id != SIM_INTERN_NONE
            && measures_of[SCN_AT(struct mdl_object, x->b->objects, id)->kind] != NULL) {
            *ret_length = length;
            return id;
        }
    }
    return MDL_NONE;
}

/* 'nic.rx...' where the driver has several devices: 'nic.a.rx'; NULL: nothing of the kind. */
static const char *with_device(const struct expecting *x, const char *path)
{
    size_t driver = strcspn(path, ".");

    for (uint32_t i = 0; path[driver] != '\0' && i < x->b->objects.count; i++) {
        const struct mdl_object *object = SCN_AT(struct mdl_object, x->b->objects, i);
        const char *device = strncmp(object->path, path, driver + 1) == 0
                                 ? strchr(object->path + driver + 1, '.') : NULL;
        size_t length = device == NULL ? 0 : strlen(device);

        if (length > 0 && measures_of[object->kind] != NULL
            && strncmp(path + driver, device, length) == 0 && path[driver + length] == '.') {
            return object->path;
        }
    }
    return NULL;
}

static bool no_object(struct expecting *x, const char *path)
{
    struct scn_suggest near = {.wanted = ""};
    const char *found = NULL;
    unsigned best = ~0u;

    for (uint32_t i = 0; i < x->b->objects.count; i++) {
        const struct mdl_object *object = SCN_AT(struct mdl_object, x->b->objects, i);
        size_t dots = 0, length = 0;

        for (const char *c = object->path; *c != '\0'; c++) {
            dots += *c == '.';
        }
        for (; path[length] != '\0'; length++) {
            if (path[length] == '.' && dots-- == 0) {
                break;
            }
        }
        near = (struct scn_suggest){.wanted = sim_arena_copy(x->b->arena, path, length)};
        scn_suggest_offer(&near, object->path);
        if (near.best != NULL && measures_of[object->kind] != NULL && near.distance < best) {
            best = near.distance;
            found = object->path;
        }
    }
    scn_diags_add(x->b->diags, SCN_S_DANGLING_NAME, x->at, NULL,
                  "'%s' begins with no object of this scenario",
                  scn_diags_quote(x->b->diags, path));
    found = found != NULL ? found : with_device(x, path);
    if (found != NULL) {
        scn_diags_label(x->b->diags, "meant '%s'?", found);
    }
    return false;
}

/* The names in a list with blanks between them. */
static uint32_t split(struct sim_arena *arena, const char *list, const char **names,
                      uint32_t limit)
{
    uint32_t count = 0;

    while (*list != '\0' && count < limit) {
        size_t length = strcspn(list, " ");

        names[count++] = sim_arena_copy(arena, list, length);
        list += length + (list[length] == ' ');
    }
    return count;
}

static bool is_origin(const struct scn_build *b, mdl_object_id object)
{
    for (uint32_t i = 0; i < b->streams.count; i++) {
        if (SCN_AT(struct mdl_stream, b->streams, i)->object == object) {
            return true;
        }
    }
    return false;
}

/* What only work items have that steps create or delete. */
static uint32_t item_measures(const struct scn_build *b, mdl_object_id object, const char **names)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < b->items.count; i++) {
        const struct mdl_item *item = SCN_AT(struct mdl_item, b->items, i);

        if (item->object == object && item->dynamic) {
            names[count++] = mdl_measures_row(MDL_MEASURE_LIVING)->name;
        }
        if (item->object == object && item->deleted) {
            names[count++] = mdl_measures_row(MDL_MEASURE_DELETE)->name;
        }
    }
    return count;
}

/* Of a processor: its time at one IRQL, 'irql_2'. Highest last, so that a list can say which. */
static uint32_t level_measures(const struct scn_build *b, const char **names)
{
    for (unsigned irql = 0; irql <= b->profile.high_irql; irql++) {
        names[irql] = mdl_measures_row(MDL_MEASURE_IRQL_0 + irql)->name;
    }
    return b->profile.high_irql + 1u;
}

/* The pipe of a continuous reader is a target that interrupts. */
static bool interrupts(const struct scn_build *b, mdl_object_id object)
{
    for (uint32_t i = 0; i < b->lines.count; i++) {
        if (SCN_AT(struct mdl_line, b->lines, i)->object == object) {
            return true;
        }
    }
    return false;
}

enum { NAMES_MAX = 64 };

static uint32_t names_of(const struct scn_build *b, mdl_object_id object, const char **names)
{
    enum mdl_object_kind kind = SCN_AT(struct mdl_object, b->objects, object)->kind;
    uint32_t count = split(b->arena, measures_of[kind], names, 16);

    count += item_measures(b, object, names + count);
    count += kind == MDL_OBJECT_PROCESSOR ? level_measures(b, names + count) : 0;
    if (kind != MDL_OBJECT_INTERRUPT && interrupts(b, object)) {
        count += split(b->arena, measures_of[MDL_OBJECT_INTERRUPT], names + count, 4);
    }
    if (is_origin(b, object)) {
        count += split(b->arena, ORIGIN, names + count, 8);
    }
    return count;
}

static bool find_measure(struct expecting *x, mdl_object_id object, const char *measure)
{
    const char *names[NAMES_MAX];
    uint32_t count = names_of(x->b, object, names);

    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], measure) != 0) {
            continue;
        }
        for (unsigned id = 0; id < MDL_MEASURE_COUNT; id++) {
            if (strcmp(mdl_measures_row(id)->name, measure) == 0) {
                x->e.measure = mdl_measures_row(id)->name;
                x->shape = mdl_measures_row(id)->shape;
                x->id = id;
                return true;
            }
        }
    }
    scn_diags_add(x->b->diags, SCN_S_NO_MEASURE, part_range(x->node, '.', measure),
                  scn_suggest_label(x->b->arena, measure, names, count),
                  "'%s' has no measure '%s'", x->e.object,
                  scn_diags_quote(x->b->diags, measure));
    scn_diags_hint(x->b->diags, "it has %s", scn_suggest_list(x->b->arena, names, count, 26));
    return false;
}

static bool find_statistic(struct expecting *x, const char *statistic)
{
    bool duration = x->shape == MDL_MEASURES_DURATION;
    bool level = x->shape == MDL_MEASURES_LEVEL || x->shape == MDL_MEASURES_SHARE;
    const char *const *names = duration ? duration_statistics
                               : level  ? level_statistics
                                        : count_statistics;
    uint32_t count = duration                                                       ? 9
                     : x->shape == MDL_MEASURES_SHARE || !mdl_measures_has_max(x->id) ? 1
                                                                                      : 2;

    if (statistic[0] == '\0' && !duration) {
        x->e.statistic = level ? "mean" : "count";
        return true;
    }
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(names[i], statistic) == 0) {
            x->e.statistic = names[i];
            return true;
        }
    }
    scn_diags_add(x->b->diags, SCN_S_NO_MEASURE,
                  statistic[0] == '\0' ? x->at : part_range(x->node, '.', statistic), NULL,
                  statistic[0] == '\0' ? "'%s' needs a statistic" : "'%s' has no such statistic",
                  x->e.measure);
    if (duration || level) {
        scn_diags_hint(x->b->diags, count == 1 ? "its one statistic is %s" : "statistics are %s",
                       scn_suggest_list(x->b->arena, names, count, 9));
    } else {
        scn_diags_hint(x->b->diags, "a count is compared as it is, or as 'rate', per second");
    }
    return false;
}

static bool read_path(struct expecting *x, const char *path)
{
    size_t length;
    mdl_object_id id = longest_object(x, path, &length);

    if (id == MDL_NONE) {
        return no_object(x, path);
    }
    const struct mdl_object *object = SCN_AT(struct mdl_object, x->b->objects, id);
    const char *rest = path + length + (path[length] == '.');
    size_t measure = strcspn(rest, ".");
    const char *statistic = rest[measure] == '.' ? rest + measure + 1 : "";

    x->e.object = object->path;
    if (rest[0] == '\0') {
        scn_diags_add(x->b->diags, SCN_S_NO_MEASURE, x->at, NULL,
                      "'%s' is an object; which measure of it?", object->path);
        return false;
    }
    return find_measure(x, id, sim_arena_copy(x->b->arena, rest, measure))
           && find_statistic(x, statistic);
}

static bool wrong_unit(struct expecting *x, const char *right, const char *want)
{
    scn_diags_add(x->b->diags, SCN_S_EXPECT_UNIT, part_range(x->node, '\0', right), NULL,
                  "'%s' is compared with %s", x->e.measure, want);
    return false;
}

static bool looks_like_duration(const char *text)
{
    size_t digits = strspn(text, "0123456789.~");

    return digits > 0 && strchr("numhs", text[digits]) != NULL && text[digits] != '\0';
}

/* 'nic.rx.request_latency.p99' where a value belongs. */
static bool is_figure(struct expecting *x, const char *right)
{
    if (strchr(right, '.') == NULL || !((right[0] >= 'a' && right[0] <= 'z')
                                        || (right[0] >= 'A' && right[0] <= 'Z'))) {
        return false;
    }
    scn_diags_add(x->b->diags, SCN_S_EXPECTATION, part_range(x->node, '\0', right), NULL,
                  "an expectation compares a figure with a value, not with another figure");
    scn_diags_hint(x->b->diags, "write the value that it must keep; wtsim compare sets two runs "
                                "beside each other");
    return true;
}

static bool read_bound(struct expecting *x, const char *right)
{
    struct scn_node value = *x->node;
    size_t length = strlen(right);
    uint64_t ns;
    bool assumed;

    if (is_figure(x, right)) {
        return false;
    }

    value.text = right;
    value.at = part_range(x->node, '\0', right);
    if (strcmp(x->e.statistic, "rate") == 0) {
        bool good = scn_values_rate(&x->b->values, &value, &x->e.bound, &assumed);

        x->e.bound *= 1e9;   /* of per ns */
        return good;
    }
    if (strcmp(mdl_measures_unit(mdl_measures_row(x->id)->unit, x->e.statistic), "ns") == 0) {
        if (!scn_values_duration(&x->b->values, &value, &ns, &assumed)) {
            return false;
        }
        x->e.bound = (double)ns;
        return true;
    }
    if (looks_like_duration(right)) {
        return wrong_unit(x, right, x->shape == MDL_MEASURES_SHARE ? "a share: 0.3 or 30%"
                                                                   : "a plain number");
    }
    if (x->shape == MDL_MEASURES_SHARE && length > 1 && right[length - 1] == '%') {
        value.text = sim_arena_copy(x->b->arena, right, length - 1);
        if (!scn_values_real(&x->b->values, &value, 0, 100, &x->e.bound)) {
            return false;
        }
        x->e.bound /= 100;
        return true;
    }
    return scn_values_real(&x->b->values, &value, 0,
                           x->shape == MDL_MEASURES_SHARE ? 1 : 1e18, &x->e.bound);
}

/* Averages and quantiles of what depends on chance are never exactly equal to anything. */
static bool check_equal(struct expecting *x)
{
    const char *statistic = x->e.statistic;
    bool every_run = strcmp(statistic, "count") == 0 || strcmp(statistic, "zero") == 0
                     || strcmp(statistic, "max") == 0 || strcmp(statistic, "min") == 0;

    if ((x->e.comparison != MDL_EQUAL && x->e.comparison != MDL_NOT_EQUAL) || every_run
        || !x->b->scenario->plan.is_random) {
        return true;
    }
    scn_diags_add(x->b->diags, SCN_S_EXPECT_EQUAL, x->node->at, NULL,
                  "an average that depends on chance cannot be compared with %s",
                  x->e.comparison == MDL_EQUAL ? "==" : "!=");
    scn_diags_hint(x->b->diags, "ask for < or >");
    return false;
}

static bool not_a_stop(struct expecting *x)
{
    scn_diags_add(x->b->diags, SCN_S_EXPECTATION, x->node->at, NULL, "not an expectation");
    scn_diags_hint(x->b->diags, x->e.subject == SCN_SUBJECT_DEADLOCK
                                    ? "write 'deadlock == none' or 'deadlock != none'"
                                    : "write 'bug_check == none', 'bug_check == 0xD1' or the "
                                      "same with !=");
    return false;
}

/* 0xD1 and the like; none is 0. */
static bool read_stop(struct expecting *x, const char *right)
{
    uint64_t code = 0;
    size_t length = strlen(right);

    if (x->e.comparison != MDL_EQUAL && x->e.comparison != MDL_NOT_EQUAL) {
        return not_a_stop(x);
    }
    if (strcmp(right, "none") == 0) {
        return true;
    }
    if (x->e.subject == SCN_SUBJECT_DEADLOCK || strncmp(right, "0x", 2) != 0 || length < 3
        || length > 10 || strspn(right + 2, "0123456789abcdefABCDEF") != length - 2) {
        return not_a_stop(x);
    }
    for (const char *c = right + 2; *c != '\0'; c++) {
        code = code * 16 + (uint64_t)(*c <= '9' ? *c - '0' : (*c | 0x20) - 'a' + 10);
    }
    x->e.bound = (double)code;
    return true;
}

static bool read_sides(struct expecting *x, const char *text)
{
    const char *left, *right;

    if (!scn_conditions_split(x->b->arena, text, &left, &x->e.comparison, &right)
        || left[0] == '\0' || right[0] == '\0') {
        return malformed(x);
    }
    x->at = part_range(x->node, '\0', left);
    if (strcmp(left, "bug_check") == 0 || strcmp(left, "deadlock") == 0) {
        x->e.subject = left[0] == 'b' ? SCN_SUBJECT_BUG_CHECK : SCN_SUBJECT_DEADLOCK;
        x->e.object = x->e.statistic = "";
        x->e.measure = x->e.subject == SCN_SUBJECT_BUG_CHECK ? "bug_check" : "deadlock";
        return read_stop(x, right);
    }
    return read_path(x, left) && read_bound(x, right) && check_equal(x);
}

static void read_one(struct scn_build *b, const struct scn_node *node)
{
    struct expecting x = {.b = b, .node = node};
    char *text;

    if (node->kind != SCN_TREE_SCALAR) {
        malformed(&x);
        return;
    }
    text = sim_arena_copy(b->arena, node->text, strlen(node->text));
    x.e.text = node->text;
    x.e.line = node->at.source == 0 ? node->at.line : 0;
    x.e.column = node->at.source == 0 ? node->at.column : 0;
    bool good = take_phase(&x, text);

    if (take_share(&x, text) && good && read_sides(&x, text)) {
        *(struct scn_expectation *)scn_build_push(b, &b->expectations) = x.e;
    }
}

void scn_expect_read(struct scn_build *b, const struct scn_view *root)
{
    const struct scn_node *list = scn_view_node(root, SCN_KEY_ROOT_expect);

    if (list == NULL || (list->kind == SCN_TREE_SCALAR && list->text[0] == '\0')) {
        return;
    }
    if (list->kind == SCN_TREE_MAP) {
        scn_diags_add(b->diags, SCN_S_WRONG_TYPE, list->at, NULL,
                      "'expect' is a list of comparisons");
        return;
    }
    if (list->kind == SCN_TREE_SCALAR) {
        read_one(b, list);
    }
    for (uint32_t i = 0; list->kind == SCN_TREE_LIST && i < list->count; i++) {
        read_one(b, list->items[i]);
    }
}
