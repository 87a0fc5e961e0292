"""The simulator as the oracle sees it: scenarios go in as text, answers come out as objects."""
import json
import os
import re
import subprocess
import tempfile

MISTAKES = 65    # exit code of a scenario that cannot be read
UNIT_NS = {'ns': 1.0, 'us': 1e3, 'ms': 1e6, 's': 1e9}


class Cannot(Exception):
    """This case cannot be said in the language, or not measured; the text says why."""


class Broken(Exception):
    """The simulator did not give an answer."""


class Answer:
    """What `wtsim run --format json` printed."""

    def __init__(self, text):
        try:
            self.data = json.loads(text)
        except ValueError as error:
            raise Broken('the answer is not JSON: %s' % error) from error
        self.metrics = self.data['metrics']

    def observations(self, path):
        """The durations in ns that were observed, in order of observation."""
        return self.data['observations'].get(path, [])

    def value(self, path, *statistics):
        """A metric by its path, with the first of these statistics that it has."""
        for name in [path] + [path + '.' + s for s in statistics or ('count', 'mean')]:
            if name in self.metrics and self.metrics[name]['value'] is not None:
                entry = self.metrics[name]
                return entry['value'] * UNIT_NS.get(entry.get('unit'), 1.0)
        raise Broken('the answer has no metric %s' % path)

    def bug_check(self):
        return next((f for f in self.data.get('findings', []) if f.get('bug_check')), None)


class Refusal:
    """What `wtsim run` printed of a scenario with mistakes."""

    def __init__(self, text):
        self.text = text

    def refusals(self):
        """The numbers of its errors."""
        return re.findall(r'error\[(S\d+)\]', self.text)


class Simulator:
    def __init__(self, program, keep=None):
        self.program = program
        self.keep = keep     # a folder in which the scenarios stay, or None

    def run(self, name, text, observations=0, stops=False, refuses=False):
        """Runs one scenario; exit codes 1 and 2 are answers too. A bug check is one if stops,
        and a diagnostic if refuses."""
        with tempfile.TemporaryDirectory() as scratch:
            path = os.path.join(self.keep or scratch, name + '.yaml')
            with open(path, 'w', encoding='utf-8') as file:
                file.write(text)
            command = [self.program, 'run', path, '--no-store', '--format', 'json',
                       '--jobs', '1']
            if observations:
                command += ['--observations', str(observations)]
            try:
                done = subprocess.run(command, capture_output=True, timeout=600, check=False)
            except subprocess.TimeoutExpired as error:
                raise Broken('no answer within 600 s') from error
        if refuses and done.returncode == MISTAKES:
            return Refusal(done.stderr.decode(errors='replace'))
        if done.returncode not in (0, 1, 2):
            words = done.stderr.decode(errors='replace').strip().splitlines()
            raise Broken('exit %d: %s' % (done.returncode, ' | '.join(words[:4])))
        answer = Answer(done.stdout.decode())
        if answer.bug_check() and not stops:
            raise Broken('a simulated bug check: %s' % answer.bug_check().get('message', ''))
        return answer


def ns(length):
    """A duration as scenarios write it."""
    return '%dns' % round(length)


def scenario(name, body, duration_ns, warm_up_ns=0, threads='', machine='', pool='', windows=7,
             quantum=1000):
    """A whole scenario without overheads, clocked so that nothing of Windows' own interferes."""
    costs = 'costs: none, quantum: %d, starvation_rescue: false, ' \
            'watchdog: {single: 0s, cumulative: 0s}' % quantum
    lines = ['wtsim: 1', 'scenario: ' + name, 'windows: %s' % windows,
             'machine: {%s%s}' % (machine and machine + ', ', costs)]
    if pool:
        lines.append('pool: {%s}' % pool)
    lines.append('drivers:\n' + body.rstrip('\n'))
    if threads:
        lines.append('threads:\n' + threads.rstrip('\n'))
    lines.append('run: {duration: %s, replications: 1, seed: 1%s}' % (
        ns(duration_ns), ', warm_up: ' + ns(warm_up_ns) if warm_up_ns else ''))
    return '\n'.join(lines) + '\n'


def safe_name(text):
    """A name of the language made of any text."""
    name = ''.join(c if c.isalnum() or c in '_-' else '-' for c in text)
    return name if name[:1].isalpha() else 'n' + name
