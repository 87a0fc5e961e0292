/*
 * A student's state: lines 'done why-a-dpc-waits 2', 'belief dpc-preempts-dpc 1'.
 */
#include "reports/cli/lesson_state.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "reports/cli/options.h"
#include "reports/cli/session.h"
#include "sim/base/arena.h"

enum { LINE_MAX_BYTES = 200, MARKS_MAX = 1000 };

static const char *folder_of(struct cli_session *s)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");

    if (s->options.state != NULL) {
        return s->options.state;
    }
    if (state != NULL && state[0] == '/') {
        return sim_arena_print(&s->arena, "%s/wtsim", state);
    }
    return home == NULL || home[0] == '\0'
               ? NULL : sim_arena_print(&s->arena, "%s/.local/state/wtsim", home);
}

static struct cli_lesson_mark *mark(struct cli_lesson_state *state, const char *kind,
                                    const char *name)
{
    struct sim_arena *arena = &state->session->arena;

    for (uint32_t i = 0; i < state->count; i++) {
        if (strcmp(state->marks[i].kind, kind) == 0 && strcmp(state->marks[i].name, name) == 0) {
            return &state->marks[i];
        }
    }
    if (state->count == state->capacity) {
        uint32_t room = state->capacity * 2 + 32;
        struct cli_lesson_mark *more = sim_arena_array(arena, room, sizeof *more);

        if (state->count > 0) {
            memcpy(more, state->marks, state->count * sizeof *more);
        }
        state->marks = more;
        state->capacity = room;
    }
    state->marks[state->count] = (struct cli_lesson_mark){
        sim_arena_copy(arena, kind, strlen(kind)), sim_arena_copy(arena, name, strlen(name)), 0};
    return &state->marks[state->count++];
}

void cli_lesson_state_load(struct cli_session *s, struct cli_lesson_state *ret_state)
{
    const char *folder = folder_of(s);
    char line[LINE_MAX_BYTES];
    FILE *file;

    *ret_state = (struct cli_lesson_state){.session = s};
    if (folder == NULL) {
        return;
    }
    ret_state->path = sim_arena_print(&s->arena, "%s/lessons", folder);
    file = fopen(ret_state->path, "r");
    while (file != NULL && ret_state->count < MARKS_MAX && fgets(line, sizeof line, file)) {
        char kind[16], name[128];
        unsigned count;

        if (sscanf(line, "%15s %127s %u", kind, name, &count) == 3) {
            mark(ret_state, kind, name)->count = count;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
}

uint32_t cli_lesson_state_count(const struct cli_lesson_state *state, const char *kind,
                                const char *name)
{
    for (uint32_t i = 0; i < state->count; i++) {
        if (strcmp(state->marks[i].kind, kind) == 0 && strcmp(state->marks[i].name, name) == 0) {
            return state->marks[i].count;
        }
    }
    return 0;
}

/* Every folder of the path; one that is there is fine. */
static void make_folders(struct cli_session *s, const char *path)
{
    char *copy = sim_arena_copy(&s->arena, path, strlen(path));

    for (char *slash = strchr(copy + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(copy, 0700);
        *slash = '/';
    }
}

/* Into a file beside it first, so that a full disk loses nothing. */
static void save(struct cli_lesson_state *state)
{
    struct cli_session *s = state->session;
    const char *fresh;
    FILE *file;
    bool good;

    if (state->path == NULL) {
        return;
    }
    make_folders(s, state->path);
    fresh = sim_arena_print(&s->arena, "%s.new", state->path);
    file = fopen(fresh, "w");
    good = file != NULL;
    for (uint32_t i = 0; i < state->count && good; i++) {
        good = fprintf(file, "%s %s %u\n", state->marks[i].kind, state->marks[i].name,
                       (unsigned)state->marks[i].count) > 0;
    }
    good = file != NULL && fclose(file) == 0 && good && rename(fresh, state->path) == 0;
    if (!good) {
        cli_session_say(s, "what you have done cannot be remembered in %s (%s); --state DIR names "
                        "another folder", state->path, strerror(errno));
        state->path = NULL;           /* told once */
    }
}

void cli_lesson_state_done(struct cli_lesson_state *state, const char *name, uint32_t tries)
{
    struct cli_lesson_mark *m = mark(state, "done", name);

    if (m->count == 0 || tries < m->count) {
        m->count = tries;
        save(state);
    }
}

void cli_lesson_state_believed(struct cli_lesson_state *state, const char *id)
{
    mark(state, "belief", id)->count++;
    save(state);
}
