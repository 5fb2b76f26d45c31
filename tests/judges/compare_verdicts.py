"""Compares our validator's verdicts with pyHanko's on every signed PDF of a folder.

usage: compare_verdicts.py SEGL_LOCAL FOLDER

For each signature that either of the two sees: intact (digest and signature), coverage, and what came after. Trust is
left out: nobody here is trusted. A difference is printed with both verdicts. Exit 1 when ours is milder than pyHanko's.
"""
import asyncio
import json
import logging
import pathlib
import subprocess
import sys

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

logging.disable(logging.CRITICAL)
# What could not be judged is not valid either.
REFUSED = ("OTHER", "UNKNOWN")
MODIFICATIONS = {"NONE": "NONE", "LTA_UPDATES": "LTA_UPDATES", "FORM_FILLING": "FORM_FILLING"}


async def theirs(path):
    """What pyHanko says, by field name: (intact, coverage, modifications) or the reason why it says nothing."""
    said = {}
    with open(path, "rb") as file:
        reader = PdfFileReader(file)
        for signature in reader.embedded_signatures:
            name = signature.field_name
            try:
                if signature.sig_object_type == "/DocTimeStamp":
                    from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_timestamp
                    status = await async_validate_pdf_timestamp(signature, ValidationContext(trust_roots=[]))
                else:
                    status = await async_validate_pdf_signature(signature, ValidationContext(trust_roots=[]))
                level = status.modification_level.name if status.modification_level else "NONE"
                if getattr(status, "docmdp_ok", True) is False:
                    level = "OTHER"
                intact = bool(status.intact and status.valid)
                said[name] = (intact, status.coverage.name, MODIFICATIONS.get(level, "OTHER"))
            except Exception as error:  # whatever it cannot read, it does not call valid
                said[name] = (False, "?", f"{type(error).__name__}: {error}"[:90])
    return said


def ours(tool, path):
    run = subprocess.run([tool, "validate", "--json", str(path)], capture_output=True, text=True, timeout=120)
    try:
        report = json.loads(run.stdout)
    except ValueError:
        return None, run.stderr.strip()
    said = {}
    for one in report["signatures"]:
        checks = one["checks"]
        intact = checks["digest"] == checks["signature"] == "PASSED" and checks["byteRange"] == "PASSED"
        said[one["field"]] = (intact, one["coverage"], one["modifications"], " ".join(one["reasons"]))
    return said, ""


def main(tool, folder):
    files = agreed = differing = milder = 0
    for path in sorted(pathlib.Path(folder).glob("*.pdf")):
        if b"/ByteRange" not in path.read_bytes():
            continue
        files += 1
        try:
            reference = asyncio.run(theirs(path))
            why = ""
        except Exception as error:
            reference, why = None, f"{type(error).__name__}: {error}"[:90]
        mine, my_why = ours(tool, path)
        if not reference or not mine:
            if not reference and not mine:
                agreed += 1
            else:
                differing += 1
                bad = reference is None and mine and any(one[0] and one[2] not in REFUSED for one in mine.values())
                milder += bool(bad)
                print(f"{path.name}: pyHanko {why or reference}, ours {my_why or mine}{' MILDER' if bad else ''}")
            continue
        for field in {**reference, **mine}:
            a, b = reference.get(field), mine.get(field)
            if a and b and a[0] == b[0] and (not a[0] or a[1] == b[1] and a[2] == b[2]):
                agreed += 1
                continue
            differing += 1
            order = ["NONE", "LTA_UPDATES", "FORM_FILLING", "OTHER"]
            bad = b and b[0] and b[2] not in REFUSED and (not a or not a[0] or a[2] not in order or order.index(a[2]) > order.index(b[2]))
            milder += bool(bad)
            print(f"{path.name} {field}: pyHanko {a}, ours {b}{' MILDER' if bad else ''}")
    print(f"{files} signed files: {agreed} verdicts agree, {differing} differ, {milder} of them milder than pyHanko's")
    sys.exit(milder > 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
