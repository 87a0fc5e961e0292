/*
 * Interrupts.
 *
 * An interrupt makes up to four objects: the line itself, its ISR (.isr), its DPC (.dpc) and its
 * work item (.work_item).
 */
#include "scenarios/language/interrupts.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/names.h"
#include "scenarios/language/reflector.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/serialization.h"
#include "scenarios/language/streams.h"
#include "sim/base/arena.h"

static void mark_used(struct scn_build *b, uint32_t symbol)
{
    SCN_AT(struct scn_symbol, b->symbols, symbol)->used = true;
}

static void read_level(const struct scn_view *v, struct mdl_line *line)
{
    struct scn_build *b = v->build;
    const struct scn_node *node = scn_view_node(v, SCN_KEY_INTERRUPT_irql);
    const struct mdl_irql *table = b->irql;
    int64_t irql;

    if (!scn_view_whole(v, SCN_KEY_INTERRUPT_irql, 0, 255, &irql)) {
        irql = table->device_low;
    }
    if (node != NULL && (irql < table->device_low || irql > table->device_high)) {
        const char *name = irql <= table->high ? mdl_irql_name(table, (uint8_t)irql) : "no level";

        scn_diags_add(b->diags, SCN_S_DEVICE_LEVEL, node->at, NULL,
                      "%lld is not a device level on %s", (long long)irql, table->architecture);
        scn_diags_label(b->diags, "%s; devices use %u to %u", name, table->device_low,
                        table->device_high);
        scn_diags_hint(b->diags, irql >= table->clock
                                     ? "an ISR at %lld would hold back the clock itself; try "
                                       "irql: 7"
                                     : "an ISR at %lld would not run as one; try irql: 7",
                       (long long)irql);
        irql = table->device_low;
    }
    line->irql = (uint8_t)irql;
    line->synchronize_irql = (uint8_t)irql;
}

static void read_wiring(const struct scn_view *v, struct mdl_line *line)
{
    uint32_t index;
    int64_t vector;

    scn_view_word(v, SCN_KEY_INTERRUPT_trigger, &index);
    line->trigger = (uint8_t)index;
    scn_view_word(v, SCN_KEY_INTERRUPT_affinity, &index);
    line->affinity_strategy = (uint8_t)index;
    scn_view_processors(v, SCN_KEY_INTERRUPT_processors, &line->processors);
    line->vector = MDL_NONE;
    if (scn_view_node(v, SCN_KEY_INTERRUPT_vector) != NULL
        && scn_view_whole(v, SCN_KEY_INTERRUPT_vector, 0, 65535, &vector)) {
        line->vector = (uint32_t)vector;
    }
}

/* W107, I22: which interrupts can be handled at PASSIVE_LEVEL. */
static bool read_passive(const struct scn_objects_entry *e, const struct scn_view *v,
                         struct mdl_line *line)
{
    struct scn_build *b = e->build;
    const struct scn_driver *driver = SCN_AT(struct scn_driver, b->drivers, e->driver);
    const struct scn_node *node = scn_view_node(v, SCN_KEY_INTERRUPT_passive);
    bool kmdf = driver->framework == SCN_FRAMEWORK_KMDF, passive;

    scn_view_truth(v, SCN_KEY_INTERRUPT_passive, &passive);
    if (!passive) {
        return false;
    }
    if (b->profile.era == MDL_ERA_LEGACY
        || (kmdf && driver->major == 1 && driver->minor < 11)) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "passive-level interrupts need Windows 8 and, in KMDF, 1.11: "
                      "STATUS_NOT_SUPPORTED (W107)");
    } else if (kmdf && line->trigger == MDL_TRIGGER_MESSAGE) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "a message-signaled interrupt is handled at its device level in KMDF (W107)");
    }
    line->synchronize_irql = MDL_IRQL_PASSIVE;
    return true;
}

static void read_isr(const struct scn_objects_entry *e, const struct scn_view *v,
                     struct mdl_line *line)
{
    struct scn_build *b = e->build;
    const char *path = sim_arena_print(b->arena, "%s.isr", e->path);

