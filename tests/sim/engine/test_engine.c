/*
 * The run loop, watched through a small world whose handlers are scripts: each slot does what
 * its test says, and everything that happens is written down as "slot@time" and "settle@time".
 */
#include "sim/engine/engine.h"

#include <stdlib.h>

#include "sim/base/text.h"
#include "tests/lab.h"

enum { SLOTS = 8, SETTLE_RANK = 7 };

struct world {
    struct sim_engine engine;
    struct sim_text story;
    void (*on_fire)(struct world *w, uint32_t slot);
    void (*on_settle)(struct world *w);
    void *block;
    unsigned settled_count;
};

static void fire(void *self, uint32_t slot)
{
    struct world *w = self;

    sim_text_print(&w->story, "%u@%llu ", slot, (unsigned long long)w->engine.now);
    if (w->on_fire != NULL) {
        w->on_fire(w, slot);
    }
}

static void settle(void *self)
{
    struct world *w = self;

    sim_text_print(&w->story, "settle@%llu ", (unsigned long long)w->engine.now);
    w->engine.dirty = false;
    w->settled_count++;
    if (w->on_settle != NULL) {
        w->on_settle(w);
    }
}

static void world_init(struct world *w)
{
    *w = (struct world){.block = malloc(sim_calendar_size(SLOTS / 2, SLOTS / 2))};
    assert_non_null(w->block);
    sim_engine_init(&w->engine, w->block, SLOTS / 2, SLOTS / 2);
    sim_text_init(&w->story);
}

static void world_deinit(struct world *w)
{
    sim_text_deinit(&w->story);
    free(w->block);
}

static enum sim_engine_stop run(struct world *w, sim_instant end_at)
{
    struct sim_engine_world doors = {w, SETTLE_RANK, fire, settle};

    return sim_engine_run(&w->engine, &doors, end_at);
}

TEST(events_fire_in_order_of_time_and_only_once)
{
    struct world w;

    world_init(&w);
    sim_engine_set(&w.engine, 2, 30, 1);
    sim_engine_set(&w.engine, 7, 10, 1);
    sim_engine_set(&w.engine, 0, 20, 1);
    CHECK_INT(run(&w, 1000), ==, SIM_ENGINE_END);
    CHECK_TEXT(w.story.data, "7@10 0@20 2@30 ");
    CHECK_INT(w.engine.events, ==, 3);
    CHECK_INT(w.engine.now, ==, 30);
    world_deinit(&w);
}

TEST(an_event_due_exactly_at_the_end_does_not_happen_until_a_later_end)
{
    struct world w;

    world_init(&w);
    sim_engine_set(&w.engine, 1, 99, 1);
    sim_engine_set(&w.engine, 2, 100, 1);
    CHECK_INT(run(&w, 100), ==, SIM_ENGINE_END);
    CHECK_TEXT(w.story.data, "1@99 ");
    CHECK_INT(w.engine.now, ==, 99);
    CHECK_INT(run(&w, 101), ==, SIM_ENGINE_END);
    CHECK_TEXT(w.story.data, "1@99 2@100 ");
    world_deinit(&w);
}

static void make_dirty(struct world *w, uint32_t slot)
{
    (void)slot;
    w->engine.dirty = true;
}

TEST(settle_sees_the_whole_instant_and_later_ranks_see_a_settled_world)
{
    struct world w;

    world_init(&w);
    w.on_fire = make_dirty;
    sim_engine_set(&w.engine, 3, 10, SETTLE_RANK);  /* a sample                    */
    sim_engine_set(&w.engine, 2, 10, 6);            /* an interrupt from elsewhere */
    sim_engine_set(&w.engine, 1, 10, 1);            /* the end of a segment        */
    sim_engine_set(&w.engine, 0, 11, 1);
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "1@10 2@10 settle@10 3@10 settle@10 0@11 settle@11 ");
    world_deinit(&w);
}

TEST(a_world_that_is_not_dirty_is_not_settled)
{
    struct world w;

    world_init(&w);
    sim_engine_set(&w.engine, 1, 10, 1);
    run(&w, 1000);
    CHECK_INT(w.settled_count, ==, 0);
    world_deinit(&w);
}

