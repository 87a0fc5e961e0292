/*
 * Rule tables: IRQL by architecture, Windows versions, queue types, DDI rows, the rules.
 */
#include "model/rules/ddi.h"
#include "model/rules/irql.h"
#include "model/rules/rules.h"
#include "model/rules/stops.h"
#include "model/rules/windows.h"
#include "tests/lab.h"

/* The levels of wdm.h. */
TEST(irql_tables_are_those_of_the_fact_sheet)
{
    const struct mdl_irql *x64 = mdl_irql_table("x64"), *x86 = mdl_irql_table("x86");

    CHECK_INT(x64->clock, ==, 13);
    CHECK_INT(x64->ipi, ==, 14);
    CHECK_INT(x64->high, ==, 15);
    CHECK_INT(x64->device_low, ==, 3);
    CHECK_INT(x64->device_high, ==, 11);
    CHECK_INT(x86->clock, ==, 28);
    CHECK_INT(x86->high, ==, 31);
    CHECK_INT(x86->device_high, ==, 26);
    CHECK(mdl_irql_table("vax") == NULL);
}

/* Fact sheet 1.1, whole: columns x86, x64, ARM64; -1: not defined. */
TEST(i1_every_level_of_the_three_architectures)
{
    static const struct { const char *name; int levels[3]; } rows[] = {
        {"PASSIVE_LEVEL", {0, 0, 0}},     {"LOW_LEVEL", {0, 0, 0}},
        {"APC_LEVEL", {1, 1, 1}},         {"DISPATCH_LEVEL", {2, 2, 2}},
        {"CMCI_LEVEL", {5, 5, -1}},       {"SYNCH_LEVEL", {27, 12, 12}},
        {"PROFILE_LEVEL", {27, 15, 15}},  {"CLOCK_LEVEL", {28, 13, 13}},
        {"CLOCK2_LEVEL", {28, 13, 13}},   {"IPI_LEVEL", {29, 14, 14}},
        {"POWER_LEVEL", {30, 14, 14}},    {"DRS_LEVEL", {-1, 14, 14}},
        {"HIGH_LEVEL", {31, 15, 15}},
    };
    static const char *const architectures[] = {"x86", "x64", "arm64"};

    for (size_t a = 0; a < 3; a++) {
        const struct mdl_irql *table = mdl_irql_table(architectures[a]);

        for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
            uint8_t level = 99;
            bool known = mdl_irql_named(table, rows[i].name, &level);

            CHECK(known == (rows[i].levels[a] >= 0));
            CHECK(!known || level == rows[i].levels[a]);
        }
        CHECK_INT(table->device_low, ==, 3);
        CHECK_INT(table->device_high, ==, a == 0 ? 26 : 11);
        CHECK_TEXT(mdl_irql_name(table, table->device_high), "DIRQL");
        CHECK_TEXT(mdl_irql_name(table, table->high), "HIGH_LEVEL");
    }
    CHECK_TEXT(mdl_irql_name(mdl_irql_table("x86"), 30), "POWER_LEVEL");
}

TEST(levels_have_names)
{
    const struct mdl_irql *x64 = mdl_irql_table("x64");
    uint8_t level = 99;

    CHECK_TEXT(mdl_irql_name(x64, 2), "DISPATCH_LEVEL");
    CHECK_TEXT(mdl_irql_name(x64, 7), "DIRQL");
    CHECK_TEXT(mdl_irql_name(x64, 12), "SYNCH_LEVEL");
    CHECK_TEXT(mdl_irql_name(x64, 15), "HIGH_LEVEL");
    CHECK(mdl_irql_named(x64, "APC_LEVEL", &level));
    CHECK_INT(level, ==, 1);
    CHECK(!mdl_irql_named(x64, "DISPATCH", &level));
}

