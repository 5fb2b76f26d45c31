//! What is appended, in parts: streams that others own are parts as they are.

use bytes::Bytes;

use super::{Body, Dict, Object, hiding::without_headers, put};

/// Bytes that are appended: those that others own, and between them those that were written here.
pub(super) struct Parts {
    done: Vec<Bytes>,
    /// What was written since the last of `done`.
    last: Vec<u8>,
    /// How many bytes the file has, with all of `done`.
    at: usize,
}

/// From how many bytes on a stream is a part of its own. Below, a copy costs less.
pub(super) const MIN_PART: usize = 4096;

impl Parts {
    /// What is written behind so many bytes, with this in front.
    pub(super) const fn behind(at: usize, first: Vec<u8>) -> Self {
        Self {
            done: Vec::new(),
            last: first,
            at,
        }
    }

    pub(super) const fn len(&self) -> usize {
        self.at + self.last.len()
    }

    pub(super) fn object(&mut self, number: u32, generation: u16, body: &Body) {
        put(&mut self.last, format_args!("{number} {generation} obj\n"));
        match body {
            Body::Plain(object) => object.write(&mut self.last),
            Body::Stream(dict, bytes) => match without_headers(dict, bytes) {
                Some((dict, bytes)) => self.stream(&dict, &bytes),
                None => self.stream(dict, bytes),
            },
        }
        self.last.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, dict: &Dict, bytes: &Bytes) {
        let length = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        Object::Dict(dict.clone().with("Length", Object::Int(length))).write(&mut self.last);
        self.last.extend_from_slice(b"\nstream\n");
        self.bytes(bytes);
        self.last.extend_from_slice(b"\nendstream");
    }

    fn bytes(&mut self, bytes: &Bytes) {
        if bytes.len() < MIN_PART {
            self.last.extend_from_slice(bytes);
        } else {
            self.end_part();
            self.at += bytes.len();
            self.done.push(bytes.clone());
        }
    }

    fn end_part(&mut self) {
        self.at += self.last.len();
        // A copy of the right size: what a growing buffer keeps free would be kept with every part.
        let part = std::mem::take(&mut self.last);
        self.done
            .extend((!part.is_empty()).then(|| Bytes::from(part.into_boxed_slice())));
    }

    pub(super) fn finish(mut self) -> (Vec<Bytes>, usize) {
        self.end_part();
        (self.done, self.at)
    }
}
