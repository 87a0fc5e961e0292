"""A reader of traces: Perfetto's protobuf and Chrome's JSON, as far as wtsim writes them.

Written from Perfetto's description of the format, not from our writer. Both come out as the same
lists of tracks and events, and `promises` says the first promise that an event breaks.
"""
import decimal
import json

BEGIN, END, INSTANT, COUNTER = 1, 2, 3, 4


class Event:
    def __init__(self, at, kind, track):
        self.at, self.kind, self.track = at, kind, track
        self.name = None
        self.value = None
        self.flows = []            # causes that go on
        self.ended = []            # causes that end here


class Trace:
    def __init__(self):
        self.tracks = {}           # number: (name, parent, is a counter)
        self.events = []

    def named(self, name):
        """Events of the tracks of this name, in order."""
        return [e for e in self.events if self.tracks[e.track][0] == name]

    def slices(self, name):
        """(from, to, name) of a track, by their beginnings."""
        stack, found = [], []
        for event in self.named(name):
            if event.kind == BEGIN:
                stack.append(len(found))
                found.append([event.at, None, event.name])
            elif event.kind == END:
                found[stack.pop()][1] = event.at
        return [tuple(s) for s in found]


# ---- protobuf -----------------------------------------------------------------------------------

def varint(data, at):
    value, shift = 0, 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def fields(data):
    """(number, value) of a message; bytes of a nested one are not read yet."""
    at = 0
    while at < len(data):
        key, at = varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == 0:
            value, at = varint(data, at)
        elif kind == 1:
            value, at = int.from_bytes(data[at:at + 8], "little"), at + 8
        elif kind == 2:
            length, at = varint(data, at)
            value, at = data[at:at + length], at + length
            if len(value) != length:
                raise ValueError("a message is shorter than it says")
        else:
            raise ValueError(f"wire type {kind}")
        yield number, value


def descriptor(trace, data):
    uuid = name = parent = None
    counter = False
    for number, value in fields(data):
        if number == 1:
            uuid = value
        elif number == 2:
            name = value.decode()
        elif number == 3:
            name = dict(fields(value))[6].decode()
        elif number == 5:
            parent = value
        elif number == 8:
            counter = True
    trace.tracks[uuid] = (name, parent, counter)


def perfetto(data):
    trace, names = Trace(), {}
    for number, packet in fields(data):
        if number != 1:
            raise ValueError("a trace is packets")
        at = event = None
        for number, value in fields(packet):
            if number == 8:
                at = value
            elif number == 60:
                descriptor(trace, value)
            elif number == 12:
                for _, entry in fields(value):
                    entry = dict(fields(entry))
                    names[entry[1]] = entry[2].decode()
            elif number == 11:
                event = list(fields(value))
        if event is not None:
            one = dict(event)
            read = Event(at, one[9], one[11])
            read.name = names[one[10]] if 10 in one else None
            read.value = one.get(30)
            read.flows = [v for n, v in event if n == 47]
            read.ended = [v for n, v in event if n == 48]
            trace.events.append(read)
    return trace


# ---- Chrome's JSON ------------------------------------------------------------------------------

def nanoseconds(text):
    whole = decimal.Decimal(text) * 1000
    if whole != whole.to_integral_value():
        raise ValueError(f"{text} us is no whole number of nanoseconds")
    return int(whole)


def chrome(text):
    trace, phases = Trace(), {"B": BEGIN, "E": END, "i": INSTANT, "C": COUNTER}
    for entry in json.loads(text, parse_float=str)["traceEvents"]:
        track = entry["tid"]
        if entry["ph"] == "M":
            if entry["name"] != "thread_sort_index":
                trace.tracks[track] = (entry["args"]["name"], None, False)
        elif entry["ph"] in phases:
            event = Event(nanoseconds(entry["ts"]), phases[entry["ph"]], track)
            event.name = entry.get("name")
            if event.kind == COUNTER:
                trace.tracks[track] = (entry["name"], None, True)
                event.value = entry["args"]["value"]
            trace.events.append(event)
        else:
            trace.events[-1].flows.append((entry["ph"], entry["id"]))
    return trace


# ---- promises -----------------------------------------------------------------------------------

def promises(trace):
    """The first promise that is broken, or None: time does not run backwards, slices nest and
    end, counters count on tracks of counters, a cause that has ended is not carried further."""
    last, depth, ended = -1, {}, set()
    for event in trace.events:
        if event.track not in trace.tracks:
            return f"an event at {event.at} stands on no track"
        if event.at < last:
            return f"time runs backwards at {event.at}"
        last = event.at
        if (event.kind == COUNTER) != trace.tracks[event.track][2]:
            return f"a counter's event at {event.at} is not on a counter's track"
        if event.kind == BEGIN:
            depth[event.track] = depth.get(event.track, 0) + 1
        elif event.kind == END:
            depth[event.track] = depth.get(event.track, 0) - 1
            if depth[event.track] < 0:
                return f"something ends at {event.at} that has not begun"
        for flow in event.flows + event.ended:
            if flow in ended:
                return f"cause {flow} goes on at {event.at} after its end"
        ended.update(event.ended)
    open_slices = [t for t, n in depth.items() if n != 0]
    return f"slices of {trace.tracks[open_slices[0]][0]} never end" if open_slices else None
