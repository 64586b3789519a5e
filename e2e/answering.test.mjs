// An application answered: the officer drafts, four people sign, the sealed copy comes back, it is served, the applicant takes it
// away with his receipt; then a reconsideration is registered and decided, and table four of the report shows it. At a desk with
// script, and on a phone without.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, noSidewaysScroll, PHONE, shot, signIn } from './harness.mjs';

const site = demoSite();
const TODAY = new Date().toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });

async function isWellMade(page, name) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  await shot(page, `answering-${name}-${page.viewportSize().width}`);
}

/** The console calls a form that is shown again with its errors an error; it is what was asked for. */
function expectRefusal(page, path) {
  page.notes.allowed.add(new URL(path, site.address).href);
}

/** Somebody applies on his phone; answers with number and code of the receipt. */
async function apply(page, wanted) {
  await page.goto('/a/sifa/apply/form');
  await page.getByLabel('写明名称，或者便于我们查找的特征').fill(wanted);
  await page.getByLabel('姓名或者单位名称').fill('申请人甲');
  await page.getByLabel('证件名称', { exact: true }).selectOption('护照');
  await page.getByLabel('证件号码', { exact: false }).first().fill('E00000001');
  await page.locator('#telephone').fill('0391-0000999');
  await page.getByRole('button', { name: '提交申请' }).click();
  await page.getByRole('heading', { name: '申请已收到' }).waitFor();
  const facts = page.locator('.receipt-facts dd');
  return { number: (await facts.nth(0).innerText()).trim(), code: (await facts.nth(1).innerText()).trim() };
}

/** Opens what is folded, and leaves open what stands open. */
async function unfold(page, words) {
  const fold = page.locator('details').filter({ has: page.locator('summary').filter({ hasText: words }) }).first();
  if ((await fold.getAttribute('open')) === null) await fold.locator('summary').first().click();
}

async function openCase(page, number) {
  await page.goto('/office/applications');
  await page.getByRole('link', { name: number }).first().click();
  await page.waitForURL(/\/office\/applications\/[0-9a-z]{8,}$/);
  return new URL(page.url()).pathname;
}

/** From the questions to the reviews: the outcome is reached question by question, the information attached. */
async function draft(page, number) {
  const address = await openCase(page, number);
  await page.getByRole('link', { name: '拟写答复' }).click();
  await isWellMade(page, 'walk');
  while (await page.locator('#question').isVisible()) await page.getByRole('link', { name: '是', exact: true }).click();
  await isWellMade(page, 'outcomes');
  await page.getByRole('link', { name: /选择\s*：\s*可以公开，随答复提供/ }).click();
  await page.getByLabel('检索、审查情况').fill('本机关检索了公文管理系统和财务档案');
  await page.getByLabel('送达方式').selectOption({ label: '电子送达' });
  // Without what is to be handed out nothing goes to the reviewers; what was typed is kept.
  expectRefusal(page, `${address}/reply`);
  await page.getByRole('button', { name: '保存并送审' }).click();
  await page.locator('#materials .error').waitFor();
  await isWellMade(page, 'draft-refused');
  await page.getByLabel('材料名称').fill('2018年法律援助经费决算表');
  await page.getByLabel('上传文件').setInputFiles({
    name: '决算表.txt', mimeType: 'text/plain', buffer: Buffer.from('2018年法律援助经费决算表\n支出合计：120万元\n'),
  });
  await page.getByRole('button', { name: '附上', exact: true }).click();
  await page.waitForURL(/done=uploaded/);
  await isWellMade(page, 'draft');
  await page.getByRole('button', { name: '保存并送审' }).click();
  await page.waitForURL(/done=reply_submitted/);
  await page.getByText('审核').first().waitFor();
  return address;
}

/** A reviewer finds it among what waits for him and signs. */
async function sign(page, role) {
  await page.goto('/office');
  await isWellMade(page, `tasks-${role}`);
  await page.getByRole('link', { name: /审核\s*：\s*公开答复/ }).last().click();
  if (role === 'secrecy_reviewer') {
    // Nothing is signed unread: the checklist is answered point by point, and the information opened.
    for (const question of await page.locator('#checklist input[value=no]').all()) await question.check();
  }
  await page.getByLabel('审核意见').fill('同意。');
  await isWellMade(page, `sign-${role}`);
  await page.getByRole('button', { name: '同意并签署' }).click();
  await page.waitForURL(/done=/);
}

/** The letter is printed, the sealed copy comes back, the reply is served. */
async function sealAndServe(page, address) {
  await page.goto(`${address}/service`);
  await isWellMade(page, 'seal');
  const printed = await page.request.get(await page.getByRole('link', { name: '打印签发的答复书' }).getAttribute('href'));
  const letter = await printed.body();
  assert.equal(letter.subarray(0, 4).toString(), '%PDF');
  // Another paper is not taken for the sealed copy of this reply.
  await page.getByLabel('用印人').fill('印章管理员');
  await page.getByLabel('盖章件').setInputFiles({ name: '别的.jpg', mimeType: 'image/jpeg', buffer: photo() });
  expectRefusal(page, `${address}/seal`);
  await page.getByRole('button', { name: '登记用印' }).click();
  await page.locator('.has-error').first().waitFor();
  await isWellMade(page, 'seal-refused');
  assert.equal(await page.getByLabel('用印人').inputValue(), '印章管理员');
  await page.getByLabel('盖章件').setInputFiles({ name: '盖章件.pdf', mimeType: 'application/pdf', buffer: letter });
  await page.getByRole('button', { name: '登记用印' }).click();
  await page.waitForURL(/done=sealed/);
  await isWellMade(page, 'serve');
  await page.getByLabel('电子送达').check();
  await page.getByLabel('邮件号码、邮箱或者地点').fill('本网站查询下载');
  await page.getByRole('button', { name: '登记送达' }).click();
  await page.waitForURL(/done=recorded/);
  await isWellMade(page, 'served');
  await page.goto(address);
  await isWellMade(page, 'case-served');
  return letter;
}

