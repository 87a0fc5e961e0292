"""Further queueing models: closed ones, moderation, busy periods, overload, polling servers."""
import figures
import laws
from laws import UNIT, law
from queues import Length, Plan, single_class, utilization, wanted_of
from wtsim import Broken, Cannot, safe_name, scenario


def closed(case, customers):
    """Each customer is a thread that thinks, sends a request to a device and waits for it."""
    model, of = single_class(case)
    servers, population = model['servers'], model['population']
    think, service = of['arrivals']['think'], of['service']
    rate = min(servers / laws.mean(service),
               population / (laws.mean(think) + laws.mean(service)))
    length = Length(rate, 0.9, customers[0])
    body = '''  queue:
    framework: wdm
    targets: {server: {service: %s, servers: %d}}
    threads:
      customer: {count: %d, steps: [{repeat: forever, steps: [
        wait: %s, WdfIoTargetSendReadSynchronously: server]}]}
''' % (law(service), servers, population, law(think))
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: 1')

    def read(answers):
        answer, wanted = answers['main'], wanted_of(case)
        wait = answer.observations('queue.server.wait')
        sojourn = answer.observations('queue.server.request_latency')
        out = figures.durations('wait', wait, wanted)
        out.update(figures.durations('sojourn', sojourn, wanted))
        out['throughput'] = len(sojourn) / (length.window_ns / UNIT)
        busy = answer.value('queue.server.busy', 'mean')
        out['utilization'] = busy / servers
        out['system_len.mean'] = answer.value('queue.server.depth', 'mean') + busy
        return {'n': len(wait), 'metrics': out}

    return Plan({'main': text}, read, 2 * length.customers)


MODERATION = {
    'delay': lambda m: 'moderation: {after: %s}' % laws.duration(m['T']),
    'delayK': lambda m: 'moderation: {after: %s, count: %d}' % (laws.duration(m['T']), m['K']),
    'count': lambda m: 'moderation: {count: %d}' % m['K'],
    # The law of a routine that takes T and takes all that waits when it starts.
    'throttle': None,
}


def coalescing(case, customers):
    model = case['model']
    rule = model['moderation']
    if rule['rule'] not in MODERATION:
        raise Cannot('moderation by %s' % rule['rule'])
    rate = 1 / laws.mean(model['events']['interarrival'])
    length = Length(rate, 0.9, customers[0])
    busy = rule['T'] if rule['rule'] == 'throttle' else 0
    make = MODERATION[rule['rule']]
    body = '  d:\n    framework: wdm\n    interrupts:\n      line: {irql: 8, arrivals: {%s%s}, ' \
           'isr: [run: %s]}\n' % (laws.renewal(model['events']),
                                  ', ' + make(rule) if make else '', laws.duration(busy))
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: 1')

    def read(answers):
        answer, out = answers['main'], {}
        delay = [d - busy * UNIT for d in answer.observations('d.line.request_latency')]
        runs = answer.value('d.line.isr.runs')
        out['interrupt_rate'] = runs / (length.window_ns / UNIT)
        out['events_per_interrupt.mean'] = len(delay) / runs
        out.update(figures.durations('delay', delay, wanted_of(case)))
        return {'n': len(delay), 'metrics': out}

    return Plan({'main': text}, read, 2 * length.customers)


def busy_periods(case, customers):
    """A processor that does nothing below DISPATCH_LEVEL: its spells above are busy periods. At the
    end of each, a DPC on another processor takes as many ns as customers were served:
    over long before the next one is."""
    model, of = single_class(case)
    if model['servers'] != 1:
        raise Cannot('busy periods of several servers')
    rate = laws.arrival_rate(of['arrivals'])
    load = rate * laws.mean(of['service'])
    length = Length(rate, load, customers[0] * 2)
    body = """  d:
    framework: wdm
    variables: {inside: 0, served: 0}
    sources: {in: {arrivals: {%s}, steps: [set: inside += 1, KeInsertQueueDpc: serve]}}
    dpcs:
      serve:
        callback:
          - each_request:
              - run: %s
              - set: inside -= 1
              - set: served += 1
              - if: inside == 0
                then: [{KeInsertQueueDpc: tell, requests: none}]
      tell:
        processor: 1
        callback:
          - repeat: {until: served == 0, at_most: 1000000}
            steps: [run: 1ns, set: served -= 1]
""" % (laws.renewal(of['arrivals']), law(of['service']))
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: 2')

    def read(answers):
        answer, wanted = answers['main'], wanted_of(case)
        spells = answer.observations('processor.0.longest_raised')
        served = answer.observations('d.tell.run')
        out = figures.durations('busy_period', spells, wanted)
        if served:
            out['served.mean'] = figures.mean(served)
            out['served.var'] = figures.variance(served)
            for metric in wanted:
                if metric.startswith('p_served_'):
                    number = int(metric[len('p_served_'):])
                    out[metric] = served.count(number) / len(served)
        return {'n': len(spells), 'metrics': out}

    return Plan({'main': text}, read, length.customers)


