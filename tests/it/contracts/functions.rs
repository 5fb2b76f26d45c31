//! Every function is one part of a binary, one handler, one entry in the template, and is called by exactly one thing.

use std::collections::{BTreeMap, BTreeSet};

use super::workspace::{
    TEMPLATE, functions, kebab, machines, names_in, read, references, resources,
};

/// The functions that each binary of the crate `functions` holds: a file beside its `main.rs`.
fn families() -> BTreeMap<String, BTreeSet<String>> {
    names_in("functions/src/bin")
        .into_iter()
        .map(|family| {
            let held = names_in(format!("functions/src/bin/{family}"))
                .iter()
                .filter_map(|file| file.strip_suffix(".rs"))
                .filter(|file| *file != "main")
                .map(kebab)
                .collect();
            (family, held)
        })
        .collect()
}

#[test]
fn every_function_is_deployed_from_the_binary_that_holds_it() {
    let mut deployed: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for function in functions() {
        assert_eq!(function.metadata["BuildMethod"], "rust-cargolambda");
        let binary = function.metadata["BuildProperties"]["Binary"].as_str();
        let handler = function.properties["Handler"].as_str();
        assert_eq!(
            handler,
            Some(function.name.as_str()),
            "{}: its Handler is its name",
            function.id
        );
        deployed
            .entry(binary.expect("a function names its binary").to_owned())
            .or_default()
            .insert(function.name.clone());
    }
    assert_eq!(
        families(),
        deployed,
        "left: functions/src/bin, right: infra/template.yaml"
    );
}

#[test]
fn every_binary_answers_to_the_names_of_all_functions_that_it_holds() {
    for (family, held) in families() {
        let main = read(format!("functions/src/bin/{family}/main.rs"));
        for name in held {
            let arm = format!("\"{name}\" => {}::run(aws).await", name.replace('-', "_"));
            assert!(main.contains(&arm), "{family}/main.rs lacks {arm}");
        }
    }
}

/// The text of every file of Rust below a folder.
fn sources(folder: &str) -> Vec<String> {
    let mut all = Vec::new();
    for name in names_in(folder) {
        let path = format!("{folder}/{name}");
        if name.ends_with(".rs") {
            all.push(read(path));
        } else {
            all.extend(sources(&path));
        }
    }
    all
}

#[test]
fn every_function_has_a_handler_of_its_name() {
    let sources = [sources("shared/http/src"), sources("shared/workers/src")].concat();
    let missing: Vec<String> = functions()
        .into_iter()
        .map(|function| function.name.replace('-', "_"))
        .filter(|name| {
            let signature = format!("fn {name}");
            let here = |text: &String| {
                text.match_indices(&signature)
                    .any(|(at, _)| text[at + signature.len()..].starts_with(['(', '<']))
            };
            !sources.iter().any(here)
        })
        .collect();
    assert!(
        missing.is_empty(),
        "shared/http and shared/workers have no handler for {missing:?}"
    );
}

#[test]
fn every_function_is_called_by_its_name_and_says_what_it_is_for() {
    for function in functions() {
        let name = &function.name;
        assert_eq!(
            function.properties["FunctionName"]["Fn::Sub"],
            format!("${{AWS::StackName}}-{name}")
        );
        assert!(
            function.properties["Description"].is_string(),
            "{name} says what it is for"
        );
    }
}

#[test]
fn every_function_is_called_by_exactly_one_thing() {
    let stepped: BTreeSet<String> = machines()
        .iter()
        .flat_map(|machine| references(&machine.properties["DefinitionSubstitutions"]))
        .collect();
    let streamed: BTreeSet<String> = resources("AWS::Lambda::EventSourceMapping")
        .values()
        .flat_map(|mapping| references(&mapping["Properties"]["FunctionName"]))
        .collect();
    for function in functions() {
        let name = function.name.as_str();
        let events = function.events();
        let routes = events
            .iter()
            .filter(|event| event["Type"] == "HttpApi")
            .count();
        let rules = events
            .iter()
            .filter(|event| event["Type"] != "HttpApi")
            .count();
        let callers = [
            routes,
            rules,
            usize::from(stepped.contains(function.id)),
            usize::from(streamed.contains(function.id)),
        ];
        assert_eq!(
            callers.iter().sum::<usize>(),
            1,
            "{name}: routes, rules, machines, streams = {callers:?}"
        );
        let by = (callers[2] == 1, callers[1] + callers[3] == 1);
        assert_eq!(
            by,
            (name.starts_with("step-"), name.starts_with("on-")),
            "{name}: its first word says who calls"
        );
    }
}

