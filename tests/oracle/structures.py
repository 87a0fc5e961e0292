"""Drivers described by their structure: the scenario of the gallery that has it, and for each
sentence of the description what shows it there.

A sentence is shown by steps in their order in a callback of the scenario, and by figures of its
run. What the source of the sample says otherwise is not judged, and told.

A description that nobody has gone through is looked up by the place of its sample: that scenario
must keep its promises; its sentences are not judged, and what it lacks of them is told.
"""
import os
import re

from queues import Plan
from wtsim import Cannot

GALLERY = os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..', 'scenarios',
                       'gallery', 'drivers')


class Steps:
    """These words stand in this order in a callback (or under another name of the file)."""

    def __init__(self, name, *words):
        self.name, self.words = name, words

    def holds(self, text, _):
        match = re.search(r'^( *)(- )?%s:(.*\n(?:\1 +.*\n|\s*\n)*)' % re.escape(self.name), text,
                          re.MULTILINE)
        at = 0
        for word in self.words if match else ():
            at = match.group(3).find(word, at) + 1
            if at == 0:
                return False
        return match is not None


class Figure:
    """A figure of the run, and what it must be."""

    def __init__(self, path, good):
        self.path, self.good = path, good

    def holds(self, _, answer):
        return self.good(answer.value(self.path))


class Otherwise:
    """The source says something else."""

    def __init__(self, why):
        self.why = why


def none(value):
    return value == 0


def some(value):
    return value > 0


def one(value):
    return value == 1


def up_to_two(value):
    return 1 <= value <= 2


