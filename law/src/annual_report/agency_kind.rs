//! What kind of organ reports, as far as the checks need to know: may it have rules (规章)?

/// The kind of organ. Only 国务院 departments and the governments of provinces, cities with
/// districts and autonomous prefectures make rules (《立法法》).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum AgencyKind {
    /// A department of the State Council.
    StateCouncilDepartment,
    /// The government of a province, a city with districts or an autonomous prefecture, or its office.
    RuleMakingGovernment,
    /// A government at county level or below, or its office.
    CountyGovernment,
    /// A department of a local government.
    LocalDepartment,
    /// Not known; checks that depend on it are not judged.
    #[default]
    Unknown,
}

impl AgencyKind {
    /// Whether the organ may have rules of its own; `None` when its kind is unknown.
    pub fn may_make_rules(self) -> Option<bool> {
        match self {
            AgencyKind::StateCouncilDepartment | AgencyKind::RuleMakingGovernment => Some(true),
            AgencyKind::CountyGovernment | AgencyKind::LocalDepartment => Some(false),
            AgencyKind::Unknown => None,
        }
    }

    /// What the name tells, and no more: "某市人民政府" may or may not have districts under it.
    pub fn from_name(name: &str) -> Self {
        if name.starts_with("国家") || name.starts_with("中华人民共和国") || name.starts_with("国务院") {
            return AgencyKind::Unknown;
        }
        if let Some(at) = name.find("人民政府") {
            let place = &name[..at];
            let rest = &name[at + "人民政府".len()..];
            if !(rest.is_empty() || rest.starts_with("办公")) {
                return if is_department(rest) { AgencyKind::LocalDepartment } else { AgencyKind::Unknown };
            }
            return of_government(place);
        }
        if is_department(name) { AgencyKind::LocalDepartment } else { AgencyKind::Unknown }
    }
}

fn of_government(place: &str) -> AgencyKind {
    let municipality = ["北京市", "天津市", "上海市", "重庆市"].contains(&place);
    if municipality || ["省", "自治区", "自治州"].iter().any(|level| place.ends_with(level)) {
        return AgencyKind::RuleMakingGovernment;
    }
    if ["县", "区", "旗", "镇", "乡"].iter().any(|level| place.ends_with(level)) {
        return AgencyKind::CountyGovernment;
    }
    AgencyKind::Unknown
}

fn is_department(name: &str) -> bool {
    // 管委会 and its like may act for a whole region; their kind cannot be told from the name.
    let region = ["管理委员会", "管委会"].iter().any(|word| name.ends_with(word)) && !name.ends_with("监督管理委员会");
    !region && ["局", "厅", "委员会", "委", "支队", "大队", "所"].iter().any(|word| name.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_what_they_can() {
        for (name, kind) in [
            ("司法局", AgencyKind::LocalDepartment),
            ("某市科学技术委员会", AgencyKind::LocalDepartment),
            ("上海市人民政府办公厅", AgencyKind::RuleMakingGovernment),
            ("某省人民政府", AgencyKind::RuleMakingGovernment),
            ("某市某区人民政府办公室", AgencyKind::CountyGovernment),
            ("某市人民政府", AgencyKind::Unknown),
            ("某某综合实验区", AgencyKind::Unknown),
            ("某某区管理委员会", AgencyKind::Unknown),
            ("某市人民政府国有资产监督管理委员会", AgencyKind::LocalDepartment),
            ("国家税务总局某市税务局", AgencyKind::Unknown),
        ] {
            assert_eq!(AgencyKind::from_name(name), kind, "{name}");
        }
    }
}
