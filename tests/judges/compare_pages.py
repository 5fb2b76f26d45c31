"""Whether the pages of sealed files look like those of the documents, by poppler's images.

usage: compare_pages.py SEGL_LOCAL FOLDER

Seals each PDF of a folder that can be sealed, draws the first pages of both in grey, cuts off the strip that a footer
was given, and compares what is left, pixel by pixel. Every page with a pixel of another grey is listed. Exit 1 when
more than SHARE of a page's pixels differ, unless the file is among the KNOWN: a page that moves by a part of a pixel is
smoothed otherwise.
"""
import concurrent.futures
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

PAGES, DPI, SHARE = 5, 40, 0.002
# File name: why its pages differ.
KNOWN = {
    "pyhanko__circular-page-tree.pdf": "its page tree holds itself, and poppler counts pages that are not there",
}


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, errors="replace", timeout=120)


def count(pdf):
    said = re.search(r"^Pages:\s+(\d+)$", run("pdfinfo", pdf).stdout, re.MULTILINE)
    return int(said[1]) if said else 0


def images(pdf, first, last, folder):
    """Width, height and grey rows of each page, by its number."""
    run("pdftoppm", "-gray", "-cropbox", "-r", DPI, "-f", first, "-l", last, pdf, folder / "page")
    drawn = {}
    for path in folder.glob("page-*.pgm"):
        head = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", whole := path.read_bytes())
        drawn[int(path.stem.rsplit("-", 1)[1])] = (int(head[1]), int(head[2]), whole[head.end():])
        path.unlink()
    return drawn


def differing(before, after):
    """The share of the first image's pixels that differ in the second, which may go on below."""
    (width, height, one), (other_width, other_height, other) = before, after
    if width != other_width or height > other_height:
        return 1.0
    # The last row is the page only in part.
    rows = range(0, width * (height - 1), width)
    changed = (pair for at in rows if one[at:at + width] != other[at:at + width]
               for pair in zip(one[at:at + width], other[at:at + width]))
    return sum(a != b for a, b in changed) / max(1, width * height)


def judge(path, sealed):
    """Of each page, the share of differing pixels and whether it is higher now; nothing for what cannot be compared."""
    if not sealed.exists():
        return path.name, {}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        pages = count(path)
        front = count(sealed) - pages
        drawn = images(path, 1, min(pages, PAGES), folder)
        again = images(sealed, front + 1, front + min(pages, PAGES), folder)
        pairs = {page: (image, again.get(page + front, (0, 0, b""))) for page, image in drawn.items()}
        return path.name, {page: (differing(*pair), pair[1][1] > pair[0][1]) for page, pair in pairs.items()}


def main(tool, folder):
    for program in ("pdftoppm", "pdfinfo"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing: install poppler-utils")
    paths = sorted(pathlib.Path(folder).glob("*.pdf"))
    with tempfile.TemporaryDirectory() as kept, concurrent.futures.ProcessPoolExecutor(2) as pool:
        # All in one go: a file alone would each time need a test PKI of its own.
        if (sealing := run(tool, "corpus", "--keep", kept, folder)).returncode:
            sys.exit(sealing.stdout + sealing.stderr)
        found = list(pool.map(judge, paths, [pathlib.Path(kept) / path.name for path in paths]))
    pages = [(name, page, *said) for name, of_file in found for page, said in sorted(of_file.items())]
    unlike = [page for page in pages if page[2]]
    for name, page, share, _ in unlike:
        verdict = KNOWN.get(name, "TOO MUCH") if share > SHARE else "within tolerance"
        print(f"{name} page {page}: {share:.3%} differs: {verdict}")
    print(f"{len(pages)} pages compared, {len(pages) - len(unlike)} identical, {len(unlike)} differ; "
          f"{sum(page[3] for page in pages)} have a footer")
    sys.exit(any(share > SHARE and name not in KNOWN for name, _, share, _ in unlike))


if __name__ == "__main__":
    main(*sys.argv[1:])
