//! The shapes that cross the fence: requests, replies, problems, workflow steps.
