import { baseName } from '../../src/apps/plugins/formats/names.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { dataUrl } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, defineStep, type NextStep, openStep } from '../../src/apps/plugins/sdk/plugin.ts'
import { fields, operationOf } from './form.ts'
import { applyOperation } from './operations.ts'
import { preview } from './preview.ts'
import { readTable, type Table, writeTable } from './table.ts'

/** What is kept from form to form; `url` is the table as it is now. */
type Kept = { url: string; name: string; dataType: string; metadataUrl: string | null; isSplit: boolean }

const keptIn = ({ data }: Pick<RunContext, 'data'>): Kept => data as unknown as Kept

export default definePlugin({
  name: 'pandas-preprocessing',
  version: 'v0.1.2',
  title: 'Clean up a table',
  description: 'Drops, fills, sorts, splits and rewrites the values of a table, one step after the other.',
  type: 'processing',
  tags: ['preprocessing', 'data-cleaning'],
  inputs: {
    fileUrl: dataUrl({
      label: 'Table or entities',
      required: true,
      dataType: '*',
      contentType: ['text/csv', 'application/json'],
    }),
  },
  outputs: [{ dataType: '*', contentType: ['text/csv'], required: true }],
  async run(context, { fileUrl }) {
    const file = await context.open(fileUrl)
    const { dataType, attributeMetadataUrl: metadataUrl } = file
    const url = await keep(context, await readTable(file))
    const kept: Kept = {
      url,
      name: baseName(file.name),
      dataType: dataType ?? 'entity/list',
      metadataUrl,
      isSplit: false,
    }
    Object.assign(context.data, kept)
    return nextTurn(2)
  },
  steps: {
    preprocess: defineStep({
      title: 'Clean up the table',
      submitLabel: 'Apply, and go on',
      processPath: ':task/:step/process/second/',
      uiPath: ':task/:step/ui/',
      buttons: { final: { label: 'Apply, and finish', processPath: ':task/:step/process/final/' } },
      scripts: ['operations.js'],
      parameters: fields,
      htmlFor: async (context) => preview(await readTable(await context.open(keptIn(context).url))),
      async run(context, values) {
        const kept = keptIn(context)
        const operation = operationOf(values)
        const table = applyOperation(await readTable(await context.open(kept.url)), operation)
        kept.isSplit ||= operation.kind === 'split_column'
        if (context.button === 'final') return save(context, kept, table)
        kept.url = await keep(context, table)
        return nextTurn(Number(context.stepId) + 1)
      },
    }),
  },
})

const nextTurn = (turn: number): NextStep =>
  openStep('preprocess', { stepId: String(turn), progress: { value: ((turn - 1) / turn) * 100 } })

async function keep(context: RunContext, table: Table): Promise<string> {
  return (await context.saveTemporary('table.csv', writeTable(table), 'text/csv')).url
}

/** The metadata of the file hold for the table still, unless a column was split: nothing is known of the new ones. */
async function save(context: RunContext, kept: Kept, table: Table): Promise<string> {
  const { name, dataType, metadataUrl, isSplit } = kept
  const type = { dataType, contentType: 'text/csv' }
  await context.saveOutput(`${isSplit ? 'pd_preprocessed_' : ''}${name}.csv`, writeTable(table), type)
  if (metadataUrl !== null && !isSplit) {
    const { name: title, contentType } = await context.open(metadataUrl)
    await context.linkOutput(title, metadataUrl, { dataType: 'entity/attribute-metadata', contentType })
  }
  return `${table.rows.length} rows, ${table.columns.length} columns`
}
