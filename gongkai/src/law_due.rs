//! `gongkai law due`: the clock of disclosure on application for everybody. One case a line in, one answer a line out.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};

use jiff::civil::Date;
use law::article::{Basis, Step};
use law::calendar::{WorkingDayCalendar, chinese_date};
use law::reply_due::{ClockFacts, Consultation, ConsultationKind, ReplyDue, reply_due};
use serde::{Deserialize, Deserializer, Serialize};

/// Every case was answered.
const ANSWERED: u8 = 0;
/// Some line was refused, or could not be read.
const REFUSED: u8 = 1;
/// A case is far shorter; what is longer is read past, and never kept.
const LONGEST_LINE: usize = 16 * 1024;

/// One case, as the line has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseLine {
    #[serde(deserialize_with = "day")]
    received_on: Date,
    #[serde(default, deserialize_with = "day_if_any")]
    corrected_on: Option<Date>,
    #[serde(default, deserialize_with = "day_if_any")]
    fee_paid_on: Option<Date>,
    #[serde(default)]
    extended_by: Option<u16>,
    #[serde(default)]
    consultations: Option<Vec<ConsultationLine>>,
}

/// A third party is asked; the article is another for other organs, the days are the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ConsultationLine {
    #[serde(deserialize_with = "day")]
    sent: Date,
    #[serde(default, deserialize_with = "day_if_any")]
    delivered: Option<Date>,
    #[serde(default, deserialize_with = "day_if_any")]
    answered: Option<Date>,
}

#[derive(Debug, Serialize)]
#[serde(untagged)]
enum AnswerLine {
    Due { correction_notice_due: Option<Date>, reply_due: Date, provisional: bool, steps: Vec<StepLine> },
    Refused { refused: StepLine },
}

#[derive(Debug, Serialize)]
struct StepLine {
    article: String,
    says: String,
}

impl From<Step> for StepLine {
    fn from(step: Step) -> Self {
        Self { article: step.basis.to_string(), says: step.says }
    }
}

/// Answers every line, in JSON or in words, and says 0, or 1 when any was refused.
pub fn run(input: impl Read, json: bool, out: &mut dyn Write) -> u8 {
    let (mut reader, mut line) = (BufReader::new(input), Vec::new());
    let mut code = ANSWERED;
    loop {
        let answered = match next_line(&mut reader, &mut line) {
            Ok(Line::End) => return code,
            Ok(Line::Whole) if line.trim_ascii().is_empty() => continue,
            Ok(Line::Whole) => answer(&line),
            Ok(Line::TooLong) => Err(unreadable(format!("这一行超过{LONGEST_LINE}字节"))),
            Err(error) => {
                let _ = writeln!(out, "{}", written(Err(unreadable(format!("读取失败：{error}"))), json));
                return REFUSED;
            }
        };
        if answered.is_err() {
            code = REFUSED;
        }
        // Whoever waits for each answer gets it; whoever sends many at once is not slowed down.
        let waiting = reader.buffer().is_empty();
        let gone = writeln!(out, "{}", written(answered, json)).is_err() || waiting && out.flush().is_err();
        if gone {
            return code;
        }
    }
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// Reads the next line without its end; of a line that is too long nothing is kept.
fn next_line(reader: &mut impl BufRead, line: &mut Vec<u8>) -> std::io::Result<Line> {
    line.clear();
    let (mut too_long, mut begun) = (false, false);
    loop {
        let available = match reader.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let end = available.iter().position(|byte| *byte == b'\n');
        let part = &available[..end.unwrap_or(available.len())];
        begun |= !available.is_empty();
        let last = end.is_some() || available.is_empty();
        if line.len() + part.len() > LONGEST_LINE {
            too_long = true;
            line.clear();
        } else if !too_long {
            line.extend_from_slice(part);
        }
        let read = part.len() + usize::from(end.is_some());
        reader.consume(read);
        if last {
            return Ok(match (begun, too_long) {
                (false, _) => Line::End,
                (true, true) => Line::TooLong,
                (true, false) => Line::Whole,
            });
        }
    }
}

type Answered = Result<(ClockFacts, ReplyDue), Step>;

fn answer(line: &[u8]) -> Answered {
    let text = std::str::from_utf8(line).map_err(|_| unreadable("这一行不是UTF-8文字"))?;
    let case: CaseLine = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| unreadable(format!("这一行不是一个案件：{error}")))?;
    let facts = ClockFacts {
        received_on: case.received_on,
        corrected_on: case.corrected_on,
        fee_paid_on: case.fee_paid_on,
        extended_by: case.extended_by.unwrap_or(0),
        deferred_until: None,
        consultations: case.consultations.unwrap_or_default().into_iter().map(asked).collect(),
    };
    let due = reply_due(&facts, WorkingDayCalendar::shipped()).map_err(|refused| refused.step())?;
    Ok((facts, due))
}

fn asked(line: ConsultationLine) -> Consultation {
    Consultation {
        kind: ConsultationKind::ThirdParty,
        sent_on: line.sent,
        delivered_on: line.delivered,
        answered_on: line.answered,
        returned_on: None,
    }
}

fn unreadable(says: impl Into<String>) -> Step {
    Step::new(says, Basis::Convention("每行一个案件，写成JSON，日期写成2019-09-27的样子"))
}

fn written(answered: Answered, json: bool) -> String {
    if !json {
        return in_words(answered);
    }
    let line = match answered {
        Ok((facts, due)) => AnswerLine::Due {
            correction_notice_due: due.correction_notice_due.as_ref().map(|notice| notice.value),
            reply_due: due.due.value,
            provisional: due.is_provisional(),
            steps: due.steps(&facts).into_iter().map(StepLine::from).collect(),
        },
        Err(step) => AnswerLine::Refused { refused: step.into() },
    };
    serde_json::to_string(&line).unwrap_or_default()
}

