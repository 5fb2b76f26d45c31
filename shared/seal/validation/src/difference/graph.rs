//! What the signed revision is made of: every object that its trailer leads to, and by which kinds of path.

use std::collections::{BTreeMap, HashMap};

use super::form::FieldFacts;
use segl_pdf::{
    file::{File, Reading},
    object::Object,
};

/// What an object is to the path that leads to it. An object has as many roles as there are kinds of path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(super) enum Role {
    /// The document catalog (ISO 32000-2 clause 7.7.2).
    Catalog,
    /// The interactive form's dictionary (clause 12.7.3).
    Form,
    /// The form's list of fields.
    Fields,
    /// The document's metadata stream (clause 14.3.2).
    Metadata,
    /// The document information dictionary (clause 14.3.3), and all below it.
    Info,
    /// Developer extensions (clause 7.12), and all below them.
    Extensions,
    /// The document security store (clause 12.8.4.3).
    Store,
    /// A list in the document security store.
    StoreList,
    /// A field or its widget (clauses 12.7.4 and 12.5.6.19).
    Field,
    /// A field's list of kids.
    FieldKids,
    /// A field's appearance dictionary (clause 12.5.5).
    Appearances,
    /// One of a field's appearances, or the dictionary of its states.
    Appearance,
    /// A field's value.
    Value,
    /// The form's default resources.
    Resources,
    /// One kind of the form's default resources.
    ResourceCategory,
    /// A node of the page tree (clause 7.7.3).
    Pages,
    /// A list of page tree nodes.
    Kids,
    /// A page's list of annotations.
    Annotations,
    /// An object that another one only points back to: a widget's page, an outline's destination, a parent.
    BackReference,
    /// Everything else: what pages show, and what else the document says.
    Content,
}

/// What a destination's second item may be (clause 12.3.2.2).
const FITS: [&[u8]; 8] = [
    b"XYZ", b"Fit", b"FitH", b"FitV", b"FitR", b"FitB", b"FitBH", b"FitBV",
];

impl Role {
    /// The role of what stands under a key of a dictionary in this role.
    fn under(self, key: &[u8], is_stream: bool) -> Self {
        match (self, key) {
            (Self::Catalog, b"AcroForm") => Self::Form,
            (Self::Catalog, b"DSS") => Self::Store,
            (Self::Catalog, b"Metadata") => Self::Metadata,
            (Self::Catalog, b"Extensions") | (Self::Extensions, _) => Self::Extensions,
            (Self::Catalog, b"Pages") => Self::Pages,
            (Self::Form, b"Fields") => Self::Fields,
            (Self::Form, b"DR") => Self::Resources,
            (Self::Form, b"CO") => Self::BackReference,
            (Self::Metadata | Self::Info, _) => Self::Info,
            (Self::Store, b"Certs" | b"CRLs" | b"OCSPs" | b"VRI") => Self::StoreList,
            (Self::Field, b"Kids") => Self::FieldKids,
            (Self::Field, b"AP") => Self::Appearances,
            (Self::Field, b"V") => Self::Value,
            (Self::Appearances, b"N" | b"R" | b"D") => Self::Appearance,
            (Self::Appearance, _) if !is_stream => Self::Appearance,
            (Self::Resources, _) => Self::ResourceCategory,
            (Self::Pages, b"Kids") => Self::Kids,
            (Self::Pages, b"Annots") => Self::Annotations,
            // Annotations and pages know their page and parent, structure elements theirs, signatures the catalog, and
            // actions the fields that they act on.
            (_, b"Parent" | b"P" | b"Pg" | b"Obj" | b"Data" | b"Fields" | b"T") => {
                Self::BackReference
            }
            _ => Self::Content,
        }
    }

    /// The role of an item of an array in this role.
    fn item(self, items: &[Object], place: usize, fields: &HashMap<u32, FieldFacts>) -> Self {
        let is_field = || {
            items[place]
                .reference()
                .is_some_and(|(number, _)| fields.contains_key(&number))
        };
        match self {
            Self::Fields | Self::FieldKids | Self::Annotations if is_field() => Self::Field,
            Self::Kids => Self::Pages,
            Self::Info | Self::Extensions | Self::BackReference => self,
            _ if place == 0
                && items
                    .get(1)
                    .and_then(Object::name)
                    .is_some_and(|name| FITS.contains(&name)) =>
            {
                Self::BackReference
            }
            _ => Self::Content,
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u8
    }
}

/// All roles, those first that have a say in what the others may be.
pub(super) const ROLES: [Role; 20] = [
    Role::Catalog,
    Role::Form,
    Role::Fields,
    Role::Metadata,
    Role::Info,
    Role::Extensions,
    Role::Store,
    Role::StoreList,
    Role::Field,
    Role::FieldKids,
    Role::Appearances,
    Role::Appearance,
    Role::Value,
    Role::Resources,
    Role::ResourceCategory,
    Role::Pages,
    Role::Kids,
    Role::Annotations,
    Role::BackReference,
    Role::Content,
];

/// An object met in one role, and from where.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visit {
    pub(super) number: u32,
    pub(super) role: Role,
    /// The visit that it was met on; none for what the trailer names.
    pub(super) from: Option<usize>,
}

