/*
 * NUMA nodes: pools, processors and a balance manager of their own (W36, W40, W44, W45).
 *
 * No overheads. `here` and `there` are DPCs that a source inserts at once on a processor of node
 * 0 and of node 1; what they queue goes to the pools of that node.
 */
#include "model/run/deadlock.h"
#include "tests/lab.h"
#include "tests/scenarios/windows/story.h"

#define HEAD(windows, machine, pool, duration)                                              \
    "wtsim: 1\nscenario: story\nwindows: " windows "\n"                                      \
    "machine: {" machine ", costs: none}\npool: " pool "\nrun: {duration: " duration "}\n"   \
    "drivers:\n  d:\n    framework: wdm\n"
#define TWO_NODES "processors: 4, numa_nodes: 2"
#define DPCS                                                                                \
    "    dpcs:\n"                                                                           \
    "      here: {callback: Here, processor: 0, importance: high}\n"                        \
    "      there: {callback: There, processor: 3, importance: high}\n"

/* ---- which pool (W45) ------------------------------------------------------------------------ */

#define ONE_ITEM(steps)                                                                     \
    HEAD("8", TWO_NODES, "{}", "10ms") DPCS                                                 \
    "    work_items: {i: {callback: I}}\n"                                                  \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [" steps "]}}\n"                      \
    "    callbacks: {Here: [IoQueueWorkItem: i], There: [IoQueueWorkItem: i], "             \
    "I: [run: 1ms]}\n"

TEST(w45_an_item_queued_by_a_dpc_on_processor_3_of_4_runs_on_node_1)
{
    struct story s;

    story_run(&s, ONE_ITEM("KeInsertQueueDpc: there"));
    CHECK_INT(story_value(&s, "d.i.queue_latency", 0), ==, 0);
    CHECK_INT(story_most(&s, "pool.node0.delayed.busy"), ==, 0);
    CHECK_INT(story_most(&s, "pool.node1.delayed.busy"), ==, 1);
    story_end(&s);
    story_run(&s, ONE_ITEM("KeInsertQueueDpc: here"));
    CHECK_INT(story_most(&s, "pool.node0.delayed.busy"), ==, 1);
    CHECK_INT(story_most(&s, "pool.node1.delayed.busy"), ==, 0);
    story_end(&s);
}

TEST(w45_what_no_processor_queues_goes_to_node_0)
{
    struct story s;

    story_run(&s, HEAD("8", TWO_NODES, "{}", "10ms")
              "    work_items: {i: {callback: [run: 1ms]}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [IoQueueWorkItem: i]}}\n");
    CHECK_INT(story_most(&s, "pool.node0.delayed.busy"), ==, 1);
    CHECK_INT(story_most(&s, "pool.node1.delayed.busy"), ==, 0);
    story_end(&s);
}

TEST(w45_an_item_queued_again_while_it_runs_may_come_to_the_other_node)
{
    struct story s;

    /* Node 0 runs it from 1 to 5 ms; queued at 2 ms from node 1, it runs there from 2 to 6 ms. */
    story_run(&s, HEAD("8", TWO_NODES, "{}", "10ms") DPCS
              "    work_items: {i: {callback: I}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: here]}\n"
              "      on: {arrivals: {at: [2ms]}, steps: [KeInsertQueueDpc: there]}\n"
              "    callbacks: {Here: [IoQueueWorkItem: i], There: [IoQueueWorkItem: i], "
              "I: [run: 4ms]}\n");
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    CHECK_INT(story_count(&s, "d.i.overlapping"), ==, 1);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 1), ==, 0);
    CHECK_INT(story_value(&s, "d.i.response", 0), ==, 4 * MS);
    CHECK_INT(story_value(&s, "d.i.response", 1), ==, 4 * MS);
    CHECK_INT(story_most(&s, "pool.node0.delayed.busy"), ==, 1);
    CHECK_INT(story_most(&s, "pool.node1.delayed.busy"), ==, 1);
    story_end(&s);
}

