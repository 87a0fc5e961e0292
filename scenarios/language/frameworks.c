/*
 * Frameworks.
 */
#include "scenarios/language/frameworks.h"

#include <string.h>

#include "scenarios/language/diags.h"

static const struct {
    const char *name;
    enum scn_framework framework;
    uint32_t major, minor;            /* when the version is not written; 0: it has none */
} frameworks[] = {
    {"kmdf", SCN_FRAMEWORK_KMDF, 1, 33},
    {"umdf", SCN_FRAMEWORK_UMDF, 2, 33},
    {"wdm", SCN_FRAMEWORK_WDM, 0, 0},
    {"ndis", SCN_FRAMEWORK_NDIS, 0, 0},
    {"storport", SCN_FRAMEWORK_STORPORT, 0, 0},
};

const char *scn_frameworks_name(uint32_t n, bool *ret_versions)
{
    if (n >= sizeof frameworks / sizeof frameworks[0]) {
        return NULL;
    }
    *ret_versions = frameworks[n].major > 0;
    return frameworks[n].name;
}

/* ' 1.33', or nothing. */
static bool parse_version(const char *text, struct scn_driver *driver)
{
    uint32_t numbers[2] = {0, 0};

    if (*text == '\0') {
        return true;
    }
    if (*text++ != ' ') {
        return false;
    }
    for (int part = 0; part < 2; part++) {
        size_t digits = strspn(text, "0123456789");

        if (digits == 0 || digits > 3) {
            return false;
        }
        for (; digits > 0; digits--) {
            numbers[part] = numbers[part] * 10 + (uint32_t)(*text++ - '0');
        }
        if (*text++ != (part == 0 ? '.' : '\0')) {
            return false;
        }
    }
    driver->major = numbers[0];
    driver->minor = numbers[1];
    return driver->major == 1 || (driver->major == 2 && driver->framework == SCN_FRAMEWORK_UMDF);
}

bool scn_frameworks_parse(const char *text, struct scn_driver *driver)
{
    for (size_t i = 0; i < sizeof frameworks / sizeof frameworks[0]; i++) {
        size_t length = strlen(frameworks[i].name);

        if (strncmp(text, frameworks[i].name, length) == 0) {
            driver->framework = frameworks[i].framework;
            driver->major = frameworks[i].major;
            driver->minor = frameworks[i].minor;
            return driver->major == 0 ? text[length] == '\0'
                                      : parse_version(text + length, driver);
        }
    }
    return false;
}

/* W86, W122. Of UMDF 2 no list is published in the sources of the rules; its source that they cite
   is that of KMDF 1.33. */
static bool is_kmdf(uint32_t minor)
{
    return minor <= 1 || (minor % 2 == 1 && minor >= 5 && minor <= 33);
}

bool scn_frameworks_is_known(const struct scn_driver *driver)
{
    switch (driver->framework) {
    case SCN_FRAMEWORK_KMDF:
        return is_kmdf(driver->minor);
    case SCN_FRAMEWORK_UMDF:
        return driver->major == 1 ? driver->minor <= 11 : driver->minor <= 33;
    default:
        return true;
    }
}

const char *scn_frameworks_known(const struct scn_driver *driver)
{
    return driver->framework == SCN_FRAMEWORK_KMDF
               ? "kmdf 1.0, 1.1, 1.5, 1.7 (Vista SP1), 1.9 (Windows 7), 1.11 (8), 1.13 (8.1), 1.15 "
                 "to 1.31 (10) and 1.33 (11)"
               : "umdf 1.11 (Windows 8) and umdf 2.0 (8.1) to 2.33";
}

bool scn_frameworks_is_wdf(const struct scn_driver *driver)
{
    return driver->framework == SCN_FRAMEWORK_KMDF || driver->framework == SCN_FRAMEWORK_UMDF;
}

bool scn_frameworks_is_user(const struct scn_driver *driver)
{
    return driver->framework == SCN_FRAMEWORK_UMDF;
}

static const struct scn_driver *driver_of(const struct scn_build *b, mdl_item_id item)
{
    uint32_t driver = SCN_AT(struct scn_item_needs, b->item_needs, item)->driver;

    return SCN_AT(struct scn_driver, b->drivers, driver);
}

void scn_frameworks_check_call(struct scn_code *c, const struct scn_node *verb, mdl_item_id item)
{
    const struct scn_driver *driver = driver_of(c->build, item);
    bool user = scn_frameworks_is_user(driver);
    bool first = user && driver->major == 1;   /* its interfaces are COM: IWDF... */

    if (strncmp(verb->text, "IWDF", 4) == 0 && !first) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, verb->at, NULL,
                      "%s belongs to UMDF 1, and this work item's driver is another one",
                      verb->text);
    } else if (strncmp(verb->text, "Wdf", 3) == 0 && first) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, verb->at, NULL,
                      "UMDF 1 has no %s: the Wdf functions came with UMDF 2 (W122)", verb->text);
        scn_diags_hint(c->build->diags, "its work items are queued by IWDFWorkItem::Enqueue");
    } else if (user && strncmp(verb->text, "Wdf", 3) != 0 && strncmp(verb->text, "IWDF", 4) != 0) {
        scn_diags_add(c->build->diags, SCN_S_COMBINATION, verb->at, NULL,
                      "%s is a kernel function, and this work item's driver runs in user mode",
                      verb->text);
    }
}

void scn_frameworks_decide(struct scn_build *b, mdl_item_id id)
{
    struct mdl_item *item = SCN_AT(struct mdl_item, b->items, id);
    const struct scn_item_needs *needs = SCN_AT(struct scn_item_needs, b->item_needs, id);
    int ways = needs->by_wdf + needs->by_io + needs->by_ex;

    if (ways > 1) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, needs->at, NULL,
                      "a work item is a framework item, an I/O work item or an executive one; "
                      "this one is queued in %d ways", ways);
    } else if (needs->by_wdf && item->family != MDL_ITEM_WDF) {
        scn_diags_add(b->diags, SCN_S_COMBINATION, needs->at, NULL,
                      "a framework work item belongs to a framework driver, and this one is "
                      "another kind");
        scn_diags_hint(b->diags,
                       "queue it with IoQueueWorkItem, or write 'framework: kmdf 1.33'");
    } else if (needs->by_io || needs->by_ex) {
        item->family = needs->by_io ? MDL_ITEM_IO : MDL_ITEM_EX;
        item->coalesces = false;
    }
}
