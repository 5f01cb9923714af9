import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page as Tab } from 'playwright-core'
import { assertAccessible, assertFits, openTab, takePicture } from '../../../../test/support/browser.ts'
import { curve, openStudies } from './support.ts'

// What the walk does not pass by, on both screens and in both colours.

test('S-006 S-012 S-016 list, notebook, comparison, storage, bin, failure and structures look right on desk and phone, light and dark; without scripts a file is sent, analysed and its result read', async (t) => {
  const { study, upload, analyse, until, newestFile, as, web, platform } = await openStudies(t)
  const id = await study('ada', 'Two states')
  await upload('ada', id, 'a.dat', `${curve}0.3 3 1\n`)
  const runs = await Promise.all(['1', '2'].map((factor) => analyse('ada', id, { 'v.factor': factor })))
  for (const run of runs) await until(run, 'done')
  const failed = await analyse('ada', id, { 'v.ending': 'refused' })
  await until(failed, 'failed')
  await study('ada', 'Elsewhere')
  const binned = await study('ada', 'Thrown away')
  await as('ada').post(`/studies/${binned}/bin`)
  const { version } = await platform.db
    .selectFrom('studies_studies')
    .select('version')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const notebook =
    '# What we saw\n\n$$\\chi^2 = \\frac{1}{N}\\sum_m \\left(\\frac{I_m - c (Sw)_m}{\\sigma_m}\\right)^2$$\n\n- [[a.dat]]\n- a table:\n\n| q | I |\n| - | - |\n| 0.1 | 5 |\n'
  await as('ada').post(`/studies/${id}/notebook`, { notebook, version: String(version) })
  const file = await newestFile(id)
  const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
  const cookie = as('ada').visitor?.cookie ?? ''

  const compare = `/studies/analyses/compare?${new URLSearchParams(runs.map((run) => ['ids', run]))}`
  const pages = {
    list: '/studies',
    study: `/studies/${id}`,
    file: `/studies/${id}/files/${await newestFile(id)}/look`,
    notebook: `/studies/${id}/notebook`,
    compare,
    mine: '/studies/analyses',
    send: `/studies/${id}/analyses/new?file=${file}`,
    storage: '/studies/storage',
    bin: '/studies/bin',
    failed: `/studies/analyses/${failed}`,
    result: `/studies/analyses/${runs[0]}`,
    again: `/studies/${id}/analyses/new?kind=line-counter%40v1-2-0&from=${runs[1]}`,
  }
  for (const [screen, theme, rules] of [
    ['desk', 'light', 'all'],
    ['phone', 'dark', 'looks'],
  ] as const) {
    const { tab, complaints } = await openTab(t, { baseUrl, screen, theme, headers: { cookie } })
    for (const [name, path] of Object.entries(pages)) {
      await tab.goto(path)
      if (name === 'result') await tab.locator('.plot svg text').first().waitFor()
      await look(tab, `${name}-${screen}`, rules)
    }
    assert.deepEqual(complaints, [], screen)
  }

  const { tab } = await openTab(t, { baseUrl, withScripts: false, headers: { cookie } })
  await tab.goto('/studies/new')
  await tab.getByLabel('Name').fill('Without scripts')
  await tab.getByRole('button', { name: 'Begin' }).click()
  const sent = { name: 'plain.dat', mimeType: 'text/plain', buffer: Buffer.from(curve) }
  await tab.locator('input[type=file]').setInputFiles([sent])
  await tab.getByRole('button', { name: 'Upload' }).click()
  await tab.getByRole('link', { name: 'Analyse', exact: true }).click()
  await tab.locator('summary', { hasText: 'Other plugins' }).click()
  await tab.getByRole('link', { name: 'Count lines' }).click()
  await tab.getByLabel('How it ends').selectOption('well')
  await tab.getByRole('button', { name: 'Start' }).click()
  await tab.waitForURL('**/studies/analyses/*')
  await until(tab.url().split('/').at(-1) ?? '', 'done')
  await tab.reload()
  await tab.locator('#verdict').waitFor()
  await tab.getByRole('table').first().waitFor()
})

async function look(tab: Tab, name: string, rules: 'all' | 'looks'): Promise<void> {
  await takePicture(tab, `studies-${name}`)
  await assertAccessible(tab, name, rules)
  await assertFits(tab, name)
}
