/*
 * What the framework or Windows would not create: said before anything runs.
 */
#include "tests/scenarios/language/bench.h"

static void check_said(const char *text, const char *want)
{
    struct bench b;

    bench_read(&b, text);
    const char *said = bench_said(&b);

    if (strcmp(said, want) != 0) {
        fail_msg("for\n%s\nsaid\n%s\nnot\n%s", text, said, want);
    }
    bench_done(&b);
}

#define DRIVER(windows, framework)                                                          \
    "wtsim: 1\nscenario: x\nwindows: " windows "\ndrivers:\n  d:\n    framework: " framework "\n"
#define KMDF(level)                                                                         \
    DRIVER("11", "kmdf 1.33")                                                               \
    "    synchronization_scope: device\n    execution_level: " level "\n"
#define REFUSED "S065 the framework does not create it: STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL\n"
#define FAILS                                                                               \
    "S088 WdfWorkItemCreate fails with STATUS_WDF_INCOMPATIBLE_EXECUTION_LEVEL: "           \
    "serialised, and its device is at dispatch level (W80)\n"
#define DPC "    dpcs: {a: {callback: A, automatic_serialization: true}}\n"
#define ITEM "    work_items: {a: {callback: A, automatic_serialization: true}}\n"
#define A "    callbacks: {A: [run: 1us]}\n"
#define GO_DPC "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfDpcEnqueue: a]}}\n"
#define GO_ITEM "    sources: {go: {arrivals: {at: [1ms]}, steps: [WdfWorkItemEnqueue: a]}}\n"

TEST(d6a_a_serialised_dpc_needs_a_device_of_dispatch_level)
{
    (void)lab_state;
    check_said(KMDF("dispatch") DPC GO_DPC A, "");
    check_said(KMDF("passive") DPC GO_DPC A, "9:54 " REFUSED);
}

TEST(w80_w212_a_serialised_work_item_needs_a_device_of_passive_level)
{
    (void)lab_state;
    check_said(KMDF("passive") ITEM GO_ITEM A, "");
    check_said(KMDF("dispatch") ITEM GO_ITEM A, "9:60 " FAILS);   /* warned of, not refused */
    /* It is on by default: the place is the item's name then. */
    check_said(KMDF("dispatch") "    work_items: {a: {callback: A}}\n" GO_ITEM A,
               "9:18 " FAILS);
}

TEST(w114_a_serialised_interrupt_needs_the_level_of_what_it_queues)
{
    (void)lab_state;
    check_said(KMDF("passive")
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: I, dpc: A, "
               "automatic_serialization: true}}\n"
               "    callbacks: {I: [WdfInterruptQueueDpcForIsr: line], A: [run: 1us]}\n",
               "9:89 " REFUSED);
    check_said(KMDF("dispatch")
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: I, work_item: A, "
               "automatic_serialization: true}}\n"
               "    callbacks: {I: [WdfInterruptQueueWorkItemForIsr: line], A: [run: 1us]}\n",
               "9:95 " REFUSED);
}

TEST(d17_high_resolution_came_with_windows_8_1)
{
    (void)lab_state;
    check_said(DRIVER("7", "wdm")
               "    timers: {t: {period: 1ms, high_resolution: true, callback: A}}\n" A,
               "7:48 S065 Windows 7 has no high-resolution timers: Windows 8.1 brought them "
               "(D17)\n");
    check_said(DRIVER("11", "wdm")
               "    timers: {t: {period: 1ms, high_resolution: true, callback: A}}\n" A, "");
}

TEST(u13_a_tolerable_delay_has_no_effect)
{
    (void)lab_state;
    check_said(DRIVER("11", "wdm")
               "    timers: {t: {period: 50ms, tolerable_delay: 5ms, callback: A}}\n" A,
               "7:49 S080 timers do not coalesce here: this one expires at its own tick (U13)\n");
}

TEST(w106_a_passive_timer_is_not_periodic_and_needs_kmdf_1_9)
{
    (void)lab_state;
    check_said(DRIVER("11", "kmdf 1.33")
               "    timers: {t: {period: 50ms, execution_level: passive, callback: A}}\n" A,
               "7:49 S065 a timer of passive level is not periodic: start it again in its callback "
               "(W106)\n");
    check_said(DRIVER("7", "kmdf 1.7")
               "    timers: {t: {due: 50ms, execution_level: passive, callback: A}}\n" A,
               "7:46 S065 only framework timers have an execution level, from KMDF 1.9 on "
               "(W106)\n");
}

