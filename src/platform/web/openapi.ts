import { z } from 'zod'
import type { Web } from './web.ts'

/** A route below /api/v1, as it was added. */
export type ApiRoute = Readonly<{
  method: string
  url: string
  rule: string
  summary: string
  description?: string
  params?: z.ZodType
  querystring?: z.ZodType
  body?: z.ZodType
  response?: Readonly<Record<string, z.ZodType>>
}>

type JsonSchema = z.core.JSONSchema.JSONSchema

/** Watches routes as they are added, and keeps those of the API. */
export function watchApiRoutes(web: Web): readonly ApiRoute[] {
  const routes: ApiRoute[] = []
  web.addHook('onRoute', ({ method, url, config, schema }) => {
    if (!url.startsWith('/api/v1') || method === 'HEAD') return
    const { about, rule = '' } = config ?? {}
    const schemas = (schema ?? {}) as Pick<ApiRoute, 'params' | 'querystring' | 'body' | 'response'>
    for (const one of [method].flat()) {
      if (one !== 'HEAD')
        routes.push({
          method: one,
          url,
          rule,
          summary: about?.summary ?? `${one} ${url}`,
          description: about?.description,
          ...schemas,
        })
    }
  })
  return routes
}

/** OpenAPI 3.1, made from the very schemas that validate. */
export function describeApi(routes: readonly ApiRoute[], baseUrl: string): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const route of routes) {
    const path = route.url.replace(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: describeRoute(route) }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Lyceum',
      version: 'v1',
      description: 'Lists answer { items, next }; errors are RFC 9457 problem documents with a code.',
    },
    servers: [{ url: baseUrl }],
    security: [{ token: [] }],
    paths,
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } }, schemas: { Problem: problem } },
  }
}

function describeRoute({
  method,
  url,
  rule,
  summary,
  description,
  params,
  querystring,
  body,
  response,
}: ApiRoute): Record<string, unknown> {
  const tag = url.split('/')[3] ?? 'house'
  return {
    operationId: `${method.toLowerCase()}${url.replace('/api/v1', '').replace(/[/:.-]+(\w)/g, (_match, letter: string) => letter.toUpperCase())}`,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    'x-permission': rule,
    parameters: [...parametersOf(params, 'path'), ...parametersOf(querystring, 'query')],
    ...(body && { requestBody: bodyOf(body) }),
    responses: {
      ...answersOf(response),
      default: {
        description: 'Why not.',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  }
}

/** Asked whether it must be there as the server asks: by what it says of nothing. */
const bodyOf = (schema: z.ZodType): Record<string, unknown> => ({
  required: !schema.safeParse(undefined).success,
  content: { 'application/json': { schema: jsonSchemaOf(schema) } },
})

function answersOf(response: ApiRoute['response']): Record<string, unknown> {
  if (!response) return { 200: { description: 'Done.' } }
  const answers = Object.entries(response).map(([status, schema]) => [
    status,
    { description: 'Done.', content: { 'application/json': { schema: jsonSchemaOf(schema, 'output') } } },
  ])
  return Object.fromEntries(answers)
}

function parametersOf(schema: z.ZodType | undefined, place: 'path' | 'query'): unknown[] {
  if (!schema) return []
  const { properties = {}, required = [] } = jsonSchemaOf(schema)
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: property,
  }))
}

/** What no JSON Schema can say (a transformation, a check by code) is left open. */
function jsonSchemaOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  return rest
}

const problem = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'detail', 'request_id'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    detail: { type: 'string' },
    request_id: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: { path: { type: 'string' }, code: { type: 'string' }, message: { type: 'string' } },
      },
    },
  },
}
