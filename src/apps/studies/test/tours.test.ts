import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tours } from '../tours.ts'
import { openFilled } from './support.ts'

type Told = { seen: string; steps: { element: string }[] }

test('S-016 the pages of a study and of results have a tour each, every step of which stands on a finished one', async (t) => {
  const { id, as, analyse, until } = await openFilled(t)
  const run = await analyse('ada', id)
  await until(run, 'done')

  for (const [name, path] of [
    ['studies.study', `/studies/${id}`],
    ['studies.results', `/studies/analyses/${run}`],
  ] as const) {
    const { body } = await as('ada').get(path)
    const json = /<script type="application\/json" id="tour"[^>]*>([\s\S]*?)<\/script>/.exec(body)?.[1]
    const told: Told = JSON.parse(json ?? assert.fail(`${name}: no tour`))
    assert.equal(told.seen, `/tours/${name}/seen`)
    const { steps } = tours.find((tour) => tour.name === name) ?? assert.fail(name)
    assert.deepEqual(
      told.steps.map(({ element }) => element),
      steps.map(({ element }) => element),
    )
    for (const { element } of steps) assert.ok(body.includes(`id="${element.slice(1)}"`), `${name}: ${element}`)
  }
  assert.doesNotMatch((await as('ada').get(`/studies/${id}/share`)).body, /id="tour"/, 'other pages of it have none')
})
