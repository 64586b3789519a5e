//! Founding an office, its sections, columns, settings, and the leading group.

use crate::{ActError, Desk, Done, Who, new_id};
use affairs::access::{Act, Facts, may};
use affairs::agency::{Agency, Seat, Section, slug_is_valid};
use affairs::document::Column;
use affairs::id::{AgencyId, ColumnId, SectionId};
use affairs::journal::{ActorName, Entry};
use affairs::people::{Grant, Person, PersonState, Role, Scope};
use affairs::setting::{Settings, SettingsVersion};
use affairs::{Refusal, series};

/// What founding an agency asks.
#[derive(Debug, Clone)]
pub struct Founding {
    pub slug: String,
    pub name: String,
    pub host: String,
    pub code: String,
    /// The section that the first administrator belongs to.
    pub section: String,
    pub username: String,
    pub administrator: String,
    pub password: String,
}

impl Desk {
    /// Founds an agency with its first administrator. Whoever holds the console is the second person here; from then
    /// on every grant and account wants two administrators.
    ///
    /// # Errors
    /// Refused when the slug, the names or the password will not do.
    pub async fn found_agency(&self, founding: &Founding) -> Done<Who> {
        check_founding(founding)?;
        let now = self.now();
        let agency = AgencyId::new(new_id()?);
        let person = affairs::id::PersonId::new(new_id()?);
        let section = Section { id: SectionId::new("office"), name: founding.section.trim().to_owned(), position: 0 };
        let hash = self.hash_password(&founding.password).await?;
        let mut tx = self.writer.found(&agency).await?;
        let kept = Agency {
            id: agency.clone(),
            slug: founding.slug.trim().to_owned(),
            name: founding.name.trim().to_owned(),
            host: founding.host.trim().to_lowercase(),
            code: founding.code.trim().to_owned(),
        };
        store::agencies::insert(&mut tx, &kept, now).await?;
        store::agencies::save_section(&mut tx, &section).await?;
        let administrator = Person {
            agency: agency.clone(),
            id: person.clone(),
            username: founding.username.trim().to_lowercase(),
            name: founding.administrator.trim().to_owned(),
            section: section.id,
            duty: String::new(),
            state: PersonState::Active,
        };
        store::people::insert(&mut tx, &administrator, now).await?;
        store::people::set_password(&mut tx, &person, &hash).await?;
        let grant = Grant {
            id: affairs::id::GrantId::new(new_id()?),
            person: person.clone(),
            role: Role::Administrator,
            scope: Scope::Agency,
            from: now.date(),
            until: None,
            basis: "平台开通".to_owned(),
            acting_for: None,
            granted_by: affairs::id::PersonId::new("console"),
            confirmed_by: affairs::id::PersonId::new("console"),
        };
        store::people::insert_grant(&mut tx, &grant).await?;
        let entry = Entry::new(ActorName::Console, "office.found").about("agency", &agency).about("person", &person);
        tx.commit(now, entry).await?;
        Ok(Who { agency, person })
    }

    /// Keeps a section, new or renamed.
    ///
    /// # Errors
    /// Refused without the administrator's role, or without a name.
    pub async fn save_section(&self, who: &Who, id: Option<SectionId>, name: &str, position: i64) -> Done<SectionId> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::ProposePeople, &Facts::of(&who.agency))?;
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 40 {
            return Err(Refusal::new("section_name", "科室名称须为 1 至 40 个字。").at("name").into());
        }
        let id = match id {
            Some(id) => id,
            None => SectionId::new(new_id()?),
        };
        let section = Section { id: id.clone(), name: name.to_owned(), position };
        store::agencies::save_section(&mut under.tx, &section).await?;
        let entry = Entry::new(who.actor(), "office.save_section").about("section", &id);
        under.tx.commit(under.now, entry).await?;
        Ok(id)
    }

    /// Keeps a column, new or changed. The public sees it once the site's face is published anew.
    ///
    /// # Errors
    /// Refused without the role, or when the key or the name will not do.
    pub async fn save_column(&self, who: &Who, column: &Column) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::ChangeSettings, &Facts::of(&who.agency))?;
        check_column(column)?;
        store::agencies::save_column(&mut under.tx, column).await?;
        let entry = Entry::new(who.actor(), "office.save_column").about("column", &column.id);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Keeps settings, in force from today.
    ///
    /// # Errors
    /// Refused without the role, or when a template would give two documents one number.
    pub async fn save_settings(&self, who: &Who, settings: &Settings) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::ChangeSettings, &Facts::of(&who.agency))?;
        check_settings(settings)?;
        let version = SettingsVersion { from: under.now.date(), settings: settings.clone() };
        store::settings::save(&mut under.tx, &version).await?;
        let entry = Entry::new(who.actor(), "office.save_settings").fact("from", version.from.to_string());
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Keeps a seat of the leading group. A change opens the task to bring 概况信息 and the guide up to date.
    ///
    /// # Errors
    /// Refused without the administrator's role.
    pub async fn save_seat(&self, who: &Who, seat: &Seat) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::ProposePeople, &Facts::of(&who.agency))?;
        let person = store::people::by_id(&mut under.tx, &who.agency, &seat.person).await?;
        let person = person.ok_or_else(crate::not_found)?;
        store::agencies::save_seat(&mut under.tx, seat).await?;
        let why = format!("领导小组{}{}有变动", seat.seat.label(), person.name);
        store::outbox::open_update_task(&mut under.tx, &new_id()?, "领导分工和公开指南", &why, under.now).await?;
        let entry = Entry::new(who.actor(), "office.save_seat").about("person", &seat.person);
        under.tx.commit(under.now, entry).await?;
        Ok(())
    }

    /// Marks a notice as read. That it was looked at is operational state and no act.
    ///
    /// # Errors
    /// Refused while what it tells is late and not done.
    pub async fn read_notice(&self, who: &Who, id: &affairs::id::NoticeId) -> Done<()> {
        self.may_be_put_away(who, id).await?;
        Ok(store::outbox::read(&self.writer, &who.agency, &who.person, id, self.now()).await?)
    }

    /// Keeps somebody's own phrases for opinions; at most twenty, each short.
    ///
    /// # Errors
    /// Refused when there are too many or one is too long.
    pub async fn save_phrases(&self, who: &Who, phrases: &[String]) -> Done<()> {
        let phrases: Vec<String> =
            phrases.iter().map(|phrase| phrase.trim().to_owned()).filter(|phrase| !phrase.is_empty()).collect();
        if phrases.len() > 20 || phrases.iter().any(|phrase| phrase.chars().count() > 200) {
            return Err(Refusal::new("phrases", "常用意见最多 20 条，每条不超过 200 字。").at("phrases").into());
        }
        Ok(store::sessions::save_phrases(&self.writer, &who.agency, &who.person, &phrases).await?)
    }

    /// Opens an update task by hand: duty, address, telephone have changed.
    ///
    /// # Errors
    /// Refused without a role that keeps the site.
    pub async fn ask_for_update(&self, who: &Who, what: &str, why: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepSite, &Facts::of(&who.agency))?;
        if what.trim().is_empty() || why.trim().is_empty() {
            return Err(Refusal::new("update_task_empty", "请写明要更新什么、为什么。").at("what").into());
        }
        let id = new_id()?;
        store::outbox::open_update_task(&mut under.tx, &id, what.trim(), why.trim(), under.now).await?;
        under.tx.commit(under.now, Entry::new(who.actor(), "office.ask_for_update").about("update_task", &id)).await?;
        Ok(())
    }

    /// Closes an update task once the publication has followed the facts.
    ///
    /// # Errors
    /// Refused without a role that keeps the site, or when it is closed already.
    pub async fn close_update_task(&self, who: &Who, id: &str) -> Done<()> {
        let mut under = self.begin(who).await?;
        may(&under.officer, Act::KeepSite, &Facts::of(&who.agency))?;
        if !store::outbox::close_update_task(&mut under.tx, id, &who.person, under.now).await? {
            return Err(crate::not_found().into());
        }
        under
            .tx
            .commit(under.now, Entry::new(who.actor(), "office.close_update_task").about("update_task", id))
            .await?;
        Ok(())
    }
}