fn in_words(answered: Answered) -> String {
    match answered {
        Ok((facts, due)) => {
            let provisional = if due.is_provisional() { "（暂定）" } else { "" };
            let mut text = format!("答复期限：{}{provisional}\n", chinese_date(due.due.value));
            for step in due.steps(&facts) {
                text.push_str(&format!("  {step}\n"));
            }
            text
        }
        Err(step) => format!("不能推算：{step}\n"),
    }
}

/// Only `2019-09-27`: other notations that a calendar library would take are slips here.
fn parsed(words: &str) -> Result<Date, String> {
    let plain = words.len() == 10 && words.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let shown = || words.chars().take(40).collect::<String>();
    plain.then(|| words.parse().ok()).flatten().ok_or_else(|| format!("日期“{}”无法识别", shown()))
}

fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let words = String::deserialize(deserializer)?;
    parsed(&words).map_err(serde::de::Error::custom)
}

fn day_if_any<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let words = Option::<String>::deserialize(deserializer)?;
    words.map(|words| parsed(&words).map_err(serde::de::Error::custom)).transpose()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn answers(input: &[u8]) -> (Vec<Value>, u8) {
        let mut out = Vec::new();
        let code = run(input, true, &mut out);
        let text = String::from_utf8(out).unwrap();
        (text.lines().map(|line| serde_json::from_str(line).unwrap()).collect(), code)
    }

    const WORKED: &str = r#"{"received_on":"2019-09-27","corrected_on":null,"fee_paid_on":null,"extended_by":0,"consultations":[{"sent":"2019-10-09","delivered":"2019-10-11","answered":"2019-10-25"}]}"#;

    #[test]
    fn the_worked_case_is_answered_in_the_agreed_words() {
        let mut out = Vec::new();
        assert_eq!(run(WORKED.as_bytes(), true, &mut out), ANSWERED);
        let text = String::from_utf8(out).unwrap();
        let opening = r#"{"correction_notice_due":"2019-10-12","reply_due":"2019-11-18","provisional":false,"steps":[{"article":"《政府信息公开条例》第三十一条","says":"#;
        assert!(text.starts_with(opening), "{text}");
        assert_eq!(text.lines().count(), 1);
    }

    #[test]
    fn absent_and_null_are_the_same() {
        let (found, code) = answers(
            b"{\"received_on\":\"2026-12-01\",\"extended_by\":20}\n\n{\"received_on\":\"2026-12-01\",\"extended_by\":20,\"consultations\":null}\r\n{\"received_on\":\"2019-05-14\"}",
        );
        assert_eq!((found.len(), code), (3, ANSWERED));
        assert_eq!(found[0], found[1]);
        assert_eq!((&found[0]["reply_due"], &found[0]["provisional"]), (&json!("2027-01-26"), &json!(true)));
        assert_eq!((&found[2]["reply_due"], &found[2]["correction_notice_due"]), (&json!("2019-06-04"), &Value::Null));
    }

    #[test]
    fn silence_runs_to_the_limit() {
        let silent = WORKED.replace("\"2019-10-25\"", "null");
        assert_eq!(answers(silent.as_bytes()).0[0]["reply_due"], "2019-11-22");
    }

    #[test]
    fn rubbish_is_refused_line_by_line_and_the_rest_goes_on() {
        let long = format!("{{\"received_on\":\"{}\"}}", "9".repeat(3 * LONGEST_LINE));
        let mut input = Vec::new();
        for line in [
            "申请".as_bytes(),
            b"\xff\xfe",
            b"[]",
            b"{}",
            b"{\"received_on\":\"2019-02-30\"}",
            b"{\"received_on\":\"20190927\"}",
            b"{\"received_on\":\"2019-09-27T00:00\"}",
            b"{\"received_on\":20190927}",
            b"{\"received_on\":\"2019-09-27\",\"extended\":20}",
            b"{\"received_on\":\"2019-09-27\",\"extended_by\":-1}",
            b"{\"received_on\":\"2019-09-27\",\"extended_by\":1e9}",
            b"{\"received_on\":\"2019-09-27\",\"consultations\":[{}]}",
            b"{\"received_on\":\"2019-09-27\"} {}",
            b"{\"received_on\":\"0001-01-01\"}",
            b"{\"received_on\":\"9999-12-31\"}",
            long.as_bytes(),
        ] {
            input.extend_from_slice(line);
            input.push(b'\n');
        }
        let rubbish = input.iter().filter(|byte| **byte == b'\n').count();
        input.extend_from_slice(WORKED.as_bytes());
        let (found, code) = answers(&input);
        assert_eq!((found.len(), code), (rubbish + 1, REFUSED));
        for refused in &found[..rubbish] {
            assert!(refused["refused"]["says"].as_str().is_some_and(|says| !says.is_empty()), "{refused}");
            assert!(refused["refused"]["article"].is_string(), "{refused}");
        }
        assert_eq!(found[rubbish]["reply_due"], "2019-11-18");
    }

    #[test]
    fn what_the_law_refuses_is_refused_with_its_article() {
        let (found, code) = answers(b"{\"received_on\":\"2019-09-27\",\"extended_by\":21}");
        assert_eq!(code, REFUSED);
        assert_eq!(found[0]["refused"]["article"], "《政府信息公开条例》第三十三条第二款");
    }

    #[test]
    fn a_clerk_reads_words() {
        let mut out = Vec::new();
        assert_eq!(run(WORKED.as_bytes(), false, &mut out), ANSWERED);
        let text = String::from_utf8(out).unwrap();
        assert!(text.starts_with("答复期限：2019年11月18日（星期一）\n  2019年9月27日"), "{text}");
    }
}
