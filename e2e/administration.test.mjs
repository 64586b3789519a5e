// The administration: two administrators bring a person in and hand another's work over, settings and the site's face are
// changed, the auditor reads what was done, and a clerk pastes from Word. Each at a phone's width and at a desk's.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkAccessibility, DESK, demoSite, gotoExpecting, noSidewaysScroll, PHONE, shot, signIn, WIDTHS } from './harness.mjs';

const site = demoSite();

async function isWellMade(page, name) {
  await checkAccessibility(page);
  await noSidewaysScroll(page);
  await shot(page, `administration-${name}-${page.viewportSize().width}`);
}

/** Signs in with a name and password of one's own. */
async function enter(page, username, password) {
  await page.goto('/office/sign-in');
  await page.getByLabel('用户名').fill(username);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => !url.pathname.endsWith('/sign-in'));
}

const visit = (name, viewport, story) => site.visit(`administration-${name}`, { viewport }, story);
const first = (name, viewport, story) => visit(name, viewport, async (page) => { await enter(page, 'admin-a', site.account('administrator').password); await story(page); });
const second = (name, viewport, story) => visit(name, viewport, async (page) => { await enter(page, 'admin-b', site.account('administrator').password); await story(page); });

test('two administrators bring a new clerk in, and neither can do it alone', async () => {
  await first('propose', DESK, async (page) => {
    await page.goto('/office/people');
    await page.locator('#new-account > summary').click();
    const form = page.locator('#new-account');
    await form.getByLabel('姓名').fill('新来的同事');
    await form.getByLabel('用户名').fill('admin-a');
    await form.getByLabel('科室', { exact: true }).selectOption({ index: 1 });
    await form.getByRole('button', { name: '提出新建账户' }).click();
    // A username that is taken comes back beside its field, with what was typed.
    await page.getByText('这个用户名已经有人使用').first().waitFor();
    assert.equal(await form.getByLabel('姓名').inputValue(), '新来的同事');
    await isWellMade(page, 'account-refused');
    page.notes.allowed.add(page.url());
    await form.getByLabel('用户名').fill('newcomer');
    await form.getByRole('button', { name: '提出新建账户' }).click();
    await page.waitForURL(/done=proposed/);
    await page.getByText('提出变更的人不能自己确认').waitFor();
    assert.equal(await page.getByRole('button', { name: '确认生效' }).count(), 0);
  });
  let link = '';
  await second('confirm', PHONE, async (page) => {
    await page.goto('/office');
    await page.getByRole('link', { name: /确认\s*：新建账户/ }).click();
    await page.getByText('为新来的同事新建账户，用户名 newcomer').waitFor();
    await isWellMade(page, 'proposal');
    await page.getByRole('button', { name: '确认生效' }).click();
    link = await page.getByLabel('一次性链接').inputValue();
    assert.ok(!page.url().includes('welcome'), 'the link stands on the page and in no address');
    await isWellMade(page, 'link');
  });
  await visit('welcome', PHONE, async (page) => {
    await page.goto(new URL(link, site.address).pathname);
    await page.getByLabel('新密码').fill('Zhongyuan-lu-88');
    await page.getByLabel('再输一遍').fill('Zhongyuan-lu-88');
    await page.getByRole('button', { name: '设置密码并登录' }).click();
    await page.waitForURL(/\/office$/);
    await page.goto('/office/account');
    await page.getByText('还没有岗位').waitFor();
    await isWellMade(page, 'account-without-post');
  });
  await visit('link-used', DESK, async (page) => { await gotoExpecting(page, new URL(link, site.address).pathname, 409); });
});

