//! One application of the demo through the real acts, with the clock moved along, never back.

use super::remedies::{self, Running};
use super::{Ends, Wish};
use crate::Trouble;
use crate::demo::papers::clean_checklist;
use crate::demo::people::Bureau;
use affairs::application::file::FileRole;
use affairs::application::form::Wanted;
use affairs::application::reply::{Answer, Withheld};
use affairs::application::{Application, Form, Phase, ProvisionWay};
use affairs::case::Search;
use affairs::id::CaseId;
use affairs::{ContentHash, Date, Instant};
use desk::applications::{Opinion, Registration, Seal, Service, TakenFile, Written};
use desk::{Clock, Desk, MovedClock, Who};
use law::annual_report::ApplicantKind;
use law::calendar::WorkingDayCalendar;
use law::fee::FeeMethod;
use law::outcome::{Demand, Outcome};
use law::received::IntakeMode;
use law::remedy::ServiceWay;
use std::collections::BTreeMap;

/// Pages of the demo's fee notices.
const PAGES: u32 = 180;

/// The demo's applications as they go along.
pub(super) struct Story<'demo> {
    pub desk: &'demo Desk,
    clock: &'demo MovedClock,
    bureau: &'demo Bureau,
    /// Who handles applications.
    pub officer: &'demo Who,
    /// How replies are served from now on.
    pub way: ServiceWay,
    /// The case of each wish, by what is wanted.
    cases: BTreeMap<&'static str, CaseId>,
    pub running: Running,
}

impl<'demo> Story<'demo> {
    pub(super) fn new(desk: &'demo Desk, clock: &'demo MovedClock, bureau: &'demo Bureau) -> Result<Self, Trouble> {
        let officer = bureau.who("disclosure")?;
        let (way, cases, running) = (ServiceWay::InPerson, BTreeMap::new(), Running::default());
        Ok(Self { desk, clock, bureau, officer, way, cases, running })
    }

    /// Moves the clock to an hour of a day, or a minute on where that has passed. Answers the day it is then.
    pub(super) fn at(&self, day: Date, hour: i8) -> Date {
        let wanted = Instant::of_shanghai(day.at(hour, 0, 0, 0));
        self.clock.set(wanted.max(self.clock.now().plus_minutes(1)));
        self.clock.now().date()
    }

    /// The same so many working days after today.
    fn later(&self, days: u16, hour: i8) -> Date {
        let day = WorkingDayCalendar::shipped().add_working_days(self.clock.now().date(), days).value;
        self.at(day, hour)
    }

    pub(super) fn case(&self, wanted: &str) -> Result<CaseId, Trouble> {
        self.cases.get(wanted).cloned().ok_or_else(|| Trouble(format!("没有这件演示申请：{wanted}")))
    }

    /// What happens before a day in the cases that were brought.
    pub(super) async fn follow_up(&mut self, before: Date) -> Result<(), Trouble> {
        remedies::run(self, before).await
    }

    async fn loaded(&self, case: &CaseId) -> Result<Application, Trouble> {
        let found = store::applications::by_id(self.desk.reader(), self.desk.keyring()?, &self.officer.agency, case);
        found.await?.ok_or_else(|| Trouble("演示申请不见了".to_owned()))
    }

    async fn version(&self, case: &CaseId) -> Result<i64, Trouble> {
        Ok(self.loaded(case).await?.frame.version)
    }

    /// It comes in: over the counter, and in the second year by registered post.
    pub(super) async fn receive(&mut self, year: i16, wish: &Wish) -> Result<CaseId, Trouble> {
        let Wish(month, day, kind, wanted, _) = *wish;
        let by_post = self.way == ServiceWay::Electronic;
        let mode = if by_post { IntakeMode::RegisteredPost } else { IntakeMode::InPerson };
        self.register(jiff::civil::date(year, month, day), mode, kind, wanted).await
    }

