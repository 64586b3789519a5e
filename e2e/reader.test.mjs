// A reader: a stranger with a phone or a desk, with and without script, who wants to find and read what is public.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, fingerSized, gotoExpecting, noSidewaysScroll, PHONE, shot, WIDTHS } from './harness.mjs';

const site = demoSite();

/** Every page a stranger can walk to, by the name its picture gets. */
const PAGES = [['guide', '公开指南'], ['rules', '公开制度'], ['catalogue', '法定主动公开内容'], ['apply', '依申请公开'], ['reports', '年度报告']];

/** What must hold wherever a reader comes to rest. */
async function isWellMade(page) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1, `${page.url()} has one main heading`);
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
}

/** From the home page to the first document listed there, with its title. */
async function openFirstDocument(page) {
  await page.goto('/');
  const link = page.locator('main a[href*="/d/"]').first();
  const title = (await link.innerText()).trim();
  await link.click();
  await page.waitForURL(/\/d\//);
  return title;
}

for (const [name, viewport] of WIDTHS) {
  test(`home leads everywhere (${name})`, () => site.visit(`home-${name}`, { viewport }, async (page) => {
    await page.goto('/');
    await isWellMade(page);
    await fingerSized(page);
    await shot(page, `home-${name}`);
    for (const [picture, words] of PAGES) {
      await page.getByRole('navigation', { name: '政府信息公开专栏' }).getByRole('link', { name: words, exact: true }).click();
      await isWellMade(page);
      await shot(page, `${picture}-${name}`);
    }
    await page.getByRole('contentinfo').getByRole('link', { name: '网站地图' }).click();
    await isWellMade(page);
    await shot(page, `site-map-${name}`);
  }));

  test(`a column leads to a document that says who published it, when and under which number (${name})`, () =>
    site.visit(`document-${name}`, { viewport }, async (page) => {
      await page.goto('/');
      await page.locator('main a[href*="/c/"]').first().click();
      await isWellMade(page);
      await shot(page, `column-${name}`);
      await page.locator('main a[href*="/d/"]').first().click();
      await isWellMade(page);
      const article = page.locator('article');
      for (const words of ['索引号', '发布时间', '来源']) {
        assert.ok((await article.innerText()).includes(words), `the document says its ${words}`);
      }
      const review = page.getByText('本信息是怎样审核的');
      await review.click();
      assert.equal(await page.locator('article details[open] li').count() >= 4, true, 'four reviews are told');
      await isWellMade(page);
      await shot(page, `document-${name}`);
    }));

  test(`the words of a title are found and shown (${name})`, () => site.visit(`search-${name}`, { viewport }, async (page) => {
    const title = await openFirstDocument(page);
    await page.goto('/');
    await page.getByRole('searchbox').first().fill(title.slice(0, 12));
    await page.getByRole('button', { name: '查找' }).first().click();
    await page.getByRole('status').waitFor();
    await isWellMade(page);
    const hits = page.locator('ol.hits > li');
    assert.ok((await hits.allInnerTexts()).some((hit) => hit.includes(title)), `${title} is among what was found`);
    assert.ok(await page.locator('ol.hits mark').count() > 0, 'the words looked for are marked');
    await shot(page, `search-${name}`);
    await page.getByRole('searchbox').fill('绝无此词之词');
    await page.getByRole('button', { name: '查找' }).click();
    await page.getByText('没有找到').waitFor();
    await isWellMade(page);
    await shot(page, `search-nothing-${name}`);
  }));

  test(`large print and the dark are one tap away and stay (${name})`, () =>
    site.visit(`display-${name}`, { viewport }, async (page) => {
      await page.goto('/');
      const size = () => page.locator('main .tile span:visible').first().evaluate((element) => parseFloat(getComputedStyle(element).fontSize));
      const ordinary = await size();
      await page.getByRole('button', { name: '大字版' }).click();
      await page.getByRole('button', { name: '标准字号' }).waitFor();
      assert.ok(await size() >= ordinary * 1.3, `${await size()} is not 1.35 times ${ordinary}`);
      await isWellMade(page);
      await page.getByRole('button', { name: '深色' }).click();
      await page.getByRole('button', { name: '浅色' }).waitFor();
      await isWellMade(page);
      await shot(page, `home-large-dark-${name}`);
      await openFirstDocument(page);
      await page.getByRole('button', { name: '标准字号' }).waitFor();
      await isWellMade(page);
      await shot(page, `document-large-dark-${name}`);
      const cookies = await page.context().cookies();
      assert.deepEqual(cookies.map((cookie) => cookie.name), ['display'], 'a reader keeps one cookie');
    }));

  test(`without script the site is whole (${name})`, () =>
    site.visit(`no-script-${name}`, { viewport, script: false }, async (page) => {
      const title = await openFirstDocument(page);
      assert.ok((await page.locator('h1').innerText()).includes(title.replace(/…$/, '')));
      await isWellMade(page);
      await page.goto('/');
      await page.getByRole('searchbox').first().fill(title.slice(0, 8));
      await page.getByRole('button', { name: '查找' }).first().click();
      assert.ok(await page.locator('ol.hits > li').count() > 0, 'search answers without script');
      await page.getByRole('button', { name: '大字版' }).click();
      assert.equal(await page.getByRole('button', { name: '标准字号' }).count(), 1);
      await isWellMade(page);
    }));

  test(`what is not there says so (${name})`, () => site.visit(`absent-${name}`, { viewport }, async (page) => {
    await gotoExpecting(page, '/d/aaaaaaaaaaaaaaaaaaaaaaaaaa', 404);
    await isWellMade(page);
    await shot(page, `absent-${name}`);
  }));
}

test('a narrow old phone needs no sideways scrolling', () =>
  site.visit('narrow', { viewport: { width: 320, height: 568 } }, async (page) => {
    await openFirstDocument(page);
    await noSidewaysScroll(page);
    for (const path of ['/', '/sitemap.xml']) assert.ok((await page.request.get(path)).ok());
    await page.goto('/');
    await noSidewaysScroll(page);
    await shot(page, 'home-narrow');
  }));

test('the annual report of the year is there to read and to take away', () =>
  site.visit('report', { viewport: DESK }, async (page) => {
    await page.goto('/');
    await page.getByRole('link', { name: '年度报告' }).first().click();
    await page.locator('main a[href*="/d/"]').first().click();
    await isWellMade(page);
    await shot(page, 'report-desk');
    for (const kind of ['.pdf', '.docx', '.json']) {
      const file = page.locator(`article a[href$="${kind}"]`).first();
      assert.equal(await file.count(), 1, `the report can be taken away as ${kind}`);
      const answer = await page.request.get(await file.getAttribute('href'));
      assert.equal(answer.status(), 200, kind);
      assert.ok((await answer.body()).length > 1_000 || kind === '.json', `${kind} is not empty`);
    }
  }));

test('the keyboard reaches the content first', () => site.visit('keyboard', { viewport: PHONE }, async (page) => {
  await page.goto('/');
  await page.keyboard.press('Tab');
  const first = page.locator(':focus');
  assert.equal(await first.getAttribute('href'), '#main', 'the first stop skips to the content');
  await page.keyboard.press('Enter');
  assert.equal(await page.evaluate(() => document.activeElement.id), 'main');
}));

test('the home page is light enough for a slow line', () => site.visit('weight', { viewport: PHONE }, async (page) => {
  let bytes = 0;
  page.on('response', async (response) => { bytes += (await response.body().catch(() => Buffer.alloc(0))).length; });
  await page.goto('/', { waitUntil: 'networkidle' });
  assert.ok(bytes > 0 && bytes < 100_000, `the home page and all it loads weigh ${bytes} bytes`);
}));

test('feeds and the map for machines are well formed', () => site.visit('machines', {}, async (page) => {
  await page.goto('/');
  for (const [path, root] of [['/sitemap.xml', 'urlset'], [await page.locator('link[type="application/atom+xml"]').getAttribute('href'), 'feed']]) {
    const text = await (await page.request.get(path)).text();
    const name = await page.evaluate((xml) => new DOMParser().parseFromString(xml, 'application/xml').documentElement.nodeName, text);
    assert.equal(name, root, `${path} is XML`);
  }
  assert.match(await (await page.request.get('/robots.txt')).text(), /^Sitemap: /m);
}));
