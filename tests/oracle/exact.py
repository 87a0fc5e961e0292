"""Deterministic cases: every duration must come out to the nanosecond.

Tasks as interrupts or threads of their own level, devices with ISR, DPC and work item, worker
pools with given phases. Each function returns a Plan as in queues.py.
"""
import turns
from queues import Plan
from wtsim import Cannot, ns, safe_name, scenario

TASK_TICK, LEVEL_TICK, POOL_TICK = 1000, 100, 1000   # ns
OBSERVATIONS = 200000


def whole(length_ns, tick):
    """A duration in ticks: a whole number if it is one."""
    return length_ns // tick if length_ns % tick == 0 else length_ns / tick


def times(releases, tick):
    return 'at: [%s]' % ', '.join(ns(t * tick) for t in releases)


# ---- fixed-priority ----------------------------------------------------------------------------

def releases_of(task, horizon):
    if 'releases' in task:
        return task['releases']
    return list(range(task.get('offset', 0), horizon, task['period']))


def cost_steps(task):
    """The steps of one job, and the variables they need: costs in turn if the case says so."""
    cycle = task.get('wcet_cycle')
    if not cycle:
        return 'run: %s' % ns(task['wcet'] * TASK_TICK), ''
    turn = safe_name('turn-' + task['name'])
    cases = ''
    for number, cost in reversed(list(enumerate(cycle))):
        job = '[run: %s, set: %s = %d]' % (ns(cost * TASK_TICK), turn, (number + 1) % len(cycle))
        cases = job if not cases else '[{if: %s == %d, then: %s, else: %s}]' % (turn, number, job,
                                                                                cases)
    return cases[1:-1], turn


def task_as_interrupt(task, rank, horizon):
    job, _ = cost_steps(task)
    return '      %s: {irql: %d, processors: [0], arrivals: {%s}, isr: [{each_request: [%s]}]}\n' \
        % (safe_name(task['name']), 3 + rank, times(releases_of(task, horizon), TASK_TICK), job)


def task_as_thread(task, priority, horizon, preemptive):
    job, _ = cost_steps(task)
    steps = '[%s]' % job if preemptive else \
        '[KeRaiseIrql: DISPATCH_LEVEL, {each_request: [%s]}, KeLowerIrql: PASSIVE_LEVEL]' % job
    return '      %s: {priority: %d, arrivals: {%s}, steps: %s}\n' % (
        safe_name(task['name']), priority, times(releases_of(task, horizon), TASK_TICK), steps)


def fixed_priority(case):
    tasks, horizon = case['tasks'], case['horizon']
    expected = {e['task']: e for e in case['expect']}
    if not any(key.startswith('sim_') for e in expected.values() for key in e):
        raise Cannot('analysis only: nothing that a simulation could show')
    for task in tasks:
        if task.get('jitter') or task.get('blocking'):
            raise Cannot('jitter or blocking as a bound: no release pattern is given')
    levels = sorted({task['priority'] for task in tasks})
    work = sum(len(releases_of(t, horizon)) * max(t.get('wcet_cycle', [t['wcet']])) for t in tasks)
    duration_ns = (horizon + work + 1) * TASK_TICK
    turns = [turn for turn in (cost_steps(t)[1] for t in tasks) if turn]
    body = '  tasks:\n    framework: wdm\n'
    if turns:
        body += '    variables: {%s}\n' % ', '.join(turn + ': 0' for turn in turns)
    machine = 'processors: 1'
    if case['cpus'] > 1:
        # the model compares a ready thread with all processors, Windows with the ideal one (T5)
        machine = 'processors: %d, placement: global' % case['cpus']
    if case['policy'] == 'preemptive' and len(levels) <= 24 and case['cpus'] == 1:
        # x64 has nine device levels, x86 has twenty-four
        machine += '' if len(levels) <= 9 else ', architecture: x86'
        body += '    interrupts:\n' + ''.join(
            task_as_interrupt(t, levels.index(t['priority']), horizon) for t in tasks)
    elif len(levels) <= 31:
        # 16 to 31 are never boosted; nothing here boosts the others
        lowest = 16 if len(levels) <= 16 else 1
        body += '    threads:\n' + ''.join(
            task_as_thread(t, lowest + levels.index(t['priority']), horizon,
                           case['policy'] == 'preemptive') for t in tasks)
    else:
        raise Cannot('%d priorities: there are 31' % len(levels))
    text = scenario(safe_name(case['id']), body, duration_ns, machine=machine)

    def read(answers):
        out = []
        for task in tasks:
            want = expected.get(task['name'], {})
            got = [whole(v, TASK_TICK) for v in answers['main'].observations(
                'tasks.%s.request_latency' % safe_name(task['name']))]
            facts = {
                'sim_max_response': max(got, default=None),
                'sim_jobs': len(got),
                'deadline_misses': sum(1 for v in got if v > task['deadline']),
                'sim_first_responses': got[:len(want.get('sim_first_responses', []))],
            }
            out.append(dict({k: v for k, v in facts.items() if k in want}, task=task['name']))
        return out

    return Plan({'main': text}, read, OBSERVATIONS)