TEST(w4_queue_types_have_priorities)
{
    CHECK_INT(mdl_windows_queue_find("DelayedWorkQueue")->priority, ==, 12);
    CHECK_INT(mdl_windows_queue_find("CriticalWorkQueue")->priority, ==, 13);
    CHECK_INT(mdl_windows_queue_find("HyperCriticalWorkQueue")->priority, ==, 15);
    CHECK_INT(mdl_windows_queue_find("RealTimeWorkQueue")->priority, ==, 18);
    CHECK(!mdl_windows_queue_find("NormalWorkQueue")->legacy);
    CHECK_TEXT(mdl_windows_queue_row(1)->name, "DelayedWorkQueue"); /* value 1 in wdm.h */
    CHECK(mdl_windows_queue_find("delayed") == NULL);
}

TEST(versions_belong_to_eras)
{
    CHECK_INT(mdl_windows_find("XP")->era, ==, MDL_WINDOWS_LEGACY);
    CHECK_INT(mdl_windows_find("7")->era, ==, MDL_WINDOWS_LEGACY);
    CHECK_INT(mdl_windows_find("2012")->era, ==, MDL_WINDOWS_8);
    CHECK_INT(mdl_windows_find("8.1")->era, ==, MDL_WINDOWS_81);
    CHECK_INT(mdl_windows_find("11")->era, ==, MDL_WINDOWS_MODERN);
    CHECK(mdl_windows_find("8.2") == NULL);
    CHECK(mdl_windows_find("") == NULL);
}

TEST(every_ddi_is_found_by_its_name_and_has_a_sane_range)
{
    for (uint16_t i = 0; i < mdl_ddi_count(); i++) {
        const struct mdl_ddi *ddi = mdl_ddi_row(i);

        CHECK_INT(mdl_ddi_find(ddi->name), ==, i); /* so no name stands twice */
        CHECK(ddi->low <= ddi->high);
        CHECK(!ddi->blocks || ddi->high <= MDL_DDI_LEVEL_APC);
        CHECK(ddi->help[0] != '\0');
        CHECK(ddi->rules[0] != '\0');
    }
    CHECK_INT(mdl_ddi_find("KeFrobnicate"), ==, MDL_DDI_NONE);
}

TEST(c_tables_decide_what_is_legal_where)
{
    const struct mdl_ddi *wait = mdl_ddi_row(mdl_ddi_find("KeWaitForSingleObject"));
    const struct mdl_ddi *enqueue = mdl_ddi_row(mdl_ddi_find("WdfWorkItemEnqueue"));
    const struct mdl_ddi *release = mdl_ddi_row(mdl_ddi_find("KeReleaseSpinLock"));
    const struct mdl_ddi *dpc = mdl_ddi_row(mdl_ddi_find("KeInsertQueueDpc"));

    CHECK(mdl_ddi_allows_high(wait, 1));
    CHECK(!mdl_ddi_allows_high(wait, 2));
    CHECK(mdl_ddi_allows_high(enqueue, 2)); /* W124 */
    CHECK(!mdl_ddi_allows_high(enqueue, 3));
    CHECK(!mdl_ddi_allows_low(release, 0));
    CHECK(mdl_ddi_allows_low(release, 2));
    CHECK(mdl_ddi_allows_high(dpc, 11));    /* C4: any */
}

TEST(every_rule_is_found_by_its_id_and_belongs_to_a_family)
{
    for (uint32_t i = 0; i < mdl_rules_count(); i++) {
        const struct mdl_rule *rule = mdl_rules_row(i);
        const char *about = NULL, *letters;
        uint32_t family = 0;

        CHECK(mdl_rules_find(rule->id) == rule); /* so no id stands twice */
        do {
            letters = mdl_rules_family(family++, &about);
            CHECK(letters != NULL);
        } while (strlen(letters) != mdl_rules_family_length(rule) ||
                 strncmp(letters, rule->id, mdl_rules_family_length(rule)) != 0);
        CHECK(about[0] != '\0');
    }
    CHECK_TEXT(mdl_rules_find("w81")->id, "W81");
    CHECK_TEXT(mdl_rules_find("I23A")->id, "I23a");
    CHECK(mdl_rules_find("W213") == NULL);
    CHECK(mdl_rules_find("W") == NULL);
    CHECK(mdl_rules_find("") == NULL);
}

