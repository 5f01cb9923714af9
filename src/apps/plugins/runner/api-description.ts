import type { FastifyInstance } from 'fastify'
import type { Platform } from '../../../platform/platform.ts'
import { runnerPath } from '../links.ts'
import type { KnownPlugin } from '../loading/catalogue.ts'
import type { FieldSpec, Fields } from '../sdk/fields.ts'
import { catalogueOf } from '../tasks/catalogues.ts'
import { fieldsOf } from '../tasks/starting.ts'
import { sortedJson } from './json.ts'

type Json = Record<string, unknown>

/** The description of the runner for programs, made of the plugins that are loaded. */
export function addApiDescription(runner: FastifyInstance, platform: Platform): void {
  runner.get('/api-spec.json', { config: { rule: 'open' } }, async (_request, reply) => {
    const { plugins } = await catalogueOf(platform)
    return reply.type('application/json').send(sortedJson(describe(plugins, runnerPath(platform.config))))
  })
}

/** OpenAPI 3.0.2. */
export function describe(plugins: readonly KnownPlugin[], prefix: string): Json {
  const paths = { ...corePaths, ...Object.assign({}, ...plugins.map(pluginPaths)) }
  return {
    openapi: '3.0.2',
    info: { title: 'QHAna plugin runner api.', version: 'v1' },
    tags: ['api-root', 'plugins-api', 'tasks-api', 'files-api', ...plugins.map(({ identifier }) => identifier)].map(
      (name) => ({ name }),
    ),
    paths: Object.fromEntries(Object.entries(paths).map(([path, item]) => [prefix + path, item])),
    components: {
      schemas: { Error: errorSchema },
      responses: { DEFAULT_ERROR: errorAnswer('Why not.'), UNPROCESSABLE_ENTITY: errorAnswer('What is wrong.') },
      securitySchemes: {
        jwt: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        'jwt-refresh-token': { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
      },
    },
  }
}

const errorSchema = {
  type: 'object',
  properties: {
    code: { type: 'integer' },
    status: { type: 'string' },
    message: { type: 'string' },
    errors: { type: 'object', additionalProperties: true },
  },
}

const errorAnswer = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
})

const failures = { default: { $ref: '#/components/responses/DEFAULT_ERROR' } }
const unprocessable = { 422: { $ref: '#/components/responses/UNPROCESSABLE_ENTITY' } }
const json = (description: string): Json => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
})
const numberInPath = { name: 'id', in: 'path', required: true, schema: { type: 'integer' } }
const security = [{}, { jwt: [] }]

const corePaths: Json = {
  '/': { get: { tags: ['api-root'], responses: { 200: json('The root.'), ...failures } } },
  '/plugins/': { get: { tags: ['plugins-api'], security, responses: { 200: json('All plugins.'), ...failures } } },
  '/tasks/{id}/': {
    parameters: [numberInPath],
    get: { tags: ['tasks-api'], security, responses: { 200: json('The task.'), ...failures } },
    post: {
      tags: ['tasks-api'],
      security,
      requestBody: { required: true, content: { 'application/json': { schema: { type: 'object' } } } },
      responses: { 200: json('The task.'), ...unprocessable, ...failures },
    },
  },
  '/files/{id}/': {
    parameters: [numberInPath, { name: 'file-id', in: 'query', required: true, schema: { type: 'string' } }],
    get: {
      tags: ['files-api'],
      responses: {
        200: { description: 'The file.', content: { '*/*': { schema: { type: 'string', format: 'binary' } } } },
        ...unprocessable,
        ...failures,
      },
    },
  },
}

function pluginPaths(plugin: KnownPlugin): Json {
  const { identifier, uiPath, processPath, title } = plugin
  const root = `/plugins/${identifier}/`
  const tags = [identifier]
  const steps = Object.values(plugin.steps).map((step) => ({
    ...Object.fromEntries(
      Object.values(step.buttons).map(({ label, processPath: path, withoutFields }) => [
        `${root}${bracketed(path)}`,
        processing(tags, `${step.title}: ${label}`, withoutFields ? {} : fieldsOf(step), inPath(path)),
      ]),
    ),
    [`${root}${bracketed(step.uiPath)}`]: page(tags, step.title, inPath(step.uiPath)),
    [`${root}${bracketed(step.processPath)}`]: processing(tags, step.title, fieldsOf(step), inPath(step.processPath)),
  }))
  return Object.assign(
    { [root]: { get: { tags, summary: title, security, responses: { 200: json('The plugin.'), ...failures } } } },
    { [`${root}${uiPath}`]: page(tags, title, []) },
    { [`${root}${processPath}`]: processing(tags, title, fieldsOf(plugin), []) },
    ...steps,
    endpointPaths(plugin, root),
  )
}

/** Addresses of the plugin's own, several methods of one path together. */
function endpointPaths({ endpoints, identifier }: KnownPlugin, root: string): Record<string, Json> {
  const paths: Record<string, Json> = {}
  for (const { method, path, summary } of endpoints) {
    const responses = { 200: { description: 'What the plugin says of it.' }, ...failures }
    const body = ['POST', 'PUT'].includes(method) && { requestBody: { content: anyBody } }
    const key = `${root}${bracketed(path)}`
    const parameters = inPath(path)
    const operation = { tags: [identifier], summary, security, ...body, responses }
    paths[key] = { ...paths[key], ...(parameters.length > 0 && { parameters }), [method.toLowerCase()]: operation }
  }
  return paths
}

const anyBody = Object.fromEntries(
  ['application/json', 'application/x-www-form-urlencoded'].map((type) => [type, { schema: { type: 'object' } }]),
)

const bracketed = (path: string): string => path.replace(/:(\w+)/g, '{$1}')
const inPath = (path: string): Json[] =>
  [...path.matchAll(/:(\w+)/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))

function page(tags: readonly string[], summary: string, parameters: readonly Json[]): Json {
  const responses = {
    200: { description: 'The form.', content: { 'text/html': { schema: { type: 'string' } } } },
    ...failures,
  }
  return { parameters, get: { tags, summary, security, responses }, post: { tags, summary, security, responses } }
}

function processing(tags: readonly string[], summary: string, fields: Fields, parameters: readonly Json[]): Json {
  const required = Object.entries(fields).filter(([, field]) => field.required)
  const schema = {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, schemaOf(field)])),
    ...(required.length > 0 && { required: required.map(([name]) => name) }),
  }
  const content = { 'application/x-www-form-urlencoded': { schema }, 'multipart/form-data': { schema } }
  const responses = { 303: { description: 'The task is at the address in Location.' }, ...unprocessable, ...failures }
  return { parameters, post: { tags, summary, security, requestBody: { content }, responses } }
}

function schemaOf({ kind, label, options, min, max, default: usual }: FieldSpec): Json {
  const types: Partial<Record<FieldSpec['kind'], string>> = { integer: 'integer', number: 'number', boolean: 'boolean' }
  return {
    type: types[kind] ?? 'string',
    title: label,
    ...(kind === 'choice' && options && { enum: options.map(([value]) => value) }),
    ...(min !== undefined && { minimum: min }),
    ...(max !== undefined && { maximum: max }),
    ...(['string', 'number', 'boolean'].includes(typeof usual) && { default: usual }),
  }
}
