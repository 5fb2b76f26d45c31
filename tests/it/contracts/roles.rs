//! Every role allows what its function calls and nothing else, and a function is told only of what it may use.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::workspace::{TEMPLATE, functions, list, machines, references, resources};

/// Actions that AWS cannot tie to a resource, or to none that would be narrower. May only shrink.
const ANY_RESOURCE: [(&str, &str); 15] = [
    // A task token is the permission; IAM knows no resource for it.
    ("states:SendTaskSuccess", "the token is the permission"),
    // A phone number is no resource: everything but topics is the nearest.
    (
        "sns:Publish",
        "a phone number is no resource; topics are excluded",
    ),
    // Streams are listed for the account.
    ("dynamodb:ListStreams", "there is no narrower resource"),
    // Log delivery is set up for the account.
    ("logs:CreateLogDelivery", "log delivery is the account's"),
    ("logs:DeleteLogDelivery", "log delivery is the account's"),
    ("logs:DescribeLogGroups", "log delivery is the account's"),
    (
        "logs:DescribeResourcePolicies",
        "log delivery is the account's",
    ),
    ("logs:GetLogDelivery", "log delivery is the account's"),
    ("logs:ListLogDeliveries", "log delivery is the account's"),
    ("logs:PutResourcePolicy", "log delivery is the account's"),
    ("logs:UpdateLogDelivery", "log delivery is the account's"),
    // Traces are the account's.
    ("xray:GetSamplingRules", "traces are the account's"),
    ("xray:GetSamplingTargets", "traces are the account's"),
    ("xray:PutTelemetryRecords", "traces are the account's"),
    ("xray:PutTraceSegments", "traces are the account's"),
];

/// A statement of an identity policy, and whose it is.
struct Statement {
    holder: String,
    value: &'static Value,
}

impl Statement {
    fn actions(&self) -> Vec<&'static str> {
        list(&self.value["Action"])
            .into_iter()
            .map(|action| action.as_str().expect("an action is a word"))
            .collect()
    }

    /// Whether it names no resource, or all but some.
    fn any_resource(&self) -> bool {
        self.value.get("NotResource").is_some()
            || list(&self.value["Resource"]).iter().any(|one| *one == "*")
    }
}

/// The statements of the policies of a function or machine: written there, or in a managed policy that it names.
fn own(holder: &str, properties: &'static Value) -> Vec<Statement> {
    let managed = resources("AWS::IAM::ManagedPolicy");
    list(&properties["Policies"])
        .into_iter()
        .flat_map(|policy| {
            let named = policy["Ref"].as_str().and_then(|id| managed.get(id));
            list(named.map_or(&policy["Statement"], |policy| {
                &policy["Properties"]["PolicyDocument"]["Statement"]
            }))
        })
        .map(|value| Statement {
            holder: holder.to_owned(),
            value,
        })
        .collect()
}

/// Every statement of every identity policy of the template.
fn statements() -> Vec<Statement> {
    let mut all: Vec<Statement> = functions()
        .iter()
        .flat_map(|function| own(&function.name, function.properties))
        .collect();
    all.extend(
        machines()
            .iter()
            .flat_map(|machine| own(&machine.name, machine.properties)),
    );
    for (id, policy) in resources("AWS::IAM::ManagedPolicy") {
        let document = &policy["Properties"]["PolicyDocument"];
        all.extend(
            list(&document["Statement"])
                .into_iter()
                .map(|value| Statement {
                    holder: id.to_owned(),
                    value,
                }),
        );
    }
    all
}

#[test]
fn every_function_and_machine_has_a_role_of_its_own() {
    for function in functions() {
        assert!(
            function.properties["Policies"].is_array(),
            "{} says what it may do",
            function.name
        );
        assert!(
            function.properties.get("Role").is_none(),
            "{} shares no role",
            function.name
        );
    }
    for machine in machines() {
        assert!(
            machine.properties["Policies"].is_array(),
            "{} says what it may do",
            machine.name
        );
        assert!(
            machine.properties.get("Role").is_none(),
            "{} shares no role",
            machine.name
        );
    }
    assert!(resources("AWS::IAM::Role").is_empty(), "no role is shared");
    assert!(
        TEMPLATE["Globals"]["Function"].get("Policies").is_none(),
        "no policy is shared unseen"
    );
}

#[test]
fn no_action_is_a_wildcard() {
    for statement in statements() {
        assert_eq!(statement.value["Effect"], "Allow", "{}", statement.holder);
        let actions = statement.actions();
        assert!(!actions.is_empty(), "{}", statement.holder);
        for action in actions {
            assert!(
                !action.contains('*') && action.contains(':'),
                "{}: {action}",
                statement.holder
            );
        }
    }
}

