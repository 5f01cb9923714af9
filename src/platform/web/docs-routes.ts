import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { notFound } from './errors.ts'
import { type Html, html } from './html.ts'
import { markdown, titleOf } from './markdown.ts'
import { icon, type Page, pageOf, sendPage, type View } from './page.ts'
import type { Web } from './web.ts'

const docsFolder = join(import.meta.dirname, '../../../docs')
const config = { rule: 'open' } as const

type Doc = Readonly<{ name: string; title: string; text: string }>

/** `/docs`: the documents of the repository with their pictures, as pages. Only files that the folder lists are ever opened. */
export function addDocsRoutes(web: Web, folder: string = docsFolder): void {
  let listed: Promise<readonly Doc[]> | undefined
  const docs = (): Promise<readonly Doc[]> => (listed ??= readDocs(folder))

  web.get('/docs', { config }, async (request, reply) => sendPage(reply, listPage(pageOf(request), await docs())))

  web.get('/docs/images/:name', { config }, async (request, reply) => {
    const { name } = request.params as Record<string, string>
    if (!globSync('*.png', { cwd: join(folder, 'images') }).some((known) => known === name)) throw notFound()
    const bytes = await readFile(join(folder, 'images', name ?? ''))
    return reply.type('image/png').header('cache-control', 'private, max-age=3600').send(bytes)
  })

  web.get('/docs/*', { config }, async (request, reply) => {
    const name = (request.params as Record<string, string>)['*']
    const doc = (await docs()).find((one) => one.name === name)
    if (!doc) throw notFound()
    return sendPage(reply, docPage(pageOf(request), doc))
  })
}

async function readDocs(folder: string): Promise<readonly Doc[]> {
  const files = globSync('**/*.md', { cwd: folder }).sort()
  return Promise.all(
    files.map(async (file) => {
      const text = await readFile(join(folder, file), 'utf8')
      const name = file.replaceAll('\\', '/').replace(/\.md$/, '')
      return { name, title: titleOf(text) || name, text }
    }),
  )
}

function listPage(page: Page, docs: readonly Doc[]): View {
  const link = ({ name, title }: Doc): Html => html`<li><a href="/docs/${name}">${title}</a></li>`
  const isDecision = ({ name }: Doc): boolean => name.startsWith('decisions/')
  const decisions = docs.filter(isDecision)
  return {
    title: page.t('Help'),
    frame: page.person ? 'house' : 'plain',
    body: html`<header class="page-head"><div><h1>${page.t('Help')}</h1><p>${page.t('How the house works, for those who use it, run it and write it.')}</p></div></header>
      ${docs.length === 0 ? html`<div class="panel empty">${icon('question-circle')}<p>${page.t('There are no documents in this copy of the house.')}</p></div>` : html`<div class="panel"><ul class="link-list">${docs.filter((doc) => !isDecision(doc)).map(link)}</ul></div>`}
      ${decisions.length > 0 && html`<h2>${page.t('Decisions')}</h2><div class="panel"><ul class="link-list">${decisions.map(link)}</ul></div>`}
      <p><a href="/api">${page.t('The API for programs')}</a></p>`,
  }
}

const docPage = (page: Page, { title, text }: Doc): View => ({
  title,
  frame: page.person ? 'house' : 'plain',
  body: html`<p><a href="/docs">${icon('chevron-left')} ${page.t('Help')}</a></p><article class="prose" lang="en">${markdown(text, { address: docAddress, picture })}</article>`,
})

/** Pictures that lie beside the documents; those of other hosts would be refused by the policy of the page. */
const picture = (href: string, words: string): Html =>
  /^images\/[\w-]+\.png$/.test(href) ? html`<img src="/docs/${href}" alt="${words}">` : html`${words}`

/** A document that stands beside this one is a page beside this one. */
const docAddress = (href: string): string =>
  /^[\w./-]+\.md(?:#.*)?$/.test(href) && !href.includes('..') ? `/docs/${href.replace('.md', '')}` : href
