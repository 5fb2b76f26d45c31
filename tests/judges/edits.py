"""Random edits of sealed documents: whatever changes what a page shows is never called unchanged.

usage: edits.py SEGL_LOCAL FOLDER [--full] [--seed N] [--files N] [--edits N]

Seals PDFs of a folder at B-B and B-LTA and appends revisions to each: objects freed, emptied, replaced,
aliased, defined where nothing was, given another generation, redirected by every form of cross-reference section.
Poppler and PDFium draw and read the pages before and after. Exit 1 when a page looks or reads otherwise and our
validator says that the modifications are allowed, or when pyHanko refuses a modification that ours allows. Quick by
default (20 files, 10 edits each); in full 100 files and 30 edits.
"""
import argparse
import collections
import hashlib
import io
import itertools
import json
import logging
import multiprocessing
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import pypdfium2
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification

logging.disable(logging.CRITICAL)
DPI, LARGEST, MOST_PAGES, PATIENCE = 18, 400_000, 8, 60
COVER = b"\nq 1 0 0 1 0 0 cm 0.5 g 0 0 3000 3000 re f Q\n"


def run(*command, **more):
    return subprocess.run([str(part) for part in command], capture_output=True, timeout=PATIENCE, **more)


class Document:
    """A sealed document and what can be edited in it."""

    def __init__(self, data):
        self.data = data
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        self.root, self.size = reader.trailer.raw_get("/Root"), int(reader.trailer["/Size"])
        tail = data[data.rindex(b"startxref") + 9:]
        self.start = int(tail.split()[0])
        self.is_table = data[self.start:self.start + 4] == b"xref"
        self.before = dict(reader.trailer.flatten()).get("/Prev")
        self.objects, self.containers, named = {}, set(), set()
        for number in range(1, self.size):
            try:
                obj = reader.get_object(generic.Reference(number, 0, reader))
            except Exception:  # whatever it cannot read cannot be edited
                continue
            if isinstance(obj, generic.NullObject):
                continue
            self.objects[number] = obj
            if isinstance(obj, generic.StreamObject) and obj.get("/Type") == "/ObjStm":
                self.containers.add(number)
            named |= references(obj)
        self.dangling = sorted(number for number in named - set(self.objects) if number)
        shown, waiting = set(), [self.objects[self.root.idnum].raw_get("/Pages").idnum]
        while waiting:
            if (number := waiting.pop()) not in shown and number in self.objects:
                shown.add(number)
                waiting += references(self.objects[number])
        self.shown = sorted(shown)

    def body(self, number, change=None):
        """An object as it is written, after a change to its dictionary and the bytes of its stream, if it is one."""
        obj = self.objects[number]
        out = io.BytesIO()
        if isinstance(obj, generic.StreamObject):
            entries = generic.DictionaryObject({key: obj.raw_get(key) for key in obj})
            data = obj.encoded_data
            if change:
                entries, data = change(entries, data)
            entries["/Length"] = generic.NumberObject(len(data))
            entries.write_to_stream(out, None)
            return out.getvalue() + b"\nstream\n" + data + b"\nendstream"
        if change and isinstance(obj, generic.DictionaryObject):
            obj, _ = change(generic.DictionaryObject({key: obj.raw_get(key) for key in obj}), None)
        obj.write_to_stream(out, None)
        return out.getvalue()


def references(obj):
    found, waiting = set(), [obj]
    while waiting:
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            found.add(one.idnum)
        elif isinstance(one, generic.DictionaryObject):
            waiting += [one.raw_get(key) for key in one]
        elif isinstance(one, generic.ArrayObject):
            waiting += [one.raw_get(place) for place in range(len(one))]
    return found