TEST(states_and_confidences_have_names)
{
    CHECK_TEXT(mdl_rules_state_name(mdl_rules_find("W81")->state), "modelled");
    CHECK_TEXT(mdl_rules_state_name(mdl_rules_find("W12")->state), "parameter");
    CHECK_TEXT(mdl_rules_confidence_name(mdl_rules_find("W44")->confidence), "unknown");
    CHECK_TEXT(mdl_rules_confidence_name(mdl_rules_find("W81")->confidence), "source");
}

TEST(bug_checks_ascend_and_say_what_caused_them)
{
    uint32_t last = 0;

    for (uint32_t i = 0; mdl_stops_row(i) != NULL; i++) {
        const struct mdl_stop_row *row = mdl_stops_row(i);

        CHECK(row->code > last); /* so no code stands twice */
        CHECK(row->name[0] != '\0');
        CHECK(row->cause[0] != '\0');
        CHECK(row->rules[0] != '\0');
        last = row->code;
    }
    CHECK_TEXT(mdl_stops_name(0x133), "DPC_WATCHDOG_VIOLATION");
    CHECK_TEXT(mdl_stops_find(0xE1)->parameters[1], "IRQL"); /* W162 */
    CHECK_TEXT(mdl_stops_name(0x134), "");
    CHECK(mdl_stops_find(0) == NULL);
}

/* The C tables and W123 to W139, copied row by row: lowest and highest level of the caller (P, A,
   D, I a device level, H any), and whether the call may block. */
