//! A file that is written in parts: what is large and shared is a part as it is, not copied.

use std::io::{Error, ErrorKind, Result, Seek, SeekFrom, Write};

use bytes::Bytes;

/// From how many bytes on what is written becomes a part of its own. Below, a copy costs less.
pub(crate) const MIN_PART: usize = 64 * 1024;

enum Part {
    Own(Vec<u8>),
    Shared(Bytes),
}

/// Takes what a writer writes. Of bytes that an owner holds it keeps a hold, not a copy.
pub(crate) struct Parts<'o> {
    owners: &'o [&'o Bytes],
    /// Each with where it begins.
    parts: Vec<(usize, Part)>,
    at: usize,
    len: usize,
}

impl<'o> Parts<'o> {
    pub(crate) const fn new(owners: &'o [&'o Bytes]) -> Self {
        Self {
            owners,
            parts: Vec::new(),
            at: 0,
            len: 0,
        }
    }

    pub(crate) fn finish(self) -> Vec<Bytes> {
        let parts = self.parts.into_iter().map(|(_, part)| match part {
            Part::Own(bytes) => Bytes::from(bytes),
            Part::Shared(bytes) => bytes,
        });
        parts.collect()
    }

    fn append(&mut self, bytes: &[u8]) {
        let is_within = |owner: &&&Bytes| {
            let (whole, part) = (owner.as_ptr_range(), bytes.as_ptr_range());
            whole.start <= part.start && part.end <= whole.end
        };
        let owner = self
            .owners
            .iter()
            .find(is_within)
            .filter(|_| bytes.len() >= MIN_PART);
        match (owner, self.parts.last_mut()) {
            (Some(owner), _) => self
                .parts
                .push((self.len, Part::Shared(owner.slice_ref(bytes)))),
            (None, Some((_, Part::Own(own)))) => own.extend_from_slice(bytes),
            (None, _) => self.parts.push((self.len, Part::Own(bytes.to_vec()))),
        }
        self.len += bytes.len();
        self.at = self.len;
    }
}

impl Write for Parts<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        if self.at == self.len {
            self.append(bytes);
            return Ok(bytes.len());
        }
        // A writer goes back to what it wrote itself: a length that was not known before.
        let place = self
            .parts
            .partition_point(|(start, _)| *start <= self.at)
            .checked_sub(1);
        let Some((start, Part::Own(own))) = place.and_then(|place| self.parts.get_mut(place))
        else {
            return Err(Error::new(
                ErrorKind::Unsupported,
                "what is shared is not written over",
            ));
        };
        let own = own.get_mut(self.at - *start..).unwrap_or_default();
        let count = own.len().min(bytes.len());
        own[..count].copy_from_slice(&bytes[..count]);
        self.at += count;
        Ok(count)
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl Seek for Parts<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        let (from, by) = match to {
            SeekFrom::Start(at) => (0, i64::try_from(at).ok()),
            SeekFrom::Current(by) => (self.at, Some(by)),
            SeekFrom::End(by) => (self.len, Some(by)),
        };
        let at = by
            .and_then(|by| from.checked_add_signed(isize::try_from(by).ok()?))
            .filter(|at| *at <= self.len);
        self.at =
            at.ok_or_else(|| Error::new(ErrorKind::InvalidInput, "beyond what is written"))?;
        Ok(self.at as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_over_and_what_is_shared_is_found_in_place() {
        let large = Bytes::from(vec![b'x'; MIN_PART]);
        let owners = [&large];
        let mut parts = Parts::new(&owners);
        parts.write_all(b"0000").expect("written");
        parts.write_all(&large).expect("written");
        parts.write_all(b"end").expect("written");
        parts.seek(SeekFrom::Start(1)).expect("there");
        parts.write_all(b"12").expect("written");
        assert_eq!(
            parts.seek(SeekFrom::End(-2)).expect("there"),
            (MIN_PART + 5) as u64
        );
        parts.write_all(b"ND and more").expect("written");
        parts.seek(SeekFrom::Start(4)).expect("there");
        assert!(parts.write_all(b"y").is_err(), "what is shared stays");
        let written = parts.finish();
        assert_eq!(written[1].as_ptr(), large.as_ptr());
        assert_eq!(
            written.concat(),
            [b"0120", &large[..], b"eND and more"].concat()
        );
    }

    #[test]
    fn a_place_is_counted_from_the_beginning_the_end_or_where_it_is_and_never_lies_outside() {
        let mut parts = Parts::new(&[]);
        parts.write_all(b"0123456789").expect("written");
        parts.flush().expect("nothing to do");
        for (to, at) in [
            (SeekFrom::Start(0), Some(0)),
            (SeekFrom::Current(4), Some(4)),
            (SeekFrom::Current(-1), Some(3)),
            (SeekFrom::Current(-4), None),
            (SeekFrom::Current(0), Some(3)),
            (SeekFrom::End(-2), Some(8)),
            (SeekFrom::End(1), None),
            (SeekFrom::Start(11), None),
            (SeekFrom::Start(10), Some(10)),
        ] {
            assert_eq!(parts.seek(to).ok(), at, "{to:?}");
        }
        parts.write_all(b"x").expect("written at the end");
        assert_eq!(parts.finish().concat(), b"0123456789x");
    }

    #[test]
    fn what_is_small_or_nobodys_is_copied_and_what_an_owner_holds_is_not() {
        let owner = Bytes::from(vec![b'x'; 2 * MIN_PART]);
        let owners = [&owner];
        let mut parts = Parts::new(&owners);
        let elsewhere = vec![b'y'; MIN_PART];
        for bytes in [
            &owner[..MIN_PART - 1],
            &elsewhere[..],
            &owner[MIN_PART..],
            &owner[1..],
        ] {
            parts.write_all(bytes).expect("written");
        }
        let written = parts.finish();
        assert_eq!(
            written.iter().map(Bytes::len).collect::<Vec<_>>(),
            [2 * MIN_PART - 1, MIN_PART, 2 * MIN_PART - 1]
        );
        assert!(
            owner.as_ptr_range().contains(&written[1].as_ptr())
                && written[2].as_ptr() == owner[1..].as_ptr()
        );
    }

    #[test]
    fn of_several_pieces_the_one_is_written_over_that_holds_the_place() {
        let owner = Bytes::from(vec![b'x'; MIN_PART]);
        let owners = [&owner];
        let mut parts = Parts::new(&owners);
        for bytes in [&b"first"[..], &owner, b"second"] {
            parts.write_all(bytes).expect("written");
        }
        let second = (5 + MIN_PART) as u64;
        parts.seek(SeekFrom::Start(second)).expect("there");
        assert_eq!(parts.write(b"SEC").expect("written"), 3);
        assert_eq!(
            parts.write(b"OND!").expect("written"),
            3,
            "up to the end of its piece"
        );
        parts.write_all(b"!").expect("written");
        parts.seek(SeekFrom::Start(3)).expect("there");
        assert_eq!(parts.write(b"ST!").expect("written"), 2);
        assert!(parts.write(b"!").is_err(), "what is shared stays");
        assert_eq!(
            parts.finish().concat(),
            [b"firST", &owner[..], b"SECOND!"].concat()
        );
    }
}