#define TRIES(processors, nodes)                                                            \
    HEAD("8.1", "processors: " processors ", numa_nodes: " nodes,                           \
         "{modern: {min_threads: 1}}", "9ms")                                               \
    "    dpcs: {there: {callback: There, processor: 1, importance: high}, "                 \
    "refused: {callback: Nothing}}\n"                                                       \
    "    work_items: {i: {callback: I, instances: 3}}\n"                                    \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: there]}}\n"        \
    "    callbacks:\n"                                                                      \
    "      There: [{repeat: 3, steps: [{IoTryQueueWorkItem: i, on_false: ["                 \
    "KeInsertQueueDpc: refused]}]}]\n"                                                      \
    "      I: [run: 5ms]\n"                                                                 \
    "      Nothing: [run: 0us]\n"

TEST(w45_a_try_falls_back_to_the_other_nodes_and_fails_when_all_are_busy)
{
    struct story s;

    /* Each node has one processor and one idle worker. The first try takes that of node 1, where
       it is made, the second that of node 0, the third finds none. */
    story_run(&s, TRIES("2", "2"));
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 2);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.i.queue_latency", 1), ==, 0);
    CHECK_INT(story_count(&s, "d.i.withdrawn"), ==, 1);
    CHECK_INT(story_count(&s, "d.refused.runs"), ==, 1);
    CHECK_INT(story_most(&s, "pool.node0.ex.busy"), ==, 1);
    CHECK_INT(story_most(&s, "pool.node1.ex.busy"), ==, 1);
    /* W49: every worker is busy and a try has failed, on either node: one thread each. */
    CHECK_INT(story_count(&s, "pool.node0.ex.threads_created"), ==, 1);
    CHECK_INT(story_count(&s, "pool.node1.ex.threads_created"), ==, 1);
    story_end(&s);
    /* On one node there is one worker: one item begins, two tries fail. */
    story_run(&s, TRIES("2", "1"));
    CHECK_INT(story_count(&s, "d.i.runs"), ==, 1);
    CHECK_INT(story_count(&s, "d.i.withdrawn"), ==, 2);
    story_end(&s);
}

/* ---- how many at once, and where (W44) ------------------------------------------------------- */

#define TEN(windows, nodes)                                                                 \
    HEAD(windows, "processors: 4, numa_nodes: " nodes, "{}", "50ms") DPCS                   \
    "    work_items: {i: {callback: I, instances: 10}, j: {callback: I}}\n"                 \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: here]}, "          \
    "on: {arrivals: {at: [1500us]}, steps: [KeInsertQueueDpc: there]}}\n"                   \
    "    callbacks: {Here: [{repeat: 10, steps: [IoQueueWorkItem: i]}], "                   \
    "There: [IoQueueWorkItem: j], I: [run: 1ms]}\n"

static bool are_ten(const char *text, uint32_t at_once, uint64_t other_ns)
{
    struct story s;
    bool good;

    story_run(&s, text);
    good = story_value(&s, "d.j.queue_latency", 0) == other_ns;
    for (uint32_t k = 0; k < 10; k++) {
        good = good && story_value(&s, "d.i.queue_latency", k) == k / at_once * (uint64_t)MS;
    }
    story_end(&s);
    return good;
}

TEST(w44_a_node_runs_as_many_items_at_once_as_it_has_processors)
{
    /* Ten of 1 ms from node 0: two at once, k begins at floor(k / 2) ms. j, from node 1, at once.
       On one node four at once; j is behind them: 1 + 2 ms (the third round has two) - 1.5. */
    CHECK(are_ten(TEN("8", "2"), 2, 0));
    CHECK(are_ten(TEN("11", "2"), 2, 0));
    CHECK(are_ten(TEN("8", "1"), 4, 1500 * US));
}

#define WAKING(nodes)                                                                       \
    HEAD("8", "processors: 4, numa_nodes: " nodes, "{}", "50ms") DPCS                       \
    "    work_items: {i: {callback: I, instances: 3}}\n"                                    \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: there]}}\n"        \
    "    callbacks: {Here: [run: 0us], There: [{repeat: 3, steps: [IoQueueWorkItem: i]}], " \
    "I: [wait: 1ms, run: 10ms]}\n"

TEST(w40_the_workers_of_a_node_run_on_its_processors_only)
{
    struct story s;

    /* All three block at once and wake at the same instant, more than the maximum (W15): two run
       on processors 2 and 3, the third after them, although 0 and 1 idle: 1 + 10 + 10. */
    story_run(&s, WAKING("2"));
    CHECK_INT(story_value(&s, "d.i.response", 0), ==, 11 * MS);
    CHECK_INT(story_value(&s, "d.i.response", 1), ==, 11 * MS);
    CHECK_INT(story_value(&s, "d.i.response", 2), ==, 21 * MS);
    story_end(&s);
    story_run(&s, WAKING("1"));
    CHECK_INT(story_value(&s, "d.i.response", 2), ==, 11 * MS);
    story_end(&s);
}

