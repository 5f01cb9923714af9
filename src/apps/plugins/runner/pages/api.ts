import { type Html, html } from '../../../../platform/web/html.ts'
import type { runnerLinks } from '../../links.ts'
import { shell } from './shell.ts'

/** The parts of an OpenAPI description that are shown. */
export type ApiDescription = Readonly<{
  info: Readonly<{ title: string; version: string }>
  tags: readonly Readonly<{ name: string }>[]
  paths: Readonly<Record<string, PathItem>>
}>

type PathItem = Readonly<{ parameters?: readonly Parameter[] }> & Readonly<Record<string, unknown>>
type Parameter = Readonly<{ name: string; in: string; required?: boolean; schema?: Schema }>
type Schema = Readonly<{
  type?: string
  title?: string
  enum?: readonly unknown[]
  minimum?: number
  maximum?: number
  default?: unknown
  required?: readonly string[]
  properties?: Readonly<Record<string, Schema>>
}>
type Operation = Readonly<{
  tags: readonly string[]
  summary?: string
  parameters?: readonly Parameter[]
  requestBody?: Readonly<{ content: Readonly<Record<string, Readonly<{ schema?: Schema }>>> }>
  responses: Readonly<Record<string, Readonly<{ description?: string; $ref?: string }>>>
}>
type Shown = Readonly<{ method: string; path: string; operation: Operation; parameters: readonly Parameter[] }>

const methods = ['get', 'post', 'put', 'patch', 'delete']

/** The description as a page to read and to search: no scripts, and nothing from any other host. */
export function apiPage(assets: ReturnType<typeof runnerLinks>, description: ApiDescription, base: string): Html {
  const operations = Object.entries(description.paths).flatMap(([path, item]) => operationsOf(path, item))
  return shell(assets, {
    title: description.info.title,
    body: html`<p>Version ${description.info.version}. For programs: <a href="${base}/api-spec.json">api-spec.json</a> (OpenAPI 3.0).</p>
      <nav aria-label="Parts"><ul class="runner-parts">${description.tags.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}</ul></nav>
      ${description.tags.map(
        ({ name }) => html`<section id="${name}"><h2>${name}</h2>
        ${operations.filter(({ operation }) => operation.tags.includes(name)).map(shownOperation)}</section>`,
      )}`,
  })
}

const operationsOf = (path: string, item: PathItem): Shown[] =>
  methods.flatMap((method) => {
    const operation = item[method] as Operation | undefined
    const parameters = [...(item.parameters ?? []), ...(operation?.parameters ?? [])]
    return operation ? [{ method: method.toUpperCase(), path, operation, parameters }] : []
  })

const shownOperation = ({ method, path, operation, parameters }: Shown): Html => {
  const [[type, { schema = {} }] = ['', {}]] = Object.entries(operation.requestBody?.content ?? {})
  const fields = Object.entries(schema.properties ?? {})
  return html`<details class="runner-operation">
    <summary><strong>${method}</strong> <code>${path}</code> ${operation.summary}</summary>
    ${
      parameters.length > 0 &&
      rows(
        'In the address',
        parameters.map(({ name, required, schema = {} }) => [name, schema, required === true]),
      )
    }
    ${
      fields.length > 0 &&
      rows(
        `In the body, as ${type}`,
        fields.map(([name, field]) => [name, field, schema.required?.includes(name) === true]),
      )
    }
    <table><caption>Answers</caption><thead><tr><th scope="col">Status</th><th scope="col">What it is</th></tr></thead>
      <tbody>${Object.entries(operation.responses).map(
        ([status, { description: words, $ref: from }]) =>
          html`<tr><th scope="row">${status}</th><td>${words ?? from?.split('/').at(-1)}</td></tr>`,
      )}</tbody></table>
  </details>`
}

const rows = (caption: string, fields: readonly (readonly [string, Schema, boolean])[]): Html => html`<table>
    <caption>${caption}</caption>
    <thead><tr><th scope="col">Name</th><th scope="col">Kind</th><th scope="col">What it is</th></tr></thead>
    <tbody>${fields.map(
      ([name, schema, isRequired]) =>
        html`<tr><th scope="row"><code>${name}</code>${isRequired && ' (required)'}</th><td>${kindOf(schema)}</td><td>${schema.title}</td></tr>`,
    )}</tbody></table>`

function kindOf({ type, enum: among, minimum, maximum, default: usual }: Schema): string {
  const parts = [
    among ? among.join(' | ') : type,
    minimum !== undefined && `≥ ${minimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    usual !== undefined && `default ${JSON.stringify(usual)}`,
  ]
  return parts.filter(Boolean).join(', ')
}
