//! The form as it comes in: fields into what the desk takes, each thing that is missing beside its field.

use super::Fields;
use crate::kit::Errors;
use affairs::Refusal;
use affairs::application::form::Wanted;
use affairs::application::{Agent, Applicant, Form, ProvisionForm, ProvisionWay};
use law::annual_report::ApplicantKind;

/// What Art. 29 asks, as its citation.
const CONTENT: &str = "《政府信息公开条例》第二十九条第二款";

/// Documents by which a person or an organisation shows who it is.
pub const DOCUMENT_KINDS: [&str; 7] =
    ["居民身份证", "护照", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "营业执照", "法人证书", "其他"];

/// An application as it was filled in.
#[derive(Debug)]
pub struct Filled {
    pub kind: ApplicantKind,
    pub form: Form,
}

/// Reads the form; `errors` are those of its files.
pub fn read(fields: &Fields, mut errors: Errors) -> Result<Filled, Errors> {
    let kind = ApplicantKind::from_code(fields.get("kind"));
    if kind.is_none() {
        errors.add(Refusal::new("kind_missing", "请选择申请人是个人还是哪一类单位。").at("kind"));
    }
    let wanted = wanted(fields, &mut errors);
    let agent = agent(fields, &mut errors);
    let of_organisation = kind.is_some_and(|kind| kind != ApplicantKind::NaturalPerson);
    let form =
        Form { applicant: applicant(fields, of_organisation), agent, wanted, help_needed: help(fields) }.tidied();
    if let Err(refused) = form.check() {
        errors.add(refused);
    }
    match kind {
        Some(kind) if errors.is_empty() => Ok(Filled { kind, form }),
        _ => Err(errors),
    }
}

/// What is wanted, of an application or of its correction.
pub fn wanted(fields: &Fields, errors: &mut Errors) -> Wanted {
    let form = ProvisionForm::from_code(fields.get("form"));
    let way = ProvisionWay::from_code(fields.get("way"));
    if form.is_none() {
        errors.add(Refusal::new("form_missing", "请选择想要哪种形式。").at("form").citing(CONTENT));
    }
    if way.is_none() {
        errors.add(Refusal::new("way_missing", "请选择怎样取得。").at("way").citing(CONTENT));
    }
    Wanted {
        description: fields.get("description").to_owned(),
        document_number: fields.get("wanted_number").to_owned(),
        form: form.unwrap_or_default(),
        way: way.unwrap_or_default(),
    }
}

fn applicant(fields: &Fields, of_organisation: bool) -> Applicant {
    let text = |name: &str| fields.get(name).to_owned();
    let of_organisation = |name: &str| if of_organisation { text(name) } else { String::new() };
    Applicant {
        name: text("name"),
        document_kind: if fields.get("document_number").is_empty() { String::new() } else { text("document_kind") },
        document_number: text("document_number"),
        representative: of_organisation("representative"),
        contact_person: of_organisation("contact_person"),
        telephone: text("telephone"),
        address: text("address"),
        postcode: text("postcode"),
        email: text("email"),
    }
}

/// Somebody who acts for another must say who he is.
fn agent(fields: &Fields, errors: &mut Errors) -> Option<Agent> {
    if !fields.is_ticked("by_agent") {
        return None;
    }
    let text = |name: &str| fields.get(name).to_owned();
    let agent = Agent {
        name: text("agent_name"),
        document_kind: text("agent_document_kind"),
        document_number: text("agent_document_number"),
        telephone: text("agent_telephone"),
    };
    if agent.name.is_empty() {
        errors.add(Refusal::new("agent_name", "您勾选了由代理人代办，请填写代理人的姓名。").at("agent_name"));
    }
    Some(agent)
}

fn help(fields: &Fields) -> String {
    if fields.is_ticked("needs_help") { fields.get("help_needed").to_owned() } else { String::new() }
}