# ---- windows-levels ----------------------------------------------------------------------------

QUEUES = {12: None, 13: 'CriticalWorkQueue', 15: 'HyperCriticalWorkQueue'}   # W20


def device_text(device, horizon):
    """A driver of its own. At priority 12 a framework item merges by itself (W81); items of the
    other queues must not be queued twice, so a flag tells whether they are."""
    work, dpc, isr = device.get('work'), device.get('dpc'), device['isr']
    kmdf = work is not None and work['priority'] == 12
    queue_dpc = 'WdfInterruptQueueDpcForIsr: line' if kmdf else 'IoRequestDpc: line'
    lines = ['  %s:' % safe_name(device['name']),
             '    framework: %s' % ('kmdf 1.9' if kmdf else 'wdm'),
             '    interrupts:',
             '      line:',
             '        irql: %d' % isr['dirql'],
             '        trigger: latched',
             '        arrivals: {%s}' % times(range(device.get('offset', 0), horizon,
                                                    device['period']), LEVEL_TICK),
             '        isr: [run: %s%s]' % (ns(isr['cost'] * LEVEL_TICK),
                                           ', ' + queue_dpc if dpc else '')]
    if dpc:
        steps = 'run: %s' % ns(dpc['cost'] * LEVEL_TICK)
        if work and kmdf:
            steps += ', WdfWorkItemEnqueue: work'
        elif work:
            steps += ', {if: queued == 0, then: [set: queued = 1, IoQueueWorkItemEx: work]}'
        lines.append('        dpc: {callback: [%s], importance: %s}'
                     % (steps, dpc.get('importance', 'medium')))
    if work:
        run = 'run: %s' % ns(work['cost'] * LEVEL_TICK)
        if kmdf:
            lines.append('    work_items: {work: {callback: [%s], automatic_serialization: false}}'
                         % run)
        else:
            lines.append('    variables: {queued: 0}')
            lines.append('    work_items: {work: {callback: [set: queued = 0, %s], queue: %s}}'
                         % (run, QUEUES[work['priority']]))
    return '\n'.join(lines) + '\n'


def merged_runs(calls, waits, runs):
    """Calls with a wait each; those that were merged into one run waited until the same instant.
    For each run: what its first call goes back to, when it started, when it ended."""
    starts = []
    for (called_at, origin_at), wait in zip(calls, waits):
        if not starts or starts[-1][1] != called_at + wait:
            starts.append((origin_at, called_at + wait))
    return [(origin, start, start + run) for (origin, start), run in zip(starts, runs)]


def activations(calls, ages, runs):
    """The same where only runs were observed, with the age of their first call: a call is merged
    while the object is queued, that is until a run starts."""
    out, next_call = [], 0
    for age, run in zip(ages, runs):
        while next_call < len(calls) and out and calls[next_call][0] <= out[-1][1]:
            next_call += 1
        if next_call >= len(calls):
            break
        called_at, origin_at = calls[next_call]
        out.append((origin_at, called_at + age, called_at + age + run))
        next_call += 1
    return out


def latencies(values, want):
    ticks = [whole(v, LEVEL_TICK) for v in values]
    return {'first': ticks[:len(want['first'])], 'max': max(ticks, default=None),
            'sum': sum(ticks), 'n': len(ticks)}