    line->isr_object = scn_build_object(b, path, MDL_OBJECT_ISR);
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_ISR, line->synchronize_irql,
                                             MDL_NONE,
                                             line->isr_object, MDL_LABEL_KIND_ISR};

    scn_view_record(v, SCN_KEY_INTERRUPT_isr);
    line->isr = scn_routines_add(b, &owner, scn_view_node(v, SCN_KEY_INTERRUPT_isr),
                                 &line->isr_label);
    mark_used(b, scn_build_symbol(b, path, MDL_OBJECT_ISR, b->lines.count, e->key->at));
}

static void read_dpc(const struct scn_objects_entry *e, const struct scn_view *v,
                     struct mdl_line *line)
{
    struct scn_build *b = e->build;
    const struct scn_node *node = scn_view_node(v, SCN_KEY_INTERRUPT_dpc);
    const char *path = sim_arena_print(b->arena, "%s.dpc", e->path);
    const struct scn_node *callback = node;
    struct mdl_dpc dpc = {0};
    struct scn_view inner;

    line->dpc = MDL_NONE;
    if (node == NULL) {
        return;
    }
    scn_view_open(b, node->kind == SCN_TREE_MAP ? node : NULL, SCN_SECTION_INTERRUPT_DPC, path,
                  &inner);
    scn_objects_dpc_keys(&inner, SCN_KEY_INTERRUPT_DPC_importance,
                         SCN_KEY_INTERRUPT_DPC_processor, SCN_KEY_INTERRUPT_DPC_carries, &dpc);
    scn_objects_threaded(e, &inner, SCN_KEY_INTERRUPT_DPC_threaded, true, &dpc);
    if (node->kind == SCN_TREE_MAP) {
        callback = scn_view_node(&inner, SCN_KEY_INTERRUPT_DPC_callback);
        scn_view_record(&inner, SCN_KEY_INTERRUPT_DPC_callback);
    } else {
        scn_view_record(v, SCN_KEY_INTERRUPT_dpc);
    }
    dpc.object = scn_build_object(b, path, MDL_OBJECT_DPC);
    dpc.line = b->lines.count;
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_DPC, MDL_IRQL_DISPATCH,
                                             MDL_NONE, dpc.object, MDL_LABEL_KIND_DPC};

    dpc.program = scn_routines_add(b, &owner, callback, &dpc.label);
    mark_used(b, scn_build_symbol(b, path, MDL_OBJECT_DPC, b->dpcs.count, e->key->at));
    line->dpc = b->dpcs.count;
    *(struct mdl_dpc *)scn_build_push(b, &b->dpcs) = dpc;
}

/*
 * The DPC that the framework keeps for an interrupt's work item (W110): above DISPATCH_LEVEL the
 * ISR can only queue this DPC, and it enqueues the item.
 */
static void add_internal_dpc(const struct scn_objects_entry *e, struct mdl_line *line)
{
    struct scn_build *b = e->build;
    const char *path = sim_arena_print(b->arena, "%s.dpc", e->path);
    struct mdl_dpc dpc = {.importance = MDL_IMPORTANCE_MEDIUM, .processor = MDL_NONE,
                          .lock = MDL_NONE, .line = b->lines.count};

    dpc.object = scn_build_object(b, path, MDL_OBJECT_DPC);
    const struct scn_routines_owner owner = {e->driver, SCN_CALLER_DPC, MDL_IRQL_DISPATCH,
                                             MDL_NONE, dpc.object, MDL_LABEL_KIND_DPC};

    dpc.program = scn_routines_add(b, &owner, NULL, &dpc.label);
    scn_routines_make(b, dpc.program, MDL_STEP_WDF_ENQUEUE, line->item);
    mark_used(b, scn_build_symbol(b, path, MDL_OBJECT_DPC, b->dpcs.count, e->key->at));
    line->dpc = b->dpcs.count;
    *(struct mdl_dpc *)scn_build_push(b, &b->dpcs) = dpc;
}

static void read_item(const struct scn_objects_entry *e, const struct scn_view *v,
                      struct mdl_line *line)
{
    struct scn_build *b = e->build;
    const struct scn_node *node = scn_view_node(v, SCN_KEY_INTERRUPT_work_item);
    const char *path = sim_arena_print(b->arena, "%s.work_item", e->path);
    const struct scn_node *callback = node;
    struct scn_view inner;

