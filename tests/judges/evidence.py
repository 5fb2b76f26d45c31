"""Checks by hand what a sealed job leaves behind, with nothing of Segl's: pyHanko's reader, xmlsec1 and hashlib.

usage: evidence.py ROOT.pem SEALED.pdf EVIDENCE.asice AUDIT-TRAIL.json

1. Every statement in the container is signed as XAdES by a key that ROOT vouches for.
2. The sealed document carries the same statements and signatures, without the documents.
3. The documents beside the statements are those that each statement names, byte for byte. Whether the sealed file begins
   with the first is told: its front page must say the same.
4. The audit trail is one chain: each fact's `hash` is the SHA-256 of the canonical JSON (RFC 8785) of its other fields,
   and its `previous` is the hash before.
5. The chain passes through the head that stands in the seal's signature dictionary (`/SEGL_AuditTrail`).
6. Each statement stands in the chain, and the chain names what the statement says.

Whether the seal itself is valid is for a validator of PDF signatures: pyHanko, pdfsig, EU DSS, Adobe Reader.
"""
import hashlib
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
import xml.etree.ElementTree
import zipfile

from pyhanko.pdf_utils.reader import PdfFileReader

root, pdf, container, trail = map(pathlib.Path, sys.argv[1:])
DSIG = "http://www.w3.org/2000/09/xmldsig#"
PROPERTIES = "http://uri.etsi.org/01903/v1.3.2#:SignedProperties"


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def canonical(value):
    # Names are ASCII and numbers whole, so this is RFC 8785.
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


# 1
statements, documents, contents = {}, [], {}
with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(container) as zipped:
    assert zipped.namelist()[0] == "mimetype" and zipped.read("mimetype") == b"application/vnd.etsi.asic-e+zip"
    zipped.extractall(folder)
    contents = {name: zipped.read(name) for name in zipped.namelist()}
    documents = [contents[name] for name in sorted(contents) if name.startswith("documents/")]
    for name in zipped.namelist():
        if name.startswith("META-INF/signatures"):
            verify = ["xmlsec1", "--verify", "--trusted-pem", root.resolve(), "--id-attr:Id", PROPERTIES, name]
            done = subprocess.run(verify, cwd=folder, capture_output=True, text=True, timeout=60)
            assert done.returncode == 0, (name, done.stderr)
        elif "/" not in name and name.endswith(".json"):
            statements[name] = json.loads(zipped.read(name))
assert statements, "the container holds no statement"
# What the signature of all does not name, nobody has signed.
of_all = xml.etree.ElementTree.fromstring(contents["META-INF/signatures.xml"])
named = {urllib.parse.unquote(one.get("URI")) for one in of_all.iter(f"{{{DSIG}}}Reference")}
loose = {name for name in contents if name != "mimetype" and not name.startswith("META-INF/")} - named
assert not loose, f"nobody has signed {loose}"

# 2
bytes_of_pdf = pdf.read_bytes()
with pdf.open("rb") as file:
    reader = PdfFileReader(file)
    names = reader.root["/Names"]["/EmbeddedFiles"]["/Names"]
    embedded = {str(names[at]): names[at + 1].get_object()["/EF"]["/F"].data for at in range(0, len(names), 2)}
    said = reader.embedded_regular_signatures[0].sig_object["/SEGL_AuditTrail"]
    length, head = int(said["/Length"]), str(said["/Head"])
with zipfile.ZipFile(io.BytesIO(embedded["evidence.asice"])) as zipped:
    carried = {name: zipped.read(name) for name in zipped.namelist() if name != "META-INF/manifest.xml"}
assert all(contents[name] == data for name, data in carried.items()), "the sealed document carries other evidence"
assert set(statements) <= set(carried), "the sealed document does not carry all statements"

# 3
for statement in statements.values():
    named = [document["sha256"] for document in statement["documents"]]
    assert [sha256(document) for document in documents] == named, "the documents are not those that were signed"
first = next(iter(statements.values()))["documents"][0]
begins = sha256(bytes_of_pdf[: first["size"]]) == first["sha256"]

# 4
events = json.loads(trail.read_bytes())["events"]
previous = "0" * 64
for number, event in enumerate(events, 1):
    fields = {name: value for name, value in event.items() if name != "hash"}
    assert (event["sequence"], event["previous"], event["hash"]) == (number, previous, sha256(canonical(fields))), number
    previous = event["hash"]

# 5
assert events[length - 1]["hash"] == head, "the trail is not the one that was sealed"
sealed = json.loads(embedded["audit-trail.json"])["events"]
assert sealed == events[:length], "the sealed document embeds another trail"

# 6
for statement in statements.values():
    told = events[statement["auditTrail"]["sequence"] - 1]
    assert told["hash"] == statement["auditTrail"]["hash"]
    assert told["type"] == "SIGNED" and told["signer"] == statement["signer"]["id"]
    assert told["evidence"] == statement["signatureSha256"] == sha256(canonical(statement["signature"]))

print(f"{len(statements)} statements, {len(events)} events, {length} of them sealed: all in order")
print(f"the file begins {'with' if begins else 'otherwise than with'} the first document")
