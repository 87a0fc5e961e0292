/*
 * Conditions as they are typed: words, names, times.
 *
 * A mistake is told in one sentence that says what would be right; nothing is guessed.
 */
#include "model/run/condition.h"

#include <inttypes.h>
#include <string.h>

#include "model/rules/irql.h"
#include "sim/base/text.h"

#define WORDS_MAX 32u

struct reader {
    struct sim_arena *arena;
    const struct mdl_plan *plan;
    const char *words[WORDS_MAX];
    uint32_t count;
    const char *mistake;
    struct mdl_condition_goal *goal;
};

static bool wrong(struct reader *r, const char *mistake)
{
    r->mistake = mistake;
    return false;
}

static void split(struct reader *r, const char *text)
{
    while (r->count < WORDS_MAX) {
        size_t length;

        text += strspn(text, " \t\r\n");
        length = strcspn(text, " \t\r\n");
        if (length == 0) {
            return;
        }
        r->words[r->count++] = sim_arena_copy(r->arena, text, length);
        text += length;
    }
}

static void drop(struct reader *r, uint32_t first, uint32_t count)
{
    memmove(&r->words[first], &r->words[first + count],
            (r->count - first - count) * sizeof r->words[0]);
    r->count -= count;
}

/* ---- times and numbers ----------------------------------------------------------------------- */

static bool scaled(uint64_t value, uint64_t scale, const char *unit, sim_instant *ret_at)
{
    static const struct { const char *name; uint64_t ns; } units[] = {
        {"ns", 1}, {"us", 1000}, {"ms", 1000000}, {"s", 1000000000}, {"min", 60000000000}};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strcmp(unit, units[i].name) == 0 && value <= UINT64_MAX / 2u / units[i].ns &&
            value * units[i].ns % scale == 0) {
            *ret_at = value * units[i].ns / scale;
            return true;
        }
    }
    return false;
}

bool mdl_condition_time(const char *text, sim_instant *ret_at)
{
    uint64_t value = 0, scale = 1;
    bool point = false, any = false;

    for (; (*text >= '0' && *text <= '9') || *text == '.' || *text == ' '; text++) {
        if (*text == '.') {
            if (point) {
                return false;
            }
            point = true;
        } else if (*text != ' ') {
            if (value > 100000000000000000u || scale > 100000000000u) {
                return false;
            }
            value = 10u * value + (uint64_t)(*text - '0');
            scale *= point ? 10u : 1u;
            any = true;
        }
    }
    return any && scaled(value, scale, text, ret_at);
}

static bool read_number(const char *text, uint32_t *ret_number)
{
    uint32_t number = 0;

    if (*text == '\0' || strspn(text, "0123456789") != strlen(text) || strlen(text) > 9) {
        return false;
    }
    for (; *text != '\0'; text++) {
        number = 10u * number + (uint32_t)(*text - '0');
    }
    *ret_number = number;
    return true;
}

/* 'p1' */
static bool read_processor(struct reader *r, const char *word, mdl_processor_id *ret_p)
{
    uint32_t count = r->plan->profile.processor_count;

    if ((word[0] != 'p' && word[0] != 'P') || !read_number(word + 1, ret_p)) {
        return wrong(r, sim_arena_print(r->arena, "'%.40s' is not a processor; write p0, p1 ...",
                                        word));
    }
    return *ret_p < count ? true
                          : wrong(r, sim_arena_print(r->arena, "there is no processor %" PRIu32
                                                     ": they are p0 to p%" PRIu32, *ret_p,
                                                     count - 1u));
}

/* ---- what may stand behind ------------------------------------------------------------------- */

static bool is_number_word(const char *word)
{
    return (word[0] >= '0' && word[0] <= '9') || word[0] == '.';
}

