"""A scenario that says a statement in words, and what must be seen in it.

Observations of a series in ns, counts, findings by code in the order in which they were made (but
for those over a guideline), or the number of the diagnostic that refuses it. Times are sums that
can be done in one's head.
"""
US, MS = 10 ** 3, 10 ** 6


class Said:
    def __init__(self, body, observed=None, counts=None, findings=(), processors=1, pool='',
                 windows=7, machine='', refused=None):
        self.body, self.observed, self.counts = body, observed or {}, counts or {}
        self.findings, self.refused = list(findings), refused
        self.machine = 'processors: %d%s' % (processors, machine and ', ' + machine)
        self.pool, self.windows = pool, windows

    def want(self):
        if self.refused:
            return [[self.refused]]
        return list(self.observed.values()) + list(self.counts.values()) + [self.findings]

    def got(self, answer):
        if self.refused:
            return [answer.refusals()]
        return ([[round(ns) for ns in answer.observations(path)] for path in self.observed]
                + [round(answer.value(path)) for path in self.counts]
                + [[f['code'] for f in sorted(answer.data['findings'], key=lambda f: f['at_ns'])
                    if f['severity'] != 'advice']])


def driver(framework, rest):
    return '  d:\n    framework: %s\n%s' % (framework, rest)
