//! Every reply that was decided bears a signature at each of its levels, in order, by different people none of whom wrote it.

use super::{BATCH, Damage, Round};
use affairs::application::reply::{ReplyLevel, ReplyProgress};
use affairs::id::PersonId;
use std::collections::BTreeSet;
use store::Kept;
use store::replies::ReplyRow;

impl Round<'_> {
    pub(super) async fn replies(&mut self) -> Kept<()> {
        let mut after = String::new();
        loop {
            let replies = store::replies::after(&mut self.db, &self.agency, &after, BATCH).await?;
            let Some((last, _, _)) = replies.last() else { break };
            after = last.reply.to_string();
            for (reply, signers, issued) in &replies {
                self.reply(reply, signers, *issued);
            }
        }
        Ok(())
    }

    fn reply(&mut self, reply: &ReplyRow, signers: &[(String, PersonId)], issued: bool) {
        let place = format!("答复 {}", reply.number);
        let decided = matches!(reply.progress, ReplyProgress::Decided { .. });
        if issued != decided {
            self.found(Damage::Reply, &place, "审核没有通过却已经签发，或者审核通过却没有签发的文本");
        }
        let levels: Vec<&str> = reply.levels.iter().copied().map(ReplyLevel::code).collect();
        let signed: Vec<&str> = signers.iter().map(|(level, _)| level.as_str()).collect();
        let in_order = if decided { signed == levels } else { levels.starts_with(&signed) };
        let people: BTreeSet<&PersonId> = signers.iter().map(|(_, person)| person).collect();
        if !in_order || people.len() != signers.len() || people.contains(&reply.owner) {
            self.found(Damage::Reply, &place, "签署的级别、顺序或者人员与规定的不符");
        }
    }
}
