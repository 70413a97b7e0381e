//! Hostile words go through every surface of both chats, where all is shown
//! and where words are kept out: they are shown as they were written or not at
//! all, and do nothing.

use super::house::{Habits, House};
use super::words::{Said, all, cut, texts_of};
use super::{drawn, harmless};
use crate::fakes::discord::{self, Modal};
use crate::fakes::slack::{self, View};
use crate::world::organisation;
use liaison::domain::{Case, CaseNumber, Directory, Network, Sight, Timestamp, Watching, text};

/// Who works on all the cases.
const WHO: &str = "lena";
/// So much of the words fits into whatever people type into.
const TYPED: usize = 1_000;
/// So much of them is a name.
const NAME: usize = 200;

#[tokio::test]
async fn hostile_words_do_nothing_where_they_are_shown() {
    Tale::open(Sight::Full).await.tell().await;
}

#[tokio::test]
async fn hostile_words_stay_out_of_a_chat_that_keeps_them_out() {
    Tale::open(Sight::Redacted).await.tell().await;
}

/// The words on their way through both chats, and what was wrong with what came of them.
pub struct Tale {
    pub house: House,
    pub sight: Sight,
    pub words: Vec<String>,
    said: Said,
    home: String,
    /// How often words of the public stood in front of everybody.
    shown: usize,
    faults: Vec<String>,
}

impl Tale {
    async fn open(sight: Sight) -> Self {
        let habits = Habits { sight, limits: false };
        let words = all();
        // Each of the posts must be seen, whatever it looks like.
        let watching = Watching {
            copies: false,
            set_aside: false,
            ..Watching::default()
        };
        let organisation = Directory {
            watching,
            ..organisation::directory()
        };
        let house = House::open(organisation, habits).await;
        house.slack.waits_long();
        Self {
            said: Said::by(&words),
            home: format!("{}/", house.network.address()),
            house,
            sight,
            words,
            shown: 0,
            faults: Vec::new(),
        }
    }

    async fn tell(mut self) {
        self.comes_in().await;
        for case in self.cases().await {
            let words = self.words[usize::try_from(case.number.0 - 1).unwrap() % self.words.len()].clone();
            // Who comes second hears that it was said.
            if case.number.0 % 2 == 0 {
                self.in_slack(&case, &words).await;
                self.in_discord(&case, &words).await;
            } else {
                self.in_discord(&case, &words).await;
                self.in_slack(&case, &words).await;
            }
            self.house.settle().await;
        }
        self.over_all_cases().await;
        drawn::every_field(&self).await;
        self.looks_about();
        assert_eq!(self.faults, Vec::<String>::new());
        assert_eq!(self.shown > 0, self.sight == Sight::Full);
        self.house.close().await;
    }

    async fn comes_in(&self) {
        for words in &self.words {
            self.house
                .network
                .post(Network::Facebook, &cut(words, NAME), words, None);
        }
        self.house.reads().await;
        self.house.settle().await;
    }

    async fn cases(&self) -> Vec<Case> {
        let mut tx = self.house.store.read().await.unwrap();
        let (from, until) = (Timestamp::UNIX_EPOCH, Timestamp::MAX_UTC);
        let cases = tx.export_cases(CaseNumber(0), from, until, 1_000).await.unwrap();
        assert_eq!(cases.len(), self.words.len(), "each post is a case");
        cases
    }

    /// The message that is a case's card in Slack, or in Discord.
    async fn card(&self, case: &Case, chat: usize) -> String {
        let channel = &self.house.channels(case.department.as_str())[chat];
        let mut tx = self.house.store.read().await.unwrap();
        let card = tx.card_message(case.number, channel).await.unwrap();
        card.unwrap_or_else(|| panic!("{} has no card in {channel:?}", case.number))
    }

