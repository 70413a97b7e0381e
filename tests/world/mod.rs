//! The world a story is told in: a real desk and engine over a real database,
//! a social network at the wire, a chat, and a clock that stands still until
//! the story moves it. When a story ends, whatever is unsent, given up on
//! without the story saying so, or against a rule of the network fails it.

pub mod crew;
pub mod database;
pub mod drafts;
pub mod draw;
pub mod network;
pub mod organisation;
mod promises;
pub mod stage;

use crew::Crew;
use database::Database;
use liaison::desk::Desk;
use liaison::domain::{
    Case, CaseNumber, Clock, DepartmentName, Directory, Network, Route, Timestamp, Urgency,
};
use liaison::store::{Aside, Filter, Store};
use network::Network as Public;
use stage::{In, Stage, Town};

pub use chrono::TimeDelta;

/// So many rounds without coming to rest are a circle.
const ROUNDS: usize = 500;

/// Everything a story is about.
pub struct World {
    pub clock: Clock,
    pub store: Store,
    pub desk: Desk,
    pub network: Public,
    /// The chat that the hospital works in.
    pub stage: Stage,
    /// The process that works for us.
    pub crew: Crew,
    pub database: Database,
    acknowledged: usize,
}

/// Hours, for [`World::wait`].
pub fn hours(count: i64) -> TimeDelta {
    TimeDelta::hours(count)
}

/// Minutes, for [`World::wait`].
pub fn minutes(count: i64) -> TimeDelta {
    TimeDelta::minutes(count)
}

/// Seconds, for [`World::wait`].
pub fn seconds(count: i64) -> TimeDelta {
    TimeDelta::seconds(count)
}

/// Nine in the morning of a Friday in Chicago.
pub fn morning() -> Timestamp {
    "2026-11-20T15:00:00Z".parse().expect("a time")
}

/// Tells a story once on each database, in each chat.
#[expect(clippy::needless_pass_by_value, reason = "a story is written in place")]
pub fn on_each_database(story: impl AsyncFn(&mut World)) {
    for which in stage::wanted() {
        database::each(&database::wanted(), async |database| {
            tell(which, database, &story).await
        });
    }
}

/// Tells a story that only the console can show, once on each database.
#[expect(clippy::needless_pass_by_value, reason = "a story is written in place")]
pub fn on_the_console(story: impl AsyncFn(&mut World)) {
    database::each(&database::wanted(), async |database| {
        tell(In::Console, database, &story).await
    });
}

/// Tells a story in this chat, on this database.
pub async fn tell(which: In, database: Database, story: impl AsyncFn(&mut World)) -> Database {
    let mut world = World::new(which, database).await;
    story(&mut world).await;
    world.end().await
}

impl World {
    async fn new(which: In, database: Database) -> Self {
        let clock = Clock::manual(morning());
        let store = Store::open(&database.target, clock.clone())
            .await
            .expect("the database opens");
        let town = Town::open(which, &clock).await;
        let desk = Desk::new(
            store.clone(),
            clock.clone(),
            town.moved_in(organisation::directory()),
        );
        let network = Public::open(clock.clone()).await;
        let stage = Stage::open(&town, (&store, &desk, &clock));
        let crew = Crew::new("first", (&store, &desk, &clock), &network, stage.chat());
        Self {
            clock,
            store,
            desk,
            network,
            stage,
            crew,
            database,
            acknowledged: 0,
        }
    }

    /// Another process on the same database, with connections of its own.
    pub async fn another_process(&self, holder: &str) -> Crew {
        let store = Store::open(&self.database.target, self.clock.clone())
            .await
            .expect("the database opens");
        let desk = Desk::new(store.clone(), self.clock.clone(), self.directory());
        Crew::new(
            holder,
            (&store, &desk, &self.clock),
            &self.network,
            self.stage.chat(),
        )
    }

    /// The organisation as it is now.
    pub fn directory(&self) -> Directory {
        Directory::clone(&self.desk.office().directory)
    }

    /// The settings get one more rule.
    pub fn follows(&self, route: Route) {
        let mut directory = self.directory();
        directory.routes.push(route);
        self.desk.settle_in(directory);
    }

    /// From now on two words make a post critical.
    pub fn dreads_code_silver(&self) {
        self.follows(Route {
            words: vec!["code silver".to_owned()],
            to: "emergency".to_owned(),
            priority: Some(Urgency::Critical),
            ..Route::default()
        });
    }

    /// Somebody writes about us; [`Posting::routed_to`] says where the case must go.
    pub fn mention<'a>(&'a self, text: &'a str) -> Posting<'a> {
        Posting {
            world: self,
            text,
            by: "rosa",
            on: Network::Bluesky,
            under: None,
        }
    }

    /// Somebody on the payroll.
    pub fn staff<'a>(&'a self, name: &'a str) -> Person<'a> {
        Person { world: self, name }
    }

    /// Everything that can be done now is done.
    pub async fn settle(&self) {
        for _ in 0..ROUNDS {
            if self.crew.round().await == 0 {
                return;
            }
        }
        panic!("the world does not come to rest");
    }

