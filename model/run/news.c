/* News: one function per kind of row; see the header. */
#include "model/run/news.h"

#include <inttypes.h>
#include <string.h>

#include "model/machine/machine.h"
#include "model/observe/findings.h"
#include "model/observe/story_words.h"
#include "model/observe/tape.h"
#include "model/observe/tell.h"
#include "model/run/chronicle_words.h"
#include "model/run/scene_words.h"

struct teller {
    struct sim_arena *arena;
    const struct mdl_machine *m;
    const struct mdl_plan *plan;
    const struct mdl_scene *before, *after;
    const struct mdl_tape_row *rows;
    uint32_t row_count;
    struct mdl_story_sentence *list;
    uint32_t count;                   /* told, also beyond MDL_NEWS_MAX */
    const char *who[MDL_PROCESSORS_MAX]; /* executes there by now */
};

#define PRINT(t, ...) sim_arena_print((t)->arena, __VA_ARGS__)

static void say(struct teller *t, const struct mdl_tape_row *row, const char *what,
                const char *rule)
{
    if (t->count > 0 && t->count <= MDL_NEWS_MAX &&
        strcmp(t->list[t->count - 1u].what, what) == 0) {
        return;                       /* the same again adds nothing */
    }
    if (t->count < MDL_NEWS_MAX) {
        t->list[t->count] = (struct mdl_story_sentence){row->at, what, rule};
    }
    t->count++;
}

static const char *path(const struct teller *t, mdl_object_id object)
{
    return object < t->plan->object_count ? t->plan->objects[object].path : "nobody";
}

static const char *thread(const struct teller *t, mdl_thread_id id)
{
    return mdl_scene_words_thread(t->arena, t->plan, id);
}

static const char *instance(const struct teller *t, mdl_instance_id id)
{
    return mdl_scene_words_instance(t->arena, t->plan, id);
}

/* Whose step it was. */
static const char *actor(const struct teller *t, const struct mdl_tape_row *row)
{
    return row->actor == MDL_TAPE_NOBODY || t->who[row->actor] == NULL ? "a device"
                                                                       : t->who[row->actor];
}

static const struct mdl_scene_frame *frame_of(const struct mdl_scene *scene, mdl_processor_id p,
                                              unsigned kind, uint32_t object)
{
    const struct mdl_scene_processor *processor = &scene->processors[p];

    for (uint32_t i = processor->frame_count; i-- > 0;) {
        if (processor->frames[i].kind == kind && processor->frames[i].object == object) {
            return &processor->frames[i];
        }
    }
    return NULL;
}

static unsigned irql_before(const struct teller *t, mdl_processor_id p)
{
    return t->before == NULL ? 0 : t->before->processors[p].irql;
}

static bool is_thread_frame(const struct mdl_scene_frame *f)
{
    return f->kind == MDL_CONTEXT_THREAD || f->kind == MDL_CONTEXT_WORKER ||
           f->kind == MDL_CONTEXT_SERVER || f->kind == MDL_CONTEXT_BALANCE;
}

/* The thread that owns the processor now, or NULL. */
static const char *owner(const struct teller *t, mdl_processor_id p)
{
    const struct mdl_scene_processor *processor = &t->after->processors[p];

    return processor->frame_count > 0 && is_thread_frame(&processor->frames[0])
               ? mdl_scene_words_who(t->arena, t->plan, &processor->frames[0])
               : NULL;
}

/* ---- interrupts ------------------------------------------------------------------------------ */

/* Who had to stop for what came at p. */
static void tell_interrupted(struct teller *t, const struct mdl_tape_row *row, mdl_processor_id p)
{
    const struct mdl_scene_frame *top =
        t->before == NULL ? NULL : mdl_scene_top(&t->before->processors[p]);
    const char *name;

    if (top == NULL) {
        return;
    }
    name = mdl_scene_words_who(t->arena, t->plan, top);
    if (is_thread_frame(top)) {
        say(t, row, PRINT(t, "%s is interrupted, not switched: it still owns processor %" PRIu32
                          ".", name, p), "I11");
    } else {
        say(t, row, PRINT(t, "%s is interrupted and goes on afterwards.", name),
            top->kind == MDL_CONTEXT_DPC ? "D14" : "I2");
    }
}

