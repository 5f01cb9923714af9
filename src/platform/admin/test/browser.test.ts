import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { findAxeViolations, openTab, takePicture } from '../../../../test/support/browser.ts'
import { openHouse } from '../../../../test/support/house.ts'
import { defineTask } from '../../tasks/tasks.ts'
import { links } from '../links.ts'

const pages = [
  links.jobs(),
  links.schedules(),
  links.activity(),
  links.people(),
  links.newPerson(),
  links.settings(),
  links.setting('papers.strategy'),
  links.system(),
]

async function openAsDora(t: TestContext) {
  const { web, platform, as } = await openHouse(t)
  const sleepy = defineTask({ name: 'papers.sleep', title: 'Sleep', input: z.object({}), run: async () => undefined })
  const jobs = Array.from({ length: 3 }, (_, n) => ({ input: {}, subject: `thing/${n}` }))
  const enqueued = await platform.db.transaction().execute((tx) => platform.tasks.enqueueMany(tx, sleepy, jobs))
  const baseUrl = await web.listen({ host: '127.0.0.1', port: 0 })
  return { baseUrl, cookie: as('dora').visitor?.cookie ?? '', jobId: enqueued[0]?.id ?? '' }
}

for (const theme of ['light', 'dark'] as const) {
  test(`every page of the administration is accessible and breaks no policy (${theme})`, async (t) => {
    const { baseUrl, cookie, jobId } = await openAsDora(t)
    const { tab, complaints } = await openTab(t, {
      baseUrl,
      headers: { cookie },
      theme,
      screen: theme === 'light' ? 'desk' : 'phone',
    })

    for (const address of [...pages, `/jobs/${jobId}`]) {
      await tab.goto(address)
      await takePicture(tab, `admin${address.replaceAll('/', '_')}-${theme}`)
      const violations = await findAxeViolations(tab)
      assert.deepEqual(
        violations.map(({ id, nodes }) => `${address} ${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`),
        [],
      )
      const isTooWide = await tab.evaluate(
        'document.documentElement.scrollWidth > document.documentElement.clientWidth',
      )
      assert.equal(isTooWide, false, `${address} must not be wider than the screen`)
    }

    assert.deepEqual(complaints, [])
  })
}
