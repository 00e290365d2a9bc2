import { chromium } from 'playwright'
import { findBrowser } from '/work/main/e2e/support/browser.ts'
const base = process.env.BASE ?? 'http://127.0.0.1:4555'
const { executablePath, args, env } = findBrowser()!
const browser = await chromium.launch({ executablePath, args, env: { ...process.env, ...env } as any })
const [email, password] = (process.env.WHO ?? 'demo@example.com:demonstration').split(':')
const r = await fetch(base + '/api/auth/sign-in/email', { method: 'POST', headers: { 'content-type': 'application/json', origin: base }, body: JSON.stringify({ email, password }) })
const cookies = r.headers.getSetCookie().map(c => c.split(';')[0]).map(c => { const i = c.indexOf('='); return { name: c.slice(0, i), value: c.slice(i + 1), url: base } })
const api = async (p: string) => (await fetch(base + '/api' + p, { headers: { cookie: cookies.map(c => c.name + '=' + c.value).join('; '), origin: base } })).json()
const failed = (await api('/executions?status=failed&limit=1')).items[0]
const pipe = (await api('/pipelines?sort=-lastExecutionAt&limit=1')).items[0]
const widths = (process.env.W ?? '2560x1300').split(',').map(s => s.split('x').map(Number))
const paths: Record<string, string> = { dash: '/', pipelines: '/pipelines', table: '/pipelines?view=table', pipeline: '/pipelines/' + pipe?.id, edit: '/pipelines/' + pipe?.id + '/edit', executions: '/executions', execution: '/executions/' + failed?.id, plugins: '/plugins', schedules: '/schedules', alerts: '/alerts', people: '/settings/people', tokens: '/settings/tokens', api: '/settings/api', storage: '/settings/storage', audit: '/settings/audit' }
const only = process.env.ONLY?.split(',')
for (const [w, h] of widths) for (const scheme of (process.env.SCHEME ?? 'light').split(',') as ('light' | 'dark')[]) {
  const context = await browser.newContext({ viewport: { width: w!, height: h! }, colorScheme: scheme })
  await context.addCookies(cookies)
  const page = await context.newPage()
  for (const [name, path] of Object.entries(paths)) {
    if (only && !only.includes(name)) continue
    await page.goto(base + path); await page.waitForTimeout(1800)
    await page.screenshot({ path: `/tmp/s/${name}-${w}-${scheme}.png`, fullPage: process.env.FULL === '1' })
    const over = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth); if (over) console.log('overflow', name, w)
  }
  await context.close()
}
await browser.close()
