/*
 * The profile: which Windows on which machine, with every parameter filled in.
 *
 * Rules stand beside the parameters; where no published source gives a value, the report lists
 * it as assumed.
 */
#ifndef WTSIM_MODEL_MACHINE_PROFILE_H
#define WTSIM_MODEL_MACHINE_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "model/machine/ids.h"
#include "sim/engine/instant.h"

enum mdl_era { MDL_ERA_LEGACY, MDL_ERA_WIN8, MDL_ERA_WIN81, MDL_ERA_MODERN };

struct mdl_pool {                     /* one queue with its own threads */
    mdl_object_id object;             /* 'pool.delayed', 'pool.io'      */
    uint32_t list_count;              /* 1: plain FIFO; 32: by priority (W43) */
    uint32_t maximum_concurrency;     /* W10, W44                       */
    bool concurrency_global;          /* W44: sum over priorities       */
    bool self_insert_defers;          /* W12                            */
    bool need_based_growth;           /* W25: legacy Critical, and hosts */
    bool host;                        /* of a UMDF host process: its threads come at once (W116) */
    uint32_t node, node_last;         /* W36: pools of its kind, one per node, stand together    */
    uint8_t priority;                 /* of its threads (plain FIFO)    */
    uint32_t static_threads;          /* exist at the start, never exit */
    uint32_t dynamic_max;             /* legacy: further ones (W24)     */
    uint32_t min_threads, max_threads;/* modern (W46, W47)              */
    sim_duration idle_exit_ns;        /* W33, W53                       */
    uint32_t thread_first, thread_max;/* its range of worker thread ids */
};

struct mdl_costs {                    /* K7, in ns */
    sim_duration interrupt_ns, dpc_ns, thread_wake_ns, context_switch_ns, work_item_ns, ipi_ns,
        clock_ns, umdf_wake_ns;
};

struct mdl_profile {
    const char *windows;              /* as written: '7', '11', ...     */
    enum mdl_era era;
    const char *architecture;         /* 'x64'                          */
    uint32_t processor_count;
    uint32_t node_last;               /* NUMA nodes are 0 to this; 0 in eras that ignore them */
    uint8_t clock_irql, ipi_irql, high_irql, dirql_low, dirql_high;
    sim_duration clock_period_ns;     /* 15,625,000                     */
    sim_duration high_resolution_ns;  /* of timers that ask for it: 1 ms (D17) */
    uint32_t quantum_ticks;           /* of system threads (T6)         */
    bool autoboost;                   /* T15: from Windows 8 on         */
    bool relative_never_early;        /* D17: Windows 8 and later       */
    bool charges_ticks;               /* T7: before Vista               */
    uint32_t dpc_depth_max, dpc_rate_min, dpc_rate_ideal, dpc_adjust_threshold; /* D11 */
    bool dpc_limit_exceeded;          /* D8, U3: a drain starts above the depth limit, not at it */
    bool dpc_idle_waits;              /* D8, U2: an idle target waits for a trigger as well */
    uint8_t passive_priority;         /* U14: of threads that call passive ISRs */
    uint64_t storm_passes;            /* U12: so many in a row that nobody claims; 0: no limit */
    sim_duration storm_after_ns;      /* or for so long; 0: no limit */
    bool storm_stops;                 /* I26: with bug check 0xF2 */
    uint32_t watchdog_single_ticks, watchdog_cumulative_ticks; /* D27; 0: off */
    uint32_t watchdog_clock_ticks;    /* D28: not taken by a secondary processor; 0: off */
    bool placement_global;            /* T5 reads: the ideal one only; else all of its set */
    bool starvation_rescue;           /* T14                            */
    sim_duration rescue_after_ns;     /* T14: 4 s                       */
    uint32_t rescue_quantum_units;    /* T14: thirds of a tick          */
    bool rescue_one_processor;        /* U5: one of them each second    */
    sim_duration balance_period_ns;   /* W26, W52                       */
    bool timer_rearms_on_event;       /* W27                            */
    uint8_t balance_priority;         /* W28                            */
    sim_duration thread_create_ns;    /* W51                            */
    sim_duration livedump_after_ns;   /* W55; 0: off                    */
    sim_duration power_watchdog_ns;   /* W183; 0: off                   */
    sim_duration callback_watchdog_ns; /* W177; 0: off                  */
    bool verifier;
    bool flush_in_callback_waits;     /* W92: 'documented'              */
    struct mdl_costs costs;
};

#endif
