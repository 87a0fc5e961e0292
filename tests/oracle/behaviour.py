"""Scripts of operations as the steps of one thread on one otherwise idle processor.

A step list has no output, so answers are made visible as time: the k-th check that fails uses the
processor for 2^k ns, and the thread's total shows which ones did. Only what a step can ask (the
result of a call, how often and in which order routines ran) can be checked that way.
"""
from queues import Plan
from statements import UNSAID, statement
from wtsim import Cannot, safe_name, scenario

LEVELS = {'DIRQL': '5'}
CHECKS_MAX = 40


class Script:
    def __init__(self):
        self.steps, self.want, self.unseen = [], [], []
        self.dpcs, self.items, self.events, self.locks = [], [], [], {}

    def object(self, kind, name):
        if name not in kind:
            kind.append(name)
        return safe_name(name)

    def lock(self, kind, name):
        self.locks[name] = kind
        return safe_name(name)

    def miss(self):
        """The step that a failing check performs; the check's bit."""
        if len(self.want) >= CHECKS_MAX:
            raise Cannot('more than %d checks' % CHECKS_MAX)
        return 'run: %dns' % (1 << len(self.want))

    def call(self, step, expected):
        """A call; whether it returned what was expected."""
        if isinstance(expected, bool):
            self.steps.append('{%s, %s: [%s]}' % (step, 'on_false' if expected else 'on_true',
                                                  self.miss()))
            self.want.append(expected)
        else:
            self.steps.append(step)
            if expected is not None:
                self.unseen.append('%s returns %s' % (step, expected))

    def ask(self, condition, expected):
        """A condition that must hold."""
        self.steps.append('{if: %s, then: [], else: [%s]}' % (condition, self.miss()))
        self.want.append(expected)

    def order(self, names):
        if not names:
            raise Cannot('an order of nothing')
        places = ', '.join('place-%s == %d' % (self.object(self.dpcs, name), number + 1)
                           for number, name in enumerate(names))
        self.ask('[%s]' % places, names)


def level(name):
    return LEVELS.get(name, name)


def add(script, operation):
    name, arguments, expected = operation['op'], operation['args'], operation['expect']
    first = arguments[0] if arguments else ''
    if expected == 'error':
        raise Cannot('%s must be refused: a scenario that does it stops there' % name)
    if name in ('irql.raise', 'irql.raise_to_dpc'):
        script.call('KeRaiseIrql: ' + level(first or 'DISPATCH_LEVEL'), expected)
    elif name == 'irql.lower':
        script.call('KeLowerIrql: ' + level(first), expected)
    elif name == 'dpc.insert':
        script.call('KeInsertQueueDpc: dpc-' + script.object(script.dpcs, first), expected)
    elif name == 'dpc.remove':
        script.call('KeRemoveQueueDpc: dpc-' + script.object(script.dpcs, first), expected)
    elif name == 'dpc.runs':
        script.ask('runs-%s == %d' % (script.object(script.dpcs, first), expected), expected)
    elif name == 'dpc.order':
        script.order(expected)
    elif name == 'wdfwork.enqueue':
        script.call('WdfWorkItemEnqueue: item-' + script.object(script.items, first), expected)
    elif name == 'wdfwork.flush':
        script.call('WdfWorkItemFlush: item-' + script.object(script.items, first), expected)
    elif name == 'wdfwork.runs':
        script.ask('runs-%s == %d' % (script.object(script.items, first), expected), expected)
    elif name == 'event.set':
        script.call('KeSetEvent: ' + script.object(script.events, first), expected)
    elif name == 'event.reset':
        script.call('KeResetEvent: ' + script.object(script.events, first), expected)
    elif name in ('spin.acquire', 'spin.release'):
        verb = 'KeAcquireSpinLock' if name == 'spin.acquire' else 'KeReleaseSpinLock'
        script.call('%s: %s' % (verb, script.lock('spin_lock', first)), expected)
    elif name in ('fastmutex.acquire', 'fastmutex.release'):
        verb = 'ExAcquireFastMutex' if name == 'fastmutex.acquire' else 'ExReleaseFastMutex'
        script.call('%s: %s' % (verb, script.lock('fast_mutex', first)), expected)
    elif name == 'run_until_idle':
        script.steps.append('wait: 1s')
    elif name in ('irql.get', 'dpc.init', 'dpc.queued', 'dpc.importance', 'dpc.last_args'):
        if expected is not None:
            script.unseen.append('%s is %s' % (name, expected))
    else:
        raise Cannot('the operation %s' % name)


def dpc_text(name, places):
    steps = ['set: runs-%s += 1' % name, 'set: place += 1']
    steps += ['{if: place == %d, then: [set: place-%s = %d]}' % (n, name, n)
              for n in range(1, places + 1)]
    return '      dpc-%s: {callback: [%s], automatic_serialization: false}\n' % (
        name, ', '.join(steps))


def body_of(script):
    dpcs, items = [[safe_name(n) for n in kind] for kind in (script.dpcs, script.items)]
    variables = ['runs-' + n for n in dpcs + items] + ['place-' + n for n in dpcs] + ['place']
    body = '  d:\n    framework: kmdf 1.33\n    variables: {%s}\n' % ', '.join(
        v + ': 0' for v in variables)
    if dpcs:
        body += '    dpcs:\n' + ''.join(dpc_text(n, len(dpcs)) for n in dpcs)
    if items:
        body += '    work_items:\n' + ''.join(
            '      item-%s: {callback: [set: runs-%s += 1], automatic_serialization: false}\n'
            % (n, n) for n in items)
    if script.locks:
        body += '    locks: {%s}\n' % ', '.join('%s: %s' % (safe_name(n), kind)
                                                for n, kind in script.locks.items())
    if script.events:
        body += '    events: {%s}\n' % ', '.join(safe_name(n) + ': notification'
                                                 for n in script.events)
    return body + '    threads: {script: {priority: 20, arrivals: {at: [1us]}, steps: [%s]}}\n' \
        % ', '.join(script.steps)


def behaviour(case):
    plan = statement(case)
    if plan is not None:
        return plan
    if not case.get('script'):
        raise Cannot(UNSAID.get(case['id'], 'a statement in words, without a script'))
    script = Script()
    for operation in case['script']:
        add(script, operation)
    if not script.want:
        raise Cannot('nothing of this script can be asked by a step')
    waits = sum(1 for s in script.steps if s == 'wait: 1s')
    longest_ns = (waits + 1) * 10 ** 9 + (2 << len(script.want))   # every check missed
    text = scenario(safe_name(case['id']), body_of(script), longest_ns, machine='processors: 1')

    def read(answers):
        took = answers['main'].observations('d.script.request_latency')
        if not took:
            return ['the script did not end'] * len(script.want)
        missed = took[0] - waits * 10 ** 9
        return [want if not missed >> k & 1 else 'something else'
                for k, want in enumerate(script.want)]

    plan = Plan({'main': text}, read, 1)
    plan.case = dict(case, expect=script.want)
    plan.unseen = ['not looked at: ' + what for what in script.unseen]
    return plan
