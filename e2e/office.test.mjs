// The office: a document goes from a clerk's desk through four people to the public, and is taken down again. Each role
// works at a phone's width and at a desk's.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, noSidewaysScroll, PHONE, shot, signIn } from './harness.mjs';

const site = demoSite();

async function isWellMade(page) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
}

/** Writes an article and submits it. The editor is a plain form, so this works with script and without. */
async function writeAndSubmit(page, title) {
  await page.goto('/office/documents');
  await page.getByRole('button', { name: '起草新稿件' }).click();
  await page.waitForURL(/\/edit/);
  await page.getByLabel('标题', { exact: true }).fill(title);
  const typed = page.locator('[contenteditable=true]');
  if (await typed.count()) await typed.first().fill(`${title}的正文，供窗口群众查阅。`);
  else await page.locator('textarea[name=body]').fill(`${title}的正文，供窗口群众查阅。`);
  await page.getByLabel('摘要').fill(`${title}摘要`);
  await page.locator('[name=target1]').selectOption('news');
  await isWellMade(page);
  await shot(page, `office-editor-${page.viewportSize().width}`);
  await page.getByRole('button', { name: '保存并送审' }).click();
  await page.waitForURL(/done=submitted/);
}

/** Opens the review of a title from 我的待办. */
async function openReview(page, title) {
  await page.goto('/office');
  const link = page.getByRole('link', { name: new RegExp(`审查\\s*：\\s*${title}`) });
  // The machine reads first, in the background.
  for (let tries = 0; tries < 40 && !(await link.count()); tries += 1) {
    await new Promise((done) => setTimeout(done, 250));
    await page.reload();
  }
  await isWellMade(page);
  await shot(page, `office-tasks-${page.viewportSize().width}`);
  await link.click();
  await page.waitForURL(/\/office\/reviews\//);
}

async function approve(page, title, role, { checklist = false } = {}) {
  await signIn(page, role);
  await openReview(page, title);
  await isWellMade(page);
  if (checklist) for (const box of await page.locator('input[type=radio][value=no]').all()) await box.check();
  await page.getByLabel('审查意见').fill('同意公开。');
  await shot(page, `office-review-${role}-${page.viewportSize().width}`);
  await page.getByRole('button', { name: '同意公开并签署' }).click();
  await page.waitForURL(/done=approved/);
}

async function wholeWay(title, widths, script) {
  const visit = (role, viewport, story) => site.visit(`${role}-${viewport.width}`, { viewport, script }, story);
  await visit('drafter', widths.drafter, async (page) => { await signIn(page, 'drafter'); await writeAndSubmit(page, title); });
  await visit('head', widths.reviewers, (page) => approve(page, title, 'section_head'));
  await visit('secrecy', widths.reviewers, (page) => approve(page, title, widths.secrecy, { checklist: true }));
  await visit('leader', widths.reviewers, (page) => approve(page, title, 'leader'));
  await visit('disclosure', widths.reviewers, async (page) => {
    await signIn(page, 'disclosure_officer');
    await page.goto('/office/publish');
    await isWellMade(page);
    await shot(page, `office-queue-${page.viewportSize().width}`);
    await page.getByRole('button', { name: new RegExp(`发布\\s*：\\s*${title}`) }).click();
    await page.waitForURL(/done=published/);
  });
}

/** The address of a title on the public side, found as a reader finds it. */
async function foundBySearch(page, title) {
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto(`/a/sifa/search?q=${encodeURIComponent(title)}`);
    const link = page.locator('main a[href*="/d/"]').filter({ hasText: title }).first();
    if (await link.count()) return link.getAttribute('href');
    await new Promise((done) => setTimeout(done, 100));
  }
  throw new Error(`${title} was not found`);
}

for (const [name, widths, script] of [
  ['a phone, the deputy reading secrets', { drafter: DESK, reviewers: PHONE, secrecy: 'secrecy_reviewer_deputy' }, true],
  ['a desk, without script', { drafter: PHONE, reviewers: DESK, secrecy: 'secrecy_reviewer' }, false],
]) {
  test(`a document goes through four people to the public (${name})`, async () => {
    const title = `走查文件${script ? '甲' : '乙'}`;
    await wholeWay(title, widths, script);
    await site.visit('reader-after', { viewport: PHONE }, async (page) => {
      const address = await foundBySearch(page, title);
      await page.goto(address);
      assert.equal((await page.getByRole('heading', { level: 1 }).innerText()).trim(), title);
      const feed = await page.request.get('/a/sifa/c/news/feed.xml');
      assert.ok((await feed.text()).includes(title), 'the feed has it');
    });
  });
}

test('one person takes a document down from a phone, and the address says that it is being looked into', async () => {
  let address;
  await site.visit('take-down', { viewport: PHONE }, async (page) => {
    await signIn(page, 'secrecy_reviewer');
    await page.goto('/office/publications?year=2019');
    await isWellMade(page);
    await shot(page, 'office-publications-390');
    address = await page.locator('main a[href^="/d/"]').first().getAttribute('href');
    await page.goto(`/office/documents/${address.split('/').pop()}`);
    await isWellMade(page);
    await page.locator('summary').filter({ hasText: '紧急下架' }).click();
    await page.getByLabel('下架原因').fill('附件有误');
    await page.getByRole('button', { name: '立即下架' }).click();
    await page.waitForURL(/done=taken_down/);
    await shot(page, 'office-document-390');
  });
  await site.visit('taken-down-reader', { viewport: PHONE }, async (page) => {
    page.notes.allowed.add(new URL(address, site.address).href);
    await page.goto(address);
    const words = await page.locator('body').innerText();
    assert.ok(words.includes('本信息正在核查'), words);
  });
});

test('an edit is kept when the session ends in the middle of it', () => site.visit('session-ends', {}, async (page) => {
  await signIn(page, 'drafter');
  await page.goto('/office/documents');
  await page.getByRole('button', { name: '起草新稿件' }).click();
  await page.waitForURL(/\/edit/);
  await page.getByLabel('标题', { exact: true }).fill('登录过期也不丢');
  await page.context().clearCookies();
  page.notes.allowed.add(page.url().split('?')[0]);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await page.getByText('登录已过期').first().waitFor();
  const { username, password } = site.account('drafter');
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.getByRole('button', { name: '继续提交' }).click();
  await page.waitForURL(/done=saved/);
  assert.equal(await page.getByLabel('标题', { exact: true }).inputValue(), '登录过期也不丢');
}));

for (const [role, paths] of [
  ['administrator', ['/office', '/office/people', '/office/account']],
  ['auditor', ['/office', '/office/journal', '/office/publications?year=2019']],
  ['disclosure_head', ['/office/settings', '/office/site', '/office/registers', '/office/reports']],
]) {
  for (const viewport of [PHONE, DESK]) {
    test(`${role} finds pages that are well made (${viewport.width})`, () =>
      site.visit(`${role}-${viewport.width}`, { viewport }, async (page) => {
        await signIn(page, role);
        for (const path of paths) {
          await page.goto(path);
          await isWellMade(page);
          await shot(page, `office-${role}-${path.replaceAll(/[/?=]+/g, '-')}-${viewport.width}`);
        }
      }));
  }
}