def overload(case, customers):
    """An ISR and its DPC, each request of its own: what the ISR leaves is the DPC's."""
    isr, dpc = case['model']['classes']
    rate = laws.arrival_rate(isr['arrivals'])
    length = Length(rate, 0, customers[0])
    body = '  d:\n    framework: wdm\n    interrupts:\n      line: {irql: 8, arrivals: {%s}, ' \
           'isr: [{each_request: [run: %s, IoRequestDpc: line]}], ' \
           'dpc: [{each_request: [run: %s]}]}\n' % (laws.renewal(isr['arrivals']),
                                                    law(isr['service']), law(dpc['service']))
    text = scenario(safe_name(case['id']), body, length.duration_ns, 0, machine='processors: 1')

    def read(answers):
        answer, units = answers['main'], length.duration_ns / UNIT
        isr_share = answer.value('processor.0.isrs_share', 'mean')
        finished, offered = answer.value('d.line.finished'), answer.value('d.line.offered')
        return {'n': int(offered), 'metrics': {
            'dpc_throughput': finished / units,
            'utilization': utilization(answer, 1),
            'isr_utilization': isr_share,
            'backlog_growth_rate': (offered - finished) / units,
        }}

    return Plan({'main': text}, read, 1)


def vacation(case, customers):
    """A polling thread that waits whenever it finds nothing, or an ISR that N requests start."""
    model, of = single_class(case)
    arrivals, rate = laws.renewal(of['arrivals']), laws.arrival_rate(of['arrivals'])
    length = Length(rate, rate * laws.mean(of['service']), customers[0])
    serve = '[run: %s]' % law(of['service'])
    body = '  d:\n    framework: wdm\n    interrupts:\n      line: {irql: 8, arrivals: {%s%s}, ' \
           'isr: [%s]}\n'
    if 'n_policy' in model:
        body %= (arrivals, ', moderation: {count: %d}' % model['n_policy'],
                 '{each_request: {from: line}, steps: %s}' % serve)
    elif model.get('vacation_rule') == 'multiple, exhaustive':
        body %= (arrivals, '', 'run: 0us')
        body += '    threads: {server: {priority: 24, steps: [mask: line, {repeat: forever, ' \
                'steps: [wait: %s, {each_request: {from: line}, steps: %s}]}]}}\n' \
                % (law(model['vacation']), serve)
    else:
        raise Cannot('vacations by the rule %r' % model.get('vacation_rule'))
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: 1')

    def read(answers):
        answer, out = answers['main'], {}
        sojourn = answer.observations('d.line.request_latency')
        if sojourn:
            wait = figures.mean(sojourn) / UNIT - laws.mean(of['service'])
            out['wait.mean'] = wait
            out['queue_len.mean'] = wait * len(sojourn) / (length.window_ns / UNIT)
        out['utilization'] = utilization(answer, 1)
        return {'n': len(sojourn), 'metrics': out}

    return Plan({'main': text}, read, 2 * length.customers)


DPC_OBJECTS = 64    # of each class: more than ever wait at once


def one_of(names, low=0):
    """Steps that queue the DPC whose place in the list the variable 'next' has."""
    if len(names) == 1:
        return '[KeInsertQueueDpc: %s]' % names[0]
    half = len(names) // 2
    return '[{if: next < %d, then: %s, else: %s}]' % (
        low + half, one_of(names[:half], low), one_of(names[half:], low + half))


