"""Statistics of lists of durations, by the definitions of the oracle's README."""
import math

from laws import UNIT


def mean(values):
    return sum(values) / len(values)


def variance(values):
    middle = mean(values)
    return sum((v - middle) * (v - middle) for v in values) / len(values)


def quantile(ordered, share):
    """The smallest value that at least this share does not exceed."""
    return ordered[max(0, math.ceil(share * len(ordered) - 1e-9) - 1)]


def durations(name, values, wanted):
    """The metrics 'name.mean', '.var', '.p50' ... that are wanted, in units, of values in ns."""
    out = {}
    ordered = None
    if not values:
        return out
    for metric in wanted:
        if not metric.startswith(name + '.'):
            continue
        statistic = metric[len(name) + 1:]
        if statistic == 'mean':
            out[metric] = mean(values) / UNIT
        elif statistic == 'var':
            out[metric] = variance(values) / UNIT ** 2
        elif statistic[:1] == 'p':
            ordered = ordered or sorted(values)
            out[metric] = quantile(ordered, float(statistic[1:]) / 100) / UNIT
    return out
