import {
  dataUrl,
  definePlugin,
  defineStep,
  integer,
  keepWaiting,
  list,
  openStep,
  PluginError,
  text,
} from 'lyceum/plugin'

/** Does a little of everything that a plugin may do, for the tests of the test kit. */
export default definePlugin({
  name: 'kit',
  version: 'v1.0.0',
  title: 'Kit',
  description: '',
  type: 'processing',
  tags: [],
  outputs: [],
  inputs: { data: dataUrl({ label: 'Data', dataType: '*', contentType: ['*'] }) },
  parameters: {
    act: text({ label: 'What to do', default: '' }),
    count: integer({ label: 'Count', min: 1, default: 1 }),
    words: list({ label: 'Words', separator: 'lines' }),
  },
  async run(context, { act, count, words, data }) {
    context.data.words = words
    context.progress(count, { target: 9 })
    if (act === 'refuse') throw new PluginError('There is nothing to do.')
    if (act === 'read') await import('node:fs').then(({ readFileSync }) => readFileSync('/etc/passwd'))
    if (act === 'ask') return String(await context.readJson('https://example.org/x'))
    if (act === 'climb') await context.saveOutput('../x', '', { dataType: 'a/b', contentType: 'text/plain' })
    if (act === 'wait') return keepWaiting({ log: 'waiting' })
    if (act === 'ask-more') return openStep('more', { stepId: 'more-1', progress: { value: 50 } })
    await context.state.set('runs', Number((await context.state.get('runs')) ?? 0) + 1)
    const opened = data === null ? null : await context.open(data)
    const said = { name: opened?.name, type: opened?.dataType, text: await opened?.text(), words }
    const kept = await context.saveTemporary('kept.txt', 'kept', 'text/plain')
    await context.saveOutput('said.json', JSON.stringify(said), { dataType: 'a/b', contentType: 'application/json' })
    await context.linkOutput('far.txt', 'https://example.org/far', { dataType: 'a/b', contentType: 'text/plain' })
    await context.addLink('kept', kept.url)
    return `run ${await context.state.get('runs')}: ${await (await context.open(kept.url)).text()}`
  },
  steps: {
    more: defineStep({
      title: 'More',
      fieldsFor: ({ data }) => ({ word: text({ label: String(data.words), required: true, minLength: 2 }) }),
      run: ({ stepId, data }, values) => `${stepId}: ${data.words} ${JSON.stringify(values)}`,
    }),
  },
  endpoints: [
    {
      method: 'POST',
      path: 'tell/:task/',
      summary: 'Tells a task something',
      handle: async ({ query, body }, { react, task }) => {
        await react('told', { what: query.what })
        return { body: { status: task?.status, body } }
      },
    },
  ],
  reactions: { told: (_context, { what }) => `told ${what}` },
})
