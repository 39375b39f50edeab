//! A function, as its tokens say it.
//!
//! Its body is never read, so a half-typed one is as good as any.

use proc_macro2::{Delimiter, Group, Ident, Spacing, Span, TokenStream, TokenTree};

use crate::item::{is_ident, is_punct};

/// A function and what stands on it.
pub(crate) struct Function {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) visibility: TokenStream,
    pub(crate) name: Ident,
    /// Everything behind the visibility: `async fn name(…) { … }`.
    pub(crate) rest: TokenStream,
}

/// `#[path(arguments)]` or another form.
pub(crate) struct Attribute {
    pub(crate) tokens: TokenStream,
    pub(crate) path: TokenStream,
    /// The last part of its path.
    pub(crate) name: Option<Ident>,
    /// What it has in parentheses.
    pub(crate) arguments: Option<Group>,
}

impl Function {
    /// The function that an item is; none if it is something else.
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
        let qualifies = |tree: &&TokenTree| {
            words.iter().any(|word| is_ident(tree, word)) || matches!(tree, TokenTree::Literal(_))
        };
        let at = rest.iter().take_while(qualifies).count();
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

    /// The attributes of a kind, as they are written.
    pub(crate) fn attributes_of(&self, kind: fn(&Attribute) -> bool) -> TokenStream {
        self.attributes_where(kind, true)
    }

    /// The attributes of every other kind.
    pub(crate) fn attributes_but(&self, kind: fn(&Attribute) -> bool) -> TokenStream {
        self.attributes_where(kind, false)
    }

    fn attributes_where(&self, kind: fn(&Attribute) -> bool, is_kind: bool) -> TokenStream {
        let attributes = self.attributes.iter().filter(|a| kind(a) == is_kind);
        let tokens = attributes.map(|attribute| attribute.tokens.clone());
        tokens.collect()
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
            // Of `self::`, a path, the first colon is not alone.
            (_, Some(TokenTree::Punct(punct))) if punct.spacing() == Spacing::Joint => None,
            (Some(TokenTree::Ident(name)), _) if name == "self" => Some(name),
            _ => None,
        }
    }
}

impl Attribute {
    fn new(hash: TokenTree, body: TokenTree) -> Self {
        let inside: Vec<TokenTree> = match &body {
            TokenTree::Group(group) => group.stream().into_iter().collect(),
            _ => Vec::new(),
        };
        let is_path =
            |tree: &&TokenTree| matches!(tree, TokenTree::Ident(_)) || is_punct(tree, ':');
        let path: Vec<&TokenTree> = inside.iter().take_while(is_path).collect();
        let name = path.last().and_then(|tree| match tree {
            TokenTree::Ident(name) => Some(name.clone()),
            _ => None,
        });
        let path = path.into_iter().cloned().collect();
        let arguments = inside.iter().find_map(|tree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                Some(group.clone())
            }
            _ => None,
        });
        Attribute {
            tokens: TokenStream::from_iter([hash, body]),
            path,
            name,
            arguments,
        }
    }

    /// Its name, if it has one.
    pub(crate) fn span(&self) -> Span {
        let name = self.name.as_ref();
        name.map_or_else(Span::call_site, Ident::span)
    }

    /// Whether the last part of its path is one of these.
    pub(crate) fn is_one_of(&self, names: &[&str]) -> bool {
        self.name
            .as_ref()
            .is_some_and(|name| names.iter().any(|own| name == own))
    }

    /// The attribute with something else in its parentheses.
    pub(crate) fn with_arguments(&self, arguments: TokenStream) -> TokenStream {
        let replace = |tree: TokenTree| match tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                same_place(&group, arguments.clone())
            }
            tree => tree,
        };
        let body = self.tokens.clone().into_iter().map(|tree| match tree {
            TokenTree::Group(group) => {
                let inside = group.stream().into_iter().map(replace).collect();
                same_place(&group, inside)
            }
            tree => tree,
        });
        body.collect()
    }
}

/// A group with other tokens in it.
fn same_place(group: &Group, inside: TokenStream) -> TokenTree {
    let mut replaced = Group::new(group.delimiter(), inside);
    replaced.set_span(group.span());
    replaced.into()
}
