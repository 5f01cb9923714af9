import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findAxeViolations, openTab } from '../../../test/support/browser.ts'
import { freePort } from '../../../test/support/free-port.ts'
import { openHouse } from '../../../test/support/house.ts'

const as = (type: string, text: string): string => `data:${type};base64,${Buffer.from(text).toString('base64')}`
const table = `ID,dim0,dim1\n${Array.from({ length: 150 }, (_, at) => `e${at},${at},${at * at}`).join('\n')}\n`
const program = `OPENQASM 2.0; include "qelib1.inc"; qreg q[3]; creg c[3];
h q[0]; cx q[0],q[1]; t q[1]; ccx q[0],q[1],q[2]; crz(pi/2) q[2],q[0]; barrier q; measure q -> c;`

test('RUN-4.10 RUN-8.3.16 a view shows its file at once, anew when a field changes, and says what is wrong with it', async (t) => {
  const port = await freePort()
  const house = await openHouse(t, { environment: { LYCEUM_PORT: String(port), LYCEUM_RUNNER_ACCESS: 'open' } })
  const baseUrl = await house.web.listen({ host: '127.0.0.1', port })
  const pageOf = (identifier: string, query: Record<string, string>) =>
    `/runner/plugins/${identifier}/ui/?${new URLSearchParams(query)}`
  const { tab, complaints } = await openTab(t, { baseUrl })
  const view = tab.locator('.qhana-view')

  await tab.goto(pageOf('csv-visualization@v0-1-2', { data: as('text/csv', table) }))
  await view.getByText('Rows 1 to 100 of 150').waitFor()
  await view.getByRole('button', { name: 'Rows after' }).click()
  await view.getByText('Rows 101 to 150 of 150').waitFor()
  await tab.getByLabel('Table *').fill(as('text/csv', 'a,b\n1,2\n'))
  await view.getByText('Rows 1 to 1 of 1').waitFor()
  await tab.getByLabel('Table *').fill('https://127.0.0.1:1/none.csv')
  await view.getByRole('alert').waitFor()

  const zx = pageOf('ZX-Calculus%20Visualization@v1-0-2', { data: as('text/x-qasm', program) })
  await tab.goto(zx)
  await view.getByText(/\d\d spiders/).waitFor()
  const before = await view.getByText(/\d+ spiders/).innerText()
  await tab.getByLabel('Simplify').check()
  await view.getByText(before).waitFor({ state: 'detached' })

  const shown = [
    ['csv-visualization@v0-1-2', { data: as('text/csv', table) }],
    [
      'json-visualization@v0-2-2',
      { data: as('application/json', JSON.stringify({ name: 'q', list: [1, 'two', null, { a: [] }] })) },
    ],
    ['qasm-visualization@v0-3-2', { data: as('text/x-qasm', program) }],
    ['ZX-Calculus%20Visualization@v1-0-2', { data: as('text/x-qasm', program) }],
    ['Histogram%20Visualization@v1-0-2', { data: as('application/json', '{"00":512,"11":488}') }],
    ['Clustered%20Scatter%20Plot%20Visualization@v1-0-1', { entityUrl: as('text/csv', table) }],
  ] as const
  for (const [screen, theme, rules, views] of [
    ['desk', 'light', 'all', shown],
    ['phone', 'dark', 'colours', shown.slice(0, 2)],
  ] as const) {
    const other = await openTab(t, { baseUrl, screen, theme })
    for (const [identifier, query] of views) {
      await other.tab.goto(pageOf(identifier, query))
      await other.tab.locator('.qhana-view > *').first().waitFor()
      assert.deepEqual(other.complaints, [], identifier)
      assert.deepEqual(await findAxeViolations(other.tab, rules), [], identifier)
      // What axe itself adds to the page is refused by the policy.
      other.complaints.length = 0
    }
  }
  assert.deepEqual(complaints, [])
})
