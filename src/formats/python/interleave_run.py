#!/usr/bin/env python3
"""Runs a task list of Interleave under CPython's own ways of running tasks at once, and writes what was measured.

    python3 interleave_run.py [LIST] [--out results.json] [--repeat N] [--models async,gil,...]

It needs Python 3.9 or later and nothing else. The file that it writes is a results file of Interleave, version 2.
"""

import argparse
import asyncio
import bisect
import contextlib
import gc
import hashlib
import heapq
import itertools
import json
import multiprocessing
import multiprocessing.connection
import os
import platform
import queue
import re
import signal
import statistics
import sys
import tempfile
import threading
import time
import warnings
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, ThreadPoolExecutor

try:
    import resource
except ImportError:  # Windows
    resource = None

# The list that this program was made for; None where it is given one.
LIST = None

MS = 1_000_000
SECOND = 1_000_000_000
UNITS = {"ms": MS, "s": SECOND, "m": 60 * SECOND}
MOST_BYTES = 256 * 1024
MOST_TASKS = 10_000
MOST_STEPS = 100_000
LONGEST_NS = 600 * SECOND
MOST_PROCESSES = 64
MOST_THREADS = 1_000
# Computing is done in pieces of so much, so that it is seen where one takes longer.
PIECE_NS = MS // 4
# What is missing in a piece, or late, is told from so much on.
MISSING_NS = 300_000

NATIVE_BYTES = bytes(16 * 1024)
GIL = {"gil": True}

# The models: what they are called in Interleave, and here.
MODELS = {
    "sequential": "one after another",
    "async": "asyncio",
    "gil": "threading",
    "pool": "ThreadPoolExecutor",
    "processes": "multiprocessing",
    "process-pool": "ProcessPoolExecutor",
    "offload": "asyncio and an executor",
}
POOLS = ("pool", "process-pool", "offload")


class Refused(Exception):
    """What was asked for can't be done: one sentence."""


# The list


class Task:
    """One copy of a task: when it arrives, what it comes after, and its steps."""

    def __init__(self, name, at_ns, after, steps, turn):
        self.name = name
        self.at_ns = at_ns
        self.after = after
        self.steps = steps
        # So many of them are one turn.
        self.turn = turn


class TaskList:
    """A list that was read."""

    def __init__(self, text, tasks, slots, permits):
        self.text = text
        self.tasks = tasks
        self.slots = slots
        # How many hold each limit at most, by its name.
        self.permits = permits
        self.followers = [[] for _ in tasks]
        for index, task in enumerate(tasks):
            for before in task.after:
                self.followers[before].append(index)


def split_mix(word):
    """SplitMix64, as Interleave draws by it."""
    mask = (1 << 64) - 1
    mixed = (word + 0x9E3779B97F4A7C15) & mask
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & mask
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & mask
    return mixed ^ (mixed >> 31)


def draw(duration, seed, task, step):
    """One of the durations in a range: the same one that Interleave draws."""
    shortest, longest = duration
    state = 0
    for word in (seed, task, step):
        state = split_mix(state ^ word)
    return shortest + ((state * (longest - shortest + 1)) >> 64)


def read_duration(word, line):
    """`20ms`, or `20ms..40ms`, in nanoseconds."""
    ends = []
    for end in word.split(".."):
        match = re.fullmatch(r"([0-9]+)(?:\.([0-9]+))?(ms|s|m)", end, re.ASCII)
        if match is None:
            raise Refused(f"Line {line}: “{word[:40]}” is no duration, such as 250ms or 100ms..300ms.")
        whole, decimals, unit = match.groups()
        decimals = decimals or ""
        ns, rest = divmod(int(whole + decimals) * UNITS[unit], 10 ** len(decimals))
        if rest or ns > LONGEST_NS:
            raise Refused(f"Line {line}: “{word[:40]}” is too fine, or longer than ten minutes.")
        ends.append(ns)
    if len(ends) > 2 or ends[0] > ends[-1]:
        raise Refused(f"Line {line}: “{word[:40]}” is no range from the shortest to the longest.")
    return ends[0], ends[-1]


def read_durations(text, line):
    """One duration, or one for each copy in turn."""
    return [read_duration(word.strip(), line) for word in text.split(",")]


def read_number(word, line, least, most):
    if not re.fullmatch("[0-9]{1,20}", word, re.ASCII) or not least <= int(word) <= most:
        raise Refused(f"Line {line}: “{word[:40]}” is no whole number from {least} to {most}.")
    return int(word)


def read_step(word, rest, line):
    """A step: its word, and what follows it."""
    if word == "print":
        return word, rest
    if word in ("sleep", "block", "cpu", "native") and rest != "item":
        return word, read_durations(rest, line)
    if word == "yield" and not rest:
        return word, None
    if word == "fail" and not re.match(r"x[0-9]+(\s|$)", rest):
        return word, rest
    if word in ("lock", "unlock") and len(names_in(rest)) == 1:
        return word, names_in(rest)[0]
    raise Refused(f"Line {line}: “{(word + ' ' + rest).strip()[:60]}” is nothing that this program can run.")


def pieces_of(text):
    """Words, names in quotes, and commas."""
    return re.findall(r'"[^"]*"|"|,|[^\s,"]+', text)


def names_in(text):
    return [piece.strip('"') for piece in pieces_of(text)]


