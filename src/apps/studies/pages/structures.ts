import { attributes, type Html, html } from '../../../platform/web/html.ts'
import type { Page } from '../../../platform/web/page.ts'
import type { Summary } from '../results.ts'

type Files = readonly Readonly<{ name: string; href: string }>[]

/** The structures of a result in 3D, each with its weight and a switch. Nothing where there are none. */
export function structuresViewer(page: Page, structures: Summary['structures'], files: Files): Html | false {
  const shown = structures.flatMap((one) => {
    const file = files.find(({ name }) => name === one.file)
    return file ? [{ ...one, href: file.href }] : []
  })
  if (shown.length === 0) return false
  return html`<section id="structures"><h2>${page.t('Structures')}</h2><div class="panel structures" data-structures>
    <div class="structures-canvas" data-structures-canvas role="img" aria-label="${page.t('The structures in 3D, each as opaque as its weight is large; the list beside names them.')}"></div>
    <ul class="structures-list">${shown.map(
      (
        { file, href, weight, label },
        at,
      ) => html`<li><label><input type="checkbox" class="form-check-input"${attributes({ checked: at < 20, 'data-structure': href, 'data-weight': weight })}>
        ${label ?? file} <span class="quiet">${(100 * weight).toFixed(1)} %</span></label> <meter min="0" max="1" value="${weight}" aria-label="${label ?? file}"></meter></li>`,
    )}</ul></div></section>`
}
