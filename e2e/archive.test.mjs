// What outlasts a case: an answered application is closed into its volume and the volume opened; a year's holiday notice is read,
// looked at with every case whose day moves, and imported.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, noSidewaysScroll, PHONE, shot, signIn } from './harness.mjs';

const site = demoSite();

/** A weekday that is not the calendar's own is refused, so each year has its text. */
const NOTICES = {
  2027: '元旦：1月1日（周五）放假。\n劳动节：5月1日至5日放假调休，共5天。5月8日（周六）上班。\n国庆节：10月1日至7日放假调休，共7天。',
  2028: '元旦：1月1日（周六）放假。\n劳动节：5月1日至5日放假调休，共5天。5月6日（周六）上班。\n国庆节：10月1日至7日放假调休，共7天。',
};

async function isWellMade(page, name) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  await shot(page, `archive-${name}-${page.viewportSize().width}`);
}

async function close(page) {
  await page.goto('/office/volumes');
  await isWellMade(page, 'ready');
  const row = page.locator('section[aria-labelledby=ready] tbody tr').filter({ has: page.getByRole('button') }).first();
  const number = (await row.getByRole('link').first().innerText()).trim();
  await row.getByLabel(/存放位置/).fill('档案室甲柜');
  await row.getByRole('button', { name: /归档/ }).click();
  await page.waitForURL(/done=recorded/);
  const shelved = page.locator('section[aria-labelledby=closed] tbody tr').filter({ hasText: number });
  await isWellMade(page, 'closed');
  await shelved.getByRole('link').first().click();
  await page.waitForURL(/\/office\/volumes\/[0-9a-z]+$/);
  await isWellMade(page, 'volume');
  const opened = await page.request.get(await page.getByRole('link', { name: '打开案卷（PDF）' }).getAttribute('href'));
  assert.equal(opened.status(), 200);
  assert.equal(opened.headers()['content-type'], 'application/pdf');
  const volume = await opened.body();
  assert.equal(volume.subarray(0, 4).toString(), '%PDF');
  assert.ok(volume.length > 20_000, 'cover, contents and papers');
  // It was closed; the case says so and takes no more papers.
  await page.getByRole('link', { name: '这件申请' }).click();
  await page.getByText('已归档').first().waitFor();
  await isWellMade(page, 'archived');
}

/** The notice of a year that has none, as it would be pasted. */
async function importNotice(page, year) {
  await page.goto('/office/calendar');
  await page.locator('summary').filter({ hasText: '导入一份通知' }).click();
  await page.getByLabel('年份').fill(String(year));
  await page.getByLabel('年度安排', { exact: false }).first().check();
  await page.getByLabel('文号').fill(`国办发明电〔${year - 1}〕99号`);
  await page.getByLabel('印发日期').fill(`${year - 1}-11-05`);
  await page.getByLabel('通知内容').fill(NOTICES[year]);
  await isWellMade(page, 'notice');
  await page.getByRole('button', { name: '预览' }).click();
  await page.getByText('还没有导入任何内容').waitFor();
  await isWellMade(page, 'preview');
  await page.getByRole('button', { name: '确认导入' }).click();
  await page.waitForURL(/\/office\/calendar/);
  await isWellMade(page, 'imported');
  await page.goto('/office/calendar');
  await page.getByRole('link', { name: `国办发明电〔${year - 1}〕99号` }).waitFor();
  await isWellMade(page, 'calendar');
}

for (const [viewport, script, year] of [[DESK, true, 2027], [PHONE, false, 2028]]) {
  test(`an answered application is closed into its volume (${viewport.width})`, () =>
    site.visit(`volume-${viewport.width}`, { viewport, script }, async (page) => {
      await signIn(page, 'disclosure_officer');
      await close(page);
    }));
  test(`a holiday notice is looked at and imported (${viewport.width})`, () =>
    site.visit(`notice-${viewport.width}`, { viewport, script }, async (page) => {
      await signIn(page, 'disclosure_head');
      await importNotice(page, year);
    }));
}
