import { setTimeout as sleep } from 'node:timers/promises'
import { choice, secret } from '../../../sdk/fields.ts'
import { definePlugin, defineStep, openStep } from '../../../sdk/plugin.ts'

type Kept = { list?: { n: number }[]; isSlow?: boolean }
const type = { dataType: 'custom/text', contentType: 'text/plain' }

/** Opens one step after the other, and keeps nested data between them. */
export default definePlugin({
  name: 'stepper',
  version: 'v1.0.0',
  title: 'Stepper',
  description: 'Asks again and again.',
  type: 'processing',
  tags: [],
  parameters: {
    pace: choice({ label: 'Pace', options: { fast: 'fast', slow: 'slow' }, default: 'fast' }),
    token: secret({ label: 'Token' }),
  },
  outputs: [],
  async run(context, { pace }) {
    if (pace === 'slow') {
      context.log('begun')
      context.progress(1, { target: 4, unit: 'parts' })
      await context.saveOutput('early.txt', 'early', type)
      await sleep(60_000, undefined, { signal: context.signal })
    }
    Object.assign(context.data, { list: [{ n: 1 }] } satisfies Kept)
    return openStep('ask')
  },
  steps: {
    ask: defineStep({
      title: 'What now?',
      parameters: { act: choice({ label: 'Act', required: true, options: { again: 'again', done: 'done' } }) },
      async run(context, { act }) {
        const kept = context.data as Kept
        const [first] = kept.list ?? []
        if (first) first.n += 1
        kept.list?.push({ n: 10 })
        if (act === 'done') return JSON.stringify(kept.list)
        return openStep('ask', { stepId: `ask-${kept.list?.length}` })
      },
    }),
  },
  endpoints: [
    {
      method: 'POST',
      path: ':task/break/',
      summary: 'Fails',
      handle: async (_request, { react }) => {
        await react('break', {})
        return { status: 204 }
      },
    },
  ],
  reactions: {
    break: () => Promise.reject(new Error('broken while it waited')),
  },
})