def device_facts(answer, device, want, horizon):
    name = safe_name(device['name'])
    observed = answer.observations
    interrupts = [(t * LEVEL_TICK, t * LEVEL_TICK)
                  for t in range(device.get('offset', 0), horizon, device['period'])]
    isr = merged_runs(interrupts, observed(name + '.line.latency'),
                      observed(name + '.line.isr.run'))
    facts = {'isr_start': [s - o for o, s, _ in isr], 'isr_end': [e - o for o, _, e in isr]}
    counters = {'interrupts': len(interrupts), 'isr_runs': len(isr),
                'int_merged': int(answer.value(name + '.line.merged')),
                'dpc_runs': 0, 'dpc_merged': 0, 'work_runs': 0, 'work_merged': 0}
    if device.get('dpc'):
        calls = [(e, o) for o, _, e in isr]
        dpc = merged_runs(calls, observed(name + '.line.dpc.queue_latency'),
                          observed(name + '.line.dpc.run'))
        facts['dpc_end'] = [e - o for o, _, e in dpc]
        counters['dpc_runs'] = len(dpc)
        counters['dpc_merged'] = int(answer.value(name + '.line.dpc.coalesced'))
        if device.get('work'):
            calls = [(e, o) for o, _, e in dpc]
            work = activations(calls, observed(name + '.work.age_at_start'),
                               observed(name + '.work.run'))
            facts['work_end'] = [e - o for o, _, e in work]
            counters['work_runs'] = len(work)
            counters['work_merged'] = len(dpc) - len(work) if device['work']['priority'] != 12 \
                else int(answer.value(name + '.work.coalesced'))
    out = {key: latencies(values, want[key]) for key, values in facts.items() if key in want}
    out['counters'] = {k: v for k, v in counters.items() if k in want.get('counters', {})}
    return dict(out, device=device['name'])


def windows_levels(case):
    if case.get('cpus', 1) != 1:
        raise Cannot('several processors')
    if not case.get('merge', True):
        raise Cannot('an object of its own for every request of several devices')
    for device in case['devices']:
        if device.get('work') and device['work']['priority'] not in QUEUES:
            raise Cannot('a worker of priority %d' % device['work']['priority'])
        if not 3 <= device['isr']['dirql'] <= 26:
            raise Cannot('device level %d' % device['isr']['dirql'])
    top = max(device['isr']['dirql'] for device in case['devices'])
    busy = sum(case['horizon'] // d['period'] * sum(d[s]['cost'] for s in ('isr', 'dpc', 'work')
                                                   if d.get(s)) for d in case['devices'])
    duration_ns = (case['horizon'] + busy + 1) * LEVEL_TICK
    if duration_ns >= 10 ** 9:
        raise Cannot('longer than a second: the balance manager would act')
    body = ''.join(device_text(d, case['horizon']) for d in case['devices'])
    text = scenario(safe_name(case['id']), body, duration_ns,
                    machine='processors: 1' + (', architecture: x86' if top > 11 else ''),
                    pool='delayed: {threads: 1}, critical: {threads: 1}, '
                         'hypercritical: {threads: 1}, self_insert_defers: false')
    expected = {e['device']: e for e in case['expect']}

    def read(answers):
        return [device_facts(answers['main'], d, expected[d['name']], case['horizon'])
                for d in case['devices']]

    return Plan({'main': text}, read, OBSERVATIONS)


# ---- pool-deterministic ------------------------------------------------------------------------

def phase_step(phase):
    if phase['kind'] == 'cpu':
        return 'run: %s' % ns(phase['length'] * POOL_TICK)
    if phase['kind'] == 'wait':
        return 'wait: %s' % ns(phase['length'] * POOL_TICK)
    if phase['kind'] == 'wait_for':
        return 'KeWaitForSingleObject: done%d' % phase['item']
    raise Cannot('a phase of kind %s' % phase['kind'])


