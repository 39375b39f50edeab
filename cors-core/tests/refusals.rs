//! The events for refused requests.
