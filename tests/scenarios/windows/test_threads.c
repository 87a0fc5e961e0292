/*
 * Threads of one group are causes of their own.
 */
#include "tests/lab.h"

#include "tests/scenarios/windows/story.h"

TEST(threads_draw_durations_of_their_own)
{
    struct story s;
    uint32_t equal = 0;

    /* Two threads on two processors, each alternately running and waiting. If both drew the same
       numbers they would go in step and every wait would be seen twice. */
    story_run(&s, "wtsim: 1\n"
                  "scenario: two-of-a-kind\n"
                  "machine: {processors: 2, costs: none}\n"
                  "threads:\n"
                  "  app:\n"
                  "    count: 2\n"
                  "    steps:\n"
                  "      - repeat: forever\n"
                  "        steps: [run: {exponential: 100us}, wait: {exponential: 300us}]\n"
                  "run: {duration: 20ms, seed: 1}\n");
    CHECK_INT(story_count(&s, "thread.app.wait"), >, 40);
    for (uint32_t k = 0; k + 1 < 40; k++) {
        equal += story_value(&s, "thread.app.wait", k) ==
                         story_value(&s, "thread.app.wait", k + 1)
                     ? 1
                     : 0;
    }
    CHECK_INT(equal, ==, 0);
    story_end(&s);
}

TESTS(ENTRY(threads_draw_durations_of_their_own))
