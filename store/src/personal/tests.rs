use super::*;

fn moment(number: i64) -> Instant {
    Instant::from_milliseconds(1_551_700_000_000 + number)
}

fn agency(name: &str) -> AgencyId {
    AgencyId::new(name.to_owned())
}

const NAME: &str = "application.name";

fn personal(text: &str) -> Personal<String> {
    Personal::new(text.to_owned())
}

#[test]
fn what_is_sealed_opens_in_its_place_and_nowhere_else() {
    let (keyring, bureau, other) = (Keyring::draw(moment(0)).unwrap(), agency("one"), agency("two"));
    let sealed = keyring.seal(&bureau, NAME, "7", &personal("某某某")).unwrap();
    assert_eq!(keyring.open::<String>(&bureau, NAME, "7", &sealed).unwrap(), personal("某某某"));
    assert!(!sealed.windows(3).any(|piece| piece == "某".as_bytes()));
    assert_ne!(
        keyring.seal(&bureau, NAME, "7", &personal("某某某")).unwrap(),
        sealed,
        "the same text must not look the same"
    );
    for (agency, place, row) in [
        (&other, NAME, "7"),
        (&bureau, NAME, "8"),
        (&bureau, "application.phone", "7"),
        (&bureau, "application.nam", "e7"),
    ] {
        let error = keyring.open::<String>(agency, place, row, &sealed).unwrap_err().to_string();
        assert!(error.contains(place) && error.contains(&format!("row {row}")), "{error}");
    }
}

#[test]
fn a_length_does_not_tell_one_name_from_another() {
    let (keyring, bureau) = (Keyring::draw(moment(0)).unwrap(), agency("one"));
    let length = |name: &str| keyring.seal(&bureau, NAME, "7", &personal(name)).unwrap().len();
    assert_eq!(length("某某"), length("某某·某某某某"));
}

#[test]
fn every_changed_bit_and_every_cut_is_noticed() {
    let (keyring, bureau) = (Keyring::draw(moment(0)).unwrap(), agency("one"));
    let sealed = keyring.seal(&bureau, NAME, "7", &personal("412724")).unwrap();
    for bit in 0..sealed.len() * 8 {
        let mut changed = sealed.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        assert!(
            matches!(keyring.open::<String>(&bureau, NAME, "7", &changed), Err(StoreError::Corrupt(_))),
            "bit {bit}"
        );
    }
    for length in 0..sealed.len() {
        assert!(
            matches!(keyring.open::<String>(&bureau, NAME, "7", &sealed[..length]), Err(StoreError::Corrupt(_))),
            "length {length}"
        );
    }
}

#[test]
fn after_a_rotation_the_new_key_seals_and_the_old_one_still_opens() {
    let (old, bureau) = (Keyring::draw(moment(0)).unwrap(), agency("one"));
    let new = old.rotated(moment(1)).unwrap();
    let before = old.seal(&bureau, NAME, "7", &personal("甲")).unwrap();
    let after = new.seal(&bureau, NAME, "7", &personal("甲")).unwrap();
    assert_eq!(new.open::<String>(&bureau, NAME, "7", &before).unwrap(), personal("甲"));
    assert_eq!(new.open::<String>(&bureau, NAME, "7", &after).unwrap(), personal("甲"));
    assert!(old.open::<String>(&bureau, NAME, "7", &after).unwrap_err().to_string().contains("key that is not here"));
    assert_eq!(new.token(&bureau, "name", &personal("甲")), old.token(&bureau, "name", &personal("甲")));
}

#[test]
fn a_value_of_any_shape_comes_back() {
    let (keyring, bureau) = (Keyring::draw(moment(0)).unwrap(), agency("one"));
    let value = Personal::new(vec!["𠮷野家".to_owned(), String::new()]);
    let sealed = keyring.seal(&bureau, NAME, "7", &value).unwrap();
    assert_eq!(keyring.open::<Vec<String>>(&bureau, NAME, "7", &sealed).unwrap(), value);
    let error = keyring.open::<u32>(&bureau, NAME, "7", &sealed).unwrap_err().to_string();
    assert!(error.contains("row 7") && !error.contains("𠮷"), "{error}");
}

