import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { runnerLinks, runnerPath } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { identifierOf } from '../loading/description.ts'
import { listPublishedBy, listVirtual } from '../queries/virtual.ts'
import { catalogueOf, rememberedAnswer } from '../tasks/catalogues.ts'
import { asKnown } from '../tasks/publishing.ts'
import type { Ask } from './asking.ts'
import { answerEndpoint } from './endpoints.ts'
import { notFound, RunnerError } from './errors.ts'
import { type Addressed, formRoutes, type PluginRoute } from './form-routes.ts'
import { sortedJson } from './json.ts'
import { matchPath } from './matching.ts'
import { newestOf } from './newest.ts'
import { listed, listedVirtual, metadataOf } from './resources.ts'
import { sendPluginFile } from './static-files.ts'

/** The list of plugins, and everything below each of them: its pages, what takes its forms, and addresses of its own. */
export function addPluginRoutes(runner: FastifyInstance, platform: Platform, ask: Ask): void {
  const config = { rule: 'open' } as const
  const path = runnerLinks(runnerPath(platform.config))
  const texts = new WeakMap<KnownPlugin, string>()
  const metadataText = (plugin: KnownPlugin): string => {
    const text = texts.get(plugin) ?? sortedJson(metadataOf(platform.config, plugin))
    texts.set(plugin, text)
    return text
  }

  runner.get('/plugins/', { config }, async (request, reply) => {
    await ask(request, 'plugins.read')
    const text = await rememberedAnswer(platform, 'list', async () => {
      const { plugins } = await catalogueOf(platform)
      return sortedJson({ plugins: await everyPlugin(platform, plugins) })
    })
    return reply.type('application/json').send(text)
  })

  runner.get<Below>('/plugins/:identifier/', { config }, async (request, reply) => {
    await ask(request, 'plugins.read')
    const { find, plugins } = await catalogueOf(platform)
    const plugin = find(request.params.identifier)
    if (plugin) return reply.type('application/json').send(metadataText(plugin))
    const newest = newestOf(plugins, request.params.identifier)
    if (!newest) throw notFound('No plugin registered with that name.')
    return reply.redirect(encodeURI(path.plugin(newest.identifier)), 302)
  })

  for (const method of ['GET', 'POST', 'PUT', 'DELETE'] as const)
    runner.route<Below>({
      method,
      url: '/plugins/:identifier/*',
      config,
      handler: (request, reply) => answerBelow(platform, ask, request, reply),
    })
}

type Below = { Params: { identifier: string; '*': string } }

async function everyPlugin(platform: Platform, plugins: Parameters<typeof newestOf>[0]) {
  const parents = new Set(plugins.flatMap(({ identifier, name }) => [identifier, name]))
  const virtual = (await listVirtual(platform.db)).filter(({ parent }) => parents.has(parent))
  const all = [
    ...plugins.map((plugin) => listed(platform.config, plugin)),
    ...virtual.map((row) => listedVirtual(row, identifierOf(row))),
  ]
  return all.sort((a, b) => compare(a.name, b.name) || compare(a.version, b.version))
}

const compare = (a: unknown, b: unknown): number => (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0)

/** @throws RunnerError 404 for no such plugin or address, 405 where the address is there for other methods. */
async function answerBelow(
  platform: Platform,
  ask: Ask,
  request: FastifyRequest<Below>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { identifier, '*': below } = request.params
  const known = (await catalogueOf(platform)).find(identifier)
  const plugin = known && below.startsWith('virtual/') ? await publishedAt(platform, known, below) : known
  if (!plugin) throw notFound()
  if (below.startsWith('static/')) return sendPluginFile(plugin, below.slice('static/'.length), reply)
  const routes: PluginRoute[] = [...rootRoutes(plugin), ...formRoutes(plugin), ...endpointRoutes(plugin.endpoints)]
  const matches = routes.flatMap((route) => {
    const params = matchPath(route.path, below)
    return params ? [{ route, params }] : []
  })
  const method = request.method === 'HEAD' ? 'GET' : request.method
  const match = matches.find(({ route }) => route.method === method)
  if (match) {
    const asker = await ask(request, match.route.permission)
    if (asker.plugin !== undefined && asker.plugin !== identifier) throw notFound()
    const addressed: Addressed = { platform, plugin, asker, request, reply, params: match.params }
    return match.route.answer(addressed)
  }
  if (matches.length === 0) return redirectToSlash(routes, below, request, reply, platform)
  const allowed = [...new Set(matches.map(({ route }) => route.method))].sort()
  reply.header('allow', allowed.join(', '))
  throw new RunnerError(405)
}

/** A plugin that this one has published with a form. Its steps belong to its parent. */
async function publishedAt(platform: Platform, parent: KnownPlugin, below: string): Promise<KnownPlugin | undefined> {
  const [, name = ''] = below.split('/')
  const row = (await listPublishedBy(platform.db, parent.identifier)).find((one) => identifierOf(one) === name)
  const published = row && asKnown(parent, row)
  return published && { ...published, steps: {} }
}

/** The metadata of a published plugin stands where its addresses begin. */
const rootRoutes = (plugin: KnownPlugin): PluginRoute[] =>
  plugin.published === undefined
    ? []
    : [
        {
          method: 'GET',
          path: plugin.uiPath.replace(/ui\/$/, ''),
          permission: 'plugins.read',
          answer: async ({ platform, reply }) =>
            reply.type('application/json').send(sortedJson(metadataOf(platform.config, plugin))),
        },
      ]

const endpointRoutes = (endpoints: readonly { method: string; path: string }[]): PluginRoute[] =>
  endpoints.map(({ method, path }) => ({
    method,
    path,
    permission: method === 'GET' ? 'plugins.read' : 'plugins.run',
    answer: (addressed) => answerEndpoint(addressed, `${method} ${path}`),
  }))

function redirectToSlash(
  routes: readonly PluginRoute[],
  below: string,
  request: FastifyRequest,
  reply: FastifyReply,
  { config }: Platform,
): FastifyReply {
  if (below.endsWith('/') || !routes.some(({ path }) => matchPath(path, `${below}/`))) throw notFound()
  return reply.redirect(withSlash(config.runner.baseUrl, request.url), 308)
}

/** The absolute address with a slash at the end of its path, its query kept. */
export function withSlash(baseUrl: string, url: string): string {
  const [path = '', query] = url.split(/\?(.*)/s, 2)
  return `${baseUrl}${path}/${query === undefined ? '' : `?${query}`}`
}
