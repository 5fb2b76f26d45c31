"""Runs the mutants that cargo-mutants lists, all from one build: which change of the code does no test notice?

usage: mutants.py LIST.json FOLDER [--jobs N]

cargo-mutants builds once for each mutant, which over crates that need each other is most of its time. Here every
function of a copy of the tree holds all of its mutants beside what stands there, and a number in the environment chooses
one when a test runs (mutant schemata). A first run notes which test enters which function; a mutant is tried by the
tests of its family that enter its function, the quickest first, up to twenty seconds of them. What the compiler refuses
is unviable, as it is for cargo-mutants.

Left out, and counted: constants, functions that return `impl Trait` or are needed in constants (cargo-mutants itself can
run these), and what is only there for tests. Results are in FOLDER, a line a mutant: `caught.txt`, `missed.txt`,
`timeout.txt`, `unviable.txt`, `left_out.txt`. Finished ones are not tried again: whoever has written new tests takes the
lines out of `missed.txt` that are to be tried again. MUTANTS_ORDER is a JSON array of parts of names: what has the first
of them is tried first.
"""
import argparse
import bisect
import collections
import concurrent.futures
import itertools
import json
import math
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Crates that are built together, and whose mutants are tried by the tests of all of them and of no others: by the
# beginning of their files the packages, their features, and which tests.
FAMILIES = {
    "shared/seal/": (
        ["segl-asic", "segl-front-page", "segl-pades", "segl-pdf", "segl-pki", "segl-validation"],
        "segl-pki/test-pki,segl-front-page/samples",
        ["--lib"],
    ),
    "shared/domain/": (["segl-domain"], "", ["--lib", "--test=invariants"]),
    "shared/app/": (["segl-app"], "segl-app/fakes", ["--lib"]),
}
# What only tests use: who breaks it, breaks tests.
HELPERS = re.compile(r"/(test_ca|test_pki|samples|fakes|testing|tests)(/|\.rs)")
# Those that try every byte or draw pages at random take most of the time and are about no single rule.
SLOW = ("no_byte_of_a_sealed", "changed_at_random", "spoilt_at_random", "any_byte_that_is_changed", "judges")
# Seconds of CPU that a test may take: one that takes more is run by nobody a few thousand times.
LONGEST = 3
# Seconds of CPU that the tests of one mutant may take: one that none of so many notices is taken for a survivor.
MOST = 20
# What is awaited holds all its mutants, one beside the other.
STACK = {"RUST_MIN_STACK": str(64 << 20)}
SWITCH = """
/// Which mutant is active: its number if it is one of this function's, and nought.
pub(crate) mod mutant_switch {
    use std::{cell::RefCell, collections::HashSet, io::Write, sync::OnceLock};
    static STATE: OnceLock<(u32, Option<std::fs::File>)> = OnceLock::new();
    thread_local! { static SEEN: RefCell<HashSet<u32>> = RefCell::new(HashSet::new()); }
    pub(crate) fn active(first: u32, last: u32) -> u32 {
        let (number, log) = STATE.get_or_init(|| {
            let number = std::env::var("MUTANT").ok().and_then(|text| text.parse().ok()).unwrap_or(0);
            let log = std::env::var_os("MUTANT_LOG");
            (number, log.and_then(|path| std::fs::File::options().append(true).create(true).open(path).ok()))
        });
        if let Some(mut log) = log.as_ref()
            && SEEN.try_with(|seen| seen.borrow_mut().insert(first)).unwrap_or(false)
        {
            let thread = std::thread::current();
            let _ = log.write_all(format!("{}\\t{first}\\n", thread.name().unwrap_or("*")).as_bytes());
        }
        if *number >= first && *number <= last { *number } else { 0 }
    }
}
"""


def body_at(source, at):
    """Where the body's brace of the function stands that begins here, with comments and attributes."""
    depth = 0
    while at < len(source):
        rest = source[at:]
        skipped = re.match(r'//[^\n]*|"(\\.|[^"\\])*"|/\*.*?\*/', rest, re.S)
        if skipped:
            at += skipped.end()
            continue
        if source[at] in "([":
            depth += 1
        elif source[at] in ")]":
            depth -= 1
        elif source[at] == "{" and depth == 0:
            return at
        at += 1
    raise ValueError("no body")


