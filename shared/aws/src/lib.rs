//! The plumbing: every port of segl-app on AWS.
