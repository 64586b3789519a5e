//! Files of a case: what each is there for, and what a machine noticed when it came in.

/// What a file of a case is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FileRole {
    /// The application itself, where it came on paper.
    Application,
    /// 身份证明 (Art. 29(2)(1)).
    IdentityProof,
    /// 授权委托书 of an agent.
    Authorisation,
    /// Something that describes what is wanted.
    Attachment,
    /// Evidence gathered while it was handled: of a search, an opinion, a telephone call.
    Evidence,
    /// Information to be handed out with the reply.
    Material,
    /// The reply with its seal.
    SealedReply,
    /// A letter to the applicant that the program wrote and sent by itself.
    Notice,
    /// 送达回证, a postal slip, a delivery record.
    ServiceProof,
    /// A paper of a reconsideration or a suit over the case: the notice to answer, the decision, the judgment.
    ReviewPaper,
    /// 案卷: the whole case as one file, made when it was closed.
    Volume,
    /// 归档包: every file of the case with its hash.
    Package,
}

impl FileRole {
    /// Every role.
    pub const ALL: [Self; 12] = [
        Self::Application,
        Self::IdentityProof,
        Self::Authorisation,
        Self::Attachment,
        Self::Evidence,
        Self::Material,
        Self::SealedReply,
        Self::Notice,
        Self::ServiceProof,
        Self::ReviewPaper,
        Self::Volume,
        Self::Package,
    ];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::IdentityProof => "identity_proof",
            Self::Authorisation => "authorisation",
            Self::Attachment => "attachment",
            Self::Evidence => "evidence",
            Self::Material => "material",
            Self::SealedReply => "sealed_reply",
            Self::Notice => "notice",
            Self::ServiceProof => "service_proof",
            Self::ReviewPaper => "review_paper",
            Self::Volume => "volume",
            Self::Package => "package",
        }
    }

    /// From the stored name.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }

    /// In the words of the office.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Application => "申请原件",
            Self::IdentityProof => "身份证明",
            Self::Authorisation => "授权委托书",
            Self::Attachment => "申请附件",
            Self::Evidence => "办理证据",
            Self::Material => "提供的信息",
            Self::SealedReply => "盖章的答复",
            Self::Notice => "告知文书",
            Self::ServiceProof => "送达凭证",
            Self::ReviewPaper => "复议、诉讼材料",
            Self::Volume => "案卷",
            Self::Package => "归档包",
        }
    }

    /// Whether an applicant may hand such a file in.
    #[must_use]
    pub const fn comes_from_the_applicant(self) -> bool {
        matches!(self, Self::IdentityProof | Self::Authorisation | Self::Attachment)
    }

    /// Whether it belongs to the applicant once his reply has been served. Nothing else of a case ever leaves by a receipt.
    #[must_use]
    pub const fn goes_to_the_applicant(self) -> bool {
        matches!(self, Self::Material | Self::SealedReply)
    }
}

/// What a machine noticed of a file. It hinders nothing; an officer looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileRemark {
    /// A page on which nothing seems to be: a scan of the wrong side.
    BlankPage,
}

impl FileRemark {
    /// Every remark.
    pub const ALL: [Self; 1] = [Self::BlankPage];

    /// The stored name.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::BlankPage => "blank_page",
        }
    }

    /// From the stored name; nothing where nothing was noticed.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|remark| remark.code() == code)
    }

    /// As the officer reads it.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::BlankPage => "可能有空白页，请打开核对；确为空白的，可以要求补正。",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_labels_name_one_role_each_and_nothing_goes_both_ways() {
        for role in FileRole::ALL {
            assert_eq!(FileRole::from_code(role.code()), Some(role));
            assert_eq!(FileRole::ALL.iter().filter(|other| other.label() == role.label()).count(), 1);
            assert!(!(role.comes_from_the_applicant() && role.goes_to_the_applicant()), "{role:?}");
        }
        assert_eq!(FileRole::from_code("proof"), None);
        assert_eq!(FileRemark::from_code(FileRemark::BlankPage.code()), Some(FileRemark::BlankPage));
    }
}