TEST(a_world_that_is_dirty_from_the_start_is_settled_before_time_moves)
{
    struct world w;

    world_init(&w);
    w.engine.dirty = true;
    sim_engine_set(&w.engine, 1, 0, 3);
    sim_engine_set(&w.engine, 2, 10, 1);
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "1@0 settle@0 2@10 ");
    world_deinit(&w);
}

static void start_at_once(struct world *w)
{
    if (w->settled_count == 1) { /* what starts now ends now: a zero-length segment */
        sim_engine_set(&w->engine, 5, w->engine.now, 1);
    }
}

TEST(what_settle_creates_at_the_same_instant_happens_at_it_and_is_settled_again)
{
    struct world w;

    world_init(&w);
    w.on_fire = make_dirty;
    w.on_settle = start_at_once;
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 2, 20, 1);
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "1@10 settle@10 5@10 settle@10 2@20 settle@20 ");
    world_deinit(&w);
}

static void rearm(struct world *w, uint32_t slot)
{
    sim_engine_set(&w->engine, slot, w->engine.now + 10 * (slot + 1), 1);
}

TEST(a_handler_that_rearms_its_slot_fires_again)
{
    struct world w;

    world_init(&w);
    w.on_fire = rearm;
    sim_engine_set(&w.engine, 0, 10, 1);
    sim_engine_set(&w.engine, 1, 15, 1);
    run(&w, 41);
    CHECK_TEXT(w.story.data, "0@10 1@15 0@20 0@30 1@35 0@40 ");
    world_deinit(&w);
}

/* Slot 0 goes on twice, 5 later each time; slot 1 sets its neighbour and is over. */
static void set_later(struct world *w, uint32_t slot)
{
    if (slot == 1 || w->engine.now < 20) {
        sim_engine_set_later(&w->engine, slot == 1 ? 2 : slot, 5, 1);
    }
}

TEST(an_event_is_set_so_much_later_whoevers_slot_it_is)
{
    struct world w;

    world_init(&w);
    w.on_fire = set_later;
    sim_engine_set(&w.engine, 0, 10, 1);
    sim_engine_set(&w.engine, 1, 30, 1);
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "0@10 0@15 0@20 1@30 2@35 ");
    world_deinit(&w);
}

static void rearm_at_settle(struct world *w)
{
    if (w->settled_count < 3) {
        sim_engine_set(&w->engine, 4, w->engine.now + 5, 1);
    }
}

TEST(settle_may_rearm_the_slot_that_fired)
{
    struct world w;

    world_init(&w);
    w.on_fire = make_dirty;
    w.on_settle = rearm_at_settle;
    sim_engine_set(&w.engine, 4, 10, 1);
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "4@10 settle@10 4@15 settle@15 4@20 settle@20 ");
    world_deinit(&w);
}

static void clear_own_and_neighbour(struct world *w, uint32_t slot)
{
    sim_engine_clear(&w->engine, slot);
    sim_engine_clear(&w->engine, slot + 1);
}

TEST(an_event_cleared_at_its_own_instant_does_not_happen)
{
    struct world w;

    world_init(&w);
    w.on_fire = clear_own_and_neighbour;
    sim_engine_set(&w.engine, 0, 10, 1);
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 2, 10, 1);
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "0@10 2@10 ");
    world_deinit(&w);
}

static void stop_at_two(struct world *w, uint32_t slot)
{
    w->engine.dirty = true;
    w->engine.stop = slot == 2;
}

TEST(the_world_can_stop_after_an_event_and_go_on_as_if_nothing_had_been)
{
    struct world w;

    world_init(&w);
    w.on_fire = stop_at_two;
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 2, 10, 2);
    sim_engine_set(&w.engine, 3, 10, 3);
    CHECK_INT(run(&w, 1000), ==, SIM_ENGINE_ASKED);
    CHECK_TEXT(w.story.data, "1@10 2@10 ");
    CHECK_INT(run(&w, 1000), ==, SIM_ENGINE_END);
    CHECK_TEXT(w.story.data, "1@10 2@10 3@10 settle@10 ");
    CHECK(!w.engine.stop);
    world_deinit(&w);
}

