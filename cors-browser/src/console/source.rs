//! The program that printed a line.

use crate::browser::Browser;

/// The program that prints such lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Source {
    /// Chromium, and therefore Chrome, Edge, Opera, Electron and Android's WebView.
    Chromium,
    /// Firefox, in English or in another language.
    Firefox,
    /// WebKit, and therefore Safari and every browser on iOS. Chrome was based on
    /// WebKit until 2013 and printed the same sentences.
    WebKit,
    /// Internet Explorer, and Edge before 2020.
    OldEdge,
    /// Node.js, its libraries for requests, and jsdom.
    Node,
    /// curl: a transcript of `curl -v` or `curl -i`.
    Curl,
    /// A library, an extension or a server, or multiple programs.
    Other,
}

impl Source {
    /// The browser of the model, if the source is one.
    #[must_use]
    pub fn browser(self) -> Option<Browser> {
        match self {
            Self::Chromium => Some(Browser::Chromium),
            Self::Firefox => Some(Browser::Firefox),
            Self::WebKit => Some(Browser::WebKit),
            Self::OldEdge | Self::Node | Self::Curl | Self::Other => None,
        }
    }
}

impl From<Browser> for Source {
    /// [`Browser::Standard`] has no console. Its lines are those of Chromium.
    fn from(browser: Browser) -> Self {
        match browser {
            Browser::Standard | Browser::Chromium => Self::Chromium,
            Browser::Firefox => Self::Firefox,
            Browser::WebKit => Self::WebKit,
        }
    }
}

/// Whether the current version of the program prints the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Era {
    /// The current version prints it.
    Present,
    /// Only older versions printed it.
    Older,
}
