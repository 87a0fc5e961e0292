"""Queueing models as scenarios: work items in a pool, levels of one processor, lost requests.

Each function takes a case and returns a Plan: the scenario and how to read the metrics off its
answer. Customers are the requests of a source, an interrupt or threads; nothing but `run` and
`wait` takes time.
"""


import figures
import laws
from laws import UNIT, law
from wtsim import Cannot, safe_name, scenario


class Plan:
    """Scenarios of one case, by name, and the function that makes a result of their answers."""

    def __init__(self, texts, read, observations):
        self.texts = texts
        self.read = read
        self.observations = observations
        self.case = None      # what to judge by, where it is not the case itself
        self.stops = False    # a simulated bug check may be the answer
        self.refuses = False  # diagnostics may be
        self.unseen = []      # what the case says and nobody looked at


class Length:
    """How long to simulate: a warm-up and so many customers."""

    def __init__(self, rate, load, customers):
        self.customers = customers
        settling = 40 / max(1e-4, (1 - min(load, 0.999)) ** 2)
        self.warm_up_ns = min(settling, self.customers) / rate * UNIT
        self.window_ns = self.customers / rate * UNIT
        self.duration_ns = self.warm_up_ns + self.window_ns


def wanted_of(case):
    return [entry['metric'] for entry in case['expect']]


def utilization(answer, processors):
    return sum(1 - answer.value('processor.%d.idle' % p, 'mean') for p in range(processors)) \
        / processors


def places(load, servers):
    """Objects enough that a queueing step always finds a free one."""
    if load >= 1:
        return 60000
    return int(40 / (1 - load)) + 10 * servers + 64


def pool_of(servers):
    return 'delayed: {threads: %d}, self_insert_defers: false' % servers


def check_processors(servers):
    if servers > 64:
        raise Cannot('%d servers: a machine has at most 64 processors' % servers)


def single_class(case):
    model = case['model']
    if len(model['classes']) != 1:
        raise Cannot('several classes in one queue')
    return model, model['classes'][0]


def long_run(case, rate, load, customers):
    """The length that figures need for which the usual number of customers is too small; None
    when there are none within bounds."""
    needed = [n for n in (e.get('n_min', 0) for e in case['expect'])
              if customers[0] < n <= customers[1]]
    # the number that arrives is random: a little more than is needed
    return Length(rate, load, int(max(needed) * 1.004)) if needed else None


# ---- first come, first served: work items in a pool --------------------------------------------

def batch_steps(batch, step):
    """The steps of an arrival that brings several customers."""
    if batch['dist'] == 'fixed':
        return '[{repeat: %d, steps: [%s]}]' % (batch['mean'], step)
    if batch['dist'] == 'constant':
        return '[{repeat: %d, steps: [%s]}]' % (batch['value'], step)
    if batch['dist'] == 'geometric_from_1':
        leave = 1 / batch['mean']
        return ('[set: more = 1, {repeat: {until: more == 0, at_most: 100000}, steps: [%s, choose: '
                '[{weight: %.15g, steps: [set: more = 0]}, {weight: %.15g, steps: [set: more = 1]}'
                ']]}]' % (step, leave, 1 - leave))
    raise Cannot('batches of law %s' % batch['dist'])