/// The roles of one object.
#[derive(Clone, Copy, Debug, Default)]
struct Roles {
    met: u32,
    /// Those in which it was met more than once.
    shared: u32,
}

/// All objects that a file's trailer leads to, those that are not there too.
#[derive(Debug, Default)]
pub(super) struct Graph {
    pub(super) visits: Vec<Visit>,
    roles: HashMap<u32, Roles>,
    /// A visit to an object that does not end where the file does.
    pub(super) unbounded: Option<usize>,
    /// A visit to an object that is not read here, or that readers read differently: what it leads to is not known.
    pub(super) unclear: Option<usize>,
}

/// The trailer's entries that say how the file is read, and nothing of the document (clauses 7.5.5 and 7.5.8.2).
pub(super) const OF_THE_FILE: [&[u8]; 11] = [
    b"DecodeParms",
    b"Encrypt",
    b"Filter",
    b"ID",
    b"Index",
    b"Length",
    b"Prev",
    b"Size",
    b"Type",
    b"W",
    b"XRefStm",
];

/// A walk through a file: what was met, and what was only pointed back to.
struct Walk<'w> {
    graph: Graph,
    fields: &'w HashMap<u32, FieldFacts>,
    /// Objects and the visits on which they were pointed at.
    pointed_at: BTreeMap<u32, usize>,
}

impl Walk<'_> {
    /// Notes all references in a value that has this role; no deeper than objects are read.
    fn meet(&mut self, value: &Object, role: Role, is_stream: bool, from: Option<usize>) {
        match value {
            Object::Ref((number, _)) if role == Role::BackReference => {
                self.graph.roles.entry(*number).or_default().met |= role.bit();
                self.pointed_at
                    .entry(*number)
                    .or_insert_with(|| from.unwrap_or_default());
            }
            Object::Ref((number, _)) => self.visit(*number, role, from),
            Object::Dict(dict) => {
                for (key, value) in &dict.0 {
                    self.meet(value, role.under(key, is_stream), false, from);
                }
            }
            Object::Array(items) => {
                for (place, item) in items.iter().enumerate() {
                    self.meet(item, role.item(items, place, self.fields), false, from);
                }
            }
            _ => {}
        }
    }

    fn visit(&mut self, number: u32, role: Role, from: Option<usize>) {
        let roles = self.graph.roles.entry(number).or_default();
        if roles.met & role.bit() == 0 {
            roles.met |= role.bit();
            self.graph.visits.push(Visit { number, role, from });
        } else {
            roles.shared |= role.bit();
        }
    }
}

impl Graph {
    /// Walks a file from its trailer, each object once in each of its roles.
    pub(super) fn of(file: &File<'_>, fields: &HashMap<u32, FieldFacts>) -> Self {
        let mut walk = Walk {
            graph: Self::default(),
            fields,
            pointed_at: BTreeMap::new(),
        };
        for (key, value) in file
            .trailer()
            .0
            .iter()
            .filter(|(key, _)| !OF_THE_FILE.contains(&key.as_slice()))
        {
            let role = match key.as_slice() {
                b"Root" => Role::Catalog,
                b"Info" => Role::Info,
                _ => Role::Content,
            };
            walk.meet(value, role, false, None);
        }
        let mut next = 0;
        loop {
            while let Some(Visit { number, role, .. }) = walk.graph.visits.get(next).copied() {
                match file.reading(number) {
                    Reading::Body(body) => {
                        if !body.is_bounded {
                            walk.graph.unbounded = walk.graph.unbounded.or(Some(next));
                        }
                        if !body.is_clear {
                            walk.graph.unclear = walk.graph.unclear.or(Some(next));
                        }
                        walk.meet(&body.object, role, body.raw.is_some(), Some(next));
                    }
                    Reading::Unreadable => walk.graph.unclear = walk.graph.unclear.or(Some(next)),
                    Reading::Absent => {}
                }
                next += 1;
            }
            // What is only pointed back to stands nowhere else: it is looked at like anything else.
            for (number, from) in std::mem::take(&mut walk.pointed_at) {
                if walk
                    .graph
                    .roles
                    .get(&number)
                    .is_none_or(|roles| roles.met == Role::BackReference.bit())
                {
                    walk.visit(number, Role::Content, Some(from));
                }
            }
            if next == walk.graph.visits.len() {
                return walk.graph;
            }
        }
    }

    /// Whether anything leads to the object with this number.
    pub(super) fn reaches(&self, number: u32) -> bool {
        self.roles.contains_key(&number)
    }

    /// The roles of the object with this number.
    pub(super) fn roles(&self, number: u32) -> impl Iterator<Item = Role> {
        let met = self.roles.get(&number).map_or(0, |roles| roles.met);
        ROLES.into_iter().filter(move |role| met & role.bit() != 0)
    }

    /// Whether more than one path leads to the object in this role.
    pub(super) fn is_shared(&self, number: u32, role: Role) -> bool {
        self.roles
            .get(&number)
            .is_some_and(|roles| roles.shared & role.bit() != 0)
    }

    /// The visit to an object in this role, or in any.
    pub(super) fn visit_to(&self, number: u32, role: Option<Role>) -> Option<usize> {
        self.visits
            .iter()
            .position(|visit| visit.number == number && role.is_none_or(|role| visit.role == role))
    }
}