    line->item = MDL_NONE;
    if (node == NULL) {
        return;
    }
    if (line->dpc != MDL_NONE) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, node->at, NULL,
                      "an interrupt has a dpc or a work_item, not both");
    }
    scn_view_open(b, node->kind == SCN_TREE_MAP ? node : NULL, SCN_SECTION_INTERRUPT_ITEM, path,
                  &inner);
    if (node->kind == SCN_TREE_MAP) {
        callback = scn_view_node(&inner, SCN_KEY_INTERRUPT_ITEM_callback);
        scn_view_record(&inner, SCN_KEY_INTERRUPT_ITEM_callback);
    } else {
        scn_view_record(v, SCN_KEY_INTERRUPT_work_item);
    }
    line->item = scn_objects_item(e, path, callback, 1,
                                  scn_objects_carries(&inner, SCN_KEY_INTERRUPT_ITEM_carries));
    SCN_AT(struct scn_item_needs, b->item_needs, line->item)->by_wdf = true;
    mark_used(b, sim_intern_find(&b->symbol_paths, path));
    if (line->dpc == MDL_NONE) {
        add_internal_dpc(e, line);
    }
}

/* The DPC or the work item runs under the framework's lock; the ISR never does (I23, I24). */
static void serialize(const struct scn_objects_entry *e, const struct scn_view *v,
                      const struct mdl_line *line)
{
    bool has_item = line->item != MDL_NONE;
    mdl_lock_id lock = scn_serialization_read(e, v, SCN_KEY_INTERRUPT_automatic_serialization,
                                              has_item);

    if (has_item) {
        SCN_AT(struct mdl_item, e->build->items, line->item)->lock = lock;
    } else if (line->dpc != MDL_NONE) {
        SCN_AT(struct mdl_dpc, e->build->dpcs, line->dpc)->lock = lock;
    }
}

void scn_interrupts_read(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct scn_streams_owner stream = {MDL_STREAM_LINE, b->lines.count, 0, e->path, e->name};
    struct mdl_line line = {.chain_next = MDL_NONE, .chain_first = b->lines.count,
                            .lock = MDL_NONE, .thread = MDL_NONE};
    struct scn_line_needs needs = {.driver = e->driver};
    struct scn_view v;

    scn_view_open(b, e->node, SCN_SECTION_INTERRUPT, e->path, &v);
    line.object = scn_build_object(b, e->path, MDL_OBJECT_INTERRUPT);
    uint32_t symbol = scn_build_symbol(b, e->path, MDL_OBJECT_INTERRUPT, b->lines.count,
                                       e->key->at);

    read_level(&v, &line);
    read_wiring(&v, &line);
    needs.passive = read_passive(e, &v, &line);
    needs.lock = scn_view_node(&v, SCN_KEY_INTERRUPT_lock);
    scn_view_record(&v, SCN_KEY_INTERRUPT_lock);
    if (SCN_AT(struct scn_driver, b->drivers, e->driver)->framework == SCN_FRAMEWORK_STORPORT) {
        line.guideline_ns = SCN_STORPORT_GUIDELINE_NS;
    }
    if (scn_frameworks_is_user(SCN_AT(struct scn_driver, b->drivers, e->driver))) {
        scn_reflector_read(e, &v, &line, &needs);
    } else {
        read_isr(e, &v, &line);
        read_dpc(e, &v, &line);
        read_item(e, &v, &line);
        serialize(e, &v, &line);
    }
    if (scn_view_node(&v, SCN_KEY_INTERRUPT_kind) != NULL) {
        scn_values_name(&b->values, scn_view_node(&v, SCN_KEY_INTERRUPT_kind),
                        &stream.request_kind);
        scn_view_record(&v, SCN_KEY_INTERRUPT_kind);
    }
    stream.object = line.object;
    scn_streams_read(&v, SCN_KEY_INTERRUPT_arrivals, &stream, &line.stream_first,
                     &line.stream_count);
    SCN_AT(struct scn_symbol, b->symbols, symbol)->used |= line.stream_count > 0;
    *(struct mdl_line *)scn_build_push(b, &b->lines) = line;
    *(struct scn_line_needs *)scn_build_push(b, &b->line_needs) = needs;
}

