/*
 * Windows versions and their work queue types.
 *
 * Watchdog limits of 8.1 are those of 8 (no figure found for it); servers before 2012 and every
 * version before 8 enforce none without a debugger (1.2).
 */
#include "model/rules/windows.h"

#include <stddef.h>
#include <string.h>

#include "sim/base/check.h"

#define CLIENT 2u   /* T6: short, variable, background: 6 units of 1/3 tick */
#define SERVER 12u  /* T6: long, fixed: 36 units                            */

static const struct mdl_windows rows[] = {
    {"2000", "Windows 2000", MDL_WINDOWS_LEGACY, false, true, false, CLIENT, 0, 0},
    {"xp", "Windows XP", MDL_WINDOWS_LEGACY, false, true, false, CLIENT, 0, 0},
    {"2003", "Windows Server 2003", MDL_WINDOWS_LEGACY, true, true, false, SERVER, 0, 0},
    {"vista", "Windows Vista", MDL_WINDOWS_LEGACY, false, false, false, CLIENT, 0, 0},
    {"2008", "Windows Server 2008", MDL_WINDOWS_LEGACY, true, false, false, SERVER, 0, 0},
    {"7", "Windows 7", MDL_WINDOWS_LEGACY, false, false, false, CLIENT, 0, 0},
    {"2008r2", "Windows Server 2008 R2", MDL_WINDOWS_LEGACY, true, false, false, SERVER, 0, 0},
    {"8", "Windows 8", MDL_WINDOWS_8, false, false, true, CLIENT, 642, 0},
    {"2012", "Windows Server 2012", MDL_WINDOWS_8, true, false, true, SERVER, 642, 0},
    {"8.1", "Windows 8.1", MDL_WINDOWS_81, false, false, true, CLIENT, 642, 0},
    {"2012r2", "Windows Server 2012 R2", MDL_WINDOWS_81, true, false, true, SERVER, 642, 0},
    {"10", "Windows 10", MDL_WINDOWS_MODERN, false, false, true, CLIENT, 1280, 7680},
    {"2016", "Windows Server 2016", MDL_WINDOWS_MODERN, true, false, true, SERVER, 1280, 7680},
    {"2019", "Windows Server 2019", MDL_WINDOWS_MODERN, true, false, true, SERVER, 1280, 7680},
    {"11", "Windows 11", MDL_WINDOWS_MODERN, false, false, true, CLIENT, 1280, 7680},
    {"2022", "Windows Server 2022", MDL_WINDOWS_MODERN, true, false, true, SERVER, 1280, 7680},
    {"2025", "Windows Server 2025", MDL_WINDOWS_MODERN, true, false, true, SERVER, 1280, 7680},
};

static const struct mdl_windows_queue queues[MDL_WINDOWS_QUEUE_COUNT] = {
    {"CriticalWorkQueue", "critical", 13, true, 5},
    {"DelayedWorkQueue", "delayed", 12, true, 7},
    {"HyperCriticalWorkQueue", "hypercritical", 15, true, 1},
    {"NormalWorkQueue", "normal", 8, false, 1},
    {"BackgroundWorkQueue", "background", 7, false, 1},
    {"RealTimeWorkQueue", "realtime", 18, false, 1},
    {"SuperCriticalWorkQueue", "supercritical", 14, false, 1},
};

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same(const char *a, const char *b)
{
    while (*a != '\0' && lower(*a) == lower(*b)) {
        a++;
        b++;
    }
    return lower(*a) == lower(*b);
}

const struct mdl_windows *mdl_windows_row(uint32_t index)
{
    return index < sizeof rows / sizeof rows[0] ? &rows[index] : NULL;
}

const struct mdl_windows *mdl_windows_find(const char *version)
{
    for (uint32_t i = 0; mdl_windows_row(i) != NULL; i++) {
        if (same(rows[i].version, version)) {
            return &rows[i];
        }
    }
    return NULL;
}

const struct mdl_windows_queue *mdl_windows_queue_row(uint32_t index)
{
    SIM_ASSERT(index < MDL_WINDOWS_QUEUE_COUNT);
    return &queues[index];
}

const struct mdl_windows_queue *mdl_windows_queue_find(const char *name)
{
    for (uint32_t i = 0; i < MDL_WINDOWS_QUEUE_COUNT; i++) {
        if (strcmp(queues[i].name, name) == 0) {
            return &queues[i];
        }
    }
    return NULL;
}
