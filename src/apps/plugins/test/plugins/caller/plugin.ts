import { choice, url } from '../../../sdk/fields.ts'
import { definePlugin, keepWaiting } from '../../../sdk/plugin.ts'

/** Has another plugin work for it, hears when that is done, and takes over what came of it. */
export default definePlugin({
  name: 'caller',
  version: 'v1.0.0',
  title: 'Caller',
  description: 'Calls another plugin.',
  type: 'processing',
  tags: [],
  inputs: { entry: url({ label: 'Processing address', required: true }) },
  parameters: {
    how: choice({
      label: 'How',
      options: { subscribe: 'subscribe', read: 'read', open: 'open' },
      default: 'subscribe',
    }),
  },
  outputs: [],
  async run(context, { entry, how }) {
    if (how === 'read') return JSON.stringify(await context.readJson(entry))
    if (how === 'open') return (await context.open(entry)).text()
    const task = await context.callPlugin(entry, { inputStr: 'an input' })
    const isTaken = await context.subscribe(task, `${context.plugin.url}${context.task.number}/heard/`, 'status')
    return keepWaiting({ log: `${isTaken} ${task}` })
  },
  endpoints: [
    {
      method: 'POST',
      path: ':task/heard/',
      summary: 'Hears of the other task',
      handle: async ({ query }, { react }) => {
        await react('heard', { source: query.source })
        return { status: 204 }
      },
    },
    { method: 'GET', path: 'words/', summary: 'Some words', handle: () => ({ body: 'from an endpoint' }) },
  ],
  reactions: {
    async heard(context, { source }) {
      const { status, outputs } = (await context.readJson(String(source))) as {
        status: string
        outputs: { href: string; name: string }[]
      }
      const [first] = outputs
      if (status === 'PENDING' || !first) return keepWaiting()
      const opened = await context.open(first.href)
      await context.linkOutput(first.name, first.href, { dataType: 'custom/text', contentType: 'text/plain' })
      return opened.text()
    },
  },
})
