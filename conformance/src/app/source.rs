//! The policies of the application, in front of its router.

use cors_engine::adapter::{HeaderMap, PolicySource};
use cors_engine::routes::Policies;
use cors_engine::{Policy, Problems};

use crate::route_entry::RouteEntry;

/// One policy, or policies by URL.
#[derive(Debug, Clone)]
pub(crate) struct Source {
    application: Policy,
    by_url: Option<Policies>,
}

impl Source {
    /// # Errors
    ///
    /// The problems of the route entries.
    pub(crate) fn new(
        application: Policy,
        routes: Vec<RouteEntry<Policy>>,
    ) -> Result<Self, Problems> {
        if routes.is_empty() {
            return Ok(Source {
                application,
                by_url: None,
            });
        }
        let mut builder = Policies::builder(application.clone());
        for RouteEntry {
            method,
            path,
            policy,
        } in routes
        {
            let path = if path.is_empty() { "/" } else { &path };
            builder = match method {
                Some(method) => builder.route(method, path, policy),
                None => builder.nest(path, policy),
            };
        }
        Ok(Source {
            application,
            by_url: Some(builder.build()?),
        })
    }

    /// The policy of the application.
    #[cfg(feature = "peers")]
    pub(crate) fn application(&self) -> &Policy {
        &self.application
    }
}

impl<M: HeaderMap> From<Source> for PolicySource<M> {
    fn from(source: Source) -> Self {
        match source.by_url {
            Some(policies) => policies.into(),
            None => source.application.into(),
        }
    }
}
