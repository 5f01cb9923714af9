import { z } from 'zod'

const name = z.string().regex(/^[A-Za-z_]\w{0,99}$/, 'must be a name of letters, digits and _')
const words = z.string().max(100_000)

const Variable = z.object({
  name,
  type: z.enum(['string', 'text', 'number', 'integer', 'data']).default('string'),
  defaultValue: words.nullish().transform((value) => value ?? ''),
  title: words.nullish().transform((value) => value ?? ''),
  description: words.nullish().transform((value) => value ?? ''),
  dataType: z
    .string()
    .max(255)
    .nullish()
    .transform((value) => value || '*'),
  contentType: z
    .string()
    .max(255)
    .nullish()
    .transform((value) => value || '*'),
  required: z.boolean().default(false),
  loadContent: z.boolean().default(false),
})

const RequestFile = z.object({
  source: words,
  formFieldName: z.string().min(1).max(255),
  contentType: z.string().max(255).default('application/octet-stream'),
})

const ResponseMapping = z.object({
  name: z.string().min(1).max(255),
  dataType: z.string().regex(/^[\x21-\x7e]{1,255}$/),
  contentType: z.string().regex(/^[\x20-\x7e]{1,255}$/),
  data: words,
  dereferenceUrl: z.boolean().default(false),
})

const templates = z.record(z.string().max(255), words)

/** What each key takes that a caller may change; structured ones come as JSON text. */
export const aspects = {
  name: z.string().trim().min(1).max(200),
  description: words,
  'base-url': z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(2_000)]),
  'openapi-spec': z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(2_000)]),
  'endpoint-url': z.string().max(2_000),
  'endpoint-method': z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE']),
  variables: json(z.array(Variable).max(100).refine(namesDiffer, 'names must differ')),
  'endpoint-variables': json(templates),
  'endpoint-query-variables': json(templates),
  'request-headers': words,
  'request-body': words,
  'request-files': json(z.array(RequestFile).max(20)),
  'response-handling': words,
  'response-mapping': json(z.array(ResponseMapping).max(50)),
} as const

type Aspect = keyof typeof aspects
export const isAspect = (key: string): key is Aspect => Object.hasOwn(aspects, key)

/** A connector as it is kept and told. */
export type Connector = Readonly<{
  name: string
  version: number
  tags: readonly string[]
  description: string
  isDeployed: boolean
  isLoading: boolean
  nextStep: string
  finishedSteps: readonly string[]
  baseUrl: string
  openapiSpecUrl: string
  endpointUrl: string
  endpointMethod: string
  variables: readonly z.output<typeof Variable>[]
  endpointVariables: Readonly<Record<string, string>>
  endpointQueryVariables: Readonly<Record<string, string>>
  requestHeaders: string
  requestBody: string
  requestFiles: readonly z.output<typeof RequestFile>[]
  responseHandling: string
  responseMapping: readonly z.output<typeof ResponseMapping>[]
}>

const fieldOf: Readonly<Record<Aspect, keyof Connector>> = {
  name: 'name',
  description: 'description',
  'base-url': 'baseUrl',
  'openapi-spec': 'openapiSpecUrl',
  'endpoint-url': 'endpointUrl',
  'endpoint-method': 'endpointMethod',
  variables: 'variables',
  'endpoint-variables': 'endpointVariables',
  'endpoint-query-variables': 'endpointQueryVariables',
  'request-headers': 'requestHeaders',
  'request-body': 'requestBody',
  'request-files': 'requestFiles',
  'response-handling': 'responseHandling',
  'response-mapping': 'responseMapping',
}

/** In the order in which people fill them in. What comes first decides what can stand in the others. */
const steps: readonly Aspect[] = [
  'base-url',
  'openapi-spec',
  'endpoint-url',
  'endpoint-method',
  'variables',
  'endpoint-variables',
  'endpoint-query-variables',
  'request-headers',
  'request-body',
  'request-files',
  'response-handling',
  'response-mapping',
]
const lastEarly = steps.indexOf('endpoint-method')

export const newConnector = (called: string): Connector => ({
  name: called,
  version: 0,
  tags: ['rest-connector'],
  description: '',
  isDeployed: false,
  isLoading: false,
  nextStep: 'base-url',
  finishedSteps: [],
  baseUrl: '',
  openapiSpecUrl: '',
  endpointUrl: '',
  endpointMethod: 'GET',
  variables: [],
  endpointVariables: {},
  endpointQueryVariables: {},
  requestHeaders: '',
  requestBody: '',
  requestFiles: [],
  responseHandling: '',
  responseMapping: [],
})

/** One aspect anew. Those that rest on an early one have to be looked at again. @throws z.ZodError */
export function changed(connector: Connector, key: Aspect, value: string, nextStep?: string): Connector {
  const parsed: unknown = aspects[key].parse(value)
  const place = steps.indexOf(key)
  const isEarly = place >= 0 && place <= lastEarly
  const kept = connector.finishedSteps.filter((step) => !isEarly || steps.indexOf(step as Aspect) < place)
  const finishedSteps = place < 0 ? connector.finishedSteps : [...kept.filter((step) => step !== key), key]
  const following = steps.find((step) => !finishedSteps.includes(step)) ?? ''
  return { ...connector, [fieldOf[key]]: parsed, finishedSteps, nextStep: nextStep ?? following }
}

function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown
      } catch {
        context.addIssue({ code: 'custom', message: 'must be JSON' })
        return z.NEVER
      }
    })
    .pipe(schema)
}

function namesDiffer(variables: readonly { name: string }[]): boolean {
  return new Set(variables.map((variable) => variable.name)).size === variables.length
}
