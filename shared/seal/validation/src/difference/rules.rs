//! What may be other than it was, by what it is: each rule looks at one object of before and what stands there now
//! (ISO 32000-2 clauses 12.8.2.2 and 12.8.4.3).

use super::revision::MAX_METADATA;
use super::{
    comparison::{Comparison, Value},
    graph::Role,
    same::{differing_keys, same},
};
use crate::checks::Modifications;
use segl_pdf::{
    file::{File, Reading},
    object::{Dict, Object},
    stream::inflate,
};

/// What of a field may be other when it is filled in.
const OF_FILLING: [&[u8]; 9] = [b"AP", b"AS", b"DA", b"F", b"Ff", b"M", b"Q", b"Type", b"V"];
/// What of a field may be other though it is locked.
const OF_LOCKED: [&[u8]; 2] = [b"Ff", b"Type"];
/// The flag by which a locked field is closed to those who fill in (table 227).
const READ_ONLY: i64 = 1;

const NULL: Object = Object::Null;

impl<'a> Comparison<'_, 'a> {
    /// Whether the difference between an object of before and what stands there now is one that is allowed for this
    /// role; else what it is about, as an addition to the object's own path.
    pub(super) fn rule(
        &mut self,
        role: Role,
        was: &Value<'a>,
        is: &Value<'a>,
    ) -> Result<(), String> {
        match (role, was, is) {
            (Role::Catalog, (Object::Dict(was), None), (Object::Dict(is), None)) => {
                self.catalog(was, is)
            }
            (Role::Form, (Object::Dict(was), None), (Object::Dict(is), None)) => self.form(was, is),
            (Role::Form, (Object::Null, _), (Object::Dict(is), None)) => {
                self.form(&Dict::default(), is)
            }
            (Role::Fields, (was, None), (is, None)) => {
                let added = added_items(was, is)?;
                added.iter().try_for_each(|field| match self.is_new(field) {
                    Some(number) => self.new_field(number),
                    None => Err("another form field".to_owned()),
                })
            }
            (Role::Metadata, (_, _), (Object::Null, _)) => Ok(()),
            (Role::Metadata, (Object::Null, _) | (_, Some(_)), (Object::Dict(dict), Some(raw))) => {
                let packet = inflate(dict, raw, MAX_METADATA).ok();
                if packet.is_some_and(|packet| is_xmp(&packet)) {
                    Ok(())
                } else {
                    Err(String::new())
                }
            }
            (Role::Info, _, (_, None)) | (Role::Extensions, _, (Object::Null, None)) => Ok(()),
            (Role::Extensions, _, (is, None)) => {
                if self.are_extensions(is) || self.is_extension(is) {
                    Ok(())
                } else {
                    Err(String::new())
                }
            }
            (Role::Store, (was, None), (Object::Dict(is), None)) => self.store(was.dict(), is),
            (
                Role::StoreList,
                (Object::Array(_) | Object::Null, None),
                (Object::Array(_), None),
            ) => Ok(()),
            // Of what validates each signature, nothing is taken away (ETSI EN 319 142-1 clause 5.4.2.3).
            (Role::StoreList, (Object::Dict(was), None), (Object::Dict(is), None)) => kept(was, is),
            (Role::StoreList, (Object::Null, _), (Object::Dict(_), None)) => Ok(()),
            (Role::Field, (Object::Dict(was), None), (Object::Dict(is), None)) => {
                self.field(was, is)
            }
            (
                Role::Appearances,
                (Object::Dict(_) | Object::Null, None),
                (Object::Dict(_) | Object::Null, None),
            )
            | (Role::Appearance, (Object::Dict(_), None), (Object::Dict(_), None))
            | (Role::Appearance, (_, Some(_)), (_, Some(_))) => {
                self.is_form_filling();
                Ok(())
            }
            (Role::Value, (was, was_raw), (is, is_raw)) => {
                // A dictionary that is no stream is a signature.
                let is_plain =
                    |object: &Object, raw: &Option<&[u8]>| object.dict().is_none() || raw.is_some();
                if is_plain(was, was_raw) && is_plain(is, is_raw) {
                    self.is_form_filling();
                    return Ok(());
                }
                Err(String::new())
            }
            (Role::Resources, (was, None), (Object::Dict(is), None)) => {
                self.resources(was.dict(), is)
            }
            (Role::ResourceCategory, (Object::Dict(was), None), (Object::Dict(is), None)) => {
                self.category(was, is)
            }
            (Role::ResourceCategory, (Object::Null, _), (Object::Dict(_), None))
            | (Role::ResourceCategory, (Object::Array(_), None), (Object::Array(_), None)) => {
                Ok(())
            }
            (Role::Pages, (Object::Dict(was), None), (Object::Dict(is), None)) => {
                self.page(was, is)
            }
            (Role::Annotations, (was, None), (is, None)) => {
                let added = added_items(was, is)?;
                let is_widget = |one: &Object| {
                    one.reference()
                        .is_some_and(|(n, _)| self.widgets.contains(&n))
                };
                if added.iter().all(is_widget) {
                    Ok(())
                } else {
                    Err("a new annotation".to_owned())
                }
            }
            _ => Err(String::new()),
        }
    }

    /// The same for two values, which may each stand in an object of its own. One that is still the same reference is
    /// looked at as the object that it is.
    fn value(
        &mut self,
        role: Role,
        was: Option<&Object>,
        is: Option<&Object>,
    ) -> Result<(), String> {
        let (was, is) = (was.unwrap_or(&NULL), is.unwrap_or(&NULL));
        if same(was, is) {
            return Ok(());
        }
        let was = self.then.value(was).ok_or_else(String::new)?;
        let is = self.is_now(is)?;
        if was.1 == is.1 && same(&was.0, &is.0) {
            Ok(())
        } else {
            self.rule(role, &was, &is)
        }
    }

    fn catalog(&mut self, was: &Dict, is: &Dict) -> Result<(), String> {
        each(was, is, |key, before, after| match key {
            b"AcroForm" => self.value(Role::Form, before, after),
            b"DSS" => self.value(Role::Store, before, after),
            b"Metadata" => self.value(Role::Metadata, before, after),
            b"Extensions" => self.value(Role::Extensions, before, after),
            b"Version" if after.is_none_or(|version| version.name().is_some()) => Ok(()),
            _ => Err(String::new()),
        })
    }

    fn form(&mut self, was: &Dict, is: &Dict) -> Result<(), String> {
        each(was, is, |key, before, after| {
            let level = self.level;
            match (
                key,
                after
                    .map(|after| self.is_now(after))
                    .transpose()?
                    .map(|(after, _)| after),
            ) {
                (b"Fields", _) => return self.value(Role::Fields, before, after),
                (b"SigFlags", Some(Object::Int(flags))) => {
                    // Bits are added and none is taken away (clause 12.7.3, table 225).
                    let before = before
                        .and_then(|before| self.then.value(before)?.0.int())
                        .unwrap_or(0);
                    if before & !flags == 0 && (0..=3).contains(&flags) {
                        return Ok(());
                    }
                    return Err(String::new());
                }
                (b"DR", _) => self.value(Role::Resources, before, after)?,
                // By these readers draw fields anew, those too that a signature locks.
                (b"DA" | b"Q" | b"NeedAppearances", Some(now))
                    if self.redraws_locked(key, before, &now) =>
                {
                    return Err("by which locked fields are drawn anew".to_owned());
                }
                (b"DA", Some(Object::Text(_)))
                | (b"Q", Some(Object::Int(_)))
                | (b"NeedAppearances", Some(Object::Bool(_)) | None) => {}
                _ => return Err(String::new()),
            }
            self.level = level;
            self.is_form_filling();
            Ok(())
        })
    }

    /// Whether a value of the form makes readers draw locked fields in another way. To say that they need not draw is none.
    fn redraws_locked(&self, key: &[u8], before: Option<&Object>, now: &Object) -> bool {
        let is_off = key == b"NeedAppearances" && matches!(now, Object::Bool(false) | Object::Null);
        let is_same = |before: &Object| {
            self.then
                .value(before)
                .is_some_and(|(before, _)| same(&before, now))
        };
        !self.found.locks.is_empty() && !is_off && !before.is_some_and(is_same)
    }

    fn store(&mut self, was: Option<&Dict>, is: &Dict) -> Result<(), String> {
        each(
            was.unwrap_or(&Dict::default()),
            is,
            |key, before, after| match key {
                b"Certs" | b"CRLs" | b"OCSPs" if after.is_none() => Ok(()),
                b"Certs" | b"CRLs" | b"OCSPs" | b"VRI" => {
                    self.value(Role::StoreList, before, after)
                }
                // It says nothing more than the key does (ISO 32000-2 table 261: optional); some writers leave it out again.
                b"Type"
                    if before.is_none() || after.is_none_or(|name| name.name() == Some(b"DSS")) =>
                {
                    Ok(())
                }
                _ => Err(String::new()),
            },
        )
    }

    /// A field that was there may have been filled in; a signature that stood in it may not have been touched.
    fn field(&mut self, was: &Dict, is: &Dict) -> Result<(), String> {
        let Some(field) = self.field.clone() else {
            return Err(String::new());
        };
        let changed = differing_keys(was, is);
        if let Some(key) = changed.iter().find(|key| !OF_FILLING.contains(key)) {
            return Err(super::words::key(key));
        }
        if changed.contains(&b"Type".as_slice())
            && (was.get("Type").is_some() || is.get("Type") != Some(&Object::named("Annot")))
        {
            return Err("/Type".to_owned());
        }
        // What else a flag says changes how a value is shown: a password's is not.
        let flags =
            |file: &File<'a>, dict: &Dict| match dict.get("Ff").map(|flags| file.value(flags)) {
                None | Some(Some((Object::Null, _))) => Some(0),
                Some(flags) => flags.and_then(|(flags, _)| flags.int()),
            };
        let is_closed = |was: Option<i64>, is: Option<i64>| {
            was.is_some() && was.map(|was| was | READ_ONLY) == is.map(|is| is | READ_ONLY)
        };
        if changed.iter().all(|key| OF_LOCKED.contains(key))
            && is_closed(flags(self.then, was), flags(self.now, is))
        {
            self.is_form_filling();
            return Ok(());
        }
        let is_value =
            |value: Option<(Object, _)>| value.is_none_or(|(value, _)| value != Object::Null);
        let was_signed = was
            .get("V")
            .is_some_and(|value| is_value(self.then.value(value)));
        if field.is_signature && was_signed {
            return Err("a field that was signed".to_owned());
        }
        // By which of its names a field that stands in the form twice is locked cannot be told.
        let is_locked =
            self.found.locks(&field.name) || field.is_shared && !self.found.locks.is_empty();
        if field.is_signature {
            let is_signed = is
                .get("V")
                .is_some_and(|value| is_value(self.now.value(value)));
            if !is_signed || is_locked && field.is_shared {
                return Err("a field that is not signed".to_owned());
            }
            let shows = self.is_visible(is) || self.has_appearance(is);
            return self.filled(&field.name, is.get("V"), shows);
        }
        if is_locked {
            return Err("a locked field".to_owned());
        }
        self.is_form_filling();
        self.was_filled = true;
        for (key, role) in [("V", Role::Value), ("AP", Role::Appearances)] {
            self.value(role, was.get(key), is.get(key))
                .map_err(|_| format!("/{key}"))?;
        }
        Ok(())
    }

    fn resources(&mut self, was: Option<&Dict>, is: &Dict) -> Result<(), String> {
        each(was.unwrap_or(&Dict::default()), is, |key, before, after| {
            let kept = self.value(Role::ResourceCategory, before, after);
            if key == b"XObject" && kept.is_err() && self.has_own_resources() {
                return self.looks(before, after);
            }
            kept
        })
    }

    /// Forms among the defaults may be exchanged: PDFBox keeps what its newest signature shows as `/FRM` there. No
    /// appearance takes it from there, if each that was signed has resources of its own.
    fn looks(&self, was: Option<&Object>, is: Option<&Object>) -> Result<(), String> {
        let of = |file: &File<'a>, object: Option<&Object>| file.value(object?)?.0.dict().cloned();
        let (Some(was), Some(is)) = (of(self.then, was), of(self.now, is)) else {
            return Err(String::new());
        };
        each(&was, &is, |key, before, after| {
            let (Some(before), Some(after)) = (before, after) else {
                return if before.is_none() {
                    Ok(())
                } else {
                    Err(super::words::key(key))
                };
            };
            let is_form = |value: Value<'_>| {
                value.1.is_some()
                    && value.0.dict().and_then(|dict| dict.get("Subtype")?.name()) == Some(b"Form")
            };
            let was = self.then.value(before).ok_or_else(String::new)?;
            let is = self.is_now(after)?;
            let same = was.1 == is.1 && same(&was.0, &is.0);
            if same || is_form(was) && is_form(is) {
                Ok(())
            } else {
                Err(super::words::key(key))
            }
        })
    }

    /// Whether every form that was signed names its resources itself (ISO 32000-2 clause 8.10.1, table 93) or shows
    /// nothing, so that no reader looks for them elsewhere.
    fn has_own_resources(&self) -> bool {
        self.then
            .numbers()
            .all(|number| match self.then.reading(number) {
                Reading::Body(body) => body.object.dict().is_none_or(|dict| {
                    let shows = body.raw.is_some_and(|raw| !raw.is_empty());
                    // There are readers that take an appearance for a form without the word.
                    let is_form = match dict.get("Subtype").and_then(Object::name) {
                        Some(kind) => kind == b"Form",
                        None => dict.get("BBox").is_some(),
                    };
                    let resources = dict
                        .get("Resources")
                        .and_then(|resources| self.then.value(resources));
                    !(is_form && shows)
                        || resources.is_some_and(|(resources, _)| resources.dict().is_some())
                }),
                Reading::Absent => true,
                Reading::Unreadable => false,
            })
    }

    /// What a kind of resources held it holds; more may have come.
    fn category(&mut self, was: &Dict, is: &Dict) -> Result<(), String> {
        each(was, is, |_, before, after| match (before, after) {
            (None, _) => Ok(()),
            (Some(_), None) => Err(String::new()),
            (Some(before), Some(after)) => {
                let before = self.then.value(before).ok_or_else(String::new)?;
                let after = self.is_now(after)?;
                if before.1 == after.1 && same(&before.0, &after.0) {
                    Ok(())
                } else {
                    Err(String::new())
                }
            }
        })
    }

    /// A page is the same but for the widgets of new signatures.
    fn page(&mut self, was: &Dict, is: &Dict) -> Result<(), String> {
        each(was, is, |key, before, after| match key {
            b"Annots" if was.get("Kids").is_none() => self.value(Role::Annotations, before, after),
            _ => Err(String::new()),
        })
    }

    /// What a value of now is, if every reader reads it alike.
    pub(super) fn is_now(&self, object: &Object) -> Result<Value<'a>, String> {
        if let Some((number, _)) = object.reference()
            && self.disputed.contains(&number)
        {
            return Err(String::new());
        }
        self.now.value(object).ok_or_else(String::new)
    }

    /// Whether this names developers' extensions (clause 7.12), and nothing besides.
    fn are_extensions(&self, object: &Object) -> bool {
        let Ok((Object::Dict(dict), None)) = self.is_now(object) else {
            return false;
        };
        dict.0.iter().all(|(key, value)| match key.as_slice() {
            b"Type" => value.name() == Some(b"Extensions"),
            _ => self.is_extension(value),
        })
    }

    /// Whether this is one developer's extensions (table 50), or a list of such.
    fn is_extension(&self, object: &Object) -> bool {
        let is_one = |object: &Object| {
            let Ok((Object::Dict(dict), None)) = self.is_now(object) else {
                return false;
            };
            dict.0.iter().all(|(key, value)| match key.as_slice() {
                b"Type" => value.name() == Some(b"DeveloperExtensions"),
                b"BaseVersion" => value.name().is_some(),
                b"ExtensionLevel" => matches!(value, Object::Int(_)),
                b"ExtensionRevision" | b"URL" => matches!(value, Object::Text(_)),
                _ => false,
            })
        };
        match self.is_now(object) {
            Ok((Object::Array(items), None)) => !items.is_empty() && items.iter().all(is_one),
            _ => is_one(object),
        }
    }

    /// Notes that something is other than validation data and timestamps.
    pub(super) fn is_form_filling(&mut self) {
        self.level = self.level.max(Modifications::FormFilling);
    }
}

