//! The rules of the language, by name.

use std::fmt;
use std::str::FromStr;

/// The effect of a broken rule on a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RuleKind {
    /// The policy is not built.
    Error,
    /// The policy is not built, unless the entry has an `allow` for the rule.
    Allowable,
    /// A warning of the compiler at the entry, and a note of the other inputs. The policy
    /// is built. An `allow` on the entry silences it.
    Warning,
    /// A remark. The policy is built.
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
            /// Every rule, in the order in which a value is checked against them.
            pub const ALL: &[Rule] = &[$(Rule::$variant),+];

            /// The stable kebab-case name, such as `origin-has-path`.
            pub const fn name(self) -> &'static str {
                match self { $(Rule::$variant => $name,)+ }
            }

            /// The effect of breaking the rule.
            pub const fn kind(self) -> RuleKind {
                match self { $(Rule::$variant => RuleKind::$kind,)+ }
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
    /// The origin `null`, which any site can send.
    Error OriginNull = "origin-null";
    /// More bytes than an origin can have.
    Error OriginTooLong = "origin-too-long";
    /// Multiple origins in one string.
    Error OriginIsAList = "origin-is-a-list";
    /// White space or a control character.
    Error OriginHasSpace = "origin-has-space";
    /// A regular expression.
    Error OriginIsARegex = "origin-is-a-regex";
    /// A host without a scheme.
    Error OriginSchemeMissing = "origin-scheme-missing";
    /// Text before the host that is not a scheme.
    Error OriginSchemeInvalid = "origin-scheme-invalid";
    /// A scheme that no page's origin has.
    Error OriginSchemeNotAnOrigin = "origin-scheme-not-an-origin";
    /// A user name or password.
    Error OriginHasUserinfo = "origin-has-userinfo";
    /// A path, or a trailing slash.
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
    /// An IPv6 address that is not in the form in which browsers serialize it.
    Error OriginIpv6NotCanonical = "origin-ipv6-not-canonical";
    /// An IPv4 address that is not in the form in which browsers serialize it.
    Error OriginIpv4NotCanonical = "origin-ipv4-not-canonical";
    /// A label that starts with `xn--` and is not Punycode.
    Error OriginPunycodeInvalid = "origin-punycode-invalid";
    /// A host that no browser can send.
    Error OriginHostInvalid = "origin-host-invalid";
    /// A port that is not 1 to 65535 in plain decimal.
    Error OriginPortInvalid = "origin-port-invalid";
    /// The default port of the scheme, which browsers leave out.
    Error OriginPortDefault = "origin-port-default";
    /// Credentials for an origin that a network attacker can forge.
    Allowable InsecureOrigin = "insecure-origin";
    /// Credentials for every installed extension.
    Allowable AnyExtension = "any-extension";
    /// The local machine without a port, so port 80.
    Warning LocalhostWithoutPort = "localhost-without-port";
    /// Credentials for every site below a public suffix.
    Allowable PublicSuffix = "public-suffix";
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
    /// A response header in the list of request headers.
    Error HeaderIsAResponseHeader = "header-is-a-response-header";
    /// The same request header twice.
    Error HeaderDuplicate = "header-duplicate";
    /// A request header that needs no permission.
    Note HeaderSafelisted = "header-safelisted";
    /// One letter away from the name of a common header.
    Warning HeaderMisspelled = "header-misspelled";
    /// Any request header, without `authorization`, which `*` does not include.
    Note AnyHeaderWithoutAuthorization = "any-header-without-authorization";

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
    /// A request header in the list of response headers.
    Error ExposeIsARequestHeader = "expose-is-a-request-header";
    /// A header of the answer to a preflight, which no script reads.
    Error ExposeIsAPreflightHeader = "expose-is-a-preflight-header";
    /// A response header that every page can read anyway.
    Note ExposeSafelisted = "expose-safelisted";

    /// Not a duration, or longer than a day.
    Error MaxAgeInvalid = "max-age-invalid";
    /// Longer than some browsers cache the answer to a preflight.
    Note MaxAgeCapped = "max-age-capped";
    /// Not a key of the language.
    Error KeyUnknown = "key-unknown";
    /// The same key twice.
    Error KeyDuplicate = "key-duplicate";
    /// A key of the macro without a value.
    Error ValueMissing = "value-missing";
    /// A value of the macro that does not fit its key.
    Error ValueType = "value-type";
    /// A malformed `#[cfg]`.
    Error CfgInvalid = "cfg-invalid";
    /// An `allow` of an unknown rule, or of a rule that cannot be allowed.
    Error AllowUnknown = "allow-unknown";
    /// An `allow` of a rule that the entry does not break.
    Error AllowUnneeded = "allow-unneeded";
    /// `#[cors]` on an item that takes no policy.
    Error AttributeTarget = "attribute-target";
    /// `#[cors]` below the attribute that turns the function into a route.
    Error AttributeBelowRoute = "attribute-below-route";
    /// A route whose policy does not list the route's own method.
    Error RouteMethodNotAllowed = "route-method-not-allowed";
    /// A configuration that cannot be read as a policy.
    Error Syntax = "syntax";

    /// The path of a route that is not a valid pattern for paths.
    Error RoutePathInvalid = "route-path-invalid";
    /// A route with the name of a policy that does not exist.
    Error PolicyUnknown = "policy-unknown";
    /// Two policies for the same path and method.
    Error RouteDuplicate = "route-duplicate";
    /// A route that another route with the same policy covers.
    Note RouteShadowed = "route-shadowed";
}

impl Rule {
    /// Whether an entry takes an `allow` of the rule: it may break the rule, or the warning
    /// is silenced.
    pub const fn is_allowable(self) -> bool {
        matches!(self.kind(), RuleKind::Allowable | RuleKind::Warning)
    }

    /// The rules that can be allowed.
    pub fn allowable() -> impl Iterator<Item = Rule> {
        Self::ALL.iter().copied().filter(|rule| rule.is_allowable())
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

/// The error for a text that is not the name of a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownRule(String);

impl fmt::Display for UnknownRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no rule `{}`", self.0)
    }
}

impl std::error::Error for UnknownRule {}

/// Parses the name in kebab-case or in snake_case.
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
