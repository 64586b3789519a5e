// Mail: what an applicant with an address is told, taken in by a mail server that is not ours, and the office's record of it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, fingerSized, noSidewaysScroll, PHONE, shot, signIn } from './harness.mjs';

const site = demoSite({ mail: true });
const ADDRESS = 'applicant@mail.example';

/** A story that needs the mail server; without one it says that it skips. */
function story(name, walk) {
  test(name, (t) => (site.mail ? walk(t) : t.skip('no mail server: cargo xtask mail-sink')));
}

async function isWellMade(page, name) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  if (page.viewportSize().width === PHONE.width) await fingerSized(page);
  await shot(page, `mail-${name}-${page.viewportSize().width}`);
}

/** What the receipt shows: number and code. */
async function receiptOf(page) {
  const facts = page.locator('.receipt-facts dd');
  return { number: (await facts.nth(0).innerText()).trim(), code: (await facts.nth(1).innerText()).trim() };
}

/** Nothing of what was asked, of who asked, or of the code stands in a mail. */
function saysNothing(mail, ...secrets) {
  const whole = `${mail.subject}\n${mail.text}`;
  for (const secret of secrets) assert.ok(!whole.includes(secret), `${secret} stands in ${whole}`);
  assert.ok(!/[a-z0-9]{26}/i.test(whole.replace(/https?:\S+/g, '')), `a code stands in ${whole}`);
}

story('an applicant with an address gets a receipt that says number and day, and a mail when he withdraws', async () => {
  let receipt;
  await site.visit('mail-applies', { viewport: PHONE }, async (page) => {
    await page.goto('/a/sifa/apply/form');
    await page.getByLabel('写明名称，或者便于我们查找的特征').fill('某年某项目的验收报告');
    await page.getByLabel('姓名或者单位名称').fill('来信申请人');
    await page.getByLabel('电子邮箱').fill(ADDRESS);
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByRole('heading', { name: '申请已收到' }).waitFor();
    receipt = await receiptOf(page);
  });
  const mail = await site.mail.waitFor(ADDRESS, (one) => one.subject.includes('回执'));
  assert.ok(mail.subject.includes(receipt.number), mail.subject);
  assert.match(mail.text, /收到之日为\d{4}年\d{1,2}月\d{1,2}日/);
  saysNothing(mail, '验收报告', '来信申请人', receipt.code, receipt.code.replaceAll('-', ''));
  await site.visit('mail-withdraws', { viewport: PHONE }, async (page) => {
    await page.goto('/a/sifa/progress');
    await page.getByLabel('编号').fill(receipt.number);
    await page.getByLabel('查询码').fill(receipt.code);
    await page.getByRole('button', { name: '查询' }).click();
    await page.locator('summary').filter({ hasText: '撤回申请' }).click();
    await page.getByRole('button', { name: '确认撤回' }).click();
    await page.getByText('申请已经撤回。').waitFor();
  });
  const told = await site.mail.waitFor(ADDRESS, (one) => one.subject.includes('撤回'));
  saysNothing(told, '验收报告', '来信申请人');
  assert.equal((await site.mail.received()).filter((one) => one.message_id === mail.message_id).length, 1, 'sent twice');
});

story('whoever wants a record corrected is told that it came in, and reads the rest with his receipt', async () => {
  const address = 'corrected@mail.example';
  let receipt;
  await site.visit('mail-corrects', { viewport: PHONE }, async (page) => {
    await page.goto('/a/sifa/apply/correction');
    await isWellMade(page, 'correction');
    await page.getByLabel('哪一条记录，现在是怎样记的').fill('登记簿上的出生年份记为1970年');
    await page.getByLabel('应当怎样更正').fill('应为1971年');
    await page.getByLabel('有什么证据').fill('户口簿');
    await page.getByLabel('姓名或者单位名称').fill('要求更正的人');
    await page.getByLabel('电子邮箱').fill(address);
    await page.getByRole('button', { name: '提交' }).click();
    await page.getByRole('heading', { name: '已经收到' }).waitFor();
    await isWellMade(page, 'correction-receipt');
    receipt = await receiptOf(page);
    await page.getByRole('button', { name: '现在看办理情况' }).click();
    await page.getByRole('heading', { name: '您提出的内容' }).waitFor();
    await isWellMade(page, 'correction-progress');
  });
  const mail = await site.mail.waitFor(address);
  assert.ok(mail.subject.includes(receipt.number));
  saysNothing(mail, '1970', '1971', '要求更正的人', receipt.code);
});

story('the office sees what went without a name, and whom it went to only by opening it', () =>
  site.visit('mail-office', { viewport: DESK }, async (page) => {
    await site.mail.waitFor(ADDRESS);
    await signIn(page, 'disclosure_officer');
    await page.goto('/office/messages');
    await page.getByText('已发出').first().waitFor();
    await isWellMade(page, 'list');
    assert.ok(!(await page.content()).includes('@mail.example'), 'a list names an address');
    await page.getByRole('link', { name: /^打开/ }).last().click();
    await page.getByText('收件人').waitFor();
    await isWellMade(page, 'one');
  }));
