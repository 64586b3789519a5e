//! Running what is due. The clock is asked once a round; a moved clock runs a year of jobs in a moment.

use crate::{ActError, Desk, Done};
use affairs::id::{AgencyId, DocumentId};
use affairs::job::{Job, Task, retry_after};
use affairs::{ContentHash, Instant};

/// How long a job may run before somebody else may take it.
const LEASE_MINUTES: i64 = 5;

impl Desk {
    /// Runs the jobs that are due now, until none is. Answers how many were done.
    ///
    /// # Errors
    /// When the database fails; a job that fails is tried again later and does not stop the others.
    pub async fn run_due_jobs(&self) -> Done<usize> {
        let mut done = 0;
        loop {
            let now = self.now();
            let due = store::jobs::due(&self.reader, now, 20).await?;
            let mut ran = 0;
            for job in due {
                ran += usize::from(self.run_job(&job, now).await?);
            }
            if ran == 0 {
                return Ok(done);
            }
            done += ran;
        }
    }

    async fn run_job(&self, job: &Job, now: Instant) -> Done<bool> {
        if !store::jobs::lease(&self.writer, job, now, now.plus_minutes(LEASE_MINUTES)).await? {
            return Ok(false);
        }
        match self.do_task(&job.agency, &job.task).await {
            Ok(()) => Ok(true),
            Err(error) => {
                let cause = match &error {
                    ActError::Refused(refusal) => refusal.to_string(),
                    ActError::Failed(failure) => failure.cause().to_owned(),
                };
                tracing::error!(job = job.task.kind(), agency = %job.agency, cause, "a job failed and is tried again later");
                store::jobs::failed(&self.writer, job, retry_after(now, job.attempts), &cause).await?;
                Ok(false)
            }
        }
    }

    async fn do_task(&self, agency: &AgencyId, task: &Task) -> Done<()> {
        match task {
            Task::ReadBundle { bundle } => self.read_bundle(agency, &hash(bundle)?).await,
            Task::Release { bundle } => self.release(agency, &hash(bundle)?).await,
            Task::LapseApplication { case } => {
                self.lapse_application(agency, &affairs::id::CaseId::new(case.as_str())).await
            }
            Task::AskAfterMail { item } => self.ask_after_mail(agency, &affairs::id::MailId::new(item.as_str())).await,
            Task::TellMoved { revision } => {
                self.tell_moved(agency, revision.parse().map_err(|_| crate::not_found())?).await
            }
            Task::TellDeadlines => self.tell_deadlines(agency).await,
            Task::DecideTakeDown { document } => {
                self.remind_to_decide(agency, &DocumentId::new(document.as_str())).await
            }
        }
    }
}

fn hash(text: &str) -> Done<ContentHash> {
    Ok(ContentHash::parse(text).ok_or_else(crate::not_found)?)
}
