//! Number series: issued = used + void, without a hole.

use super::{BATCH, Damage, Round};
use store::Kept;

impl Round<'_> {
    pub(super) async fn numbers(&mut self) -> Kept<()> {
        for (series, year, issued) in store::audit::series(&mut self.db, &self.agency).await? {
            self.series(&series, year, issued).await?;
        }
        self.come_to("校验编号", self.report.numbers);
        Ok(())
    }

    async fn series(&mut self, series: &str, year: i64, issued: i64) -> Kept<()> {
        let place = format!("{}{year} 年", if series == "index" { "索引号 " } else { "文号 " });
        let mut serial = 0;
        loop {
            let next = store::audit::serials_after(&mut self.db, &self.agency, series, year, serial, BATCH).await?;
            if next.is_empty() {
                break;
            }
            for (found, _) in next {
                if found != serial + 1 {
                    self.found(Damage::Numbers, &place, format!("{serial} 号之后是 {found} 号，中间的号没有去向"));
                }
                serial = found;
                self.report.numbers += 1;
            }
        }
        if serial != issued {
            self.found(Damage::Numbers, &place, format!("记着发出 {issued} 个，最后一个有去向的是 {serial} 号"));
        }
        Ok(())
    }
}
