//! The service, written by hand instead of generated code:
//!
//! ```proto
//! package dice;
//!
//! service Dice {
//!   rpc Throw(Die) returns (Thrown);
//! }
//!
//! message Die { uint32 faces = 1; }
//! message Thrown { uint32 face = 1; }
//! ```

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use prost::Message;
use tonic::Status;
use tonic::body::Body;
use tonic::server::{Grpc, NamedService};
use tonic_prost::ProstCodec;
use tower::{Service, service_fn};

#[derive(Clone, PartialEq, Message)]
struct Die {
    #[prost(uint32, tag = "1")]
    faces: u32,
}

#[derive(Clone, PartialEq, Message)]
struct Thrown {
    #[prost(uint32, tag = "1")]
    face: u32,
}

async fn throw(die: tonic::Request<Die>) -> Result<tonic::Response<Thrown>, Status> {
    let faces = die.into_inner().faces;
    if faces < 2 {
        return Err(Status::invalid_argument("a die has two faces or more"));
    }
    let mut random = [0; 4];
    getrandom::fill(&mut random).map_err(|error| Status::internal(error.to_string()))?;
    let face = u32::from_ne_bytes(random) % faces + 1;
    Ok(tonic::Response::new(Thrown { face }))
}

#[derive(Debug, Clone)]
pub(crate) struct Dice;

impl NamedService for Dice {
    const NAME: &'static str = "dice.Dice";
}

impl Service<Request<Body>> for Dice {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(async move {
            Ok(match request.uri().path() {
                "/dice.Dice/Throw" => {
                    let mut grpc = Grpc::new(ProstCodec::default());
                    grpc.unary(service_fn(throw), request).await
                }
                _ => Status::unimplemented("there is no such method").into_http(),
            })
        })
    }
}
