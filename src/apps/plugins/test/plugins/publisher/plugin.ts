import { choice, integer, text } from '../../../sdk/fields.ts'
import { definePlugin } from '../../../sdk/plugin.ts'

/** Publishes further plugins: one whose form the house shows, one that it answers for itself. */
export default definePlugin({
  name: 'publisher',
  version: 'v1.0.0',
  title: 'Publisher',
  description: 'Publishes plugins.',
  type: 'interaction',
  tags: [],
  parameters: {
    act: choice({
      label: 'Act',
      required: true,
      options: { publish: 'publish', withdraw: 'withdraw', elsewhere: 'elsewhere', nonsense: 'nonsense' },
    }),
    greeting: text({ label: 'Greeting', default: 'Hello' }),
  },
  outputs: [],
  async run({ virtual, plugin, state }, { act, greeting }) {
    const common = { version: 'v1.0', description: 'Made while running.', tags: ['made'] }
    if (act === 'elsewhere') await virtual.publish({ ...common, name: 'away', href: 'http://elsewhere.example/' })
    if (act === 'nonsense') await virtual.publish({ ...common, name: 'a/b', title: '', type: 'processing' })
    if (act === 'withdraw') await virtual.withdraw({ name: 'greeter', version: 'v1.0' })
    else {
      await state.set('greeting', greeting)
      const parameters = { times: integer({ label: 'How often', required: true, min: 1, max: 5 }) }
      await virtual.publish({ ...common, name: 'greeter', title: 'Greeter', type: 'processing', parameters })
      await virtual.publish({ ...common, name: 'by.hand', href: `${plugin.url}by-hand/` })
    }
    return (await virtual.list()).map(({ name, href }) => `${name} ${href}`).join('\n')
  },
  async runVirtual({ state }, { times }, { name, version }) {
    return `${name} ${version}: ${Array(times)
      .fill(await state.get('greeting'))
      .join(' ')}`
  },
  endpoints: [{ method: 'GET', path: 'by-hand/', summary: 'By hand', handle: () => ({ body: { name: 'by.hand' } }) }],
})
