/*
 * Worker pools by era.
 *
 * legacy: three queues, each a FIFO with its own, mostly fixed threads (W19, W22). win8: seven of
 * the same kind (W36, W38). win81, modern: a prioritised pool (W43), in modern one for executive
 * and one for I/O items (W40, W41). From win8 on every NUMA node has such a set of its own.
 */
#include "scenarios/language/pools.h"

#include "scenarios/language/assumptions.h"
#include "scenarios/language/diags.h"
#include "scenarios/language/disposal.h"
#include "scenarios/language/filled.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/reflector.h"
#include "scenarios/language/view.h"
#include "sim/base/arena.h"

/* The three queues that have parameters, in the order of WORK_QUEUE_TYPE. */
enum { CONFIGURED = 3 };

static bool has_fixed_threads(const struct scn_build *b)
{
    return b->profile.era <= MDL_ERA_WIN8;
}

static void no_effect(struct scn_build *b, const struct scn_node *node, const char *what)
{
    if (node != NULL) {
        scn_diags_add(b->diags, SCN_S_NO_EFFECT, node->at, NULL,
                      has_fixed_threads(b)
                          ? "%s has no effect on %s: its pools have fixed threads"
                          : "%s has no effect on %s: its pools create threads as they need them "
                            "(W48)",
                      what, b->windows->title);
    }
}

/* A thread count under its short or its long name. Recorded once, when its pool is made. */
static void read_count(const struct scn_view *v, enum scn_key key, const char *what,
                       uint32_t *ret_count, const char **ret_origin)
{
    const struct scn_node *node = scn_view_node(v, key);
    int64_t value = 0;

    if (node == NULL) {
        return;
    }
    if (!has_fixed_threads(v->build)) {
        no_effect(v->build, node, what);
    }
    if (scn_values_whole(&v->build->values, node, 0, ret_origin == NULL ? 16 : 4096, &value)) {
        *ret_count = (uint32_t)value;
    }
    if (ret_origin != NULL) {
        *ret_origin = scn_build_origin(v->build, node);
    }
}

static void read_short(struct scn_build *b, const struct scn_view *pool, uint32_t queue)
{
    static const enum scn_key keys[CONFIGURED] = {
        SCN_KEY_POOL_critical, SCN_KEY_POOL_delayed, SCN_KEY_POOL_hypercritical};
    const char *name = mdl_windows_queue_row(queue)->pool;
    struct scn_view v;

    if (scn_view_node(pool, keys[queue]) == NULL) {
        return;
    }
    scn_view_inner(pool, keys[queue], &v);
    read_count(&v, SCN_KEY_POOL_QUEUE_threads,
               sim_arena_print(b->arena, "pool.%s.threads", name), &b->counts.threads[queue],
               &b->counts.origin[queue]);
    read_count(&v, SCN_KEY_POOL_QUEUE_additional,
               sim_arena_print(b->arena, "pool.%s.additional", name),
               &b->counts.additional[queue], NULL);
}

static void read_long(struct scn_build *b, const struct scn_view *legacy)
{
    static const enum scn_key keys[CONFIGURED] = {SCN_KEY_POOL_COUNTS_critical,
                                                  SCN_KEY_POOL_COUNTS_delayed,
                                                  SCN_KEY_POOL_COUNTS_hypercritical};
    struct scn_view threads, additional;

    scn_view_inner(legacy, SCN_KEY_POOL_LEGACY_static, &threads);
    scn_view_inner(legacy, SCN_KEY_POOL_LEGACY_additional, &additional);
    for (uint32_t i = 0; i < CONFIGURED; i++) {
        const char *name = mdl_windows_queue_row(i)->pool;

        read_count(&threads, keys[i],
                   sim_arena_print(b->arena, "pool.legacy.static.%s", name),
                   &b->counts.threads[i], &b->counts.origin[i]);
        read_count(&additional, keys[i],
                   sim_arena_print(b->arena, "pool.legacy.additional.%s", name),
                   &b->counts.additional[i], NULL);
    }
}