test('a role is granted by two, and its holder works with it at once', async () => {
  await first('grant', PHONE, async (page) => {
    await page.goto('/office/people');
    await page.getByRole('link', { name: '新来的同事' }).click();
    await page.locator('#grant > summary').click();
    const form = page.locator('#grant');
    await form.getByLabel('岗位').selectOption('drafter');
    await form.getByLabel('授权依据').fill('岗位分工文件');
    await form.getByRole('button', { name: '提出授予岗位' }).click();
    // A clerk drafts in a section: the form says so, beside the field, and keeps the rest.
    await page.getByText('须指定所属科室').first().waitFor();
    page.notes.allowed.add(page.url());
    await isWellMade(page, 'grant-refused');
    await form.getByLabel('范围').selectOption({ label: '办公室' });
    await form.getByRole('button', { name: '提出授予岗位' }).click();
    await page.waitForURL(/done=proposed/);
  });
  await second('grant-confirm', DESK, async (page) => {
    await page.goto('/office/people');
    await page.getByText('新来的同事担任办公室拟稿人').waitFor();
    await page.getByRole('button', { name: '确认生效' }).click();
    await page.waitForURL(/done=confirmed/);
  });
  await visit('grant-used', DESK, async (page) => {
    await enter(page, 'newcomer', 'Zhongyuan-lu-88');
    await page.getByRole('link', { name: '我的稿件' }).click();
    await page.getByRole('button', { name: '起草新稿件' }).waitFor();
  });
});

test('a clerk leaves, and everything of his has a successor', async () => {
  await visit('leaver', DESK, async (page) => {
    await enter(page, 'newcomer', 'Zhongyuan-lu-88');
    await page.goto('/office/documents');
    await page.getByRole('button', { name: '起草新稿件' }).click();
    await page.getByLabel('标题', { exact: true }).fill('尚未写完的通知');
    await page.getByRole('button', { name: '保存', exact: true }).click();
    await page.waitForURL(/done=saved/);
  });
  await second('leave', PHONE, async (page) => {
    await page.goto('/office/people');
    await page.getByRole('link', { name: '新来的同事' }).click();
    await page.getByRole('link', { name: '离任或调科室移交' }).click();
    await page.getByText('尚未写完的通知').waitFor();
    await isWellMade(page, 'leave');
    await page.getByLabel(/拟稿人.*接替人/).selectOption({ label: '拟稿人甲·办公室' });
    await page.getByLabel('原因或依据').fill('调离');
    await page.getByRole('button', { name: '办理移交' }).click();
    await page.waitForURL(/done=handed_over/);
    await isWellMade(page, 'handover');
    const list = await page.request.get(await page.getByRole('link', { name: '打印交接清单' }).getAttribute('href'));
    assert.equal(list.headers()['content-type'], 'application/pdf');
    assert.equal((await list.body()).subarray(0, 5).toString(), '%PDF-');
  });
  await visit('successor', DESK, async (page) => {
    await signIn(page, 'drafter');
    await page.goto('/office/documents');
    await page.getByText('尚未写完的通知', { exact: true }).waitFor();
  });
  await visit('gone', DESK, async (page) => {
    await page.goto('/office/sign-in');
    await page.getByLabel('用户名').fill('newcomer');
    await page.getByLabel('密码').fill('Zhongyuan-lu-88');
    await page.getByRole('button', { name: '登录' }).click();
    await page.getByText('用户名或密码不正确').first().waitFor();
    page.notes.allowed.add(page.url());
  });
});

