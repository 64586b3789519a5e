//! paper 文: reading and writing documents.
//!
//! **What comes in.** For writing: plain structs with public fields, already decided and already
//! worded, and the instant that is to stand in the file. For reading: the bytes and the name of a
//! file that somebody handed over.
//!
//! **What goes out.** For writing: the bytes of a PDF (PDF/A-2a and PDF/UA-1, tagged), a Word file
//! or a sheet, the same bytes for the same input on every machine with the same fonts. For
//! reading: typed values, and findings in words a clerk understands.
//!
//! **What is never here.** A clock, a database, a network, a path of the reader's choosing: the
//! typesetter sees one template and one piece of data. No decision is made here and no figure is
//! counted; what is printed was decided elsewhere.

pub mod intake;
pub mod read;
pub mod write;