static void read_legacy(struct scn_build *b, const struct scn_view *pool)
{
    struct scn_view legacy;
    int64_t value = 16;

    scn_view_inner(pool, SCN_KEY_POOL_legacy, &legacy);
    read_long(b, &legacy);
    b->dynamic_max = 16;
    b->idle_exit_ns = UINT64_C(600000000000);
    if (has_fixed_threads(b)) {
        scn_view_whole(&legacy, SCN_KEY_POOL_LEGACY_dynamic_max, 0, 4096, &value);
        scn_view_duration(&legacy, SCN_KEY_POOL_LEGACY_idle_exit, &b->idle_exit_ns);
        b->dynamic_max = (uint32_t)value;
        scn_view_whole(pool, SCN_KEY_POOL_max_threads_per_queue, 0, 4096, &value);
        b->queue_max = (uint32_t)value;
        return;
    }
    no_effect(b, scn_view_node(pool, SCN_KEY_POOL_max_threads_per_queue),
              "pool.max_threads_per_queue");
    no_effect(b, scn_view_node(&legacy, SCN_KEY_POOL_LEGACY_dynamic_max),
              "pool.legacy.dynamic_max");
    no_effect(b, scn_view_node(&legacy, SCN_KEY_POOL_LEGACY_idle_exit), "pool.legacy.idle_exit");
}

static void read_modern(struct scn_build *b, const struct scn_view *pool)
{
    static const enum scn_key keys[] = {SCN_KEY_POOL_MODERN_min_threads,
                                        SCN_KEY_POOL_MODERN_max_threads,
                                        SCN_KEY_POOL_MODERN_worker_timeout};
    struct scn_view modern;
    int64_t low, high;

    scn_view_inner(pool, SCN_KEY_POOL_modern, &modern);
    if (has_fixed_threads(b)) {
        for (uint32_t i = 0; i < 3; i++) {
            no_effect(b, scn_view_node(&modern, keys[i]),
                      scn_view_path(&modern, scn_schema_row(keys[i])->name));
        }
        return;
    }
    scn_view_whole(&modern, SCN_KEY_POOL_MODERN_min_threads, 0, 16384, &low);
    scn_view_whole(&modern, SCN_KEY_POOL_MODERN_max_threads, 1, 16384, &high);
    scn_view_duration(&modern, SCN_KEY_POOL_MODERN_worker_timeout, &b->worker_timeout_ns);
    b->min_threads = (uint32_t)low;
    b->max_threads = (uint32_t)high;
    if (low > high) {
        scn_diags_add(b->diags, SCN_S_COMBINATION,
                      scn_view_node(&modern, SCN_KEY_POOL_MODERN_min_threads)->at, NULL,
                      "min_threads is more than max_threads (%lld)", (long long)high);
    }
}

static void read_storport(struct scn_build *b, const struct scn_view *pool)
{
    const char *names[MDL_WINDOWS_QUEUE_COUNT];
    uint32_t index;

    for (uint32_t i = 0; i < MDL_WINDOWS_QUEUE_COUNT; i++) {
        names[i] = mdl_windows_queue_row(i)->name;
    }
    scn_view_word_of(pool, SCN_KEY_POOL_storport_queue, names, MDL_WINDOWS_QUEUE_COUNT, &index);
    b->storport_queue = mdl_windows_queue_row(index);
}