TEST(w108_the_lock_of_an_interrupt_is_a_spin_lock)
{
    (void)lab_state;
    check_said(DRIVER("11", "wdm")
               "    locks: {l: wait_lock}\n"
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: A, lock: l}}\n" A,
               "8:62 S053 the lock of an interrupt is a spin_lock, and 'l' is another kind "
               "(W108)\n");
}

TEST(w107_w108_passive_interrupts_need_windows_8_kmdf_1_11_a_line_and_a_wait_lock)
{
    (void)lab_state;
    check_said(DRIVER("7", "wdm")
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: A, passive: true}}\n" A,
               "7:65 S065 passive-level interrupts need Windows 8 and, in KMDF, 1.11: "
               "STATUS_NOT_SUPPORTED (W107)\n");
    check_said(DRIVER("8", "kmdf 1.9")
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: A, passive: true}}\n" A,
               "7:65 S065 passive-level interrupts need Windows 8 and, in KMDF, 1.11: "
               "STATUS_NOT_SUPPORTED (W107)\n");
    check_said(DRIVER("11", "kmdf 1.33")
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: A, passive: true, "
               "trigger: message}}\n" A,
               "7:65 S065 a message-signaled interrupt is handled at its device level in KMDF "
               "(W107)\n");
    check_said(DRIVER("11", "wdm")
               "    locks: {l: spin_lock}\n"
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: A, passive: true, "
               "lock: l}}\n" A,
               "8:77 S053 the lock of a passive interrupt is a wait_lock, and 'l' is another kind "
               "(W108)\n");
    check_said(DRIVER("11", "wdm")
               "    interrupts:\n"
               "      a: {vector: 9, arrivals: {at: [1ms]}, isr: A, passive: true}\n"
               "      b: {vector: 9, arrivals: {at: [1ms]}, isr: A}\n" A,
               "9:7 S056 interrupts of one vector are all passive, or none is\n");
}

TEST(d21_the_dpc_of_a_framework_interrupt_is_not_threaded)
{
    (void)lab_state;
    check_said(DRIVER("11", "kmdf 1.33")
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: I, dpc: {callback: A, "
               "threaded: true}}}\n"
               "    callbacks: {I: [WdfInterruptQueueDpcForIsr: line], A: [run: 1us]}\n",
               "7:85 S065 the DPC of a framework interrupt is not threaded: KMDF does not support "
               "it (D21)\n");
}

TEST(i25_a_synchronised_callback_must_be_named)
{
    (void)lab_state;
    check_said(DRIVER("11", "wdm")
               "    interrupts: {line: {arrivals: {at: [1ms]}, isr: A}}\n"
               "    threads: {t: {steps: [KeSynchronizeExecution: line]}}\n" A,
               "8:27 S014 KeSynchronizeExecution needs 'interrupt' and 'callback'\n");
}

TEST(d4_d5_what_is_set_must_be_said)
{
    (void)lab_state;
    check_said(DRIVER("11", "wdm")
               "    dpcs: {a: {callback: A}}\n"
               "    threads: {t: {steps: [KeInsertQueueDpc: a, KeSetImportanceDpc: a, "
               "KeSetTargetProcessorDpc: {dpc: a, processor: 9}, KeSetImportanceDpc: {dpc: a, "
               "importance: huge}]}}\n" A,
               "8:48 S014 KeSetImportanceDpc needs 'dpc' and 'importance'\n"
               "8:116 S057 there is no processor 9: the machine has 4, numbered from 0\n"
               "8:161 S043 an importance is one of low, medium, medium_high or high\n");
}

TESTS(ENTRY(d6a_a_serialised_dpc_needs_a_device_of_dispatch_level),
      ENTRY(w80_w212_a_serialised_work_item_needs_a_device_of_passive_level),
      ENTRY(w114_a_serialised_interrupt_needs_the_level_of_what_it_queues),
      ENTRY(d17_high_resolution_came_with_windows_8_1), ENTRY(u13_a_tolerable_delay_has_no_effect),
      ENTRY(w106_a_passive_timer_is_not_periodic_and_needs_kmdf_1_9),
      ENTRY(w108_the_lock_of_an_interrupt_is_a_spin_lock),
      ENTRY(w107_w108_passive_interrupts_need_windows_8_kmdf_1_11_a_line_and_a_wait_lock),
      ENTRY(d21_the_dpc_of_a_framework_interrupt_is_not_threaded),
      ENTRY(i25_a_synchronised_callback_must_be_named),
      ENTRY(d4_d5_what_is_set_must_be_said))
