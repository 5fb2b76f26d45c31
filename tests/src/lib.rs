//! Rings the handlers with memory behind every door, and the deployed stack over HTTP.
