"""pyhanko_once.py IN.pdf OUT.pdf ROUNDS: pyHanko seals a file at PAdES B-B, as `seal_once` does.

The key and chain are `key.pem`, `leaf.pem` and `root.pem` in the folder that SEGL_PEER_KEY names. With rounds it prints
the median milliseconds from bytes to bytes before it seals the file on disk.
"""
import io
import os
import pathlib
import statistics
import sys
import time

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign import fields, signers

source, target, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
folder = pathlib.Path(os.environ["SEGL_PEER_KEY"])
signer = signers.SimpleSigner.load(
    str(folder / "key.pem"), str(folder / "leaf.pem"), ca_chain_files=(str(folder / "root.pem"),)
)
settings = signers.PdfSignatureMetadata(
    field_name="Seal", md_algorithm="sha256", subfilter=fields.SigSeedSubFilter.PADES
)


def seal(data):
    writer = IncrementalPdfFileWriter(io.BytesIO(data))
    return signers.sign_pdf(writer, settings, signer=signer).getbuffer()


data = pathlib.Path(source).read_bytes()
times = []
for _ in range(rounds):
    begun = time.perf_counter()
    sealed = seal(data)
    times.append((time.perf_counter() - begun) * 1000)
    del sealed
if times:
    print(f"{statistics.median(times):.3f}")
pathlib.Path(target).write_bytes(seal(data))
