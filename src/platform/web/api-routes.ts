import { type Html, html } from './html.ts'
import { type ApiRoute, describeApi } from './openapi.ts'
import { icon, type Page, pageOf, sendPage, type View } from './page.ts'
import type { Web } from './web.ts'

const config = { rule: 'house.read' } as const

/** `/openapi.json` and, for reading, `/api`. The description is made on the first visit. */
export function addApiRoutes(web: Web, routes: readonly ApiRoute[], baseUrl: string): void {
  let description: string | undefined
  web.get('/openapi.json', { config: { ...config, api: true } }, (_request, reply) => {
    description ??= JSON.stringify(describeApi(routes, baseUrl))
    return reply.type('application/json; charset=utf-8').send(description)
  })
  web.get('/api', { config }, (request, reply) => sendPage(reply, apiPage(pageOf(request), routes, baseUrl)))
}

const apiPage = (page: Page, routes: readonly ApiRoute[], baseUrl: string): View => ({
  title: page.t('API'),
  body: html`<header class="page-head"><div><h1>${page.t('API')}</h1>
      <p>${page.t('Everything that programs may ask. Make a token under your account, and send it along:')}</p></div>
      <div class="page-head-actions"><a class="btn btn-outline-secondary" href="/openapi.json">${icon('braces')} OpenAPI 3.1</a></div></header>
    <pre class="log" tabindex="0">curl -H "Authorization: Bearer lyc_…" ${baseUrl}/api/v1/me</pre>
    ${sections(routes).map(([name, ofIt]) => section(page, name, ofIt))}`,
})

const sections = (routes: readonly ApiRoute[]): [string, readonly ApiRoute[]][] =>
  Object.entries(Object.groupBy(routes, ({ url }) => url.split('/')[3] ?? '')).map(([name, ofIt]) => [name, ofIt ?? []])

const section = (page: Page, name: string, routes: readonly ApiRoute[]): Html => html`<h2>${name}</h2>
  <div class="table-part"><table class="table align-middle"><caption class="visually-hidden">${name}</caption>
    <thead><tr><th scope="col">${page.t('Address')}</th><th scope="col">${page.t('What it does')}</th><th scope="col">${page.t('Who may')}</th></tr></thead>
    <tbody>${routes.map(({ method, url, summary, rule }) => html`<tr><th scope="row"><code>${method} ${url}</code></th><td>${summary}</td><td><code>${rule}</code></td></tr>`)}</tbody></table></div>`