def fifo(case, customers):
    """M/G/c, GI/M/1, batches: c workers on c processors."""
    model, of = single_class(case)
    servers, batch = model['servers'], of['arrivals'].get('batch')
    check_processors(servers)
    arrivals = laws.renewal(of['arrivals'])
    rate = laws.arrival_rate(of['arrivals'])
    load = rate * laws.mean(of['service']) / servers
    length = Length(rate, load, customers[0])
    step = 'IoQueueWorkItemEx: service'
    steps = batch_steps(batch, step) if batch else '[%s]' % step
    count = places(load, servers) * (int(batch['mean']) * 4 if batch else 1)
    body = '''  queue:
    framework: wdm
    variables: {more: 0}
    sources: {customers: {arrivals: {%s}, steps: %s}}
    work_items: {service: {callback: Serve, queue: DelayedWorkQueue, instances: %d}}
    callbacks: {Serve: [{each_request: [run: %s]}]}
''' % (arrivals, steps, min(count, 60000), law(of['service']))
    if batch:   # one request is handed to several items: each item serves for itself
        body = body.replace('{each_request: [run: %s]}' % law(of['service']),
                            'run: %s' % law(of['service']))
    if not (batch and batch['dist'] == 'geometric_from_1'):
        body = body.replace('    variables: {more: 0}\n', '')
    lengths = {'main': length, 'long': long_run(case, rate, load, customers)}
    texts = {name: scenario(safe_name(case['id']), body, of_run.duration_ns, of_run.warm_up_ns,
                            machine='processors: %d' % servers, pool=pool_of(servers))
             for name, of_run in lengths.items() if of_run}

    def levels(answer, of_run, n):
        """Time averages. They follow the number that happened to arrive; the case is about its
        own rate, so they are scaled to it."""
        usual = rate * of_run.window_ns / UNIT / max(1, n)
        waiting = answer.value('pool.delayed.depth', 'mean')
        inside = waiting + answer.value('pool.delayed.busy', 'mean')
        return {'queue_len.mean': waiting * usual, 'system_len.mean': inside * usual,
                'utilization': utilization(answer, servers)}

    def read_long(answer):
        out, n = {}, int(answer.value('queue.service.queue_latency', 'count'))
        for name, measure in (('wait', 'queue_latency'), ('sojourn', 'response')):
            for statistic in ('mean', 'p50', 'p90', 'p99', 'p99.9'):
                out['%s.%s' % (name, statistic)] = answer.value(
                    'queue.service.' + measure, statistic) / UNIT
        out.update(levels(answer, lengths['long'], n))
        return {'n': n, 'metrics': out, 'resolution': 0.008}

    def read(answers):
        answer, wanted = answers['main'], wanted_of(case)
        wait = answer.observations('queue.service.queue_latency')
        sojourn = answer.observations('queue.service.response')
        out = figures.durations('wait', wait, wanted)
        out.update(figures.durations('sojourn', sojourn, wanted))
        out['p_wait'] = sum(1 for w in wait if w > 0) / max(1, len(wait))
        out.update(levels(answer, length, len(wait)))
        result = {'n': len(wait), 'metrics': out}
        if 'long' in answers:
            result['long'] = read_long(answers['long'])
        return result

    return Plan(texts, read, 2 * length.customers)


# ---- limited places ----------------------------------------------------------------------------

def merged(case, customers):
    """c servers, one place to wait: a framework work item, queued at most once (W81)."""
    model, of = single_class(case)
    servers = model['servers']
    rate = laws.arrival_rate(of['arrivals'])
    length = Length(rate, 0.9, customers[0])
    body = '''  queue:
    framework: kmdf 1.9
    sources: {customers: {arrivals: {%s}, steps: [WdfWorkItemEnqueue: service]}}
    work_items: {service: {callback: Serve, automatic_serialization: false}}
    callbacks: {Serve: [run: %s]}
''' % (laws.renewal(of['arrivals']), law(of['service']))
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: %d' % servers, pool=pool_of(servers))

    def read(answers):
        answer, wanted = answers['main'], wanted_of(case)
        offered = answer.value('queue.customers.offered')
        wait = answer.observations('queue.service.age_at_start')
        out = figures.durations('wait', wait, wanted)
        out['p_wait'] = sum(1 for w in wait if w > 0) / max(1, len(wait))
        out['p_block'] = answer.value('queue.service.coalesced') / offered
        out['utilization'] = utilization(answer, servers)
        out['system_len.mean'] = answer.value('pool.delayed.depth', 'mean') \
            + answer.value('pool.delayed.busy', 'mean')
        return {'n': int(offered), 'metrics': out}

    return Plan({'main': text}, read, 2 * length.customers)


def target(case, customers):
    """Any number of places: a device that serves so many at a time and has no room for more."""
    model, of = single_class(case)
    servers, capacity = model['servers'], model['capacity']
    rate = laws.arrival_rate(of['arrivals'])
    length = Length(rate, 0.9, customers[0])
    body = '''  queue:
    framework: wdm
    sources: {customers: {arrivals: {%s}, steps: [put: server]}}
    targets: {server: {service: %s, servers: %d, capacity: %d}}
''' % (laws.renewal(of['arrivals']), law(of['service']), servers, capacity)
    text = scenario(safe_name(case['id']), body, length.duration_ns, length.warm_up_ns,
                    machine='processors: 1')

    def read(answers):
        answer, wanted = answers['main'], wanted_of(case)
        offered = answer.value('queue.customers.offered')
        wait = answer.observations('queue.server.wait')
        out = figures.durations('wait', wait, wanted)
        out.update(figures.durations(
            'sojourn', answer.observations('queue.customers.request_latency'), wanted))
        out['p_wait'] = sum(1 for w in wait if w > 0) / max(1, len(wait))
        out['p_block'] = answer.value('queue.customers.lost') / offered
        busy = answer.value('queue.server.busy', 'mean')
        out['utilization'] = busy / servers
        out['system_len.mean'] = answer.value('queue.server.depth', 'mean') + busy
        return {'n': int(offered), 'metrics': out}

    return Plan({'main': text}, read, 2 * length.customers)


