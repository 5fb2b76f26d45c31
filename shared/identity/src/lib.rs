//! Who people are and where they are reached, asked of others over HTTPS: e-ID providers by OpenID Connect, and the
//! contact register. Ports of `segl-app`, as `segl-aws` is for AWS.

mod config;
mod http;
mod providers;
mod register;

pub use config::ConfigError;
pub use providers::Providers;
pub use register::{NotSetUp, Register};
