"""Whether PDF/A that is sealed is PDF/A-3B for veraPDF: the seal alone, and with all that B-LTA adds.

usage: pdfa.py SEGL_LOCAL PDF…

Needs Java and Maven, which fetches veraPDF as verapdf/pom.xml pins it. Each PDF has to claim conformance to PDF/A-1, 2
or 3 and to keep what it claims: one that does not fails. A sealed file in which the claim is changed must be refused,
or the judge judges nothing.
"""
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

here = pathlib.Path(__file__).parent
tool, *pdfs = sys.argv[1:]
if not pdfs:
    sys.exit(__doc__)
for program in ("java", "mvn"):
    if not shutil.which(program):
        sys.exit(f"{program} is missing: install a Java of 11 or newer, and Maven")


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=600)


def class_path(folder):
    """What Maven fetched, or had."""
    listed = folder / "class-path"
    fetched = run("mvn", "-B", "-q", "-f", here / "verapdf" / "pom.xml", "dependency:build-classpath",
                  f"-Dmdep.outputFile={listed}")
    if not listed.exists():
        sys.exit(f"veraPDF cannot be fetched: {fetched.stdout}{fetched.stderr}")
    return listed.read_text()


def broken_rules(path, flavour):
    """The clauses of ISO 19005 that a file breaks; flavour 0 is what it claims."""
    said = run("java", "-cp", classes, "org.verapdf.apps.GreenfieldCliWrapper", "--loglevel", "0", "--format", "json",
               "--flavour", flavour, path)
    try:
        result = json.loads(said.stdout)["report"]["jobs"][0]["validationResult"]
    except (ValueError, KeyError, IndexError):
        return [f"veraPDF says nothing: {said.stdout[-200:]} {said.stderr[-200:]}"]
    # A file may claim several things; those that are not PDF/A are not judged here.
    results = [one for one in (result if isinstance(result, list) else [result]) if "PDF/A" in one["profileName"]]
    return ([] if results else ["no claim of PDF/A"]) + [
        f"{rule['clause']}-{rule['testNumber']} ({rule['description'][:80]})"
        for one in results if not one["compliant"] for rule in one["details"]["ruleSummaries"]]


failed = 0
with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    classes = class_path(folder)
    for pdf in map(pathlib.Path, pdfs):
        verdicts = {"before": broken_rules(pdf, "0")}
        for level in ("B-B", "B-LTA"):
            sealed = folder / f"{level}.pdf"
            done = run(tool, "seal", "--level", level, pdf, sealed)
            verdicts[level] = [done.stderr.strip()] if done.returncode else broken_rules(sealed, "3b")
        changed = folder / "changed.pdf"
        whole = sealed.read_bytes()
        for claim in list(re.finditer(rb"pdfaid:part\s*(?:=\s*['\"]|>)3", whole))[-1:]:
            changed.write_bytes(whole[:claim.end() - 1] + b"2" + whole[claim.end():])
            if not broken_rules(changed, "3b"):
                verdicts["changed"] = ["veraPDF does not notice"]
        bad = {level: rules for level, rules in verdicts.items() if rules}
        failed += bool(bad)
        print(f"{pdf.name}: " + ("PDF/A-3B at B-B and B-LTA" if not bad else "FAILED"))
        for level, rules in bad.items():
            print(f"  {level}: {'; '.join(rules)}")
sys.exit(bool(failed))
