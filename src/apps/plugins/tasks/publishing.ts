import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import type { Platform } from '../../../platform/platform.ts'
import { absolute } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { identifierOf, PluginDescription } from '../loading/description.ts'
import { deleteVirtual, insertVirtual, listPublishedBy } from '../queries/virtual.ts'
import { announce } from '../registry/announcing.ts'
import type { Asks } from '../running/messages.ts'
import type { VirtualRow } from '../tables.ts'
import { forgetAnswers } from './catalogues.ts'

const { shape } = PluginDescription
const Listed = PluginDescription.pick({ name: true, version: true, description: true, tags: true })
const WithAddress = Listed.extend({ href: z.url({ protocol: /^https?$/ }).max(500) })
const WithForm = Listed.extend({
  title: shape.title,
  type: shape.type,
  inputs: shape.inputs,
  parameters: shape.parameters,
  outputs: shape.outputs.default([]),
  help: shape.help,
})
type Form = z.output<typeof WithForm>

/** What a plugin may ask about the plugins that it publishes. */
export const publishingAsks = (
  platform: Platform,
  plugin: KnownPlugin,
): Pick<Asks, 'publish' | 'withdraw' | 'listPublished'> => ({
  publish: async (virtual) => {
    const row = rowOf(platform, plugin, virtual)
    await platform.db.transaction().execute(async (tx) => {
      await deleteVirtual(tx, row)
      await insertVirtual(tx, row)
      await announce(tx, platform, [row.href])
    })
    forgetAnswers(platform)
    return row.href
  },
  withdraw: async ({ name, version }) => {
    await platform.db.transaction().execute(async (tx) => {
      const parent = plugin.identifier
      await announce(tx, platform, await deleteVirtual(tx, { parent, name: String(name), version: String(version) }))
    })
    forgetAnswers(platform)
  },
  listPublished: async () =>
    (await listPublishedBy(platform.db, plugin.identifier)).map(({ name, version, href }) => ({ name, version, href })),
})

/** A published plugin with a form as if it had been loaded: its tasks, steps and pages are those of its parent. */
export function asKnown(parent: KnownPlugin, row: VirtualRow): KnownPlugin | undefined {
  if (row.declaration_json === null || !parent.hasVirtual) return undefined
  const form: Form = JSON.parse(row.declaration_json)
  const below = `virtual/${identifierOf(form)}/`
  const { identifier, file, limits, needs, steps, hasVirtual } = parent
  return {
    ...form,
    ...{ identifier, file, limits, needs, steps, hasVirtual },
    published: `${form.name}\n${form.version}`,
    scripts: [],
    styles: [],
    links: {},
    endpoints: [],
    processPath: `${below}process/`,
    uiPath: `${below}ui/`,
  }
}

/** @throws UserError `plugins.virtual` that names what does not fit. */
function rowOf(
  { config }: Platform,
  { identifier, hasVirtual }: KnownPlugin,
  virtual: unknown,
): Omit<VirtualRow, 'seq'> {
  const root = absolute(config).plugin(identifier)
  const isElsewhere = typeof virtual === 'object' && virtual !== null && 'href' in virtual
  const parsed = (isElsewhere ? WithAddress : WithForm).safeParse(virtual)
  if (!parsed.success) throw refused(z.prettifyError(parsed.error))
  const { name, version, description, tags } = parsed.data
  const common = { parent: identifier, name, version, description, tags_json: JSON.stringify(tags) }
  if ('href' in parsed.data) {
    const { href } = parsed.data
    if (!href.startsWith(root) && !href.startsWith(encodeURI(root)))
      throw refused(`Its address must lie below that of the plugin, ${root}`)
    return { ...common, href, declaration_json: null }
  }
  if (!hasVirtual) throw refused('A plugin that publishes forms needs runVirtual, which runs them.')
  const href = encodeURI(`${root}virtual/${identifierOf({ name, version })}/`)
  return { ...common, href, declaration_json: JSON.stringify(parsed.data) }
}

const refused = (reason: string): UserError => new UserError('invalid', 'plugins.virtual', reason.slice(0, 2_000))
