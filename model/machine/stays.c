/* Stays: their lists; see the header. */
#include "model/machine/stays.h"

#include "sim/base/check.h"

void mdl_stays_insert(struct mdl_slab *stays, struct mdl_stay_list *list, mdl_stay_id stay,
                      mdl_stay_id before)
{
    struct mdl_stay *s = mdl_stays_at(stays, stay);
    mdl_stay_id after = before == MDL_NONE ? list->tail : mdl_stays_at(stays, before)->previous;

    s->next = before;
    s->previous = after;
    if (after != MDL_NONE) {
        mdl_stays_at(stays, after)->next = stay;
    } else {
        list->head = stay;
    }
    if (before != MDL_NONE) {
        mdl_stays_at(stays, before)->previous = stay;
    } else {
        list->tail = stay;
    }
    list->count++;
}

void mdl_stays_append(struct mdl_slab *stays, struct mdl_stay_list *list, mdl_stay_id stay)
{
    mdl_stays_insert(stays, list, stay, MDL_NONE);
}

void mdl_stays_remove(struct mdl_slab *stays, struct mdl_stay_list *list, mdl_stay_id stay)
{
    struct mdl_stay *s = mdl_stays_at(stays, stay);

    SIM_ASSERT(list->count > 0);
    if (s->previous != MDL_NONE) {
        mdl_stays_at(stays, s->previous)->next = s->next;
    } else {
        list->head = s->next;
    }
    if (s->next != MDL_NONE) {
        mdl_stays_at(stays, s->next)->previous = s->previous;
    } else {
        list->tail = s->previous;
    }
    s->next = s->previous = MDL_NONE;
    list->count--;
}

mdl_stay_id mdl_stays_find(struct mdl_slab *stays, const struct mdl_stay_list *list,
                           mdl_stream_id stream, uint64_t number)
{
    mdl_stay_id id = list->head;

    while (id != MDL_NONE && (mdl_stays_at(stays, id)->stream != stream ||
                              mdl_stays_at(stays, id)->number != number)) {
        id = mdl_stays_at(stays, id)->next;
    }
    return id;
}