static void asserted(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_line *line = &t->plan->lines[row->object];
    const char *name = path(t, line->object);
    unsigned was = irql_before(t, row->processor);

    if (row->detail != 0) {
        say(t, row, PRINT(t, "%s asserts again before it was taken: the two are one interrupt.",
                          name), "I16");
    } else if (frame_of(t->after, row->processor, MDL_CONTEXT_ISR, row->object) != NULL &&
               line->irql > was) {
        say(t, row, PRINT(t, "%s asserts. %u > %u, so processor %u takes it at once.", name,
                          line->irql, was, row->processor), "I2");
        tell_interrupted(t, row, row->processor);
    } else if (t->m->lines[row->object].masked != 0) {
        say(t, row, PRINT(t, "%s asserts while it is masked: it pends until it is unmasked.",
                          name), "I11");
    } else if (t->m->lines[row->object].pending_on == row->processor) {
        say(t, row, PRINT(t, "%s asserts. %u is not above %u: it pends until the level of "
                          "processor %u drops.", name, line->irql,
                          t->after->processors[row->processor].irql, row->processor), "I2");
    } else {
        say(t, row, PRINT(t, "%s asserts on processor %u.", name, row->processor), "I11");
    }
}

static void withdrawn(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s no longer asserts: what was pending is withdrawn.",
                      path(t, t->plan->lines[row->object].object)), "I11");
}

static void isr_entered(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_line *line = &t->plan->lines[row->object];
    const char *name = mdl_scene_words_callback(t->plan, line->isr_label);

    t->who[row->processor] = name;
    say(t, row, PRINT(t, "%s begins for %s at IRQL %u%s.", name, path(t, line->object),
                      line->thread == MDL_NONE ? line->synchronize_irql : 0u,
                      row->detail != 0 ? "" : ", though its own device is silent"),
        line->thread == MDL_NONE ? "I3" : "I22");
}

static bool queued_its_dpc(const struct teller *t, const struct mdl_tape_row *left)
{
    for (uint32_t i = 0; i < t->row_count && &t->rows[i] < left; i++) {
        const struct mdl_tape_row *row = &t->rows[i];

        if (row->kind == MDL_TAPE_DPC_INSERTED && row->detail != 0 &&
            row->actor == left->processor && t->plan->dpcs[row->object].line == left->object) {
            return true;
        }
    }
    return false;
}

static void isr_left(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_scene_frame *top = mdl_scene_top(&t->after->processors[row->processor]);
    const char *name = mdl_scene_words_callback(t->plan, t->plan->lines[row->object].isr_label);
    const char *below = owner(t, row->processor);
    const char *what = PRINT(t, queued_its_dpc(t, row) ? "%s queued its DPC and returned."
                                                       : "%s returned.", name);

    t->who[row->processor] = below;
    if (row->detail == 0) {
        say(t, row, PRINT(t, "%s The interrupt was not its own.", what), "I14");
    } else if (top != NULL && top->kind == MDL_CONTEXT_DPC && below != NULL) {
        say(t, row, PRINT(t, "%s A DPC is due before %s may go on.", what, below), "I8");
    } else {
        say(t, row, what, "I11");
    }
}

/* ---- DPCs and timers ------------------------------------------------------------------------- */

static void dpc_inserted(struct teller *t, const struct mdl_tape_row *row)
{
    const char *name = path(t, t->plan->dpcs[row->object].object);

    if (row->detail == 0) {
        say(t, row, PRINT(t, "%s is queued already: this insert changes nothing.", name), "D3");
    } else {
        say(t, row, PRINT(t, "%s queues %s on processor %u.", actor(t, row), name,
                          row->processor), "D4");
    }
}

static void dpc_removed(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s is taken off its queue and will not run.",
                      path(t, t->plan->dpcs[row->object].object)), "D23");
}

static void dpc_entered(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_dpc *dpc = &t->plan->dpcs[row->object];
    const char *name = mdl_scene_words_callback(t->plan, dpc->label);

    t->who[row->processor] = name;
    say(t, row, PRINT(t, "%s begins for %s on processor %u; it has left its queue.", name,
                      mdl_scene_words_dpc(t->plan, row->object), row->processor),
        dpc->threaded ? "D19" : "D6");
}

static void dpc_left(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_scene_frame *top = mdl_scene_top(&t->after->processors[row->processor]);
    const char *name = mdl_scene_words_callback(t->plan, t->plan->dpcs[row->object].label);
    const char *below = owner(t, row->processor);

    t->who[row->processor] = below;
    if (below != NULL && top != NULL && is_thread_frame(top)) {
        say(t, row, PRINT(t, "%s returned and nothing waits at DISPATCH_LEVEL: the thread goes "
                          "on.", name), "D12");
    } else {
        say(t, row, PRINT(t, "%s returned.", name), "D12");
    }
}

