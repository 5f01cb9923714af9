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