static void rearm_now(struct world *w, uint32_t slot)
{
    sim_engine_set(&w->engine, slot, w->engine.now, 1);
}

TEST(an_instant_that_never_ends_is_stuck)
{
    struct world w;

    world_init(&w);
    w.on_fire = rearm_now;
    w.engine.steps_max = 50;
    sim_engine_set(&w.engine, 1, 10, 1);
    CHECK_INT(run(&w, 1000), ==, SIM_ENGINE_STUCK);
    CHECK_INT(w.engine.now, ==, 10);
    CHECK_INT(w.engine.events, ==, 51); /* 50 are allowed */
    world_deinit(&w);
}

static void many_steps(struct world *w, uint32_t slot)
{
    (void)slot;
    w->engine.steps += 60;
}

TEST(steps_of_the_world_itself_count_and_moving_time_forgives_them)
{
    struct world w;

    world_init(&w);
    w.on_fire = many_steps;
    w.engine.steps_max = 100;
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 2, 11, 1);
    CHECK_INT(run(&w, 1000), ==, SIM_ENGINE_END);   /* 61 at 10, 61 at 11 */
    sim_engine_set(&w.engine, 1, 12, 1);
    sim_engine_set(&w.engine, 2, 12, 1);
    CHECK_INT(run(&w, 1000), ==, SIM_ENGINE_END);   /* 122 at 12: but no further event */
    sim_engine_set(&w.engine, 3, 12, 1);
    CHECK_INT(run(&w, 1000), ==, SIM_ENGINE_STUCK); /* the 123rd step is one */
    CHECK_INT(w.engine.events, ==, 5);
    world_deinit(&w);
}

/* Slot 1 wants to be 5 later, slot 2 to be gone; each only if nothing else is due just now. */
static void move_alone(struct world *w, uint32_t slot)
{
    uint64_t sequence = sim_calendar_core(&w->engine.calendar)->sequence;
    bool done = slot == 1   ? w->engine.now < 20 && sim_engine_moved_alone(&w->engine, 1, 5, 1)
                : slot == 2 ? sim_engine_cleared_alone(&w->engine, 2)
                            : false;

    sim_text_print(&w->story,
                   done                                                          ? "(alone) "
                   : sim_calendar_core(&w->engine.calendar)->sequence == sequence &&
                           sim_calendar_due(&w->engine.calendar, slot) == w->engine.now
                       ? "(not) "
                       : "(spoilt) ");
}

TEST(an_event_moves_at_once_only_when_it_is_alone_at_its_instant)
{
    struct world w;

    world_init(&w);
    w.on_fire = move_alone;
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 2, 10, 2); /* so 1 is not alone, and 2 is: 1 has happened by then */
    sim_engine_set(&w.engine, 3, 30, 1);
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "1@10 (not) 2@10 (alone) 3@30 (not) ");
    world_deinit(&w);
    world_init(&w);
    w.on_fire = move_alone;
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 6, 15, 1); /* a cold slot is somebody else as well */
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "1@10 (alone) 6@15 (not) 1@15 (alone) 1@20 (not) ");
    world_deinit(&w);
}

static void move_till_the_end(struct world *w, uint32_t slot)
{
    if (slot == 1) {
        sim_text_print(&w->story, "%d%d%d ", sim_engine_moved_alone(&w->engine, 1, 0, 1),
                       sim_engine_moved_alone(&w->engine, 1, SIM_INSTANT_NEVER - 10, 1),
                       w->engine.now == 10 && sim_engine_moved_alone(&w->engine, 1, 5, 1));
    }
}

TEST(an_event_that_moves_is_later_and_never_beyond_the_end_of_time)
{
    struct world w;

    world_init(&w);
    w.on_fire = move_till_the_end;
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 2, 15, 1); /* set before 1 was moved there: it comes first */
    run(&w, 1000);
    CHECK_TEXT(w.story.data, "1@10 001 2@15 1@15 000 ");
    CHECK_INT(w.engine.ties, ==, 1);
    world_deinit(&w);
}

