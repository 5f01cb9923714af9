import type { Platform } from '../../../platform/platform.ts'
import type { Language } from '../../../platform/web/languages.ts'
import { typeMatches } from '../formats/content-types.ts'
import { type Words, wordsOf } from '../frontends/words.ts'
import { absolute } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import { identifierOf } from '../loading/description.ts'
import { listRemote } from '../queries/remote.ts'
import { listVirtual } from '../queries/virtual.ts'
import { RemoteMetadata } from '../registry/wire.ts'
import { makeTicket } from '../runner/tickets.ts'
import type { RemoteRow } from '../tables.ts'
import { catalogueOf } from '../tasks/catalogues.ts'
import { asKnown } from '../tasks/publishing.ts'
import { fieldsOf } from '../tasks/starting.ts'

type OfferedInput = Readonly<{
  parameter: string
  dataType: string
  contentType: readonly string[]
  required: boolean
}>

/** A plugin as people of the house meet it, wherever it runs. */
export type Offered = Readonly<{
  identifier: string
  name: string
  version: string
  title: string
  description: string
  type: string
  tags: readonly string[]
  citation: string | undefined
  /** Its root, absolute. */
  url: string
  /** Its page, absolute. */
  uiHref: string
  inputs: readonly OfferedInput[]
  /** Null: it runs here. */
  remote: Readonly<{ seq: number; host: string; isAvailable: boolean }> | null
  /** What its tasks are known under here; null elsewhere. */
  ticketFor: string | null
}>

/** Every plugin that can be run: those of the house, those that they publish, and those of runners elsewhere. */
export async function listOffered(platform: Platform, language: Language = 'en'): Promise<Offered[]> {
  const { plugins, find } = await catalogueOf(platform)
  const published = (await listVirtual(platform.db)).flatMap((row) => {
    const parent = find(row.parent) ?? plugins.find(({ name }) => name === row.parent)
    const known = parent && asKnown(parent, row)
    return known ? [{ ...asOffered(platform, known, untranslated), identifier: identifierOf(row), url: row.href }] : []
  })
  const elsewhere = (await listRemote(platform.db)).map(asOfferedElsewhere)
  const words = await Promise.all(plugins.map((plugin) => wordsOf(plugin, language)))
  const own = plugins.map((plugin, at) => asOffered(platform, plugin, words[at]?.say ?? untranslated))
  return [...own, ...published, ...elsewhere]
}

const untranslated = (text: string): string => text

function asOffered({ config }: Platform, plugin: KnownPlugin, say: Words['say']): Offered {
  const { identifier, name, version, title, description, type, tags, citation, uiPath } = plugin
  const links = absolute(config)
  const inputs = Object.entries(fieldsOf(plugin)).flatMap(([parameter, field]) =>
    field.kind === 'dataUrl'
      ? [
          {
            parameter,
            dataType: field.dataType ?? '*',
            contentType: field.contentType ?? ['*'],
            required: field.required,
          },
        ]
      : [],
  )
  return {
    ...{ identifier, name, version, type, tags, citation, inputs },
    title: say(title),
    description: say(description),
    url: encodeURI(links.plugin(identifier)),
    uiHref: encodeURI(links.below(identifier, uiPath)),
    remote: null,
    ticketFor: identifier,
  }
}

function asOfferedElsewhere(row: RemoteRow): Offered {
  const { name, version, title, description, type, tags, entryPoint } = RemoteMetadata.parse(
    JSON.parse(row.metadata_json),
  )
  const inputs = entryPoint.dataInput.map(({ parameter = 'data', ...input }) => ({ parameter, ...input }))
  return {
    ...{ name, version, title, description, type, tags, inputs },
    identifier: identifierOf({ name, version }),
    citation: undefined,
    url: row.url,
    uiHref: URL.parse(entryPoint.uiHref, row.url)?.href ?? row.url,
    remote: { seq: row.seq, host: new URL(row.url).host, isAvailable: row.is_available === 1 },
    ticketFor: null,
  }
}

