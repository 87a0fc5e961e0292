/*
 * Streams of requests.
 */
#include "scenarios/language/streams.h"

#include "scenarios/language/diags.h"
#include "sim/base/arena.h"

static struct mdl_stream *add(struct scn_build *b, const struct scn_streams_owner *owner)
{
    struct mdl_stream *stream = scn_build_push(b, &b->streams);

    stream->object = owner->object;
    stream->kind = owner->kind;
    stream->owner = owner->owner;
    stream->path = owner->path;
    stream->request_kind = sim_intern_add(&b->kinds, owner->request_kind);
    return stream;
}

void scn_streams_moderation(const struct scn_view *v, enum scn_key key,
                            struct mdl_stream *stream)
{
    const struct scn_node *node = scn_view_node(v, key);
    struct scn_view moderation;
    int64_t count = 0;

    if (node == NULL) {
        return;
    }
    scn_view_inner(v, key, &moderation);
    scn_view_whole(&moderation, SCN_KEY_MODERATION_count, 1, 1000000, &count);
    stream->moderation_count = (uint32_t)count;
    scn_view_duration(&moderation, SCN_KEY_MODERATION_after, &stream->moderation_after_ns);
    scn_view_duration(&moderation, SCN_KEY_MODERATION_idle, &stream->moderation_idle_ns);
}

static void read_one(struct scn_build *b, const struct scn_node *node, const char *path,
                     const struct scn_streams_owner *owner)
{
    struct scn_streams_owner mine = *owner;
    struct mdl_stream made = {0};
    struct scn_view arrivals;
    const struct scn_node *kind;
    bool assumed = false;
    int64_t capacity = 0;

    scn_view_open(b, node, SCN_SECTION_ARRIVALS, path, &arrivals);
    kind = scn_view_node(&arrivals, SCN_KEY_ARRIVALS_kind);
    if (kind != NULL) {
        scn_values_name(&b->values, kind, &mine.request_kind);
    }
    scn_values_arrivals(&b->values, node, &made.arrivals, &assumed);
    scn_view_whole(&arrivals, SCN_KEY_ARRIVALS_capacity, 1, 1000000, &capacity);
    scn_streams_moderation(&arrivals, SCN_KEY_ARRIVALS_moderation, &made);

    struct mdl_stream *stream = add(b, &mine);

    stream->arrivals = made.arrivals;
    stream->capacity = (uint32_t)capacity;
    stream->moderation_count = made.moderation_count;
    stream->moderation_after_ns = made.moderation_after_ns;
    stream->moderation_idle_ns = made.moderation_idle_ns;
    scn_build_changeable(b, node, MDL_CHANGE_ARRIVALS, b->streams.count - 1);
    if (assumed) {
        scn_build_assume(b, "~", path, scn_values_text_node(b->arena, node), "assumed", MDL_NONE);
    }
}

static void read_several(struct scn_build *b, const struct scn_node *list, const char *path,
                         const struct scn_streams_owner *owner)
{
    for (uint32_t i = 0; i < list->count; i++) {
        const struct scn_node *node = list->items[i];
        const struct scn_node *kind = scn_tree_get(node, "kind");
        struct scn_streams_owner mine = *owner;

        if (node->kind != SCN_TREE_MAP || kind == NULL || kind->kind != SCN_TREE_SCALAR) {
            scn_diags_add(b->diags, SCN_S_MISSING_KEY, node->at, NULL,
                          "each of several arrival processes needs a 'kind'");
            continue;
        }
        mine.path = sim_arena_print(b->arena, "%s.%s", owner->path, kind->text);
        mine.object = scn_build_object(b, mine.path, MDL_OBJECT_STREAM);
        scn_build_symbol(b, mine.path, MDL_OBJECT_STREAM, b->streams.count, kind->at);
        read_one(b, node, sim_arena_print(b->arena, "%s.%s", path, kind->text), &mine);
    }
}

void scn_streams_read(const struct scn_view *v, enum scn_key key,
                      const struct scn_streams_owner *owner, mdl_stream_id *ret_first,
                      uint32_t *ret_count)
{
    struct scn_build *b = v->build;
    const struct scn_node *node = scn_view_node(v, key);

    *ret_first = b->streams.count;
    *ret_count = 0;
    if (node == NULL) {
        return;
    }
    scn_view_record(v, key);
    if (node->kind == SCN_TREE_LIST) {
        read_several(b, node, scn_view_path(v, "arrivals"), owner);
    } else {
        read_one(b, node, scn_view_path(v, "arrivals"), owner);
    }
    *ret_count = b->streams.count - *ret_first;
}

mdl_stream_id scn_streams_silent(struct scn_build *b, const struct scn_streams_owner *owner)
{
    add(b, owner);
    return b->streams.count - 1;
}
