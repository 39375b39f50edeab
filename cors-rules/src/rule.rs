//! The rules of the language, by name.

use std::fmt;
use std::str::FromStr;

/// How much a broken rule weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Kind {
    /// Always an error.
    Error,
    /// An error that an `allow` on the entry lifts.
    Liftable,
    /// Something worth knowing. It never stops anything.
    Note,
}

macro_rules! rules {
    ($($(#[doc = $doc:literal])+ $kind:ident $variant:ident = $name:literal;)+) => {
        /// A rule of the policy language. Its [name](Rule::name) is a stable code.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl Rule {
            /// Every rule, in the order in which one value is held against them.
            pub const ALL: &[Rule] = &[$(Rule::$variant),+];

            /// The stable kebab-case name, such as `origin-has-path`.
            pub const fn name(self) -> &'static str {
                match self { $(Rule::$variant => $name,)+ }
            }

            /// Whether breaking it is an error, a liftable error or a note.
            pub const fn kind(self) -> Kind {
                match self { $(Rule::$variant => Kind::$kind,)+ }
            }
        }
    };
}

rules! {
    /// No `origins`, or an empty list.
    Error OriginsMissing = "origins-missing";
    /// `*` beside other origins.
    Error AnyOriginWithOthers = "any-origin-with-others";
    /// `*` beside `credentials`.
    Error AnyOriginWithCredentials = "any-origin-with-credentials";
    /// The origin `null`, which anybody can send.
    Error OriginNull = "origin-null";
    /// More bytes than an origin can have.
    Error OriginTooLong = "origin-too-long";
    /// Several origins in one string.
    Error OriginIsAList = "origin-is-a-list";
    /// White space or a control character.
    Error OriginHasSpace = "origin-has-space";
    /// A regular expression.
    Error OriginIsARegex = "origin-is-a-regex";
    /// A host without a scheme.
    Error OriginSchemeMissing = "origin-scheme-missing";
    /// Something that is no scheme before the host.
    Error OriginSchemeInvalid = "origin-scheme-invalid";
    /// A scheme that no page's origin has.
    Error OriginSchemeNotAnOrigin = "origin-scheme-not-an-origin";
    /// A user name or password.
    Error OriginHasUserinfo = "origin-has-userinfo";
    /// A path, be it a trailing slash.
    Error OriginHasPath = "origin-has-path";
    /// A query.
    Error OriginHasQuery = "origin-has-query";
    /// A fragment.
    Error OriginHasFragment = "origin-has-fragment";
    /// No host.
    Error OriginHostMissing = "origin-host-missing";
    /// A `*` where it has no meaning.
    Error OriginWildcardMisplaced = "origin-wildcard-misplaced";
    /// A host that is not written in Punycode.
    Error OriginHostNotAscii = "origin-host-not-ascii";
    /// Upper case, which browsers never send.
    Error OriginNotLowerCase = "origin-not-lower-case";
    /// An IPv6 address not as browsers serialize it.
    Error OriginIpv6NotCanonical = "origin-ipv6-not-canonical";
    /// An IPv4 address not as browsers serialize it.
    Error OriginIpv4NotCanonical = "origin-ipv4-not-canonical";
    /// A label that starts with `xn--` and is not Punycode.
    Error OriginPunycodeInvalid = "origin-punycode-invalid";
    /// A host that no browser can send.
    Error OriginHostInvalid = "origin-host-invalid";
    /// A port that is not 1 to 65535 in plain decimal.
    Error OriginPortInvalid = "origin-port-invalid";
    /// The scheme's own port, which browsers leave out.
    Error OriginPortDefault = "origin-port-default";
    /// Credentials for an origin that the network can forge.
    Liftable InsecureOrigin = "insecure-origin";
    /// Credentials for every installed extension.
    Liftable AnyExtension = "any-extension";
    /// Credentials for every site below a public suffix.
    Liftable PublicSuffix = "public-suffix";
    /// The same origin twice.
    Error OriginDuplicate = "origin-duplicate";
    /// An origin that another pattern covers.
    Note OriginCovered = "origin-covered";

    /// `*` beside other methods.
    Error AnyMethodWithOthers = "any-method-with-others";
    /// Not an HTTP method.
    Error MethodInvalid = "method-invalid";
    /// A method that no script can send.
    Error MethodForbidden = "method-forbidden";
    /// A standard method in another case.
    Error MethodNotUpperCase = "method-not-upper-case";
    /// The same method twice.
    Error MethodDuplicate = "method-duplicate";

    /// `*` beside a request header other than `authorization`.
    Error AnyHeaderWithOthers = "any-header-with-others";
    /// Not a header name.
    Error HeaderInvalid = "header-invalid";
    /// A request header that no script can set.
    Error HeaderForbidden = "header-forbidden";
    /// A header that the server sends, as a request header.
    Error HeaderIsAResponseHeader = "header-is-a-response-header";
    /// The same request header twice.
    Error HeaderDuplicate = "header-duplicate";
    /// A request header that needs no permission.
    Note HeaderSafelisted = "header-safelisted";

    /// `*` beside other exposed headers.
    Error AnyExposeWithOthers = "any-expose-with-others";
    /// Exposed headers `*` beside `credentials`.
    Error AnyExposeWithCredentials = "any-expose-with-credentials";
    /// Not a header name.
    Error ExposeInvalid = "expose-invalid";
    /// The same exposed header twice.
    Error ExposeDuplicate = "expose-duplicate";
    /// A response header that no script can read.
    Error ExposeForbidden = "expose-forbidden";
    /// A header that the browser sends, as a response header.
    Error ExposeIsARequestHeader = "expose-is-a-request-header";
    /// A response header that is readable anyway.
    Note ExposeSafelisted = "expose-safelisted";

    /// Not a duration, or longer than a day.
    Error MaxAgeInvalid = "max-age-invalid";
    /// Longer than some browsers keep a preflight's answer.
    Note MaxAgeCapped = "max-age-capped";
    /// Not a key of the language.
    Error KeyUnknown = "key-unknown";
    /// The same key twice.
    Error KeyDuplicate = "key-duplicate";
    /// A key of the macro without a value.
    Error ValueMissing = "value-missing";
    /// A value of the macro that does not fit its key.
    Error ValueType = "value-type";
    /// A `#[cfg]` that is not one.
    Error CfgInvalid = "cfg-invalid";
    /// An `allow` of something that is no liftable rule.
    Error AllowUnknown = "allow-unknown";
    /// An `allow` that lifts nothing.
    Error AllowUnneeded = "allow-unneeded";
    /// `#[cors]` on an item that takes no policy.
    Error AttributeTarget = "attribute-target";
    /// `#[cors]` below the attribute that makes a route of the function.
    Error AttributeBelowRoute = "attribute-below-route";
    /// The policy of a route that lacks the route's own method.
    Error RouteMethodNotAllowed = "route-method-not-allowed";
    /// A configuration that its own format or the language's shape rejects.
    Error Syntax = "syntax";

    /// The path of a route that is not a path or not a pattern for paths.
    Error RoutePathInvalid = "route-path-invalid";
    /// A route with the name of a policy that does not exist.
    Error PolicyUnknown = "policy-unknown";
    /// Two policies for the same path and method.
    Error RouteDuplicate = "route-duplicate";
    /// A route that another route with the same policy covers.
    Note RouteShadowed = "route-shadowed";
}

impl Rule {
    /// Whether `allow` on an entry lifts it.
    pub const fn is_liftable(self) -> bool {
        matches!(self.kind(), Kind::Liftable)
    }

    /// The rules that `allow` lifts.
    pub fn liftable() -> impl Iterator<Item = Rule> {
        Self::ALL.iter().copied().filter(|rule| rule.is_liftable())
    }

    /// The name as `#[allow(…)]` takes it, such as `insecure_origin`.
    pub fn allow_name(self) -> String {
        self.name().replace("-", "_")
    }
}

/// Prints the name.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A text that names no rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule(String);

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule `{}`", self.0)
    }
}

impl std::error::Error for UnknownRule {}

/// Reads the kebab-case name or its snake_case twin.
impl FromStr for Rule {
    type Err = UnknownRule;

    fn from_str(name: &str) -> Result<Self, UnknownRule> {
        let kebab = name.replace("_", "-");
        Self::ALL
            .iter()
            .copied()
            .find(|rule| rule.name() == kebab)
            .ok_or_else(|| UnknownRule(name.to_owned()))
    }
}
