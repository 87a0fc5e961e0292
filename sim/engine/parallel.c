/*
 * Replications over threads: a counter under a lock, and the caller's thread keeping watch.
 *
 * Indices are taken in order and whoever has taken one finishes it, so what is done at the end
 * is always a prefix. The calling thread computes nothing itself while it reports progress.
 */
#define _GNU_SOURCE /* sched_getaffinity: which processors we may use, not how many exist */
#include "sim/engine/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stddef.h>
#include <stdlib.h>
#include <time.h>

#include "sim/base/check.h"

enum { PROGRESS_NS = 250000000, SECOND_NS = 1000000000 };

struct crew {
    const struct sim_parallel *task;
    uint32_t count;
    pthread_mutex_t lock;      /* guards what follows              */
    pthread_cond_t worker_left;
    uint32_t taken;            /* items handed out so far          */
    uint32_t done;             /* of which finished                */
    unsigned working;          /* threads that may still take one  */
    bool stopped;              /* hand out no more                 */
};

struct worker {
    struct crew *crew;
    unsigned index;
    pthread_t thread;
};

unsigned sim_parallel_processors(void)
{
    cpu_set_t set;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) != 0) {
        return 1;
    }
    return CPU_COUNT(&set) > 0 ? (unsigned)CPU_COUNT(&set) : 1;
}

/* Takes items until there are none or somebody says stop; called and left with the lock held. */
static void take_items(struct crew *crew, unsigned worker)
{
    while (!crew->stopped && crew->taken < crew->count) {
        uint32_t index = crew->taken++;
        bool go_on;

        pthread_mutex_unlock(&crew->lock);
        go_on = crew->task->work(crew->task->self, index, worker);
        pthread_mutex_lock(&crew->lock);
        crew->done++;
        crew->stopped = crew->stopped || !go_on;
    }
}

static void *worker_main(void *argument)
{
    struct worker *worker = argument;
    struct crew *crew = worker->crew;

    pthread_mutex_lock(&crew->lock);
    take_items(crew, worker->index);
    crew->working--;
    pthread_cond_signal(&crew->worker_left);
    pthread_mutex_unlock(&crew->lock);
    return NULL;
}

/* The callback may take its time (a terminal): it runs without the lock. */
static void report_progress(struct crew *crew)
{
    uint32_t done = crew->done;
    bool go_on = true;

    if (crew->task->progress != NULL) {
        pthread_mutex_unlock(&crew->lock);
        go_on = crew->task->progress(crew->task->self, done);
        pthread_mutex_lock(&crew->lock);
    }
    crew->stopped = crew->stopped || !go_on;
}

static void wait_a_little(struct crew *crew)
{
    struct timespec until;

    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PROGRESS_NS;
    until.tv_sec += until.tv_nsec / SECOND_NS;
    until.tv_nsec %= SECOND_NS;
    pthread_cond_timedwait(&crew->worker_left, &crew->lock, &until);
}

static void watch(struct crew *crew)
{
    struct timespec now;
    int64_t report_at = 0;

    while (crew->working > 0) {
        wait_a_little(crew);
        clock_gettime(CLOCK_MONOTONIC, &now);
        int64_t now_ns = (int64_t)now.tv_sec * SECOND_NS + now.tv_nsec;

        if (now_ns >= report_at && crew->working > 0) {
            report_progress(crew);
            report_at = now_ns + PROGRESS_NS - PROGRESS_NS / 10;
        }
    }
}

/* The monotonic clock: a wait must not depend on somebody setting the date. */
static void crew_init(struct crew *crew, const struct sim_parallel *p, uint32_t count)
{
    pthread_condattr_t attributes;

    *crew = (struct crew){.task = p, .count = count};
    pthread_mutex_init(&crew->lock, NULL);
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&crew->worker_left, &attributes);
    pthread_condattr_destroy(&attributes);
}

static void crew_deinit(struct crew *crew)
{
    pthread_cond_destroy(&crew->worker_left);
    pthread_mutex_destroy(&crew->lock);
}

/* Starts up to jobs threads; returns how many the system gave us. Called with the lock held. */
static unsigned crew_start(struct crew *crew, struct worker *workers, unsigned jobs)
{
    unsigned started = 0;

    while (started < jobs) {
        struct worker *worker = &workers[started];

        *worker = (struct worker){.crew = crew, .index = started};
        crew->working++;
        if (pthread_create(&worker->thread, NULL, worker_main, worker) != 0) {
            crew->working--;
            break;
        }
        started++;
    }
    return started;
}

uint32_t sim_parallel_run(const struct sim_parallel *p, uint32_t count, unsigned jobs)
{
    struct crew crew;
    struct worker *workers;
    unsigned started;

    SIM_ASSERT(jobs > 0);
    jobs = jobs < count ? jobs : count;
    workers = calloc(jobs + 1u, sizeof(*workers));
    if (workers == NULL) {
        sim_check_memory(jobs * sizeof(*workers));
    }
    crew_init(&crew, p, count);
    pthread_mutex_lock(&crew.lock);
    started = crew_start(&crew, workers, jobs);
    if (started == 0) {
        take_items(&crew, 0); /* no threads to be had: the work gets done all the same */
    }
    watch(&crew);
    report_progress(&crew);
    pthread_mutex_unlock(&crew.lock);
    for (unsigned i = 0; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
    }
    SIM_ASSERT(crew.done == crew.taken);
    crew_deinit(&crew);
    free(workers);
    return crew.taken;
}
