/*
 * Targets.
 */
#include "scenarios/language/targets.h"

#include "scenarios/language/diags.h"
#include "scenarios/language/frameworks.h"
#include "scenarios/language/names.h"
#include "scenarios/language/readers.h"
#include "scenarios/language/routines.h"
#include "scenarios/language/streams.h"
#include "scenarios/language/timers.h"
#include "sim/base/arena.h"

static void read_service(const struct scn_view *v, const struct scn_objects_entry *e,
                         struct mdl_target *target)
{
    struct scn_build *b = e->build;
    const struct scn_node *service = scn_view_node(v, SCN_KEY_TARGET_service);
    struct sim_law law = scn_build_constant(0);
    bool assumed = false;

    target->service = MDL_NONE;
    if (service == NULL) {
        return;
    }
    scn_values_duration_law(&b->values, service, &law, &assumed);
    scn_view_record(v, SCN_KEY_TARGET_service);
    target->service = scn_build_draw(b, &law, e->path, "service", assumed);
    scn_build_changeable(b, service, MDL_CHANGE_LAW, target->service);
    if (assumed) {
        scn_build_assume(b, "~", scn_view_path(v, "service"),
                         scn_values_text_node(b->arena, service), "assumed", MDL_NONE);
    }
}

/* Its requests: begun by steps, or its arrivals. */
static void read_stream(const struct scn_view *v, const struct scn_objects_entry *e,
                        struct mdl_target *target)
{
    struct scn_build *b = e->build;
    struct scn_streams_owner stream = {MDL_STREAM_TARGET, b->targets.count, target->object,
                                       e->path, e->name};
    const struct scn_node *arrivals = scn_view_node(v, SCN_KEY_TARGET_arrivals);
    uint32_t count;

    if (arrivals == NULL) {
        stream.kind = MDL_STREAM_STEPS;
        target->stream = scn_streams_silent(b, &stream);
        if (target->service == MDL_NONE) {
            scn_diags_add(b->diags, SCN_S_MISSING_KEY, e->key->at, NULL,
                          "a target needs 'service', or 'arrivals'");
        }
        return;
    }
    scn_streams_read(v, SCN_KEY_TARGET_arrivals, &stream, &target->stream, &count);
    if (target->service != MDL_NONE || count > 1) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, arrivals->at, NULL,
                      count > 1 ? "a target has one arrival process"
                                : "a target has 'service' or 'arrivals', not both");
    }
}

/* A list of its own beside the line's arrivals: in the order of the file. */
static void join_line(struct scn_build *b, struct mdl_target *target, mdl_line_id line)
{
    uint32_t *next = &SCN_AT(struct mdl_line, b->lines, line)->target_first;

    while (*next != 0) {
        next = &SCN_AT(struct mdl_target, b->targets, *next - 1)->next_of_line;
    }
    *next = b->targets.count + 1;
    target->interrupts = true;
    target->line = line;
    SCN_AT(struct mdl_stream, b->streams, target->stream)->owner = line;
}

static void assert_line(const struct scn_view *v, const struct scn_objects_entry *e,
                        const struct scn_node *name, struct mdl_target *target)
{
    const struct scn_names_wanted wanted = {SCN_NAMES_KIND(INTERRUPT), "interrupt", "'interrupt'"};
    const struct scn_symbol *line;

    scn_view_record(v, SCN_KEY_TARGET_interrupt);
    if (name->kind != SCN_TREE_SCALAR) {
        scn_diags_add(e->build->diags, SCN_S_WRONG_TYPE, name->at, NULL,
                      "'interrupt' is the name of an interrupt");
        return;
    }
    line = scn_names_find(e->build, SCN_AT(struct scn_driver, e->build->drivers, e->driver), name,
                          name->text, &wanted);
    if (line == NULL) {
        return;
    }
    if (target->service == MDL_NONE) {
        scn_diags_add(e->build->diags, SCN_S_COMBINATION, name->at, NULL,
                      "a target with arrivals answers its senders; give the arrivals to the "
                      "interrupt instead");
        return;
    }
    join_line(e->build, target, line->id);
}

/* What the framework or the I/O manager has: no steps of the author's. */
static mdl_program_id own_routine(const struct scn_objects_entry *e, enum scn_caller caller,
                                  mdl_object_id object, enum mdl_label_kind kind,
                                  enum mdl_step_kind step, uint32_t id, mdl_label_id *ret_label)
{
    const struct scn_routines_owner owner = {e->driver, caller, MDL_IRQL_DISPATCH, MDL_NONE,
                                             object, kind};
    mdl_program_id program = scn_routines_add(e->build, &owner, NULL, ret_label);

    scn_routines_make(e->build, program, step, id);
    return program;
}