/* A time of one or several words ('2.001 706 534 s') from this word on; takes them away. */
static bool take_time(struct reader *r, uint32_t first, sim_instant *ret_at)
{
    struct sim_text text;
    uint32_t count = 0;
    bool read;

    sim_text_init(&text);
    while (first + count < r->count &&
           (is_number_word(r->words[first + count]) ||
            (count > 0 && strlen(r->words[first + count]) <= 2 &&
             strcmp(r->words[first + count], "on") != 0 &&
             strcmp(r->words[first + count], "in") != 0))) {
        sim_text_add(&text, r->words[first + count++]);
    }
    read = mdl_condition_time(text.data, ret_at);
    sim_text_deinit(&text);
    if (!read) {
        return wrong(r, sim_arena_print(r->arena, "'%.40s' is not a time; write 2s, 1.5ms, 20us",
                                        first < r->count ? r->words[first] : ""));
    }
    drop(r, first, count);
    return true;
}

static bool take_suffix(struct reader *r, uint32_t i)
{
    if (strcmp(r->words[i], "after") == 0) {
        drop(r, i, 1);
        return take_time(r, i, &r->goal->after_at);
    }
    if (strcmp(r->words[i], "on") == 0) {
        if (i + 1 >= r->count) {
            return wrong(r, "'on' needs a processor: on p0");
        }
        if (!read_processor(r, r->words[i + 1], &r->goal->processor)) {
            return false;
        }
        drop(r, i, 2);
        return true;
    }
    if (strcmp(r->words[i], "in") == 0) {
        drop(r, i, 1);
    }
    if (i + 1 >= r->count || strcmp(r->words[i], "replication") != 0 ||
        !read_number(r->words[i + 1], &r->goal->replication)) {
        return wrong(r, "write 'in replication 3' to look at another history");
    }
    drop(r, i, 2);
    return true;
}

static bool take_suffixes(struct reader *r)
{
    uint32_t i = 1;

    while (i < r->count) {
        const char *word = r->words[i];

        if (strcmp(word, "after") == 0 || strcmp(word, "on") == 0 || strcmp(word, "in") == 0 ||
            strcmp(word, "replication") == 0) {
            if (!take_suffix(r, i)) {
                return false;
            }
        } else {
            i++;
        }
    }
    return true;
}

/* ---- objects --------------------------------------------------------------------------------- */

/* What can happen to an object of a kind, as bits of enum mdl_condition_event. */
static unsigned events_of(enum mdl_object_kind kind)
{
    const unsigned queued = 1u << MDL_CONDITION_QUEUED, starts = 1u << MDL_CONDITION_STARTS,
                   ends = 1u << MDL_CONDITION_ENDS, isr = 1u << MDL_CONDITION_ISR,
                   dpc = 1u << MDL_CONDITION_DPC;

    switch (kind) {
    case MDL_OBJECT_INTERRUPT:
        return 1u << MDL_CONDITION_ASSERTED | queued | starts | ends | isr | dpc;
    case MDL_OBJECT_ISR: return starts | ends | isr;
    case MDL_OBJECT_DPC: return queued | starts | ends | dpc;
    case MDL_OBJECT_TIMER: return starts | ends | dpc;
    case MDL_OBJECT_WORK_ITEM: case MDL_OBJECT_TARGET: return queued | starts | ends;
    case MDL_OBJECT_THREAD: return starts | ends;
    case MDL_OBJECT_QUEUE: return queued;
    default: return 0;
    }
}

static const char *kind_name(enum mdl_object_kind kind)
{
    static const char *const names[] = {
#define X(id, name) name,
        MDL_OBJECT_KINDS(X)
#undef X
    };

    return names[kind];
}

static const char *const event_names[] = {"asserted", "queued", "starts", "ends", "isr", "dpc"};

static bool ends_with(const char *path, const char *name)
{
    size_t length = strlen(path), tail = strlen(name);

    return length > tail + 1 && path[length - tail - 1] == '.' &&
           strcmp(path + length - tail, name) == 0;
}

static const char *nearest(const struct mdl_plan *plan, const char *name)
{
    unsigned least = (unsigned)strlen(name) / 3u + 1u;
    const char *best = NULL;

    for (mdl_object_id i = 0; i < plan->object_count; i++) {
        const char *path = plan->objects[i].path, *last = strrchr(path, '.');
        unsigned distance = sim_text_distance(path, name);
        unsigned short_distance = last == NULL ? distance : sim_text_distance(last + 1, name);

        distance = short_distance < distance ? short_distance : distance;
        if (events_of(plan->objects[i].kind) != 0 &&
            (distance < least || (distance == least && best == NULL))) {
            least = distance;
            best = path;
        }
    }
    return best;
}

