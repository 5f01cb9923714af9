import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dataOf, jsonOf, openPlugins } from '../../shared/test/running.ts'
import { classify, describe, withClasses } from '../classifying.ts'

const path = 'manual-classification@v0-2-1'

test('RUN-8.3.15 entities are ticked class by class, and come back with the list of their classes', async (t) => {
  const { run, result, get, post, settled } = await openPlugins(t)
  const entities = [
    { ID: 'e 1', href: '', color: 'red & <b>' },
    { ID: 'e2', href: '', color: 'blue' },
  ]

  const first = await run(`${path}/load/`, { inputFileUrl: jsonOf(entities) })
  assert.deepEqual(
    first.steps?.map(({ stepId, href }) => [stepId, href.replace(/^.*@/, '')]),
    [['annotate-class-1', 'v0-2-1/1/classification/']],
  )
  const page = (await get(first.steps?.[0]?.uiHref ?? '')).body
  assert.match(page, /e 1 – color: red &amp; &lt;b&gt;/)
  assert.match(page, /name="e 1"/)
  assert.match(page, /formaction="[^"]*\/1\/done\/">Done</)
  assert.equal(
    (await post(`/plugins/${path}/1/classification/`, { 'e 1': 'on' })).statusCode,
    422,
    'a class needs a name',
  )

  const second = await run(`${path}/1/classification/`, { classIdentifier: 'warm', 'e 1': 'on' })
  assert.deepEqual(
    second.steps?.map(({ stepId, cleared }) => [stepId, cleared]),
    [
      ['annotate-class-1', true],
      ['annotate-class-2', false],
    ],
  )
  assert.equal(second.progress?.value, 50)
  const done = await run(`${path}/1/done/`, { classIdentifier: 'all', 'e 1': 'true', e2: 'true' })

  assert.deepEqual(JSON.parse(await result(done, /^classified_entities\.json$/)), [
    { ...entities[0], classification: ['warm', 'all'] },
    { ...entities[1], classification: ['all'] },
  ])
  assert.equal(done.outputs[0]?.dataType, 'manual_classification_output')

  await run(`${path}/load/`, { inputFileUrl: dataOf('text/csv', 'ID,x\r\na,1\r\nb,2\r\n') })
  await run(`${path}/2/done/`, { classIdentifier: 'odd', a: 'on' })
  const table = await settled('/tasks/2/')
  assert.equal(
    await result(table, /^classified_entities\.csv$/),
    '"ID","x","classification"\r\n"a","1","odd"\r\n"b","2",""\r\n',
  )
})

test('RUN-8.3.15 a class that is named again gets further entities', () => {
  const twice = classify(classify([], { name: 'a', ids: ['1', '2'] }), { name: 'a', ids: ['2', '3'] })
  assert.deepEqual(twice, [{ name: 'a', ids: ['1', '2', '3'] }])
  assert.deepEqual(withClasses({ ID: 3 }, twice), { ID: 3, classification: ['a'] })
})

test('files that no form can show are refused', () => {
  const many = Array.from({ length: 901 }, (_, ID) => ({ ID: `e${ID}` }))
  assert.throws(() => describe(many), /901 entities, more than the 900/)
  assert.throws(() => describe([{ ID: 'a' }, { ID: 'a' }]), /The ID “a” comes twice/)
  assert.throws(() => describe([{ ID: 'classIdentifier' }]), /cannot be the name of a check box/)
  for (const ID of ['x'.repeat(151), 'two\nlines', '__proto__']) {
    assert.throws(() => describe([{ ID }]), /cannot be the name of a check box/)
  }
  assert.throws(() => describe([{ x: 1 }]), /no ID/)
  assert.equal(describe([{ ID: 'a', text: 'x'.repeat(500) }])[0]?.label.length, 160)
})
