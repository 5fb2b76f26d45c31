"""The emulator, with what it leaves out: four gaps, each closed where it is.

- Step Functions: `TimeoutSecondsPath`, scaled like its `Wait` states. Without it a job would wait for its bell and never
  for its deadline.
- Streams: after a restart it has forgotten the records of a table's stream, and not how many of them were read; so the
  reading begins anew. Otherwise a stream is silent until as many records as before have come.
- S3: a `Range` of a named version, which it answers with all of the version.
- IAM (`AUTH=true`): an e-mail is sent on the identity it comes from, as in AWS, and not on every resource.
"""

import json
import sys

from ministack import app
from ministack.core import iam_actions
from ministack.services import lambda_svc, s3, stepfunctions

plain_task = stepfunctions._execute_task
plain_resource = iam_actions._ses_v2_resource_arn
plain_get = s3._get_object
plain_load = lambda_svc.load_persisted_state


def task(state, raw_input, execution, ctx):
    path = state.get("TimeoutSecondsPath")
    if path and ".waitForTaskToken" in state.get("Resource", ""):
        seconds = stepfunctions._resolve_path(path, raw_input)
        state = {**state, "TimeoutSeconds": max(0.1, seconds * stepfunctions._SFN_WAIT_SCALE)}
    return plain_task(state, raw_input, execution, ctx)


def resource(method, path, body, region, account):
    if method == "POST" and path.rstrip("/") == "/v2/email/outbound-emails":
        sender = json.loads(body or b"{}").get("FromEmailAddress", "")
        address = sender.rsplit("<", 1)[-1].rstrip("> ")
        return f"arn:aws:ses:{region}:{account}:identity/{address}"
    return plain_resource(method, path, body, region, account)


def load(data):
    plain_load({**data, "dynamodb_stream_positions": {}})


def get(bucket, key, headers, query_params=None):
    status, answered, body = plain_get(bucket, key, headers, query_params)
    wanted = s3._parse_range(headers.get("range", ""), len(body)) if status == 200 else None
    if wanted is None:
        return status, answered, body
    first, last = wanted
    part = body[first : last + 1]
    said = {"Content-Length": str(len(part)), "Content-Range": f"bytes {first}-{last}/{len(body)}"}
    # The checksum of an object is not that of a part of it, and S3 tells none.
    kept = {name: value for name, value in answered.items() if not name.lower().startswith("x-amz-checksum-")}
    return 206, {**kept, **said}, part


s3._get_object = get
stepfunctions._execute_task = task
lambda_svc.load_persisted_state = load
iam_actions._ses_v2_resource_arn = resource

if __name__ == "__main__":
    sys.exit(app.main())
