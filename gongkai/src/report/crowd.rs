//! Many files on all cores, their results in the order given, with memory for a few at a time.

use std::io::IsTerminal;
use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Results that a core may have ready before it waits to be heard.
const READY: usize = 8;

/// How many work at once when nobody says.
pub fn jobs(asked: Option<usize>) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    asked.unwrap_or(cores).clamp(1, 256)
}

/// Does `work` on every item and hears the results in order. Each core takes every so-and-so-manieth item and has a short
/// queue of its own: whoever is ahead waits, so that no more than a few results lie about whatever the number of items.
pub fn in_order<Item: Sync, Done: Send>(
    items: &[Item],
    jobs: usize,
    work: impl Fn(&Item) -> Done + Sync,
    mut hear: impl FnMut(&Item, Done) -> ControlFlow<()>,
) {
    let jobs = jobs.min(items.len()).max(1);
    if jobs == 1 {
        for item in items {
            if hear(item, work(item)).is_break() {
                return;
            }
        }
        return;
    }
    std::thread::scope(|scope| {
        let queues: Vec<_> = (0..jobs)
            .map(|first| {
                let (give, take) = sync_channel(READY);
                let work = &work;
                scope.spawn(move || {
                    for item in items.iter().skip(first).step_by(jobs) {
                        if give.send(work(item)).is_err() {
                            return;
                        }
                    }
                });
                take
            })
            .collect();
        for (item, queue) in items.iter().zip(queues.iter().cycle()) {
            let Ok(done) = queue.recv() else { return };
            if hear(item, done).is_break() {
                return;
            }
        }
    });
}

/// A bar on the console while there is much to do; nothing where nobody looks.
pub fn progress(items: usize) -> ProgressBar {
    if items < 2 || !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::with_draw_target(Some(items as u64), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} 份　已用 {elapsed}　还需 {eta}");
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn results_are_heard_in_order_and_few_lie_about() {
        let items: Vec<usize> = (0..1_000).collect();
        let (begun, heard_so_far) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let most = AtomicUsize::new(0);
        let mut heard = Vec::new();
        in_order(
            &items,
            4,
            |item| {
                let waiting = begun.fetch_add(1, Ordering::SeqCst) + 1 - heard_so_far.load(Ordering::SeqCst);
                most.fetch_max(waiting, Ordering::SeqCst);
                item * 2
            },
            |item, done| {
                heard.push((*item, done));
                heard_so_far.fetch_add(1, Ordering::SeqCst);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(heard, items.iter().map(|item| (*item, item * 2)).collect::<Vec<_>>());
        let most = most.load(Ordering::SeqCst);
        assert!(most <= 4 * (READY + 2), "{most} results lay about");
    }

    #[test]
    fn whoever_stops_listening_ends_the_work() {
        let items: Vec<usize> = (0..100_000).collect();
        let begun = AtomicUsize::new(0);
        let mut heard = 0;
        in_order(
            &items,
            3,
            |_| begun.fetch_add(1, Ordering::SeqCst),
            |_, _| {
                heard += 1;
                if heard == 5 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            },
        );
        assert_eq!(heard, 5);
        assert!(begun.load(Ordering::SeqCst) < 1_000);
    }
}
