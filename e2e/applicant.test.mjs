// The applicant: from the three doors to the receipt, the progress and the withdrawal, on a phone, with script and without.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, fingerSized, noSidewaysScroll, PHONE, shot } from './harness.mjs';

const site = demoSite();
const FORM = '/a/sifa/apply/form';

async function isWellMade(page, name) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  if (page.viewportSize().width === PHONE.width) await fingerSized(page);
  await shot(page, `applicant-${name}-${page.viewportSize().width}`);
}

/** The console calls a form that is shown again with its errors an error; it is what was asked for. */
function expectsRefusal(page, path) {
  page.notes.allowed.add(new URL(path, site.address).href);
}

async function fillIn(page, wanted) {
  await page.getByLabel('写明名称，或者便于我们查找的特征').fill(wanted);
  await page.getByLabel('姓名或者单位名称').fill('申请人甲');
  await page.getByLabel('证件名称', { exact: true }).selectOption('护照');
  await page.getByLabel('证件号码', { exact: false }).first().fill('E00000001');
  await page.locator('#telephone').fill('0391-0000999');
}

/** Sends the form and reads number and code off the receipt. */
async function submit(page) {
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { name: '申请已收到' }).waitFor();
  const facts = page.locator('.receipt-facts dd');
  return { number: (await facts.nth(0).innerText()).trim(), code: (await facts.nth(1).innerText()).trim() };
}

async function askProgress(page, { number, code }) {
  await page.goto('/a/sifa/progress');
  await page.getByLabel('编号').fill(number);
  await page.getByLabel('查询码').fill(code);
  await page.getByRole('button', { name: '查询' }).click();
}

for (const viewport of [PHONE, DESK]) {
  test(`the pages before and beside the form are well made (${viewport.width})`, () =>
    site.visit(`doors-${viewport.width}`, { viewport }, async (page) => {
      for (const [path, name] of [
        ['/a/sifa/apply', 'doors'], [FORM, 'form'], ['/a/sifa/progress', 'question'], ['/a/sifa/verify', 'verify'],
        ['/a/sifa/deadline', 'calculator'],
        ['/a/sifa/deadline?received_on=2019-09-27&sent1=2019-10-09&delivered1=2019-10-11&answered1=2019-10-25', 'deadline'],
      ]) {
        await page.goto(path);
        await isWellMade(page, name);
      }
    }));
}

test('an applicant applies on a phone, follows his case and withdraws', () =>
  site.visit('applies', { viewport: PHONE }, async (page) => {
    await page.goto('/a/sifa/apply');
    await page.getByRole('link', { name: '填写申请表' }).click();
    await fillIn(page, '2018年法律援助经费决算');
    await page.waitForTimeout(500);

    // The connection is lost and the page closed; what was typed is there again, the number of the document is not.
    await page.reload();
    assert.equal(await page.getByLabel('姓名或者单位名称').inputValue(), '申请人甲');
    assert.equal(await page.getByLabel('证件号码', { exact: false }).first().inputValue(), '');
    await page.getByText('已恢复您上次在这台设备上填写').waitFor();

    // Somebody who acts for another sees what an agent has to say, and nobody else does.
    assert.ok(await page.getByLabel('代理人姓名').isHidden());
    await page.getByLabel('我是代理人，替申请人办理').check();
    assert.ok(await page.getByLabel('代理人姓名').isVisible());
    await page.getByLabel('我是代理人，替申请人办理').uncheck();

    expectsRefusal(page, FORM);
    await page.locator('#telephone').fill('');
    await page.getByRole('button', { name: '提交申请' }).click();
    await page.getByRole('heading', { name: '请先处理下列问题' }).waitFor();
    assert.equal(await page.getByLabel('姓名或者单位名称').inputValue(), '申请人甲');
    await isWellMade(page, 'errors');

    await fillIn(page, '2018年法律援助经费决算');
    const receipt = await submit(page);
    await isWellMade(page, 'receipt');
    assert.equal(await page.evaluate(() => localStorage.length), 0, 'the draft goes with the submission');
    assert.ok(!page.url().includes(receipt.code), 'no address holds the code');

    await page.getByRole('button', { name: '现在看办理进度' }).click();
    await page.getByRole('heading', { name: receipt.number }).waitFor();
    await isWellMade(page, 'case');

    await askProgress(page, receipt);
    await page.locator('summary').filter({ hasText: '撤回申请' }).click();
    await page.getByRole('button', { name: '确认撤回' }).click();
    await page.getByText('申请已经撤回。').waitFor();
    await isWellMade(page, 'withdrawn');
  }));

test('without script the same form does the same', () =>
  site.visit('applies-plainly', { viewport: PHONE, script: false }, async (page) => {
    await page.goto(FORM);
    await fillIn(page, '2017年法律援助经费决算');
    await page.getByLabel('企业（商业企业）').check();
    await page.getByLabel('联系人').fill('联系人乙');
    const receipt = await submit(page);
    expectsRefusal(page, '/a/sifa/progress');
    await askProgress(page, { ...receipt, code: 'aaaa-bbbb' });
    await page.getByRole('heading', { name: '请先处理下列问题' }).waitFor();
    await isWellMade(page, 'wrong-code');
    await page.getByLabel('查询码').fill(receipt.code.toUpperCase());
    await page.getByRole('button', { name: '查询' }).click();
    await page.getByRole('heading', { name: receipt.number }).waitFor();
  }));

test('what is public already is offered while somebody types', () =>
  site.visit('offered', { viewport: PHONE }, async (page) => {
    await page.goto('/a/sifa/catalogue');
    const title = (await page.locator('.catalogue tbody th a').first().innerText()).trim();
    await page.goto(FORM);
    await page.getByLabel('写明名称，或者便于我们查找的特征').fill(`我想要${title}`);
    await page.getByRole('heading', { name: '这些已经公开了' }).waitFor();
    await isWellMade(page, 'offered');
  }));

test('the form is large and dark for those who want it so', () =>
  site.visit('large', { viewport: PHONE, colorScheme: 'dark' }, async (page) => {
    await page.goto(FORM);
    await page.getByRole('button', { name: '大字版' }).click();
    await page.waitForURL((url) => url.pathname === FORM);
    await noSidewaysScroll(page);
    await shot(page, 'applicant-form-large-dark');
    await page.goto('/a/sifa/apply');
    await noSidewaysScroll(page);
    await shot(page, 'applicant-doors-large-dark');
  }));
