"""Whether pyHanko reaches a PAdES level (ETSI EN 319 102-1) with what a file holds itself, asking nobody.

usage: pyhanko_level.py B-B|B-T|B-LT|B-LTA ROOT.pem FILE.pdf

At B-B and B-T revocation is left unchecked: the file says nothing of it.
"""
import asyncio
import dataclasses
import logging
import sys

from pyhanko.keys import load_cert_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.ades import (
    ades_basic_validation,
    ades_lta_validation,
    ades_with_time_validation,
    _dss_to_local_knowledge,
)
from pyhanko.sign.validation.pdf_embedded import async_validate_pdf_signature
from pyhanko.sign.validation.policy_decl import (
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager

LEVELS = ["B-B", "B-T", "B-LT", "B-LTA"]


def specification(trusted, revocation):
    return PdfSignatureValidationSpec(
        SignatureValidationSpec(
            cert_validation_policy=CertValidationPolicySpec(
                trust_manager=SimpleTrustManager.build(trust_roots=trusted),
                revinfo_policy=CertRevTrustPolicy(revocation),
            ),
            revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        )
    )


async def judge(level, trusted, reader):
    seal = reader.embedded_regular_signatures[0]
    stamps = len(reader.embedded_timestamp_signatures)
    context = ValidationContext(trust_roots=trusted, revocation_mode="soft-fail", allow_fetching=False)
    now = await async_validate_pdf_signature(seal, context)
    print(f"{level}: intact {now.intact}, {now.coverage.name}, changes {now.modification_level.name}, "
          f"docmdp ok {now.docmdp_ok}, signature timestamp {now.timestamp_validity is not None}, "
          f"document timestamps {stamps}")
    ok = now.bottom_line and (level == "B-B") == (now.timestamp_validity is None)
    ok = ok and (level == "B-LTA") == (stamps > 0)
    spec = specification(trusted, REQUIRE_REVINFO if level in ("B-LT", "B-LTA") else NO_REVOCATION)
    if level == "B-LTA":
        result = await ades_lta_validation(seal, spec)
    else:
        inner = spec.signature_validation_spec
        if level == "B-LT":
            inner = dataclasses.replace(inner, local_knowledge=_dss_to_local_knowledge(reader))
        validate = ades_basic_validation if level == "B-B" else ades_with_time_validation
        result = await validate(seal.signed_data, inner, raw_digest=seal.compute_digest())
    print(f"EN 319 102-1: {result.ades_subindic}")
    ok = ok and result.ades_subindic.name == "OK"
    return ok


level, root, path = sys.argv[1:]
assert level in LEVELS, __doc__
logging.disable(logging.ERROR)
with open(path, "rb") as file:
    accepted = asyncio.run(judge(level, [load_cert_from_pemder(root)], PdfFileReader(file)))
print("ACCEPTED" if accepted else "REFUSED")
sys.exit(not accepted)
