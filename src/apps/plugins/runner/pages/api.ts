import { type Html, html } from '../../../../platform/web/html.ts'
import type { Words } from '../../frontends/words.ts'
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

/**
 * The description as a page to read and to search: no scripts, and nothing from any other host.
 *
 * @param sayOf How a plugin translates its own words, by its identifier; the runner's parts have no words of their own.
 */
export function apiPage(
  assets: ReturnType<typeof runnerLinks>,
  words: Words,
  { description, base, sayOf }: Readonly<{ description: ApiDescription; base: string; sayOf: SayOf }>,
): Html {
  const { t } = words
  const operations = Object.entries(description.paths).flatMap(([path, item]) => operationsOf(path, item))
  return shell(assets, words, {
    title: description.info.title,
    body: html`<p>${t('Version {{version}}.', { version: description.info.version })} ${t('For programs:')} <a href="${base}/api-spec.json">api-spec.json</a> (OpenAPI 3.0).</p>
      <nav aria-label="${t('Parts')}"><ul class="runner-parts">${description.tags.map(({ name }) => html`<li><a href="#${name}">${name}</a></li>`)}</ul></nav>
      ${description.tags.map(
        ({ name }) => html`<section id="${name}"><h2>${name}</h2>
        ${operations
          .filter(({ operation }) => operation.tags.includes(name))
          .map((operation) => shownOperation({ t, say: sayOf(name) }, operation))}</section>`,
      )}`,
  })
}

type SayOf = (identifier: string) => Words['say']
type Spoken = Pick<Words, 't' | 'say'>

const operationsOf = (path: string, item: PathItem): Shown[] =>
  methods.flatMap((method) => {
    const operation = item[method] as Operation | undefined
    const parameters = [...(item.parameters ?? []), ...(operation?.parameters ?? [])]
    return operation ? [{ method: method.toUpperCase(), path, operation, parameters }] : []
  })

function shownOperation(words: Spoken, { method, path, operation, parameters }: Shown): Html {
  const { t, say } = words
  const [[type, { schema = {} }] = ['', {}]] = Object.entries(operation.requestBody?.content ?? {})
  const fields = Object.entries(schema.properties ?? {})
  return html`<details class="runner-operation">
    <summary><strong>${method}</strong> <code>${path}</code> ${operation.summary?.split(': ').map(say).join(': ')}</summary>
    ${
      parameters.length > 0 &&
      rows(
        words,
        t('In the address'),
        parameters.map(({ name, required, schema = {} }) => [name, schema, required === true]),
      )
    }
    ${
      fields.length > 0 &&
      rows(
        words,
        t('In the body, as {{type}}', { type }),
        fields.map(([name, field]) => [name, field, schema.required?.includes(name) === true]),
      )
    }
    <table><caption>${t('What comes back')}</caption><thead><tr><th scope="col">${t('Status')}</th><th scope="col">${t('What it is')}</th></tr></thead>
      <tbody>${Object.entries(operation.responses).map(
        ([status, { description: about, $ref: from }]) =>
          html`<tr><th scope="row">${status}</th><td>${about === undefined ? from?.split('/').at(-1) : t(about)}</td></tr>`,
      )}</tbody></table>
  </details>`
}

const rows = (
  { t, say }: Spoken,
  caption: string,
  fields: readonly (readonly [string, Schema, boolean])[],
): Html => html`<table>
    <caption>${caption}</caption>
    <thead><tr><th scope="col">${t('Name')}</th><th scope="col">${t('Kind')}</th><th scope="col">${t('What it is')}</th></tr></thead>
    <tbody>${fields.map(
      ([name, schema, isRequired]) =>
        html`<tr><th scope="row"><code>${name}</code>${isRequired && ` (${t('required')})`}</th><td>${kindOf(t, schema)}</td><td>${schema.title && say(schema.title)}</td></tr>`,
    )}</tbody></table>`

function kindOf(t: Words['t'], { type, enum: among, minimum, maximum, default: usual }: Schema): string {
  const parts = [
    among ? among.join(' | ') : type,
    minimum !== undefined && `≥ ${minimum}`,
    maximum !== undefined && `≤ ${maximum}`,
    usual !== undefined && t('default {{value}}', { value: JSON.stringify(usual) }),
  ]
  return parts.filter(Boolean).join(', ')
}
