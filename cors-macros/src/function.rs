//! A function as tokens. Its body is not parsed, so an unfinished body is accepted.

use proc_macro2::{Delimiter, Ident, Spacing, Span, TokenStream, TokenTree};

use crate::item::{is_ident, is_punct};

/// A function and its attributes.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: TokenStream,
    pub(crate) name: Ident,
    /// Everything after the visibility: `async fn name(…) { … }`.
    pub(crate) rest: TokenStream,
}

/// An attribute: `#[path]`, `#[path(arguments)]` or another form.
pub(crate) struct Attribute {
    pub(crate) tokens: TokenStream,
    /// The last segment of its path.
    pub(crate) name: Option<Ident>,
}

impl Function {
    /// Reads an item. Returns `None` if it is not a function.
    pub(crate) fn of(item: TokenStream) -> Option<Self> {
        let mut trees = item.into_iter().peekable();
        let mut attributes = Vec::new();
        while let Some(hash) = trees.next_if(|tree| is_punct(tree, '#')) {
            attributes.push(Attribute::new(hash, trees.next()?));
        }
        let mut visibility = TokenStream::new();
        if let Some(public) = trees.next_if(|tree| is_ident(tree, "pub")) {
            visibility.extend([public]);
            visibility.extend(trees.next_if(|tree| matches!(tree, TokenTree::Group(_))));
        }
        let rest: Vec<TokenTree> = trees.collect();
        let words = ["const", "async", "unsafe", "extern"];
        let is_qualifier = |tree: &&TokenTree| {
            words.iter().any(|word| is_ident(tree, word)) || matches!(tree, TokenTree::Literal(_))
        };
        let at = rest.iter().take_while(is_qualifier).count();
        match (rest.get(at), rest.get(at + 1)) {
            (Some(word), Some(TokenTree::Ident(name))) if is_ident(word, "fn") => Some(Function {
                attributes,
                visibility,
                name: name.clone(),
                rest: rest.into_iter().collect(),
            }),
            _ => None,
        }
    }

    /// The attributes that satisfy the condition.
    pub(crate) fn attributes_where(&self, condition: impl Fn(&Attribute) -> bool) -> TokenStream {
        let attributes = self.attributes.iter().filter(|a| condition(a));
        attributes.map(|a| a.tokens.clone()).collect()
    }

    /// The attributes with one of these names.
    pub(crate) fn attributes_named(&self, names: &[&str]) -> TokenStream {
        self.attributes_where(|attribute| attribute.is_one_of(names))
    }

    /// The `self` of a method.
    pub(crate) fn receiver(&self) -> Option<Ident> {
        let mut trees = self.rest.clone().into_iter();
        let parameters = trees.find_map(|tree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                Some(group.stream())
            }
            _ => None,
        })?;
        let mut trees = parameters.into_iter();
        let first = trees.find(|tree| match tree {
            TokenTree::Ident(ident) => ident != "mut",
            tree => !is_punct(tree, '&'),
        });
        match (first, trees.next()) {
            // The first colon of the path `self::` is joint; the colon of `self: T` is not.
            (_, Some(TokenTree::Punct(punct))) if punct.spacing() == Spacing::Joint => None,
            (Some(TokenTree::Ident(name)), _) if name == "self" => Some(name),
            _ => None,
        }
    }
}

impl Attribute {
    fn new(hash: TokenTree, body: TokenTree) -> Self {
        let inner = match &body {
            TokenTree::Group(group) => group.stream(),
            _ => TokenStream::new(),
        };
        let name = match path_of(inner).into_iter().last() {
            Some(TokenTree::Ident(name)) => Some(name),
            _ => None,
        };
        Attribute {
            tokens: TokenStream::from_iter([hash, body]),
            name,
        }
    }

    /// The span of its name.
    pub(crate) fn span(&self) -> Span {
        self.name.as_ref().map_or_else(Span::call_site, Ident::span)
    }

    /// Whether the last segment of its path is one of these.
    pub(crate) fn is_one_of(&self, names: &[&str]) -> bool {
        self.name
            .as_ref()
            .is_some_and(|own| names.iter().any(|name| own == name))
    }
}

/// The path at the start of an attribute's tokens.
pub(crate) fn path_of(inner: TokenStream) -> TokenStream {
    inner
        .into_iter()
        .take_while(|tree| matches!(tree, TokenTree::Ident(_)) || is_punct(tree, ':'))
        .collect()
}