static const struct {
    const char *name;
    char low, high;
    bool blocks;
} c_tables[] = {
    {"KeWaitForSingleObject", 'P', 'A', true},        {"KeWaitForMultipleObjects", 'P', 'A', true},
    {"KeDelayExecutionThread", 'P', 'A', true},       {"KeSetEvent", 'P', 'D', false},
    {"KePulseEvent", 'P', 'D', false},                {"KeResetEvent", 'P', 'D', false},
    {"KeClearEvent", 'P', 'D', false},                {"KeReadStateEvent", 'P', 'D', false},
    {"KeReleaseSemaphore", 'P', 'D', false},          {"KeReleaseMutex", 'P', 'D', false},
    {"KeSetTimer", 'P', 'D', false},                  {"KeSetTimerEx", 'P', 'D', false},
    {"KeCancelTimer", 'P', 'D', false},               {"KeSetPriorityThread", 'P', 'P', false},
    {"ObReferenceObjectByHandle", 'P', 'P', false},   {"ZwOpenKey", 'P', 'P', false},
    {"KeAcquireSpinLock", 'P', 'D', false},           {"KeReleaseSpinLock", 'D', 'D', false},
    {"KeAcquireInStackQueuedSpinLock", 'P', 'D', false},
    {"KeAcquireSpinLockAtDpcLevel", 'D', 'H', false}, {"ExAcquireFastMutex", 'P', 'A', true},
    {"KeAcquireInterruptSpinLock", 'P', 'I', false},  {"KeSynchronizeExecution", 'P', 'I', false},
    {"KeAcquireGuardedMutex", 'P', 'A', true},
    {"ExAcquireResourceExclusiveLite", 'P', 'A', true},
    {"ExAcquireResourceSharedLite", 'P', 'A', true},  {"ExReleaseResourceLite", 'P', 'D', false},
    {"ExAcquireRundownProtection", 'P', 'D', false},
    {"ExWaitForRundownProtectionRelease", 'P', 'A', true},
    {"KeEnterCriticalRegion", 'P', 'A', false},       {"KeEnterGuardedRegion", 'P', 'A', false},
    {"WdfSpinLockAcquire", 'P', 'D', false},          {"WdfSpinLockRelease", 'D', 'D', false},
    {"WdfWaitLockAcquire", 'P', 'P', true},           {"WdfWaitLockRelease", 'P', 'D', false},
    {"WdfInterruptAcquireLock", 'P', 'I', false},     {"WdfInterruptSynchronize", 'P', 'D', false},
    {"WdfInterruptTryToAcquireLock", 'P', 'P', true},
    {"ExAllocatePoolWithTag", 'P', 'D', false},       {"ExFreePoolWithTag", 'P', 'D', false},
    {"ExAllocateFromNPagedLookasideList", 'P', 'D', false},
    {"ExAllocateFromPagedLookasideList", 'P', 'A', false},
    {"MmMapIoSpace", 'P', 'D', false},                {"MmUnlockPages", 'P', 'D', false},
    {"ExInterlockedInsertTailList", 'P', 'H', false}, {"IoAllocateWorkItem", 'P', 'D', false},
    {"IoQueueWorkItem", 'P', 'D', false},             {"IoQueueWorkItemEx", 'P', 'D', false},
    {"IoTryQueueWorkItem", 'P', 'D', false},          {"IoFreeWorkItem", 'P', 'D', false},
    {"IoInitializeWorkItem", 'P', 'H', false},        {"IoUninitializeWorkItem", 'P', 'H', false},
    {"IoSizeofWorkItem", 'P', 'H', false},            {"ExInitializeWorkItem", 'P', 'H', false},
    {"ExQueueWorkItem", 'P', 'D', false},             {"NdisQueueIoWorkItem", 'P', 'D', false},
    {"KeInsertQueueDpc", 'P', 'H', false},            {"KeRemoveQueueDpc", 'P', 'H', false},
    {"IoRequestDpc", 'I', 'I', false},
    {"WdfRequestRequeue", 'P', 'D', false},           {"WdfObjectAcquireLock", 'P', 'D', false},
    {"NdisMQueueDpcEx", 'P', 'H', false},             {"PoRequestPowerIrp", 'P', 'D', false},
    {"FwpsCompleteClassify0", 'P', 'D', false},
    {"FltAcquireResourceExclusive", 'P', 'A', true},
    {"KeRaiseIrqlToDpcLevel", 'P', 'D', false},       {"IoAllocateController", 'D', 'D', false},
    {"ExConvertExclusiveToSharedLite", 'P', 'A', false},
    {"ExReleaseResourceAndLeaveCriticalRegion", 'P', 'A', false},
    {"KeSetBasePriorityThread", 'P', 'P', false},
    {"KeSetImportanceDpc", 'P', 'H', false},          {"KeFlushQueuedDpcs", 'P', 'P', true},
    {"KeSetTargetProcessorDpcEx", 'P', 'H', false},   {"IoCallDriver", 'P', 'D', false},
    {"IoAllocateIrp", 'P', 'D', false},               {"IoFreeIrp", 'P', 'D', false},
    {"IoGetDeviceProperty", 'P', 'P', false},
    {"IoRegisterDeviceInterface", 'P', 'P', false},
    {"ObReferenceObject", 'P', 'D', false},           {"ObDereferenceObject", 'P', 'D', false},
    {"KeStallExecutionProcessor", 'P', 'H', false},
    {"KeQueryPerformanceCounter", 'P', 'H', false},
    {"KeQueryInterruptTime", 'P', 'H', false},        {"WdfDpcEnqueue", 'P', 'H', false},
    {"WdfTimerStart", 'P', 'D', false},               {"WdfWorkItemCreate", 'P', 'D', false},
    {"WdfWorkItemEnqueue", 'P', 'D', false},          {"WdfWorkItemFlush", 'P', 'P', true},
    {"WdfWorkItemGetParentObject", 'P', 'D', false},  {"WdfObjectDelete", 'P', 'D', false},
    {"WdfInterruptEnable", 'P', 'P', true},           {"WdfInterruptDisable", 'P', 'P', true},
    {"WdfInterruptQueueDpcForIsr", 'P', 'I', false},
    {"WdfInterruptQueueWorkItemForIsr", 'P', 'I', false},
    {"WdfInterruptCreate", 'P', 'D', false},          {"PsCreateSystemThread", 'P', 'P', true},
    {"ExAllocateTimer", 'P', 'D', false},             {"ExSetTimer", 'P', 'D', false},
    {"MmProbeAndLockPages", 'P', 'A', false},         {"ProbeForRead", 'P', 'A', false},
    {"ProbeForWrite", 'P', 'A', false},               {"ExAllocatePool2", 'P', 'D', false},
    {"ExFreePool", 'P', 'D', false},                  {"KeSetTargetProcessorDpc", 'P', 'H', false},
    {"ExFreeToNPagedLookasideList", 'P', 'D', false},
    {"ExFreeToPagedLookasideList", 'P', 'A', false},
    {"ExInterlockedInsertHeadList", 'P', 'H', false},
    {"ExInterlockedRemoveHeadList", 'P', 'H', false},
    {"IoConnectInterruptEx", 'P', 'P', false},        {"IoDisconnectInterruptEx", 'P', 'P', false},
    {"IoCompleteRequest", 'P', 'D', false},           {"IoStartPacket", 'P', 'D', false},
    {"IoStartNextPacket", 'D', 'D', false},           {"KeIpiGenericCall", 'P', 'H', false},
    {"IoBuildSynchronousFsdRequest", 'P', 'A', false}, {"ZwClose", 'P', 'P', false},
    {"ExReleaseRundownProtection", 'P', 'D', false},
    {"ExWaitForRundownProtectionRelease", 'P', 'A', true},
    {"WdfInterruptReleaseLock", 'P', 'I', false},     {"FltQueueGenericWorkItem", 'P', 'D', false},
    {"FltQueueDeferredIoWorkItem", 'P', 'D', false},  {"StorPortQueueWorkItem", 'P', 'D', false},
    /* of the family files: one of each kind */
    {"IoAllocateMdl", 'P', 'D', false},               {"RtlCopyMemory", 'P', 'H', false},
    {"RtlQueryRegistryValues", 'P', 'P', false},      {"RtlStringCbPrintfW", 'P', 'P', false},
    {"KeWaitForMutexObject", 'P', 'A', true},
    {"KeQueryDpcWatchdogInformation", 'D', 'D', false},
    {"WdfRequestRetrieveOutputBuffer", 'P', 'D', false},
    {"WdfRegistryQueryULong", 'P', 'P', false},       {"WdfInterruptGetDevice", 'P', 'I', false},
    {"WdfUsbTargetPipeResetSynchronously", 'P', 'P', true},
    {"USBD_ValidateConfigurationDescriptor", 'P', 'P', false},
    {"NdisDprAcquireSpinLock", 'D', 'D', false},      {"NdisMSleep", 'P', 'A', true},
    {"NdisWaitEvent", 'P', 'P', true},                {"NdisMQueueDpc", 'P', 'I', false},
    {"StorPortReadRegisterUlong", 'P', 'H', false},   {"StorPortAllocatePool", 'P', 'D', false},
    {"FwpsPendOperation", 'P', 'D', false},           {"FwpsCalloutRegister", 'P', 'P', false},
    {"SpbRequestComplete", 'P', 'D', false},
};