# By case: the scenario, then a list of proofs for each sentence of 'structure', the locks of
# 'synchronisation', and the lesson.
DRIVERS = {
    's.drv.pcidrv': ('pcidrv', [
        [Steps('NICEvtInterruptIsr', 'mask: line', 'WdfInterruptQueueDpcForIsr: line')],
        [Steps('NICEvtInterruptDpc', 'RcvLock', 'NICHandleRecvInterrupt', 'SendLock',
               'NICHandleSendInterrupt', 'NICCheckForQueuedSends', 'RcvLock',
               'WdfInterruptSynchronize')],
        [Steps('NICHandleRecvInterrupt', 'AllocNewRfd == 0', 'WdfWorkItemCreate: AllocRfd',
               'WdfWorkItemEnqueue: AllocRfd'),
         Figure('pcidrv.AllocRfd.living.max', up_to_two), Figure('pcidrv.AllocRfd.runs', some)],
        [Otherwise('shrinking the pool of buffers is left out')],
        [Steps('NICWatchDogEvtTimerFunc', 'CheckForHang == 0', 'WdfTimerStart: {timer: WatchDog'),
         Figure('pcidrv.WatchDogTimer.finished', some)],
    ], [Steps('locks', 'Lock: spin_lock', 'SendLock: spin_lock', 'RcvLock: spin_lock'),
        Steps('NICEnableInterrupt', 'unmask: line')],
        [Figure('pcidrv.line.dpc.coalesced', none), Figure('pcidrv.line.spurious', none)]),
    's.drv.ufx': ('ufx-client', [
        [Steps('DeviceInterrupt_EvtInterruptIsr', 'WdfInterruptQueueDpcForIsr: DeviceInterrupt')],
        [Steps('AttachDetachInterrupt', 'passive: true'),
         Steps('DeviceInterrupt_EvtAttachDetachInterruptIsr',
               'WdfInterruptAcquireLock: DeviceInterrupt', 'set: Attached = 1',
               'WdfInterruptQueueDpcForIsr', 'WdfInterruptReleaseLock: DeviceInterrupt')],
        [Steps('DeviceInterrupt_EvtInterruptDpc', 'WdfSpinLockAcquire: DpcLock',
               'GotAttachOrDetach == 1', 'WdfSpinLockRelease: DpcLock')],
        [Steps('DeviceInterrupt_EvtInterruptDpc', 'WdfWorkItemEnqueue: CompletionWorkItem'),
         Steps('TransferCompletionWorkItem', 'WdfRequestCompleteWithInformation: all'),
         Figure('ufx.CompletionWorkItem.runs', some)],
    ], [Steps('locks', 'DpcLock: spin_lock', 'TransferLock: spin_lock')],
        [Figure('ufx.CompletionWorkItem.coalesced', none), Figure('ufx.endpoint.busy.max', one)]),
    's.drv.tcpci': ('tcpci', [
        [Steps('OnInterruptPassiveIsr', 'repeat: {until: none == 1, at_most: 10}',
               'WdfIoTargetSendIoctlSynchronously', 'UcmTcpciPortControllerAlert',
               'WdfIoTargetSendWriteSynchronously')],
        [Steps('work_items', 'I2CWorkItemGetStatus', 'I2CWorkItemGetControl'),
         Steps('EvtIoDeviceControl', 'WdfWorkItemEnqueue: I2CWorkItemGetStatus'),
         Figure('tcpci.I2CWorkItemGetStatus.runs', some),
         Figure('tcpci.I2CWorkItemGetControl.runs', some)],
    ], [Steps('HardwareRequestQueue', 'dispatch: sequential'),
        Figure('tcpci.I2CWorkItemGetStatus.coalesced', none),
        Figure('tcpci.I2CWorkItemGetControl.coalesced', none)],
        [Figure('tcpci.PortControllerInterrupt.isr.runs', some)]),
    's.drv.usbsamp': ('usbsamp', [
        [Steps('UsbSamp_EvtReadWriteCompletion', 'call: SendStage', 'WdfRequestComplete: all')],
        [Otherwise('the completion routine sends the next stage itself, and makes the work item '
                   'to reset the pipe (bulkrwr.c)')],
    ], [], [Steps('QueuePassiveLevelCallback', 'WdfWorkItemCreate', 'WdfWorkItemEnqueue'),
            Steps('UsbSamp_EvtReadWriteWorkItem', 'WdfObjectDelete: ResetItem'),
            Figure('usbsamp.ResetItem.runs', some)]),
    's.drv.avshws': ('avshws', [
        [Steps('timers', 'IsrTimer', 'SimulatedInterrupt')],
        [Steps('SimulatedInterrupt', 'KeAcquireSpinLockAtDpcLevel: ListLock',
               'ScatterGatherMappingsQueued', 'KeReleaseSpinLockFromDpcLevel: ListLock',
               'KeSetEvent: PinWake'),
         Otherwise('absolute due times cannot be said')],
    ], [Steps('locks', 'ListLock: spin_lock')],
        [Figure('avshws.IsrTimer.finished', lambda frames: frames >= 120)]),
    's.drv.stmedit': ('wfp-stmedit', [
        [Steps('StreamEditClassify', 'KeAcquireInStackQueuedSpinLock: Lock', 'put: Queue',
               'WorkerScheduled == 0', 'IoQueueWorkItem: WorkItem',
               'KeReleaseInStackQueuedSpinLock: Lock')],
        [Steps('LwWorker', 'each_request: {from: Queue}', 'set: WorkerScheduled = 0'),
         Figure('stmedit.WorkItem.runs', some)],
    ], [Steps('locks', 'Lock: queued_spin_lock')],
        [Figure('stmedit.Queue.depth.max', lambda depth: depth > 300)]),
    's.drv.classpnp': ('classpnp', [
        [Steps('TransferPktComplete', 'KeInsertQueueDpc: RetryDpc',
               'KeSetTimer: {timer: RetryTimer')],
        [Steps('CapacityChanged', 'UpdateDiskPropertiesWorkItemActive == 0',
               'IoAllocateWorkItem', 'IoQueueWorkItem'),
         Steps('ClasspUpdateDiskProperties', 'IoFreeWorkItem'),
         Figure('classpnp.UpdateDiskProperties.living.max', lambda living: living <= 1)],
    ], [Steps('ClasspUpdateDiskProperties', 'wait', 'set: UpdateDiskPropertiesWorkItemActive = 0')],
        [Steps('CapacityChanged', 'else: [set: dropped += 1]'),
         Figure('classpnp.UpdateDiskProperties.runs', some)]),
    's.drv.toastmon': ('toastmon', [
        [Steps('TimerForPostingRequests', 'Toastmon_EvtTimerPostRequests',
               'execution_level: passive'),
         Steps('Toastmon_EvtTimerPostRequests', 'Toastmon_ReadRequestCompletionRoutine',
               'Toastmon_WriteRequestCompletionRoutine',
               'WdfTimerStart: {timer: TimerForPostingRequests'),
         Steps('ToastMon_EvtDeviceSelfManagedIoInit', 'due: 1ms')],
        [Figure('toastmon.toaster0.TimerForPostingRequests.work_item.runs', some)],
    ], [Steps('TimerForPostingRequests', 'automatic_serialization: false')],
        [Figure('toastmon.toaster0.TimerForPostingRequests.request_latency.count', some)]),
}


