/* Stories: sentences about one call. */
#include "model/observe/story.h"

#include "model/observe/inside.h"
#include "model/observe/story_words.h"
#include "sim/base/check.h"

static struct mdl_story_sentence *next_line(struct mdl_story *s)
{
    uint32_t n = s->told++;

    return n < MDL_STORY_HEAD ? &s->head[n] : &s->tail[(n - MDL_STORY_HEAD) % MDL_STORY_TAIL];
}

void mdl_story_say(struct mdl_record *r, sim_instant at, const char *what, const char *rule)
{
    *next_line(&r->story) = (struct mdl_story_sentence){at, what, rule};
}

/* 'indexer.scan', or 'indexer.scan #3' where an item has several objects. */
static const char *name_of(struct mdl_record *r, mdl_instance_id instance)
{
    const struct mdl_item *item = &r->plan->items[r->plan->instance_item[instance]];
    const char *path = r->plan->objects[item->object].path;

    if (item->instance_count == 1) {
        return path;
    }
    return sim_arena_print(&r->story.arena, "%s #%u", path,
                           instance - item->instance_first + 1u);
}

static bool watches(const struct mdl_record *r)
{
    return r->story.instance != MDL_NONE && !r->story.over;
}

static bool same_pool(const struct mdl_record *r, mdl_thread_id worker)
{
    return watches(r) && r->threads[worker].pool == r->instances[r->story.instance].of->pool;
}

/* ---- how it found its pool ------------------------------------------------------------------- */

static void say_holders(struct mdl_record *r, sim_instant at, const struct mdl_backlog *b)
{
    static const char *const doing[] = {"computing", "ready", "blocked"};
    const char *list = "";

    for (uint32_t c = 0; c < b->callback_count; c++) {
        for (unsigned a = MDL_BACKLOG_RUNNING; a <= MDL_BACKLOG_BLOCKED; a++) {
            if (b->callbacks[c].held[a] > 0) {
                list = sim_arena_print(&r->story.arena, "%s%s%s %s (%u)", list,
                                       *list == '\0' ? "" : ", ",
                                       r->plan->labels[b->callbacks[c].label].name, doing[a],
                                       b->callbacks[c].held[a]);
            }
        }
    }
    if (*list != '\0') {
        mdl_story_say(r, at, sim_arena_print(&r->story.arena, "The workers are held by %s.", list),
                      "");
    }
}

static void say_reason(struct mdl_record *r, sim_instant at, const char *name)
{
    const struct mdl_inside_item *item = r->instances[r->story.instance].of;
    const struct mdl_backlog *b = &item->in->backlog;
    const struct mdl_backlog_line *line = &b->lines[item->list];
    const struct mdl_story_words_pool pool = {.holders = mdl_backlog_holders(b), .idle = b->idle,
                                              .current = line->current, .maximum = line->maximum,
                                              .ahead = line->depth - 1u};
    const char *rule, *what = mdl_story_words_queued(&r->story.arena, name, &pool, &rule);

    mdl_story_say(r, at, what, rule);
    say_holders(r, at, b);
}

void mdl_story_called(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                      bool coalesced)
{
    struct mdl_story *s = &r->story;
    const char *name;

    if (s->instance != MDL_NONE || s->over || at != s->started_at ||
        r->instances[instance].item != s->item) {
        return;
    }
    s->instance = instance;
    s->worker = r->instances[instance].worker;
    name = name_of(r, instance);
    if (coalesced) {
        mdl_story_say(r, at, mdl_story_words_merged(&s->arena, name), "W82");
        say_holders(r, at, &r->instances[instance].of->in->backlog);
    } else {
        say_reason(r, at, name);
    }
}

/* ---- while it waits -------------------------------------------------------------------- */

static bool is_full(const struct mdl_backlog *b, const struct mdl_inside_pool *pool)
{
    return mdl_backlog_holders(b) == pool->threads.value;
}

/* Who freed the place says so in the same sentence. */
static const char *taking(struct mdl_record *r, sim_instant at, const char *name,
                          mdl_thread_id worker)
{
    struct mdl_story *s = &r->story;
    const struct mdl_inside_pool *pool = r->instances[s->instance].of->in;
    uint32_t held = mdl_backlog_holders(&pool->backlog);
    const char *full = is_full(&pool->backlog, pool)
                           ? sim_arena_print(&s->arena, ": %u of %u workers are held", held, held)
                           : "";

    if (s->freed != NULL && s->freed_at == at && s->freed_told == s->told) {
        const char *what =
            s->freed_by == worker
                ? sim_arena_print(&s->arena, "%s its worker takes %s%s.", s->freed, name, full)
                : sim_arena_print(&s->arena, "%s its place goes to %s%s.", s->freed, name, full);

        s->told--;                    /* the sentence that only said what was freed */
        s->freed = NULL;
        return what;
    }
    return sim_arena_print(&s->arena, "A worker takes %s%s.", name, full);
}

void mdl_story_handed(struct mdl_record *r, sim_instant at, mdl_instance_id instance,
                      mdl_thread_id worker)
{
    struct mdl_story *s = &r->story;

    if (!same_pool(r, worker) || s->worker != MDL_NONE) {
        return;
    }
    if (instance == s->instance) {
        s->worker = worker;
    }
    mdl_story_say(r, at, taking(r, at, name_of(r, instance), worker),
                  s->freed_at == at && s->freed_by != worker ? "W14" : "W13");
}