static void timer(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s expires.", path(t, t->plan->timers[row->object].object)),
        t->plan->timers[row->object].high_resolution ? "D17" : "D16");
}

static void timer_entered(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_timer *of = &t->plan->timers[row->object];

    t->who[row->processor] = mdl_scene_words_callback(t->plan, of->label);
    say(t, row, PRINT(t, "%s begins for %s, called by the drain before queued DPCs.",
                      t->who[row->processor], path(t, of->object)), "D16");
}

static void timer_left(struct teller *t, const struct mdl_tape_row *row)
{
    const char *name = mdl_scene_words_callback(t->plan, t->plan->timers[row->object].label);

    t->who[row->processor] = owner(t, row->processor);
    say(t, row, PRINT(t, "%s returned.", name), "D12");
}

/* ---- work items ------------------------------------------------------------------------------ */

static const struct mdl_scene_pool *pool_in(const struct mdl_scene *scene, mdl_pool_id pool)
{
    for (uint32_t i = 0; scene != NULL && i < scene->pool_count; i++) {
        if (scene->pools[i].pool == pool) {
            return &scene->pools[i];
        }
    }
    return NULL;
}

static uint32_t place_in(const struct mdl_scene_pool *pool, mdl_instance_id id)
{
    for (uint32_t i = 0; i < pool->queued.count && i < MDL_SCENE_NAMED; i++) {
        if (pool->queued.ids[i] == id) {
            return i;
        }
    }
    return MDL_NONE;
}

static const struct mdl_tape_row *handed_row(const struct teller *t, mdl_instance_id id)
{
    for (uint32_t i = 0; i < t->row_count; i++) {
        if (t->rows[i].kind == MDL_TAPE_HANDED && t->rows[i].object == id) {
            return &t->rows[i];
        }
    }
    return NULL;
}

/* Why it waits, or who gets it. */
static void tell_reason(struct teller *t, const struct mdl_tape_row *row)
{
    mdl_pool_id pool = t->plan->items[t->plan->instance_item[row->object]].pool;
    const struct mdl_scene_pool *p = pool_in(t->after, pool);
    uint32_t place = p == NULL ? MDL_NONE : place_in(p, row->object);
    struct mdl_story_words_pool found;
    const char *rule, *what;

    if (handed_row(t, row->object) != NULL || place == MDL_NONE) {
        return;                       /* its own row tells the rest */
    }
    found = (struct mdl_story_words_pool){p->busy, p->idle.count, p->current, p->maximum, place};
    what = mdl_story_words_queued(t->arena, instance(t, row->object), &found, &rule);
    if (t->plan->pools[pool].list_count == 1) {
        say(t, row, what, rule);
    }
}

static void called(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_item *item = &t->plan->items[t->plan->instance_item[row->object]];
    bool is_wdf = item->family == MDL_ITEM_WDF;

    if (row->detail == MDL_CALL_COALESCED) {
        say(t, row, mdl_story_words_merged(t->arena, instance(t, row->object)),
            is_wdf ? "W82" : "W65");
    } else if (row->detail == MDL_CALL_REFUSED) {
        say(t, row, PRINT(t, "%s wants to queue %s and is refused.", actor(t, row),
                          instance(t, row->object)), "");
    } else {
        say(t, row, PRINT(t, "%s queued %s: not queued before, so it goes to %s.",
                          actor(t, row), instance(t, row->object),
                          mdl_scene_words_the_pool(t->arena, t->plan, item->pool)),
            is_wdf ? "W81" : "W65");
        tell_reason(t, row);
    }
}

static void handed(struct teller *t, const struct mdl_tape_row *row)
{
    mdl_pool_id id = t->m->threads[row->other].pool;
    const struct mdl_scene_pool *was = pool_in(t->before, id);
    bool waited = was != NULL && place_in(was, row->object) != MDL_NONE;

    say(t, row, waited ? PRINT(t, "%s takes %s from the head of the list.", thread(t, row->other),
                               instance(t, row->object))
                       : PRINT(t, "%s goes straight to %s, which began to wait last.",
                               instance(t, row->object), thread(t, row->other)),
        waited ? "W13" : "W11");
}

static void entered(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_item *item = &t->plan->items[t->plan->instance_item[row->object]];
    const char *name = mdl_scene_words_callback(t->plan, item->label);

    if (row->actor != MDL_TAPE_NOBODY) {
        t->who[row->actor] = name;
    }
    say(t, row, PRINT(t, "%s enters: %s runs in %s.", name, instance(t, row->object),
                      thread(t, row->other)), "W2");
}

