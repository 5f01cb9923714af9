import assert from 'node:assert/strict'
import { appendFileSync, renameSync } from 'node:fs'
import { test } from 'node:test'
import { findAxeViolations, openTab, takePicture } from '../../../../test/support/browser.ts'
import { openHouse, startTestWorker } from '../../../../test/support/house.ts'
import type { Platform } from '../../platform.ts'
import { links } from '../links.ts'
import { makeBackup, verifyKnown } from '../making.ts'

const quietly = { by: 'cli', progress: () => {} } as const

for (const theme of ['light', 'dark'] as const) {
  test(`the page of the backups is accessible, breaks no policy and shows how a backup comes about (${theme})`, async (t) => {
    const { web, platform, as } = await openHouse(t)
    for (const [n, origin] of (['person', 'schedule', 'schedule', 'person'] as const).entries()) {
      const at = new Date(Date.now() - (4 - n) * 86_400_000).toISOString()
      const { file } = await makeBackup({ ...platform, now: () => at }, { ...quietly, origin })
      if (n === 0) renameSync(file, `${file}.moved`)
      if (n === 3) await spoil(platform, file)
    }
    const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
    const screen = theme === 'light' ? 'desk' : 'phone'
    const cookie = as('dora').visitor?.cookie ?? ''
    const { tab, complaints } = await openTab(t, { baseUrl, theme, screen, headers: { cookie } })

    await tab.goto(links.list())
    await tab.getByRole('button', { name: 'Back up now' }).click()
    await tab.getByRole('heading', { name: 'Back up the house' }).waitFor()
    await takePicture(tab, `backups-waiting-${theme}`)
    const violations = await findAxeViolations(tab)
    await startTestWorker(t, platform)
    await tab.getByRole('heading', { name: 'Back up the house' }).waitFor({ state: 'detached' })
    await takePicture(tab, `backups-${theme}`)

    assert.deepEqual(
      violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
      [],
    )
    const words = await tab.locator('#backups').innerText()
    for (const word of ['Restores', 'Not here', 'Cannot be restored', 'the command line', 'dora'])
      assert.match(words, new RegExp(word, 'i'))
    const isTooWide = await tab.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
    assert.equal(isTooWide, false)
    assert.deepEqual(complaints, [])
  })
}

/** Adds to the archive what does not belong there, and lets the house find out. */
async function spoil(platform: Platform, file: string): Promise<void> {
  appendFileSync(file, 'more')
  await assert.rejects(verifyKnown(platform, file, quietly))
  const longer = platform.db.updateTable('backup_archives').set(({ eb }) => ({ size_bytes: eb('size_bytes', '+', 4) }))
  await longer.where('file', '=', file).execute()
}