def read_task(rest, line):
    """A task line: its name and what stands behind that."""
    pieces = pieces_of(rest)
    if not pieces or pieces[0] == ",":
        raise Refused(f"Line {line}: a task needs a name.")
    if '"' in pieces:
        raise Refused(f"Line {line}: a quote is missing.")
    task = {"name": pieces[0].strip('"'), "copies": None, "after": [], "at": None, "every": None}
    task.update({"times": 1, "steps": [], "line": line})
    place = 1
    while place < len(pieces):
        word, value = pieces[place], pieces[place + 1] if place + 1 < len(pieces) else ""
        place += 2
        if re.fullmatch("x[0-9]+", word):
            task["copies"] = read_number(word[1:], line, 1, MOST_TASKS)
            place -= 1
        elif word in ("at", "every"):
            task[word] = read_duration(value, line)
        elif word == "times" and value != "forever":
            task["times"] = read_number(value, line, 1, MOST_STEPS)
        elif word == "after" and value not in ("", ","):
            task["after"].append(value.strip('"'))
            while pieces[place : place + 1] == [","] and place + 1 < len(pieces):
                task["after"].append(pieces[place + 1].strip('"'))
                place += 2
        else:
            raise Refused(f"Line {line}: “{word[:40]}” on a task line is nothing that this program can run.")
    return task


def read_lines(text):
    """The tasks as they are written, the seed, how many slots there are, and how many permits of what."""
    found, seed, slots, permits = [], 1, None, {}
    for number, written in enumerate(text.split("\n"), 1):
        line = written.strip().lstrip("\ufeff")
        word, _, rest = line.replace("\t", " ").partition(" ")
        rest = line[len(word) :].strip()
        if not line or line.startswith("#"):
            continue
        if word == "task":
            found.append(read_task(rest, number))
        elif found:
            found[-1]["steps"].append(read_step(word, rest, number))
        elif word == "seed":
            seed = read_number(rest, number, 0, (1 << 64) - 1)
        elif word == "slots" and len(rest.split()) == 1:
            slots = read_number(rest, number, 1, MOST_PROCESSES)
        elif word == "limit" and len(names_in(rest)) == 2:
            name, count = names_in(rest)
            permits[name] = read_number(count, number, 1, MOST_TASKS)
        else:
            raise Refused(f"Line {number}: “{line[:60]}” is nothing that this program can run.")
    return found, seed, slots, permits


def check_permits(task):
    """Refuses whoever asks for a permit while it holds another one: such tasks can wait for each other for ever."""
    held = None
    for word, name in task["steps"] * min(task["times"], 2):
        if word == "lock" and held is not None:
            raise Refused(f"“{task['name']}” asks for “{name}” while it holds “{held}”, which this program doesn't run.")
        if word == "unlock" and held != name:
            raise Refused(f"“{task['name']}” gives back “{name}”, which it doesn't hold.")
        if word in ("lock", "unlock"):
            held = name if word == "lock" else None


def check_circles(tasks):
    """Refuses tasks that come after each other."""
    ended = set()
    while len(ended) < len(tasks):
        ready = {index for index, task in enumerate(tasks) if index not in ended and ended.issuperset(task.after)}
        if not ready:
            names = [task.name for index, task in enumerate(tasks) if index not in ended]
            raise Refused(f"“{names[0]}” never arrives: it comes after itself, by way of others.")
        ended |= ready


def read_list(text):
    """Reads a list, and unrolls it."""
    if len(text.encode("utf-8", "surrogatepass")) > MOST_BYTES:
        raise Refused("The list is longer than 256 KiB.")
    found, seed, slots, permits = read_lines(text)
    if not found:
        raise Refused("The list has no task.")
    first, groups = 0, {}
    for task in found:
        copies = task["copies"] or 1
        if task["name"] in groups:
            raise Refused(f"Line {task['line']}: there are two tasks “{task['name']}”.")
        groups[task["name"]] = range(first, first + copies)
        first += copies
    if first > MOST_TASKS:
        raise Refused(f"The list has {first} tasks: more than {MOST_TASKS}.")
    if sum(len(task["steps"]) * task["times"] * (task["copies"] or 1) for task in found) > MOST_STEPS:
        raise Refused(f"The list has more than {MOST_STEPS} steps.")
    tasks = []
    for group, task in enumerate(found):
        check_permits(task)
        permits.update({name: 1 for word, name in task["steps"] if word == "lock" and name not in permits})
        unknown = [name for name in task["after"] if name not in groups]
        if unknown:
            raise Refused(f"Line {task['line']}: there is no task “{unknown[0]}”.")
        after = sorted({index for name in task["after"] for index in groups[name]})
        at_ns = draw(task["at"], seed, group, (1 << 64) - 1) if task["at"] else 0
        every_ns = draw(task["every"], seed, group, (1 << 64) - 2) if task["every"] else 0
        for copy in range(task["copies"] or 1):
            name = task["name"] if task["copies"] is None else f"{task['name']} {copy + 1}"
            steps = plan_steps(task, seed, len(tasks), copy)
            tasks.append(Task(name, at_ns + copy * every_ns, after, steps, len(task["steps"])))
    check_circles(tasks)
    return TaskList(text, tasks, slots, permits)


def plan_steps(task, seed, index, copy):
    """The steps of all turns of a copy: their durations drawn, their texts filled in."""
    steps = []
    for turn in range(1, task["times"] + 1):
        for word, argument in task["steps"]:
            if word == "print":
                argument = argument.replace("{copy}", str(copy + 1)).replace("{turn}", str(turn))
            elif isinstance(argument, list):
                argument = draw(argument[copy % len(argument)], seed, index, len(steps))
            steps.append((word, argument))
    return steps