#[test]
fn only_actions_without_a_resource_are_allowed_on_all() {
    let excused: BTreeSet<&str> = ANY_RESOURCE.iter().map(|(action, _)| *action).collect();
    let used: BTreeSet<&str> = statements()
        .iter()
        .filter(|statement| statement.any_resource())
        .flat_map(|statement| {
            let actions = statement.actions();
            for action in &actions {
                assert!(
                    excused.contains(action),
                    "{}: {action} on every resource",
                    statement.holder
                );
            }
            actions
        })
        .collect();
    assert_eq!(
        used, excused,
        "an excuse that nobody needs any more is to be struck out"
    );
}

#[test]
fn a_function_is_told_of_what_it_may_use_and_may_use_what_it_is_told_of() {
    let told_by = [
        ("SEAL_KEY_ID", "SealKey"),
        ("CODE_KEY_ID", "CodeKey"),
        ("JOB_MACHINE_ARN", "SignatureJobMachine"),
        ("CODE_MACHINE_ARN", "OneTimeCodeMachine"),
        ("MAIL_FROM", "MailFrom"),
        ("PERSON_HASH_KEY_ID", "PersonHashKey"),
        ("PERSON_DATA_KEY_ID", "PersonDataKey"),
    ];
    let known: BTreeSet<&str> = told_by
        .iter()
        .map(|(name, _)| *name)
        .chain([
            "CONTACT_REGISTER_URL",
            "EID_SECRET_ARN",
            "FONTS_FOLDER",
            "SEAL_LEVEL",
            "SMS_SENDER_ID",
            "RECONCILE_GRACE_SECONDS",
            "ALLOW_TEST_IDENTITIES",
            "TIMESTAMP_AUTHORITIES",
        ])
        .collect();
    for function in functions() {
        let name = &function.name;
        let variables = function.properties["Environment"]["Variables"].as_object();
        let told: BTreeMap<&str, &Value> = variables
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), value))
            .collect();
        let may: BTreeSet<String> = own(name, function.properties)
            .iter()
            .flat_map(|statement| references(statement.value))
            .collect();
        for (variable, resource) in told_by {
            assert_eq!(
                told.contains_key(variable),
                may.contains(resource),
                "{name}: {variable} and {resource}"
            );
            if let Some(value) = told.get(variable) {
                assert_eq!(value["Ref"], resource, "{name}: {variable}");
            }
        }
        for variable in told.keys() {
            assert!(known.contains(variable), "{name}: {variable} is nobody's");
        }
        let actions: Vec<&str> = own(name, function.properties)
            .iter()
            .flat_map(Statement::actions)
            .collect();
        assert_eq!(
            told.contains_key("SMS_SENDER_ID"),
            actions.contains(&"sns:Publish"),
            "{name}: SMS_SENDER_ID"
        );
    }
}

#[test]
fn every_function_is_told_the_names_that_all_share() {
    let told = &TEMPLATE["Globals"]["Function"]["Environment"]["Variables"];
    for (variable, named) in [
        ("STAGE", "Stage"),
        ("TABLE_NAME", "Table"),
        ("DOCUMENTS_BUCKET", "DocumentsBucket"),
        ("SEALED_BUCKET", "SealedBucket"),
        ("PUBLIC_URL", "PublicUrl"),
    ] {
        assert_eq!(told[variable]["Ref"], named, "{variable}");
    }
    assert_eq!(told.as_object().map(serde_json::Map::len), Some(5));
}

#[test]
fn who_uses_the_table_uses_its_key() {
    for function in functions() {
        let uses = own(&function.name, function.properties)
            .iter()
            .any(|statement| {
                statement
                    .actions()
                    .iter()
                    .any(|action| action.starts_with("dynamodb:"))
            });
        let holds = list(&function.properties["Policies"])
            .iter()
            .any(|policy| policy["Ref"] == "TableKeyPolicy");
        assert_eq!(
            uses, holds,
            "{}: the table and TableKeyPolicy",
            function.name
        );
    }
}