    /// It comes in on a day in this way.
    pub(super) async fn register(
        &mut self,
        day: Date,
        mode: IntakeMode,
        kind: ApplicantKind,
        wanted: &'static str,
    ) -> Result<CaseId, Trouble> {
        let today = self.at(day, 9);
        let by_post = mode == IntakeMode::RegisteredPost;
        let registration = Registration {
            mode,
            submitted_on: today,
            signed_on: by_post.then_some(today),
            trace: if by_post { format!("XA{:09}41", self.cases.len() + 1) } else { String::new() },
            kind,
            form: self.form(kind, wanted),
        };
        let case = self.desk.register_application(self.officer, registration, Vec::new()).await?.case;
        self.cases.insert(wanted, case.clone());
        Ok(case)
    }

    fn form(&self, kind: ApplicantKind, wanted: &str) -> Form {
        let mut form = Form::default();
        let applicant = &mut form.applicant;
        applicant.name = match kind {
            ApplicantKind::NaturalPerson => format!("申请人{:02}", self.cases.len() + 1),
            kind => format!("演示申请单位（{}）", kind.label()),
        };
        applicant.telephone = "0391-0000124".to_owned();
        if kind != ApplicantKind::NaturalPerson {
            applicant.contact_person = "单位联系人".to_owned();
        }
        form.wanted = Wanted { description: wanted.to_owned(), way: ProvisionWay::InPerson, ..Wanted::default() };
        form
    }

    /// Takes it to its end.
    pub(super) async fn handle(&self, case: &CaseId, ends: Ends) -> Result<(), Trouble> {
        match ends {
            Ends::LeftOpen => Ok(()),
            Ends::Answered(outcome) => self.answer(case, outcome, self.later(1, 9)).await,
            Ends::PaidThenAnswered(outcome) => {
                self.charge(case).await?;
                let paid_on = self.later(5, 10);
                let version = self.version(case).await?;
                let amount = self.standing(case).await?.fee.map_or(0, |fee| fee.amount);
                self.desk.enter_payment(self.officer, case, version, amount, paid_on, "豫财非税0000001").await?;
                self.answer(case, outcome, self.later(1, 9)).await
            }
            Ends::Withdrawn => {
                self.later(2, 15);
                let version = self.version(case).await?;
                Ok(self.desk.withdraw_application(self.officer, case, version, "申请人书面撤回").await?)
            }
            Ends::Uncorrected => {
                let until = self.ask_to_correct(case).await?;
                self.give_up_after(until).await
            }
            Ends::Unpaid => {
                let until = self.charge(case).await?;
                self.give_up_after(until).await
            }
        }
    }

    async fn standing(&self, case: &CaseId) -> Result<affairs::application::Standing, Trouble> {
        Ok(self.loaded(case).await?.standing(WorkingDayCalendar::shipped()))
    }

    async fn charge(&self, case: &CaseId) -> Result<Date, Trouble> {
        let today = self.later(2, 10);
        let version = self.version(case).await?;
        self.desk.charge_application(self.officer, case, version, FeeMethod::ByPage, PAGES, today).await?;
        match self.standing(case).await?.phase {
            Phase::AwaitingPayment { until } => Ok(until),
            other => Err(Trouble(format!("收费通知之后是“{}”", other.label()))),
        }
    }

    async fn ask_to_correct(&self, case: &CaseId) -> Result<Date, Trouble> {
        let today = self.later(2, 10);
        let until = WorkingDayCalendar::shipped().add_working_days(today, 10).value;
        let version = self.version(case).await?;
        self.desk.ask_to_correct(self.officer, case, version, until, "请写明所需信息的名称、文号或者其他特征").await?;
        Ok(until)
    }

    /// The head grants more time, and the applicant is told.
    pub(super) async fn extend(&self, case: &CaseId, day: Date, days: u16) -> Result<(), Trouble> {
        self.at(day, 10);
        let (desk, officer) = (self.desk, self.officer);
        desk.ask_to_extend(officer, case, self.version(case).await?, days, "所涉档案数量较多，需要逐份审查").await?;
        self.at(day, 11);
        let head = self.bureau.who("disclosure-head")?;
        desk.decide_extension(head, case, self.version(case).await?, true, "同意").await?;
        self.at(day, 14);
        Ok(desk.notify_extension(officer, case, self.version(case).await?).await?)
    }

