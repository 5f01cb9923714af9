import { createHash } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Person } from '../accounts/person.ts'
import type { Look } from '../look/look.ts'
import { lastLook } from '../look/reading.ts'
import type { FramePieces } from './frame.ts'
import type { House } from './house.ts'
import { type AttributeValue, attributes, type Html, html } from './html.ts'
import { chooseLanguage, type Language, type Translate } from './languages.ts'
import { layout, noticeItem } from './layout.ts'
import { newNonce } from './nonce.ts'
import { type Notice, takeNotices } from './notices.ts'
import { memoryFor } from './page-memory.ts'
import { pagePolicy } from './security.ts'
import { readTheme, type Theme } from './theme.ts'

export type RowSpacing = 'roomy' | 'compact'

/** Everything about the visit that a page may show; the first argument of every page and fragment. */
export type Page = Readonly<{
  house: House
  person: Person | undefined
  csrfToken: string
  /** Marks our own scripts and `hx-*` elements; fresh for each answer. */
  nonce: string
  requestId: string
  language: Language
  t: Translate
  /** IANA zone in which times are shown. */
  timezone: string
  /** UTC, ISO 8601. */
  now: string
  /** Path and query that were asked for. */
  address: string
  /** The path alone. */
  path: string
  theme: Theme
  /** Name, logo and colours of the house. */
  look: Look
  notices: readonly Notice[]
  /** What the parts put around the page. */
  frame: readonly FramePieces[]
  /** The visitor's choice of columns for a table, hidden ones with a minus; empty where there is none. */
  columns: (table: string) => readonly string[]
  /** How close the rows of lists stand. */
  rows: RowSpacing
}>

/** A page before the layout is put around it. */
export type View = Readonly<{
  title: string
  body: Html
  /** `plain` leaves out the side bar, for sign-in and the first steps. */
  frame?: 'house' | 'plain'
  /** Own browser scripts that only this page needs: names as in `assets.ts`, such as `papers/quotas.js`. */
  scripts?: readonly string[]
  /** Style sheets that only this page needs, named alike: `papers/papers.css`. */
  styles?: readonly string[]
  /** Origins besides our own whose pages may stand in a frame of this one. */
  frames?: readonly string[]
  /** The same data for programs: its address below /api/v1, shown at the foot of the page. */
  api?: string
}>

/** The page that a request asks for; the same object however often it is called. */
export function pageOf(request: FastifyRequest): Page {
  const known = pages.get(request)
  if (known) return known
  const page = makePage(request)
  pages.set(request, page)
  return page
}

/** Whether htmx asks for a fragment; a direct visit of the same address gets the whole page. */
export const wantsFragment = (request: FastifyRequest): boolean =>
  request.headers['hx-request'] === 'true' && request.headers['hx-request-type'] !== 'full'

/** Answers with a whole page. */
export function sendPage(reply: FastifyReply, view: View): FastifyReply {
  const page = pageOf(reply.request)
  return sendHtml(reply, page, layout(page, view), view.frames)
}

/**
 * Answers with a fragment; notices that wait travel with it. A live element (`live-fragment.ts`) says which version it
 * shows, and gets an empty answer where nothing has changed.
 */
export function sendFragment(reply: FastifyReply, fragment: Html): FastifyReply {
  const { request } = reply
  const page = pageOf(request)
  const shown = request.headers['x-live']
  if (shown !== undefined) {
    const version = versionOf(page, fragment)
    reply.header('x-live', version)
    if (shown === version) return reply.code(204).send()
  }
  const notices = page.notices.map((notice) => noticeItem(page, notice))
  return sendHtml(
    reply,
    page,
    notices.length === 0 ? fragment : html`${fragment}<div id="notices" hx-swap-oob="beforeend">${notices}</div>`,
  )
}

export { personOf } from '../accounts/person-of.ts'
export { icon } from './icon.ts'

/** What htmx shall do. Addresses come from `links.ts`; selectors are ours. */
export type HxOptions = Readonly<{
  get?: string
  post?: string
  /** CSS selector, `this`, `closest …`; the element itself where absent. */
  target?: string
  swap?: string
  trigger?: string
  pushUrl?: boolean
  include?: string
  sync?: string
}>

/**
 * The `hx-*` attributes of one element, with the nonce without which they do nothing. Requests that change something
 * carry the visitor's token. Nothing is inherited: say all of it on the element itself.
 */
export function hx(page: Page, options: HxOptions): Html {
  const values: Record<string, AttributeValue> = { 'hx-nonce': page.nonce }
  for (const [name, value] of Object.entries(options)) {
    const attribute = name.endsWith('Url') ? `hx-${name.slice(0, -3)}-url` : `hx-${name}`
    values[attribute] = typeof value === 'boolean' ? String(value) : value
  }
  if (options.post) values['hx-headers'] = JSON.stringify({ 'x-csrf-token': page.csrfToken })
  return attributes(values)
}

const pages = new WeakMap<FastifyRequest, Page>()

function makePage(request: FastifyRequest): Page {
  const { house } = request.server
  const { person } = request
  // An address that cannot be read is refused before any hook has run, and so before the cookies are read.
  const cookies = request.cookies ?? {}
  const language = chooseLanguage(person?.language ?? cookies['lyceum-language'], request.headers['accept-language'])
  return {
    house,
    person,
    csrfToken: request.csrfToken,
    nonce: newNonce(),
    requestId: request.id,
    language,
    t: house.languages.translator(language),
    timezone: person?.timezone ?? house.platform.config.timezone,
    now: house.platform.now(),
    address: request.url,
    path: request.url.split('?', 1)[0] ?? '/',
    theme: readTheme(cookies['lyceum-theme'] ?? person?.theme ?? undefined),
    look: request.look ?? lastLook(house.platform),
    notices: takeNotices(request),
    frame: request.frame ?? [],
    columns: (table) => cookies[`lyceum-columns-${table}`]?.slice(0, 2_000).split('.').filter(Boolean) ?? [],
    rows: cookies['lyceum-rows'] === 'compact' ? 'compact' : 'roomy',
  }
}

/** What is fresh in every answer does not count. */
function versionOf(page: Page, fragment: Html): string {
  const lasting = fragment.text.replaceAll(page.nonce, '').replaceAll(/ name="_key" value="[^"]*"/g, '')
  return createHash('sha256').update(lasting).digest('base64url').slice(0, 16)
}

function sendHtml(reply: FastifyReply, page: Page, content: Html, frames?: readonly string[]): FastifyReply {
  return (
    reply
      .header('content-security-policy', pagePolicy(page.nonce, frames))
      .header('content-language', page.language)
      .header('vary', 'HX-Request, Cookie, Accept-Language')
      .type('text/html; charset=utf-8')
      // For a long string Node would reserve three times its length at each write.
      .send(content.toBytes((length) => memoryFor(reply, length)))
  )
}
