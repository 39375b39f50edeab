//! The policies that a gate knows of, and what they say of a request.

use std::cell::RefCell;
use std::ptr;
use std::rc::Rc;

use actix_web::HttpRequest;
use actix_web::dev::{ServiceRequest, ServiceResponse, Url};
use actix_web::http::header::HeaderValue;
use actix_web::http::{Method, StatusCode, Uri};
use cors_engine::SharedPolicy;
use cors_engine::adapter::{CompiledPolicy, origin_of, requested_method};

use crate::answer::{Answerer, answer};
use crate::frame::Mark;
use crate::governors::Governors;
use crate::headers::Headers;
use crate::inside::Inside;
use crate::places::{self, Kind, Place, Places};
use crate::registry::Entry;
use crate::slashes;

#[derive(Debug)]
pub(crate) struct Table {
    /// Every policy, by its address; the first is that of the gate.
    policies: Vec<(usize, Rc<CompiledPolicy<Headers>>)>,
    /// `None` if the application cannot be read.
    places: Option<Places>,
    has_slashes: bool,
    meets: RefCell<Vec<Meet>>,
}

/// What these policies grant together.
#[derive(Debug)]
struct Meet {
    policies: Vec<usize>,
    compiled: Rc<CompiledPolicy<Headers>>,
}

impl Table {
    /// What stands inside a gate; `None` if nothing there has a policy.
    pub(crate) fn of(
        gate: &Rc<CompiledPolicy<Headers>>,
        request: &ServiceRequest,
        entries: &[Rc<Entry>],
    ) -> Option<Rc<Self>> {
        let mut policies = Policies(vec![(address(gate.policy()), Rc::clone(gate))]);
        let mut is_any = false;
        let places = places::all(request.resource_map(), entries, &mut |entry| {
            is_any = true;
            policies.index(&entry.policy)
        });
        match &places {
            Some(_) if !is_any => return None,
            Some(_) => {}
            None => {
                log::error!("CORS: {UNREADABLE}");
                for entry in entries {
                    policies.index(&entry.policy);
                }
            }
        }
        Some(Rc::new(Table {
            policies: policies.0,
            has_slashes: places.as_ref().is_some_and(places::have_slashes),
            places,
            meets: RefCell::default(),
        }))
    }

    /// Who governs this method of this path.
    fn governors(&self, method: &str, path: &str) -> Governors<'_> {
        let Some(places) = &self.places else {
            return Governors {
                policies: (0..self.policies.len()).collect(),
                several: true,
                place: None,
                route: None,
                scope: None,
                is_scope: false,
            };
        };
        let mut governors = Governors::at(places, method, path);
        // A middleware inside may rewrite the path, as `NormalizePath` does.
        for rewritten in slashes::rewritten(path, self.has_slashes) {
            let other = Governors::at(places, method, &rewritten);
            if other.several || other.policies != [0] {
                governors.several |= other.several || other.policies != governors.policies;
                governors.place = governors.place.or(other.place);
                for policy in other.policies {
                    governors.add(policy);
                }
            }
        }
        governors
    }

    /// What the governors grant.
    fn compiled(&self, method: &str, governors: &Governors<'_>) -> Rc<CompiledPolicy<Headers>> {
        let policies = &governors.policies;
        if let [one] = policies[..]
            && let Some((_, compiled)) = self.policies.get(one)
        {
            return Rc::clone(compiled);
        }
        if let Some(place) = governors.place
            && !place.is_told.replace(true)
        {
            log::warn!("CORS: {method} {} {UNKNOWN}", place.pattern);
        }
        let mut meets = self.meets.borrow_mut();
        if let Some(known) = meets.iter().find(|known| known.policies == *policies) {
            return Rc::clone(&known.compiled);
        }
        let each = policies.iter().filter_map(|&at| self.policies.get(at));
        let shared = each.map(|(_, compiled)| compiled.shared_policy().clone());
        let compiled = CompiledPolicy::intersection(shared).map(Rc::new);
        let compiled = compiled.unwrap_or_else(|| Rc::clone(&self.policies[0].1));
        meets.push(Meet {
            policies: policies.clone(),
            compiled: Rc::clone(&compiled),
        });
        compiled
    }

    /// The route or the scope that this policy came from.
    fn giving<'p>(&self, policy: usize, governors: &Governors<'p>) -> Option<&'p Place> {
        let has = |place: &&Place| match place.kind {
            Kind::Route { policy: own, .. } => own == policy,
            Kind::Scope { policy: own, .. } => own == Some(policy),
            Kind::Plain { .. } => false,
        };
        governors.route.or(governors.scope).filter(has)
    }

    fn index_of(&self, policy: usize) -> Option<usize> {
        self.policies.iter().position(|(known, _)| *known == policy)
    }
}

