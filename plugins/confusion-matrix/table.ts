import { escaped, page } from '../shared/html.ts'
import type { Confusion } from './confusion.ts'

/** The matrix as a page of its own; a heading of a column says which label was put there. */
export function confusionPage({ labels, predicted, counts, wrongIds }: Confusion): string {
  const heads = predicted.map((label, at) => {
    const isMoved = label !== labels[at]
    return `<th scope="col">${escaped(isMoved ? `${label} → ${labels[at]}` : label)}</th>`
  })
  const rows = labels.map((label, row) => {
    const cells = (counts[row] ?? []).map((count) => `<td>${count}</td>`)
    return `<tr><th scope="row">${escaped(label)}</th>${cells.join('')}</tr>`
  })
  const table = `<p>Rows: labels of the first file. Columns: labels of the second.</p>
<table border="1" cellpadding="6" cellspacing="0"><thead><tr><td></td>${heads.join('')}</tr></thead><tbody>${rows.join('\n')}</tbody></table>`
  return page('Confusion matrix', `${table}<p>Wrong ID: ${wrongIds}</p>`)
}