# ---- priorities --------------------------------------------------------------------------------

def classes_of(case):
    """Classes from the most urgent, and the load they make."""
    classes = sorted(case['model']['classes'], key=lambda c: c['priority'])
    for of in classes:
        if of.get('order', 'fifo') != 'fifo':
            raise Cannot('last come, first served within a class')
        if not isinstance(of['arrivals'], dict) or of['arrivals'].get('batch'):
            raise Cannot('arrivals of a class that are no simple renewal process')
    load = sum(laws.arrival_rate(c['arrivals']) * laws.mean(c['service']) for c in classes)
    return classes, load / case['model']['servers']


def level_objects(classes):
    """Classes of one processor by level: an ISR, a DPC, then threads by priority."""
    parts = {'interrupts': [], 'sources': [], 'dpcs': [], 'threads': []}
    for rank, of in enumerate(classes):
        arrivals, work = laws.renewal(of['arrivals']), law(of['service'])
        if rank == 0:
            parts['interrupts'].append('%s: {irql: 8, arrivals: {%s}, isr: [{each_request: '
                                       '[run: %s]}]}' % (of['name'], arrivals, work))
        elif rank == 1:
            parts['sources'].append('%s: {arrivals: {%s}, steps: [KeInsertQueueDpc: %s-dpc]}'
                                    % (of['name'], arrivals, of['name']))
            parts['dpcs'].append('%s-dpc: {callback: [{each_request: [run: %s]}]}'
                                 % (of['name'], work))
        else:
            parts['threads'].append('%s: {priority: %d, arrivals: {%s}, steps: [run: %s]}'
                                    % (of['name'], 30 - rank, arrivals, work))
    return ''.join('    %s:\n%s' % (key, ''.join('      %s\n' % line for line in lines))
                   for key, lines in parts.items() if lines)


def groups_of_threads(classes, servers):
    """Each class as many threads as there are servers, pre-emptive by priority."""
    return '    threads:\n' + ''.join(
        '      %s: {count: %d, priority: %d, arrivals: {%s}, steps: [run: %s]}\n'
        % (of['name'], servers, 30 - rank, laws.renewal(of['arrivals']), law(of['service']))
        for rank, of in enumerate(classes))


TYPES = ('RealTimeWorkQueue', 'HyperCriticalWorkQueue', 'SuperCriticalWorkQueue',
         'CriticalWorkQueue', 'DelayedWorkQueue', 'NormalWorkQueue', 'BackgroundWorkQueue')   # W4


def prioritised_items(classes, servers, load):
    """One pool with a list per priority (W43) and one limit for all of them (W44)."""
    if len(classes) > len(TYPES):
        raise Cannot('more than %d classes' % len(TYPES))
    sources = items = callbacks = ''
    for of, queue in zip(classes, TYPES):
        sources += '      %s_in: {arrivals: {%s}, kind: %s, steps: [IoQueueWorkItemEx: %s]}\n' % (
            of['name'], laws.renewal(of['arrivals']), of['name'], of['name'])
        items += '      %s: {callback: Serve_%s, queue: %s, instances: %d}\n' % (
            of['name'], of['name'], queue, places(load, servers))
        callbacks += '      Serve_%s: [{each_request: [run: %s]}]\n' % (
            of['name'], law(of['service']))
    return '    sources:\n%s    work_items:\n%s    callbacks:\n%s' % (sources, items, callbacks)


