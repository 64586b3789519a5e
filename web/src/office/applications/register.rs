//! 登记: what came by hand, by post, by fax, by mail, or by word of mouth. Each way asks for what it needs.

use crate::app::App;
use crate::kit::{Errors, OfficeShell};
use crate::office::answer::Fault;
use crate::office::form::Fields;
use crate::office::front::{front, page};
use crate::office::session::{Posted, Signed};
use affairs::access::{Act, Facts, may};
use affairs::application::form::Wanted;
use affairs::application::{Agent, Applicant, Form, ProvisionForm, ProvisionWay};
use affairs::{Date, Refusal};
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use desk::ActError;
use desk::applications::Registration;
use law::annual_report::ApplicantKind;
use law::article::Step;
use law::received::{IntakeMode, ReceiptFacts, receipt};
use std::collections::BTreeMap;

/// The ways staff register, in the order of how often they are met. What comes over the own site registers itself.
pub(super) const WAYS: [IntakeMode; 7] = [
    IntakeMode::InPerson,
    IntakeMode::RegisteredPost,
    IntakeMode::OrdinaryPost,
    IntakeMode::Email,
    IntakeMode::Fax,
    IntakeMode::Internet,
    IntakeMode::Oral,
];

/// What a way asks for besides the application itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Way {
    pub mode: IntakeMode,
    /// What the first day is called.
    pub day: &'static str,
    pub day_hint: &'static str,
    /// What the trace of it is called; nothing where there is none.
    pub trace: &'static str,
    pub trace_hint: &'static str,
    /// What is to be done besides registering.
    pub advice: &'static str,
}

impl Way {
    pub(super) const fn of(mode: IntakeMode) -> Self {
        let (day, day_hint, trace, trace_hint, advice) = match mode {
            IntakeMode::InPerson | IntakeMode::OwnSite => {
                ("提交之日", "", "", "", "请当场核对身份证明，登记后打印接收回执交给申请人。")
            }
            IntakeMode::RegisteredPost => (
                "邮件到达之日",
                "",
                "邮件号码",
                "挂号或者特快专递单上的号码。",
                "收发室、门卫或者其他任何人签收的，都算本机关签收，取最早的一天；信封请一并存卷。",
            ),
            IntakeMode::OrdinaryPost => (
                "信函到达之日",
                "看邮戳和收发登记。",
                "来信线索",
                "邮戳日期、寄出地等。",
                "登记后请当天与申请人联系，双方确认收到。",
            ),
            IntakeMode::Email => (
                "邮件到达之日",
                "看收件时间，不看打开时间。",
                "发件邮箱",
                "",
                "登记后请当天与申请人联系，双方确认收到。",
            ),
            IntakeMode::Fax => ("传真到达之日", "", "传真号码", "", "登记后请当天与申请人联系，双方确认收到。"),
            IntakeMode::Internet => (
                "提交之日",
                "看对方系统上的时间。",
                "渠道和编号",
                "例如政务服务网上的受理编号。",
                "登记后请当天与申请人联系，双方确认收到。",
            ),
            IntakeMode::Oral => (
                "申请人确认之日",
                "申请人在代填的申请表上签名的日期。",
                "",
                "",
                "请当面代填申请表，读给申请人听，由申请人签名或者按指印确认。",
            ),
        };
        Self { mode, day, day_hint, trace, trace_hint, advice }
    }

    pub(super) fn is_signed_for(&self) -> bool {
        self.mode == IntakeMode::RegisteredPost
    }
}

#[derive(Template)]
#[template(path = "office/applications/register.html")]
pub(super) struct RegisterPage {
    pub shell: OfficeShell,
    pub way: Way,
    /// How the day of receipt is found for this way, with what it rests on.
    pub receipt: Step,
    pub fields: Fields,
    pub kinds: Vec<(String, String)>,
    pub forms: Vec<(String, String)>,
    pub ways_of_provision: Vec<(String, String)>,
}

impl RegisterPage {
    /// Whether something stands in a part that is folded away, or is wrong there.
    fn is_open(&self, names: &[&str]) -> bool {
        names.iter().any(|name| !self.fields.get(name).is_empty() || !self.shell.errors.at(name).is_empty())
    }
}

fn mode_of(code: &str) -> IntakeMode {
    IntakeMode::from_code(code).filter(|mode| WAYS.contains(mode)).unwrap_or(IntakeMode::InPerson)
}

