//! The face of the site as a form carries it.

use super::super::form::Fields;
use affairs::ContentHash;
use affairs::agency::{Seat, SeatKind};
use affairs::document::SiteFacts;
use affairs::document::site::{Accent, ApplicationDesk, Contact, Guide, LeadingSeat};
use affairs::people::Person;

/// Empty rows after the seats that there are.
const SPARE_SEATS: usize = 3;
/// Most seats that a form carries.
const MOST_SEATS: usize = 60;

/// A row of the leading group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeatRow {
    pub number: usize,
    pub seat: &'static str,
    pub duty: String,
    pub name: String,
}

/// What the form says. Columns come from the office's list by a button of their own, so they stay as they were.
#[must_use]
pub fn facts_of(fields: &Fields, before: &SiteFacts) -> SiteFacts {
    let text = |name: &str| fields.get(name).to_owned();
    SiteFacts {
        name: text("name"),
        introduction: text("introduction"),
        domain: text("domain"),
        site_code: text("site_code"),
        accent: Accent::from_code(fields.get("accent")).unwrap_or_default(),
        emblem: ContentHash::parse(fields.get("emblem")),
        sponsor: text("sponsor"),
        undertaker: text("undertaker"),
        contact: contact_of(fields, "contact"),
        icp_number: text("icp_number"),
        police_number: text("police_number"),
        official_mark_address: text("official_mark_address"),
        error_report_address: text("error_report_address"),
        columns: before.columns.clone(),
        guide: Guide {
            classification: lines(fields, "guide_classification"),
            arrangement: text("guide_arrangement"),
            ways_to_obtain: lines(fields, "guide_ways"),
            body: contact_of(fields, "guide"),
            application: ApplicationDesk {
                in_person: text("apply_in_person"),
                by_post: text("apply_by_post"),
                content: lines(fields, "apply_content"),
                reply_period: text("apply_reply_period"),
            },
            remedy: text("guide_remedy"),
            supervision: text("guide_supervision"),
        },
        leading_group: seats_of(fields),
    }
}

fn contact_of(fields: &Fields, prefix: &str) -> Contact {
    let text = |name: &str| fields.get(&format!("{prefix}_{name}")).to_owned();
    Contact {
        organ: text("organ"),
        address: text("address"),
        postcode: text("postcode"),
        telephone: text("telephone"),
        fax: text("fax"),
        email: text("email"),
        hours: text("hours"),
    }
}

fn lines(fields: &Fields, name: &str) -> Vec<String> {
    let lines = fields.raw(name).lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(str::to_owned).collect()
}

fn seats_of(fields: &Fields) -> Vec<LeadingSeat> {
    let row = |number: usize| {
        let duty = fields.get(&format!("seat.{number}.duty")).to_owned();
        let name = fields.get(&format!("seat.{number}.name")).to_owned();
        let seat = SeatKind::from_code(fields.get(&format!("seat.{number}.kind"))).unwrap_or(SeatKind::Member);
        (!duty.is_empty() || !name.is_empty()).then_some(LeadingSeat { seat, duty, name })
    };
    let mut seats: Vec<LeadingSeat> = (1..=MOST_SEATS).filter_map(row).collect();
    seats.sort_by_key(|seat| seat.seat);
    seats
}

/// The rows of the leading group with a few empty ones.
#[must_use]
pub fn seat_rows(facts: &SiteFacts) -> Vec<SeatRow> {
    let filled = facts.leading_group.iter().map(|one| (one.seat.code(), one.duty.clone(), one.name.clone()));
    let spare = std::iter::repeat_n(("member", String::new(), String::new()), SPARE_SEATS);
    (1..)
        .zip(filled.chain(spare))
        .take(MOST_SEATS)
        .map(|(number, (seat, duty, name))| SeatRow { number, seat, duty, name })
        .collect()
}

/// The leading group of today as the office keeps it: by duty; a name only where the public face carries one already.
#[must_use]
pub fn group_of_today(
    seats: &[Seat],
    people: &[Person],
    before: &[LeadingSeat],
    today: affairs::Date,
) -> Vec<LeadingSeat> {
    let named = before.iter().any(|seat| !seat.name.is_empty());
    let current = seats.iter().filter(|seat| seat.from <= today && seat.until.is_none_or(|last| today <= last));
    let mut found: Vec<LeadingSeat> = current
        .map(|seat| {
            let person = people.iter().find(|person| person.id == seat.person);
            let own = || person.map(|person| person.duty.clone()).unwrap_or_default();
            let duty = if seat.duty.is_empty() { own() } else { seat.duty.clone() };
            let name = person.filter(|_| named).map(|person| person.name.clone()).unwrap_or_default();
            LeadingSeat { seat: seat.seat, duty, name }
        })
        .collect();
    found.sort_by_key(|seat| seat.seat);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use affairs::document::{Column, ColumnGroup, ColumnKind};
    use affairs::id::{ColumnId, PersonId};
    use jiff::civil::date;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        Fields::from(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect::<Vec<_>>())
    }

    #[test]
    fn columns_stay_and_lists_are_read_by_line() {
        let before = SiteFacts {
            columns: vec![Column {
                id: ColumnId::new("news"),
                group: ColumnGroup::Management,
                kind: ColumnKind::News,
                name: "动态".to_owned(),
                description: "动态".to_owned(),
                keywords: Vec::new(),
                position: 0,
            }],
            ..SiteFacts::default()
        };
        let form = fields(&[
            ("name", " 临江市司法局政府信息公开 "),
            ("guide_classification", "概况信息\n\n 政策信息 "),
            ("guide_fax", "0391-0000124"),
            ("contact_fax", "0391-0000999"),
            ("accent", "pine"),
            ("emblem", "nonsense"),
        ]);
        let facts = facts_of(&form, &before);
        assert_eq!(facts.columns, before.columns);
        assert_eq!(facts.name, "临江市司法局政府信息公开");
        assert_eq!(facts.guide.classification, ["概况信息", "政策信息"]);
        assert_eq!((facts.guide.body.fax.as_str(), facts.contact.fax.as_str()), ("0391-0000124", "0391-0000999"));
        assert_eq!((facts.accent, facts.emblem), (Accent::Pine, None));
    }

    #[test]
    fn seats_survive_their_rows_and_the_leader_comes_first() {
        let form = fields(&[
            ("seat.1.kind", "member"),
            ("seat.1.duty", "办公室主任"),
            ("seat.2.kind", "leader"),
            ("seat.2.duty", "局长"),
            ("seat.4.kind", "leader"),
        ]);
        let facts = facts_of(&form, &SiteFacts::default());
        let duties: Vec<&str> = facts.leading_group.iter().map(|seat| seat.duty.as_str()).collect();
        assert_eq!(duties, ["局长", "办公室主任"]);
        let rows = seat_rows(&facts);
        assert_eq!(rows.len(), 2 + SPARE_SEATS);
        assert_eq!((rows[1].number, rows[1].seat), (2, "member"));
    }

    #[test]
    fn the_group_of_today_names_nobody_unless_the_public_face_does() {
        let seat = |person: &str, kind, until| Seat {
            person: PersonId::new(person),
            seat: kind,
            duty: "局长".to_owned(),
            from: date(2018, 1, 2),
            until,
        };
        let seats = [seat("1", SeatKind::Leader, None), seat("2", SeatKind::Member, Some(date(2018, 12, 31)))];
        let found = group_of_today(&seats, &[], &[], date(2019, 3, 1));
        assert_eq!(found, [LeadingSeat { seat: SeatKind::Leader, duty: "局长".to_owned(), name: String::new() }]);
    }
}