#[test]
fn no_route_stands_twice() {
    let mut seen = BTreeMap::new();
    for function in functions() {
        if let Some(route) = function.route() {
            assert_eq!(seen.insert(route.clone(), function.id), None, "{route}");
        }
    }
}

#[test]
fn every_family_keeps_its_logs_in_one_group_and_for_a_time() {
    let logs = resources("AWS::Logs::LogGroup");
    for function in functions() {
        let group = function.properties["LoggingConfig"]["LogGroup"]["Ref"].as_str();
        let log = group
            .and_then(|id| logs.get(id))
            .unwrap_or_else(|| panic!("{} names a group of logs", function.name));
        let family = function.metadata["BuildProperties"]["Binary"].as_str();
        assert_eq!(
            log["Properties"]["LogGroupName"]["Fn::Sub"],
            format!(
                "/aws/lambda/${{AWS::StackName}}-{}",
                family.expect("a function names its binary")
            )
        );
    }
    for (id, log) in logs {
        assert_eq!(
            log["Properties"]["RetentionInDays"]["Ref"], "LogRetentionDays",
            "{id}"
        );
    }
}

#[test]
fn every_function_that_is_called_by_an_event_has_a_place_for_what_it_cannot_do() {
    for function in functions()
        .iter()
        .filter(|function| function.name.starts_with("on-"))
    {
        let events = function.events();
        if events.is_empty() {
            continue; // The stream's mapping has its own destination, below.
        }
        let name = &function.name;
        let lost = &function.properties["EventInvokeConfig"]["DestinationConfig"]["OnFailure"]["Destination"];
        assert!(
            references(lost).contains("EventDeadLetterQueue"),
            "{name}: what fails three times"
        );
        for event in events {
            let lost = references(&event["Properties"]["DeadLetterConfig"]);
            assert!(
                lost.contains("EventDeadLetterQueue"),
                "{name}: what never arrives"
            );
        }
    }
    for (id, mapping) in resources("AWS::Lambda::EventSourceMapping") {
        let lost = references(&mapping["Properties"]["DestinationConfig"]["OnFailure"]);
        assert!(lost.contains("EventDeadLetterQueue"), "{id}");
        assert_eq!(
            mapping["Properties"]["BisectBatchOnFunctionError"], true,
            "{id}"
        );
        assert!(
            mapping["Properties"]["MaximumRetryAttempts"].is_u64(),
            "{id} gives up some time"
        );
    }
}

#[test]
fn the_api_gives_up_after_every_function_behind_it() {
    let usual = TEMPLATE["Globals"]["Function"]["Timeout"]
        .as_u64()
        .expect("the usual timeout is set");
    for function in functions()
        .iter()
        .filter(|function| function.route().is_some())
    {
        let timeout = function.properties["Timeout"].as_u64().unwrap_or(usual);
        assert!(
            timeout < 30,
            "{}: API Gateway answers 503 after 30 seconds",
            function.name
        );
    }
}

#[test]
fn the_table_of_functions_in_the_readme_is_whole_and_names_the_routes() {
    let page = read("functions/README.md");
    let told: BTreeMap<String, Option<String>> = page
        .lines()
        .filter_map(|line| {
            let mut words = line.strip_prefix("| `")?.split('`');
            let (name, called_by) = (words.next()?.to_owned(), words.nth(1)?);
            let route = called_by
                .split_once(" /")
                .map(|(method, path)| format!("{} /{path}", method.to_lowercase()));
            Some((name, route))
        })
        .collect();
    let deployed: BTreeMap<String, Option<String>> = functions()
        .into_iter()
        .map(|function| (function.name.clone(), function.route()))
        .collect();
    assert_eq!(
        told, deployed,
        "left: functions/README.md, right: infra/template.yaml"
    );
}
