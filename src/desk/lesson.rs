//! What people correct teaches triage: noted in the transaction of the
//! correction, for the post that the case began with.

use super::Result;
use super::work::Work;
use crate::domain::lesson::{Moved, moved};
use crate::domain::{Case, Department, Field, Intent, Label, Lesson, Topic};

impl Work {
    /// Somebody says that it is this, where triage said that.
    pub async fn learn(&mut self, case: &Case, was: Label, is: Label) -> Result<()> {
        let Some(mention) = self.tx.first_post(case.number).await? else {
            return Ok(());
        };
        let by = self.staff()?;
        let kept = self.tx.lesson(mention, is.field()).await?;
        let lesson = Lesson { mention, was, is, by };
        match lesson.after(kept.as_ref()) {
            Some(lesson) => self.tx.keep_lesson(&lesson).await,
            None => self.tx.drop_lesson(mention, is.field()).await,
        }
    }

    /// Somebody set another urgency. Of several posts nobody can say which one it is about.
    pub async fn learn_urgency(&mut self, case: &Case, is: &Case) -> Result<()> {
        if case.mentions > 1 {
            return Ok(());
        }
        self.learn(case, Label::Urgency(case.urgency), Label::Urgency(is.urgency))
            .await
    }

    /// Somebody moved the case to a department that takes other topics.
    pub async fn learn_from_transfer(&mut self, case: &Case, to: &Department) -> Result<()> {
        let Some(mention) = self.tx.first_post(case.number).await? else {
            return Ok(());
        };
        let kept = self.tx.lesson(mention, Field::Topic).await?;
        let said = kept.and_then(|kept| match kept.was {
            Label::Topic(topic) => Some(topic),
            Label::Intent(_) | Label::Urgency(_) => None,
        });
        // Only where the department takes several topics does it need reading.
        let post = match to.topics.len() {
            0 | 1 => None,
            _ => self.tx.posts_of(case.number).await?.into_iter().next(),
        };
        let best = |topics: &[Topic]| {
            let post = post.as_ref()?;
            self.office
                .triage()
                .likeliest_topic(&post.text, post.post.network, topics)
        };
        match moved(case.topic, said, to, best) {
            Moved::Silent => Ok(()),
            Moved::TakesBack => self.tx.drop_lesson(mention, Field::Topic).await,
            Moved::Teaches(topic) => {
                self.learn(case, Label::Topic(case.topic), Label::Topic(topic))
                    .await
            }
        }
    }

    /// Somebody dismissed it, and the reason may say as what.
    pub async fn learn_from_dismissal(&mut self, case: &Case, why: &str) -> Result<()> {
        match crate::domain::lesson::dismissed_as(why) {
            Some(intent) => {
                self.learn(case, Label::Intent(case.intent), Label::Intent(intent))
                    .await
            }
            None => Ok(()),
        }
    }

    /// Somebody opened again what was dismissed as none of ours: by a person, who takes the word back, or by triage, which
    /// was wrong.
    pub async fn learn_from_reopening(&mut self, case: &Case) -> Result<()> {
        let Some(mention) = self.tx.first_post(case.number).await? else {
            return Ok(());
        };
        let kept = self.tx.lesson(mention, Field::Intent).await?;
        let is_foreign = |label: Label| matches!(label, Label::Intent(Intent::Spam | Intent::Unrelated));
        if kept.is_some_and(|kept| is_foreign(kept.is)) {
            return self.tx.drop_lesson(mention, Field::Intent).await;
        }
        if !is_foreign(Label::Intent(case.intent)) {
            return Ok(());
        }
        let Some(post) = self.tx.posts_of(case.number).await?.into_iter().next() else {
            return Ok(());
        };
        let ours: Vec<Intent> = Intent::ALL
            .iter()
            .copied()
            .filter(|intent| !is_foreign(Label::Intent(*intent)))
            .collect();
        let triage = self.office.triage();
        match triage.likeliest_intent(&post.text, post.post.network, &ours) {
            Some(intent) => {
                self.learn(case, Label::Intent(case.intent), Label::Intent(intent))
                    .await
            }
            None => Ok(()),
        }
    }
}