TEST(ties_are_events_that_only_their_sequence_put_in_order)
{
    struct world w;

    world_init(&w);
    sim_engine_set(&w.engine, 0, 0, 0);  /* the very first event ties with nothing */
    sim_engine_set(&w.engine, 1, 10, 1);
    sim_engine_set(&w.engine, 2, 10, 1); /* tie      */
    sim_engine_set(&w.engine, 3, 10, 2); /* by rank  */
    sim_engine_set(&w.engine, 4, 10, 2); /* tie      */
    sim_engine_set(&w.engine, 5, 11, 2); /* by time  */
    run(&w, 1000);
    CHECK_INT(w.engine.ties, ==, 2);
    CHECK_INT(sim_calendar_core(&w.engine.calendar)->ties, ==, 2);
    world_deinit(&w);
}

/* A soak: slots that re-arm, clear each other and dirty the world, by a fixed rule. */
static void busy(struct world *w, uint32_t slot)
{
    uint64_t mixed = (w->engine.events * 0x9e3779b97f4a7c15u + slot) >> 59;

    w->engine.dirty = mixed % 3 == 0;
    if (mixed % 4 != 1) {
        sim_engine_set(&w->engine, slot, w->engine.now + mixed % 5, 1 + (unsigned)mixed % 3);
    }
    if (mixed % 7 == 2) {
        sim_engine_clear(&w->engine, (uint32_t)(slot + mixed) % SLOTS);
    }
    sim_engine_set(&w->engine, (uint32_t)(slot + 3) % SLOTS, w->engine.now + 1 + mixed, 2);
}

TEST(a_run_cut_in_pieces_by_copies_of_the_block_is_the_run_in_one_piece)
{
    struct world whole, pieces;
    size_t size = sim_calendar_size(SLOTS / 2, SLOTS / 2);
    void *copy = malloc(size);

    assert_non_null(copy);
    world_init(&whole);
    world_init(&pieces);
    whole.on_fire = pieces.on_fire = busy;
    sim_engine_set(&whole.engine, 1, 5, 1);
    sim_engine_set(&pieces.engine, 1, 5, 1);
    run(&whole, 20000);
    for (sim_instant end_at = 100; end_at <= 20000; end_at += 100) {
        run(&pieces, end_at);
        memcpy(copy, pieces.block, size); /* checkpoint, spoil, restore */
        sim_calendar_set(&pieces.engine.calendar, 0, 1, 1);
        memcpy(pieces.block, copy, size);
    }
    CHECK_INT(whole.engine.events, >, 1000);
    CHECK_TEXT(pieces.story.data, whole.story.data);
    CHECK_INT(pieces.engine.ties, ==, whole.engine.ties);
    world_deinit(&whole);
    world_deinit(&pieces);
    free(copy);
}

TESTS(ENTRY(events_fire_in_order_of_time_and_only_once),
      ENTRY(an_event_due_exactly_at_the_end_does_not_happen_until_a_later_end),
      ENTRY(settle_sees_the_whole_instant_and_later_ranks_see_a_settled_world),
      ENTRY(a_world_that_is_not_dirty_is_not_settled),
      ENTRY(a_world_that_is_dirty_from_the_start_is_settled_before_time_moves),
      ENTRY(what_settle_creates_at_the_same_instant_happens_at_it_and_is_settled_again),
      ENTRY(a_handler_that_rearms_its_slot_fires_again),
      ENTRY(an_event_is_set_so_much_later_whoevers_slot_it_is),
      ENTRY(settle_may_rearm_the_slot_that_fired),
      ENTRY(an_event_cleared_at_its_own_instant_does_not_happen),
      ENTRY(the_world_can_stop_after_an_event_and_go_on_as_if_nothing_had_been),
      ENTRY(an_instant_that_never_ends_is_stuck),
      ENTRY(steps_of_the_world_itself_count_and_moving_time_forgives_them),
      ENTRY(an_event_moves_at_once_only_when_it_is_alone_at_its_instant),
      ENTRY(an_event_that_moves_is_later_and_never_beyond_the_end_of_time),
      ENTRY(ties_are_events_that_only_their_sequence_put_in_order),
      ENTRY(a_run_cut_in_pieces_by_copies_of_the_block_is_the_run_in_one_piece))