/// Looks at each entry in which two dictionaries differ; a refusal is told with its key.
fn each(
    was: &Dict,
    is: &Dict,
    mut rule: impl FnMut(&[u8], Option<&Object>, Option<&Object>) -> Result<(), String>,
) -> Result<(), String> {
    let value = |dict: &'_ Dict, key: &[u8]| dict.0.iter().position(|(name, _)| name == key);
    for key in differing_keys(was, is) {
        let before = value(was, key)
            .map(|at| &was.0[at].1)
            .filter(|value| **value != Object::Null);
        let after = value(is, key)
            .map(|at| &is.0[at].1)
            .filter(|value| **value != Object::Null);
        rule(key, before, after).map_err(|below| {
            let key = super::words::key(key);
            if below.is_empty() {
                key
            } else {
                format!("{key} {below}")
            }
        })?;
    }
    Ok(())
}

/// What an array has more than one of before, all of which it holds in its order.
fn added_items(was: &Object, is: &Object) -> Result<Vec<Object>, String> {
    let items = |object: &Object| match object {
        Object::Array(items) => Some(items.clone()),
        Object::Null => Some(Vec::new()),
        _ => None,
    };
    let (Some(was), Some(is)) = (items(was), items(is)) else {
        return Err(String::new());
    };
    let mut old = was.iter().peekable();
    let mut added = Vec::new();
    for item in is {
        match old.peek() {
            Some(next) if same(next, &item) => drop(old.next()),
            _ => added.push(item),
        }
    }
    if old.next().is_some() {
        Err("an entry that was taken away".to_owned())
    } else {
        Ok(added)
    }
}

/// Whether all that a dictionary held it holds.
fn kept(was: &Dict, is: &Dict) -> Result<(), String> {
    each(was, is, |_, before, _| {
        if before.is_none() {
            Ok(())
        } else {
            Err(String::new())
        }
    })
}

/// Whether these bytes are metadata and nothing else: XML (ISO 16684-1 clause 7) without entities of its own.
fn is_xmp(packet: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(packet) else {
        return false;
    };
    let text = text.trim_start_matches('\u{feff}').trim_end_matches('\0');
    roxmltree::Document::parse(text).is_ok_and(|document| {
        matches!(
            document.root_element().tag_name().name(),
            "xmpmeta" | "xapmeta" | "RDF"
        )
    })
}
