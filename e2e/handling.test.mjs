// An application from the counter to its extension: an officer registers it, asks for a correction, enters it, asks for more
// time; the head says yes; the applicant is told. At a phone's width and at a desk's, with script and without.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, noSidewaysScroll, PHONE, shot, signIn } from './harness.mjs';

const site = demoSite();

/** A form that is refused answers 422, which the browser's console calls an error. */
function expectRefusal(page, path) {
  page.notes.allowed.add(new URL(path, page.notes.site.address).href);
}

async function isWellMade(page) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
}

/** Registers what was handed in at the counter; answers with the address of the case. */
async function register(page, wanted) {
  await page.goto('/office/applications');
  await isWellMade(page);
  await shot(page, `handling-board-${page.viewportSize().width}`);
  await page.getByRole('link', { name: '登记收到的申请' }).click();
  await isWellMade(page);
  await shot(page, `handling-register-${page.viewportSize().width}`);
  await page.getByLabel('自然人').check();
  await page.getByLabel('姓名或者名称').fill('申请人甲');
  await page.getByLabel('申请公开的内容').fill(wanted);
  // Nothing was said of how to reach him: the form says so and keeps what was typed.
  expectRefusal(page, '/office/applications/register');
  await page.getByRole('button', { name: '登记并编号' }).click();
  await page.getByRole('alert').getByText('请至少留一种联系方式').waitFor();
  assert.equal(await page.getByLabel('姓名或者名称').inputValue(), '申请人甲');
  assert.equal(await page.getByLabel('申请公开的内容').inputValue(), wanted);
  await isWellMade(page);
  await shot(page, `handling-register-refused-${page.viewportSize().width}`);
  await page.getByLabel('电话', { exact: false }).first().fill('000-00000000');
  await page.getByLabel('当面领取').check();
  await page.getByRole('button', { name: '登记并编号' }).click();
  await page.waitForURL(/\/office\/applications\/[0-9a-z]+\?done=registered/);
  await isWellMade(page);
  await shot(page, `handling-case-${page.viewportSize().width}`);
  return new URL(page.url()).pathname;
}

/** Opens the form of an act, fills it, sends it. */
async function act(page, code, fields, button) {
  const form = page.locator(`#act-${code}`);
  await form.locator('summary').click();
  for (const [name, value] of Object.entries(fields)) await form.locator(`[name=${name}]`).fill(value);
  await form.getByRole('button', { name: button }).click();
}

async function wholeWay(viewport, script) {
  const visit = (role, story) => site.visit(`handling-${role}-${viewport.width}`, { viewport, script }, async (page) => {
    await signIn(page, role);
    await story(page);
  });
  const wanted = `${viewport.width}宽屏幕上登记的申请`;
  let address = '';
  let number = '';
  await visit('disclosure_officer', async (page) => {
    address = await register(page, wanted);
    number = (await page.locator('h1').innerText()).trim();
    await act(page, 'ask-to-correct', { ask_what: '请写明所需信息的年度' }, '记入补正告知');
    await page.waitForURL(/done=to_print/);
    await page.getByText('等待申请人补正').first().waitFor();
    await act(page, 'correct', { description: `${wanted}，2018年度` }, '登记补正');
    await page.waitForURL(/done=recorded/);
    // More than the law allows is refused at its form, with the article, and nothing typed is lost.
    expectRefusal(page, `${address}/ask-extension`);
    await act(page, 'ask-extension', { extension_days: '21', extension_why: '档案较多' }, '提请审批');
    await page.getByRole('alert').waitFor();
    assert.equal(await page.locator('#extension_why').inputValue(), '档案较多');
    await isWellMade(page);
    await shot(page, `handling-refused-${viewport.width}`);
    await page.locator('#extension_days').fill('10');
    await page.locator('#act-ask-extension').getByRole('button', { name: '提请审批' }).click();
    await page.waitForURL(/done=extension_asked/);
  });
  await visit('disclosure_head', async (page) => {
    await page.goto('/office');
    await isWellMade(page);
    await shot(page, `handling-tasks-${viewport.width}`);
    await page.getByRole('link', { name: new RegExp(`审批\\s*：\\s*${number.replace(/[〔〕]/g, '.')}`) }).click();
    const form = page.locator('#act-decide-extension');
    // What waits for the head stands open; nothing has to be found first.
    if ((await form.getAttribute('open')) === null) await form.locator('summary').click();
    await form.getByLabel('同意延期').check();
    await form.locator('[name=decision_words]').fill('同意。');
    await isWellMade(page);
    await shot(page, `handling-decide-${viewport.width}`);
    await form.getByRole('button', { name: '提交审批意见' }).click();
    await page.waitForURL(/done=extension_decided/);
  });
  await visit('disclosure_officer', async (page) => {
    await page.goto(address);
    await act(page, 'notify-extension', {}, '已告知，记入');
    await page.waitForURL(/done=recorded/);
    await page.getByText('答复期限延长10个工作日').first().waitFor();
    await isWellMade(page);
    await shot(page, `handling-extended-${viewport.width}`);
    // The notice is there as a paper.
    const letter = await page.request.get(`${address}/letters/D-05.pdf`);
    assert.equal(letter.status(), 200);
    assert.equal((await letter.body()).subarray(0, 4).toString(), '%PDF');
    await page.goto(`${address}/reply`);
    await isWellMade(page);
    await shot(page, `handling-walk-${viewport.width}`);
  });
}

test('at a desk: registered, corrected, extended with the approval of the head', () => wholeWay(DESK, true));
test('on a phone, without script: the same', () => wholeWay(PHONE, false));
