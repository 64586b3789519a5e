//! An office comes back from its backup as it was, on either engine, and moves from one to the other.

use super::office::{Office, agency, at, fill, filled, postgres};
use desk::ActError;
use desk::keeping::{BackupMade, Damage, Keys, backup, check_backup, move_office, restore};
use std::path::Path;
use std::sync::Mutex;

/// What everybody could read, to be compared.
async fn told(office: &Office) -> String {
    let reader = &office.reader;
    let mut text = format!("{:?}", store::agencies::all(reader).await.unwrap());
    text += &format!("{:?}", store::people::all(reader, &agency()).await.unwrap());
    text += &format!("{:?}", store::audit::bundles_after(reader, &agency(), "", 99).await.unwrap());
    text += &format!("{:?}", store::publications::after_document(reader, &agency(), "", 99).await.unwrap());
    text += &format!("{:?}", store::publications::events_after(reader, &agency(), 0, 99).await.unwrap());
    text + &format!("{:?}", store::publications::files(reader, &agency()).await.unwrap())
}

async fn nobody_is_signed_in(office: &Office) {
    assert!(store::sessions::find(&office.reader, "hash of a token").await.unwrap().is_none());
    assert!(store::sessions::find_link(&office.reader, "hash of a link", at(1)).await.unwrap().is_none());
    assert_eq!(store::sessions::failures(&office.reader, "login/p1").await.unwrap().0, 0);
}

/// The last line of the journal says how the office came here.
async fn came_by(office: &Office, act: &str) {
    let head = store::journal::head(&office.reader, &agency()).await.unwrap().unwrap().0;
    let last = store::journal::after(&office.reader, &agency(), head - 1, 1).await.unwrap().remove(0);
    assert_eq!(last.entry.act, act);
}

async fn backed_up(from: &Office, file: &Path) -> BackupMade {
    let stages = Mutex::new(Vec::new());
    let tell = |progress: desk::keeping::Progress| stages.lock().unwrap().push(progress.stage);
    let made = backup(&from.reader, &from.files, None, file, at(200), &tell).await.unwrap();
    assert!(made.report.is_clean(), "{:#?}", made.report.findings);
    assert_eq!(made.size, std::fs::metadata(file).unwrap().len());
    assert_eq!(check_backup(file).await.unwrap(), made.manifest);
    let head = store::journal::head(&from.reader, &agency()).await.unwrap().unwrap();
    let anchored = made.manifest.agencies.iter().find(|one| one.agency == agency()).unwrap();
    assert_eq!((anchored.lines, &anchored.head, anchored.name.as_str()), (head.0, &head.1, "云川市司法局"));
    for stage in ["复制数据库", "校验日志", "写入文件", "回读检查"] {
        assert!(stages.lock().unwrap().contains(&stage), "{stage} was not told");
    }
    made
}

async fn backed_up_and_restored(from: &Office, target_url: String, folder: &Path) {
    let file = folder.join("备份 2019%.tar");
    let made = backed_up(from, &file).await;
    let place = folder.join("restored");
    let restored = restore(&file, &target_url, &place.join("files"), Keys::None, at(300), &|_| {}).await.unwrap();
    assert!(restored.report.is_clean(), "{:#?}", restored.report.findings);
    assert!(restored.rows > 100);
    let office = Office::at(target_url, &place).await;
    is_the_same(&office, from).await;
    // What came back can be backed up again, and goes on.
    let again = backup(&office.reader, &office.files, None, &folder.join("again.tar"), at(400), &|_| {}).await.unwrap();
    assert_eq!(again.manifest.members.len(), made.manifest.members.len());
    assert!(again.report.is_clean());
    office.close().await;
}

async fn is_the_same(office: &Office, from: &Office) {
    assert_eq!(told(office).await, told(from).await);
    nobody_is_signed_in(office).await;
    came_by(office, "keeping.restore").await;
    for (hash, _) in store::publications::files(&office.reader, &agency()).await.unwrap() {
        assert_eq!(office.files.read(&hash).await.unwrap(), from.files.read(&hash).await.unwrap());
    }
}

#[tokio::test]
async fn sqlite_to_a_backup_and_back() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let url = store::sql::sqlite_url(&folder.path().join("back?#.sqlite"));
    backed_up_and_restored(&office, url, folder.path()).await;
    assert!(folder.path().join("back?#.sqlite").is_file(), "signs of an address in a file's name are no address");
    office.close().await;
}

#[tokio::test]
async fn postgres_to_a_backup_and_back() {
    let Some(server) = postgres::postgres_url() else { return };
    let (first, second) = (postgres::fresh_database(&server).unwrap(), postgres::fresh_database(&server).unwrap());
    let folder = tempfile::tempdir().unwrap();
    let office = Office::at(first.url(), folder.path()).await;
    fill(&office).await;
    office.is_clean().await;
    backed_up_and_restored(&office, second.url(), folder.path()).await;
    office.close().await;
}