# What a sentence speaks of, and how a scenario has it.
KINDS = (('work item', 'work_items:'), ('timer', 'timers:'), ('ISR', 'isr:'), ('DPC', 'dpc'),
         ('spin lock', 'spin_lock'), ('wait lock', 'wait_lock'), ('semaphore', 'semaphore:'),
         ('system thread', 'threads:'), ('sequential', 'dispatch: sequential'),
         ('manual queue', 'dispatch: manual'))
# Folders of a sample that do not tell it from others.
WITHIN = {'sys', 'src', 'driver', 'kmdf', '6x', 'DriverSync', 'HW'}


def place_of(text):
    """The folder of a sample, as the first line of a scenario names it."""
    place = re.search(r'Windows-driver-samples,? ([^\s:]+)', text)
    parts = place.group(1).rstrip('.').split('/') if place else []
    while parts and (parts[-1] in WITHIN or '.' in parts[-1]):
        parts.pop()
    return parts


def by_place(case):
    """The scenario of the sample that a case names as its source, and its text."""
    place = place_of(case.get('source', ''))
    for name in sorted(os.listdir(GALLERY)):
        if name.endswith('.yaml'):
            with open(os.path.join(GALLERY, name), encoding='utf-8') as file:
                text = file.read()
            own = place_of(text.split('\n', 1)[0])
            if own and place[:len(own)] == own:
                return text
    raise Cannot('no scenario of scenarios/gallery/drivers was written for this driver')


def looked_up(case):
    """A plan for a description that DRIVERS does not have."""
    text = by_place(case)
    said = ' '.join(case['structure'])

    def read(answers):
        return {'verdict': answers['driver'].data['verdict']}

    plan = Plan({'driver': text}, read, 0)
    plan.case = dict(case, expect={'verdict': 'pass'})
    plan.unseen = ['the sentences: found by the place of the sample only'] + [
        'the scenario has no %s' % name for name, word in KINDS
        if name in said and word not in text]
    return plan


def said_in(case):
    """The headings of what must be shown, in the order of DRIVERS."""
    return ['structure %d' % n for n in range(len(case['structure']))] + ['synchronisation',
                                                                          'lesson']


def driver(case):
    if case['id'] not in DRIVERS:
        return looked_up(case)
    name, sentences, locks, lesson = DRIVERS[case['id']]
    with open(os.path.join(GALLERY, name + '.yaml'), encoding='utf-8') as file:
        text = file.read()
    shown = dict(zip(said_in(case), sentences + [locks, lesson]))

    def read(answers):
        answer = answers['driver']
        result = {'verdict': answer.data['verdict'], 'sentences': len(sentences)}
        for heading, proofs in shown.items():
            judged = [p for p in proofs if not isinstance(p, Otherwise)]
            if judged:
                result[heading] = all(p.holds(text, answer) for p in judged)
        return result

    plan = Plan({'driver': text}, read, 0)
    plan.case = dict(case, expect=dict({heading: True for heading in shown}, verdict='pass',
                                       sentences=len(case['structure'])))
    plan.unseen = ['%s: %s' % (heading, p.why) for heading, proofs in shown.items()
                   for p in proofs if isinstance(p, Otherwise)]
    return plan
