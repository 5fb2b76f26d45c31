"""Verdicts on EU DSS' own samples: ours beside pyHanko's and DSS' own.

usage: dss_samples.py SEGL_LOCAL [--json FILE]

The samples are DSS' test resources from Maven Central (PDFs, and containers with XAdES), fetched into the cache and never
committed. Nobody is trusted in them, so what is compared is what needs no trust, for each signature and document
timestamp: PASSED when byte range, digest and signature are in order and what came after is allowed; FAILED when one says
otherwise; UNREAD when it could not be said. pyHanko reads no containers. Each file has a minute a judge.

Two kinds of difference count: ours PASSED where none of the others does (milder), and ours not PASSED where all of the
others do (stricter). Each must be explained in dss-samples.md beside this file, by its name; exit 1 when one is not.
Wants Java 17, Maven, and the Python of `cargo local tools` (pyHanko).
"""
import json
import pathlib
import subprocess
import sys
import zipfile

import dss

HERE = pathlib.Path(__file__).resolve().parent
VERSION = "6.4"
PASSED, FAILED, UNREAD = "PASSED", "FAILED", "UNREAD"
CONTAINERS = {".asice", ".asics", ".sce", ".scs", ".bdoc"}


def samples():
    """The signed files of both archives, by their names there."""
    cache = pathlib.Path(dss.jars()).parent.parent / "dss-samples"
    for artifact in ("dss-pades", "dss-asic-xades"):
        jar = pathlib.Path.home() / f".m2/repository/eu/europa/ec/joinup/sd-dss/{artifact}/{VERSION}/{artifact}-{VERSION}-tests.jar"
        if not jar.exists():
            name = f"eu.europa.ec.joinup.sd-dss:{artifact}:{VERSION}:jar:tests"
            subprocess.run(["mvn", "-q", "-B", "dependency:get", f"-Dartifact={name}", "-Dtransitive=false"], check=True)
        with zipfile.ZipFile(jar) as archive:
            for entry in archive.infolist():
                suffix = pathlib.PurePosixPath(entry.filename).suffix.lower()
                if entry.is_dir() or suffix not in CONTAINERS | {".pdf"}:
                    continue
                content = archive.read(entry)
                if suffix == ".pdf" and b"/ByteRange" not in content:
                    continue
                path = cache / artifact / entry.filename
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
    return sorted(path for path in cache.rglob("*") if path.is_file()), cache


def run(command):
    try:
        ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=60)
    except subprocess.TimeoutExpired:
        return None, "took more than a minute"
    try:
        return json.loads(ended.stdout), ""
    except ValueError:
        return None, (ended.stderr.strip().splitlines() or ["nothing said"])[-1]


def ours(tool, path):
    report, why = run([tool, "validate", "--json", path])
    if report is None:
        return {}, why
    said = {}
    for one in report["signatures"]:
        checks = one["checks"]
        intact = checks["digest"] == checks["signature"] == checks["byteRange"] == "PASSED"
        allowed = one["modifications"] not in ("OTHER", "UNKNOWN")
        level = PASSED if intact and allowed else FAILED if one["indication"] == "TOTAL-FAILED" else UNREAD
        said.setdefault(one["field"], []).append((level, f"{one.get('subIndication', '')} {one['modifications']}: {' '.join(one['reasons'])}"))
    return said, ""


def pyhanko(path):
    report, why = run([sys.executable, HERE / "dss_samples.py", "--pyhanko", path])
    if report is None or isinstance(report, str):
        return {}, why or report
    said = {}
    for field, (intact, coverage, level) in report.items():
        told = PASSED if intact and level != "OTHER" else FAILED if coverage != "?" else UNREAD
        said[field] = [(told, f"{coverage} {level}")]
    return said, ""


def of_dss(report):
    if "error" in report:
        return {}, report["error"]
    said = {}
    documents = [one for one in report["timestamps"] if one["type"] == "DOCUMENT_TIMESTAMP"]
    for one in report["signatures"] + documents:
        failed = "FAILED" in one["indication"] or not one["valid"]
        # DSS only warns of what it found changed; what a page shows counts here, what it has no name for does not.
        changed = [what for what in one["modifications"] if not what.startswith(("changed otherwise", "annotations overlap"))]
        why = f"{one['indication']} {one['subIndication']} {'; '.join(one['modifications'])}"
        for field in one["fields"] or ["?"]:
            said.setdefault(field, []).append((FAILED if failed or changed else PASSED, why))
    return said, ""


def worst(said):
    order = [PASSED, UNREAD, FAILED]
    return max((one for ones in said for one in ones), key=lambda one: order.index(one[0]), default=(UNREAD, "not seen"))


def main(tool, *options):
    files, cache = samples()
    reports = []
    for at in range(0, len(files), 40):
        reports += dss.judge([("-", path) for path in files[at : at + 40]])
    explained = (HERE / "dss-samples.md").read_text() if (HERE / "dss-samples.md").exists() else ""
    counts = {"same": 0, "between": 0, "milder": 0, "stricter": 0}
    lines, unexplained = [], 0
    for path, report in zip(files, reports, strict=True):
        name = str(path.relative_to(cache))
        said = {"ours": ours(tool, path), "DSS": of_dss(report)}
        is_pdf = path.suffix.lower() == ".pdf"
        if is_pdf:
            said["pyHanko"] = pyhanko(path)
        fields = set().union(*(one[0] for one in said.values())) if is_pdf else {"*"}
        for field in sorted(fields) or ["*"]:
            level = {}
            for judge, (found, why) in said.items():
                # In a container DSS' names are not ours: all signatures together.
                level[judge] = worst([found.get(field, [])] if is_pdf else found.values())
                if why:
                    level[judge] = (UNREAD, why)
            mine = level.pop("ours")
            others = [one[0] for one in level.values()]
            passing = others.count(PASSED)
            kind = "between"
            if all((one == PASSED) == (mine[0] == PASSED) for one in others):
                kind = "same"
            elif mine[0] == PASSED and passing == 0:
                kind = "milder"
            elif mine[0] != PASSED and passing == len(others):
                kind = "stricter"
            counts[kind] += 1
            lines.append({"file": name, "field": field, "kind": kind, "ours": mine, **level})
            if kind != "same":
                known = path.name in explained
                unexplained += kind in ("milder", "stricter") and not known
                print(f"{kind.upper()} {name} {field}: ours {mine}, " + ", ".join(f"{j} {v}" for j, v in level.items()) + (" (explained)" if known else ""))
    if options[:1] == ("--json",):
        pathlib.Path(options[1]).write_text(json.dumps(lines, indent=1))
    print(f"{len(files)} files, {len(lines)} verdicts: {counts}, {unexplained} unexplained")
    sys.exit(unexplained > 0)


if __name__ == "__main__":
    if sys.argv[1] == "--pyhanko":
        import asyncio

        import compare_verdicts

        try:
            print(json.dumps(asyncio.run(compare_verdicts.theirs(sys.argv[2]))))
        except Exception as error:
            print(json.dumps(f"{type(error).__name__}: {error}"[:120]))
    else:
        main(*sys.argv[1:])