def elapsed_text(ns, resolution_ns):
    """A measured time as Interleave prints it."""
    ns = (ns + resolution_ns // 2) // resolution_ns * resolution_ns
    if ns >= SECOND:
        unit_ns, unit, most = SECOND, "s", 3
    elif ns >= MS:
        unit_ns, unit, most = MS, "ms", 0 if ns >= 100 * MS else 1 if ns >= 10 * MS else 2
    elif 1 <= ns < 1000 and resolution_ns < 1000:
        unit_ns, unit, most = 1, "ns", 0
    else:
        unit_ns, unit, most = 1000, "µs", 0
    known = len(str(max(1, unit_ns // min(resolution_ns, unit_ns)))) - 1
    return f"{ns / unit_ns:.{min(most, known)}f} {unit}"


# Measuring


class Speed:
    """How fast one idle core computes here."""

    def __init__(self):
        self.iterations = round(200_000 * SECOND / fastest(lambda: kernel(200_000)))
        self.hashes = 20 * SECOND / fastest(lambda: hash_away(20))


def fastest(work, tries=7):
    """The shortest time that something took, in nanoseconds: what is longer was disturbed."""
    times = []
    for _ in range(tries):
        begun = time.perf_counter_ns()
        work()
        times.append(time.perf_counter_ns() - begun)
    return max(1, min(times))


def kernel(iterations):
    """Computing, in plain Python."""
    number = 1
    for _ in range(iterations):
        number = (number * 1_103_515_245 + 12_345) & 0x7FFFFFFF
    return number


def hash_away(times):
    """Computing that lets go of the GIL, as hashlib does for what is long enough."""
    for _ in range(times):
        hashlib.sha256(NATIVE_BYTES).digest()


def has_gil():
    """Whether threads share a GIL: nearly everywhere."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def clock_resolution_ns():
    return max(1, round(time.get_clock_info("perf_counter").resolution * SECOND))


def switches():
    """How often this thread has given its core away by itself; None where the system doesn't say."""
    if resource is None or not hasattr(resource, "RUSAGE_THREAD"):
        return None
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


class Run:
    """What whoever performs tasks has to know: when the run began, how fast this machine is, and where lines go."""

    def __init__(self, start_ns, speed, sees_gil, shows, permits):
        self.start_ns = start_ns
        self.speed = speed
        self.sees_gil = sees_gil
        self.shows = shows
        # What tasks take permits of, by name; of asyncio they are made on its loop.
        self.permits = permits
        self.resolution_ns = clock_resolution_ns()
        thread_clock = time.get_clock_info("thread_time") if hasattr(time, "thread_time_ns") else None
        self.has_thread_clock = thread_clock is not None and thread_clock.resolution < 1e-4

    def now(self):
        return time.perf_counter_ns() - self.start_ns

    def show(self, line):
        """Prints a line, as a program does, to where the lines of this one go."""
        if self.shows:
            print(line, flush=True)
        else:
            print(line, file=NOWHERE)


NOWHERE = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115


class Trail:
    """What became of a task: the states it entered, with time, lane, step, and what it waited for.

    The last thing in an event is, where a wait has an end, when it is due; and where the GIL was missing, since when.
    """

    def __init__(self, task):
        self.task = task
        self.events = []
        self.lines = []
        self.ended_ns = None
        self.outcome = None
        self.message = None
        # Whether it was told by a clock that doesn't go with that of the run.
        self.is_of_other_time = False
        # When it took a permit, and when it gave it back.
        self.changes = []
        self.held = None

    def enter(self, at_ns, state, lane=None, step=None, awaited=None, known_ns=None):
        # A task's own clock never goes back.
        at_ns = max(at_ns, self.events[-1][0]) if self.events else at_ns
        self.events.append([at_ns, state, lane, step, awaited, known_ns])
        return at_ns

    def began_ns(self):
        return self.events[0][0] if self.events else self.ended_ns

    def took(self, at_ns, name):
        self.held = name
        self.changes.append((at_ns, name, 1))

    def gives_back(self, at_ns):
        self.changes.append((at_ns, self.held, -1))
        self.held = None

    def end(self, at_ns, outcome, message=None):
        self.ended_ns = max(at_ns, self.events[-1][0]) if self.events else at_ns
        self.outcome = outcome
        self.message = message


def compute(run, trail, lane, step, nominal_ns, watches):
    """Computes as much as takes so long alone on an idle core; where the GIL was away meanwhile, that is told."""
    left = nominal_ns * run.speed.iterations // SECOND
    piece = max(1, PIECE_NS * run.speed.iterations // SECOND)
    if not watches:
        while left > 0:
            kernel(min(piece, left))
            left -= piece
        return
    seen = switches()
    wall_ns, own_ns = time.perf_counter_ns(), own_time_ns(run)
    while left > 0:
        kernel(min(piece, left))
        now_ns, now_own_ns = time.perf_counter_ns(), own_time_ns(run)
        worked_ns = PIECE_NS if now_own_ns is None else now_own_ns - own_ns
        missing_ns = now_ns - wall_ns - worked_ns
        if missing_ns > MISSING_NS:
            so_far = switches()
            # Who was only sent off its core has not given it away by itself: where others computed is seen later.
            awaited = GIL if seen is not None and so_far > seen else None
            trail.enter(now_ns - missing_ns - run.start_ns, "locked", lane, step, awaited, wall_ns - run.start_ns)
            trail.enter(now_ns - run.start_ns, "running", lane, step)
            seen = so_far
        wall_ns, own_ns = now_ns, now_own_ns
        left -= piece


def own_time_ns(run):
    """The CPU time of this thread; None where it is too coarse to tell."""
    return time.thread_time_ns() if run.has_thread_clock else None


def work(run, trail, lane, place, step):
    """A step that holds whoever does it."""
    word, argument = step
    if word == "cpu":
        trail.enter(run.now(), "running", lane, place)
        compute(run, trail, lane, place, argument, run.sees_gil)
    elif word == "native":
        trail.enter(run.now(), "running", lane, place)
        hash_away(round(argument * run.speed.hashes / SECOND))
    else:
        at_ns = trail.enter(run.now(), "blocked", lane, place)
        trail.events[-1][5] = at_ns + argument
        time.sleep(argument / SECOND)


def say(run, trail, lane, place, text):
    """Prints a line."""
    at_ns = trail.enter(run.now(), "running", lane, place)
    line = text.replace("{elapsed}", elapsed_text(at_ns, run.resolution_ns)) if "{elapsed}" in text else text
    run.show(line)
    trail.lines.append((at_ns, line))


def take(run, trail, lane, place, name):
    """Takes a permit, and says so if it has to be waited for."""
    if not run.permits[name].acquire(False):
        trail.enter(run.now(), "locked", lane, place, {"limit": name})
        run.permits[name].acquire()
    trail.took(run.now(), name)


def give_back(run, trail):
    """Gives back what is held, if anything is."""
    if trail.held is not None:
        permit = run.permits[trail.held]
        trail.gives_back(run.now())
        permit.release()


def perform(run, trail, lane, steps):
    """Performs a task where every wait holds the thread."""
    outcome, message = perform_steps(run, trail, lane, steps)
    give_back(run, trail)
    trail.end(run.now(), outcome, message)


def perform_steps(run, trail, lane, steps):
    for place, step in enumerate(steps):
        word, argument = step
        if word == "print":
            say(run, trail, lane, place, argument)
        elif word == "fail":
            return "failed", argument
        elif word == "yield":
            hand_over(run, trail, lane, place)
        elif word == "lock":
            take(run, trail, lane, place, argument)
        elif word == "unlock":
            give_back(run, trail)
        else:
            work(run, trail, lane, place, step)
    return "done", None


def hand_over(run, trail, lane, place):
    """Lets others have the GIL, where there is one."""
    if run.sees_gil:
        before_ns = run.now()
        time.sleep(0)
        if run.now() - before_ns > MISSING_NS:
            trail.enter(before_ns, "locked", lane, place, GIL)


async def perform_awaited(run, trail, steps, pool=None):
    """Performs a task on an event loop, and what would hold that in a pool, if there is one."""
    outcome, message = await await_steps(run, trail, steps, pool)
    give_back(run, trail)
    trail.end(run.now(), outcome, message)


async def await_permit(run, trail, place, name):
    """Takes a permit, and says so if it has to be waited for."""
    if run.permits[name].locked():
        trail.enter(run.now(), "waiting", None, place, {"limit": name})
    await run.permits[name].acquire()
    trail.took(run.now(), name)


async def await_steps(run, trail, steps, pool):
    loop = asyncio.get_running_loop()
    for place, step in enumerate(steps):
        word, argument = step
        if word == "print":
            say(run, trail, 0, place, argument)
        elif word == "fail":
            return "failed", argument
        elif word == "lock":
            await await_permit(run, trail, place, argument)
        elif word == "unlock":
            give_back(run, trail)
        elif word == "sleep":
            trail.enter(run.now(), "waiting", None, place)
            await asyncio.sleep(argument / SECOND)
        elif word == "yield":
            trail.enter(run.now(), "queued", None, place)
            await asyncio.sleep(0)
        elif pool is None:
            work(run, trail, 0, place, step)
        else:
            trail.enter(run.now(), "queued", None, place)
            await loop.run_in_executor(pool, work_on_slot, run, trail, place, step)
    return "done", None


SLOT = threading.local()


def take_slot(numbers):
    """A thread of a pool begins."""
    SLOT.lane = numbers.get()


def work_on_slot(run, trail, place, step):
    work(run, trail, SLOT.lane, place, step)
    trail.enter(run.now(), "queued", None, place)


# Leading a run: tasks arrive, and are handed to whoever performs them


class Leader:
    """Who has arrived, and who comes next."""

    def __init__(self, tasks):
        self.tasks = tasks
        self.trails = [Trail(index) for index in range(len(tasks.tasks))]
        self.missing = [len(task.after) for task in tasks.tasks]
        self.latest_ns = [task.at_ns for task in tasks.tasks]
        self.left = len(tasks.tasks)
        self.coming = [(task.at_ns, index) for index, task in enumerate(tasks.tasks) if not task.after]
        heapq.heapify(self.coming)

    def arrived(self, now_ns):
        """The tasks that have arrived by now, in order; each is queued from its time on."""
        while self.coming and self.coming[0][0] <= now_ns:
            at_ns, index = heapq.heappop(self.coming)
            self.trails[index].enter(at_ns, "queued")
            yield index

    def ended(self, index):
        """A task has ended; others may have come after it."""
        self.left -= 1
        for follower in self.tasks.followers[index]:
            self.latest_ns[follower] = max(self.latest_ns[follower], self.trails[index].ended_ns)
            self.missing[follower] -= 1
            if not self.missing[follower]:
                heapq.heappush(self.coming, (self.latest_ns[follower], follower))

    def patience(self, now_ns):
        """How long there is nothing to do, in seconds; None where only an end can change that."""
        return max(0, self.coming[0][0] - now_ns) / SECOND if self.coming else None

    def lead(self, run, begin, hear):
        """Hands out what arrives, and hears of what ends, until all has ended."""
        while self.left:
            for index in self.arrived(run.now()):
                begin(index)
            for index in hear(self.patience(run.now())):
                self.ended(index)


def hear_from(ended):
    """Hears of ends from a queue."""

    def hear(patience):
        found = []
        with contextlib.suppress(queue.Empty):
            found.append(ended.get(timeout=patience))
            while True:
                found.append(ended.get_nowait())
        return found

    return hear


def permits_of(module, tasks):
    """What tasks take permits of, as a module has it."""
    limits = tasks.permits.items()
    return {name: module.Lock() if count == 1 else module.Semaphore(count) for name, count in limits}


def lanes_of(count, name, kind):
    return [{"id": index, "name": f"{name} {index + 1}", "kind": kind} for index in range(count)]


def run_sequential(leader, run, size, method):
    waiting = []

    def hear(patience):
        if not waiting:
            time.sleep(patience or 0)
            return []
        index = waiting.pop(0)
        perform(run, leader.trails[index], 0, leader.tasks.tasks[index].steps)
        return [index]

    leader.lead(run, waiting.append, hear)
    return [{"id": 0, "name": "worker", "kind": "worker"}]


def run_threads(leader, run, size, method):
    ended, threads = queue.SimpleQueue(), []

    def thread(index):
        perform(run, leader.trails[index], index, leader.tasks.tasks[index].steps)
        ended.put(index)

    def begin(index):
        threads.append(threading.Thread(target=thread, args=(index,), daemon=True))
        leader.trails[index].enter(run.now(), "starting", index)
        threads[-1].start()

    leader.lead(run, begin, hear_from(ended))
    for one in threads:
        one.join()
    return lanes_of(len(leader.trails), "thread", "thread")


def pool_of_threads(size, first):
    """A pool whose threads have lanes from the first one on."""
    numbers = queue.SimpleQueue()
    for number in range(size):
        numbers.put(first + number)
    return ThreadPoolExecutor(size, initializer=take_slot, initargs=(numbers,))


def run_pool(leader, run, size, method):
    ended = queue.SimpleQueue()

    def task(index):
        perform(run, leader.trails[index], SLOT.lane, leader.tasks.tasks[index].steps)
        ended.put(index)

    with closing(pool_of_threads(size, 0)) as pool:
        leader.lead(run, lambda index: pool.submit(task, index), hear_from(ended))
    return lanes_of(size, "slot", "slot")


async def lead_loop(leader, run, pool):
    """Each task waits on the loop for its time."""
    awaited = []
    run.permits = permits_of(asyncio, leader.tasks)

    async def task(index):
        own = leader.tasks.tasks[index]
        if own.after:
            await asyncio.wait([awaited[before] for before in own.after])
        at_ns = max([own.at_ns] + [leader.trails[before].ended_ns for before in own.after])
        if own.at_ns and at_ns > run.now():
            await asyncio.sleep((at_ns - run.now()) / SECOND)
        leader.trails[index].enter(at_ns, "queued")
        await perform_awaited(run, leader.trails[index], own.steps, pool)

    for index in range(len(leader.trails)):
        awaited.append(asyncio.create_task(task(index)))
    await asyncio.gather(*awaited)


@contextlib.contextmanager
def closing(pool):
    """A pool that gives up what is left to do when the run is broken off."""
    try:
        yield pool
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()


LOOP = {"id": 0, "name": "event loop", "kind": "loop"}


def run_async(leader, run, size, method):
    asyncio.run(lead_loop(leader, run, None))
    return [LOOP]


def run_offload(leader, run, size, method):
    with closing(pool_of_threads(size, 1)) as pool:
        asyncio.run(lead_loop(leader, run, pool))
    return [LOOP] + [{**lane, "id": lane["id"] + 1} for lane in lanes_of(size, "slot", "slot")]


def be_a_process():
    """Ctrl-C is for the parent, who ends its processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def process(connection, run, index, steps):
    """What a process does: it performs one task, and sends what became of it."""
    be_a_process()
    trail = Trail(index)
    perform(run, trail, index, steps)
    connection.send(trail)
    connection.close()


def take_over(leader, index, trail, now_ns):
    """What a process has told of a task; None if it has died."""
    own = leader.trails[index]
    if trail is None:
        own.end(now_ns, "failed", "the process died")
        return
    own.is_of_other_time = trail.began_ns() < own.events[-1][0] or trail.ended_ns > now_ns
    for event in trail.events:
        own.enter(*event)
    own.lines, own.changes = trail.lines, trail.changes
    own.end(trail.ended_ns, trail.outcome, trail.message)


def run_processes(leader, run, size, method):
    context, open_ones = multiprocessing.get_context(method), {}
    run.permits = permits_of(context, leader.tasks)

    def begin(index):
        here, there = context.Pipe(duplex=False)
        child = context.Process(target=process, args=(there, run, index, leader.tasks.tasks[index].steps), daemon=True)
        leader.trails[index].enter(run.now(), "starting", index)
        child.start()
        there.close()
        open_ones[here] = (index, child)

    def hear(patience):
        found = []
        if not open_ones:
            time.sleep(patience or 0)
        for connection in multiprocessing.connection.wait(list(open_ones), patience) if open_ones else []:
            index, child = open_ones.pop(connection)
            try:
                trail = connection.recv()
            except EOFError:
                trail = None
            take_over(leader, index, trail, run.now())
            connection.close()
            child.join()
            found.append(index)
        return found

    leader.lead(run, begin, hear)
    return lanes_of(len(leader.trails), "process", "process")


def be_in_pool(permits):
    be_a_process()
    SLOT.permits = permits


def task_in_pool(run, index, steps):
    trail, run.permits = Trail(index), SLOT.permits
    perform(run, trail, 0, steps)
    return os.getpid(), trail


def run_process_pool(leader, run, size, method):
    ended, results = queue.SimpleQueue(), {}
    context = multiprocessing.get_context(method)

    def begin(index):
        future = pool.submit(task_in_pool, run, index, leader.tasks.tasks[index].steps)
        future.add_done_callback(lambda future: ended.put((index, future)))

    def hear(patience):
        found = []
        for index, future in hear_from(ended)(patience):
            has_died = isinstance(future.exception(), BrokenExecutor)
            pid, trail = (None, None) if has_died else future.result()
            results[index] = pid
            take_over(leader, index, trail, run.now())
            found.append(index)
        return found

    # They come to processes with their start, and to no others.
    permits, run.permits = (permits_of(context, leader.tasks),), None
    with closing(ProcessPoolExecutor(size, mp_context=context, initializer=be_in_pool, initargs=permits)) as pool:
        leader.lead(run, begin, hear)
    # The slots are numbered in the order in which they begin.
    begun = sorted(results, key=lambda index: [event[0] for event in leader.trails[index].events][1:2])
    numbers = {}
    for index in begun:
        lane = numbers.setdefault(results[index], len(numbers)) if results[index] else 0
        for event in leader.trails[index].events:
            event[2] = None if event[2] is None else lane
    return lanes_of(size, "slot", "slot")


RUNNERS = {
    "sequential": run_sequential,
    "async": run_async,
    "gil": run_threads,
    "pool": run_pool,
    "processes": run_processes,
    "process-pool": run_process_pool,
    "offload": run_offload,
}


# What was measured: spans and figures


def infer_gil(trails):
    """Who comes late out of a wait, while others compute, has waited for the GIL."""
    computing = sorted(
        (event[0], end_ns, trail.task)
        for trail in trails
        for event, end_ns in zip(trail.events, ends_of(trail))
        if event[1] == "running" and end_ns - event[0] > MISSING_NS
    )
    starts = [start_ns for start_ns, _, _ in computing]
    longest_ns = max((end_ns - start_ns for start_ns, end_ns, _ in computing), default=0)
    for trail in trails:
        told = []
        for event, end_ns in zip(trail.events, ends_of(trail)):
            told.append(event)
            due_ns = event[5]
            if event[1] != "blocked" or due_ns is None or end_ns - due_ns <= MISSING_NS:
                continue
            near = computing[bisect.bisect_left(starts, due_ns - longest_ns) : bisect.bisect_left(starts, end_ns)]
            busy_ns = sum(
                max(0, min(end_ns, to_ns) - max(due_ns, from_ns)) for from_ns, to_ns, task in near if task != trail.task
            )
            if 2 * busy_ns >= end_ns - due_ns:
                told.append([due_ns, "locked", event[2], event[3], GIL, None])
        trail.events = told


def tell_gaps(trails):
    """Who computes under a GIL has it: whoever missed it in a piece has let go of it by then, and else missed only a core."""
    begun = sorted((event[0], trail.task) for trail in trails for event in trail.events if event[1] == "running")
    for trail in trails:
        told, events = [], iter(trail.events)
        for event in events:
            if event[1] == "locked" and event[5] is not None:
                after = next(events)
                place = bisect.bisect_left(begun, (event[5], -1))
                others = (at_ns for at_ns, task in itertools.islice(begun, place, None) if task != trail.task)
                other_ns = next(others, after[0])
                if event[4] is None and other_ns >= after[0]:
                    continue
                event[0], event[4] = max(told[-1][0], min(event[0], other_ns)), GIL
                told += [event, after]
            else:
                told.append(event)
        trail.events = told


def ends_of(trail):
    """When what began with each event was over."""
    return [event[0] for event in trail.events[1:]] + [trail.ended_ns]


def spans_of(trails):
    for trail in trails:
        for (at_ns, state, lane, step, awaited, _), end_ns in zip(trail.events, ends_of(trail)):
            yield {
                "lane": lane,
                "task": trail.task,
                "step": step,
                "state": state,
                "start_ns": at_ns,
                "end_ns": end_ns,
                "for": awaited,
            }


def values_of(trails):
    """How many permits were taken from then on: told when one had been taken, and when it was going to be given back."""
    changes = sorted((at_ns, change, trail.task, name) for trail in trails for at_ns, name, change in trail.changes)
    taken = {}
    for at_ns, change, task, name in changes:
        taken[name] = taken.get(name, 0) + change
        yield {"at_ns": at_ns, "task": task, "name": name, "value": taken[name]}


def count_turns(spans, tasks):
    """Says of a step which one of its turn it is, and which turn."""
    for span in spans:
        own = tasks[span["task"]]
        if span["step"] is not None and span["step"] >= own.turn:
            span["turn"], span["step"] = span["step"] // own.turn + 1, span["step"] % own.turn


def peak(intervals):
    """The most of them at one instant."""
    edges = sorted(edge for start, end in intervals if start < end for edge in ((start, 1), (end, -1)))
    level = most = 0
    for _, change in edges:
        level += change
        most = max(most, level)
    return most


def nearest_rank(values, percent):
    rank = -(-len(values) * percent // 100)
    return values[max(rank, 1) - 1] if values else 0


def ratio(part, whole):
    return float(part) / float(whole) if whole else 0.0


def loop_lag_ns(spans, tasks, lanes, resolution_ns):
    """The longest time that the loop was held without a turn."""

    def on_loop(span):
        return None if span["lane"] is None else lanes[span["lane"]]["kind"] == "loop"

    turns = []
    for span, after in zip(spans, spans[1:] + [None]):
        after = after if after and after["task"] == span["task"] else None
        if span["state"] == "waiting":
            was_away = True
        elif span["state"] == "queued":
            was_away = span["step"] is not None
        else:
            was_away = on_loop(span) is False and (after is None or after["state"] != "queued")
        is_back = tasks[span["task"]]["ended_ns"] is not None if after is None else on_loop(after) is not False
        if was_away and is_back:
            turns.append(span["end_ns"])
    turns.sort()
    longest, chain, turn = 0, None, 0
    for start, end in sorted((span["start_ns"], span["end_ns"]) for span in spans if on_loop(span)):
        has_turned = turn < len(turns) and turns[turn] <= start
        while turn < len(turns) and turns[turn] <= start:
            turn += 1
        if chain and not has_turned and start <= chain[1] + resolution_ns:
            chain = (chain[0], max(chain[1], end))
        else:
            chain = (start, end)
        longest = max(longest, chain[1] - chain[0])
    return longest


def figures(spans, tasks, lanes, steps, cores, resolution_ns):
    """The figures, each as docs/results.md of Interleave says."""
    makespan = max(task["ended_ns"] for task in tasks)
    running = [(span["start_ns"], span["end_ns"]) for span in spans if span["state"] == "running"]
    alive = [(task["started_ns"], task["ended_ns"]) for task in tasks if task["started_ns"] is not None]
    latencies = sorted(task["ended_ns"] - task["arrived_ns"] for task in tasks)
    most = peak(running)
    done = {(span["task"], span["step"]) for span in spans if span["state"] == "running"}
    nominal = sum(steps[task][step][1] for task, step in done if steps[task][step][0] in ("cpu", "native"))

    def total(state, awaited=None):
        chosen = (span for span in spans if span["state"] == state or awaited in (span["for"] or ()))
        return sum(span["end_ns"] - span["start_ns"] for span in chosen)

    return {
        "makespan_ns": makespan,
        "speedup": None,
        "concurrency": ratio(sum(end - start for start, end in alive), makespan),
        "parallelism": ratio(nominal, makespan),
        "latency_p50_ns": nearest_rank(latencies, 50),
        "latency_p95_ns": nearest_rank(latencies, 95),
        "latency_max_ns": nearest_rank(latencies, 100),
        "throughput_per_s": len(latencies) * ratio(SECOND, makespan),
        "concurrency_peak": peak(alive),
        "parallelism_peak": min(most, cores),
        "oversubscription_peak": max(0, most - cores),
        "utilization": ratio(sum(end - start for start, end in running), len(lanes) * makespan),
        "startup_ns": total("starting"),
        "queueing_ns": total("queued"),
        "lock_wait_ns": total("locked", "limit"),
        "overrun_ns": 0,
        "loop_lag_ns": loop_lag_ns(spans, tasks, lanes, resolution_ns) if lanes[0]["kind"] == "loop" else None,
        "page_frozen_ns": 0,
    }


def started_ns(trail):
    begun = [event[0] for event in trail.events if event[3] is not None or event[1] not in ("queued", "starting")]
    return begun[0] if begun else None


def record_of(leader, run, lanes, cores):
    """A run as the results file has it."""
    trails, notes = leader.trails, []
    if run.sees_gil:
        infer_gil(trails)
        tell_gaps(trails)
        if switches() is None and any(event[4] == GIL for trail in trails for event in trail.events):
            notes.append("Waits for the GIL are inferred: this system doesn't say why a thread was not computing.")
    spans = list(spans_of(trails))
    tasks = [
        {
            "id": trail.task,
            "name": leader.tasks.tasks[trail.task].name,
            "arrived_ns": trail.events[0][0],
            "started_ns": started_ns(trail),
            "ended_ns": trail.ended_ns,
            "outcome": trail.outcome,
            "message": trail.message,
        }
        for trail in trails
    ]
    is_in_order = not any(trail.is_of_other_time for trail in trails)
    if not is_in_order:
        notes.append("Processes have clocks of their own here: times of different tasks can't be compared.")
    steps = [task.steps for task in leader.tasks.tasks]
    stats = figures(spans, tasks, lanes, steps, cores, run.resolution_ns)
    count_turns(spans, leader.tasks.tasks)
    output = sorted((at_ns, trail.task, line) for trail in trails for at_ns, line in trail.lines)
    return {
        "outcome": "done",
        "trusted": is_in_order,
        "notes": notes,
        "lanes": lanes,
        "tasks": tasks,
        "spans": spans,
        "values": list(values_of(trails)),
        "output": [{"at_ns": at_ns, "task": task, "text": line} for at_ns, task, line in output],
        "stats": stats,
    }


def measure(model, tasks, options, speed):
    """One run of a model."""
    leader = Leader(tasks)
    sees_gil = model in ("gil", "pool", "offload") and has_gil()
    gc.collect()
    run = Run(time.perf_counter_ns(), speed, sees_gil, options.show, permits_of(threading, tasks))
    lanes = RUNNERS[model](leader, run, options.sizes.get(model), options.method)
    return record_of(leader, run, lanes, options.cores)


# What is asked for, and what is written


def cores_here():
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def version():
    build = " free-threaded" if not has_gil() else ""
    return f"CPython {sys.version_info.major}.{sys.version_info.minor}{build}"


def environment(cores, speed):
    return {
        "user_agent": f"{platform.python_implementation()} {platform.python_version()} "
        f"({platform.system()} {platform.machine()})",
        "cores": cores,
        "isolated": True,
        "clock_resolution_ns": clock_resolution_ns(),
        "calibration": {"iterations_per_second": speed.iterations},
    }


def add_speedups(series):
    """How many times as fast as one after another."""
    compared = [one for one in series if one["subject"]["foreign"].endswith(MODELS["sequential"])]
    if compared:
        middle = statistics.median_low(record["stats"]["makespan_ns"] for record in compared[0]["records"])
        for record in (record for one in series for record in one["records"]):
            record["stats"]["speedup"] = ratio(middle, record["stats"]["makespan_ns"]) or None


def write(path, results):
    """Writes the file: all of it or nothing."""
    text = json.dumps(results, ensure_ascii=False, separators=(",", ":")) + "\n"
    folder = os.path.dirname(os.path.abspath(path))
    handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".interleave-")
    with os.fdopen(handle, "w", encoding="utf-8", errors="replace", newline="\n") as file:
        file.write(text)
    os.replace(unfinished, path)


class Parser(argparse.ArgumentParser):
    def error(self, message):
        raise Refused(message[:1].upper() + message[1:] + ("" if message.endswith(".") else "."))


def read_options(arguments):
    parser = Parser(description="Runs a task list of Interleave under CPython, and writes what was measured.")
    if LIST is None:
        parser.add_argument("list", metavar="LIST", help="the file with the task list")
    parser.add_argument("--out", default="interleave-cpython.json", help="where the results go")
    parser.add_argument("--repeat", type=int, default=1, help="how often each model runs the list")
    parser.add_argument("--models", default=",".join(MODELS), help="which models run it: " + ",".join(MODELS))
    parser.add_argument("--size", type=int, help="the size of pools, where the list doesn't say it")
    parser.add_argument(
        "--method",
        choices=multiprocessing.get_all_start_methods(),
        default=multiprocessing.get_start_method(),
        help="how processes are started",
    )
    parser.add_argument("--show", action="store_true", help="shows the lines that tasks print")
    options = parser.parse_args(arguments)
    options.models = [model for model in options.models.split(",") if model]
    unknown = [model for model in options.models if model not in MODELS]
    if unknown or not options.models:
        raise Refused(f"There is no model “{unknown[0] if unknown else ''}”; there are {', '.join(MODELS)}.")
    if not 1 <= options.repeat <= 1000:
        raise Refused("A list can be run from 1 to 1000 times.")
    if options.size is not None and not 1 <= options.size <= MOST_PROCESSES:
        raise Refused(f"A pool can have from 1 to {MOST_PROCESSES} slots.")
    if not os.path.isdir(os.path.dirname(os.path.abspath(options.out))):
        raise Refused(f"There is no folder for “{options.out}”.")
    options.cores = cores_here()
    return options


def list_text(options):
    if LIST is not None:
        return LIST
    try:
        with open(options.list, encoding="utf-8") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as why:
        raise Refused(f"“{options.list}” can't be read: {why.strerror}.") from why
    except UnicodeDecodeError as why:
        raise Refused(f"“{options.list}” is no text in UTF-8.") from why


def sizes_of(tasks, options):
    """The sizes of pools: as they are told, as the list says, or as CPython has them."""
    said = options.size or tasks.slots
    threads, cores = said or min(32, options.cores + 4), said or min(MOST_PROCESSES, options.cores)
    return {"pool": threads, "offload": threads, "process-pool": cores}


def refusal(model, tasks):
    """Why a model can't run a list; None if it can."""
    most = {"gil": MOST_THREADS, "processes": MOST_PROCESSES}.get(model)
    if most is not None and len(tasks.tasks) > most:
        return f"{len(tasks.tasks)} at once are too many: a pool is the way out"
    return None


def tell(text):
    print(text, file=sys.stderr, flush=True)


def empty_series(model, options):
    told = {"size": options.sizes[model]} if model in POOLS else {}
    if model in ("processes", "process-pool"):
        told["start_method"] = options.method
    return {"subject": {"foreign": f"{version()} {MODELS[model]}"}, "origin": "measured", "options": told, "records": []}


def measure_all(tasks, options, speed, series):
    """Runs every model, and adds what was measured as it comes."""
    for model in options.models:
        name, why = MODELS[model], refusal(model, tasks)
        if why:
            tell(f"{name}: left out, {why}.")
            continue
        own = empty_series(model, options)
        for attempt in range(1, options.repeat + 1):
            record = measure(model, tasks, options, speed)
            if not own["records"]:
                series.append(own)
            own["records"].append(record)
            number = f" {attempt} of {options.repeat}" if options.repeat > 1 else ""
            tell(f"{name}{number}: {record['stats']['makespan_ns'] / SECOND:.3f} s")


def main(arguments):
    if sys.version_info < (3, 9):
        tell("This program needs Python 3.9 or later.")
        return 2
    if platform.python_implementation() != "CPython":
        tell("This program says how CPython runs tasks: it is to be run by that.")
        return 2
    # It forks where nothing else goes on.
    warnings.simplefilter("ignore", DeprecationWarning)
    try:
        options = read_options(arguments)
        tasks = read_list(list_text(options))
    except Refused as why:
        tell(why)
        return 2
    options.sizes = sizes_of(tasks, options)
    speed, series, is_broken_off = Speed(), [], False
    try:
        measure_all(tasks, options, speed, series)
    except KeyboardInterrupt:
        is_broken_off = True
        for child in multiprocessing.active_children():
            child.terminate()
    if series:
        add_speedups(series)
        results = {
            "format": "interleave-results",
            "version": 2,
            "program": tasks.text,
            "environment": environment(options.cores, speed),
            "series": series,
        }
        write(options.out, results)
        tell(f"{'Broken off. ' if is_broken_off else ''}What was measured is in {options.out}.")
    elif is_broken_off:
        tell("Broken off: nothing was measured.")
    else:
        tell("No model could run the list.")
        return 2
    if is_broken_off:
        # Threads that still compute are not waited for.
        sys.stderr.flush()
        os._exit(130)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
