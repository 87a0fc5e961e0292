#!/usr/bin/env python3
"""Speed and memory of the simulator beside yardsticks, interleaved; see README.md.

An event is one arrival or one completion of a customer's stage. Every figure is the median over
rounds; in each round every program runs once, so that a busy machine slows all of them.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))

# name: (limit that must hold, ideal, instructions per event that must hold, ideal)
GOALS = {
    'W1': (5.5, 3.2, 600, 430),
    'W2': (2.6, 1.6, 650, 500),
    'W3': (4.5, 2.7, 700, 530),
    'W4/10': (4.0, 2.5, None, None),
    'W4/100': (4.0, 2.5, None, None),
    'W4/1000': (4.0, 2.5, None, None),
    'W5': (1.9, 1.97, None, None),
    'W6': (1.15, 1.06, None, None),
    'W6q': (1.40, 1.25, None, None),
    'trace': (1.25, 1.20, None, None),
}
# Simulated seconds that give about two million events of each scenario.
SECONDS = {'w1': 12.5, 'w2': 1.4, 'w3': 16.7, 'w6': 50.0, 'w6q': 10.0}


class Failed(Exception):
    """A program that did not do what it was asked."""


def execute(command):
    """Runs a command: its output and wall-clock seconds. Exit codes 1 and 2 are answers too."""
    began = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False)
    seconds = time.perf_counter() - began
    if done.returncode not in (0, 1, 2):
        raise Failed('%s\nended with %d\n%s' % (' '.join(command), done.returncode,
                                                done.stderr.decode(errors='replace')))
    return done.stdout.decode(), seconds


def peak_memory(command):
    """Kilobytes of resident memory at most, as the kernel counted shortly before the end. (What
    wait4 reports would include the interpreter that started the process.)"""
    peak = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while process.poll() is None:
            try:
                with open('/proc/%d/status' % process.pid, encoding='ascii') as status:
                    found = re.search(r'VmHWM:\s+(\d+) kB', status.read())
                    peak = max(peak, int(found.group(1)) if found else 0)
            except (FileNotFoundError, ProcessLookupError):
                pass
            time.sleep(0.002)
    if process.returncode not in (0, 1, 2):
        raise Failed('%s\nended with %d' % (' '.join(command), process.returncode))
    return peak


class Bench:
    def __init__(self, options):
        self.options = options
        self.program = os.path.join(options.build, 'reports', 'cli', 'wtsim')
        self.tools = os.path.join(options.build, 'tests', 'bench')
        self.scale = 0.1 if options.quick else 1.0

    def simulate_command(self, name, seconds, *more):
        return [self.program, 'run', os.path.join(HERE, name + '.yaml'), '--no-store',
                '--format', 'json', '--jobs', '1', '--duration', '%dus' % round(seconds * 1e6),
                *more]

    def simulate(self, name, *more):
        seconds = SECONDS[name] * 5 * self.scale
        output, wall = execute(self.simulate_command(name, seconds, *more))
        return stage_events(json.loads(output)), wall

    def tool(self, program, *arguments):
        command = [os.path.join(self.tools, program), *map(str, arguments)]
        events, nanoseconds, _ = execute(command)[0].split()
        return int(events), int(nanoseconds) / 1e9


def stage_events(answer):
    """Arrivals and completions of stages in all replications: requests that arrived, routines
    that ran once for each, and requests that were finished."""
    total = 0.0
    for path, entry in answer['metrics'].items():
        # ISRs and DPCs are stages of their own; an item's stages are its finished requests.
        if re.fullmatch(r'.*\.(offered|finished)(\.count)?', path) or \
                re.fullmatch(r'.*\.(isr|dpc)\.runs(\.count)?', path):
            total += entry['value'] or 0
    return total * answer.get('replications', 1)


def median(values):
    return statistics.median(values)


def verdict(ratio, must, ideal, more_is_better=False):
    if more_is_better:
        return 'ideal' if ratio >= ideal else 'must' if ratio >= must else 'MISSED'
    return 'ideal' if ratio <= ideal else 'must' if ratio <= must else 'MISSED'


def row(name, events, ns, yard_ns, ratio, more_is_better=False, goal=None):
    must, ideal = GOALS[goal or name][:2]
    print('%-8s %9s %9s %9s %7.2f   %5g %5g  %s' % (
        name, '%.2f M' % (events / 1e6), '%.1f' % ns, '%.1f' % yard_ns if yard_ns else '', ratio,
        must, ideal, verdict(ratio, must, ideal, more_is_better)), flush=True)


def against_yardstick(bench, rounds):
    """W1 to W3: the simulator beside the program that does only that."""
    samples = {name: [] for name in ('w1', 'w2', 'w3')}
    for number in range(rounds):
        for name, list_of in samples.items():
            events = int(10e6 * bench.scale)
            yard_events, yard_wall = bench.tool('yardstick', name, events, number + 1)
            sim_events, sim_wall = bench.simulate(name, '--seed', str(number + 1))
            list_of.append((yard_wall / yard_events * 1e9, sim_wall / sim_events * 1e9))
    for name, list_of in samples.items():
        ns = median([s[1] for s in list_of])
        row(name.upper(), 1e9 / ns, ns, median([s[0] for s in list_of]),
            median([s[1] / s[0] for s in list_of]))


def calendar(bench, rounds):
    """W4: the hold model on the calendar beside a tree of 64-bit keys."""
    samples = {10: [], 100: [], 1000: []}
    events = int(10e6 * bench.scale)
    for number in range(rounds):
        for pending, list_of in samples.items():
            walls = [bench.tool(program, mode, events, number + 1, pending)[1]
                     for program, mode in (('yardstick', 'w4'), ('hold', 'calendar'))]
            list_of.append([wall / events * 1e9 for wall in walls])
    for pending, list_of in samples.items():
        ns = median([s[1] for s in list_of])
        row('W4/%d' % pending, 1e9 / ns, ns, median([s[0] for s in list_of]),
            median([s[1] / s[0] for s in list_of]))


def side_by_side(bench):
    """How much more two yardsticks get done on two processors than one on one: nothing that
    shares work can gain more than what shares nothing."""
    command = [os.path.join(bench.tools, 'yardstick'), 'w2', str(int(10e6 * bench.scale)), '1']
    alone = execute(command)[1]
    began = time.perf_counter()
    pair = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(2)]
    if any([process.wait() for process in pair]):
        raise Failed('two yardsticks side by side failed')
    return 2 * alone / (time.perf_counter() - began)


def two_processors(bench, rounds):
    """W5: 256 replications of W2 by one thread and by two."""
    ratios, walls, events, ceilings = [], [], 0, []
    for _ in range(rounds):
        ceilings.append(side_by_side(bench))
        seconds = SECONDS['w2'] * 5 * bench.scale / 256
        command = bench.simulate_command('w2', seconds, '--replications', '256')
        one = execute(command)
        command[command.index('--jobs') + 1] = '2'
        two = execute(command)
        same = [json.loads(output)['fingerprint'] for output in (one[0], two[0])]
        if same[0] != same[1]:
            raise Failed('W5: one thread and two gave different fingerprints')
        events = stage_events(json.loads(one[0]))
        ratios.append(one[1] / two[1])
        walls.append(two[1])
    row('W5', events / median(walls), median(walls) / events * 1e9, None, median(ratios),
        more_is_better=True)
    print('%-8s two yardsticks that share nothing, side by side: %.2f' % ('', median(ceilings)))


def ledger(bench, rounds):
    """W6 and W6q: what the ledger costs."""
    samples = {'w6': [], 'w6q': []}
    for number in range(rounds):
        for name, list_of in samples.items():
            seed = ('--seed', str(number + 1))
            off = bench.simulate(name, '--without-ledger', *seed)
            on = bench.simulate(name, *seed)
            list_of.append((off[1] / off[0] * 1e9, on[1] / on[0] * 1e9))
    for name, list_of in samples.items():
        ns = median([s[1] for s in list_of])
        row(name.upper() if name == 'w6' else 'W6q', 1e9 / ns, ns,
            median([s[0] for s in list_of]), median([s[1] / s[0] for s in list_of]))


def traced(bench, rounds):
    """W1, W2, W3 and W6 with a trace, beside the same without."""
    samples = {'w1': [], 'w2': [], 'w3': [], 'w6': []}
    for number in range(rounds):
        for name, list_of in samples.items():
            seed = ('--seed', str(number + 1))
            off = bench.simulate(name, *seed)
            on = bench.simulate(name, '--with-trace', *seed)
            list_of.append((off[1] / off[0] * 1e9, on[1] / on[0] * 1e9))
    for name, list_of in samples.items():
        ns = median([s[1] for s in list_of])
        row(name.upper() + ' trace', 1e9 / ns, ns, median([s[0] for s in list_of]),
            median([s[1] / s[0] for s in list_of]), goal='trace')


def instructions(bench):
    """Instructions per event, start-up cancelled by the difference of two lengths. Both are long
    enough that the report does not run the replication again for the story of its worst call."""
    if shutil.which('valgrind') is None:
        print('\ninstructions per event: valgrind is not installed')
        return
    print('\ninstructions per event (valgrind)      must  ideal')
    for name in ('w1', 'w2', 'w3'):
        counts = []
        for length in (0.2, 0.4):
            with tempfile.NamedTemporaryFile() as report:
                command = ['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null',
                           '--log-file=' + report.name,
                           *bench.simulate_command(name, SECONDS[name] * length)]
                output, _ = execute(command)
                text = report.read().decode()
            collected = int(re.search(r'Collected : (\d+)', text).group(1))
            counts.append((stage_events(json.loads(output)), collected))
        per_event = (counts[1][1] - counts[0][1]) / (counts[1][0] - counts[0][0])
        must, ideal = GOALS[name.upper()][2:]
        print('%-8s %28.0f   %5d  %5d  %s' % (name.upper(), per_event, must, ideal,
                                             verdict(per_event, must, ideal)), flush=True)


def memory_over_length(bench):
    """Peak memory must not depend on how long is simulated."""
    print('\npeak memory        1 x length   10 x length')
    for name in ('w1', 'w2', 'w3', 'w6'):
        peaks = [peak_memory(bench.simulate_command(name, SECONDS[name] * bench.scale * factor))
                 for factor in (1, 10)]
        print('%-12s %12.1f MB %10.1f MB' % (name.upper(), peaks[0] / 1024, peaks[1] / 1024),
              flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument('--build', required=True, help='release build directory')
    parser.add_argument('--rounds', type=int, default=7, help='interleaved rounds (default 7)')
    parser.add_argument('--quick', action='store_true', help='a tenth of the length')
    parser.add_argument('--only', default='w1-3,w4,w5,w6,trace,instructions,memory',
                        help='parts to run, comma-separated')
    options = parser.parse_args()
    bench, parts = Bench(options), options.only.split(',')
    print('%-8s %9s %9s %9s %7s   %5s %5s  %s' % (
        '', 'events/s', 'ns/event', 'beside', 'ratio', 'must', 'ideal', 'held'))
    for part, measure in (('w1-3', against_yardstick), ('w4', calendar), ('w5', two_processors),
                          ('w6', ledger), ('trace', traced)):
        if part in parts:
            measure(bench, options.rounds)
    if 'instructions' in parts:
        instructions(bench)
    if 'memory' in parts:
        memory_over_length(bench)
    return 0


if __name__ == '__main__':
    try:
        sys.exit(main())
    except Failed as failure:
        sys.exit(str(failure))
