import assert from 'node:assert/strict'
import { test } from 'node:test'
import { joinPlots } from '../joining.ts'
import { findLines } from '../pages/log-lines.ts'
import { Plot } from '../results.ts'
import { openFilled } from './support.ts'

const measured = { name: 'measured', kind: 'points', x: [1, 2], y: [5, 6], error: [0.1, 0.1] } as const
const plotOf = (title: string, ...series: object[]): Plot =>
  Plot.parse({ title, x: { label: 'q' }, y: { label: 'I', scale: 'log' }, series })
const fit = (...y: number[]) => ({ name: 'fit', x: [1, 2], y })

test('plots of several analyses are one: what they share stands there once, what differs bears their name', () => {
  const matrix = { label: 'r', columns: ['a'], rows: ['a'], values: [[1]] }
  const heat = Plot.parse({ title: 'Pairs', x: { label: '' }, y: { label: '' }, matrix })
  const joined = joinPlots([
    { title: 'First', plots: [plotOf('Fit', measured, fit(5, 7)), plotOf('Only here', fit(1, 1)), heat] },
    { title: 'Second', plots: [plotOf('Fit', measured, fit(5, 6.5)), heat] },
    { title: 'Third', plots: [plotOf('Fit', measured, fit(5, 7))] },
  ])

  assert.deepEqual(
    joined.map(({ title, y, series }) => [title, y.scale, series.map(({ name }) => name)]),
    [['Fit', 'log', ['measured', 'First: fit', 'Second: fit', 'Third: fit']]],
  )
  assert.deepEqual(joinPlots([{ title: 'Alone', plots: [plotOf('Fit', fit(1, 2))] }]), [])
})

test('the page that compares draws what its analyses have in common into one picture', async (t) => {
  const { id, as, analyse, until } = await openFilled(t)
  const runs = await Promise.all(
    ['1', '3'].map((factor) => analyse('ada', id, { 'v.factor': factor, title: `Times ${factor}` })),
  )
  for (const run of runs) await until(run, 'done')

  const { body } = await as('ada').get(
    `/studies/analyses/compare?${new URLSearchParams(runs.map((run) => ['ids', run]))}`,
  )

  const json = /<figure[^>]*data-plot[\s\S]*?<script type="application\/json">([\s\S]*?)<\/script>/.exec(body)?.[1]
  const plot: Plot = JSON.parse(json ?? assert.fail('no plot'))
  assert.deepEqual(
    plot.series.map(({ name, y }) => [name, y]),
    [
      ['Times 1: lines', [8, 16]],
      ['Times 3: lines', [24, 48]],
    ],
  )
  assert.match(body, /studies\/plots/)
})

test('the whole log is looked through on the server, in any case, with the numbers of its lines', async (t) => {
  const log = `${Array.from({ length: 2_000 }, (_, at) => `round ${at + 1}: chi² ${at % 2 ? 'Falls' : 'rises'}`).join('\n')}\n`
  const { lines, found, total } = findLines(log, ' falls ')
  assert.deepEqual(
    [found, total, lines.length, lines[0]?.number, lines.at(-1)?.number],
    [1_000, 2_000, 500, 1_002, 2_000],
  )
  assert.deepEqual(findLines('', 'x'), { lines: [], found: 0, total: 0 })

  const { id, as, analyse, until } = await openFilled(t)
  const run = await analyse('ada', id)
  await until(run, 'done')
  const page = (await as('ada').get(`/studies/analyses/${run}/lines?q=READ`)).body
  assert.match(page, /1 of \d+ lines\.[\s\S]* {5}\d+ {2}read 8 lines/)
  assert.match(page, /name="q" value="READ"/)
  const fragment = await as('ada').get(`/studies/analyses/${run}/lines?q=nothing`, { 'hx-request': 'true' })
  assert.match(fragment.body, /^<div id="log-lines" role="status">\s*<p class="quiet">0 of /)
  assert.match(
    (await as('ada').get(`/studies/analyses/${run}`)).body,
    new RegExp(`action="/studies/analyses/${run}/lines"`),
  )
  assert.equal((await as('ben').get(`/studies/analyses/${run}/lines`)).statusCode, 404)
})
