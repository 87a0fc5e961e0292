/* Work over threads: every item once, a prefix when stopped, the same results for any number. */
#include "sim/engine/parallel.h"

#include <pthread.h>
#include <stdlib.h>
#include <time.h>

#include "tests/lab.h"

enum { ITEMS = 500 };

struct bench {
    uint64_t result[ITEMS];
    unsigned computed[ITEMS]; /* how often: written by whoever computes the item, once */
    unsigned jobs;
    uint32_t stop_index;      /* the item whose work says stop, ITEMS for none         */
    uint32_t stop_done;       /* progress says stop from this many on, ITEMS+1 never   */
    pthread_t caller;
    bool progress_elsewhere;  /* progress was called in another thread                 */
    uint32_t progress_last;
    long item_ns;             /* each item takes at least this long                    */
};

static void pause_ns(long length_ns)
{
    struct timespec length = {.tv_nsec = length_ns};

    nanosleep(&length, NULL);
}

static bool work(void *self, uint32_t index, unsigned worker)
{
    struct bench *b = self;
    uint64_t x = index + 1;

    for (int i = 0; i < 1000; i++) {
        x = x * 6364136223846793005u + 1442695040888963407u;
    }
    if (b->item_ns > 0) {
        pause_ns(b->item_ns);
    }
    b->result[index] = x;
    b->computed[index] += worker < b->jobs ? 1 : 1000;
    return index != b->stop_index;
}

static bool progress(void *self, uint32_t done_count)
{
    struct bench *b = self;

    b->progress_elsewhere = b->progress_elsewhere || !pthread_equal(b->caller, pthread_self());
    b->progress_last = done_count;
    return done_count < b->stop_done;
}

static void bench_init(struct bench *b, unsigned jobs)
{
    *b = (struct bench){.jobs = jobs, .stop_index = ITEMS, .stop_done = ITEMS + 1,
                        .caller = pthread_self()};
}

static uint32_t run(struct bench *b, bool with_progress)
{
    struct sim_parallel p = {b, work, with_progress ? progress : NULL};

    return sim_parallel_run(&p, ITEMS, b->jobs);
}

/* How many items were computed: exactly the first n, each once. */
static bool exactly_prefix(const struct bench *b, uint32_t n)
{
    for (uint32_t i = 0; i < ITEMS; i++) {
        if (b->computed[i] != (i < n ? 1u : 0u)) {
            return false;
        }
    }
    return true;
}

TEST(results_do_not_depend_on_the_number_of_threads)
{
    static struct bench one, some;

    bench_init(&one, 1);
    CHECK_INT(run(&one, false), ==, ITEMS);
    CHECK(exactly_prefix(&one, ITEMS));
    for (unsigned jobs = 2; jobs <= 33; jobs += 5) {
        bench_init(&some, jobs);
        CHECK_INT(run(&some, jobs % 2 == 0), ==, ITEMS);
        CHECK(exactly_prefix(&some, ITEMS));
        CHECK(memcmp(one.result, some.result, sizeof(one.result)) == 0);
    }
}

/* The others can be ahead only while item 100 is computed; but its thread may lose its processor
 * just then, for as long as they need for all the rest. It does not do so time and again. */
TEST(work_that_says_stop_leaves_a_finished_prefix)
{
    static struct bench b;

    for (unsigned jobs = 1; jobs <= 8; jobs++) {
        uint32_t n = ITEMS;

        for (int attempt = 0; attempt < 100 && n == ITEMS; attempt++) {
            bench_init(&b, jobs);
            b.stop_index = 100;
            n = run(&b, false);
            CHECK_INT(n, >=, 101);
            CHECK(exactly_prefix(&b, n));
        }
        CHECK_INT(n, <, ITEMS);
    }
}

TEST(progress_is_told_in_the_calling_thread_and_at_the_end)
{
    static struct bench b;

    bench_init(&b, 3);
    CHECK_INT(run(&b, true), ==, ITEMS);
    CHECK(!b.progress_elsewhere);
    CHECK_INT(b.progress_last, ==, ITEMS);
}

TEST(progress_that_says_stop_leaves_a_finished_prefix)
{
    static struct bench b;
    uint32_t n;

    bench_init(&b, 2);
    b.item_ns = 4000000; /* 500 of them over two threads: 1 s, so progress is asked */
    b.stop_done = 1;
    n = run(&b, true);
    CHECK_INT(n, >=, 1);
    CHECK_INT(n, <, ITEMS);
    CHECK(exactly_prefix(&b, n));
    CHECK_INT(b.progress_last, ==, n);
}

TEST(no_items_are_no_work_but_progress_is_told_once)
{
    static struct bench b;
    struct sim_parallel p = {&b, work, progress};

    bench_init(&b, 4);
    b.progress_last = 77;
    CHECK_INT(sim_parallel_run(&p, 0, 4), ==, 0);
    CHECK(exactly_prefix(&b, 0));
    CHECK_INT(b.progress_last, ==, 0);
}

TEST(there_is_at_least_one_processor)
{
    CHECK_INT(sim_parallel_processors(), >=, 1);
}

TESTS(ENTRY(results_do_not_depend_on_the_number_of_threads),
      ENTRY(work_that_says_stop_leaves_a_finished_prefix),
      ENTRY(progress_is_told_in_the_calling_thread_and_at_the_end),
      ENTRY(progress_that_says_stop_leaves_a_finished_prefix),
      ENTRY(no_items_are_no_work_but_progress_is_told_once), ENTRY(there_is_at_least_one_processor))
