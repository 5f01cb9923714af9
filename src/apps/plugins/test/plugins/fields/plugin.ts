import {
  boolean,
  choice,
  choices,
  dataUrl,
  file,
  integer,
  list,
  number,
  pluginUrl,
  secret,
  text,
  url,
} from '../../../sdk/fields.ts'
import { definePlugin } from '../../../sdk/plugin.ts'

/** One field of every kind; it says back what it got. */
export default definePlugin({
  name: 'Every Field',
  version: 'v2.0.1rc1',
  title: 'Every <field>',
  description: 'One of each & all.',
  type: 'conversion',
  tags: ['test'],
  help: 'A **help** text, ~~not~~ <b>bold</b>[^1], at https://example.org/x.\n\n[^1]: A note.\n\n| a |\n| - |\n| b |',
  example: { nInit: '4' },
  links: { things: 'things/' },
  inputs: {
    entitiesUrl: dataUrl({ label: 'Entities', dataType: 'entity/list', contentType: ['application/json', 'text/csv'] }),
    zip1Url: dataUrl({ label: 'Archive', dataType: '*', contentType: ['application/zip'], relatedTo: 'entitiesUrl' }),
    executor: pluginUrl({ label: 'Executor', pluginTags: ['circuit-executor', '!deprecated'] }),
  },
  parameters: {
    nInit: integer({ label: 'Starts', min: 1, max: 9, default: 3 }),
    share: number({ label: 'Share', min: 0, isAbove: true }),
    isLoud: boolean({ label: 'Loud', description: 'With a [link](https://example.org).' }),
    kind: choice({ label: 'Kind', options: { A: 'first', B: 'second' }, default: 'A' }),
    several: choices({ label: 'Several', options: { x: 'X', y: 'Y' } }),
    names: list({ label: 'Names' }),
    sizes: list({ label: 'Sizes', item: 'integer' }),
    lines: list({ label: 'Lines', separator: 'lines' }),
    home: url({ label: 'Home' }),
    short: text({ label: 'Short', maxLength: 3 }),
    token: secret({ label: 'Token' }),
    upload: file({ label: 'Upload' }),
  },
  outputs: [{ name: 'said.json', dataType: 'custom/said', contentType: ['application/json'], required: true }],
  async run(context, values) {
    const opened = values.upload === null ? null : await context.open(values.upload)
    const said = { ...values, upload: opened && { name: opened.name, text: await opened.text() } }
    const type = { dataType: 'custom/said', contentType: 'application/json' }
    await context.saveOutput('said.json', JSON.stringify(said), type)
    return undefined
  },
  endpoints: [
    {
      method: 'GET',
      path: 'things/:name/',
      summary: 'One thing',
      handle: async ({ params, query }, { state }) => {
        const seen = Number((await state.get('seen')) ?? 0) + 1
        await state.set('seen', seen)
        return { body: { name: params.name, query, seen } }
      },
    },
    { method: 'POST', path: 'things/', summary: 'Fails', handle: () => Promise.reject(new Error('secret words')) },
  ],
})