    /// The applicant is asked on a day to say more.
    pub(super) async fn ask_on(&self, case: &CaseId, day: Date) -> Result<(), Trouble> {
        let today = self.at(day, 10);
        let until = WorkingDayCalendar::shipped().add_working_days(today, 15).value;
        let version = self.version(case).await?;
        Ok(self.desk.ask_to_correct(self.officer, case, version, until, "请写明所需信息的年度和名称").await?)
    }

    /// The day after, the clock closes it.
    async fn give_up_after(&self, until: Date) -> Result<(), Trouble> {
        self.at(until.tomorrow()?, 9);
        self.desk.run_due_jobs().await?;
        Ok(())
    }

    /// Writes the reply, takes it through its reviews, seals and serves it.
    pub(super) async fn answer(&self, case: &CaseId, outcome: Outcome, from: Date) -> Result<(), Trouble> {
        self.at(from, 9);
        self.prepare(case, outcome).await?;
        self.later(1, 9);
        let written = self.write(case, outcome).await?;
        let version = self.version(case).await?;
        self.desk.submit_reply(self.officer, case, version, written, &BTreeMap::new()).await?;
        let Phase::ReplyInReview { reply, .. } = self.standing(case).await?.phase else {
            return Err(Trouble("答复没有进入审核".to_owned()));
        };
        self.sign(&reply, outcome).await?;
        self.later(1, 10);
        self.seal(case, &reply).await?;
        let today = self.at(self.clock.now().date(), 15);
        let version = self.version(case).await?;
        Ok(self.desk.serve_reply(self.officer, case, version, self.service(today)).await?)
    }

    /// What the outcome rests on in the case's own ledger.
    async fn prepare(&self, case: &CaseId, outcome: Outcome) -> Result<(), Trouble> {
        let demands = outcome.demands();
        if demands.contains(&Demand::SearchRecord) {
            let search = Search {
                places: vec!["公文管理系统".to_owned(), "档案室".to_owned()],
                keywords: vec!["申请所述名称".to_owned()],
                people: vec!["经办人".to_owned()],
                result: "未检索到".to_owned(),
            };
            let today = self.clock.now().date();
            let version = self.version(case).await?;
            self.desk.record_search(self.officer, case, version, false, today, search).await?;
        }
        if demands.contains(&Demand::CorrectionAsked) {
            self.ask_to_correct(case).await?;
            let today = self.later(4, 10);
            let wanted = Wanted { description: "相关材料，越多越好".to_owned(), ..Wanted::default() };
            let version = self.version(case).await?;
            self.desk.enter_correction(self.officer, case, version, today, wanted).await?;
        }
        if demands.contains(&Demand::ReasonsAsked) {
            let today = self.later(1, 10);
            let until = WorkingDayCalendar::shipped().add_working_days(today, 7).value;
            let (officer, version) = (self.officer, self.version(case).await?);
            self.desk.ask_reasons(officer, case, version, until, "近一个月申请数量明显过多").await?;
            self.later(5, 10);
            self.desk.enter_reasons(officer, case, self.version(case).await?, "没有说明具体理由").await?;
        }
        Ok(())
    }

    /// Answers the revision of the draft.
    async fn write(&self, case: &CaseId, outcome: Outcome) -> Result<i64, Trouble> {
        let draft = self.desk.reply_draft(self.officer, case).await?;
        let mut revision = draft.map_or(0, |draft| draft.reveal(affairs::personal::Purpose::Handling).revision);
        let written = Written { answer: answer(outcome), typed_number: String::new(), way: self.way, revision };
        self.desk.write_reply(self.officer, case, written).await?;
        revision += 1;
        if outcome.demands().contains(&Demand::Materials) {
            let files =
                self.file(FileRole::Material, "提供的信息.txt", "演示材料\n按申请提供的信息正文\n".as_bytes()).await?;
            let hash = files.first().map(|file| file.hash().clone()).ok_or_else(|| Trouble("没有材料".to_owned()))?;
            self.desk.attach_case_files(self.officer, case, files).await?;
            self.desk.add_material(self.officer, case, revision, (&hash, "所申请的信息", "")).await?;
            revision += 1;
        }
        Ok(revision)
    }

