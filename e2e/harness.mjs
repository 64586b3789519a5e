// What every journey stands on: the real binary on a demo year of its own, a real Chromium, and the checks that hold on
// every page. A journey reads like a story because the machinery is here.
//
//   const site = demoSite();
//   test('a reader comes home', () => site.visit('reader-home', { viewport: PHONE }, async (page) => { await page.goto('/'); … }));
//
// `visit` closes each story with the checks nobody should have to remember: no request to another origin, no error in the
// console, and a picture when something went wrong.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const HERE = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

/** A phone of the year 2020 and a clerk's desk. */
export const PHONE = { width: 390, height: 844 };
export const DESK = { width: 1280, height: 900 };
export const WIDTHS = [['phone', PHONE], ['desk', DESK]];

/** Building the demo year in the development profile on two busy cores. */
const START_PATIENCE = 180_000;
const STEP_PATIENCE = 15_000;

const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const AXE_CHINESE = JSON.parse(readFileSync(require.resolve('axe-core/locales/zh_CN.json'), 'utf8'));

// ---------------------------------------------------------------------------------------------------------------------
// The platform

/** The platform of one test file: started before its first story, stopped after its last, whatever happens between. */
export function demoSite(options = {}) {
  const site = new Site(options);
  before(() => site.open());
  after(() => site.close());
  return site;
}

class Site {
  /** `mail`: whether a mail server listens beside it, as `site.mail`; `null` where this machine has none. */
  constructor({ mail = false }) {
    this.wantsMail = mail;
  }

  async open() {
    this.folder = await mkdtemp(join(tmpdir(), 'gongkai-journey-'));
    const data = join(this.folder, 'data');
    const year = await freshYear(data);
    this.mail = this.wantsMail ? await startMailServer(join(this.folder, 'mail')) : null;
    this.platform = await startDemo(data, this.mail ? ['--mail-port', String(this.mail.port)] : []);
    this.accounts = this.platform.accounts ?? year.accounts ?? [];
    this.address = this.platform.address;
    this.browser = await launchChromium();
  }

  /** The demo's account for a role, or of this very username, as the demo itself announced it. */
  account(role) {
    const found = this.accounts.find((account) => account.role === role || account.username === role);
    assert.ok(found, `the demo announced no account for the role ${role}; it has ${this.accounts.map((a) => a.role)}`);
    return found;
  }

  /**
   * One story in a browser of its own (cookies, cache, storage). Options: `viewport`, `script` (false: no JavaScript),
   * `colorScheme`, and whatever else playwright's `newContext` takes.
   */
  async visit(name, { script = true, viewport = DESK, ...options }, story) {
    const context = await this.browser.newContext({
      baseURL: this.address, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', javaScriptEnabled: script,
      reducedMotion: 'reduce', viewport, ...options,
    });
    context.setDefaultTimeout(STEP_PATIENCE);
    const page = await context.newPage();
    watch(page, this, script);
    try {
      await story(page);
      noForeignRequests(page);
      noConsoleErrors(page);
    } catch (error) {
      await shot(page, `failed-${name}`).catch(() => {});
      error.message = `${error.message}\n  at ${page.url()}`;
      throw error;
    } finally {
      await context.close();
    }
  }

  async close() {
    await this.browser?.close();
    await this.platform?.stop();
    this.mail?.stop();
    if (this.folder) await rm(this.folder, { recursive: true, force: true });
  }
}

/**
 * Lays a built demo year into `data`. Under `cargo xtask test` the year is built once for the whole run and copied for
 * each file, so that no journey sees what another has changed; by hand each file builds its own.
 */
async function freshYear(data) {
  const shared = process.env.GONGKAI_JOURNEYS_FOLDER;
  if (!shared) return {};
  const built = join(shared, 'year');
  const announced = join(shared, 'accounts.json');
  if (!existsSync(built)) {
    const unfinished = join(shared, 'year-unfinished');
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(shared, { recursive: true });
    const platform = await startDemo(unfinished);
    await platform.stop();
    await writeFile(announced, JSON.stringify(platform.accounts ?? []));
    await rename(unfinished, built);
  }
  await cp(built, data, { recursive: true });
  return { accounts: JSON.parse(await readFile(announced, 'utf8')) };
}

