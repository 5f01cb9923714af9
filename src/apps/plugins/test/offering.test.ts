import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chosenOf, type Offered, viewersFor } from '../host/offering.ts'
import { openRunner } from './support.ts'

const input = (dataType: string, required = true) => ({
  parameter: 'data',
  dataType,
  contentType: ['application/json'],
  required,
})
const viewer = (name: string, over: Partial<Offered> = {}): Offered => ({
  ...{ identifier: name, name, version: 'v1', title: name, description: '', type: 'visualization', tags: [] },
  ...{ citation: undefined, url: 'http://x/', uiHref: 'http://x/ui/', inputs: [input('entity/*')] },
  ...{ remote: null, ticketFor: name },
  ...over,
})

test('RUN-4.10 what shows a file by itself asks for exactly one, fits its types, and the likeliest comes first', () => {
  const all = [
    viewer('plain'),
    viewer('modest', { tags: ['non-default'] }),
    viewer('many', { inputs: [input('entity/list'), input('entity/label', false)] }),
    viewer('best', { tags: ['default'] }),
    viewer('two', { inputs: [input('entity/list'), input('entity/label')] }),
    viewer('other', { inputs: [input('custom/plot')] }),
    viewer('worker', { type: 'processing' }),
    viewer('gone', { remote: { seq: 1, host: 'x', isAvailable: false } }),
  ]
  const names = (dataType: string, contentType: string) =>
    viewersFor(all, dataType, contentType).map(({ plugin }) => plugin.name)
  assert.deepEqual(names('entity/list', 'application/json; charset=utf-8'), ['best', 'plain', 'many', 'modest'])
  assert.deepEqual(names('custom/plot', 'application/json'), ['other'])
  assert.deepEqual(names('entity/list', 'text/csv'), [])
})

test('RUN-A2 a list is searched by words, by what for and by tag', () => {
  const all = [viewer('alpha', { tags: ['x'] }), viewer('beta', { type: 'processing', description: 'Makes Alpha.' })]
  const names = (wish: Partial<Parameters<typeof chosenOf>[1]>) =>
    chosenOf(all, { q: '', type: '', tag: '', ...wish }).map(({ name }) => name)
  assert.deepEqual(names({ q: 'ALPHA' }), ['alpha', 'beta'])
  assert.deepEqual(names({ q: 'alpha makes' }), ['beta'])
  assert.deepEqual(names({ tag: 'x' }), ['alpha'])
  assert.deepEqual(names({ type: 'processing' }), ['beta'])
  assert.deepEqual(names({ q: 'nothing' }), [])
})

test('RUN-4.10 viewers are named with frames for whoever asks, addresses that are none are refused', async (t) => {
  const { as } = await openRunner(t, { worker: false })
  const query = new URLSearchParams({ data: 'http://x/points', type: 'entity/vector', content: 'application/json' })
  const { viewers } = (await as('ada').get(`/plugins/viewers?${query}`)).json()
  const scatter = viewers.find(({ title }: { title: string }) => title === 'Scatter plot of clusters')
  assert.match(scatter.address, /\?entityUrl=http%3A%2F%2Fx%2Fpoints&ticket=[\w.-]+&lang=en$/)
  assert.doesNotMatch(scatter.sandbox, /same-origin/)
  assert.equal((await as('cleo').get(`/plugins/viewers?${query}`)).statusCode, 403)
  for (const data of ['javascript:alert(1)', 'file:///etc/passwd', ''])
    assert.ok((await as('ada').get(`/plugins/show?${new URLSearchParams({ data })}`)).statusCode >= 400, data)
  const nothing = new URLSearchParams({ data: 'http://x/y', type: 'custom/unheard-of', name: '<b>' })
  const { body } = await as('ada').get(`/plugins/show?${nothing}`)
  assert.match(body, /No plugin can show such a file/)
  assert.ok(!body.includes('<h1><b>'))
})