static void left(struct teller *t, const struct mdl_tape_row *row)
{
    if (row->actor != MDL_TAPE_NOBODY) {
        t->who[row->actor] = thread(t, row->other);
    }
    say(t, row, PRINT(t, "%s ends.", instance(t, row->object)), "W3");
}

static void flush(struct teller *t, const struct mdl_tape_row *row)
{
    const char *name = path(t, t->plan->items[row->object].object);

    say(t, row, row->detail != 0
                    ? PRINT(t, "The flush of %s returns to %s.", name, thread(t, row->other))
                    : PRINT(t, "%s flushes %s: it waits while that is queued or running.",
                            thread(t, row->other), name), "W88");
}

/* Those of the beginning are no news. */
static void created(struct teller *t, const struct mdl_tape_row *row)
{
    if (t->before == NULL) {
        return;
    }
    say(t, row, PRINT(t, "One more thread for %s: %s.",
                      path(t, t->plan->pools[row->object].object), thread(t, row->other)), "");
}

static void exited(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s has been idle for too long and exits.", thread(t, row->other)),
        t->plan->profile.era < MDL_ERA_WIN81 ? "W33" : "W53");
}

/* ---- threads --------------------------------------------------------------------------------- */

static bool is_balance(const struct teller *t, mdl_thread_id id)
{
    return t->plan->balance_thread != MDL_NONE && id >= t->plan->balance_thread &&
           id - t->plan->balance_thread <= t->plan->profile.node_last;
}

static void ready(struct teller *t, const struct mdl_tape_row *row)
{
    if (is_balance(t, row->object)) {
        say(t, row, "The balance manager is woken.",
            t->plan->profile.era < MDL_ERA_WIN81 ? "W25 W26" : "W49 W52");
    } else if (row->detail != 0) {
        say(t, row, PRINT(t, "%s is pre-empted by a thread of higher priority and stays first "
                          "among its equals.", thread(t, row->object)), "T3");
    } else {
        say(t, row, PRINT(t, "%s is ready on processor %u.", thread(t, row->object),
                          row->processor), "T5");
    }
}

static void moved(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s moves to processor %u.", thread(t, row->object), row->processor),
        "T5");
}

static void runs(struct teller *t, const struct mdl_tape_row *row)
{
    t->who[row->processor] = thread(t, row->object);
    if (is_balance(t, row->object)) {
        return;                       /* it was woken, and what it does is told */
    }
    say(t, row, PRINT(t, "%s is switched in on processor %u.", thread(t, row->object),
                      row->processor), "T2");
}

static void tell_block(struct teller *t, const struct mdl_tape_row *row)
{
    mdl_instance_id holds = t->m->threads[row->object].instance;
    const char *what = row->other < t->plan->object_count ? path(t, row->other)
                       : row->detail == MDL_WAIT_DELAY    ? "a delay"
                                                          : "something outside";

    if (row->object >= t->plan->thread_count && holds != MDL_NONE) {
        say(t, row, PRINT(t, "%s; its worker stays held, its place is free.",
                          mdl_story_words_blocks(t->arena, instance(t, holds), what)), "W14");
    } else {
        say(t, row, PRINT(t, "%s.", mdl_story_words_blocks(t->arena, thread(t, row->object),
                                                           what)), "");
    }
}

static void waits(struct teller *t, const struct mdl_tape_row *row)
{
    if (is_balance(t, row->object)) {
        say(t, row, "The balance manager waits until it is needed or a second is over.",
            t->plan->profile.era < MDL_ERA_WIN81 ? "W26" : "W52");
    } else if (row->detail != MDL_WAIT_QUEUE) {
        tell_block(t, row);
    } else if (t->before != NULL) {   /* those of the beginning are no news */
        say(t, row, PRINT(t, "%s has no item and waits for its queue.", thread(t, row->object)),
            "W13");
    }
}

static void ended(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s has come to its end.", thread(t, row->object)), "");
}

static void boosted(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s gets priority %u.", thread(t, row->object), row->detail),
        row->processor != 0 ? "T14" : "T10");
}

/* ---- locks, events, requests ----------------------------------------------------------------- */

static const char *label(const struct teller *t, mdl_label_id id)
{
    return mdl_scene_words_callback(t->plan, id);
}

