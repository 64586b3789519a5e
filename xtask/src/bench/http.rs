//! One request over one connection: all that the benches ask of a server themselves; the load on pages comes from wrk.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use crate::process::Trouble;

/// An answer: its status and its body as it came.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

/// Asks `http://host:port` for a path and reads the whole answer.
///
/// # Errors
/// When the server cannot be reached or does not answer as HTTP/1.1 asks.
pub fn get(address: &str, path: &str) -> Result<Answer, Trouble> {
    ask(address, path, "GET", "", &[])
}

/// Posts a body of this kind and reads the whole answer.
///
/// # Errors
/// As [`get`].
pub fn post(address: &str, path: &str, kind: &str, body: &[u8]) -> Result<Answer, Trouble> {
    let length = body.len();
    ask(address, path, "POST", &format!("Content-Type: {kind}\r\nContent-Length: {length}\r\n"), body)
}

fn ask(address: &str, path: &str, method: &str, more: &str, body: &[u8]) -> Result<Answer, Trouble> {
    let host = address.trim_start_matches("http://").trim_end_matches('/');
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nAccept-Encoding: identity\r\n{more}\r\n"
    );
    let raw = exchange(host, head.as_bytes(), body);
    let raw = raw.map_err(|error| Trouble::new(format!("{address}{path}: {error}")))?;
    read_answer(&raw).ok_or_else(|| Trouble::new(format!("{address}{path}: not an HTTP answer")))
}

fn exchange(host: &str, head: &[u8], body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut stream = TcpStream::connect(host)?;
    stream.set_read_timeout(Some(Duration::from_secs(60)))?;
    stream.write_all(head)?;
    stream.write_all(body)?;
    let mut raw = Vec::new();
    stream.read_to_end(&mut raw)?;
    Ok(raw)
}

fn read_answer(raw: &[u8]) -> Option<Answer> {
    let split = raw.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = std::str::from_utf8(&raw[..split]).ok()?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    let body = &raw[split + 4..];
    let chunked = head.to_lowercase().contains("transfer-encoding: chunked");
    Some(Answer { status, body: if chunked { join_chunks(body)? } else { body.to_vec() } })
}

fn join_chunks(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = rest.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&rest[..end]).ok()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(rest.get(end + 2..end + 2 + size)?);
        rest = rest.get(end + 2 + size + 2..)?;
    }
}

#[cfg(test)]
mod tests {
    use super::read_answer;

    #[test]
    fn plain_and_chunked_answers_are_read() {
        let plain = read_answer(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nab").unwrap();
        assert_eq!((plain.status, plain.body), (200, b"ab".to_vec()));
        let chunked =
            read_answer(b"HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n")
                .unwrap();
        assert_eq!((chunked.status, chunked.body), (404, b"abcd".to_vec()));
    }

    #[test]
    fn what_is_cut_off_is_no_answer() {
        assert!(read_answer(b"HTTP/1.1 200").is_none());
        assert!(read_answer(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc").is_none());
    }
}
