//! A body that is sent in parts, as they are: what is large is not put together to be sent.

use std::{
    collections::VecDeque,
    convert::Infallible,
    pin::Pin,
    task::{Context, Poll},
};

use aws_sdk_s3::primitives::{ByteStream, SdkBody};
use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// The parts as a body, which is sent again from the beginning when a request is tried again.
pub(super) fn body(parts: Vec<Bytes>) -> ByteStream {
    let all = move || {
        SdkBody::from_body_1_x(Parts(
            parts
                .iter()
                .filter(|part| !part.is_empty())
                .cloned()
                .collect(),
        ))
    };
    ByteStream::new(SdkBody::retryable(all))
}

struct Parts(VecDeque<Bytes>);

impl Body for Parts {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|part| Ok(Frame::data(part))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_empty()
    }

    /// Known, so that the request has a length and is not sent in chunks.
    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.0.iter().map(|part| part.len() as u64).sum())
    }
}