fn check_founding(founding: &Founding) -> Result<(), ActError> {
    if !slug_is_valid(founding.slug.trim()) {
        let message = "机关代号须为 2 至 32 个小写字母、数字或短横线，以字母开头。";
        return Err(Refusal::new("slug", message).at("slug").into());
    }
    check_name("name", "机关名称", &founding.name)?;
    check_name("section", "科室名称", &founding.section)?;
    check_name("administrator", "管理员姓名", &founding.administrator)?;
    crate::people::check_username(&founding.username)?;
    affairs::people::password::password_is_acceptable(&founding.password, founding.username.trim())?;
    Ok(())
}

fn check_name(field: &'static str, label: &str, text: &str) -> Result<(), Refusal> {
    let length = text.trim().chars().count();
    if (1..=60).contains(&length) {
        Ok(())
    } else {
        Err(Refusal::new("name_length", format!("{label}须为 1 至 60 个字。")).at(field))
    }
}

/// Whether a column may be kept.
fn check_column(column: &Column) -> Result<(), Refusal> {
    if !slug_is_valid(column.id.as_str()) {
        return Err(Refusal::new("column_key", "栏目代号须为小写字母、数字或短横线，以字母开头。").at("id"));
    }
    check_name("name", "栏目名称", &column.name)
}

fn check_settings(settings: &Settings) -> Result<(), Refusal> {
    if !series::template_is_usable(&settings.index_template) {
        return Err(
            Refusal::new("template", "索引号格式须含 {year} 和 {serial}，否则会出现重号。").at("index_template")
        );
    }
    if !series::template_is_usable(&settings.document_number_template) {
        let message = "文号格式须含 {year} 和 {serial}，否则会出现重号。";
        return Err(Refusal::new("template", message).at("document_number_template"));
    }
    if !series::template_is_usable(&settings.application_number_template) {
        let message = "申请登记编号格式须含 {year} 和 {serial}，否则会出现重号。";
        return Err(Refusal::new("template", message).at("application_number_template"));
    }
    if !(1..=24).contains(&settings.session_hours) || !(5..=480).contains(&settings.session_idle_minutes) {
        return Err(Refusal::new("session_limits", "登录时限须在 1 至 24 小时、空闲 5 至 480 分钟之间。").at("session"));
    }
    if settings.largest_file > 512 * 1024 * 1024 || settings.largest_file < 1024 {
        return Err(Refusal::new("largest_file", "单个文件上限须在 1 KB 至 512 MB 之间。").at("largest_file"));
    }
    if !(1024..=100 * 1024 * 1024).contains(&settings.largest_case_file) {
        let message = "申请材料单个上限须在 1 KB 至 100 MB 之间。";
        return Err(Refusal::new("largest_case_file", message).at("largest_case_file"));
    }
    if !(1..=50).contains(&settings.most_case_files) {
        return Err(Refusal::new("most_case_files", "每件申请的材料须在 1 至 50 个之间。").at("most_case_files"));
    }
    Ok(())
}

/// The group of a column key, from the agency's columns; empty when there is none.
#[must_use]
pub fn group_of(columns: &[Column], id: Option<&ColumnId>) -> &'static str {
    let found = id.and_then(|id| columns.iter().find(|column| column.id == *id));
    found.map_or("", |column| column.group.code())
}
