// 查阅 by appointment: the head sets the hours, a citizen books a visit on a phone and takes it back, the office sees the day and
// closes one.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, fingerSized, noSidewaysScroll, PHONE, shot, signIn } from './harness.mjs';

const site = demoSite();

async function isWellMade(page, name) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  await shot(page, `reading-${name}-${page.viewportSize().width}`);
}

/** The console calls a form that is shown again with its errors an error; it is what was asked for. */
function expectRefusal(page, path) {
  page.notes.allowed.add(new URL(path, site.address).href);
}

async function setHours(page) {
  await page.goto('/office/reading');
  await isWellMade(page, 'empty');
  const hours = page.locator('form[action="/office/reading/hours"]');
  if (!(await hours.isVisible())) await page.locator('summary').filter({ hasText: '设置每周的时段' }).click();
  expectRefusal(page, '/office/reading/hours');
  await hours.getByLabel('查阅地点').fill('云川市示范路100号一楼大厅');
  await hours.getByLabel('每周的时段').fill('周一 9点 4');
  await hours.getByRole('button').click();
  await page.locator('#slots-error').waitFor();
  await isWellMade(page, 'hours-refused');
  const week = ['周一', '周二', '周三', '周四', '周五'].map((day) => `${day} 09:00-11:30 4\n${day} 14:00-17:00 1`);
  await page.locator('#slots').fill(week.join('\n'));
  await page.locator('form[action="/office/reading/hours"]').getByRole('button').click();
  await page.waitForURL(/done=saved/);
}

/** Books the first afternoon that is offered; answers number, code and day. */
async function book(page) {
  await page.goto('/a/sifa/apply');
  await page.getByRole('link', { name: '预约查阅', exact: true }).click();
  await isWellMade(page, 'slots');
  if (page.viewportSize().width === PHONE.width) await fingerSized(page);
  expectRefusal(page, '/a/sifa/reading');
  await page.getByRole('button', { name: '确定预约' }).click();
  await page.getByRole('heading', { name: '请先处理下列问题' }).waitFor();
  await isWellMade(page, 'slots-refused');
  const slot = page.locator('input[name=slot][value$="T14:00"]').nth(1);
  const day = (await slot.getAttribute('value')).slice(0, 10);
  await slot.check();
  await page.getByLabel('姓名').fill('读者甲');
  await page.locator('#telephone').fill('0391-0000999');
  await page.getByLabel('想看什么').fill('2018年的年度报告');
  await page.getByLabel('需要的帮助').fill('大字打印');
  await page.getByRole('button', { name: '确定预约' }).click();
  await page.getByRole('heading', { name: '已经约好' }).waitFor();
  await isWellMade(page, 'receipt');
  const facts = page.locator('.receipt-facts dd');
  return { number: (await facts.nth(0).innerText()).trim(), code: (await facts.nth(1).innerText()).trim(), day };
}

async function takeBack(page, { number, code, day }) {
  await page.goto('/a/sifa/reading');
  assert.equal(await page.locator(`input[name=slot][value="${day}T14:00"]`).count(), 0, 'its one place is taken');
  await page.getByRole('link', { name: '查看或者取消预约' }).first().click();
  await isWellMade(page, 'question');
  await page.getByLabel('预约编号').fill(number);
  await page.getByLabel('查询码').fill(code);
  await page.getByRole('button', { name: '查看' }).click();
  await page.getByRole('heading', { name: number }).waitFor();
  await isWellMade(page, 'visit');
  await page.locator('summary').filter({ hasText: '取消预约' }).click();
  await page.getByRole('button', { name: '确认取消' }).click();
  await page.getByText('预约已经取消。').waitFor();
  await isWellMade(page, 'cancelled');
  await page.goto('/a/sifa/reading');
  assert.equal(await page.locator(`input[name=slot][value="${day}T14:00"]`).count(), 1, 'and free again');
}

/** The officer sees who comes, and closes the day. */
async function receive(page, { number, day }) {
  await page.goto(`/office/reading?day=${day}`);
  const visit = page.locator('tr').filter({ hasText: number });
  await visit.getByText('读者甲').waitFor();
  await isWellMade(page, 'day');
  await page.locator('summary').filter({ hasText: '停止接待一天' }).click();
  await page.locator('#day').fill(day);
  await page.getByLabel('原因').fill('档案搬迁');
  await page.getByRole('button', { name: '停止接待' }).click();
  await page.waitForURL(/done=saved/);
  await page.getByText('请打电话告知').waitFor();
  await isWellMade(page, 'closed');
}

for (const [viewport, script] of [[DESK, true], [PHONE, false]]) {
  test(`a visit is booked, taken back, booked again and called off (${viewport.width})`, async () => {
    const as = (role, story) => site.visit(`reading-${role}-${viewport.width}`, { viewport, script }, async (page) => {
      await signIn(page, role);
      await story(page);
    });
    const visitor = (name, story) => site.visit(`reading-${name}-${viewport.width}`, { viewport: PHONE, script }, story);
    await as('disclosure_head', setHours);
    let booked;
    await visitor('books', async (page) => {
      booked = await book(page);
      await takeBack(page, booked);
      booked = await book(page);
    });
    await as('disclosure_officer', (page) => receive(page, booked));
  });
}