class Tree:
    """A copy of the workspace in which each function holds its mutants."""

    def __init__(self, folder, mutants):
        self.folder, self.mutants = folder, mutants
        self.dropped = {}
        self.constant = set()
        self.places = {}
        shutil.rmtree(folder, ignore_errors=True)
        names = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
        for name in filter(None, names.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, folder / name)

    def write(self):
        """Writes the mutants that are left, and remembers on which lines each stands."""
        by_file = collections.defaultdict(list)
        for number, mutant in self.mutants.items():
            by_file[mutant["file"]].append((number, mutant))
        self.places = {}
        self.functions = {}
        for name, listed in by_file.items():
            source = (ROOT / name).read_text()
            starts = [0]
            for line in source.splitlines(keepends=True):
                starts.append(starts[-1] + len(line))
            place = lambda one: starts[one["line"] - 1] + one["column"] - 1
            spans = sorted({(place(m["function"]["span"]["start"]), place(m["function"]["span"]["end"])) for _, m in listed})
            outer = []
            for span in spans:
                if not outer or span[0] >= outer[-1][1]:
                    outer.append(span)
                elif span[1] > outer[-1][1]:
                    outer[-1] = (outer[-1][0], span[1])
            written, last, parts = [], 0, []
            for begin, end in outer:
                inside = [(n, m) for n, m in listed if begin <= place(m["span"]["start"]) < end]
                kept = [(n, m) for n, m in inside if n not in self.dropped and not self.is_constant(m)]
                open_at = body_at(source, begin)
                body = source[open_at:end]
                if not body.endswith("}"):
                    raise ValueError(f"{name}: a body without an end")
                if not kept:
                    continue
                head = source[begin:open_at]
                parts += [source[last:begin], head]
                first, final = inside[0][0], inside[-1][0]
                parts.append(f"{{ match crate::mutant_switch::active({first}, {final}) {{\n0 => {body}\n")
                for number, mutant in kept:
                    a, b = place(mutant["span"]["start"]) - open_at, place(mutant["span"]["end"]) - open_at
                    parts.append((number, f"{number} => {body[:a]}{mutant['replacement']} {body[b:]}\n"))
                    self.functions[number] = first
                parts.append("_ => unreachable!() } }")
                last = end
            parts.append(source[last:])
            line, text = 1, []
            for part in parts:
                number, part = part if isinstance(part, tuple) else (None, part)
                after = line + part.count("\n")
                if number is not None:
                    written.append((line, after - 1, number))
                line = after
                text.append(part)
            self.places[name] = written
            self.save(name, "".join(text))
        for crate in sorted({name.split("/src/")[0] for name in by_file}):
            for path in (ROOT / crate / "src").rglob("*.rs"):
                if str(path.relative_to(ROOT)) not in by_file:
                    self.save(str(path.relative_to(ROOT)), path.read_text())
            root = f"{crate}/src/lib.rs"
            whole = (self.folder if root in by_file else ROOT) / root
            text = whole.read_text()
            if "mod mutant_switch" not in text:
                self.save(root, f"#![allow(warnings, clippy::all)]\n#![allow(arithmetic_overflow, unconditional_panic, unconditional_recursion)]\n{text}{SWITCH}")
                if root in self.places:
                    self.places[root] = [(a + 2, b + 2, n) for a, b, n in self.places[root]]

    def is_constant(self, mutant):
        """Whether its function is called in constants, which know no environment."""
        return mutant["function"]["function_name"].split("::")[-1] in self.constant

    def save(self, name, text):
        path = self.folder / name
        text = re.sub(r"\bconst fn (\w+)", lambda fn: fn[0] if fn[1] in self.constant else f"fn {fn[1]}", text)
        if path.read_text() != text:
            path.write_text(text)

    def owner(self, name, line):
        """The mutant that stands on this line."""
        places = self.places.get(name, [])
        at = bisect.bisect_right([first for first, _, _ in places], line) - 1
        return places[at][2] if at >= 0 and places[at][1] >= line else None