def last_come(case, customers):
    """Last come, first served within the more urgent of two classes: high DPCs are queued at the
    head, medium ones at the tail (D5). Each customer is a DPC, of objects used in turn."""
    model = case['model']
    classes = sorted(model['classes'], key=lambda c: c['priority'])
    if [c.get('order', 'fifo') for c in classes] != ['lifo', 'fifo'] or model['servers'] != 1 \
            or model['discipline'] != 'np-priority':
        raise Cannot('other than two classes, the first of them last come, first served')
    rate = sum(laws.arrival_rate(c['arrivals']) for c in classes)
    load = sum(laws.arrival_rate(c['arrivals']) * laws.mean(c['service']) for c in classes)
    length = Length(rate, load, customers[0])
    body = ''
    for of, importance in zip(classes, ('high', 'medium')):
        names = ['%s-%d' % (of['name'], k) for k in range(DPC_OBJECTS)]
        body += '  %s:\n    framework: wdm\n    variables: {next: 0}\n    dpcs:\n' % of['name']
        body += ''.join('      %s: {importance: %s, callback: Serve}\n' % (n, importance)
                        for n in names)
        body += '    callbacks: {Serve: [{each_request: [run: %s]}]}\n' % law(of['service'])
        body += '    sources: {in: {arrivals: {%s}, steps: [{call: Queue}, set: next += 1, ' \
                '{if: next == %d, then: [set: next = 0]}]}}\n' % (
                    laws.renewal(of['arrivals']), DPC_OBJECTS)
        body = body.replace('{call: Queue}', one_of(names)[1:-1])
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: 1')

    def read(answers):
        answer, out, n = answers['main'], {}, 0
        for of in classes:
            if sum(answer.value('%s.%s-%d.coalesced' % (of['name'], of['name'], k))
                   for k in range(DPC_OBJECTS)) > 0:
                raise Broken('more than %d customers waited' % DPC_OBJECTS)
            path = of['name'] + '.in.request_latency'
            n += int(answer.value(path, 'count'))
            sojourn = answer.value(path, 'mean') / UNIT
            out[of['name'] + '.sojourn.mean'] = sojourn
            out[of['name'] + '.wait.mean'] = sojourn - laws.mean(of['service'])
        out['utilization'] = utilization(answer, 1)
        return {'n': n, 'metrics': out}

    return Plan({'main': text}, read, 0)


TICK_NS = 100000    # the shortest clock period
SLICES = 50         # quanta of a mean service
SHARERS = 64        # threads: more than are ever inside at once


def shared(case, customers):
    """Threads of one priority that take turns, a clock tick each: processor sharing in the limit.

    Where the mean service is exponential the order does not matter for the mean sojourn; under
    processor sharing it is the same for every law. So a second run has most of the work in few
    long services, which in order of arrival would make it half as long again. The mean slowdown
    has no counterpart: the shortest services wait for whole turns of the others."""
    model, of = single_class(case)
    if model['servers'] != 1:
        raise Cannot('processor sharing by several servers')
    mean = laws.mean(of['service'])
    stretch = SLICES * TICK_NS / (mean * UNIT)
    rate = laws.arrival_rate(of['arrivals'])
    length = Length(rate / stretch, rate * mean, min(customers[0], 100000))
    uneven = {'dist': 'two_point', 'values': [{'p': 0.9, 'value': 0.5 * mean},
                                              {'p': 0.1, 'value': 5.5 * mean}]}
    between = laws.stretched(of['arrivals']['interarrival'], stretch)
    texts = {name: scenario(safe_name(case['id']), """  d:
    framework: wdm
    threads:
      sharer: {count: %d, priority: 20, arrivals: {%s}, steps: [run: %s]}
""" % (SHARERS, laws.interarrival(between), law(laws.stretched(service, stretch))),
                            length.duration_ns, length.warm_up_ns,
                            machine='processors: 1, clock: %dns' % TICK_NS, quantum=1)
             for name, service in (('main', of['service']), ('uneven', uneven))}

    def sojourn(answer):
        return [ns / stretch for ns in answer.observations('d.sharer.request_latency')]

    def read(answers):
        main = sojourn(answers['main'])
        out = figures.durations('sojourn', main, wanted_of(case))
        out['utilization'] = utilization(answers['main'], 1)
        out['uneven.sojourn.mean'] = figures.mean(sojourn(answers['uneven'])) / UNIT
        return {'n': len(main), 'metrics': out}

    plan = Plan(texts, read, 2 * length.customers)
    plan.case = dict(case, expect=case['expect'] + [
        dict(e, metric='uneven.' + e['metric']) for e in case['expect']
        if e['metric'] == 'sojourn.mean'])
    return plan
