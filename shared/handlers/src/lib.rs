//! One file an endpoint, a step or a reaction: parse, deed, reply.