    async fn file(&self, role: FileRole, name: &str, bytes: &[u8]) -> Result<Vec<TakenFile>, Trouble> {
        let mut files = self.desk.files_in(&self.officer.agency).await?;
        files.begin(role, name).await?;
        files.write(bytes).await?;
        files.end().await?;
        Ok(files.done())
    }

    async fn sign(&self, reply: &ContentHash, outcome: Outcome) -> Result<(), Trouble> {
        let day = self.clock.now().date();
        let mut signers = vec![self.bureau.head_of("office")?];
        if outcome.hands_out() {
            signers.push(self.bureau.present("secrecy", day)?);
        }
        signers.extend([self.bureau.who("disclosure-head")?, self.bureau.present("leader", day)?]);
        for (hour, who) in (10..).zip(signers) {
            self.at(day, hour);
            let checklist = Some(clean_checklist());
            let opinion = Opinion { seen: reply.clone(), text: "同意".to_owned(), checklist };
            self.desk.sign_reply(who, opinion).await?;
        }
        Ok(())
    }

    async fn seal(&self, case: &CaseId, reply: &ContentHash) -> Result<(), Trouble> {
        let paper = self.desk.reply_letter(self.officer, case, reply).await?;
        let copy = self.file(FileRole::SealedReply, "盖章件.pdf", &paper).await?.pop();
        let seal = Seal { copies: 2, by: "印章管理员".to_owned(), copy, check: String::new() };
        let version = self.version(case).await?;
        Ok(self.desk.seal_reply(self.officer, case, version, seal).await?)
    }

    fn service(&self, today: Date) -> Service {
        let in_person = self.way == ServiceWay::InPerson;
        Service {
            way: self.way,
            sent_on: today,
            signed_on: in_person.then_some(today),
            notice_ends_on: None,
            recipient: if in_person { "申请人本人".to_owned() } else { String::new() },
            trace: if in_person { String::new() } else { "本网站查询下载".to_owned() },
            words: String::new(),
        }
    }
}

/// An answer with something for everything that its outcome asks.
fn answer(outcome: Outcome) -> Answer {
    let mut answer =
        Answer { findings: "本机关对申请事项进行了检索和审查".to_owned(), ..Answer::of(outcome) };
    for demand in outcome.demands() {
        match demand {
            Demand::LawCited => answer.citations = vec!["《中华人民共和国社区矫正法》第五十四条".to_owned()],
            Demand::WithheldParts => {
                answer.withheld = vec![Withheld {
                    what: "合同中的单价明细".to_owned(),
                    because: "属于第三方商业秘密，第三方不同意公开".to_owned(),
                    ground: Outcome::ThirdPartyRights,
                }];
            }
            Demand::InquiryRule => {
                answer.citations = vec!["《律师执业管理办法》".to_owned()];
                answer.texts.insert(demand.code().to_owned(), "可以向律师工作科按规定查询".to_owned());
            }
            demand if Answer::is_written(*demand) => {
                answer.texts.insert(demand.code().to_owned(), words_for(*demand).to_owned());
            }
            _ => {}
        }
    }
    if outcome == Outcome::NotOurs {
        answer.right_organ = "云川市住房和城乡建设局".to_owned();
        answer.right_organ_contact = "云川市政务服务大厅".to_owned();
    }
    answer
}

const fn words_for(demand: Demand) -> &'static str {
    match demand {
        Demand::WhereToGetIt => "本机关网站“权责清单”栏目",
        Demand::WhenToGetIt => "工作日上班时间",
        Demand::Classification => "该信息已经依法确定密级，尚未解密",
        Demand::Harm => "公开可能影响应急处置，危及公共安全",
        Demand::ThirdPartyAsked => "本机关书面征求了第三方意见，第三方不同意公开",
        Demand::PublicInterest => "不公开不会对公共利益造成重大影响",
        Demand::Weighing => "公开会影响正常工作秩序，本机关决定不予公开",
        Demand::RightOrgan => "该信息由负责施工许可的机关制作",
        Demand::RightChannel => "请向信访、投诉受理窗口提出",
        Demand::EarlierReply => "本机关此前已就同一申请作出答复",
        Demand::MergedInto => "申请〔2024〕001号",
        _ => "经审查，该信息的内容与申请所述一致",
    }
}
