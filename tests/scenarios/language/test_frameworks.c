/*
 * Frameworks and the calls that belong to them, as far as the loader knows.
 */
#include "tests/scenarios/language/bench.h"

#define DRIVER(framework, call)                                                             \
    "wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: " framework "\n"                 \
    "    work_items: {i: {callback: []}}\n"                                                 \
    "    threads: {t: {steps: [" call "]}}\n"

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

TEST(frameworks_are_named_with_their_versions)
{
    static const char *const good[] = {
        DRIVER("kmdf", "WdfWorkItemEnqueue: i"),      DRIVER("kmdf 1.5", "WdfWorkItemEnqueue: i"),
        DRIVER("umdf", "WdfWorkItemEnqueue: i"),      DRIVER("umdf 2.0", "WdfWorkItemEnqueue: i"),
        DRIVER("umdf 1.11", "IWDFWorkItem::Enqueue: i"), DRIVER("wdm", "IoQueueWorkItem: i"),
        DRIVER("ndis", "NdisQueueIoWorkItem: i"),
        DRIVER("storport", "StorPortQueueWorkItem: i"),
    };

    (void)lab_state;
    for (size_t k = 0; k < sizeof good / sizeof good[0]; k++) {
        check_said(good[k], "");
    }
    check_said(DRIVER("kmdf 2.0", "WdfWorkItemEnqueue: i"),
               "5:16 S066 a framework is 'kmdf 1.X' (as kmdf 1.33), 'umdf 2.X', 'umdf 1.11', "
               "'wdm', 'ndis' or 'storport'\n");
    check_said(DRIVER("wdm 1.0", "IoQueueWorkItem: i"),
               "5:16 S066 a framework is 'kmdf 1.X' (as kmdf 1.33), 'umdf 2.X', 'umdf 1.11', "
               "'wdm', 'ndis' or 'storport'\n");
}

TEST(w122_each_umdf_has_calls_of_its_own)
{
    (void)lab_state;
    check_said(DRIVER("umdf 1.11", "WdfWorkItemEnqueue: i"),
               "7:27 S065 UMDF 1 has no WdfWorkItemEnqueue: the Wdf functions came with UMDF 2 "
               "(W122)\n");
    check_said(DRIVER("umdf 2.33", "IWDFWorkItem::Enqueue: i"),
               "7:27 S065 IWDFWorkItem::Enqueue belongs to UMDF 1, and this work item's driver is "
               "another one\n");
    check_said(DRIVER("umdf 2.33", "ExQueueWorkItem: i"),
               "7:27 S065 ExQueueWorkItem is a kernel function, and this work item's driver runs "
               "in user mode\n");
}

TEST(w116_a_umdf_driver_has_no_dpcs)
{
    (void)lab_state;
    check_said("wtsim: 1\nscenario: s\ndrivers:\n  d:\n    framework: umdf 2.33\n"
               "    dpcs: {x: {callback: []}}\n",
               "6:11 S065 a UMDF driver has no DPC objects: it never runs at DISPATCH_LEVEL "
               "(W116)\n");
}

TEST(what_stands_beside_the_name_of_a_work_item_belongs_to_the_call)
{
    (void)lab_state;
    check_said(DRIVER("kmdf 1.33", "WdfWorkItemCreate: {work_item: i, mistake: no_parents}"),
               "7:70 S043 'mistake' is one of no_attributes, attributes_size, no_parent, "
               "parent_is_no_handle, no_config, config_size, no_callback, context_size, "
               "context_type, own_scope, own_level, no_memory, parent_without_device, "
               "parent_without_callbacks or no_item_memory\n");
    check_said(DRIVER("kmdf 1.33", "WdfWorkItemEnqueue: {work_item: i, mistake: no_parent}"),
               "7:71 S003 WdfWorkItemEnqueue has no key 'mistake': WdfWorkItemCreate has\n");
    check_said(DRIVER("wdm", "IoQueueWorkItem: {work_item: i, paging_io: true}"),
               "7:70 S003 IoQueueWorkItem has no key 'paging_io': FltQueueDeferredIoWorkItem "
               "has\n");
}

TESTS(ENTRY(frameworks_are_named_with_their_versions),
      ENTRY(w122_each_umdf_has_calls_of_its_own),
      ENTRY(w116_a_umdf_driver_has_no_dpcs),
      ENTRY(what_stands_beside_the_name_of_a_work_item_belongs_to_the_call))
