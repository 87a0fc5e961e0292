"""Teaching cases that threads can follow: jobs that take turns, processes that do I/O, several
processors.

A quantum ends at a clock tick. So jobs take exact turns when each of them is a whole number of
quanta long and the clock's period is the quantum.
"""
from queues import Plan, utilization
from wtsim import Cannot, ns, safe_name, scenario

TICK_NS = 100000    # the shortest clock period
IO_TICKS = 5        # how long process-run.py lets an I/O take


def thread(name, steps):
    return '      %s: {priority: 20, arrivals: {at: [0s]}, steps: [%s]}\n' % (name, steps)


def of_option(words, option, default):
    return words[words.index(option) + 1] if option in words else default


def by_turns(case):
    """Threads of one priority on one processor."""
    jobs, quantum = case['jobs'], case['quantum']
    if any(j['length'] % quantum or j['arrival'] for j in jobs):
        raise Cannot('turns that end between clock ticks: a quantum of Windows does not')
    body = '  d:\n    framework: wdm\n    threads:\n' + ''.join(
        thread('job%d' % j['job'], 'run: ' + ns(j['length'] * TICK_NS)) for j in jobs)
    text = scenario(safe_name(case['id']), body, (sum(j['length'] for j in jobs) + 1) * TICK_NS,
                    machine='processors: 1, clock: ' + ns(quantum * TICK_NS), quantum=1)

    def read(answers):
        out = []
        for j in jobs:
            path = 'd.job%d.' % j['job']
            turnaround = answers['main'].observations(path + 'request_latency')[0] / TICK_NS
            out.append({'job': j['job'], 'turnaround': turnaround, 'wait': turnaround - j['length'],
                        'response': answers['main'].observations(path + 'ready')[0] / TICK_NS})
        return out

    return Plan({'main': text}, read, 1000)


def processes_of(case):
    """The lengths and kinds of '-l 4:100,1:0': instructions, and the share that is no I/O."""
    for entry in of_option(case['arguments'].split(), '-l', '').split(','):
        count, share = entry.split(':')
        if share not in ('0', '100'):
            raise Cannot('a process whose instructions are drawn')
        yield int(count), share == '0'


def by_blocking(case):
    """A process runs until it ends or does I/O: one tick to begin it, one when it is done."""
    body, cpu = '  d:\n    framework: wdm\n    threads:\n', 'run: ' + ns(TICK_NS)
    processes = list(processes_of(case))
    if sum(count for count, does_io in processes if does_io) > 1:
        raise Cannot('several I/O operations, which may overlap')
    io = '%s, wait: %s, %s' % (cpu, ns(IO_TICKS * TICK_NS), cpu)
    for k, (count, does_io) in enumerate(processes):
        body += thread('p%d' % k, ', '.join([io if does_io else cpu] * count))
    ticks = 20 * sum(count for count, _ in processes)
    text = scenario(safe_name(case['id']), body, ticks * TICK_NS, machine='processors: 1')

    def read(answers):
        answer = answers['main']
        ends = [answer.observations('d.p%d.request_latency' % k)[0] for k in range(len(processes))]
        waits = [w for k in range(len(processes))
                 for w in answer.observations('d.p%d.wait' % k)]
        return {'total_time': round(max(ends) / TICK_NS),
                'cpu_busy': round(utilization(answer, 1) * ticks),
                'io_busy': round(sum(waits) / TICK_NS)}

    return Plan({'main': text}, read, 1000)


def on_processors(case):
    """Jobs 'a:100:50' on several processors, from one queue, or dealt out to a queue for each.
    Their working sets fit in no cache (-M 1), so all run at the same speed."""
    words = case['arguments'].split()
    processors, dealt = int(of_option(words, '-n', 1)), case['policy'] == 'multi-queue'
    jobs = [entry.split(':') for entry in of_option(words, '-L', '').split(',')]
    if of_option(words, '-M', '') != '1' or dealt and of_option(words, '-P', '') != '0':
        raise Cannot('caches, or processors that take jobs from each other at times')
    body = '  d:\n    framework: wdm\n    threads:\n'
    for k, (name, length, _) in enumerate(jobs):
        body += thread(name, 'run: ' + ns(int(length) * TICK_NS)).replace(
            '{', '{processors: [%d], ' % (k % processors) if dealt else '{', 1)
    ticks = 1 + sum(int(length) for _, length, _ in jobs)
    text = scenario(safe_name(case['id']), body, ticks * TICK_NS,
                    machine='processors: %d' % processors)

    def read(answers):
        answer = answers['main']
        finish = max(answer.observations('d.%s.request_latency' % name)[0] / TICK_NS
                     for name, _, _ in jobs)
        return {'finish_time': round(finish), 'cpu': [
            {'cpu': p, 'utilization': round(100 * ticks / finish * (
                1 - answer.value('processor.%d.idle' % p, 'mean')), 6)}
            for p in range(processors)]}

    return Plan({'main': text}, read, 1000)
