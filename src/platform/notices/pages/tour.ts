import { type Html, html, jsonText } from '../../web/html.ts'
import type { Language } from '../../web/languages.ts'
import { icon, type Page } from '../../web/page.ts'
import { links } from '../links.ts'
import type { Tour } from '../tours.ts'

/**
 * Starts the tour of the page. What it says travels as data; the library is fetched only by whoever presses. Hidden until
 * the script that it needs has run.
 */
export function tourButton(page: Page, tour: Tour): Html {
  return html`<li><button type="button" class="nav-item-link" data-start-tour hidden>${icon('signpost-split')} <span>${page.t('Show me around')}</span></button>
    <script type="application/json" id="tour" nonce="${page.nonce}">${toldOnce(page, tour)}</script></li>`
}

/** The words of a tour are the same for everybody who reads the language. */
function toldOnce(page: Page, tour: Tour): Html {
  const byLanguage = told.get(tour) ?? new Map<Language, Html>()
  told.set(tour, byLanguage)
  const known = byLanguage.get(page.language) ?? whatIsTold(page, tour)
  byLanguage.set(page.language, known)
  return known
}

const told = new WeakMap<Tour, Map<Language, Html>>()

function whatIsTold(page: Page, tour: Tour): Html {
  const { href } = page.house.assets
  return jsonText({
    library: href('driver/driver.js'),
    sheet: href('driver/driver.css'),
    seen: links.tourSeen(tour.name),
    words: {
      next: page.t('Next'),
      previous: page.t('Back'),
      done: page.t('Done'),
      close: page.t('Close'),
      progress: page.t('{{current}} of {{total}}'),
    },
    steps: tour.steps.map(({ element, title, text }) => ({ element, title: page.t(title), text: page.t(text) })),
  })
}
