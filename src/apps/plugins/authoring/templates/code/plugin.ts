import { boolean, definePlugin, PluginError, text } from 'lyceum/plugin'

export default definePlugin({
  name: 'letter-count',
  version: 'v0.1.0',
  title: 'Count letters',
  description: 'Counts how often each letter stands in a text.',
  type: 'processing',
  tags: ['text'],
  parameters: {
    text: text({ label: 'Text', required: true, widget: 'textarea' }),
    ignoreCase: boolean({ label: 'Small and capital letters are the same', default: true }),
  },
  outputs: [{ name: 'letters.csv', dataType: 'custom/letter-counts', contentType: ['text/csv'], required: true }],
  async run(context, { text, ignoreCase }) {
    const letters = [...(ignoreCase ? text.toLowerCase() : text)].filter((sign) => /\p{Letter}/u.test(sign))
    if (letters.length === 0) throw new PluginError('There is no letter in this text.')
    const counts = Object.entries(Object.groupBy(letters, (letter) => letter)).sort()
    const lines = counts.map(([letter, found = []]) => `${letter},${found.length}`)
    const csv = ['letter,count', ...lines, ''].join('\n')
    await context.saveOutput('letters.csv', csv, { dataType: 'custom/letter-counts', contentType: 'text/csv' })
    return `${letters.length} letters, ${counts.length} different ones`
  },
})