mdl_object_id mdl_condition_object(struct sim_arena *arena, const struct mdl_plan *plan,
                                   const char *name, const char **ret_mistake)
{
    mdl_object_id found = MDL_NONE;
    const char *near;

    for (mdl_object_id i = 0; i < plan->object_count; i++) {
        if (strcmp(plan->objects[i].path, name) == 0) {
            return i;
        }
    }
    for (mdl_object_id i = 0; i < plan->object_count; i++) {
        if (events_of(plan->objects[i].kind) != 0 && ends_with(plan->objects[i].path, name)) {
            if (found != MDL_NONE) {
                *ret_mistake = sim_arena_print(arena, "'%.60s' is %s or %s: write the whole name",
                                               name, plan->objects[found].path,
                                               plan->objects[i].path);
                return MDL_NONE;
            }
            found = i;
        }
    }
    if (found == MDL_NONE) {
        near = nearest(plan, name);
        *ret_mistake = near == NULL
            ? sim_arena_print(arena, "there is no object '%.60s'", name)
            : sim_arena_print(arena, "there is no object '%.60s'; did you mean %s?", name, near);
    }
    return found;
}

/* '#3' behind the name of a work item. */
static bool take_instance(struct reader *r, uint32_t at)
{
    uint32_t number;

    if (at >= r->count || r->words[at][0] != '#') {
        return true;
    }
    for (mdl_item_id i = 0; i < r->plan->item_count; i++) {
        const struct mdl_item *item = &r->plan->items[i];

        if (item->object == r->goal->object && read_number(r->words[at] + 1, &number) &&
            number >= 1 && number <= item->instance_count) {
            r->goal->instance = item->instance_first + number - 1u;
            drop(r, at, 1);
            return true;
        }
    }
    return wrong(r, sim_arena_print(r->arena, "%s has no object %.20s",
                                    r->plan->objects[r->goal->object].path, r->words[at]));
}

static bool take_object(struct reader *r, uint32_t at)
{
    r->goal->object = mdl_condition_object(r->arena, r->plan, r->words[at], &r->mistake);
    return r->goal->object != MDL_NONE && take_instance(r, at + 1);
}

/* Can it happen to that object? */
static bool allow(struct reader *r)
{
    const struct mdl_object *object = &r->plan->objects[r->goal->object];
    unsigned events = events_of(object->kind);
    struct sim_text text;
    bool some = false;

    if ((events & 1u << r->goal->event) != 0) {
        return true;
    }
    sim_text_init(&text);
    for (unsigned i = 0; i <= MDL_CONDITION_ENDS; i++) {
        if ((events & 1u << i) != 0) {
            sim_text_print(&text, "%s%s", some ? ", " : "", event_names[i]);
            some = true;
        }
    }
    r->mistake = !some ? sim_arena_print(r->arena, "%s is of the kind '%s', to which nothing "
                                         "happens that can be waited for here", object->path,
                                         kind_name(object->kind))
                       : sim_arena_print(r->arena, "%s is of the kind '%s', to which '%s' does not"
                                         " happen; write one of: %s", object->path,
                                         kind_name(object->kind), event_names[r->goal->event],
                                         text.data);
    sim_text_deinit(&text);
    return false;
}

/* ---- the kinds of condition ------------------------------------------------------------------ */

static bool finished(struct reader *r, uint32_t used)
{
    return r->count == used
               ? true
               : wrong(r, sim_arena_print(r->arena, "'%.40s' is one word too many",
                                          r->words[used]));
}

static bool read_event(struct reader *r)
{
    const char *word;

    r->goal->kind = MDL_CONDITION_EVENT;
    if (!take_object(r, 0)) {
        return false;
    }
    word = r->count > 1 ? r->words[1] : "";
    for (unsigned i = 0; i <= MDL_CONDITION_ENDS; i++) {
        if (strcmp(word, event_names[i]) == 0) {
            r->goal->event = (uint8_t)i;
            return allow(r) && finished(r, 2);
        }
    }
    return wrong(r, sim_arena_print(r->arena, "what about %s? Write asserted, queued, starts or "
                                    "ends behind it",
                                    r->plan->objects[r->goal->object].path));
}

