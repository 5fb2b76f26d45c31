"""Our seals before EU DSS, the European Commission's own validator, which comes pinned from Maven Central.

usage: dss.py SEGL_LOCAL PDF

Seals at each PAdES level with P-256 and RSA, and signs containers at each XAdES level. DSS must call each level by its name, find nothing changed, and pass B-LT
and B-LTA with what the file holds. At B-B and B-T the file says nothing of revocation: that, and nothing else, may keep
DSS from a verdict. Then bytes of the file sealed at B-LTA are flipped, and DSS may not pass all of any copy. Wants Java
17 and Maven.
"""
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
UNKNOWN_REVOCATION = {"The certificate validation is not conclusive!", "No revocation data found for the certificate!"}


def jars():
    """DSS and what it stands on, fetched when the pinned version is not here yet."""
    cache = os.environ.get("SEGL_CACHE")
    folder = (pathlib.Path(cache) if cache else HERE.parents[1] / ".local") / "tools/dss"
    wanted, stamp = (HERE / "dss/pom.xml").read_text(), folder / "pom.xml"
    if not stamp.exists() or stamp.read_text() != wanted:
        shutil.rmtree(folder, ignore_errors=True)
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={folder}"]
        subprocess.run(["mvn", "-q", "-B", "-f", HERE / "dss/pom.xml", *goal], check=True)
        stamp.write_text(wanted)
    return f"{folder}/*"


def judge(pairs):
    """What DSS says of each file, with the root that is trusted for it."""
    command = ["java", "-Djava.awt.headless=true", "-cp", jars(), HERE / "dss/Judge.java"]
    for root, file in pairs:
        command += [root, file]
    ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=600)
    if ended.returncode:
        sys.exit(ended.stderr)
    return [json.loads(line) for line in ended.stdout.splitlines()]


def complaints(report, level, form="PAdES"):
    """What is wrong with the verdict on an honest seal; nothing if nothing is."""
    found = [report["error"]] if "error" in report else []
    signatures, timestamps = report.get("signatures", []), report.get("timestamps", [])
    if len(signatures) != 1:
        found.append(f"{len(signatures)} signatures")
    for signature in signatures:
        if signature["level"] != f"{form}-BASELINE-{level.removeprefix('B-')}":
            found.append(f"level {signature['level']}")
        if not signature["intact"] or signature["structure"]:
            found.append(f"not intact, or misshapen: {signature['structure']}")
    for one in signatures + timestamps:
        passed = one["indication"] in ("TOTAL_PASSED", "PASSED")
        only_unknown = one["indication"] == "INDETERMINATE" and set(one["errors"]) <= UNKNOWN_REVOCATION
        if not (passed if "L" in level else passed or only_unknown):
            found.append(f"{one['indication']} {one['subIndication']} {one['errors']}")
        found += one["modifications"]
    return found


def flipped(whole, folder):
    """Copies with one byte changed, of which no signature's room after its value is any."""
    for number, at in enumerate(range(7, whole.rfind(b"/Contents <"), max(1, len(whole) // 24))):
        if whole[at - 8 : at + 9] != b"0" * 17:
            copy = folder / f"flipped-{number}.pdf"
            copy.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            yield copy


def main(tool, pdf):
    for program in ("java", "mvn"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing: install a Java 17 JDK and Maven")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        sealed = {}
        for key in ("p256", "rsa3072"):
            for level in ("B-B", "B-T", "B-LT", "B-LTA"):
                file = folder / f"{key}-{level}.pdf"
                seal = [tool, "seal", "--level", level, "--key", key, pdf, file]
                subprocess.run(seal, check=True, stdout=subprocess.DEVNULL)
                sealed[key, level] = (f"{file}.root.pem", file)
        failed = 0
        for (key, level), report in zip(sealed, judge(sealed.values())):
            wrong = complaints(report, level)
            failed += bool(wrong)
            print(f"{key} {level}: {'DSS accepts' if not wrong else 'FAILED ' + '; '.join(wrong)}")
        contained = {}
        for key in ("p256", "p384", "rsa3072"):
            for level in ("B-B", "B-T", "B-LT"):
                file = folder / f"{key}-{level}.asice"
                contain = [tool, "contain", "--level", level, "--key", key, file, pdf]
                subprocess.run(contain, check=True, stdout=subprocess.DEVNULL)
                contained[key, level] = (f"{file}.root.pem", file)
        for (key, level), report in zip(contained, judge(contained.values())):
            wrong = complaints(report, level, "XAdES")
            failed += bool(wrong)
            print(f"container, {key} {level}: {'DSS accepts' if not wrong else 'FAILED ' + '; '.join(wrong)}")
        root, file = sealed["p256", "B-LTA"]
        copies = list(flipped(file.read_bytes(), folder))
        verdicts = judge([(root, copy) for copy in copies])
        # After the signature's own revision a change is the document timestamp's to notice.
        unnoticed = sum(not complaints(report, "B-LTA") for report in verdicts)
        print(f"{len(copies)} bytes flipped, {unnoticed} unnoticed")
    sys.exit(bool(failed or unnoticed or len(verdicts) != len(copies)))


if __name__ == "__main__":
    main(*sys.argv[1:])
