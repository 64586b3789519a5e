//! Stories of the office, told through its acts. One program holds them all: each would be linked with everything the desk stands on.

#![expect(clippy::unwrap_used, reason = "a story that cannot be set up has no use for going on")]

mod applications;
mod calendars;
mod case_files;
mod co_handling;
mod keeping;
mod mail;
mod mail_room;
mod people;
mod publishing;
mod registers;
mod remedies;
mod replies;
mod reporting;
mod requests;
mod visits;
mod volumes;
