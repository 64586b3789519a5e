//! Keeping: tampering is found and named, bad backups are refused before anything is touched, and an office comes back as it was.

mod bad_backups;
mod case_files;
mod coming_back;
mod erasing;
mod keys;
mod office;
mod real_acts;
mod tampering;
mod upgrading;