/// One of several policies answers a preflight.
impl Answerer for Table {
    fn answer(&self, request: HttpRequest) -> ServiceResponse<&'static str> {
        let method = requested_method::<Headers>(request.headers());
        let method = method.and_then(|method| method.to_str().ok()).unwrap_or("");
        let governors = self.governors(method, request.match_info().as_str());
        let compiled = self.compiled(method, &governors);
        let grant = compiled.allowed_origin(request.headers());
        answer(request, |request, response| match governors.several {
            true => compiled.write_preflight_headers_for_method(grant, request, response),
            false => compiled.write_preflight_headers(grant, request, response),
        })
    }
}

impl Inside for Table {
    fn settle(
        &self,
        mark: Option<Mark>,
        request: &HttpRequest,
        status: StatusCode,
    ) -> Rc<CompiledPolicy<Headers>> {
        let met = mark.and_then(|mark| self.index_of(mark.policy));
        if let (Some(index), Some(Mark { of_route: true, .. })) = (met, mark) {
            return Rc::clone(&self.policies[index].1);
        }
        let met = met.unwrap_or(0);
        let method = request.method().as_str();
        let mut governors = self.governors(method, request.match_info().as_str());
        if !request.match_info().unprocessed().is_empty() {
            // A middleware on the way answered, or nothing was found. Behind a
            // guard something else may have been.
            if let Some(route) = governors.route.filter(|route| route.is_guarded())
                && status.is_success()
                && !governors.policies.contains(&met)
            {
                doubt(route, method);
                governors.add(met);
            }
            return self.compiled(method, &governors);
        }
        if governors.is_scope {
            // A route took it, or a middleware of the scope with this path.
            governors.add(met);
            return self.compiled(method, &governors);
        }
        if let [policy] = governors.policies[..]
            && policy != met
            && let Some(place) = self.giving(policy, &governors)
        {
            doubt(place, method);
        }
        Rc::clone(&self.policies[met].1)
    }

    fn settle_error(
        &self,
        mark: Option<Mark>,
        method: &Method,
        uri: &Uri,
    ) -> Rc<CompiledPolicy<Headers>> {
        let met = mark.and_then(|mark| self.index_of(mark.policy));
        if let (Some(index), Some(Mark { of_route: true, .. })) = (met, mark) {
            return Rc::clone(&self.policies[index].1);
        }
        // As the router decodes it.
        let url = Url::new(uri.clone());
        let governors = self.governors(method.as_str(), url.path());
        self.compiled(method.as_str(), &governors)
    }
}

/// Every policy once, compiled.
struct Policies(Vec<(usize, Rc<CompiledPolicy<Headers>>)>);

impl Policies {
    fn index(&mut self, policy: &SharedPolicy) -> usize {
        let address = address(policy);
        let known = self.0.iter().position(|(known, _)| *known == address);
        known.unwrap_or_else(|| {
            let compiled = Rc::new(CompiledPolicy::new(policy.clone()));
            self.0.push((address, compiled));
            self.0.len() - 1
        })
    }
}

fn address(policy: &cors_engine::Policy) -> usize {
    ptr::from_ref(policy).addr()
}

/// From now on something else may serve in place of this one.
fn doubt(place: &Place, method: &str) {
    if place.doubt() {
        log::error!("CORS: {method} {} {SERVED}", place.pattern);
    }
}

/// The origin of a request, for later.
pub(crate) fn origin(request: &ServiceRequest) -> Option<HeaderValue> {
    origin_of::<Headers>(request.headers()).cloned()
}

const UNKNOWN: &str = "has a policy of its own, but something under another policy may \
    serve it as well, and which will cannot be known; granting what both policies grant. \
    Give every route of this path a policy with `#[cors(…)]`, or register the one that has \
    its own first";

const SERVED: &str = "has a policy of its own, but something without one served it; from now \
    on it is granted only what both policies grant";

const UNREADABLE: &str = "the routes of this application cannot be read, since this version of \
    actix-web prints them otherwise; granting what the policies of all routes grant";
