import type { RunContext, WebAnswer, WebRequest } from '../../src/apps/plugins/sdk/context.ts'
import { PluginError } from '../../src/apps/plugins/sdk/plugin.ts'
import type { Connector } from './connector.ts'
import { render, type Scope, TemplateError } from './templates.ts'

type Values = Readonly<Record<string, unknown>>

/** Asks what the connector describes, with these values, and keeps what it maps of the answer. */
export async function callConnector(context: RunContext, connector: Connector, values: Values): Promise<string> {
  const scope = await scopeOf(context, connector, values)
  const asked = await asPluginError(() => requestOf(context, connector, scope))
  context.log(`${asked.method} ${asked.url}`)
  const answer = await context.request(asked)
  if (answer.status >= 400) {
    throw new PluginError(`The service answered ${answer.status}:\n${textOf(answer).slice(0, 2_000)}`)
  }
  const told = { ...scope, request: requestScope(asked), response: responseScope(answer) }
  for (const mapping of connector.responseMapping) await keep(context, mapping, told, answer)
  return `The service answered ${answer.status}.`
}

/** Values by their names. Of a file its address, or its text where the connector wants that. */
async function scopeOf(context: RunContext, { variables }: Connector, values: Values): Promise<Scope> {
  const scope: Record<string, unknown> = {}
  for (const { name, type, loadContent } of variables) {
    const value = values[name]
    const isFile = type === 'data' && loadContent && typeof value === 'string' && value !== ''
    scope[name] = isFile ? await (await context.open(value)).text() : value
  }
  return scope
}

async function requestOf(
  context: RunContext,
  connector: Connector,
  scope: Scope,
): Promise<WebRequest & { method: string }> {
  const { endpointMethod, requestBody, requestFiles } = connector
  const method = endpointMethod as NonNullable<WebRequest['method']>
  const headers = headersOf(render(connector.requestHeaders, scope))
  const url = addressOf(connector, scope)
  if (requestFiles.length > 0) return { url, method, ...(await multipart(context, connector, scope, headers)) }
  const body = render(requestBody, scope)
  const hasBody = body !== '' && method !== 'GET' && method !== 'HEAD'
  return { url, method, headers, ...(hasBody && { body }) }
}

/** Names in braces are replaced by what stands for them, escaped; the rest is joined to the base address. */
export function addressOf(connector: Connector, scope: Scope): string {
  const { baseUrl, endpointUrl, endpointVariables, endpointQueryVariables } = connector
  const path = endpointUrl.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const template = endpointVariables[name]
    if (template === undefined) throw new PluginError(`Nothing is said of {${name}} in the address of the endpoint.`)
    return encodeURIComponent(render(template, scope))
  })
  const url = URL.parse(`${baseUrl.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`)
  if (!url) throw new PluginError('The connector has no base address that can be asked.')
  for (const [name, template] of Object.entries(endpointQueryVariables)) {
    const value = render(template, scope)
    if (value !== '') url.searchParams.append(name, value)
  }
  return url.href
}

/** A line each, `Name: value`. */
function headersOf(text: string): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    const [, name, value = ''] = /^([\w!#$%&'*+.^`|~-]+)\s*:\s*(.*)$/.exec(line) ?? []
    if (name === undefined) throw new PluginError(`“${line.slice(0, 100)}” is no header: a name, a colon, a value.`)
    headers[name.toLowerCase()] = value
  }
  return headers
}

/** Files beside the fields of the body, which is `name=value&…` then. */
async function multipart(context: RunContext, connector: Connector, scope: Scope, headers: Record<string, string>) {
  const form = new FormData()
  for (const [name, value] of new URLSearchParams(render(connector.requestBody, scope))) form.append(name, value)
  for (const { source, formFieldName, contentType } of connector.requestFiles) {
    const file = await context.open(render(source, scope))
    form.append(formFieldName, new File([new Uint8Array(await file.bytes())], file.name, { type: contentType }))
  }
  const encoded = new Response(form)
  const type = encoded.headers.get('content-type') ?? ''
  return { headers: { ...headers, 'content-type': type }, body: new Uint8Array(await encoded.arrayBuffer()) }
}

const requestScope = ({ url, headers = {}, body }: WebRequest): Scope => ({
  url,
  params: Object.fromEntries(new URL(url).searchParams),
  headers,
  body: typeof body === 'string' ? body : '',
  json: typeof body === 'string' ? parsed(body) : null,
})

const responseScope = (answer: WebAnswer): Scope => ({
  url: answer.url,
  status_code: answer.status,
  headers: answer.headers,
  body: textOf(answer),
  body_raw: Buffer.from(answer.body).toString('base64'),
  json: parsed(textOf(answer)),
})

const textOf = ({ body }: WebAnswer): string => Buffer.from(body).toString('utf8')

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** The bytes of the answer itself are kept as they came. */
async function keep(
  context: RunContext,
  mapping: Connector['responseMapping'][number],
  scope: Scope,
  { body }: WebAnswer,
): Promise<void> {
  const { name, dataType, contentType, data, dereferenceUrl } = mapping
  const type = { dataType, contentType }
  if (/^\s*\{\{\s*response\.body_raw\s*\}\}\s*$/.test(data)) return void (await context.saveOutput(name, body, type))
  const text = await asPluginError(async () => render(data, scope))
  if (!dereferenceUrl) return void (await context.saveOutput(name, text, type))
  const file = await context.open(text.trim())
  await context.saveOutput(name, file.stream(), type)
}

async function asPluginError<Value>(make: () => Promise<Value>): Promise<Value> {
  try {
    return await make()
  } catch (cause) {
    if (cause instanceof TemplateError) throw new PluginError(cause.message, { cause })
    throw cause
  }
}
