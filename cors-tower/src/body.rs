//! The body of a response.

use std::mem;
use std::pin::Pin;
use std::task::{Context, Poll};

use http_body::{Body, Frame, SizeHint};
use pin_project_lite::pin_project;

pin_project! {
    /// The body of a response of [`Cors`](crate::Cors): that of the service
    /// inside, or the line of text that says why a preflight was refused.
    ///
    /// It is a [`Body`] wherever that of the service is one whose data can be
    /// made of static bytes, as [`Bytes`](https://docs.rs/bytes) can.
    #[derive(Debug)]
    pub struct CorsBody<B> {
        #[pin]
        kind: Kind<B>,
    }
}

pin_project! {
    #[project = KindProjection]
    #[derive(Debug)]
    enum Kind<B> {
        Inner {
            #[pin]
            body: B,
        },
        Text {
            text: &'static str,
        },
    }
}

impl<B> CorsBody<B> {
    /// The body of the service inside.
    ///
    /// # Errors
    ///
    /// The text, where no service was asked; it is empty where the preflight was
    /// allowed.
    pub fn into_inner(self) -> Result<B, &'static str> {
        match self.kind {
            Kind::Inner { body } => Ok(body),
            Kind::Text { text } => Err(text),
        }
    }

    pub(crate) fn inner(body: B) -> Self {
        CorsBody {
            kind: Kind::Inner { body },
        }
    }

    pub(crate) fn text(text: &'static str) -> Self {
        CorsBody {
            kind: Kind::Text { text },
        }
    }
}

/// An empty body, which layers outside may want to answer with.
impl<B> Default for CorsBody<B> {
    fn default() -> Self {
        CorsBody::text("")
    }
}

impl<B> Body for CorsBody<B>
where
    B: Body,
    B::Data: From<&'static [u8]>,
{
    type Data = B::Data;
    type Error = B::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<B::Data>, B::Error>>> {
        match self.project().kind.project() {
            KindProjection::Inner { body } => body.poll_frame(context),
            KindProjection::Text { text } => Poll::Ready(match mem::take(text) {
                "" => None,
                text => Some(Ok(Frame::data(text.as_bytes().into()))),
            }),
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.kind {
            Kind::Inner { body } => body.is_end_stream(),
            Kind::Text { text } => text.is_empty(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.kind {
            Kind::Inner { body } => body.size_hint(),
            Kind::Text { text } => SizeHint::with_exact(text.len() as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;
    use std::task::Waker;

    use bytes::Bytes;
    use http_body_util::Full;

    use super::*;

    /// The data of each frame.
    fn frames<B: Body<Data: Into<Bytes>>>(body: B) -> Vec<Bytes> {
        let mut body = pin!(body);
        let mut context = Context::from_waker(Waker::noop());
        let mut frames = Vec::new();
        while let Poll::Ready(Some(Ok(frame))) = body.as_mut().poll_frame(&mut context) {
            frames.extend(frame.into_data().ok().map(Into::into));
        }
        frames
    }

    #[test]
    fn a_text_is_one_frame() {
        let body: CorsBody<Full<Bytes>> = CorsBody::text("a line\n");
        assert!(!body.is_end_stream());
        assert_eq!(body.size_hint().exact(), Some(7));
        assert_eq!(frames(body), ["a line\n"]);

        let body: CorsBody<Full<Bytes>> = CorsBody::text("a line\n");
        assert_eq!(body.into_inner().err(), Some("a line\n"));
    }

    #[test]
    fn no_text_is_no_frame() {
        let body: CorsBody<Full<Bytes>> = CorsBody::default();
        assert!(body.is_end_stream());
        assert_eq!(body.size_hint().exact(), Some(0));
        assert!(frames(body).is_empty());
    }

    #[test]
    fn the_service_has_its_own() {
        let body = CorsBody::inner(Full::new(Bytes::from("own")));
        assert!(!body.is_end_stream());
        assert_eq!(body.size_hint().exact(), Some(3));
        assert_eq!(frames(body), ["own"]);

        let body = CorsBody::inner(Full::new(Bytes::from("own")));
        assert!(body.into_inner().is_ok_and(|body| frames(body) == ["own"]));
    }
}