def cargo(folder, command, packages, features):
    run = ["cargo", *command, "--message-format=json", f"--features={features}", *(f"--package={p}" for p in packages)]
    ended = subprocess.run(run, cwd=folder, capture_output=True, text=True)
    return ended, [json.loads(line) for line in ended.stdout.splitlines() if line.startswith("{")]


def settle(tree, packages, features):
    """Drops what the compiler refuses, until it refuses nothing, in the crates and in their tests."""
    for turn in range(40):
        tree.write()
        ended, messages = cargo(tree.folder, ["check", "--lib", "--profile=test", "--keep-going"], packages, features)
        errors = [m["message"] for m in messages if m["reason"] == "compiler-message" and m["message"]["level"] == "error"]
        guilty, others = {}, []
        before = len(tree.constant)
        for error in errors:
            if (error["code"] or {}).get("code") == "E0015":
                tree.constant.add(re.search(r"`([^`]+)`", error["message"])[1].split("::")[-1])
                continue
            owners = {}
            for span in error["spans"]:
                number = tree.owner(span["file_name"], span["line_start"])
                if number is not None:
                    owners[number] = span["is_primary"]
            chosen = [n for n, primary in owners.items() if primary] or list(owners)
            for number in chosen:
                guilty[number] = error["message"]
            if not chosen and error["spans"]:
                others.append(error["rendered"])
        print(f"check {turn}: {len(errors)} errors, {len(guilty)} mutants unviable", flush=True)
        if not guilty and len(tree.constant) == before:
            if ended.returncode:
                sys.exit("\n".join(others) or ended.stderr)
            return
        tree.dropped.update({number: f"unviable: {why}" for number, why in guilty.items()})


def ended_in(command, folder, environment, most):
    """How a run of tests ended: its exit code (None when it took too long), its output, and the seconds of CPU."""

    def limits():
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        # Of CPU: on a busy machine a clock on the wall says nothing.
        resource.setrlimit(resource.RLIMIT_CPU, (most, most))
        os.nice(5)

    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **STACK, **environment}, stdout=output, stderr=output, preexec_fn=limits
        )
        late = threading.Timer(20 * most, process.kill)
        late.start()
        _, status, spent = os.wait4(process.pid, 0)
        late.cancel()
        process.returncode = code = os.waitstatus_to_exitcode(status)
        output.seek(0)
        said = output.read().decode(errors="replace")
    return None if code in (-signal.SIGXCPU, -signal.SIGKILL) else code, said, spent.ru_utime + spent.ru_stime


def measure(binary, folder, out, pool):
    """The seconds of each test, and which tests enter each function: each in a process of its own, because what is
    computed once for all tests is entered by the first of them only."""
    listed = subprocess.run([binary, "--list", "--format=terse"], capture_output=True, text=True, check=True).stdout
    names = [line.removesuffix(": test") for line in listed.splitlines() if line.endswith(": test")]
    names = [name for name in names if not any(part in name for part in SLOW)]

    def one(name):
        with tempfile.NamedTemporaryFile(dir=out, suffix=".log", mode="r") as log:
            command = [binary, "-q", "--test-threads=1", "--exact", name]
            code, output, spent = ended_in(command, folder, {"MUTANT_LOG": log.name}, 120)
            if code != 0:
                sys.exit(f"{name} fails without any mutant:\n{output[-3000:]}")
            return spent, {int(line.split("\t")[1]) for line in log}

    took, entered = {}, collections.defaultdict(set)
    for name, (spent, functions) in zip(names, pool.map(one, names)):
        if spent > LONGEST:
            print(f"{name} takes {spent:.1f} s and is not run", flush=True)
            continue
        took[name] = spent
        for function in functions:
            entered[function].add(name)
    return took, entered


def lines_of(path):
    return path.read_text().splitlines() if path.exists() else []


