//! JSON as the description of the API has it: an object is an object, and where null could be meant as something it is
//! refused.
//!
//! What serde derives would take the fields of an object from an array as well, in the order in which they happen to be
//! declared. Null stands for what is left out where something is made, for many clients write it so; where something is
//! changed it could mean that a value is to go, and is refused.

use std::{fmt, marker::PhantomData};

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

/// A value that is read from an object, and from nothing else.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Object<T>(pub T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = T;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<T, A::Error> {
                T::deserialize(MapAccessDeserializer::new(members))
            }
        }

        deserializer.deserialize_map(Members(PhantomData)).map(Self)
    }
}

/// An object that may be left out or null.
pub(crate) fn optional_object<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let read: Option<Object<T>> = Option::deserialize(deserializer)?;
    Ok(read.map(|Object(value)| value))
}

/// The same, with what stands for it otherwise.
pub(crate) fn object_or_default<'de, D: Deserializer<'de>, T: Deserialize<'de> + Default>(
    deserializer: D,
) -> Result<T, D::Error> {
    optional_object(deserializer).map(Option::unwrap_or_default)
}

/// What may be left out, and is not null where it is given.
pub(crate) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{NewJob, UpdateSigner};

    fn refused<T: for<'de> Deserialize<'de>>(json: &str) -> String {
        let read = serde_json::from_str::<Object<T>>(json);
        read.err()
            .map_or_else(String::new, |error| error.to_string())
    }

    #[test]
    fn an_array_is_no_object_wherever_it_stands() {
        let job = |signer: &str, availability: &str| {
            format!(
                r#"{{"title":"a","documents":["a"],"signers":[{signer}],"availability":{availability}}}"#
            )
        };
        assert_eq!(refused::<NewJob>(&job(r#"{"email":"a@b.no"}"#, "{}")), "");
        let array = r#"["portal",null,4,null,null,"a",null,null,null,["a"],[{}],{},"STANDARD"]"#;
        for json in [array, &job("[]", "{}"), &job("{}", "[null,9]")] {
            assert!(
                refused::<NewJob>(json).contains("expected an object"),
                "{json}"
            );
        }
    }

    #[test]
    fn null_is_what_was_left_out_but_not_where_something_is_changed() {
        assert_eq!(refused::<UpdateSigner>("{}"), "");
        assert!(refused::<UpdateSigner>(r#"{"email":null}"#).contains("null"));
        let job = r#"{"title":"a","documents":[],"signers":[{"mobile":null,"contactLookup":null}],"exitUrls":null,"availability":null}"#;
        assert_eq!(refused::<NewJob>(job), "");
    }
}
