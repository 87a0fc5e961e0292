"""The rules of the oracle files: when is a figure close enough, when are two answers equal."""
import math

Z_MEAN = 4.0        # means and probabilities: false alarm about 6e-5 a value
Z_SKEWED = 5.0      # quantiles and variances
RELATIVE = 0.02     # where the file gives no standard error
CLOCK = 2e-4        # a clock of whole nanoseconds
LIST_KEYS = ('task', 'device', 'job', 'item', 'metric')


def z_of(metric):
    last = metric.rsplit('.', 1)[-1]
    return Z_SKEWED if last == 'var' or '.p' in metric else Z_MEAN


def tolerance(case, entry, n, own_error=None):
    """How far a figure from n customers may be off."""
    value = entry['value']
    if own_error is not None:
        by_chance = z_of(entry['metric']) * own_error
    elif 'se_ref' in entry and case.get('n_ref'):
        by_chance = z_of(entry['metric']) * entry['se_ref'] * math.sqrt(case['n_ref'] / n)
    else:
        by_chance = RELATIVE * abs(value)
    return by_chance + entry.get('uncertainty', 0.0) + CLOCK * max(1.0, abs(value))


class Verdict:
    """What came out of one case: figures judged, what was wrong, what was not judged and why."""

    def __init__(self):
        self.judged = 0
        self.wrong = []
        self.passed_over = []

    def add(self, other):
        self.judged += other.judged
        self.wrong += other.wrong
        self.passed_over += other.passed_over


def result_for(entry, result):
    """The part of a result that has enough customers for a figure: the long run if need be."""
    for part in (result, result.get('long', {})):
        if entry['metric'] in part.get('metrics', {}) and part['n'] >= entry.get('n_min', 0):
            return part
    return None


def judge_queue(case, result):
    """result: {'n': customers, 'metrics': {name: value}, 'se': {name: own standard error},
    'long': the same of a longer run, whose quantiles have a 'resolution'}"""
    verdict = Verdict()
    for entry in case['expect']:
        name, part = entry['metric'], result_for(entry, result)
        if part is None:
            verdict.passed_over.append(
                '%s: %s' % (name, 'needs %d customers' % entry['n_min']
                            if name in result['metrics'] else 'not measured'))
            continue
        got = part['metrics'][name]
        allowed = tolerance(case, entry, part['n'], part.get('se', {}).get(name))
        if '.p' in name:
            allowed += part.get('resolution', 0.0) * abs(entry['value'])
        verdict.judged += 1
        if not abs(got - entry['value']) <= allowed:
            verdict.wrong.append('%s: got %.6g, want %.6g +- %.2g'
                                 % (name, got, entry['value'], allowed))
    return verdict


def equal_numbers(want, got):
    if isinstance(want, bool) or isinstance(got, bool):
        return want is got
    if not isinstance(want, (int, float)) or not isinstance(got, (int, float)):
        return want == got
    if isinstance(want, float) or isinstance(got, float):
        return abs(got - want) <= 1e-9 * max(1.0, abs(want))
    return want == got


def pairs_of(want, got, path):
    """Lists of named things are matched by name, other lists by place."""
    key = next((k for k in LIST_KEYS if want and isinstance(want[0], dict) and k in want[0]), None)
    if key and got and isinstance(got[0], dict) and key in got[0]:
        by_name = {entry[key]: entry for entry in want}
        return [(by_name.get(entry[key]), entry, '%s[%s]' % (path, entry[key])) for entry in got]
    return [(w, g, '%s[%d]' % (path, i)) for i, (w, g) in enumerate(zip(want, got))]


def judge_exact(want, got, path=''):
    """got is any part of want's structure; numbers in it must be equal."""
    verdict = Verdict()
    if isinstance(want, dict) and isinstance(got, dict):
        for key, value in got.items():
            if key in want:
                verdict.add(judge_exact(want[key], value, '%s/%s' % (path, key)))
            else:
                verdict.wrong.append('%s/%s: not in the file' % (path, key))
    elif isinstance(want, list) and isinstance(got, list):
        pairs = pairs_of(want, got, path)
        if len(pairs) != len(want) or len(want) != len(got):
            verdict.judged += 1
            verdict.wrong.append('%s: %d entries, want %d' % (path, len(got), len(want)))
        for w, g, where in pairs:
            verdict.add(judge_exact(w, g, where))
    else:
        verdict.judged += 1
        if not equal_numbers(want, got):
            verdict.wrong.append('%s: got %r, want %r' % (path, got, want))
    return verdict


def judge(case, result):
    return judge_queue(case, result) if case['kind'] == 'queue' \
        else judge_exact(case.get('expect'), result)
