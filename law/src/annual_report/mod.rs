//! The annual report on open government information 政府信息公开工作年度报告
//! (Regulation Art. 49 and 50): its official forms as types, their one layout, and the
//! relations their figures must keep.
//!
//! The form follows the *report year*: 2019 and 2020 use the form of 国办公开办函〔2019〕60号,
//! later years that of 〔2021〕30号. What both share (cells, table three's columns, table four) is free
//! of the year; rows and columns that differ are asked of the [`ReportForm`].

mod agency_kind;
pub mod aggregate;
mod amount;
mod cell;
pub mod checks;
pub mod compare;
pub mod definition;
mod form;
mod layout;
mod narrative;
pub mod repetition;
mod section;
mod slot;
mod table_four;
mod table_three;
mod table_two;

pub use agency_kind::AgencyKind;
pub use amount::{Amount, AmountError, ExactDecimal, MoneyUnit};
pub use cell::Cell;
pub use form::{ReportForm, ReportTables};
pub use layout::{Alignment, LayoutCell, LayoutContent, LayoutRole, LayoutTable, table_layouts};
pub use narrative::{
    Breakdown, Claim, Figure, Hedge, Narrative, Notion, ReportText, Scope, SectionText, Share, Statement, TextPlace,
};
pub use section::ReportSection;
pub use slot::{Slot, SlotError, SlotValue};
pub use table_four::{TableFour, TableFourColumn, TableFourGroup};
pub use table_three::{ApplicantColumn, ApplicantKind, TableThree, TableThreeGroup, TableThreeRow};
pub use table_two::{TableTwo, TableTwoBlock, TableTwoColumn, TableTwoRow};