static void say_freed(struct mdl_record *r, sim_instant at, mdl_thread_id worker,
                      const char *what, const char *rule)
{
    r->story.freed = sim_arena_print(&r->story.arena, "%s;", what);
    r->story.freed_at = at;
    r->story.freed_by = worker;
    mdl_story_say(r, at, sim_arena_print(&r->story.arena, "%s.", what), rule);
    r->story.freed_told = r->story.told;
}

void mdl_story_left(struct mdl_record *r, sim_instant at, mdl_thread_id worker)
{
    if (same_pool(r, worker) && r->story.worker == MDL_NONE) {
        say_freed(r, at, worker, sim_arena_print(&r->story.arena, "%s ends",
                                                 name_of(r, r->threads[worker].instance)), "");
    }
}

void mdl_story_blocks(struct mdl_record *r, sim_instant at, mdl_thread_id thread,
                      enum mdl_wait_reason reason, mdl_object_id object)
{
    const struct mdl_inside_thread *t = &r->threads[thread];
    const char *what = object < r->plan->object_count ? r->plan->objects[object].path
                       : reason == MDL_WAIT_DELAY     ? "a delay"
                                                      : "something outside";

    if (same_pool(r, thread) && t->item != MDL_NONE &&
        (r->story.worker == MDL_NONE || r->story.worker == thread)) {
        say_freed(r, at, thread, mdl_story_words_blocks(&r->story.arena, name_of(r, t->instance),
                                                        what), "W14");
    }
}

void mdl_story_created(struct mdl_record *r, sim_instant at, mdl_thread_id worker)
{
    if (same_pool(r, worker) && r->story.worker == MDL_NONE) {
        mdl_story_say(r, at, sim_arena_print(&r->story.arena, "One more thread for %s.",
                                   r->plan->objects[r->plan->pools[r->threads[worker].pool].object]
                                       .path), "");
    }
}

void mdl_story_locking(struct mdl_record *r, sim_instant at, mdl_thread_id worker,
                       mdl_lock_id lock)
{
    if (watches(r) && worker == r->story.worker) {
        mdl_story_say(r, at, sim_arena_print(&r->story.arena, "%s asks for its lock %s.",
                                   name_of(r, r->story.instance),
                                   r->plan->objects[r->plan->locks[lock].object].path), "W80");
    }
}

void mdl_story_entered(struct mdl_record *r, sim_instant at, mdl_thread_id worker)
{
    struct mdl_story *s = &r->story;
    const char *label;
    uint32_t calls;

    if (!watches(r) || worker != s->worker) {
        return;
    }
    calls = r->threads[worker].handed.count;
    label = r->plan->labels[r->plan->items[s->item].label].name;
    if (calls <= 1) {
        mdl_story_say(r, at, sim_arena_print(&s->arena, "%s enters.", label), "");
    } else {
        mdl_story_say(r, at, sim_arena_print(&s->arena, "%s enters and serves %u calls at once: "
                                             "%u %s merged into this item while it waited.",
                                             label, calls, calls - 1u,
                                             calls == 2 ? "was" : "were"), "W81 W82");
    }
    s->over = true;
}

/* ---- setting a watch ------------------------------------------------------------------------- */

bool mdl_story_watch(struct mdl_record *r, uint32_t series, sim_instant started_at,
                     sim_duration wait_ns)
{
    r->story.started_at = started_at;
    r->story.wait_ns = wait_ns;
    r->story.item = r->story.requests = MDL_NONE;
    for (mdl_item_id item = 0; item < r->plan->item_count; item++) {
        const struct mdl_inside_item *x = &r->items[item];

        if (x->latency == series || x->age == series || x->response == series) {
            r->story.armed = true;
            r->story.item = item;
            return true;
        }
    }
    r->story.armed = mdl_story_trips_watch(r, series);
    return r->story.armed;
}

void mdl_story_begin(struct mdl_record *r)
{
    struct mdl_story *s = &r->story;

    r->story_on = s->armed && r->ledger_on;
    s->armed = s->over = false;
    s->instance = s->worker = MDL_NONE;
    s->told = s->count = 0;
    s->trips = NULL;
    s->trips_end = &s->trips;
    s->trip_key = s->trip_count = 0;
    s->freed = NULL;
    s->freed_by = MDL_NONE;
    s->freed_at = SIM_INSTANT_NEVER;
    sim_arena_deinit(&s->arena);
    sim_arena_init(&s->arena);
}

void mdl_story_end(struct mdl_record *r)
{
    struct mdl_story *s = &r->story;
    uint32_t kept, skipped;

    if (!r->story_on) {
        return;
    }
    mdl_story_trips_end(r);
    kept = s->told <= MDL_STORY_HEAD ? s->told : MDL_STORY_HEAD;
    for (s->count = 0; s->count < kept; s->count++) {
        s->lines[s->count] = s->head[s->count];
    }
    skipped = s->told > MDL_STORY_HEAD + MDL_STORY_TAIL
                  ? s->told - MDL_STORY_HEAD - MDL_STORY_TAIL
                  : 0;
    if (skipped > 0) {
        s->lines[s->count++] = (struct mdl_story_sentence){
            s->head[MDL_STORY_HEAD - 1].at,
            sim_arena_print(&s->arena, "(%u more events like these)", skipped), ""};
    }
    for (uint32_t n = kept + skipped; n < s->told; n++) {
        s->lines[s->count++] = s->tail[(n - MDL_STORY_HEAD) % MDL_STORY_TAIL];
    }
    SIM_ASSERT(s->count <= MDL_STORY_LINES);
}

const struct mdl_story_sentence *mdl_story_read(const struct mdl_record *r, uint32_t *ret_count)
{
    *ret_count = r->story.count;
    return r->story.lines;
}
