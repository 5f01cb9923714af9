import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import type { Html } from '../../../platform/web/html.ts'
import { usedPackages } from '../../../platform/web/used-packages.ts'
import { houseWords, languageOf, type Words, wordsOf } from '../frontends/words.ts'
import { absolute, runnerLinks, runnerPath } from '../links.ts'
import { catalogueOf } from '../tasks/catalogues.ts'
import { describe } from './api-description.ts'
import { type ApiDescription, apiPage } from './pages/api.ts'
import { debugPage, frontendDebuggerPage, routesPage, type ShownRoute } from './pages/debug.ts'
import { licencesPage } from './pages/licences.ts'

const config = { rule: 'open' } as const

/** Pages about the runner itself: its API under each of the addresses that clients know, and whose software it is. */
export function addPageRoutes(runner: FastifyInstance, platform: Platform): void {
  const base = runnerPath(platform.config)
  const assets = runnerLinks(base)

  for (const path of ['/redoc/', '/rapidoc/', '/swagger-ui/']) {
    runner.get(path, { config }, async (request, reply) => {
      const words = houseWords(languageOf(request))
      const sayOf = await translatorsOf(platform, words)
      return sendPage(platform, reply, apiPage(assets, words, { description: await apiOf(platform), base, sayOf }))
    })
  }
  runner.get('/licenses/', { config }, async (request, reply) =>
    sendPage(platform, reply, licencesPage(assets, houseWords(languageOf(request)), await usedPackages())),
  )
  if (platform.config.dev) addDebugRoutes(runner, platform)
}

const apiOf = async (platform: Platform): Promise<ApiDescription> =>
  describe((await catalogueOf(platform)).plugins, runnerPath(platform.config)) as ApiDescription

/** How each plugin says its words in the language of the page. */
async function translatorsOf(
  platform: Platform,
  { language, say }: Words,
): Promise<(identifier: string) => Words['say']> {
  const { plugins } = await catalogueOf(platform)
  const own = await Promise.all(
    plugins.map(async (plugin) => [plugin.identifier, (await wordsOf(plugin, language)).say] as const),
  )
  const byIdentifier = new Map(own)
  return (identifier) => byIdentifier.get(identifier) ?? say
}

/** With LYCEUM_DEV alone. */
function addDebugRoutes(runner: FastifyInstance, platform: Platform): void {
  const base = runnerPath(platform.config)
  const assets = runnerLinks(base)
  const isApart = new URL(platform.config.runner.baseUrl).origin !== new URL(platform.config.baseUrl).origin
  const sandbox = `allow-forms allow-downloads allow-scripts${isApart ? ' allow-same-origin' : ''}`

  for (const path of ['/debug/', '/debug/index'])
    runner.get(path, { config }, async (request, reply) =>
      sendPage(platform, reply, debugPage(assets, houseWords(languageOf(request)), base)),
    )
  runner.get('/debug/routes', { config }, async (request, reply) =>
    sendPage(platform, reply, routesPage(assets, houseWords(languageOf(request)), routesOf(await apiOf(platform)))),
  )
  runner.get('/debug/frontend-debugger', { config }, async (request, reply) => {
    const { plugins } = await catalogueOf(platform)
    const addresses = plugins.map(({ identifier, uiPath }) =>
      encodeURI(absolute(platform.config).below(identifier, uiPath)),
    )
    return sendPage(platform, reply, frontendDebuggerPage(assets, houseWords(languageOf(request)), addresses, sandbox))
  })
}

const routesOf = ({ paths }: ApiDescription): ShownRoute[] =>
  Object.entries(paths).map(([path, item]) => {
    const { parameters: _parameters, ...methods } = item
    const [first] = Object.values(methods) as { summary?: string }[]
    return { methods: Object.keys(methods).join(', ').toUpperCase(), path, about: first?.summary ?? '' }
  })

/** Our own pages: our own styles and scripts, any page of a plugin in a frame, and nobody frames them. */
function sendPage({ config }: Platform, reply: FastifyReply, page: Html): FastifyReply {
  const { origin } = new URL(config.runner.baseUrl)
  const policy = `default-src 'none'; style-src ${origin}; script-src ${origin}; frame-src http: https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
  return reply
    .header('content-security-policy', policy)
    .header('cache-control', 'no-cache')
    .type('text/html; charset=utf-8')
    .send(page.text)
}
