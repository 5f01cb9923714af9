import { attributes, type Content, type Html, html } from '../../../platform/web/html.ts'

/** A cell of a table that says on a phone what it is about; whatever stands in it stays together there. */
export const labelledCell = (label: string, content: Content, className = ''): Html =>
  html`<td${attributes({ 'data-label': label, class: className === '' ? undefined : className })}><div class="desk-cell">${content}</div></td>`
