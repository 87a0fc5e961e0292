#!/usr/bin/env python3
"""The oracle's own judgement: it can fail, and it reads answers as the files mean them."""
import os
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

# pylint: disable=wrong-import-position
import exact       # noqa: E402
import figures     # noqa: E402
import judge       # noqa: E402
import structures  # noqa: E402

MEAN = {'kind': 'queue', 'n_ref': 400, 'expect': [
    {'metric': 'wait.mean', 'value': 2.0, 'se_ref': 0.1, 'n_min': 100}]}


def wrong(case, result):
    return len(judge.judge(case, result).wrong)


def a_figure_inside_its_tolerance_passes_and_one_outside_fails():
    # n = 1600: 4 * 0.1 * sqrt(400 / 1600) + 2e-4 * 2 = 0.2004
    assert wrong(MEAN, {'n': 1600, 'metrics': {'wait.mean': 2.2003}}) == 0
    assert wrong(MEAN, {'n': 1600, 'metrics': {'wait.mean': 2.2005}}) == 1
    assert wrong(MEAN, {'n': 1600, 'metrics': {'wait.mean': 1.7995}}) == 1
    assert wrong(MEAN, {'n': 1600, 'metrics': {'wait.mean': float('nan')}}) == 1


def an_own_standard_error_replaces_that_of_the_file():
    # 4 * 0.01 + 0.0004 = 0.0404
    own = {'n': 1600, 'se': {'wait.mean': 0.01}}
    assert wrong(MEAN, dict(own, metrics={'wait.mean': 2.0403})) == 0
    assert wrong(MEAN, dict(own, metrics={'wait.mean': 2.0405})) == 1


def quantiles_and_variances_have_five_standard_errors():
    assert [judge.z_of(m) for m in ('wait.mean', 'p_wait', 'utilization')] == [4, 4, 4]
    assert [judge.z_of(m) for m in ('wait.p99', 'wait.p99.9', 'wait.var')] == [5, 5, 5]


def too_few_customers_and_figures_not_measured_are_said_and_not_judged():
    few = judge.judge(MEAN, {'n': 99, 'metrics': {'wait.mean': 9.0}})
    absent = judge.judge(MEAN, {'n': 1600, 'metrics': {}})
    assert (few.judged, few.wrong, len(few.passed_over)) == (0, [], 1)
    assert (absent.judged, absent.wrong, len(absent.passed_over)) == (0, [], 1)


def exact_answers_may_be_a_part_but_not_differ():
    case = {'kind': 'fixed-priority', 'expect': [
        {'task': 'a', 'sim_max_response': 52, 'sim_first_responses': [52, 24]},
        {'task': 'b', 'sim_max_response': 20}]}
    assert wrong(case, [{'task': 'b', 'sim_max_response': 20},
                        {'task': 'a', 'sim_max_response': 52}]) == 0
    assert wrong(case, [{'task': 'b', 'sim_max_response': 20},
                        {'task': 'a', 'sim_max_response': 51}]) == 1
    assert wrong(case, [{'task': 'a', 'sim_first_responses': [52]},
                        {'task': 'b'}]) == 1
    assert wrong(case, [{'task': 'a'}]) == 1
    assert wrong(case, [{'task': 'a', 'unknown': 1}, {'task': 'b'}]) == 1


def null_is_not_zero_and_true_is_not_one():
    assert judge.equal_numbers(None, None) and not judge.equal_numbers(None, 0)
    assert not judge.equal_numbers(True, 1)
    assert judge.equal_numbers(3, 3.0) and not judge.equal_numbers(3, 3.001)


def quantiles_are_the_smallest_value_that_covers_the_share():
    values = list(range(1, 11))
    assert [figures.quantile(values, p) for p in (0.1, 0.5, 0.51, 0.9, 0.99)] == [1, 5, 6, 9, 10]


def merged_calls_lead_to_the_run_after_them():
    # Interrupts every 100 ticks, ISR 11, DPC 253, interrupted by ISRs (s.win.merge-dpc): the
    # first DPC runs from 11 to 286 (253 + two ISRs); the calls at 111 and 211 merge into one.
    # It starts at 286, is interrupted at 300, 400 and 500 and ends at 286 + 253 + 33 = 572;
    # that run goes back to the interrupt at 100: 472.
    calls = [(t + 11, t) for t in range(0, 400, 100)]
    runs = exact.activations(calls, [0, 175], [275, 286])
    assert runs == [(0, 11, 286), (100, 286, 572)], runs
    # The same by call: those at 111 and 211 waited 175 and 75, both until 286.
    assert exact.merged_runs(calls, [0, 175, 75], [275, 286]) == runs


def steps_are_found_in_their_order_in_their_callback_only():
    text = """    callbacks:
      First:
        - run: 1us
        - put: list
      Second: [run: 2us, mask: line]
"""
    assert structures.Steps('First', 'run: 1us', 'put: list').holds(text, None)
    assert not structures.Steps('First', 'put: list', 'run: 1us').holds(text, None)
    assert not structures.Steps('First', 'mask: line').holds(text, None)
    assert structures.Steps('Second', 'mask: line').holds(text, None)
    assert not structures.Steps('Third').holds(text, None)


def a_sample_is_found_by_its_place_and_no_other_for_it():
    of = 'microsoft/Windows-driver-samples %s [source]'
    assert structures.place_of('# microsoft/Windows-driver-samples, general/pcidrv/kmdf: HW/a.c') \
        == ['general', 'pcidrv']
    found = structures.by_place({'source': of % 'general/echo/kmdf/driver/AutoSync/queue.c'})
    assert 'scenario: echo' in found
    found = structures.by_place({'source': of % 'network/trans/inspect/sys/utils.c, inspect.c'})
    assert 'scenario: wfp-inspect' in found
    for other in (of % 'network/trans/ddproxy/sys/a.c', of % 'general/event/wdm/a.c', ''):
        try:
            structures.by_place({'source': other})
            assert False, other
        except structures.Cannot:
            pass


def a_sentence_that_nothing_shows_fails():
    case = {'kind': 'driver-structure', 'expect': {'structure 0': True, 'verdict': 'pass'}}
    assert wrong(case, {'structure 0': True, 'verdict': 'pass'}) == 0
    assert wrong(case, {'structure 0': False, 'verdict': 'pass'}) == 1
    assert wrong(case, {'structure 0': True, 'verdict': 'fail'}) == 1


TESTS = [
    a_figure_inside_its_tolerance_passes_and_one_outside_fails,
    an_own_standard_error_replaces_that_of_the_file,
    quantiles_and_variances_have_five_standard_errors,
    too_few_customers_and_figures_not_measured_are_said_and_not_judged,
    exact_answers_may_be_a_part_but_not_differ,
    null_is_not_zero_and_true_is_not_one,
    quantiles_are_the_smallest_value_that_covers_the_share,
    merged_calls_lead_to_the_run_after_them,
    steps_are_found_in_their_order_in_their_callback_only,
    a_sample_is_found_by_its_place_and_no_other_for_it,
    a_sentence_that_nothing_shows_fails,
]


def main():
    print('1..%d' % len(TESTS))
    for number, test in enumerate(TESTS, 1):
        try:
            test()
            print('ok %d - %s' % (number, test.__name__))
        except AssertionError as failure:
            print('not ok %d - %s' % (number, test.__name__))
            print('# %s' % failure)


if __name__ == '__main__':
    main()
