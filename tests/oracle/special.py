"""Further queueing models: closed ones, moderation, busy periods, overload, polling servers."""
import figures
import laws
from laws import UNIT, law
from queues import Length, Plan, single_class, utilization, wanted_of
from wtsim import Cannot, safe_name, scenario


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
    """A processor that does nothing below DISPATCH_LEVEL: its spells above are busy periods."""
    model, of = single_class(case)
    if model['servers'] != 1:
        raise Cannot('busy periods of several servers')
    rate = laws.arrival_rate(of['arrivals'])
    load = rate * laws.mean(of['service'])
    length = Length(rate, load, customers[0] * 4)
    body = '  d:\n    framework: wdm\n    interrupts:\n      line: {irql: 8, arrivals: {%s}, ' \
           'isr: [{each_request: [run: %s]}]}\n' % (laws.renewal(of['arrivals']),
                                                    law(of['service']))
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: 1')

    def read(answers):
        answer = answers['main']
        spells = answer.observations('processor.0.longest_raised')
        out = figures.durations('busy_period', spells, wanted_of(case))
        if spells:
            out['served.mean'] = answer.value('d.line.finished') / len(spells)
        return {'n': len(spells), 'metrics': out}

    return Plan({'main': text}, read, 2 * length.customers)


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


