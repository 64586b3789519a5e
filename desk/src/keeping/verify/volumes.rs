//! Every volume of the archive: its flat row, by which the shelf, the lists for the archive and the days of keeping are made, against
//! what its ledger says.

use super::{BATCH, Damage, Round};
use affairs::volume::Standing;
use store::Kept;
use store::volumes::Flat;

impl Round<'_> {
    pub(super) async fn volumes(&mut self) -> Kept<()> {
        let mut after = String::new();
        loop {
            let volumes = store::volumes::flat_after(&mut self.db, &self.agency, &after, BATCH).await?;
            let Some(last) = volumes.last() else { return Ok(()) };
            after = last.id.to_string();
            for volume in &volumes {
                self.volume(volume);
            }
        }
    }

    fn volume(&mut self, volume: &Flat) {
        let place = format!("案卷 {}", volume.number);
        let numbered = (1..).zip(&volume.events).all(|(place, (number, _, _))| place == *number);
        let lines = i64::try_from(volume.events.len()).unwrap_or(i64::MAX);
        if !numbered || lines != volume.version {
            let words = format!("案卷登记有 {lines} 条，登记的是 {} 条，或者中间缺号", volume.version);
            self.found(Damage::VolumeLedger, &place, words);
            return;
        }
        let events = volume.events.iter().map(|(_, event, by)| (event, by.as_ref()));
        match Standing::replay(events) {
            Some(standing) if volume.is(&standing) => {}
            _ => self.found(Damage::VolumeLedger, &place, "案卷的位置、保管期限、页数或者文件，与案卷登记不符"),
        }
    }
}
