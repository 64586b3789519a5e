//! How much one network may send in from outside: so that nobody can fill the disk or the office's day from one place.
//! Counted like wrong receipt codes, as operational state, and by the network alone: nothing is kept of who it was.

use crate::{Desk, Done};
use affairs::{Instant, Refusal};
use std::net::IpAddr;
use store::sessions;

/// Forms with files, or bookings, that one network may send within an hour. A whole street behind one address stays below it.
const IN_AN_HOUR: i64 = 60;
const HOUR: i64 = 60;

impl Desk {
    /// Lets a form in that brings files or takes a place, and counts it. Asked before anything of it is kept.
    ///
    /// # Errors
    /// Refused when the network has sent as many as one may within an hour; says in how many minutes it may again.
    pub async fn admit_from(&self, network: &str) -> Done<()> {
        if is_this_machine(network) {
            return Ok(());
        }
        let (key, now) = (format!("sent:{network}"), self.now());
        let (sent, since) = sessions::failures(&self.reader, &key).await?;
        if let Some(minutes) = minutes_to_wait(sent, since, now) {
            let message = format!(
                "您所在的网络一小时内提交的次数太多，请过 {minutes} 分钟再试，您填写的内容还在。急需办理的，可以当面提交或者邮寄。"
            );
            return Err(Refusal::new("network_full", message).into());
        }
        Ok(sessions::counted(&self.writer, &key, now).await?)
    }
}

/// A proxy that does not say for whom it asks would make one network of everybody.
fn is_this_machine(network: &str) -> bool {
    network.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn minutes_to_wait(sent: i64, since: Instant, now: Instant) -> Option<i64> {
    let over = since.plus_minutes(HOUR);
    let left = over.milliseconds() - now.milliseconds();
    (sent >= IN_AN_HOUR && left > 0).then(|| left.div_euclid(60_000) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_waits_until_its_hour_is_over() {
        let since = Instant::from_milliseconds(0);
        assert_eq!(minutes_to_wait(IN_AN_HOUR - 1, since, since), None);
        assert_eq!(minutes_to_wait(IN_AN_HOUR, since, since.plus_minutes(1)), Some(60));
        assert_eq!(minutes_to_wait(IN_AN_HOUR, since, since.plus_minutes(59)), Some(2));
        assert_eq!(minutes_to_wait(IN_AN_HOUR, since, since.plus_minutes(60)), None);
    }

    #[test]
    fn a_proxy_on_this_machine_is_no_network() {
        assert!(is_this_machine("127.0.0.1") && is_this_machine("::1"));
        assert!(!is_this_machine("203.0.113.7") && !is_this_machine("2001:db8::/64") && !is_this_machine(""));
    }
}