/* Where a line was declared. */
static struct scn_range where(const struct scn_build *b, mdl_line_id id)
{
    const struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, id);
    const char *path = SCN_AT(struct mdl_object, b->objects, line->object)->path;
    uint32_t symbol = sim_intern_find(&b->symbol_paths, path);

    return SCN_AT(struct scn_symbol, b->symbols, symbol)->at;
}

/* ---- locks (I12, I17, I25) ------------------------------------------------------------------ */

static bool is_passive(const struct scn_build *b, mdl_line_id id)
{
    return SCN_AT(struct scn_line_needs, b->line_needs, id)->passive;
}

static bool is_user(const struct scn_build *b, mdl_line_id id)
{
    return SCN_AT(struct scn_line_needs, b->line_needs, id)->user_isr != 0;
}

/* The lock of its ISR in the kernel. */
static mdl_lock_id isr_lock(struct scn_build *b, mdl_line_id id)
{
    struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, id);

    if (line->lock == MDL_NONE && !b->trying) {
        const char *path = sim_arena_print(
            b->arena, is_user(b, id) ? "%s.reflector.lock" : "%s.lock",
            SCN_AT(struct mdl_object, b->objects, line->object)->path);

        line->lock = b->locks.count;
        *(struct mdl_lock *)scn_build_push(b, &b->locks) = (struct mdl_lock){
            .object = scn_build_object(b, path, MDL_OBJECT_LOCK),
            .kind = is_passive(b, id) ? MDL_LOCK_WAIT : MDL_LOCK_SPIN,
            .synchronize_irql = line->synchronize_irql};
    }
    return line->lock == MDL_NONE ? 0 : line->lock;
}

mdl_lock_id scn_interrupts_lock(struct scn_build *b, mdl_line_id id)
{
    return is_user(b, id) ? scn_reflector_lock(b, id) : isr_lock(b, id);
}

/* The lock that the interrupt names, if it can be one. */
static void named_lock(struct scn_build *b, mdl_line_id id)
{
    const struct scn_line_needs *needs = SCN_AT(struct scn_line_needs, b->line_needs, id);
    const struct scn_names_wanted wanted = {SCN_NAMES_KIND(LOCK), "lock", "lock"};
    struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, id);
    const struct scn_symbol *symbol;
    struct mdl_lock *lock;

    if (needs->lock->kind != SCN_TREE_SCALAR) {
        return;                       /* reported as a wrong type */
    }
    symbol = scn_names_find(b, SCN_AT(struct scn_driver, b->drivers, needs->driver), needs->lock,
                            needs->lock->text, &wanted);
    if (symbol == NULL) {
        return;
    }
    lock = SCN_AT(struct mdl_lock, b->locks, symbol->id);
    if (lock->kind != (needs->passive ? MDL_LOCK_WAIT : MDL_LOCK_SPIN)) {
        scn_diags_add(b->diags, SCN_S_LOCK_KIND, needs->lock->at, NULL,
                      "the lock of %s interrupt is a %s, and '%s' is another kind (W108)",
                      needs->passive ? "a passive" : "an",
                      needs->passive ? "wait_lock" : "spin_lock", needs->lock->text);
        scn_diags_note(b->diags, symbol->at, "'%s' is declared here", needs->lock->text);
        return;
    }
    line->lock = symbol->id;
    if (line->synchronize_irql > lock->synchronize_irql) {
        lock->synchronize_irql = line->synchronize_irql;
    }
}

/* Two processors can be in its ISR at once: messages and edges that go to several of them. */
static bool may_contend(const struct mdl_line *line)
{
    return line->trigger != MDL_TRIGGER_LEVEL && line->affinity_strategy != 0
           && (line->processors & (line->processors - 1)) != 0;
}

/* Which lines have a lock, and at which level their ISRs run with it. */
static void lock_lines(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->lines.count; i++) {
        if (SCN_AT(struct scn_line_needs, b->line_needs, i)->lock != NULL) {
            named_lock(b, i);
        } else if (is_passive(b, i)) {
            isr_lock(b, i);
        } else if (may_contend(SCN_AT(struct mdl_line, b->lines, i))) {
            isr_lock(b, i);
        }
    }
    for (uint32_t i = 0; i < b->lines.count; i++) {
        struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, i);

        if (line->lock != MDL_NONE) {
            line->synchronize_irql =
                SCN_AT(struct mdl_lock, b->locks, line->lock)->synchronize_irql;
            SCN_AT(struct scn_routine, b->routines, line->isr)->irql = line->synchronize_irql;
        }
    }
}

