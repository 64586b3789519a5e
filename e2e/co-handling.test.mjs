// 协办: the officer asks another section for its opinion; its officer finds it among what waits for him, answers with a file, and
// from then on cannot open the case any more.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, gotoExpecting, noSidewaysScroll, PHONE, shot, signIn } from './harness.mjs';

const site = demoSite();

async function isWellMade(page, name) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  await shot(page, `co-handling-${name}-${page.viewportSize().width}`);
}

async function ask(page) {
  await page.goto('/office/applications/register');
  await page.getByLabel('自然人').check();
  await page.getByLabel('姓名或者名称').fill('申请人甲');
  await page.getByLabel('申请公开的内容').fill(`${page.viewportSize().width}号律师事务所的年度考核结果`);
  await page.getByLabel('电话', { exact: false }).first().fill('0391-0000999');
  await page.getByLabel('当面领取').check();
  await page.getByRole('button', { name: '登记并编号' }).click();
  await page.waitForURL(/\?done=registered/);
  const address = new URL(page.url()).pathname;
  const number = (await page.locator('h1').innerText()).trim();
  const form = page.locator('#act-ask-co-handling');
  await form.locator('summary').click();
  await form.locator('[name=co_to]').selectOption({ label: '拟稿人·律师工作科（律师工作科）' });
  await form.locator('[name=co_what]').fill('请核对考核结果，并说明能否公开。');
  await isWellMade(page, 'ask');
  await form.getByRole('button', { name: '请求协办' }).click();
  await page.waitForURL(/done=recorded/);
  await page.getByText('等待意见').waitFor();
  await isWellMade(page, 'asked');
  return { address, number };
}

async function answer(page, { address, number }) {
  await page.goto('/office');
  await isWellMade(page, 'tasks');
  await page.getByRole('link', { name: new RegExp(`提供意见\\s*：\\s*${number.replace(/[〔〕]/g, '.')}`) }).click();
  await page.getByRole('heading', { name: '请您提供协办意见' }).waitFor();
  assert.equal(await page.getByText('现在可以办的事').count(), 0, 'whoever is asked handles nothing');
  await page.getByLabel('您的意见').fill('已经核对，考核结果可以公开。');
  await page.locator('#co_file').setInputFiles({ name: '考核结果.jpg', mimeType: 'image/jpeg', buffer: photo() });
  await isWellMade(page, 'answer');
  await page.getByRole('button', { name: '提供意见' }).click();
  await page.waitForURL(/\/office\?done=recorded/);
  await gotoExpecting(page, address, 409);
  await isWellMade(page, 'closed');
}

/** A JPEG as its structure is checked. */
function photo() {
  const head = 'ffd8ffc0000b080300040001011100ffda0008010100003f00';
  return Buffer.concat([Buffer.from(head, 'hex'), Buffer.alloc(600, 0x5a), Buffer.from('ffd9', 'hex')]);
}

for (const [viewport, script] of [[DESK, true], [PHONE, false]]) {
  test(`another section is asked and answers (${viewport.width})`, async () => {
    const as = (who, story) => site.visit(`co-handling-${who}-${viewport.width}`, { viewport, script }, async (page) => {
      await signIn(page, who);
      await story(page);
    });
    let asked;
    await as('disclosure_officer', async (page) => { asked = await ask(page); });
    await as('lawyers-drafter', (page) => answer(page, asked));
    await as('disclosure_officer', async (page) => {
      await page.goto(asked.address);
      await page.getByText('已经核对，考核结果可以公开。').first().waitFor();
      await isWellMade(page, 'answered');
    });
  });
}
