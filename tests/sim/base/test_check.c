/* Assertions: each failure happens in a child process, whose last words we read. */
#include "sim/base/check.h"

#include <sys/wait.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/engine/instant.h"
#include "tests/lab.h"

struct outcome {
    int status;
    char said[1024];
};

/* Runs the function in a child; what it wrote to stderr and how it ended. */
static struct outcome run_child(void (*function)(void))
{
    struct outcome outcome = {0};
    size_t length = 0;
    ssize_t got = 1;
    int ends[2], status;
    pid_t child;

    assert_int_equal(pipe(ends), 0);
    fflush(NULL);
    child = fork();
    if (child == 0) {
        dup2(ends[1], STDERR_FILENO);
        function();
        _exit(0);
    }
    close(ends[1]);
    while (got > 0 && length < sizeof(outcome.said) - 1) {
        got = read(ends[0], outcome.said + length, sizeof(outcome.said) - 1 - length);
        length += got > 0 ? (size_t)got : 0;
    }
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
}

static void holds(void)
{
    SIM_ASSERT(1 + 1 == 2);
}

static void fails_with_note(void)
{
    sim_check_note("storm.yaml", 2026, 17);
    SIM_ASSERT(1 + 1 == 3);
}

static void fails_without_note(void)
{
    sim_check_note("storm.yaml", 2026, 17);
    sim_check_note(NULL, 0, 0);
    SIM_ASSERT(2 + 2 == 5);
}

static void asks_too_much(void)
{
    struct sim_arena arena = {0};

    sim_arena_array(&arena, SIZE_MAX / 4, 8);
}

static void leaves_the_end_of_time(void)
{
    sim_instant_after(SIM_INSTANT_NEVER - 5, 5);
}

static void goes_back(void)
{
    sim_instant_since(4, 5);
}

TEST(an_assertion_that_holds_says_nothing)
{
    struct outcome o = run_child(holds);

    CHECK_INT(o.status, ==, 0);
    CHECK_TEXT(o.said, "");
}

TEST(a_failed_assertion_exits_with_70_and_says_what_where_and_how_to_replay)
{
    struct outcome o = run_child(fails_with_note);

    CHECK_INT(o.status, ==, 70);
    CHECK(strstr(o.said, "1 + 1 == 3") != NULL);
    CHECK(strstr(o.said, "test_check.c:") != NULL);
    CHECK(strstr(o.said, "storm.yaml, seed 2026, replication 17") != NULL);
}

TEST(a_note_that_was_removed_is_not_printed)
{
    struct outcome o = run_child(fails_without_note);

    CHECK_INT(o.status, ==, 70);
    CHECK(strstr(o.said, "2 + 2 == 5") != NULL);
    CHECK(strstr(o.said, "seed") == NULL);
}

TEST(memory_that_cannot_be_had_exits_with_70)
{
    struct outcome o = run_child(asks_too_much);

    CHECK_INT(o.status, ==, 70);
    CHECK(strstr(o.said, "out of memory") != NULL);
}

TEST(time_neither_wraps_nor_runs_backwards)
{
    CHECK_INT(run_child(leaves_the_end_of_time).status, ==, 70);
    CHECK_INT(run_child(goes_back).status, ==, 70);
    CHECK_INT(sim_instant_after(7, 5), ==, 12);
    CHECK_INT(sim_instant_since(12, 5), ==, 7);
}

TESTS(ENTRY(an_assertion_that_holds_says_nothing),
      ENTRY(a_failed_assertion_exits_with_70_and_says_what_where_and_how_to_replay),
      ENTRY(a_note_that_was_removed_is_not_printed),
      ENTRY(memory_that_cannot_be_had_exits_with_70), ENTRY(time_neither_wraps_nor_runs_backwards))