test('a column is added in the office and reaches the site only through its face', async () => {
  await visit('column', DESK, async (page) => {
    await signIn(page, 'disclosure_head');
    await page.goto('/office/settings');
    const form = page.locator('#column');
    await form.getByLabel('栏目代号').fill('hearings');
    await form.getByLabel('名称').fill('听证公告');
    await form.getByLabel('说明').fill('听证会的公告和结果。');
    await form.getByLabel('所属的组').selectOption('management');
    await form.getByLabel('性质').selectOption('notice');
    await form.getByRole('button', { name: '保存栏目' }).click();
    await page.waitForURL(/done=saved/);
    await page.getByText('与网站上正在显示的不一致').waitFor();
    await isWellMade(page, 'columns');
  });
  await visit('face', PHONE, async (page) => {
    await signIn(page, 'drafter');
    await page.goto('/office/site');
    await isWellMade(page, 'site');
    await page.getByRole('button', { name: '起草新版本' }).click();
    await page.waitForURL(/\/office\/site\/.+/);
    await page.getByRole('button', { name: '取用现有栏目' }).click();
    await page.waitForURL(/done=saved/);
    await page.getByRole('cell', { name: '听证公告' }).waitFor();
    // A blank passes the browser and not the house.
    await page.getByLabel('传真号码').fill(' ');
    await isWellMade(page, 'face');
    await page.getByRole('button', { name: '保存并送审' }).click();
    // Article 12 asks for the fax number; the form stays with everything in it and leads to the field.
    await page.locator('.error-summary').getByText('传真').waitFor();
    page.notes.allowed.add(page.url());
    await page.getByLabel('传真号码').fill('0391-0000124');
    await page.getByRole('button', { name: '保存并送审' }).click();
    await page.waitForURL(/done=submitted/);
  });
  await visit('not-yet', DESK, async (page) => {
    await page.goto('/');
    assert.equal(await page.getByText('听证公告').count(), 0, 'the public sees the column only after the four');
  });
});

test('the rules of the office are dated, and the next number shows while it is typed', () =>
  visit('rules', DESK, async (page) => {
    await signIn(page, 'disclosure_head');
    await page.goto('/office/settings/rules');
    await page.getByLabel('文号格式', { exact: true }).fill('云司公开〔{year}〕{serial:3}号');
    await page.getByText(/云司公开〔\d{4}〕\d{3}号/).waitFor();
    await page.getByLabel('错词表').fill('帐户');
    await page.getByRole('button', { name: '保存设置' }).click();
    await page.getByText('第 1 行没有等号').first().waitFor();
    page.notes.allowed.add(page.url());
    await page.getByLabel('错词表').fill('帐户=账户');
    await page.getByRole('button', { name: '保存设置' }).click();
    await page.waitForURL(/done=saved/);
    await page.getByText(/文号格式：.+改为 云司公开/).waitFor();
    await isWellMade(page, 'rules');
  }));

for (const [name, viewport] of WIDTHS) {
  test(`the auditor reads what was done and no draft, ${name}`, () =>
    visit(`auditor-${name}`, viewport, async (page) => {
      await signIn(page, 'auditor');
      await page.goto('/office/journal');
      await isWellMade(page, 'journal');
      await page.getByLabel('事项').selectOption('publishing.publish');
      await page.getByRole('button', { name: '查看' }).click();
      await page.getByRole('cell', { name: '发布' }).first().waitFor();
      const published = page.locator('a[href^="/d/"]').first();
      const path = await published.getAttribute('href');
      await gotoExpecting(page, path.replace('/d/', '/office/documents/'), 409);
      await page.goto('/office/journal?act=publishing.begin&to=5');
      await page.getByText('没有符合条件的日志').waitFor();
      await gotoExpecting(page, '/office/settings', 409);
    }));

  test(`everybody finds his manual, ${name}`, () =>
    visit(`help-${name}`, viewport, async (page) => {
      await signIn(page, 'leader');
      await page.goto('/office/help');
      await isWellMade(page, 'help');
      await page.getByRole('link', { name: '局领导' }).click();
      await page.getByRole('heading', { name: '紧急下架' }).waitFor();
      await isWellMade(page, 'manual');
    }));
}