TEST(c1_c4_w123_w139_every_ddi_has_the_range_of_the_c_tables)
{
    static const char letters[] = "PADIH";   /* as enum mdl_ddi_level */

    for (size_t i = 0; i < sizeof c_tables / sizeof c_tables[0]; i++) {
        uint16_t index = mdl_ddi_find(c_tables[i].name);
        const struct mdl_ddi *ddi = index == MDL_DDI_NONE ? NULL : mdl_ddi_row(index);

        if (ddi == NULL || letters[ddi->low] != c_tables[i].low ||
            letters[ddi->high] != c_tables[i].high || ddi->blocks != c_tables[i].blocks) {
            fail_msg("%s is not as the C tables say", c_tables[i].name);
        }
        CHECK(ddi != NULL);
    }
}

TESTS(ENTRY(i1_every_level_of_the_three_architectures),
      ENTRY(irql_tables_are_those_of_the_fact_sheet), ENTRY(levels_have_names),
      ENTRY(w4_queue_types_have_priorities), ENTRY(versions_belong_to_eras),
      ENTRY(every_ddi_is_found_by_its_name_and_has_a_sane_range),
      ENTRY(c_tables_decide_what_is_legal_where),
      ENTRY(every_rule_is_found_by_its_id_and_belongs_to_a_family),
      ENTRY(states_and_confidences_have_names),
      ENTRY(c1_c4_w123_w139_every_ddi_has_the_range_of_the_c_tables),
      ENTRY(bug_checks_ascend_and_say_what_caused_them))