    async fn in_slack(&mut self, case: &Case, words: &str) {
        let ts = self.card(case, 0).await;
        let slack = self.house.slack.clone();
        let me = self.house.person(WHO).slack.clone();
        let room = self.house.rooms[case.department.as_str()].slack.clone();
        let number = case.number.0;
        let typed = cut(words, TYPED);
        for line in [
            format!("show {number}"),
            format!("reveal {number}"),
            format!("note {number} {}", escaped(&typed)),
        ] {
            let seen = slack.command(&me, &room, "/case", &line).await;
            self.whispered(number, &seen.ephemeral);
        }
        let form = slack.press(&me, &room, &ts, "reply").await;
        let form = form.view.expect("the form of a reply opens");
        self.opened(number, &form);
        let sent = slack.submit(&me, &form.id, &[("text", &typed)]).await;
        self.whispered(number, &sent.ephemeral);
        for error in sent.errors.values() {
            self.blames(number, "a form's error", harmless::turns(error));
        }
        while let Some(view) = slack.view(&me) {
            // What they typed themselves may stand there.
            self.blames(number, "a form that was sent", of_view(&view, &self.home));
            slack.close(&me, &view.id).await;
        }
    }

    async fn in_discord(&mut self, case: &Case, words: &str) {
        let card = self.card(case, 1).await.parse().expect("a message's id");
        let discord = self.house.discord.clone();
        let me = self.house.person(WHO).discord;
        let room = self.house.rooms[case.department.as_str()].discord;
        let (number, typed) = (case.number.0.to_string(), cut(words, TYPED));
        let of_case = [("case", number.as_str())];
        let with_words = [("case", number.as_str()), ("text", typed.as_str())];
        for (verb, options) in [
            ("show", of_case.as_slice()),
            ("reveal", &of_case),
            ("note", &with_words),
        ] {
            let seen = discord.command(me, room, "case", verb, options).await;
            self.heard(case.number.0, &discord.look_again(&seen));
        }
        let form = discord.press(me, room, card, "Reply").await;
        let form = form.modal.expect("the form of a reply opens");
        self.offered(case.number.0, &form);
        if !typed.is_empty() {
            let seen = discord.submit(me, &form, &[("text", &typed)]).await;
            self.heard(case.number.0, &discord.look_again(&seen));
        }
    }

    /// Lists, searches, the home page, what is offered while typing.
    async fn over_all_cases(&mut self) {
        let slack = self.house.slack.clone();
        let discord = self.house.discord.clone();
        let (me, room) = (
            self.house.person(WHO).clone(),
            self.house.rooms["leadership"].clone(),
        );
        let seen = slack.command(&me.slack, &room.slack, "/desk", "list").await;
        self.whispered(0, &seen.ephemeral);
        let seen = discord
            .command(me.discord, room.discord, "desk", "list", &[])
            .await;
        self.heard(0, &discord.look_again(&seen));
        for words in self.words.clone() {
            let sought = cut(&words, 60);
            let line = format!("search {}", escaped(&sought));
            let seen = slack.command(&me.slack, &room.slack, "/desk", &line).await;
            self.whispered(0, &seen.ephemeral);
            if sought.is_empty() {
                continue;
            }
            let options = [("words", sought.as_str())];
            let seen = discord
                .command(me.discord, room.discord, "desk", "search", &options)
                .await;
            self.heard(0, &discord.look_again(&seen));
            for (verb, option) in [("claim", "case"), ("tag", "tags"), ("transfer", "department")] {
                let at = (me.discord, room.discord);
                let offered = discord
                    .autocomplete(at, ("case", verb), (option, &sought), &[])
                    .await;
                for (label, _) in offered {
                    self.blames(0, "a label", harmless::turns(&label));
                }
            }
        }
        let page = slack.open_home(&me.slack).await;
        self.opened(0, &page);
    }

