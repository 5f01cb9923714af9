import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { boolean, choice, file, integer, number } from '../../../../plugins/sdk/fields.ts'
import { definePlugin, PluginError } from '../../../../plugins/sdk/plugin.ts'

/** A small analysis for tests: quick, slow or failing as it is told. */
export default definePlugin({
  name: 'line-counter',
  version: 'v1.2.0',
  title: 'Count lines',
  description: 'Counts the lines of a file.',
  type: 'processing',
  tags: ['test'],
  citation: 'A. Nobody, Counting lines, Journal of Lines 1 (2020), doi 10.1234/lines',
  limits: { timeoutMs: 60_000 },
  inputs: { curve: file({ label: 'Measured curve', required: true }) },
  parameters: {
    factor: number({ label: 'Factor', min: 0, max: 10, isAbove: true, default: 1 }),
    rounds: integer({ label: 'Rounds', min: 1, max: 100, default: 1 }),
    ending: choice({
      label: 'How it ends',
      options: { well: 'well', refused: 'refused', crash: 'with a crash', never: 'never', late: 'late' },
      default: 'well',
    }),
    withPlot: boolean({ label: 'With a plot', default: true }),
  },
  outputs: [{ name: 'lines.csv', dataType: 'table', contentType: ['text/csv'], required: true }],
  async run(context, { curve, factor, rounds, ending, withPlot }) {
    const text = await (await context.open(curve)).text()
    const lines = text.split('\n').filter((line) => line !== '').length
    context.log(`read ${lines} lines`)
    for (let round = 1; round <= rounds; round++) context.progress(round, { target: rounds, unit: 'rounds' })
    await writeFile(join(context.scratch, 'half-done.txt'), `${lines}`)
    if (ending === 'refused') throw new PluginError('curve.dat, line 2: the error is 0.')
    if (ending === 'crash') throw new TypeError('cannot read secrets of /etc/passwd')
    if (ending === 'late') await sleep(700, undefined, { signal: context.signal })
    if (ending === 'never') await sleep(50_000, undefined, { signal: context.signal })
    await save(lines * factor)
    return `counted ${lines}`

    async function save(count: number): Promise<void> {
      const json = { dataType: 'study/summary', contentType: 'application/json' }
      const verdict = { level: 'good', sentence: `There are ${count} lines.`, details: ['Counted twice.'] }
      const figures = [{ name: 'lines', label: 'Lines', value: count, help: 'How many lines there are.' }]
      const structures = withPlot ? [{ file: 'model.pdb', weight: 0.7, label: 'Model 1' }] : []
      await context.saveOutput('summary.json', JSON.stringify({ verdict, figures, structures }), json)
      if (withPlot)
        await context.saveOutput('model.pdb', atoms, { dataType: 'structure', contentType: 'chemical/x-pdb' })
      await context.saveOutput('lines.csv', `n,count\n1,${count}\n`, { dataType: 'table', contentType: 'text/csv' })
      if (!withPlot) return
      const series = [{ name: 'lines', kind: 'points', x: [1, 2], y: [count, 2 * count], error: [0.1, 0.2] }]
      const plot = { title: 'Lines', x: { label: 'n' }, y: { label: 'lines', scale: 'log' }, series }
      await context.saveOutput('lines.json', JSON.stringify(plot), {
        dataType: 'study/plot',
        contentType: 'application/json',
      })
    }
  },
})

const atoms = [0, 1, 2, 3]
  .map(
    (at) =>
      `ATOM      ${at + 1}  CA  ALA A   ${at + 1}      ${(3.8 * at).toFixed(3).padStart(6)}   0.000   0.000  1.00  0.00           C\n`,
  )
  .join('')