#[test]
fn a_token_is_of_one_agency_one_kind_one_value_and_one_keyring() {
    let (keyring, bureau) = (Keyring::draw(moment(0)).unwrap(), agency("one"));
    let token = keyring.token(&bureau, "identity", &personal("412724"));
    assert_eq!(token.len(), 64);
    assert_eq!(keyring.token(&bureau, "identity", &personal("412724")), token);
    for other in [
        keyring.token(&agency("two"), "identity", &personal("412724")),
        keyring.token(&bureau, "phone", &personal("412724")),
        keyring.token(&bureau, "identity4", &personal("12724")),
        Keyring::draw(moment(0)).unwrap().token(&bureau, "identity", &personal("412724")),
    ] {
        assert_ne!(other, token);
    }
}

#[test]
fn a_signature_is_borne_out_by_its_agencys_key_alone() {
    let (old, bureau) = (Keyring::draw(moment(0)).unwrap(), agency("one"));
    let (id, signature) = old.sign(&bureau, b"letter").unwrap();
    let new = old.rotated(moment(1)).unwrap();
    let published = new.public_keys(&bureau);
    assert_eq!(published.iter().map(|key| key.made_at).collect::<Vec<_>>(), [moment(0), moment(1)]);
    let right = published.iter().find(|key| key.id == id).unwrap();
    assert!(right.bears_out(b"letter", &signature));
    assert!(!right.bears_out(b"Letter", &signature));
    assert!(!published[1].bears_out(b"letter", &signature));
    assert!(!new.public_keys(&agency("two"))[0].bears_out(b"letter", &signature));
    assert_eq!(new.sign(&bureau, b"letter").unwrap().0, published[1].id);
}

#[test]
fn keys_come_back_from_their_file_which_only_the_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("keys/personal.key");
    assert!(Keyring::read(&path).unwrap().is_none());
    let (keyring, bureau) = (Keyring::draw(moment(0)).unwrap(), agency("one"));
    keyring.write_new(&path).unwrap();
    assert!(keyring.write_new(&path).is_err(), "keys must never be overwritten");
    let rotated = keyring.rotated(moment(1)).unwrap();
    rotated.replace(&path).unwrap();
    let read = Keyring::read(&path).unwrap().unwrap();
    assert_eq!(read.list(), rotated.list());
    assert_eq!(
        read.open::<String>(&bureau, NAME, "7", &keyring.seal(&bureau, NAME, "7", &personal("甲")).unwrap()).unwrap(),
        personal("甲")
    );
    assert_eq!(read.public_keys(&bureau), rotated.public_keys(&bureau));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(std::fs::metadata(path.parent().unwrap()).unwrap().permissions().mode() & 0o777, 0o700);
    }
}

#[test]
fn a_file_that_holds_no_keys_is_told_apart_and_never_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("personal.key");
    let keyring = Keyring::draw(moment(0)).unwrap();
    keyring.write_new(&path).unwrap();
    let whole = std::fs::read_to_string(&path).unwrap();
    let secret: String = whole.split("\"data\": \"").nth(1).unwrap().chars().take(64).collect();
    for broken in
        ["", "{}", &whole[..whole.len() / 2], &whole.replace(&secret, &secret[1..]), &whole.replace("keys/1", "keys/2")]
    {
        std::fs::write(&path, broken).unwrap();
        let error = Keyring::read(&path).unwrap_err().to_string();
        assert!(error.contains("no file of keys") && !error.contains(&secret), "{error}");
    }
    assert_eq!(format!("{keyring:?}"), "Keyring(1 keys)");
}
