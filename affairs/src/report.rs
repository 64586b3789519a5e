//! 年度报告: the metrics it counts, the words around them, its life from draft to erratum (Regulation Art. 49, 50).

pub mod body;
pub mod completeness;
pub mod hedge;
pub mod life;
pub mod metric;
pub mod narrative;
pub mod problem;
pub mod suggestion;
pub mod tally;

pub use hedge::Hedge;
pub use life::{Explanation, Freezing, ReportLife, Stored, Writing};
pub use metric::{Figure, Metric, Nature};
pub use narrative::{Narrative, Part, Piece, Rendered};
pub use problem::{Problem, ProblemWords};
pub use suggestion::{Suggestion, YearFacts};
pub use tally::{CountedRecord, Tally};
