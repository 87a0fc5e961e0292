/*
 * What differs from one Windows version to the next: one row per version.
 *
 * Rules: W4 (queue types), T6, T7 (quanta and their charging), D17 (timers), D27 (watchdog).
 * A limit of 0 means off, or that no figure was found.
 */
#ifndef WTSIM_MODEL_RULES_WINDOWS_H
#define WTSIM_MODEL_RULES_WINDOWS_H

#include <stdbool.h>
#include <stdint.h>

enum mdl_windows_era {                /* same order as enum mdl_era of the plan */
    MDL_WINDOWS_LEGACY, MDL_WINDOWS_8, MDL_WINDOWS_81, MDL_WINDOWS_MODERN
};

struct mdl_windows {
    const char *version;              /* as scenarios write it: '7', '2012r2' */
    const char *title;                /* 'Windows 7'                          */
    enum mdl_windows_era era;
    bool server;
    bool charges_ticks;               /* T7: before Vista                     */
    bool relative_never_early;        /* D17: Windows 8 and later             */
    uint32_t quantum_ticks;           /* T6: of system threads                */
    uint32_t watchdog_single_ticks;   /* 1.3                                  */
    uint32_t watchdog_cumulative_ticks;
};

/* The row of a version (letters of any case), or NULL. */
const struct mdl_windows *mdl_windows_find(const char *version);
const struct mdl_windows *mdl_windows_row(uint32_t index); /* NULL past the end */

enum { MDL_WINDOWS_QUEUE_COUNT = 7 };

struct mdl_windows_queue {            /* a WORK_QUEUE_TYPE (W4) */
    const char *name;                 /* 'DelayedWorkQueue'     */
    const char *pool;                 /* 'delayed'              */
    uint8_t priority;
    bool legacy;                      /* exists before Windows 8 */
    uint32_t threads;                 /* at the start: W22; 1 where nothing is known (W38) */
};

const struct mdl_windows_queue *mdl_windows_queue_row(uint32_t index); /* by enum value */
const struct mdl_windows_queue *mdl_windows_queue_find(const char *name);

#endif
