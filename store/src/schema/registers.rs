//! The registers behind table 二 and the annual reports. Counting is served by covering indexes that begin with the
//! agency and the year.

/// Tables of registers and reports.
pub const REGISTERS: &[&str] = &[];