    /// Every message that stands anywhere, and the name of every thread.
    fn looks_about(&mut self) {
        for room in self.house.rooms.clone().values() {
            for card in self.house.slack.messages(&room.slack) {
                for message in self.house.slack.thread(&room.slack, &card.ts) {
                    self.stands_in_slack(&message);
                }
                self.stands_in_slack(&card);
            }
            let mut places = vec![room.discord];
            for thread in self.house.discord.threads(room.discord) {
                self.blames(0, "a thread's name", harmless::turns(&thread.name));
                let known = self.said.stands_in(&thread.name);
                self.blames(0, "a thread's name", known.map(|run| format!("says “{run}”")));
                places.push(thread.id);
            }
            for place in places {
                for message in self.house.discord.messages(place) {
                    self.stands_in_discord(&message);
                }
            }
        }
    }

    fn stands_in_slack(&mut self, message: &slack::Message) {
        let about = format!("in Slack: {}", text::line(&message.plain(), 60));
        self.blames(0, &about, harmless::slack(message, &self.home));
        self.holds_no_words(&about, &message.plain());
        self.holds_no_words(&about, &message.text);
        for shown in message.blocks.iter().flat_map(texts_of) {
            self.holds_no_words(&about, shown);
        }
    }

    fn stands_in_discord(&mut self, message: &discord::Message) {
        let about = format!("in Discord: {}", text::line(message.as_read(), 60));
        self.blames(0, &about, harmless::discord(message, &self.home));
        self.holds_no_words(&about, message.as_read());
        self.holds_no_words(&about, &message.content);
        for shown in message
            .embeds
            .iter()
            .chain(&message.components)
            .flat_map(texts_of)
        {
            self.holds_no_words(&about, shown);
        }
    }

    fn holds_no_words(&mut self, about: &str, shown: &str) {
        let run = self.said.stands_in(shown);
        self.shown += usize::from(run.is_some());
        let run = run.filter(|_| self.sight != Sight::Full);
        self.blames(0, about, run.map(|run| format!("says “{run}”")));
    }

    /// What one person saw in Slack.
    fn whispered(&mut self, case: i64, seen: &[slack::Message]) {
        for message in seen {
            self.blames(case, "a whisper in Slack", harmless::slack(message, &self.home));
        }
    }

    /// What one person saw in Discord.
    fn heard(&mut self, case: i64, seen: &discord::Seen) {
        let public = seen
            .public
            .iter()
            .map(|_| "everybody saw the answer".to_owned())
            .collect::<Vec<_>>();
        self.blames(case, "an answer in Discord", public);
        for message in &seen.ephemeral {
            self.blames(
                case,
                "a whisper in Discord",
                harmless::discord(message, &self.home),
            );
        }
    }

    /// A form or a page of Slack before anything was typed into it.
    fn opened(&mut self, case: i64, view: &View) {
        self.blames(case, "a view", of_view(view, &self.home));
        self.holds_no_words("a view", &view.plain());
        for shown in texts_of(&view.body) {
            self.holds_no_words("a view", shown);
        }
    }

    /// A form of Discord before anything was typed into it.
    fn offered(&mut self, case: i64, form: &Modal) {
        let texts = form
            .inputs
            .iter()
            .flat_map(|input| [&input.label, &input.value, &input.placeholder]);
        for shown in texts.chain([&form.title]) {
            self.blames(case, "a form in Discord", harmless::turns(shown));
            self.holds_no_words("a form in Discord", shown);
        }
    }

    fn blames(&mut self, case: i64, about: &str, what: impl IntoIterator<Item = String>) {
        let told = what.into_iter().map(|what| format!("#{case}, {about}: {what}"));
        self.faults.extend(told);
    }
}

/// A view is held to what a message is.
fn of_view(view: &View, home: &str) -> Vec<String> {
    let as_message = slack::Message {
        blocks: view.blocks().to_vec(),
        ..slack::Message::default()
    };
    harmless::slack(&as_message, home)
}

/// What Slack does to what people type.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
