import { z } from 'zod'
import type { Platform } from '../../platform/platform.ts'
import { notFound } from '../../platform/web/errors.ts'
import type { Web } from '../../platform/web/web.ts'
import { absolute, apiLinks } from './links.ts'
import type { KnownPlugin } from './loading/catalogue.ts'
import { catalogueOf } from './tasks/catalogues.ts'

const params = z.object({ identifier: z.string().max(400) })

/** What plugins there are and what they ask for, for programs of the house; they run below /runner. */
export function addApi(web: Web, platform: Platform): void {
  const { config } = platform
  const rule = 'plugins.read' as const

  web.get(apiLinks.plugins(), { config: { rule, about: { summary: 'Plugins, by name and version' } } }, async () => {
    const { plugins } = await catalogueOf(platform)
    return { items: plugins.map((plugin) => asListed(plugin, absolute(config).plugin(plugin.identifier))), next: null }
  })

  web.get(
    apiLinks.plugin(':identifier'),
    { schema: { params }, config: { rule, about: { summary: 'A plugin with the fields of its form' } } },
    async (request) => {
      const plugin = (await catalogueOf(platform)).find(request.params.identifier)
      if (!plugin) throw notFound()
      return asPlugin(plugin, absolute(config).plugin(plugin.identifier))
    },
  )
}

const asListed = ({ identifier, name, version, title, description, type, tags }: KnownPlugin, href: string) => ({
  ...{ identifier, name, version, title, description, type, tags },
  /** Its root below the runner, where it is run. */
  href,
})

/** Fields in the order of the form, with labels, help, limits, choices and defaults. */
const asPlugin = (plugin: KnownPlugin, href: string) => ({
  ...asListed(plugin, href),
  help: plugin.help ?? null,
  inputs: plugin.inputs,
  parameters: plugin.parameters,
  outputs: plugin.outputs,
  steps: Object.entries(plugin.steps).map(([name, { title }]) => ({ name, title })),
  limits: plugin.limits,
  needs: plugin.needs,
  citation: plugin.citation ?? null,
})
