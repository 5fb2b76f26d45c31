"""Every kind of key at every PAdES level, before judges that are not ours, and our own validator beside them.

usage: levels.py SEGL_LOCAL PDF

pyHanko validates by EN 319 102-1, pdfsig the seal itself, qpdf the file. Then one byte in a hundred of the file sealed
at B-LTA is flipped: neither pyHanko nor our validator may take it for what was sealed.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

tool, pdf = sys.argv[1:]
here = pathlib.Path(__file__).parent
for program in ("pdfsig", "qpdf"):
    if not shutil.which(program):
        sys.exit(f"{program} is missing: install poppler-utils and qpdf")


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=120)


def indication(file, root):
    report = run(tool, "validate", "--json", "--trust", root, file).stdout
    try:
        return json.loads(report)["indication"]
    except ValueError:
        return "UNREADABLE"


failed = 0
with tempfile.TemporaryDirectory() as folder:
    for key in ("p256", "p384", "rsa3072"):
        for level in ("B-B", "B-T", "B-LT", "B-LTA"):
            file = pathlib.Path(folder) / f"{key}-{level}.pdf"
            root = f"{file}.root.pem"
            sealed = run(tool, "seal", "--level", level, "--key", key, pdf, file)
            judged = run(sys.executable, here / "pyhanko_level.py", level, root, file)
            checks = {
                "sealed": sealed.returncode == 0,
                "pyHanko": judged.returncode == 0,
                "pdfsig": run("pdfsig", "-nocert", file).stdout.count("Signature is Valid.") == 1,
                "qpdf": run("qpdf", "--check", file).returncode == 0,
                # What the file does not say, our validator does not know: that is neither yes nor no.
                "ours": indication(file, root) == ("TOTAL-PASSED" if "L" in level else "INDETERMINATE"),
            }
            bad = [name for name, passed in checks.items() if not passed]
            failed += bool(bad)
            print(f"{key} {level}: {'all accept' if not bad else 'FAILED ' + ', '.join(bad)}")
            if bad:
                print(sealed.stderr, judged.stdout, judged.stderr)

    file = pathlib.Path(folder) / "p256-B-LTA.pdf"
    whole, root = file.read_bytes(), f"{file}.root.pem"
    changed = pathlib.Path(folder) / "changed.pdf"
    unnoticed = tried = 0
    # Up to the last timestamp's own value: what fills its room after it says nothing.
    for at in range(7, whole.rfind(b"/Contents <"), max(1, len(whole) // 100)):
        if whole[at : at + 1] == b"0" and whole[at - 8 : at + 8] == b"0" * 16:
            continue
        tried += 1
        changed.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        unnoticed += indication(changed, root) == "TOTAL-PASSED"
        if tried % 5 == 0:
            unnoticed += run(sys.executable, here / "pyhanko_level.py", "B-LTA", root, changed).returncode == 0
    print(f"{tried} bytes flipped, {unnoticed} unnoticed")
sys.exit(bool(failed or unnoticed))
