//! 文件: a document, its editions, and the bundle that people approve.

pub mod body;
pub mod body_html;
pub mod bundle;
pub mod coded;
pub mod column;
pub mod difference;
pub mod edition;
pub mod record;
pub mod site;
pub mod timeliness;

pub use body::{Block, Body, Inline};
pub use bundle::{Bundle, BundleKind};
pub use column::{Column, ColumnGroup, ColumnKind};
pub use edition::{Action, Attachment, Edition, Origin, Release};
pub use record::{Document, DocumentState, Upload};
pub use site::SiteFacts;