#[test]
fn who_reads_or_writes_objects_uses_their_key_for_just_that() {
    for function in functions() {
        let own = own(&function.name, function.properties);
        // The keys around persons, and the table's use of its key, have nothing to do with objects.
        let of_objects = own.iter().filter(|statement| {
            let of_table = "dynamodb.${AWS::Region}.amazonaws.com";
            !references(statement.value).contains("PersonDataKey")
                && statement.value["Condition"]["StringEquals"]["kms:ViaService"]["Fn::Sub"]
                    != of_table
        });
        let actions: BTreeSet<&str> = of_objects.flat_map(Statement::actions).collect();
        let name = &function.name;
        assert_eq!(
            actions.contains("s3:GetObject"),
            actions.contains("kms:Decrypt"),
            "{name}: reads"
        );
        assert_eq!(
            actions.contains("s3:PutObject"),
            actions.contains("kms:GenerateDataKey"),
            "{name}: writes"
        );
    }
}

/// What a role may list by this action: the bucket and the prefix.
fn lists(own: &[Statement], action: &str) -> BTreeSet<(String, String)> {
    let listing = own
        .iter()
        .filter(|statement| statement.actions().contains(&action));
    listing
        .map(|statement| {
            let bucket = references(&statement.value["Resource"])
                .into_iter()
                .next()
                .expect("a bucket");
            let prefix = statement.value["Condition"]["StringLike"]["s3:prefix"].as_str();
            (
                bucket,
                prefix
                    .unwrap_or_else(|| panic!("{}: {action} without a prefix", statement.holder))
                    .to_owned(),
            )
        })
        .collect()
}

#[test]
fn who_reads_what_need_not_be_there_may_see_that_it_is_not() {
    // On AWS a role that may read an object but not list it is told 403 of one that is missing, as of one that it may not
    // read; the emulator says 404. So such objects are looked for by listing, which both hold to the role.
    let optional = [
        ("SealedBucket", "certificates/*", "s3:ListBucket"),
        (
            "DocumentsBucket",
            "validations/senders/*",
            "s3:ListBucketVersions",
        ),
        (
            "DocumentsBucket",
            "validations/anybody/*",
            "s3:ListBucketVersions",
        ),
    ];
    for (bucket, prefix, action) in optional {
        let mut readers = 0;
        for function in functions() {
            let own = own(&function.name, function.properties);
            let object = format!("${{{bucket}.Arn}}/{prefix}");
            let reads = own.iter().any(|statement| {
                statement.actions().contains(&"s3:GetObject")
                    && list(&statement.value["Resource"])
                        .iter()
                        .any(|one| one["Fn::Sub"] == object.as_str())
            });
            let may_list = lists(&own, action).contains(&(bucket.to_owned(), prefix.to_owned()));
            assert_eq!(reads, may_list, "{}: {action} of {prefix}", function.name);
            readers += usize::from(reads);
        }
        assert!(readers > 0, "nobody reads {prefix}");
    }
}

#[test]
fn who_looks_at_strangers_files_reaches_no_document_of_anybody() {
    for function in functions()
        .iter()
        .filter(|function| function.name.contains("validation"))
    {
        for statement in own(&function.name, function.properties) {
            for resource in list(&statement.value["Resource"])
                .iter()
                .filter_map(|one| one["Fn::Sub"].as_str())
            {
                let others = ["/uploads/", "/sealed/"]
                    .iter()
                    .any(|prefix| resource.contains(prefix));
                assert!(
                    !others && !resource.ends_with("Arn}/*"),
                    "{}: {resource}",
                    function.name
                );
            }
        }
    }
}

#[test]
fn only_sealing_signs_by_the_seal_key() {
    let signers: Vec<String> = statements()
        .iter()
        .filter(|statement| statement.actions().contains(&"kms:Sign"))
        .map(|statement| statement.holder.clone())
        .collect();
    assert_eq!(signers, ["step-seal-job"]);
}

#[test]
fn machines_call_only_the_functions_and_machines_they_name() {
    for machine in machines() {
        let mut named = references(&machine.properties["DefinitionSubstitutions"]);
        named.remove("AWS::Partition");
        let callers: BTreeSet<String> = own(&machine.name, machine.properties)
            .iter()
            .filter(|statement| {
                statement.actions().iter().any(|action| {
                    *action == "lambda:InvokeFunction" || *action == "states:StartExecution"
                })
            })
            .flat_map(|statement| references(&statement.value["Resource"]))
            .collect();
        assert_eq!(callers, named, "{}", machine.name);
    }
}

#[test]
fn who_is_told_of_the_e_id_providers_may_read_them_and_nobody_else() {
    for function in functions() {
        let told = function.properties["Environment"]["Variables"]
            .get("EID_SECRET_ARN")
            .is_some();
        let own = own(&function.name, function.properties);
        let may = own
            .iter()
            .flat_map(Statement::actions)
            .any(|action| action == "secretsmanager:GetSecretValue");
        assert_eq!(told, may, "{}", function.name);
    }
}
