import { type Html, html } from '../../../../platform/web/html.ts'
import type { Page } from '../../../../platform/web/page.ts'
import type { Day } from '../days.ts'

/** A day of the calendar, the same wherever the visitor is: `Mon, 6 Jan 2031`. */
export function dayText(page: Pick<Page, 'language'>, day: Day): Html {
  const style = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' } as const
  return html`<time datetime="${day}">${new Intl.DateTimeFormat(page.language === 'en' ? 'en-GB' : page.language, style).format(new Date(day))}</time>`
}
