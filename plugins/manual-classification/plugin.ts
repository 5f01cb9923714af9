import { writtenTypeOf } from '../../src/apps/plugins/formats/content-types.ts'
import { loadEntities, readAttributes, readEntities, saveEntities } from '../../src/apps/plugins/formats/entities.ts'
import { endingOf } from '../../src/apps/plugins/formats/headers.ts'
import type { Entity } from '../../src/apps/plugins/formats/rows.ts'
import type { RunContext } from '../../src/apps/plugins/sdk/context.ts'
import { boolean, dataUrl, type Fields, text } from '../../src/apps/plugins/sdk/fields.ts'
import { definePlugin, defineStep, type NextStep, openStep } from '../../src/apps/plugins/sdk/plugin.ts'
import { type Classified, classify, describe, type Listed, withClasses } from './classifying.ts'

/** What is kept from form to form. */
type Kept = { url: string; contentType: string; listed: readonly Listed[]; classified: Classified[] }

const classIdentifier = text({
  label: 'Class',
  description: 'It gets the entities that you tick.',
  required: true,
  minLength: 1,
})
const keptIn = ({ data }: Pick<RunContext, 'data'>): Kept => data as unknown as Kept

export default definePlugin({
  name: 'manual-classification',
  version: 'v0.2.1',
  title: 'Classify by hand',
  description: 'Shows the entities of a file, and gives those that you tick a class: one class after the other.',
  type: 'processing',
  tags: ['preprocessing', 'data-annotation', 'manual'],
  processPath: 'load/',
  inputs: {
    inputFileUrl: dataUrl({
      label: 'Entities',
      required: true,
      dataType: 'entity/list',
      contentType: ['application/json', 'text/csv'],
    }),
  },
  outputs: [{ dataType: 'entity/list', contentType: ['application/json', 'text/csv'], required: true }],
  async run(context, { inputFileUrl }) {
    const file = await context.open(inputFileUrl)
    const listed = describe(await readEntities(file))
    const contentType = writtenTypeOf(file.contentType, file.name)
    // The file as it is now: somebody may take days over the forms.
    const { url } = await context.saveTemporary(file.name, file.stream(), file.contentType)
    Object.assign(context.data, { url, contentType, listed, classified: [] } satisfies Kept)
    return nextClass(1)
  },
  steps: {
    'annotate-class': defineStep({
      title: 'Which entities belong to the class?',
      submitLabel: 'Next class',
      styles: ['boxes.css'],
      processPath: ':task/classification/',
      buttons: { done: { label: 'Done', processPath: ':task/done/' } },
      fieldsFor: (context): Fields => ({
        classIdentifier,
        ...Object.fromEntries(keptIn(context).listed.map(({ id, label }) => [id, boolean({ label })])),
      }),
      async run(context, values: Readonly<Record<string, unknown>>) {
        const kept = keptIn(context)
        const ids = kept.listed.flatMap(({ id }) => (values[id] === true ? [id] : []))
        kept.classified = classify(kept.classified, { name: String(values.classIdentifier), ids })
        if (context.button !== 'done') return nextClass(Number(/\d+$/.exec(context.stepId ?? '')?.[0]) + 1)
        await save(context, kept)
      },
    }),
  },
})

const nextClass = (turn: number): NextStep =>
  openStep('annotate-class', {
    stepId: `annotate-class-${turn}`,
    progress: { value: turn === 1 ? 0 : ((turn - 1) / turn) * 100 },
  })

async function save(context: RunContext, { url, contentType, classified }: Kept): Promise<void> {
  const file = await context.open(url)
  async function* annotated(): AsyncGenerator<Entity> {
    for await (const entity of loadEntities(file)) yield withClasses(entity, classified)
  }
  const known = contentType === 'text/csv' ? await readAttributes(file) : undefined
  const attributes = known && [...new Set([...known, 'classification'])]
  await context.saveOutput(
    `classified_entities.${endingOf(contentType)}`,
    saveEntities(annotated(), contentType, { attributes }),
    { dataType: 'manual_classification_output', contentType },
  )
}
