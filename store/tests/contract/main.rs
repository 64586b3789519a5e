//! The store's contract: every public function but search, on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test ends where it fails")]

mod applications;
mod calendars;
mod co_handling;
mod copying;
mod crowd_of_applications;
mod documents;
mod engines;
mod files;
mod journal;
mod letters;
mod mail_room;
mod messages;
mod people;
mod publications;
mod registers;
mod remedies;
mod replies;
mod requests;
mod reviews;
mod samples;
mod schema;
mod sealed;
mod sessions;
mod tasks;
mod visits;
mod volumes;
mod wall;
mod year_work;