test('a password is changed and the work goes on', () =>
  visit('password', PHONE, async (page) => {
    const { username, password } = site.account('section_head');
    await enter(page, username, password);
    await page.goto('/office/account');
    await page.getByRole('textbox', { name: '常用意见' }).fill('内容准确，同意公开。\n同意。');
    await page.getByRole('button', { name: '保存常用意见' }).click();
    await page.waitForURL(/done=phrases/);
    await page.getByLabel('原密码').fill('not-the-password-1A');
    await page.getByLabel('新密码').fill('Shenhe-gongkai-66');
    await page.getByLabel('再输一遍').fill('Shenhe-gongkai-66');
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.getByText('原密码不正确').first().waitFor();
    page.notes.allowed.add(page.url());
    await isWellMade(page, 'account');
    await page.getByLabel('原密码').fill(password);
    await page.getByLabel('新密码').fill('Shenhe-gongkai-66');
    await page.getByLabel('再输一遍').fill('Shenhe-gongkai-66');
    await page.getByRole('button', { name: '修改密码' }).click();
    await page.waitForURL(/done=password/);
    await page.getByText('密码已修改').waitFor();
    await page.goto('/office');
    assert.ok(new URL(page.url()).pathname === '/office', 'the session goes on under a new token');
  }));

const FROM_WORD = `<html><body><h1 class=MsoTitle style="mso-x:1">一、总体要求</h1>
<p class=MsoNormal style="text-indent:32pt;color:red"><b>首要</b>任务。<script>alert(1)</script></p>
<table border=1><tr><td colspan=2 style="width:10pt">合并</td><td>三</td></tr><tr><td>甲</td><td>乙</td><td>丙</td></tr></table></body></html>`;

for (const [name, viewport] of WIDTHS) {
  test(`what is pasted from Word keeps its form and nothing else, ${name}`, () =>
    visit(`paste-${name}`, viewport, async (page) => {
      await signIn(page, 'drafter');
      await page.goto('/office/documents');
      await page.getByRole('button', { name: '起草新稿件' }).click();
      const body = page.getByRole('textbox', { name: '正文' });
      await body.click();
      await body.evaluate((region, html) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/html', html);
        clipboardData.setData('text/plain', 'plain');
        region.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      }, FROM_WORD);
      await page.getByText('已粘贴，请核对').waitFor();
      await body.getByRole('heading', { name: '一、总体要求' }).waitFor();
      assert.equal(await body.locator('td[colspan="2"], th[colspan="2"]').count(), 1);
      assert.equal(await body.locator('[style], script').count(), 0);
      await page.getByRole('button', { name: '撤销' }).click();
      assert.equal(await body.locator('table').count(), 0);
      await page.getByRole('button', { name: '重做' }).click();
      await body.locator('td', { hasText: '甲' }).click();
      await page.getByRole('button', { name: '下方加行' }).click();
      await isWellMade(page, `paste-${name}`);
      await page.getByLabel('标题', { exact: true }).fill('从 Word 粘贴的通知');
      await page.getByRole('button', { name: '保存', exact: true }).click();
      await page.waitForURL(/done=saved/);
      assert.equal(await body.locator('tr').count(), 3);
      assert.equal(await body.locator('b, strong').textContent(), '首要');
    }));
}

test('text is kept by itself and found again', () =>
  visit('autosave', DESK, async (page) => {
    await signIn(page, 'drafter');
    await page.goto('/office/documents');
    await page.getByRole('button', { name: '起草新稿件' }).click();
    const here = page.url().replace(/\?.*/, '');
    await page.getByLabel('标题', { exact: true }).fill('没有保存的标题');
    await page.getByRole('textbox', { name: '正文' }).fill('没有保存的正文。');
    // Looking elsewhere keeps the text at once, without waiting for the quarter of a minute.
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { value: true, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.getByText(/已自动保留 \d\d:\d\d/).waitFor();
    page.on('dialog', (dialog) => dialog.accept());
    await page.goto(here);
    await page.getByRole('link', { name: '找回那份文字' }).click();
    await page.getByRole('textbox', { name: '正文' }).getByText('没有保存的正文。').waitFor();
    assert.equal(await page.getByLabel('标题', { exact: true }).inputValue(), '没有保存的标题');
  }));