class Revision:
    """What is appended: objects (number, generation, body), freed numbers, rows of another kind, a trailer."""

    def __init__(self, document):
        self.document, self.objects, self.free, self.packed = document, [], [], {}
        self.size, self.trailer, self.previous, self.hybrid = document.size + 8, b"", document.start, None
        self.root = b"%d %d R" % (document.root.idnum, document.root.generation)
        self.is_table = document.is_table

    def write(self):
        out = bytearray(self.document.data)
        rows = {number: (2, container, index) for number, (container, index) in self.packed.items()}
        rows |= {number: (0, 0, 1) for number in self.free}
        for number, generation, body in self.objects:
            rows[number] = (1, len(out), generation)
            out += b"%d %d obj\n%s\nendobj\n" % (number, generation, body)
        trailer = b"/Size %d/Root %s/Prev %d%s" % (self.size, self.root, self.previous, self.trailer)
        if self.hybrid:
            at = len(out)
            self.stream(out, self.size - 1, self.hybrid, b"/Size %d" % self.size)
            trailer += b"/XRefStm %d" % at
        start = len(out)
        if self.is_table or self.hybrid:
            out += b"xref\n"
            for number, (kind, where, generation) in sorted(rows.items()):
                out += b"%d 1\n%010d %05d %s \n" % (number, where, generation, b"n" if kind == 1 else b"f")
            out += b"trailer\n<<%s>>\n" % trailer
        else:
            number = self.size - 1
            self.stream(out, number, rows | {number: (1, start, 0)}, trailer)
        return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)

    def stream(self, out, number, rows, trailer):
        data = b"".join(bytes([kind]) + where.to_bytes(4, "big") + last.to_bytes(2, "big")
                        for _, (kind, where, last) in sorted(rows.items()))
        index = b" ".join(b"%d 1" % one for one in sorted(rows))
        out += b"%d 0 obj\n<</Type/XRef/W[1 4 2]/Index[%s]/Length %d%s>>\nstream\n%s\nendstream\nendobj\n" % (
            number, index, len(data), trailer, data)


def pick(document, rng):
    """Mostly what pages are made of."""
    return rng.choice(document.shown if rng.random() < 0.8 else sorted(document.objects))