def judge(mutants, family, options, results):
    """Tries the mutants of one family, by their numbers."""
    packages, features, targets = family
    tree = Tree(options.out / "tree", mutants)
    began = time.time()
    settle(tree, packages, features)
    ended, messages = cargo(tree.folder, ["test", "--no-run", *targets], packages, features)
    if ended.returncode:
        sys.exit(ended.stderr)
    binaries = {m["target"]["name"]: (m["executable"], pathlib.Path(m["manifest_path"]).parent) for m in messages if m["reason"] == "compiler-artifact" and m.get("executable")}
    print(f"built in {time.time() - began:.0f} s: {len(mutants) - len(tree.dropped)} mutants", flush=True)
    tests, reach = {}, {}
    for crate, (binary, folder) in binaries.items():
        began = time.time()
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            tests[crate], reach[crate] = measure(binary, folder, options.out, pool)
        print(f"{crate}: {len(tests[crate])} tests in {time.time() - began:.1f} s", flush=True)
    constant = {n for n, m in mutants.items() if tree.is_constant(m)}
    for kind, numbers in (("left_out", constant - set(tree.dropped)), ("unviable", tree.dropped)):
        names = set(lines_of(results[kind])) | {mutants[n]["name"] for n in numbers}
        results[kind].write_text("".join(f"{name}\n" for name in sorted(names)))
    lock, count = threading.Lock(), collections.Counter()

    def attempt(number):
        function = tree.functions[number]
        plan = [(tests[crate][one], crate, one) for crate in binaries for one in reach[crate].get(function, ())]
        plan.sort()
        total = itertools.accumulate(seconds for seconds, _, _ in plan)
        plan = [one for one, so_far in zip(plan, total) if so_far <= MOST]
        verdict, at = "missed", 0
        # The quickest first, a few at a time: most mutants do not live long.
        for size in (4, 12, 40, 1000):
            by_crate = collections.defaultdict(list)
            for seconds, crate, one in plan[at : at + size]:
                by_crate[crate].append((seconds, one))
            for crate, ones in by_crate.items():
                binary, folder = binaries[crate]
                command = [binary, "-q", "--test-threads=1", "--exact", *(one for _, one in ones)]
                limit = math.ceil(5 + 6 * sum(seconds for seconds, _ in ones))
                code, _, _ = ended_in(command, folder, {"MUTANT": str(number)}, limit)
                if code != 0:
                    verdict = "timeout" if code is None else "caught"
                    break
            at += size
            if verdict != "missed" or at >= len(plan):
                break
        with lock:
            count[verdict] += 1
            with results[verdict].open("a") as file:
                file.write(f"{mutants[number]['name']}\n")
            if sum(count.values()) % 50 == 0:
                print(time.strftime("%H:%M:%S"), dict(count), flush=True)

    waiting = [n for n in mutants if n not in tree.dropped and n not in constant]
    order = json.loads(os.environ.get("MUTANTS_ORDER", "[]"))
    rank = lambda n: next((i for i, part in enumerate(order) if part in mutants[n]["name"]), len(order))
    waiting.sort(key=lambda n: (rank(n), n))
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for future in [pool.submit(attempt, number) for number in waiting]:
            future.result()
    print(dict(count))


def main():
    options = argparse.ArgumentParser()
    options.add_argument("list")
    options.add_argument("out", type=pathlib.Path)
    options.add_argument("--jobs", type=int, default=2)
    options = options.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    listed = json.loads(pathlib.Path(options.list).read_text())
    listed = [one for one in listed if not HELPERS.search(one["file"])]
    key = lambda one: (one["file"], one["function"]["span"]["start"]["line"], one["span"]["start"]["line"], one["span"]["start"]["column"]) if one["function"] else ()
    left_out = [one for one in listed if not one["function"] or "impl " in one["function"]["return_type"]]
    results = {kind: options.out / f"{kind}.txt" for kind in ("caught", "missed", "timeout", "unviable", "left_out")}
    lines = lambda kind: set(lines_of(results[kind]))
    # What is finished is not built again either.
    done = lines("caught") | lines("missed") | lines("timeout") | lines("unviable")
    waiting = [one for one in listed if one not in left_out and one["name"] not in done]
    for path in results.values():
        path.touch()
    results["left_out"].write_text("".join(f"{name}\n" for name in sorted(lines("left_out") | {one["name"] for one in left_out})))
    for beginning, family in FAMILIES.items():
        theirs = sorted((one for one in waiting if one["file"].startswith(beginning)), key=key)
        if theirs:
            judge(dict(enumerate(theirs, 1)), family, options, results)


main()