/** A JPEG as its structure is checked, with nothing on it. */
function photo() {
  const head = 'ffd8ffc0000b080300040001011100ffda0008010100003f00';
  return Buffer.concat([Buffer.from(head, 'hex'), Buffer.alloc(600, 0x5a), Buffer.from('ffd9', 'hex')]);
}

/** The applicant takes the sealed copy and the information away, and nothing less than the very bytes. */
async function takeAway(page, { number, code }, letter) {
  await page.goto('/a/sifa/progress');
  await page.getByLabel('编号').fill(number);
  await page.getByLabel('查询码').fill(code);
  await page.getByRole('button', { name: '查询' }).click();
  await page.getByRole('heading', { name: '答复和提供的信息' }).waitFor();
  await isWellMade(page, 'answered');
  const taken = [];
  for (const button of await page.locator('.take-away').all()) {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    taken.push(await readFile(await download.path()));
  }
  assert.ok(taken.some((bytes) => bytes.equals(letter)), 'the sealed copy');
  assert.ok(taken.some((bytes) => bytes.toString().includes('支出合计')), 'the information');
}

/** The numbers of table four of this year's report, in their order on the form. */
async function tableFour(page) {
  const response = await page.goto(`/office/reports/${TODAY.slice(0, 4)}`);
  assert.equal(response.status(), 200);
  const cells = await page.locator('table.official').last().locator('td').allInnerTexts();
  return cells.map((text) => Number(text.trim() || 0));
}

/** A reconsideration comes, is answered and decided; each step moves one case between the columns of table four. */
async function reconsider(page, address) {
  const before = await tableFour(page);
  await page.goto(`${address}/remedies`);
  await unfold(page, '登记新的案件');
  await page.getByLabel('行政复议', { exact: true }).check();
  await page.getByLabel('被申请人', { exact: false }).first().check();
  await page.getByLabel('复议机关或者人民法院').fill('云川市人民政府');
  await page.getByLabel('本机关收到副本之日').fill(TODAY);
  await page.locator('#term-1').check();
  await isWellMade(page, 'remedy-form');
  await page.getByRole('button', { name: '登记', exact: true }).click();
  await page.waitForURL(/done=/);
  const pending = await tableFour(page);
  assert.deepEqual(moved(before, pending), [3, 4], 'one more pending, one more in all');
  await page.goto(`${address}/remedies`);
  await page.locator('table a').first().click();
  await page.waitForURL(/\/office\/remedies\//);
  await isWellMade(page, 'remedy');
  await unfold(page, '审结');
  await page.getByLabel('结果').selectOption({ index: 1 });
  await page.getByLabel('决定、裁判之日').fill(TODAY);
  await page.getByRole('button', { name: '登记结果' }).click();
  await page.waitForURL(/done=/);
  await isWellMade(page, 'remedy-ruled');
  const ruled = await tableFour(page);
  assert.deepEqual(moved(before, ruled), [0, 4], 'upheld, and no longer pending');
  await isWellMade(page, 'report');
}

/** The columns that grew by one; no other has changed. */
function moved(before, after) {
  const changed = after.map((value, column) => [value - before[column], column]).filter(([by]) => by !== 0);
  assert.ok(changed.every(([by]) => by === 1), `${before} → ${after}`);
  return changed.map(([, column]) => column);
}

async function wholeWay(viewport, script) {
  const as = (role, story) => site.visit(`answering-${role}-${viewport.width}`, { viewport, script }, async (page) => {
    await signIn(page, role);
    await story(page);
  });
  const applicant = (name, story) => site.visit(`answering-${name}-${viewport.width}`, { viewport: PHONE, script }, story);
  let receipt;
  let address;
  let letter;
  await applicant('applies', async (page) => { receipt = await apply(page, `2018年法律援助经费决算（${viewport.width}）`); });
  await as('disclosure_officer', async (page) => { address = await draft(page, receipt.number); });
  for (const role of ['office-head', 'secrecy_reviewer', 'disclosure_head', 'leader']) {
    await as(role, (page) => sign(page, role));
  }
  await as('disclosure_officer', async (page) => { letter = await sealAndServe(page, address); });
  await applicant('takes-away', (page) => takeAway(page, receipt, letter));
  await as('disclosure_officer', (page) => reconsider(page, address));
}

test('at a desk: drafted, signed by four, sealed, served, taken away, reconsidered', () => wholeWay(DESK, true));
test('on a phone, without script: the same', () => wholeWay(PHONE, false));