def covered(entries, data):
    """A stream with a grey sheet over what it shows; other streams lose their second half, dictionaries an entry."""
    if data is None:
        for key in sorted(entries)[:1]:
            del entries[key]
        return entries, data
    if "/Subtype" in entries or "/Length1" in entries or "/N" in entries:
        return entries, data[:len(data) // 2]
    try:
        stream = generic.StreamObject(entries, encoded_data=data)
        plain = stream.data
    except Exception:
        plain = b""
    for key in ("/Filter", "/DecodeParms"):
        entries.pop(key, None)
    return entries, plain + COVER


def twisted(rng):
    def change(entries, data):
        if entries:
            key = rng.choice(sorted(entries))
            value = entries.raw_get(key)
            if isinstance(value, generic.NumberObject):
                entries[generic.NameObject(key)] = generic.NumberObject(int(value) + 90)
            elif rng.random() < 0.5 or not isinstance(value, generic.ArrayObject):
                del entries[key]
            else:
                entries[generic.NameObject(key)] = generic.ArrayObject(list(reversed(value)))
        return entries, data
    return change


def edit(document, rng):
    """A name and the bytes of one edited file."""
    revision, number = Revision(document), pick(document, rng)
    other = pick(document, rng)
    if rng.random() < 0.15:
        revision.is_table = not revision.is_table
    kinds = ["free", "null", "cover", "alias", "twist", "generation", "hybrid shows", "hybrid hides", "size", "skip",
             "twice", "info alias", "metadata alias", "root", "free number", "same"]
    kinds += ["dangling"] * 2 * bool(document.dangling) + ["container", "redirect"] * bool(document.containers)
    kind = rng.choice(kinds)
    if kind == "alias" and other == number:
        kind = "same"
    body = document.body(number, covered if rng.random() < 0.5 else twisted(rng))
    catalog = document.root.idnum
    if kind == "free":
        revision.free += [number, *([other] if rng.random() < 0.3 else [])]
    elif kind == "null":
        revision.objects.append((number, 0, b"null"))
    elif kind == "cover":
        revision.objects.append((number, 0, document.body(number, covered)))
    elif kind == "alias":
        revision.objects.append((number, 0, document.body(other)))
    elif kind == "twist":
        revision.objects.append((number, 0, document.body(number, twisted(rng))))
    elif kind == "generation":
        revision.objects.append((number, 1, document.body(number)))
    elif kind == "same":
        revision.objects.append((number, 0, document.body(number)))
    elif kind in ("hybrid shows", "hybrid hides"):
        inner, container = b"null" if isinstance(document.objects[number], generic.StreamObject) else body, document.size
        head = b"%d 0 " % number
        revision.objects.append((container, 0, b"<</Type/ObjStm/N 1/First %d/Length %d>>stream\n%s%s\nendstream" % (
            len(head), len(head) + len(inner), head, inner)))
        revision.hybrid = {number: (2, container, 0) if kind == "hybrid shows" else (0, 0, 0)}
        revision.free += [number] * (rng.random() < 0.5)
    elif kind == "size":
        revision.size = rng.randrange(2, document.size)
        revision.is_table = True
    elif kind == "skip":
        revision.previous = int(document.before or 0)
    elif kind == "twice":
        revision.objects.append((number, 0, b"<</Contents null/Resources null" + body[2:] if body[:2] == b"<<" else body))
    elif kind == "info alias":
        revision.trailer = b"/Info %d 0 R" % number
        revision.objects.append((number, 0, body))
    elif kind == "metadata alias":
        def named(entries, data):
            entries[generic.NameObject("/Metadata")] = generic.IndirectObject(number, 0, None)
            return entries, data
        revision.objects += [(catalog, 0, document.body(catalog, named)), (number, 0, body)]
    elif kind == "root":
        revision.objects.append((document.size, 0, document.body(catalog, twisted(rng))))
        revision.root = b"%d 0 R" % document.size
    elif kind == "free number":
        absent = sorted(set(range(1, document.size)) - set(document.objects)) or [document.size]
        revision.objects.append((rng.choice(absent), rng.choice([0, 1]), body))
    elif kind == "dangling":
        revision.objects.append((rng.choice(document.dangling), 0, document.body(other)))
    elif kind == "container":
        container = rng.choice(sorted(document.containers))
        source = rng.choice(sorted(document.containers | {number}))
        revision.objects.append((container, 0, document.body(source, lambda entries, data: (entries, data and data[:-9]))))
    elif kind == "redirect":
        revision.is_table = False
        revision.packed[number] = (rng.choice(sorted(document.containers)), rng.randrange(4))
    return kind, revision.write()


def seen(path):
    """What poppler and PDFium draw and read, each as a digest."""
    with tempfile.TemporaryDirectory() as folder:
        run("pdftoppm", "-gray", "-r", DPI, path, f"{folder}/p")
        images = b"".join(image.read_bytes() for image in sorted(pathlib.Path(folder).iterdir()))
    text = run("pdftotext", path, "-").stdout
    drawn = []
    try:
        document = pypdfium2.PdfDocument(path)
        for page in document:
            drawn.append(bytes(page.render(scale=DPI / 72).buffer) + page.get_textpage().get_text_bounded().encode())
        document.close()
    except Exception as error:  # a page that is gone shows nothing
        drawn.append(type(error).__name__.encode())
    return tuple(hashlib.sha256(part).digest() for part in (images, text, b"".join(drawn)))


def theirs(data):
    """Whether pyHanko refuses what came after a signature; nothing where it cannot say."""
    try:
        refuses = False
        for signature in PdfFileReader(io.BytesIO(data)).embedded_signatures:
            signature.compute_integrity_info()
            allowed = signature.summarise_integrity_info()["docmdp_ok"]
            refuses |= isinstance(signature.diff_result, SuspiciousModification) or allowed is False
        return refuses
    except Exception:
        return None


def ours(tool, path):
    """Whether our validator allows all that came after the signatures."""
    try:
        report = json.loads(run(tool, "validate", "--json", path).stdout)
    except ValueError:
        return False
    return bool(report["signatures"]) and all(
        one["checks"]["digest"] == one["checks"]["signature"] == one["checks"]["modifications"] == "PASSED"
        for one in report["signatures"])


def judge(tool, sealed, name, seed, edits, every, pipe):
    """The edits of one sealed document: for each its kind, whether it shows, and both verdicts."""
    rng = random.Random(f"{seed} {name}")
    document = Document(sealed.read_bytes())
    before, rows = seen(sealed), []
    trusted = ours(tool, sealed) and theirs(document.data) is not True
    for place in range(edits if trusted else 0):
        kind, data = edit(document, rng)
        path = sealed.with_name(f"{sealed.stem}-{place}.pdf")
        path.write_bytes(data)
        allowed, is_same = ours(tool, path), kind == "same"
        # What ours refuses it may refuse: of those, a sample shows that there is something to refuse.
        if allowed or place % every == 0:
            # Numbers are written in another way: pyHanko takes 612 for another number than 612.0.
            rows.append((kind, place, seen(path) != before, allowed, not is_same and theirs(data)))
        else:
            rows.append((kind, place, None, allowed, None))
        if not allowed:
            path.unlink()
    pipe.send((trusted, rows))


def judged(tool, sealed, name, seed, edits, every):
    """The same in a process of its own: a renderer may crash."""
    # Threads start it: a copy of this process could wait for a lock that nobody holds any more.
    context = multiprocessing.get_context("spawn")
    ours_end, theirs_end = context.Pipe(False)
    process = context.Process(target=judge, args=(tool, sealed, name, seed, edits, every, theirs_end))
    process.start()
    theirs_end.close()
    try:
        return ours_end.recv()
    except EOFError:
        return None
    finally:
        process.join()


def candidates(folder, rng):
    paths = sorted(path for path in pathlib.Path(folder).glob("*.pdf") if path.stat().st_size <= LARGEST)
    rng.shuffle(paths)
    for path in paths:
        if b"/ByteRange" in path.read_bytes():
            continue
        said = run("pdfinfo", path).stdout.decode(errors="replace")
        pages = [line.split()[1] for line in said.splitlines() if line.startswith("Pages:")]
        if pages and int(pages[0]) <= MOST_PAGES:
            yield path


def main():
    parser = argparse.ArgumentParser(usage=__doc__)
    parser.add_argument("tool")
    parser.add_argument("folder")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--files", type=int)
    parser.add_argument("--edits", type=int)
    parser.add_argument("--keep", type=pathlib.Path)
    asked = parser.parse_args()
    files, edits = asked.files or (110 if asked.full else 20), asked.edits or (30 if asked.full else 10)
    for program in ("pdftoppm", "pdftotext", "pdfinfo"):
        if not shutil.which(program):
            sys.exit(f"{program} is missing: install poppler-utils")
    tool = pathlib.Path(asked.tool).resolve()
    counts, kinds, bad = collections.Counter(), collections.Counter(), 0
    with tempfile.TemporaryDirectory() as folder:
        def one(path):
            sealed = kept / path.name
            if path in archived:
                run(tool, "seal", "--level", "B-LTA", path, sealed)
            if not sealed.exists():
                return path, sealed, "refused"
            return path, sealed, judged(tool, sealed, path.name, asked.seed, edits, 1 if asked.full else 5)

        # Those of B-B in one go, and some at B-LTA: each of these has a test PKI of its own.
        paths = list(itertools.islice(candidates(asked.folder, random.Random(asked.seed)), files * 3 // 2))
        archived = set(paths[::2 if asked.full else 6])
        chosen, kept = pathlib.Path(folder) / "chosen", pathlib.Path(folder) / "kept"
        chosen.mkdir()
        for path in paths:
            if path not in archived:
                (chosen / path.name).symlink_to(path.resolve())
        subprocess.run([tool, "corpus", "--keep", kept, chosen], capture_output=True)
        with ThreadPoolExecutor(2) as pool:
            waiting = iter(paths)
            while counts["files"] < files and (batch := list(itertools.islice(waiting, 4))):
                for path, sealed, said in pool.map(one, batch):
                    if said in ("refused", None) or not said[0]:
                        counts["refused" if said == "refused" else "crashed" if said is None else "unlike"] += 1
                        continue
                    counts["files"] += 1
                    for kind, place, shows, allowed, refused in said[1]:
                        counts.update(edits=1, drawn=shows is not None, shown=shows is True, allowed=allowed,
                                      refused=refused is True)
                        kinds[kind, "shows" if shows else "hidden"] += 1
                        if allowed and (shows or refused):
                            bad += 1
                            print(f"{path.name} edit {place}, {kind}: allowed, and "
                                  f"{'a page changed' if shows else 'pyHanko refuses it'}")
                            if asked.keep:
                                shutil.copy(sealed.with_name(f"{sealed.stem}-{place}.pdf"), asked.keep)
    if asked.full:
        for (kind, shown), count in sorted(kinds.items()):
            print(f"  {kind}, {shown}: {count}")
    print(f"seed {asked.seed}: {counts['edits']} edits of {counts['files']} sealed files, {counts['allowed']} allowed by "
          f"ours, {bad} of them wrongly; of {counts['drawn']} that were drawn {counts['shown']} change what a page shows "
          f"and pyHanko refuses {counts['refused']} ({counts['crashed']} renderers crashed, {counts['unlike']} files "
          f"left out)")
    sys.exit(bad > 0 or counts["files"] < files)


if __name__ == "__main__":
    main()
