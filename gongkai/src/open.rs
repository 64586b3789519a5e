//! Opening an office: the store, the files, the desk, the index, and the workers beside the pages.

use crate::config::Config;
use crate::{Trouble, keys};
use desk::mail::Post;
use desk::{Clock, Desk};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use store::files::Files;
use store::search::Index;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::{App, WebSettings};

/// The file that marks a demo folder.
pub const DEMO_MARK: &str = "demo.json";

/// Opens the desk of a data folder.
///
/// # Errors
/// When the folder, the database or the files cannot be opened, or the keys are not those of the data.
pub async fn desk(data: &Path, keys: &Path, database: &str, clock: Arc<dyn Clock>) -> Result<Desk, Trouble> {
    std::fs::create_dir_all(data).map_err(|error| Trouble(format!("无法建立数据目录 {}：{error}", data.display())))?;
    let (reader, writer) = store::open(database).await.map_err(|error| Trouble(format!("无法打开数据库：{error}")))?;
    let keyring = keys::of_office(&reader, &writer, keys, clock.now()).await?;
    let files = Files::open(&data.join("files"))?;
    Ok(Desk::new(writer, reader, files, clock).with_keyring(keyring))
}

/// Serves an office until it is told to stop: pages, jobs, and the index that follows the publications.
///
/// # Errors
/// When the address cannot be listened on.
pub async fn serve(
    desk: Desk,
    config: &Config,
    demo: bool,
    ready: impl FnOnce(SocketAddr) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let settings = WebSettings {
        public_address: config.public_address.trim_end_matches('/').to_owned(),
        secure: config.secure,
        behind_proxy: config.behind_proxy,
        demo,
    };
    let mailer = config.smtp.mailer()?.map(Arc::new);
    let desk = desk.with_post(Post { mailer, public_address: settings.public_address.clone() });
    let index = Arc::new(Index::open(&config.data.join("index"), &[])?);
    let indexing = tokio::spawn(web::public::keep_index(desk.reader().clone(), index.clone()));
    let app = App::new(desk.clone(), index, settings);
    let listener = TcpListener::bind(&config.listen)
        .await
        .map_err(|error| Trouble(format!("无法在 {} 上监听：{error}", config.listen)))?;
    let address = listener.local_addr()?;
    let (stop, stopped) = watch::channel(false);
    let mail = tokio::spawn(run_mail(desk.clone(), stopped.clone()));
    let jobs = tokio::spawn(run_jobs(desk, stopped));
    ready(address)?;
    axum::serve(listener, web::door(app)).with_graceful_shutdown(asked_to_stop()).await?;
    tracing::info!("stopping: no new requests, finishing what is under way");
    let _ = stop.send(true);
    let _ = jobs.await;
    if tokio::time::timeout(LAST_MAIL, mail).await.is_err() {
        tracing::warn!(
            "the mail server did not answer before the stop; a person will be asked what became of that message"
        );
    }
    indexing.abort();
    Ok(())
}

/// How long a mail under way may still take when everything stops.
const LAST_MAIL: Duration = Duration::from_secs(20);

/// Delivers mail beside everything else: a slow server holds up nothing but mail.
async fn run_mail(desk: Desk, mut stopped: watch::Receiver<bool>) {
    let mut pause = Duration::from_millis(500);
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stopped.changed() => return,
        }
        pause = match desk.deliver_next().await {
            Ok(true) => Duration::ZERO,
            Ok(false) => Duration::from_millis(500),
            Err(error) => {
                tracing::error!(%error, "the outbox could not be delivered");
                Duration::from_secs(10)
            }
        };
    }
}

/// Runs what is due, a few times a second, and sweeps old sessions now and then.
async fn run_jobs(desk: Desk, mut stopped: watch::Receiver<bool>) {
    let mut beat = tokio::time::interval(Duration::from_millis(200));
    beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    // An agency that is founded meanwhile has its daily jobs within a minute.
    let mut minute = tokio::time::interval(Duration::from_secs(60));
    minute.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    went_well(desk.follow_calendars().await, "the open cases could not be brought up to the calendar in force");
    loop {
        let daily = tokio::select! {
            _ = minute.tick() => true,
            _ = beat.tick() => false,
            _ = stopped.changed() => return,
        };
        if daily {
            went_well(desk.plan_daily_jobs().await, "the daily jobs could not be planned");
        }
        if !went_well(desk.run_due_jobs().await, "the queue of jobs could not be read") {
            tokio::time::sleep(Duration::from_secs(2)).await;
        }
    }
}

/// Whether it did; what went wrong stands in the log.
fn went_well<T>(done: desk::Done<T>, otherwise: &str) -> bool {
    if let Err(error) = &done {
        tracing::error!(%error, "{otherwise}");
    }
    done.is_ok()
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}

/// Starts the log: readable sentences, or JSON a line.
pub fn start_log(format: &str) {
    use tracing_subscriber::EnvFilter;
    let filter =
        EnvFilter::try_from_env("GONGKAI_LOG_FILTER").unwrap_or_else(|_| EnvFilter::new(store::sql::LOG_FILTER));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let _ = if format == "json" { builder.json().try_init() } else { builder.try_init() };
}
