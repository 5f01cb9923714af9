import { text } from '../../../sdk/fields.ts'
import { definePlugin, defineStep, openStep } from '../../../sdk/plugin.ts'

/** Asks for one word after the other, until “Done” is pressed. */
export default definePlugin({
  name: 'buttons',
  version: 'v1.0.0',
  title: 'Words',
  description: 'Collects words.',
  type: 'processing',
  tags: [],
  outputs: [],
  async run(context) {
    context.data.words = []
    return openStep('word', { stepId: '1' })
  },
  steps: {
    word: defineStep({
      title: 'The next word',
      submitLabel: 'Another one',
      processPath: ':task/:step/next/',
      uiPath: ':task/:step/ui/',
      buttons: {
        done: { label: 'Done', processPath: ':task/:step/done/' },
        forget: { label: 'Forget it', withoutFields: true },
      },
      parameters: { word: text({ label: 'Word', required: true }) },
      async run(context, { word }) {
        const words = context.data.words as string[]
        if (context.button === 'forget') return `forgotten with ${JSON.stringify(word)}`
        words.push(`${context.stepId}${context.button ?? ''}:${word}`)
        if (context.button !== null) return words.join(' ')
        return openStep('word', { stepId: String(words.length + 1) })
      },
    }),
  },
})
