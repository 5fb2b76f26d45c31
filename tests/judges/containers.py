"""ASiC-E containers by every kind of key at every level, before xmlsec1, and our own validator beside it.

usage: containers.py SEGL_LOCAL

Then a signed file, and the signature itself, are changed: neither may take it for what was signed.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

tool = sys.argv[1]
if not shutil.which("xmlsec1"):
    sys.exit("xmlsec1 is missing: install xmlsec1")
PROPERTIES = "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"


def run(*command, **options):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120, **options)


def indication(container, root):
    report = run(tool, "validate", "--json", "--trust", root, container)
    try:
        return json.loads(report.stdout)["signatures"][0]
    except (ValueError, KeyError, IndexError):
        return {"indication": "UNREADABLE", "level": None}


def accepted_by_xmlsec(folder, root):
    signature = "META-INF/signatures-01.xml"
    return run("xmlsec1", "--verify", "--trusted-pem", root, "--id-attr:Id", PROPERTIES, signature, cwd=folder).returncode == 0


failed = 0
with tempfile.TemporaryDirectory() as work:
    work = pathlib.Path(work)
    files = []
    for name in ("statement-1.json", "statement-2.json"):
        (work / name).write_text(json.dumps({"name": name}))
        files.append(work / name)
    for key in ("p256", "p384", "rsa3072"):
        for level in ("B-B", "B-T", "B-LT"):
            container, folder = work / f"{key}-{level}.asice", work / f"{key}-{level}"
            root = f"{container}.root.pem"
            made = run(tool, "contain", "--level", level, "--key", key, container, *files)
            with zipfile.ZipFile(container) as zipped:
                first = zipped.infolist()[0]
                zipped.extractall(folder)
            ours = indication(container, root)
            checks = {
                "made": made.returncode == 0,
                "the type in front": (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b""),
                "xmlsec1": accepted_by_xmlsec(folder, root),
                # Without answers about revocation, which the lower levels do not hold, our validator does not know.
                "ours": ours["indication"] == ("TOTAL-PASSED" if level == "B-LT" else "INDETERMINATE"),
                "level": ours["level"] == level or level == "B-T",
            }
            signature = folder / "META-INF/signatures-01.xml"
            whole = signature.read_text()
            for name, path, before, after in [
                ("a file", folder / "statement-1.json", '"name"', '"nane"'),
                ("the time", signature, "<xades:SigningTime>2", "<xades:SigningTime>3"),
                ("the media type", signature, "octet-stream<", "octet-strean<"),
            ]:
                good = path.read_text()
                assert before in good, (name, before)
                path.write_text(good.replace(before, after, 1))
                checks[f"{name} changed, noticed by xmlsec1"] = not accepted_by_xmlsec(folder, root)
                changed = work / "changed.asice"
                with zipfile.ZipFile(changed, "w") as zipped:
                    for member in ["mimetype", *sorted(p.name for p in files), "META-INF/signatures-01.xml"]:
                        zipped.write(folder / member, member)
                checks[f"{name} changed, noticed by ours"] = indication(changed, root)["indication"] == "TOTAL-FAILED"
                path.write_text(good)
            bad = [name for name, passed in checks.items() if not passed]
            failed += bool(bad)
            print(f"{key} {level}: {'accepted, and every change noticed' if not bad else 'FAILED ' + ', '.join(bad)}")
            if bad:
                print(made.stderr, ours)
sys.exit(bool(failed))
