//! Every bundle against its hash, its body against the bundle.

use super::super::erase::says_nothing;
use super::{BATCH, Damage, Round};
use affairs::ContentHash;
use affairs::document::Bundle;
use affairs::document::bundle::FORMAT;
use store::Kept;
use store::audit::BundleText;
use store::tombstones::Erased;

impl Round<'_> {
    pub(super) async fn bundles(&mut self) -> Kept<()> {
        let mut after = String::new();
        loop {
            // A bundle may hold a long text, so fewer at once.
            let bundles = store::audit::bundles_after(&mut self.db, &self.agency, &after, BATCH / 4).await?;
            let Some(last) = bundles.last() else { return Ok(()) };
            after.clone_from(&last.hash);
            for bundle in bundles {
                self.bundle(&bundle).await?;
                self.report.bundles += 1;
            }
            self.come_to("校验送审内容", self.report.bundles);
        }
    }

    async fn bundle(&mut self, kept: &BundleText) -> Kept<()> {
        let place = place(kept);
        let read: Result<Bundle, _> = serde_json::from_str(&kept.content);
        if self.was_erased(Erased::Bundle, &kept.hash).await? {
            match read {
                Ok(bundle) if says_nothing(&bundle, &kept.body) => self.report.erased += 1,
                _ => self.found(Damage::NotErased, place, "登记为依法删除，文字还在"),
            }
            return Ok(());
        }
        if ContentHash::of(kept.content.as_bytes()).as_str() != kept.hash {
            self.found(Damage::BundleText, place, "保存的内容与审核时的校验值不符");
            return Ok(());
        }
        let Ok(bundle) = read else {
            self.found(Damage::BundleText, place, "保存的内容读不懂");
            return Ok(());
        };
        if bundle.format != FORMAT {
            let words = format!("内容的格式“{}”不认识", bundle.format);
            self.found(Damage::BundleText, &place, words);
        }
        if ContentHash::of(kept.body.as_bytes()) != bundle.body {
            self.found(Damage::BundleBody, &place, "正文与审核时的校验值不符");
        }
        let lies_here =
            bundle.agency == self.agency && bundle.document.as_str() == kept.document && bundle.edition == kept.edition;
        if !lies_here {
            self.found(Damage::BundlePlace, &place, "保存在别的机关、别的信息或别的版本名下");
        }
        Ok(())
    }
}

/// How a bundle is named in findings: by its document, with its hash for whoever looks it up.
pub(super) fn place(kept: &BundleText) -> String {
    format!("信息 {} 第 {} 版（{}）", kept.document, kept.edition, kept.hash)
}
