//! 人员与授权: who is who, changes that two administrators make together, leaving with everything handed over.

mod decide;
mod leave;
mod list;
mod person;
mod propose;
#[cfg(test)]
mod samples;
pub(super) mod words;

pub use decide::decide;
pub use leave::{hand_over, handover, leave, printed};
pub use list::{save_seat, save_section, show};
pub use person::show as person;
pub use propose::propose;