static bool read_routine(struct reader *r, enum mdl_condition_event event)
{
    r->goal->kind = MDL_CONDITION_EVENT;
    r->goal->event = (uint8_t)event;
    if (r->count < 2) {
        return wrong(r, sim_arena_print(r->arena, "'%s' needs the name of an interrupt or a DPC",
                                        event_names[event]));
    }
    return take_object(r, 1) && allow(r) && finished(r, 2);
}

static bool read_level(struct reader *r, const char *word)
{
    const struct mdl_irql *table = mdl_irql_table(r->plan->profile.architecture);
    uint32_t number;

    if (read_number(word, &number) && number <= table->high) {
        r->goal->level = (uint8_t)number;
        return true;
    }
    return mdl_irql_named(table, word, &r->goal->level) ||
           mdl_irql_named(table, sim_arena_print(r->arena, "%s_LEVEL", word), &r->goal->level) ||
           wrong(r, sim_arena_print(r->arena, "'%.40s' is not an IRQL; write PASSIVE, APC, "
                                    "DISPATCH, CLOCK, IPI, HIGH or 0 to %u", word, table->high));
}

static bool read_irql(struct reader *r)
{
    static const char *const relations[] = {">=", ">", "<=", "<", "="};

    r->goal->kind = MDL_CONDITION_IRQL;
    if (!read_processor(r, r->words[0], &r->goal->processor)) {
        return false;
    }
    if (r->count < 4 || strcmp(r->words[1], "irql") != 0) {
        return wrong(r, "write p0 irql >= DISPATCH, with blanks between the words");
    }
    for (unsigned i = 0; i < sizeof relations / sizeof relations[0]; i++) {
        if (strcmp(r->words[2], relations[i]) == 0 ||
            (i == MDL_CONDITION_EQUAL && strcmp(r->words[2], "==") == 0)) {
            r->goal->relation = (uint8_t)i;
            return read_level(r, r->words[3]) && finished(r, 4);
        }
    }
    return wrong(r, sim_arena_print(r->arena, "'%.20s' is not one of >= > <= < =", r->words[2]));
}

static bool read_worst(struct reader *r)
{
    const char *name = r->words[0] + strlen("worst:");

    r->goal->kind = MDL_CONDITION_WORST;
    r->words[0] = name;
    return *name == '\0' ? wrong(r, "'worst:' needs an object behind it, as in worst:nic.refill")
                         : take_object(r, 0) && finished(r, 1);
}

static bool read_goal(struct reader *r)
{
    const char *first = r->words[0];

    if (is_number_word(first)) {
        r->goal->kind = MDL_CONDITION_TIME;
        return take_time(r, 0, &r->goal->at) && finished(r, 0);
    }
    if (strcmp(first, "starved") == 0 || strcmp(first, "deadlock") == 0) {
        r->goal->kind = first[0] == 's' ? MDL_CONDITION_STARVED : MDL_CONDITION_DEADLOCK;
        return finished(r, 1);
    }
    if (strcmp(first, "isr") == 0 || strcmp(first, "dpc") == 0) {
        return read_routine(r, first[0] == 'i' ? MDL_CONDITION_ISR : MDL_CONDITION_DPC);
    }
    if (strncmp(first, "worst:", 6) == 0) {
        return read_worst(r);
    }
    return r->count > 1 && strcmp(r->words[1], "irql") == 0 ? read_irql(r) : read_event(r);
}

bool mdl_condition_read(struct sim_arena *arena, const struct mdl_plan *plan, const char *text,
                        struct mdl_condition_goal *ret_goal, const char **ret_mistake)
{
    struct mdl_condition_goal goal = {.object = MDL_NONE, .instance = MDL_NONE,
                                      .processor = MDL_NONE, .replication = MDL_NONE};
    struct reader r = {.arena = arena, .plan = plan, .goal = &goal};

    split(&r, text);
    if (r.count == 0) {
        *ret_mistake = "a condition is missing, as in 'nic.refill starts', 'starved' or '2.5s'";
        return false;
    }
    if (!take_suffixes(&r) || !read_goal(&r)) {
        *ret_mistake = r.mistake;
        return false;
    }
    *ret_goal = goal;
    return true;
}