/* ---- blocked pools, balance managers (W36) --------------------------------------------------- */

TEST(w36_the_blocked_pool_of_a_node_delays_no_other_and_its_own_manager_helps_it)
{
    struct story s;

    story_run(&s, HEAD("8", TWO_NODES, "{delayed: {threads: 7}}", "3500ms") DPCS
              "    events: {never: synchronization}\n"
              "    work_items: {block: {callback: Block, instances: 8}, i: {callback: I}}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [300ms]}, steps: [KeInsertQueueDpc: here]}\n"
              "      on: {arrivals: {at: [400ms]}, steps: [KeInsertQueueDpc: there]}\n"
              "    callbacks:\n"
              "      Here: [{repeat: 8, steps: [IoQueueWorkItem: block]}]\n"
              "      There: [IoQueueWorkItem: i]\n"
              "      Block: [KeWaitForSingleObject: never]\n"
              "      I: [run: 1ms]\n");
    CHECK_INT(story_value(&s, "d.i.queue_latency", 0), ==, 0);
    /* W26: the pass at 1 s finds the eighth for the first time, that at 2 s adds a thread. */
    CHECK_INT(story_value(&s, "d.block.queue_latency", 7), ==, 1700 * MS);
    CHECK_INT(story_count(&s, "pool.node0.delayed.threads_created"), ==, 1);
    CHECK_INT(story_count(&s, "pool.node1.delayed.threads_created"), ==, 0);
    story_end(&s);
}

TEST(w36_w27_each_manager_has_a_second_of_its_own)
{
    struct story s;

    /* The Critical item of 0.3 s, in tick 19, wakes the manager of node 0 (W25), whose second (64
       ticks) begins anew: it passes at ticks 83 and 147 (2.296875 s), that of node 1 at 64 and
       128 (2 s). The second pass that sees the Delayed items of 0.4 s adds a thread (W26). */
    story_run(&s, HEAD("8", TWO_NODES, "{critical: {threads: 1}, delayed: {threads: 1}}", "3s")
              "    events: {never: synchronization}\n"
              "    dpcs:\n"
              "      here: {callback: Here, processor: 0, importance: high}\n"
              "      there: {callback: There, processor: 3, importance: high}\n"
              "      urge: {callback: Urge, processor: 0, importance: high}\n"
              "    work_items:\n"
              "      first: {callback: Block, instances: 2}\n"
              "      second: {callback: Block, instances: 2}\n"
              "      urgent: {callback: Block, instances: 2, queue: CriticalWorkQueue}\n"
              "    sources:\n"
              "      go: {arrivals: {at: [100ms, 400ms]}, steps: [KeInsertQueueDpc: here, "
              "KeInsertQueueDpc: there]}\n"
              "      on: {arrivals: {at: [200ms, 300ms]}, steps: [KeInsertQueueDpc: urge]}\n"
              "    callbacks:\n"
              "      Here: [IoQueueWorkItem: first]\n"
              "      There: [IoQueueWorkItem: second]\n"
              "      Urge: [IoQueueWorkItem: urgent]\n"
              "      Block: [KeWaitForSingleObject: never]\n");
    CHECK_INT(story_value(&s, "d.urgent.queue_latency", 1), ==, 0);
    CHECK_INT(story_count(&s, "pool.node0.critical.threads_created"), ==, 1);
    CHECK_INT(story_value(&s, "d.first.queue_latency", 1), ==, 1896875 * US);
    CHECK_INT(story_value(&s, "d.second.queue_latency", 1), ==, 1600 * MS);
    story_end(&s);
}

