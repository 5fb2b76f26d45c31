"""The emulator, with what it leaves out: two gaps, each closed where it is.

- Step Functions: `TimeoutSecondsPath`, scaled like its `Wait` states. Without it a job would wait for its bell and never
  for its deadline.
- IAM (`AUTH=true`): an e-mail is sent on the identity it comes from, as in AWS, and not on every resource.
"""

import json
import sys

from ministack import app
from ministack.core import iam_actions
from ministack.services import stepfunctions

plain_task = stepfunctions._execute_task
plain_resource = iam_actions._ses_v2_resource_arn


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


stepfunctions._execute_task = task
iam_actions._ses_v2_resource_arn = resource

if __name__ == "__main__":
    sys.exit(app.main())