#[tokio::test]
async fn an_office_moves_to_postgres_and_back() {
    let Some(server) = postgres::postgres_url() else { return };
    let database = postgres::fresh_database(&server).unwrap();
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let moved = move_office(&office.url, &database.url(), &office.files, None, at(300), &|_| {}).await.unwrap();
    assert!(moved.report.is_clean(), "{:#?}", moved.report.findings);
    let target = Office::at(database.url(), folder.path()).await;
    assert_eq!(told(&target).await, told(&office).await);
    nobody_is_signed_in(&target).await;
    came_by(&target, "keeping.move").await;
    let back = store::sql::sqlite_url(&folder.path().join("back.sqlite"));
    let moved = move_office(&database.url(), &back, &office.files, None, at(301), &|_| {}).await.unwrap();
    assert!(moved.report.is_clean(), "{:#?}", moved.report.findings);
    target.close().await;
    office.close().await;
}

#[tokio::test]
async fn a_move_is_refused_where_something_would_be_lost() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let empty = store::sql::sqlite_url(&folder.path().join("empty.sqlite"));
    for (from, to, code) in [
        (&office.url, &office.url, "same_database"),
        (&empty, &office.url, "source_empty"),
        (&empty, &empty, "same_database"),
    ] {
        let answer = move_office(from, to, &office.files, None, at(300), &|_| {}).await;
        assert!(matches!(&answer, Err(ActError::Refused(refusal)) if refusal.code == code), "{code}: {answer:?}");
    }
    let other = filled().await;
    let full = Office::in_folder(other.path()).await;
    let answer = move_office(&office.url, &full.url, &office.files, None, at(300), &|_| {}).await;
    assert!(matches!(&answer, Err(ActError::Refused(refusal)) if refusal.code == "target_not_empty"), "{answer:?}");
    full.is_clean().await;
    // Somebody works on while the office is moved: nothing comes over.
    let writer = office.writer.clone();
    let worked = Mutex::new(false);
    let work_on = move |progress: desk::keeping::Progress| {
        let mut done = worked.lock().unwrap();
        if progress.stage == "搬迁数据" && !*done {
            *done = true;
            let writer = writer.clone();
            std::thread::spawn(move || {
                let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                runtime.block_on(async move {
                    let tx = writer.begin(&agency()).await.unwrap();
                    let actor = affairs::journal::ActorName::Console;
                    tx.commit(at(299), affairs::journal::Entry::new(actor, "test.act")).await.unwrap();
                });
            })
            .join()
            .unwrap();
        }
    };
    let answer = move_office(&office.url, &empty, &office.files, None, at(300), &work_on).await;
    assert!(matches!(&answer, Err(ActError::Refused(refusal)) if refusal.code == "source_moved"), "{answer:?}");
    assert!(store::copy::is_vacant(&empty).await.unwrap());
    office.is_clean().await;
}

/// A file that was lost long ago is no reason to have no backup; it is told every time.
#[tokio::test]
async fn damage_is_carried_along_and_told() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let draft = affairs::ContentHash::of("草稿的附件".as_bytes());
    std::fs::write(office.files.path(&draft), "另外的内容").unwrap();
    let file = folder.path().join("office.tar");
    let made = backup(&office.reader, &office.files, None, &file, at(200), &|_| {}).await.unwrap();
    assert_eq!(made.report.findings.len(), 1);
    let url = store::sql::sqlite_url(&folder.path().join("back.sqlite"));
    let restored = restore(&file, &url, &folder.path().join("back"), Keys::None, at(300), &|_| {}).await.unwrap();
    let found: Vec<Damage> = restored.report.findings.iter().map(|finding| finding.damage).collect();
    assert_eq!(found, [Damage::FileChanged]);
    office.close().await;
}

#[cfg(unix)]
#[tokio::test]
async fn a_backup_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let file = folder.path().join("office.tar");
    backup(&office.reader, &office.files, None, &file, at(200), &|_| {}).await.unwrap();
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    office.close().await;
}

/// An office goes on working while it is backed up, and the backup is of one moment.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_office_works_on_while_it_is_backed_up() {
    let folder = filled().await;
    let office = Office::in_folder(folder.path()).await;
    let writer = office.writer.clone();
    let working = tokio::spawn(async move {
        for minute in 0..50 {
            let tx = writer.begin(&agency()).await.unwrap();
            let actor = affairs::journal::ActorName::Console;
            tx.commit(at(200 + minute), affairs::journal::Entry::new(actor, "test.act")).await.unwrap();
        }
    });
    for number in 0..3 {
        let file = folder.path().join(format!("{number}.tar"));
        let made = backup(&office.reader, &office.files, None, &file, at(300), &|_| {}).await.unwrap();
        assert!(made.report.is_clean(), "{:#?}", made.report.findings);
    }
    working.await.unwrap();
    office.is_clean().await;
}