def raised_threads(classes):
    """Each class a thread that nobody takes the processor from while it serves."""
    if len(classes) > 15:
        raise Cannot('more than 15 classes')
    return '    threads:\n' + ''.join(
        '      %s: {priority: %d, arrivals: {%s}, steps: [KeRaiseIrql: DISPATCH_LEVEL, '
        '{each_request: [run: %s]}, KeLowerIrql: PASSIVE_LEVEL]}\n'
        % (of['name'], 30 - rank, laws.renewal(of['arrivals']), law(of['service']))
        for rank, of in enumerate(classes))


def priority(case, customers):
    classes, load = classes_of(case)
    preemptive = case['model']['discipline'] == 'pr-priority'
    servers = case['model']['servers']
    rate = sum(laws.arrival_rate(c['arrivals']) for c in classes)
    length = Length(rate, load, customers[0])
    if preemptive:
        objects = level_objects(classes) if servers == 1 else groups_of_threads(classes, servers)
    else:
        objects = raised_threads(classes) if servers == 1 \
            else prioritised_items(classes, servers, load)
    in_pool = servers > 1 and not preemptive
    # with several servers a ready customer is compared with all of them, not with one (T5)
    machine = 'processors: %d%s' % (servers, '' if servers == 1 else ', placement: global')
    text = scenario(safe_name(case['id']), '  queue:\n    framework: wdm\n' + objects,
                    length.duration_ns, length.warm_up_ns, machine=machine,
                    pool='concurrency_scope: global' if in_pool else '',
                    windows=11 if in_pool else 7)

    def read(answers):
        answer, wanted, out, n = answers['main'], wanted_of(case), {}, 0
        for of in classes:
            origin = of['name'] + ('_in' if in_pool else '')
            sojourn = answer.observations('queue.%s.request_latency' % origin)
            n += len(sojourn)
            out.update(figures.durations(of['name'] + '.sojourn', sojourn, wanted))
            if not preemptive and sojourn:   # served in one piece
                out[of['name'] + '.wait.mean'] = figures.mean(sojourn) / UNIT \
                    - laws.mean(of['service'])
        out['utilization'] = utilization(answer, servers)
        return {'n': n, 'metrics': out}

    return Plan({'main': text}, read, 2 * length.customers)


# ---- interrupt, DPC, work item -----------------------------------------------------------------

def pipeline(case, customers):
    """One scenario for each stage: what comes after a stage cannot touch it."""
    model = case['model']
    stages = {s['level']: law(s['service']) for s in model['stages']}
    if list(stages) != ['isr', 'dpc', 'work_item'] or model.get('servers', 1) != 1:
        raise Cannot('stages %s' % ', '.join(stages))
    rate = laws.arrival_rate(model['arrivals'])
    load = rate * sum(laws.mean(s['service']) for s in model['stages'])
    length = Length(rate, load, customers[0])
    isr = '[{each_request: [run: %s%s]}]'
    heads = {
        'isr': isr % (stages['isr'], ''),
        'dpc': isr % (stages['isr'], ', IoRequestDpc: line'),
        'work': isr % (stages['isr'], ', IoRequestDpc: line'),
    }
    dpcs = {
        'isr': '',
        'dpc': ', dpc: [{each_request: [run: %s]}]' % stages['dpc'],
        'work': ', dpc: [{each_request: [run: %s, IoQueueWorkItemEx: work]}]' % stages['dpc'],
    }
    texts = {}
    for name, head in heads.items():
        body = '  d:\n    framework: wdm\n    interrupts:\n      line: {irql: 8, arrivals: {%s}, ' \
               'isr: %s%s}\n' % (laws.renewal(model['arrivals']), head, dpcs[name])
        if name == 'work':
            body += '    work_items: {work: {callback: Work, queue: DelayedWorkQueue, ' \
                    'instances: %d}}\n    callbacks: {Work: [{each_request: [run: %s]}]}\n' \
                    % (places(load, 1), stages['work_item'])
        texts[name] = scenario(safe_name(case['id'] + '-' + name), body, length.duration_ns,
                               length.warm_up_ns, machine='processors: 1', pool=pool_of(1))

    def read(answers):
        out, n = {}, None
        for name, answer in answers.items():
            done = answer.observations('d.line.request_latency')
            n = len(done) if n is None else min(n, len(done))
            out.update(figures.durations(name + '_done', done, wanted_of(case)))
        out['utilization'] = utilization(answers['work'], 1)
        return {'n': n, 'metrics': out}

    return Plan(texts, read, 2 * length.customers)
