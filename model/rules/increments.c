/* Priority increments; see the header. */
#include "model/rules/increments.h"

#include <stddef.h>
#include <string.h>

static const struct mdl_increment rows[] = {
    {"IO_NO_INCREMENT", "none", 0},
    {"IO_CD_ROM_INCREMENT", "cd_rom", 1},
    {"IO_DISK_INCREMENT", "disk", 1},
    {"IO_PARALLEL_INCREMENT", "parallel", 1},
    {"IO_VIDEO_INCREMENT", "video", 1},
    {"IO_NETWORK_INCREMENT", "network", 2},
    {"IO_MAILSLOT_INCREMENT", "mailslot", 2},
    {"IO_NAMED_PIPE_INCREMENT", "named_pipe", 2},
    {"IO_SERIAL_INCREMENT", "serial", 2},
    {"IO_KEYBOARD_INCREMENT", "keyboard", 6},
    {"IO_MOUSE_INCREMENT", "mouse", 6},
    {"IO_SOUND_INCREMENT", "sound", 8},
    {"EVENT_INCREMENT", NULL, 1},
    {"SEMAPHORE_INCREMENT", NULL, 1},
};

enum { ROW_COUNT = sizeof rows / sizeof rows[0] };

const struct mdl_increment *mdl_increments_named(const char *name)
{
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        if (strcmp(rows[i].name, name) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}

const struct mdl_increment *mdl_increments_of_device(const char *device)
{
    for (uint32_t i = 0; i < ROW_COUNT; i++) {
        if (rows[i].device != NULL && strcmp(rows[i].device, device) == 0) {
            return &rows[i];
        }
    }
    return NULL;
}