static bool is_granted(const struct teller *t, const struct mdl_tape_row *tried)
{
    for (const struct mdl_tape_row *row = tried; row < t->rows + t->row_count; row++) {
        if (row->kind == MDL_TAPE_GRANTED && row->object == tried->object &&
            row->other == tried->other) {
            return true;
        }
    }
    return false;
}

static void tried(struct teller *t, const struct mdl_tape_row *row)
{
    if (!is_granted(t, row)) {
        say(t, row, PRINT(t, "%s asks for %s, which somebody holds.", label(t, row->more),
                          path(t, t->plan->locks[row->object].object)), "");
    }
}

static void granted(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s gets %s.", label(t, row->more),
                      path(t, t->plan->locks[row->object].object)), "");
}

static void given_up(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "Somebody gives up waiting for %s.",
                      path(t, t->plan->locks[row->object].object)), "");
}

static void released(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "%s is released.", path(t, t->plan->locks[row->object].object)), "");
}

static void event(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, row->detail != 0 ? "%s is signalled." : "%s is reset.",
                      path(t, t->plan->events[row->object].object)),
        row->detail != 0 ? "T9" : "");
}

/* Requests of an interrupt show themselves by its assertion. */
static void arrived(struct teller *t, const struct mdl_tape_row *row)
{
    if (t->plan->streams[row->object].kind != MDL_STREAM_LINE &&
        t->plan->streams[row->object].kind != MDL_STREAM_TIMER) {
        say(t, row, PRINT(t, "A request of %s arrives.",
                          path(t, t->plan->streams[row->object].object)), "");
    }
}

static void finished(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "A request of %s is finished.",
                      path(t, t->plan->streams[row->object].object)), "");
}

static void lost(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "A request of %s is lost: nobody will finish it.",
                      path(t, t->plan->streams[row->object].object)), "");
}

static const char *station(const struct teller *t, uint32_t on)
{
    return on < t->plan->queue_count
               ? path(t, t->plan->queues[on].object)
               : path(t, t->plan->targets[on - t->plan->queue_count].object);
}

static void joined(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "A request waits in %s.", station(t, row->object)), "");
}

static void taken(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "A request is taken out of %s.", station(t, row->object)), "");
}

static void timed_out(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, "A request in %s has timed out.", station(t, row->object)), "");
}

static void serves(struct teller *t, const struct mdl_tape_row *row)
{
    say(t, row, PRINT(t, row->detail != 0 ? "%s begins with a request."
                                          : "%s has finished a request.",
                      station(t, row->object)), "");
}

static void operation(struct teller *t, const struct mdl_tape_row *row)
{
    static const char *const words[] = {
        [MDL_PNP_TOLD_START] = "its start", [MDL_PNP_TOLD_D0_EXIT] = "leaving D0",
        [MDL_PNP_TOLD_REMOVE] = "its removal", [MDL_PNP_TOLD_UNLOAD] = "unloading"};

    say(t, row, PRINT(t, "%s: %s %s.", path(t, t->plan->devices[row->object].object),
                      row->detail < MDL_PNP_TOLD_COUNT ? words[row->detail] : "",
                      row->processor != 0 ? "has ended" : "begins"), "");
}

static void finding(struct teller *t, const struct mdl_tape_row *row)
{
    const struct mdl_findings_row *of = mdl_findings_row(row->object);

    say(t, row, PRINT(t, "%s %s: %s", of->code, path(t, row->other), of->sentence), of->rule);
}

/* ---- all of it ------------------------------------------------------------------------------- */

/* Nothing but a change of who executes was told. */
static void occupants(struct teller *t)
{
    for (uint32_t i = 0; i < t->row_count; i++) {
        const struct mdl_tape_row *row = &t->rows[i];

        if (row->kind == MDL_TAPE_OCCUPANT) {
            say(t, row, row->object == MDL_LABEL_IDLE
                            ? PRINT(t, "Processor %u idles.", row->processor)
                        : row->object < MDL_LABEL_WORKER
                            ? PRINT(t, "Processor %u is busy with Windows' own work: %s.",
                                    row->processor, t->plan->labels[row->object].name)
                            : PRINT(t, "Processor %u goes on with %s.", row->processor,
                                    t->plan->labels[row->object].name), "");
        }
    }
}

static void begin(struct teller *t)
{
    for (mdl_processor_id p = 0; t->before != NULL && p < t->before->processor_count; p++) {
        const struct mdl_scene_frame *top = mdl_scene_top(&t->before->processors[p]);

        t->who[p] = top == NULL ? NULL
                    : top->kind == MDL_CONTEXT_WORKER && top->label >= MDL_LABEL_FIRST
                        ? mdl_scene_words_callback(t->plan, top->label)
                        : mdl_scene_words_who(t->arena, t->plan, top);
    }
}

