//! The words of the trade and the rules that hold between them.
//!
//! Pure: no I/O, no `async`, no clock read. A change eats the old value and
//! gives the new one with the [`Event`] that tells of it, or a [`Refusal`]
//! whose words the person who asked will read. Everything else in the program
//! carries these types about.

pub mod assessment;
pub mod card;
pub mod case;
pub mod clock;
mod closing;
pub mod delivery;
pub mod department;
pub mod digest;
pub mod draft;
pub mod event;
pub mod guard;
pub mod handoff;
pub mod language;
pub mod lesson;
pub mod line;
pub mod member;
pub mod mention;
pub mod network;
pub mod offer;
pub mod people;
pub mod picture;
pub mod policy;
pub mod refusal;
pub mod request;
pub mod resource;
pub mod routing;
pub mod sandbox;
pub mod schedule;
pub mod series;
pub mod sight;
pub mod staff;
pub mod state;
pub mod suggestion;
pub mod symptom;
pub mod text;
pub mod transcript;
pub mod trend;
pub mod trial;
pub mod watching;
mod words;

pub use assessment::{Assessment, Confidence, Finding, Intent, Topic, Urgency};
pub use card::{Card, Published};
pub use case::{Case, CaseNumber};
pub use clock::{Clock, Timestamp};
pub use delivery::{Delivery, DeliveryId, Lane, Outcome, SendError, What};
pub use department::{ChannelRef, Department, DepartmentName, Directory, Facility, FacilityName};
pub use draft::{Draft, DraftId, DraftState, Given, Withdrawal, Yes};
pub use event::{Actor, Change, Event, Origin};
pub use guard::{GuardFinding, Reason, Ruling, Verdict};
pub use handoff::{Code, HandoffTerms, Invitation};
pub use language::Speakers;
pub use lesson::{Field, Label, Lesson};
pub use line::{Line, Piece};
pub use member::{Account, Group, Member, Remembered, Roll, Standing};
pub use mention::{Author, FeedName, Found, Mention, PostRef};
pub use network::{Limit, Network};
pub use offer::Offer;
pub use picture::Picture;
pub use policy::{Approval, Gate, Night, Pledge, Policy, Worry};
pub use refusal::Refusal;
pub use request::ApprovalRequest;
pub use resource::{Fared, Fate, Places, Purpose, Resource, ResourceName};
pub use routing::Route;
pub use series::Series;
pub use sight::Sight;
pub use staff::{Right, Staff, StaffName};
pub use state::{Ending, State};
pub use suggestion::{Source, Suggestion};
pub use symptom::Symptom;
pub use trend::Trend;
pub use trial::{MadeModel, ModelState};
pub use watching::Watching;
