import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AnalysisField, AnalysisKind } from '../../../platform/analyses.ts'
import type { Choosable } from '../inputs.ts'
import { placeFor } from '../sending.ts'
import { curve, lineCounter, openFilled } from './support.ts'

const field = (label: string, more: Partial<AnalysisField> = {}): AnalysisField => ({
  kind: 'file',
  label,
  required: false,
  ...more,
})
const kindOf = (fields: AnalysisKind['fields']): AnalysisKind => ({
  ...{
    id: 'a@v1',
    name: 'a',
    version: 'v1',
    title: 'A',
    description: '',
    help: undefined,
    tags: [],
    citation: undefined,
  },
  fields,
})
const file = (more: Partial<Choosable>): Choosable => ({
  ...{ id: 'f', fileId: 'f', name: 'f', sha256: 'x', format: 'other', from: null },
  ...more,
})

test('a file goes to the field that is meant for it, else to the one that must be filled, and to none where none takes files', () => {
  const bioce = kindOf({
    threshold: { kind: 'number', label: 'Threshold', required: true },
    structures: field('Structures'),
    curve: field('Experimental curve', { required: true }),
    simulated: field('Simulated curves'),
  })
  const places = (['curve', 'structures', 'table', 'other'] as const).map((format) => placeFor(bioce, file({ format })))
  assert.deepEqual(places, [
    { field: 'curve', fits: true },
    { field: 'structures', fits: true },
    { field: 'simulated', fits: true },
    { field: 'curve', fits: false },
  ])
  const entities = kindOf({
    url: field('Entities', { kind: 'dataUrl', dataType: 'entity/*', contentType: ['text/csv', 'application/json'] }),
  })
  const result = (dataType: string, contentType: string) => file({ format: 'result', from: 'x', dataType, contentType })
  assert.equal(placeFor(entities, result('entity/list', 'application/json; charset=utf-8'))?.fits, true)
  assert.equal(placeFor(entities, result('entity/list', 'application/zip'))?.fits, false)
  assert.equal(placeFor(entities, result('study/plot', 'application/json'))?.fits, false)
  assert.equal(placeFor(kindOf({ threshold: { kind: 'number', label: 'T', required: true } }), file({})), undefined)
})

test('a file of a study and a result are sent to an analysis, whose form holds them then', async (t) => {
  const { id, as, upload, analyse, until, newestFile } = await openFilled(t)
  await upload('ada', id, 'other.dat', `${curve}0.9 1 1\n`)
  const run = await analyse('ada', id)
  await until(run, 'done')
  const sendTo = async (page: string, name: string) => {
    const row = new RegExp(`href="([^"]*analyses/new\\?file=[^"]*)">[^(]*\\(${name}\\)`).exec(
      (await as('ada').get(page)).body,
    )
    const choose = await as('ada').get(row?.[1]?.replaceAll('&amp;', '&') ?? assert.fail(`no way to send ${name}`))
    assert.match(choose.body, new RegExp(`For “${name}”`))
    const link =
      /href="([^"]+)">Count lines</.exec(choose.body)?.[1]?.replaceAll('&amp;', '&') ?? assert.fail(choose.body)
    return (await as('ada').get(link)).body
  }
  const chosenIn = (body: string) =>
    /<option value="([^"]+)" selected>[^<]*<\/option>/.exec(
      /name="v\.curve"[\s\S]*?<\/select>/.exec(body)?.[0] ?? '',
    )?.[1]

  const ofFile = await sendTo(`/studies/${id}`, 'other.dat')
  assert.equal(chosenIn(ofFile), await newestFile(id))
  assert.match(ofFile, /name="v\.withPlot"[^>]*checked/, 'what is usually ticked stays so')
  assert.match(
    String(chosenIn(await sendTo(`/studies/analyses/${run}`, 'lines.csv'))),
    new RegExp(`^result/${run}/\\d+$`),
  )
  const unknown = new URLSearchParams({ file: crypto.randomUUID() })
  assert.equal((await as('ada').get(`/studies/${id}/analyses/new?${unknown}`)).statusCode, 404)
  assert.match(
    (await as('ada').get(`/studies/${id}/analyses/new`)).body,
    new RegExp(`kind=${encodeURIComponent(lineCounter)}"`),
  )
})
