//! The pages and messages that people see; renders, decides nothing.
//!
//! Each page is one view struct and one function that makes a `String` of it; each message is a [`NotificationView`] that
//! [`email`] and [`sms()`] put into words. Everything that comes from people is escaped on its way out. The words stand
//! in one catalogue a language; the one stylesheet is inlined and named by its hash in [`content_security_policy`].

mod ended;
mod frame;
mod link;
mod list;
mod login;
mod notification;
mod problem;
mod sms;
mod task;
mod validation;

pub use ended::{
    EndPage, EndedPage, Ending, ExitLink, LeftPage, WaitingPage, end_page, ended_page, left_page,
    waiting_page,
};
pub use frame::{content_security_policy, content_security_policy_for};
pub use link::{LinkMessage, LinkPage, link_page};
pub use list::{TaskItem, TaskListPage, TaskState, task_list_page};
pub use login::{
    EndSessionForm, LoggedOutPage, LoginPage, LoginPurpose, LoginTrouble, ProviderItem,
    logged_out_page, login_page,
};
pub use notification::{Email, NotificationView, email};
pub use problem::{PageProblem, ProblemPage, ProblemTypePage, problem_page, problem_type_page};
pub use sms::sms;
pub use task::{DocumentItem, Exit, FormError, Proof, SignStep, SignerName, TaskPage, task_page};
pub use validation::{
    Answer, CameAfter, Carried, CarriedJob, CheckedFile, CheckedKind, CheckedSignature, FileNote,
    Stated, ValidationFormPage, ValidationPage, ValidationTrouble, Verdict, validation_form_page,
    validation_page,
};
