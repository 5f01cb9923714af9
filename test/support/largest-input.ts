import { z } from 'zod'
import { addressOf, isApi, isUnsafe, type Route } from './all-routes.ts'

/** A request that is as large as the house lets it be. */
export type LargeRequest = Readonly<{ path: string; method: string; type?: string; body?: string | Blob | FormData }>

const megabyte = 1024 * 1024
const longestAddress = 8 * 1024
const mostFields = 1_000
/** Some room for names and quotes. */
const bodyBudget = megabyte - 20_000

export type Shape = Readonly<{
  type?: string
  properties?: Readonly<Record<string, Shape>>
  items?: Shape
  enum?: readonly unknown[]
  const?: unknown
  anyOf?: readonly Shape[]
  maxLength?: number
  maxItems?: number
  maximum?: number
  format?: string
}>

/** The largest requests for a route: what its schema takes, and as much else as gets past the door. */
export function largestRequests(route: Route, id: string, uploadBytes: number): LargeRequest[] {
  const path = addressOf(route, id)
  const { method } = route
  const query = new URLSearchParams(asFields(sampleOf(shapeOf(route.schema.querystring), 3_000)))
  query.set('q', 'ä% '.repeat(longestAddress).slice(0, 600))
  const room = longestAddress - path.length - String(query).length - 20
  const address = `${path}?${query}${room > 0 ? `&x=${'y'.repeat(room)}` : ''}`
  if (!isUnsafe(route)) return [{ path: address, method }]
  if (route.config.upload)
    return [{ path, method, body: uploadOf(Math.min(route.config.upload.maxBytes, uploadBytes)) }]

  const sample = sampleOf(shapeOf(route.schema.body), bodyBudget)
  if (isApi(route)) {
    const deep = `${'['.repeat(31)}${'1,'.repeat(bodyBudget / 2)}1${']'.repeat(31)}`
    const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`f${n}`, n])))
    return [JSON.stringify(sample), deep, wide].map((body) => ({ path, method, type: 'application/json', body }))
  }
  const fields = new URLSearchParams(asFields(sample))
  for (let n = fields.size; n < mostFields; n++) fields.append(`f${n}`, 'x')
  const form = String(fields).slice(0, megabyte)
  return [{ path, method, type: 'application/x-www-form-urlencoded', body: form }]
}

export function shapeOf(schema: unknown): Shape {
  if (!(schema instanceof z.ZodType)) return { type: 'object' }
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Shape
}

/** A value that fits, with texts and lists as long as they may be, or as the budget lets them (bytes). */
export function sampleOf(shape: Shape, budget: number): unknown {
  if (shape.const !== undefined) return shape.const
  if (shape.enum) return shape.enum[0]
  if (shape.anyOf) return sampleOf(shape.anyOf[0] ?? {}, budget)
  if (shape.type === 'object') {
    const entries = Object.entries(shape.properties ?? {})
    return Object.fromEntries(entries.map(([name, one]) => [name, sampleOf(one, budget / entries.length)]))
  }
  if (shape.type === 'array') {
    const count = Math.min(shape.maxItems ?? 10_000, Math.floor(budget / 20))
    return Array.from({ length: count }, () => sampleOf(shape.items ?? {}, budget / count))
  }
  if (shape.type === 'number' || shape.type === 'integer') return Math.min(shape.maximum ?? 1, 1_000_000)
  if (shape.type === 'boolean') return true
  if (shape.format === 'email') return 'somebody@lyceum.test'
  return 'x '.repeat(budget).slice(0, Math.max(1, Math.min(shape.maxLength ?? budget, Math.floor(budget))))
}

const asFields = (sample: unknown): [string, string][] =>
  Object.entries((sample ?? {}) as Record<string, unknown>).flatMap(([name, value]) =>
    [value].flat().map((one): [string, string] => [name, String(one)]),
  )

/** Lines of a list, so that whoever reads it has work. */
function uploadOf(bytes: number): FormData {
  const line = `A title of usual length with some words in it,10.5555/large.${'0'.repeat(12)},Somebody\n`
  const form = new FormData()
  const text = `title,doi,author\n${line.repeat(Math.max(1, Math.floor(bytes / line.length) - 2))}`
  form.append('file', new Blob([text], { type: 'text/csv' }), 'large.csv')
  return form
}
