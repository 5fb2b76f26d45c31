//! One test binary for everything that is not a unit: contracts between the project's own papers, and journeys.

mod contracts;
mod journeys;
mod ports;
mod workflow;
