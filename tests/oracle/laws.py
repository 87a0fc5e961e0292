"""Laws and arrival processes of the oracle files, in the words of the scenario language."""
from wtsim import Cannot

UNIT = 100000   # ns per unit of the files: far above the clock's grain


def duration(units):
    """A duration as scenarios write it, to a thousandth of a nanosecond."""
    return '%.6fus' % (units * UNIT / 1e3)


def branches(entries, key, value):
    return ', '.join('{weight: %.15g, %s: %s}' % (e['p'], key, duration(e[value]))
                     for e in entries)


def law(of):
    """The text of a distribution of durations."""
    kind = of['dist']
    if kind == 'exponential':
        return '{exponential: {mean: %s}}' % duration(of['mean'])
    if kind == 'constant':
        return duration(of['value'])
    if kind == 'erlang':
        return '{erlang: {stages: %d, mean: %s}}' % (of['shape'], duration(of['mean']))
    if kind == 'hyperexponential':
        return '{hyperexponential: [%s]}' % branches(of['branches'], 'mean', 'mean')
    if kind == 'two_point':
        return '{choice: [%s]}' % branches(of['values'], 'value', 'value')
    if kind == 'uniform':
        return '{uniform: [%s, %s]}' % (duration(of['low']), duration(of['high']))
    if kind == 'lognormal':
        return '{lognormal: {mean: %s, cv: %.15g}}' % (duration(of['mean']), of['scv'] ** 0.5)
    if kind == 'lomax':
        return '{lomax: {scale: %s, alpha: %.15g}}' % (duration(of['scale']), of['alpha'])
    raise Cannot('the language has no law %s' % kind)


def mean(of):
    """Mean in units."""
    kind = of['dist']
    if kind == 'constant':
        return of['value']
    if kind == 'hyperexponential':
        return sum(b['p'] * b['mean'] for b in of['branches'])
    if kind == 'two_point':
        return sum(v['p'] * v['value'] for v in of['values'])
    if kind == 'uniform':
        return (of['low'] + of['high']) / 2
    if kind == 'lomax':
        return of['scale'] / (of['alpha'] - 1)
    return of['mean']


def stretched(of, factor):
    """The same law with all durations so many times as long."""
    if of['dist'] in ('exponential', 'erlang'):
        return dict(of, mean=of['mean'] * factor)
    if of['dist'] == 'constant':
        return dict(of, value=of['value'] * factor)
    if of['dist'] == 'two_point':
        return dict(of, values=[dict(v, value=v['value'] * factor) for v in of['values']])
    raise Cannot('a law %s that is stretched' % of['dist'])


def interarrival(of):
    """The text of an arrival process with this law between two arrivals."""
    if of['dist'] == 'exponential':
        return 'poisson: %.12g/s' % (1e9 / (of['mean'] * UNIT))
    return 'interarrival: %s' % law(of)


def arrival_rate(arrivals):
    """Customers per unit."""
    batch = arrivals.get('batch')
    return (mean(batch) if batch and 'dist' in batch and batch['dist'] == 'constant'
            else batch['mean'] if batch else 1.0) / mean(arrivals['interarrival'])


def renewal(arrivals):
    if not isinstance(arrivals, dict) or arrivals.get('process') != 'renewal':
        raise Cannot('arrivals of another kind than a renewal process')
    return interarrival(arrivals['interarrival'])