TEST(w40_w49_the_manager_of_the_node_creates_its_threads)
{
    struct story s;

    /* Blocking items, five from node 0 and three from node 1: a thread each, in its pool. */
    story_run(&s, HEAD("11", TWO_NODES, "{}", "500ms") DPCS
              "    work_items: {a: {callback: Io, instances: 5}, b: {callback: Io, "
              "instances: 3}}\n"
              "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: here, "
              "KeInsertQueueDpc: there]}}\n"
              "    callbacks: {Here: [{repeat: 5, steps: [IoQueueWorkItem: a]}], "
              "There: [{repeat: 3, steps: [IoQueueWorkItem: b]}], Io: [wait: 100ms]}\n");
    CHECK_INT(story_count(&s, "pool.node0.io.threads_created"), ==, 5);
    CHECK_INT(story_count(&s, "pool.node1.io.threads_created"), ==, 3);
    CHECK_INT(story_value(&s, "d.a.response", 4), ==, 100 * MS);
    CHECK_INT(story_value(&s, "d.b.response", 2), ==, 100 * MS);
    story_end(&s);
}

/* ---- deadlocks ------------------------------------------------------------------------------- */

/* The only worker of node 1 waits for a child that is queued from node 1, or from node 0. */
#define PARENT(parent, at_here)                                                             \
    HEAD("8", TWO_NODES, "{delayed: {threads: 1}}", "900ms") DPCS                           \
    "    events: {done: synchronization}\n"                                                 \
    "    work_items: {parent: {callback: Parent}, child: {callback: Child}}\n"              \
    "    sources: {go: {arrivals: {at: [1ms]}, steps: [KeInsertQueueDpc: there]}" at_here "}\n" \
    "    callbacks:\n"                                                                      \
    "      Here: [IoQueueWorkItem: child]\n"                                                \
    "      There: [IoQueueWorkItem: parent]\n"                                              \
    "      Parent: [" parent "KeWaitForSingleObject: done]\n"                               \
    "      Child: [run: 1ms, KeSetEvent: done]\n"

TEST(w150_a_child_on_the_node_of_its_waiting_parent_is_a_knot)
{
    struct story s;

    story_run(&s, PARENT("IoQueueWorkItem: child, ", ""));
    CHECK_INT(s.end.knot_count, ==, 1);
    CHECK_TEXT(s.scenario.plan.objects[s.end.knots[0].object].path, "pool.node1.delayed");
    CHECK_INT(s.end.knots[0].margin, ==, 1);
    CHECK(strstr(s.end.knots[0].sentence,
                 "d.child waits for a worker of pool.node1.delayed") != NULL);
    story_end(&s);
}

TEST(w150_a_child_that_another_node_will_queue_is_none)
{
    struct story s;

    story_run(&s, PARENT("", ", on: {arrivals: {at: [500ms]}, steps: [KeInsertQueueDpc: here]}"));
    CHECK_INT(s.end.knot_count, ==, 0);
    CHECK_INT(story_value(&s, "d.child.queue_latency", 0), ==, 0);
    CHECK_INT(story_value(&s, "d.parent.response", 0), ==, 500 * MS);   /* 500 + 1 - 1 */
    story_end(&s);
}

TEST(w150_a_child_that_is_queued_on_the_node_is_not_helped_by_another)
{
    struct story s;

    /* The DPC of node 0 that is still to come finds it queued already: nothing changes (0xE4). */
    story_run(&s, PARENT("IoQueueWorkItem: child, ",
                         ", on: {arrivals: {at: [500ms]}, steps: [KeInsertQueueDpc: here]}"));
    CHECK_INT(s.end.knot_count, ==, 1);
    CHECK_INT(s.end.knots[0].closed_at, ==, 1 * MS);
    story_end(&s);
}

TESTS(ENTRY(w45_an_item_queued_by_a_dpc_on_processor_3_of_4_runs_on_node_1),
      ENTRY(w45_what_no_processor_queues_goes_to_node_0),
      ENTRY(w45_an_item_queued_again_while_it_runs_may_come_to_the_other_node),
      ENTRY(w45_a_try_falls_back_to_the_other_nodes_and_fails_when_all_are_busy),
      ENTRY(w44_a_node_runs_as_many_items_at_once_as_it_has_processors),
      ENTRY(w40_the_workers_of_a_node_run_on_its_processors_only),
      ENTRY(w36_the_blocked_pool_of_a_node_delays_no_other_and_its_own_manager_helps_it),
      ENTRY(w36_w27_each_manager_has_a_second_of_its_own),
      ENTRY(w40_w49_the_manager_of_the_node_creates_its_threads),
      ENTRY(w150_a_child_on_the_node_of_its_waiting_parent_is_a_knot),
      ENTRY(w150_a_child_that_another_node_will_queue_is_none),
      ENTRY(w150_a_child_that_is_queued_on_the_node_is_not_helped_by_another))