    /// Time passes.
    pub async fn wait(&self, time: TimeDelta) {
        self.clock.advance(time);
        self.settle().await;
    }

    /// Time passes in small steps, until nothing is left to be sent.
    pub async fn wait_until_sent(&self) {
        for _ in 0..120 {
            if self.waiting().await == 0 {
                return;
            }
            self.wait(seconds(30)).await;
        }
        panic!("after an hour something is still to be sent");
    }

    /// How many deliveries are still to go out.
    pub async fn waiting(&self) -> i64 {
        let mut tx = self.store.read().await.unwrap();
        tx.waiting().await.unwrap().0
    }

    /// Deliveries that were given up on. A story that asks has seen them; others fail over them.
    pub async fn given_up(&mut self) -> Vec<Aside> {
        let aside = self
            .store
            .read()
            .await
            .unwrap()
            .set_aside_deliveries(100)
            .await
            .unwrap();
        self.acknowledged = aside.len();
        aside
    }

    /// A case as it stands.
    pub async fn case(&self, number: i64) -> Case {
        let mut tx = self.store.read().await.unwrap();
        let case = tx.case(CaseNumber(number)).await.unwrap();
        case.unwrap_or_else(|| panic!("there is no case {number}"))
    }

    /// How many cases there are.
    pub async fn count(&self) -> usize {
        let mut tx = self.store.read().await.unwrap();
        tx.list(&Filter::All, 10_000).await.unwrap().len()
    }

    /// A case's record, one word an event.
    pub async fn record(&self, number: i64) -> String {
        let mut tx = self.store.read().await.unwrap();
        let told = tx.history(CaseNumber(number)).await.unwrap();
        told.iter()
            .map(|t| t.event.change.kind())
            .collect::<Vec<_>>()
            .join(" ")
    }

    async fn end(self) -> Database {
        self.settle().await;
        assert_eq!(
            self.network.complaints(),
            Vec::<String>::new(),
            "the network complains"
        );
        assert_eq!(
            self.stage.complaints(),
            Vec::<String>::new(),
            "the chat complains"
        );
        assert_eq!(self.waiting().await, 0, "something was not sent");
        let aside = self
            .store
            .read()
            .await
            .unwrap()
            .set_aside_deliveries(100)
            .await
            .unwrap();
        assert_eq!(aside.len(), self.acknowledged, "given up on: {aside:?}");
        self.keeps_its_promises().await;
        self.store.close().await;
        self.database
    }
}

/// A post about to be written. Awaited, it is written, taken in and gives its id.
pub struct Posting<'a> {
    world: &'a World,
    text: &'a str,
    by: &'a str,
    on: Network,
    under: Option<&'a str>,
}

impl<'a> Posting<'a> {
    /// By this person, not Rosa.
    pub fn by(self, handle: &'a str) -> Self {
        Self { by: handle, ..self }
    }

    /// On this network, not Bluesky.
    pub fn on(self, network: Network) -> Self {
        Self { on: network, ..self }
    }

    /// As an answer to this post.
    pub fn under(self, post: &'a str) -> Self {
        Self {
            under: Some(post),
            ..self
        }
    }

    /// Writes it, without anybody at the hospital looking yet.
    pub fn unseen(self) -> String {
        self.world.network.post(self.on, self.by, self.text, self.under)
    }

    /// Writes it and lets it be taken in.
    pub async fn seen(self) -> String {
        let world = self.world;
        let id = self.unseen();
        world.settle().await;
        id
    }

    /// Writes it, lets it be taken in, and looks that its case went there.
    pub async fn routed_to(self, department: &str) -> String {
        let world = self.world;
        let post = liaison::domain::PostRef {
            network: self.on,
            id: self.unseen(),
        };
        world.settle().await;
        let mut tx = world.store.read().await.unwrap();
        let taken_in = tx.post(&post).await.unwrap().expect("the post was taken in");
        let case = tx.case(taken_in.case).await.unwrap().expect("a post has a case");
        assert_eq!(
            case.department,
            DepartmentName::from(department),
            "it went there because of {:?}",
            case.reasons
        );
        post.id
    }
}

/// Somebody on the payroll, or somebody who says so.
pub struct Person<'a> {
    world: &'a World,
    name: &'a str,
}

impl Person<'_> {
    /// Types a line, reads the answer, and lets what follows from it happen.
    pub async fn types(&self, line: &str) -> String {
        let answer = self.only_types(line).await;
        self.world.settle().await;
        answer
    }

    /// Types a line and reads the answer; what is to be sent waits.
    pub async fn only_types(&self, line: &str) -> String {
        self.in_thread(None, line).await
    }

    /// Presses a button under the newest request about a case's draft, and sends the form that opens with these words.
    pub async fn decides(&self, case: i64, button: &str, words: &str) -> String {
        let (channel, request) = self.world.request(case).await;
        let said = self
            .world
            .stage
            .decides(self.name, (&channel, &request), (button, words))
            .await;
        self.world.settle().await;
        said
    }

    /// Types a line in a case's thread, where the number may be left out.
    pub async fn in_thread(&self, case: Option<i64>, line: &str) -> String {
        self.world
            .stage
            .types(self.name, case.map(CaseNumber), line)
            .await
    }
}
