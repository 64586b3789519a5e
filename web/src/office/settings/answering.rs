//! How applications are answered: who signs, what the letters print, who hears those who do not agree.

use super::super::form::Fields;
use affairs::application::reply::ReplyLevel;
use affairs::setting::Answering;
use law::remedy::ReviewedAs;

/// The fields as they stand in the form.
pub(super) fn fields_of(answering: &Answering) -> Vec<(&'static str, String)> {
    let mut pairs = vec![
        ("reply_number_template", answering.number_template.clone()),
        ("reviewed_as", answering.reviewed_as.clone()),
        ("government", answering.government.clone()),
        ("superior", answering.superior.clone()),
        ("court", answering.court.clone()),
        ("online_review", answering.online_review.clone()),
        ("office_name", answering.office.clone()),
        ("office_address", answering.address.clone()),
        ("office_postcode", answering.postcode.clone()),
        ("office_telephone", answering.telephone.clone()),
    ];
    pairs.extend(answering.levels.iter().map(|level| ("levels", level.code().to_owned())));
    if answering.sealed_copy_required {
        pairs.push(("sealed_copy_required", "yes".to_owned()));
    }
    pairs
}

/// What the form says.
pub(super) fn read(fields: &Fields) -> Answering {
    let text = |name: &str| fields.get(name).to_owned();
    let levels = ReplyLevel::ALL.into_iter().filter(|level| fields.all("levels").any(|code| code == level.code()));
    Answering {
        number_template: text("reply_number_template"),
        levels: levels.collect(),
        sealed_copy_required: fields.is_ticked("sealed_copy_required"),
        reviewed_as: text("reviewed_as"),
        government: text("government"),
        superior: text("superior"),
        court: text("court"),
        online_review: text("online_review"),
        address: text("office_address"),
        telephone: text("office_telephone"),
        postcode: text("office_postcode"),
        office: text("office_name"),
    }
}

/// The levels that may be set: code, label, whether it is set.
pub(super) fn levels(fields: &Fields) -> Vec<(String, String, bool)> {
    let level = |level: ReplyLevel| {
        let ticked = fields.all("levels").any(|code| code == level.code());
        (level.code().to_owned(), level.label().to_owned(), ticked)
    };
    ReplyLevel::ALL.map(level).to_vec()
}

/// Who may review the agency's acts.
pub(super) fn reviewers() -> Vec<(String, String)> {
    ReviewedAs::ALL.map(|one| (one.code().to_owned(), one.label().to_owned())).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_survive_their_form() {
        let kept = Answering {
            levels: vec![ReplyLevel::DisclosureHead, ReplyLevel::Leader],
            sealed_copy_required: false,
            court: "临江市人民法院".to_owned(),
            address: "滨河路1号".to_owned(),
            ..Answering::default()
        };
        let pairs = fields_of(&kept).into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Vec<_>>();
        assert_eq!(read(&Fields::from(pairs)), kept);
    }
}