void scn_pools_read(struct scn_build *b, const struct scn_view *root)
{
    struct scn_view pool, era, umdf;
    uint32_t index;
    int64_t value;

    for (uint32_t i = 0; i < MDL_WINDOWS_QUEUE_COUNT; i++) {
        b->counts.threads[i] = mdl_windows_queue_row(i)->threads;
    }
    scn_view_inner(root, SCN_KEY_ROOT_pool, &pool);
    era = pool;
    read_legacy(b, &pool);
    for (uint32_t i = 0; i < CONFIGURED; i++) {
        read_short(b, &pool, i);
    }
    read_modern(b, &pool);
    scn_view_whole_or(&pool, SCN_KEY_POOL_maximum_concurrency, 1, 4096,
                      b->profile.processor_count / (b->profile.node_last + 1u), &value); /* W44 */
    b->maximum_concurrency = (uint32_t)value;
    scn_view_truth_or(&pool, SCN_KEY_POOL_self_insert_defers, b->profile.era == MDL_ERA_LEGACY,
                      &b->self_insert_defers);
    era.place = has_fixed_threads(b) ? NULL : pool.place;   /* no effect there: filled in nowhere */
    scn_view_truth_or(&era, SCN_KEY_POOL_separate_io_pool, b->profile.era == MDL_ERA_MODERN,
                      &b->separate_io_pool);
    scn_view_word(&era, SCN_KEY_POOL_concurrency_scope, &index);
    b->concurrency_global = index == 1;
    if (has_fixed_threads(b)) {
        no_effect(b, scn_view_node(&pool, SCN_KEY_POOL_concurrency_scope),
                  "pool.concurrency_scope");
        no_effect(b, scn_view_node(&pool, SCN_KEY_POOL_separate_io_pool),
                  "pool.separate_io_pool");
    }
    scn_view_duration(&pool, SCN_KEY_POOL_thread_create, &b->profile.thread_create_ns);
    scn_view_duration(&pool, SCN_KEY_POOL_livedump_after, &b->profile.livedump_after_ns);
    read_storport(b, &pool);
    scn_view_inner(root, SCN_KEY_ROOT_umdf, &umdf);
    scn_view_whole(&umdf, SCN_KEY_UMDF_pool_max_threads, 1, 512, &value);
    b->host_max_threads = (uint32_t)value;
}

static mdl_object_id pool_object(struct scn_build *b, const char *name)
{
    return scn_build_object(b, sim_arena_print(b->arena, "pool.%s", name), MDL_OBJECT_POOL);
}

static mdl_pool_id find_pool(struct scn_build *b, const char *name)
{
    mdl_object_id object = pool_object(b, name);
    struct mdl_pool *pool;

    for (uint32_t i = 0; i < b->pools.count; i++) {
        if (SCN_AT(struct mdl_pool, b->pools, i)->object == object) {
            return i;
        }
    }
    pool = scn_build_push(b, &b->pools);
    pool->object = object;
    pool->maximum_concurrency = b->maximum_concurrency;
    pool->self_insert_defers = b->self_insert_defers;
    return b->pools.count - 1;
}

/* The kernel's pool of this name; with several nodes that of node 0, and those of the others
   belong right behind it. */
static mdl_pool_id find_node_pool(struct scn_build *b, const char *name)
{
    return find_pool(b, b->profile.node_last == 0 ? name
                                                  : sim_arena_print(b->arena, "node0.%s", name));
}

/* The last pool is new and complete: every further node gets its like (W36, W40). */
static void repeat_pool(struct scn_build *b, const char *name)
{
    struct mdl_pool pool = *SCN_AT(struct mdl_pool, b->pools, b->pools.count - 1);

    SCN_AT(struct mdl_pool, b->pools, b->pools.count - 1)->node_last = b->profile.node_last;
    pool.node_last = b->profile.node_last;
    for (pool.node = 1; pool.node <= pool.node_last; pool.node++) {
        pool.object = pool_object(b, sim_arena_print(b->arena, "node%u.%s", pool.node, name));
        *(struct mdl_pool *)scn_build_push(b, &b->pools) = pool;
    }
}

