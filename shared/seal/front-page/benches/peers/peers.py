"""Segl beside pyHanko, @libpdf/core, digitorus/pdfsign and Apache PDFBox: the same files, a P-256 key each, in one run.

usage: peers.py [MB …]                   (1.25 and 12.5 when nothing is said; 10 and 100 show what memory depends on)
       peers.py validate FILE ROOTS.pem  (validation of a file at B-LTA beside pyHanko; `cargo local seal` makes both)

All sign PAdES B-B but for pdfsign, which knows only `adbe.pkcs7.detached`.

Median milliseconds in process from bytes to bytes, seconds and peak memory of a whole process that seals one file from
disk to disk, and how many times ours each is. Ours makes a front page besides. The peers come pinned from PyPI,
npm, Maven Central and Go's proxy into `.local/peers` of the repository. Wants GNU time (Debian: apt-get install time),
Node.js 20, Go, Maven, Java 17 and Rust.
"""
import datetime
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[4]
TOOLS = ROOT / ".local/peers"
ROUNDS = 21


def tools():
    """Installs pyHanko where it is not installed, and gives the interpreter of its environment."""
    python = TOOLS / "venv/bin/python"
    wanted = HERE / "requirements.txt"
    stamp = TOOLS / "requirements.txt"
    if not stamp.exists() or stamp.read_text() != wanted.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", TOOLS / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "-r", wanted], check=True)
        shutil.copy(wanted, stamp)
    return python


def sealers(python):
    """Installs the other peers where they are not installed, and gives the command of each."""
    for name in ("package.json", "package-lock.json", "libpdf_once.mjs"):
        shutil.copy(HERE / name, TOOLS / name)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=TOOLS, check=True)
    subprocess.run(["go", "build", "-o", TOOLS / "pdfsign", "."], cwd=HERE / "pdfsign", check=True)
    jars, pom = TOOLS / "pdfbox", HERE / "pdfbox/pom.xml"
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={jars}"]
    subprocess.run(["mvn", "-q", "-B", "-f", pom, *goal], check=True)
    subprocess.run(["javac", "-d", jars, "-cp", f"{jars}/*", HERE / "pdfbox/PdfBoxOnce.java"], check=True)
    return {
        "Segl": [ours("segl-front-page", "samples", "seal_once")],
        "pyHanko": [python, HERE / "pyhanko_once.py"],
        "@libpdf/core": ["node", TOOLS / "libpdf_once.mjs"],
        "pdfsign": [TOOLS / "pdfsign"],
        "PDFBox": ["java", "-Djava.awt.headless=true", "-cp", f"{jars}:{jars}/*", "PdfBoxOnce"],
    }


def ours(package, features, example):
    """Builds an example of ours and gives its path."""
    command = ["cargo", "build", "-q", "--release", "-p", package, "--features", features, "--example", example]
    subprocess.run(command, cwd=ROOT, check=True)
    return pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "release/examples" / example


def key(folder):
    """Writes a P-256 key, its certificate and the root's: the shape that the test PKI gives ours."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization as forms
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    start = datetime.datetime(2026, 11, 1)
    pair = {name: ec.generate_private_key(ec.SECP256R1()) for name in ("root", "leaf")}
    name = {who: x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Peer {who}")]) for who in pair}
    for who, is_root in (("root", True), ("leaf", False)):
        builder = (
            x509.CertificateBuilder()
            .subject_name(name[who])
            .issuer_name(name["root"])
            .public_key(pair[who].public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + datetime.timedelta(days=1095))
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
        )
        if not is_root:
            usage = [True, True] + [False] * 7
            builder = builder.add_extension(x509.KeyUsage(*usage), critical=True)
        certificate = builder.sign(pair["root"], hashes.SHA256())
        (folder / f"{who}.pem").write_bytes(certificate.public_bytes(forms.Encoding.PEM))
        (folder / f"{who}.der").write_bytes(certificate.public_bytes(forms.Encoding.DER))
    for suffix, encoding in (("pem", forms.Encoding.PEM), ("der", forms.Encoding.DER)):
        form = (encoding, forms.PrivateFormat.PKCS8, forms.NoEncryption())
        (folder / f"key.{suffix}").write_bytes(pair["leaf"].private_bytes(*form))


def document(size):
    """A PDF of one page and one stream of this many bytes, which do not repeat."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 4 0 R>>>>>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 1 1]/Length %d>>\nstream\n%b\nendstream"
        % (size, random.Random(1).randbytes(size)),
    ]
    pdf, offsets = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(pdf))
        pdf += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(pdf)
    pdf += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in offsets)
    return pdf + b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start


def measured(command, folder):
    """Seconds and peak memory in megabytes of a process, and what it printed."""
    # GNU time starts it: a child of this interpreter would be charged for what this interpreter had in memory.
    report = folder / "memory.txt"
    wrapped = ["/usr/bin/time", "-f", "%M", "-o", report, *command]
    begun = time.perf_counter()
    ended = subprocess.run([str(part) for part in wrapped], stdout=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - begun
    if ended.returncode:
        sys.exit(f"{command[0]} failed")
    return seconds, int(report.read_text()) * 1.024 / 1000, ended.stdout


def main():
    python = tools()
    if pathlib.Path(sys.prefix) != TOOLS / "venv":
        # The key is made with what came with pyHanko.
        os.execv(python, [str(python), __file__, *sys.argv[1:]])
    print(f"{'':>8}  {'':<13} {'in process':>13} {'':>7}  {'process':>8} {'':>7}  {'peak memory':>11} {'':>7}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        if sys.argv[1:2] == ["validate"]:
            file, roots = (pathlib.Path(path).resolve() for path in sys.argv[2:])
            validators = {
                "Segl": [ours("segl-validation", "", "validate_once")],
                "pyHanko": [python, HERE / "pyhanko_validate_once.py"],
            }
            compare(f"{file.stat().st_size / 1e6:.2f}", validators, [file, roots], folder)
            return
        key(folder)
        os.environ["SEGL_PEER_KEY"] = str(folder)
        commands = sealers(python)
        for size in sys.argv[1:] or ["1.25", "12.5"]:
            (folder / "in.pdf").write_bytes(document(int(float(size) * 1e6)))
            compare(size, commands, [folder / "in.pdf", folder / "out.pdf"], folder)


def compare(size, commands, files, folder):
    """Measures each command over the same files and prints it beside the first."""
    first = None
    for name, command in commands.items():
        median = float(measured([*command, *files, ROUNDS], folder)[2])
        alone = [measured([*command, *files, 0], folder)[:2] for _ in range(5)]
        seconds, memory = sorted(alone)[2][0], max(peak for _, peak in alone)
        figures = (median, seconds, memory)
        first = first or figures
        times = [f"{figure / base:>6.1f}x" for figure, base in zip(figures, first)]
        print(
            f"{size:>5} MB  {name:<13} {median:>10.2f} ms {times[0]}  {seconds:>6.2f} s {times[1]}"
            f"  {memory:>8.1f} MB {times[2]}",
            flush=True,
        )


if __name__ == "__main__":
    main()