/** Starts `gongkai demo --json` and waits for the one line of JSON in which it tells its address and its accounts. */
async function startDemo(data, more = []) {
  const binary = resolve(process.env.GONGKAI_BINARY ?? join(HERE, '..', 'target', 'debug', 'gongkai'));
  const child = spawn(binary, ['demo', '--data', data, '--port', '0', '--json', ...more], { stdio: ['ignore', 'pipe', 'pipe'] });
  const orphaned = () => child.kill('SIGKILL');
  process.once('exit', orphaned);
  const ended = new Promise((done) => child.once('close', done));
  let complaints = '';
  child.stderr.on('data', (part) => { complaints = (complaints + part).slice(-8_000); });

  const announcement = await new Promise((done, failed) => {
    setTimeout(() => failed(new Error(`the demo did not start in time\n${complaints}`)), START_PATIENCE).unref();
    child.once('error', (error) => failed(new Error(`cannot start ${binary}: ${error.message}`)));
    child.once('close', (code) => failed(new Error(`the demo ended with ${code} before it was ready\n${complaints}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = line.startsWith('{') ? parse(line) : null;
      if (said?.address) done(said);
    });
  }).catch((error) => { orphaned(); throw error; });

  return {
    address: announcement.address.replace(/\/$/, ''),
    accounts: announcement.accounts,
    complaints: () => complaints,
    async stop() {
      const hard = setTimeout(orphaned, 20_000);
      child.kill('SIGTERM');
      await ended;
      clearTimeout(hard);
      process.removeListener('exit', orphaned);
    },
  };
}

/**
 * PyPI's aiosmtpd on loopback, which takes every mail and writes it down. `cargo xtask test` requires it; by hand and without it
 * the stories of mail say that they skip.
 */
async function startMailServer(folder) {
  const python = join(HERE, '..', 'target', 'mail-sink', 'bin', 'python');
  if (!existsSync(python)) {
    assert.notEqual(process.env.GONGKAI_REQUIRE_SMTP, '1', `${python} is not there: cargo xtask mail-sink`);
    return null;
  }
  await mkdir(folder, { recursive: true });
  const script = join(HERE, '..', 'testkit', 'src', 'smtp_sink.py');
  const child = spawn(python, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const { port } = await new Promise((done, failed) => {
    lines.once('line', (line) => done(JSON.parse(line)));
    child.once('close', (code) => failed(new Error(`the mail server ended with ${code}`)));
  });
  const received = async () => {
    const names = (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
    return Promise.all(names.map(async (name) => JSON.parse(await readFile(join(folder, name), 'utf8'))));
  };
  /** Waits for the mail to an address that this fits; the office sends within a second. */
  const waitFor = async (address, fits = () => true) => {
    for (let tries = 0; tries < 60; tries += 1) {
      const found = (await received()).find((mail) => mail.to.includes(address) && fits(mail));
      if (found) return found;
      await new Promise((done) => setTimeout(done, 250));
    }
    throw new Error(`no such mail came to ${address}: ${JSON.stringify(await received())}`);
  };
  return { port, received, waitFor, stop: () => child.kill() };
}

function parse(line) {
  try { return JSON.parse(line); } catch { return null; }
}

async function launchChromium() {
  const candidates = [process.env.GONGKAI_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
  const executablePath = candidates.find((path) => path && existsSync(path));
  assert.ok(executablePath, 'no Chromium was found; `cargo xtask test` installs it, or name one in GONGKAI_CHROMIUM');
  const args = [
    '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
    '--disable-sync',
  ];
  // Chromium's own sandbox refuses to work for the administrator of the machine, which is what CI is.
  if (process.getuid?.() === 0) args.push('--no-sandbox');
  return chromium.launch({ executablePath, headless: true, args });
}

// ---------------------------------------------------------------------------------------------------------------------
// What holds on every page

/** Notes what a page asks for and complains about, from its first request on. */
function watch(page, site, script) {
  const notes = { site, script, foreign: [], errors: [], allowed: new Set() };
  page.notes = notes;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${site.address}/`) && !url.startsWith('data:') && !url.startsWith('blob:')) notes.foreign.push(url);
  });
  page.on('pageerror', (error) => notes.errors.push(`script error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') notes.errors.push({ text: message.text(), url: message.location().url });
  });
}

/** Fails when the page asked anybody but its own site for anything. */
export function noForeignRequests(page) {
  assert.deepEqual(page.notes.foreign, [], 'a page asked another origin');
}

/** Fails when the console showed an error: a broken script, a refused style, a missing file. */
export function noConsoleErrors(page) {
  const errors = page.notes.errors.filter((error) => !page.notes.allowed.has(error.url));
  assert.deepEqual(errors, [], 'the console shows errors');
}

/** Opens a path that is expected to answer with this status, which the browser's console would call an error. */
export async function gotoExpecting(page, path, status) {
  page.notes.allowed.add(new URL(path, page.notes.site.address).href);
  const response = await page.goto(path);
  assert.equal(response.status(), status, `${path} answered ${response.status()}`);
  return response;
}

/** Fails on anything axe finds; its words are Chinese, as the people's are who will read them. */
export async function checkAccessibility(page) {
  const violations = await withScript(page, async (shown) => {
    await shown.evaluate(AXE);
    return shown.evaluate(async (locale) => {
      window.axe.configure({ locale });
      return (await window.axe.run(document, { resultTypes: ['violations'] })).violations;
    }, AXE_CHINESE);
  });
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}\n      ${node.target.join(' ')}\n      ${node.failureSummary?.replaceAll('\n', ' ')}`));
  assert.deepEqual(findings, [], `axe finds fault with ${page.url()}\n    ${findings.join('\n    ')}\n`);
}

/**
 * axe waits on promises, and a page without script keeps none. So a page that was read without script is shown once more, as it
 * stands, in a window that has script and is given none: its own are left out, and what it says in <noscript> is said.
 */
async function withScript(page, question) {
  if (page.notes.script) return question(page);
  const { site } = page.notes;
  const asItStands = (await page.content()).replace(/<script\b[^]*?<\/script>/g, '').replace(/<\/?noscript>/g, '');
  const context = await site.browser.newContext({
    storageState: await page.context().storageState(), viewport: page.viewportSize(), locale: 'zh-CN', reducedMotion: 'reduce',
  });
  try {
    const twin = await context.newPage();
    await twin.route(page.url(), (route) => route.fulfill({ contentType: 'text/html; charset=utf-8', body: asItStands }));
    await twin.goto(page.url());
    return await question(twin);
  } finally {
    await context.close();
  }
}

/** Fails when the page is wider than the window: on a phone that means scrolling sideways to read. */
export async function noSidewaysScroll(page) {
  const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
  assert.ok(content <= window, `${page.url()} is ${content} pixels wide in a window of ${window}`);
}

/** Fails when something to press is smaller than a finger. Links inside running text are reading, not pressing. */
export async function fingerSized(page) {
  const small = await page.evaluate(() => {
    const pressable = 'button, input:not([type=hidden]), select, summary, nav a, [role=button], .button';
    return [...document.querySelectorAll(pressable)].filter((element) => {
      const style = getComputedStyle(element);
      const box = (element.closest('label') ?? element).getBoundingClientRect();
      const seen = box.width > 1 && box.height > 1 && style.visibility !== 'hidden' && box.top >= 0;
      return seen && (box.height < 44 || box.width < 44);
    }).map((element) => `${element.outerHTML.slice(0, 90)} ${element.clientWidth}×${element.clientHeight}`);
  });
  assert.deepEqual(small, [], `too small for a finger on ${page.url()}`);
}

/** A picture of the whole page in e2e/shots, which git ignores: look at them before calling a page done. */
export async function shot(page, name) {
  const folder = join(HERE, 'shots');
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

// ---------------------------------------------------------------------------------------------------------------------
// Steps that many stories share

/** Signs in as the demo's account for a role and waits until the office is open. */
export async function signIn(page, role) {
  const { username, password } = page.notes.site.account(role);
  await page.goto('/office/sign-in');
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}