static void report_count(struct scn_build *b, uint32_t index, uint32_t threads)
{
    const char *name = mdl_windows_queue_row(index)->pool, *origin = b->counts.origin[index];
    const char *count = sim_arena_print(b->arena, "%u", threads);
    bool legacy = b->profile.era == MDL_ERA_LEGACY;

    scn_build_parameter(b, sim_arena_print(b->arena, "pool.legacy.static.%s", name), count,
                        origin == NULL ? "profile" : origin);
    if (origin == NULL) {
        scn_build_assume(b, legacy ? "W22" : "W38",
                         sim_arena_print(b->arena, "pool.%s.threads", name), count,
                         legacy ? "observed" : "guess", MDL_NONE);
    }
}

static mdl_pool_id fixed_pool(struct scn_build *b, const struct mdl_windows_queue *queue)
{
    uint32_t index = (uint32_t)(queue - mdl_windows_queue_row(0));
    uint32_t before = b->pools.count;
    mdl_pool_id id = find_node_pool(b, queue->pool);
    struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, id);

    if (id < before) {
        return id;
    }
    pool->list_count = 1;
    pool->need_based_growth = index == 0;   /* W25: Critical only */
    pool->priority = queue->priority;
    pool->static_threads = b->counts.threads[index] + b->counts.additional[index];
    pool->dynamic_max = b->dynamic_max;
    if (b->queue_max > 0 && pool->static_threads + pool->dynamic_max > b->queue_max) {
        pool->dynamic_max = b->queue_max > pool->static_threads
                                ? b->queue_max - pool->static_threads
                                : 0;   /* W24: the limit holds dynamic ones off */
    }
    pool->idle_exit_ns = b->idle_exit_ns;
    pool->thread_max = pool->static_threads + pool->dynamic_max;
    report_count(b, index, pool->static_threads);
    repeat_pool(b, queue->pool);
    return id;
}

static mdl_pool_id prioritised_pool(struct scn_build *b, bool io)
{
    uint32_t before = b->pools.count;
    const char *name = io && b->separate_io_pool ? "io" : "ex";
    mdl_pool_id id = find_node_pool(b, name);
    struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, id);

    if (id < before) {
        return id;
    }
    pool->list_count = 32;
    pool->concurrency_global = b->concurrency_global;
    pool->min_threads = b->min_threads;
    pool->max_threads = b->max_threads;
    pool->idle_exit_ns = b->worker_timeout_ns;
    pool->thread_max = pool->max_threads + 16;    /* W52: beyond the maximum */
    repeat_pool(b, name);
    return id;
}

/* W116, W117: threads of normal priority, as many as there are items, up to a limit that nobody
   has published. */
static mdl_pool_id host_pool(struct scn_build *b, const char *name)
{
    uint32_t before = b->pools.count;
    mdl_pool_id id = find_pool(b, sim_arena_print(b->arena, "host.%s", name));
    struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, id);

    if (id < before) {
        return id;
    }
    pool->host = pool->need_based_growth = true;
    pool->self_insert_defers = false;
    pool->list_count = 1;
    pool->priority = 8;
    pool->max_threads = b->host_max_threads;
    pool->maximum_concurrency = pool->dynamic_max = pool->thread_max = pool->max_threads;
    pool->idle_exit_ns = SIM_INSTANT_NEVER;
    return id;
}

/* W118: the interrupts of a device have threads of their own: as many as interrupts at most, as
   many as processors from the start. */
static mdl_pool_id interrupt_pool(struct scn_build *b, uint32_t driver)
{
    const char *prefix = SCN_AT(struct scn_driver, b->drivers, driver)->prefix;
    mdl_pool_id id = host_pool(b, sim_arena_print(b->arena, "%s.interrupts", prefix));
    struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, id);
    uint32_t count = scn_reflector_count(b, driver), processors = b->profile.processor_count;

    pool->max_threads = pool->thread_max = pool->maximum_concurrency = count;
    pool->static_threads = count < processors ? count : processors;
    pool->dynamic_max = count - pool->static_threads;
    return id;
}

