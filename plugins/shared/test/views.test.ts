import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openRunner } from '../../../src/apps/plugins/test/support.ts'

const dataOf = (value: unknown): string =>
  `data:application/json;base64,${Buffer.from(JSON.stringify(value)).toString('base64')}`
const truth = dataOf([
  { ID: 'a', href: '', label: 0 },
  { ID: 'b', href: '', label: 1 },
])
const swapped = dataOf([
  { ID: 'a', cluster: 1 },
  { ID: 'b', cluster: 0 },
])
const points = dataOf([
  { ID: 'a', href: '', dim0: 1 },
  { ID: 'b', href: '', dim0: 2 },
])

test('RUN-8.3.16 RUN-9.7 matrix, histogram and scatter plot are shown at their addresses and saved by a run', async (t) => {
  const { get, post, settled } = await openRunner(t)
  const shown = async (path: string, query: Record<string, string>) =>
    get(`/plugins/${path}/?${new URLSearchParams(query)}`)
  const saved = async (identifier: string, form: Record<string, string>): Promise<string> => {
    const { headers } = await post(`/plugins/${identifier}/process/`, form)
    const task = await settled(String(headers.location))
    assert.equal(task.status, 'SUCCESS', task.log)
    return (await get(task.outputs[0]?.href ?? '')).body
  }

  const matrix = 'Confusion%20Matrix%20Visualization@v1-0-1'
  const table = await shown(`${matrix}/tables`, { clustersUrl1: truth, clustersUrl2: swapped, optimize: 'true' })
  assert.equal(table.statusCode, 200, table.body)
  assert.match(String(table.headers['content-type']), /text\/html/)
  assert.match(table.body, /1 → 0/)
  assert.equal(await saved(matrix, { clustersUrl1: truth, clustersUrl2: swapped, optimize: 'on' }), table.body)
  assert.equal((await shown(`${matrix}/tables`, { clustersUrl1: dataOf([]), clustersUrl2: truth })).statusCode, 400)
  const vague = dataOf([{ ID: 'a', x: 1, y: 2 }])
  const refused = await shown(`${matrix}/tables`, { clustersUrl1: vague, clustersUrl2: truth })
  assert.equal(refused.statusCode, 400)
  assert.match(refused.json().message, /no attribute “label”/)

  const histogram = 'Histogram%20Visualization@v1-0-2'
  const bars = await shown(`${histogram}/plots`, { data: dataOf({ '00': '512', 11: 488 }) })
  assert.match(bars.body, /Sum of Counts, Total: 1000/)
  assert.match(bars.body, /<title>00: 512<\/title>/)
  assert.equal((await shown(`${histogram}/plots`, { data: dataOf({ '00': 'many' }) })).statusCode, 400)

  const scatter = 'Clustered%20Scatter%20Plot%20Visualization@v1-0-1'
  const plain = await shown(`${scatter}/plots`, { entityUrl: points })
  assert.match(plain.body, /<title>a<\/title>/)
  const labelled = await saved(scatter, { entityUrl: points, clustersUrl: swapped })
  assert.match(labelled, /<title>a: 1<\/title>/)
})

test('RUN-8.3.16 tables, JSON, circuits and ZX diagrams are shown at their addresses and saved by a run', async (t) => {
  const { get, post, settled } = await openRunner(t)
  const as = (type: string, text: string): string => `data:${type};base64,${Buffer.from(text).toString('base64')}`
  const program = 'OPENQASM 2.0; include "qelib1.inc"; qreg q[2]; h q[0]; t q[0]; t q[0]; cx q[0],q[1];'
  const views = [
    ['csv-visualization@v0-1-2', 'tables', as('text/csv', 'ID,x\na,1\n'), /<td class="number">1<\/td>/],
    ['json-visualization@v0-2-2', 'documents', as('application/json', '{"a":[1]}'), /<span class="key">a<\/span>/],
    ['qasm-visualization@v0-3-2', 'circuits', as('text/x-qasm', program), /^<svg.*>q\[1\]<\/text>/s],
    ['ZX-Calculus%20Visualization@v1-0-2', 'circuits', as('text/x-qasm', program), /\b4 spiders/],
  ] as const

  for (const [identifier, below, data, expected] of views) {
    const shown = await get(`/plugins/${identifier}/${below}/?${new URLSearchParams({ data })}`)
    assert.match(shown.body, expected, identifier)
    const task = await settled(String((await post(`/plugins/${identifier}/process/`, { data })).headers.location))
    assert.equal(task.status, 'SUCCESS', task.log)
    const saved = await get(task.outputs[0]?.href ?? '')
    assert.equal(saved.body, shown.body, identifier)
    assert.match(task.outputs[0]?.name ?? '', /^\w{1,60}\.(?:html|svg)$/)
    for (const broken of ['', 'nonsense', as('text/plain', '{"')]) {
      const refused = await get(`/plugins/${identifier}/${below}/?${new URLSearchParams({ data: broken })}`)
      assert.equal(refused.statusCode, 400, `${identifier} ${broken}`)
    }
  }
  const simple = await get(
    `/plugins/${views[3][0]}/circuits/?${new URLSearchParams({ data: views[3][2], optimized: 'true' })}`,
  )
  assert.match(simple.body, /\b2 spiders/)
})
