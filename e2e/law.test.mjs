// The clock of the statute against a calendar and a counter that share nothing with it: the npm package chinese-days keeps its
// own list of days off and days worked, and the counting here goes from day to day as a finger on a wall calendar would.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import chineseDays from 'chinese-days';

const HERE = dirname(fileURLToPath(import.meta.url));
const BINARY = resolve(process.env.GONGKAI_BINARY ?? join(HERE, '..', 'target', 'debug', 'gongkai'));
const CASES = 3_000;
const DAY = 86_400_000;
const FIRST = Date.UTC(2018, 0, 1);
/** Periods that begin later could end in a year without an official notice. */
const LAST = Date.UTC(2026, 5, 30);
const NEW_LAW = '2019-05-15';

/** Numbers that look random and are the same in every run (mulberry32). */
function chance(seed) {
  let state = seed;
  return (end) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % end;
  };
}

const written = (time) => new Date(time).toISOString().slice(0, 10);
const later = (day, days) => written(Date.parse(day) + days * DAY);

/** The `count`-th working day after a day. */
function workingDaysAfter(day, count) {
  let left = count;
  let end = day;
  while (left > 0) {
    end = later(end, 1);
    if (chineseDays.isWorkday(end)) left -= 1;
  }
  return end;
}

function randomCase(below) {
  const received = written(FIRST + below((LAST - FIRST) / DAY) * DAY);
  const found = { received_on: received };
  if (below(3) === 0) found.corrected_on = later(received, below(40));
  if (below(5) === 0) found.fee_paid_on = later(received, below(50));
  if (below(3) === 0) found.extended_by = below(received < NEW_LAW ? 16 : 21);
  found.consultations = Array.from({ length: below(4) }, () => {
    const sent = later(received, below(45));
    const delivered = below(5) === 0 ? null : later(sent, below(8));
    const answered = below(3) === 0 ? null : later(sent, below(40));
    return { sent, delivered, answered };
  });
  return found;
}

/** Counts the days that count; a letter sent on the last day keeps the period open while its answer is awaited. */
function replyDue({ received_on, corrected_on, fee_paid_on, extended_by = 0, consultations }) {
  const start = [received_on, corrected_on, fee_paid_on].filter(Boolean).sort().at(-1);
  const waits = consultations.map(({ sent, delivered, answered }) => {
    const limit = workingDaysAfter(delivered ?? sent, 15);
    return { sent, through: answered !== null && answered < limit ? answered : limit };
  });
  let left = (received_on < NEW_LAW ? 15 : 20) + extended_by;
  let day = start;
  while (left > 0) {
    day = workingDaysAfter(day, 1);
    if (!waits.some(({ sent, through }) => sent < day && day <= through)) left -= 1;
  }
  for (;;) {
    const next = workingDaysAfter(day, 1);
    if (!waits.some(({ sent, through }) => sent <= day && next <= through)) return day;
    day = next;
  }
}

test('the clock agrees with an independent calendar on random cases', () => {
  const below = chance(2019);
  const cases = Array.from({ length: CASES }, () => randomCase(below));
  const input = cases.map((found) => `${JSON.stringify(found)}\n`).join('');
  const run = spawnSync(BINARY, ['law', 'due', '--json'], { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, run.stderr);
  const answers = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(answers.length, CASES);
  cases.forEach((found, place) => {
    const { reply_due, correction_notice_due, provisional, steps } = answers[place];
    assert.equal(reply_due, replyDue(found), JSON.stringify(found));
    const notice = found.received_on < NEW_LAW ? null : workingDaysAfter(found.received_on, 7);
    assert.equal(correction_notice_due, notice, JSON.stringify(found));
    if (reply_due <= '2026-12-31') assert.equal(provisional, false, JSON.stringify(found));
    assert.ok(steps.every(({ article, says }) => article && says), JSON.stringify(steps));
  });
});

test('a line of rubbish is refused and the next is answered', () => {
  const input = 'rubbish\n{"received_on":"2019-09-27","extended_by":21}\n{"received_on":"2019-09-27"}\n';
  const run = spawnSync(BINARY, ['law', 'due', '--json'], { input, encoding: 'utf8' });
  const [unreadable, tooLong, answered] = run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
  assert.equal(run.status, 1);
  assert.ok(unreadable.refused.says);
  assert.match(tooLong.refused.article, /第三十三条第二款/);
  assert.equal(answered.reply_due, '2019-10-30');
});