/* The interrupt and the DPC by which it comes back. */
static void add_interrupt(const struct scn_objects_entry *e, struct mdl_target *target)
{
    struct scn_build *b = e->build;
    const char *isr = sim_arena_print(b->arena, "%s.isr", e->path);
    const char *path = sim_arena_print(b->arena, "%s.dpc", e->path);
    struct mdl_line line = {.object = target->object, .item = MDL_NONE, .irql = 5,
                            .synchronize_irql = 5, .trigger = MDL_TRIGGER_MESSAGE,
                            .affinity_strategy = 3, .processors = UINT64_MAX,
                            .vector = MDL_NONE, .chain_next = MDL_NONE,
                            .chain_first = b->lines.count, .lock = MDL_NONE,
                            .thread = MDL_NONE};
    struct mdl_dpc dpc = {.importance = MDL_IMPORTANCE_MEDIUM, .processor = MDL_NONE,
                          .line = b->lines.count, .lock = MDL_NONE};

    line.isr_object = scn_build_object(b, isr, MDL_OBJECT_ISR);
    line.isr = own_routine(e, SCN_CALLER_CALLBACK, line.isr_object, MDL_LABEL_KIND_ISR,
                           MDL_STEP_QUEUE_ISR_DPC, b->lines.count, &line.isr_label);
    dpc.object = scn_build_object(b, path, MDL_OBJECT_DPC);
    dpc.program = own_routine(e, SCN_CALLER_CALLBACK, dpc.object, MDL_LABEL_KIND_DPC,
                              MDL_STEP_TARGET_DONE, b->targets.count, &dpc.label);
    line.dpc = b->dpcs.count;
    target->line = b->lines.count;
    *(struct mdl_dpc *)scn_build_push(b, &b->dpcs) = dpc;
    *(struct mdl_line *)scn_build_push(b, &b->lines) = line;
    *(struct scn_line_needs *)scn_build_push(b, &b->line_needs) =
        (struct scn_line_needs){.driver = e->driver};
}

/* UMDF: a thread of the host process calls completion routines, whatever finished the request. */
static void add_host(const struct scn_objects_entry *e, struct mdl_target *target)
{
    struct scn_build *b = e->build;
    const char *path = sim_arena_print(b->arena, "%s.work_item", e->path);

    target->host = scn_objects_item(e, path, NULL, 1, MDL_CARRIES_ALL);
    scn_routines_make(b, SCN_AT(struct mdl_item, b->items, target->host)->program,
                      MDL_STEP_TARGET_DONE, b->targets.count);
    SCN_AT(struct scn_item_needs, b->item_needs, target->host)->by_wdf = true;
    SCN_AT(struct scn_symbol, b->symbols, sim_intern_find(&b->symbol_paths, path))->used = true;
}

void scn_targets_timed(struct scn_build *b, mdl_target_id id)
{
    const struct mdl_target *target = SCN_AT(struct mdl_target, b->targets, id);

    if (target->timer == MDL_NONE && !b->trying) {
        mdl_timer_id timer = scn_timers_own(b, target->object, MDL_STEP_TARGET_TIMEOUTS, id);

        SCN_AT(struct mdl_target, b->targets, id)->timer = timer;
    }
}

void scn_targets_read(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_target target = {.timer = MDL_NONE, .host = MDL_NONE};
    const struct scn_node *interrupt;
    struct scn_view v;
    int64_t servers, capacity = 0;
    bool started;

    scn_view_open(b, e->node, SCN_SECTION_TARGET, e->path, &v);
    target.object = scn_build_object(b, e->path, MDL_OBJECT_TARGET);
    read_service(&v, e, &target);
    read_stream(&v, e, &target);
    scn_view_whole(&v, SCN_KEY_TARGET_servers, 1, 1000000, &servers);
    scn_view_whole(&v, SCN_KEY_TARGET_capacity, 1, 1000000000, &capacity);
    scn_view_truth(&v, SCN_KEY_TARGET_started, &started);
    target.servers = (uint32_t)servers;
    target.capacity = (uint32_t)capacity;
    target.starts_stopped = !started;
    interrupt = scn_view_node(&v, SCN_KEY_TARGET_interrupt);
    scn_streams_moderation(&v, SCN_KEY_TARGET_moderation,
                           SCN_AT(struct mdl_stream, b->streams, target.stream));
    if (interrupt != NULL) {
        assert_line(&v, e, interrupt, &target);
    } else {
        add_interrupt(e, &target);
        if (scn_frameworks_is_user(SCN_AT(struct scn_driver, b->drivers, e->driver))) {
            add_host(e, &target);
        }
    }
    scn_readers_read(&v, e, &target);
    scn_build_symbol(b, e->path, MDL_OBJECT_TARGET, b->targets.count, e->key->at);
    *(struct mdl_target *)scn_build_push(b, &b->targets) = target;
}