/*
 * How many objects an item has, or, if steps create them, can have at once: as many slots as
 * `instances` says.
 */
#define INSTANCES_MAX 262144u        /* all together: keeps the memory of a run bounded */
#define SLOTS 1024u                  /* of a dynamic item that does not say */

/* Whether steps create it is known only now, and with it the default. */
static void record_instances(struct scn_build *b, const struct scn_item_needs *needs,
                             uint32_t count)
{
    const char *value = sim_arena_print(b->arena, "%u", count);

    scn_build_parameter(b, needs->instances_path, value, "default");
    scn_filled_note(b, needs->place, "instances", needs->instances_path, value, "default");
}

static void give_instances(struct scn_build *b, uint32_t id)
{
    const struct scn_item_needs *needs = SCN_AT(struct scn_item_needs, b->item_needs, id);
    struct mdl_item *item = SCN_AT(struct mdl_item, b->items, id);

    item->dynamic = needs->created;
    item->deleted = needs->deleted;
    item->destroys = needs->destroy != NULL;
    item->disposer = scn_disposal_of(b, id);
    if (needs->instances_path != NULL) {
        item->instance_count = item->dynamic ? SLOTS : 1;
        record_instances(b, needs, item->instance_count);
    }
    if (b->instance_count + item->instance_count > INSTANCES_MAX) {
        scn_diags_add(b->diags, SCN_S_OUT_OF_RANGE, needs->at, NULL,
                      "a scenario has at most %u instances of work items", INSTANCES_MAX);
        item->instance_count = 1;
    }
    item->instance_first = b->instance_count;
    b->instance_count += item->instance_count;
}

static void place_item(struct scn_build *b, uint32_t id)
{
    const struct scn_item_needs *needs = SCN_AT(struct scn_item_needs, b->item_needs, id);
    const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, needs->driver);
    const struct mdl_windows_queue *queue =
        needs->ndis       ? mdl_windows_queue_row(0) /* W58 */
        : needs->storport ? b->storport_queue        /* W60: nobody says */
                          : needs->queue;
    struct mdl_item *item;

    scn_frameworks_decide(b, id);
    item = SCN_AT(struct mdl_item, b->items, id);
    item->pool = needs->of_interrupt              ? interrupt_pool(b, needs->driver)
                 : scn_frameworks_is_user(driver) ? host_pool(b, driver->name)
                 : has_fixed_threads(b)           ? fixed_pool(b, queue)
                                                  : prioritised_pool(b,
                                                                     item->family != MDL_ITEM_EX);
    item->priority = needs->custom_priority >= 0 ? (uint8_t)needs->custom_priority
                                                 : queue->priority;
}

void scn_pools_make(struct scn_build *b)
{
    scn_reflector_finish(b);
    for (uint32_t i = 0; i < b->items.count; i++) {
        give_instances(b, i);
        place_item(b, i);
    }
    for (uint32_t i = 0; has_fixed_threads(b) && i < CONFIGURED; i++) {
        if (b->counts.origin[i] != NULL) {
            fixed_pool(b, mdl_windows_queue_row(i));
        }
    }
}

void scn_pools_number(struct scn_build *b, struct mdl_plan *plan)
{
    uint32_t next = b->threads.count;

    plan->balance_thread = MDL_NONE;
    for (uint32_t i = 0; i < b->pools.count && plan->balance_thread == MDL_NONE; i++) {
        if (!SCN_AT(struct mdl_pool, b->pools, i)->host) {
            plan->balance_thread = next;
            next += b->profile.node_last + 1u;
        }
    }
    for (uint32_t i = 0; i < b->pools.count; i++) {
        struct mdl_pool *pool = SCN_AT(struct mdl_pool, b->pools, i);

        pool->thread_first = next;
        next += pool->thread_max;
    }
    plan->thread_total = next;
    scn_assumptions_add(b);
}
