import { attributes, type Content, Html, html } from './html.ts'
import { hx, type Page } from './page.ts'

/** How often a fragment looks by itself where no event stream runs. */
export type Pace =
  /** Something changes right now: every 2 s. */
  | 'busy'
  /** It may change: every 10 s. */
  | 'idle'
  /** It is finished: never again. */
  | 'over'

export type LiveFragment = Readonly<{
  id: string
  /** What to listen for, such as `job/0190…`; several are separated by blanks. */
  topic: string
  /** Where the same fragment is fetched again. */
  url: string
  pace: Pace
  class?: string
  /** The element; `div` where absent. */
  tag?: 'div' | 'section' | 'article' | 'tr' | 'li'
}>

/**
 * An element that is fetched again when its topic is heard, or at its pace where there is no event stream; it rests
 * while the tab is hidden, and an unchanged answer is empty. `url` must answer with this very element.
 */
export function live(
  page: Page,
  { id, topic, url, pace, class: classes, tag = 'div' }: LiveFragment,
  content: Content,
): Html {
  const listening =
    pace === 'over'
      ? ''
      : [
          hx(page, { get: url, trigger: 'live', swap: 'outerMorph', sync: 'drop' }),
          attributes({ 'data-live': topic, 'data-live-ms': pace === 'busy' ? 2_000 : 10_000 }),
        ]
  const own = attributes({ id, class: classes })
  const [open, close] = tags[tag]
  return html`${open}${own}${listening}>${content}${close}`
}

/** A template cannot hold the name of an element, so the few that serve are spelled out. */
const tags = {
  div: [new Html('<div'), new Html('</div>')],
  section: [new Html('<section'), new Html('</section>')],
  article: [new Html('<article'), new Html('</article>')],
  tr: [new Html('<tr'), new Html('</tr>')],
  li: [new Html('<li'), new Html('</li>')],
} as const
