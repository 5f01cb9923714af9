import { form, textField } from '../../../platform/web/forms.ts'
import { type Html, html, nothing } from '../../../platform/web/html.ts'
import { icon, type Page } from '../../../platform/web/page.ts'
import { links } from '../links.ts'
import type { ShownImport } from './import.ts'

/** Mappings that know columns of this list, each with a way to read the list so. */
export function savedMappings(page: Page, { list, mappings }: ShownImport): Html {
  if (mappings.length === 0) return nothing
  const items = mappings.map(({ id, name, isWhole }) => {
    const hidden = html`<input type="hidden" name="mapping" value="${id}">`
    return html`<li>${form(page, { action: links.importPart(list.id, 'mapping'), class: 'mapping-item' }, [
      hidden,
      html`<strong>${name}</strong> ${isWhole ? html`<span class="state state-good">${icon('check-circle')} ${page.t('fits')}</span>` : html`<span class="quiet">${page.t('knows some of the columns')}</span>`}
        <button type="submit" class="btn btn-sm btn-outline-secondary" name="act" value="apply">${icon('signpost-split')} ${page.t('Read it so')}</button>
        <button type="submit" class="btn btn-sm" name="act" value="remove" title="${page.t('Remove')}">${icon('x-lg', page.t('Remove {{name}}', { name }))}</button>`,
    ])}</li>`
  })
  return html`<section class="panel"><h2>${page.t('Saved mappings')}</h2><ul class="plain-list">${items}</ul></section>`
}

/** Part of the form of the plan: what is chosen above is kept for the next lists of this kind. */
export const keepMapping = (page: Page, { form: state }: ShownImport): Html =>
  html`<details class="keep-mapping"><summary>${page.t('Keep this for other lists')}</summary>
    ${textField(state, {
      name: 'mapping_name',
      label: page.t('Name of the mapping'),
      help: page.t(
        'Everybody can use it: the columns, what happens to papers that are here already, and to rows without a valid DOI.',
      ),
      attributes: { maxlength: 80, autocomplete: 'off' },
    })}
    <button type="submit" class="btn btn-outline-secondary" name="step" value="save">${icon('bookmark-plus')} ${page.t('Keep it')}</button></details>`
