/*
 * Queues.
 */
#include "scenarios/language/queues.h"

#include "scenarios/language/streams.h"

void scn_queues_read(const struct scn_objects_entry *e)
{
    struct scn_build *b = e->build;
    struct mdl_queue queue = {0};
    struct scn_streams_owner stream = {MDL_STREAM_STEPS, b->queues.count, 0, e->path, e->name};
    struct scn_view v;
    int64_t capacity = 0;

    scn_view_open(b, e->node, SCN_SECTION_QUEUE, e->path, &v);
    scn_view_whole(&v, SCN_KEY_QUEUE_capacity, 1, 1000000000, &capacity);
    queue.capacity = (uint32_t)capacity;
    queue.object = stream.object = scn_build_object(b, e->path, MDL_OBJECT_QUEUE);
    queue.stream = scn_streams_silent(b, &stream);
    scn_build_symbol(b, e->path, MDL_OBJECT_QUEUE, b->queues.count, e->key->at);
    *(struct mdl_queue *)scn_build_push(b, &b->queues) = queue;
}
