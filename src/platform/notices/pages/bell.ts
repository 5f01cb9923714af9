import { number } from '../../web/dates.ts'
import { type Html, html } from '../../web/html.ts'
import { live } from '../../web/live-fragment.ts'
import { icon, type Page } from '../../web/page.ts'
import { links } from '../links.ts'

const mostSaid = 99

/** The way to the notices, with how many are unread; it counts on while the page stands there. */
export function bell(page: Page, unread: number): Html {
  const words = unread === 0 ? page.t('Notices') : page.t('Notices, {{count}} unread', { count: unread })
  const shown = (): string => (unread > mostSaid ? `${mostSaid}+` : number(page, unread))
  const count = unread > 0 && html`<span class="bell-count" aria-hidden="true">${shown()}</span>`
  const frame = {
    id: 'bell',
    topic: links.topic(page.person?.id ?? ''),
    url: links.bell(),
    pace: 'idle',
    class: 'bell',
  } as const
  return live(
    page,
    frame,
    html`<a class="btn bell-link" href="${links.list()}">${icon(unread > 0 ? 'bell-fill' : 'bell', words)}${count}</a>`,
  )
}
