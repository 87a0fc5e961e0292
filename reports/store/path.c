/*
 * Where the store is: what was said, what the environment says, what lies here, what is usual.
 */
#include "reports/store/path.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sim/base/arena.h"
#include "sim/base/text.h"

static const char *environment(const char *name)
{
    const char *value = getenv(name);

    return value != NULL && value[0] != '\0' ? value : NULL;
}

const char *rpt_path_default(struct sim_arena *arena, const char *given)
{
    const char *data = environment("XDG_DATA_HOME"), *home = environment("HOME");

    if (given != NULL && given[0] != '\0') {
        return sim_arena_copy(arena, given, strlen(given));
    }
    if (environment("WTSIM_DB") != NULL) {
        return sim_arena_print(arena, "%s", environment("WTSIM_DB"));
    }
    if (access("wtsim.db", F_OK) == 0) {
        return "./wtsim.db";
    }
    if (data != NULL && data[0] == '/') { /* the standard says: relative ones are ignored */
        return sim_arena_print(arena, "%s/wtsim/runs.db", data);
    }
    return home != NULL ? sim_arena_print(arena, "%s/.local/share/wtsim/runs.db", home)
                        : "./wtsim.db";
}

bool rpt_path_make_folders(const char *path)
{
    struct sim_text folder;
    bool made = true;

    sim_text_init(&folder);
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        sim_text_clear(&folder);
        sim_text_add_bytes(&folder, path, (size_t)(slash - path));
        if (folder.length == 0) {
            continue;
        }
        if (mkdir(folder.data, 0777) != 0 && errno != EEXIST && errno != EISDIR) {
            made = access(folder.data, F_OK) == 0;
            if (!made) {
                break;
            }
        }
    }
    sim_text_deinit(&folder);
    return made;
}

bool rpt_path_is_writable(const char *path)
{
    const char *slash = strrchr(path, '/');
    struct sim_text folder;
    bool writable;

    sim_text_init(&folder);
    sim_text_add_bytes(&folder, path, slash == NULL ? 0 : (size_t)(slash - path) + 1);
    writable = faccessat(AT_FDCWD, path, W_OK, AT_EACCESS) == 0 &&
               faccessat(AT_FDCWD, folder.length == 0 ? "." : folder.data, W_OK, AT_EACCESS) == 0;
    sim_text_deinit(&folder);
    return writable;
}
