import { z } from 'zod'
import { UserError } from '../../../platform/errors.ts'
import { type Caller, reach } from '../tasks/reaching.ts'

const Link = z.object({
  href: z.string(),
  rel: z.array(z.string()).default([]),
  resourceType: z.string().default(''),
})
const Resource = z.looseObject({ self: Link })
const Response = z.object({
  data: z.union([Resource, Link.transform((self) => ({ self }))]),
  links: z.array(Link),
  embedded: z.array(z.object({ data: Resource })).default([]),
})

type RegistryLink = z.output<typeof Link>
type RegistryResource = z.output<typeof Resource>
type RegistryAnswer = z.output<typeof Response>

/** A registry of plugins, entered at one address; everything else is found by what its links say they are. */
export type Registry = Readonly<{
  /** The first resource that is all of this; undefined where the registry has none. */
  find: (rels: readonly string[], query?: Query) => Promise<RegistryResource | undefined>
  /** The link to it, without asking there. */
  findLink: (rels: readonly string[], query?: Query) => Promise<RegistryLink | undefined>
  /** Everything in a collection, each as its own resource. */
  list: (rels: readonly string[], query?: Query) => Promise<RegistryResource[]>
}>

type Query = Readonly<Record<string, string>>

const timeouts = { firstByteMs: 5_000, idleMs: 5_000, wholeMs: 10_000 }
const keptMs = 24 * 3600_000
const mostAsks = 200
/** Entry resources rarely change. */
const kept = new Map<string, { until: number; answer: RegistryAnswer }>()

export function openRegistry(caller: Caller, entry: string): Registry {
  let asked = 0

  async function ask(link: RegistryLink, query: Query): Promise<RegistryAnswer> {
    const now = Date.parse(caller.platform.now())
    const known = kept.get(link.href)
    if (known && known.until > now) return known.answer
    if (++asked > mostAsks) throw nonsense('It leads from resource to resource without end.')
    const answer = await askRegistry(caller, link, query)
    if (link.rel.includes('api')) kept.set(link.href, { until: now + keptMs, answer })
    return answer
  }

  /** Depth first: what is linked, what a collection holds, what came along, and then what lies behind entry points. */
  async function search(
    from: RegistryLink,
    isIt: (link: RegistryLink) => boolean,
    query: Query,
    seen: Set<string>,
  ): Promise<RegistryLink | undefined> {
    if (seen.has(from.href)) return undefined
    seen.add(from.href)
    const { data, links, embedded } = await ask(from, query)
    const near = [data.self, ...links, ...itemsOf(data), ...embedded.map((one) => one.data.self)]
    const found = near.find(isIt)
    if (found) return found
    for (const link of links.filter(({ rel }) => rel.includes('api'))) {
      const further = await search(link, isIt, query, seen)
      if (further) return further
    }
    return undefined
  }

  const start: RegistryLink = { href: entry, rel: ['api'], resourceType: 'api' }
  const findLink: Registry['findLink'] = (rels, query = {}) =>
    search(start, ({ rel }) => rels.every((one) => rel.includes(one)), query, new Set())
  const find: Registry['find'] = async (rels, query = {}) => {
    const link = await findLink(rels, query)
    return link && (await ask(link, query)).data
  }
  return {
    find,
    findLink,
    list: async (rels, query = {}) => {
      const collection = await find(rels, query)
      const found: RegistryResource[] = []
      for (const item of collection ? itemsOf(collection) : []) found.push((await ask(item, {})).data)
      return found
    },
  }
}

/**
 * Asks one address; the method is what its link says it is for. An answer without a body stands for a thing that was done.
 *
 * @throws UserError `plugins.registry` for an answer without `data` or `links`; HttpFailure where none comes.
 */
export async function askRegistry(caller: Caller, link: RegistryLink, query: Query): Promise<RegistryAnswer> {
  const url = new URL(link.href)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const answer = await reach(caller, 'plugins.registry', {
    url: url.href,
    method: methodOf(link),
    accept: 'application/json',
    timeouts,
  })
  if (answer.status === 204)
    return { data: { self: { href: link.href, rel: [], resourceType: 'accepted' } }, links: [], embedded: [] }
  const read = Response.safeParse(answer.json())
  if (!read.success) throw nonsense('An answer of it has no data or no links.')
  return read.data
}

const methodOf = ({ rel }: RegistryLink): 'GET' | 'POST' | 'PUT' | 'DELETE' =>
  rel.includes('post') ? 'POST' : rel.includes('put') ? 'PUT' : rel.includes('delete') ? 'DELETE' : 'GET'

const itemsOf = (resource: RegistryResource): RegistryLink[] => {
  const read = z.array(Link).safeParse(resource.items)
  return read.success ? read.data : []
}

const nonsense = (reason: string): UserError =>
  new UserError('unavailable', 'plugins.registry', `The registry of plugins cannot be understood: ${reason}`)