export type Wish = Readonly<{ q: string; type: string; tag: string }>

/** Every word must stand in its name, title, description, tags or host. */
export function chosenOf(all: readonly Offered[], { q, type, tag }: Wish): Offered[] {
  const words = q.toLowerCase().split(/\s+/).filter(Boolean)
  return all.filter((one) => {
    const text = [one.name, one.title, one.description, ...one.tags, one.remote?.host ?? ''].join(' ').toLowerCase()
    return (
      (type === '' || one.type === type) &&
      (tag === '' || one.tags.includes(tag)) &&
      words.every((word) => text.includes(word))
    )
  })
}

type Viewer = Readonly<{ plugin: Offered; parameter: string }>

/** What can show such a file by itself, the likeliest first: visualisations that ask for exactly one file. */
export function viewersFor(all: readonly Offered[], dataType: string, contentType: string): Viewer[] {
  const found = all.flatMap((plugin) => {
    const required = plugin.inputs.filter((input) => input.required)
    const [input] = required.length === 1 ? required : plugin.inputs.length === 1 ? plugin.inputs : []
    const isFit =
      plugin.type === 'visualization' &&
      plugin.remote?.isAvailable !== false &&
      input !== undefined &&
      typeMatches(input.dataType, dataType) &&
      input.contentType.some((one) => typeMatches(one, contentType))
    return isFit ? [{ plugin, parameter: input.parameter, rank: rankOf(plugin) }] : []
  })
  return found.sort((a, b) => b.rank - a.rank).map(({ plugin, parameter }) => ({ plugin, parameter }))
}

export type Taker = Viewer &
  Readonly<{
    /** It names the type of the file; else it takes any. */
    isNamed: boolean
  }>

/** Plugins of the house that such a file can be sent to, each with the field for it; those that name its type come first. */
export function takersFor(all: readonly Offered[], dataType: string, contentType: string): Taker[] {
  const found = all.flatMap((plugin): Taker[] => {
    const inputs = plugin.inputs.filter(
      (input) =>
        typeMatches(input.dataType, dataType) && input.contentType.some((one) => typeMatches(one, contentType)),
    )
    const named = inputs.find((input) => input.dataType !== '*')
    const input = named ?? inputs[0]
    return input && !plugin.remote ? [{ plugin, parameter: input.parameter, isNamed: named !== undefined }] : []
  })
  return found.sort((a, b) => Number(b.isNamed) - Number(a.isNamed))
}

function rankOf({ tags, inputs }: Offered): number {
  if (tags.includes('default')) return 100
  if (tags.includes('non-default')) return 0
  return inputs.length > 1 ? 10 : 50
}

/**
 * Where a frame finds the page of a plugin. Pages of ours get the visitor's language, and a ticket, which nobody else ever
 * gets.
 */
export function frameAddress(
  { secret, now }: Platform,
  { uiHref, ticketFor }: Offered,
  visitor: Visitor,
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(uiHref)
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  if (ticketFor !== null) {
    url.searchParams.set('ticket', makeTicket(secret, visitor.personId, ticketFor, now()))
    url.searchParams.set('lang', visitor.language)
  }
  return url.href
}

/** Who looks at a page of a plugin. */
export type Visitor = Readonly<{ personId: string; language: Language }>

/** Origins whose pages may stand in frames. */
export const originsOf = (platform: Platform, all: readonly Offered[]): string[] => [
  ...new Set([new URL(platform.config.runner.baseUrl).origin, ...all.map(({ uiHref }) => new URL(uiHref).origin)]),
]

/** A page of another origin keeps its own; on that of the house it must have none. */
export const sandboxFor = ({ config }: Platform, address: string): string =>
  `allow-scripts allow-forms allow-downloads${new URL(address).origin === new URL(config.baseUrl).origin ? '' : ' allow-same-origin'}`
