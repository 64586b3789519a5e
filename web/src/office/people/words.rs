//! People and grants in plain words: what a second person confirms must be readable at a glance.

use affairs::Date;
use affairs::agency::Section;
use affairs::id::{PersonId, SectionId};
use affairs::people::proposal::PeopleChange;
use affairs::people::{ActingFor, Grant, Person, Role, Scope};
use affairs::time::chinese_date;

/// Who and what the words name.
#[derive(Debug, Clone, Copy)]
pub struct Names<'names> {
    pub people: &'names [Person],
    pub sections: &'names [Section],
}

impl Names<'_> {
    /// A person's name; whoever is unknown is said to be.
    #[must_use]
    pub fn person(&self, id: &PersonId) -> String {
        if id.as_str() == "console" {
            return "平台开通时设立".to_owned();
        }
        let found = self.people.iter().find(|person| person.id == *id);
        found.map_or_else(|| "未知人员".to_owned(), |person| person.name.clone())
    }

    /// A section's name.
    #[must_use]
    pub fn section(&self, id: &SectionId) -> String {
        let found = self.sections.iter().find(|section| section.id == *id);
        found.map_or_else(|| "未知科室".to_owned(), |section| section.name.clone())
    }

    /// A scope: a section's name, or the whole agency.
    #[must_use]
    pub fn scope(&self, scope: &Scope) -> String {
        match scope {
            Scope::Agency => "全机关".to_owned(),
            Scope::Section { section } => self.section(section),
        }
    }

    /// `法治科拟稿人`, `局领导（受李某委托）`.
    #[must_use]
    pub fn post(&self, role: Role, scope: &Scope, acting_for: Option<&ActingFor>) -> String {
        let over = match scope {
            Scope::Agency => String::new(),
            Scope::Section { section } => self.section(section),
        };
        let acting = acting_for.map(|acting| format!("（受{}委托）", acting.name)).unwrap_or_default();
        format!("{over}{}{acting}", role.label())
    }

    /// What a proposal would change, sentence by sentence.
    #[must_use]
    pub fn change(&self, change: &PeopleChange) -> Vec<String> {
        match change {
            PeopleChange::Account { username, name, section, duty } => {
                let duty = if duty.is_empty() { String::new() } else { format!("，{duty}") };
                vec![
                    format!("为{name}新建账户，用户名 {username}，{}{duty}。", self.section(section)),
                    "确认后得到一个一次性链接，由本人设置密码；岗位另行授予。".to_owned(),
                ]
            }
            PeopleChange::Grant { person, role, scope, from, until, basis, acting_for } => {
                let mut words = vec![
                    format!("{}担任{}，{}。", self.person(person), self.post(*role, scope, None), term(*from, *until)),
                    format!("范围：{}。依据：{basis}。", self.scope(scope)),
                ];
                if let Some(acting) = acting_for {
                    words.push(format!(
                        "受{}委托代行，委托依据：{}。每次签署都会注明“受委托”。",
                        acting.name, acting.basis
                    ));
                }
                words
            }
            PeopleChange::EndGrant { person, last, reason, .. } => {
                let last = chinese_date(*last);
                vec![format!("终止{}的一项岗位，最后一日为{last}。原因：{reason}。", self.person(person))]
            }
            PeopleChange::Reset { person } => vec![format!(
                "为{}重置密码：其全部登录立即退出，并由系统告知本人；得到一个一次性链接，由本人重新设置密码。",
                self.person(person)
            )],
        }
    }

    /// The same with the post that a grant's end is about.
    #[must_use]
    pub fn change_of(&self, change: &PeopleChange, grants: &[Grant]) -> Vec<String> {
        let mut words = self.change(change);
        if let PeopleChange::EndGrant { grant, .. } = change
            && let Some(ended) = grants.iter().find(|one| one.id == *grant)
        {
            let post = self.post(ended.role, &ended.scope, ended.acting_for.as_ref());
            words.push(format!("所终止的岗位：{post}，{}。", term(ended.from, ended.until)));
        }
        words
    }
}

/// `自2019年1月2日起`, `自2019年1月2日至2019年3月1日`.
#[must_use]
pub fn term(from: Date, until: Option<Date>) -> String {
    match until {
        None => format!("自{}起", chinese_date(from)),
        Some(last) if last < from => "未生效即终止".to_owned(),
        Some(last) => format!("自{}至{}", chinese_date(from), chinese_date(last)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use affairs::id::{AgencyId, GrantId};
    use affairs::people::PersonState;
    use jiff::civil::date;

    fn person(id: &str, name: &str) -> Person {
        Person {
            agency: AgencyId::new("a"),
            id: PersonId::new(id),
            username: id.to_owned(),
            name: name.to_owned(),
            section: SectionId::new("law"),
            duty: String::new(),
            state: PersonState::Active,
        }
    }

    fn law() -> Section {
        Section { id: SectionId::new("law"), name: "法治科".to_owned(), position: 0 }
    }

    #[test]
    fn a_deputys_grant_says_whose_place_he_takes_and_until_when() {
        let (people, sections) = ([person("1", "拟稿岗甲"), person("2", "科长乙")], [law()]);
        let names = Names { people: &people, sections: &sections };
        let change = PeopleChange::Grant {
            person: PersonId::new("1"),
            role: Role::SectionHead,
            scope: Scope::Section { section: SectionId::new("law") },
            from: date(2019, 3, 1),
            until: Some(date(2019, 3, 15)),
            basis: "AB岗安排".to_owned(),
            acting_for: Some(ActingFor {
                person: PersonId::new("2"),
                name: "科长乙".to_owned(),
                basis: "授权委托书3号".to_owned(),
            }),
        };
        assert_eq!(
            names.change(&change).join("\n"),
            "拟稿岗甲担任法治科科室负责人，自2019年3月1日至2019年3月15日。\n范围：法治科。依据：AB岗安排。\n\
             受科长乙委托代行，委托依据：授权委托书3号。每次签署都会注明“受委托”。"
        );
    }

    #[test]
    fn the_end_of_a_grant_names_the_post() {
        let (people, sections) = ([person("1", "拟稿岗甲")], [law()]);
        let names = Names { people: &people, sections: &sections };
        let grant = Grant {
            id: GrantId::new("g"),
            person: PersonId::new("1"),
            role: Role::Drafter,
            scope: Scope::Section { section: SectionId::new("law") },
            from: date(2019, 1, 2),
            until: None,
            basis: "文件".to_owned(),
            acting_for: None,
            granted_by: PersonId::new("console"),
            confirmed_by: PersonId::new("console"),
        };
        let change = PeopleChange::EndGrant {
            grant: GrantId::new("g"),
            person: PersonId::new("1"),
            last: date(2019, 9, 1),
            reason: "轮岗".to_owned(),
        };
        let words = names.change_of(&change, &[grant]);
        assert_eq!(words[1], "所终止的岗位：法治科拟稿人，自2019年1月2日起。");
        assert_eq!(term(date(2019, 2, 1), Some(date(2019, 1, 31))), "未生效即终止");
    }
}
