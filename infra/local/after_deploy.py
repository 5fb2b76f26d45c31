"""What is done by API after the deploy, on the local stack only. Called by the local tool, one command a call.

  routes STACK          gives the HTTP API the routes that the emulator does not read from its OpenAPI body
  outputs STACK         the stack's outputs, as JSON
  public-key KEY        the public key of a KMS key, DER in hexadecimal
  put BUCKET KEY FILE   stores a file
  identity ADDRESS      verifies the address that mail is sent from
  api-key TABLE JSON    writes a sender's API key
"""

import json
import sys

import boto3


def outputs(stack):
    described = boto3.client("cloudformation").describe_stacks(StackName=stack)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}


def routes(stack):
    cloudformation = boto3.client("cloudformation")
    gateway = boto3.client("apigatewayv2")
    template = cloudformation.get_template(StackName=stack, TemplateStage="Processed")["TemplateBody"]
    template = template if isinstance(template, dict) else json.loads(template)
    resources = cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    physical = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in resources}
    apis = [n for n, r in template["Resources"].items() if r["Type"] == "AWS::ApiGatewayV2::Api"]
    if len(apis) != 1:
        raise SystemExit(f"the template has {len(apis)} HTTP APIs, and one was expected")
    api = physical[apis[0]]
    wanted = {}
    for path, methods in template["Resources"][apis[0]]["Properties"]["Body"]["paths"].items():
        for method, operation in methods.items():
            text = json.dumps(operation["x-amazon-apigateway-integration"])
            function = next(name for name in physical if f"${{{name}.Arn}}" in text)
            wanted[f"{method.upper()} {path}"] = physical[function]
    known = {r["RouteKey"]: r for r in gateway.get_routes(ApiId=api, MaxResults="500")["Items"]}
    lambdas = boto3.client("lambda")
    for key, function in wanted.items():
        if key in known:
            continue
        arn = lambdas.get_function(FunctionName=function)["Configuration"]["FunctionArn"]
        integration = gateway.create_integration(
            ApiId=api, IntegrationType="AWS_PROXY", IntegrationUri=arn, PayloadFormatVersion="2.0"
        )
        gateway.create_route(ApiId=api, RouteKey=key, Target=f"integrations/{integration['IntegrationId']}")
    there = {r["RouteKey"] for r in gateway.get_routes(ApiId=api, MaxResults="500")["Items"]}
    missing = sorted(set(wanted) - there)
    if missing:
        raise SystemExit(f"routes were left out: {missing}")
    return {"api": api, "routes": len(wanted)}


def main(command, *arguments):
    if command == "outputs":
        print(json.dumps(outputs(*arguments)))
    elif command == "routes":
        print(json.dumps(routes(*arguments)))
    elif command == "public-key":
        print(boto3.client("kms").get_public_key(KeyId=arguments[0])["PublicKey"].hex())
    elif command == "put":
        bucket, key, file = arguments
        with open(file, "rb") as body:
            boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=body.read(), ChecksumAlgorithm="SHA256")
    elif command == "secret":
        boto3.client("secretsmanager").put_secret_value(SecretId=arguments[0], SecretString=arguments[1])
    elif command == "identity":
        boto3.client("ses").verify_email_identity(EmailAddress=arguments[0])
    elif command == "api-key":
        table, item = arguments
        item = {name: {"S": value} for name, value in json.loads(item).items()}
        boto3.client("dynamodb").put_item(TableName=table, Item=item)
    else:
        raise SystemExit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