def pool(case):
    items = case['items']
    awaited = sorted({p['item'] for i in items for p in i['phases'] if p['kind'] == 'wait_for'})
    by_instant = {}
    for item in items:
        by_instant.setdefault(item['queued_at'], []).append(item['item'])
    if case['horizon'] * POOL_TICK >= 10 ** 9:
        raise Cannot('longer than a second: the balance manager would act')
    body = '  q:\n    framework: wdm\n'
    if awaited:
        body += '    events: {%s}\n' % ', '.join('done%d: notification' % k for k in awaited)
    body += '    sources:\n' + ''.join(
        '      at%d: {arrivals: {at: [%s]}, steps: [%s]}\n'
        % (at, ns(at * POOL_TICK), ', '.join('IoQueueWorkItemEx: i%d' % k for k in numbers))
        for at, numbers in sorted(by_instant.items()))
    body += '    work_items:\n'
    for item in items:
        steps = [phase_step(p) for p in item['phases']]
        if item['item'] in awaited:
            steps.append('KeSetEvent: done%d' % item['item'])
        body += '      i%d: {callback: [%s], queue: DelayedWorkQueue}\n' % (item['item'],
                                                                           ', '.join(steps))
    text = scenario(safe_name(case['id']), body, case['horizon'] * POOL_TICK,
                    machine='processors: %d' % case['cpus'],
                    pool='delayed: {threads: %d}, maximum_concurrency: %d, legacy: {dynamic_max: '
                         '0}, self_insert_defers: false' % (case['workers'],
                                                            case['max_concurrency']))

    def read(answers):
        def ends(measure):
            seen = (answers['main'].observations('q.i%d.%s' % (i['item'], measure))
                    for i in items)
            return [i['queued_at'] + whole(s[0], POOL_TICK) if s else None
                    for i, s in zip(items, seen)]

        start, finish = ends('queue_latency'), ends('response')
        waits = [s - i['queued_at'] for i, s in zip(items, start) if s is not None]
        return {'start': start, 'finish': finish,
                'queue_latency_max': max(waits, default=0), 'queue_latency_sum': sum(waits),
                'never_started': [i['item'] for i, s in zip(items, start) if s is None],
                'never_finished': [i['item'] for i, f in zip(items, finish) if f is None]}

    return Plan({'main': text}, read, 16)


# ---- teaching ----------------------------------------------------------------------------------

def first_come(case):
    """Jobs in order of arrival: items of a pool with one worker."""
    jobs = sorted(case['jobs'], key=lambda j: j['arrival'])
    plan = pool(dict(case, workers=1, cpus=1, max_concurrency=1,
                     horizon=sum(j['length'] for j in jobs) + jobs[-1]['arrival'] + 1,
                     items=[{'item': j['job'], 'queued_at': j['arrival'],
                             'phases': [{'kind': 'cpu', 'length': j['length']}]} for j in jobs]))

    def read(answers):
        pooled = plan.read(answers)
        return [{'job': j['job'], 'response': start - j['arrival'], 'wait': start - j['arrival'],
                 'turnaround': finish - j['arrival']}
                for j, start, finish in zip(jobs, pooled['start'], pooled['finish'])]

    return Plan(plan.texts, read, plan.observations)


def by_priority(case):
    """Jobs that nobody interrupts, the most urgent (smallest number) first."""
    tasks = [{'name': 'job%d' % j['job'], 'priority': -j['priority'], 'releases': [j['arrival']],
              'wcet': j['length'], 'deadline': 0} for j in case['jobs']]
    plan = fixed_priority({
        'id': case['id'], 'tasks': tasks, 'cpus': 1, 'policy': 'non-preemptive',
        'horizon': max(j['arrival'] for j in case['jobs']) + 1,
        'expect': [{'task': t['name'], 'sim_max_response': 0} for t in tasks]})

    def read(answers):
        turnaround = [entry['sim_max_response'] for entry in plan.read(answers)]
        return [{'job': j['job'], 'response': t - j['length'], 'wait': t - j['length'],
                 'turnaround': t} for j, t in zip(case['jobs'], turnaround)]

    return Plan(plan.texts, read, plan.observations)


def teaching(case):
    policy = case.get('policy')
    if policy in ('FIFO', 'FCFS'):
        return first_come(case)
    if policy == 'PRIO' and len({j['priority'] for j in case['jobs']}) == len(case['jobs']):
        return by_priority(case)
    if policy == 'RR':
        return turns.by_turns(case)
    if policy == 'switch on blocking':
        return turns.by_blocking(case)
    if policy in ('single-queue RR', 'multi-queue'):
        return turns.on_processors(case)
    raise Cannot('policy %s is not one of Windows' % policy)