/* ---- vectors -------------------------------------------------------------------------------- */

static void chain_lines(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->lines.count; i++) {
        struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, i);
        uint32_t before = MDL_NONE;

        for (uint32_t k = i; line->vector != MDL_NONE && k-- > 0;) {
            if (SCN_AT(struct mdl_line, b->lines, k)->vector == line->vector) {
                before = k;
                break;
            }
        }
        if (before == MDL_NONE) {
            continue;
        }
        struct mdl_line *previous = SCN_AT(struct mdl_line, b->lines, before);

        previous->chain_next = i;
        line->chain_first = previous->chain_first;
        scn_build_parameter(b, sim_arena_print(b->arena, "%s.after",
                                               SCN_AT(struct mdl_object, b->objects,
                                                      line->object)->path),
                            SCN_AT(struct mdl_object, b->objects, previous->object)->path,
                            "default");
        if (previous->irql != line->irql || previous->trigger != line->trigger
            || is_passive(b, i) != is_passive(b, before)) {
            scn_diags_add(b->diags, SCN_S_SHARED_VECTOR, where(b, i), NULL,
                          is_passive(b, i) != is_passive(b, before)
                              ? "interrupts of one vector are all passive, or none is"
                              : "interrupts of one vector must agree on irql and trigger");
            scn_diags_note(b->diags, where(b, before), "vector %u is shared with this one",
                           line->vector);
        }
    }
}

/* ---- servers (I22, W109, D19) ---------------------------------------------------------------- */

static mdl_thread_id add_server(struct scn_build *b, const char *path, const struct mdl_thread *as)
{
    struct mdl_thread *thread = scn_build_push(b, &b->threads);
    mdl_thread_id id = b->threads.count - 1;

    *thread = *as;
    thread->object = scn_build_object(b, path, MDL_OBJECT_THREAD);
    thread->stream = MDL_NONE;
    thread->group_first = id;
    thread->group_count = 1;
    return id;
}

static uint64_t all_processors(const struct scn_build *b)
{
    return UINT64_MAX >> (64 - b->profile.processor_count);
}

/* One thread for each passive vector; the lines behind the first share it. */
static void serve_lines(struct scn_build *b)
{
    for (uint32_t i = 0; i < b->lines.count; i++) {
        struct mdl_line *line = SCN_AT(struct mdl_line, b->lines, i);
        const struct mdl_thread as = {.label = line->isr_label, .program = line->isr,
                                      .priority = b->profile.passive_priority,
                                      .processors = all_processors(b),
                                      .serves = MDL_SERVES_LINE, .served = i};

        if (!is_passive(b, i)) {
            continue;
        }
        if (line->chain_first == i) {
            const char *path = SCN_AT(struct mdl_object, b->objects, line->object)->path;

            line->thread = add_server(b, sim_arena_print(b->arena, "%s.thread", path), &as);
        } else {
            line->thread = SCN_AT(struct mdl_line, b->lines, line->chain_first)->thread;
        }
    }
}

/* One thread per processor for threaded DPCs, if there are any; returns the first. */
static mdl_thread_id serve_dpcs(struct scn_build *b)
{
    mdl_thread_id first = MDL_NONE;

    for (uint32_t i = 0; i < b->dpcs.count && first == MDL_NONE; i++) {
        const struct mdl_dpc *dpc = SCN_AT(struct mdl_dpc, b->dpcs, i);

        for (uint32_t p = 0; dpc->threaded && p < b->profile.processor_count; p++) {
            const struct mdl_thread as = {.label = dpc->label, .program = dpc->program,
                                          .priority = 31, .processors = UINT64_C(1) << p,
                                          .serves = MDL_SERVES_DPCS, .served = p};
            mdl_thread_id id = add_server(
                b, sim_arena_print(b->arena, "processor.%u.dpc_thread", p), &as);

            first = p == 0 ? id : first;
        }
    }
    return first;
}

void scn_interrupts_share(struct scn_build *b)
{
    chain_lines(b);
    lock_lines(b);
    serve_lines(b);
    b->dpc_thread = serve_dpcs(b);
}
