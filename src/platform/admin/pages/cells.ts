import { bytes, number, time } from '../../web/dates.ts'
import { type Content, type Html, html } from '../../web/html.ts'
import { icon, type Page } from '../../web/page.ts'
import { links } from '../links.ts'
import type { AdminColumn, Row } from '../tables/declaring.ts'
import type { References } from '../tables/listing.ts'

/** Of the pages about tables and their records. */
export const styles = ['admin/records.css']

const longestInList = 120

/** A value in a list: short, and a name where it points at another record. */
export function cell(page: Page, column: AdminColumn, row: Row, references: References): Content {
  const value = row[column.name] ?? null
  if (value === null) return nothingThere
  if (column.refersTo !== undefined) return reference(column.refersTo, value, references)
  if (typeof value === 'string' && value.length > longestInList) return `${value.slice(0, longestInList)}…`
  return plain(page, column, value)
}

/** A value on the page of its record, whole. */
export function wholeValue(page: Page, column: AdminColumn, row: Row, references: References): Content {
  const value = row[column.name] ?? null
  if (value === null) return nothingThere
  if (column.refersTo !== undefined) return reference(column.refersTo, value, references)
  if (column.type === 'json') return html`<pre class="log log-short" tabindex="0">${prettyJson(String(value))}</pre>`
  if (column.type === 'long-text') return html`<div class="long-text">${value}</div>`
  return plain(page, column, value)
}

const nothingThere = html`<span class="none">–</span>`

function plain(page: Page, { type }: AdminColumn, value: string | number): Content {
  switch (type) {
    case 'time':
      return time(page, String(value), 'second')
    case 'bytes':
      return bytes(page, Number(value))
    case 'number':
      return number(page, Number(value))
    case 'yes-no':
      return Number(value) === 1 ? html`${icon('check-lg')} ${page.t('Yes')}` : page.t('No')
    case 'code':
    case 'json':
      return html`<code>${value}</code>`
    default:
      return String(value)
  }
}

/** What is no record, such as `system`, stands as it is. */
function reference(table: string, value: string | number, references: References): Html {
  const found = references(table, value)
  return found ? html`<a href="${links.row(table, found.id)}">${found.label}</a>` : html`<code>${value}</code>`
}

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