/// The blank form of a way.
///
/// # Errors
/// Refused without the role.
pub async fn blank(
    signed: Signed,
    State(app): State<App>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, Fault> {
    let today = app.desk().now().date();
    let preset = [
        ("submitted_on", today.to_string()),
        ("kind", ApplicantKind::NaturalPerson.code().to_owned()),
        ("document_kind", "居民身份证".to_owned()),
        ("form", ProvisionForm::Paper.code().to_owned()),
        ("way", ProvisionWay::Post.code().to_owned()),
    ];
    let fields = Fields::from(preset.map(|(name, value)| (name.to_owned(), value)).to_vec());
    let mode = mode_of(query.get("mode").map_or("", String::as_str));
    show(&app, &signed, mode, fields, Errors::none()).await
}

async fn show(app: &App, signed: &Signed, mode: IntakeMode, fields: Fields, errors: Errors) -> Result<Response, Fault> {
    may(&signed.at.officer, Act::ReceiveApplication, &Facts::of(&signed.who().agency))?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = RegisterPage {
        shell: front(app, signed, "登记收到的申请", errors).await?,
        way: Way::of(mode),
        receipt: how_received(mode, app.desk().now().date())?,
        fields,
        kinds: ApplicantKind::ALL.map(|kind| (kind.code().to_owned(), kind.label().to_owned())).to_vec(),
        forms: ProvisionForm::ALL.map(|form| (form.code().to_owned(), form.label().to_owned())).to_vec(),
        ways_of_provision: ProvisionWay::ALL.map(|way| (way.code().to_owned(), way.label().to_owned())).to_vec(),
    };
    page(&view, status)
}

/// The day of receipt, were it registered as come today.
fn how_received(mode: IntakeMode, today: Date) -> Result<Step, Fault> {
    let facts = ReceiptFacts { mode, submitted_on: today, signed_on: None, confirmed_on: None };
    receipt(&facts).steps.into_iter().next().ok_or_else(Fault::not_found)
}

/// Registers it. A refusal comes back in the form with everything that was typed.
///
/// # Errors
/// When the store fails.
pub async fn enter(State(app): State<App>, posted: Posted) -> Result<Response, Fault> {
    let Posted { signed, fields } = posted;
    let mode = mode_of(fields.get("mode"));
    let registration = match read(mode, &fields) {
        Ok(registration) => registration,
        Err(errors) => return show(&app, &signed, mode, fields, errors).await,
    };
    match app.desk().register_application(signed.who(), registration, Vec::new()).await {
        Ok(received) => {
            let done = if received.alike > 0 { "registered_alike" } else { "registered" };
            Ok(Redirect::to(&format!("/office/applications/{}?done={done}", received.case)).into_response())
        }
        Err(ActError::Refused(refusal)) => show(&app, &signed, mode, fields, Errors::one(refusal)).await,
        Err(failed) => Err(failed.into()),
    }
}

fn read(mode: IntakeMode, fields: &Fields) -> Result<Registration, Errors> {
    let mut errors = Errors::none();
    let submitted_on = fields.date("submitted_on");
    if submitted_on.is_none() {
        let message = format!("请填写{}，例如 2026-03-02。", Way::of(mode).day);
        errors.add(Refusal::new("day", message).at("submitted_on"));
    }
    let signed_on = fields.date("signed_on");
    if signed_on.is_none() && !fields.get("signed_on").is_empty() {
        errors.add(Refusal::new("day", "最早签收之日不是一个日期，请重新填写。").at("signed_on"));
    }
    let kind = ApplicantKind::from_code(fields.get("kind"));
    if kind.is_none() {
        errors.add(Refusal::new("kind", "请选择申请人的类别，年度报告按这一类别统计。").at("kind"));
    }
    let form = form(fields);
    if let Err(refused) = form.clone().tidied().check() {
        errors.add(refused);
    }
    match (submitted_on, kind) {
        (Some(submitted_on), Some(kind)) if errors.is_empty() => {
            let trace = fields.get("trace").to_owned();
            Ok(Registration { mode, submitted_on, signed_on, trace, kind, form })
        }
        _ => Err(errors),
    }
}

fn form(fields: &Fields) -> Form {
    let text = |name: &str| fields.get(name).to_owned();
    Form {
        applicant: Applicant {
            name: text("name"),
            document_kind: text("document_kind"),
            document_number: text("document_number"),
            representative: text("representative"),
            contact_person: text("contact_person"),
            telephone: text("telephone"),
            address: text("address"),
            postcode: text("postcode"),
            email: text("email"),
        },
        agent: Some(Agent {
            name: text("agent_name"),
            document_kind: text("agent_document_kind"),
            document_number: text("agent_document_number"),
            telephone: text("agent_telephone"),
        }),
        wanted: wanted(fields),
        help_needed: text("help_needed"),
    }
}

/// What is wanted, as this form and the form of a correction have it.
pub(super) fn wanted(fields: &Fields) -> Wanted {
    Wanted {
        description: fields.get("description").to_owned(),
        document_number: fields.get("wanted_number").to_owned(),
        form: ProvisionForm::from_code(fields.get("form")).unwrap_or_default(),
        way: ProvisionWay::from_code(fields.get("way")).unwrap_or_default(),
    }
}