/* An ISR's own DPC is told when the ISR returns at the same instant. */
static bool is_told_later(const struct teller *t, const struct mdl_tape_row *row)
{
    if (row->kind != MDL_TAPE_DPC_INSERTED || row->detail == 0) {
        return false;
    }
    for (const struct mdl_tape_row *r = row; r < t->rows + t->row_count; r++) {
        if (r->kind == MDL_TAPE_ISR_LEFT && r->processor == row->actor &&
            r->object == t->plan->dpcs[row->object].line) {
            return true;
        }
    }
    return false;
}

const struct mdl_story_sentence *mdl_news_of(struct sim_arena *arena, const struct mdl_machine *m,
                                             const struct mdl_scene *before,
                                             const struct mdl_scene *after,
                                             const struct mdl_tape_row *rows, uint32_t count,
                                             uint32_t *ret_count)
{
    static void (*const tellers[MDL_TAPE_KIND_COUNT])(struct teller *,
                                                      const struct mdl_tape_row *) = {
        [MDL_TAPE_ASSERTED] = asserted, [MDL_TAPE_WITHDRAWN] = withdrawn,
        [MDL_TAPE_ISR_ENTERED] = isr_entered, [MDL_TAPE_ISR_LEFT] = isr_left,
        [MDL_TAPE_DPC_INSERTED] = dpc_inserted, [MDL_TAPE_DPC_REMOVED] = dpc_removed,
        [MDL_TAPE_DPC_ENTERED] = dpc_entered, [MDL_TAPE_DPC_LEFT] = dpc_left,
        [MDL_TAPE_TIMER] = timer, [MDL_TAPE_TIMER_ENTERED] = timer_entered,
        [MDL_TAPE_TIMER_LEFT] = timer_left, [MDL_TAPE_CALLED] = called,
        [MDL_TAPE_HANDED] = handed, [MDL_TAPE_ENTERED] = entered, [MDL_TAPE_LEFT] = left,
        [MDL_TAPE_FLUSH] = flush, [MDL_TAPE_CREATED] = created, [MDL_TAPE_EXITED] = exited,
        [MDL_TAPE_READY] = ready, [MDL_TAPE_MOVED] = moved, [MDL_TAPE_RUNS] = runs,
        [MDL_TAPE_WAITS] = waits, [MDL_TAPE_ENDED] = ended, [MDL_TAPE_BOOSTED] = boosted,
        [MDL_TAPE_OPERATION] = operation, [MDL_TAPE_TRIED] = tried,
        [MDL_TAPE_GRANTED] = granted, [MDL_TAPE_GIVEN_UP] = given_up,
        [MDL_TAPE_RELEASED] = released, [MDL_TAPE_EVENT] = event, [MDL_TAPE_ARRIVED] = arrived,
        [MDL_TAPE_FINISHED] = finished, [MDL_TAPE_LOST] = lost, [MDL_TAPE_JOINED] = joined,
        [MDL_TAPE_TAKEN] = taken, [MDL_TAPE_TIMED_OUT] = timed_out, [MDL_TAPE_SERVES] = serves,
        [MDL_TAPE_FINDING] = finding};
    struct teller t = {.arena = arena, .m = m, .plan = m->plan, .before = before, .after = after,
                       .rows = rows, .row_count = count};

    t.list = sim_arena_array(arena, MDL_NEWS_MAX + 1u, sizeof *t.list);
    begin(&t);
    if (before == NULL && count > 0) {
        say(&t, rows, "The machine has started; its workers wait for items.", "");
    }
    for (uint32_t i = 0; i < count; i++) {
        if (tellers[rows[i].kind] != NULL && !is_told_later(&t, &rows[i])) {
            tellers[rows[i].kind](&t, &rows[i]);
        }
    }
    if (t.count == 0) {
        occupants(&t);
    }
    *ret_count = t.count < MDL_NEWS_MAX ? t.count : MDL_NEWS_MAX;
    if (t.count > MDL_NEWS_MAX) {
        t.list[(*ret_count)++] = (struct mdl_story_sentence){
            rows[count - 1u].at,
            PRINT(&t, "And %" PRIu32 " more at this instant.", t.count - MDL_NEWS_MAX), ""};
    }
    return t.list;
}
