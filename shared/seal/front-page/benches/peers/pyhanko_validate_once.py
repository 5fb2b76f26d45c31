"""pyhanko_validate_once.py FILE.pdf ROOTS.pem ROUNDS: pyHanko validates a file at B-LTA, as `validate_once` does.

By EN 319 102-1 with what the file holds itself, asking nobody, and with its analysis of what came after the seal. With
rounds it prints the median milliseconds from bytes to verdict.
"""
import asyncio
import io
import logging
import pathlib
import statistics
import sys
import time

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import ades_lta_validation
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

path, roots, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
logging.disable(logging.ERROR)
trusted = list(load_certs_from_pemder([roots]))
specification = PdfSignatureValidationSpec(
    SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(trust_roots=trusted),
            revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
    )
)


def validate(data):
    seal = PdfFileReader(io.BytesIO(data)).embedded_regular_signatures[0]
    result = asyncio.run(ades_lta_validation(seal, specification))
    if result.ades_subindic.name != "OK":
        sys.exit(f"pyHanko: {result.ades_subindic}")


data = pathlib.Path(path).read_bytes()
times = []
for _ in range(rounds):
    begun = time.perf_counter()
    validate(data)
    times.append((time.perf_counter() - begun) * 1000)
if times:
    print(f"{statistics.median(times):.3f}")
else:
    validate(data)
